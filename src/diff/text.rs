//! The report as text for a terminal of eighty columns.

use super::report::{ColumnTable, Example, Outcomes, Report};
use super::words;
use crate::compare::table;
use crate::diagnostics::{Language, Text, wording};
use crate::interpret::{Detail, render};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// Columns of a terminal.
const WIDTH: usize = 80;
/// More rows of a column are counted together.
const MAX_ROWS: usize = 20;

impl Report {
    /// The report as text.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let mut out = Writer { language, out: String::new() };
        out.report(self);
        out.out
    }
}

struct Writer {
    language: Language,
    out: String,
}

impl Writer {
    fn pick<'t>(&self, en: &'t str, zh: &'t str) -> &'t str {
        self.language.pick(en, zh)
    }

    fn say<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.language)
    }

    /// A line folded at the width, what follows set in below it.
    fn line(&mut self, indent: usize, text: &str) {
        let (first, rest) = (" ".repeat(indent), " ".repeat(indent + 4));
        let options = textwrap::Options::new(WIDTH).initial_indent(&first).subsequent_indent(&rest);
        let _ = writeln!(self.out, "{}", textwrap::fill(&wording::set(text, self.language), options));
    }

    fn head(&mut self, en: &str, zh: &str) {
        let head = self.pick(en, zh).to_owned();
        let _ = writeln!(self.out, "\n{head}");
    }

    fn report(&mut self, report: &Report) {
        let colon = self.pick(": ", "：").to_owned();
        let name = self.say(&report.policy).to_owned();
        self.line(0, &format!("{name}{colon}{} → {}", report.old.source, report.new.source));
        self.line(2, self.pick_text(&words::verdict(report)).as_str());
        if !report.changes.is_empty() {
            self.head("clauses that differ", "改变的条款");
        }
        for change in &report.changes {
            let fate = words::fate(change.fate).map(|fate| format!("{}{}", self.say(&fate), self.pick(", ", "，")));
            let effect = words::effect(change);
            let title = format!(
                "{} {}{colon}{}{}",
                change.number,
                self.say(&change.clause),
                fate.unwrap_or_default(),
                self.say(&effect)
            );
            self.line(2, &title);
            for detail in &change.details {
                self.line(6, &words::detail(detail, self.language));
            }
            if change.details.is_empty() {
                let lines = if change.fate == "dropped" { &change.before } else { &change.after };
                for line in lines.iter().filter(|_| change.fate != "changed") {
                    let text = self.say(line).to_owned();
                    let inner = text.len() - text.trim_start().len();
                    self.line(6 + inner, text.trim_start());
                }
            }
            if !change.rests_on_it.is_empty() {
                let names: Vec<&str> = change.rests_on_it.iter().take(8).map(|name| self.say(name)).collect();
                let more = change.rests_on_it.len().saturating_sub(8);
                let more = match (more, self.language) {
                    (0, _) => String::new(),
                    (more, Language::English) => format!("; and {more} more"),
                    (more, Language::Chinese) => format!("；另有{more}处"),
                };
                let names = names.join(self.pick("; ", "；"));
                let head = self.pick("rests on it: ", "以此为据：");
                let text = format!("{head}{names}{more}");
                self.line(6, &text);
            }
        }
        if !report.facts.is_empty() {
            self.head("facts", "事实");
        }
        for fact in &report.facts {
            let fate = words::fate(fact.fate);
            let fate = fate.as_ref().map(|fate| self.say(fate).to_owned()).unwrap_or_default();
            let types = match (&fact.before, &fact.after) {
                (Some(before), Some(after)) if before != after => {
                    format!("{} → {}", self.say(before), self.say(after))
                }
                (Some(one), None) | (None, Some(one)) => self.say(one).to_owned(),
                _ => String::new(),
            };
            let text =
                format!("{}{colon}{fate}{}{types}", self.say(&fact.fact), if types.is_empty() { "" } else { " · " });
            self.line(2, &text);
        }
        if !report.wording.is_empty() {
            self.head("worded, numbered or dated otherwise", "仅措辞、编号或施行日期不同");
        }
        for text in &report.wording {
            let text = self.say(text).to_owned();
            self.line(2, &text);
        }
        if let Some(outcomes) = &report.outcomes {
            self.outcomes(outcomes);
        }
        self.witnesses(report);
    }

    fn pick_text(&self, text: &Text) -> String {
        self.say(text).to_owned()
    }

    fn outcomes(&mut self, outcomes: &Outcomes) {
        self.head("cases", "个案");
        // A path is not folded among others.
        for source in &outcomes.sources {
            self.line(2, source);
        }
        let totals = self.pick_text(&words::totals(outcomes));
        self.line(2, &totals);
        for text in words::unread(outcomes) {
            let text = self.say(&text).to_owned();
            let inner = text.len() - text.trim_start().len();
            self.line(2 + inner, text.trim_start());
        }
        if !outcomes.plain_columns.is_empty() {
            let head = self.pick("columns that are no facts: ", "不是事实的列：");
            let text = format!("{head}{}", wording::listed(&outcomes.plain_columns, self.language));
            self.line(2, &text);
        }
        for row in &outcomes.decisions {
            let text = format!(
                "{}{}{}",
                self.say(&row.decision),
                self.pick(": ", "："),
                words::counts(&row.counts, self.language)
            );
            self.line(2, &text);
        }
        if !outcomes.clauses.is_empty() {
            self.head("by clause", "按条款");
        }
        for row in &outcomes.clauses {
            let numbers: Vec<String> = row.changes.iter().map(ToString::to_string).collect();
            let join = if row.together { " + " } else { " | " };
            let text = format!("{} {}", numbers.join(join), self.say(&row.cause));
            self.line(2, &text);
            let text = words::counts(&row.counts, self.language);
            self.line(6, &text);
        }
        for column in &outcomes.columns {
            self.column(column);
        }
        if !outcomes.examples.is_empty() {
            self.head("the smallest case of each", "各类中最小的个案");
        }
        for example in &outcomes.examples {
            self.example(example);
        }
        if outcomes.more_examples > 0 {
            let more = outcomes.more_examples;
            let text = match self.language {
                Language::English => format!("and {more} more kinds"),
                Language::Chinese => format!("另有{more}类"),
            };
            self.line(2, &text);
        }
    }

    fn column(&mut self, column: &ColumnTable) {
        let head = match self.language {
            Language::English => format!("by {}", column.column),
            Language::Chinese => format!("按{}", column.column),
        };
        let _ = writeln!(self.out, "\n{head}");
        let first = [self.pick("value", "值"), self.pick("cases", "个案"), self.pick("outcomes", "结果")];
        let mut rows: Vec<Vec<String>> = vec![first.map(str::to_owned).to_vec()];
        for row in column.rows.iter().take(MAX_ROWS) {
            let counts = words::counts(&row.counts, self.language);
            let counts = if counts.is_empty() { "–".to_owned() } else { counts };
            rows.push(vec![self.say(&row.value).to_owned(), words::grouped(row.cases), counts]);
        }
        for line in table(&rows).lines() {
            let _ = writeln!(self.out, "  {line}");
        }
        let more = column.rows.len().saturating_sub(MAX_ROWS);
        if more > 0 {
            let text = match self.language {
                Language::English => format!("and {more} more values; `--format json` has all"),
                Language::Chinese => format!("另有{more}个值；`--format json` 列出全部"),
            };
            self.line(2, &text);
        }
    }

    fn example(&mut self, example: &Example) {
        let numbers: Vec<String> = example.changes.iter().map(ToString::to_string).collect();
        let name = example.case.clone().unwrap_or_else(|| format!("#{}", example.at));
        let text = format!(
            "{name} · {}{}{} → {} ({})",
            self.say(&example.decision),
            self.pick(": ", "："),
            self.say(&example.before),
            self.say(&example.after),
            self.say(&example.kind_text),
        );
        let _ = writeln!(self.out);
        self.line(2, &text);
        let by = format!("{}{}", self.pick("by change ", "出自改变 "), numbers.join(", "));
        self.line(6, &by);
        for fact in &example.facts {
            let text = format!("{} = {}", self.say(&fact.fact), self.say(&fact.value));
            self.line(6, &text);
        }
        let [old, new] = &example.trails;
        let half = (WIDTH - 5) / 2;
        let render = |found: &Option<crate::interpret::Explanation>| {
            let detail =
                Detail { language: self.language, whole: false, ascii: false, color: false, width: Some(half) };
            let text = found.as_ref().map(|found| render(found, detail)).unwrap_or_default();
            // The head names the policy and the day, which both have in common.
            let lines: Vec<String> =
                text.lines().skip_while(|line| !line.is_empty()).skip(1).map(str::to_owned).collect();
            lines
        };
        let (left, right) = (render(old), render(new));
        let none = vec![self.pick("no rule", "没有规则").to_owned()];
        let (left, right) =
            (if left.is_empty() { none.clone() } else { left }, if right.is_empty() { none } else { right });
        for at in 0..left.len().max(right.len()) {
            let one = left.get(at).map(String::as_str).unwrap_or_default();
            let two = right.get(at).map(String::as_str).unwrap_or_default();
            let pad = " ".repeat(half.saturating_sub(one.width()));
            let line = format!("  {one}{pad} │ {two}");
            let _ = writeln!(self.out, "{}", line.trim_end());
        }
    }

    fn witnesses(&mut self, report: &Report) {
        if report.witnesses.is_empty() {
            return;
        }
        self.head("what each change does, in cases made for it", "各项改变的作用（自动构造的个案）");
        for witness in &report.witnesses {
            let text = format!("{} {}", witness.change, self.pick_text(&words::witness(witness)));
            self.line(2, &text);
            if !witness.is_found() {
                continue;
            }
            let facts: Vec<String> = witness
                .facts
                .iter()
                .map(|fact| format!("{} = {}", self.say(&fact.fact), self.say(&fact.value)))
                .collect();
            let facts = if facts.is_empty() {
                self.pick("nothing known", "一无所知").to_owned()
            } else {
                facts.join(self.pick(", ", "，"))
            };
            let text = format!("{}{facts}", self.pick("at the line: ", "界线上："));
            self.line(6, &text);
            let side = |answer: &Option<Text>, because: &[Text]| {
                let answer = answer.as_ref().map(|answer| self.say(answer).to_owned()).unwrap_or_default();
                let because: Vec<&str> = because.iter().take(3).map(|text| self.say(text)).collect();
                if because.is_empty() { answer } else { format!("{answer} ({})", because.join("; ")) }
            };
            let text = format!(
                "{} → {}",
                side(&witness.before, &witness.because_before),
                side(&witness.after, &witness.because_after)
            );
            self.line(6, &text);
        }
    }
}
