//! Members in the trail: a condition of each of them, and what each brings to a sum.

use super::steps::{among, status};
use super::{Seen, Teller, term};
use crate::diagnostics::{Language, Text};
use crate::interpret::Spoken;
use crate::interpret::evaluate::Scopes;
use crate::interpret::lists::gather::Gathered;
use crate::interpret::trail::{FactTold, Step};
use crate::ir::{Expr, Gather, ListOf, Value, Yield};
use crate::text;
use crate::types::{Type, Unit};

/// Members shown in a trail; the rest are counted.
const MAX_MEMBERS: usize = 20;

impl<'p> Teller<'p> {
    pub(super) fn over_members(
        &self,
        list: ListOf,
        condition: &'p Expr,
        step: &mut Step,
        scopes: &mut Scopes,
        seen: &mut Seen,
    ) {
        step.kind = "members";
        let name = self.program.list(list).map(|fact| term(&fact.term)).unwrap_or_default();
        let Ok((list, count)) = self.machine.members(list, scopes) else {
            step.values.push(FactTold { fact: name, value: text!("not known", "未知") });
            return;
        };
        for index in 0..count.min(MAX_MEMBERS) {
            scopes.push(Spoken { list: list.clone(), index });
            let mut part = self.step(condition, scopes, seen);
            scopes.pop();
            part.label = Some(label(&name, index));
            step.steps.push(part);
        }
    }

    /// What each member brings to a sum, and the stretch of a run that gives it.
    pub(super) fn parts_of_members(&self, gather: &'p Gather, step: &mut Step, scopes: &mut Scopes) {
        let Some(amount) = &gather.amount else { return };
        let Some(Gathered { list, members, stretch }) = self.machine.counted(gather, scopes) else { return };
        let name = self.program.list(gather.list).map(|fact| term(&fact.term)).unwrap_or_default();
        if let Some((from, to)) = &stretch {
            let ty = if matches!(from, Value::Date(_)) { Type::Date } else { Type::number(Unit::Pure) };
            let text = Text::of(|language| {
                let printer = self.printer(language);
                let (from, to) = (printer.value(from, &ty), printer.value(to, &ty));
                match language {
                    Language::English => format!("from {from} to {to}"),
                    Language::Chinese => format!("{from}至{to}"),
                }
            });
            step.steps.push(Step::of("value", "run", text));
        }
        for member in members.iter().filter(|member| member.within).take(MAX_MEMBERS) {
            scopes.push(Spoken { list: list.clone(), index: member.index });
            let among = among(self.program, scopes);
            let text = Text::of(|language| self.printer(language).among_expr(amount, &among));
            scopes.pop();
            let found = member.amount.clone().unwrap_or(Yield::Unknown);
            let sure = if member.sure { status(&found) } else { "unknown" };
            let value = self.yield_text(&found, &amount.ty);
            let mut part = Step::of(sure, "member", text.clone());
            part.label = Some(label(&name, member.index));
            part.values.push(FactTold { fact: text, value });
            step.steps.push(part);
        }
    }
}

/// `tax records 2`
fn label(list: &Text, index: usize) -> Text {
    let number = index + 1;
    text!("{list} {number}", "{list}{number}"; list)
}
