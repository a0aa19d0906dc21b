//! What a policy above lets nobody ask: facts that no rule below may read, or only up to an amount.
//!
//! Asked of the resolved text: a rule asks about a fact where it reads it itself, through a term, or through what another
//! rule decides. How much it asks for is seen where the fact is compared with an amount that no case changes.

use super::alone::{View, Views, definitional};
use super::compare::{Part, place_of};
use super::error::AuthorityError;
use super::form::same_definition;
use super::reading::{self, Readers};
use super::world::{Side, World};
use super::{grounds, number};
use crate::diagnostics::Text;
use crate::ir::print::Printer;
use crate::ir::{
    Change, Clause, ClauseKind, Decision, Definition, Exception, Expr, ExprKind, Ground, Modal, Parameter, Period,
    Power, Program, Says, Transition, Value, visit,
};
use crate::types::ids::{DefinitionId, ParameterId};
use crate::types::{Comparison, Term, Type};
use std::collections::BTreeSet;

/// What a change makes rules ask about that a limit does not let them, and that they did not ask before: by itself, or
/// after all others.
pub(super) fn too_much(limit: &Power, views: &Views<'_>, change: &Change, time: Period) -> Option<AuthorityError> {
    let over = |view: &View<'_>| over(limit, view.part_before(), view.part_after(), change, (time, views.readers));
    over(&views.alone).or_else(|| Some(views.shared(over(views.last.as_ref()?)?)))
}

fn over(
    limit: &Power,
    before: Part<'_, '_>,
    after: Part<'_, '_>,
    change: &Change,
    (time, readers): (Period, &Readers),
) -> Option<AuthorityError> {
    let (was_side, side) = (before.0, after.0);
    let mut touched: Vec<&Ground> = match definitional(change) {
        // A set of places or a type asks nothing by itself, a term only what it says, and a parameter only so much.
        Some((ClauseKind::PlaceSet | ClauseKind::Type, _)) => return None,
        Some((kind, name)) => {
            let all = side.program.decisions.iter().flat_map(|decision| &decision.grounds);
            all.filter(|ground| reading::reads(side.program, ground, kind, name)).collect()
        }
        None => after.1.to_vec(),
    };
    // A rule that reads what another decides asks what that one asks.
    touched.extend(reading::beyond(side.program, &touched, readers));
    for ground in touched.into_iter().filter(|ground| !ground.in_force.within(time).is_empty()) {
        let mut all = side.program.decisions.iter();
        let decision = all.find(|decision| decision.grounds.iter().any(|known| known.span == ground.span));
        // What stands in the place of a clause stands in what that one stands in.
        let placed = || {
            let about = |clause: &Clause| clause.holds(&change.clause) || change.clause.holds(clause);
            after.1.iter().any(|own| own.span == ground.span) && limit.clauses.iter().any(about)
        };
        if !decision.is_some_and(|decision| in_target(limit, side.program, decision, ground)) && !placed() {
            continue;
        }
        let known = grounds(was_side.program, &[ground.span]);
        for (fact, most) in &limit.asks {
            let was = known.first().map(|known| Asking::of(was_side, fact, most.as_ref(), time, known));
            let (at, limit, name) = (change.span, limit.span, fact.clone());
            let worse = |found: &Asked| was.as_ref().is_none_or(|was| was.rank() < found.rank());
            match Asking::of(side, fact, most.as_ref(), time, ground) {
                found if !worse(&found) => {}
                Asked::No => {}
                Asked::Yes => return Some(AuthorityError::Asked { at, limit, name, beyond: None }),
                Asked::Unclear => return Some(AuthorityError::AskedUnclear { at, limit, name }),
                Asked::Beyond(value, ty) => {
                    let shown = |value: &Value| {
                        let say = |language| Printer { program: side.program, language }.value(value, &ty);
                        Text::of(say)
                    };
                    let beyond = most.as_ref().map(|most| (shown(&value), shown(most)));
                    return Some(AuthorityError::Asked { at, limit, name, beyond });
                }
            }
        }
    }
    None
}

/// What the rule that chooses between two versions of the lowest text asks, and so all that is decided by either.
pub(super) fn by_choosing(limit: &Power, above: &Program, now: &Program) -> Option<AuthorityError> {
    let own = |next: &&Transition| !above.layers.iter().any(|layer| layer.file == next.span.file);
    let side = Side::plain(now);
    for next in now.transitions.iter().filter(own) {
        let time = next.in_force.within(limit.in_force);
        for (fact, most) in limit.asks.iter().filter(|_| !time.is_empty()) {
            let Side { program, world } = side;
            let (most, seen) = (most.as_ref(), BTreeSet::new());
            let mut asking = Asking { program, world, fact, most, time, seen, found: Asked::No };
            // Either version may be the one that is wanted.
            asking.expr(&next.condition, true);
            asking.expr(&next.condition, false);
            let (at, limit, name) = (next.span, limit.span, fact.clone());
            match asking.found {
                Asked::No => {}
                Asked::Yes => return Some(AuthorityError::Asked { at, limit, name, beyond: None }),
                Asked::Unclear | Asked::Beyond(..) => return Some(AuthorityError::AskedUnclear { at, limit, name }),
            }
        }
    }
    None
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
    /// The text that is being read: that of the rule, or of a term that it reads.
    program: &'p Program,
    world: World<'p>,
    fact: &'p Term,
    most: Option<&'p Value>,
    time: Period,
    seen: BTreeSet<(*const Program, bool, usize, bool)>,
    found: Asked,
}

impl<'p> Asking<'p> {
    fn of(side: Side<'p>, fact: &'p Term, most: Option<&'p Value>, time: Period, ground: &'p Ground) -> Asked {
        let Side { program, world } = side;
        let mut out = Self { program, world, fact, most, time, seen: BTreeSet::new(), found: Asked::No };
        out.ground(ground);
        out.found
    }

    /// A term as the rule reads it, and the text that it is read in.
    fn definition(&self, id: DefinitionId) -> Option<(&'p Program, &'p Definition)> {
        let own = self.program.definitions.get(id.index())?;
        let other = self.world.of(ClauseKind::Definition, &own.term);
        let found = other.and_then(|other| Some((other, same_definition(other, own)?)));
        Some(found.unwrap_or((self.program, own)))
    }

    fn parameter(&self, id: ParameterId) -> Option<&'p Parameter> {
        let own = self.program.parameters.get(id.index())?;
        let other = self.world.of(ClauseKind::Parameter, &own.term);
        let found = other.and_then(|other| other.parameters.iter().find(|known| known.term == own.term));
        Some(found.unwrap_or(own))
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
        // Whether a duty is kept can be asked either way.
        for expr in ground.met.iter().chain(&ground.breached) {
            self.expr(expr, true);
            self.expr(expr, false);
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
                if self.seen.insert((std::ptr::from_ref(self.program), true, id.index(), wanted)) =>
            {
                let Some((there, definition)) = self.definition(*id) else { return };
                let here = std::mem::replace(&mut self.program, there);
                for reading in &definition.readings {
                    self.expr(&reading.body, wanted);
                }
                self.program = here;
            }
            ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id)
                if self.seen.insert((std::ptr::from_ref(self.program), false, id.index(), wanted)) =>
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
                let parameter = self.parameter(*id);
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
