//! The definition of meaning: clear before fast.
//!
//! In: a [`Program`] and what is known of one case. Out: [`Outcome`]s with their trails. Never: syntax, a file, a clock,
//! or another engine; the other engines are compared with this one. Two views of the program stand here as well, since
//! they reckon with it: its published figures, and the outline of its articles.
//!
//! An expression yields a value, *absent*, *unknown* or an *error*. Connectives do not depend on order, and learning a
//! fact can settle an unknown result but never change a settled one: so *no* settles an all-of and *yes* an any-of
//! however little else is known, and *unknown* stands before *error*. A rule holds, fails, is silent (it does not speak
//! about the person) or is open; the outcome is what can still come out of all rules of a decision together.

mod alternatives;
mod bounds;
mod calendar;
mod carry;
mod choices;
mod decide;
mod evaluate;
pub mod examples;
pub mod figures;
mod footprint;
mod linear;
mod lists;
mod needed;
pub mod outline;
mod reason;
mod rows;
mod scores;
mod settle;
mod slot;
mod tell;
mod text;
mod texts;
pub mod trail;
mod trials;
mod unmet;
mod values;
pub mod watch;
mod worth;

pub use alternatives::{Carried, carried};
pub use carry::{Deciding, carrying, deciding};
pub use decide::{Answer, GroundState, Outcome, Standing};
pub use examples::answer_text;
pub(crate) use footprint::Footprint;
pub use reason::slots;
pub use settle::MAX_SETTLERS;
pub use slot::{Slot, Spoken, Step, spoken};
pub use tell::{explain, explain_briefly};
pub use text::{Detail, render};
pub use texts::{Way, either, text_told};
pub use trail::{Explanation, Receipt, TextTold, Told};
pub use unmet::{Unmet, missing, unmet};
pub(crate) use worth::Worth;
pub use worth::smallest_step;

use crate::ir::{Expr, Given, Program, Sharing, Yield};
use crate::types::Date;
use crate::types::HashMap;
use crate::types::ids::{DecisionId, DefinitionId, FactId, FieldId, RecordId};
use bounds::range::Range;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is known of one case, by fact.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Case {
    /// What a person calls it.
    pub name: Option<String>,
    facts: Vec<Given>,
}

impl Case {
    /// A case of which nothing is known.
    #[must_use]
    pub fn new(program: &Program) -> Self {
        Self { name: None, facts: vec![Given::Unknown; program.facts.len()] }
    }

    /// How many facts it can tell.
    #[must_use]
    pub fn len(&self) -> usize {
        self.facts.len()
    }

    /// Whether it can tell none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// Makes room for so many facts, of which nothing is known.
    pub fn widen(&mut self, facts: usize) {
        if self.facts.len() < facts {
            self.facts.resize(facts, Given::Unknown);
        }
    }

    /// Tells what is known of a fact.
    pub fn set(&mut self, fact: FactId, given: Given) {
        if let Some(slot) = self.facts.get_mut(fact.index()) {
            *slot = given;
        }
    }

    /// What is known of a fact.
    #[must_use]
    pub fn get(&self, fact: FactId) -> &Given {
        self.facts.get(fact.index()).unwrap_or(&Given::Unknown)
    }
}

/// How a case is to be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The date that the question is about; unknown where none is given.
    pub as_of: Option<Date>,
    /// Readings other than the default: which definition, which reading.
    pub readings: BTreeMap<DefinitionId, usize>,
    /// Whether written presumptions stand in for what is not known.
    pub presumptions: bool,
    /// Presumptions that are set aside one by one, to find those that an outcome rests on.
    withheld: BTreeSet<Presumed>,
}

/// Something that is presumed where nothing is known: a fact, or a field of every member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Presumed {
    Fact(FactId),
    Field(RecordId, FieldId),
}

impl Default for Question {
    fn default() -> Self {
        Self { as_of: None, readings: BTreeMap::new(), presumptions: true, withheld: BTreeSet::new() }
    }
}

impl Question {
    /// The reading of a definition that it chooses.
    fn reading(&self, program: &Program, id: DefinitionId) -> usize {
        let default = program.definitions.get(id.index()).map_or(0, |definition| definition.default);
        self.readings.get(&id).copied().unwrap_or(default)
    }

    /// Whether a presumption stands in where nothing is known.
    fn presumes(&self, what: Presumed) -> bool {
        self.presumptions && !self.withheld.contains(&what)
    }
}

/// Judges a case: every decision, or one; a decision for each member once per member.
#[must_use]
pub fn interpret(program: &Program, case: &Case, question: &Question, only: Option<DecisionId>) -> Vec<Outcome> {
    let machine = Machine::new(program, case, question);
    let ids = (0..program.decisions.len()).map(DecisionId::at).filter(|id| only.is_none_or(|only| only == *id));
    ids.flat_map(|id| machine.outcomes(id)).collect()
}

/// What conditions and amounts come to for a case; none of them about the members of a list around it.
#[must_use]
pub fn evaluate(program: &Program, case: &Case, question: &Question, exprs: &[&Expr]) -> Vec<Yield> {
    let machine = Machine::new(program, case, question);
    exprs.iter().map(|expr| machine.evaluate(expr, &mut Vec::new())).collect()
}

/// A condition and the two amounts between which it chooses.
type Choice = Arc<[Expr; 3]>;
type Turns = HashMap<(usize, Vec<Spoken>), (Choice, Yield)>;
/// What lists come to, by where the expressions lie in memory that ask for it, and by the members around them.
type OfLists<T> = HashMap<(usize, Vec<Spoken>), (Expr, T)>;
type Shared = HashMap<(usize, Vec<Spoken>), (Arc<Sharing>, lists::share::Shares)>;

/// Evaluates one case. Each definition and decision is evaluated once, and so is what a choice turns on, or the work
/// would double with each choice in the condition of another; a member's, once per member.
struct Machine<'p> {
    program: &'p Program,
    case: &'p Case,
    question: &'p Question,
    definitions: RefCell<BTreeMap<DefinitionId, Yield>>,
    members: RefCell<HashMap<(Spoken, DefinitionId), Yield>>,
    /// What choices turn on, by where they lie in memory; kept with them, so that nothing else comes to lie there.
    turns: RefCell<Turns>,
    /// The parts of what is shared out, of which each member takes its own; kept like what choices turn on.
    shares: RefCell<Shared>,
    /// What is asked of a whole list in the rule of one member, the same for all of them; kept with the question, so that
    /// nothing else is taken for it.
    of_lists: RefCell<OfLists<Yield>>,
    list_ranges: RefCell<OfLists<Range>>,
    decisions: RefCell<BTreeMap<DecisionId, Answer>>,
    /// What amounts can come to, where it has been asked.
    ranges: RefCell<BTreeMap<DefinitionId, Range>>,
    member_ranges: RefCell<HashMap<(Spoken, DefinitionId), Range>>,
    decision_ranges: RefCell<BTreeMap<DecisionId, Range>>,
    prohibitions: RefCell<BTreeMap<DecisionId, Answer>>,
    /// On which side of nought amounts stay, where it has been asked.
    signs: RefCell<HashMap<bounds::sign::Signed, crate::ir::sign::Sign>>,
    /// Whether a choice is being taken both ways.
    branching: Cell<bool>,
    /// Who looks on, where anybody does.
    watch: Option<&'p watch::Watch<'p>>,
}

impl<'p> Machine<'p> {
    /// A machine that has evaluated nothing yet; it costs nothing, whatever the size of the program.
    fn new(program: &'p Program, case: &'p Case, question: &'p Question) -> Self {
        Self {
            program,
            case,
            question,
            definitions: RefCell::default(),
            members: RefCell::default(),
            turns: RefCell::default(),
            shares: RefCell::default(),
            of_lists: RefCell::default(),
            list_ranges: RefCell::default(),
            decisions: RefCell::default(),
            ranges: RefCell::default(),
            member_ranges: RefCell::default(),
            decision_ranges: RefCell::default(),
            prohibitions: RefCell::default(),
            signs: RefCell::default(),
            branching: Cell::new(false),
            watch: None,
        }
    }

    /// The reading of a definition that this question chooses.
    fn reading(&self, id: DefinitionId) -> usize {
        self.question.reading(self.program, id)
    }

    /// Takes over what another machine found of terms, in a case that differs in nothing that the terms read.
    fn remember(&self, known: BTreeMap<DefinitionId, Yield>) {
        *self.definitions.borrow_mut() = known;
    }

    /// What was found of a term.
    fn remembered(&self, id: DefinitionId) -> Option<Yield> {
        self.definitions.borrow().get(&id).cloned()
    }

    fn presumes(&self, what: Presumed) -> bool {
        self.question.presumes(what)
    }

    /// What is known of a fact, after presumptions.
    fn given(&self, id: FactId) -> Yield {
        let presumed = self.program.facts.get(id.index()).and_then(|fact| fact.presumed.as_ref());
        match (self.case.get(id), presumed) {
            (Given::Unknown, Some((value, _))) if self.presumes(Presumed::Fact(id)) => Yield::Value(value.clone()),
            (given, _) => known(given),
        }
    }
}

/// What a case tells, as what an expression yields.
fn known(given: &Given) -> Yield {
    match given {
        Given::Unknown => Yield::Unknown,
        Given::Absent => Yield::Absent,
        Given::Value(value) => Yield::Value(value.clone()),
    }
}
