//! What drafters write for one of several values, and how the language has it.
//!
//! In: what stands where a type should. Out: the type that is probably meant. Nothing here is asked while a type can be
//! read or is known.

use super::slips;

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

#[cfg(test)]
mod tests {
    use super::of;

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
