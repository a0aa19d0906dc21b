//! What a change is made in, as two policies above have it: is it the same clause, and does it mean the same?

use super::alone::{definitional, is_named};
use super::compare::{days_of, decided, definitions, grounds as effect, own_place, relation, together};
use super::form::{Speller, same_definition};
use super::needless::{moved_in, same_type, same_values, same_whom};
use super::points::points;
use super::world::Side;
use super::{definition, grounds, reading};
use crate::ir::{
    Change, ChangeKind, Clause, ClauseKind, Decision, Definition, Effect, Expr, ExprKind, Ground, Program, Score,
    ScoreItem, visit,
};
use crate::types::{Term, Type};
use std::sync::Arc;

/// What the target of a change is on another base.
#[derive(Debug, Clone)]
pub enum Target<'p> {
    /// The same clause, and it means the same.
    Same,
    /// The name that the change uses is now that of other rules.
    Other {
        /// What it named.
        was: Vec<&'p Ground>,
        /// What it names.
        is: Vec<&'p Ground>,
    },
    /// The same clause, which means something else.
    Changed {
        /// What of it.
        part: TargetPart,
        /// How it stands to what it was.
        effect: Effect,
        /// What it reads and has changed.
        through: Vec<Arc<Term>>,
    },
}

/// What of a text a change is made in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetPart {
    /// Rules.
    Rules,
    /// A condition or a definition, which holds for more or for fewer.
    Condition,
    /// An amount: points, a definition that gives one.
    Amount,
    /// A set of places.
    Places,
    /// The values of a choice.
    Choice,
}

/// A text above, and a change made in it.
pub type Made<'p> = (&'p Program, &'p Change);

/// What the target of a change on the old base is on the new one.
#[must_use]
pub fn target<'p>(old: Made<'p>, new: Made<'p>) -> Target<'p> {
    if matches!(old.1.kind, ChangeKind::Rule | ChangeKind::Days | ChangeKind::Places) {
        return Target::Same;
    }
    match definitional(old.1) {
        Some((ClauseKind::Definition, _)) => of_definition(old, new),
        Some((ClauseKind::PlaceSet, name)) => {
            let places = |program: &'p Program| {
                let (_, places) = program.place_sets.iter().find(|(term, _)| term.same(name))?;
                Some(Speller::of(Side::deep(program), None).inside(places))
            };
            let effect = places(old.0).zip(places(new.0)).map(|(one, two)| relation(&one, &two));
            changed(TargetPart::Places, effect.unwrap_or(Effect::Same), Vec::new())
        }
        Some((ClauseKind::Type, name)) => {
            let scale = |program: &Program| program.scales().into_iter().find(|scale| scale.name.same(name));
            let both = scale(old.0).zip(scale(new.0));
            let same = both.is_none_or(|(one, two)| same_type(&Type::Level(one), &Type::Level(two)));
            changed(TargetPart::Choice, if same { Effect::Same } else { Effect::Different }, Vec::new())
        }
        // What a parameter was is told by its values.
        Some(_) => Target::Same,
        None => of_rules(old, new),
    }
}

fn changed<'p>(part: TargetPart, effect: Effect, through: Vec<Arc<Term>>) -> Target<'p> {
    if effect == Effect::Same { Target::Same } else { Target::Changed { part, effect, through } }
}

fn of_rules<'p>(old: Made<'p>, new: Made<'p>) -> Target<'p> {
    let (was, is) = (grounds(old.0, &old.1.before), grounds(new.0, &new.1.before));
    if was.is_empty() || is.is_empty() {
        return Target::Same;
    }
    let named = old.1.clause.0.iter().any(|(kind, _)| matches!(kind, ClauseKind::Article | ClauseKind::Rule));
    let rules = rules((old.0, &was), (new.0, &is));
    if named && rules != Effect::Same && is_other((old.0, &was), (new.0, &is)) {
        return Target::Other { was, is };
    }
    if old.1.clause.0.last().is_some_and(|(kind, _)| *kind == ClauseKind::Item) {
        let (one, two) = (named_items(old, &was), named_items(new, &is));
        if let (Some(one), Some(two)) = (one, two) {
            return of_item(&(old.0, one), &(new.0, two));
        }
    }
    let exprs = was.iter().flat_map(|ground| visit::of_ground(ground));
    changed(TargetPart::Rules, rules, if rules == Effect::Same { Vec::new() } else { moved_in(old.0, new.0, exprs) })
}

/// How some rules of one text stand to those of another, those whom they speak about included.
fn rules(old: (&Program, &[&Ground]), new: (&Program, &[&Ground])) -> Effect {
    let (one, two) = (Side::deep(old.0), Side::deep(new.0));
    let out = effect((one, old.1), (two, new.1));
    let alike = || same_whom((one, old.1), (two, new.1));
    if out == Effect::Same && !alike() { Effect::Different } else { out }
}

/// Whether rules of the same name in two texts are other rules: they decide other things, or those of the first stand
/// elsewhere in the second.
fn is_other(old: (&Program, &[&Ground]), new: (&Program, &[&Ground])) -> bool {
    let names = |(program, rules): (&Program, &[&Ground])| -> Vec<Term> {
        rules.iter().filter_map(|ground| decided(program, ground)).cloned().collect()
    };
    let (was, is) = (names(old), names(new));
    !was.iter().any(|term| is.iter().any(|other| other.same(term))) || !stands(old, new.0, new.1).is_empty()
}

/// Where rules of one text stand in another, apart from some rules of that: under their label, or as what means the same
/// and was not there before.
#[must_use]
pub fn stands(old: (&Program, &[&Ground]), new: &Program, but: &[&Ground]) -> Vec<Clause> {
    let place = |decision: &Decision, ground: &Ground| own_place(new, decision, ground);
    let known: Vec<Clause> = places(old.0).into_iter().map(|(place, _)| place.inside()).collect();
    let mut out: Vec<Clause> = Vec::new();
    for rule in old.1 {
        let Some(term) = decided(old.0, rule) else { continue };
        for decision in new.decisions.iter().filter(|decision| decision.term.same(term)) {
            for other in decision.grounds.iter().filter(|other| !but.iter().any(|known| known.span == other.span)) {
                let at = place(decision, other);
                let labelled = rule.label.as_ref().zip(other.label.as_ref()).is_some_and(|(one, two)| one.same(two));
                let same = || {
                    !known.contains(&at.inside())
                        || places(old.0).iter().any(|(place, ground)| {
                            place.inside() == at.inside() && rules((old.0, &[ground]), (new, &[other])) != Effect::Same
                        })
                };
                let stands = labelled && !known.contains(&at.inside())
                    || rules((old.0, &[rule]), (new, &[other])) == Effect::Same && same();
                if stands && !out.contains(&at) {
                    out.push(at);
                }
            }
        }
    }
    out
}

/// The rules of a text with their places.
fn places(program: &Program) -> Vec<(Clause, &Ground)> {
    let each = program
        .decisions
        .iter()
        .flat_map(|decision| decision.grounds.iter().map(move |ground| (own_place(program, decision, ground), ground)));
    each.collect()
}

/// What is called an item.
enum Named<'p> {
    Condition(&'p Expr),
    Points(&'p ScoreItem),
}

/// The first item that the path of a change leads to, within the rules that it leads to.
fn named_items<'p>(made: Made<'p>, rules: &[&'p Ground]) -> Option<Named<'p>> {
    rules.iter().flat_map(|ground| visit::of_ground(ground)).find_map(|expr| item_in(made.1, expr))
}

fn item_in<'p>(change: &Change, expr: &'p Expr) -> Option<Named<'p>> {
    let path: Vec<&Term> =
        change.clause.0.iter().filter(|(kind, _)| *kind == ClauseKind::Item).map(|(_, name)| &**name).collect();
    let (first, rest) = path.split_first()?;
    let mut found = below(expr, first)?;
    for name in rest {
        found = match found {
            Named::Condition(expr) => below(expr, name)?,
            Named::Points(item) => below(&item.amount, name)?,
        };
    }
    Some(found)
}

/// The item of that label within an expression, or of that number.
fn below<'p>(expr: &'p Expr, name: &Term) -> Option<Named<'p>> {
    let is = |label: &Option<Arc<Term>>, ordinal: &Option<String>| match label {
        Some(label) => label.same(name),
        None => ordinal.as_deref() == Some(&*name.text),
    };
    let mut open = vec![expr];
    while let Some(next) = open.pop() {
        match &next.kind {
            ExprKind::All(items) | ExprKind::Any(items) | ExprKind::AtLeast(_, items) | ExprKind::Exactly(_, items) => {
                if let Some(item) = items.iter().find(|item| is(&item.label, &item.ordinal)) {
                    return Some(Named::Condition(&item.expr));
                }
            }
            ExprKind::Score(score) => {
                if let Some(item) = points_in(score, &|item| is(&item.label, &item.ordinal)) {
                    return Some(Named::Points(item));
                }
            }
            _ => {}
        }
        visit::children(next, |child| open.push(child));
    }
    None
}

fn points_in<'p>(score: &'p Score, wanted: &dyn Fn(&ScoreItem) -> bool) -> Option<&'p ScoreItem> {
    score.items.iter().find_map(|item| match &item.amount.kind {
        _ if wanted(item) => Some(item),
        ExprKind::Score(inner) => points_in(inner, wanted),
        _ => None,
    })
}

/// How an item of one text stands to that of another.
fn of_item<'p>(old: &(&Program, Named<'_>), new: &(&Program, Named<'_>)) -> Target<'p> {
    let (one, two) = (Side::deep(old.0), Side::deep(new.0));
    let mut out = Effect::Same;
    for day in days_of(one, two) {
        let (first, second) = (Speller::of(one, day), Speller::of(two, day));
        let found = match (&old.1, &new.1) {
            (Named::Condition(was), Named::Condition(is)) => relation(&first.form(was), &second.form(is)),
            (Named::Points(was), Named::Points(is)) => points((&first, was), (&second, is)),
            _ => Effect::Different,
        };
        out = together(out, found);
    }
    let (part, exprs) = match &old.1 {
        Named::Condition(expr) => (TargetPart::Condition, vec![*expr]),
        Named::Points(item) => (TargetPart::Amount, std::iter::once(&item.amount).chain(&item.when).collect()),
    };
    changed(part, out, if out == Effect::Same { Vec::new() } else { moved_in(old.0, new.0, exprs.into_iter()) })
}

fn of_definition<'p>(old: Made<'p>, new: Made<'p>) -> Target<'p> {
    let find = |(program, change): Made<'p>| program.definitions.get(definition(program, &change.clause)?);
    let was = find(old);
    let is = was.and_then(|was| find(new).or_else(|| same_definition(new.0, was)));
    let Some((was, is)) = was.zip(is) else { return Target::Same };
    if old.1.clause.0.last().is_some_and(|(kind, _)| *kind == ClauseKind::Item) {
        let find =
            |definition: &'p Definition| definition.readings.iter().find_map(|reading| item_in(old.1, &reading.body));
        if let (Some(one), Some(two)) = (find(was), find(is)) {
            return of_item(&(old.0, one), &(new.0, two));
        }
    }
    let effect = definitions((Side::deep(old.0), was), (Side::deep(new.0), is));
    let part = if was.ty == Type::Bool { TargetPart::Condition } else { TargetPart::Amount };
    let exprs = was.readings.iter().map(|reading| &reading.body);
    changed(part, effect, if effect == Effect::Same { Vec::new() } else { moved_in(old.0, new.0, exprs) })
}

/// The parameter that a change sets, in each text, where its values above have changed.
#[must_use]
pub fn set_anew<'p>(old: Made<'p>, new: Made<'p>) -> Option<[&'p crate::ir::Parameter; 2]> {
    let (_, name) = definitional(old.1).filter(|(kind, _)| *kind == ClauseKind::Parameter)?;
    let find = |program: &'p Program| program.parameters.iter().find(|known| known.term.same(name));
    let (was, is) = (find(old.0)?, find(new.0)?);
    (!same_values(was, is)).then_some([was, is])
}

/// Whether nothing in a text reads the definition, parameter or set of places that a change is about.
#[must_use]
pub fn is_unread(program: &Program, change: &Change) -> bool {
    let Some((kind, name)) = definitional(change).filter(|(kind, _)| is_named(*kind) && *kind != ClauseKind::Type)
    else {
        return false;
    };
    let rules = program.decisions.iter().flat_map(|decision| &decision.grounds);
    let apart = program.transitions.iter().map(|transition| &transition.condition);
    let apart = apart.chain(program.figures.iter().map(|figure| &figure.reckoned));
    let mut read = rules.flat_map(visit::of_ground).chain(apart);
    !read.any(|expr| reading::reads_in(program, expr, kind, name))
}

/// The rules of a text that are written at the places that a change is about.
#[must_use]
pub fn rules_of(made: Made<'_>) -> Vec<&Ground> {
    grounds(made.0, &made.1.before)
}

/// The decision that a rule is for.
#[must_use]
pub fn decision_of<'p>(program: &'p Program, ground: &Ground) -> Option<&'p Decision> {
    let term = decided(program, ground)?;
    program.decisions.iter().find(|decision| *decision.term == *term)
}
