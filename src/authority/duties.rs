//! Duties and prohibitions: which of them set each other aside, and what keeps or breaches them.
//!
//! A prohibition that goes before a duty lifts it, and a duty that goes before a prohibition lifts that: something is then
//! asked of people in place of something else, which is neither tighter nor looser.

use super::compare::{Rules, both_ways, relation, together};
use super::form::{Form, Speller, all};
use crate::ir::{Decision, Effect, Ground, Modal, Says};
use crate::source::Span;
use crate::types::Term;

const fn modal_of(ground: &Ground) -> Option<Modal> {
    match ground.says {
        Says::Modal(modal) => Some(modal),
        Says::Value(_) | Says::Otherwise(_) => None,
    }
}

/// One text, the decision in it, and those of its rules that are compared.
struct Text<'r> {
    speller: &'r Speller<'r>,
    decision: Option<&'r Decision>,
    rules: &'r [&'r Ground],
}

impl<'r> Text<'r> {
    fn of((speller, rules): Rules<'r>, term: &Term) -> Self {
        let decision = speller.program.decisions.iter().find(|decision| decision.term.same(term));
        Self { speller, decision, rules }
    }

    fn grounds(&self) -> impl Iterator<Item = &'r Ground> + use<'r> {
        self.decision.into_iter().flat_map(|decision| &decision.grounds)
    }

    fn has(&self, at: Span) -> bool {
        self.grounds().any(|ground| ground.span == at)
    }

    fn compares(&self, at: Span) -> bool {
        self.rules.iter().any(|ground| ground.span == at)
    }

    /// The rules that say something else and go before this one.
    fn before(&self, ground: &Ground) -> impl Iterator<Item = &'r Ground> + use<'r> {
        let at = self.grounds().position(|known| known.span == ground.span);
        let modal = modal_of(ground);
        let first = self.grounds().filter(move |other| at.is_some_and(|at| other.overrides.contains(&at)));
        first.filter(move |other| modal_of(other) != modal)
    }
}

/// What becomes of the duties and the prohibitions of a decision where the ones go before the others: each must bind fewer
/// people, or each more.
pub(super) fn set_aside(one: Rules<'_>, two: Rules<'_>, term: &Term) -> Effect {
    let texts = [Text::of(one, term), Text::of(two, term)];
    let [before, after] = &texts;
    let has = |wanted| texts.iter().flat_map(Text::grounds).any(|ground| modal_of(ground) == Some(wanted));
    if !has(Modal::Must) || !has(Modal::MustNot) {
        return Effect::Same;
    }
    let mine = |at: Span| before.compares(at) || after.compares(at);
    // What other changes bring beside these is theirs.
    let counts = |at: Span| mine(at) || before.has(at) && after.has(at);
    let touches = |text: &Text<'_>, ground: &Ground| {
        text.before(ground).any(|other| mine(other.span)) || mine(ground.span) && text.before(ground).next().is_some()
    };
    let bind = |modal: Modal| {
        // A rule that stands as it was is taken as it was.
        let each = |text: &Text<'_>| {
            let own = text.grounds().filter(|ground| modal_of(ground) == Some(modal));
            let own = own.filter(|ground| counts(ground.span));
            let live = own.filter_map(|ground| {
                let whole = if mine(ground.span) {
                    text.speller.ground(ground)
                } else {
                    let was = before.grounds().find(|known| known.span == ground.span)?;
                    let touched = texts.iter().any(|text| touches(text, ground));
                    touched.then(|| before.speller.ground(was))?
                };
                let first = text.before(ground).filter(|other| counts(other.span));
                let first = first.map(|other| Form::Not(Box::new(text.speller.ground(other))));
                Some(all(std::iter::once(whole).chain(first).collect()))
            });
            Form::Any(live.collect())
        };
        relation(&each(before), &each(after)).turned()
    };
    together(bind(Modal::Must), bind(Modal::MustNot))
}

/// What becomes of how a duty or a prohibition is kept or breached. It is more easily kept where more keeps it, or less
/// breaches it.
pub(super) fn conduct(one: Rules<'_>, two: Rules<'_>) -> Effect {
    let words = |(speller, rules): Rules<'_>| -> Vec<_> {
        let mut out: Vec<_> = rules
            .iter()
            .map(|ground| [&ground.met, &ground.breached].map(|part| part.as_ref().map(|expr| speller.words(expr))))
            .collect();
        out.sort();
        out.dedup();
        out
    };
    if one.1.is_empty() || two.1.is_empty() || words(one) == words(two) {
        return Effect::Same;
    }
    let ([before], [after]) = (one.1, two.1) else { return Effect::Different };
    let part = |was: &Option<_>, is: &Option<_>| match (was, is) {
        (None, None) => Effect::Same,
        (Some(was), Some(is)) => both_ways(&one.0.form(was), &two.0.form(is)),
        _ => Effect::Different,
    };
    together(part(&before.met, &after.met), part(&before.breached, &after.breached).turned())
}
