//! What drafters write by habit, and how the language has it: another modal, a priority inside a sentence, a subject before
//! the modal, a bound in other words.
//!
//! In: a line that the grammar refuses. Out: the stretch, and what to write. Nothing here is asked while a line can be
//! read, so no word here is taken from those that may be names.

use super::slips;
use std::ops::Range;

/// A form that the language has in another way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Habit {
    /// The bytes of the line that it takes up.
    pub at: Range<usize>,
    /// What it is.
    pub kind: HabitKind,
}

/// The kinds of form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HabitKind {
    /// 可 for 可以, `can` for `may`.
    Modal(&'static str),
    /// `need not`: the absence of a duty.
    NoDuty,
    /// `notwithstanding article 3` inside a sentence.
    Priority,
    /// 申请人可以 …
    Subject,
    /// 封顶60分
    Bound(&'static str),
    /// `60 when married at most 20`: a bound without a comma before it.
    BareBound(&'static str),
    /// `may go if married`
    Condition(&'static str),
    /// `otherwise fee is 0 yuan`, `if married fee is 9 yuan`: what belongs behind the value before its name.
    Lead,
    /// `in force from …` at the left margin.
    UnderHeader,
    /// `may` among options, which are permissions already.
    Option,
    /// 事实 等级 学历：大专 < 本科
    TypeFirst,
    /// 事实 学历：大专 < 本科
    Levels(&'static str),
    /// 落户，须 已婚: no modal.
    NoModal(&'static str),
    /// 但 受过处分的除外: an exception in other words.
    Exception,
    /// `article 3 Long service`: a title without quotation marks.
    Title,
    /// `money, optional`
    Optional(&'static str),
    /// 持证的可以贷款: a condition without a comma behind it.
    NoComma,
    /// 仅限 持证的可以贷款
    OnlyThose,
    /// 费用不得超过100元: a bound of an amount, as a duty.
    BoundOfValue,
    /// `may go; and`: a word that joins rules, which stand by themselves.
    RuleJoined,
    /// `licensed; or` in a list of which all must hold.
    ItemJoined(&'static str),
    /// `500 yuan when tax > 100, but not more than 300`
    BoundBehind,
    /// `; or` at the end of an item in a list of which so many must hold.
    ItemCounted,
    /// `licensed; or` among items that are added to a list.
    ItemAdded,
    /// 计分 总分：件数每满50计2: items on the line of their score, and how far the lines below it are set in.
    ItemsOnLine(usize),
    /// 补助 按 年收入的5% 计算
    Reckoned,
    /// 满20分为止
    Until,
    /// 申请人同时符合下列条件的，可以 …：
    HeadSubject,
    /// An item at the left margin.
    Margin(usize),
    /// `article 10000`
    Number,
}

/// Whether a line says what may or must be done.
pub fn has_modal(text: &str) -> bool {
    REAL.iter().any(|modal| starts(text.get(after_marks(text)..).unwrap_or_default(), modal))
        || INSIDE.iter().any(|modal| find(text, modal).is_some())
}

/// Words that say when a value holds, and before its name would be taken for a part of it.
const LEADS: [&str; 12] = [
    "otherwise",
    "if",
    "then",
    "unless",
    "in all other cases",
    "in other cases",
    "否则",
    "其他情形",
    "其余情形",
    "其他情况",
    "如果",
    "情节严重的",
];

/// The words before the name of a value that say when it holds.
pub fn lead(name: &str) -> Option<Range<usize>> {
    let lower = name.to_lowercase();
    let found = LEADS.iter().find(|lead| {
        let rest = lower.strip_prefix(**lead);
        rest.is_some_and(|rest| if lead.is_ascii() { rest.starts_with(char::is_whitespace) } else { !rest.is_empty() })
    });
    found.map(|lead| 0..lead.len())
}

/// Other words for a modal, the longer ones first.
const MODALS: &[(&str, Option<&str>)] = &[
    ("is not entitled to", Some("must not")),
    ("are not entitled to", Some("must not")),
    ("is prohibited from", Some("must not")),
    ("is prohibited to", Some("must not")),
    ("is forbidden to", Some("must not")),
    ("is not allowed to", Some("must not")),
    ("is not permitted to", Some("must not")),
    ("is allowed to", Some("may")),
    ("is permitted to", Some("may")),
    ("is eligible to", Some("may")),
    ("is eligible for", Some("is entitled to")),
    ("has the right to", Some("is entitled to")),
    ("has a right to", Some("is entitled to")),
    ("are entitled to", Some("is entitled to")),
    ("is required to", Some("must")),
    ("is obliged to", Some("must")),
    ("has to", Some("must")),
    ("have to", Some("must")),
    ("should not", Some("must not")),
    ("should", Some("must")),
    ("cannot", Some("must not")),
    ("can not", Some("must not")),
    ("can", Some("may")),
    ("need not", None),
    ("needs not", None),
    ("does not need to", None),
    ("does not have to", None),
    ("is exempt from", None),
    ("严禁", Some("不得")),
    ("禁止", Some("不得")),
    ("不予", Some("不得")),
    ("不应当", Some("不得")),
    ("不应", Some("不得")),
    ("不能", Some("不得")),
    ("不准", Some("不得")),
    ("不许", Some("不得")),
    ("无须", None),
    ("无需", None),
    ("不必", None),
    ("免予", None),
    ("须", Some("必须")),
    ("需", Some("必须")),
    ("应", Some("应当")),
    ("可", Some("可以")),
    ("能够", Some("可以")),
    ("享有", Some("有权")),
    ("享受", Some("有权")),
    ("准予", Some("可以")),
    ("允许", Some("可以")),
];

const PRIORITIES: &[&str] = &[
    "notwithstanding",
    "subject to",
    "不受限于",
    "服从于",
    "尽管有第",
    "但第",
    "in spite of article",
    "despite article",
];

/// Modals of the language as they stand inside a sentence.
const INSIDE: &[&str] = &[
    " must not ",
    " may not ",
    " shall not ",
    " may ",
    " must ",
    " shall ",
    " is entitled to ",
    "可以",
    "必须",
    "应当",
    "不得",
    "有权",
];

/// Modals of the language as a rule begins with them.
const REAL: &[&str] = &["可以", "必须", "应当", "不得", "不可以", "有权", "may", "must", "shall", "is entitled to"];

const CAPS: &[(&str, &str)] = &[
    ("最高不超过", "最高"),
    ("最多不超过", "最高"),
    ("封顶", "最高"),
    ("上限为", "最高"),
    ("上限", "最高"),
    ("最多", "最高"),
    ("不超过", "最高"),
    ("最少", "最低"),
    ("不低于", "最低"),
    ("下限为", "最低"),
    ("下限", "最低"),
    ("capped at", "at most"),
    ("maximum of", "at most"),
    ("maximum", "at most"),
    ("up to", "at most"),
    ("no more than", "at most"),
    ("not more than", "at most"),
    ("max", "at most"),
    ("minimum of", "at least"),
    ("minimum", "at least"),
    ("not less than", "at least"),
    ("no less than", "at least"),
];

/// Words for what every permission says: that it holds only under its condition.
const ONLY: [&str; 5] = ["仅限于", "仅限", "只限", "仅有", "只有"];

/// Those whom a rule is for, without a word that says `only`: 仅限 持证的 is 持证的.
pub fn only_those(text: &str) -> &str {
    ONLY.iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text).trim_start()
}

/// Words for a bound of an amount, as of something forbidden.
const BOUNDS_OF_VALUES: [&str; 10] = [
    "不得超过",
    "不得高于",
    "不得多于",
    "不得低于",
    "不得少于",
    "must not exceed",
    "may not exceed",
    "must not be more than",
    "must not be less than",
    "may not be less than",
];

/// The name, the bound and the amount of 费用不得超过100元.
pub fn bound_of_value(text: &str) -> Option<(&str, &'static str, &str)> {
    let (at, word) = BOUNDS_OF_VALUES.iter().find_map(|word| Some((find(text, word)?, word)))?;
    let (name, amount) = (text.get(..at)?.trim(), text.get(at + word.len()..)?.trim());
    let plain = |text: &str| !text.is_empty() && !text.contains([',', '，', ':', '：', '"', '「']);
    let least = ["低于", "少于", "less than"].iter().any(|least| word.ends_with(least));
    let bound = match (word.is_ascii(), least) {
        (true, true) => "at least",
        (true, false) => "at most",
        (false, true) => "最低",
        (false, false) => "最高",
    };
    (plain(name) && plain(amount) && amount.starts_with(char::is_numeric)).then_some((name, bound, amount))
}

/// What a line of an article says by habit.
pub fn of_article(text: &str) -> Option<Habit> {
    let from = after_marks(text);
    let rest = text.get(from..)?;
    if REAL.iter().any(|modal| starts(rest, modal)) {
        return priority(text).or_else(|| condition(text));
    }
    // One character may be the beginning of a longer keyword with a slip in it.
    let slip = slips::start(text).is_some();
    let modal = MODALS.iter().find(|(word, _)| starts(rest, word) && !(slip && word.chars().count() == 1));
    if let Some((word, instead)) = modal {
        let kind = instead.map_or(HabitKind::NoDuty, HabitKind::Modal);
        return Some(Habit { at: from..from + word.len(), kind });
    }
    if let Some(found) = priority(text) {
        return Some(found);
    }
    // 低保户的，减免额为100元
    let led = ["的，", "的,"].iter().filter_map(|word| Some(find(rest, word)? + word.len())).min();
    if let Some(end) = led.filter(|end| rest.get(*end..).is_some_and(|value| value.contains('为'))) {
        return Some(Habit { at: from..from + end, kind: HabitKind::Lead });
    }
    if bound_of_value(rest).is_some() {
        return Some(Habit { at: from..text.len(), kind: HabitKind::BoundOfValue });
    }
    // The earliest modal inside the sentence, and the longest of those.
    let modal = INSIDE
        .iter()
        .filter_map(|word| Some((find(rest, word)?, word.len())))
        .min_by_key(|(at, len)| (*at, usize::MAX - len));
    let (at, _) = modal.filter(|(at, _)| *at > 0)?;
    let subject = rest.get(..at)?.trim_end();
    let bare = !subject.is_empty() && !subject.contains([',', '，', ':', '：', '"', '「']) && !subject.ends_with('的');
    bare.then(|| Habit { at: from..from + subject.len(), kind: HabitKind::Subject })
}

/// What joins a sentence to another, or a condition to its rule, in a way that no line has.
pub fn joined(text: &str) -> Option<Habit> {
    for word in ["; and", "；并且", "；且", ";and"] {
        if let Some(before) = text.strip_suffix(word) {
            return Some(Habit { at: before.trim_end().len()..text.len(), kind: HabitKind::RuleJoined });
        }
    }
    let modals = ["可以", "必须", "应当", "不得", "不可以", "有权"];
    let bare = modals.iter().filter_map(|modal| find(text, &format!("的{modal}"))).min();
    if let Some(at) = bare.filter(|_| !text.contains(['，', ',', ':', '：', '「', '"'])) {
        if ONLY.iter().any(|word| text.starts_with(word)) {
            return Some(Habit { at: 0..at + '的'.len_utf8(), kind: HabitKind::OnlyThose });
        }
        return Some(Habit { at: at..at + '的'.len_utf8(), kind: HabitKind::NoComma });
    }
    None
}

/// Words that lead on from one item of a list to the next.
const LEADS_ON: [&str; 6] = ["and", "or", "并且", "或者", "且", "或"];

/// An item without the word that leads on to the next one, and that word.
pub fn item_join(text: &str) -> Option<(Range<usize>, Range<usize>)> {
    let end = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '；' | ';' | '。' | '，' | ',')).len();
    let whole = text.get(..end)?;
    let word = LEADS_ON.iter().find(|word| ends(whole, word))?;
    let at = end - word.len();
    let before = whole.get(..at)?;
    let item = before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '；' | ';' | '，' | ',' | '、'));
    // A Chinese word may end a name: a sign or a space sets it apart.
    (item.len() < before.len() && !item.is_empty()).then_some((0..item.len(), at..end))
}

/// `500 yuan when tax > 100, but not more than 300`: a bound of the amount, or a second condition.
pub fn bound_behind(text: &str) -> Option<Habit> {
    let mut depth = 0_usize;
    for (at, sign) in text.char_indices() {
        match sign {
            '(' | '（' | '「' => depth += 1,
            ')' | '）' | '」' => depth = depth.saturating_sub(1),
            ',' | '，' | '、' if depth == 0 => {
                let from = at + sign.len_utf8();
                let rest = text.get(from..)?;
                let lead = rest.len() - rest.trim_start().len();
                let rest = rest.trim_start();
                let but =
                    ["but ", "但是", "但"].iter().find(|word| starts(rest, word.trim_end())).map_or("", |word| word);
                let bound = rest.get(but.len()..)?.trim_start();
                let compares = super::keywords::comparing().any(|(_, word)| starts(bound, word));
                // 3000元以上、5000元以下 is one range.
                if compares && (sign != '、' || !but.is_empty()) {
                    return Some(Habit { at: from + lead..text.trim_end().len(), kind: HabitKind::BoundBehind });
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether a text holds a word that compares amounts by their order.
pub fn compares(text: &str) -> bool {
    let lower = text.to_lowercase();
    let alone = |at: usize, word: &str| {
        let letter = |c: char| c.is_ascii_alphanumeric();
        let (before, after) = (lower.get(..at), lower.get(at + word.len()..));
        !before.is_some_and(|before| before.ends_with(letter)) && !after.is_some_and(|after| after.starts_with(letter))
    };
    super::keywords::comparing().any(|(_, word)| {
        let letters = word.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b' ');
        lower.match_indices(word).any(|(at, _)| !letters || alone(at, word))
    })
}

/// The items of a score on the line of the score itself.
pub fn items_on_line(text: &str) -> Option<Range<usize>> {
    let from = after_marks(text);
    let begins = |rule: &&str| super::keywords::line_keyword(rule).is_some_and(|row| row.begins(text));
    let score = ["kw_score"].iter().any(begins) || text.get(from..).is_some_and(|rest| rest.starts_with("计分"));
    let colon = text.find([':', '：']).filter(|_| score)?;
    let rest = text.get(colon..)?.trim_start_matches([':', '：']);
    (!rest.trim().is_empty()).then_some(colon..text.len())
}

/// Words that end 按 … 计算.
const RECKONED: [&str; 8] = ["计算", "计发", "计征", "发放", "缴纳", "执行", "确定", "收取"];

/// 补助 按 年收入的5% 计算
pub fn reckoned(text: &str) -> Option<Habit> {
    let whole = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '；' | ';' | '。'));
    let at = whole.find('按').filter(|at| *at > 0)?;
    reckoned_amount(whole.get(at..)?).map(|_| Habit { at: at..whole.len(), kind: HabitKind::Reckoned })
}

/// The amount of 按年收入的5%计算.
pub fn reckoned_amount(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("按照").or_else(|| text.strip_prefix('按'))?;
    let amount = RECKONED.iter().find_map(|tail| rest.strip_suffix(tail))?.trim();
    (!amount.is_empty()).then_some(amount)
}

/// The head of a list before the modal: a subject before its connective, or a connective in other words.
pub fn list_head(text: &str) -> Option<Result<Habit, slips::Slip>> {
    let at = modal_after_de(text)?;
    let head = text.get(..at)?;
    if let Some(slip) = slips::connective(head) {
        return Some(Err(slip));
    }
    let words = slips::connectives();
    let ends = words.iter().filter(|word| !word.is_ascii() && head.ends_with(**word)).max_by_key(|word| word.len())?;
    let subject = head.len() - ends.len();
    (subject > 0).then_some(Ok(Habit { at: 0..subject, kind: HabitKind::HeadSubject }))
}

/// Where the 的 before a comma and a modal stands.
fn modal_after_de(text: &str) -> Option<usize> {
    ["的，", "的,"].iter().find_map(|mark| {
        let at = text.find(mark)?;
        let rest = text.get(at + mark.len()..)?.trim_start();
        REAL.iter().any(|modal| starts(rest, modal)).then_some(at)
    })
}

/// A rule that says what must hold, and not what may or must be done then.
pub fn no_modal(text: &str) -> Option<Habit> {
    let from = after_marks(text);
    let rest = text.get(from..)?;
    if REAL.iter().any(|modal| starts(rest, modal)) {
        return None;
    }
    let conditions = ["，须", ",须", "，当", "，条件是", " when "];
    let at = conditions.iter().filter_map(|word| find(rest, word)).min().filter(|at| *at > 0)?;
    let name = rest.get(..at)?;
    let says = [" is ", "为", "：", ":", "，", ","].iter().any(|word| name.contains(word));
    let modal = if name.is_ascii() { "may " } else { "可以 " };
    (!says).then(|| Habit { at: from..from + name.len(), kind: HabitKind::NoModal(modal) })
}

/// Words by which an exception is often begun. Names may begin so: it is asked only of a line that cannot stand.
const EXCEPTIONS: [&str; 8] = ["但是", "但", "除", "however", "but", "except if", "except for", "except"];

/// An exception in other words, on a line of its own.
pub fn exception(text: &str) -> Option<Habit> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '。' | '；' | ';' | '.');
    let whole = text.trim_end_matches(ends);
    let word = EXCEPTIONS.iter().find(|word| starts(whole, word))?;
    // 除 begins many a name.
    let said = *word != "除" || whole.ends_with('外');
    said.then_some(Habit { at: 0..whole.len(), kind: HabitKind::Exception })
}

/// A condition with its exception behind it: `married unless child`, where both are one condition without a word that joins
/// several.
pub fn unless(condition: &str, exception: &str) -> Option<String> {
    let rest = ["except when", "unless", "例外", "除非"].iter().find_map(|word| exception.strip_prefix(word))?;
    let rest = rest.trim_start_matches([':', '：']).trim().trim_end_matches(['。', '；', ';']);
    let joins = [" and ", " or ", " unless ", "且", "或", "除非", ":", "："];
    let one = |text: &str| !text.is_empty() && !joins.iter().any(|join| text.contains(join));
    let word = if exception.is_ascii() { "unless" } else { "除非" };
    (one(condition) && one(rest)).then(|| format!("{condition} {word} {rest}"))
}

/// The condition of an exception in other words: 但受过处分的除外 is 受过处分.
pub fn excepted(text: &str) -> &str {
    let word = EXCEPTIONS.iter().find(|word| starts(text, word)).map_or(0, |word| word.len());
    let rest = text.get(word..).unwrap_or_default().trim();
    let rest = rest.trim_start_matches([':', '：']).trim_start();
    let rest = ["例外", "except when", "not when", "not if", "when", "where", "if"]
        .iter()
        .find_map(|word| rest.strip_prefix(word))
        .unwrap_or(rest);
    let tails = ["的除外", "的，除外", "除外", "以外", "的外", "外", "的"];
    tails.iter().find_map(|tail| rest.strip_suffix(tail)).unwrap_or(rest).trim()
}

/// The title of an article without quotation marks.
pub fn title(text: &str) -> Option<Habit> {
    let lower = text.to_lowercase();
    let from = if lower.starts_with("article ") {
        let rest = text.get("article ".len()..)?;
        let number = rest.len() - rest.trim_start().len() + rest.trim_start().find(char::is_whitespace)?;
        "article ".len() + number
    } else {
        text.strip_prefix('第')?;
        let end = text.find('条')? + '条'.len_utf8();
        let rest = text.get(end..)?;
        if rest.starts_with('之') { end + rest.find(char::is_whitespace)? } else { end }
    };
    let rest = text.get(from..)?;
    let title = rest.trim().trim_end_matches([':', '：']).trim_end();
    let at = from + rest.len() - rest.trim_start().len();
    let bare = !title.is_empty() && !title.contains(['"', '「', '」', '“', '”', '《']);
    bare.then(|| Habit { at: at..at + title.len(), kind: HabitKind::Title })
}

/// The number of an article, of more digits than one has.
pub fn number(text: &str) -> Option<Habit> {
    let word = ["article ", "第"].iter().find(|word| starts(text, word.trim_end()) && text.len() > word.len())?;
    let rest = text.get(word.len()..)?;
    let from = word.len() + rest.len() - rest.trim_start().len();
    let digits = text.get(from..)?.chars().take_while(char::is_ascii_digit).count();
    (digits > 4).then(|| Habit { at: from..from + digits, kind: HabitKind::Number })
}

/// A word of other languages for what may be none.
pub fn optional(text: &str) -> Option<Habit> {
    let words = [
        ("optional", "or none"),
        ("nullable", "or none"),
        ("may be empty", "or none"),
        ("may be none", "or none"),
        ("可选", "可无"),
        ("可空", "可无"),
        ("可以没有", "可无"),
        ("可以为空", "可无"),
        ("可以无", "可无"),
        ("选填", "可无"),
    ];
    let colon = text.find([':', '：'])?;
    let (word, instead) =
        words.into_iter().find(|(word, _)| text.get(colon..).is_some_and(|rest| rest.contains(word)))?;
    let at = colon + find(text.get(colon..)?, word)?;
    Some(Habit { at: at..at + word.len(), kind: HabitKind::Optional(instead) })
}

/// An item at the left margin, where only declarations stand; `indent` is how far the line above is set in.
pub fn at_margin(text: &str, indent: usize) -> Option<Habit> {
    let marker = text.starts_with(['（', '(', '①', '②', '③', '-', '－', '—', '•', '·'])
        || (text.starts_with(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
            && text
                .find(['.', '、', '．', ')', '）'])
                .is_some_and(|at| text.get(..at).is_some_and(|m| m.chars().count() <= 3)));
    let first = text.chars().next().map_or(0, char::len_utf8);
    marker.then(|| Habit { at: 0..first, kind: HabitKind::Margin(indent.max(2)) })
}

/// Words by which a condition is often begun, and the word of the language.
const CONDITIONS: &[(&str, &str)] = &[
    (" only if ", "when"),
    (" if ", "when"),
    (" where ", "when"),
    (" provided that ", "when"),
    (" provided ", "when"),
    (" in case ", "when"),
    ("如果", "条件是"),
    ("若", "条件是"),
    ("只要", "条件是"),
];

/// The condition of a rule, begun with another word.
fn condition(text: &str) -> Option<Habit> {
    let (at, word, instead) = CONDITIONS
        .iter()
        .filter_map(|(word, instead)| Some((find(text, word)?, word, instead)))
        .min_by_key(|(at, ..)| *at)?;
    let at = at + word.len() - word.trim_start().len();
    Some(Habit { at: at..at + word.trim().len(), kind: HabitKind::Condition(instead) })
}

/// The modal with which an option begins.
pub fn of_option(name: &str) -> Option<Range<usize>> {
    let modal =
        REAL.iter().filter(|modal| starts(name, modal) && name.len() > modal.len()).max_by_key(|modal| modal.len())?;
    Some(0..modal.len())
}

/// A bound of points that no comma sets apart from what it bounds.
pub fn of_points(text: &str) -> Option<Habit> {
    if let Some(end) = text.find("为止") {
        let at = ["，", ","].iter().filter_map(|comma| Some(text.get(..end)?.rfind(comma)? + comma.len())).max();
        if let Some(at) = at {
            return Some(Habit { at: at..end + "为止".len(), kind: HabitKind::Until });
        }
    }
    let bounds = [("最高", "，最高"), ("最低", "，最低"), ("at most", ", at most"), ("at least", ", at least")];
    bounds.into_iter().find_map(|(word, instead)| {
        let at = find(text, word)?;
        let after = text.get(at + word.len()..)?.trim_start();
        let figure = after.starts_with(|c: char| c.is_numeric());
        let before = text.get(..at)?;
        if before.trim_end().ends_with([',', '，']) {
            return None;
        }
        // `tax at most 3` and `tax is at most 3` are conditions; after another comparison it can only be a bound.
        let last =
            [" and ", " or ", " but ", " when "].iter().filter_map(|word| Some(before.rfind(word)? + word.len()));
        let clause = before.get(last.max().unwrap_or(0)..)?.trim_end();
        let compared =
            [">", "<", "≥", "≤", "=", " is ", " exceeds ", " than "].iter().any(|sign| clause.contains(sign));
        let alone = match before.to_lowercase().find(" when ") {
            Some(_) => compared,
            None => true,
        };
        (figure && (!word.is_ascii() || alone)).then(|| {
            let space = before.len() - before.trim_end().len();
            Habit { at: at - space..at + word.len(), kind: HabitKind::BareBound(instead) }
        })
    })
}

/// A priority that does not stand on a line of its own.
pub fn priority(text: &str) -> Option<Habit> {
    PRIORITIES.iter().find_map(|word| {
        let at = find(text, word)?;
        Some(Habit { at: at..at + word.len(), kind: HabitKind::Priority })
    })
}

/// What a line about points says by habit: a bound in other words.
pub fn of_score(text: &str) -> Option<Habit> {
    let commas = text.match_indices([',', '，']).map(|(at, comma)| at + comma.len());
    commas.into_iter().find_map(|after| {
        let rest = text.get(after..)?;
        let from = after + rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        let bound = CAPS.iter().find(|(word, _)| starts(rest, word));
        bound.map(|(word, instead)| Habit { at: from..from + word.len(), kind: HabitKind::Bound(instead) })
    })
}

/// What a declaration says by habit: levels without the word of their type, or that word before the name.
pub fn of_declaration(text: &str) -> Option<Habit> {
    let colon = text.find([':', '：'])?;
    let (head, tail) = text.split_at_checked(colon)?;
    let tail_at = colon + tail.chars().next()?.len_utf8();
    let levels = text.get(tail_at..)?;
    if !levels.contains(['<', '＜']) {
        return None;
    }
    let chinese = !head.is_ascii() && head.starts_with(|c: char| !c.is_ascii());
    if ["等级", "grade"].iter().any(|word| starts(levels.trim_start(), word)) {
        return None;
    }
    for word in ["等级", "grade"] {
        if let Some(at) = find(head, word).filter(|at| *at > 0) {
            return Some(Habit { at: at..at + word.len(), kind: HabitKind::TypeFirst });
        }
    }
    let from = tail_at + levels.len() - levels.trim_start().len();
    let first = levels.trim_start().split(['<', '＜']).next()?.trim_end();
    let kind = HabitKind::Levels(if chinese { "等级 " } else { "grade " });
    Some(Habit { at: from..from + first.len(), kind })
}

/// A line of the header at the left margin.
pub fn of_header(text: &str) -> Option<Habit> {
    let rules = ["kw_title", "kw_issuer", "kw_document", "kw_version", "kw_in_force", "kw_issued"];
    let rows = rules.iter().filter_map(|rule| super::keywords::line_keyword(rule));
    let mut words = rows.flat_map(|row| row.en.iter().chain(row.zh));
    let word = words.find(|word| starts(text, word))?;
    Some(Habit { at: 0..word.len(), kind: HabitKind::UnderHeader })
}

/// The byte after a marker and a label.
fn after_marks(text: &str) -> usize {
    let after = |at: usize| at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let marker = text
        .find([')', '）', '、', '.'])
        .filter(|at| text.get(..*at).is_some_and(|m| m.chars().count() <= 4))
        .map_or(0, after);
    let label = text.find([':', '：']).map_or(0, after);
    // A colon at the end of the line is not that of a label.
    let label = if text.get(label..).is_some_and(|rest| rest.trim().is_empty()) { 0 } else { label };
    let from = marker.max(label);
    let rest = text.get(from..).unwrap_or_default();
    from + rest.len()
        - rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '－' | '•' | '*' | '·')).len()
}

/// Whether a text begins with a word, and the word ends there.
pub fn starts(text: &str, word: &str) -> bool {
    let same = text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let ends = text.get(word.len()..).is_none_or(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()));
    same && (!word.is_ascii() || ends)
}

/// Whether a text ends with a word, and the word begins there.
fn ends(text: &str, word: &str) -> bool {
    let at = text.len().checked_sub(word.len());
    let same = at.and_then(|at| text.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(word));
    let begins =
        at.and_then(|at| text.get(..at)).is_none_or(|rest| !rest.ends_with(|c: char| c.is_ascii_alphanumeric()));
    same && (!word.is_ascii() || begins)
}

/// Where a word stands in a text, whatever its case.
fn find(text: &str, word: &str) -> Option<usize> {
    text.char_indices()
        .map(|(at, _)| at)
        .find(|at| text.get(*at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word)))
}
