//! The points of a score: what each item brings, which items count, and what a bound of the whole makes of them.

use super::steps::{among, status};
use super::{Seen, Teller, term};
use crate::diagnostics::{Language, Text};
use crate::interpret::bounds::range::Range;
use crate::interpret::evaluate::Scopes;
use crate::interpret::trail::{FactTold, Step};
use crate::ir::{Score, Value, Yield};
use crate::source::Span;
use crate::text;
use crate::types::{Number, Type};

impl<'p> Teller<'p> {
    /// The items of a score, each with its points.
    pub(super) fn items_of(&self, score: &'p Score, ty: &Type, step: &mut Step, scopes: &mut Scopes, seen: &mut Seen) {
        step.kind = "score";
        step.text = self.score_head(score, scopes);
        let tally = self.machine.tally_of(score, scopes, Span::default());
        let points = |range: &Range| self.range_text(range, ty);
        let (items, whole) = (points(&tally.items), points(&tally.whole));
        // Where a bound of the score makes a difference, what its items come to without it.
        if items != whole {
            let what =
                if score.best { text!("best item", "最高项") } else { text!("items together", "各项合计") };
            step.values.push(FactTold { fact: what, value: items });
        }
        step.values.push(FactTold { fact: text!("points", "得分"), value: whole });
        for (at, item) in score.items.iter().enumerate() {
            let given = item.when.as_ref().map(|when| self.machine.evaluate(when, scopes));
            let mut part = self.step(&item.amount, scopes, seen);
            part.ordinal.clone_from(&item.ordinal);
            part.label = item.label.as_ref().map(|label| term(label));
            // The points that the item brings; of a nested score its own line says so.
            if part.kind != "score" {
                let brought = match &given {
                    Some(given) if given.is(false) => Yield::Value(Value::Number(Number::ZERO)),
                    Some(given) if !given.is(true) => Yield::Unknown,
                    _ => self.machine.evaluate(&item.amount, scopes),
                };
                let brought = match brought {
                    Yield::Value(Value::Number(number)) if item.minus => {
                        Number::ZERO.minus(number).map_or(Yield::Unknown, |less| Yield::Value(Value::Number(less)))
                    }
                    other => other,
                };
                part.values.insert(0, FactTold { fact: text!("points", "得分"), value: self.yield_text(&brought, ty) });
            }
            if item.minus {
                part.text = Text::of(|language| {
                    let text = part.text.get(language);
                    if language == Language::Chinese { format!("扣 {text}") } else { format!("minus {text}") }
                });
            }
            if let (Some(when), Some(given)) = (&item.when, given) {
                let inner = self.step(when, scopes, seen);
                part.status = if given.is(true) { part.status } else { status(&given) };
                part.steps.push(inner);
            }
            // Of the best of several, those that another one surely beats do not count.
            if score.best && tally.beaten.contains(&at) {
                part.status = "passed over";
            }
            step.steps.push(part);
        }
    }

    /// `total of, at most 12 points`
    fn score_head(&self, score: &Score, scopes: &Scopes) -> Text {
        let among = among(self.program, scopes);
        Text::of(|language| {
            let chinese = language == Language::Chinese;
            let head = match (score.best, chinese) {
                (true, true) => "取最高项",
                (true, false) => "best of",
                (false, true) => "合计",
                (false, false) => "total of",
            };
            let bounds = [(&score.cap, "at most", "最高"), (&score.floor, "at least", "最低")];
            let bounds = bounds.into_iter().filter_map(|(bound, en, zh)| {
                let bound = self.printer(language).among_expr(bound.as_ref()?, &among);
                Some(if chinese { format!("，{zh}{bound}") } else { format!(", {en} {bound}") })
            });
            bounds.fold(head.to_owned(), |head, bound| head + &bound)
        })
    }
}
