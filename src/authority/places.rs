//! Places that a policy below adds: which rules above read them, and how far a power to add places goes.
//!
//! A rule above that asks who lives in Dehong says yes for a town that a policy below puts there, though nobody changed a
//! word of it. It is weighed against itself: with the new place where it is put, and as if it lay in none of the others.

use crate::ir::{Decision, Expr, ExprKind, Ground, Power, Program, Route, Value, visit};
use crate::types::Type;
use crate::types::ids::PlaceId;

/// The rules of a program that read new places: one around them, a set that holds such a one, or a place that a case tells.
#[must_use]
pub fn read_by<'p>(program: &'p Program, places: &[Route]) -> Vec<(&'p Decision, &'p Ground)> {
    let all =
        program.decisions.iter().flat_map(|decision| decision.grounds.iter().map(move |ground| (decision, ground)));
    all.filter(|(_, ground)| {
        visit::Reach::terms(program, visit::of_ground(ground)).any(|part| reads(program, part, places))
    })
    .collect()
}

/// Whether what an expression itself says, its parts left aside, rests on whether there are these places.
pub(super) fn reads(program: &Program, expr: &Expr, places: &[Route]) -> bool {
    let holds = |around: &[PlaceId]| places.iter().any(|route| is_around(program, around, route));
    match &expr.kind {
        ExprKind::In(_, around, _) => holds(around),
        ExprKind::Within(_, around) => written(program, around).is_none_or(|around| holds(&around)),
        ExprKind::Compare(_, left, right) if left.ty == Type::Place || right.ty == Type::Place => {
            let both = [left, right].into_iter().filter_map(|side| written(program, side)).collect::<Vec<_>>();
            both.is_empty() || both.iter().any(|around| holds(around))
        }
        ExprKind::OneOf(_, values) => holds(&values.iter().filter_map(place).collect::<Vec<_>>()),
        _ => false,
    }
}

/// Whether one of these places of a program is on the way to another.
pub(super) fn is_around(program: &Program, around: &[PlaceId], route: &Route) -> bool {
    let known = |place: &PlaceId| program.places.get(place.index());
    around.iter().filter_map(known).any(|place| route.iter().any(|step| step.text == place.term.text))
}

/// The places that an expression names, whatever a case tells; none where a case tells them.
fn written(program: &Program, expr: &Expr) -> Option<Vec<PlaceId>> {
    match &expr.kind {
        ExprKind::Value(value) => place(value).map(|place| vec![place]),
        ExprKind::Parameter(id) => {
            let parameter = program.parameters.get(id.index())?;
            Some(parameter.values.iter().filter_map(|(value, _)| place(value)).collect())
        }
        _ => None,
    }
}

const fn place(value: &Value) -> Option<PlaceId> {
    match value {
        Value::Place(place) => Some(*place),
        _ => None,
    }
}

/// The places that changes of a text add, and that another text does not have.
pub(super) fn only_in(program: &Program, other: &Program) -> Vec<Route> {
    let known = |route: &Route| {
        let name = route.last().map(|place| &place.text);
        other.places.iter().any(|place| Some(&place.term.text) == name)
    };
    let mut out: Vec<Route> = Vec::new();
    for route in program.changes.iter().flat_map(|change| &change.places) {
        if !known(route) && !out.contains(route) {
            out.push(route.clone());
        }
    }
    out
}

/// Whether a place is another, or lies in it.
fn lies_in(route: &Route, around: &Route) -> bool {
    around.len() <= route.len() && around.iter().zip(route).all(|(one, two)| one.text == two.text)
}

/// Whether a power lets all these places be added: they lie in the place that it is about.
pub(super) fn lets_add(power: &Power, places: &[Route]) -> bool {
    let Some(around) = &power.place else { return false };
    !places.is_empty() && places.iter().all(|route| route.len() > around.len() && lies_in(route, around))
}

/// Whether all that the second power lets be added the first one lets be added as well.
pub(super) fn is_as_wide(held: &Power, handed: &Power) -> bool {
    held.place.as_ref().zip(handed.place.as_ref()).is_some_and(|(held, handed)| lies_in(handed, held))
}
