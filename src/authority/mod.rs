//! Was a change allowed, and what does it make of a clause?
//!
//! In: the program of the policies above, the program with the change, and the changes. Out: each change with its effect
//! (tighter, looser, the same, different, or not decided) and what is wrong with it. Never: text. A clause is compared by
//! what it means, for cases that are told in full; what the comparison cannot reach is *not decided*, never yes.

mod compare;
mod error;
mod form;
mod prove;
mod reading;

pub use compare::{Clauses, Standing, clauses, effect_of, reads};
pub use error::{AuthorityError, NOT_DECIDED};

use crate::diagnostics::{Language, Say};
use crate::ir::{
    Change, ChangeKind, ClauseKind, Effect, ExprKind, Ground, Parameter, Period, Power, PowerKind, Program, Says, Value,
};
use crate::types::{Date, Number, Term};
use crate::{diagnostics::Text, text};

/// Judges the changes that one layer makes: `above` is the program without that layer, `now` the one with it.
#[must_use]
pub fn judge(above: Option<&Program>, now: &Program, changes: Vec<Change>) -> (Vec<Change>, Vec<AuthorityError>) {
    let mut errors = Vec::new();
    let Some(above) = above else { return (changes, errors) };
    let judged = changes.into_iter().map(|mut change| {
        change.effect = effect(above, now, &change);
        judge_one(above, now, &mut change, &mut errors);
        change
    });
    (judged.collect(), errors)
}

/// What a change makes of its clause; of what rules read, by the way it works there.
fn effect(above: &Program, now: &Program, change: &Change) -> Effect {
    let named = |kind: ClauseKind| change.clause.0.iter().find(|(known, _)| *known == kind).map(|(_, name)| name);
    match (change.kind, named(ClauseKind::Definition), named(ClauseKind::PlaceSet)) {
        (ChangeKind::Set, ..) => Effect::Different,
        (ChangeKind::Extend, _, Some(set)) => reading::through(
            above,
            Effect::Looser,
            &|expr| matches!(&expr.kind, ExprKind::In(_, _, Some(name)) if name == set),
        ),
        // What nobody could say before takes nothing from anybody.
        (ChangeKind::Extend, ..) => Effect::Looser,
        (_, Some(name), _) => match (definition(above, name), definition(now, name)) {
            (Some(before), Some(after)) => {
                let own = compare::definitions((above, before), (now, after));
                reading::through(above, own, &|expr| match &expr.kind {
                    ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => id.index() == before,
                    _ => false,
                })
            }
            _ => Effect::NotDecided,
        },
        _ if change.before.is_empty() && change.after.is_empty() => Effect::NotDecided,
        _ => compare::grounds((above, &grounds(above, &change.before)), (now, &grounds(now, &change.after))),
    }
}

/// The one definition of that name; two articles can each have their own.
fn definition(program: &Program, name: &Term) -> Option<usize> {
    let mut found =
        program.definitions.iter().enumerate().filter(|(_, known)| name.forms().any(|form| known.term.is(form)));
    let first = found.next().map(|(at, _)| at);
    first.filter(|_| found.next().is_none())
}

/// The grounds that are written at these places.
fn grounds<'p>(program: &'p Program, spans: &[crate::source::Span]) -> Vec<&'p Ground> {
    let all = program.decisions.iter().flat_map(|decision| &decision.grounds);
    all.filter(|ground| spans.contains(&ground.span)).collect()
}

fn judge_one(above: &Program, now: &Program, change: &mut Change, errors: &mut Vec<AuthorityError>) {
    let covering: Vec<&Power> =
        above.powers.iter().filter(|power| power.kind != PowerKind::Keep && covers(power, change)).collect();
    let mut trouble: Option<AuthorityError> = None;
    if let Some(cited) = &change.power {
        let named = |power: &&Power| power.label.as_ref().is_some_and(|label| label.is(cited));
        let at = change.power_at.unwrap_or(change.span);
        if above.powers.iter().find(named).is_none() {
            let known = above.powers.iter().filter_map(|power| power.label.as_ref());
            let known = known.flat_map(|label| label.forms().map(str::to_owned).collect::<Vec<_>>()).collect();
            errors.push(AuthorityError::NoSuchPower { at, text: cited.clone(), known });
            return;
        }
        match covering.iter().find(|power| named(power)) {
            None => {
                let power = above.powers.iter().find(named).map(|power| power.span).unwrap_or_default();
                trouble = Some(AuthorityError::NotCovered { at: change.span, power, text: cited.clone() });
            }
            Some(power) => trouble = within(power, above, now, change),
        }
    } else if covering.is_empty() {
        trouble = Some(AuthorityError::NoPower { at: change.span, clause: clause_text(change), kind: change.kind });
    } else {
        // One power is enough; of several that do not do, the first is told, and one that is undecided before a refusal.
        let mut found: Vec<Option<AuthorityError>> =
            covering.iter().map(|power| within(power, above, now, change)).collect();
        if let Some(at) = found.iter().position(Option::is_none) {
            let label = covering.get(at).and_then(|power| power.label.as_ref());
            change.power = label.map(|label| label.text.to_string());
        } else {
            found.sort_by_key(|error| !matches!(error, Some(AuthorityError::NotDecided { .. })));
            trouble = found.into_iter().next().flatten();
        }
    }
    let kept = above.powers.iter().filter(|power| power.kind == PowerKind::Keep);
    for limit in kept
        .filter(|limit| limit.clauses.iter().any(|clause| clause.holds(&change.clause) || change.clause.holds(clause)))
    {
        trouble = trouble.or(missing_item(limit, above, now, change));
    }
    let Some(error) = trouble else {
        if let Some((at, _)) = &change.says_beyond {
            errors.push(AuthorityError::NotBeyond { at: *at });
        }
        return;
    };
    match (&change.says_beyond, &error) {
        (Some((at, reason)), _) if reason.is_empty() => errors.push(AuthorityError::NoReason { at: *at }),
        (Some((_, reason)), _) => {
            change.beyond = Some(error.sentence());
            errors.push(AuthorityError::Beyond { why: Box::new(error), reason: reason.clone() });
        }
        (None, _) => errors.push(error),
    }
}

fn clause_text(change: &Change) -> Text {
    Text { en: change.clause.say(Language::English), zh: change.clause.say(Language::Chinese) }
}

/// Whether a power is about what a change does, as far as the clause and the kind of change say it.
fn covers(power: &Power, change: &Change) -> bool {
    let within = power.clauses.iter().any(|clause| clause.holds(&change.clause));
    match power.kind {
        PowerKind::Change => within || decides(power, change),
        PowerKind::Set | PowerKind::Lower | PowerKind::Raise => within && change.kind == ChangeKind::Set,
        PowerKind::AddItems => within && change.kind == ChangeKind::Add,
        PowerKind::AddRules => change.kind == ChangeKind::Rule && decides(power, change),
        PowerKind::Relax | PowerKind::Tighten => within || change.kind == ChangeKind::Rule && decides(power, change),
        PowerKind::Keep => false,
    }
}

/// Whether a power and a change are about one decision.
fn decides(power: &Power, change: &Change) -> bool {
    let last = change.clause.0.last().filter(|(kind, _)| *kind == ClauseKind::Decision);
    match (last, &power.decision) {
        (Some((_, name)), Some(decision)) => name.is(decision),
        _ => false,
    }
}

/// What a power has against a change that it covers.
fn within(power: &Power, above: &Program, now: &Program, change: &Change) -> Option<AuthorityError> {
    match power.kind {
        PowerKind::Change | PowerKind::AddItems | PowerKind::AddRules | PowerKind::Keep => None,
        PowerKind::Set | PowerKind::Lower | PowerKind::Raise => value_within(power, above, now, change),
        PowerKind::Relax | PowerKind::Tighten => {
            let wanted = if power.kind == PowerKind::Relax { Effect::Looser } else { Effect::Tighter };
            match change.effect {
                Effect::Same => None,
                found if found == wanted => None,
                Effect::NotDecided => {
                    Some(AuthorityError::NotDecided { at: change.span, power: power.span, kind: power.kind })
                }
                // Which of two amounts is better the text does not say.
                Effect::Different if gives_amounts(above, change) => {
                    Some(AuthorityError::NotDecided { at: change.span, power: power.span, kind: power.kind })
                }
                found => Some(AuthorityError::WrongWay { at: change.span, power: power.span, kind: power.kind, found }),
            }
        }
    }
}

/// Whether the rules that a change is about give amounts, other than points.
fn gives_amounts(above: &Program, change: &Change) -> bool {
    grounds(above, &change.before).iter().any(|ground| match &ground.says {
        Says::Modal(_) => false,
        Says::Value(value) | Says::Otherwise(value) => !matches!(value.kind, ExprKind::Score(_)),
    })
}

/// Whether every value that a change gives a parameter lies within a power, on every day.
fn value_within(power: &Power, above: &Program, now: &Program, change: &Change) -> Option<AuthorityError> {
    let name = &change.clause.0.last()?.1;
    let find = |program: &Program| program.parameters.iter().find(|parameter| parameter.term == *name).cloned();
    let (Some(before), Some(after)) = (find(above), find(now)) else { return None };
    let printer = crate::ir::print::Printer { program: now, language: Language::English };
    let shown = |value: &Value| {
        let zh = crate::ir::print::Printer { program: now, language: Language::Chinese };
        Text { en: printer.value(value, &after.ty), zh: zh.value(value, &after.ty) }
    };
    for (value, period) in &after.values {
        let Some(number) = number(value) else { continue };
        let over = power.most.as_ref().and_then(self::number).is_some_and(|most| number > most);
        let under = power.least.as_ref().and_then(self::number).is_some_and(|least| number < least);
        // What the policy above says itself for that time is no change.
        if days(&before, &after, *period).iter().all(|day| at(&before, *day) == Some(value)) {
            continue;
        }
        if over || under {
            let bound = if over { &power.most } else { &power.least };
            let bound = bound.as_ref().map(&shown);
            return Some(AuthorityError::OutOfRange {
                at: change.span,
                power: power.span,
                value: shown(value),
                bound: bound.unwrap_or(text!("", "")),
                over,
            });
        }
        for day in days(&before, &after, *period) {
            let Some(base) = at(&before, day).and_then(self::number) else { continue };
            let wrong = match power.kind {
                PowerKind::Lower => number > base,
                PowerKind::Raise => number < base,
                _ => false,
            };
            if wrong {
                let bound = at(&before, day).map(&shown).unwrap_or(text!("", ""));
                let lower = power.kind == PowerKind::Lower;
                let (at, power, value) = (change.span, power.span, shown(value));
                return Some(AuthorityError::WrongDirection { at, power, value, bound, day, lower });
            }
        }
    }
    None
}

fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Level(level) => Some(Number::whole(i64::from(*level))),
        Value::Duration(time) => Some(Number::whole(i64::from(time.months) * 31 + i64::from(time.days))),
        _ => None,
    }
}

/// The days on which a value of either parameter begins within a period, and one for a period without beginning.
fn days(before: &Parameter, after: &Parameter, period: Period) -> Vec<Option<Date>> {
    let begins = before.values.iter().chain(&after.values).filter_map(|(_, period)| period.from);
    let mut out: Vec<Option<Date>> = begins.filter(|day| period.holds(*day)).map(Some).collect();
    out.push(period.from);
    out
}

/// The value of a parameter on a day; with no day, the one that holds before any other.
fn at(parameter: &Parameter, day: Option<Date>) -> Option<&Value> {
    let holds = |period: &Period| day.map_or(period.from.is_none(), |day| period.holds(day));
    parameter.values.iter().find(|(_, period)| holds(period)).map(|(value, _)| value)
}

/// The first item that a policy above wants kept, and that is gone or lower.
fn missing_item(limit: &Power, above: &Program, now: &Program, change: &Change) -> Option<AuthorityError> {
    let before = grounds(above, &change.before);
    let after = grounds(now, &change.after);
    let (name, lower) = compare::first_lost((above, &before), (now, &after))?;
    Some(AuthorityError::ItemLost { at: change.span, power: limit.span, name, lower })
}
