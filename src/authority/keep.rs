//! Items that must be kept: what a change has taken from them.
//!
//! An item is kept where it is still there, gives no less, asks no more, and still gives what it gave to those to whom it
//! gave it: a condition around it, an exception, a smaller population or a rule that goes before its own can take that
//! away and leave the item as it is written.

use super::alone::{View, definitional, home};
use super::compare::{Part, days_of, decided, own_place, plain_term};
use super::form::{Form, Speller, all};
use super::points::{amount, lost, taken_off};
use super::prove::{Follows, follows, is_possible};
use super::{definition, grounds};
use crate::ir::{
    Change, ChangeKind, Clause, ClauseKind, Decision, Effect, Expr, ExprKind, Ground, Hit, Item, Modal, Power, Program,
    Says, Score, visit,
};
use crate::types::Term;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What has become of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// It is not there.
    Gone,
    /// It is there without its label.
    Unlabelled,
    /// It gives less, or asks more.
    Less,
    /// It is there, and what stands around it keeps somebody from it.
    Barred,
    /// Whether it is kept was not found out.
    Unclear,
}

/// An item and what has become of it.
pub(super) type Lost = (Arc<Term>, Loss);

/// How far what stands around an item may keep people from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Room {
    /// Nobody.
    None,
    /// More may be asked beside it, as long as somebody still has it.
    Asking,
    /// So too, and something may be taken off.
    Taking,
}

/// The items within a limit that a change has lost, each once.
pub(super) fn all_lost(limit: &Power, view: &View<'_>, change: &Change, room: Room) -> Vec<Lost> {
    let about = limit.clauses.iter().any(|clause| clause.holds(&change.clause) || change.clause.holds(clause));
    let found = match definitional(change) {
        Some((ClauseKind::Definition, name)) if about => in_definition((name, &change.clause), view, room),
        Some(_) => Vec::new(),
        None => {
            let itself =
                || some_or(in_rules(view.part_before(), view.part_after(), room), || apart(view, change, room));
            let itself = if about { itself() } else { Vec::new() };
            let found = some_or(itself, || barred(limit, view, change, room));
            let adds_places = change.kind == ChangeKind::Places;
            some_or(found, || if adds_places { in_terms(limit, view, room) } else { Vec::new() })
        }
    };
    // What is surely lost on one day is lost, whatever is not found out of another.
    let (unclear, sure): (Vec<Lost>, Vec<Lost>) = found.into_iter().partition(|(_, loss)| *loss == Loss::Unclear);
    let mut out: Vec<Lost> = Vec::new();
    for (name, loss) in if sure.is_empty() { unclear } else { sure } {
        if !out.iter().any(|(known, _)| *known == name) {
            out.push((name, loss));
        }
    }
    out
}

/// The items within a limit of which nothing is found out.
pub(super) fn all_unclear(limit: &Power, view: &View<'_>, change: &Change) -> Vec<Lost> {
    let about = limit.clauses.iter().any(|clause| clause.holds(&change.clause) || change.clause.holds(clause));
    let (side, rules) = view.part_before();
    let kept = rules.iter().filter(|ground| {
        let mut all = side.program.decisions.iter();
        let decision = all.find(|decision| decision.grounds.iter().any(|known| known.span == ground.span));
        about || decision.is_some_and(|decision| is_kept(limit, side.program, decision, ground))
    });
    kept.flat_map(|ground| labels(ground)).map(|(name, _)| (name, Loss::Unclear)).collect()
}

/// What was found, or else what is found in another way.
fn some_or(found: Vec<Lost>, otherwise: impl FnOnce() -> Vec<Lost>) -> Vec<Lost> {
    if found.is_empty() { otherwise() } else { found }
}

/// The items that those whom another rule speaks about no longer find: what deviates leaves the items of the rule
/// above as they are, for others.
fn apart(view: &View<'_>, change: &Change, room: Room) -> Vec<Lost> {
    if change.kind != ChangeKind::Deviate {
        return Vec::new();
    }
    let own = |ground: &&Ground| !change.before.contains(&ground.span);
    let (after, rules) = view.part_after();
    let own: Vec<&Ground> = rules.iter().copied().filter(own).collect();
    in_rules(view.part_before(), (after, &own), room)
}

/// The items of the rules before that the rules after do not have, or that are others there. Of items inside each
/// other the innermost is named that says what is missing.
fn in_rules(before: Part<'_, '_>, after: Part<'_, '_>, room: Room) -> Vec<Lost> {
    let mut out = Vec::new();
    for day in days_of(before.0, after.0) {
        let (one, two) = (Speller::of(before.0, day), Speller::of(after.0, day));
        // What is dropped on some days stands on the others.
        let old_rules: Vec<&Ground> = before.1.iter().copied().filter(|ground| one.stands(ground)).collect();
        let new_rules: Vec<&Ground> = after.1.iter().copied().filter(|ground| two.stands(ground)).collect();
        let (old, new) = (scores(&old_rules), scores(&new_rules));
        for (at, score) in old.iter().enumerate() {
            let Some(now) = new.get(at) else { continue };
            let taken = || taken_off((&one, score), (&two, now), room == Room::Taking);
            out.extend(some_or(lost((&one, score), (&two, now)), taken));
        }
        for score in old.iter().skip(new.len()) {
            let items = score.items.iter().enumerate();
            out.extend(items.map(|(at, item)| (called(item.label.as_ref(), item.ordinal.as_ref(), at), Loss::Gone)));
        }
        let (old, new) = (all_items(conditions(&old_rules)), all_items(conditions(&new_rules)));
        out.extend(lost_items((&one, &old), (&two, &new)));
    }
    out
}

/// The name of an item: its label, its number, or its place among its kind.
pub(super) fn called(label: Option<&Arc<Term>>, ordinal: Option<&String>, at: usize) -> Arc<Term> {
    let place = || plain_term(&ordinal.cloned().unwrap_or_else(|| at.saturating_add(1).to_string()));
    label.cloned().unwrap_or_else(place)
}

fn name_of(at: usize, item: &Item) -> Arc<Term> {
    called(item.label.as_ref(), item.ordinal.as_ref(), at)
}

/// What has become of an item without a label: it is kept where another asks no more.
fn lost_plain(before: (&Speller<'_>, &Item), after: (&Speller<'_>, &[&Item])) -> Option<Loss> {
    let was = before.0.form(&before.1.expr);
    let found: Vec<Follows> = after.1.iter().map(|other| follows(&was, &after.0.form(&other.expr))).collect();
    if found.contains(&Follows::Yes) {
        None
    } else if found.contains(&Follows::Unknown) {
        Some(Loss::Unclear)
    } else {
        Some(Loss::Gone)
    }
}

fn lost_items(before: (&Speller<'_>, &[&Item]), after: (&Speller<'_>, &[&Item])) -> Vec<Lost> {
    let each = before.1.iter().enumerate().map(|(at, item)| {
        let Some(name) = item.label.as_ref() else {
            let loss = lost_plain((before.0, item), after);
            return loss.map(|loss| (name_of(at, item), loss)).into_iter().collect();
        };
        let was = before.0.form(&item.expr);
        let same = |other: &&&Item| other.label.as_ref().is_some_and(|label| label.forms().any(|form| name.is(form)));
        let Some(kept) = after.1.iter().find(same) else {
            let mut plain = after.1.iter().filter(|other| other.label.is_none());
            let there = plain.any(|other| follows(&was, &after.0.form(&other.expr)) == Follows::Yes);
            return vec![(name.clone(), if there { Loss::Unlabelled } else { Loss::Gone })];
        };
        let loss = match follows(&was, &after.0.form(&kept.expr)) {
            Follows::Yes => return Vec::new(),
            Follows::No => Loss::Less,
            Follows::Unknown => Loss::Unclear,
        };
        let inner = all_items(vec![&item.expr]);
        some_or(lost_items((before.0, &inner), after), || vec![(name.clone(), loss)])
    });
    each.collect::<Vec<Vec<Lost>>>().concat()
}

/// The items that are lost of the definitions that a limit is about and that the rules read: a new place changes what they
/// say, and no change names them.
fn in_terms(limit: &Power, view: &View<'_>, room: Room) -> Vec<Lost> {
    let (side, rules) = view.part_before();
    let parts = visit::Reach::terms(side.program, rules.iter().flat_map(|ground| visit::of_ground(ground)));
    let terms: BTreeSet<usize> = parts
        .filter_map(|part| match &part.kind {
            ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => Some(id.index()),
            _ => None,
        })
        .collect();
    let each = terms.into_iter().filter_map(|at| side.program.definitions.get(at)).map(|known| {
        let is_it = |(kind, name): &(ClauseKind, Arc<Term>)| *kind == ClauseKind::Definition && *name == known.term;
        let whole = |clause: &Clause| clause.0.iter().all(|(kind, _)| *kind == ClauseKind::Policy);
        let about = limit.clauses.iter().any(|clause| whole(clause) || clause.0.iter().any(is_it));
        if !about {
            return Vec::new();
        }
        let layer = side.program.layers.iter().find(|layer| layer.file == known.span.file);
        let policy = layer.map(|layer| (ClauseKind::Policy, layer.name.clone()));
        let article = known.article.as_deref().map(|number| (ClauseKind::Article, plain_term(number)));
        let term = (ClauseKind::Definition, known.term.clone());
        in_definition((&known.term, &Clause(policy.into_iter().chain(article).chain([term]).collect())), view, room)
    });
    each.collect::<Vec<Vec<Lost>>>().concat()
}

/// The items of a definition that are lost.
fn in_definition((name, clause): (&Term, &Clause), view: &View<'_>, room: Room) -> Vec<Lost> {
    let side = |side| home(ClauseKind::Definition, name, side);
    let (before, after) = (side(view.part_before().0), side(view.part_after().0));
    let find = |program: &Program| definition(program, clause);
    let Some(old) = find(before.program).and_then(|at| before.program.definitions.get(at)) else { return Vec::new() };
    let items = all_items(old.readings.iter().map(|reading| &reading.body).collect());
    let new = find(after.program).and_then(|at| after.program.definitions.get(at));
    let Some(new) = new else {
        return items.iter().enumerate().map(|(at, item)| (name_of(at, item), Loss::Gone)).collect();
    };
    let kept = all_items(new.readings.iter().map(|reading| &reading.body).collect());
    let each = days_of(before, after).into_iter().map(|day| {
        let (one, two) = (Speller::of(before, day), Speller::of(after, day));
        some_or(lost_items((&one, &items), (&two, &kept)), || {
            let named: Vec<Named> =
                items.iter().enumerate().map(|(at, item)| (name_of(at, item), one.form(&item.expr))).collect();
            let each = old.readings.iter().zip(&new.readings).map(|(was, is)| {
                let bodies = (one.form(&was.body), two.form(&is.body));
                kept_from(&bodies.0, &bodies.1, &named, room)
            });
            each.collect::<Vec<Vec<Lost>>>().concat()
        })
    });
    each.collect::<Vec<Vec<Lost>>>().concat()
}

/// An item, and whom it is for.
type Named = (Arc<Term>, Form);

/// The items of rules that what stands around them keeps somebody from who had what the rule gives.
fn barred(limit: &Power, view: &View<'_>, change: &Change, room: Room) -> Vec<Lost> {
    let (program, now) = (view.part_before().0.program, view.part_after().0.program);
    let own: Vec<&Ground> = grounds(now, &change.after);
    let own: Vec<&Ground> = own.into_iter().filter(|ground| !change.before.contains(&ground.span)).collect();
    let each = program.decisions.iter().map(|decision| {
        let for_it = |ground: &&Ground| decided(now, ground).is_some_and(|term| term.same(&decision.term));
        let own: Vec<&Ground> = own.iter().copied().filter(for_it).collect();
        let touched = |ground: &&Ground| match change.kind {
            ChangeKind::Rule => !own.is_empty(),
            _ => change.before.contains(&ground.span),
        };
        let kept = decision.grounds.iter().filter(touched).filter(|ground| is_kept(limit, program, decision, ground));
        let kept = kept.filter(|ground| !labels(ground).is_empty());
        kept.map(|ground| barred_from(ground, decision, view, &own, room)).collect::<Vec<Vec<Lost>>>().concat()
    });
    each.collect::<Vec<Vec<Lost>>>().concat()
}

/// Whether a rule is, or stands in, or holds what a limit is about.
fn is_kept(limit: &Power, program: &Program, decision: &Decision, ground: &Ground) -> bool {
    let place = own_place(program, decision, ground);
    limit.decision.as_ref().is_some_and(|name| decision.term.is(name))
        || limit.clauses.iter().any(|clause| clause.holds(&place) || place.holds(clause))
}

/// The items of a rule that the text with these own rules keeps somebody from.
fn barred_from(ground: &Ground, decision: &Decision, view: &View<'_>, own: &[&Ground], room: Room) -> Vec<Lost> {
    let (before, after) = (view.part_before().0, view.part_after().0);
    let decided = after.program.decisions.iter().find(|known| known.term.same(&decision.term));
    // On different days it can say different things.
    let there = || {
        let all = decided.into_iter().flat_map(|now| now.grounds.iter().enumerate());
        all.filter(|(_, known)| known.span == ground.span)
    };
    // Where both stand in one text, the one can be set against the other.
    let against = |other: &&&Ground| match (&ground.says, &other.says) {
        _ if there().any(|(index, _)| other.overrides.contains(&index)) => true,
        (Says::Modal(Modal::May | Modal::Entitled), Says::Modal(own)) => *own == Modal::MustNot,
        (Says::Value(_), Says::Value(_)) => {
            there().next().is_some() && matches!(decided.and_then(|now| now.hit), None | Some(Hit::Only))
        }
        _ => false,
    };
    let against: Vec<&Ground> = own.iter().filter(against).copied().collect();
    let alike = |other: &&Ground| {
        std::mem::discriminant(&ground.says) == std::mem::discriminant(&other.says)
            && binds(other) == binds(ground)
            && !against.iter().any(|known| known.span == other.span)
    };
    let alike: Vec<&Ground> = there().map(|(_, known)| known).chain(own.iter().copied()).filter(alike).collect();
    let each = days_of(before, after).into_iter().map(|day| {
        let (one, two) = (Speller::of(before, day), Speller::of(after, day));
        let was = one.ground(ground);
        let given = Form::Any(alike.iter().map(|other| two.ground(other)).collect());
        let set_aside = against.iter().map(|other| Form::Not(Box::new(two.ground(other))));
        let is = all(std::iter::once(given).chain(set_aside).collect());
        let named = labels(ground)
            .into_iter()
            .map(|(name, when)| (name, when.map_or(Form::Known(true), |when| one.form(when))));
        let named: Vec<Named> = named.collect();
        some_or(kept_from(&was, &is, &named, room), || {
            let gives_less =
                alike.iter().any(|other| two.stands(other) && less((&one, ground), (&two, other), decision));
            let all = named.iter().filter(|_| gives_less);
            all.map(|(name, _)| (name.clone(), Loss::Less)).collect()
        })
    });
    each.collect::<Vec<Vec<Lost>>>().concat()
}

/// Whether a rule gives another value than it gave, and not surely a better one. Points are compared item by item.
fn less(before: (&Speller<'_>, &Ground), after: (&Speller<'_>, &Ground), decision: &Decision) -> bool {
    let (Says::Value(one), Says::Value(two)) = (&before.1.says, &after.1.says) else { return false };
    if matches!(one.kind, ExprKind::Score(_)) {
        return false;
    }
    match amount((before.0, one), (after.0, two)) {
        Effect::Same => false,
        Effect::Looser => decision.better != Some(true),
        Effect::Tighter => decision.better != Some(false),
        Effect::Different | Effect::NotDecided => true,
    }
}

/// The items from which those are kept who had them.
fn kept_from(was: &Form, is: &Form, named: &[Named], room: Room) -> Vec<Lost> {
    let loss = match follows(was, is) {
        Follows::Yes => return Vec::new(),
        Follows::No => Loss::Barred,
        Follows::Unknown => Loss::Unclear,
    };
    if room == Room::None {
        let each = named.iter().filter(|(_, form)| follows(&all(vec![was.clone(), form.clone()]), is) != Follows::Yes);
        let found: Vec<Lost> = each.map(|(name, _)| (name.clone(), loss)).collect();
        // Who had none of the items had what the rule gives, and loses that.
        return some_or(found, || named.first().map(|(name, _)| (name.clone(), loss)).into_iter().collect());
    }
    let each = named.iter().filter_map(|(name, form)| {
        let (had, has) = (all(vec![was.clone(), form.clone()]), all(vec![is.clone(), form.clone()]));
        match is_possible(&has, &had) {
            Follows::Yes => None,
            // What nobody had nobody loses.
            Follows::No if is_possible(&had, &had) == Follows::No => None,
            Follows::No => Some((name.clone(), Loss::Barred)),
            Follows::Unknown => Some((name.clone(), Loss::Unclear)),
        }
    });
    each.collect()
}

const fn binds(ground: &Ground) -> bool {
    matches!(ground.says, Says::Modal(Modal::Must | Modal::MustNot))
}

/// The items of a rule by name: of its score, else of what it asks; each with its condition.
fn labels(ground: &Ground) -> Vec<(Arc<Term>, Option<&Expr>)> {
    if let Says::Value(Expr { kind: ExprKind::Score(score), .. }) = &ground.says {
        let items = score.items.iter().enumerate().filter(|(_, item)| !item.minus);
        let named =
            items.map(|(at, item)| (called(item.label.as_ref(), item.ordinal.as_ref(), at), item.when.as_ref()));
        return named.collect();
    }
    let items = all_items(ground.condition.iter().collect());
    items.into_iter().enumerate().map(|(at, item)| (name_of(at, item), Some(&item.expr))).collect()
}

/// The scores that rules give, the outermost of each.
fn scores<'p>(grounds: &[&'p Ground]) -> Vec<&'p Score> {
    let values = grounds.iter().filter_map(|ground| match &ground.says {
        Says::Value(Expr { kind: ExprKind::Score(score), .. }) => Some(score.as_ref()),
        Says::Value(_) | Says::Otherwise(_) | Says::Modal(_) => None,
    });
    values.collect()
}

fn conditions<'p>(grounds: &[&'p Ground]) -> Vec<&'p Expr> {
    grounds.iter().filter_map(|ground| ground.condition.as_ref()).collect()
}

/// The items of lists, in the order of the text.
fn all_items(exprs: Vec<&Expr>) -> Vec<&Item> {
    let mut out = Vec::new();
    for expr in exprs {
        visit::walk(expr, &mut |part| match &part.kind {
            ExprKind::All(items) | ExprKind::Any(items) | ExprKind::AtLeast(_, items) | ExprKind::Exactly(_, items) => {
                out.extend(items);
            }
            _ => {}
        });
    }
    out
}
