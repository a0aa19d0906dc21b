//! Why a phrase has no reading: the smallest stretch that would make a sentence of it if it were a name.

use super::automaton::{STATES, State, bit, forward, step};
use super::{Edge, Reader, TokenKind};
use crate::resolve::error::{Beside, NameError};
use crate::resolve::lexicon::UnitRef;
use crate::resolve::read::ReadKind;
use crate::resolve::{Symbol, sentence};
use crate::syntax::ast::{AtomKind, Phrase};
use crate::syntax::keywords::{UnitWord, Word};

/// Points at the smallest stretch that would make a sentence of the phrase if it were a name.
pub(super) fn unread(reader: &Reader<'_>, phrase: &Phrase, edges: &[Vec<Edge<'_>>], alive: &[u16]) -> NameError {
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
pub(super) fn level_beside(reader: &Reader<'_>, edges: &[Vec<Edge<'_>>]) -> Option<NameError> {
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
pub(super) fn rest_of(
    reader: &Reader<'_>,
    phrase: &Phrase,
    edges: &[Vec<Edge<'_>>],
    from: usize,
    to: usize,
) -> Option<String> {
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
pub(super) fn beside(edges: &[Vec<Edge<'_>>], from: usize, to: usize) -> Beside {
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
pub(super) fn covered(edges: &[Vec<Edge<'_>>], from: usize, to: usize) -> bool {
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
