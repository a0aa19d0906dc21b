//! Scores: the points of items, the best of them, and the bounds of the whole.
//!
//! Points that are not known yet make a range; a comparison is settled when every number in it agrees, so that an
//! unknown item is no obstacle where the others are enough.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "no case may bring the interpreter down")]

use super::Machine;
use super::bounds::range::Range;
use super::evaluate::Scopes;
use crate::ir::{Score, Yield};
use crate::source::Span;
use crate::types::Number;

impl Machine<'_> {
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
