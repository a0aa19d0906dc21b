//! Texts and places in them.
//!
//! In: the text of a file, already read. Out: spans, and what a person calls them (line, column).
//! Never: files, encodings other than UTF-8, or anything that knows what the text means.

pub mod name;

use std::fmt::{self, Write as _};
use std::sync::Arc;

/// Which text a span belongs to: the number under which a [`Sources`] holds it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct FileId(pub u32);

impl fmt::Debug for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "file-{}", self.0)
    }
}

/// A stretch of one text, in bytes, half-open.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// The text that it lies in.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The stretch `start..end` of `file`.
    #[must_use]
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let cap = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { file, start: cap(start), end: cap(end.max(start)) }
    }

    /// The smallest stretch that holds both; `self` where they lie in different texts.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        if self.file != other.file {
            return self;
        }
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether another stretch lies in this one.
    #[must_use]
    pub const fn holds(self, inner: Self) -> bool {
        self.file.0 == inner.file.0 && self.start <= inner.start && inner.end <= self.end
    }

    /// A stretch inside this one, given in bytes from its start.
    #[must_use]
    pub fn part(self, range: std::ops::Range<usize>) -> Self {
        let start = self.start as usize;
        Self::new(self.file, start.saturating_add(range.start), start.saturating_add(range.end))
    }

    /// The bytes as a range, for slicing the text.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}-{}", self.file.0, self.start, self.end)
    }
}

/// A node and its place. Equality ignores the place, so that two texts of one meaning compare equal.
#[derive(Clone, Copy)]
pub struct Spanned<T> {
    /// What was written.
    pub node: T,
    /// Where it was written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Puts a node at its place.
    pub const fn new(node: T, span: Span) -> Self {
        Self { node, span }
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl<T: Eq> Eq for Spanned<T> {}

impl<T: fmt::Debug> fmt::Debug for Spanned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.fmt(f)
    }
}

/// Where a cell of a sheet begins, and what a spreadsheet calls it.
pub type NamedCell = (u32, Box<str>);

/// One text with its name and an index of its lines.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Its number among the texts of a run.
    pub id: FileId,
    /// What a person calls it: usually its path as given.
    pub name: Arc<str>,
    /// The text.
    pub text: Arc<str>,
    lines: Arc<[u32]>,
    /// Where each cell begins and what it is called, where the text was a sheet of a workbook.
    cells: Option<Arc<[NamedCell]>>,
}

/// A place as people count: from 1, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The character within the line, from 1.
    pub column: usize,
}

impl SourceFile {
    /// Takes a text in and indexes its lines.
    #[must_use]
    pub fn new(id: FileId, name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
        let lines = starts.map(|at| u32::try_from(at).unwrap_or(u32::MAX)).collect();
        Self { id, name: name.into(), text, lines, cells: None }
    }

    /// Whether the text stands for a sheet of a workbook: a line for each row, the cells parted by tabs.
    #[must_use]
    pub fn is_sheet(&self) -> bool {
        self.cells.is_some()
    }

    /// What the cell at a byte is called, as in `Sheet1!B7`, where the text stands for a sheet of a workbook.
    #[must_use]
    pub fn cell(&self, byte: usize) -> Option<&str> {
        let cells = self.cells.as_deref()?;
        let after = cells.partition_point(|(start, _)| *start as usize <= byte);
        cells.get(after.checked_sub(1)?).map(|(_, name)| &**name)
    }

    /// The text of a span; empty where the span does not fit this text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The line (from 0) that holds a byte.
    #[must_use]
    pub fn line_of(&self, byte: usize) -> usize {
        self.lines.partition_point(|&start| start as usize <= byte).saturating_sub(1)
    }

    /// The first byte of a line (from 0); the end of the text where there is no such line.
    #[must_use]
    pub fn line_start(&self, line: usize) -> usize {
        self.lines.get(line).map_or(self.text.len(), |&start| start as usize)
    }

    /// How many lines the text has.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// The place of a byte as people count it: line and character, from 1.
    #[must_use]
    pub fn position(&self, byte: usize) -> Position {
        // The mark of the encoding is no character of the first line.
        let line = self.line_of(byte);
        let before = self.text.get(self.line_start(line)..byte.min(self.text.len())).unwrap_or_default();
        Position { line: line + 1, column: before.trim_start_matches('\u{feff}').chars().count() + 1 }
    }

    /// The place of a byte as editors count it: line from 0, column in UTF-16 units from 0.
    #[must_use]
    pub fn utf16_position(&self, byte: usize) -> (usize, usize) {
        let line = self.line_of(byte);
        let before = self.text.get(self.line_start(line)..byte.min(self.text.len())).unwrap_or_default();
        (line, before.encode_utf16().count())
    }
}

/// All the texts of a run, by number.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Takes a text in and numbers it.
    pub fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile::new(id, name, text));
        id
    }

    /// Takes in a sheet of a workbook: a line for each row, cells parted by tabs, each beginning at a byte and with a name.
    pub fn add_sheet(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<str>>, cells: Vec<NamedCell>) -> FileId {
        let id = self.add(name, text);
        if let Some(file) = self.files.last_mut() {
            file.cells = Some(cells.into());
        }
        id
    }

    /// The text of that number.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// Every text, in the order of arrival.
    pub fn iter(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter()
    }

    /// The text under a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).map_or("", |file| file.slice(span))
    }
}

/// Characters that turn text around, or that nobody can see: what is read must be what is shown.
///
/// Beside controls and marks of direction these are the joiners, fillers and selectors that Unicode lets a program show as
/// nothing at all: with one of them, two names look alike.
#[must_use]
pub const fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}'
            | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// A text in which characters are spelled out, as `U+202E`.
#[must_use]
pub fn spell(text: &str, odd: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if odd(character) {
            let _ = write!(out, "U+{:04X}", u32::from(character));
        } else {
            out.push(character);
        }
    }
    out
}

/// A text from a case or from data, to be shown in one line: what is hidden is spelled out, the ends of lines too.
#[must_use]
pub fn in_one_line(text: &str) -> String {
    spell(text, |character| is_hidden(character) || matches!(character, '\n' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_characters_for_people_and_utf16_for_editors() {
        let file = SourceFile::new(FileId(0), "a", "甲\n𠮷乙 x\n");
        let at = file.text.find('x').expect("the text holds an x");
        assert_eq!(file.position(at), Position { line: 2, column: 4 });
        assert_eq!(file.utf16_position(at), (1, 4));
        assert_eq!(file.position(999), Position { line: 3, column: 1 });
    }
}
