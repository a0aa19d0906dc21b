//! Bodies: a phrase, or a list with its connective, its quantifier and its exceptions.

use super::label::{Joined, Labelled};
use super::{Checker, Place, TypeError};
use crate::ir::{Expr, ExprKind, Item};
use crate::resolve::read::Read;
use crate::resolve::{Among, NameError};
use crate::source::Span;
use crate::syntax::ast::{self, Body, Connective, List};
use crate::types::{Term, Type};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Checker<'_, '_> {
    /// A condition or an amount.
    pub(super) fn body(&mut self, body: &Body, place: &Place) -> Option<Expr> {
        match body {
            Body::Broken(_) => None,
            Body::Phrase(phrase) => {
                let read = self.read(phrase, place.scope)?;
                self.expr(&read, None, place)
            }
            Body::Cell(cell) => self.cell(cell, place),
            Body::List(list) => stacker::maybe_grow(256 << 10, 2 << 20, || self.list(list, place)),
        }
    }

    /// A condition.
    pub(super) fn condition_body(&mut self, body: &Body, place: &Place) -> Option<Expr> {
        let expr = self.body(body, place)?;
        self.must_be_condition(expr)
    }

    fn list(&mut self, list: &List, place: &Place) -> Option<Expr> {
        let head = match &list.quantifier {
            None => None,
            Some(phrase) => match self.names.read_head(phrase, place.scope) {
                Ok(head) => {
                    let (list, member) = self.list_of(&head.list, place)?;
                    Some((head.quantifier, list, member))
                }
                Err(errors) => {
                    self.name_errors.extend(errors);
                    return None;
                }
            },
        };
        let inner = head.map_or_else(|| place.clone(), |(.., member)| place.inside(member));
        // Phrases are read once: what one item asks to exist, its neighbours may use.
        let reads: Vec<Option<Read>> = list.items.iter().map(|item| self.item_read(&item.body, &inner)).collect();
        let inner = if list.connective == Connective::All { inner.with_present(reads.iter().flatten()) } else { inner };
        let items: Vec<Option<Item>> =
            list.items.iter().zip(reads).map(|(item, read)| self.item(item, read, &inner)).collect();
        let exceptions: Vec<Option<Expr>> =
            list.exceptions.iter().map(|exception| self.exception_expr(exception, &inner)).collect();
        self.list_shape(list);
        let items: Vec<Item> = items.into_iter().collect::<Option<_>>()?;
        let exceptions: Vec<Expr> = exceptions.into_iter().collect::<Option<_>>()?;
        let span = list.span;
        let joined = |kind| Expr { kind, ty: Type::Bool, span };
        let mut out = match list.connective {
            Connective::All => joined(ExprKind::All(items)),
            Connective::Any => joined(ExprKind::Any(items)),
            Connective::None => joined(ExprKind::Not(Box::new(joined(ExprKind::Any(items))))),
            Connective::AtLeast(number) => joined(ExprKind::AtLeast(number, items)),
            Connective::Exactly(number) => joined(ExprKind::Exactly(number, items)),
        };
        if !exceptions.is_empty() {
            let lifted = exceptions.into_iter().map(|expr| {
                let span = expr.span;
                plain(Expr { kind: ExprKind::Not(Box::new(expr)), ty: Type::Bool, span })
            });
            out = joined(ExprKind::All(std::iter::once(plain(out)).chain(lifted).collect()));
        }
        if let Some((quantifier, list, _)) = head {
            self.of_each(&out)?;
            out = joined(ExprKind::Quantified(quantifier, list, Box::new(out)));
        }
        Some(out)
    }

    fn item_read(&mut self, body: &Body, place: &Place) -> Option<Read> {
        match body {
            Body::Phrase(phrase) => self.read(phrase, place.scope),
            Body::List(_) | Body::Cell(_) | Body::Broken(_) => None,
        }
    }

    fn item(&mut self, item: &ast::ListItem, read: Option<Read>, place: &Place) -> Option<Item> {
        let expr = match (&item.body, read) {
            (Body::Phrase(_), Some(read)) => self.condition(&read, place)?,
            (Body::Phrase(_), None) | (Body::Broken(_), _) => return None,
            (Body::List(_) | Body::Cell(_), _) => self.condition_body(&item.body, place)?,
        };
        let rest = match &item.body {
            Body::Phrase(phrase) => Some((phrase.span, Joined::And)),
            Body::List(_) | Body::Cell(_) | Body::Broken(_) => None,
        };
        self.label_beside(item.label.as_ref(), &Labelled { reads: vec![&expr], rule: false, rest }, place.scope)?;
        Some(Item { ordinal: item.ordinal.clone(), label: item.label.as_ref().map(term), expr })
    }

    /// `except when A` with its own exceptions, as a condition: A, and none of those.
    fn exception_expr(&mut self, exception: &ast::Exception, place: &Place) -> Option<Expr> {
        let body = self.condition_body(&exception.body, place);
        let inner: Vec<Option<Expr>> =
            exception.exceptions.iter().map(|exception| self.exception_expr(exception, place)).collect();
        let (body, inner) = (body?, inner.into_iter().collect::<Option<Vec<_>>>()?);
        if inner.is_empty() {
            return Some(body);
        }
        let span = body.span;
        let lifted =
            inner.into_iter().map(|expr| plain(Expr { kind: ExprKind::Not(Box::new(expr)), ty: Type::Bool, span }));
        let items = std::iter::once(plain(body)).chain(lifted).collect();
        Some(Expr { kind: ExprKind::All(items), ty: Type::Bool, span })
    }

    fn list_shape(&mut self, list: &List) {
        if list.items.len() == 1 && list.exceptions.is_empty() && !list.made {
            self.errors.push(TypeError::OneItem { at: list.span });
        }
        if let Connective::AtLeast(wanted) | Connective::Exactly(wanted) = list.connective {
            if usize::try_from(wanted).is_ok_and(|wanted| wanted > list.items.len()) {
                self.errors.push(TypeError::TooFew { at: list.span, wanted, have: list.items.len() });
            }
            if wanted == 0 && matches!(list.connective, Connective::AtLeast(_)) {
                self.errors.push(TypeError::Constant { at: list.span, always: true });
            }
        }
        self.labels_once(list.items.iter().filter_map(|item| item.label.as_ref()), Among::List);
    }

    /// A label is how others point at what has it: two alike would be pointed at by one name.
    pub(super) fn labels_once<'n>(&mut self, labels: impl Iterator<Item = &'n ast::Name>, among: Among) {
        let mut known: BTreeMap<&str, Span> = BTreeMap::new();
        for label in labels {
            let clash = label.forms().find_map(|form| Some((form, *known.get(form.node.as_str())?)));
            if let Some((form, first)) = clash {
                let (at, text) = (form.span, form.node.clone());
                self.name_errors.push(NameError::LabelTwice { at, text, first, among });
            }
            for form in label.forms() {
                known.entry(&form.node).or_insert(form.span);
            }
        }
    }
}

/// A name with both its forms.
pub(super) fn term(name: &ast::Name) -> Arc<Term> {
    let alias = name.alias.as_ref().map(|alias| alias.node.as_str().into());
    Arc::new(Term { text: name.text.node.as_str().into(), alias })
}

pub(super) fn plain(expr: Expr) -> Item {
    Item { ordinal: None, label: None, expr }
}
