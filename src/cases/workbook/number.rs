//! The number of a cell and the format that it is shown in → what a person reads there, exactly.
//!
//! A workbook stores the nearest binary number with seventeen digits: 0.07 may stand there as 7.0000000000000007E-2. What
//! was typed has at most fifteen, and lies no further from those seventeen than a binary number can tell apart; where the
//! nearest fifteen digits lie further, the number was reckoned, and no decimal is exactly it.

use crate::cases::error::CellFault;
use crate::types::{Date, calendar};

/// How a cell shows its number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Format {
    /// As it is, with what is written before and after it, such as 万元.
    #[default]
    General,
    /// With words around it.
    Affixed(String, String),
    /// As a share.
    Percent,
    /// As a day.
    Date,
    /// As a time of day.
    Time,
    /// In thousands or millions.
    Scaled,
}

/// The digits that a spreadsheet keeps.
const KEPT: usize = 15;
/// The digits that a workbook stores.
const STORED: usize = 17;

impl Format {
    /// One of the formats that have a number and no code.
    pub(super) fn built_in(id: u32) -> Self {
        match id {
            9 | 10 => Self::Percent,
            14..=17 | 22 | 27..=31 | 36 | 50..=58 => Self::Date,
            18..=21 | 32..=35 | 45..=47 => Self::Time,
            _ => Self::General,
        }
    }

    /// `0.00"万元"`, `yyyy"年"m"月"d"日"`
    pub(super) fn of_code(code: &str) -> Self {
        let mut signs = code.chars().peekable();
        let (mut before, mut after) = (String::new(), String::new());
        let (mut digits, mut percent, mut day, mut time, mut commas) = (false, false, false, false, false);
        while let Some(sign) = signs.next() {
            let mut literal = String::new();
            match sign {
                ';' => break,
                '"' => literal.extend(signs.by_ref().take_while(|sign| *sign != '"')),
                '\\' => literal.extend(signs.next()),
                // A blank as wide as a sign, or a sign repeated: they hold no meaning.
                '_' | '*' => drop(signs.next()),
                '[' => {
                    let inside: String = signs.by_ref().take_while(|sign| *sign != ']').collect();
                    match inside.strip_prefix('$') {
                        Some(currency) => literal.push_str(currency.split('-').next().unwrap_or_default()),
                        None => time |= !inside.is_empty() && inside.chars().all(|sign| "hmsHMS".contains(sign)),
                    }
                }
                '0' | '#' | '?' => (digits, commas) = (true, false),
                ',' => commas = digits,
                'E' | 'e' if signs.peek().is_some_and(|next| matches!(next, '+' | '-')) => drop(signs.next()),
                'G' | 'g' if code.to_ascii_lowercase().starts_with("general") || code.starts_with("G/") => {
                    return Self::General;
                }
                '%' => percent = true,
                'y' | 'Y' | 'd' | 'D' | 'e' | 'b' => day = true,
                'h' | 'H' | 's' | 'S' => time = true,
                // Months or minutes, by what stands beside them.
                'm' | 'M' if !time => day = true,
                '$' => literal.push('$'),
                other if !other.is_ascii() => literal.push(other),
                _ => {}
            }
            if digits { after.push_str(&literal) } else { before.push_str(&literal) }
        }
        let (before, after) = (before.trim(), after.trim());
        match () {
            () if day => Self::Date,
            () if time => Self::Time,
            () if percent => Self::Percent,
            () if commas => Self::Scaled,
            () if !digits || (matches!(before, "" | "¥" | "￥") && after.is_empty()) => Self::General,
            () => Self::Affixed(before.to_owned(), after.to_owned()),
        }
    }

    /// What a person reads in a cell of this format.
    pub(super) fn text(&self, raw: &str, from_1904: bool) -> Result<String, CellFault> {
        let decimal = Decimal::read(raw)?;
        match self {
            Self::General => Ok(decimal.text(0)),
            Self::Affixed(before, after) => Ok(format!("{before}{}{after}", decimal.text(0))),
            Self::Percent => Ok(format!("{}%", decimal.text(2))),
            Self::Scaled => Err(CellFault::Scaled),
            Self::Time => Err(CellFault::Time),
            Self::Date => decimal.date(from_1904).map(|date| date.to_string()),
        }
    }
}

/// A decimal number: digits without noughts at either end, and how many of them stand before the point.
struct Decimal {
    negative: bool,
    digits: String,
    point: i64,
}

impl Decimal {
    /// The decimal that was typed.
    fn read(raw: &str) -> Result<Self, CellFault> {
        let decimal = Self::parse(raw).ok_or(CellFault::Error)?;
        if decimal.digits.len() <= KEPT {
            // Digits beyond the fifteenth are noughts, whatever was typed: the number of an identity card is such a one.
            return if decimal.point > 15 { Err(CellFault::TooLong) } else { Ok(decimal) };
        }
        if decimal.point > 15 {
            return Err(CellFault::TooLong);
        }
        if decimal.is_near() { Ok(decimal.rounded()) } else { Err(CellFault::Inexact) }
    }

    /// Whether fifteen digits are this number, as far as a binary number of 53 bits can tell.
    fn is_near(&self) -> bool {
        let stored: String = self.digits.chars().chain(std::iter::repeat('0')).take(STORED).collect();
        let Ok(stored) = stored.parse::<u64>() else { return false };
        let beyond = stored % 100;
        // To the nearest hundred, up or down: those are the digits beyond the fifteenth.
        let distance = beyond.min(100u64.saturating_sub(beyond));
        distance <= (stored >> 53).saturating_add(1)
    }

    fn parse(raw: &str) -> Option<Self> {
        let raw = raw.trim();
        let (negative, rest) = raw.strip_prefix('-').map_or((false, raw), |rest| (true, rest));
        let (mantissa, exponent) = rest.split_once(['E', 'e']).unwrap_or((rest, "0"));
        let exponent: i64 = exponent.parse().ok().filter(|exponent: &i64| exponent.abs() < 400)?;
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{part}");
        if all.is_empty() || all.len() > 400 || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let noughts = all.bytes().take_while(|byte| *byte == b'0').count();
        let digits = all.trim_matches('0').to_owned();
        let before = i64::try_from(whole.len()).ok()?.checked_sub(i64::try_from(noughts).ok()?)?;
        let point = if digits.is_empty() { 0 } else { before.checked_add(exponent)? };
        Some(Self { negative: negative && !digits.is_empty(), digits, point })
    }

    /// Fifteen digits, half up.
    fn rounded(&self) -> Self {
        let up = self.digits.as_bytes().get(KEPT).is_some_and(|digit| *digit >= b'5');
        let mut kept: Vec<u8> = self.digits.bytes().take(KEPT).collect();
        let mut point = self.point;
        if up {
            let mut carry = true;
            for digit in kept.iter_mut().rev() {
                if !carry {
                    break;
                }
                carry = *digit == b'9';
                *digit = if carry { b'0' } else { digit.saturating_add(1) };
            }
            if carry {
                kept.insert(0, b'1');
                point = point.saturating_add(1);
            }
        }
        let digits = String::from_utf8_lossy(&kept).trim_end_matches('0').to_owned();
        Self { negative: self.negative, digits, point }
    }

    /// Written out, the point moved to the right.
    fn text(&self, moved: i64) -> String {
        let point = self.point.saturating_add(if self.digits.is_empty() { 0 } else { moved });
        let length = i64::try_from(self.digits.len()).unwrap_or(i64::MAX);
        let noughts = |count: i64| "0".repeat(usize::try_from(count).unwrap_or(0));
        let sign = if self.negative { "-" } else { "" };
        let digits = &self.digits;
        if point <= 0 {
            let part = format!("{}{digits}", noughts(point.saturating_neg()));
            return if digits.is_empty() { "0".to_owned() } else { format!("{sign}0.{part}") };
        }
        if point >= length {
            return format!("{sign}{digits}{}", noughts(point.saturating_sub(length)));
        }
        let (whole, part) = digits.split_at(usize::try_from(point).unwrap_or(0));
        format!("{sign}{whole}.{part}")
    }

    /// The day of that number: days are counted from 1900, with a 29 February 1900 that never was, or from 1904.
    fn date(&self, from_1904: bool) -> Result<Date, CellFault> {
        let text = self.text(0);
        let days: i64 =
            text.parse().map_err(|_| if text.contains('.') { CellFault::Time } else { CellFault::NoSuchDate })?;
        let (year, month, day, days) = match (from_1904, days) {
            (true, 0..) => (1904, 1, 1, days),
            (false, 1..=59) => (1899, 12, 31, days),
            (false, 61..) => (1899, 12, 30, days),
            _ => return Err(CellFault::NoSuchDate),
        };
        let base = Date::new(year, month, day).map_err(|_| CellFault::NoSuchDate)?;
        calendar::days(base, days).map_err(|_| CellFault::NoSuchDate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str, code: &str) -> Result<String, CellFault> {
        Format::of_code(code).text(raw, false)
    }

    #[test]
    fn what_was_typed_comes_back_exactly() {
        for (raw, text) in [
            ("100000", "100000"),
            ("49999.99", "49999.99"),
            ("7.0000000000000007E-2", "0.07"),
            ("1.1000000000000001", "1.1"),
            // As far as a spreadsheet can tell, this is one.
            ("0.99999999999999989", "1"),
            ("0.66666666666666663", "err"),
            ("1234567.8901234567", "err"),
            ("0.33333333333333331", "err"),
            ("1E-3", "0.001"),
            ("1.5E3", "1500"),
            ("-0.5", "-0.5"),
            ("0", "0"),
            ("9.9999999999999995E-7", "0.000001"),
        ] {
            let found = read(raw, "General");
            assert_eq!(found.as_deref().unwrap_or("err"), text, "{raw}");
        }
        // The number of an identity card has lost its last digits.
        assert_eq!(read("5.33103199001011E+17", "0"), Err(CellFault::TooLong));
    }

    #[test]
    fn formats_say_what_a_number_is() {
        assert_eq!(read("0.25", "0.00%"), Ok("25%".to_owned()));
        assert_eq!(read("10", "0\"万元\""), Ok("10万元".to_owned()));
        assert_eq!(read("10", "#,##0.00"), Ok("10".to_owned()));
        assert_eq!(read("10", "[$¥-804]#,##0.00_);[Red]-0"), Ok("10".to_owned()));
        assert_eq!(read("10", "[$$-409]0"), Ok("$10".to_owned()));
        assert_eq!(read("10", "#,##0,"), Err(CellFault::Scaled));
        assert_eq!(read("40969", "yyyy\"年\"m\"月\"d\"日\""), Ok("2012-03-01".to_owned()));
        assert_eq!(read("40969.5", "yyyy-mm-dd"), Err(CellFault::Time));
        assert_eq!(read("0.5", "h:mm"), Err(CellFault::Time));
        assert_eq!(read("60", "yyyy-mm-dd"), Err(CellFault::NoSuchDate));
        assert_eq!(read("61", "yyyy-mm-dd"), Ok("1900-03-01".to_owned()));
        assert_eq!(read("59", "yyyy-mm-dd"), Ok("1900-02-28".to_owned()));
        assert_eq!(Format::Date.text("39507", true), Ok("2012-03-01".to_owned()));
        assert_eq!(Format::built_in(14), Format::Date);
        assert_eq!(Format::of_code("G/通用格式"), Format::General);
    }
}
