//! Names as they are compared, everywhere: without regard to case and width, with one space between words; and several of
//! what a name calls.

/// A name as it is compared.
#[must_use]
pub fn fold(name: &str) -> String {
    if is_folded(name) {
        return name.to_owned();
    }
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

/// A full-width character as its usual form.
#[must_use]
pub fn half_width(character: char) -> char {
    match character {
        '！'..='～' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        other => other,
    }
}

/// Whether it is a Chinese character, of the common ones or of those that rare names are written with.
#[must_use]
pub const fn is_han(character: char) -> bool {
    matches!(
        character,
        '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{20000}'..='\u{2a6df}'
            | '\u{2a700}'..='\u{2b739}'
            | '\u{2b740}'..='\u{2b81d}'
            | '\u{2b820}'..='\u{2cea1}'
            | '\u{2ceb0}'..='\u{2ebe0}'
            | '\u{30000}'..='\u{3134a}'
    )
}

/// A character in its usual width and lower case.
fn plain(character: char) -> impl Iterator<Item = char> {
    let usual = match character {
        '\u{2010}' | '\u{2011}' => '-',
        '’' => '\'',
        other => half_width(other),
    };
    usual.to_lowercase()
}

/// Several of what a name of a unit calls: `credit points`, `working children`, `pennies`.
#[must_use]
pub fn plural(name: &str) -> String {
    // `years of service` is several already.
    if name.rsplit_once(' ').is_some_and(|(before, _)| before.split(' ').any(|word| word.ends_with('s'))) {
        return name.to_owned();
    }
    let irregular = [("child", "children"), ("person", "people"), ("man", "men"), ("half", "halves")];
    for (one, many) in irregular {
        if let Some(before) = name.strip_suffix(one)
            && (before.is_empty() || before.ends_with([' ', '-']) || one == "man")
        {
            return format!("{before}{many}");
        }
    }
    // `hours worked`
    if let Some((first, rest)) = name.split_once(' ').filter(|(_, rest)| rest.ends_with('d') && !rest.contains(' ')) {
        return format!("{} {rest}", plural(first));
    }
    match name.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u', ' ']) && !stem.is_empty() => format!("{stem}ies"),
        _ if ["s", "x", "ch", "sh"].iter().any(|end| name.ends_with(end)) => format!("{name}es"),
        _ => format!("{name}s"),
    }
}

/// Whether a name is surely as it is compared already, as nearly every name is.
fn is_folded(name: &str) -> bool {
    let mut before = ' ';
    let folded = name.chars().all(|c| {
        let known = is_han(c) || matches!(c, 'a'..='z' | '0'..='9' | '-' | '\'') || c == ' ' && before != ' ';
        before = c;
        known
    });
    folded && before != ' '
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_of_a_unit() {
        for (one, many) in [
            ("point", "points"),
            ("credit point", "credit points"),
            ("working child", "working children"),
            ("penny", "pennies"),
            ("day", "days"),
            ("box", "boxes"),
            ("hour worked", "hours worked"),
            ("years of service", "years of service"),
            ("years old", "years old"),
        ] {
            assert_eq!(plural(one), many);
        }
    }

    #[test]
    fn a_name_is_one_in_any_case_and_width() {
        for (one, two) in [("3-year tax", " ３－Year\u{3000}ＴＡＸ "), ("Pu'er", "pu’ER"), ("参保", "参保"), ("", " ")]
        {
            assert!(same(one, two), "{one} {two}");
            assert_eq!(fold(one), fold(two));
        }
        for name in ["a b", "a  b", " a", "户 a-z'3", "Ａ", "户籍", ""] {
            let folded = name.split_whitespace().collect::<Vec<_>>().join(" ").replace('Ａ', "a");
            assert_eq!(fold(name), folded);
        }
        assert!(!same("tax a", "taxa") && !same("tax", "tax a") && !same("参保", "参 保"));
    }

    proptest::proptest! {
        /// A name that counts as folded is not changed by folding; two that fold alike are one.
        #[test]
        fn folding_leaves_what_is_folded(name in "[aZ3 \\-'’户Ａ　]{0,6}", other in "[aA Ａ]{0,3}") {
            let folded = name.split_whitespace().map(|word| word.chars().flat_map(plain).collect()).collect::<Vec<String>>();
            assert_eq!(fold(&name), folded.join(" "));
            assert!(!is_folded(&name) || folded.join(" ") == name);
            assert_eq!(same(&name, &other), fold(&name) == fold(&other));
        }
    }
}
