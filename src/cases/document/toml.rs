//! TOML, by the table of the library.

use super::{DocumentError, Fault, MAX_DEPTH, Node, NodeKind, Reader, is_decimal, unmarked};
use crate::source::{Span, Spanned};
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// TOML recovers so boldly that what follows the first few problems is mostly their echo.
pub(super) const MAX_TOML_ERRORS: usize = 8;
/// A longer text is read up to its first problem: the library notes every one, be they millions.
const MAX_TOML_RECOVERED: usize = 1024 * 1024;
/// The reader of TOML recurses as deep as names have dots, which no limit of its own bounds.
const TOML_STACK: usize = 64 * 1024 * 1024;

/// Reads on a thread whose stack is as deep as names can have dots.
pub(super) fn on_large_stack(mut reader: Reader<'_>) -> Result<Vec<Node>, Vec<DocumentError>> {
    let at = reader.character(0);
    let lost = |detail: &str| Err(vec![DocumentError::Syntax { at, fault: Fault::Other, detail: detail.to_owned() }]);
    std::thread::scope(|scope| {
        let work = move || {
            reader.toml();
            reader.finish()
        };
        match std::thread::Builder::new().stack_size(TOML_STACK).spawn_scoped(scope, work) {
            Ok(thread) => thread.join().unwrap_or_else(|_| lost("the TOML reader failed")),
            Err(error) => lost(&error.to_string()),
        }
    })
}

impl Reader<'_> {
    fn toml(&mut self) {
        let text = &self.source.text;
        let (table, faults) = if text.len() <= MAX_TOML_RECOVERED {
            DeTable::parse_recoverable(text)
        } else {
            let nothing = toml::Spanned::new(0..0, DeTable::new());
            DeTable::parse(text).map_or_else(|fault| (nothing, vec![fault]), |table| (table, Vec::new()))
        };
        for fault in faults.iter().take(MAX_TOML_ERRORS) {
            let error = self.toml_error(fault);
            self.errors.push(error);
        }
        if faults.is_empty() && !table.get_ref().is_empty() {
            let start = text.len() - unmarked(text).len();
            let node = self.toml_table(self.bytes(start..start), table.get_ref(), 1);
            self.documents.push(node);
        }
    }

    fn toml_error(&self, fault: &toml::de::Error) -> DocumentError {
        let range = fault.span().unwrap_or_default();
        let at = if range.is_empty() { self.character(range.start) } else { self.bytes(range.clone()) };
        let detail = fault.message();
        if detail == "duplicate key" {
            let (key, first) = self.toml_first(range);
            return DocumentError::DuplicateKey { at, first, key };
        }
        if detail.contains("recurs") {
            return DocumentError::TooDeep { at };
        }
        DocumentError::Syntax { at, fault: Fault::of_toml(detail), detail: detail.to_owned() }
    }

    /// What a second name says and where the first one stands, which the library knows and does not tell.
    ///
    /// The text is read again up to the second one, under a new name: then the first one is its sibling.
    fn toml_first(&self, second: Range<usize>) -> (String, Option<Span>) {
        let text = &self.source.text;
        let written = text.get(second.clone()).unwrap_or_default();
        let alone = format!("{written}=0");
        let alone = DeTable::parse_recoverable(&alone).0;
        let name = alone.get_ref().keys().next().map_or(written, |key| key.get_ref()).to_owned();
        let before = text.get(..second.start).unwrap_or_default();
        let after = text.get(second.end..).and_then(|after| after.lines().next()).unwrap_or_default();
        let renamed = format!("{before}\"\\u0000\"{after}\n");
        let again = DeTable::parse_recoverable(&renamed).0;
        let mut tables = vec![again.get_ref()];
        while let Some(table) = tables.pop() {
            if table.keys().any(|key| key.get_ref() == "\0") {
                let first = table.keys().find(|key| *key.get_ref() == name && key.span().end <= second.start);
                return (name, first.map(|key| self.bytes(key.span())));
            }
            let inner = table.values().flat_map(|value| match value.get_ref() {
                DeValue::Array(list) => list.iter().map(toml::Spanned::get_ref).collect(),
                other => vec![other],
            });
            tables.extend(inner.filter_map(DeValue::as_table));
        }
        (name, None)
    }

    fn toml_table(&mut self, start: Span, table: &DeTable<'_>, depth: usize) -> Node {
        let mut pairs: Vec<_> = table.iter().collect();
        pairs.sort_by_key(|(key, _)| key.span().start);
        let mut entries = Vec::with_capacity(pairs.len());
        for (key, value) in pairs {
            let node = self.toml_value(value, depth);
            entries.push((Spanned::new(key.get_ref().to_string(), self.bytes(key.span())), node));
        }
        let span = entries.iter().fold(start, |span, (_, node)| span.to(node.span));
        Node { span, kind: NodeKind::Map(entries) }
    }

    fn toml_value(&mut self, value: &toml::Spanned<DeValue<'_>>, depth: usize) -> Node {
        let span = self.bytes(value.span());
        let written = self.source.slice(span);
        let kind = match value.get_ref() {
            DeValue::Boolean(truth) => NodeKind::Bool(*truth),
            DeValue::String(text) => NodeKind::Text(text.to_string()),
            DeValue::Integer(_) | DeValue::Float(_) => {
                // Grouping and a plus sign belong to TOML, not to the number.
                let digits = written.strip_prefix('+').unwrap_or(written).replace('_', "");
                if is_decimal(&digits) { NodeKind::Number(digits) } else { NodeKind::Text(written.to_owned()) }
            }
            DeValue::Datetime(_) => NodeKind::Text(written.to_owned()),
            DeValue::Array(_) | DeValue::Table(_) if depth >= MAX_DEPTH => {
                self.errors.push(DocumentError::TooDeep { at: span });
                NodeKind::Null
            }
            DeValue::Array(list) => {
                let list: Vec<Node> = list.iter().map(|value| self.toml_value(value, depth + 1)).collect();
                let span = list.iter().fold(span, |span, node| span.to(node.span));
                return Node { span, kind: NodeKind::List(list) };
            }
            DeValue::Table(table) => return self.toml_table(span, table, depth + 1),
        };
        Node { kind, span }
    }
}
