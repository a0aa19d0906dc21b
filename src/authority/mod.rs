//! Was a change allowed, and what does it make of a clause?
//!
//! In: the program of the policies above, the program with the change, and the changes. Out: each change with its effect
//! (tighter, looser, the same, different, or not decided) and what is wrong with it. Never: text. A clause is compared by
//! what it means, for cases that are told in full; what the comparison cannot reach is *not decided*, never yes.

mod against;
mod alone;
mod asked;
mod behind;
mod compare;
mod duties;
mod error;
mod faults;
mod form;
mod handed;
mod keep;
mod lost;
mod needless;
mod onto;
mod places;
mod points;
mod prove;
mod reading;
mod size;
mod sums;
mod target;
mod world;

pub use compare::{Clauses, Idle, Standing, clauses, effect_of, effect_of_all, idle, own_place};
pub use error::{AuthorityError, NOT_DECIDED};
pub use needless::moved;
pub use places::read_by;
pub use points::paired;
pub use size::{TOLD_DIGITS, TOLD_PLACES, TOLD_YEARS};
pub use target::{Made, Target, TargetPart, decision_of, is_unread, rules_of, set_anew, stands, target};

use crate::diagnostics::{Explain, Language, Say};
use crate::ir::{
    Change, ChangeKind, Clause, ClauseKind, Effect, ExprKind, Ground, Parameter, Period, Power, PowerKind, Program,
    Says, Value,
};
use crate::source::Span;
use crate::types::{Date, Number, Term};
use crate::{diagnostics::Text, text};
use alone::{Trials, View, Views};
use keep::{Loss, Room};
use onto::Onto;
use std::sync::Arc;

/// Makes the programs that a layer would leave without some of its changes: one for each set of places where they are
/// written, or none where that text is not sound.
pub type Without<'w> = dyn FnMut(&[Vec<Span>]) -> Vec<Option<Program>> + 'w;

/// Judges the changes that one layer makes: `above` is the program without that layer, `now` the one with it, and `less`
/// makes those that it would be without some of its changes.
///
/// Each change must be within its power by itself, and as the last one after all others, so that neither hides behind
/// the other; and changes that may all only relax, or all only tighten, must do so together.
#[must_use]
pub fn judge(
    above: Option<&Program>,
    now: &Program,
    changes: Vec<Change>,
    less: &mut Without<'_>,
) -> (Vec<Change>, Vec<AuthorityError>) {
    let mut errors = Vec::new();
    let Some(above) = above else { return (changes, errors) };
    let changes = cited_where_meant(above, changes);
    let trials = Trials::new(above, now, &changes, less);
    let mut judged = changes.clone();
    let mut accepted: Vec<Option<PowerKind>> = Vec::new();
    let mut by_way: Vec<(Vec<Onto>, Vec<Option<PowerKind>>)> = Vec::new();
    for (at, (change, written)) in judged.iter_mut().zip(&changes).enumerate() {
        let views = trials.views(at, written);
        change.effect = views.alone.effect;
        let views_of_it = || std::iter::once(&views.alone).chain(views.last.as_ref());
        change.needless = views_of_it().all(|view| needless::is_needless(written, view));
        change.read_since = onto::read_since(above, now, written);
        change.took_out = onto::took_out(above, now, written);
        // A rule that says the same with a new place is not changed by it.
        if change.kind == ChangeKind::Places && change.needless {
            accepted.push(None);
            by_way.push((Vec::new(), Vec::new()));
            continue;
        }
        let onto = onto::onto(above, now, written);
        let mut kinds = Vec::new();
        let (power, error) = judge_one(above, &views, change, &mut || {
            let found = onto::judge(above, &trials, at, written, &onto);
            kinds = found.0;
            found.1
        });
        accepted.push(power.map(|power| power.kind));
        by_way.push((onto, kinds));
        if let Some(error) = &error {
            noted(change, error);
        }
        if let Some(error) = error
            && !errors.iter_mut().any(|known: &mut AuthorityError| known.merge(&error))
        {
            errors.push(error);
        }
    }
    for (at, change) in judged.iter_mut().enumerate() {
        let others = trials.partners(at);
        let kinds: Vec<Option<PowerKind>> =
            others.iter().chain([&at]).map(|other| accepted.get(*other).copied().flatten()).collect();
        let Some(Some(kind @ (PowerKind::Relax | PowerKind::Tighten))) = kinds.first().copied() else { continue };
        // Of two changes, each alone and each as the last one is all there is.
        if others.len() < 2 || kinds.iter().any(|other| *other != Some(kind)) || change.before.is_empty() {
            continue;
        }
        let all = trials.net(change);
        let Some(power) = above.powers.iter().find(|power| power.kind == kind && covers(above, power, change)) else {
            continue;
        };
        if let Some(why) = wrong_way(power, all, above, change) {
            let error = through(change, trials.shared(at, why));
            let error = settled(change, Some(error));
            if let Some(error) = &error {
                noted(change, error);
            }
            errors.extend(error);
        }
    }
    for (at, change) in judged.iter_mut().enumerate() {
        let error = onto::together(above, &trials, at, &by_way, &accepted);
        let error = error.and_then(|error| settled(change, Some(error)));
        if let Some(error) = &error {
            noted(change, error);
        }
        errors.extend(error);
    }
    judged.retain(|change| change.kind != ChangeKind::Places || !change.needless);
    // What goes beyond the powers over one of the texts above need not go beyond those over another.
    let beyond = |at: Span| judged.iter().any(|change| change.beyond.is_some() && says_beyond(change) == Some(at));
    errors.retain(|error| !matches!(error, AuthorityError::NotBeyond { at } if beyond(*at)));
    let limits = above.powers.iter().filter(|power| power.kind == PowerKind::NotAsk);
    errors.extend(limits.filter_map(|limit| asked::by_choosing(limit, above, now)));
    errors.extend(now.powers.iter().filter_map(|power| {
        handed::beyond_its_own(power, above, now)
            .or_else(|| handed::beyond_what_it_replaced(power, above, now, &judged))
    }));
    (judged, errors)
}

/// Writes down at a change what was found against it.
fn noted(change: &mut Change, error: &AuthorityError) {
    if error.explain().is_error() {
        change.refused = Some(error.sentence());
    } else if error.is_undecided() {
        change.unsure = Some(error.sentence());
    }
}

fn says_beyond(change: &Change) -> Option<Span> {
    change.says_beyond.as_ref().map(|(at, _)| *at)
}

/// A rule beside those of several policies above cites one power: it is meant for the policy whose rules that power is
/// about, and any power will do for the others.
fn cited_where_meant(above: &Program, mut changes: Vec<Change>) -> Vec<Change> {
    let meant: Vec<(Span, bool)> = changes
        .iter()
        .map(|change| {
            let named = |power: &&Power| {
                power.label.as_ref().zip(change.power.as_ref()).is_some_and(|(label, cited)| label.is(cited))
            };
            (change.span, above.powers.iter().filter(named).any(|power| covers(above, power, change)))
        })
        .collect();
    for (change, (span, covered)) in changes.iter_mut().zip(&meant) {
        if change.kind == ChangeKind::Rule && !covered && meant.iter().any(|(other, covered)| other == span && *covered)
        {
            change.power = None;
        }
    }
    changes
}

/// The power that lets a change be made, and what is wrong with it, on every day on which it holds; `onto` tells what is
/// wrong with what it comes to further up.
fn judge_one<'p>(
    above: &'p Program,
    views: &Views<'p>,
    change: &mut Change,
    onto: &mut dyn FnMut() -> Option<AuthorityError>,
) -> (Option<&'p Power>, Option<AuthorityError>) {
    let mut rests_on = None;
    for time in times(above, change) {
        match judge_in(above, views, change, time) {
            Ok(power) => rests_on = rests_on.or(power),
            Err(error) if matches!(*error, AuthorityError::NoSuchPower { .. }) => return (None, Some(*error)),
            Err(error) => {
                let error = through(change, *error);
                return (None, settled(change, Some(error)));
            }
        }
    }
    if let Some(error) = onto() {
        return (None, settled(change, Some(error)));
    }
    if change.power.is_none() {
        let label = rests_on.and_then(|power| power.label.as_ref());
        change.power = label.map(|label| label.text.to_string());
    }
    (rests_on, settled(change, None))
}

/// The time of a change, cut where a power begins or ends.
fn times(above: &Program, change: &Change) -> Vec<Period> {
    let whole = change.in_force;
    let mut edges: Vec<Date> = above.powers.iter().flat_map(|power| power.in_force.edges()).collect();
    edges.retain(|day| whole.holds(*day) && whole.from != Some(*day));
    edges.sort();
    edges.dedup();
    let begins = std::iter::once(whole.from).chain(edges.iter().copied().map(Some));
    let ends = edges.iter().copied().map(Some).chain([whole.until]);
    begins.zip(ends).map(|(from, until)| Period { from, until }).collect()
}

/// Whether a power is in force in a time that it neither begins nor ends in.
fn is_given(power: &Power, time: Period) -> bool {
    time.from.map_or(power.in_force.from.is_none(), |day| power.in_force.holds(day))
}

/// The power that lets a change be made for some time, or what is wrong with it.
fn judge_in<'p>(
    above: &'p Program,
    views: &Views<'p>,
    change: &Change,
    time: Period,
) -> Result<Option<&'p Power>, Box<AuthorityError>> {
    let covering: Vec<&Power> =
        above.powers.iter().filter(|power| !power.kind.is_limit() && covers(above, power, change)).collect();
    let not_then =
        |power: &Power| AuthorityError::NotThen { at: change.span, power: power.span, given: power.in_force, time };
    // A rule of its own for what no policy above decides needs no power.
    let free = change.kind == ChangeKind::Rule && change.clause.0.iter().all(|(kind, _)| *kind != ClauseKind::Policy);
    let (power, undecided) = if free && change.power.is_none() {
        (None, None)
    } else if let Some(cited) = &change.power {
        let named = |power: &&Power| power.label.as_ref().is_some_and(|label| label.is(cited));
        let at = change.power_at.unwrap_or(change.span);
        let Some(first) = above.powers.iter().find(named) else {
            let known = above.powers.iter().filter_map(|power| power.label.as_ref());
            let known = known.flat_map(|label| label.forms().map(str::to_owned).collect::<Vec<_>>()).collect();
            return Err(Box::new(AuthorityError::NoSuchPower { at, text: cited.clone(), known }));
        };
        let all: Vec<&Power> = covering.iter().copied().filter(named).collect();
        let Some(named) = all.first() else {
            let (at, power, text) = (change.span, first.span, cited.clone());
            return Err(Box::new(AuthorityError::NotCovered { at, power, text }));
        };
        let power = all.iter().find(|power| is_given(power, time)).ok_or_else(|| Box::new(not_then(named)))?;
        (Some(*power), within(power, above, views, change, time))
    } else {
        let Some(first) = covering.first() else {
            let (at, clause, kind) = (change.span, clause_text(change), change.kind);
            return Err(Box::new(match kind {
                ChangeKind::Places => new_place(views, change, &clause),
                _ => AuthorityError::NoPower { at, clause, kind },
            }));
        };
        let given: Vec<&Power> = covering.iter().copied().filter(|power| is_given(power, time)).collect();
        if given.is_empty() {
            return Err(Box::new(not_then(first)));
        }
        // One power is enough; of several that do not do, the first is told, and one that is undecided before a refusal.
        let mut found = Vec::new();
        let enough = given.into_iter().find(|power| match within(power, above, views, change, time) {
            None => true,
            Some(error) => {
                found.push(error);
                false
            }
        });
        found.sort_by_key(|error| !error.is_undecided());
        (enough, if enough.is_some() { None } else { found.into_iter().next() })
    };
    let undecided = match undecided {
        Some(error) if error.is_undecided() => Some(error),
        Some(error) => return Err(Box::new(error)),
        None => None,
    };
    let named = |power: &&Power| {
        change.power.as_ref().is_none_or(|cited| power.label.as_ref().is_some_and(|label| label.is(cited)))
    };
    let rests_on = || {
        let given = covering.iter().copied().filter(named).filter(|power| is_given(power, time));
        let may = |error: Option<AuthorityError>| error.is_none_or(|error| error.is_undecided());
        given.filter(|power| may(within(power, above, views, change, time))).collect::<Vec<_>>()
    };
    // What is surely beyond a limit is so whether or not the power itself can be decided.
    for limit in above.powers.iter().filter(|power| is_given(power, time)) {
        let lost = match limit.kind {
            PowerKind::Keep => missing_items(limit, views, change, room(&rests_on(), change)),
            PowerKind::NotAsk => asked::too_much(limit, views, change, time),
            _ => None,
        };
        match lost {
            Some(error) if undecided.is_none() || !error.is_undecided() => return Err(Box::new(error)),
            _ => {}
        }
    }
    undecided.map_or(Ok(power), |error| Err(Box::new(error)))
}

/// What is told of a change that has something against it, or nothing, by what it says of that itself.
fn settled(change: &mut Change, trouble: Option<AuthorityError>) -> Option<AuthorityError> {
    match (&change.says_beyond, trouble) {
        (Some((at, _)), None) => Some(AuthorityError::NotBeyond { at: *at }),
        (None, trouble) => trouble,
        (Some((at, reason)), Some(_)) if reason.is_empty() => Some(AuthorityError::NoReason { at: *at }),
        (Some((_, reason)), Some(error)) => {
            change.beyond = Some(error.sentence());
            Some(AuthorityError::Beyond { why: Box::new(error), reason: reason.clone() })
        }
    }
}

/// The place in which the first of the places that a change adds lies.
fn around(change: &Change) -> Option<Arc<Term>> {
    change.places.first().and_then(|route| route.iter().rev().nth(1).cloned())
}

/// A new place that a rule above reads, and that nothing lets be added.
fn new_place(views: &Views<'_>, change: &Change, clause: &Text) -> AuthorityError {
    AuthorityError::NewPlace {
        at: change.span,
        places: Text::of(|language| change.places_told(language)),
        around: around(change),
        rules: change.before.iter().map(|rule| (clause.clone(), *rule, views.alone.effect)).collect(),
    }
}

/// What is wrong with something that is added, with the rule above that makes it so.
fn through(change: &Change, why: AuthorityError) -> AuthorityError {
    let clause = clause_text(change);
    let read = match change.kind {
        _ if matches!(why, AuthorityError::NewPlace { .. } | AuthorityError::NoPower { .. }) => return why,
        ChangeKind::Places => {
            let places = Text::of(|language| change.places_told(language));
            text!("{clause} reads {places}", "{clause}涉及{places}"; clause, places)
        }
        ChangeKind::Days => text!("{clause} counts the days that are worked", "{clause}按工作日计算"; clause),
        _ => return why,
    };
    match change.before.first() {
        Some(rule) => AuthorityError::Through { why: Box::new(why), rule: *rule, read, around: around(change) },
        None => why,
    }
}

fn clause_text(change: &Change) -> Text {
    Text::of(|language| change.clause.say(language))
}

/// Whether a power is about what a change does, as far as the clause and the kind of change say it.
fn covers(above: &Program, power: &Power, change: &Change) -> bool {
    // What a policy lets happen to its own clauses it does not let happen to those of the policies above it, unless it says
    // again what they let. A rule beside others is one beside those of every policy above that decides the same.
    is_about(power, change)
        && handed::owner_of(above, change).is_none_or(|of| {
            handed::is_given_on(power, above, of, change) && !handed::is_said_again(power, above, of, change)
        })
}

/// Whether a power is about what a change does, whoever gives it.
fn is_about(power: &Power, change: &Change) -> bool {
    let within = power.clauses.iter().any(|clause| clause.holds(&change.clause));
    match power.kind {
        PowerKind::Change => within || decides(power, change),
        PowerKind::Set | PowerKind::Lower | PowerKind::Raise => within && change.kind == ChangeKind::Set,
        PowerKind::AddItems => within && change.kind == ChangeKind::Add,
        PowerKind::AddRules => change.kind == ChangeKind::Rule && decides(power, change),
        PowerKind::Relax | PowerKind::Tighten => within || change.kind == ChangeKind::Rule && decides(power, change),
        PowerKind::Narrow => {
            let narrows = matches!(change.kind, ChangeKind::Narrow | ChangeKind::Places);
            within && (narrows || alone::holds_for_some(change))
        }
        PowerKind::Widen => {
            let widens = matches!(change.kind, ChangeKind::Widen | ChangeKind::Places);
            within && (widens || alone::holds_for_some(change))
        }
        PowerKind::AddPlaces => change.kind == ChangeKind::Places && places::lets_add(power, &change.places),
        PowerKind::Keep | PowerKind::NotAsk => false,
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
fn within(power: &Power, above: &Program, views: &Views<'_>, change: &Change, time: Period) -> Option<AuthorityError> {
    match power.kind {
        PowerKind::Change
        | PowerKind::AddItems
        | PowerKind::AddRules
        | PowerKind::AddPlaces
        | PowerKind::Keep
        | PowerKind::NotAsk => None,
        PowerKind::Set | PowerKind::Lower | PowerKind::Raise => value_within(power, above, views.now, change, time),
        // A narrower population is one whatever it makes of the rule; a narrower term holds for fewer.
        PowerKind::Narrow | PowerKind::Widen if change.kind != ChangeKind::Places && !alone::holds_for_some(change) => {
            None
        }
        PowerKind::Narrow | PowerKind::Widen if change.kind != ChangeKind::Places => {
            let wanted = if power.kind == PowerKind::Narrow { Effect::Tighter } else { Effect::Looser };
            let (at, kind) = (change.span, power.kind);
            match views.alone.own {
                Effect::Same => None,
                found if found == wanted => None,
                Effect::NotDecided => Some(AuthorityError::NotDecided { at, power: power.span, kind }),
                found => Some(AuthorityError::WrongWay { at, power: power.span, kind, found, against: None }),
            }
        }
        PowerKind::Relax | PowerKind::Tighten | PowerKind::Narrow | PowerKind::Widen => {
            let last = || {
                let last = views.last.as_ref()?;
                let why = wrong_way(power, last.onward, above, change)?;
                Some(views.shared(why.because_of(last)))
            };
            let alone = wrong_way(power, views.alone.onward, above, change);
            alone.map(|why| why.because_of(&views.alone)).or_else(last)
        }
    }
}

/// What a power that only relaxes, or only tightens, has against an effect.
fn wrong_way(power: &Power, found: Effect, above: &Program, change: &Change) -> Option<AuthorityError> {
    let loosens = matches!(power.kind, PowerKind::Relax | PowerKind::Widen);
    let wanted = if loosens { Effect::Looser } else { Effect::Tighter };
    let (at, kind) = (change.span, power.kind);
    match found {
        Effect::Same => None,
        found if found == wanted => None,
        Effect::NotDecided => Some(AuthorityError::NotDecided { at, power: power.span, kind }),
        // Which of two amounts is better the text does not say.
        Effect::Different if gives_amounts(above, change) => {
            Some(AuthorityError::NotDecided { at, power: power.span, kind })
        }
        found => Some(AuthorityError::WrongWay { at, power: power.span, kind, found, against: None }),
    }
}

/// The one definition that a path leads to; two articles can each have their own, and articles of one number in two
/// policies.
fn definition(program: &Program, clause: &Clause) -> Option<usize> {
    let step = |wanted: ClauseKind| clause.0.iter().find(|(kind, _)| *kind == wanted).map(|(_, name)| &**name);
    let (name, article, policy) = (step(ClauseKind::Definition)?, step(ClauseKind::Article), step(ClauseKind::Policy));
    let file = policy.and_then(|policy| program.layers.iter().find(|layer| *layer.name == *policy));
    let file = file.map(|layer| layer.file);
    let named =
        || program.definitions.iter().enumerate().filter(|(_, known)| name.forms().any(|form| known.term.is(form)));
    let only = |found: &mut dyn Iterator<Item = (usize, &crate::ir::Definition)>| {
        let first = found.next().map(|(at, _)| at);
        first.filter(|_| found.next().is_none())
    };
    let here = |known: &crate::ir::Definition| match (&known.article, article) {
        (Some(number), Some(article)) => article.is(number),
        (None, None) => true,
        _ => false,
    };
    only(&mut named())
        .or_else(|| only(&mut named().filter(|(_, known)| here(known))))
        .or_else(|| only(&mut named().filter(|(_, known)| here(known) && Some(known.span.file) == file)))
}

/// The grounds that are written at these places.
fn grounds<'p>(program: &'p Program, spans: &[Span]) -> Vec<&'p Ground> {
    let all = program.decisions.iter().flat_map(|decision| &decision.grounds);
    all.filter(|ground| spans.contains(&ground.span)).collect()
}

/// Whether the rules that a change is about give amounts, other than points, and nothing says which of two is better.
fn gives_amounts(above: &Program, change: &Change) -> bool {
    let all = above.decisions.iter().filter(|decision| decision.better.is_none());
    all.flat_map(|decision| &decision.grounds).filter(|ground| change.before.contains(&ground.span)).any(|ground| {
        match &ground.says {
            Says::Modal(_) => false,
            Says::Value(value) | Says::Otherwise(value) => !matches!(value.kind, ExprKind::Score(_)),
        }
    })
}

/// Whether every value that a change gives a parameter lies within a power, on every day.
fn value_within(
    power: &Power,
    above: &Program,
    now: &Program,
    change: &Change,
    time: Period,
) -> Option<AuthorityError> {
    let name = &change.clause.0.last()?.1;
    let find = |program: &Program| program.parameters.iter().find(|parameter| parameter.term == *name).cloned();
    let (Some(before), Some(after)) = (find(above), find(now)) else { return None };
    let printer = crate::ir::print::Printer { program: now, language: Language::English };
    let shown = |value: &Value| {
        let zh = crate::ir::print::Printer { program: now, language: Language::Chinese };
        Text { en: printer.value(value, &after.ty), zh: zh.value(value, &after.ty) }
    };
    for (value, period) in &after.values {
        let period = period.within(time);
        let Some(number) = number(value).filter(|_| !period.is_empty()) else { continue };
        let over = power.most.as_ref().and_then(self::number).is_some_and(|most| number > most);
        let under = power.least.as_ref().and_then(self::number).is_some_and(|least| number < least);
        // What the policy above says itself for that time is no change.
        if days(&before, &after, period).iter().all(|day| at(&before, *day) == Some(value)) {
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
        for day in days(&before, &after, period) {
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
        Value::Level(level) => Some(Number::whole(i64::from(*level))),
        other => form::in_order(other),
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

/// The items that a policy above wants kept, and that this change has lost: by itself, or with others.
fn missing_items(limit: &Power, views: &Views<'_>, change: &Change, room: Room) -> Option<AuthorityError> {
    let lost = |view: &View<'_>| {
        let mut lost = keep::all_lost(limit, view, change, room);
        lost.retain(|(name, _)| !views.spared.iter().any(|spared| spared.same(name)));
        let (at, power) = (change.span, limit.span);
        lost.first()?;
        // What is surely lost is told, whatever else is not found out.
        let unclear = lost.iter().all(|(_, loss)| *loss == Loss::Unclear);
        Some(if unclear {
            AuthorityError::ItemUnclear { at, power, lost }
        } else {
            AuthorityError::ItemLost { at, power, lost }
        })
    };
    let unclear = || {
        let lost = keep::all_unclear(limit, &views.alone, change);
        (views.unclear && !lost.is_empty()).then_some(AuthorityError::ItemUnclear {
            at: change.span,
            power: limit.span,
            lost,
        })
    };
    let alone = lost(&views.alone);
    if alone.as_ref().is_some_and(|error| !error.is_undecided()) {
        return alone;
    }
    let last = views.last.as_ref().and_then(|last| Some(views.shared(lost(last)?)));
    match last {
        Some(error) if alone.is_none() || !error.is_undecided() => Some(error),
        _ => alone.or_else(unclear),
    }
}

/// How far a change may keep people from an item that must be kept: items may be added, and a power that is there to ask
/// more lets it ask more beside them.
fn room(given: &[&Power], change: &Change) -> Room {
    if given.iter().any(|power| matches!(power.kind, PowerKind::Tighten | PowerKind::Narrow)) {
        Room::Taking
    } else if change.kind == ChangeKind::Add {
        Room::Asking
    } else {
        Room::None
    }
}
