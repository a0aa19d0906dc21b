//! Names as they are compared: without regard to case and width, with one space between words.
//!
//! The resolver has the same rule for policies; here it is for cases and the command line.

/// A name as it is compared.
#[must_use]
pub fn fold(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(plain));
    }
    out
}

/// Whether two texts are one name.
#[must_use]
pub fn same(one: &str, two: &str) -> bool {
    let each = |text| str::split_whitespace(text).flat_map(|word| word.chars().flat_map(plain).chain([' ']));
    one == two || each(one).eq(each(two))
}

/// A character in its usual width and lower case.
fn plain(character: char) -> impl Iterator<Item = char> {
    let usual = match character {
        '！'..='～' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        '\u{2010}' | '\u{2011}' => '-',
        '’' => '\'',
        other => other,
    };
    usual.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_in_any_case_and_width() {
        for (one, two) in [("3-year tax", " ３－Year\u{3000}ＴＡＸ "), ("Pu'er", "pu’ER"), ("参保", "参保"), ("", " ")]
        {
            assert!(same(one, two), "{one} {two}");
            assert_eq!(fold(one), fold(two));
        }
        assert!(!same("tax a", "taxa") && !same("tax", "tax a") && !same("参保", "参 保"));
    }
}
