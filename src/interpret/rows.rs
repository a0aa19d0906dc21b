//! Which of the rules that hold are the ones that count.

use super::decide::{Answer, Outcome, Standing};
use crate::ir::{Decision, Hit, Yield};

/// Whether a rule holds, or a row fits, and another one gives the value all the same.
pub fn is_passed_over(decision: &Decision, outcome: &Outcome, index: usize) -> bool {
    let Answer::Value(value) = &outcome.answer else { return false };
    let mut holding = outcome.grounds.iter().filter(|state| state.standing == Standing::Holds);
    let Some(own) = holding.clone().find(|state| state.ground == index) else { return false };
    let beaten = holding
        .clone()
        .any(|other| decision.grounds.get(other.ground).is_some_and(|ground| ground.overrides.contains(&index)));
    beaten
        || match decision.hit {
            Some(Hit::First) => holding.any(|other| other.ground < index),
            Some(Hit::Greatest | Hit::Least) => {
                own.value.as_ref().is_some_and(|own| *own != Yield::Value(value.clone()))
            }
            None | Some(Hit::Only | Hit::Added) => false,
        }
}
