//! The readings of phrases that several resolutions of nearly the same texts share.
//!
//! In: what one resolution has read. Out: the same for another one that declares the very same names. Never: a reading
//! with something wrong in it, since what is said of that may differ.

use super::lexicon::Lexicon;
use super::read::Read;
use super::{Names, Scope, Symbol};
use crate::source::Span;
use crate::syntax::ast::Phrase;
use crate::types::HashMap;
use crate::types::ids::ArticleId;
use std::cell::RefCell;

/// What phrases were read as, and the names by which they were.
#[derive(Debug)]
pub struct Readings {
    lexicon: Lexicon,
    homes: HashMap<Symbol, Vec<usize>>,
    /// In which article each definition holds.
    scopes: Vec<Option<ArticleId>>,
    known: HashMap<At, Read>,
}

/// What phrases have been read as so far.
pub(super) type Known = RefCell<HashMap<At, Read>>;

/// Which phrase: where it stands and where its atoms begin, since a table puts one together of a header and a cell; and
/// what it can speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct At {
    span: Span,
    first: Option<Span>,
    atoms: usize,
    scope: Scope,
}

impl At {
    pub(super) fn of(phrase: &Phrase, scope: Scope) -> Self {
        let first = phrase.atoms.first().map(|atom| atom.span);
        Self { span: phrase.span, first, atoms: phrase.atoms.len(), scope }
    }
}

impl Readings {
    pub(super) fn get(&self, at: &At) -> Option<Read> {
        self.known.get(at).cloned()
    }
}

impl<'a> Names<'a> {
    /// What was read so far.
    #[must_use]
    pub fn into_readings(self) -> Readings {
        let scopes = self.scopes();
        Readings { lexicon: self.lexicon, homes: self.homes, scopes, known: self.read.into_inner() }
    }

    /// Takes over what another resolution of the same modules has read, where it declares the same names.
    pub fn take_over(&mut self, readings: &'a Readings) {
        let same = self.lexicon == readings.lexicon && self.homes == readings.homes && self.scopes() == readings.scopes;
        self.known = Some(readings).filter(|_| same);
    }

    fn scopes(&self) -> Vec<Option<ArticleId>> {
        self.definitions.iter().map(|definition| definition.scope.article).collect()
    }
}
