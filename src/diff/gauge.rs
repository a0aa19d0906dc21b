//! Amounts of a fact at which something that is reckoned from it reaches a line: where two amounts that are held against
//! each other change places. They are found by trying, so that roundings, full steps and other decisions are no matter.

use super::changes::reach::facts_read;
use super::joint::Joint;
use crate::interpret::{Case, Question, evaluate, smallest_step};
use crate::ir::value::order;
use crate::ir::{Expr, ExprKind, Fact, Given, Program, Value, Yield, visit};
use crate::types::ids::{DecisionId, FactId};
use crate::types::{Comparison, Number, Rounding, Type};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// No more amounts are reckoned in one search.
const MAX_RECKONED: usize = 20_000;
/// The highest amount that is tried is ten to this power.
const HIGHEST: u32 = 9;
/// No more halvings are made for one line.
const MAX_HALVINGS: usize = 64;

/// Two amounts of one version that are held against each other.
pub(super) struct Gauge<'s> {
    pub program: &'s Program,
    /// How, where it is a comparison.
    pub comparison: Option<Comparison>,
    pub sides: [&'s Expr; 2],
    reads: BTreeSet<usize>,
}

/// What the rules of a decision hold against each other, by way of terms and other decisions.
pub struct Gauges<'s> {
    pub(super) all: Vec<Gauge<'s>>,
    reckoned: usize,
}

impl<'s> Gauges<'s> {
    /// Those of a decision under each of some programs; what two of them hold alike is looked at once.
    pub fn of(programs: &[&'s Program], joint: &Joint<'_>, decision: usize) -> Self {
        let mut all: Vec<Gauge<'s>> = Vec::new();
        for program in programs.iter().copied() {
            let each = program.decisions.get(decision).is_some_and(|known| !known.each.is_empty());
            let grounds = program.grounds_of(DecisionId::at(decision));
            let (mut seen, mut pending): (_, Vec<&'s Expr>) = (BTreeSet::new(), Vec::new());
            // An amount of one member of a list has no value outside it.
            if !each {
                pending.extend(grounds.iter().flat_map(visit::of_ground));
            }
            let mut add = |comparison: Option<Comparison>, left: &'s Expr, right: &'s Expr| {
                let numbers = [left, right].iter().all(|side| matches!(side.ty, Type::Number { .. }));
                // A fact against a figure is a line already.
                let plain = |side: &Expr| matches!(side.kind, ExprKind::Fact(_) | ExprKind::Value(_));
                if numbers && !(plain(left) && plain(right)) {
                    all.push(Gauge {
                        program,
                        comparison,
                        sides: [left, right],
                        reads: facts_read(program, joint, vec![left, right]),
                    });
                }
            };
            while let Some(expr) = pending.pop() {
                // Members are not told one by one.
                if expr.list().is_none() {
                    visit::children(expr, |child| pending.push(child));
                }
                match &expr.kind {
                    ExprKind::Compare(comparison, left, right) => add(Some(*comparison), left, right),
                    ExprKind::Pick { of, .. } => {
                        for pair in of.windows(2) {
                            if let [left, right] = pair {
                                add(None, left, right);
                            }
                        }
                    }
                    ExprKind::Definition(id) if seen.insert((false, id.index())) => {
                        let known = program.definitions.get(id.index()).filter(|known| known.record.is_none());
                        pending.extend(known.iter().flat_map(|known| &known.readings).map(|reading| &reading.body));
                    }
                    ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id)
                        if seen.insert((true, id.index())) =>
                    {
                        let known = program.decisions.get(id.index()).filter(|known| known.each.is_empty());
                        pending.extend(known.iter().flat_map(|known| &known.grounds).flat_map(visit::of_ground));
                    }
                    _ => {}
                }
            }
        }
        Self { all, reckoned: 0 }
    }

    /// The amounts of a fact just below and at which a line is reached, with all else as the case tells it.
    pub fn lines(&mut self, case: &Case, question: &Question, at: usize, fact: &Fact) -> Vec<Number> {
        let Type::Number { unit, whole } = &fact.ty else { return Vec::new() };
        let step = smallest_step(unit, *whole);
        let mut out: Vec<Number> = Vec::new();
        let (all, reckoned) = (&self.all, &mut self.reckoned);
        for gauge in all.iter().filter(|gauge| gauge.reads.contains(&at)) {
            let mut case = case.clone();
            let mut stands = |amount: Number| -> Option<Ordering> {
                *reckoned += 1;
                if *reckoned > MAX_RECKONED {
                    return None;
                }
                case.set(FactId::at(at), Given::Value(Value::Number(amount)));
                match evaluate(gauge.program, &case, question, &gauge.sides).as_slice() {
                    [Yield::Value(left), Yield::Value(right)] => order(left, right),
                    _ => None,
                }
            };
            let mut low: Option<(Number, Ordering)> = None;
            for power in 0..=HIGHEST + 1 {
                let amount = match power.checked_sub(1) {
                    None => Number::ZERO,
                    Some(power) => Number::whole(10_i64.pow(power)),
                };
                let Some(found) = stands(amount) else { break };
                let below = low.filter(|(_, before)| *before != found);
                if let Some((below, before)) = below
                    && let Some((last, first)) = parted(below, amount, step, before, &mut stands)
                {
                    out.extend([first, last].into_iter().filter(|amount| !out.contains(amount)).collect::<Vec<_>>());
                }
                low = Some((amount, found));
            }
        }
        out
    }
}

/// The last amount that stands as the lower one does, and the first that does not.
fn parted(
    mut low: Number,
    mut high: Number,
    step: Number,
    before: Ordering,
    stands: &mut dyn FnMut(Number) -> Option<Ordering>,
) -> Option<(Number, Number)> {
    let half = Number::ratio(1, 2).ok()?;
    for _ in 0..MAX_HALVINGS {
        if low.plus(step).ok()? >= high {
            return Some((low, high));
        }
        let middle = low.plus(high.minus(low).ok()?.times(half).ok()?).ok()?.rounded(step, Rounding::Down).ok()?;
        let middle = if middle <= low { low.plus(step).ok()? } else { middle };
        if stands(middle)? == before {
            low = middle;
        } else {
            high = middle;
        }
    }
    None
}
