//! Which rows of pieces have the shape of a sentence, by where in it each piece may stand.

use super::{Edge, MAX_TRIES, Token, TokenKind};
use crate::resolve::sentence;
use crate::syntax::keywords::{self, Class, Word};

/// Where in a sentence one stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
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

pub(super) const STATES: [State; 14] = [
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

pub(super) fn step(state: State, kind: &TokenKind<'_>) -> Option<State> {
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
            Class::Infix if matches!(word, Word::In | Word::NotIn) && matches!(state, Joined | Contrast) => Some(Value),
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
pub(super) const fn stands_after_comma(word: Word) -> bool {
    matches!(
        word,
        Word::EndingEarly | Word::GapsUpTo | Word::RoundHalfUp | Word::RoundHalfEven | Word::RoundUp | Word::RoundDown
    )
}

pub(super) const fn joins_conditions(word: Word) -> bool {
    matches!(
        word,
        Word::And | Word::But | Word::Or | Word::Unless | Word::Then | Word::Otherwise | Word::Where | Word::WhoWhere
    )
}

pub(super) fn class(word: Word) -> Class {
    // The rows stand in the order of the words; a test holds them to it.
    keywords::PHRASE.get(word as usize).map_or(Class::Operand, |keyword| keyword.class)
}

/// For each atom boundary, the states from which the rest can be read.
pub(super) fn backward(edges: &[Vec<Edge<'_>>], ends: &[State]) -> Vec<u16> {
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

pub(super) const fn bit(state: State) -> u16 {
    1 << state as u16
}

/// Visits every row of pieces that the automaton takes, until the visitor has seen enough. False if some were left.
pub(super) fn walk<'e, 'p>(
    edges: &'e [Vec<Edge<'p>>],
    alive: &[u16],
    mut visit: impl FnMut(&[&'e Token<'p>]) -> bool,
) -> bool {
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

/// For each atom boundary, the states that can be reached.
pub(super) fn forward(edges: &[Vec<Edge<'_>>]) -> Vec<u16> {
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
