//! The front door: a policy from its texts.
//!
//! In: the texts, supplied by the caller. Out: [`Loaded`]: what is wrong, and the policy if nothing is. Never: a file.
//! The pipeline is in `compile.rs`: `compile` goes through the layers from above, `level` through the stages of each.

mod added;
mod at_once;
mod choose;
mod compile;
mod gather;
mod versions;

pub use choose::{Choice, choose};
pub use compile::day_of as written_day;
pub use versions::{Back, NO_EARLIER, When, header_in_force, is_almost_dated, undated};

use crate::cases::{self, CaseError, Cases, Format, Typed};
use crate::diagnostics::{self, Diagnostic, Explain};
use crate::interpret::{self, Case, Explanation, Question};
use crate::ir::Expectation;
use crate::ir::Program;
use crate::source::{SourceFile, Sources, Span};
use crate::syntax::{self, Parsed};
use crate::types::ids::DecisionId;
use crate::types::{Date, Term};
use gather::Gathered;
use std::sync::Arc;

/// A text that a policy uses or stands under.
#[derive(Debug, Clone)]
pub struct Found {
    /// What a person calls it: usually its path. One name, one text.
    pub name: String,
    /// Its bytes; they need not be text at all.
    pub bytes: Vec<u8>,
}

/// What loading gives: the texts, what is wrong with them, and the policy if nothing is.
#[derive(Debug)]
pub struct Loaded {
    /// The texts, for showing where something stands.
    pub sources: Sources,
    /// Errors and warnings, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// The trees, the policy's own first.
    pub modules: Vec<Parsed>,
    /// The policy, if its text has no error. An example that comes out otherwise is reported, and the policy stays.
    pub policy: Option<Policy>,
    /// The program as far as it could be made, where something is wrong: to say what is, never to judge a case.
    pub rough: Option<Program>,
    /// The program of the policies above it, as they are without it.
    pub over: Option<Program>,
    /// The days on which a version begins, where the policy or one above it comes in several texts: each needs a load of
    /// its own.
    pub beginnings: Vec<Date>,
}

/// A policy that can be run.
#[derive(Debug)]
pub struct Policy {
    /// What it means.
    pub program: Program,
    sources: Sources,
}

impl Loaded {
    /// A policy of the chain whose text was issued after a day, and when it was.
    #[must_use]
    pub fn issued_after(&self, day: Date) -> Option<(Arc<Term>, Date)> {
        let layers = &self.policy.as_ref()?.program.layers;
        layers.iter().filter(|layer| layer.role != "vocabulary").find_map(|layer| {
            let mut headers = self.modules.iter().filter_map(|parsed| parsed.module.header.as_ref());
            let header = headers.find(|header| header.span.file == layer.file)?;
            let issued = compile::day_of(header.issued.as_ref()?.node)?;
            (issued > day).then(|| (layer.name.clone(), issued))
        })
    }
}

/// Loads a policy. `find` is asked for the text behind each name that a file uses or stands under, with the name of the
/// file that asks.
pub fn load(name: &str, bytes: &[u8], find: &mut dyn FnMut(&str, &str) -> Option<Found>) -> Loaded {
    load_known(name, bytes, None, find)
}

/// Loads a policy as it could be known on a day: what was issued later is left out.
pub fn load_known(
    name: &str,
    bytes: &[u8],
    known_on: Option<Date>,
    find: &mut dyn FnMut(&str, &str) -> Option<Found>,
) -> Loaded {
    let text = Found { name: name.to_owned(), bytes: bytes.to_vec() };
    let when = When { as_of: None, known_on };
    load_version(vec![text], when, &mut |name, from| find(name, from).into_iter().collect())
}

/// Loads the version of a policy that a day chooses. The first text is the policy; those after it whose first lines name
/// the same one are its other versions. `find` gives the texts behind a name alike, so that each policy of the chain is
/// taken as it is in force on that day.
pub fn load_version(texts: Vec<Found>, when: When, find: &mut dyn FnMut(&str, &str) -> Vec<Found>) -> Loaded {
    load_back(texts, when, &Back::new(), find)
}

/// The same, some versions back of this policy or that: for a case that a later text leaves to an earlier one.
pub fn load_back(texts: Vec<Found>, when: When, back: &Back, find: &mut dyn FnMut(&str, &str) -> Vec<Found>) -> Loaded {
    let mut gathered = Gathered::default();
    gathered.all(texts, when, back.clone(), find);
    loaded(gathered, when.known_on, &[])
}

/// Loads a policy as if some of its changes, and of its rules, were not in its text: by where they are written.
pub fn load_without(
    name: &str,
    bytes: &[u8],
    without: &[Span],
    find: &mut dyn FnMut(&str, &str) -> Option<Found>,
) -> Loaded {
    let text = Found { name: name.to_owned(), bytes: bytes.to_vec() };
    let mut gathered = Gathered::default();
    gathered.all(vec![text], When::default(), Back::new(), &mut |name, from| find(name, from).into_iter().collect());
    loaded(gathered, None, without)
}

fn loaded(gathered: Gathered, known_on: Option<Date>, without: &[Span]) -> Loaded {
    let compile::Compiled { program, rough, over, mut diagnostics } = compile::compile(&gathered, known_on, without);
    if let Some(program) = &program {
        diagnostics.extend(interpret::examples::run(program));
        diagnostics.extend(interpret::figures::run(program));
    }
    let Gathered { sources, parsed, diagnostics: shape, mut beginnings, .. } = gathered;
    beginnings.sort();
    beginnings.dedup();
    diagnostics.extend(shape);
    diagnostics.extend(parsed.iter().flat_map(|parsed| parsed.errors.iter().map(Explain::explain)));
    let broken: Vec<Span> = parsed.iter().flat_map(|parsed| parsed.broken.iter().copied()).collect();
    syntax::drop_echoes(&mut diagnostics, &broken, &sources);
    diagnostics::sort(&mut diagnostics);
    let policy = program.map(|program| Policy { program, sources: sources.clone() });
    Loaded { sources, diagnostics, modules: parsed, policy, rough, over, beginnings }
}

impl Policy {
    /// Reads the cases of a file.
    #[must_use]
    pub fn cases(&self, source: &SourceFile, format: Option<Format>) -> Cases {
        cases::read(&self.program, source, format)
    }

    /// Judges a case and tells why: every decision, or one.
    #[must_use]
    pub fn explain(&self, case: &Case, question: &Question, only: Option<DecisionId>) -> Explanation {
        interpret::explain(&self.program, &self.sources, case, question, only)
    }

    /// What comes out otherwise than a case expects, each at its place.
    #[must_use]
    pub fn unmet(&self, typed: &Typed, question: &Question) -> Vec<Diagnostic> {
        let each = typed.expect.iter().flat_map(|expected| {
            let Expectation { decision, wanted, reasons, span, .. } = expected;
            let unmet = interpret::unmet(&self.program, &typed.case, question, *decision, wanted, reasons);
            let unmet = unmet.into_iter().map(|unmet| unmet.named(&self.program, *decision, wanted));
            unmet.map(|unmet| CaseError::Unmet { at: *span, unmet }.explain())
        });
        each.collect()
    }

    /// The decision of that name, in either language.
    #[must_use]
    pub fn decision(&self, name: &str) -> Option<DecisionId> {
        self.program.decisions.iter().position(|decision| decision.term.is(name)).map(DecisionId::at)
    }
}
