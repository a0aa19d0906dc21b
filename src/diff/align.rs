//! Which rule of the new version is which of the old one: first the one that means the same, wherever it now stands, then
//! the one with its name, its number, its place.

use super::joint::Both;
use super::remap::same_name;
use crate::ir::{Expr, Ground, Says, visit};
use std::collections::BTreeSet;

/// The places of one rule among those of its decision, on each side.
pub type Slot = Both<Option<usize>>;

/// Whether two rules mean the same, whatever they are called: rules in the numbers of both, without names.
pub fn same_meaning(one: &Ground, two: &Ground) -> bool {
    one.says == two.says
        && one.population == two.population
        && one.condition == two.condition
        && one.exceptions == two.exceptions
        && one.in_force == two.in_force
        && one.met == two.met
        && one.breached == two.breached
}

type Same<'s> = &'s dyn Fn(&(&Ground, Ground), &(&Ground, Ground)) -> bool;

/// Matches the rules of a decision, each given as it is written and as it is compared.
pub fn align(old: &[(&Ground, Ground)], new: &[(&Ground, Ground)]) -> Vec<Slot> {
    let label = |one: &Ground, two: &Ground| match (&one.label, &two.label) {
        (Some(one), Some(two)) => same_name(one, two),
        _ => false,
    };
    let place = |one: &Ground, two: &Ground| one.article == two.article && one.ordinal == two.ordinal;
    let alike = |one: &Ground, two: &Ground| {
        let (one, two) = (parts(one), parts(two));
        let shared = one.intersection(&two).count();
        // More than a third of what either asks.
        shared > 0 && shared * 3 > one.len().max(two.len())
    };
    let passes: [Same<'_>; 7] = [
        &|one, two| {
            same_meaning(&one.1, &two.1) && place(one.0, two.0) && one.0.label.is_some() == two.0.label.is_some()
        },
        &|one, two| same_meaning(&one.1, &two.1) && label(one.0, two.0),
        &|one, two| same_meaning(&one.1, &two.1),
        &|one, two| label(one.0, two.0) && one.0.article == two.0.article,
        &|one, two| place(one.0, two.0) && kind(one.0) == kind(two.0) && (one.0.in_force == two.0.in_force),
        &|one, two| label(one.0, two.0) && kind(one.0) == kind(two.0),
        &|one, two| kind(one.0) == kind(two.0) && (one.0.article == two.0.article || alike(&one.1, &two.1)),
    ];
    let mut of_new: Vec<Option<usize>> = vec![None; new.len()];
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    for same in passes {
        for (at, ground) in new.iter().enumerate() {
            if of_new.get(at).is_none_or(Option::is_some) {
                continue;
            }
            let found = old.iter().enumerate().find(|(index, other)| !taken.contains(index) && same(other, ground));
            if let Some((found, _)) = found {
                taken.insert(found);
                of_new.iter_mut().skip(at).take(1).for_each(|slot| *slot = Some(found));
            }
        }
    }
    let mut out: Vec<Slot> = (0..old.len())
        .map(|index| Both { old: Some(index), new: of_new.iter().position(|of| *of == Some(index)) })
        .collect();
    let fresh = of_new.iter().enumerate().filter(|(_, of)| of.is_none());
    out.extend(fresh.map(|(at, _)| Both { old: None, new: Some(at) }));
    out
}

const fn kind(ground: &Ground) -> u8 {
    match ground.says {
        Says::Modal(_) => 0,
        Says::Value(_) => 1,
        Says::Otherwise(_) => 2,
    }
}

/// What a rule asks, part by part.
fn parts(ground: &Ground) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for expr in visit::of_ground(ground) {
        visit::walk(expr, &mut |part: &Expr| {
            let mut leaf = true;
            visit::children(part, |_| leaf = false);
            if leaf {
                out.insert(format!("{:?}", part.kind));
            }
        });
    }
    out
}
