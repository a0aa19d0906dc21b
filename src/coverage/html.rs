//! A report as a page: one file, nothing from outside, no script. It reads on a screen, light and dark, and in print.

use super::report::{Count, Mark, PartTold, Report, Tally};
use super::text::{LineTold, lines};
use crate::diagnostics::Language;
use crate::diagnostics::wording::{escape_html, listed};
use crate::source::SourceFile;
use std::collections::BTreeMap;
use std::fmt::Write as _;

const STYLE: &str = include_str!("page.css");

/// The page of one or several policies.
#[must_use]
pub fn render(reports: &[(&Report, &SourceFile)], language: Language) -> String {
    let page = Page { language };
    let mut out = String::new();
    let (lang, title) = (page.pick("en", "zh-CN"), page.pick("Coverage", "覆盖率"));
    let names = listed(reports.iter().map(|(report, _)| &report.policy), language);
    let title = format!("{title}{}{}", page.pick(": ", "："), escape_html(&names));
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
    );
    if reports.len() > 1 {
        page.index(reports, &mut out);
    }
    for (number, (report, source)) in reports.iter().enumerate() {
        page.policy(number, report, source, &mut out);
    }
    out.push_str("</body>\n</html>\n");
    out
}

struct Page {
    language: Language,
}

impl Page {
    fn pick<'t>(&self, en: &'t str, zh: &'t str) -> &'t str {
        self.language.pick(en, zh)
    }

    /// All policies, each with its figure.
    fn index(&self, reports: &[(&Report, &SourceFile)], out: &mut String) {
        let _ = writeln!(out, "<nav>\n<h1>{}</h1>\n<table class=\"sum\">", self.pick("Coverage", "覆盖率"));
        for (number, (report, _)) in reports.iter().enumerate() {
            let name = escape_html(report.policy.get(self.language));
            let _ = writeln!(
                out,
                "<tr><th scope=\"row\"><a href=\"#p{number}\">{name}</a></th>{}</tr>",
                bar(report.total.percent)
            );
        }
        out.push_str("</table>\n</nav>\n");
    }

    fn policy(&self, number: usize, report: &Report, source: &SourceFile, out: &mut String) {
        let name = escape_html(report.policy.get(self.language));
        let all = report.total.all();
        let _ = writeln!(
            out,
            "<section id=\"p{number}\">\n<header>\n<h1>{name}<small>{}</small></h1>",
            self.pick("coverage", "覆盖率")
        );
        let _ = writeln!(out, "<p class=\"file\">{}</p>", escape_html(&report.file));
        let said = if self.language == Language::Chinese {
            format!("{} 个个案验证了 {} 项中的 {} 项", report.cases, all.asked, all.shown)
        } else {
            format!("{} cases show {} of {}", report.cases, all.shown, all.asked)
        };
        let _ = writeln!(out, "<p class=\"big\"><b>{}%</b> {said}</p>\n</header>", report.total.percent);
        self.cards(&report.total, out);
        self.remarks(report, out);
        self.articles(number, report, out);
        self.text(number, report, source, out);
        out.push_str("</section>\n");
    }

    fn heads(&self) -> [&'static str; 4] {
        if self.language == Language::Chinese {
            ["规则", "条项和用语", "条件", "界点"]
        } else {
            ["rules", "clauses and terms", "conditions", "boundary points"]
        }
    }

    fn cards(&self, tally: &Tally, out: &mut String) {
        let notes = if self.language == Language::Chinese {
            ["因其成立、不成立而决定过个案", "决定过个案", "是、否都单独决定过个案", "刚好低于、恰在、刚好高于界线"]
        } else {
            [
                "decide a case, by holding and by failing",
                "decide a case",
                "decide by themselves, both ways",
                "just below, at and just above a line",
            ]
        };
        let counts = [tally.rules, tally.clauses, tally.conditions, tally.points];
        out.push_str("<ul class=\"cards\">\n");
        for ((head, note), count) in self.heads().iter().zip(notes).zip(counts) {
            let _ = writeln!(out, "<li><span>{head}</span>{}<em>{note}</em></li>", figure(count));
        }
        let (head, note) = self
            .language
            .pick(("rules left open", "some case lacks a fact"), ("缺事实的规则", "有个案缺事实而悬而未决"));
        let _ = writeln!(out, "<li><span>{head}</span>{}<em>{note}</em></li>\n</ul>", figure(tally.open));
    }

    fn remarks(&self, report: &Report, out: &mut String) {
        let each = [
            (&report.failing, "fail, and so show nothing", "结果与期望不符，不计入"),
            (
                &report.silent,
                "expect nothing and have no accepted result, and so show nothing",
                "未写期望，结果也未经认可，不计入",
            ),
        ];
        for (names, en, zh) in each.into_iter().filter(|(names, ..)| !names.is_empty()) {
            let said = if self.language == Language::Chinese {
                format!("{} 个个案{zh}", names.len())
            } else {
                format!("{} cases {en}", names.len())
            };
            let names: Vec<String> = names.iter().map(|name| format!("<li>{}</li>", escape_html(name))).collect();
            let _ =
                writeln!(out, "<details class=\"warn\"><summary>{said}</summary><ul>{}</ul></details>", names.concat());
        }
    }

    fn articles(&self, number: usize, report: &Report, out: &mut String) {
        let first = self.pick("article", "条");
        let heads: Vec<String> = self.heads().iter().map(|head| format!("<th scope=\"col\">{head}</th>")).collect();
        let _ = writeln!(
            out,
            "<table class=\"sum\">\n<thead><tr><th scope=\"col\">{first}</th>{}<th scope=\"col\" colspan=\"2\">{}</th></tr></thead>\n<tbody>",
            heads.concat(),
            self.pick("all", "合计")
        );
        for article in &report.articles {
            let name = match &article.article {
                None => self.pick("terms", "共用的用语").to_owned(),
                Some(id) => {
                    let title = escape_html(article.title.as_deref().unwrap_or_default());
                    let id = escape_html(id);
                    if self.language == Language::Chinese {
                        format!("第{id}条 {title}")
                    } else {
                        format!("{id} {title}")
                    }
                }
            };
            // To the first line of it that is measured.
            let line = report.parts.iter().find(|part| part.article == article.article).map_or(1, |part| part.line);
            let tally = &article.tally;
            let cells: Vec<String> =
                [tally.rules, tally.clauses, tally.conditions, tally.points].into_iter().map(cell).collect();
            let _ = writeln!(
                out,
                "<tr><th scope=\"row\"><a href=\"#p{number}l{line}\">{name}</a></th>{}{}</tr>",
                cells.concat(),
                bar(tally.percent)
            );
        }
        out.push_str("</tbody>\n</table>\n");
    }

    /// The policy, line by line.
    fn text(&self, number: usize, report: &Report, source: &SourceFile, out: &mut String) {
        let told = lines(report, self.language);
        let mut by_line: BTreeMap<usize, Vec<&PartTold>> = BTreeMap::new();
        for part in &report.parts {
            by_line.entry(part.line).or_default().push(part);
        }
        let only = self.pick("only lines with gaps", "只看有缺口的行");
        let legend: Vec<String> = [Mark::Full, Mark::Partly, Mark::None, Mark::Coupled]
            .into_iter()
            .map(|mark| format!("<span class=\"{}\">{} {}</span>", class(mark), sign(mark), self.name(mark)))
            .collect();
        let _ = writeln!(
            out,
            "<div class=\"policy\">\n<input type=\"checkbox\" id=\"g{number}\"><label for=\"g{number}\">{only}</label>\n\
             <p class=\"legend\">{}</p>\n<table class=\"code\">",
            legend.concat()
        );
        for (at, text) in source.text.lines().enumerate() {
            let line = at + 1;
            self.line(number, line, text, told.get(&line), by_line.get(&line).map_or(&[][..], Vec::as_slice), out);
        }
        out.push_str("</table>\n</div>\n");
    }

    fn line(
        &self,
        number: usize,
        line: usize,
        text: &str,
        told: Option<&LineTold>,
        parts: &[&PartTold],
        out: &mut String,
    ) {
        let (class, sign, name) =
            told.map_or(("", "", ""), |told| (class(told.mark), sign(told.mark), self.name(told.mark)));
        let gap = if told.is_some_and(|told| told.gap) { " gap" } else { "" };
        let remarks = told.map(|told| told.remarks.as_slice()).unwrap_or_default();
        let remarks: Vec<String> = remarks.iter().map(|remark| format!("<p>{}</p>", escape_html(remark))).collect();
        let _ = writeln!(
            out,
            "<tr id=\"p{number}l{line}\" class=\"{class}{gap}\"><td class=\"no\">{line}</td>\
             <td class=\"mark\" title=\"{name}\">{sign}</td><td class=\"src\" title=\"{}\">{}</td><td class=\"say\">{}</td></tr>",
            escape_html(&self.shown(parts)),
            escape_html(text),
            remarks.concat()
        );
    }

    /// The cases that show what stands on a line, for whoever points at it.
    fn shown(&self, parts: &[&PartTold]) -> String {
        const MOST: usize = 8;
        let each = parts.iter().flat_map(|part| &part.shown);
        let mut out: Vec<String> = Vec::new();
        for shown in each {
            let what = match (shown.what, self.language) {
                ("yes", Language::Chinese) => "是",
                ("no", Language::Chinese) => "否",
                ("either", Language::Chinese) => "起作用",
                ("below", Language::Chinese) => "刚好低于",
                ("at", Language::Chinese) => "恰为",
                ("above", Language::Chinese) => "刚好高于",
                ("first", Language::Chinese) => "首日",
                ("last", Language::Chinese) => "末日",
                (what, _) => what,
            };
            let value = shown.value.as_ref().map(|value| format!(" {}", value.get(self.language))).unwrap_or_default();
            let told = format!("{what}{value}{}{}", self.pick(": ", "："), shown.case);
            if out.len() < MOST && !out.contains(&told) {
                out.push(told);
            }
        }
        out.join("\n")
    }

    fn name(&self, mark: Mark) -> &'static str {
        let (en, zh) = match mark {
            Mark::Full => ("shown", "已验证"),
            Mark::Partly => ("in part", "部分验证"),
            Mark::None => ("not shown", "未验证"),
            Mark::Coupled => ("cannot vary alone", "无法单独变化"),
        };
        self.language.pick(en, zh)
    }
}

const fn class(mark: Mark) -> &'static str {
    match mark {
        Mark::Full => "full",
        Mark::Partly => "part",
        Mark::None => "none",
        Mark::Coupled => "tied",
    }
}

const fn sign(mark: Mark) -> &'static str {
    match mark {
        Mark::Full => "✓",
        Mark::Partly => "◐",
        Mark::None => "✗",
        Mark::Coupled => "–",
    }
}

fn figure(count: Count) -> String {
    match count.asked {
        0 => "<b>–</b>".to_owned(),
        asked => format!("<b>{}<small>/{asked}</small></b>", count.shown),
    }
}

fn cell(count: Count) -> String {
    match count.asked {
        0 => "<td></td>".to_owned(),
        asked if asked == count.shown => format!("<td>{}/{asked}</td>", count.shown),
        asked => format!("<td class=\"short\">{}/{asked}</td>", count.shown),
    }
}

/// A figure with a bar; the bar is drawn with a border, so that it is printed too.
fn bar(percent: usize) -> String {
    format!("<td class=\"pct\">{percent}%</td><td class=\"bar\"><i><s style=\"width:{percent}%\"></s></i></td>")
}
