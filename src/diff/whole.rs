//! All policies of two versions: those that both have, those that only one has.

use super::changes::{Analysis, Change};
use super::joint::Side;
use super::report::{Outcomes, Report, Version};
use super::rows::Row;
use super::witness::Witness;
use crate::cases::Typed;
use crate::diagnostics::wording::list;
use crate::diagnostics::{Language, Say, Text};
use crate::interpret::Case;
use serde::Serialize;
use std::fmt::Write as _;

/// How all policies of one version differ from those of another.
#[derive(Debug, Clone, Serialize)]
pub struct Whole {
    /// The shape of this data; it changes when the shape does.
    pub schema: u32,
    /// The revisions, where they are any.
    pub revisions: [Option<String>; 2],
    /// Those that both have.
    pub policies: Vec<Report>,
    /// Those that only the new version has.
    pub added: Vec<String>,
    /// Those that only the old version has.
    pub dropped: Vec<String>,
    /// Those that have errors on one side.
    pub broken: Vec<String>,
}

impl Whole {
    /// Nothing yet.
    #[must_use]
    pub const fn new(revisions: [Option<String>; 2]) -> Self {
        Self { schema: 1, revisions, policies: Vec::new(), added: Vec::new(), dropped: Vec::new(), broken: Vec::new() }
    }

    /// Whether there is nothing to tell.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.policies.is_empty() && self.added.is_empty() && self.dropped.is_empty() && self.broken.is_empty()
    }

    /// What comes of all: `differ`, `not decided`, `same`. A policy that is added or dropped makes a difference.
    #[must_use]
    pub fn verdict(&self) -> &'static str {
        let any = |verdict: &str| self.policies.iter().any(|report| report.verdict == verdict);
        if any("differ") || !self.added.is_empty() || !self.dropped.is_empty() {
            "differ"
        } else if any("not decided") {
            "not decided"
        } else {
            "same"
        }
    }

    /// What is said of policies that were not compared.
    #[must_use]
    pub fn others(&self) -> Vec<Text> {
        let of = |en: &str, zh: &str, all: &[String]| {
            let names = list(all);
            (!all.is_empty()).then(|| Text { en: format!("{en}: {}", names.en), zh: format!("{zh}：{}", names.zh) })
        };
        [
            of("added policies", "新增政策", &self.added),
            of("dropped policies", "删去的政策", &self.dropped),
            of("policies with errors, not compared", "有错误而未比较的政策", &self.broken),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// As text.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let mut out = String::new();
        for report in &self.policies {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&report.text(language));
        }
        for other in self.others() {
            if !out.is_empty() {
                out.push('\n');
            }
            let _ = writeln!(out, "{}", other.get(language));
        }
        out
    }
}

impl Report {
    /// A report of an analysis, with what was found besides.
    #[must_use]
    pub fn of(
        analysis: Analysis<'_>,
        [old, new]: [Version; 2],
        outcomes: Option<Outcomes>,
        witnesses: Vec<Witness>,
        verdict: &'static str,
    ) -> Self {
        let name = analysis.joint.programs.new.header.name.clone();
        let changes: Vec<Change> = analysis.changes;
        Self {
            schema: 1,
            policy: Text::of(|language| name.say(language)),
            old,
            new,
            verdict,
            changes,
            wording: analysis.wording,
            facts: analysis.facts,
            outcomes,
            witnesses,
        }
    }
}

impl Analysis<'_> {
    /// A case of one version, for both.
    #[must_use]
    pub fn row_of(&self, side: Side, typed: Typed, at: u64, columns: usize) -> Row {
        let mut case = Case::default();
        case.widen(self.joint.facts.len());
        self.joint.tell(side, &typed.case, &mut case);
        case.name.clone_from(&typed.case.name);
        let other = super::joint::other(side);
        let maps = (self.joint.maps.of(side), self.joint.maps.of(other));
        let readings = typed.readings.iter().filter_map(|(id, reading)| {
            let joint = maps.0.definitions.get(id.index())?;
            let own = maps.1.definitions.iter().position(|known| known == joint)?;
            Some((crate::types::ids::DefinitionId::at(own), *reading))
        });
        let theirs = Typed {
            case: self.joint.case_of(other, &case),
            as_of: typed.as_of,
            readings: readings.collect(),
            asks: Vec::new(),
            expect: Vec::new(),
            span: typed.span,
            named: typed.named,
            strange: Vec::new(),
        };
        let name = typed.case.name.clone();
        let none = || crate::text!("not told", "未填写");
        let columns = (0..columns).map(|_| none()).collect();
        match side {
            Side::Old => Row { at, name, old: Ok(typed), new: Ok(theirs), columns },
            Side::New => Row { at, name, old: Ok(theirs), new: Ok(typed), columns },
        }
    }
}
