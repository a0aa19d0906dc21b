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

pages! {
    "authority/asked"
    "authority/beyond"
    "authority/item-lost"
    "authority/no-power"
    "authority/no-reason"
    "authority/no-such-power"
    "authority/not-beyond"
    "authority/not-covered"
    "authority/not-decided"
    "authority/not-then"
    "authority/out-of-range"
    "authority/undelegated"
    "authority/wrong-way"
    "cases/anchor"
    "cases/at-odds"
    "cases/column-twice"
    "cases/duplicate-key"
    "cases/heading"
    "cases/key"
    "cases/nested-list"
    "cases/no-answer"
    "cases/not-a-case"
    "cases/not-members"
    "cases/not-one-value"
    "cases/pinned"
    "cases/quote"
    "cases/row-differs"
    "cases/same-name"
    "cases/syntax"
    "cases/tag"
    "cases/too-deep"
    "cases/too-large"
    "cases/too-long"
    "cases/too-many-cells"
    "cases/twice"
    "cases/unknown-clause"
    "cases/unknown-name"
    "cases/unmet"
    "cases/value"
    "cases/workbook"
    "check/always"
    "check/bare-duration"
    "check/bare-prohibition"
    "check/bare-share"
    "check/compared-amount"
    "check/compound-unit"
    "check/contradiction"
    "check/cycle"
    "check/days-and-months"
    "check/decided-for-each"
    "check/default-reading"
    "check/empty-period"
    "check/example-at-odds"
    "check/example-clause"
    "check/example-name"
    "check/example-twice"
    "check/field-outside"
    "check/figure-shape"
    "check/gap"
    "check/holidays"
    "check/label-is-name"
    "check/length-times"
    "check/lists-too-deep"
    "check/literal"
    "check/loose-level"
    "check/may-be-none"
    "check/modals"
    "check/money-and-share"
    "check/never"
    "check/never-none"
    "check/never-reached"
    "check/no-amount"
    "check/no-holidays"
    "check/no-member"
    "check/no-reason"
    "check/no-rule"
    "check/no-such-date"
    "check/no-such-level"
    "check/not-a-condition"
    "check/not-a-duty"
    "check/not-a-number"
    "check/not-a-place"
    "check/not-a-prohibition"
    "check/not-a-value"
    "check/not-constant"
    "check/not-of-member"
    "check/not-ordered"
    "check/nothing-to-keep"
    "check/nothing-to-override"
    "check/one-item"
    "check/one-reading"
    "check/overlap"
    "check/parts"
    "check/quoted-alone"
    "check/quoted-word"
    "check/record-in-itself"
    "check/step"
    "check/table-and-rule"
    "check/table-gap"
    "check/table-overlap"
    "check/too-few-items"
    "check/two-otherwise"
    "check/type-mismatch"
    "check/unit-mismatch"
    "check/unused-definition"
    "check/unused-fact"
    "check/unused-parameter"
    "check/value-and-modal"
    "check/which-list"
    "check/which-member"
    "check/window"
    "interpret/example"
    "interpret/figure"
    "layer/ambiguous-target"
    "layer/changed-twice"
    "layer/everyone"
    "layer/gone"
    "layer/last-item"
    "layer/moved"
    "layer/no-earlier-version"
    "layer/no-list"
    "layer/no-target"
    "layer/not-so"
    "layer/nothing-above"
    "layer/undated"
    "layer/versions-gap"
    "layer/versions-overlap"
    "layer/versions-undated"
    "mutate/unnoticed"
    "resolve/ambiguous"
    "resolve/bare-comma"
    "resolve/cell"
    "resolve/chained-comparison"
    "resolve/contradiction"
    "resolve/duplicate"
    "resolve/each-differs"
    "resolve/each-in-name"
    "resolve/each-inner"
    "resolve/empty-name"
    "resolve/file-cycle"
    "resolve/label-twice"
    "resolve/list-as-value"
    "resolve/list-head"
    "resolve/mixed-connectives"
    "resolve/name-reads-as-phrase"
    "resolve/name-takes-in"
    "resolve/no-list"
    "resolve/no-otherwise"
    "resolve/no-sentence"
    "resolve/no-such-article"
    "resolve/no-such-file"
    "resolve/not-a-list"
    "resolve/not-declared"
    "resolve/number-too-large"
    "resolve/out-of-scope"
    "resolve/place-cycle"
    "resolve/rule-in-vocabulary"
    "resolve/similar-decision"
    "resolve/stray-character"
    "resolve/unknown-name"
    "resolve/unless-twice"
    "resolve/window"
    "resolve/wrong-file"
    "syntax/bracket"
    "syntax/dotted-date"
    "syntax/each-first"
    "syntax/empty-list"
    "syntax/empty-table"
    "syntax/expected"
    "syntax/header"
    "syntax/hidden-character"
    "syntax/indentation"
    "syntax/no-connective"
    "syntax/no-header"
    "syntax/not-under"
    "syntax/not-utf8"
    "syntax/quote"
    "syntax/run-on"
    "syntax/table-row"
    "syntax/tabs-and-spaces"
    "syntax/too-deep"
    "syntax/too-large"
    "syntax/twice"
}

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
