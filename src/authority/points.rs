//! Amounts and points side by side: which of two gives more.

use super::compare::{both_ways, together};
use super::form::{Form, Speller, in_order};
use super::keep::{Loss, Lost, called};
use super::prove::{Follows, follows};
use crate::ir::sign::{Sign, scored, sign};
use crate::ir::{Effect, Expr, ExprKind, Item, Score, ScoreItem};
use crate::types::{Number, Operator};
use std::collections::BTreeSet;

/// Points: looser where every item is kept, none asks more or gives less, and nothing more is taken off.
pub(super) fn score(before: (&Speller<'_>, &Score), after: (&Speller<'_>, &Score)) -> Effect {
    let out = item_by_item(before, after);
    if out != Effect::Same && (too_large(before) || too_large(after)) {
        return Effect::NotDecided;
    }
    // A bound can settle what an error leaves open, and so can the best of several. At a cap more points stay settled.
    let capped = bound((before.0, before.1.cap.as_ref()), (after.0, after.1.cap.as_ref())) != Effect::Same;
    let settles = |score: &Score| score.best || capped || score.floor.is_some();
    if out != Effect::Same
        && (settles(before.1) || settles(after.1))
        && (may_fail(before.0, before.1) || may_fail(after.0, after.1))
    {
        return Effect::NotDecided;
    }
    if matches!(out, Effect::Same | Effect::Looser | Effect::Tighter) || !has_groups(before.1) && !has_groups(after.1) {
        return out;
    }
    // What goes from one group of items to another is the same item all the same.
    let loose = item_by_item((before.0, &loose(before.1)), (after.0, &loose(after.1)));
    if loose == Effect::NotDecided { out } else { loose }
}

fn item_by_item(before: (&Speller<'_>, &Score), after: (&Speller<'_>, &Score)) -> Effect {
    let best = before.1.best || after.1.best;
    let mut out = Effect::Same;
    let mut none_takes = true;
    // In a sum points of nought are none; where only the best counts they can be the best.
    let summed = !best;
    for pair in matched(before, after) {
        let gives = |side: &Speller<'_>, item: Option<&ScoreItem>| {
            item.is_none_or(|item| brings((side, item)) == Brings::Gives && !item.minus)
        };
        let never_takes = gives(before.0, pair.0) && gives(after.0, pair.1);
        none_takes &= never_takes;
        let effect = match pair {
            (Some(item), Some(kept)) if summed && is_nought((after.0, kept)) => {
                coming((before.0, item), false).turned()
            }
            (Some(item), Some(kept)) if summed && is_nought((before.0, item)) => coming((after.0, kept), false),
            // Of the best alone, one below nought takes from those who have no other, and gives to those who had a worse.
            (Some(item), Some(kept))
                if best && !never_takes && asked((before.0, item), (after.0, kept)) != Effect::Same =>
            {
                Effect::NotDecided
            }
            (Some(item), Some(kept)) => points((before.0, item), (after.0, kept)),
            (Some(item), None) => coming((before.0, item), best).turned(),
            (None, Some(item)) => coming((after.0, item), best),
            (None, None) => Effect::Same,
        };
        out = together(out, effect);
    }
    let cap = bound((before.0, before.1.cap.as_ref()), (after.0, after.1.cap.as_ref()));
    out = together(together(out, cap), floor(before, after));
    match (before.1.best, after.1.best) {
        (one, two) if one == two => out,
        // The best of some points is no more than all of them.
        (true, _) if none_takes => together(out, Effect::Looser),
        (false, _) if none_takes => together(out, Effect::Tighter),
        _ => together(out, Effect::Different),
    }
}

/// Whether the sum of the points of a score may grow too large.
fn too_large((speller, score): (&Speller<'_>, &Score)) -> bool {
    speller.points_grow_too_large(score)
}

/// Whether the points of a score may come to an error.
fn may_fail(speller: &Speller<'_>, score: &Score) -> bool {
    !failing((speller, score)).is_empty()
}

/// What of a score may come to an error.
fn failing((speller, score): (&Speller<'_>, &Score)) -> BTreeSet<String> {
    let parts = score.items.iter().flat_map(|item| std::iter::once(&item.amount).chain(&item.when));
    parts.chain(&score.cap).chain(&score.floor).flat_map(|part| speller.failures(part)).collect()
}

/// Whether an item of a score is a group of items that are simply added up.
fn has_groups(score: &Score) -> bool {
    !score.best && score.items.iter().any(|item| group(item).is_some())
}

fn group(item: &ScoreItem) -> Option<&Score> {
    inner_score(&item.amount).filter(|inner| !inner.best && inner.cap.is_none() && inner.floor.is_none())
}

/// A score with the items of such groups as its own.
fn loose(score: &Score) -> Score {
    if score.best {
        return score.clone();
    }
    let items = score.items.iter().flat_map(|item| {
        let Some(inner) = group(item) else { return vec![item.clone()] };
        let inside = loose(inner).items.into_iter().map(|own| {
            let when = match (&item.when, own.when) {
                (Some(outer), Some(own)) => {
                    let part = |expr: Expr| Item { ordinal: None, label: None, expr };
                    let kind = ExprKind::All(vec![part(outer.clone()), part(own.clone())]);
                    Some(Expr { kind, ..own })
                }
                (outer, own) => outer.clone().or(own),
            };
            ScoreItem { when, minus: item.minus != own.minus, ordinal: None, ..own }
        });
        inside.collect()
    });
    Score { items: items.collect(), ..score.clone() }
}

/// Whether an item never gives or takes anything.
fn is_nought((speller, item): (&Speller<'_>, &ScoreItem)) -> bool {
    sign_of(speller, &item.amount) == Sign::NOUGHT
}

/// What an item brings that was not there. Where only the best counts, points below nought bring something to those who
/// had fewer and take it from those who had none.
fn coming(side: (&Speller<'_>, &ScoreItem), best: bool) -> Effect {
    match brings(side) {
        // Where it comes to an error, so do all points.
        _ if std::iter::once(&side.1.amount).chain(&side.1.when).any(|part| !side.0.failures(part).is_empty()) => {
            Effect::NotDecided
        }
        Brings::Gives if !(best && side.1.minus) => Effect::Looser,
        Brings::Takes if !best => Effect::Tighter,
        _ => Effect::NotDecided,
    }
}

/// What an item does wherever it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Brings {
    /// It never takes any off.
    Gives,
    /// It never gives any.
    Takes,
    Either,
}

/// Whether an item gives or takes.
fn brings((speller, item): (&Speller<'_>, &ScoreItem)) -> Brings {
    let amount = sign_of(speller, &item.amount);
    match if item.minus { amount.turned() } else { amount } {
        sign if item.minus && sign.never_above => Brings::Takes,
        sign if sign.never_below => Brings::Gives,
        sign if sign.never_above => Brings::Takes,
        _ => Brings::Either,
    }
}

type Alike<'a> = &'a dyn Fn(&ScoreItem, &ScoreItem) -> bool;

/// Which item of points of one text is which of another's: by its name; without one by what it means, its number, what it
/// is given for, or what it gives; and last by its turn.
pub fn paired(old: &[ScoreItem], new: &[ScoreItem], same: &dyn Fn(&Expr, &Expr) -> bool) -> Vec<(usize, usize)> {
    let named = |one: &ScoreItem, two: &ScoreItem| {
        one.label.as_ref().zip(two.label.as_ref()).is_some_and(|(one, two)| one.forms().any(|form| two.is(form)))
    };
    let plain = |one: &ScoreItem, two: &ScoreItem| one.label.is_none() && two.label.is_none() && one.minus == two.minus;
    let when = |one: &ScoreItem, two: &ScoreItem| match (&one.when, &two.when) {
        (Some(one), Some(two)) => same(one, two),
        (one, two) => one.is_none() && two.is_none(),
    };
    let gives = |one: &ScoreItem, two: &ScoreItem| same(&one.amount, &two.amount);
    let passes: [Alike<'_>; 6] = [
        &|one, two| named(one, two),
        &|one, two| plain(one, two) && when(one, two) && gives(one, two),
        &|one, two| plain(one, two) && one.ordinal.is_some() && one.ordinal == two.ordinal,
        &|one, two| plain(one, two) && when(one, two),
        &|one, two| plain(one, two) && gives(one, two),
        &|one, two| plain(one, two),
    ];
    let mut out: Vec<(usize, usize)> = Vec::new();
    for alike in passes {
        for (at, one) in old.iter().enumerate() {
            if out.iter().any(|(known, _)| *known == at) {
                continue;
            }
            let free = |index: usize| !out.iter().any(|(_, known)| *known == index);
            let found = new.iter().enumerate().find(|(index, two)| free(*index) && alike(one, two));
            out.extend(found.map(|(found, _)| (at, found)));
        }
    }
    out
}

/// An item of either score, with what it is in the other.
type Matched<'s> = (Option<&'s ScoreItem>, Option<&'s ScoreItem>);

/// The items of one score with those of another.
fn matched<'s>(before: (&Speller<'_>, &'s Score), after: (&Speller<'_>, &'s Score)) -> Vec<Matched<'s>> {
    let (old, new) = (&before.1.items, &after.1.items);
    let pairs = paired(old, new, &|one, two| before.0.words(one) == after.0.words(two));
    let of_new = |at: usize| pairs.iter().find(|(known, _)| *known == at).and_then(|(_, two)| new.get(*two));
    let kept = old.iter().enumerate().map(|(at, one)| (Some(one), of_new(at)));
    let fresh = new.iter().enumerate().filter(|(at, _)| !pairs.iter().any(|(_, known)| known == at));
    kept.chain(fresh.map(|(_, two)| (None, Some(two)))).collect()
}

/// One item: whether it gives more, or more often.
pub(super) fn points(before: (&Speller<'_>, &ScoreItem), after: (&Speller<'_>, &ScoreItem)) -> Effect {
    if before.1.minus != after.1.minus {
        return Effect::Different;
    }
    let come = coming_to_be((before.0, &before.1.amount), (after.0, &after.1.amount));
    let given = match (inner_score(&before.1.amount), inner_score(&after.1.amount)) {
        (Some(one), Some(two)) => score((before.0, one), (after.0, two)),
        _ => amount((before.0, &before.1.amount), (after.0, &after.1.amount)),
    };
    let given = match come {
        Some(come) => come,
        None if before.1.minus => given.turned(),
        None => given,
    };
    let fails = |speller: &Speller<'_>, item: &ScoreItem| {
        item.when.as_ref().is_some_and(|when| !speller.failures(when).is_empty())
    };
    if fails(before.0, before.1) || fails(after.0, after.1) {
        // Points that a test in error may bring are an error, but for nought.
        let some = |side, amount| number((side, amount)).is_some_and(|number| number != Number::ZERO);
        let alike = given == Effect::Same
            || come.is_none() && some(before.0, &before.1.amount) && some(after.0, &after.1.amount);
        return if alike && asked(before, after) == Effect::Same { given } else { Effect::NotDecided };
    }
    // Points below nought that more people have are no gain.
    let asked = match (asked(before, after), brings(before), brings(after)) {
        (Effect::Same, ..) => Effect::Same,
        (asked, Brings::Gives, Brings::Gives) => asked,
        (asked, Brings::Takes, Brings::Takes) => asked.turned(),
        _ => Effect::NotDecided,
    };
    together(asked, given)
}

fn asked(before: (&Speller<'_>, &ScoreItem), after: (&Speller<'_>, &ScoreItem)) -> Effect {
    let when = |side: (&Speller<'_>, &ScoreItem)| match &side.1.when {
        Some(when) => side.0.form(when),
        None => Form::Known(true),
    };
    both_ways(&when(before), &when(after))
}

fn inner_score(expr: &Expr) -> Option<&Score> {
    match &expr.kind {
        ExprKind::Score(score) => Some(score),
        _ => None,
    }
}

/// What becomes of an amount that was none on that day, or is none now: an error is below every amount.
pub(super) fn coming_to_be(before: (&Speller<'_>, &Expr), after: (&Speller<'_>, &Expr)) -> Option<Effect> {
    let sure = |side: (&Speller<'_>, &Expr)| side.0.failures(side.1).is_empty();
    match (before.0.has_none(before.1), after.0.has_none(after.1)) {
        (true, true) => Some(Effect::Same),
        (true, false) if sure(after) => Some(Effect::Looser),
        (false, true) if sure(before) => Some(Effect::Tighter),
        _ => None,
    }
}

/// Whether the second amount is more (looser) or less (tighter) than the first, whatever a case tells.
pub(super) fn amount(before: (&Speller<'_>, &Expr), after: (&Speller<'_>, &Expr)) -> Effect {
    if before.0.words(before.1) == after.0.words(after.1) {
        return Effect::Same;
    }
    // One that fails where the other does not is neither more nor less; and of what may fail, only a plain sum surely fails
    // where one of its parts does.
    let failures = before.0.failures(before.1);
    if failures != after.0.failures(after.1) {
        return Effect::NotDecided;
    }
    if !failures.is_empty() {
        return difference(before, after).unwrap_or(Effect::NotDecided);
    }
    apart(before, after)
}

fn apart(before: (&Speller<'_>, &Expr), after: (&Speller<'_>, &Expr)) -> Effect {
    if let (Some(one), Some(two)) = (number(before), number(after)) {
        return match one.cmp(&two) {
            std::cmp::Ordering::Less => Effect::Looser,
            std::cmp::Ordering::Equal => Effect::Same,
            std::cmp::Ordering::Greater => Effect::Tighter,
        };
    }
    let (was, is) = (sign_of(before.0, before.1), sign_of(after.0, after.1));
    match (was.never_below && is.never_above, was.never_above && is.never_below) {
        (true, true) => return Effect::Same,
        (true, false) => return Effect::Tighter,
        (false, true) => return Effect::Looser,
        (false, false) => {}
    }
    if let Some(steady) = difference(before, after) {
        return steady;
    }
    let part = |one, two| amount((before.0, one), (after.0, two));
    match (&before.1.kind, &after.1.kind) {
        (ExprKind::Score(one), ExprKind::Score(two)) => score((before.0, one), (after.0, two)),
        (ExprKind::Arithmetic(operator, a, b), ExprKind::Arithmetic(other, c, d)) if operator == other => {
            let (first, second) = (part(a, c), part(b, d));
            let signless = [(before.0, a), (before.0, b), (after.0, c), (after.0, d)];
            match operator {
                Operator::Plus => together(first, second),
                Operator::Minus => together(first, second.turned()),
                // Of amounts that can be below nought, more is less as often as not.
                _ if !signless.iter().all(|(speller, expr)| sign_of(speller, expr).never_below) => Effect::NotDecided,
                Operator::Times | Operator::Of => together(first, second),
                Operator::Over | Operator::PerFull => together(first, second.turned()),
            }
        }
        (ExprKind::Pick { greater, of }, ExprKind::Pick { greater: other, of: others })
            if greater == other && of.len() == others.len() =>
        {
            of.iter().zip(others).map(|(one, two)| part(one, two)).fold(Effect::Same, together)
        }
        // A cap that is gone leaves more, a floor that is gone less; and the other way round.
        (ExprKind::Pick { greater, of }, _) => {
            let gone = if *greater { Effect::Tighter } else { Effect::Looser };
            let kept = of.iter().map(|one| part(one, after.1));
            kept.map(|kept| together(kept, gone)).find(|found| *found == gone).unwrap_or(Effect::NotDecided)
        }
        (_, ExprKind::Pick { greater, of }) => {
            let new = if *greater { Effect::Looser } else { Effect::Tighter };
            let kept = of.iter().map(|two| part(before.1, two));
            kept.map(|kept| together(kept, new)).find(|found| *found == new).unwrap_or(Effect::NotDecided)
        }
        (ExprKind::Round(way, one, step), ExprKind::Round(other, two, next))
            if way == other && before.0.words(step) == after.0.words(next) =>
        {
            part(one, two)
        }
        (ExprKind::Round(..), _) | (_, ExprKind::Round(..)) => Effect::NotDecided,
        (ExprKind::If(one), ExprKind::If(two)) => {
            let ([when, then, otherwise], [if_now, then_now, otherwise_now]) = (one.as_ref(), two.as_ref());
            let kept = together(part(then, then_now), part(otherwise, otherwise_now));
            // Those of whom the condition comes to hold get the one amount instead of the other.
            let (come, gone) = (part(otherwise, then_now), part(then, otherwise_now));
            match both_ways(&before.0.form(when), &after.0.form(if_now)) {
                Effect::Same => kept,
                Effect::Looser => together(kept, come),
                Effect::Tighter => together(kept, gone),
                Effect::Different | Effect::NotDecided => together(kept, together(come, gone)),
            }
        }
        (ExprKind::Definition(_), _) | (_, ExprKind::Definition(_)) => {
            let (Some(one), Some(two)) = (before.0.body(before.1), after.0.body(after.1)) else {
                return Effect::NotDecided;
            };
            // One step at a time: a definition that is left as it is on one side is spelt out on the other.
            amount((&one.0, one.1), (&two.0, two.1))
        }
        _ => Effect::NotDecided,
    }
}

/// Which of two sums is surely no less than the other.
fn difference(before: (&Speller<'_>, &Expr), after: (&Speller<'_>, &Expr)) -> Option<Effect> {
    let more = after.0.sum(after.1)?.minus(before.0.sum(before.1)?)?;
    let (up, down) = more.goes()?;
    match (up, down) {
        (true, true) => Some(Effect::Same),
        (true, false) => Some(Effect::Looser),
        (false, true) => Some(Effect::Tighter),
        (false, false) => None,
    }
}

/// How much an amount is that no case changes.
pub(super) fn number(side: (&Speller<'_>, &Expr)) -> Option<Number> {
    in_order(&side.0.constant(side.1)?)
}

/// On which side of nought an amount stays.
pub(super) fn sign_of(speller: &Speller<'_>, expr: &Expr) -> Sign {
    number((speller, expr)).map_or_else(|| sign(expr, &|named| named_sign(speller, named)), Sign::of)
}

/// On which side of nought the points of a score stay.
pub(super) fn stays((speller, score): (&Speller<'_>, &Score)) -> Sign {
    scored(score, &|named| named_sign(speller, named))
}

fn named_sign(speller: &Speller<'_>, named: &Expr) -> Sign {
    if let Some(number) = number((speller, named)) {
        return Sign::of(number);
    }
    match &named.kind {
        ExprKind::Fact(id) => {
            speller.program.facts.get(id.index()).map_or(Sign::EITHER, |fact| Sign::declared(fact.signed))
        }
        ExprKind::Field(of) => {
            speller.program.field(of.record, of.field).map_or(Sign::EITHER, |field| Sign::declared(field.signed))
        }
        ExprKind::Definition(_) => match speller.body(named) {
            Some((there, body)) if !matches!(body.kind, ExprKind::Definition(_)) => sign_of(&there, body),
            _ => Sign::EITHER,
        },
        _ => Sign::EITHER,
    }
}

/// A cap that is higher is looser, and one that is gone as well.
fn bound(before: (&Speller<'_>, Option<&Expr>), after: (&Speller<'_>, Option<&Expr>)) -> Effect {
    match (before.1, after.1) {
        (None, None) => Effect::Same,
        (Some(one), Some(two)) => amount((before.0, one), (after.0, two)),
        (Some(_), None) => Effect::Looser,
        (None, Some(_)) => Effect::Tighter,
    }
}

/// A floor that is higher is looser, and one that is gone is tighter: no floor is the lowest one.
fn floor(before: (&Speller<'_>, &Score), after: (&Speller<'_>, &Score)) -> Effect {
    let found = bound((before.0, before.1.floor.as_ref()), (after.0, after.1.floor.as_ref()));
    if before.1.floor.is_some() == after.1.floor.is_some() { found } else { found.turned() }
}

/// The items of a score that another does not have, or that are others there: each item itself, not the one that it
/// stands in.
pub(super) fn lost(before: (&Speller<'_>, &Score), after: (&Speller<'_>, &Score)) -> Vec<Lost> {
    let mut out = Vec::new();
    let pairs = matched(before, after);
    let of_before = || pairs.iter().filter_map(|(one, two)| Some((one.as_ref()?, two)));
    for (at, (item, kept)) in of_before().enumerate().filter(|(_, (item, _))| !item.minus) {
        let name = || called(item.label.as_ref(), item.ordinal.as_ref(), at);
        let Some(kept) = kept else {
            let mut fresh = pairs.iter().filter(|(one, _)| one.is_none()).filter_map(|(_, two)| *two);
            let there =
                fresh.any(|two| two.label.is_none() && takes_less(points((before.0, item), (after.0, two))).is_none());
            out.push((name(), if there { Loss::Unlabelled } else { Loss::Gone }));
            continue;
        };
        let Some(loss) = takes_less(points((before.0, item), (after.0, kept))) else { continue };
        let inner = match (inner_score(&item.amount), inner_score(&kept.amount)) {
            (Some(one), Some(two)) => lost((before.0, one), (after.0, two)),
            // What stands inside it under a label stands nowhere any more.
            (Some(one), None) => {
                let labelled = one.items.iter().filter(|item| !item.minus).filter_map(|item| item.label.clone());
                labelled.map(|label| (label, Loss::Gone)).collect()
            }
            (None, _) => Vec::new(),
        };
        if inner.is_empty() {
            out.push((name(), loss));
        }
        out.extend(inner);
    }
    // What is taken off is no item to keep, but more of it gives less.
    out.extend(of_before().enumerate().filter(|(_, (item, _))| item.minus).filter_map(|(at, (item, kept))| {
        let loss = takes_less(points((before.0, item), (after.0, kept.as_ref()?)))?;
        Some((called(item.label.as_ref(), item.ordinal.as_ref(), at), loss))
    }));
    out
}

/// The items of a score from which another takes points that this one leaves them: by a cap, by a lower floor,
/// by letting only the best count, or by an item that takes some off. The last, where it is allowed, must leave somebody
/// whom the item is for.
pub(super) fn taken_off(before: (&Speller<'_>, &Score), after: (&Speller<'_>, &Score), allowed: bool) -> Vec<Lost> {
    let items = || before.1.items.iter().enumerate().filter(|(_, item)| !item.minus);
    let name = |at: usize, item: &ScoreItem| called(item.label.as_ref(), item.ordinal.as_ref(), at);
    let capped = takes_less(bound((before.0, before.1.cap.as_ref()), (after.0, after.1.cap.as_ref())));
    let floored = || takes_less(floor((before.0, before.1), (after.0, after.1)));
    let loss = capped.or_else(floored).or_else(|| (after.1.best && !before.1.best).then_some(Loss::Less));
    // Where a part that was not there comes to an error, so do all points.
    let known = failing(before);
    let fails =
        || failing(after).iter().any(|failure| !known.contains(failure)) || too_large(after) && !too_large(before);
    if let Some(loss) = loss.or_else(|| fails().then_some(Loss::Unclear)) {
        return items().map(|(at, item)| (name(at, item), loss)).collect();
    }
    let pairs = matched(before, after);
    let fresh = pairs.iter().filter(|(one, _)| one.is_none()).filter_map(|(_, two)| *two);
    let fresh = fresh.map(|two| (two, brings((after.0, two)))).filter(|(_, brings)| *brings != Brings::Gives);
    let when = |speller: &Speller<'_>, item: &ScoreItem| {
        item.when.as_ref().map_or(Form::Known(true), |when| speller.form(when))
    };
    let each = fresh.map(|(minus, brings)| {
        let minus = when(after.0, minus);
        let each = items().filter_map(|(at, item)| {
            let given = when(before.0, item);
            let loss = match follows(&given, &minus) {
                Follows::Yes | Follows::Unknown if brings == Brings::Either => Loss::Unclear,
                _ if !allowed => Loss::Barred,
                Follows::Yes => Loss::Barred,
                Follows::No => return None,
                Follows::Unknown => Loss::Unclear,
            };
            Some((name(at, item), loss))
        });
        each.collect::<Vec<Lost>>()
    });
    each.collect::<Vec<Vec<Lost>>>().concat()
}

/// What an item that came to give so much has lost.
const fn takes_less(effect: Effect) -> Option<Loss> {
    match effect {
        Effect::Same | Effect::Looser => None,
        Effect::Tighter | Effect::Different => Some(Loss::Less),
        Effect::NotDecided => Some(Loss::Unclear),
    }
}
