//! Powers that a policy hands on: over clauses of the policies above it, no more than they let it do itself.

use super::error::AuthorityError;
use super::number;
use crate::diagnostics::{Language, Say, Text};
use crate::ir::{Clause, ClauseKind, Period, Power, PowerKind, Program, Value};

/// What is wrong with a power that the lowest policy gives, where it is about a clause of one above.
pub(super) fn beyond_its_own(power: &Power, above: &Program, now: &Program) -> Option<AuthorityError> {
    if power.layer != 0 || power.kind.is_limit() {
        return None;
    }
    power.clauses.iter().find_map(|clause| {
        let owner = owner(clause, now).filter(|owner| *owner > 0)?;
        // The layers above begin with the one over this policy.
        let given = |held: &&Power| held.layer + 1 >= owner && held.clauses.iter().any(|known| known.holds(clause));
        let held: Vec<&Power> = above.powers.iter().filter(|held| !held.kind.is_limit()).filter(given).collect();
        if held.iter().any(|held| is_as_wide(held, power)) {
            return None;
        }
        let say = |language| clause.say(language);
        let clause = Text { en: say(Language::English), zh: say(Language::Chinese) };
        Some(AuthorityError::Undelegated { at: power.span, clause, held: held.first().map(|held| held.span) })
    })
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
            (held, handed) => held == handed,
        }
}

fn is_within(inner: Period, outer: Period) -> bool {
    let begins = outer.from.is_none_or(|from| inner.from.is_some_and(|own| own >= from));
    let ends = outer.until.is_none_or(|until| inner.until.is_some_and(|own| own <= until));
    begins && ends
}
