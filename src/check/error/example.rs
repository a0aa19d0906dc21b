//! What can be wrong with an example, before it is run.

use super::TypeError;
use crate::diagnostics::wording::{did_you_mean, list_or};
use crate::diagnostics::{Diagnostic, Explain, Language};
use crate::ir::Lost;
use crate::ir::cite::lost_text;
use crate::ir::expect::AtOdds;
use crate::ir::value::FAULTS;
use crate::source::Span;
use crate::text;
use crate::types::Term;
use std::sync::Arc;

/// A problem of an example.
#[derive(Debug, Clone, PartialEq)]
pub enum ExampleError {
    /// An example that names something unknown, or something else than is named there.
    Name { at: Span, text: String, what: ExampleName, near: Vec<String>, other: bool },
    /// A clause that the policy does not have, or not for that decision.
    Clause { at: Span, text: String, decision: Arc<Term>, lost: Lost },
    /// An expected answer, and something beside it that goes with another one only.
    AtOdds { at: Span, answer: Span, what: AtOdds },
    /// One example that says a thing twice.
    Twice { at: Span, first: Span, text: String },
}

impl From<ExampleError> for TypeError {
    fn from(error: ExampleError) -> Self {
        Self::Example(error)
    }
}

/// What an example names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExampleName {
    /// A fact under `given`.
    Fact,
    /// A field of a member.
    Field,
    /// A decision under `expect`.
    Decision,
    /// A term with several readings.
    Point,
    /// One of its readings.
    Reading,
    /// What is missing: a fact or a field.
    Missing,
    /// A kind of error.
    Fault,
    /// One of a set of options.
    Option,
}

impl Explain for ExampleError {
    fn explain(&self) -> Diagnostic {
        match self {
            Self::Name { at, text, what, near, other } => {
                let (en, zh) = match what {
                    ExampleName::Fact => ("fact", "事实"),
                    ExampleName::Field => ("field", "字段"),
                    ExampleName::Decision => ("decision", "决定"),
                    ExampleName::Point => ("term with several readings", "有多种读法的用语"),
                    ExampleName::Reading => ("reading", "读法"),
                    ExampleName::Missing => ("fact or field", "事实或字段"),
                    ExampleName::Fault => ("kind of error", "错误种类"),
                    ExampleName::Option => ("option of this set", "可任选的一项"),
                };
                let near: Vec<&str> = near.iter().map(String::as_str).collect();
                let message = if *other {
                    text!("`{text}` is not a {en}", "`{text}` 不是{zh}")
                } else {
                    text!("there is no {en} `{text}`", "没有名为 `{text}` 的{zh}")
                };
                let out = Diagnostic::error("check/example-name", message).label(*at, text!("named here", "在此提到"));
                match did_you_mean(&near) {
                    Some(text) => out.help(text),
                    None if *what == ExampleName::Fault => {
                        let (en, zh): (Vec<&str>, Vec<&str>) = FAULTS.iter().copied().unzip();
                        let (en, zh) = (list_or(&en, Language::English), list_or(&zh, Language::Chinese));
                        out.help(text!("write {en}", "可写 {zh}"))
                    }
                    None if *other && *what == ExampleName::Point => out.help(text!(
                        "only a term defined `as readings` has readings to choose from",
                        "只有以 `多种读法` 定义的用语才有读法可选"
                    )),
                    None => out.help(text!(
                        "write it as it is declared, in either language",
                        "请照声明时的名称书写，两种语言的名称均可"
                    )),
                }
            }
            Self::Clause { at, text, decision, lost } => {
                let (message, help) = lost_text(text, decision, lost);
                Diagnostic::error("check/example-clause", message)
                    .label(*at, text!("leads nowhere", "找不到"))
                    .help(help)
            }
            Self::AtOdds { at, answer, what } => {
                let help = match what {
                    AtOdds::Missing => {
                        text!("expect `undetermined`, or leave `missing` out", "期望 `无法判定`，或去掉 `缺少`")
                    }
                    AtOdds::Fault => text!("expect `error`, or leave it out below", "期望 `错误`，或去掉其下的 `错误`"),
                    AtOdds::Options => {
                        text!("expect the decision of one option, with its reasons", "请改为期望其中一项决定，再写理由")
                    }
                };
                Diagnostic::error("check/example-at-odds", what.text())
                    .label(*at, text!("does not go with the answer", "与结论不相配"))
                    .label(*answer, text!("the answer expected", "所期望的结论"))
                    .help(help)
            }
            Self::Twice { at, first, text } => Diagnostic::error(
                "check/example-twice",
                text!("the example speaks of `{text}` twice", "示例两次写到 `{text}`"),
            )
            .label(*at, text!("the second time", "第二次"))
            .label(*first, text!("the first time, perhaps under its other name", "第一次，可能用的是另一个名称"))
            .help(text!("keep one", "只保留一个")),
        }
    }
}
