//! Pinned results taken or turned down, without asking: for scripts.

use super::super::{Terminal, files};
use super::run::{Report, SuiteReport, Verdict};
use super::{exit, text};
use crate::diagnostics::{Language, Text, wording};
use crate::suite::Suite;
use crate::suite::pinned::{self, Standing};

/// What a person has decided about one result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    Accept,
    Reject,
}

/// Takes or turns down everything that is pending; what was turned down before is taken only where it is `named`.
pub fn run(terminal: &mut Terminal, mut report: Report, accept: bool, named: bool) -> u8 {
    let mut changed = 0;
    let choice = if accept { Choice::Accept } else { Choice::Reject };
    for policy in &mut report.policies {
        for (at, found) in policy.suites.iter_mut().enumerate() {
            let Some(suite) = policy.prepared.ready.suites.get(at) else { continue };
            let mut pending: Vec<(String, String)> = Vec::new();
            for (index, verdict) in &found.cases {
                if let (Verdict::Held(standing, now), Some(test)) = (verdict, suite.tests.get(*index))
                    && is_pending(standing, accept && named)
                {
                    pending.push((test.name.clone(), now.clone()));
                }
            }
            for (name, now) in &pending {
                choose(found, name, Some(now), choice);
            }
            changed += pending.len();
            // What belongs to no case is taken out with the rest; one cannot turn down that a case is gone.
            if accept {
                let stale: Vec<String> = found.stale.iter().map(|pin| pin.name.clone()).collect();
                changed += stale.len();
                for name in &stale {
                    choose(found, name, None, choice);
                }
            }
        }
    }
    finish(terminal, &report, changed, choice)
}

const fn is_pending(standing: &Standing, rejected_too: bool) -> bool {
    match standing {
        Standing::Same => false,
        Standing::New | Standing::Changed => true,
        Standing::Rejected => rejected_too,
    }
}

/// Notes a choice about a case in what is pinned; `now` is none for an entry without a case.
pub fn choose(found: &mut SuiteReport, name: &str, now: Option<&str>, choice: Choice) {
    match (now, choice) {
        (Some(now), Choice::Accept) => found.pins.accept(name, now),
        (Some(now), Choice::Reject) => found.pins.reject(name, now),
        (None, Choice::Accept) => {
            found.pins.remove(name);
            found.stale.retain(|pin| pin.name != name);
        }
        (None, Choice::Reject) => {}
    }
    let standing = match choice {
        Choice::Accept => Standing::Same,
        Choice::Reject => Standing::Rejected,
    };
    for (_, verdict) in &mut found.cases {
        if let Verdict::Held(old, text) = verdict
            && Some(text.as_str()) == now
            && found.pins.standing(name, text) == standing
        {
            *old = standing.clone();
        }
    }
}

/// Writes a file of pinned results; takes it away where nothing is left in it.
pub fn write(suite: &Suite, found: &SuiteReport, language: Language) -> Result<(), Text> {
    let Some(path) = &found.pinned else { return Ok(()) };
    // Where the file is a link, what it leads to is emptied instead.
    if found.pins.entries.is_empty() && !path.is_symlink() {
        if path.is_file() {
            std::fs::remove_file(path).map_err(|error| {
                let name = path.display();
                let why = files::why(&error);
                crate::text!("{name}: cannot be written: {why}", "{name}：无法写入：{why}"; why)
            })?;
        }
        return Ok(());
    }
    let cases = std::path::Path::new(&suite.name).file_name().map(|name| name.to_string_lossy().into_owned());
    let names = suite.tests.iter().map(|test| test.name.as_str());
    files::write(path, found.pins.text(&cases.unwrap_or_default(), names, language).as_bytes())
}

/// Writes every file in which something was decided, and counts.
fn finish(terminal: &mut Terminal, report: &Report, changed: usize, choice: Choice) -> u8 {
    let language = terminal.language(report.chinese());
    for policy in &report.policies {
        let Some(loaded) = policy.prepared.ready.policy() else { continue };
        for (at, found) in policy.suites.iter().enumerate() {
            let Some(suite) = policy.suite(at) else { continue };
            if let Err(said) = write(suite, found, pinned::language(&loaded.program)) {
                terminal.remark(&format!("pol: {}\n", said.get(language)));
                return exit::FAILED;
            }
        }
    }
    let said = match (choice, language) {
        (Choice::Accept, Language::English) => format!("accepted: {}\n", wording::count(changed, "result", "results")),
        (Choice::Reject, Language::English) => {
            format!("turned down: {}\n", wording::count(changed, "result", "results"))
        }
        (Choice::Accept, Language::Chinese) => format!("已认可 {changed} 项结果\n"),
        (Choice::Reject, Language::Chinese) => format!("已退回 {changed} 项结果\n"),
    };
    terminal.result(&said);
    for policy in report.policies.iter().filter(|policy| !policy.prepared.is_sound()) {
        policy.prepared.tell(terminal);
    }
    let style = terminal.style(language, false);
    let left: String = report.policies.iter().map(|policy| text::left(policy, &style)).collect();
    terminal.result(&left);
    terminal.result(&text::summary(report.tally(), &style));
    super::code(report)
}
