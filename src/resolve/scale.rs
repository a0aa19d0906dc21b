//! 10至20万元, `tax over 1 but not over 2 million`: a word of scale at the second end that may be meant for both.
//!
//! In: what was read, or the two ends of a cell. Out: both ways to read it. A first end with a unit or a scale of its
//! own says what it is; so does one that is greater than the number of the second.

use super::error::NameError;
use super::read::{Read, ReadKind};
use super::reading::Reader;
use crate::source::Span;
use crate::types::Number;

const SCALES: [&str; 10] = ["千万", "百万", "十万", "万亿", "万", "亿", "千", "thousand", "million", "billion"];

/// Both readings of two ends as they are written, where there are two.
#[must_use]
pub fn two_ways(first: &str, second: &str) -> Option<Vec<String>> {
    let (first, second) = (first.trim(), second.trim());
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let end = second.find(|c| !digits(c))?;
    let (count, rest) = second.split_at_checked(end)?;
    let rest = rest.trim_start();
    let scale = SCALES.iter().find(|scale| rest.starts_with(**scale))?;
    let unit = rest.strip_prefix(*scale)?.trim_start();
    let amount = |text: &str| Number::parse(&text.replace(',', ""))?.ok();
    if !first.chars().all(digits) || amount(first)? >= amount(count)? {
        return None;
    }
    let space = if scale.is_ascii() { " " } else { "" };
    let dash = if scale.is_ascii() { " to " } else { "至" };
    let both = format!("{first}{space}{rest}{dash}{second}");
    let one = if unit.is_empty() {
        format!("{first} {dash} {second}")
    } else {
        format!("{first}{space}{unit}{dash}{second}")
    };
    Some(vec![both, one])
}

/// `100,200` where values are listed: two of them, or one number with its thousands set apart.
#[must_use]
fn one_or_several(only: &str) -> Option<Vec<String>> {
    let comma = |c: char| matches!(c, ',' | '，');
    let groups: Vec<&str> = only.split(comma).collect();
    let whole = |group: &&str| !group.is_empty() && group.chars().all(|c| c.is_ascii_digit());
    // A unit may stand behind the last of them.
    let (last, before) = groups.split_last()?;
    let counts = !before.is_empty() && before.iter().all(whole) && last.starts_with(char::is_numeric);
    counts.then(|| vec![groups.join(", "), groups.concat()])
}

/// Two ends of one comparison, or two of several values, of which only the second has a word of scale.
pub fn of_one_end(reader: &Reader<'_>, read: &Read) -> Option<NameError> {
    let ends = |one: Span, other: Span| {
        let splits = two_ways(&(reader.slice)(one), &(reader.slice)(other))?;
        Some(NameError::Ambiguous { at: one.to(other), splits })
    };
    match &read.kind {
        ReadKind::And(parts) | ReadKind::Or(parts) => {
            let pairs = parts.windows(2).find_map(|pair| match pair {
                [Read { kind: ReadKind::Compare(_, one, low), .. }, Read { kind: ReadKind::Compare(_, other, high), .. }]
                    // What is compared was said once.
                    if one.span == other.span =>
                {
                    ends(low.span, high.span)
                }
                _ => None,
            });
            pairs.or_else(|| parts.iter().find_map(|part| of_one_end(reader, part)))
        }
        ReadKind::Not(inner) => of_one_end(reader, inner),
        ReadKind::OneOf { values, .. } => {
            if let [only] = values.as_slice() {
                let text = (reader.slice)(only.span);
                let splits = one_or_several(&text)?;
                return Some(NameError::Ambiguous { at: only.span, splits });
            }
            let last = values.last()?;
            values.iter().rev().skip(1).find_map(|value| ends(value.span, last.span))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{one_or_several, two_ways};

    #[test]
    fn one_number_with_a_comma_in_it_may_be_meant_as_two() {
        assert_eq!(one_or_several("100,200元"), Some(vec!["100, 200元".to_owned(), "100200元".to_owned()]));
        assert_eq!(one_or_several("100"), None);
        assert_eq!(one_or_several("county, town"), None);
    }

    #[test]
    fn only_a_bare_number_that_is_the_smaller_can_be_meant_otherwise() {
        for (first, second) in [("10", "20万元"), ("1", "2 million"), ("1,000", "2,000 thousand yuan"), ("3", "14万")]
        {
            assert!(two_ways(first, second).is_some(), "{first} {second}");
        }
        for (first, second) in
            [("10元", "20万元"), ("10万", "20万元"), ("100", "1万元"), ("10", "20"), ("10", "20元"), ("", "2万")]
        {
            assert!(two_ways(first, second).is_none(), "{first} {second}");
        }
    }
}
