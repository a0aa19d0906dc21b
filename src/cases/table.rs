//! The text of a table → its rows, cell by cell, each at its place.
//!
//! In: one text whose cells are parted by `,`, `;` or tabs, or the sheet of a workbook. Out: [`Rows`], one after the
//! other, so that a long table is never held as a whole. Never: what a column means, or what a cell is worth.

use super::error::CaseError;
use crate::source::{SourceFile, Span};

/// What stands for a cell of a workbook that cannot be read: it is told elsewhere, and counts as empty.
pub const UNREAD: char = '\u{fffd}';

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What it holds, without quotation marks and the blanks around it.
    pub text: String,
    /// Where: with its quotation marks; empty where the cell is.
    pub span: Span,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// Where, without the end of the line.
    pub span: Span,
}

impl Row {
    /// Whether nothing stands in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.text.is_empty())
    }
}

/// The rows of a table, read one by one; it ends at the first that does not read on.
pub struct Rows<'s> {
    source: &'s SourceFile,
    at: usize,
    separator: char,
    broken: bool,
}

impl<'s> Rows<'s> {
    /// Begins to read: the separator is the one that the first line has most of.
    #[must_use]
    pub fn new(source: &'s SourceFile) -> Self {
        let mut at = if source.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let line = source.text.get(at..).and_then(|rest| rest.split(['\n', '\r']).next()).unwrap_or_default();
        // Excel's own way of saying it.
        let said = line.strip_prefix("sep=").and_then(|rest| rest.chars().next()).filter(|sign| *sign != '"');
        let separator = match said {
            _ if source.is_sheet() => '\t',
            Some(sign) => {
                at += line.len();
                sign
            }
            None => separator(line),
        };
        let mut rows = Self { source, at, separator, broken: false };
        if said.is_some() && !source.is_sheet() {
            rows.line_end();
        }
        rows
    }

    fn rest(&self) -> &'s str {
        self.source.text.get(self.at..).unwrap_or_default()
    }

    fn next_sign(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source.id, start, end)
    }

    /// Blanks that are no separator.
    fn blanks(&mut self) {
        let separator = self.separator;
        let blank = |sign: &char| matches!(sign, ' ' | '\t' | '\u{3000}' | '\u{a0}') && *sign != separator;
        self.at += self.rest().chars().take_while(blank).map(char::len_utf8).sum::<usize>();
    }

    /// Passes over the end of a line, where there is one.
    fn line_end(&mut self) -> bool {
        let rest = self.rest();
        let length = match () {
            () if rest.starts_with("\r\n") => 2,
            () if rest.starts_with(['\n', '\r']) => 1,
            () => 0,
        };
        self.at += length;
        length > 0
    }

    fn cell(&mut self) -> Result<Cell, CaseError> {
        self.blanks();
        let start = self.at;
        if self.next_sign() == Some('"') {
            return self.quoted(start);
        }
        let separator = self.separator;
        let ends = |sign: char| sign == separator || sign == '\n' || sign == '\r';
        let text = self.rest().split(ends).next().unwrap_or_default();
        self.at += text.len();
        let trimmed = text.trim_end();
        let unread = self.source.is_sheet() && trimmed.chars().eq([UNREAD]);
        Ok(Cell {
            text: if unread { String::new() } else { trimmed.to_owned() },
            span: self.span(start, start + trimmed.len()),
        })
    }

    /// A cell in quotation marks: it may hold separators, line ends, and `""` for one quotation mark.
    fn quoted(&mut self, start: usize) -> Result<Cell, CaseError> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let Some(end) = self.rest().find('"') else {
                return Err(CaseError::Quote { at: self.span(start, start + 1), cell: None });
            };
            text.push_str(self.rest().get(..end).unwrap_or_default());
            self.at += end + 1;
            if self.next_sign() != Some('"') {
                break;
            }
            text.push('"');
            self.at += 1;
        }
        let span = self.span(start, self.at);
        self.blanks();
        match self.next_sign() {
            None | Some('\n' | '\r') => {}
            Some(sign) if sign == self.separator => {}
            Some(sign) => {
                return Err(CaseError::Quote { at: self.span(self.at, self.at + sign.len_utf8()), cell: Some(span) });
            }
        }
        Ok(Cell { text: text.trim().to_owned(), span })
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, CaseError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.broken || self.rest().is_empty() {
            return None;
        }
        let start = self.at;
        let mut cells = Vec::new();
        loop {
            match self.cell() {
                Ok(cell) => cells.push(cell),
                Err(error) => {
                    self.broken = true;
                    return Some(Err(error));
                }
            }
            if self.next_sign() == Some(self.separator) {
                self.at += self.separator.len_utf8();
                continue;
            }
            let span = self.span(start, self.at);
            self.line_end();
            return Some(Ok(Row { cells, span }));
        }
    }
}

/// The sign that most often stands between the cells of a line.
fn separator(line: &str) -> char {
    // Of two that are as frequent, the later one: a comma may stand in a name.
    let mut counts = [('；', 0), ('，', 0), (',', 0), (';', 0), ('\t', 0)];
    let mut quoted = false;
    for sign in line.chars() {
        quoted ^= sign == '"';
        for (separator, count) in &mut counts {
            *count += usize::from(!quoted && sign == *separator);
        }
    }
    let most = counts.iter().filter(|(_, count)| *count > 0).max_by_key(|(_, count)| *count);
    most.map_or(',', |(separator, _)| *separator)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let source = SourceFile::new(FileId(0), "a.csv", text);
        let rows = Rows::new(&source).map(|row| row.expect("a row"));
        rows.map(|row| row.cells.into_iter().map(|cell| cell.text).collect()).collect()
    }

    #[test]
    fn separators_quotes_line_ends_and_marks() {
        let wanted = vec![vec!["a".to_owned(), "b".to_owned()], vec!["1".to_owned(), String::new()]];
        for text in [
            "a,b\n1,\n",
            "a;b\r\n1;\r\n",
            "a，b\n1，\n",
            "a\tb\n1\t",
            "\u{feff}a,b\r1,",
            "sep=;\na;b\n1;",
            " a , b \n 1 , \n",
        ] {
            assert_eq!(rows(text), wanted, "{text:?}");
        }
        assert_eq!(rows("a,b\n\"x, \"\"y\"\"\n2\",３"), [["a", "b"], ["x, \"y\"\n2", "３"]]);
        assert_eq!(rows("说明;金额,元\n"), [["说明", "金额,元"]]);
        assert_eq!(rows(""), Vec::<Vec<String>>::new());
    }

    #[test]
    fn places_are_those_of_the_text() {
        let source = SourceFile::new(FileId(0), "a.csv", "甲, 乙\n\"一\" ,二");
        let cells: Vec<Cell> = Rows::new(&source).flat_map(|row| row.expect("a row").cells).collect();
        let shown: Vec<&str> = cells.iter().map(|cell| source.slice(cell.span)).collect();
        assert_eq!(shown, ["甲", "乙", "\"一\"", "二"]);
    }

    #[test]
    fn what_does_not_read_on_ends_the_table() {
        for (text, at) in [("a,\"b\nc", "\""), ("a,\"b\"c\nd", "c")] {
            let source = SourceFile::new(FileId(0), "a.csv", text);
            let mut rows = Rows::new(&source);
            let error = rows.next().expect("a row").expect_err("it is wrong");
            let CaseError::Quote { at: found, .. } = error else { panic!("{error:?}") };
            assert_eq!(source.slice(found), at);
            assert!(rows.next().is_none());
        }
    }
}
