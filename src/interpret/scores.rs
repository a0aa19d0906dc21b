//! Scores, and the ranges of what is not wholly known.
//!
//! Points that are not known yet make a range; a comparison is settled when every number in it agrees, so that an
//! unknown item is no obstacle where the others are enough.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "no case may bring the interpreter down")]

use super::Machine;
use super::bounds::combined;
use super::evaluate::Scopes;
use super::lists::Range;
use crate::ir::{Fault, FaultKind, Part, Score, Value, Yield};
use crate::source::Span;
use crate::types::{Number, Operator};

impl Range {
    /// Both ends of two ranges, reckoned apart.
    pub fn each(self, other: Self, at: Span, of: impl Fn(Number, Number) -> super::evaluate::Reckoned) -> Self {
        let (unknown, fault) = (self.unknown || other.unknown, self.fault.or(other.fault));
        let firm = self.firm && other.firm;
        let end = |a: Option<Number>, b: Option<Number>| match (a, b) {
            (Some(a), Some(b)) => of(a, b).map(Some),
            _ => Ok(None),
        };
        match (end(self.low, other.low), end(self.high, other.high)) {
            (Ok(low), Ok(high)) => Self { low, high, unknown, fault, firm },
            (Err(error), _) | (_, Err(error)) => {
                Self { unknown, ..Self::failed(Fault { kind: FaultKind::Number(error), at }) }
            }
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

impl Machine<'_> {
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

    /// What the points of a score can come to.
    pub(super) fn score(&self, score: &Score, scopes: &mut Scopes, at: Span) -> Range {
        self.tally_of(score, scopes, at).whole
    }

    /// The points of a score, with what they come from.
    pub(super) fn tally_of(&self, score: &Score, scopes: &mut Scopes, at: Span) -> Tally {
        let nought = || Range::point(Number::ZERO);
        let (mut sure, mut possible) = (Vec::new(), Vec::new());
        let mut highs: Vec<(usize, Number)> = Vec::new();
        for (index, item) in score.items.iter().enumerate() {
            let given = item.when.as_ref().map_or(Yield::bool(true), |when| self.evaluate(when, scopes));
            let given = match self.watch {
                Some(watch) => watch.item(item, scopes, given),
                None => given,
            };
            if given.is(false) {
                continue;
            }
            let points = self.range_of(&item.amount, scopes);
            let points = if item.minus { points.negated() } else { points };
            highs.extend(points.high.map(|high| (index, high)));
            match given {
                Yield::Value(_) => sure.push(points),
                Yield::Error(fault) => possible.push(Range { fault: Some(fault), ..points }),
                Yield::Unknown | Yield::Absent => possible.push(Range { unknown: true, ..points }),
            }
        }
        let items = if score.best {
            greatest(sure, possible, nought)
        } else {
            // An item that may not count may add nothing.
            let all = sure.into_iter().chain(possible.into_iter().map(|points| points.or(nought())));
            all.reduce(|sum, points| sum.each(points, at, Number::plus)).unwrap_or_else(nought)
        };
        let beaten = highs.into_iter().filter(|(_, high)| items.low.is_some_and(|low| *high < low));
        let beaten = beaten.map(|(index, _)| index).collect();
        let capped = match &score.cap {
            Some(cap) => items.clone().negated().greater(self.range_of(cap, scopes).negated()).negated(),
            None => items.clone(),
        };
        let whole = match &score.floor {
            Some(floor) => capped.greater(self.range_of(floor, scopes)),
            None => capped,
        };
        Tally { items, beaten, whole }
    }
}

/// What the points of a score come from.
pub struct Tally {
    /// What its items come to, before any bound of the whole.
    pub items: Range,
    /// The items that another one surely beats.
    pub beaten: Vec<usize>,
    /// What the score comes to.
    pub whole: Range,
}

/// The greatest of amounts of which some surely count and others may not; `none` where nothing counts.
pub fn greatest(sure: Vec<Range>, possible: Vec<Range>, none: impl FnOnce() -> Range) -> Range {
    match sure.into_iter().reduce(Range::greater) {
        Some(least) => possible.into_iter().fold(least, |known, more| known.clone().or(known.greater(more))),
        None => possible.into_iter().fold(none(), Range::or),
    }
}
