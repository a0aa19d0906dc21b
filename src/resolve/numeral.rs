//! Chinese numerals in a phrase: 十八, 十万, 三点五, 百分之二十五, 三分之二.

use crate::syntax::ast::{Atom, AtomKind};
use crate::types::Number;

/// Whether an atom is a character of a Chinese numeral.
pub fn is_numeral(atom: &Atom) -> bool {
    matches!(atom.kind, AtomKind::Han(c) if digit(c).is_some() || scale(c).is_some())
}

/// The numeral that begins at an atom: where it ends, its value, and whether it is a share (百分之…).
///
/// Only a maximal run of numeral characters is a number, so that 三支一扶 stays a name.
pub fn read(atoms: &[Atom], from: usize) -> Option<(usize, Number, bool)> {
    let (middle, first) = run(atoms, from)?;
    if !(is_han(atoms, middle, '分') && is_han(atoms, middle + 1, '之')) {
        return Some((middle, first, false));
    }
    let (end, second) = run(atoms, middle + 2)?;
    let value = second.over(first).ok()?;
    Some((end, value, first == Number::whole(100)))
}

fn run(atoms: &[Atom], from: usize) -> Option<(usize, Number)> {
    let rest = atoms.get(from..)?;
    let spoken: Vec<char> = rest
        .iter()
        .enumerate()
        .map_while(|(index, atom)| match atom.kind {
            AtomKind::Han(c) if (index == 0 || !atom.spaced) && (is_numeral(atom) || c == '点') => Some(c),
            _ => None,
        })
        .collect();
    let value = value(&spoken)?;
    Some((from + spoken.len(), value))
}

fn is_han(atoms: &[Atom], at: usize, wanted: char) -> bool {
    matches!(atoms.get(at), Some(Atom { kind: AtomKind::Han(c), .. }) if *c == wanted)
}

/// A text with its Chinese numerals in digits: 十五人 as 15人. 10万 and 三分之一 stay as they are.
pub fn in_digits(text: &str) -> String {
    let spoken = |c: char| digit(c).is_some() || scale(c).is_some();
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| !spoken(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let alone =
            !out.ends_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c)) && !after.starts_with("分之");
        if run.is_empty() {
            out.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            continue;
        }
        match value(&run.chars().collect::<Vec<_>>()).filter(|_| alone && !out.ends_with("分之")) {
            Some(number) => out.push_str(&number.to_string()),
            None => out.push_str(run),
        }
        rest = after;
    }
    out
}

/// 二十三万四千 as 234000.
fn value(spoken: &[char]) -> Option<Number> {
    let mut halves = spoken.splitn(2, |c| *c == '点');
    let (whole, part) = (halves.next()?, halves.next());
    let mut total: i64 = 0;
    let mut section: i64 = 0;
    let mut current: Option<i64> = None;
    if is_clipped(whole) {
        return None;
    }
    for character in whole {
        if let Some(value) = digit(*character) {
            // 二五 is not a number that anybody says.
            if current.is_some_and(|current| current != 0) {
                return None;
            }
            current = Some(value);
        } else {
            let scale = scale(*character)?;
            if scale >= 10_000 {
                section = section.checked_add(current.unwrap_or(0))?;
                total = total.checked_add(section.max(1).checked_mul(scale)?)?;
                section = 0;
            } else {
                section = section.checked_add(current.unwrap_or(1).checked_mul(scale)?)?;
            }
            current = None;
        }
    }
    let whole = total.checked_add(section)?.checked_add(current.unwrap_or(0))?;
    let Some(part) = part else {
        return (!spoken.is_empty()).then(|| Number::whole(whole));
    };
    let digits: Option<String> = part.iter().map(|c| digit(*c).map(|d| d.to_string())).collect();
    Number::parse(&format!("{whole}.{}", digits?))?.ok()
}

/// Whether the last digit has lost its scale, as in 一万五: everyday language means 15,000, figure by figure it is
/// 10,005, so that it is no number here. Neither 十五 nor 一百零五 is one of those.
fn is_clipped(spoken: &[char]) -> bool {
    let [.., before, last] = spoken else { return false };
    digit(*last).is_some_and(|last| last > 0) && scale(*before).is_some_and(|scale| scale > 10)
}

/// What a clipped numeral may mean, written out: 一万五 as 一万五千 and 一万零五.
pub fn written_out(text: &str) -> Option<[String; 2]> {
    let spoken: Vec<char> = text.chars().take_while(|c| digit(*c).is_some() || scale(*c).is_some()).collect();
    // 千一 may well be a piece of a name.
    if spoken.len() < 3 || !is_clipped(&spoken) {
        return None;
    }
    let [all @ .., last] = spoken.as_slice() else { return None };
    let next = match all.last()? {
        '百' => "十",
        '千' => "百",
        '万' => "千",
        _ => "千万",
    };
    let head: String = all.iter().collect();
    Some([format!("{head}{last}{next}"), format!("{head}零{last}")])
}

fn digit(character: char) -> Option<i64> {
    Some(match character {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn scale(character: char) -> Option<i64> {
    Some(match character {
        '十' => 10,
        '百' => 100,
        '千' => 1_000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse_name;

    fn spoken(text: &str) -> Option<(usize, String, bool)> {
        read(&parse_name(text).atoms, 0).map(|(end, value, share)| (end, value.to_string(), share))
    }

    #[test]
    fn reads_what_statutes_write() {
        assert_eq!(spoken("十八周岁"), Some((2, "18".to_owned(), false)));
        assert_eq!(spoken("十万元"), Some((2, "100000".to_owned(), false)));
        assert_eq!(spoken("二百零五"), Some((4, "205".to_owned(), false)));
        assert_eq!(spoken("一万二千"), Some((4, "12000".to_owned(), false)));
        assert_eq!(spoken("百分之二十五"), Some((6, "0.25".to_owned(), true)));
        assert_eq!(spoken("三分之二"), Some((4, "2/3".to_owned(), false)));
        assert_eq!(spoken("三点五"), Some((3, "3.5".to_owned(), false)));
        assert_eq!(spoken("支"), None);
        assert_eq!(spoken("一百零五"), Some((4, "105".to_owned(), false)));
        assert_eq!(spoken("二十五"), Some((3, "25".to_owned(), false)));
        assert_eq!(spoken("一万五千"), Some((4, "15000".to_owned(), false)));
    }

    #[test]
    fn clipped_numerals_are_none() {
        for text in ["一万五", "三千五", "两万三", "十二万五", "一百五", "一亿五"] {
            assert_eq!(spoken(text), None, "{text}");
        }
        assert_eq!(written_out("十二万五元"), Some(["十二万五千".to_owned(), "十二万零五".to_owned()]));
        assert_eq!(written_out("一亿五"), Some(["一亿五千万".to_owned(), "一亿零五".to_owned()]));
        assert_eq!(written_out("一百零五"), None);
    }
}
