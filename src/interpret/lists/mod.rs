//! Lists: their members, quantifiers, counts and sums, runs of years, and sharing out.
//!
//! A member's facts may be unknown, so a count or a sum is known only as a range. A range lives inside one comparison:
//! it settles it when every number in it agrees.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "no case may bring the interpreter down")]

pub(super) mod gather;
mod run;
pub(super) mod share;

use super::evaluate::Scopes;
use super::{Machine, OfLists, Slot, Spoken};
use crate::ir::{Expr, ExprKind, Given, ListOf, Value, Yield, visit};
use crate::types::Quantifier;
use std::cell::RefCell;

impl Machine<'_> {
    /// The members of a list, where it stands in the case and how many there are.
    pub(super) fn members(&self, list: ListOf, scopes: &Scopes) -> Result<(Slot, usize), Yield> {
        let slot = slot(list, scopes).ok_or(Yield::Unknown)?;
        match slot.get(self.case) {
            Given::Value(Value::List(members)) => {
                let count = members.len();
                Ok((slot, count))
            }
            Given::Value(_) | Given::Unknown => Err(Yield::Unknown),
            Given::Absent => Ok((slot, 0)),
        }
    }

    pub(super) fn of_member(&self, list: &Slot, index: usize, expr: &Expr, scopes: &mut Scopes) -> Yield {
        scopes.push(Spoken { list: list.clone(), index });
        let found = self.evaluate(expr, scopes);
        scopes.pop();
        found
    }

    /// What is asked of a whole list, found once for all members whose rule asks it without speaking of the member: a
    /// total over a list would otherwise be added up for each member of it. It is looked at afresh, so that it does not
    /// depend on who asks first; whoever looks on sees every look.
    pub(super) fn once<T: Clone>(
        &self,
        known: &RefCell<OfLists<T>>,
        asked: &Expr,
        scopes: &mut Scopes,
        look: impl FnOnce(&mut Scopes) -> T,
    ) -> T {
        let around = scopes.len().saturating_sub(unspoken(asked, scopes.len()));
        if around == scopes.len() {
            return look(scopes);
        }
        if self.watch.is_some() {
            return self.afresh(|| look(scopes));
        }
        let key = (std::ptr::from_ref(asked).addr(), scopes.iter().take(around).cloned().collect::<Scopes>());
        if let Some((_, found)) = known.borrow().get(&key).filter(|(known, _)| known == asked) {
            return found.clone();
        }
        let found = self.afresh(|| look(scopes));
        known.borrow_mut().insert(key, (asked.clone(), found.clone()));
        found
    }

    /// *some*: one member is enough; *every*: none may fail; both as any-of and all-of over the members.
    pub(super) fn quantified(
        &self,
        quantifier: Quantifier,
        list: ListOf,
        condition: &Expr,
        scopes: &mut Scopes,
    ) -> Yield {
        let (list, count) = match self.members(list, scopes) {
            Ok(members) => members,
            Err(undecided) => return undecided,
        };
        let decisive = quantifier != Quantifier::Every;
        let mut result = Yield::bool(!decisive);
        for index in 0..count {
            match self.of_member(&list, index, condition, scopes) {
                settled if settled.is(decisive) => {
                    result = settled;
                    break;
                }
                Yield::Unknown | Yield::Absent => result = Yield::Unknown,
                Yield::Error(fault) if result.is(!decisive) => result = Yield::Error(fault),
                _ => {}
            }
        }
        match (quantifier, &result) {
            (Quantifier::No, Yield::Value(Value::Bool(some))) => Yield::bool(!some),
            _ => result,
        }
    }
}

/// How many of the members around an expression, the innermost ones, it does not speak of.
fn unspoken(expr: &Expr, around: usize) -> usize {
    let mut least = around;
    let mut open = vec![(expr, 0_usize)];
    while let Some((expr, inside)) = open.pop().filter(|_| least > 0) {
        // The list of a share stands around the member who asks, and so do the total and the step.
        let sharing = match &expr.kind {
            ExprKind::Share(sharing) => Some(sharing),
            _ => None,
        };
        let without = inside.saturating_sub(usize::from(sharing.is_some()));
        let own = match &expr.kind {
            ExprKind::Field(of) => Some((of.out, inside)),
            ExprKind::MemberDefinition(out, _) => Some((*out, inside)),
            ExprKind::Share(_) => Some((0, inside)),
            _ => None,
        };
        let list = match expr.list() {
            Some(ListOf::Field(of)) => Some((of.out, without)),
            Some(ListOf::Fact(_)) | None => None,
        };
        for (out, inside) in own.into_iter().chain(list) {
            least = out.checked_sub(inside).map_or(least, |out| out.min(least));
        }
        if let Some(sharing) = sharing {
            open.extend([(&sharing.total, without), (&sharing.step, without), (&sharing.weight, inside)]);
        } else {
            let inside = inside.saturating_add(usize::from(expr.list().is_some()));
            visit::children(expr, |child| open.push((child, inside)));
        }
    }
    least
}

/// Where a list stands in the case: a member's own stands under that member.
fn slot(list: ListOf, scopes: &Scopes) -> Option<Slot> {
    match list {
        ListOf::Fact(id) => Some(Slot::of_fact(id)),
        ListOf::Field(of) => {
            let spoken = scopes.len().checked_sub(of.out.saturating_add(1)).and_then(|at| scopes.get(at))?;
            Some(spoken.list.field(spoken.index, of.field))
        }
    }
}
