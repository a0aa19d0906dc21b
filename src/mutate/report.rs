//! What came of the slips: the score, and each slip that no case noticed, at its place.

use super::run::{Notice, Noticer, run};
use super::slip::{Slip, SlipKind};
use crate::diagnostics::wording::list;
use crate::diagnostics::{Diagnostic, Text};
use crate::ir::Program;
use crate::text;
use crate::types::ids::DecisionId;

/// The slips of a policy and what its cases noticed.
#[derive(Debug)]
pub struct Survey {
    /// The slips that were made, in the order of the text.
    pub slips: Vec<Slip>,
    /// Which case noticed each.
    pub notices: Vec<Notice>,
    /// The decisions that each bears on.
    pub bears_on: Vec<Vec<DecisionId>>,
    /// How many slips could be made, of which these are some.
    pub possible: usize,
    /// How many cases can notice something.
    pub cases: usize,
    /// How many expect nothing, and have no accepted result.
    pub silent: usize,
}

/// Makes slips and runs the cases. No more than `limit` are made, spread evenly over the text.
#[must_use]
pub fn survey(
    program: &Program,
    noticer: &Noticer<'_>,
    slips: Vec<Slip>,
    limit: Option<usize>,
    threads: usize,
) -> Survey {
    let possible = slips.len();
    let slips: Vec<Slip> = match limit {
        Some(limit) if limit < possible => {
            let chosen = |at: usize| at.saturating_mul(limit) / possible;
            let kept = slips.into_iter().enumerate();
            kept.filter(|(at, _)| *at == 0 || chosen(*at) != chosen(at.saturating_sub(1)))
                .map(|(_, slip)| slip)
                .collect()
        }
        _ => slips,
    };
    let slips: Vec<Slip> = slips.into_iter().take(limit.unwrap_or(usize::MAX)).collect();
    let notices = run(program, noticer, &slips, threads);
    let bears_on = slips.iter().map(|slip| noticer.bears_on(slip)).collect();
    Survey { slips, notices, bears_on, possible, cases: noticer.count(), silent: noticer.silent() }
}

impl Survey {
    /// The slips that no case noticed, with the decisions that they bear on.
    pub fn survived(&self) -> impl Iterator<Item = (&Slip, &[DecisionId])> {
        let all = self.slips.iter().zip(&self.notices).zip(&self.bears_on);
        all.filter(|((_, notice), _)| notice.is_none()).map(|((slip, _), on)| (slip, on.as_slice()))
    }

    /// How many were noticed.
    #[must_use]
    pub fn noticed(&self) -> usize {
        self.notices.iter().flatten().count()
    }

    /// The share that was noticed, in hundredths, cut off; all where there was none to notice.
    #[must_use]
    pub fn percent(&self) -> usize {
        self.noticed().saturating_mul(100).checked_div(self.slips.len()).unwrap_or(100)
    }

    /// Each slip that no case noticed, as a diagnostic.
    #[must_use]
    pub fn diagnostics(&self, program: &Program) -> Vec<Diagnostic> {
        self.survived().map(|(slip, on)| told(program, slip, on)).collect()
    }
}

/// The names of decisions.
fn names(program: &Program, on: &[DecisionId]) -> Text {
    let decisions = on.iter().filter_map(|id| program.decisions.get(id.index()));
    list(&decisions.map(|decision| &decision.term).collect::<Vec<_>>())
}

fn told(program: &Program, slip: &Slip, on: &[DecisionId]) -> Diagnostic {
    let what = slip.kind.text();
    let (before, after) = (&slip.before, &slip.after);
    let told =
        Diagnostic::warning("mutate/unnoticed", text!("no case notices: {what}", "没有个案能发现：{what}"; what));
    let told = if after.en.is_empty() {
        told.label(slip.span, text!("`{before}` left out", "漏写 `{before}`"; before))
    } else {
        told.label(slip.span, text!("`{before}` written as `{after}`", "把 `{before}` 写成 `{after}`"; before, after))
    };
    let told = match on {
        [] => told.help(text!("no decision rests on it", "没有决定以它为依据")),
        on => {
            let names = names(program, on);
            told.help(text!("it bears on {names}", "关系到 {names}"; names))
        }
    };
    told.help(slip.kind.help())
}

impl SlipKind {
    /// The case that would notice.
    fn help(self) -> Text {
        match self {
            Self::Boundary => text!("a case exactly at the line would tell", "加一个恰好等于界线的个案即可发现"),
            Self::Direction | Self::Digit | Self::Unit | Self::Span | Self::Count | Self::Date => {
                text!("a case just below and one just above the line would tell", "在界线上下各加一个个案即可发现")
            }
            Self::Connective | Self::Item | Self::Limit | Self::Best => {
                text!("a case in which this one alone decides would tell", "加一个只由这一项决定结果的个案即可发现")
            }
            Self::Exception | Self::Population | Self::Priority => {
                text!("a case to which it applies would tell", "加一个适用它的个案即可发现")
            }
            Self::Rule => text!("a case that only this rule decides would tell", "加一个只由这一款决定的个案即可发现"),
            Self::Order => text!("a case that both rows fit would tell", "加一个两行都符合的个案即可发现"),
            Self::Negation | Self::Presumption => {
                text!(
                    "a case that does not tell it, or tells the contrary, would tell",
                    "加一个未说明或说法相反的个案即可发现"
                )
            }
            Self::Level | Self::Place => {
                text!("a case with that level or place itself would tell", "加一个恰为该级别或该地方的个案即可发现")
            }
            Self::Quantifier => {
                text!("a case with one member of each kind would tell", "加一个既有符合又有不符合成员的个案即可发现")
            }
            Self::Rounding => {
                text!("a case with an amount between two steps would tell", "加一个金额介于两档之间的个案即可发现")
            }
            Self::Pick => text!("a case in which the amounts differ would tell", "加一个几个数额不相等的个案即可发现"),
            Self::Sign => text!("a case in which it is not nought would tell", "加一个此项不为零的个案即可发现"),
            Self::Reading => {
                text!("a case that the readings decide differently would tell", "加一个两种读法结果不同的个案即可发现")
            }
        }
    }
}
