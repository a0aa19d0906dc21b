//! A rule in the trail: how it stands, what it says, and how each of its conditions came out.

use super::steps::status;
use super::{Seen, Teller, term};
use crate::diagnostics::{Language, Say, Text};
use crate::interpret::decide::{GroundState, Outcome, Standing};
use crate::interpret::evaluate::Scopes;
use crate::interpret::rows::{beaten_by, is_passed_over};
use crate::interpret::trail::{RuleTold, Step};
use crate::ir::{Decision, Exception, Expr, Ground, Period, Says, Value, Yield};
use crate::text;
use crate::types::{Date, Type};
use std::collections::BTreeSet;

impl<'p> Teller<'p> {
    pub(super) fn rule(
        &self,
        decision: &'p Decision,
        outcome: &Outcome,
        state: &GroundState,
        scopes: &mut Scopes,
    ) -> Option<RuleTold> {
        let ground = decision.grounds.get(state.ground)?;
        let value = match (&ground.says, &state.value) {
            (Says::Value(_) | Says::Otherwise(_), Some(Yield::Error(fault))) => Some(fault.kind.text()),
            (Says::Value(expr) | Says::Otherwise(expr), Some(found)) => Some(self.yield_text(found, &expr.ty)),
            _ => None,
        };
        let mut seen = BTreeSet::new();
        let mut steps = |exprs: &mut dyn Iterator<Item = &'p Expr>| -> Vec<Step> {
            exprs.map(|expr| self.step(expr, scopes, &mut seen)).collect()
        };
        let mut population = steps(&mut ground.population.iter());
        if ground.in_force != Period::default() {
            let found = self.machine.in_force(ground.in_force);
            population.insert(0, self.in_force(ground.in_force, status(&found)));
        }
        let condition = steps(&mut ground.condition.iter());
        let told = |body: &'p Option<Expr>| body.iter().filter(|_| !state.kept.is_empty());
        let mut kept = Vec::new();
        for (body, label) in
            [(&ground.met, text!("met when", "履行条件")), (&ground.breached, text!("breached when", "违反情形"))]
        {
            kept.extend(steps(&mut told(body)).into_iter().map(|step| Step { label: Some(label.clone()), ..step }));
        }
        let amount = steps(&mut ground.says.amount().filter(|_| state.value.is_some()).into_iter())
            .pop()
            .filter(|step| !step.values.is_empty() || !step.steps.is_empty());
        let exceptions =
            ground.exceptions.iter().map(|exception| self.exception(exception, scopes, &mut seen)).collect();
        Some(RuleTold {
            rule: self.cite(ground),
            says: match &ground.says {
                Says::Modal(modal) => Text::of(|language| modal.say(language)),
                Says::Value(_) => text!("is", "为"),
                Says::Otherwise(_) => text!("otherwise is", "否则为"),
            },
            beaten_by: beaten_by(decision, outcome, state.ground).map(|other| self.beside(ground, other)),
            standing: match state.standing {
                Standing::Holds if is_passed_over(decision, outcome, state.ground) => "passed over",
                Standing::Holds => "holds",
                Standing::Fails => "fails",
                Standing::Silent => "silent",
                Standing::Open(_) => "open",
                Standing::Error(_) | Standing::Unspoken(_) => "error",
            },
            value,
            amount,
            population,
            condition,
            exceptions,
            kept,
            line: self.line(ground),
        })
    }

    /// When a provision is in force.
    fn in_force(&self, period: Period, status: &'static str) -> Step {
        let say = |date: Date, language| self.printer(language).value(&Value::Date(date), &Type::Date);
        let text = Text::of(|language| {
            let from = period.from.map(|from| say(from, language));
            let last = period.until.and_then(|until| until.yesterday().ok()).map(|last| say(last, language));
            match (language, from, last) {
                (Language::English, from, last) => {
                    let from = from.map(|from| format!(" from {from}")).unwrap_or_default();
                    let last = last.map(|last| format!(" until {last}")).unwrap_or_default();
                    format!("in force{from}{last}")
                }
                (Language::Chinese, from, last) => {
                    let from = from.map(|from| format!("自{from}起")).unwrap_or_default();
                    let last = last.map(|last| format!("至{last}止")).unwrap_or_default();
                    format!("{from}{last}施行")
                }
            }
        });
        Step::of(status, "leaf", text)
    }

    fn exception(&self, exception: &'p Exception, scopes: &mut Scopes, seen: &mut Seen) -> Step {
        let mut step = self.step(&exception.body, scopes, seen);
        step.label = exception.label.as_ref().map(|label| term(label)).or(step.label);
        if exception.exceptions.is_empty() {
            return step;
        }
        // What it asks, and what takes it back: an all-of, so that its own sign can differ from that of what it asks.
        let label = step.label.take();
        let status = status(&self.machine.exception(exception, scopes));
        let mut whole = Step { label, ..Step::of(status, "all", text!("all of", "同时符合")) };
        whole.steps = if step.kind == "all" { step.steps } else { vec![step] };
        for inner in &exception.exceptions {
            let inner = self.exception(inner, scopes, seen);
            let unless = Step::of(inner.status, "unless", text!("unless", "除非"));
            whole.steps.push(Step { steps: vec![inner], ..unless });
        }
        whole
    }

    /// What another rule is called beside this one: by its line, where both stand in one article without a number or label.
    fn beside(&self, ground: &Ground, other: &Ground) -> Text {
        let name = |ground: &Ground| Text::of(|language| self.printer(language).ground(ground));
        let called = name(other);
        if called != name(ground) {
            return called;
        }
        let line = self.line(other);
        text!("the rule in line {line}", "第{line}行的规则")
    }

    fn line(&self, ground: &Ground) -> usize {
        let start = ground.span.start as usize;
        self.sources.get(ground.span.file).map_or(0, |file| file.position(start).line)
    }
}
