//! A phrase, and where it stands → its one reading, by the names that can be seen from there.

use super::{ArticleDecl, FactDecl, Names};
use crate::resolve::error::NameError;
use crate::resolve::read::{Head, Read};
use crate::resolve::reading::{self, Reader};
use crate::resolve::readings::At;
use crate::resolve::{Scope, Symbol};
use crate::source::Span;
use crate::source::name::fold;
use crate::syntax::ast::{self, Phrase, TypeKind};
use crate::types::Term;
use crate::types::ids::ArticleId;
use std::cell::RefCell;
use std::sync::Arc;

impl Names<'_> {
    /// The one reading of a phrase, with what is wrong inside it.
    pub fn read(&self, phrase: &Phrase, scope: Scope) -> Result<(Read, Vec<NameError>), Vec<NameError>> {
        let scope = self.scope_at(phrase.span, scope);
        let at = At::of(phrase, scope);
        if let Some(known) = self.read_before(&at) {
            return Ok((known, Vec::new()));
        }
        let found = self.with_reader(scope, |reader| reading::read(reader, phrase));
        let found =
            found.map_err(|errors| errors.into_iter().map(|error| self.remedied(error, scope)).collect::<Vec<_>>());
        self.remember(at, &found);
        found
    }

    /// What a phrase reads as, where it is only tried whether it reads: nothing is suggested for what does not.
    pub fn try_read(&self, phrase: &Phrase, scope: Scope) -> Option<Read> {
        let scope = self.scope_at(phrase.span, scope);
        let at = At::of(phrase, scope);
        if let Some(known) = self.read_before(&at) {
            return Some(known);
        }
        let silent = |_: &str| Vec::new();
        let found = self.with_reader_and(scope, &silent, |reader| reading::read(reader, phrase));
        self.remember(at, &found);
        found.ok().filter(|(_, problems)| problems.is_empty()).map(|(read, _)| read)
    }

    /// What a phrase read as when it was read before, here or by another resolution.
    fn read_before(&self, at: &At) -> Option<Read> {
        let known = self.read.borrow().get(at).cloned();
        known.or_else(|| self.known?.get(at))
    }

    fn remember(&self, at: At, found: &Result<(Read, Vec<NameError>), Vec<NameError>>) {
        if let Ok((read, problems)) = found
            && problems.is_empty()
        {
            self.read.borrow_mut().insert(at, read.clone());
        }
    }

    /// The head of a list that runs over members.
    pub fn read_head(&self, phrase: &Phrase, scope: Scope) -> Result<Head, Vec<NameError>> {
        let scope = self.scope_at(phrase.span, scope);
        let mut found = self.with_reader(scope, |reader| reading::read_head(reader, phrase));
        for error in found.as_mut().err().into_iter().flatten() {
            if let NameError::ListHead { at, list } = error {
                *list = self.some_list(self.sources.slice(*at));
            }
        }
        found
    }

    /// A list to show how one is spoken of: the one that a text names, or else the first.
    fn some_list(&self, text: &str) -> Option<Arc<Term>> {
        let lists = || self.facts.iter().filter(|fact| matches!(fact.ast.ty.kind, TypeKind::List(_)));
        let named = |fact: &&FactDecl<'_>| fact.term.forms().any(|form| fold(text).contains(&fold(form)));
        lists().find(named).or_else(|| lists().next()).map(|fact| fact.term.clone())
    }

    pub(super) fn with_reader<T>(&self, scope: Scope, run: impl FnOnce(&Reader<'_>) -> T) -> T {
        self.with_reader_and(scope, &|text: &str| self.near_in_phrase(text), run)
    }

    pub(in crate::resolve) fn with_reader_and<T>(
        &self,
        scope: Scope,
        near: &dyn Fn(&str) -> Vec<String>,
        run: impl FnOnce(&Reader<'_>) -> T,
    ) -> T {
        let visible = |symbol: &Symbol, scope: Scope| self.is_visible(*symbol, scope);
        let sense = |spelling: &str| self.sense(spelling, scope);
        let slice = |span: Span| self.sources.slice(span).to_owned();
        let reader = Reader {
            lexicon: &self.lexicon,
            scope,
            visible: &visible,
            sense: &sense,
            slice: &slice,
            near,
            depth: 0,
            groups: &RefCell::default(),
        };
        run(&reader)
    }

    /// Where a phrase is written says what it can speak of: a change that a policy makes in the one above keeps the
    /// names and the comparison words of its own text.
    fn scope_at(&self, span: Span, around: Scope) -> Scope {
        let Some(&module) = self.files.get(&span.file) else { return around };
        let holds = |article: &ArticleDecl<'_>| {
            let extent = article.ast.extent;
            extent.file == span.file && extent.start <= span.start && span.end <= extent.end
        };
        let known = around.article.filter(|id| self.articles.get(id.index()).is_some_and(holds));
        let moved = around.article.is_some() || module != around.module;
        let article = known.or_else(|| self.articles.iter().position(holds).filter(|_| moved).map(ArticleId::at));
        Scope { article, module }
    }

    pub(in crate::resolve) fn is_visible(&self, symbol: Symbol, scope: Scope) -> bool {
        let sees = self.modules.get(scope.module).map_or(&[][..], |loaded| loaded.sees);
        // Most policies see all there is.
        if !(sees.len() == self.modules.len() && sees.iter().all(|sees| *sees)) {
            let homes = self.homes.get(&symbol).map_or(&[][..], Vec::as_slice);
            if !homes.is_empty() && !homes.iter().any(|home| sees.get(*home) == Some(&true)) {
                return false;
            }
        }
        match symbol {
            Symbol::Definition(id) => self.definitions.get(id.index()).is_some_and(|definition| {
                definition.scope.article.is_none() || definition.scope.article == scope.article
            }),
            _ => true,
        }
    }

    /// What the header says of a comparison word.
    pub fn sense(&self, spelling: &str, scope: Scope) -> Option<bool> {
        let header = self.modules.get(scope.module)?.module.header.as_ref()?;
        let speaks = |word: &&ast::WordSense| {
            let word = word.word.node.as_str();
            // 及以上 and 或以上 are 以上; （含）以上 says for itself that it includes, and 不满 is not 满.
            spelling == word || (word.starts_with('以') && spelling.ends_with(word) && !spelling.starts_with('含'))
        };
        header.words.iter().find(speaks).map(|word| word.includes)
    }
}
