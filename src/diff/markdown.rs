//! The report as Markdown, for a merge request: tables that render, and what is long folded away.

use super::report::{ColumnTable, Example, KindCount, Outcomes, Report};
use super::whole::Whole;
use super::words;
use crate::diagnostics::{Language, Text, wording};
use crate::interpret::{Detail, Explanation, render};
use std::fmt::Write as _;

/// More rows of a column are counted together.
const MAX_ROWS: usize = 30;

impl Whole {
    /// As Markdown.
    #[must_use]
    pub fn markdown(&self, language: Language) -> String {
        let mut out = Writer { language, out: String::new() };
        for report in &self.policies {
            out.report(report);
        }
        for other in self.others() {
            let text = escape(other.get(language));
            out.paragraph(&text);
        }
        out.out
    }
}

/// A text that stands for itself: what Markdown and HTML would read as their own is escaped.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '~' => {
                out.push('\\');
                out.push(character);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\n' | '\r' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

struct Writer {
    language: Language,
    out: String,
}

impl Writer {
    fn pick(&self, en: &'static str, zh: &'static str) -> &'static str {
        self.language.pick(en, zh)
    }

    fn say(&self, text: &Text) -> String {
        escape(text.get(self.language))
    }

    fn paragraph(&mut self, text: &str) {
        let _ = writeln!(self.out, "{text}\n");
    }

    fn head(&mut self, level: usize, text: &str) {
        let _ = writeln!(self.out, "{} {text}\n", "#".repeat(level));
    }

    /// A table whose cells are escaped already.
    fn table(&mut self, head: &[&str], numbers: &[usize], rows: &[Vec<String>]) {
        let _ = writeln!(self.out, "| {} |", head.join(" | "));
        let marks: Vec<&str> = (0..head.len()).map(|at| if numbers.contains(&at) { "---:" } else { "---" }).collect();
        let _ = writeln!(self.out, "| {} |", marks.join(" | "));
        for row in rows {
            let _ = writeln!(self.out, "| {} |", row.join(" | "));
        }
        self.out.push('\n');
    }

    fn report(&mut self, report: &Report) {
        let title =
            format!("{}{}{}", self.say(&report.policy), self.pick(": ", "："), self.say(&words::verdict(report)));
        self.head(2, &title);
        let versions = format!("{} → {}", escape(&report.old.source), escape(&report.new.source));
        self.paragraph(&versions);
        if !report.changes.is_empty() {
            self.head(3, self.pick("Clauses that differ", "改变的条款"));
            let rows: Vec<Vec<String>> = report
                .changes
                .iter()
                .map(|change| {
                    let details: Vec<String> = if change.details.is_empty() {
                        let lines = if change.fate == "dropped" { &change.before } else { &change.after };
                        lines.iter().map(|line| escape(line.get(self.language).trim())).collect()
                    } else {
                        change.details.iter().map(|detail| escape(&words::detail(detail, self.language))).collect()
                    };
                    let fate = words::fate(change.fate).map(|fate| format!("{}, ", self.say(&fate)));
                    vec![
                        change.number.to_string(),
                        self.say(&change.clause),
                        format!("{}{}", fate.unwrap_or_default(), self.say(&words::effect(change))),
                        details.join("<br>"),
                    ]
                })
                .collect();
            let head =
                ["#", self.pick("clause", "条款"), self.pick("effect", "方向"), self.pick("what changes", "改变内容")];
            self.table(&head, &[0], &rows);
        }
        if !report.facts.is_empty() {
            self.head(3, self.pick("Facts", "事实"));
            for fact in &report.facts {
                let fate = words::fate(fact.fate).map(|fate| self.say(&fate)).unwrap_or_default();
                let line = format!("- {}{}{fate}", self.say(&fact.fact), self.pick(": ", "："));
                let _ = writeln!(self.out, "{line}");
            }
            self.out.push('\n');
        }
        if !report.wording.is_empty() {
            self.head(3, self.pick("Worded, numbered or dated otherwise", "仅措辞、编号或施行日期不同"));
            for text in &report.wording {
                let line = format!("- {}", self.say(text));
                let _ = writeln!(self.out, "{line}");
            }
            self.out.push('\n');
        }
        if let Some(outcomes) = &report.outcomes {
            self.outcomes(outcomes);
        }
        self.witnesses(report);
    }

    fn counts(&self, counts: &[KindCount]) -> String {
        if counts.is_empty() { "–".to_owned() } else { escape(&words::counts(counts, self.language)) }
    }

    fn outcomes(&mut self, outcomes: &Outcomes) {
        self.head(3, self.pick("Cases", "个案"));
        let totals = self.say(&words::totals(outcomes));
        self.paragraph(&totals);
        for text in words::unread(outcomes) {
            let text = self.say(&text);
            let _ = writeln!(self.out, "- {}", text.trim());
        }
        if !outcomes.unread.first.is_empty() {
            self.out.push('\n');
        }
        if !outcomes.plain_columns.is_empty() {
            let names: Vec<String> = outcomes.plain_columns.iter().map(|name| escape(name)).collect();
            let text = format!("{}{}", self.pick("Columns that are no facts: ", "不是事实的列："), names.join(", "));
            self.paragraph(&text);
        }
        if !outcomes.decisions.is_empty() {
            let rows: Vec<Vec<String>> =
                outcomes.decisions.iter().map(|row| vec![self.say(&row.decision), self.counts(&row.counts)]).collect();
            let head = [self.pick("decision", "决定事项"), self.pick("outcomes", "结果")];
            self.table(&head, &[], &rows);
        }
        if !outcomes.clauses.is_empty() {
            self.head(4, self.pick("By clause", "按条款"));
            let rows: Vec<Vec<String>> = outcomes
                .clauses
                .iter()
                .map(|row| {
                    let numbers: Vec<String> = row.changes.iter().map(ToString::to_string).collect();
                    vec![numbers.join(", "), self.say(&row.cause), self.counts(&row.counts)]
                })
                .collect();
            let head = ["#", self.pick("clause", "条款"), self.pick("outcomes", "结果")];
            self.table(&head, &[0], &rows);
        }
        for column in &outcomes.columns {
            self.column(column);
        }
        if !outcomes.examples.is_empty() {
            self.head(4, self.pick("The smallest case of each", "各类中最小的个案"));
        }
        for example in &outcomes.examples {
            self.example(example);
        }
    }

    fn column(&mut self, column: &ColumnTable) {
        let name = escape(&column.column);
        let title = format!("{}{name}", self.pick("By ", "按"));
        self.head(4, &title);
        let rows: Vec<Vec<String>> = column
            .rows
            .iter()
            .take(MAX_ROWS)
            .map(|row| vec![self.say(&row.value), words::grouped(row.cases), self.counts(&row.counts)])
            .collect();
        let head = [name.as_str(), self.pick("cases", "个案"), self.pick("outcomes", "结果")];
        self.table(&head, &[1], &rows);
        let more = column.rows.len().saturating_sub(MAX_ROWS);
        if more > 0 {
            let text = match self.language {
                Language::English => format!("And {more} more values."),
                Language::Chinese => format!("另有{more}个值。"),
            };
            self.paragraph(&text);
        }
    }

    fn example(&mut self, example: &Example) {
        let name = example.case.clone().unwrap_or_else(|| format!("#{}", example.at));
        let title = format!(
            "**{}** · {}{}{} → {} ({})",
            escape(&name),
            self.say(&example.decision),
            self.pick(": ", "："),
            self.say(&example.before),
            self.say(&example.after),
            self.say(&example.kind_text)
        );
        self.paragraph(&wording::set(&title, self.language));
        if !example.facts.is_empty() {
            let rows: Vec<Vec<String>> =
                example.facts.iter().map(|fact| vec![self.say(&fact.fact), self.say(&fact.value)]).collect();
            let head = [self.pick("fact", "事实"), self.pick("value", "值")];
            self.table(&head, &[], &rows);
        }
        let why = self.pick("Why, before and now", "前后理由");
        let _ = writeln!(self.out, "<details><summary>{why}</summary>\n");
        let [old, new] = &example.trails;
        for (head, trail) in [(self.pick("Before", "原来"), old), (self.pick("Now", "现在"), new)] {
            let text = trail_text(trail.as_ref(), self.language, Some(100));
            let text = if text.is_empty() { self.pick("no rule", "没有规则").to_owned() } else { text };
            let fence = fence(&text);
            let _ = writeln!(self.out, "{head}\n\n{fence}text\n{}\n{fence}\n", text.trim_end());
        }
        let _ = writeln!(self.out, "</details>\n");
    }

    fn witnesses(&mut self, report: &Report) {
        if report.witnesses.is_empty() {
            return;
        }
        self.head(3, self.pick("What each change does, in cases made for it", "各项改变的作用（自动构造的个案）"));
        let rows: Vec<Vec<String>> = report
            .witnesses
            .iter()
            .map(|witness| {
                let facts: Vec<String> = witness
                    .facts
                    .iter()
                    .map(|fact| format!("{} = {}", self.say(&fact.fact), self.say(&fact.value)))
                    .collect();
                let answer = |answer: &Option<Text>| answer.as_ref().map(|text| self.say(text)).unwrap_or_default();
                let outcome = if witness.is_found() {
                    format!("{} → {}", answer(&witness.before), answer(&witness.after))
                } else {
                    "–".to_owned()
                };
                vec![witness.change.to_string(), self.say(&words::witness(witness)), facts.join("<br>"), outcome]
            })
            .collect();
        let head = [
            "#",
            self.pick("for whom", "涉及哪些人"),
            self.pick("a case at the line", "界线上的个案"),
            self.pick("outcome", "结果"),
        ];
        self.table(&head, &[0], &rows);
    }
}

/// A fence that the text does not hold itself.
fn fence(text: &str) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// Why something came out, without the head that both sides have in common.
pub(super) fn trail_text(found: Option<&Explanation>, language: Language, width: Option<usize>) -> String {
    let detail = Detail { language, whole: false, ascii: false, color: false, width };
    let text = found.map(|found| render(found, detail)).unwrap_or_default();
    let lines: Vec<&str> = text.lines().skip_while(|line| !line.is_empty()).skip(1).collect();
    lines.join("\n")
}
