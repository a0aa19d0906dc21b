//! Exact numbers: a ratio of two integers, with every operation checked.
//!
//! A decimal type rounds in silence once its digits run out; a ratio does not, and a result that no longer fits is an
//! error of the case concerned (law 4).

use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, Signed, Zero};
use std::fmt;

/// No number, and no numerator or denominator of one, is larger than 10 to the power of this.
pub const MAX_DIGITS: u32 = 30;
const LIMIT: i128 = 10_i128.pow(MAX_DIGITS);

/// An exact number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Number(Ratio<i128>);

/// Why an operation gave no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberError {
    /// The result does not fit.
    TooLarge,
    /// The divisor is zero.
    DivisionByZero,
}

/// How to round to a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// To the nearest step, halves away from zero: 四舍五入.
    HalfUp,
    /// To the nearest step, halves to the even one.
    HalfEven,
    /// Away from zero.
    Up,
    /// Towards zero: the rest is cut off.
    Down,
}

impl Default for Number {
    fn default() -> Self {
        Self::ZERO
    }
}

impl Number {
    /// Nought.
    pub const ZERO: Self = Self(Ratio::new_raw(0, 1));
    /// One.
    pub const ONE: Self = Self(Ratio::new_raw(1, 1));

    /// A whole number.
    #[must_use]
    pub fn whole(value: i64) -> Self {
        Self(Ratio::from_integer(i128::from(value)))
    }

    /// `numerator / denominator`.
    pub fn ratio(numerator: i128, denominator: i128) -> Result<Self, NumberError> {
        if denominator == 0 {
            return Err(NumberError::DivisionByZero);
        }
        if numerator.checked_abs().is_none_or(|n| n > LIMIT) || denominator.checked_abs().is_none_or(|d| d > LIMIT) {
            return Err(NumberError::TooLarge);
        }
        Ok(Self(Ratio::new(numerator, denominator)))
    }

    /// Reads plain decimal digits: `100000`, `-3.50`. `None` where the text is something else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Result<Self, NumberError>> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(part) || digits.ends_with('.') {
            return None;
        }
        let part = part.trim_end_matches('0');
        let all = format!("{}{part}", whole.trim_start_matches('0'));
        if all.len() > MAX_DIGITS as usize || part.len() >= MAX_DIGITS as usize {
            return Some(Err(NumberError::TooLarge));
        }
        let numerator: i128 = if all.is_empty() { 0 } else { all.parse().ok()? };
        let scale = 10_i128.checked_pow(u32::try_from(part.len()).ok()?)?;
        Some(Self::ratio(if negative { -numerator } else { numerator }, scale))
    }

    fn bounded(result: Option<Ratio<i128>>) -> Result<Self, NumberError> {
        let fits = |n: &i128| n.checked_abs().is_some_and(|n| n <= LIMIT);
        result.filter(|ratio| fits(ratio.numer()) && fits(ratio.denom())).map(Self).ok_or(NumberError::TooLarge)
    }

    /// `self + other`.
    pub fn plus(self, other: Self) -> Result<Self, NumberError> {
        Self::bounded(self.0.checked_add(&other.0))
    }

    /// `self - other`.
    pub fn minus(self, other: Self) -> Result<Self, NumberError> {
        Self::bounded(self.0.checked_sub(&other.0))
    }

    /// `self × other`.
    pub fn times(self, other: Self) -> Result<Self, NumberError> {
        Self::bounded(self.0.checked_mul(&other.0))
    }

    /// `self ÷ other`, exact.
    pub fn over(self, other: Self) -> Result<Self, NumberError> {
        if other.0.is_zero() {
            return Err(NumberError::DivisionByZero);
        }
        Self::bounded(self.0.checked_div(&other.0))
    }

    /// The multiple of `step` that the mode chooses. The step is taken without its sign.
    pub fn rounded(self, step: Self, mode: Rounding) -> Result<Self, NumberError> {
        let steps = self.over(Self(step.0.abs()))?.0;
        let half = Ratio::new_raw(1, 2);
        let rest = steps.fract().abs();
        let away = match mode {
            Rounding::Up => !rest.is_zero(),
            Rounding::Down => false,
            Rounding::HalfUp => rest >= half,
            Rounding::HalfEven => rest > half || (rest == half && steps.trunc().numer() % 2 != 0),
        };
        let sign = if steps.is_negative() { -1 } else { 1 };
        let whole = Self(steps.trunc());
        let whole = if away { whole.plus(Self::whole(sign))? } else { whole };
        whole.times(Self(step.0.abs()))
    }

    /// Whether it has no fractional part.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.0.is_integer()
    }

    /// Whether it is below nought.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0.is_negative()
    }

    /// The whole number that it is, where it is one and fits.
    #[must_use]
    pub fn to_i64(self) -> Option<i64> {
        if self.is_whole() { i64::try_from(*self.0.numer()).ok() } else { None }
    }

    /// Numerator and denominator, in lowest terms, the denominator above nought.
    #[must_use]
    pub fn parts(self) -> (i128, i128) {
        (*self.0.numer(), *self.0.denom())
    }
}

impl fmt::Display for Number {
    /// As a decimal where one exists, else as a fraction: `0.125`, `2/3`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (numerator, denominator) = self.parts();
        if denominator == 1 {
            return write!(f, "{numerator}");
        }
        let (mut rest, mut places) = (denominator, 0_u32);
        while rest % 10 == 0 {
            rest /= 10;
            places += 1;
        }
        for factor in [2, 5] {
            while rest % factor == 0 {
                rest /= factor;
                places += 1;
            }
        }
        let scaled = 10_i128.checked_pow(places).and_then(|scale| numerator.checked_mul(scale));
        match scaled {
            Some(scaled) if rest == 1 => {
                let digits = (scaled / denominator).unsigned_abs().to_string();
                let digits = format!("{digits:0>width$}", width = places as usize + 1);
                let (whole, part) = digits.split_at(digits.len() - places as usize);
                let part = part.trim_end_matches('0');
                let sign = if numerator < 0 { "-" } else { "" };
                if part.is_empty() { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{part}") }
            }
            _ => write!(f, "{numerator}/{denominator}"),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).expect("digits").expect("in range")
    }

    #[test]
    fn prints_decimals_exactly_and_thirds_as_fractions() {
        for text in ["0", "-3.5", "100000.01", "0.000001", "0.125", "12.05"] {
            assert_eq!(number(text).to_string(), text);
        }
        assert_eq!(number("2").over(number("3")).expect("not zero").to_string(), "2/3");
        assert_eq!(number("-1").over(number("80")).expect("not zero").to_string(), "-0.0125");
    }

    #[test]
    fn rounds_by_the_named_mode() {
        let step = number("1");
        let all = |text: &str| {
            [Rounding::HalfUp, Rounding::HalfEven, Rounding::Up, Rounding::Down]
                .map(|mode| number(text).rounded(step, mode).expect("fits").to_string())
        };
        assert_eq!(all("2.5"), ["3", "2", "3", "2"]);
        assert_eq!(all("-2.5"), ["-3", "-2", "-3", "-2"]);
        assert_eq!(all("3.5"), ["4", "4", "4", "3"]);
        assert_eq!(number("4.4575").rounded(number("0.01"), Rounding::Down).expect("fits").to_string(), "4.45");
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        let large = number("999999999999999999999999999999");
        assert_eq!(large.times(large), Err(NumberError::TooLarge));
        assert_eq!(large.over(Number::ZERO), Err(NumberError::DivisionByZero));
        assert_eq!(Number::parse(&"9".repeat(31)), Some(Err(NumberError::TooLarge)));
        assert_eq!(Number::parse("1."), None);
        assert_eq!(Number::parse(""), None);
    }
}
