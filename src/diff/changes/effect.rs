//! Which way a change goes: the rules that rest on a part, in both versions of it → tighter, looser or neither.

use super::decision_name;
use super::reach::{Reads, holds, nodes};
use crate::authority;
use crate::diagnostics::Text;
use crate::diff::joint::{Element, Joint};
use crate::ir::print::Printer;
use crate::ir::value::order;
use crate::ir::{Effect, Expr, ExprKind, Ground, Program, Says, visit};
use std::cmp::Ordering;

/// What a report calls it.
pub(super) const fn name(effect: Effect) -> &'static str {
    match effect {
        Effect::Same => "same",
        Effect::Tighter => "tighter",
        Effect::Looser => "looser",
        Effect::Different => "different",
        Effect::NotDecided => "not decided",
    }
}

/// Two effects at once.
fn together(one: Effect, two: Effect) -> Effect {
    match (one, two) {
        (Effect::Same, other) | (other, Effect::Same) => other,
        (a, b) if a == b => a,
        (Effect::NotDecided, _) | (_, Effect::NotDecided) => Effect::NotDecided,
        _ => Effect::Different,
    }
}

/// What a change makes of its clause, and the rules that rest on it.
pub(super) fn effect(
    joint: &Joint<'_>,
    old: &Program,
    hybrid: &Program,
    element: Element,
    reads: &[Reads],
) -> (Effect, Vec<Text>) {
    let rules = |program: &'_ Program, at: usize| -> Vec<Ground> {
        program.decisions.get(at).map(|decision| decision.grounds.clone()).unwrap_or_default()
    };
    let of = |at: usize, before: &[&Ground], after: &[&Ground]| {
        let found = authority::effect_of((old, before, None), (hybrid, after, None));
        // One amount against another: more, or less.
        match (found, before, after) {
            (Effect::Different, [one], [two]) => {
                let found = amounts(one, two).unwrap_or(found);
                let less = old.decisions.get(at).is_some_and(|known| known.better == Some(false));
                if less { found.turned() } else { found }
            }
            _ => found,
        }
    };
    let mut rests = Vec::new();
    match element {
        Element::Ground(at, slot) => {
            let (before, after) = (rules(old, at), rules(hybrid, at));
            // A rule of a mixture says which of the matched ones it is where its line would stand.
            let one: Vec<&Ground> = before.iter().filter(|ground| ground.line == slot).collect();
            let two: Vec<&Ground> = after.iter().filter(|ground| ground.line == slot).collect();
            (of(at, &one, &two), rests)
        }
        Element::Frame(at) | Element::Order(at) => {
            let (before, after) = (rules(old, at), rules(hybrid, at));
            let found = of(at, &before.iter().collect::<Vec<_>>(), &after.iter().collect::<Vec<_>>());
            // The rules are the same one by one: it is how they come together that is not.
            (if found == Effect::Same { Effect::Different } else { found }, rests)
        }
        _ => {
            let mut out = Effect::Same;
            for at in 0..old.decisions.len() {
                if !reads.iter().any(|reads| reads.decision(at, element)) {
                    continue;
                }
                let (before, after) = (rules(old, at), rules(hybrid, at));
                for (one, two) in before.iter().zip(&after) {
                    let direct = nodes(old, joint, visit::of_ground(one));
                    if !holds(&direct, element) {
                        continue;
                    }
                    out = together(out, of(at, &[one], &[two]));
                    let name = decision_name(joint, at);
                    let place = Text::of(|language| {
                        let place = Printer { program: old, language }.ground(one);
                        let name = name.as_ref().map(|name| name.get(language)).unwrap_or_default();
                        format!("{place} · {name}")
                    });
                    if !rests.contains(&place) {
                        rests.push(place);
                    }
                }
            }
            // What is presumed bears on those of whom nothing is told.
            let presumed = matches!(element, Element::Presumption(_) | Element::FieldPresumption(..));
            (if presumed && out == Effect::Same { Effect::Different } else { out }, rests)
        }
    }
}

fn amounts(one: &Ground, two: &Ground) -> Option<Effect> {
    let whom = |ground: &Ground| (ground.population.clone(), ground.condition.clone(), ground.exceptions.clone());
    let value = |ground: &Ground| match &ground.says {
        Says::Value(Expr { kind: ExprKind::Value(value), .. })
        | Says::Otherwise(Expr { kind: ExprKind::Value(value), .. }) => Some(value.clone()),
        _ => None,
    };
    let found = order(&value(one)?, &value(two)?)?;
    if whom(one) != whom(two) {
        return None;
    }
    Some(match found {
        Ordering::Less => Effect::Looser,
        Ordering::Equal => Effect::Same,
        Ordering::Greater => Effect::Tighter,
    })
}
