//! What evaluation yields, the same in every back end.

use crate::diagnostics::{Language, Say};
use crate::source::{Span, in_one_line};
use crate::types::calendar::{CalendarError, Window};
use crate::types::ids::PlaceId;
use crate::types::{Date, Duration, Number, NumberError, Rounding, Scale, Term, Type, Unit};
use crate::{diagnostics::Text, text};
use std::cmp::Ordering;
use std::sync::Arc;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// An exact number, in the unit of its type: money in yuan, a share as a ratio.
    Number(Number),
    /// A day.
    Date(Date),
    /// Years and months.
    Duration(Duration),
    /// A run of days.
    Window(Window),
    /// Words.
    Text(Arc<str>),
    /// A place.
    Place(PlaceId),
    /// A level, lowest first: its place in its scale.
    Level(u32),
    /// Members.
    List(Arc<Vec<Member>>),
}

/// One member of a list: what is known of each field.
pub type Member = Vec<Given>;

/// What a case tells of a fact.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Given {
    /// Nothing.
    #[default]
    Unknown,
    /// That there is none.
    Absent,
    /// Its value.
    Value(Value),
}

/// What an expression yields.
#[derive(Debug, Clone, PartialEq)]
pub enum Yield {
    /// A value.
    Value(Value),
    /// There is none.
    Absent,
    /// It cannot be told from the case.
    Unknown,
    /// It has no value: an error of the case.
    Error(Fault),
}

impl Yield {
    /// Yes or no.
    #[must_use]
    pub const fn bool(value: bool) -> Self {
        Self::Value(Value::Bool(value))
    }

    /// Whether it is that yes or no.
    #[must_use]
    pub fn is(&self, wanted: bool) -> bool {
        *self == Self::bool(wanted)
    }
}

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// What went wrong.
    pub kind: FaultKind,
    /// Where in the policy.
    pub at: Span,
}

/// The kinds of fault.
#[derive(Debug, Clone, PartialEq)]
pub enum FaultKind {
    /// A number beyond what is reckoned exactly, or a division by zero.
    Number(NumberError),
    /// A date that cannot be reckoned.
    Calendar(CalendarError),
    /// A value was needed and there is none.
    Absent,
    /// No value of the parameter is in force on that date.
    NotInForce(Arc<Term>),
    /// The decision has no value for this case.
    NoValue(Arc<Term>),
    /// Two rules give different answers and none goes first.
    Conflict(Arc<Term>, Vec<Text>),
    /// Days that do not fill a month were added without a calendar.
    LooseDays,
    /// A length of time below nought.
    NegativeLength,
    /// The shares of the members cannot be told.
    NoShares,
}

/// The words for each kind of fault, as a case names the one that it expects.
pub const FAULTS: [(&str, &str); 13] = [
    ("number too large", "数字过大"),
    ("division by zero", "除数为零"),
    ("no such day", "没有对应日"),
    ("beyond the calendar", "超出历法范围"),
    ("dates backwards", "日期先后颠倒"),
    ("no holidays", "没有节假日安排"),
    ("nothing there", "没有该项"),
    ("not in force", "没有施行"),
    ("no value", "没有规则给出"),
    ("conflict", "互相矛盾"),
    ("loose days", "天数不能相加"),
    ("length below nought", "期限小于零"),
    ("no shares", "无法分摊"),
];

impl FaultKind {
    /// The word for it of [`FAULTS`].
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Number(NumberError::TooLarge) => "number too large",
            Self::Number(NumberError::DivisionByZero) => "division by zero",
            Self::Calendar(CalendarError::NoSuchDay) => "no such day",
            Self::Calendar(CalendarError::OutOfRange) => "beyond the calendar",
            Self::Calendar(CalendarError::Backwards) => "dates backwards",
            Self::Calendar(CalendarError::NoHolidays(_)) => "no holidays",
            Self::Absent => "nothing there",
            Self::NotInForce(_) => "not in force",
            Self::NoValue(_) => "no value",
            Self::Conflict(..) => "conflict",
            Self::LooseDays => "loose days",
            Self::NegativeLength => "length below nought",
            Self::NoShares => "no shares",
        }
    }

    /// The fault in words.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Number(NumberError::TooLarge) => text!("a number became too large", "数字过大"),
            Self::Number(NumberError::DivisionByZero) => text!("a division by zero", "除数为零"),
            Self::Calendar(CalendarError::NoSuchDay) => {
                text!("the month has no such day", "该月没有对应日")
            }
            Self::Calendar(CalendarError::OutOfRange) => {
                text!("a date beyond the calendar", "日期超出历法范围")
            }
            Self::Calendar(CalendarError::Backwards) => {
                text!("the second date lies before the first", "后一日期早于前一日期")
            }
            Self::Calendar(CalendarError::NoHolidays(year)) => {
                text!("the holidays of {year} are not written", "没有写明{year}年的法定节假日")
            }
            Self::Absent => text!("there is none, and a value is needed", "没有该项，而此处需要一个值"),
            Self::NotInForce(name) => {
                text!("no value of `{name}` is in force on that date", "该日没有施行中的 `{name}`"; name)
            }
            Self::NoValue(name) => text!("no rule gives `{name}` a value", "没有规则给出 `{name}`"; name),
            Self::Conflict(name, sources) => {
                let each = |language| sources.iter().map(|source| source.get(language)).collect::<Vec<_>>();
                let (en, zh) = (each(Language::English).join(" and "), each(Language::Chinese).join(" 与 "));
                text!("{en} contradict each other on `{name}`, and none goes first", "{zh} 对 `{name}` 的规定互相矛盾，且未规定何者优先"; name)
            }
            Self::LooseDays => {
                text!("days cannot be added to months without a calendar", "不经日历，天数不能与月数相加")
            }
            Self::NegativeLength => text!("a length of time below nought", "期限小于零"),
            Self::NoShares => {
                text!("the parts cannot be reckoned: the weights are unknown or nought", "无法分摊：权重未知或合计为零")
            }
        }
    }
}

/// How two values of one type lie.
#[must_use]
pub fn order(left: &Value, right: &Value) -> Option<Ordering> {
    Some(match (left, right) {
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Duration(a), Value::Duration(b)) => a.cmp(b),
        (Value::Window(a), Value::Window(b)) => a.cmp(b),
        (Value::Level(a), Value::Level(b)) => a.cmp(b),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Place(a), Value::Place(b)) => a.cmp(b),
        _ => return None,
    })
}

/// Prints values in a language: names of levels and places come from the policy.
pub fn show(value: &Value, ty: &Type, places: &[super::Place], language: Language) -> String {
    let chinese = language == Language::Chinese;
    match value {
        Value::Bool(true) => language.pick("yes", "是").to_owned(),
        Value::Bool(false) => language.pick("no", "否").to_owned(),
        Value::Number(number) => amount(*number, ty, language),
        Value::Date(date) => date.say(language),
        Value::Duration(duration) => duration.say(language),
        Value::Window(window) => {
            let say = |date: Date| show(&Value::Date(date), &Type::Date, places, language);
            match (window.last(), chinese) {
                (Some(last), true) => format!("{}至{}", say(window.from), say(last)),
                (Some(last), false) => format!("{} to {}", say(window.from), say(last)),
                (None, true) => format!("{}起，未满一日", say(window.from)),
                (None, false) => format!("no day from {}", say(window.from)),
            }
        }
        Value::Text(text) => format!("\"{}\"", in_one_line(text)),
        Value::Place(id) => places.get(id.index()).map_or_else(String::new, |place| place.term.say(language)),
        Value::Level(level) => match ty {
            Type::Level(scale) => level_name(scale, *level, language),
            _ => level.to_string(),
        },
        Value::List(members) => {
            let count = members.len();
            if chinese {
                format!("{count} 项")
            } else {
                crate::diagnostics::wording::count(count, "member", "members")
            }
        }
    }
}

/// The name of a level.
#[must_use]
pub fn level_name(scale: &Scale, level: u32, language: Language) -> String {
    scale.levels.get(level as usize).map_or_else(|| level.to_string(), |level| level.say(language))
}

fn amount(number: Number, ty: &Type, language: Language) -> String {
    let Type::Number { unit, .. } = ty else { return grouped(number) };
    let exact = in_unit(number, unit, language);
    // A fraction that no decimal ends: what it is about.
    let Some(near) = nearby(number, unit) else { return exact };
    let near = in_unit(near, unit, language);
    match language {
        Language::English => format!("{exact} (≈ {near})"),
        Language::Chinese => format!("{exact}（约{near}）"),
    }
}

/// A number near one that has no end as a decimal: to the hundredth, or to the millionth where it is small.
fn nearby(number: Number, unit: &Unit) -> Option<Number> {
    let hundred = Number::whole(100);
    let shown = if *unit == Unit::Share { number.times(hundred).ok()? } else { number };
    if !shown.to_string().contains('/') {
        return None;
    }
    let to = |places: i128| shown.rounded(Number::ratio(1, places).ok()?, Rounding::HalfUp).ok();
    let small = shown < Number::ONE && Number::ZERO.minus(shown).ok()? < Number::ONE;
    let near = to(if small { 1_000_000 } else { 100 }).filter(|near| *near != Number::ZERO)?;
    if *unit == Unit::Share { near.over(hundred).ok() } else { Some(near) }
}

fn in_unit(number: Number, unit: &Unit, language: Language) -> String {
    match unit {
        // A bare number may be a year: 2011, not 2,011.
        Unit::Pure | Unit::Ratio => number.to_string(),
        Unit::Share => {
            number.times(Number::whole(100)).map_or_else(|_| number.to_string(), |number| format!("{number}%"))
        }
        Unit::Of(_) => {
            let mut digits = grouped(number);
            // Fen have two places: 39.90 yuan.
            if *unit == Unit::yuan() && digits.split_once('.').is_some_and(|(_, part)| part.len() == 1) {
                digits.push('0');
            }
            match language {
                Language::English => format!("{digits} {}", unit.counted(number == Number::ONE)),
                Language::Chinese => format!("{digits}{}", unit.say(language)),
            }
        }
    }
}

/// Digits in groups of three: 100,000.5
fn grouped(number: Number) -> String {
    let text = number.to_string();
    let (whole, part) = text.split_once('.').map_or((text.as_str(), None), |(whole, part)| (whole, Some(part)));
    if whole.contains('/') {
        return text;
    }
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut out = String::from(sign);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    match part {
        Some(part) => format!("{out}.{part}"),
        None => out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Base;
    use std::collections::BTreeMap;

    fn both(number: Number, unit: &Unit) -> [String; 2] {
        let ty = Type::number(unit.clone());
        [Language::English, Language::Chinese].map(|language| show(&Value::Number(number), &ty, &[], language))
    }

    fn number(text: &str) -> Number {
        Number::parse(text).expect("digits").expect("in range")
    }

    #[test]
    fn amounts_read_as_they_are_said() {
        let named = |en: &str, zh: &str| Base::Named(en.into(), Some(zh.into()));
        let (point, times) = (named("point", "分"), named("times", "次"));
        let each = Unit::Of(BTreeMap::from([(point.clone(), 1), (times.clone(), -1)]));
        assert_eq!(both(number("39.9"), &Unit::yuan()), ["39.90 yuan", "39.90元"]);
        assert_eq!(both(number("1000"), &Unit::yuan()), ["1,000 yuan", "1,000元"]);
        assert_eq!(both(number("0.125"), &Unit::yuan()), ["0.125 yuan", "0.125元"]);
        assert_eq!(both(number("30"), &each), ["30 points/time", "30分/次"]);
        assert_eq!(both(number("1"), &each), ["1 point/time", "1分/次"]);
        assert_eq!(both(number("1"), &Unit::of(times)), ["1 time", "1次"]);
        assert_eq!(both(number("2"), &Unit::of(named("m3", "立方米"))), ["2 m3", "2立方米"]);
    }

    #[test]
    fn a_fraction_says_what_it_is_about() {
        let over = |a: &str, b: &str| number(a).over(number(b)).expect("not nought");
        assert_eq!(both(over("4750", "9"), &Unit::yuan()), ["4750/9 yuan (≈ 527.78 yuan)", "4750/9元（约527.78元）"]);
        assert_eq!(both(over("1", "3"), &Unit::Share), ["100/3% (≈ 33.33%)", "100/3%（约33.33%）"]);
        assert_eq!(both(over("-1", "3"), &Unit::Pure), ["-1/3 (≈ -0.333333)", "-1/3（约-0.333333）"]);
        assert_eq!(both(over("1", "8"), &Unit::Pure), ["0.125", "0.125"]);
    }
}
