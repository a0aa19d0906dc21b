//! Examples of the policy, run: each that does not come out as it says is a finding.

use super::unmet::{Unmet, unmet};
use super::{Answer, Case, Outcome, Question};
use crate::diagnostics::{Diagnostic, Language, Say, Text};
use crate::ir::print::Printer;
use crate::ir::{DecisionKind, Expected, Program};
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
        for (decision, expected, at) in &example.expect {
            let wanted = Wanted::Every(expected.clone());
            let unmet = unmet(program, &case, &question, *decision, &wanted, &[]);
            let Some(Unmet::Answer { found }) = unmet.into_iter().next() else { continue };
            let name = &example.name;
            out.push(
                Diagnostic::error(
                    "interpret/example",
                    text!("the example `{name}` comes out otherwise", "示例「{name}」的结果与期望不符"),
                )
                .label(*at, text!("found: {found}", "实际结果：{found}"; found))
                .help(text!(
                    "`pol eval` with the same facts and `--explain` shows why",
                    "用同样的事实运行 `pol 判定` 并加 `--explain` 可查看原因"
                )),
            );
        }
    }
    out
}

/// The answers that are expected of a decision.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    /// This one; of a decision for each member, for every member.
    Every(Expected),
    /// One for each member, in the order of the list: `[yes, no]`; of lists inside each other, `[[yes, no], [yes]]`.
    Each(Vec<Wanted>),
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

    /// Which of the answers, counted in the order in which they are written, is about a member.
    pub(super) fn leaf(&self, member: &[usize]) -> Option<usize> {
        match (self, member.split_first()) {
            (Self::Every(_), _) => Some(0),
            (Self::Each(each), Some((at, rest))) => {
                let before: usize = each.iter().take(*at).map(Self::leaves).sum();
                Some(before + each.get(*at)?.leaf(rest)?)
            }
            (Self::Each(_), None) => None,
        }
    }

    fn leaves(&self) -> usize {
        match self {
            Self::Every(_) => 1,
            Self::Each(each) => each.iter().map(Self::leaves).sum(),
        }
    }

    /// What is expected, in words.
    #[must_use]
    pub fn text(&self, program: &Program, kind: &DecisionKind) -> Text {
        let say = |language| match self {
            Self::Every(one) => expected_text(program, one, kind, language),
            Self::Each(each) => {
                let all = each.iter().map(|one| {
                    let text = one.text(program, kind).say(language);
                    if matches!(one, Self::Each(_)) { format!("[{text}]") } else { text }
                });
                all.collect::<Vec<_>>().join(if language == Language::Chinese { "、" } else { ", " })
            }
        };
        Text { en: say(Language::English), zh: say(Language::Chinese) }
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
    let ty = match kind {
        DecisionKind::Value(ty) => Some(ty),
        DecisionKind::Modal(_) => None,
    };
    answer_text(program, &answer, ty).say(language)
}

/// An answer in words.
#[must_use]
pub fn answer_text(program: &Program, answer: &Answer, ty: Option<&Type>) -> Text {
    let say = |language| -> String {
        let chinese = language == Language::Chinese;
        match answer {
            Answer::Yes => if chinese { "是" } else { "yes" }.to_owned(),
            Answer::No => if chinese { "否" } else { "no" }.to_owned(),
            Answer::NotAddressed => if chinese { "未涉及" } else { "not addressed" }.to_owned(),
            Answer::Undetermined(_) => if chinese { "无法判定" } else { "undetermined" }.to_owned(),
            Answer::Kept => if chinese { "已遵守" } else { "kept" }.to_owned(),
            Answer::Due => if chinese { "尚待履行" } else { "due" }.to_owned(),
            Answer::Breached => if chinese { "已违反" } else { "breached" }.to_owned(),
            Answer::Value(value) => Printer { program, language }.value(value, ty.unwrap_or(&Type::Bool)),
            Answer::Error(fault) => {
                let fault = fault.kind.text().say(language);
                if chinese { format!("错误：{fault}") } else { format!("error: {fault}") }
            }
        }
    };
    Text { en: say(Language::English), zh: say(Language::Chinese) }
}
