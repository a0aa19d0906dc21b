//! What is said over the members of a list is about each of them; what is not is told.

use super::{Checker, TypeError};
use crate::ir::{Expr, ExprKind, ListOf, visit};

impl Checker<'_, '_> {
    /// A condition over the members of a list: it reads something of the member, or asks the same of every one.
    pub(super) fn of_each(&mut self, condition: &Expr) -> Option<()> {
        if reads_member(condition, 0) {
            return Some(());
        }
        self.report(TypeError::NoMember { at: condition.span, amount: false })
    }

    /// An amount over the members of a list. A plain amount may be added up: so much for each.
    pub(super) fn amount_of_each(&mut self, amount: &Expr, added: bool) -> Option<()> {
        if reads_member(amount, 0) || (added && !reads_case(amount)) {
            return Some(());
        }
        self.report(TypeError::NoMember { at: amount.span, amount: true })
    }
}

/// Whether an expression reads anything of the member so many lists out.
fn reads_member(expr: &Expr, out: usize) -> bool {
    let mut found = false;
    match &expr.kind {
        ExprKind::Field(of) => found = of.out == out,
        ExprKind::MemberDefinition(at, _) => found = *at == out,
        ExprKind::Quantified(..) | ExprKind::Aggregate(_) | ExprKind::Unbroken(_) => {
            // A list of its own is something of the member.
            found = matches!(expr.list(), Some(ListOf::Field(of)) if of.out == out);
            visit::children(expr, |part| found |= reads_member(part, out.saturating_add(1)));
        }
        // A part of a total is the member's own.
        ExprKind::Share(_) => found = true,
        _ => visit::children(expr, |part| found |= reads_member(part, out)),
    }
    found
}

/// Whether an expression reads anything that differs from case to case.
fn reads_case(expr: &Expr) -> bool {
    let mut found = false;
    visit::walk(expr, &mut |part| {
        found |= matches!(
            part.kind,
            ExprKind::Fact(_) | ExprKind::Definition(_) | ExprKind::Decision(_) | ExprKind::AsOf | ExprKind::Field(..)
        );
    });
    found
}
