//! What rests on what: expressions → the parts of both versions that they read, by way of terms and other decisions.

use crate::diff::joint::{Element, Joint};
use crate::ir::{Expr, ExprKind, ListOf, Program, visit};
use crate::types::ids::DecisionId;
use std::collections::BTreeSet;

/// The parts that each decision rests on, by way of terms and other decisions.
pub(super) struct Reads {
    decisions: Vec<BTreeSet<Node>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Node {
    Fact(usize),
    Record(usize),
    Parameter(usize),
    Definition(usize),
    Set(usize),
    Places,
    Workdays,
    Decision(usize),
}

/// The facts that expressions read, by way of terms and other decisions.
pub fn facts_read(program: &Program, joint: &Joint<'_>, exprs: Vec<&Expr>) -> BTreeSet<usize> {
    let all = nodes(program, joint, exprs).into_iter();
    all.filter_map(|node| if let Node::Fact(at) = node { Some(at) } else { None }).collect()
}

/// Whether expressions rest on a part, by way of terms and other decisions.
pub fn rest_on(program: &Program, joint: &Joint<'_>, exprs: Vec<&Expr>, element: Element) -> bool {
    holds(&nodes(program, joint, exprs), element)
}

impl Reads {
    /// Of one version in the numbers of both.
    pub(super) fn of(program: &Program, joint: &Joint<'_>) -> Self {
        let decisions = (0..program.decisions.len()).map(|at| {
            let grounds = program.grounds_of(DecisionId::at(at));
            let exprs = grounds.iter().flat_map(visit::of_ground).collect();
            let mut out = nodes(program, joint, exprs);
            out.insert(Node::Decision(at));
            out
        });
        Self { decisions: decisions.collect() }
    }

    /// Whether a decision rests on a part.
    pub(super) fn decision(&self, decision: usize, element: Element) -> bool {
        let Some(nodes) = self.decisions.get(decision) else { return false };
        holds(nodes, element)
    }
}

/// Whether a part is among those that are read.
pub(super) fn holds(nodes: &BTreeSet<Node>, element: Element) -> bool {
    nodes.contains(&match element {
        Element::Parameter(at) => Node::Parameter(at),
        Element::Set(at) => Node::Set(at),
        Element::Place(_) => Node::Places,
        Element::Workdays => Node::Workdays,
        Element::Definition(at) => Node::Definition(at),
        Element::Presumption(at) => Node::Fact(at),
        Element::FieldPresumption(record, _) => Node::Record(record),
        Element::Ground(at, _) | Element::Frame(at) | Element::Order(at) => Node::Decision(at),
    })
}

/// What expressions read.
pub(super) fn nodes<'e>(program: &'e Program, joint: &Joint<'_>, exprs: Vec<&'e Expr>) -> BTreeSet<Node> {
    let mut out = BTreeSet::new();
    let read = |list: ListOf, out: &mut BTreeSet<Node>| {
        if let ListOf::Fact(id) = list {
            out.insert(Node::Fact(id.index()));
        }
        out.extend(program.record_of(list).map(|record| Node::Record(record.index())));
    };
    for expr in visit::Reach::all(program, exprs) {
        if let Some(list) = expr.list() {
            read(list, &mut out);
        }
        if visit::reads_places(expr) {
            out.insert(Node::Places);
        }
        if visit::reads_workdays(expr) {
            out.insert(Node::Workdays);
        }
        match &expr.kind {
            ExprKind::Fact(id) => read(ListOf::Fact(*id), &mut out),
            ExprKind::Parameter(id) => {
                out.insert(Node::Parameter(id.index()));
            }
            ExprKind::In(_, _, name) => {
                let set = name.as_ref().and_then(|name| joint.sets.iter().position(|(_, known)| known == name));
                out.extend(set.map(Node::Set));
            }
            ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => {
                out.insert(Node::Definition(id.index()));
            }
            ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id) => {
                out.insert(Node::Decision(id.index()));
            }
            _ => {}
        }
    }
    out
}
