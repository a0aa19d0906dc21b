//! Values as a case writes them: `100000`, `10万元`, `25%`, `2012-06-01`, `9 years 11 months`, 是.
//!
//! The meaning of a literal depends only on the type of the fact; a wrong unit is refused, never converted by guess.

use super::{DecisionKind, Expected, Fact, Given, Modal, Place, Value};
use crate::diagnostics::wording::{did_you_mean, list, nearest};
use crate::diagnostics::{Say, Text};
use crate::source::name;
use crate::text;
use crate::types::calendar::{self, Window};
use crate::types::ids::PlaceId;
use crate::types::{Base, Date, Duration, Number, Scale, Term, Type, Unit};

/// Why a text is not a value of its type.
#[derive(Debug, Clone, PartialEq)]
pub enum LiteralError {
    /// It is something else altogether.
    NotA(Type),
    /// It is no answer that a permission or a duty can have.
    NotAnAnswer {
        /// Whether it is asked of a duty, which can be kept.
        duty: bool,
    },
    /// The unit is another one.
    WrongUnit(Type, String),
    /// Commas elsewhere than before groups of three digits and before the point: `1.000,50`.
    Commas,
    /// A share without its sign.
    BareShare,
    /// A whole number with a fraction.
    NotWhole,
    /// Below nought, where that makes no sense.
    Negative,
    /// More digits than are reckoned exactly.
    TooLarge,
    /// A date that the calendar does not have.
    NoSuchDate,
    /// A level that the scale does not have, or a place that is not declared; with those that are near.
    NoSuchName(Type, Vec<String>),
}

/// Words for `unknown` in a case.
pub const UNKNOWN: [&str; 3] = ["unknown", "未知", "不详"];
/// Words for `there is none` in a case.
pub const ABSENT: [&str; 2] = ["none", "无"];

/// Reads a text as a value of a type.
pub fn parse(text: &str, ty: &Type, places: &[Place]) -> Result<Value, LiteralError> {
    let text = text.trim();
    match ty {
        Type::Bool => boolean(text).map(Value::Bool).ok_or_else(|| LiteralError::NotA(ty.clone())),
        Type::Number { unit, whole } => {
            let number = amount(text, unit, ty)?;
            if *whole && !number.is_whole() { Err(LiteralError::NotWhole) } else { Ok(Value::Number(number)) }
        }
        Type::Date => {
            date(text).ok_or_else(|| LiteralError::NotA(ty.clone()))?.map(Value::Date).ok_or(LiteralError::NoSuchDate)
        }
        Type::Duration => duration(text).map(Value::Duration).ok_or_else(|| LiteralError::NotA(ty.clone())),
        Type::Window => window(text).map(Value::Window).ok_or_else(|| LiteralError::NotA(ty.clone())),
        Type::Text => Ok(Value::Text(text.into())),
        Type::Place => place(text, places).map(Value::Place).ok_or_else(|| {
            let known = places.iter().flat_map(|place| place.term.forms());
            LiteralError::NoSuchName(ty.clone(), nearest(text, known).into_iter().map(str::to_owned).collect())
        }),
        Type::Level(scale) => level(text, scale).map(Value::Level).ok_or_else(|| {
            let known = scale.levels.iter().flat_map(Term::forms);
            LiteralError::NoSuchName(ty.clone(), nearest(text, known).into_iter().map(str::to_owned).collect())
        }),
        Type::List(_) => Err(LiteralError::NotA(ty.clone())),
    }
}

/// `2012-02-01 to 2017-01-31`: both days are in it.
fn window(text: &str) -> Option<Window> {
    let (from, last) = text.split_once(" to ").or_else(|| text.split_once('至'))?;
    let (from, last) = (date(from.trim())??, date(last.trim())??);
    let until = calendar::days(last, 1).ok()?;
    (from < until).then_some(Window { from, until })
}

/// Reads what is expected of a decision: `yes`, `no`, `undetermined`, `not addressed`, `error`, or a value.
pub fn expected(text: &str, kind: &DecisionKind, places: &[Place]) -> Result<Expected, LiteralError> {
    let text = text.trim();
    match (text.to_lowercase().as_str(), kind) {
        ("undetermined" | "无法判定" | "未定", _) => Ok(Expected::Undetermined),
        ("not addressed" | "未涉及", _) => Ok(Expected::NotAddressed),
        ("error" | "错误", _) => Ok(Expected::Error),
        ("kept" | "已遵守" | "已履行", DecisionKind::Modal(_)) => Ok(Expected::Kept),
        ("due" | "尚待履行", DecisionKind::Modal(_)) => Ok(Expected::Due),
        ("breached" | "已违反", DecisionKind::Modal(_)) => Ok(Expected::Breached),
        (_, DecisionKind::Modal(modal)) => match boolean(text) {
            Some(true) => Ok(Expected::Yes),
            Some(false) => Ok(Expected::No),
            None => Err(LiteralError::NotAnAnswer { duty: *modal != Modal::May }),
        },
        (_, DecisionKind::Value(ty)) => parse(text, ty, places).map(Expected::Value),
    }
}

/// Reads what a case tells of a fact: a value, `unknown`, or `none` where there may be none.
pub fn given(text: &str, fact: &Fact, places: &[Place]) -> Result<Given, LiteralError> {
    let text = text.trim();
    let lower = text.to_lowercase();
    let names_level = matches!(&fact.ty, Type::Level(scale) if level(text, scale).is_some());
    if UNKNOWN.contains(&lower.as_str()) && !names_level && fact.ty != Type::Text {
        return Ok(Given::Unknown);
    }
    if fact.optional && ABSENT.contains(&lower.as_str()) && !names_level {
        return Ok(Given::Absent);
    }
    let unquoted = text.trim_matches(['"', '“', '”', '「', '」']);
    let value = parse(if fact.ty == Type::Text { unquoted } else { text }, &fact.ty, places)?;
    match &value {
        Value::Number(number) if number.is_negative() && !fact.signed => Err(LiteralError::Negative),
        _ => Ok(Given::Value(value)),
    }
}

/// `yes`, 是, `true`
#[must_use]
pub fn boolean(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "true" | "y" | "是" | "有" => Some(true),
        "no" | "false" | "n" | "否" | "没有" => Some(false),
        _ => None,
    }
}

/// The level of that name.
#[must_use]
pub fn level(text: &str, scale: &Scale) -> Option<u32> {
    let at = scale.levels.iter().position(|level| level.is(text))?;
    u32::try_from(at).ok()
}

/// The place of that name.
#[must_use]
pub fn place(text: &str, places: &[Place]) -> Option<PlaceId> {
    places.iter().position(|place| place.term.is(text)).map(PlaceId::at)
}

/// `2012-06-01`, `2012/6/1` as spreadsheets write it, or `2012年6月1日`; the inner none is a date that the calendar does not have.
#[must_use]
pub fn date(text: &str) -> Option<Option<Date>> {
    let half: String = text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
    let parts: Vec<&str> = if half.contains('年') {
        let (year, rest) = half.split_once('年')?;
        let (month, day) = rest.split_once('月')?;
        vec![year, month, day.strip_suffix('日').or_else(|| day.strip_suffix('号'))?]
    } else {
        half.split(if half.contains('/') { '/' } else { '-' }).collect()
    };
    let [year, month, day] = parts.as_slice() else { return None };
    let plain = |part: &&str| !part.is_empty() && part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !(parts.iter().all(plain) && year.len() == 4) {
        return None;
    }
    let (Ok(year), Ok(month), Ok(day)) = (year.parse(), month.parse(), day.parse()) else { return Some(None) };
    // The calendar begins with the year 1, for what is reckoned too.
    Some(Date::new(year, month, day).ok().filter(|date| date.year() > 0))
}

/// `9 years 11 months 29 days`, `9年11个月29天`
#[must_use]
pub fn duration(text: &str) -> Option<Duration> {
    let mut rest: String =
        text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let mut total = Duration { months: 0, days: 0 };
    // Each unit once, the larger before the smaller.
    let mut next_rank = 0;
    while !rest.is_empty() {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let number: u32 = digits.parse().ok()?;
        rest = rest.get(digits.len()..)?.to_owned();
        let units = [
            ("years", 0),
            ("year", 0),
            ("年", 0),
            ("months", 1),
            ("month", 1),
            ("个月", 1),
            ("月", 1),
            ("days", 2),
            ("day", 2),
            ("天", 2),
            ("日", 2),
        ];
        let (unit, rank) = units.into_iter().find(|(unit, _)| rest.starts_with(unit))?;
        if rank < next_rank || (rank == 2 && number > 30) {
            return None;
        }
        next_rank = rank + 1;
        match rank {
            0 => total.months = total.months.checked_add(number.checked_mul(12)?)?,
            1 => total.months = total.months.checked_add(number)?,
            _ => total.days = u8::try_from(number).ok()?,
        }
        rest = rest.get(unit.len()..)?.to_owned();
    }
    (next_rank > 0 && !(next_rank == 3 && total.months == 0)).then_some(total)
}

/// Words that multiply a number, the longer before the shorter.
const SCALES: [(&str, i128); 6] = [
    ("万亿", 1_000_000_000_000),
    ("亿", 100_000_000),
    ("千万", 10_000_000),
    ("百万", 1_000_000),
    ("万", 10_000),
    ("千", 1_000),
];

/// A number in a unit: a bare number is in the unit of the type.
fn amount(text: &str, unit: &Unit, ty: &Type) -> Result<Number, LiteralError> {
    let half: String = text.chars().map(half_width).collect();
    let body = half.trim().trim_start_matches(['¥', '￥']);
    let digits: String =
        body.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+')).collect();
    let (mut suffix, plain) = (body.get(digits.len()..).unwrap_or_default().trim(), ungrouped(&digits));
    if plain.is_none() && digits.contains(|c: char| c.is_ascii_digit()) {
        return Err(LiteralError::Commas);
    }
    let number = match plain.and_then(|plain| Number::parse(&plain)) {
        Some(Ok(number)) => number,
        Some(Err(_)) => return Err(LiteralError::TooLarge),
        None => return Err(LiteralError::NotA(ty.clone())),
    };
    let mut factor = 1;
    // A unit may begin as a scale does: 千瓦时.
    let scales = if suffix_unit(suffix, unit).is_some() { &[][..] } else { &SCALES };
    for &(scale, by) in scales {
        if let Some(rest) = suffix.strip_prefix(scale) {
            (suffix, factor) = (rest.trim(), by);
            break;
        }
    }
    let scaled = |numerator: i128, denominator: i128| {
        let by = Number::ratio(numerator, denominator).map_err(|_| LiteralError::TooLarge)?;
        let scale = Number::ratio(factor, 1).map_err(|_| LiteralError::TooLarge)?;
        number.times(by).and_then(|number| number.times(scale)).map_err(|_| LiteralError::TooLarge)
    };
    if suffix.is_empty() {
        return if *unit == Unit::Share { Err(LiteralError::BareShare) } else { scaled(1, 1) };
    }
    match suffix_unit(suffix, unit) {
        Some((numerator, denominator)) => scaled(numerator, denominator),
        None => Err(LiteralError::WrongUnit(ty.clone(), suffix.to_owned())),
    }
}

/// The `e400` of `1e400`.
fn is_exponent(unit: &str) -> bool {
    let digits = unit.strip_prefix(['e', 'E']).map(|rest| rest.trim_start_matches(['+', '-']));
    digits.is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()))
}

/// Digits without grouping commas; none where a comma stands elsewhere than before groups of three, such as in the
/// `1.000,50` of other countries, which would be another number.
fn ungrouped(digits: &str) -> Option<String> {
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default().trim_start_matches(['-', '+']).len();
    let grouped = !whole.contains(',') || ((1..=3).contains(&first) && groups.all(|group| group.len() == 3));
    (grouped && !part.contains(',')).then(|| digits.replace(',', ""))
}

/// How many of the type's unit one of the written unit is, as a ratio; none where they are different things.
fn suffix_unit(suffix: &str, unit: &Unit) -> Option<(i128, i128)> {
    let lower = suffix.to_lowercase();
    match unit {
        Unit::Share => match lower.as_str() {
            "%" | "percent" => Some((1, 100)),
            "‰" => Some((1, 1000)),
            _ => None,
        },
        // A ratio compares with shares, and may be written as one.
        Unit::Ratio if lower == "%" => Some((1, 100)),
        Unit::Pure | Unit::Ratio => None,
        Unit::Of(powers) => {
            if powers.values().any(|power| *power < 0) {
                return rate(&lower, unit);
            }
            let above: Vec<&Base> = powers.iter().filter(|(_, power)| **power == 1).map(|(base, _)| base).collect();
            let base = match (above.as_slice(), powers.len()) {
                ([base], 1) => *base,
                _ => return None,
            };
            let known: &[(&str, i128, i128)] = match base {
                Base::Yuan => &[("元", 1, 1), ("yuan", 1, 1), ("cny", 1, 1), ("rmb", 1, 1), ("人民币", 1, 1)],
                Base::SquareMetre => &[
                    ("平方米", 1, 1),
                    ("㎡", 1, 1),
                    ("m²", 1, 1),
                    ("sqm", 1, 1),
                    ("square metres", 1, 1),
                    ("亩", 2000, 3),
                    ("mu", 2000, 3),
                ],
                Base::Day => &[("天", 1, 1), ("日", 1, 1), ("days", 1, 1), ("day", 1, 1)],
                Base::Month => &[("月", 1, 1), ("个月", 1, 1), ("month", 1, 1)],
                Base::Year => &[("年", 1, 1), ("year", 1, 1)],
                Base::WorkingDay => {
                    &[("个工作日", 1, 1), ("工作日", 1, 1), ("working days", 1, 1), ("working day", 1, 1)]
                }
                Base::Named(name, alias) => {
                    let matches = |form: &str| {
                        let form = form.to_lowercase();
                        form == lower || (form.is_ascii() && lower.strip_suffix('s') == Some(&form))
                    };
                    let synonyms: &[&str] = match name.as_ref() {
                        "persons" => &["person", "people", "人", "名"],
                        "households" => &["household", "户"],
                        "times" => &["time", "次"],
                        "years old" => &["years of age", "周岁", "岁"],
                        _ => &[],
                    };
                    let found =
                        matches(name) || alias.as_deref().is_some_and(matches) || synonyms.contains(&lower.as_str());
                    return found.then_some((1, 1));
                }
            };
            known.iter().find(|(name, ..)| *name == lower).map(|(_, numerator, denominator)| (*numerator, *denominator))
        }
    }
}

/// 元/人, `yuan per person per month`: one amount, for each of one or more.
fn rate(suffix: &str, unit: &Unit) -> Option<(i128, i128)> {
    let Unit::Of(powers) = unit else { return None };
    let parts = ["／", "÷", "·", " per ", "每"].iter().fold(suffix.to_owned(), |text, sign| text.replace(sign, "/"));
    let mut parts = parts.split('/').map(str::trim);
    let first = parts.next()?;
    let mut above = powers.iter().filter(|(_, power)| **power > 0);
    let (numerator, denominator) = match (above.next(), above.next()) {
        (Some((base, 1)), None) => suffix_unit(first, &Unit::of(base.clone()))?,
        _ => return None,
    };
    let mut below: Vec<&Base> = powers.iter().filter(|(_, power)| **power == -1).map(|(base, _)| base).collect();
    if below.len() + 1 != powers.len() {
        return None;
    }
    let (mut numerator, mut denominator) = (numerator, denominator);
    for part in parts {
        let of = |base: &Base| suffix_unit(part, &Unit::of(base.clone()));
        let at = below.iter().position(|base| of(base).is_some())?;
        let (more, less) = of(below.remove(at))?;
        (numerator, denominator) = (numerator.checked_mul(less)?, denominator.checked_mul(more)?);
    }
    below.is_empty().then_some((numerator, denominator))
}

pub(super) fn half_width(character: char) -> char {
    match character {
        '　' => ' ',
        '\u{2212}' => '-',
        other => name::half_width(other),
    }
}

/// The sentence for a literal that does not fit, and what to do.
#[must_use]
pub fn literal_text(text: &str, error: &LiteralError) -> (Text, Text) {
    match error {
        LiteralError::NotA(ty) => {
            (text!("`{text}` is not a value of type {ty}", "`{text}` 不是 `{ty}` 类型的值"; ty), how_written(ty))
        }
        LiteralError::NotAnAnswer { duty } => {
            let (en, zh) = if *duty {
                (
                    "; where the policy says when it is met or breached, also `kept`, `due` or `breached`",
                    "；政策写明何时算履行、违反的，还可写 `已遵守`、`尚待履行` 或 `已违反`",
                )
            } else {
                ("", "")
            };
            (
                text!("`{text}` is nothing that can come out here", "`{text}` 不是此处可能的结论"),
                text!(
                    "write `yes`, `no`, `undetermined`, `not addressed` or `error`{en}",
                    "请写 `是`、`否`、`无法判定`、`未涉及` 或 `错误`{zh}"
                ),
            )
        }
        // 1e5: a number that a spreadsheet has shortened.
        LiteralError::WrongUnit(_, unit) if is_exponent(unit) => (
            text!("`{text}` is not written out", "`{text}` 没有写全"),
            text!("write all digits, such as `100000`", "请写出全部数字，如 `100000` 或 `10万`"),
        ),
        LiteralError::WrongUnit(ty, unit) => (
            text!("`{unit}` is not a unit of {ty}", "`{unit}` 不是{ty}的单位"; ty),
            text!("leave the unit out, or convert the amount first", "请省去单位，或先换算"),
        ),
        LiteralError::Commas => (
            text!("`{text}` has a comma where none can stand in a number", "`{text}` 中逗号的位置不对"),
            text!(
                "write the fraction after a point, as in `1000.50`; commas only set off groups of three digits before it, \
                 as in `1,000.50`",
                "小数请写在小数点之后，如 `1000.50`；逗号只用于小数点之前，每三位一个，如 `1,000.50`"
            ),
        ),
        LiteralError::BareShare => (
            text!("a share needs its sign", "百分比须带百分号"),
            text!("write `{text}%` if that is what is meant", "若是此意请写 `{text}%`"),
        ),
        LiteralError::NotWhole => (
            text!("`{text}` is not a whole number", "`{text}` 不是整数"),
            text!("write digits without a fraction, such as `12`", "请写没有小数的数字，如 `12`"),
        ),
        LiteralError::Negative => (
            text!("`{text}` is below nought", "`{text}` 小于零"),
            text!("if it can be, declare the fact with `may be negative`", "若确可为负，请在声明时加上 `可为负`"),
        ),
        LiteralError::TooLarge => (
            text!("a number of more than 30 digits", "数字超过 30 位"),
            text!("look at the unit: 万 and 亿 make numbers shorter", "请核对单位；可用 万、亿 缩短数字"),
        ),
        LiteralError::NoSuchDate => (
            text!("the calendar has no day `{text}`", "日历上没有 `{text}` 这一天"),
            text!(
                "look at the month: it has fewer days, or the month and the day are exchanged",
                "请核对：该月没有这么多天，或月、日写反了"
            ),
        ),
        LiteralError::NoSuchName(ty, near) => {
            let near: Vec<&str> = near.iter().map(String::as_str).collect();
            let otherwise = || match ty {
                Type::Level(scale) => levels_text(scale),
                _ => text!("`pol facts POLICY` says what can be told", "`pol 事实 政策文件` 会列出可以写的内容"),
            };
            (text!("`{text}` is not a {ty}", "{ty}中没有 `{text}`"; ty), did_you_mean(&near).unwrap_or_else(otherwise))
        }
    }
}

/// The levels of a scale, to choose from.
#[must_use]
pub fn levels_text(scale: &Scale) -> Text {
    let levels = list(&scale.levels);
    text!("it is one of: {levels}", "可选：{levels}"; levels)
}

/// A value of a type, to show how an answer is written.
#[must_use]
pub fn sample(ty: &Type, places: &[Place]) -> Text {
    let said = |term: &Term| Text::of(|language| term.say(language));
    match ty {
        Type::Bool => text!("yes", "是"),
        Type::Number { unit: Unit::Share, .. } => text!("25%", "25%"),
        Type::Number { .. } => text!("100", "100"),
        Type::Date => text!("2012-06-01", "2012-06-01"),
        Type::Duration => text!("9 years", "9年"),
        Type::Level(scale) => scale.levels.first().map(said).unwrap_or_default(),
        Type::Place => places.first().map(|place| said(&place.term)).unwrap_or_default(),
        Type::Text | Type::Window | Type::List(_) => text!("undetermined", "无法判定"),
    }
}

/// How a value of a type is written. The samples are of the form only: nobody should take one for the value meant.
fn how_written(ty: &Type) -> Text {
    let sample = match ty {
        Type::Bool => return text!("write `yes` or `no`", "请写 `是` 或 `否`"),
        Type::Text => return text!("write words", "请写文字"),
        Type::Place => return text!("write the name of a place", "请写地名"),
        Type::Level(_) => return text!("write one of its levels", "请写其中一级"),
        Type::List(_) => return text!("write a list of members", "请写成员清单"),
        Type::Number { unit: Unit::Share, .. } => text!("`25%`", "`25%`"),
        Type::Number { unit, .. } if *unit == Unit::yuan() => text!("`100000` or `10万元`", "`100000` 或 `10万元`"),
        Type::Number { .. } => text!("`12`", "`12`"),
        Type::Date => text!("`2012-06-01`", "`2012-06-01` 或 `2012年6月1日`"),
        Type::Duration => text!("`9 years 11 months`", "`9年11个月`"),
        Type::Window => text!("`2012-02-01 to 2017-01-31`", "`2012-02-01至2017-01-31`"),
    };
    text!("write it like {sample}, for example", "写法如 {sample}"; sample)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str, unit: Unit) -> Result<String, LiteralError> {
        match parse(text, &Type::number(unit), &[])? {
            Value::Number(number) => Ok(number.to_string()),
            other => Ok(format!("{other:?}")),
        }
    }

    #[test]
    fn money_may_carry_its_unit() {
        for text in ["100000", "100,000", "10万元", "１０万元", "10 万 元", "100000 yuan", "¥100000"] {
            assert_eq!(number(text, Unit::yuan()), Ok("100000".to_owned()), "{text}");
        }
        assert_eq!(number("49999.99元", Unit::yuan()), Ok("49999.99".to_owned()));
        assert!(matches!(number("10亩", Unit::yuan()), Err(LiteralError::WrongUnit(..))));
        for text in ["1,00", "1.000,50", "1.234,56", "1,5", ",567", "1234,567", "1,0000.5", "1,000.500,00"] {
            assert_eq!(number(text, Unit::yuan()), Err(LiteralError::Commas), "{text}");
        }
        assert_eq!(number("-1,000.5", Unit::yuan()), Ok("-1000.5".to_owned()));
        assert!(number("1e5", Unit::yuan()).is_err());
    }

    #[test]
    fn a_unit_may_begin_as_a_scale_does() {
        let unit = |name: &str| Unit::of(Base::Named(name.into(), None));
        assert_eq!(number("5千瓦时", unit("千瓦时")), Ok("5".to_owned()));
        assert_eq!(number("5万千瓦时", unit("千瓦时")), Ok("50000".to_owned()));
        assert_eq!(number("5千克", unit("克")), Ok("5000".to_owned()));
    }

    #[test]
    fn a_share_needs_its_sign() {
        assert_eq!(number("25%", Unit::Share), Ok("0.25".to_owned()));
        assert_eq!(number("0.25", Unit::Share), Err(LiteralError::BareShare));
    }

    #[test]
    fn durations_and_dates() {
        assert_eq!(duration("9 years 11 months 29 days"), Some(Duration { months: 119, days: 29 }));
        assert_eq!(duration("9年11个月"), Some(Duration { months: 119, days: 0 }));
        assert_eq!(duration("40 days"), None);
        assert_eq!(duration("30天"), None);
        assert_eq!(date("2011年12月1日"), date("2011-12-01"));
        assert_eq!(date("2011/12/1"), date("2011-12-01"));
        // Which of them is the month?
        assert_eq!(date("1/12/2011"), None);
        assert_eq!(date("2011-02-30"), Some(None));
        assert_eq!(date("soon"), None);
    }
}
