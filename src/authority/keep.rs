//! Items that must be kept: which of them a change has lost.

use super::compare::{Part, days_of};
use super::form::Speller;
use super::points::lost;
use super::prove::{Follows, follows};
use crate::ir::{Expr, ExprKind, Ground, Item, Says, Score, visit};
use crate::types::Term;
use std::sync::Arc;

/// The first item of the rules before that the rules after have lost, and whether it is there but gives less or asks more.
/// Of items inside each other the innermost is named that says what is missing.
pub(super) fn first_lost(before: Part<'_, '_>, after: Part<'_, '_>) -> Option<(Arc<Term>, bool)> {
    for day in days_of(before.0, after.0) {
        let (one, two) = (Speller::of(before.0, day), Speller::of(after.0, day));
        // What is dropped on some days stands on the others.
        let old_rules: Vec<&Ground> = before.1.iter().copied().filter(|ground| one.stands(ground)).collect();
        let new_rules: Vec<&Ground> = after.1.iter().copied().filter(|ground| two.stands(ground)).collect();
        let (old, new) = (scores(&old_rules), scores(&new_rules));
        for (at, score) in old.iter().enumerate() {
            let Some(now) = new.get(at) else { continue };
            if let Some(found) = lost((&one, score), (&two, now)) {
                return Some(found);
            }
        }
        if let Some(score) = old.get(new.len()) {
            return score.items.first().and_then(|item| Some((item.label.clone()?, false)));
        }
        let (old, new) = (all_items(conditions(&old_rules)), all_items(conditions(&new_rules)));
        if let Some(found) = lost_item((&one, &old), (&two, &new)) {
            return Some(found);
        }
    }
    None
}

fn lost_item(before: (&Speller<'_>, &[&Item]), after: (&Speller<'_>, &[&Item])) -> Option<(Arc<Term>, bool)> {
    before.1.iter().find_map(|item| {
        let name = item.label.as_ref()?;
        let same = |other: &&&Item| other.label.as_ref().is_some_and(|label| label.forms().any(|form| name.is(form)));
        let Some(kept) = after.1.iter().find(same) else { return Some((name.clone(), false)) };
        if follows(&before.0.form(&item.expr), &after.0.form(&kept.expr)) == Follows::Yes {
            return None;
        }
        let inner = all_items(vec![&item.expr]);
        lost_item((before.0, &inner), after).or_else(|| Some((name.clone(), true)))
    })
}

/// The scores that rules give, the outermost of each.
fn scores<'p>(grounds: &[&'p Ground]) -> Vec<&'p Score> {
    let values = grounds.iter().filter_map(|ground| match &ground.says {
        Says::Value(Expr { kind: ExprKind::Score(score), .. }) => Some(score.as_ref()),
        Says::Value(_) | Says::Otherwise(_) | Says::Modal(_) => None,
    });
    values.collect()
}

fn conditions<'p>(grounds: &[&'p Ground]) -> Vec<&'p Expr> {
    grounds.iter().filter_map(|ground| ground.condition.as_ref()).collect()
}

/// The items of lists, in the order of the text.
fn all_items(exprs: Vec<&Expr>) -> Vec<&Item> {
    let mut out = Vec::new();
    for expr in exprs {
        visit::walk(expr, &mut |part| match &part.kind {
            ExprKind::All(items) | ExprKind::Any(items) | ExprKind::AtLeast(_, items) | ExprKind::Exactly(_, items) => {
                out.extend(items);
            }
            _ => {}
        });
    }
    out
}
