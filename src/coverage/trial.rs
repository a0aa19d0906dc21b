//! A case in the making: facts are told so that a condition comes to what is wanted of it.
//!
//! Nothing is guessed: whatever is told, the interpreter says whether it has the effect. A search that goes on too long
//! stops at [`MAX_TRIES`].

use super::lines::{Point, beside, body, sides, step};
use crate::interpret::watch::yields;
use crate::interpret::{self, Case, Question, Spoken};
use crate::ir::value::order;
use crate::ir::{Expr, ExprKind, Fact, Given, Ground, Item, ListOf, Member, Program, Value, Yield, visit};
use crate::types::calendar::{self, MissingDay};
use crate::types::ids::{DecisionId, FactId, PlaceId};
use crate::types::{Comparison, Date, Duration, Number, Quantifier, Rounding, Type};
use std::collections::BTreeMap;
use std::sync::Arc;

/// No more evaluations for one case.
pub const MAX_TRIES: usize = 3_000;
/// How deep a condition is followed.
const MAX_DEPTH: usize = 24;
/// No more facts behind one amount are moved.
const MAX_LEAVES: usize = 8;

/// The members spoken of, innermost last.
pub type Members = Vec<Spoken>;

/// Where a case can tell something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// A fact, or a field of a member.
    Told(interpret::Slot),
    /// The date asked about.
    AsOf,
}

/// A case in the making.
#[derive(Debug, Clone)]
pub struct Trial<'p> {
    program: &'p Program,
    /// What is told.
    pub case: Case,
    /// What is asked.
    pub question: Question,
    /// How often something was evaluated.
    pub tries: usize,
}

impl<'p> Trial<'p> {
    /// Begins with what is told.
    pub fn new(program: &'p Program, case: Case, question: Question) -> Self {
        Self { program, case, question, tries: 0 }
    }

    /// What an expression yields now.
    pub fn yields(&mut self, expr: &Expr, members: &Members) -> Yield {
        self.tries += 1;
        yields(self.program, &self.case, &self.question, expr, members)
    }

    fn spent(&self) -> bool {
        self.tries >= MAX_TRIES
    }

    /// Does something, and takes it back where it has not had its effect; the tries still count.
    fn attempt(&mut self, act: impl FnOnce(&mut Self) -> bool) -> bool {
        let (case, question) = (self.case.clone(), self.question.clone());
        if act(self) {
            return true;
        }
        (self.case, self.question) = (case, question);
        false
    }

    // ── Conditions ───────────────────────────────────────────

    /// Tells facts so that a condition yields that; `spare` is left as it is.
    pub fn want(&mut self, expr: &'p Expr, members: &Members, wanted: bool, spare: Option<&Expr>) -> bool {
        self.want_at(expr, members, wanted, spare, 0)
    }

    fn want_at(&mut self, expr: &'p Expr, members: &Members, wanted: bool, spare: Option<&Expr>, depth: usize) -> bool {
        if self.yields(expr, members).is(wanted) {
            return true;
        }
        if depth > MAX_DEPTH || self.spent() || spare.is_some_and(|spare| std::ptr::eq(spare, expr)) {
            return false;
        }
        self.attempt(|trial| {
            trial.tell(expr, members, wanted, spare, depth + 1) && trial.yields(expr, members).is(wanted)
        })
    }

    fn tell(&mut self, expr: &'p Expr, members: &Members, wanted: bool, spare: Option<&Expr>, depth: usize) -> bool {
        match &expr.kind {
            ExprKind::Not(inner) => self.want_at(inner, members, !wanted, spare, depth),
            ExprKind::All(items) if wanted => self.each(items, members, true, spare, depth),
            ExprKind::Any(items) if !wanted => self.each(items, members, false, spare, depth),
            ExprKind::All(items) | ExprKind::Any(items) => self.one(items, members, wanted, spare, depth),
            ExprKind::AtLeast(..) | ExprKind::Exactly(..) => self.count(expr, members, wanted, spare, depth),
            ExprKind::If(parts) => {
                let [condition, yes, no] = parts.as_ref();
                [(true, yes), (false, no)].into_iter().any(|(way, branch)| {
                    self.attempt(|trial| {
                        trial.want_at(condition, members, way, spare, depth)
                            && trial.want_at(branch, members, wanted, spare, depth)
                    })
                })
            }
            ExprKind::Definition(id) => match body(self.program, &self.question, *id) {
                Some(body) => self.want_at(body, &Vec::new(), wanted, spare, depth),
                None => false,
            },
            ExprKind::MemberDefinition(out, id) => {
                let member = members.len().checked_sub(out + 1).and_then(|at| members.get(at)).cloned();
                match (body(self.program, &self.question, *id), member) {
                    (Some(body), Some(member)) => self.want_at(body, &vec![member], wanted, spare, depth),
                    _ => false,
                }
            }
            ExprKind::Decision(id) => self.decision(*id, wanted, spare, depth),
            ExprKind::Fact(_) | ExprKind::Field(..) => self.aim(expr, members, &Value::Bool(wanted)),
            ExprKind::Compare(comparison, left, right) => self.compare(expr, *comparison, left, right, members, wanted),
            ExprKind::OneOf(item, _) | ExprKind::In(item, ..) | ExprKind::Within(item, _) => {
                self.among(expr, item, members, wanted)
            }
            ExprKind::Exists(item) => self.exists(item, members, wanted),
            ExprKind::Known(item) => {
                let given = if wanted { self.some(item) } else { Some(Given::Unknown) };
                match (slot_of(item, members), given) {
                    (Some(slot), Some(given)) => {
                        self.set(&slot, given);
                        true
                    }
                    _ => false,
                }
            }
            ExprKind::During(day, window) => self.during(expr, day, window, members, wanted),
            ExprKind::Quantified(quantifier, list, condition) => {
                self.quantified(*quantifier, *list, condition, members, wanted, spare, depth)
            }
            // Neither yes nor no, or not to be told.
            ExprKind::Value(_)
            | ExprKind::Parameter(_)
            | ExprKind::Breached(_)
            | ExprKind::Forbidden(_)
            | ExprKind::AsOf
            | ExprKind::Arithmetic(..)
            | ExprKind::Pick { .. }
            | ExprKind::Round(..)
            | ExprKind::Year(_)
            | ExprKind::Shift(_)
            | ExprKind::Carried(_)
            | ExprKind::Part(_)
            | ExprKind::Anchor(..)
            | ExprKind::Between(..)
            | ExprKind::Window(_)
            | ExprKind::Edge(..)
            | ExprKind::Score(_)
            | ExprKind::Aggregate(_)
            | ExprKind::Unbroken(_)
            | ExprKind::Share(_) => false,
        }
    }

    fn each(&mut self, items: &'p [Item], members: &Members, wanted: bool, spare: Option<&Expr>, depth: usize) -> bool {
        // The one that is spared may yet come to it by another's change.
        let mut all = true;
        for item in items {
            all &= self.want_at(&item.expr, members, wanted, spare, depth);
        }
        all || items.iter().all(|item| self.yields(&item.expr, members).is(wanted))
    }

    fn one(&mut self, items: &'p [Item], members: &Members, wanted: bool, spare: Option<&Expr>, depth: usize) -> bool {
        items.iter().any(|item| self.attempt(|trial| trial.want_at(&item.expr, members, wanted, spare, depth)))
    }

    /// Turns items one after the other until the count is right.
    fn count(&mut self, expr: &'p Expr, members: &Members, wanted: bool, spare: Option<&Expr>, depth: usize) -> bool {
        let (ExprKind::AtLeast(number, items) | ExprKind::Exactly(number, items)) = &expr.kind else { return false };
        for (at, item) in items.iter().enumerate() {
            let yes = if wanted { at < *number as usize } else { false };
            self.want_at(&item.expr, members, yes, spare, depth);
            if self.yields(expr, members).is(wanted) {
                return true;
            }
        }
        false
    }

    fn decision(&mut self, id: DecisionId, wanted: bool, spare: Option<&Expr>, depth: usize) -> bool {
        let Some(decision) = self.program.decisions.get(id.index()).filter(|decision| decision.each.is_empty()) else {
            return false;
        };
        if wanted {
            decision.grounds.iter().any(|ground| self.attempt(|trial| trial.holds(ground, &Vec::new(), spare, depth)))
        } else {
            decision.grounds.iter().all(|ground| self.fails(ground, &Vec::new(), spare, depth))
        }
    }

    /// Makes a rule hold.
    fn holds(&mut self, ground: &'p Ground, members: &Members, spare: Option<&Expr>, depth: usize) -> bool {
        let asked = ground.population.iter().chain(&ground.condition);
        let mut all = true;
        for part in asked {
            all &= self.want_at(part, members, true, spare, depth);
        }
        for exception in &ground.exceptions {
            all &= self.want_at(&exception.body, members, false, spare, depth);
        }
        all
    }

    /// Makes a rule not hold.
    pub fn fails(&mut self, ground: &'p Ground, members: &Members, spare: Option<&Expr>, depth: usize) -> bool {
        let mut parts = ground.condition.iter().chain(&ground.population);
        parts.any(|part| self.want_at(part, members, false, spare, depth))
    }

    // ── Members ──────────────────────────────────────────────

    #[expect(clippy::too_many_arguments, reason = "a quantifier has as many parts")]
    fn quantified(
        &mut self,
        quantifier: Quantifier,
        list: ListOf,
        condition: &'p Expr,
        members: &Members,
        wanted: bool,
        spare: Option<&Expr>,
        depth: usize,
    ) -> bool {
        let (one, way) = match (quantifier, wanted) {
            (Quantifier::Some, true) | (Quantifier::No, false) => (true, true),
            (Quantifier::Some, false) | (Quantifier::No, true) => (false, false),
            (Quantifier::Every, true) => (false, true),
            (Quantifier::Every, false) => (true, false),
        };
        let Some(list) = list_at(list, members) else { return false };
        let count = self.length(&list);
        let inner = |at: usize| with(members, &list, at);
        if !one {
            if count.is_none() {
                list.set(&mut self.case, Given::Value(Value::List(Arc::new(Vec::new()))));
            }
            return (0..count.unwrap_or(0)).all(|at| self.want_at(condition, &inner(at), way, spare, depth));
        }
        let count = count.unwrap_or(0);
        (0..count).any(|at| self.attempt(|trial| trial.want_at(condition, &inner(at), way, spare, depth)))
            || self
                .attempt(|trial| trial.add_member(&list) && trial.want_at(condition, &inner(count), way, spare, depth))
    }

    fn length(&self, list: &interpret::Slot) -> Option<usize> {
        match list.get(&self.case) {
            Given::Value(Value::List(members)) => Some(members.len()),
            _ => None,
        }
    }

    /// One more member: like the last one, or one of which nothing is known.
    fn add_member(&mut self, list: &interpret::Slot) -> bool {
        let record = list.declared(self.program).and_then(|fact| self.program.record(fact.record?));
        let Some(record) = record else { return false };
        let mut all: Vec<Member> = match list.get(&self.case) {
            Given::Value(Value::List(members)) => members.to_vec(),
            _ => Vec::new(),
        };
        all.push(all.last().cloned().unwrap_or_else(|| vec![Given::Unknown; record.fields.len()]));
        list.set(&mut self.case, Given::Value(Value::List(Arc::new(all))));
        true
    }

    // ── Comparisons ──────────────────────────────────────────

    fn compare(
        &mut self,
        expr: &'p Expr,
        comparison: Comparison,
        left: &'p Expr,
        right: &'p Expr,
        members: &Members,
        wanted: bool,
    ) -> bool {
        let (subject, other) = sides(left, right);
        let line = match self.yields(other, members) {
            Yield::Value(line) => line,
            _ => {
                // A line that is not known yet: any will do.
                let Some(Given::Value(value)) = self.some(other) else { return false };
                if !self.aim(other, members, &value) {
                    return false;
                }
                value
            }
        };
        let mut values: Vec<Value> = Point::ALL.iter().filter_map(|at| beside(&line, &subject.ty, *at)).collect();
        if values.is_empty() || matches!(comparison, Comparison::Is | Comparison::IsNot) {
            values.push(line.clone());
            values.extend(self.domain(&subject.ty));
        }
        let same_way = std::ptr::eq(subject, left);
        let comparison = if same_way { comparison } else { comparison.turned() };
        let enough = |found: &Value| order(found, &line).is_some_and(|order| comparison.holds(order) == wanted);
        values.iter().any(|value| {
            self.attempt(|trial| {
                trial.aim_near(subject, members, value, &enough) && trial.yields(expr, members).is(wanted)
            })
        })
    }

    /// The values of a type that has few.
    fn domain(&self, ty: &Type) -> Vec<Value> {
        match ty {
            Type::Bool => vec![Value::Bool(true), Value::Bool(false)],
            Type::Level(scale) => {
                (0..scale.levels.len()).filter_map(|at| u32::try_from(at).ok()).map(Value::Level).collect()
            }
            Type::Place => (0..self.program.places.len()).map(|at| Value::Place(PlaceId::at(at))).collect(),
            Type::Text => vec![Value::Text("x".into())],
            Type::Number { .. } | Type::Date | Type::Duration | Type::Window | Type::List(_) => Vec::new(),
        }
    }

    fn among(&mut self, expr: &'p Expr, item: &'p Expr, members: &Members, wanted: bool) -> bool {
        let mut values = self.domain(&item.ty);
        if let ExprKind::OneOf(_, named) = &expr.kind {
            values.extend(named.iter().cloned());
        }
        values.iter().any(|value| {
            self.attempt(|trial| trial.aim(item, members, value) && trial.yields(expr, members).is(wanted))
        })
    }

    fn exists(&mut self, item: &'p Expr, members: &Members, wanted: bool) -> bool {
        let given = if wanted { self.some(item) } else { Some(Given::Absent) };
        match (slot_of(item, members), given) {
            (Some(slot), Some(given)) => {
                self.set(&slot, given);
                true
            }
            _ => false,
        }
    }

    fn during(&mut self, expr: &'p Expr, day: &'p Expr, window: &'p Expr, members: &Members, wanted: bool) -> bool {
        let Yield::Value(Value::Window(run)) = self.yields(window, members) else { return false };
        let edges = [Some(run.from), run.from.yesterday().ok(), run.last(), Some(run.until)];
        edges.into_iter().flatten().any(|date| {
            self.attempt(|trial| trial.aim(day, members, &Value::Date(date)) && trial.yields(expr, members).is(wanted))
        })
    }

    // ── Amounts ──────────────────────────────────────────────

    /// Tells facts so that an amount comes to that.
    pub fn aim(&mut self, expr: &'p Expr, members: &Members, wanted: &Value) -> bool {
        self.aim_near(expr, members, wanted, &|found| found == wanted)
    }

    /// Tells facts so that an amount comes to something like that.
    pub fn aim_near(
        &mut self,
        expr: &'p Expr,
        members: &Members,
        wanted: &Value,
        enough: &dyn Fn(&Value) -> bool,
    ) -> bool {
        if let Some(slot) = slot_of(expr, members) {
            if !self.fits(&slot, wanted) {
                return false;
            }
            self.set(&slot, Given::Value(wanted.clone()));
            return matches!(self.yields(expr, members), Yield::Value(found) if enough(&found));
        }
        let mut leaves: Vec<(Slot, Type)> = Vec::new();
        self.leaves(expr, members, &mut leaves, (0, &mut BTreeMap::new()));
        leaves.truncate(MAX_LEAVES);
        let mut now = self.yields(expr, members);
        if now == Yield::Unknown {
            // From nothing, begin somewhere.
            for (slot, ty) in &leaves {
                if let (Given::Unknown, Some(given)) = (self.get(slot), self.some_of(ty)) {
                    self.set(slot, given);
                }
            }
            now = self.yields(expr, members);
        }
        if matches!(&now, Yield::Value(found) if enough(found)) {
            return true;
        }
        for (slot, ty) in leaves {
            for value in self.moves(expr, members, &slot, &ty, &now, wanted) {
                if self.spent() {
                    return false;
                }
                let fits = self.fits(&slot, &value);
                let met = fits
                    && self.attempt(|trial| {
                        trial.set(&slot, Given::Value(value));
                        matches!(trial.yields(expr, members), Yield::Value(found) if enough(&found))
                    });
                if met {
                    return true;
                }
            }
        }
        false
    }

    /// Values of one fact that may bring an amount from what it is to what is wanted.
    fn moves(
        &mut self,
        expr: &'p Expr,
        members: &Members,
        slot: &Slot,
        ty: &Type,
        now: &Yield,
        wanted: &Value,
    ) -> Vec<Value> {
        match (self.get(slot), ty) {
            (Given::Value(Value::Number(at)), _) => {
                let (Yield::Value(Value::Number(now)), Value::Number(wanted)) = (now, wanted) else {
                    return Vec::new();
                };
                self.numbers(expr, members, slot, ty, at, *now, *wanted)
            }
            (Given::Value(Value::Date(at)), _) => self.dates(at, now, wanted),
            (Given::Unknown, Type::Number { .. }) if matches!(wanted, Value::Number(_)) => vec![wanted.clone()],
            _ => Vec::new(),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a step along a slope has as many ends")]
    fn numbers(
        &mut self,
        expr: &'p Expr,
        members: &Members,
        slot: &Slot,
        ty: &Type,
        at: Number,
        now: Number,
        wanted: Number,
    ) -> Vec<Value> {
        let Ok(gap) = wanted.minus(now) else { return Vec::new() };
        let mut out: Vec<Number> = [at.plus(gap), at.minus(gap)].into_iter().flatten().collect();
        // How much the amount moves with the fact, found by moving it.
        for by in [Number::ONE, Number::whole(100), Number::whole(10_000)] {
            let Ok(moved) = at.plus(by) else { continue };
            let before = self.get(slot);
            self.set(slot, Given::Value(Value::Number(moved)));
            let found = self.yields(expr, members);
            self.set(slot, before);
            let Yield::Value(Value::Number(found)) = found else { continue };
            let slope = found.minus(now).and_then(|rise| rise.over(by));
            let Ok(far) = slope.and_then(|slope| gap.over(slope)).and_then(|far| at.plus(far)) else { continue };
            out.push(far);
            break;
        }
        let unit = step(ty);
        let mut fits: Vec<Number> = Vec::new();
        for number in out {
            for mode in [Rounding::HalfUp, Rounding::Down, Rounding::Up] {
                fits.extend(number.rounded(unit, mode));
            }
        }
        let beside = fits.last().copied().into_iter().flat_map(|last| [last.minus(unit), last.plus(unit)]);
        let more: Vec<Number> = beside.flatten().collect();
        let mut once: Vec<Number> = Vec::new();
        for number in fits.into_iter().chain(more) {
            if !once.contains(&number) {
                once.push(number);
            }
        }
        once.into_iter().map(Value::Number).collect()
    }

    /// Days as far from the one told as the amount is from what is wanted, in days, months and years; and days as far as
    /// is wanted from the date asked about and from every other date told.
    fn dates(&self, at: Date, now: &Yield, wanted: &Value) -> Vec<Value> {
        let mut out: Vec<Date> = Vec::new();
        let moved = |date: Date, months: i64| {
            let by = Duration { months: u32::try_from(months.unsigned_abs()).ok()?, days: 0 };
            calendar::shifted(date, by, months < 0, MissingDay::LastDay).ok()
        };
        let count = |value: &Value| match value {
            Value::Number(number) => number.to_i64(),
            _ => None,
        };
        match (now, wanted) {
            (Yield::Value(Value::Date(now)), Value::Date(wanted)) => {
                let gap = calendar::days_between(*now, *wanted);
                out.extend((-3..=3).filter_map(|more| calendar::days(at, gap + more).ok()));
                out.push(*wanted);
            }
            (Yield::Value(Value::Number(_)), Value::Number(_)) => {
                let Yield::Value(now) = now else { return Vec::new() };
                let (Some(now), Some(wanted)) = (count(now), count(wanted)) else { return Vec::new() };
                let gap = wanted - now;
                for way in [-1, 1] {
                    out.extend(moved(at, way * gap * 12));
                    out.extend(moved(at, way * gap));
                    out.extend(calendar::days(at, way * gap).ok());
                }
            }
            _ => {}
        }
        let months = match wanted {
            Value::Duration(length) => Some(i64::from(length.months)),
            _ => None,
        };
        for other in self.told_dates() {
            for months in months.into_iter().flat_map(|months| [months, -months]) {
                out.extend(moved(other, months));
            }
        }
        out.into_iter().map(Value::Date).collect()
    }

    /// Every date that is told, the one asked about first.
    fn told_dates(&self) -> Vec<Date> {
        let mut out: Vec<Date> = self.question.as_of.into_iter().collect();
        for at in 0..self.program.facts.len() {
            if let Given::Value(Value::Date(date)) = self.case.get(FactId::at(at))
                && !out.contains(date)
            {
                out.push(*date);
            }
        }
        out
    }

    /// Tells every fact behind an amount that is not told yet.
    pub fn complete(&mut self, expr: &'p Expr) {
        let mut leaves: Vec<(Slot, Type)> = Vec::new();
        self.leaves(expr, &Vec::new(), &mut leaves, (0, &mut BTreeMap::new()));
        for (slot, ty) in leaves {
            if self.get(&slot) == Given::Unknown
                && let Some(given) = self.some_of(&ty)
            {
                self.set(&slot, given);
            }
        }
    }

    /// The facts that an amount is reckoned from, nearest first. What a term or a decision says is looked into once, or
    /// again where it lies less deep: it may be read any number of times.
    fn leaves(
        &self,
        expr: &'p Expr,
        members: &Members,
        out: &mut Vec<(Slot, Type)>,
        (depth, seen): (usize, &mut Seen),
    ) {
        if depth > MAX_DEPTH || out.len() >= MAX_LEAVES {
            return;
        }
        if let Some(slot) = slot_of(expr, members) {
            if !out.iter().any(|(known, _)| *known == slot) {
                out.push((slot, expr.ty.clone()));
            }
            return;
        }
        match &expr.kind {
            ExprKind::Definition(id) => {
                if let Some(body) = body(self.program, &self.question, *id).filter(|body| comes(seen, body, depth)) {
                    self.leaves(body, &Vec::new(), out, (depth + 1, &mut *seen));
                }
            }
            ExprKind::MemberDefinition(away, id) => {
                let member = members.len().checked_sub(away + 1).and_then(|at| members.get(at)).cloned();
                if let (Some(body), Some(member)) = (body(self.program, &self.question, *id), member) {
                    self.leaves(body, &vec![member], out, (depth + 1, &mut *seen));
                }
            }
            ExprKind::Decision(id) => {
                for value in self.program.grounds_of(*id).iter().filter_map(|ground| ground.says.amount()) {
                    if comes(seen, value, depth) {
                        self.leaves(value, members, out, (depth + 1, &mut *seen));
                    }
                }
            }
            ExprKind::Aggregate(gather) => {
                let Some(list) = list_at(gather.list, members) else { return };
                for at in 0..self.length(&list).unwrap_or(0) {
                    let inner = with(members, &list, at);
                    if let Some(amount) = &gather.amount {
                        self.leaves(amount, &inner, out, (depth + 1, &mut *seen));
                    }
                }
            }
            _ => visit::children(expr, |child| self.leaves(child, members, out, (depth + 1, &mut *seen))),
        }
    }

    // ── What is told ─────────────────────────────────────────

    fn declared(&self, slot: &Slot) -> Option<&'p Fact> {
        match slot {
            Slot::Told(slot) => slot.declared(self.program),
            Slot::AsOf => None,
        }
    }

    /// Whether a value may be told there.
    fn fits(&self, slot: &Slot, value: &Value) -> bool {
        let Some(fact) = self.declared(slot) else { return matches!(value, Value::Date(_)) };
        match (value, &fact.ty) {
            (Value::Number(number), Type::Number { whole, .. }) => {
                (fact.signed || !number.is_negative()) && (!whole || number.is_whole()) && {
                    // What has no end in digits cannot be written.
                    !number.to_string().contains('/')
                }
            }
            _ => true,
        }
    }

    fn get(&self, slot: &Slot) -> Given {
        match slot {
            Slot::Told(slot) => slot.get(&self.case).clone(),
            Slot::AsOf => self.question.as_of.map_or(Given::Unknown, |date| Given::Value(Value::Date(date))),
        }
    }

    fn set(&mut self, slot: &Slot, given: Given) {
        match slot {
            Slot::Told(slot) => slot.set(&mut self.case, given),
            Slot::AsOf => {
                if let Given::Value(Value::Date(date)) = given {
                    self.question.as_of = Some(date);
                }
            }
        }
    }

    /// Some value of a type: what there is to be known at all.
    fn some(&self, expr: &Expr) -> Option<Given> {
        self.some_of(&expr.ty)
    }

    fn some_of(&self, ty: &Type) -> Option<Given> {
        let value = match ty {
            Type::Date => Value::Date(self.question.as_of.or_else(|| Date::new(2020, 1, 1).ok())?),
            Type::Duration => Value::Duration(Duration { months: 12, days: 0 }),
            Type::Number { .. } => Value::Number(Number::ONE),
            Type::Bool | Type::Level(_) | Type::Place | Type::Text => self.domain(ty).pop()?,
            Type::Window | Type::List(_) => return None,
        };
        Some(Given::Value(value))
    }
}

/// How deep each thing lies that has been looked into, by its place in memory.
type Seen = BTreeMap<usize, usize>;

/// Whether it is looked into for the first time, or less deep than before.
fn comes(seen: &mut Seen, expr: &Expr, depth: usize) -> bool {
    let place = std::ptr::from_ref(expr).addr();
    let first = seen.get(&place).is_none_or(|before| depth < *before);
    if first {
        seen.insert(place, depth);
    }
    first
}

/// Where a case tells a fact, or a field of a member who is spoken of.
fn list_at(list: ListOf, members: &Members) -> Option<interpret::Slot> {
    match list {
        ListOf::Fact(id) => Some(interpret::Slot::of_fact(id)),
        ListOf::Field(of) => {
            let member = members.len().checked_sub(of.out + 1).and_then(|at| members.get(at))?;
            Some(member.list.field(member.index, of.field))
        }
    }
}

/// The members spoken of, and one more.
fn with(members: &Members, list: &interpret::Slot, index: usize) -> Members {
    members.iter().cloned().chain([Spoken { list: list.clone(), index }]).collect()
}

/// Where a case tells what an expression yields.
fn slot_of(expr: &Expr, members: &Members) -> Option<Slot> {
    match &expr.kind {
        ExprKind::Fact(id) => list_at(ListOf::Fact(*id), members).map(Slot::Told),
        ExprKind::Field(of) => list_at(ListOf::Field(*of), members).map(Slot::Told),
        ExprKind::AsOf => Some(Slot::AsOf),
        _ => None,
    }
}
