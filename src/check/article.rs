//! Articles as such: when they are in force, what of them is no rule, and the figures that they publish.

use super::{Checker, Place, TypeError};
use crate::ir::{self, Period, Value};
use crate::resolve::read::ReadKind;
use crate::resolve::{Among, Scope};
use crate::source::Span;
use crate::syntax::ast;
use crate::types::{Comparison, Number};
use std::collections::{BTreeMap, BTreeSet};

/// A version of an article: which one, when it is in force, and where its number stands.
type Version = (usize, Period, Span);

impl Checker<'_, '_> {
    /// When each article is in force: the versions of one follow each other without a gap.
    pub(super) fn articles_in_force(&mut self) {
        let articles = &self.names.articles;
        let mut carried = Vec::new();
        let mut by_number: BTreeMap<(usize, &str), Vec<Version>> = BTreeMap::new();
        for (index, article) in articles.iter().enumerate() {
            let dates = article.ast.in_force.as_ref();
            if let Some(ast::Assumed { at, reason: None }) = dates.and_then(|dates| dates.assumed.as_ref()) {
                self.errors.push(TypeError::NoReason { at: *at, assumed: true });
            }
            let period =
                dates.map_or_else(Period::default, |dates| self.period(dates.from.as_ref(), dates.until.as_ref()));
            let number = &article.ast.number;
            if article.ast.carried {
                carried.push((index, period));
                continue;
            }
            // One that stands differently on some days than on others is one rule.
            let mut spans: BTreeSet<Span> = BTreeSet::new();
            let rules = article.ast.rules.iter().filter(|rule| spans.insert(rule.span));
            self.labels_once(rules.filter_map(|rule| rule.label.as_ref()), Among::Rules);
            by_number.entry((article.scope.module, &number.node)).or_default().push((index, period, number.span));
        }
        self.in_force = vec![Period::default(); articles.len()];
        for (index, period) in carried {
            if let Some(slot) = self.in_force.get_mut(index) {
                *slot = period;
            }
        }
        for versions in by_number.values_mut() {
            // An article without dates that stands twice is told of already.
            let dated = |(index, ..): &(usize, Period, Span)| {
                articles.get(*index).is_some_and(|article| article.ast.in_force.is_some())
            };
            if versions.iter().all(dated) {
                self.in_sequence(versions);
            }
            for (index, period, _) in versions {
                if let Some(slot) = self.in_force.get_mut(*index) {
                    *slot = *period;
                }
            }
        }
    }

    pub(super) fn articles(&self) -> Vec<ir::Article> {
        let note = |note: ast::Note| match note {
            ast::Note::Hortatory => ir::Note::Hortatory,
            ast::Note::Missing => ir::Note::Missing,
            ast::Note::Elsewhere => ir::Note::Elsewhere,
        };
        let dates = self.in_force.iter().copied().chain(std::iter::repeat(Period::default()));
        let each = self.names.articles.iter().zip(dates).filter(|(article, _)| !article.ast.carried).map(
            |(article, in_force)| ir::Article {
                layer: 0,
                inferred: article.ast.inferred.as_ref().map(|why| why.node.clone()),
                number: article.ast.number.node.clone(),
                title: article.ast.title.as_ref().map(|title| title.node.clone()),
                in_force,
                notes: article.ast.notes.iter().map(|(kind, text)| (note(*kind), text.node.clone())).collect(),
                span: article.ast.span,
            },
        );
        each.collect()
    }

    /// `579476 ÷ 130000 is 4.45, by truncation`
    pub(super) fn figure(&mut self, figure: &ast::Figure, scope: Scope) -> Option<ir::Figure> {
        let read = self.read(&figure.claim, scope)?;
        let ReadKind::Compare(Comparison::Is, reckoned, published) = &read.kind else {
            return self.report(TypeError::FigureShape { at: figure.claim.span });
        };
        let place = Place { scope, ..Place::default() };
        let reckoned = self.expr(reckoned, None, &place);
        let stated = self.expr(published, reckoned.as_ref().map(|reckoned| &reckoned.ty), &place);
        let (reckoned, stated) = (reckoned?, stated?);
        self.alike(&reckoned, &stated)?;
        // The digits as written say which place is the last: 4.50 is not 4.5.
        let digits = figure.claim.atoms.iter().rev().find_map(|atom| match &atom.kind {
            ast::AtomKind::Number(digits) => Some(digits.clone()),
            _ => None,
        });
        let (Some(Value::Number(value)), Some(digits)) = (super::constant::fold(&stated), digits) else {
            return self.report(TypeError::FigureShape { at: figure.claim.span });
        };
        let decimals = digits.split_once('.').map_or(0, |(_, part)| part.len());
        let one = (0..decimals).try_fold(Number::ONE, |one, _| one.over(Number::whole(10)));
        let written = Number::parse(&digits).and_then(Result::ok).filter(|written| *written != Number::ZERO);
        let place = match (one, written) {
            // One in the last place as written, times what 万 or % make of it.
            (Ok(one), Some(written)) => value.over(written).and_then(|factor| factor.times(one)).ok(),
            (Ok(one), None) => Some(one),
            (Err(_), _) => None,
        };
        let Some(place) = place else { return self.report(TypeError::FigureShape { at: figure.claim.span }) };
        let article = scope.article.and_then(|article| self.names.articles.get(article.index()));
        Some(ir::Figure {
            name: figure.name.node.clone(),
            article: article.map(|article| article.ast.number.node.clone()),
            reckoned,
            published: value,
            ty: stated.ty,
            place,
            mark: figure.mark.map(|mark| match mark {
                ast::FigureMark::Truncated => ir::FigureMark::Truncated,
                ast::FigureMark::Rounded => ir::FigureMark::Rounded,
                ast::FigureMark::About => ir::FigureMark::About,
                ast::FigureMark::Wrong => ir::FigureMark::Wrong,
            }),
            span: figure.span,
        })
    }
}
