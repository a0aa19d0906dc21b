//! Pinned results: what came out of cases that expect nothing, as text that people read and keep under version control.
//!
//! A file of them belongs to one file of cases and holds an entry for each: its facts, and below them what comes out and
//! why. Two results are the same where their text is. Nothing in it changes by itself: no hash, no date of the day, no
//! version of the tool; its language is that of the policy.

use super::Test;
use crate::cases::PinFault;
use crate::diagnostics::{Language, Say, Text, wording};
use crate::interpret::trail::Told;
use crate::interpret::{self, Case, Detail, Explanation, render};
use crate::ir::print::Printer;
use crate::ir::{Fact, Given, Program, Value};
use crate::types::Term;
use crate::types::ids::{DecisionId, FactId};
use std::fmt::Write as _;

/// What an entry begins with, before the name of its case.
const ACCEPTED: &str = "── ";
/// What a result begins with that a person has turned down.
const REJECTED: &str = "×─ ";

/// The lines that git puts around both sides of a merge and between them.
const CONFLICT: [&str; 3] = ["<<<<<<< ", "=======", ">>>>>>> "];

/// The pinned results of one file of cases.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pins {
    /// Each with the name of its case, in the order of the file.
    pub entries: Vec<Pin>,
}

/// What was pinned for a case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pin {
    /// The name of the case, in one line.
    pub name: String,
    /// The result that was accepted.
    pub accepted: Option<String>,
    /// A result that was turned down.
    pub rejected: Option<String>,
}

/// Why a text is no file of pinned results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub fault: PinFault,
}

/// How a result stands to what is pinned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// The same.
    Same,
    /// Nothing is pinned yet.
    New,
    /// Something else is pinned.
    Changed,
    /// A person has turned it down.
    Rejected,
}

impl Pins {
    /// Reads a file of pinned results.
    pub fn read(text: &str) -> Result<Self, Broken> {
        let mut out = Self::default();
        let mut open: Option<(usize, bool)> = None;
        for (at, line) in text.lines().enumerate() {
            let [ours, between, theirs] = CONFLICT;
            if [ours, theirs].iter().any(|mark| line.starts_with(mark)) || line == between {
                return Err(Broken { line: at + 1, fault: PinFault::Conflict });
            }
            let head = line.strip_prefix(ACCEPTED).map(|name| (name, true));
            if let Some((name, accepted)) = head.or_else(|| line.strip_prefix(REJECTED).map(|name| (name, false))) {
                let pin = out.pin(name.trim());
                let slot = if accepted { &mut pin.accepted } else { &mut pin.rejected };
                if slot.is_some() {
                    return Err(Broken { line: at + 1, fault: PinFault::Twice });
                }
                *slot = Some(String::new());
                open = out.entries.iter().position(|pin| pin.name == name.trim()).map(|index| (index, accepted));
                continue;
            }
            let slot = open.and_then(|(index, accepted)| {
                let pin = out.entries.get_mut(index)?;
                if accepted { pin.accepted.as_mut() } else { pin.rejected.as_mut() }
            });
            match slot {
                Some(slot) => {
                    slot.push_str(line.trim_end());
                    slot.push('\n');
                }
                None if line.trim().is_empty() || line.starts_with('#') => {}
                None => return Err(Broken { line: at + 1, fault: PinFault::NoEntry }),
            }
        }
        for pin in &mut out.entries {
            for slot in [&mut pin.accepted, &mut pin.rejected].into_iter().flatten() {
                *slot = tidy(slot);
            }
        }
        Ok(out)
    }

    /// The file, for cases that stand in this order; entries of no case come last.
    #[must_use]
    pub fn text<'n>(&self, cases: &str, order: impl Iterator<Item = &'n str>, language: Language) -> String {
        let mut out = match language {
            Language::English => format!(
                "# What comes out of the cases of {cases} that expect nothing, as a person has accepted it.\n\
                 # `pol test` compares; `pol test --review` goes through what has changed. Entries marked × were turned down.\n"
            ),
            Language::Chinese => format!(
                "# {cases} 中未写期望的个案的结果，均经人认可。\n\
                 # `pol 测试` 与之比较；`pol 测试 --review` 逐一审阅变化。以 × 开头的是被退回的结果。\n"
            ),
        };
        let names: Vec<String> = order.map(one_line).collect();
        let place = |pin: &Pin| names.iter().position(|name| *name == pin.name).unwrap_or(names.len());
        let mut entries: Vec<&Pin> = self.entries.iter().collect();
        entries.sort_by_key(|pin| place(pin));
        for pin in entries {
            for (mark, text) in [(ACCEPTED, &pin.accepted), (REJECTED, &pin.rejected)] {
                if let Some(text) = text {
                    let _ = write!(out, "\n{mark}{}\n{text}", pin.name);
                }
            }
        }
        out
    }

    /// What is pinned for a case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Pin> {
        let name = one_line(name);
        self.entries.iter().find(|pin| pin.name == name)
    }

    /// How what came out of a case stands to what is pinned for it.
    #[must_use]
    pub fn standing(&self, name: &str, found: &str) -> Standing {
        let Some(pin) = self.get(name) else { return Standing::New };
        match (&pin.accepted, &pin.rejected) {
            (Some(accepted), _) if accepted == found => Standing::Same,
            (_, Some(rejected)) if rejected == found => Standing::Rejected,
            (Some(_), _) => Standing::Changed,
            (None, _) => Standing::New,
        }
    }

    /// Pins a result.
    pub fn accept(&mut self, name: &str, found: &str) {
        let pin = self.pin(&one_line(name));
        pin.accepted = Some(found.to_owned());
        pin.rejected = None;
    }

    /// Turns a result down; what was accepted stays.
    pub fn reject(&mut self, name: &str, found: &str) {
        self.pin(&one_line(name)).rejected = Some(found.to_owned());
    }

    /// Takes out what is pinned for a case.
    pub fn remove(&mut self, name: &str) {
        let name = one_line(name);
        self.entries.retain(|pin| pin.name != name);
    }

    fn pin(&mut self, name: &str) -> &mut Pin {
        let at = self.entries.iter().position(|pin| pin.name == name).unwrap_or_else(|| {
            self.entries.push(Pin { name: name.to_owned(), ..Pin::default() });
            self.entries.len() - 1
        });
        // There is one at that place: it was found, or has just been put there.
        self.entries.get_mut(at).expect("an entry stands where it was put")
    }
}

/// A name in one line.
#[must_use]
pub fn one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without blank lines around, and without blanks at the ends of lines.
fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let text = lines.join("\n");
    let mut out = text.trim_matches('\n').to_owned();
    out.push('\n');
    out
}

/// The language of a policy.
#[must_use]
pub fn language(program: &Program) -> Language {
    if program.header.chinese { Language::Chinese } else { Language::English }
}

/// What comes out of a case, as it is pinned: the date, the readings and the facts, then each decision that speaks about it.
#[must_use]
pub fn entry(program: &Program, test: &Test, explanation: &Explanation) -> String {
    let language = language(program);
    let mut out = String::new();
    match &explanation.receipt.as_of {
        Some(date) => {
            let _ = writeln!(out, "  {}{date}", language.pick("as of ", "判定日 "));
        }
        None => {
            let _ = writeln!(out, "  {}", language.pick("no date given", "未给出判定日"));
        }
    }
    for reading in explanation.receipt.readings.iter().filter(|reading| !reading.default) {
        let (point, reading) = (reading.point.get(language), reading.reading.get(language));
        let _ = writeln!(
            out,
            "  {}{point}{}{reading}",
            language.pick("reading of ", "采用读法 "),
            language.pick(": ", "：")
        );
    }
    for text in &explanation.receipt.texts {
        let _ = writeln!(out, "  {}", text.say(language));
    }
    out.push_str(&facts(program, &test.typed.case, language));
    let (silent, spoken): (Vec<&Told>, Vec<&Told>) = explanation
        .outcomes
        .iter()
        .filter(|told| is_asked(program, test, told))
        .partition(|told| told.answer == "not addressed");
    for told in spoken {
        out.push_str(&outcome(program, test, explanation, told, language));
    }
    // A set of options is pinned where all of it is asked about.
    let asks = test.asked(program);
    let sets = program.options.iter().filter(|set| set.decisions.iter().all(|id| asks.contains(id)));
    let called: Vec<String> = sets.filter_map(|set| Some(set.term.as_ref()?.say(Language::English))).collect();
    let unnamed = asks.len() == program.decisions.len();
    for set in explanation.options.iter().filter(|set| unnamed || called.contains(&set.name.en)) {
        let one = Explanation { outcomes: Vec::new(), options: vec![set.clone()], ..explanation.clone() };
        let detail = Detail { language, whole: false, ascii: false, color: false, width: None };
        out.push_str(&render(&one, detail).split_once("\n\n").map(|(_, set)| format!("\n{set}")).unwrap_or_default());
    }
    if !silent.is_empty() {
        let mut names: Vec<&str> = silent.iter().map(|told| told.decision.get(language)).collect();
        names.dedup();
        let _ = writeln!(out, "\n{}{}", language.pick("not addressed: ", "未涉及："), wording::listed(names, language));
    }
    unmarked(&tidy(&out))
}

/// A text of which no line looks like the beginning of an entry, or like the mark of a merge.
fn unmarked(text: &str) -> String {
    let marks = [ACCEPTED, REJECTED].into_iter().chain(CONFLICT);
    let is_marked = |line: &str| marks.clone().any(|mark| line.starts_with(mark.trim_end()));
    text.lines().map(|line| format!("{}{line}\n", if is_marked(line) { " " } else { "" })).collect()
}

/// Whether a case asks about a decision; one that names none asks about all.
fn is_asked(program: &Program, test: &Test, told: &Told) -> bool {
    let asks = &test.typed.asks;
    asks.is_empty() || decision(program, told).is_some_and(|id| asks.contains(&id))
}

/// The decisions of which something else comes out than was pinned, or for other reasons.
#[must_use]
pub fn changed(program: &Program, test: &Test, explanation: &Explanation, was: &str, found: &str) -> Vec<DecisionId> {
    let language = language(program);
    let before: Vec<&str> = was.trim_end().split("\n\n").collect();
    let after: Vec<&str> = found.trim_end().split("\n\n").collect();
    let asked = || explanation.outcomes.iter().filter(|told| is_asked(program, test, told));
    let spoken = asked().filter(|told| told.answer != "not addressed");
    let silent = asked().filter(|told| told.answer == "not addressed");
    // The first part are the facts, and each of the others is a decision that speaks about them.
    let fresh = spoken.zip(after.iter().skip(1)).filter(|(_, part)| !before.contains(part)).map(|(told, _)| told);
    let gone = silent.filter(|told| {
        let subject = told.subject(language);
        let member = language.pick(" (member", "（第");
        let heads = before.iter().skip(1).filter_map(|part| part.lines().next()?.split_once([':', '：']));
        let mut names = heads.map(|(head, _)| head.split(member).next().unwrap_or(head));
        names.any(|head| head == subject)
    });
    let mut out: Vec<DecisionId> = Vec::new();
    for told in fresh.chain(gone) {
        if let Some(id) = decision(program, told).filter(|id| !out.contains(id)) {
            out.push(id);
        }
    }
    out
}

fn decision(program: &Program, told: &Told) -> Option<DecisionId> {
    let named = |term: &Term| {
        term.say(Language::English) == told.decision.en && term.say(Language::Chinese) == told.decision.zh
    };
    program.decisions.iter().position(|decision| named(&decision.term)).map(DecisionId::at)
}

/// One outcome: an undetermined one with what is missing, the others with their reasons.
fn outcome(program: &Program, test: &Test, whole: &Explanation, told: &Told, language: Language) -> String {
    let mut told = told.clone();
    let mut missing = None;
    if told.answer == "undetermined" {
        told.trail.clear();
        missing = waits_for(program, test, &told);
    }
    let one = Explanation { outcomes: vec![told.clone()], options: Vec::new(), ..whole.clone() };
    let detail = Detail { language, whole: false, ascii: false, color: false, width: None };
    let text = render(&one, detail);
    // The head names the case, its date and its readings, which stand above the facts.
    let mut out = text.split_once("\n\n").map(|(_, outcome)| format!("\n{outcome}")).unwrap_or_default();
    if told.answer == "undetermined" {
        let rules: Vec<&str> = told.because.iter().map(|cite| cite.text.get(language)).collect();
        let (open, wants) = language.pick(("open: ", "missing: "), ("未定：", "缺少："));
        if !rules.is_empty() {
            let _ = writeln!(out, "  ? {open}{}", wording::listed(rules, language));
        }
        if let Some(missing) = missing {
            let _ = writeln!(out, "  {wants}{}", missing.get(language));
        }
    }
    out
}

fn waits_for(program: &Program, test: &Test, told: &Told) -> Option<Text> {
    let (case, question) = (&test.typed.case, test.question());
    let outcomes = interpret::interpret(program, case, &question, Some(decision(program, told)?));
    let outcome = outcomes.iter().find(|outcome| told.is_of(&outcome.member))?;
    interpret::missing(program, case, &question, outcome)
}

/// What a case tells, one fact a line; a member in brackets.
#[must_use]
pub fn facts(program: &Program, case: &Case, language: Language) -> String {
    let printer = Printer { program, language };
    let comma = language.pick(", ", "，");
    let mut out = String::new();
    for (index, fact) in program.facts.iter().enumerate() {
        let given = case.get(FactId::at(index));
        if *given == Given::Unknown {
            continue;
        }
        let value = match (given, fact.record.and_then(|record| program.records.get(record.index()))) {
            (Given::Value(Value::List(members)), Some(_)) if members.is_empty() => "[]".to_owned(),
            (Given::Value(Value::List(members)), Some(record)) => {
                let one = |(field, given): (&Fact, &Given)| {
                    format!("{} {}", field.term.say(language), printer.given(given, &field.ty))
                };
                let members = members.iter().map(|member| {
                    let told = record.fields.iter().zip(member).filter(|(_, given)| **given != Given::Unknown);
                    format!("[{}]", told.map(one).collect::<Vec<_>>().join(comma))
                });
                members.collect::<Vec<_>>().join(" ")
            }
            _ => printer.given(given, &fact.ty),
        };
        let _ = writeln!(out, "  {} = {value}", fact.term.say(language));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_in_the_order_of_the_cases() {
        let mut pins = Pins::default();
        pins.accept("two", "  a = 1\n\nregister: YES\n");
        pins.accept("gone", "  a = 3\n");
        pins.accept("one  of\nmany", "  a = 2\n");
        pins.reject("two", "  a = 1\n\nregister: NO\n");
        let text = pins.text("x.yaml", ["one of many", "two"].into_iter(), Language::English);
        let read = Pins::read(&text).expect("it reads");
        let names: Vec<&str> = read.entries.iter().map(|pin| pin.name.as_str()).collect();
        assert_eq!(names, ["one of many", "two", "gone"]);
        assert_eq!(read.get("two"), pins.get("two"));
        assert_eq!(text, read.text("x.yaml", ["one of many", "two"].into_iter(), Language::English));
        assert_eq!(read.standing("two", "  a = 1\n\nregister: YES\n"), Standing::Same);
        assert_eq!(read.standing("two", "  a = 1\n\nregister: NO\n"), Standing::Rejected);
        assert_eq!(read.standing("two", "  a = 1\n"), Standing::Changed);
        assert_eq!(read.standing("three", "  a = 1\n"), Standing::New);
    }

    #[test]
    fn what_is_no_such_file_is_refused_at_its_line() {
        assert_eq!(Pins::read("# head\n\nregister: YES\n"), Err(Broken { line: 3, fault: PinFault::NoEntry }));
        assert_eq!(Pins::read("── a\n  x\n── b\n── a\n"), Err(Broken { line: 4, fault: PinFault::Twice }));
        assert_eq!(Pins::read("── a\n<<<<<<< ours\n"), Err(Broken { line: 2, fault: PinFault::Conflict }));
        assert_eq!(Pins::read("\r\n"), Ok(Pins::default()));
        assert!(Pins::read("── a\r\n  x = 1\r\n").expect("it reads").standing("a", "  x = 1\n") == Standing::Same);
    }
}
