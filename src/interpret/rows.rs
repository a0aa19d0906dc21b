//! Which of the rules that hold are the ones that count.

use super::decide::{Answer, Outcome, Standing};
use crate::ir::{Decision, Ground, Hit, Yield};

/// The rule that holds and goes before this one, where this one holds as well.
pub fn beaten_by<'d>(decision: &'d Decision, outcome: &Outcome, index: usize) -> Option<&'d Ground> {
    let mut holding = outcome.grounds.iter().filter(|state| state.standing == Standing::Holds);
    holding.clone().find(|state| state.ground == index)?;
    let mut grounds = holding.by_ref().filter_map(|state| decision.grounds.get(state.ground));
    grounds.find(|ground| ground.overrides.contains(&index))
}

/// Whether a rule holds, or a row fits, and another one counts all the same.
pub fn is_passed_over(decision: &Decision, outcome: &Outcome, index: usize) -> bool {
    if beaten_by(decision, outcome, index).is_some() {
        return true;
    }
    let Answer::Value(value) = &outcome.answer else { return false };
    let mut holding = outcome.grounds.iter().filter(|state| state.standing == Standing::Holds);
    let Some(own) = holding.clone().find(|state| state.ground == index) else { return false };
    match decision.hit {
        Some(Hit::First) => holding.any(|other| other.ground < index),
        Some(Hit::Greatest | Hit::Least) => own.value.as_ref().is_some_and(|own| *own != Yield::Value(value.clone())),
        None | Some(Hit::Only | Hit::Added) => false,
    }
}
