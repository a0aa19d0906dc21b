//! The report as a page that needs nothing else: no script, no font, no picture from outside; light or dark as the reader
//! has it, and fit to be printed.

use super::markdown::trail_text;
use super::plot::{Bar, Parts, bars};
use super::report::{ColumnTable, Example, KindCount, Outcomes, Report};
use super::whole::Whole;
use super::words;
use crate::diagnostics::wording::{escape_html, listed};
use crate::diagnostics::{Language, Text};
use std::fmt::Write as _;

/// More rows of a column are not shown.
const MAX_ROWS: usize = 200;
/// More bars are not drawn.
const MAX_BARS: usize = 25;

const STYLE: &str = include_str!("page.css");

impl Whole {
    /// As a page.
    #[must_use]
    pub fn html(&self, language: Language) -> String {
        let mut out = Writer { language, out: String::new() };
        out.page(self);
        out.out
    }
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
        escape_html(text.get(self.language))
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn page(&mut self, whole: &Whole) {
        let names = listed(whole.policies.iter().map(|report| self.say(&report.policy)), self.language);
        let title = format!("{names}{}", self.pick(": what changes", "：版本差异"));
        let lang = self.pick("en", "zh-CN");
        let _ = writeln!(
            self.out,
            "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>"
        );
        for report in &whole.policies {
            self.report(report);
        }
        for other in whole.others() {
            let text = format!("<p class=\"note\">{}</p>", self.say(&other));
            self.put(&text);
        }
        self.put("</main>\n</body>\n</html>");
    }

    fn report(&mut self, report: &Report) {
        let verdict = self.say(&words::verdict(report));
        let head = format!(
            "<header><h1>{}</h1><p class=\"versions\"><code>{}</code> → <code>{}</code></p><p class=\"verdict {}\">{verdict}</p></header>",
            self.say(&report.policy),
            escape_html(&report.old.source),
            escape_html(&report.new.source),
            report.verdict.replace(' ', "-"),
        );
        self.put(&head);
        if let Some(outcomes) = &report.outcomes {
            self.figures(report, outcomes);
        }
        self.changes(report);
        if let Some(outcomes) = &report.outcomes {
            self.outcomes(outcomes);
        }
        self.witnesses(report);
        self.declared(report);
    }

    /// The figures that a reader wants first.
    fn figures(&mut self, report: &Report, outcomes: &Outcomes) {
        let all: Vec<KindCount> = outcomes.decisions.iter().flat_map(|row| row.counts.clone()).collect();
        let parts = Parts::of(&all);
        let unread = outcomes.unread.old + outcomes.unread.new + outcomes.unread.both;
        let figures: [(u64, &str, &str); 6] = [
            (report.changes.len() as u64, self.pick("clauses differ", "条款改变"), ""),
            (outcomes.cases, self.pick("cases", "个案"), ""),
            (outcomes.differing, self.pick("come out otherwise", "结果不同"), ""),
            (parts.up, self.pick("gain or higher", "受益或升高"), "up"),
            (parts.down, self.pick("lose or lower", "受损或降低"), "down"),
            (unread, self.pick("not readable", "无法读取"), ""),
        ];
        let mut out = String::from("<ul class=\"figures\">");
        for (number, what, class) in figures {
            let _ = write!(out, "<li class=\"{class}\"><b>{}</b><span>{what}</span></li>", words::grouped(number));
        }
        out.push_str("</ul>");
        self.put(&out);
    }

    fn changes(&mut self, report: &Report) {
        if report.changes.is_empty() {
            return;
        }
        let title = format!("<h2>{}</h2>", self.pick("Clauses that differ", "改变的条款"));
        self.put(&title);
        for change in &report.changes {
            let fate = words::fate(change.fate).map(|fate| format!("<span class=\"tag\">{}</span> ", self.say(&fate)));
            let mut out = format!(
                "<section class=\"change\" id=\"change-{0}\"><h3><span class=\"number\">{0}</span> {1}</h3><p>{2}<span class=\"tag {3}\">{4}</span></p>",
                change.number,
                self.say(&change.clause),
                fate.unwrap_or_default(),
                change.effect.replace(' ', "-"),
                self.say(&words::effect(change)),
            );
            if !change.details.is_empty() {
                out.push_str("<ul class=\"details\">");
                for detail in &change.details {
                    out.push_str("<li>");
                    if !detail.place.en.is_empty() {
                        let _ = write!(out, "<span class=\"place\">{}</span> ", self.say(&detail.place));
                    }
                    if let Some(before) = &detail.before {
                        let _ = write!(out, "<del>{}</del>", self.say(before));
                    }
                    if let Some(after) = &detail.after {
                        let _ = write!(out, " <ins>{}</ins>", self.say(after));
                    }
                    out.push_str("</li>");
                }
                out.push_str("</ul>");
            }
            let lines = |all: &[Text]| -> String {
                all.iter().map(|line| escape_html(line.get(self.language)) + "\n").collect()
            };
            if !change.before.is_empty() || !change.after.is_empty() {
                let open = if change.details.is_empty() { " open" } else { "" };
                let _ = write!(
                    out,
                    "<details{open}><summary>{}</summary><div class=\"two\"><figure><figcaption>{}</figcaption><pre>{}</pre></figure><figure><figcaption>{}</figcaption><pre>{}</pre></figure></div></details>",
                    self.pick("the clause as a whole", "条款全文"),
                    self.pick("before", "原来"),
                    lines(&change.before),
                    self.pick("now", "现在"),
                    lines(&change.after)
                );
            }
            if !change.rests_on_it.is_empty() {
                let names: Vec<String> = change.rests_on_it.iter().map(|name| self.say(name)).collect();
                let _ = write!(
                    out,
                    "<p class=\"note\">{}{}</p>",
                    self.pick("rests on it: ", "以此为据："),
                    names.join(self.pick("; ", "；"))
                );
            }
            out.push_str("</section>");
            self.put(&out);
        }
    }

    fn counts(&self, counts: &[KindCount]) -> String {
        if counts.is_empty() { "–".to_owned() } else { escape_html(&words::counts(counts, self.language)) }
    }

    fn legend(&self) -> String {
        format!(
            "<p class=\"legend\"><span class=\"up\"></span>{} <span class=\"down\"></span>{} <span class=\"other\"></span>{}</p>",
            self.pick("gain, or a higher amount", "受益或金额升高"),
            self.pick("lose, or a lower amount", "受损或金额降低"),
            self.pick("otherwise", "其他改变")
        )
    }

    fn outcomes(&mut self, outcomes: &Outcomes) {
        let title = format!("<h2>{}</h2>", self.pick("Cases", "个案"));
        self.put(&title);
        let mut out = format!("<p>{}</p>", self.say(&words::totals(outcomes)));
        for text in words::unread(outcomes) {
            let _ = write!(out, "<p class=\"note\">{}</p>", self.say(&text));
        }
        if !outcomes.plain_columns.is_empty() {
            let _ = write!(
                out,
                "<p class=\"note\">{}{}</p>",
                self.pick("columns that are no facts: ", "不是事实的列："),
                escape_html(&outcomes.plain_columns.join(", "))
            );
        }
        if !outcomes.decisions.is_empty() {
            out.push_str("<table><tbody>");
            for row in &outcomes.decisions {
                let _ =
                    write!(out, "<tr><th>{}</th><td>{}</td></tr>", self.say(&row.decision), self.counts(&row.counts));
            }
            out.push_str("</tbody></table>");
        }
        self.put(&out);
        if !outcomes.clauses.is_empty() {
            let drawn: Vec<Bar> = outcomes
                .clauses
                .iter()
                .filter(|row| row.counts.iter().any(|count| count.kind.differs()))
                .take(MAX_BARS)
                .map(|row| {
                    let numbers: Vec<String> = row.changes.iter().map(ToString::to_string).collect();
                    let join = if row.together { " + " } else { " | " };
                    let label = format!("{} {}", numbers.join(join), row.cause.get(self.language));
                    Bar { label, parts: Parts::of(&row.counts) }
                })
                .collect();
            let mut out = format!("<h2>{}</h2>{}", self.pick("By clause", "按条款"), self.legend());
            out.push_str(&bars(&drawn, self.language));
            out.push_str("<table><tbody>");
            for row in &outcomes.clauses {
                let links: Vec<String> =
                    row.changes.iter().map(|number| format!("<a href=\"#change-{number}\">{number}</a>")).collect();
                let _ = write!(
                    out,
                    "<tr><td class=\"n\">{}</td><th>{}</th><td>{}</td></tr>",
                    links.join(", "),
                    self.say(&row.cause),
                    self.counts(&row.counts)
                );
            }
            out.push_str("</tbody></table>");
            self.put(&out);
        }
        for column in &outcomes.columns {
            self.column(column);
        }
        if !outcomes.examples.is_empty() {
            let title = format!("<h2>{}</h2>", self.pick("The smallest case of each", "各类中最小的个案"));
            self.put(&title);
        }
        for example in &outcomes.examples {
            self.example(example);
        }
    }

    fn column(&mut self, column: &ColumnTable) {
        let drawn: Vec<Bar> = column
            .rows
            .iter()
            .take(MAX_BARS)
            .map(|row| Bar { label: row.value.get(self.language).to_owned(), parts: Parts::of(&row.counts) })
            .collect();
        let name = escape_html(&column.column);
        let mut out = format!("<h2>{}{name}</h2>{}", self.pick("By ", "按"), self.legend());
        out.push_str(&bars(&drawn, self.language));
        let _ = write!(
            out,
            "<table><thead><tr><th>{name}</th><th class=\"n\">{}</th><th>{}</th></tr></thead><tbody>",
            self.pick("cases", "个案"),
            self.pick("outcomes", "结果")
        );
        for row in column.rows.iter().take(MAX_ROWS) {
            let _ = write!(
                out,
                "<tr><th>{}</th><td class=\"n\">{}</td><td>{}</td></tr>",
                self.say(&row.value),
                words::grouped(row.cases),
                self.counts(&row.counts)
            );
        }
        out.push_str("</tbody></table>");
        let more = column.rows.len().saturating_sub(MAX_ROWS);
        if more > 0 {
            let _ = match self.language {
                Language::English => write!(out, "<p class=\"note\">and {more} more values</p>"),
                Language::Chinese => write!(out, "<p class=\"note\">另有{more}个值</p>"),
            };
        }
        self.put(&out);
    }

    fn example(&mut self, example: &Example) {
        let name = example.case.clone().unwrap_or_else(|| format!("#{}", example.at));
        let links: Vec<String> =
            example.changes.iter().map(|number| format!("<a href=\"#change-{number}\">{number}</a>")).collect();
        let kind = serde_json::to_value(example.kind).ok().and_then(|kind| kind.as_str().map(str::to_owned));
        let mut out = format!(
            "<section class=\"example\"><h3>{}</h3><p>{}{}<b>{}</b> → <b>{}</b> <span class=\"tag {}\">{}</span> <span class=\"note\">{} {}</span></p>",
            escape_html(&name),
            self.say(&example.decision),
            self.pick(": ", "："),
            self.say(&example.before),
            self.say(&example.after),
            kind.unwrap_or_default(),
            self.say(&example.kind_text),
            self.pick("by change", "出自改变"),
            links.join(", "),
        );
        out.push_str("<dl>");
        for fact in &example.facts {
            let _ = write!(out, "<div><dt>{}</dt><dd>{}</dd></div>", self.say(&fact.fact), self.say(&fact.value));
        }
        out.push_str("</dl>");
        let [old, new] = &example.trails;
        let text = |trail: &Option<crate::interpret::Explanation>| {
            let text = trail_text(trail.as_ref(), self.language, None);
            if text.is_empty() { self.pick("no rule", "没有规则").to_owned() } else { escape_html(&text) }
        };
        let _ = write!(
            out,
            "<details><summary>{}</summary><div class=\"two\"><figure><figcaption>{}</figcaption><pre>{}</pre></figure><figure><figcaption>{}</figcaption><pre>{}</pre></figure></div></details></section>",
            self.pick("why, before and now", "前后理由"),
            self.pick("before", "原来"),
            text(old),
            self.pick("now", "现在"),
            text(new)
        );
        self.put(&out);
    }

    fn witnesses(&mut self, report: &Report) {
        if report.witnesses.is_empty() {
            return;
        }
        let title = format!(
            "<h2>{}</h2>",
            self.pick("What each change does, in cases made for it", "各项改变的作用（自动构造的个案）")
        );
        self.put(&title);
        for witness in &report.witnesses {
            let mut out = format!(
                "<section class=\"example\"><p><a class=\"number\" href=\"#change-{0}\">{0}</a> {1}</p>",
                witness.change,
                self.say(&words::witness(witness))
            );
            if witness.is_found() {
                out.push_str("<dl>");
                for fact in &witness.facts {
                    let _ =
                        write!(out, "<div><dt>{}</dt><dd>{}</dd></div>", self.say(&fact.fact), self.say(&fact.value));
                }
                out.push_str("</dl>");
                let answer = |answer: &Option<Text>| answer.as_ref().map(|text| self.say(text)).unwrap_or_default();
                let because = |all: &[Text]| {
                    let names: Vec<String> = all.iter().take(3).map(|text| self.say(text)).collect();
                    names.join("; ")
                };
                let _ = write!(
                    out,
                    "<p><b>{}</b> <span class=\"note\">{}</span> → <b>{}</b> <span class=\"note\">{}</span></p>",
                    answer(&witness.before),
                    because(&witness.because_before),
                    answer(&witness.after),
                    because(&witness.because_after)
                );
            }
            out.push_str("</section>");
            self.put(&out);
        }
    }

    fn declared(&mut self, report: &Report) {
        if !report.facts.is_empty() {
            let mut out = format!("<h2>{}</h2><ul>", self.pick("Facts", "事实"));
            for fact in &report.facts {
                let fate = words::fate(fact.fate).map(|fate| self.say(&fate)).unwrap_or_default();
                let of = |text: &Option<Text>| text.as_ref().map(|text| self.say(text));
                let types = match (of(&fact.before), of(&fact.after)) {
                    (Some(before), Some(after)) if before != after => {
                        format!(" <del>{before}</del> <ins>{after}</ins>")
                    }
                    (Some(one), None) | (None, Some(one)) => format!(" ({one})"),
                    _ => String::new(),
                };
                let _ = write!(out, "<li>{} <span class=\"tag\">{fate}</span>{types}</li>", self.say(&fact.fact));
            }
            out.push_str("</ul>");
            self.put(&out);
        }
        if !report.wording.is_empty() {
            let mut out = format!(
                "<h2>{}</h2><ul>",
                self.pick("Worded, numbered or dated otherwise", "仅措辞、编号或施行日期不同")
            );
            for text in &report.wording {
                let _ = write!(out, "<li>{}</li>", self.say(text));
            }
            out.push_str("</ul>");
            self.put(&out);
        }
    }
}
