//! Runs: amounts by a year or a day → the greatest sum over a run of them, and the run that gives it.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "no case may bring the interpreter down")]

use crate::ir::{Run, Value, Yield};
use crate::types::calendar::{self, CalendarError, MissingDay};
use crate::types::{Date, Number, NumberError};

/// Amounts by the year or the day that a run of them goes by.
#[derive(Default)]
pub(super) struct Keyed {
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
    pub(super) fn with(mut self, key: &Yield, amount: Number, loose: Number) -> Result<Self, NumberError> {
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
    pub(super) fn best(mut self, run: Run) -> Result<Number, NumberError> {
        let best = self.best_stretch(run)?.0;
        let single = if self.takes_off { Number::ZERO } else { self.single };
        Ok(best.plus(self.anywhere)?.max(single))
    }

    /// The greatest sum of those whose key is known, and the first and the last value of the run that gives it; none
    /// where a run with none of them does as well.
    pub(super) fn best_stretch(&mut self, run: Run) -> Result<(Number, Option<(Value, Value)>), NumberError> {
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

/// The greatest sum of values whose key lies in a run of `length`, and the run; nought, for a run with none of them.
fn greatest_run(known: &mut [(i64, Number)], length: i64) -> Result<(Number, Option<(i64, i64)>), NumberError> {
    // What a run holds changes only where a key enters it or leaves it.
    let starts = |key: i64| [Some(key.saturating_sub(length).saturating_add(1)), Some(key.saturating_add(1))];
    let (best, start) = greatest(known, starts, |start| Some(start.saturating_add(length)))?;
    Ok((best, start.map(|start| (start, start.saturating_add(length).saturating_sub(1)))))
}

/// The greatest sum of values whose date lies in a stretch of time, from any day on, and the first and the last day of it;
/// nought, for a stretch with none of them.
fn greatest_stretch(
    known: &mut [(Date, Number)],
    end: impl Fn(Date) -> Result<Date, CalendarError>,
) -> Result<(Number, Option<(Date, Date)>), NumberError> {
    // What a stretch holds changes only on the day after a date, which it then leaves out, and on the first day from
    // which it reaches a date.
    let starts = |date: Date| [calendar::days(date, 1).ok(), Some(first_reaching(date, &end))];
    let (best, start) = greatest(known, starts, |start| end(start).ok())?;
    let last = |start: Date| end(start).ok().and_then(|end| end.yesterday().ok()).unwrap_or(start);
    Ok((best, start.map(|start| (start, last(start)))))
}

/// The greatest sum of values whose key lies in a run, and where the run begins that gives it. A run is looked at from
/// the `starts` of each key up to where it ends, and to the last key where it ends nowhere.
fn greatest<K: Ord + Copy>(
    known: &mut [(K, Number)],
    starts: impl Fn(K) -> [Option<K>; 2],
    end: impl Fn(K) -> Option<K>,
) -> Result<(Number, Option<K>), NumberError> {
    known.sort_by_key(|(key, _)| *key);
    let mut sums = vec![Number::ZERO];
    for (_, value) in known.iter() {
        let last = sums.last().copied().unwrap_or(Number::ZERO);
        sums.push(last.plus(*value)?);
    }
    let (mut best, mut first) = (Number::ZERO, None);
    for start in known.iter().flat_map(|(key, _)| starts(*key)).flatten() {
        let before = |end: K| known.partition_point(|(key, _)| *key < end);
        let (from, to) = (before(start), end(start).map_or(known.len(), before));
        if let (Some(before), Some(after)) = (sums.get(from), sums.get(to)) {
            let sum = after.minus(*before)?;
            if sum > best {
                (best, first) = (sum, Some(start));
            }
        }
    }
    Ok((best, first))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Duration;

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
