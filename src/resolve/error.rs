//! What can be wrong with names and with the reading of phrases.
#![expect(missing_docs, reason = "the fields of a problem are named for what they hold")]

use super::Symbol;
use super::names::OfAbove;
use super::read::ReadKind;
use super::taken_in::{Named, TakenIn};
use crate::diagnostics::wording::{did_you_mean, list};
use crate::diagnostics::{Diagnostic, Explain, Text};
use crate::source::Span;
use crate::syntax::choice_of;
use crate::text;
use crate::types::Term;
use std::sync::Arc;

/// Among what a label stands twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// The items of a list.
    List,
    /// The rules of an article.
    Rules,
}

/// A problem of names, before any type is known.
#[derive(Debug, Clone, PartialEq)]
pub enum NameError {
    /// A stretch that is no name and no word of the language.
    Unknown { at: Span, text: String, near: Vec<String>, label: Option<Span>, rest: Option<String>, beside: Beside },
    /// The longest unbroken time in another order of words.
    UnbrokenForm { at: Span },
    /// 每满1年计3分, and nothing that is counted.
    NothingCounted { at: Span },
    /// A phrase that can be read in two ways.
    Ambiguous { at: Span, splits: Vec<String> },
    /// Known pieces that make no sentence.
    Shape { at: Span },
    /// Two values side by side without a word between them.
    SideBySide { at: Span, text: String, fix: Option<String> },
    /// 3000元以上, and nothing before it.
    LooseBound { at: Span, amount: Option<(Span, ReadKind)>, subjects: Vec<String> },
    /// `fee is up to 100 yuan`
    BoundAlone { at: Span, name: String, chinese: bool },
    /// 价格超过纳税额部分
    Excess { at: Span, whole: String, bound: String },
    /// 1000元以上5000元以下 where one amount is wanted.
    RangeAsAmount { at: Span, low: String, high: String },
    /// 博士 50分
    LevelBeside { at: Span, level: String, amount: String, kind: ReadKind, subject: Option<String>, asked: bool },
    /// `filed on is within 15 days of accepted on`
    Within { at: Span, fixes: [String; 2] },
    /// `100 yuan if married`
    ConditionAfter { at: Span, text: String, of_amount: bool, mends: bool },
    /// A character that has no place in a condition.
    Stray { at: Span, text: String },
    /// More pieces than a phrase may have.
    TooLong { at: Span, limit: usize },
    /// Parts inside each other beyond the limit.
    TooDeep { at: Span, limit: usize },
    /// A number of too many digits.
    NumberTooLarge { at: Span, text: String },
    /// `a and b or c`
    Mixed { at: Span, and: Span, or: Span, fixes: [String; 2] },
    /// A cell of a table that reads neither as a value nor as the end of what its header begins.
    Cell { at: Span, text: String },
    /// `A to C` in a cell, of options that have no order.
    NoOrder { at: Span, text: String, instead: String },
    /// 其他 in the first cell of a row: a level of the column, or all other cases.
    LevelOrRest { at: Span, text: String },
    /// A comma or 、 between two conditions.
    BareComma { at: Span, chinese: bool, one_of: Option<(Span, String)> },
    /// `1.000,50`: a comma inside a number that is no group of three digits.
    CommaInNumber { at: Span, text: String },
    /// `1 < age < 5`
    Chained { at: Span },
    /// 超过10万元以下
    Contradiction { at: Span },
    /// `a unless b unless c`
    UnlessTwice { at: Span },
    /// `if a then b` without `otherwise`
    NoOtherwise { at: Span },
    /// `if a otherwise b` without `then`
    NoThen { at: Span },
    /// `sum of paid` without `over`
    NoOver { at: Span },
    /// A window where none fits, or none where one is needed.
    Window { at: Span, instead: Option<String> },
    /// Words before a connective that do not run over a list, and a list that they could run over.
    ListHead { at: Span, list: Option<Arc<Term>> },
    /// `every absence is paid`
    MembersAre { at: Span },
    /// A list used as if it were one value.
    ListAsValue { at: Span, text: String },
    /// A value used as if it were a list.
    NotAList { at: Span, text: String, lists: Vec<String> },
    /// A name that is defined for another article only.
    OutOfScope { at: Span, text: String, symbols: Vec<Symbol> },
    /// An article that stands twice.
    ArticleTwice { at: Span, text: String, first: Span },
    /// A name declared twice.
    Duplicate { at: Span, text: String, first: Option<Span> },
    /// A name that can also be read as a phrase of other names.
    NameReadsAsPhrase { at: Span, text: String, split: String },
    /// A name without a letter.
    EmptyName { at: Span },
    /// A place, record, type or unit that nobody declares.
    NotDeclared { at: Span, text: String, kind: Kind, near: Vec<String> },
    /// A place that lies inside itself.
    PlaceCycle { at: Span, text: String },
    /// The name of what a rule decides, with a condition inside it that nothing asks.
    TakenIn { at: Span, text: String, name: String, kind: TakenIn, named: Named, fixes: Vec<(Span, String)> },
    /// Two decisions whose names differ by a slip.
    SimilarDecision { at: Span, text: String, other: String, first: Span },
    /// A line of a policy below that says of a decision above what only the text above can say.
    DecisionAbove { at: Span, text: String, first: Span, says: OfAbove },
    /// A fact by whose name a case says something about itself.
    CaseKey { at: Span, text: String },
    /// Rules about a list that do not say whether they are about each member.
    EachDiffers { at: Span, text: String, first: Span },
    /// A decision for each member of a list inside a record, of which it is not clear whose it is, or that is not theirs.
    EachInner { at: Span, text: String, ways: Vec<(String, String)>, several: bool },
    /// `each child award is 500 yuan`: the members are a part of the name.
    EachInName { at: Span, text: String, instead: String },
    /// A label used twice under one rule.
    LabelTwice { at: Span, text: String, first: Span, among: Among },
    /// A file that `use` or `under` names and nobody supplies.
    NoSuchFile { at: Span, text: String },
    /// Files that use each other in a circle.
    FileCycle { at: Span, text: String },
    /// A policy where a vocabulary was expected, or the other way round.
    WrongFile { at: Span, text: String, wants_vocabulary: bool },
    /// Rules in a vocabulary.
    RuleInVocabulary { at: Span },
    /// `notwithstanding article 99`
    NoSuchArticle { at: Span, text: String, known: Vec<String> },
}

/// What stands beside a name that nobody declares, and so of which type it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Beside {
    /// Nothing that tells.
    Nothing,
    /// A comparison, or something that is reckoned.
    Number,
    /// An amount of money.
    Money,
    /// A share.
    Share,
    /// A number of days.
    Days,
    /// Years and months.
    Duration,
    /// A date.
    Date,
    /// Words that run over the members of a list.
    List,
}

impl Beside {
    /// The type, as a declaration has it.
    const fn types(self) -> (&'static str, &'static str) {
        match self {
            Self::Nothing => ("yes/no", "是否"),
            Self::Number => ("number", "数"),
            Self::Money => ("money", "金额"),
            Self::Share => ("percent", "百分比"),
            Self::Days => ("days", "天数"),
            Self::Duration => ("duration", "期限"),
            Self::Date => ("date", "日期"),
            Self::List => ("list of RECORD", "列表 记录"),
        }
    }
}

/// What a name should have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A place.
    Place,
    /// A record.
    Record,
    /// A list of records, or a record.
    List,
    /// A type.
    Type,
    /// A unit.
    Unit,
    /// A fact.
    Fact,
}

impl Kind {
    fn name(self) -> Text {
        match self {
            Self::Place => text!("place", "地方"),
            Self::Record => text!("record", "记录"),
            Self::List => text!("list", "列表"),
            Self::Type => text!("type", "类型"),
            Self::Unit => text!("unit", "单位"),
            Self::Fact => text!("fact", "事实"),
        }
    }
}

impl Explain for NameError {
    fn explain(&self) -> Diagnostic {
        match self {
            Self::Unknown { at, text, label: Some(label), beside, .. } => Self::Unknown {
                at: *at,
                text: text.clone(),
                near: Vec::new(),
                label: None,
                rest: None,
                beside: *beside,
            }
            .explain()
            .label(*label, text!("only a label of that name stands here", "这里只有同名的标签"))
            .help(text!(
                "a label names an item in explanations and is nothing that a condition can ask for: give the condition a name with `define {text} as …`, and use that in both places",
                "标签只在解释中称呼该项，不能作为条件：请用 `定义 {text}：…` 给这个条件起名，两处都用它"
            )),
            Self::Unknown { at, text, near, label: None, rest, beside } => {
                let out = Diagnostic::error("resolve/unknown-name", text!("`{text}` is not declared", "`{text}` 没有声明"))
                    .label(*at, text!("no fact, definition or keyword reads so", "没有这样的事实、定义或关键词"));
                let advice = super::advice::of(text);
                let near = if advice.is_some() { &[][..] } else { near };
                let (en, zh) = beside.types();
                let otherwise = || match rest {
                    Some(rest) => text!(
                        "the names beside `{rest}` are declared, and `{rest}` is no word that joins them: write `and`, `or`, a comparison such as `≥`, or a sign such as `+`",
                        "`{rest}` 旁边的名称已声明，但 `{rest}` 不是连接的词：请写 `且`、`或`，比较的词如 `不低于`，或运算的词如 `加上`"
                    ),
                    None if matches!(beside, Beside::Days | Beside::Duration) => text!(
                        "declare it: `fact {text}: {en}`; if it is counted from a day, declare the day and write `time between DATE and the date asked about`",
                        "请先声明：`事实 {text}：{zh}`；若自某日起算，请声明该日期，写作 `某日至判定日的时长`"
                    ),
                    None => text!("declare it: `fact {text}: {en}`", "请先声明：`事实 {text}：{zh}`"),
                };
                let out = suggested(out, *at, near, advice.unwrap_or_else(otherwise));
                super::advice::of_any(text).into_iter().flatten().fold(out, |out, instead| out.fix(*at, instead))
            }
            Self::Ambiguous { at, splits } => {
                let mut out =
                    Diagnostic::error("resolve/ambiguous", text!("this can be read in two ways", "这里有两种读法"))
                        .label(*at, text!("which of them is meant?", "究竟是哪一种？"));
                for split in splits.iter().take(2) {
                    out = out.help(text!("it can be read as: {split}", "可读作：{split}"));
                }
                if splits.len() < 2 {
                    out = out.help(text!("it has more readings than are tried", "读法过多，未一一尝试"));
                }
                out.help(text!(
                    "write the name in 「」, put a space where the parts meet, or use brackets",
                    "请给名称加上「」，或在分界处加空格，或使用括号"
                ))
            }
            Self::Shape { at } => Diagnostic::error(
                "resolve/no-sentence",
                text!("the words are known, but they make no condition or amount", "每个词都认得，但连起来不成条件或数额"),
            )
            .label(*at, text!("it does not go on here", "到这里接不下去"))
            .help(text!(
                "write `name ≥ value`, `name is value`, or a yes/no name by itself; join two with `and` or `or`",
                "可写成 `名称 ≥ 数值`、`名称 是 某值`，或单独一个是否类名称；两个条件用 `且` 或 `或` 连接"
            )),
            Self::SideBySide { at, text, fix } => fix
                .iter()
                .fold(
                    Diagnostic::error(
                        "resolve/no-sentence",
                        text!("two values stand side by side and nothing joins them", "两个值并排，中间没有连接词"),
                    ),
                    |out, fix| out.fix(*at, fix.clone()),
                )
                .label(*at, text!("the second one", "第二个"))
                .help(super::advice::of(text).unwrap_or_else(|| {
                text!("compare them (`≥`, `is`, 以上) or join them (`and`, `or`)", "请比较（`≥`、`是`、`以上`）或连接（`且`、`或`）")
            })),
            Self::UnbrokenForm { at } => Diagnostic::error(
                "resolve/no-sentence",
                text!("the longest unbroken time is put in another order", "最长连续时间的写法不对"),
            )
            .label(*at, text!("of which list, from which of its dates until which?", "哪个清单，自它的哪个日期至哪个日期？"))
            .help(text!(
                "write `longest unbroken time from START until END over LIST with gaps up to 30 days`; START and END are dates of its record, END may be `or none`",
                "请写 `清单中自起始日至截止日的最长连续时间，间断不超过30天`；起始日、截止日是该记录中的日期，截止日可以 `可无`"
            )),
            Self::NothingCounted { at } => Diagnostic::error(
                "resolve/no-sentence",
                text!("what is counted is missing", "没有写明数的是什么"),
            )
            .label(*at, text!("so much for each full unit of what?", "每满多少的什么？"))
            .help(text!(
                "write what is counted before it, after a label too: `service: (years of service per full 1 year) × 3`",
                "请在前面写明数的是什么，标签之后也要写：`工龄分：工龄每满1年计3分`"
            )),
            Self::LooseBound { at, amount, subjects } => {
                let out = Diagnostic::error(
                    "resolve/no-sentence",
                    text!("a bound, and nothing that it bounds", "只有界限，没有写明是什么的界限"),
                )
                .label(*at, text!("what is to be that much?", "什么以上（以下）？"))
                .help(match amount {
                    Some((_, ReadKind::Duration(_))) => text!(
                        "write what is compared before it; the time since a day is `time between DATE and the date asked about`",
                        "请在前面写明被比较的是什么；自某日以来的时间写作 `某日至判定日的时长`"
                    ),
                    _ => text!(
                        "write what is compared before it: `tax is 3000 yuan or more`, `the date asked about is in 5 years from DATE`",
                        "请在前面写明被比较的是什么：`纳税额3000元以上`、`判定日在某日起5年内`"
                    ),
                });
                let before = amount.as_ref().map(|(insert, _)| *insert);
                let space = |name: &str| if name.is_ascii() { " " } else { "" };
                let insert = |out: Diagnostic, at: Span| {
                    let start = Span { end: at.start, ..at };
                    subjects.iter().fold(out, |out, name| out.fix(start, format!("{name}{}", space(name))))
                };
                before.map_or_else(|| out.clone(), |at| insert(out.clone(), at))
            }
            Self::BoundAlone { at, name, chinese } => {
                let (en, zh) = if *chinese {
                    (format!("{name} 为 AMOUNT，最高 100元"), format!("{name} 为 数额，最高 100元"))
                } else {
                    (format!("{name} is AMOUNT, at most 100 yuan"), format!("{name} is 数额, at most 100 yuan"))
                };
                Diagnostic::error(
                    "resolve/no-sentence",
                    text!("a bound alone says not how much", "只有界限，没有写明数额是多少"),
                )
                .label(*at, text!("at most, or at least, of which amount?", "是什么数额的上下限？"))
                .help(text!(
                    "write the amount, and its bound behind a comma: `{en}`",
                    "请写明数额，界限写在逗号之后：`{zh}`"
                ))
            }
            Self::Excess { at, whole, bound } => {
                let fix = format!("（（{whole}减{bound}）与0元中的较大者）");
                Diagnostic::error(
                    "resolve/no-sentence",
                    text!("what lies above a bound is a difference", "「超过…的部分」须写成差额"),
                )
                .label(*at, text!("as much of the one as exceeds the other", "一个数额超出另一个的部分"))
                .help(text!("where nothing exceeds it, it is `0 yuan`: write `{fix}`", "没有超过的，为 `0元`：请写 `{fix}`"))
                .fix(*at, fix.clone())
            }
            Self::RangeAsAmount { at, low, high } => Diagnostic::error(
                "resolve/no-sentence",
                text!("a range is no one amount", "一个幅度不是一个数额"),
            )
            .label(*at, text!("from one end to the other", "从一端到另一端"))
            .help(text!(
                "give its two ends as two values: `least NAME is {low}` and `greatest NAME is {high}`; what lies between is for the office to decide",
                "请把两端写成两个数值：`某项下限 为 {low}`、`某项上限 为 {high}`；其间由机关裁量"
            ))
            .help(text!(
                "if something is compared, write it before the range: `NAME ≥ {low} and NAME ≤ {high}`",
                "若是比较，请在前面写明被比较的：`某项不低于{low}且不高于{high}`"
            )),
            Self::LevelBeside { at, level, amount, subject, asked: true, .. } => {
                let name = |otherwise: &str| subject.clone().unwrap_or_else(|| otherwise.to_owned());
                let (en, zh) = (name("NAME"), name("某事实"));
                let out = Diagnostic::error(
                    "resolve/no-sentence",
                    text!("a level and an amount, and nothing that joins them", "等级与数额并排，中间没有连接词"),
                )
                .label(*at, text!("what is compared?", "比较的是什么？"))
                .help(text!(
                    "a level is asked for by its fact: `{en} is {level}`; `{amount}` needs something that it is compared with",
                    "等级与其事实比较：`{zh}是{level}`；`{amount}` 须写明与什么比较"
                ));
                match subject {
                    Some(name) if !level.is_ascii() => out.fix(*at, format!("{name}是{level}")),
                    Some(name) => out.fix(*at, format!("{name} is {level}")),
                    None => out,
                }
            }
            Self::LevelBeside { at, level, amount, subject, .. } => {
                let name = |otherwise: &str| subject.clone().unwrap_or_else(|| otherwise.to_owned());
                let (en, zh) = (name("NAME"), name("某事实"));
                let out = Diagnostic::error(
                    "resolve/no-sentence",
                    text!("points, and whose they are, with nothing that joins them", "分值与其对象并排，中间没有连接词"),
                )
                .label(*at, text!("for whom are they?", "这是谁的分？"))
                .help(text!("write `{amount} when {en} is {level}`", "请写 `{zh}是{level}的，计{amount}`，或 `{amount}，当 {zh}是{level}`"));
                match subject {
                    Some(name) if !level.is_ascii() => out.fix(*at, format!("{amount}，当 {name}是{level}")),
                    Some(name) => out.fix(*at, format!("{amount} when {name} is {level}")),
                    None => out,
                }
            }
            Self::Within { at, fixes: [counted, either] } => Diagnostic::error(
                "resolve/no-sentence",
                text!("`within` does not say whether the day itself counts", "`within` 没有说明当日算不算"),
            )
            .label(*at, text!("from which day on is it counted?", "从哪一天起算？"))
            .help(text!(
                "where that day is not counted, and the first one is the day after it: `{counted}`; where a day before the next one will do as well: `{either}`",
                "当日不计、自次日起算的，写 `{counted}`；当日也算在内的，写 `{either}`"
            ))
            .fix(*at, counted.clone())
            .fix(*at, either.clone()),
            Self::ConditionAfter { at, text, of_amount: false, .. } => {
                let out = Diagnostic::error(
                    "resolve/no-sentence",
                    text!("a condition has no other condition behind it", "条件之后不能再跟条件"),
                )
                .label(*at, text!("this word begins a choice", "这个词引出的是选择"))
                .help(text!(
                    "if both must hold, join them with `and`; an amount that depends on something is `if A then B otherwise C`",
                    "两者都须符合的，用 `且` 连接；视情形而定的数额写 `若 甲 则 乙，否则 丙`"
                ));
                let comma = at.end - at.start > u32::try_from(text.len()).unwrap_or(u32::MAX);
                out.fix(*at, match (text.is_ascii(), comma) {
                    (true, true) => " and",
                    (true, false) => "and",
                    (false, true) => " 且 ",
                    (false, false) => "且 ",
                })
            }
            Self::ConditionAfter { at, mends: false, .. } => Diagnostic::error(
                "resolve/no-sentence",
                text!("in a definition the condition comes before its amount", "定义里的条件写在数额之前"),
            )
            .label(*at, text!("this word begins a choice", "这个词引出的是选择"))
            .help(text!("write `if A then B otherwise C`", "请写 `若 甲 则 乙，否则 丙`")),
            Self::ConditionAfter { at, text, .. } => {
                let out = Diagnostic::error(
                "resolve/no-sentence",
                text!("a condition that comes after begins with `when`", "写在后面的条件以 `当` 引出"),
            )
            .label(*at, text!("this word begins a choice", "这个词引出的是选择"))
            .help(text!(
                "write `AMOUNT when CONDITION, otherwise AMOUNT`, or `if A then B otherwise C`",
                "请写 `数额，当 条件，否则为 数额`，或 `若 甲 则 乙，否则 丙`"
            ));
                out.fix(*at, if text.is_ascii() { "when" } else { "当 " })
            }
            Self::Stray { at, text } if text == "." => Diagnostic::error(
                "resolve/stray-character",
                text!("a line ends without a full stop", "行末不用英文句点"),
            )
            .label(*at, text!("this full stop", "这个句点"))
            .help(text!("delete it; in a name, write the name in 「」", "请删去；若它是名称的一部分，请给名称加上「」"))
            .fix(*at, ""),
            Self::Stray { at, text } => Diagnostic::error(
                "resolve/stray-character",
                text!("`{text}` has no place in a condition", "条件里不能出现 `{text}`"),
            )
            .label(*at, text!("this character", "这个字符"))
            .help(super::advice::of_sign(text).unwrap_or_else(|| {
                text!("if it belongs to a name, write the name in 「」", "如果它是名称的一部分，请给名称加上「」")
            })),
            Self::TooLong { at, limit } => {
                Diagnostic::error("syntax/too-large", text!("a condition of more than {limit} pieces", "一个条件超过 {limit} 个词"))
                    .label(*at, text!("this condition", "这个条件"))
                    .help(text!("write it as a list", "请改写成清单"))
            }
            Self::TooDeep { at, limit } => {
                Diagnostic::error("syntax/too-deep", text!("nested more than {limit} deep", "嵌套超过 {limit} 层"))
                    .label(*at, text!("this is one too deep", "此处多了一层"))
                    .help(text!("give the inner part a name with `define`", "用 `定义` 给内层部分起一个名字"))
            }
            Self::NumberTooLarge { at, text } => {
                let short: String = text.chars().take(12).collect();
                Diagnostic::error("resolve/number-too-large", text!("a number of more than 30 digits", "数字超过 30 位"))
                    .label(*at, text!("`{short}…` is beyond what can be reckoned exactly", "`{short}…` 超出可精确计算的范围"))
                    .help(text!("use 万 or 亿, or a smaller number", "请用 万、亿，或较小的数"))
            }
            Self::NoOrder { at, text, instead } => Diagnostic::error(
                "resolve/cell",
                text!("`{text}` is no range: these options have no order", "`{text}` 不是范围：这些选项没有先后"),
            )
            .label(*at, text!("this cell", "这一格"))
            .help(text!(
                "name each of them: `{instead}`; levels that have an order are declared with `grade A < B < C`",
                "请逐一写出：`{instead}`；有高低先后的，请声明为 `等级 甲 < 乙 < 丙`"
            ))
            .fix(*at, instead.clone()),
            Self::LevelOrRest { at, text } => Diagnostic::error(
                "resolve/ambiguous",
                text!(
                    "`{text}` is one of the values of this column, and also the word for all other cases",
                    "`{text}` 是本列的一个值，也可指其余各种情形"
                ),
            )
            .label(*at, text!("which of them is meant?", "究竟是哪一种？"))
            .help(text!(
                "write `otherwise` for all other cases, or quote the value: `\"{text}\"`",
                "指其余情形，请写 `否则`；指这个值，请加引号：`「{text}」`"
            ))
            .fix(*at, if text.is_ascii() { "otherwise" } else { "否则" })
            .fix(*at, if text.is_ascii() { format!("\"{text}\"") } else { format!("「{text}」") }),
            Self::Cell { at, text } if between(text) => Diagnostic::error(
                "resolve/cell",
                text!("`{text}` does not say whether its ends belong to it", "`{text}` 没有说明是否含两端"),
            )
            .label(*at, text!("this cell", "这一格"))
            .help(text!(
                "`18 to 59` takes both ends in, `18 to under 60` leaves the last one out",
                "`18至59` 含两端，`18至不满60` 不含后一端"
            )),
            Self::Cell { at, text } => Diagnostic::error(
                "resolve/cell",
                text!("`{text}` says nothing of its column", "`{text}` 与本列的表头连不起来"),
            )
            .label(*at, text!("this cell", "这一格"))
            .help(text!(
                "a cell is a value (`owned`, `yes`), a range (`18 to 59`), `any`, or goes on where its header stops: `at most 100`, `more than 100`",
                "一格可以是值（`自有`、`是`）、范围（`18至59`）、`任意`，或接着表头写下去：`不超过100`、`超过100`"
            )),
            Self::Mixed { at, and, or, fixes } => {
                let [first, second] = fixes;
                Diagnostic::error("resolve/mixed-connectives", text!("`and` and `or` on one level", "同一层里既有 `且` 又有 `或`"))
                    .label((*and).min(*or), text!("which of them goes first?", "先算哪一个？"))
                    .label((*and).max(*or), text!("the text does not say", "原文没有说明"))
                    .help(text!("either `{first}`", "或者写 `{first}`"))
                    .help(text!("or `{second}`", "或者写 `{second}`"))
                    .fix(*at, first.clone())
                    .fix(*at, second.clone())
            }
            Self::BareComma { at, chinese, one_of } => {
                let out = Diagnostic::error(
                    "resolve/bare-comma",
                    text!("a comma between conditions says neither `and` nor `or`", "条件之间只有顿号或逗号，没有说明是 `且` 还是 `或`"),
                )
                .label(*at, text!("what joins the two?", "两者是什么关系？"));
                match one_of {
                    Some((values, fix)) => out
                        .help(text!(
                            "one of several values is asked for with `is one of A, B`",
                            "几个值之一写作 `是甲、乙之一`"
                        ))
                        .fix(*values, fix.clone()),
                    None => out
                        .help(text!("write `and` if both must hold, `or` if one is enough", "都要符合写 `且`，符合其一写 `或`"))
                        .fix(*at, if *chinese { " 且 " } else { " and " })
                        .fix(*at, if *chinese { " 或 " } else { " or " }),
                }
            }
            Self::CommaInNumber { at, text } => Diagnostic::error(
                "resolve/bare-comma",
                text!("`{text}` has a comma where none can stand in a number", "`{text}` 中逗号的位置不对"),
            )
            .label(*at, text!("no number is written so", "数字不这样写"))
            .help(text!(
                "write the fraction after a point, as in `1000.50`; commas only set off groups of three digits before it, as in `1,000.50`",
                "小数请写在小数点之后，如 `1000.50`；逗号只用于小数点之前，每三位一个，如 `1,000.50`"
            )),
            Self::Chained { at } => {
                Diagnostic::error("resolve/chained-comparison", text!("one comparison at a time", "两个比较连成了一个"))
                    .label(*at, text!("a second comparison", "第二个比较"))
                    .help(text!("write `a ≥ 1 and a ≤ 5`; put an amount with `where` in brackets", "请写 `甲 ≥ 1 且 甲 ≤ 5`；带条件的合计请加括号"))
            }
            Self::Contradiction { at } => {
                Diagnostic::error("resolve/contradiction", text!("the two comparison words contradict each other", "前后两个比较词互相矛盾"))
                    .label(*at, text!("this one says something else than the one before the number", "与数字前面的比较词不一致"))
                    .help(text!("keep one of them", "只保留一个"))
            }
            Self::UnlessTwice { at } => {
                Diagnostic::error("resolve/unless-twice", text!("`unless` stands once in a condition", "一个条件里只能有一个 `除非`"))
                    .label(*at, text!("what the second one lifts is not clear", "第二个除外针对什么并不清楚"))
                    .help(text!("write the exceptions as lines of their own: `except when …`", "请把例外各写一行：`例外：…`"))
            }
            Self::NoOtherwise { at } => {
                Diagnostic::error("resolve/no-otherwise", text!("a choice without `otherwise`", "选择缺少 `否则`"))
                    .label(*at, text!("and if the condition does not hold?", "条件不成立时又如何？"))
                    .help(text!("write `if A then B otherwise C`", "请写 `若 甲 则 乙，否则 丙`"))
            }
            Self::NoThen { at } => {
                Diagnostic::error("resolve/no-sentence", text!("a choice without `then`", "选择缺少 `则`"))
                    .label(*at, text!("`then` is missing here", "这里缺少 `则`"))
                    .help(text!("write `if A then B otherwise C`", "请写 `若 甲 则 乙，否则 丙`"))
            }
            Self::NoOver { at } => {
                Diagnostic::error("resolve/no-list", text!("over which list?", "针对哪个清单？"))
                    .label(*at, text!("this runs over the members of a list", "这要对清单的成员计算"))
                    .help(text!("write `sum of AMOUNT over LIST`", "请写 `清单中 数额 之和`"))
            }
            Self::Window { at, instead } => {
                let out = Diagnostic::error(
                    "resolve/window",
                    text!("a run of years or months is written in one way only", "连续期间只有一种写法"),
                )
                .label(*at, text!("here", "此处"))
                .help(text!(
                    "write `greatest sum of AMOUNT over LIST in any 3 consecutive FIELD`, or by dates `greatest sum of AMOUNT over LIST in any 12 months in a row by DATE`",
                    "请写 `清单中任意连续3个 字段 的 数额 之和的最大值`，或按日期 `清单中任意连续12个月按 日期 的 数额 之和的最大值`"
                ));
                match instead {
                    Some(instead) => out.fix(*at, instead.clone()),
                    None => out,
                }
            }
            Self::ListHead { at, list } => {
                let out = Diagnostic::error(
                    "resolve/list-head",
                    text!("these words do not run over a list", "这几个词不能引出对清单成员的条件"),
                )
                .label(*at, text!("before `all of` or `any of`", "在 `同时符合` 或 `符合下列之一` 之前"));
                out.help(match list {
                    Some(list) => text!(
                        "write `some {list} where all of`, `every {list} where all of`, or only the connective",
                        "可写 `{list}中有 同时符合`、`{list}均 同时符合`，或只写连接词"; list
                    ),
                    None => text!("write only the connective", "请只写连接词"),
                })
            }
            Self::MembersAre { at } => Diagnostic::error(
                "resolve/no-sentence",
                text!("what is asked of the members of a list follows its name without `is`", "对清单成员的要求紧接在清单之后，不加 `is`"),
            )
            .label(*at, text!("this word goes", "请去掉这个词"))
            .help(text!("write `every LIST CONDITION`, as `every absence paid`", "请写 `每个清单 条件`，如 `子女均在校`"))
            .fix(*at, ""),
            Self::ListAsValue { at, text } => {
                Diagnostic::error("resolve/list-as-value", text!("`{text}` is a list, not one value", "`{text}` 是清单，不是单个值"))
                    .label(*at, text!("a list of members", "由若干成员组成"))
                    .help(text!(
                        "write `some {text} …`, `every {text} …`, `number of {text}` or `sum of AMOUNT over {text}`",
                        "可写 `{text}中有…`、`{text}均…`、`{text}的个数` 或 `{text}中 数额 之和`"
                    ))
            }
            Self::NotAList { at, text, lists } => {
                let out = Diagnostic::error("resolve/not-a-list", text!("`{text}` is not a list", "`{text}` 不是清单"))
                    .label(*at, text!("a list or a record is expected here", "此处应为清单或记录"))
                    .help(if lists.is_empty() {
                        text!("declare the list: `fact NAME: list of RECORD`", "请声明清单：`事实 名称：列表 记录名`")
                    } else {
                        let known = list(lists);
                        text!(
                            "the lists that are declared: {known}; another one is declared with `fact NAME: list of RECORD`",
                            "已声明的清单：{known}；另有清单，请写 `事实 名称：列表 记录名`"; known
                        )
                    });
                lists.iter().fold(out, |out, list| out.fix(*at, list.clone()))
            }
            Self::OutOfScope { at, text, .. } => {
                Diagnostic::error("resolve/out-of-scope", text!("`{text}` cannot be used here", "此处不能使用 `{text}`"))
                    .label(*at, text!("it is defined inside another article", "它是在另一条里定义的"))
                    .help(text!("move its definition to the left margin", "请把它的定义移到顶格处"))
            }
            Self::Duplicate { at, text, first } => {
                let out = Diagnostic::error("resolve/duplicate", text!("`{text}` is declared twice", "`{text}` 声明了两次"))
                    .label(*at, text!("the second declaration", "第二次声明"))
                    .help(text!("one thing, one name: rename or remove one of them", "一物一名：请改名或删去其一"));
                match first {
                    Some(first) => out.label(*first, text!("the first one", "第一次声明")),
                    None => out.help(text!("it is a word of the language", "它是语言的关键词")),
                }
            }
            Self::ArticleTwice { at, text, first } => {
                Diagnostic::error("resolve/duplicate", text!("article {text} stands twice", "第{text}条出现了两次"))
                    .label(*at, text!("the second time", "第二次"))
                    .label(*first, text!("the first time", "第一次"))
                    .help(text!("one number, one article: renumber one, or join the two", "一号一条：请改号，或合并两处"))
            }
            Self::NameReadsAsPhrase { at, text, split } => Diagnostic::warning(
                "resolve/name-reads-as-phrase",
                text!("`{text}` can also be read as a phrase", "`{text}` 也可以读成一个短语"),
            )
            .label(*at, text!("as: {split}", "读作：{split}"))
            .help(text!("where it is used, write it in 「」", "使用时请写成「{text}」")),
            Self::EmptyName { at } => {
                Diagnostic::error("resolve/empty-name", text!("a name needs at least one letter", "名称至少要有一个字"))
                    .label(*at, text!("this is no name", "这不是名称"))
                    .help(text!("write a word: punctuation and signs alone name nothing", "请写文字：只有标点或符号不成名称"))
            }
            Self::NotDeclared { at, text, kind, near } => {
                let kind = kind.name();
                let out = Diagnostic::error("resolve/not-declared", text!("there is no {kind} `{text}`", "没有名为 `{text}` 的{kind}"; kind))
                    .label(*at, text!("not declared", "没有声明"));
                let help = match self {
                    Self::NotDeclared { kind: Kind::Unit, .. } if is_length(text) => text!(
                        "years and months are a length of time: write the type `duration`, and `3 months` where it is compared",
                        "年、月是期限：类型请写 `期限`，比较时写 `3个月`"
                    ),
                    Self::NotDeclared { kind: Kind::Unit, .. } => {
                        text!("declare it at the left margin: `unit {text}`", "请顶格声明：`单位 {text}`")
                    }
                    Self::NotDeclared { kind: Kind::Type, .. } => text!(
                        "a type is `yes/no`, `money`, `percent`, `number`, `whole number`, `date`, `duration`, `days`, `place`, `text`, `grade LOW < HIGH`, `one of A, B` or `list of RECORD`",
                        "类型有 `是否`、`金额`、`百分比`、`数`、`整数`、`日期`、`期限`、`天数`、`地方`、`文本`、`等级 低 < 高`、`选项 甲、乙`、`列表 记录`"
                    ),
                    Self::NotDeclared { kind: Kind::List, .. } => text!(
                        "`each` runs over the members of a list, which `fact LIST: list of RECORD` declares; a value of a fact is asked for behind `when`: `when FACT is {text}`",
                        "`每个` 针对列表的成员，列表用 `事实 列表名：列表 记录` 声明；若是某事实的一个值，请写成条件：`须 某事实是{text}`"
                    ),
                    _ => text!("declare it first", "请先声明"),
                };
                let typed = matches!(self, Self::NotDeclared { kind: Kind::Type, .. }) && near.is_empty();
                let choice = if typed { choice_of(text) } else { None };
                match choice {
                    Some(choice) => out
                        .help(text!("one of several values begins with `one of`", "几个值之一以 `选项` 开头"))
                        .fix(*at, choice),
                    None => suggested(out, *at, near, help),
                }
            }
            Self::PlaceCycle { at, text } => {
                Diagnostic::error("resolve/place-cycle", text!("`{text}` lies inside itself", "`{text}` 属于它自己"))
                    .label(*at, text!("following the places around it leads back here", "沿所属地方一层层往上又回到这里"))
                    .help(text!("take `in …` off one of the places on the way", "请去掉其中一个地方的 `属于 …`"))
            }
            Self::TakenIn { at, text, name, kind, named, fixes } => {
                let out = Diagnostic::error(
                    "resolve/name-takes-in",
                    text!("`{text}` is taken as a part of the name, and asks nothing", "`{text}` 被当作名称的一部分，不起任何作用"),
                )
                .label(*at, text!("the whole of `{name}` is the name of what is decided", "整个「{name}」成了所定事项的名称"))
                .help(written_elsewhere(*kind, *named))
                .help(text!("a name that is meant to say so stands in quotes", "名称本来就这样写的，请加引号 「」"));
                fixes.iter().fold(out, |out, (at, instead)| out.fix(*at, instead.clone()))
            }
            Self::SimilarDecision { at, text, other, first } => Diagnostic::warning(
                "resolve/similar-decision",
                text!("`{text}` and `{other}` are two decisions", "`{text}` 与 `{other}` 成了两个决定"),
            )
            .label(*at, text!("is it the same as the other one?", "它与另一个是同一件事吗？"))
            .label(*first, text!("the other one", "另一个"))
            .help(text!("spell it alike; or declare both with `decision NAME`", "请写成一样；若确为两事，请用 `决定 名称` 分别声明")),
            Self::DecisionAbove { at, text, first, says } => match says {
                OfAbove::Same { other, at: second } => Diagnostic::error(
                    "resolve/decision-above",
                    text!("`{text}` and `{other}` are two decisions of the policy above", "`{text}` 与 `{other}` 是上级政策中的两件事"),
                )
                .label(*at, text!("here they get one name", "这里把两者当成一件事"))
                .label(*first, text!("the one", "其一"))
                .label(*second, text!("the other", "其二"))
                .help(text!("give each rule the name of the one decision that it is for", "请让每条规则只写它所定的那一件事的名称")),
                OfAbove::Better => Diagnostic::error(
                    "resolve/decision-above",
                    text!("which amount of `{text}` is better is for the policy above to say", "`{text}` 以多为有利还是以少为有利，由上级政策写明"),
                )
                .label(*at, text!("a policy below cannot say it", "下级政策不能另行规定"))
                .label(*first, text!("the decision stands here", "该事项见此处"))
                .help(text!("take `more is better` or `less is better` off the line, or write it in the policy above", "请删去 `越多越有利` 或 `越少越有利`，或写入上级政策")),
            },
            Self::CaseKey { at, text } => Diagnostic::error(
                "resolve/case-key",
                text!("in a case, `{text}` says something about the case itself", "在个案中，`{text}` 说明的是个案本身"),
            )
            .label(*at, text!("a fact of that name could not be told", "以此为名的事实无从填写"))
            .help(text!("call the fact something else", "请给这项事实另取名称")),
            Self::EachDiffers { at, text, first } => Diagnostic::error(
                "resolve/each-differs",
                text!("`{text}` is decided once by one rule and for each member by another", "`{text}` 一条规则作整体决定，另一条规则逐个成员决定"),
            )
            .label(*at, text!("this rule", "这条规则"))
            .label(*first, text!("decided otherwise here", "此处作法不同"))
            .help(text!(
                "write `each RECORD` in all rules of it, or in none; two different things get two names",
                "请在其所有规则里都写 `每个 记录`，或都不写；若是两件事，请分别取名"
            )),
            Self::EachInner { at, text, ways, several } => {
                let quoted = |way: &str| format!("`{way}`");
                let en: Vec<String> = ways.iter().map(|(en, _)| quoted(en)).collect();
                let zh: Vec<String> = ways.iter().map(|(_, zh)| quoted(zh)).collect();
                let ways = Text { en: en.join(", or "), zh: zh.join("，或 ") };
                let what = if *several {
                    text!("`{text}` can be a list of more than one thing", "`{text}` 的清单不止一处"; text)
                } else {
                    text!("`{text}` is no list of those named around it", "所写的外层成员没有清单 `{text}`"; text)
                };
                Diagnostic::error("resolve/each-inner", what)
                    .label(*at, text!("whose list?", "谁的清单？"))
                    .help(text!("say whose: {ways}", "请写明是谁的：{ways}"; ways))
            }
            Self::EachInName { at, text, instead } => {
                Diagnostic::error("resolve/each-in-name", text!("`{text}` is read as one name, for no member in particular", "`{text}` 被当作一个名称，不针对任何成员"))
                    .label(*at, text!("a value for each member has a colon behind the member", "逐个成员的数值，成员之后须有冒号"))
                    .help(text!("write `{instead}`; a name that does begin so stands in quotes", "请写 `{instead}`；名称本来就这样开头的，请加引号 「」"))
                    .fix(*at, instead.clone())
            }
            Self::LabelTwice { at, text, first, among } => {
                let what = match among {
                    Among::List => text!("the label `{text}` stands twice in one list", "同一清单里标签 `{text}` 出现了两次"),
                    Among::Rules => text!("the label `{text}` stands before two rules of one article", "同一条里有两条规则用了标签 `{text}`"),
                };
                Diagnostic::error("resolve/label-twice", what)
                    .label(*at, text!("the second one", "第二处"))
                    .label(*first, text!("the first one", "第一处"))
                    .help(text!("a label is how others point at it: make each its own", "标签供别处引用，请各取一名"))
            }
            Self::NoSuchFile { at, text } => {
                Diagnostic::error("resolve/no-such-file", text!("there is no file for `{text}`", "找不到 `{text}` 的文件"))
                    .label(*at, text!("`{text}.pol` is not beside this file, nor in the folders above", "本文件旁边及上级文件夹里都没有 `{text}.pol`"))
                    .help(text!("look at the spelling: it is the name of the file, which may differ from the name in its header", "请核对写法：这里写的是文件名，可能与文件里的名称不同"))
            }
            Self::FileCycle { at, text } => {
                Diagnostic::error("resolve/file-cycle", text!("`{text}` leads back to this file", "`{text}` 又绕回了本文件"))
                    .label(*at, text!("files cannot use each other in a circle", "文件之间不能循环引用"))
                    .help(text!("put what both need into a third file that both use", "请把两者都要用的内容放进第三个文件，由两者引用"))
            }
            Self::WrongFile { at, text, wants_vocabulary } => {
                let out = if *wants_vocabulary {
                    Diagnostic::error("resolve/wrong-file", text!("`{text}` is a policy, not a vocabulary", "`{text}` 是政策，不是词汇文件"))
                        .help(text!("to stand under it, write `policy NAME under {text}`", "若要隶属于它，请写 `政策 名称 隶属 {text}`"))
                } else {
                    Diagnostic::error("resolve/wrong-file", text!("`{text}` is a vocabulary, not a policy", "`{text}` 是词汇文件，不是政策"))
                        .help(text!("bring it in with `use {text}`", "请用 `使用 {text}` 引入"))
                };
                out.label(*at, text!("named here", "在此引用"))
            }
            Self::RuleInVocabulary { at } => {
                Diagnostic::error("resolve/rule-in-vocabulary", text!("a vocabulary holds terms, not articles", "词汇文件只放用语，不放条文"))
                    .label(*at, text!("move it into a policy", "请移到政策文件里"))
                    .help(text!("begin the file with `policy NAME` instead, if it is a policy", "如果这个文件就是政策，请以 `政策 名称` 开头"))
            }
            Self::NoSuchArticle { at, text, known } => {
                let (en, zh) = (known.join(", "), known.iter().map(|one| format!("第{one}条")).collect::<Vec<_>>().join("、"));
                let help = if known.is_empty() {
                    text!("only articles of the policy itself can be named", "只能引用本政策的条")
                } else {
                    text!("it has article {en}", "已有 {zh}")
                };
                Diagnostic::error("resolve/no-such-article", text!("there is no article {text} here", "本文件没有第{text}条"))
                    .label(*at, text!("named here", "在此引用"))
                    .help(help)
            }
        }
    }
}

/// Where the language has what a name has taken in.
fn written_elsewhere(kind: TakenIn, named: Named) -> Text {
    match (kind, named) {
        (TakenIn::Bound, _) => text!(
            "a bound stands behind the amount: `NAME is AMOUNT, at most 100 yuan`; if the bound itself is what is told, give it a name: `NAME ceiling is 100 yuan`",
            "上下限写在数额之后：`某项 为 数额，最高 100元`；所定的就是上下限本身的，给它起名：`某项上限 为 100元`"
        ),
        (TakenIn::Modal, _) => {
            text!("a value is stated as it is: `NAME is AMOUNT`", "数值直接写出：`某项 为 数额`")
        }
        (_, Named::Table) => text!(
            "what a table asks stands in a column of its own, and in a cell of each row",
            "表所要求的另立一列，逐行写在格中"
        ),
        (_, Named::Score) => text!(
            "what is asked for points stands behind them, in each item: `5 when CONDITION`",
            "计分的条件写在各项的分值之后：`5，当 条件`"
        ),
        (TakenIn::Exception, Named::Value) => text!(
            "what is asked stands behind the amount: `NAME is AMOUNT when not CONDITION, otherwise AMOUNT`",
            "条件写在数额之后：`某项 为 数额，当 非某条件，否则为 数额`"
        ),
        (_, Named::Value) => text!(
            "what is asked stands behind the amount: `NAME is AMOUNT when CONDITION`",
            "条件写在数额之后：`某项 为 数额，当 条件`"
        ),
        (TakenIn::Exception, _) => text!(
            "an exception stands on a line of its own below the rule, further to the right: `except when …`",
            "例外写在规则之下，缩进另起一行：`例外 …`"
        ),
        (TakenIn::Time, Named::Duty) => text!(
            "name the act alone; declare the day on which it is done, and write below the rule `met when DAY DONE is on or before …`",
            "名称只写行为本身；另行声明完成日这一事实，期限写在规则之下：`履行条件 完成日不晚于…`"
        ),
        (TakenIn::Time, _) => text!(
            "a time is asked like anything else, behind `when`: `when the date asked about is before …`",
            "时间也是条件，写在 `，须` 之后：`，须 判定日早于…`"
        ),
        (TakenIn::Condition, _) => text!(
            "what is asked stands behind the name, after `when`: that alone says `only then`",
            "条件写在名称之后，以 `，须` 引出"
        ),
    }
}

/// Whether a range leaves open what becomes of its ends.
fn between(text: &str) -> bool {
    text.to_lowercase().starts_with("between ") || text.trim_end().ends_with("之间")
}

/// Whether a word measures time by the calendar.
fn is_length(word: &str) -> bool {
    matches!(word, "year" | "years" | "month" | "months" | "年" | "月" | "个月")
}

fn suggested(out: Diagnostic, at: Span, near: &[String], otherwise: Text) -> Diagnostic {
    let words: Vec<&str> = near.iter().map(String::as_str).collect();
    match did_you_mean(&words) {
        Some(text) => near.iter().fold(out.help(text), |out, word| out.fix(at, word.clone())),
        None => out.help(otherwise),
    }
}
