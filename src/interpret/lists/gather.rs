//! Counts, sums and extremes: the members that a filter takes in or may take in → what they come to together.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "no case may bring the interpreter down")]

use super::run::Keyed;
use crate::interpret::bounds::range::Range;
use crate::interpret::choices::is_extreme;
use crate::interpret::evaluate::Scopes;
use crate::interpret::{Machine, Slot, Spoken};
use crate::ir::sign::Sign;
use crate::ir::value::order;
use crate::ir::{Expr, ExprKind, Fault, FieldOf, Gather, Run, Value, Yield};
use crate::source::Span;
use crate::types::{Aggregate, Number, Type};
use std::cmp::Ordering;

/// How a member stands to a filter, with its place in the list.
struct Sorted {
    list: Slot,
    sure: Vec<usize>,
    possible: Vec<usize>,
    unknown: bool,
    fault: Option<Fault>,
}

impl Sorted {
    /// What they come to before any of them is added.
    fn nought(&self) -> Range {
        Range { unknown: self.unknown, fault: self.fault.clone(), ..Range::point(Number::ZERO) }
    }

    /// Every member that counts or may, by its place, and whether it surely does.
    fn counted(&self) -> impl Iterator<Item = (usize, bool)> {
        let of = |places: &[usize], sure: bool| places.iter().map(move |index| (*index, sure)).collect::<Vec<_>>();
        of(&self.sure, true).into_iter().chain(of(&self.possible, false))
    }
}

/// The members that a count or a sum takes in.
pub(in crate::interpret) struct Gathered {
    /// Of which list.
    pub list: Slot,
    /// Each of them.
    pub members: Vec<Counted>,
    /// The first and the last value of the run that gives the sum, where all of it is known.
    pub stretch: Option<(Value, Value)>,
}

/// A member that a count or a sum takes in, and what it brings.
pub(in crate::interpret) struct Counted {
    /// Which of the list, from nought.
    pub index: usize,
    /// Whether it is known that it counts.
    pub sure: bool,
    /// Its amount; none for a count.
    pub amount: Option<Yield>,
    /// Whether it lies in the run that gives the sum; so does every member where there is no run.
    pub within: bool,
}

impl Machine<'_> {
    fn sorted(&self, gather: &Gather, list: Slot, count: usize, scopes: &mut Scopes) -> Sorted {
        let mut out = Sorted { list, sure: Vec::new(), possible: Vec::new(), unknown: false, fault: None };
        for index in 0..count {
            let Some(filter) = &gather.filter else {
                out.sure.push(index);
                continue;
            };
            match self.of_member(&out.list, index, filter, scopes) {
                Yield::Value(Value::Bool(true)) => out.sure.push(index),
                Yield::Value(_) => {}
                Yield::Unknown | Yield::Absent => {
                    out.unknown = true;
                    out.possible.push(index);
                }
                Yield::Error(fault) => {
                    out.fault.get_or_insert(fault);
                    out.possible.push(index);
                }
            }
        }
        out
    }

    /// What a count, a sum or an extreme yields by itself.
    pub(in crate::interpret) fn gather(&self, gather: &Gather, scopes: &mut Scopes, at: Span) -> Yield {
        if matches!(gather.kind, Aggregate::Greatest | Aggregate::Least) {
            return self.extreme(gather, scopes);
        }
        self.range(gather, scopes, at).settle()
    }

    /// The members that a count or a sum takes in, and the first and the last value of the run that gives the sum where
    /// all of them are known.
    pub(in crate::interpret) fn counted(&self, gather: &Gather, scopes: &mut Scopes) -> Option<Gathered> {
        let (list, count) = self.members(gather.list, scopes).ok()?;
        let sorted = self.sorted(gather, list, count, scopes);
        let mut members = Vec::new();
        let mut keyed = Keyed::default();
        let mut all_known = sorted.possible.is_empty();
        let mut keys = Vec::new();
        for (index, sure) in sorted.counted() {
            let amount = gather.amount.as_ref().map(|amount| self.of_member(&sorted.list, index, amount, scopes));
            let key = gather.window.map(|(_, field)| {
                let ty = Type::Bool;
                let key = Expr { kind: ExprKind::Field(field), ty, span: Span::default() };
                self.of_member(&sorted.list, index, &key, scopes)
            });
            if let Some(key) = &key {
                match (&amount, key) {
                    (Some(Yield::Value(Value::Number(amount))), Yield::Value(_)) => {
                        keyed = keyed.with(key, *amount, Number::ZERO).ok()?;
                    }
                    (Some(Yield::Absent), _) => {}
                    _ => all_known = false,
                }
            }
            keys.push(key);
            members.push(Counted { index, sure, amount, within: true });
        }
        let stretch = match gather.window {
            Some((run, _)) if all_known => keyed.best_stretch(run).ok()?.1,
            _ => None,
        };
        if let Some((from, to)) = &stretch {
            for (member, key) in members.iter_mut().zip(&keys) {
                let Some(Yield::Value(key)) = key else { continue };
                member.within =
                    order(key, from).is_some_and(Ordering::is_ge) && order(key, to).is_some_and(Ordering::is_le);
            }
        }
        Some(Gathered { list: sorted.list, members, stretch })
    }

    fn extreme(&self, gather: &Gather, scopes: &mut Scopes) -> Yield {
        let (list, count) = match self.members(gather.list, scopes) {
            Ok(members) => members,
            Err(undecided) => return undecided,
        };
        let sorted = self.sorted(gather, list, count, scopes);
        let Some(amount) = &gather.amount else { return Yield::Unknown };
        let (mut unknown, mut error) = (sorted.unknown, sorted.fault);
        let mut best: Option<Value> = None;
        for index in sorted.sure {
            match self.of_member(&sorted.list, index, amount, scopes) {
                Yield::Value(value) => {
                    let wanted = if gather.kind == Aggregate::Greatest { Ordering::Greater } else { Ordering::Less };
                    if best.as_ref().is_none_or(|best| order(&value, best) == Some(wanted)) {
                        best = Some(value);
                    }
                }
                Yield::Absent => {}
                Yield::Unknown => unknown = true,
                Yield::Error(fault) => {
                    error.get_or_insert(fault);
                }
            }
        }
        match (unknown, error, best) {
            (true, ..) => Yield::Unknown,
            (false, Some(fault), _) => Yield::Error(fault),
            (false, None, Some(best)) => Yield::Value(best),
            (false, None, None) => Yield::Absent,
        }
    }

    /// What a count or a sum can come to.
    pub(in crate::interpret) fn range(&self, gather: &Gather, scopes: &mut Scopes, at: Span) -> Range {
        let (list, count) = match self.members(gather.list, scopes) {
            Ok(members) => members,
            Err(Yield::Error(fault)) => return Range::failed(fault),
            // Of a list that is not known at all, a count is at least nought, and so is a sum of what cannot be negative.
            Err(_) => return Range::anything().on_its_side(self.gathered_sign(gather)),
        };
        let sorted = self.sorted(gather, list, count, scopes);
        let Some(amount) = &gather.amount else {
            let whole = |count: usize| i64::try_from(count).map_or(Number::ZERO, Number::whole);
            let high = sorted.sure.len().saturating_add(sorted.possible.len());
            let (low, high) = (Some(whole(sorted.sure.len())), Some(whole(high)));
            return Range { low, high, unknown: sorted.unknown, firm: sorted.fault.is_none(), fault: sorted.fault };
        };
        match gather.window {
            None => self.sum(amount, &sorted, scopes, at),
            Some(window) => self.best_run(amount, &sorted, window, scopes, at),
        }
    }

    fn sum(&self, amount: &Expr, sorted: &Sorted, scopes: &mut Scopes, at: Span) -> Range {
        let sign = self.sign(amount);
        let mut out = sorted.nought();
        for (index, sure) in sorted.counted() {
            let Some(part) = self.added(amount, sign, sorted, (index, sure), scopes) else { continue };
            let add = |end: Option<Number>, more: Option<Number>| match end.zip(more) {
                Some((end, more)) => end.plus(more).map(Some),
                None => Ok(None),
            };
            match (add(out.low, part.low), add(out.high, part.high)) {
                (Ok(low), Ok(high)) => (out.low, out.high) = (low, high),
                (Err(error), _) | (_, Err(error)) => {
                    return Range::no_number(error, at);
                }
            }
            out.unknown |= part.unknown;
            out.firm &= part.firm;
            out.fault = out.fault.or(part.fault);
        }
        out
    }

    /// What a member can add to a sum; none where there is none of its amount, which is no amount and adds nothing.
    fn added(
        &self,
        amount: &Expr,
        sign: Sign,
        sorted: &Sorted,
        (index, sure): (usize, bool),
        scopes: &mut Scopes,
    ) -> Option<Range> {
        scopes.push(Spoken { list: sorted.list.clone(), index });
        let part = self.amount_of(amount, sign, scopes);
        scopes.pop();
        // A possible member adds to the end that it would move outwards.
        part.map(|part| if sure { part } else { part.or(Range::point(Number::ZERO)) })
    }

    /// What the amount of a member can come to; none where there is none of it.
    fn amount_of(&self, amount: &Expr, sign: Sign, scopes: &mut Scopes) -> Option<Range> {
        // An error is no reason to leave the side of nought on which the amount stays.
        let bounded = |range: Range| range.on_its_side(sign);
        // A count or a sum of its own is always there, and is looked at once.
        if matches!(amount.kind, ExprKind::Aggregate(_)) && !is_extreme(amount) {
            return Some(bounded(self.range_of(amount, scopes)));
        }
        match self.evaluate(amount, scopes) {
            Yield::Value(Value::Number(value)) => Some(Range::point(value)),
            Yield::Absent => None,
            Yield::Value(_) | Yield::Unknown => Some(Range { unknown: true, ..bounded(self.range_of(amount, scopes)) }),
            Yield::Error(fault) => Some(bounded(Range::failed(fault))),
        }
    }

    /// The greatest sum over members whose key lies in a run of `length` values; nought for a run with none of them.
    ///
    /// Its ends are those of the runs of the least and of the greatest amounts. A member whose key is not known may be
    /// in any run.
    fn best_run(
        &self,
        amount: &Expr,
        sorted: &Sorted,
        (run, field): (Run, FieldOf),
        scopes: &mut Scopes,
        at: Span,
    ) -> Range {
        let sign = self.sign(amount);
        let mut out = sorted.nought();
        let (mut least, mut greatest) = (Some(Keyed::default()), Some(Keyed::default()));
        let key = Expr { kind: ExprKind::Field(field), ty: amount.ty.clone(), span: at };
        for (index, sure) in sorted.counted() {
            let key = self.of_member(&sorted.list, index, &key, scopes);
            let Some(part) = self.added(amount, sign, sorted, (index, sure), scopes) else { continue };
            out.unknown |= part.unknown;
            out.firm &= part.firm;
            match &key {
                Yield::Value(_) => {}
                Yield::Error(fault) => out.fault = out.fault.or(Some(fault.clone())),
                Yield::Absent | Yield::Unknown => out.unknown = true,
            }
            out.fault = out.fault.or(part.fault);
            let place = |found: Option<Keyed>, end: Option<Number>, at_most: fn(Number, Number) -> Number| {
                found.zip(end).map(|(found, end)| found.with(&key, end, at_most(end, Number::ZERO))).transpose()
            };
            match (place(least, part.low, Ord::min), place(greatest, part.high, Ord::max)) {
                (Ok(low), Ok(high)) => (least, greatest) = (low, high),
                (Err(error), _) | (_, Err(error)) => {
                    return Range::no_number(error, at);
                }
            }
        }
        let best = |found: Option<Keyed>| found.map(|found| found.best(run)).transpose();
        match (best(least), best(greatest)) {
            (Ok(low), Ok(high)) => Range { low: Some(low.unwrap_or(Number::ZERO)), high, ..out },
            (Err(error), _) | (_, Err(error)) => Range::no_number(error, at),
        }
    }
}
