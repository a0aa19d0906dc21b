//! What the layers of a policy changed in each other, and what they were allowed to.

use super::print::Printer;
use super::{ExprKind, Ground, Period, Program, Value};
use crate::diagnostics::{Language, Say, Text};
use crate::source::Span;
use crate::text;
use crate::types::{Term, day_text};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A change that one layer makes in another.
#[derive(Debug, Clone)]
pub struct Change {
    /// The layer that makes it, by its place in [`super::Program::layers`].
    pub by: usize,
    /// The layer that it is made in.
    pub of: usize,
    /// What it does.
    pub kind: ChangeKind,
    /// To which clause.
    pub clause: Clause,
    /// The article that it is written in.
    pub article: Option<String>,
    /// When it is in force.
    pub in_force: Period,
    /// The days on which it changes the text: all, or those of its article.
    pub made_on: Period,
    /// What it makes of the clause.
    pub effect: Effect,
    /// Whether it is shown that the text means the same without it.
    pub needless: bool,
    /// What its power has against it, or that there is none.
    pub refused: Option<Text>,
    /// What could not be decided of what its power lets it do.
    pub unsure: Option<Text>,
    /// The power that it rests on: the one that it cites, else one that covers it.
    pub power: Option<String>,
    /// Where it cites one.
    pub power_at: Option<Span>,
    /// Where it says that it goes beyond its powers, and why it stands all the same.
    pub says_beyond: Option<(Span, String)>,
    /// What it goes beyond, where it does.
    pub beyond: Option<Text>,
    /// What it cites.
    pub cites: Vec<String>,
    /// Why it is not attested.
    pub inferred: Option<String>,
    /// The places that it adds, each with those around it, outermost first.
    pub places: Vec<Route>,
    /// The rules that it was about, by where they are written.
    pub before: Vec<Span>,
    /// The rules that stand in their place.
    pub after: Vec<Span>,
    /// What its clause reads since then, by way of terms and of other rules as well, and did not read before: by kind and
    /// name.
    pub read_since: BTreeSet<(ClauseKind, String)>,
    /// What the rules decided that it took out.
    pub took_out: Vec<Arc<Term>>,
    /// Where it is written.
    pub span: Span,
}

/// Of more places than that only the first are named.
const SOME: usize = 3;

/// A place with those around it, outermost first.
pub type Route = Vec<Arc<Term>>;

/// What a change does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// Another value of a parameter.
    Set,
    /// Something else in place of a clause.
    Replace,
    /// A clause that is gone.
    Drop,
    /// One more condition.
    Ask,
    /// One more exception.
    Except,
    /// More items.
    Add,
    /// Fewer people spoken about.
    Narrow,
    /// More people spoken about.
    Widen,
    /// More places or values.
    Extend,
    /// Another rule for some of the people spoken about.
    Deviate,
    /// A rule beside those of another layer.
    Rule,
    /// Other days are worked, and a rule counts them.
    Days,
    /// More places, and a rule reads one around them.
    Places,
}

/// A clause, by the names of what it stands in: policy, article, rule, item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Clause(pub Vec<(ClauseKind, Arc<Term>)>);

/// What a part of a path to a clause names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClauseKind {
    /// A policy.
    Policy,
    /// An article.
    Article,
    /// A rule.
    Rule,
    /// An item.
    Item,
    /// A definition.
    Definition,
    /// A parameter.
    Parameter,
    /// A set of places.
    PlaceSet,
    /// A type.
    Type,
    /// What rules decide.
    Decision,
}

/// How two versions of a clause stand to each other: the second, seen from the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// The same for every case.
    Same,
    /// Nobody gains by it.
    Tighter,
    /// Nobody loses by it.
    Looser,
    /// Some gain by it and some lose, or the amounts differ.
    Different,
    /// It could not be decided.
    NotDecided,
}

/// What a layer lets those below it change.
#[derive(Debug, Clone)]
pub struct Power {
    /// The layer that gives it.
    pub layer: usize,
    /// The article that it is given in.
    pub article: Option<String>,
    /// What it is called.
    pub label: Option<Arc<Term>>,
    /// What it lets do.
    pub kind: PowerKind,
    /// To which clauses.
    pub clauses: Vec<Clause>,
    /// For which decision, where it is about one.
    pub decision: Option<String>,
    /// No lower than that.
    pub least: Option<Value>,
    /// No higher than that.
    pub most: Option<Value>,
    /// In which place others may be added, with those around it, outermost first.
    pub place: Option<Route>,
    /// What may not be asked about: facts by their names, each beyond which amount, or at all.
    pub asks: Vec<(Arc<Term>, Option<Value>)>,
    /// When it is in force.
    pub in_force: Period,
    /// Why it is not attested.
    pub inferred: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// What a power lets do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PowerKind {
    /// Any value within its range.
    Set,
    /// Lower values.
    Lower,
    /// Higher values.
    Raise,
    /// Changes by which nobody loses.
    Relax,
    /// Changes by which nobody gains.
    Tighten,
    /// More items.
    AddItems,
    /// More rules.
    AddRules,
    /// Anything.
    Change,
    /// Nothing may be left out: a limit, not a power.
    Keep,
    /// Fewer people spoken about.
    Narrow,
    /// More people spoken about.
    Widen,
    /// Nothing may be asked about some facts: a limit, not a power.
    NotAsk,
    /// More places inside one.
    AddPlaces,
}

impl Clause {
    /// Whether another clause is this one, or stands in it.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        self.0.len() <= other.0.len() && self.0.iter().zip(&other.0).all(|(a, b)| a == b)
    }

    /// The clause without the policy that it stands in.
    #[must_use]
    pub fn inside(&self) -> Self {
        Self(self.0.iter().filter(|(kind, _)| *kind != ClauseKind::Policy).cloned().collect())
    }
}

impl Say for Clause {
    fn say(&self, language: Language) -> String {
        let chinese = language == Language::Chinese;
        let parts = self.0.iter().map(|(kind, name)| {
            let name = name.say(language);
            match kind {
                ClauseKind::Policy => name,
                ClauseKind::Article if chinese => format!("第{name}条"),
                ClauseKind::Article => format!("article {name}"),
                _ => {
                    let kind = kind.say(language);
                    if chinese { format!("{kind}“{name}”") } else { format!("{kind} {name}") }
                }
            }
        });
        parts.collect::<Vec<_>>().join(language.pick(" ", ""))
    }
}

impl Say for ClauseKind {
    fn say(&self, language: Language) -> String {
        let (en, zh) = match self {
            Self::Policy => ("policy", "政策"),
            Self::Article => ("article", "条"),
            Self::Rule => ("rule", "规则"),
            Self::Item => ("item", "项"),
            Self::Definition => ("definition", "定义"),
            Self::Parameter => ("parameter", "参数"),
            Self::PlaceSet => ("place set", "地方集"),
            Self::Type => ("type", "类型"),
            Self::Decision => ("decision", "决定事项"),
        };
        language.pick(en, zh).to_owned()
    }
}

impl Say for ChangeKind {
    fn say(&self, language: Language) -> String {
        let (en, zh) = match self {
            Self::Set => ("sets", "设定"),
            Self::Replace => ("replaces", "取代"),
            Self::Drop => ("drops", "删去"),
            Self::Ask => ("puts a condition on", "增设条件于"),
            Self::Except => ("puts an exception on", "增设例外于"),
            Self::Add => ("adds items to", "增加项于"),
            Self::Narrow => ("narrows", "缩小"),
            Self::Widen => ("widens", "扩大"),
            Self::Extend => ("extends", "扩充"),
            Self::Deviate => ("deviates from", "变通"),
            Self::Rule => ("adds a rule on", "增加规则于"),
            Self::Days => ("gives other working days to", "变动工作日于"),
            Self::Places => ("adds a place to what is read by", "增加地方，涉及"),
        };
        language.pick(en, zh).to_owned()
    }
}

impl Say for Effect {
    fn say(&self, language: Language) -> String {
        let (en, zh) = match self {
            Self::Same => ("same", "相同"),
            Self::Tighter => ("tighter", "从严"),
            Self::Looser => ("looser", "放宽"),
            Self::Different => ("different", "不同"),
            Self::NotDecided => ("not decided", "未能判定"),
        };
        language.pick(en, zh).to_owned()
    }
}

impl Effect {
    /// Seen from the other side.
    #[must_use]
    pub const fn turned(self) -> Self {
        match self {
            Self::Tighter => Self::Looser,
            Self::Looser => Self::Tighter,
            other => other,
        }
    }
}

impl PowerKind {
    /// Whether it takes something away from the others and gives nothing itself.
    #[must_use]
    pub const fn is_limit(self) -> bool {
        matches!(self, Self::Keep | Self::NotAsk)
    }

    /// What the power says, before the clause.
    #[must_use]
    pub fn words(self) -> Text {
        match self {
            Self::Set => text!("may set", "可以设定"),
            Self::Lower => text!("may only lower", "只可降低"),
            Self::Raise => text!("may only raise", "只可提高"),
            Self::Relax => text!("may only relax", "只可放宽"),
            Self::Tighten => text!("may only tighten", "只可从严"),
            Self::AddItems => text!("may add items to", "可以增加项于"),
            Self::AddRules => text!("may add rules on", "可以增加规则于"),
            Self::Change => text!("may change", "可以自行规定"),
            Self::Keep => text!("must keep every item of", "必须保留各项于"),
            Self::Narrow => text!("may only narrow", "只可缩小"),
            Self::Widen => text!("may only widen", "只可扩大"),
            Self::NotAsk => text!("must not ask in", "不得设为条件于"),
            Self::AddPlaces => text!("may add places in", "可以增加地方于"),
        }
    }
}

impl Power {
    /// The power in words: `own seats: may change place set seats with conditions`.
    #[must_use]
    pub fn told(&self, program: &Program) -> Text {
        Text::of(|language| {
            let chinese = language == Language::Chinese;
            let (colon, comma, list) = language.pick((": ", ", ", ", "), ("：", "，", "、"));
            let label = self.label.as_ref().map(|label| format!("{}{colon}", label.say(language))).unwrap_or_default();
            let whole = language.pick("everything", "全部内容");
            let decision = self.decision.as_ref().and_then(|name| {
                let found = program.decisions.iter().find(|decision| decision.term.is(name))?;
                let (kind, name) = (ClauseKind::Decision.say(language), found.term.say(language));
                Some(if chinese { format!("{kind}“{name}”") } else { format!("{kind} {name}") })
            });
            let mut targets: Vec<String> = Vec::new();
            for clause in &self.clauses {
                let inside = clause.inside();
                let told = if inside.0.is_empty() { whole.to_owned() } else { inside.say(language) };
                if !targets.contains(&told) {
                    targets.push(told);
                }
            }
            targets.extend(self.place.iter().filter_map(|route| Some(route.last()?.say(language))));
            let target = decision.unwrap_or_else(|| targets.join(list));
            let parameter = self.clauses.iter().filter_map(|clause| clause.0.last()).find_map(|(kind, name)| {
                let mut all = program.parameters.iter().filter(|_| *kind == ClauseKind::Parameter);
                all.find(|parameter| parameter.term == *name)
            });
            let value = |value: &Value, ty: &crate::types::Type| Printer { program, language }.value(value, ty);
            let bound = |bound: &Option<Value>| Some(value(bound.as_ref()?, &parameter?.ty));
            let bounds = match (self.kind, bound(&self.least), bound(&self.most)) {
                (PowerKind::Set, Some(least), Some(most)) if chinese => format!(" 自 {least} 至 {most}"),
                (PowerKind::Set, Some(least), Some(most)) => format!(" from {least} to {most}"),
                (_, Some(least), _) if chinese => format!("，最低 {least}"),
                (_, Some(least), _) => format!(", at least {least}"),
                (_, _, Some(most)) if chinese => format!("，最高 {most}"),
                (_, _, Some(most)) => format!(", at most {most}"),
                (_, None, None) => String::new(),
            };
            let asks = self.asks.iter().map(|(name, beyond)| {
                let fact = program.facts.iter().find(|fact| fact.term == *name);
                let beyond = beyond.as_ref().zip(fact).map(|(beyond, fact)| value(beyond, &fact.ty));
                let name = name.say(language);
                match beyond {
                    Some(beyond) if chinese => format!("{name}超过{beyond}"),
                    Some(beyond) => format!("{name} more than {beyond}"),
                    None => name,
                }
            });
            let asks = asks.collect::<Vec<_>>().join(list);
            let asks = if asks.is_empty() { asks } else { format!("{colon}{asks}") };
            let words = self.kind.words();
            let space = language.pick(" ", "");
            let when = Some(self.in_force.text()).filter(|_| self.in_force != Period::default());
            let when = when.map(|when| format!("{comma}{}", when.get(language))).unwrap_or_default();
            format!("{label}{}{space}{target}{asks}{bounds}{when}", words.get(language))
        })
    }
}

impl Period {
    /// In words, with the last day as printed.
    #[must_use]
    pub fn text(&self) -> Text {
        let last = self.until.and_then(|until| until.yesterday().ok());
        match (self.from.map(day_text), last.map(day_text)) {
            (None, None) => text!("at all times", "始终"),
            (Some(from), None) => text!("from {from}", "自{from}起"; from),
            (None, Some(last)) => text!("until {last}", "至{last}止"; last),
            (Some(from), Some(last)) => text!("from {from} until {last}", "自{from}至{last}"; from, last),
        }
    }

    /// Its first day and the day after its last, as far as they are said.
    pub fn edges(&self) -> impl Iterator<Item = crate::types::Date> {
        self.from.into_iter().chain(self.until)
    }
}

/// What a rule changes in the policies above, what the policies below changed in it, and that it is only inferred.
#[must_use]
pub fn marks(program: &Program, ground: &Ground) -> Vec<Text> {
    let mut out = Vec::new();
    for change in ground.changes.iter().filter_map(|at| program.changes.get(*at)) {
        let own = change.by == ground.layer && !change.before.contains(&ground.span);
        if !own || change.kind != ChangeKind::Rule {
            out.push(change.told(program, !own));
        }
        if let Some(beyond) = &change.beyond {
            let reason = change.says_beyond.as_ref().map(|(_, reason)| reason.as_str()).unwrap_or_default();
            out.push(
                text!("beyond its powers: {beyond} (because {reason})", "超越授权：{beyond}（理由：{reason}）"; beyond),
            );
        }
    }
    if let Some(why) = &ground.inferred {
        out.push(text!("inferred: {why}", "推断：{why}"));
    }
    // Two rules of one article that do the same to this one are told once.
    let mut told: Vec<Text> = Vec::new();
    for mark in out {
        if !told.contains(&mark) {
            told.push(mark);
        }
    }
    told
}

/// What the policies changed in the definitions and sets of places that a rule reads, directly or through others.
#[must_use]
pub fn read_marks(program: &Program, ground: &Ground) -> Vec<Text> {
    let named = |change: &&Change| {
        let mut kinds = change.clause.0.iter().map(|(kind, _)| *kind);
        kinds.any(|kind| matches!(kind, ClauseKind::Definition | ClauseKind::PlaceSet))
    };
    let changes: Vec<&Change> = program.changes.iter().filter(named).collect();
    if changes.is_empty() {
        return Vec::new();
    }
    let mut read: Vec<(ClauseKind, Arc<Term>, Option<String>)> = Vec::new();
    for part in super::visit::Reach::terms(program, super::visit::of_ground(ground)) {
        match &part.kind {
            ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => {
                let known = program.definitions.get(id.index()).into_iter();
                read.extend(known.map(|known| (ClauseKind::Definition, known.term.clone(), known.article.clone())));
            }
            ExprKind::In(_, _, Some(set)) => read.push((ClauseKind::PlaceSet, set.clone(), None)),
            _ => {}
        }
    }
    let is_read = |change: &&&Change| {
        let article = change.clause.0.iter().find(|(kind, _)| *kind == ClauseKind::Article).map(|(_, number)| number);
        change.clause.0.iter().any(|(kind, name)| {
            read.iter().any(|(known, term, of)| {
                let beside = article.zip(of.as_ref()).is_none_or(|(article, of)| article.is(of));
                known == kind && term.same(name) && beside
            })
        })
    };
    let mut out: Vec<Text> = Vec::new();
    for change in changes.iter().filter(is_read) {
        let told = change.told(program, true);
        if !out.contains(&told) {
            out.push(told);
        }
    }
    out
}

impl Change {
    /// `the place New Town`, `the places New Town, Old Town, North Town and 5 others`
    #[must_use]
    pub fn places_told(&self, language: Language) -> String {
        let names: Vec<String> =
            self.places.iter().filter_map(|route| Some(route.last()?.say(language))).take(SOME).collect();
        let (chinese, rest) = (language == Language::Chinese, self.places.len().saturating_sub(names.len()));
        let names = names.join(if chinese { "、" } else { ", " });
        match (chinese, rest, self.places.len()) {
            (false, 0, 1) => format!("the place {names}"),
            (false, 0, _) => format!("the places {names}"),
            (false, ..) => format!("the places {names} and {rest} more"),
            (true, 0, _) => format!("地方{names}"),
            (true, _, all) => format!("地方{names}等{all}处"),
        }
    }

    /// The change in words; with who made it where `named`.
    #[must_use]
    pub fn told(&self, program: &Program, named: bool) -> Text {
        Text::of(|language| {
            let clause = self.clause.say(language);
            let kind = match (self.kind, language) {
                (ChangeKind::Places, Language::English) => format!("adds {}, read by", self.places_told(language)),
                (ChangeKind::Places, Language::Chinese) => format!("增加{}，涉及", self.places_told(language)),
                _ => self.kind.say(language),
            };
            // A rule beside others and a value set say themselves which way they go.
            let effect = (!matches!(self.kind, ChangeKind::Rule | ChangeKind::Set)).then(|| self.effect.say(language));
            let days = (self.made_on != Period::default()).then(|| self.made_on.text().get(language).to_owned());
            let chinese = language == Language::Chinese;
            let both: Vec<String> = effect.into_iter().chain(days).collect();
            let effect = match both.join(language.pick(", ", "，")) {
                none if none.is_empty() => none,
                told if chinese => format!("（{told}）"),
                told => format!(" ({told})"),
            };
            let who = program.layers.get(self.by).map(|layer| layer.name.say(language)).unwrap_or_default();
            let article = match (&self.article, language) {
                (Some(number), Language::English) => format!(" article {number}"),
                (Some(number), Language::Chinese) => format!("第{number}条"),
                (None, _) => String::new(),
            };
            match (named, language) {
                (true, Language::English) => format!("{who}{article} {kind} {clause}{effect}"),
                (true, Language::Chinese) => format!("{who}{article}{kind}{clause}{effect}"),
                (false, Language::English) => format!("{kind} {clause}{effect}"),
                (false, Language::Chinese) => format!("{kind}{clause}{effect}"),
            }
        })
    }
}
