//! Whose members a rule decides for: `each member`, `each hire of each firm`.

use super::Symbol;
use super::error::{Kind, NameError};
use super::names::Names;
use crate::diagnostics::{Language, Say};
use crate::syntax::ast::{Each, Written};
use crate::types::ids::{FactId, FieldId, RecordId};

/// Lists inside each other that are gone through; the checker holds a policy to fewer.
const DEEPEST: usize = 8;

impl Names<'_> {
    /// The lists that a rule is for, outermost first. None where that is wrong, and said to be.
    pub(super) fn each_lists(&mut self, each: &[Each]) -> Option<Vec<Symbol>> {
        let Some(last) = each.last() else { return Some(Vec::new()) };
        let ways = self.ways();
        let fits = |names: &[Each], way: &[Symbol]| {
            let from = way.len().checked_sub(names.len());
            from.and_then(|from| way.get(from..))
                .is_some_and(|lists| lists.iter().zip(names).all(|(list, name)| self.is_called(*list, &name.list)))
        };
        let mut found: Vec<Vec<Symbol>> = ways.iter().filter(|way| fits(each, way)).cloned().collect();
        // A list of the case goes before those of members, as in a condition.
        if found.iter().any(|way| way.len() == each.len()) {
            found.retain(|way| way.len() == each.len());
        }
        match found.as_slice() {
            [way] => {
                let way = way.clone();
                self.nouns(each, &way);
                Some(way)
            }
            [] => {
                for part in each {
                    if !ways.iter().any(|way| way.last().is_some_and(|list| self.is_called(*list, &part.list))) {
                        let near = self.near(&part.list.node);
                        let (at, text) = (part.list.span, part.list.node.clone());
                        self.errors.push(NameError::NotDeclared { at, text, kind: Kind::List, near });
                        return None;
                    }
                }
                let own: Vec<Vec<Symbol>> =
                    ways.into_iter().filter(|way| fits(std::slice::from_ref(last), way)).collect();
                self.wrong_way(each, &own, false)
            }
            several => self.wrong_way(each, several, true),
        }
    }

    /// Refuses the name of a value that has taken in whose it is: 每名子女补贴 where 子女 is a list or a record.
    pub(super) fn each_in_name(&mut self, name: &Written) {
        let text = name.node.as_str();
        if self.sources.slice(name.span) != text {
            return;
        }
        let words = ["for each ", "each ", "每个", "每名", "每位", "每户", "每家"];
        let begins = |word: &&&str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        let Some(word) = words.iter().find(begins) else { return };
        let after = text.get(word.len()..).unwrap_or_default();
        let cut = after.char_indices().map(|(at, _)| at).skip(1).find(|at| {
            let (member, rest) = after.split_at(*at);
            let apart = !member.is_ascii() || rest.starts_with(' ');
            apart && !rest.trim().is_empty() && self.lookup(member.trim()).iter().any(|symbol| symbol.is_list())
        });
        if let Some(cut) = cut {
            let (member, rest) = after.split_at(cut);
            let (each, colon) = if word.is_ascii() { ("each ", ": ") } else { (*word, "：") };
            let instead = format!("{each}{}{colon}{}", member.trim(), rest.trim());
            self.errors.push(NameError::EachInName { at: name.span, text: text.to_owned(), instead });
        }
    }

    fn wrong_way(&mut self, each: &[Each], ways: &[Vec<Symbol>], several: bool) -> Option<Vec<Symbol>> {
        let last = each.last()?;
        let ways = ways.iter().map(|way| self.say_way(way)).collect();
        let (at, text) = (each.first()?.list.span.to(last.list.span), last.list.node.clone());
        self.errors.push(NameError::EachInner { at, text, ways, several });
        None
    }

    /// Every list, with the lists that it lies in, outermost first.
    fn ways(&self) -> Vec<Vec<Symbol>> {
        let lists = (0..self.facts.len()).map(FactId::at).filter(|fact| self.list_record(*fact).is_some());
        let mut out: Vec<Vec<Symbol>> = lists.map(|fact| vec![Symbol::List(fact)]).collect();
        let mut at = 0;
        while let Some(way) = out.get(at).cloned() {
            at += 1;
            let Some(record) = way.last().and_then(|list| self.members_of(*list)) else { continue };
            let fields = self.records.get(record.index()).map_or(0, |record| record.fields.len());
            for field in (0..fields).map(FieldId::at).filter(|_| way.len() < DEEPEST) {
                if self.field_record(record, field).is_some() {
                    out.push(way.iter().copied().chain([Symbol::ListField(record, field)]).collect());
                }
            }
        }
        out
    }

    /// The record of the members of a list.
    #[must_use]
    pub fn members_of(&self, list: Symbol) -> Option<RecordId> {
        match list {
            Symbol::List(fact) => self.list_record(fact),
            Symbol::ListField(owner, field) => self.field_record(owner, field),
            _ => None,
        }
    }

    /// Whether a name is that of a list, or of its record.
    fn is_called(&self, list: Symbol, name: &Written) -> bool {
        let record = self.members_of(list).map(Symbol::Record);
        self.lexicon.lookup(&name.node).iter().any(|symbol| *symbol == list || Some(*symbol) == record)
    }

    /// `each member of household`: what is counted must be what the list is made of.
    fn nouns(&mut self, each: &[Each], way: &[Symbol]) {
        for (part, list) in each.iter().rev().zip(way.iter().rev()) {
            let Some(noun) = &part.noun else { continue };
            let record = self.members_of(*list).map(Symbol::Record);
            if !self.lexicon.lookup(&noun.node).iter().any(|symbol| Some(*symbol) == record) {
                let near = self.near(&noun.node);
                let (at, text) = (noun.span, noun.node.clone());
                self.errors.push(NameError::NotDeclared { at, text, kind: Kind::Record, near });
            }
        }
    }

    /// The names of the lists of a way, outermost first, in English and in Chinese.
    fn say_way(&self, way: &[Symbol]) -> (String, String) {
        let terms = way.iter().filter_map(|list| match list {
            Symbol::List(fact) => self.facts.get(fact.index()).map(|fact| fact.term.clone()),
            Symbol::ListField(owner, field) => {
                self.records.get(owner.index())?.fields.get(field.index()).map(|field| field.term.clone())
            }
            _ => None,
        });
        let terms: Vec<_> = terms.collect();
        let one = |language: Language, word: &str| -> Vec<String> {
            terms.iter().map(|term| format!("{word}{}", term.say(language))).collect()
        };
        let en: Vec<String> = one(Language::English, "each ").into_iter().rev().collect();
        (en.join(" of "), one(Language::Chinese, "每个").join("的"))
    }
}
