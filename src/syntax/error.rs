//! What can be wrong with the shape of a text, and the human name of what the grammar expected.
#![expect(missing_docs, reason = "the fields of a problem are named for what they hold")]

use super::Rule;
use super::ast::Written;
use super::habits::{self, HabitKind};
use super::keywords;
use super::run_on::RunOnKind;
use crate::diagnostics::wording::{did_you_mean, list_or};
use crate::diagnostics::{Diagnostic, Explain, Language, Text};
use crate::source::Span;
use crate::text;

/// A problem of shape, before any name is known.
#[derive(Debug, Clone, PartialEq)]
pub enum SyntaxError {
    /// A limit on the whole text or on one line.
    TooLarge { at: Span, what: &'static str, limit: usize },
    /// Lists, places or brackets inside each other beyond the limit.
    TooDeep { at: Span, limit: usize },
    /// Indentation that means one thing with narrow tabs and another with wide ones.
    TabsAndSpaces { at: Span },
    /// A line that returns to a column where nothing began.
    Dedent { at: Span },
    /// A character that cannot be seen or that turns the text around.
    Hidden { at: Span, character: char },
    /// A bracket without its partner.
    Bracket { at: Span, opening: bool },
    /// A quotation that does not end on its line.
    Quote { at: Span },
    /// The line does not read on here; `form` is how such a line is written, where its first word tells.
    Expected { at: Span, expected: Vec<Rule>, found: String, line: LineKind, form: Option<Text> },
    /// A keyword with a slip in it.
    Misspelt { at: Span, text: String, near: Vec<String> },
    /// A form that the language has in another way.
    Habit { at: Span, text: String, kind: HabitKind },
    /// A condition, an exception or a deadline that runs on behind what a rule decides.
    RunOn { at: Span, text: String, kind: RunOnKind, instead: Option<(Span, String)> },
    /// A name and its type without a colon between them.
    NoColon { at: Span, chinese: bool },
    /// One of several values, without the word of its type.
    Choice { at: Span, instead: String },
    /// Two values of a choice that are written as one.
    TwoInOne { at: Span, whole: Written },
    /// Lines under a line that takes none.
    NotUnder { at: Span, parent: Span },
    /// Items without a word that joins them.
    NoConnective { at: Span, items: Span },
    /// `may vote when`, and items below it.
    OpenCondition { at: Span, items: Span, chinese: bool },
    /// An exception under a line that takes none: one item of a list, a definition.
    ExceptionBelow { at: Span, above: Span, instead: Option<String> },
    /// A word that joins items, and none below it.
    EmptyList { at: Span },
    /// A definition by readings, without any.
    NoReadings { at: Span },
    /// A table without a header or without rows.
    EmptyTable { at: Span },
    /// A row with more or fewer cells than the header.
    TableRow { at: Span, have: usize, wanted: usize },
    /// `2011.12.01`
    DottedDate { at: Span, iso: String },
    /// A second header, or a header after other lines.
    Header { at: Span },
    /// No `policy` or `vocabulary` line at all.
    NoHeader { at: Span },
    /// `define for each member adult as …`
    EachFirst { at: Span, chinese: bool },
    /// A line that appears once too often: a second `title`, a second `ask`.
    Twice { at: Span, what: String },
}

/// Where a line stands, for the sentence about what may stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// At the left margin.
    Top,
    /// Under the header.
    Header,
    /// Under a fact or a field.
    Detail,
    /// Under a record.
    Record,
    /// Under a place.
    Place,
    /// Under the holidays of a year.
    Holidays,
    /// Under an article.
    Article,
    /// Under a rule.
    Rule,
    /// Under a connective.
    List,
    /// Under a table.
    Table,
    /// Under a score.
    Score,
    /// Under options.
    Options,
    /// Under a definition.
    Define,
    /// Under an example.
    Example,
    /// Under `given`.
    Given,
    /// Under `expect`.
    Expect,
    /// Under a change or a power.
    Change,
}

impl LineKind {
    fn place(self) -> Text {
        match self {
            Self::Top => text!("at the left margin", "顶格处"),
            Self::Header => text!("under the header", "文件头之下"),
            Self::Detail => text!("under a fact", "事实之下"),
            Self::Record => text!("under a record", "记录之下"),
            Self::Place => text!("under a place", "地方之下"),
            Self::Holidays => text!("under the holidays of a year", "节假日表之下"),
            Self::Article => text!("under an article", "条文之下"),
            Self::Rule => text!("under a rule", "规则之下"),
            Self::List => text!("in a list", "清单之中"),
            Self::Table => text!("in a table", "表之中"),
            Self::Score => text!("in a score", "计分之中"),
            Self::Options => text!("among options", "可任选各项之中"),
            Self::Define => text!("under a definition", "定义之下"),
            Self::Example => text!("under an example", "示例之下"),
            Self::Given => text!("under `given`", "`已知` 之下"),
            Self::Expect => text!("under `expect`", "`期望` 之下"),
            Self::Change => text!("under a change", "变更之下"),
        }
    }
}

impl Explain for SyntaxError {
    fn explain(&self) -> Diagnostic {
        match self {
            Self::TooLarge { at, what, limit } => {
                let unit = match *what {
                    "bytes" => text!("bytes", "字节"),
                    "lines" => text!("lines", "行"),
                    _ => text!("characters in a line", "字（单行）"),
                };
                Diagnostic::error("syntax/too-large", text!("more than {limit} {unit}", "超过 {limit} {unit}"; unit))
                    .label(*at, text!("the limit is reached here", "到此已达上限"))
                    .help(text!(
                        "split the text: `use NAME` brings in another file",
                        "请拆分文件：用 `使用 名称` 引入另一个文件"
                    ))
            }
            Self::TooDeep { at, limit } => {
                Diagnostic::error("syntax/too-deep", text!("nested more than {limit} deep", "嵌套超过 {limit} 层"))
                    .label(*at, text!("this is one too deep", "此处多了一层"))
                    .help(text!("give the inner part a name with `define`", "用 `定义` 给内层部分起一个名字"))
            }
            Self::TabsAndSpaces { at } => Diagnostic::error(
                "syntax/tabs-and-spaces",
                text!(
                    "tabs and spaces are mixed so that the list can be read in two ways",
                    "制表符与空格混用，清单的层次有两种读法"
                ),
            )
            .label(
                *at,
                text!("where this line belongs depends on how wide a tab is", "此行属于哪一层取决于制表符的宽度"),
            )
            .help(text!("indent these lines with spaces only", "这些行请只用空格缩进")),
            Self::Dedent { at } => Diagnostic::error(
                "syntax/indentation",
                text!("this line returns to a column where nothing began", "此行的缩进与上文任何一层都对不上"),
            )
            .label(*at, text!("taken as belonging to the list before it", "暂按上一个清单的同级项处理"))
            .help(text!("align it with the line that it belongs beside", "请与它的同级行左对齐")),
            Self::Hidden { at, character } => {
                let code = u32::from(*character);
                Diagnostic::error(
                    "syntax/hidden-character",
                    text!("a character that cannot be seen (U+{code:04X})", "含有看不见的字符（U+{code:04X}）"),
                )
                .label(*at, text!("it could make the text read otherwise than it runs", "它可能使看到的与执行的不一致"))
                .help(text!("delete it", "请删除该字符"))
                .fix(*at, "")
            }
            Self::Bracket { at, opening } => {
                let (en, zh) = if *opening {
                    ("never closed", "左括号没有对应的右括号")
                } else {
                    ("never opened", "右括号没有对应的左括号")
                };
                Diagnostic::error("syntax/bracket", text!("a bracket that is {en}", "{zh}"))
                    .label(*at, text!("this bracket", "这个括号"))
                    .help(text!("a condition in brackets stays on one line", "括号内的条件须写在同一行"))
            }
            Self::Quote { at } => Diagnostic::error(
                "syntax/quote",
                text!("a quotation that does not end on its line", "引号在本行没有闭合"),
            )
            .label(*at, text!("it begins here", "从这里开始"))
            .help(text!("close it with the matching mark", "请用对应的引号闭合")),
            Self::Expected { at, expected, found, line, form } => {
                expected_here(*at, expected, found, *line, form.as_ref())
            }
            Self::Misspelt { at, text, near } => {
                let words: Vec<&str> = near.iter().map(String::as_str).collect();
                let out =
                    Diagnostic::error("syntax/expected", text!("`{text}` is not a keyword", "`{text}` 不是关键词"))
                        .label(*at, text!("a keyword is needed here", "此处应为关键词"));
                let out = near.iter().fold(out, |out, word| out.fix(*at, word.clone()));
                match did_you_mean(&words) {
                    Some(text) => out.help(text),
                    None => out,
                }
            }
            Self::Habit { at, text, kind } => habit(*at, text, *kind),
            Self::RunOn { at, text, kind, instead } => {
                let help = match kind {
                    RunOnKind::Condition => text!("a condition follows its rule as `when …`: that alone says `only when`", "条件写作 `，须 …`（`当`、`条件是`）：这样写就是「仅当」的意思"),
                    RunOnKind::Exception => text!("an exception stands on a line of its own below the rule, further to the right: `except when …`", "例外写在规则之下，缩进另起一行：`例外 …`"),
                    RunOnKind::Deadline => text!(
                        "name the act alone; for a duty declare the day on which it is done and write below it `met when DAY DONE is in 20 days from the day after …`, for anything else write a condition, `when the date asked about is in …`",
                        "名称只写行为本身；义务须另有完成日这一事实，期限写在其下：`履行条件 完成日在自某日次日起20日内`，其余的写作条件：`须 判定日在自某日次日起20日内`"
                    ),
                    RunOnKind::OfTable => text!(
                        "what a table asks stands in a column of its own, with its cell in each row: `licensed | fee`, below it `yes | 5 yuan`",
                        "表所要求的另立一列，逐行写在格中：`持证 | 费用`，其下 `是 | 5元`"
                    ),
                    RunOnKind::OfScore => text!(
                        "what points ask stands behind them, in each item: `5 when CONDITION`",
                        "计分的条件写在各项的分值之后：`5，当 条件`"
                    ),
                    RunOnKind::Even => text!(
                        "what holds all the same is left out: a rule asks for nothing that it does not name; to go before a rule that forbids it, write below it `notwithstanding article N`",
                        "不论有无都一样的，不必写：规则不要求它没有提到的事；要优先于禁止它的规则，请在其下写 `优先于第N条`"
                    ),
                    RunOnKind::Stop => text!("a full stop ends the rule: join the condition with a comma, and begin another rule on a line of its own", "句号结束一条规则：条件请用逗号连接，另一条规则请另起一行"),
                };
                let out = Diagnostic::error("syntax/run-on", text!("`{text}` runs on behind what the rule decides", "`{text}` 连写在规则所定的事项之后"))
                    .label(*at, text!("the name would take it in", "会被并入名称"))
                    .help(help)
                    .help(text!("a name that does say so stands in quotes", "名称本来就这样写的，请加引号 「」"));
                match instead {
                    Some((at, instead)) => out.fix(*at, instead.clone()),
                    None => out,
                }
            }
            Self::NoColon { at, chinese } => Diagnostic::error(
                "syntax/expected",
                text!("no colon between the name and its type", "名称与类型之间缺少冒号"),
            )
            .label(*at, text!("a colon is missing here", "这里缺少冒号"))
            .fix(*at, if *chinese { "：" } else { ": " }),
            Self::Choice { at, instead } => Diagnostic::error(
                "syntax/expected",
                text!("one of several values begins with `one of`", "几个值之一以 `选项` 开头"),
            )
            .label(*at, text!("the type of the fact", "事实的类型"))
            .help(text!(
                "write `one of A, B`, and `grade A < B` where one stands above the other",
                "请写 `选项 甲、乙`；有高低之分的写 `等级 甲 < 乙`"
            ))
            .fix(*at, instead.clone()),
            Self::TwoInOne { at, whole } => {
                let value = &whole.node;
                let chinese = !value.is_ascii();
                let (comma, quoted) =
                    if chinese { ("、", format!("「{value}」")) } else { (", ", format!("\"{value}\"")) };
                let comma = if at.start == whole.span.start { "" } else { comma };
                Diagnostic::error(
                    "syntax/expected",
                    text!("`{value}` would be one value, and not two", "`{value}` 会成为一个值，而不是两个"),
                )
                .label(*at, text!("no value ends before this word", "这个词不能隔开两个值"))
                .help(text!(
                    "values are set apart by commas only: `one of A, B, C`; a value whose name has this word in it stands in quotes: `{quoted}`",
                    "各个值之间只用顿号：`选项 甲、乙、丙`；名称里本来就有这个字的，请加引号：`{quoted}`"
                ))
                .fix(*at, comma)
                .fix(whole.span, quoted.clone())
            }
            Self::NotUnder { at, parent } => Diagnostic::error(
                "syntax/not-under",
                text!("this line cannot stand under the one above it", "此行不能放在上一行之下"),
            )
            .label(*at, text!("too far to the right", "缩进过多"))
            .label(*parent, text!("it stands under this line", "它在这一行之下"))
            .help(text!(
                "move it to the left; if it is an item of a list, end the line above with `all of` or `any of`",
                "请向左移；若它是清单的一项，上一行应以 `同时符合` 或 `符合下列之一` 结尾"
            )),
            Self::NoConnective { at, items } => Diagnostic::error(
                "syntax/no-connective",
                text!("a list that does not say how its items are joined", "清单没有写明各项之间的关系"),
            )
            .label(*at, text!("end this line with `all of` or `any of`", "本行末尾应写 `同时符合` 或 `符合下列之一`"))
            .label(*items, text!("the first item", "第一项"))
            .help(text!(
                "if that line belongs beside the one above it, and not under it, align the two",
                "如果该行与上一行同级，而不在它之下，请左对齐"
            )),
            Self::OpenCondition { at, items, chinese } => {
                let after = Span { start: at.end, ..*at };
                let out = Diagnostic::error(
                    "syntax/no-connective",
                    text!("a list that does not say how its items are joined", "清单没有写明各项之间的关系"),
                )
                .label(*at, text!("must all of them hold, or is one enough?", "是都要符合，还是符合其一即可？"))
                .label(*items, text!("the first item", "第一项"))
                .help(text!(
                    "write `when all of` if every item must hold, `when any of` if one is enough",
                    "都要符合的写 `须 同时符合`，符合其一即可的写 `须 符合下列之一`"
                ));
                if *chinese {
                    out.fix(after, " 同时符合").fix(after, " 符合下列之一")
                } else {
                    out.fix(after, " all of").fix(after, " any of")
                }
            }
            Self::ExceptionBelow { at, above, instead } => {
                let out = Diagnostic::error(
                    "syntax/not-under",
                    text!("no exception stands under this line", "这一行之下不能写例外"),
                )
                .label(*at, text!("the exception", "例外"))
                .label(*above, text!("it stands under this line", "它在这一行之下"))
                .help(text!(
                    "an exception of the whole list stands beside its items, and one of the rule on a line below the rule",
                    "整个清单的例外与各项左对齐；规则的例外写在规则之下一行"
                ));
                match instead {
                    Some(instead) => out
                        .help(text!("an exception of this line alone is `{instead}`", "只是这一行的例外，请写 `{instead}`"))
                        .fix(above.to(*at), instead.clone()),
                    None => out,
                }
            }
            Self::EmptyList { at } => {
                Diagnostic::error("syntax/empty-list", text!("a list without items", "清单里没有任何一项"))
                    .label(*at, text!("nothing stands under this line", "此行之下没有内容"))
                    .help(text!(
                        "write the items below it, indented, each with `-` or `(1)`",
                        "请在下面缩进写出各项，每项以 `-` 或 `（一）` 开头"
                    ))
            }
            Self::NoReadings { at } => {
                Diagnostic::error("syntax/empty-list", text!("readings are announced and none is given", "说有多种读法，却一种也没有写"))
                    .label(*at, text!("no reading stands under this line", "此行之下没有读法"))
                    .help(text!(
                        "write each below it: `reading NAME: …`, one of them `reading NAME (default): …`",
                        "请在下面逐一写出：`读法 名称：…`，其中一种写作 `读法 名称（默认）：…`"
                    ))
            }
            Self::EmptyTable { at } => {
                Diagnostic::error("syntax/empty-table", text!("a table without rows", "表里没有任何一行"))
                    .label(*at, text!("a header and its rows stand under this line", "此行之下应有表头和各行"))
                    .help(text!(
                        "write `staff | share` and below it `at most 100 | 25%`",
                        "先写表头 `职工人数 | 比例`，其下逐行写 `不超过 100 | 25%`"
                    ))
            }
            Self::TableRow { at, have, wanted } => Diagnostic::error(
                "syntax/table-row",
                text!("a row of {have} cells under a header of {wanted}", "此行有 {have} 格，表头有 {wanted} 格"),
            )
            .label(*at, text!("this row", "这一行"))
            .help(text!(
                "a cell that asks nothing is `any`; the last column alone is the value: a second value is a table of its own",
                "不作要求的格写 `任意`；只有最后一列是数值，第二个数值请另立一表"
            )),
            Self::DottedDate { at, iso } => {
                Diagnostic::error("syntax/dotted-date", text!("a date is written `{iso}`", "日期应写作 `{iso}`"))
                    .label(
                        *at,
                        text!(
                            "dots and slashes are read differently in different places",
                            "点号和斜线的写法各地读法不同"
                        ),
                    )
                    .fix(*at, iso.clone())
            }
            Self::Header { at } => Diagnostic::error(
                "syntax/header",
                text!("the header stands first, and once", "文件头应在最前，且只有一个"),
            )
            .label(*at, text!("this one is too late", "这一个位置太靠后"))
            .help(text!(
                "a file holds one policy: move this line to the top, or into a file of its own",
                "一个文件只写一个政策：请把此行移到最前，或移到另一个文件"
            )),
            Self::NoHeader { at } => Diagnostic::error(
                "syntax/no-header",
                text!("the file does not say what it is", "文件没有写明自己是什么"),
            )
            .label(*at, text!("the first line names the policy", "第一行应写明政策名称"))
            .help(text!(
                "begin with `policy NAME`, or `vocabulary NAME` for a list of shared terms",
                "请以 `政策 名称` 开头；共用词汇以 `词汇 名称` 开头"
            )),
            Self::EachFirst { at, chinese } => {
                let shown = if *chinese {
                    "定义 名称，针对每个 记录，为 …"
                } else {
                    "define NAME for each RECORD as …"
                };
                Diagnostic::error(
                    "syntax/each-first",
                    text!("a definition begins with the name that it defines", "定义须先写所定义的名称"),
                )
                .label(*at, text!("whose members it is about comes after the name", "针对谁，写在名称之后"))
                .help(text!(
                    "write `{shown}`, or put the definition under the record",
                    "请写 `{shown}`，或把定义写在记录之下"
                ))
            }
            Self::Twice { at, what } => {
                Diagnostic::error("syntax/twice", text!("`{what}` stands here twice", "`{what}` 出现了两次"))
                    .label(*at, text!("the second one", "第二处"))
                    .help(text!("keep one of them", "只保留一处"))
            }
        }
    }
}

fn expected_here(at: Span, expected: &[Rule], found: &str, line: LineKind, form: Option<&Text>) -> Diagnostic {
    let mut en: Vec<String> = Vec::new();
    let mut zh: Vec<String> = Vec::new();
    for rule in expected {
        if let Some((english, chinese)) = rule_name(*rule)
            && !en.contains(&english)
        {
            en.push(english);
            zh.push(chinese);
        }
    }
    let what = match (en.len(), line) {
        _ if found.is_empty()
            && expected.contains(&Rule::body)
            && line != LineKind::Define
            && line != LineKind::Top =>
        {
            text!("a condition is missing", "缺少条件")
        }
        (0, _) => text!("this line cannot be read from here on", "从这里起读不下去"),
        (1..=6, _) => {
            let (en, zh) = (join(&en, ", ", " or "), join(&zh, "、", " 或 "));
            text!("expected {en}", "此处应为 {zh}")
        }
        _ => {
            let place = line.place();
            text!("no line {place} begins so", "{place}没有这样开头的行"; place)
        }
    };
    let mut out = Diagnostic::error("syntax/expected", what);
    if found.is_empty() && expected.contains(&Rule::body) {
        out = out.help(text!(
            "write the condition on this line, or end the line with `all of` or `any of` and write the items below",
            "请在本行写条件，或以 `同时符合`、`符合下列之一` 结束本行，各项写在下面"
        ));
    }
    out = if found.is_empty() {
        out.label(at, text!("the line ends here", "本行到此结束"))
    } else {
        out.label(at, text!("found `{found}`", "这里是 `{found}`"))
    };
    let condition = ["if", "where", "provided", "如果", "若"];
    if line == LineKind::Article && condition.iter().any(|word| found.starts_with(word)) {
        return out.help(text!("the condition of a rule begins with `when`", "规则的条件以 `条件是` 或 `须` 引出"));
    }
    if let Some(form) = form {
        let form = form.clone();
        return out.help(text!("such a line reads, for example, `{form}`", "这种行写法如 `{form}`"; form));
    }
    if en.len() > 6 {
        let keywords: Vec<&str> = en.iter().filter_map(|word| word.strip_prefix('`')?.strip_suffix('`')).collect();
        let chinese: Vec<&str> = zh.iter().filter_map(|word| word.strip_prefix('`')?.strip_suffix('`')).collect();
        let first: String = found.chars().take_while(|c| !c.is_whitespace() && *c != ':').collect();
        let plain = keywords.iter().chain(&chinese).map(|word| word.trim_end_matches(" N"));
        let near = crate::diagnostics::wording::nearest(&first, plain);
        if let Some(text) = did_you_mean(&near) {
            return out.help(text);
        }
        let (en, zh) = (list_or(&keywords, Language::English), list_or(&chinese, Language::Chinese));
        let place = line.place();
        out = out.help(text!("{place} a line begins with {en}", "{place}的行以 {zh} 开头"; place));
    }
    out
}

/// What drafters write, and how the language has it.
fn habit(at: Span, text: &str, kind: HabitKind) -> Diagnostic {
    let expected = |what: Text| Diagnostic::error("syntax/expected", what);
    match kind {
        HabitKind::Modal(instead) => expected(text!("`{text}` is no word that a rule begins with", "`{text}` 不能引出规则"))
            .label(at, text!("a modal is needed here", "此处应为情态词"))
            .help(text!(
                "rules say `may`, `must`, `must not` or `is entitled to`: here `{instead}`",
                "规则用 `可以`、`必须`（`应当`）、`不得` 或 `有权`：这里用 `{instead}`"
            ))
            .fix(at, instead),
        HabitKind::NoDuty => expected(text!("`{text}` lays down nothing", "`{text}` 没有规定任何事"))
            .label(at, text!("the absence of a duty is no rule", "没有义务，不成其为规则"))
            .help(text!(
                "lift the duty where it is laid down: `except when …` under its `must`; a choice is `may`",
                "请在规定该义务的 `必须` 之下写 `例外 …`；若是可做可不做，用 `可以`"
            )),
        HabitKind::Priority => expected(text!(
            "which rule goes first stands on a line of its own",
            "谁优先须另起一行写"
        ))
        .label(at, text!("not inside the sentence", "不能写在句中"))
        .help(text!(
            "under the rule, further to the right, write `notwithstanding article N` or `subject to article N`, one article to a line",
            "请在规则之下缩进另起一行：`不受限于 第N条` 或 `服从于 第N条`，一行一条"
        )),
        HabitKind::Subject => expected(text!("a rule begins with its modal", "规则以情态词开头"))
            .label(at, text!("who is meant is not written here", "主语不写在这里"))
            .help(text!(
                "leave it out; whom the rule speaks about goes into `applies to …`, and `each MEMBER may …` decides for every member",
                "请省去；对谁适用，请写 `适用于 …`；逐个成员决定用 `每名 成员 可以 …`"
            )),
        HabitKind::Bound(instead) => expected(text!("a bound of points is written `at most` or `at least`", "分数的上下限写作 `最高` 或 `最低`"))
            .label(at, text!("write `{instead}`", "请写 `{instead}`"))
            .fix(at, instead),
        HabitKind::BareBound(instead) => expected(text!("a bound of points stands after a comma", "分数的上下限写在逗号之后"))
            .label(at, text!("a comma is missing here", "这里缺少逗号"))
            .help(text!("write `60 when …, at most 100`", "请写 `60，当 …，最高 100`"))
            .fix(at, instead),
        HabitKind::Condition(instead) => expected(text!("the condition of a rule begins with `when`", "规则的条件以 `条件是` 或 `须` 引出"))
            .label(at, text!("this word begins no condition of a rule", "这个词不能引出规则的条件"))
            .help(text!("write `{instead}`", "请写 `{instead}`"))
            .fix(at, instead),
        HabitKind::ItemJoined(connective) => expected(text!(
            "`{text}` at the end of an item, in a list that says `{connective}`",
            "清单写的是 `{connective}`，这一项末尾却写 `{text}`"
        ))
        .label(at, text!("does one of them suffice, or must all hold?", "究竟是符合其一，还是都要符合？"))
        .help(text!(
            "the line above the list says how its items are joined: write `all of` or `any of` there, and nothing here",
            "各项的关系写在清单上一行：请写 `同时符合` 或 `符合下列之一`，此处不写"
        ))
        .fix(at, ""),
        HabitKind::ItemCounted => expected(text!(
            "`{text}` at the end of an item, in a list that says how many must hold",
            "清单写的是要符合几项，这一项末尾却写 `{text}`"
        ))
        .label(at, text!("does one of them suffice, or must all hold, or so many?", "究竟是符合其一、都要符合，还是符合几项？"))
        .help(text!(
            "the line above the list says how many must hold: write nothing here; where one suffices, write `any of` above the list",
            "要符合几项写在清单上一行，此处不写；若符合其一即可，请在清单上一行写 `符合下列之一`"
        ))
        .fix(at, ""),
        HabitKind::ItemAdded => expected(text!(
            "`{text}` at the end of an item that is added to a list",
            "添加到清单的一项，末尾写了 `{text}`"
        ))
        .label(at, text!("the list itself says how its items are joined", "各项的关系由清单本身写明"))
        .help(text!(
            "write nothing here; where one of several shall suffice, add one item: `any of`, with these below it",
            "此处不写；若几项中符合其一即可，请添加一项 `符合下列之一`，并把它们写在下面"
        ))
        .fix(at, ""),
        HabitKind::Until => {
            let amount = text.trim_end_matches("为止").trim_start_matches(['满', '到', '至', ' ']);
            let amount = amount.find(char::is_numeric).and_then(|first| amount.get(first..)).unwrap_or(amount);
            expected(text!("a bound of points is written `at most` or `at least`", "分数的上下限写作 `最高` 或 `最低`"))
                .label(at, text!("write `at most {amount}`", "请写 `最高 {amount}`"))
                .fix(at, format!("最高 {amount}"))
        }
        HabitKind::ItemsOnLine(indent) => {
            let items = text.trim_start_matches([':', '：']).trim_end_matches(['。', ' ']);
            let below: String = items
                .split(['；', ';'])
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(|item| format!("\n{}- {item}", " ".repeat(indent)))
                .collect();
            expected(text!("the items of a score stand below its line", "计分的各项写在下面，每项一行"))
                .label(at, text!("these stand on the line of the score itself", "这里写在了计分的同一行"))
                .help(text!("put each item on a line of its own, further to the right", "请每项另起一行，并缩进"))
                .fix(at, below)
        }
        HabitKind::Reckoned => {
            let amount = habits::reckoned_amount(text).unwrap_or_default();
            expected(text!("an amount is given with `is`", "数额用 `为` 引出"))
                .label(at, text!("write `is AMOUNT`", "请写 `为 {amount}`"))
                .fix(at, format!("为 {amount}"))
        }
        HabitKind::UnderHeader => expected(text!("this line belongs under the header", "此行属于文件头"))
            .label(at, text!("too far to the left", "缩进不够"))
            .help(text!("indent it below the first line: `  in force from 2011-12-01`", "请缩进写在首行之下：`  施行 自 2011年12月1日 起`")),
        HabitKind::Option => expected(text!("options are permissions already", "可任选的各项本来就是许可"))
            .label(at, text!("this word says it twice", "这个词重复了"))
            .help(text!("leave `{text}` out", "请去掉 `{text}`"))
            .fix(at, ""),
        HabitKind::TypeFirst => expected(text!("the type stands after the colon", "类型写在冒号之后"))
            .label(at, text!("this word belongs there", "这个词应放到那里"))
            .help(text!("write `fact NAME: grade LOW < HIGH`", "请写 `事实 名称：等级 低 < 高`")),
        HabitKind::Number => expected(text!("the number of an article has at most four digits", "条号最多四位数字"))
            .label(at, text!("this number", "这个条号"))
            .help(text!(
                "number the articles of this file from 1 to 9999, or split the file",
                "请把本文件的条号编在 1 至 9999 之间，或拆分文件"
            )),
        HabitKind::Lead => expected(text!("the name of a value comes first", "数值的名称写在最前"))
            .label(at, text!("with this word the name would be another one", "带上这个词，名称就成了另一个"))
            .help(text!(
                "write `NAME is AMOUNT when …`, and for all others `NAME otherwise is AMOUNT`; a name that does begin so stands in quotes",
                "请写 `名称 为 数额，条件是 …`，其余情形写 `名称 否则为 数额`；名称本来就这样开头的，请加引号 「」"
            )),
        HabitKind::NoModal(instead) => expected(text!("a rule says what may or must be done", "规则须写明可以或必须做什么"))
            .label(at, text!("no `may`, `must`, `must not` or `is entitled to` before it", "前面没有 `可以`、`必须`、`不得` 或 `有权`"))
            .help(text!("write `{instead}{text}` if it is a permission", "如果是许可，请写 `{instead}{text}`"))
            .fix(at, format!("{instead}{text}")),
        HabitKind::Exception => {
            let condition = habits::excepted(text);
            let out = expected(text!("an exception begins with `except when`", "例外以 `例外` 开头"))
                .label(at, text!("this line cannot be read as a condition of the rule", "此行不能作为规则的条件"))
                .help(text!(
                    "below the rule, further to the right, write `except when {condition}`",
                    "请在规则之下缩进写 `例外 {condition}`"
                ));
            let keyword = if text.is_ascii() { "except when" } else { "例外" };
            if condition.is_empty() { out } else { out.fix(at, format!("{keyword} {condition}")) }
        }
        HabitKind::NoComma => expected(text!("a comma stands between the condition and the modal", "条件与情态词之间须有逗号"))
            .label(at, text!("a comma is missing here", "这里缺少逗号"))
            .fix(at, "的，"),
        HabitKind::OnlyThose => {
            let those = habits::only_those(text);
            expected(text!("a permission says `only` already", "许可本来就是「仅限」的意思"))
                .label(at, text!("this word says it twice", "这个词重复了"))
                .help(text!("write `{those}，` before the modal", "情态词之前请写 `{those}，`"))
                .fix(at, format!("{those}，"))
        }
        HabitKind::BoundOfValue => {
            let (name, bound, amount) = habits::bound_of_value(text).unwrap_or_default();
            let (en, zh) = if text.is_ascii() {
                (format!("{name} is AMOUNT, {bound} {amount}"), format!("{name} is 数额, {bound} {amount}"))
            } else {
                (format!("{name} 为 AMOUNT，{bound} {amount}"), format!("{name} 为 数额，{bound} {amount}"))
            };
            expected(text!("a bound of an amount stands behind the amount", "数额的上下限写在数额之后"))
                .label(at, text!("how much is it below the bound?", "没有到界限时，数额是多少？"))
                .help(text!("write `{en}`", "请写 `{zh}`"))
        }
        HabitKind::RuleJoined => expected(text!("each rule stands by itself", "每条规则各自成立"))
            .label(at, text!("this joins it to the next one", "这里把它与下一条连在一起"))
            .help(text!("leave it out", "请去掉"))
            .fix(at, ""),
        HabitKind::HeadSubject => expected(text!("the connective comes first", "清单的连接词写在最前"))
            .label(at, text!("who is meant is not written here", "主语不写在这里"))
            .help(text!("leave it out; whom the rule speaks about goes into `applies to …`", "请省去；对谁适用，请写 `适用于 …`"))
            .fix(at, ""),
        HabitKind::BoundBehind => expected(text!("this can be a bound of the amount or a second condition", "这里可以是数额的界限，也可以是第二个条件"))
            .label(at, text!("of what is it said?", "说的是什么？"))
            .help(text!(
                "a bound of the amount stands before the condition: `500 yuan, at most 300 yuan, when …`; a second condition names what it is about: `… and income ≤ 300`",
                "数额的界限写在条件之前：`500元，最高 300元，条件是 …`；第二个条件须写明是什么：`… 且 收入不超过300元`"
            )),
        HabitKind::Title => expected(text!("the title of an article stands in quotes", "条文的标题写在引号内"))
            .label(at, text!("this title", "这个标题"))
            .fix(at, if text.is_ascii() { format!("\"{text}\"") } else { format!("「{text}」") }),
        HabitKind::Optional(instead) => expected(text!("what may be absent is `or none`", "可以没有的写作 `可无`"))
            .label(at, text!("this word is not known here", "这里没有这个词"))
            .help(text!(
                "any fact may be unknown, and nothing need be said for that; `or none` is for what there may not be, as with a prize",
                "任何事实都可以未知，不必写明；`可无` 用于可能不存在的，如奖励"
            ))
            .fix(at, instead),
        HabitKind::Margin(indent) => {
            let spaces = " ".repeat(indent);
            expected(text!("an item stands below a line, further to the right", "各项写在上一行之下，须缩进"))
                .label(at, text!("too far to the left", "缩进不够"))
                .help(text!(
                    "align it with the lines that it belongs to; at the left margin stand declarations and articles only",
                    "请与同级的行左对齐；顶格只写声明和条文"
                ))
                .fix(Span { end: at.start, ..at }, spaces)
        }
        HabitKind::Levels(instead) => expected(text!("levels in their order begin with `grade`", "依次排列的等级以 `等级` 开头"))
            .label(at, text!("the lowest level, without the word before it", "最低一级，前面缺少类型"))
            .fix(at, format!("{instead}{text}")),
    }
}

fn join(words: &[String], comma: &str, or: &str) -> String {
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{}{or}{last}", rest.join(comma)),
    }
}

/// What people call a rule of the grammar; none where saying it would not help.
fn rule_name(rule: Rule) -> Option<(String, String)> {
    let name = format!("{rule:?}");
    if let Some(keyword) = keywords::line_keyword(&name) {
        let zh = keyword.zh.first().or(keyword.en.first())?;
        let en = keyword.en.first().unwrap_or(zh);
        return Some((format!("`{en}`"), format!("`{zh}`")));
    }
    let (en, zh) = match rule {
        Rule::phrase | Rule::body | Rule::amount | Rule::value | Rule::condition | Rule::presumed_value => {
            ("a condition or an amount", "条件或数额")
        }
        Rule::declared_name
        | Rule::header_name
        | Rule::place_name
        | Rule::defined_name
        | Rule::decision_name
        | Rule::each_name
        | Rule::value_name
        | Rule::alias_name
        | Rule::step_name
        | Rule::level_name => ("a name", "名称"),
        Rule::text => ("a text in quotes", "引号内的文字"),
        Rule::free_days | Rule::free_day => ("days such as `2012-01-01 to 2012-01-03`", "日期，如 `1月1日至3日`"),
        Rule::holiday_year => ("a year such as `2012`", "年份，如 `2012年`"),
        Rule::date => ("a date such as `2011-12-01`", "日期，如 `2011年12月1日`"),
        Rule::number => ("a number", "数字"),
        Rule::comma => ("a comma", "逗号"),
        Rule::colon_mark => ("a colon", "冒号"),
        Rule::type_of => ("a type such as `yes/no` or `money`", "类型，如 `是否` 或 `金额`"),
        Rule::connective => ("`all of` or `any of`", "`同时符合` 或 `符合下列之一`"),
        Rule::article_number | Rule::article_line => ("`article N`", "`第N条`"),
        // An alias may always be left out: naming it would hide what is missing.
        Rule::rest => ("some words", "一段文字"),
        Rule::modal => ("`may`, `must` or `must not`", "`可以`、`必须` 或 `不得`"),
        Rule::bullet => ("`-`", "`-`"),
        Rule::target | Rule::step => {
            ("what is changed, such as `article 6 item investor`", "变更的对象，如 `第六条 项 投资者`")
        }
        Rule::EOI => ("the end of the line", "行尾"),
        _ => return None,
    };
    Some((en.to_owned(), zh.to_owned()))
}
