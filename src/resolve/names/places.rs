//! Places, each with the place around it, and sets of them.

use super::{Loaded, Names, PlaceDecl, PlaceSetDecl, term};
use crate::diagnostics::wording::nearest;
use crate::resolve::Symbol;
use crate::resolve::error::{Kind, NameError};
use crate::syntax::ast::{self, Item, Written};
use crate::types::ids::{PlaceId, PlaceSetId};

impl<'a> Names<'a> {
    pub(super) fn all_places(&mut self, modules: &[Loaded<'a>]) {
        let mut inside: Vec<(PlaceId, &'a Written)> = Vec::new();
        for loaded in modules {
            for item in &loaded.module.items {
                if let Item::Place(place) = item {
                    self.place(place, None, &mut inside);
                }
            }
        }
        for (id, around) in inside {
            let parent = self.place_named(around);
            if let Some(place) = self.places.get_mut(id.index()) {
                place.parent = parent;
            }
        }
        for index in 0..self.places.len() {
            if self.lies_in_circle(PlaceId::at(index))
                && let Some(place) = self.places.get_mut(index)
            {
                let (at, text) = (place.span, place.term.text.to_string());
                place.parent = None;
                self.errors.push(NameError::PlaceCycle { at, text });
            }
        }
        for loaded in modules {
            for item in &loaded.module.items {
                if let Item::PlaceSet(set) = item {
                    let members = set.members.iter().filter_map(|member| self.place_named(member)).collect();
                    let id = PlaceSetId::at(self.place_sets.len());
                    self.declare(&set.name, Symbol::PlaceSet(id), None);
                    self.place_sets.push(PlaceSetDecl { term: term(&set.name), members });
                }
            }
        }
    }

    fn place(&mut self, place: &'a ast::Place, parent: Option<PlaceId>, inside: &mut Vec<(PlaceId, &'a Written)>) {
        let id = PlaceId::at(self.places.len());
        self.declare(&place.name, Symbol::Place(id), None);
        self.places.push(PlaceDecl { term: term(&place.name), parent, span: place.name.text.span });
        inside.extend(place.inside.as_ref().map(|around| (id, around)));
        for inner in &place.places {
            self.place(inner, Some(id), inside);
        }
    }

    fn place_named(&mut self, name: &Written) -> Option<PlaceId> {
        let found = self.lexicon.lookup(&name.node).iter().find_map(|symbol| match symbol {
            Symbol::Place(id) => Some(*id),
            _ => None,
        });
        if found.is_none() {
            let forms = self.places.iter().flat_map(|place| place.term.forms());
            let near = nearest(&name.node, forms).into_iter().map(str::to_owned).collect();
            let (at, text) = (name.span, name.node.clone());
            self.errors.push(NameError::NotDeclared { at, text, kind: Kind::Place, near });
        }
        found
    }

    /// Whether the places around a place lead back into a circle.
    fn lies_in_circle(&self, from: PlaceId) -> bool {
        let around = |at: &PlaceId| self.places.get(at.index()).and_then(|place| place.parent);
        std::iter::successors(Some(from), around).nth(self.places.len()).is_some()
    }
}
