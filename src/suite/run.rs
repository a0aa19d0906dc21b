//! One case, run: what it expects and does not get, or what comes out where it expects nothing.

use super::Test;
use super::pinned;
use crate::cases::Typed;
use crate::interpret::{self, Deciding, Explanation, Question, Unmet};
use crate::ir::{DecisionKind, Expectation, Expected, Program, Wanted};
use crate::source::{Sources, Span};
use crate::text;
use crate::types::ids::DecisionId;

/// What comes of a case.
#[derive(Debug, Clone, PartialEq)]
pub enum Ran {
    /// All that it expects comes out.
    Passed,
    /// Something does not.
    Failed(Vec<Miss>),
    /// It expects nothing: what comes out, as it is pinned.
    Told(String),
}

/// One thing that is expected and does not come out.
#[derive(Debug, Clone, PartialEq)]
pub struct Miss {
    /// Of which decision.
    pub decision: DecisionId,
    /// Where it is expected.
    pub at: Span,
    /// Where the whole expectation stands.
    pub expected: Span,
    /// The answer that is expected.
    pub wanted: Wanted,
    /// The set of options that was expected, by its place among those of the program.
    pub set: Option<usize>,
    /// What comes out instead.
    pub unmet: Unmet,
}

/// A case as one text reads it.
#[derive(Debug, Clone)]
pub struct Run<'r> {
    /// The text.
    pub program: &'r Program,
    /// The case.
    pub typed: &'r Typed,
    /// What is asked of it.
    pub question: Question,
}

/// The texts of a policy: what each means, and where it stands.
pub type Texts<'t> = [(&'t Program, &'t Sources)];

/// Runs a case by the text that judges it; of one decision, where only that is asked about.
#[must_use]
pub fn run(texts: &Texts<'_>, test: &Test, only: Option<DecisionId>) -> Ran {
    if test.typed.expect.is_empty() {
        let told = explained(texts, test, None);
        let text =
            texts.get(test.judged.text).zip(told).map(|((program, _), told)| pinned::entry(program, test, &told));
        return Ran::Told(text.unwrap_or_default());
    }
    let each = std::iter::once((&test.judged, &test.typed)).chain(test.perhaps.iter().map(|(by, typed)| (by, typed)));
    let runs = each.filter_map(|(by, typed)| {
        let (program, _) = texts.get(by.text)?;
        Some(Run { program, typed, question: typed.question() })
    });
    let misses = misses(&runs.collect::<Vec<_>>(), only);
    if misses.is_empty() { Ran::Passed } else { Ran::Failed(misses) }
}

/// What a case expects and does not get: of one text, or of several where it is not known which of them judges it. What
/// they agree on is held against each; where they do not agree, the outcome is undetermined. Decisions are those of the
/// first.
#[must_use]
pub fn misses(runs: &[Run<'_>], only: Option<DecisionId>) -> Vec<Miss> {
    let Some((first, others)) = runs.split_first() else { return Vec::new() };
    let asked = first.typed.expect.iter().filter(|expected| only.is_none_or(|only| only == expected.decision));
    let mut out = Vec::new();
    for expected in asked {
        let decision = expected.decision;
        let mut told = vec![answers(first, decision)];
        // Each text reads the expectation for itself, at the same place.
        let elsewhere: Vec<(&Run<'_>, &Expectation)> = others
            .iter()
            .filter_map(|run| Some((run, run.typed.expect.iter().find(|other| other.span == expected.span)?)))
            .collect();
        told.extend(elsewhere.iter().map(|(run, other)| answers(run, other.decision)));
        // A text that has no such decision says nothing about anybody.
        let agree = elsewhere.len() == others.len() && told.windows(2).all(|pair| pair.first() == pair.last());
        let unmet = if agree {
            let mine = std::iter::once((first, expected)).chain(elsewhere.iter().map(|(run, other)| (*run, *other)));
            mine.map(|(run, expected)| {
                let Expectation { decision, wanted, reasons, .. } = expected;
                interpret::unmet(run.program, &run.typed.case, &run.question, *decision, wanted, reasons)
            })
            .find(|unmet| !unmet.is_empty())
            .unwrap_or_default()
        } else if matches!(&expected.wanted, Wanted::Every(Expected::Undetermined)) {
            Vec::new()
        } else {
            vec![Unmet::Answer {
                found: text!(
                    "undetermined: it is not known which text of the policy judges",
                    "无法判定：尚不知适用政策的哪一文本"
                ),
            }]
        };
        out.extend(unmet.into_iter().map(|unmet| {
            let at = match &unmet {
                Unmet::Answer { .. } => expected.span,
                Unmet::Because { at, .. } | Unmet::Missing { at, .. } | Unmet::Fault { at, .. } => *at,
            };
            Miss { decision, at, expected: expected.span, wanted: expected.wanted.clone(), set: expected.set, unmet }
        }));
    }
    out
}

/// What comes out of a decision, in words that two texts share.
fn answers(run: &Run<'_>, decision: DecisionId) -> Vec<String> {
    let ty = match run.program.decisions.get(decision.index()).map(|found| &found.kind) {
        Some(DecisionKind::Value(ty)) => Some(ty),
        Some(DecisionKind::Modal(_)) | None => None,
    };
    let outcomes = interpret::interpret(run.program, &run.typed.case, &run.question, Some(decision));
    outcomes.iter().map(|outcome| interpret::answer_text(run.program, &outcome.answer, ty).en).collect()
}

/// Why a case comes out as it does; of one decision, as the first text that may judge it knows it.
#[must_use]
pub fn explained(texts: &Texts<'_>, test: &Test, only: Option<DecisionId>) -> Option<Explanation> {
    let each = std::iter::once((&test.judged, &test.typed)).chain(test.perhaps.iter().map(|(by, typed)| (by, typed)));
    let named = only.and_then(|only| texts.get(test.judged.text)?.0.decisions.get(only.index()));
    let told = each.filter_map(|(by, typed)| {
        let (program, sources) = texts.get(by.text)?;
        let here = named.map(|named| program.decisions.iter().position(|other| other.term.is(&named.term.text)));
        let only = match here {
            Some(here) => Some(DecisionId::at(here?)),
            None => None,
        };
        let mut told = interpret::explain_briefly(program, sources, &typed.case, &typed.question(), only);
        told.receipt.texts.clone_from(&by.asked);
        Some((by.way.clone(), told))
    });
    interpret::either(told.collect())
}

/// The conditions on which the outcomes of a decision turn, in the order of the text.
#[must_use]
pub fn deciding(program: &Program, test: &Test, decision: DecisionId) -> Vec<Deciding> {
    let question = test.question();
    let outcomes = interpret::interpret(program, &test.typed.case, &question, Some(decision));
    let mut out: Vec<Deciding> = Vec::new();
    for outcome in &outcomes {
        for found in interpret::deciding(program, &test.typed.case, &question, outcome) {
            if !out.contains(&found) {
                out.push(found);
            }
        }
    }
    out
}
