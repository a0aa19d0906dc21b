//! What rules decide: named by `decision` lines and by the rules themselves.

use super::{DecisionDecl, Loaded, Names, Role, term};
use crate::resolve::Symbol;
use crate::resolve::error::NameError;
use crate::source::Span;
use crate::source::name::fold;
use crate::syntax::ast::{self, Item, Says};
use crate::types::Term;
use crate::types::ids::DecisionId;
use std::sync::Arc;

impl<'a> Names<'a> {
    pub(super) fn decisions(&mut self, loaded: &Loaded<'a>) {
        for item in &loaded.module.items {
            if let Item::Decision(name, better) = item {
                // The name that a rule which is gone gave it stands where that rule stood: no line declares it.
                let at = name.text.span;
                let holds = |extent: Span| extent.file == at.file && extent.start <= at.start && at.end <= extent.end;
                let of_rule = |item: &Item| matches!(item, Item::Article(article) if holds(article.extent));
                let id = self.decision(name, !loaded.module.items.iter().any(of_rule));
                if let Some(decision) = id.and_then(|id| self.decisions.get_mut(id.index())) {
                    decision.better = decision.better.or(*better);
                }
            }
        }
        if loaded.role == Role::Vocabulary {
            return;
        }
        for item in &loaded.module.items {
            let Item::Article(article) = item else { continue };
            for rule in &article.rules {
                let each = self.each_lists(&rule.each);
                let valued = !matches!(rule.says, Says::Modal(_));
                if valued && rule.each.is_empty() {
                    self.each_in_name(&rule.decision.text);
                }
                let Some(id) = self.decision(&rule.decision, false) else { continue };
                let Some(decision) = self.decisions.get_mut(id.index()) else { continue };
                let Some(each) = each else {
                    decision.valued |= valued;
                    decision.unsure = true;
                    continue;
                };
                if decision.ruled && decision.each != each {
                    let (at, text, first) = (rule.span, rule.decision.text.node.clone(), decision.span);
                    self.errors.push(NameError::EachDiffers { at, text, first });
                } else {
                    decision.ruled = true;
                    decision.each = each;
                    decision.valued |= valued;
                }
            }
        }
    }

    fn decision(&mut self, name: &ast::Name, declared: bool) -> Option<DecisionId> {
        let known = name.forms().find_map(|form| self.decision_named(&form.node));
        if let Some(id) = known {
            self.at_home(Symbol::Decision(id), name.text.span.file);
            if declared && self.decisions.get(id.index()).is_some_and(|decision| decision.declared) {
                let first = self.decisions.get(id.index()).map(|decision| decision.span);
                self.twice(&name.text, first);
            }
            // A later line may add the other-language form.
            for form in name.forms() {
                if self.decision_named(&form.node).is_none() {
                    let alias = ast::Name { text: form.clone(), alias: None };
                    self.declare(&alias, Symbol::Decision(id), None);
                    if let Some(decision) = self.decisions.get_mut(id.index()) {
                        let term = Term { alias: Some(form.node.as_str().into()), ..(*decision.term).clone() };
                        decision.term = Arc::new(term);
                    }
                }
            }
            return Some(id);
        }
        let id = DecisionId::at(self.decisions.len());
        let before = self.errors.len();
        self.declare(name, Symbol::Decision(id), None);
        if self.errors.len() > before {
            return None;
        }
        let (term, span) = (term(name), name.text.span);
        let fresh = DecisionDecl {
            term,
            span,
            declared,
            ruled: false,
            each: Vec::new(),
            unsure: false,
            valued: false,
            better: None,
        };
        self.decisions.push(fresh);
        Some(id)
    }

    /// The decision of that name.
    #[must_use]
    pub fn decision_named(&self, name: &str) -> Option<DecisionId> {
        let everywhere = self.spellings.get(&fold(name))?.iter().find(|known| known.article.is_none())?;
        match everywhere.symbol {
            Symbol::Decision(id) => Some(id),
            _ => None,
        }
    }
}
