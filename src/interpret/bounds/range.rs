//! Ranges, and what operations on them come to.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "no case may bring the interpreter down")]

use crate::interpret::evaluate::Reckoned;
use crate::ir::sign::Sign;
use crate::ir::{Fault, FaultKind, Value, Yield};
use crate::source::Span;
use crate::types::{Comparison, Number, NumberError, Operator, Rounding};
use std::cmp::Ordering;

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

    /// Where an operation gives no number.
    pub fn no_number(error: NumberError, at: Span) -> Self {
        Self::failed(Fault { kind: FaultKind::Number(error), at })
    }

    pub fn is_point(&self) -> bool {
        self.low.is_some() && self.low == self.high
    }

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

    /// Both ends of two ranges, reckoned apart.
    pub fn each(self, other: Self, at: Span, of: impl Fn(Number, Number) -> Reckoned) -> Self {
        let (unknown, fault) = (self.unknown || other.unknown, self.fault.or(other.fault));
        let firm = self.firm && other.firm;
        let end = |a: Option<Number>, b: Option<Number>| match (a, b) {
            (Some(a), Some(b)) => of(a, b).map(Some),
            _ => Ok(None),
        };
        match (end(self.low, other.low), end(self.high, other.high)) {
            (Ok(low), Ok(high)) => Self { low, high, unknown, fault, firm },
            (Err(error), _) | (_, Err(error)) => Self { unknown, ..Self::no_number(error, at) },
        }
    }

    /// The range of what may be either of two.
    pub fn or(self, other: Self) -> Self {
        let pick = |a: Option<Number>, b: Option<Number>, of: fn(Number, Number) -> Number| Some(of(a?, b?));
        Self {
            low: pick(self.low, other.low, Ord::min),
            high: pick(self.high, other.high, Ord::max),
            unknown: self.unknown || other.unknown,
            fault: self.fault.or(other.fault),
            firm: self.firm && other.firm,
        }
    }

    /// The greater of two; an open end of one is closed by the other where that settles it.
    pub fn greater(self, other: Self) -> Self {
        let low = match (self.low, other.low) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (only, None) | (None, only) => only,
        };
        let high = self.high.zip(other.high).map(|(a, b)| a.max(b));
        let (unknown, firm) = (self.unknown || other.unknown, self.firm && other.firm);
        Self { low, high, unknown, fault: self.fault.or(other.fault), firm }
    }

    /// The same below nought.
    pub fn negated(self) -> Self {
        let minus = |end: Option<Number>| end.and_then(|end| Number::ZERO.minus(end).ok());
        Self { low: minus(self.high), high: minus(self.low), ..self }
    }

    /// What a range yields where a value is needed.
    pub fn settle(self) -> Yield {
        match self.low {
            Some(value) if self.is_point() => Yield::Value(Value::Number(value)),
            _ if self.unknown => Yield::Unknown,
            _ => self.fault.map_or(Yield::Unknown, Yield::Error),
        }
    }
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
                return Range { unknown, ..Range::no_number(error, at) };
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

/// Whether a comparison holds of all pairs of two ranges, of none, or of some.
pub(super) fn compared(comparison: Comparison, left: &Range, right: &Range) -> Option<bool> {
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
