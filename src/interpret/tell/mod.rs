//! Outcomes → the data that explains them: what carries each, what it rests on, what would settle it.
//!
//! In: a program, a case, a question and what came out. Out: an [`Explanation`], in both languages. Never: another answer
//! than the interpreter's; where it asks what would settle an outcome, it asks the interpreter.

mod points;

use super::bounds::at_place;
use super::carry::carrying;
use super::decide::{Answer, GroundState, Outcome, Standing};
use super::evaluate::Scopes;
use super::examples::answer_text;
use super::footprint::Footprint;
use super::lists::{Gathered, Range};
use super::reason::{Asked, answer_of, cited, presumed};
use super::rows::{beaten_by, is_passed_over};
use super::settle::{Searched, settlers};
use super::trail::{
    Cite, Explanation, FactTold, Hinge, LayerTold, OptionsTold, PlaceTold, PresumptionTold, RangeTold, ReadingTold,
    Receipt, RuleTold, SettlerTold, SettlingFact, Step, TermOf, Told,
};
use super::worth::Worth;
use super::{Case, Machine, Presumed, Question, Slot, Spoken, interpret, slot, unmet};
use crate::diagnostics::{Language, Say, Text};
use crate::ir::change::{marks, read_marks};
use crate::ir::print::{Among, Printer};
use crate::ir::{
    Decision, DecisionKind, Exception, Expr, ExprKind, Fact, Fault, FaultKind, Gather, Given, Ground, Item, ListOf,
    OptionSet, Period, Program, Says, Value, Yield, visit,
};
use crate::source::Sources;
use crate::text;
use crate::types::ids::{DecisionId, DefinitionId};
use crate::types::{Date, HashMap, Number, Term, Type, Unit};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

/// Members shown in a trail; the rest are counted.
const MAX_MEMBERS: usize = 20;
/// A term that lies in more steps than this is named and not opened: what is told can be read by any reader of JSON.
const MAX_OPENED: usize = 40;

/// Judges a case and tells why.
#[must_use]
pub fn explain(
    program: &Program,
    sources: &Sources,
    case: &Case,
    question: &Question,
    only: Option<DecisionId>,
) -> Explanation {
    told(program, sources, case, question, only, true)
}

/// The same without the search for what would settle an undetermined outcome, which costs more than all the rest.
#[must_use]
pub fn explain_briefly(
    program: &Program,
    sources: &Sources,
    case: &Case,
    question: &Question,
    only: Option<DecisionId>,
) -> Explanation {
    told(program, sources, case, question, only, false)
}

fn told(
    program: &Program,
    sources: &Sources,
    case: &Case,
    question: &Question,
    only: Option<DecisionId>,
    settling: bool,
) -> Explanation {
    let outcomes = interpret(program, case, question, only);
    let teller = Teller::new(program, sources, case, question, settling);
    let told =
        outcomes.chunk_by(|a, b| a.decision == b.decision).flat_map(|outcomes| teller.tell_all(outcomes)).collect();
    Explanation {
        schema: 1,
        receipt: receipt(program, question),
        case: case.name.clone(),
        outcomes: told,
        options: program.options.iter().filter_map(|options| options_told(program, options, &outcomes)).collect(),
    }
}

/// What a person may choose among, where all of it was asked about.
fn options_told(program: &Program, options: &OptionSet, outcomes: &[Outcome]) -> Option<OptionsTold> {
    let article = &options.article;
    let name = options
        .term
        .as_ref()
        .map_or_else(|| text!("options of article {article}", "第{article}条的选择"), |options| term(options));
    let mut out = OptionsTold { name, settled: true, allowed: Vec::new(), open: Vec::new(), error: Vec::new() };
    for id in &options.decisions {
        let outcome = outcomes.iter().find(|outcome| outcome.decision == *id)?;
        let what = term(&program.decisions.get(id.index())?.term);
        match outcome.answer {
            Answer::Yes => out.allowed.push(what),
            Answer::Undetermined(_) => out.open.push(what),
            Answer::Error(_) => out.error.push(what),
            Answer::No | Answer::NotAddressed | Answer::Kept | Answer::Breached | Answer::Due | Answer::Value(_) => {}
        }
    }
    out.settled = out.open.is_empty() && out.error.is_empty();
    Some(out)
}

fn term(term: &Term) -> Text {
    Text::of(|language| term.say(language))
}

fn receipt(program: &Program, question: &Question) -> Receipt {
    let header = &program.header;
    let points = program.definitions.iter().enumerate().filter(|(_, definition)| definition.readings.len() > 1);
    let readings = points.filter_map(|(index, definition)| {
        let chosen = question.readings.get(&DefinitionId::at(index)).copied().unwrap_or(definition.default);
        let reading = definition.readings.get(chosen)?.term.as_ref()?;
        Some(ReadingTold {
            point: term(&definition.term),
            reading: term(reading),
            default: chosen == definition.default,
        })
    });
    let known = header.in_force.from.is_some() || header.in_force.until.is_some();
    Receipt {
        tool: concat!("pol ", env!("CARGO_PKG_VERSION")).to_owned(),
        policy: term(&header.name),
        title: header.title.clone(),
        document: header.document.clone(),
        version: header.version.clone(),
        hash: program.layers.first().map(|layer| layer.hash.clone()).unwrap_or_default(),
        layers: program
            .layers
            .iter()
            .map(|layer| LayerTold {
                name: term(&layer.name),
                role: layer.role,
                version: layer.version.clone(),
                hash: layer.hash.clone(),
            })
            .collect(),
        as_of: question.as_of.map(|date| date.to_string()),
        known_on: program.known_on.map(|date| date.to_string()),
        in_force: question.as_of.filter(|_| known).map(|date| header.in_force.holds(date)),
        dates_assumed: header.assumed.clone(),
        texts: Vec::new(),
        presumptions: question.presumptions,
        readings: readings.collect(),
    }
}

struct Teller<'p> {
    program: &'p Program,
    sources: &'p Sources,
    case: &'p Case,
    question: &'p Question,
    machine: Machine<'p>,
    worth: Worth<'p>,
    /// What the case tells, where it has been put into words.
    told: RefCell<HashMap<Slot, FactTold>>,
    /// How many steps the one being told lies in.
    depth: Cell<usize>,
    /// Whether it is searched for what would settle an undetermined outcome.
    settling: bool,
}

/// Terms that a trail has opened, a member's once for each member.
type Seen = BTreeSet<TermOf>;

/// One condition of a case, told.
pub(super) fn step_of(
    program: &Program,
    sources: &Sources,
    case: &Case,
    question: &Question,
    condition: &Expr,
) -> Step {
    Teller::new(program, sources, case, question, false).step(condition, &mut Vec::new(), &mut BTreeSet::new())
}

impl<'p> Teller<'p> {
    fn new(program: &'p Program, sources: &'p Sources, case: &'p Case, question: &'p Question, settling: bool) -> Self {
        Self {
            program,
            sources,
            case,
            question,
            machine: Machine::new(program, case, question),
            worth: Worth::new(program, question),
            told: RefCell::default(),
            depth: Cell::new(0),
            settling,
        }
    }

    fn printer(&self, language: Language) -> Printer<'p> {
        Printer { program: self.program, language }
    }

    /// Outcomes of one decision. What carries them is looked for together: members mostly turn on the same.
    fn tell_all(&self, outcomes: &[Outcome]) -> Vec<Told> {
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
        let amounts = open.filter_map(|state| match &decision.grounds.get(state.ground)?.says {
            Says::Value(value) | Says::Otherwise(value) => Some(self.machine.range_of(value, scopes)),
            Says::Modal(_) => None,
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

    // ── Reasons ──────────────────────────────────────────────

    fn cite(&self, ground: &Ground) -> Cite {
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

    fn because(&self, decision: &Decision, outcome: &Outcome) -> Vec<Cite> {
        let grounds = carrying(decision, outcome).filter_map(|state| decision.grounds.get(state.ground));
        grounds.map(|ground| self.cite(ground)).collect()
    }

    fn presumption(&self, what: Presumed) -> Option<PresumptionTold> {
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
    fn hinges(&self, outcome: &Outcome, read: &Footprint, ty: Option<&Type>) -> Vec<Hinge> {
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

    fn settler(&self, settler: &super::settle::Settler, ty: Option<&Type>) -> SettlerTold {
        let facts = settler.facts.iter().map(|(slot, given)| {
            let told = self.fact_told(slot, given);
            let fact = slot.declared(self.program);
            SettlingFact {
                fact: told.fact,
                value: told.value,
                ask: fact.and_then(|fact| fact.ask.clone()),
                decided_by: fact.and_then(|fact| fact.decided_by.clone()),
            }
        });
        SettlerTold { facts: facts.collect(), answer_text: answer_text(self.program, &settler.answer, ty) }
    }

    /// The date asked about, where none is given and one of those that the policy knows would settle the outcome.
    fn date_wanted(&self, outcome: &Outcome, ty: Option<&Type>) -> Option<SettlerTold> {
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
    fn list_wanted(&self, list: &Slot) -> SettlerTold {
        let fact = list.declared(self.program);
        let facts = vec![SettlingFact {
            fact: self.place_of(list),
            value: text!("each member listed, or none", "列出各成员，或没有成员"),
            ask: fact.and_then(|fact| fact.ask.clone()),
            decided_by: fact.and_then(|fact| fact.decided_by.clone()),
        }];
        SettlerTold { facts, answer_text: text!("an answer for each", "对各成员分别判定") }
    }

    /// What the case tells in a slot. Of a list as a whole, how many members it has: what is told of each stands apart.
    /// The outcomes of all members may rest on the same.
    fn cited(&self, slot: &Slot) -> FactTold {
        self.told.borrow_mut().entry(slot.clone()).or_insert_with(|| self.told_in(slot)).clone()
    }

    fn told_in(&self, slot: &Slot) -> FactTold {
        let ty = slot.declared(self.program).map_or(Type::Bool, |fact| fact.ty.clone());
        let value = Text::of(|language| self.printer(language).given(slot.get(self.case), &ty));
        FactTold { fact: self.place_of(slot), value }
    }

    fn fact_told(&self, slot: &Slot, given: &Given) -> FactTold {
        let Some(fact) = slot.declared(self.program) else {
            return FactTold { fact: Text::default(), value: Text::default() };
        };
        FactTold { fact: self.place_of(slot), value: Text::of(|language| self.given(given, fact, language)) }
    }

    /// `tax records 2: paid`; of a member's own list, `firms 1: hires 2: months`.
    fn place_of(&self, slot: &Slot) -> Text {
        let mut list = self.program.facts.get(slot.fact().index());
        let mut out = list.map(|fact| term(&fact.term)).unwrap_or_default();
        for step in slot.steps() {
            let field = list.and_then(|list| self.program.field(list.record?, step.field));
            let (number, name) = (step.member + 1, field.map(|field| term(&field.term)).unwrap_or_default());
            out = text!("{out} {number}: {name}", "{out}{number}：{name}"; out, name);
            list = field;
        }
        out
    }

    /// What is told of a fact or field, in words; a list with its members spelt out.
    fn given(&self, given: &Given, fact: &Fact, language: Language) -> String {
        let record = fact.record.and_then(|record| self.program.record(record));
        let (Given::Value(Value::List(members)), Some(record)) = (given, record) else {
            return self.printer(language).given(given, &fact.ty);
        };
        let none = if language == Language::Chinese { "没有成员" } else { "no members" };
        let shown = members.iter().take(3).map(|member| {
            let fields = record.fields.iter().zip(member).filter(|(_, given)| **given != Given::Unknown);
            let fields: Vec<String> = fields
                .map(|(field, given)| format!("{} {}", field.term.say(language), self.given(given, field, language)))
                .collect();
            match language {
                Language::English => format!("({})", fields.join(", ")),
                Language::Chinese => format!("（{}）", fields.join("，")),
            }
        });
        let shown: Vec<String> = shown.collect();
        if shown.is_empty() {
            none.to_owned()
        } else {
            shown.join(if language == Language::Chinese { "" } else { " " })
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
                parts.join(if language == Language::Chinese { " 且 " } else { " and " })
            };
            let (rule, whom) = (Text::of(|language| self.printer(language).ground(ground)), Text::of(parts));
            out.push(text!("{rule}: {whom}", "{rule}：{whom}"; rule, whom));
        }
        out.dedup();
        out
    }

    // ── The trail ────────────────────────────────────────────

    fn rule(
        &self,
        decision: &Decision,
        outcome: &Outcome,
        state: &GroundState,
        scopes: &mut Scopes,
    ) -> Option<RuleTold> {
        let ground = decision.grounds.get(state.ground)?;
        let value = match (&ground.says, &state.value) {
            (Says::Value(_) | Says::Otherwise(_), Some(Yield::Error(fault))) => Some(fault.kind.text()),
            (Says::Value(expr) | Says::Otherwise(expr), Some(found)) => {
                Some(Text::of(|language| self.yield_text(found, &expr.ty, language)))
            }
            _ => None,
        };
        let mut seen = BTreeSet::new();
        let mut steps = |exprs: &mut dyn Iterator<Item = &'p Expr>| -> Vec<Step> {
            exprs.map(|expr| self.step(expr, scopes, &mut seen)).collect()
        };
        let program: &'p Program = self.program;
        let ground: &'p Ground =
            program.decisions.get(decision_index(program, decision)?)?.grounds.get(state.ground)?;
        let mut population = steps(&mut ground.population.iter());
        if ground.in_force != Period::default() {
            let found = self.machine.in_force(ground.in_force);
            population.insert(0, self.in_force(ground.in_force, status(&found)));
        }
        let condition = steps(&mut ground.condition.iter());
        let told = |body: &'p Option<Expr>| body.iter().filter(|_| !state.kept.is_empty());
        let mut kept = Vec::new();
        for (body, label) in
            [(&ground.met, text!("met when", "履行条件")), (&ground.breached, text!("breached when", "违反情形"))]
        {
            kept.extend(steps(&mut told(body)).into_iter().map(|step| Step { label: Some(label.clone()), ..step }));
        }
        let amount = match &ground.says {
            Says::Value(amount) | Says::Otherwise(amount) if state.value.is_some() => {
                steps(&mut std::iter::once(amount))
                    .pop()
                    .filter(|step| !step.values.is_empty() || !step.steps.is_empty())
            }
            _ => None,
        };
        let exceptions =
            ground.exceptions.iter().map(|exception| self.exception(exception, scopes, &mut seen)).collect();
        let line = self.sources.get(ground.span.file).map_or(0, |file| file.position(ground.span.start as usize).line);
        Some(RuleTold {
            rule: self.cite(ground),
            says: match &ground.says {
                Says::Modal(modal) => Text::of(|language| modal.say(language)),
                Says::Value(_) => text!("is", "为"),
                Says::Otherwise(_) => text!("otherwise is", "否则为"),
            },
            beaten_by: beaten_by(decision, outcome, state.ground).map(|other| self.beside(ground, other)),
            standing: match state.standing {
                Standing::Holds if is_passed_over(decision, outcome, state.ground) => "passed over",
                Standing::Holds => "holds",
                Standing::Fails => "fails",
                Standing::Silent => "silent",
                Standing::Open(_) => "open",
                Standing::Error(_) | Standing::Unspoken(_) => "error",
            },
            value,
            amount,
            population,
            condition,
            exceptions,
            kept,
            line,
        })
    }

    /// When a provision is in force.
    fn in_force(&self, period: Period, status: &'static str) -> Step {
        let say = |date: Date, language| self.printer(language).value(&Value::Date(date), &Type::Date);
        let text = Text::of(|language| {
            let from = period.from.map(|from| say(from, language));
            let last = period.until.and_then(|until| until.yesterday().ok()).map(|last| say(last, language));
            match (language, from, last) {
                (Language::English, from, last) => {
                    let from = from.map(|from| format!(" from {from}")).unwrap_or_default();
                    let last = last.map(|last| format!(" until {last}")).unwrap_or_default();
                    format!("in force{from}{last}")
                }
                (Language::Chinese, from, last) => {
                    let from = from.map(|from| format!("自{from}起")).unwrap_or_default();
                    let last = last.map(|last| format!("至{last}止")).unwrap_or_default();
                    format!("{from}{last}施行")
                }
            }
        });
        Step::of(status, "leaf", text)
    }

    fn exception(&self, exception: &'p Exception, scopes: &mut Scopes, seen: &mut Seen) -> Step {
        let mut step = self.step(&exception.body, scopes, seen);
        step.label = exception.label.as_ref().map(|label| term(label)).or(step.label);
        if exception.exceptions.is_empty() {
            return step;
        }
        // What it asks, and what takes it back: an all-of, so that its own sign can differ from that of what it asks.
        let label = step.label.take();
        let status = status(&self.machine.exception(exception, scopes));
        let mut whole = Step { label, ..Step::of(status, "all", text!("all of", "同时符合")) };
        whole.steps = if step.kind == "all" { step.steps } else { vec![step] };
        for inner in &exception.exceptions {
            let inner = self.exception(inner, scopes, seen);
            let unless = Step::of(inner.status, "unless", text!("unless", "除非"));
            whole.steps.push(Step { steps: vec![inner], ..unless });
        }
        whole
    }

    fn step(&self, expr: &'p Expr, scopes: &mut Scopes, seen: &mut Seen) -> Step {
        let depth = self.depth.get();
        self.depth.set(depth + 1);
        let step = stacker::maybe_grow(128 << 10, 1 << 20, || self.step_grown(expr, scopes, seen));
        self.depth.set(depth);
        step
    }

    fn step_grown(&self, expr: &'p Expr, scopes: &mut Scopes, seen: &mut Seen) -> Step {
        let found = self.machine.evaluate(expr, scopes);
        let among = among(self.program, scopes);
        let text = Text::of(|language| self.printer(language).among_expr(expr, &among));
        let mut step = Step::of(status(&found), "leaf", text);
        match &expr.kind {
            ExprKind::All(items) => self.parts("all", text!("all of", "同时符合"), items, &mut step, scopes, seen),
            ExprKind::Any(items) => self.parts("any", text!("any of", "符合下列之一"), items, &mut step, scopes, seen),
            ExprKind::AtLeast(number, items) => {
                let head = text!("at least {number} of", "至少符合 {number} 项");
                self.parts("count", head, items, &mut step, scopes, seen);
            }
            ExprKind::Exactly(number, items) => {
                let head = text!("exactly {number} of", "恰好符合 {number} 项");
                self.parts("count", head, items, &mut step, scopes, seen);
            }
            ExprKind::Not(inner) => {
                step.kind = "not";
                step.steps.push(self.step(inner, scopes, seen));
            }
            ExprKind::Definition(id) => self.defined(*id, &mut step, &mut Vec::new(), seen),
            ExprKind::MemberDefinition(out, id) => {
                let at = scopes.len().checked_sub(out + 1).and_then(|at| scopes.get(at)).cloned();
                self.defined(*id, &mut step, &mut at.into_iter().collect(), seen);
            }
            ExprKind::Score(score) => self.items_of(score, &expr.ty, &mut step, scopes, seen),
            ExprKind::Quantified(_, list, condition) => self.over_members(*list, condition, &mut step, scopes, seen),
            _ => self.read_values(expr, &mut step, scopes, seen),
        }
        // What went wrong is said where it did, and once.
        if let Yield::Error(Fault { kind, .. }) = &found
            && !step.steps.iter().any(|part| part.status == "error")
        {
            step.values.push(FactTold { fact: text!("error", "错误"), value: kind.text() });
        }
        step
    }

    /// What another rule is called beside this one: by its line, where both stand in one article without a number or label.
    fn beside(&self, ground: &Ground, other: &Ground) -> Text {
        let name = |ground: &Ground| Text::of(|language| self.printer(language).ground(ground));
        let called = name(other);
        if called != name(ground) {
            return called;
        }
        let file = self.sources.get(other.span.file);
        let line = file.map_or(0, |file| file.position(other.span.start as usize).line);
        text!("the rule in line {line}", "第{line}行的规则")
    }

    fn parts(
        &self,
        kind: &'static str,
        head: Text,
        items: &'p [Item],
        step: &mut Step,
        scopes: &mut Scopes,
        seen: &mut Seen,
    ) {
        step.kind = kind;
        step.text = head;
        for item in items {
            let mut part = self.step(&item.expr, scopes, seen);
            // What is asked of something that there is none of is no error where another item settles the whole.
            let settled = matches!(step.status, "yes" | "no") && part.status == "error" && part.steps.is_empty();
            if settled
                && let Yield::Error(Fault { kind: FaultKind::Absent, .. }) = self.machine.evaluate(&item.expr, scopes)
            {
                part.status = "none";
                part.values.pop();
            }
            part.ordinal.clone_from(&item.ordinal);
            part.label = item.label.as_ref().map(|label| term(label));
            step.steps.push(part);
        }
    }

    /// A term with what it means; said once in a trail.
    fn defined(&self, id: DefinitionId, step: &mut Step, scopes: &mut Scopes, seen: &mut Seen) {
        let Some(definition) = self.program.definitions.get(id.index()) else { return };
        step.kind = "definition";
        let reading = definition.readings.get(self.machine.reading(id));
        step.reading = reading.and_then(|reading| reading.term.as_ref()).map(|name| term(name));
        if definition.ty != Type::Bool {
            let found = self.machine.evaluate_reading(id, scopes);
            let value = Text::of(|language| self.yield_text(&found, &definition.ty, language));
            step.values.push(FactTold { fact: term(&definition.term), value });
        }
        let of: TermOf = (id, definition.record.and_then(|_| scopes.last()).cloned());
        step.rests_on.push(of.clone());
        if self.depth.get() < MAX_OPENED && seen.insert(of.clone()) {
            step.steps.extend(reading.map(|reading| self.meaning(&reading.body, of, scopes, seen)));
        }
    }

    /// What a term means, marked so that it can be found from wherever else the term is named.
    fn meaning(&self, body: &'p Expr, of: TermOf, scopes: &mut Scopes, seen: &mut Seen) -> Step {
        let mut step = self.step(body, scopes, seen);
        step.meaning_of = Some(of);
        step
    }

    /// A range in words: the number, or what is known of it.
    fn range_text(&self, range: &Range, ty: &Type) -> Text {
        let say = |number: Number, language| self.printer(language).value(&at_place(number, ty), ty);
        match (range.low, range.high) {
            (Some(low), Some(high)) if low == high => Text::of(|language| say(low, language)),
            (Some(low), Some(high)) => Text::of(|language| match language {
                Language::English => format!("{} to {}", say(low, language), say(high, language)),
                Language::Chinese => format!("{}至{}", say(low, language), say(high, language)),
            }),
            (Some(low), None) => Text::of(|language| match language {
                Language::English => format!("at least {}", say(low, language)),
                Language::Chinese => format!("至少{}", say(low, language)),
            }),
            (None, Some(high)) => Text::of(|language| match language {
                Language::English => format!("at most {}", say(high, language)),
                Language::Chinese => format!("至多{}", say(high, language)),
            }),
            (None, None) => Text::of(|language| self.yield_text(&range.clone().settle(), ty, language)),
        }
    }

    fn over_members(&self, list: ListOf, condition: &'p Expr, step: &mut Step, scopes: &mut Scopes, seen: &mut Seen) {
        step.kind = "members";
        let name = self.program.list(list).map(|fact| term(&fact.term)).unwrap_or_default();
        let Ok((list, count)) = self.machine.members(list, scopes) else {
            step.values.push(FactTold { fact: name, value: text!("not known", "未知") });
            return;
        };
        for index in 0..count.min(MAX_MEMBERS) {
            scopes.push(Spoken { list: list.clone(), index });
            let mut part = self.step(condition, scopes, seen);
            scopes.pop();
            let number = index + 1;
            part.label = Some(text!("{name} {number}", "{name}{number}"; name));
            step.steps.push(part);
        }
    }

    /// What each member brings to a sum, and the stretch of a run that gives it.
    fn parts_of_members(&self, gather: &'p Gather, step: &mut Step, scopes: &mut Scopes) {
        let Some(amount) = &gather.amount else { return };
        let Some(Gathered { list, members, stretch }) = self.machine.counted(gather, scopes) else { return };
        let name = self.program.list(gather.list).map(|fact| term(&fact.term)).unwrap_or_default();
        if let Some((from, to)) = &stretch {
            let ty = if matches!(from, Value::Date(_)) { Type::Date } else { Type::number(Unit::Pure) };
            let text = Text::of(|language| {
                let printer = self.printer(language);
                let (from, to) = (printer.value(from, &ty), printer.value(to, &ty));
                match language {
                    Language::English => format!("from {from} to {to}"),
                    Language::Chinese => format!("{from}至{to}"),
                }
            });
            step.steps.push(Step::of("value", "run", text));
        }
        for member in members.iter().filter(|member| member.within).take(MAX_MEMBERS) {
            scopes.push(Spoken { list: list.clone(), index: member.index });
            let among = among(self.program, scopes);
            let text = Text::of(|language| self.printer(language).among_expr(amount, &among));
            scopes.pop();
            let found = member.amount.clone().unwrap_or(Yield::Unknown);
            let sure = if member.sure { status(&found) } else { "unknown" };
            let number = member.index + 1;
            let value = Text::of(|language| self.yield_text(&found, &amount.ty, language));
            let mut part = Step::of(sure, "member", text.clone());
            part.label = Some(text!("{name} {number}", "{name}{number}"; name));
            part.values.push(FactTold { fact: text, value });
            step.steps.push(part);
        }
    }

    /// The facts and amounts that a comparison reads, with their values.
    fn read_values(&self, expr: &'p Expr, step: &mut Step, scopes: &mut Scopes, seen: &mut Seen) {
        let mut leaves: Vec<&'p Expr> = Vec::new();
        collect_leaves(expr, &mut leaves);
        let among = among(self.program, scopes);
        for leaf in leaves {
            let found = self.machine.evaluate(leaf, scopes);
            let fact = Text::of(|language| self.printer(language).among_expr(leaf, &among));
            let value = match (&found, &leaf.ty) {
                // What is known of an amount may be what settles a comparison.
                (Yield::Unknown, Type::Number { .. }) => {
                    let range = self.machine.range_of(leaf, scopes);
                    let open = range.low.is_none_or(|low| low == Number::ZERO) && range.high.is_none();
                    if open {
                        Text::of(|language| self.yield_text(&found, &leaf.ty, language))
                    } else {
                        self.range_text(&range, &leaf.ty)
                    }
                }
                _ => Text::of(|language| self.yield_text(&found, &leaf.ty, language)),
            };
            let told = FactTold { fact, value };
            if !step.values.contains(&told) {
                step.values.push(told);
            }
            if let ExprKind::Aggregate(gather) = &leaf.kind {
                self.parts_of_members(gather, step, scopes);
            }
            // What a term in a comparison rests on is part of the reason.
            if let ExprKind::Definition(id) = &leaf.kind
                && leaf.ty != Type::Bool
                && !step.rests_on.contains(&(*id, None))
            {
                step.rests_on.push((*id, None));
                if self.depth.get() < MAX_OPENED && seen.insert((*id, None)) {
                    let reading = self.machine.body_of(*id);
                    let inner = reading.map(|body| self.meaning(body, (*id, None), &mut Vec::new(), seen));
                    step.steps.extend(inner.filter(|inner| !inner.values.is_empty() || !inner.steps.is_empty()));
                }
            }
        }
    }

    fn yield_text(&self, found: &Yield, ty: &Type, language: Language) -> String {
        let chinese = language == Language::Chinese;
        match found {
            Yield::Value(value) => self.printer(language).value(value, ty),
            Yield::Absent => if chinese { "无" } else { "none" }.to_owned(),
            Yield::Unknown => if chinese { "未知" } else { "not known" }.to_owned(),
            Yield::Error(_) => if chinese { "无法计算" } else { "cannot be reckoned" }.to_owned(),
        }
    }
}

/// The members spoken of, for the names of their fields.
pub(super) fn among(program: &Program, scopes: &Scopes) -> Vec<Among> {
    let each = scopes.iter().filter_map(|spoken| {
        let list = spoken.list.declared(program)?;
        Some(Among { record: list.record?, list: Some(list.term.clone()) })
    });
    each.collect()
}

/// The list of which it is not known who is in it, for an outcome that speaks of no member of it.
fn list_below(decision: &Decision, outcome: &Outcome) -> Option<Slot> {
    let next: Vec<usize> = outcome.member.iter().copied().chain([0]).collect();
    slot::spoken(&decision.each, &next).pop().map(|spoken| spoken.list)
}

fn decision_index(program: &Program, decision: &Decision) -> Option<usize> {
    program.decisions.iter().position(|known| std::ptr::eq(known, decision))
}

/// What a comparison reads: names and aggregates, not the plain values beside them.
pub(super) fn collect_leaves<'e>(expr: &'e Expr, out: &mut Vec<&'e Expr>) {
    match &expr.kind {
        ExprKind::Value(_) => {}
        ExprKind::Fact(_)
        | ExprKind::Field(..)
        | ExprKind::Definition(_)
        | ExprKind::MemberDefinition(..)
        | ExprKind::Parameter(_)
        | ExprKind::Decision(_)
        | ExprKind::Breached(_)
        | ExprKind::Forbidden(_)
        | ExprKind::AsOf
        | ExprKind::Aggregate(_)
        | ExprKind::Unbroken(_)
        | ExprKind::Share(_) => out.push(expr),
        _ => visit::children(expr, |child| collect_leaves(child, out)),
    }
}

fn status(found: &Yield) -> &'static str {
    match found {
        Yield::Value(Value::Bool(true)) => "yes",
        Yield::Value(Value::Bool(false)) => "no",
        Yield::Value(_) => "value",
        Yield::Absent => "none",
        Yield::Unknown => "unknown",
        Yield::Error(_) => "error",
    }
}

impl<'p> Machine<'p> {
    /// What a definition says in the chosen reading, for as long as the program lives.
    fn body_of(&self, id: DefinitionId) -> Option<&'p Expr> {
        let definition = self.program.definitions.get(id.index())?;
        definition.readings.get(self.reading(id)).map(|reading| &reading.body)
    }

    fn evaluate_reading(&self, id: DefinitionId, scopes: &mut Scopes) -> Yield {
        self.body_of(id).map_or(Yield::Unknown, |body| self.evaluate(body, scopes))
    }
}

fn is_conflict(answer: &Answer) -> bool {
    matches!(answer, Answer::Error(fault) if matches!(fault.kind, FaultKind::Conflict(..)))
}
