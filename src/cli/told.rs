//! What the command line tells of every case: `--fact` and `--reading`, under one policy or under several.

use crate::cases::{CaseError, Typed, fact_argument, reading_argument};
use crate::diagnostics::{Diagnostic, Explain};
use crate::interpret::Question;
use crate::ir::Program;
use crate::source::{Sources, Span};
use crate::types::Term;
use clap::ArgMatches;
use std::sync::Arc;

/// Cases as one policy reads them, and what is asked of each.
pub struct Under<'p, 'q> {
    /// The policy.
    pub program: &'p Program,
    /// Its cases.
    pub cases: Vec<Typed>,
    /// What is asked of it.
    pub question: &'q mut Question,
}

/// Lays the facts and readings of the command line over the cases. A name must be known to one of the policies at least.
pub fn lay_over(sources: &mut Sources, matches: &ArgMatches, all: &mut [Under<'_, '_>]) -> Vec<Diagnostic> {
    let mut wrong = each(sources, matches, "fact", all, |under, text, at| {
        let (fact, given) = fact_argument(under.program, text, at)?;
        for typed in &mut under.cases {
            typed.case.set(fact, given.clone());
        }
        Ok(under.program.facts.get(fact.index()).map(|fact| fact.term.clone()))
    });
    wrong.extend(each(sources, matches, "reading", all, |under, text, at| {
        let (point, reading) = reading_argument(under.program, text, at)?;
        under.question.readings.insert(point, reading);
        Ok(under.program.definitions.get(point.index()).map(|definition| definition.term.clone()))
    }));
    wrong
}

/// Reads every value of a repeatable option, each as a little text of its own.
fn each(
    sources: &mut Sources,
    matches: &ArgMatches,
    option: &str,
    all: &mut [Under<'_, '_>],
    mut read: impl FnMut(&mut Under<'_, '_>, &str, Span) -> Result<Option<Arc<Term>>, CaseError>,
) -> Vec<Diagnostic> {
    let mut wrong = Vec::new();
    let mut told: Vec<Vec<(Arc<Term>, Span)>> = vec![Vec::new(); all.len()];
    for text in matches.try_get_many::<String>(option).ok().flatten().into_iter().flatten() {
        let id = sources.add(format!("--{option}"), text.as_str());
        let at = Span::new(id, 0, text.len());
        let mut found: Vec<CaseError> = Vec::new();
        let mut known = false;
        for (under, told) in all.iter_mut().zip(&mut told) {
            match read(under, text, at) {
                Ok(term) => {
                    known = true;
                    let Some(term) = term else { continue };
                    match told.iter().find(|(other, _)| *other == term) {
                        Some((_, first)) => found.push(CaseError::Twice { at, first: *first, term }),
                        None => told.push((term, at)),
                    }
                }
                Err(error) => found.push(error),
            }
        }
        for error in found {
            let elsewhere = known && matches!(error, CaseError::Unknown { .. });
            let error = error.explain();
            if !elsewhere && !wrong.contains(&error) {
                wrong.push(error);
            }
        }
    }
    wrong
}
