//! Texts of which the later leaves some cases to the earlier: what is told of the choice, and what comes out of a case of
//! which it is not known which text judges it.

use super::footprint::Footprints;
use super::reason::slots;
use super::tell::step_of;
use super::trail::{Explanation, SettlerTold, SettlingFact, Step, TextTold, Told};
use super::worth::Worth;
use super::{Case, Machine, Question};
use crate::diagnostics::{Language, Say, Text};
use crate::ir::print::Printer;
use crate::ir::{Expr, ExprKind, Given, Program, Transition, Value, Yield, visit};
use crate::source::Sources;
use crate::text;
use crate::types::{Type, data_day_text};

/// Whether a case is left to the text before one, and why.
#[must_use]
pub fn text_told(
    program: &Program,
    sources: &Sources,
    case: &Case,
    question: &Question,
    transition: &Transition,
) -> TextTold {
    let step = step_of(program, sources, case, question, &transition.condition);
    let mut values = Vec::new();
    let mut open = vec![&step];
    while let Some(step) = open.pop() {
        for value in &step.values {
            if !values.contains(value) {
                values.push(value.clone());
            }
        }
        open.extend(step.steps.iter().rev());
    }
    TextTold {
        policy: Text::of(|language| transition.policy.say(language)),
        from: transition.in_force.from.map(|day| day.to_string()),
        until: transition.in_force.until.and_then(|day| day.yesterday().ok()).map(|day| day.to_string()),
        earlier: earlier(&step),
        rule: Text::of(|language| Printer { program, language }.expr(&transition.condition)),
        values,
        turns: [true, false]
            .into_iter()
            .filter_map(|holds| Some((holds, turning(program, case, question, &transition.condition, holds)?)))
            .collect(),
    }
}

/// A value of one fact that is not known by which a condition holds, or does not.
fn turning(program: &Program, case: &Case, question: &Question, condition: &Expr, holds: bool) -> Option<SettlingFact> {
    let read = Footprints::new(program, question).facts_of(condition);
    let worth = Worth::new(program, question);
    let mut days: Vec<Given> = Vec::new();
    visit::walk(condition, &mut |part| {
        if let ExprKind::Value(Value::Date(day)) = &part.kind {
            let beside = [day.yesterday().ok(), Some(*day), day.tomorrow().ok()];
            days.extend(beside.into_iter().flatten().map(|day| Given::Value(Value::Date(day))));
        }
    });
    let unknown = slots(program, case, false).into_iter().filter(|slot| read.contains(&slot.fact()));
    let mut found = unknown.filter_map(|slot| {
        let fact = slot.declared(program).filter(|fact| fact.presumed.is_none() && !slot.is_field())?;
        let own = days.iter().filter(|_| fact.ty == Type::Date).cloned();
        let given = own.chain(worth.values(&slot)).find(|given| {
            let mut told = case.clone();
            slot.set(&mut told, given.clone());
            let found = Machine::new(program, &told, question).evaluate(condition, &mut Vec::new());
            found == Yield::Value(Value::Bool(holds))
        })?;
        Some(SettlingFact {
            fact: Text::of(|language| fact.term.say(language)),
            value: Text::of(|language| Printer { program, language }.given(&given, &fact.ty)),
            ask: fact.ask.clone(),
            decided_by: fact.decided_by.clone(),
        })
    });
    found.next()
}

/// How one of several texts that may judge a case comes to do so.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Way {
    /// Which texts it is by.
    pub label: Text,
    /// What would have to be known of the case.
    pub taken: Vec<SettlingFact>,
}

impl Way {
    /// Goes on by one of two texts, as the rule between them holds or not.
    pub fn take(&mut self, text: &Text, told: &TextTold, holds: bool) {
        let before = std::mem::take(&mut self.label);
        self.label = if before == Text::default() {
            text.clone()
        } else {
            text!("{before}, {text}", "{before}、{text}"; before, text)
        };
        let value = if holds { text!("yes", "是") } else { text!("no", "否") };
        let known = told.turns.iter().find(|(way, _)| *way == holds).map(|(_, fact)| fact.clone());
        // Where no single fact decides it, what is asked is the rule itself.
        let rule = || SettlingFact { fact: told.rule.clone(), value, ask: None, decided_by: None };
        self.taken.push(known.unwrap_or_else(rule));
    }
}

impl Say for TextTold {
    /// Which of two texts judges the case, and why.
    fn say(&self, language: Language) -> String {
        let (policy, rule) = (self.policy.get(language), self.rule.get(language));
        let from = self.from.as_deref().map(data_day_text).unwrap_or_default();
        let from = from.get(language);
        let line = match (self.earlier, language) {
            ("yes", Language::English) => format!("by {policy} as it was before {from}: {rule}"),
            ("yes", Language::Chinese) => format!("依 {policy}{from}之前的文本：{rule}"),
            ("no", Language::English) => format!("by {policy} as it is from {from}, not as it was before: {rule}"),
            ("no", Language::Chinese) => format!("依 {policy}{from}起的文本，不适用旧文：{rule}"),
            (_, Language::English) => format!("not known whether {policy} as it was before {from} judges: {rule}"),
            (_, Language::Chinese) => format!("尚不知是否适用 {policy}{from}之前的文本：{rule}"),
        };
        let values: Vec<String> = self
            .values
            .iter()
            .map(|told| format!("{} = {}", told.fact.get(language), told.value.get(language)))
            .collect();
        if values.is_empty() { line } else { format!("{line}   [{}]", values.join("; ")) }
    }
}

/// A case that tells nothing of what the choice turns on leaves it open, as what is not known does.
fn earlier(step: &Step) -> &'static str {
    if step.status == "none" { "unknown" } else { step.status }
}

/// What comes out of a case that several texts may judge, the latest first, each with what it is called: what all of them
/// give stands, and where they differ the outcome is undetermined.
#[must_use]
pub fn either(mut each: Vec<(Way, Explanation)>) -> Option<Explanation> {
    if each.len() < 2 {
        return each.pop().map(|(_, only)| only);
    }
    let mut out = each.first()?.1.clone();
    for (_, other) in each.iter().skip(1) {
        for text in &other.receipt.texts {
            if !out.receipt.texts.contains(text) {
                out.receipt.texts.push(text.clone());
            }
        }
        for layer in &other.receipt.layers {
            if !out.receipt.layers.contains(layer) {
                out.receipt.layers.push(layer.clone());
            }
        }
    }
    // What may be chosen is open where it is open which text says so.
    out.options.retain(|options| each.iter().all(|(_, other)| other.options.contains(options)));
    let mut asked: Vec<&Told> = Vec::new();
    for told in each.iter().flat_map(|(_, explanation)| &explanation.outcomes) {
        if !asked.iter().any(|known| is_same(known, told)) {
            asked.push(told);
        }
    }
    out.outcomes = asked
        .into_iter()
        .map(|told| {
            let mine = each
                .iter()
                .map(|(way, explanation)| (way, explanation.outcomes.iter().find(|other| is_same(other, told))));
            of_all(told, &mine.collect::<Vec<_>>())
        })
        .collect();
    Some(out)
}

/// The same decision, of the same member.
fn is_same(one: &Told, two: &Told) -> bool {
    one.decision == two.decision && one.member == two.member
}

/// One decision under each text; one that does not have it speaks about nobody.
fn of_all(told: &Told, each: &[(&Way, Option<&Told>)]) -> Told {
    let silent = text!("not addressed", "未涉及");
    let answer = |found: Option<&Told>| found.map_or(silent.clone(), |found| found.answer_text.clone());
    let mut out = told.clone();
    out.because.clear();
    out.trail.clear();
    for (Way { label, .. }, found) in each {
        let mark = text!("by {label}", "依 {label}"; label);
        let Some(found) = found else { continue };
        out.because.extend(found.because.iter().cloned().map(|mut cite| {
            cite.marks.insert(0, mark.clone());
            cite
        }));
        out.trail.extend(found.trail.iter().cloned().map(|mut rule| {
            rule.rule.marks.insert(0, mark.clone());
            rule
        }));
    }
    let first = each.first().map(|(_, found)| answer(*found));
    if each.iter().all(|(_, found)| Some(answer(*found)) == first) {
        return out;
    }
    let mut possible: Vec<Text> = Vec::new();
    for (_, found) in each {
        let of_one = match found {
            Some(found) if found.answer == "undetermined" => found.possible.clone(),
            found => vec![answer(*found)],
        };
        for one in of_one {
            if !possible.contains(&one) {
                possible.push(one);
            }
        }
    }
    (out.answer, out.answer_text, out.possible) = ("undetermined", text!("undetermined", "无法判定"), possible);
    // What carries one of the answers carries none of them alone.
    out.because.clear();
    out.cited.clear();
    out.hinges_on.clear();
    out.settled_by = each
        .iter()
        .filter(|(_, found)| found.is_none_or(|found| found.answer != "undetermined"))
        .map(|(way, found)| SettlerTold { facts: way.taken.clone(), answer_text: answer(*found) })
        .collect();
    out.settled_by_cut_off = each.iter().any(|(_, found)| found.is_some_and(|found| found.answer == "undetermined"));
    out.range = None;
    out
}
