//! Small helpers for sentences: lists, lists with "or", counted nouns, did-you-mean.

use super::{Language, Say, Text};
use crate::source::name::is_han;
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

/// "a, b, c" / 「甲、乙、丙」.
pub fn listed<S: Say>(things: impl IntoIterator<Item = S>, language: Language) -> String {
    let words: Vec<String> = things.into_iter().map(|thing| thing.say(language)).collect();
    words.join(language.pick(", ", "、"))
}

/// The same in both languages.
pub fn list<S: Say>(things: &[S]) -> Text {
    Text::of(|language| listed(things, language))
}

/// "`a`, `b` or `c`" / 「`a`、`b` 或 `c`」.
pub fn list_or<S: AsRef<str>>(words: &[S], language: Language) -> String {
    let (comma, or) = language.pick((", ", " or "), ("、", " 或 "));
    let quoted: Vec<String> = words.iter().map(|word| format!("`{}`", word.as_ref())).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{}{or}{last}", rest.join(comma)),
    }
}

/// "(1) " / 「（1）」: the number or letter of an item, before its name.
#[must_use]
pub fn numbered(ordinal: &str, language: Language) -> String {
    if language == Language::Chinese { format!("（{ordinal}）") } else { format!("({ordinal}) ") }
}

/// A text as its language sets it: Chinese stands in brackets of full width, without spaces at its punctuation, and
/// with one between it and a Latin word. What stands in quotation marks or backticks is left as it was written.
#[must_use]
pub fn set(text: &str, language: Language) -> Cow<'_, str> {
    let loose = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'(' | b' ');
    if language == Language::English || text.is_ascii() || !text.bytes().any(loose) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for line in text.split_inclusive('\n') {
        if line.is_ascii() {
            out.push_str(line);
        } else {
            Line::of(line).set(&mut out);
        }
    }
    Cow::Owned(out)
}

/// A line that is being set: its characters, and what is quoted or steers a terminal.
struct Line {
    shown: Vec<char>,
    /// Whether a character is left as it is.
    fixed: Vec<bool>,
    /// Whether a letter is part of a word: its run has a small one in it, and is no part of a name such as 甲A or C1.
    worded: Vec<bool>,
}

impl Line {
    fn of(line: &str) -> Self {
        let shown: Vec<char> = line.chars().collect();
        let mut fixed = Vec::with_capacity(shown.len());
        // What ends that which is quoted, and where it began.
        let mut until: Option<(char, usize)> = None;
        for (at, c) in shown.iter().copied().enumerate() {
            let closes = match c {
                '`' => Some('`'),
                '「' => Some('」'),
                '“' => Some('”'),
                '"' => Some('"'),
                '\u{1b}' => Some('m'),
                _ => None,
            };
            fixed.push(until.is_some() || closes.is_some());
            until = if until.is_some() { until.filter(|(end, _)| *end != c) } else { closes.map(|end| (end, at)) };
        }
        // A mark that is never closed quotes nothing.
        if let Some((_, from)) = until {
            fixed.iter_mut().skip(from).for_each(|fixed| *fixed = false);
        }
        let mut worded = Vec::with_capacity(shown.len());
        // What is not a letter is a run of its own.
        for run in shown.chunk_by(|one, two| one.is_ascii_alphabetic() && two.is_ascii_alphabetic()) {
            let word = run.iter().any(char::is_ascii_lowercase);
            worded.extend(run.iter().map(|_| word));
        }
        Self { shown, fixed, worded }
    }

    fn at(&self, at: Option<usize>) -> Option<char> {
        at.and_then(|at| self.shown.get(at).copied())
    }

    fn is_fixed(&self, at: usize) -> bool {
        self.fixed.get(at).copied().unwrap_or(true)
    }

    /// The character before a place, or after it, over one space.
    fn beside(&self, at: usize, step: isize) -> Option<char> {
        let next = at.checked_add_signed(step);
        match self.at(next) {
            Some(' ') => self.at(next.and_then(|next| next.checked_add_signed(step))),
            other => other,
        }
    }

    /// Brackets that stand beside Chinese or around it become those of full width. Tells whether any did: others may
    /// stand beside these.
    fn widen(&mut self) -> bool {
        let (mut open, mut widened) = (Vec::new(), false);
        for at in 0..self.shown.len() {
            if self.is_fixed(at) {
                continue;
            }
            match self.at(Some(at)) {
                Some('(') => open.push(at),
                Some(')') => {
                    let Some(from) = open.pop() else { continue };
                    let inside = self.shown.get(from..at).unwrap_or_default().iter().any(|c| is_han(*c));
                    let beside = [self.beside(from, -1), self.beside(at, 1)].into_iter().flatten().any(is_chinese);
                    if (inside || beside) && at > from + 1 {
                        self.shown.splice(from..=from, ['（']);
                        self.shown.splice(at..=at, ['）']);
                        widened = true;
                    }
                }
                _ => {}
            }
        }
        widened
    }

    fn is_word(&self, at: usize) -> bool {
        self.worded.get(at).copied().unwrap_or_default()
    }

    fn set(mut self, out: &mut String) {
        while self.widen() {}
        for (at, c) in self.shown.iter().copied().enumerate() {
            let before = at.checked_sub(1);
            if self.is_fixed(at) {
                out.push(c);
                continue;
            }
            let (last, next) = (self.at(before), self.at(Some(at + 1)));
            if let (' ', Some(last), Some(next)) = (c, last, next)
                && ((is_stop(last) && is_text(next)) || (is_stop(next) && is_text(last)))
            {
                continue;
            }
            if let Some((last, before)) = last.zip(before).filter(|(_, before)| !self.is_fixed(*before)) {
                let joint = (is_han(last) && c.is_ascii_alphabetic() && self.is_word(at))
                    || (is_han(c) && last.is_ascii_alphabetic() && self.is_word(before));
                if joint {
                    out.push(' ');
                }
            }
            out.push(c);
        }
    }
}

/// Punctuation that has its own space in it.
const fn is_stop(c: char) -> bool {
    matches!(c, '，' | '。' | '；' | '：' | '、' | '（' | '）')
}

/// What a sentence goes on with; no sign, and no frame of a table.
const fn is_text(c: char) -> bool {
    is_chinese(c) || c.is_ascii_alphanumeric()
}

const fn is_chinese(c: char) -> bool {
    is_han(c) || is_stop(c)
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

    #[test]
    fn chinese_is_set_with_its_own_signs() {
        for (written, shown) in [
            ("第14条 (2)：不成立", "第14条（2）：不成立"),
            ("可以take (第2名)：否", "可以 take（第2名）：否"),
            ("  ✓ (1) 投资者： 成立", "  ✓ （1）投资者：成立"),
            ("否 (第1条) → 是 (第1条)", "否（第1条） → 是（第1条）"),
            ("持有C1驾照，pay为12%，自hired on起", "持有C1驾照，pay 为12%，自 hired on 起"),
            ("这里是 `household中有 (甲)`，须「a到b」", "这里是 `household中有 (甲)`，须「a到b」"),
            ("\u{1b}[32m是\u{1b}[0m", "\u{1b}[32m是\u{1b}[0m"),
            ("`甲(乙)b` 与「甲(乙)b", "`甲(乙)b` 与「甲（乙）b"),
            ("\u{1b}[1m甲\u{1b}[0m`中 (2)", "\u{1b}[1m甲\u{1b}[0m`中（2）"),
            ("（((→))", "（（（→））"),
            ("a (b) c", "a (b) c"),
            ("甲  （乙）", "甲  （乙）"),
        ] {
            assert_eq!(set(written, Language::Chinese), shown);
            assert_eq!(set(shown, Language::Chinese), shown);
            assert_eq!(set(written, Language::English), written);
        }
    }

    proptest::proptest! {
        /// What is set is set already.
        #[test]
        fn setting_twice_changes_nothing(text in "[ab 甲(（)）：，`1→]{0,12}") {
            let once = set(&text, Language::Chinese).into_owned();
            assert_eq!(set(&once, Language::Chinese), once);
        }

        /// What two words begin and end with alike makes no difference.
        #[test]
        fn counts_the_edits_between_whole_words(a in "[ab甲]{0,7}", b in "[ab甲]{0,7}") {
            assert_eq!(distance(&a, &b), strsim::osa_distance(&a, &b));
            assert_eq!(is_one_edit(&a, &b), strsim::osa_distance(&a, &b) == 1);
        }
    }
}
