//! What a policy says of a decision that the policies above have: it may give it a name in the other language, and that
//! is all.
//!
//! In: the texts of a policy. Out: the lines that take two decisions above for one, or say which of its amounts is
//! better. No power is about names, so neither could be judged as a change.

use super::{Loaded, Names, Role};
use crate::resolve::error::NameError;
use crate::source::Span;
use crate::source::name::fold;
use crate::syntax::ast::{Better, Item, Name};
use std::collections::BTreeSet;

/// What a line says of a decision of the policies above.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfAbove {
    /// That it is the same as another one, which stands there.
    Same { other: String, at: Span },
    /// Which of two amounts is better.
    Better,
}

/// A decision of the texts above by all its names.
struct Known {
    names: BTreeSet<String>,
    text: String,
    at: Span,
    better: Option<Better>,
}

/// Each name of a decision in a text, with which amount is better where that is said.
fn names<'a>(loaded: &Loaded<'a>) -> Vec<(&'a Name, Option<Better>)> {
    let of = |item: &'a Item| match item {
        Item::Decision(name, better) => vec![(name, *better)],
        Item::Article(article) => article.rules.iter().map(|rule| (&rule.decision, None)).collect(),
        _ => Vec::new(),
    };
    loaded.module.items.iter().flat_map(of).collect()
}

fn folded(name: &Name) -> BTreeSet<String> {
    name.forms().map(|form| fold(&form.node)).collect()
}

impl Names<'_> {
    /// Refuses lines of the lowest text, or of what only it uses, that say of decisions above what they are.
    pub(super) fn decisions_of_above(&mut self) {
        let is_base = |loaded: &Loaded<'_>| loaded.role == Role::Base;
        let seen = |at: usize| self.modules.iter().any(|base| is_base(base) && base.sees.get(at) == Some(&true));
        let (above, own): (Vec<_>, Vec<_>) =
            self.modules.iter().enumerate().partition(|(at, loaded)| is_base(loaded) || seen(*at));
        let mut known: Vec<Known> = Vec::new();
        for (name, mut better) in above.iter().flat_map(|(_, loaded)| names(loaded)) {
            let mut all = folded(name);
            let alike: Vec<usize> =
                (0..known.len()).filter(|at| known.get(*at).is_some_and(|one| !one.names.is_disjoint(&all))).collect();
            let mut first = (name.text.node.clone(), name.text.span);
            for at in alike.into_iter().rev() {
                let one = known.remove(at);
                all.extend(one.names);
                better = one.better.or(better);
                first = (one.text, one.at);
            }
            known.push(Known { names: all, text: first.0, at: first.1, better });
        }
        let mut found = Vec::new();
        for (name, better) in own.iter().flat_map(|(_, loaded)| names(loaded)) {
            let all = folded(name);
            let mut alike = known.iter().filter(|one| !one.names.is_disjoint(&all));
            let (Some(first), second) = (alike.next(), alike.next()) else { continue };
            let (at, text) = (name.text.span, first.text.clone());
            if let Some(second) = second {
                let says = OfAbove::Same { other: second.text.clone(), at: second.at };
                found.push(NameError::DecisionAbove { at, text, first: first.at, says });
            } else if better.is_some() && better != first.better {
                found.push(NameError::DecisionAbove { at, text, first: first.at, says: OfAbove::Better });
            }
        }
        self.errors.extend(found);
    }
}
