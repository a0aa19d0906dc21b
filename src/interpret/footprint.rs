//! What conditions rest on: the facts and terms that they read, by way of other terms and decisions as well.
//!
//! What is not read cannot change what comes out. So whoever asks what another answer to a question would change need
//! not judge the case again for a fact that lies outside; that is all this is for, and it may name too much but never
//! too little.

use super::{Presumed, Question};
use crate::ir::{Decision, Expr, ExprKind, ListOf, Program, visit};
use crate::types::ids::{DecisionId, DefinitionId, FactId};
use std::collections::{BTreeMap, BTreeSet};

/// What conditions read, in the readings that a question chooses.
#[derive(Debug, Default)]
pub struct Footprint {
    /// Facts; a list stands for the fields of its members.
    pub facts: BTreeSet<FactId>,
    /// Terms.
    pub definitions: BTreeSet<DefinitionId>,
    decisions: BTreeSet<DecisionId>,
    /// Whether they ask of something whether it is known: then learning can change what is settled.
    pub asks_of_telling: bool,
}

impl Footprint {
    /// What the rules of a decision read.
    pub fn of_decision(program: &Program, question: &Question, id: DecisionId) -> Self {
        let mut out = Self::default();
        let mut pending = Vec::new();
        out.decision(program, id, &mut pending);
        out.gather(program, question, pending);
        out
    }

    /// What expressions read.
    pub fn of(program: &Program, question: &Question, exprs: Vec<&Expr>) -> Self {
        let mut out = Self::default();
        out.gather(program, question, exprs);
        out
    }

    /// Whether a fact is read, or a list with members of that record, however deep they lie.
    pub(super) fn reads(&self, program: &Program, what: Presumed) -> bool {
        match what {
            Presumed::Fact(id) => self.facts.contains(&id),
            Presumed::Field(record, _) => {
                let mut lists = self.facts.iter().filter_map(|id| program.record_of(ListOf::Fact(*id)));
                lists.any(|outer| program.holds(outer, record))
            }
        }
    }

    fn gather<'p>(&mut self, program: &'p Program, question: &Question, mut pending: Vec<&'p Expr>) {
        while let Some(expr) = pending.pop() {
            visit::children(expr, |child| pending.push(child));
            self.asks_of_telling |= matches!(expr.kind, ExprKind::Known(_));
            match read_by(expr) {
                Some(Reading::Fact(id)) => {
                    self.facts.insert(id);
                }
                Some(Reading::Node(Node::Definition(id))) if self.definitions.insert(id) => {
                    pending.extend(body(program, question, id));
                }
                Some(Reading::Node(Node::Decision(id))) => self.decision(program, id, &mut pending),
                Some(Reading::Node(Node::Definition(_))) | None => {}
            }
        }
    }

    fn decision<'p>(&mut self, program: &'p Program, id: DecisionId, pending: &mut Vec<&'p Expr>) {
        let Some(decision) = program.decisions.get(id.index()).filter(|_| self.decisions.insert(id)) else { return };
        self.facts.extend(decision.outermost());
        pending.extend(decision.grounds.iter().flat_map(visit::of_ground));
    }
}

/// The facts that many conditions read: each term and decision on the way is looked into once for all of them.
pub struct Footprints<'p> {
    program: &'p Program,
    question: &'p Question,
    known: BTreeMap<Node, BTreeSet<FactId>>,
}

impl<'p> Footprints<'p> {
    pub const fn new(program: &'p Program, question: &'p Question) -> Self {
        Self { program, question, known: BTreeMap::new() }
    }

    /// The facts that an expression reads.
    pub fn facts_of(&mut self, expr: &'p Expr) -> BTreeSet<FactId> {
        let direct = Direct::of(vec![expr]);
        direct.nodes.iter().for_each(|node| self.look_into(*node));
        self.all_of(direct)
    }

    /// Those that a term or decision reads; what they read in turn comes first.
    fn look_into(&mut self, node: Node) {
        let mut open = vec![(node, None)];
        let mut entered = BTreeSet::new();
        while let Some((node, direct)) = open.pop() {
            match direct {
                Some(direct) => {
                    let all = self.all_of(direct);
                    self.known.insert(node, all);
                }
                None if self.known.contains_key(&node) || !entered.insert(node) => {}
                None => {
                    let direct = self.direct(node);
                    let inner: Vec<Node> = direct.nodes.iter().copied().collect();
                    open.push((node, Some(direct)));
                    open.extend(inner.into_iter().map(|node| (node, None)));
                }
            }
        }
    }

    fn direct(&self, node: Node) -> Direct {
        match node {
            Node::Definition(id) => Direct::of(body(self.program, self.question, id).into_iter().collect()),
            Node::Decision(id) => {
                let mut out = Direct::of(self.program.grounds_of(id).iter().flat_map(visit::of_ground).collect());
                out.facts.extend(self.program.decisions.get(id.index()).and_then(Decision::outermost));
                out
            }
        }
    }

    fn all_of(&self, direct: Direct) -> BTreeSet<FactId> {
        let mut out = direct.facts;
        for node in &direct.nodes {
            out.extend(self.known.get(node).into_iter().flatten());
        }
        out
    }
}

/// What an expression reads itself.
enum Reading {
    Fact(FactId),
    Node(Node),
}

/// A term or a decision, which reads something in turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Definition(DefinitionId),
    Decision(DecisionId),
}

/// What expressions read without looking into terms and decisions.
#[derive(Default)]
struct Direct {
    facts: BTreeSet<FactId>,
    nodes: BTreeSet<Node>,
}

impl Direct {
    fn of(mut pending: Vec<&Expr>) -> Self {
        let mut out = Self::default();
        while let Some(expr) = pending.pop() {
            visit::children(expr, |child| pending.push(child));
            match read_by(expr) {
                Some(Reading::Fact(id)) => {
                    out.facts.insert(id);
                }
                Some(Reading::Node(node)) => {
                    out.nodes.insert(node);
                }
                None => {}
            }
        }
        out
    }
}

/// What a term says in the reading that a question chooses.
fn body<'p>(program: &'p Program, question: &Question, id: DefinitionId) -> Option<&'p Expr> {
    let definition = program.definitions.get(id.index())?;
    definition.readings.get(question.reading(program, id)).map(|reading| &reading.body)
}

/// What an expression reads itself, its parts left aside.
fn read_by(expr: &Expr) -> Option<Reading> {
    // A member's own list lies in one that is read already.
    if let Some(ListOf::Fact(list)) = expr.list() {
        return Some(Reading::Fact(list));
    }
    match &expr.kind {
        ExprKind::Fact(id) => Some(Reading::Fact(*id)),
        ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => Some(Reading::Node(Node::Definition(*id))),
        ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id) => {
            Some(Reading::Node(Node::Decision(*id)))
        }
        // Listed, so that a new kind is not forgotten: these read what their parts read.
        ExprKind::Value(_)
        | ExprKind::Field(..)
        | ExprKind::Parameter(_)
        | ExprKind::AsOf
        | ExprKind::Not(_)
        | ExprKind::All(_)
        | ExprKind::Any(_)
        | ExprKind::AtLeast(..)
        | ExprKind::Exactly(..)
        | ExprKind::Compare(..)
        | ExprKind::In(..)
        | ExprKind::Within(..)
        | ExprKind::OneOf(..)
        | ExprKind::Exists(_)
        | ExprKind::Known(_)
        | ExprKind::Arithmetic(..)
        | ExprKind::Pick { .. }
        | ExprKind::Round(..)
        | ExprKind::Year(_)
        | ExprKind::Shift(_)
        | ExprKind::Carried(_)
        | ExprKind::Part(_)
        | ExprKind::Anchor(..)
        | ExprKind::Between(..)
        | ExprKind::Window(_)
        | ExprKind::Edge(..)
        | ExprKind::During(..)
        | ExprKind::If(_)
        | ExprKind::Score(_)
        | ExprKind::Quantified(..)
        | ExprKind::Aggregate(_)
        | ExprKind::Unbroken(_)
        | ExprKind::Share(_) => None,
    }
}
