//! Cells of tables, and scores.

use super::condition::term;
use super::label::{Joined, Labelled};
use super::{Checker, Place, TypeError};
use crate::ir::{Expr, ExprKind, Item, Part, Score, ScoreItem};
use crate::resolve::read::{Read, ReadKind};
use crate::resolve::{NameError, Symbol};
use crate::source::Span;
use crate::syntax::ast::{self, AtomKind, CellTest, Phrase, Points};
use crate::types::{Comparison, Operator, Type};

impl Checker<'_, '_> {
    /// What a cell asks of what its column is about.
    pub(super) fn cell(&mut self, cell: &ast::Cell, place: &Place) -> Option<Expr> {
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
            return self.report(TypeError::Parts { at: of.span, found: Some(of.ty) });
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
                    _ => return self.report(TypeError::Parts { at: cell.span, found: None }),
                };
                if slot.replace(bound.as_ref().clone()).is_some() {
                    return self.report(TypeError::Parts { at: cell.span, found: None });
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

    fn end_of_range(&mut self, comparison: Comparison, header: &Phrase, end: &Phrase, place: &Place) -> Option<Read> {
        let (header, end) = (self.read(header, place.scope), self.read(end, place.scope));
        let span = end.as_ref().map_or(Span::default(), |end| end.span);
        Some(Read { kind: ReadKind::Compare(comparison, Box::new(header?), Box::new(end?)), span })
    }

    /// A cell that is a value, or several, is what the column is; any other goes on where its header stops.
    fn written_cell(&mut self, header: &Phrase, cell: &Phrase, place: &Place) -> Option<Read> {
        let values: Option<Vec<Read>> = split(cell)
            .iter()
            .map(|value| self.names.read(value, place.scope).ok().filter(|(_, problems)| problems.is_empty()))
            .map(|found| found.map(|(read, _)| read))
            .collect();
        let Some(mut values) = values else {
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
                        let unknown = matches!(error, NameError::Unknown { .. });
                        let cell = NameError::Cell { at: cell.span, text: self.slice(cell.span) };
                        self.name_errors.push(if unknown { cell } else { error });
                    }
                    None
                }
            };
        };
        let header = Box::new(self.read(header, place.scope)?);
        let is_place = |read: &Read| match &read.kind {
            ReadKind::Name(symbols) => {
                symbols.iter().any(|symbol| matches!(symbol, Symbol::Place(_) | Symbol::PlaceSet(_)))
            }
            _ => false,
        };
        let (span, within) = (cell.span, values.iter().all(is_place));
        let kind = match (values.len(), values.pop()) {
            (1, Some(value)) if within => ReadKind::In { negated: false, item: header, place: Box::new(value) },
            (1, Some(value)) => ReadKind::Compare(Comparison::Is, header, Box::new(value)),
            (_, last) => {
                values.extend(last);
                ReadKind::OneOf { negated: false, item: header, values }
            }
        };
        Some(Read { kind, span })
    }

    /// Points, item by item: all of one type.
    pub(super) fn score(&mut self, score: &ast::Score, wanted: Option<&Type>, place: &Place) -> Option<Expr> {
        let mut ty: Option<Type> = wanted.cloned();
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

/// A cell at its commas.
fn split(cell: &Phrase) -> Vec<Phrase> {
    let parts = cell.atoms.split(|atom| atom.kind == AtomKind::Comma);
    let phrase = |atoms: &[ast::Atom]| {
        let span = match (atoms.first(), atoms.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => cell.span,
        };
        Phrase { span, atoms: atoms.to_vec() }
    };
    parts.map(phrase).collect()
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
