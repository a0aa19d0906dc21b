//! An expression in the trail: how it came out, step by step, with the values that it read.

use super::{Seen, Teller, term};
use crate::diagnostics::Text;
use crate::interpret::Machine;
use crate::interpret::evaluate::Scopes;
use crate::interpret::trail::{FactTold, Step, TermOf};
use crate::ir::print::Among;
use crate::ir::{Expr, ExprKind, Fault, FaultKind, Item, Program, Value, Yield, visit};
use crate::text;
use crate::types::ids::DefinitionId;
use crate::types::{Number, Type};

/// A term that lies in more steps than this is named and not opened: what is told can be read by any reader of JSON.
const MAX_OPENED: usize = 40;

impl<'p> Teller<'p> {
    pub(super) fn step(&self, expr: &'p Expr, scopes: &mut Scopes, seen: &mut Seen) -> Step {
        let depth = self.depth.get();
        self.depth.set(depth + 1);
        let step = stacker::maybe_grow(128 << 10, 1 << 20, || self.step_grown(expr, scopes, seen));
        self.depth.set(depth);
        step
    }

    fn step_grown(&self, expr: &'p Expr, scopes: &mut Scopes, seen: &mut Seen) -> Step {
        let found = self.machine.evaluate(expr, scopes);
        let among = among(self.program, scopes);
        let text = Text::of(|language| self.printer(language).among_expr(expr, &among));
        let mut step = Step::of(status(&found), "leaf", text);
        match &expr.kind {
            ExprKind::All(items) => self.parts("all", text!("all of", "同时符合"), items, &mut step, scopes, seen),
            ExprKind::Any(items) => self.parts("any", text!("any of", "符合下列之一"), items, &mut step, scopes, seen),
            ExprKind::AtLeast(number, items) => {
                let head = text!("at least {number} of", "至少符合 {number} 项");
                self.parts("count", head, items, &mut step, scopes, seen);
            }
            ExprKind::Exactly(number, items) => {
                let head = text!("exactly {number} of", "恰好符合 {number} 项");
                self.parts("count", head, items, &mut step, scopes, seen);
            }
            ExprKind::Not(inner) => {
                step.kind = "not";
                step.steps.push(self.step(inner, scopes, seen));
            }
            ExprKind::Definition(id) => self.defined(*id, &mut step, &mut Vec::new(), seen),
            ExprKind::MemberDefinition(out, id) => {
                let at = scopes.len().checked_sub(out + 1).and_then(|at| scopes.get(at)).cloned();
                self.defined(*id, &mut step, &mut at.into_iter().collect(), seen);
            }
            ExprKind::Score(score) => self.items_of(score, &expr.ty, &mut step, scopes, seen),
            ExprKind::Quantified(_, list, condition) => self.over_members(*list, condition, &mut step, scopes, seen),
            _ => self.read_values(expr, &mut step, scopes, seen),
        }
        // What went wrong is said where it did, and once.
        if let Yield::Error(Fault { kind, .. }) = &found
            && !step.steps.iter().any(|part| part.status == "error")
        {
            step.values.push(FactTold { fact: text!("error", "错误"), value: kind.text() });
        }
        step
    }

    fn parts(
        &self,
        kind: &'static str,
        head: Text,
        items: &'p [Item],
        step: &mut Step,
        scopes: &mut Scopes,
        seen: &mut Seen,
    ) {
        step.kind = kind;
        step.text = head;
        for item in items {
            let mut part = self.step(&item.expr, scopes, seen);
            // What is asked of something that there is none of is no error where another item settles the whole.
            let settled = matches!(step.status, "yes" | "no") && part.status == "error" && part.steps.is_empty();
            if settled
                && let Yield::Error(Fault { kind: FaultKind::Absent, .. }) = self.machine.evaluate(&item.expr, scopes)
            {
                part.status = "none";
                part.values.pop();
            }
            part.ordinal.clone_from(&item.ordinal);
            part.label = item.label.as_ref().map(|label| term(label));
            step.steps.push(part);
        }
    }

    /// A term with what it means; said once in a trail.
    fn defined(&self, id: DefinitionId, step: &mut Step, scopes: &mut Scopes, seen: &mut Seen) {
        let Some(definition) = self.program.definitions.get(id.index()) else { return };
        step.kind = "definition";
        let reading = definition.readings.get(self.machine.reading(id));
        step.reading = reading.and_then(|reading| reading.term.as_ref()).map(|name| term(name));
        if definition.ty != Type::Bool {
            let found = self.machine.evaluate_reading(id, scopes);
            let value = self.yield_text(&found, &definition.ty);
            step.values.push(FactTold { fact: term(&definition.term), value });
        }
        let of: TermOf = (id, definition.record.and_then(|_| scopes.last()).cloned());
        step.rests_on.push(of.clone());
        if self.opens(&of, seen) {
            step.steps.extend(reading.map(|reading| self.meaning(&reading.body, of, scopes, seen)));
        }
    }

    /// Whether the meaning of a term is told here.
    fn opens(&self, of: &TermOf, seen: &mut Seen) -> bool {
        self.depth.get() < MAX_OPENED && seen.insert(of.clone())
    }

    /// What a term means, marked so that it can be found from wherever else the term is named.
    fn meaning(&self, body: &'p Expr, of: TermOf, scopes: &mut Scopes, seen: &mut Seen) -> Step {
        let mut step = self.step(body, scopes, seen);
        step.meaning_of = Some(of);
        step
    }

    /// The facts and amounts that a comparison reads, with their values.
    fn read_values(&self, expr: &'p Expr, step: &mut Step, scopes: &mut Scopes, seen: &mut Seen) {
        let mut leaves: Vec<&'p Expr> = Vec::new();
        collect_leaves(expr, &mut leaves);
        let among = among(self.program, scopes);
        for leaf in leaves {
            let found = self.machine.evaluate(leaf, scopes);
            let fact = Text::of(|language| self.printer(language).among_expr(leaf, &among));
            let value = match (&found, &leaf.ty) {
                // What is known of an amount may be what settles a comparison.
                (Yield::Unknown, Type::Number { .. }) => {
                    let range = self.machine.range_of(leaf, scopes);
                    let open = range.low.is_none_or(|low| low == Number::ZERO) && range.high.is_none();
                    if open { self.yield_text(&found, &leaf.ty) } else { self.range_text(&range, &leaf.ty) }
                }
                _ => self.yield_text(&found, &leaf.ty),
            };
            let told = FactTold { fact, value };
            if !step.values.contains(&told) {
                step.values.push(told);
            }
            if let ExprKind::Aggregate(gather) = &leaf.kind {
                self.parts_of_members(gather, step, scopes);
            }
            // What a term in a comparison rests on is part of the reason.
            if let ExprKind::Definition(id) = &leaf.kind
                && leaf.ty != Type::Bool
                && !step.rests_on.contains(&(*id, None))
            {
                step.rests_on.push((*id, None));
                if self.opens(&(*id, None), seen) {
                    let reading = self.machine.body_of(*id);
                    let inner = reading.map(|body| self.meaning(body, (*id, None), &mut Vec::new(), seen));
                    step.steps.extend(inner.filter(|inner| !inner.values.is_empty() || !inner.steps.is_empty()));
                }
            }
        }
    }
}

/// The members spoken of, for the names of their fields.
pub(in crate::interpret) fn among(program: &Program, scopes: &Scopes) -> Vec<Among> {
    let each = scopes.iter().filter_map(|spoken| {
        let list = spoken.list.declared(program)?;
        Some(Among { record: list.record?, list: Some(list.term.clone()) })
    });
    each.collect()
}

/// What a comparison reads: names and aggregates, not the plain values beside them.
pub(in crate::interpret) fn collect_leaves<'e>(expr: &'e Expr, out: &mut Vec<&'e Expr>) {
    match &expr.kind {
        ExprKind::Value(_) => {}
        ExprKind::Fact(_)
        | ExprKind::Field(..)
        | ExprKind::Definition(_)
        | ExprKind::MemberDefinition(..)
        | ExprKind::Parameter(_)
        | ExprKind::Decision(_)
        | ExprKind::Breached(_)
        | ExprKind::Forbidden(_)
        | ExprKind::AsOf
        | ExprKind::Aggregate(_)
        | ExprKind::Unbroken(_)
        | ExprKind::Share(_) => out.push(expr),
        _ => visit::children(expr, |child| collect_leaves(child, out)),
    }
}

pub(super) fn status(found: &Yield) -> &'static str {
    match found {
        Yield::Value(Value::Bool(true)) => "yes",
        Yield::Value(Value::Bool(false)) => "no",
        Yield::Value(_) => "value",
        Yield::Absent => "none",
        Yield::Unknown => "unknown",
        Yield::Error(_) => "error",
    }
}

impl<'p> Machine<'p> {
    /// What a definition says in the chosen reading, for as long as the program lives.
    fn body_of(&self, id: DefinitionId) -> Option<&'p Expr> {
        let definition = self.program.definitions.get(id.index())?;
        definition.readings.get(self.reading(id)).map(|reading| &reading.body)
    }

    fn evaluate_reading(&self, id: DefinitionId, scopes: &mut Scopes) -> Yield {
        self.body_of(id).map_or(Yield::Unknown, |body| self.evaluate(body, scopes))
    }
}
