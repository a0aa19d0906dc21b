//! Which days are worked. Saturdays and Sundays are not, nor are written holidays; the days that make up for a bridged
//! weekend are. A year of which nothing is written is never guessed at: the holidays of a year are announced in the
//! year before, and each year anew.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "no date may bring the interpreter down")]

use super::Date;
use super::calendar::{CalendarError, days};
use jiff::civil::Weekday;
use std::collections::BTreeSet;

/// From that day of December on, the holidays of the next year count too: its New Year may reach back so far, and so may
/// the days that make up for it.
pub const LAST_WEEK: i8 = 25;

/// The days of written years that are worked although they are weekends, and free although they are not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Workdays {
    years: BTreeSet<i16>,
    free: BTreeSet<Date>,
    worked: BTreeSet<Date>,
}

impl Workdays {
    /// Says that the holidays of a year are written.
    pub fn write(&mut self, year: i16) {
        self.years.insert(year);
    }

    /// Makes a day free; says whether it was not already.
    pub fn make_free(&mut self, day: Date) -> bool {
        self.free.insert(day)
    }

    /// Makes a day worked; says whether it was not already.
    pub fn make_worked(&mut self, day: Date) -> bool {
        self.worked.insert(day)
    }

    /// The years of which the holidays are written.
    pub fn years(&self) -> impl Iterator<Item = i16> {
        self.years.iter().copied()
    }

    /// The days that are written as free.
    pub fn free(&self) -> impl Iterator<Item = Date> {
        self.free.iter().copied()
    }

    /// The weekend days that are worked.
    pub fn worked(&self) -> impl Iterator<Item = Date> {
        self.worked.iter().copied()
    }

    /// Whether a day is worked; an error where the holidays that say so are not written.
    pub fn is_worked(&self, day: Date) -> Result<bool, CalendarError> {
        let year = day.year();
        let next = year.saturating_add(i16::from(day.month() == 12 && day.day() >= LAST_WEEK));
        if let Some(missing) = [year, next].into_iter().find(|year| !self.years.contains(year)) {
            return Err(CalendarError::NoHolidays(missing));
        }
        Ok(self.worked.contains(&day) || !(is_weekend(day) || self.free.contains(&day)))
    }

    /// That day, or the first worked one after it (Civil Code art. 203).
    pub fn carried(&self, mut day: Date) -> Result<Date, CalendarError> {
        // It ends with the written years at the latest.
        while !self.is_worked(day)? {
            day = days(day, 1)?;
        }
        Ok(day)
    }

    /// The worked day so many worked days after a day, or before it: the day itself is not counted.
    pub fn shifted(&self, mut day: Date, count: i64, back: bool) -> Result<Date, CalendarError> {
        let back = back != (count < 0);
        let mut left = count.unsigned_abs();
        while left > 0 {
            day = days(day, if back { -1 } else { 1 })?;
            left = left.saturating_sub(u64::from(self.is_worked(day)?));
        }
        Ok(day)
    }

    /// The worked days after a day up to another, that one included; fewer than none where it comes first.
    pub fn between(&self, from: Date, to: Date) -> Result<i64, CalendarError> {
        let (first, last) = (from.min(to), from.max(to));
        let (mut day, mut count) = (first, 0_i64);
        while day < last {
            day = days(day, 1)?;
            count = count.saturating_add(i64::from(self.is_worked(day)?));
        }
        Ok(if to < from { count.saturating_neg() } else { count })
    }
}

/// Whether a day is a Saturday or a Sunday.
#[must_use]
pub fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i16, month: i8, day: i8) -> Date {
        Date::new(year, month, day).expect("a day of the calendar")
    }

    /// 2012, as the General Office of the State Council announced it.
    fn announced() -> Workdays {
        let mut all = Workdays::default();
        all.write(2012);
        let free = [((1, 1), 3), ((1, 22), 7), ((4, 2), 3), ((4, 29), 3), ((6, 22), 3), ((9, 30), 8)];
        for ((month, first), length) in free {
            for after in 0..length {
                all.make_free(days(day(2012, month, first), after).expect("within the calendar"));
            }
        }
        for (month, at) in [(1, 21), (1, 29), (3, 31), (4, 1), (4, 28), (9, 29)] {
            all.make_worked(day(2012, month, at));
        }
        all.make_worked(day(2011, 12, 31));
        all
    }

    #[test]
    fn a_last_day_on_a_holiday_moves_to_the_day_after_it() {
        let all = announced();
        assert_eq!(all.carried(day(2012, 10, 1)), Ok(day(2012, 10, 8)));
        assert_eq!(all.carried(day(2012, 9, 30)), Ok(day(2012, 10, 8)));
        assert_eq!(all.carried(day(2012, 9, 29)), Ok(day(2012, 9, 29)), "a Saturday that is worked");
        assert_eq!(all.carried(day(2012, 9, 22)), Ok(day(2012, 9, 24)), "a Saturday");
        assert_eq!(all.carried(day(2012, 10, 8)), Ok(day(2012, 10, 8)));
    }

    #[test]
    fn worked_days_are_counted_from_the_day_after() {
        let all = announced();
        assert_eq!(all.shifted(day(2012, 9, 27), 1, false), Ok(day(2012, 9, 28)));
        assert_eq!(all.shifted(day(2012, 9, 27), 3, false), Ok(day(2012, 10, 8)));
        assert_eq!(all.shifted(day(2012, 10, 8), 1, true), Ok(day(2012, 9, 29)));
        assert_eq!(all.shifted(day(2012, 10, 1), 0, false), Ok(day(2012, 10, 1)));
        assert_eq!(all.between(day(2012, 9, 27), day(2012, 10, 8)), Ok(3));
        assert_eq!(all.between(day(2012, 10, 8), day(2012, 9, 27)), Ok(-3));
    }

    #[test]
    fn a_year_that_is_not_written_is_not_guessed_at() {
        let all = announced();
        assert_eq!(all.is_worked(day(2011, 12, 30)), Err(CalendarError::NoHolidays(2011)));
        assert_eq!(all.is_worked(day(2012, 12, 24)), Ok(true));
        assert_eq!(all.is_worked(day(2012, 12, 25)), Err(CalendarError::NoHolidays(2013)));
        assert_eq!(all.shifted(day(2012, 12, 20), 10, false), Err(CalendarError::NoHolidays(2013)));
    }

    proptest::proptest! {
        #[test]
        fn what_is_added_is_found_again(after in 0_i64..300, count in 0_i64..30) {
            let all = announced();
            let from = days(day(2012, 1, 1), after).expect("within the calendar");
            if let Ok(to) = all.shifted(from, count, false) {
                proptest::prop_assert_eq!(all.between(from, to), Ok(count));
                proptest::prop_assert!(count == 0 || all.is_worked(to) == Ok(true));
            }
        }
    }
}
