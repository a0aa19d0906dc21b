//! A row of pieces → a tree, by rank.
//!
//! In: the pieces of one phrase. Out: the tree of that reading, or why there is none. Never: a second reading, a type.
//!
//! From loosest to tightest: `unless`; `and`, `or` (never both on one level); `not`; a comparison, once; rounding;
//! sums; products and `of`; a value. A condition after `where` or a quantifier's list takes what follows it.

mod amount;
mod calendar;
mod comparison;
mod members;

use super::Symbol;
use super::error::NameError;
use super::read::{Head, ListRef, Read, ReadKind};
use super::reading::{Reader, Token, TokenKind};
use crate::source::Span;
use crate::syntax::keywords::Word;
use crate::types::{Comparison, Quantifier};

/// How deep the parts of one phrase may lie inside each other, brackets included.
const MAX_DEPTH: usize = 128;

type Parse<T> = Result<T, Vec<NameError>>;

/// Parses a whole row.
pub fn parse(reader: &Reader<'_>, tokens: &[&Token<'_>], span: Span) -> Parse<(Read, Vec<NameError>)> {
    let mut parser = Parser { reader, tokens, at: 0, span, problems: Vec::new(), depth: reader.depth };
    let read = parser.condition()?;
    match parser.peek() {
        None => Ok((read, parser.problems)),
        Some(_) => Err(vec![parser.unexpected()]),
    }
}

/// Parses the head of a list: `some member where`, 家庭成员中有.
pub fn parse_head(tokens: &[&Token<'_>], span: Span) -> Parse<Head> {
    let words: Vec<&TokenKind<'_>> = tokens.iter().map(|token| &token.kind).collect();
    let list = |symbols: &[Symbol], index: usize| {
        let span = tokens.get(index).map_or(span, |token| token.span);
        ListRef::named(symbols.to_vec(), span)
    };
    // `some hires of that firm where`
    let owned = |symbols: &[Symbol], index: usize, owner: &[Symbol]| {
        let of = Some(Box::new(list(owner, index + 2)));
        ListRef { of, ..list(symbols, index) }
    };
    match words.as_slice() {
        [
            TokenKind::Word(word, _),
            TokenKind::List(symbols),
            TokenKind::Word(Word::OfThat, _),
            TokenKind::List(owner),
        ]
        | [
            TokenKind::Word(word, _),
            TokenKind::List(symbols),
            TokenKind::Word(Word::OfThat, _),
            TokenKind::List(owner),
            TokenKind::Word(Word::Where | Word::ListEvery, _),
        ] => {
            if let Some(quantifier) = quantifier(*word) {
                return Ok(Head { quantifier, list: owned(symbols, 1, owner) });
            }
        }
        // 该企业的雇员中有
        [
            TokenKind::Word(Word::That, _),
            TokenKind::List(owner),
            TokenKind::Word(Word::Of, _),
            TokenKind::List(symbols),
            TokenKind::Word(word, _),
        ] => {
            if let Some(quantifier) = quantifier(*word) {
                let of = Some(Box::new(list(owner, 1)));
                return Ok(Head { quantifier, list: ListRef { of, ..list(symbols, 3) } });
            }
        }
        [TokenKind::Word(word, _), TokenKind::List(symbols)]
        | [TokenKind::Word(word, _), TokenKind::List(symbols), TokenKind::Word(Word::Where | Word::ListEvery, _)] => {
            if let Some(quantifier) = quantifier(*word) {
                return Ok(Head { quantifier, list: list(symbols, 1) });
            }
        }
        [TokenKind::List(symbols), TokenKind::Word(word, _)] => {
            if let Some(quantifier) = quantifier(*word) {
                return Ok(Head { quantifier, list: list(symbols, 0) });
            }
        }
        _ => {}
    }
    Err(vec![NameError::ListHead { at: span, list: None }])
}

pub use comparison::{is_copula, orders};

/// Whether a word stands between amounts.
pub const fn is_amount_word(word: Word) -> bool {
    comparison::comparison(word).is_some() && !matches!(word, Word::Is | Word::IsNot)
        || matches!(word, Word::Plus | Word::Minus | Word::Times | Word::DividedBy | Word::PerFull)
}

const fn quantifier(word: Word) -> Option<Quantifier> {
    match word {
        Word::Some | Word::ListSome => Some(Quantifier::Some),
        Word::Every | Word::ListEvery => Some(Quantifier::Every),
        Word::No | Word::ListNo => Some(Quantifier::No),
        _ => None,
    }
}

struct Parser<'r, 't, 'p> {
    reader: &'r Reader<'r>,
    tokens: &'t [&'t Token<'p>],
    at: usize,
    span: Span,
    problems: Vec<NameError>,
    depth: usize,
}

impl Parser<'_, '_, '_> {
    fn peek(&self) -> Option<&TokenKind<'_>> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    fn word(&self) -> Option<Word> {
        self.word_at(0)
    }

    fn word_at(&self, ahead: usize) -> Option<Word> {
        match self.tokens.get(self.at + ahead).map(|token| &token.kind) {
            Some(TokenKind::Word(word, _)) => Some(*word),
            _ => None,
        }
    }

    fn eat(&mut self, wanted: Word) -> bool {
        let found = self.word() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    /// Skips a comma that stands before one of these words.
    fn eat_after_comma(&mut self, wanted: &[Word]) -> Option<Word> {
        let comma = usize::from(matches!(self.peek(), Some(TokenKind::Comma)));
        let found = self.word_at(comma).filter(|word| wanted.contains(word))?;
        self.at += comma + 1;
        Some(found)
    }

    fn here(&self) -> Span {
        let token = self.tokens.get(self.at).or_else(|| self.tokens.last());
        token.map_or(self.span, |token| token.span)
    }

    fn since(&self, start: Span) -> Span {
        let last = self.at.checked_sub(1).and_then(|last| self.tokens.get(last));
        last.map_or(start, |token| start.to(token.span))
    }

    fn unexpected(&self) -> NameError {
        match self.peek() {
            Some(TokenKind::Comma) if self.word_at(1) == Some(Word::If) => {
                let at = self.tokens.get(self.at + 1).map_or(self.span, |token| token.span);
                NameError::ConditionAfter { at, text: (self.reader.slice)(at), of_amount: true, mends: true }
            }
            Some(TokenKind::Word(Word::OrMore | Word::OrLess | Word::WithinNumber | Word::Beyond, _)) => {
                self.loose_bound()
            }
            Some(TokenKind::Word(Word::If, _)) => NameError::ConditionAfter {
                at: self.here(),
                text: (self.reader.slice)(self.here()),
                of_amount: true,
                mends: true,
            },
            Some(TokenKind::Comma) if self.level_beside(1).is_some() => {
                self.level_beside(1).unwrap_or(NameError::Shape { at: self.here() })
            }
            Some(TokenKind::Comma) if self.comma_in_number().is_some() => {
                let at = self.comma_in_number().unwrap_or(self.span);
                NameError::CommaInNumber { at, text: (self.reader.slice)(at) }
            }
            Some(TokenKind::Comma) => {
                let at = self.here();
                NameError::BareComma { at, chinese: !(self.reader.slice)(at).is_ascii(), one_of: self.values_listed() }
            }
            Some(TokenKind::Word(word, _)) if comparison::comparison(*word).is_some() => {
                NameError::Chained { at: self.here() }
            }
            _ => NameError::Shape { at: self.here() },
        }
    }

    /// `1.000,50`: digits that touch a comma on both sides.
    fn comma_in_number(&self) -> Option<Span> {
        let token = |at: usize| self.tokens.get(at);
        let (before, comma, after) = (token(self.at.checked_sub(1)?)?, token(self.at)?, token(self.at + 1)?);
        let text = |span| (self.reader.slice)(span);
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let (first, rest) = (text(before.span), text(after.span));
        let numbers = first.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'));
        let touch = before.span.end == comma.span.start && comma.span.end == after.span.start;
        let end = after.span.start + u32::try_from(digits(&rest)).ok().filter(|digits| *digits > 0)?;
        (numbers && touch).then_some(Span { end, ..before.span })
    }

    /// 60岁以上, of nothing; 违法所得的1倍以上5倍以下, where an amount is wanted.
    fn loose_bound(&self) -> NameError {
        let at = self.here();
        let kind = |at: usize| self.tokens.get(at).map(|token| &token.kind);
        let slice = |from: Span, to: Span| (self.reader.slice)(from.to(to));
        let Some(last) = self.at.checked_sub(1).and_then(|last| self.tokens.get(last)) else {
            return NameError::LooseBound { at, amount: None, subjects: Vec::new() };
        };
        let first = self.tokens.first().map_or(at, |token| token.span);
        let upper = |at: usize| matches!(kind(at), Some(TokenKind::Word(Word::OrLess | Word::WithinNumber, _)));
        let high = (upper(self.at + 2)).then(|| self.tokens.get(self.at + 1)).flatten();
        if let (Some(TokenKind::Word(Word::OrMore, _)), Some(high)) = (kind(self.at), high) {
            let low = slice(first, last.span);
            let share = low.strip_suffix(&slice(last.span, last.span)).unwrap_or_default().to_owned();
            let high = format!("{share}{}", slice(high.span, high.span));
            let end = self.tokens.get(self.at + 2).map_or(at, |token| token.span);
            return NameError::RangeAsAmount { at: first.to(end), low, high };
        }
        let amount = match &last.kind {
            TokenKind::Operand(kind) if self.at == 1 => Some((first, kind.clone())),
            _ => None,
        };
        NameError::LooseBound { at, amount, subjects: Vec::new() }
    }

    /// 博士 50分, 博士，50分: a level, and the points that it brings.
    fn level_beside(&self, ahead: usize) -> Option<NameError> {
        let (level, amount) = (self.tokens.get(self.at.checked_sub(1)?)?, self.tokens.get(self.at + ahead)?);
        let (TokenKind::Operand(kind @ ReadKind::Name(symbols)), TokenKind::Operand(ReadKind::Quantity(..))) =
            (&level.kind, &amount.kind)
        else {
            return None;
        };
        let levels = symbols.iter().all(|symbol| matches!(symbol, Symbol::Level(..)));
        if !levels || self.at != 1 || self.tokens.len() != self.at + ahead + 1 {
            return None;
        }
        Some(NameError::LevelBeside {
            at: level.span.to(amount.span),
            level: (self.reader.slice)(level.span),
            amount: (self.reader.slice)(amount.span),
            kind: kind.clone(),
            subject: None,
            asked: false,
        })
    }

    /// `dwelling is owned, rented`: the values from the first to the last, and how one of several is asked for.
    fn values_listed(&self) -> Option<(Span, String)> {
        let value = |at: usize| match self.tokens.get(at).map(|token| &token.kind) {
            Some(TokenKind::Operand(ReadKind::Name(symbols))) => {
                symbols.iter().all(|symbol| matches!(symbol, Symbol::Level(..) | Symbol::Place(_)))
            }
            Some(TokenKind::Operand(ReadKind::Text(_) | ReadKind::Date(_))) => true,
            _ => false,
        };
        let first = self.at.checked_sub(1).filter(|at| value(*at))?;
        let is = self.tokens.get(first.checked_sub(1)?)?;
        if !matches!(is.kind, TokenKind::Word(Word::Is, _)) {
            return None;
        }
        let mut last = first;
        while matches!(self.tokens.get(last + 1).map(|token| &token.kind), Some(TokenKind::Comma)) && value(last + 2) {
            last += 2;
        }
        if last == first {
            return None;
        }
        let mut values = (self.reader.slice)(self.tokens.get(first)?.span.to(self.tokens.get(last)?.span));
        // `spouse, child or parent`
        let or = matches!(self.tokens.get(last + 1).map(|token| &token.kind), Some(TokenKind::Word(Word::Or, _)));
        if or && value(last + 2) {
            let more = (self.reader.slice)(self.tokens.get(last + 2)?.span);
            values = format!("{values}{}{more}", if values.is_ascii() { ", " } else { "、" });
            last += 2;
        }
        let whole = self.tokens.get(first)?.span.to(self.tokens.get(last)?.span);
        let english = (self.reader.slice)(is.span).is_ascii();
        Some(if english {
            (is.span.to(whole), format!("is one of {values}"))
        } else {
            (whole, format!("{values}之一"))
        })
    }

    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parse<T>) -> Parse<T> {
        if self.depth >= MAX_DEPTH {
            return Err(vec![NameError::TooDeep { at: self.here(), limit: MAX_DEPTH }]);
        }
        self.depth += 1;
        let result = stacker::maybe_grow(128 << 10, 1 << 20, || inner(self));
        self.depth -= 1;
        result
    }

    fn condition(&mut self) -> Parse<Read> {
        self.deeper(|parser| {
            let start = parser.here();
            if parser.eat(Word::If) {
                return parser.choice(start);
            }
            let body = parser.chain()?;
            if parser.eat_after_comma(&[Word::Unless]).is_none() {
                return Ok(body);
            }
            let lifted = parser.chain()?;
            if parser.eat_after_comma(&[Word::Unless]).is_some() {
                return Err(vec![NameError::UnlessTwice { at: parser.since(start) }]);
            }
            let span = parser.since(start);
            let not = Read { span: lifted.span, kind: ReadKind::Not(Box::new(lifted)) };
            Ok(Read { kind: ReadKind::And(vec![body, not]), span })
        })
    }

    fn choice(&mut self, start: Span) -> Parse<Read> {
        let condition = self.chain()?;
        self.eat_after_comma(&[Word::Then]).ok_or_else(|| vec![NameError::NoThen { at: self.here() }])?;
        let yes = self.condition()?;
        self.eat_after_comma(&[Word::Otherwise])
            .ok_or_else(|| vec![NameError::NoOtherwise { at: self.since(start) }])?;
        let no = self.condition()?;
        Ok(Read { kind: ReadKind::If(Box::new([condition, yes, no])), span: self.since(start) })
    }

    /// `a and b and c`
    fn chain(&mut self) -> Parse<Read> {
        let start = self.here();
        let mut parts = vec![self.negation()?];
        let mut joins: Vec<(Word, Span)> = Vec::new();
        loop {
            let at = self.here();
            // 不低于1万元，不高于5万元: only a comparison of the same thing is joined by a comma alone.
            let comma = matches!(self.peek(), Some(TokenKind::Comma)) && self.word_at(1).is_some_and(orders);
            let word = if comma {
                self.at += 1;
                Word::And
            } else {
                match self.eat_after_comma(&[Word::And, Word::Or, Word::But]) {
                    Some(Word::Or) => Word::Or,
                    Some(_) => Word::And,
                    None => break,
                }
            };
            joins.push((word, self.since(at)));
            let bare = self.spelling();
            let part = match self.compared_as_well(parts.last()) {
                Some(part) => {
                    let part = part?;
                    let both = parts
                        .last()
                        .filter(|_| word == Word::Or)
                        .and_then(|first| self.denies_both(first, bare, &part));
                    self.problems.extend(both);
                    part
                }
                None => self.negation()?,
            };
            parts.push(part);
        }
        let span = self.since(start);
        match joins.first() {
            None => parts.pop().ok_or_else(|| vec![self.unexpected()]),
            Some((first, _)) if joins.iter().all(|(word, _)| word == first) => {
                let kind = if *first == Word::And { ReadKind::And(parts) } else { ReadKind::Or(parts) };
                Ok(Read { kind, span })
            }
            Some(_) => {
                let problem = self.mixed(span, &parts, &joins);
                self.problems.push(problem);
                Ok(Read { kind: ReadKind::Or(parts), span })
            }
        }
    }

    /// `not less than 100 or more than 500`: `not` may be meant for both.
    fn denies_both(&self, first: &Read, bare: &str, second: &Read) -> Option<NameError> {
        let (ReadKind::Compare(one, item, low), ReadKind::Compare(other, _, high)) = (&first.kind, &second.kind) else {
            return None;
        };
        let slice = |span: Span| (self.reader.slice)(span);
        let words = slice(Span { start: item.span.end, end: low.span.start.max(item.span.end), ..item.span });
        if !words.split_whitespace().any(|word| word == "not")
            || bare.split(' ').any(|word| matches!(word, "not" | "no"))
        {
            return None;
        }
        let (item, low, high) = (slice(item.span), slice(low.span), slice(high.span));
        let splits = vec![
            format!("not ({item} {} {low} or {item} {} {high})", one.opposite().sign(), other.sign()),
            format!("{item} {} {low} or {item} {} {high}", one.sign(), other.sign()),
        ];
        Some(NameError::Ambiguous { at: first.span.to(second.span), splits })
    }

    /// Both ways to put brackets into `a and b or c`.
    fn mixed(&self, span: Span, parts: &[Read], joins: &[(Word, Span)]) -> NameError {
        // A value behind `dwelling is owned or` says of itself what it is the value of, once it stands in brackets.
        let mut subject: Option<Span> = None;
        let said: Vec<String> = parts
            .iter()
            .map(|part| {
                let text = (self.reader.slice)(part.span);
                let level = matches!(&part.kind, ReadKind::Name(symbols)
                    if symbols.iter().all(|symbol| matches!(symbol, Symbol::Level(..))));
                match (&part.kind, subject) {
                    (ReadKind::Compare(Comparison::Is, left, right), _) => {
                        subject = Some(Span { end: right.span.start, ..left.span });
                        text
                    }
                    (_, Some(subject)) if level => format!("{}{text}", (self.reader.slice)(subject)),
                    _ => text,
                }
            })
            .collect();
        let bracketed = |tight: Word| {
            let mut out = String::new();
            let mut group: Vec<String> = Vec::new();
            let close = |group: &mut Vec<String>, out: &mut String| {
                let text = group.join(" ");
                let (open, shut) = if group.len() > 1 { ("(", ")") } else { ("", "") };
                out.extend([open, &text, shut]);
                group.clear();
            };
            for (index, part) in said.iter().enumerate() {
                group.push(part.clone());
                match joins.get(index) {
                    Some((word, at)) if *word == tight => group.push((self.reader.slice)(*at)),
                    Some((_, at)) => {
                        close(&mut group, &mut out);
                        out.extend([" ", &(self.reader.slice)(*at), " "]);
                    }
                    None => close(&mut group, &mut out),
                }
            }
            out
        };
        let place = |wanted: Word| joins.iter().find(|(word, _)| *word == wanted).map_or(span, |(_, at)| *at);
        NameError::Mixed {
            at: span,
            and: place(Word::And),
            or: place(Word::Or),
            fixes: [bracketed(Word::And), bracketed(Word::Or)],
        }
    }

    fn negation(&mut self) -> Parse<Read> {
        let start = self.here();
        if !self.eat(Word::Not) {
            return self.quantified();
        }
        let inner = self.quantified()?;
        Ok(Read { kind: ReadKind::Not(Box::new(inner)), span: self.since(start) })
    }

    /// `every member lives together`, 家庭成员均共同生活
    fn quantified(&mut self) -> Parse<Read> {
        let start = self.here();
        if let Some(kind) = self.word().and_then(quantifier) {
            self.at += 1;
            let list = self.list()?;
            let whole = self.eat(Word::Where);
            if !whole {
                self.eat(Word::ListEvery);
            }
            let condition = self.deeper(|parser| if whole { parser.chain() } else { parser.negation() })?;
            let span = self.since(start);
            self.eat(Word::SuchAre);
            return Ok(Read { kind: ReadKind::Quantified(kind, list, Box::new(condition)), span });
        }
        let after = self.list_ahead().and_then(|pieces| self.word_at(pieces));
        if let Some(kind) = after.and_then(quantifier) {
            let list = self.list()?;
            self.at += 1;
            let condition = self.deeper(Self::negation)?;
            self.eat(Word::SuchAre);
            let span = self.since(start);
            return Ok(Read { kind: ReadKind::Quantified(kind, list, Box::new(condition)), span });
        }
        self.comparison()
    }

    /// How many pieces the list is made of that comes next: 雇员, `hires of that firm`, 该企业的雇员.
    fn list_ahead(&self) -> Option<usize> {
        let list = |ahead: usize| {
            matches!(self.tokens.get(self.at + ahead).map(|token| &token.kind), Some(TokenKind::List(_)))
        };
        match self.word() {
            Some(Word::That) => (list(1) && self.word_at(2) == Some(Word::Of) && list(3)).then_some(4),
            Some(_) => None,
            None if list(0) => Some(if self.word_at(1) == Some(Word::OfThat) && list(2) { 3 } else { 1 }),
            None => None,
        }
    }

    fn list(&mut self) -> Parse<ListRef> {
        let start = self.here();
        if self.eat(Word::That) {
            let owner = self.list_named()?;
            if !self.eat(Word::Of) {
                return Err(vec![self.unexpected()]);
            }
            let list = self.list_named()?;
            return Ok(ListRef { of: Some(Box::new(owner)), span: self.since(start), ..list });
        }
        let list = self.list_named()?;
        if !self.eat(Word::OfThat) {
            return Ok(list);
        }
        let owner = self.list_named()?;
        Ok(ListRef { of: Some(Box::new(owner)), span: self.since(start), ..list })
    }

    fn list_named(&mut self) -> Parse<ListRef> {
        let span = self.here();
        match self.tokens.get(self.at).map(|token| &token.kind) {
            Some(TokenKind::List(symbols)) => {
                let symbols = symbols.clone();
                self.at += 1;
                Ok(ListRef::named(symbols, span))
            }
            _ => Err(vec![self.unexpected()]),
        }
    }
}
