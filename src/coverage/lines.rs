//! The lines that comparisons draw, and how near a case comes to one: just below, at, just above.
//!
//! Just below and just above are within one smallest unit of the type: a fen, a day, a month of a duration, a person, a
//! level. A quotient is just below where one unit more of what is divided would reach the line.

use super::parts::{Part, Parts, Scoped};
use crate::interpret::Question;
use crate::interpret::watch::{At, Seen};
use crate::ir::sign::{Sign, sign};
use crate::ir::value::order;
use crate::ir::{Expr, ExprKind, Program, Value, Yield};
use crate::types::ids::{DecisionId, DefinitionId, ParameterId};
use crate::types::{Base, Date, Duration, Number, Operator, Type, Unit, calendar};
use std::cell::Cell;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Where a value lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Point {
    /// Just below the line.
    Below,
    /// At it.
    At,
    /// Just above it.
    Above,
}

impl Point {
    /// All of them, from below.
    pub const ALL: [Self; 3] = [Self::Below, Self::At, Self::Above];
}

/// Which line of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// The one that a comparison draws.
    Line,
    /// The first day of a window.
    First,
    /// The last day of a window.
    Last,
}

/// A line, and what the cases show of it.
#[derive(Debug, Clone)]
pub struct Line<'p> {
    /// The condition that draws it.
    pub part: usize,
    /// Which of its lines.
    pub edge: Edge,
    /// What is compared with it.
    pub subject: Scoped<'p>,
    /// The type of that: of whole numbers where nothing else can come of it.
    pub compared: Type,
    /// Where it lies, if that does not depend on the case.
    pub value: Option<Value>,
    /// The type of that.
    pub drawn: Type,
    /// The dated value of a parameter.
    pub version: Option<Version>,
    /// What of each point is known.
    pub points: Vec<Place>,
}

/// A point of a line.
#[derive(Debug, Clone)]
pub struct Place {
    /// Which.
    pub point: Point,
    /// The first case in which the condition decides with the value there.
    pub shown: Option<usize>,
    /// The first case with the value there, whether or not it decides.
    pub reached: Option<usize>,
    /// What keeps the condition from deciding there, if anything does.
    pub coupled: Option<super::Coupled>,
}

impl Line<'_> {
    /// Whether what is compared is a quotient: how near it comes to the line depends on what is divided.
    #[must_use]
    pub fn is_quotient(&self) -> bool {
        matches!(self.subject.expr.ty, Type::Number { unit: Unit::Ratio, .. })
    }

    /// The points that can be asked for.
    pub fn asked(&self) -> impl Iterator<Item = &Place> {
        self.points.iter().filter(|place| place.coupled.is_none())
    }
}

/// Which dated value of a parameter.
pub type Version = (ParameterId, usize);

/// The lines that a condition draws.
pub fn lines<'p>(program: &'p Program, number: usize, part: &Part<'p>) -> Vec<Line<'p>> {
    let Some(asks) = &part.asks else { return Vec::new() };
    let scoped = |expr: &'p Expr| Scoped { expr, records: asks.records.clone() };
    let place = |point| Place { point, shown: None, reached: None, coupled: None };
    match &asks.expr.kind {
        ExprKind::Compare(_, left, right) => {
            if !is_ordered(&left.ty) {
                return Vec::new();
            }
            let (subject, other) = sides(left, right);
            let lines: Vec<(Option<Value>, Option<Version>)> = match &other.kind {
                ExprKind::Value(value) => vec![(Some(value.clone()), None)],
                ExprKind::Parameter(id) => {
                    let values = program.parameters.get(id.index()).map_or(&[][..], |found| found.values.as_slice());
                    let several = values.len() > 1;
                    let each = values.iter().enumerate();
                    each.map(|(at, (value, _))| (Some(value.clone()), several.then_some((*id, at)))).collect()
                }
                _ => vec![(None, None)],
            };
            let compared = compared(program, subject);
            let each = lines.into_iter().map(|(value, version)| {
                let there = |point: &Point| is_there(program, subject, &compared, value.as_ref(), *point);
                let points = Point::ALL.into_iter().filter(there);
                Line {
                    part: number,
                    edge: Edge::Line,
                    subject: scoped(subject),
                    compared: compared.clone(),
                    points: points.map(place).collect(),
                    value,
                    drawn: other.ty.clone(),
                    version,
                }
            });
            each.collect()
        }
        ExprKind::During(day, _) => {
            let edges = [(Edge::First, [Point::Below, Point::At]), (Edge::Last, [Point::At, Point::Above])];
            let each = edges.into_iter().map(|(edge, points)| Line {
                part: number,
                edge,
                subject: scoped(day),
                compared: Type::Date,
                value: None,
                drawn: Type::Date,
                version: None,
                points: points.into_iter().map(place).collect(),
            });
            each.collect()
        }
        _ => Vec::new(),
    }
}

/// Which side of a comparison is compared, and with what.
pub fn sides<'e>(left: &'e Expr, right: &'e Expr) -> (&'e Expr, &'e Expr) {
    let fixed = |side: &Expr| matches!(side.kind, ExprKind::Value(_) | ExprKind::Parameter(_));
    if fixed(left) && !fixed(right) { (right, left) } else { (left, right) }
}

/// Whether values of a type lie on a line.
fn is_ordered(ty: &Type) -> bool {
    match ty {
        Type::Number { .. } | Type::Date | Type::Duration => true,
        Type::Level(scale) => scale.ordered,
        Type::Bool | Type::Window | Type::Text | Type::Place | Type::List(_) => false,
    }
}

/// Whether there is such a value at all.
fn is_there(program: &Program, subject: &Expr, ty: &Type, line: Option<&Value>, point: Point) -> bool {
    let Some(line) = line else { return true };
    match (line, ty) {
        (Value::Number(line), Type::Number { whole, .. }) => match point {
            Point::At => !whole || line.is_whole(),
            Point::Below => *line > Number::ZERO || !never_negative(program, subject),
            Point::Above => true,
        },
        (Value::Level(level), Type::Level(scale)) => match point {
            Point::At => true,
            Point::Below => *level > 0,
            Point::Above => (*level as usize) + 1 < scale.levels.len(),
        },
        (Value::Duration(line), _) => point != Point::Below || *line > Duration { months: 0, days: 0 },
        _ => true,
    }
}

/// The type of what is compared. A score of whole points comes to whole points, though nobody has declared it so.
fn compared(program: &Program, subject: &Expr) -> Type {
    match &subject.ty {
        Type::Number { unit, .. } if is_whole(program, subject, &mut BTreeSet::new()) => {
            Type::Number { unit: unit.clone(), whole: true }
        }
        ty => ty.clone(),
    }
}

/// A term or a decision that was looked into.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    Definition(DefinitionId),
    Decision(DecisionId),
}

/// Whether nothing but whole numbers can come of an amount; what a name stands for is looked into once.
fn is_whole(program: &Program, amount: &Expr, seen: &mut BTreeSet<Named>) -> bool {
    let mut each: Vec<&Expr> = Vec::new();
    match &amount.kind {
        ExprKind::Value(Value::Number(value)) => return value.is_whole(),
        ExprKind::Fact(_) | ExprKind::Field(_) => return matches!(amount.ty, Type::Number { whole: true, .. }),
        ExprKind::Aggregate(gather) => each.extend(&gather.amount),
        ExprKind::Arithmetic(Operator::PerFull, ..) => {}
        ExprKind::Arithmetic(Operator::Plus | Operator::Minus | Operator::Times, left, right) => {
            each.extend([&**left, right]);
        }
        ExprKind::Pick { of, .. } => each.extend(of),
        ExprKind::If(parts) => each.extend(parts.iter().skip(1)),
        ExprKind::Round(_, _, step) => each.push(step),
        ExprKind::Score(score) => {
            each.extend(score.items.iter().map(|item| &item.amount).chain(&score.cap).chain(&score.floor));
        }
        ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => {
            if seen.insert(Named::Definition(*id)) {
                each.extend(program.bodies_of(*id));
            }
        }
        ExprKind::Decision(id) => {
            if seen.insert(Named::Decision(*id)) {
                each.extend(program.grounds_of(*id).iter().filter_map(|ground| ground.says.amount()));
            }
        }
        _ => return false,
    }
    each.into_iter().all(|part| is_whole(program, part, seen))
}

/// How many names are looked up: definitions that each read the one before twice would double the way.
const MOST_NAMES: usize = 500;

fn never_negative(program: &Program, subject: &Expr) -> bool {
    let left = Cell::new(MOST_NAMES);
    matches!(subject.kind, ExprKind::Between(..))
        || sign(subject, &|named| named_sign(program, named, &left)).never_below
}

fn named_sign(program: &Program, named: &Expr, left: &Cell<usize>) -> Sign {
    let Some(rest) = left.get().checked_sub(1) else { return Sign::EITHER };
    left.set(rest);
    match &named.kind {
        ExprKind::Fact(id) => program.facts.get(id.index()).map_or(Sign::EITHER, |fact| Sign::declared(fact.signed)),
        ExprKind::Field(of) => {
            program.field(of.record, of.field).map_or(Sign::EITHER, |field| Sign::declared(field.signed))
        }
        ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => {
            Sign::of_any(program.bodies_of(*id).map(|body| sign(body, &|named| named_sign(program, named, left))))
        }
        _ => Sign::EITHER,
    }
}

/// One smallest unit of an amount: a fen, a day, a person, a point.
pub fn step(ty: &Type) -> Number {
    let part = |of| Number::ratio(1, of).unwrap_or(Number::ONE);
    match ty {
        Type::Number { whole: true, .. } => Number::ONE,
        Type::Number { unit: Unit::Share | Unit::Ratio, .. } => part(10_000),
        // What has a name of its own is counted.
        Type::Number { unit: Unit::Of(powers), .. } if powers.iter().all(|(base, power)| counts(base, *power)) => {
            Number::ONE
        }
        _ => part(100),
    }
}

fn counts(base: &Base, power: i8) -> bool {
    power == 1
        && match base {
            Base::Day | Base::WorkingDay | Base::Named(..) => true,
            Base::Yuan | Base::SquareMetre | Base::Month | Base::Year => false,
        }
}

/// Where a value lies, if it is within one smallest unit of a line.
pub fn point(value: &Value, line: &Value, ty: &Type) -> Option<Point> {
    let way = match order(value, line)? {
        Ordering::Equal => return Some(Point::At),
        Ordering::Less => Point::Below,
        Ordering::Greater => Point::Above,
    };
    let (low, high) = if way == Point::Below { (value, line) } else { (line, value) };
    let near = match (low, high) {
        (Value::Number(low), Value::Number(high)) => high.minus(*low).is_ok_and(|gap| gap <= step(ty)),
        (Value::Date(low), Value::Date(high)) => calendar::days_between(*low, *high) == 1,
        (Value::Duration(low), Value::Duration(high)) => {
            low.months.checked_add(1).is_some_and(|months| Duration { months, ..*low } >= *high)
        }
        (Value::Level(low), Value::Level(high)) => low.checked_add(1) == Some(*high),
        _ => false,
    };
    near.then_some(way)
}

/// The value one smallest unit from a line, or at it.
pub fn beside(line: &Value, ty: &Type, point: Point) -> Option<Value> {
    let whole = matches!(ty, Type::Number { whole: true, .. });
    Some(match (line, point) {
        (_, Point::At) => line.clone(),
        (Value::Number(line), Point::Below) if whole && !line.is_whole() => {
            Value::Number(line.rounded(Number::ONE, crate::types::Rounding::Down).ok()?)
        }
        (Value::Number(line), Point::Above) if whole && !line.is_whole() => {
            Value::Number(line.rounded(Number::ONE, crate::types::Rounding::Up).ok()?)
        }
        (Value::Number(line), Point::Below) => Value::Number(line.minus(step(ty)).ok()?),
        (Value::Number(line), Point::Above) => Value::Number(line.plus(step(ty)).ok()?),
        (Value::Date(line), Point::Below) => Value::Date(line.yesterday().ok()?),
        (Value::Date(line), Point::Above) => Value::Date(line.tomorrow().ok()?),
        (Value::Duration(line), Point::Below) => {
            Value::Duration(Duration { months: line.months.checked_sub(1)?, ..*line })
        }
        (Value::Duration(line), Point::Above) => {
            Value::Duration(Duration { months: line.months.checked_add(1)?, ..*line })
        }
        (Value::Level(line), Point::Below) => Value::Level(line.checked_sub(1)?),
        (Value::Level(line), Point::Above) => Value::Level(line.checked_add(1)?),
        _ => return None,
    })
}

/// Where a case comes to lie at a line: the point, where it is near one.
pub fn reached(parts: &Parts<'_>, line: &Line<'_>, seen: &Seen, at: &At, question: &Question) -> Option<Point> {
    let part = parts.all.get(line.part)?;
    let value_of = |expr: &Expr| match seen.get(&At { part: parts.number_of(expr)?, members: at.members.clone() }) {
        Some(Yield::Value(value)) => Some(value.clone()),
        _ => None,
    };
    match &part.asks.as_ref()?.expr.kind {
        ExprKind::Compare(_, left, right) => {
            let (subject, other) = sides(left, right);
            let (value, drawn) = (value_of(subject)?, value_of(other)?);
            if let Some((id, version)) = line.version {
                let parameter = parts.program.parameters.get(id.index())?;
                let (_, period) = parameter.values.get(version)?;
                if !question.as_of.is_some_and(|day| period.holds(day)) {
                    return None;
                }
            }
            point(&value, &drawn, &line.compared)
                .or_else(|| quotient(parts, subject, &value, &drawn, seen, at, question))
        }
        ExprKind::During(day, window) => {
            let (Value::Date(day), Value::Window(window)) = (value_of(day)?, value_of(window)?) else { return None };
            let edge: Date = match line.edge {
                Edge::First => window.from,
                Edge::Last | Edge::Line => window.last()?,
            };
            point(&Value::Date(day), &Value::Date(edge), &Type::Date)
        }
        _ => None,
    }
}

/// Whether one unit more or less of what is divided would bring a quotient to the line.
fn quotient(
    parts: &Parts<'_>,
    subject: &Expr,
    value: &Value,
    line: &Value,
    seen: &Seen,
    at: &At,
    question: &Question,
) -> Option<Point> {
    let (Value::Number(value), Value::Number(line)) = (value, line) else { return None };
    let (mut expr, mut members) = (subject, at.members.clone());
    let (over, by) = loop {
        match &expr.kind {
            ExprKind::Arithmetic(Operator::Over, over, by) => break (over, by),
            ExprKind::Definition(id) => {
                members.clear();
                expr = body(parts.program, question, *id)?;
            }
            ExprKind::MemberDefinition(out, id) => {
                let place = members.len().checked_sub(out + 1)?;
                members = vec![members.get(place)?.clone()];
                expr = body(parts.program, question, *id)?;
            }
            _ => return None,
        }
    };
    let divisor = seen.get(&At { part: parts.number_of(by)?, members })?;
    let Yield::Value(Value::Number(divisor)) = divisor else { return None };
    let (low, high) = if value < line { (value, line) } else { (line, value) };
    let gap = high.minus(*low).ok()?.times(*divisor).ok()?;
    let near = !gap.is_negative() && gap <= step(&over.ty);
    near.then_some(if value < line { Point::Below } else { Point::Above })
}

/// What a term means in the reading that a question chooses.
pub fn body<'p>(program: &'p Program, question: &Question, id: DefinitionId) -> Option<&'p Expr> {
    let definition = program.definitions.get(id.index())?;
    let reading = question.readings.get(&id).copied().unwrap_or(definition.default);
    definition.readings.get(reading).map(|reading| &reading.body)
}
