//! Is a change still needed, and does what it reads still mean what it meant?

use super::alone::{View, definitional, home};
use super::compare::{self, Part, days_of, decided, relation};
use super::form::{Form, Speller, same_definition};
use super::world::Side;
use super::{definition, grounds};
use crate::diagnostics::{Language, Say};
use crate::ir::print::Printer;
use crate::ir::{
    Change, ChangeKind, ClauseKind, Effect, Expr, ExprKind, Fact, Ground, Modal, Parameter, Program, Says, visit,
};
use crate::source::Span;
use crate::types::{Term, Type};
use std::sync::Arc;

/// Whether a text is shown to mean the same before a change and after it: the same people, the same outcome, also for
/// those about whom nothing is said.
pub(super) fn is_needless(change: &Change, view: &View<'_>) -> bool {
    if change.kind == ChangeKind::Rule {
        return adds_nothing(change, view);
    }
    if view.effect != Effect::Same {
        return false;
    }
    let (before, after) = (view.part_before(), view.part_after());
    match definitional(change) {
        Some((ClauseKind::Parameter, name)) => {
            let find = |side: Side<'_>| {
                let there = home(ClauseKind::Parameter, name, side).program;
                there.parameters.iter().find(|parameter| *parameter.term == *name).cloned()
            };
            find(before.0).zip(find(after.0)).is_some_and(|(one, two)| same_values(&one, &two))
        }
        Some((ClauseKind::Type, _)) => false,
        Some(_) => view.own == Effect::Same,
        None => same_rules(before, after),
    }
}

/// Whether a rule beside others gives nothing to anybody to whom they do not give it, and speaks about nobody else: a
/// permission or a right, where nothing else is laid down or goes first.
fn adds_nothing(change: &Change, view: &View<'_>) -> bool {
    let after = view.part_after();
    let Some(term) = after.1.first().and_then(|ground| decided(after.0.program, ground)) else { return false };
    let named = after.0.program.decisions.iter().find(|decision| decision.term.same(term));
    let with: Vec<&Ground> = named.map(|decision| decision.grounds.iter().collect()).unwrap_or_default();
    let without: Vec<&Ground> = with.iter().filter(|ground| !change.after.contains(&ground.span)).copied().collect();
    let modal = with.first().map(|ground| &ground.says);
    let plain = |ground: &&Ground| {
        matches!(ground.says, Says::Modal(Modal::May | Modal::Entitled))
            && Some(&ground.says) == modal
            && ground.overrides.is_empty()
    };
    !without.is_empty()
        && with.iter().all(plain)
        && compare::grounds((after.0, &without), (after.0, &with)) == Effect::Same
        && same_whom((after.0, &without), (after.0, &with))
}

/// Whether two rules that hold for the same cases also speak about the same, and stand to others alike.
fn same_rules(before: Part<'_, '_>, after: Part<'_, '_>) -> bool {
    let fulfilled = |side: Side<'_>, grounds: &[&Ground]| {
        let speller = Speller::of(side, None);
        let parts = grounds.iter().flat_map(|ground| [&ground.met, &ground.breached]);
        parts.map(|part| part.as_ref().map(|expr| speller.words(expr))).collect::<Vec<_>>()
    };
    // A rule in the place of another stands in another article: what goes before that one need not go before it.
    let moves = after.1.iter().any(|ground| !before.1.iter().any(|known| known.span == ground.span));
    let weighed = || {
        let names: Vec<&Term> = before.1.iter().filter_map(|ground| decided(before.0.program, ground)).collect();
        let decisions = [before.0.program, after.0.program].into_iter().flat_map(|program| &program.decisions);
        let mine = decisions.filter(|decision| names.iter().any(|name| decision.term.same(name)));
        mine.flat_map(|decision| &decision.grounds)
            .any(|ground| !ground.overrides.is_empty() || matches!(ground.says, Says::Modal(Modal::MustNot)))
    };
    fulfilled(before.0, before.1) == fulfilled(after.0, after.1) && !(moves && weighed()) && same_whom(before, after)
}

/// Whether rules of two sides speak about the same people on every day.
pub(super) fn same_whom(before: Part<'_, '_>, after: Part<'_, '_>) -> bool {
    let whom = |speller: &Speller<'_>, grounds: &[&Ground]| {
        let standing = grounds.iter().filter(|ground| speller.stands(ground));
        let each = standing.map(|ground| Form::All(ground.population.iter().map(|expr| speller.form(expr)).collect()));
        Form::Any(each.collect())
    };
    days_of(before.0, after.0).into_iter().all(|day| {
        let (one, two) = (Speller::of(before.0, day), Speller::of(after.0, day));
        relation(&whom(&one, before.1), &whom(&two, after.1)) == Effect::Same
    })
}

/// Whether a parameter has the same value on every day.
pub(super) fn same_values(one: &Parameter, two: &Parameter) -> bool {
    let begins = one.values.iter().chain(&two.values).flat_map(|(_, period)| period.edges());
    let days = std::iter::once(None).chain(begins.map(Some));
    days.into_iter().all(|day| super::at(one, day) == super::at(two, day))
}

/// What a change reads by its own words, written within `words`, and that means something else in the new text than in the
/// old one.
#[must_use]
pub fn moved(old: (&Program, &Change), new: &Program, words: &[Span]) -> Vec<Arc<Term>> {
    let left = grounds(old.0, &old.1.after).into_iter().flat_map(visit::of_ground);
    let named = definitional(old.1).filter(|(kind, _)| *kind == ClauseKind::Definition);
    let said = named.and_then(|_| old.0.definitions.get(definition(old.0, &old.1.clause)?));
    let said = said.into_iter().flat_map(|definition| &definition.readings).map(|reading| &reading.body);
    let own = |at: Span| words.iter().any(|word| word.file == at.file && word.start <= at.start && at.end <= word.end);
    moved_among(old.0, new, left.chain(said), &own)
}

/// What some conditions of the old text read, and that means something else in the new one.
pub(super) fn moved_in<'e>(old: &Program, new: &Program, exprs: impl Iterator<Item = &'e Expr>) -> Vec<Arc<Term>> {
    moved_among(old, new, exprs, &|_| true)
}

fn moved_among<'e>(
    old: &Program,
    new: &Program,
    exprs: impl Iterator<Item = &'e Expr>,
    counts: &dyn Fn(Span) -> bool,
) -> Vec<Arc<Term>> {
    let mut out: Vec<Arc<Term>> = Vec::new();
    for expr in exprs {
        visit::walk(expr, &mut |part| {
            if counts(part.span)
                && let Some(term) = moved_part(old, new, &part.kind)
                && !out.contains(&term)
            {
                out.push(term);
            }
        });
    }
    // A name that the new text does not have is told as what it is where it is missing.
    out
}

/// The name of what is read, where the new text has it too and it means something else there.
fn moved_part(old: &Program, new: &Program, part: &ExprKind) -> Option<Arc<Term>> {
    // What is read of a fact or of an outcome is what is presumed of it and how it is decided as well.
    let (one, two) = (Side::deep(old), Side::deep(new));
    match part {
        ExprKind::Fact(id) => {
            let was = old.facts.get(id.index())?;
            let is = new.facts.iter().find(|fact| fact.term.same(&was.term))?;
            (!same_type(&was.ty, &is.ty) || presumed(old, was) != presumed(new, is)).then(|| is.term.clone())
        }
        ExprKind::Parameter(id) => {
            let was = old.parameters.get(id.index())?;
            let is = new.parameters.iter().find(|parameter| parameter.term.same(&was.term))?;
            (!same_values(was, is)).then(|| is.term.clone())
        }
        ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => {
            let was = old.definitions.get(id.index())?;
            let is = same_definition(new, was)?;
            let moved = compare::definitions((one, was), (two, is)) != Effect::Same;
            moved.then(|| is.term.clone())
        }
        ExprKind::In(_, _, Some(set)) => {
            let places = |side: Side<'_>| {
                let (_, places) = side.program.place_sets.iter().find(|(term, _)| term.same(set))?;
                Some(Speller::of(side, None).inside(places))
            };
            let moved = relation(&places(one)?, &places(two)?) != Effect::Same;
            moved.then(|| set.clone())
        }
        ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id) => {
            let was = old.decisions.get(id.index())?;
            let is = new.decisions.iter().find(|decision| decision.term.same(&was.term))?;
            let (before, after): (Vec<&Ground>, Vec<&Ground>) =
                (was.grounds.iter().collect(), is.grounds.iter().collect());
            (compare::grounds((one, &before), (two, &after)) != Effect::Same).then(|| is.term.clone())
        }
        _ => None,
    }
}

/// What is presumed of a fact, in words.
fn presumed(program: &Program, fact: &Fact) -> Option<String> {
    let (value, _) = fact.presumed.as_ref()?;
    Some(Printer { program, language: Language::English }.value(value, &fact.ty))
}

pub(super) fn same_type(one: &Type, two: &Type) -> bool {
    match (one, two) {
        (Type::Level(one), Type::Level(two)) => {
            let alike = one.levels.iter().zip(&two.levels).all(|(one, two)| one.same(two));
            one.ordered == two.ordered && one.levels.len() == two.levels.len() && alike
        }
        (one, two) => one.say(Language::English) == two.say(Language::English),
    }
}
