//! Each change of a layer by its own effect.
//!
//! A layer makes several changes at once. A change is looked at twice: *alone*, made in the text above with none of the
//! others, and *last*, made after all of them. Where changes are made in one rule, the text is made anew without some of
//! them; where one changes a term that the rule of the other reads, the term is taken from the one text or the other.

use super::compare::{self, Part, together};
use super::error::AuthorityError;
use super::form::Speller;
use super::onto::{self, Onto};
use super::reading::{self, Readers, Way};
use super::world::{Side, World};
use super::{Without, definition, grounds};
use crate::ir::{
    Change, ChangeKind, Clause, ClauseKind, Decision, Effect, ExprKind, Ground, Period, Program, Route, Transition,
    visit,
};
use crate::source::Span;
use crate::types::Term;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a name is a name of, and the name.
type Named = (ClauseKind, String);

/// The texts in which changes are tried.
pub(super) struct Trials<'p> {
    above: &'p Program,
    now: &'p Program,
    readers: Readers,
    /// For each change, those that it may hang together with.
    partners: Vec<Vec<usize>>,
    /// For each change, its place among those that change the same clause, where there are several.
    ranks: Vec<Option<usize>>,
    /// The places that the changes add.
    added: Vec<Route>,
    /// With only the change of that rank in each such clause.
    only: Vec<Option<Program>>,
    /// With all but the change of that rank.
    all_but: Vec<Option<Program>>,
    spans: Vec<Span>,
}

/// A text before a change and after it, and what the change makes of it.
pub(super) struct View<'v> {
    before: Side<'v>,
    after: Side<'v>,
    rules_before: Vec<&'v Ground>,
    rules_after: Vec<&'v Ground>,
    /// What the change makes of its clause.
    pub effect: Effect,
    /// What it makes of all rules: of those that read what its clause decides as well.
    pub onward: Effect,
    /// What it makes of a term or a set of places by itself, whatever reads it.
    pub own: Effect,
}

/// The texts between which a change is looked at.
struct Sides<'v> {
    alone: (Side<'v>, Side<'v>),
    last: Option<(Side<'v>, Side<'v>)>,
}

impl<'v> Sides<'v> {
    /// The same, looked at on some days only.
    fn during(self, time: Period) -> Self {
        let of = |(before, after): (Side<'v>, Side<'v>)| (before.during(time), after.during(time));
        Self { alone: of(self.alone), last: self.last.map(of) }
    }
}

/// The views of one change.
pub(super) struct Views<'v> {
    pub now: &'v Program,
    /// Which decisions read which.
    pub readers: &'v Readers,
    /// Made in the text above.
    pub alone: View<'v>,
    /// Made after all others, where there are any that it hangs together with.
    pub last: Option<View<'v>>,
    /// Items that are none of those that must be kept.
    pub spared: &'v [Arc<Term>],
    /// Whether it is not seen what becomes of items.
    pub unclear: bool,
    /// Where those are written.
    others: Vec<Span>,
}

impl Views<'_> {
    /// What is wrong with the change, because of the others.
    pub fn shared(&self, why: AuthorityError) -> AuthorityError {
        AuthorityError::Together { why: Box::new(why), others: self.others.clone() }
    }
}

impl<'v> View<'v> {
    pub fn part_before(&self) -> Part<'v, '_> {
        (self.before, &self.rules_before)
    }

    pub fn part_after(&self) -> Part<'v, '_> {
        (self.after, &self.rules_after)
    }
}

impl<'p> Trials<'p> {
    pub fn new(above: &'p Program, now: &'p Program, changes: &[Change], less: &mut Without<'_>) -> Self {
        let ranks = ranks(changes);
        let spans: Vec<Span> = changes.iter().map(|change| change.span).collect();
        let most = ranks.iter().flatten().max().map_or(0, |rank| rank + 1);
        let left_out = |leave_out: &dyn Fn(usize) -> bool| {
            let all = ranks.iter().zip(&spans).filter(|(rank, _)| rank.is_some_and(leave_out));
            let mut all: Vec<Span> = all.map(|(_, span)| *span).collect();
            all.dedup();
            all
        };
        let mut wanted: Vec<Vec<Span>> = (0..most).map(|at| left_out(&|rank| rank != at)).collect();
        if most != 2 {
            wanted.extend((0..most).map(|at| left_out(&|rank| rank == at)));
        }
        let mut only = less(&wanted);
        let all_but: Vec<Option<Program>> = match most {
            // Of two, all but the one is only the other.
            2 => only.iter().rev().cloned().collect(),
            _ => only.split_off(most.min(only.len())),
        };
        let partners = partners(above, now, changes, &ranks);
        let readers = Readers::of(&[above, now]);
        let mut added: Vec<Route> = Vec::new();
        for route in changes.iter().flat_map(|change| &change.places) {
            if !added.contains(route) {
                added.push(route.clone());
            }
        }
        Self { above, now, readers, partners, ranks, added, only, all_but, spans }
    }

    /// The changes that one may hang together with.
    pub fn partners(&self, at: usize) -> &[usize] {
        self.partners.get(at).map(Vec::as_slice).unwrap_or_default()
    }

    fn others(&self, at: usize) -> Vec<Span> {
        let mut out: Vec<Span> = self.partners(at).iter().filter_map(|at| self.spans.get(*at).copied()).collect();
        out.dedup();
        out
    }

    /// What is wrong with a change, because of the others.
    pub fn shared(&self, at: usize, why: AuthorityError) -> AuthorityError {
        AuthorityError::Together { why: Box::new(why), others: self.others(at) }
    }

    pub fn views<'v>(&'v self, at: usize, change: &'v Change) -> Views<'v> {
        let Sides { alone, last } = self.sides(at, change).during(self.time(change));
        let of = |(before, after)| view(change, before, after, &self.readers);
        let (alone, last) = (of(alone), last.map(of));
        let (now, readers, others) = (self.now, &self.readers, self.others(at));
        Views { now, readers, alone, last, spared: &[], unclear: false, others }
    }

    /// The days on which a change is looked at: those on which it and the text that it is made in are in force.
    fn time(&self, change: &Change) -> Period {
        let file = u32::try_from(change.of).ok();
        let of = self.above.layers.iter().find(|layer| Some(layer.file.0) == file);
        let both = of.map_or(change.in_force, |layer| change.in_force.within(layer.in_force));
        if both.is_empty() { change.in_force } else { both }
    }

    /// What a change makes of a clause above that reads what it changes.
    pub fn views_onto<'v>(&'v self, at: usize, change: &'v Change, onto: &'v Onto) -> Views<'v> {
        let Sides { alone, last } = self.sides(at, change).during(self.time(change));
        let mut unclear = false;
        let mut of = |(before, after): (Side<'v>, Side<'v>)| {
            let mut out = view(&onto.change, before, after, &self.readers);
            let (by_terms, by_rules) = onto::ways([before.program, after.program], change, &onto.change);
            if by_rules {
                // What other rules decide is not spelt out: it works there as in all rules that read it.
                let all = view(change, before, after, &self.readers).onward;
                let same = by_terms && out.onward == all;
                out.effect = if same || !by_terms { all } else { Effect::NotDecided };
                out.onward = out.effect;
                out.own = if all == Effect::Same { out.own } else { Effect::NotDecided };
                unclear |= !matches!(all, Effect::Same | Effect::Looser);
            }
            if onto.change.kind == ChangeKind::Add {
                out.rules_before = onto.without_added.iter().collect();
            }
            out
        };
        let (alone, last) = (of(alone), last.map(of));
        let (now, readers, others) = (self.now, &self.readers, self.others(at));
        Views { now, readers, alone, last, spared: &onto.added, unclear, others }
    }

    /// The texts before a change and after it: with none of the others, and where there are any after all of them.
    fn sides<'v>(&'v self, at: usize, change: &'v Change) -> Sides<'v> {
        let rank = self.ranks.get(at).copied().flatten();
        let of = |all: &'v [Option<Program>]| rank.and_then(|rank| all.get(rank)?.as_ref());
        if change.kind == ChangeKind::Places {
            // The rules stay as they are: what they read has more in it.
            let seen = |program: &'v Program| {
                let (world, plain) = (World::default().without(&change.places), World::default());
                (Side { program, world }, Side { program, world: plain })
            };
            let last = (!self.others(at).is_empty()).then(|| seen(self.now));
            return Sides { alone: seen(self.above), last };
        }
        let named = definitional(change);
        let side = |program, world| Side { program, world };
        let but = |world: World<'v>, program: &'v Program| match named {
            Some((kind, name)) => world.but(kind, name, program),
            None => world,
        };
        if self.others(at).is_empty() {
            // Nothing else is read differently.
            let world = World::default();
            let after = match named {
                Some(_) => side(self.above, but(world, self.now)),
                None => side(self.now, world),
            };
            return Sides { alone: (side(self.above, world), after), last: None };
        }
        // A change that cannot be made without the others is looked at with them.
        let only = of(&self.only).unwrap_or(self.now);
        let without = of(&self.all_but).unwrap_or(self.above);
        let (first, after_all) = (World::of_program(self.above), World::of_program(self.now));
        let (alone, last) = match named {
            // What is read differently is read by the rules as they are.
            Some(_) => (
                (side(self.above, first), side(self.above, but(first, only))),
                (side(self.now, but(after_all, without)), side(self.now, after_all)),
            ),
            None => {
                ((side(self.above, first), side(only, first)), (side(without, after_all), side(self.now, after_all)))
            }
        };
        Sides { alone, last: Some(last) }
    }

    /// What all changes together make of the rules that one changes.
    pub fn net(&self, change: &Change) -> Effect {
        let (before, after) = (grounds(self.above, &change.before), grounds(self.now, &change.after));
        if change.kind == ChangeKind::Places && after.is_empty() {
            // What became of the rule is looked at where that is changed.
            return Effect::Same;
        }
        let world = World::default().without(&self.added);
        let old = Side { program: self.above, world };
        let out = compare::grounds((old, &before), (Side::plain(self.now), &after));
        let onward = |program, grounds: &[&Ground]| reading::onward(program, grounds, out, &self.readers);
        if onward(self.above, &before) == out { onward(self.now, &after) } else { Effect::NotDecided }
    }
}

/// The definition, parameter or set of places that a change is about.
pub(super) fn definitional(change: &Change) -> Option<(ClauseKind, &Term)> {
    let found = change.clause.0.iter().find(|(kind, _)| is_named(*kind));
    found.map(|(kind, name)| (*kind, &**name))
}

/// Whether rules read such a thing by its name.
pub(super) const fn is_named(kind: ClauseKind) -> bool {
    matches!(kind, ClauseKind::Definition | ClauseKind::Parameter | ClauseKind::PlaceSet | ClauseKind::Type)
}

/// Whether a change is about something that holds for fewer or for more: a definition or a set of places.
pub(super) fn holds_for_some(change: &Change) -> bool {
    definitional(change).is_some_and(|(kind, _)| matches!(kind, ClauseKind::Definition | ClauseKind::PlaceSet))
}

/// For each change its place among those in the same clause, where there are several.
fn ranks(changes: &[Change]) -> Vec<Option<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let alike = |one: &Change, two: &Change| match (definitional(one), definitional(two)) {
        (Some(a), Some(b)) => a == b,
        (None, None) => one.before.iter().any(|span| two.before.contains(span)),
        _ => false,
    };
    // A place is not left out of the text: the rules read it or they do not.
    let of_text = changes.iter().enumerate().filter(|(_, change)| change.kind != ChangeKind::Places);
    for (at, change) in of_text {
        let (mine, others): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| {
            group
                .iter()
                .any(|other| changes.get(*other).is_some_and(|other| other.span == change.span || alike(other, change)))
        });
        groups = others;
        groups.push(mine.into_iter().flatten().chain([at]).collect());
    }
    let mut out = vec![None; changes.len()];
    for group in groups {
        let mut spans: Vec<Span> = group.iter().filter_map(|at| Some(changes.get(*at)?.span)).collect();
        spans.sort();
        spans.dedup();
        if spans.len() < 2 {
            continue;
        }
        for at in group {
            let rank = changes.get(at).and_then(|change| spans.iter().position(|span| *span == change.span));
            if let Some(slot) = out.get_mut(at) {
                *slot = rank;
            }
        }
    }
    out
}

/// For each change, those in the same clause, and those of which the one changes what the other reads.
fn partners(above: &Program, now: &Program, changes: &[Change], ranks: &[Option<usize>]) -> Vec<Vec<usize>> {
    let named: Vec<Option<Named>> =
        changes.iter().map(|change| definitional(change).map(|(kind, name)| (kind, name.text.to_string()))).collect();
    let adds_places = changes.iter().any(|change| change.kind == ChangeKind::Places);
    if changes.len() < 2 || !adds_places && named.iter().all(Option::is_none) && ranks.iter().all(Option::is_none) {
        return vec![Vec::new(); changes.len()];
    }
    let reads: Vec<BTreeSet<Named>> = changes
        .iter()
        .map(|change| {
            let mut out = BTreeSet::new();
            for (program, spans) in [(above, &change.before), (now, &change.after)] {
                for ground in grounds(program, spans) {
                    reading::names_in(program, ground, &mut out);
                }
            }
            out
        })
        .collect();
    let clause = |at: usize| changes.get(at).map(|change| &change.before);
    let hangs = |one: usize, two: usize| {
        let (Some(a), Some(b)) = (named.get(one), named.get(two)) else { return false };
        match (a, b) {
            // Which rules read both is found out when they are compared.
            (Some(_), Some(_)) => true,
            (Some(name), None) => reads.get(two).is_some_and(|reads| reads.contains(name)),
            (None, Some(name)) => reads.get(one).is_some_and(|reads| reads.contains(name)),
            (None, None) => {
                let (Some(a), Some(b)) = (clause(one), clause(two)) else { return false };
                a.iter().any(|span| b.contains(span))
            }
        }
    };
    let span = |at: usize| changes.get(at).map(|change| change.span);
    let all = 0..changes.len();
    all.clone()
        .map(|one| all.clone().filter(|two| *two != one && span(*two) != span(one) && hangs(one, *two)).collect())
        .collect()
}

fn view<'v>(change: &Change, before: Side<'v>, after: Side<'v>, readers: &Readers) -> View<'v> {
    let (rules_before, rules_after) = if definitional(change).is_some() {
        (Vec::new(), Vec::new())
    } else {
        let old = grounds(before.program, &change.before);
        let mut new = grounds(after.program, &change.after);
        // Rules in place of a whole policy are in place of those that it has.
        if matches!(change.clause.0.as_slice(), [(ClauseKind::Policy, _)]) && change.kind == ChangeKind::Replace {
            new.retain(|ground| compare::decide_alike((before.program, &old), (after.program, ground)));
        }
        (old, new)
    };
    let own = match definitional(change) {
        Some((ClauseKind::PlaceSet, name)) => places(name, before, after),
        Some((ClauseKind::Definition, name)) => defined((name, &change.clause), before, after),
        _ => Effect::NotDecided,
    };
    let unknown = Effect::NotDecided;
    let mut out = View { before, after, rules_before, rules_after, effect: unknown, onward: unknown, own };
    out.effect = effect(change, &out);
    if change.kind == ChangeKind::Days
        && before.program.transitions.iter().any(|next| counts_days(before.program, next))
    {
        out.effect = unknown;
    }
    // What is read by its name is followed through all rules already.
    out.onward = if definitional(change).is_some() { out.effect } else { onward(&out, readers) };
    out
}

/// Whether a transition rule of a whole text counts working days.
fn counts_days(program: &Program, next: &Transition) -> bool {
    visit::Reach::terms(program, [&next.condition]).any(visit::reads_workdays)
}

/// What a change makes of its clause; of what rules read, by the way it works there.
fn effect(change: &Change, view: &View<'_>) -> Effect {
    let (before, after) = (view.before, view.after);
    let Some((kind, name)) = definitional(change) else {
        if change.before.is_empty() && change.after.is_empty() {
            return Effect::NotDecided;
        }
        return compare::grounds(view.part_before(), view.part_after());
    };
    // What chooses between two versions of a text works for all that they decide, one way or the other.
    let mut choosing = before.program.transitions.iter();
    if choosing.any(|next| reading::reads_in(before.program, &next.condition, kind, name)) {
        return if view.own == Effect::Same { Effect::Same } else { Effect::NotDecided };
    }
    let unread = || {
        let mut grounds = before.program.decisions.iter().flat_map(|decision| &decision.grounds);
        !grounds.any(|ground| reading::reads(before.program, ground, kind, name))
    };
    match (kind, change.kind) {
        // What no rule reads makes nothing of any, whatever it comes to say.
        (ClauseKind::Definition | ClauseKind::Parameter | ClauseKind::PlaceSet, _) if unread() => Effect::Same,
        // What nobody could say before takes nothing from anybody.
        (ClauseKind::Type, ChangeKind::Extend) => Effect::Looser,
        (ClauseKind::Type, _) => Effect::NotDecided,
        (ClauseKind::Parameter, _) => through_rules(kind, name, before, after),
        _ => {
            let program = before.program;
            let read = |expr: &crate::ir::Expr| match &expr.kind {
                ExprKind::In(_, _, Some(set)) => (kind == ClauseKind::PlaceSet && **set == *name).then_some(Way::With),
                ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => {
                    let known = program.definitions.get(id.index());
                    let is_it = kind == ClauseKind::Definition && known.is_some_and(|known| *known.term == *name);
                    is_it.then_some(Way::With)
                }
                _ => None,
            };
            match reading::through(program, view.own, &read) {
                Effect::NotDecided => through_rules(kind, name, before, after),
                decided => {
                    let reads = |ground: &Ground| reading::reads(program, ground, kind, name);
                    let touched = program.decisions.iter().filter(|decision| decision.grounds.iter().any(reads));
                    let each = touched.map(|decision| compare::contradictions(before, after, &decision.term));
                    each.fold(decided, compare::weighed)
                }
            }
        }
    }
}

/// What a change of rules makes of all rules, in the text before it and in the one after it.
fn onward(view: &View<'_>, readers: &Readers) -> Effect {
    let of = |(side, grounds): Part<'_, '_>| reading::onward(side.program, grounds, view.effect, readers);
    if of(view.part_before()) == view.effect { of(view.part_after()) } else { Effect::NotDecided }
}

/// How a definition of the one side stands to that of the other.
fn defined((name, clause): (&Term, &Clause), before: Side<'_>, after: Side<'_>) -> Effect {
    let (one, two) = (home(ClauseKind::Definition, name, before), home(ClauseKind::Definition, name, after));
    let find = |program: &'_ Program| definition(program, clause);
    let (Some(first), Some(second)) = (find(one.program), find(two.program)) else { return Effect::NotDecided };
    let both = one.program.definitions.get(first).zip(two.program.definitions.get(second));
    both.map_or(Effect::NotDecided, |(first, second)| compare::definitions((one, first), (two, second)))
}

/// How a set of places of the one side stands to that of the other: more places, or fewer.
fn places(name: &Term, before: Side<'_>, after: Side<'_>) -> Effect {
    let form = |side: Side<'_>| {
        let there = home(ClauseKind::PlaceSet, name, side);
        let (_, places) = there.program.place_sets.iter().find(|(term, _)| **term == *name)?;
        Some(Speller::of(there, None).inside(places))
    };
    form(before).zip(form(after)).map_or(Effect::NotDecided, |(one, two)| compare::relation(&one, &two))
}

/// Where one side takes something from.
pub(super) fn home<'p>(kind: ClauseKind, name: &Term, side: Side<'p>) -> Side<'p> {
    Side { program: side.world.of(kind, name).unwrap_or(side.program), world: side.world }
}

/// What becomes of the rules that read something, each by itself.
fn through_rules(kind: ClauseKind, name: &Term, before: Side<'_>, after: Side<'_>) -> Effect {
    let program = before.program;
    let mut out = Effect::Same;
    let mut touched = BTreeSet::new();
    for decision in &program.decisions {
        for ground in &decision.grounds {
            if reading::reads(program, ground, kind, name) {
                touched.insert(&*decision.term.text);
                out = together(out, compare::grounds((before, &[ground]), (after, &[ground])));
            }
        }
    }
    // A rule that asks whether another one holds does not change by itself, but what comes out of it does.
    let asked = |expr: &crate::ir::Expr| {
        let is = |decision: &Decision| touched.contains(&&*decision.term.text);
        reading::of_decisions(program, expr, &is)
    };
    if reading::through(program, out, &asked) == out { out } else { Effect::NotDecided }
}
