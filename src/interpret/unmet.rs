//! What a case expects, held against what comes out: the answer, what carries it, what is missing, which error.

use super::carry::{Walk, carrying, carrying_items, carrying_parts, inside, scopes_of};
use super::decide::{Answer, GroundState, Outcome};
use super::evaluate::Scopes;
use super::examples::{answer_text, meets};
use super::slot::under;
use super::{Case, Machine, Presumed, Question, Slot, Spoken, interpret};
use crate::diagnostics::{Language, Say, Text, wording};
use crate::ir::cite::{Part, after, items_of, name_of};
use crate::ir::print::Printer;
use crate::ir::value::FAULTS;
use crate::ir::{
    Citation, Decision, Expected, Expr, ExprKind, FieldOf, Given, Ground, Item, ListOf, Missing, Period, Program,
    Reasons, Wanted, Yield, visit,
};
use crate::source::Span;
use crate::text;
use crate::types::Type;
use crate::types::ids::{DecisionId, DefinitionId, FactId, FieldId, RecordId};
use std::collections::BTreeSet;

/// What is expected and does not come out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unmet {
    /// Another answer.
    Answer {
        /// What came out.
        found: Text,
    },
    /// The answer is right, and rests on something else.
    Because {
        /// Where the clause is named.
        at: Span,
        /// The clause.
        clause: Text,
        /// What it rests on.
        found: Text,
    },
    /// Something else is missing.
    Missing {
        /// Where it is said what is.
        at: Span,
        /// What should be missing.
        wanted: Text,
        /// What is missing.
        found: Text,
    },
    /// Another error.
    Fault {
        /// Where it is named.
        at: Span,
        /// The error that should come out.
        wanted: Text,
        /// What came out.
        found: Text,
    },
}

impl Unmet {
    /// The same, with the option named: one that should not be open is told at the place of those that should.
    #[must_use]
    pub fn named(self, program: &Program, id: DecisionId, wanted: &Wanted) -> Self {
        match (self, program.decisions.get(id.index())) {
            (Self::Answer { found }, Some(decision)) if *wanted == Wanted::Every(Expected::NotOpen) => {
                let option = said(&decision.term);
                Self::Answer { found: text!("{option}: {found}", "{option}：{found}"; option, found) }
            }
            (unmet, _) => unmet,
        }
    }
}

/// Everything that is expected of a decision and does not come out, and what came out instead. `reasons` are for every
/// member, or one for each.
#[must_use]
pub fn unmet(
    program: &Program,
    case: &Case,
    question: &Question,
    id: DecisionId,
    wanted: &Wanted,
    reasons: &[Reasons],
) -> Vec<Unmet> {
    let outcomes = interpret(program, case, question, Some(id));
    let Some(decision) = program.decisions.get(id.index()) else { return Vec::new() };
    let ty = decision.kind.value();
    let met = wanted.met(&outcomes.iter().collect::<Vec<_>>(), 0);
    let each: Vec<Option<&Outcome>> = match wanted {
        _ if met => Vec::new(),
        Wanted::Every(one) => vec![outcomes.iter().find(|outcome| !meets(&outcome.answer, one))],
        Wanted::Each(_) => outcomes.iter().map(Some).collect(),
    };
    if !met {
        let each: Vec<&Outcome> = each.into_iter().flatten().collect();
        let found = match wanted {
            _ if each.is_empty() => text!("nothing", "没有结果"),
            Wanted::Every(_) => {
                wording::list(&each.iter().map(|outcome| answer_text(program, &outcome.answer, ty)).collect::<Vec<_>>())
            }
            Wanted::Each(_) => in_brackets(program, &each, 0, ty),
        };
        return vec![Unmet::Answer { found }];
    }
    let mut out = Vec::new();
    for outcome in &outcomes {
        let Some(reasons) = wanted.leaf(&outcome.member).and_then(|leaf| reasons.get(leaf)) else { continue };
        let reasons = Checked { program, case, question, decision, outcome, reasons };
        out.extend(reasons.unmet());
        if !out.is_empty() {
            break;
        }
    }
    out
}

/// The answers for the members of a list, in brackets for each list inside another: `[[yes, no], [yes]]`.
fn in_brackets(program: &Program, outcomes: &[&Outcome], depth: usize, ty: Option<&Type>) -> Text {
    if let [only] = outcomes
        && only.member.len() <= depth
    {
        return answer_text(program, &only.answer, ty);
    }
    let count = outcomes.iter().filter_map(|outcome| outcome.member.get(depth)).max().map_or(0, |last| last + 1);
    let each = (0..count).map(|index| {
        let of: Vec<&Outcome> =
            outcomes.iter().copied().filter(|outcome| outcome.member.get(depth) == Some(&index)).collect();
        in_brackets(program, &of, depth + 1, ty)
    });
    let Text { en, zh } = wording::list(&each.collect::<Vec<_>>());
    Text { en: format!("[{en}]"), zh: format!("[{zh}]") }
}

/// One outcome and what is expected of its reasons.
struct Checked<'p> {
    program: &'p Program,
    case: &'p Case,
    question: &'p Question,
    decision: &'p Decision,
    outcome: &'p Outcome,
    reasons: &'p Reasons,
}

impl Checked<'_> {
    fn unmet(&self) -> Vec<Unmet> {
        let mut out = Vec::new();
        let machine = Machine::new(self.program, self.case, self.question);
        for citation in &self.reasons.because {
            if !self.rests_on(&machine, &citation.node) {
                let say = |language| citation.node.say(self.program, self.decision, language);
                let clause = Text::of(say);
                out.push(Unmet::Because { at: citation.span, clause, found: self.rules(&machine) });
            }
        }
        if let Some(wanted) = &self.reasons.missing {
            let found = self.missing(&machine);
            if found != wanted.node {
                let (wanted, at) = (self.named(&wanted.node), wanted.span);
                out.push(Unmet::Missing { at, wanted, found: self.named(&found) });
            }
        }
        if let (Some(wanted), Answer::Error(fault)) = (&self.reasons.fault, &self.outcome.answer)
            && fault.kind.word() != wanted.node
        {
            let (word, said) = (fault.kind.word(), fault.kind.text());
            let chinese = |word: &str| FAULTS.iter().find(|(en, _)| *en == word).map_or("", |(_, zh)| zh).to_owned();
            let called = Text { en: word.to_owned(), zh: chinese(word) };
            // What says no more than its word is said once.
            let both = |language, colon: &str| {
                let (word, said) = (called.get(language), said.get(language));
                if said.ends_with(word) { word.to_owned() } else { format!("{word}{colon}{said}") }
            };
            let found = Text { en: both(Language::English, ": "), zh: both(Language::Chinese, "：") };
            let (at, wanted) = (wanted.span, wanted.node);
            out.push(Unmet::Fault { at, wanted: Text { en: wanted.to_owned(), zh: chinese(wanted) }, found });
        }
        out
    }

    /// The rules that carry the outcome, in words, with the items that carry them.
    fn rules(&self, machine: &Machine<'_>) -> Text {
        let mut rules: Vec<Text> = Vec::new();
        for state in carrying(self.decision, self.outcome) {
            let Some(ground) = self.decision.grounds.get(state.ground) else { continue };
            let say = |language| Printer { program: self.program, language }.ground(ground);
            let rule = Text::of(say);
            let (exprs, exceptions) =
                carrying_parts(machine, ground, state, &mut scopes_of(self.decision, self.outcome));
            let mut items: Vec<Text> = Vec::new();
            for expr in exprs {
                items_called(machine, expr, &mut scopes_of(self.decision, self.outcome), &mut items);
            }
            items.extend(
                exceptions.into_iter().filter_map(|exception| exception.label.as_ref()).map(|label| said(label)),
            );
            if items.is_empty() {
                rules.push(rule);
            } else {
                rules.extend(items.into_iter().map(|item| text!("{rule} {item}", "{rule} {item}"; rule, item)));
            }
        }
        if rules.is_empty() { text!("no rule", "没有规则") } else { wording::list(&rules) }
    }

    fn rests_on(&self, machine: &Machine<'_>, citation: &Citation) -> bool {
        let mut search = Search { machine, failed: BTreeSet::new() };
        carrying(self.decision, self.outcome).any(|state| {
            let Some(ground) = self.decision.grounds.get(state.ground) else { return false };
            citation.holds(ground)
                && search.ground(ground, state, &citation.parts, &mut scopes_of(self.decision, self.outcome))
        })
    }

    /// What the open conditions wait for.
    fn missing(&self, machine: &Machine<'_>) -> BTreeSet<Missing> {
        waits_for(machine, self.decision, self.outcome)
    }

    fn named(&self, missing: &BTreeSet<Missing>) -> Text {
        names(self.program, missing)
    }
}

/// What the outermost items with a name or a number are called that carry a condition: `(2) skilled`; those that have
/// neither by their text, where others stand beside them that do not carry it.
fn items_called(machine: &Machine<'_>, expr: &Expr, scopes: &mut Scopes, out: &mut Vec<Text>) {
    let items = carrying_items(machine, expr, scopes);
    let some = items.len() < items_of(expr).map_or(0, <[Item]>::len);
    for item in items {
        let call = |language| {
            let ordinal = item.ordinal.as_ref().map(|ordinal| wording::numbered(ordinal, language)).unwrap_or_default();
            let label = item.label.as_ref().map(|label| label.say(language)).unwrap_or_default();
            (ordinal + &label).trim_end().to_owned()
        };
        let called = Text::of(call);
        if !called.en.is_empty() {
            out.push(called);
            continue;
        }
        let before = out.len();
        items_called(machine, &item.expr, scopes, out);
        if some && out.len() == before {
            let among = super::tell::steps::among(machine.program, scopes);
            let say = |language| Printer { program: machine.program, language }.among_expr(&item.expr, &among);
            let (en, zh) = (say(Language::English), say(Language::Chinese));
            out.push(text!("`{en}`", "「{zh}」"));
        }
    }
}

/// What the open conditions of an undetermined outcome wait for, in words; none where nothing is missing.
#[must_use]
pub fn missing(program: &Program, case: &Case, question: &Question, outcome: &Outcome) -> Option<Text> {
    let machine = Machine::new(program, case, question);
    let decision = program.decisions.get(outcome.decision.index())?;
    let found = waits_for(&machine, decision, outcome);
    (!found.is_empty()).then(|| names(program, &found))
}

/// Whether what is open waits for the date asked about, itself or through a term or a dated figure.
pub(super) fn waits_for_date(machine: &Machine<'_>, decision: &Decision, outcome: &Outcome) -> bool {
    waits_for(machine, decision, outcome).contains(&Missing::Date)
}

fn waits_for(machine: &Machine<'_>, decision: &Decision, outcome: &Outcome) -> BTreeSet<Missing> {
    let mut out = BTreeSet::new();
    match decision.each.get(outcome.member.len()) {
        Some(ListOf::Fact(list)) => drop(out.insert(Missing::Fact(*list))),
        Some(ListOf::Field(of)) => drop(out.insert(Missing::Field(of.record, of.field))),
        None => {}
    }
    let mut walk = Walk::new(machine);
    for state in carrying(decision, outcome) {
        let Some(ground) = decision.grounds.get(state.ground) else { continue };
        let mut scopes = scopes_of(decision, outcome);
        walk.ground(ground, state, &mut scopes, &mut |machine, leaf, scopes| {
            Waits { machine, out: &mut out, seen: BTreeSet::new() }.for_expr(leaf, scopes);
        });
        let dated = ground.in_force != Period::default();
        if dated && machine.question.as_of.is_none() {
            out.insert(Missing::Date);
        }
    }
    out
}

fn names(program: &Program, missing: &BTreeSet<Missing>) -> Text {
    let name = |what: &Missing| match what {
        Missing::Date => text!("as of", "判定日期"),
        Missing::Fact(id) => program.facts.get(id.index()).map(|fact| said(&fact.term)).unwrap_or_default(),
        Missing::Field(record, field) => {
            let field = program.records.get(record.index()).and_then(|record| record.fields.get(field.index()));
            field.map(|field| said(&field.term)).unwrap_or_default()
        }
    };
    if missing.is_empty() {
        return text!("nothing", "没有缺少的事实");
    }
    wording::list(&missing.iter().map(name).collect::<Vec<_>>())
}

fn said(term: &crate::types::Term) -> Text {
    Text::of(|language| term.say(language))
}

/// Looks for a clause among the parts that carry.
struct Search<'m, 'p> {
    machine: &'m Machine<'p>,
    failed: BTreeSet<(DefinitionId, Option<Spoken>, usize)>,
}

impl Search<'_, '_> {
    fn ground(&mut self, ground: &Ground, state: &GroundState, parts: &[Part], scopes: &mut Scopes) -> bool {
        let Some(rest) = after(parts, ground.ordinal.as_ref(), ground.label.as_deref()) else { return false };
        if rest.is_empty() {
            return true;
        }
        let (exprs, exceptions) = carrying_parts(self.machine, ground, state, scopes);
        exprs.into_iter().any(|expr| self.expr(expr, rest, scopes))
            || exceptions.into_iter().any(|exception| {
                after(rest, None, exception.label.as_deref())
                    .is_some_and(|rest| rest.is_empty() || self.expr(&exception.body, rest, scopes))
            })
    }

    fn expr(&mut self, expr: &Expr, parts: &[Part], scopes: &mut Scopes) -> bool {
        stacker::maybe_grow(64 << 10, 1 << 20, || self.expr_grown(expr, parts, scopes))
    }

    fn expr_grown(&mut self, expr: &Expr, parts: &[Part], scopes: &mut Scopes) -> bool {
        let machine = self.machine;
        let mut rest = parts;
        if let Some(name) = name_of(machine.program, expr) {
            rest = after(parts, None, Some(name)).unwrap_or(parts);
            if rest.is_empty() {
                return true;
            }
        }
        match &expr.kind {
            ExprKind::All(_) | ExprKind::Any(_) | ExprKind::AtLeast(..) | ExprKind::Exactly(..) => {
                carrying_items(machine, expr, scopes).into_iter().any(|item| {
                    after(rest, item.ordinal.as_ref(), item.label.as_deref())
                        .is_some_and(|rest| rest.is_empty() || self.expr(&item.expr, rest, scopes))
                })
            }
            ExprKind::Score(score) => score.items.iter().any(|item| {
                let when = item.when.as_ref().map(|when| machine.evaluate(when, scopes));
                if when.as_ref().is_some_and(|when| when.is(false)) {
                    return false;
                }
                after(rest, item.ordinal.as_ref(), item.label.as_deref()).is_some_and(|rest| {
                    rest.is_empty()
                        || self.expr(&item.amount, rest, scopes)
                        || item.when.iter().any(|when| self.expr(when, rest, scopes))
                })
            }),
            ExprKind::If(parts) => {
                let [condition, then, otherwise] = &**parts;
                let taken = match machine.turn(parts, scopes) {
                    found if found.is(true) => Some(then),
                    found if found.is(false) => Some(otherwise),
                    _ => None,
                };
                self.expr(condition, rest, scopes) || taken.is_some_and(|branch| self.expr(branch, rest, scopes))
            }
            ExprKind::Definition(id) => self.definition(*id, None, rest, &mut Vec::new()),
            ExprKind::MemberDefinition(out, id) => {
                let mut scopes = inside(*out, scopes);
                let spoken = scopes.first().cloned();
                self.definition(*id, spoken, rest, &mut scopes)
            }
            ExprKind::Quantified(_, list, condition) => self.members(*list, condition, rest, scopes),
            // What is inside is read once for each member, and no one of them carries it.
            ExprKind::Aggregate(_) | ExprKind::Unbroken(_) | ExprKind::Share(_) => false,
            _ => {
                let mut children: Vec<&Expr> = Vec::new();
                visit::children(expr, |child| children.push(child));
                children.into_iter().any(|child| self.expr(child, rest, scopes))
            }
        }
    }

    fn members(&mut self, list: ListOf, condition: &Expr, parts: &[Part], scopes: &mut Scopes) -> bool {
        let Ok((list, count)) = self.machine.members(list, scopes) else { return false };
        (0..count).any(|index| {
            scopes.push(Spoken { list: list.clone(), index });
            let found = self.expr(condition, parts, scopes);
            scopes.pop();
            found
        })
    }

    fn definition(&mut self, id: DefinitionId, of: Option<Spoken>, parts: &[Part], scopes: &mut Scopes) -> bool {
        let key = (id, of, parts.len());
        if self.failed.contains(&key) {
            return false;
        }
        let found = self.machine.body(id).is_some_and(|body| self.expr(body, parts, scopes));
        if !found {
            self.failed.insert(key);
        }
        found
    }
}

/// Gathers what an expression reads that is not known, and on which it turns: of a sum the parts that are not known, of
/// `if` the branch that is taken.
struct Waits<'w, 'm, 'p> {
    machine: &'m Machine<'p>,
    out: &'w mut BTreeSet<Missing>,
    seen: BTreeSet<(DefinitionId, Option<Spoken>)>,
}

impl Waits<'_, '_, '_> {
    fn for_expr(&mut self, expr: &Expr, scopes: &mut Scopes) {
        stacker::maybe_grow(64 << 10, 1 << 20, || {
            if self.machine.evaluate(expr, scopes) == Yield::Unknown {
                self.for_unknown(expr, scopes);
            }
        });
    }

    fn for_unknown(&mut self, expr: &Expr, scopes: &mut Scopes) {
        let machine = self.machine;
        match &expr.kind {
            ExprKind::Fact(id) => self.fact(*id),
            ExprKind::AsOf => self.date(),
            ExprKind::Parameter(id) => {
                let values = machine.program.parameters.get(id.index()).map(|parameter| parameter.values.as_slice());
                let dated = values.unwrap_or_default().iter().any(|(_, period)| *period != Period::default());
                if dated {
                    self.date();
                }
            }
            ExprKind::Field(of) => self.field(*of),
            ExprKind::Definition(id) => self.definition(*id, None, &mut Vec::new()),
            ExprKind::MemberDefinition(out, id) => {
                let mut scopes = inside(*out, scopes);
                let spoken = scopes.first().cloned();
                self.definition(*id, spoken, &mut scopes);
            }
            ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id) => self.decision(*id),
            ExprKind::If(parts) => {
                let [condition, yes, no] = &**parts;
                let found = machine.evaluate(condition, scopes);
                self.for_expr(condition, scopes);
                for (branch, taken) in [(yes, true), (no, false)] {
                    if !found.is(!taken) {
                        self.for_expr(branch, scopes);
                    }
                }
                return;
            }
            ExprKind::Quantified(_, list, condition) => {
                if let Ok((list, count)) = machine.members(*list, scopes) {
                    for index in 0..count {
                        scopes.push(Spoken { list: list.clone(), index });
                        self.for_expr(condition, scopes);
                        scopes.pop();
                    }
                    return;
                }
            }
            ExprKind::Aggregate(gather) => {
                if let Some((_, key)) = gather.window {
                    self.field(key);
                }
            }
            _ => {}
        }
        match expr.list() {
            Some(ListOf::Fact(id)) => self.fact(id),
            Some(ListOf::Field(of)) => self.field(of),
            None => {}
        }
        let mut children: Vec<&Expr> = Vec::new();
        visit::children(expr, |child| children.push(child));
        // What is read of each member is read of none of them here.
        let mut of_none = Vec::new();
        let scopes = if expr.list().is_some() { &mut of_none } else { scopes };
        for child in children {
            self.for_expr(child, scopes);
        }
    }

    fn field(&mut self, of: FieldOf) {
        if self.somewhere_unknown(of.record, of.field) {
            self.out.insert(Missing::Field(of.record, of.field));
        }
    }

    fn date(&mut self) {
        if self.machine.question.as_of.is_none() {
            self.out.insert(Missing::Date);
        }
    }

    fn fact(&mut self, id: FactId) {
        if self.machine.given(id) == Yield::Unknown {
            self.out.insert(Missing::Fact(id));
        }
    }

    fn definition(&mut self, id: DefinitionId, of: Option<Spoken>, scopes: &mut Scopes) {
        if self.seen.insert((id, of))
            && let Some(body) = self.machine.body(id)
        {
            self.for_expr(body, scopes);
        }
    }

    fn decision(&mut self, id: DecisionId) {
        let outcomes = self.machine.outcomes(id);
        let Some(decision) = self.machine.program.decisions.get(id.index()) else { return };
        for outcome in &outcomes {
            for state in carrying(decision, outcome) {
                let Some(ground) = decision.grounds.get(state.ground) else { continue };
                for expr in visit::of_ground(ground) {
                    self.for_expr(expr, &mut scopes_of(decision, outcome));
                }
            }
        }
    }

    /// Whether some member of some list of that record does not tell a field, however deep the list lies.
    fn somewhere_unknown(&self, record: RecordId, field: FieldId) -> bool {
        let machine = self.machine;
        let presumed = machine.program.field(record, field).is_some_and(|fact| fact.presumed.is_some());
        if presumed && machine.presumes(Presumed::Field(record, field)) {
            return false;
        }
        let mut found = false;
        for id in (0..machine.program.facts.len()).map(FactId::at) {
            let slot = Slot::of_fact(id);
            under(&slot, machine.case.get(id), &mut |slot, given| {
                let here = |(_, column): (_, Option<(RecordId, FieldId)>)| column == Some((record, field));
                found |= *given == Given::Unknown && slot.column(machine.program).is_some_and(here);
            });
        }
        found
    }
}
