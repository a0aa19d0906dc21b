//! The rule that a change contradicts: both hold for somebody, and neither goes first, so that an error comes out.
//!
//! Of a rule of its own that is to relax or to tighten, this is why it does not: those whom both speak about had an
//! outcome and have none any more.

use super::alone::View;
use super::compare::{days_of, own_place};
use super::form::{Form, Speller, all};
use super::points::amount;
use super::prove::{Follows, follows};
use crate::diagnostics::{Language, Say, Text};
use crate::ir::print::Printer;
use crate::ir::{Clause, ClauseKind, Effect, Ground, Hit, Modal, PowerKind, Says};
use crate::source::Span;
use crate::text;

/// The rule that is contradicted, and how it can be named.
#[derive(Debug, Clone)]
pub struct Against {
    /// Where it stands.
    pub at: Span,
    /// Which rule, in words.
    pub place: Text,
    /// As the target of a change.
    pub path: Text,
    /// Its article, as another rule names it.
    pub article: Text,
    /// Whether it and the other give values.
    pub values: bool,
}

impl Against {
    /// What can be done about it.
    pub(super) fn ways_out(&self) -> Text {
        let (article, path) = (&self.article, &self.path);
        if self.values {
            return text!(
                "leave out those for whom that rule holds (`unless …`); or, under a power over that rule, write `replaces {path}`, or `deviates from {path}` with `applies to …`; if the real text contradicts it, write `beyond its powers because …` under the change",
                "请除去那条规则已适用的人（`除非 …`）；有涉及那条规则的授权时，也可写 `取代 {path}`，或写 `变通 {path}` 并写明 `适用于 …`；若原文确实与之矛盾，请在变更之下写 `超越授权，理由是 …`";
                path
            );
        }
        text!(
            "say under this rule which goes first: `notwithstanding {article}`, or `subject to {article}`, or leave out those for whom that rule holds (`unless …`); under a power over that rule, `replaces {path}`, or `deviates from {path}` with `applies to …`, takes its place; if the real text contradicts it, write `beyond its powers because …` under the change",
            "请在此规则之下写明何者优先：`不受限于 {article}` 或 `服从于 {article}`，或除去那条规则已适用的人（`除非 …`）；有涉及那条规则的授权时，可写 `取代 {path}`，或写 `变通 {path}` 并写明 `适用于 …`；若原文确实与之矛盾，请在变更之下写 `超越授权，理由是 …`";
            article, path
        )
    }
}

/// The first rule that what a change makes contradicts, where it did not before.
pub(super) fn first_against(kind: PowerKind, view: &View<'_>) -> Option<Against> {
    let ((before, old), (after, new)) = (view.part_before(), view.part_after());
    let program = after.program;
    new.iter().filter(|own| may_go(kind, own)).find_map(|own| {
        let decision =
            program.decisions.iter().find(|known| known.grounds.iter().any(|known| known.span == own.span))?;
        let at = |ground: &Ground| decision.grounds.iter().position(|known| known.span == ground.span);
        let ranked = |other: &Ground| {
            at(other).is_some_and(|at| own.overrides.contains(&at))
                || at(own).is_some_and(|at| other.overrides.contains(&at))
        };
        let was = old.iter().find(|ground| ground.span == own.span);
        let mut others = decision.grounds.iter().filter(|other| other.span != own.span && !ranked(other));
        let other = others.find(|other| {
            days_of(before, after).into_iter().any(|day| {
                let (one, two) = (Speller::of(before, day), Speller::of(after, day));
                if !two.stands(own) || !two.stands(other) || !apart(&two, (own, other), decision.hit) {
                    return false;
                }
                let both = all(vec![two.ground(own), two.ground(other)]);
                let known = was.map_or(Form::Known(false), |was| all(vec![one.ground(was), two.ground(other)]));
                follows(&both, &known) == Follows::No
            })
        })?;
        let place = own_place(program, decision, other);
        Some(Against {
            at: other.span,
            place: Text::of(|language| Printer { program, language }.ground(other)),
            path: written(&place),
            article: written(&Clause(place.0.iter().filter(|(kind, _)| *kind != ClauseKind::Rule).cloned().collect())),
            values: matches!(own.says, Says::Value(_)),
        })
    })
}

/// Whether a rule by itself goes the way that a power is about.
fn may_go(kind: PowerKind, own: &Ground) -> bool {
    match own.says {
        Says::Modal(Modal::MustNot) => kind == PowerKind::Tighten,
        Says::Modal(Modal::May | Modal::Entitled) => kind == PowerKind::Relax,
        Says::Value(_) => true,
        Says::Modal(Modal::Must) | Says::Otherwise(_) => false,
    }
}

/// Whether two rules cannot both be so for one person.
fn apart(on: &Speller<'_>, (own, other): (&Ground, &Ground), hit: Option<Hit>) -> bool {
    match (&own.says, &other.says) {
        (Says::Modal(one), Says::Modal(two)) => (*one == Modal::MustNot) != (*two == Modal::MustNot),
        (Says::Value(one), Says::Value(two)) => {
            matches!(hit, None | Some(Hit::Only))
                && matches!(amount((on, one), (on, two)), Effect::Looser | Effect::Tighter | Effect::Different)
        }
        _ => false,
    }
}

/// A place as a target is written.
fn written(place: &Clause) -> Text {
    Text::of(|language| {
        let each = place.0.iter().map(|(kind, name)| {
            let name = name.say(language);
            match (kind, language) {
                (ClauseKind::Policy, Language::English) => format!("policy {name}"),
                (ClauseKind::Policy, Language::Chinese) => format!("政策 {name}"),
                (ClauseKind::Article, Language::English) => format!("article {name}"),
                (ClauseKind::Article, Language::Chinese) => format!("第{name}条"),
                (_, Language::English) => format!("rule {name}"),
                (_, Language::Chinese) => format!("规则 {name}"),
            }
        });
        each.collect::<Vec<_>>().join(" ")
    })
}
