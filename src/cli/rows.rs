//! Cases of any number, block by block: no more of them are held at once than the threads are working on.

use super::versions::Side;
use super::{Terminal, exit, files};
use crate::Language;
use crate::cases::document::Node;
use crate::cases::{self, Format};
use crate::diagnostics::Text;
use crate::diff::{Analysis, Asked, Row, RowReader, Tally};
use crate::source::{FileId, SourceFile, Sources};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// So many cases are read by one thread at a time.
const BLOCK: usize = 1024;
/// No longer line is read of a file with a case on each.
const MAX_LINE: u64 = 16 << 20;

/// Files of cases that are named on the command line.
pub struct Given {
    /// Case files: each name must be known.
    pub cases: Vec<String>,
    /// Data: columns may be anything.
    pub data: Vec<String>,
}

impl Given {
    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.cases.is_empty() && self.data.is_empty()
    }
}

/// A file of cases.
pub struct File<'s> {
    /// The side that it lies on, where it is one of the policy's own.
    pub side: Option<&'s Side>,
    /// Its path; `-` for standard input.
    pub path: &'s str,
}

/// What has been counted in a file.
pub struct Counted {
    /// The counts.
    pub tally: Tally,
    /// Columns that are no facts.
    pub plain: BTreeSet<String>,
}

/// Some cases, not yet read.
enum Block {
    Lines(u64, Vec<String>),
    Nodes(u64, Vec<Node>),
}

/// Counts the cases of a file, in as many threads as are asked for; what comes out does not depend on how many.
pub fn count(
    terminal: &mut Terminal,
    analysis: &Analysis<'_>,
    asked: &Asked,
    columns: usize,
    reader: &RowReader<'_>,
    file: &File<'_>,
    jobs: usize,
) -> Result<Counted, u8> {
    let mut progress = Progress::new(terminal);
    let mut out = Counted { tally: Tally::of(analysis, asked, columns, Vec::new()), plain: BTreeSet::new() };
    let mut blocks = match input(terminal, file)? {
        Input::Blocks(blocks) => blocks,
        Input::Table(sources, id) => {
            let mut reader = reader.afresh();
            let mut rows = sources.get(id).map(|source| reader.table(source)).unwrap_or_default();
            out.plain.extend(reader.plain);
            while !rows.is_empty() {
                let rest = rows.split_off(rows.len().min(BLOCK));
                out.tally.merge(Tally::of(analysis, asked, columns, std::mem::replace(&mut rows, rest)));
                progress.show(out.tally.cases);
            }
            progress.end();
            return Ok(out);
        }
    };
    loop {
        let mut some = Vec::new();
        while some.len() < jobs.saturating_mul(2) {
            match blocks.next() {
                Some(Ok(block)) => some.push(block),
                Some(Err(error)) => {
                    progress.end();
                    return Err(stopped(terminal, file.path, &error));
                }
                None => break,
            }
        }
        if some.is_empty() {
            break;
        }
        let next = AtomicUsize::new(0);
        let done: Vec<Mutex<Option<Counted>>> = some.iter().map(|_| Mutex::new(None)).collect();
        let work = || {
            while let (at, Some(block)) = next_of(&next, &some) {
                let mut reader = reader.afresh();
                let rows = block.rows(&mut reader, file.path);
                let counted = Tally::of(analysis, asked, columns, rows);
                if let Some(Ok(mut slot)) = done.get(at).map(Mutex::lock) {
                    *slot = Some(Counted { tally: counted, plain: reader.plain });
                }
            }
        };
        if jobs < 2 || some.len() < 2 {
            work();
        } else {
            std::thread::scope(|scope| {
                for _ in 0..jobs.min(some.len()) {
                    // The interpreter grows its own stack where a condition is deep.
                    scope.spawn(work);
                }
            });
        }
        for slot in done {
            if let Ok(Some(counted)) = slot.into_inner() {
                out.tally.merge(counted.tally);
                out.plain.extend(counted.plain);
            }
        }
        progress.show(out.tally.cases);
    }
    progress.end();
    Ok(out)
}

fn next_of<'b>(next: &AtomicUsize, blocks: &'b [Block]) -> (usize, Option<&'b Block>) {
    let at = next.fetch_add(1, Ordering::Relaxed);
    (at, blocks.get(at))
}

impl Block {
    fn rows(&self, reader: &mut RowReader<'_>, name: &str) -> Vec<Row> {
        match self {
            Self::Nodes(from, nodes) => nodes.iter().zip(*from..).map(|(node, at)| reader.read(node, at)).collect(),
            Self::Lines(from, lines) => {
                let each = lines.iter().zip(*from..).filter(|(line, _)| !line.trim().is_empty());
                each.map(|(line, at)| {
                    let source = SourceFile::new(FileId(0), name, line.as_str());
                    match cases::trees(&source, Some(Format::Json)) {
                        Ok(nodes) => match nodes.first() {
                            Some(node) => reader.read(node, at),
                            None => broken(at, crate::text!("no case", "不是个案")),
                        },
                        Err(errors) => {
                            let message = errors.into_iter().next().map(|error| error.message);
                            broken(at, message.unwrap_or_else(|| crate::text!("no case", "不是个案")))
                        }
                    }
                })
                .collect()
            }
        }
    }
}

fn broken(at: u64, why: Text) -> Row {
    Row { at, name: None, old: Err(why.clone()), new: Err(why), columns: Vec::new() }
}

/// The cases of a file as they are read.
enum Input {
    /// A table: all at once.
    Table(Sources, FileId),
    /// Others, some at a time.
    Blocks(Blocks),
}

fn input(terminal: &mut Terminal, file: &File<'_>) -> Result<Input, u8> {
    if file.path == "-" {
        return piped(terminal);
    }
    let ending = Path::new(file.path).extension();
    if ending.is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"))
        || Format::of_name(file.path) == Some(Format::Table)
    {
        let (sources, id) = table(terminal, file)?;
        return Ok(Input::Table(sources, id));
    }
    blocks(terminal, file).map(Input::Blocks)
}

/// What comes in from another command tells by its text what it is; JSON with a case on each line is told by its first line.
fn piped(terminal: &mut Terminal) -> Result<Input, u8> {
    let mut sources = Sources::default();
    let (id, _) = files::cases(terminal, &mut sources, "-")?;
    let text = sources.get(id).map(|source| source.text.to_string()).unwrap_or_default();
    let format = Format::of_text(&text);
    if format == Format::Table {
        return Ok(Input::Table(sources, id));
    }
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let closed = lines.next().is_some_and(|first| first.starts_with('{') && first.ends_with('}'));
    if format == Format::Json && closed && lines.next().is_some() {
        let reader = std::io::Cursor::new(text.into_bytes());
        return Ok(Input::Blocks(Box::new(Lines { reader, at: 1, ended: false })));
    }
    whole(terminal, "<stdin>", text, Some(format)).map(Input::Blocks)
}

/// The text of a table, CSV or a workbook.
fn table(terminal: &mut Terminal, file: &File<'_>) -> Result<(Sources, FileId), u8> {
    let mut sources = Sources::default();
    let revision = file.side.filter(|side| matches!(side, Side::Git(_)));
    let (id, wrong) = match revision {
        // A workbook of a revision would have to lie on the disk; a table is text.
        Some(side) => {
            let bytes = side.bytes(Path::new(file.path)).unwrap_or_default();
            let text = String::from_utf8(bytes)
                .map_err(|bad| stopped(terminal, file.path, &Stop::NotUtf8(files::bad_line(&bad))))?;
            (sources.add(file.path, text), Vec::new())
        }
        None => files::cases(terminal, &mut sources, file.path)?,
    };
    if !wrong.is_empty() {
        terminal.report(&wrong, &sources, terminal.language(false));
        return Err(exit::FAILED);
    }
    Ok((sources, id))
}

/// Why a file does not read on.
enum Stop {
    Unread(std::io::Error),
    /// Not text in UTF-8, in that line.
    NotUtf8(u64),
}

type Blocks = Box<dyn Iterator<Item = Result<Block, Stop>>>;

/// The cases of a file: a line at a time where each line is a case, else as a whole.
fn blocks(terminal: &mut Terminal, file: &File<'_>) -> Result<Blocks, u8> {
    let ending = Path::new(file.path).extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let lines = matches!(ending.as_deref(), Some("jsonl" | "ndjson"));
    if lines && file.side.is_none() {
        let opened =
            std::fs::File::open(file.path).map_err(|error| stopped(terminal, file.path, &Stop::Unread(error)))?;
        return Ok(Box::new(Lines { reader: BufReader::with_capacity(1 << 20, opened), at: 1, ended: false }));
    }
    let bytes = match file.side {
        Some(side) => side.bytes(Path::new(file.path)).unwrap_or_default(),
        None => files::bytes(terminal, file.path)?,
    };
    let text =
        String::from_utf8(bytes).map_err(|bad| stopped(terminal, file.path, &Stop::NotUtf8(files::bad_line(&bad))))?;
    whole(terminal, file.path, text, Format::of_name(file.path))
}

/// The cases of a text that is read as a whole.
fn whole(terminal: &mut Terminal, name: &str, text: String, format: Option<Format>) -> Result<Blocks, u8> {
    let mut sources = Sources::default();
    let id = sources.add(name, text);
    let Some(source) = sources.get(id) else { return Err(exit::FAILED) };
    match cases::trees(source, format) {
        Ok(mut nodes) => {
            let mut out = Vec::new();
            let mut from = 1_u64;
            while !nodes.is_empty() {
                let rest = nodes.split_off(nodes.len().min(BLOCK));
                let count = nodes.len() as u64;
                out.push(Ok(Block::Nodes(from, std::mem::replace(&mut nodes, rest))));
                from += count;
            }
            Ok(Box::new(out.into_iter()))
        }
        Err(errors) => {
            terminal.report(&errors, &sources, terminal.language(false));
            Err(exit::FAILED)
        }
    }
}

/// The lines of a file, some at a time.
struct Lines<R> {
    reader: R,
    at: u64,
    ended: bool,
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<Block, Stop>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut out = Vec::new();
        while !self.ended && out.len() < BLOCK {
            let mut line = Vec::new();
            match (&mut self.reader).take(MAX_LINE).read_until(b'\n', &mut line) {
                Ok(0) => self.ended = true,
                Ok(_) => match std::str::from_utf8(&line) {
                    Ok(line) => out.push(line.trim_end_matches(['\n', '\r']).to_owned()),
                    Err(_) => {
                        self.ended = true;
                        let line = self.at + out.len() as u64;
                        return Some(Err(Stop::NotUtf8(line)));
                    }
                },
                Err(error) => {
                    self.ended = true;
                    return Some(Err(Stop::Unread(error)));
                }
            }
        }
        let from = self.at;
        self.at += out.len() as u64;
        (!out.is_empty()).then_some(Ok(Block::Lines(from, out)))
    }
}

fn stopped(terminal: &mut Terminal, path: &str, why: &Stop) -> u8 {
    let (en, zh) = match why {
        Stop::Unread(error) => {
            let why = files::why(error);
            (format!("cannot be read: {}", why.en), format!("无法读取：{}", why.zh))
        }
        Stop::NotUtf8(line) => {
            let (en, zh) = files::saved_as_utf8(path);
            (
                format!("line {line} is not UTF-8 text, perhaps GBK; {en}"),
                format!("第 {line} 行不是 UTF-8 文本，可能是 GBK；{zh}"),
            )
        }
    };
    terminal.remark(&match terminal.language(false) {
        Language::English => format!("pol: {path}: {en}\n"),
        Language::Chinese => format!("pol：{path}：{zh}\n"),
    });
    exit::FAILED
}

/// How far the counting has come, where somebody watches.
struct Progress {
    shown: bool,
    watched: bool,
    language: Language,
}

impl Progress {
    fn new(terminal: &Terminal) -> Self {
        Self { shown: false, watched: std::io::stderr().is_terminal(), language: terminal.language(false) }
    }

    fn show(&mut self, cases: u64) {
        if self.watched {
            self.shown = true;
            let _ = match self.language {
                Language::English => write!(std::io::stderr(), "\r{cases} cases"),
                Language::Chinese => write!(std::io::stderr(), "\r{cases} 个个案"),
            };
        }
    }

    fn end(&mut self) {
        if self.shown {
            let _ = write!(std::io::stderr(), "\r                              \r");
            self.shown = false;
        }
    }
}
