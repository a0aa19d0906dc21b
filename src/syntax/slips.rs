//! What a line that cannot be read was probably meant to be: a keyword with a slip in it, a colon left out.
//!
//! In: a stretch of text that the grammar refuses. Out: where the slip is and what to write. Nothing here is asked while
//! a line can be read.

use super::keywords::{self, LineKeyword};
use super::{PolParser, Rule};
use crate::diagnostics::wording::nearest;
use pest::Parser;
use std::ops::Range;

/// A slip: the bytes of the text that it takes up, and what may be meant.
pub type Slip = (Range<usize>, Vec<String>);

/// Words that a line of an article may begin with.
const STARTS: [&str; 9] =
    ["kw_may", "kw_must", "kw_must_not", "kw_entitled", "kw_applies", "kw_except", "kw_define", "kw_cites", "kw_each"];

/// Words that join the items of a list.
const JOINS: [&str; 4] = ["kw_all_of", "kw_any_of", "kw_none_of", "kw_one_of_exactly"];

/// Words of one line that are tried as the beginning of its type.
const MAX_TYPES_TRIED: usize = 8;

/// Words that a type begins with.
const TYPES: [&str; 15] = [
    "kw_yes_no",
    "kw_finding",
    "kw_money",
    "kw_percent",
    "kw_whole",
    "kw_number",
    "kw_date",
    "kw_days",
    "kw_duration",
    "kw_area",
    "kw_text",
    "kw_place",
    "kw_grade",
    "kw_choice",
    "kw_list",
];

/// The spellings of keywords.
fn spellings(rules: &[&str]) -> Vec<&'static str> {
    let rows = rules.iter().filter_map(|rule| keywords::line_keyword(rule));
    rows.flat_map(|row: &LineKeyword| row.en.iter().chain(row.zh)).copied().collect()
}

/// The word at the end of a line that a condition has to follow, and whether it is Chinese.
pub fn open_condition(text: &str) -> Option<(Range<usize>, bool)> {
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：'));
    let word =
        [" when", "，须", ",须", "，当", ",当", "，条件是", ",条件是"].into_iter().find(|word| text.ends_with(word))?;
    let after = word.chars().next().map_or(0, char::len_utf8);
    Some((text.len() - word.len() + after..text.len(), !word.is_ascii()))
}

/// The words that join the items of a list.
pub fn connectives() -> Vec<&'static str> {
    spellings(&JOINS)
}

/// A keyword of an article misspelt where the line begins, or where it goes on after its number and label.
pub fn start(text: &str) -> Option<Slip> {
    let after_marker = match text.find([')', '）', '、', '.']) {
        Some(at) if text.get(..at).is_some_and(|marker| marker.chars().count() <= 4) => {
            at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
        }
        _ => 0,
    };
    let after_label = text.find([':', '：']).and_then(|at| Some(at + text.get(at..)?.chars().next()?.len_utf8()));
    let starts = std::iter::once(after_marker).chain(after_label);
    let known = spellings(&STARTS);
    starts.into_iter().find_map(|from| start_at(text, from, &known))
}

fn start_at(text: &str, from: usize, known: &[&str]) -> Option<Slip> {
    let rest = text.get(from..)?;
    let from = from + rest.len() - rest.trim_start().len();
    let rest = rest.trim_start();
    let first = rest.chars().next()?;
    let mut found: Vec<Slip> = Vec::new();
    // Longer keywords first: `msut not` is `must not`, not `must`.
    let mut known = known.to_vec();
    known.sort_by_key(|spelling| std::cmp::Reverse(spelling.len()));
    let all = known.clone();
    let known_word = |word: &str| all.contains(&word);
    for spelling in known {
        let (same_first, piece) = if spelling.is_ascii() {
            (spelling.starts_with(first.to_ascii_lowercase()), words(rest, spelling.split(' ').count()))
        } else if spelling.chars().count() < 3 {
            // So short a word is taken for a slip only where it stands apart.
            let alone = |word: &&str| {
                let after = rest.get(word.len()..).unwrap_or_default();
                word.chars().count() == spelling.chars().count() && !after.starts_with([',', '，'])
            };
            (true, words(rest, 1).filter(alone))
        } else {
            (true, characters(rest, spelling.chars().count()))
        };
        // `may vote` is no slip of `may not`: behind a word that is right, the others have one.
        let behind = |piece: &&str| match spelling.split_once(' ') {
            Some((word, rest)) if known_word(word) => {
                piece.strip_prefix(word).is_none_or(|other| is_slip(other.trim_start(), rest))
            }
            _ => true,
        };
        let piece = piece.filter(behind);
        if let Some(piece) = piece.filter(|piece| same_first && is_slip(piece, spelling)) {
            found.push((from..from + piece.len(), vec![spelling.to_owned()]));
        }
    }
    found.into_iter().next()
}

/// A word that joins items, misspelt where a text ends.
pub fn connective(text: &str) -> Option<Slip> {
    let closing = |c: char| c.is_whitespace() || matches!(c, ':' | '：' | '；' | ';' | '。' | '的');
    let text = text.trim_end_matches(closing);
    // A word that is right is no slip for another one.
    let right = |spelling: &&str| {
        let from = text.len().checked_sub(spelling.len());
        from.and_then(|from| text.get(from..)).is_some_and(|end| end.eq_ignore_ascii_case(spelling))
    };
    if connectives().iter().any(right) {
        return None;
    }
    for (words, meant) in ONE_OF {
        let from = text.len().checked_sub(words.len());
        if let Some(from) = from.filter(|from| text.get(*from..).is_some_and(|end| end.eq_ignore_ascii_case(words))) {
            return Some((from..text.len(), meant.iter().map(|word| (*word).to_owned()).collect()));
        }
    }
    let mut best: Option<Slip> = None;
    for spelling in connectives() {
        let piece = if spelling.is_ascii() {
            let words = spelling.split(' ').count();
            let from =
                text.rmatch_indices(char::is_whitespace).nth(words - 1).map_or(0, |(at, space)| at + space.len());
            text.get(from..)
        } else {
            let count = spelling.chars().count();
            let from = text.char_indices().rev().nth(count - 1).map(|(at, _)| at);
            let piece = from.and_then(|from| text.get(from..));
            piece.filter(|piece| piece.chars().all(char::is_alphanumeric))
        };
        let longer = best.as_ref().is_none_or(|(known, _)| piece.is_some_and(|piece| piece.len() > known.len()));
        if let Some(piece) = piece.filter(|piece| longer && is_slip(piece, spelling)) {
            best = Some((text.len() - piece.len()..text.len(), vec![spelling.to_owned()]));
        }
    }
    best
}

/// Words for a connective that the language has in another way, and what they may mean; longer ones before those that
/// they end in.
const ONE_OF: [(&str, &[&str]); 32] = [
    ("all of the following conditions", &["all of"]),
    ("none of the following conditions", &["none of"]),
    ("each of the following conditions", &["all of"]),
    ("one of the following conditions", &["any of", "exactly one of"]),
    ("any of the following conditions", &["any of"]),
    ("all of the following", &["all of"]),
    ("any of the following", &["any of"]),
    ("none of the following", &["none of"]),
    ("each of the following", &["all of"]),
    ("exactly one of the following", &["exactly one of"]),
    ("one of the following", &["any of", "exactly one of"]),
    ("the following conditions", &["all of", "any of"]),
    ("the following", &["all of", "any of"]),
    ("both of", &["all of"]),
    ("each of", &["all of"]),
    ("only one of", &["exactly one of"]),
    ("just one of", &["exactly one of"]),
    ("one of", &["any of", "exactly one of"]),
    ("either of", &["any of"]),
    ("仅符合一项", &["恰好符合一项"]),
    ("只符合一项", &["恰好符合一项"]),
    ("同时符合以下条件", &["同时符合下列条件"]),
    ("同时具备以下条件", &["同时具备下列条件"]),
    ("同时满足下列条件", &["同时符合下列条件"]),
    ("同时满足以下条件", &["同时符合下列条件"]),
    ("符合以下条件之一", &["符合下列条件之一"]),
    ("满足下列条件之一", &["符合下列条件之一"]),
    ("满足以下条件之一", &["符合下列条件之一"]),
    ("符合下列条件", &["同时符合下列条件", "符合下列条件之一"]),
    ("符合以下条件", &["同时符合下列条件", "符合下列条件之一"]),
    ("满足以下条件", &["同时符合下列条件", "符合下列条件之一"]),
    ("具备下列条件", &["同时具备下列条件", "具备下列条件之一"]),
];

fn is_slip(piece: &str, spelling: &str) -> bool {
    !piece.eq_ignore_ascii_case(spelling) && !nearest(piece, [spelling]).is_empty()
}

/// The first so many words of a text.
fn words(text: &str, count: usize) -> Option<&str> {
    let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ':' | '：' | '(' | '（');
    let mut at = 0;
    for word in 0..count {
        let rest = text.get(at..)?;
        let gap = if word == 0 { 0 } else { rest.len() - rest.trim_start().len() };
        let rest = rest.get(gap..)?;
        at += gap + rest.find(ends).unwrap_or(rest.len());
    }
    text.get(..at).filter(|words| !words.is_empty())
}

/// The first so many characters of a text.
fn characters(text: &str, count: usize) -> Option<&str> {
    let (at, last) = text.char_indices().nth(count - 1)?;
    text.get(..at + last.len_utf8())
}

/// Where the colon between a name and its type is missing: the gap before the first words that are a type. A line at the
/// left margin begins with a keyword, which the first gap stands behind.
pub fn colon(text: &str, keyword: bool) -> Option<Range<usize>> {
    if text.contains([':', '：']) {
        return None;
    }
    let gaps = text.match_indices(char::is_whitespace).skip(usize::from(keyword));
    let gaps = gaps.map(|(at, space)| at..at + space.len());
    // No name has many words that a type begins with, and every one of them costs a look at the whole rest.
    let mut gaps = gaps.filter(|gap| text.get(gap.end..).is_some_and(begins_type)).take(MAX_TYPES_TRIED);
    gaps.find(|gap| {
        let rest = text.get(gap.end..).unwrap_or_default();
        let Some(found) = PolParser::parse(Rule::type_of, rest).ok().and_then(|mut pairs| pairs.next()) else {
            return false;
        };
        let end = found.as_str().trim_end().len();
        let named = found.into_inner().next().is_some_and(|kind| kind.as_rule() == Rule::named_type);
        let after = rest.get(end..).unwrap_or_default().trim_start();
        !named && (after.is_empty() || after.starts_with([',', '，', '。', ';', '；']))
    })
}

/// Whether a text begins with a word that a type begins with.
pub fn begins_type(text: &str) -> bool {
    let begins = |word: &&str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    spellings(&TYPES).iter().any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, slip: Option<Slip>) -> Option<(String, String)> {
        let (at, near) = slip?;
        Some((text.get(at)?.to_owned(), near.join("/")))
    }

    #[test]
    fn slips_at_the_start_of_a_line() {
        let rows = [
            ("可已 落户，须 有职业", "可已", "可以"),
            ("（一）甲（a）：可已 工作，须 有职业", "可已", "可以"),
            ("适用与 有职业", "适用与", "适用于"),
            ("(1) x: msut not vote when has home", "msut not", "must not"),
            ("mus leave when has home", "mus", "must"),
            ("aplies to has home", "aplies to", "applies to"),
        ];
        for (text, wrong, right) in rows {
            assert_eq!(told(text, start(text)), Some((wrong.to_owned(), right.to_owned())), "{text}");
        }
        for text in ["贷款上限 200万元", "有住所", "may stay over there", "home is near", "may vote when", "must vote"]
        {
            assert_eq!(start(text), None, "{text}");
        }
    }

    #[test]
    fn slips_in_a_connective() {
        for (text, wrong, right) in [
            ("同时符和", "同时符和", "同时符合"),
            ("家庭中有 同时附合：", "同时附合", "同时符合"),
            ("可以 落户，同时符和", "同时符和", "同时符合"),
            ("al of", "al of", "all of"),
            ("some member where any off", "any off", "any of"),
        ] {
            assert_eq!(told(text, connective(text)), Some((wrong.to_owned(), right.to_owned())), "{text}");
        }
        assert_eq!(connective("has home and has job"), None);
        assert_eq!(connective("有住所 且 有职业"), None);
    }

    #[test]
    fn the_colon_before_a_type() {
        for (text, name) in [
            ("fact has job yes/no", "fact has job"),
            ("fact time at work duration or none", "fact time at work"),
            ("事实 有住所 是否", "事实 有住所"),
            ("事实 年限 整数，推定为 3 理由 无", "事实 年限"),
        ] {
            assert_eq!(colon(text, true).and_then(|at| text.get(..at.start)), Some(name), "{text}");
        }
        assert_eq!(colon("fact has job", true), None);
        assert_eq!(colon("已婚 是否", false), Some(6..7));
    }
}
