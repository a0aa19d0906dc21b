//! A condition, an exception or a deadline that runs on behind what a rule decides: a name holds nearly any word, and
//! would take it in.
//!
//! In: the line of a rule. Out: the words, and the line as the language has it. Names in quotes may hold anything; the
//! caller asks only where the words are no part of those.

use super::habits;
use std::ops::Range;

/// Words that run on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunOn {
    /// The bytes of the line that they take up.
    pub at: Range<usize>,
    /// What they say.
    pub kind: RunOnKind,
    /// The bytes of the line to be written otherwise, and how; a line break stands before a line of the rule below.
    pub instead: Option<(Range<usize>, String)>,
}

/// What the words say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunOnKind {
    /// `only when licensed`, 仅当 持证
    Condition,
    /// `except when licensed`, 但 持证的除外
    Exception,
    /// `within 20 days of applied on`, 受理之日起20日内
    Deadline,
    /// 可以 申请。须 持证
    Stop,
    /// `even when sanctioned`, 即使受处分
    Even,
    /// `table rate when licensed`: what a table asks is a column.
    OfTable,
    /// `score points when licensed`: what points ask stands behind each of them.
    OfScore,
}

/// Words by which a condition is begun that the language begins otherwise.
const CONDITIONS: [(&str, &str); 26] = [
    (" if and only if ", " when "),
    (" only if ", " when "),
    (" only when ", " when "),
    (" only where ", " when "),
    (" provided that ", " when "),
    (" as long as ", " when "),
    (" so long as ", " when "),
    (" on condition that ", " when "),
    ("，仅当", "，须 "),
    ("，只有当", "，须 "),
    ("仅当", "，须 "),
    ("只有当", "，须 "),
    ("当且仅当", "，须 "),
    ("只要", "，须 "),
    ("前提是", "，须 "),
    (" if ", " when "),
    (" 如果", "，须 "),
    (" 若", "，须 "),
    ("如果", "，须 "),
    ("，但须", "，须 "),
    ("但须", "，须 "),
    (" while ", " when "),
    ("条件是", "，须 "),
    (" in case ", " when "),
    (" whenever ", " when "),
    (" given that ", " when "),
];

/// Words by which an exception is begun, each with a condition behind it.
const EXCEPTIONS: [&str; 14] = [
    ", except when ",
    " except when ",
    " except if ",
    " except where ",
    ", unless ",
    " unless ",
    ", but not when ",
    " but not when ",
    ", but not if ",
    " but not if ",
    "，除非",
    "除非",
    " 例外 ",
    "，例外",
];

/// Words that begin an exception which ends in 除外.
const BUT: [&str; 6] = ["，但是", "，但", "但是", "但", "，", " "];

/// What runs on in a line where it may: in a name, or anywhere in a line that cannot be read.
pub fn of(text: &str, here: impl Fn(&RunOn) -> bool) -> Option<RunOn> {
    [even, stop, exception, deadline, condition].iter().find_map(|kind| kind(text).filter(&here))
}

/// What runs on in the name of a value, a table, a column or a score: a condition or an exception that nothing would ask.
pub fn of_name(text: &str) -> Option<(Range<usize>, RunOnKind)> {
    let end = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ')' | '）')).len();
    let whole = text.get(..end)?;
    if whole.ends_with("除外") {
        return Some((end - "除外".len()..end, RunOnKind::Exception));
    }
    let said = |words: &[&str], kind| {
        let found = words.iter().filter_map(|word| Some((find(text, word)?, word)));
        let (at, word) = found.min_by_key(|(at, word)| (*at, usize::MAX - word.len()))?;
        let lead = word.len() - word.trim_start_matches([' ', '，', ',']).len();
        Some((at + lead..at + word.trim_end().len(), kind))
    };
    let exceptions =
        [" except for ", " except if ", " except when ", " except ", " unless ", " but not ", "，除非", "除非"];
    let conditions = [
        " only if ",
        " only when ",
        " provided that ",
        " as long as ",
        " when ",
        " if ",
        "，仅当",
        "仅当",
        "，须 ",
        "，当 ",
        "，条件是",
    ];
    said(&exceptions, RunOnKind::Exception).or_else(|| said(&conditions, RunOnKind::Condition))
}

/// Whether what stands at these bytes of a line, a name of a rule or of a value, is refused already.
#[must_use]
pub fn refuses(line: &str, name: &Range<usize>, value: bool) -> bool {
    let inside = |found: &RunOn| name.contains(&found.at.start) && !(value && found.kind == RunOnKind::Deadline);
    let text = line.get(name.clone()).unwrap_or_default();
    of(line, inside).is_some() || value && of_name(text).is_some() || of_alias(text).is_some()
}

/// A condition in brackets behind the name, which would be its other name: `apply (when married)`, 申请（须已婚）.
pub fn of_alias(alias: &str) -> Option<(Range<usize>, RunOnKind)> {
    let words = [
        "when ",
        "whenever ",
        "if ",
        "only ",
        "where ",
        "provided ",
        "given that ",
        "unless ",
        "at most ",
        "at least ",
        "no more than ",
        "not more than ",
        "no less than ",
        "not less than ",
        "no later than ",
        "须",
        "如果",
        "条件是",
        "仅当",
        "只有当",
        "除非",
        "不超过",
        "不少于",
    ];
    let word = words.iter().find(|word| starts(alias, word) && !starts(alias, "须知"));
    // `within 30 days`, but not `within the city`.
    let numbered = |word: &&&str| {
        alias.get(word.len()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            && starts(alias, word)
    };
    let word = word.or_else(|| ["within ", "up to ", "最高", "最低", "最多", "至多", "至少"].iter().find(numbered))?;
    let kind = if ["unless ", "除非"].contains(word) { RunOnKind::Exception } else { RunOnKind::Condition };
    Some((0..word.trim_end().len(), kind))
}

/// `may apply even when sanctioned`: it takes nothing from anybody, and as a condition it would ask for it.
fn even(text: &str) -> Option<RunOn> {
    let words = [" even when ", " even if ", " even where ", "即使", "即便"];
    let (at, word) = words.iter().find_map(|word| Some((find(text, word)?, word)))?;
    let said = at + word.len() - word.trim_start().len()..at + word.trim_end().len();
    let from = text.get(..at)?.trim_end_matches(['，', ',', ' ']).len();
    let instead = word.starts_with(' ').then(|| (from..text.trim_end().len(), String::new()));
    Some(RunOn { at: said, kind: RunOnKind::Even, instead })
}

/// 应当 于每年3月31日前缴费: a day of each year, which is no date.
fn yearly(text: &str) -> Option<RunOn> {
    let digits = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let found = ["日前", "日以前", "日之前"].iter().filter_map(|word| Some((text.find(word)?, word)));
    let (at, word) = found.min_by_key(|(at, _)| *at)?;
    let day = text.get(..at)?;
    let month = day.trim_end_matches(digits).strip_suffix('月').filter(|month| month.len() + 3 < day.len())?;
    let from = month.trim_end_matches(digits);
    // With its year it is a date, which the names that are declared tell.
    if from.len() == month.len() || from.ends_with('年') && from.trim_end_matches('年').ends_with(digits) {
        return None;
    }
    Some(RunOn { at: from.len()..at + word.len(), kind: RunOnKind::Deadline, instead: None })
}

/// 可以 申请。须 持证
fn stop(text: &str) -> Option<RunOn> {
    let at = text.find('。').filter(|at| !text.get(at + '。'.len_utf8()..).unwrap_or_default().trim().is_empty())?;
    let end = at + '。'.len_utf8();
    let rest = text.get(end..)?.trim_start();
    let condition = ["须", "当", "条件是"].iter().any(|word| rest.starts_with(word));
    Some(RunOn { at: at..end, kind: RunOnKind::Stop, instead: condition.then(|| (at..end, "，".to_owned())) })
}

/// `only when licensed`
fn condition(text: &str) -> Option<RunOn> {
    // 若干 is a number.
    let other = |at: usize, word: &str| {
        word.ends_with('若') && text.get(at + word.len()..).is_some_and(|rest| rest.starts_with('干'))
    };
    let found = CONDITIONS.iter().filter_map(|(word, instead)| Some((find(text, word)?, word, instead)));
    let found = found.filter(|(at, word, _)| !other(*at, word));
    let (at, word, instead) = found.min_by_key(|(at, word, _)| (*at, usize::MAX - word.len()))?;
    let before = text.get(..at)?;
    let from = before.trim_end().len();
    let end = at + word.len();
    let end = if word.is_ascii() { end } else { end + spaces(text.get(end..)?) };
    let said = at + word.len() - word.trim_start_matches([' ', '，']).len()..at + word.trim_end().len();
    Some(RunOn { at: said, kind: RunOnKind::Condition, instead: Some((from..end, (*instead).to_owned())) })
}

/// `except when licensed`, 但 持证的除外, （持证的除外）
fn exception(text: &str) -> Option<RunOn> {
    let closing = |c: char| c.is_whitespace() || matches!(c, '。' | '；' | ';' | '.' | ')' | '）');
    let end = text.trim_end_matches(closing).len();
    let worded = EXCEPTIONS.iter().filter_map(|word| Some((find(text, word)?, word)));
    if let Some((at, word)) = worded.min_by_key(|(at, word)| (*at, usize::MAX - word.len())) {
        let rest = text.get(at + word.len()..end)?.trim();
        let said = at + word.len() - word.trim_start_matches([' ', '，', ',']).len()..at + word.trim_end().len();
        let keyword = if word.is_ascii() { "except when" } else { "例外" };
        return made(text, said, at, keyword, rest.strip_suffix("的除外").unwrap_or(rest));
    }
    let whole = text.get(..end)?;
    if whole.ends_with("除外") {
        let said = end - "除外".len()..end;
        let open = whole.rfind(['（', '(']);
        let (from, clause) = match open {
            Some(open) => (open, whole.get(open..)?.trim_start_matches(['（', '('])),
            None => BUT.iter().find_map(|word| Some((whole.rfind(word)?, word))).map(|(at, word)| {
                let clause = whole.get(at + word.len()..).unwrap_or_default();
                (at, clause)
            })?,
        };
        return made(text, said, from, "例外", habits::excepted(clause.trim()));
    }
    let open = text.rfind("(except ").or_else(|| text.rfind("（except "))?;
    let clause = text.get(open..end)?.trim_start_matches(['（', '(']);
    let said = open + 1..open + 1 + "except".len();
    let condition = ["except when ", "except if ", "except where "].iter().find_map(|word| clause.strip_prefix(word));
    match condition {
        Some(condition) => made(text, said, open, "except when", condition),
        None => Some(RunOn { at: said, kind: RunOnKind::Exception, instead: None }),
    }
}

fn made(text: &str, at: Range<usize>, from: usize, keyword: &str, condition: &str) -> Option<RunOn> {
    let from = text.get(..from)?.trim_end().len();
    let instead = (!condition.is_empty()).then(|| (from..text.len(), format!("\n{keyword} {condition}")));
    Some(RunOn { at, kind: RunOnKind::Exception, instead })
}

/// `must decide within 20 days of applied on`, 应当在受理之日起20日内作出决定
fn deadline(text: &str) -> Option<RunOn> {
    english_deadline(text).or_else(|| chinese_deadline(text)).or_else(|| yearly(text))
}

fn english_deadline(text: &str) -> Option<RunOn> {
    let at = find(text, " within ")?;
    let rest = text.get(at + " within ".len()..)?;
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let units = ["working days", "working day", "days", "day", "weeks", "months", "month", "years", "year"];
    let after = rest.get(digits..)?.trim_start();
    let unit = units.iter().find(|unit| digits > 0 && after.starts_with(**unit))?;
    let length = rest.len() - after.len() + unit.len();
    let said = at + 1..at + " within ".len() + length;
    let long = rest.get(..length)?;
    let behind = rest.get(length..)?;
    let day = ["of", "from", "after"].iter().find_map(|word| behind.trim_start().strip_prefix(word)?.strip_prefix(' '));
    let Some(day) = day else { return Some(RunOn { at: said, kind: RunOnKind::Deadline, instead: None }) };
    let day = day.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ';' | ':'));
    let (day, tail) = match find(day, " when ") {
        Some(cut) => (day.get(..cut)?.trim_end_matches([',', ' ']), day.get(cut + " when ".len()..)?.trim()),
        None => (day, ""),
    };
    // Until the last day has passed; the day itself is not counted, and is not too early either.
    let in_time = format!("the date asked about ≥ {day} and the date asked about ≤ {day} plus {long}");
    let duty = ["must ", "shall "].iter().any(|modal| starts(text, modal)) && !starts(text, "must not ");
    let open = tail.contains(" or ") || tail.ends_with(" of");
    // A duty is kept on the day on which it is done, and that day has a name of its own.
    let instead = match (duty, tail) {
        _ if open => None,
        (true, _) => None,
        (false, "") => Some(format!(" when {in_time}")),
        (false, tail) => Some(format!(" when {in_time} and {tail}")),
    };
    Some(RunOn { at: said, kind: RunOnKind::Deadline, instead: instead.map(|instead| (at..text.len(), instead)) })
}

fn chinese_deadline(text: &str) -> Option<RunOn> {
    let inside = text.find('内')?;
    let before = text.get(..inside)?;
    let before = before.strip_suffix('之').or_else(|| before.strip_suffix('以')).unwrap_or(before);
    let units = ["个工作日", "日", "天", "个月", "年"];
    let unit = units.iter().find(|unit| before.ends_with(**unit))?;
    let amount = before.strip_suffix(unit)?;
    let number = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c) || "一二三四五六七八九十百两".contains(c);
    let from = amount.trim_end_matches(number);
    if from.len() == amount.len() {
        return None;
    }
    let said = from.len()..inside + '内'.len_utf8();
    let alone = Some(RunOn { at: said.clone(), kind: RunOnKind::Deadline, instead: None });
    let modals = ["可以", "应当", "必须", "不得", "有权"];
    let modal = modals.iter().filter_map(|word| Some((from.find(word)?, word))).min_by_key(|(at, _)| *at);
    let Some((at, modal)) = modal else { return alone };
    let start = at + modal.len();
    let day = from.get(start..)?.trim();
    let day = ["在", "自", "于", "从"].iter().find_map(|word| day.strip_prefix(word)).unwrap_or(day);
    let day = day.strip_prefix('自').unwrap_or(day).trim();
    let Some(day) = day.strip_suffix('起').filter(|day| !day.is_empty()) else { return alone };
    let rest = text.get(said.end..)?.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '。' | '；' | ';'));
    let (name, tail) = match rest.find(['，', ',']) {
        Some(cut) => (rest.get(..cut)?, rest.get(cut..)?),
        None => (rest, ""),
    };
    let name = name.trim_start_matches(['，', ',', ' ']).trim();
    let long = text.get(said.clone())?.replace("之内", "内").replace("以内", "内");
    let in_time = format!("判定日不早于{day} 且 判定日不晚于{day}加{}", long.trim_end_matches('内'));
    let open = tail.contains('或') || tail.contains("下列") || tail.contains("符合") || name.is_empty();
    let instead = match (*modal, tail) {
        _ if open => None,
        ("应当" | "必须", _) => None,
        (_, "") => Some(format!(" {name}，须 {in_time}")),
        _ => {
            let asked = ["须", "当", "条件是"]
                .iter()
                .find_map(|word| tail.trim_start_matches(['，', ',', ' ']).strip_prefix(word));
            asked.map(|asked| format!(" {name}，须 {in_time} 且 {}", asked.trim()))
        }
    };
    Some(RunOn { at: said, kind: RunOnKind::Deadline, instead: instead.map(|instead| (start..text.len(), instead)) })
}

fn spaces(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

fn starts(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

fn find(text: &str, word: &str) -> Option<usize> {
    text.to_ascii_lowercase().find(word)
}
