//! Tables: cases that no row speaks about, and cases that two rows speak about.
//!
//! Each column is cut at the figures that its cells name, and the rows are tried on every combination of the pieces. A
//! table with more combinations than [`MAX_COMBINATIONS`] is not looked through. Of other rules that give a value the same
//! is found out, and nothing is reported.

use super::Checker;
use super::error::CoverError;
use crate::diagnostics::{Language, Say, Text};
use crate::ir::value::{order, show};
use crate::ir::{Expr, ExprKind, Ground, Hit, Item, Period, Says, Value, lies_in};
use crate::source::Span;
use crate::types::ids::PlaceId;
use crate::types::{Comparison, Date, Duration, Number, Type};
use std::collections::BTreeMap;

/// More combinations than this are not looked through.
pub const MAX_COMBINATIONS: usize = 20_000;
/// Overlaps that are told of one table.
pub const MAX_TOLD: usize = 3;
/// More places than this are not tried one by one.
const MAX_PLACES: usize = 60;

/// The most days of a length beside its months.
const MAX_DAYS: u8 = 30;

/// More combinations than this are not looked through where there is nothing to report.
pub const MAX_QUIET: usize = 2_000;

/// Which cases the rows of a table, or the rules of a value, fit.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cover {
    /// Some row surely fits every case.
    pub complete: bool,
    /// No case fits two rows.
    pub apart: bool,
}

/// More days on which something changes than this are not looked at.
const MAX_TIMES: usize = 64;

/// What is looked for in a table.
struct Asked {
    /// Cases that no row fits.
    gaps: bool,
    /// Cases that two rows fit.
    overlaps: bool,
    /// Whether the very figures that cells name count.
    points: bool,
}

/// What a row asks, test by test: none where every case fits.
pub type Row<'e> = Vec<&'e Expr>;

/// What a column is about, with the values to try.
pub struct Column<'e> {
    pub subject: &'e Expr,
    pub values: Vec<Value>,
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
        let Some(columns) = self.columns(&tests, MAX_QUIET, true) else { return Cover::default() };
        self.each_fitting(&columns, &tests, &mut |_, fitting| {
            out.complete &= !fitting.is_empty();
            out.apart &= fitting.len() < 2;
        });
        out
    }

    /// Reports gaps and overlaps of the rows of a table, at every time at which a row or a figure of it changes.
    pub(super) fn cover(&mut self, hit: Hit, grounds: &[Ground]) -> Cover {
        let is_last = |ground: &&Ground| matches!(ground.says, Says::Otherwise(_));
        let complete = hit == Hit::Added || grounds.iter().any(|ground| is_last(&ground));
        if complete && hit != Hit::Only {
            return Cover { complete, apart: false };
        }
        let rows: Vec<(&Ground, Vec<Expr>)> = grounds
            .iter()
            .filter(|ground| !is_last(ground))
            .map(|row| (row, row_of(row).into_iter().cloned().collect()))
            .collect();
        self.cover_rows(&rows, &Asked { gaps: !complete, overlaps: hit == Hit::Only, points: true })
    }

    /// The same of a table whose rows each take a part of an amount. Where two parts meet nothing lies, so that it is
    /// all one whether both of them, or neither, take that very number in.
    pub(super) fn cover_parts(&mut self, grounds: &[Ground]) -> Cover {
        let rows: Vec<(&Ground, Vec<Expr>)> = grounds.iter().map(|row| (row, part_of(row))).collect();
        self.cover_rows(&rows, &Asked { gaps: true, overlaps: true, points: false });
        Cover { complete: true, apart: false }
    }

    fn cover_rows(&mut self, rows: &[(&Ground, Vec<Expr>)], asked: &Asked) -> Cover {
        let Some(times) = self.times(rows) else { return Cover { complete: !asked.gaps, apart: false } };
        let (mut complete, mut apart) = (true, true);
        let mut told: Vec<(usize, usize)> = Vec::new();
        let mut gap: Option<(usize, Text)> = None;
        let mut overlaps: Vec<(usize, usize, Text)> = Vec::new();
        for time in &times {
            let in_force = |ground: &Ground| time.is_none_or(|day| ground.in_force.holds(day));
            let here: Vec<usize> =
                (0..rows.len()).filter(|row| rows.get(*row).is_some_and(|(ground, _)| in_force(ground))).collect();
            let Some(tests) =
                here.iter().map(|row| self.tests_at(&rows.get(*row)?.1, *time)).collect::<Option<Vec<_>>>()
            else {
                // A figure that is not in force then is another problem.
                continue;
            };
            // How ends that are reckoned from the case lie to each other is not known before there is one.
            let reckoned = |test: &Expr| match &test.kind {
                ExprKind::Compare(_, _, bound) => super::constant::fold(bound).is_none(),
                _ => false,
            };
            if !asked.points && tests.iter().flatten().any(reckoned) {
                return Cover { complete: true, apart: false };
            }
            let Some(first) = here.first() else { continue };
            let tests: Vec<Row<'_>> = tests.iter().map(|row| row.iter().collect()).collect();
            let Some(columns) = self.columns(&tests, MAX_COMBINATIONS, asked.points) else {
                return Cover { complete: !asked.gaps, apart: false };
            };
            if !is_exact(&columns) {
                return Cover { complete: !asked.gaps, apart: false };
            }
            let witness = |values: &[&Value]| self.witness(&columns, values, time.filter(|_| times.len() > 1));
            self.each_fitting(&columns, &tests, &mut |values, fitting| {
                apart &= fitting.len() < 2;
                match fitting {
                    [] if asked.gaps && gap.is_none() => gap = Some((*first, witness(values))),
                    [one, other, ..] if asked.overlaps && told.len() < MAX_TOLD => {
                        let pair = here.get(*one).copied().zip(here.get(*other).copied());
                        if let Some(pair) = pair.filter(|pair| !told.contains(pair)) {
                            told.push(pair);
                            overlaps.push((pair.0, pair.1, witness(values)));
                        }
                    }
                    _ => {}
                }
            });
        }
        for (first, second, case) in overlaps {
            if let (Some((a, _)), Some((b, _))) = (rows.get(first), rows.get(second)) {
                let differ = if asked.points { differ(a, b) } else { Some(true) };
                self.errors
                    .push(CoverError::Overlap { at: b.span, first: a.span, case, differ, parts: !asked.points }.into());
            }
        }
        if let Some((row, case)) = gap
            && let Some((first, _)) = rows.get(row)
        {
            complete = false;
            self.errors.push(CoverError::Gap { at: first.span, case, parts: !asked.points }.into());
        }
        Cover { complete, apart }
    }

    /// The days on which a row or a figure that it names changes, and one before them where something is in force then;
    /// no day at all where nothing changes; none where there are too many.
    fn times(&self, rows: &[(&Ground, Vec<Expr>)]) -> Option<Vec<Option<Date>>> {
        let mut periods: Vec<Period> = rows.iter().map(|(ground, _)| ground.in_force).collect();
        let mut open: Vec<&Expr> = rows.iter().flat_map(|(_, tests)| tests).collect();
        while let Some(expr) = open.pop() {
            crate::ir::visit::children(expr, |child| open.push(child));
            if let ExprKind::Parameter(id) = &expr.kind
                && let Some(Some(parameter)) = self.parameters.get(id.index())
            {
                periods.extend(parameter.values.iter().map(|(_, period)| *period));
            }
        }
        let mut days: Vec<Date> = periods.iter().flat_map(|period| [period.from, period.until]).flatten().collect();
        days.sort_unstable();
        days.dedup();
        let Some(first) = days.first() else { return Some(vec![None]) };
        let before = first.yesterday().ok().filter(|_| periods.iter().any(|period| period.from.is_none()));
        (days.len() <= MAX_TIMES).then(|| before.into_iter().chain(days).map(Some).collect())
    }

    /// Tests with the figures that are in force on a day; none where one has no value then.
    fn tests_at(&self, tests: &[Expr], time: Option<Date>) -> Option<Vec<Expr>> {
        tests.iter().map(|test| self.at_time(test, time)).collect()
    }

    fn at_time(&self, test: &Expr, time: Option<Date>) -> Option<Expr> {
        let kind = match &test.kind {
            ExprKind::Parameter(id) => {
                let parameter = self.parameters.get(id.index())?.as_ref()?;
                let holds = |period: &Period| time.map_or(*period == Period::default(), |day| period.holds(day));
                let (value, _) = parameter.values.iter().find(|(_, period)| holds(period))?;
                ExprKind::Value(value.clone())
            }
            ExprKind::Compare(comparison, subject, bound) => {
                let mut bound = self.at_time(bound, time)?;
                // Two rows write one bound at two places.
                let mut open: Vec<&mut Expr> = crate::ir::visit::children_mut(&mut bound);
                while let Some(expr) = open.pop() {
                    expr.span = Span::default();
                    open.extend(crate::ir::visit::children_mut(expr));
                }
                ExprKind::Compare(*comparison, subject.clone(), Box::new(bound))
            }
            ExprKind::Not(inner) => ExprKind::Not(Box::new(self.at_time(inner, time)?)),
            ExprKind::All(items) | ExprKind::Any(items) => {
                let at = |item: &Item| Some(Item { expr: self.at_time(&item.expr, time)?, ..item.clone() });
                let moved: Option<Vec<Item>> = items.iter().map(at).collect();
                if matches!(test.kind, ExprKind::All(_)) { ExprKind::All(moved?) } else { ExprKind::Any(moved?) }
            }
            other => other.clone(),
        };
        Some(Expr { kind, ..test.clone() })
    }

    /// Goes through the cases, with the rows that fit each.
    pub(super) fn each_fitting<'c>(
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
    ///
    /// `points` says whether the very figures that cells name are tried, and not only what lies between them.
    pub(super) fn columns<'e>(&self, rows: &[Row<'e>], most: usize, points: bool) -> Option<Vec<Column<'e>>> {
        let mut columns: BTreeMap<String, (&'e Expr, Vec<Value>)> = BTreeMap::new();
        for test in rows.iter().flatten() {
            for (subject, named) in named(test) {
                columns.entry(key(subject)).or_insert((subject, Vec::new())).1.extend(named);
            }
        }
        let mut out = Vec::new();
        let mut all = 1_usize;
        for (subject, named) in columns.into_values() {
            let mut values = match varying(subject) {
                // Below what varies, at it, above it.
                Some(_) => [-1, 0, 1].map(|side| Value::Number(Number::whole(side))).to_vec(),
                None => self.values(subject, named.clone())?,
            };
            if !points && matches!(subject.ty, Type::Number { .. }) {
                values.retain(|value| !named.contains(value) && *value != Value::Number(Number::ZERO));
            }
            all = all.checked_mul(values.len()).filter(|all| *all <= most)?;
            out.push(Column { subject, values });
        }
        Some(out)
    }

    /// The values to try: each that is named, and one between any two and beyond the last.
    fn values(&self, subject: &Expr, mut named: Vec<Value>) -> Option<Vec<Value>> {
        named.sort_by(|a, b| order(a, b).unwrap_or(std::cmp::Ordering::Equal));
        named.dedup();
        let signed = !self.never_below(subject);
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
            Type::Duration => {
                let known = named.iter().filter_map(|value| match value {
                    Value::Duration(length) => Some([day_less(*length), Some(*length), day_more(*length)]),
                    _ => None,
                });
                let mut lengths: Vec<Duration> = known.flatten().flatten().collect();
                lengths.sort_unstable();
                lengths.dedup();
                lengths.into_iter().map(Value::Duration).collect()
            }
            // Of other types only what is named can be tried.
            Type::Window | Type::Text | Type::List(_) => return None,
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
                let Some(bound) = bound else {
                    let side = value(test).and_then(number);
                    return side.is_some_and(|side| comparison.holds(side.cmp(&Number::ZERO)));
                };
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
    pub(super) fn witness(&self, columns: &[Column<'_>], values: &[&Value], time: Option<Date>) -> Text {
        let say = |language: Language| {
            let parts = columns.iter().zip(values).map(|(column, value)| {
                let subject = column.subject;
                if let Some((of, bound)) = varying(subject) {
                    let sign = match number(value).map(|side| side.cmp(&Number::ZERO)) {
                        Some(std::cmp::Ordering::Less) => "<",
                        Some(std::cmp::Ordering::Greater) => ">",
                        _ => "=",
                    };
                    return format!("{} {sign} {}", self.slice(of.span), self.slice(bound.span));
                }
                let name = match &subject.kind {
                    ExprKind::Fact(id) => self.facts.get(id.index()).map(|fact| fact.term.say(language)),
                    _ => None,
                };
                let name = name.unwrap_or_else(|| self.slice(subject.span));
                format!("{name} = {}", show(value, &subject.ty, &self.places, language))
            });
            let day = time.map(|day| {
                let what = language.pick("the date asked about", "判定日");
                format!("{what} = {}", show(&Value::Date(day), &Type::Date, &self.places, language))
            });
            parts.chain(day).collect::<Vec<_>>().join(language.pick(", ", "，"))
        };
        Text::of(say)
    }
}

/// The part that a row takes, and what else it asks.
fn part_of(ground: &Ground) -> Vec<Expr> {
    let Says::Value(Expr { kind: ExprKind::Arithmetic(_, _, part), .. }) = &ground.says else { return Vec::new() };
    let ExprKind::Part(part) = &part.kind else { return Vec::new() };
    let test = |comparison, bound: &Expr| Expr {
        kind: ExprKind::Compare(comparison, Box::new(part.of.clone()), Box::new(bound.clone())),
        ty: Type::Bool,
        span: bound.span,
    };
    let ends = part.low.iter().map(|low| test(Comparison::More, low));
    let ends = ends.chain(part.high.iter().map(|high| test(Comparison::AtMost, high)));
    // That the amount reaches the part is said by its lower end.
    let reached = |expr: &Expr| match (&expr.kind, &part.low) {
        (ExprKind::Compare(Comparison::More, of, low), Some(known)) => {
            key(of) == key(&part.of) && low.span == known.span
        }
        _ => false,
    };
    row_of(ground).into_iter().filter(|test| !reached(test)).cloned().chain(ends).collect()
}

/// The tests of a row, one by one.
pub fn row_of(ground: &Ground) -> Row<'_> {
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

/// What is compared with a bound that varies with the case, and that bound: of one case it lies below it, at it, or
/// above it, whichever row asks.
fn varying(test: &Expr) -> Option<(&Expr, &Expr)> {
    match &test.kind {
        ExprKind::Compare(_, subject, bound) if super::constant::fold(bound).is_none() => Some((subject, bound)),
        _ => None,
    }
}

/// Whether each combination of the values of the columns can be. How a bound that varies lies to a figure, or to another
/// such bound, is not known before there is a case.
fn is_exact(columns: &[Column<'_>]) -> bool {
    let keys: Vec<String> = columns.iter().map(|column| key(column.subject)).collect();
    columns.iter().filter_map(|column| varying(column.subject)).all(|(of, bound)| {
        let own = [key(of), key(bound)];
        let beside = |other: &Column<'_>| varying(other.subject).is_some_and(|(of, _)| key(of) == own[0]);
        !keys.iter().any(|key| own.contains(key)) && columns.iter().filter(|other| beside(other)).count() == 1
    })
}

/// One text for one subject: every row reads its header anew, at the same place.
fn key(expr: &Expr) -> String {
    if let Some((subject, bound)) = varying(expr) {
        return format!("{} against {}", key(subject), key(bound));
    }
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

/// The length one day shorter; none where there is no shorter one.
fn day_less(length: Duration) -> Option<Duration> {
    let Duration { months, days } = length;
    match days.checked_sub(1) {
        Some(days) => Some(Duration { months, days }),
        None => Some(Duration { months: months.checked_sub(1)?, days: MAX_DAYS }),
    }
}

/// The length one day longer.
fn day_more(length: Duration) -> Option<Duration> {
    let Duration { months, days } = length;
    if days < MAX_DAYS {
        Some(Duration { months, days: days + 1 })
    } else {
        Some(Duration { months: months.checked_add(1)?, days: 0 })
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
