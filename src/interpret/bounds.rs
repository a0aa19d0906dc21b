//! Bounds: what an amount of which something is not known can come to.
//!
//! Every value that can still come out lies within the ends; and where an operation goes one way with each of its parts,
//! the ends are reached. An end holds whatever is learnt: what may still turn out to be an error might have been any
//! amount, so it has no end that the error would not have. Hence learning takes nothing back that the ends have settled.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "no case may bring the interpreter down")]

use super::Machine;
use super::evaluate::{Scopes, times_in};
use super::lists::Range;
use crate::ir::sign::{self, Sign};
use crate::ir::{Expr, ExprKind, Fact, Fault, FaultKind, Gather, Says, Value, Yield};
use crate::source::Span;
use crate::types::ids::{DecisionId, DefinitionId};
use crate::types::{Duration, Number, NumberError, Operator, Rounding, Type};

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

/// An end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Below,
    At(Number),
    Above,
}

impl End {
    fn of(range: &Range) -> [Self; 2] {
        [range.low.map_or(Self::Below, Self::At), range.high.map_or(Self::Above, Self::At)]
    }

    const fn number(self) -> Option<Number> {
        match self {
            Self::At(number) => Some(number),
            Self::Below | Self::Above => None,
        }
    }

    fn is_negative(self) -> bool {
        self < Self::At(Number::ZERO)
    }

    /// The product; nought times however much is nought.
    fn times(self, other: Self) -> Result<Self, NumberError> {
        match (self, other) {
            (Self::At(a), Self::At(b)) => a.times(b).map(Self::At),
            (Self::At(number), _) | (_, Self::At(number)) if number == Number::ZERO => Ok(Self::At(number)),
            _ if self.is_negative() == other.is_negative() => Ok(Self::Above),
            _ => Ok(Self::Below),
        }
    }

    /// The quotient by what is not nought; nothing is left of what is divided among ever more.
    fn over(self, other: Self) -> Result<Self, NumberError> {
        match (self, other) {
            (Self::At(a), Self::At(b)) => a.over(b).map(Self::At),
            (_, Self::Below | Self::Above) => Ok(Self::At(Number::ZERO)),
            _ if self.is_negative() == other.is_negative() => Ok(Self::Above),
            _ => Ok(Self::Below),
        }
    }
}

/// The least and the greatest of what the ends of two ranges come to together.
fn corners(left: Range, right: Range, at: Span, of: impl Fn(End, End) -> Result<End, NumberError>) -> Range {
    let mut found: Vec<End> = Vec::new();
    let pairs = End::of(&left).into_iter().flat_map(|a| End::of(&right).into_iter().map(move |b| (a, b)));
    let (unknown, firm) = (left.unknown || right.unknown, left.firm && right.firm);
    for (a, b) in pairs {
        match of(a, b) {
            Ok(end) => found.push(end),
            Err(error) => {
                return Range { unknown, ..Range::failed(Fault { kind: FaultKind::Number(error), at }) };
            }
        }
    }
    let (low, high) =
        (found.iter().min().and_then(|end| end.number()), found.iter().max().and_then(|end| end.number()));
    Range { low, high, unknown, fault: left.fault.or(right.fault), firm }
}

/// Anything at all, an error too.
fn lost(left: Range, right: Range) -> Range {
    Range { unknown: left.unknown || right.unknown, fault: left.fault.or(right.fault), ..Range::anything() }
}

/// What an operation on two ranges can come to.
pub fn combined(operator: Operator, left: Range, right: Range, at: Span) -> Range {
    let points = left.is_point() && right.is_point();
    match operator {
        Operator::Plus => left.each(right, at, Number::plus),
        Operator::Minus => left.each(right.negated(), at, Number::plus),
        _ if points => left.each(right, at, |a, b| operator.apply(a, b)),
        _ if left.may_be_anything() || right.may_be_anything() => lost(left, right),
        Operator::Times | Operator::Of => corners(left, right, at, End::times),
        Operator::Over | Operator::PerFull => {
            let apart = right.low.is_some_and(|low| low > Number::ZERO) || right.high.is_some_and(Number::is_negative);
            if !apart {
                return lost(left, right);
            }
            let found = corners(left, right, at, End::over);
            if operator == Operator::PerFull { found.rounded(Number::ONE, Rounding::Down, at) } else { found }
        }
    }
}

impl Range {
    /// Whether nothing is known of it, and it may be an error.
    pub const fn may_be_anything(&self) -> bool {
        self.low.is_none() && self.high.is_none() && !self.firm
    }

    /// In whole steps, which goes one way with the amount.
    pub fn rounded(self, step: Number, mode: Rounding, at: Span) -> Self {
        let firm = self.firm;
        Self { firm, ..self.each(Self::point(step), at, |amount, step| amount.rounded(step, mode)) }
    }

    /// An open end closed at nought, where the amount does not go beyond it.
    pub fn on_its_side(self, sign: Sign) -> Self {
        let nought = |known: bool| known.then_some(Number::ZERO);
        Self { low: self.low.or(nought(sign.never_below)), high: self.high.or(nought(sign.never_above)), ..self }
    }
}

impl Machine<'_> {
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

// ── On which side of nought ──────────────────────────────────

/// A term or a decision, of which it is found once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Signed {
    Definition(DefinitionId),
    Decision(DecisionId),
}

impl Machine<'_> {
    /// On which side of nought an amount stays by what is declared, whatever is known of the case.
    pub(super) fn sign(&self, amount: &Expr) -> Sign {
        sign::sign(amount, &|named| self.named_sign(named))
    }

    pub(super) fn gathered_sign(&self, gather: &Gather) -> Sign {
        sign::gathered(gather, &|named| self.named_sign(named))
    }

    fn named_sign(&self, named: &Expr) -> Sign {
        match &named.kind {
            ExprKind::Fact(_) | ExprKind::Field(_) => {
                self.declared(named).map_or(Sign::EITHER, |fact| Sign::declared(fact.signed))
            }
            ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => {
                self.sign_once(Signed::Definition(*id), || self.body(*id).map_or(Sign::EITHER, |body| self.sign(body)))
            }
            ExprKind::Decision(id) => self.sign_once(Signed::Decision(*id), || self.decision_sign(*id)),
            ExprKind::Parameter(id) => {
                let values = self.program.parameters.get(id.index()).map(|known| known.values.as_slice());
                Sign::of_any(values.unwrap_or_default().iter().map(|(value, _)| Sign::of_value(value)))
            }
            _ => Sign::EITHER,
        }
    }

    fn sign_once(&self, what: Signed, find: impl FnOnce() -> Sign) -> Sign {
        if let Some(known) = self.signs.borrow().get(&what) {
            return *known;
        }
        let found = find();
        self.signs.borrow_mut().insert(what, found);
        found
    }

    fn decision_sign(&self, id: DecisionId) -> Sign {
        let grounds = self.program.decisions.get(id.index()).map(|decision| decision.grounds.as_slice());
        Sign::of_any(grounds.unwrap_or_default().iter().map(|ground| match &ground.says {
            Says::Value(value) | Says::Otherwise(value) => self.sign(value),
            Says::Modal(_) => Sign::EITHER,
        }))
    }
}
