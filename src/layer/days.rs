//! The days on which a change holds: those of the article that makes it. A rule that is changed on some days only stands
//! in pieces, each with its own days, and the change is made in those that lie within.

use super::find::Clause;
use super::{LayerError, Work};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Article, Date, DatedValue, Days, InForce, Rule};

/// A date as a number that orders as dates do.
pub(super) fn key(date: Date) -> (u16, u8, u8) {
    (date.year, date.month, date.day)
}

/// The day after. A day that no calendar has is told of where it is written.
fn tomorrow(date: Date) -> Date {
    let leap = date.year.is_multiple_of(4) && (!date.year.is_multiple_of(100) || date.year.is_multiple_of(400));
    let last = match date.month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    match date {
        Date { day, .. } if day < last => Date { day: day.saturating_add(1), ..date },
        Date { month, .. } if month < 12 => Date { month: month.saturating_add(1), day: 1, ..date },
        _ => Date { year: date.year.saturating_add(1), month: 1, day: 1 },
    }
}

/// The days that an article is in force, where it says so itself.
pub(super) fn of_article(article: Option<&Article>) -> Option<Days> {
    article?.in_force.as_ref().map(of)
}

fn of(dates: &InForce) -> Days {
    let at = dates.from.as_ref().or(dates.until.as_ref()).map(|date| date.span).unwrap_or_default();
    let (from, until) = (dates.from.as_ref(), dates.until.as_ref());
    Days { at, from: from.map(|from| from.node), until: until.map(|until| tomorrow(until.node)) }
}

/// The days from one on.
pub(super) fn since(from: &Spanned<Date>) -> Days {
    Days { at: from.span, from: Some(from.node), until: None }
}

/// The days that lie in both.
pub(super) fn within(one: &Days, other: &Days) -> Days {
    let from = [one.from, other.from].into_iter().flatten().max_by_key(|date| key(*date));
    let until = [one.until, other.until].into_iter().flatten().min_by_key(|date| key(*date));
    Days { at: one.at, from, until }
}

/// Whether there is no day among them.
pub(super) fn is_empty(days: &Days) -> bool {
    matches!((days.from, days.until), (Some(from), Some(until)) if key(until) <= key(from))
}

/// Whether two have a day in common; none stands for every day.
pub(super) fn meet(one: Option<&Days>, other: Option<&Days>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => !is_empty(&within(one, other)),
        _ => true,
    }
}

/// What is left of days before others, in them, and after them.
fn parts(whole: &Days, days: &Days) -> Vec<Days> {
    let before = days.from.map(|from| Days { at: days.at, from: None, until: Some(from) });
    let after = days.until.map(|until| Days { at: days.at, from: Some(until), until: None });
    let each = [before, Some(*days), after].into_iter().flatten();
    each.map(|part| Days { at: days.at, ..within(&part, whole) }).filter(|part| !is_empty(part)).collect()
}

/// Whether every day of a rule is among these; none stands for every day.
fn all_in(rule: &Rule, days: Option<&Days>) -> bool {
    let Some(days) = days else { return true };
    let Some(limited) = rule.limited else { return false };
    within(&limited, days) == Days { at: limited.at, ..limited }
}

impl Work {
    /// Cuts the rules of clauses where days begin and end. What has no days of its own cannot be cut.
    pub(super) fn cut(&mut self, clauses: &[Clause], days: &Days, at: Span) -> Result<(), LayerError> {
        let undated = |clause: &&Clause| {
            matches!(
                clause,
                Clause::Definition(..) | Clause::DefinitionItem(..) | Clause::PlaceSet(..) | Clause::Type(..)
            )
        };
        if clauses.iter().any(|clause| undated(&clause)) {
            return Err(LayerError::Undated { at, dates: days.at });
        }
        let mut rules: Vec<(usize, usize, usize)> = Vec::new();
        for clause in clauses.iter().flat_map(|clause| self.rules_in(clause)) {
            if let Clause::Rule(text, item, rule) = clause {
                rules.push((text, item, rule));
            }
        }
        rules.sort_unstable();
        rules.dedup();
        // From the last one on, so that the others keep their places.
        for (text, item, at) in rules.into_iter().rev() {
            let Some(article) = self.article_mut(text, item) else { continue };
            let Some(rule) = article.rules.get(at) else { continue };
            let pieces = parts(&rule.limited.unwrap_or(Days { at: days.at, from: None, until: None }), days);
            if let [_, _, ..] = pieces.as_slice() {
                let pieces: Vec<Rule> =
                    pieces.into_iter().map(|piece| Rule { limited: Some(piece), ..rule.clone() }).collect();
                article.rules.splice(at..=at, pieces);
            }
        }
        Ok(())
    }

    /// The rules that a clause is or holds, as they stand on some days.
    pub(super) fn rules_on(&self, clause: &Clause, days: Option<&Days>) -> Vec<Clause> {
        let mut out = self.rules_in(clause);
        out.retain(|rule| self.stands_on(rule, days));
        out
    }

    /// Whether a clause is no part of a rule, or of one that stands on these days and on no others.
    pub(super) fn stands_on(&self, clause: &Clause, days: Option<&Days>) -> bool {
        match clause {
            Clause::Rule(text, item, rule)
            | Clause::Item(text, item, rule, ..)
            | Clause::Points(text, item, rule, _) => {
                self.rule(*text, *item, *rule).is_some_and(|rule| all_in(rule, days))
            }
            _ => true,
        }
    }

    /// Takes a rule out as it stands on its days.
    pub(super) fn take_out(&mut self, clause: &Clause) {
        if let Some(rule) = self.rule_mut(clause)
            && let Some(days) = &mut rule.limited
        {
            *days = Days { at: days.at, from: Some(FIRST), until: Some(FIRST) };
        }
    }
}

/// A day that stands for none where days begin and end on it.
const FIRST: Date = Date { year: 1, month: 1, day: 1 };

/// Whether a rule stands on no day on which its article is in force.
pub(super) fn on_no_day(rule: &Rule, article: Option<&Days>) -> bool {
    let Some(limited) = &rule.limited else { return false };
    is_empty(&article.map_or(*limited, |days| within(limited, days)))
}

/// The values of a parameter with new ones, from their first day on, and on some days only where these are given, or
/// where the last of them ends.
pub(super) fn set(old: &[DatedValue], new: &[DatedValue], days: Option<Days>) -> Vec<DatedValue> {
    // Two for one day contradict each other, also in the new text: both stay, and it is told.
    let meets = |(at, one): (usize, &DatedValue)| {
        let until = one.until.as_ref().map(|until| key(until.node));
        let from = one.from.as_ref().map(|from| key(from.node));
        new.iter().enumerate().any(|(other, two)| {
            let begins = two.from.as_ref().map(|from| key(from.node));
            other != at && (begins == from || begins > from && until.is_some_and(|until| begins <= Some(until)))
        })
    };
    if new.iter().enumerate().any(meets) {
        return new.to_vec();
    }
    // On the days between two values of which the first has ended, what held before goes on.
    let mut sorted = new.to_vec();
    sorted.sort_by_key(|value| value.from.as_ref().map(|from| key(from.node)));
    let apart = |one: &DatedValue, two: &DatedValue| match (&one.until, &two.from) {
        (Some(until), Some(from)) => key(tomorrow(until.node)) < key(from.node),
        _ => false,
    };
    let mut runs: Vec<&[DatedValue]> = sorted.chunk_by(|one, two| !apart(one, two)).collect();
    if runs.len() > 1 {
        let last = runs.pop().unwrap_or_default();
        let before = runs.into_iter().fold(old.to_vec(), |held, run| set(&held, run, days));
        return set(&before, last, days);
    }
    let ends = last_of(new).map(|last| Days { at: last.span, from: None, until: Some(tomorrow(last.node)) });
    match (days, ends) {
        (Some(days), Some(ends)) => set_on(old, new, &within(&days, &ends)),
        (Some(days), None) | (None, Some(days)) => set_on(old, new, &days),
        (None, None) => set_from(old, new),
    }
}

/// The last day of the last of some values, where it has one.
pub(super) fn last_of(values: &[DatedValue]) -> Option<Spanned<Date>> {
    values.iter().max_by_key(|value| value.from.as_ref().map(|from| key(from.node)))?.until
}

/// New values from their first day on; what held before that day stays.
fn set_from(old: &[DatedValue], new: &[DatedValue]) -> Vec<DatedValue> {
    let key = |value: &DatedValue| value.from.as_ref().map(|date| key(date.node));
    let first = new.iter().map(key).min().flatten();
    let Some(first) = first else { return new.to_vec() };
    let mut out: Vec<DatedValue> =
        old.iter().filter(|value| key(value).is_none_or(|from| from < first)).cloned().collect();
    // It ends where the new value begins; one that had ended before is not brought back.
    if let Some(last) = out.iter_mut().max_by_key(|value| key(value)) {
        last.until.take_if(|until| self::key(until.node) >= first);
    }
    out.extend(new.iter().cloned());
    out
}

/// New values on some days, from their own first day on; the others stay before and after.
fn set_on(old: &[DatedValue], new: &[DatedValue], days: &Days) -> Vec<DatedValue> {
    let first = |value: &DatedValue| value.from.as_ref().map(|from| key(from.node));
    let held = |values: &[DatedValue], at: usize| {
        let next = values.iter().filter_map(|value| Some(value.from.as_ref()?.node));
        let value = values.get(at)?;
        let next = next.filter(|next| Some(key(*next)) > first(value));
        let last = value.until.as_ref().map(|until| tomorrow(until.node));
        let until = last.or(next.min_by_key(|date| key(*date)));
        Some(Days { at: days.at, from: value.from.as_ref().map(|from| from.node), until })
    };
    // What holds before the first new value stays, also where the article begins earlier.
    let begins =
        new.iter().map(first).min().flatten().and_then(|_| {
            new.iter().filter_map(|value| value.from.as_ref()).min_by_key(|from| key(from.node)).map(since)
        });
    let days = begins.map_or(*days, |begins| Days { at: days.at, ..within(days, &begins) });
    let mut out: Vec<(Days, DatedValue)> = Vec::new();
    let mut take = |values: &[DatedValue], on: &Days| {
        for (at, value) in values.iter().enumerate() {
            if let Some(part) = held(values, at).map(|held| within(&held, on)).filter(|part| !is_empty(part)) {
                out.push((part, value.clone()));
            }
        }
    };
    if is_empty(&days) {
        return old.to_vec();
    }
    if let Some(from) = days.from {
        take(old, &Days { at: days.at, from: None, until: Some(from) });
    }
    take(new, &days);
    if let Some(until) = days.until {
        take(old, &Days { at: days.at, from: Some(until), until: None });
    }
    let starts: Vec<Option<Date>> = out.iter().map(|(days, _)| days.from).collect();
    let dated = out.into_iter().map(|(part, value)| {
        let spanned = |date: Date, own: Option<&Spanned<Date>>| match own.filter(|own| own.node == date) {
            Some(own) => *own,
            None => Spanned { node: date, span: days.at },
        };
        // The next value ends it, or its own last day.
        let until = part.until.filter(|until| !starts.contains(&Some(*until)));
        DatedValue {
            from: part.from.map(|from| spanned(from, value.from.as_ref())),
            until: until.map(|until| spanned(yesterday(until), value.until.as_ref())),
            value: value.value,
        }
    });
    dated.collect()
}

/// The day before.
fn yesterday(date: Date) -> Date {
    let back = |month: u8, year: u16| {
        let last = (28..=31).map(|day| Date { year, month, day }).find(|day| tomorrow(*day).day == 1);
        last.unwrap_or(Date { year, month, day: 31 })
    };
    match date {
        Date { day, .. } if day > 1 => Date { day: day.saturating_sub(1), ..date },
        Date { month, .. } if month > 1 => back(month.saturating_sub(1), date.year),
        _ => back(12, date.year.saturating_sub(1)),
    }
}
