//! What an example or a case expects, and how the words for it are read.

use super::literal::{self, LiteralError};
use super::value::FAULTS;
use super::{Decision, Expected, Missing, OptionSet, Place, Program, Reasons};
use crate::diagnostics::Text;
use crate::diagnostics::wording::nearest;
use crate::source::Span;
use crate::text;
use crate::types::Term;
use crate::types::ids::{DecisionId, FactId, FieldId, RecordId};

/// The words for the date asked about, where it is named among facts.
const DATE: [&str; 3] = ["as of", "as_of", "判定日期"];

/// What is expected of a decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// Which decision.
    pub decision: DecisionId,
    /// What must come out.
    pub wanted: Wanted,
    /// What it must rest on: for every member, or for each.
    pub reasons: Vec<Reasons>,
    /// Where it is written.
    pub span: Span,
    /// The set of options that it was written of, by its place among those of the program.
    pub set: Option<usize>,
}

/// The answers that are expected of a decision.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    /// This one; of a decision for each member, for every member.
    Every(Expected),
    /// One for each member, in the order of the list: `[yes, no]`; of lists inside each other, `[[yes, no], [yes]]`.
    Each(Vec<Wanted>),
}

impl Wanted {
    /// Reads `yes`, or `[yes, no]` for the members of a decision that is made for each.
    pub fn read(text: &str, decision: &Decision, places: &[Place]) -> Result<Self, LiteralError> {
        Self::inside(text, decision, places, 0)
    }

    /// Which of the answers, counted in the order in which they are written, is about a member.
    #[must_use]
    pub fn leaf(&self, member: &[usize]) -> Option<usize> {
        match (self, member.split_first()) {
            (Self::Every(_), _) => Some(0),
            (Self::Each(each), Some((at, rest))) => {
                let before: usize = each.iter().take(*at).map(Self::leaves).sum();
                Some(before + each.get(*at)?.leaf(rest)?)
            }
            (Self::Each(_), None) => None,
        }
    }

    /// How many answers are written.
    #[must_use]
    pub fn leaves(&self) -> usize {
        match self {
            Self::Every(_) => 1,
            Self::Each(each) => each.iter().map(Self::leaves).sum(),
        }
    }

    fn inside(text: &str, decision: &Decision, places: &[Place], depth: usize) -> Result<Self, LiteralError> {
        let text = text.trim();
        let listed = ['[', '［', '【'].iter().find_map(|open| text.strip_prefix(*open));
        let listed = listed.and_then(|rest| [']', '］', '】'].iter().find_map(|close| rest.strip_suffix(*close)));
        match listed.filter(|_| depth < decision.each.len()) {
            Some(inner) if inner.trim().is_empty() => Ok(Self::Each(Vec::new())),
            Some(inner) => {
                let each = cut(inner).into_iter().map(|one| Self::inside(one, decision, places, depth + 1));
                Ok(Self::Each(each.collect::<Result<_, _>>()?))
            }
            None => literal::expected(text, &decision.kind, places).map(Self::Every),
        }
    }
}

/// Cuts a text at its commas, those inside brackets aside.
fn cut(text: &str) -> Vec<&str> {
    let mut depth = 0usize;
    let commas = |mark: char| {
        match mark {
            '[' | '［' | '【' => depth += 1,
            ']' | '］' | '】' => depth = depth.saturating_sub(1),
            ',' | '，' | '、' | ';' | '；' => return depth == 0,
            _ => {}
        }
        false
    };
    text.split(commas).collect()
}

/// The parts of a text that names several things, each with where it begins.
#[must_use]
pub fn parts(text: &str) -> Vec<(&str, usize)> {
    let each = text.split([';', '；', ',', '，', '、']).map(str::trim);
    each.map(|part| (part, (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize))).collect()
}

impl Missing {
    /// What is named as missing: a fact, a field of a member, the date asked about. Where nothing has that name, those
    /// that are near.
    pub fn read(text: &str, program: &Program) -> Result<Self, Vec<String>> {
        let text = text.trim();
        let named = |term: &Term| term.is(text);
        if let Some(at) = program.facts.iter().position(|fact| named(&fact.term)) {
            return Ok(Self::Fact(FactId::at(at)));
        }
        for (at, record) in program.records.iter().enumerate() {
            if let Some(field) = record.fields.iter().position(|field| named(&field.term)) {
                return Ok(Self::Field(RecordId::at(at), FieldId::at(field)));
            }
        }
        if DATE.contains(&text.to_lowercase().as_str()) {
            return Ok(Self::Date);
        }
        let fields = program.records.iter().flat_map(|record| &record.fields);
        let known = program.facts.iter().chain(fields).flat_map(|fact| fact.term.forms());
        Err(owned(nearest(text, known)))
    }
}

/// The first word for the error that is named; where there is none, those that are near.
pub fn fault(text: &str) -> Result<&'static str, Vec<String>> {
    let folded = text.trim().to_lowercase();
    let found = FAULTS.iter().find(|(en, zh)| *en == folded || *zh == folded);
    found.map(|(en, _)| *en).ok_or_else(|| owned(nearest(text, FAULTS.iter().flat_map(|(en, zh)| [*en, *zh]))))
}

/// The set of options of that name, where no decision has it.
#[must_use]
pub fn options<'p>(program: &'p Program, name: &str) -> Option<&'p OptionSet> {
    let named = |term: &Term| term.is(name.trim());
    if program.decisions.iter().any(|decision| named(&decision.term)) {
        return None;
    }
    program.options.iter().find(|set| set.term.as_ref().is_some_and(|term| named(term)))
}

/// What stands beside an expected answer that does not go with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtOdds {
    /// `missing`, which goes with *undetermined*.
    Missing,
    /// `error`, which goes with *error*.
    Fault,
    /// Anything beside the options that are expected.
    Options,
}

impl AtOdds {
    /// What is wrong with it, in an example and in a case.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Missing => {
                text!("facts are missing only for an undetermined outcome", "只有无法判定时才谈得上缺少事实")
            }
            Self::Fault => text!("an error goes with no other answer", "错误不能与其他结论并存"),
            Self::Options => text!("only the open options are expected of a set", "对任选各项只能期望哪几项可选"),
        }
    }
}

/// An option that the set does not have, and those that it has.
#[derive(Debug, Clone, PartialEq)]
pub struct NoOption {
    /// Where it is named.
    pub at: Span,
    /// Its name.
    pub text: String,
    /// The near ones; all, where none is near.
    pub near: Vec<String>,
}

/// What is expected of a set of options: exactly those that are named must be open to the person, and surely none of the
/// others. `none` names none.
pub fn chosen(
    program: &Program,
    set: &OptionSet,
    named: &[(String, Span)],
    whole: Span,
    unknown: &mut Vec<NoOption>,
) -> Vec<Expectation> {
    let term = |id: DecisionId| program.decisions.get(id.index()).map(|decision| &decision.term);
    let nothing = matches!(named, [(only, _)] if literal::ABSENT.contains(&only.to_lowercase().as_str()));
    let mut open: Vec<(DecisionId, Span)> = Vec::new();
    for (text, at) in named.iter().filter(|_| !nothing) {
        match set.decisions.iter().find(|id| term(**id).is_some_and(|term| term.is(text))) {
            Some(id) => open.push((*id, *at)),
            None => {
                let known = || set.decisions.iter().filter_map(|id| term(*id)).flat_map(|term| term.forms());
                let mut near = owned(nearest(text, known()));
                if near.is_empty() {
                    near = known().map(str::to_owned).collect();
                }
                unknown.push(NoOption { at: *at, text: text.clone(), near });
            }
        }
    }
    let place = program.options.iter().position(|known| std::ptr::eq(known, set));
    let each = set.decisions.iter().map(|id| {
        let found = open.iter().find(|(known, _)| known == id);
        let expected = if found.is_some() { Expected::Yes } else { Expected::NotOpen };
        let span = found.map_or(whole, |(_, at)| *at);
        Expectation { decision: *id, wanted: Wanted::Every(expected), reasons: Vec::new(), span, set: place }
    });
    each.collect()
}

fn owned(near: Vec<&str>) -> Vec<String> {
    near.into_iter().map(str::to_owned).collect()
}
