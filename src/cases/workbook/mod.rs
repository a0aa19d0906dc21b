//! A workbook (`.xlsx`) → the text of its first sheet, in which every cell has its place and its name.
//!
//! In: the bytes of a workbook. Out: a [`Sheet`]: a line for each row, the cells parted by tabs. Never: binary numbers, a
//! formula reckoned, or a cell whose value is not exactly known.

mod number;

use super::document::MAX_BYTES;
use super::error::{CaseError, CellFault};
use super::table::UNREAD;
use crate::diagnostics::{Diagnostic, Explain, Text};
use crate::source::{FileId, Sources, Span};
use crate::text;
use number::Format;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{Cursor, Read};
use std::ops::Range;
use zip::ZipArchive;

/// The largest part that is unpacked.
const MAX_PART: u64 = 256 << 20;
/// What a spreadsheet has at most.
const MAX_ROWS: usize = 1_048_576;
const MAX_COLUMNS: usize = 16_384;

/// A sheet as text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    /// What it is called.
    pub name: String,
    /// The other sheets, which are not read.
    pub others: Vec<String>,
    text: String,
    cells: Vec<(u32, Box<str>)>,
    faults: Vec<(Range<usize>, CellFault)>,
}

/// Why no sheet can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkbookError {
    /// Something else altogether.
    NotAWorkbook,
    /// The older format, or one under a password.
    Older,
    /// A part is missing or does not read on.
    Broken(String),
    /// More than is read.
    TooLarge,
}

impl WorkbookError {
    /// What to tell of a file.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::NotAWorkbook => text!("not a workbook", "不是工作簿"),
            Self::Older => text!(
                "an older workbook (`.xls`), or one under a password; save it as `.xlsx` without one",
                "是旧格式（`.xls`）或加密的工作簿；请另存为不加密的 `.xlsx`"
            ),
            Self::Broken(part) => {
                text!("the workbook is broken: `{part}` cannot be read", "工作簿已损坏：`{part}` 无法读取")
            }
            Self::TooLarge => text!("the workbook is larger than 64 MiB of text", "工作簿的文字超过 64 MiB"),
        }
    }
}

impl Sheet {
    /// Takes the sheet in among the texts of a run, and tells what is wrong with its cells.
    pub fn add(self, sources: &mut Sources, file: &str) -> (FileId, Vec<Diagnostic>) {
        let id = sources.add_sheet(file, self.text, self.cells);
        let told = self
            .faults
            .into_iter()
            .map(|(at, fault)| CaseError::Workbook { at: Span::new(id, at.start, at.end), fault }.explain());
        (id, told.collect())
    }
}

/// Reads the first sheet that is not hidden.
pub fn read(bytes: &[u8]) -> Result<Sheet, WorkbookError> {
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(WorkbookError::Older);
    }
    let mut parts = Parts { archive: ZipArchive::new(Cursor::new(bytes)).map_err(|_| WorkbookError::NotAWorkbook)? };
    let book = parts.book()?;
    let shared = match parts.text("xl/sharedStrings.xml")? {
        Some(text) => shared(&text)?,
        None => Vec::new(),
    };
    let formats = match parts.text("xl/styles.xml")? {
        Some(text) => formats(&text)?,
        None => Vec::new(),
    };
    let part = parts.text(&book.part)?.ok_or_else(|| WorkbookError::Broken(book.part.clone()))?;
    let mut out = Out {
        sheet: Sheet { name: book.name, others: book.others, ..Sheet::default() },
        row: 1,
        column: 1,
        last: None,
    };
    cells(&part, &book.part, &shared, &formats, book.from_1904, &mut out)?;
    if !out.sheet.text.is_empty() {
        out.sheet.text.push('\n');
    }
    Ok(out.sheet)
}

struct Parts<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
}

/// What the workbook says of its sheets.
struct Book {
    name: String,
    part: String,
    others: Vec<String>,
    from_1904: bool,
}

impl Parts<'_> {
    fn text(&mut self, name: &str) -> Result<Option<String>, WorkbookError> {
        let Ok(part) = self.archive.by_name(name) else { return Ok(None) };
        let mut bytes = Vec::new();
        let broken = |_| WorkbookError::Broken(name.to_owned());
        // Whatever the archive says of its size: a small one can hold a very large part.
        part.take(MAX_PART + 1).read_to_end(&mut bytes).map_err(broken)?;
        if bytes.len() as u64 > MAX_PART {
            return Err(WorkbookError::TooLarge);
        }
        String::from_utf8(bytes).map(Some).map_err(|_| WorkbookError::Broken(name.to_owned()))
    }

    fn book(&mut self) -> Result<Book, WorkbookError> {
        const BOOK: &str = "xl/workbook.xml";
        const LINKS: &str = "xl/_rels/workbook.xml.rels";
        let book = self.text(BOOK)?.ok_or(WorkbookError::NotAWorkbook)?;
        let links = self.text(LINKS)?.ok_or_else(|| WorkbookError::Broken(LINKS.to_owned()))?;
        let mut targets: Vec<(String, String)> = Vec::new();
        starts(&links, LINKS, |tag| {
            if let ("Relationship", Some(id), Some(target)) =
                (tag.local_name().as_ref(), get(tag, "Id"), get(tag, "Target"))
            {
                let target = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
                targets.push((id, target));
            }
        })?;
        let (mut from_1904, mut sheets) = (false, Vec::new());
        starts(&book, BOOK, |tag| match tag.local_name().as_ref() {
            "workbookPr" => from_1904 = get(tag, "date1904").is_some_and(|set| set == "1" || set == "true"),
            "sheet" => {
                let hidden = get(tag, "state").is_some_and(|state| state != "visible");
                if let (false, Some(name), Some(id)) = (hidden, get(tag, "name"), get(tag, "r:id")) {
                    sheets.push((name, id));
                }
            }
            _ => {}
        })?;
        let mut sheets = sheets.into_iter();
        let (name, id) = sheets.next().ok_or_else(|| WorkbookError::Broken(BOOK.to_owned()))?;
        let part = targets.into_iter().find(|(known, _)| *known == id).map(|(_, target)| target);
        let part = part.ok_or_else(|| WorkbookError::Broken(LINKS.to_owned()))?;
        Ok(Book { name, part, others: sheets.map(|(name, _)| name).collect(), from_1904 })
    }
}

// ── XML ──────────────────────────────────────────────────────

/// The value of an attribute.
fn get(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let value = tag.try_get_attribute(name).ok()??;
    value.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// Visits every opening tag.
fn starts(xml: &str, part: &str, mut visit: impl FnMut(&BytesStart<'_>)) -> Result<(), WorkbookError> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => visit(&tag),
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(_) => return Err(WorkbookError::Broken(part.to_owned())),
        }
    }
}

/// A character that XML writes as `&amp;` or `&#20010;`.
fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

/// Words that many cells share, in order. Their parts may be set in several fonts; how they sound is left out.
fn shared(xml: &str) -> Result<Vec<String>, WorkbookError> {
    const PART: &str = "xl/sharedStrings.xml";
    let mut reader = Reader::from_str(xml);
    let mut out: Vec<String> = Vec::new();
    let (mut inside, mut sounds) = (false, false);
    loop {
        match reader.read_event().map_err(|_| WorkbookError::Broken(PART.to_owned()))? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "si" => out.push(String::new()),
                "t" => inside = true,
                "rPh" => sounds = true,
                _ => {}
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "si" => out.push(String::new()),
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => inside = false,
                "rPh" => sounds = false,
                _ => {}
            },
            Event::Eof => return Ok(out),
            event => {
                if let (true, false, Some(last)) = (inside, sounds, out.last_mut()) {
                    words(&event, last);
                }
            }
        }
    }
}

/// Adds what an event says in words.
fn words(event: &Event<'_>, out: &mut String) {
    match event {
        Event::Text(text) => out.push_str(&text.xml10_content()),
        Event::CData(text) => out.push_str(&text.xml10_content()),
        Event::GeneralRef(name) => out.extend(reference(name)),
        _ => {}
    }
}

/// The format of each style.
fn formats(xml: &str) -> Result<Vec<Format>, WorkbookError> {
    let mut codes: Vec<(u32, Format)> = Vec::new();
    let mut out = Vec::new();
    let mut reader = Reader::from_str(xml);
    let mut cells = false;
    loop {
        match reader.read_event().map_err(|_| WorkbookError::Broken("xl/styles.xml".to_owned()))? {
            Event::Start(tag) | Event::Empty(tag) => {
                let id = || get(&tag, "numFmtId").and_then(|id| id.parse::<u32>().ok());
                match tag.local_name().as_ref() {
                    "numFmt" => codes.extend(id().zip(get(&tag, "formatCode").map(|code| Format::of_code(&code)))),
                    "cellXfs" => cells = true,
                    "xf" if cells => {
                        let id = id().unwrap_or(0);
                        let own = codes.iter().find(|(known, _)| *known == id).map(|(_, format)| format.clone());
                        out.push(own.unwrap_or_else(|| Format::built_in(id)));
                    }
                    _ => {}
                }
            }
            Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => cells = false,
            Event::Eof => return Ok(out),
            _ => {}
        }
    }
}

// ── Cells ────────────────────────────────────────────────────

/// The cell that is being read.
#[derive(Default)]
struct Open {
    at: (usize, usize),
    kind: String,
    style: usize,
    value: String,
    formula: bool,
}

fn cells(
    xml: &str,
    part: &str,
    shared: &[String],
    formats: &[Format],
    from_1904: bool,
    out: &mut Out,
) -> Result<(), WorkbookError> {
    let broken = || WorkbookError::Broken(part.to_owned());
    let mut reader = Reader::from_str(xml);
    let (mut row, mut column) = (0usize, 0usize);
    let mut open = Open::default();
    let (mut value, mut sounds) = (false, false);
    loop {
        match reader.read_event().map_err(|_| broken())? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "row" => {
                    row = get(&tag, "r").and_then(|row| row.parse().ok()).unwrap_or(row.saturating_add(1));
                    column = 0;
                }
                "c" => {
                    let at = get(&tag, "r").and_then(|name| place(&name)).unwrap_or((row, column.saturating_add(1)));
                    column = at.1;
                    open = Open {
                        at,
                        kind: get(&tag, "t").unwrap_or_default(),
                        style: get(&tag, "s").and_then(|style| style.parse().ok()).unwrap_or(0),
                        ..Open::default()
                    };
                }
                "v" | "t" => value = true,
                "f" => open.formula = true,
                "rPh" => sounds = true,
                _ => {}
            },
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "row" => row = row.saturating_add(1),
                "c" => column = column.saturating_add(1),
                "f" => open.formula = true,
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "v" | "t" => value = false,
                "rPh" => sounds = false,
                "c" => {
                    let told = open.told(shared, formats, from_1904).ok_or_else(broken)?;
                    out.cell(open.at, told, part)?;
                }
                "sheetData" => return Ok(()),
                _ => {}
            },
            Event::Eof => return Ok(()),
            event if value && !sounds => words(&event, &mut open.value),
            _ => {}
        }
    }
}

impl Open {
    /// What a person reads in the cell; none where the workbook is broken.
    fn told(&self, shared: &[String], formats: &[Format], from_1904: bool) -> Option<Result<String, CellFault>> {
        let value = self.value.as_str();
        Some(match self.kind.as_str() {
            "s" => Ok(shared.get(value.trim().parse::<usize>().ok()?)?.clone()),
            "str" | "inlineStr" => Ok(value.to_owned()),
            "b" => Ok(if value.trim() == "1" { "true" } else { "false" }.to_owned()),
            "e" => Err(CellFault::Error),
            "d" => match value.split_once('T') {
                Some((day, time)) if time.bytes().all(|byte| matches!(byte, b'0' | b':' | b'.' | b'Z')) => {
                    Ok(day.to_owned())
                }
                Some(_) => Err(CellFault::Time),
                None => Ok(value.to_owned()),
            },
            _ if value.trim().is_empty() => {
                if self.formula {
                    Err(CellFault::NotComputed)
                } else {
                    Ok(String::new())
                }
            }
            _ => formats.get(self.style).unwrap_or(&Format::General).text(value, from_1904),
        })
    }
}

/// `B7`: the row and the column, from 1.
fn place(name: &str) -> Option<(usize, usize)> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = name.split_at_checked(letters)?;
    let column = letters.bytes().try_fold(0usize, |column, letter| {
        column.checked_mul(26)?.checked_add(usize::from(letter.to_ascii_uppercase().checked_sub(b'A')?))?.checked_add(1)
    })?;
    Some((digits.parse().ok()?, column))
}

/// The letters of a column.
fn letters(mut column: usize) -> String {
    let mut out = Vec::new();
    while column > 0 {
        column -= 1;
        out.push(char::from(b'A'.saturating_add(u8::try_from(column % 26).unwrap_or(0))));
        column /= 26;
    }
    out.iter().rev().collect()
}

/// The text so far, and the row and column that it has reached.
struct Out {
    sheet: Sheet,
    row: usize,
    column: usize,
    /// The last cell that held something, and where its text begins.
    last: Option<((usize, usize), usize)>,
}

impl Out {
    fn cell(&mut self, at: (usize, usize), told: Result<String, CellFault>, part: &str) -> Result<(), WorkbookError> {
        let (row, column) = at;
        let told = match told {
            Ok(text) if text.trim().is_empty() => return Ok(()),
            told => told,
        };
        if row < self.row
            || (row == self.row && column < self.column)
            || row > MAX_ROWS
            || !(1..=MAX_COLUMNS).contains(&column)
        {
            return Err(WorkbookError::Broken(part.to_owned()));
        }
        let text = &mut self.sheet.text;
        if let Some((_, start)) = self.last.filter(|(last, _)| *last == at) {
            let told = start..text.len();
            self.sheet.faults.retain(|(known, _)| *known != told);
            self.sheet.faults.push((told, CellFault::Twice));
            return Ok(());
        }
        while self.row < row {
            text.push('\n');
            (self.row, self.column) = (self.row + 1, 1);
        }
        while self.column < column {
            text.push('\t');
            self.column += 1;
        }
        let start = text.len();
        self.last = Some((at, start));
        match told {
            Ok(words) => {
                let words: String =
                    words.chars().map(|sign| if matches!(sign, '\t' | '\n' | '\r') { ' ' } else { sign }).collect();
                // A quotation mark at its beginning would be taken for the mark around a cell.
                if words.trim_start().starts_with('"') {
                    text.extend(["\"", &words.replace('"', "\"\""), "\""]);
                } else {
                    text.push_str(&words);
                }
            }
            Err(fault) => {
                text.push(UNREAD);
                self.sheet.faults.push((start..text.len(), fault));
            }
        }
        let name = format!("{}!{}{row}", self.sheet.name, letters(column));
        self.sheet.cells.push((u32::try_from(start).unwrap_or(u32::MAX), name.into()));
        if self.sheet.text.len() > MAX_BYTES { Err(WorkbookError::TooLarge) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_the_names_of_the_spreadsheet() {
        for (column, name) in [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (702, "ZZ"), (703, "AAA"), (16_384, "XFD")]
        {
            assert_eq!(letters(column), name);
            assert_eq!(place(&format!("{name}7")), Some((7, column)));
        }
        assert_eq!(place("7"), Some((7, 0)));
        assert_eq!(place(""), None);
    }
}
