//! An outcome of a decision → what is told of it: the answer, what it may still be, and whom the rules speak about.

use super::{Teller, term};
use crate::diagnostics::{Language, Say, Text};
use crate::interpret::bounds::at_place;
use crate::interpret::bounds::range::Range;
use crate::interpret::decide::{Answer, Outcome, Standing};
use crate::interpret::evaluate::Scopes;
use crate::interpret::examples::answer_text;
use crate::interpret::footprint::Footprint;
use crate::interpret::reason::{Asked, cited, presumed};
use crate::interpret::settle::{Searched, settlers};
use crate::interpret::trail::{PlaceTold, RangeTold, Told};
use crate::interpret::{Presumed, Slot, slot, unmet};
use crate::ir::print::Among;
use crate::ir::{Decision, DecisionKind, ExprKind, FaultKind, Ground, Yield};
use crate::text;
use crate::types::{Number, Type};

impl Teller<'_> {
    /// Outcomes of one decision. What carries them is looked for together: members mostly turn on the same.
    pub(super) fn tell_all(&self, outcomes: &[Outcome]) -> Vec<Told> {
        let Some(id) = outcomes.first().map(|outcome| outcome.decision) else { return Vec::new() };
        let read = Footprint::of_decision(self.program, self.question, id);
        let rests_on = |outcome: &Outcome| {
            presumed(self.program, self.case, self.question, id, &read, &outcome.answer, &outcome.member)
        };
        let (needed, asked): (Vec<Vec<Presumed>>, Vec<Asked<'_>>) = outcomes
            .iter()
            .map(|outcome| {
                let (needed, question) = rests_on(outcome);
                (needed, Asked { answer: &outcome.answer, member: &outcome.member, question })
            })
            .unzip();
        let cited = cited(self.program, self.case, id, &read, &asked);
        let reasons = needed.into_iter().zip(cited);
        outcomes.iter().zip(reasons).filter_map(|(outcome, reasons)| self.tell(outcome, &read, reasons)).collect()
    }

    fn tell(&self, outcome: &Outcome, read: &Footprint, (needed, cited): (Vec<Presumed>, Vec<Slot>)) -> Option<Told> {
        let decision = self.program.decisions.get(outcome.decision.index())?;
        let mut scopes: Scopes = slot::spoken(&decision.each, &outcome.member);
        // The list whose members are to be listed before anything can be decided for them.
        let unlisted = decision.each.get(outcome.member.len()).map(|_| list_below(decision, outcome));
        let ty = decision.kind.value();
        let undetermined = matches!(outcome.answer, Answer::Undetermined(_));
        let searched = if undetermined && self.settling && unlisted.is_none() {
            settlers(self.program, self.case, self.question, &self.worth, outcome)
        } else {
            Searched::default()
        };
        let date = if self.settling && undetermined { self.date_wanted(outcome, ty) } else { None };
        let without_a_way = searched.found.is_empty() && date.is_none();
        let (answer, possible) = match &outcome.answer {
            Answer::Yes => ("yes", Vec::new()),
            Answer::No => ("no", Vec::new()),
            Answer::NotAddressed => ("not addressed", Vec::new()),
            Answer::Undetermined(possible) => ("undetermined", possible.clone()),
            Answer::Kept => ("kept", Vec::new()),
            Answer::Breached => ("breached", Vec::new()),
            Answer::Due => ("due", Vec::new()),
            Answer::Value(_) => ("value", Vec::new()),
            Answer::Error(_) => ("error", Vec::new()),
        };
        let grounds = &decision.grounds;
        let not_in_force = !grounds.is_empty()
            && self.question.as_of.is_some_and(|day| !grounds.iter().any(|ground| ground.in_force.holds(day)));
        let not_addressed = outcome.answer == Answer::NotAddressed || possible.contains(&Answer::NotAddressed);
        Some(Told {
            decision: term(&decision.term),
            modal: match &decision.kind {
                DecisionKind::Modal(modal) => Text::of(|language| modal.say(language)),
                DecisionKind::Value(_) => text!("is", "为"),
            },
            member: outcome.member.last().map(|index| index + 1).filter(|_| unlisted.is_none()),
            path: self.path(decision, outcome),
            answer,
            answer_text: answer_text(self.program, &outcome.answer, ty),
            // Rules whose conditions exclude each other can look as if both might hold.
            possible: {
                let told = possible.iter().filter(|answer| possible.len() < 3 || !is_conflict(answer));
                let (open, settled): (Vec<&Answer>, Vec<&Answer>) =
                    told.partition(|answer| matches!(answer, Answer::Undetermined(_)));
                let settled = settled.into_iter().map(|answer| answer_text(self.program, answer, ty));
                settled.chain(open.iter().map(|_| self.open_amount(decision, outcome, ty, &mut scopes))).collect()
            },
            range: ty.filter(|_| undetermined).and_then(|ty| self.amount_range(decision, outcome, ty, &mut scopes)),
            because: self.because(decision, outcome),
            presumptions: needed.into_iter().filter_map(|what| self.presumption(what)).collect(),
            cited: cited.iter().map(|slot| self.cited(slot)).collect(),
            hinges_on: self.hinges(outcome, read, ty),
            settled_by: match unlisted {
                _ if !self.settling => Vec::new(),
                Some(list) if undetermined => list.map(|list| self.list_wanted(&list)).into_iter().collect(),
                _ => date.into_iter().chain(searched.found.iter().map(|found| self.settler(found, ty))).collect(),
            },
            settled_by_cut_off: searched.cut,
            searched: self.settling && undetermined,
            turns_on: {
                let unknown = searched.unknown.iter().filter(|_| without_a_way).map(|slot| self.place_of(slot));
                let undated = without_a_way
                    && self.settling
                    && undetermined
                    && unmet::waits_for_date(&self.machine, decision, outcome);
                unknown.chain(undated.then(|| text!("the date asked about", "判定日"))).collect()
            },
            speaks_about: match not_addressed {
                true if not_in_force => self.times(decision),
                true => self.populations(decision),
                false => Vec::new(),
            },
            not_in_force,
            trail: outcome
                .grounds
                .iter()
                .filter_map(|state| self.rule(decision, outcome, state, &mut scopes))
                .collect(),
        })
    }

    /// The lists in which the member stands, outermost first, and its place in each.
    fn path(&self, decision: &Decision, outcome: &Outcome) -> Vec<PlaceTold> {
        let lists = decision.each.iter().zip(&outcome.member);
        let told = lists.filter_map(|(list, index)| {
            let list = self.program.list(*list)?;
            let member = self.program.record(list.record?)?;
            Some(PlaceTold { list: term(&list.term), record: term(&member.term), member: index + 1 })
        });
        told.collect()
    }

    /// Between what an undetermined amount must lie, where one rule surely gives it.
    fn amount_range(
        &self,
        decision: &Decision,
        outcome: &Outcome,
        ty: &Type,
        scopes: &mut Scopes,
    ) -> Option<RangeTold> {
        let range = self.machine.amount_range(decision, outcome, scopes);
        // Between the lowest and the highest level lies every level.
        if matches!(ty, Type::Level(_)) {
            return None;
        }
        // That an amount is not below nought goes without saying.
        if range.high.is_none() && range.low.is_none_or(|low| low == Number::ZERO) {
            return None;
        }
        let end = |end: Option<Number>| {
            end.map(|end| Text::of(|language| self.printer(language).value(&at_place(end, ty), ty)))
        };
        Some(RangeTold { from: end(range.low), to: end(range.high), text: self.range_text(&range, ty) })
    }

    /// What the rules whose amounts are not known yet can give, where something is known of it.
    fn open_amount(&self, decision: &Decision, outcome: &Outcome, ty: Option<&Type>, scopes: &mut Scopes) -> Text {
        let open = outcome.grounds.iter().filter(|state| {
            state.standing.can_be(&Standing::Holds) && !matches!(state.value, None | Some(Yield::Value(_)))
        });
        let amounts = open.filter_map(|state| {
            let amount = decision.grounds.get(state.ground)?.says.amount()?;
            Some(self.machine.range_of(amount, scopes))
        });
        match (amounts.reduce(Range::or), ty) {
            (Some(range), Some(ty @ (Type::Number { .. } | Type::Duration)))
                if range.high.is_some() || range.low.is_some_and(|low| low != Number::ZERO) =>
            {
                self.range_text(&range, ty)
            }
            (_, Some(Type::Number { .. })) => text!("an amount that is not known yet", "尚不知的数额"),
            _ => text!("a value that is not known yet", "尚不知的值"),
        }
    }

    /// When the rules of a decision are in force, each once.
    fn times(&self, decision: &Decision) -> Vec<Text> {
        let mut out: Vec<Text> = Vec::new();
        for ground in &decision.grounds {
            let rule = Text::of(|language| self.printer(language).ground(ground));
            let when = ground.in_force.text();
            let told = text!("{rule}: {when}", "{rule}：{when}"; rule, when);
            if !out.contains(&told) {
                out.push(told);
            }
        }
        out
    }

    /// Whom the rules of a decision speak about that are in force, each population once.
    fn populations(&self, decision: &Decision) -> Vec<Text> {
        let among = Among::each(self.program, &decision.each);
        let mut out: Vec<Text> = Vec::new();
        let then = |ground: &&Ground| self.question.as_of.is_none_or(|day| ground.in_force.holds(day));
        for ground in decision.grounds.iter().filter(then).filter(|ground| !ground.population.is_empty()) {
            let parts = |language| -> String {
                let parts: Vec<String> = ground
                    .population
                    .iter()
                    .map(|part| {
                        let text = self.printer(language).among_expr(part, &among);
                        let loose = ground.population.len() > 1 && matches!(part.kind, ExprKind::Any(_));
                        match (loose, language) {
                            (true, Language::English) => format!("({text})"),
                            (true, Language::Chinese) => format!("（{text}）"),
                            (false, _) => text,
                        }
                    })
                    .collect();
                parts.join(language.pick(" and ", " 且 "))
            };
            let (rule, whom) = (Text::of(|language| self.printer(language).ground(ground)), Text::of(parts));
            out.push(text!("{rule}: {whom}", "{rule}：{whom}"; rule, whom));
        }
        out.dedup();
        out
    }
}

/// The list of which it is not known who is in it, for an outcome that speaks of no member of it.
fn list_below(decision: &Decision, outcome: &Outcome) -> Option<Slot> {
    let next: Vec<usize> = outcome.member.iter().copied().chain([0]).collect();
    slot::spoken(&decision.each, &next).pop().map(|spoken| spoken.list)
}

fn is_conflict(answer: &Answer) -> bool {
    matches!(answer, Answer::Error(fault) if matches!(fault.kind, FaultKind::Conflict(..)))
}
