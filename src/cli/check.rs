//! `pol check`: what is wrong with policies, their examples among it.

use super::{Terminal, exit, files};
use crate::diagnostics::{Diagnostic, Language, report};
use clap::ArgMatches;

/// Checks each file; 1 where any has an error, 3 where it could not be decided whether a change is allowed.
pub fn run(terminal: &mut Terminal, matches: &ArgMatches) -> u8 {
    let json = matches.get_one::<String>("format").is_some_and(|format| format == "json");
    let mut code = exit::DONE;
    let mut all: Vec<serde_json::Value> = Vec::new();
    for path in matches.get_many::<String>("files").into_iter().flatten() {
        let loaded = match files::policy(terminal, path) {
            Ok(loaded) => loaded,
            Err(failed) => return failed,
        };
        if loaded.diagnostics.iter().any(Diagnostic::is_error) {
            code = exit::FOUND;
        } else if code == exit::DONE
            && loaded.diagnostics.iter().any(|found| found.code == crate::authority::NOT_DECIDED)
        {
            code = exit::UNDECIDED;
        }
        if json {
            let report = report::json(&loaded.diagnostics, &loaded.sources);
            all.extend(report.get("diagnostics").and_then(|found| found.as_array()).into_iter().flatten().cloned());
            continue;
        }
        let language = terminal.language(files::chinese(&loaded));
        if loaded.diagnostics.is_empty() {
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
        } else {
            let text = report::render(&loaded.diagnostics, &loaded.sources, &terminal.style(language, false));
            terminal.result(&text);
        }
    }
    if json {
        let value = serde_json::json!({ "schema": 1, "diagnostics": all });
        terminal.result(&format!("{value:#}\n"));
    }
    code
}
