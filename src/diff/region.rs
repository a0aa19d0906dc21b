//! The stretch of cases around one that two versions judge otherwise, in words.

use super::changes::{Analysis, decision_name};
use super::joint::Side;
use super::outcome::{Kind, kind};
use super::reduce::{Pair, came};
use super::search::Search;
use super::tally::Asked;
use crate::diagnostics::{Language, Say, Text};
use crate::interpret::smallest_step;
use crate::ir::print::Printer;
use crate::ir::value::order;
use crate::ir::{Given, Value};
use crate::text;
use crate::types::ids::FactId;
use crate::types::{Number, Rounding, Type};

/// No more halvings are made for one edge.
const MAX_HALVINGS: usize = 64;

/// For one fact, the values with which the same comes out.
enum Stretch {
    /// From the one to the other; an open end goes as far as there are lines.
    Range(Option<Given>, Option<Given>),
    /// From the one, and shorter than the other.
    Shorter(Option<Given>, Given),
    /// One of these.
    Among(Vec<Given>),
    /// A list, as the case tells it.
    Listed,
}

/// A case and how far each of its facts can move.
pub struct Region {
    /// The case at the line.
    pub case: Pair,
    facts: Vec<(usize, Stretch)>,
    decision: usize,
    kind: Option<Kind>,
}

impl Region {
    /// The stretch around a case.
    pub fn around(
        analysis: &Analysis<'_>,
        asked: &Asked,
        search: &Search<'_, '_>,
        pair: &Pair,
        decision: usize,
        member: &[usize],
    ) -> Self {
        let wanted = came(analysis, asked, pair, decision, member);
        let decides = analysis.kind_of(decision);
        // The same thing happens: the same answers, or an amount that moves the same way.
        let direction = decides.and_then(|decides| kind(decides, &wanted.old, &wanted.new));
        let same = |pair: &Pair| {
            let found = came(analysis, asked, pair, decision, member);
            decides.and_then(|decides| kind(decides, &found.old, &found.new)) == direction
        };
        let mut case = pair.clone();
        let mut facts = Vec::new();
        let known = |pair: &Pair, at: usize| {
            let (numbers, fact) = analysis.joint.facts.get(at)?;
            let side = [Side::New, Side::Old].into_iter().find(|side| numbers.of(*side).is_some())?;
            let own = FactId::at((*numbers.of(side))?);
            let typed = match side {
                Side::Old => &pair.old,
                Side::New => &pair.new,
            };
            let own_fact = analysis.joint.programs.of(side).facts.get(own.index())?;
            let given =
                analysis.joint.maps.of(side).given(analysis.joint.programs.of(side), own_fact, typed.case.get(own));
            (given != Given::Unknown).then_some((given, fact))
        };
        for at in 0..analysis.joint.facts.len() {
            let Some((given, fact)) = known(&case, at) else { continue };
            if matches!(fact.ty, Type::List(_)) {
                facts.push((at, Stretch::Listed));
                continue;
            }
            let day = case.new.as_of.or(case.old.as_of);
            if search.told_with(at) {
                continue;
            }
            if search.twinned(at) {
                facts.push((at, Stretch::Among(vec![given])));
                continue;
            }
            let mut values = search.lines.values(&analysis.joint, at, day);
            if !values.contains(&given) {
                values.push(given.clone());
            }
            let ranged = matches!(fact.ty, Type::Number { .. } | Type::Date | Type::Duration);
            values.retain(|value| !ranged || matches!(value, Given::Value(_)));
            let holds: Vec<bool> = values.iter().map(|value| same(&with(analysis, &case, at, value))).collect();
            if !ranged {
                let kept = values.into_iter().zip(holds).filter(|(_, holds)| *holds).map(|(value, _)| value);
                facts.push((at, Stretch::Among(kept.collect())));
                continue;
            }
            let mut sorted: Vec<(Given, bool)> = values.into_iter().zip(holds).collect();
            sorted.sort_by(|one, two| match (&one.0, &two.0) {
                (Given::Value(one), Given::Value(two)) => order(one, two).unwrap_or(std::cmp::Ordering::Equal),
                _ => std::cmp::Ordering::Equal,
            });
            let Some(here) = sorted.iter().position(|(value, _)| *value == given) else { continue };
            let low = (0..=here).rev().take_while(|at| sorted.get(*at).is_some_and(|(_, holds)| *holds)).last();
            let high = (here..sorted.len()).take_while(|at| sorted.get(*at).is_some_and(|(_, holds)| *holds)).last();
            let (low, high) = (low.unwrap_or(here), high.unwrap_or(here));
            let end = |at: usize| sorted.get(at).map(|(value, _)| value.clone());
            let least = low == 0;
            let most = high + 1 == sorted.len();
            let (mut from, mut to) = (end(low).filter(|_| !least), end(high).filter(|_| !most));
            if let Type::Number { unit, whole } = &fact.ty {
                // Between the last value that comes out the same and the first that does not, the edge itself.
                let step = smallest_step(unit, *whole);
                let holds = |number: Number| same(&with(analysis, &case, at, &Given::Value(Value::Number(number))));
                let beside = |inside: &mut Option<Given>, outside: Option<Given>| {
                    if let (Some(Given::Value(Value::Number(last))), Some(Given::Value(Value::Number(first)))) =
                        (&*inside, outside)
                    {
                        *inside = Some(Given::Value(Value::Number(edge(*last, first, step, &holds))));
                    }
                };
                beside(&mut from, low.checked_sub(1).and_then(end));
                beside(&mut to, end(high + 1));
            }
            // The case itself moves to the line.
            if let Some(line) = from.clone().or_else(|| to.clone()) {
                case = with(analysis, &case, at, &line);
            }
            // Loose days lie between one month and the next.
            facts.push((
                at,
                match (&fact.ty, end(high + 1)) {
                    (Type::Duration, Some(beyond)) if to.is_some() => Stretch::Shorter(from, beyond),
                    _ => Stretch::Range(from, to),
                },
            ));
        }
        let mut out = Self { case, facts, decision, kind: direction };
        out.check(analysis, &same);
        out
    }

    /// Whether every corner of the stretch comes out the same; where one does not, only the first range is kept.
    fn check(&mut self, analysis: &Analysis<'_>, same: &dyn Fn(&Pair) -> bool) {
        let ends: Vec<(usize, Vec<Given>)> = self
            .facts
            .iter()
            .filter_map(|(at, stretch)| match stretch {
                Stretch::Range(from, to) => Some((*at, from.iter().chain(to).cloned().collect::<Vec<_>>())),
                Stretch::Shorter(from, _) => Some((*at, from.iter().cloned().collect())),
                Stretch::Among(_) | Stretch::Listed => None,
            })
            .filter(|(_, ends)| !ends.is_empty())
            .take(6)
            .collect();
        let mut corners = vec![self.case.clone()];
        for (at, ends) in &ends {
            corners = corners
                .iter()
                .flat_map(|corner| ends.iter().map(|end| with(analysis, corner, *at, end)).collect::<Vec<_>>())
                .collect();
        }
        if corners.iter().all(same) {
            return;
        }
        let first = ends.first().map(|(at, _)| *at);
        self.facts.retain(|(at, stretch)| {
            Some(*at) == first || !matches!(stretch, Stretch::Range(..) | Stretch::Shorter(..))
        });
    }

    /// For whom it makes a difference, and which.
    pub fn words(&self, analysis: &Analysis<'_>, crossed: &[Text]) -> Text {
        let name = decision_name(&analysis.joint, self.decision).unwrap_or_else(|| text!("", ""));
        let what = self.kind.map_or_else(|| text!("", ""), Kind::words);
        let program = &analysis.new;
        let say = |language: Language| {
            let chinese = language == Language::Chinese;
            let printer = Printer { program, language };
            let reckoned = crossed.iter().map(|stretch| stretch.get(language).to_owned());
            // What is reckoned from a list says of it what matters.
            let shown = |stretch: &Stretch| crossed.is_empty() || !matches!(stretch, Stretch::Listed);
            let told = self.facts.iter().filter(|(_, stretch)| shown(stretch)).filter_map(|(at, stretch)| {
                let (_, fact) = analysis.joint.facts.get(*at)?;
                let term = fact.term.say(language);
                let value = |given: &Given| printer.given(given, &fact.ty);
                Some(match stretch {
                    Stretch::Range(Some(from), Some(to)) if from == to => {
                        if chinese {
                            format!("{term}为{}", value(from))
                        } else {
                            format!("{term} of {}", value(from))
                        }
                    }
                    Stretch::Range(Some(from), Some(to)) if chinese => {
                        format!("{term}{}至{}", value(from), value(to))
                    }
                    Stretch::Range(Some(from), Some(to)) => format!("{term} from {} to {}", value(from), value(to)),
                    Stretch::Range(Some(from), None) if chinese => format!("{term}{}以上", value(from)),
                    Stretch::Range(Some(from), None) => format!("{term} of {} or more", value(from)),
                    Stretch::Range(None, Some(to)) if chinese => format!("{term}{}以下", value(to)),
                    Stretch::Range(None, Some(to)) => format!("{term} of {} or less", value(to)),
                    Stretch::Range(None, None) if chinese => format!("{term}已知"),
                    Stretch::Range(None, None) => format!("{term} known"),
                    Stretch::Shorter(Some(from), beyond) if chinese => {
                        format!("{term}{}以上、不满{}", value(from), value(beyond))
                    }
                    Stretch::Shorter(None, beyond) if chinese => format!("{term}不满{}", value(beyond)),
                    Stretch::Shorter(Some(from), beyond) => {
                        format!("{term} of {} or more and less than {}", value(from), value(beyond))
                    }
                    Stretch::Shorter(None, beyond) => format!("{term} of less than {}", value(beyond)),
                    Stretch::Listed if chinese => format!("{term}如下"),
                    Stretch::Listed => format!("{term} as below"),
                    Stretch::Among(kept) => among(fact, kept, &value, chinese, &term),
                })
            });
            let parts: Vec<String> = reckoned.chain(told).collect();
            let who = match (parts.is_empty(), chinese) {
                (true, true) => "所有人".to_owned(),
                (true, false) => "everybody".to_owned(),
                (false, true) => parts.join("，且"),
                (false, false) => parts.join(", "),
            };
            if chinese {
                format!("{who} → {}：{}", name.get(language), what.get(language))
            } else {
                format!("{who} → {}: {}", name.get(language), what.get(language))
            }
        };
        Text::of(say)
    }
}

/// The last amount towards another that still comes out the same.
fn edge(mut inside: Number, mut outside: Number, step: Number, holds: &dyn Fn(Number) -> bool) -> Number {
    let Ok(half) = Number::ratio(1, 2) else { return inside };
    for _ in 0..MAX_HALVINGS {
        let far = |one: Number, two: Number| one.minus(two).is_ok_and(|by| by > step);
        if !far(inside, outside) && !far(outside, inside) {
            break;
        }
        let middle = outside.minus(inside).and_then(|by| by.times(half)).and_then(|by| inside.plus(by));
        let Ok(middle) = middle.and_then(|middle| middle.rounded(step, Rounding::Down)) else { break };
        if middle == inside || middle == outside {
            break;
        }
        if holds(middle) {
            inside = middle;
        } else {
            outside = middle;
        }
    }
    inside
}

fn among(
    fact: &crate::ir::Fact,
    kept: &[Given],
    value: &dyn Fn(&Given) -> String,
    chinese: bool,
    term: &str,
) -> String {
    match (kept, &fact.ty) {
        ([Given::Value(Value::Bool(yes))], _) => match (yes, chinese) {
            (true, _) => term.to_owned(),
            (false, true) => format!("非{term}"),
            (false, false) => format!("not {term}"),
        },
        (kept, Type::Level(scale)) if scale.ordered && kept.len() > 1 => {
            let levels: Vec<u32> = kept
                .iter()
                .filter_map(|given| if let Given::Value(Value::Level(level)) = given { Some(*level) } else { None })
                .collect();
            let top = u32::try_from(scale.levels.len()).unwrap_or(0).saturating_sub(1);
            let run = levels.windows(2).all(|two| two.first().map(|at| at + 1) == two.last().copied());
            let name =
                |level: Option<&u32>| level.map(|level| value(&Given::Value(Value::Level(*level)))).unwrap_or_default();
            match (run, levels.first(), levels.last(), chinese) {
                (true, first, Some(last), true) if *last == top => format!("{term}{}以上", name(first)),
                (true, first, Some(last), false) if *last == top => format!("{term} {} or above", name(first)),
                (true, Some(0), last, true) => format!("{term}{}以下", name(last)),
                (true, Some(0), last, false) => format!("{term} {} or below", name(last)),
                _ => listed(kept, value, chinese, term),
            }
        }
        _ => listed(kept, value, chinese, term),
    }
}

fn listed(kept: &[Given], value: &dyn Fn(&Given) -> String, chinese: bool, term: &str) -> String {
    let shown: Vec<String> = kept.iter().take(4).map(value).collect();
    let more = kept.len().saturating_sub(4);
    match (kept.len(), more, chinese) {
        (1, _, true) => format!("{term}为{}", shown.join("")),
        (1, _, false) => format!("{term} {}", shown.join("")),
        (_, 0, true) => format!("{term}为{}之一", shown.join("、")),
        (_, 0, false) => format!("{term} one of {}", shown.join(", ")),
        (_, more, true) => format!("{term}为{}等{}项之一", shown.join("、"), 4 + more),
        (_, more, false) => format!("{term} one of {} and {more} others", shown.join(", ")),
    }
}

/// A case with another value of a fact of both.
fn with(analysis: &Analysis<'_>, pair: &Pair, at: usize, given: &Given) -> Pair {
    let mut out = pair.clone();
    let Some((numbers, _)) = analysis.joint.facts.get(at) else { return out };
    for side in [Side::Old, Side::New] {
        let Some(own) = *numbers.of(side) else { continue };
        let program = *analysis.joint.programs.of(side);
        let Some(fact) = program.facts.get(own) else { continue };
        let value = analysis.joint.maps.of(side).back(program, fact, given);
        match side {
            Side::Old => out.old.case.set(FactId::at(own), value),
            Side::New => out.new.case.set(FactId::at(own), value),
        }
    }
    out
}
