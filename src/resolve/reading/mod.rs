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
//! The pieces form a graph from atom to atom; a small automaton over kinds of piece prunes it; what survives is parsed
//! with precedence (`sentence.rs`). Everything is bounded: atoms, readings tried, and no step recurses but for brackets,
//! which the layout limits.

use super::error::{Beside, NameError};
use super::lexicon::{Entry, Lexicon, UnitRef};
use super::numeral;
use super::read::{Head, Read, ReadKind};
use super::sentence;
use super::{Scope, Symbol};
use crate::source::Span;
use crate::syntax::ast::{Atom, AtomKind, Phrase};
use crate::syntax::keywords;
use crate::syntax::keywords::{Class, UnitWord, Word};
use crate::types::HashMap;
use crate::types::{Duration, Number};
use std::cell::RefCell;

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

// ── The automaton ────────────────────────────────────────────

/// Where in a sentence one stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// A condition or a value is expected.
    Start,
    /// A value is expected, not a condition.
    Value,
    /// After `is`: a value, or a word that compares.
    Copula,
    /// After `and` and `or`: a condition, or a word that compares what was compared before.
    Joined,
    /// After `but`: what is denied, or a word that compares what was compared before.
    Contrast,
    /// After `not`.
    Negated,
    /// After a value; a sentence may end here.
    After,
    /// Two values side by side: only 以上 and its like make sense of them.
    Pair,
    /// After a comma.
    Comma,
    /// A list is expected, and then a condition.
    Quantifier,
    /// After the list of a quantifier.
    Quantified,
    /// A list is expected, and then the sentence goes on.
    Counter,
    /// After a list that stands where a value could.
    List,
    /// The name of a member is expected to which the list before belongs.
    Owner,
}

const STATES: [State; 14] = [
    State::Start,
    State::Value,
    State::Copula,
    State::Joined,
    State::Contrast,
    State::Negated,
    State::After,
    State::Pair,
    State::Comma,
    State::Quantifier,
    State::Quantified,
    State::Counter,
    State::List,
    State::Owner,
];

fn step(state: State, kind: &TokenKind<'_>) -> Option<State> {
    use State::{
        After, Comma, Contrast, Copula, Counter, Joined, List, Negated, Owner, Pair, Quantified, Quantifier, Start,
        Value,
    };
    let opens = matches!(state, Start | Joined | Comma | Quantified);
    match kind {
        TokenKind::Operand(_) | TokenKind::Group(_) => match state {
            Start | Joined | Value | Copula | Negated | Comma | Quantified => Some(After),
            After => Some(Pair),
            Pair | Contrast | Quantifier | Counter | List | Owner => None,
        },
        TokenKind::List(_) => match state {
            Quantifier => Some(Quantified),
            Counter => Some(After),
            Owner => Some(List),
            Start | Joined | Value | Copula | Negated | Comma | Quantified => Some(List),
            After | Pair | Contrast | List => None,
        },
        TokenKind::Comma => (state == After).then_some(Comma),
        TokenKind::Word(word, spelling) => match class(*word) {
            Class::Operand => None,
            Class::Prefix if *word == Word::If => opens.then_some(Start),
            Class::Prefix => (opens || matches!(state, Value | Copula | Negated)).then_some(Value),
            Class::Not => (opens || state == Contrast).then_some(Negated),
            Class::Quantifier => (opens || state == Negated).then_some(Quantifier),
            Class::Counter => (opens || matches!(state, Value | Copula | Negated)).then_some(Counter),
            Class::Infix if joins_conditions(*word) => match state {
                After | Comma => Some(match word {
                    Word::And | Word::Or => Joined,
                    Word::But => Contrast,
                    _ => Start,
                }),
                Quantified => (*word == Word::Where).then_some(Start),
                _ => None,
            },
            Class::Infix if sentence::orders(*word) => {
                matches!(state, After | Comma | Copula | Joined | Contrast).then_some(Value)
            }
            Class::Infix if *word == Word::Is && sentence::is_copula(spelling) => (state == After).then_some(Copula),
            Class::Infix => (state == After || (state == Comma && stands_after_comma(*word))).then_some(Value),
            // `some hires of that firm where …`, `hires of that firm is known`
            Class::ListInfix if *word == Word::OfThat => match state {
                After => Some(Counter),
                Quantified => Some(Quantifier),
                List => Some(Owner),
                Start | Joined | Contrast | Value | Copula | Negated | Pair | Comma | Quantifier | Counter | Owner => {
                    None
                }
            },
            Class::ListInfix => (state == After).then_some(Counter),
            Class::Postfix => (matches!(state, After | Pair | List)
                || (state == Comma && *word == Word::NextWorkingDay))
                .then_some(After),
            Class::AfterList => match state {
                List => Some(if *word == Word::ListInAny { Value } else { Start }),
                Quantified => (*word == Word::ListEvery).then_some(Start),
                _ => None,
            },
        },
    }
}

/// `…, ending early on …`, `…，四舍五入到1元`
const fn stands_after_comma(word: Word) -> bool {
    matches!(
        word,
        Word::EndingEarly | Word::GapsUpTo | Word::RoundHalfUp | Word::RoundHalfEven | Word::RoundUp | Word::RoundDown
    )
}

const fn joins_conditions(word: Word) -> bool {
    matches!(
        word,
        Word::And | Word::But | Word::Or | Word::Unless | Word::Then | Word::Otherwise | Word::Where | Word::WhoWhere
    )
}

fn class(word: Word) -> Class {
    // The rows stand in the order of the words; a test holds them to it.
    keywords::PHRASE.get(word as usize).map_or(Class::Operand, |keyword| keyword.class)
}

/// For each atom boundary, the states from which the rest can be read.
fn backward(edges: &[Vec<Edge<'_>>], ends: &[State]) -> Vec<u16> {
    let mut alive = vec![0_u16; edges.len() + 1];
    if let Some(last) = alive.last_mut() {
        *last = ends.iter().fold(0, |all, end| all | bit(*end));
    }
    for (from, out) in edges.iter().enumerate().rev() {
        let mut here = 0;
        for edge in out {
            let there = alive.get(edge.to).copied().unwrap_or_default();
            for state in STATES {
                if step(state, &edge.token.kind).is_some_and(|next| there & bit(next) != 0) {
                    here |= bit(state);
                }
            }
        }
        if let Some(slot) = alive.get_mut(from) {
            *slot = here;
        }
    }
    alive
}

const fn bit(state: State) -> u16 {
    1 << state as u16
}

/// Visits every row of pieces that the automaton takes, until the visitor has seen enough. False if some were left.
fn walk<'e, 'p>(edges: &'e [Vec<Edge<'p>>], alive: &[u16], mut visit: impl FnMut(&[&'e Token<'p>]) -> bool) -> bool {
    let mut path: Vec<&'e Token<'p>> = Vec::new();
    // (atom, state, next edge to try)
    let mut stack = vec![(0_usize, State::Start, 0_usize)];
    let mut tries = 0;
    while let Some((at, state, next)) = stack.pop() {
        path.truncate(stack.len());
        if at == edges.len() {
            tries += 1;
            if !visit(&path) {
                return true;
            }
            if tries >= MAX_TRIES {
                return false;
            }
            continue;
        }
        let Some(out) = edges.get(at) else { continue };
        for (index, edge) in out.iter().enumerate().skip(next) {
            let there = alive.get(edge.to).copied().unwrap_or_default();
            let Some(target) = step(state, &edge.token.kind).filter(|target| there & bit(*target) != 0) else {
                continue;
            };
            stack.push((at, state, index + 1));
            path.push(&edge.token);
            stack.push((edge.to, target, 0));
            break;
        }
    }
    true
}

// ── The pieces ───────────────────────────────────────────────

fn edges_from<'p>(reader: &Reader<'_>, atoms: &'p [Atom], from: usize) -> Vec<Edge<'p>> {
    let mut out = Vec::new();
    let Some(atom) = atoms.get(from) else { return out };
    let cover = |to: usize| {
        let last = to.checked_sub(1).and_then(|last| atoms.get(last)).unwrap_or(atom);
        atom.span.to(last.span)
    };
    let mut push = |to: usize, kind: TokenKind<'p>| out.push(Edge { to, token: Token { kind, span: cover(to) } });
    match &atom.kind {
        AtomKind::Group(group) => push(from + 1, TokenKind::Group(group)),
        AtomKind::Comma => push(from + 1, TokenKind::Comma),
        AtomKind::Date(date) => push(from + 1, TokenKind::Operand(ReadKind::Date(*date))),
        AtomKind::Quoted(text) => {
            let symbols = visible(reader, &reader.lexicon.lookup(text));
            if symbols.is_empty() {
                push(from + 1, TokenKind::Operand(ReadKind::Text(text.clone())));
            }
            named(symbols).for_each(|kind| push(from + 1, kind));
        }
        AtomKind::Number(digits) => {
            if let Some(Ok(number)) = Number::parse(digits) {
                quantities(reader, atoms, from + 1, number, &mut push);
            }
        }
        AtomKind::Symbol("-") => {
            // A sign belongs to the number that it touches; minus has spaces on both sides.
            if let Some(Atom { kind: AtomKind::Number(digits), spaced: false, .. }) = atoms.get(from + 1)
                && let Some(Ok(number)) = Number::parse(&format!("-{digits}"))
            {
                quantities(reader, atoms, from + 2, number, &mut push);
            }
        }
        AtomKind::Han(_) => {
            let first = from
                .checked_sub(1)
                .and_then(|before| atoms.get(before))
                .is_none_or(|before| !numeral::is_numeral(before));
            // The 千 of 三千瓦时 belongs to the unit, where 千瓦时 is one.
            let run = from + atoms.iter().skip(from).take_while(|atom| numeral::is_numeral(atom)).count();
            let unit = (from + 1..run).find(|at| reader.lexicon.units(atoms, *at).any(|(end, _)| end > run));
            let before_unit = atoms.get(..unit.unwrap_or(atoms.len())).unwrap_or(atoms);
            if first && let Some((to, number, share)) = numeral::read(before_unit, from) {
                if share {
                    let hundredths = number.times(Number::whole(100)).unwrap_or(number);
                    push(to, TokenKind::Operand(ReadKind::Quantity(hundredths, Some(UnitRef::Known(UnitWord::Share)))));
                } else {
                    quantities(reader, atoms, to, number, &mut push);
                }
            }
        }
        AtomKind::Word(_) | AtomKind::Symbol(_) | AtomKind::Stray(_) => {}
    }
    if let Some((to, number, unit)) = step_of_rounding(reader, atoms, from) {
        push(to, TokenKind::Operand(ReadKind::Quantity(number, Some(unit))));
    }
    if ends_amount(reader, atoms, from) {
        push(from + 1, TokenKind::Word(Word::WithinNumber, "以内"));
    }
    if ends_term(reader, atoms, from) {
        push(from + 1, TokenKind::Word(Word::Inside, "期内"));
    }
    if counts_points(reader, atoms, from) {
        push(from + 1, TokenKind::Word(Word::Times, "计"));
    }
    words_and_names(reader, atoms, from, &mut push);
    out
}

/// Whether this is the 计 of 每满1年计5分: it is no word of its own.
fn counts_points(reader: &Reader<'_>, atoms: &[Atom], at: usize) -> bool {
    let number = |atom: &Atom| matches!(atom.kind, AtomKind::Number(_)) || numeral::is_numeral(atom);
    let counts = atoms.get(at).is_some_and(|atom| matches!(atom.kind, AtomKind::Han('计' | '得')));
    let before = || atoms.get(..at).unwrap_or_default();
    counts
        && atoms.get(at + 1).is_some_and(number)
        && (0..at).any(|from| {
            let mut entries = reader.lexicon.entries(atoms, from);
            entries.any(|(_, entry)| matches!(entry, Entry::Word(Word::PerFull, _)))
        })
        && before().iter().rev().take(4).any(number)
}

/// The 元 of 四舍五入到元, the `yuan` of `rounded up to the nearest yuan`: one of that unit.
fn step_of_rounding(reader: &Reader<'_>, atoms: &[Atom], at: usize) -> Option<(usize, Number, UnitRef)> {
    let rounds = (at.saturating_sub(12)..at).any(|from| {
        let mut entries = reader.lexicon.entries(atoms, from);
        entries.any(|(end, entry)| {
            let word = matches!(
                entry,
                Entry::Word(Word::RoundHalfUp | Word::RoundHalfEven | Word::RoundUp | Word::RoundDown, spelling)
                    if !spelling.is_ascii() || spelling.ends_with("nearest")
            );
            word && end == at
        })
    });
    if !rounds {
        return None;
    }
    // 角 and 分 are no units of their own: elsewhere 分 is a point.
    let part = match atoms.get(at).map(|atom| &atom.kind) {
        Some(AtomKind::Han('角')) => Some(10),
        Some(AtomKind::Han('分')) if reader.lexicon.units(atoms, at).next().is_none() => Some(100),
        _ => None,
    };
    if let Some(step) = part.and_then(|part| Number::ratio(1, part).ok()) {
        return Some((at + 1, step, UnitRef::Known(UnitWord::Yuan)));
    }
    let (after, factor) = reader.lexicon.scale(atoms, at).unwrap_or((at, 1));
    let (to, unit) = reader.lexicon.units(atoms, after).last()?;
    let length = matches!(unit, UnitRef::Known(UnitWord::Year | UnitWord::Month));
    let step = Number::ratio(factor, 1).ok().filter(|_| !length)?;
    Some((to, step, unit.clone()))
}

/// Whether this is the 内 of 30日内: 内 is no word of its own, since many names end in it.
fn ends_amount(reader: &Reader<'_>, atoms: &[Atom], at: usize) -> bool {
    let number = |atom: &Atom| matches!(atom.kind, AtomKind::Number(_)) || numeral::is_numeral(atom);
    let within = atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Han('内'));
    within
        && (1..=4).any(|back| {
            let unit = at.checked_sub(back);
            let counted = unit.and_then(|unit| unit.checked_sub(1)).and_then(|before| atoms.get(before));
            counted.is_some_and(number)
                && unit.is_some_and(|unit| reader.lexicon.units(atoms, unit).any(|(end, _)| end == at))
        })
}

/// Whether this is the 内 of 申请期限内, after the name of a term or of its length.
fn ends_term(reader: &Reader<'_>, atoms: &[Atom], at: usize) -> bool {
    let han = |at: usize, wanted: &[char]| match atoms.get(at).map(|atom| &atom.kind) {
        Some(AtomKind::Han(character)) => wanted.contains(character),
        _ => false,
    };
    let ends = |wanted: usize| {
        (0..at).any(|from| {
            reader.lexicon.entries(atoms, from).any(|(end, entry)| end == wanted && matches!(entry, Entry::Name(_)))
        })
    };
    // A name that ends in it is that name: 批准在过渡期内.
    han(at, &['内']) && at > 0 && han(at - 1, &['期', '限', '间']) && ends(at) && !ends(at + 1)
}

fn words_and_names<'p>(
    reader: &Reader<'_>,
    atoms: &'p [Atom],
    from: usize,
    push: &mut impl FnMut(usize, TokenKind<'p>),
) {
    let found: Vec<(usize, &Entry)> = reader.lexicon.entries(atoms, from).collect();
    for (to, entry) in &found {
        match entry {
            Entry::Name(symbols) => {
                let symbols = visible(reader, symbols);
                let none_word =
                    found.iter().any(|(end, other)| end == to && matches!(other, Entry::Word(Word::None, _)));
                if !none_word {
                    named(symbols).for_each(|kind| push(*to, kind));
                }
            }
            Entry::Word(word, spelling) => {
                let levels = || {
                    let here = found.iter().filter(|(end, _)| end == to);
                    here.flat_map(|(_, other)| match other {
                        Entry::Name(symbols) => visible(reader, symbols),
                        Entry::Word(..) => Vec::new(),
                    })
                    .collect()
                };
                // `no more than` is one word: nothing is more than `no`.
                let compares = |other: &Entry| matches!(other, Entry::Word(word, _) if sentence::orders(*word));
                if *word == Word::NoValue && found.iter().any(|(end, other)| end > to && compares(other)) {
                    continue;
                }
                let kind = match word {
                    Word::AsOf => TokenKind::Operand(ReadKind::AsOf),
                    Word::Yes => TokenKind::Operand(ReadKind::Bool(true)),
                    Word::NoValue => TokenKind::Operand(ReadKind::Bool(false)),
                    Word::None => TokenKind::Operand(ReadKind::NoneWord(levels())),
                    other => TokenKind::Word(*other, spelling),
                };
                push(*to, kind);
            }
        }
    }
}

fn visible(reader: &Reader<'_>, symbols: &[Symbol]) -> Vec<Symbol> {
    symbols.iter().filter(|symbol| (reader.visible)(symbol, reader.scope)).copied().collect()
}

/// The pieces that a name can be: a field of one record and a list of another may share it, and what stands around it
/// says which is meant.
fn named<'p>(symbols: Vec<Symbol>) -> impl Iterator<Item = TokenKind<'p>> {
    let (lists, values) = if symbols.iter().any(|symbol| symbol.is_list()) {
        symbols.into_iter().partition(|symbol| symbol.is_list())
    } else {
        (Vec::new(), symbols)
    };
    let lists = Some(lists).filter(|lists| !lists.is_empty()).map(TokenKind::List);
    let values = Some(values).filter(|values| !values.is_empty());
    values.map(|values| TokenKind::Operand(ReadKind::Name(values))).into_iter().chain(lists)
}

/// A number with each scale and unit that may stand after it.
fn quantities<'p>(
    reader: &Reader<'_>,
    atoms: &'p [Atom],
    after: usize,
    number: Number,
    push: &mut impl FnMut(usize, TokenKind<'p>),
) {
    let (after, number) = match reader.lexicon.scale(atoms, after) {
        Some((end, factor)) => {
            let factor = Number::ratio(factor, 1).unwrap_or(Number::ONE);
            match number.times(factor) {
                Ok(number) => (end, number),
                Err(_) => return,
            }
        }
        None => (after, number),
    };
    let mut operand = |to, kind| push(to, TokenKind::Operand(kind));
    operand(after, ReadKind::Quantity(number, None));
    for (to, unit) in reader.lexicon.units(atoms, after) {
        match unit {
            UnitRef::Known(UnitWord::Year | UnitWord::Month) => {
                for (to, duration) in durations(reader, atoms, to, number, unit) {
                    operand(to, ReadKind::Duration(duration));
                }
            }
            _ => {
                operand(to, ReadKind::Quantity(number, Some(unit.clone())));
                for (to, rate) in rates(reader.lexicon, atoms, to, unit) {
                    operand(to, ReadKind::Quantity(number, Some(rate)));
                }
            }
        }
    }
}

/// The sign between two units in 元/人·月; it has no other sense in a phrase.
const BETWEEN_UNITS: &str = "·";

/// How many units an amount can be for each of, one after the other: 元/人/月.
const MAX_EACH: usize = 3;

/// Every rate that begins with a unit, and where it ends: 元/人, 元/人/月.
fn rates(lexicon: &Lexicon, atoms: &[Atom], at: usize, unit: &UnitRef) -> Vec<(usize, UnitRef)> {
    let mut out: Vec<(usize, UnitRef)> = Vec::new();
    let mut open = vec![(at, unit.clone())];
    for _ in 0..MAX_EACH {
        let mut next = Vec::new();
        for (at, unit) in &open {
            let more = matches!(unit, UnitRef::Rate(..));
            for (to, each) in each_of(lexicon, atoms, *at, more) {
                next.push((to, UnitRef::Rate(Box::new(unit.clone()), Box::new(each))));
            }
        }
        out.extend(next.iter().cloned());
        open = next;
    }
    out
}

/// The unit that the whole of a name says: `yuan per person`.
pub fn unit(lexicon: &Lexicon, atoms: &[Atom]) -> Option<UnitRef> {
    let units: Vec<(usize, UnitRef)> = lexicon.units(atoms, 0).map(|(to, unit)| (to, unit.clone())).collect();
    let rates = units.iter().flat_map(|(to, unit)| rates(lexicon, atoms, *to, unit));
    units.iter().cloned().chain(rates).find(|(to, _)| *to == atoms.len()).map(|(_, unit)| unit)
}

/// The `/人` of 500元/人, the `per person` of `5 yuan per person`.
fn each_of(lexicon: &Lexicon, atoms: &[Atom], at: usize, more: bool) -> Vec<(usize, UnitRef)> {
    let says_each = atoms.get(at).is_some_and(|atom| match &atom.kind {
        AtomKind::Word(word) => word == "per",
        AtomKind::Han(character) => *character == '每',
        AtomKind::Symbol(symbol) => *symbol == "÷",
        // 元/人·月
        AtomKind::Stray(text) => more && text == BETWEEN_UNITS,
        _ => false,
    });
    if !says_each {
        return Vec::new();
    }
    lexicon.units(atoms, at + 1).map(|(to, unit)| (to, unit.clone())).collect()
}

/// `9 years`, and `9 years 11 months`, and `9 years 11 months 29 days`.
fn durations(reader: &Reader<'_>, atoms: &[Atom], to: usize, number: Number, unit: &UnitRef) -> Vec<(usize, Duration)> {
    let years = *unit == UnitRef::Known(UnitWord::Year);
    let whole = number.to_i64().and_then(|number| u32::try_from(number).ok());
    let Some(months) = whole.and_then(|number| number.checked_mul(if years { 12 } else { 1 })) else {
        return Vec::new();
    };
    let mut out = vec![(to, Duration { months, days: 0 })];
    let part = |from: usize, wanted: UnitWord, below: i64| {
        let AtomKind::Number(digits) = &atoms.get(from)?.kind else { return None };
        let count = Number::parse(digits)?.ok()?.to_i64().filter(|count| (0..below).contains(count))?;
        let unit = UnitRef::Known(wanted);
        let (to, _) = reader.lexicon.units(atoms, from + 1).filter(|(_, found)| **found == unit).last()?;
        Some((to, u32::try_from(count).ok()?))
    };
    let (mut to, mut months) = (to, months);
    if years && let Some((end, more)) = part(to, UnitWord::Month, 12) {
        (to, months) = (end, months.saturating_add(more));
        out.push((to, Duration { months, days: 0 }));
    }
    if let Some((end, days)) = part(to, UnitWord::Day, 31) {
        out.push((end, Duration { months, days: u8::try_from(days).unwrap_or(30) }));
    }
    out
}

// ── When there is no reading ─────────────────────────────────

/// Points at the smallest stretch that would make a sentence of the phrase if it were a name.
fn unread(reader: &Reader<'_>, phrase: &Phrase, edges: &[Vec<Edge<'_>>], alive: &[u16]) -> NameError {
    let reach = forward(edges);
    let name = TokenKind::Operand(ReadKind::AsOf);
    let list = TokenKind::List(Vec::new());
    let mut best: Option<(usize, usize, bool)> = None;
    for (from, states) in reach.iter().enumerate().take(edges.len()) {
        for to in from + 1..=edges.len() {
            if best.is_some_and(|(start, end, _)| end - start <= to - from) {
                break;
            }
            let there = alive.get(to).copied().unwrap_or_default();
            let fits = |kind: &TokenKind<'_>| {
                STATES
                    .iter()
                    .filter(|state| states & bit(**state) != 0)
                    .any(|state| step(*state, kind).is_some_and(|next| next != State::Pair && there & bit(next) != 0))
            };
            if fits(&name) {
                best = Some((from, to, false));
                break;
            }
            if fits(&list) {
                best = Some((from, to, true));
                break;
            }
        }
    }
    let choice = phrase.atoms.iter().zip(edges).zip(&reach).find(|((_, out), states)| {
        let opens = [State::Start, State::Comma, State::Quantified].iter().any(|state| **states & bit(*state) != 0);
        let choice = out.iter().any(|edge| matches!(edge.token.kind, TokenKind::Word(Word::If, _)));
        choice && !opens && **states & bit(State::After) != 0
    });
    if let Some(((atom, _), _)) = choice {
        return NameError::ConditionAfter {
            at: atom.span,
            text: (reader.slice)(atom.span),
            of_amount: true,
            mends: true,
        };
    }
    let first_word = edges.first().into_iter().flatten().find_map(|edge| match edge.token.kind {
        TokenKind::Word(word, _) => Some((word, edge.token.span)),
        _ => None,
    });
    if let Some((Word::PerFull, at)) = first_word {
        return NameError::NothingCounted { at };
    }
    let ordering = edges.first().into_iter().flatten().find_map(|edge| match edge.token.kind {
        TokenKind::Word(word, _) if sentence::orders(word) => Some((word, edge.token.span)),
        _ => None,
    });
    if let Some(level) = level_beside(reader, edges) {
        return level;
    }
    if let Some((word, at)) = ordering {
        let amount = edges.first().into_iter().flatten().find_map(|edge| {
            let this = matches!(edge.token.kind, TokenKind::Word(found, _) if found == word);
            let next = edges.get(edge.to).filter(|_| this)?.last()?;
            match &next.token.kind {
                TokenKind::Operand(kind) => Some((at, kind.clone())),
                _ => None,
            }
        });
        if amount.is_some() {
            return NameError::LooseBound { at, amount, subjects: Vec::new() };
        }
    }
    let Some((from, to, list)) = best else {
        let end = reach.iter().rposition(|states| *states != 0).unwrap_or(0);
        let at = phrase.atoms.get(end.min(phrase.atoms.len().saturating_sub(1))).map_or(phrase.span, |atom| atom.span);
        let choice = edges
            .get(end)
            .is_some_and(|out| out.iter().any(|edge| matches!(edge.token.kind, TokenKind::Word(Word::If, _))));
        return if choice {
            NameError::ConditionAfter { at, text: (reader.slice)(at), of_amount: true, mends: true }
        } else {
            NameError::Shape { at }
        };
    };
    if covered(edges, 0, edges.len()) && !covered(edges, from, to) {
        // Every word is known: no shorter stretch was meant as a name.
        let end = reach.iter().rposition(|states| *states != 0).unwrap_or(0);
        let pair = reach.get(end).is_some_and(|states| states & bit(State::Pair) != 0);
        let last = phrase.atoms.get(end.saturating_sub(1)).map_or(phrase.span, |atom| atom.span);
        let whole = (reader.slice)(phrase.span);
        return if pair {
            NameError::SideBySide { at: last, text: whole, fix: None }
        } else {
            NameError::Shape { at: last }
        };
    }
    let first = phrase.atoms.get(from).map_or(phrase.span, |atom| atom.span);
    let last = phrase.atoms.get(to - 1).map_or(phrase.span, |atom| atom.span);
    let at = first.to(last);
    let text = (reader.slice)(at);
    if let Some(AtomKind::Number(_)) = phrase.atoms.get(from).map(|atom| &atom.kind)
        && to == from + 1
        && edges.get(from).is_some_and(Vec::is_empty)
    {
        return NameError::NumberTooLarge { at, text };
    }
    let hidden = reader.lexicon.lookup(&text);
    if !hidden.is_empty() {
        let list_name = hidden.iter().any(|symbol| symbol.is_list());
        return if list_name && !list {
            NameError::ListAsValue { at, text }
        } else if !list_name && list {
            NameError::NotAList { at, text, lists: Vec::new() }
        } else {
            NameError::OutOfScope { at, text, symbols: hidden }
        };
    }
    let whole = (reader.slice)(phrase.span);
    // Known words in a row that make no sentence are not a name that somebody forgot to declare.
    if covered(edges, from, to) {
        let pair = reach.get(to).is_some_and(|states| states & bit(State::Pair) != 0);
        return if pair { NameError::SideBySide { at, text: whole, fix: None } } else { NameError::Shape { at } };
    }
    let near = (reader.near)(&text);
    let rest = rest_of(reader, phrase, edges, from, to);
    NameError::Unknown { at, text, near, label: None, rest, beside: beside(edges, from, to) }
}

/// 本科 30: a level, and the points that it brings.
fn level_beside(reader: &Reader<'_>, edges: &[Vec<Edge<'_>>]) -> Option<NameError> {
    let (level, kind) = edges.first()?.iter().find_map(|edge| match &edge.token.kind {
        TokenKind::Operand(kind @ ReadKind::Name(symbols))
            if symbols.iter().all(|symbol| matches!(symbol, Symbol::Level(..))) =>
        {
            Some((edge, kind.clone()))
        }
        _ => None,
    })?;
    let amount = edges
        .get(level.to)?
        .iter()
        .find(|edge| edge.to == edges.len() && matches!(edge.token.kind, TokenKind::Operand(ReadKind::Quantity(..))))?;
    Some(NameError::LevelBeside {
        at: level.token.span.to(amount.token.span),
        level: (reader.slice)(level.token.span),
        amount: (reader.slice)(amount.token.span),
        kind,
        subject: None,
        asked: false,
    })
}

/// What is left of a stretch without the declared names that it begins and ends with; none where there are no such names.
fn rest_of(reader: &Reader<'_>, phrase: &Phrase, edges: &[Vec<Edge<'_>>], from: usize, to: usize) -> Option<String> {
    let name =
        |edge: &&Edge<'_>| matches!(&edge.token.kind, TokenKind::Operand(ReadKind::Name(_)) | TokenKind::List(_));
    let ahead = edges.get(from)?.iter().filter(name).map(|edge| edge.to).filter(|end| *end < to).max();
    let start = ahead.unwrap_or(from);
    let behind =
        (start + 1..to).find(|at| edges.get(*at).is_some_and(|out| out.iter().filter(name).any(|edge| edge.to == to)));
    if ahead.is_none() && behind.is_none() {
        return None;
    }
    let last = behind.unwrap_or(to).checked_sub(1)?;
    let at = phrase.atoms.get(start)?.span.to(phrase.atoms.get(last)?.span);
    Some((reader.slice)(at))
}

/// What a stretch is compared with, or that something is reckoned with it.
fn beside(edges: &[Vec<Edge<'_>>], from: usize, to: usize) -> Beside {
    let compares = |edge: &&Edge<'_>| match &edge.token.kind {
        TokenKind::Word(word, _) => sentence::is_amount_word(*word),
        _ => false,
    };
    let value = |at: usize| {
        edges.get(at).into_iter().flatten().find_map(|edge| match &edge.token.kind {
            TokenKind::Operand(ReadKind::Quantity(_, Some(UnitRef::Known(UnitWord::Yuan)))) => Some(Beside::Money),
            TokenKind::Operand(ReadKind::Quantity(_, Some(UnitRef::Known(UnitWord::Share)))) => Some(Beside::Share),
            TokenKind::Operand(ReadKind::Quantity(_, Some(UnitRef::Known(UnitWord::Day)))) => Some(Beside::Days),
            TokenKind::Operand(ReadKind::Duration(_)) => Some(Beside::Duration),
            TokenKind::Operand(ReadKind::Date(_) | ReadKind::AsOf) => Some(Beside::Date),
            _ => None,
        })
    };
    let after = edges.get(to).into_iter().flatten().filter(compares).map(|edge| value(edge.to)).max();
    // 纳税5万元以上: the amount stands right behind it.
    let bare = value(to).filter(|_| after.is_none());
    let ahead = |wanted: &[Word]| {
        let mut before = edges.get(..from).unwrap_or_default().iter().flatten();
        before.any(|edge| {
            edge.to == from && matches!(edge.token.kind, TokenKind::Word(word, _) if wanted.contains(&word))
        })
    };
    if ahead(&[
        Word::AgeOf,
        Word::MonthsBetween,
        Word::YearsBetween,
        Word::DaysBetween,
        Word::TimeBetween,
        Word::YearOf,
    ]) {
        return Beside::Date;
    }
    let runs = |edge: &Edge<'_>| match edge.token.kind {
        TokenKind::Word(word, _) => matches!(
            word,
            Word::OfList
                | Word::ListSome
                | Word::ListNo
                | Word::ListInAny
                | Word::WhoWhere
                | Word::CountWho
                | Word::CountOf
        ),
        _ => false,
    };
    if edges.get(to).into_iter().flatten().any(runs) {
        return Beside::List;
    }
    let before =
        || edges.get(..from).unwrap_or_default().iter().flatten().any(|edge| edge.to == from && compares(&edge));
    match (after, bare) {
        (Some(found), _) => found.unwrap_or(Beside::Number),
        (None, Some(found)) => found,
        (None, None) if before() => Beside::Number,
        (None, None) => Beside::Nothing,
    }
}

/// Whether pieces alone reach from one atom boundary to another.
fn covered(edges: &[Vec<Edge<'_>>], from: usize, to: usize) -> bool {
    let mut seen = vec![false; edges.len() + 1];
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        for edge in edges.get(at).into_iter().flatten() {
            if let Some(fresh @ false) = seen.get_mut(edge.to) {
                *fresh = true;
                open.push(edge.to);
            }
        }
    }
    false
}

/// For each atom boundary, the states that can be reached.
fn forward(edges: &[Vec<Edge<'_>>]) -> Vec<u16> {
    let mut reach = vec![0_u16; edges.len() + 1];
    if let Some(first) = reach.first_mut() {
        *first = bit(State::Start);
    }
    for (from, out) in edges.iter().enumerate() {
        let here = reach.get(from).copied().unwrap_or_default();
        for edge in out {
            for state in STATES.iter().filter(|state| here & bit(**state) != 0) {
                if let (Some(next), Some(slot)) = (step(*state, &edge.token.kind), reach.get_mut(edge.to)) {
                    *slot |= bit(next);
                }
            }
        }
    }
    reach
}

/// The pieces of a reading with bars between them.
fn split(reader: &Reader<'_>, tokens: &[&Token<'_>]) -> String {
    let pieces: Vec<String> = tokens.iter().map(|token| (reader.slice)(token.span)).collect();
    pieces.join(" | ")
}
