//! What has changed in a policy since the last commit, for the clauses that an outcome rests on.

use super::super::versions;
use super::run::PolicyReport;
use super::show::{folded, paint};
use crate::diagnostics::Language;
use crate::diagnostics::report::Style;
use crate::source::SourceFile;
use crate::suite::lines::{Line, compare};
use std::fmt::Write as _;
use std::path::Path;

/// Lines shown around a change.
const AROUND: usize = 2;
/// A change so near to a line of a clause belongs to it.
const NEAR: usize = 1;

/// The changes of every text of a policy; those near `lines` (of which file, from 1), or all where none is. None where
/// the texts are not under version control, or nothing has changed.
pub fn changes(policy: &PolicyReport, lines: &[(String, usize)], style: &Style) -> Option<String> {
    let mut all = Vec::new();
    for source in policy.prepared.ready.loaded.sources.iter() {
        let Some(before) = committed(&source.name) else { continue };
        all.extend(hunks(source, &before).into_iter().map(|hunk| (source.name.to_string(), hunk)));
    }
    let near: Vec<&(String, Hunk)> = all
        .iter()
        .filter(|(file, hunk)| {
            lines.iter().any(|(of, line)| of == file && *line + NEAR >= hunk.from && *line <= hunk.until + NEAR)
        })
        .collect();
    let elsewhere = near.is_empty() && !all.is_empty();
    let shown: Vec<&(String, Hunk)> = if elsewhere { all.iter().collect() } else { near };
    if shown.is_empty() {
        return None;
    }
    let mut out = String::new();
    if elsewhere {
        let said = match style.language {
            Language::English => {
                "none of the conditions that decide has changed since the last commit; the text around them has:"
            }
            Language::Chinese => "自上次提交以来，起决定作用的条件没有变动；有变动的是：",
        };
        let _ = writeln!(out, "  {said}");
    }
    let mut last = "";
    for (file, hunk) in shown {
        if last != file {
            let _ = writeln!(out, "  {}", paint(file, "1", style));
            last = file;
        }
        out.push_str(&hunk.text(style));
    }
    Some(out)
}

/// Lines that have changed together, with the lines around them.
struct Hunk {
    /// The first and the last line of the text of today that it touches, from 1.
    from: usize,
    until: usize,
    rows: Vec<(char, usize, String)>,
}

impl Hunk {
    fn text(&self, style: &Style) -> String {
        let mut out = String::new();
        for (mark, number, text) in &self.rows {
            let number = if *mark == '-' { String::new() } else { number.to_string() };
            let color = match mark {
                '-' => "31",
                '+' => "32",
                _ => "",
            };
            out.push_str(&folded(&format!("{number:>5} {mark} "), text, color, style));
        }
        out.push('\n');
        out
    }
}

fn hunks(source: &SourceFile, before: &str) -> Vec<Hunk> {
    let lines = compare(before, &source.text);
    let mut out: Vec<Hunk> = Vec::new();
    let mut number = 0;
    let mut numbered: Vec<(char, usize, &str)> = Vec::new();
    for line in &lines {
        match line {
            Line::Both(text) => {
                number += 1;
                numbered.push((' ', number, text));
            }
            Line::Now(text) => {
                number += 1;
                numbered.push(('+', number, text));
            }
            Line::Was(text) => numbered.push(('-', number, text)),
        }
    }
    let mut at = 0;
    while let Some((mark, ..)) = numbered.get(at) {
        if *mark == ' ' {
            at += 1;
            continue;
        }
        let length = numbered.iter().skip(at).take_while(|(mark, ..)| *mark != ' ').count();
        let changed: Vec<usize> = numbered.iter().skip(at).take(length).map(|(_, number, _)| *number).collect();
        let from = at.saturating_sub(AROUND);
        let rows = numbered.iter().skip(from).take(at - from + length + AROUND);
        out.push(Hunk {
            from: changed.iter().min().copied().unwrap_or_default().max(1),
            until: changed.iter().max().copied().unwrap_or_default().max(1),
            rows: rows.map(|(mark, number, text)| (*mark, *number, (*text).to_owned())).collect(),
        });
        at += length;
    }
    out
}

/// A file as it was last committed.
fn committed(path: &str) -> Option<String> {
    let path = Path::new(path);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let name = path.file_name()?.to_str()?;
    let told = versions::git(folder, &["show", &format!("HEAD:./{name}")]).ok()?;
    Some(String::from_utf8_lossy(&told).into_owned())
}
