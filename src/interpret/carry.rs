//! What carries an outcome, down to the items: for the reasons that a case expects, and to point at them in the text.
//!
//! A part of a condition carries what the whole yields where the whole would yield something else without it, or where
//! it is one of several that each suffice: of an any-of that comes out yes, the parts that do; of one that comes out no,
//! all of them.

use super::decide::{Answer, GroundState, Outcome, Standing};
use super::evaluate::Scopes;
use super::{Case, Machine, Question, Spoken, slot};
use crate::diagnostics::{Language, Say, Text};
use crate::ir::cite::items_of;
use crate::ir::print::Printer;
use crate::ir::{Decision, DecisionKind, Exception, Expr, ExprKind, Ground, Item, Modal, Program, Says, Yield, visit};
use crate::source::Span;
use crate::text;
use crate::types::Type;
use crate::types::ids::DefinitionId;
use std::collections::BTreeSet;

/// The rules that carry an outcome.
pub fn carrying<'o>(decision: &'o Decision, outcome: &'o Outcome) -> impl Iterator<Item = &'o GroundState> {
    let holding = || outcome.grounds.iter().filter(|state| state.standing == Standing::Holds);
    let beaten = move |index: usize| {
        holding().filter_map(|other| decision.grounds.get(other.ground)).any(|other| other.overrides.contains(&index))
    };
    let forbids = |state: &GroundState| {
        let says = decision.grounds.get(state.ground).map(|ground| &ground.says);
        decision.kind != DecisionKind::Modal(Modal::MustNot) && matches!(says, Some(Says::Modal(Modal::MustNot)))
    };
    // A rule that another goes before carries nothing, nor does a permission a refusal.
    outcome.grounds.iter().filter(move |state| match outcome.answer {
        Answer::Yes | Answer::Kept | Answer::Breached | Answer::Due => {
            state.standing == Standing::Holds && !forbids(state) && !beaten(state.ground)
        }
        Answer::Value(_) => state.standing == Standing::Holds && !beaten(state.ground),
        Answer::No if holding().any(|state| forbids(state) && !beaten(state.ground)) => {
            state.standing == Standing::Holds && forbids(state) && !beaten(state.ground)
        }
        Answer::No => (state.standing == Standing::Fails && !forbids(state)) || state.standing == Standing::Holds,
        Answer::NotAddressed => false,
        Answer::Undetermined(_) => state.waits() && (state.standing != Standing::Holds || !beaten(state.ground)),
        Answer::Error(_) => matches!(state.standing, Standing::Error(_) | Standing::Unspoken(_) | Standing::Holds),
    })
}

/// A condition on which an outcome turns, where it stands in the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deciding {
    /// Where.
    pub span: Span,
    /// What it comes to, with what it reads: `no: skill level = junior`.
    pub text: Text,
}

/// The conditions on which an outcome turns, in the order in which its rules read them.
#[must_use]
pub fn deciding(program: &Program, case: &Case, question: &Question, outcome: &Outcome) -> Vec<Deciding> {
    let machine = Machine::new(program, case, question);
    let Some(decision) = program.decisions.get(outcome.decision.index()) else { return Vec::new() };
    let mut walk = Walk::new(&machine);
    let mut out: Vec<Deciding> = Vec::new();
    // Nothing carries that no rule speaks about a person: there it is whom each of them speaks about.
    let silent = outcome.grounds.iter().filter(|_| outcome.answer == Answer::NotAddressed);
    for state in carrying(decision, outcome).chain(silent) {
        let Some(ground) = decision.grounds.get(state.ground) else { continue };
        let mut scopes = scopes_of(decision, outcome);
        let from = out.len();
        let mut point_at = |ground: &Ground, state: &GroundState| {
            walk.ground(ground, state, &mut scopes, &mut |machine, leaf, scopes| {
                if let Some(text) = leaf_text(machine, leaf, scopes) {
                    out.push(Deciding { span: leaf.span, text });
                }
            });
        };
        point_at(ground, state);
        // What is said otherwise turns on the rules that do not hold.
        let otherwise = matches!(ground.says, Says::Otherwise(_)) && state.standing == Standing::Holds;
        if otherwise {
            for other in outcome.grounds.iter().filter(|other| other.standing == Standing::Fails) {
                if let Some(ground) = decision.grounds.get(other.ground) {
                    point_at(ground, other);
                }
            }
        }
        if out.len() == from {
            let (en, zh) = match state.standing {
                Standing::Holds if otherwise => ("no other rule holds", "其他规则均不成立"),
                Standing::Holds => ("holds, whatever is asked", "成立，不附条件"),
                _ => ("this rule", "此规则"),
            };
            out.push(Deciding { span: ground.span, text: text!("{en}", "{zh}") });
        }
    }
    out.dedup();
    out
}

pub(super) fn scopes_of(decision: &Decision, outcome: &Outcome) -> Scopes {
    slot::spoken(&decision.each, &outcome.member)
}

// ── The parts that carry ─────────────────────────────────────

/// The parts of a connective that carry what it yields.
pub(super) fn carrying_items<'e>(machine: &Machine<'_>, expr: &'e Expr, scopes: &mut Scopes) -> Vec<&'e Item> {
    let items = items_of(expr).unwrap_or_default();
    let found = machine.evaluate(expr, scopes);
    let like = |wanted: &Yield, scopes: &mut Scopes| -> Vec<&'e Item> {
        let same = |yielded: &Yield| match (yielded, wanted) {
            (Yield::Error(_), Yield::Error(_)) => true,
            (a, b) => a == b,
        };
        items.iter().filter(|item| same(&machine.evaluate(&item.expr, scopes))).collect()
    };
    let all = || items.iter().collect();
    match (&expr.kind, &found) {
        (ExprKind::All(_), found) if found.is(true) => all(),
        (ExprKind::Any(_), found) if found.is(false) => all(),
        (ExprKind::Exactly(..), Yield::Value(_)) => all(),
        (_, found) => like(found, scopes),
    }
}

/// The exprs of a rule that carry how it stands, with the exceptions among them.
pub(super) fn carrying_parts<'e>(
    machine: &Machine<'_>,
    ground: &'e Ground,
    state: &GroundState,
    scopes: &mut Scopes,
) -> (Vec<&'e Expr>, Vec<&'e Exception>) {
    let mut exprs: Vec<&Expr> = Vec::new();
    let lifted = |wanted: Yield, scopes: &mut Scopes| -> Vec<&'e Exception> {
        ground.exceptions.iter().filter(|exception| machine.exception(exception, scopes) == wanted).collect()
    };
    let yields = |expr: &Expr, wanted: &Yield, scopes: &mut Scopes| machine.evaluate(expr, scopes) == *wanted;
    let mut exceptions = Vec::new();
    match &state.standing {
        Standing::Holds if !state.waits() => {
            exprs.extend(ground.population.iter().chain(&ground.condition));
            let conduct = ground.met.iter().chain(&ground.breached);
            exprs.extend(conduct.filter(|expr| !yields(expr, &Yield::Unknown, scopes)));
            exprs.extend(ground.says.amount());
        }
        Standing::Fails => {
            exprs.extend(ground.condition.iter().filter(|expr| yields(expr, &Yield::bool(false), scopes)));
            exceptions = lifted(Yield::bool(true), scopes);
        }
        Standing::Silent => {
            exprs.extend(ground.population.iter().filter(|expr| yields(expr, &Yield::bool(false), scopes)));
        }
        Standing::Holds | Standing::Open(_) => {
            let all = ground.population.iter().chain(&ground.condition).chain(&ground.met).chain(&ground.breached);
            exprs.extend(all.filter(|expr| yields(expr, &Yield::Unknown, scopes)));
            exceptions = lifted(Yield::Unknown, scopes);
            exprs.extend(ground.says.amount().filter(|value| yields(value, &Yield::Unknown, scopes)));
        }
        Standing::Error(_) | Standing::Unspoken(_) => {
            let all = visit::of_ground(ground).into_iter();
            exprs.extend(all.filter(|expr| matches!(machine.evaluate(expr, scopes), Yield::Error(_))));
        }
    }
    (exprs, exceptions)
}

/// The scopes in which the meaning of a term of members is read.
pub(super) fn inside(out: usize, scopes: &Scopes) -> Scopes {
    let at = scopes.len().checked_sub(out.saturating_add(1)).and_then(|at| scopes.get(at)).cloned();
    at.into_iter().collect()
}

type Leaf<'l> = dyn FnMut(&Machine<'_>, &Expr, &mut Scopes) + 'l;

/// Goes down to the conditions that have no parts.
pub(super) struct Walk<'m, 'p> {
    machine: &'m Machine<'p>,
    /// Terms that were entered: their reasons are told once.
    seen: BTreeSet<(DefinitionId, Option<Spoken>)>,
}

impl<'m, 'p> Walk<'m, 'p> {
    pub(super) const fn new(machine: &'m Machine<'p>) -> Self {
        Self { machine, seen: BTreeSet::new() }
    }

    /// The conditions of a rule.
    pub(super) fn ground(&mut self, ground: &Ground, state: &GroundState, scopes: &mut Scopes, leaf: &mut Leaf<'_>) {
        let (exprs, exceptions) = carrying_parts(self.machine, ground, state, scopes);
        for expr in exprs {
            self.expr(expr, scopes, leaf);
        }
        for exception in exceptions {
            self.expr(&exception.body, scopes, leaf);
        }
    }

    fn expr(&mut self, expr: &Expr, scopes: &mut Scopes, leaf: &mut Leaf<'_>) {
        stacker::maybe_grow(64 << 10, 1 << 20, || self.expr_grown(expr, scopes, leaf));
    }

    fn expr_grown(&mut self, expr: &Expr, scopes: &mut Scopes, leaf: &mut Leaf<'_>) {
        let machine = self.machine;
        match &expr.kind {
            ExprKind::All(_) | ExprKind::Any(_) | ExprKind::AtLeast(..) | ExprKind::Exactly(..) => {
                for item in carrying_items(machine, expr, scopes) {
                    self.expr(&item.expr, scopes, leaf);
                }
            }
            ExprKind::Not(inner) => self.expr(inner, scopes, leaf),
            ExprKind::Definition(id) if expr.ty == Type::Bool => self.definition(*id, None, &mut Vec::new(), leaf),
            ExprKind::MemberDefinition(out, id) if expr.ty == Type::Bool => {
                let mut scopes = inside(*out, scopes);
                let spoken = scopes.first().cloned();
                self.definition(*id, spoken, &mut scopes, leaf);
            }
            ExprKind::Value(_) => {}
            _ => leaf(machine, expr, scopes),
        }
    }

    fn definition(&mut self, id: DefinitionId, of: Option<Spoken>, scopes: &mut Scopes, leaf: &mut Leaf<'_>) {
        if self.seen.insert((id, of))
            && let Some(body) = self.machine.body(id)
        {
            self.expr(body, scopes, leaf);
        }
    }
}

/// `no: skill level = junior`; nothing of an amount that reads nothing.
fn leaf_text(machine: &Machine<'_>, leaf: &Expr, scopes: &mut Scopes) -> Option<Text> {
    let found = machine.evaluate(leaf, scopes);
    let program = machine.program;
    let among = super::tell::steps::among(program, scopes);
    let mut read: Vec<&Expr> = Vec::new();
    if leaf.ty == Type::Bool && !matches!(leaf.kind, ExprKind::Fact(_) | ExprKind::Field(..)) {
        super::tell::steps::collect_leaves(leaf, &mut read);
    }
    // A term of an amount can read nothing that anyone told.
    if leaf.ty != Type::Bool && matches!(leaf.kind, ExprKind::Value(_)) {
        return None;
    }
    let say = |language| {
        let printer = Printer { program, language };
        let chinese = language == Language::Chinese;
        let value = |found: &Yield, ty: &Type| match found {
            Yield::Value(value) => printer.value(value, ty),
            Yield::Absent => language.pick("none", "无").to_owned(),
            Yield::Unknown => language.pick("not known", "未知").to_owned(),
            Yield::Error(fault) => fault.kind.text().say(language),
        };
        let parts: Vec<String> = read
            .iter()
            .filter_map(|part| {
                let name = printer.among_expr(part, &among);
                match (machine.evaluate(part, &mut scopes.clone()), &found) {
                    // A field of members that are not told apart here, or what the others settle without it.
                    (Yield::Unknown, Yield::Unknown) => Some(name),
                    (Yield::Unknown, _) => None,
                    (amount, _) => Some(format!("{name} = {}", value(&amount, &part.ty))),
                }
            })
            .collect();
        let head = value(&found, &leaf.ty);
        match (parts.is_empty(), chinese) {
            (true, _) => head,
            (false, true) => format!("{head}：{}", parts.join("；")),
            (false, false) => format!("{head}: {}", parts.join("; ")),
        }
    };
    Some(Text::of(say))
}
