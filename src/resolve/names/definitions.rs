//! Definitions and articles, and the records and lists that they are about.

use super::{ArticleDecl, DefinitionDecl, Loaded, Names, Role, term};
use crate::resolve::error::{Kind, NameError};
use crate::resolve::{Scope, Symbol};
use crate::syntax::ast::{self, Item, TypeKind, Written};
use crate::types::ids::{ArticleId, DefinitionId, FactId, FieldId, RecordId};
use std::collections::BTreeSet;

impl<'a> Names<'a> {
    pub(super) fn definitions(&mut self, loaded: &Loaded<'a>, module: usize) {
        let scope = Scope { article: None, module };
        for item in &loaded.module.items {
            match item {
                Item::Define(define) => {
                    let record = define.each.as_ref().and_then(|each| self.record_named(each));
                    self.define(define, scope, record);
                }
                Item::Record(record) => {
                    let id = self.records.iter().position(|known| std::ptr::eq(known.ast, record)).map(RecordId::at);
                    for define in &record.defines {
                        self.define(define, scope, id);
                    }
                }
                Item::Article(article) => {
                    let vocabulary = loaded.module.header.as_ref().is_some_and(|header| header.vocabulary);
                    if vocabulary {
                        self.errors.push(NameError::RuleInVocabulary { at: article.span });
                    }
                    if loaded.role != Role::Vocabulary {
                        let id = ArticleId::at(self.articles.len());
                        let scope = Scope { article: Some(id), module };
                        // Versions of one article follow each other in time; the checker sees to that.
                        let dated = article.in_force.is_some();
                        let alike = self.article_numbers.entry((module, article.number.node.clone())).or_default();
                        let twice = alike
                            .iter()
                            .filter_map(|known| self.articles.get(known.index()))
                            .find(|known| !(article.carried || dated && known.ast.in_force.is_some()));
                        if loaded.role == Role::Main {
                            self.figures.extend(article.figures.iter().map(|figure| (figure, scope)));
                        }
                        if let Some(first) = twice.map(|known| known.ast.number.span) {
                            let (at, text) = (article.number.span, article.number.node.clone());
                            self.errors.push(NameError::ArticleTwice { at, text, first });
                        }
                        self.powers.extend(article.powers.iter().map(|power| (power, scope)));
                        alike.push(id);
                        self.articles.push(ArticleDecl { ast: article, scope });
                        for define in &article.defines {
                            let record = define.each.as_ref().and_then(|each| self.record_named(each));
                            self.define(define, scope, record);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn define(&mut self, define: &'a ast::Define, scope: Scope, record: Option<RecordId>) {
        let id = DefinitionId::at(self.definitions.len());
        self.declare(&define.name, Symbol::Definition(id), scope.article);
        self.definitions.push(DefinitionDecl { ast: define, term: term(&define.name), scope, record });
    }

    /// The record that a name stands for: itself, or what a list is a list of.
    pub fn record_named(&mut self, name: &Written) -> Option<RecordId> {
        let symbols = self.lexicon.lookup(&name.node);
        let each = symbols.iter().filter_map(|symbol| match symbol {
            Symbol::Record(id) => Some(*id),
            Symbol::List(fact) => self.list_record(*fact),
            Symbol::ListField(owner, field) => self.field_record(*owner, *field),
            _ => None,
        });
        let found: BTreeSet<RecordId> = each.collect();
        let record = found.first().copied().filter(|_| found.len() == 1);
        if record.is_none() {
            let near = self.near(&name.node);
            let (at, text) = (name.span, name.node.clone());
            self.errors.push(NameError::NotDeclared { at, text, kind: Kind::Record, near });
        }
        record
    }

    /// The record that a list is a list of.
    #[must_use]
    pub fn list_record(&self, fact: FactId) -> Option<RecordId> {
        self.record_of(&self.facts.get(fact.index())?.ast.ty)
    }

    /// The record that a field is a list of.
    #[must_use]
    pub fn field_record(&self, owner: RecordId, field: FieldId) -> Option<RecordId> {
        self.record_of(&self.records.get(owner.index())?.fields.get(field.index())?.ast.ty)
    }

    /// The record that a list is a list of, by its type.
    #[must_use]
    pub fn record_of(&self, ty: &ast::Type) -> Option<RecordId> {
        let TypeKind::List(name) = &ty.kind else { return None };
        self.lexicon.lookup(&name.node).iter().find_map(|symbol| match symbol {
            Symbol::Record(id) => Some(*id),
            _ => None,
        })
    }

    /// The list that a name stands for: itself, or the only list of that record.
    #[must_use]
    pub fn list_of(&self, symbols: &[Symbol]) -> Option<FactId> {
        symbols.iter().find_map(|symbol| match symbol {
            Symbol::List(fact) => Some(*fact),
            Symbol::Record(record) => {
                let lists =
                    (0..self.facts.len()).map(FactId::at).filter(|fact| self.list_record(*fact) == Some(*record));
                let all: Vec<FactId> = lists.collect();
                if let [only] = all.as_slice() { Some(*only) } else { None }
            }
            _ => None,
        })
    }
}
