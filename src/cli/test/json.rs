//! A run as JSON, documented in `grammar/reference.md`.

use super::run::{PolicyReport, Report, SuiteReport, Tally, Verdict};
use super::show::{self, Shown};
use crate::diagnostics::{Language, Say, report};
use crate::interpret::Unmet;
use crate::suite::pinned::Standing;
use crate::suite::{Miss, Suite};
use serde_json::{Value, json};

/// The whole run.
pub fn render(report: &Report) -> String {
    let Tally { passed, pinned, failed, changed, new, rejected, stale, broken } = report.tally();
    let policies: Vec<Value> = report.policies.iter().map(policy).collect();
    let value = json!({
        "schema": 1,
        "summary": {
            "cases": report.tally().cases(),
            "passed": passed,
            "pinned": pinned,
            "failed": failed,
            "changed": changed,
            "new": new,
            "rejected": rejected,
            "stale": stale,
            "not_run": broken,
        },
        "policies": policies,
    });
    format!("{value:#}\n")
}

fn policy(policy: &PolicyReport) -> Value {
    let prepared = &policy.prepared;
    let diagnostics = |found: &[crate::Diagnostic], sources| {
        let told = report::json(found, sources);
        told.get("diagnostics").and_then(Value::as_array).cloned().unwrap_or_default()
    };
    let mut wrong = diagnostics(&prepared.unsound, &prepared.ready.loaded.sources);
    wrong.extend(diagnostics(&prepared.wrong(), &prepared.ready.sources));
    let suites = policy.suites.iter().enumerate();
    let suites: Vec<Value> = suites.filter_map(|(at, found)| Some(suite(policy, policy.suite(at)?, found))).collect();
    json!({
        "policy": policy.path,
        "remarks": prepared.remarks,
        "diagnostics": wrong,
        "suites": suites,
        "not_run": prepared.broken.iter().map(|(file, _)| file).collect::<Vec<_>>(),
    })
}

fn suite(policy: &PolicyReport, suite: &Suite, found: &SuiteReport) -> Value {
    let cases: Vec<Value> = found
        .cases
        .iter()
        .filter_map(|(at, verdict)| {
            let shown = Shown { policy, suite, test: suite.tests.get(*at)? };
            Some(case(shown, found, verdict))
        })
        .collect();
    let stale: Vec<Value> = found.stale.iter().map(|pin| json!({ "case": pin.name, "was": pin.accepted })).collect();
    json!({
        "suite": suite.name,
        "kind": if suite.examples { "examples" } else { "cases" },
        "pinned": found.pinned.as_ref().map(|path| path.display().to_string()),
        "cases": cases,
        "stale": stale,
    })
}

fn case(shown: Shown<'_>, found: &SuiteReport, verdict: &Verdict) -> Value {
    let (file, line) = show::position(shown);
    let (result, unmet, now) = match verdict {
        Verdict::Passed => ("passed", Vec::new(), None),
        Verdict::Failed(misses) => ("failed", misses.iter().map(|miss| missed(shown, miss)).collect(), None),
        Verdict::Held(Standing::Same, now) => ("pinned", Vec::new(), Some(now)),
        Verdict::Held(Standing::New, now) => ("new", Vec::new(), Some(now)),
        Verdict::Held(Standing::Changed, now) => ("changed", Vec::new(), Some(now)),
        Verdict::Held(Standing::Rejected, now) => ("rejected", Vec::new(), Some(now)),
    };
    let was = found.pins.get(&shown.test.name).and_then(|pin| pin.accepted.as_ref());
    let why = match verdict {
        Verdict::Failed(misses) => {
            let mut asked: Vec<_> = misses.iter().map(|miss| miss.decision).collect();
            asked.dedup();
            let told = asked.into_iter().filter_map(|decision| show::explanation(shown, Some(decision)));
            let told: Vec<Value> = told.flat_map(|told| told.outcomes).map(|told| json!(told)).collect();
            told
        }
        Verdict::Passed | Verdict::Held(..) => Vec::new(),
    };
    json!({
        "case": shown.test.name,
        "file": file,
        "line": line,
        "result": result,
        "unmet": unmet,
        "outcomes": why,
        "was": was,
        "now": now,
    })
}

fn missed(shown: Shown<'_>, miss: &Miss) -> Value {
    let (what, found) = match &miss.unmet {
        Unmet::Answer { found } => ("answer", found),
        Unmet::Because { found, .. } => ("because", found),
        Unmet::Missing { found, .. } => ("missing", found),
        Unmet::Fault { found, .. } => ("error", found),
    };
    let source = shown.policy.sources(shown.suite).get(miss.at.file);
    let position = source.map(|source| source.position(miss.at.range().start));
    let name = |language: Language| show::name(shown, miss.decision, language).say(language);
    json!({
        "decision": { "en": name(Language::English), "zh": name(Language::Chinese) },
        "what": what,
        "expected": show::written(shown, miss.at),
        "found": found,
        "line": position.map(|position| position.line),
        "column": position.map(|position| position.column),
    })
}
