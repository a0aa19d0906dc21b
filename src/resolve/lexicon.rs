//! Every spelling that a phrase may contain, in one trie over atoms: declared names, words of the language, units.
//!
//! A name is found by its atoms: Latin by whole words, Chinese by characters. Two Chinese characters of a name match
//! only where the space between them is as it was declared.

use super::Symbol;
use crate::syntax::ast::{Atom, AtomKind, Phrase};
use crate::syntax::keywords::{self, UnitWord, Word};
use crate::syntax::parse_name;
use crate::types::HashMap;
use crate::types::Term;
use std::sync::{Arc, LazyLock};

/// What a spelling stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A declared name; several levels may share one.
    Name(Vec<Symbol>),
    /// A word of the language, and how it was spelt.
    Word(Word, &'static str),
}

/// What may stand after a number.
#[derive(Debug, Clone, PartialEq)]
pub enum UnitRef {
    /// A unit of the language.
    Known(UnitWord),
    /// A unit that the policy declares.
    Declared(Arc<Term>),
    /// So much of one for each of another: 元/人.
    Rate(Box<UnitRef>, Box<UnitRef>),
}

/// What stands for an atom in the trie: a Chinese character is its own number, the others are counted from there on.
type Key = u64;

const FIRST_COUNTED: Key = 0x20_0000;

/// The trie.
#[derive(Debug, Clone, PartialEq)]
pub struct Lexicon {
    /// Words and numbers; they differ in their characters.
    words: HashMap<String, Key>,
    symbols: HashMap<&'static str, Key>,
    /// From a node, by a key and whether a space stands before it (see [`edge`]), to a node.
    edges: HashMap<u64, u32>,
    /// What ends at a node.
    entries: HashMap<u32, Vec<Entry>>,
    units: HashMap<u32, UnitRef>,
    scales: HashMap<u32, i128>,
    nodes: u32,
}

const NAMES: u32 = 0;
const UNITS: u32 = 1;
const SCALES: u32 = 2;

impl Default for Lexicon {
    /// The words of the language: they are cut into atoms once, and a policy adds its names to a copy.
    fn default() -> Self {
        static WORDS: LazyLock<Lexicon> = LazyLock::new(Lexicon::words);
        WORDS.clone()
    }
}

impl Lexicon {
    fn words() -> Self {
        let mut out = Self {
            words: HashMap::default(),
            symbols: HashMap::default(),
            edges: HashMap::default(),
            entries: HashMap::default(),
            units: HashMap::default(),
            scales: HashMap::default(),
            nodes: 3,
        };
        for keyword in keywords::PHRASE {
            for &spelling in keyword.en.iter().chain(keyword.zh) {
                out.insert(spelling, Entry::Word(keyword.word, spelling));
            }
        }
        for unit in keywords::UNITS {
            for spelling in unit.en.iter().chain(unit.zh) {
                out.insert_unit(spelling, UnitRef::Known(unit.unit));
            }
        }
        for scale in keywords::SCALES {
            for spelling in scale.en.iter().chain(scale.zh) {
                if let Some(node) = out.path(SCALES, spelling) {
                    out.scales.insert(node, scale.factor);
                }
            }
        }
        out
    }

    /// Adds a spelling. Symbols under one spelling are gathered.
    pub fn insert(&mut self, spelling: &str, entry: Entry) {
        let Some(node) = self.path(NAMES, spelling) else { return };
        let entries = self.entries.entry(node).or_default();
        match entry {
            Entry::Name(symbols) => match entries.iter_mut().find_map(Entry::symbols) {
                Some(known) => known.extend(symbols),
                None => entries.push(Entry::Name(symbols)),
            },
            Entry::Word(..) => entries.push(entry),
        }
    }

    /// Adds a unit.
    pub fn insert_unit(&mut self, spelling: &str, unit: UnitRef) {
        if let Some(node) = self.path(UNITS, spelling) {
            self.units.insert(node, unit);
        }
    }

    /// Every entry that begins at an atom, with the atom after its last; shortest first.
    pub fn entries<'l>(&'l self, atoms: &'l [Atom], from: usize) -> impl Iterator<Item = (usize, &'l Entry)> {
        self.walk(NAMES, atoms, from)
            .flat_map(|(end, node)| self.entries.get(&node).into_iter().flatten().map(move |entry| (end, entry)))
    }

    /// The units that begin at an atom.
    pub fn units<'l>(&'l self, atoms: &'l [Atom], from: usize) -> impl Iterator<Item = (usize, &'l UnitRef)> {
        self.walk(UNITS, atoms, from).filter_map(|(end, node)| Some((end, self.units.get(&node)?)))
    }

    /// The longest scale word that begins at an atom; none where a longer unit begins there, such as 千瓦时.
    pub fn scale(&self, atoms: &[Atom], from: usize) -> Option<(usize, i128)> {
        let scales = self.walk(SCALES, atoms, from).filter_map(|(end, node)| Some((end, *self.scales.get(&node)?)));
        let found = scales.last()?;
        (!self.units(atoms, from).any(|(end, _)| end > found.0)).then_some(found)
    }

    /// What a whole spelling stands for.
    pub fn lookup(&self, spelling: &str) -> Vec<Symbol> {
        let phrase = parse_name(spelling);
        let whole = phrase.atoms.len();
        self.entries(&phrase.atoms, 0)
            .filter(|(end, _)| *end == whole)
            .find_map(|(_, entry)| match entry {
                Entry::Name(symbols) => Some(symbols.clone()),
                Entry::Word(..) => None,
            })
            .unwrap_or_default()
    }

    /// The unit that a whole spelling stands for.
    pub fn lookup_unit(&self, spelling: &str) -> Option<UnitRef> {
        let phrase = parse_name(spelling);
        let whole = phrase.atoms.len();
        self.units(&phrase.atoms, 0).find(|(end, _)| *end == whole).map(|(_, unit)| unit.clone())
    }

    fn walk<'l>(&'l self, root: u32, atoms: &'l [Atom], from: usize) -> impl Iterator<Item = (usize, u32)> + 'l {
        let mut node = Some(root);
        let mut before_han = false;
        atoms.get(from..).unwrap_or_default().iter().enumerate().map_while(move |(index, atom)| {
            let (key, han) = self.key(atom)?;
            let spaced = before_han && han && atom.spaced;
            before_han = han;
            node = self.edges.get(&edge(node?, key, spaced)).copied();
            Some((from + index + 1, node?))
        })
    }

    /// The key of an atom, where some name has it, and whether it is a Chinese character.
    fn key(&self, atom: &Atom) -> Option<(Key, bool)> {
        match &atom.kind {
            AtomKind::Han(character) => Some((Key::from(u32::from(*character)), true)),
            AtomKind::Word(text) | AtomKind::Number(text) => Some((*self.words.get(text)?, false)),
            AtomKind::Symbol(symbol) => Some((*self.symbols.get(symbol)?, false)),
            AtomKind::Date(_) | AtomKind::Quoted(_) | AtomKind::Comma | AtomKind::Group(_) | AtomKind::Stray(_) => None,
        }
    }

    /// The same for a name that is being added.
    fn new_key(&mut self, atom: &Atom) -> Option<(Key, bool)> {
        let fresh = FIRST_COUNTED + Key::try_from(self.words.len() + self.symbols.len()).ok()?;
        match &atom.kind {
            AtomKind::Word(text) | AtomKind::Number(text) => {
                Some((*self.words.entry(text.clone()).or_insert(fresh), false))
            }
            AtomKind::Symbol(symbol) => Some((*self.symbols.entry(symbol).or_insert(fresh), false)),
            _ => self.key(atom),
        }
    }

    fn path(&mut self, root: u32, spelling: &str) -> Option<u32> {
        let phrase = parse_name(spelling);
        let (mut node, mut before_han) = (root, false);
        if phrase.atoms.is_empty() {
            return None;
        }
        for atom in &phrase.atoms {
            let (key, han) = self.new_key(atom)?;
            let spaced = before_han && han && atom.spaced;
            before_han = han;
            node = *self.edges.entry(edge(node, key, spaced)).or_insert_with(|| {
                self.nodes += 1;
                self.nodes - 1
            });
        }
        Some(node)
    }
}

impl Entry {
    fn symbols(&mut self) -> Option<&mut Vec<Symbol>> {
        match self {
            Self::Name(symbols) => Some(symbols),
            Self::Word(..) => None,
        }
    }
}

/// A node, a key and whether a space stands before it, in one number.
const fn edge(node: u32, key: Key, spaced: bool) -> u64 {
    (node as u64) << 32 | key << 1 | spaced as u64
}

/// Whether a name can be found in a phrase without quotes.
pub fn is_plain(phrase: &Phrase) -> bool {
    let nameable = |atom: &Atom| {
        matches!(atom.kind, AtomKind::Word(_) | AtomKind::Han(_) | AtomKind::Number(_) | AtomKind::Symbol(_))
    };
    !phrase.atoms.is_empty() && phrase.atoms.iter().all(nameable)
}
