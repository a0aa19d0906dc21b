//! YAML, and JSON as a part of it, by the events of the library.

use super::{
    DocumentError, Fault, Items, MAX_DEPTH, MAX_ERRORS, MAX_NAME, MAX_VALUES, MAX_YAML_NAME, Measure, Node, NodeKind,
    Open, Reader, Reuse, is_decimal, unmarked,
};
use crate::source::{Span, Spanned};
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StructureStyle};
use std::collections::HashMap;

impl Reader<'_> {
    fn place(&self, span: &granit_parser::Span) -> Span {
        let start = span.start.byte_offset().unwrap_or_default();
        self.bytes(start..span.end.byte_offset().unwrap_or(start))
    }

    /// YAML reads more than JSON, so that what is no JSON has to be turned away first.
    ///
    /// It also refuses a few characters that JSON allows in quotations. Only the places are taken from it, and the
    /// quotations from the text itself, so that any character of the same length serves.
    pub(super) fn json(&mut self) {
        let text = unmarked(&self.source.text);
        let mark = self.source.text.len() - text.len();
        if text.trim().is_empty() {
            return;
        }
        if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
            return self.not_json(&error, mark);
        }
        let plain = text.bytes().map(|byte| if byte < 0x7f { char::from(byte) } else { '?' });
        let plain: String = std::iter::repeat_n(' ', mark).chain(plain).collect();
        self.json = true;
        self.events(&plain);
    }

    fn not_json(&mut self, error: &serde_json::Error, mark: usize) {
        let mark = if error.line() == 1 { mark } else { 0 };
        let line = self.source.line_start(error.line().saturating_sub(1));
        let (byte, fault) = match error.classify() {
            serde_json::error::Category::Eof => (self.source.text.trim_end().len(), Fault::Unclosed),
            _ => (mark + line + error.column().saturating_sub(1), Fault::NotJson),
        };
        let said = error.to_string();
        let detail = said.split(" at line ").next().unwrap_or_default().to_owned();
        self.errors.push(DocumentError::Syntax { at: self.character(byte), fault, detail });
    }

    pub(super) fn events(&mut self, text: &str) {
        let options = granit_parser::options! {
            emit_comments: false,
            emit_anchor_events: true,
            emit_unresolved_aliases: true,
            flow_nesting_limit: MAX_DEPTH,
            simple_key_max_lookahead: MAX_NAME,
        };
        for item in Parser::new_from_str_with_options(text, options) {
            match item {
                Ok((event, span)) => self.event(event, &span),
                Err(error) => return self.stop(&error),
            }
            if self.errors.len() >= MAX_ERRORS || self.open.len() > MAX_DEPTH || self.values > MAX_VALUES {
                return;
            }
        }
    }

    fn stop(&mut self, error: &ScanError) {
        let byte = error.marker().byte_offset().unwrap_or_default();
        let at = self.character(byte);
        if Fault::of(error.kind()) == Fault::Character
            && let Some(at) = self.full_width_colon(byte)
        {
            let detail = error.kind().to_string();
            return self.errors.push(DocumentError::Syntax { at, fault: Fault::FullWidthColon, detail });
        }
        if let Some(at) = self.long_name(byte) {
            let detail = error.kind().to_string();
            return self.errors.push(DocumentError::Syntax { at, fault: Fault::LongName, detail });
        }
        self.errors.push(match error.kind() {
            ErrorKind::RecursionLimitExceeded => DocumentError::TooDeep { at },
            kind => DocumentError::Syntax { at, fault: Fault::of(kind), detail: kind.to_string() },
        });
    }

    /// Where a name begins that ends before a byte and is longer than YAML reads.
    fn long_name(&self, byte: usize) -> Option<Span> {
        let text = &self.source.text;
        text.get(byte..).filter(|rest| rest.trim_start().starts_with(':'))?;
        let name = text.get(..byte)?.trim_end();
        let start = match name.strip_suffix(['"', '\'']) {
            Some(inner) => inner.rfind(['"', '\''])?,
            None => name.rfind(['\n', '{', ',']).map_or(0, |before| before + 1),
        };
        let most = if self.json { MAX_NAME } else { MAX_YAML_NAME };
        (name.get(start..)?.chars().count() > most).then(|| self.character(start))
    }

    /// The full-width colon that stands where YAML needs a plain one, in the last line up to a byte that has one.
    fn full_width_colon(&self, byte: usize) -> Option<Span> {
        let text = &self.source.text;
        let end = text.get(byte..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| byte + end);
        let mut start = 0;
        let mut found = None;
        for line in text.get(..end)?.split_inclusive('\n') {
            let plain = line.find([':', '"', '\'', '#']).unwrap_or(line.len());
            if let Some(colon) = line.find('：').filter(|colon| *colon < plain) {
                found = Some(start + colon);
            }
            start += line.len();
        }
        found.map(|at| self.character(at))
    }

    fn event(&mut self, event: Event<'_>, span: &granit_parser::Span) {
        let at = self.place(span);
        if let Some(tag) = span.tag_span() {
            self.errors.push(DocumentError::Tag { at: self.place(&tag) });
        }
        match event {
            Event::Scalar(value, style, ..) => self.scalar(value.into_owned(), style, at),
            Event::SequenceStart(style, ..) => self.begin(at, style, Items::List(Vec::new())),
            Event::MappingStart(style, ..) => self.begin(at, style, Items::Map { entries: Vec::new(), key: None }),
            Event::SequenceEnd | Event::MappingEnd => self.end(at),
            Event::Anchor(..) => self.errors.push(DocumentError::Reuse { at, what: Reuse::Anchor }),
            Event::Alias(..) | Event::UnresolvedAlias(..) => {
                self.errors.push(DocumentError::Reuse { at, what: Reuse::Alias });
                self.add(Node { kind: NodeKind::Text(String::new()), span: at });
            }
            _ => {}
        }
    }

    fn scalar(&mut self, value: String, style: ScalarStyle, at: Span) {
        let source = self.source;
        let written = source.slice(at);
        if self.json && style == ScalarStyle::DoubleQuoted {
            let text = serde_json::from_str(written).unwrap_or(value);
            return self.add(Node { kind: NodeKind::Text(text), span: at });
        }
        if style != ScalarStyle::Plain {
            let span = self.bytes(at.range().start..at.range().start + written.trim_end().len());
            return self.add(Node { kind: NodeKind::Text(value), span });
        }
        let kind = match written {
            "" | "~" | "null" | "Null" | "NULL" => NodeKind::Null,
            "true" | "True" | "TRUE" => NodeKind::Bool(true),
            "false" | "False" | "FALSE" => NodeKind::Bool(false),
            "<<" if self.awaits_key() => {
                self.errors.push(DocumentError::Reuse { at, what: Reuse::Merge });
                NodeKind::Text(value)
            }
            digits if is_decimal(digits) => NodeKind::Number(digits.to_owned()),
            _ => NodeKind::Text(value),
        };
        if written.is_empty() && self.open.is_empty() {
            return;
        }
        // A case, or a member of a list, is never a bare text.
        let bare = matches!(self.open.last(), None | Some(Open { items: Items::List(_), .. }));
        if let Some(colon) = written.find('：').filter(|_| bare) {
            let at = self.character(at.range().start + colon);
            self.errors.push(DocumentError::Syntax { at, fault: Fault::FullWidthColon, detail: String::new() });
        }
        self.add(Node { kind, span: at });
    }

    fn awaits_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { items: Items::Map { key: None, .. }, .. }))
    }

    fn begin(&mut self, start: Span, style: StructureStyle, items: Items) {
        self.open.push(Open { start, flow: style == StructureStyle::Flow, items });
        if self.open.len() > MAX_DEPTH {
            self.errors.push(DocumentError::TooDeep { at: self.character(start.range().start) });
        }
    }

    fn end(&mut self, end: Span) {
        let Some(Open { start, flow, items }) = self.open.pop() else { return };
        let node = match items {
            Items::List(list) => {
                let start = if flow { start } else { self.first_dash(start, &list) };
                let end = if flow { Some(end) } else { list.last().map(|node| node.span) };
                Node { span: end.map_or(start, |end| start.to(end)), kind: NodeKind::List(list) }
            }
            Items::Map { entries, .. } => {
                self.duplicates(&entries);
                let end = if flow { Some(end) } else { entries.last().map(|(_, node)| node.span) };
                Node { span: end.map_or(start, |end| start.to(end)), kind: NodeKind::Map(entries) }
            }
        };
        self.add(node);
    }

    /// A list that is not indented under its name is reported as beginning at its first item, after the dash.
    fn first_dash(&self, start: Span, list: &[Node]) -> Span {
        if list.first().is_some_and(|node| node.span.start > start.start) {
            return start;
        }
        let before = self.source.text.get(..start.range().start).and_then(|before| before.rfind('-'));
        before.map_or(start, |dash| self.bytes(dash..dash + 1))
    }

    fn duplicates(&mut self, entries: &[(Spanned<String>, Node)]) {
        let mut seen: HashMap<&str, Span> = HashMap::with_capacity(entries.len());
        for (key, _) in entries {
            if let Some(&first) = seen.get(key.node.as_str()) {
                let (at, first) = (key.span, Some(first));
                self.errors.push(DocumentError::DuplicateKey { at, first, key: key.node.clone() });
                if self.errors.len() >= MAX_ERRORS {
                    return;
                }
            } else {
                seen.insert(&key.node, key.span);
            }
        }
    }

    fn add(&mut self, node: Node) {
        self.values += 1;
        if self.values > MAX_VALUES {
            self.errors.push(DocumentError::TooLarge { at: node.span, what: Measure::Values });
        }
        let Some(Open { items, .. }) = self.open.last_mut() else { return self.documents.push(node) };
        match items {
            Items::List(list) => list.push(node),
            Items::Map { entries, key } => match key.take() {
                Some(key) => entries.push((key, node)),
                None => *key = Some(name(node, &mut self.errors)),
            },
        }
    }
}

/// A value in the place of a name.
fn name(node: Node, errors: &mut Vec<DocumentError>) -> Spanned<String> {
    let text = match node.kind {
        NodeKind::Text(text) | NodeKind::Number(text) => text,
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::List(_) | NodeKind::Map(_) => {
            errors.push(DocumentError::Key { at: node.span });
            // Distinct, so that two wrong names are not also one name twice.
            format!("{:?}", node.span)
        }
    };
    Spanned::new(text, node.span)
}
