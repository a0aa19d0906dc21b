//! A name → what it stands for, in the lexicon and in the table of spellings; or the earlier one that it clashes with.

use super::Names;
use crate::resolve::Symbol;
use crate::resolve::error::NameError;
use crate::resolve::lexicon::Entry;
use crate::source::name::fold;
use crate::source::{FileId, Span};
use crate::syntax::ast::{self, Written};
use crate::types::ids::ArticleId;

/// What a spelling stands for in an article, or everywhere.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spelt {
    pub(super) article: Option<ArticleId>,
    pub(super) symbol: Symbol,
    pub(super) at: Span,
}

impl Names<'_> {
    pub(super) fn declare(&mut self, name: &ast::Name, symbol: Symbol, article: Option<ArticleId>) {
        for form in name.forms() {
            let text = form.node.as_str();
            if !text.chars().any(char::is_alphanumeric) {
                self.errors.push(NameError::EmptyName { at: form.span });
                continue;
            }
            self.at_home(symbol, form.span.file);
            let key = fold(text);
            let clash = self.clash(&key, symbol, article);
            if let Some(first) = clash {
                self.twice(form, Some(first));
                continue;
            }
            let spelt = Spelt { article, symbol, at: form.span };
            let alike = self.spellings.entry(key).or_default();
            let before = match alike.iter_mut().find(|known| known.article == article) {
                Some(known) => Some(std::mem::replace(known, spelt).symbol),
                None => {
                    alike.push(spelt);
                    None
                }
            };
            if before != Some(symbol) {
                self.lexicon.insert(text, Entry::Name(vec![symbol]));
            }
        }
    }

    /// A text that declares a symbol: those that see the text can name it.
    pub(super) fn at_home(&mut self, symbol: Symbol, file: FileId) {
        let home = self.files.get(&file).copied().unwrap_or_default();
        let homes = self.homes.entry(symbol).or_default();
        if !homes.contains(&home) {
            homes.push(home);
        }
    }

    /// A name that is declared already, or that the language has.
    pub(super) fn twice(&mut self, form: &Written, first: Option<Span>) {
        self.errors.push(NameError::Duplicate { at: form.span, text: form.node.clone(), first });
    }

    /// An earlier declaration that a name cannot stand beside.
    fn clash(&self, key: &str, symbol: Symbol, article: Option<ArticleId>) -> Option<Span> {
        let alike = self.spellings.get(key)?;
        let mut found =
            [None, article].into_iter().filter_map(|scope| alike.iter().find(|known| known.article == scope));
        found.find(|known| !may_share(known.symbol, symbol)).map(|known| known.at)
    }
}

/// Levels of different scales may share a name, and fields of different records.
fn may_share(known: Symbol, new: Symbol) -> bool {
    match (known, new) {
        (Symbol::Level(a, _), Symbol::Level(b, _)) => a != b,
        (Symbol::Field(a, _) | Symbol::ListField(a, _), Symbol::Field(b, _) | Symbol::ListField(b, _)) => a != b,
        _ => known == new,
    }
}
