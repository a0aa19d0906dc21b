//! Every code has a page in both languages, and what a page shows is true.
//!
//! The first `pol` fence of each language yields the code; the `pol fixed` fence is sound. Where they stand under a policy,
//! the `pol above` fence is that one, and sound too. Of a code about cases, the
//! `wrong` fence yields it when read against the policy in the `pol setting` fence, and the `fixed` fence is sound.

use crate::work::{files, root};
use pol::cases::Format;
use pol::diagnostics::pages::{PAGES, in_language, page};
use pol::source::Sources;
use pol::{Diagnostic, Found, Language, Question, When, load, load_version};
use std::collections::{BTreeMap, BTreeSet};

/// Codes whose pages show words in place of a text, and why.
const NOT_SHOWN: [(&str, &str); 8] = [
    ("cases/pinned", "a file of its own, beside the cases: tests/suite/testing.rs shows it"),
    ("cases/too-large", "the text would fill 64 MB"),
    ("cases/too-long", "the table would have eight million cells"),
    ("cases/workbook", "a workbook is no text"),
    ("mutate/unnoticed", "it is said of the cases of a policy, not of its text"),
    ("syntax/hidden-character", "the character could not be seen on the page either"),
    ("syntax/not-utf8", "a page is UTF-8 itself"),
    ("syntax/too-large", "the text would fill the page"),
];

/// Codes that are written in more than one place, and why that is one meaning.
const SHARED: [(&str, usize, &str); 19] = [
    ("check/default-reading", 2, "a default too few, and one too many"),
    (
        "check/not-a-condition",
        3,
        "a value for a condition; values joined by `or`, and an amount before `unless`, have a help of their own",
    ),
    ("check/not-a-value", 2, "a set, list or record for one value; a set beside `is` has a help of its own"),
    ("check/type-mismatch", 2, "told once; asked for, where a policy below sets a value of another kind"),
    ("check/unit-mismatch", 2, "told once; asked for, where a policy below sets a value of another unit"),
    ("resolve/ambiguous", 2, "a phrase; a word of a table that is a value of the column as well"),
    ("resolve/bare-comma", 2, "between conditions, and inside a number; each is mended by itself"),
    ("resolve/cell", 3, "a cell that says nothing; a range without an order, and one without ends"),
    ("resolve/decision-above", 2, "two decisions that get one name; which amount of one is better"),
    ("resolve/duplicate", 2, "a name, and the number of an article"),
    ("resolve/no-sentence", 16, "known words that make no sentence; fifteen of them have a help of their own"),
    ("resolve/stray-character", 2, "a character; the full stop behind an item has a help of its own"),
    ("resolve/wrong-file", 2, "a policy for a vocabulary, and the other way round"),
    ("syntax/empty-list", 2, "a list of conditions or of readings, each with what is to be written"),
    (
        "syntax/expected",
        6,
        "what a line expects; a slip, a missing colon, values for a type, two values in one and a habit of drafters are \
         told by themselves",
    ),
    ("syntax/no-connective", 2, "items that nothing joins, under a condition and under a word that begins one"),
    ("syntax/not-under", 2, "a line under one that takes none; an exception has a help of its own"),
    ("syntax/too-deep", 2, "levels of lists and brackets, counted where each is read"),
    ("syntax/too-large", 2, "the length of a text, a line or a condition, counted where each is read"),
];

/// The files that the pages speak of.
const BESIDE: [(&str, &str); 4] = [
    ("circle", "vocabulary circle\n\nuse test\n"),
    ("province", "policy province\n"),
    ("rules", "vocabulary rules\n\narticle 1\n  may register\n"),
    ("terms", "vocabulary terms\n"),
];

const LANGUAGES: [Language; 2] = [Language::English, Language::Chinese];

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let used: BTreeSet<String> = codes_in_source().into_keys().collect();
    let told: BTreeSet<String> = PAGES.iter().map(|(code, _)| (*code).to_owned()).collect();
    let without_page: Vec<_> = used.difference(&told).collect();
    let without_code: Vec<_> = told.difference(&used).collect();
    assert!(without_page.is_empty(), "codes without a page: {without_page:?}");
    assert!(without_code.is_empty(), "pages without a code: {without_code:?}");
    let listed: Vec<&str> = PAGES.iter().map(|(code, _)| *code).collect();
    assert!(listed.is_sorted(), "the pages stand in the order of the alphabet");
    let folder = root().join("src/diagnostics/pages");
    let stored = files("src/diagnostics/pages", "md");
    let stored: BTreeSet<String> = stored
        .iter()
        .map(|path| {
            path.strip_prefix(&folder).expect("below it").with_extension("").to_string_lossy().replace('\\', "/")
        })
        .collect();
    assert_eq!(stored, told, "a file for each page, and none besides");
}

#[test]
fn a_code_means_one_thing() {
    let repeated: Vec<(String, usize)> = codes_in_source().into_iter().filter(|(_, places)| *places > 1).collect();
    let shared: Vec<(String, usize)> = SHARED.iter().map(|(code, places, _)| ((*code).to_owned(), *places)).collect();
    assert_eq!(repeated, shared, "one code in several places: two meanings, or a reason to add above");
}

#[test]
fn pages_are_complete_in_both_languages() {
    for (code, page) in PAGES {
        assert!(page.starts_with(&format!("# {code}\n\n## English\n\n")), "{code}: title and first part");
        assert_eq!(page.matches("\n## ").count(), 2, "{code}: two parts");
        assert!(page.contains("\n\n## 中文\n\n"), "{code}: Chinese part");
        for language in LANGUAGES {
            let part = in_language(page, language);
            let prose: Vec<&str> = part.split("\n\n").skip(1).take(2).collect();
            let [first, second] = prose.as_slice() else { panic!("{code}: a sentence and an explanation") };
            assert!(!first.contains('\n') && first.ends_with(['.', '。']), "{code}: one sentence first: {first}");
            assert!(
                !second.starts_with("```") && second.ends_with(['.', '。', '）', ')']),
                "{code}: an explanation: {second}"
            );
            let han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert_eq!(han(first), language == Language::Chinese, "{code}: {first}");
            assert!(fences(&part).len() >= 2, "{code}: what is wrong, and mended");
        }
    }
}

#[test]
fn what_a_page_calls_wrong_is_wrong_and_what_it_calls_mended_is_mended() {
    let shown = PAGES.iter().filter(|(code, _)| NOT_SHOWN.iter().all(|(unshown, _)| unshown != code));
    for (code, page) in shown {
        for language in LANGUAGES {
            let part = in_language(page, language);
            let fences = fences(&part);
            if code.starts_with("cases/") {
                case_page(code, language, &fences);
            } else {
                let wrong = fences.iter().find(|(kind, _)| kind == "pol").expect("a policy that is wrong");
                let above = fences.iter().find(|(kind, _)| kind == "pol above").map(|(_, text)| text.as_str());
                if let Some(above) = above {
                    assert!(
                        !policy(above, None, None).iter().any(|found| !found.starts_with("check/")),
                        "{code} ({language:?})"
                    );
                }
                let version = fences.iter().find(|(kind, _)| kind == "pol version").map(|(_, text)| text.as_str());
                let found = policy(&wrong.1, above, version);
                assert!(found.contains(code), "{code} ({language:?}): found {found:?} in\n{}", wrong.1);
                let fixed = fences.iter().find(|(kind, _)| kind == "pol fixed").expect("a policy that is mended");
                let found = policy(&fixed.1, above, version);
                assert!(found.is_empty(), "{code} ({language:?}): found {found:?} in\n{}", fixed.1);
            }
        }
    }
}

#[test]
fn what_is_not_shown_is_said() {
    for (code, reason) in NOT_SHOWN {
        let page = page(code).unwrap_or_else(|| panic!("{code}, not shown because {reason}, has a page"));
        for language in LANGUAGES {
            let part = in_language(page, language);
            let kinds: Vec<String> = fences(&part).into_iter().map(|(kind, _)| kind).collect();
            assert_eq!(kinds, ["text", "text fixed"], "{code}");
        }
    }
}

fn case_page(code: &str, language: Language, fences: &[(String, String)]) {
    let [(setting, text), (wrong_kind, wrong), (fixed_kind, fixed)] = fences else {
        panic!("{code}: a policy, a case that is wrong, and one that is mended")
    };
    assert_eq!(setting, "pol setting", "{code}");
    let format = wrong_kind.strip_suffix(" wrong").expect("a case that is wrong");
    assert_eq!(fixed_kind.strip_suffix(" fixed"), Some(format), "{code}");
    let found = case(text, format, wrong);
    assert!(found.contains(&code), "{code} ({language:?}): found {found:?} in\n{wrong}");
    let found = case(text, format, fixed);
    assert!(found.is_empty(), "{code} ({language:?}): found {found:?} in\n{fixed}");
}

/// The codes that a policy yields, among the files that the pages speak of, or under a policy of the page, or beside
/// another version of it.
fn policy(text: &str, above: Option<&str>, version: Option<&str>) -> Vec<&'static str> {
    let found = |name: &str, text: &str| Found { name: name.to_owned(), bytes: text.as_bytes().to_vec() };
    let texts = std::iter::once(found("test.pol", text)).chain(version.map(|text| found("test-2014.pol", text)));
    let loaded =
        load_version(texts.collect(), When::default(), &mut |name, _| one(name, text, above).into_iter().collect());
    codes(&loaded.diagnostics)
}

fn one(name: &str, text: &str, above: Option<&str>) -> Option<Found> {
    if let Some(above) = above.filter(|_| name == "province") {
        return Some(Found { name: "province.pol".into(), bytes: above.as_bytes().to_vec() });
    }
    let beside = BESIDE.iter().chain(&[("test", "")]).find(|(known, _)| *known == name)?;
    let bytes = if beside.0 == "test" { text.as_bytes() } else { beside.1.as_bytes() };
    Some(Found { name: format!("{name}.pol"), bytes: bytes.to_vec() })
}

/// The codes that a case yields, read against a sound policy.
fn case(policy: &str, format: &str, text: &str) -> Vec<&'static str> {
    let loaded = load("test.pol", policy.as_bytes(), &mut |_, _| None);
    assert!(loaded.diagnostics.is_empty(), "the policy of the page is sound: {:?}", codes(&loaded.diagnostics));
    let mut sources = Sources::default();
    let id = sources.add("case", text.to_owned());
    let source = sources.get(id).expect("just added");
    let format = Format::of_name(&format!("case.{format}")).expect("a format of cases");
    let policy = loaded.policy.expect("a sound policy runs");
    let (suite, diagnostics) = pol::suite::read(&policy.program, source, Some(format));
    let unmet = suite.tests.iter().flat_map(|test| policy.unmet(&test.typed, &Question::default()));
    codes(&diagnostics).into_iter().chain(unmet.map(|found| found.code)).collect()
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<&'static str> {
    diagnostics.iter().map(|found| found.code).collect()
}

/// The fences of a text, each with what is written after its opening.
fn fences(part: &str) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    let mut open = false;
    for line in part.lines() {
        match (line.strip_prefix("```"), out.last_mut()) {
            (Some(_), _) if open => open = false,
            (Some(kind), _) => {
                open = true;
                out.push((kind.to_owned(), String::new()));
            }
            (None, Some((_, text))) if open => {
                text.push_str(line);
                text.push('\n');
            }
            _ => {}
        }
    }
    assert!(!open, "a fence is not closed");
    out
}

/// Every code in the source, outside its tests, and in how many places it is written.
fn codes_in_source() -> BTreeMap<String, usize> {
    const STAGES: [&str; 8] = ["authority", "cases", "check", "interpret", "layer", "mutate", "resolve", "syntax"];
    let mut out = BTreeMap::new();
    for path in files("src", "rs") {
        if path.ends_with("diagnostics/pages.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("the source can be read");
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for quoted in line.split('"') {
                let Some((stage, slug)) = quoted.split_once('/') else { continue };
                let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                if STAGES.contains(&stage) && !slug.is_empty() && slug.chars().all(plain) {
                    *out.entry(quoted.to_owned()).or_default() += 1;
                }
            }
        }
    }
    out
}
