//! The days on which a condition about the date asked about comes to hold or ceases to, whatever else a case tells.
//!
//! In: a program. Out: those days that its text names. Never: a day that rests on a fact.

use super::{Expr, ExprKind, Program, Value, visit};
use crate::types::Date;
use std::collections::BTreeSet;

/// The days on which the date asked about passes a day, or a year, that the text names, by itself or as a parameter.
#[must_use]
pub fn turns(program: &Program) -> Vec<Date> {
    let mut out = BTreeSet::new();
    let rules = program.decisions.iter().flat_map(|decision| &decision.grounds).flat_map(visit::of_ground);
    let terms = program.definitions.iter().flat_map(|definition| &definition.readings).map(|reading| &reading.body);
    for expr in rules.chain(terms) {
        visit::walk(expr, &mut |part| match &part.kind {
            ExprKind::Compare(_, left, right) => {
                for (asked, line) in [(left, right), (right, left)] {
                    let lines = if is_asked_about(asked) { values(program, line) } else { Vec::new() };
                    for value in &lines {
                        note(value, &mut out);
                    }
                }
            }
            ExprKind::OneOf(asked, lines) if is_asked_about(asked) => {
                for value in lines {
                    note(value, &mut out);
                }
            }
            _ => {}
        });
    }
    out.into_iter().collect()
}

/// Whether an expression is the date asked about, or its year.
#[must_use]
pub fn is_asked_about(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::AsOf => true,
        ExprKind::Year(inner) => matches!(inner.kind, ExprKind::AsOf),
        _ => false,
    }
}

fn values(program: &Program, line: &Expr) -> Vec<Value> {
    match &line.kind {
        ExprKind::Value(value) => vec![value.clone()],
        ExprKind::Parameter(id) => {
            let parameter = program.parameters.get(id.index());
            parameter.into_iter().flat_map(|parameter| &parameter.values).map(|(value, _)| value.clone()).collect()
        }
        ExprKind::Definition(id) => match program.definitions.get(id.index()).map(|known| known.readings.as_slice()) {
            Some([only]) => values(program, &only.body),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// A day and the day after it; of a year its first day and that of the next.
fn note(value: &Value, out: &mut BTreeSet<Date>) {
    match value {
        Value::Date(day) => out.extend([Some(*day), day.tomorrow().ok()].into_iter().flatten()),
        Value::Number(year) => {
            let year = year.to_i64().and_then(|year| i16::try_from(year).ok());
            let first = |year: Option<i16>| Date::new(year?, 1, 1).ok();
            out.extend([first(year), first(year.and_then(|year| year.checked_add(1)))].into_iter().flatten());
        }
        _ => {}
    }
}
