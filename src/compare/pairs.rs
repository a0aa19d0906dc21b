//! Which clause of one version is which of another: the one that takes the same place; else, of clauses that the other
//! version does not have, the one for the same decision that asks about the same facts.

use super::side_by_side::Column;
use super::through::{Version, facts};
use crate::authority::{self, Clauses, Idle, Standing};
use crate::ir::{Clause, Ground};
use crate::types::Term;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A clause in each version.
#[derive(Debug, Clone)]
pub(super) struct Line<'p> {
    /// The places that it takes: several where clauses were paired by what they ask about.
    pub places: Vec<Clause>,
    /// What it is for.
    pub decision: Arc<Term>,
    /// Its rules in each version.
    pub grounds: Vec<Vec<&'p Ground>>,
    /// Which of the places it takes there.
    pub at: Vec<usize>,
    /// Where it stands there and holds for nobody.
    pub idle: Vec<Option<Idle>>,
    /// The other clauses of the line that stand there and hold for nobody.
    pub silent: Vec<Vec<(Clause, Idle)>>,
}

/// Of so many facts of a thousand that two clauses ask about they must share.
const ALIKE: usize = 500;

/// The clauses of all versions, each on a line.
pub(super) fn lines<'p>(columns: &[Column<'p>]) -> Vec<Line<'p>> {
    let all: Vec<Clauses<'p>> = columns.iter().map(|column| clauses(column)).collect();
    let mut out: Vec<Line<'p>> = Vec::new();
    for (at, clauses) in all.into_iter().enumerate() {
        for (place, standing) in clauses {
            let term = &standing.decision.term;
            // A clause is the same one wherever it takes the same place for the same decision.
            let known = out.iter().position(|line| line.places.contains(&place) && line.decision.same(term));
            let known = known.unwrap_or_else(|| {
                out.push(Line {
                    places: vec![place],
                    decision: term.clone(),
                    grounds: vec![Vec::new(); columns.len()],
                    at: vec![0; columns.len()],
                    idle: vec![None; columns.len()],
                    silent: vec![Vec::new(); columns.len()],
                });
                out.len() - 1
            });
            if let Some(line) = out.get_mut(known) {
                line.grounds.iter_mut().skip(at).take(1).for_each(|slot| slot.extend(&standing.grounds));
                let grounds = line.grounds.get(at).map(Vec::as_slice).unwrap_or_default();
                let found = columns.get(at).and_then(|column| idle(column, grounds));
                line.idle.iter_mut().skip(at).take(1).for_each(|slot| *slot = found);
            }
        }
    }
    paired(columns, out)
}

/// The clauses of a version by the places that they take. A rule that deviates from one that holds for nobody stands
/// at its own place: there is nothing beside it to be read with.
fn clauses<'p>(column: &Column<'p>) -> Clauses<'p> {
    let mut out: Clauses<'p> = Vec::new();
    for (place, standing) in authority::clauses(column.program, column.day) {
        let own = |ground: &Ground| authority::own_place(column.program, standing.decision, ground);
        let (here, away): (Vec<&Ground>, Vec<&Ground>) =
            standing.grounds.iter().partition(|ground| own(ground) == place);
        if here.is_empty() || away.is_empty() || idle(column, &here).is_none() {
            add(&mut out, place, standing);
            continue;
        }
        let decision = standing.decision;
        for ground in away {
            add(&mut out, own(ground), Standing { decision, grounds: vec![ground] });
        }
        add(&mut out, place, Standing { decision, grounds: here });
    }
    out
}

/// Rules that share a place, as those of an article that have no names do, are one clause.
fn add<'p>(out: &mut Clauses<'p>, place: Clause, standing: Standing<'p>) {
    let same = |known: &Standing<'_>| known.decision.term == standing.decision.term;
    match out.iter_mut().find(|(at, known)| *at == place && same(known)) {
        Some((_, known)) => known.grounds.extend(standing.grounds),
        None => out.push((place, standing)),
    }
}

pub(super) fn idle(column: &Column<'_>, grounds: &[&Ground]) -> Option<Idle> {
    authority::idle(column.program, grounds, column.day).filter(|_| !grounds.is_empty())
}

/// Brings together clauses of which each stands where the other does not, those first that ask about the same.
fn paired<'p>(columns: &[Column<'p>], mut lines: Vec<Line<'p>>) -> Vec<Line<'p>> {
    let asked: Vec<BTreeSet<String>> = lines.iter().map(|line| asked(columns, line)).collect();
    let mut open: Vec<(usize, usize, usize)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        for (other, second) in lines.iter().enumerate().skip(at + 1) {
            if line.decision.same(&second.decision) && apart(line, second) {
                let (Some(one), Some(two)) = (asked.get(at), asked.get(other)) else { continue };
                let (shared, all) = (one.intersection(two).count(), one.union(two).count());
                // Two that ask nothing ask the same.
                open.push(((shared * 1000).checked_div(all).unwrap_or(1000), at, other));
            }
        }
    }
    open.retain(|(alike, ..)| *alike >= ALIKE);
    open.sort_by_key(|(alike, at, other)| (std::cmp::Reverse(*alike), *at, *other));
    let mut gone: BTreeSet<usize> = BTreeSet::new();
    for (_, at, other) in open {
        if gone.contains(&at) || gone.contains(&other) {
            continue;
        }
        let (Some(one), Some(two)) = (lines.get(at).cloned(), lines.get(other)) else { continue };
        if !apart(&one, two) {
            continue;
        }
        let both = together(one, two);
        if let Some(slot) = lines.get_mut(at) {
            *slot = both;
        }
        gone.insert(other);
    }
    lines.into_iter().enumerate().filter(|(at, _)| !gone.contains(at)).map(|(_, line)| line).collect()
}

/// Whether each of two clauses is in force for somebody somewhere, and nowhere both are.
fn apart(one: &Line<'_>, two: &Line<'_>) -> bool {
    let (one, two) = (live(one), live(two));
    let any = |live: &[bool]| live.iter().any(|live| *live);
    any(&one) && any(&two) && !one.iter().zip(&two).any(|(one, two)| *one && *two)
}

fn live(line: &Line<'_>) -> Vec<bool> {
    line.grounds.iter().zip(&line.idle).map(|(grounds, idle)| !grounds.is_empty() && idle.is_none()).collect()
}

fn together<'p>(mut one: Line<'p>, two: &Line<'p>) -> Line<'p> {
    let (first, second) = (live(&one), live(two));
    let (here, after) = (one.places.clone(), one.places.len());
    for (at, live) in second.iter().enumerate() {
        let other = (two.grounds.get(at).cloned().unwrap_or_default(), two.idle.get(at).copied().flatten());
        let there = after + two.at.get(at).copied().unwrap_or_default();
        let (Some(grounds), Some(idle), Some(silent), Some(place)) =
            (one.grounds.get_mut(at), one.idle.get_mut(at), one.silent.get_mut(at), one.at.get_mut(at))
        else {
            continue;
        };
        silent.extend(two.silent.get(at).into_iter().flatten().cloned());
        if *live {
            if let Some(idle) = *idle {
                silent.extend(here.iter().map(|place| (place.clone(), idle)));
            }
            (*grounds, *idle, *place) = (other.0, None, there);
        } else if let Some(way) = other.1 {
            if first.get(at) == Some(&true) || idle.is_some() {
                silent.extend(two.places.iter().map(|place| (place.clone(), way)));
            } else {
                (*grounds, *idle, *place) = (other.0, Some(way), there);
            }
        }
    }
    one.places.extend(two.places.iter().cloned());
    one
}

fn asked(columns: &[Column<'_>], line: &Line<'_>) -> BTreeSet<String> {
    let each = columns.iter().zip(&line.grounds).zip(live(line)).filter(|(_, live)| *live);
    let each = each.map(|((column, grounds), _)| {
        facts(Version { program: column.program, grounds: grounds.as_slice(), day: column.day })
    });
    each.fold(BTreeSet::new(), |mut all, some| {
        all.extend(some);
        all
    })
}
