//! A case cut down to what matters: the fewest facts with which it still comes out as it did under both versions.

use super::changes::Analysis;
use super::joint::{Joint, Side};
use super::tally::{Asked, of_member, outcomes, question};
use crate::cases::Typed;
use crate::interpret::{Answer, Case, Slot, carried};
use crate::ir::{Given, Value};
use crate::types::ids::{FactId, FieldId};

/// What comes out under both versions, in their common numbers, and by which rules and items.
#[derive(Debug, Clone, PartialEq)]
pub struct Came {
    /// Under the old one.
    pub old: Answer,
    /// Under the new one.
    pub new: Answer,
    reasons: [Vec<(usize, Vec<usize>)>; 2],
}

/// A case under both versions.
#[derive(Debug, Clone)]
pub struct Pair {
    /// As the old version reads it.
    pub old: Typed,
    /// As the new version reads it.
    pub new: Typed,
}

impl Pair {
    const fn of(&mut self, side: Side) -> &mut Case {
        match side {
            Side::Old => &mut self.old.case,
            Side::New => &mut self.new.case,
        }
    }
}

/// What comes out of a decision for a case.
#[must_use]
pub fn came(analysis: &Analysis<'_>, asked: &Asked, pair: &Pair, decision: usize, member: &[usize]) -> Came {
    let side = |side: Side| {
        let (typed, program) = match side {
            Side::Old => (&pair.old, analysis.joint.programs.old),
            Side::New => (&pair.new, analysis.joint.programs.new),
        };
        let question = question(asked, typed);
        let all = outcomes(program, typed, &question, analysis.own(side, decision));
        let Some(outcome) = of_member(&all, member) else { return (Answer::NotAddressed, Vec::new()) };
        let answer = analysis.joint.answer(side, outcome.decision, &outcome.answer);
        let reasons = carried(program, &typed.case, &question, outcome);
        (answer, analysis.reason(side, decision, &reasons))
    };
    let ((old, was), (new, is)) = (side(Side::Old), side(Side::New));
    Came { old, new, reasons: [was, is] }
}

/// Cuts a case down. With `reasons`, the rules and items that carry its outcomes stay the same ones.
#[must_use]
pub fn reduce(
    analysis: &Analysis<'_>,
    asked: &Asked,
    pair: &Pair,
    decision: usize,
    member: &[usize],
    reasons: bool,
) -> Pair {
    let wanted = came(analysis, asked, pair, decision, member);
    let same = |pair: &Pair| {
        let found = came(analysis, asked, pair, decision, member);
        found.old == wanted.old && found.new == wanted.new && (!reasons || found.reasons == wanted.reasons)
    };
    let mut kept = pair.clone();
    let joint = &analysis.joint;
    // The later a fact is declared, the sooner it is tried, so that the first ones are kept.
    for (at, (_, fact)) in joint.facts.iter().enumerate().rev() {
        let list = fact.record.is_some();
        let mut slots = vec![vec![(Side::Old, own(joint, Side::Old, at)), (Side::New, own(joint, Side::New, at))]];
        if list {
            slots.extend(fields(joint, &kept, at).into_iter().rev());
        }
        for parts in slots {
            let parts: Vec<(Side, Slot)> =
                parts.into_iter().filter_map(|(side, slot)| slot.map(|slot| (side, slot))).collect();
            let mut tried = kept.clone();
            let mut any = false;
            for (side, slot) in &parts {
                let case = tried.of(*side);
                any |= *slot.get(case) != Given::Unknown;
                slot.set(case, Given::Unknown);
            }
            if any && same(&tried) {
                kept = tried;
            }
        }
    }
    // The date asked about, where nothing turns on it.
    let mut tried = kept.clone();
    (tried.old.as_of, tried.new.as_of) = (None, None);
    if same(&tried) {
        kept = tried;
    }
    kept
}

fn own(joint: &Joint<'_>, side: Side, at: usize) -> Option<Slot> {
    let (pair, _) = joint.facts.get(at)?;
    pair.of(side).map(|own| Slot::of_fact(FactId::at(own)))
}

/// The fields of the members of a list, each on both sides.
fn fields(joint: &Joint<'_>, pair: &Pair, at: usize) -> Vec<Vec<(Side, Option<Slot>)>> {
    let Some((numbers, fact)) = joint.facts.get(at) else { return Vec::new() };
    let Some(record) = fact.record else { return Vec::new() };
    let count = joint.records.get(record.index()).map_or(0, |(_, record)| record.fields.len());
    let members = |side: Side| {
        let case = match side {
            Side::Old => &pair.old.case,
            Side::New => &pair.new.case,
        };
        match numbers.of(side).map(|own| case.get(FactId::at(own))) {
            Some(Given::Value(Value::List(members))) => members.len(),
            _ => 0,
        }
    };
    let mut out = Vec::new();
    for member in 0..members(Side::Old).max(members(Side::New)) {
        for field in 0..count {
            let slot = |side: Side| {
                let list = FactId::at((*numbers.of(side))?);
                let own_record = (*joint.records.get(record.index())?.0.of(side))?;
                let map = joint.maps.of(side).fields.get(own_record)?;
                let own = map.iter().position(|joint| joint.index() == field)?;
                Some(Slot::of_fact(list).field(member, FieldId::at(own)))
            };
            out.push(vec![(Side::Old, slot(Side::Old)), (Side::New, slot(Side::New))]);
        }
    }
    out
}
