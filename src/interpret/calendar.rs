//! Dates: moved, measured, and inside a run of days or not.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "no case may bring the interpreter down")]

use super::Machine;
use super::evaluate::{Scopes, fault, undecided};
use crate::ir::{Expr, ExprKind, FaultKind, Shift, Unbroken, Value, WindowOf, Yield};
use crate::source::Span;
use crate::types::calendar::{self, CalendarError, Measure, MissingDay, Window};
use crate::types::{Base, Date, Duration, Number, Type, Unit};

/// A day, or why there is none.
pub fn day(result: Result<Date, CalendarError>, at: Span) -> Yield {
    match result {
        Ok(date) => Yield::Value(Value::Date(date)),
        Err(error) => fault(FaultKind::Calendar(error), at),
    }
}

/// Whether a length is counted in working days.
fn in_working_days(length: &Expr) -> bool {
    matches!(&length.ty, Type::Number { unit, .. } if *unit == Unit::of(Base::WorkingDay))
}

/// By how much a day is moved, and how.
struct By<'e> {
    /// The length, for its unit.
    length: &'e Expr,
    /// Towards the past.
    back: bool,
    /// What happens where the month has no corresponding day.
    rule: MissingDay,
}

/// The first day of a run, and the day after its last.
enum Ends {
    Known(Window),
    Undecided(Yield),
}

impl Machine<'_> {
    /// A day moved by a duration or by a number of days; none where the length is neither.
    fn moved(&self, date: Date, by: &Value, shift: &By<'_>) -> Option<Result<Date, CalendarError>> {
        match by {
            Value::Duration(by) => Some(calendar::shifted(date, *by, shift.back, shift.rule)),
            Value::Number(days) => Some(match days.to_i64() {
                Some(count) if in_working_days(shift.length) => self.program.workdays.shifted(date, count, shift.back),
                Some(count) => calendar::days(date, if shift.back { count.saturating_neg() } else { count }),
                None => Err(CalendarError::OutOfRange),
            }),
            _ => None,
        }
    }

    /// That day, or the first worked day after it.
    pub(super) fn carried(&self, date: &Expr, scopes: &mut Scopes, at: Span) -> Yield {
        match self.evaluate(date, scopes) {
            Yield::Value(Value::Date(date)) => day(self.program.workdays.carried(date), at),
            other => other,
        }
    }

    pub(super) fn shift(&self, shift: &Shift, scopes: &mut Scopes, at: Span) -> Yield {
        match (self.evaluate(&shift.date, scopes), self.present(&shift.by, scopes)) {
            (Yield::Absent, _) => Yield::Absent,
            (Yield::Value(Value::Date(date)), Yield::Value(by)) => {
                let by_what = By { length: &shift.by, back: shift.back, rule: shift.rule };
                self.moved(date, &by, &by_what).map_or(Yield::Unknown, |result| day(result, at))
            }
            (left, right) => undecided(left, right),
        }
    }

    pub(super) fn between(&self, measure: Measure, from: &Expr, to: &Expr, scopes: &mut Scopes, at: Span) -> Yield {
        let (from, to) = match (self.present(from, scopes), self.present(to, scopes)) {
            (Yield::Value(Value::Date(from)), Yield::Value(Value::Date(to))) => (from, to),
            (left, right) => return undecided(left, right),
        };
        let count = |number: i64| Ok(Value::Number(Number::whole(number)));
        let found = match measure {
            Measure::Days => count(calendar::days_between(from, to)),
            Measure::Months => count(calendar::months_between(from, to)),
            Measure::Years => count(calendar::years_between(from, to)),
            Measure::WorkingDays => self.program.workdays.between(from, to).and_then(count),
            Measure::Time => calendar::time_between(from, to).map(Value::Duration),
            Measure::Age(rule) => calendar::age(from, to, rule).and_then(count),
        };
        match found {
            Ok(value) => Yield::Value(value),
            Err(error) => fault(FaultKind::Calendar(error), at),
        }
    }

    /// A run of days without its early end.
    fn ends(&self, window: &WindowOf, scopes: &mut Scopes, at: Span) -> Ends {
        let (start, length) = match (self.present(&window.start, scopes), self.present(&window.length, scopes)) {
            (Yield::Value(Value::Date(start)), Yield::Value(length)) => (start, length),
            (left, right) => return Ends::Undecided(undecided(left, right)),
        };
        let next = |date: Date| calendar::days(date, 1);
        let from = if window.following { next(start) } else { Ok(start) };
        // So many worked days are over with the last of them; so many days or months, before the day that they reach.
        let counted = in_working_days(&window.length) && !window.following;
        let anchor = if counted { calendar::days(start, -1) } else { Ok(start) };
        let by = By { length: &window.length, back: false, rule: MissingDay::LastDay };
        let end = match anchor.map(|anchor| self.moved(anchor, &length, &by)) {
            Ok(Some(end)) => end,
            Ok(None) => return Ends::Undecided(Yield::Unknown),
            Err(error) => Err(error),
        };
        let until = if counted || window.following { end.and_then(next) } else { end };
        let until = match until {
            Ok(until) if window.carried => {
                calendar::days(until, -1).and_then(|last| self.program.workdays.carried(last)).and_then(next)
            }
            other => other,
        };
        match (from, until) {
            (Ok(from), Ok(until)) => Ends::Known(Window { from, until: until.max(from) }),
            (Err(error), _) | (_, Err(error)) => Ends::Undecided(fault(FaultKind::Calendar(error), at)),
        }
    }

    pub(super) fn window(&self, window: &WindowOf, scopes: &mut Scopes, at: Span) -> Yield {
        let ends = match self.ends(window, scopes, at) {
            Ends::Known(ends) => ends,
            Ends::Undecided(found) => return found,
        };
        match window.early.as_ref().map(|early| self.evaluate(early, scopes)) {
            None | Some(Yield::Absent) => Yield::Value(Value::Window(ends)),
            Some(Yield::Value(Value::Date(early))) => Yield::Value(Value::Window(cut(ends, early))),
            Some(other) => undecided(other, Yield::Unknown),
        }
    }

    /// Whether a day lies in a run of days. Before its first day and after its last it does not, whatever is known of
    /// its early end.
    pub(super) fn during(&self, date: &Expr, window: &Expr, scopes: &mut Scopes) -> Yield {
        let (day, whole) = (self.present(date, scopes), self.present(window, scopes));
        if let (Yield::Value(Value::Date(day)), Some(parts)) = (&day, self.window_parts(window))
            && let Ends::Known(ends) = self.ends(parts, scopes, window.span)
            && !ends.holds(*day)
        {
            return Yield::bool(false);
        }
        match (day, whole) {
            (Yield::Value(Value::Date(day)), Yield::Value(Value::Window(window))) => Yield::bool(window.holds(day)),
            (left, right) => undecided(left, right),
        }
    }

    /// The longest stretch of time that members fill, small gaps not counted against them; none is no time at all.
    pub(super) fn unbroken(&self, unbroken: &Unbroken, scopes: &mut Scopes, at: Span) -> Yield {
        let (list, count) = match self.members(unbroken.list, scopes) {
            Ok(members) => members,
            Err(undecided) => return undecided,
        };
        let (mut spans, mut unknown, mut error): (Vec<(Date, Date)>, bool, Option<Yield>) = (Vec::new(), false, None);
        for index in 0..count {
            let mut of = |expr: &Expr| self.of_member(&list, index, expr, scopes);
            let counts = unbroken.filter.as_ref().map_or(Yield::bool(true), &mut of);
            if counts.is(false) {
                continue;
            }
            let (start, end) = (of(&unbroken.start), of(&unbroken.end));
            // Who has not ended yet lasts to the date asked about.
            let end = match (end, self.question.as_of) {
                (Yield::Absent, Some(date)) => Yield::Value(Value::Date(date)),
                (Yield::Absent, None) => Yield::Unknown,
                (end, _) => end,
            };
            match (counts, start, end) {
                (Yield::Value(_), Yield::Value(Value::Date(start)), Yield::Value(Value::Date(end))) => {
                    spans.push((start, end));
                }
                (counts, start, end) => match undecided(counts, undecided(start, end)) {
                    Yield::Error(fault) => error = error.or(Some(Yield::Error(fault))),
                    _ => unknown = true,
                },
            }
        }
        match (unknown, error) {
            (true, _) => Yield::Unknown,
            (false, Some(error)) => error,
            (false, None) => match longest(&mut spans, unbroken.gap) {
                Ok(longest) => Yield::Value(Value::Duration(longest)),
                Err(error) => fault(FaultKind::Calendar(error), at),
            },
        }
    }

    /// The parts of a run of days, behind the terms that name it.
    fn window_parts<'e>(&'e self, mut window: &'e Expr) -> Option<&'e WindowOf> {
        // Definitions cannot go in circles.
        loop {
            match &window.kind {
                ExprKind::Window(parts) => return Some(parts),
                ExprKind::Definition(id) | ExprKind::MemberDefinition(0, id) => window = self.body(*id)?,
                _ => return None,
            }
        }
    }
}

/// The longest of the stretches that spans of days make, both their ends in them, where so many days between two of
/// them are no gap.
fn longest(spans: &mut [(Date, Date)], gap: i64) -> Result<Duration, CalendarError> {
    spans.sort_unstable();
    let mut best = Duration { months: 0, days: 0 };
    let mut open: Option<(Date, Date)> = None;
    for (start, end) in spans.iter().copied() {
        if end < start {
            return Err(CalendarError::Backwards);
        }
        open = Some(match open {
            Some((from, to)) if calendar::days_between(to, start) <= gap.saturating_add(1) => (from, to.max(end)),
            _ => (start, end),
        });
        if let Some((from, to)) = open {
            best = best.max(calendar::time_between(from, calendar::days(to, 1)?)?);
        }
    }
    Ok(best)
}

/// A run of days that ends early on a day, unless it has ended before.
fn cut(window: Window, early: Date) -> Window {
    Window { until: early.clamp(window.from, window.until), ..window }
}
