//! Conditions that cannot vary alone: whenever one is so, another stands in its way.
//!
//! The same condition standing twice, or two figures for one fact: *x ≥ 5* beside *x ≥ 10*. What is said here is proved,
//! on every value that makes a difference to the conditions concerned; what is not proved is not said.

use super::lines::{Point, beside, sides};
use super::parts::{Mask, Part, Scoped};
use crate::diagnostics::Language;
use crate::ir::print::Printer;
use crate::ir::value::order;
use crate::ir::{DecisionKind, Expr, ExprKind, Item, Program, Value, lies_in};
use crate::types::ids::{PlaceId, RecordId};
use crate::types::{Comparison, Type};
use std::sync::Arc;

/// How deep terms are looked behind.
const MAX_DEPTH: u32 = 24;

/// What is taken for granted: a condition is so, or is not; or what it is about has a certain value.
pub struct Assumed<'p> {
    program: &'p Program,
    /// The condition in words, and what it yields.
    same: Option<(String, bool)>,
    /// What it is about, in words.
    about: Option<(String, About)>,
}

enum About {
    /// Any value of which a test yields that.
    Way(Test, bool),
    /// This value.
    At(Value),
}

impl<'p> Assumed<'p> {
    /// That a condition yields that.
    pub fn way(program: &'p Program, asks: &Scoped<'p>, way: bool) -> Self {
        let about = test(program, asks).map(|(subject, test)| (text(program, &subject), About::Way(test, way)));
        Self { program, same: Some((text(program, asks), way)), about }
    }

    /// That what a comparison is about lies at a point of its line.
    pub fn point(program: &'p Program, subject: &Scoped<'p>, line: &Value, point: Point) -> Option<Self> {
        let value = beside(line, &subject.expr.ty, point)?;
        Some(Self { program, same: None, about: Some((text(program, subject), About::At(value))) })
    }

    /// What keeps a part from making a difference, where something does.
    pub fn blocks(&self, part: &Part<'p>) -> Option<Scoped<'p>> {
        part.masks.iter().find_map(|mask| match mask {
            Mask::Any(each, blocking) => each.iter().find(|one| self.truth(one, 0) == Some(*blocking)).cloned(),
            Mask::All(each) => {
                let all = !each.is_empty() && each.iter().all(|one| self.truth(one, 0) == Some(true));
                all.then(|| each.first().cloned()).flatten()
            }
        })
    }

    /// What a condition then yields, where that is certain.
    fn truth(&self, asked: &Scoped<'p>, depth: u32) -> Option<bool> {
        if depth > MAX_DEPTH {
            return None;
        }
        if self.same.as_ref().is_some_and(|(same, _)| *same == text(self.program, asked)) {
            return self.same.as_ref().map(|(_, way)| *way);
        }
        let inner = |expr: &'p Expr| Scoped { expr, records: asked.records.clone() };
        let all = |items: &'p [Item], settles: bool| {
            let each: Vec<Option<bool>> = items.iter().map(|item| self.truth(&inner(&item.expr), depth + 1)).collect();
            if each.contains(&Some(settles)) {
                Some(settles)
            } else {
                each.iter().all(|one| *one == Some(!settles)).then_some(!settles)
            }
        };
        match &asked.expr.kind {
            ExprKind::Value(Value::Bool(value)) => Some(*value),
            ExprKind::Not(of) => self.truth(&inner(of), depth + 1).map(|found| !found),
            ExprKind::All(items) => all(items, false),
            ExprKind::Any(items) => all(items, true),
            ExprKind::Definition(id) | ExprKind::MemberDefinition(0, id) => {
                let definition = self.program.definitions.get(id.index())?;
                let [only] = definition.readings.as_slice() else { return None };
                let records: Vec<RecordId> = definition.record.into_iter().collect();
                self.truth(&Scoped { expr: &only.body, records }, depth + 1)
            }
            _ => {
                let (subject, other) = test(self.program, asked)?;
                let about = text(self.program, &subject);
                let (_, assumed) = self.about.as_ref().filter(|(known, _)| *known == about)?;
                let values = match assumed {
                    About::At(value) => vec![value.clone()],
                    About::Way(test, way) => {
                        let values = samples(self.program, subject.expr, [test, &other]);
                        let so = |value: &Value| test.holds(self.program, value) == Some(*way);
                        values.into_iter().filter(so).collect()
                    }
                };
                let mut found: Option<bool> = None;
                for value in values {
                    let holds = other.holds(self.program, &value)?;
                    if found.is_some_and(|known| known != holds) {
                        return None;
                    }
                    found = Some(holds);
                }
                found
            }
        }
    }
}

/// A condition about one thing and constants.
enum Test {
    Compare(Comparison, Value),
    OneOf(Vec<Value>),
    In(Vec<PlaceId>),
    Is,
}

impl Test {
    fn holds(&self, program: &Program, value: &Value) -> Option<bool> {
        match (self, value) {
            (Self::Compare(..), Value::Place(_)) => None,
            (Self::Compare(comparison, line), _) => order(value, line).map(|order| comparison.holds(order)),
            (Self::OneOf(values), _) => Some(values.contains(value)),
            (Self::In(around), Value::Place(place)) => {
                let inside = |outer: &PlaceId| lies_in(&program.places, *place, *outer);
                let coarser = |inner: &PlaceId| lies_in(&program.places, *inner, *place);
                if around.iter().any(inside) {
                    Some(true)
                } else if around.iter().any(coarser) {
                    None
                } else {
                    Some(false)
                }
            }
            (Self::Is, Value::Bool(value)) => Some(*value),
            _ => None,
        }
    }

    fn figures(&self) -> Vec<Value> {
        match self {
            Self::Compare(_, line) => vec![line.clone()],
            Self::OneOf(values) => values.clone(),
            Self::In(_) | Self::Is => Vec::new(),
        }
    }
}

fn test<'p>(program: &'p Program, asked: &Scoped<'p>) -> Option<(Scoped<'p>, Test)> {
    let inner = |expr: &'p Expr| Scoped { expr, records: asked.records.clone() };
    match &asked.expr.kind {
        ExprKind::Compare(comparison, left, right) => {
            let (subject, other) = sides(left, right);
            let same_way = std::ptr::eq(subject, left.as_ref());
            let comparison = if same_way { *comparison } else { comparison.turned() };
            let line = match &other.kind {
                ExprKind::Value(value) => value.clone(),
                ExprKind::Parameter(id) => match program.parameters.get(id.index())?.values.as_slice() {
                    [(value, _)] => value.clone(),
                    _ => return None,
                },
                _ => return None,
            };
            Some((inner(subject), Test::Compare(comparison, line)))
        }
        ExprKind::OneOf(item, values) => Some((inner(item), Test::OneOf(values.clone()))),
        ExprKind::In(item, around, _) => Some((inner(item), Test::In(around.clone()))),
        ExprKind::Fact(_) | ExprKind::Field(..) => Some((asked.clone(), Test::Is)),
        ExprKind::Decision(id) => {
            let modal = matches!(program.decisions.get(id.index())?.kind, DecisionKind::Modal(_));
            modal.then(|| (asked.clone(), Test::Is))
        }
        _ => None,
    }
}

/// Values that two tests tell apart: every one of a type that has few, else the figures and what lies one smallest unit
/// beside them. All other values lie as one of these does.
fn samples(program: &Program, subject: &Expr, tests: [&Test; 2]) -> Vec<Value> {
    let figures = tests.into_iter().flat_map(Test::figures);
    match &subject.ty {
        Type::Bool => vec![Value::Bool(false), Value::Bool(true)],
        Type::Level(scale) => {
            (0..scale.levels.len()).filter_map(|at| u32::try_from(at).ok()).map(Value::Level).collect()
        }
        Type::Place => (0..program.places.len()).map(|at| Value::Place(PlaceId::at(at))).collect(),
        // And one that nobody names.
        Type::Text => figures.chain([Value::Text(Arc::from("\u{0}"))]).collect(),
        Type::Number { .. } | Type::Date | Type::Duration => {
            let near = |figure: Value| Point::ALL.into_iter().filter_map(move |at| beside(&figure, &subject.ty, at));
            figures.flat_map(near).collect()
        }
        Type::Window | Type::List(_) => Vec::new(),
    }
}

/// A condition as it is compared with others.
pub fn text(program: &Program, asked: &Scoped<'_>) -> String {
    Printer { program, language: Language::English }.nested_expr(asked.expr, &asked.records)
}
