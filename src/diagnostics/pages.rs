//! One page per code, in both languages: what `pol explain CODE` prints.
//!
//! A page is Markdown: a title, `## English` and `## 中文`, and fenced policies. The first fence of a page yields its
//! code when checked (a test runs it), the fences marked `fixed` do not.

use super::Language;

macro_rules! pages {
    ($($code:literal)*) => {
        /// Every code with its page, in the order of the alphabet.
        pub const PAGES: &[(&str, &str)] = &[$(($code, include_str!(concat!("pages/", $code, ".md")))),*];
    };
}

pages! {}

/// The page of a code.
#[must_use]
pub fn page(code: &str) -> Option<&'static str> {
    PAGES.iter().find(|(known, _)| *known == code).map(|(_, page)| *page)
}

/// The part of a page in one language.
#[must_use]
pub fn in_language(page: &str, language: Language) -> String {
    let mark = match language {
        Language::English => "## English",
        Language::Chinese => "## 中文",
    };
    let mut out = String::new();
    let mut inside = false;
    for line in page.lines() {
        if line.starts_with("# ") {
            out.push_str(line);
            out.push_str("\n\n");
        } else if line.starts_with("## ") {
            inside = line.trim() == mark;
        } else if inside {
            out.push_str(line);
            out.push('\n');
        }
    }
    let mut text = out.trim_end().to_owned();
    text.push('\n');
    text.replace("\n\n\n", "\n\n")
}
