//! Small helpers for sentences: lists with "or", counted nouns, did-you-mean.

use super::{Language, Text};
use crate::text;
use std::borrow::Cow;

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

/// Most names have no capital letters, and so no copy is made of them.
fn lowercase(word: &str) -> Cow<'_, str> {
    if word.contains(char::is_uppercase) { word.to_lowercase().into() } else { word.into() }
}

/// Two words without what they begin and end with alike.
fn differing<'w>(a: &'w str, b: &'w str) -> (&'w str, &'w str) {
    let (mut a, mut b) = (a.chars(), b.chars());
    loop {
        let (rest_a, rest_b) = (a.as_str(), b.as_str());
        if a.next().is_none_or(|first| b.next() != Some(first)) {
            (a, b) = (rest_a.chars(), rest_b.chars());
            break;
        }
    }
    loop {
        let (rest_a, rest_b) = (a.as_str(), b.as_str());
        if a.next_back().is_none_or(|last| b.next_back() != Some(last)) {
            return (rest_a, rest_b);
        }
    }
}

/// How many edits lead from one word to the other. What they begin and end with alike takes none, and is most of them.
fn distance(a: &str, b: &str) -> usize {
    let (a, b) = differing(a, b);
    strsim::osa_distance(a, b)
}

/// Whether exactly one edit leads from one word to the other; the distance is not reckoned where it is far.
fn is_one_edit(a: &str, b: &str) -> bool {
    let (a, b) = differing(a, b);
    // Two characters that have changed places are the longest.
    a.chars().nth(2).is_none() && b.chars().nth(2).is_none() && strsim::osa_distance(a, b) == 1
}

/// The known words nearest to `wrong`, nearest first, at most three.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let lower = lowercase(wrong);
    let length = lower.chars().count();
    let reach = tolerance(length);
    let mut found: Vec<(usize, usize, &str)> = known
        .into_iter()
        .filter(|word| word.chars().count().abs_diff(length) <= reach)
        .filter_map(|word| {
            let other = lowercase(word);
            let distance = distance(&lower, &other);
            if distance > reach || denies(&lower, &other) {
                return None;
            }
            let shared = lower.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
            Some((distance, usize::MAX - shared, word))
        })
        .collect();
    found.sort_unstable();
    found.dedup_by_key(|(.., word)| *word);
    found.into_iter().take(3).map(|(.., word)| word).collect()
}

/// A name as slips of the pen are looked for in it: many names are compared with one another.
pub struct Spelling {
    /// In lower case.
    lower: String,
    characters: usize,
    /// Its numbers and ordinals, which no slip changes.
    counted: String,
    chinese: bool,
}

impl Spelling {
    /// The spelling of a name.
    pub fn of(name: &str) -> Self {
        let lower = lowercase(name).into_owned();
        let counts = |c: &char| c.is_numeric() || "一二三四五六七八九十百甲乙丙丁两上下前后大小男女".contains(*c);
        let (characters, counted) = (lower.chars().count(), lower.chars().filter(counts).collect());
        let chinese = lower.chars().any(|c| c > '\u{2e80}');
        Self { lower, characters, counted, chinese }
    }

    /// Whether one name is the other with a slip of the pen in it. Names of two things differ by more than that, or by
    /// a number or an ordinal: 领取甲类补贴, 领取乙类补贴; `pay in 3 years`, `pay in 5 years`.
    pub fn is_slip_of(&self, other: &Self) -> bool {
        // No slip is longer than two edits.
        if self.characters.abs_diff(other.characters) > 2 || self.counted != other.counted {
            return false;
        }
        let (a, b) = (&*self.lower, &*other.lower);
        if self.chinese || other.chinese {
            // Two short Chinese names differ by a character as a rule, not by a slip.
            return self.characters.min(other.characters) >= 6 && is_one_edit(a, b);
        }
        // One word with a slip in it: two words of one length may both be words.
        let cut = [' ', '-'];
        if a.split(cut).count() != b.split(cut).count() {
            return is_one_edit(a, b);
        }
        let mut different = a.split(cut).zip(b.split(cut)).filter(|(a, b)| a != b);
        match (different.next(), different.next()) {
            (Some((a, b)), None) => {
                let reach = if a.chars().count().min(b.chars().count()) < 8 { 1 } else { 2 };
                a.chars().count() > 3 && distance(a, b) <= reach
            }
            (None, None) => true,
            _ => false,
        }
    }
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

/// A text as a page shows it: every sign stands for itself.
#[must_use]
pub fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_two_things_are_no_slips() {
        for (a, b) in [
            ("申请公租房", "申请廉租房"),
            ("领取甲类补贴", "领取乙类补贴"),
            ("pay in 3 years", "pay in 5 years"),
            ("apply for housing", "apply for nursing"),
        ] {
            assert!(!Spelling::of(a).is_slip_of(&Spelling::of(b)), "{a} / {b}");
        }
        for (a, b) in [
            ("在城镇登记落户", "在城填登记落户"),
            ("register in town", "register in tawn"),
            ("receive old-age allowance", "receive old age allowance"),
        ] {
            assert!(Spelling::of(a).is_slip_of(&Spelling::of(b)), "{a} / {b}");
        }
    }

    #[test]
    fn finds_one_wrong_character_of_two() {
        assert_eq!(nearest("户藉", ["户籍", "住所"]), ["户籍"]);
        assert_eq!(nearest("skil level", ["skill level", "title level"]), ["skill level"]);
        assert!(nearest("甲", ["乙"]).is_empty());
        assert!(nearest("无房", ["有房"]).is_empty());
        assert!(nearest("unemployed", ["employed"]).is_empty());
    }

    proptest::proptest! {
        /// What two words begin and end with alike makes no difference.
        #[test]
        fn counts_the_edits_between_whole_words(a in "[ab甲]{0,7}", b in "[ab甲]{0,7}") {
            assert_eq!(distance(&a, &b), strsim::osa_distance(&a, &b));
            assert_eq!(is_one_edit(&a, &b), strsim::osa_distance(&a, &b) == 1);
        }
    }
}
