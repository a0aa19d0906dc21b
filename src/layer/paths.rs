//! Paths of clauses: each by the names that it has itself, and as a drafter writes it.

use super::find::{self, Clause};
use super::{Part, Work};
use crate::source::name;
use crate::syntax::ast::{Item, Name, StepKind};
use std::fmt::Write as _;

impl Work {
    /// A clause by the names that it has itself.
    pub(super) fn path(&self, clause: &Clause) -> Vec<Part> {
        let mut out = Vec::new();
        if let Some(name) = self.policy_name(text_of(clause)) {
            out.push(part(StepKind::Policy, name));
        }
        if let Clause::Article(text, item)
        | Clause::Rule(text, item, _)
        | Clause::Item(text, item, ..)
        | Clause::Points(text, item, ..) = clause
            && let Some(article) = self.article(*text, *item)
        {
            out.push((StepKind::Article, article.number.node.clone(), None));
        }
        if let Clause::Rule(text, item, rule) | Clause::Item(text, item, rule, ..) | Clause::Points(text, item, rule, _) =
            clause
            && let Some(rule) = self.rule(*text, *item, *rule)
        {
            out.push(match (&rule.label, &rule.ordinal) {
                (Some(label), _) => part(StepKind::Rule, label),
                (None, Some(ordinal)) => (StepKind::Rule, ordinal.clone(), None),
                (None, None) => part(StepKind::Rule, &rule.decision),
            });
        }
        match clause {
            Clause::Item(text, item, rule, slot, path) => {
                let body = self.rule(*text, *item, *rule).and_then(|rule| find::slot_body(rule, *slot));
                for end in 1..=path.len() {
                    let item = body.and_then(|body| find::item_at(body, path.get(..end)?));
                    let named = item.filter(|item| item.label.is_some() || end == path.len());
                    out.extend(named.map(|item| item_part(item.label.as_ref(), item.ordinal.as_ref())));
                }
            }
            Clause::Points(text, item, rule, path) => {
                let score = self.rule(*text, *item, *rule).and_then(find::score_of);
                out.extend(
                    score
                        .and_then(|score| find::points_at(score, path))
                        .map(|item| item_part(item.label.as_ref(), item.ordinal.as_ref())),
                );
            }
            Clause::Definition(text, item, inner) => {
                out.extend(
                    self.definition(*text, *item, *inner).map(|define| part(StepKind::Definition, &define.name)),
                );
            }
            Clause::DefinitionItem(text, item, inner, reading, path) => {
                let define = self.definition(*text, *item, *inner);
                out.extend(define.map(|define| part(StepKind::Definition, &define.name)));
                let body = define.and_then(|define| find::reading_body(&define.meaning, *reading));
                out.extend(
                    body.and_then(|body| find::item_at(body, path))
                        .map(|item| item_part(item.label.as_ref(), item.ordinal.as_ref())),
                );
            }
            Clause::Parameter(text, item) | Clause::PlaceSet(text, item) | Clause::Type(text, item) => {
                out.extend(self.item(*text, *item).and_then(|item| match item {
                    Item::Parameter(parameter) => Some(part(StepKind::Parameter, &parameter.name)),
                    Item::PlaceSet(set) => Some(part(StepKind::PlaceSet, &set.name)),
                    Item::Type(named) => Some(part(StepKind::Type, &named.name)),
                    Item::Fact(fact) => Some(part(StepKind::Type, &fact.name)),
                    _ => None,
                }));
            }
            Clause::Policy(_) | Clause::Article(..) | Clause::Rule(..) => {}
        }
        out
    }

    /// The path of a clause as it is written in a language; none where a part of it has no name.
    pub(super) fn written(&self, clause: &Clause, chinese: bool) -> Option<String> {
        written(&self.path(clause), chinese)
    }
}

/// A path as it is written in a language: `policy yunnan article 6 rule seats`.
fn written(path: &[Part], chinese: bool) -> Option<String> {
    let mut out = String::new();
    for (kind, text, alias) in path {
        let forms = || [Some(text), alias.as_ref()].into_iter().flatten();
        let form = forms().find(|form| form.chars().any(name::is_han) == chinese).unwrap_or(text);
        if form.is_empty() {
            return None;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        let _ = match (kind, chinese) {
            (StepKind::Article, true) => write!(out, "第{text}条"),
            _ => {
                let kind = super::kind_name(*kind);
                write!(out, "{} {}", if chinese { &kind.zh } else { &kind.en }, quoted(form, chinese))
            }
        };
    }
    Some(out)
}

/// A name as it stands in a path: between quotation marks where it would end too early.
fn quoted(name: &str, chinese: bool) -> String {
    let ends = |c: char| "()（）:：,，、<＜\"“”「」；;。".contains(c);
    let word = |word: &str| matches!(word, "rule" | "item" | "from" | "until" | "article" | "because" | "definition");
    match name.contains(ends) || name.split_whitespace().skip(1).any(word) {
        true if chinese => format!("「{name}」"),
        true => format!("\"{name}\""),
        false => name.to_owned(),
    }
}

pub(super) fn text_of(clause: &Clause) -> usize {
    match clause {
        Clause::Policy(text)
        | Clause::Article(text, ..)
        | Clause::Rule(text, ..)
        | Clause::Item(text, ..)
        | Clause::Points(text, ..)
        | Clause::Definition(text, ..)
        | Clause::DefinitionItem(text, ..)
        | Clause::Parameter(text, ..)
        | Clause::PlaceSet(text, ..)
        | Clause::Type(text, ..) => *text,
    }
}

pub(super) fn part(kind: StepKind, name: &Name) -> Part {
    (kind, name.text.node.clone(), name.alias.as_ref().map(|alias| alias.node.clone()))
}

fn item_part(label: Option<&Name>, ordinal: Option<&String>) -> Part {
    match (label, ordinal) {
        (Some(label), _) => part(StepKind::Item, label),
        (None, ordinal) => (StepKind::Item, ordinal.cloned().unwrap_or_default(), None),
    }
}
