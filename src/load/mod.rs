//! The front door: a policy from its texts.
//!
//! In: the texts, supplied by the caller. Out: [`Loaded`]: what is wrong, and the policy if nothing is. Never: a file.
//! The pipeline is the body of `compile::compile`.

mod compile;
mod gather;

use crate::cases::{self, CaseError, Cases, Expectation, Format, Typed};
use crate::diagnostics::{self, Diagnostic, Explain};
use crate::interpret::{self, Case, Explanation, Question};
use crate::ir::Program;
use crate::source::{SourceFile, Sources, Span};
use crate::syntax::{self, Parsed};
use crate::types::Date;
use crate::types::ids::DecisionId;
use gather::Gathered;

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
}

/// A policy that can be run.
#[derive(Debug)]
pub struct Policy {
    /// What it means.
    pub program: Program,
    sources: Sources,
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
    let mut gathered = Gathered::default();
    gathered.all(name, bytes, find);
    let compile::Compiled { program, rough, mut diagnostics } = compile::compile(&gathered, known_on);
    if let Some(program) = &program {
        diagnostics.extend(interpret::examples::run(program));
        diagnostics.extend(interpret::figures::run(program));
    }
    let Gathered { sources, parsed, diagnostics: shape, .. } = gathered;
    diagnostics.extend(shape);
    diagnostics.extend(parsed.iter().flat_map(|parsed| parsed.errors.iter().map(Explain::explain)));
    let broken: Vec<Span> = parsed.iter().flat_map(|parsed| parsed.broken.iter().copied()).collect();
    syntax::drop_echoes(&mut diagnostics, &broken, &sources);
    diagnostics::sort(&mut diagnostics);
    let policy = program.map(|program| Policy { program, sources: sources.clone() });
    Loaded { sources, diagnostics, modules: parsed, policy, rough }
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
            let Expectation { decision, wanted, reasons, span } = expected;
            let unmet = interpret::unmet(&self.program, &typed.case, question, *decision, wanted, reasons);
            unmet.into_iter().map(|unmet| CaseError::Unmet { at: *span, unmet }.explain())
        });
        each.collect()
    }

    /// The decision of that name, in either language.
    #[must_use]
    pub fn decision(&self, name: &str) -> Option<DecisionId> {
        self.program.decisions.iter().position(|decision| decision.term.is(name)).map(DecisionId::at)
    }
}
