//! Where in a text each of its changes stands: from its first line to where something else begins.

use crate::source::Span;
use crate::syntax::ast::{Article, Item, Module};

/// A stretch of a text, and the changes that it is about.
struct Piece {
    start: u32,
    owners: Vec<Span>,
}

/// The stretches of a text, in its order.
pub(super) struct Pieces(Vec<Piece>);

impl Pieces {
    /// Of a text: a change is named by where it is written, a rule that changes nothing by its line.
    pub fn of(module: &Module) -> Self {
        let mut out = Vec::new();
        let mut piece = |at: Span, owners: Vec<Span>| out.push(Piece { start: at.start, owners });
        if let Some(header) = &module.header {
            piece(header.span, if header.in_place { vec![header.span] } else { Vec::new() });
        }
        for used in &module.uses {
            piece(used.span, vec![used.span]);
        }
        for item in &module.items {
            match item {
                Item::Change(change) => piece(change.span, vec![change.span]),
                Item::Holidays(year) => piece(year.span, vec![year.span]),
                Item::Place(place) => piece(place.span, vec![place.span]),
                Item::Article(article) => of_article(article, &mut piece),
                other => piece(start(other), Vec::new()),
            }
        }
        out.sort_by_key(|piece| piece.start);
        Self(out)
    }

    /// The changes that something at a place is about.
    pub fn at(&self, place: Span) -> Vec<Span> {
        let Some(piece) = self.0.iter().rfind(|piece| piece.start <= place.start) else { return Vec::new() };
        let exact = piece.owners.iter().find(|own| own.start <= place.start && place.start < own.end);
        match exact.filter(|_| piece.owners.len() > 1) {
            Some(own) => vec![*own],
            None => piece.owners.clone(),
        }
    }

    /// The words that are about a change.
    pub fn words(&self, change: Span) -> Vec<Span> {
        let ends = self.0.iter().skip(1).map(|piece| piece.start).chain([u32::MAX]);
        let mine = self.0.iter().zip(ends).filter(|(piece, _)| piece.owners.contains(&change));
        mine.map(|(piece, end)| Span { file: change.file, start: piece.start, end }).collect()
    }
}

fn of_article(article: &Article, piece: &mut impl FnMut(Span, Vec<Span>)) {
    let instead: Vec<Span> = article.replaces.iter().map(|target| target.span).collect();
    let rules: Vec<(Span, Vec<Span>)> = article
        .rules
        .iter()
        .map(|rule| {
            let own: Vec<Span> = rule.replaces.iter().chain(&rule.deviates).map(|target| target.span).collect();
            let owners = [instead.as_slice(), own.as_slice()].concat();
            (rule.span, if owners.is_empty() { vec![rule.span] } else { owners })
        })
        .collect();
    // Whom the article speaks about, all its rules speak about.
    let mut all: Vec<Span> = instead.clone();
    all.extend(rules.iter().flat_map(|(_, owners)| owners).copied());
    all.dedup();
    piece(article.span, all);
    for change in &article.changes {
        piece(change.span, vec![change.span]);
    }
    for (at, owners) in rules {
        piece(at, owners);
    }
    article.powers.iter().for_each(|power| piece(power.span, Vec::new()));
    article.defines.iter().for_each(|define| piece(define.span, Vec::new()));
    article.figures.iter().for_each(|figure| piece(figure.span, Vec::new()));
}

fn start(item: &Item) -> Span {
    match item {
        Item::Fact(fact) => fact.span,
        Item::Record(record) => record.span,
        Item::Type(named) => named.span,
        Item::Unit(name) | Item::Decision(name, _) => name.text.span,
        Item::Place(place) => place.span,
        Item::PlaceSet(set) => set.span,
        Item::Holidays(year) => year.span,
        Item::Parameter(parameter) => parameter.span,
        Item::Define(define) => define.span,
        Item::Article(article) => article.span,
        Item::Example(example) => example.span,
        Item::Figure(figure) => figure.span,
        Item::Change(change) => change.span,
        Item::Power(power) => power.span,
    }
}
