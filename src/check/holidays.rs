//! The holidays that the texts write → the days that are worked.

use super::{Checker, TypeError};
use crate::diagnostics::{Diagnostic, Text};
use crate::source::{FileId, Span};
use crate::syntax::ast::{Date as Written, FreeRun, Holidays};
use crate::text;
use crate::types::Date;
use crate::types::workdays::{LAST_WEEK, Workdays, is_weekend};
use std::collections::BTreeMap;

/// The longest run of days that a line may write: longer than any holiday, and far from endless.
const MAX_RUN: i64 = 31;

/// What is wrong with the holidays of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HolidayError {
    /// The day belongs to another year.
    OtherYear(i16),
    /// The run has no days, or far too many.
    Run,
    /// The day is worked anyhow.
    NoWeekend,
    /// The day is written twice, or as free and as worked.
    Twice(Span),
    /// The year is written twice in one text.
    YearTwice(Span),
}

impl HolidayError {
    /// The problem, at the line where it stands.
    pub(super) fn at(self, at: Span) -> Diagnostic {
        let out = |message: Text| Diagnostic::error("check/holidays", message);
        match self {
            Self::OtherYear(year) => {
                out(text!("a day of another year among the holidays of {year}", "{year}年的节假日表里有别的年份的日子"))
                    .label(at, text!("this day", "这一天"))
                    .help(text!(
                        "write it under its own year; only the last week of December may stand under the year after",
                        "请写到它自己的年份之下；只有12月最后一周可以写在下一年"
                    ))
            }
            Self::Run => out(text!("these days are no holiday", "这些日子构不成一个假期"))
                .label(at, text!("the last day comes first, or more than a month later", "末日早于首日，或超过一个月"))
                .help(text!(
                    "write the first day and then the last: `2012-01-22 to 2012-01-28`",
                    "先写首日，再写末日：`1月22日至28日`"
                )),
            Self::NoWeekend => out(text!("this day is worked anyhow", "这一天本来就上班"))
                .label(at, text!("it is no Saturday and no Sunday", "它不是星期六，也不是星期日"))
                .help(text!(
                    "`worked` names the weekend days that make up for a holiday: look at the date",
                    "`调休上班` 只写为调休而上班的周六、周日：请核对日期"
                )),
            Self::Twice(first) => out(text!("one day is written twice", "同一天写了两次"))
                .label(at, text!("the second time", "第二次"))
                .label(first, text!("the first time", "第一次"))
                .help(text!("keep one: a day is free, or it is worked", "只保留一处：一天或放假，或上班")),
            Self::YearTwice(first) => out(text!("the holidays of one year stand here twice", "同一年的节假日写了两次"))
                .label(at, text!("the second time", "第二次"))
                .label(first, text!("the first time", "第一次"))
                .help(text!(
                    "put all days of the year under one line; another file may add days of its own",
                    "请把该年的日子都写在一处；别的文件可以另加日子"
                )),
        }
    }
}

impl Checker<'_, '_> {
    /// What the holidays of all texts come to.
    pub(super) fn workdays(&mut self) -> Workdays {
        let names = self.names;
        let mut out = Workdays::default();
        let mut years: BTreeMap<(FileId, u16), Span> = BTreeMap::new();
        // A text below may give more days off: a day may be free by two texts, and is never both.
        let mut days: BTreeMap<Date, (bool, FileId, Span)> = BTreeMap::new();
        for (holidays, file) in &names.holidays {
            if let Some(first) = years.insert((*file, holidays.year.node), holidays.year.span) {
                self.errors.push(TypeError::Holidays { at: holidays.year.span, error: HolidayError::YearTwice(first) });
            }
            let Ok(year) = i16::try_from(holidays.year.node) else { continue };
            out.write(year);
            for (day, worked, at) in self.days_of(holidays, year) {
                if let Some((before, other, first)) = days.insert(day, (worked, *file, at))
                    && (before != worked || other == *file)
                {
                    self.errors.push(TypeError::Holidays { at, error: HolidayError::Twice(first) });
                }
                if worked {
                    out.make_worked(day);
                } else {
                    out.make_free(day);
                }
            }
        }
        out
    }

    fn days_of(&mut self, holidays: &Holidays, year: i16) -> Vec<(Date, bool, Span)> {
        let mut out = Vec::new();
        for (run, worked) in
            holidays.free.iter().map(|run| (run, false)).chain(holidays.worked.iter().map(|run| (run, true)))
        {
            let Some((from, to)) = self.ends_of(run) else { continue };
            let mut error = None;
            let mut day = from;
            while day <= to && error.is_none() {
                let next_year = day.month() == 12 && day.day() >= LAST_WEEK && day.year().checked_add(1) == Some(year);
                if day.year() != year && !next_year {
                    error = Some(HolidayError::OtherYear(year));
                } else if worked && !is_weekend(day) {
                    error = Some(HolidayError::NoWeekend);
                }
                out.push((day, worked, run.span));
                match day.tomorrow() {
                    Ok(next) => day = next,
                    Err(_) => break,
                }
            }
            if let Some(error) = error {
                self.errors.push(TypeError::Holidays { at: run.span, error });
            }
        }
        out
    }

    fn ends_of(&mut self, run: &FreeRun) -> Option<(Date, Date)> {
        let (from, to): (Option<Date>, Option<Date>) = (self.day_of(run.from, run), self.day_of(run.to, run));
        let (from, to) = (from?, to?);
        if to < from || crate::types::calendar::days_between(from, to) >= MAX_RUN {
            return self.report(TypeError::Holidays { at: run.span, error: HolidayError::Run });
        }
        Some((from, to))
    }

    fn day_of(&mut self, day: Written, run: &FreeRun) -> Option<Date> {
        self.date(day, run.span)
    }

    /// Working days are reckoned by written holidays, and by nothing else.
    pub(super) fn needs_holidays(&mut self, at: Span) -> Option<()> {
        if self.names.holidays.is_empty() {
            return self.report(TypeError::NoHolidays { at });
        }
        Some(())
    }
}
