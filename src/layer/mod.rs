//! Policies above and below → one effective text.
//!
//! In: the parsed policies of a chain, the lowest first. Out: [`Effective`]: each with the changes that lower ones make
//! in it, and every change with the clauses that it found and left. Never: a type or a meaning. Whether a change was
//! allowed is asked of what it means (src/authority), before any rule is weighed against another.

mod apply;
mod days;
mod error;
mod find;
mod paths;
mod versions;

pub use error::LayerError;
use error::kind_name;

use crate::source::Span;
use crate::syntax::ast::{self, Module, StepKind};
use std::collections::BTreeMap;

/// A policy of the chain.
#[derive(Debug, Clone, Copy)]
pub struct Link<'a> {
    /// Which module it is.
    pub module: usize,
    /// As written.
    pub text: &'a Module,
}

/// A part of a path to a clause: kind, name, other-language form.
pub type Part = (StepKind, String, Option<String>);

/// The texts of a chain, each as it stands after the changes of those below it.
#[derive(Debug, Default)]
pub struct Effective {
    /// Each with its number, the lowest first.
    pub texts: Vec<(usize, Module)>,
    /// The changes, the highest layer's first, each layer's in the order of its text.
    pub edits: Vec<Edit>,
    /// Rules of their own, which are changes where the policies above decide the same.
    pub beside: Vec<Edit>,
    /// Each power, by where it is written, and the clauses that it is about.
    pub powers: Vec<(Span, Vec<Vec<Part>>)>,
    /// What is wrong with them.
    pub errors: Vec<LayerError>,
}

/// A change that one policy makes in another.
#[derive(Debug, Clone)]
pub struct Edit {
    /// The module that makes it.
    pub by: usize,
    /// The module that it is made in.
    pub of: usize,
    /// What it does.
    pub kind: EditKind,
    /// The clause, part by part, by the names that it has itself: kind, name, other-language form.
    pub path: Vec<Part>,
    /// Where it is written.
    pub at: Span,
    /// The article that it is written in.
    pub article: Option<String>,
    /// From which day and to which, as printed, where that is said.
    pub in_force: (Option<ast::Date>, Option<ast::Date>),
    /// The days on which the text is changed, where that is not on all.
    pub made_on: Option<ast::Days>,
    /// On what ground.
    pub grounds: ast::Grounds,
    /// What it cites.
    pub cites: Vec<String>,
    /// Why it is not attested.
    pub inferred: Option<String>,
    /// The rules that it was about.
    pub before: Vec<Span>,
    /// The rules that stand in their place.
    pub after: Vec<Span>,
}

/// What a change does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EditKind {
    /// Another value of a parameter.
    Set,
    /// Other words for a clause, a definition, a set of places.
    Replace,
    /// A clause that is gone.
    Drop,
    /// One more condition.
    Ask,
    /// One more exception.
    Except,
    /// More items.
    Add,
    /// Fewer people spoken about.
    Narrow,
    /// More people spoken about.
    Widen,
    /// More places or values.
    Extend,
    /// A rule that stands in place of others for those whom it speaks about.
    Deviate,
    /// A rule of its own for something that the policy above decides.
    Rule,
}

/// Makes the changes of each policy in those above it, the highest first. `known_on` leaves out what was not yet issued;
/// `without` leaves out changes of the lowest policy by where they are written, as if they were not in its text.
#[must_use]
pub fn layer(chain: &[Link<'_>], known_on: Option<ast::Date>, without: &[Span]) -> Effective {
    let mut work = Work {
        texts: chain.iter().map(|link| (link.module, link.text.clone())).collect(),
        edits: Vec::new(),
        beside: Vec::new(),
        powers: Vec::new(),
        errors: Vec::new(),
        gone: BTreeMap::new(),
        taken: Vec::new(),
        left: BTreeMap::new(),
        touched: BTreeMap::new(),
    };
    for (_, text) in &mut work.texts {
        versions::known(text, known_on);
    }
    if let Some((_, lowest)) = work.texts.first_mut() {
        apply::leave_out(lowest, without);
    }
    for at in (0..chain.len()).rev() {
        if at + 1 == chain.len() {
            // Nothing above: a change has nothing to point at.
            let changes = work.texts.get(at).map(|(_, text)| apply::all_changes(text)).unwrap_or_default();
            work.errors.extend(changes.into_iter().map(|at| LayerError::NothingAbove { at }));
        } else {
            work.changes_of(at);
        }
        // What it lets others do is about the text as it stands before they do it.
        work.powers_of(at);
    }
    for (_, text) in &mut work.texts {
        versions::carry_over(text);
        apply::drop_idle(text);
    }
    apply::forget(&mut work.texts);
    Effective { texts: work.texts, edits: work.edits, beside: work.beside, powers: work.powers, errors: work.errors }
}

/// A change of a clause: on which days, and where it stands.
type Touch = (Option<ast::Days>, Span);

/// The texts while they are being changed.
struct Work {
    texts: Vec<(usize, Module)>,
    edits: Vec<Edit>,
    beside: Vec<Edit>,
    powers: Vec<(Span, Vec<Vec<Part>>)>,
    errors: Vec<LayerError>,
    /// Clauses that are gone: where they stood, and what took them out.
    gone: BTreeMap<Span, Span>,
    /// The rules among them that no text holds any more: their article, themselves, and what took them out.
    taken: Vec<(String, ast::Rule, Span)>,
    /// Articles to which a later version leaves cases, and the last day on which it does so.
    left: BTreeMap<Span, Option<ast::Date>>,
    /// What each layer has changed already: which layer, which clause; on which days, and where.
    touched: BTreeMap<(usize, Span), Vec<Touch>>,
}
