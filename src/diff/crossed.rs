//! The stretch of a reckoned amount that a change sets apart: where one version holds it to reach its line and the other
//! does not. `three-year tax at least 100,000 yuan and less than 120,000 yuan`

use super::changes::Analysis;
use super::gauge::{Gauge, Gauges};
use crate::diagnostics::{Language, Text};
use crate::interpret::{Case, Question, evaluate};
use crate::ir::print::Printer;
use crate::ir::value::order;
use crate::ir::{Expr, ExprKind, Program, Value, Yield};
use crate::text;
use crate::types::{Comparison, Type};
use std::cmp::Ordering;

/// So many are told.
const MAX_TOLD: usize = 2;

/// A comparison with what its sides come to in a case.
struct Stand<'s> {
    comparison: Comparison,
    sides: [&'s Expr; 2],
    values: [Value; 2],
    names: [String; 2],
}

/// Each amount, with its stretch, of which the old version with the change says otherwise than without it.
pub fn crossed(analysis: &Analysis<'_>, question: &Question, change: usize, decision: usize, case: &Case) -> Vec<Text> {
    let hybrid = analysis.alone.get(change).unwrap_or(&analysis.new);
    let stands = |program| {
        let gauges = Gauges::of(&[program], &analysis.joint, decision);
        gauges.all.iter().filter_map(|gauge| stand(gauge, case, question)).collect::<Vec<_>>()
    };
    let (old, new) = (stands(&analysis.old), stands(hybrid));
    let mut out: Vec<Text> = Vec::new();
    for before in &old {
        for after in &new {
            let found = stretch(&analysis.old, before, after).filter(|found| !out.contains(found));
            out.extend(found);
        }
    }
    out.truncate(MAX_TOLD);
    out
}

fn stand<'s>(gauge: &Gauge<'s>, case: &Case, question: &Question) -> Option<Stand<'s>> {
    let comparison = gauge.comparison?;
    let [Yield::Value(left), Yield::Value(right)] = &*evaluate(gauge.program, case, question, &gauge.sides) else {
        return None;
    };
    let printer = Printer { program: gauge.program, language: Language::English };
    let names = gauge.sides.map(|side| printer.expr(side));
    Some(Stand { comparison, sides: gauge.sides, values: [left.clone(), right.clone()], names })
}

impl Stand<'_> {
    /// The same, said from the other side.
    fn turned(&self) -> Self {
        let ([left, right], [one, two], [first, second]) = (self.sides, &self.values, &self.names);
        Self {
            comparison: self.comparison.turned(),
            sides: [right, left],
            values: [two.clone(), one.clone()],
            names: [second.clone(), first.clone()],
        }
    }

    fn holds(&self) -> Option<bool> {
        let [left, right] = &self.values;
        order(left, right).map(|order| self.comparison.holds(order))
    }
}

/// The stretch of the amount on the left, or on the right, of which two comparisons say otherwise.
fn stretch(program: &Program, before: &Stand<'_>, after: &Stand<'_>) -> Option<Text> {
    if before.holds()? == after.holds()? {
        return None;
    }
    let same = |before: &Stand<'_>, after: &Stand<'_>| {
        let ([amount, _], [other, _]) = (&before.names, &after.names);
        let ([value, _], [now, _]) = (&before.values, &after.values);
        // What a person is told of a fact is said as a range of that fact.
        amount == other && value == now && !matches!(before.sides[0].kind, ExprKind::Fact(_) | ExprKind::Value(_))
    };
    if same(before, after) {
        return between(program, before, after);
    }
    let (before, after) = (before.turned(), after.turned());
    if same(&before, &after) { between(program, &before, &after) } else { None }
}

fn between(program: &Program, before: &Stand<'_>, after: &Stand<'_>) -> Option<Text> {
    let from_below = |comparison| match comparison {
        Comparison::AtLeast | Comparison::More => Some(true),
        Comparison::AtMost | Comparison::Less => Some(false),
        Comparison::Is | Comparison::IsNot => None,
    };
    let upward = from_below(before.comparison)?;
    if from_below(after.comparison)? != upward {
        return None;
    }
    let [amount, _] = before.sides;
    let ([_, was], [_, is]) = (&before.values, &after.values);
    let (low, high) = match order(was, is)? {
        Ordering::Less => ((was, before.comparison), (is, after.comparison)),
        Ordering::Greater => ((is, after.comparison), (was, before.comparison)),
        Ordering::Equal => {
            return Some(said(program, amount, |say| {
                let value = say(was);
                text!(" exactly {value}", "恰为{value}")
            }));
        }
    };
    // Above the lower line and not yet above the higher one, or below the higher one and not below the lower one.
    let (from, to) = if upward { (low.1, high.1.opposite()) } else { (low.1.opposite(), high.1) };
    Some(said(program, amount, |say| {
        let (least, most) = (say(low.0), say(high.0));
        let (from_en, from_zh) = word(from);
        let (to_en, to_zh) = word(to);
        text!(" {from_en} {least} and {to_en} {most}", "{from_zh}{least}、{to_zh}{most}")
    }))
}

const fn word(comparison: Comparison) -> (&'static str, &'static str) {
    match comparison {
        Comparison::Less => ("less than", "低于"),
        Comparison::AtMost => ("at most", "不超过"),
        Comparison::AtLeast => ("at least", "不低于"),
        Comparison::More => ("more than", "超过"),
        Comparison::Is => ("of", "为"),
        Comparison::IsNot => ("other than", "不为"),
    }
}

/// An amount and what is said of it, in both languages.
fn said(program: &Program, amount: &Expr, rest: impl Fn(&dyn Fn(&Value) -> String) -> Text) -> Text {
    let say = |language| {
        let printer = Printer { program, language };
        let ty: &Type = &amount.ty;
        let value = |value: &Value| printer.value(value, ty);
        format!("{}{}", printer.expr(amount), rest(&value).get(language))
    };
    Text::of(say)
}
