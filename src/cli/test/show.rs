//! One case that does not come out as it should: what was expected, what came out, why, and the clause at fault.

use super::run::PolicyReport;
use crate::diagnostics::report::{self, Style};
use crate::diagnostics::{Label, Language, Say, Text, wording};
use crate::interpret::{Answer, Detail, Explanation, Unmet, answer_text, interpret, render};
use crate::ir::{Expected, Wanted};
use crate::load::{Loaded, Policy};
use crate::suite::lines::{Line, compare};
use crate::suite::{Miss, Suite, Test, deciding, explained, pinned};
use crate::text;
use crate::types::ids::DecisionId;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// No more conditions of a clause are pointed at.
const MAX_LABELS: usize = 6;
/// Lines kept around what has changed.
const AROUND: usize = 2;
/// From this many columns on, two texts stand side by side.
const WIDE: usize = 110;

/// A case among those of its policy.
#[derive(Clone, Copy)]
pub struct Shown<'r> {
    pub policy: &'r PolicyReport,
    pub suite: &'r Suite,
    pub test: &'r Test,
}

impl<'r> Shown<'r> {
    /// The text that judges the case.
    pub fn text(self) -> Option<(&'r Loaded, &'r Policy)> {
        self.policy.prepared.ready.text_of(self.test)
    }
}

/// `policies/yunnan/cases/dehong.yaml:9`
pub fn place(shown: Shown<'_>) -> String {
    let (file, line) = position(shown);
    format!("{file}:{line}")
}

/// The file and the line of a case.
pub fn position(shown: Shown<'_>) -> (String, usize) {
    let span = shown.test.typed.named.unwrap_or_else(|| shown.test.span());
    let source = shown.policy.sources(shown.suite).get(span.file);
    source.map_or((String::new(), 0), |file| (file.name.to_string(), file.position(span.range().start).line))
}

/// What is written where something is expected, in one line.
pub fn written(shown: Shown<'_>, span: crate::source::Span) -> String {
    pinned::one_line(shown.policy.sources(shown.suite).slice(span))
}

/// Everything that a case expects and does not get, each decision with its reasons and its clause.
pub fn failed(shown: Shown<'_>, misses: &[Miss], style: &Style) -> String {
    let mut out = String::new();
    let mut told: Vec<DecisionId> = Vec::new();
    let mut sets: Vec<usize> = Vec::new();
    for miss in misses {
        // What was written of a set is told of the set, once.
        let of_set = miss.set.and_then(|set| chosen(shown, set));
        let first = miss.set.is_none_or(|set| of_set.is_none() || !sets.contains(&set));
        sets.extend(miss.set);
        if !first {
            if !told.contains(&miss.decision) {
                told.push(miss.decision);
            }
            continue;
        }
        let (decision, what, found) = of_set.map_or_else(
            || {
                let (what, found) = missed(shown, miss);
                (name(shown, miss.decision, style.language), what, found)
            },
            |(set, what, found)| (set.get(style.language).to_owned(), what, found),
        );
        let words = style.language.pick(("expected", "found   "), ("应为", "实际"));
        let _ = writeln!(out, "  {decision}");
        let _ = writeln!(out, "    {}  {}", paint(words.0, "2", style), paint(what.get(style.language), "32", style));
        let _ = writeln!(out, "    {}  {}", paint(words.1, "2", style), paint(found.get(style.language), "31", style));
        if !told.contains(&miss.decision) {
            told.push(miss.decision);
        }
    }
    for decision in told {
        let _ = write!(out, "\n{}", why(shown, Some(decision), style, false));
        let clause = clause(shown, decision, style);
        if !clause.is_empty() {
            let _ = write!(out, "\n{clause}");
        }
    }
    out
}

/// What was expected of a set of options, and which of them are open: its name, and both.
fn chosen(shown: Shown<'_>, at: usize) -> Option<(Text, Text, Text)> {
    // Where several texts may judge, each has a set of its own.
    let (_, policy) = shown.text().filter(|_| shown.test.perhaps.is_empty())?;
    let program = &policy.program;
    let set = program.options.get(at)?;
    let question = shown.test.question();
    let open = |id: DecisionId| {
        let outcomes = interpret(program, &shown.test.typed.case, &question, Some(id));
        outcomes.into_iter().map(|outcome| outcome.answer).next()
    };
    let say = |language| {
        let term = |id: DecisionId| program.decisions.get(id.index()).map(|found| found.term.say(language));
        let none = || language.pick("none", "无").to_owned();
        let list = |names: Vec<String>| if names.is_empty() { none() } else { wording::listed(names, language) };
        let wanted = shown
            .test
            .typed
            .expect
            .iter()
            .filter(|expected| expected.set == Some(at) && expected.wanted == Wanted::Every(Expected::Yes));
        let wanted: Vec<String> = wanted.filter_map(|expected| term(expected.decision)).collect();
        let found = set.decisions.iter().filter_map(|id| {
            let (name, answer) = (term(*id)?, open(*id)?);
            match answer {
                Answer::No | Answer::NotAddressed => None,
                Answer::Yes => Some(name),
                other => {
                    let answer = answer_text(program, &other, None).say(language);
                    Some(match language {
                        Language::English => format!("{name} ({answer})"),
                        Language::Chinese => format!("{name}（{answer}）"),
                    })
                }
            }
        });
        (set.term.as_ref().map(|term| term.say(language)).unwrap_or_default(), list(wanted), list(found.collect()))
    };
    let (en, zh) = (say(Language::English), say(Language::Chinese));
    Some((Text { en: en.0, zh: zh.0 }, Text { en: en.1, zh: zh.1 }, Text { en: en.2, zh: zh.2 }))
}

/// What was expected, and what came out.
pub fn missed(shown: Shown<'_>, miss: &Miss) -> (Text, Text) {
    match &miss.unmet {
        Unmet::Answer { found } => {
            let policy = shown.text().map(|(_, policy)| policy);
            let decision =
                policy.and_then(|policy| Some((policy, policy.program.decisions.get(miss.decision.index())?)));
            let wanted = decision.map(|(policy, decision)| miss.wanted.text(&policy.program, &decision.kind));
            (wanted.unwrap_or_default(), found.clone())
        }
        Unmet::Because { clause, found, .. } => {
            (text!("because {clause}", "理由：{clause}"; clause), text!("because {found}", "理由：{found}"; found))
        }
        Unmet::Missing { wanted, found, .. } => {
            (text!("missing {wanted}", "缺少：{wanted}"; wanted), text!("missing {found}", "缺少：{found}"; found))
        }
        Unmet::Fault { wanted, found, .. } => {
            (text!("error: {wanted}", "错误：{wanted}"; wanted), text!("error: {found}", "错误：{found}"; found))
        }
    }
}

/// The name of a decision.
pub fn name(shown: Shown<'_>, id: DecisionId, language: Language) -> String {
    let policy = shown.text().map(|(_, policy)| policy);
    let decision = policy.and_then(|policy| policy.program.decisions.get(id.index()));
    decision.map(|decision| decision.term.say(language)).unwrap_or_default()
}

/// Why a case comes out as it does: of one decision or of all, set in by two.
pub fn why(shown: Shown<'_>, only: Option<DecisionId>, style: &Style, whole: bool) -> String {
    let Some(explanation) = explanation(shown, only) else { return String::new() };
    let detail = Detail {
        language: style.language,
        whole,
        ascii: style.ascii,
        color: style.color,
        width: Some(style.width.saturating_sub(2).max(38)),
    };
    let text = render(&explanation, detail);
    // The head names the case and the policy, which the reader knows.
    let body = text.split_once("\n\n").map_or(text.as_str(), |(_, body)| body);
    body.lines().map(|line| format!("  {line}").trim_end().to_owned() + "\n").collect()
}

/// Why a case comes out as it does, as data.
pub fn explanation(shown: Shown<'_>, only: Option<DecisionId>) -> Option<Explanation> {
    explained(&shown.policy.prepared.ready.texts(), shown.test, only)
}

/// The clause at fault: the conditions on which the outcome turns, where they stand in the policy.
pub fn clause(shown: Shown<'_>, decision: DecisionId, style: &Style) -> String {
    let Some((loaded, policy)) = shown.text() else { return String::new() };
    let found = deciding(&policy.program, shown.test, decision);
    let labels: Vec<Label> =
        found.iter().take(MAX_LABELS).map(|found| Label { span: found.span, text: found.text.clone() }).collect();
    let mut out = report::snippet(&labels, &loaded.sources, style);
    let rest = found.len().saturating_sub(MAX_LABELS);
    if rest > 0 {
        let _ = match style.language {
            Language::English => writeln!(out, "  … and {rest} more"),
            Language::Chinese => writeln!(out, "  …… 另有 {rest} 处"),
        };
    }
    out
}

/// What was pinned and what comes out now: side by side where there is room, else what is gone above what is new.
pub fn change(was: &str, now: &str, style: &Style) -> String {
    let lines = compare(was, now);
    let keep = around(&lines);
    let mut out = String::new();
    let mut skipped = false;
    let mut rows: Vec<(&str, &str, bool)> = Vec::new();
    let flush = |rows: &mut Vec<(&str, &str, bool)>, out: &mut String| {
        if style.width >= WIDE {
            out.push_str(&beside(rows, style));
        } else {
            out.push_str(&below(rows, style));
        }
        rows.clear();
    };
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if !keep.get(at).copied().unwrap_or_default() {
            skipped = true;
            at += 1;
            continue;
        }
        if skipped {
            flush(&mut rows, &mut out);
            let _ = writeln!(out, "  {}", paint(if style.ascii { "..." } else { "…" }, "2", style));
            skipped = false;
        }
        match line {
            Line::Both(text) => {
                rows.push((text, text, true));
                at += 1;
            }
            Line::Was(_) | Line::Now(_) => {
                let run = || lines.iter().skip(at).take_while(|line| !matches!(line, Line::Both(_)));
                let was: Vec<&str> =
                    run().filter_map(|line| if let Line::Was(text) = line { Some(*text) } else { None }).collect();
                let now: Vec<&str> =
                    run().filter_map(|line| if let Line::Now(text) = line { Some(*text) } else { None }).collect();
                for row in 0..was.len().max(now.len()) {
                    rows.push((
                        was.get(row).copied().unwrap_or("\u{0}"),
                        now.get(row).copied().unwrap_or("\u{0}"),
                        false,
                    ));
                }
                at += was.len() + now.len();
            }
        }
    }
    flush(&mut rows, &mut out);
    out
}

/// Which lines are changed, near a change, or the head of a part in which there is one.
fn around(lines: &[Line<'_>]) -> Vec<bool> {
    let changed = |line: &Line<'_>| !matches!(line, Line::Both(_));
    let mut keep = vec![false; lines.len()];
    for (at, _) in lines.iter().enumerate().filter(|(_, line)| changed(line)) {
        let from = at.saturating_sub(AROUND);
        keep.iter_mut().skip(from).take(at - from + AROUND + 1).for_each(|slot| *slot = true);
        // The head of a part stands at the margin.
        let head = lines.iter().take(at + 1).rposition(|line| {
            let (Line::Both(text) | Line::Was(text) | Line::Now(text)) = line;
            !text.is_empty() && !text.starts_with(' ')
        });
        if let Some(slot) = head.and_then(|head| keep.get_mut(head)) {
            *slot = true;
        }
    }
    keep
}

fn below(rows: &[(&str, &str, bool)], style: &Style) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some((text, _, same)) = rows.get(at) {
        if *same {
            out.push_str(&folded("    ", text, "", style));
            at += 1;
            continue;
        }
        let run: Vec<&(&str, &str, bool)> = rows.iter().skip(at).take_while(|row| !row.2).collect();
        for (was, ..) in run.iter().filter(|row| row.0 != "\u{0}") {
            out.push_str(&folded("  - ", was, "31", style));
        }
        for (_, now, _) in run.iter().filter(|row| row.1 != "\u{0}") {
            out.push_str(&folded("  + ", now, "32", style));
        }
        at += run.len();
    }
    out.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

fn beside(rows: &[(&str, &str, bool)], style: &Style) -> String {
    let half = (style.width.saturating_sub(7) / 2).max(20);
    let bar = if style.ascii { "|" } else { "│" };
    let mut out = String::new();
    for (was, now, same) in rows {
        let fold = |text: &str| -> Vec<String> {
            let indent = " ".repeat(text.chars().take_while(|c| *c == ' ').count().min(half / 2) + 2);
            let options = textwrap::Options::new(half).subsequent_indent(&indent);
            if text == "\u{0}" {
                Vec::new()
            } else {
                textwrap::wrap(text, options).into_iter().map(Into::into).collect()
            }
        };
        let (left, right) = (fold(was), fold(now));
        for row in 0..left.len().max(right.len()).max(1) {
            let cell = |side: &[String]| side.get(row).cloned().unwrap_or_default();
            let (left, right) = (cell(&left), cell(&right));
            let pad = " ".repeat(half.saturating_sub(left.width()));
            let (a, b) = if *same { ("", "") } else { ("31", "32") };
            let _ = writeln!(out, "  {}{pad} {bar} {}", paint(&left, a, style), paint(&right, b, style));
        }
    }
    out.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// A line after its mark, folded at words; what goes on stands further in.
pub fn folded(mark: &str, line: &str, color: &str, style: &Style) -> String {
    let text = line.trim_start_matches(' ');
    let first = format!("{mark}{}", " ".repeat(line.len() - text.len()));
    let then = " ".repeat(first.width() + 2);
    let options = textwrap::Options::new(style.width.max(first.width() + 20));
    let rows = textwrap::wrap(text, options.initial_indent(&first).subsequent_indent(&then).break_words(false));
    let each = rows.iter().map(|row| {
        let row = row.trim_end();
        let begins = row.len() - row.trim_start_matches(' ').len();
        let (before, rest) = row.split_at_checked(begins).unwrap_or((row, ""));
        format!("{before}{}", paint(rest, color, style)).trim_end().to_owned() + "\n"
    });
    let out: String = each.collect();
    if out.is_empty() { "\n".to_owned() } else { out }
}

/// Colours a text, where there are colours.
pub fn paint(text: &str, color: &str, style: &Style) -> String {
    if style.color && !color.is_empty() && !text.is_empty() {
        format!("\u{1b}[{color}m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
}
