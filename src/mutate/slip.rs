//! Slips as data: of which kind, where in the text, what is edited; and how an edit is made.

use super::equal::is_equal;
use super::node::{self, NodeEdit};
use super::site::{Root, Site, exceptions};
use crate::diagnostics::{Language, Text};
use crate::ir::print::Printer;
use crate::ir::{Exception, Expr, ExprKind, Hit, Period, Program, Says, Value, visit};
use crate::source::Span;
use crate::text;
use crate::types::ids::{DecisionId, DefinitionId, FactId, FieldId, ParameterId, RecordId};
use crate::types::{Date, Type};
use std::collections::BTreeMap;

/// The kinds of slip that drafters make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SlipKind {
    /// `>` for `≥`
    Boundary,
    /// `≤` for `≥`
    Direction,
    /// `or` for `and`
    Connective,
    /// One more or one fewer.
    Count,
    /// 10000 for 100000
    Digit,
    /// 元 for 万元
    Unit,
    /// Months for years.
    Span,
    /// An item left out.
    Item,
    /// An exception left out.
    Exception,
    /// A `not` left out, or too many.
    Negation,
    /// The level below or above.
    Level,
    /// The place beside, or around.
    Place,
    /// `every` for `some`
    Quantifier,
    /// Another rounding.
    Rounding,
    /// A rule or a row left out.
    Rule,
    /// Two rows in the wrong order.
    Order,
    /// A cap or a floor left out.
    Limit,
    /// The lesser for the greater.
    Pick,
    /// Minus for plus, before for after.
    Sign,
    /// The best for all together.
    Best,
    /// Another reading by default.
    Reading,
    /// A day or a year off.
    Date,
    /// The other thing presumed.
    Presumption,
    /// Whom a rule speaks about, left out.
    Population,
    /// What goes first, left out.
    Priority,
}

impl SlipKind {
    /// What the drafter got wrong.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Boundary => text!("the line itself, in or out", "是否含本数"),
            Self::Direction => text!("the wrong direction", "方向写反"),
            Self::Connective => text!("`or` for `and`, or the other way round", "「且」与「或」写混"),
            Self::Count => text!("one too many or too few", "个数差一"),
            Self::Digit => text!("a digit lost or added", "多写或少写一位"),
            Self::Unit => text!("yuan for 万元, or the other way round", "元与万元写混"),
            Self::Span => text!("months for years, or the other way round", "年与月写混"),
            Self::Item => text!("an item left out", "漏写一项"),
            Self::Exception => text!("an exception left out", "漏写例外"),
            Self::Negation => text!("a `not` left out, or one too many", "漏写或多写「不」"),
            Self::Level => text!("a level beside it", "级别差一级"),
            Self::Place => text!("a place beside it, or around it", "地方写成相邻的或上一级的"),
            Self::Quantifier => text!("`every` for `some`, or the like", "「均」与「有」写混"),
            Self::Rounding => text!("another rounding", "取整方式写错"),
            Self::Rule => text!("a rule or a row left out", "漏写一款或一行"),
            Self::Order => text!("two rows in the wrong order", "两行次序颠倒"),
            Self::Limit => text!("a cap or a floor left out", "漏写封顶或保底"),
            Self::Pick => text!("the lesser for the greater, or the other way round", "较大与较小写混"),
            Self::Sign => text!("minus for plus, or before for after", "加减或先后写反"),
            Self::Best => text!("the best for all together, or the other way round", "取最高与累计写混"),
            Self::Reading => text!("another reading by default", "默认读法写错"),
            Self::Date => text!("a day or a year off", "日期差一天或一年"),
            Self::Presumption => text!("another presumption", "推定写反"),
            Self::Population => text!("whom it speaks about, left out", "漏写适用范围"),
            Self::Priority => text!("what goes first, left out", "漏写优先关系"),
        }
    }

    /// Its name in data.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Boundary => "boundary",
            Self::Direction => "direction",
            Self::Connective => "connective",
            Self::Count => "count",
            Self::Digit => "digit",
            Self::Unit => "unit",
            Self::Span => "span",
            Self::Item => "item",
            Self::Exception => "exception",
            Self::Negation => "negation",
            Self::Level => "level",
            Self::Place => "place",
            Self::Quantifier => "quantifier",
            Self::Rounding => "rounding",
            Self::Rule => "rule",
            Self::Order => "order",
            Self::Limit => "limit",
            Self::Pick => "pick",
            Self::Sign => "sign",
            Self::Best => "best",
            Self::Reading => "reading",
            Self::Date => "date",
            Self::Presumption => "presumption",
            Self::Population => "population",
            Self::Priority => "priority",
        }
    }
}

/// A change of a program.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Of one expression.
    Node(Site, NodeEdit),
    /// Without an exception.
    DropException(DecisionId, usize, Vec<usize>),
    /// Without a rule: it is never in force.
    DropGround(DecisionId, usize),
    /// Two rows change places.
    SwapGrounds(DecisionId, usize, usize),
    /// Of everybody, not only of those that this condition names.
    DropPopulation(DecisionId, usize, usize),
    /// Without going first.
    DropPriority(DecisionId, usize),
    /// Another reading by default.
    Default(DefinitionId, usize),
    /// Another value of a parameter, at its place among the values.
    Parameter(ParameterId, usize, Value),
    /// In force from another day.
    From(ParameterId, usize, Date),
    /// Another presumption, or none.
    Presume(FactId, Option<Value>),
    /// The same of a field.
    PresumeField(RecordId, FieldId, Option<Value>),
}

/// The declaration that an edit is made in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Declared {
    Decision(DecisionId),
    Definition(DefinitionId),
    Parameter(ParameterId),
    Fact(FactId),
    Field(RecordId, FieldId),
}

/// One slip: what would be written, where.
#[derive(Debug, Clone)]
pub struct Slip {
    /// Of which kind.
    pub kind: SlipKind,
    /// Where, in the policy.
    pub span: Span,
    /// What is written.
    pub before: Text,
    /// What the slip writes; nothing where it leaves something out.
    pub after: Text,
    /// The article that it stands in, where it stands in one.
    pub article: Option<String>,
    /// What is edited: more than one thing where one phrase governs several rules.
    pub edits: Vec<Edit>,
}

impl Edit {
    pub(super) fn declared(&self) -> Declared {
        match self {
            Self::Node(site, _) => match &site.root {
                Root::Population(id, ..)
                | Root::Condition(id, _)
                | Root::Exception(id, ..)
                | Root::Met(id, _)
                | Root::Breached(id, _)
                | Root::Says(id, _) => Declared::Decision(*id),
                Root::Reading(id, _) => Declared::Definition(*id),
            },
            Self::DropException(id, ..)
            | Self::DropGround(id, _)
            | Self::SwapGrounds(id, ..)
            | Self::DropPopulation(id, ..)
            | Self::DropPriority(id, _) => Declared::Decision(*id),
            Self::Default(id, _) => Declared::Definition(*id),
            Self::Parameter(id, ..) | Self::From(id, ..) => Declared::Parameter(*id),
            Self::Presume(id, _) => Declared::Fact(*id),
            Self::PresumeField(record, field, _) => Declared::Field(*record, *field),
        }
    }

    fn apply(&self, program: &mut Program) {
        match self {
            Self::Node(site, edit) => {
                if let Some(expr) = site.get_mut(program) {
                    edit.apply(expr);
                }
            }
            Self::DropException(id, ground, path) => {
                let Some((last, around)) = path.split_last() else { return };
                let ground = program.decisions.get_mut(id.index()).and_then(|found| found.grounds.get_mut(*ground));
                let mut all = ground.map(|ground| &mut ground.exceptions);
                for at in around {
                    all = all.and_then(|all| all.get_mut(*at)).map(|found| &mut found.exceptions);
                }
                if let Some(all) = all.filter(|all| *last < all.len()) {
                    all.remove(*last);
                }
            }
            Self::DropGround(id, ground) => {
                let ground = program.decisions.get_mut(id.index()).and_then(|found| found.grounds.get_mut(*ground));
                // The rules keep their places: others name them by these.
                if let Some(ground) = ground {
                    ground.in_force = never();
                }
            }
            Self::SwapGrounds(id, one, other) => {
                let decision = program.decisions.get_mut(id.index());
                let known = decision.filter(|found| (*one).max(*other) < found.grounds.len());
                if let Some(found) = known {
                    found.grounds.swap(*one, *other);
                }
            }
            Self::DropPopulation(id, ground, part) => {
                let ground = program.decisions.get_mut(id.index()).and_then(|found| found.grounds.get_mut(*ground));
                // Never taken out: those after it keep their places.
                let whole = ground.and_then(|ground| ground.population.get_mut(*part));
                if let Some(expr) = whole {
                    expr.kind = ExprKind::Value(Value::Bool(true));
                }
            }
            Self::DropPriority(id, ground) => {
                let ground = program.decisions.get_mut(id.index()).and_then(|found| found.grounds.get_mut(*ground));
                if let Some(ground) = ground {
                    ground.overrides.clear();
                }
            }
            Self::Default(id, reading) => {
                if let Some(found) = program.definitions.get_mut(id.index()) {
                    found.default = *reading;
                }
            }
            Self::Parameter(id, at, value) => {
                let parameter = program.parameters.get_mut(id.index());
                let slot = parameter.and_then(|parameter| parameter.values.get_mut(*at));
                if let Some(slot) = slot {
                    slot.0 = value.clone();
                }
            }
            Self::From(id, at, day) => {
                let Some(parameter) = program.parameters.get_mut(id.index()) else { return };
                let Some(old) = parameter.values.get(*at).and_then(|(_, period)| period.from) else { return };
                // The value before it ends where it begins.
                for (_, period) in &mut parameter.values {
                    for edge in [&mut period.from, &mut period.until] {
                        if *edge == Some(old) {
                            *edge = Some(*day);
                        }
                    }
                }
            }
            Self::Presume(id, value) => {
                let fact = program.facts.get_mut(id.index());
                if let Some(fact) = fact {
                    presume(&mut fact.presumed, value.as_ref());
                }
            }
            Self::PresumeField(record, field, value) => {
                let record = program.records.get_mut(record.index());
                let field = record.and_then(|record| record.fields.get_mut(field.index()));
                if let Some(field) = field {
                    presume(&mut field.presumed, value.as_ref());
                }
            }
        }
        // What the checker proved of the rules may hold no longer.
        if let Declared::Decision(id) = self.declared()
            && let Some(decision) = program.decisions.get_mut(id.index())
        {
            (decision.complete, decision.apart) = (false, false);
        }
    }
}

fn presume(slot: &mut Option<(Value, String)>, value: Option<&Value>) {
    *slot = match (slot.take(), value) {
        (Some((_, reason)), Some(value)) => Some((value.clone(), reason)),
        _ => None,
    };
}

/// No day at all.
fn never() -> Period {
    let day = Date::MIN;
    Period { from: Some(day), until: Some(day) }
}

/// What an edit was made in, as it was.
pub(super) enum Before {
    Decision(DecisionId, Box<crate::ir::Decision>),
    Definition(DefinitionId, Box<crate::ir::Definition>),
    Parameter(ParameterId, Box<crate::ir::Parameter>),
    Fact(FactId, Box<crate::ir::Fact>),
    Field(RecordId, FieldId, Box<crate::ir::Fact>),
}

/// Makes a slip in a program.
pub fn apply(program: &mut Program, slip: &Slip) {
    for edit in &slip.edits {
        edit.apply(program);
    }
}

/// What a slip is made in, to be put back: a program is large, and what a slip touches is small.
pub(super) fn keep(program: &Program, slip: &Slip) -> Vec<Before> {
    let mut touched: Vec<Declared> = slip.edits.iter().map(Edit::declared).collect();
    touched.sort();
    touched.dedup();
    let each = touched.into_iter().filter_map(|declared| {
        Some(match declared {
            Declared::Decision(id) => Before::Decision(id, Box::new(program.decisions.get(id.index())?.clone())),
            Declared::Definition(id) => Before::Definition(id, Box::new(program.definitions.get(id.index())?.clone())),
            Declared::Parameter(id) => Before::Parameter(id, Box::new(program.parameters.get(id.index())?.clone())),
            Declared::Fact(id) => Before::Fact(id, Box::new(program.facts.get(id.index())?.clone())),
            Declared::Field(record, field) => {
                let fields = &program.records.get(record.index())?.fields;
                Before::Field(record, field, Box::new(fields.get(field.index())?.clone()))
            }
        })
    });
    each.collect()
}

/// Puts back what was kept.
pub(super) fn restore(program: &mut Program, kept: Vec<Before>) {
    fn put<T>(slot: Option<&mut T>, old: T) {
        if let Some(slot) = slot {
            *slot = old;
        }
    }
    for old in kept {
        match old {
            Before::Decision(id, old) => put(program.decisions.get_mut(id.index()), *old),
            Before::Definition(id, old) => put(program.definitions.get_mut(id.index()), *old),
            Before::Parameter(id, old) => put(program.parameters.get_mut(id.index()), *old),
            Before::Fact(id, old) => put(program.facts.get_mut(id.index()), *old),
            Before::Field(record, field, old) => {
                let record = program.records.get_mut(record.index());
                put(record.and_then(|record| record.fields.get_mut(field.index())), *old);
            }
        }
    }
}

/// Every slip that can be made in a program, in the order of its text, but those that change no outcome by construction.
/// One phrase that governs several rules slips in all of them.
#[must_use]
pub fn slips(program: &Program) -> Vec<Slip> {
    let mut finder = Finder { program, out: Vec::new() };
    for (root, expr, scope) in Root::all(program) {
        finder.root(&root, expr, &scope);
    }
    finder.rules();
    finder.definitions();
    finder.parameters();
    finder.facts();
    let mut out = joined(finder.out);
    out.retain(|slip| !is_equal(program, slip));
    out
}

/// Slips of one place and one meaning as one slip.
fn joined(found: Vec<Slip>) -> Vec<Slip> {
    let mut out: BTreeMap<(Span, SlipKind, String, usize), Slip> = BTreeMap::new();
    for slip in found {
        // Two slips in one rule are two, however alike: only copies of one phrase are joined.
        let mut copy = 0;
        loop {
            let key = (slip.span, slip.kind, slip.after.en.clone(), copy);
            match out.get_mut(&key) {
                Some(known) if known.edits.iter().any(|edit| same_root(edit, &slip.edits)) => copy += 1,
                Some(known) => {
                    known.edits.extend(slip.edits);
                    break;
                }
                None => {
                    out.insert(key, slip);
                    break;
                }
            }
        }
    }
    out.into_values().collect()
}

fn same_root(edit: &Edit, others: &[Edit]) -> bool {
    others.iter().any(|other| match (edit, other) {
        (Edit::Node(one, _), Edit::Node(other, _)) => one.root == other.root,
        (one, other) => one == other,
    })
}

struct Finder<'p> {
    program: &'p Program,
    out: Vec<Slip>,
}

impl Finder<'_> {
    fn say(&self, of: impl Fn(Printer<'_>) -> String) -> Text {
        let printed = |language| of(Printer { program: self.program, language });
        Text::of(printed)
    }

    /// The article of a root.
    fn article(&self, root: &Root) -> Option<String> {
        match root {
            Root::Population(id, ground, _)
            | Root::Condition(id, ground)
            | Root::Exception(id, ground, _)
            | Root::Met(id, ground)
            | Root::Breached(id, ground)
            | Root::Says(id, ground) => {
                let ground = self.program.decisions.get(id.index())?.grounds.get(*ground)?;
                Some(ground.article.clone())
            }
            Root::Reading(id, _) => self.program.definitions.get(id.index())?.article.clone(),
        }
    }

    /// The slips of every expression of a root.
    fn root(&mut self, root: &Root, expr: &Expr, scope: &[RecordId]) {
        let article = self.article(root);
        let mut index = 0;
        self.expr(root, article.as_ref(), expr, &mut index, &mut scope.to_vec(), false);
    }

    fn expr(
        &mut self,
        root: &Root,
        article: Option<&String>,
        expr: &Expr,
        index: &mut usize,
        scope: &mut Vec<RecordId>,
        settled: bool,
    ) {
        let site = Site { root: root.clone(), index: *index };
        *index += 1;
        for (kind, edit) in node::slips(self.program, expr) {
            // The expression around it says whether it is so: another `not` would say the same there.
            if settled && kind == SlipKind::Negation {
                continue;
            }
            let (mut changed, mut place) = (expr.clone(), expr.span);
            edit.apply(&mut changed);
            let (mut before, mut after) = (
                self.say(|printer| printer.nested_expr(expr, scope)),
                self.say(|printer| printer.nested_expr(&changed, scope)),
            );
            // What is left out is shown itself, not with all that stays.
            if let (NodeEdit::DropItem(at), Some(item)) = (&edit, item(expr, &edit)) {
                let _ = at;
                place = item.span;
                before = self.say(|printer| printer.nested_expr(item, scope));
                after = Text { en: String::new(), zh: String::new() };
            }
            if let Some((at, (now, then))) = self.of_score(expr, &edit, scope) {
                (place, before, after) = (at, now, then);
            }
            if before != after {
                let (article, edits) = (article.cloned(), vec![Edit::Node(site.clone(), edit)]);
                self.out.push(Slip { kind, span: place, before, after, article, edits });
            }
        }
        let settles = matches!(
            expr.kind,
            ExprKind::Not(_) | ExprKind::Compare(..) | ExprKind::OneOf(..) | ExprKind::Exists(_) | ExprKind::Known(_)
        );
        let record = expr.list().and_then(|list| self.program.record_of(list));
        let mut parts = Vec::new();
        visit::children(expr, |part| parts.push(part));
        for (at, part) in parts.into_iter().enumerate() {
            // The total that is shared out is reckoned once, outside the members.
            let inside = record.filter(|_| !(matches!(expr.kind, ExprKind::Share(_)) && at != 1));
            scope.extend(inside);
            self.expr(root, article, part, index, scope, settles);
            if inside.is_some() {
                scope.pop();
            }
        }
    }

    /// Where in a score an edit is made, and what is written there before and after: the rest of it says nothing of the
    /// slip.
    fn of_score(&self, expr: &Expr, edit: &NodeEdit, scope: &[RecordId]) -> Option<(Span, (Text, Text))> {
        let ExprKind::Score(score) = &expr.kind else { return None };
        let written = |word: Text, of: &Expr| {
            self.say(|printer| format!("{}{}", word.get(printer.language), printer.nested_expr(of, scope)))
        };
        let plain = || Text { en: String::new(), zh: String::new() };
        match edit {
            NodeEdit::DropCap => {
                let cap = score.cap.as_ref()?;
                Some((cap.span, (written(text!("at most ", "最高"), cap), plain())))
            }
            NodeEdit::DropFloor => {
                let floor = score.floor.as_ref()?;
                Some((floor.span, (written(text!("at least ", "最低"), floor), plain())))
            }
            NodeEdit::Minus(at) => {
                let item = score.items.get(*at)?;
                let (added, taken) = (written(plain(), &item.amount), written(text!("minus ", "扣"), &item.amount));
                Some((item.amount.span, if item.minus { (taken, added) } else { (added, taken) }))
            }
            NodeEdit::Best => {
                let (best, all) = (text!("the best of them", "取最高项"), text!("all together", "合计"));
                Some((expr.span, if score.best { (best, all) } else { (all, best) }))
            }
            _ => None,
        }
    }

    /// Slips in how rules stand to each other.
    fn rules(&mut self) {
        for (at, decision) in self.program.decisions.iter().enumerate() {
            let id = DecisionId::at(at);
            for (index, ground) in decision.grounds.iter().enumerate() {
                let whole =
                    self.say(|printer| format!("{}: {}", printer.ground(ground), decision.term.get(printer.language)));
                let mut add = |kind, span, before: Text, after: Text, edit| {
                    let article = Some(ground.article.clone());
                    self.out.push(Slip { kind, span, before, after, article, edits: vec![edit] });
                };
                let nothing = || Text { en: String::new(), zh: String::new() };
                if decision.grounds.len() > 1 {
                    add(SlipKind::Rule, ground.span, whole.clone(), nothing(), Edit::DropGround(id, index));
                }
                if !ground.overrides.is_empty() {
                    add(SlipKind::Priority, ground.span, whole.clone(), nothing(), Edit::DropPriority(id, index));
                }
                let next = decision.grounds.get(index + 1).filter(|next| {
                    // The row for all others stands last wherever it is written.
                    !matches!(next.says, Says::Otherwise(_))
                        && decision.hit == Some(Hit::First)
                        && ground.row
                        && next.row
                        && ground.overrides.is_empty()
                        && next.overrides.is_empty()
                });
                if let Some(next) = next {
                    let program = self.program;
                    let printed = |language| Printer { program, language }.ground(next);
                    let (en, zh) = (printed(Language::English), printed(Language::Chinese));
                    let after = text!("after {en}", "移到{zh}之后");
                    add(SlipKind::Order, ground.span, whole.clone(), after, Edit::SwapGrounds(id, index, index + 1));
                }
            }
            for (index, ground) in decision.grounds.iter().enumerate() {
                let article = Some(ground.article.clone());
                let scope = self.program.records_of(&decision.each);
                for (part, expr) in ground.population.iter().enumerate() {
                    let before = self.say(|printer| printer.nested_expr(expr, &scope));
                    let edits = vec![Edit::DropPopulation(id, index, part)];
                    let after = Text { en: String::new(), zh: String::new() };
                    let kind = SlipKind::Population;
                    self.out.push(Slip { kind, span: expr.span, before, after, article: article.clone(), edits });
                }
                let mut found: Vec<(Vec<usize>, &Exception)> = Vec::new();
                exceptions(&ground.exceptions, &mut Vec::new(), &mut |path, one| found.push((path.to_vec(), one)));
                for (path, one) in found {
                    let before = self.say(|printer| printer.nested_expr(&one.body, &scope));
                    let edits = vec![Edit::DropException(id, index, path)];
                    let after = Text { en: String::new(), zh: String::new() };
                    let kind = SlipKind::Exception;
                    self.out.push(Slip { kind, span: one.body.span, before, after, article: article.clone(), edits });
                }
            }
        }
    }

    fn definitions(&mut self) {
        for (at, definition) in self.program.definitions.iter().enumerate() {
            let name = |reading: usize, language| {
                let reading = definition.readings.get(reading).and_then(|reading| reading.term.as_ref());
                reading.map_or_else(String::new, |term| term.get(language).to_owned())
            };
            let both = |reading| Text { en: name(reading, Language::English), zh: name(reading, Language::Chinese) };
            for reading in (0..definition.readings.len()).filter(|reading| *reading != definition.default) {
                self.out.push(Slip {
                    kind: SlipKind::Reading,
                    span: definition.span,
                    before: both(definition.default),
                    after: both(reading),
                    article: definition.article.clone(),
                    edits: vec![Edit::Default(DefinitionId::at(at), reading)],
                });
            }
        }
    }

    fn parameters(&mut self) {
        for (at, parameter) in self.program.parameters.iter().enumerate() {
            let id = ParameterId::at(at);
            for (index, (value, period)) in parameter.values.iter().enumerate() {
                let span = parameter.spans.get(index).copied().unwrap_or(parameter.span);
                let say = |value: &Value, ty: &Type| self.say(|printer| printer.value(value, ty));
                let mut found = Vec::new();
                for (kind, new) in node::values(self.program, value, &parameter.ty) {
                    let (before, after) = (say(value, &parameter.ty), say(&new, &parameter.ty));
                    found.push((kind, before, after, Edit::Parameter(id, index, new)));
                }
                for day in period.from.into_iter().flat_map(node::dates) {
                    let day = Value::Date(day);
                    let (Some(from), Value::Date(new)) = (period.from, &day) else { continue };
                    let (before, after) = (say(&Value::Date(from), &Type::Date), say(&day, &Type::Date));
                    found.push((SlipKind::Date, before, after, Edit::From(id, index, *new)));
                }
                self.out.extend(found.into_iter().map(|(kind, before, after, edit)| Slip {
                    kind,
                    span,
                    before,
                    after,
                    article: None,
                    edits: vec![edit],
                }));
            }
        }
    }

    fn facts(&mut self) {
        let facts = self.program.facts.iter().enumerate().map(|(at, fact)| (fact, (None, at)));
        let records = self.program.records.iter().enumerate();
        let fields = records.flat_map(|(record, all)| {
            all.fields.iter().enumerate().map(move |(at, field)| (field, (Some(RecordId::at(record)), at)))
        });
        let mut found = Vec::new();
        for (fact, (record, at)) in facts.chain(fields) {
            let Some((value, _)) = &fact.presumed else { continue };
            let new = match value {
                Value::Bool(value) => Some(Value::Bool(!value)),
                _ => None,
            };
            let before = self.say(|printer| printer.value(value, &fact.ty));
            let after = match &new {
                Some(new) => self.say(|printer| printer.value(new, &fact.ty)),
                None => Text { en: String::new(), zh: String::new() },
            };
            let edit = match record {
                Some(record) => Edit::PresumeField(record, FieldId::at(at), new),
                None => Edit::Presume(FactId::at(at), new),
            };
            let kind = SlipKind::Presumption;
            found.push(Slip { kind, span: fact.span, before, after, article: None, edits: vec![edit] });
        }
        self.out.extend(found);
    }
}

/// The item that an edit leaves out.
fn item<'e>(expr: &'e Expr, edit: &NodeEdit) -> Option<&'e Expr> {
    let NodeEdit::DropItem(at) = edit else { return None };
    match &expr.kind {
        ExprKind::All(items) | ExprKind::Any(items) | ExprKind::AtLeast(_, items) | ExprKind::Exactly(_, items) => {
            items.get(*at).map(|item| &item.expr)
        }
        ExprKind::Score(score) => score.items.get(*at).map(|item| &item.amount),
        ExprKind::Pick { of, .. } => of.get(*at),
        _ => None,
    }
}
