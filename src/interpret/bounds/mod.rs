//! Bounds: what an amount of which something is not known can come to.
//!
//! Every value that can still come out lies within the ends; and where an operation goes one way with each of its parts,
//! the ends are reached. An end holds whatever is learnt: what may still turn out to be an error might have been any
//! amount, so it has no end that the error would not have. Hence learning takes nothing back that the ends have settled.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "no case may bring the interpreter down")]

pub(super) mod range;
pub(super) mod sign;

use super::Machine;
use super::choices::is_extreme;
use super::evaluate::{Scopes, times_in};
use crate::ir::{Expr, ExprKind, Fact, Fault, FaultKind, Part, Value, Yield};
use crate::source::Span;
use crate::types::ids::DefinitionId;
use crate::types::{Comparison, Duration, Number, Operator, Rounding, Type};
use range::{Range, combined, compared};

/// A side of an operation, with what it yields if that is known already.
type Side<'e> = (&'e Expr, Option<Yield>);

/// Where a value lies among those of its type, for types whose values lie in an order and have ends.
///
/// Lengths of time lie by their months, then by their days, which are fewer than a month.
pub fn place(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Duration(length) => {
            let days = Number::ratio(i128::from(length.days), 32).ok()?;
            Number::whole(i64::from(length.months)).plus(days).ok()
        }
        Value::Level(level) => Some(Number::whole(i64::from(*level))),
        _ => None,
    }
}

/// The value that lies there, of a type.
pub fn at_place(number: Number, ty: &Type) -> Value {
    let whole = |number: Number| number.rounded(Number::ONE, Rounding::Down).ok().and_then(Number::to_i64);
    let found = match ty {
        Type::Duration => whole(number).and_then(|months| {
            let days = number.minus(Number::whole(months)).and_then(|rest| rest.times(Number::whole(32))).ok()?;
            let days = u8::try_from(whole(days)?).ok()?;
            Some(Value::Duration(Duration { months: u32::try_from(months).ok()?, days }))
        }),
        Type::Level(_) => whole(number).and_then(|level| u32::try_from(level).ok()).map(Value::Level),
        _ => None,
    };
    found.unwrap_or(Value::Number(number))
}

impl Machine<'_> {
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
        if let Some(settled) = compared(comparison, &a, &b) {
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

    /// The part of an amount between two others; what is known of them may settle it.
    pub(super) fn part(&self, part: &Part, scopes: &mut Scopes, at: Span) -> Yield {
        self.part_range(part, scopes, at).settle()
    }

    /// What the part of an amount between two others can come to.
    pub(super) fn part_range(&self, part: &Part, scopes: &mut Scopes, at: Span) -> Range {
        let mut out = self.range_of(&part.of, scopes);
        if let Some(high) = &part.high {
            out = out.negated().greater(self.range_of(high, scopes).negated()).negated();
        }
        if let Some(low) = &part.low {
            out = combined(Operator::Minus, out, self.range_of(low, scopes), at);
        }
        out.greater(Range::point(Number::ZERO))
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

    /// What the length of time or the number of one can come to, where that is less than anything; each side with what
    /// it yields, if that is known already.
    pub(super) fn length_range(
        &self,
        operator: Operator,
        (left, right): (Side<'_>, Side<'_>),
        whole: &Expr,
        scopes: &mut Scopes,
    ) -> Option<Range> {
        let at = whole.span;
        let is_length = |side: &Expr| side.ty == Type::Duration;
        match (is_length(left.0), is_length(right.0), operator) {
            // Full months and years are cut off, and loose days with them.
            (true, true, Operator::PerFull) => {
                let months = self.whole_months(right, scopes).filter(|months| *months > Number::ZERO)?;
                Some(combined(operator, self.range_of(left.0, scopes), Range::point(months), at))
            }
            (true, false, Operator::Times) | (false, true, Operator::Times) => {
                let (length, (by, _)) = if is_length(left.0) { (left, right) } else { (right, left) };
                let months = self.whole_months(length, scopes)?;
                let number = self.range_of(by, scopes);
                // A length is multiplied by whole numbers that are not below nought, and by nothing else.
                let longer = is_length(whole);
                let each = if longer { months } else { times_in(months, &by.ty).ok()? };
                let fits = !longer || number.low.is_some_and(|low| !low.is_negative());
                fits.then(|| combined(Operator::Times, Range::point(each), number, at))
            }
            _ => None,
        }
    }

    /// A length of time that is known, in months; none with loose days, which cannot be reckoned with.
    fn whole_months(&self, (length, found): Side<'_>, scopes: &mut Scopes) -> Option<Number> {
        match found.unwrap_or_else(|| self.present(length, scopes)) {
            Yield::Value(Value::Duration(Duration { months, days: 0 })) => Some(Number::whole(i64::from(months))),
            _ => None,
        }
    }

    /// What a fact or field can be by its declaration, where nothing is known of it.
    pub(super) fn declared_range(&self, expr: &Expr) -> Range {
        let Some(fact) = self.declared(expr) else { return Range::anything() };
        let top = match &fact.ty {
            Type::Level(scale) => scale.levels.len().checked_sub(1).and_then(|top| i64::try_from(top).ok()),
            _ => None,
        };
        let low = !fact.signed && matches!(fact.ty, Type::Number { .. } | Type::Duration | Type::Level(_));
        // One that may be none is an error where an amount is needed.
        let firm = !fact.optional;
        Range { low: low.then_some(Number::ZERO), high: top.map(Number::whole), firm, ..Range::anything() }
    }

    pub(super) fn declared(&self, expr: &Expr) -> Option<&Fact> {
        match &expr.kind {
            ExprKind::Fact(id) => self.program.facts.get(id.index()),
            ExprKind::Field(of) => self.program.field(of.record, of.field),
            _ => None,
        }
    }
}
