//! Cells of tables, and scores.

use super::condition::term;
use super::error::CoverError;
use super::label::{Joined, Labelled};
use super::{Checker, Place, TypeError};
use crate::ir::{Expr, ExprKind, Item, Part, Score, ScoreItem};
use crate::resolve::read::{Read, ReadKind};
use crate::resolve::{Among, NameError, Symbol, scale};
use crate::source::Span;
use crate::syntax::ast::{self, AtomKind, CellTest, Phrase, Points};
use crate::types::{Comparison, Number, Operator, Type};

impl Checker<'_, '_> {
    /// What a cell asks of what its column is about.
    pub(super) fn cell(&mut self, cell: &ast::Cell, place: &Place) -> Option<Expr> {
        if Self::turned(cell) {
            self.name_errors.push(NameError::Cell { at: cell.span, text: self.slice(cell.span) });
            return None;
        }
        if let [(_, low), (_, high)] = cell.tests.as_slice()
            && let Some(splits) = scale::two_ways(&self.slice(low.span), &self.slice(high.span))
        {
            self.name_errors.push(NameError::Ambiguous { at: cell.span, splits });
            return None;
        }
        let mut items = Vec::new();
        for (test, phrase) in &cell.tests {
            let read = match test {
                CellTest::Written => self.written_cell(&cell.header, phrase, place),
                CellTest::AtLeast => self.end_of_range(Comparison::AtLeast, &cell.header, phrase, place),
                CellTest::More => self.end_of_range(Comparison::More, &cell.header, phrase, place),
                CellTest::AtMost => self.end_of_range(Comparison::AtMost, &cell.header, phrase, place),
                CellTest::Less => self.end_of_range(Comparison::Less, &cell.header, phrase, place),
            };
            items.push(self.condition(&at(read?, cell.span), place));
        }
        let mut items: Vec<Expr> = items.into_iter().collect::<Option<_>>()?;
        match (items.len(), items.pop()) {
            (1, Some(only)) => Some(only),
            (_, Some(last)) => {
                items.push(last);
                let items = items.into_iter().map(|expr| Item { ordinal: None, label: None, expr }).collect();
                Some(Expr { kind: ExprKind::All(items), ty: Type::Bool, span: cell.span })
            }
            (_, None) => None,
        }
    }

    /// A row of a table that takes each part at its own rate: the rate times the part, and what must be so for it.
    pub(super) fn part_of_row(
        &mut self,
        (header, cell): (&Phrase, Option<&ast::Cell>),
        rate: Expr,
        place: &Place,
    ) -> Option<(Expr, Option<Expr>)> {
        let read = self.read(header, place.scope)?;
        let of = self.expr(&read, None, place)?;
        let Type::Number { unit, .. } = of.ty.clone() else {
            return self.report(CoverError::Parts { at: of.span, found: Some(of.ty) });
        };
        let (mut low, mut high) = (None, None);
        if let Some(cell) = cell {
            let asked = self.cell(cell, place)?;
            let tests: Vec<&Expr> = match &asked.kind {
                ExprKind::All(items) => items.iter().map(|item| &item.expr).collect(),
                _ => vec![&asked],
            };
            for test in tests {
                let (slot, bound) = match &test.kind {
                    ExprKind::Compare(Comparison::More | Comparison::AtLeast, _, bound) => (&mut low, bound),
                    ExprKind::Compare(Comparison::Less | Comparison::AtMost, _, bound) => (&mut high, bound),
                    _ => return self.report(CoverError::Parts { at: cell.span, found: None }),
                };
                if slot.replace(bound.as_ref().clone()).is_some() {
                    return self.report(CoverError::Parts { at: cell.span, found: None });
                }
            }
        }
        let Type::Number { unit: per, .. } = &rate.ty else {
            return self.report(TypeError::NotANumber { found: rate.ty, at: rate.span });
        };
        let Some(unit) = per.combine(&unit, 1) else {
            return self.report(TypeError::CompoundUnit { at: rate.span, unit });
        };
        let (yes, span) = (|kind, span| Expr { kind, ty: Type::Bool, span }, of.span);
        let reached = low.clone().map(|low: Expr| {
            let at = cell.map_or(span, |cell| cell.span);
            yes(ExprKind::Compare(Comparison::More, Box::new(of.clone()), Box::new(low)), at)
        });
        let (ty, at) = (of.ty.clone(), rate.span);
        let part = Expr { kind: ExprKind::Part(Box::new(Part { of, low, high })), ty, span: at };
        let kind = ExprKind::Arithmetic(Operator::Times, Box::new(rate), Box::new(part));
        Some((Expr { kind, ty: Type::number(unit), span: at }, reached))
    }

    /// Whether the ends of a range are plain figures of which the first is the greater.
    fn turned(cell: &ast::Cell) -> bool {
        let figure = |wanted: &[CellTest]| {
            let (_, phrase) = cell.tests.iter().find(|(test, _)| wanted.contains(test))?;
            let [ast::Atom { kind: AtomKind::Number(digits), .. }] = phrase.atoms.as_slice() else { return None };
            Number::parse(digits)?.ok()
        };
        let low = figure(&[CellTest::AtLeast, CellTest::More]);
        low.zip(figure(&[CellTest::AtMost, CellTest::Less])).is_some_and(|(low, high)| low > high)
    }

    fn end_of_range(&mut self, comparison: Comparison, header: &Phrase, end: &Phrase, place: &Place) -> Option<Read> {
        let (header, end) = (self.read(header, place.scope), self.read(end, place.scope));
        let span = end.as_ref().map_or(Span::default(), |end| end.span);
        Some(Read { kind: ReadKind::Compare(comparison, Box::new(header?), Box::new(end?)), span })
    }

    /// A cell that is a value, or several, is what the column is; any other goes on where its header stops.
    fn written_cell(&mut self, header: &Phrase, cell: &Phrase, place: &Place) -> Option<Read> {
        let read_all = |parts: Vec<Phrase>| -> Option<Vec<Read>> {
            parts.iter().map(|part| self.names.try_read(part, place.scope)).collect()
        };
        let Some(parts) = split(cell, false) else { return self.no_cell(cell) };
        let whole = read_all(parts);
        let joined = |read: &Read| matches!(read.kind, ReadKind::Or(_));
        let values = match whole {
            Some(values) if !values.iter().any(joined) => Some(values),
            other => match split(cell, true) {
                Some(parts) => read_all(parts).or(other),
                // `owned or`: what goes on where the header stops ends in no `or` either.
                None if other.is_none() => return self.no_cell(cell),
                None => other,
            },
        };
        let Some(mut values) = values else {
            if let Some(range) = self.level_range(header, cell, place) {
                return range;
            }
            let mut joined = header.clone();
            joined.atoms.extend(cell.atoms.iter().cloned());
            joined.span = cell.span;
            return match self.names.read(&joined, place.scope) {
                Ok((read, problems)) if problems.is_empty() => Some(read),
                Ok((_, problems)) => {
                    self.name_errors.extend(problems);
                    None
                }
                Err(errors) => {
                    for error in errors {
                        // What does not read begins in the header, lines above.
                        let unknown = matches!(
                            error,
                            NameError::Unknown { .. } | NameError::Shape { .. } | NameError::SideBySide { .. }
                        );
                        let cell = NameError::Cell { at: cell.span, text: self.slice(cell.span) };
                        self.name_errors.push(if unknown { cell } else { error });
                    }
                    None
                }
            };
        };
        // `not A` is what is not A.
        let denied = match values.as_slice() {
            [Read { kind: ReadKind::Not(inner), .. }] => Some(inner.as_ref().clone()),
            _ => None,
        };
        let negated = denied.is_some();
        if let Some(denied) = denied {
            values = vec![denied];
        }
        let header = Box::new(self.read(header, place.scope)?);
        let is_place = |read: &Read| match &read.kind {
            ReadKind::Name(symbols) => {
                symbols.iter().any(|symbol| matches!(symbol, Symbol::Place(_) | Symbol::PlaceSet(_)))
            }
            _ => false,
        };
        let (span, within) = (cell.span, values.iter().all(is_place));
        let kind = match (values.len(), values.pop()) {
            (1, Some(value)) if within => ReadKind::In { negated, item: header, place: Box::new(value) },
            (1, Some(value)) if negated => ReadKind::Compare(Comparison::IsNot, header, Box::new(value)),
            (1, Some(value)) => ReadKind::Compare(Comparison::Is, header, Box::new(value)),
            (_, last) => {
                values.extend(last);
                ReadKind::OneOf { negated: false, item: header, values }
            }
        };
        Some(Read { kind, span })
    }

    fn no_cell<T>(&mut self, cell: &Phrase) -> Option<T> {
        self.name_errors.push(NameError::Cell { at: cell.span, text: self.slice(cell.span) });
        None
    }

    /// 其他 in the first column may be a level of that column as well as the row for all other cases.
    pub(super) fn catches_no_level(&mut self, rule: &ast::Rule, place: &Place) {
        let Some((header, at)) = &rule.catches else { return };
        let text = self.slice(*at);
        let scales: Vec<_> = self
            .names
            .lookup(text.trim())
            .iter()
            .filter_map(|symbol| if let Symbol::Level(of, _) = symbol { usize::try_from(*of).ok() } else { None })
            .filter_map(|of| self.names.scales.get(of).cloned())
            .collect();
        if scales.is_empty() {
            return;
        }
        // What is wrong with the header is told where a cell of it is read.
        let told = self.errors.len();
        let found = self.names.read(header, place.scope).ok().and_then(|(read, _)| self.expr(&read, None, place));
        self.errors.truncate(told);
        let here = found.is_some_and(|found| scale(&found.ty).is_some_and(|known| scales.contains(known)));
        if here {
            self.name_errors.push(NameError::LevelOrRest { at: *at, text });
        }
    }

    /// `A to C`: the levels from one to the other, where they have an order.
    #[expect(clippy::option_option, reason = "no range of levels, or a wrong one")]
    fn level_range(&mut self, header: &Phrase, cell: &Phrase, place: &Place) -> Option<Option<Read>> {
        let to = |atom: &ast::Atom| match &atom.kind {
            AtomKind::Word(word) => word == "to",
            AtomKind::Han(character) => matches!(character, '至' | '到'),
            _ => false,
        };
        let mut cuts = (1..cell.atoms.len()).filter(|at| cell.atoms.get(*at).is_some_and(to));
        let (scale, ends, reads) = cuts.find_map(|at| {
            let (low, high) = (cell.atoms.get(..at)?, cell.atoms.get(at + 1..)?);
            let level = |atoms: &[ast::Atom]| {
                let span = atoms.first()?.span.to(atoms.last()?.span);
                let (read, _) = self.names.read(&Phrase { span, atoms: atoms.to_vec() }, place.scope).ok()?;
                let (ReadKind::Name(symbols) | ReadKind::NoneWord(symbols)) = &read.kind else { return None };
                let levels: Vec<(u32, u32)> = symbols
                    .iter()
                    .filter_map(|symbol| if let Symbol::Level(of, at) = symbol { Some((*of, *at)) } else { None })
                    .collect();
                Some((levels, read))
            };
            let ((low, first), (high, last)) = (level(low)?, level(high)?);
            let found = low.iter().find_map(|(of, from)| {
                let to = high.iter().find(|(other, _)| other == of)?.1;
                Some((*of, (*from, to)))
            });
            found.map(|(of, ends)| (of, ends, (first, last)))
        })?;
        let scale = usize::try_from(scale).ok().and_then(|of| self.names.scales.get(of)).cloned()?;
        let (first, last) = reads;
        if scale.ordered && ends.0 > ends.1 {
            return Some(self.no_cell(cell));
        }
        if scale.ordered {
            let header = self.read(header, place.scope);
            return Some(header.map(|header| {
                let compare = |comparison, end: Read| Read {
                    kind: ReadKind::Compare(comparison, Box::new(header.clone()), Box::new(end)),
                    span: cell.span,
                };
                let ends = vec![compare(Comparison::AtLeast, first), compare(Comparison::AtMost, last)];
                Read { kind: ReadKind::And(ends), span: cell.span }
            }));
        }
        let (from, to) = (usize::try_from(ends.0).ok()?, usize::try_from(ends.1).ok()?);
        let chinese = !self.slice(cell.span).is_ascii();
        let named: Vec<&str> = scale
            .levels
            .iter()
            .skip(from.min(to))
            .take(from.abs_diff(to) + 1)
            .map(|level| level.forms().find(|form| form.is_ascii() != chinese).unwrap_or(&level.text))
            .collect();
        let instead = named.join(if chinese { "、" } else { ", " });
        self.name_errors.push(NameError::NoOrder { at: cell.span, text: self.slice(cell.span), instead });
        Some(None)
    }

    /// Points, item by item: all of one type.
    pub(super) fn score(&mut self, score: &ast::Score, wanted: Option<&Type>, place: &Place) -> Option<Expr> {
        let mut ty: Option<Type> = wanted.cloned();
        self.labels_once(score.items.iter().filter_map(|item| item.label.as_ref()), Among::List);
        let mut items: Vec<Option<ScoreItem>> = Vec::new();
        for item in &score.items {
            let found = self.score_item(item, ty.as_ref(), place);
            if let (None, Some(found)) = (&ty, &found) {
                ty = Some(found.amount.ty.clone());
            }
            items.push(found);
        }
        let mut bound = |bound: &Option<Phrase>| match bound {
            Some(phrase) => self.points(phrase, ty.as_ref(), place).map(Some),
            None => Some(None),
        };
        let (cap, floor) = (bound(&score.cap), bound(&score.floor));
        let items: Vec<ScoreItem> = items.into_iter().collect::<Option<_>>()?;
        let score_of = Score { best: score.best, items, cap: cap?, floor: floor? };
        Some(Expr { kind: ExprKind::Score(Box::new(score_of)), ty: ty?, span: score.span })
    }

    fn score_item(&mut self, item: &ast::ScoreItem, wanted: Option<&Type>, place: &Place) -> Option<ScoreItem> {
        let when = item.when.as_ref().map(|when| self.read(when, place.scope));
        let inner = match &when {
            Some(Some(read)) => place.with_present(std::slice::from_ref(read)),
            _ => place.clone(),
        };
        let amount = match &item.amount {
            Points::Amount(phrase) => self.points(phrase, wanted, &inner),
            Points::Items(score) => stacker::maybe_grow(256 << 10, 2 << 20, || self.score(score, wanted, &inner)),
            Points::Broken => None,
        };
        let ty = amount.as_ref().map(|amount| amount.ty.clone());
        let when = match when {
            Some(read) => Some(self.condition(&read?, place)),
            None => None,
        };
        let mut bounds = Vec::new();
        for (bound, greater) in [(&item.cap, false), (&item.floor, true)] {
            if let Some(phrase) = bound {
                bounds.push((self.points(phrase, ty.as_ref().or(wanted), place), greater));
            }
        }
        let mut amount = amount?;
        for (bound, greater) in bounds {
            let (ty, span) = (amount.ty.clone(), amount.span);
            amount = Expr { kind: ExprKind::Pick { greater, of: vec![amount, bound?] }, ty, span };
        }
        let when = match when {
            Some(when) => Some(when?),
            None => None,
        };
        let rest = match (&item.amount, &item.when) {
            (Points::Amount(amount), None) => Some((amount.span, Joined::When)),
            (Points::Amount(amount), Some(when)) => Some((amount.span.to(when.span), Joined::And)),
            (Points::Items(_) | Points::Broken, _) => None,
        };
        let reads = std::iter::once(&amount).chain(&when).collect();
        self.label_beside(item.label.as_ref(), &Labelled { reads, rule: false, rest }, place.scope)?;
        Some(ScoreItem {
            ordinal: item.ordinal.clone(),
            label: item.label.as_ref().map(term),
            minus: item.minus,
            amount,
            when,
        })
    }

    /// A number of points, of the same kind as those before it.
    fn points(&mut self, phrase: &Phrase, wanted: Option<&Type>, place: &Place) -> Option<Expr> {
        let read = self.read(phrase, place.scope)?;
        let found = self.expr(&read, wanted, place)?;
        if !matches!(found.ty, Type::Number { .. }) {
            return self.report(TypeError::NotANumber { found: found.ty, at: found.span });
        }
        match wanted {
            Some(wanted) if *wanted != found.ty => {
                let error =
                    TypeError::Mismatch { expected: wanted.clone(), found: found.ty, at: found.span, because: None };
                self.report(error)
            }
            _ => Some(found),
        }
    }
}

/// The levels of a type that has some.
const fn scale(ty: &Type) -> Option<&std::sync::Arc<crate::types::Scale>> {
    match ty {
        Type::Level(scale) => Some(scale),
        _ => None,
    }
}

/// A cell at its commas, and at its `or` where that is asked: several values, of which one is enough; none where one is missing.
fn split(cell: &Phrase, at_or: bool) -> Option<Vec<Phrase>> {
    let joins = |atom: &ast::Atom| match &atom.kind {
        AtomKind::Comma => true,
        AtomKind::Word(word) => at_or && word == "or",
        AtomKind::Han(character) => at_or && *character == '或',
        _ => false,
    };
    let phrase = |atoms: &[ast::Atom]| {
        let span = match (atoms.first(), atoms.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => cell.span,
        };
        (!atoms.is_empty()).then(|| Phrase { span, atoms: atoms.to_vec() })
    };
    cell.atoms.split(joins).map(phrase).collect()
}

/// A condition that stands in a cell, whatever part of it stands in the header.
fn at(mut read: Read, span: Span) -> Read {
    read.span = span;
    if let ReadKind::And(parts) | ReadKind::Or(parts) = &mut read.kind {
        let moved = std::mem::take(parts).into_iter().map(|part| at(part, span));
        *parts = moved.collect();
    }
    read
}
