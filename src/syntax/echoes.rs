//! Problems that only echo another one: a name is not known because the line that declares it is broken.

use super::keywords;
use crate::diagnostics::Diagnostic;
use crate::source::{Sources, Span};

/// Drops what is said of lines that speak of a name whose declaration cannot be read.
pub fn drop_echoes(diagnostics: &mut Vec<Diagnostic>, broken: &[Span], sources: &Sources) {
    let names: Vec<String> = broken.iter().flat_map(|line| names_in(sources.slice(*line))).collect();
    if names.is_empty() {
        return;
    }
    diagnostics.retain(|diagnostic| {
        let of_names = diagnostic.is_error() && !diagnostic.code.starts_with("syntax/");
        let Some(at) = diagnostic.span().filter(|_| of_names) else { return true };
        let line = line_of(at, sources).to_lowercase();
        !names.iter().any(|name| line.contains(name))
    });
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
        out.extend(std::iter::once(name).chain(chinese).filter(|name| name.chars().count() > 1));
    }
    out
}
