//! Outcomes → the data that explains them: what carries each, what it rests on, what would settle it.
//!
//! In: a program, a case, a question and what came out. Out: an [`Explanation`], in both languages. Never: another answer
//! than the interpreter's; where it asks what would settle an outcome, it asks the interpreter.

mod members;
mod outcome;
mod points;
mod reasons;
mod receipt;
mod rule;
pub(super) mod steps;
mod values;

use super::decide::{Answer, Outcome};
use super::trail::{Explanation, FactTold, OptionsTold, Step, TermOf};
use super::worth::Worth;
use super::{Case, Machine, Question, Slot, interpret};
use crate::diagnostics::{Language, Say, Text};
use crate::ir::print::Printer;
use crate::ir::{Expr, OptionSet, Program};
use crate::source::Sources;
use crate::text;
use crate::types::ids::DecisionId;
use crate::types::{HashMap, Term};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

/// Judges a case and tells why.
#[must_use]
pub fn explain(
    program: &Program,
    sources: &Sources,
    case: &Case,
    question: &Question,
    only: Option<DecisionId>,
) -> Explanation {
    told(program, sources, case, question, only, true)
}

/// The same without the search for what would settle an undetermined outcome, which costs more than all the rest.
#[must_use]
pub fn explain_briefly(
    program: &Program,
    sources: &Sources,
    case: &Case,
    question: &Question,
    only: Option<DecisionId>,
) -> Explanation {
    told(program, sources, case, question, only, false)
}

fn told(
    program: &Program,
    sources: &Sources,
    case: &Case,
    question: &Question,
    only: Option<DecisionId>,
    settling: bool,
) -> Explanation {
    let outcomes = interpret(program, case, question, only);
    let teller = Teller::new(program, sources, case, question, settling);
    let told =
        outcomes.chunk_by(|a, b| a.decision == b.decision).flat_map(|outcomes| teller.tell_all(outcomes)).collect();
    Explanation {
        schema: 1,
        receipt: receipt::receipt(program, question),
        case: case.name.clone(),
        outcomes: told,
        options: program.options.iter().filter_map(|options| options_told(program, options, &outcomes)).collect(),
    }
}

/// What a person may choose among, where all of it was asked about.
fn options_told(program: &Program, options: &OptionSet, outcomes: &[Outcome]) -> Option<OptionsTold> {
    let article = &options.article;
    let name = options
        .term
        .as_ref()
        .map_or_else(|| text!("options of article {article}", "第{article}条的选择"), |options| term(options));
    let mut out = OptionsTold { name, settled: true, allowed: Vec::new(), open: Vec::new(), error: Vec::new() };
    for id in &options.decisions {
        let outcome = outcomes.iter().find(|outcome| outcome.decision == *id)?;
        let what = term(&program.decisions.get(id.index())?.term);
        match outcome.answer {
            Answer::Yes => out.allowed.push(what),
            Answer::Undetermined(_) => out.open.push(what),
            Answer::Error(_) => out.error.push(what),
            Answer::No | Answer::NotAddressed | Answer::Kept | Answer::Breached | Answer::Due | Answer::Value(_) => {}
        }
    }
    out.settled = out.open.is_empty() && out.error.is_empty();
    Some(out)
}

fn term(term: &Term) -> Text {
    Text::of(|language| term.say(language))
}

struct Teller<'p> {
    program: &'p Program,
    sources: &'p Sources,
    case: &'p Case,
    question: &'p Question,
    machine: Machine<'p>,
    worth: Worth<'p>,
    /// What the case tells, where it has been put into words.
    told: RefCell<HashMap<Slot, FactTold>>,
    /// How many steps the one being told lies in.
    depth: Cell<usize>,
    /// Whether it is searched for what would settle an undetermined outcome.
    settling: bool,
}

/// Terms that a trail has opened, a member's once for each member.
type Seen = BTreeSet<TermOf>;

/// One condition of a case, told.
pub(super) fn step_of(
    program: &Program,
    sources: &Sources,
    case: &Case,
    question: &Question,
    condition: &Expr,
) -> Step {
    Teller::new(program, sources, case, question, false).step(condition, &mut Vec::new(), &mut BTreeSet::new())
}

impl<'p> Teller<'p> {
    fn new(program: &'p Program, sources: &'p Sources, case: &'p Case, question: &'p Question, settling: bool) -> Self {
        Self {
            program,
            sources,
            case,
            question,
            machine: Machine::new(program, case, question),
            worth: Worth::new(program, question),
            told: RefCell::default(),
            depth: Cell::new(0),
            settling,
        }
    }

    fn printer(&self, language: Language) -> Printer<'p> {
        Printer { program: self.program, language }
    }
}
