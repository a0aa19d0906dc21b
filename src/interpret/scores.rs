//! Scores, tables whose rows are joined, and the ranges of what is not wholly known.
//!
//! Points that are not known yet make a range; a comparison is settled when every number in it agrees, so that an
//! unknown item is no obstacle where the others are enough.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "no case may bring the interpreter down")]

use super::Machine;
use super::decide::{Answer, GroundState, Outcome, Standing, distinct};
use super::evaluate::Scopes;
use super::lists::Range;
use crate::ir::value::order;
use crate::ir::{Decision, Fault, FaultKind, Hit, Says, Score, Value, Yield};
use crate::source::Span;
use crate::types::Number;
use std::cmp::Ordering;

impl Range {
    /// Both ends of two ranges, reckoned apart.
    pub fn each(self, other: Self, at: Span, of: impl Fn(Number, Number) -> super::evaluate::Reckoned) -> Self {
        let (unknown, fault) = (self.unknown || other.unknown, self.fault.or(other.fault));
        let end = |a: Option<Number>, b: Option<Number>| match (a, b) {
            (Some(a), Some(b)) => of(a, b).map(Some),
            _ => Ok(None),
        };
        match (end(self.low, other.low), end(self.high, other.high)) {
            (Ok(low), Ok(high)) => Self { low, high, unknown, fault },
            (Err(error), _) | (_, Err(error)) => Self::failed(Fault { kind: FaultKind::Number(error), at }),
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
        }
    }

    /// The greater of two; an open end of one is closed by the other where that settles it.
    pub fn greater(self, other: Self) -> Self {
        let low = match (self.low, other.low) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (only, None) | (None, only) => only,
        };
        let high = self.high.zip(other.high).map(|(a, b)| a.max(b));
        Self { low, high, unknown: self.unknown || other.unknown, fault: self.fault.or(other.fault) }
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
    /// What the points of a score can come to.
    pub(super) fn score(&self, score: &Score, scopes: &mut Scopes, at: Span) -> Range {
        let nought = || Range::point(Number::ZERO);
        let mut out: Option<Range> = None;
        for item in &score.items {
            let given = item.when.as_ref().map_or(Yield::bool(true), |when| self.evaluate(when, scopes));
            if given.is(false) {
                continue;
            }
            let points = self.range_of(&item.amount, scopes);
            let points = if item.minus { points.negated() } else { points };
            let sure = given.is(true);
            // An item that may not count at all may add nothing; of the best ones it may leave the field to others.
            let points = match given {
                Yield::Value(_) => points,
                Yield::Error(fault) => Range { fault: Some(fault), unknown: false, ..points }.or(nought()),
                Yield::Unknown | Yield::Absent => Range { unknown: true, ..points }.or(nought()),
            };
            out = Some(match out {
                None if sure || !score.best => points,
                None => points.or(nought()),
                Some(known) if score.best && sure => known.greater(points),
                Some(known) if score.best => known.clone().or(known.greater(points)),
                Some(known) => known.each(points, at, Number::plus),
            });
        }
        let out = out.unwrap_or_else(nought);
        let out = match &score.cap {
            Some(cap) => out.negated().greater(self.range_of(cap, scopes).negated()).negated(),
            None => out,
        };
        match &score.floor {
            Some(floor) => out.greater(self.range_of(floor, scopes)),
            None => out,
        }
    }

    /// What the value of a decision can come to, where it is a number and not known yet.
    pub(super) fn decision_range(&self, id: crate::types::ids::DecisionId) -> Range {
        if let Some(known) = self.decision_ranges.borrow().get(&id) {
            return known.clone();
        }
        let found = self.afresh(|| self.fresh_range(id));
        self.decision_ranges.borrow_mut().insert(id, found.clone());
        found
    }

    fn fresh_range(&self, id: crate::types::ids::DecisionId) -> Range {
        let Some(decision) = self.program.decisions.get(id.index()) else { return Range::anything() };
        let Some(outcome) = self.outcomes(id).into_iter().next() else { return Range::anything() };
        self.amount_range(decision, &outcome, &mut Vec::new())
    }

    /// What the value that has come out can come to.
    pub(super) fn amount_range(&self, decision: &Decision, outcome: &Outcome, scopes: &mut Scopes) -> Range {
        match (&outcome.answer, decision.hit) {
            (Answer::Value(Value::Number(value)), _) => Range::point(*value),
            (Answer::Error(fault), _) => Range::failed(fault.clone()),
            (_, Some(Hit::Added)) => added(decision, &outcome.grounds),
            (Answer::Undetermined(_), _) => {
                // One rule that surely gives the value, of which only the amount is open.
                let live: Vec<&GroundState> =
                    outcome.grounds.iter().filter(|state| state.standing != Standing::Fails).collect();
                match live.as_slice() {
                    [only] if only.standing == Standing::Holds => match decision.grounds.get(only.ground) {
                        Some(ground) => match &ground.says {
                            Says::Value(value) | Says::Otherwise(value) => self.range_of(value, scopes),
                            Says::Modal(_) => Range::anything(),
                        },
                        None => Range::anything(),
                    },
                    _ => any_of(&outcome.answer),
                }
            }
            _ => Range::anything(),
        }
    }
}

/// The range of the values that can still come out.
fn any_of(answer: &Answer) -> Range {
    let Answer::Undetermined(possible) = answer else { return Range::anything() };
    let each = possible.iter().map(|answer| match answer {
        Answer::Value(Value::Number(value)) => Range { unknown: true, ..Range::point(*value) },
        _ => Range::anything(),
    });
    each.reduce(Range::or).unwrap_or_else(Range::anything)
}

/// The rows of a table that fit, added up.
fn added(decision: &Decision, states: &[GroundState]) -> Range {
    let mut sum = Range::point(Number::ZERO);
    for state in states {
        let value = match &state.value {
            Some(Yield::Value(Value::Number(value))) => Range::point(*value),
            Some(Yield::Error(fault)) => Range::failed(fault.clone()),
            _ => Range::anything(),
        };
        let value = match &state.standing {
            Standing::Holds => value,
            Standing::Fails | Standing::Silent | Standing::Unspoken(_) => continue,
            Standing::Open(_) => Range { unknown: true, ..value }.or(Range::point(Number::ZERO)),
            Standing::Error(fault) => Range { fault: Some(fault.clone()), ..value }.or(Range::point(Number::ZERO)),
        };
        sum = sum.each(value, decision.span, Number::plus);
    }
    sum
}

/// The value of a table: by its rows in their order, or by all that fit.
pub fn table_answer(decision: &Decision, hit: Hit, states: &[GroundState]) -> Answer {
    if hit == Hit::Added {
        // Nobody is spoken about where no row is.
        if states.iter().all(|state| state.standing == Standing::Silent) {
            return Answer::NotAddressed;
        }
        return match added(decision, states).settle() {
            Yield::Value(value) => Answer::Value(value),
            Yield::Error(fault) => Answer::Error(fault),
            Yield::Unknown | Yield::Absent => Answer::Undetermined(Vec::new()),
        };
    }
    let is_otherwise = |state: &GroundState| {
        decision.grounds.get(state.ground).is_some_and(|ground| matches!(ground.says, Says::Otherwise(_)))
    };
    let value = |state: &GroundState| match &state.value {
        Some(Yield::Value(value)) => Answer::Value(value.clone()),
        Some(Yield::Error(fault)) => Answer::Error(fault.clone()),
        _ => Answer::Undetermined(Vec::new()),
    };
    let (rows, last): (Vec<&GroundState>, Vec<&GroundState>) = states.iter().partition(|state| !is_otherwise(state));
    let mut walk = Walk::default();
    for state in rows.into_iter().chain(last) {
        match &state.standing {
            Standing::Fails | Standing::Silent | Standing::Unspoken(_) => {}
            Standing::Holds if is_otherwise(state) && walk.sure => {}
            Standing::Holds => {
                walk.found.push((value(state), true));
                walk.sure = true;
                if hit == Hit::First {
                    break;
                }
            }
            Standing::Open(_) => {
                walk.found.push((value(state), false));
                walk.open = true;
            }
            Standing::Error(fault) => {
                walk.found.push((value(state), false));
                walk.fault.get_or_insert(fault.clone());
            }
        }
    }
    walk.answer(hit)
}

/// What the rows of a table have come to.
#[derive(Default)]
struct Walk {
    /// The values of rows that fit, or may fit, and whether they surely do.
    found: Vec<(Answer, bool)>,
    sure: bool,
    open: bool,
    fault: Option<Fault>,
}

impl Walk {
    fn answer(self, hit: Hit) -> Answer {
        let found = if hit == Hit::First { self.found } else { extremes(self.found, hit == Hit::Greatest) };
        let mut all = distinct(found.into_iter().map(|(answer, _)| answer).collect());
        if !self.sure {
            all.push(Answer::NotAddressed);
        }
        let error = all.iter().find(|answer| matches!(answer, Answer::Error(_))).cloned();
        match (all.as_slice(), self.open, self.fault) {
            ([only], ..) => only.clone(),
            (_, false, Some(fault)) => Answer::Error(fault),
            (_, false, None) if error.is_some() => error.unwrap_or(Answer::NotAddressed),
            (several, ..) if several.contains(&Answer::Undetermined(Vec::new())) => Answer::Undetermined(Vec::new()),
            _ => Answer::Undetermined(all),
        }
    }
}

/// The values that can still be the greatest, or the least: those that the best sure one does not beat.
fn extremes(found: Vec<(Answer, bool)>, greatest: bool) -> Vec<(Answer, bool)> {
    let wanted = if greatest { Ordering::Greater } else { Ordering::Less };
    let beats = |a: &Value, b: &Value| order(a, b) == Some(wanted);
    let mut best: Option<Value> = None;
    for (answer, _) in found.iter().filter(|(_, sure)| *sure) {
        if let Answer::Value(value) = answer
            && best.as_ref().is_none_or(|best| beats(value, best))
        {
            best = Some(value.clone());
        }
    }
    let Some(best) = best else { return found };
    found
        .into_iter()
        .filter(|(answer, _)| match answer {
            Answer::Value(value) => *value == best || beats(value, &best),
            _ => true,
        })
        .filter(|(answer, sure)| !*sure || !matches!(answer, Answer::Value(value) if *value != best))
        .collect()
}
