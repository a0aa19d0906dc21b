//! Pairs of a phrase → atoms, in one form whatever the width of the characters.

use super::Rule;
use super::ast::{Atom, AtomKind, Date, Phrase};
use super::build::Context;
use super::error::SyntaxError;
use crate::source::Span;
use crate::source::name::{self, half_width, is_han};
use pest::iterators::Pair;

/// The atoms under a pair of rule `phrase`, `amount`, `condition`, `value` or `presumed_value`.
pub fn phrase(ctx: &mut Context<'_>, pair: Pair<'_, Rule>) -> Phrase {
    let span = ctx.span(&pair);
    let mut atoms = Vec::new();
    for inner in pair.into_inner() {
        atom(ctx, inner, &mut atoms);
    }
    // A phrase ends where its last atom ends, not at the white space after it.
    let end = atoms.last().map_or(span.end, |atom: &Atom| atom.span.end);
    Phrase { span: Span { end, ..span }, atoms }
}

fn atom(ctx: &mut Context<'_>, pair: Pair<'_, Rule>, out: &mut Vec<Atom>) {
    let span = ctx.span(&pair);
    let spaced = ctx.spaced(span.start);
    let text = pair.as_str();
    let kind = match pair.as_rule() {
        Rule::word => AtomKind::Word(name::fold(text)),
        Rule::han => {
            let mut start = span.start;
            for (index, character) in text.chars().enumerate() {
                let end = start + u32::try_from(character.len_utf8()).unwrap_or(4);
                let kind = AtomKind::Han(character);
                out.push(Atom { kind, span: Span { start, end, ..span }, spaced: spaced && index == 0 });
                start = end;
            }
            return;
        }
        Rule::number => AtomKind::Number(digits(text)),
        Rule::date => match date(text) {
            Some(date) => AtomKind::Date(date),
            None => AtomKind::Stray(text.to_owned()),
        },
        Rule::dotted_date => {
            let iso = iso(text);
            ctx.errors.push(SyntaxError::DottedDate { at: span, iso: iso.clone() });
            date(&iso).map_or(AtomKind::Stray(text.to_owned()), AtomKind::Date)
        }
        Rule::text | Rule::corner => AtomKind::Quoted(quoted(pair)),
        Rule::operator => symbol(text).map_or_else(|| AtomKind::Stray(text.to_owned()), AtomKind::Symbol),
        Rule::comma => AtomKind::Comma,
        Rule::group => {
            let inner = phrase(ctx, pair);
            AtomKind::Group(Phrase { span, ..inner })
        }
        _ => AtomKind::Stray(text.to_owned()),
    };
    out.push(Atom { kind, span, spaced });
}

/// The text between the marks of a quotation.
pub fn quoted(pair: Pair<'_, Rule>) -> String {
    pair.into_inner().next().map(|inner| inner.as_str().trim().to_owned()).unwrap_or_default()
}

/// The digits of a number, half width, without grouping commas.
pub fn digits(text: &str) -> String {
    text.chars().map(half_width).filter(|c| *c != ',').collect()
}

/// `2011.12.1` as the language writes it.
pub fn iso(dotted: &str) -> String {
    dotted.split(['.', '/']).map(|part| format!("{part:0>2}")).collect::<Vec<_>>().join("-")
}

/// A date in either form; it need not exist in the calendar.
pub fn date(text: &str) -> Option<Date> {
    let mut parts = numbers(text);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Date { year, month: month.try_into().ok()?, day: day.try_into().ok()? })
}

/// The whole numbers of a text, whatever stands between them.
pub fn numbers(text: &str) -> impl Iterator<Item = u16> {
    let folded: String = text.chars().map(half_width).collect();
    let parts: Vec<u16> = folded.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    parts.into_iter()
}

/// The canonical form of an operator sign.
fn symbol(text: &str) -> Option<&'static str> {
    Some(match text {
        "≥" | "≧" | "⩾" | ">=" | "＞＝" => "≥",
        "≤" | "≦" | "⩽" | "<=" | "＜＝" => "≤",
        "≠" | "!=" | "<>" => "≠",
        "=" | "＝" | "==" => "=",
        ">" | "＞" => ">",
        "<" | "＜" => "<",
        "+" | "＋" => "+",
        "-" | "−" | "－" | "–" => "-",
        "×" | "*" | "＊" => "×",
        "÷" | "/" | "／" => "÷",
        "%" | "％" => "%",
        "‰" => "‰",
        "㎡" => "㎡",
        "m²" => "m²",
        _ => return None,
    })
}

/// The atoms of a text of words, Chinese characters, numbers and signs in their usual form: by far the most phrases and
/// names, cut without the grammar because there are so many of them. None for any other text; the grammar decides what
/// a text means, and a test holds this to it.
pub fn plain(text: &str, span: Span, spaced_before: bool) -> Option<Phrase> {
    let at = |start: usize, end: usize| Span::new(span.file, span.start as usize + start, span.start as usize + end);
    // As many as there are Chinese characters, if there is nothing else.
    let mut atoms = Vec::with_capacity(text.len().div_ceil(3));
    let (mut from, mut spaced) = (0, spaced_before);
    while let Some(first) = text.get(from..).and_then(|rest| rest.chars().next()) {
        let (kind, to) = match first {
            ' ' => {
                (from, spaced) = (from + 1, true);
                continue;
            }
            _ if is_han(first) => (AtomKind::Han(first), from + first.len_utf8()),
            '0'..='9' | 'A'..='Z' | 'a'..='z' => plain_run(text, from)?,
            ',' | '，' | '、' => (AtomKind::Comma, from + first.len_utf8()),
            _ => {
                let rest = text.get(from..)?;
                let sign = [">=", "<=", "!=", "≥", "≤", "≠", "=", ">", "<", "+", "-", "×", "*", "÷", "/", "%"]
                    .into_iter()
                    .find(|sign| rest.starts_with(sign))?;
                if rest.starts_with("<>") || rest.starts_with("==") {
                    return None;
                }
                (AtomKind::Symbol(symbol(sign)?), from + sign.len())
            }
        };
        atoms.push(Atom { kind, span: at(from, to), spaced });
        (from, spaced) = (to, false);
    }
    let (first, last) = (atoms.first()?.span, atoms.last()?.span);
    Some(Phrase { span: Span { end: last.end, ..first }, atoms })
}

/// The word or number that begins at a byte, and where it ends; none for a date or a number with marks inside.
fn plain_run(text: &str, from: usize) -> Option<(AtomKind, usize)> {
    let bytes = text.as_bytes();
    let is_latin = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let mut to = from;
    while is_latin(to) || (bytes.get(to).is_some_and(|byte| b"-'_".contains(byte)) && is_latin(to + 1)) {
        to += 1;
    }
    let run = text.get(from..to)?;
    let next = text.get(to..)?.chars().next();
    let starts_with_digit = run.starts_with(|c: char| c.is_ascii_digit());
    // Any other character may belong to the word.
    if next.is_some_and(|c| !(c.is_ascii() || is_han(c) || "，、≥≤≠×÷".contains(c))) {
        return None;
    }
    if run.bytes().all(|byte| byte.is_ascii_digit()) {
        let marked = matches!(next, Some('.' | ',' | '/' | '年'));
        return (!marked).then(|| (AtomKind::Number(run.to_owned()), to));
    }
    let is_date = starts_with_digit && run.bytes().take_while(u8::is_ascii_digit).count() == 4 && run.contains('-');
    (!is_date).then(|| (AtomKind::Word(run.to_ascii_lowercase()), to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_character_is_one_to_the_grammar() {
        for c in ('\0'..=char::MAX).filter(|c| is_han(*c)) {
            assert!(pest::unicode::HAN(c), "{c:?}");
        }
    }
}
