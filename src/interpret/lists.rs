//! Lists: quantifiers, counts, sums, runs of years, and sharing out.
//!
//! A member's facts may be unknown, so a count or a sum is known only as a range. A range lives inside one comparison:
//! it settles it when every number in it agrees.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "no case may bring the interpreter down")]

use super::bounds::{combined, place};
use super::choices::is_extreme;
use super::evaluate::{Scopes, fault, number, undecided};
use super::{Machine, OfLists, Slot, Spoken};
use crate::ir::sign::Sign;
use crate::ir::value::order;
use crate::ir::{Expr, ExprKind, Fault, FaultKind, FieldOf, Gather, Given, ListOf, Run, Sharing, Value, Yield, visit};
use crate::source::Span;
use crate::types::calendar::{self, CalendarError, MissingDay};
use crate::types::ids::DefinitionId;
use crate::types::{Aggregate, Comparison, Date, Number, NumberError, Quantifier, Rounding, Type};
use std::cell::RefCell;
use std::cmp::Ordering;
use std::sync::Arc;

/// What a number can still turn out to be. An open end is none.
#[derive(Debug, Clone)]
pub struct Range {
    pub low: Option<Number>,
    pub high: Option<Number>,
    /// Whether something unknown widens it.
    pub unknown: bool,
    /// The first error that widens it.
    pub fault: Option<Fault>,
    /// Whether no error can come of it: with both ends open it is an amount all the same.
    pub firm: bool,
}

impl Range {
    pub const fn point(value: Number) -> Self {
        Self { low: Some(value), high: Some(value), unknown: false, fault: None, firm: true }
    }

    pub const fn anything() -> Self {
        Self { low: None, high: None, unknown: true, fault: None, firm: false }
    }

    pub fn failed(fault: Fault) -> Self {
        Self { low: None, high: None, unknown: false, fault: Some(fault), firm: false }
    }

    pub fn is_point(&self) -> bool {
        self.low.is_some() && self.low == self.high
    }
}

/// How a member stands to a filter, with its place in the list.
struct Sorted {
    list: Slot,
    sure: Vec<usize>,
    possible: Vec<usize>,
    unknown: bool,
    fault: Option<Fault>,
}

impl Sorted {
    /// Every member that counts or may, by its place, and whether it surely does.
    fn counted(&self) -> impl Iterator<Item = (usize, bool)> {
        let of = |places: &[usize], sure: bool| places.iter().map(move |index| (*index, sure)).collect::<Vec<_>>();
        of(&self.sure, true).into_iter().chain(of(&self.possible, false))
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

/// The parts of what is shared out, member by member; or what each part yields where there are none.
pub type Shares = Result<Arc<[Number]>, Yield>;

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

    // ── Quantifiers ──────────────────────────────────────────

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

    // ── Counts and sums ──────────────────────────────────────

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
    pub(super) fn gather(&self, gather: &Gather, scopes: &mut Scopes, at: Span) -> Yield {
        if matches!(gather.kind, Aggregate::Greatest | Aggregate::Least) {
            return self.extreme(gather, scopes);
        }
        self.range(gather, scopes, at).settle()
    }

    /// The members that a count or a sum takes in, and the first and the last value of the run that gives the sum where
    /// all of them are known.
    pub(super) fn counted(&self, gather: &Gather, scopes: &mut Scopes) -> Option<Gathered> {
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

    fn range(&self, gather: &Gather, scopes: &mut Scopes, at: Span) -> Range {
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
        let mut out = Range { unknown: sorted.unknown, fault: sorted.fault.clone(), ..Range::point(Number::ZERO) };
        for (index, sure) in sorted.counted() {
            scopes.push(Spoken { list: sorted.list.clone(), index });
            let part = self.added(amount, sign, scopes);
            scopes.pop();
            // None adds nothing: an amount that is absent is no amount.
            let Some(part) = part else { continue };
            // A possible member adds to the end that it would move outwards.
            let part = if sure { part } else { part.or(Range::point(Number::ZERO)) };
            let add = |end: Option<Number>, more: Option<Number>| match end.zip(more) {
                Some((end, more)) => end.plus(more).map(Some),
                None => Ok(None),
            };
            match (add(out.low, part.low), add(out.high, part.high)) {
                (Ok(low), Ok(high)) => (out.low, out.high) = (low, high),
                (Err(error), _) | (_, Err(error)) => {
                    return Range::failed(Fault { kind: FaultKind::Number(error), at });
                }
            }
            out.unknown |= part.unknown;
            out.firm &= part.firm;
            out.fault = out.fault.or(part.fault);
        }
        out
    }

    /// What the amount of a member can come to; none where there is none of it.
    fn added(&self, amount: &Expr, sign: Sign, scopes: &mut Scopes) -> Option<Range> {
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
        let mut out = Range { unknown: sorted.unknown, fault: sorted.fault.clone(), ..Range::point(Number::ZERO) };
        let (mut least, mut greatest) = (Some(Keyed::default()), Some(Keyed::default()));
        let key = Expr { kind: ExprKind::Field(field), ty: amount.ty.clone(), span: at };
        for (index, sure) in sorted.counted() {
            let key = self.of_member(&sorted.list, index, &key, scopes);
            scopes.push(Spoken { list: sorted.list.clone(), index });
            let part = self.added(amount, sign, scopes);
            scopes.pop();
            let Some(part) = part else { continue };
            let part = if sure { part } else { part.or(Range::point(Number::ZERO)) };
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
                    return Range::failed(Fault { kind: FaultKind::Number(error), at });
                }
            }
        }
        let best = |found: Option<Keyed>| found.map(|found| found.best(run)).transpose();
        match (best(least), best(greatest)) {
            (Ok(low), Ok(high)) => Range { low: Some(low.unwrap_or(Number::ZERO)), high, ..out },
            (Err(error), _) | (_, Err(error)) => Range::failed(Fault { kind: FaultKind::Number(error), at }),
        }
    }

    // ── Comparisons of ranges ────────────────────────────────

    /// A comparison with a count or a sum, settled where every number in the range agrees.
    pub(super) fn compare_ranges(
        &self,
        comparison: Comparison,
        left: &Expr,
        right: &Expr,
        scopes: &mut Scopes,
    ) -> Option<Yield> {
        if !matches!(left.ty, Type::Number { .. } | Type::Duration | Type::Level(_)) {
            return None;
        }
        let (a, b) = (self.range_of(left, scopes), self.range_of(right, scopes));
        if let Some(settled) = settled(comparison, &a, &b) {
            return Some(Yield::bool(settled));
        }
        // An error that leaves a side wholly open stays one, whatever else is learnt.
        let lost = |side: &Range| side.low.is_none() && side.high.is_none() && !side.unknown;
        if !lost(&a) && !lost(&b) && (a.unknown || b.unknown) {
            return Some(Yield::Unknown);
        }
        let fault = if lost(&b) && !lost(&a) { b.fault.or(a.fault) } else { a.fault.or(b.fault) };
        Some(fault.map_or(Yield::Unknown, Yield::Error))
    }

    /// What an amount can come to. Each part is looked at once, and each term and decision once for a case.
    pub(super) fn range_of(&self, expr: &Expr, scopes: &mut Scopes) -> Range {
        stacker::maybe_grow(64 << 10, 1 << 20, || self.range_grown(expr, scopes))
    }

    fn range_grown(&self, expr: &Expr, scopes: &mut Scopes) -> Range {
        let Some(watch) = self.watch else { return self.range_settled(expr, scopes) };
        match watch.forced(expr, scopes) {
            Some(Yield::Value(value)) => place(&value).map_or_else(Range::anything, Range::point),
            Some(Yield::Error(fault)) => Range::failed(fault),
            Some(Yield::Absent | Yield::Unknown) => Range::anything(),
            None => {
                let found = self.range_settled(expr, scopes);
                watch.see_range(expr, scopes, &found);
                found
            }
        }
    }

    fn range_settled(&self, expr: &Expr, scopes: &mut Scopes) -> Range {
        let at = expr.span;
        match &expr.kind {
            ExprKind::Aggregate(gather) if !is_extreme(expr) => {
                self.once(&self.list_ranges, expr, scopes, |scopes| self.range(gather, scopes, at))
            }
            ExprKind::Aggregate(gather) => match self.gather(gather, scopes, at) {
                Yield::Value(value) => place(&value).map_or_else(Range::anything, Range::point),
                Yield::Unknown => self.extreme_range(gather, scopes),
                // Nothing is unknown where an error comes out.
                Yield::Error(fault) => {
                    Range { unknown: false, fault: Some(fault), ..self.extreme_range(gather, scopes) }
                }
                Yield::Absent => Range::failed(Fault { kind: FaultKind::Absent, at }),
            },
            ExprKind::Score(score) => self.score(score, scopes, at),
            ExprKind::Definition(id) => self.definition_range(*id),
            ExprKind::MemberDefinition(out, id) => self.member_range(*out, *id, scopes),
            ExprKind::Decision(id) => self.decision_range(*id),
            ExprKind::Arithmetic(operator, left, right) if [&left.ty, &right.ty].contains(&&Type::Duration) => self
                .length_range(*operator, ((left, None), (right, None)), expr, scopes)
                .unwrap_or_else(|| self.yielded_range(expr, scopes)),
            ExprKind::Arithmetic(operator, left, right) => {
                let (left, right) = (self.range_of(left, scopes), self.range_of(right, scopes));
                combined(*operator, left, right, at)
            }
            ExprKind::Part(part) => self.part_range(part, scopes, at),
            ExprKind::Pick { greater, of } => self.pick_range(*greater, of, scopes),
            ExprKind::If(parts) => {
                let [_, yes, no] = parts.as_ref();
                match self.turn(parts, scopes) {
                    Yield::Value(Value::Bool(true)) => self.range_of(yes, scopes),
                    Yield::Value(_) | Yield::Absent => self.range_of(no, scopes),
                    Yield::Unknown => {
                        Range { unknown: true, ..self.range_of(yes, scopes).or(self.range_of(no, scopes)) }
                    }
                    Yield::Error(fault) => {
                        Range { fault: Some(fault), ..self.range_of(yes, scopes).or(self.range_of(no, scopes)) }
                    }
                }
            }
            ExprKind::Round(mode, amount, step) => {
                let (amount, step) = (self.range_of(amount, scopes), self.range_of(step, scopes));
                match step.low {
                    Some(by) if step.is_point() => amount.rounded(by, *mode, at),
                    _ => Range::anything(),
                }
            }
            _ => self.yielded_range(expr, scopes),
        }
    }

    /// What an amount can come to by what it yields, and by what is declared of it.
    fn yielded_range(&self, expr: &Expr, scopes: &mut Scopes) -> Range {
        match self.present(expr, scopes) {
            Yield::Value(value) => place(&value).map_or_else(Range::anything, Range::point),
            Yield::Error(fault) => Range::failed(fault),
            Yield::Absent => Range::anything(),
            Yield::Unknown => self.declared_range(expr),
        }
    }

    fn definition_range(&self, id: DefinitionId) -> Range {
        if let Some(known) = self.ranges.borrow().get(&id) {
            return known.clone();
        }
        let found = match self.body(id) {
            Some(body) => self.afresh(|| self.range_of(body, &mut Vec::new())),
            None => Range::anything(),
        };
        self.ranges.borrow_mut().insert(id, found.clone());
        found
    }

    fn member_range(&self, out: usize, id: DefinitionId, scopes: &Scopes) -> Range {
        let spoken = scopes.len().checked_sub(out.saturating_add(1)).and_then(|at| scopes.get(at));
        let Some(spoken) = spoken.cloned() else { return Range::anything() };
        let key = (spoken, id);
        if let Some(known) = self.member_ranges.borrow().get(&key) {
            return known.clone();
        }
        let found = match self.body(id) {
            Some(body) => self.afresh(|| self.range_of(body, &mut vec![key.0.clone()])),
            None => Range::anything(),
        };
        self.member_ranges.borrow_mut().insert(key, found.clone());
        found
    }

    fn pick_range(&self, greater: bool, of: &[Expr], scopes: &mut Scopes) -> Range {
        let parts = of.iter().map(|part| self.range_of(part, scopes));
        let parts = parts.map(|part| if greater { part } else { part.negated() });
        let best = parts.reduce(Range::greater).unwrap_or_else(Range::anything);
        if greater { best } else { best.negated() }
    }

    /// The lesser or greater of amounts that are not all known.
    pub(super) fn picked(&self, greater: bool, of: &[Expr], scopes: &mut Scopes) -> Yield {
        self.pick_range(greater, of, scopes).settle()
    }

    // ── Sharing out ──────────────────────────────────────────

    /// A member's part of a total: whole steps by weight, the steps left over to the largest remainders, ties to the
    /// member that stands first; so the parts sum to the whole.
    pub(super) fn share(&self, sharing: &Arc<Sharing>, scopes: &mut Scopes, at: Span) -> Yield {
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

/// Whether a comparison holds of all pairs of two ranges, of none, or of some.
fn settled(comparison: Comparison, left: &Range, right: &Range) -> Option<bool> {
    let below = |a: Option<Number>, b: Option<Number>| a.zip(b).is_some_and(|(a, b)| a < b);
    let at_most = |a: Option<Number>, b: Option<Number>| a.zip(b).is_some_and(|(a, b)| a <= b);
    let (yes, no) = match comparison {
        Comparison::Less => (below(left.high, right.low), at_most(right.high, left.low)),
        Comparison::AtMost => (at_most(left.high, right.low), below(right.high, left.low)),
        Comparison::More => (below(right.high, left.low), at_most(left.high, right.low)),
        Comparison::AtLeast => (at_most(right.high, left.low), below(left.high, right.low)),
        Comparison::Is | Comparison::IsNot => {
            let apart = below(left.high, right.low) || below(right.high, left.low);
            let same = left.is_point() && right.is_point() && left.low == right.low;
            let order = if same { Ordering::Equal } else { Ordering::Less };
            return (same || apart).then(|| comparison.holds(order));
        }
    };
    if yes {
        Some(true)
    } else if no {
        Some(false)
    } else {
        None
    }
}

/// Amounts by the year or the day that a run of them goes by.
#[derive(Default)]
struct Keyed {
    years: Vec<(i64, Number)>,
    days: Vec<(Date, Number)>,
    /// What those whose key is not known bring to any run.
    anywhere: Number,
    /// The greatest amount of one of them, which some run holds.
    single: Number,
    /// Whether an amount is below nought, so that it may take off what another brings to a run.
    takes_off: bool,
}

impl Keyed {
    /// With one more amount; `loose` where its key is not known.
    fn with(mut self, key: &Yield, amount: Number, loose: Number) -> Result<Self, NumberError> {
        match key {
            Yield::Value(Value::Number(year)) => self.years.extend(year.to_i64().map(|year| (year, amount))),
            Yield::Value(Value::Date(day)) => self.days.push((*day, amount)),
            _ => {
                self.anywhere = self.anywhere.plus(loose)?;
                self.single = self.single.max(amount);
            }
        }
        self.takes_off |= amount.is_negative();
        Ok(self)
    }

    /// The greatest sum over a run of them, which is not below nought.
    fn best(mut self, run: Run) -> Result<Number, NumberError> {
        let best = self.best_stretch(run)?.0;
        let single = if self.takes_off { Number::ZERO } else { self.single };
        Ok(best.plus(self.anywhere)?.max(single))
    }

    /// The greatest sum of those whose key is known, and the first and the last value of the run that gives it; none
    /// where a run with none of them does as well.
    fn best_stretch(&mut self, run: Run) -> Result<(Number, Option<(Value, Value)>), NumberError> {
        let days = |best: (Number, Option<(Date, Date)>)| {
            let (sum, stretch) = best;
            (sum, stretch.map(|(from, to)| (Value::Date(from), Value::Date(to))))
        };
        match run {
            Run::Consecutive(length) => {
                let (sum, stretch) = greatest_run(&mut self.years, length)?;
                let whole = |year| Value::Number(Number::whole(year));
                Ok((sum, stretch.map(|(from, to)| (whole(from), whole(to)))))
            }
            Run::Lasting(length) => {
                greatest_stretch(&mut self.days, |from| calendar::shifted(from, length, false, MissingDay::LastDay))
                    .map(days)
            }
            Run::Days(count) => greatest_stretch(&mut self.days, |from| calendar::days(from, count)).map(days),
        }
    }
}

/// The members that a count or a sum takes in.
pub(super) struct Gathered {
    /// Of which list.
    pub list: Slot,
    /// Each of them.
    pub members: Vec<Counted>,
    /// The first and the last value of the run that gives the sum, where all of it is known.
    pub stretch: Option<(Value, Value)>,
}

/// A member that a count or a sum takes in, and what it brings.
pub(super) struct Counted {
    /// Which of the list, from nought.
    pub index: usize,
    /// Whether it is known that it counts.
    pub sure: bool,
    /// Its amount; none for a count.
    pub amount: Option<Yield>,
    /// Whether it lies in the run that gives the sum; so does every member where there is no run.
    pub within: bool,
}

/// The greatest sum of values whose key lies in a run of `length`, and the run; nought, for a run with none of them.
fn greatest_run(known: &mut [(i64, Number)], length: i64) -> Result<(Number, Option<(i64, i64)>), NumberError> {
    known.sort_by_key(|(key, _)| *key);
    let mut sums = vec![Number::ZERO];
    for (_, value) in known.iter() {
        let last = sums.last().copied().unwrap_or(Number::ZERO);
        sums.push(last.plus(*value)?);
    }
    // What a run holds changes only where a key enters it or leaves it.
    let starts =
        known.iter().flat_map(|(key, _)| [key.saturating_sub(length).saturating_add(1), key.saturating_add(1)]);
    let (mut best, mut stretch) = (Number::ZERO, None);
    for start in starts {
        let end = start.saturating_add(length);
        let from = known.partition_point(|(key, _)| *key < start);
        let to = known.partition_point(|(key, _)| *key < end);
        if let (Some(before), Some(after)) = (sums.get(from), sums.get(to)) {
            let sum = after.minus(*before)?;
            if sum > best {
                (best, stretch) = (sum, Some((start, end.saturating_sub(1))));
            }
        }
    }
    Ok((best, stretch))
}

/// The greatest sum of values whose date lies in a stretch of time, from any day on, and the first and the last day of it;
/// nought, for a stretch with none of them.
fn greatest_stretch(
    known: &mut [(Date, Number)],
    end: impl Fn(Date) -> Result<Date, CalendarError>,
) -> Result<(Number, Option<(Date, Date)>), NumberError> {
    known.sort_by_key(|(date, _)| *date);
    let mut sums = vec![Number::ZERO];
    for (_, value) in known.iter() {
        let last = sums.last().copied().unwrap_or(Number::ZERO);
        sums.push(last.plus(*value)?);
    }
    let (mut best, mut stretch) = (Number::ZERO, None);
    // What a stretch holds changes only on the day after a date, which it then leaves out, and on the first day from
    // which it reaches a date.
    let starts = known.iter().flat_map(|(date, _)| [calendar::days(*date, 1).ok(), Some(first_reaching(*date, &end))]);
    for start in starts.flatten() {
        let from = known.partition_point(|(date, _)| *date < start);
        // Beyond the calendar nothing comes any more.
        let to = end(start).map_or(known.len(), |end| known.partition_point(|(date, _)| *date < end));
        if let (Some(before), Some(after)) = (sums.get(from), sums.get(to)) {
            let sum = after.minus(*before)?;
            if sum > best {
                let last = end(start).ok().and_then(|end| end.yesterday().ok()).unwrap_or(start);
                (best, stretch) = (sum, Some((start, last)));
            }
        }
    }
    Ok((best, stretch))
}

/// The first day from which a stretch of time reaches a date.
fn first_reaching(date: Date, end: &impl Fn(Date) -> Result<Date, CalendarError>) -> Date {
    let reaches = |back: i64| {
        calendar::days(date, back.saturating_neg()).ok().filter(|day| end(*day).is_ok_and(|end| end > date))
    };
    // A stretch of at least a day that begins on the date reaches it; further back it does so up to some day.
    let (mut near, mut far) = (0_i64, 1_i64);
    while reaches(far).is_some() {
        near = far;
        far = far.saturating_mul(2);
    }
    while far.saturating_sub(near) > 1 {
        let middle = near.saturating_add(far).checked_div(2).unwrap_or(near);
        if reaches(middle).is_some() { near = middle } else { far = middle }
    }
    calendar::days(date, near.saturating_neg()).unwrap_or(date)
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
    use crate::types::Duration;

    fn numbers(values: &[i64]) -> Vec<Number> {
        values.iter().map(|value| Number::whole(*value)).collect()
    }

    #[test]
    fn parts_sum_to_the_whole() {
        let shares =
            parts(Number::whole(100), Number::ONE, &numbers(&[1, 1, 1])).expect("fits").expect("can be shared");
        assert_eq!(shares, numbers(&[34, 33, 33]));
    }

    #[test]
    fn a_stretch_takes_the_best_months() {
        let day = |year, month, day| Date::new(year, month, day).expect("a day of the calendar");
        let months = |from| calendar::shifted(from, Duration { months: 36, days: 0 }, false, MissingDay::LastDay);
        let mut paid: Vec<(Date, Number)> = [(day(2009, 6, 1), 30), (day(2012, 5, 31), 40), (day(2012, 6, 1), 50)]
            .map(|(date, paid)| (date, Number::whole(paid)))
            .to_vec();
        let best = |paid: &mut Vec<(Date, Number)>| greatest_stretch(paid, months);
        let sum = |paid: &mut Vec<(Date, Number)>| best(paid).map(|(sum, _)| sum);
        assert_eq!(sum(&mut paid), Ok(Number::whole(90)));
        assert_eq!(best(&mut paid).map(|(_, days)| days), Ok(Some((day(2009, 6, 2), day(2012, 6, 1)))));
        paid.pop();
        assert_eq!(sum(&mut paid), Ok(Number::whole(70)));
        // A sum taken back just before the stretch is left out.
        let mut back = vec![(day(2010, 1, 1), Number::whole(-5)), (day(2010, 1, 2), Number::whole(7))];
        assert_eq!(sum(&mut back), Ok(Number::whole(7)));
        assert_eq!(first_reaching(day(2012, 6, 1), &months), day(2009, 6, 2));
    }

    #[test]
    fn a_run_takes_the_best_years() {
        let mut years: Vec<(i64, Number)> =
            [(2009, 30), (2010, 30), (2011, 40), (2014, 90)].map(|(year, paid)| (year, Number::whole(paid))).to_vec();
        assert_eq!(greatest_run(&mut years, 3), Ok((Number::whole(100), Some((2009, 2011)))));
        assert_eq!(greatest_run(&mut years, 1), Ok((Number::whole(90), Some((2014, 2014)))));
        assert_eq!(greatest_run(&mut [], 3), Ok((Number::ZERO, None)));
    }
}
