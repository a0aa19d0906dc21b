//! What would settle an undetermined outcome: the smallest sets of unknown facts of which some values do.
//!
//! Values are tried, not guessed: yes and no, each level, each place that a rule names, and for numbers and dates the
//! figures that the policy compares with, and one step beside them. So every proposal is true, and the values shown
//! settle the outcome. The search is cut off at stated numbers and says so.

use super::reason::{Slot, answer_of, slots, with};
use super::{Answer, Case, Machine, Question, Standing};
use crate::ir::{Expr, ExprKind, Given, Program, Value, Yield, visit};
use crate::types::ids::{DecisionId, DefinitionId, FactId, FieldId, PlaceId, RecordId};
use crate::types::{Base, Date, Number, Type, Unit};
use std::collections::BTreeSet;
use std::sync::Arc;

/// No more proposals than this are made.
pub const MAX_SETTLERS: usize = 8;
/// No larger sets are tried.
const MAX_SIZE: usize = 3;
/// No more cases are judged in the search.
const MAX_TRIES: usize = 6_000;
/// No more values of one fact are tried.
const MAX_VALUES: usize = 12;
/// No more values of one fact are looked at.
const MAX_LOOKED_AT: usize = 64;

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
    let read = Reads::of(program, case, question, decision, member);
    let unknown = slots(program, case, false)
        .into_iter()
        .filter(|slot| read.facts.contains(&slot.fact()) && matters(program, question, *slot));
    let candidates: Vec<(Slot, Vec<Given>)> = unknown
        .map(|slot| (slot, read.telling(program, case, question, slot)))
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
    // Larger sets than were tried might settle it too.
    let larger = search.candidates.len() > MAX_SIZE;
    let cut = search.cut || larger || search.found.len() >= MAX_SETTLERS;
    search.found.truncate(MAX_SETTLERS);
    (search.found, cut)
}

/// What the open rules of a decision read: the facts, and the conditions that the facts enter by.
struct Reads<'p> {
    facts: BTreeSet<FactId>,
    leaves: Vec<&'p Expr>,
    years: BTreeSet<Column>,
}

impl<'p> Reads<'p> {
    fn of(program: &'p Program, case: &Case, question: &Question, decision: DecisionId, member: Option<usize>) -> Self {
        let machine = Machine::new(program, case, question);
        let states = machine.outcomes(decision).into_iter().find(|outcome| outcome.member == member);
        let grounds =
            program.decisions.get(decision.index()).map(|decision| decision.grounds.as_slice()).unwrap_or_default();
        let open = states.iter().flat_map(|outcome| &outcome.grounds).filter(|state| {
            !matches!(state.standing, Standing::Silent | Standing::Fails)
                || !matches!(state.value, None | Some(Yield::Value(_)))
        });
        let mut out = Self { facts: BTreeSet::new(), leaves: Vec::new(), years: years(program) };
        let mut seen = BTreeSet::new();
        let mut pending: Vec<&'p Expr> =
            open.filter_map(|state| grounds.get(state.ground)).flat_map(visit::of_ground).collect();
        while let Some(expr) = pending.pop() {
            match &expr.kind {
                ExprKind::All(items)
                | ExprKind::Any(items)
                | ExprKind::AtLeast(_, items)
                | ExprKind::Exactly(_, items) => {
                    pending.extend(items.iter().map(|item| &item.expr));
                    continue;
                }
                ExprKind::Not(inner) => {
                    pending.push(inner);
                    continue;
                }
                _ => {}
            }
            if !matches!(expr.kind, ExprKind::Definition(_) | ExprKind::Decision(_)) {
                out.leaves.push(expr);
            }
            visit::walk(expr, &mut |inner| match &inner.kind {
                ExprKind::Fact(id) | ExprKind::Quantified(_, id, _) => {
                    out.facts.insert(*id);
                }
                ExprKind::Aggregate(gather) => {
                    out.facts.insert(gather.list);
                }
                ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) if seen.insert(Node::Definition(*id)) => {
                    let reading = program.definitions.get(id.index());
                    pending.extend(
                        reading.and_then(|found| found.readings.get(machine.reading(*id))).map(|found| &found.body),
                    );
                }
                ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id)
                    if seen.insert(Node::Decision(*id)) =>
                {
                    let grounds = program.decisions.get(id.index()).map(|found| found.grounds.as_slice());
                    pending.extend(grounds.unwrap_or_default().iter().flat_map(visit::of_ground));
                }
                _ => {}
            });
        }
        out.facts.extend(program.decisions.get(decision.index()).and_then(|decision| decision.each));
        out
    }

    /// Values of a fact that differ in what they make of the conditions: one of each kind.
    fn telling(&self, program: &'p Program, case: &Case, question: &Question, slot: Slot) -> Vec<Given> {
        let mut seen: Vec<Vec<Yield>> = Vec::new();
        let mut out = Vec::new();
        for given in values(program, question, &self.years, slot) {
            let told = with(case, slot, given.clone());
            let machine = Machine::new(program, &told, question);
            let sign: Vec<Yield> = self.leaves.iter().map(|leaf| machine.evaluate(leaf, &mut Vec::new())).collect();
            // What a member's field does shows only inside its list, which has no sign of its own.
            if matches!(slot, Slot::Field(..)) || !seen.contains(&sign) {
                seen.push(sign);
                out.push(given);
            }
            if out.len() >= MAX_VALUES {
                break;
            }
        }
        out
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Definition(DefinitionId),
    Decision(DecisionId),
}

/// What is presumed is not asked for.
fn matters(program: &Program, question: &Question, slot: Slot) -> bool {
    let presumed = match slot {
        Slot::Fact(id) => program.facts.get(id.index()).and_then(|fact| fact.presumed.as_ref()),
        Slot::Field(list, _, field) => {
            let record = program.facts.get(list.index()).and_then(|fact| fact.record);
            let record = record.and_then(|record| program.records.get(record.index()));
            record.and_then(|record| record.fields.get(field.index())).and_then(|field| field.presumed.as_ref())
        }
    };
    !question.presumptions || presumed.is_none()
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

fn values(program: &Program, question: &Question, years: &BTreeSet<Column>, slot: Slot) -> Vec<Given> {
    let (ty, optional, record, year) = match slot {
        Slot::Fact(id) => match program.facts.get(id.index()) {
            Some(fact) => (&fact.ty, fact.optional, fact.record, years.contains(&Column::Fact(id))),
            None => return Vec::new(),
        },
        Slot::Field(list, _, field) => {
            let record = program.facts.get(list.index()).and_then(|fact| fact.record);
            let year = record.is_some_and(|record| years.contains(&Column::Field(record, field)));
            match record
                .and_then(|record| program.records.get(record.index()))
                .and_then(|record| record.fields.get(field.index()))
            {
                Some(field) => (&field.ty, field.optional, None, year),
                None => return Vec::new(),
            }
        }
    };
    let mut out: Vec<Given> = match (ty, record, slot) {
        (Type::List(_), Some(record), Slot::Fact(_)) => lists(program, question, years, record),
        _ => plain(program, question, ty, year).into_iter().map(Given::Value).collect(),
    };
    out.truncate(MAX_LOOKED_AT);
    if optional {
        out.push(Given::Absent);
    }
    out
}

fn plain(program: &Program, question: &Question, ty: &Type, year: bool) -> Vec<Value> {
    match ty {
        Type::Bool => vec![Value::Bool(true), Value::Bool(false)],
        Type::Level(scale) => {
            // Lowest first, so that the level shown is the least that settles.
            let count = u32::try_from(scale.levels.len()).unwrap_or(0);
            (0..count).map(Value::Level).collect()
        }
        Type::Place => {
            let named = constants(program, |value| matches!(value, Value::Place(_)));
            let outside = (0..program.places.len()).map(|id| Value::Place(PlaceId::at(id)));
            let mut out = named;
            out.extend(outside.filter(|place| matches!(place, Value::Place(id) if program.places.get(id.index()).is_some_and(|p| p.parent.is_none()))));
            out
        }
        Type::Number { unit, whole } => {
            let date = question.as_of.filter(|_| year);
            numbers(program, date, unit, *whole)
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
                let less = crate::types::Duration { months: length.months.saturating_sub(1), days: 0 };
                vec![Value::Duration(less), Value::Duration(*length)]
            }
            _ => Vec::new(),
        }),
        Type::Text => constants(program, |value| matches!(value, Value::Text(_))),
        Type::Window | Type::List(_) => Vec::new(),
    }
}

/// The figures that the policy compares amounts of a unit with, smallest first, then one step below each, then nought;
/// for a year, the years around the date asked about come first.
fn numbers(program: &Program, around: Option<Date>, unit: &Unit, whole: bool) -> Vec<Value> {
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
    found.sort_unstable();
    let below: Vec<Number> =
        found.iter().filter_map(|value| value.minus(step).ok()).filter(|value| !value.is_negative()).collect();
    let above: Vec<Number> = found.last().and_then(|value| value.plus(step).ok()).into_iter().collect();
    let years = around.map(|date| i64::from(date.year()));
    let years = years.into_iter().flat_map(|year| [year - 1, year, year - 2]).map(Number::whole);
    let mut out: Vec<Number> = years.collect();
    out.extend(found);
    out.extend(above.into_iter().chain([Number::ZERO]).chain(below));
    let mut seen: Vec<Number> = Vec::new();
    out.retain(|value| {
        let fresh = !seen.contains(value);
        seen.push(*value);
        fresh
    });
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
    for definition in &program.definitions {
        for reading in &definition.readings {
            years_in(program, &reading.body, &definition.record.into_iter().collect::<Vec<_>>(), &mut out);
        }
    }
    for decision in &program.decisions {
        let records: Vec<RecordId> = decision.each.and_then(|list| record_of(program, list)).into_iter().collect();
        for expr in decision.grounds.iter().flat_map(visit::of_ground) {
            years_in(program, expr, &records, &mut out);
        }
    }
    out
}

fn record_of(program: &Program, list: FactId) -> Option<RecordId> {
    program.facts.get(list.index())?.record
}

/// The years in an expression that stands among the members of these records, innermost last.
fn years_in(program: &Program, expr: &Expr, records: &[RecordId], out: &mut BTreeSet<Column>) {
    let mut open = vec![(expr, records.to_vec())];
    while let Some((expr, records)) = open.pop() {
        let inside = |list| records.iter().copied().chain(record_of(program, list)).collect::<Vec<_>>();
        match &expr.kind {
            ExprKind::Compare(_, left, right) => {
                for (side, other) in [(left, right), (right, left)] {
                    if reckons_with_year(program, other) {
                        out.extend(column(side, &records));
                    }
                }
            }
            ExprKind::Aggregate(gather) => {
                let key = gather.window.zip(record_of(program, gather.list));
                out.extend(key.map(|((_, field), record)| Column::Field(record, field)));
            }
            _ => {}
        }
        match &expr.kind {
            ExprKind::Quantified(_, list, condition) => open.push((condition, inside(*list))),
            ExprKind::Aggregate(gather) => {
                let parts = gather.filter.iter().chain(&gather.amount);
                open.extend(parts.map(|part| (part, inside(gather.list))));
            }
            ExprKind::Share(sharing) => {
                open.push((&sharing.weight, inside(sharing.list)));
                open.extend([&sharing.total, &sharing.step].map(|part| (part, records.clone())));
            }
            _ => visit::children(expr, |child| open.push((child, records.clone()))),
        }
    }
}

fn column(expr: &Expr, records: &[RecordId]) -> Option<Column> {
    match expr.kind {
        ExprKind::Fact(id) => Some(Column::Fact(id)),
        ExprKind::Field(out, field) => {
            let record = records.len().checked_sub(out + 1).and_then(|at| records.get(at));
            record.map(|record| Column::Field(*record, field))
        }
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
                let definition = program.definitions.get(id.index());
                open.extend(definition.iter().flat_map(|known| &known.readings).map(|reading| &reading.body));
            }
            _ => {}
        }
    }
    false
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
fn lists(program: &Program, question: &Question, years: &BTreeSet<Column>, id: RecordId) -> Vec<Given> {
    let Some(record) = program.records.get(id.index()) else { return Vec::new() };
    let list_of = |members: Vec<Vec<Given>>| Given::Value(Value::List(Arc::new(members)));
    let is_year = |field: usize| years.contains(&Column::Field(id, FieldId::at(field)));
    let fields = record.fields.iter().enumerate();
    let options: Vec<Vec<Value>> = fields.map(|(at, field)| plain(program, question, &field.ty, is_year(at))).collect();
    let mut out = vec![list_of(Vec::new())];
    let widest = options.iter().map(Vec::len).max().unwrap_or(0).min(MAX_LOOKED_AT);
    for turn in 0..widest {
        // Once with the year kept still, once with every field at its next value.
        for still in [true, false] {
            let member = options.iter().enumerate().map(|(field, values)| {
                let at = if still && is_year(field) { 0 } else { turn.min(values.len().saturating_sub(1)) };
                values.get(at).map_or(Given::Unknown, |value| Given::Value(value.clone()))
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
