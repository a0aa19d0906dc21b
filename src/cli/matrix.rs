//! Cases under several policies at once: `pol eval --all`, and the cases of `pol compare`.

use super::columns;
use super::told::Telling;
use super::{Terminal, exit, files};
use crate::compare::{folded, table};
use crate::diagnostics::{Language, Say, Text, wording};
use crate::interpret::{Explanation, Told};
use crate::load::Loaded;
use crate::types::Date;
use clap::ArgMatches;
use serde::Serialize;
use std::fmt::Write as _;
use std::path::Path;
use unicode_width::UnicodeWidthStr;

/// The columns where the result does not go to a terminal.
pub const WIDTH: usize = 80;

/// What comes out of each case under each policy.
#[derive(Debug, Clone, Serialize)]
pub struct Matrix {
    /// The shape of this data; it changes when the shape does.
    pub schema: u32,
    /// The policies.
    pub policies: Vec<Text>,
    /// The cases.
    pub cases: Vec<CaseRow>,
    /// Whether no case had to be left out.
    #[serde(skip)]
    pub whole: bool,
}

/// A case under each policy.
#[derive(Debug, Clone, Serialize)]
pub struct CaseRow {
    /// Its place among all cases that are told.
    #[serde(skip)]
    pub at: usize,
    /// Its name.
    pub case: Option<String>,
    /// Decision by decision.
    pub decisions: Vec<DecisionRow>,
    /// The policies that are not in force on the day asked about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_in_force: Vec<Text>,
    /// The values that only some of the policies know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_known: Vec<NotKnown>,
    /// The policies of which one above is not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub above_not_in_force: Vec<Above>,
}

/// A value of a fact that some of the policies do not declare, where another one does: to those, the fact is not known.
#[derive(Debug, Clone, Serialize)]
pub struct NotKnown {
    /// The fact.
    pub fact: Text,
    /// The value, as it is told.
    pub value: String,
    /// Those policies.
    pub policies: Vec<Text>,
}

/// A policy, and those above it that are not in force on the day asked about.
#[derive(Debug, Clone, Serialize)]
pub struct Above {
    /// The policy.
    pub policy: Text,
    /// Those above it.
    pub above: Vec<Text>,
}

/// What comes out of a decision under each policy.
#[derive(Debug, Clone, Serialize)]
pub struct DecisionRow {
    /// The decision.
    pub decision: Text,
    /// Whether something that the case tells bears on it under some policy.
    pub case_bears: bool,
    /// Whether several of the policies decide it.
    pub shared: bool,
    /// The outcomes; none where a policy does not decide it.
    pub outcomes: Vec<Option<Cell>>,
}

/// An outcome under one policy.
#[derive(Debug, Clone, Serialize)]
pub struct Cell {
    /// `yes`, `no`, …
    pub answer: String,
    /// In words.
    pub answer_text: Text,
    /// Said where the policy is not in force on the day asked about: it decides all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_force: Option<bool>,
    /// The rules that carry it.
    pub because: Vec<Text>,
}

/// Runs cases under every policy of a folder.
pub fn run(terminal: &mut Terminal, matches: &ArgMatches, folder: &str) -> u8 {
    match all(terminal, matches, folder) {
        Ok(code) | Err(code) => code,
    }
}

fn all(terminal: &mut Terminal, matches: &ArgMatches, folder: &str) -> Result<u8, u8> {
    let mut paths: Vec<String> = Vec::new();
    match std::fs::read_dir(Path::new(folder)) {
        Ok(entries) => {
            for entry in entries.flatten() {
                let path = entry.path();
                if path.extension().is_some_and(|extension| extension == "pol") {
                    paths.push(path.to_string_lossy().into_owned());
                }
            }
        }
        Err(error) => {
            let why = files::why(&error);
            terminal.remark(&match terminal.language(false) {
                Language::English => format!("pol: {folder}: not a folder that can be read: {}\n", why.en),
                Language::Chinese => format!("pol：{folder}：不是可读取的文件夹：{}\n", why.zh),
            });
            return Err(exit::FAILED);
        }
    }
    // The order of a folder is not the same everywhere.
    paths.sort();
    // A version of a policy in a file of its own is chosen by the date, not a policy beside it.
    let stem = |path: &str| Path::new(path).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let names: Vec<String> = paths.iter().filter_map(|path| stem(path)).collect();
    paths.retain(|path| {
        let base = stem(path).and_then(|stem| crate::load::undated(&stem).map(str::to_owned));
        base.is_none_or(|base| !names.contains(&base))
    });
    let mut loaded: Vec<Loaded> = Vec::new();
    let mut kept: Vec<String> = Vec::new();
    for path in &paths {
        let one = files::policy_known(terminal, path, matches)?;
        let header = one.modules.first().and_then(|parsed| parsed.module.header.as_ref());
        if header.is_some_and(|header| header.vocabulary) {
            continue;
        }
        let one = files::sound(terminal, one)?;
        // The same policy in the other language says nothing new.
        let hash = |loaded: &Loaded| {
            loaded.policy.as_ref().and_then(|policy| Some(policy.program.layers.first()?.hash.clone()))
        };
        match loaded.iter().zip(&kept).find(|(other, _)| hash(other) == hash(&one)) {
            Some((_, other)) => {
                let text = match terminal.language(false) {
                    Language::English => format!("pol: {path} means the same as {other}, and is left out\n"),
                    Language::Chinese => format!("pol：{path} 与 {other} 含义相同，不再列出\n"),
                };
                terminal.remark(&text);
            }
            None => {
                kept.push(path.clone());
                loaded.push(one);
            }
        }
    }
    let day = files::day(terminal, matches, "as-of")?;
    let days: Vec<Date> = day.into_iter().collect();
    let named: Vec<&str> = kept.iter().map(String::as_str).collect();
    let language = terminal.language(loaded.first().is_some_and(files::chinese));
    files::not_in_force(terminal, &loaded.iter().collect::<Vec<_>>(), day, language);
    let Some(matrix) = of_cases(terminal, matches, &loaded, &named, &days)? else {
        terminal.remark(
            language.pick("pol: --all needs a case file: --case FILE\n", "pol：--all 需要个案文件：--case 文件\n"),
        );
        return Err(exit::FAILED);
    };
    let json = matches.get_one::<String>("format").is_some_and(|format| format == "json");
    let text = if json {
        format!("{:#}\n", serde_json::to_value(&matrix).unwrap_or_default())
    } else {
        let chosen = matches.get_one::<String>("decision").is_some();
        matrix.whole(language, terminal.width_of_results().unwrap_or(WIDTH), chosen)
    };
    terminal.result(&text);
    Ok(if matrix.whole { exit::DONE } else { exit::FAILED })
}

/// The cases of the files under each policy, each judged by the text that its day and the transition rules lead to; none
/// where nothing is told. The paths are those of the policies.
pub fn of_cases(
    terminal: &mut Terminal,
    matches: &ArgMatches,
    loaded: &[Loaded],
    paths: &[&str],
    days: &[Date],
) -> Result<Option<Matrix>, u8> {
    let told = |option: &str| matches.try_get_many::<String>(option).ok().flatten().is_some();
    if !told("case") && !told("fact") {
        return Ok(None);
    }
    let programs: Vec<_> = loaded.iter().filter_map(|loaded| Some(&loaded.policy.as_ref()?.program)).collect();
    let columns = columns::of(programs.len(), paths.len(), days);
    let mut telling = Telling::new(terminal, matches)?;
    let judged = columns::judged(terminal, &mut telling, loaded, paths, &columns)?;
    if !telling.wrong.is_empty() {
        let language = terminal.language(loaded.first().is_some_and(files::chinese));
        terminal.report(&telling.wrong, &telling.sources, language);
        return Err(exit::FAILED);
    }
    let named = columns.iter().filter_map(|(at, day)| {
        let program = programs.get(*at)?;
        let day = day.filter(|_| programs.len() == 1);
        // Two files of one policy are told apart by their names.
        let twins = programs.iter().filter(|other| other.header.name == program.header.name).count() > 1;
        let file = loaded.get(*at).and_then(|loaded| loaded.sources.iter().next()).filter(|_| twins);
        let file = file.and_then(|source| Path::new(&*source.name).file_stem()).map(|stem| stem.to_string_lossy());
        Some(Text::of(|language| {
            let name = program.header.name.say(language);
            match (&file, day) {
                (Some(file), _) => file.to_string(),
                (None, Some(day)) => format!("{name} {}", day.say(language)),
                (None, None) => name,
            }
        }))
    });
    let names: Vec<Text> = named.collect();
    let rows = judged.into_iter().map(|columns::Judged { at, name: case, told: each, strange }| {
        let out_of_force = |one: &Option<Explanation>| {
            one.as_ref().is_some_and(|explanation| explanation.receipt.in_force == Some(false))
        };
        let out: Vec<bool> = each.iter().map(out_of_force).collect();
        let not_in_force = names.iter().zip(&out).filter(|(_, out)| **out).map(|(name, _)| name.clone()).collect();
        let above = names.iter().zip(&each).filter_map(|(policy, one)| {
            let above = above_out_of_force(one.as_ref()?);
            (!above.is_empty()).then(|| Above { policy: policy.clone(), above })
        });
        let above_not_in_force = above.collect();
        let mut not_known: Vec<NotKnown> = Vec::new();
        for (policy, (fact, value)) in
            names.iter().zip(strange).flat_map(|(policy, values)| values.into_iter().map(move |value| (policy, value)))
        {
            match not_known.iter_mut().find(|known| known.fact == fact && known.value == value) {
                Some(known) => known.policies.push(policy.clone()),
                None => not_known.push(NotKnown { fact, value, policies: vec![policy.clone()] }),
            }
        }
        let told: Vec<Vec<Told>> =
            each.into_iter().map(|one| one.map(|explanation| explanation.outcomes).unwrap_or_default()).collect();
        CaseRow { at, case, decisions: decisions(&told, &out), not_in_force, not_known, above_not_in_force }
    });
    let whole = telling.left_out.is_empty();
    Ok(Some(Matrix { schema: 1, cases: rows.collect(), policies: names, whole }))
}

/// The policies above one that are not in force on the day asked about.
fn above_out_of_force(explanation: &Explanation) -> Vec<Text> {
    let layers = explanation.receipt.layers.iter();
    let out = layers.filter(|layer| layer.role == "base" && layer.in_force == Some(false));
    out.map(|layer| layer.name.clone()).collect()
}

/// The rules that carry an outcome; where several texts may judge, one that has the same name in each is named once.
fn reasons_of(told: &Told) -> Vec<Text> {
    let mut out: Vec<Text> = Vec::new();
    for cite in &told.because {
        if !out.contains(&cite.text) {
            out.push(cite.text.clone());
        }
    }
    out
}

/// One row for each decision that several policies take, or that is asked of one.
fn decisions(told: &[Vec<Told>], out: &[bool]) -> Vec<DecisionRow> {
    let mut names: Vec<Text> = Vec::new();
    let label = |told: &Told| {
        let named = |language: Language| {
            let name = told.decision.get(language);
            let member = match (told.path.as_slice(), told.member) {
                ([_], Some(number)) => Some(format!(" {number}")),
                _ => told.about(language).map(|member| match language {
                    Language::English => format!(" ({member})"),
                    Language::Chinese => format!("（{member}）"),
                }),
            };
            format!("{name}{}", member.unwrap_or_default())
        };
        Text::of(named)
    };
    for one in told.iter().flatten() {
        let name = label(one);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let rows = names.into_iter().map(|name| {
        let found: Vec<Option<&Told>> = told.iter().map(|told| told.iter().find(|one| label(one) == name)).collect();
        let outcomes: Vec<Option<Cell>> = found
            .iter()
            .zip(out)
            .map(|(one, out)| {
                one.map(|one| Cell {
                    answer: one.answer.to_owned(),
                    answer_text: one.answer_text.clone(),
                    in_force: out.then_some(false),
                    because: reasons_of(one),
                })
            })
            .collect();
        // Where nobody is spoken about, or only what nobody told is missing, the case says nothing about it.
        let bears = |one: &&Told| match one.answer {
            "not addressed" => false,
            "undetermined" => !one.cited.is_empty(),
            _ => true,
        };
        DecisionRow {
            decision: name,
            case_bears: found.iter().flatten().any(bears),
            shared: told.len() < 2 || outcomes.iter().flatten().count() > 1,
            outcomes,
        }
    });
    rows.collect()
}

impl Matrix {
    /// Every case under every policy: the decisions that a case bears on, or all of them.
    #[must_use]
    pub fn whole(&self, language: Language, width: usize, all: bool) -> String {
        self.text(language, width, |row| all || row.case_bears && row.shared)
    }

    /// The cases whose outcomes differ, and by which clause.
    #[must_use]
    pub fn differences(&self, language: Language, width: usize, markdown: bool) -> String {
        let differs = |row: &DecisionRow| {
            let answers: Vec<Option<&Text>> =
                row.outcomes.iter().map(|cell| cell.as_ref().map(|cell| &cell.answer_text)).collect();
            row.shared && answers.windows(2).any(|pair| pair.first() != pair.last())
        };
        let mut out = self.text(language, width, differs);
        let count = self.cases.iter().filter(|case| case.decisions.iter().any(differs)).count();
        let all = self.cases.len();
        let _ = match language {
            Language::English => writeln!(out, "\n{count} of {all} cases come out differently"),
            Language::Chinese => writeln!(out, "\n{all} 个个案中有 {count} 个结果不同"),
        };
        if markdown { format!("```text\n{out}```\n") } else { out }
    }

    fn text(&self, language: Language, width: usize, wanted: impl Fn(&DecisionRow) -> bool) -> String {
        let mut out = String::new();
        for case in &self.cases {
            let rows: Vec<&DecisionRow> = case.decisions.iter().filter(|row| wanted(row)).collect();
            if rows.is_empty() && !case.decisions.is_empty() && self.cases.len() > 1 {
                continue;
            }
            let name =
                case.case.clone().unwrap_or_else(|| format!("{} {}", language.pick("case", "个案"), case.at + 1));
            let _ = writeln!(out, "{}{name}", if out.is_empty() { "" } else { "\n" });
            if !case.not_in_force.is_empty() {
                let head =
                    language.pick("not in force on that day, so in brackets: ", "当日不在施行期内，其结果加括号：");
                let line = format!("  {head}{}", wording::listed(&case.not_in_force, language));
                let _ = writeln!(out, "{}", folded(&line, language));
            }
            for NotKnown { fact, value, policies } in &case.not_known {
                let (fact, policies) = (fact.get(language), wording::listed(policies, language));
                let line = match language {
                    Language::English => {
                        format!("  {fact}: `{value}` is not known to {policies}, and taken as unknown there")
                    }
                    Language::Chinese => format!("  {fact}：{policies} 不认识 `{value}`，在那里按未知处理"),
                };
                let _ = writeln!(out, "{}", folded(&line, language));
            }
            let mut told: Vec<&Vec<Text>> = Vec::new();
            for Above { above, .. } in &case.above_not_in_force {
                if told.contains(&above) {
                    continue;
                }
                told.push(above);
                let below = case.above_not_in_force.iter().filter(|other| other.above == *above);
                let below = wording::listed(below.map(|other| &other.policy), language);
                let above = wording::listed(above, language);
                let line = match language {
                    Language::English => format!("  not in force on that day, above {below}: {above}"),
                    Language::Chinese => format!("  {below} 的上级政策当日不在施行期内：{above}"),
                };
                let _ = writeln!(out, "{}", folded(&line, language));
            }
            let lines = self.lines(&rows, language);
            let table = table(&lines);
            if table.lines().all(|line| line.width() <= width) {
                if !rows.is_empty() {
                    out.push_str(&table);
                }
                for row in &rows {
                    let told = row.outcomes.iter().flatten().any(|cell| !cell.because.is_empty());
                    if told && rows.len() > 1 {
                        let _ = writeln!(out, "    {}", row.decision.get(language));
                    }
                    for (policy, cell) in self.policies.iter().zip(&row.outcomes) {
                        reasons(policy.get(language), cell.as_ref(), language, &mut out);
                    }
                }
            } else {
                for row in &rows {
                    self.by_answer(row, language, &mut out);
                }
            }
        }
        let (mut untold, mut alone) = (Vec::new(), Vec::new());
        for row in self.cases.iter().flat_map(|case| &case.decisions).filter(|row| !wanted(row)) {
            let list = if row.shared { &mut untold } else { &mut alone };
            if !list.contains(&&row.decision) {
                list.push(&row.decision);
            }
        }
        let shown = |name: &&Text| {
            self.cases.iter().flat_map(|case| &case.decisions).any(|row| wanted(row) && row.decision == **name)
        };
        untold.retain(|name| !shown(name));
        alone.retain(|name| !shown(name) && !untold.contains(name));
        let left_out = untold.len() + alone.len();
        if left_out > 0 {
            let (untold, alone) = (untold.len(), alone.len());
            let _ = match language {
                Language::English if left_out == 1 => writeln!(
                    out,
                    "\n1 more decision is left out: {}; `--decision NAME` shows it",
                    if alone == 1 { "one policy alone takes it" } else { "no case bears on it, or it comes out alike" }
                ),
                Language::English => writeln!(
                    out,
                    "\n{left_out} more decisions are left out: {alone} that one policy alone takes, {untold} on which\nno case bears or that come out alike; `--decision NAME` shows one of them"
                ),
                Language::Chinese => writeln!(
                    out,
                    "\n另有 {left_out} 项决定未列出：{alone} 项仅一个政策有规定，{untold} 项个案均未涉及或结果相同；\n可用 `--decision 名称` 查看"
                ),
            };
        }
        out
    }

    /// A column for each policy.
    fn lines(&self, rows: &[&DecisionRow], language: Language) -> Vec<Vec<String>> {
        let first = language.pick("  decision", "  决定事项");
        let head = self.policies.iter().map(|policy| policy.get(language).to_owned());
        let mut lines = vec![std::iter::once(first.to_owned()).chain(head).collect::<Vec<_>>()];
        for row in rows {
            let cells = row.outcomes.iter().map(|cell| match cell {
                Some(cell) => cell.say(language),
                None => "–".to_owned(),
            });
            lines.push(std::iter::once(format!("  {}", row.decision.get(language))).chain(cells).collect());
        }
        lines
    }

    /// Where the columns do not fit: each answer with the policies that give it, and each one's reasons.
    fn by_answer(&self, row: &DecisionRow, language: Language, out: &mut String) {
        let _ = writeln!(out, "  {}", row.decision.get(language));
        let answer = |cell: &Option<Cell>| {
            cell.as_ref()
                .map_or_else(|| language.pick("not decided there", "没有规定").to_owned(), |cell| cell.say(language))
        };
        let mut answers: Vec<String> = Vec::new();
        for cell in &row.outcomes {
            if !answers.contains(&answer(cell)) {
                answers.push(answer(cell));
            }
        }
        for one in answers {
            let mine: Vec<_> =
                self.policies.iter().zip(&row.outcomes).filter(|(_, cell)| answer(cell) == one).collect();
            let names = wording::listed(mine.iter().map(|(policy, _)| policy), language);
            let _ = writeln!(out, "    {one}{}{names}", language.pick(": ", "："));
            for (policy, cell) in mine {
                reasons(policy.get(language), cell.as_ref(), language, out);
            }
        }
    }
}

impl Say for Cell {
    /// In brackets what a policy comes to that is not in force.
    fn say(&self, language: Language) -> String {
        let answer = self.answer_text.get(language);
        match (self.in_force, language) {
            (Some(false), Language::English) => format!("({answer})"),
            (Some(false), Language::Chinese) => format!("（{answer}）"),
            _ => answer.to_owned(),
        }
    }
}

/// The rules that carry an outcome.
fn reasons(policy: &str, cell: Option<&Cell>, language: Language, out: &mut String) {
    if let Some(cell) = cell.filter(|cell| !cell.because.is_empty()) {
        let because: Vec<&str> = cell.because.iter().map(|text| text.get(language)).collect();
        let line = format!("      {policy}{}{}", language.pick(": ", "："), because.join(language.pick("; ", "；")));
        let _ = writeln!(out, "{}", folded(&line, language));
    }
}
