//! A report as text: a summary by article, and the policy itself with a mark at each line.

use super::report::{ArticleTold, Count, Mark, PartTold, Report};
use crate::diagnostics::{Language, wording};
use crate::source::SourceFile;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Which lines of the policy are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// None: the summary alone.
    Nothing,
    /// Those of which something is missing.
    Gaps,
    /// All of them.
    All,
}

/// How a report is printed.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// The language of the words around names.
    pub language: Language,
    /// Signs of seven bits only.
    pub ascii: bool,
    /// Colours for a terminal.
    pub color: bool,
    /// Columns.
    pub width: usize,
    /// Which lines.
    pub shown: Shown,
}

/// What one line of a policy shows.
#[derive(Debug, Clone)]
pub struct LineTold {
    /// The sign of the line; none where nothing is asked of it.
    pub mark: Mark,
    /// What is missing of it, or cannot be shown, in words.
    pub remarks: Vec<String>,
    /// Whether anything is missing, or a condition cannot vary alone; not where only a point of a line is blocked.
    pub gap: bool,
}

/// What each line of a policy shows, by its number from 1.
#[must_use]
pub fn lines(report: &Report, language: Language) -> BTreeMap<usize, LineTold> {
    let mut by_line: BTreeMap<usize, Vec<&PartTold>> = BTreeMap::new();
    for part in &report.parts {
        by_line.entry(part.line).or_default().push(part);
    }
    by_line.into_iter().map(|(line, parts)| (line, line_told(&parts, language))).collect()
}

fn line_told(parts: &[&PartTold], language: Language) -> LineTold {
    let asked: Vec<Mark> = parts.iter().map(|part| part.mark).filter(|mark| *mark != Mark::Coupled).collect();
    let mark = if asked.is_empty() {
        Mark::Coupled
    } else if asked.iter().all(|mark| *mark == Mark::Full) {
        Mark::Full
    } else if asked.iter().all(|mark| *mark == Mark::None) {
        Mark::None
    } else {
        Mark::Partly
    };
    let telling = |part: &&&PartTold| !part.missing.is_empty() || !part.coupled.is_empty();
    let several = parts.iter().filter(|part| part.kind == "condition").count() > 1;
    let mut remarks: Vec<String> = Vec::new();
    for part in parts.iter().filter(telling) {
        let said = remarks_of(part, language).join(language.pick("; ", "；"));
        let name = excerpt(part, language);
        let text = match (several && part.kind == "condition", language) {
            (true, Language::English) => format!("`{name}`: {said}"),
            (true, Language::Chinese) => format!("「{name}」：{said}"),
            (false, _) => said,
        };
        if !remarks.contains(&text) {
            remarks.push(text);
        }
    }
    let bound = |part: &&PartTold| part.coupled.iter().any(|coupled| matches!(coupled.what, "yes" | "no"));
    let gap = parts.iter().any(|part| !part.missing.is_empty() || bound(part));
    LineTold { mark, remarks, gap }
}

/// What is missing of a part, each once, points of one fate together.
#[must_use]
pub fn remarks_of(part: &PartTold, language: Language) -> Vec<String> {
    let chinese = language == Language::Chinese;
    let mut out: Vec<String> = Vec::new();
    let ways = part.missing.iter().filter(|missing| missing.point.is_none());
    for missing in ways {
        let text = missing.text.get(language).to_owned();
        if !out.contains(&text) {
            out.push(text);
        }
    }
    for reached in [false, true] {
        let points = part.missing.iter().filter(|missing| missing.reached == reached);
        let names: Vec<&str> = points.filter_map(|missing| Some(missing.point.as_ref()?.get(language))).collect();
        if names.is_empty() {
            continue;
        }
        let names = wording::listed(names, language);
        out.push(match (reached, chinese) {
            (false, false) => format!("no case {names}"),
            (false, true) => format!("没有个案：{names}"),
            (true, false) => format!("decides nothing {names}"),
            (true, true) => format!("有个案但未起决定作用：{names}"),
        });
    }
    out.extend(part.coupled.iter().map(|coupled| coupled.text.get(language).to_owned()));
    out
}

/// A condition, shortened, to tell it from others on its line.
fn excerpt(part: &PartTold, language: Language) -> String {
    const LONGEST: usize = 24;
    let text = part.text.get(language);
    if text.width() <= LONGEST {
        return text.to_owned();
    }
    let mut out = String::new();
    for character in text.chars() {
        if out.width() + character.width().unwrap_or(0) >= LONGEST {
            break;
        }
        out.push(character);
    }
    out.push('…');
    out
}

/// The report as text.
#[must_use]
pub fn render(report: &Report, source: &SourceFile, look: Look) -> String {
    let writer = Writer { report, source, look };
    let mut out = String::new();
    writer.summary(&mut out);
    if look.shown != Shown::Nothing {
        writer.marked(&mut out);
    }
    out
}

struct Writer<'r> {
    report: &'r Report,
    source: &'r SourceFile,
    look: Look,
}

impl Writer<'_> {
    fn pick<'t>(&self, en: &'t str, zh: &'t str) -> &'t str {
        self.look.language.pick(en, zh)
    }

    fn chinese(&self) -> bool {
        self.look.language == Language::Chinese
    }

    fn summary(&self, out: &mut String) {
        let report = self.report;
        let all = report.total.all();
        let (percent, cases) = (report.total.percent, report.cases);
        let name = report.policy.get(self.look.language);
        let head = if self.chinese() {
            format!("{name}：覆盖率 {percent}%（{cases} 个个案，{} 项中的 {} 项）", all.asked, all.shown)
        } else {
            let cases = wording::count(cases, "case", "cases");
            format!("{name}: {percent}% covered ({cases}; {} of {})", all.shown, all.asked)
        };
        let _ = writeln!(out, "{}\n", self.painted("1", &head));
        self.table(out);
        let open = report.total.open;
        let _ = if self.chinese() {
            writeln!(out, "\n有个案缺事实而悬而未决的规则：{}/{}", open.shown, open.asked)
        } else {
            writeln!(out, "\nrules with a case that lacks a fact: {}/{}", open.shown, open.asked)
        };
        self.names(
            &report.silent,
            "without an expectation or an accepted result, not counted here",
            "未写期望，结果也未经认可，不计入",
            out,
        );
        self.names(
            &report.failing,
            "with another outcome than expected, not counted here",
            "结果与期望不符，不计入",
            out,
        );
    }

    fn names(&self, names: &[String], en: &str, zh: &str, out: &mut String) {
        const SHOWN: usize = 5;
        if names.is_empty() {
            return;
        }
        let mut listed: Vec<String> = names.iter().take(SHOWN).cloned().collect();
        if names.len() > SHOWN {
            listed.push("…".to_owned());
        }
        let listed = wording::listed(listed, self.look.language);
        let text = if self.chinese() {
            format!("{} 个个案{zh}：{listed}", names.len())
        } else {
            format!("{} {en}: {listed}", wording::count(names.len(), "case", "cases"))
        };
        for line in folded(&text, self.look.width, "  ") {
            let _ = writeln!(out, "{line}");
        }
    }

    fn table(&self, out: &mut String) {
        const COLUMN: usize = 11;
        let heads = if self.chinese() {
            ["规则", "条项用语", "条件", "界点", "合计"]
        } else {
            ["rules", "clauses", "conditions", "points", "all"]
        };
        let first = self.look.width.saturating_sub(heads.len() * COLUMN).clamp(16, 40);
        let mut rows: Vec<(String, Vec<String>)> = vec![(String::new(), heads.map(str::to_owned).to_vec())];
        for article in &self.report.articles {
            rows.push((self.article(article), counts(article)));
        }
        for (name, cells) in rows {
            let name = cut(&name, first - 1, if self.look.ascii { "..." } else { "…" });
            let pad = " ".repeat(first.saturating_sub(name.width()));
            let cells: Vec<String> =
                cells.iter().map(|cell| format!("{}{cell}", " ".repeat(COLUMN.saturating_sub(cell.width())))).collect();
            let _ = writeln!(out, "{}", format!("{name}{pad}{}", cells.concat()).trim_end());
        }
    }

    fn article(&self, article: &ArticleTold) -> String {
        let Some(number) = &article.article else { return self.pick("terms", "共用的用语").to_owned() };
        let title = article.title.as_deref().unwrap_or_default();
        if self.chinese() { format!("第{number}条 {title}") } else { format!("article {number} {title}") }
    }

    fn marked(&self, out: &mut String) {
        let told = lines(self.report, self.look.language);
        let gaps = |told: &LineTold| told.gap;
        if self.look.shown == Shown::Gaps && !told.values().any(gaps) {
            return;
        }
        let [full, partly, none, coupled] =
            [Mark::Full, Mark::Partly, Mark::None, Mark::Coupled].map(|mark| self.sign(mark));
        let _ = if self.chinese() {
            writeln!(out, "\n{full} 已验证  {partly} 部分验证  {none} 未验证  {coupled} 无法单独变化\n")
        } else {
            writeln!(out, "\n{full} shown  {partly} in part  {none} not shown  {coupled} cannot vary alone\n")
        };
        let mut last = 0;
        for (at, text) in self.source.text.lines().enumerate() {
            let number = at + 1;
            let told = told.get(&number);
            let shown = self.look.shown == Shown::All || told.is_some_and(gaps);
            if !shown {
                continue;
            }
            if last > 0 && number > last + 1 {
                let _ = writeln!(out, "  {:>5}", if self.look.ascii { ":" } else { "⋮" });
            }
            last = number;
            self.line(number, text, told, out);
        }
    }

    /// A line of the policy with its mark, and to its right what is missing.
    fn line(&self, number: usize, text: &str, told: Option<&LineTold>, out: &mut String) {
        const HEAD: usize = 9;
        let room = self.look.width.saturating_sub(HEAD).max(24);
        let remarks = told.map(|told| told.remarks.as_slice()).unwrap_or_default();
        let right = if remarks.is_empty() { 0 } else { (room * 9 / 20).max(16) };
        let left = if right == 0 { room } else { room - right - 2 };
        let indent = text.chars().take_while(|c| c.is_whitespace()).count();
        let below = " ".repeat(indent.min(left / 2) + 2);
        let texts = folded(text, left, &below);
        let remarks: Vec<String> = remarks.iter().flat_map(|remark| folded(remark, right, "  ")).collect();
        for row in 0..texts.len().max(remarks.len()).max(1) {
            let text = texts.get(row).map_or("", String::as_str);
            let mark = match told {
                Some(told) if row == 0 => self.sign(told.mark),
                _ => " ".to_owned(),
            };
            let number = if row == 0 { number.to_string() } else { String::new() };
            let remark = remarks.get(row).map(|remark| {
                format!("{}{}", " ".repeat((left + 2).saturating_sub(text.width())), self.painted("33", remark))
            });
            let line = format!("{mark} {number:>5}  {text}{}", remark.unwrap_or_default());
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }

    fn sign(&self, mark: Mark) -> String {
        let (sign, plain, color) = match mark {
            Mark::Full => ("✓", "+", "32"),
            Mark::Partly => ("◐", "~", "33"),
            Mark::None => ("✗", "x", "31"),
            Mark::Coupled => ("–", "-", "2"),
        };
        self.painted(color, if self.look.ascii { plain } else { sign })
    }

    fn painted(&self, color: &str, text: &str) -> String {
        if self.look.color { format!("\u{1b}[{color}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// "3/4" for each column, nothing where nothing is asked.
fn counts(article: &ArticleTold) -> Vec<String> {
    let tally = &article.tally;
    let one = |count: Count| if count.asked == 0 { String::new() } else { format!("{}/{}", count.shown, count.asked) };
    let mut out = [tally.rules, tally.clauses, tally.conditions, tally.points].map(one).to_vec();
    out.push(format!("{}%", tally.percent));
    out
}

/// A text cut to a width.
fn cut(text: &str, width: usize, end: &str) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    for character in text.chars() {
        if out.width() + character.width().unwrap_or(0) + end.width() > width {
            break;
        }
        out.push(character);
    }
    out.push_str(end);
    out
}

/// A text folded at a width, what follows set in.
fn folded(text: &str, width: usize, below: &str) -> Vec<String> {
    let options = textwrap::Options::new(width).subsequent_indent(below).break_words(true);
    textwrap::wrap(text, options).into_iter().map(|line| line.trim_end().to_owned()).collect()
}
