//! Standard output and error: language, colour, width, and writes that a closed pipe does not break.

use super::exit;
use crate::diagnostics::report::{self, Style};
use crate::diagnostics::{Diagnostic, Language};
use crate::source::Sources;
use serde_json::{Value, json};
use std::io::{ErrorKind, IsTerminal, Write};

/// Where results and remarks go.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches of a terminal")]
pub struct Terminal {
    /// The language asked for, by option or locale; none leaves it to the policy.
    language: Option<Language>,
    /// Signs of seven bits only.
    pub ascii: bool,
    color_out: bool,
    color_err: bool,
    broken: bool,
    /// Why a result could not be written, where somebody still waited for it.
    lost: Option<std::io::Error>,
    /// Remarks that are told later.
    kept: Option<String>,
    /// What is told beside results, where those are to be data: a run without a result is told as data all the same.
    aside: Option<Aside>,
}

/// What is told on standard error.
#[derive(Debug, Default)]
struct Aside {
    diagnostics: Vec<Value>,
    remarks: Vec<String>,
    /// Whether there is a result.
    printed: bool,
}

impl Terminal {
    /// The terminal of this process.
    #[must_use]
    pub fn new(language: Option<Language>) -> Self {
        Self {
            language,
            ascii: false,
            color_out: false,
            color_err: false,
            broken: false,
            lost: None,
            kept: None,
            aside: None,
        }
    }

    /// A terminal that keeps its remarks, for work that is done beside other work.
    #[must_use]
    pub fn keeping(language: Option<Language>) -> Self {
        Self { kept: Some(String::new()), ..Self::new(language) }
    }

    /// The remarks that were kept.
    #[must_use]
    pub fn kept(self) -> String {
        self.kept.unwrap_or_default()
    }

    /// The language asked for, where one was.
    #[must_use]
    pub const fn asked(&self) -> Option<Language> {
        self.language
    }

    /// Whether the reader of results went away.
    #[must_use]
    pub const fn is_broken(&self) -> bool {
        self.broken
    }

    /// `auto`, `always` or `never`; `NO_COLOR` and a dumb terminal turn `auto` off.
    pub fn color(&mut self, when: &str) {
        let plain = set("NO_COLOR") || std::env::var("TERM").is_ok_and(|term| term == "dumb");
        let on = |terminal: bool| when == "always" || (when == "auto" && !plain && terminal);
        self.color_out = on(std::io::stdout().is_terminal());
        self.color_err = on(std::io::stderr().is_terminal());
    }

    /// The language to speak, where the policy's own keywords have the last word.
    #[must_use]
    pub fn language(&self, policy_is_chinese: bool) -> Language {
        let own = if policy_is_chinese { Language::Chinese } else { Language::English };
        self.language.unwrap_or(own)
    }

    /// Results are to be data.
    pub fn tell_data(&mut self) {
        self.aside = Some(Aside::default());
    }

    /// Whether results are coloured.
    #[must_use]
    pub const fn colored(&self) -> bool {
        self.color_out
    }

    /// The columns that results are folded at; none where they go into a file or another program.
    #[must_use]
    pub fn width_of_results(&self) -> Option<usize> {
        std::io::stdout().is_terminal().then(width)
    }

    /// How diagnostics are drawn, on standard error or output.
    #[must_use]
    pub fn style(&self, language: Language, on_error: bool) -> Style {
        let color = if on_error { self.color_err } else { self.color_out };
        Style { language, color, ascii: self.ascii, width: width() }
    }

    /// Whether somebody watches standard error.
    #[must_use]
    pub fn is_watched(&self) -> bool {
        std::io::stderr().is_terminal()
    }

    /// Whether somebody can be asked: keys come in, and what is shown is seen.
    #[must_use]
    pub fn can_ask(&self) -> bool {
        std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
    }

    /// Whether results are seen as they are printed.
    #[must_use]
    pub fn is_seen(&self) -> bool {
        std::io::stdout().is_terminal()
    }

    /// The columns to draw results in.
    #[must_use]
    pub fn columns(&self) -> usize {
        width()
    }

    /// Prints a result.
    pub fn result(&mut self, text: &str) {
        // After a gap nothing more is written: what came after it would look whole.
        if self.broken {
            return;
        }
        if let Some(aside) = &mut self.aside {
            aside.printed = true;
        }
        let mut out = std::io::stdout().lock();
        if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            self.broken = true;
            self.lost = (error.kind() != ErrorKind::BrokenPipe).then_some(error);
        }
    }

    /// Prints a remark.
    pub fn remark(&mut self, text: &str) {
        if let Some(kept) = &mut self.kept {
            kept.push_str(text);
            return;
        }
        if let Some(aside) = self.aside.as_mut().filter(|_| !text.is_empty()) {
            aside.remarks.push(text.trim_end().to_owned());
        }
        Self::print_aside(text);
    }

    /// Prints what is wrong, beside results.
    pub fn report(&mut self, diagnostics: &[Diagnostic], sources: &Sources, language: Language) {
        if let Some(aside) = &mut self.aside {
            aside.diagnostics.extend(report::json_each(diagnostics, sources));
        }
        Self::print_aside(&report::render(diagnostics, sources, &self.style(language, true)));
    }

    fn print_aside(text: &str) {
        // Nobody is left to tell where standard error is closed.
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }

    /// The exit code, once all is printed: a reader that went away has seen what it wanted; that there was no room for a
    /// result is told.
    #[must_use]
    pub fn finish(&mut self, code: u8) -> u8 {
        if let Some(aside) = self.aside.take().filter(|aside| code == exit::FAILED && !aside.printed) {
            let value = json!({ "schema": 1, "diagnostics": aside.diagnostics, "remarks": aside.remarks });
            self.result(&format!("{value:#}\n"));
        }
        let Some(error) = self.lost.take() else {
            return if self.broken { exit::DONE } else { code };
        };
        self.remark(&match self.language(false) {
            Language::English => format!("pol: the result could not be written out whole: {error}\n"),
            Language::Chinese => format!("pol：结果未能完整输出：{error}\n"),
        });
        exit::FAILED
    }
}

/// The language of the environment; none where it does not say.
#[must_use]
pub fn locale() -> Option<Language> {
    let named = std::env::var("POL_LANG").ok().and_then(|name| language_named(&name));
    named.or_else(|| {
        let value = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()))?;
        language_named(&value)
    })
}

/// `zh_CN.UTF-8`, `en`; none for `C`, `POSIX` and other languages.
#[must_use]
pub fn language_named(name: &str) -> Option<Language> {
    let lower = name.to_lowercase();
    match lower.get(..2) {
        Some("zh") => Some(Language::Chinese),
        Some("en") => Some(Language::English),
        _ => None,
    }
}

fn set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// The width to draw in: that of the terminal where it says so, else 80.
fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    columns.filter(|columns| (40..=400).contains(columns)).unwrap_or(80)
}
