//! Sharing out: a total and the weights of members → the part of each, in whole steps that sum to the total.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "no case may bring the interpreter down")]

use crate::interpret::evaluate::{Scopes, fault, number, undecided};
use crate::interpret::{Machine, Slot};
use crate::ir::{FaultKind, Sharing, Value, Yield};
use crate::source::Span;
use crate::types::{Number, NumberError, Rounding};
use std::sync::Arc;

/// The parts of what is shared out, member by member; or what each part yields where there are none.
pub type Shares = Result<Arc<[Number]>, Yield>;

impl Machine<'_> {
    /// A member's part of a total: whole steps by weight, the steps left over to the largest remainders, ties to the
    /// member that stands first; so the parts sum to the whole.
    pub(in crate::interpret) fn share(&self, sharing: &Arc<Sharing>, scopes: &mut Scopes, at: Span) -> Yield {
        // The list stands around the member whose part is asked for, and so does the total.
        let Some(asking) = scopes.pop() else { return fault(FaultKind::NoShares, at) };
        let found = match self.members(sharing.list, scopes) {
            Ok((list, count)) if asking.list == list => match self.shares(sharing, &list, count, scopes, at) {
                Ok(parts) => parts.get(asking.index).map_or(Yield::Unknown, |part| Yield::Value(Value::Number(*part))),
                Err(undecided) => undecided,
            },
            // A part of this list is asked for by a member of this list only.
            Ok(_) => fault(FaultKind::NoShares, at),
            Err(undecided) => undecided,
        };
        scopes.push(asking);
        found
    }

    /// The parts of all members: they are reckoned together, and once, whichever of them asks.
    fn shares(&self, sharing: &Arc<Sharing>, list: &Slot, count: usize, scopes: &mut Scopes, at: Span) -> Shares {
        let key = (Arc::as_ptr(sharing).addr(), scopes.clone());
        if let Some((_, known)) = self.shares.borrow().get(&key) {
            return known.clone();
        }
        let found = self.afresh(|| self.shared_out(sharing, list, count, scopes, at));
        self.shares.borrow_mut().insert(key, (Arc::clone(sharing), found.clone()));
        found
    }

    fn shared_out(&self, sharing: &Sharing, list: &Slot, count: usize, scopes: &mut Scopes, at: Span) -> Shares {
        let total = self.present(&sharing.total, scopes);
        let step = self.present(&sharing.step, scopes);
        let mut weights = Vec::new();
        let mut problem: Option<Yield> = None;
        for index in 0..count {
            match self.of_member(list, index, &sharing.weight, scopes) {
                Yield::Value(Value::Number(weight)) if !weight.is_negative() => weights.push(weight),
                Yield::Unknown => problem = Some(Yield::Unknown),
                Yield::Error(fault) => problem = problem.or(Some(Yield::Error(fault))),
                Yield::Value(_) | Yield::Absent => problem = problem.or(Some(fault(FaultKind::NoShares, at))),
            }
        }
        if let Some(problem) = problem {
            return Err(problem);
        }
        match (total, step) {
            (Yield::Value(Value::Number(total)), Yield::Value(Value::Number(step))) => {
                match parts(total, step, &weights) {
                    Ok(Some(parts)) => Ok(parts.into()),
                    Ok(None) => Err(fault(FaultKind::NoShares, at)),
                    Err(error) => Err(number(Err(error), at)),
                }
            }
            (total, step) => Err(undecided(total, step)),
        }
    }
}

/// The parts of a total by weight, in whole steps; none where the weights sum to nought or the total is no multiple.
fn parts(total: Number, step: Number, weights: &[Number]) -> Result<Option<Vec<Number>>, NumberError> {
    let mut sum = Number::ZERO;
    for weight in weights {
        sum = sum.plus(*weight)?;
    }
    let steps = total.over(step)?;
    if sum == Number::ZERO || !steps.is_whole() || steps.is_negative() {
        return Ok(None);
    }
    let mut out = Vec::new();
    let mut remainders: Vec<(Number, usize)> = Vec::new();
    let mut left = steps;
    for (index, weight) in weights.iter().enumerate() {
        let exact = steps.times(*weight)?.over(sum)?;
        let whole = exact.rounded(Number::ONE, Rounding::Down)?;
        remainders.push((exact.minus(whole)?, index));
        left = left.minus(whole)?;
        out.push(whole);
    }
    remainders.sort_by(|(a, first), (b, second)| b.cmp(a).then(first.cmp(second)));
    let left = usize::try_from(left.to_i64().unwrap_or(0)).unwrap_or(0);
    for (_, index) in remainders.into_iter().take(left) {
        if let Some(part) = out.get_mut(index) {
            *part = part.plus(Number::ONE)?;
        }
    }
    out.into_iter().map(|part| part.times(step)).collect::<Result<Vec<_>, _>>().map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_sum_to_the_whole() {
        let whole = |values: [i64; 3]| values.map(Number::whole);
        let shares = parts(Number::whole(100), Number::ONE, &whole([1, 1, 1])).expect("fits").expect("can be shared");
        assert_eq!(shares, whole([34, 33, 33]));
    }
}
