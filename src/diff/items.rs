//! Which alternative of a rule is which of the other version's, so that a reason can be told from another.

use super::joint::{Both, Joint, Side};
use super::remap::same_name;
use crate::ir::{Expr, ExprKind, Item};
use crate::types::ids::RecordId;
use std::collections::BTreeMap;

/// Of each matched rule, by decision and place, its items by their paths: one number for what is one item in both.
pub type Items = BTreeMap<(usize, usize), BTreeMap<Vec<usize>, usize>>;

/// Matches the items of the rules of some decisions.
pub fn match_items(joint: &Joint<'_>, wanted: &dyn Fn(usize) -> bool) -> Both<Items> {
    let mut out = Both { old: Items::new(), new: Items::new() };
    for (decision, (_, slots)) in joint.decisions.iter().enumerate().filter(|(at, _)| wanted(*at)) {
        for slot in 0..slots.len() {
            let of = |side: Side| {
                let (decision, ground) = joint.own_ground(side, decision, slot)?;
                let records = joint.programs.of(side).records_of(&decision.each);
                Some((ground.condition.as_ref()?, records))
            };
            let mut walk = Walk { joint, next: 0, old: BTreeMap::new(), new: BTreeMap::new() };
            let (one, two) = (of(Side::Old), of(Side::New));
            walk.pair(one.as_ref(), two.as_ref(), &mut Vec::new(), &mut Vec::new());
            out.old.insert((decision, slot), walk.old);
            out.new.insert((decision, slot), walk.new);
        }
    }
    out
}

type Placed<'e> = (&'e Expr, Vec<RecordId>);

struct Walk<'j, 'p> {
    joint: &'j Joint<'p>,
    next: usize,
    old: BTreeMap<Vec<usize>, usize>,
    new: BTreeMap<Vec<usize>, usize>,
}

fn list(expr: &Expr) -> &[Item] {
    match &expr.kind {
        ExprKind::All(items) | ExprKind::Any(items) | ExprKind::AtLeast(_, items) | ExprKind::Exactly(_, items) => {
            items
        }
        _ => &[],
    }
}

impl Walk<'_, '_> {
    fn pair(
        &mut self,
        old: Option<&Placed<'_>>,
        new: Option<&Placed<'_>>,
        old_path: &mut Vec<usize>,
        new_path: &mut Vec<usize>,
    ) {
        let (one, two) =
            (old.map(|(expr, _)| list(expr)).unwrap_or_default(), new.map(|(expr, _)| list(expr)).unwrap_or_default());
        let meaning = |side: Side, item: &Item| {
            let records = match side {
                Side::Old => old.map(|(_, records)| records),
                Side::New => new.map(|(_, records)| records),
            };
            self.joint.meaning(side, &item.expr, records.map(Vec::as_slice).unwrap_or_default())
        };
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        let named = |one: &Item, two: &Item| match (&one.label, &two.label) {
            (Some(one), Some(two)) => same_name(one, two),
            _ => false,
        };
        let same = |one: &Item, two: &Item| meaning(Side::Old, one) == meaning(Side::New, two);
        let numbered = |one: &Item, two: &Item| {
            one.label.is_none() && two.label.is_none() && one.ordinal == two.ordinal && one.ordinal.is_some()
        };
        let rest = |one: &Item, two: &Item| one.label.is_none() && two.label.is_none() && one.ordinal.is_none();
        let mut add = |alike: &dyn Fn(&Item, &Item) -> bool| {
            for (at, item) in one.iter().enumerate() {
                if pairs.iter().any(|(known, _)| *known == at) {
                    continue;
                }
                let free = |index: usize| !pairs.iter().any(|(_, known)| *known == index);
                let found = two.iter().enumerate().find(|(index, other)| free(*index) && alike(item, other));
                if let Some((found, _)) = found {
                    pairs.push((at, found));
                }
            }
        };
        add(&named);
        add(&same);
        add(&numbered);
        if one.len() == two.len() {
            add(&rest);
        }
        for (at, item) in one.iter().enumerate() {
            let found = pairs.iter().find(|(known, _)| *known == at).map(|(_, found)| *found);
            let number = self.next;
            self.next += 1;
            old_path.push(at);
            self.old.insert(old_path.clone(), number);
            let inner = (&item.expr, old.map(|(_, records)| records.clone()).unwrap_or_default());
            let other = found.and_then(|found| two.get(found));
            let other = other.map(|item| (&item.expr, new.map(|(_, records)| records.clone()).unwrap_or_default()));
            if let Some(found) = found {
                new_path.push(found);
                self.new.insert(new_path.clone(), number);
            }
            stacker::maybe_grow(64 << 10, 1 << 20, || self.pair(Some(&inner), other.as_ref(), old_path, new_path));
            if found.is_some() {
                new_path.pop();
            }
            old_path.pop();
        }
        for (at, item) in two.iter().enumerate().filter(|(at, _)| !pairs.iter().any(|(_, known)| known == at)) {
            new_path.push(at);
            self.new.insert(new_path.clone(), self.next);
            self.next += 1;
            let inner = (&item.expr, new.map(|(_, records)| records.clone()).unwrap_or_default());
            stacker::maybe_grow(64 << 10, 1 << 20, || self.pair(None, Some(&inner), old_path, new_path));
            new_path.pop();
        }
    }
}
