//! What is known to be there where an expression stands, because a neighbour asks whether it exists.
//!
//! A place inside another adds what its neighbours ask to what is known around it; nothing is copied, so that a list of
//! many such items costs no more than its text.

use crate::resolve::Symbol;
use crate::resolve::read::{Read, ReadKind};
use crate::types::Comparison;
use crate::types::HashSet;
use crate::types::ids::FieldId;
use std::sync::Arc;

/// What is known to be there.
#[derive(Debug, Clone, Default)]
pub(super) struct Present(Option<Arc<Asked>>);

/// A field of a member, counted from the outermost.
type FieldAt = (usize, FieldId);

#[derive(Debug)]
struct Asked {
    reads: Vec<Read>,
    /// Fields of members.
    fields: HashSet<FieldAt>,
    /// Other names: nearly all of them, and as many as a list has items.
    names: HashSet<Vec<Symbol>>,
    around: Present,
}

impl Present {
    /// The same, and these, each with the field that it stands for.
    pub(super) fn and(&self, reads: Vec<(Read, Option<FieldAt>)>) -> Self {
        if reads.is_empty() {
            return self.clone();
        }
        let names = reads.iter().filter_map(|(read, field)| match (&read.kind, field) {
            (ReadKind::Name(symbols), None) => Some(symbols.clone()),
            _ => None,
        });
        let (names, fields) = (names.collect(), reads.iter().filter_map(|(_, field)| *field).collect());
        let reads = reads.into_iter().filter(|(_, field)| field.is_none()).map(|(read, _)| read).collect();
        Self(Some(Arc::new(Asked { reads, fields, names, around: self.clone() })))
    }

    /// Whether something is known to be there; a field by the member that it is of.
    pub(super) fn holds(&self, read: &Read, field: Option<FieldAt>) -> bool {
        self.levels().any(|asked| match (&read.kind, field) {
            (_, Some(field)) => asked.fields.contains(&field),
            (ReadKind::Name(symbols), None) => asked.names.contains(symbols),
            (_, None) => asked.reads.contains(read),
        })
    }

    /// Everything that is known to be there.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Read> {
        self.levels().flat_map(|asked| &asked.reads)
    }

    fn levels(&self) -> impl Iterator<Item = &Asked> {
        std::iter::successors(self.0.as_deref(), |asked| asked.around.0.as_deref())
    }
}

/// What conditions ask to exist.
pub(super) fn asked<'r>(parts: impl IntoIterator<Item = &'r Read>) -> Vec<Read> {
    let each = parts.into_iter().filter_map(|part| match &part.kind {
        ReadKind::Exists(inner, true) => Some((**inner).clone()),
        ReadKind::Compare(Comparison::IsNot, left, right) if matches!(right.kind, ReadKind::NoneWord(_)) => {
            Some((**left).clone())
        }
        _ => None,
    });
    each.collect()
}
