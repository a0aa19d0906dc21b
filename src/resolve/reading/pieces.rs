//! The pieces that can begin at an atom: names, words of the language, amounts, brackets.

use super::{Edge, Reader, Token, TokenKind};
use crate::resolve::lexicon::{Entry, Lexicon, UnitRef};
use crate::resolve::read::ReadKind;
use crate::resolve::{Symbol, numeral, sentence};
use crate::syntax::ast::{Atom, AtomKind};
use crate::syntax::keywords::{UnitWord, Word};
use crate::types::{Duration, Number};

pub(super) fn edges_from<'p>(reader: &Reader<'_>, atoms: &'p [Atom], from: usize) -> Vec<Edge<'p>> {
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
pub(super) fn counts_points(reader: &Reader<'_>, atoms: &[Atom], at: usize) -> bool {
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
pub(super) fn step_of_rounding(reader: &Reader<'_>, atoms: &[Atom], at: usize) -> Option<(usize, Number, UnitRef)> {
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
pub(super) fn ends_amount(reader: &Reader<'_>, atoms: &[Atom], at: usize) -> bool {
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
pub(super) fn ends_term(reader: &Reader<'_>, atoms: &[Atom], at: usize) -> bool {
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

pub(super) fn words_and_names<'p>(
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

pub(super) fn visible(reader: &Reader<'_>, symbols: &[Symbol]) -> Vec<Symbol> {
    symbols.iter().filter(|symbol| (reader.visible)(symbol, reader.scope)).copied().collect()
}

/// The pieces that a name can be: a field of one record and a list of another may share it, and what stands around it
/// says which is meant.
pub(super) fn named<'p>(symbols: Vec<Symbol>) -> impl Iterator<Item = TokenKind<'p>> {
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
pub(super) fn quantities<'p>(
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
pub(super) const BETWEEN_UNITS: &str = "·";

/// How many units an amount can be for each of, one after the other: 元/人/月.
pub(super) const MAX_EACH: usize = 3;

/// Every rate that begins with a unit, and where it ends: 元/人, 元/人/月.
pub(super) fn rates(lexicon: &Lexicon, atoms: &[Atom], at: usize, unit: &UnitRef) -> Vec<(usize, UnitRef)> {
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
pub(super) fn each_of(lexicon: &Lexicon, atoms: &[Atom], at: usize, more: bool) -> Vec<(usize, UnitRef)> {
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
pub(super) fn durations(
    reader: &Reader<'_>,
    atoms: &[Atom],
    to: usize,
    number: Number,
    unit: &UnitRef,
) -> Vec<(usize, Duration)> {
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
