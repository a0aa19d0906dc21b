//! Slips that change no outcome by construction: whether the line itself is in or out makes no difference where both sides
//! give the same there.
//!
//! Two of them are seen: the row of a table that takes each part at its own rate, whose part is nought at its edge; and a
//! line that is drawn for one fact, where nothing that rests on it reads another, so that the one case at the line tells
//! all. Whatever else may change nothing is left for people to tell.

use super::node::NodeEdit;
use super::run::reach;
use super::site::Root;
use super::slip::{Declared, Edit, Slip, SlipKind, apply};
use crate::interpret::{Case, Question, interpret};
use crate::ir::{Expr, ExprKind, Given, Ground, Hit, Period, Program, Value, visit};
use crate::types::ids::{DecisionId, FactId};

/// Whether a slip changes no outcome, by how it is made.
pub(super) fn is_equal(program: &Program, slip: &Slip) -> bool {
    slip.kind == SlipKind::Boundary
        && slip.edits.iter().all(|edit| match edit {
            Edit::Node(site, NodeEdit::Compare(_)) => {
                let Some(found) = site.get(program) else { return false };
                is_edge_of_part(program, &site.root, found) || is_told_at_the_line(program, slip, found)
            }
            _ => false,
        })
}

/// Whether a comparison asks of a row whether its part is reached: at the line the part is nought.
fn is_edge_of_part(program: &Program, root: &Root, compared: &Expr) -> bool {
    let Root::Condition(id, ground) = root else { return false };
    let added = program.decisions.get(id.index()).filter(|found| found.hit == Some(Hit::Added));
    added.and_then(|found| found.grounds.get(*ground)).is_some_and(|ground| ground.part_above(compared).is_some())
}

/// Whether all that rests on a comparison of a fact with a fixed value reads that fact alone, and the same comes out at the
/// line on either side: nowhere else do the two differ.
fn is_told_at_the_line(program: &Program, slip: &Slip, compared: &Expr) -> bool {
    let ExprKind::Compare(_, left, right) = &compared.kind else { return false };
    let (fact, line) = match (&left.kind, &right.kind) {
        (ExprKind::Fact(fact), other) | (other, ExprKind::Fact(fact)) => (*fact, fixed(program, other)),
        _ => return false,
    };
    let Some(line) = line else { return false };
    let touched: Vec<Declared> = slip.edits.iter().map(Edit::declared).collect();
    let decisions = (0..program.decisions.len()).map(DecisionId::at);
    let on: Vec<DecisionId> = decisions
        .filter(|id| {
            let reach = reach(program, *id);
            touched.iter().any(|one| reach.contains(one))
        })
        .collect();
    if on.is_empty() || !on.iter().all(|id| reads_only(program, *id, fact)) {
        return false;
    }
    let mut case = Case::new(program);
    case.set(fact, Given::Value(line));
    let answers = |program: &Program| -> Vec<_> {
        let outcomes = on.iter().flat_map(|id| interpret(program, &case, &Question::default(), Some(*id)));
        outcomes.map(|outcome| outcome.answer).collect()
    };
    let mut changed = program.clone();
    apply(&mut changed, slip);
    answers(program) == answers(&changed)
}

/// A value that does not depend on the case.
fn fixed(program: &Program, kind: &ExprKind) -> Option<Value> {
    match kind {
        ExprKind::Value(value) => Some(value.clone()),
        ExprKind::Parameter(id) => program.parameters.get(id.index())?.lasting().cloned(),
        _ => None,
    }
}

/// Whether a decision reads one fact and nothing else of a case: no other fact, no date, no reading.
fn reads_only(program: &Program, id: DecisionId, fact: FactId) -> bool {
    reach(program, id).iter().all(|declared| match declared {
        Declared::Fact(read) => *read == fact,
        Declared::Field(..) => false,
        Declared::Parameter(id) => fixed(program, &ExprKind::Parameter(*id)).is_some(),
        Declared::Definition(id) => program.definitions.get(id.index()).is_some_and(|found| {
            let [reading] = found.readings.as_slice() else { return false };
            found.record.is_none() && is_undated(&reading.body)
        }),
        Declared::Decision(id) => program.decisions.get(id.index()).is_some_and(|found| {
            let undated = |ground: &Ground| {
                ground.in_force == Period::default() && visit::of_ground(ground).into_iter().all(is_undated)
            };
            found.each.is_empty() && found.grounds.iter().all(undated)
        }),
    })
}

fn is_undated(expr: &Expr) -> bool {
    let mut dated = false;
    visit::walk(expr, &mut |expr| dated |= matches!(expr.kind, ExprKind::AsOf));
    !dated
}
