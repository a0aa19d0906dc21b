//! The reference is true: every example in it is run, and its tables are those of the source.
//!
//! How its examples are marked stands at the head of `grammar/reference.md`. `UPDATE_REFERENCE=1` writes the outcomes and
//! the tables of keywords anew; look at what changed before it is kept.

use crate::work::root;
use pol::cases::{Format, Typed};
use pol::interpret::{Detail, render};
use pol::ir::print::Printer;
use pol::source::{FileId, SourceFile};
use pol::syntax::keywords::{LINE, PHRASE, SCALES, UNITS};
use pol::{Explanation, Found, Language, Loaded, Question, load};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// Where the lines of a part go in their frame.
const SLOT: &str = "# ...";

fn path() -> PathBuf {
    root().join("grammar/reference.md")
}

fn text() -> String {
    std::fs::read_to_string(path()).expect("the reference can be read")
}

/// A fenced example and the words after its opening mark.
struct Fence<'t> {
    line: usize,
    words: Vec<&'t str>,
    body: String,
}

fn fences(text: &str) -> Vec<Fence<'_>> {
    let mut out = Vec::new();
    let mut open: Option<Fence<'_>> = None;
    for (index, line) in text.lines().enumerate() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(info), None) => {
                open = Some(Fence { line: index + 1, words: info.split_whitespace().collect(), body: String::new() });
            }
            (Some(_), Some(fence)) => out.push(fence),
            (None, Some(mut fence)) => {
                let _ = writeln!(fence.body, "{line}");
                open = Some(fence);
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a fence that is never closed");
    out
}

impl Fence<'_> {
    fn says(&self, word: &str) -> bool {
        self.words.contains(&word)
    }

    /// The words after a word.
    fn after(&self, word: &str) -> &[&str] {
        let at = self.words.iter().position(|known| *known == word).map_or(self.words.len(), |at| at + 1);
        self.words.get(at..).unwrap_or_default()
    }

    fn place(&self) -> String {
        format!("reference.md:{}", self.line)
    }
}

/// What the examples read so far have set up.
#[derive(Default)]
struct Reader {
    frame: String,
    files: BTreeMap<String, String>,
    policy: Option<Loaded>,
    cases: Vec<Typed>,
    told: Vec<Explanation>,
    /// What does not do what the reference says.
    wrong: Vec<String>,
}

impl Reader {
    fn must(&mut self, holds: bool, otherwise: impl FnOnce() -> String) -> bool {
        if !holds {
            self.wrong.push(otherwise());
        }
        holds
    }

    fn load(&self, text: &str) -> Loaded {
        load("reference.pol", text.as_bytes(), &mut |name, _| {
            let text = self.files.get(name)?;
            Some(Found { name: format!("{name}.pol"), bytes: text.clone().into_bytes() })
        })
    }

    /// The frame with lines put where it leaves room.
    fn framed(&self, part: &str) -> String {
        assert!(self.frame.contains(SLOT), "a part without a frame");
        self.frame.replace(SLOT, part.trim_end())
    }

    fn policy(&mut self, fence: &Fence<'_>) {
        let text = if fence.says("part") { self.framed(&fence.body) } else { fence.body.clone() };
        let loaded = self.load(&text);
        let place = fence.place();
        let report = errors(&loaded);
        if let [code, ..] = fence.after("error") {
            self.must(has(&loaded, code, true), || format!("{place}: no error {code}\n{report}"));
            return;
        }
        if fence.says("pending") {
            self.must(loaded.policy.is_none(), || format!("{place}: this works by now; take the word `pending` away"));
            return;
        }
        if !self.must(loaded.policy.is_some(), || format!("{place}\n{report}")) {
            return;
        }
        if let [code, ..] = fence.after("warning") {
            self.must(has(&loaded, code, false), || format!("{place}: no warning {code}\n{report}"));
        }
        if fence.says("same") {
            let before = self.policy.as_ref().map(meaning).unwrap_or_default();
            let found = meaning(&loaded);
            self.must(before == found, || {
                format!("{place}: means another thing than the example before it{}", apart(&before, &found))
            });
        }
        if let [name, ..] = fence.after("file") {
            self.files.insert((*name).to_owned(), fence.body.clone());
        }
        self.policy = Some(loaded);
    }

    /// Rows of phrases: all that stand in one row mean the same.
    fn phrases(&mut self, fence: &Fence<'_>) {
        for (index, row) in fence.body.lines().enumerate().filter(|(_, row)| !row.trim().is_empty()) {
            let place = format!("reference.md:{}: {row}", fence.line + 1 + index);
            let mut known: Option<String> = None;
            for phrase in row.split(" | ").map(str::trim).filter(|phrase| !phrase.is_empty()) {
                let loaded = self.load(&self.framed(&format!("define it as {phrase}")));
                let report = errors(&loaded);
                if let [code, ..] = fence.after("error") {
                    self.must(has(&loaded, code, true), || {
                        format!("{place}: `{phrase}` gives no error {code}\n{report}")
                    });
                } else if fence.says("pending") {
                    self.must(loaded.policy.is_none(), || {
                        format!("{place}: `{phrase}` works by now; take the word `pending` away")
                    });
                } else if self.must(loaded.policy.is_some(), || format!("{place}: `{phrase}`\n{report}")) {
                    let found = meaning(&loaded);
                    let same = *known.get_or_insert_with(|| found.clone()) == found;
                    self.must(same, || format!("{place}: `{phrase}` means another thing than the first of its row"));
                }
            }
        }
    }

    fn case(&mut self, fence: &Fence<'_>, format: Format) {
        let place = fence.place();
        let source = SourceFile::new(FileId(0), "case", fence.body.as_str());
        let policy =
            self.policy.as_ref().and_then(|loaded| loaded.policy.as_ref()).expect("a policy stands before its case");
        let cases = policy.cases(&source, Some(format));
        let codes: Vec<&str> = cases.diagnostics.iter().map(|found| found.code).collect();
        if let [code, ..] = fence.after("error") {
            self.must(codes.contains(code), || format!("{place}: no error {code}, but {codes:?}"));
            return;
        }
        self.must(codes.is_empty(), || format!("{place}: {codes:?}"));
        self.cases = cases.cases;
    }

    /// What comes out of the cases before, in the form that the fence asks for.
    fn outcome(&mut self, fence: &Fence<'_>) -> String {
        let policy =
            self.policy.as_ref().and_then(|loaded| loaded.policy.as_ref()).expect("a policy stands before an outcome");
        let name = fence.after("of").join(" ");
        let only = policy.decision(&name);
        assert!(name.is_empty() || only.is_some(), "{}: no decision `{name}`", fence.place());
        let language = if fence.says("zh") { Language::Chinese } else { Language::English };
        let detail = Detail { language, whole: fence.says("whole"), ascii: false, color: false, width: None };
        let judged: Vec<Explanation> = self
            .cases
            .iter()
            .map(|typed| {
                let mut question = Question::default();
                question.as_of = typed.as_of;
                question.readings = typed.readings.iter().copied().collect();
                question.presumptions = !fence.says("unpresumed");
                policy.explain(&typed.case, &question, only)
            })
            .collect();
        let text = if fence.words.first() == Some(&"json") {
            let value = judged.first().and_then(|first| serde_json::to_value(first).ok()).unwrap_or_default();
            format!("{value:#}\n")
        } else {
            judged.iter().map(|told| render(told, detail)).collect::<Vec<_>>().join("\n")
        };
        self.told.extend(judged);
        text
    }
}

/// The errors in short; what is only unused in a frame is no news.
fn errors(loaded: &Loaded) -> String {
    let found = loaded.diagnostics.iter().filter(|found| found.is_error());
    found.map(|found| format!("    {}: {}", found.code, found.message.en)).collect::<Vec<_>>().join("\n")
}

/// The lines that only one of two meanings has.
fn apart(before: &str, after: &str) -> String {
    let only = |some: &str, others: &str, sign: char| -> String {
        let lost = some.lines().filter(|line| others.lines().all(|other| other != *line));
        lost.map(|line| format!("\n    {sign} {line}")).collect::<Vec<_>>().concat()
    };
    only(before, after, '-') + &only(after, before, '+')
}

fn has(loaded: &Loaded, code: &str, error: bool) -> bool {
    loaded.diagnostics.iter().any(|found| found.code == code && found.is_error() == error)
}

fn meaning(loaded: &Loaded) -> String {
    let policy = loaded.policy.as_ref().expect("a sound policy");
    Printer { program: &policy.program, language: Language::English }.program()
}

/// What is shown and what comes out, with the line of the fence.
type Outcomes = Vec<(usize, String, String)>;

/// All examples, run once for the tests that ask about them.
fn ran() -> &'static (Reader, Outcomes) {
    static RAN: OnceLock<(Reader, Outcomes)> = OnceLock::new();
    RAN.get_or_init(|| run(&text()))
}

/// Runs all examples; the outcomes that the reference should show.
fn run(text: &str) -> (Reader, Outcomes) {
    let mut reader = Reader::default();
    let mut outcomes = Vec::new();
    for fence in fences(text) {
        let words: Vec<&str> = fence.words.iter().copied().take(2).collect();
        match words.as_slice() {
            ["pol", "frame"] => reader.frame = fence.body,
            ["pol", "phrases"] => reader.phrases(&fence),
            ["pol", ..] => {
                let known = ["part", "file", "same", "error", "warning", "pending"];
                assert!(words.get(1).is_none_or(|word| known.contains(word)), "{}: `{words:?}`", fence.place());
                reader.policy(&fence);
            }
            ["yaml", "case"] => reader.case(&fence, Format::Yaml),
            ["json", "case"] => reader.case(&fence, Format::Json),
            ["toml", "case"] => reader.case(&fence, Format::Toml),
            ["csv", "case"] => reader.case(&fence, Format::Table),
            ["text" | "json", "outcome"] => {
                let found = reader.outcome(&fence);
                outcomes.push((fence.line, fence.body, found));
            }
            ["text" | "sh" | "ebnf"] => {}
            other => panic!("{}: a fence that nobody runs: {other:?}", fence.place()),
        }
    }
    (reader, outcomes)
}

#[test]
fn every_example_does_what_the_reference_says() {
    let (text, (reader, outcomes)) = (text(), ran());
    assert!(reader.wrong.is_empty(), "{}", reader.wrong.join("\n"));
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        std::fs::write(path(), updated(&text, outcomes)).expect("the reference can be written");
        return;
    }
    for (line, shown, found) in outcomes {
        assert_eq!(shown, found, "reference.md:{line}: left the reference, right what comes out");
    }
    let tables = ["lines", "phrases", "units", "scales"].map(|name| format!("<!-- keywords: {name} -->\n"));
    assert!(tables.iter().all(|mark| text.contains(mark)), "a table of keywords is missing");
    assert_eq!(text, updated(&text, &[]), "the tables of keywords are not those of src/syntax/keywords.rs");
}

#[test]
fn every_field_of_an_outcome_is_explained() {
    let (text, (reader, _)) = (text(), ran());
    let mut keys = BTreeSet::new();
    for explanation in &reader.told {
        collect(&serde_json::to_value(explanation).expect("data"), &mut keys);
    }
    let missing: Vec<&String> = keys.iter().filter(|key| !text.contains(&format!("| `{key}` |"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

fn collect(value: &serde_json::Value, keys: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                keys.insert(key.clone());
                collect(value, keys);
            }
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| collect(value, keys)),
        _ => {}
    }
}

#[test]
fn every_verb_and_option_is_explained() {
    let text = text();
    let help = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_pol")).args(arguments).args(["--help", "--lang", "en"]).output();
        String::from_utf8(output.expect("the command runs").stdout).expect("text")
    };
    let top = help(&[]);
    let verbs: Vec<&str> = top
        .lines()
        .skip_while(|line| *line != "Verbs:")
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .filter(|line| !line.starts_with("    "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(verbs.len() >= 7, "{verbs:?}");
    for verb in &verbs {
        assert!(text.contains(&format!("`pol {verb}")), "the verb {verb}");
    }
    let pages = std::iter::once(top.clone()).chain(verbs.iter().map(|verb| help(&[verb])));
    for page in pages {
        for word in page.split_whitespace().filter(|word| word.starts_with("--")) {
            let option = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
            assert!(text.contains(&format!("`{option}")), "the option {option}");
        }
    }
}

#[test]
fn every_limit_is_the_one_of_the_source() {
    let text = text();
    let limits = [
        pol::syntax::MAX_BYTES,
        pol::syntax::MAX_LINES,
        pol::syntax::MAX_COLUMNS,
        pol::syntax::MAX_LISTS,
        pol::syntax::MAX_BRACKETS,
        pol::resolve::MAX_ATOMS,
        pol::types::number::MAX_DIGITS as usize,
        pol::cases::document::MAX_BYTES,
        pol::cases::document::MAX_VALUES,
        pol::cases::document::MAX_DEPTH,
        pol::interpret::MAX_SETTLERS,
        pol::authority::TOLD_DIGITS as usize,
        pol::authority::TOLD_PLACES as usize,
        pol::authority::TOLD_YEARS as usize,
    ];
    for limit in limits {
        assert!(text.contains(&format!("| {} |", grouped(limit))), "the limit {limit}");
    }
}

fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

// ── What is written by machine ───────────────────────────────

/// The text with the outcomes of some fences replaced, and with the tables of keywords.
fn updated(text: &str, outcomes: &[(usize, String, String)]) -> String {
    let mut out = String::new();
    let mut skip = false;
    for (index, line) in text.lines().enumerate() {
        if skip && (line.starts_with("```") || line == "<!-- end -->") {
            skip = false;
        }
        if skip {
            continue;
        }
        let _ = writeln!(out, "{line}");
        if let Some((_, _, found)) = outcomes.iter().find(|(at, ..)| *at == index + 1) {
            out.push_str(found);
            skip = true;
        }
        if let Some(name) = line.strip_prefix("<!-- keywords: ").and_then(|rest| rest.strip_suffix(" -->")) {
            out.push_str(&table(name));
            skip = true;
        }
    }
    out
}

fn table(name: &str) -> String {
    let cell =
        |spellings: &[&str]| spellings.iter().map(|spelling| format!("`{spelling}`")).collect::<Vec<_>>().join(", ");
    let mut out = "| English | 中文 | what it does |\n|---|---|---|\n".to_owned();
    let mut row = |en: &[&str], zh: &[&str], help: &str| {
        let _ = writeln!(out, "| {} | {} | {help} |", cell(en), cell(zh));
    };
    match name {
        "lines" => LINE.iter().for_each(|keyword| row(keyword.en, keyword.zh, keyword.help.0)),
        "phrases" => PHRASE.iter().for_each(|keyword| row(keyword.en, keyword.zh, keyword.help.0)),
        "units" => UNITS.iter().for_each(|keyword| row(keyword.en, keyword.zh, keyword.help.0)),
        "scales" => SCALES.iter().for_each(|keyword| row(keyword.en, keyword.zh, &format!("× {}", keyword.factor))),
        other => panic!("there is no table of {other}"),
    }
    out
}
