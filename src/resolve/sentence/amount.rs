//! What is reckoned: rounding, sums, products, and the values that they are made of.

use super::calendar::anchor;
use super::{MAX_DEPTH, Parse, Parser};
use crate::resolve::error::NameError;
use crate::resolve::lexicon::UnitRef;
use crate::resolve::read::{Read, ReadKind};
use crate::resolve::reading::{Reader, Token, TokenKind, read};
use crate::source::Span;
use crate::syntax::ast::Phrase;
use crate::syntax::keywords::{UnitWord, Word};
use crate::types::calendar::{Birthday, Measure, MissingDay};
use crate::types::{Aggregate, Operator, Rounding};

impl Parser<'_, '_, '_> {
    pub(super) fn rounded(&mut self) -> Parse<Read> {
        let start = self.here();
        let mut value = self.sum()?;
        loop {
            if self.carries() {
                value = Read { kind: ReadKind::Carried(Box::new(value)), span: self.since(start) };
                continue;
            }
            let rounds = [Word::RoundHalfUp, Word::RoundHalfEven, Word::RoundUp, Word::RoundDown];
            let comma = matches!(self.peek(), Some(TokenKind::Comma));
            self.at += usize::from(comma && self.word_at(1).is_some_and(|word| rounds.contains(&word)));
            let mode = match self.word() {
                Some(Word::RoundHalfUp) => Rounding::HalfUp,
                Some(Word::RoundHalfEven) => Rounding::HalfEven,
                Some(Word::RoundUp) => Rounding::Up,
                Some(Word::RoundDown) => Rounding::Down,
                Some(Word::SharedOver) => {
                    self.at += 1;
                    value = self.shared(value, start)?;
                    continue;
                }
                // 受理日起5年, without 自 before it.
                Some(Word::Lasting) => {
                    self.at += 1;
                    let length = self.sum()?;
                    value = self.window(value, length, start)?;
                    continue;
                }
                Some(Word::From) => {
                    self.at += 1;
                    let from = self.sum()?;
                    value = self.window(from, value, start)?;
                    continue;
                }
                _ => return Ok(value),
            };
            self.at += 1;
            let to = self.unary()?;
            value = Read { kind: ReadKind::Round(mode, Box::new(value), Box::new(to)), span: self.since(start) };
        }
    }

    fn shared(&mut self, total: Read, start: Span) -> Parse<Read> {
        let list = self.list()?;
        let missing = |parser: &Self| vec![NameError::Shape { at: parser.here() }];
        if !self.eat(Word::By) {
            return Err(missing(self));
        }
        let weight = self.sum()?;
        if !self.eat(Word::InStepsOf) {
            return Err(missing(self));
        }
        let step = self.unary()?;
        let kind = ReadKind::Share { total: Box::new(total), list, weight: Box::new(weight), step: Box::new(step) };
        Ok(Read { kind, span: self.since(start) })
    }

    pub(super) fn sum(&mut self) -> Parse<Read> {
        let start = self.here();
        let before = self.at;
        let mut left = self.product()?;
        // What stands in brackets is one amount, whatever it is made of.
        let mut summed =
            self.at > before + 1 && matches!(left.kind, ReadKind::Arithmetic(Operator::Times | Operator::Over, ..));
        loop {
            let operator = match self.word() {
                Some(Word::Plus) => Operator::Plus,
                Some(Word::Minus) => Operator::Minus,
                // 价格、申请额中的较小者
                None if self.picks_ahead() && !summed => return self.picked(left, start),
                None if self.picks_ahead() => return Err(vec![self.with_after_sum(&left, start)]),
                Some(Word::With) if summed => {
                    return Err(vec![self.with_after_sum(&left, start)]);
                }
                Some(Word::With) => return self.picked(left, start),
                Some(word @ (Word::CarriedOver | Word::Refused))
                    if matches!(left.kind, ReadKind::Arithmetic(Operator::Plus | Operator::Minus, ..)) =>
                {
                    self.at += 1;
                    let rule = if word == Word::Refused { MissingDay::Refused } else { MissingDay::NextMonth };
                    left = Read { kind: ReadKind::MissingDay(rule, Box::new(left)), span: self.since(start) };
                    continue;
                }
                // `15 days after accepted on`
                Some(Word::MoreThan | Word::LessThan) if is_length(&left) && self.before_or_after().is_some() => {
                    let operator = self.before_or_after().unwrap_or(Operator::Plus);
                    self.at += 1;
                    let date = self.product()?;
                    left = arithmetic(operator, date, left, self.since(start));
                    continue;
                }
                _ => return Ok(left),
            };
            self.at += 1;
            let right = self.product()?;
            left = arithmetic(operator, left, right, self.since(start));
            summed = true;
        }
    }

    /// What `after` and `before` do between a length and a date.
    fn before_or_after(&self) -> Option<Operator> {
        match self.peek() {
            Some(TokenKind::Word(_, "after")) => Some(Operator::Plus),
            Some(TokenKind::Word(_, "before")) => Some(Operator::Minus),
            _ => None,
        }
    }

    /// `甲 减去 乙与丙中的较小者`, `2 乘以 乙与丙中的较小者` can be read in two ways.
    fn with_after_sum(&self, left: &Read, start: Span) -> NameError {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        let end = rest.last().map_or(start, |token| token.span);
        let slice = |from: Span, to: Span| (self.reader.slice)(from.to(to));
        let (sum, whole) = (slice(left.span, left.span), slice(left.span, end));
        let tail = whole.strip_prefix(&sum).unwrap_or_default().to_owned();
        let splits = match &left.kind {
            ReadKind::Arithmetic(_, _, last) => {
                let last_text = slice(last.span, last.span);
                let head = sum.strip_suffix(&last_text).unwrap_or_default();
                vec![format!("({sum}){tail}"), format!("{head}({last_text}{tail})")]
            }
            _ => Vec::new(),
        };
        NameError::Ambiguous { at: left.span.to(end), splits }
    }

    /// `the lesser of a and b - c` can be read in two ways; `last` is where its last amount begins.
    fn reckoned_on(&self, start: Span, last: usize) -> Option<NameError> {
        let amount = self.tokens.get(last..self.at)?;
        let reckons = |token: &&Token<'_>| {
            matches!(token.kind, TokenKind::Word(Word::Plus | Word::Minus | Word::Times | Word::DividedBy, _))
        };
        let at = amount.iter().position(reckons).filter(|at| *at > 0)?;
        let span = |token: Option<&&Token<'_>>| token.map(|token| token.span);
        let (first, before) = (span(amount.first())?, span(amount.get(at - 1))?);
        let (operator, end) = (span(amount.get(at))?, span(amount.last())?);
        let slice = |from: Span, to: Span| (self.reader.slice)(from.to(to));
        let whole = slice(start, end);
        let (picked, tail, amount) = (slice(start, before), slice(operator, end), slice(first, end));
        let head = whole.strip_suffix(&amount).unwrap_or_default();
        let splits = vec![format!("({picked}) {tail}"), format!("{head}({amount})")];
        Some(NameError::Ambiguous { at: start.to(end), splits })
    }

    /// Whether a comma stands here, and values after it of which the lesser or greater is meant.
    fn picks_ahead(&self) -> bool {
        let kind = |at: usize| self.tokens.get(at).map(|token| &token.kind);
        let mut at = self.at;
        while matches!(kind(at), Some(TokenKind::Comma | TokenKind::Word(Word::With, _)))
            && matches!(kind(at + 1), Some(TokenKind::Operand(_) | TokenKind::Group(_)))
        {
            at += 2;
        }
        at > self.at && matches!(kind(at), Some(TokenKind::Word(Word::LesserOf | Word::GreaterOf, _)))
    }

    /// `甲与乙中的较小者`
    fn picked(&mut self, first: Read, start: Span) -> Parse<Read> {
        let mut of = vec![first];
        while self.eat(Word::With) || matches!(self.peek(), Some(TokenKind::Comma)) {
            if matches!(self.peek(), Some(TokenKind::Comma)) {
                self.at += 1;
            }
            of.push(self.product()?);
        }
        let greater = self.eat(Word::GreaterOf);
        if !greater && !self.eat(Word::LesserOf) {
            return Err(vec![self.unexpected()]);
        }
        Ok(Read { kind: ReadKind::Pick { greater, of }, span: self.since(start) })
    }

    fn product(&mut self) -> Parse<Read> {
        let start = self.here();
        let mut left = self.counted()?;
        loop {
            let operator = match self.word() {
                Some(Word::Times) => Operator::Times,
                Some(Word::DividedBy) => Operator::Over,
                Some(Word::Of) => Operator::Of,
                Some(Word::UpTo) => {
                    self.at += 1;
                    left = self.up_to(left, start)?;
                    continue;
                }
                _ => return Ok(left),
            };
            self.at += 1;
            let right = self.counted()?;
            left = arithmetic(operator, left, right, self.since(start));
        }
    }

    /// `tax per full 10000 yuan`: a count, before anything is reckoned with it.
    fn counted(&mut self) -> Parse<Read> {
        let start = self.here();
        let mut left = self.dated()?;
        while self.eat(Word::PerFull) {
            let unit = self.dated()?;
            left = arithmetic(Operator::PerFull, left, unit, self.since(start));
        }
        Ok(left)
    }

    pub(super) fn unary(&mut self) -> Parse<Read> {
        self.deeper(Self::value)
    }

    fn value(&mut self) -> Parse<Read> {
        let start = self.here();
        let Some(token) = self.tokens.get(self.at) else {
            return Err(vec![self.unexpected()]);
        };
        match &token.kind {
            TokenKind::Operand(kind) => {
                let kind = kind.clone();
                self.at += 1;
                let read = Read { kind, span: start };
                if !self.eat(Word::OfThat) {
                    return Ok(read);
                }
                let that = self.list_named()?;
                Ok(Read { kind: ReadKind::OfThat(Box::new(read), that), span: self.since(start) })
            }
            TokenKind::Group(phrase) => {
                self.at += 1;
                self.group(phrase)
            }
            TokenKind::List(_) => self.over_list(start),
            TokenKind::Comma => Err(vec![self.unexpected()]),
            TokenKind::Word(Word::That, _) if self.list_ahead().is_some() => self.over_list(start),
            TokenKind::Word(word, _) => {
                let word = *word;
                self.at += 1;
                self.prefixed(word, start)
            }
        }
    }

    fn group(&mut self, phrase: &Phrase) -> Parse<Read> {
        let reader = Reader { depth: self.depth + 1, ..*self.reader };
        if reader.depth >= MAX_DEPTH {
            return Err(vec![NameError::TooDeep { at: phrase.span, limit: MAX_DEPTH }]);
        }
        let known = self.reader.groups.borrow().get(&phrase.span).cloned();
        let found = known.unwrap_or_else(|| {
            let found = read(&reader, phrase);
            self.reader.groups.borrow_mut().insert(phrase.span, found.clone());
            found
        });
        let (inner, problems) = found?;
        self.problems.extend(problems);
        Ok(inner)
    }

    fn prefixed(&mut self, word: Word, start: Span) -> Parse<Read> {
        match word {
            Word::Lesser | Word::Greater => {
                let mut of = vec![self.sum()?];
                let mut last = self.at;
                loop {
                    let comma = matches!(self.peek(), Some(TokenKind::Comma));
                    let and = self.word_at(usize::from(comma)) == Some(Word::And);
                    if !comma && !and {
                        break;
                    }
                    self.at += usize::from(comma) + usize::from(and);
                    last = self.at;
                    of.push(self.sum()?);
                    if and {
                        break;
                    }
                }
                if of.len() < 2 {
                    return Err(vec![NameError::Shape { at: self.since(start) }]);
                }
                if let Some(two_ways) = self.reckoned_on(start, last) {
                    return Err(vec![two_ways]);
                }
                Ok(Read { kind: ReadKind::Pick { greater: word == Word::Greater, of }, span: self.since(start) })
            }
            Word::YearOf => {
                let date = self.unary()?;
                Ok(Read { kind: ReadKind::Year(Box::new(date)), span: self.since(start) })
            }
            Word::FirstDayOf | Word::LastDayOf => {
                let window = self.dated()?;
                let kind = ReadKind::Edge(word == Word::LastDayOf, Box::new(window));
                Ok(Read { kind, span: self.since(start) })
            }
            Word::MonthsBetween
            | Word::YearsBetween
            | Word::DaysBetween
            | Word::TimeBetween
            | Word::WorkingDaysBetween => {
                let from = self.dated()?;
                if !self.eat(Word::And) {
                    return Err(vec![self.unexpected()]);
                }
                let to = self.dated()?;
                let measure = match word {
                    Word::MonthsBetween => Measure::Months,
                    Word::YearsBetween => Measure::Years,
                    Word::DaysBetween => Measure::Days,
                    Word::WorkingDaysBetween => Measure::WorkingDays,
                    _ => Measure::Time,
                };
                Ok(self.between(measure, from, to, start))
            }
            Word::AgeOf => {
                let birth = self.dated()?;
                if !self.eat(Word::On) {
                    return Err(vec![self.unexpected()]);
                }
                let on = self.dated()?;
                Ok(self.between(Measure::Age(Birthday::OnTheDay), birth, on, start))
            }
            Word::Since => {
                let from = self.sum()?;
                if !self.eat(Word::Lasting) {
                    return Err(vec![self.unexpected()]);
                }
                let length = self.unary()?;
                self.window(from, length, start)
            }
            Word::UnbrokenFrom => {
                let first = self.dated()?;
                if !self.eat(Word::UpTo) {
                    return Err(vec![self.unexpected()]);
                }
                let end = self.dated()?;
                if !self.eat(Word::Over) {
                    return Err(vec![NameError::NoOver { at: self.since(start) }]);
                }
                let list = self.list()?;
                let gap = self.gap()?;
                let filter = if self.eat(Word::Where) { Some(Box::new(self.deeper(Self::chain)?)) } else { None };
                let kind = ReadKind::Unbroken { list, start: Box::new(first), end: Box::new(end), gap, filter };
                Ok(Read { kind, span: self.since(start) })
            }
            Word::That => {
                let that = self.list_named()?;
                if !self.eat(Word::Of) {
                    return Err(vec![self.unexpected()]);
                }
                let named = match self.tokens.get(self.at).map(|token| &token.kind) {
                    Some(TokenKind::Operand(kind @ ReadKind::Name(_))) => {
                        Read { kind: kind.clone(), span: self.here() }
                    }
                    _ => return Err(vec![self.unexpected()]),
                };
                self.at += 1;
                Ok(Read { kind: ReadKind::OfThat(Box::new(named), that), span: self.since(start) })
            }
            Word::NumberOf => {
                let spelling = self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map(|token| &token.kind);
                let greatest = matches!(spelling, Some(TokenKind::Word(_, "greatest number of")));
                self.aggregate(Aggregate::Count, None, start, greatest)
            }
            Word::SumOf | Word::GreatestOf | Word::LeastOf | Word::GreatestSumOf => {
                let amount = Some(Box::new(self.sum()?));
                if !self.eat(Word::Over) {
                    return Err(vec![NameError::NoOver { at: self.since(start) }]);
                }
                let kind = match word {
                    Word::GreatestOf => Aggregate::Greatest,
                    Word::LeastOf => Aggregate::Least,
                    _ => Aggregate::Sum,
                };
                let read = self.aggregate(kind, amount, start, false)?;
                let windowed = matches!(&read.kind, ReadKind::Aggregate { window: Some(_), .. });
                if windowed == (word == Word::GreatestSumOf) {
                    Ok(read)
                } else {
                    let text = (self.reader.slice)(read.span);
                    let plain = word == Word::SumOf && windowed;
                    let instead = plain.then(|| format!("greatest {text}"));
                    Err(vec![NameError::Window { at: read.span, instead }])
                }
            }
            _ => match anchor(word) {
                Some((anchor, false)) => {
                    let date = self.dated()?;
                    Ok(Read { kind: ReadKind::Anchor(anchor, Box::new(date)), span: self.since(start) })
                }
                _ => {
                    self.at -= 1;
                    Err(vec![self.unexpected()])
                }
            },
        }
    }
}

/// Whether it is a number of days, months or years as it is written.
pub(super) const fn is_length(read: &Read) -> bool {
    matches!(
        read.kind,
        ReadKind::Duration(_) | ReadKind::Quantity(_, Some(UnitRef::Known(UnitWord::Day | UnitWord::WorkingDay)))
    )
}

fn arithmetic(operator: Operator, left: Read, right: Read, span: Span) -> Read {
    Read { kind: ReadKind::Arithmetic(operator, Box::new(left), Box::new(right)), span }
}
