//! `pol check`: what is wrong with policies, their examples among it.

use super::{Terminal, exit, files, suites};
use crate::diagnostics::{Diagnostic, Language, report};
use crate::load::{Back, Loaded, NO_EARLIER, When, undated};
use crate::source::Sources;
use crate::types::Date;
use clap::ArgMatches;
use std::collections::BTreeSet;
use std::path::Path;

/// Checks each file; 1 where any has an error, 3 where it could not be decided whether a change is allowed.
pub fn run(terminal: &mut Terminal, matches: &ArgMatches) -> u8 {
    let json = matches.get_one::<String>("format").is_some_and(|format| format == "json");
    let mut code = exit::DONE;
    let mut all: Vec<serde_json::Value> = Vec::new();
    let paths = match policies(terminal, matches) {
        Ok(paths) => paths,
        Err(failed) => return failed,
    };
    let several = paths.len() > 1;
    let mut told: BTreeSet<String> = BTreeSet::new();
    for path in &paths {
        let all_versions = match versions(terminal, path) {
            Ok(all) => all,
            Err(failed) => return failed,
        };
        for (mut loaded, path) in all_versions {
            if loaded.diagnostics.iter().any(Diagnostic::is_error) {
                code = exit::FOUND;
            } else if code == exit::DONE
                && loaded.diagnostics.iter().any(|found| found.code == crate::authority::NOT_DECIDED)
            {
                code = exit::UNDECIDED;
            }
            // A version that stands beside the others is judged with them.
            if several && beside_its_base(&path, &paths) {
                loaded.diagnostics.retain(|found| found.code != NO_EARLIER || found.is_error());
            }
            let well = loaded.diagnostics.is_empty();
            if several {
                // What is found in a text that several policies stand on is told once.
                loaded.diagnostics.retain(|found| told.insert(key(&loaded.sources, found)));
            }
            if json {
                let report = report::json(&loaded.diagnostics, &loaded.sources);
                all.extend(report.get("diagnostics").and_then(|found| found.as_array()).into_iter().flatten().cloned());
                continue;
            }
            let language = terminal.language(files::chinese(&loaded));
            if well {
                let text = match (&loaded.policy, language) {
                    (Some(policy), Language::English) => {
                        let count = crate::diagnostics::wording::count;
                        let (facts, decisions) = (policy.program.facts.len(), policy.program.decisions.len());
                        let examples = policy.program.examples.len();
                        format!(
                            "{path}: {}, {}, {}: all is well\n",
                            count(facts, "fact", "facts"),
                            count(decisions, "decision", "decisions"),
                            count(examples, "example", "examples")
                        )
                    }
                    (Some(policy), Language::Chinese) => {
                        let (facts, decisions) = (policy.program.facts.len(), policy.program.decisions.len());
                        let examples = policy.program.examples.len();
                        format!("{path}：{facts} 项事实、{decisions} 项决定、{examples} 个示例，未发现问题\n")
                    }
                    (None, _) => String::new(),
                };
                terminal.result(&text);
            } else if loaded.diagnostics.is_empty() {
                terminal.result(&match language {
                    Language::English => format!("{path}: nothing but what is told above\n"),
                    Language::Chinese => format!("{path}：除上述外未发现其他问题\n"),
                });
            } else {
                let text = report::render(&loaded.diagnostics, &loaded.sources, &terminal.style(language, false));
                terminal.result(&text);
            }
        }
    }
    if json {
        let value = serde_json::json!({ "schema": 1, "diagnostics": all });
        terminal.result(&format!("{value:#}\n"));
    }
    code
}

/// Whether a file is named by its date, and the one without it is checked too.
fn beside_its_base(path: &str, all: &[String]) -> bool {
    let path = Path::new(path);
    let base = path.file_stem().and_then(|stem| undated(&stem.to_string_lossy()).map(str::to_owned));
    base.is_some_and(|base| all.iter().any(|other| Path::new(other) == path.with_file_name(format!("{base}.pol"))))
}

/// The policies that are named; of a folder, every one below it.
fn policies(terminal: &mut Terminal, matches: &ArgMatches) -> Result<Vec<String>, u8> {
    let mut out: Vec<String> = Vec::new();
    for path in matches.get_many::<String>("files").into_iter().flatten() {
        let fresh: Vec<String> = if Path::new(path).is_dir() {
            let found = suites::find_some(terminal, std::slice::from_ref(path))?;
            found.into_iter().map(|found| found.policy.to_string_lossy().into_owned()).collect()
        } else {
            vec![path.clone()]
        };
        out.extend(fresh);
    }
    Ok(out)
}

/// What is found and where: the same in another policy is no further news.
fn key(sources: &Sources, found: &Diagnostic) -> String {
    let place = found.labels.first().map(|label| {
        let file = sources.get(label.span.file).map(|source| source.name.to_string());
        (file, label.span.start, label.span.end)
    });
    format!("{} {place:?} {:?}", found.code, found.message)
}

/// The texts to which one leaves cases: one version further back, policy by policy.
fn further_back(loaded: &Loaded, back: &Back) -> Vec<Back> {
    let program = loaded.policy.as_ref().map(|policy| &policy.program);
    let transitions = program.into_iter().flat_map(|program| &program.transitions).filter(|next| next.leads_back);
    transitions
        .map(|next| {
            let mut out = back.clone();
            *out.entry(next.policy.text.to_string()).or_insert(0) += 1;
            out
        })
        .collect()
}

/// A policy as it is on each day on which a version of it, or of one above it, begins; what is found in each is told once.
fn versions(terminal: &mut Terminal, path: &str) -> Result<Vec<(Loaded, String)>, u8> {
    let mut days: BTreeSet<Date> = BTreeSet::new();
    let first = files::policy(terminal, path)?;
    if first.beginnings.is_empty() {
        return Ok(vec![(first, path.to_owned())]);
    }
    let mut open: Vec<Date> = first.beginnings.clone();
    let mut out: Vec<(Loaded, String)> = Vec::new();
    let mut told: BTreeSet<String> = BTreeSet::new();
    while let Some(day) = open.pop() {
        if !days.insert(day) {
            continue;
        }
        let mut loaded = files::policy_on(terminal, path, When { as_of: Some(day), known_on: None })?;
        open.extend(&loaded.beginnings);
        // Cases that a text leaves to the one before it are judged by that one on these days too.
        let mut further = further_back(&loaded, &Back::new());
        loaded.diagnostics.retain(|found| told.insert(key(&loaded.sources, found)));
        out.push((loaded, format!("{path} {day}")));
        let mut seen: BTreeSet<Back> = BTreeSet::new();
        while let Some(back) = further.pop() {
            if !seen.insert(back.clone()) {
                continue;
            }
            let when = When { as_of: Some(day), known_on: None };
            let mut earlier = files::policy_back(terminal, path, when, &back)?;
            further.extend(further_back(&earlier, &back));
            earlier.diagnostics.retain(|found| told.insert(key(&earlier.sources, found)));
            if !earlier.diagnostics.is_empty() {
                out.push((earlier, format!("{path} {day}")));
            }
        }
    }
    out.sort_by(|(_, one), (_, two)| one.cmp(two));
    Ok(out)
}
