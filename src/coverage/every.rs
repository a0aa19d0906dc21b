//! All combinations of the values worth trying, for what a search along the conditions does not find: where one condition
//! stands in several places, each step towards it undoes another.

use crate::interpret::{Case, Footprint, Question, Slot, Worth, slots};
use crate::ir::{Expr, Given, Program};
use crate::types::ids::DecisionId;
use std::cmp::Reverse;

/// No more combinations are tried for one case.
pub const MAX_COMBINATIONS: usize = 3_000;
/// No more values of one fact.
const MAX_VALUES: usize = 12;

/// The facts that a decision reads, each with its values, as far as all combinations of them can be tried.
pub struct Combinations {
    facts: Vec<(Slot, Vec<Given>)>,
    /// Which value of each comes next; nothing once all were tried.
    next: Option<Vec<usize>>,
}

impl Combinations {
    /// Those around a case. What the condition itself reads varies fastest; what no longer fits stays as the case tells it.
    pub fn of(program: &Program, case: &Case, question: &Question, decision: DecisionId, condition: &Expr) -> Self {
        let read = Footprint::of_decision(program, question, decision);
        let near = Footprint::of(program, question, vec![condition]);
        let worth = Worth::new(program, question);
        let mut all: Vec<Slot> = slots(program, case, false);
        all.extend(slots(program, case, true));
        all.retain(|slot| read.facts.contains(&slot.fact()));
        // A fact that is not told leaves the outcome open.
        all.sort_by_key(|slot| (Reverse(near.facts.contains(&slot.fact())), *slot.get(case) != Given::Unknown));
        let (mut facts, mut count) = (Vec::new(), 1);
        for slot in all {
            let mut values = worth.values(&slot);
            values.truncate(MAX_VALUES);
            let told = slot.get(case);
            if *told != Given::Unknown && !values.contains(told) {
                values.push(told.clone());
            }
            if !values.is_empty() && count * values.len() <= MAX_COMBINATIONS {
                count *= values.len();
                facts.push((slot, values));
            }
        }
        let next = (!facts.is_empty()).then(|| vec![0; facts.len()]);
        Self { facts, next }
    }

    /// Tells the next combination; false where there is none.
    pub fn tell(&mut self, case: &mut Case) -> bool {
        let Some(row) = &mut self.next else { return false };
        for ((slot, values), at) in self.facts.iter().zip(row.iter()) {
            if let Some(given) = values.get(*at) {
                slot.set(case, given.clone());
            }
        }
        // The first one varies fastest, and what the condition reads comes first: it is tried with all its values before
        // anything else changes.
        let moved = self.facts.iter().zip(row.iter_mut()).any(|((_, values), at)| {
            *at += 1;
            let more = *at < values.len();
            if !more {
                *at = 0;
            }
            more
        });
        if !moved {
            self.next = None;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::ids::FactId;

    #[test]
    fn what_comes_first_varies_fastest() {
        let facts = [0, 1].map(|at| (Slot::of_fact(FactId::at(at)), vec![Given::Unknown, Given::Unknown]));
        let mut all = Combinations { facts: facts.into(), next: Some(vec![0, 0]) };
        for next in [Some(vec![1, 0]), Some(vec![0, 1]), Some(vec![1, 1]), None] {
            assert!(all.tell(&mut Case::default()));
            assert_eq!(all.next, next);
        }
        assert!(!all.tell(&mut Case::default()));
    }
}
