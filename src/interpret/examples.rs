//! Examples of the policy, run: each that does not come out as it says is a finding.

use super::unmet::{Unmet, unmet};
use super::{Answer, Case, Outcome, Question};
use crate::diagnostics::wording::listed;
use crate::diagnostics::{Diagnostic, Language, Say, Text};
use crate::ir::print::Printer;
use crate::ir::{DecisionKind, Expectation, Expected, Program, Wanted};
use crate::source::Span;
use crate::text;
use crate::types::Type;

/// Runs every example; one diagnostic for each expectation that is not met.
#[must_use]
pub fn run(program: &Program) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for example in &program.examples {
        let mut case = Case::new(program);
        for (fact, given) in &example.given {
            case.set(*fact, given.clone());
        }
        let readings = example.readings.iter().copied().collect();
        let question = Question { as_of: example.as_of, readings, ..Question::default() };
        for Expectation { decision, wanted, reasons, span, .. } in &example.expect {
            let unmet = unmet(program, &case, &question, *decision, wanted, reasons);
            let unmet = unmet.into_iter().map(|unmet| unmet.named(program, *decision, wanted));
            out.extend(unmet.map(|unmet| told(&example.name, *span, &unmet)));
        }
    }
    out
}

/// What of an example does not come out.
fn told(name: &str, at: Span, unmet: &Unmet) -> Diagnostic {
    let message = match unmet {
        Unmet::Answer { .. } => {
            text!("the example `{name}` comes out otherwise", "示例「{name}」的结果与期望不符")
        }
        Unmet::Because { .. } => text!(
            "the example `{name}` comes out as it says, and rests on something else",
            "示例「{name}」的结论相同，但理由不符"
        ),
        Unmet::Missing { .. } => {
            text!("something else is missing in the example `{name}`", "示例「{name}」缺少的事实与期望不符")
        }
        Unmet::Fault { .. } => {
            text!("another error comes out of the example `{name}`", "示例「{name}」出现的是别的错误")
        }
    };
    let out = Diagnostic::error("interpret/example", message);
    let out = match unmet {
        Unmet::Answer { found } => out.label(at, text!("found: {found}", "实际结果：{found}"; found)),
        Unmet::Because { at, found, .. } => out.label(*at, text!("it rests on {found}", "实际依据：{found}"; found)),
        Unmet::Missing { at, found, .. } => out.label(*at, text!("missing: {found}", "实际缺少：{found}"; found)),
        Unmet::Fault { at, found, .. } => out.label(*at, text!("found: {found}", "实际结果：{found}"; found)),
    };
    out.help(text!(
        "`pol eval` with the same facts and `--explain` shows why",
        "用同样的事实运行 `pol 判定` 并加 `--explain` 可查看原因"
    ))
}

/// Whether an answer is the one that is expected.
pub(super) fn meets(answer: &Answer, expected: &Expected) -> bool {
    match (answer, expected) {
        (Answer::Yes, Expected::Yes)
        | (Answer::No, Expected::No)
        | (Answer::NotAddressed, Expected::NotAddressed)
        | (Answer::Undetermined(_), Expected::Undetermined)
        | (Answer::Kept, Expected::Kept)
        | (Answer::Breached, Expected::Breached)
        | (Answer::Due, Expected::Due)
        | (Answer::No | Answer::NotAddressed, Expected::NotOpen)
        | (Answer::Error(_), Expected::Error) => true,
        (Answer::Value(value), Expected::Value(wanted)) => value == wanted,
        _ => false,
    }
}

impl Wanted {
    /// Whether all of these outcomes are as expected; so many lists out have been gone through.
    pub(super) fn met(&self, outcomes: &[&Outcome], depth: usize) -> bool {
        match self {
            Self::Every(one) => !outcomes.is_empty() && outcomes.iter().all(|outcome| meets(&outcome.answer, one)),
            Self::Each(each) => {
                let listed = |outcome: &&Outcome| outcome.member.get(depth).is_some_and(|at| *at < each.len());
                outcomes.iter().all(listed)
                    && each.iter().enumerate().all(|(index, one)| {
                        let of = |outcome: &&&Outcome| outcome.member.get(depth) == Some(&index);
                        one.met(&outcomes.iter().filter(of).copied().collect::<Vec<_>>(), depth + 1)
                    })
            }
        }
    }

    /// What is expected, in words.
    #[must_use]
    pub fn text(&self, program: &Program, kind: &DecisionKind) -> Text {
        let say = |language| match self {
            Self::Every(one) => expected_text(program, one, kind, language),
            Self::Each(each) => {
                format!("[{}]", listed(each.iter().map(|one| one.text(program, kind)), language))
            }
        };
        Text::of(say)
    }
}

fn expected_text(program: &Program, expected: &Expected, kind: &DecisionKind, language: Language) -> String {
    let answer = match expected {
        Expected::Yes => Answer::Yes,
        Expected::No => Answer::No,
        Expected::Undetermined => Answer::Undetermined(Vec::new()),
        Expected::NotAddressed => Answer::NotAddressed,
        Expected::Kept => Answer::Kept,
        Expected::Breached => Answer::Breached,
        Expected::Due => Answer::Due,
        Expected::Value(value) => Answer::Value(value.clone()),
        Expected::Error => return text!("error", "错误").get(language).to_owned(),
        Expected::NotOpen => return text!("not among the options", "不在可任选之列").get(language).to_owned(),
    };
    let ty = kind.value();
    answer_text(program, &answer, ty).say(language)
}

/// An answer in words.
#[must_use]
pub fn answer_text(program: &Program, answer: &Answer, ty: Option<&Type>) -> Text {
    match answer {
        Answer::Yes => text!("yes", "是"),
        Answer::No => text!("no", "否"),
        Answer::NotAddressed => text!("not addressed", "未涉及"),
        Answer::Undetermined(_) => text!("undetermined", "无法判定"),
        Answer::Kept => text!("kept", "已遵守"),
        Answer::Due => text!("due", "尚待履行"),
        Answer::Breached => text!("breached", "已违反"),
        Answer::Value(value) => {
            Text::of(|language| Printer { program, language }.value(value, ty.unwrap_or(&Type::Bool)))
        }
        Answer::Error(fault) => {
            let fault = fault.kind.text();
            text!("error: {fault}", "错误：{fault}"; fault)
        }
    }
}
