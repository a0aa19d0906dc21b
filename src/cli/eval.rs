//! `pol eval`: cases against a policy, with reasons.

use super::{Terminal, exit, files, matrix};
use crate::cases::{CaseError, Format, Typed, fact_argument, reading_argument};
use crate::diagnostics::{Diagnostic, Explain, Language, report, wording};
use crate::interpret::{Case, Detail, Explanation, Question, render};
use crate::load::{Loaded, Policy, When};
use crate::source::{Sources, Span};
use crate::types::Date;
use crate::types::ids::{DecisionId, DefinitionId, FactId};
use clap::ArgMatches;
use std::collections::BTreeMap;

/// Judges every case; exit 0 whatever comes out, unless `--fail-on` asks otherwise.
pub fn run(terminal: &mut Terminal, matches: &ArgMatches) -> u8 {
    let path = matches.get_one::<String>("policy").map_or("", String::as_str);
    if matches.get_flag("all") {
        return matrix::run(terminal, matches, path);
    }
    let loaded = files::policy_known(terminal, path, matches).and_then(|loaded| files::sound(terminal, loaded));
    let loaded = match loaded {
        Ok(loaded) => loaded,
        Err(code) => return code,
    };
    match judge(terminal, matches, &loaded) {
        Ok(code) | Err(code) => code,
    }
}

fn judge(terminal: &mut Terminal, matches: &ArgMatches, loaded: &Loaded) -> Result<u8, u8> {
    let language = terminal.language(files::chinese(loaded));
    let asked = files::day(terminal, matches, "as-of")?;
    if loaded.beginnings.is_empty() || asked.is_some() {
        let (explanations, unmet) = judge_on(terminal, matches, loaded, &|_| true)?;
        print(terminal, matches, &explanations, language);
        terminal.remark(&unmet);
        return Ok(failed_on(matches, &explanations));
    }
    // Each case by the version that is in force on its own day.
    let days = days_of(terminal, matches, loaded)?;
    if days.contains(&None) {
        terminal.remark(match language {
            Language::English => {
                "pol: this policy has several versions: say on which day, by `--as-of DATE` or `as of` in the case\n"
            }
            Language::Chinese => "pol：本政策有数个版本：请用 `--as-of 日期` 或个案中的 `判定日期` 指明哪一天\n",
        });
        return Err(exit::FAILED);
    }
    let known_on = files::day(terminal, matches, "known-on")?;
    let path = matches.get_one::<String>("policy").map_or("", String::as_str);
    let version = |day: Option<Date>| loaded.beginnings.iter().rev().find(|from| Some(**from) <= day).copied();
    let mut all: Vec<(usize, Explanation)> = Vec::new();
    let mut remarks = String::new();
    let mut versions: Vec<Option<Date>> = days.iter().map(|day| version(*day)).collect();
    versions.sort();
    versions.dedup();
    for wanted in versions {
        let mine: Vec<usize> =
            days.iter().enumerate().filter(|(_, day)| version(**day) == wanted).map(|(at, _)| at).collect();
        let day = mine.first().and_then(|at| days.get(*at).copied().flatten());
        let one = files::policy_on(terminal, path, When { as_of: day, known_on })?;
        let one = files::sound(terminal, one)?;
        let (explanations, unmet) = judge_on(terminal, matches, &one, &|at| mine.contains(&at))?;
        all.extend(mine.into_iter().zip(explanations));
        remarks.push_str(&unmet);
    }
    all.sort_by_key(|(at, _)| *at);
    let explanations: Vec<Explanation> = all.into_iter().map(|(_, explanation)| explanation).collect();
    print(terminal, matches, &explanations, language);
    terminal.remark(&remarks);
    Ok(failed_on(matches, &explanations))
}

/// The day that each case is about.
fn days_of(terminal: &mut Terminal, matches: &ArgMatches, loaded: &Loaded) -> Result<Vec<Option<Date>>, u8> {
    let Some(policy) = &loaded.policy else { return Err(exit::FAILED) };
    let mut sources = Sources::default();
    let mut out = Vec::new();
    for path in matches.get_many::<String>("case").into_iter().flatten() {
        let (id, _) = files::cases(terminal, &mut sources, path)?;
        let Some(source) = sources.get(id) else { continue };
        out.extend(policy.cases(source, Format::of_name(path)).cases.iter().map(|typed| typed.as_of));
    }
    if out.is_empty() {
        out.push(None);
    }
    Ok(out)
}

/// Judges the wanted cases by one text; with what is told of those whose expectations are not met.
fn judge_on(
    terminal: &mut Terminal,
    matches: &ArgMatches,
    loaded: &Loaded,
    wanted: &dyn Fn(usize) -> bool,
) -> Result<(Vec<Explanation>, String), u8> {
    let Some(policy) = &loaded.policy else { return Err(exit::FAILED) };
    let language = terminal.language(files::chinese(loaded));
    let only = decision(terminal, matches, policy, language)?;
    let (cases, mut question, sources) = gather(terminal, matches, policy, language)?;
    question.presumptions = !matches.get_flag("no-presumptions");
    // What a case expects is expected of the case as its file tells it.
    let as_told = question == Question::default() && matches.get_many::<String>("fact").is_none();
    let mut unmet: Vec<Diagnostic> = Vec::new();
    let explanations: Vec<Explanation> = cases
        .iter()
        .enumerate()
        .filter(|(at, _)| wanted(*at))
        .map(|(_, typed)| {
            let mut question = question.clone();
            question.as_of = question.as_of.or(typed.as_of);
            for (point, reading) in &typed.readings {
                question.readings.entry(*point).or_insert(*reading);
            }
            if as_told {
                unmet.extend(policy.unmet(typed, &question));
            }
            policy.explain(&typed.case, &question, only)
        })
        .collect();
    let text = if unmet.is_empty() {
        String::new()
    } else {
        report::render(&unmet, &sources, &terminal.style(language, true))
    };
    Ok((explanations, text))
}

fn print(terminal: &mut Terminal, matches: &ArgMatches, explanations: &[Explanation], language: Language) {
    if matches.get_one::<String>("format").is_some_and(|format| format == "json") {
        let value = serde_json::to_value(explanations).unwrap_or_default();
        // One case is one object; several are a list.
        let value = match value {
            serde_json::Value::Array(mut all) if all.len() == 1 => all.pop().unwrap_or_default(),
            other => other,
        };
        terminal.result(&format!("{value:#}\n"));
        return;
    }
    let detail = Detail {
        language,
        whole: matches.get_flag("explain"),
        ascii: terminal.ascii,
        color: terminal.colored(),
        width: terminal.width_of_results(),
    };
    let texts: Vec<String> = explanations.iter().map(|explanation| render(explanation, detail)).collect();
    terminal.result(&texts.join("\n"));
}

fn failed_on(matches: &ArgMatches, explanations: &[Explanation]) -> u8 {
    let asked: Vec<&str> = matches.get_many::<String>("fail-on").into_iter().flatten().map(String::as_str).collect();
    let comes_out = |answer: &str| {
        explanations.iter().flat_map(|explanation| &explanation.outcomes).any(|told| told.answer == answer)
    };
    if asked.contains(&"no") && comes_out("no") {
        exit::FOUND
    } else if asked.contains(&"undetermined") && comes_out("undetermined") {
        exit::UNDECIDED
    } else {
        exit::DONE
    }
}

fn decision(
    terminal: &mut Terminal,
    matches: &ArgMatches,
    policy: &Policy,
    language: Language,
) -> Result<Option<DecisionId>, u8> {
    let Some(name) = matches.get_one::<String>("decision") else { return Ok(None) };
    if let Some(id) = policy.decision(name) {
        return Ok(Some(id));
    }
    let all: Vec<&str> = policy.program.decisions.iter().flat_map(|decision| decision.term.forms()).collect();
    let near = wording::nearest(name, all.iter().copied());
    let hint = wording::list_or(if near.is_empty() { &all } else { &near }, language);
    terminal.remark(&match language {
        Language::English => format!("pol: the policy has no decision `{name}`; it has {hint}\n"),
        Language::Chinese => format!("pol：政策里没有名为 `{name}` 的决定；有 {hint}\n"),
    });
    Err(exit::FAILED)
}

/// The cases of all files, each with the facts of the command line laid over it.
fn gather(
    terminal: &mut Terminal,
    matches: &ArgMatches,
    policy: &Policy,
    language: Language,
) -> Result<(Vec<Typed>, Question, Sources), u8> {
    let mut sources = Sources::default();
    let mut wrong: Vec<Diagnostic> = Vec::new();
    let mut cases: Vec<Typed> = Vec::new();
    let files: Vec<&String> = matches.get_many::<String>("case").into_iter().flatten().collect();
    for path in &files {
        let (id, found) = files::cases(terminal, &mut sources, path)?;
        wrong.extend(found);
        let Some(source) = sources.get(id) else { continue };
        let read = policy.cases(source, Format::of_name(path));
        wrong.extend(read.diagnostics);
        cases.extend(read.cases);
    }
    if files.is_empty() {
        cases.push(Typed { case: Case::new(&policy.program), ..Typed::default() });
    }
    let mut question = Question::default();
    let mut told: BTreeMap<FactId, Span> = BTreeMap::new();
    over(&mut sources, matches, "fact", &mut wrong, |text, at| {
        let (fact, given) = fact_argument(&policy.program, text, at)?;
        if let Some(first) = told.insert(fact, at) {
            let fact = policy.program.facts.get(fact.index()).map(|fact| fact.term.clone());
            return fact.map_or(Ok(()), |term| Err(CaseError::Twice { at, first, term }));
        }
        for typed in &mut cases {
            typed.case.set(fact, given.clone());
        }
        Ok(())
    });
    let mut chosen: BTreeMap<DefinitionId, Span> = BTreeMap::new();
    over(&mut sources, matches, "reading", &mut wrong, |text, at| {
        let (point, reading) = reading_argument(&policy.program, text, at)?;
        question.readings.insert(point, reading);
        let term = policy.program.definitions.get(point.index()).map(|definition| definition.term.clone());
        match (chosen.insert(point, at), term) {
            (Some(first), Some(term)) => Err(CaseError::Twice { at, first, term }),
            _ => Ok(()),
        }
    });
    question.as_of = files::day(terminal, matches, "as-of")?;
    if wrong.is_empty() {
        return Ok((cases, question, sources));
    }
    let text = report::render(&wrong, &sources, &terminal.style(language, true));
    terminal.remark(&text);
    Err(exit::FAILED)
}

/// Reads every value of a repeatable option, each as a little text of its own.
fn over(
    sources: &mut Sources,
    matches: &ArgMatches,
    option: &str,
    wrong: &mut Vec<Diagnostic>,
    mut read: impl FnMut(&str, Span) -> Result<(), CaseError>,
) {
    for text in matches.get_many::<String>(option).into_iter().flatten() {
        let id = sources.add(format!("--{option}"), text.as_str());
        if let Err(error) = read(text, Span::new(id, 0, text.len())) {
            wrong.push(error.explain());
        }
    }
}
