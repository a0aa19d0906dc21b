//! `pol eval`: cases against a policy, with reasons.

use super::editions::Editions;
use super::told::Telling;
use super::{Terminal, exit, files, matrix};
use crate::cases::{CaseError, Typed};
use crate::diagnostics::{Diagnostic, Explain, Language, report, wording};
use crate::interpret::{Detail, Explanation, Question, Way, either, render};
use crate::ir::Program;
use crate::load::{Loaded, Policy};
use crate::source::Sources;
use crate::suite::{self, Miss, Run};
use crate::text;
use crate::types::Date;
use crate::types::ids::DecisionId;
use clap::ArgMatches;

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
    match judge(terminal, matches, loaded) {
        Ok(code) | Err(code) => code,
    }
}

fn judge(terminal: &mut Terminal, matches: &ArgMatches, loaded: Loaded) -> Result<u8, u8> {
    let language = terminal.language(files::chinese(&loaded));
    let when = files::when(terminal, matches)?;
    let unknown = files::issued_later(&loaded, when.known_on, language);
    let Judged { explanations, unmet, whole } = if Editions::are_several(&loaded, when.as_of) {
        let path = matches.get_one::<String>("policy").map_or("", String::as_str);
        judge_each(terminal, matches, Editions::new(path, when, loaded), language)?
    } else {
        judge_all(terminal, matches, &loaded, language)?
    };
    print(terminal, matches, &explanations, language);
    if explanations.iter().any(|found| found.outcomes.is_empty() && found.options.is_empty()) {
        terminal.remark(&unknown);
    }
    terminal.remark(&unmet);
    Ok(if whole { failed_on(matches, &explanations) } else { exit::FAILED })
}

/// What came out.
struct Judged {
    explanations: Vec<Explanation>,
    /// What came out otherwise than it was expected.
    unmet: String,
    /// Whether no case had to be left out.
    whole: bool,
}

/// Judges every case by one text; with what is told of those whose expectations are not met.
fn judge_all(terminal: &mut Terminal, matches: &ArgMatches, loaded: &Loaded, language: Language) -> Result<Judged, u8> {
    let Some(policy) = &loaded.policy else { return Err(exit::FAILED) };
    let only = decision(terminal, matches, policy, language)?;
    let told = tell_files(terminal, matches)?;
    let (mut each, wrong, sources) = told.telling.read(&[&policy.program]);
    told.refuse(terminal, &wrong, &sources, language)?;
    let Some((cases, question)) = each.pop() else { return Err(exit::FAILED) };
    if cases.is_empty() {
        terminal.remark(language.pick("pol: there is no case in what was given\n", "pol：所给的文件里没有个案\n"));
        return Err(exit::FAILED);
    }
    let mut unmet: Vec<Diagnostic> = Vec::new();
    let explanations = cases.iter().map(|typed| {
        let question = asked(typed, &question, &told);
        if told.as_written {
            unmet.extend(policy.unmet(typed, &question));
        }
        policy.explain(&typed.case, &question, only)
    });
    let explanations = explanations.collect();
    Ok(Judged { explanations, unmet: told_unmet(terminal, &unmet, &sources, language), whole: true })
}

/// Judges each case by the text that its day chooses, or by the one before it where that text says so.
fn judge_each(
    terminal: &mut Terminal,
    matches: &ArgMatches,
    mut editions: Editions,
    language: Language,
) -> Result<Judged, u8> {
    let told = tell_files(terminal, matches)?;
    let first = |policy: &Policy| told.telling.of_one(policy);
    let typed = editions.loaded().next().filter(|_| editions.needs_day()).and_then(|loaded| loaded.policy.as_ref());
    let typed = typed.map(first).unwrap_or_default();
    let undated = told.telling.undated(terminal, &typed, &text!("this policy", "本政策"), language)?;
    let choices = editions.choose(terminal, told.telling.presumptions, &first)?;
    // A name that one of the texts knows is no mistake where another does not.
    let texts: Vec<&Loaded> = editions.loaded().collect();
    let policies: Vec<&Policy> = texts.iter().filter_map(|loaded| loaded.policy.as_ref()).collect();
    let programs: Vec<&Program> = policies.iter().map(|policy| &policy.program).collect();
    let (read, mut wrong, sources) = told.telling.read(&programs);
    // A value that another text knows is a mistake where this one judges.
    for (case, choices) in choices.iter().enumerate().filter(|(case, _)| !undated.contains(case)) {
        let judging = choices.iter().filter_map(|(at, _)| read.get(*at)?.0.get(case));
        wrong.extend(judging.flat_map(|typed| &typed.strange).map(Explain::explain));
    }
    told.refuse(terminal, &wrong, &sources, language)?;
    let mut only = Vec::new();
    for policy in &policies {
        only.push(decision(terminal, matches, policy, language)?);
    }
    let mut unmet: Vec<Diagnostic> = Vec::new();
    let mut out = Vec::new();
    for (case, choices) in choices.iter().enumerate().filter(|(case, _)| !undated.contains(case)) {
        let mut each: Vec<(Way, Explanation)> = Vec::new();
        let mut runs: Vec<(&Policy, &Typed, Question)> = Vec::new();
        for (at, choice) in choices {
            let (Some(policy), Some((cases, question)), Some(only)) = (policies.get(*at), read.get(*at), only.get(*at))
            else {
                continue;
            };
            let Some(typed) = cases.get(case) else { continue };
            let question = asked(typed, question, &told);
            let mut explanation = policy.explain(&typed.case, &question, *only);
            explanation.receipt.texts.clone_from(&choice.texts);
            each.push((choice.way.clone(), explanation));
            runs.push((policy, typed, question));
        }
        if told.as_written {
            unmet.extend(unmet_by(&runs));
        }
        out.extend(either(each));
    }
    Ok(Judged { explanations: out, unmet: told_unmet(terminal, &unmet, &sources, language), whole: undated.is_empty() })
}

/// What comes out otherwise than a case expects, under all the texts that may judge it.
fn unmet_by(runs: &[(&Policy, &Typed, Question)]) -> Vec<Diagnostic> {
    let each: Vec<Run<'_>> = runs
        .iter()
        .map(|(policy, typed, question)| Run { program: &policy.program, typed, question: question.clone() })
        .collect();
    let told = |miss: Miss| {
        let named = runs.first().map(|(policy, ..)| &policy.program);
        let unmet = named.map_or(miss.unmet.clone(), |program| miss.unmet.named(program, miss.decision, &miss.wanted));
        CaseError::Unmet { at: miss.expected, unmet }.explain()
    };
    suite::misses(&each, None).into_iter().map(told).collect()
}

fn told_unmet(terminal: &Terminal, unmet: &[Diagnostic], sources: &Sources, language: Language) -> String {
    if unmet.is_empty() { String::new() } else { report::render(unmet, sources, &terminal.style(language, true)) }
}

/// The question of a case, and what the command line asks of all.
fn asked(typed: &Typed, question: &Question, told: &Told<'_>) -> Question {
    let mut question = question.clone();
    question.as_of = told.as_of.or(typed.as_of);
    question.presumptions = told.telling.presumptions;
    for (point, reading) in &typed.readings {
        question.readings.entry(*point).or_insert(*reading);
    }
    question
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

/// The decision that is asked about, where one is.
pub fn decision(
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
    let hint = wording::list_or(&near, language);
    let mut said = match (language, near.is_empty()) {
        (Language::English, true) => format!("pol: the policy has no decision `{name}`; it decides\n"),
        (Language::English, false) => format!("pol: the policy has no decision `{name}`; did you mean {hint}?\n"),
        (Language::Chinese, true) => format!("pol：政策里没有名为 `{name}` 的决定；它决定的是\n"),
        (Language::Chinese, false) => format!("pol：政策里没有名为 `{name}` 的决定；是否想写 {hint}？\n"),
    };
    if near.is_empty() {
        // Each on a line of its own: no name is folded.
        let decided = policy.program.decisions.iter().filter(|decision| !decision.grounds.is_empty());
        said.extend(decided.map(|decision| format!("  {}\n", decision.term.get(language))));
    }
    terminal.remark(&said);
    Err(exit::FAILED)
}

/// What the command line tells of the cases, and how they are to be judged.
struct Told<'m> {
    telling: Telling<'m>,
    as_of: Option<Date>,
    /// Whether what a case expects is expected of it: it is as its file tells it.
    as_written: bool,
}

fn tell_files<'m>(terminal: &mut Terminal, matches: &'m ArgMatches) -> Result<Told<'m>, u8> {
    let telling = Telling::new(terminal, matches)?;
    let as_of = files::day(terminal, matches, "as-of")?;
    let said = |option: &str| matches.get_many::<String>(option).is_some();
    let as_written = as_of.is_none() && telling.presumptions && !said("fact") && !said("reading");
    Ok(Told { telling, as_of, as_written })
}

impl Told<'_> {
    fn refuse(
        &self,
        terminal: &mut Terminal,
        wrong: &[Diagnostic],
        sources: &Sources,
        language: Language,
    ) -> Result<(), u8> {
        let all: Vec<Diagnostic> = self.telling.wrong.iter().chain(wrong).cloned().collect();
        if all.is_empty() {
            return Ok(());
        }
        terminal.report(&all, sources, language);
        Err(exit::FAILED)
    }
}
