//! Cases made to show what a change does: one case at the very line, and the stretch of cases around it in words.
//!
//! What the search finds is judged again under both versions as they are before it is told.

use super::changes::reach::rest_on;
use super::changes::{Analysis, decision_name};
use super::crossed::crossed;
use super::joint::{Element, Side};
use super::outcome::{Kind, kind};
use super::reduce::{Pair, came, reduce};
use super::region::Region;
use super::report::{Fact, Outcomes, facts_of, told};
use super::search::{Search, Seek};
use super::tally::Asked;
use crate::cases::Typed;
use crate::diagnostics::Text;
use crate::interpret::{Case, Explanation};
use crate::ir::{ExprKind, visit};
use crate::source::Sources;
use crate::text;
use crate::types::Date;
use crate::types::ids::DecisionId;
use serde::Serialize;
use std::collections::BTreeSet;

/// No more cases are judged for one change and one decision.
pub const MAX_TRIES: usize = 2_000;
/// No more are judged for each further way in which a change makes a difference.
const MAX_MORE_TRIES: usize = 250;
/// In how many ways a change is shown to make a difference to one decision.
const MAX_WAYS: usize = 3;
/// No more changes are looked into.
pub const MAX_CHANGES: usize = 40;
/// No more decisions are looked into for one change.
pub const MAX_DECISIONS: usize = 6;
/// No more days are tried as the date asked about.
const MAX_DAYS: usize = 4;

/// What was found for a change and a decision.
#[derive(Debug, Clone, Serialize)]
pub struct Witness {
    /// The change, by its number.
    pub change: usize,
    /// The clause.
    pub clause: Text,
    /// The decision.
    pub decision: Text,
    /// `found`; `in cases`, where none was made and cases that were given show it; `none found`, where every value that is
    /// tried was tried; `cut off`, where the search was given up; `proven same`, where no case can differ; `left out`, where
    /// more decisions rest on the change than are looked into.
    pub result: &'static str,
    /// How many of the cases that were given come out otherwise because of it.
    pub given: u64,
    /// How many cases were judged.
    pub tried: usize,
    /// For whom it makes a difference, in words.
    pub region: Option<Text>,
    /// What becomes of them.
    pub kind: Option<Kind>,
    /// A case at the line: the facts that matter.
    pub facts: Vec<Fact>,
    /// What came out.
    pub before: Option<Text>,
    /// What comes out.
    pub after: Option<Text>,
    /// The rules that carried it.
    pub because_before: Vec<Text>,
    /// The rules that carry it.
    pub because_after: Vec<Text>,
}

impl Witness {
    /// Whether a case was found.
    #[must_use]
    pub fn is_found(&self) -> bool {
        self.result == "found"
    }
}

/// Makes cases for each change.
#[must_use]
pub fn witnesses(analysis: &Analysis<'_>, sources: [&Sources; 2], asked: &Asked) -> Vec<Witness> {
    let mut out = Vec::new();
    for (at, change) in analysis.changes.iter().enumerate().take(MAX_CHANGES) {
        let mut reached: Vec<usize> = (0..analysis.reach.len())
            .filter(|decision| analysis.reach.get(*decision).is_some_and(|reach| reach.contains(&at)))
            .filter(|decision| asked.only.is_none_or(|only| only == *decision))
            .collect();
        // Those whose own rules rest on it come first.
        let own = |decision: usize| match change.element {
            Element::Ground(of, _) | Element::Frame(of) | Element::Order(of) => of == decision,
            element => analysis.old.decisions.get(decision).is_some_and(|known| {
                let exprs = known.grounds.iter().flat_map(visit::of_ground).collect();
                rest_on(&analysis.old, &analysis.joint, exprs, element)
            }),
        };
        reached.sort_by_key(|decision| !own(*decision));
        for (turn, decision) in reached.into_iter().enumerate() {
            let looked = turn < MAX_DECISIONS || analysis.proven.contains(&decision);
            if looked {
                out.extend(made(analysis, sources, asked, at, decision));
            } else {
                out.push(Witness { result: "left out", ..nothing(analysis, at, decision) });
            }
        }
    }
    out
}

/// What the cases that were given show is not said to be unfound.
pub fn also_in_cases(witnesses: &mut [Witness], outcomes: &Outcomes) {
    for witness in witnesses.iter_mut().filter(|witness| !witness.is_found()) {
        let caused = outcomes.clauses.iter().filter(|cause| cause.changes.contains(&witness.change));
        let counts = caused.flat_map(|cause| &cause.counts);
        let here = counts.filter(|count| count.kind.differs() && count.decision == witness.decision);
        witness.given = here.map(|count| count.outcomes).sum();
        if witness.given > 0 {
            witness.result = "in cases";
        }
    }
}

fn nothing(analysis: &Analysis<'_>, change: usize, decision: usize) -> Witness {
    let known = analysis.changes.get(change);
    Witness {
        change: change + 1,
        clause: known.map_or_else(|| text!("", ""), |change| change.clause.clone()),
        decision: decision_name(&analysis.joint, decision).unwrap_or_else(|| text!("", "")),
        result: "cut off",
        given: 0,
        tried: 0,
        region: None,
        kind: None,
        facts: Vec::new(),
        before: None,
        after: None,
        because_before: Vec::new(),
        because_after: Vec::new(),
    }
}

/// A case for each way in which the change makes a difference: who gains by it, and who loses.
fn made(
    analysis: &Analysis<'_>,
    sources: [&Sources; 2],
    asked: &Asked,
    change: usize,
    decision: usize,
) -> Vec<Witness> {
    let mut out = nothing(analysis, change, decision);
    if analysis.proven.contains(&decision) {
        out.result = "proven same";
        return vec![out];
    }
    let look = |seek: Seek, limit: usize| one(analysis, sources, asked, (change, decision), &seek, limit);
    let first = look(Seek::default(), MAX_TRIES);
    if !first.is_found() {
        // An error that comes or goes is told where nothing else shows.
        let second = look(Seek { errors: true, ..Seek::default() }, MAX_TRIES);
        return vec![if second.is_found() { second } else { first }];
    }
    let mut all = vec![first];
    while all.len() < MAX_WAYS {
        let but = all.iter().filter_map(|witness| witness.kind).collect();
        let next = look(Seek { but, ..Seek::default() }, MAX_MORE_TRIES);
        if !next.is_found() {
            break;
        }
        all.push(next);
    }
    // Who gains and who loses comes before who is spoken about.
    all.sort_by_key(|witness| witness.kind);
    all
}

fn one(
    analysis: &Analysis<'_>,
    sources: [&Sources; 2],
    asked: &Asked,
    (change, decision): (usize, usize),
    seek: &Seek,
    limit: usize,
) -> Witness {
    let mut out = nothing(analysis, change, decision);
    let days = days(analysis, asked, decision);
    let mut cut = false;
    for day in &days {
        let limit = limit / days.len().max(1);
        let mut search = Search::new(analysis, asked, (change, decision), *day, limit, seek.clone());
        let found = search.run();
        out.tried += search.tries;
        cut |= search.cut || search.lost;
        let Some((case, member)) = found else { continue };
        let typed = |side: Side| Typed { case: analysis.joint.case_of(side, &case), as_of: *day, ..Typed::default() };
        let pair = Pair { old: typed(Side::Old), new: typed(Side::New) };
        // Made of both versions together: judged by each as it is before anything is said.
        let before = came(analysis, asked, &pair, decision, &member);
        let found = analysis.kind_of(decision).and_then(|decides| kind(decides, &before.old, &before.new));
        let Some(found) = found.filter(|found| !seek.but.contains(found)) else {
            cut = true;
            continue;
        };
        let small = reduce(analysis, asked, &pair, decision, &member, false);
        let region = Region::around(analysis, asked, &search, &small, decision, &member);
        let small = region.case.clone();
        let mut both = Case::default();
        both.widen(analysis.joint.facts.len());
        analysis.joint.tell(Side::Old, &small.old.case, &mut both);
        analysis.joint.tell(Side::New, &small.new.case, &mut both);
        let words = region.words(analysis, &crossed(analysis, &search.question, change, decision, &both));
        let own = |side: Side| analysis.own(side, decision);
        let [old_sources, new_sources] = sources;
        let programs = &analysis.joint.programs;
        let (was, old) = told(programs.old, old_sources, &small.old, asked, own(Side::Old), &member);
        let (is, new) = told(programs.new, new_sources, &small.new, asked, own(Side::New), &member);
        let because = |found: Option<Explanation>| -> Vec<Text> {
            let outcome = found.and_then(|found| found.outcomes.into_iter().next());
            outcome.into_iter().flat_map(|told| told.because).map(|cite| cite.text).collect()
        };
        out.result = "found";
        out.region = Some(words);
        out.kind = Some(found);
        out.facts = facts_of(programs.new, &small.new);
        for fact in facts_of(programs.old, &small.old) {
            if !out.facts.iter().any(|known| known.fact.en == fact.fact.en) {
                out.facts.push(fact);
            }
        }
        (out.before, out.after) = (Some(was), Some(is));
        (out.because_before, out.because_after) = (because(old), because(new));
        return out;
    }
    out.result = if cut { "cut off" } else { "none found" };
    out
}

/// Days on which something that the decision rests on begins, the latest first; one day that will do where the date is
/// asked about and nothing begins.
fn days(analysis: &Analysis<'_>, asked: &Asked, decision: usize) -> Vec<Option<Date>> {
    if let Some(day) = asked.as_of {
        return vec![Some(day)];
    }
    let mut out: BTreeSet<Date> = BTreeSet::new();
    let mut dated = false;
    for program in [&analysis.old, &analysis.new] {
        let grounds = program.grounds_of(DecisionId::at(decision));
        out.extend(grounds.iter().flat_map(|ground| ground.in_force.edges().collect::<Vec<_>>()));
        let changed = analysis.reach.get(decision).into_iter().flatten().filter_map(|at| analysis.changes.get(*at));
        for change in changed {
            if let Element::Parameter(at) = change.element {
                let values = program.parameters.get(at).map(|known| known.values.as_slice()).unwrap_or_default();
                out.extend(values.iter().flat_map(|(_, period)| period.edges().collect::<Vec<_>>()));
            }
        }
        let all = program.definitions.iter().flat_map(|known| &known.readings).map(|reading| &reading.body);
        for expr in grounds.iter().flat_map(visit::of_ground).chain(all) {
            visit::walk(expr, &mut |part| dated |= matches!(part.kind, ExprKind::AsOf | ExprKind::Parameter(_)));
        }
    }
    for side in [Side::Old, Side::New] {
        out.extend(analysis.joint.programs.of(side).header.in_force.from);
    }
    let mut days: Vec<Option<Date>> = out.iter().rev().take(MAX_DAYS).copied().map(Some).collect();
    // Before the first of them, something may have been otherwise.
    days.extend(out.first().and_then(|day| day.yesterday().ok()).map(Some).filter(|_| out.len() > 1));
    if days.is_empty() {
        days.push(if dated { Some(jiff::civil::date(2024, 1, 1)) } else { None });
    }
    days
}
