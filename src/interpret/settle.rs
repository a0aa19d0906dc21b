//! What would settle an undetermined outcome: the smallest sets of unknown facts of which some values do.
//!
//! Values are tried, not guessed: yes and no, each level, each place that a rule names, and for numbers and dates the
//! figures that the policy compares with, and one step beside them. So every proposal is true, and the values shown
//! settle the outcome. The search is cut off at stated numbers and says so.

use super::reason::{Slot, answer_of, slots, with};
use super::{Answer, Case, Question};
use crate::ir::{Expr, ExprKind, Given, Program, Value, visit};
use crate::types::ids::{DecisionId, FactId, FieldId, PlaceId, RecordId};
use crate::types::{Base, Number, Type, Unit};
use std::sync::Arc;

/// No more proposals than this are made.
pub const MAX_SETTLERS: usize = 8;
/// No larger sets are tried.
const MAX_SIZE: usize = 3;
/// No more cases are judged in the search.
const MAX_TRIES: usize = 6_000;
/// No more values of one fact are tried.
const MAX_VALUES: usize = 12;

/// A set of unknown facts of which these values settle the outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Settler {
    /// What would have to be known, and a value that settles it.
    pub facts: Vec<(Slot, Given)>,
    /// What then comes out.
    pub answer: Answer,
}

/// The smallest sets that settle a decision, and whether the search was cut off.
pub fn settlers(
    program: &Program,
    case: &Case,
    question: &Question,
    decision: DecisionId,
    member: Option<usize>,
) -> (Vec<Settler>, bool) {
    let unknown: Vec<Slot> =
        slots(program, case, false).into_iter().filter(|slot| matters(program, case, question, *slot)).collect();
    let candidates: Vec<(Slot, Vec<Given>)> = unknown
        .into_iter()
        .map(|slot| (slot, values(program, slot)))
        .filter(|(_, values)| !values.is_empty())
        .collect();
    let mut search =
        Search { program, case, question, decision, member, candidates, found: Vec::new(), tries: 0, cut: false };
    for size in 1..=MAX_SIZE {
        search.sets(size, 0, &mut Vec::new());
        if search.cut || search.found.len() >= MAX_SETTLERS {
            break;
        }
    }
    let cut = search.cut || search.found.len() >= MAX_SETTLERS;
    search.found.truncate(MAX_SETTLERS);
    (search.found, cut)
}

/// A presumed fact is not asked for.
fn matters(program: &Program, _: &Case, question: &Question, slot: Slot) -> bool {
    match slot {
        Slot::Fact(id) => {
            !question.presumptions || program.facts.get(id.index()).is_some_and(|fact| fact.presumed.is_none())
        }
        Slot::Field(..) => true,
    }
}

struct Search<'p> {
    program: &'p Program,
    case: &'p Case,
    question: &'p Question,
    decision: DecisionId,
    member: Option<usize>,
    candidates: Vec<(Slot, Vec<Given>)>,
    found: Vec<Settler>,
    tries: usize,
    cut: bool,
}

impl Search<'_> {
    /// Tries every set of `size` facts that holds no smaller set that settles.
    fn sets(&mut self, size: usize, from: usize, chosen: &mut Vec<usize>) {
        if self.cut || self.found.len() >= MAX_SETTLERS {
            return;
        }
        if size == 0 {
            self.try_values(chosen);
            return;
        }
        for index in from..self.candidates.len() {
            chosen.push(index);
            if !self.covers_smaller(chosen) {
                self.sets(size - 1, index + 1, chosen);
            }
            chosen.pop();
        }
    }

    fn covers_smaller(&self, chosen: &[usize]) -> bool {
        let slots: Vec<Slot> =
            chosen.iter().filter_map(|index| self.candidates.get(*index)).map(|(slot, _)| *slot).collect();
        self.found.iter().any(|settler| settler.facts.iter().all(|(slot, _)| slots.contains(slot)))
    }

    fn try_values(&mut self, chosen: &[usize]) {
        let all: Vec<(Slot, Vec<Given>)> =
            chosen.iter().filter_map(|index| self.candidates.get(*index)).cloned().collect();
        let mut at = vec![0_usize; all.len()];
        loop {
            if self.tries >= MAX_TRIES {
                self.cut = true;
                return;
            }
            self.tries += 1;
            let facts: Vec<(Slot, Given)> = all
                .iter()
                .zip(&at)
                .filter_map(|((slot, values), at)| Some((*slot, values.get(*at)?.clone())))
                .collect();
            let case = facts.iter().fold(self.case.clone(), |case, (slot, given)| with(&case, *slot, given.clone()));
            let answer = answer_of(self.program, &case, self.question, self.decision, self.member);
            if let Some(answer) = answer.filter(|answer| !matches!(answer, Answer::Undetermined(_) | Answer::Error(_)))
            {
                self.found.push(Settler { facts, answer });
                return;
            }
            let mut position = 0;
            loop {
                let (Some(digit), Some((_, values))) = (at.get_mut(position), all.get(position)) else { return };
                *digit += 1;
                if *digit < values.len() {
                    break;
                }
                *digit = 0;
                position += 1;
            }
        }
    }
}

// ── Values worth trying ──────────────────────────────────────

fn values(program: &Program, slot: Slot) -> Vec<Given> {
    let (ty, optional, record) = match slot {
        Slot::Fact(id) => match program.facts.get(id.index()) {
            Some(fact) => (&fact.ty, fact.optional, fact.record),
            None => return Vec::new(),
        },
        Slot::Field(list, _, field) => {
            let record = program.facts.get(list.index()).and_then(|fact| fact.record);
            match record
                .and_then(|record| program.records.get(record.index()))
                .and_then(|record| record.fields.get(field.index()))
            {
                Some(field) => (&field.ty, field.optional, None),
                None => return Vec::new(),
            }
        }
    };
    let mut out: Vec<Given> = match (ty, record, slot) {
        (Type::List(_), Some(record), Slot::Fact(list)) => lists(program, list, record),
        _ => plain(program, ty).into_iter().map(Given::Value).collect(),
    };
    out.truncate(MAX_VALUES);
    if optional {
        out.push(Given::Absent);
    }
    out
}

fn plain(program: &Program, ty: &Type) -> Vec<Value> {
    match ty {
        Type::Bool => vec![Value::Bool(true), Value::Bool(false)],
        Type::Level(scale) => {
            // The ends first: they settle most comparisons.
            let last = u32::try_from(scale.levels.len()).unwrap_or(0).saturating_sub(1);
            let mut levels: Vec<u32> = vec![last, 0];
            levels.extend(1..last);
            levels.into_iter().map(Value::Level).collect()
        }
        Type::Place => {
            let named = constants(program, |value| matches!(value, Value::Place(_)));
            let outside = (0..program.places.len()).map(|id| Value::Place(PlaceId::at(id)));
            let mut out = named;
            out.extend(outside.filter(|place| matches!(place, Value::Place(id) if program.places.get(id.index()).is_some_and(|p| p.parent.is_none()))));
            out
        }
        Type::Number { unit, whole } => numbers(program, unit, *whole),
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
                let less = crate::types::Duration { months: length.months.saturating_sub(1), days: 0 };
                vec![Value::Duration(less), Value::Duration(*length)]
            }
            _ => Vec::new(),
        }),
        Type::Text => constants(program, |value| matches!(value, Value::Text(_))),
        Type::List(_) => Vec::new(),
    }
}

/// The figures that the policy compares amounts of a unit with, largest first, then one step below each, then nought.
fn numbers(program: &Program, unit: &Unit, whole: bool) -> Vec<Value> {
    let step = smallest_step(unit, whole);
    let mut found: Vec<Number> = Vec::new();
    each_expr(program, &mut |expr| {
        if let (ExprKind::Value(Value::Number(value)), Type::Number { unit: known, .. }) = (&expr.kind, &expr.ty)
            && known == unit
            && !found.contains(value)
        {
            found.push(*value);
        }
    });
    for parameter in &program.parameters {
        for (value, _) in &parameter.values {
            if let (Value::Number(value), Type::Number { unit: known, .. }) = (value, &parameter.ty)
                && known == unit
                && !found.contains(value)
            {
                found.push(*value);
            }
        }
    }
    found.sort_by(|a, b| b.cmp(a));
    let below: Vec<Number> =
        found.iter().filter_map(|value| value.minus(step).ok()).filter(|value| !value.is_negative()).collect();
    let above: Vec<Number> = found.first().and_then(|value| value.plus(step).ok()).into_iter().collect();
    let mut out = found;
    out.extend(above.into_iter().chain([Number::ZERO]).chain(below));
    let mut seen: Vec<Number> = Vec::new();
    out.retain(|value| {
        let fresh = !seen.contains(value);
        seen.push(*value);
        fresh
    });
    out.into_iter().map(Value::Number).collect()
}

/// One smallest unit of a type: a fen, a day, a person, a hundredth of a percent.
fn smallest_step(unit: &Unit, whole: bool) -> Number {
    let hundredth = Number::ratio(1, 100).unwrap_or(Number::ONE);
    match unit {
        _ if whole => Number::ONE,
        Unit::Share | Unit::Ratio => Number::ratio(1, 10_000).unwrap_or(hundredth),
        Unit::Of(powers) if powers.contains_key(&Base::Yuan) => hundredth,
        Unit::Of(_) | Unit::Pure => hundredth,
    }
}

/// Lists worth trying: empty, and one member with each field at its most telling value.
fn lists(program: &Program, list: FactId, record: RecordId) -> Vec<Given> {
    let Some(record) = program.records.get(record.index()) else { return Vec::new() };
    let list_of = |members: Vec<Vec<Given>>| Given::Value(Value::List(Arc::new(members)));
    let options: Vec<Vec<Value>> = record.fields.iter().map(|field| plain(program, &field.ty)).collect();
    let mut out = vec![list_of(Vec::new())];
    let widest = options.iter().map(Vec::len).max().unwrap_or(0).min(MAX_VALUES);
    for turn in 0..widest {
        let member = options.iter().map(|values| {
            let at = if values.is_empty() { 0 } else { turn.min(values.len() - 1) };
            values.get(at).map_or(Given::Unknown, |value| Given::Value(value.clone()))
        });
        out.push(list_of(vec![member.collect()]));
    }
    let _ = (list, FieldId::at(0));
    // A member that has something is more telling than none at all.
    if out.len() > 1 {
        out.rotate_left(1);
    }
    out
}

fn constants(program: &Program, wanted: impl Fn(&Value) -> bool) -> Vec<Value> {
    around(program, |value| if wanted(value) { vec![value.clone()] } else { Vec::new() })
}

fn around(program: &Program, of: impl Fn(&Value) -> Vec<Value>) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::new();
    let mut add = |value: &Value| {
        for value in of(value) {
            if !out.contains(&value) {
                out.push(value);
            }
        }
    };
    each_expr(program, &mut |expr| match &expr.kind {
        ExprKind::Value(value) => add(value),
        ExprKind::In(_, places) => places.iter().for_each(|place| add(&Value::Place(*place))),
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
