//! One case, run: what it expects and does not get, or what comes out where it expects nothing.

use super::Test;
use super::pinned;
use crate::interpret::{self, Deciding, Explanation, Unmet, Wanted};
use crate::ir::Program;
use crate::source::{Sources, Span};
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
    /// The answer that is expected.
    pub wanted: Wanted,
    /// What comes out instead.
    pub unmet: Unmet,
}

/// Runs a case; of one decision, where only that is asked about.
#[must_use]
pub fn run(program: &Program, sources: &Sources, test: &Test, only: Option<DecisionId>) -> Ran {
    if test.typed.expect.is_empty() {
        return Ran::Told(pinned::entry(program, test, &explained(program, sources, test, None)));
    }
    let question = test.question();
    let asked = test.typed.expect.iter().filter(|expected| only.is_none_or(|only| only == expected.decision));
    let misses = asked.flat_map(|expected| {
        let (case, decision) = (&test.typed.case, expected.decision);
        let unmet = interpret::unmet(program, case, &question, decision, &expected.wanted, &expected.reasons);
        unmet.into_iter().map(move |unmet| {
            let at = match &unmet {
                Unmet::Answer { .. } => expected.span,
                Unmet::Because { at, .. } | Unmet::Missing { at, .. } | Unmet::Fault { at, .. } => *at,
            };
            Miss { decision, at, wanted: expected.wanted.clone(), unmet }
        })
    });
    let misses: Vec<Miss> = misses.collect();
    if misses.is_empty() { Ran::Passed } else { Ran::Failed(misses) }
}

/// Why a case comes out as it does.
#[must_use]
pub fn explained(program: &Program, sources: &Sources, test: &Test, only: Option<DecisionId>) -> Explanation {
    interpret::explain_briefly(program, sources, &test.typed.case, &test.question(), only)
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
