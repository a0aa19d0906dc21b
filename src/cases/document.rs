//! The text of a case file → an untyped tree in which every name and value has its place.
//!
//! In: one text, and which of YAML, JSON and TOML it is. Out: a [`Node`] per document, or everything that is wrong.
//! Never: a type, a guess at what a value means, or a number that has passed through floating point.
#![expect(missing_docs, reason = "the fields of a problem are named for what they hold")]

use crate::diagnostics::{Diagnostic, Explain, Text};
use crate::source::{SourceFile, Span, Spanned};
use crate::text;
use serde_saphyr::granit_parser::{self, ErrorKind, Event, Parser, ScalarStyle, ScanError, StructureStyle};
use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// The longest text that is read, in bytes.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
/// How many values are read: a byte or two of text can cost fifty of memory.
pub const MAX_VALUES: usize = 8_000_000;
/// How many lists and maps may lie inside each other.
pub const MAX_DEPTH: usize = 16;
/// After so many problems nobody reads on.
const MAX_ERRORS: usize = 50;
/// TOML recovers so boldly that what follows the first few problems is mostly their echo.
const MAX_TOML_ERRORS: usize = 8;
/// A longer text is read up to its first problem: the library notes every one, be they millions.
const MAX_TOML_RECOVERED: usize = 1024 * 1024;
/// The reader of TOML recurses as deep as names have dots, which no limit of its own bounds.
const TOML_STACK: usize = 64 * 1024 * 1024;
/// The longest name; YAML itself stops at 1024, JSON does not.
const MAX_NAME: usize = 16 * 1024;
const MAX_YAML_NAME: usize = 1024;

/// How a case file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `.yaml` and `.yml`
    Yaml,
    /// `.json`
    Json,
    /// `.toml`
    Toml,
    /// `.csv` and `.tsv`; and `.xlsx`, once its sheet is text.
    Table,
}

impl Format {
    /// The format that the ending of a file name promises.
    #[must_use]
    pub fn of_name(file_name: &str) -> Option<Self> {
        let ending = Path::new(file_name).extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "yaml" | "yml" => Some(Self::Yaml),
            "json" => Some(Self::Json),
            "toml" => Some(Self::Toml),
            "csv" | "tsv" | "xlsx" => Some(Self::Table),
            _ => None,
        }
    }

    /// How a text without such an ending is written, by its first line that says something: `{` and `[` begin JSON, a name
    /// before `=` TOML, a name before `:` YAML; a line with neither, parted by `,`, `;` or a tab, heads a table.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let mut lines = unmarked(text).lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let first = lines.next().unwrap_or_default();
        if first.starts_with(['{', '[']) {
            return Self::Json;
        }
        match first.find([':', '：', '=']) {
            Some(at) if first.get(at..).is_some_and(|rest| rest.starts_with('=')) => Self::Toml,
            None if first.contains([',', ';', '\t']) && !first.starts_with('-') => Self::Table,
            _ => Self::Yaml,
        }
    }
}

/// A value and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What was written.
    pub kind: NodeKind,
    /// Where: a scalar with its quotes, a list or map from its first to its last sign.
    pub span: Span,
}

/// What a value is before anything is known of types.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeKind {
    /// `null`, `~` or nothing at all.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A plain decimal number: its digits as written, such as `100000.10`.
    Number(String),
    /// Anything else in one piece.
    Text(String),
    /// Values in order.
    List(Vec<Node>),
    /// Names and values in order; no name twice.
    Map(Vec<(Spanned<String>, Node)>),
}

/// What can be wrong with a case file before any type is known.
#[derive(Debug, Clone, PartialEq)]
pub enum DocumentError {
    /// It does not read on here. `detail` is the sentence of the library that stopped.
    Syntax { at: Span, fault: Fault, detail: String },
    /// One name twice in one map.
    DuplicateKey { at: Span, first: Option<Span>, key: String },
    /// A list, a map, nothing or true/false where a name should stand.
    Key { at: Span },
    /// `&name`, `*name` or `<<`.
    Reuse { at: Span, what: Reuse },
    /// `!tag`
    Tag { at: Span },
    /// Lists and maps inside each other beyond the limit.
    TooDeep { at: Span },
    /// More bytes or values than the limit.
    TooLarge { at: Span, what: Measure },
}

/// Why a text does not read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A bracket or quotation without its partner, or an end that came too early.
    Unclosed,
    /// A tab in the indentation, or indentation that fits nothing above it.
    Indentation,
    /// A colon where no name can stand, or a character that means something else to YAML.
    Character,
    /// A backslash before something that it does not go with.
    Escape,
    /// YAML, perhaps, but not JSON.
    NotJson,
    /// A TOML name or value that needs quotes: Chinese, a word, or digits that begin with 0.
    Bare,
    /// `：` between a name and its value, where YAML knows only `: `.
    FullWidthColon,
    /// A name longer than YAML reads.
    LongName,
    /// None of these.
    Other,
}

/// What there can be too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// The text itself.
    Bytes,
    /// What stands in it.
    Values,
}

/// The ways in which YAML writes a thing once and means it several times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reuse {
    /// `&name`
    Anchor,
    /// `*name`
    Alias,
    /// `<<`
    Merge,
}

impl Fault {
    fn of(kind: &ErrorKind) -> Self {
        use ErrorKind as K;
        match kind {
            K::UnclosedFlowCollection { .. }
            | K::UnclosedQuotedScalar
            | K::MisplacedFlowCollectionEnd
            | K::MismatchedFlowCollectionEnd { .. } => Self::Unclosed,
            K::TabNotAllowed
            | K::TabInBlockIndentation
            | K::TabInIndentation
            | K::TabAtBlockScalarStart
            | K::TabInPlainScalar
            | K::InvalidIndentation
            | K::InvalidBlockScalarIndent
            | K::InvalidQuotedScalarIndent
            | K::ExpectedBlockMappingKey
            | K::ExpectedBlockSequenceEntry
            | K::BlockSequenceEntryNotAllowed => Self::Indentation,
            K::MappingValueNotAllowed
            | K::MappingKeyNotAllowed
            | K::InvalidColonPlacement
            | K::SimpleKeyExpected
            | K::InvalidSimpleKey
            | K::UnexpectedCharacter { .. }
            | K::BomInsideDocument => Self::Character,
            K::UnknownQuotedScalarEscape
            | K::InvalidQuotedScalarHexEscape
            | K::InvalidLowSurrogateHexEscape
            | K::InvalidLowSurrogate
            | K::MissingLowSurrogate
            | K::UnpairedLowSurrogate
            | K::InvalidUnicodeEscape => Self::Escape,
            _ => Self::Other,
        }
    }

    fn of_toml(detail: &str) -> Self {
        let begins = |words: &[&str]| words.iter().any(|word| detail.starts_with(word));
        if begins(&["invalid unquoted key", "string values must be quoted", "unexpected leading zero"]) {
            Self::Bare
        } else if begins(&["unclosed", "missing closing"]) {
            Self::Unclosed
        } else {
            Self::Other
        }
    }

    /// What is wrong, and what to do.
    fn words(self) -> (Text, Option<Text>) {
        match self {
            Self::Unclosed => (
                text!("a bracket or a quotation without its partner", "括号或引号不成对"),
                Some(text!("close what was opened", "请补上缺少的括号或引号")),
            ),
            Self::Indentation => (
                text!("the indentation of this line fits nothing above it", "此行的缩进与上文对不上"),
                Some(text!(
                    "align the names of one map with spaces, not tabs",
                    "同一层的名称请用空格左对齐，不用制表符"
                )),
            ),
            Self::Character => (
                text!("a character that cannot stand here", "此处不能出现这个字符"),
                Some(text!("write text with special characters in quotes", "含特殊字符的文字请加引号")),
            ),
            Self::Escape => (
                text!("a backslash before something that it does not go with", "反斜杠后的内容无法识别"),
                Some(text!("write a backslash itself as `\\\\`", "反斜杠本身请写作 `\\\\`")),
            ),
            Self::NotJson => (
                text!("this cannot be read as JSON", "此处不符合 JSON 的写法"),
                Some(text!(
                    "put names and texts in double quotes, and no comma after the last item; or name the file `.yaml`",
                    "名称和文字须用英文双引号，末项之后不加逗号；也可把文件改名为 `.yaml`"
                )),
            ),
            Self::LongName => (
                text!(
                    "a name of more than {MAX_NAME} characters, or in YAML of more than {MAX_YAML_NAME}",
                    "名称超过 {MAX_NAME} 个字符（YAML 为 {MAX_YAML_NAME} 个）"
                ),
                Some(text!("write it as short as the policy declares it", "请按政策中的声明书写，不必更长")),
            ),
            Self::Bare => (
                text!("TOML reads this only in quotes", "这样的内容在 TOML 里须加引号"),
                Some(text!("write `\"姓名\" = \"…\"`", "请写作 `\"姓名\" = \"…\"`")),
            ),
            Self::FullWidthColon => (
                text!("a full-width colon does not part a name from its value", "全角冒号不能分隔名称与值"),
                Some(text!(
                    "in a case file write `: `, a plain colon and a space",
                    "案例文件里请用半角冒号加空格 `: `"
                )),
            ),
            Self::Other => (text!("the file cannot be read from here on", "从这里起读不下去"), None),
        }
    }
}

impl DocumentError {
    /// Where it is.
    #[must_use]
    pub const fn span(&self) -> Span {
        match self {
            Self::Syntax { at, .. }
            | Self::DuplicateKey { at, .. }
            | Self::Reuse { at, .. }
            | Self::Key { at }
            | Self::Tag { at }
            | Self::TooDeep { at }
            | Self::TooLarge { at, .. } => *at,
        }
    }
}

impl Explain for DocumentError {
    fn explain(&self) -> Diagnostic {
        match self {
            Self::Syntax { at, fault, detail } => {
                let (message, help) = fault.words();
                let told = Diagnostic::error("cases/syntax", message).label(*at, text!("here", "在这里"));
                let told = help.into_iter().fold(told, Diagnostic::help);
                if *fault == Fault::FullWidthColon {
                    return told.fix(*at, ": ");
                }
                told.help(text!("the reader of the format says: {detail}", "格式解析器的原话：{detail}"))
            }
            Self::DuplicateKey { at, first, key } => {
                let what = text!("`{key}` stands here twice", "`{key}` 出现了两次");
                let told = Diagnostic::error("cases/duplicate-key", what).label(*at, text!("the second one", "第二处"));
                let told = first.iter().fold(told, |told, first| told.label(*first, text!("the first one", "第一处")));
                told.help(text!("keep one of them", "只保留一处"))
            }
            Self::Key { at } => {
                Diagnostic::error("cases/key", text!("a name has to be a word or a number", "名称只能是文字或数字"))
                    .label(*at, text!("this is none", "此处不是"))
                    .help(text!("write it in quotes if it is meant as a word", "如果就是要用作名称，请加引号"))
            }
            Self::Reuse { at, what } => {
                let what = match what {
                    Reuse::Anchor => text!("an anchor (`&…`)", "锚点（`&…`）"),
                    Reuse::Alias => text!("an alias (`*…`)", "别名（`*…`）"),
                    Reuse::Merge => text!("a merge (`<<`)", "合并键（`<<`）"),
                };
                Diagnostic::error("cases/anchor", text!("{what} in a case file", "案例文件里用了{what}"; what))
                    .label(*at, text!("a case says everything in its own place", "案例里每一项都须写在自己的位置上"))
                    .help(text!(
                        "write the value out again; for plain text, use quotes",
                        "请把内容重写一遍；若是普通文字，请加引号"
                    ))
            }
            Self::Tag { at } => Diagnostic::error(
                "cases/tag",
                text!("a YAML tag (`!…`) in a case file", "案例文件里用了 YAML 标签（`!…`）"),
            )
            .label(*at, text!("types come from the policy alone", "类型只由政策文件决定"))
            .help(text!("delete it; to keep digits as text, use quotes", "请删除；想把数字保留为文字，请加引号")),
            Self::TooDeep { at } => Diagnostic::error(
                "cases/too-deep",
                text!("nested more than {MAX_DEPTH} deep", "嵌套超过 {MAX_DEPTH} 层"),
            )
            .label(*at, text!("this is one too deep", "此处多了一层")),
            Self::TooLarge { at, what } => {
                let limit = match what {
                    Measure::Bytes => text!("{MAX_BYTES} bytes", "{MAX_BYTES} 字节"),
                    Measure::Values => text!("{MAX_VALUES} values", "{MAX_VALUES} 个值"),
                };
                Diagnostic::error("cases/too-large", text!("more than {limit}", "超过 {limit}"; limit))
                    .label(*at, text!("the limit is reached here", "到此已达上限"))
                    .help(text!("split the file", "请拆分文件"))
            }
        }
    }
}

/// Reads a text. YAML may hold several documents, JSON and TOML one; a text without content holds none.
///
/// Without a format, the text itself tells ([`Format::of_text`]).
pub fn read(source: &SourceFile, format: Option<Format>) -> Result<Vec<Node>, Vec<DocumentError>> {
    let mut reader =
        Reader { source, json: false, open: Vec::new(), values: 0, documents: Vec::new(), errors: Vec::new() };
    if source.text.len() > MAX_BYTES {
        return Err(vec![DocumentError::TooLarge { at: reader.character(MAX_BYTES), what: Measure::Bytes }]);
    }
    match format.unwrap_or_else(|| Format::of_text(&source.text)) {
        Format::Yaml => reader.events(&source.text),
        Format::Json => reader.json(),
        Format::Toml => return on_large_stack(reader),
        // A table has rows and no tree: `columns` reads it.
        Format::Table => {}
    }
    reader.finish()
}

/// The text without a byte-order mark.
fn unmarked(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Digits with at most one point and no needless zero before them: `0100` is an area code.
fn is_decimal(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').map_or((unsigned, None), |(whole, rest)| (whole, Some(rest)));
    digits(whole) && (whole == "0" || !whole.starts_with('0')) && fraction.is_none_or(digits)
}

/// A list or map whose end has not been read.
struct Open {
    start: Span,
    flow: bool,
    items: Items,
}

enum Items {
    List(Vec<Node>),
    Map { entries: Vec<(Spanned<String>, Node)>, key: Option<Spanned<String>> },
}

struct Reader<'s> {
    source: &'s SourceFile,
    /// Whether a quotation follows the rules of JSON.
    json: bool,
    open: Vec<Open>,
    values: usize,
    documents: Vec<Node>,
    errors: Vec<DocumentError>,
}

impl Reader<'_> {
    fn finish(mut self) -> Result<Vec<Node>, Vec<DocumentError>> {
        if self.errors.is_empty() {
            return Ok(self.documents);
        }
        self.errors.sort_by_key(DocumentError::span);
        self.errors.truncate(MAX_ERRORS);
        Err(self.errors)
    }

    fn bytes(&self, range: Range<usize>) -> Span {
        Span::new(self.source.id, range.start, range.end)
    }

    fn place(&self, span: &granit_parser::Span) -> Span {
        let start = span.start.byte_offset().unwrap_or_default();
        self.bytes(start..span.end.byte_offset().unwrap_or(start))
    }

    /// The character at or around a byte; nothing at the end of the text.
    fn character(&self, byte: usize) -> Span {
        let start = self.source.text.floor_char_boundary(byte);
        let length = self.source.text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        self.bytes(start..start + length)
    }

    /// YAML reads more than JSON, so that what is no JSON has to be turned away first.
    ///
    /// It also refuses a few characters that JSON allows in quotations. Only the places are taken from it, and the
    /// quotations from the text itself, so that any character of the same length serves.
    fn json(&mut self) {
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

    fn events(&mut self, text: &str) {
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

fn on_large_stack(mut reader: Reader<'_>) -> Result<Vec<Node>, Vec<DocumentError>> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn file(text: &str) -> SourceFile {
        SourceFile::new(FileId(0), "case", text)
    }

    /// The tree in one line, each value with the text under its span.
    fn show(source: &SourceFile, node: &Node) -> String {
        let inner = match &node.kind {
            NodeKind::List(list) => list.iter().map(|node| show(source, node)).collect::<Vec<_>>().join(" "),
            NodeKind::Map(entries) => {
                let pair = |(key, node): &(Spanned<String>, Node)| format!("{}={}", key.node, show(source, node));
                entries.iter().map(pair).collect::<Vec<_>>().join(" ")
            }
            NodeKind::Null => "null".to_owned(),
            NodeKind::Bool(truth) => truth.to_string(),
            NodeKind::Number(digits) => format!("#{digits}"),
            NodeKind::Text(text) => return format!("{text:?}@{}", source.slice(node.span)),
        };
        match &node.kind {
            NodeKind::List(_) => format!("[{inner}]"),
            NodeKind::Map(_) => format!("{{{inner}}}"),
            NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::Text(_) => inner,
        }
    }

    fn tree(text: &str, format: Format) -> String {
        let source = file(text);
        let documents = read(&source, Some(format)).expect("the text is good");
        documents.iter().map(|node| show(&source, node)).collect::<Vec<_>>().join(" / ")
    }

    /// Every problem as its code and the texts under its labels, read with a small stack.
    fn problems(text: &str, format: Format) -> Vec<String> {
        let source = file(text);
        let work = move || {
            let errors = read(&source, Some(format)).expect_err("the text is bad");
            let told = errors.iter().map(Explain::explain);
            told.map(|told| {
                let places = told.labels.iter().map(|label| {
                    let at = source.position(label.span.range().start);
                    assert!(source.text.get(label.span.range()).is_some());
                    format!(" {}:{}", at.line, at.column)
                });
                told.code.to_owned() + &places.collect::<String>()
            })
            .collect()
        };
        let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(work).expect("a thread starts");
        thread.join().expect("reading does not panic")
    }

    #[test]
    fn plain_words_of_yaml_stay_as_written() {
        for word in
            "0100 yes no 是 unknown 2012-06-01 100,000 10万元 25% 1e5 0x1F .inf NaN +5 1_000 .5 5. 007.5".split(' ')
        {
            assert_eq!(tree(word, Format::Yaml), format!("{word:?}@{word}"));
        }
        let text = "[null, ~, , true, FALSE, 100000.10, -0, \"123\", 'yes']".replace(", ,", ",");
        assert_eq!(tree(&text, Format::Yaml), "[null null true false #100000.10 #-0 \"123\"@\"123\" \"yes\"@'yes']");
        assert_eq!(tree("123456789012345678901234567890.12345678901234567890", Format::Yaml).len(), 52);
    }

    #[test]
    fn places_count_bytes_after_chinese() {
        let source = file("\u{feff}姓名: 张三\r\n住所:\r\n- {区: '浦东'}\r\n说明: |\r\n  甲\r\n  乙\r\n\r\n空:\r\n");
        let nodes = read(&source, None).expect("the text is good");
        let shown = show(&source, &nodes[0]);
        assert_eq!(shown, "{姓名=\"张三\"@张三 住所=[{区=\"浦东\"@'浦东'}] 说明=\"甲\\n乙\\n\"@甲\r\n  乙 空=null}");
        let NodeKind::Map(entries) = &nodes[0].kind else { panic!("a map") };
        assert_eq!(source.slice(entries[1].1.span), "- {区: '浦东'}");
        assert_eq!(source.slice(entries[3].0.span), "空");
    }

    #[test]
    fn nothing_is_no_document() {
        for text in ["", "\u{feff}", " \n", "# only\n", "---\n---\n"] {
            assert_eq!(tree(text, Format::Yaml), "");
        }
        assert_eq!(tree(" ", Format::Json) + &tree("# only", Format::Toml), "");
        assert_eq!(tree("a: 1\n---\n---\nb: 2\n", Format::Yaml), "{a=#1} / {b=#2}");
    }

    #[test]
    fn json_is_exact_and_strict() {
        let text = "\u{feff}{\"甲\"\n:\t1.50, \"b\":[1,\n\t-0.0], \"c\":\"\\ud83d\\ude00\\/\u{7f}\u{2028}\"}";
        let read = "{甲=#1.50 b=[#1 #-0.0] c=\"😀/\\u{7f}\\u{2028}\"@\"\\ud83d\\ude00\\/\u{7f}\u{2028}\"}";
        assert_eq!(tree(text, Format::Json), read);
        assert_eq!(problems("{'a': 1}", Format::Json), ["cases/syntax 1:2"]);
        assert_eq!(problems("{\"甲\":\n yes}", Format::Json), ["cases/syntax 2:2"]);
        assert_eq!(problems("{\"a\": [1,]}", Format::Json), ["cases/syntax 1:10"]);
        assert_eq!(problems("{\"a\": 1", Format::Json), ["cases/syntax 1:8"]);
        assert_eq!(problems("\"\\ud800\"", Format::Json), ["cases/syntax 1:1"]);
    }

    #[test]
    fn toml_keeps_order_digits_and_dates() {
        let text = "\u{feff}z = 100000.10\r\n\"甲\" = 2012-06-01\nn = [1_000, +5, 0x1F]\n[[p]]\na.b = 'x'\n[[p]]\n[t.u]\nv = true";
        let read = "{z=#100000.10 甲=\"2012-06-01\"@2012-06-01 n=[#1000 #5 \"0x1F\"@0x1F] p=[{a={b=\"x\"@'x'}} {}] t={u={v=true}}}";
        assert_eq!(tree(text, Format::Toml), read);
        assert_eq!(
            problems("甲 = 1\nb = 0100\nc = yes", Format::Toml),
            ["cases/syntax 1:1", "cases/syntax 2:5", "cases/syntax 3:5"]
        );
    }

    #[test]
    fn a_name_twice_is_shown_twice() {
        assert_eq!(
            problems("甲: 1\n乙: 2\n甲: 3\n甲: 4", Format::Yaml),
            ["cases/duplicate-key 3:1 1:1", "cases/duplicate-key 4:1 1:1"]
        );
        assert_eq!(problems("{12: 1, '12': 2}", Format::Yaml), ["cases/duplicate-key 1:9 1:2"]);
        assert_eq!(problems("{\"a\": 1, \"\\u0061\": 2}", Format::Json), ["cases/duplicate-key 1:10 1:2"]);
        assert_eq!(problems("a = 1\nb = {a = 2}\n'a' = 3\n", Format::Toml), ["cases/duplicate-key 3:1 1:1"]);
        assert_eq!(problems("[x.y]\n[x]\n[x.y]\n", Format::Toml), ["cases/duplicate-key 3:4 1:4"]);
    }

    #[test]
    fn names_are_words_or_numbers() {
        assert_eq!(tree("{12: a, no: b}", Format::Yaml), "{12=\"a\"@a no=\"b\"@b}");
        let wrong = ["cases/key 1:1", "cases/key 2:3", "cases/key 4:1"];
        assert_eq!(problems("true: 1\n? [1]\n: 2\n: 3\n", Format::Yaml), wrong);
    }

    #[test]
    fn anchors_aliases_merges_and_tags_are_refused_in_place() {
        let text = "甲: &a x\n乙: *a\n丙: *b\n<<: {c: 1}\n丁: !!str 1\n\"<<\": 1\n";
        let wrong = ["anchor 1:4", "anchor 2:4", "anchor 3:4", "anchor 4:1", "duplicate-key 6:1 4:1", "tag 5:4"];
        let mut found = problems(text, Format::Yaml);
        found.sort();
        assert_eq!(found, wrong.map(|problem| format!("cases/{problem}")));
    }

    #[test]
    fn bad_syntax_is_shown_at_its_place() {
        for (text, place) in [
            ("a: \"x", "1:4"),
            ("甲: [1\n", "1:4"),
            ("甲: 乙: 丙", "1:5"),
            ("a:\n\t- b", "2:2"),
            ("甲: @x", "1:4"),
            ("a: ]", "1:4"),
            ("a: \0", "1:4"),
        ] {
            assert_eq!(problems(text, Format::Yaml), [format!("cases/syntax {place}")], "{text:?}");
        }
    }

    #[test]
    fn depth_has_an_end_everywhere() {
        let nest = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        for format in [Format::Yaml, Format::Json] {
            assert_eq!(tree(&nest(MAX_DEPTH), format), nest(MAX_DEPTH));
            assert_eq!(problems(&nest(MAX_DEPTH + 1), format), ["cases/too-deep 1:17"]);
            assert_eq!(problems(&nest(100_000), format), ["cases/too-deep 1:17"]);
        }
        for text in ["[", "{", "- ", "? ", "{a: "] {
            let found = problems(&text.repeat(100_000), Format::Yaml);
            assert!(found.iter().any(|problem| problem.starts_with("cases/too-deep")), "{text:?}: {found:?}");
        }
        assert_eq!(problems(&"[".repeat(100_000), Format::Json), ["cases/syntax 1:100001"]);
        let dots = vec!["a"; 79].join(".");
        let deep = format!("x = {}1{}", format!("{{{dots} = ").repeat(79), "}".repeat(79));
        assert_eq!(problems(&deep, Format::Toml), ["cases/too-deep 1:34"]);
        assert!(problems(&format!("x = 1\n{deep}"), Format::Toml).contains(&"cases/duplicate-key 2:1 1:1".to_owned()));
        assert!(!problems(&format!("x = {}", "[".repeat(100_000)), Format::Toml).is_empty());
    }

    #[test]
    fn bombs_do_not_go_off() {
        let bomb: Vec<String> = (1..40).map(|i| format!("a{i}: &a{i} [*a{}, *a{}]", i - 1, i - 1)).collect();
        let found = problems(&bomb.join("\n"), Format::Yaml);
        assert!(found.len() <= MAX_ERRORS && found.iter().all(|problem| problem.starts_with("cases/anchor")));
        let wide = format!("[{}1]", "1, ".repeat(200_000));
        let NodeKind::List(list) = &read(&file(&wide), None).expect("the text is good")[0].kind else {
            panic!("a list")
        };
        assert_eq!(list.len(), 200_001);
        assert!(problems(&"a: 1\n".repeat(100_000), Format::Yaml).len() <= MAX_ERRORS);
        assert!(problems(&"= \n".repeat(400_000), Format::Toml).len() <= MAX_TOML_ERRORS);
        assert_eq!(
            problems(&" ".repeat(MAX_BYTES + 1), Format::Yaml),
            [format!("cases/too-large 1:{}", MAX_BYTES + 1)]
        );
    }

    #[test]
    fn the_name_of_a_file_tells_its_format() {
        let formats = ["a.yaml", "a.YML", "a/b.json", "甲.toml", "a.txt", "json"].map(Format::of_name);
        assert_eq!(
            formats,
            [Some(Format::Yaml), Some(Format::Yaml), Some(Format::Json), Some(Format::Toml), None, None]
        );
        assert!(read(&file("{a: 1}"), None).is_err() && read(&file("a: 1"), None).is_ok());
    }

    #[test]
    fn a_name_that_is_too_long_is_told_as_one() {
        let name = "纳".repeat(MAX_NAME + 1);
        for (text, format) in [
            (format!("[{{\"{name}\": 5}}]"), Format::Json),
            (format!("{{\"{name}\": 5}}"), Format::Yaml),
            (format!("{name}: 5"), Format::Yaml),
        ] {
            let source = file(&text);
            let errors = read(&source, Some(format)).expect_err("the name is too long");
            let long = |error: &DocumentError| matches!(error, DocumentError::Syntax { fault: Fault::LongName, .. });
            assert!(errors.iter().any(long), "{format:?}: {errors:?}");
        }
    }
}
