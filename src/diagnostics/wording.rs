//! Small helpers for sentences: lists with "or", counted nouns, did-you-mean.

use super::{Language, Text};
use crate::text;

/// How far a wrong word may lie from a right one, in edits.
///
/// Ratios fail on Chinese names (one wrong character of two is half of the name), so the bound grows with length.
const fn tolerance(characters: usize) -> usize {
    match characters {
        0..=1 => 0,
        2..=4 => 1,
        5..=8 => 2,
        _ => characters / 3,
    }
}

/// Whether one of two words says the contrary of the other: a slip of the pen is no such thing, and a suggestion that
/// turned a condition round would be worse than none.
fn denies(a: &str, b: &str) -> bool {
    let chinese = |word: &str| word.starts_with(['无', '不', '未', '非', '没']);
    let english = |word: &str, other: &str| {
        ["un", "in", "non", "not "]
            .iter()
            .any(|prefix| word.strip_prefix(prefix).is_some_and(|rest| rest.trim_start_matches([' ', '-']) == other))
    };
    chinese(a) != chinese(b) || english(a, b) || english(b, a)
}

/// The known words nearest to `wrong`, nearest first, at most three.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let lower = wrong.to_lowercase();
    let length = lower.chars().count();
    let reach = tolerance(length);
    let mut found: Vec<(usize, usize, &str)> = known
        .into_iter()
        .filter(|word| word.chars().count().abs_diff(length) <= reach)
        .map(|word| {
            let other = word.to_lowercase();
            let shared = lower.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
            (strsim::osa_distance(&lower, &other), usize::MAX - shared, word)
        })
        .filter(|(distance, _, word)| *distance <= reach && !denies(&lower, &word.to_lowercase()))
        .collect();
    found.sort_unstable();
    found.dedup_by_key(|(.., word)| *word);
    found.into_iter().take(3).map(|(.., word)| word).collect()
}

/// "did you mean `a` or `b`?", or nothing where nothing is near.
pub fn did_you_mean(near: &[&str]) -> Option<Text> {
    if near.is_empty() {
        return None;
    }
    let (en, zh) = (list_or(near, Language::English), list_or(near, Language::Chinese));
    Some(text!("did you mean {en}?", "是否想写 {zh}？"))
}

/// "`a`, `b` or `c`" / 「`a`、`b` 或 `c`」.
pub fn list_or<S: AsRef<str>>(words: &[S], language: Language) -> String {
    let (comma, or) = match language {
        Language::English => (", ", " or "),
        Language::Chinese => ("、", " 或 "),
    };
    let quoted: Vec<String> = words.iter().map(|word| format!("`{}`", word.as_ref())).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{}{or}{last}", rest.join(comma)),
    }
}

/// "1 error", "2 errors".
pub fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_one_wrong_character_of_two() {
        assert_eq!(nearest("户藉", ["户籍", "住所"]), ["户籍"]);
        assert_eq!(nearest("skil level", ["skill level", "title level"]), ["skill level"]);
        assert!(nearest("甲", ["乙"]).is_empty());
        assert!(nearest("无房", ["有房"]).is_empty());
        assert!(nearest("unemployed", ["employed"]).is_empty());
    }
}
