//! Reckoning with days, months and years, by named rules.
//!
//! The default is that of the Civil Code of China: a period of months or years ends on the corresponding day, and where
//! the last month has none, on its last day (art. 202); the day on which a period begins is not counted (art. 201).
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "no date may bring the interpreter down")]

use super::{Date, Duration};

/// What happens where the month has no corresponding day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum MissingDay {
    /// The last day of that month (Civil Code art. 202).
    #[default]
    LastDay,
    /// The first day of the month after.
    NextMonth,
    /// An error.
    Refused,
}

/// From when on a person has a year of age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Birthday {
    /// From the birthday.
    #[default]
    OnTheDay,
    /// From the day after the birthday, as criminal law counts.
    DayAfter,
}

/// A day that another day fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// The first day of the month after.
    NextMonth,
    /// The first day of its month.
    MonthStart,
    /// The last day of its month.
    MonthEnd,
    /// The first day of its year.
    YearStart,
    /// The last day of its year.
    YearEnd,
    /// The day after.
    NextDay,
}

/// How the time from one day to another is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// In days; fewer than none where the second day comes first.
    Days,
    /// In whole months.
    Months,
    /// In whole years.
    Years,
    /// In months, and days that do not fill one.
    Time,
    /// In worked days, the first day not counted.
    WorkingDays,
    /// In years of age.
    Age(Birthday),
}

/// Why a date cannot be reckoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CalendarError {
    /// The month has no such day, and that was refused.
    NoSuchDay,
    /// The result lies outside the years 1 to 9999.
    OutOfRange,
    /// The second day comes before the first.
    Backwards,
    /// The holidays of that year are not written.
    NoHolidays(i16),
}

/// A half-open run of days: the first, and the day after the last. Empty where they are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Window {
    /// The first day.
    pub from: Date,
    /// The day after the last.
    pub until: Date,
}

impl Window {
    /// Whether a day lies in it.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.from <= day && day < self.until
    }

    /// The last day; none where it is empty.
    #[must_use]
    pub fn last(&self) -> Option<Date> {
        if self.from < self.until { days(self.until, -1).ok() } else { None }
    }
}

/// The day so many months after, or before where there are fewer than none.
pub fn months(date: Date, months: i64, rule: MissingDay) -> Result<Date, CalendarError> {
    let index = i64::from(date.year())
        .checked_mul(12)
        .and_then(|all| all.checked_add(i64::from(date.month())))
        .and_then(|all| all.checked_sub(1))
        .and_then(|all| all.checked_add(months))
        .ok_or(CalendarError::OutOfRange)?;
    let (year, month) = (index.div_euclid(12), index.rem_euclid(12).saturating_add(1));
    let year = i16::try_from(year).map_err(|_| CalendarError::OutOfRange)?;
    let month = i8::try_from(month).map_err(|_| CalendarError::OutOfRange)?;
    let first = civil(year, month, 1)?;
    if date.day() <= first.days_in_month() {
        return civil(year, month, date.day());
    }
    match rule {
        MissingDay::LastDay => Ok(first.last_of_month()),
        MissingDay::NextMonth => days(first.last_of_month(), 1),
        MissingDay::Refused => Err(CalendarError::NoSuchDay),
    }
}

/// The day so many days after, or before where there are fewer than none.
pub fn days(date: Date, days: i64) -> Result<Date, CalendarError> {
    let span = jiff::Span::new().try_days(days).map_err(|_| CalendarError::OutOfRange)?;
    let moved = date.checked_add(span).map_err(|_| CalendarError::OutOfRange)?;
    civil(moved.year(), moved.month(), moved.day())
}

fn civil(year: i16, month: i8, day: i8) -> Result<Date, CalendarError> {
    if year < 1 {
        return Err(CalendarError::OutOfRange);
    }
    Date::new(year, month, day).map_err(|_| CalendarError::OutOfRange)
}

/// A day moved by months, then by days: rounded once, after the months.
pub fn shifted(date: Date, by: Duration, back: bool, rule: MissingDay) -> Result<Date, CalendarError> {
    let sign = if back { -1 } else { 1 };
    let moved = months(date, i64::from(by.months).saturating_mul(sign), rule)?;
    days(moved, i64::from(by.days).saturating_mul(sign))
}

/// The day that another one fixes.
pub fn anchored(anchor: Anchor, date: Date) -> Result<Date, CalendarError> {
    match anchor {
        Anchor::NextMonth => days(date.last_of_month(), 1),
        Anchor::MonthStart => Ok(date.first_of_month()),
        Anchor::MonthEnd => Ok(date.last_of_month()),
        Anchor::YearStart => Ok(date.first_of_year()),
        Anchor::YearEnd => Ok(date.last_of_year()),
        Anchor::NextDay => days(date, 1),
    }
}

/// The days from one day to another.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i64 {
    i64::from(from.until(to).map_or(0, |span| span.get_days()))
}

/// The whole months from one day to another: as many as can be added without passing it.
#[must_use]
pub fn months_between(from: Date, to: Date) -> i64 {
    if to < from {
        return months_between(to, from).saturating_neg();
    }
    let years = i64::from(to.year()).saturating_sub(i64::from(from.year()));
    let all = years.saturating_mul(12).saturating_add(i64::from(to.month())).saturating_sub(i64::from(from.month()));
    let reached = months(from, all, MissingDay::LastDay).is_ok_and(|day| day <= to);
    if reached { all } else { all.saturating_sub(1).max(0) }
}

/// The whole years from one day to another.
#[must_use]
pub fn years_between(from: Date, to: Date) -> i64 {
    months_between(from, to).checked_div(12).unwrap_or_default()
}

/// The months from one day to another, and the days that do not fill one.
pub fn time_between(from: Date, to: Date) -> Result<Duration, CalendarError> {
    if to < from {
        return Err(CalendarError::Backwards);
    }
    let whole = months_between(from, to);
    let rest = days_between(months(from, whole, MissingDay::LastDay)?, to);
    let months = u32::try_from(whole).map_err(|_| CalendarError::OutOfRange)?;
    let days = u8::try_from(rest).map_err(|_| CalendarError::OutOfRange)?;
    Ok(Duration { months, days })
}

/// The years of age on a day of somebody born on another.
pub fn age(birth: Date, on: Date, rule: Birthday) -> Result<i64, CalendarError> {
    if on < birth {
        return Err(CalendarError::Backwards);
    }
    match rule {
        Birthday::OnTheDay => Ok(years_between(birth, on)),
        Birthday::DayAfter => Ok(days(on, -1).map_or(0, |before| years_between(birth, before)).max(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i16, month: i8, day: i8) -> Date {
        Date::new(year, month, day).expect("a day of the calendar")
    }

    #[test]
    fn a_month_without_the_day_ends_on_its_last() {
        let start = day(2012, 1, 31);
        assert_eq!(months(start, 1, MissingDay::LastDay), Ok(day(2012, 2, 29)));
        assert_eq!(months(start, 1, MissingDay::NextMonth), Ok(day(2012, 3, 1)));
        assert_eq!(months(start, 1, MissingDay::Refused), Err(CalendarError::NoSuchDay));
        assert_eq!(months(start, 12, MissingDay::Refused), Ok(day(2013, 1, 31)));
        assert_eq!(months(day(2012, 3, 31), -1, MissingDay::LastDay), Ok(day(2012, 2, 29)));
        assert_eq!(months(day(9999, 12, 1), 1, MissingDay::LastDay), Err(CalendarError::OutOfRange));
        assert_eq!(months(day(1, 1, 1), -1, MissingDay::LastDay), Err(CalendarError::OutOfRange));
        assert_eq!(days(day(1, 1, 1), -1), Err(CalendarError::OutOfRange));
    }

    #[test]
    fn whole_months_are_as_many_as_can_be_added() {
        assert_eq!(months_between(day(2012, 1, 31), day(2012, 2, 29)), 1);
        assert_eq!(months_between(day(2012, 1, 31), day(2012, 2, 28)), 0);
        assert_eq!(months_between(day(2012, 2, 29), day(2012, 1, 31)), -1);
        assert_eq!(years_between(day(2000, 2, 29), day(2001, 2, 28)), 1);
        assert_eq!(years_between(day(2000, 2, 29), day(2001, 2, 27)), 0);
        assert_eq!(time_between(day(2012, 1, 15), day(2012, 3, 20)), Ok(Duration { months: 2, days: 5 }));
        assert_eq!(time_between(day(2012, 3, 20), day(2012, 1, 15)), Err(CalendarError::Backwards));
    }

    #[test]
    fn a_year_of_age_begins_on_the_birthday_or_the_day_after() {
        let (birth, on) = (day(2000, 5, 10), day(2018, 5, 10));
        assert_eq!(age(birth, on, Birthday::OnTheDay), Ok(18));
        assert_eq!(age(birth, on, Birthday::DayAfter), Ok(17));
        assert_eq!(age(birth, day(2018, 5, 11), Birthday::DayAfter), Ok(18));
        assert_eq!(age(birth, birth, Birthday::DayAfter), Ok(0));
        assert_eq!(age(on, birth, Birthday::OnTheDay), Err(CalendarError::Backwards));
    }

    proptest::proptest! {
        #[test]
        fn what_is_added_is_found_again(year in 1900i16..2100, month in 1i8..=12, at in 1i8..=28, add in 0i64..2000) {
            let from = day(year, month, at);
            let to = months(from, add, MissingDay::LastDay).expect("within the calendar");
            proptest::prop_assert_eq!(months_between(from, to), add);
            proptest::prop_assert_eq!(days(from, days_between(from, to)), Ok(to));
        }
    }
}
