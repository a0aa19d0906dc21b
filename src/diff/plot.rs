//! Plots of the page: bars to the right for those who gain, to the left for those who lose, as SVG in the page itself.

use super::outcome::Kind;
use super::report::KindCount;
use super::words::grouped;
use crate::diagnostics::Language;
use crate::diagnostics::wording::escape_html;
use std::fmt::Write as _;

/// What a bar stands for.
pub struct Bar {
    /// What it is called.
    pub label: String,
    /// How many are better off, worse off, and something else.
    pub parts: Parts,
}

/// How many outcomes of each sort.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Parts {
    /// Gains, and higher amounts.
    pub up: u64,
    /// Losses, and lower amounts.
    pub down: u64,
    /// All else that comes out otherwise.
    pub other: u64,
}

impl Parts {
    /// Of counts; reasons alone are no outcomes.
    #[must_use]
    pub fn of(counts: &[KindCount]) -> Self {
        let mut out = Self::default();
        for count in counts {
            match count.kind {
                Kind::Gains | Kind::Rises => out.up += count.outcomes,
                Kind::Loses | Kind::Falls => out.down += count.outcomes,
                Kind::Changes
                | Kind::Addressed
                | Kind::Unaddressed
                | Kind::Undetermined
                | Kind::Settled
                | Kind::Errs
                | Kind::Mended => out.other += count.outcomes,
                Kind::Reason => {}
            }
        }
        out
    }

    const fn most(self) -> u64 {
        let right = self.up + self.other;
        if right > self.down { right } else { self.down }
    }
}

const ROW: u64 = 30;
const LABEL: u64 = 250;
const WIDE: u64 = 860;
/// Room for a figure at either end.
const FIGURE: u64 = 70;

/// Bars, one below the other, to one scale.
#[must_use]
pub fn bars(bars: &[Bar], language: Language) -> String {
    let most = bars.iter().map(|bar| bar.parts.most()).max().unwrap_or(0);
    if most == 0 {
        return String::new();
    }
    let any_left = bars.iter().any(|bar| bar.parts.down > 0);
    let room = WIDE - LABEL - FIGURE * if any_left { 2 } else { 1 };
    let half = if any_left { room / 2 } else { room };
    let middle = if any_left { LABEL + FIGURE + half } else { LABEL + 4 };
    let long = |count: u64| {
        let long = u128::from(count) * u128::from(half) / u128::from(most);
        if count == 0 { 0 } else { u64::try_from(long).unwrap_or(half).max(2) }
    };
    let height = ROW * bars.len() as u64 + 8;
    let title = language.pick("who gains, who loses", "受益与受损");
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg class=\"plot\" viewBox=\"0 0 {WIDE} {height}\" role=\"img\" aria-label=\"{title}\" xmlns=\"http://www.w3.org/2000/svg\">"
    );
    let _ = writeln!(out, "<line class=\"axis\" x1=\"{middle}\" y1=\"2\" x2=\"{middle}\" y2=\"{}\"/>", height - 4);
    for (at, bar) in bars.iter().enumerate() {
        let top = ROW * at as u64 + 6;
        let text = top + 14;
        let label = shortened(&bar.label, 34);
        let _ = writeln!(
            out,
            "<text class=\"name\" x=\"{}\" y=\"{text}\" text-anchor=\"end\">{}<title>{}</title></text>",
            LABEL - 8,
            escape_html(&label),
            escape_html(&bar.label)
        );
        let Parts { up, down, other } = bar.parts;
        let (right, beyond, left) = (long(up), long(other), long(down));
        let mut rect = |class: &str, x: u64, width: u64| {
            if width > 0 {
                let _ = writeln!(
                    out,
                    "<rect class=\"{class}\" x=\"{x}\" y=\"{top}\" width=\"{width}\" height=\"18\" rx=\"2\"/>"
                );
            }
        };
        rect("up", middle, right);
        rect("other", middle + right, beyond);
        rect("down", middle - left, left);
        if up + other > 0 {
            let sum =
                if up > 0 && other > 0 { format!("{} + {}", grouped(up), grouped(other)) } else { grouped(up + other) };
            let _ = writeln!(out, "<text x=\"{}\" y=\"{text}\">{sum}</text>", middle + right + beyond + 6);
        }
        if down > 0 {
            let _ = writeln!(
                out,
                "<text x=\"{}\" y=\"{text}\" text-anchor=\"end\">{}</text>",
                (middle - left).saturating_sub(6),
                grouped(down)
            );
        }
    }
    out.push_str("</svg>\n");
    out
}

/// A name that fits beside its bar: a Chinese character is two columns wide.
fn shortened(text: &str, columns: usize) -> String {
    use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut wide = 0;
    for character in text.chars() {
        wide += character.width().unwrap_or(0);
        if wide + 1 > columns {
            break;
        }
        out.push(character);
    }
    out.push('…');
    out
}
