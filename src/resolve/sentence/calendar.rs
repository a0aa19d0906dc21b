//! What follows from dates: 转户日次月一日, 出生日期至判定日的周岁, `5 years from hired on`.

use super::{Parse, Parser};
use crate::resolve::error::NameError;
use crate::resolve::read::{Read, ReadKind};
use crate::resolve::reading::TokenKind;
use crate::source::Span;
use crate::syntax::keywords::Word;
use crate::types::calendar::{Anchor, Birthday, Measure};

impl Parser<'_, '_, '_> {
    /// A value, and the days that follow from it: 转户日次月一日, 过渡期的末日
    pub(super) fn dated(&mut self) -> Parse<Read> {
        let start = self.here();
        let mut value = self.unary()?;
        loop {
            let Some(word) = self.word() else { return Ok(value) };
            let fixed = anchor(word).filter(|(_, after)| *after);
            if fixed.is_none() && !matches!(word, Word::YearIn | Word::StartDay | Word::EndDay) {
                return Ok(value);
            }
            self.at += 1;
            let inner = Box::new(value);
            let kind = match (fixed, word) {
                (Some((anchor, _)), _) => ReadKind::Anchor(anchor, inner),
                (None, Word::YearIn) => ReadKind::Year(inner),
                (None, word) => ReadKind::Edge(word == Word::EndDay, inner),
            };
            value = Read { kind, span: self.since(start) };
        }
    }

    /// `出生日期至判定日的周岁`
    pub(super) fn up_to(&mut self, from: Read, start: Span) -> Parse<Read> {
        let to = self.dated()?;
        let measure = match self.word() {
            Some(Word::MonthsOf) => Measure::Months,
            Some(Word::YearsOf) => Measure::Years,
            Some(Word::DaysOf) => Measure::Days,
            Some(Word::TimeOf) => Measure::Time,
            Some(Word::WorkingDaysOf) => Measure::WorkingDays,
            Some(Word::AgeAt) => Measure::Age(Birthday::OnTheDay),
            _ => return Err(vec![self.range_or_unexpected(&from, &to, start)]),
        };
        self.at += 1;
        Ok(self.between(measure, from, to, start))
    }

    /// 500元至5000元 is no amount.
    fn range_or_unexpected(&self, from: &Read, to: &Read, start: Span) -> NameError {
        let amount = |read: &Read| matches!(read.kind, ReadKind::Quantity(..) | ReadKind::Duration(_));
        if !amount(from) || !amount(to) {
            return self.unexpected();
        }
        let [low, high] = [from, to].map(|end| (self.reader.slice)(end.span));
        NameError::RangeAsAmount { at: self.since(start), low, high }
    }

    pub(super) fn between(&mut self, measure: Measure, from: Read, to: Read, start: Span) -> Read {
        let measure = match measure {
            Measure::Age(_) if self.eat(Word::FromDayAfterBirthday) => Measure::Age(Birthday::DayAfter),
            other => other,
        };
        Read { kind: ReadKind::Between(measure, Box::new(from), Box::new(to)), span: self.since(start) }
    }

    /// A run of days. One that is counted from the day after another day ends as if counted from that day itself.
    pub(super) fn window(&mut self, from: Read, length: Read, start: Span) -> Parse<Read> {
        let (from, following) = match from.kind {
            ReadKind::Anchor(Anchor::NextDay, inner) => (*inner, true),
            _ => (from, false),
        };
        // 60天内，遇法定节假日顺延
        let comma =
            usize::from(matches!(self.tokens.get(self.at + 1).map(|token| &token.kind), Some(TokenKind::Comma)));
        let goes_on = matches!(self.word_at(comma + 1), Some(Word::NextWorkingDay | Word::EndingEarly));
        if goes_on && matches!(self.word(), Some(Word::WithinNumber | Word::Inside)) {
            self.at += 1;
        }
        let carried = self.carries();
        let early = match self.eat_after_comma(&[Word::EndingEarly]) {
            Some(_) => Some(Box::new(self.sum()?)),
            None => None,
        };
        let (start_day, length) = (Box::new(from), Box::new(length));
        let kind = ReadKind::Window { start: start_day, length, following, carried, early };
        Ok(Read { kind, span: self.since(start) })
    }

    /// `, carried to the next working day`
    pub(super) fn carries(&mut self) -> bool {
        self.eat_after_comma(&[Word::NextWorkingDay]).is_some()
    }
}

/// The day that a word fixes, and whether the word stands after the day that fixes it.
pub(super) const fn anchor(word: Word) -> Option<(Anchor, bool)> {
    Some(match word {
        Word::FirstOfNextMonth => (Anchor::NextMonth, false),
        Word::FirstOfMonth => (Anchor::MonthStart, false),
        Word::LastOfMonth => (Anchor::MonthEnd, false),
        Word::FirstOfYear => (Anchor::YearStart, false),
        Word::LastOfYear => (Anchor::YearEnd, false),
        Word::DayAfter => (Anchor::NextDay, false),
        Word::NextMonthStart => (Anchor::NextMonth, true),
        Word::MonthStart => (Anchor::MonthStart, true),
        Word::MonthEnd => (Anchor::MonthEnd, true),
        Word::YearStart => (Anchor::YearStart, true),
        Word::YearEnd => (Anchor::YearEnd, true),
        Word::NextDay => (Anchor::NextDay, true),
        _ => return None,
    })
}
