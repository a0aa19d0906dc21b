//! A run as text: a line for each suite, then everything that needs a person, then a count.

use super::super::Terminal;
use super::run::{PolicyReport, Report, SuiteReport, Tally, Verdict};
use super::show::{self, Shown, paint};
use crate::diagnostics::report::Style;
use crate::diagnostics::{Language, wording};
use crate::suite::pinned::{self, Standing};
use std::fmt::Write as _;

/// Prints a run; what cannot be run is told on standard error.
pub fn print(terminal: &mut Terminal, report: &Report) {
    let mut details = String::new();
    let language = terminal.language(report.chinese());
    for policy in &report.policies {
        let style = terminal.style(language, false);
        terminal.result(&suites(policy, &style));
        if policy.prepared.is_sound() {
            terminal.remark(&policy.prepared.remarks);
        } else {
            policy.prepared.tell(terminal);
        }
        details.push_str(&needs(policy, &style));
    }
    terminal.result(&details);
    let style = terminal.style(language, false);
    terminal.result(&format!("\n{}", summary(report.tally(), &style)));
}

/// The policy, and each of its suites with its count.
fn suites(policy: &PolicyReport, style: &Style) -> String {
    // A vocabulary decides nothing, and so has no cases.
    let decides = policy.prepared.ready.policy().is_none_or(|policy| !policy.program.decisions.is_empty());
    if !decides && policy.suites.is_empty() {
        return String::new();
    }
    let mut out = format!("{}\n", paint(&policy.path, "1", style));
    let sign = |good: bool| match (good, style.ascii) {
        (true, false) => paint("✓", "32", style),
        (true, true) => paint("+", "32", style),
        (false, false) => paint("✗", "31", style),
        (false, true) => paint("-", "31", style),
    };
    let cannot = style.language.pick("cannot be run", "无法运行");
    if !policy.prepared.runs() {
        let _ = writeln!(out, "  {} {cannot}", sign(false));
        return out;
    }
    let folder = std::path::Path::new(&policy.path).parent();
    let colon = style.language.pick(": ", "：");
    let short = |file: &str| {
        let short = folder.and_then(|folder| std::path::Path::new(file).strip_prefix(folder).ok());
        short.map_or_else(|| file.to_owned(), |short| short.display().to_string())
    };
    for (at, report) in policy.suites.iter().enumerate() {
        let Some(suite) = policy.suite(at) else { continue };
        let tally = report.tally();
        if tally == Tally::default() {
            continue;
        }
        let name = match (suite.examples, style.language) {
            (true, Language::English) => "examples".to_owned(),
            (true, Language::Chinese) => "示例".to_owned(),
            (false, _) => short(&suite.name),
        };
        let good = tally.passed + tally.pinned == tally.cases() && tally.stale == 0;
        let _ = writeln!(out, "  {} {name}{colon}{}", sign(good), counts(tally, style));
    }
    for (file, _) in &policy.prepared.broken {
        let _ = writeln!(out, "  {} {}{colon}{cannot}", sign(false), short(file));
    }
    if policy.prepared.broken.is_empty() && policy.suites.iter().all(|suite| suite.tally() == Tally::default()) {
        let said = style.language.pick("no cases", "没有个案");
        let _ = writeln!(out, "  {}", paint(said, "2", style));
    }
    out
}

/// "3 passed, 1 failed"
fn counts(tally: Tally, style: &Style) -> String {
    let Tally { passed, pinned, failed, changed, new, rejected, stale, broken } = tally;
    let all: [(usize, &str, &str, &str); 8] = [
        (passed, "passed", "个通过", ""),
        (pinned, "as pinned", "个与留存一致", ""),
        (failed, "failed", "个未通过", "31"),
        (changed, "changed", "个结果有变", "33"),
        (new, "new", "个待认可", "33"),
        (rejected, "turned down", "个已退回", "31"),
        (stale, "stale", "项留存已无个案", "33"),
        (broken, if broken == 1 { "file could not be run" } else { "files could not be run" }, "个文件无法运行", "31"),
    ];
    let told = all.iter().filter(|(count, ..)| *count > 0);
    let parts: Vec<String> = told
        .map(|(count, en, zh, color)| match style.language {
            Language::English => paint(&format!("{count} {en}"), color, style),
            Language::Chinese => paint(&format!("{count} {zh}"), color, style),
        })
        .collect();
    parts.join(style.language.pick(", ", "，"))
}

/// The count of a whole run, and what to do next.
pub fn summary(tally: Tally, style: &Style) -> String {
    let count = tally.cases();
    let chinese = style.language == Language::Chinese;
    let head = if chinese { format!("{count} 个个案") } else { wording::count(count, "case", "cases") };
    let told = counts(tally, style);
    let colon = style.language.pick(": ", "：");
    let mut out = if told.is_empty() { format!("{head}\n") } else { format!("{head}{colon}{told}\n") };
    if tally.pending() > 0 {
        out.push_str(style.language.pick(
            "`pol test --review` goes through them one by one; `--accept` takes all that are\npending, with `--only TEXT` some\n",
            "用 `pol 测试 --review` 逐项审阅；用 `--accept` 认可全部待定结果，\n或加 `--only 文字` 只认可其中一部分\n",
        ));
    }
    if tally.rejected > 0 {
        out.push_str(style.language.pick(
            "what was turned down waits for the policy or the case to be mended;\n`--accept --only NAME` takes it after all\n",
            "被退回的结果须由修改政策或个案来解决；要改为认可，用 `--accept --only 个案名称`\n",
        ));
    }
    out
}

/// The cases of a policy that do not come out as expected or as pinned, by their names and places.
pub fn left(policy: &PolicyReport, style: &Style) -> String {
    let mut out = String::new();
    for (at, report) in policy.suites.iter().enumerate() {
        let Some(suite) = policy.suite(at) else { continue };
        for (index, verdict) in &report.cases {
            let good = matches!(verdict, Verdict::Passed | Verdict::Held(Standing::Same, _));
            if let Some(test) = suite.tests.get(*index).filter(|_| !good) {
                out.push_str(&head(Shown { policy, suite, test }, verdict, style));
            }
        }
        for pin in &report.stale {
            out.push_str(&stale_head(report, &pin.name, style));
        }
    }
    out
}

/// Everything in a policy that does not come out as expected or as pinned.
fn needs(policy: &PolicyReport, style: &Style) -> String {
    let mut out = String::new();
    for (at, report) in policy.suites.iter().enumerate() {
        let Some(suite) = policy.suite(at) else { continue };
        for (index, verdict) in &report.cases {
            let Some(test) = suite.tests.get(*index) else { continue };
            let shown = Shown { policy, suite, test };
            let body = match verdict {
                Verdict::Passed | Verdict::Held(Standing::Same, _) => continue,
                Verdict::Failed(misses) => show::failed(shown, misses, style),
                Verdict::Held(..) => held(shown, report, verdict, style),
            };
            let _ = write!(out, "\n{}{body}", head(shown, verdict, style));
        }
        for pin in &report.stale {
            let _ = write!(out, "\n{}", stale_head(report, &pin.name, style));
            let said = style.language.pick(
                "what is pinned belongs to no case that expects nothing; accepting takes it out",
                "留存的结果已没有对应的（未写期望的）个案；认可后即删去",
            );
            let _ = writeln!(out, "  {said}");
        }
    }
    out
}

/// What is pinned and what comes out now, with the clauses that have it so; a new result in full.
pub fn held(shown: Shown<'_>, report: &SuiteReport, verdict: &Verdict, style: &Style) -> String {
    let Verdict::Held(_, found) = verdict else { return String::new() };
    let pin = report.pins.get(&shown.test.name);
    let Some(was) = pin.and_then(|pin| pin.accepted.as_deref()) else {
        return found.lines().map(|line| show::folded("  ", line, "", style)).collect();
    };
    let mut out = show::change(was, found, style);
    let clauses = clauses(shown, was, found, style);
    if !clauses.is_empty() {
        let _ = write!(out, "\n{clauses}");
    }
    out
}

/// The clauses of the decisions that have changed.
fn clauses(shown: Shown<'_>, was: &str, found: &str, style: &Style) -> String {
    let Some((_, policy)) = shown.text() else { return String::new() };
    let Some(explanation) = show::explanation(shown, None) else { return String::new() };
    let changed = pinned::changed(&policy.program, shown.test, &explanation, was, found);
    let each: Vec<String> = changed.into_iter().map(|decision| show::clause(shown, decision, style)).collect();
    let each: Vec<String> = each.into_iter().filter(|text| !text.is_empty()).collect();
    each.join("\n")
}

/// `✗ failed: NAME` and where it stands.
pub fn head(shown: Shown<'_>, verdict: &Verdict, style: &Style) -> String {
    let (en, zh, color) = match verdict {
        Verdict::Passed | Verdict::Held(Standing::Same, _) => ("passed", "通过", "32"),
        Verdict::Failed(_) => ("failed", "未通过", "1;31"),
        Verdict::Held(Standing::New, _) => ("new", "待认可", "1;33"),
        Verdict::Held(Standing::Changed, _) => ("changed", "结果有变", "1;33"),
        Verdict::Held(Standing::Rejected, _) => ("turned down", "已退回", "1;31"),
    };
    titled(en, zh, color, &pinned::one_line(&shown.test.name), &show::place(shown), style)
}

/// `stale: NAME` and where it stands.
pub fn stale_head(report: &SuiteReport, name: &str, style: &Style) -> String {
    let place = report.pinned.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
    titled("stale", "留存已无个案", "1;33", name, &place, style)
}

fn titled(en: &str, zh: &str, color: &str, name: &str, place: &str, style: &Style) -> String {
    let rule = if style.ascii { "--" } else { "──" };
    let (word, colon) = style.language.pick((en, ": "), (zh, "："));
    let word = paint(&format!("{word}{colon}"), color, style);
    format!("{rule} {word}{}\n   {}\n", paint(name, "1", style), paint(place, "2", style))
}
