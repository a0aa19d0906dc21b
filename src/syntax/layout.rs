//! Text → logical lines in a tree, by indentation.
//!
//! A tab reaches the next multiple of four columns and an ideographic space takes two, as they look in a plain editor.
//! Blank and comment lines neither open nor close anything; comments are kept with their places. All limits on the
//! shape of a text are checked here, before the grammar is used, so that a file is refused alike on every machine.

use super::error::SyntaxError;
use crate::source::{SourceFile, Span, is_hidden};

/// The largest text, in bytes.
pub const MAX_BYTES: usize = 4 << 20;
/// The most lines.
pub const MAX_LINES: usize = 100_000;
/// The longest line, in characters.
pub const MAX_COLUMNS: usize = 4096;
/// How deep lists and places may lie inside each other.
pub const MAX_LISTS: usize = 32;
/// How deep brackets may lie inside each other.
pub const MAX_BRACKETS: usize = 32;

/// One logical line.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its text without indentation, comment and trailing space.
    pub span: Span,
    /// The lines below it in the tree.
    pub children: Vec<usize>,
    /// Whether its text cannot be trusted (already reported); it still opens and closes levels.
    pub broken: bool,
}

/// The lines of a text and how they hang together.
#[derive(Debug, Default)]
pub struct Layout {
    /// Every line that is neither blank nor a comment.
    pub lines: Vec<Line>,
    /// The lines at the left margin.
    pub roots: Vec<usize>,
    /// Comments, with their `#`, in the order of the text.
    pub comments: Vec<Span>,
    /// What was wrong.
    pub errors: Vec<SyntaxError>,
}

/// Cuts a text into lines and hangs them into a tree.
pub fn layout(source: &SourceFile) -> Layout {
    let mut out = Layout::default();
    let text = &*source.text;
    if text.len() > MAX_BYTES {
        let at = Span::new(source.id, 0, 0);
        out.errors.push(SyntaxError::TooLarge { at, what: "bytes", limit: MAX_BYTES });
        return out;
    }
    let mut open: Vec<Open> = Vec::new();
    let mut ragged = false;
    let mut start = 0;
    for (number, raw) in text.split_inclusive('\n').enumerate() {
        let offset = start;
        start += raw.len();
        if number == MAX_LINES {
            let at = Span::new(source.id, offset, offset);
            out.errors.push(SyntaxError::TooLarge { at, what: "lines", limit: MAX_LINES });
            break;
        }
        let raw = raw.trim_end_matches(['\n', '\r']);
        let (indent, content) = indentation(raw, if number == 0 { '\u{feff}' } else { ' ' });
        let at = offset + indent.bytes;
        let before = raw.get(..indent.bytes).map_or(0, |blank| blank.chars().count());
        let scan = scan(content, before, |start, end| Span::new(source.id, at + start, at + end));
        if let Some(comment) = scan.comment {
            out.comments.push(Span::new(source.id, at + comment, at + content.len()));
        }
        out.errors.extend(scan.error);
        let content = content.get(..scan.comment.unwrap_or(content.len())).unwrap_or_default().trim_end();
        if content.is_empty() {
            continue;
        }
        let span = Span::new(source.id, at, at + content.len());
        let parent = place(&mut open, indent, out.lines.len(), span, &mut out.errors, &mut ragged);
        let depth = open.len();
        if depth > MAX_LISTS + 4 {
            out.errors.push(SyntaxError::TooDeep { at: span, limit: MAX_LISTS });
            open.pop();
            continue;
        }
        let index = out.lines.len();
        out.lines.push(Line { span, children: Vec::new(), broken: scan.broken });
        match parent.and_then(|parent| out.lines.get_mut(parent)) {
            Some(parent) => parent.children.push(index),
            None => out.roots.push(index),
        }
    }
    out
}

/// Where a line begins, measured twice.
#[derive(Debug, Clone, Copy)]
struct Indent {
    bytes: usize,
    column: usize,
    /// The column if tabs were eight wide; a tree that differs then cannot be trusted.
    wide: usize,
}

/// A line that may still get children.
struct Open {
    line: usize,
    indent: Indent,
}

fn indentation(raw: &str, skip: char) -> (Indent, &str) {
    let mut indent = Indent { bytes: 0, column: 0, wide: 0 };
    for (at, character) in raw.char_indices() {
        match character {
            '\t' => {
                indent.column = (indent.column / 4 + 1) * 4;
                indent.wide = (indent.wide / 8 + 1) * 8;
            }
            '\u{3000}' => {
                indent.column += 2;
                indent.wide += 2;
            }
            ' ' | '\u{a0}' => {
                indent.column += 1;
                indent.wide += 1;
            }
            other if other == skip => {}
            _ => {
                indent.bytes = at;
                return (indent, raw.get(at..).unwrap_or_default());
            }
        }
    }
    indent.bytes = raw.len();
    (indent, "")
}

/// Finds the parent of a line and makes the line the innermost open one.
fn place(
    open: &mut Vec<Open>,
    indent: Indent,
    line: usize,
    span: Span,
    errors: &mut Vec<SyntaxError>,
    ragged: &mut bool,
) -> Option<usize> {
    let mut closed: Option<Open> = None;
    while open.last().is_some_and(|last| last.indent.column >= indent.column) {
        closed = open.pop();
    }
    let parent = open.last();
    let narrower = parent.is_none_or(|parent| parent.indent.wide < indent.wide);
    let level = closed.as_ref().is_none_or(|closed| closed.indent.column == indent.column);
    let level_wide = closed.as_ref().is_none_or(|closed| (closed.indent.wide == indent.wide) == level);
    if (!narrower || !level_wide) && !*ragged {
        *ragged = true;
        errors.push(SyntaxError::TabsAndSpaces { at: span });
    } else if !level {
        // A dedent to a column that was never opened: a sibling at the nearest open level.
        errors.push(SyntaxError::Dedent { at: span });
    }
    let parent = open.last().map(|parent| parent.line);
    let column = closed.filter(|_| !level).map_or(indent, |closed| closed.indent);
    open.push(Open { line, indent: if level { indent } else { Indent { bytes: 0, ..column } } });
    parent
}

/// What a look through the characters of one line shows.
#[derive(Default)]
struct Scan {
    comment: Option<usize>,
    error: Option<SyntaxError>,
    broken: bool,
}

/// Finds the comment, and brackets or quotes that do not match; and, in the comment too, characters that nobody can see.
/// `columns` characters stand before it.
fn scan(content: &str, mut columns: usize, span: impl Fn(usize, usize) -> Span) -> Scan {
    let mut found = Scan::default();
    let mut quote: Option<(usize, char)> = None;
    let mut brackets: Vec<(usize, char)> = Vec::new();
    let mut before = ' ';
    let body = marker_length(content);
    for (at, character) in content.char_indices() {
        let end = at + character.len_utf8();
        columns += 1;
        if columns > MAX_COLUMNS {
            found.error = Some(SyntaxError::TooLarge { at: span(at, end), what: "columns", limit: MAX_COLUMNS });
            found.broken = true;
            return found;
        }
        if is_hidden(character) {
            found.error.get_or_insert(SyntaxError::Hidden { at: span(at, end), character });
            found.broken |= found.comment.is_none();
        }
        if found.comment.is_some() {
            continue;
        }
        if let Some((_, closing)) = quote {
            if character == closing {
                quote = None;
            }
            before = character;
            continue;
        }
        match character {
            '#' | '＃' if at == 0 || before.is_whitespace() => found.comment = Some(at),
            '"' => quote = Some((at, '"')),
            '“' => quote = Some((at, '”')),
            '「' => quote = Some((at, '」')),
            '『' => quote = Some((at, '』')),
            '《' => quote = Some((at, '》')),
            '(' | '（' if at >= body => {
                brackets.push((at, character));
                if brackets.len() > MAX_BRACKETS {
                    let at = span(at, end);
                    found.error.get_or_insert(SyntaxError::TooDeep { at, limit: MAX_BRACKETS });
                    found.broken = true;
                    return found;
                }
            }
            ')' | '）' if at >= body && brackets.pop().is_none() => {
                found.error.get_or_insert(SyntaxError::Bracket { at: span(at, end), opening: false });
                found.broken = true;
            }
            _ => {}
        }
        before = character;
    }
    if let Some((at, _)) = quote {
        let at = span(at, at + content.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
        found.error.get_or_insert(SyntaxError::Quote { at });
        found.broken = true;
    } else if let Some((at, character)) = brackets.first() {
        let at = span(*at, at + character.len_utf8());
        found.error.get_or_insert(SyntaxError::Bracket { at, opening: true });
        found.broken = true;
    }
    found
}

/// The length of a marker such as `1)`, whose bracket matches nothing.
fn marker_length(content: &str) -> usize {
    let head: usize = content.chars().take_while(|c| c.is_alphanumeric()).take(6).map(char::len_utf8).sum();
    let rest = content.get(head..).unwrap_or_default();
    match rest.chars().next() {
        Some(bracket @ (')' | '）')) if head > 0 => head + bracket.len_utf8(),
        _ => 0,
    }
}
