//! What would settle an undetermined outcome: the smallest sets of unknown facts of which some values do.
//!
//! Values are tried, not guessed: yes and no, each level, each place that a rule names, and for numbers and dates the
//! figures that the policy compares with, and one step beside them. So every proposal is true, and the values shown
//! settle the outcome. The search is cut off at stated numbers and says so.

use super::footprint::Footprints;
use super::reason::slots;
use super::trials::{Candidate, MAX_SIZE, Row, Trials, value};
use super::worth::Worth;
use super::{Answer, Case, Machine, Outcome, Question, Slot, Standing};
use crate::ir::{Decision, Expr, ExprKind, Given, ListOf, Program, Yield, visit};
use crate::types::ids::{DecisionId, DefinitionId, FactId};
use std::collections::BTreeSet;

/// No more proposals than this are made.
pub const MAX_SETTLERS: usize = 8;
/// No more cases are judged in the search.
const MAX_TRIES: usize = 6_000;
/// No more values of one fact are tried.
const MAX_VALUES: usize = 12;

/// A set of unknown facts of which these values settle the outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Settler {
    /// What would have to be known, and a value that settles it.
    pub facts: Vec<(Slot, Given)>,
    /// What then comes out.
    pub answer: Answer,
}

/// What the search for what would settle an outcome has come to.
#[derive(Default)]
pub struct Searched {
    /// The smallest sets that settle it.
    pub found: Vec<Settler>,
    /// Whether the search was cut off.
    pub cut: bool,
    /// What the open rules read and the case does not tell.
    pub unknown: Vec<Slot>,
}

/// Searches for the smallest sets that settle an undetermined outcome.
pub fn settlers(program: &Program, case: &Case, question: &Question, worth: &Worth<'_>, outcome: &Outcome) -> Searched {
    let read = Reads::of(program, question, outcome);
    let reads = |slot: &Slot| read.facts.contains(&slot.fact()) && matters(program, question, slot);
    let unknown: Vec<Slot> = slots(program, case, false).into_iter().filter(reads).collect();
    // A place that is told more coarsely than a rule asks may be told more exactly.
    let coarse =
        slots(program, case, true).into_iter().filter(|slot| reads(slot) && !worth.within(case, slot).is_empty());
    let candidates: Vec<Candidate> = unknown
        .iter()
        .cloned()
        .chain(coarse)
        .map(|slot| {
            let values = read.telling(program, case, question, worth, &slot);
            (slot, values)
        })
        .filter(|(_, values)| !values.is_empty())
        .collect();
    let trials = Trials::new(program, question, case, outcome.decision, &outcome.member, &candidates);
    let Some(trials) = trials else { return Searched { unknown, ..Searched::default() } };
    let mut search = Search { candidates: &candidates, trials, found: Vec::new(), tries: 0, cut: false };
    for size in 1..=MAX_SIZE {
        search.sets(size, 0, &mut Vec::new());
        if search.cut || search.found.len() >= MAX_SETTLERS {
            break;
        }
    }
    // Larger sets than were tried might settle it too.
    let larger = candidates.len() > MAX_SIZE;
    let cut = search.cut || larger || search.found.len() >= MAX_SETTLERS;
    search.found.truncate(MAX_SETTLERS);
    Searched { found: search.found, cut, unknown }
}

/// What the open rules of a decision read: the facts, and the conditions that the facts enter by.
struct Reads<'p> {
    facts: BTreeSet<FactId>,
    /// Each condition with the facts that it reads in turn.
    leaves: Vec<(&'p Expr, BTreeSet<FactId>)>,
}

impl<'p> Reads<'p> {
    fn of(program: &'p Program, question: &'p Question, outcome: &Outcome) -> Self {
        let mut footprints = Footprints::new(program, question);
        let decision = program.decisions.get(outcome.decision.index());
        let grounds = program.grounds_of(outcome.decision);
        let open = outcome.grounds.iter().filter(|state| {
            !matches!(state.standing, Standing::Silent | Standing::Fails)
                || !matches!(state.value, None | Some(Yield::Value(_)))
        });
        let mut out = Self { facts: BTreeSet::new(), leaves: Vec::new() };
        let mut seen = BTreeSet::new();
        let mut pending: Vec<&'p Expr> =
            open.filter_map(|state| grounds.get(state.ground)).flat_map(visit::of_ground).collect();
        while let Some(expr) = pending.pop() {
            match &expr.kind {
                ExprKind::All(items)
                | ExprKind::Any(items)
                | ExprKind::AtLeast(_, items)
                | ExprKind::Exactly(_, items) => {
                    pending.extend(items.iter().map(|item| &item.expr));
                    continue;
                }
                ExprKind::Not(inner) => {
                    pending.push(inner);
                    continue;
                }
                _ => {}
            }
            if !matches!(expr.kind, ExprKind::Definition(_) | ExprKind::Decision(_)) {
                out.leaves.push((expr, footprints.facts_of(expr)));
            }
            visit::walk(expr, &mut |inner| match &inner.kind {
                ExprKind::Fact(id) => {
                    out.facts.insert(*id);
                }
                ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) if seen.insert(Node::Definition(*id)) => {
                    let definition = program.definitions.get(id.index());
                    let reading = definition.and_then(|found| found.readings.get(question.reading(program, *id)));
                    pending.extend(reading.map(|reading| &reading.body));
                }
                ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id)
                    if seen.insert(Node::Decision(*id)) =>
                {
                    pending.extend(program.grounds_of(*id).iter().flat_map(visit::of_ground));
                }
                // A member's own list lies in one that is read already.
                _ => {
                    if let Some(ListOf::Fact(id)) = inner.list() {
                        out.facts.insert(id);
                    }
                }
            });
        }
        out.facts.extend(decision.and_then(Decision::outermost));
        out
    }

    /// Values of a fact that differ in what they make of the conditions that read it: one of each kind.
    fn telling(
        &self,
        program: &'p Program,
        case: &Case,
        question: &Question,
        worth: &Worth<'_>,
        slot: &Slot,
    ) -> Vec<Given> {
        let given = match slot.get(case) {
            Given::Unknown => worth.values(slot),
            _ => worth.within(case, slot),
        };
        // What a member's field does shows only inside its list, which has no sign of its own.
        if slot.is_field() {
            return given.into_iter().take(MAX_VALUES).collect();
        }
        let leaves: Vec<&Expr> =
            self.leaves.iter().filter(|(_, read)| read.contains(&slot.fact())).map(|(leaf, _)| *leaf).collect();
        let (mut seen, mut out): (Vec<Vec<Yield>>, Vec<Given>) = (Vec::new(), Vec::new());
        let mut told = case.clone();
        for given in given {
            slot.set(&mut told, given.clone());
            let machine = Machine::new(program, &told, question);
            let sign: Vec<Yield> = leaves.iter().map(|leaf| machine.evaluate(leaf, &mut Vec::new())).collect();
            if !seen.contains(&sign) {
                seen.push(sign);
                out.push(given);
            }
            if out.len() >= MAX_VALUES {
                break;
            }
        }
        out
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Definition(DefinitionId),
    Decision(DecisionId),
}

/// What is presumed is not asked for.
fn matters(program: &Program, question: &Question, slot: &Slot) -> bool {
    !question.presumptions || slot.declared(program).is_none_or(|fact| fact.presumed.is_none())
}

struct Search<'p> {
    candidates: &'p [Candidate],
    trials: Trials<'p>,
    found: Vec<Settler>,
    tries: usize,
    cut: bool,
}

impl Search<'_> {
    /// Tries every set of `size` facts that holds no smaller set that settles.
    fn sets(&mut self, size: usize, from: usize, chosen: &mut Vec<usize>) {
        if self.cut || self.found.len() >= MAX_SETTLERS {
            return;
        }
        if size == 0 {
            self.try_values(chosen);
            return;
        }
        for index in from..self.candidates.len() {
            chosen.push(index);
            if !self.covers_smaller(chosen) {
                self.sets(size - 1, index + 1, chosen);
            }
            chosen.pop();
        }
    }

    fn covers_smaller(&self, chosen: &[usize]) -> bool {
        let slots: Vec<&Slot> =
            chosen.iter().filter_map(|index| self.candidates.get(*index)).map(|(slot, _)| slot).collect();
        self.found.iter().any(|settler| settler.facts.iter().all(|(slot, _)| slots.contains(&slot)))
    }

    fn try_values(&mut self, chosen: &[usize]) {
        let mut row: Row = [None; MAX_SIZE];
        for (slot, candidate) in row.iter_mut().zip(chosen) {
            *slot = Some((*candidate, 0));
        }
        loop {
            if self.tries >= MAX_TRIES {
                self.cut = true;
                return;
            }
            self.tries += 1;
            let answer = self.trials.answer(row);
            if !matches!(answer, Answer::Undetermined(_) | Answer::Error(_)) {
                let facts = row.into_iter().flatten().filter_map(|at| value(self.candidates, at)).collect();
                self.found.push(Settler { facts, answer });
                return;
            }
            if !self.next(&mut row) {
                return;
            }
        }
    }

    /// Moves on to the next row of values, the first place fastest; false where there is none.
    fn next(&self, row: &mut Row) -> bool {
        for (candidate, value) in row.iter_mut().flatten() {
            *value += 1;
            if self.candidates.get(*candidate).is_some_and(|(_, values)| *value < values.len()) {
                return true;
            }
            *value = 0;
        }
        false
    }
}
