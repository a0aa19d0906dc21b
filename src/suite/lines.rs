//! Two texts, line by line: what was there, what is there now.

/// A line of two texts set against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line<'t> {
    /// In both.
    Both(&'t str),
    /// Only in the first.
    Was(&'t str),
    /// Only in the second.
    Now(&'t str),
}

/// More lines than this are not set against each other one by one.
const MAX_LINES: usize = 4_000;

/// The shortest way from one text to the other, by their longest common run of lines.
#[must_use]
pub fn compare<'t>(was: &'t str, now: &'t str) -> Vec<Line<'t>> {
    let (was, now): (Vec<&str>, Vec<&str>) = (was.lines().collect(), now.lines().collect());
    let same = was.iter().zip(&now).take_while(|(a, b)| a == b).count();
    let rest = was.len().min(now.len()) - same;
    let tail = was.iter().rev().zip(now.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let part = |lines: &[&'t str]| lines.get(same..lines.len() - tail).unwrap_or_default().to_vec();
    let mut out: Vec<Line<'t>> = was.iter().take(same).map(|line| Line::Both(line)).collect();
    out.extend(middle(&part(&was), &part(&now)));
    out.extend(was.iter().skip(was.len() - tail).map(|line| Line::Both(line)));
    out
}

fn middle<'t>(was: &[&'t str], now: &[&'t str]) -> Vec<Line<'t>> {
    let all = |was: &[&'t str], now: &[&'t str]| -> Vec<Line<'t>> {
        was.iter().map(|line| Line::Was(line)).chain(now.iter().map(|line| Line::Now(line))).collect()
    };
    if was.is_empty() || now.is_empty() || was.len().max(now.len()) > MAX_LINES {
        return all(was, now);
    }
    // longest[i][j]: how many lines `was[i..]` and `now[j..]` have in common, in order.
    let width = now.len() + 1;
    let mut longest = vec![0_u32; (was.len() + 1) * width];
    let at = |i: usize, j: usize| i * width + j;
    for (i, a) in was.iter().enumerate().rev() {
        for (j, b) in now.iter().enumerate().rev() {
            let get = |index: usize| longest.get(index).copied().unwrap_or_default();
            let best = if a == b { get(at(i + 1, j + 1)) + 1 } else { get(at(i + 1, j)).max(get(at(i, j + 1))) };
            if let Some(slot) = longest.get_mut(at(i, j)) {
                *slot = best;
            }
        }
    }
    let get = |index: usize| longest.get(index).copied().unwrap_or_default();
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while let (Some(a), Some(b)) = (was.get(i), now.get(j)) {
        if a == b {
            out.push(Line::Both(a));
            (i, j) = (i + 1, j + 1);
        } else if get(at(i + 1, j)) >= get(at(i, j + 1)) {
            out.push(Line::Was(a));
            i += 1;
        } else {
            out.push(Line::Now(b));
            j += 1;
        }
    }
    out.extend(all(was.get(i..).unwrap_or_default(), now.get(j..).unwrap_or_default()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        /// Each text can be read off again.
        #[test]
        fn both_texts_are_in_what_is_told(was in "([abc]\n){0,9}", now in "([abc]\n){0,9}") {
            let lines = compare(&was, &now);
            let read = |skip: fn(&Line<'_>) -> Option<String>| lines.iter().filter_map(skip).collect::<String>();
            let first = read(|line| match line {
                Line::Both(text) | Line::Was(text) => Some(format!("{text}\n")),
                Line::Now(_) => None,
            });
            let second = read(|line| match line {
                Line::Both(text) | Line::Now(text) => Some(format!("{text}\n")),
                Line::Was(_) => None,
            });
            proptest::prop_assert_eq!(first, was);
            proptest::prop_assert_eq!(second, now);
        }
    }

    #[test]
    fn one_line_of_many_is_told_alone() {
        let lines = compare("a\nb\nc\n", "a\nx\nc\n");
        assert_eq!(lines, [Line::Both("a"), Line::Was("b"), Line::Now("x"), Line::Both("c")]);
    }
}
