//! Two versions → the parts that differ in meaning, in the order in which they are told.

use crate::diff::align::same_meaning;
use crate::diff::joint::{Element, Joint, Side};
use crate::ir::{Expr, ExprKind, Fact, Program, visit};
use crate::types::Type;

/// Every part that both versions do not have alike.
pub(super) fn elements(joint: &Joint<'_>) -> Vec<Element> {
    let mut out = Vec::new();
    let mut note = |differs: bool, element: Element| {
        if differs {
            out.push(element);
        }
    };
    for at in 0..joint.parameters.len() {
        let of = |side: Side| joint.parameter(side, at).map(|parameter| parameter.values);
        let (one, two) = (of(Side::Old), of(Side::New));
        note(one.is_some() && two.is_some() && one != two, Element::Parameter(at));
    }
    for at in 0..joint.sets.len() {
        let (one, two) = (joint.set(Side::Old, at), joint.set(Side::New, at));
        note(one.is_some() && two.is_some() && one != two, Element::Set(at));
    }
    let held = [joint.programs.old, joint.programs.new].into_iter().any(holds_places_together);
    for at in 0..joint.place_count() {
        let (one, two) = (joint.parent(Side::Old, at), joint.parent(Side::New, at));
        let moved = one.is_some() && two.is_some() && one != two;
        // A place that lies in another makes it two, where two that are told are held against each other.
        let parted = one.is_some() != two.is_some() && one.or(two).is_some_and(|place| place.around.is_some());
        note(moved || (parted && held), Element::Place(at));
    }
    note(joint.programs.old.workdays != joint.programs.new.workdays, Element::Workdays);
    for at in 0..joint.definitions.len() {
        let of = |side: Side| {
            joint.own_definition(side, at).map(|definition| (joint.readings(side, at), definition.default))
        };
        let (one, two) = (of(Side::Old), of(Side::New));
        note(one.is_some() && two.is_some() && one != two, Element::Definition(at));
    }
    for at in 0..joint.facts.len() {
        let differs = presumption_differs(joint, &|side| joint.own_fact(side, at));
        note(differs, Element::Presumption(at));
    }
    for (record, (_, joint_record)) in joint.records.iter().enumerate() {
        for field in 0..joint_record.fields.len() {
            let differs = presumption_differs(joint, &|side| joint.own_field(side, record, field));
            note(differs, Element::FieldPresumption(record, field));
        }
    }
    for (at, (pair, slots)) in joint.decisions.iter().enumerate() {
        for slot in 0..slots.len() {
            let (one, two) = (joint.ground(Side::Old, at, slot), joint.ground(Side::New, at, slot));
            let differs = match (&one, &two) {
                (Some(one), Some(two)) => {
                    !same_meaning(one, two)
                        || joint.goes_before(Side::Old, at, slot) != joint.goes_before(Side::New, at, slot)
                }
                _ => true,
            };
            note(differs, Element::Ground(at, slot));
        }
        if pair.old.is_some() && pair.new.is_some() {
            let frame = |side: Side| joint.own_decision(side, at).map(|decision| (decision.kind.modal(), decision.hit));
            note(frame(Side::Old) != frame(Side::New), Element::Frame(at));
            note(joint.reordered(at), Element::Order(at));
        }
    }
    out
}

fn presumption_differs<'p>(joint: &Joint<'_>, of: &dyn Fn(Side) -> Option<&'p Fact>) -> bool {
    let presumed =
        |side: Side, fact: &Fact| fact.presumed.as_ref().map(|(value, _)| joint.maps.of(side).value(value, &fact.ty));
    match (of(Side::Old), of(Side::New)) {
        (Some(one), Some(two)) => presumed(Side::Old, one) != presumed(Side::New, two),
        _ => false,
    }
}

/// Whether two places that are told are held against each other: then it matters whether smaller ones lie in them.
fn holds_places_together(program: &Program) -> bool {
    let told =
        |side: &Expr| side.ty == Type::Place && !matches!(side.kind, ExprKind::Value(_) | ExprKind::Parameter(_));
    let rules = program.decisions.iter().flat_map(|decision| &decision.grounds).flat_map(visit::of_ground);
    let terms = program.definitions.iter().flat_map(|known| &known.readings).map(|reading| &reading.body);
    let mut found = false;
    for expr in rules.chain(terms) {
        visit::walk(expr, &mut |part| {
            found |= matches!(&part.kind, ExprKind::Compare(_, left, right) if told(left) && told(right));
        });
    }
    found
}
