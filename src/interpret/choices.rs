//! What is settled although a part of it is open: a condition about a choice of which both branches give the same
//! answer, and one about the greatest or least of several things where those that are known are enough.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "no case may bring the interpreter down")]

use super::bounds::range::Range;
use super::decide::Answer;
use super::evaluate::Scopes;
use super::watch::Watch;
use super::{Machine, Slot, Spoken};
use crate::ir::{DecisionKind, Expr, ExprKind, Gather, Shift, Value, WindowOf, Yield};
use crate::types::ids::DecisionId;
use crate::types::{Aggregate, Comparison, Number, Type};
use std::borrow::Cow;

/// More ways than this are not followed; the condition is then unknown.
const MAX_WAYS: usize = 16;
/// No more parts of an expression are looked at in search of a choice.
const MAX_PARTS: u32 = 200;

// ── Choices ──────────────────────────────────────────────────

impl Machine<'_> {
    /// A condition that is unknown so far, with each choice on an unknown condition taken both ways: settled where all
    /// ways agree (law 1).
    ///
    /// Inside a choice no other is taken both ways, or the work would double with each; terms and decisions are looked at
    /// once for a case, and afresh.
    pub(super) fn either_way(&self, condition: &Expr, scopes: &mut Scopes) -> Yield {
        if self.branching.get() || self.watch.is_some_and(Watch::blinds) {
            return Yield::Unknown;
        }
        self.branching.set(true);
        let found = self.agreed(condition, scopes);
        self.branching.set(false);
        found
    }

    /// Looks at a term or a decision as if no choice stood around it: what is remembered of it must not depend on that.
    pub(super) fn afresh<T>(&self, look: impl FnOnce() -> T) -> T {
        let before = self.branching.replace(false);
        let found = look();
        self.branching.set(before);
        found
    }

    fn agreed(&self, condition: &Expr, scopes: &mut Scopes) -> Yield {
        let mut left = MAX_PARTS;
        let Some(ways) = self.ways(condition, scopes, &mut left) else { return Yield::Unknown };
        let mut settled: Option<Yield> = None;
        for at in 0..ways.count {
            let Some(way) = ways.nth(at) else { return Yield::Unknown };
            let found = self.evaluate(&way, scopes);
            let agrees = settled.as_ref().is_none_or(|known| *known == found);
            if !agrees || !matches!(found, Yield::Value(_)) {
                return Yield::Unknown;
            }
            settled = Some(found);
        }
        settled.unwrap_or(Yield::Unknown)
    }

    /// The expressions that this one may come down to, by the choices in it; none where there is no choice in it.
    fn ways<'e>(&'e self, expr: &'e Expr, scopes: &mut Scopes, left: &mut u32) -> Option<Ways<'e>> {
        *left = left.checked_sub(1)?;
        match &expr.kind {
            ExprKind::If(parts) => {
                let [_, yes, no] = parts.as_ref();
                match self.turn(parts, scopes) {
                    Yield::Value(Value::Bool(true)) => self.ways(yes, scopes, left),
                    Yield::Value(_) | Yield::Absent => self.ways(no, scopes, left),
                    Yield::Error(_) => None,
                    Yield::Unknown => {
                        let yes = self.ways(yes, scopes, left).unwrap_or_else(|| Ways::only(Cow::Borrowed(yes)));
                        let no = self.ways(no, scopes, left).unwrap_or_else(|| Ways::only(Cow::Borrowed(no)));
                        Ways::either(vec![yes, no])
                    }
                }
            }
            // A body stands where its name stands: it counts members from the innermost outwards.
            ExprKind::Definition(id) | ExprKind::MemberDefinition(0, id) => self.ways(self.body(*id)?, scopes, left),
            ExprKind::Decision(id) => self.values_of(*id, expr),
            // Nothing lies in these.
            ExprKind::Value(_) | ExprKind::Fact(_) | ExprKind::Field(_) | ExprKind::Parameter(_) | ExprKind::AsOf => {
                None
            }
            _ => {
                let mut each: Vec<(usize, Ways<'e>)> = Vec::new();
                let mut count = 1_usize;
                for (at, part) in parts(expr).enumerate() {
                    let Some(ways) = self.ways(part, scopes, left) else { continue };
                    count = count.saturating_mul(ways.count);
                    if count > MAX_WAYS {
                        return None;
                    }
                    each.push((at, ways));
                }
                (!each.is_empty()).then_some(Ways { count, kind: Kind::Each(expr, each) })
            }
        }
    }

    /// The values that can still come out of a decision, where they are all known.
    fn values_of<'e>(&self, id: DecisionId, read: &Expr) -> Option<Ways<'e>> {
        let decision = self.program.decisions.get(id.index())?;
        let DecisionKind::Value(_) = decision.kind else { return None };
        let Answer::Undetermined(possible) = self.answer(id) else { return None };
        let each = possible.into_iter().map(|answer| match answer {
            Answer::Value(value) => Some(Ways::only(Cow::Owned(Expr { kind: ExprKind::Value(value), ..read.clone() }))),
            _ => None,
        });
        let all: Vec<Ways<'e>> = each.collect::<Option<_>>()?;
        Ways::either(all).filter(|ways| ways.count > 0)
    }
}

/// The expressions that one may come down to. Each is made only when its turn comes: mostly the first one ends the
/// question.
struct Ways<'e> {
    count: usize,
    kind: Kind<'e>,
}

enum Kind<'e> {
    /// Only this one.
    Only(Cow<'e, Expr>),
    /// Those of each of these.
    Either(Vec<Ways<'e>>),
    /// Every way of one part with every way of the others: which parts have any.
    Each(&'e Expr, Vec<(usize, Ways<'e>)>),
}

impl<'e> Ways<'e> {
    const fn only(expr: Cow<'e, Expr>) -> Self {
        Self { count: 1, kind: Kind::Only(expr) }
    }

    /// None where there are too many.
    fn either(all: Vec<Self>) -> Option<Self> {
        let count = all.iter().fold(0_usize, |count, ways| count.saturating_add(ways.count));
        (count <= MAX_WAYS).then_some(Self { count, kind: Kind::Either(all) })
    }

    /// One of them by its number; of several parts the last changes fastest.
    fn nth(&self, mut at: usize) -> Option<Cow<'_, Expr>> {
        match &self.kind {
            Kind::Only(expr) => Some(Cow::Borrowed(expr)),
            Kind::Either(all) => {
                for ways in all {
                    match at.checked_sub(ways.count) {
                        Some(rest) => at = rest,
                        None => return ways.nth(at),
                    }
                }
                None
            }
            Kind::Each(whole, each) => {
                let mut chosen: Vec<Cow<'_, Expr>> = parts(whole).map(Cow::Borrowed).collect();
                for (part, ways) in each.iter().rev() {
                    *chosen.get_mut(*part)? = ways.nth(at.checked_rem(ways.count)?)?;
                    at = at.checked_div(ways.count)?;
                }
                Some(Cow::Owned(with_parts(whole, chosen)))
            }
        }
    }
}

/// The parts of an expression through which a choice can reach a condition.
fn parts(expr: &Expr) -> impl Iterator<Item = &Expr> {
    let (few, many): ([Option<&Expr>; 3], &[Expr]) = match &expr.kind {
        ExprKind::Compare(_, a, b)
        | ExprKind::Within(a, b)
        | ExprKind::During(a, b)
        | ExprKind::Arithmetic(_, a, b)
        | ExprKind::Between(_, a, b) => ([Some(a), Some(b), None], &[]),
        ExprKind::In(a, ..)
        | ExprKind::OneOf(a, _)
        | ExprKind::Exists(a)
        | ExprKind::Round(_, a, _)
        | ExprKind::Year(a)
        | ExprKind::Carried(a)
        | ExprKind::Anchor(_, a)
        | ExprKind::Edge(_, a) => ([Some(a), None, None], &[]),
        ExprKind::Pick { of, .. } => ([None; 3], of),
        ExprKind::Shift(shift) => ([Some(&shift.date), Some(&shift.by), None], &[]),
        ExprKind::Window(window) => ([Some(&window.start), Some(&window.length), window.early.as_ref()], &[]),
        _ => ([None; 3], &[]),
    };
    few.into_iter().flatten().chain(many)
}

/// The same expression with other parts in their places.
fn with_parts(whole: &Expr, parts: Vec<Cow<'_, Expr>>) -> Expr {
    let mut parts = parts.into_iter().map(Cow::into_owned);
    let kind = kind_with(&whole.kind, &mut parts).unwrap_or_else(|| whole.kind.clone());
    Expr { kind, ty: whole.ty.clone(), span: whole.span }
}

fn kind_with(kind: &ExprKind, parts: &mut dyn Iterator<Item = Expr>) -> Option<ExprKind> {
    let mut boxed = || parts.next().map(Box::new);
    Some(match kind {
        ExprKind::Compare(how, ..) => ExprKind::Compare(*how, boxed()?, boxed()?),
        ExprKind::Within(..) => ExprKind::Within(boxed()?, boxed()?),
        ExprKind::During(..) => ExprKind::During(boxed()?, boxed()?),
        ExprKind::Arithmetic(how, ..) => ExprKind::Arithmetic(*how, boxed()?, boxed()?),
        ExprKind::Between(measure, ..) => ExprKind::Between(*measure, boxed()?, boxed()?),
        ExprKind::In(_, places, set) => ExprKind::In(boxed()?, places.clone(), set.clone()),
        ExprKind::OneOf(_, values) => ExprKind::OneOf(boxed()?, values.clone()),
        ExprKind::Exists(_) => ExprKind::Exists(boxed()?),
        ExprKind::Round(how, _, step) => ExprKind::Round(*how, boxed()?, step.clone()),
        ExprKind::Year(_) => ExprKind::Year(boxed()?),
        ExprKind::Carried(_) => ExprKind::Carried(boxed()?),
        ExprKind::Anchor(anchor, _) => ExprKind::Anchor(*anchor, boxed()?),
        ExprKind::Edge(last, _) => ExprKind::Edge(*last, boxed()?),
        ExprKind::Pick { greater, .. } => ExprKind::Pick { greater: *greater, of: parts.collect() },
        ExprKind::Shift(shift) => {
            ExprKind::Shift(Box::new(Shift { date: parts.next()?, by: parts.next()?, ..*shift.as_ref() }))
        }
        ExprKind::Window(window) => {
            let (start, length, early) = (parts.next()?, parts.next()?, parts.next());
            ExprKind::Window(Box::new(WindowOf { start, length, early, ..*window.as_ref() }))
        }
        _ => return None,
    })
}

// ── The greatest and the least ───────────────────────────────

/// How one thing among several compares with a value.
struct Part {
    /// What the comparison with it comes to.
    holds: Yield,
    /// Whether it is surely among them.
    sure: bool,
}

impl Machine<'_> {
    /// A comparison with the greatest or least of several things, where those that are known settle it.
    pub(super) fn compare_extreme(
        &self,
        comparison: Comparison,
        left: &Expr,
        right: &Expr,
        scopes: &mut Scopes,
    ) -> Option<bool> {
        if self.watch.is_some_and(Watch::blinds) {
            return None;
        }
        let (several, other, comparison) = match (self.extreme_of(left), self.extreme_of(right)) {
            (Some(several), _) => (several, right, comparison),
            (None, Some(several)) => (several, left, comparison.turned()),
            (None, None) => return None,
        };
        let Yield::Value(value) = self.evaluate(other, scopes) else { return None };
        let value = Expr { kind: ExprKind::Value(value), ty: other.ty.clone(), span: other.span };
        let greatest = is_greatest(several)?;
        let each = |comparison| self.parts_of(several, comparison, &value, &mut scopes.clone());
        let up_to = if greatest { Comparison::AtMost } else { Comparison::AtLeast };
        match comparison {
            Comparison::Is | Comparison::IsNot => {
                // It is that value where one of them is, and none lies beyond it.
                let none_beyond = all_of(&each(up_to)?);
                let there = any_of(&each(Comparison::Is)?);
                let is = match (none_beyond, there) {
                    (Some(true), Some(true)) => Some(true),
                    (Some(false), _) | (_, Some(false)) => Some(false),
                    _ => None,
                };
                is.map(|is| is == (comparison == Comparison::Is))
            }
            Comparison::More | Comparison::AtLeast if greatest => any_of(&each(comparison)?),
            Comparison::Less | Comparison::AtMost if !greatest => any_of(&each(comparison)?),
            // Away from the extreme, all of them must.
            _ => all_of(&each(comparison)?),
        }
    }

    /// The greatest or least behind a name.
    fn extreme_of<'e>(&'e self, mut expr: &'e Expr) -> Option<&'e Expr> {
        loop {
            match &expr.kind {
                // A body stands where its name stands: it counts members from the innermost outwards.
                ExprKind::Definition(id) | ExprKind::MemberDefinition(0, id) => expr = self.body(*id)?,
                ExprKind::Pick { .. } => return Some(expr),
                ExprKind::Aggregate(_) => return is_extreme(expr).then_some(expr),
                _ => return None,
            }
        }
    }

    fn parts_of(&self, several: &Expr, of: Comparison, value: &Expr, scopes: &mut Scopes) -> Option<Vec<Part>> {
        let compare = |part: &Expr| Expr {
            kind: ExprKind::Compare(of, Box::new(part.clone()), Box::new(value.clone())),
            ty: Type::Bool,
            span: part.span,
        };
        match &several.kind {
            ExprKind::Pick { of, .. } => {
                Some(of.iter().map(|part| Part { holds: self.evaluate(&compare(part), scopes), sure: true }).collect())
            }
            ExprKind::Aggregate(gather) => {
                let comparison = compare(gather.amount.as_ref()?);
                let (list, among) = self.among(gather, scopes)?;
                let each = among.into_iter().map(|(index, sure)| {
                    let holds = self.of_member(&list, index, &comparison, scopes);
                    Part { holds, sure }
                });
                Some(each.collect())
            }
            _ => None,
        }
    }

    /// The members that an extreme is taken of, by their places, and whether each surely counts: it is let in, and it
    /// has an amount. None where the list is not known.
    fn among(&self, gather: &Gather, scopes: &mut Scopes) -> Option<(Slot, Vec<(usize, bool)>)> {
        let (list, count) = self.members(gather.list, scopes).ok()?;
        let amount = gather.amount.as_ref()?;
        let mut out = Vec::new();
        for index in 0..count {
            let let_in =
                gather.filter.as_ref().map_or(Yield::bool(true), |filter| self.of_member(&list, index, filter, scopes));
            if let_in.is(false) {
                continue;
            }
            let has = match self.of_member(&list, index, amount, scopes) {
                Yield::Absent => continue,
                Yield::Value(_) => true,
                Yield::Unknown | Yield::Error(_) => !self.may_be_absent(amount),
            };
            out.push((index, let_in.is(true) && has));
        }
        Some((list, out))
    }

    /// Whether an amount may turn out to be none. Only what is declared so may, and the extremes of a list.
    fn may_be_absent(&self, amount: &Expr) -> bool {
        match &amount.kind {
            ExprKind::Fact(id) => self.program.facts.get(id.index()).is_none_or(|fact| fact.optional),
            ExprKind::Field(of) => self.program.field(of.record, of.field).is_none_or(|field| field.optional),
            ExprKind::Aggregate(_) => is_extreme(amount),
            _ => false,
        }
    }

    /// Whether the greatest or least of a list is surely there, whatever it is.
    pub(super) fn surely_there(&self, item: &Expr, scopes: &mut Scopes) -> bool {
        let ExprKind::Aggregate(gather) = &item.kind else { return false };
        is_extreme(item) && self.among(gather, scopes).is_some_and(|(_, among)| among.iter().any(|(_, sure)| *sure))
    }

    /// What the greatest or least of numbers can come to: beyond every one that surely counts, and no further than all.
    pub(super) fn extreme_range(&self, gather: &Gather, scopes: &mut Scopes) -> Range {
        let (Some(amount), Some((list, among))) = (&gather.amount, self.among(gather, scopes)) else {
            return Range::anything();
        };
        let greatest = gather.kind == Aggregate::Greatest;
        let mut out: Option<Range> = None;
        let mut high: Option<Option<Number>> = None;
        let (mut unknown, mut fault) = (false, None);
        for (index, sure) in among {
            scopes.push(Spoken { list: list.clone(), index });
            let found = self.range_of(amount, scopes);
            scopes.pop();
            let found = if greatest { found } else { found.negated() };
            unknown |= found.unknown || !sure;
            fault = fault.or(found.fault.clone());
            high = Some(high.map_or(found.high, |known| known.zip(found.high).map(|(a, b)| a.max(b))));
            if sure {
                out = Some(out.map_or(found.clone(), |known| known.greater(found)));
            }
        }
        // Of none that surely counts, there may be no greatest.
        let Some(out) = out else { return Range { fault, ..Range::anything() } };
        let out = Range { high: high.flatten(), unknown, fault, ..out };
        if greatest { out } else { out.negated() }
    }
}

/// Whether an expression is the greatest or least of a list.
pub fn is_extreme(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Aggregate(gather) if matches!(gather.kind, Aggregate::Greatest | Aggregate::Least))
}

fn is_greatest(several: &Expr) -> Option<bool> {
    match &several.kind {
        ExprKind::Pick { greater, .. } => Some(*greater),
        ExprKind::Aggregate(gather) => Some(gather.kind == Aggregate::Greatest),
        _ => None,
    }
}

/// One that surely counts is enough; none of them may.
fn any_of(parts: &[Part]) -> Option<bool> {
    if parts.iter().any(|part| part.sure && part.holds.is(true)) {
        Some(true)
    } else if parts.iter().any(|part| part.sure) && parts.iter().all(|part| part.holds.is(false)) {
        Some(false)
    } else {
        None
    }
}

/// All of them do; one that surely counts and does not is enough against it.
fn all_of(parts: &[Part]) -> Option<bool> {
    if parts.iter().any(|part| part.sure && part.holds.is(false)) {
        Some(false)
    } else if parts.iter().any(|part| part.sure) && parts.iter().all(|part| part.holds.is(true)) {
        Some(true)
    } else {
        None
    }
}
