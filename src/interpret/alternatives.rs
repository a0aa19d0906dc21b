//! The alternatives by which a rule holds that carries an outcome: two outcomes with the same answer can have other
//! reasons, and whoever sets them side by side asks here.

use super::carry::{carrying, scopes_of};
use super::decide::{GroundState, Outcome, Standing};
use super::{Case, Machine, Question, Spoken};
use crate::ir::{Expr, ExprKind, Program};

/// A rule that carries an outcome, and the items of its lists that decide it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Carried {
    /// Which rule, in the order of the text.
    pub ground: usize,
    /// The places of those items: item by item from the outermost list of alternatives on.
    pub items: Vec<Vec<usize>>,
}

/// The rules that carry an outcome, each with the alternatives that decide it: for a rule that holds those that are so.
#[must_use]
pub fn carried(program: &Program, case: &Case, question: &Question, outcome: &Outcome) -> Vec<Carried> {
    let Some(decision) = program.decisions.get(outcome.decision.index()) else { return Vec::new() };
    let machine = Machine::new(program, case, question);
    let known = |state: &&GroundState| state.ground < decision.grounds.len();
    let each = carrying(decision, outcome).filter(known).map(|state| state.ground).map(|ground| {
        let mut items = Vec::new();
        let holds = outcome.grounds.get(ground).is_some_and(|state| state.standing == Standing::Holds);
        let condition = decision.grounds.get(ground).and_then(|ground| ground.condition.as_ref());
        if let Some(condition) = condition.filter(|_| holds) {
            let mut scopes = scopes_of(decision, outcome);
            machine.alternatives(condition, &mut Vec::new(), &mut scopes, &mut items);
        }
        Carried { ground, items }
    });
    each.collect()
}

impl Machine<'_> {
    /// Which alternatives of a condition that holds are so.
    fn alternatives(&self, expr: &Expr, path: &mut Vec<usize>, scopes: &mut Vec<Spoken>, out: &mut Vec<Vec<usize>>) {
        let (items, alternatives) = match &expr.kind {
            ExprKind::All(items) => (items, false),
            ExprKind::Any(items) | ExprKind::AtLeast(_, items) | ExprKind::Exactly(_, items) => (items, true),
            _ => return,
        };
        for (at, item) in items.iter().enumerate() {
            if alternatives && !self.evaluate(&item.expr, scopes).is(true) {
                continue;
            }
            path.push(at);
            if alternatives {
                out.push(path.clone());
            }
            stacker::maybe_grow(64 << 10, 1 << 20, || self.alternatives(&item.expr, path, scopes, out));
            path.pop();
        }
    }
}
