//! Lists of members: a fact of the case, or what a member has of its own.

use super::{Expr, ExprKind, Fact, Program, Record};
use crate::types::ids::{FactId, FieldId, RecordId};
use std::collections::BTreeSet;

/// A field of the member so many lists out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldOf {
    /// So many lists out; nought is the innermost.
    pub out: usize,
    /// The record of that member.
    pub record: RecordId,
    /// Which of its fields.
    pub field: FieldId,
}

/// The list that an expression runs over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ListOf {
    /// `some member …`
    Fact(FactId),
    /// `some hires …`, of a member that is spoken of already.
    Field(FieldOf),
}

impl Program {
    /// A record.
    #[must_use]
    pub fn record(&self, id: RecordId) -> Option<&Record> {
        self.records.get(id.index())
    }

    /// A field of a record.
    #[must_use]
    pub fn field(&self, record: RecordId, field: FieldId) -> Option<&Fact> {
        self.record(record)?.fields.get(field.index())
    }

    /// The declaration of a list.
    #[must_use]
    pub fn list(&self, list: ListOf) -> Option<&Fact> {
        match list {
            ListOf::Fact(id) => self.facts.get(id.index()),
            ListOf::Field(of) => self.field(of.record, of.field),
        }
    }

    /// The record of the members of a list.
    #[must_use]
    pub fn record_of(&self, list: ListOf) -> Option<RecordId> {
        self.list(list)?.record
    }

    /// Whether a member of one record is a member of another, or has such members in a list of its own.
    #[must_use]
    pub fn holds(&self, outer: RecordId, inner: RecordId) -> bool {
        let (mut open, mut seen) = (vec![outer], BTreeSet::new());
        while let Some(record) = open.pop() {
            if record == inner {
                return true;
            }
            if seen.insert(record) {
                let fields = self.record(record).into_iter().flat_map(|record| &record.fields);
                open.extend(fields.filter_map(|field| field.record));
            }
        }
        false
    }
}

impl Expr {
    /// The list whose members an expression runs over.
    #[must_use]
    pub fn list(&self) -> Option<ListOf> {
        match &self.kind {
            ExprKind::Quantified(_, list, _) => Some(*list),
            ExprKind::Aggregate(gather) => Some(gather.list),
            ExprKind::Unbroken(unbroken) => Some(unbroken.list),
            ExprKind::Share(sharing) => Some(sharing.list),
            ExprKind::Value(_)
            | ExprKind::Fact(_)
            | ExprKind::Field(_)
            | ExprKind::Definition(_)
            | ExprKind::MemberDefinition(..)
            | ExprKind::Parameter(_)
            | ExprKind::Decision(_)
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
            | ExprKind::Anchor(..)
            | ExprKind::Between(..)
            | ExprKind::Window(_)
            | ExprKind::Edge(..)
            | ExprKind::During(..)
            | ExprKind::If(_)
            | ExprKind::Score(_)
            | ExprKind::Part(_)
            | ExprKind::Breached(_)
            | ExprKind::Forbidden(_) => None,
        }
    }
}
