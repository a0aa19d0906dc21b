//! `pol coverage`: what the cases of a policy decide, and what nothing would be noticed of.

use super::suites::{self, Ready};
use super::{Terminal, exit, files};
use crate::coverage::text::{Look, Shown, render};
use crate::coverage::{self, Coverage, Report, counted};
use crate::diagnostics::{Diagnostic, Language};
use crate::source::SourceFile;
use clap::ArgMatches;
use std::path::Path;

/// Measures every policy that the paths name; 1 where less is covered than `--require` asks.
pub fn run(terminal: &mut Terminal, matches: &ArgMatches) -> u8 {
    match measured(terminal, matches) {
        Ok(code) | Err(code) => code,
    }
}

fn measured(terminal: &mut Terminal, matches: &ArgMatches) -> Result<u8, u8> {
    let paths: Vec<String> = matches.get_many::<String>("paths").into_iter().flatten().cloned().collect();
    let found = suites::find_some(terminal, &paths)?;
    let mut reports: Vec<(Report, SourceFile, Language)> = Vec::new();
    let found_several = found.len() > 1;
    if let Some(page) = matches.get_one::<String>("html") {
        let read = found.iter().flat_map(|found| found.cases.iter().chain(std::iter::once(&found.policy)));
        files::spare(terminal, Path::new(page), read.map(std::path::PathBuf::as_path))?;
    }
    for found in &found {
        let ready = suites::load(terminal, found)?;
        // A folder may hold vocabularies, which have no cases and need none.
        if found_several && ready.suites.is_empty() && files::is_vocabulary(&ready.loaded) {
            continue;
        }
        let language = terminal.language(files::chinese(&ready.loaded));
        tell_failing(terminal, &ready, language);
        reports.extend(measure(&ready).map(|(report, source)| (report, source, language)));
    }
    if reports.is_empty() {
        suites::tell_no_cases(terminal);
        return Err(exit::FAILED);
    }
    print(terminal, matches, &reports)?;
    let short = required(terminal, matches, &reports);
    Ok(if short { exit::FOUND } else { exit::DONE })
}

/// Says what comes out otherwise than the cases expect: such cases show nothing.
fn tell_failing(terminal: &mut Terminal, ready: &Ready, language: Language) {
    let Some(policy) = ready.policy() else { return };
    // What is wrong with the examples of the policy was told when it was loaded.
    let tests = ready.suites.iter().filter(|suite| !suite.examples).flat_map(|suite| &suite.tests);
    let unmet: Vec<Diagnostic> = tests.flat_map(|test| policy.unmet(&test.typed, &test.question())).collect();
    if !unmet.is_empty() {
        terminal.report(&unmet, &ready.sources, language);
    }
}

/// The report of one policy.
pub fn measure(ready: &Ready) -> Option<(Report, SourceFile)> {
    let policy = ready.policy()?;
    let source = ready.loaded.sources.iter().next()?.clone();
    let mut measured = Coverage::of(&policy.program);
    let cases = counted(&policy.program, &ready.loaded.sources, &ready.suites);
    measured.measure(&cases.counted);
    Some((coverage::report(&measured, &source, &cases), source))
}

fn print(terminal: &mut Terminal, matches: &ArgMatches, reports: &[(Report, SourceFile, Language)]) -> Result<(), u8> {
    if let Some(path) = matches.get_one::<String>("html") {
        let language = reports.first().map_or(Language::English, |(.., language)| *language);
        let pages: Vec<(&Report, &SourceFile)> = reports.iter().map(|(report, source, _)| (report, source)).collect();
        let text = coverage::html::render(&pages, terminal.language(language == Language::Chinese));
        files::write_whole(terminal, Path::new(path), text.as_bytes())?;
    }
    if matches.get_one::<String>("format").is_some_and(|format| format == "json") {
        let all: Vec<&Report> = reports.iter().map(|(report, ..)| report).collect();
        let value = match all.as_slice() {
            [only] => serde_json::to_value(only),
            several => serde_json::to_value(several),
        };
        terminal.result(&format!("{:#}\n", value.unwrap_or_default()));
        return Ok(());
    }
    let shown = match matches.get_one::<String>("lines").map(String::as_str) {
        Some("none") => Shown::Nothing,
        Some("all") => Shown::All,
        _ => Shown::Gaps,
    };
    let texts = reports.iter().map(|(report, source, language)| {
        let style = terminal.style(*language, false);
        let look =
            Look { language: *language, ascii: terminal.ascii, color: terminal.colored(), width: style.width, shown };
        render(report, source, look)
    });
    let text = texts.collect::<Vec<_>>().join("\n");
    terminal.result(&text);
    Ok(())
}

/// Whether less is covered than is asked for; said on standard error.
fn required(terminal: &mut Terminal, matches: &ArgMatches, reports: &[(Report, SourceFile, Language)]) -> bool {
    let Some(required) = matches.get_one::<u8>("require").map(|percent| usize::from(*percent)) else { return false };
    let mut short = false;
    for (report, _, language) in reports.iter().filter(|(report, ..)| report.total.percent < required) {
        let (name, percent) = (report.policy.get(*language), report.total.percent);
        terminal.remark(&match language {
            Language::English => format!("pol: {name}: {percent}% covered, {required}% required\n"),
            Language::Chinese => format!("pol：{name}：覆盖率 {percent}%，低于要求的 {required}%\n"),
        });
        short = true;
    }
    short
}
