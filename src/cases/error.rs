//! What can be wrong with a case.
#![expect(missing_docs, reason = "the fields of a problem are named for what they hold")]

use crate::diagnostics::wording::{did_you_mean, list_or};
use crate::diagnostics::{Diagnostic, Explain, Language, Say, Text};
use crate::interpret::Unmet;
use crate::ir::Lost;
use crate::ir::cite::lost_text;
use crate::ir::expect::AtOdds;
use crate::ir::literal::{LiteralError, literal_text};
use crate::ir::value::FAULTS;
use crate::source::Span;
use crate::text;
use crate::types::{Term, Type};
use std::sync::Arc;

/// A problem in a case file, at its place.
#[derive(Debug, Clone, PartialEq)]
pub enum CaseError {
    /// A name that the policy does not know.
    Unknown { at: Span, text: String, near: Vec<String>, what: Name },
    /// One fact, decision or choice of a reading told twice, as under both its names.
    Twice { at: Span, first: Span, term: Arc<Term> },
    /// Something else came out than the case expects.
    Unmet { at: Span, unmet: Unmet },
    /// A clause that the policy does not have, or not for that decision.
    UnknownClause { at: Span, text: String, decision: Arc<Term>, lost: Lost },
    /// Reasons without an answer.
    NoAnswer { at: Span, decision: Arc<Term> },
    /// An answer, and something beside it that goes with another one only.
    AtOdds { at: Span, answer: Span, what: Beside },
    /// A file of pinned results that cannot be read as such.
    Pinned { at: Span, fault: PinFault },
    /// Two cases of one name.
    SameName { at: Span, first: Span, name: String },
    /// A value that does not fit the type of its fact.
    Literal { at: Span, text: String, fact: Arc<Term>, error: LiteralError },
    /// A list or a record where one value is needed.
    NotOneValue { at: Span, fact: Arc<Term>, ty: Type },
    /// One value where a list of members is needed.
    NotMembers { at: Span, fact: Arc<Term> },
    /// Something that is no case at all.
    NotACase { at: Span },
    /// What is expected, or which readings are chosen, is no record.
    NotPairs {
        /// Where.
        at: Span,
        /// Which of them.
        what: Pairs,
        /// How it is written.
        form: Text,
    },
    /// A quotation mark without its partner, or something after a quoted cell.
    Quote { at: Span, cell: Option<Span> },
    /// A column that is told twice, under one name or both.
    Column { at: Span, first: Span },
    /// Cells under a column without a heading.
    Heading { at: Span },
    /// A column for the members of a list that lies in a list.
    Nested { at: Span, list: Arc<Term>, inner: Arc<Term> },
    /// A row with more cells than there are columns.
    TooManyCells { at: Span, columns: usize },
    /// A further row of a case that says something else of the case than its first row.
    RowDiffers { at: Span, first: Span },
    /// More rows or cells than are read.
    TooLong { at: Span, cells: usize },
    /// A cell of a workbook whose value cannot be read exactly.
    Workbook { at: Span, fault: CellFault },
}

/// A value that a policy does not know: a place, or one of the values of a type.
#[derive(Debug, Clone, Copy)]
pub struct UnknownValue<'e> {
    /// Where it is told.
    pub at: Span,
    /// Of which fact or field.
    pub fact: &'e Arc<Term>,
    /// As it is written.
    pub text: &'e str,
}

impl CaseError {
    /// The value, where it is wrong only because the policy declares none of that name.
    #[must_use]
    pub fn unknown_value(&self) -> Option<UnknownValue<'_>> {
        match self {
            Self::Literal { at, text, fact, error: LiteralError::NoSuchName(..) } => {
                Some(UnknownValue { at: *at, fact, text })
            }
            _ => None,
        }
    }
}

/// What of a case is a record of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pairs {
    /// `expect: {…}`
    Expectations,
    /// `readings: {…}`
    Readings,
}

/// Why a cell of a workbook has no exact value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellFault {
    /// `#N/A`, `#VALUE!`
    Error,
    /// A formula whose value was never computed.
    NotComputed,
    /// A reckoned number that no decimal of fifteen digits is.
    Inexact,
    /// A date with a time of day.
    Time,
    /// A date that the calendar does not have.
    NoSuchDate,
    /// A number shown in thousands or millions.
    Scaled,
    /// A whole number of more digits than a spreadsheet keeps.
    TooLong,
    /// A second one of the same place.
    Twice,
}

impl CellFault {
    fn words(self) -> (Text, Text) {
        match self {
            Self::Error => (
                text!("the cell holds an error of the spreadsheet", "此单元格是表格软件的错误值"),
                text!("mend the formula, or type the value", "请改正公式，或直接填入数值"),
            ),
            Self::NotComputed => (
                text!("the formula of this cell was never computed", "此单元格的公式尚未计算"),
                text!("open the workbook, let it compute, and save it", "请打开工作簿，待计算后再保存"),
            ),
            Self::Inexact => (
                text!("the value of this cell is not exact", "此单元格的数值不精确"),
                text!(
                    "it was reckoned with more digits than are shown: round it in the sheet, with `ROUND`",
                    "它由公式算出，位数多于所示：请在表中用 `ROUND` 取整到所需位数"
                ),
            ),
            Self::Time => (
                text!("the cell holds a time of day beside the date", "此单元格的日期带有时刻"),
                text!("type the date alone", "请只填日期"),
            ),
            Self::NoSuchDate => (
                text!("the calendar has no such day", "日历上没有这一天"),
                text!("type the date again; 1900-02-29 never was", "请重新填写日期；1900年2月29日并不存在"),
            ),
            Self::TooLong => (
                text!("a number of more than fifteen digits", "数字超过十五位"),
                text!(
                    "a spreadsheet keeps no more and writes noughts for the rest: type it as text",
                    "表格软件只保留前十五位，其余变成零：请按文本填写"
                ),
            ),
            Self::Twice => (
                text!("the workbook holds this cell twice", "工作簿中此单元格出现了两次"),
                text!("open the workbook, see what stands there, and save it", "请打开工作簿，核对此处内容后再保存"),
            ),
            Self::Scaled => (
                text!("the cell shows its number in thousands or millions", "此单元格按千或百万显示数字"),
                text!("give the cell a format that shows the whole number", "请改用显示完整数字的格式"),
            ),
        }
    }
}

/// Why a text is no file of pinned results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinFault {
    /// Text before the first entry.
    NoEntry,
    /// A second entry of one name.
    Twice,
    /// Both sides of a merge.
    Conflict,
    /// No text in UTF-8.
    Encoding,
}

/// What does not go with what else a case says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// Something beside an expected answer.
    Answer(AtOdds),
    /// `asks`, beside any expectation.
    Asks,
}

/// What a name was meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// A fact.
    Fact,
    /// A field of a member.
    Field,
    /// A decision.
    Decision,
    /// A term that can be read in several ways.
    Point,
    /// One of its readings.
    Reading,
    /// What is expected besides the answer.
    Expectation,
    /// A kind of error.
    Fault,
    /// The heading of a column.
    Column,
    /// One of a set of options.
    Option,
}

impl Name {
    fn text(self) -> Text {
        match self {
            Self::Fact => text!("fact", "事实"),
            Self::Field => text!("field", "字段"),
            Self::Decision => text!("decision", "决定"),
            Self::Point => text!("term with readings", "有多种读法的用语"),
            Self::Reading => text!("reading", "读法"),
            Self::Expectation => text!("part of an expectation", "期望的组成部分"),
            Self::Fault => text!("kind of error", "错误种类"),
            Self::Column => text!("fact or other column", "事实或其他栏目"),
            Self::Option => text!("option", "选项"),
        }
    }
}

impl Explain for CaseError {
    fn explain(&self) -> Diagnostic {
        match self {
            Self::Unknown { at, text, near, what } => {
                let near: Vec<&str> = near.iter().map(String::as_str).collect();
                let named = what.text();
                let out = Diagnostic::error(
                    "cases/unknown-name",
                    match what {
                        Name::Expectation => {
                            text!("`{text}` is no part of an expectation", "期望里没有 `{text}` 这一项")
                        }
                        Name::Fault => text!("`{text}` is no kind of error", "没有 `{text}` 这种错误"),
                        Name::Option => text!("`{text}` is none of these options", "`{text}` 不在可任选之列"),
                        Name::Fact | Name::Field | Name::Decision | Name::Point | Name::Reading | Name::Column => {
                            text!("the policy has no {named} `{text}`", "政策里没有名为 `{text}` 的{named}"; named)
                        }
                    },
                )
                .label(*at, text!("not known", "不认识"));
                match (did_you_mean(&near), what) {
                    (Some(text), _) => near.iter().fold(out.help(text), |out, word| out.fix(*at, *word)),
                    (None, Name::Expectation) => out.help(text!(
                        "beside `answer` may stand `because`, `missing` and `error`",
                        "`结论` 之外可写 `理由`、`缺少`、`错误`"
                    )),
                    (None, Name::Fault) => {
                        let (en, zh): (Vec<&str>, Vec<&str>) = FAULTS.iter().copied().unzip();
                        let (en, zh) = (list_or(&en, Language::English), list_or(&zh, Language::Chinese));
                        out.help(text!("write {en}", "可写 {zh}"))
                    }
                    (None, Name::Decision | Name::Point | Name::Reading) => out.help(text!(
                        "`pol outline POLICY` lists the decisions, and the terms with readings",
                        "`pol 大纲 政策文件` 会列出各项决定和有多种读法的用语"
                    )),
                    (None, _) => out
                        .help(text!("`pol facts POLICY` lists what it needs", "`pol 事实 政策文件` 会列出所需的事实")),
                }
            }
            Self::Twice { at, first, term } => {
                Diagnostic::error("cases/twice", text!("`{term}` is told twice", "`{term}` 写了两次"; term))
                    .label(*at, text!("the second time", "第二次"))
                    .label(*first, text!("the first time", "第一次"))
                    .help(text!("both speak of the same thing: keep one", "两处说的是同一件事：只保留一个"))
            }
            Self::Unmet { at, unmet } => {
                let out = Diagnostic::warning(
                    "cases/unmet",
                    match unmet {
                        Unmet::Answer { .. } => {
                            text!("something else came out than the case expects", "结果与个案的期望不符")
                        }
                        Unmet::Because { .. } => {
                            text!(
                                "the answer rests on something else than the case expects",
                                "结论相同，但理由与个案的期望不符"
                            )
                        }
                        Unmet::Missing { .. } => {
                            text!("something else is missing than the case expects", "缺少的事实与个案的期望不符")
                        }
                        Unmet::Fault { .. } => {
                            text!("another error came out than the case expects", "出现的错误与个案的期望不符")
                        }
                    },
                );
                match unmet {
                    Unmet::Answer { found } => out.label(*at, text!("found: {found}", "实际结果：{found}"; found)),
                    Unmet::Because { at, found, .. } => {
                        out.label(*at, text!("it rests on {found}", "实际依据：{found}"; found))
                    }
                    Unmet::Missing { at, found, .. } => {
                        out.label(*at, text!("missing: {found}", "实际缺少：{found}"; found))
                    }
                    Unmet::Fault { at, found, .. } => {
                        out.label(*at, text!("found: {found}", "实际结果：{found}"; found))
                    }
                }
            }
            Self::UnknownClause { at, text, decision, lost } => {
                let (message, help) = lost_text(text, decision, lost);
                Diagnostic::error("cases/unknown-clause", message)
                    .label(*at, text!("leads nowhere", "找不到"))
                    .help(help)
            }
            Self::NoAnswer { at, decision } => Diagnostic::error(
                "cases/no-answer",
                text!("what is expected of `{decision}` has no answer", "对 `{decision}` 的期望没有写结论"; decision),
            )
            .label(*at, text!("reasons for which answer?", "这是哪种结论的理由？"))
            .help(text!("write `answer: yes`, or what else must come out", "写上 `结论: 是`，或其他应有的结果")),
            Self::AtOdds { at, answer, what } => Diagnostic::error(
                "cases/at-odds",
                match what {
                    Beside::Answer(what) => what.text(),
                    Beside::Asks => text!("a case that expects something is not pinned", "写了期望的个案不留存结果"),
                },
            )
            .label(
                *at,
                match what {
                    Beside::Answer(AtOdds::Missing | AtOdds::Fault) => {
                        text!("goes with another answer", "与另一种结论相配")
                    }
                    Beside::Answer(AtOdds::Options) => text!("does not go with it", "与之不相配"),
                    Beside::Asks => text!("says whose results are pinned", "写明留存哪些决定的结果"),
                },
            )
            .label(
                *answer,
                match what {
                    Beside::Answer(_) => text!("the answer expected", "所期望的结论"),
                    Beside::Asks => text!("says what must come out", "写明应有的结果"),
                },
            )
            .help(match what {
                Beside::Answer(AtOdds::Missing) => {
                    text!("write `answer: undetermined`, or leave `missing` out", "写 `结论: 无法判定`，或去掉 `缺少`")
                }
                Beside::Answer(AtOdds::Fault) => {
                    text!("write `answer: error`, or leave `error` out", "写 `结论: 错误`，或去掉 `错误`")
                }
                Beside::Answer(AtOdds::Options) => {
                    text!("expect the decision of one option, with its reasons", "请改为期望其中一项决定，再写理由")
                }
                Beside::Asks => text!("leave one of them out, or make it two cases", "去掉其中一项，或分成两个个案"),
            }),
            Self::Pinned { at, fault } => {
                let out = Diagnostic::error(
                    "cases/pinned",
                    match fault {
                        PinFault::NoEntry => text!("this is no pinned result", "这里不是留存的结果"),
                        PinFault::Twice => {
                            text!("a result is pinned twice for one case", "同一个案留存了两次结果")
                        }
                        PinFault::Conflict => {
                            text!("the pinned results hold both sides of a merge", "留存的结果里有未解决的合并冲突")
                        }
                        PinFault::Encoding => {
                            text!("the pinned results are no UTF-8 text", "留存的结果不是 UTF-8 文本")
                        }
                    },
                )
                .label(*at, text!("here", "这里"));
                out.help(match fault {
                    PinFault::NoEntry | PinFault::Twice => text!(
                        "each entry begins with `── ` and the name of a case, and there is one for each; \
                         take away what is wrong, or the whole file, and `pol test --review` pins anew",
                        "每项以 `── ` 和个案名称开头，每个个案一项；删去有误之处或整个文件后，可用 `pol 测试 --review` 重新留存"
                    ),
                    PinFault::Encoding => text!(
                        "save the file as UTF-8, or take it away, and `pol test --review` pins anew",
                        "请另存为 UTF-8；或删去该文件，再用 `pol 测试 --review` 重新留存"
                    ),
                    PinFault::Conflict => text!(
                        "keep one side of each conflict; `pol test` then shows what comes out otherwise",
                        "每处冲突只保留一方；然后由 `pol 测试` 指出不同的结果"
                    ),
                })
            }
            Self::SameName { at, first, name } => {
                Diagnostic::error("cases/same-name", text!("two cases are called `{name}`", "有两个个案都叫 `{name}`"))
                    .label(*at, text!("the second one", "第二个"))
                    .label(*first, text!("the first one", "第一个"))
                    .help(text!(
                        "give each case of a file a name of its own: results are kept by name",
                        "同一文件中每个个案应有不同的名称：结果按名称保存"
                    ))
            }
            Self::Literal { at, text, fact, error } => {
                let (message, help) = literal_text(text, error);
                let (en, zh) = (fact.say(Language::English), fact.say(Language::Chinese));
                let out = Diagnostic::error("cases/value", text!("{en}: {message}", "{zh}：{message}"; message))
                    .label(*at, text!("this value", "这个值"));
                out.help(help)
            }
            Self::NotOneValue { at, fact, ty } => Diagnostic::error(
                "cases/not-one-value",
                text!("`{fact}` is {ty}: one value", "`{fact}` 是{ty}：只能有一个值"; fact, ty),
            )
            .label(*at, text!("this is a list or a record", "这里是清单或记录"))
            .help(text!("write one value: `{fact}: VALUE`", "请写一个值：`{fact}: 值`"; fact)),
            Self::NotMembers { at, fact } => Diagnostic::error(
                "cases/not-members",
                text!("`{fact}` is a list of members", "`{fact}` 是成员清单"; fact),
            )
            .label(*at, text!("this is not a list of records", "这里不是由记录组成的清单"))
            .help(text!(
                "write each member as `- field: value`; an empty list is `[]`",
                "每个成员写作 `- 字段: 值`；空清单写 `[]`"
            )),
            Self::NotACase { at } => not_a_case(
                *at,
                text!("a case is a record of facts", "个案应是若干事实的记录"),
                text!(
                    "write `fact: value` on lines of their own; several cases are a list of such records",
                    "每行写 `事实: 值`；多个个案写成清单"
                ),
            ),
            Self::NotPairs { at, what, form } => {
                let said = match what {
                    Pairs::Expectations => {
                        text!(
                            "`expect` holds decisions, each with what must come out",
                            "`期望` 应写明各项决定及其应有的结果"
                        )
                    }
                    Pairs::Readings => {
                        text!("`readings` holds terms, each with the reading chosen", "`读法` 应写明各用语及所取的读法")
                    }
                };
                not_a_case(*at, said, text!("write it like `{form}`", "写法如 `{form}`"; form))
            }
            Self::Quote { at, cell } => {
                let told = Diagnostic::error(
                    "cases/quote",
                    text!("the quotation marks of this cell do not close around it", "此单元格的引号没有成对"),
                )
                .label(
                    *at,
                    match cell {
                        Some(_) => text!("the cell goes on after its quotation", "引号之后还有内容"),
                        None => text!("opened here and never closed", "从这里起没有配对的引号"),
                    },
                );
                let told =
                    cell.iter().fold(told, |told, cell| told.label(*cell, text!("the quotation", "引号内的部分")));
                told.help(text!(
                    "write a quotation mark inside a quoted cell twice: `\"\"`",
                    "引号内的引号要写两个：`\"\"`"
                ))
            }
            Self::Column { at, first } => {
                Diagnostic::error("cases/column-twice", text!("one column stands here twice", "同一栏目出现了两次"))
                    .label(*at, text!("the second one", "第二处"))
                    .label(*first, text!("the first one", "第一处"))
                    .help(text!("both mean the same: keep one", "两处说的是同一件事：只保留一个"))
            }
            Self::Heading { at } => {
                Diagnostic::error("cases/heading", text!("a cell without a heading above it", "此单元格上方没有栏目名"))
                    .label(*at, text!("which fact is this", "这是哪一项事实"))
                    .help(text!(
                        "the first row names the columns: `pol facts POLICY --format csv` prints it",
                        "首行写各栏目名：`pol 事实 政策文件 --format csv` 会输出首行"
                    ))
            }
            Self::Nested { at, list, inner } => Diagnostic::error(
                "cases/nested-list",
                text!(
                    "a table has no place for `{inner}`: it is a list of each member of `{list}`",
                    "表格写不下 `{inner}`：它是 `{list}` 每个成员自己的清单";
                    list, inner
                ),
            )
            .label(*at, text!("a list inside a list", "清单里的清单"))
            .help(text!(
                "write these cases in YAML: `pol facts POLICY --format case` prints an empty one",
                "这类个案请用 YAML 编写：`pol 事实 政策文件 --format case` 会输出空白个案"
            )),
            Self::TooManyCells { at, columns } => Diagnostic::error(
                "cases/too-many-cells",
                text!("the row has more cells than the table has columns", "此行的单元格多于栏目"),
            )
            .label(*at, text!("the table has {columns} columns", "表格只有 {columns} 栏"))
            .help(text!("a comma inside a cell needs quotation marks around the cell", "单元格内有逗号时须加引号")),
            Self::RowDiffers { at, first } => Diagnostic::error(
                "cases/row-differs",
                text!("two rows of one case say different things of it", "同一个案的两行说法不同"),
            )
            .label(*at, text!("here", "此处"))
            .label(*first, text!("and here", "与此处"))
            .help(text!(
                "a further row adds a member: leave its other cells empty, or give the case a name of its own",
                "续行只增加成员：其余单元格请留空；若是另一个案，请另起名称"
            )),
            Self::TooLong { at, cells } => {
                Diagnostic::error("cases/too-long", text!("more than {cells} cells", "单元格超过 {cells} 个"))
                    .label(*at, text!("the limit is reached here", "到此已达上限"))
                    .help(text!("split the table", "请拆分表格"))
            }
            Self::Workbook { at, fault } => {
                let (message, help) = fault.words();
                Diagnostic::error("cases/workbook", message).label(*at, text!("this cell", "此单元格")).help(help)
            }
        }
    }
}

fn not_a_case(at: Span, said: Text, help: Text) -> Diagnostic {
    Diagnostic::error("cases/not-a-case", said).label(at, text!("this is something else", "这里是别的东西")).help(help)
}
