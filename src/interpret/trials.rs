//! One decision judged again and again, each time with other values of a few facts.
//!
//! A search tries thousands of cases that differ in very little. How a rule stands follows from the facts that it reads,
//! and what comes out follows from how the rules stand; so a rule is judged once for each row of values of the facts
//! that it reads, and an outcome is concluded once for each way in which the rules stand. Rules that read more facts
//! share terms that read fewer, so a term is evaluated once for each row of values of the facts that it reads. All is
//! done by the interpreter, and nothing else is remembered.

use super::decide::GroundState;
use super::footprint::{Footprint, Footprints};
use super::{Answer, Case, Machine, Question, Slot, Spoken, slot};
use crate::ir::{Decision, Expr, Given, Ground, ListOf, Program, Yield, visit};
use crate::types::HashMap;
use crate::types::ids::{DecisionId, DefinitionId};
use std::collections::BTreeMap;

/// No more facts are tried together.
pub const MAX_SIZE: usize = 3;
/// More ways than this for a rule to stand are not told apart: they are as many as the values that it gives.
const MAX_STATES: usize = 32;

/// The values tried: for each place, which candidate has which of its values.
pub type Row = [Option<(usize, usize)>; MAX_SIZE];

/// A fact that is not known, and the values that are tried for it.
pub type Candidate = (Slot, Vec<Given>);

/// A decision, and how it has come out so far.
pub struct Trials<'p> {
    program: &'p Program,
    question: &'p Question,
    decision: &'p Decision,
    /// The members that it is taken for, outermost first.
    spoken: Vec<Spoken>,
    candidates: &'p [Candidate],
    /// What is known before anything is tried.
    case: Case,
    rules: Vec<Rule<'p>>,
    terms: Vec<Term>,
    /// What came out, by the states of the rules.
    answers: HashMap<Vec<usize>, Answer>,
}

struct Rule<'p> {
    ground: &'p Ground,
    /// Which of the candidates it reads.
    reads: Vec<bool>,
    /// Which of the terms it reads.
    terms: Vec<usize>,
    /// Which of its states it is in, by the values of those.
    known: HashMap<Row, usize>,
    /// Which one where none of what is tried is read: so it is for most rules of a long decision.
    untouched: Option<usize>,
    states: Vec<GroundState>,
}

struct Term {
    id: DefinitionId,
    /// Which of the candidates it reads.
    reads: Vec<bool>,
    /// What it yields, by the values of those.
    known: HashMap<Row, Yield>,
}

impl<'p> Trials<'p> {
    pub fn new(
        program: &'p Program,
        question: &'p Question,
        case: &Case,
        id: DecisionId,
        member: &[usize],
        candidates: &'p [Candidate],
    ) -> Option<Self> {
        let decision = program.decisions.get(id.index())?;
        let spoken = slot::spoken(&decision.each, member);
        let mut terms: Vec<Term> = Vec::new();
        let mut known: BTreeMap<DefinitionId, usize> = BTreeMap::new();
        let mut footprints = Footprints::new(program, question);
        let mut term = |id: DefinitionId, body: &'p Expr| {
            *known.entry(id).or_insert_with(|| {
                let facts = footprints.facts_of(body);
                let reads = candidates.iter().map(|(slot, _)| facts.contains(&slot.fact())).collect();
                terms.push(Term { id, reads, known: HashMap::default() });
                terms.len() - 1
            })
        };
        let mut rule = |ground: &'p Ground| {
            let footprint = Footprint::of(program, question, visit::of_ground(ground));
            // A rule about a member may read any of its fields.
            let read = |slot: &Slot| {
                footprint.facts.contains(&slot.fact()) || decision.each.first() == Some(&ListOf::Fact(slot.fact()))
            };
            let reads = candidates.iter().map(|(slot, _)| read(slot)).collect();
            // What a term says of a member depends on the member as well.
            let of_a_case = footprint.definitions.iter().filter_map(|id| {
                let definition = program.definitions.get(id.index()).filter(|term| term.record.is_none())?;
                Some(term(*id, &definition.readings.get(question.reading(program, *id))?.body))
            });
            Rule {
                ground,
                reads,
                terms: of_a_case.collect(),
                known: HashMap::default(),
                untouched: None,
                states: Vec::new(),
            }
        };
        let rules = decision.grounds.iter().map(&mut rule).collect();
        let (case, answers) = (case.clone(), HashMap::default());
        Some(Self { program, question, decision, spoken, candidates, case, rules, terms, answers })
    }

    /// What comes out with these values.
    pub fn answer(&mut self, row: Row) -> Answer {
        let states: Vec<usize> = (0..self.rules.len()).filter_map(|rule| self.state(rule, row)).collect();
        if let Some(known) = self.answers.get(&states) {
            return known.clone();
        }
        let stand = self.rules.iter().zip(&states).filter_map(|(rule, state)| rule.states.get(*state).cloned());
        let stand: Vec<GroundState> = stand.collect();
        let answer = Machine::new(self.program, &self.case, self.question).conclude(self.decision, &stand);
        self.answers.insert(states, answer.clone());
        answer
    }

    /// Which of its states a rule is in with these values.
    fn state(&mut self, index: usize, row: Row) -> Option<usize> {
        let rule = self.rules.get_mut(index)?;
        let seen = row.map(|tried| tried.filter(|(candidate, _)| rule.reads.get(*candidate) == Some(&true)));
        let untouched = seen.iter().all(Option::is_none);
        if let Some(known) = rule.untouched.filter(|_| untouched).or_else(|| rule.known.get(&seen).copied()) {
            return Some(known);
        }
        let tried: Vec<(Slot, Given)> =
            seen.into_iter().flatten().filter_map(|at| value(self.candidates, at)).collect();
        let before: Vec<(Slot, Given)> =
            tried.iter().map(|(slot, _)| (slot.clone(), slot.get(&self.case).clone())).collect();
        for (slot, given) in tried {
            slot.set(&mut self.case, given);
        }
        let machine = Machine::new(self.program, &self.case, self.question);
        let mut fresh: Vec<(usize, Row)> = Vec::new();
        let mut remembered: Vec<(DefinitionId, Yield)> = Vec::with_capacity(rule.terms.len());
        for at in &rule.terms {
            let Some(term) = self.terms.get(*at) else { continue };
            let seen = seen.map(|tried| tried.filter(|(candidate, _)| term.reads.get(*candidate) == Some(&true)));
            match term.known.get(&seen) {
                Some(known) => remembered.push((term.id, known.clone())),
                None => fresh.push((*at, seen)),
            }
        }
        machine.remember(remembered.into_iter().collect());
        let found = machine.stand(index, rule.ground, &mut self.spoken.clone());
        for (at, seen) in fresh {
            let Some(term) = self.terms.get_mut(at) else { continue };
            if let Some(known) = machine.remembered(term.id) {
                term.known.insert(seen, known);
            }
        }
        drop(machine);
        for (slot, given) in before {
            slot.set(&mut self.case, given);
        }
        let known = rule.states.iter().take(MAX_STATES).position(|state| *state == found);
        let state = known.unwrap_or(rule.states.len());
        if known.is_none() {
            rule.states.push(found);
        }
        if untouched {
            rule.untouched = Some(state);
        } else {
            rule.known.insert(seen, state);
        }
        Some(state)
    }
}

/// A candidate with one of its values.
pub fn value(candidates: &[Candidate], (candidate, value): (usize, usize)) -> Option<(Slot, Given)> {
    let (slot, values) = candidates.get(candidate)?;
    Some((slot.clone(), values.get(value)?.clone()))
}
