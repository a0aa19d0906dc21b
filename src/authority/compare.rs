//! Two programs side by side: how a rule, a definition or a decision of the one stands to that of the other.

use super::behind::stepwise;
use super::duties::{conduct, set_aside};
use super::form::{Form, Lasts, Speller, all};
use super::places;
use super::points::{amount, coming_to_be, number, score, stays};
use super::prove::{Follows, follows};
use super::world::Side;
use crate::diagnostics::{Language, Say};
use crate::ir::{
    Clause, ClauseKind, Decision, Definition, Effect, Expr, ExprKind, Ground, Hit, Modal, Period, Program, Says,
};
use crate::types::{Date, Number, Term, Type};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A side and some of its rules.
pub(super) type Part<'p, 'g> = (Side<'p>, &'g [&'p Ground]);

/// How the second rules stand to the first, on every day on which something begins or ends.
pub(super) fn grounds(before: Part<'_, '_>, after: Part<'_, '_>) -> Effect {
    let mut names: Vec<&Term> = Vec::new();
    for (side, grounds) in [before, after] {
        for ground in grounds {
            let term = decided(side.program, ground);
            names.extend(term.filter(|term| !names.iter().any(|known| known.same(term))));
        }
    }
    // What one rule takes from those who have it by one decision another does not give back by another.
    let each = names.iter().map(|name| {
        let (old, new) = (those_for(before, name), those_for(after, name));
        over_days(before.0, after.0, |one, two| side_by_side((one, &standing(&old, one)), (two, &standing(&new, two))))
    });
    each.fold(Effect::Same, together)
}

/// The rules for a decision.
fn those_for<'p>(side: Part<'p, '_>, name: &Term) -> Vec<&'p Ground> {
    let mine = |ground: &&&Ground| decided(side.0.program, ground).is_some_and(|term| name.same(term));
    side.1.iter().filter(mine).copied().collect()
}

/// What a rule decides.
pub(super) fn decided<'p>(program: &'p Program, ground: &Ground) -> Option<&'p Term> {
    let mut all = program.decisions.iter();
    let decision = all.find(|decision| decision.grounds.iter().any(|known| known.span == ground.span));
    decision.map(|decision| &*decision.term)
}

/// Whether a rule decides what one of these rules of another program does.
pub(super) fn decide_alike(these: (&Program, &[&Ground]), other: (&Program, &Ground)) -> bool {
    let wanted = decided(other.0, other.1);
    let mut known = these.1.iter().filter_map(|ground| decided(these.0, ground));
    wanted.is_some_and(|wanted| known.any(|known| known.same(wanted)))
}

/// Those of the rules that are in force.
fn standing<'p>(grounds: &[&'p Ground], on: &Speller<'_>) -> Vec<&'p Ground> {
    grounds.iter().copied().filter(|ground| on.stands(ground)).collect()
}

/// What two sides come to on every day on which something begins or ends that they look at.
fn over_days<'p>(before: Side<'p>, after: Side<'p>, on: impl Fn(&Speller<'_>, &Speller<'_>) -> Effect) -> Effect {
    let mut out = Effect::Same;
    let mut lasts: Option<Lasts> = None;
    for day in days_of(before, after) {
        if lasts.as_ref().is_some_and(|lasts| lasts.covers(day)) {
            continue;
        }
        let looked = Lasts::since(day);
        let (one, two) = (Speller::of(before, day).noting(&looked), Speller::of(after, day).noting(&looked));
        out = together(out, on(&one, &two));
        lasts = Some(looked);
    }
    out
}

fn side_by_side<'p>(one: (&Speller<'p>, &[&'p Ground]), two: (&Speller<'p>, &[&'p Ground])) -> Effect {
    let first = one.1.first().or(two.1.first());
    let out = match first.map(|ground| &ground.says) {
        Some(Says::Modal(_)) => modal(one, two),
        Some(_) => values(one, two),
        None => Effect::Same,
    };
    if !alike(one, two) {
        return together(out, Effect::Different);
    }
    let out = together(out, conduct(one, two));
    if ordered(one, two) { out } else { together(out, Effect::NotDecided) }
}

/// Whether two sides are alike in what is not weighed: how the rows of a table give its value, and which rule goes first.
fn alike<'p>(one: (&Speller<'p>, &[&'p Ground]), two: (&Speller<'p>, &[&'p Ground])) -> bool {
    if one.1.is_empty() || two.1.is_empty() {
        return true;
    }
    let hit = |side| decision_of(side).map(|decision| decision.hit.unwrap_or(Hit::Only));
    hit(one) == hit(two) && ranked(one, two) && ranked(two, one)
}

/// Whether rules that have no counterpart on the other side, or that stand in a text where the first that fits counts, are
/// surely in the same order to all others there.
fn ordered<'p>(one: (&Speller<'p>, &[&'p Ground]), two: (&Speller<'p>, &[&'p Ground])) -> bool {
    let (Some(mine), Some(theirs)) = (decision_of(one), decision_of(two)) else { return true };
    if mine.hit == Some(Hit::First) {
        return in_turn((one, mine), (two, theirs));
    }
    let before = |decision: &Decision| decision.grounds.iter().any(|ground| !ground.overrides.is_empty());
    if !before(mine) && !before(theirs) || one.1.len() == 1 && two.1.len() == 1 {
        return true;
    }
    loose(one, two) && loose(two, one)
}

/// Whether each rule of one side that goes before another, or behind it, and that has no counterpart by its place on the
/// other side, has one there that holds for the same people and stands to the others alike.
fn loose<'p>(one: (&Speller<'p>, &[&'p Ground]), two: (&Speller<'p>, &[&'p Ground])) -> bool {
    let (Some(mine), Some(theirs)) = (decision_of(one), decision_of(two)) else { return true };
    let place = |side: &Speller<'p>, decision: &Decision, ground: &Ground| place_of(side.program, decision, ground);
    let fresh = |side: (&Speller<'p>, &'p Decision, &[&'p Ground]),
                 other: (&Speller<'p>, &'p Decision, &[&'p Ground])| {
        let known = |ground: &Ground| {
            let own = place(side.0, side.1, ground).inside();
            let is_it = |known: &&&Ground| known.span == ground.span || place(other.0, other.1, known).inside() == own;
            other.2.iter().any(|ground| is_it(&ground))
        };
        side.2.iter().copied().filter(|ground| !known(ground)).collect::<Vec<&Ground>>()
    };
    let (old, new) = ((one.0, mine, one.1), (two.0, theirs, two.1));
    let (gone, come) = (fresh(old, new), fresh(new, old));
    if come.is_empty() {
        return true;
    }
    // What a rule goes before, and what goes before it.
    let stands = |side: &Speller<'p>, decision: &'p Decision, ground: &Ground| -> BTreeSet<(bool, String)> {
        let at = decision.grounds.iter().position(|known| known.span == ground.span);
        let behind = ground.overrides.iter().filter_map(|at| decision.grounds.get(*at)).map(|other| (true, other));
        let before = decision.grounds.iter().filter(|other| at.is_some_and(|at| other.overrides.contains(&at)));
        let all = behind.chain(before.map(|other| (false, other)));
        all.map(|(first, other)| (first, place(side, decision, other).say(Language::English))).collect()
    };
    gone.iter().all(|ground| {
        let weighed = stands(one.0, mine, ground);
        let same = |other: &&Ground| {
            weighed == stands(two.0, theirs, other)
                && both_ways(&one.0.ground(ground), &two.0.ground(other)) == Effect::Same
        };
        weighed.is_empty() || come.iter().any(same)
    })
}

/// Whether rows of which the first that fits counts stand behind the same others.
fn in_turn<'p>(
    (one, mine): ((&Speller<'p>, &[&'p Ground]), &'p Decision),
    (two, theirs): ((&Speller<'p>, &[&'p Ground]), &'p Decision),
) -> bool {
    let standing = |side: &Speller<'p>, decision: &'p Decision| -> Vec<&'p Ground> {
        decision.grounds.iter().filter(|ground| side.stands(ground)).collect()
    };
    let (old, new) = (standing(one.0, mine), standing(two.0, theirs));
    let turn = |rows: &[&Ground], ground: &Ground| rows.iter().position(|row| row.span == ground.span);
    if let ([before], [after]) = (one.1, two.1) {
        let (Some(first), Some(second)) = (turn(&old, before), turn(&new, after)) else { return true };
        let (Some(ahead), Some(ahead_now)) = (old.get(..first), new.get(..second)) else { return true };
        if first == second && ahead.iter().zip(ahead_now).all(|(row, other)| row.span == other.span) {
            return true;
        }
        if old.len().max(new.len()) > MAX_ROWS {
            return false;
        }
        // What is new, or gone, is told where it stands.
        let words = |side: &Speller<'p>, rows: &[&Ground]| rows.iter().map(|ground| row(side, ground)).collect();
        let (all, all_now): (Vec<String>, Vec<String>) = (words(one.0, &old), words(two.0, &new));
        let kept = |ahead: usize, rows: &[String], others: &[String]| -> BTreeSet<String> {
            rows.iter().take(ahead).filter(|row| others.contains(row)).cloned().collect()
        };
        return kept(first, &all, &all_now) == kept(second, &all_now, &all);
    }
    let words = |side: (&Speller<'p>, &[&'p Ground])| -> Vec<String> {
        side.1.iter().map(|ground| row(side.0, ground)).collect()
    };
    words(one) == words(two)
}

/// Among more rows than this the order of one is not looked into.
const MAX_ROWS: usize = 200;

/// A row in words: whom it fits, and what it gives.
fn row(side: &Speller<'_>, ground: &Ground) -> String {
    let value = match &ground.says {
        Says::Value(value) | Says::Otherwise(value) => side.words(value),
        Says::Modal(modal) => format!("{modal:?}"),
    };
    let asked = ground.population.iter().chain(&ground.condition).map(|expr| side.words(expr));
    let lifted = ground.exceptions.iter().map(|exception| side.words(&exception.body));
    format!("{value} | {} | {}", asked.collect::<Vec<_>>().join(" & "), lifted.collect::<Vec<_>>().join(" & "))
}

/// Whether what goes before or behind the rules of one side does so on the other, where it stands there too.
fn ranked<'p>(one: (&Speller<'p>, &[&'p Ground]), two: (&Speller<'p>, &[&'p Ground])) -> bool {
    let (Some(mine), Some(theirs)) = (decision_of(one), decision_of(two)) else { return true };
    let pairs = |decision: &'p Decision| {
        let each = decision.grounds.iter().map(move |ground| {
            ground.overrides.iter().filter_map(|at| decision.grounds.get(*at)).map(move |behind| (ground, behind))
        });
        each.flatten()
    };
    let there: Vec<_> = pairs(theirs).collect();
    let is_of = |side: &[&Ground], ground: &Ground| side.iter().any(|known| known.span == ground.span);
    let place = |speller: &Speller<'_>, decision: &Decision, ground: &Ground| {
        let Clause(mut steps) = place_of(speller.program, decision, ground);
        steps.retain(|(kind, _)| *kind != ClauseKind::Policy);
        Clause(steps)
    };
    // A rule alone on each side is the same rule, whatever it is called there.
    let lone = one.1.len() == 1 && two.1.len() == 1;
    let same = |ground: &Ground, other: &Ground| {
        ground.span == other.span
            || lone && is_of(one.1, ground) && is_of(two.1, other)
            || place(one.0, mine, ground) == place(two.0, theirs, other)
    };
    pairs(mine).filter(|(first, behind)| is_of(one.1, first) || is_of(one.1, behind)).all(|(first, behind)| {
        // What takes the place of a rule goes before it as well.
        let own = place(one.0, mine, first) == place(one.0, mine, behind);
        let stand = |ground: &Ground| theirs.grounds.iter().any(|other| same(ground, other));
        own || !stand(first)
            || !stand(behind)
            || there.iter().any(|(other, last)| same(first, other) && same(behind, last))
    })
}

/// Permissions and rights are looser where more people have them; duties and prohibitions where fewer have.
fn modal(one: (&Speller<'_>, &[&Ground]), two: (&Speller<'_>, &[&Ground])) -> Effect {
    let part = |side: (&Speller<'_>, &[&Ground]), modal: Modal| {
        let mine = side.1.iter().filter(|ground| matches!(ground.says, Says::Modal(own) if own == modal));
        Form::Any(mine.map(|ground| side.0.ground(ground)).collect())
    };
    let spared = |side: (&Speller<'_>, &[&Ground]), modal: Modal| {
        let mine = side.1.iter().filter(|ground| matches!(ground.says, Says::Modal(own) if own == modal));
        all(mine.map(|ground| side.0.spares(ground)).collect())
    };
    // One in the place of another is something else: a duty is no prohibition, and a right is more than a permission.
    let each = [Modal::May, Modal::Entitled, Modal::Must, Modal::MustNot].map(|modal| {
        let (was, is) = (part(one, modal), part(two, modal));
        let found = relation(&was, &is);
        if !matches!(modal, Modal::Must | Modal::MustNot) {
            return found;
        }
        if !was.fails() && !is.fails() {
            return found.turned();
        }
        // One that comes to an error is no release.
        let (free, is_free) = (spared(one, modal), spared(two, modal));
        let out = together(found.turned(), relation(&free, &is_free));
        let settled = |bound, free| Form::Any(vec![bound, free]);
        match follows(&settled(was, free), &settled(is, is_free)) {
            Follows::Yes => out,
            _ if matches!(out, Effect::Looser | Effect::Same) => Effect::NotDecided,
            _ => out,
        }
    });
    let out = each.into_iter().fold(Effect::Same, together);
    let term = decision_of(one).or_else(|| decision_of(two)).map(|decision| &*decision.term);
    let out = together(out, term.map_or(Effect::Same, |term| set_aside(one, two, term)));
    if out == Effect::Same {
        return out;
    }
    weighed(out, term.map_or(Effect::Same, |term| contradicted(one.0, two.0, term)))
}

/// What is more or less, where a contradiction comes or goes as well.
pub(super) fn weighed(out: Effect, contradicted: Effect) -> Effect {
    match (out, contradicted) {
        // Those who lose something may be those whom the text contradicted itself about.
        (Effect::Tighter, Effect::Looser) => Effect::NotDecided,
        _ => together(out, contradicted),
    }
}

/// How two sides stand to each other in whom the rules for a decision contradict themselves about.
pub(super) fn contradictions(before: Side<'_>, after: Side<'_>, term: &Term) -> Effect {
    over_days(before, after, |one, two| contradicted(one, two, term))
}

/// What is forbidden to somebody and also allowed, with neither going first, comes to an error, and that is below every
/// outcome: different where somebody meets one who did not before, looser where nobody does and somebody no longer.
fn contradicted(one: &Speller<'_>, two: &Speller<'_>, term: &Term) -> Effect {
    let (Some(was), Some(is)) = (clashing(one, term), clashing(two, term)) else { return Effect::NotDecided };
    let less = |some: &BTreeSet<Form>, others: &BTreeSet<Form>| Form::Any(some.difference(others).cloned().collect());
    let any = |some: &BTreeSet<Form>| Form::Any(some.iter().cloned().collect());
    match (follows(&less(&is, &was), &any(&was)), follows(&less(&was, &is), &any(&is))) {
        (Follows::Yes, Follows::Yes) => Effect::Same,
        (Follows::Yes, Follows::No) => Effect::Looser,
        (Follows::No, _) => Effect::Different,
        _ => Effect::NotDecided,
    }
}

/// Who meets a rule that forbids something and one that does not, of which neither stands back: one formula for each two;
/// none where there are too many.
fn clashing(side: &Speller<'_>, term: &Term) -> Option<BTreeSet<Form>> {
    let Some(decision) = side.program.decisions.iter().find(|decision| decision.term.same(term)) else {
        return Some(BTreeSet::new());
    };
    let standing = || decision.grounds.iter().enumerate().filter(|(_, ground)| side.stands(ground));
    let (against, for_it): (Vec<_>, Vec<_>) =
        standing().partition(|(_, ground)| matches!(ground.says, Says::Modal(Modal::MustNot)));
    if against.is_empty() || for_it.is_empty() {
        return Some(BTreeSet::new());
    }
    if against.len().saturating_mul(for_it.len()) > MAX_CLASHES {
        return None;
    }
    let live = |(at, ground): &(usize, &Ground)| {
        let first = standing().filter(|(_, other)| other.overrides.contains(at));
        let first = Form::Any(first.map(|(_, other)| side.ground(other)).collect());
        all(vec![side.ground(ground), Form::Not(Box::new(first))])
    };
    let for_it: Vec<Form> = for_it.iter().map(live).collect();
    let each = against.iter().map(live).flat_map(|no| for_it.iter().map(move |yes| all(vec![no.clone(), yes.clone()])));
    Some(each.collect())
}

/// Of more pairs of rules than this it is not found out whether they contradict each other.
const MAX_CLASHES: usize = 800;

/// The second formula, seen from the first.
pub(super) fn relation(before: &Form, after: &Form) -> Effect {
    match (follows(before, after), follows(after, before)) {
        (Follows::Yes, Follows::Yes) => Effect::Same,
        (Follows::Yes, Follows::No) => Effect::Looser,
        (Follows::No, Follows::Yes) => Effect::Tighter,
        (Follows::No, Follows::No) => Effect::Different,
        // Looser or the same, tighter or the same: nobody loses, nobody gains.
        (Follows::Yes, Follows::Unknown) => Effect::Looser,
        (Follows::Unknown, Follows::Yes) => Effect::Tighter,
        _ => Effect::NotDecided,
    }
}

/// The same where a no counts as much as a yes: an error is neither.
pub(super) fn both_ways(before: &Form, after: &Form) -> Effect {
    let out = relation(before, after);
    if out == Effect::NotDecided || !before.fails() && !after.fails() {
        return out;
    }
    together(out, relation(&before.clone().not(), &after.clone().not()).turned())
}

/// Two effects at once.
pub(super) fn together(one: Effect, two: Effect) -> Effect {
    match (one, two) {
        (Effect::Same, other) | (other, Effect::Same) => other,
        (a, b) if a == b => a,
        (Effect::NotDecided, _) | (_, Effect::NotDecided) => Effect::NotDecided,
        _ => Effect::Different,
    }
}

/// Values: the same where each value is given to the same people; points, item by item.
fn values<'p>(one: (&Speller<'p>, &[&'p Ground]), two: (&Speller<'p>, &[&'p Ground])) -> Effect {
    if let ([before], [after]) = (one.1, two.1)
        && let (
            Says::Value(Expr { kind: ExprKind::Score(first), .. }),
            Says::Value(Expr { kind: ExprKind::Score(second), .. }),
        ) = (&before.says, &after.says)
    {
        let whom = both_ways(&one.0.ground(before), &two.0.ground(after));
        // Points below nought that more people have are no gain.
        let whom = match (whom, stays((one.0, first)), stays((two.0, second))) {
            (Effect::Same, ..) => whom,
            (_, before, after) if before.never_below && after.never_below => whom,
            _ => Effect::NotDecided,
        };
        return together(whom, score((one.0, first), (two.0, second)));
    }
    match better(one).or_else(|| better(two)) {
        Some(more) if !same_values(one, two) => {
            let term = decision_of(one).or_else(|| decision_of(two)).map(|decision| &*decision.term);
            let (first, second) = (whole(one, term), whole(two, term));
            let out = amounts((one.0, &first), (two.0, &second), more);
            if more { out } else { out.turned() }
        }
        _ if same_values(one, two) => Effect::Same,
        _ => Effect::Different,
    }
}

/// Whether each value is given to the same people.
fn same_values(one: (&Speller<'_>, &[&Ground]), two: (&Speller<'_>, &[&Ground])) -> bool {
    let by_value = |side: (&Speller<'_>, &[&Ground])| {
        let mut out: BTreeMap<String, Vec<Form>> = BTreeMap::new();
        for ground in side.1 {
            let value = match &ground.says {
                Says::Value(value) => side.0.words(value),
                Says::Otherwise(value) => format!("otherwise {}", side.0.words(value)),
                Says::Modal(_) => continue,
            };
            out.entry(value).or_default().push(side.0.ground(ground));
        }
        out
    };
    let (before, after) = (by_value(one), by_value(two));
    let all: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let none = Vec::new();
    all.into_iter().all(|value| {
        let part = |side: &BTreeMap<String, Vec<Form>>| Form::Any(side.get(value).unwrap_or(&none).clone());
        both_ways(&part(&before), &part(&after)) == Effect::Same
    })
}

/// The decision that rules are for.
fn decision_of<'p>(side: (&Speller<'p>, &[&Ground])) -> Option<&'p Decision> {
    let first = side.1.first()?;
    let mut all = side.0.program.decisions.iter();
    all.find(|decision| decision.grounds.iter().any(|ground| ground.span == first.span))
}

/// Whether more of what rules give is better, or less, where that is said.
fn better(side: (&Speller<'_>, &[&Ground])) -> Option<bool> {
    decision_of(side)?.better
}

/// All rules of the decision: what one rule gives stands back for another, or leaves room for it.
fn whole<'p>(side: (&Speller<'p>, &[&'p Ground]), term: Option<&Term>) -> Vec<&'p Ground> {
    let named = side.0.program.decisions.iter().find(|decision| term.is_some_and(|term| decision.term.same(term)));
    named.map_or_else(|| side.1.to_vec(), |decision| decision.grounds.iter().collect())
}

/// Whether everybody gets as much or more (looser), or as much or less (tighter); no amount is less than any.
fn amounts(one: (&Speller<'_>, &[&Ground]), two: (&Speller<'_>, &[&Ground]), more: bool) -> Effect {
    let rows = [one, two].map(|side| rows(side));
    let [Some(before), Some(after)] = rows else { return Effect::NotDecided };
    let torn = torn((one, &before), (two, &after));
    if torn != Effect::Same {
        return torn;
    }
    // Row by row, where the rows are for the same people.
    let alike = before.len() == after.len()
        && before.iter().zip(&after).all(|((form, _), (other, _))| both_ways(form, other) == Effect::Same);
    if alike {
        let each = before.iter().zip(&after).map(|((_, first), (_, second))| {
            let found = coming_to_be((one.0, first), (two.0, second));
            found.map_or_else(
                || amount((one.0, first), (two.0, second)),
                |found| if more { found } else { found.turned() },
            )
        });
        return each.fold(Effect::Same, together);
    }
    if let ([(first, value)], [(second, other)]) = (before.as_slice(), after.as_slice()) {
        return together(relation(first, second), amount((one.0, value), (two.0, other)));
    }
    // A rule in error is one beside any other.
    if before.iter().chain(&after).any(|(form, _)| form.fails()) {
        return Effect::NotDecided;
    }
    // Line by line: who gets at least so much.
    let read = |side: &Speller<'_>, rows: &[(Form, &Expr)]| -> Option<Vec<(Form, Number)>> {
        rows.iter().map(|(form, value)| Some((form.clone(), number((side, value))?))).collect()
    };
    let (Some(before), Some(after)) = (read(one.0, &before), read(two.0, &after)) else { return Effect::NotDecided };
    let lines: BTreeSet<Number> = before.iter().chain(&after).map(|(_, number)| *number).collect();
    let mut out = Effect::Same;
    for line in lines {
        let part = |rows: &[(Form, Number)]| {
            Form::Any(rows.iter().filter(|(_, number)| *number >= line).map(|(form, _)| form.clone()).collect())
        };
        out = together(out, relation(&part(&before), &part(&after)));
    }
    out
}

/// Rules of one side.
pub(super) type Rules<'r> = (&'r Speller<'r>, &'r [&'r Ground]);

/// Who gets an amount, and the amount.
type Given<'g> = (Form, &'g Expr);

/// Two rules that give one person different amounts, and of which neither goes before the other, give an error: whether
/// the second rules do so to nobody to whom the first do not.
fn torn((one, before): (Rules<'_>, &[Given<'_>]), (two, after): (Rules<'_>, &[Given<'_>])) -> Effect {
    let apart = |side: Rules<'_>| decision_of(side).is_some_and(|decision| decision.apart);
    if apart(two) && (apart(one) || before.len() < 2) {
        return Effect::Same;
    }
    let clashes = |speller: &Speller<'_>, rows: &[Given<'_>]| -> Option<Form> {
        if rows.len() > MAX_WEIGHED {
            return None;
        }
        let mut out = Vec::new();
        for (at, (form, value)) in rows.iter().enumerate() {
            for (other, given) in rows.iter().skip(at + 1) {
                if amount((speller, value), (speller, given)) != Effect::Same {
                    out.push(Form::All(vec![form.clone(), other.clone()]));
                }
            }
        }
        Some(Form::Any(out))
    };
    let (Some(was), Some(is)) = (clashes(one.0, before), clashes(two.0, after)) else { return Effect::NotDecided };
    match (follows(&is, &was), follows(&was, &is)) {
        (Follows::Yes, Follows::Yes) => Effect::Same,
        (Follows::No, _) => Effect::Different,
        _ => Effect::NotDecided,
    }
}

/// Of more rules than this it is not found out whether two contradict each other.
const MAX_WEIGHED: usize = 40;

/// Who gets what: each value with those who get it; none where several rules are weighed against each other.
fn rows<'g>(side: (&Speller<'_>, &[&'g Ground])) -> Option<Vec<(Form, &'g Expr)>> {
    match decision_of(side).and_then(|decision| decision.hit) {
        None | Some(Hit::Only) => {}
        Some(Hit::First | Hit::Added | Hit::Greatest | Hit::Least) => return None,
    }
    if side.1.iter().any(|ground| !ground.overrides.is_empty()) {
        return None;
    }
    let others = || {
        let values = side.1.iter().filter(|ground| matches!(ground.says, Says::Value(_)));
        Form::Not(Box::new(Form::Any(values.map(|ground| side.0.ground(ground)).collect())))
    };
    let each = side.1.iter().map(|ground| match &ground.says {
        Says::Value(value) => Some((side.0.ground(ground), value)),
        Says::Otherwise(value) => Some((Form::All(vec![side.0.ground(ground), others()]), value)),
        Says::Modal(_) => None,
    });
    each.collect()
}

/// How a definition of the one program stands to that of the other.
pub(super) fn definitions(before: (Side<'_>, &Definition), after: (Side<'_>, &Definition)) -> Effect {
    let (one, two) = (before.1, after.1);
    over_days(before.0, after.0, |first, second| {
        let each = one.readings.iter().zip(&two.readings).map(|(one, two)| {
            if one.body.ty == Type::Bool && two.body.ty == Type::Bool {
                both_ways(&first.form(&one.body), &second.form(&two.body))
            } else {
                amount((first, &one.body), (second, &two.body))
            }
        });
        let out = each.fold(Effect::Same, together);
        if one.readings.len() == two.readings.len() { out } else { together(out, Effect::Different) }
    })
}

/// The days on which something begins or ends in what either side reads, and one before all of them; of the days that are
/// looked at, where not all are.
pub(super) fn days_of(one: Side<'_>, two: Side<'_>) -> Vec<Option<Date>> {
    let read = [one, two].into_iter().flat_map(|side| std::iter::once(side.program).chain(side.world.programs()));
    let all = days(read);
    let Some(time) = one.world.time().filter(|time| *time != Period::default()) else { return all };
    let within = all.iter().copied().flatten().filter(|day| time.holds(*day) && time.from != Some(*day));
    let within: Vec<Option<Date>> = time.from.into_iter().chain(within).map(Some).collect();
    // Where nothing begins or ends in that time, any day will do.
    if within.is_empty() { all } else { within }
}

/// The days on which something in some programs begins or ends, and one before all of them.
fn days<'p>(programs: impl Iterator<Item = &'p Program>) -> Vec<Option<Date>> {
    let mut out: BTreeSet<Date> = BTreeSet::new();
    for program in programs {
        let parameters = program.parameters.iter().flat_map(|parameter| &parameter.values).map(|(_, period)| period);
        let grounds = program.decisions.iter().flat_map(|decision| &decision.grounds).map(|ground| &ground.in_force);
        out.extend(parameters.chain(grounds).flat_map(|period| period.edges().collect::<Vec<_>>()));
        out.extend(&program.turns);
    }
    let first = out.first().and_then(|day| day.yesterday().ok());
    std::iter::once(first).chain(out.into_iter().map(Some)).collect()
}

pub(super) fn plain_term(text: &str) -> Arc<Term> {
    Arc::new(Term { text: text.into(), alias: None })
}

/// A clause of a program by the place that it takes: that of the clause which it replaced, or its own.
#[derive(Debug, Clone)]
pub struct Standing<'p> {
    /// The decision that it is for.
    pub decision: &'p Decision,
    /// Its rules: usually one.
    pub grounds: Vec<&'p Ground>,
}

/// The clauses of a program by place, in the order of the text.
pub type Clauses<'p> = Vec<(Clause, Standing<'p>)>;

/// The clauses of a program that are in force on a day, each at the place that it takes.
#[must_use]
pub fn clauses(program: &Program, day: Option<Date>) -> Clauses<'_> {
    let mut out: Clauses<'_> = Vec::new();
    for decision in &program.decisions {
        for ground in &decision.grounds {
            if day.is_some_and(|day| !ground.in_force.holds(day)) {
                continue;
            }
            let place = place_of(program, decision, ground);
            match out.iter_mut().find(|(known, standing)| *known == place && standing.decision.term == decision.term) {
                Some((_, standing)) => standing.grounds.push(ground),
                None => out.push((place, Standing { decision, grounds: vec![ground] })),
            }
        }
    }
    out
}

/// The place that a rule takes: that of the rule which it replaces or deviates from, or its own.
pub(super) fn place_of(program: &Program, decision: &Decision, ground: &Ground) -> Clause {
    let taken = ground.changes.iter().filter_map(|at| program.changes.get(*at)).find(|change| {
        matches!(change.kind, crate::ir::ChangeKind::Replace | crate::ir::ChangeKind::Deviate)
            && !change.before.contains(&ground.span)
            && change.clause.0.last().is_some_and(|(kind, _)| *kind == ClauseKind::Rule)
    });
    taken.map_or_else(|| own_place(program, decision, ground), |change| change.clause.clone())
}

/// The place at which a rule is written.
#[must_use]
pub fn own_place(program: &Program, decision: &Decision, ground: &Ground) -> Clause {
    let mut out = Vec::new();
    if let Some(layer) = program.layers.get(ground.layer) {
        out.push((ClauseKind::Policy, layer.name.clone()));
    }
    out.push((ClauseKind::Article, plain_term(&ground.article)));
    let own = ground.label.clone().or_else(|| ground.ordinal.as_ref().map(|number| plain_term(number)));
    out.push((ClauseKind::Rule, own.unwrap_or_else(|| decision.term.clone())));
    Clause(out)
}

/// Rules of a program on a day; on every day where none is named.
pub type Dated<'p, 'g> = (&'p Program, &'g [&'p Ground], Option<Date>);

/// How the clauses of one program stand to those of another.
#[must_use]
pub fn effect_of(before: Dated<'_, '_>, after: Dated<'_, '_>) -> Effect {
    effect_on((Side::plain(before.0), before.1, before.2), (Side::plain(after.0), after.1, after.2))
}

/// The same, where what other rules decide and what is presumed of a fact counts as well: for two texts of which
/// everything may differ.
#[must_use]
pub fn effect_of_all(before: Dated<'_, '_>, after: Dated<'_, '_>) -> Effect {
    effect_behind(before, after, MAX_STEPS)
}

/// What a rule reads of another, that one of a third and so on, is followed no further than this.
const MAX_STEPS: usize = 3;

/// The same, with what is read followed so many steps.
pub(super) fn effect_behind(before: Dated<'_, '_>, after: Dated<'_, '_>, steps: usize) -> Effect {
    let out = effect_of_texts(before, after, false);
    if !matches!(out, Effect::Different | Effect::NotDecided) {
        return out;
    }
    let found = stepwise(before, after, steps);
    if found == Effect::NotDecided { out } else { found }
}

/// The same, where what other rules decide is taken to be as it was.
pub(super) fn effect_by_name(before: Dated<'_, '_>, after: Dated<'_, '_>) -> Effect {
    effect_of_texts(before, after, true)
}

fn effect_of_texts(before: Dated<'_, '_>, after: Dated<'_, '_>, by_name: bool) -> Effect {
    // A place that one text adds is in none of those of the other.
    let (one, two) = (places::only_in(after.0, before.0), places::only_in(before.0, after.0));
    let side = |program, hidden| {
        let Side { program, world } = if by_name { Side::by_name(program) } else { Side::deep(program) };
        Side { program, world: world.without(hidden) }
    };
    effect_on((side(before.0, &one), before.1, before.2), (side(after.0, &two), after.1, after.2))
}

fn effect_on(before: (Side<'_>, &[&Ground], Option<Date>), after: (Side<'_>, &[&Ground], Option<Date>)) -> Effect {
    let (one, two) = ((before.0, before.1), (after.0, after.1));
    match (before.2, after.2) {
        (None, None) => grounds(one, two),
        (first, second) => {
            let one = (Speller::of(one.0, first), one.1);
            let two = (Speller::of(two.0, second), two.1);
            side_by_side((&one.0, one.1), (&two.0, two.1))
        }
    }
}

/// In what way rules that stand hold for nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idle {
    /// They speak about nobody.
    Nobody,
    /// They speak about somebody, and nobody gets a yes by them.
    NoYes,
    /// They speak about somebody, and what they lay down or give holds for nobody.
    Void,
}

/// Whether rules hold for nobody on a day, or on any day; where that is not shown, they are taken to hold for somebody.
#[must_use]
pub fn idle(program: &Program, grounds: &[&Ground], day: Option<Date>) -> Option<Idle> {
    let side = Side::plain(program);
    let days = if day.is_some() { vec![day] } else { days_of(side, side) };
    let never = |forms: &dyn Fn(&Speller<'_>, &Ground) -> Form| {
        days.iter().all(|day| {
            let speller = Speller::of(side, *day);
            let mut standing = grounds.iter().filter(|ground| speller.stands(ground));
            standing.all(|ground| follows(&forms(&speller, ground), &Form::Known(false)) == Follows::Yes)
        })
    };
    if !never(&|speller, ground| speller.ground(ground)) {
        return None;
    }
    let whom = |speller: &Speller<'_>, ground: &Ground| {
        Form::All(ground.population.iter().map(|expr| speller.form(expr)).collect())
    };
    let allows = |ground: &&Ground| matches!(ground.says, Says::Modal(Modal::May | Modal::Entitled));
    Some(match () {
        () if never(&whom) => Idle::Nobody,
        () if grounds.iter().all(allows) => Idle::NoYes,
        () => Idle::Void,
    })
}
