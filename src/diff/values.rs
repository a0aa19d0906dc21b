//! Values worth trying for each fact of a decision: the lines that either version draws, and one smallest step beside them.

use super::joint::{Joint, Side};
use crate::interpret::smallest_step;
use crate::ir::{Expr, ExprKind, Fact, Given, ListOf, Program, Run, Value, visit};
use crate::types::ids::{DecisionId, FieldId, PlaceId};
use crate::types::{Base, Date, Duration, Number, Type, Unit};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// No more values of one fact are tried.
pub const MAX_VALUES: usize = 24;

/// No more amounts of one fact are tried for the sake of what is reckoned from it.
const MAX_REACHED: usize = 8;

/// Places lie no deeper in each other.
const MAX_AROUND: usize = 32;
/// How deep lists inside the members of a list are made.
const MAX_NESTED: usize = 3;
/// Where there are no more, every member that the fields allow is tried.
const MAX_MEMBERS: usize = 16;

/// A constant with its type, and which versions have it.
type Constant = ((Value, Type), BTreeSet<usize>);

/// What the tests of a decision hold a fact against.
#[derive(Debug, Default)]
pub struct Lines {
    /// By fact, the constants of the tests that read it, and which versions have each.
    constants: BTreeMap<usize, Vec<Constant>>,
    versions: usize,
    /// By fact, amounts with which something that is reckoned from it reaches a line.
    reached: BTreeMap<usize, Vec<Number>>,
    /// By list, how long a run of its members is asked for, and along which field.
    runs: BTreeMap<usize, (i64, FieldId)>,
}

impl Lines {
    /// Adds the tests of a decision in one version.
    pub fn add(&mut self, program: &Program, decision: usize) {
        let grounds = program.grounds_of(DecisionId::at(decision));
        self.versions += 1;
        // An amount that is given rests on the figures in it.
        for ground in grounds {
            if let Some(value) = ground.says.amount() {
                self.test(program, value);
            }
        }
        for expr in visit::Reach::all(program, grounds.iter().flat_map(visit::of_ground)) {
            if matches!(
                expr.kind,
                ExprKind::Compare(..)
                    | ExprKind::In(..)
                    | ExprKind::OneOf(..)
                    | ExprKind::Within(..)
                    | ExprKind::During(..)
                    | ExprKind::Quantified(..)
            ) {
                self.test(program, expr);
            }
        }
    }

    fn test(&mut self, program: &Program, test: &Expr) {
        let (mut facts, mut constants) = (BTreeSet::new(), Vec::new());
        for expr in visit::Reach::all(program, [test]) {
            if let Some(ListOf::Fact(list)) = expr.list() {
                facts.insert(list.index());
            }
            match &expr.kind {
                ExprKind::Value(value) => constants.push((value.clone(), expr.ty.clone())),
                ExprKind::Fact(id) => {
                    facts.insert(id.index());
                }
                ExprKind::Aggregate(gather) => {
                    // A run over a member's own list is not tried: its members are made with the list around them.
                    if let (Some((Run::Consecutive(count), key)), ListOf::Fact(list)) = (gather.window, gather.list) {
                        self.runs.insert(list.index(), (count, key.field));
                    }
                }
                ExprKind::In(_, places, _) => {
                    constants.extend(places.iter().map(|place| (Value::Place(*place), Type::Place)));
                }
                ExprKind::OneOf(inner, values) => {
                    constants.extend(values.iter().map(|value| (value.clone(), inner.ty.clone())));
                }
                ExprKind::Parameter(id) => {
                    let parameter = program.parameters.get(id.index());
                    let values = parameter
                        .into_iter()
                        .flat_map(|known| known.values.iter().map(|(value, _)| (value.clone(), known.ty.clone())));
                    constants.extend(values);
                }
                _ => {}
            }
        }
        for fact in facts {
            let known = self.constants.entry(fact).or_default();
            for constant in &constants {
                match known.iter_mut().find(|(other, _)| other == constant) {
                    Some((_, versions)) => {
                        versions.insert(self.versions);
                    }
                    None => known.push((constant.clone(), BTreeSet::from([self.versions]))),
                }
            }
        }
    }

    /// Adds amounts of a fact with which a line is reached.
    pub fn reach(&mut self, at: usize, amounts: Vec<Number>) {
        let known = self.reached.entry(at).or_default();
        for amount in amounts {
            if known.len() < MAX_REACHED && !known.contains(&amount) {
                known.push(amount);
            }
        }
    }

    /// Values worth trying for a fact, the lines themselves first.
    #[must_use]
    pub fn values(&self, joint: &Joint<'_>, at: usize, as_of: Option<Date>) -> Vec<Given> {
        let Some((_, fact)) = joint.facts.get(at) else { return Vec::new() };
        // What one version has and the other has not comes first.
        let mut known: Vec<&Constant> = self.constants.get(&at).into_iter().flatten().collect();
        known.sort_by_key(|(_, versions)| versions.len() == self.versions);
        let changed = known.iter().filter(|(_, versions)| versions.len() < self.versions).count();
        let constants: Vec<(Value, Type)> = known.into_iter().map(|(constant, _)| constant.clone()).collect();
        let constants = constants.as_slice();
        let mut out: Vec<Given> = match (&fact.ty, fact.record) {
            (Type::List(_), Some(record)) => self.lists(
                joint,
                at,
                record.index(),
                constants.get(..changed.max(4).min(constants.len())).unwrap_or(constants),
                as_of,
            ),
            _ => {
                let reached = self.reached.get(&at).into_iter().flatten().map(|amount| Value::Number(*amount));
                let mut all: Vec<Value> = reached.collect();
                let others = single(joint, fact, constants, as_of);
                all.extend(others.into_iter().filter(|value| !all.contains(value)).collect::<Vec<_>>());
                all.into_iter().map(Given::Value).collect()
            }
        };
        out.truncate(MAX_VALUES);
        if fact.optional {
            out.push(Given::Absent);
        }
        out
    }

    /// Lists: none, one member, and as many as a run asks for, each with its part of a sum.
    fn lists(
        &self,
        joint: &Joint<'_>,
        at: usize,
        record: usize,
        constants: &[(Value, Type)],
        as_of: Option<Date>,
    ) -> Vec<Given> {
        let Some((_, record)) = joint.records.get(record) else { return Vec::new() };
        let list = |members: Vec<Vec<Given>>| Given::Value(Value::List(Arc::new(members)));
        let run = self.runs.get(&at);
        let year = as_of.map_or(2011, |day| i64::from(day.year()) - 1);
        let options: Vec<Vec<Value>> = record
            .fields
            .iter()
            .enumerate()
            .map(|(field, fact)| match run {
                Some((_, key)) if key.index() == field => vec![Value::Number(Number::whole(year))],
                _ => worth(joint, fact, constants, as_of, MAX_NESTED),
            })
            .collect();
        let widest = options.iter().map(Vec::len).max().unwrap_or(0).min(12);
        // Amounts that add up are told in one field, the others being nought; or in all of them.
        let amounts: Vec<usize> = (0..options.len())
            .filter(|field| {
                let key = run.is_some_and(|(_, key)| key.index() == *field);
                !key && matches!(record.fields.get(*field).map(|fact| &fact.ty), Some(Type::Number { .. }))
            })
            .collect();
        let mut shapes: Vec<Option<usize>> = vec![None];
        if amounts.len() > 1 {
            shapes = amounts.iter().copied().map(Some).chain([None]).collect();
        }
        let member = |turn: usize, back: i64, part: i128, last: bool, only: Option<usize>| -> Vec<Given> {
            let fields = options.iter().zip(&record.fields).enumerate().map(|(field, (values, fact))| {
                let value = values.get(turn.min(values.len().saturating_sub(1)));
                let other = only.is_some_and(|only| only != field) && amounts.contains(&field);
                match (value, &fact.ty, run) {
                    (Some(Value::Number(number)), _, Some((_, key))) if key.index() == field => number
                        .minus(Number::whole(back))
                        .map_or(Given::Unknown, |year| Given::Value(Value::Number(year))),
                    (Some(Value::Number(_)), ..) if other => Given::Value(Value::Number(Number::ZERO)),
                    (Some(Value::Number(whole)), Type::Number { unit, whole: entire }, Some(_)) if part > 1 => {
                        share(*whole, part, smallest_step(unit, *entire), last)
                            .map_or(Given::Unknown, |part| Given::Value(Value::Number(part)))
                    }
                    (Some(value), ..) => Given::Value(value.clone()),
                    (None, ..) => Given::Unknown,
                }
            });
            fields.collect()
        };
        let mut out = Vec::new();
        for turn in 0..widest {
            for only in shapes.iter().copied() {
                if let Some((count, _)) = run.filter(|(count, _)| (2..=10).contains(count)) {
                    let part = i128::from(*count);
                    out.push(list((0..*count).map(|back| member(turn, back, part, back == 0, only)).collect()));
                }
                out.push(list(vec![member(turn, 0, 1, true, only)]));
            }
        }
        out.insert(out.len().min(1), list(Vec::new()));
        if run.is_none() {
            // Where there are few, every member that the fields allow.
            for member in every(&options) {
                let alone = list(vec![member]);
                if !out.contains(&alone) {
                    out.push(alone);
                }
            }
        }
        out
    }
}

/// Values of a fact or field; of a list inside a member, lists of no member and of one.
fn worth(joint: &Joint<'_>, fact: &Fact, constants: &[(Value, Type)], as_of: Option<Date>, depth: usize) -> Vec<Value> {
    let record = fact.record.filter(|_| matches!(fact.ty, Type::List(_)));
    let Some((_, record)) = record.and_then(|record| joint.records.get(record.index())) else {
        return single(joint, fact, constants, as_of);
    };
    let Some(depth) = depth.checked_sub(1) else { return Vec::new() };
    let options: Vec<Vec<Value>> =
        record.fields.iter().map(|field| worth(joint, field, constants, as_of, depth)).collect();
    let list = |members: Vec<Vec<Given>>| Value::List(Arc::new(members));
    let members = every(&options);
    let mut out: Vec<Value> = members.into_iter().map(|member| list(vec![member])).collect();
    if out.is_empty() {
        let widest = options.iter().map(Vec::len).max().unwrap_or(0).min(MAX_MEMBERS);
        let at = |values: &Vec<Value>, turn: usize| {
            let value = values.get(turn.min(values.len().saturating_sub(1)));
            value.map_or(Given::Unknown, |value| Given::Value(value.clone()))
        };
        out = (0..widest).map(|turn| list(vec![options.iter().map(|values| at(values, turn)).collect()])).collect();
    }
    out.insert(out.len().min(1), list(Vec::new()));
    out
}

/// Every member whose fields have these values; none where they are too many.
fn every(options: &[Vec<Value>]) -> Vec<Vec<Given>> {
    let count = options.iter().try_fold(1usize, |count, values| count.checked_mul(values.len().max(1)));
    if count.is_none_or(|count| count > MAX_MEMBERS) {
        return Vec::new();
    }
    let mut out: Vec<Vec<Given>> = vec![Vec::new()];
    for values in options {
        out = out
            .iter()
            .flat_map(|member| {
                let known = values.iter().cloned().map(Given::Value);
                let each = if values.is_empty() { vec![Given::Unknown] } else { known.collect() };
                each.into_iter().map(|value| member.iter().cloned().chain([value]).collect::<Vec<_>>())
            })
            .collect();
    }
    out
}

/// A part of a sum in whole steps; the last one takes what is left over.
fn share(whole: Number, parts: i128, step: Number, last: bool) -> Option<Number> {
    let each = whole.over(Number::ratio(parts, 1).ok()?).ok()?;
    let down = each.rounded(step, crate::types::Rounding::Down).ok()?;
    if !last {
        return Some(down);
    }
    let others = down.times(Number::ratio(parts.checked_sub(1)?, 1).ok()?).ok()?;
    whole.minus(others).ok()
}

/// Single values of a fact or field.
fn single(joint: &Joint<'_>, fact: &Fact, constants: &[(Value, Type)], as_of: Option<Date>) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::new();
    let mut add = |value: Value| {
        if !out.contains(&value) {
            out.push(value);
        }
    };
    match &fact.ty {
        Type::Bool => [true, false].into_iter().map(Value::Bool).for_each(add),
        Type::Number { unit, whole } => {
            let step = smallest_step(unit, *whole);
            let lines: Vec<Number> = constants
                .iter()
                .filter_map(|(value, ty)| match (value, ty) {
                    (Value::Number(number), Type::Number { unit: other, .. }) if fits(unit, other) => Some(*number),
                    _ => None,
                })
                .collect();
            let usable = |number: &Number| (fact.signed || !number.is_negative()) && (!*whole || number.is_whole());
            let beside = |by: Number| lines.iter().filter_map(move |line| line.plus(by).ok()).collect::<Vec<_>>();
            let minus = Number::ZERO.minus(step).unwrap_or(Number::ZERO);
            let all = lines.iter().copied().chain(beside(minus)).chain(beside(step)).chain([Number::ZERO]);
            // Where no line is written, an amount like any other.
            let plain = [1, 1000].into_iter().filter(|_| lines.is_empty()).map(Number::whole);
            all.chain(plain).filter(usable).map(Value::Number).for_each(add);
        }
        Type::Date => {
            let mut days: Vec<Date> = constants
                .iter()
                .filter_map(|(value, _)| if let Value::Date(day) = value { Some(*day) } else { None })
                .collect();
            for (value, ty) in constants {
                let Some(as_of) = as_of else { continue };
                let length = match (value, ty) {
                    (Value::Duration(length), _) => *length,
                    (Value::Number(number), Type::Number { unit, .. }) if number.is_whole() && counts(unit) => {
                        // Years of age.
                        let years = number.to_i64().and_then(|years| u32::try_from(years).ok()).unwrap_or(0).min(200);
                        Duration { months: years * 12, days: 0 }
                    }
                    (Value::Number(number), _) => {
                        let count = number.to_i64().filter(|count| (0..40_000).contains(count)).unwrap_or(0);
                        days.extend(as_of.checked_sub(jiff::Span::new().days(count)).ok());
                        continue;
                    }
                    _ => continue,
                };
                let span = jiff::Span::new()
                    .try_months(i64::from(length.months))
                    .and_then(|span| span.try_days(i64::from(length.days)));
                if let Ok(span) = span {
                    days.extend(as_of.checked_sub(span).ok());
                    days.extend(as_of.checked_add(span).ok());
                }
            }
            days.extend(as_of);
            for day in days {
                for day in [Some(day), day.yesterday().ok(), day.tomorrow().ok()].into_iter().flatten() {
                    add(Value::Date(day));
                }
            }
        }
        Type::Duration => {
            for (value, _) in constants {
                if let Value::Duration(length) = value {
                    add(Value::Duration(*length));
                    add(Value::Duration(Duration { months: length.months.saturating_sub(1), days: 0 }));
                    add(Value::Duration(Duration { months: length.months.saturating_add(1), days: 0 }));
                }
            }
            add(Value::Duration(Duration { months: 0, days: 0 }));
        }
        Type::Level(scale) => {
            let count = u32::try_from(scale.levels.len()).unwrap_or(0);
            (0..count).map(Value::Level).for_each(add);
        }
        Type::Place => told_apart(joint, constants).into_iter().map(Value::Place).for_each(add),
        Type::Text => {
            for (value, _) in constants {
                if matches!(value, Value::Text(_)) {
                    add(value.clone());
                }
            }
            add(Value::Text("…".into()));
        }
        Type::Window | Type::List(_) => {}
    }
    out
}

/// One place for each set of the named places that places lie in: those that are named, what lies beside them, and what lies
/// around none of them, so that it is known of each whether it lies there.
fn told_apart(joint: &Joint<'_>, constants: &[(Value, Type)]) -> Vec<PlaceId> {
    let named: Vec<PlaceId> = constants
        .iter()
        .filter_map(|(value, _)| if let Value::Place(place) = value { Some(*place) } else { None })
        .collect();
    // A place may lie elsewhere in the other version.
    let around = |side: Side, place: PlaceId| {
        let mut out = vec![place];
        for _ in 0..MAX_AROUND {
            let last = out.last().and_then(|at| joint.parent(side, at.index())).and_then(|at| at.around);
            out.extend(last.filter(|parent| !out.contains(parent)));
        }
        out
    };
    let lies_in = |at: usize| [Side::Old, Side::New].map(|side| around(side, PlaceId::at(at)));
    let mut out: Vec<PlaceId> = named.clone();
    let mut seen: BTreeSet<Vec<bool>> = BTreeSet::new();
    let named_in: Vec<[Vec<PlaceId>; 2]> = named.iter().map(|place| lies_in(place.index())).collect();
    for at in 0..joint.place_count() {
        let within = lies_in(at);
        let holds_one = named.iter().zip(&named_in).any(|(place, around)| {
            place.index() != at && around.iter().any(|around| around.contains(&PlaceId::at(at)))
        });
        let sign: Vec<bool> =
            within.iter().flat_map(|within| named.iter().map(|place| within.contains(place))).collect();
        if !holds_one && seen.insert(sign) && !out.contains(&PlaceId::at(at)) {
            out.push(PlaceId::at(at));
        }
    }
    out
}

/// Whether a unit counts, as years of age do.
fn counts(unit: &Unit) -> bool {
    match unit {
        Unit::Pure => true,
        Unit::Of(powers) => powers.keys().all(|base| matches!(base, Base::Named(..))),
        Unit::Share | Unit::Ratio => false,
    }
}

fn fits(one: &Unit, two: &Unit) -> bool {
    one.fits(two) || one == two
}
