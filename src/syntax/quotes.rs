//! Words of the source that a clause quotes: taken out of the tree of lines before any of them is read, so that they may
//! stand below every kind of clause, or at its end, and no clause need know of them.

use super::ast::{Quote, Written};
use super::keywords;
use super::layout::Layout;
use super::{PolParser, Rule};
use crate::source::{SourceFile, Span, Spanned};
use pest::Parser;
use pest::iterators::Pair;

/// Takes the quotations out of the lines.
pub fn set_aside(source: &SourceFile, layout: &mut Layout) -> Vec<Quote> {
    let mut out = Vec::new();
    for at in 0..layout.lines.len() {
        let Some(line) = layout.lines.get(at) else { continue };
        let (mut span, mut children) = (line.span, line.children.clone());
        let mut found = Vec::new();
        if let Some((before, words)) = tail(source, span) {
            span = before;
            found.extend(words);
        }
        children.retain(|child| {
            let below = layout.lines.get(*child).filter(|line| !line.broken && line.children.is_empty());
            let words = below.and_then(|line| read(source, line.span, Rule::quotes_line));
            let clause = words.is_none();
            found.extend(words.unwrap_or_default());
            clause
        });
        if found.is_empty() {
            continue;
        }
        if let Some(line) = layout.lines.get_mut(at) {
            (line.span, line.children) = (span, children);
        }
        let clause = extent(layout, at);
        out.extend(found.into_iter().map(|words| Quote { words, clause }));
    }
    out
}

/// From a line to the end of the last one below it.
fn extent(layout: &Layout, at: usize) -> Span {
    let mut line = layout.lines.get(at);
    let whole = line.map(|line| line.span).unwrap_or_default();
    while let Some(below) = line.and_then(|line| layout.lines.get(*line.children.last()?)) {
        line = Some(below);
    }
    line.map_or(whole, |last| whole.to(last.span))
}

/// What stands before the quotation at the end of a line, and its words.
fn tail(source: &SourceFile, line: Span) -> Option<(Span, Vec<Written>)> {
    let text = source.slice(line);
    text.char_indices().filter(|(_, c)| matches!(c, ',' | '，' | '、')).find_map(|(at, comma)| {
        if !begins(text.get(at + comma.len_utf8()..)?.trim_start()) {
            return None;
        }
        let words = read(source, line.part(at..text.len()), Rule::quotes_tail)?;
        let before = text.get(..at)?.trim_end().len();
        (before > 0).then(|| (line.part(0..before), words))
    })
}

/// Whether a text begins with the keyword: spares the grammar most lines.
fn begins(text: &str) -> bool {
    let Some(keyword) = keywords::line_keyword("kw_quotes") else { return false };
    let same = |word: &str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    keyword.en.iter().chain(keyword.zh).any(|word| same(word))
}

/// The words of a quotation; none where the text is no such line. Words without quotation marks must be words that
/// compare, so that a fact may be called `quotes received`.
fn read(source: &SourceFile, span: Span, rule: Rule) -> Option<Vec<Written>> {
    let text = source.slice(span);
    if rule == Rule::quotes_line && !begins(text) {
        return None;
    }
    let pair = PolParser::parse(rule, text).ok()?.next()?;
    let quoted = pair
        .into_inner()
        .filter(|pair| !matches!(pair.as_rule(), Rule::kw_quotes | Rule::comma | Rule::colon_mark | Rule::EOI));
    quoted.map(|pair| inside(span, pair)).collect()
}

/// The words inside their marks; none where they are no words that compare.
fn inside(line: Span, pair: Pair<'_, Rule>) -> Option<Written> {
    let pair = match pair.as_rule() {
        Rule::text => pair.into_inner().next()?,
        Rule::quoted_word_run if !compares(pair.as_str().trim()) => return None,
        _ => pair,
    };
    let (text, start) = (pair.as_str(), pair.as_span().start());
    let lead = text.len() - text.trim_start().len();
    let words = text.trim();
    let at = line.part(start + lead..start + lead + words.len());
    (!words.is_empty()).then(|| Spanned::new(words.to_owned(), at))
}

/// Whether a text is a word that compares and nothing else.
fn compares(text: &str) -> bool {
    let text = text.to_lowercase();
    let text = ["is ", "are "].iter().find_map(|copula| text.strip_prefix(copula)).unwrap_or(&text);
    keywords::comparing().any(|(_, spelling)| text == spelling)
}
