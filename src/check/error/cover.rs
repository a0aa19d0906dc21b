//! What the rows of a table, and the rules of one value, leave open, say twice or never reach.

use super::TypeError;
use crate::diagnostics::{Diagnostic, Explain, Text};
use crate::source::Span;
use crate::text;
use crate::types::Type;

/// A problem of rows and rules beside each other.
#[derive(Debug, Clone, PartialEq)]
pub enum CoverError {
    /// A case that no row of a table speaks about.
    Gap { at: Span, case: Text, parts: bool },
    /// A case that two rows speak about, and whether their values differ, where that can be told.
    Overlap { at: Span, first: Span, case: Text, differ: Option<bool>, parts: bool },
    /// A case of which two rules hold, and the values that they give; the article and the rule, as they are named below,
    /// where one is that of a policy above.
    Contradiction { at: Span, first: Span, case: Text, values: [Text; 2], above: Option<[Text; 2]> },
    /// An *otherwise*, or a row of a table whose first row that fits counts, that no case comes to.
    NeverReached { at: Span, otherwise: bool },
    /// A column that is to be cut into parts and is no amount; or, without a type, a row that does not say which part
    /// it takes.
    Parts { at: Span, found: Option<Type> },
    /// A table beside other rules for the same value.
    TableAndRule { at: Span, first: Span, text: String },
}

impl From<CoverError> for TypeError {
    fn from(error: CoverError) -> Self {
        Self::Cover(error)
    }
}

impl Explain for CoverError {
    fn explain(&self) -> Diagnostic {
        match self {
            Self::Gap { at, case, parts } => {
                let help = if *parts {
                    text!("a part that no row takes counts for nothing: widen a row, or write one for it with the rate `0%`", "没有任何一行的一段不计入结果：请放宽某一行，或为它写一行 `0%`")
                } else {
                    text!("add a row; the last one may begin with `otherwise`", "请补上一行；最后一行可以 `否则` 开头")
                };
                Diagnostic::warning("check/table-gap", text!("no row of the table fits every case", "有的个案没有任何一行适用"))
                    .label(*at, text!("no row fits {case}", "{case} 时没有任何一行适用"; case))
                    .help(help)
            }
            Self::Overlap { at, first, case, differ, parts } => {
                let help = if *parts {
                    text!("this part would be counted twice: let one row end where the other begins", "这一段会重复计算：请让一行止于另一行开始之处")
                } else {
                    text!("narrow one of them, or end the line of the table with `first row that fits`", "请收窄其中一行，或在表的首行末尾写 `取首个适用行`")
                };
                let help = if at.file == first.file {
                    help
                } else {
                    text!("the tables of two policies stand side by side: write `replaces table …` under the article of the lower one, which then gives the whole of it", "两个政策的表并列施行：请在下级政策的条之下写 `取代 表 …`，并由它规定全部内容")
                };
                let (code, message) = ("check/table-overlap", text!("two rows of the table fit one case", "同一个案有两行适用"));
                let out = if *differ == Some(true) { Diagnostic::error(code, message) } else { Diagnostic::warning(code, message) };
                out.label(*at, text!("both fit {case}", "{case} 时两行都适用"; case))
                    .label(*first, text!("the other row", "另一行"))
                    .help(help)
            }
            Self::Contradiction { at, first, case, values: [one, two], above } => {
                let help = match above {
                    None => text!("say which goes first (`notwithstanding article N`), or keep one of them from those whom the other is about (`unless …`)", "请写明何者优先（`不受限于 第N条`），或使其中一条不适用于另一条所针对的人（`除非 …`）"),
                    Some([article, path]) => text!("the other is {path}: let this rule go first (`notwithstanding {article}`), or leave out those whom that one is about (`unless …`); under a power over that rule, `replaces {path}`, or `deviates from {path}` with `applies to …`, takes its place", "另一条是{path}：请写明此规则优先（`不受限于 {article}`），或除去那条规则所针对的人（`除非 …`）；有涉及那条规则的授权时，可写 `取代 {path}`，或写 `变通 {path}` 并写明 `适用于 …`"; article, path),
                };
                Diagnostic::warning("check/contradiction", text!("two rules give different values for one case", "两条规则对同一个案给出不同的值"))
                    .label(*at, text!("{two} here, and both hold where {case}", "此处为{two}；{case} 时两条都成立"; two, case))
                    .label(*first, text!("{one} here", "此处为{one}"; one))
                    .help(help)
            }
            Self::NeverReached { at, otherwise } => {
                let (message, label) = if *otherwise {
                    (text!("no case comes to `otherwise`", "没有任何个案轮到 `否则`"), text!("some other rule fits every case", "任何个案都有其他规则适用"))
                } else {
                    (text!("no case comes to this row", "没有任何个案轮到此行"), text!("a row above fits every case that this one fits", "凡此行适用的个案，上面已有适用的行"))
                };
                Diagnostic::warning("check/never-reached", message)
                    .label(*at, label)
                    .help(text!("leave it out, or narrow what stands before it", "请去掉它，或收窄前面的规则"))
            }
            Self::Parts { at, found } => {
                let (what, here, help) = match found {
                    Some(found) => (
                        text!("{found} cannot be cut into parts", "{found}不能分段"; found),
                        text!("the first column is what is cut into parts", "首列是要分段的数额"),
                        text!("put the amount first; what else a row asks stands in the columns after it", "请把要分段的数额放在首列；各行的其他条件写在其后各列"),
                    ),
                    None => (
                        text!("this row does not say which part it takes", "此行没有写明适用于哪一段"),
                        text!("from where to where?", "从哪里到哪里？"),
                        text!("write `at most 12000`, `more than 12000 to 36000`, `more than 36000`, or `any` for all of it", "请写 `不超过12000`、`超过12000至36000`、`超过36000`，或以 `任意` 表示全部"),
                    ),
                };
                Diagnostic::error("check/parts", what).label(*at, here).help(help)
            }
            Self::TableAndRule { at, first, text } => {
                Diagnostic::error("check/table-and-rule", text!("`{text}` has a table and another rule", "`{text}` 既有表又有其他规则"))
                    .label(*at, text!("this one", "这一条"))
                    .label(*first, text!("the other", "另一条"))
                    .help(if at.file == first.file {
                        text!("put all of it into one table, or give the parts names of their own", "请都写进一张表，或给各部分分别取名")
                    } else {
                        text!("nothing of another policy stands beside a table: write `replaces table {text}` under the rule of the lower policy, which then gives the whole of it", "表旁边不能有其他政策的规则：请在下级政策的规则之下写 `取代 表 {text}`，并由它规定全部内容")
                    })
            }
        }
    }
}
