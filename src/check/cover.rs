//! Tables: cases that no row speaks about, and cases that two rows speak about.
//!
//! Each column is cut at the figures that its cells name, and the rows are tried on every combination of the pieces. A
//! table with more combinations than [`MAX_COMBINATIONS`] is not looked through. Of other rules that give a value the same
//! is found out, and nothing is reported.

use super::{Checker, TypeError};
use crate::diagnostics::{Language, Say, Text};
use crate::ir::value::{order, show};
use crate::ir::{Expr, ExprKind, Ground, Hit, Period, Says, Value, lies_in};
use crate::types::ids::PlaceId;
use crate::types::{Date, Number, Type};
use std::collections::BTreeMap;

/// More combinations than this are not looked through.
pub const MAX_COMBINATIONS: usize = 20_000;
/// Overlaps that are told of one table.
const MAX_TOLD: usize = 3;
/// More places than this are not tried one by one.
const MAX_PLACES: usize = 60;

/// More combinations than this are not looked through where there is nothing to report.
const MAX_QUIET: usize = 2_000;

/// Which cases the rows of a table, or the rules of a value, fit.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cover {
    /// Some row surely fits every case.
    pub complete: bool,
    /// No case fits two rows.
    pub apart: bool,
}

/// What a row asks, test by test: none where every case fits.
type Row<'e> = Vec<&'e Expr>;

/// What a column is about, with the values to try.
struct Column<'e> {
    subject: &'e Expr,
    values: Vec<Value>,
}

impl Checker<'_, '_> {
    /// What the rules of a value fit, by their conditions and by whom they speak about.
    pub(super) fn cover_of_rules(&self, grounds: &[Ground]) -> Cover {
        let rows = grounds.iter().filter(|ground| matches!(ground.says, Says::Value(_)));
        let tests: Vec<Row<'_>> = rows.clone().map(row_of).collect();
        let everybody = |ground: &Ground| {
            ground.population.is_empty() && ground.exceptions.is_empty() && ground.in_force == Period::default()
        };
        let mut out = Cover { complete: rows.into_iter().all(everybody), apart: true };
        if tests.len() < 2 {
            return Cover { complete: out.complete && tests.iter().any(Vec::is_empty), apart: true };
        }
        let Some(columns) = self.columns(&tests, MAX_QUIET) else { return Cover::default() };
        self.each_fitting(&columns, &tests, &mut |_, fitting| {
            out.complete &= !fitting.is_empty();
            out.apart &= fitting.len() < 2;
        });
        out
    }

    /// Reports gaps and overlaps of the rows of a table.
    pub(super) fn cover(&mut self, hit: Hit, grounds: &[Ground]) -> Cover {
        let is_last = |ground: &&Ground| matches!(ground.says, Says::Otherwise(_));
        let rows: Vec<&Ground> = grounds.iter().filter(|ground| !is_last(ground)).collect();
        let complete = hit == Hit::Added || grounds.iter().any(|ground| is_last(&ground));
        if complete && hit != Hit::Only {
            return Cover { complete, apart: false };
        }
        let tests: Vec<Row<'_>> = rows.iter().map(|row| row_of(row)).collect();
        let Some(columns) = self.columns(&tests, MAX_COMBINATIONS) else { return Cover { complete, apart: false } };
        let mut apart = true;
        let mut told: Vec<(usize, usize)> = Vec::new();
        let mut gap: Option<Text> = None;
        let mut overlaps: Vec<(usize, usize, Text)> = Vec::new();
        self.each_fitting(&columns, &tests, &mut |values, fitting| {
            apart &= fitting.len() < 2;
            match fitting {
                [] if !complete && gap.is_none() => gap = Some(self.witness(&columns, values)),
                [first, second, ..]
                    if hit == Hit::Only && told.len() < MAX_TOLD && !told.contains(&(*first, *second)) =>
                {
                    told.push((*first, *second));
                    overlaps.push((*first, *second, self.witness(&columns, values)));
                }
                _ => {}
            }
        });
        for (first, second, case) in overlaps {
            if let (Some(a), Some(b)) = (rows.get(first), rows.get(second)) {
                let (at, first, differ) = (b.span, a.span, differ(a, b));
                self.errors.push(TypeError::TableOverlap { at, first, case, differ });
            }
        }
        match (gap, rows.first()) {
            (Some(case), Some(first)) => {
                self.errors.push(TypeError::TableGap { at: first.span, case });
                Cover { complete: false, apart }
            }
            _ => Cover { complete: true, apart },
        }
    }

    /// Goes through the cases, with the rows that fit each.
    fn each_fitting<'c>(
        &self,
        columns: &'c [Column<'_>],
        tests: &[Row<'_>],
        visit: &mut dyn FnMut(&[&'c Value], &[usize]),
    ) {
        let keys: Vec<String> = columns.iter().map(|column| key(column.subject)).collect();
        each_combination(columns, &mut |values| {
            let case: BTreeMap<&str, &Value> = keys.iter().map(String::as_str).zip(values.iter().copied()).collect();
            let fits = |tests: &Row<'_>| tests.iter().all(|test| self.fits(test, &case));
            let fitting: Vec<usize> = (0..tests.len()).filter(|row| tests.get(*row).is_some_and(fits)).collect();
            visit(values, &fitting);
        });
    }

    /// What the columns are about, each with the values that tell its pieces apart; none where there are too many.
    fn columns<'e>(&self, rows: &[Row<'e>], most: usize) -> Option<Vec<Column<'e>>> {
        let mut columns: BTreeMap<String, (&'e Expr, Vec<Value>)> = BTreeMap::new();
        for test in rows.iter().flatten() {
            for (subject, named) in named(test) {
                columns.entry(key(subject)).or_insert((subject, Vec::new())).1.extend(named);
            }
        }
        let mut out = Vec::new();
        let mut all = 1_usize;
        for (subject, named) in columns.into_values() {
            let values = self.values(subject, named)?;
            all = all.checked_mul(values.len()).filter(|all| *all <= most)?;
            out.push(Column { subject, values });
        }
        Some(out)
    }

    /// The values to try: each that is named, and one between any two and beyond the last.
    fn values(&self, subject: &Expr, mut named: Vec<Value>) -> Option<Vec<Value>> {
        named.sort_by(|a, b| order(a, b).unwrap_or(std::cmp::Ordering::Equal));
        named.dedup();
        let signed = match &subject.kind {
            ExprKind::Fact(id) => self.facts.get(id.index()).is_none_or(|fact| fact.signed),
            _ => true,
        };
        Some(match &subject.ty {
            Type::Bool => vec![Value::Bool(true), Value::Bool(false)],
            Type::Level(scale) => (0..u32::try_from(scale.levels.len()).ok()?).map(Value::Level).collect(),
            Type::Place => {
                // A place that is told more coarsely than a row asks leaves it open: that is no gap.
                let inner = (0..self.places.len()).map(PlaceId::at);
                let inner = inner.filter(|id| self.places.iter().all(|place| place.parent != Some(*id)));
                let inner: Vec<Value> = inner.map(Value::Place).collect();
                if inner.len() > MAX_PLACES {
                    return None;
                }
                inner
            }
            Type::Number { whole, .. } => {
                let known: Vec<Number> = named.iter().filter_map(number).collect();
                numbers(&known, *whole, signed)?.into_iter().map(Value::Number).collect()
            }
            Type::Date => {
                let beside = |date: &Date| [date.yesterday().ok(), Some(*date), date.tomorrow().ok()];
                let known = named.iter().filter_map(|value| match value {
                    Value::Date(date) => Some(beside(date)),
                    _ => None,
                });
                known.flatten().flatten().map(Value::Date).collect()
            }
            // Of other types only what is named can be tried.
            Type::Duration | Type::Window | Type::Text | Type::List(_) => return None,
        })
    }

    /// Whether a test holds of a case that gives each column a value.
    fn fits(&self, test: &Expr, case: &BTreeMap<&str, &Value>) -> bool {
        let value = |subject: &Expr| case.get(key(subject).as_str()).copied();
        match &test.kind {
            ExprKind::All(items) => items.iter().all(|item| self.fits(&item.expr, case)),
            ExprKind::Any(items) => items.iter().any(|item| self.fits(&item.expr, case)),
            ExprKind::Not(inner) => !self.fits(inner, case),
            ExprKind::Compare(comparison, subject, bound) => {
                let bound = super::constant::fold(bound);
                // A comparison with what is no plain figure is tried as a whole.
                let Some(bound) = bound else { return value(test) == Some(&Value::Bool(true)) };
                let lies = value(subject).and_then(|value| order(value, &bound));
                lies.is_some_and(|order| comparison.holds(order))
            }
            ExprKind::OneOf(subject, values) => value(subject).is_some_and(|value| values.contains(value)),
            ExprKind::In(subject, around, _) => match value(subject) {
                Some(Value::Place(place)) => around.iter().any(|around| lies_in(&self.places, *place, *around)),
                _ => false,
            },
            _ => value(test) == Some(&Value::Bool(true)),
        }
    }

    /// "staff = 101, small firm = no"
    fn witness(&self, columns: &[Column<'_>], values: &[&Value]) -> Text {
        let say = |language: Language| {
            let parts = columns.iter().zip(values).map(|(column, value)| {
                let subject = column.subject;
                let name = match &subject.kind {
                    ExprKind::Fact(id) => self.facts.get(id.index()).map(|fact| fact.term.say(language)),
                    _ => None,
                };
                let name = name.unwrap_or_else(|| self.slice(subject.span));
                format!("{name} = {}", show(value, &subject.ty, &self.places, language))
            });
            parts.collect::<Vec<_>>().join(if language == Language::Chinese { "，" } else { ", " })
        };
        Text { en: say(Language::English), zh: say(Language::Chinese) }
    }
}

/// The tests of a row, one by one.
fn row_of(ground: &Ground) -> Row<'_> {
    let mut out = Vec::new();
    let mut open: Vec<&Expr> = ground.population.iter().chain(&ground.condition).collect();
    while let Some(expr) = open.pop() {
        match &expr.kind {
            ExprKind::All(items) => open.extend(items.iter().map(|item| &item.expr)),
            _ => out.push(expr),
        }
    }
    out.reverse();
    out
}

/// What a test is about, each with the values that it names; a test of another shape is about itself.
fn named(test: &Expr) -> Vec<(&Expr, Vec<Value>)> {
    let mut out = Vec::new();
    let mut open = vec![test];
    while let Some(test) = open.pop() {
        match &test.kind {
            ExprKind::All(items) | ExprKind::Any(items) => open.extend(items.iter().map(|item| &item.expr)),
            ExprKind::Not(inner) => open.push(inner),
            ExprKind::Compare(_, subject, bound) => match super::constant::fold(bound) {
                Some(value) => out.push((subject.as_ref(), vec![value])),
                None => out.push((test, Vec::new())),
            },
            ExprKind::OneOf(subject, values) => out.push((subject, values.clone())),
            ExprKind::In(subject, ..) => out.push((subject, Vec::new())),
            _ => out.push((test, Vec::new())),
        }
    }
    out
}

/// One text for one subject: every row reads its header anew, at the same place.
fn key(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Fact(id) => format!("fact {}", id.index()),
        other => format!("{other:?}"),
    }
}

fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(*number),
        _ => None,
    }
}

fn numbers(known: &[Number], whole: bool, signed: bool) -> Option<Vec<Number>> {
    let mut out = Vec::new();
    let (first, last) = (known.first()?, known.last()?);
    let half = |a: Number, b: Number| a.plus(b).ok()?.over(Number::whole(2)).ok();
    out.push(first.minus(Number::ONE).ok()?);
    if !whole && *first > Number::ZERO {
        out.push(half(*first, Number::ZERO)?);
    }
    for (index, number) in known.iter().enumerate() {
        out.push(*number);
        if let Some(next) = known.get(index + 1) {
            let between = if whole { number.plus(Number::ONE).ok()? } else { half(*number, *next)? };
            if between < *next {
                out.push(between);
            }
        }
    }
    out.push(last.plus(Number::ONE).ok()?);
    out.retain(|number| signed || !number.is_negative());
    Some(out)
}

/// Whether two rows surely give different values: only plain values can be told apart without a case.
fn differ(a: &Ground, b: &Ground) -> Option<bool> {
    let value = |ground: &Ground| match &ground.says {
        Says::Value(value) => super::constant::fold(value),
        _ => None,
    };
    value(a).zip(value(b)).map(|(a, b)| a != b)
}

fn each_combination<'c>(columns: &'c [Column<'_>], visit: &mut dyn FnMut(&[&'c Value])) {
    let mut at = vec![0_usize; columns.len()];
    if columns.iter().any(|column| column.values.is_empty()) {
        return;
    }
    loop {
        let row: Vec<&Value> = at.iter().zip(columns).filter_map(|(at, column)| column.values.get(*at)).collect();
        visit(&row);
        let mut position = 0;
        loop {
            let (Some(digit), Some(column)) = (at.get_mut(position), columns.get(position)) else { return };
            *digit += 1;
            if *digit < column.values.len() {
                break;
            }
            *digit = 0;
            position += 1;
        }
    }
}
