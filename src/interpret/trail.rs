//! Why: each outcome as data, with its reasons, its trail, and the receipt by which it can be run again.
//!
//! The data is stable and documented in `grammar/reference.md`; every sentence in it stands in both languages.

use super::Spoken;
use crate::diagnostics::{Language, Text};
use crate::types::ids::DefinitionId;
use serde::Serialize;

/// Everything that comes out of one case.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// The version of this data's shape.
    pub schema: u32,
    /// What was asked, of which texts: enough to run it again.
    pub receipt: Receipt,
    /// What the case is called.
    pub case: Option<String>,
    /// One entry for each decision, or for each member of a decision taken for each.
    pub outcomes: Vec<Told>,
    /// One entry for each set of options of which all were asked about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionsTold>,
}

/// What a person may choose among.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OptionsTold {
    /// What the options are called, or the article in which they stand.
    pub name: Text,
    /// Whether it is known of each whether it is open to the person.
    pub settled: bool,
    /// Those that are.
    pub allowed: Vec<Text>,
    /// Those that may be.
    pub open: Vec<Text>,
    /// Those that are in error.
    pub error: Vec<Text>,
}

/// What was asked, of which texts.
#[derive(Debug, Clone, Serialize)]
pub struct Receipt {
    /// The program that ran it.
    pub tool: String,
    /// The policy.
    pub policy: Text,
    /// Its title.
    pub title: Option<String>,
    /// Its document number.
    pub document: Option<String>,
    /// The version of the encoding.
    pub version: Option<String>,
    /// The hash of its resolved meaning.
    pub hash: String,
    /// The texts that it is made of.
    pub layers: Vec<LayerTold>,
    /// The date asked about.
    pub as_of: Option<String>,
    /// The day as of which the texts are taken as known, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known_on: Option<String>,
    /// Whether the policy was in force then; none where it cannot be told.
    pub in_force: Option<bool>,
    /// Why its dates are assumed, where they are.
    pub dates_assumed: Option<String>,
    /// For each text that leaves some cases to the one before it, whether this case is one of them. The layers are those
    /// of the text that judged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<TextTold>,
    /// Whether presumptions were allowed to stand in.
    pub presumptions: bool,
    /// The reading chosen at every point where the text can be read in several ways.
    pub readings: Vec<ReadingTold>,
}

/// One text of a policy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LayerTold {
    /// Its name.
    pub name: Text,
    /// `policy`, `vocabulary` or `base`.
    pub role: &'static str,
    /// Its version.
    pub version: Option<String>,
    /// Whether it was in force on the date asked about; none where no date is given, or it has no dates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_force: Option<bool>,
    /// The hash of its text.
    pub hash: String,
}

/// Whether a case is left to the text before one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TextTold {
    /// The policy.
    pub policy: Text,
    /// The first day of the text that leaves cases to the one before it.
    pub from: Option<String>,
    /// Its last day.
    pub until: Option<String>,
    /// Whether the earlier text judges the case: `yes`, `no`, `unknown`, `error`.
    pub earlier: &'static str,
    /// Which cases it leaves to it.
    pub rule: Text,
    /// What the case tells of that.
    pub values: Vec<FactTold>,
    /// Where that is not known: a value of one fact by which the earlier text judges, and one by which it does not.
    #[serde(skip)]
    pub turns: Vec<(bool, SettlingFact)>,
}

/// The reading chosen at one point.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReadingTold {
    /// The term that can be read in several ways.
    pub point: Text,
    /// The reading.
    pub reading: Text,
    /// Whether it is the default.
    pub default: bool,
}

/// One outcome with its reasons.
#[derive(Debug, Clone, Serialize)]
pub struct Told {
    /// What was decided.
    pub decision: Text,
    /// `may`, `must`, `must not`, `is entitled to`; `is` for a value.
    pub modal: Text,
    /// The member, for a decision taken for each: its place in its list from 1.
    pub member: Option<usize>,
    /// The same with the members around it, outermost first; empty for a decision taken once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<PlaceTold>,
    /// `yes`, `no`, `kept`, `breached`, `due`, `undetermined`, `not addressed`, `value`, `error`
    pub answer: &'static str,
    /// The answer in words.
    pub answer_text: Text,
    /// For an undetermined outcome, what can still come out.
    pub possible: Vec<Text>,
    /// For an undetermined amount, between what it must lie, where that is known.
    pub range: Option<RangeTold>,
    /// The rules that carry the answer.
    pub because: Vec<Cite>,
    /// Facts that alone give the same answer, none of which can be left out.
    pub cited: Vec<FactTold>,
    /// Presumptions that the answer rests on.
    pub presumptions: Vec<PresumptionTold>,
    /// Readings other than the chosen one under which another answer comes out.
    pub hinges_on: Vec<Hinge>,
    /// For an undetermined outcome, the smallest sets of facts of which some values settle it.
    pub settled_by: Vec<SettlerTold>,
    /// Whether the search for those sets was cut off.
    pub settled_by_cut_off: bool,
    /// Whether it was searched for what would settle the outcome.
    #[serde(skip)]
    pub searched: bool,
    /// For an undetermined outcome that nothing tried settles, the facts that are not known and that its rules read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub turns_on: Vec<Text>,
    /// For a person about whom no rule speaks, whom the rules do speak about; where none is in force on the day asked
    /// about, when each is.
    pub speaks_about: Vec<Text>,
    /// Whether no rule is in force on the day asked about.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub not_in_force: bool,
    /// How each rule stands, item by item.
    pub trail: Vec<RuleTold>,
}

impl Told {
    /// What was decided, with the force of its rules: `may register in town`.
    #[must_use]
    pub fn subject(&self, language: Language) -> String {
        let (modal, decision) = (self.modal.get(language), self.decision.get(language));
        match (self.modal.en.as_str(), language) {
            ("is", _) => decision.to_owned(),
            (_, Language::English) => format!("{modal} {decision}"),
            (_, Language::Chinese) => format!("{modal}{decision}"),
        }
    }

    /// Whether it is about that member, by its place in each list.
    #[must_use]
    pub fn is_of(&self, member: &[usize]) -> bool {
        self.path.iter().map(|place| place.member).eq(member.iter().map(|at| at + 1))
    }

    /// Which member it is about, where it is about one: `member 2`, of a list inside a record `firm 1: hire 2`.
    #[must_use]
    pub fn about(&self, language: Language) -> Option<String> {
        let whole = |(at, place): (usize, &PlaceTold)| match language {
            Language::English => format!("{}{} {}", if at > 0 { ": " } else { "" }, place.record.en, place.member),
            Language::Chinese => format!("{}{}{}", if at > 0 { "：" } else { "" }, place.record.zh, place.member),
        };
        match (self.path.as_slice(), self.member, language) {
            ([], ..) => None,
            ([only], Some(_), Language::English) => Some(format!("member {}", only.member)),
            ([only], Some(_), Language::Chinese) => Some(format!("第{}名", only.member)),
            (path, ..) => Some(path.iter().enumerate().map(whole).collect()),
        }
    }
}

/// A member, or one around it, by its place in its list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlaceTold {
    /// The list.
    pub list: Text,
    /// What its members are called.
    pub record: Text,
    /// Its place there, from 1.
    pub member: usize,
}

/// Between what an amount must lie; an open end is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RangeTold {
    /// No less than that.
    pub from: Option<Text>,
    /// No more than that.
    pub to: Option<Text>,
    /// Both in words.
    pub text: Text,
}

/// Where a rule stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cite {
    /// The article.
    pub article: String,
    /// The rule in words: article, number, label.
    pub text: Text,
    /// What it cites.
    pub cites: Vec<String>,
    /// The policy that it comes from, where rules of several are in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<Text>,
    /// What it changes in the policies above, what the policies below changed in it, and that it is only inferred.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Text>,
}

/// A fact and what is known of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FactTold {
    /// The fact; for a member's field, with list and place.
    pub fact: Text,
    /// Its value.
    pub value: Text,
}

/// A presumption that stood in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PresumptionTold {
    /// The fact.
    pub fact: Text,
    /// What was presumed.
    pub value: Text,
    /// Why.
    pub reason: String,
}

/// A reading under which another answer comes out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hinge {
    /// The term that can be read in several ways.
    pub point: Text,
    /// The other reading.
    pub reading: Text,
    /// What comes out under it.
    pub answer_text: Text,
    /// Why the text can be read so.
    pub reason: Option<String>,
}

/// Facts that would settle an outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SettlerTold {
    /// Each with a value that settles it.
    pub facts: Vec<SettlingFact>,
    /// What then comes out.
    pub answer_text: Text,
}

/// A fact that would settle an outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SettlingFact {
    /// The fact.
    pub fact: Text,
    /// A value that settles it.
    pub value: Text,
    /// The question that a clerk asks.
    pub ask: Option<String>,
    /// Who finds it.
    pub decided_by: Option<String>,
}

/// How a rule stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleTold {
    /// Which rule.
    pub rule: Cite,
    /// `may`, `must not`, `is`, `otherwise is`: what it says of the decision.
    pub says: Text,
    /// `holds`, `passed over`, `fails`, `silent`, `open`, `error`
    pub standing: &'static str,
    /// The rule that goes before it, where both hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beaten_by: Option<Text>,
    /// The value that it gives.
    pub value: Option<Text>,
    /// How that value is reckoned, where it rests on anything.
    pub amount: Option<Step>,
    /// Whom it speaks about.
    pub population: Vec<Step>,
    /// What it asks.
    pub condition: Vec<Step>,
    /// When it does not hold all the same.
    pub exceptions: Vec<Step>,
    /// How a duty is met, and how a duty or a prohibition is breached, where the rule says so.
    pub kept: Vec<Step>,
    /// The line of the rule, from 1.
    pub line: usize,
}

/// One condition or amount of a trail.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// `yes`, `no`, `unknown`, `error`, `value`, `none`; `passed over` for an item beside a better one
    pub status: &'static str,
    /// `all`, `any`, `count`, `not`, `unless`, `definition`, `members`, `score`, `leaf`; `member` and `run` for what a
    /// member brings to a sum, and the stretch that gives the greatest one
    pub kind: &'static str,
    /// `(2)`
    pub ordinal: Option<String>,
    /// `skilled`
    pub label: Option<Text>,
    /// What it asks.
    pub text: Text,
    /// The facts and amounts that it reads.
    pub values: Vec<FactTold>,
    /// The reading chosen, where there are several.
    pub reading: Option<Text>,
    /// Its parts.
    pub steps: Vec<Step>,
    /// The terms whose meaning is its reason. Each is told once in a trail, so their steps may lie elsewhere in it.
    #[serde(skip)]
    pub rests_on: Vec<TermOf>,
    /// The term that it is the meaning of.
    #[serde(skip)]
    pub meaning_of: Option<TermOf>,
}

impl Step {
    /// A step of which nothing more is told yet.
    #[must_use]
    pub const fn of(status: &'static str, kind: &'static str, text: Text) -> Self {
        Self {
            status,
            kind,
            ordinal: None,
            label: None,
            text,
            values: Vec::new(),
            reading: None,
            steps: Vec::new(),
            rests_on: Vec::new(),
            meaning_of: None,
        }
    }
}

/// A term, and of which member where it is about members.
pub type TermOf = (DefinitionId, Option<Spoken>);
