//! Runs again whenever a file has changed.

use super::super::suites::{self, Found};
use super::super::{Terminal, exit};
use super::run::Report;
use super::{Options, reported, text};
use crate::diagnostics::Language;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// How often it is looked.
const EVERY: Duration = Duration::from_millis(400);

/// What is known of the files: their names, when they were written, how long they are.
type Fingerprint = BTreeSet<(PathBuf, Option<(SystemTime, u64)>)>;

/// Runs until it is interrupted.
pub fn run(terminal: &mut Terminal, paths: &[String], options: &Options) -> u8 {
    loop {
        if terminal.is_seen() {
            terminal.result("\u{1b}[2J\u{1b}[3J\u{1b}[H");
        }
        // What was found before the run: a file written meanwhile shows at the next look.
        let found = suites::find(terminal, paths).unwrap_or_default();
        let mut known: BTreeSet<PathBuf> = files(&found);
        let before = fingerprint(&known);
        let report = reported(terminal, &found, options);
        if let Ok(report) = &report {
            text::print(terminal, report);
            known.extend(texts(report));
        }
        if terminal.is_broken() {
            return exit::DONE;
        }
        terminal.remark(match terminal.language(report.as_ref().is_ok_and(Report::chinese)) {
            Language::English => "\nwatching; ctrl-C ends\n",
            Language::Chinese => "\n正在监视文件变化；按 Ctrl-C 结束\n",
        });
        // A file that changed during the run is run again at once.
        let state = fingerprint(&known);
        if before.is_subset(&state) {
            wait(paths, &known, &state);
        }
    }
}

/// Waits until a file is written, comes or goes.
fn wait(paths: &[String], known: &BTreeSet<PathBuf>, before: &Fingerprint) {
    loop {
        std::thread::sleep(EVERY);
        let mut quiet = Terminal::keeping(None);
        let mut fresh = files(&suites::find(&mut quiet, paths).unwrap_or_default());
        fresh.extend(known.iter().cloned());
        let now = fingerprint(&fresh);
        if now != *before {
            // An editor may be writing several files.
            std::thread::sleep(EVERY / 4);
            return;
        }
    }
}

/// The policies, the case files, and what is pinned for them.
fn files(found: &[Found]) -> BTreeSet<PathBuf> {
    let mut out = BTreeSet::new();
    for one in found {
        out.insert(one.policy.clone());
        for cases in &one.cases {
            out.insert(cases.clone());
            out.insert(PathBuf::from(format!("{}.pinned", cases.display())));
        }
    }
    out
}

/// Every text that the policies are made of.
fn texts(report: &Report) -> Vec<PathBuf> {
    let loaded = report.policies.iter().map(|policy| &policy.prepared.ready.loaded);
    loaded.flat_map(|loaded| loaded.sources.iter().map(|source| PathBuf::from(&*source.name))).collect()
}

fn fingerprint(files: &BTreeSet<PathBuf>) -> Fingerprint {
    let state = |path: &PathBuf| {
        let data = path.metadata().ok()?;
        Some((data.modified().ok()?, data.len()))
    };
    files.iter().map(|path| (path.clone(), state(path))).collect()
}
