//! The changes between two versions: which parts differ in meaning, how each reads, which way it goes, and which decisions
//! rest on it.

use super::details::{Detail, Pin};
use super::items::{Items, match_items};
use super::joint::{Both, Element, Joint, Side};
use super::proof::Proof;
use super::remap::{same_name, spelt_unit};
use crate::authority;
use crate::compare::{body, by_default, clause, period};
use crate::diagnostics::{Language, Say, Text};
use crate::interpret::Case;
use crate::ir::print::Printer;
use crate::ir::{DecisionKind, Effect, Expr, ExprKind, Fact, Ground, ListOf, Modal, Program, Says, visit};
use crate::source::Span;
use crate::text;
use crate::types::ids::{DecisionId, RecordId};
use crate::types::{Date, Type};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A part that differs in meaning.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// Its place in the list of changes, from 1.
    pub number: usize,
    /// `rule`, `parameter`, `definition`, `place set`, `place`, `presumption`, `decision`, `order`
    pub kind: &'static str,
    /// What it is a change of.
    pub clause: Text,
    /// `changed`, `added`, `dropped`
    pub fate: &'static str,
    /// `same`, `tighter`, `looser`, `different`, `not decided`
    pub effect: &'static str,
    /// Where the two versions part.
    pub details: Vec<Detail>,
    /// How it read, line by line.
    pub before: Vec<Text>,
    /// How it reads, line by line.
    pub after: Vec<Text>,
    /// The rules that rest on it, where it is not a rule itself.
    pub rests_on_it: Vec<Text>,
    /// The decisions that it can bear on.
    pub decisions: Vec<Text>,
    #[serde(skip)]
    pub(super) element: Element,
    #[serde(skip)]
    pub(super) span: Option<(Side, Span)>,
}

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

/// Two versions with what differs between them.
pub struct Analysis<'p> {
    /// Both together.
    pub joint: Joint<'p>,
    /// What differs.
    pub changes: Vec<Change>,
    /// Facts declared otherwise.
    pub facts: Vec<FactChange>,
    /// What is only worded or numbered otherwise.
    pub wording: Vec<Text>,
    /// By decision, the changes that can bear on it.
    pub reach: Vec<BTreeSet<usize>>,
    /// The whole of each version in the numbers of both.
    pub old: Program,
    /// The new version.
    pub new: Program,
    /// The old version with one change each.
    pub alone: Vec<Program>,
    /// The new version without one change each.
    pub without: Vec<Program>,
    /// Decisions that changes reach and of which it is proven that no case can come out otherwise.
    pub proven: BTreeSet<usize>,
    /// The items of the rules of both, matched.
    pub(super) items: Both<Items>,
}

const fn effect_name(effect: Effect) -> &'static str {
    match effect {
        Effect::Same => "same",
        Effect::Tighter => "tighter",
        Effect::Looser => "looser",
        Effect::Different => "different",
        Effect::NotDecided => "not decided",
    }
}

/// Two effects at once.
fn together(one: Effect, two: Effect) -> Effect {
    match (one, two) {
        (Effect::Same, other) | (other, Effect::Same) => other,
        (a, b) if a == b => a,
        (Effect::NotDecided, _) | (_, Effect::NotDecided) => Effect::NotDecided,
        _ => Effect::Different,
    }
}

/// What differs between two versions.
#[must_use]
pub fn analyse<'p>(old: &'p Program, new: &'p Program) -> Analysis<'p> {
    let joint = Joint::new(old, new);
    let elements = differing(&joint);
    let whole = |side: Side| joint.program(&|_| side);
    let (whole_old, whole_new) = (whole(Side::Old), whole(Side::New));
    let mixed = |base: Side, other: Side| -> Vec<Program> {
        elements
            .iter()
            .map(|changed| joint.program(&|element| if element == *changed { other } else { base }))
            .collect()
    };
    let (alone, without) = if elements.len() == 1 {
        (vec![whole_new.clone()], vec![whole_old.clone()])
    } else {
        (mixed(Side::Old, Side::New), mixed(Side::New, Side::Old))
    };
    let reads: Vec<Reads> = [&whole_old, &whole_new].iter().map(|program| Reads::of(program, &joint)).collect();
    let reach: Vec<BTreeSet<usize>> = (0..joint.decisions.len())
        .map(|decision| {
            let reached = |element: &Element| reads.iter().any(|reads| reads.decision(decision, *element));
            elements.iter().enumerate().filter(|(_, element)| reached(element)).map(|(at, _)| at).collect()
        })
        .collect();
    let default_old = by_default(&whole_old);
    let mut changes: Vec<Change> = Vec::new();
    for (at, element) in elements.iter().enumerate() {
        let mut change = tell(&joint, *element);
        change.number = at + 1;
        let Some(hybrid) = alone.get(at) else { continue };
        // Which way it goes is told of the readings that hold by default: a term with several is not looked into.
        let (effect, rests) = effect(&joint, &default_old, &by_default(hybrid), *element, &reads);
        change.effect = effect_name(effect);
        change.rests_on_it = rests;
        let names = reach.iter().enumerate().filter(|(_, reached)| reached.contains(&at));
        change.decisions = names.filter_map(|(decision, _)| decision_name(&joint, decision)).collect();
        changes.push(change);
    }
    let mut proof = Proof::new(&joint, &elements, &whole_old, &whole_new);
    let proven = (0..joint.decisions.len())
        .filter(|at| reach.get(*at).is_some_and(|reach| !reach.is_empty()))
        .filter(|at| proof.decision(*at))
        .collect();
    let (facts, mut wording) = (declared(&joint), Vec::new());
    worded(&joint, &elements, &mut wording);
    let items = match_items(&joint, &|at| reach.get(at).is_some_and(|reach| !reach.is_empty()));
    Analysis { joint, changes, facts, wording, reach, old: whole_old, new: whole_new, alone, without, proven, items }
}

/// The name of a decision.
pub fn decision_name(joint: &Joint<'_>, at: usize) -> Option<Text> {
    let decision = joint.own_decision(Side::New, at).or_else(|| joint.own_decision(Side::Old, at))?;
    Some(Text::of(|language| decision.term.say(language)))
}

// ── What differs ─────────────────────────────────────────────

fn differing(joint: &Joint<'_>) -> Vec<Element> {
    let mut out = Vec::new();
    let mut note = |differs: bool, element: Element| {
        if differs {
            out.push(element);
        }
    };
    for at in 0..joint.parameters.len() {
        let of = |side: Side| joint.parameter(side, at).map(|parameter| parameter.values);
        let (one, two) = (of(Side::Old), of(Side::New));
        note(one.is_some() && two.is_some() && one != two, Element::Parameter(at));
    }
    for at in 0..joint.sets.len() {
        let (one, two) = (joint.set(Side::Old, at), joint.set(Side::New, at));
        note(one.is_some() && two.is_some() && one != two, Element::Set(at));
    }
    let held = [joint.programs.old, joint.programs.new].into_iter().any(holds_places_together);
    for at in 0..joint.place_count() {
        let (one, two) = (joint.parent(Side::Old, at), joint.parent(Side::New, at));
        let moved = one.is_some() && two.is_some() && one != two;
        // A place that lies in another makes it two, where two that are told are held against each other.
        let parted = one.is_some() != two.is_some() && one.or(two).is_some_and(|place| place.around.is_some());
        note(moved || (parted && held), Element::Place(at));
    }
    note(joint.programs.old.workdays != joint.programs.new.workdays, Element::Workdays);
    for at in 0..joint.definitions.len() {
        let of = |side: Side| {
            joint.own_definition(side, at).map(|definition| (joint.readings(side, at), definition.default))
        };
        let (one, two) = (of(Side::Old), of(Side::New));
        note(one.is_some() && two.is_some() && one != two, Element::Definition(at));
    }
    for at in 0..joint.facts.len() {
        let differs = presumption_differs(joint, &|side| joint.own_fact(side, at));
        note(differs, Element::Presumption(at));
    }
    for (record, (_, joint_record)) in joint.records.iter().enumerate() {
        for field in 0..joint_record.fields.len() {
            let differs = presumption_differs(joint, &|side| joint.own_field(side, record, field));
            note(differs, Element::FieldPresumption(record, field));
        }
    }
    for (at, (pair, slots)) in joint.decisions.iter().enumerate() {
        for slot in 0..slots.len() {
            let (one, two) = (joint.ground(Side::Old, at, slot), joint.ground(Side::New, at, slot));
            let differs = match (&one, &two) {
                (Some(one), Some(two)) => {
                    !super::align::same_meaning(one, two)
                        || joint.goes_before(Side::Old, at, slot) != joint.goes_before(Side::New, at, slot)
                }
                _ => true,
            };
            note(differs, Element::Ground(at, slot));
        }
        if pair.old.is_some() && pair.new.is_some() {
            let frame = |side: Side| {
                joint.own_decision(side, at).map(|decision| {
                    let modal = match decision.kind {
                        DecisionKind::Modal(modal) => Some(modal),
                        DecisionKind::Value(_) => None,
                    };
                    (modal, decision.hit)
                })
            };
            note(frame(Side::Old) != frame(Side::New), Element::Frame(at));
            note(joint.reordered(at), Element::Order(at));
        }
    }
    out
}

fn presumption_differs<'p>(joint: &Joint<'_>, of: &dyn Fn(Side) -> Option<&'p Fact>) -> bool {
    let presumed =
        |side: Side, fact: &Fact| fact.presumed.as_ref().map(|(value, _)| joint.maps.of(side).value(value, &fact.ty));
    match (of(Side::Old), of(Side::New)) {
        (Some(one), Some(two)) => presumed(Side::Old, one) != presumed(Side::New, two),
        _ => false,
    }
}

// ── What rests on what ───────────────────────────────────────

/// The parts that each decision rests on, by way of terms and other decisions.
struct Reads {
    decisions: Vec<BTreeSet<Node>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Fact(usize),
    Record(usize),
    Parameter(usize),
    Definition(usize),
    Set(usize),
    Places,
    Workdays,
    Decision(usize),
}

/// The facts that expressions read, by way of terms and other decisions.
pub fn facts_read(program: &Program, joint: &Joint<'_>, exprs: Vec<&Expr>) -> BTreeSet<usize> {
    let all = nodes(program, joint, exprs).into_iter();
    all.filter_map(|node| if let Node::Fact(at) = node { Some(at) } else { None }).collect()
}

/// Whether expressions rest on a part, by way of terms and other decisions.
pub fn rest_on(program: &Program, joint: &Joint<'_>, exprs: Vec<&Expr>, element: Element) -> bool {
    holds(&nodes(program, joint, exprs), element)
}

impl Reads {
    fn of(program: &Program, joint: &Joint<'_>) -> Self {
        let decisions = (0..program.decisions.len()).map(|at| {
            let grounds = program.decisions.get(at).map(|decision| decision.grounds.as_slice()).unwrap_or_default();
            let exprs = grounds.iter().flat_map(visit::of_ground).collect();
            let mut out = nodes(program, joint, exprs);
            out.insert(Node::Decision(at));
            out
        });
        Self { decisions: decisions.collect() }
    }

    fn decision(&self, decision: usize, element: Element) -> bool {
        let Some(nodes) = self.decisions.get(decision) else { return false };
        holds(nodes, element)
    }
}

fn holds(nodes: &BTreeSet<Node>, element: Element) -> bool {
    nodes.contains(&match element {
        Element::Parameter(at) => Node::Parameter(at),
        Element::Set(at) => Node::Set(at),
        Element::Place(_) => Node::Places,
        Element::Workdays => Node::Workdays,
        Element::Definition(at) => Node::Definition(at),
        Element::Presumption(at) => Node::Fact(at),
        Element::FieldPresumption(record, _) => Node::Record(record),
        Element::Ground(at, _) | Element::Frame(at) | Element::Order(at) => Node::Decision(at),
    })
}

fn nodes<'e>(program: &'e Program, joint: &Joint<'_>, exprs: Vec<&'e Expr>) -> BTreeSet<Node> {
    let mut out = BTreeSet::new();
    let read = |list: ListOf, out: &mut BTreeSet<Node>| {
        if let ListOf::Fact(id) = list {
            out.insert(Node::Fact(id.index()));
        }
        out.extend(program.record_of(list).map(|record| Node::Record(record.index())));
    };
    for expr in visit::Reach::all(program, exprs) {
        if let Some(list) = expr.list() {
            read(list, &mut out);
        }
        if visit::reads_places(expr) {
            out.insert(Node::Places);
        }
        if visit::reads_workdays(expr) {
            out.insert(Node::Workdays);
        }
        match &expr.kind {
            ExprKind::Fact(id) => read(ListOf::Fact(*id), &mut out),
            ExprKind::Parameter(id) => {
                out.insert(Node::Parameter(id.index()));
            }
            ExprKind::In(_, _, name) => {
                let set = name.as_ref().and_then(|name| joint.sets.iter().position(|(_, known)| known == name));
                out.extend(set.map(Node::Set));
            }
            ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => {
                out.insert(Node::Definition(id.index()));
            }
            ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id) => {
                out.insert(Node::Decision(id.index()));
            }
            _ => {}
        }
    }
    out
}

/// Whether two places that are told are held against each other: then it matters whether smaller ones lie in them.
fn holds_places_together(program: &Program) -> bool {
    let told =
        |side: &Expr| side.ty == Type::Place && !matches!(side.kind, ExprKind::Value(_) | ExprKind::Parameter(_));
    let rules = program.decisions.iter().flat_map(|decision| &decision.grounds).flat_map(visit::of_ground);
    let terms = program.definitions.iter().flat_map(|known| &known.readings).map(|reading| &reading.body);
    let mut found = false;
    for expr in rules.chain(terms) {
        visit::walk(expr, &mut |part| {
            found |= matches!(&part.kind, ExprKind::Compare(_, left, right) if told(left) && told(right));
        });
    }
    found
}

/// What a change makes of its clause, and the rules that rest on it.
fn effect(
    joint: &Joint<'_>,
    old: &Program,
    hybrid: &Program,
    element: Element,
    reads: &[Reads],
) -> (Effect, Vec<Text>) {
    let rules = |program: &'_ Program, at: usize| -> Vec<Ground> {
        program.decisions.get(at).map(|decision| decision.grounds.clone()).unwrap_or_default()
    };
    let of = |at: usize, before: &[&Ground], after: &[&Ground]| {
        let found = authority::effect_of((old, before, None), (hybrid, after, None));
        // One amount against another: more, or less.
        match (found, before, after) {
            (Effect::Different, [one], [two]) => {
                let found = amounts(one, two).unwrap_or(found);
                let less = old.decisions.get(at).is_some_and(|known| known.better == Some(false));
                if less { found.turned() } else { found }
            }
            _ => found,
        }
    };
    let mut rests = Vec::new();
    match element {
        Element::Ground(at, slot) => {
            let (before, after) = (rules(old, at), rules(hybrid, at));
            // A rule of a mixture says which of the matched ones it is where its line would stand.
            let one: Vec<&Ground> = before.iter().filter(|ground| ground.line == slot).collect();
            let two: Vec<&Ground> = after.iter().filter(|ground| ground.line == slot).collect();
            (of(at, &one, &two), rests)
        }
        Element::Frame(at) | Element::Order(at) => {
            let (before, after) = (rules(old, at), rules(hybrid, at));
            let found = of(at, &before.iter().collect::<Vec<_>>(), &after.iter().collect::<Vec<_>>());
            // The rules are the same one by one: it is how they come together that is not.
            (if found == Effect::Same { Effect::Different } else { found }, rests)
        }
        _ => {
            let mut out = Effect::Same;
            for at in 0..old.decisions.len() {
                if !reads.iter().any(|reads| reads.decision(at, element)) {
                    continue;
                }
                let (before, after) = (rules(old, at), rules(hybrid, at));
                for (one, two) in before.iter().zip(&after) {
                    let direct = nodes(old, joint, visit::of_ground(one));
                    if !holds(&direct, element) {
                        continue;
                    }
                    out = together(out, of(at, &[one], &[two]));
                    let name = decision_name(joint, at);
                    let place = Text::of(|language| {
                        let place = Printer { program: old, language }.ground(one);
                        let name = name.as_ref().map(|name| name.get(language)).unwrap_or_default();
                        format!("{place} · {name}")
                    });
                    if !rests.contains(&place) {
                        rests.push(place);
                    }
                }
            }
            // What is presumed bears on those of whom nothing is told.
            let presumed = matches!(element, Element::Presumption(_) | Element::FieldPresumption(..));
            (if presumed && out == Effect::Same { Effect::Different } else { out }, rests)
        }
    }
}

fn amounts(one: &Ground, two: &Ground) -> Option<Effect> {
    let whom = |ground: &Ground| (ground.population.clone(), ground.condition.clone(), ground.exceptions.clone());
    let value = |ground: &Ground| match &ground.says {
        Says::Value(Expr { kind: ExprKind::Value(value), .. })
        | Says::Otherwise(Expr { kind: ExprKind::Value(value), .. }) => Some(value.clone()),
        _ => None,
    };
    let order = crate::ir::value::order(&value(one)?, &value(two)?)?;
    if whom(one) != whom(two) {
        return None;
    }
    Some(match order {
        std::cmp::Ordering::Less => Effect::Looser,
        std::cmp::Ordering::Equal => Effect::Same,
        std::cmp::Ordering::Greater => Effect::Tighter,
    })
}

// ── In words ─────────────────────────────────────────────────

fn lines(say: impl Fn(Language) -> Vec<String>) -> Vec<Text> {
    let (en, zh) = (say(Language::English), say(Language::Chinese));
    en.into_iter().zip(zh).map(|(en, zh)| Text { en, zh }).collect()
}

/// Where a rule stands and what it is about.
fn rule_name(joint: &Joint<'_>, side: Side, at: usize, slot: usize) -> Option<Text> {
    let (decision, ground) = joint.own_ground(side, at, slot)?;
    let program = *joint.programs.of(side);
    Some(Text::of(|language| {
        format!("{} · {}", Printer { program, language }.ground(ground), decision.term.say(language))
    }))
}

/// What a case or a report calls a matched rule: as the new version does, where it has it.
pub fn slot_name(joint: &Joint<'_>, at: usize, slot: usize) -> Option<Text> {
    rule_name(joint, Side::New, at, slot).or_else(|| rule_name(joint, Side::Old, at, slot))
}

fn fate(old: bool, new: bool) -> &'static str {
    match (old, new) {
        (true, false) => "dropped",
        (false, true) => "added",
        _ => "changed",
    }
}

fn tell(joint: &Joint<'_>, element: Element) -> Change {
    let mut out = Change {
        number: 0,
        kind: "rule",
        clause: text!("", ""),
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
        Element::Ground(at, slot) => {
            let (one, two) = (joint.own_ground(Side::Old, at, slot), joint.own_ground(Side::New, at, slot));
            out.fate = fate(one.is_some(), two.is_some());
            out.clause = slot_name(joint, at, slot).unwrap_or(out.clause);
            let reads = |side: Side| {
                let (decision, ground) = joint.own_ground(side, at, slot)?;
                let program = *joint.programs.of(side);
                Some(lines(|language| clause(program, decision, ground, language)))
            };
            out.before = reads(Side::Old).unwrap_or_default();
            out.after = reads(Side::New).unwrap_or_default();
            let span = |side: Side, found: Option<(_, &Ground)>| found.map(|(_, ground)| (side, ground.span));
            out.span = span(Side::New, two).or_else(|| span(Side::Old, one));
            if let (Some((decision, one)), Some((other, two))) = (one, two) {
                let records = |side: Side, each: &[ListOf]| joint.programs.of(side).records_of(each);
                let mut pin = Pin::new(joint, records(Side::Old, &decision.each), records(Side::New, &other.each));
                pin.ground(one, two);
                out.details = pin.found;
                if joint.goes_before(Side::Old, at, slot) != joint.goes_before(Side::New, at, slot) {
                    let names = |side: Side| {
                        let slots = joint.goes_before(side, at, slot).unwrap_or_default();
                        let names: Vec<Text> =
                            slots.into_iter().filter_map(|slot| rule_name(joint, side, at, slot)).collect();
                        Text::of(|language| {
                            let names: Vec<&str> = names.iter().map(|name| name.get(language)).collect();
                            let none = if language == Language::Chinese { "没有" } else { "none" };
                            if names.is_empty() { none.to_owned() } else { names.join(", ") }
                        })
                    };
                    out.details.push(Detail {
                        place: text!("goes before", "优先于"),
                        before: Some(names(Side::Old)),
                        after: Some(names(Side::New)),
                    });
                }
            }
        }
        Element::Parameter(at) => {
            out.kind = "parameter";
            let (one, two) = (joint.own_parameter(Side::Old, at), joint.own_parameter(Side::New, at));
            let name = two.or(one).map(|parameter| parameter.term.clone());
            out.clause =
                Text::of(|language| named(language, "parameter", "参数", name.as_ref().map(|name| name.say(language))));
            out.span = two.map(|parameter| (Side::New, parameter.span));
            let value = |side: Side| {
                let parameter = joint.own_parameter(side, at)?;
                let program = *joint.programs.of(side);
                Some(Text::of(|language| {
                    let each = parameter.values.iter().map(|(value, when)| {
                        let when = period(*when, language).map(|when| format!(" {when}")).unwrap_or_default();
                        format!("{}{when}", Printer { program, language }.value(value, &parameter.ty))
                    });
                    each.collect::<Vec<_>>().join(if language == Language::Chinese { "，" } else { ", " })
                }))
            };
            out.details = vec![Detail { place: text!("", ""), before: value(Side::Old), after: value(Side::New) }];
        }
        Element::Set(at) => {
            out.kind = "place set";
            let name = joint.sets.get(at).map(|(_, name)| name.clone());
            out.clause = Text::of(|language| {
                named(language, "place set", "地方集", name.as_ref().map(|name| name.say(language)))
            });
            let (one, two) =
                (joint.set(Side::Old, at).unwrap_or_default(), joint.set(Side::New, at).unwrap_or_default());
            let place = |id: &crate::types::ids::PlaceId| joint.place(id.index());
            let told =
                |id: &crate::types::ids::PlaceId| place(id).map(|place| Text::of(|language| place.term.say(language)));
            let gone = one.iter().filter(|place| !two.contains(place));
            let come = two.iter().filter(|place| !one.contains(place));
            out.details.extend(gone.map(|id| Detail { place: text!("", ""), before: told(id), after: None }));
            out.details.extend(come.map(|id| Detail { place: text!("", ""), before: None, after: told(id) }));
        }
        Element::Place(at) => {
            out.kind = "place";
            let name = joint.place(at).map(|place| place.term.clone());
            out.clause =
                Text::of(|language| named(language, "place", "地方", name.as_ref().map(|name| name.say(language))));
            let parent = |side: Side| {
                let Some(own) = joint.parent(side, at) else { return Some(text!("not declared", "未声明")) };
                let parent = own.around.and_then(|parent| joint.place(parent.index()));
                Some(match parent {
                    Some(place) => Text::of(|language| match language {
                        Language::English => format!("in {}", place.term.say(language)),
                        Language::Chinese => format!("属于{}", place.term.say(language)),
                    }),
                    None => text!("in no other place", "不属于其他地方"),
                })
            };
            out.details = vec![Detail { place: text!("", ""), before: parent(Side::Old), after: parent(Side::New) }];
        }
        Element::Workdays => {
            out.kind = "holidays";
            out.clause = text!("holidays", "节假日");
            let (one, two) = (&joint.programs.old.workdays, &joint.programs.new.workdays);
            let days = |days: &mut dyn Iterator<Item = Date>| days.collect::<BTreeSet<Date>>();
            let (free, worked) = (text!("free", "放假"), text!("worked", "上班"));
            for (place, one, two) in [
                (free, days(&mut one.free()), days(&mut two.free())),
                (worked, days(&mut one.worked()), days(&mut two.worked())),
            ] {
                let told = |day: &Date| Some(Text::of(|_| day.to_string()));
                let gone =
                    one.difference(&two).map(|day| Detail { place: place.clone(), before: told(day), after: None });
                let come =
                    two.difference(&one).map(|day| Detail { place: place.clone(), before: None, after: told(day) });
                out.details.extend(gone.chain(come));
            }
            let years = |all: &mut dyn Iterator<Item = i16>| all.collect::<BTreeSet<i16>>();
            let (one, two) = (years(&mut one.years()), years(&mut two.years()));
            let told = |year: &i16| Some(text!("{year}", "{year}年"));
            let place = || text!("years that are written", "已写明的年份");
            out.details.extend(one.difference(&two).map(|year| Detail {
                place: place(),
                before: told(year),
                after: None,
            }));
            out.details.extend(two.difference(&one).map(|year| Detail {
                place: place(),
                before: None,
                after: told(year),
            }));
        }
        Element::Definition(at) => {
            out.kind = "definition";
            let (one, two) = (joint.own_definition(Side::Old, at), joint.own_definition(Side::New, at));
            let name = two.or(one).map(|definition| definition.term.clone());
            out.clause = Text::of(|language| {
                named(language, "definition", "定义", name.as_ref().map(|name| name.say(language)))
            });
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
            if let (Some(one), Some(two)) = (one, two) {
                let scope = |record: Option<RecordId>| record.into_iter().collect::<Vec<_>>();
                let mut pin = Pin::new(joint, scope(one.record), scope(two.record));
                for (one, two) in one.readings.iter().zip(&two.readings) {
                    pin.exprs(&one.body, &two.body);
                }
                out.details = pin.found;
                let reading = |definition: &crate::ir::Definition| {
                    let chosen = definition.readings.get(definition.default).and_then(|reading| reading.term.clone());
                    Text::of(|language| chosen.as_ref().map(|term| term.say(language)).unwrap_or_default())
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
                    out.details.push(Detail {
                        place: text!("", ""),
                        before: Some(count(one.readings.len())),
                        after: Some(count(two.readings.len())),
                    });
                }
            }
        }
        Element::Presumption(at) => presumption(joint, &|side| joint.own_fact(side, at), &mut out),
        Element::FieldPresumption(record, field) => {
            presumption(joint, &|side| joint.own_field(side, record, field), &mut out);
        }
        Element::Frame(at) => {
            out.kind = "decision";
            out.clause = decision_name(joint, at).unwrap_or(out.clause);
            let frame = |side: Side| {
                let decision = joint.own_decision(side, at)?;
                let modal = match decision.kind {
                    DecisionKind::Modal(modal) => Some(modal),
                    DecisionKind::Value(_) => None,
                };
                Some(match (modal, decision.hit) {
                    (Some(modal), _) => Text::of(|language| modal.say(language)),
                    (None, Some(crate::ir::Hit::Only)) => text!("only one row may fit", "只应有一行符合"),
                    (None, Some(crate::ir::Hit::First)) => text!("the first row that fits", "取最先符合的一行"),
                    (None, Some(crate::ir::Hit::Added)) => text!("all rows that fit, added", "各行相加"),
                    (None, Some(crate::ir::Hit::Greatest)) => {
                        text!("the greatest of the rows that fit", "取最高的一行")
                    }
                    (None, Some(crate::ir::Hit::Least)) => text!("the least of the rows that fit", "取最低的一行"),
                    (None, None) => text!("rules", "规则"),
                })
            };
            out.details = vec![Detail { place: text!("", ""), before: frame(Side::Old), after: frame(Side::New) }];
        }
        Element::Order(at) => {
            out.kind = "order";
            out.clause = decision_name(joint, at).unwrap_or(out.clause);
            out.details = vec![Detail {
                place: text!("", ""),
                before: Some(text!("rows in their former order", "各行按原次序")),
                after: Some(text!(
                    "rows in another order; the first that fits counts",
                    "各行次序改变；取最先符合的一行"
                )),
            }];
        }
    }
    out
}

fn named(language: Language, en: &str, zh: &str, name: Option<String>) -> String {
    let name = name.unwrap_or_default();
    match language {
        Language::English => format!("{en} {name}"),
        Language::Chinese => format!("{zh}“{name}”"),
    }
}

fn presumption<'p>(joint: &Joint<'_>, of: &dyn Fn(Side) -> Option<&'p Fact>, out: &mut Change) {
    out.kind = "presumption";
    let name = of(Side::New).or_else(|| of(Side::Old)).map(|fact| fact.term.clone());
    out.clause = Text::of(|language| {
        let name = name.as_ref().map(|name| name.say(language));
        named(language, "what is presumed of", "推定：", name)
    });
    let told = |side: Side| {
        let fact = of(side)?;
        let program = *joint.programs.of(side);
        Some(match &fact.presumed {
            Some((value, _)) => Text::of(|language| Printer { program, language }.value(value, &fact.ty)),
            None => text!("nothing", "不作推定"),
        })
    };
    out.details = vec![Detail { place: text!("", ""), before: told(Side::Old), after: told(Side::New) }];
}

// ── Facts ────────────────────────────────────────────────────

fn type_words(fact: &Fact) -> Text {
    Text::of(|language| match &fact.ty {
        Type::Level(scale) => {
            let levels: Vec<&str> = scale.levels.iter().map(|level| level.get(language)).collect();
            levels.join(if scale.ordered {
                " < "
            } else if language == Language::Chinese {
                "、"
            } else {
                ", "
            })
        }
        other => other.say(language),
    })
}

fn declared(joint: &Joint<'_>) -> Vec<FactChange> {
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

// ── Only other words ─────────────────────────────────────────

fn worded(joint: &Joint<'_>, elements: &[Element], out: &mut Vec<Text>) {
    let mut moved: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (at, (_, slots)) in joint.decisions.iter().enumerate() {
        for slot in 0..slots.len() {
            let (Some((decision, one)), Some((_, two))) =
                (joint.own_ground(Side::Old, at, slot), joint.own_ground(Side::New, at, slot))
            else {
                continue;
            };
            if one.article != two.article {
                *moved.entry((one.article.clone(), two.article.clone())).or_default() += 1;
            } else if one.ordinal != two.ordinal {
                let name = |side: Side| rule_name(joint, side, at, slot).unwrap_or_else(|| text!("", ""));
                let (was, is) = (name(Side::Old), name(Side::New));
                out.push(text!("{was} is now {is}", "{was} 现为 {is}"; was, is));
            }
            let renamed = match (&one.label, &two.label) {
                (Some(was), Some(is)) => !same_name(was, is),
                (one, two) => one.is_some() != two.is_some(),
            };
            if renamed && one.ordinal == two.ordinal {
                let name = |side: Side| rule_name(joint, side, at, slot).unwrap_or_else(|| text!("", ""));
                let (was, is) = (name(Side::Old), name(Side::New));
                out.push(text!("{was} is now called {is}", "{was} 改称 {is}"; was, is));
            }
            let scope = || joint.programs.old.records_of(&decision.each);
            if !elements.contains(&Element::Ground(at, slot)) {
                let mut pin = Pin::new(joint, scope(), scope());
                pin.ground(one, two);
                let name = rule_name(joint, Side::New, at, slot).unwrap_or_else(|| text!("", ""));
                out.extend(pin.renamed.into_iter().map(|what| text!("{name}: {what}", "{name}：{what}"; name, what)));
            }
        }
    }
    for (was, is) in moved.into_keys() {
        out.push(text!("article {was} is now article {is}", "原第{was}条现为第{is}条"));
    }
    let (old, new) = (joint.programs.old, joint.programs.new);
    if old.header.in_force != new.header.in_force {
        // Cases of other days are remarked on, and judged all the same.
        let when = |program: &Program| {
            Text::of(|language| {
                let always = if language == Language::Chinese { "不限日期" } else { "always" };
                period(program.header.in_force, language).unwrap_or_else(|| always.to_owned())
            })
        };
        let (was, is) = (when(old), when(new));
        out.push(text!("in force {was} → {is}", "施行：{was} → {is}"; was, is));
    }
    // Prose in another language is not set against this one's.
    if old.header.chinese != new.header.chinese {
        return;
    }
    for article in &new.articles {
        let layer = |program: &'_ Program, at: usize| program.layers.get(at).map(|layer| layer.name.clone());
        let mut before = old.articles.iter().filter(|other| {
            let layers = (layer(old, other.layer), layer(new, article.layer));
            other.number == article.number
                && layers.0.is_some_and(|one| layers.1.is_some_and(|two| same_name(&one, &two)) || article.layer == 0)
                && (other.layer == 0) == (article.layer == 0)
        });
        let found = before.find(|other| other.in_force == article.in_force);
        if let (Some(was), Some(is)) = (found.and_then(|other| other.title.as_ref()), &article.title)
            && was != is
        {
            let number = &article.number;
            out.push(text!("the title of article {number}: {was} → {is}", "第{number}条标题：{was} → {is}"));
        }
    }
    let prose = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
    for (en, zh, was, is) in [
        ("the title", "标题", &old.header.title, &new.header.title),
        ("the issuer", "发文机关", &old.header.issuer, &new.header.issuer),
        ("the number", "文号", &old.header.document, &new.header.document),
    ] {
        if was != is {
            let (was, is) = (prose(was), prose(is));
            out.push(text!("{en}: {was} → {is}", "{zh}：{was} → {is}"));
        }
    }
    for at in 0..joint.facts.len() {
        let (Some(one), Some(two)) = (joint.own_fact(Side::Old, at), joint.own_fact(Side::New, at)) else { continue };
        let name = Text::of(|language| two.term.say(language));
        for (was, is) in [(&one.ask, &two.ask), (&one.decided_by, &two.decided_by), (&one.shown_by, &two.shown_by)] {
            let said = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
            let (was, is) = (said(was), said(is));
            if was != is {
                out.push(text!("{name}: {was} → {is}", "{name}：{was} → {is}"; name));
            }
        }
    }
}

impl Analysis<'_> {
    /// The old version as it is.
    #[must_use]
    pub const fn joint_old(&self) -> &Program {
        self.joint.programs.old
    }

    /// The new version as it is.
    #[must_use]
    pub const fn joint_new(&self) -> &Program {
        self.joint.programs.new
    }

    /// One version in the numbers of both, and a case of it.
    #[must_use]
    pub fn joint_case(&self, side: Side, case: &Case) -> (&Program, Case) {
        let mut out = Case::default();
        out.widen(self.joint.facts.len());
        self.joint.tell(side, case, &mut out);
        let program = match side {
            Side::Old => &self.old,
            Side::New => &self.new,
        };
        (program, out)
    }

    /// The decision of that name, in either version.
    #[must_use]
    pub fn decision_named(&self, name: &str) -> Option<usize> {
        (0..self.joint.decisions.len()).find(|at| {
            [Side::Old, Side::New]
                .into_iter()
                .any(|side| self.joint.own_decision(side, *at).is_some_and(|decision| decision.term.is(name)))
        })
    }

    /// Whether being bound or being free is the gain of a decision.
    #[must_use]
    pub fn binds(&self, decision: usize) -> bool {
        let own = self.joint.own_decision(Side::New, decision).or_else(|| self.joint.own_decision(Side::Old, decision));
        own.is_some_and(|decision| matches!(decision.kind, DecisionKind::Modal(Modal::Must | Modal::MustNot)))
    }

    /// The number of a decision in the program of one side.
    #[must_use]
    pub fn own(&self, side: Side, decision: usize) -> Option<DecisionId> {
        self.joint.decisions.get(decision)?.0.of(side).map(DecisionId::at)
    }
}
