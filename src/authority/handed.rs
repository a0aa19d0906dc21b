//! Powers that a policy hands on: over clauses of the policies above it, no more than they let it do itself.

use super::compare::own_place;
use super::error::AuthorityError;
use super::{alone, covers, is_about, number, places, reading};
use crate::diagnostics::{Say, Text};
use crate::ir::{
    Change, ChangeKind, Clause, ClauseKind, Decision, Ground, Period, Power, PowerKind, Program, Value, visit,
};

/// The layer that a change is made in.
pub(super) fn owner_of(above: &Program, change: &Change) -> Option<usize> {
    above.layers.iter().position(|layer| Some(layer.file.0) == u32::try_from(change.of).ok())
}

/// Whether a power over a clause of that layer is given by it or one above it, or says again what those give.
pub(super) fn is_given_on(power: &Power, above: &Program, of: usize, change: &Change) -> bool {
    power.layer >= of
        || above.powers.iter().any(|held| {
            held.layer > power.layer
                && !held.kind.is_limit()
                && is_about(held, change)
                && is_as_wide(held, power)
                && is_given_on(held, above, of, change)
        })
}

/// Whether a policy further down says again what a power lets do to a clause of that layer: below that policy, it goes as
/// far as it is said there.
pub(super) fn is_said_again(held: &Power, above: &Program, of: usize, change: &Change) -> bool {
    let named = |power: &Power| held.label.as_ref().zip(power.label.as_ref()).is_some_and(|(one, two)| one.same(two));
    let inside = |power: &Power| {
        let clause = power.clauses.iter().any(|own| held.clauses.iter().any(|known| known.holds(own)));
        clause || places::is_as_wide(held, power)
    };
    above.powers.iter().any(|power| {
        power.layer < held.layer.min(of)
            && !power.kind.is_limit()
            && is_as_wide(held, power)
            && (is_about(power, change) || named(power) && inside(power))
    })
}

/// What is wrong with a power that the lowest policy gives, where it is about a clause of one above.
pub(super) fn beyond_its_own(power: &Power, above: &Program, now: &Program) -> Option<AuthorityError> {
    if power.layer != 0 || power.kind.is_limit() {
        return None;
    }
    power.clauses.iter().find_map(|clause| {
        let owner = owner(clause, now).filter(|owner| *owner > 0)?;
        let over = |held: &&Power| !held.kind.is_limit() && held.clauses.iter().any(|known| known.holds(clause));
        // What a policy in between says again goes no further than it is said there.
        let over: Vec<&Power> = above.powers.iter().filter(over).collect();
        let again = |held: &Power, other: &&&Power| other.layer < held.layer && is_as_wide(held, other);
        let held: Vec<&Power> =
            over.iter().copied().filter(|held| !over.iter().any(|other| again(held, &other))).collect();
        // The layers above begin with the one over this policy.
        let stands = |held: &&Power| {
            held.layer + 1 >= owner || over.iter().any(|other| other.layer + 1 >= owner && is_as_wide(other, held))
        };
        let held: Vec<&Power> = held.into_iter().filter(stands).collect();
        if held.iter().any(|held| is_as_wide(held, power)) {
            return None;
        }
        let say = |language| clause.say(language);
        let clause = Text::of(say);
        Some(AuthorityError::Undelegated { at: power.span, clause, held: held.first().map(|held| held.span) })
    })
}

/// What is wrong with a power over rules of its own that stand in place of rules above, or beside them: what it may not
/// make of those itself it lets nobody make of its own. The same goes for what such rules read.
pub(super) fn beyond_what_it_replaced(
    power: &Power,
    above: &Program,
    now: &Program,
    changes: &[Change],
) -> Option<AuthorityError> {
    if power.layer != 0 || power.kind.is_limit() {
        return None;
    }
    let own = now.decisions.iter().flat_map(|decision| decision.grounds.iter().map(move |ground| (decision, ground)));
    let own =
        own.filter(|(_, ground)| ground.layer == 0).filter(|(decision, ground)| is_over(power, now, decision, ground));
    for (decision, ground) in own {
        let mine = changes.iter().filter(|change| {
            // What is beyond its powers is a finding already.
            change.beyond.is_none()
                && matches!(change.kind, ChangeKind::Replace | ChangeKind::Deviate | ChangeKind::Rule)
                && change.after.contains(&ground.span)
                && !change.before.contains(&ground.span)
                && change.clause.0.first().is_some_and(|(kind, _)| *kind == ClauseKind::Policy)
        });
        for change in mine {
            // A power over places is none over the clause that they are read in.
            let adds = |held: &Power| {
                let of = owner_of(above, change).is_none_or(|of| held.layer >= of);
                power.kind == PowerKind::AddPlaces && held.kind == power.kind && of
            };
            let held: Vec<&Power> = above
                .powers
                .iter()
                .filter(|held| !held.kind.is_limit() && (adds(held) || covers(above, held, change)))
                .collect();
            let enough = |held: &&&Power| held.kind == PowerKind::AddRules || is_as_wide(held, power);
            if held.is_empty() || held.iter().any(|held| enough(&held)) {
                continue;
            }
            let place = own_place(now, decision, ground);
            let clause = Text::of(|language| place.say(language));
            let held = held.first().map(|held| held.span);
            return Some(AuthorityError::Undelegated { at: power.span, clause, held });
        }
    }
    None
}

/// Whether a power lets something be made of a rule, by itself or by what it reads.
fn is_over(power: &Power, now: &Program, decision: &Decision, ground: &Ground) -> bool {
    let place = own_place(now, decision, ground);
    power.clauses.iter().any(|clause| {
        let named = clause.0.iter().find(|(kind, _)| alone::is_named(*kind));
        match named {
            Some((kind, name)) => reading::reads(now, ground, *kind, name),
            None => clause.holds(&place) || place.holds(clause),
        }
    }) || power.decision.as_ref().is_some_and(|name| decision.term.is(name) && power.kind != PowerKind::AddRules)
        || power.kind == PowerKind::AddPlaces
            && visit::Reach::terms(now, visit::of_ground(ground)).any(visit::reads_places)
}

/// The layer that a clause stands in, by the policy that its path begins with.
fn owner(clause: &Clause, now: &Program) -> Option<usize> {
    let (_, name) = clause.0.first().filter(|(kind, _)| *kind == ClauseKind::Policy)?;
    now.layers.iter().position(|layer| layer.role != "vocabulary" && layer.name == *name)
}

/// Whether all that the one lets do the other lets do as well, as far as their kinds and their bounds tell.
fn is_as_wide(held: &Power, handed: &Power) -> bool {
    let bounds = || {
        let number = |value: &Option<Value>| value.as_ref().and_then(number);
        let least = number(&held.least).is_none_or(|least| number(&handed.least).is_some_and(|own| own >= least));
        let most = number(&held.most).is_none_or(|most| number(&handed.most).is_some_and(|own| own <= most));
        least && most
    };
    is_within(handed.in_force, held.in_force)
        && match (held.kind, handed.kind) {
            (PowerKind::Change, _) => true,
            (PowerKind::Set, PowerKind::Set)
            | (PowerKind::Lower, PowerKind::Lower)
            | (PowerKind::Raise, PowerKind::Raise) => bounds(),
            (PowerKind::AddPlaces, PowerKind::AddPlaces) => places::is_as_wide(held, handed),
            (held, handed) => held == handed,
        }
}

fn is_within(inner: Period, outer: Period) -> bool {
    let begins = outer.from.is_none_or(|from| inner.from.is_some_and(|own| own >= from));
    let ends = outer.until.is_none_or(|until| inner.until.is_some_and(|own| own <= until));
    begins && ends
}
