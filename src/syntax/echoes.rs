//! Problems that only echo another one: a name is not known because the line that declares it is broken.

use super::keywords;
use crate::diagnostics::Diagnostic;
use crate::source::{FileId, Sources, Span};

/// Drops what is said of lines that speak of a name whose declaration cannot be read.
pub fn drop_echoes(diagnostics: &mut Vec<Diagnostic>, broken: &[Span], sources: &Sources) {
    without_what_is_missing(diagnostics);
    let mut names: Vec<String> = broken.iter().flat_map(|line| names_in(sources.slice(*line))).collect();
    // A fact of a type that nobody declares is of no type that anything could be said of.
    let untyped: Vec<&str> = diagnostics
        .iter()
        .filter(|diagnostic| of_names(diagnostic) == Some("not-declared"))
        .filter_map(|diagnostic| Some(line_of(diagnostic.span()?, sources)))
        .filter(|line| line.contains([':', '：']))
        .collect();
    names.extend(untyped.iter().flat_map(|line| names_in(line.split([':', '：']).next().unwrap_or_default())));
    if names.is_empty() {
        return;
    }
    diagnostics.retain(|diagnostic| {
        let about_names = diagnostic.is_error()
            && !diagnostic.code.starts_with("syntax/")
            && of_names(diagnostic) != Some("not-declared");
        let Some(at) = diagnostic.span().filter(|_| about_names) else { return true };
        let line = line_of(at, sources).to_lowercase();
        !names.iter().any(|name| speaks_of(&line, name))
    });
}

/// Drops what a file that was not found would have declared: nobody knows which names those are.
fn without_what_is_missing(diagnostics: &mut Vec<Diagnostic>) {
    let missing = diagnostics.iter().filter(|found| matches!(of_names(found), Some("no-such-file" | "wrong-file")));
    let files: Vec<FileId> = missing.filter_map(|found| Some(found.span()?.file)).collect();
    diagnostics.retain(|found| {
        let unknown = ["unknown-name", "no-sentence", "not-declared", "list-head", "no-list", "no-such-article"];
        let echoes = of_names(found).is_some_and(|code| unknown.contains(&code))
            || found.code.strip_prefix("check/") == Some("example-name")
            || found.code.starts_with("layer/");
        !echoes || found.span().is_none_or(|at| !files.contains(&at.file))
    });
}

/// The slug of a problem of names.
fn of_names(diagnostic: &Diagnostic) -> Option<&'static str> {
    diagnostic.code.strip_prefix("resolve/")
}

/// Whether a line has a name in it; Latin names are found as whole words.
fn speaks_of(line: &str, name: &str) -> bool {
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    line.match_indices(name).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + name.len()..).and_then(|text| text.chars().next());
        !name.is_ascii() || !(inside(before) || inside(after))
    })
}

/// The line in which a place begins.
fn line_of(at: Span, sources: &Sources) -> &str {
    let Some(file) = sources.get(at.file) else { return "" };
    let start = at.start as usize;
    let before = file.text.get(..start).and_then(|text| text.rfind('\n')).map_or(0, |end| end + 1);
    let rest = file.text.get(before..).unwrap_or_default();
    rest.lines().next().unwrap_or_default()
}

/// What a broken declaration may have declared: its words, but for those of the language.
fn names_in(line: &str) -> Vec<String> {
    let ends = |c: char| {
        matches!(
            c,
            ':' | '：' | '(' | '（' | ')' | '）' | '<' | '＜' | ',' | '，' | '、' | '"' | '「' | '」' | '“' | '”'
        )
    };
    let known = |word: &str| {
        let spellings = keywords::LINE.iter().flat_map(|row| row.en.iter().chain(row.zh));
        spellings.into_iter().any(|spelling| spelling.eq_ignore_ascii_case(word))
    };
    let mut out = Vec::new();
    for piece in line.split(ends) {
        // A name of several words counts as a whole, without the keyword that it stands after.
        let words: Vec<&str> = piece.split_whitespace().skip_while(|word| known(word)).collect();
        let name = words.join(" ").to_lowercase();
        let chinese = words.iter().filter(|word| !word.is_ascii() && !known(word)).map(|word| word.to_lowercase());
        // Where the colon or `as` is missing, the name is the first words.
        let beginnings = (1..words.len()).map(|count| words.get(..count).unwrap_or_default().join(" ").to_lowercase());
        let beginnings = beginnings.filter(|name| name.is_ascii() && name.len() > 2);
        out.extend(std::iter::once(name).chain(chinese).chain(beginnings).filter(|name| name.chars().count() > 1));
    }
    out
}
