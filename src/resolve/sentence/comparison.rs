//! What compares: `tax ≥ 100000`, `home is in Dehong`, `dwelling is one of owned, rented`, 3年累计纳税10万元以上.

use super::amount::is_length;
use super::{Parse, Parser};
use crate::resolve::Symbol;
use crate::resolve::error::NameError;
use crate::resolve::read::{Read, ReadKind};
use crate::resolve::reading::TokenKind;
use crate::source::Span;
use crate::syntax::keywords::Word;
use crate::types::{Comparison, Operator};

/// Whether an amount is written out.
const fn is_written(read: &Read) -> bool {
    matches!(read.kind, ReadKind::Quantity(..) | ReadKind::Duration(_) | ReadKind::Date(_))
}

impl Parser<'_, '_, '_> {
    pub(super) fn comparison(&mut self) -> Parse<Read> {
        let start = self.here();
        let after = self.list_ahead().and_then(|pieces| self.word_at(pieces));
        if matches!(after, Some(Word::IsKnown | Word::IsUnknown)) {
            let list = self.list()?;
            let known = self.word() == Some(Word::IsKnown);
            self.at += 1;
            let list = Read { span: list.span, kind: ReadKind::List(list) };
            return Ok(Read { kind: ReadKind::Known(Box::new(list), known), span: self.since(start) });
        }
        let left = self.rounded()?;
        // `is` says no more before a word that compares: `is over 65`.
        let copula = self.word() == Some(Word::Is) && is_copula(self.spelling());
        self.at += usize::from(copula && self.word_at(1).is_some_and(orders));
        let Some(word) = self.word() else {
            return self.pair(left, start);
        };
        let spelling = self.spelling();
        if let Some(comparison) = comparison(word) {
            self.at += 1;
            return self.compared(left, self.sensed(comparison, spelling), start);
        }
        match word {
            Word::In | Word::NotIn => {
                self.at += 1;
                let inside = self.here();
                if let Some(within) = self.within(&left, inside)? {
                    return Err(vec![within]);
                }
                self.placed(left, word == Word::NotIn, start)
            }
            Word::OneOf | Word::NotOneOf => {
                self.at += 1;
                let first = self.rounded()?;
                self.one_of(left, first, word == Word::NotOneOf, start)
            }
            Word::Exists | Word::IsNone => {
                self.at += 1;
                let kind = ReadKind::Exists(Box::new(left), word == Word::Exists);
                Ok(Read { kind, span: self.since(start) })
            }
            Word::IsBreached => {
                self.at += 1;
                Ok(Read { kind: ReadKind::Breached(Box::new(left)), span: self.since(start) })
            }
            Word::IsForbidden | Word::IsNotForbidden => {
                self.at += 1;
                let kind = ReadKind::Forbidden(Box::new(left), word == Word::IsForbidden);
                Ok(Read { kind, span: self.since(start) })
            }
            Word::IsKnown | Word::IsUnknown => {
                self.at += 1;
                let kind = ReadKind::Known(Box::new(left), word == Word::IsKnown);
                Ok(Read { kind, span: self.since(start) })
            }
            _ => self.pair(left, start),
        }
    }

    /// `Dehong` after `home is in`, and after `and not in` what the comparison before it is about.
    fn placed(&mut self, item: Read, negated: bool, start: Span) -> Parse<Read> {
        let place = self.rounded()?;
        let _ = self.eat(Word::Inside) || self.eat(Word::WithinNumber);
        // 纳税额在3000元以上5000元以下: no place, an amount.
        if let (false, Some(bound)) = (negated, self.bound()) {
            self.at += 1;
            return self.ranged(bound, true, item, place, start);
        }
        if matches!(self.peek(), Some(TokenKind::Comma)) || self.word() == Some(Word::Among) {
            return self.one_of(item, place, negated, start);
        }
        let kind = ReadKind::In { negated, item: Box::new(item), place: Box::new(place) };
        Ok(Read { kind, span: self.since(start) })
    }

    /// `within 15 days of accepted on`: it does not say on which side of that day, nor whether the day counts.
    fn within(&mut self, left: &Read, start: Span) -> Parse<Option<NameError>> {
        let length = match self.peek() {
            Some(TokenKind::Operand(kind)) => Read { kind: kind.clone(), span: start },
            _ => return Ok(None),
        };
        let joined = matches!(
            self.tokens.get(self.at + 1).map(|token| &token.kind),
            Some(TokenKind::Word(Word::Of, "of") | TokenKind::Word(Word::MoreThan, "after"))
        );
        if !is_length(&length) || !joined {
            return Ok(None);
        }
        self.at += 2;
        let day = self.rounded()?;
        let slice = |span: Span| (self.reader.slice)(span);
        let (item, length, day) = (slice(left.span), slice(length.span), slice(day.span));
        Ok(Some(NameError::Within {
            at: left.span.to(self.since(start)),
            fixes: [
                format!("{item} is in {length} from the day after {day}"),
                format!("{item} ≥ {day} and {item} ≤ {day} plus {length}"),
            ],
        }))
    }

    /// `not over 10` after `staff over 5 and`, 不超过5万元 after 年收入超过1万元但: of what the comparison before it is about.
    pub(super) fn compared_as_well(&mut self, before: Option<&Read>) -> Option<Parse<Read>> {
        let start = self.here();
        if let Some(word @ (Word::In | Word::NotIn)) = self.word() {
            let Some(Read { kind: ReadKind::In { item, .. }, .. }) = before else {
                return Some(Err(vec![NameError::Shape { at: start }]));
            };
            let item = Read { kind: item.kind.clone(), span: item.span };
            self.at += 1;
            return Some(self.placed(item, word == Word::NotIn, start));
        }
        let comparison = self.word().filter(|word| orders(*word)).and_then(comparison)?;
        let Some(Read { kind: ReadKind::Compare(_, left, right), .. }) = before else {
            return Some(Err(vec![NameError::Shape { at: start }]));
        };
        // In `100 yuan < tax and not over 500 yuan` it is the tax.
        let turned = is_written(left) && !is_written(right);
        let subject = if turned { right } else { left };
        let left = Read { kind: subject.kind.clone(), span: subject.span };
        let spelling = self.spelling();
        self.at += 1;
        Some(self.compared(left, self.sensed(comparison, spelling), start))
    }

    /// After a comparison's sign: the right side, and 以上 after it.
    fn compared(&mut self, left: Read, mut comparison: Comparison, start: Span) -> Parse<Read> {
        let sign = self.at.checked_sub(1).and_then(|last| self.tokens.get(last));
        let mut closed = sign.is_some_and(|sign| is_chinese(&sign.kind));
        let measures = sign.is_some_and(|sign| measures(&sign.kind));
        let right = self.rounded()?;
        if let Some(operator) = from_a_day(&right).filter(|_| measures) {
            comparison = match (comparison, operator) {
                (Comparison::AtLeast | Comparison::More, Operator::Plus) => comparison,
                // The further before a day, the earlier.
                (Comparison::AtLeast, _) => Comparison::AtMost,
                (Comparison::More, _) => Comparison::Less,
                _ => return Err(vec![self.measured_from(&left, comparison, &right)]),
            };
        }
        let listed = matches!(self.peek(), Some(TokenKind::Comma)) && self.among_ahead();
        if matches!(comparison, Comparison::Is | Comparison::IsNot) && (listed || self.word() == Some(Word::Among)) {
            return self.one_of(left, right, comparison == Comparison::IsNot, start);
        }
        if let Some(bound) = self.bound() {
            // 达到10万元以上 says the same thing twice; 超过10万元以下 contradicts itself.
            if comparison != Comparison::Is && comparison != bound {
                return Err(vec![NameError::Contradiction { at: self.here() }]);
            }
            comparison = bound;
            closed = self.tokens.get(self.at).is_some_and(|word| is_chinese(&word.kind));
            self.at += 1;
        }
        self.ranged(comparison, closed, left, right, start)
    }

    /// `notice at most 10 days before start`: as a distance it has a second end, the day itself, which it does not tell.
    fn measured_from(&self, left: &Read, comparison: Comparison, right: &Read) -> NameError {
        let ReadKind::Arithmetic(operator, date, length) = &right.kind else {
            return NameError::Shape { at: right.span };
        };
        let slice = |span: Span| (self.reader.slice)(span);
        let (item, date, length) = (slice(left.span), slice(date.span), slice(length.span));
        let strict = comparison == Comparison::Less;
        let (to, from) = if strict { ("<", ">") } else { ("≤", "≥") };
        let splits = if *operator == Operator::Plus {
            [
                format!("{item} {to} {date} plus {length}"),
                format!("{item} ≥ {date} and {item} {to} {date} plus {length}"),
            ]
        } else {
            [
                format!("{item} {from} {date} minus {length}"),
                format!("{item} {from} {date} minus {length} and {item} ≤ {date}"),
            ]
        };
        NameError::Ambiguous { at: left.span.to(right.span), splits: splits.to_vec() }
    }

    /// Whether 之一 closes the list that a comma has opened.
    fn among_ahead(&self) -> bool {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        let mut after_value = true;
        for token in rest {
            match (&token.kind, after_value) {
                (TokenKind::Word(Word::Among, _), true) => return true,
                (TokenKind::Comma, true) => after_value = false,
                (TokenKind::Operand(_), false) => after_value = true,
                _ => return false,
            }
        }
        false
    }

    /// `3年累计纳税 10万元以上`: two values, and a word that compares them.
    fn pair(&mut self, left: Read, start: Span) -> Parse<Read> {
        if !matches!(self.peek(), Some(TokenKind::Operand(_) | TokenKind::Group(_))) {
            return Ok(left);
        }
        if let Some(level) = self.level_beside(0) {
            return Err(vec![level]);
        }
        let right = self.rounded()?;
        let side_by_side = || {
            let text = (self.reader.slice)(left.span.to(right.span));
            let level = matches!(&right.kind, ReadKind::Name(symbols)
                if symbols.iter().all(|symbol| matches!(symbol, Symbol::Level(..))));
            let value = (self.reader.slice)(right.span);
            let is = if value.is_ascii() { "is " } else { "是" };
            let fix = level.then(|| format!("{is}{value}"));
            vec![NameError::SideBySide { at: right.span, text, fix }]
        };
        let comparison = self.bound().ok_or_else(side_by_side)?;
        let closed = self.tokens.get(self.at).is_some_and(|word| is_chinese(&word.kind));
        self.at += 1;
        self.ranged(comparison, closed, left, right, start)
    }

    /// `纳税额3000元以上5000元以下`, `年龄18周岁以上不满60周岁`: one thing between two ends.
    ///
    /// Only Chinese runs the two ends together; `closed` says that the first one is said in Chinese.
    fn ranged(&mut self, comparison: Comparison, closed: bool, left: Read, right: Read, start: Span) -> Parse<Read> {
        let first = compare(comparison, left.clone(), right, self.since(start));
        let lower = matches!(comparison, Comparison::AtLeast | Comparison::More);
        let literal = |kind: Option<&TokenKind<'_>>| {
            let level = |symbols: &[Symbol]| symbols.iter().all(|symbol| matches!(symbol, Symbol::Level(..)));
            match kind {
                Some(TokenKind::Operand(ReadKind::Name(symbols))) => level(symbols),
                Some(TokenKind::Operand(ReadKind::Quantity(..) | ReadKind::Duration(_) | ReadKind::Date(_))) => true,
                _ => false,
            }
        };
        // 3万元以上、5万元以下
        let comma = usize::from(lower && closed && matches!(self.peek(), Some(TokenKind::Comma)));
        let next = |ahead: usize| self.tokens.get(self.at + comma + ahead).map(|token| &token.kind);
        let upper = |comparison| matches!(comparison, Comparison::AtMost | Comparison::Less);
        let sign = self
            .word_at(comma)
            .and_then(self::comparison)
            .filter(|sign| lower && closed && upper(*sign) && next(0).is_some_and(is_chinese) && literal(next(1)));
        let run_on = sign.is_some() || lower && closed && literal(next(0)) && next(1).is_some_and(is_chinese);
        self.at += if run_on { comma } else { 0 };
        let at = self.here();
        let (comparison, end) = if let Some(sign) = sign {
            let sign = self.sensed(sign, self.spelling());
            self.at += 1;
            (sign, self.rounded()?)
        } else if run_on {
            let end = self.rounded()?;
            let bound = self.bound().filter(|bound| upper(*bound)).ok_or_else(|| vec![NameError::Shape { at }])?;
            self.at += 1;
            (bound, end)
        } else {
            return Ok(first);
        };
        let second = compare(comparison, left, end, self.since(at));
        Ok(Read { kind: ReadKind::And(vec![first, second]), span: self.since(start) })
    }

    /// The comparison of 以上 and its like.
    fn bound(&self) -> Option<Comparison> {
        let plain = match self.word()? {
            Word::OrMore => Comparison::AtLeast,
            Word::OrLess | Word::WithinNumber => Comparison::AtMost,
            Word::OrLessIncluded => return Some(Comparison::AtMost),
            Word::Beyond => Comparison::More,
            _ => return None,
        };
        Some(self.sensed(plain, self.spelling()))
    }

    pub(super) fn spelling(&self) -> &'static str {
        match self.tokens.get(self.at).map(|token| &token.kind) {
            Some(TokenKind::Word(_, spelling)) => spelling,
            _ => "",
        }
    }

    /// Law 7: the Civil Code binds the words, unless the header declares otherwise.
    fn sensed(&self, comparison: Comparison, spelling: &str) -> Comparison {
        use Comparison::{AtLeast, AtMost, Is, IsNot, Less, More};
        match (comparison, (self.reader.sense)(spelling)) {
            (AtLeast | More, Some(true)) => AtLeast,
            (AtLeast | More, Some(false)) => More,
            (AtMost | Less, Some(true)) => AtMost,
            (AtMost | Less, Some(false)) => Less,
            (Is | IsNot, _) | (_, None) => comparison,
        }
    }

    fn one_of(&mut self, item: Read, first: Read, negated: bool, start: Span) -> Parse<Read> {
        let mut values = vec![first];
        loop {
            let comma = matches!(self.peek(), Some(TokenKind::Comma));
            let or = self.word() == Some(Word::Or) || (comma && self.word_at(1) == Some(Word::Or));
            let skip = usize::from(comma) + usize::from(or);
            if skip == 0 || (or && !self.value_ends_list(skip)) {
                break;
            }
            if !matches!(self.tokens.get(self.at + skip).map(|token| &token.kind), Some(TokenKind::Operand(_))) {
                break;
            }
            self.at += skip;
            values.push(self.rounded()?);
        }
        self.eat(Word::Among);
        Ok(Read { kind: ReadKind::OneOf { negated, item: Box::new(item), values }, span: self.since(start) })
    }

    /// Whether what follows `or` is one more value of the list, not a condition of its own.
    fn value_ends_list(&self, ahead: usize) -> bool {
        let value = match self.tokens.get(self.at + ahead).map(|token| &token.kind) {
            Some(TokenKind::Operand(ReadKind::Name(symbols))) => {
                symbols.iter().all(|symbol| matches!(symbol, Symbol::Level(..) | Symbol::Place(_)))
            }
            Some(TokenKind::Operand(kind)) => {
                matches!(kind, ReadKind::Quantity(..) | ReadKind::Text(_) | ReadKind::Date(_) | ReadKind::NoneWord(_))
            }
            _ => false,
        };
        value && self.word_at(ahead + 1).is_none_or(|word| comparison(word).is_none())
    }
}

/// Whether a word orders amounts.
pub const fn orders(word: Word) -> bool {
    matches!(word, Word::AtLeast | Word::MoreThan | Word::AtMost | Word::LessThan)
}

/// Whether a spelling of `is` may stand before a word that compares.
pub fn is_copula(spelling: &str) -> bool {
    matches!(spelling, "is" | "are" | "是" | "为")
}

/// Whether a word of the language is spelt in Chinese.
fn is_chinese(kind: &TokenKind<'_>) -> bool {
    matches!(kind, TokenKind::Word(_, spelling) if spelling.starts_with(|c: char| c > '\u{2e80}'))
}

/// On which side of its day an amount lies that is written as a distance: `10 days before start`.
fn from_a_day(amount: &Read) -> Option<Operator> {
    let ReadKind::Arithmetic(operator, date, length) = &amount.kind else { return None };
    // The length was written first: it stands before its day in the text.
    (is_length(length) && length.span.start < date.span.start).then_some(*operator)
}

fn compare(comparison: Comparison, left: Read, right: Read, span: Span) -> Read {
    Read { kind: ReadKind::Compare(comparison, Box::new(left), Box::new(right)), span }
}

pub(super) const fn comparison(word: Word) -> Option<Comparison> {
    match word {
        Word::Is => Some(Comparison::Is),
        Word::IsNot => Some(Comparison::IsNot),
        Word::AtLeast => Some(Comparison::AtLeast),
        Word::MoreThan => Some(Comparison::More),
        Word::AtMost => Some(Comparison::AtMost),
        Word::LessThan => Some(Comparison::Less),
        _ => None,
    }
}

/// Whether a word that compares says how much, and not which day comes first: `at least`, but not `no later than`.
fn measures(sign: &TokenKind<'_>) -> bool {
    let TokenKind::Word(_, spelling) = sign else { return false };
    let says_when = ["later", "earlier", "after", "before"];
    spelling.starts_with(|c: char| c.is_ascii_alphabetic())
        && *spelling != "is"
        && !says_when.iter().any(|word| spelling.contains(word))
}
