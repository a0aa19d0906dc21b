//! A phrase → its one reading.
//!
//! A phrase is a flat row of atoms. Names, words of the language, numbers and brackets are its possible pieces; a
//! reading is a row of pieces that covers the phrase and has the shape of a sentence. With exactly one reading the
//! phrase stands; with two it is refused and both are shown; with none the stretch is pointed at that would make a
//! sentence if it were a name. So a new name can make a phrase ambiguous, but can never change what it means (law 16).
//!
//! ```text
//!   3 年 累 计 纳 税   10 万 元   以 上        states:  start ──name──▶ after a value
//!   └─ name ────────┘                            after a value ──value──▶ two values side by side
//!   └3年┘                └─ 10万元 ─┘ └以上┘      two values ──以上──▶ after a value (may end)
//! ```
//!
//! In: a phrase, and what is declared. Out: one reading, or why there is none. Never: a choice between two readings.
//!
//! The pieces form a graph from atom to atom; a small automaton over kinds of piece prunes it; what survives is parsed
//! with precedence (`sentence/`). Everything is bounded: atoms, readings tried, and no step recurses but for brackets,
//! which the layout limits.

mod automaton;
mod pieces;
mod unread;

pub use pieces::unit;

use super::error::NameError;
use super::lexicon::Lexicon;
use super::read::{Head, Read, ReadKind};
use super::{Scope, Symbol, sentence};
use crate::source::Span;
use crate::syntax::ast::{Atom, AtomKind, Phrase};
use crate::syntax::keywords::{Class, Word};
use crate::types::HashMap;
use crate::types::Number;
use automaton::{State, backward, class, walk};
use pieces::{BETWEEN_UNITS, edges_from};
use std::cell::RefCell;
use unread::unread;

/// The most atoms of one phrase.
pub const MAX_ATOMS: usize = 1000;
/// How many rows of pieces are tried before a phrase counts as ambiguous.
const MAX_TRIES: usize = 64;

/// A piece of a phrase.
#[derive(Debug, Clone)]
pub struct Token<'p> {
    pub kind: TokenKind<'p>,
    pub span: Span,
}

/// What a piece is.
#[derive(Debug, Clone)]
pub enum TokenKind<'p> {
    /// A value: a name, a number, a date.
    Operand(ReadKind),
    /// A list or a record.
    List(Vec<Symbol>),
    /// A word of the language, as spelt.
    Word(Word, &'static str),
    /// `,`
    Comma,
    /// `( … )`
    Group(&'p Phrase),
}

/// What reading needs to know besides the phrase.
#[derive(Clone, Copy)]
pub struct Reader<'l> {
    pub lexicon: &'l Lexicon,
    pub scope: Scope,
    /// Which symbols may be used here.
    pub visible: &'l dyn Fn(&Symbol, Scope) -> bool,
    /// Whether a comparison word takes its number in, where the header says so.
    pub sense: &'l dyn Fn(&str) -> Option<bool>,
    /// The text under a span.
    pub slice: &'l dyn Fn(Span) -> String,
    /// Names near a misspelt one.
    pub near: &'l dyn Fn(&str) -> Vec<String>,
    /// How deep in brackets one stands already.
    pub depth: usize,
    /// Brackets that have been read: each is read once, however many rows of pieces it lies in.
    pub groups: &'l RefCell<HashMap<Span, Parse>>,
}

/// What reading a phrase gives: its one reading with what is wrong inside it, or why there is none.
pub type Parse = Result<(Read, Vec<NameError>), Vec<NameError>>;

struct Edge<'p> {
    to: usize,
    token: Token<'p>,
}

/// The one reading of a phrase, with what is wrong inside it.
pub fn read(reader: &Reader<'_>, phrase: &Phrase) -> Parse {
    can_be_read(reader, phrase)?;
    let inclusive = with_inclusive_marks(phrase);
    let phrase = inclusive.as_ref().unwrap_or(phrase);
    match find(reader, phrase) {
        Found::One(read, problems) => match super::scale::of_one_end(reader, &read) {
            Some(two_ways) => Err(vec![two_ways]),
            None => Ok((read, problems)),
        },
        Found::Several(splits) => Err(vec![NameError::Ambiguous { at: phrase.span, splits }]),
        Found::None(failed) => {
            if let Some(read) = without_closing_de(reader, phrase) {
                return Ok(read);
            }
            let edges: Vec<Vec<Edge<'_>>> =
                (0..phrase.atoms.len()).map(|from| edges_from(reader, &phrase.atoms, from)).collect();
            let errors = failed
                .or_else(|| stray(reader, phrase, false))
                .unwrap_or_else(|| vec![unread(reader, phrase, &edges, &backward(&edges, &[State::After]))]);
            let unbroken = edges
                .iter()
                .flatten()
                .find(|edge| matches!(edge.token.kind, TokenKind::Word(Word::Unbroken | Word::UnbrokenFrom, _)));
            if let ([NameError::Shape { .. }], Some(at)) = (errors.as_slice(), is_of_members(&edges)) {
                return Err(vec![NameError::MembersAre { at }]);
            }
            let told = |edge: &Edge<'_>| match errors.as_slice() {
                [NameError::Shape { .. } | NameError::ListAsValue { .. }] => {
                    Some(vec![NameError::UnbrokenForm { at: edge.token.span }])
                }
                _ => None,
            };
            Err(unbroken.and_then(told).unwrap_or(errors))
        }
    }
}

/// The `is` of `every absence is paid`.
fn is_of_members(edges: &[Vec<Edge<'_>>]) -> Option<Span> {
    let quantified = edges.iter().flatten().filter(|edge| match edge.token.kind {
        TokenKind::Word(word, spelling) => class(word) == Class::Quantifier && spelling.is_ascii(),
        _ => false,
    });
    let lists = quantified.flat_map(|edge| edges.get(edge.to).into_iter().flatten());
    let after = lists.filter(|edge| matches!(edge.token.kind, TokenKind::List(_)));
    let mut words = after.flat_map(|edge| edges.get(edge.to).into_iter().flatten());
    words.find(|edge| matches!(edge.token.kind, TokenKind::Word(Word::Is, "is" | "are"))).map(|edge| edge.token.span)
}

/// 受过处分的, as statutes end an item or an exception: whom it speaks of, without the 的. An amount does not end so.
fn without_closing_de(reader: &Reader<'_>, phrase: &Phrase) -> Option<(Read, Vec<NameError>)> {
    let (last, rest) = phrase.atoms.split_last().filter(|(_, rest)| !rest.is_empty())?;
    if last.kind != AtomKind::Han('的') {
        return None;
    }
    let span = Span { end: rest.last()?.span.end, ..phrase.span };
    match find(reader, &Phrase { span, atoms: rest.to_vec() }) {
        Found::One(Read { kind: ReadKind::Quantity(..), .. }, _) => None,
        Found::One(read, problems) => Some((read, problems)),
        _ => None,
    }
}

/// Whether a phrase has more than one reading; why it has none is not looked into.
pub fn is_ambiguous(reader: &Reader<'_>, phrase: &Phrase) -> bool {
    let inclusive = with_inclusive_marks(phrase);
    let found = || find(reader, inclusive.as_ref().unwrap_or(phrase));
    can_be_read(reader, phrase).is_ok() && matches!(found(), Found::Several(_))
}

/// Whether the atoms of a phrase are such that it can be read at all.
fn can_be_read(reader: &Reader<'_>, phrase: &Phrase) -> Result<(), Vec<NameError>> {
    if phrase.atoms.is_empty() {
        return Err(vec![NameError::Shape { at: phrase.span }]);
    }
    if phrase.atoms.len() > MAX_ATOMS {
        return Err(vec![NameError::TooLong { at: phrase.span, limit: MAX_ATOMS }]);
    }
    if let Some(stray) = stray(reader, phrase, true) {
        return Err(stray);
    }
    let too_large = phrase.atoms.iter().find(|atom| match &atom.kind {
        AtomKind::Number(digits) => matches!(Number::parse(digits), Some(Err(_))),
        _ => false,
    });
    if let Some(number) = too_large {
        return Err(vec![NameError::NumberTooLarge { at: number.span, text: (reader.slice)(number.span) }]);
    }
    Ok(())
}

/// The first atom that belongs to no phrase, but for one that is read somewhere.
fn stray(reader: &Reader<'_>, phrase: &Phrase, read_somewhere: bool) -> Option<Vec<NameError>> {
    let found = phrase.atoms.iter().find(|atom| match &atom.kind {
        AtomKind::Stray(text) => !(read_somewhere && text == BETWEEN_UNITS),
        _ => false,
    });
    found.map(|stray| vec![NameError::Stray { at: stray.span, text: (reader.slice)(stray.span) }])
}

/// The readings of a phrase.
enum Found {
    /// Only this one, with what is wrong inside it.
    One(Read, Vec<NameError>),
    /// More than one: the pieces of each.
    Several(Vec<String>),
    /// None, with why a row of pieces that covers it is no sentence.
    None(Option<Vec<NameError>>),
}

fn find(reader: &Reader<'_>, phrase: &Phrase) -> Found {
    let edges = edges_ahead(reader, &phrase.atoms);
    let alive = backward(&edges, &[State::After]);
    let mut readings: Vec<(Read, Vec<NameError>, Vec<&Token<'_>>)> = Vec::new();
    let mut failed: Option<Vec<NameError>> = None;
    let complete = walk(&edges, &alive, |tokens| {
        match sentence::parse(reader, tokens, phrase.span) {
            Ok((read, problems)) => {
                if readings.iter().all(|(known, ..)| *known != read) {
                    readings.push((read, problems, tokens.to_vec()));
                }
            }
            Err(errors) => {
                failed.get_or_insert(errors);
            }
        }
        readings.len() < 2
    });
    match (readings.len(), complete) {
        (1, true) => {
            let (read, problems, _) = readings.swap_remove(0);
            Found::One(read, problems)
        }
        (0, _) => Found::None(failed),
        _ => Found::Several(readings.iter().map(|(.., tokens)| split(reader, tokens)).collect()),
    }
}

/// The pieces from each atom that a row of pieces can come to; none from those inside a name.
fn edges_ahead<'p>(reader: &Reader<'_>, atoms: &'p [Atom]) -> Vec<Vec<Edge<'p>>> {
    let mut ahead = vec![false; atoms.len() + 1];
    if let Some(first) = ahead.first_mut() {
        *first = true;
    }
    let each = (0..atoms.len()).map(|from| {
        if ahead.get(from) != Some(&true) {
            return Vec::new();
        }
        let out = edges_from(reader, atoms, from);
        for edge in &out {
            if let Some(slot) = ahead.get_mut(edge.to) {
                *slot = true;
            }
        }
        out
    });
    each.collect()
}

/// Whether a phrase can only be a single name: nothing else begins where it begins. Most names are read so, at little cost.
pub fn is_one_piece(reader: &Reader<'_>, phrase: &Phrase) -> bool {
    let pieces = edges_from(reader, &phrase.atoms, 0);
    matches!(pieces.as_slice(), [only] if only.to == phrase.atoms.len())
}

/// The pieces that begin at an atom, and where each ends.
pub fn pieces<'p>(reader: &Reader<'_>, atoms: &'p [Atom], from: usize) -> Vec<(usize, TokenKind<'p>)> {
    edges_from(reader, atoms, from).into_iter().map(|edge| (edge.to, edge.token.kind)).collect()
}

/// The one reading of a phrase in which nothing is wrong; why there is none is not looked into.
pub fn only(reader: &Reader<'_>, phrase: &Phrase) -> Option<Read> {
    can_be_read(reader, phrase).ok()?;
    match find(reader, phrase) {
        Found::One(read, problems) => Some(read).filter(|_| problems.is_empty()),
        Found::Several(_) | Found::None(_) => None,
    }
}

/// The head of a list that runs over members.
pub fn read_head(reader: &Reader<'_>, phrase: &Phrase) -> Result<Head, Vec<NameError>> {
    let edges = edges_ahead(reader, &phrase.atoms);
    let ends = [State::Quantified, State::Start];
    let alive = backward(&edges, &ends);
    let mut heads: Vec<Head> = Vec::new();
    walk(&edges, &alive, |tokens| {
        heads.extend(sentence::parse_head(tokens, phrase.span));
        heads.len() < 2
    });
    match heads.pop() {
        Some(head) if heads.is_empty() => Ok(head),
        _ => Err(vec![NameError::ListHead { at: phrase.span, list: None }]),
    }
}

/// `（含）` before or behind 以上 or 以下 as the character 含 before it, so that it can be part of the word.
fn with_inclusive_marks(phrase: &Phrase) -> Option<Phrase> {
    let is_mark = |atom: &Atom| match &atom.kind {
        AtomKind::Group(group) => matches!(group.atoms.as_slice(), [Atom { kind: AtomKind::Han('含'), .. }]),
        _ => false,
    };
    if !phrase.atoms.iter().any(is_mark) {
        return None;
    }
    let mut out = phrase.clone();
    for at in 0..out.atoms.len() {
        if !out.atoms.get(at).is_some_and(is_mark) {
            continue;
        }
        let han = |at: Option<usize>, wanted: &[char]| match at.and_then(|at| out.atoms.get(at)).map(|atom| &atom.kind)
        {
            Some(AtomKind::Han(character)) => wanted.contains(character),
            _ => false,
        };
        let behind = han(at.checked_sub(1), &['上', '下']) && han(at.checked_sub(2), &['以']);
        if let Some(atom) = out.atoms.get_mut(at) {
            atom.kind = AtomKind::Han('含');
        }
        if behind && let Some(word) = out.atoms.get_mut(at - 2..=at) {
            word.rotate_right(1);
        }
    }
    Some(out)
}

/// The pieces of a reading with bars between them.
fn split(reader: &Reader<'_>, tokens: &[&Token<'_>]) -> String {
    let pieces: Vec<String> = tokens.iter().map(|token| (reader.slice)(token.span)).collect();
    pieces.join(" | ")
}
