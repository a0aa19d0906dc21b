//! Values worth trying for a fact: yes and no, each level, each place that a rule names, and for numbers and dates the
//! figures that the policy compares with, and one step beside them.

use super::{Case, Question, Slot};
use crate::ir::{Expr, ExprKind, Fact, Given, Program, Value, visit};
use crate::types::calendar::{self, MissingDay};
use crate::types::ids::{DefinitionId, FactId, FieldId, PlaceId, RecordId};
use crate::types::{Base, Date, Duration, Number, Type, Unit};
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;

/// No more values of one fact are looked at.
const MAX_LOOKED_AT: usize = 64;

/// No more lengths of time are looked back for.
const MAX_LENGTHS: usize = 16;

/// The values that a program gives reason to try. They are looked for through the whole program: once for each type,
/// and only if somebody asks.
pub struct Worth<'p> {
    program: &'p Program,
    question: &'p Question,
    /// What stands for a year.
    years: OnceCell<BTreeSet<Column>>,
    /// By type, and whether it is a year.
    known: RefCell<Vec<(Type, bool, Vec<Value>)>>,
}

impl<'p> Worth<'p> {
    pub const fn new(program: &'p Program, question: &'p Question) -> Self {
        Self { program, question, years: OnceCell::new(), known: RefCell::new(Vec::new()) }
    }

    /// The values to try in a slot, the most telling first.
    pub fn values(&self, slot: &Slot) -> Vec<Given> {
        let Some((fact, field)) = slot.column(self.program) else { return Vec::new() };
        let column = field.map_or(Column::Fact(slot.fact()), |(record, field)| Column::Field(record, field));
        let mut out = self.givens(fact, column);
        out.truncate(MAX_LOOKED_AT);
        if fact.optional {
            out.push(Given::Absent);
        }
        if fact.ty == Type::Date {
            out.extend(self.days().into_iter().map(Given::Value).filter(|day| !out.contains(day)).collect::<Vec<_>>());
        }
        out
    }

    /// The places that rules name and that lie in the place told in a slot.
    pub fn within(&self, case: &Case, slot: &Slot) -> Vec<Given> {
        let Given::Value(Value::Place(around)) = slot.get(case) else { return Vec::new() };
        let named = constants(self.program, |value| matches!(value, Value::Place(_)));
        let inside = named.into_iter().filter(|value| match value {
            Value::Place(place) => place != around && self.program.is_in(*place, *around),
            _ => false,
        });
        inside.map(Given::Value).collect()
    }

    /// Values of a fact or field; lists of members of a list.
    fn givens(&self, fact: &Fact, column: Column) -> Vec<Given> {
        match (&fact.ty, fact.record) {
            (Type::List(_), Some(record)) => self.lists(record),
            _ => self.of_fact(fact, column).into_iter().map(Given::Value).collect(),
        }
    }

    fn is_year(&self, column: Column) -> bool {
        self.years.get_or_init(|| years(self.program)).contains(&column)
    }

    /// Single values of a fact or field.
    fn of_fact(&self, fact: &Fact, column: Column) -> Vec<Value> {
        let year = matches!(fact.ty, Type::Number { .. }) && self.is_year(column);
        let known =
            self.known.borrow().iter().find(|(ty, of, _)| *of == year && *ty == fact.ty).map(|(.., of)| of.clone());
        let mut known = known.unwrap_or_else(|| {
            let found = self.of_type(&fact.ty, year);
            self.known.borrow_mut().push((fact.ty.clone(), year, found.clone()));
            found
        });
        known.retain(|value| fact.signed || !matches!(value, Value::Number(number) if number.is_negative()));
        known
    }

    fn of_type(&self, ty: &Type, year: bool) -> Vec<Value> {
        let program = self.program;
        match ty {
            Type::Bool => vec![Value::Bool(true), Value::Bool(false)],
            Type::Level(scale) => {
                // Lowest first, so that the level shown is the least that settles.
                let count = u32::try_from(scale.levels.len()).unwrap_or(0);
                (0..count).map(Value::Level).collect()
            }
            Type::Place => {
                let mut out = constants(program, |value| matches!(value, Value::Place(_)));
                let outermost = program.places.iter().enumerate().filter(|(_, place)| place.parent.is_none());
                out.extend(outermost.map(|(id, _)| Value::Place(PlaceId::at(id))));
                out
            }
            Type::Number { unit, whole } => {
                let mut found = numbers(program, self.question.as_of.filter(|_| year), unit, *whole);
                // The policy may reckon with figures that the fact itself cannot be: half of a whole number.
                found.retain(|value| !*whole || matches!(value, Value::Number(number) if number.is_whole()));
                found
            }
            Type::Date => around(program, |value| match value {
                Value::Date(date) => [date.yesterday().ok(), Some(*date), date.tomorrow().ok()]
                    .into_iter()
                    .flatten()
                    .map(Value::Date)
                    .collect(),
                _ => Vec::new(),
            }),
            Type::Duration => around(program, |value| match value {
                Value::Duration(length) => {
                    let less = Duration { months: length.months.saturating_sub(1), days: 0 };
                    vec![Value::Duration(less), Value::Duration(*length)]
                }
                _ => Vec::new(),
            }),
            Type::Text => constants(program, |value| matches!(value, Value::Text(_))),
            Type::Window | Type::List(_) => Vec::new(),
        }
    }

    /// The date asked about, and those so long before it as the policy asks for, each with the days beside it.
    fn days(&self) -> Vec<Value> {
        let Some(today) = self.question.as_of else { return Vec::new() };
        let mut before: Vec<Duration> = Vec::new();
        let years = Unit::of(Base::Named("years old".into(), Some("周岁".into())));
        each_expr(self.program, &mut |expr| {
            let length = match (&expr.kind, &expr.ty) {
                (ExprKind::Value(Value::Duration(length)), _) => Some(*length),
                (ExprKind::Value(Value::Number(age)), Type::Number { unit, .. }) if *unit == years => {
                    let age = age.to_i64().and_then(|age| u32::try_from(age).ok());
                    age.and_then(|age| age.checked_mul(12)).map(|months| Duration { months, days: 0 })
                }
                _ => None,
            };
            before.extend(length.filter(|length| before.len() < MAX_LENGTHS && !before.contains(length)));
        });
        let before = before.into_iter().filter_map(|by| calendar::shifted(today, by, true, MissingDay::LastDay).ok());
        let beside = |date: Date| [date.yesterday().ok(), Some(date), date.tomorrow().ok()].into_iter().flatten();
        before.chain([today]).flat_map(beside).map(Value::Date).collect()
    }

    /// Lists worth trying: empty, and one member with each field at its most telling value.
    fn lists(&self, id: RecordId) -> Vec<Given> {
        let Some(record) = self.program.records.get(id.index()) else { return Vec::new() };
        let list_of = |members: Vec<Vec<Given>>| Given::Value(Value::List(Arc::new(members)));
        let is_year = |field: usize| self.is_year(Column::Field(id, FieldId::at(field)));
        let options: Vec<Vec<Given>> = record
            .fields
            .iter()
            .enumerate()
            .map(|(at, field)| match &field.presumed {
                // What is presumed of a member is not asked for.
                Some(_) if self.question.presumptions => Vec::new(),
                // A list of its own is one of the values that are tried for it.
                _ => self.givens(field, Column::Field(id, FieldId::at(at))),
            })
            .collect();
        let mut out = vec![list_of(Vec::new())];
        let widest = options.iter().map(Vec::len).max().unwrap_or(0).min(MAX_LOOKED_AT);
        for turn in 0..widest {
            // Once with the year kept still, once with every field at its next value.
            for still in [true, false] {
                let member = options.iter().enumerate().map(|(field, values)| {
                    let at = if still && is_year(field) { 0 } else { turn.min(values.len().saturating_sub(1)) };
                    values.get(at).cloned().unwrap_or_default()
                });
                out.push(list_of(vec![member.collect()]));
            }
        }
        // A member that has something is more telling than none at all.
        if out.len() > 1 {
            out.rotate_left(1);
        }
        out
    }
}

/// The figures that the policy compares amounts of a unit with, smallest first, then one step below each, then nought;
/// for a year, the years around the date asked about come first.
fn numbers(program: &Program, around: Option<Date>, unit: &Unit, whole: bool) -> Vec<Value> {
    let step = smallest_step(unit, whole);
    let mut found: BTreeSet<Number> = BTreeSet::new();
    each_expr(program, &mut |expr| {
        if let (ExprKind::Value(Value::Number(value)), Type::Number { unit: known, .. }) = (&expr.kind, &expr.ty)
            && known == unit
        {
            found.insert(*value);
        }
    });
    for parameter in &program.parameters {
        for (value, _) in &parameter.values {
            if let (Value::Number(value), Type::Number { unit: known, .. }) = (value, &parameter.ty)
                && known == unit
            {
                found.insert(*value);
            }
        }
    }
    let below = found.iter().filter_map(|value| value.minus(step).ok()).filter(|value| !value.is_negative());
    let above = found.last().and_then(|value| value.plus(step).ok());
    let year = around.map(|date| i64::from(date.year()));
    let years = year.into_iter().flat_map(|year| [year - 1, year, year - 2]).map(Number::whole);
    let mut out: Vec<Number> = Vec::new();
    for value in years.chain(found.iter().copied()).chain(above).chain([Number::ZERO]).chain(below) {
        if out.len() >= MAX_LOOKED_AT {
            break;
        }
        if !out.contains(&value) {
            out.push(value);
        }
    }
    out.into_iter().map(Value::Number).collect()
}

/// A fact, or a field of every member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Fact(FactId),
    Field(RecordId, FieldId),
}

/// What the policy takes for a year: what its runs of years go by, and what it compares with the year of a date. Any
/// other whole number counts something.
fn years(program: &Program) -> BTreeSet<Column> {
    let mut out = BTreeSet::new();
    each_expr(program, &mut |expr| match &expr.kind {
        ExprKind::Compare(_, left, right) => {
            for (side, other) in [(left, right), (right, left)] {
                if reckons_with_year(program, other) {
                    out.extend(column(side));
                }
            }
        }
        ExprKind::Aggregate(gather) => {
            out.extend(gather.window.map(|(_, key)| Column::Field(key.record, key.field)));
        }
        _ => {}
    });
    out
}

fn column(expr: &Expr) -> Option<Column> {
    match expr.kind {
        ExprKind::Fact(id) => Some(Column::Fact(id)),
        ExprKind::Field(of) => Some(Column::Field(of.record, of.field)),
        _ => None,
    }
}

/// Whether an amount is reckoned from the year of a date, perhaps by way of a term.
fn reckons_with_year(program: &Program, expr: &Expr) -> bool {
    let mut seen: BTreeSet<DefinitionId> = BTreeSet::new();
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        match &expr.kind {
            ExprKind::Year(_) => return true,
            ExprKind::Arithmetic(..) | ExprKind::Pick { .. } | ExprKind::Round(..) => {
                visit::children(expr, |child| open.push(child));
            }
            ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) if seen.insert(*id) => {
                open.extend(program.bodies_of(*id));
            }
            _ => {}
        }
    }
    false
}

/// One smallest unit of a type: a fen, a day, a person, a hundredth of a percent.
#[must_use]
pub fn smallest_step(unit: &Unit, whole: bool) -> Number {
    let hundredth = Number::ratio(1, 100).unwrap_or(Number::ONE);
    match unit {
        _ if whole => Number::ONE,
        Unit::Share | Unit::Ratio => Number::ratio(1, 10_000).unwrap_or(hundredth),
        Unit::Of(powers) if powers.contains_key(&Base::Yuan) => hundredth,
        Unit::Of(_) | Unit::Pure => hundredth,
    }
}

fn constants(program: &Program, wanted: impl Fn(&Value) -> bool) -> Vec<Value> {
    around(program, |value| if wanted(value) { vec![value.clone()] } else { Vec::new() })
}

/// The first values that the constants of a program give.
fn around(program: &Program, of: impl Fn(&Value) -> Vec<Value>) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::new();
    let mut add = |value: &Value| {
        if out.len() >= MAX_LOOKED_AT {
            return;
        }
        for value in of(value) {
            if !out.contains(&value) {
                out.push(value);
            }
        }
    };
    each_expr(program, &mut |expr| match &expr.kind {
        ExprKind::Value(value) => add(value),
        ExprKind::In(_, places, _) => places.iter().for_each(|place| add(&Value::Place(*place))),
        ExprKind::OneOf(_, values) => values.iter().for_each(&mut add),
        _ => {}
    });
    for parameter in &program.parameters {
        parameter.values.iter().for_each(|(value, _)| add(value));
    }
    out
}

fn each_expr<'p>(program: &'p Program, see: &mut impl FnMut(&'p Expr)) {
    for definition in &program.definitions {
        for reading in &definition.readings {
            visit::walk(&reading.body, see);
        }
    }
    for decision in &program.decisions {
        for ground in &decision.grounds {
            for expr in visit::of_ground(ground) {
                visit::walk(expr, see);
            }
        }
    }
}
