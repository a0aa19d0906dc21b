//! Facts about one person or many: YAML, JSON or TOML → typed cases, each wrong field at its place.
//!
//! In: the text of a case file and a program. Out: [`Cases`], or what is wrong with them. Never: syntax of policies, or
//! a guess: an unknown name, a wrong unit or a second value for one fact is an error.

pub mod document;
mod error;
mod typed;

pub use document::Format;
pub use error::CaseError;
pub use typed::{Expectation, Typed, fact_argument, reading_argument};

use crate::diagnostics::{Diagnostic, Explain};
use crate::ir::Program;
use crate::source::SourceFile;

/// The cases of one file.
#[derive(Debug, Default)]
pub struct Cases {
    /// Each with what is known of it.
    pub cases: Vec<Typed>,
    /// What is wrong; cases are to be judged only where nothing is.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the cases of a file.
#[must_use]
pub fn read(program: &Program, source: &SourceFile, format: Option<Format>) -> Cases {
    let nodes = match document::read(source, format) {
        Ok(nodes) => nodes,
        Err(errors) => {
            return Cases { cases: Vec::new(), diagnostics: errors.iter().map(Explain::explain).collect() };
        }
    };
    let (cases, errors) = typed::cases(program, &nodes);
    Cases { cases, diagnostics: errors.iter().map(Explain::explain).collect() }
}
