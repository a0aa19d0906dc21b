//! What can be wrong with a case.
#![expect(missing_docs, reason = "the fields of a problem are named for what they hold")]

use crate::diagnostics::wording::did_you_mean;
use crate::diagnostics::{Diagnostic, Explain, Say, Text};
use crate::ir::literal::{LiteralError, literal_text};
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
    Unmet { at: Span, found: Text },
    /// A value that does not fit the type of its fact.
    Literal { at: Span, text: String, fact: Arc<Term>, error: LiteralError },
    /// A list or a record where one value is needed.
    NotOneValue { at: Span, fact: Arc<Term>, ty: Type },
    /// One value where a list of members is needed.
    NotMembers { at: Span, fact: Arc<Term> },
    /// Something that is no case at all.
    NotACase { at: Span },
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
}

impl Name {
    fn text(self) -> Text {
        match self {
            Self::Fact => text!("fact", "事实"),
            Self::Field => text!("field", "字段"),
            Self::Decision => text!("decision", "决定"),
            Self::Point => text!("term with readings", "有多种读法的用语"),
            Self::Reading => text!("reading", "读法"),
        }
    }
}

impl Explain for CaseError {
    fn explain(&self) -> Diagnostic {
        match self {
            Self::Unknown { at, text, near, what } => {
                let what = what.text();
                let near: Vec<&str> = near.iter().map(String::as_str).collect();
                let out = Diagnostic::error(
                    "cases/unknown-name",
                    text!("the policy has no {what} `{text}`", "政策里没有名为 `{text}` 的{what}"; what),
                )
                .label(*at, text!("not known", "不认识"));
                match did_you_mean(&near) {
                    Some(text) => near.iter().fold(out.help(text), |out, word| out.fix(*at, *word)),
                    None => out
                        .help(text!("`pol facts POLICY` lists what it needs", "`pol 事实 政策文件` 会列出所需的事实")),
                }
            }
            Self::Twice { at, first, term } => {
                Diagnostic::error("cases/twice", text!("`{term}` is told twice", "`{term}` 写了两次"; term))
                    .label(*at, text!("the second time", "第二次"))
                    .label(*first, text!("the first time", "第一次"))
                    .help(text!("both mean the same: keep one", "两处说的是同一件事：只保留一个"))
            }
            Self::Unmet { at, found } => Diagnostic::warning(
                "cases/unmet",
                text!("something else came out than the case expects", "结果与个案的期望不符"),
            )
            .label(*at, text!("found: {found}", "实际结果：{found}"; found)),
            Self::Literal { at, text, fact, error } => {
                let (message, help) = literal_text(text, error);
                let (en, zh) =
                    (fact.say(crate::diagnostics::Language::English), fact.say(crate::diagnostics::Language::Chinese));
                let out = Diagnostic::error("cases/value", text!("{en}: {message}", "{zh}：{message}"; message))
                    .label(*at, text!("this value", "这个值"));
                match help {
                    Some(help) => out.help(help),
                    None => out,
                }
            }
            Self::NotOneValue { at, fact, ty } => Diagnostic::error(
                "cases/not-one-value",
                text!("`{fact}` is {ty}: one value", "`{fact}` 是{ty}：只能有一个值"; fact, ty),
            )
            .label(*at, text!("this is a list or a record", "这里是清单或记录")),
            Self::NotMembers { at, fact } => Diagnostic::error(
                "cases/not-members",
                text!("`{fact}` is a list of members", "`{fact}` 是成员清单"; fact),
            )
            .label(*at, text!("this is not a list of records", "这里不是由记录组成的清单"))
            .help(text!(
                "write each member as `- field: value`; an empty list is `[]`",
                "每个成员写作 `- 字段: 值`；空清单写 `[]`"
            )),
            Self::NotACase { at } => {
                Diagnostic::error("cases/not-a-case", text!("a case is a record of facts", "个案应是若干事实的记录"))
                    .label(*at, text!("this is something else", "这里是别的东西"))
                    .help(text!(
                        "write `fact: value` on lines of their own; several cases are a list of such records",
                        "每行写 `事实: 值`；多个个案写成清单"
                    ))
            }
        }
    }
}
