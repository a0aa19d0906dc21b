//! The text of a case file → an untyped tree in which every name and value has its place.
//!
//! In: one text, and which of YAML, JSON and TOML it is. Out: a [`Node`] per document, or everything that is wrong.
//! Never: a type, a guess at what a value means, or a number that has passed through floating point.

mod error;
mod toml;
mod yaml;

pub use error::{DocumentError, Fault, Measure, Reuse};

use crate::source::{SourceFile, Span, Spanned};
use std::ops::Range;
use std::path::Path;

/// The longest text that is read, in bytes.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;
/// How many values are read: a byte or two of text can cost fifty of memory.
pub const MAX_VALUES: usize = 8_000_000;
/// How many lists and maps may lie inside each other.
pub const MAX_DEPTH: usize = 16;
/// After so many problems nobody reads on.
const MAX_ERRORS: usize = 50;
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
        Format::Toml => return toml::on_large_stack(reader),
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

    /// The character at or around a byte; nothing at the end of the text.
    fn character(&self, byte: usize) -> Span {
        let start = self.source.text.floor_char_boundary(byte);
        let length = self.source.text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        self.bytes(start..start + length)
    }
}

#[cfg(test)]
mod tests {
    use super::toml::MAX_TOML_ERRORS;
    use super::*;
    use crate::diagnostics::Explain;
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
