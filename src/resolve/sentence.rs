//! A row of pieces → a tree, by rank.
//!
//! From loosest to tightest: `unless`; `and`, `or` (never both on one level); `not`; a comparison, once; rounding;
//! sums; products and `of`; a value. A condition after `where` or a quantifier's list takes what follows it.

use super::Symbol;
use super::error::NameError;
use super::read::{Head, ListRef, Read, ReadKind};
use super::reading::{Reader, Token, TokenKind, read};
use crate::source::Span;
use crate::syntax::ast::Phrase;
use crate::syntax::keywords::Word;
use crate::types::calendar::{Anchor, Birthday, Measure, MissingDay};
use crate::types::{Aggregate, Comparison, Operator, Quantifier, Rounding};

/// How deep the parts of one phrase may lie inside each other, brackets included.
const MAX_DEPTH: usize = 128;

type Parse<T> = Result<T, Vec<NameError>>;

/// Parses a whole row.
pub fn parse(reader: &Reader<'_>, tokens: &[Token<'_>], span: Span) -> Parse<(Read, Vec<NameError>)> {
    let mut parser = Parser { reader, tokens, at: 0, span, problems: Vec::new(), depth: reader.depth };
    let read = parser.condition()?;
    match parser.peek() {
        None => Ok((read, parser.problems)),
        Some(_) => Err(vec![parser.unexpected()]),
    }
}

/// Parses the head of a list: `some member where`, 家庭成员中有.
pub fn parse_head(tokens: &[Token<'_>], span: Span) -> Parse<Head> {
    let words: Vec<&TokenKind<'_>> = tokens.iter().map(|token| &token.kind).collect();
    let list = |symbols: &[Symbol], index: usize| {
        let span = tokens.get(index).map_or(span, |token| token.span);
        ListRef { symbols: symbols.to_vec(), span }
    };
    match words.as_slice() {
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
    tokens: &'t [Token<'p>],
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
            Some(TokenKind::Comma) => {
                let at = self.here();
                NameError::BareComma { at, chinese: !(self.reader.slice)(at).is_ascii() }
            }
            Some(TokenKind::Word(word, _)) if comparison(*word).is_some() => NameError::Chained { at: self.here() },
            _ => NameError::Shape { at: self.here() },
        }
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
            let Some(word) = self.eat_after_comma(&[Word::And, Word::Or]) else { break };
            joins.push((word, self.since(at)));
            parts.push(self.negation()?);
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

    /// Both ways to put brackets into `a and b or c`.
    fn mixed(&self, span: Span, parts: &[Read], joins: &[(Word, Span)]) -> NameError {
        let bracketed = |tight: Word| {
            let mut out = String::new();
            let mut group: Vec<String> = Vec::new();
            let close = |group: &mut Vec<String>, out: &mut String| {
                let text = group.join(" ");
                let (open, shut) = if group.len() > 1 { ("(", ")") } else { ("", "") };
                out.extend([open, &text, shut]);
                group.clear();
            };
            for (index, part) in parts.iter().enumerate() {
                group.push((self.reader.slice)(part.span));
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
            return Ok(Read { kind: ReadKind::Quantified(kind, list, Box::new(condition)), span });
        }
        let after = if matches!(self.peek(), Some(TokenKind::List(_))) { self.word_at(1) } else { None };
        if let Some(kind) = after.and_then(quantifier) {
            let list = self.list()?;
            self.at += 1;
            let condition = self.deeper(Self::negation)?;
            let span = self.since(start);
            return Ok(Read { kind: ReadKind::Quantified(kind, list, Box::new(condition)), span });
        }
        self.comparison()
    }

    fn list(&mut self) -> Parse<ListRef> {
        let span = self.here();
        match self.tokens.get(self.at).map(|token| &token.kind) {
            Some(TokenKind::List(symbols)) => {
                let symbols = symbols.clone();
                self.at += 1;
                Ok(ListRef { symbols, span })
            }
            _ => Err(vec![self.unexpected()]),
        }
    }

    fn comparison(&mut self) -> Parse<Read> {
        let start = self.here();
        if matches!(self.peek(), Some(TokenKind::List(_)))
            && matches!(self.word_at(1), Some(Word::IsKnown | Word::IsUnknown))
        {
            let list = self.list()?;
            let known = self.word() == Some(Word::IsKnown);
            self.at += 1;
            let list = Read { span: list.span, kind: ReadKind::Name(list.symbols) };
            return Ok(Read { kind: ReadKind::Known(Box::new(list), known), span: self.since(start) });
        }
        let left = self.rounded()?;
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
                let place = self.rounded()?;
                self.eat(Word::Inside);
                let negated = word == Word::NotIn;
                if matches!(self.peek(), Some(TokenKind::Comma)) || self.word() == Some(Word::Among) {
                    return self.one_of(left, place, negated, true, start);
                }
                let kind = ReadKind::In { negated, item: Box::new(left), place: Box::new(place) };
                Ok(Read { kind, span: self.since(start) })
            }
            Word::OneOf | Word::NotOneOf => {
                self.at += 1;
                let first = self.rounded()?;
                self.one_of(left, first, word == Word::NotOneOf, false, start)
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

    /// After a comparison's sign: the right side, and 以上 after it.
    fn compared(&mut self, left: Read, mut comparison: Comparison, start: Span) -> Parse<Read> {
        let right = self.rounded()?;
        let listed = matches!(self.peek(), Some(TokenKind::Comma)) && self.among_ahead();
        if matches!(comparison, Comparison::Is | Comparison::IsNot) && (listed || self.word() == Some(Word::Among)) {
            return self.one_of(left, right, comparison == Comparison::IsNot, false, start);
        }
        if let Some(bound) = self.bound() {
            // 达到10万元以上 says the same thing twice; 超过10万元以下 contradicts itself.
            if comparison != Comparison::Is && comparison != bound {
                return Err(vec![NameError::Contradiction { at: self.here() }]);
            }
            comparison = bound;
            self.at += 1;
        }
        Ok(compare(comparison, left, right, self.since(start)))
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
        let right = self.rounded()?;
        let comparison = self.bound().ok_or_else(|| vec![NameError::SideBySide { at: right.span }])?;
        self.at += 1;
        Ok(compare(comparison, left, right, self.since(start)))
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

    fn spelling(&self) -> &'static str {
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

    fn one_of(&mut self, item: Read, first: Read, negated: bool, within: bool, start: Span) -> Parse<Read> {
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
        Ok(Read { kind: ReadKind::OneOf { negated, within, item: Box::new(item), values }, span: self.since(start) })
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

    fn rounded(&mut self) -> Parse<Read> {
        let start = self.here();
        let mut value = self.sum()?;
        loop {
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

    fn sum(&mut self) -> Parse<Read> {
        let start = self.here();
        let mut left = self.product()?;
        // What stands in brackets is one amount, whatever it is made of.
        let mut summed = false;
        loop {
            let operator = match self.word() {
                Some(Word::Plus) => Operator::Plus,
                Some(Word::Minus) => Operator::Minus,
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
                _ => return Ok(left),
            };
            self.at += 1;
            let right = self.product()?;
            left = arithmetic(operator, left, right, self.since(start));
            summed = true;
        }
    }

    /// `甲 减去 乙与丙中的较小者` can be read in two ways.
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

    /// `甲与乙中的较小者`
    fn picked(&mut self, first: Read, start: Span) -> Parse<Read> {
        let mut of = vec![first];
        while self.eat(Word::With) || (matches!(self.peek(), Some(TokenKind::Comma)) && of.len() > 1) {
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

    // ── The calendar ─────────────────────────────────────────

    /// A value, and the days that follow from it: 转户日次月一日, 过渡期的末日
    fn dated(&mut self) -> Parse<Read> {
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
    fn up_to(&mut self, from: Read, start: Span) -> Parse<Read> {
        let to = self.dated()?;
        let measure = match self.word() {
            Some(Word::MonthsOf) => Measure::Months,
            Some(Word::YearsOf) => Measure::Years,
            Some(Word::DaysOf) => Measure::Days,
            Some(Word::TimeOf) => Measure::Time,
            Some(Word::AgeAt) => Measure::Age(Birthday::OnTheDay),
            _ => return Err(vec![self.unexpected()]),
        };
        self.at += 1;
        Ok(self.between(measure, from, to, start))
    }

    fn between(&mut self, measure: Measure, from: Read, to: Read, start: Span) -> Read {
        let measure = match measure {
            Measure::Age(_) if self.eat(Word::FromDayAfterBirthday) => Measure::Age(Birthday::DayAfter),
            other => other,
        };
        Read { kind: ReadKind::Between(measure, Box::new(from), Box::new(to)), span: self.since(start) }
    }

    /// A run of days. One that is counted from the day after another day ends as if counted from that day itself.
    fn window(&mut self, from: Read, length: Read, start: Span) -> Parse<Read> {
        let (from, following) = match from.kind {
            ReadKind::Anchor(Anchor::NextDay, inner) => (*inner, true),
            _ => (from, false),
        };
        let early = match self.eat_after_comma(&[Word::EndingEarly]) {
            Some(_) => Some(Box::new(self.sum()?)),
            None => None,
        };
        let kind = ReadKind::Window { start: Box::new(from), length: Box::new(length), following, early };
        Ok(Read { kind, span: self.since(start) })
    }

    fn unary(&mut self) -> Parse<Read> {
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
                Ok(Read { kind, span: start })
            }
            TokenKind::Group(phrase) => {
                self.at += 1;
                self.group(phrase)
            }
            TokenKind::List(_) => self.over_list(start),
            TokenKind::Comma => Err(vec![self.unexpected()]),
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
                loop {
                    let comma = matches!(self.peek(), Some(TokenKind::Comma));
                    let and = self.word_at(usize::from(comma)) == Some(Word::And);
                    if !comma && !and {
                        break;
                    }
                    self.at += usize::from(comma) + usize::from(and);
                    of.push(self.sum()?);
                    if and {
                        break;
                    }
                }
                if of.len() < 2 {
                    return Err(vec![NameError::Shape { at: self.since(start) }]);
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
            Word::MonthsBetween | Word::YearsBetween | Word::DaysBetween | Word::TimeBetween => {
                let from = self.dated()?;
                if !self.eat(Word::And) {
                    return Err(vec![self.unexpected()]);
                }
                let to = self.dated()?;
                let measure = match word {
                    Word::MonthsBetween => Measure::Months,
                    Word::YearsBetween => Measure::Years,
                    Word::DaysBetween => Measure::Days,
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
            Word::NumberOf => self.aggregate(Aggregate::Count, None, start),
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
                let read = self.aggregate(kind, amount, start)?;
                let windowed = matches!(&read.kind, ReadKind::Aggregate { window: Some(_), .. });
                if windowed == (word == Word::GreatestSumOf) {
                    Ok(read)
                } else {
                    Err(vec![NameError::Window { at: read.span }])
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

    /// `LIST in any 3 consecutive year where …`
    fn aggregate(&mut self, kind: Aggregate, amount: Option<Box<Read>>, start: Span) -> Parse<Read> {
        let list = self.list()?;
        let window = if self.eat(Word::InAny) { Some(Box::new(self.run()?)) } else { None };
        let filter = if self.eat(Word::Where) { Some(Box::new(self.deeper(Self::chain)?)) } else { None };
        let kind = ReadKind::Aggregate { kind, list, amount, filter, window };
        Ok(Read { kind, span: self.since(start) })
    }

    /// `with gaps up to 30 days`, after a comma or not
    fn gap(&mut self) -> Parse<Option<Box<Read>>> {
        match self.eat_after_comma(&[Word::GapsUpTo]) {
            Some(_) => Ok(Some(Box::new(self.unary()?))),
            None => Ok(None),
        }
    }

    fn run(&mut self) -> Parse<(Read, Read)> {
        let length = self.unary()?;
        // `in any 3 consecutive year`, `in any 36 months by paid on`
        if !self.eat(Word::Consecutive) && !self.eat(Word::By) {
            return Err(vec![NameError::Window { at: self.here() }]);
        }
        let key = self.unary()?;
        Ok((length, key))
    }

    /// `清单的个数`, `清单中 条件 者的 数额 之和`, `清单中任意连续3个年度的 数额 之和的最大值`
    fn over_list(&mut self, start: Span) -> Parse<Read> {
        let list = self.list()?;
        let count = |list, filter, span| {
            let kind = ReadKind::Aggregate { kind: Aggregate::Count, list, amount: None, filter, window: None };
            Read { kind, span }
        };
        if self.eat(Word::CountOf) {
            return Ok(count(list, None, self.since(start)));
        }
        let (mut filter, mut window) = (None, None);
        if self.eat(Word::ListInAny) {
            window = Some(Box::new(self.run()?));
            self.eat(Word::Of);
        } else if !self.eat(Word::OfList) {
            return Err(vec![NameError::ListAsValue { at: list.span, text: (self.reader.slice)(list.span) }]);
        } else if let Some(end) = self.who_ahead() {
            let condition = self.deeper(Self::chain)?;
            filter = Some(Box::new(condition));
            if matches!(end, Word::CountOf | Word::CountWho) {
                self.at += 1;
                return Ok(count(list, filter, self.since(start)));
            }
            if self.eat(Word::WhoInAny) {
                window = Some(Box::new(self.run()?));
                self.eat(Word::Of);
            } else if !self.eat(Word::WhoWhere) {
                return Err(vec![self.unexpected()]);
            }
            if self.eat(Word::CountOf) {
                return Ok(count(list, filter, self.since(start)));
            }
        }
        if window.is_none() && self.eat(Word::Since) {
            let first = self.dated()?;
            if !self.eat(Word::UpTo) {
                return Err(vec![self.unexpected()]);
            }
            let end = self.dated()?;
            if !self.eat(Word::Unbroken) {
                return Err(vec![self.unexpected()]);
            }
            let gap = self.gap()?;
            let kind = ReadKind::Unbroken { list, start: Box::new(first), end: Box::new(end), gap, filter };
            return Ok(Read { kind, span: self.since(start) });
        }
        let amount = Some(Box::new(self.sum()?));
        let kind = match self.word() {
            Some(Word::TotalOf) if window.is_none() => Aggregate::Sum,
            Some(Word::LargestTotalOf) if window.is_some() => Aggregate::Sum,
            Some(Word::LargestOf) if window.is_none() => Aggregate::Greatest,
            Some(Word::SmallestOf) if window.is_none() => Aggregate::Least,
            _ if window.is_some() => return Err(vec![NameError::Window { at: self.since(start) }]),
            _ => return Err(vec![self.unexpected()]),
        };
        self.at += 1;
        Ok(Read { kind: ReadKind::Aggregate { kind, list, amount, filter, window }, span: self.since(start) })
    }

    /// Whether a condition on the members comes next, and the word that ends it.
    fn who_ahead(&self) -> Option<Word> {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        let mut after_list = false;
        for token in rest {
            match token.kind {
                TokenKind::Word(word @ (Word::WhoWhere | Word::WhoInAny | Word::CountWho), _) => return Some(word),
                // The count of another list ends no condition on this one.
                TokenKind::Word(Word::CountOf, _) if !after_list => return Some(Word::CountOf),
                TokenKind::Word(Word::TotalOf | Word::LargestOf | Word::SmallestOf | Word::LargestTotalOf, _) => {
                    return None;
                }
                _ => {}
            }
            after_list = matches!(token.kind, TokenKind::List(_));
        }
        None
    }
}

/// The day that a word fixes, and whether the word stands after the day that fixes it.
const fn anchor(word: Word) -> Option<(Anchor, bool)> {
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

fn compare(comparison: Comparison, left: Read, right: Read, span: Span) -> Read {
    Read { kind: ReadKind::Compare(comparison, Box::new(left), Box::new(right)), span }
}

fn arithmetic(operator: Operator, left: Read, right: Read, span: Span) -> Read {
    Read { kind: ReadKind::Arithmetic(operator, Box::new(left), Box::new(right)), span }
}

const fn comparison(word: Word) -> Option<Comparison> {
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
