//! What a policy above lets nobody ask: facts that no rule below may read, or only up to an amount.
//!
//! Asked of the resolved text: a rule asks about a fact where it reads it itself, through a term, or through what another
//! rule decides. How much it asks for is seen where the fact is compared with an amount that no case changes.

use super::alone::definitional;
use super::compare::place_of;
use super::error::AuthorityError;
use super::{definition, grounds, number, reading};
use crate::diagnostics::{Language, Text};
use crate::ir::print::Printer;
use crate::ir::{
    Change, ClauseKind, Decision, Exception, Expr, ExprKind, Ground, Modal, Period, Power, Program, Says, Value, visit,
};
use crate::types::{Comparison, Term, Type};
use std::collections::BTreeSet;

/// What a change makes rules ask about that a limit does not let them, and that they did not ask before.
pub(super) fn too_much(
    limit: &Power,
    above: &Program,
    now: &Program,
    change: &Change,
    time: Period,
) -> Option<AuthorityError> {
    let touched: Vec<&Ground> = match definitional(change) {
        // A set of places or a type asks nothing by itself, and a term only what it says.
        Some((ClauseKind::PlaceSet | ClauseKind::Type, _)) => return None,
        Some((kind, name)) => {
            let all = now.decisions.iter().flat_map(|decision| &decision.grounds);
            all.filter(|ground| reading::reads(now, ground, kind, name)).collect()
        }
        None => grounds(now, &change.after),
    };
    for ground in touched.into_iter().filter(|ground| !ground.in_force.within(time).is_empty()) {
        let decision =
            now.decisions.iter().find(|decision| decision.grounds.iter().any(|known| known.span == ground.span));
        if !decision.is_some_and(|decision| in_target(limit, now, decision, ground)) {
            continue;
        }
        let before = grounds(above, &[ground.span]);
        for (fact, most) in &limit.asks {
            if let Some((ClauseKind::Definition, name)) = definitional(change)
                && !says(now, name, fact)
            {
                continue;
            }
            let asks = |program, ground| Asking::of(program, fact, most.as_ref(), time, ground);
            let was = before.first().map(|before| asks(above, *before));
            let (at, limit, name) = (change.span, limit.span, fact.clone());
            let worse = |found: &Asked| was.as_ref().is_none_or(|was| was.rank() < found.rank());
            match asks(now, ground) {
                found if !worse(&found) => {}
                Asked::No => {}
                Asked::Yes => return Some(AuthorityError::Asked { at, limit, name, beyond: None }),
                Asked::Unclear => return Some(AuthorityError::AskedUnclear { at, limit, name }),
                Asked::Beyond(value, ty) => {
                    let shown = |value: &Value| {
                        let say = |language| Printer { program: now, language }.value(value, &ty);
                        Text { en: say(Language::English), zh: say(Language::Chinese) }
                    };
                    let beyond = most.as_ref().map(|most| (shown(&value), shown(most)));
                    return Some(AuthorityError::Asked { at, limit, name, beyond });
                }
            }
        }
    }
    None
}

/// Whether a term says something about a fact.
fn says(program: &Program, name: &Term, fact: &Term) -> bool {
    let Some(definition) = definition(program, name).and_then(|at| program.definitions.get(at)) else { return true };
    let mut asking =
        Asking { program, fact, most: None, time: Period::default(), seen: BTreeSet::new(), found: Asked::No };
    for reading in &definition.readings {
        asking.expr(&reading.body, true);
    }
    matches!(asking.found, Asked::Yes)
}

/// Whether a rule stands in what a limit is about.
fn in_target(limit: &Power, program: &Program, decision: &Decision, ground: &Ground) -> bool {
    if let Some(name) = &limit.decision {
        return decision.term.is(name);
    }
    let place = place_of(program, decision, ground);
    limit.clauses.iter().any(|clause| clause.0.len() == 1 || clause.holds(&place))
}

/// What a rule asks about a fact.
enum Asked {
    No,
    /// It reads it, where nothing may.
    Yes,
    /// It asks for that much.
    Beyond(Value, Type),
    /// It reads it in a way that is not looked into.
    Unclear,
}

impl Asked {
    fn rank(&self) -> (u8, Option<crate::types::Number>) {
        match self {
            Self::No => (0, None),
            Self::Unclear => (1, None),
            Self::Yes => (2, None),
            Self::Beyond(value, _) => (2, number(value)),
        }
    }
}

struct Asking<'p> {
    program: &'p Program,
    fact: &'p Term,
    most: Option<&'p Value>,
    time: Period,
    seen: BTreeSet<(bool, usize, bool)>,
    found: Asked,
}

impl<'p> Asking<'p> {
    fn of(program: &'p Program, fact: &'p Term, most: Option<&'p Value>, time: Period, ground: &'p Ground) -> Asked {
        let mut out = Self { program, fact, most, time, seen: BTreeSet::new(), found: Asked::No };
        out.ground(ground);
        out.found
    }

    fn tell(&mut self, found: Asked) {
        if found.rank() > self.found.rank() {
            self.found = found;
        }
    }

    fn ground(&mut self, ground: &'p Ground) {
        // Whom a duty or a prohibition is not about is who has what it leaves out.
        let for_them = !matches!(ground.says, Says::Modal(Modal::Must | Modal::MustNot));
        for expr in ground.population.iter().chain(&ground.condition) {
            self.expr(expr, for_them);
        }
        for exception in &ground.exceptions {
            self.exception(exception, !for_them);
        }
        match &ground.says {
            Says::Value(value) | Says::Otherwise(value) => self.expr(value, true),
            Says::Modal(_) => {}
        }
    }

    fn exception(&mut self, exception: &'p Exception, wanted: bool) {
        self.expr(&exception.body, wanted);
        for inner in &exception.exceptions {
            self.exception(inner, !wanted);
        }
    }

    /// A part of a condition, and whether it is wanted or what must not be.
    fn expr(&mut self, expr: &'p Expr, wanted: bool) {
        if self.is_it(expr) {
            self.tell(if self.most.is_none() { Asked::Yes } else { Asked::Unclear });
            return;
        }
        match &expr.kind {
            ExprKind::Compare(comparison, left, right) if self.most.is_some() && self.is_it(left) => {
                self.compared(*comparison, right, wanted);
            }
            ExprKind::Compare(comparison, left, right) if self.most.is_some() && self.is_it(right) => {
                self.compared(comparison.turned(), left, wanted);
            }
            ExprKind::Exists(inner) | ExprKind::Known(inner) if self.most.is_some() && self.is_it(inner) => {}
            ExprKind::Not(inner) => self.expr(inner, !wanted),
            ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id)
                if self.seen.insert((true, id.index(), wanted)) =>
            {
                let definition = self.program.definitions.get(id.index());
                for reading in definition.into_iter().flat_map(|definition| &definition.readings) {
                    self.expr(&reading.body, wanted);
                }
            }
            ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id)
                if self.seen.insert((false, id.index(), wanted)) =>
            {
                let decision = self.program.decisions.get(id.index());
                for ground in decision.into_iter().flat_map(|decision| &decision.grounds) {
                    self.ground(ground);
                }
            }
            _ => {
                let mut parts = Vec::new();
                visit::children(expr, |part| parts.push(part));
                for part in parts {
                    self.expr(part, wanted);
                }
            }
        }
    }

    fn is_it(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Fact(id) => self.program.facts.get(id.index()).is_some_and(|fact| *fact.term == *self.fact),
            // A field is known by its name: no two records share one that is asked about here.
            ExprKind::Field(of) => {
                self.program.field(of.record, of.field).is_some_and(|field| *field.term == *self.fact)
            }
            _ => false,
        }
    }

    /// The fact against an amount.
    fn compared(&mut self, comparison: Comparison, amount: &'p Expr, wanted: bool) {
        let asks = match comparison {
            Comparison::AtLeast | Comparison::More => wanted,
            Comparison::Less | Comparison::AtMost => !wanted,
            Comparison::Is | Comparison::IsNot => true,
        };
        if !asks {
            return;
        }
        let values: Vec<Value> = match &amount.kind {
            ExprKind::Value(value) => vec![value.clone()],
            ExprKind::Parameter(id) => {
                let parameter = self.program.parameters.get(id.index());
                let all = parameter.into_iter().flat_map(|parameter| &parameter.values);
                all.filter(|(_, period)| !period.within(self.time).is_empty()).map(|(value, _)| value.clone()).collect()
            }
            _ => return self.tell(Asked::Unclear),
        };
        let most = self.most.and_then(number);
        for value in values {
            match (number(&value), most) {
                (Some(asked), Some(most)) => {
                    // More than the bound itself is asked by `> 3 years` and by `not ≤ 3 years`.
                    let strict = matches!(comparison, Comparison::More | Comparison::AtMost);
                    if asked > most || asked == most && strict {
                        self.tell(Asked::Beyond(value, amount.ty.clone()));
                    }
                }
                _ => self.tell(Asked::Unclear),
            }
        }
    }
}
