//! Which text of a policy judges a case: the one that the day chooses, or one before it, as the later one says.

use super::{Back, Loaded};
use crate::interpret::{self, Case, Question, TextTold, Way};
use crate::ir::{Program, Transition, Value, Yield};
use crate::text;
use crate::types::data_day_text;

/// A text that judges a case, or may do so.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// How far back each policy is taken.
    pub back: Back,
    /// What was asked of the case on the way, and what came of it.
    pub texts: Vec<TextTold>,
    /// Which texts these are, where it is not known whether they judge.
    pub way: Way,
}

/// Looks at a case as a text reads it.
pub type Look<'l> = dyn FnMut(&Loaded, &Case, &Question) + 'l;

/// The texts that judge a case: one, or all that may where it is not known. `ask` is handed each text that may judge; it
/// is to look at the case as that text reads it, by the function that it is given.
///
/// The first is always the latest. Nothing where some text cannot be loaded.
pub fn choose<E>(ask: &mut dyn FnMut(&Back, &mut Look<'_>) -> Result<(), E>) -> Result<Vec<Choice>, E> {
    let first = Choice { back: Back::new(), texts: Vec::new(), way: Way::default() };
    let mut open = vec![first];
    let mut out = Vec::new();
    while let Some(at) = open.pop() {
        let mut further: Option<Vec<Choice>> = None;
        ask(&at.back, &mut |loaded, case, question| {
            let Some(policy) = &loaded.policy else { return };
            let program = &policy.program;
            let next = program.transitions.iter().filter(|next| next.leads_back).find(|next| !is_asked(&at, next));
            further = next.map(|next| {
                let told = interpret::text_told(program, &loaded.sources, case, question, next);
                let mut yields = interpret::evaluate(program, case, question, &[&next.condition]);
                follow(&at, program, next, &told, &yields.pop().unwrap_or(Yield::Unknown))
            });
        })?;
        match further {
            Some(further) => open.extend(further),
            None => out.push(at),
        }
    }
    Ok(out)
}

/// Whether this version of the policy was asked about the case already.
fn is_asked(at: &Choice, next: &Transition) -> bool {
    let from = next.in_force.from.map(|day| day.to_string());
    at.texts.iter().any(|text| next.policy.is(&text.policy.en) && text.from == from)
}

/// Where it goes on from there; what is to be looked at first stands last.
fn follow(at: &Choice, program: &Program, next: &Transition, told: &TextTold, found: &Yield) -> Vec<Choice> {
    let stay = || Choice { texts: at.texts.iter().chain([told]).cloned().collect(), ..at.clone() };
    let go = || {
        let mut out = stay();
        // The policy may have another name in its other version; one count is kept for it.
        let known = out.back.keys().find(|name| next.policy.is(name)).cloned();
        *out.back.entry(known.unwrap_or_else(|| next.policy.text.to_string())).or_insert(0) += 1;
        out
    };
    match found {
        Yield::Value(Value::Bool(true)) => vec![go()],
        Yield::Value(_) => vec![stay()],
        Yield::Absent | Yield::Unknown | Yield::Error(_) => {
            let several = program.layers.iter().filter(|layer| layer.role != "vocabulary").count() > 1;
            let policy = if several { told.policy.clone() } else { text!("the text", "") };
            let from = told.from.as_deref().map(data_day_text).unwrap_or_default();
            let (mut old, mut new) = (go(), stay());
            let (was, is) = (
                text!("{policy} as it was before {from}", "{policy}{from}之前的文本"; policy, from),
                text!("{policy} as it is from {from}", "{policy}{from}起的文本"; policy, from),
            );
            old.way.take(&was, told, true);
            new.way.take(&is, told, false);
            vec![old, new]
        }
    }
}
