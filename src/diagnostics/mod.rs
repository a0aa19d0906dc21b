//! Problems in words.
//!
//! In: facts about what is wrong, from any stage. Out: [`Diagnostic`], plain data in both languages, and the ways to
//! print it. Never: a stage. This is a leaf that every stage may use.

pub mod pages;
pub mod report;
pub mod wording;

use crate::source::Span;
use std::fmt;

/// The language of what a person reads. Names and quoted text stay as they were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Language {
    /// The one of two that belongs to this language.
    #[must_use]
    pub fn pick<T>(self, en: T, zh: T) -> T {
        match self {
            Self::English => en,
            Self::Chinese => zh,
        }
    }
}

/// A sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Text {
    /// In English: lower case, no full stop.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

impl Text {
    /// What is said in each language.
    pub fn of(say: impl Fn(Language) -> String) -> Self {
        Self { en: say(Language::English), zh: say(Language::Chinese) }
    }

    /// The sentence in one language.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Chinese => &self.zh,
        }
    }
}

/// Anything that has a name in each language: a type, a keyword, a stage.
pub trait Say {
    /// Its name in that language.
    fn say(&self, language: Language) -> String;
}

impl Say for str {
    fn say(&self, _: Language) -> String {
        self.to_owned()
    }
}

impl Say for String {
    fn say(&self, _: Language) -> String {
        self.clone()
    }
}

impl Say for Text {
    fn say(&self, language: Language) -> String {
        self.get(language).to_owned()
    }
}

impl<T: Say + ?Sized> Say for &T {
    fn say(&self, language: Language) -> String {
        (**self).say(language)
    }
}

impl<T: Say + ?Sized> Say for std::sync::Arc<T> {
    fn say(&self, language: Language) -> String {
        (**self).say(language)
    }
}

/// A [`Text`] from two format strings side by side, so that a message without its Chinese does not compile.
///
/// Names after `;` are said in each language; all others are captured as they are.
#[macro_export]
macro_rules! text {
    ($en:literal, $zh:literal $(; $($said:ident),+)?) => {{
        $crate::diagnostics::Text {
            en: {
                $($(let $said = $crate::diagnostics::Say::say(&$said, $crate::diagnostics::Language::English);)+)?
                format!($en)
            },
            zh: {
                $($(let $said = $crate::diagnostics::Say::say(&$said, $crate::diagnostics::Language::Chinese);)+)?
                $crate::diagnostics::wording::set(&format!($zh), $crate::diagnostics::Language::Chinese).into_owned()
            },
        }
    }};
}

/// How much a problem weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The policy cannot be run, or the case cannot be read.
    Error,
    /// It can be run, but somebody should look.
    Warning,
}

/// A stretch of text and what to say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What.
    pub text: Text,
}

/// An edit that would mend the problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What to replace; empty for an insertion.
    pub span: Span,
    /// What to put there.
    pub replacement: String,
}

/// A problem told in two languages: plain data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// `stage/slug`: the name of its page in `pol explain`.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong.
    pub message: Text,
    /// Where; the first is the place itself.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Vec<Text>,
    /// Edits that would do it.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// Something that must be mended.
    #[must_use]
    pub fn error(code: &'static str, message: Text) -> Self {
        Self { code, severity: Severity::Error, message, labels: Vec::new(), help: Vec::new(), fixes: Vec::new() }
    }

    /// Something that somebody should look at.
    #[must_use]
    pub fn warning(code: &'static str, message: Text) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Points at a place. The first call names the place of the problem.
    #[must_use]
    pub fn label(mut self, span: Span, text: Text) -> Self {
        self.labels.push(Label { span, text });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: Text) -> Self {
        self.help.push(text);
        self
    }

    /// Offers an edit.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fixes.push(Fix { span, replacement: replacement.into() });
        self
    }

    /// The place of the problem.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|label| label.span)
    }

    /// Whether it stops the policy from being run.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// A fact about what is wrong, which knows how to tell itself.
pub trait Explain {
    /// The whole story, in one arm per problem.
    fn explain(&self) -> Diagnostic;
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// Puts diagnostics in the order of the text, each once.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| (a.span(), a.severity, a.code).cmp(&(b.span(), b.severity, b.code)));
    diagnostics.dedup();
}
