//! What a policy changes in a clause above by way of a policy in between.
//!
//! A policy may write a term of its own into a clause of one above, and let those below it change the term. What they make
//! of it they make of the clause: that is a change of the clause as well, and needs a power from the policy that it is of,
//! in the way in which the one in between changed it.

use super::alone::{Trials, Views, definitional};
use super::error::AuthorityError;
use super::{covers, definition, grounds, judge_in, times, wrong_way};
use crate::diagnostics::{Say, Text};
use crate::ir::{
    Change, ChangeKind, Clause, ClauseKind, Decision, Expr, ExprKind, Ground, Period, PowerKind, Program, Says, visit,
};
use crate::source::{FileId, Span};
use crate::types::Term;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What something is, and its name.
pub(super) type Named = (ClauseKind, String);

/// A change of a clause above that a change further down comes to.
pub(super) struct Onto {
    /// As if it were made there.
    pub change: Change,
    /// The rules of the clause without the items that the policy in between added.
    pub without_added: Vec<Ground>,
    /// The items that it added.
    pub added: Vec<Arc<Term>>,
    /// What the policy in between changed there.
    pub changed: Span,
    /// Whether it took the clause out, and the change is one in the place of it. One such change is enough for each policy.
    pub taken: bool,
}

/// What a clause reads since a change of it, and did not read before.
pub(super) fn read_since(above: &Program, now: &Program, change: &Change) -> BTreeSet<Named> {
    let old = read_by(above, change, &change.before);
    read_by(now, change, &change.after).difference(&old).cloned().collect()
}

/// What the clause of a change reads, by way of terms and of other rules.
fn read_by(program: &Program, change: &Change, spans: &[Span]) -> BTreeSet<Named> {
    match definitional(change) {
        Some((ClauseKind::Definition, _)) => named_in(program, said(program, change)),
        Some(_) => BTreeSet::new(),
        None => named_in(program, grounds(program, spans).into_iter().flat_map(visit::of_ground).collect()),
    }
}

/// What a definition says.
fn said<'p>(program: &'p Program, change: &Change) -> Vec<&'p Expr> {
    let found = definition(program, &change.clause).and_then(|at| program.definitions.get(at));
    found.into_iter().flat_map(|found| &found.readings).map(|reading| &reading.body).collect()
}

fn named_in(program: &Program, exprs: Vec<&Expr>) -> BTreeSet<Named> {
    visit::Reach::all(program, exprs).filter_map(|part| name_of(program, part)).collect()
}

/// What an expression reads by its name.
fn name_of(program: &Program, part: &Expr) -> Option<Named> {
    let (kind, term) = match &part.kind {
        ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => {
            (ClauseKind::Definition, &program.definitions.get(id.index())?.term)
        }
        ExprKind::Parameter(id) => (ClauseKind::Parameter, &program.parameters.get(id.index())?.term),
        ExprKind::In(_, _, Some(set)) => (ClauseKind::PlaceSet, set),
        ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id) => {
            (ClauseKind::Decision, &program.decisions.get(id.index())?.term)
        }
        _ => return None,
    };
    Some((kind, term.text.to_string()))
}

/// What a change changes: a term, or what some rules decide.
fn touched(programs: [&Program; 2], change: &Change, spans: [&[Span]; 2]) -> BTreeSet<Named> {
    if let Some((kind, name)) = definitional(change) {
        return BTreeSet::from([(kind, name.text.to_string())]);
    }
    let each = programs.into_iter().zip(spans).flat_map(|(program, spans)| {
        decided_by(program, spans).map(|decision| (ClauseKind::Decision, decision.term.text.to_string()))
    });
    each.collect()
}

/// The changes of clauses above that a change comes to by way of what the policies in between made of those.
pub(super) fn onto(above: &Program, now: &Program, change: &Change) -> Vec<Onto> {
    let mut open = touched([above, now], change, [&change.before, &change.after]);
    let mut found: Vec<&Change> = Vec::new();
    loop {
        let fresh = above.changes.iter().filter(|made| {
            is_of_above(made)
                && !made.read_since.is_disjoint(&open)
                && !found.iter().any(|known| std::ptr::eq(*known, *made))
        });
        let fresh: Vec<&Change> = fresh.collect();
        if fresh.is_empty() {
            break;
        }
        for made in fresh {
            open.extend(touched([above, above], made, [&made.after, &made.after]));
            found.push(made);
        }
    }
    let mut out: Vec<Onto> = in_place(above, now, change);
    for made in found {
        let same = |known: &Onto| known.change.clause == made.clause && known.change.kind == made.kind;
        let days = change.in_force.within(made.in_force);
        if !out.iter().any(same) && !days.is_empty() {
            out.extend(onto_one(above, change, made, days));
        }
    }
    out
}

fn is_of_above(made: &Change) -> bool {
    made.of > made.by && made.clause.0.first().is_some_and(|(kind, _)| *kind == ClauseKind::Policy)
}

fn onto_one(above: &Program, change: &Change, made: &Change, days: Period) -> Option<Onto> {
    let of = above.layers.get(made.of)?.file;
    let mut without_added = Vec::new();
    let mut added = Vec::new();
    if made.kind == ChangeKind::Add {
        without_added.extend(grounds(above, &made.after).into_iter().cloned());
        for ground in &mut without_added {
            strip_ground(ground, made.span.file, &mut added);
        }
    }
    let (before, after) = (made.after.clone(), made.after.clone());
    let change = Change { kind: made.kind, clause: made.clause.clone(), before, after, ..above_it(of, change, days) };
    Some(Onto { change, without_added, added, changed: made.span, taken: false })
}

/// A change as one in the text of a file, on some days.
fn above_it(of: FileId, change: &Change, days: Period) -> Change {
    let of = usize::try_from(of.0).unwrap_or(usize::MAX);
    let (in_force, made_on) = (days, days);
    Change { of, in_force, made_on, power: None, power_at: None, says_beyond: None, ..change.clone() }
}

/// What rules decided that a change took out.
pub(super) fn took_out(above: &Program, now: &Program, change: &Change) -> Vec<Arc<Term>> {
    let gone: Vec<Span> = change.before.iter().copied().filter(|span| grounds(now, &[*span]).is_empty()).collect();
    let decided = decided_by(above, &gone).map(|decision| decision.term.clone());
    if definitional(change).is_none() { decided.collect() } else { Vec::new() }
}

/// What rules decide that are written at these places.
fn decided_by<'p>(program: &'p Program, spans: &[Span]) -> impl Iterator<Item = &'p Decision> {
    let mine = |ground: &Ground| spans.contains(&ground.span);
    program.decisions.iter().filter(move |decision| decision.grounds.iter().any(mine))
}

/// A rule of its own for what a policy above decided, until one in between took out all its rules for it: a change in the
/// place of one of those, or a rule beside them.
fn in_place(above: &Program, now: &Program, change: &Change) -> Vec<Onto> {
    if change.kind != ChangeKind::Rule {
        return Vec::new();
    }
    let mut out = Vec::new();
    for own in decided_by(now, &change.after) {
        let is_it = |term: &Term| own.term.forms().any(|form| term.is(form));
        let stands = |layer: usize| {
            let mut rules = above.decisions.iter().filter(|decision| is_it(&decision.term));
            rules.any(|decision| decision.grounds.iter().any(|ground| ground.layer == layer))
        };
        let taken = above.changes.iter().filter(|made| is_of_above(made));
        for (made, term) in taken.filter_map(|made| Some((made, made.took_out.iter().find(|term| is_it(term))?))) {
            let days = change.in_force.within(made.in_force);
            let Some(layer) = above.layers.get(made.of).filter(|_| !stands(made.of) && !days.is_empty()) else {
                continue;
            };
            let policy = (ClauseKind::Policy, layer.name.clone());
            let beside = Clause(vec![policy, (ClauseKind::Decision, term.clone())]);
            for (kind, clause) in [(made.kind, made.clause.clone()), (ChangeKind::Rule, beside)] {
                let change = Change { kind, clause, ..above_it(layer.file, change, days) };
                let (without_added, added) = (Vec::new(), Vec::new());
                out.push(Onto { change, without_added, added, changed: made.span, taken: true });
            }
        }
    }
    out
}

/// Takes the items out that are written in a text.
fn strip_ground(ground: &mut Ground, file: FileId, out: &mut Vec<Arc<Term>>) {
    let says = match &mut ground.says {
        Says::Value(value) | Says::Otherwise(value) => Some(value),
        Says::Modal(_) => None,
    };
    for expr in says.into_iter().chain(&mut ground.condition) {
        strip(expr, file, out);
    }
}

fn strip(expr: &mut Expr, file: FileId, out: &mut Vec<Arc<Term>>) {
    let mut stays = |label: Option<&Arc<Term>>, expr: &Expr| {
        let stays = expr.span.file != file;
        out.extend(label.filter(|_| !stays).cloned());
        stays
    };
    match &mut expr.kind {
        ExprKind::All(items) | ExprKind::Any(items) | ExprKind::AtLeast(_, items) | ExprKind::Exactly(_, items) => {
            items.retain(|item| stays(item.label.as_ref(), &item.expr));
        }
        ExprKind::Score(score) => score.items.retain(|item| stays(item.label.as_ref(), &item.amount)),
        _ => {}
    }
    for part in visit::children_mut(expr) {
        strip(part, file, out);
    }
}

/// By way of what a clause reads what a change changes: of terms, and of what other rules decide.
pub(super) fn ways(programs: [&Program; 2], change: &Change, clause: &Change) -> (bool, bool) {
    let Some((kind, name)) = definitional(change) else { return (false, true) };
    let wanted = (kind, name.text.to_string());
    let mut out = (false, false);
    for program in programs {
        let exprs = match definitional(clause) {
            Some((ClauseKind::Definition, _)) => said(program, clause),
            _ => grounds(program, &clause.after).into_iter().flat_map(visit::of_ground).collect(),
        };
        for part in visit::Reach::terms(program, exprs) {
            out.0 |= name_of(program, part).as_ref() == Some(&wanted);
            if let ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id) = &part.kind {
                let rules = program.decisions.get(id.index()).into_iter().flat_map(|decision| &decision.grounds);
                let mut read = visit::Reach::all(program, rules.flat_map(visit::of_ground));
                out.1 |= read.any(|part| name_of(program, part).as_ref() == Some(&wanted));
            }
        }
    }
    out
}

/// What is wrong with a change for the clauses above that it comes to change, and by which kind of power it may do so.
pub(super) fn judge(
    above: &Program,
    trials: &Trials<'_>,
    at: usize,
    change: &Change,
    onto: &[Onto],
) -> (Vec<Option<PowerKind>>, Option<AuthorityError>) {
    let mut kinds = Vec::new();
    let (mut refused, mut enough) = (Vec::new(), Vec::new());
    for found in onto {
        let views: Views<'_> = trials.views_onto(at, change, found);
        let mut kind = None;
        let mut why = None;
        for time in times(above, &found.change) {
            match judge_in(above, &views, &found.change, time) {
                Ok(power) => kind = kind.or(power.map(|power| power.kind)),
                Err(found) => why = why.or(Some(*found)),
            }
        }
        match why {
            Some(why) if !found.taken => return (kinds, Some(told(found, why))),
            Some(why) => refused.push((found.change.of, told(found, why))),
            None if found.taken => enough.push(found.change.of),
            None => {}
        }
        kinds.push(kind);
    }
    refused.retain(|(of, _)| !enough.contains(of));
    (kinds, refused.into_iter().next().map(|(_, why)| why))
}

/// An error, with the clause that is changed by it.
pub(super) fn told(found: &Onto, why: AuthorityError) -> AuthorityError {
    let clause = Text::of(|language| found.change.clause.say(language));
    AuthorityError::Onto { why: Box::new(why), clause, changed: found.changed, taken: found.taken }
}

/// What is wrong with changes that may all only relax a clause above, or all only tighten it, and do not so together.
pub(super) fn together(
    above: &Program,
    trials: &Trials<'_>,
    at: usize,
    by_way: &[(Vec<Onto>, Vec<Option<PowerKind>>)],
    accepted: &[Option<PowerKind>],
) -> Option<AuthorityError> {
    let others = trials.partners(at);
    if others.len() < 2 {
        return None;
    }
    let (onto, kinds) = by_way.get(at)?;
    onto.iter().zip(kinds).find_map(|(found, kind)| {
        let kind = kind.filter(|kind| !found.taken && matches!(kind, PowerKind::Relax | PowerKind::Tighten))?;
        let of_other = |other: &usize| {
            let (onto, kinds) = by_way.get(*other)?;
            let same = onto.iter().position(|known| known.change.clause == found.change.clause);
            same.map_or_else(|| accepted.get(*other).copied().flatten(), |at| kinds.get(at).copied().flatten())
        };
        if others.iter().any(|other| of_other(other) != Some(kind)) || found.change.before.is_empty() {
            return None;
        }
        let mut all = above.powers.iter();
        let power = all.find(|power| power.kind == kind && covers(above, power, &found.change))?;
        let why = wrong_way(power, trials.net(&found.change), above, &found.change)?;
        Some(told(found, trials.shared(at, why)))
    })
}
