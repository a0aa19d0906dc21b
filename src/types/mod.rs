//! What values can be: types, units, exact numbers, spans of time; and the keys of a case that no fact can be called by.
//!
//! In: nothing. Out: the vocabulary of meaning that every stage after parsing shares. Never: syntax, or a value's place.

pub mod calendar;
pub mod case_keys;
pub mod ids;
pub mod number;
pub mod operators;
pub mod workdays;

pub use number::{Number, NumberError, Rounding};
pub use operators::{Aggregate, Comparison, Operator, Quantifier};

use crate::diagnostics::{Language, Say, Text};
use crate::source::name;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A table that is looked up often. Its hashes cost little, and differ from run to run, so that no text can be written to
/// make them collide; no result depends on its order.
pub type HashMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;

/// The same for a set.
pub type HashSet<K> = std::collections::HashSet<K, foldhash::fast::RandomState>;

/// A day of the calendar.
pub type Date = jiff::civil::Date;

impl Say for Date {
    /// `2012-06-01`, 2012年6月1日: a language has one form for all days that it tells; data have the first.
    fn say(&self, language: Language) -> String {
        match language {
            Language::English => self.to_string(),
            Language::Chinese => format!("{}年{}月{}日", self.year(), self.month(), self.day()),
        }
    }
}

/// A day in both languages.
#[must_use]
pub fn day_text(day: Date) -> Text {
    Text::of(|language| day.say(language))
}

/// A day as data have it, in words.
#[must_use]
pub fn data_day_text(day: &str) -> Text {
    day.parse().map_or_else(|_| Text { en: day.to_owned(), zh: day.to_owned() }, day_text)
}

/// Years and months, and days that do not fill a month: the result of counting along a calendar.
///
/// The days are always fewer than a month, so that two durations compare by months first, without an anchor. A bare
/// number of days is another type (law 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Duration {
    /// Whole months.
    pub months: u32,
    /// Days beyond them, at most 30.
    pub days: u8,
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |number: u32, one: &str, many: &str| match number {
            0 => None,
            1 => Some(format!("1 {one}")),
            _ => Some(format!("{number} {many}")),
        };
        let parts: Vec<String> = [
            part(self.months / 12, "year", "years"),
            part(self.months % 12, "month", "months"),
            part(u32::from(self.days), "day", "days"),
        ]
        .into_iter()
        .flatten()
        .collect();
        f.write_str(&if parts.is_empty() { "0 months".to_owned() } else { parts.join(" ") })
    }
}

impl Say for Duration {
    fn say(&self, language: Language) -> String {
        if language == Language::English {
            return self.to_string();
        }
        let part = |number: u32, unit: &str| if number == 0 { String::new() } else { format!("{number}{unit}") };
        let text = part(self.months / 12, "年") + &part(self.months % 12, "个月") + &part(u32::from(self.days), "天");
        if text.is_empty() { "0个月".to_owned() } else { text }
    }
}

/// A name with its other-language form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The first form, as written.
    pub text: Arc<str>,
    /// The other form.
    pub alias: Option<Arc<str>>,
}

impl Term {
    /// The form that reads best in a language: the one with Chinese characters, or the one without.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        let chinese = |text: &str| text.chars().any(|c| ('\u{2e80}'..'\u{fb00}').contains(&c));
        match &self.alias {
            Some(alias) if chinese(alias) != chinese(&self.text) => {
                if chinese(alias) == (language == Language::Chinese) { alias } else { &self.text }
            }
            _ => &self.text,
        }
    }

    /// Whether a text is one of its forms, without regard to case and width.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        self.forms().any(|form| name::same(form, text))
    }

    /// Whether both are names of one thing: one text may know it by another of its forms, or in another language.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        self.forms().any(|form| other.is(form))
    }

    /// Both forms.
    pub fn forms(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.text).chain(self.alias.as_deref())
    }
}

impl Say for Term {
    fn say(&self, language: Language) -> String {
        self.get(language).to_owned()
    }
}

/// What a number counts. Units multiply and divide; only equal ones add and compare (law 5).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit {
    /// A bare number.
    Pure,
    /// A share, written with its sign: 25%.
    Share,
    /// The quotient of two amounts of one unit: compares with bare numbers and with shares.
    Ratio,
    /// Named units and their powers: yuan, square metres, days, persons, yuan per person.
    Of(BTreeMap<Base, i8>),
}

/// A unit that is not made of others.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Base {
    /// 元
    Yuan,
    /// 平方米
    SquareMetre,
    /// 天
    Day,
    /// 工作日
    WorkingDay,
    /// A declared unit, or a unit of counting.
    Named(Arc<str>, Option<Arc<str>>),
    /// 月: so much for each, as 元/月; after what is counted, as in 元/人/月.
    Month,
    /// 年: so much for each.
    Year,
}

impl Unit {
    /// The unit of one base.
    #[must_use]
    pub fn of(base: Base) -> Self {
        Self::Of(BTreeMap::from([(base, 1)]))
    }

    /// Money.
    #[must_use]
    pub fn yuan() -> Self {
        Self::of(Base::Yuan)
    }

    /// The unit of a product, or of a quotient where `sign` is -1.
    #[must_use]
    pub fn combine(&self, other: &Self, sign: i8) -> Option<Self> {
        use Unit::{Of, Pure, Ratio, Share};
        let powers = |unit: &Self| match unit {
            Of(powers) => powers.clone(),
            Pure | Share | Ratio => BTreeMap::new(),
        };
        if sign < 0 && self == other && *self != Pure {
            return Some(Ratio);
        }
        let mut all = powers(self);
        for (base, power) in powers(other) {
            let sum = all.entry(base).or_insert(0);
            *sum = sum.checked_add(power.checked_mul(sign)?)?;
        }
        all.retain(|_, power| *power != 0);
        if !all.is_empty() {
            return Some(Of(all));
        }
        Some(match (self, other) {
            (Pure, Pure) if sign > 0 => Pure,
            (Share, _) | (_, Share) if sign > 0 => Share,
            _ => Ratio,
        })
    }

    /// The months or years for each of which it is so much: 元/月.
    #[must_use]
    pub fn per_time(&self) -> Option<Base> {
        let Self::Of(powers) = self else { return None };
        [Base::Month, Base::Year].into_iter().find(|base| powers.get(base) == Some(&-1))
    }

    /// Whether amounts of both can be added and compared.
    #[must_use]
    pub fn fits(&self, other: &Self) -> bool {
        use Unit::{Pure, Ratio, Share};
        self == other || matches!((self, other), (Ratio, Pure | Share) | (Pure | Share, Ratio))
    }
}

impl Base {
    /// One of it, as in `500 yuan/person`.
    fn each(&self, language: Language) -> String {
        let many = self.say(language);
        let of = [
            ("persons", "person"),
            ("households", "household"),
            ("times", "time"),
            ("days", "day"),
            ("working days", "working day"),
            ("个工作日", "工作日"),
        ];
        of.into_iter().find(|(known, _)| *known == many).map_or(many, |(_, one)| one.to_owned())
    }
}

impl Say for Base {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Yuan => language.pick("yuan", "元").to_owned(),
            Self::SquareMetre => language.pick("m²", "平方米").to_owned(),
            Self::Day => language.pick("days", "天").to_owned(),
            Self::Month => language.pick("month", "月").to_owned(),
            Self::Year => language.pick("year", "年").to_owned(),
            Self::WorkingDay => language.pick("working days", "个工作日").to_owned(),
            Self::Named(name, alias) => Term { text: name.clone(), alias: alias.clone() }.get(language).to_owned(),
        }
    }
}

impl Unit {
    /// What so many of it are called in English: `1 time`, `30 points/time`.
    #[must_use]
    pub fn counted(&self, one: bool) -> String {
        let name = self.say(Language::English);
        let Self::Of(powers) = self else { return name };
        let mut above = powers.iter().filter(|(_, power)| **power > 0);
        let (Some((base, 1)), None) = (above.next(), above.next()) else { return name };
        let many = base.say(Language::English);
        let Some(rest) = name.strip_prefix(many.as_str()) else { return name };
        // Signs such as m3 or kWh have no plural.
        let letters = |c: char| c.is_ascii_lowercase() || matches!(c, ' ' | '-');
        let plain = many.len() > 3 && many.chars().all(letters) && !many.ends_with('s');
        let counted = match base {
            _ if one => base.each(Language::English),
            Base::Named(..) if plain => name::plural(&many),
            _ => many,
        };
        format!("{counted}{rest}")
    }
}

impl Say for Unit {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Pure | Self::Ratio => String::new(),
            Self::Share => "%".to_owned(),
            Self::Of(powers) => {
                let part = |base: String, power: i8| match power.unsigned_abs() {
                    1 => base,
                    power => format!("{base}^{power}"),
                };
                let above = powers.iter().filter(|(_, power)| **power > 0);
                let above: Vec<String> = above.map(|(base, power)| part(base.say(language), *power)).collect();
                let below = powers.iter().filter(|(_, power)| **power < 0);
                let below: Vec<String> = below.map(|(base, power)| part(base.each(language), *power)).collect();
                if below.is_empty() { above.join("·") } else { format!("{}/{}", above.join("·"), below.join("/")) }
            }
        }
    }
}

/// Levels that belong together: a grade (in their order) or a choice (in none).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// What people call it: the fact or type that declares it.
    pub name: Term,
    /// Whether the levels compare by their order, lowest first.
    pub ordered: bool,
    /// The levels.
    pub levels: Vec<Term>,
}

impl Scale {
    /// Its levels: `low < high` where they have an order, `one, other` where they have none.
    #[must_use]
    pub fn levels_text(&self, language: Language) -> String {
        let levels: Vec<&str> = self.levels.iter().map(|level| level.get(language)).collect();
        levels.join(if self.ordered { " < " } else { language.pick(", ", "、") })
    }
}

/// The type of a fact, an expression or a value.
#[derive(Debug, Clone)]
pub enum Type {
    /// Yes or no.
    Bool,
    /// A number of some unit.
    Number {
        /// What it counts.
        unit: Unit,
        /// Whether only whole numbers belong to it.
        whole: bool,
    },
    /// A day.
    Date,
    /// Years and months.
    Duration,
    /// A run of days, from a first to a last.
    Window,
    /// Words, compared whole.
    Text,
    /// A place of the hierarchy.
    Place,
    /// A level of a grade or choice.
    Level(Arc<Scale>),
    /// Members of a record.
    List(Arc<Term>),
}

impl PartialEq for Type {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number { unit, .. }, Self::Number { unit: other, .. }) => unit == other,
            (Self::Level(a), Self::Level(b)) => Arc::ptr_eq(a, b) || a == b,
            (Self::List(a), Self::List(b)) => a == b,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

impl Type {
    /// A number of that unit, whole or not.
    #[must_use]
    pub const fn number(unit: Unit) -> Self {
        Self::Number { unit, whole: false }
    }
}

impl Say for Type {
    fn say(&self, language: Language) -> String {
        let pick = |en: &str, zh: &str| language.pick(en, zh).to_owned();
        match self {
            Self::Bool => pick("yes/no", "是否"),
            Self::Number { unit: Unit::Share, .. } => pick("percent", "百分比"),
            Self::Number { unit: Unit::Pure, whole: true } => pick("whole number", "整数"),
            Self::Number { unit: Unit::Ratio, .. } => pick("ratio", "比值"),
            Self::Number { unit: Unit::Pure, .. } => pick("number", "数"),
            Self::Number { unit, whole } => {
                if *unit == Unit::yuan() {
                    return pick("money", "金额");
                }
                if *unit == Unit::of(Base::SquareMetre) {
                    return pick("area", "面积");
                }
                if *unit == Unit::of(Base::Day) {
                    return pick("days", "天数");
                }
                let unit = unit.say(language);
                match language {
                    Language::English => format!("{} in {unit}", if *whole { "whole number" } else { "number" }),
                    Language::Chinese => format!("{}（{unit}）", if *whole { "整数" } else { "数" }),
                }
            }
            Self::Date => pick("date", "日期"),
            Self::Duration => pick("duration", "期限"),
            Self::Window => pick("period", "期间"),
            Self::Text => pick("text", "文本"),
            Self::Place => pick("place", "地方"),
            Self::Level(scale) => {
                let name = scale.name.get(language);
                match (scale.ordered, language) {
                    (true, Language::English) => format!("grade of {name}"),
                    (true, Language::Chinese) => format!("{name}的等级"),
                    (false, Language::English) => format!("choice of {name}"),
                    (false, Language::Chinese) => format!("{name}的选项"),
                }
            }
            Self::List(record) => {
                let name = record.get(language);
                match language {
                    Language::English => format!("list of {name}"),
                    Language::Chinese => format!("{name}列表"),
                }
            }
        }
    }
}
