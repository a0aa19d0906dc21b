//! What changes no meaning: names, numbers, titles, prose and the time in force of a text → a line for each.

use super::tell::rule_name;
use crate::compare::period;
use crate::diagnostics::{Say, Text};
use crate::diff::details::Pin;
use crate::diff::joint::{Element, Joint, Side};
use crate::diff::remap::same_name;
use crate::ir::Program;
use crate::text;
use std::collections::BTreeSet;

/// What is only worded or numbered otherwise, besides the parts that differ in meaning.
pub(super) fn lines(joint: &Joint<'_>, elements: &[Element]) -> Vec<Text> {
    let mut out = rules(joint, elements);
    let (old, new) = (joint.programs.old, joint.programs.new);
    out.extend(time(old, new));
    // Prose in another language is not set against this one's.
    if old.header.chinese == new.header.chinese {
        out.extend(titles(old, new));
        out.extend(header(old, new));
        out.extend(questions(joint));
    }
    out
}

/// Names and numbers of rules, of their items and of their articles.
fn rules(joint: &Joint<'_>, elements: &[Element]) -> Vec<Text> {
    let mut out = Vec::new();
    let mut moved: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (at, (_, slots)) in joint.decisions.iter().enumerate() {
        for slot in 0..slots.len() {
            let (Some((decision, one)), Some((_, two))) =
                (joint.own_ground(Side::Old, at, slot), joint.own_ground(Side::New, at, slot))
            else {
                continue;
            };
            let name = |side: Side| rule_name(joint, side, at, slot).unwrap_or_default();
            if one.article != two.article {
                moved.insert((&one.article, &two.article));
            } else if one.ordinal != two.ordinal {
                let (was, is) = (name(Side::Old), name(Side::New));
                out.push(text!("{was} is now {is}", "{was} 现为 {is}"; was, is));
            }
            let renamed = match (&one.label, &two.label) {
                (Some(was), Some(is)) => !same_name(was, is),
                (one, two) => one.is_some() != two.is_some(),
            };
            if renamed && one.ordinal == two.ordinal {
                let (was, is) = (name(Side::Old), name(Side::New));
                out.push(text!("{was} is now called {is}", "{was} 改称 {is}"; was, is));
            }
            if !elements.contains(&Element::Ground(at, slot)) {
                let scope = || joint.programs.old.records_of(&decision.each);
                let mut pin = Pin::new(joint, scope(), scope());
                pin.ground(one, two);
                let name = name(Side::New);
                out.extend(pin.renamed.into_iter().map(|what| text!("{name}: {what}", "{name}：{what}"; name, what)));
            }
        }
    }
    let moved = moved.into_iter();
    out.extend(moved.map(|(was, is)| text!("article {was} is now article {is}", "原第{was}条现为第{is}条")));
    out
}

/// When the whole is in force. Cases of other days are remarked on, and judged all the same.
fn time(old: &Program, new: &Program) -> Option<Text> {
    let when = |program: &Program| {
        Text::of(|language| {
            let always = language.pick("always", "不限日期");
            period(program.header.in_force, language).unwrap_or_else(|| always.to_owned())
        })
    };
    let (was, is) = (when(old), when(new));
    (old.header.in_force != new.header.in_force).then(|| text!("in force {was} → {is}", "施行：{was} → {is}"; was, is))
}

/// The titles of articles.
fn titles(old: &Program, new: &Program) -> Vec<Text> {
    let layer = |program: &'_ Program, at: usize| program.layers.get(at).map(|layer| layer.name.clone());
    let titles = new.articles.iter().filter_map(|article| {
        let mut before = old.articles.iter().filter(|other| {
            let layers = (layer(old, other.layer), layer(new, article.layer));
            other.number == article.number
                && layers.0.is_some_and(|one| layers.1.is_some_and(|two| same_name(&one, &two)) || article.layer == 0)
                && (other.layer == 0) == (article.layer == 0)
        });
        let found = before.find(|other| other.in_force == article.in_force)?;
        let (was, is, number) = (found.title.as_ref()?, article.title.as_ref()?, &article.number);
        (was != is).then(|| text!("the title of article {number}: {was} → {is}", "第{number}条标题：{was} → {is}"))
    });
    titles.collect()
}

/// What the header says in prose.
fn header(old: &Program, new: &Program) -> Vec<Text> {
    let lines = [
        ("the title", "标题", &old.header.title, &new.header.title),
        ("the issuer", "发文机关", &old.header.issuer, &new.header.issuer),
        ("the number", "文号", &old.header.document, &new.header.document),
    ];
    let changed = lines.into_iter().filter(|(.., was, is)| was != is).map(|(en, zh, was, is)| {
        let (was, is) = (prose(was.as_ref()), prose(is.as_ref()));
        text!("{en}: {was} → {is}", "{zh}：{was} → {is}")
    });
    changed.collect()
}

/// What is asked of facts, who decides them and what shows them.
fn questions(joint: &Joint<'_>) -> Vec<Text> {
    let mut out = Vec::new();
    for at in 0..joint.facts.len() {
        let (Some(one), Some(two)) = (joint.own_fact(Side::Old, at), joint.own_fact(Side::New, at)) else { continue };
        let name = Text::of(|language| two.term.say(language));
        for (was, is) in [(&one.ask, &two.ask), (&one.decided_by, &two.decided_by), (&one.shown_by, &two.shown_by)] {
            let (was, is) = (prose(was.as_ref()), prose(is.as_ref()));
            if was != is {
                out.push(text!("{name}: {was} → {is}", "{name}：{was} → {is}"; name));
            }
        }
    }
    out
}

fn prose(text: Option<&String>) -> &str {
    text.map_or("–", String::as_str)
}
