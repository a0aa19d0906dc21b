//! `pol compare`: policies side by side, by clause and by case.

use super::{Terminal, eval, exit, files, matrix};
use crate::compare::{self, Column, Layout};
use crate::load::{Loaded, When};
use crate::types::Date;
use clap::ArgMatches;

/// Prints how the others differ from the first; 3 where something could not be decided.
pub fn run(terminal: &mut Terminal, matches: &ArgMatches) -> u8 {
    match compared(terminal, matches) {
        Ok(code) | Err(code) => code,
    }
}

fn compared(terminal: &mut Terminal, matches: &ArgMatches) -> Result<u8, u8> {
    let paths: Vec<&String> = matches.get_many::<String>("policies").into_iter().flatten().collect();
    let mut days: Vec<Date> = Vec::new();
    for text in matches.get_many::<String>("as-of").into_iter().flatten() {
        days.push(files::one_day(terminal, "as-of", text)?);
    }
    let mut loaded: Vec<Loaded> = Vec::new();
    for path in &paths {
        // Beside another text of its family, and with no day to choose by, a file stands for itself.
        let beside = days.is_empty() && paths.iter().any(|other| files::is_version_of(other, path));
        let one = if beside {
            let when = files::when(terminal, matches)?;
            files::policy_itself(terminal, path, when)?
        } else {
            files::policy_known(terminal, path, matches)?
        };
        // On each day the version that is in force then.
        let each = if paths.len() == 1 && days.len() > 1 && !one.beginnings.is_empty() { days.as_slice() } else { &[] };
        if each.is_empty() {
            loaded.push(files::sound(terminal, one)?);
        }
        let known_on = files::day(terminal, matches, "known-on")?;
        for day in each {
            let one = files::policy_on(terminal, path, When { as_of: Some(*day), known_on })?;
            loaded.push(files::sound(terminal, one)?);
        }
    }
    let by_day = paths.len() == 1 && loaded.len() > 1;
    let language = terminal.language(loaded.first().is_some_and(files::chinese));
    let file = |at: usize| paths.get(at).map_or("", |path| path.as_str());
    let programs = loaded.iter().filter_map(|loaded| loaded.policy.as_ref()).map(|policy| &policy.program);
    let columns: Vec<Column<'_>> = match (paths.len(), days.as_slice()) {
        (1, [_, _, ..]) if by_day => programs
            .zip(&days)
            .map(|(program, day)| Column { program, day: Some(*day), by_day: true, file: file(0) })
            .collect(),
        (1, [_, _, ..]) => programs
            .flat_map(|program| {
                days.iter().map(move |day| Column { program, day: Some(*day), by_day: true, file: file(0) })
            })
            .collect(),
        (1, _) => {
            terminal.remark(&match language {
                crate::Language::English => {
                    "pol: name two policies, or one policy and two dates (`--as-of D1 --as-of D2`)\n".to_owned()
                }
                crate::Language::Chinese => {
                    "pol：请给出两个政策，或一个政策和两个日期（`--as-of 日期 --as-of 日期`）\n".to_owned()
                }
            });
            return Err(exit::FAILED);
        }
        (_, days) => programs
            .enumerate()
            .map(|(at, program)| Column { program, day: days.first().copied(), by_day: false, file: file(at) })
            .collect(),
    };
    match days.as_slice() {
        [day] => files::not_in_force(terminal, &loaded.iter().collect::<Vec<_>>(), Some(*day), language),
        days => {
            for (at, day) in days.iter().enumerate() {
                let one = loaded.get(if by_day { at } else { 0 });
                files::not_in_force(terminal, &one.into_iter().collect::<Vec<_>>(), Some(*day), language);
            }
        }
    }
    let mut comparison = compare::compare(&columns);
    if let Some(name) = matches.get_one::<String>("decision") {
        let mut policies = loaded.iter().filter_map(|loaded| loaded.policy.as_ref());
        if !policies.clone().any(|policy| policy.decision(name).is_some()) {
            policies.next().map_or(Err(exit::FAILED), |policy| eval::decision(terminal, matches, policy, language))?;
        }
        comparison = comparison.only(name);
    }
    comparison.whole = matches.get_flag("all-clauses");
    let format = matches.get_one::<String>("format").map_or("text", String::as_str);
    let named: Vec<&str> = paths.iter().map(|path| path.as_str()).collect();
    let cases = matrix::of_cases(terminal, matches, &loaded, &named, &days)?;
    let text = match (format, &cases) {
        ("json", cases) => {
            let mut value = serde_json::to_value(&comparison).unwrap_or_default();
            if let (Some(object), Some(cases)) = (value.as_object_mut(), cases) {
                object.insert("cases".to_owned(), serde_json::to_value(cases).unwrap_or_default());
            }
            format!("{value:#}\n")
        }
        (_, Some(cases)) => {
            cases.differences(language, terminal.width_of_results().unwrap_or(matrix::WIDTH), format == "markdown")
        }
        ("markdown", None) => comparison.text(Layout::Markdown, language),
        (_, None) if matches.get_flag("wide") => comparison.text(Layout::Wide, language),
        (_, None) => comparison.text(Layout::Narrow, language),
    };
    terminal.result(&text);
    Ok(match cases {
        Some(cases) if !cases.whole => exit::FAILED,
        None if comparison.undecided() => exit::UNDECIDED,
        _ => exit::DONE,
    })
}
