//! Names that are odd though nothing is wrong with them, and those near to one that nobody declares.

use super::Names;
use crate::diagnostics::wording::{Spelling, nearest};
use crate::resolve::error::NameError;
use crate::resolve::lexicon::is_plain;
use crate::resolve::reading::{self, Reader};
use crate::resolve::{Scope, Symbol};
use crate::source::Span;
use crate::syntax::ast::Phrase;
use crate::syntax::{connectives, parse_name};
use crate::types::Term;

/// After so many misspelt names no more suggestions are looked for: the cost must grow with the text only.
const MAX_SUGGESTIONS: usize = 200;

impl Names<'_> {
    /// Looks for names that are odd though nothing is wrong with them: one that reads as a phrase of others, two for one
    /// decision.
    pub fn warn(&mut self) {
        self.similar_decisions();
        self.check_spellings();
    }

    /// Two names for one decision are the slip that no other check would find.
    fn similar_decisions(&mut self) {
        let mut found = Vec::new();
        let all = self.decisions.iter().take(MAX_SUGGESTIONS);
        let spellings: Vec<Spelling> = all.map(|decision| Spelling::of(&decision.term.text)).collect();
        for (index, (decision, spelling)) in self.decisions.iter().zip(&spellings).enumerate() {
            if decision.declared {
                continue;
            }
            let earlier = self.decisions.get(..index).unwrap_or_default();
            let slips =
                earlier.iter().zip(&spellings).filter(|(known, other)| !known.declared && other.is_slip_of(spelling));
            if let Some(other) = nearest(&decision.term.text, slips.map(|(known, _)| &*known.term.text)).first() {
                let first =
                    earlier.iter().find(|known| &*known.term.text == *other).map_or(decision.span, |known| known.span);
                let (at, text, other) = (decision.span, decision.term.text.to_string(), (*other).to_owned());
                found.push(NameError::SimilarDecision { at, text, other, first });
            }
        }
        self.errors.extend(found);
    }

    /// Declared names near a misspelt one.
    pub fn near(&self, text: &str) -> Vec<String> {
        let done = self.suggestions.get();
        if done >= MAX_SUGGESTIONS {
            return Vec::new();
        }
        self.suggestions.set(done + 1);
        // A name that stands for something of another kind is no slip for itself.
        nearest(text, self.all_forms()).into_iter().filter(|form| *form != text).map(str::to_owned).collect()
    }

    /// Declared names near a misspelt one, and words that join the items of a list: one of those with a slip in it is
    /// read as a condition.
    pub(super) fn near_in_phrase(&self, text: &str) -> Vec<String> {
        let names = self.near(text);
        let joins = nearest(text, connectives()).into_iter().map(str::to_owned);
        if names.is_empty() { joins.collect() } else { names }
    }

    fn all_forms(&self) -> impl Iterator<Item = &str> {
        let facts = self.facts.iter().map(|fact| &fact.term);
        let fields = self.records.iter().flat_map(|record| record.fields.iter().map(|field| &field.term));
        let records = self.records.iter().map(|record| &record.term);
        let rest = self.definitions.iter().map(|definition| &definition.term);
        let rest = rest.chain(self.parameters.iter().map(|parameter| &parameter.term));
        let rest = rest.chain(self.decisions.iter().map(|decision| &decision.term));
        let rest = rest.chain(self.places.iter().map(|place| &place.term));
        let rest = rest.chain(self.place_sets.iter().map(|set| &set.term));
        let levels = self.scales.iter().flat_map(|scale| scale.levels.iter().flat_map(Term::forms));
        facts.chain(fields).chain(records).chain(rest).flat_map(|term| term.forms()).chain(levels)
    }

    /// Warns of names that can also be read as phrases of other names.
    fn check_spellings(&mut self) {
        let mut all: Vec<(String, Span)> = self
            .spellings
            .values()
            .flatten()
            .filter(|known| !matches!(known.symbol, Symbol::Decision(_)))
            .map(|known| (self.sources.slice(known.at).trim().to_owned(), known.at))
            .collect();
        all.sort_by_key(|(_, span)| *span);
        for (text, span) in all {
            let phrase = parse_name(&text);
            if !is_plain(&phrase) {
                continue;
            }
            let ambiguous = self.with_reader(Scope::default(), |reader| {
                !reading::is_one_piece(reader, &phrase) && reading::is_ambiguous(reader, &phrase)
            });
            if ambiguous {
                let split = self.second_reading(&phrase, &text);
                self.errors.push(NameError::NameReadsAsPhrase { at: span, text, split });
            }
        }
    }

    fn second_reading(&self, phrase: &Phrase, text: &str) -> String {
        let slice = |span: Span| text.get(span.range()).unwrap_or_default().to_owned();
        let splits = self.with_reader(Scope::default(), |reader| {
            let reader = Reader { slice: &slice, ..*reader };
            match reading::read(&reader, phrase) {
                Err(errors) => errors.into_iter().find_map(|error| match error {
                    NameError::Ambiguous { splits, .. } => Some(splits),
                    _ => None,
                }),
                Ok(_) => None,
            }
        });
        splits.unwrap_or_default().into_iter().find(|split| split.contains(" | ")).unwrap_or_default()
    }
}
