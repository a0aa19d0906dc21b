//! Diagnostics for people, as text, and for programs, as JSON.
//!
//! In: diagnostics, and the texts that they speak of. Out: a string, or a JSON value.
//! Never: a panic, whatever the spans are; printing. No other file names miette.
//!
//! miette sees no file. It sees short excerpts in one made-up text, each with whole lines, a newline at its end and
//! only visible characters. So its cost does not grow with the file, and no span can lie where it does not expect one.

use super::{Diagnostic, Fix, Label, Language, Severity, Text, wording};
use crate::source::{Position, SourceFile, Sources, Span, is_hidden, spell};
use crate::text;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceSpan};
use serde_json::{Map, Value, json};
use std::fmt;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use unicode_width::UnicodeWidthStr;

/// More than this nobody reads; the summary counts the rest.
const LIMIT: usize = 50;
/// Labels at most this many lines apart share a snippet, and a label over more lines shows its first.
const NEAR: usize = 8;
/// Bytes from which a line is shown in part: a JSON case on one line would fill the screen.
const LONG: usize = 600;
/// Bytes shown on either side of a label in a long line.
const MARGIN: usize = 150;

/// How text is to look.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// The language of all sentences.
    pub language: Language,
    /// Whether to send colors to the terminal.
    pub color: bool,
    /// Whether to draw with ASCII only. Sentences and quoted text keep their characters.
    pub ascii: bool,
    /// The columns at which sentences wrap.
    pub width: usize,
}

/// All diagnostics with their snippets, or the first fifty and "and N more"; then a line that counts them.
///
/// Empty where there is nothing to say.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, style: &Style) -> String {
    render_at_most(LIMIT, diagnostics, sources, style)
}

/// One diagnostic with its snippets, help and fixes, ending in a newline.
#[must_use]
pub fn render_one(diagnostic: &Diagnostic, sources: &Sources, style: &Style) -> String {
    // No span is known to make miette panic, but it has before; what is wrong must be told all the same.
    let drawn = catch_unwind(AssertUnwindSafe(|| draw(diagnostic, sources, style)));
    drawn.ok().and_then(Result::ok).unwrap_or_else(|| plain(diagnostic, sources, style))
}

/// The stretches that labels point at, with the lines around them and nothing else; empty where there is none.
#[must_use]
pub fn snippet(labels: &[Label], sources: &Sources, style: &Style) -> String {
    let labels: Vec<Label> = labels
        .iter()
        .filter(|label| sources.get(label.span.file).is_some_and(|file| !file.text.is_empty()))
        .cloned()
        .collect();
    if labels.is_empty() {
        return String::new();
    }
    let diagnostic = Diagnostic { labels, ..Diagnostic::warning("", Text::default()) };
    let drawn = render_one(&diagnostic, sources, style);
    // The first frame comes after what would be the message.
    let from = drawn.lines().position(|line| line.contains("─[") || line.contains("-[") || line.contains(",["));
    drawn.lines().skip(from.unwrap_or(1)).flat_map(|line| [line, "\n"]).collect()
}

/// All diagnostics as data: `{"schema": 1, "diagnostics": [..]}`, in the order given.
///
/// A place is the same seven keys everywhere: lines and columns from 1, in characters; `start` and `end` in bytes; the
/// end is exclusive. All seven are null where there is no place.
#[must_use]
pub fn json(diagnostics: &[Diagnostic], sources: &Sources) -> Value {
    json!({ "schema": 1, "diagnostics": json_each(diagnostics, sources) })
}

/// Each diagnostic as data.
#[must_use]
pub fn json_each(diagnostics: &[Diagnostic], sources: &Sources) -> Vec<Value> {
    diagnostics.iter().map(|diagnostic| json_one(diagnostic, sources)).collect()
}

fn render_at_most(limit: usize, diagnostics: &[Diagnostic], sources: &Sources, style: &Style) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics.iter().take(limit) {
        out.push_str(&render_one(diagnostic, sources, style));
        out.push('\n');
    }
    let rest = diagnostics.len().saturating_sub(limit);
    if rest > 0 {
        out.push_str(text!("and {rest} more", "另有 {rest} 个未显示").get(style.language));
        out.push('\n');
    }
    if !diagnostics.is_empty() {
        out.push_str(&summary(diagnostics, style.language));
        out.push('\n');
    }
    out
}

/// "2 errors, 1 warning" / "2 个错误，1 个警告".
fn summary(diagnostics: &[Diagnostic], language: Language) -> String {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    let warnings = diagnostics.len() - errors;
    let (errors_en, warnings_en) =
        (wording::count(errors, "error", "errors"), wording::count(warnings, "warning", "warnings"));
    let text = match (errors, warnings) {
        (_, 0) => text!("{errors_en}", "{errors} 个错误"),
        (0, _) => text!("{warnings_en}", "{warnings} 个警告"),
        _ => text!("{errors_en}, {warnings_en}", "{errors} 个错误，{warnings} 个警告"),
    };
    text.get(language).to_owned()
}

fn draw(diagnostic: &Diagnostic, sources: &Sources, style: &Style) -> Result<String, fmt::Error> {
    let theme = match (style.ascii, style.color) {
        (false, false) => GraphicalTheme::unicode_nocolor(),
        (false, true) => GraphicalTheme::unicode(),
        (true, false) => GraphicalTheme::none(),
        (true, true) => GraphicalTheme::ascii(),
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .without_syntax_highlighting()
        .with_width(style.width.max(20));
    let footer = footer(diagnostic, sources, style);
    let footer: Vec<String> = footer.iter().map(|line| hold(line)).collect();
    let handler = if footer.is_empty() { handler } else { handler.with_footer(footer.join("\n")) };
    let mut out = String::new();
    let report = Report::new(diagnostic, sources, style);
    handler.render_report(&mut out, &report)?;
    // miette knows lines and columns only.
    for (place, cell) in report.cells() {
        out = out.replace(&place, &cell);
    }
    let out = out.replace(HELD_SPACE, " ").replace(JOINT, "");
    Ok(out.lines().flat_map(|line| [line.trim_end(), "\n"]).collect())
}

/// Where no line is folded: a space, and the joint of two characters. No sentence has them: they are spelled out there.
const HELD_SPACE: char = '\u{a0}';
const JOINT: char = '\u{2060}';
/// Columns up to which what stands in backticks is kept on one line.
const HELD: usize = 48;

/// A sentence in which no line is folded inside backticks: what stands there is to be typed as it is read.
fn hold(sentence: &str) -> String {
    let mut out = String::with_capacity(sentence.len());
    for (index, part) in sentence.split('`').enumerate() {
        if index > 0 {
            out.push('`');
        }
        if index % 2 == 0 || part.width() > HELD {
            out.push_str(part);
            continue;
        }
        for c in part.chars() {
            out.push(JOINT);
            out.push(if c == ' ' { HELD_SPACE } else { c });
        }
        out.push(JOINT);
    }
    out
}

/// The same without drawing.
fn plain(diagnostic: &Diagnostic, sources: &Sources, style: &Style) -> String {
    let mut out = title(diagnostic, style) + "\n";
    let labels = diagnostic.labels.iter().map(|label| told(label, sources, style.language));
    for line in labels.chain(footer(diagnostic, sources, style)) {
        out.push_str("  ");
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// `error[code]: what is wrong`
fn title(diagnostic: &Diagnostic, style: &Style) -> String {
    let code = diagnostic.code;
    let (head, ink) = match diagnostic.severity {
        Severity::Error => (text!("error[{code}]: ", "错误[{code}]："), "1;31"),
        Severity::Warning => (text!("warning[{code}]: ", "警告[{code}]："), "1;33"),
    };
    format!("{}{}", paint(head.get(style.language), ink, style), visible(diagnostic.message.get(style.language)))
}

/// `file:line:column: what the label says`
fn told(label: &Label, sources: &Sources, language: Language) -> String {
    let said = visible(label.text.get(language));
    match sources.get(label.span.file) {
        None => said,
        Some(file) if file.text.is_empty() => format!("{}: {said}", visible(&file.name)),
        Some(file) => {
            format!("{}:{}: {said}", visible(&file.name), at(file, clamp(file, label.span).start))
        }
    }
}

/// `line:column`, or what a spreadsheet calls the cell.
fn at(file: &SourceFile, byte: usize) -> String {
    match file.cell(byte) {
        Some(cell) => visible(cell),
        None => {
            let Position { line, column } = file.position(byte);
            format!("{line}:{column}")
        }
    }
}

/// What to do, a line each. miette's own `help:` is English only.
fn footer(diagnostic: &Diagnostic, sources: &Sources, style: &Style) -> Vec<String> {
    let line = |word: Text, said: &str| format!("{}{said}", paint(word.get(style.language), "36", style));
    let help = diagnostic.help.iter().map(|help| line(text!("help: ", "办法："), &visible(help.get(style.language))));
    let fixes = diagnostic.fixes.iter().map(|fix| {
        let elsewhere = fix_place(fix, diagnostic, sources);
        line(text!("fix: ", "改法："), fix_text(fix, &elsewhere, sources, style).get(style.language))
    });
    help.chain(fixes).collect()
}

fn fix_text(fix: &Fix, place: &str, sources: &Sources, style: &Style) -> Text {
    let old = sources.get(fix.span.file).and_then(|file| file.text.get(clamp(file, fix.span))).unwrap_or_default();
    let (before, after) = (quote(old, style), quote(&fix.replacement, style));
    if old.is_empty() {
        text!("insert {after}{place}", "插入 {after}{place}")
    } else if fix.replacement.is_empty() {
        text!("delete {before}{place}", "删除 {before}{place}")
    } else {
        text!("replace {before} with {after}{place}", "把 {before} 改为 {after}{place}")
    }
}

/// ` (line:column)` where no caret shows the place of a fix.
fn fix_place(fix: &Fix, diagnostic: &Diagnostic, sources: &Sources) -> String {
    let shown = diagnostic.span().filter(|at| at.file == fix.span.file);
    match sources.get(fix.span.file) {
        Some(file) if shown.is_none_or(|at| fix.span.start > at.end || fix.span.end < at.start) => {
            let name = if shown.is_none() { format!("{}:", visible(&file.name)) } else { String::new() };
            format!(" ({name}{})", at(file, clamp(file, fix.span).start))
        }
        _ => String::new(),
    }
}

fn paint(text: &str, color: &str, style: &Style) -> String {
    if style.color { format!("\u{1b}[{color}m{text}\u{1b}[0m") } else { text.to_owned() }
}

/// A sentence or name in which hidden characters are spelled out.
fn visible(text: &str) -> String {
    spell(text, is_hidden)
}

/// The beginning of a text in backticks, with every space but the common one spelled out.
fn quote(text: &str, style: &Style) -> String {
    let (newline, cut) = if style.ascii { ("\\n", "...") } else { ("↵", "…") };
    let mut short: String = text.chars().take(40).collect();
    let cut = if short.len() < text.len() { cut } else { "" };
    short = short.replace("\r\n", "\n").replace('\n', newline);
    format!("`{}{cut}`", spell(&short, |c| is_hidden(c) || (c.is_whitespace() && c != ' ')))
}

/// One diagnostic in one language, as miette wants it.
#[derive(Debug)]
struct Report {
    severity: miette::Severity,
    message: String,
    excerpts: Excerpts,
}

impl Report {
    fn new(diagnostic: &Diagnostic, sources: &Sources, style: &Style) -> Self {
        let (mut marks, mut message) = (Vec::new(), hold(&title(diagnostic, style)));
        for (index, label) in diagnostic.labels.iter().enumerate() {
            match sources.get(label.span.file).filter(|file| !file.text.is_empty()) {
                Some(file) => marks.push(Mark::new(file, label, index == 0, style.language)),
                // An empty file has no line to show.
                None => message = message + "\n" + &told(label, sources, style.language),
            }
        }
        let severity = match diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        };
        Self { severity, message, excerpts: Excerpts::new(marks, style.ascii) }
    }

    /// What miette writes above snippets of sheets, each with what is to stand there; the longest first, as one may
    /// begin like another.
    fn cells(&self) -> Vec<(String, String)> {
        let places =
            self.excerpts.0.iter().flat_map(|excerpt| excerpt.places.iter().map(move |place| (excerpt, place)));
        let mut out: Vec<(String, String)> = places
            .filter_map(|(Excerpt { name, .. }, (_, Position { line, column }, cell))| {
                Some((format!("{name}:{line}:{column}"), format!("{name}:{}", cell.as_ref()?)))
            })
            .collect();
        out.sort_by_key(|(place, _)| std::cmp::Reverse(place.len()));
        out
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Report {}

impl miette::Diagnostic for Report {
    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.excerpts)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.excerpts.0.iter().flat_map(|excerpt| excerpt.places.iter().map(|(at, ..)| at.clone()))))
    }
}

/// A label made to fit its text.
struct Mark<'a> {
    file: &'a SourceFile,
    bytes: Range<usize>,
    first_line: usize,
    last_line: usize,
    text: String,
    is_primary: bool,
}

impl<'a> Mark<'a> {
    fn new(file: &'a SourceFile, label: &Label, is_primary: bool, language: Language) -> Self {
        let Range { start, end } = clamp(file, label.span);
        // A line break at the end would put the end on the next line.
        let inside = file.text.get(start..end).unwrap_or_default().trim_end_matches(['\r', '\n']);
        let end = shorten(file, start, start + inside.len());
        let (first_line, last_line) = (file.line_of(start), file.line_of(end));
        Self { file, bytes: start..end, first_line, last_line, text: visible(label.text.get(language)), is_primary }
    }

    /// It, as miette wants it, at a place of the made-up text.
    fn label(&self, start: usize, end: usize) -> LabeledSpan {
        let (text, bytes) = (Some(self.text.clone()).filter(|text| !text.is_empty()), start..end.max(start));
        if self.is_primary {
            LabeledSpan::new_primary_with_span(text, bytes)
        } else {
            LabeledSpan::new_with_span(text, bytes)
        }
    }

    fn is_in_long_line(&self) -> bool {
        line_text(self.file, self.first_line).len() > LONG
    }

    /// Whether the next one belongs into the same snippet.
    fn is_near(&self, next: &Self) -> bool {
        self.file.id == next.file.id
            && next.first_line <= self.last_line + NEAR
            && !self.is_in_long_line()
            && !next.is_in_long_line()
    }
}

/// The end of a stretch once nothing is left in it that would fill the screen.
fn shorten(file: &SourceFile, start: usize, end: usize) -> usize {
    let (first, last) = (file.line_of(start), file.line_of(end));
    let is_long = |line| line_text(file, line).len() > LONG;
    let mut end = end;
    if last - first >= NEAR || (first..=last).any(is_long) {
        end = end.min(file.line_start(first) + line_text(file, first).len());
    }
    if is_long(first) {
        end = end.min(file.text.floor_char_boundary(start + MARGIN));
    }
    end.max(start)
}

/// A span cut to its text and widened to whole characters.
fn clamp(file: &SourceFile, span: Span) -> Range<usize> {
    let start = file.text.floor_char_boundary(span.range().start);
    start..file.text.ceil_char_boundary(span.range().end.max(start))
}

/// A line (from 0) without its line break.
fn line_text(file: &SourceFile, line: usize) -> &str {
    let text = file.text.get(file.line_start(line)..file.line_start(line + 1)).unwrap_or_default();
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.strip_suffix('\r').unwrap_or(text)
}

/// Snippets one after the other in one made-up text.
#[derive(Debug)]
struct Excerpts(Vec<Excerpt>);

/// Some lines of one file, as they are shown.
#[derive(Debug)]
struct Excerpt {
    name: String,
    first_line: usize,
    /// Where it begins in the made-up text.
    offset: usize,
    text: String,
    /// Its labels in the made-up text, each with its place in the file, and the cell where that is a sheet.
    places: Vec<(LabeledSpan, Position, Option<String>)>,
}

/// Where a shown line comes from.
struct Row {
    /// The shown bytes of the file.
    source: Range<usize>,
    /// Where the first of them is in the excerpt.
    at: usize,
}

impl Excerpts {
    fn new(mut marks: Vec<Mark<'_>>, ascii: bool) -> Self {
        marks.sort_by_key(|mark| (mark.file.id, mark.bytes.start));
        let mut groups: Vec<&[Mark<'_>]> = marks.chunk_by(Mark::is_near).collect();
        groups.sort_by_key(|group| !group.iter().any(|mark| mark.is_primary));
        let mut offset = 0;
        let excerpts = groups.into_iter().filter_map(|group| {
            let excerpt = Excerpt::new(group, offset, ascii)?;
            offset += excerpt.text.len();
            Some(excerpt)
        });
        Self(excerpts.collect())
    }
}

impl Excerpt {
    fn new(marks: &[Mark<'_>], offset: usize, ascii: bool) -> Option<Self> {
        let file = marks.first()?.file;
        let first = marks.iter().map(|mark| mark.first_line).min()?.saturating_sub(1);
        let last = marks.iter().map(|mark| mark.last_line).max()?;
        let after = last + 1;
        let is_worth_showing = after + 1 < file.line_count() || !line_text(file, after).is_empty();
        let (mut text, mut rows) = (String::new(), Vec::new());
        for line in first..=(if is_worth_showing { after } else { last }) {
            let mark = marks.iter().find(|mark| mark.first_line == line).map(|mark| mark.bytes.clone());
            rows.push(Row::write(&mut text, file, line, mark, ascii));
        }
        let place = |byte: usize| Some(offset + rows.get(file.line_of(byte) - first)?.place(file, byte, ascii));
        let places = marks.iter().filter_map(|mark| {
            let (start, end) = (place(mark.bytes.start)?, place(mark.bytes.end)?);
            let cell = file.cell(mark.bytes.start).map(visible);
            Some((mark.label(start, end), file.position(mark.bytes.start), cell))
        });
        Some(Self { name: visible(&file.name), first_line: first, offset, places: places.collect(), text })
    }
}

impl Row {
    /// Adds a line to an excerpt: all of a short one, the surroundings of the mark in a long one.
    fn write(out: &mut String, file: &SourceFile, line: usize, mark: Option<Range<usize>>, ascii: bool) -> Self {
        let (start, content) = (file.line_start(line), line_text(file, line));
        // A mark of the encoding is no part of the first line.
        let mark_of_file = if start == 0 && content.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let whole = start + mark_of_file..start + content.len();
        let mut source = whole.clone();
        if content.len() > LONG {
            let mark = mark.unwrap_or(start..start);
            source.start = file.text.floor_char_boundary(mark.start.saturating_sub(MARGIN)).max(whole.start);
            source.end = file.text.floor_char_boundary(mark.end + MARGIN).min(whole.end);
        }
        let cut = if ascii { "..." } else { "…" };
        out.push_str(if source.start > whole.start { cut } else { "" });
        let at = out.len();
        let shown = file.text.get(source.clone()).unwrap_or_default();
        out.extend(shown.chars().map(|character| show(character, ascii)));
        out.push_str(if source.end < whole.end { cut } else { "" });
        out.push('\n');
        Self { source, at }
    }

    /// Where a byte of the file is in the excerpt; the nearest one where it is not shown.
    fn place(&self, file: &SourceFile, byte: usize, ascii: bool) -> usize {
        let before = file.text.get(self.source.start..byte.clamp(self.source.start, self.source.end));
        let shown = before.unwrap_or_default().chars().map(|character| show(character, ascii).len_utf8());
        self.at + shown.sum::<usize>()
    }
}

/// A character as a snippet shows it: one to point at, where it is hidden.
fn show(character: char, ascii: bool) -> char {
    match (is_hidden(character), ascii) {
        (false, _) => character,
        (true, false) => char::REPLACEMENT_CHARACTER,
        (true, true) => '?',
    }
}

impl miette::SourceCode for Excerpts {
    /// The whole excerpt; or, where no context is asked for, the place that miette writes above the snippet.
    ///
    /// miette tries to join snippets, and draws them apart where this fails.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn miette::SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset() + span.len();
        let holds = |excerpt: &&Excerpt| {
            let bytes = excerpt.offset..excerpt.offset + excerpt.text.len();
            bytes.contains(&span.offset()) && end <= bytes.end
        };
        let excerpt = self.0.iter().find(holds).ok_or(MietteError::OutOfBounds)?;
        let place = excerpt.places.iter().find(|(label, ..)| label.inner() == span && lines_before == 0);
        let (line, column) =
            place.map_or((excerpt.first_line, 0), |(_, position, _)| (position.line - 1, position.column - 1));
        Ok(Box::new(MietteSpanContents::new_named(
            excerpt.name.clone(),
            excerpt.text.as_bytes(),
            (excerpt.offset, excerpt.text.len()).into(),
            line,
            column,
            excerpt.text.matches('\n').count(),
        )))
    }
}

fn json_one(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let labels = diagnostic.labels.iter().map(|label| json_at(label.span, sources, "text", json_text(&label.text)));
    let fixes = diagnostic.fixes.iter().map(|fix| json_at(fix.span, sources, "replacement", json!(fix.replacement)));
    let mut out = Map::new();
    out.insert("code".into(), json!(diagnostic.code));
    out.insert("severity".into(), json!(diagnostic.severity.to_string()));
    out.insert("message".into(), json_text(&diagnostic.message));
    out.extend(json_place(diagnostic.span(), sources));
    out.insert("labels".into(), labels.collect());
    out.insert("help".into(), diagnostic.help.iter().map(json_text).collect());
    out.insert("fixes".into(), fixes.collect());
    Value::Object(out)
}

/// A place and one thing to say of it.
fn json_at(span: Span, sources: &Sources, key: &str, value: Value) -> Value {
    let mut out = json_place(Some(span), sources);
    out.insert(key.to_owned(), value);
    Value::Object(out)
}

fn json_text(text: &Text) -> Value {
    json!({ "en": text.en, "zh": text.zh })
}

fn json_place(span: Option<Span>, sources: &Sources) -> Map<String, Value> {
    let known = span.and_then(|span| Some((sources.get(span.file)?, span)));
    let values = known.map_or_else(Default::default, |(file, span)| {
        let Range { start, end } = clamp(file, span);
        let (from, to) = (file.position(start), file.position(end));
        [
            json!(&*file.name),
            json!(from.line),
            json!(from.column),
            json!(to.line),
            json!(to.column),
            json!(start),
            json!(end),
        ]
    });
    let keys = ["file", "line", "column", "end_line", "end_column", "start", "end"];
    keys.into_iter().map(String::from).zip(values).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;
    use unicode_width::UnicodeWidthStr;

    const PLAIN: Style = Style { language: Language::English, color: false, ascii: false, width: 80 };
    const CHINESE: Style = Style { language: Language::Chinese, ..PLAIN };
    const ASCII: Style = Style { ascii: true, ..PLAIN };

    fn one_file(text: &str) -> (Sources, FileId) {
        let mut sources = Sources::default();
        let file = sources.add("a.pol", text);
        (sources, file)
    }

    /// The span of the first `part`, in a text that is the only one.
    fn span_of(sources: &Sources, part: &str) -> Span {
        let file = sources.iter().next().expect("there is one file");
        let at = file.text.find(part).expect("the text holds the part");
        Span::new(file.id, at, at + part.len())
    }

    fn error_at(span: Span) -> Diagnostic {
        let message = text!("expected a date", "此处应为日期");
        Diagnostic::error("check/type-mismatch", message).label(span, text!("this is money", "这里是金额"))
    }

    fn draw_at(text: &str, start: usize, end: usize) -> String {
        let (sources, file) = one_file(text);
        draw(&error_at(Span::new(file, start, end)), &sources, &PLAIN).expect("it can be drawn")
    }

    #[test]
    fn draws_in_chinese() {
        let (sources, _) = one_file("政策 住房补贴\n条文 一\n  发放 10万元 当 年龄 ≥ 18\n");
        let diagnostic = error_at(span_of(&sources, "10万元"))
            .label(span_of(&sources, "年龄"), text!("because", "原因在此"))
            .help(text!("write a date", "请写日期"))
            .fix(span_of(&sources, "10万元"), "2024-01-01")
            .fix(span_of(&sources, "条文"), "");
        insta::assert_snapshot!(render(&[diagnostic], &sources, &CHINESE), @r"
          × 错误[check/type-mismatch]：此处应为日期
           ╭─[a.pol:3:6]
         2 │ 条文 一
         3 │   发放 10万元 当 年龄 ≥ 18
           ·        ───┬──    ──┬─
           ·           │        ╰── 原因在此
           ·           ╰── 这里是金额
           ╰────

          办法：请写日期
          改法：把 `10万元` 改为 `2024-01-01`
          改法：删除 `条文` (2:1)

        1 个错误
        ");
    }

    #[test]
    fn draws_in_ascii() {
        let (sources, file) = one_file("policy a\n\tpay 5\u{200b} yuan\n");
        let at = span_of(&sources, "\u{200b}");
        let mut diagnostic = error_at(at).fix(at, "").fix(Span::new(file, 0, 0), "use b\n");
        diagnostic.severity = Severity::Warning;
        let drawn = render(&[diagnostic], &sources, &ASCII);
        assert!(drawn.is_ascii());
        insta::assert_snapshot!(drawn, @r"
          ! warning[check/type-mismatch]: expected a date
           ,-[a.pol:2:7]
         1 | policy a
         2 |     pay 5? yuan
           :          |
           :          `-- this is money
           `----

          fix: delete `U+200B`
          fix: insert `use b\n` (1:1)

        1 warning
        ");
    }

    #[test]
    fn carets_stand_under_wide_text() {
        for (line, part) in [("如果 年龄 小于 18", "年龄"), ("\t甲é e\u{301}乙 ，丙", "丙"), ("\u{1b}[31m甲　乙", "乙")]
        {
            let (sources, _) = one_file(&format!("一\n{line}\n三"));
            let drawn = render_one(&error_at(span_of(&sources, part)), &sources, &PLAIN);
            let mut rows = drawn.lines().skip_while(|row| !row.contains(part));
            let text = rows.next().expect("the line is shown");
            let carets = rows.next().expect("carets follow");
            let column = |row: &str, at: usize| row.get(..at).expect("a boundary").width();
            let under = carets.find(['─', '┬']).expect("a caret");
            assert_eq!(column(carets, under), column(text, text.find(part).expect("it is shown")), "{drawn}");
            assert_eq!(carets.get(under..).expect("a boundary").trim_end().width(), part.width(), "{drawn}");
            let place = sources.iter().next().expect("a file").position(span_of(&sources, part).start as usize);
            assert!(drawn.contains(&format!("a.pol:2:{}]", place.column)), "{drawn}");
        }
    }

    #[test]
    fn points_past_the_end_and_into_line_breaks() {
        insta::assert_snapshot!(
            [("ab", 2, 2), ("ab\r\ncd\r\n", 2, 4), ("ab\n", 3, 9), ("甲", 1, 2)]
                .map(|(text, start, end)| draw_at(text, start, end).lines().skip(1).collect::<Vec<_>>().join("\n"))
                .join("\n")
        , @r"
           ╭─[a.pol:1:3]
         1 │ ab
           ·   ▲
           ·   ╰── this is money
           ╰────
           ╭─[a.pol:1:3]
         1 │ ab
           ·   ▲
           ·   ╰── this is money
         2 │ cd
           ╰────
           ╭─[a.pol:2:1]
         1 │ ab
         2 │
           · ▲
           · ╰── this is money
           ╰────
           ╭─[a.pol:1:1]
         1 │ 甲
           · ─┬
           ·  ╰── this is money
           ╰────
        ");
        assert!(!draw_at("ab\r\ncd\r\n", 0, 8).contains('\r'));
    }

    #[test]
    fn names_a_file_without_lines() {
        insta::assert_snapshot!(draw_at("", 0, 0), @r"
          × error[check/type-mismatch]: expected a date
          │ a.pol: this is money
        ");
        let nowhere = render_one(&error_at(Span::new(FileId(7), 0, 9)), &Sources::default(), &PLAIN);
        assert!(nowhere.contains("this is money"), "{nowhere}");
    }

    #[test]
    fn labels_far_apart_have_their_own_snippets() {
        let (mut sources, first) = one_file(&"line\n".repeat(900));
        let second = sources.add("b.pol", "other\n");
        let diagnostic = error_at(Span::new(first, 2500, 2504))
            .label(Span::new(second, 0, 5), text!("in another file", "另一文件"))
            .label(Span::new(first, 0, 4), text!("far", "远"))
            .label(Span::new(first, 2515, 2519), text!("near", "近"))
            .label(Span::new(first, 3000, 4000), text!("many lines", "多行"));
        let drawn = render_one(&diagnostic, &sources, &PLAIN);
        let snippets: Vec<&str> = drawn.lines().filter_map(|line| line.split_once("╭─")).map(|(_, at)| at).collect();
        assert_eq!(snippets, ["[a.pol:501:1]", "[a.pol:1:1]", "[a.pol:601:1]", "[b.pol:1:1]"], "{drawn}");
    }

    #[test]
    fn long_lines_are_shown_in_part_and_long_messages_wrap() {
        let (sources, file) = one_file(&format!("{}here{}", "甲".repeat(4000), "乙".repeat(4000)));
        let mut diagnostic = error_at(span_of(&sources, "here")).label(Span::new(file, 0, 20_000), Text::default());
        diagnostic.message =
            text!("a", "申请人在本市连续缴纳社会保险不满十二个月，因此不能认定其符合本条的规定，请补充材料");
        let drawn = render_one(&diagnostic, &sources, &Style { width: 40, ..CHINESE });
        assert!(drawn.contains("a.pol:1:4001]") && drawn.len() < 5000, "{drawn}");
        assert!(drawn.lines().take_while(|line| !line.contains('╭')).all(|line| line.width() <= 40), "{drawn}");
    }

    #[test]
    fn counts_what_it_leaves_out() {
        let (sources, _) = one_file("a b\n");
        let mut all = vec![error_at(span_of(&sources, "a")); 60];
        all.push(Diagnostic { severity: Severity::Warning, ..error_at(span_of(&sources, "b")) });
        assert!(render(&all, &sources, &PLAIN).ends_with("\n\nand 11 more\n60 errors, 1 warning\n"));
        assert!(render(&all, &sources, &CHINESE).ends_with("\n\n另有 11 个未显示\n60 个错误，1 个警告\n"));
        assert_eq!(render(&[], &sources, &PLAIN), "");
    }

    #[test]
    fn tells_it_plainly_if_it_cannot_be_drawn() {
        let (sources, _) = one_file("甲 5");
        let diagnostic = error_at(span_of(&sources, "5")).help(text!("x", "请写日期"));
        let expected = "错误[check/type-mismatch]：此处应为日期\n  a.pol:1:3: 这里是金额\n  办法：请写日期\n";
        assert_eq!(plain(&diagnostic, &sources, &CHINESE), expected);
    }

    #[test]
    fn no_span_makes_it_panic() {
        let nasty = "\u{feff}甲é\t\r\n\n e\u{301}👩\u{200d}🌾 \u{1b}[1m\r\r\n\u{202e}٣\u{85}\u{0}“…”\n   \n".repeat(12)
            + &"长 ".repeat(300)
            + "\n𠮷 末";
        let (mut sources, _) = one_file(&nasty);
        sources.add("\u{7}空", "");
        sources.add("newlines", "\r\n\n\r");
        let mut state = 42_u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).expect("31 bits fit") % below
        };
        for round in 0..2_000 {
            let mut span = || {
                let (file, start) = ([0, 0, 0, 0, 1, 2, 3][random(7)], random(nasty.len() + 20));
                Span::new(FileId(file), start % [nasty.len() + 20, 6][random(2)], start + [0, 1, 9, 900][random(4)])
            };
            let mut diagnostic = error_at(span()).fix(span(), nasty.as_str());
            for _ in 0..round % 5 {
                diagnostic = diagnostic.label(span(), text!("one\ntwo\u{9b}", "一\u{202e}"));
            }
            let style = Style { color: round % 3 == 0, ascii: round % 2 == 0, width: round % 90, ..PLAIN };
            let drawn = draw(&diagnostic, &sources, &style).expect("it can be drawn");
            assert!(!drawn.contains(['\r', '\u{202e}', '\u{85}', '\u{feff}', '\u{200d}']), "{drawn}");
            assert!(style.color || !drawn.contains('\u{1b}'), "{drawn}");
            assert!(json(&[diagnostic], &sources).is_object());
        }
    }

    #[test]
    fn tells_programs_everything() {
        let (sources, file) = one_file("甲 乙\n丙\n");
        let diagnostic = error_at(Span::new(file, 4, 11)).help(text!("h", "助")).fix(Span::new(file, 99, 99), "x");
        let out = json(&[diagnostic, Diagnostic::warning("a/b", text!("m", "信"))], &sources);
        let expected = [
            r#"{"schema":1,"diagnostics":[{"code":"check/type-mismatch","severity":"error","#,
            r#""message":{"en":"expected a date","zh":"此处应为日期"},"#,
            r#""file":"a.pol","line":1,"column":3,"end_line":2,"end_column":2,"start":4,"end":11,"#,
            r#""labels":[{"file":"a.pol","line":1,"column":3,"end_line":2,"end_column":2,"start":4,"end":11,"#,
            r#""text":{"en":"this is money","zh":"这里是金额"}}],"help":[{"en":"h","zh":"助"}],"#,
            r#""fixes":[{"file":"a.pol","line":3,"column":1,"end_line":3,"end_column":1,"start":12,"end":12,"#,
            r#""replacement":"x"}]},{"code":"a/b","severity":"warning","message":{"en":"m","zh":"信"},"#,
            r#""file":null,"line":null,"column":null,"end_line":null,"end_column":null,"start":null,"end":null,"#,
            r#""labels":[],"help":[],"fixes":[]}]}"#,
        ];
        assert_eq!(out.to_string(), expected.concat());
    }

    #[test]
    fn cost_does_not_grow_with_the_file() {
        let (sources, file) = one_file(&"如果 年龄 小于 18\n".repeat(45_000));
        let all: Vec<_> = (0..2_000).map(|n| error_at(Span::new(file, n * 500, n * 500 + 9))).collect();
        assert_eq!(render_at_most(usize::MAX, &all, &sources, &PLAIN).matches("error[").count(), 2_000);
    }
}
