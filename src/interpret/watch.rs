//! Watching an evaluation: what each part of a program yields for a case, and what would come out if one of them yielded
//! something else while everything else stayed as it is.
//!
//! The parts are told apart by where they lie in memory, since clauses that layers copied share their place in the text.
//! Parts with one number count as one: they are seen together and forced together. Forcing a part to what it yields
//! changes nothing.

use super::bounds::range::Range;
use super::evaluate::Scopes;
use super::{Case, Machine, Outcome, Question, Spoken};
use crate::ir::{Expr, Ground, Program, ScoreItem, Value, Yield};
use crate::types::ids::DecisionId;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

/// One evaluation of a part: its number, and the members spoken of, innermost last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// The number of the part.
    pub part: usize,
    /// The members.
    pub members: Vec<Spoken>,
}

/// What the watched parts yielded.
pub type Seen = BTreeMap<At, Yield>;

/// The parts of a program that are watched, each with a number.
#[derive(Debug, Clone)]
pub struct Parts<'p> {
    program: &'p Program,
    exprs: HashMap<usize, usize>,
    rules: HashMap<usize, usize>,
    items: HashMap<usize, usize>,
}

impl<'p> Parts<'p> {
    /// No parts yet.
    #[must_use]
    pub fn new(program: &'p Program) -> Self {
        Self { program, exprs: HashMap::new(), rules: HashMap::new(), items: HashMap::new() }
    }

    /// Watches an expression.
    pub fn expr(&mut self, expr: &'p Expr, number: usize) {
        self.exprs.insert(place(expr), number);
    }

    /// Watches whether what a rule asks is so, its exceptions counted in.
    pub fn rule(&mut self, ground: &'p Ground, number: usize) {
        self.rules.insert(place(ground), number);
    }

    /// Watches whether the points of an item are given.
    pub fn item(&mut self, item: &'p ScoreItem, number: usize) {
        self.items.insert(place(item), number);
    }

    /// The number of an expression, where it is watched.
    #[must_use]
    pub fn number_of(&self, expr: &Expr) -> Option<usize> {
        self.exprs.get(&place(expr)).copied()
    }

    /// Judges one decision, and tells what the parts on the way to it yielded.
    #[must_use]
    pub fn watch(&self, case: &Case, question: &Question, decision: DecisionId) -> (Vec<Outcome>, Seen) {
        let watch = Watch { parts: self, forced: None, seen: Some(RefCell::default()) };
        let outcomes = self.judge(case, question, decision, &watch);
        (outcomes, watch.seen.map(RefCell::into_inner).unwrap_or_default())
    }

    /// Judges one decision with a part yielding something else than it does.
    #[must_use]
    pub fn force(
        &self,
        case: &Case,
        question: &Question,
        decision: DecisionId,
        at: &At,
        instead: &Yield,
    ) -> Vec<Outcome> {
        let watch = Watch { parts: self, forced: Some((at, instead)), seen: None };
        self.judge(case, question, decision, &watch)
    }

    fn judge(&self, case: &Case, question: &Question, decision: DecisionId, watch: &Watch<'_>) -> Vec<Outcome> {
        Machine { watch: Some(watch), ..Machine::new(self.program, case, question) }.outcomes(decision)
    }
}

/// What an expression yields for a case, of these members, innermost last.
#[must_use]
pub fn yields(program: &Program, case: &Case, question: &Question, expr: &Expr, members: &[Spoken]) -> Yield {
    Machine::new(program, case, question).evaluate(expr, &mut members.to_vec())
}

/// What watches one evaluation.
pub(super) struct Watch<'w> {
    parts: &'w Parts<'w>,
    forced: Option<(&'w At, &'w Yield)>,
    seen: Option<RefCell<Seen>>,
}

impl Watch<'_> {
    /// What an expression is forced to yield.
    pub(super) fn forced(&self, expr: &Expr, scopes: &Scopes) -> Option<Yield> {
        let (at, instead) = self.forced?;
        let hit = self.parts.exprs.get(&place(expr)) == Some(&at.part) && is_of(at, scopes);
        hit.then(|| instead.clone())
    }

    /// Whether something is forced to be unknown: then nothing may look behind it.
    pub(super) fn blinds(&self) -> bool {
        self.forced.is_some_and(|(_, instead)| *instead == Yield::Unknown)
    }

    /// Takes note of what an expression yields.
    pub(super) fn see(&self, expr: &Expr, scopes: &Scopes, found: &Yield) {
        self.note(self.parts.exprs.get(&place(expr)), scopes, found);
    }

    /// Takes note of an amount that was reckoned as a range and came to one number.
    pub(super) fn see_range(&self, expr: &Expr, scopes: &Scopes, found: &Range) {
        if let Some(value) = found.low.filter(|_| found.is_point()) {
            self.see(expr, scopes, &Yield::Value(Value::Number(value)));
        }
    }

    /// What a rule asks, seen or forced.
    pub(super) fn rule(&self, ground: &Ground, scopes: &Scopes, found: Yield) -> Yield {
        self.of(self.parts.rules.get(&place(ground)), scopes, found)
    }

    /// Whether points are given, seen or forced.
    pub(super) fn item(&self, item: &ScoreItem, scopes: &Scopes, found: Yield) -> Yield {
        self.of(self.parts.items.get(&place(item)), scopes, found)
    }

    fn of(&self, part: Option<&usize>, scopes: &Scopes, found: Yield) -> Yield {
        self.note(part, scopes, &found);
        match self.forced {
            Some((at, instead)) if part == Some(&at.part) && is_of(at, scopes) => instead.clone(),
            _ => found,
        }
    }

    fn note(&self, part: Option<&usize>, scopes: &Scopes, found: &Yield) {
        let (Some(seen), Some(part)) = (&self.seen, part) else { return };
        let at = At { part: *part, members: scopes.clone() };
        let mut seen = seen.borrow_mut();
        // An amount may be looked at twice, and be told more exactly the second time.
        if !matches!(seen.get(&at), Some(Yield::Value(_))) {
            seen.insert(at, found.clone());
        }
    }
}

/// Where something lies: no two parts of a program lie at one place, among parts of one type.
fn place<T>(part: &T) -> usize {
    std::ptr::from_ref(part).addr()
}

fn is_of(at: &At, scopes: &[Spoken]) -> bool {
    at.members == scopes
}
