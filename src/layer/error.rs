//! What can be wrong with a change to a policy above.
#![expect(missing_docs, reason = "the fields of a problem are named for what they hold")]

use super::EditKind;
use crate::diagnostics::wording::did_you_mean;
use crate::diagnostics::{Diagnostic, Explain, Text};
use crate::source::Span;
use crate::syntax::ast::StepKind;
use crate::text;

/// A change that cannot be made.
#[derive(Debug, Clone)]
pub enum LayerError {
    /// There is no policy above.
    NothingAbove { at: Span },
    /// Nothing of that name.
    NoTarget { at: Span, text: String, kind: StepKind, near: Vec<(Span, String)>, some: Vec<String> },
    /// It stands elsewhere.
    Moved { at: Span, whole: Span, text: String, now: Span, paths: Vec<String> },
    /// A layer between has taken it out.
    Gone { at: Span, text: String, by: Span },
    /// An article without rules.
    NoRules { at: Span, text: String },
    /// Two clauses of that name.
    Ambiguous { at: Span, places: Vec<Span>, paths: Vec<String> },
    /// One layer changes one clause twice.
    Twice { at: Span, first: Span, text: String },
    /// That cannot be done to that.
    NotSo { at: Span, act: EditKind },
    /// A deviation for everyone, or more than everyone.
    Everyone { at: Span, widened: bool },
    /// The clause is no list.
    NoList { at: Span },
    /// A list without items.
    LastItem { at: Span },
    /// What has no days of its own is changed on some days only.
    Undated { at: Span, dates: Span },
}

/// What a step of a path names.
pub fn kind_name(kind: StepKind) -> Text {
    match kind {
        StepKind::Everything => text!("everything", "全部内容"),
        StepKind::Policy => text!("policy", "政策"),
        StepKind::Article => text!("article", "条"),
        StepKind::Rule => text!("rule", "规则"),
        StepKind::Item => text!("item", "项"),
        StepKind::Definition => text!("definition", "定义"),
        StepKind::Parameter => text!("parameter", "参数"),
        StepKind::PlaceSet => text!("place set", "地方集"),
        StepKind::Type => text!("type", "类型"),
        StepKind::Decision => text!("decision", "决定事项"),
    }
}

impl Explain for LayerError {
    fn explain(&self) -> Diagnostic {
        match self {
            Self::NothingAbove { at } => Diagnostic::error(
                "layer/nothing-above",
                text!("a change, but no policy above this one", "这里有变更，却没有上级政策"),
            )
            .label(*at, text!("this changes a policy above", "此处变更上级政策"))
            .help(text!(
                "name it in the first line: `policy NAME under THAT POLICY`",
                "请在首行写明：`政策 名称 隶属于 上级政策`"
            )),
            Self::NoTarget { at, text, kind, near, some } => {
                let what = kind_name(*kind);
                let told = match kind {
                    StepKind::Article => text!("the policy above has no article {text}", "上级政策中没有第{text}条"),
                    StepKind::Type => text!(
                        "the policy above declares no type `{text}` itself, and a type of a vocabulary cannot be changed",
                        "上级政策自己没有声明类型 `{text}`；词汇文件中的类型不能变更"
                    ),
                    _ => text!("the policy above has no {what} `{text}`", "上级政策中没有{what} `{text}`"; what),
                };
                let out = Diagnostic::error("layer/no-target", told)
                .label(*at, text!("nothing of that name", "没有这个名称"));
                let out = near.iter().fold(out, |out, (at, name)| out.fix(*at, name.clone()));
                let near: Vec<&str> = near.iter().map(|(_, name)| name.as_str()).collect();
                match (did_you_mean(&near), some.is_empty()) {
                    (Some(help), _) => out.help(help),
                    (None, false) => {
                        let known = some.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
                        let (en, zh) = (known.join(", "), known.join("、"));
                        out.help(text!("it has {en}", "已有 {zh}"))
                    }
                    (None, true) if *kind == StepKind::Type => out.help(text!(
                        "write the values into the vocabulary, or let the policy above declare the choice",
                        "请把新值写进词汇文件，或由上级政策自己声明该选项"
                    )),
                    (None, true) => out.help(text!(
                        "a clause is named by its label: `(1) seats: …` is `rule seats`",
                        "条款以其名称指称：`（一）县城：…` 即 `规则 县城`"
                    )),
                }
            }
            Self::Moved { at, whole, text, now, paths } => {
                let out = Diagnostic::error(
                "layer/moved",
                text!("`{text}` stands elsewhere in the policy above", "`{text}` 在上级政策的另一处"),
            )
            .label(*at, text!("not at the place that is named", "不在所写之处"))
            .label(*now, text!("it stands here", "它在这里"))
            ;
                let out = match paths.as_slice() {
                    [path] => out.fix(*whole, path.clone()),
                    _ => out,
                };
                let known = paths.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>();
                let (en, zh) = (known.join(", "), known.join("、"));
                out.help(text!(
                    "write where it stands now: {en}; or leave the article out: a label is found wherever it stands",
                    "请写它现在所在之处：{zh}；也可不写条号：按名称可以找到"
                ))
            }
            Self::Gone { at, text, by } => Diagnostic::error(
                "layer/gone",
                text!(
                    "`{text}` no longer stands: another change took it out",
                    "`{text}` 已不存在：另一处变更已将其删去"
                ),
            )
            .label(*at, text!("this points at it", "此处指向它"))
            .label(*by, text!("taken out here", "在此删去"))
            .help(text!(
                "point at what stands in its place, or drop this change",
                "请指向取代它的条款，或删去此项变更"
            )),
            Self::NoRules { at, text } => Diagnostic::error(
                "layer/no-rules",
                text!("article {text} has no rule", "第{text}条没有规则"),
            )
            .label(*at, text!("nothing stands in this article that could be changed", "这一条没有可变更的内容"))
            .help(text!(
                "name the article or the rule that is meant, or drop this change",
                "请写明所要变更的条或规则，或删去此项变更"
            )),
            Self::Ambiguous { at, places, paths } => {
                let out =
                    Diagnostic::error("layer/ambiguous-target", text!("two clauses of that name", "有两处同名条款"))
                        .label(*at, text!("which of them?", "指哪一处？"));
                let out = places.iter().fold(out, |out, place| out.label(*place, text!("one is here", "一处在此")));
                let out = paths.iter().fold(out, |out, path| out.fix(*at, path.clone()));
                let known = paths.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>();
                if known.is_empty() {
                    return out.help(text!(
                        "the two stand in one article under one name and without numbers: in the text above, give each a name or a number of its own",
                        "两处在同一条中名称相同，也没有编号：请在上级政策中给它们不同的名称或编号"
                    ));
                }
                let (en, zh) = (known.join(" or "), known.join(" 或 "));
                out.help(text!("write the whole path of the one that is meant: {en}", "请写明所指的一处：{zh}"))
            }
            Self::Twice { at, first, text } => {
                Diagnostic::error("layer/changed-twice", text!("`{text}` is changed twice", "`{text}` 被变更了两次"))
                    .label(*at, text!("the second change", "第二次变更"))
                    .label(*first, text!("the first one", "第一次变更"))
                    .help(text!("write one change that says what holds in the end", "请合并为一处变更，写明最终内容"))
            }
            Self::NotSo { at, act } => {
                let (what, help) = match act {
                    EditKind::Set => (
                        text!("only a parameter can be set", "只有参数可以设定数值"),
                        text!("write `set parameter NAME: VALUE`", "请写 `设定 参数 名称：数值`"),
                    ),
                    EditKind::Extend => (
                        text!("only a place set or a choice can be extended", "只有地方集和选项可以扩充"),
                        text!(
                            "add an item with `add items to …`; the order of a grade cannot be extended",
                            "增加条件请用 `增加项于 …`；等级的次序不能扩充"
                        ),
                    ),
                    EditKind::Narrow | EditKind::Widen => (
                        text!("only an article or a rule speaks about somebody", "只有条和规则有适用人群"),
                        text!("name one: `narrow rule NAME: …`", "请写明：`缩小 规则 名称：…`"),
                    ),
                    EditKind::Ask | EditKind::Except => (
                        text!("only an article or a rule takes one more condition or exception", "只有条和规则可以增加条件或例外"),
                        text!(
                            "name one that reads this, or write `replace …: …` with all that it is to say",
                            "请写明使用它的条或规则，或用 `替换 …：…` 写出全部内容"
                        ),
                    ),
                    EditKind::Drop => (
                        text!("only an article, a rule or an item can be dropped", "只有条、规则和项可以删去"),
                        text!(
                            "drop the rules that read this, or write `replace …: …` with what it is to say",
                            "请删去使用它的规则，或用 `替换 …：…` 写出新内容"
                        ),
                    ),
                    _ => (
                        text!("that cannot be done to this clause", "不能对此条款作这种变更"),
                        text!(
                            "rules and articles are replaced by a rule with `replaces …` under it; items and definitions with `replace …: …`",
                            "规则和条由下级规则取代，在其下写 `取代 …`；项和定义写 `替换 …：…`"
                        ),
                    ),
                };
                Diagnostic::error("layer/not-so", what)
                    .label(*at, text!("this is what would be changed", "这是要变更的对象"))
                    .help(help)
            }
            Self::Everyone { at, widened } => {
                let (what, here, help) = if *widened {
                    (
                        text!("it speaks about everyone already", "它本来就针对所有人"),
                        text!("nobody is left to be added", "没有可再扩大的人"),
                        text!("drop this change, or relax what the rule asks", "请删去此项变更，或放宽规则的条件"),
                    )
                } else {
                    (
                        text!("a deviation for everyone", "对所有人的变通"),
                        text!(
                            "this rule speaks about everyone, so nothing would be left of that one",
                            "此规则针对所有人，原规则将无人适用"
                        ),
                        text!(
                            "say whom it is for with `applies to …`, or write `replaces`",
                            "请用 `适用于 …` 写明对谁变通，或改写 `取代`"
                        ),
                    )
                };
                Diagnostic::error("layer/everyone", what).label(*at, here).help(help)
            }
            Self::NoList { at } => Diagnostic::error(
                "layer/no-list",
                text!("items are added to a list, and this is none", "只能向清单增加项，而这里不是清单"),
            )
            .label(*at, text!("one condition stands here", "这里只有一个条件"))
            .help(text!(
                "write `add condition to …`, or `replace …` with a list",
                "请写 `增加条件于 …`，或用清单 `替换 …`"
            )),
            Self::LastItem { at } => Diagnostic::error(
                "layer/last-item",
                text!("the list would be left without an item", "删去后清单就没有任何一项"),
            )
            .label(*at, text!("the last one", "最后一项"))
            .help(text!("drop the rule, or replace it", "请删去或取代整条规则")),
            Self::Undated { at, dates } => Diagnostic::error(
                "layer/undated",
                text!(
                    "a definition, a set of places or a list of values has no dates, so it cannot be changed for some days only",
                    "定义、地方集和选项没有施行日期，不能只在某段时间变更"
                ),
            )
            .label(*at, text!("this holds on every day", "它在每一天都适用"))
            .label(*dates, text!("this article does not", "本条并非如此"))
            .help(text!(
                "change in this article the rules that read it; or write a version of this policy that is in force on these days, in a file of its own, with the change at the margin",
                "请在本条中变更使用它的规则；或为这段时间另写一个本政策的版本，存为单独文件，变更顶格书写"
            )),
        }
    }
}
