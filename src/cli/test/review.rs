//! Pending results one by one, on a terminal.

use super::super::Terminal;
use super::accept::{self, Choice};
use super::history;
use super::keys::{self, Key};
use super::run::{PolicyReport, Report, Verdict};
use super::show::{self, Shown, paint};
use super::{exit, text};
use crate::diagnostics::Language;
use crate::diagnostics::report::Style;
use crate::suite::deciding;
use crate::suite::pinned::{self, Standing};
use unicode_width::UnicodeWidthStr;

/// Where something pending stands: which policy, which suite, and which case, or the name of a stale entry.
struct Item {
    policy: usize,
    suite: usize,
    test: Result<usize, String>,
}

/// Walks through everything that is pending; what was decided is written as it is decided.
pub fn run(terminal: &mut Terminal, mut report: Report) -> u8 {
    let language = terminal.language(report.chinese());
    let items = pending(&report);
    if items.is_empty() {
        terminal.result(language.pick("nothing is pending\n\n", "没有待定的结果\n\n"));
    }
    let count = items.len();
    for (at, item) in items.iter().enumerate() {
        let style = terminal.style(language, false);
        let Some(policy) = report.policies.get(item.policy) else { continue };
        let (Some(suite), Some(found)) = (policy.suite(item.suite), policy.suites.get(item.suite)) else { continue };
        let number = format!("[{} / {count}]", at + 1);
        terminal.result(&format!("\n{} {}", paint(&number, "1", &style), body(policy, item, &style)));
        let choice = loop {
            terminal.result(&format!("\n{} ", prompt(item, &style)));
            let key = keys::read();
            let shown = match key {
                Key::Letter(letter) => letter.to_string(),
                Key::Interrupt | Key::End => String::new(),
            };
            terminal.result(&format!("{}\n", shown.trim()));
            match key {
                Key::Letter('a' | 'y') => break Some(Choice::Accept),
                Key::Letter('r' | 'n') if item.test.is_ok() => break Some(Choice::Reject),
                Key::Letter('s' | '\n') => break None,
                Key::Letter('q') | Key::End => return finish(terminal, &report),
                Key::Interrupt => {
                    finish(terminal, &report);
                    return exit::INTERRUPTED;
                }
                Key::Letter(letter) => {
                    let told = match (&item.test, letter) {
                        (Ok(test), 'w') => suite.tests.get(*test).map(|test| {
                            let shown = Shown { policy, suite, test };
                            changed(shown, found)
                                .into_iter()
                                .map(|decision| show::why(shown, Some(decision), &style, true))
                                .collect::<Vec<_>>()
                                .join("\n")
                        }),
                        (Ok(test), 'd') => {
                            suite.tests.get(*test).map(|test| clauses(Shown { policy, suite, test }, found, &style))
                        }
                        (Ok(test), 'f') => suite.tests.get(*test).and_then(|test| {
                            found
                                .cases
                                .iter()
                                .find(|(index, _)| suite.tests.get(*index).is_some_and(|known| known.name == test.name))
                                .and_then(|(_, verdict)| match verdict {
                                    Verdict::Held(_, now) => {
                                        Some(now.lines().map(|line| show::folded("  ", line, "", &style)).collect())
                                    }
                                    Verdict::Passed | Verdict::Failed(_) => None,
                                })
                        }),
                        _ => None,
                    };
                    terminal.result(&format!("\n{}", told.unwrap_or_else(|| help(&style))));
                }
            }
        };
        if let Some(choice) = choice
            && let Err(said) = decide(&mut report, item, choice)
        {
            terminal.remark(&format!("pol: {}\n", said.get(language)));
            return exit::FAILED;
        }
    }
    finish(terminal, &report)
}

fn finish(terminal: &mut Terminal, report: &Report) -> u8 {
    let style = terminal.style(terminal.language(report.chinese()), false);
    for policy in report.policies.iter().filter(|policy| !policy.prepared.is_sound()) {
        policy.prepared.tell(terminal);
    }
    terminal.result(&format!("\n{}", text::summary(report.tally(), &style)));
    super::code(report)
}

/// Notes a choice, and writes the file that it belongs to.
fn decide(report: &mut Report, item: &Item, choice: Choice) -> Result<(), crate::diagnostics::Text> {
    let Some(policy) = report.policies.get_mut(item.policy) else { return Ok(()) };
    let Some(language) = policy.prepared.ready.policy().map(|policy| pinned::language(&policy.program)) else {
        return Ok(());
    };
    let (Some(suite), Some(found)) = (policy.prepared.ready.suites.get(item.suite), policy.suites.get_mut(item.suite))
    else {
        return Ok(());
    };
    match &item.test {
        Err(name) => accept::choose(found, name, None, choice),
        Ok(test) => {
            let name = suite.tests.get(*test).map(|test| test.name.clone()).unwrap_or_default();
            let now = found.cases.iter().find_map(|(index, verdict)| match verdict {
                Verdict::Held(_, now) if index == test => Some(now.clone()),
                _ => None,
            });
            accept::choose(found, &name, now.as_deref(), choice);
        }
    }
    accept::write(suite, found, language)
}

fn pending(report: &Report) -> Vec<Item> {
    let mut out = Vec::new();
    for (policy, known) in report.policies.iter().enumerate() {
        for (suite, found) in known.suites.iter().enumerate() {
            for (test, verdict) in &found.cases {
                if matches!(verdict, Verdict::Held(Standing::New | Standing::Changed, _)) {
                    out.push(Item { policy, suite, test: Ok(*test) });
                }
            }
            out.extend(found.stale.iter().map(|pin| Item { policy, suite, test: Err(pin.name.clone()) }));
        }
    }
    out
}

/// What a person has to look at.
fn body(policy: &PolicyReport, item: &Item, style: &Style) -> String {
    let (Some(suite), Some(found)) = (policy.suite(item.suite), policy.suites.get(item.suite)) else {
        return String::new();
    };
    let test = match &item.test {
        Ok(test) => suite.tests.get(*test),
        Err(name) => {
            let was = found.stale.iter().find(|pin| pin.name == *name).and_then(|pin| pin.accepted.clone());
            let was: String = was.unwrap_or_default().lines().map(|line| show::folded("  ", line, "", style)).collect();
            return format!("{}{was}", text::stale_head(found, name, style));
        }
    };
    let Some(test) = test else { return String::new() };
    let Some((_, verdict)) = found.cases.iter().find(|(index, _)| Ok(*index) == item.test) else {
        return String::new();
    };
    let shown = Shown { policy, suite, test };
    format!("{}\n{}", text::head(shown, verdict, style), text::held(shown, found, verdict, style))
}

/// The decisions that a person has to look at: those that have changed, or all of a new result.
fn changed(shown: Shown<'_>, found: &super::run::SuiteReport) -> Vec<crate::types::ids::DecisionId> {
    let Some((_, policy)) = shown.text() else { return Vec::new() };
    let Some(explanation) = show::explanation(shown, None) else { return Vec::new() };
    let now = pinned::entry(&policy.program, shown.test, &explanation);
    let was = found.pins.get(&shown.test.name).and_then(|pin| pin.accepted.as_deref()).unwrap_or_default();
    pinned::changed(&policy.program, shown.test, &explanation, was, &now)
}

/// What has changed in the clauses since the last commit, else the clauses themselves.
fn clauses(shown: Shown<'_>, found: &super::run::SuiteReport, style: &Style) -> String {
    let Some((loaded, policy)) = shown.text() else { return String::new() };
    let decisions = changed(shown, found);
    let mut lines = Vec::new();
    for decision in &decisions {
        for found in deciding(&policy.program, shown.test, *decision) {
            if let Some(file) = loaded.sources.get(found.span.file) {
                lines.push((file.name.to_string(), file.position(found.span.range().start).line));
            }
        }
    }
    history::changes(shown.policy, &lines, style).unwrap_or_else(|| {
        let said = style.language.pick(
            "no text of the policy has changed since the last commit, or none is under version control; the clauses:",
            "自上次提交以来政策文本没有变动，或未纳入版本管理；有关条款：",
        );
        let each = decisions.iter().map(|decision| show::clause(shown, *decision, style));
        format!("{}{}", show::folded("  ", said, "", style), each.collect::<Vec<_>>().join("\n"))
    })
}

fn prompt(item: &Item, style: &Style) -> String {
    let keys: &[&str] = match (style.language, item.test.is_ok()) {
        (Language::English, true) => &[
            "[a]ccept",
            "[r]eject",
            "[s]kip",
            "[w]hy",
            "[d]iff of the clause",
            "[f]acts and result in full",
            "[q]uit?",
        ],
        (Language::English, false) => &["[a]ccept (take it out)", "[s]kip", "[q]uit?"],
        (Language::Chinese, true) => {
            &["a 认可", "r 退回", "s 跳过", "w 为什么", "d 条款变动", "f 全部事实和结果", "q 结束？"]
        }
        (Language::Chinese, false) => &["a 认可（删去）", "s 跳过", "q 结束？"],
    };
    let (mut lines, mut line) = (Vec::new(), String::new());
    for key in keys {
        // The cursor stands behind the last one.
        if !line.is_empty() && line.width() + 2 + key.width() >= style.width {
            lines.push(std::mem::take(&mut line));
        }
        let apart = if line.is_empty() { "" } else { "  " };
        line = format!("{line}{apart}{key}");
    }
    lines.push(line);
    lines.iter().map(|line| paint(line, "36", style)).collect::<Vec<_>>().join("\n")
}

fn help(style: &Style) -> String {
    match style.language {
        Language::English => {
            "  a  accept: what comes out now is pinned\n  \
             r  reject: it is marked as turned down, and the run fails until the policy or the case is mended\n  \
             s  skip: decide later\n  w  why it comes out so: the whole trail\n  \
             d  what has changed in the policy since the last commit, for the clauses that decide\n  \
             f  all facts of the case and the whole result\n  q  stop; what was decided is kept\n"
        }
        Language::Chinese => {
            "  a  认可：把现在的结果留存下来\n  r  退回：记为被退回，在修改政策或个案之前测试不通过\n  \
             s  跳过：以后再定\n  w  为什么：显示完整过程\n  d  起决定作用的条款自上次提交以来的变动\n  \
             f  个案的全部事实和结果\n  q  结束；已作出的决定予以保留\n"
        }
    }
    .to_owned()
}
