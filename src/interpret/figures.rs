//! Published figures, reckoned again: each that was published otherwise than it says is a finding.

use super::{Case, Machine, Question};
use crate::diagnostics::{Diagnostic, Text};
use crate::ir::print::Printer;
use crate::ir::{Figure, FigureMark, Program, Value, Yield};
use crate::text;
use crate::types::{Number, Rounding};

/// What reckoning says of a published figure.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "four ways to hold, each by itself")]
pub struct Reckoned {
    /// The exact number; none where it cannot be reckoned without a case.
    pub exact: Option<Number>,
    /// The number in words, to two places more than were published.
    pub shown: Text,
    /// Whether it is the exact number.
    pub exactly: bool,
    /// Whether it is the number with the rest cut off.
    pub truncated: bool,
    /// Whether it is the number rounded half up.
    pub rounded: bool,
    /// Whether it is off by no more than a twentieth.
    pub about: bool,
}

impl Reckoned {
    /// Whether it was published as it says.
    #[must_use]
    pub fn is_as_said(&self, mark: Option<FigureMark>) -> bool {
        self.exact.is_some()
            && match mark {
                None => self.exactly,
                Some(FigureMark::Truncated) => self.truncated,
                Some(FigureMark::Rounded) => self.rounded,
                Some(FigureMark::About) => self.about,
                Some(FigureMark::Wrong) => !self.exactly && !self.truncated && !self.rounded,
            }
    }

    /// How it holds, in words.
    #[must_use]
    pub fn verdict(&self) -> Text {
        match (self.exact.is_some(), self.exactly, self.truncated, self.rounded, self.about) {
            (false, ..) => text!("it cannot be reckoned without a case", "没有个案就无法核算"),
            (_, true, ..) => text!("holds exactly", "完全相符"),
            (_, _, true, true, _) => text!("holds rounded and truncated alike", "四舍五入与截断均相符"),
            (_, _, true, false, _) => text!("holds truncated, not rounded", "截断相符，四舍五入不符"),
            (_, _, false, true, _) => text!("holds rounded, not truncated", "四舍五入相符，截断不符"),
            (_, _, _, _, true) => text!("holds only loosely", "只是约数"),
            _ => text!("does not hold", "不相符"),
        }
    }
}

/// Reckons a figure.
#[must_use]
pub fn reckon(program: &Program, figure: &Figure) -> Reckoned {
    let (case, question) = (Case::new(program), Question::default());
    let machine = Machine::new(program, &case, &question);
    let exact = match machine.present(&figure.reckoned, &mut Vec::new()) {
        Yield::Value(Value::Number(number)) => Some(number),
        _ => None,
    };
    let at = |mode| exact.and_then(|exact| exact.rounded(figure.place, mode).ok());
    let finer = figure.place.over(Number::whole(100)).ok();
    let shown = exact.zip(finer).and_then(|(exact, finer)| exact.rounded(finer, Rounding::Down).ok());
    let say = |language| {
        let printer = Printer { program, language };
        shown.map_or_else(String::new, |shown| printer.value(&Value::Number(shown), &figure.ty))
    };
    let twentieth = Number::ratio(1, 20).and_then(|share| share.times(figure.published)).ok();
    let off = exact.and_then(|exact| exact.minus(figure.published).ok());
    let off = off.map(|off| if off.is_negative() { Number::ZERO.minus(off).unwrap_or(off) } else { off });
    Reckoned {
        exact,
        shown: Text::of(say),
        exactly: exact == Some(figure.published),
        truncated: at(Rounding::Down) == Some(figure.published),
        rounded: at(Rounding::HalfUp) == Some(figure.published),
        about: off.zip(twentieth).is_some_and(|(off, twentieth)| off <= twentieth),
    }
}

/// One diagnostic for each figure that was not published as it says.
#[must_use]
pub fn run(program: &Program) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for figure in &program.figures {
        let found = reckon(program, figure);
        if found.is_as_said(figure.mark) {
            continue;
        }
        let (shown, verdict, name) = (&found.shown, found.verdict(), &figure.name);
        let label = if found.exact.is_some() {
            text!("reckoned {shown}: {verdict}", "核算为 {shown}：{verdict}"; shown, verdict)
        } else {
            verdict
        };
        out.push(
            Diagnostic::error(
                "interpret/figure",
                text!("the figure `{name}` is not as it was published", "数字「{name}」与公布的不符"),
            )
            .label(figure.span, label)
            .help(text!(
                "look for a slip; else end the line with `by truncation`, `by rounding`, `about` or `wrong in the source`",
                "请核对有无笔误；否则在行末写明 `经截断`、`经四舍五入`、`约数` 或 `原文有误`"
            )),
        );
    }
    out
}
