//! The changes between two versions: which parts differ in meaning, how each reads, which way it goes, and which decisions
//! rest on it.
//!
//! In: two programs. Out: an [`Analysis`]: both versions in the numbers of both, each [`Change`] of meaning with the
//! decisions that it reaches, and apart from these what is declared, worded or numbered otherwise. Never: a case.

pub(super) mod declared;
mod differing;
mod effect;
pub(super) mod reach;
mod tell;
mod worded;

use super::details::Detail;
use super::items::{Items, match_items};
use super::joint::{Both, Element, Joint, Side};
use super::proof::Proof;
use crate::compare::by_default;
use crate::diagnostics::{Say, Text};
use crate::interpret::Case;
use crate::ir::{DecisionKind, Modal, Program};
use crate::source::Span;
use crate::types::ids::DecisionId;
use declared::FactChange;
use reach::Reads;
use serde::Serialize;
use std::collections::BTreeSet;

/// A part that differs in meaning.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// Its place in the list of changes, from 1.
    pub number: usize,
    /// `rule`, `parameter`, `definition`, `place set`, `place`, `holidays`, `presumption`, `decision`, `order`
    pub kind: &'static str,
    /// What it is a change of.
    pub clause: Text,
    /// `changed`, `added`, `dropped`
    pub fate: &'static str,
    /// `same`, `tighter`, `looser`, `different`, `not decided`
    pub effect: &'static str,
    /// Where the two versions part.
    pub details: Vec<Detail>,
    /// How it read, line by line.
    pub before: Vec<Text>,
    /// How it reads, line by line.
    pub after: Vec<Text>,
    /// The rules that rest on it, where it is not a rule itself.
    pub rests_on_it: Vec<Text>,
    /// The decisions that it can bear on.
    pub decisions: Vec<Text>,
    #[serde(skip)]
    pub(super) element: Element,
    #[serde(skip)]
    pub(super) span: Option<(Side, Span)>,
}

/// Two versions with what differs between them.
pub struct Analysis<'p> {
    /// Both together.
    pub joint: Joint<'p>,
    /// What differs.
    pub changes: Vec<Change>,
    /// Facts declared otherwise.
    pub facts: Vec<FactChange>,
    /// What is only worded or numbered otherwise.
    pub wording: Vec<Text>,
    /// By decision, the changes that can bear on it.
    pub reach: Vec<BTreeSet<usize>>,
    /// The whole of each version in the numbers of both.
    pub old: Program,
    /// The new version.
    pub new: Program,
    /// The old version with one change each.
    pub alone: Vec<Program>,
    /// The new version without one change each.
    pub without: Vec<Program>,
    /// Decisions that changes reach and of which it is proven that no case can come out otherwise.
    pub proven: BTreeSet<usize>,
    /// The items of the rules of both, matched.
    pub(super) items: Both<Items>,
}

/// What differs between two versions.
#[must_use]
pub fn analyse<'p>(old: &'p Program, new: &'p Program) -> Analysis<'p> {
    let joint = Joint::new(old, new);
    let elements = differing::elements(&joint);
    let whole = |side: Side| joint.program(&|_| side);
    let (whole_old, whole_new) = (whole(Side::Old), whole(Side::New));
    let mixed = |base: Side, other: Side| -> Vec<Program> {
        elements
            .iter()
            .map(|changed| joint.program(&|element| if element == *changed { other } else { base }))
            .collect()
    };
    let (alone, without) = if elements.len() == 1 {
        (vec![whole_new.clone()], vec![whole_old.clone()])
    } else {
        (mixed(Side::Old, Side::New), mixed(Side::New, Side::Old))
    };
    let reads: Vec<Reads> = [&whole_old, &whole_new].iter().map(|program| Reads::of(program, &joint)).collect();
    let reach: Vec<BTreeSet<usize>> = (0..joint.decisions.len())
        .map(|decision| {
            let reached = |element: &Element| reads.iter().any(|reads| reads.decision(decision, *element));
            elements.iter().enumerate().filter(|(_, element)| reached(element)).map(|(at, _)| at).collect()
        })
        .collect();
    let default_old = by_default(&whole_old);
    let mut changes: Vec<Change> = Vec::new();
    for (at, element) in elements.iter().enumerate() {
        let mut change = tell::change(&joint, *element);
        change.number = at + 1;
        let Some(hybrid) = alone.get(at) else { continue };
        // Which way it goes is told of the readings that hold by default: a term with several is not looked into.
        let (effect, rests) = effect::effect(&joint, &default_old, &by_default(hybrid), *element, &reads);
        change.effect = effect::name(effect);
        change.rests_on_it = rests;
        let names = reach.iter().enumerate().filter(|(_, reached)| reached.contains(&at));
        change.decisions = names.filter_map(|(decision, _)| decision_name(&joint, decision)).collect();
        changes.push(change);
    }
    let mut proof = Proof::new(&joint, &elements, &whole_old, &whole_new);
    let proven = (0..joint.decisions.len())
        .filter(|at| reach.get(*at).is_some_and(|reach| !reach.is_empty()))
        .filter(|at| proof.decision(*at))
        .collect();
    let (facts, wording) = (declared::facts(&joint), worded::lines(&joint, &elements));
    let items = match_items(&joint, &|at| reach.get(at).is_some_and(|reach| !reach.is_empty()));
    Analysis { joint, changes, facts, wording, reach, old: whole_old, new: whole_new, alone, without, proven, items }
}

/// The name of a decision.
pub fn decision_name(joint: &Joint<'_>, at: usize) -> Option<Text> {
    let decision = joint.own_decision(Side::New, at).or_else(|| joint.own_decision(Side::Old, at))?;
    Some(Text::of(|language| decision.term.say(language)))
}

impl Analysis<'_> {
    /// The old version as it is.
    #[must_use]
    pub const fn joint_old(&self) -> &Program {
        self.joint.programs.old
    }

    /// The new version as it is.
    #[must_use]
    pub const fn joint_new(&self) -> &Program {
        self.joint.programs.new
    }

    /// One version in the numbers of both, and a case of it.
    #[must_use]
    pub fn joint_case(&self, side: Side, case: &Case) -> (&Program, Case) {
        let mut out = Case::default();
        out.widen(self.joint.facts.len());
        self.joint.tell(side, case, &mut out);
        let program = match side {
            Side::Old => &self.old,
            Side::New => &self.new,
        };
        (program, out)
    }

    /// The decision of that name, in either version.
    #[must_use]
    pub fn decision_named(&self, name: &str) -> Option<usize> {
        (0..self.joint.decisions.len()).find(|at| {
            [Side::Old, Side::New]
                .into_iter()
                .any(|side| self.joint.own_decision(side, *at).is_some_and(|decision| decision.term.is(name)))
        })
    }

    /// Whether being bound or being free is the gain of a decision.
    #[must_use]
    pub fn binds(&self, decision: usize) -> bool {
        let own = self.joint.own_decision(Side::New, decision).or_else(|| self.joint.own_decision(Side::Old, decision));
        own.is_some_and(|decision| matches!(decision.kind, DecisionKind::Modal(Modal::Must | Modal::MustNot)))
    }

    /// The number of a decision in the program of one side.
    #[must_use]
    pub fn own(&self, side: Side, decision: usize) -> Option<DecisionId> {
        self.joint.decisions.get(decision)?.0.of(side).map(DecisionId::at)
    }
}
