//! Dates: moved, measured, and inside a run of days or not.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "no case may bring the interpreter down")]

use super::Machine;
use super::evaluate::{Scopes, fault, undecided};
use crate::ir::{Expr, ExprKind, FaultKind, Shift, Value, WindowOf, Yield};
use crate::source::Span;
use crate::types::calendar::{self, CalendarError, Measure, MissingDay, Window};
use crate::types::{Date, Number};

/// A day, or why there is none.
pub fn day(result: Result<Date, CalendarError>, at: Span) -> Yield {
    match result {
        Ok(date) => Yield::Value(Value::Date(date)),
        Err(error) => fault(FaultKind::Calendar(error), at),
    }
}

/// A day moved by a duration or by a number of days; none where the length is neither.
fn moved(date: Date, by: &Value, back: bool, rule: MissingDay) -> Option<Result<Date, CalendarError>> {
    match by {
        Value::Duration(by) => Some(calendar::shifted(date, *by, back, rule)),
        Value::Number(days) => Some(match days.to_i64() {
            Some(count) => calendar::days(date, if back { count.saturating_neg() } else { count }),
            None => Err(CalendarError::OutOfRange),
        }),
        _ => None,
    }
}

/// The first day of a run, and the day after its last.
enum Ends {
    Known(Window),
    Undecided(Yield),
}

impl Machine<'_> {
    pub(super) fn shift(&self, shift: &Shift, scopes: &mut Scopes, at: Span) -> Yield {
        match (self.evaluate(&shift.date, scopes), self.present(&shift.by, scopes)) {
            (Yield::Absent, _) => Yield::Absent,
            (Yield::Value(Value::Date(date)), Yield::Value(by)) => {
                moved(date, &by, shift.back, shift.rule).map_or(Yield::Unknown, |result| day(result, at))
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
        let Some(end) = moved(start, &length, false, MissingDay::LastDay) else {
            return Ends::Undecided(Yield::Unknown);
        };
        let next = |date: Date| if window.following { calendar::days(date, 1) } else { Ok(date) };
        match (next(start), end.and_then(next)) {
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
        let day = self.present(date, scopes);
        if let (Yield::Value(Value::Date(day)), Some(parts)) = (&day, self.window_parts(window))
            && let Ends::Known(ends) = self.ends(parts, scopes, window.span)
            && !ends.holds(*day)
        {
            return Yield::bool(false);
        }
        match (day, self.present(window, scopes)) {
            (Yield::Value(Value::Date(day)), Yield::Value(Value::Window(window))) => Yield::bool(window.holds(day)),
            (left, right) => undecided(left, right),
        }
    }

    /// The parts of a run of days, behind the terms that name it.
    fn window_parts<'e>(&'e self, mut window: &'e Expr) -> Option<&'e WindowOf> {
        // Definitions cannot go in circles.
        loop {
            match &window.kind {
                ExprKind::Window(parts) => return Some(parts),
                ExprKind::Definition(id) => window = self.body(*id)?,
                _ => return None,
            }
        }
    }
}

/// A run of days that ends early on a day, unless it has ended before.
fn cut(window: Window, early: Date) -> Window {
    Window { until: early.clamp(window.from, window.until), ..window }
}
