//! A part that differs → the change in words: what it is a change of, how it read and reads, and where the two part.

use super::{Change, decision_name};
use crate::compare::{body, clause, period};
use crate::diagnostics::{Language, Say, Text};
use crate::diff::details::{Detail, Pin};
use crate::diff::joint::{Element, Joint, Side};
use crate::ir::print::Printer;
use crate::ir::{Definition, Fact, Ground, Hit, ListOf};
use crate::text;
use crate::types::ids::{PlaceId, RecordId};
use crate::types::{Date, Term, day_text};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The change of a part, without its number, which way it goes and what rests on it.
pub(super) fn change(joint: &Joint<'_>, element: Element) -> Change {
    let mut out = Change {
        number: 0,
        kind: "rule",
        clause: Text::default(),
        fate: "changed",
        effect: "not decided",
        details: Vec::new(),
        before: Vec::new(),
        after: Vec::new(),
        rests_on_it: Vec::new(),
        decisions: Vec::new(),
        element,
        span: None,
    };
    match element {
        Element::Ground(at, slot) => rule(joint, at, slot, &mut out),
        Element::Parameter(at) => parameter(joint, at, &mut out),
        Element::Set(at) => place_set(joint, at, &mut out),
        Element::Place(at) => place(joint, at, &mut out),
        Element::Workdays => holidays(joint, &mut out),
        Element::Definition(at) => definition(joint, at, &mut out),
        Element::Presumption(at) => presumption(joint, &|side| joint.own_fact(side, at), &mut out),
        Element::FieldPresumption(record, field) => {
            presumption(joint, &|side| joint.own_field(side, record, field), &mut out);
        }
        Element::Frame(at) => frame(joint, at, &mut out),
        Element::Order(at) => {
            out.kind = "order";
            out.clause = decision_name(joint, at).unwrap_or_default();
            let (was, is) = (
                text!("rows in their former order", "各行按原次序"),
                text!("rows in another order; the first that fits counts", "各行次序改变；取最先符合的一行"),
            );
            out.details = vec![whole(Some(was), Some(is))];
        }
    }
    out
}

/// Where a rule stands and what it is about.
pub(super) fn rule_name(joint: &Joint<'_>, side: Side, at: usize, slot: usize) -> Option<Text> {
    let (decision, ground) = joint.own_ground(side, at, slot)?;
    let program = *joint.programs.of(side);
    Some(Text::of(|language| {
        format!("{} · {}", Printer { program, language }.ground(ground), decision.term.say(language))
    }))
}

fn rule(joint: &Joint<'_>, at: usize, slot: usize, out: &mut Change) {
    let (one, two) = (joint.own_ground(Side::Old, at, slot), joint.own_ground(Side::New, at, slot));
    out.fate = match (one, two) {
        (Some(_), None) => "dropped",
        (None, Some(_)) => "added",
        _ => "changed",
    };
    // As the new version calls it, where it has it.
    let name = |side: Side| rule_name(joint, side, at, slot);
    out.clause = name(Side::New).or_else(|| name(Side::Old)).unwrap_or_default();
    let reads = |side: Side| {
        let (decision, ground) = joint.own_ground(side, at, slot)?;
        let program = *joint.programs.of(side);
        Some(lines(|language| clause(program, decision, ground, language)))
    };
    out.before = reads(Side::Old).unwrap_or_default();
    out.after = reads(Side::New).unwrap_or_default();
    let span = |side: Side, found: Option<(_, &Ground)>| found.map(|(_, ground)| (side, ground.span));
    out.span = span(Side::New, two).or_else(|| span(Side::Old, one));
    let (Some((decision, one)), Some((other, two))) = (one, two) else { return };
    let records = |side: Side, each: &[ListOf]| joint.programs.of(side).records_of(each);
    let mut pin = Pin::new(joint, records(Side::Old, &decision.each), records(Side::New, &other.each));
    pin.ground(one, two);
    out.details = pin.found;
    if joint.goes_before(Side::Old, at, slot) != joint.goes_before(Side::New, at, slot) {
        let names = |side: Side| {
            let slots = joint.goes_before(side, at, slot).unwrap_or_default();
            let names: Vec<Text> = slots.into_iter().filter_map(|slot| rule_name(joint, side, at, slot)).collect();
            if names.is_empty() {
                return text!("none", "没有");
            }
            Text::of(|language| names.iter().map(|name| name.get(language)).collect::<Vec<_>>().join(", "))
        };
        out.details.push(Detail {
            place: text!("goes before", "优先于"),
            before: Some(names(Side::Old)),
            after: Some(names(Side::New)),
        });
    }
}

fn parameter(joint: &Joint<'_>, at: usize, out: &mut Change) {
    out.kind = "parameter";
    let (one, two) = (joint.own_parameter(Side::Old, at), joint.own_parameter(Side::New, at));
    out.clause = named("parameter", "参数", two.or(one).map(|parameter| &parameter.term));
    out.span = two.map(|parameter| (Side::New, parameter.span));
    let value = |side: Side| {
        let parameter = joint.own_parameter(side, at)?;
        let program = *joint.programs.of(side);
        Some(Text::of(|language| {
            let each = parameter.values.iter().map(|(value, when)| {
                let when = period(*when, language).map(|when| format!(" {when}")).unwrap_or_default();
                format!("{}{when}", Printer { program, language }.value(value, &parameter.ty))
            });
            each.collect::<Vec<_>>().join(language.pick(", ", "，"))
        }))
    };
    out.details = vec![whole(value(Side::Old), value(Side::New))];
}

fn place_set(joint: &Joint<'_>, at: usize, out: &mut Change) {
    out.kind = "place set";
    out.clause = named("place set", "地方集", joint.sets.get(at).map(|(_, name)| name));
    let (one, two) = (joint.set(Side::Old, at).unwrap_or_default(), joint.set(Side::New, at).unwrap_or_default());
    let told = |id: &PlaceId| joint.place(id.index()).map(|place| Text::of(|language| place.term.say(language)));
    let gone = one.iter().filter(|place| !two.contains(place)).map(|id| whole(told(id), None));
    let come = two.iter().filter(|place| !one.contains(place)).map(|id| whole(None, told(id)));
    out.details = gone.chain(come).collect();
}

fn place(joint: &Joint<'_>, at: usize, out: &mut Change) {
    out.kind = "place";
    out.clause = named("place", "地方", joint.place(at).map(|place| &place.term));
    let parent = |side: Side| {
        let Some(own) = joint.parent(side, at) else { return text!("not declared", "未声明") };
        match own.around.and_then(|parent| joint.place(parent.index())).map(|place| &place.term) {
            Some(around) => Text::of(|language| match language {
                Language::English => format!("in {}", around.say(language)),
                Language::Chinese => format!("属于{}", around.say(language)),
            }),
            None => text!("in no other place", "不属于其他地方"),
        }
    };
    out.details = vec![whole(Some(parent(Side::Old)), Some(parent(Side::New)))];
}

fn holidays(joint: &Joint<'_>, out: &mut Change) {
    out.kind = "holidays";
    out.clause = text!("holidays", "节假日");
    let (one, two) = (&joint.programs.old.workdays, &joint.programs.new.workdays);
    let days = |days: &mut dyn Iterator<Item = Date>| days.collect::<BTreeSet<Date>>();
    let day = |day: &Date| day_text(*day);
    let (old, new) = (days(&mut one.free()), days(&mut two.free()));
    out.details.extend(gone_and_come(&text!("free", "放假"), &old, &new, day));
    let (old, new) = (days(&mut one.worked()), days(&mut two.worked()));
    out.details.extend(gone_and_come(&text!("worked", "上班"), &old, &new, day));
    let (old, new) = (one.years().collect(), two.years().collect());
    let year = |year: &i16| text!("{year}", "{year}年");
    out.details.extend(gone_and_come(&text!("years that are written", "已写明的年份"), &old, &new, year));
}

/// What only one version has of what stands in one place.
fn gone_and_come<T: Ord>(place: &Text, old: &BTreeSet<T>, new: &BTreeSet<T>, told: impl Fn(&T) -> Text) -> Vec<Detail> {
    let detail = |before, after| Detail { place: place.clone(), before, after };
    let gone = old.difference(new).map(|one| detail(Some(told(one)), None));
    let come = new.difference(old).map(|two| detail(None, Some(told(two))));
    gone.chain(come).collect()
}

fn definition(joint: &Joint<'_>, at: usize, out: &mut Change) {
    out.kind = "definition";
    let (one, two) = (joint.own_definition(Side::Old, at), joint.own_definition(Side::New, at));
    out.clause = named("definition", "定义", two.or(one).map(|definition| &definition.term));
    out.span = two.map(|definition| (Side::New, definition.span));
    let reads = |side: Side| {
        let Some(definition) = joint.own_definition(side, at) else { return Vec::new() };
        let program = *joint.programs.of(side);
        lines(|language| {
            let mut out = Vec::new();
            for reading in &definition.readings {
                out.extend(reading.term.iter().map(|term| term.say(language)));
                out.extend(body(program, &reading.body, definition.record, language));
            }
            out
        })
    };
    (out.before, out.after) = (reads(Side::Old), reads(Side::New));
    let (Some(one), Some(two)) = (one, two) else { return };
    let scope = |record: Option<RecordId>| record.into_iter().collect::<Vec<_>>();
    let mut pin = Pin::new(joint, scope(one.record), scope(two.record));
    for (one, two) in one.readings.iter().zip(&two.readings) {
        pin.exprs(&one.body, &two.body);
    }
    out.details = pin.found;
    let reading = |definition: &Definition| {
        let chosen = definition.readings.get(definition.default).and_then(|reading| reading.term.as_ref());
        Text::of(|language| chosen.map(|term| term.say(language)).unwrap_or_default())
    };
    if one.default != two.default {
        out.details.push(Detail {
            place: text!("reading by default", "默认读法"),
            before: Some(reading(one)),
            after: Some(reading(two)),
        });
    }
    if one.readings.len() != two.readings.len() {
        let count = |count: usize| text!("{count} readings", "{count}种读法");
        out.details.push(whole(Some(count(one.readings.len())), Some(count(two.readings.len()))));
    }
}

fn presumption<'p>(joint: &Joint<'_>, of: &dyn Fn(Side) -> Option<&'p Fact>, out: &mut Change) {
    out.kind = "presumption";
    let fact = of(Side::New).or_else(|| of(Side::Old));
    out.clause = named("what is presumed of", "推定：", fact.map(|fact| &fact.term));
    let told = |side: Side| {
        let fact = of(side)?;
        let program = *joint.programs.of(side);
        Some(match &fact.presumed {
            Some((value, _)) => Text::of(|language| Printer { program, language }.value(value, &fact.ty)),
            None => text!("nothing", "不作推定"),
        })
    };
    out.details = vec![whole(told(Side::Old), told(Side::New))];
}

fn frame(joint: &Joint<'_>, at: usize, out: &mut Change) {
    out.kind = "decision";
    out.clause = decision_name(joint, at).unwrap_or_default();
    let frame = |side: Side| {
        let decision = joint.own_decision(side, at)?;
        Some(match (decision.kind.modal(), decision.hit) {
            (Some(modal), _) => Text::of(|language| modal.say(language)),
            (None, Some(Hit::Only)) => text!("only one row may fit", "只应有一行符合"),
            (None, Some(Hit::First)) => text!("the first row that fits", "取最先符合的一行"),
            (None, Some(Hit::Added)) => text!("all rows that fit, added", "各行相加"),
            (None, Some(Hit::Greatest)) => text!("the greatest of the rows that fit", "取最高的一行"),
            (None, Some(Hit::Least)) => text!("the least of the rows that fit", "取最低的一行"),
            (None, None) => text!("rules", "规则"),
        })
    };
    out.details = vec![whole(frame(Side::Old), frame(Side::New))];
}

/// A detail of the clause as a whole.
fn whole(before: Option<Text>, after: Option<Text>) -> Detail {
    Detail { place: Text::default(), before, after }
}

fn named(en: &str, zh: &str, name: Option<&Arc<Term>>) -> Text {
    let name = Text::of(|language| name.map(|name| name.say(language)).unwrap_or_default());
    Text { en: format!("{en} {}", name.en), zh: format!("{zh}“{}”", name.zh) }
}

fn lines(say: impl Fn(Language) -> Vec<String>) -> Vec<Text> {
    let (en, zh) = (say(Language::English), say(Language::Chinese));
    en.into_iter().zip(zh).map(|(en, zh)| Text { en, zh }).collect()
}
