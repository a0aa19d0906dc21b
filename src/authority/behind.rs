//! A rule that reads what other rules decide, where those differ as well: first the rule as it is written, with what it
//! reads left as it was, and then what becomes of it through what it reads.
//!
//! Each step must go the same way. What is read counts only where more of it is surely more for who reads it: points that
//! must reach a line, a permission that is asked for. Where it works the other way, one who had no amount at all, or an
//! error, might gain; that is not looked into.

use super::compare::{Dated, effect_behind, effect_by_name};
use super::reading::{Way, of_decisions, ways};
use crate::ir::{Decision, Effect, ExprKind, Ground, Program, visit};
use crate::types::Term;
use std::collections::BTreeMap;

/// How rules stand to others, step by step; `depth` tells how far what they read is followed.
pub(super) fn stepwise(before: Dated<'_, '_>, after: Dated<'_, '_>, depth: usize) -> Effect {
    let Some(depth) = depth.checked_sub(1) else { return Effect::NotDecided };
    let mut read: BTreeMap<&str, &Term> = BTreeMap::new();
    for (program, grounds, _) in [before, after] {
        read.extend(read_by(program, grounds).map(|term| (&*term.text, term)));
    }
    if read.is_empty() {
        return Effect::NotDecided;
    }
    let mut out = effect_by_name(before, after);
    for term in read.into_values() {
        if matches!(out, Effect::NotDecided | Effect::Different) {
            return Effect::NotDecided;
        }
        let effect = match (decision(before.0, term), decision(after.0, term)) {
            (Some(one), Some(two)) => effect_behind(
                (before.0, &standing(one, before), before.2),
                (after.0, &standing(two, after), after.2),
                depth,
            ),
            _ => Effect::NotDecided,
        };
        let next = if effect == Effect::Same || works_with(before, term) && works_with(after, term) {
            effect
        } else {
            Effect::NotDecided
        };
        out = match (out, next) {
            (Effect::Same, other) | (other, Effect::Same) => other,
            (one, two) if one == two => one,
            _ => Effect::NotDecided,
        };
    }
    if out == Effect::Different { Effect::NotDecided } else { out }
}

/// The decisions that rules read, themselves or by way of terms.
fn read_by<'p>(program: &'p Program, grounds: &[&'p Ground]) -> impl Iterator<Item = &'p Term> {
    let parts = visit::Reach::terms(program, grounds.iter().flat_map(|ground| visit::of_ground(ground)));
    parts.filter_map(|part| match &part.kind {
        ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id) => {
            program.decisions.get(id.index()).map(|decision| &*decision.term)
        }
        _ => None,
    })
}

fn decision<'p>(program: &'p Program, term: &Term) -> Option<&'p Decision> {
    program.decisions.iter().find(|decision| decision.term.same(term))
}

fn standing<'p>(decision: &'p Decision, side: Dated<'p, '_>) -> Vec<&'p Ground> {
    let grounds = decision.grounds.iter();
    grounds.filter(|ground| side.2.is_none_or(|day| ground.in_force.holds(day))).collect()
}

/// Whether more of what a decision gives is more for the rules, wherever they read it.
fn works_with(side: Dated<'_, '_>, term: &Term) -> bool {
    let read = |expr: &crate::ir::Expr| {
        let found = of_decisions(side.0, expr, &|decision| decision.term.same(term))?;
        Some(if found == Way::With { found } else { Way::Both })
    };
    !ways(side.0, side.1.iter().copied(), &read).1
}
