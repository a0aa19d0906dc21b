//! Types, units and scales; facts, records and parameters.

use super::{FactDecl, Loaded, Names, ParameterDecl, RecordDecl, Role, term};
use crate::resolve::error::NameError;
use crate::resolve::lexicon::UnitRef;
use crate::resolve::{Scope, Symbol};
use crate::source::Span;
use crate::source::name::{fold, plural};
use crate::syntax::ast::{self, Item, TypeKind};
use crate::types::case_keys::is_case_key;
use crate::types::ids::{FactId, FieldId, ParameterId, RecordId};
use crate::types::{HashMap, Scale};
use std::sync::Arc;

impl<'a> Names<'a> {
    pub(super) fn types_and_units(&mut self, loaded: &Loaded<'a>) {
        for item in &loaded.module.items {
            match item {
                Item::Type(named) => {
                    let scale = self.scale(&named.name, &named.ty);
                    for form in named.name.forms() {
                        if let Some(first) = self.types.get(&fold(&form.node)).map(|(first, _)| first.span) {
                            self.twice(form, Some(first));
                        } else {
                            self.types.insert(fold(&form.node), (named, scale));
                        }
                    }
                }
                Item::Unit(name) => {
                    let term = term(name);
                    for form in name.forms() {
                        if self.lexicon.lookup_unit(&form.node).is_some() {
                            self.twice(form, None);
                        }
                        self.lexicon.insert_unit(&form.node, UnitRef::Declared(term.clone()));
                        // `1 point`, `20 points`
                        for several in [format!("{}s", form.node), plural(&form.node)] {
                            if form.node.is_ascii() && self.lexicon.lookup_unit(&several).is_none() {
                                self.lexicon.insert_unit(&several, UnitRef::Declared(term.clone()));
                            }
                        }
                    }
                    self.units.push(term);
                }
                _ => {}
            }
        }
    }

    fn scale(&mut self, name: &ast::Name, ty: &'a ast::Type) -> Option<usize> {
        let (levels, ordered) = match &ty.kind {
            TypeKind::Grade(levels) => (levels, true),
            TypeKind::Choice(levels) => (levels, false),
            _ => return None,
        };
        let index = self.scales.len();
        let mut seen: HashMap<String, Span> = HashMap::default();
        for (at, level) in levels.iter().enumerate() {
            let id = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            for form in level.forms() {
                if let Some(first) = seen.insert(fold(&form.node), form.span) {
                    self.twice(form, Some(first));
                }
            }
            self.declare(level, Symbol::Level(id(index), id(at)), None);
        }
        let levels = levels.iter().map(|level| (*term(level)).clone()).collect();
        self.scales.push(Arc::new(Scale { name: (*term(name)).clone(), ordered, levels }));
        Some(index)
    }

    pub(super) fn values(&mut self, loaded: &Loaded<'a>, module: usize) {
        let scope = Scope { article: None, module };
        for item in &loaded.module.items {
            match item {
                Item::Fact(fact) => {
                    for form in fact.name.forms().filter(|form| is_case_key(&fold(&form.node))) {
                        self.errors.push(NameError::CaseKey { at: form.span, text: form.node.clone() });
                    }
                    let id = FactId::at(self.facts.len());
                    let list = matches!(fact.ty.kind, TypeKind::List(_));
                    self.declare(&fact.name, if list { Symbol::List(id) } else { Symbol::Fact(id) }, None);
                    let decl = self.fact(fact, scope);
                    self.facts.push(decl);
                }
                Item::Record(record) => {
                    let id = RecordId::at(self.records.len());
                    self.declare(&record.name, Symbol::Record(id), None);
                    let mut fields = Vec::new();
                    for (index, field) in record.fields.iter().enumerate() {
                        let at = FieldId::at(index);
                        let list = matches!(field.ty.kind, TypeKind::List(_));
                        let symbol = if list { Symbol::ListField(id, at) } else { Symbol::Field(id, at) };
                        self.declare(&field.name, symbol, None);
                        fields.push(self.fact(field, scope));
                    }
                    self.records.push(RecordDecl { ast: record, term: term(&record.name), fields });
                }
                Item::Parameter(parameter) => {
                    let id = ParameterId::at(self.parameters.len());
                    self.declare(&parameter.name, Symbol::Parameter(id), None);
                    self.parameters.push(ParameterDecl { ast: parameter, term: term(&parameter.name), scope });
                }
                Item::Holidays(holidays) => self.holidays.push((holidays, loaded.file)),
                Item::Power(power) if loaded.role != Role::Vocabulary => self.powers.push((power, scope)),
                Item::Figure(figure) if loaded.role == Role::Main => self.figures.push((figure, scope)),
                Item::Example(example) if loaded.role == Role::Main => self.examples.push((example, scope)),
                _ => {}
            }
        }
    }

    fn fact(&mut self, fact: &'a ast::Fact, scope: Scope) -> FactDecl<'a> {
        let scale = match &fact.ty.kind {
            TypeKind::Named(name) => self.types.get(&fold(&name.node)).and_then(|(_, scale)| *scale),
            _ => self.scale(&fact.name, &fact.ty),
        };
        FactDecl { ast: fact, term: term(&fact.name), scale, scope }
    }
}
