//! Versions in time: what could be known on a day, and cases that an earlier version still decides.

use super::days::key;
use crate::source::Span;
use crate::syntax::ast::{Article, Body, Connective, Date, Item, List, ListItem, Module};

/// Leaves out what was issued after a day.
pub(super) fn known(module: &mut Module, on: Option<Date>) {
    let Some(on) = on else { return };
    module.items.retain(|item| match item {
        Item::Article(article) => article.issued.as_ref().is_none_or(|issued| key(issued.node) <= key(on)),
        _ => true,
    });
    // The version before one that nobody knew of has no end yet.
    let numbers: Vec<(String, Option<Date>)> =
        articles(module).map(|article| (article.number.node.clone(), from(article))).collect();
    for item in &mut module.items {
        let Item::Article(article) = item else { continue };
        let later = numbers
            .iter()
            .any(|(number, begins)| *number == article.number.node && begins.map(key) > from(article).map(key));
        if let (false, Some(dates)) = (later, &mut article.in_force)
            && dates.until.as_ref().is_some_and(|until| key(until.node) >= key(on))
        {
            dates.until = None;
        }
    }
}

fn articles(module: &Module) -> impl Iterator<Item = &Article> {
    module.items.iter().filter_map(|item| match item {
        Item::Article(article) => Some(article),
        _ => None,
    })
}

fn from(article: &Article) -> Option<Date> {
    article.in_force.as_ref().and_then(|dates| dates.from.as_ref()).map(|from| from.node)
}

/// The versions to which a later one leaves cases, and the last day of that one.
pub(super) fn left(items: &[Item]) -> Vec<(Span, Option<Date>)> {
    let all = || {
        items.iter().filter_map(|item| match item {
            Item::Article(article) => Some(article),
            _ => None,
        })
    };
    let each = all().filter(|article| !article.earlier.is_empty()).filter_map(|article| {
        let until = article.in_force.as_ref().and_then(|dates| dates.until.as_ref()).map(|until| until.node);
        Some((before(article, all())?.span, until))
    });
    each.collect()
}

/// The version before one of an article.
fn before<'a>(article: &Article, all: impl Iterator<Item = &'a Article>) -> Option<&'a Article> {
    let earlier =
        all.filter(|other| other.number.node == article.number.node && from(other).map(key) < from(article).map(key));
    earlier.max_by_key(|other| from(other).map(key))
}

/// Where a version leaves cases to the text before it, that text stands beside it for those cases.
pub(super) fn carry_over(module: &mut Module) {
    if articles(module).all(|article| article.earlier.is_empty()) {
        return;
    }
    let mut out: Vec<Item> = Vec::new();
    let all: Vec<Article> = articles(module).cloned().collect();
    for item in std::mem::take(&mut module.items) {
        let Item::Article(mut article) = item else {
            out.push(item);
            continue;
        };
        if article.earlier.is_empty() {
            out.push(Item::Article(article));
            continue;
        }
        if let Some(before) = before(&article, all.iter()) {
            let mut carried = before.clone();
            carried.carried = true;
            carried.in_force.clone_from(&article.in_force);
            carried.applies.push(joined(Connective::Any, &article.earlier));
            carried.figures.clear();
            carried.notes.clear();
            carried.powers.clear();
            out.push(Item::Article(carried));
            article.applies.push(joined(Connective::None, &article.earlier));
        }
        out.push(Item::Article(article));
    }
    module.items = out;
}

/// Conditions joined in a list.
pub(super) fn joined(connective: Connective, bodies: &[Body]) -> Body {
    if let (Connective::Any | Connective::All, [only]) = (connective, bodies) {
        return only.clone();
    }
    let span = bodies.first().map(Body::span).unwrap_or_default();
    let items =
        bodies.iter().map(|body| ListItem { span: body.span(), ordinal: None, label: None, body: body.clone() });
    Body::List(List { span, quantifier: None, connective, items: items.collect(), exceptions: Vec::new(), made: true })
}

/// Conditions of which all must hold; one stands for itself.
pub(super) fn all_of(bodies: &[Body]) -> Body {
    match bodies {
        [only] => only.clone(),
        _ => joined(Connective::All, bodies),
    }
}
