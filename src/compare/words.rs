//! Clauses as they read, and tables of text that line up in both scripts.

use crate::diagnostics::{Language, Say, Text, wording};
use crate::ir::print::{Among, Printer};
use crate::ir::{Decision, Exception, Expr, ExprKind, Ground, Item, Period, Program, Says};
use crate::text;
use crate::types::Date;
use crate::types::ids::RecordId;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// A rule as it reads: a line for what it says, and below it whom it speaks about, what it asks, and its exceptions.
pub fn clause(program: &Program, decision: &Decision, ground: &Ground, language: Language) -> Vec<String> {
    let words = Words { printer: Printer { program, language }, language };
    let among = Among::each(program, &decision.each);
    let mut out = Vec::new();
    let mut head = String::new();
    if let Some(ordinal) = &ground.ordinal {
        head.push_str(&wording::numbered(ordinal, language));
    }
    if let Some(label) = &ground.label {
        let _ = write!(head, "{}{}", label.say(language), words.pick(": ", "："));
    }
    if !decision.each.is_empty() {
        let lists = decision.each.iter().map(|list| words.printer.list_name(*list));
        let _ = match language {
            Language::English => write!(head, "each of {} ", lists.rev().collect::<Vec<_>>().join(" of each of ")),
            Language::Chinese => write!(head, "{}的每一成员", lists.collect::<Vec<_>>().join("每一成员的")),
        };
    }
    let name = decision.term.say(language);
    let _ = match (&ground.says, language) {
        (Says::Modal(modal), Language::English) => write!(head, "{} {name}", modal.say(language)),
        (Says::Modal(modal), Language::Chinese) => write!(head, "{}{name}", modal.say(language)),
        (Says::Value(value), _) => {
            write!(head, "{name}{}{}", words.pick(" is ", "为"), words.expr(value, &among))
        }
        (Says::Otherwise(value), _) => {
            write!(head, "{name}{}{}", words.pick(" otherwise is ", "否则为"), words.expr(value, &among))
        }
    };
    out.push(head);
    for population in &ground.population {
        words.under(words.pick("applies to ", "适用于"), population, &among, 1, &mut out);
    }
    if let Some(condition) = &ground.condition {
        words.under(words.pick("when ", "条件是"), condition, &among, 1, &mut out);
    }
    words.exceptions(&ground.exceptions, &among, 1, &mut out);
    for (head, body) in [
        (words.pick("met when ", "履行条件："), &ground.met),
        (words.pick("breached when ", "违反情形："), &ground.breached),
    ] {
        if let Some(body) = body {
            words.under(head, body, &among, 1, &mut out);
        }
    }
    out
}

/// A definition or amount as it reads.
pub fn body(program: &Program, expr: &Expr, record: Option<RecordId>, language: Language) -> Vec<String> {
    let words = Words { printer: Printer { program, language }, language };
    let mut out = Vec::new();
    let among: Vec<Among> = record.map(|record| Among { record, list: None }).into_iter().collect();
    words.under("", expr, &among, 1, &mut out);
    out
}

struct Words<'p> {
    printer: Printer<'p>,
    language: Language,
}

impl Words<'_> {
    fn pick(&self, en: &'static str, zh: &'static str) -> &'static str {
        if self.language == Language::Chinese { zh } else { en }
    }

    fn expr(&self, expr: &Expr, among: &[Among]) -> String {
        self.printer.among_expr(expr, among)
    }

    fn exceptions(&self, exceptions: &[Exception], among: &[Among], depth: usize, out: &mut Vec<String>) {
        for exception in exceptions {
            self.under(self.pick("except when ", "例外："), &exception.body, among, depth, out);
            self.exceptions(&exception.exceptions, among, depth + 1, out);
        }
    }

    /// A condition after a head; a list with its items below.
    fn under(&self, head: &str, expr: &Expr, among: &[Among], depth: usize, out: &mut Vec<String>) {
        let pad = "  ".repeat(depth);
        let Some((joined, items)) = self.list(expr) else {
            out.push(format!("{pad}{head}{}", self.expr(expr, among)));
            return;
        };
        out.push(format!("{pad}{head}{joined}"));
        for item in items {
            let ordinal = item
                .ordinal
                .as_ref()
                .map_or_else(|| "- ".to_owned(), |number| wording::numbered(number, self.language));
            let label =
                item.label.as_ref().map(|label| format!("{}{}", label.say(self.language), self.pick(": ", "：")));
            let head = format!("{ordinal}{}", label.unwrap_or_default());
            stacker::maybe_grow(64 << 10, 1 << 20, || self.under(&head, &item.expr, among, depth + 1, out));
        }
    }

    fn list<'e>(&self, expr: &'e Expr) -> Option<(String, &'e [Item])> {
        Some(match &expr.kind {
            ExprKind::All(items) => (self.pick("all of", "同时符合").to_owned(), items),
            ExprKind::Any(items) => (self.pick("any of", "符合下列之一").to_owned(), items),
            ExprKind::AtLeast(number, items) => match self.language {
                Language::English => (format!("at least {number} of"), items),
                Language::Chinese => (format!("至少符合{number}项"), items),
            },
            ExprKind::Exactly(number, items) => match self.language {
                Language::English => (format!("exactly {number} of"), items),
                Language::Chinese => (format!("恰好符合{number}项"), items),
            },
            _ => return None,
        })
    }
}

/// When something is in force, in words; nothing for always.
pub fn period(period: Period, language: Language) -> Option<String> {
    (period != Period::default()).then(|| period.text().get(language).to_owned())
}

/// The texts of a policy that are not in force on a day, each with when it is: they are told all the same.
pub(super) fn out_of_force(program: &Program, day: Option<Date>) -> Vec<Text> {
    let Some(day) = day else { return Vec::new() };
    let texts = program.layers.iter().filter(|layer| layer.role != "vocabulary" && !layer.in_force.holds(day));
    let told = texts.map(|layer| {
        let (name, when) = (Text::of(|language| layer.name.say(language)), layer.in_force.text());
        let day = Text::of(|language| day.say(language));
        text!(
            "on {day} `{name}` is not in force: it is in force {when}",
            "{day}时 `{name}` 不在施行期内：施行期为{when}";
            name, day, when
        )
    });
    told.collect()
}

/// Rows as a table where it fits into 80 columns, else each row by itself with what its cells say, the same once.
pub(super) fn fitted(rows: &[Vec<String>], language: Language) -> String {
    let whole = table(rows);
    let Some((heads, rows)) = rows.split_first().filter(|_| whole.lines().any(|line| line.width() > WIDTH)) else {
        return whole;
    };
    let (comma, colon) = if language == Language::Chinese { ("、", "：") } else { (", ", ": ") };
    let mut out = String::new();
    for row in rows {
        let Some((name, cells)) = row.split_first() else { continue };
        let _ = writeln!(out, "{}", folded(name, language));
        let mut told: Vec<(&str, Vec<&str>)> = Vec::new();
        for (head, cell) in heads.iter().skip(1).zip(cells).filter(|(_, cell)| *cell != "–") {
            match told.iter_mut().find(|(known, _)| known == cell) {
                Some((_, heads)) => heads.push(head),
                None => told.push((cell, vec![head])),
            }
        }
        for (cell, heads) in told {
            let _ = writeln!(out, "{}", folded(&format!("  {}{colon}{cell}", heads.join(comma)), language));
        }
    }
    out
}

/// What a reader's window shows.
const WIDTH: usize = 80;

/// A line folded at 80 columns, what follows set in below its text.
#[must_use]
pub fn folded(line: &str, language: Language) -> String {
    let below = " ".repeat(line.chars().take_while(|c| *c == ' ').count() + 4);
    // A date is not broken at its hyphens.
    let options =
        textwrap::Options::new(WIDTH).subsequent_indent(&below).word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(&wording::set(line, language), options)
}

/// Rows as columns that line up, each as wide as it must be; the first row is the head.
#[must_use]
pub fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let wide: Vec<usize> = (0..columns)
        .map(|at| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width()).max().unwrap_or(0))
        .collect();
    let mut out = String::new();
    for row in rows {
        let cells = row.iter().zip(&wide).map(|(cell, wide)| {
            let pad = " ".repeat(wide.saturating_sub(cell.width()));
            format!("{cell}{pad}")
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}
