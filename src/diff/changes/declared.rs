//! What a case can tell: the facts and fields that only one version has, or that the two declare otherwise.

use crate::diagnostics::{Say, Text};
use crate::diff::joint::{Both, Joint, Side};
use crate::diff::remap::{same_name, spelt_unit};
use crate::ir::Fact;
use crate::types::Type;
use serde::Serialize;

/// A fact that only one version has, or that the two declare otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactChange {
    /// The fact, or the field of a record.
    pub fact: Text,
    /// `added`, `dropped`, `retyped`, `optional`
    pub fate: &'static str,
    /// Its type before.
    pub before: Option<Text>,
    /// Its type now.
    pub after: Option<Text>,
}

fn type_words(fact: &Fact) -> Text {
    Text::of(|language| match &fact.ty {
        Type::Level(scale) => scale.levels_text(language),
        other => other.say(language),
    })
}

/// The facts and fields of either version that the other does not declare alike.
pub(super) fn facts(joint: &Joint<'_>) -> Vec<FactChange> {
    let mut out: Vec<FactChange> = Vec::new();
    let mut look = |one: Option<&Fact>, two: Option<&Fact>, list: Option<&Fact>| {
        let Some(fact) = two.or(one) else { return };
        let name = Text::of(|language| match list {
            Some(list) => format!("{} · {}", list.term.say(language), fact.term.say(language)),
            None => fact.term.say(language),
        });
        let (before, after) = (one.map(type_words), two.map(type_words));
        let fate = match (one, two) {
            (Some(one), Some(two)) if same_type_words(one, two) && one.signed != two.signed => {
                if two.signed {
                    "may now be negative"
                } else {
                    "may no longer be negative"
                }
            }
            (Some(one), Some(two)) if same_type_words(one, two) && one.optional == two.optional => return,
            (Some(one), Some(two)) if same_type_words(one, two) && two.optional => "may now be none",
            (Some(one), Some(two)) if same_type_words(one, two) => "may no longer be none",
            (Some(_), Some(_)) => "retyped",
            (Some(_), None) => "dropped",
            _ => "added",
        };
        out.push(FactChange { fact: name, fate, before, after });
    };
    // A fact with another type is another fact of the same name.
    let of =
        |pair: &Both<Option<usize>>, side: Side| pair.of(side).and_then(|at| joint.programs.of(side).facts.get(at));
    for (pair, _) in &joint.facts {
        match (of(pair, Side::Old), of(pair, Side::New)) {
            (Some(one), None) => {
                let retyped = joint.programs.new.facts.iter().find(|two| same_name(&one.term, &two.term));
                look(Some(one), retyped, None);
            }
            (None, Some(two)) if joint.programs.old.facts.iter().any(|one| same_name(&one.term, &two.term)) => {}
            (one, two) => look(one, two, None),
        }
    }
    for (at, (_, record)) in joint.records.iter().enumerate() {
        for field in 0..record.fields.len() {
            let (one, two) = (joint.own_field(Side::Old, at, field), joint.own_field(Side::New, at, field));
            let list =
                joint.facts.iter().map(|(_, fact)| fact).find(|fact| fact.record.is_some_and(|id| id.index() == at));
            look(one, two, list);
        }
    }
    out
}

/// Whether both versions let the same be told of a fact, where both have it.
pub fn same_declaration(one: Option<&Fact>, two: Option<&Fact>) -> bool {
    one.zip(two)
        .is_none_or(|(one, two)| same_type_words(one, two) && one.optional == two.optional && one.signed == two.signed)
}

fn same_type_words(one: &Fact, two: &Fact) -> bool {
    let levels = |fact: &Fact| match &fact.ty {
        Type::Level(scale) => scale.levels.len(),
        _ => 0,
    };
    let whole = |fact: &Fact| matches!(fact.ty, Type::Number { whole: true, .. });
    let kinds = match (&one.ty, &two.ty) {
        (Type::Level(one), Type::Level(two)) => {
            one.levels.iter().zip(&two.levels).all(|(one, two)| same_name(one, two)) && one.ordered == two.ordered
        }
        (Type::List(one), Type::List(two)) => same_name(one, two),
        (Type::Number { unit: one, .. }, Type::Number { unit: two, .. }) => spelt_unit(one) == spelt_unit(two),
        (one, two) => one == two,
    };
    kinds && levels(one) == levels(two) && whole(one) == whole(two)
}
