//! Which cases the texts leave to those before them. Clauses are compared; that another text judges a case is not, and is
//! said instead.

use crate::diagnostics::Language;
use crate::ir::print::Printer;
use crate::ir::{Period, Program};
use std::sync::Arc;

/// Whether two versions leave other cases to the text before them.
#[must_use]
pub fn leaves_otherwise(old: &Program, new: &Program) -> bool {
    rules(old) != rules(new)
}

fn rules(program: &Program) -> Vec<(Arc<str>, Period, String)> {
    let printer = Printer { program, language: Language::English };
    let each = program.transitions.iter();
    each.map(|rule| (rule.policy.text.as_ref().into(), rule.in_force, printer.expr(&rule.condition))).collect()
}
