//! `pol explain CODE`: the page of a code.

use super::{Terminal, exit};
use crate::diagnostics::{Language, pages, wording};
use clap::ArgMatches;

/// Prints a page, or the list of all codes.
pub fn run(terminal: &mut Terminal, matches: &ArgMatches) -> u8 {
    let language = terminal.language(false);
    let Some(code) = matches.get_one::<String>("code") else {
        let lines = pages::PAGES.iter().map(|(code, page)| format!("{code:<32}{}", title(page, language)));
        let list = lines.collect::<Vec<_>>().join("\n") + "\n";
        terminal.result(&list);
        return exit::DONE;
    };
    if let Some(page) = pages::page(code) {
        terminal.result(&pages::in_language(page, language));
        return exit::DONE;
    }
    let near = wording::nearest(code, pages::PAGES.iter().map(|(known, _)| *known));
    let by_slug = pages::PAGES.iter().map(|(known, _)| *known).filter(|known| known.ends_with(&format!("/{code}")));
    let near: Vec<&str> = if near.is_empty() { by_slug.collect() } else { near };
    let hint = wording::did_you_mean(&near).map(|text| format!("; {}", text.get(language))).unwrap_or_default();
    terminal.remark(&match language {
        Language::English => format!("pol: there is no code `{code}`{hint}; `pol explain` lists them all\n"),
        Language::Chinese => format!("pol：没有代码 `{code}`{hint}；`pol 释码` 可列出全部\n"),
    });
    exit::FAILED
}

/// The first sentence of a page in a language.
fn title(page: &str, language: Language) -> String {
    let text = pages::in_language(page, language);
    let line = text.lines().find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or_default();
    let end = line.find(['.', '。', ':', '：']).unwrap_or(line.len());
    line.get(..end).unwrap_or(line).to_owned()
}
