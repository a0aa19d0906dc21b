//! Why an outcome is what it is: the rules that carry it, what is presumed, other readings, and what would settle it.

use super::{Teller, term};
use crate::diagnostics::Text;
use crate::interpret::carry::carrying;
use crate::interpret::decide::{Answer, Outcome};
use crate::interpret::examples::answer_text;
use crate::interpret::footprint::Footprint;
use crate::interpret::reason::answer_of;
use crate::interpret::settle::Settler;
use crate::interpret::trail::{Cite, Hinge, PresumptionTold, SettlerTold, SettlingFact};
use crate::interpret::{Presumed, Question, Slot};
use crate::ir::change::{marks, read_marks};
use crate::ir::{Decision, Ground};
use crate::text;
use crate::types::Type;

impl Teller<'_> {
    pub(super) fn cite(&self, ground: &Ground) -> Cite {
        Cite {
            article: ground.article.clone(),
            text: Text::of(|language| self.printer(language).ground(ground)),
            cites: ground.cites.clone(),
            layer: self
                .program
                .layers
                .get(ground.layer)
                .filter(|_| self.program.speaks_for_others())
                .map(|layer| term(&layer.name)),
            marks: marks(self.program, ground).into_iter().chain(read_marks(self.program, ground)).collect(),
        }
    }

    pub(super) fn because(&self, decision: &Decision, outcome: &Outcome) -> Vec<Cite> {
        let grounds = carrying(decision, outcome).filter_map(|state| decision.grounds.get(state.ground));
        grounds.map(|ground| self.cite(ground)).collect()
    }

    pub(super) fn presumption(&self, what: Presumed) -> Option<PresumptionTold> {
        let fact = match what {
            Presumed::Fact(id) => self.program.facts.get(id.index()),
            Presumed::Field(record, field) => {
                self.program.records.get(record.index()).and_then(|record| record.fields.get(field.index()))
            }
        }?;
        let (value, reason) = fact.presumed.as_ref()?;
        Some(PresumptionTold {
            fact: term(&fact.term),
            value: Text::of(|language| self.printer(language).value(value, &fact.ty)),
            reason: reason.clone(),
        })
    }

    /// The outcome under each other choice at one point that the decision reads.
    pub(super) fn hinges(&self, outcome: &Outcome, read: &Footprint, ty: Option<&Type>) -> Vec<Hinge> {
        let mut out = Vec::new();
        for id in read.definitions.iter().copied() {
            let Some(definition) = self.program.definitions.get(id.index()) else { continue };
            let chosen = self.machine.reading(id);
            for (other, reading) in definition.readings.iter().enumerate().filter(|(other, _)| *other != chosen) {
                let mut question = self.question.clone();
                question.readings.insert(id, other);
                let answer = answer_of(self.program, self.case, &question, outcome.decision, &outcome.member);
                let (Some(answer), Some(name)) = (answer, &reading.term) else { continue };
                // Two errors that differ in their words only are one: nothing turns on the reading.
                let alike = matches!((&answer, &outcome.answer), (Answer::Error(_), Answer::Error(_)));
                if answer != outcome.answer && !alike {
                    out.push(Hinge {
                        point: term(&definition.term),
                        reading: term(name),
                        answer_text: answer_text(self.program, &answer, ty),
                        reason: definition.reason.clone(),
                    });
                }
            }
        }
        out
    }

    pub(super) fn settler(&self, settler: &Settler, ty: Option<&Type>) -> SettlerTold {
        let facts = settler.facts.iter().map(|(slot, given)| {
            let fact = slot.declared(self.program);
            let value = fact.map(|fact| Text::of(|language| self.given(given, fact, language)));
            self.settling(slot, value.unwrap_or_default())
        });
        SettlerTold { facts: facts.collect(), answer_text: answer_text(self.program, &settler.answer, ty) }
    }

    /// The date asked about, where none is given and one of those that the policy knows would settle the outcome.
    pub(super) fn date_wanted(&self, outcome: &Outcome, ty: Option<&Type>) -> Option<SettlerTold> {
        if self.question.as_of.is_some() {
            return None;
        }
        let parameters = self.program.parameters.iter().flat_map(|parameter| &parameter.values);
        let dates = parameters.filter_map(|(_, period)| period.from).chain(self.program.header.in_force.from);
        dates.into_iter().find_map(|date| {
            let question = Question { as_of: Some(date), ..self.question.clone() };
            let answer = answer_of(self.program, self.case, &question, outcome.decision, &outcome.member)?;
            if matches!(answer, Answer::Undetermined(_) | Answer::Error(_)) {
                return None;
            }
            let fact = text!("the date asked about", "判定日");
            let facts = vec![SettlingFact { fact, value: text!("{date}", "{date}"), ask: None, decided_by: None }];
            Some(SettlerTold { facts, answer_text: answer_text(self.program, &answer, ty) })
        })
    }

    /// A decision for each member cannot be taken before the members are known.
    pub(super) fn list_wanted(&self, list: &Slot) -> SettlerTold {
        let facts = vec![self.settling(list, text!("each member listed, or none", "列出各成员，或没有成员"))];
        SettlerTold { facts, answer_text: text!("an answer for each", "对各成员分别判定") }
    }

    fn settling(&self, slot: &Slot, value: Text) -> SettlingFact {
        let fact = slot.declared(self.program);
        SettlingFact {
            fact: self.place_of(slot),
            value,
            ask: fact.and_then(|fact| fact.ask.clone()),
            decided_by: fact.and_then(|fact| fact.decided_by.clone()),
        }
    }
}
