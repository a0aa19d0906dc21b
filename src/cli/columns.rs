//! The columns of a matrix: several policies, or one on several days; and the texts that judge each case in each column.

use super::editions::Editions;
use super::told::Telling;
use super::{Terminal, files};
use crate::cases::{CaseError, Typed};
use crate::diagnostics::{Say, Text};
use crate::interpret::{Explanation, Question, Way, either};
use crate::ir::Program;
use crate::load::{Choice, Loaded, Policy, When};
use crate::types::Date;
use crate::types::ids::DecisionId;
use std::collections::BTreeSet;

/// A policy, by its place among those that were loaded, and the day asked about.
pub type Column = (usize, Option<Date>);

/// One policy on several days, or several policies on one.
pub fn of(policies: usize, paths: usize, days: &[Date]) -> Vec<Column> {
    match (policies, days) {
        (1, [_, _, ..]) => days.iter().map(|day| (0, Some(*day))).collect(),
        // One policy in the version of each day.
        (count, days) if paths == 1 && count > 1 && count == days.len() => {
            days.iter().enumerate().map(|(at, day)| (at, Some(*day))).collect()
        }
        (count, days) => (0..count).map(|at| (at, days.first().copied())).collect(),
    }
}

/// A case, and what comes out of it in each column.
pub struct Judged {
    /// Its place among all that are told.
    pub at: usize,
    /// Its name.
    pub name: Option<String>,
    /// What comes out in each column.
    pub told: Vec<Option<Explanation>>,
    /// The values that a column does not know and another does, by the fact that they are told of.
    pub strange: Vec<Vec<(Text, String)>>,
}

/// The texts of a column, and which of them judge each case; where there is one text, it judges all.
struct Texts {
    editions: Editions,
    choices: Vec<Vec<(usize, Choice)>>,
    /// The cases of which it cannot be told which text judges them.
    undated: BTreeSet<usize>,
}

/// What comes out of each case in each column; none where nothing of a case is asked there.
pub fn judged(
    terminal: &mut Terminal,
    telling: &mut Telling<'_>,
    loaded: &[Loaded],
    paths: &[&str],
    columns: &[Column],
) -> Result<Vec<Judged>, u8> {
    let mut several: Vec<Option<Texts>> = Vec::new();
    for (at, day) in columns {
        let one = loaded.get(*at).filter(|one| Editions::are_several(one, *day));
        several.push(match one.and(paths.get(*at).or(paths.first())) {
            Some(path) => Some(texts(terminal, telling, path, *day)?),
            None => None,
        });
    }
    let mut all: Vec<&Policy> = Vec::new();
    let mut begins: Vec<usize> = Vec::new();
    for ((at, _), texts) in columns.iter().zip(&several) {
        begins.push(all.len());
        match texts {
            Some(texts) => all.extend(texts.editions.loaded().filter_map(|loaded| loaded.policy.as_ref())),
            None => all.extend(loaded.get(*at).and_then(|loaded| loaded.policy.as_ref())),
        }
    }
    // A name that one of the texts knows is no mistake where another does not.
    let programs: Vec<&Program> = all.iter().map(|policy| &policy.program).collect();
    let (read, wrong, sources) = telling.read(&programs);
    telling.wrong.extend(wrong);
    telling.sources = sources;
    let only = telling.matches.try_get_one::<String>("decision").ok().flatten();
    let count = read.iter().map(|(cases, _)| cases.len()).max().unwrap_or(0);
    let mut out = Vec::new();
    telling.left_out = several.iter().flatten().flat_map(|texts| &texts.undated).copied().collect();
    for case in (0..count).filter(|case| !telling.left_out.contains(case)) {
        let (mut row, mut strange) = (Vec::new(), Vec::new());
        for (((_, day), texts), begin) in columns.iter().zip(&several).zip(&begins) {
            let first = [(0, Choice { back: crate::load::Back::new(), texts: Vec::new(), way: Way::default() })];
            let choices =
                texts.as_ref().map_or(Some(first.as_slice()), |texts| texts.choices.get(case).map(Vec::as_slice));
            let mut values: Vec<(Text, String)> = Vec::new();
            for (at, _) in choices.unwrap_or_default() {
                let typed = begin.checked_add(*at).and_then(|at| read.get(at)?.0.get(case));
                for value in typed.iter().flat_map(|typed| &typed.strange).filter_map(CaseError::unknown_value) {
                    let told = (Text::of(|language| value.fact.say(language)), value.text.trim().to_owned());
                    if !values.contains(&told) {
                        values.push(told);
                    }
                }
            }
            strange.push(values);
            let each = choices.unwrap_or_default().iter().filter_map(|(at, choice)| {
                let at = begin.checked_add(*at)?;
                let ((cases, question), policy) = (read.get(at)?, all.get(at)?);
                let told = told_by(policy, cases.get(case)?, question, *day, telling.presumptions, only)?;
                Some((choice.way.clone(), told))
            });
            row.push(either(each.collect()));
        }
        let name = read.iter().find_map(|(cases, _)| cases.get(case)?.case.name.clone());
        out.push(Judged { at: case, name, told: row, strange });
    }
    Ok(out)
}

/// The texts of a policy that judge the cases, each found by the case's day or by what a later text leaves to it.
fn texts(terminal: &mut Terminal, telling: &Telling<'_>, path: &str, day: Option<Date>) -> Result<Texts, u8> {
    let when = When { as_of: day, known_on: files::day(terminal, telling.matches, "known-on")? };
    let first = files::policy_on(terminal, path, when)?;
    let first = files::sound(terminal, first)?;
    let mut editions = Editions::new(path, when, first);
    let first = editions.loaded().next();
    let language = terminal.language(first.is_some_and(files::chinese));
    let policy = first.and_then(|loaded| loaded.policy.as_ref());
    let name = policy.map(|policy| Text::of(|language| policy.program.header.name.say(language))).unwrap_or_default();
    let typed = policy.filter(|_| editions.needs_day()).map(|policy| telling.of_one(policy)).unwrap_or_default();
    let undated = telling.undated(terminal, &typed, &name, language)?;
    let choices = editions.choose(terminal, telling.presumptions, &|policy| telling.of_one(policy))?;
    Ok(Texts { editions, choices, undated })
}

/// What comes out of the decisions of a text that have rules, or of the one that is asked for.
fn told_by(
    policy: &Policy,
    typed: &Typed,
    asked: &Question,
    day: Option<Date>,
    presumptions: bool,
    only: Option<&String>,
) -> Option<Explanation> {
    let mut question = typed.question();
    question.as_of = day.or(typed.as_of);
    question.readings.extend(&asked.readings);
    question.presumptions = presumptions;
    let decisions = policy.program.decisions.iter().enumerate();
    let wanted = decisions
        .filter(|(_, decision)| !decision.grounds.is_empty() && only.is_none_or(|only| decision.term.is(only)))
        .map(|(at, _)| DecisionId::at(at));
    let each = wanted.map(|id| policy.explain(&typed.case, &question, Some(id)));
    each.reduce(|mut all, one| {
        all.outcomes.extend(one.outcomes);
        all
    })
}
