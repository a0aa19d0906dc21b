//! What drafters write for one of several values, and how the language has it.
//!
//! In: what stands where a type should. Out: the type that is probably meant, asked only where no type can be read; and
//! the word by which one value of a choice is probably two.

use super::slips;
use std::ops::Range;

/// Words before the values, and behind them.
const LEADS: [&str; 10] =
    ["一项", "下列之一", "以下之一", "枚举", "选择", "either", "enum", "choice of", "choice", "any of"];

/// What separates the values; in English `or` stands before the last of them.
const BETWEEN: [char; 8] = ['、', '，', ',', '/', '／', '|', '｜', '；'];

/// 无、代步车、营运车之一 as `选项 无、代步车、营运车`.
pub fn of(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches(['；', ';', '。']);
    let lower = text.to_lowercase();
    let lead = LEADS.iter().find(|lead| lower.starts_with(**lead)).map_or(0, |lead| lead.len());
    let rest = text.get(lead..)?.trim_start_matches([':', '：']).trim();
    let rest =
        rest.strip_prefix(['(', '（', '[', '{']).map_or(rest, |rest| rest.trim_end_matches([')', '）', ']', '}']));
    let rest = rest.strip_suffix("之一").unwrap_or(rest);
    let chinese = rest.chars().any(|c| c > '\u{2e80}');
    // What is said about a type after a comma is no value.
    let says = ["推定", "可无", "可为负", "单位", "presumed", "or none", "may be", "never"];
    if slips::begins_type(rest) || says.iter().any(|word| rest.contains(word)) {
        return None;
    }
    let parts = rest.split(BETWEEN).flat_map(|part| part.split(" or ")).flat_map(|part| part.split(" 或 "));
    let parts: Vec<&str> =
        parts.map(|part| part.trim().trim_start_matches("or ").trim()).filter(|part| !part.is_empty()).collect();
    if parts.len() < 2 || parts.iter().any(|part| part.contains(['<', '＜', '(', '（', '"'])) {
        return None;
    }
    Some(if chinese { format!("选项 {}", parts.join("、")) } else { format!("one of {}", parts.join(", ")) })
}

/// Words between the last two of several things.
const LAST: [&str; 7] = [" and ", " or ", "以及", "或者", "和", "或", "及"];
/// Chinese words in which such a sign stands and joins nothing.
const WORDS: [&str; 14] =
    ["共和", "和平", "和谐", "和解", "总和", "缓和", "温和", "饱和", "及格", "涉及", "及时", "普及", "或有", "或然"];

/// The word between two values that are written as one: the ` and ` of `South and East`, the 和 of 南和西; of
/// `and East` too.
pub fn between(value: &str) -> Option<Range<usize>> {
    let lower = value.to_ascii_lowercase();
    if let Some(word) = ["and ", "or "].iter().find(|word| lower.starts_with(**word)) {
        return Some(0..word.len());
    }
    LAST.iter().find_map(|word| {
        let at = lower.find(word).filter(|at| *at > 0 && at + word.len() < lower.len())?;
        let part_of_word = WORDS.iter().any(|known| {
            lower.match_indices(known).any(|(from, _)| from <= at && at + word.len() <= from + known.len())
        });
        (!part_of_word).then_some(at..at + word.len())
    })
}

#[cfg(test)]
mod tests {
    use super::{between, of};

    #[test]
    fn two_values_written_as_one() {
        for (value, word) in [
            ("South and East", Some(" and ")),
            ("and East", Some("and ")),
            ("South or East", Some(" or ")),
            ("南和西", Some("和")),
            ("南以及西", Some("以及")),
            ("Finland", None),
            ("不及格", None),
            ("共和国", None),
            ("和", None),
        ] {
            assert_eq!(between(value).and_then(|at| value.get(at)), word, "{value}");
        }
    }

    #[test]
    fn several_values_are_a_choice() {
        for (written, meant) in [
            ("无、代步车、营运车", Some("选项 无、代步车、营运车")),
            ("一项 无、代步车、营运车", Some("选项 无、代步车、营运车")),
            ("无/代步车", Some("选项 无、代步车")),
            ("自有、租住之一", Some("选项 自有、租住")),
            ("下列之一：自有，租住", Some("选项 自有、租住")),
            ("none, car or van", Some("one of none, car, van")),
            ("either car or van", Some("one of car, van")),
            ("enum(car, van)", Some("one of car, van")),
            ("car | van", Some("one of car, van")),
            ("money, optional", None),
            ("mony, presumed 0", None),
            ("mony", None),
            ("低 < 高、无", None),
        ] {
            assert_eq!(of(written).as_deref(), meant, "{written}");
        }
    }
}
