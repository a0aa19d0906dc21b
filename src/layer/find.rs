//! Paths to clauses, followed by the names that the clauses have themselves.

use super::{LayerError, Work};
use crate::diagnostics::wording::nearest;
use crate::source::Span;
use crate::source::name;
use crate::syntax::ast::{
    Article, Body, Define, Item, List, Meaning, Module, Name, Points, Rule, Says, Score, ScoreItem, Step, StepKind,
    Target, Written,
};

/// A clause that a path leads to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Clause {
    /// Everything that a text says.
    Policy(usize),
    /// An article: which text, which item.
    Article(usize, usize),
    /// A rule of an article.
    Rule(usize, usize, usize),
    /// An item of the conditions of a rule: in which of its bodies, by places in the lists.
    Item(usize, usize, usize, Slot, Vec<usize>),
    /// An item of a score, by places in it.
    Points(usize, usize, usize, Vec<usize>),
    /// A definition: of the text, or of an article or record of it.
    Definition(usize, usize, Option<usize>),
    /// An item of a definition.
    DefinitionItem(usize, usize, Option<usize>, usize, Vec<usize>),
    /// A parameter, a place set, a type, by their place in the text.
    Parameter(usize, usize),
    /// A place set.
    PlaceSet(usize, usize),
    /// A type, or a fact that declares its own.
    Type(usize, usize),
}

/// Which of the bodies of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    /// What it asks.
    When,
    /// One of its exceptions.
    Except(usize),
    /// One of its populations.
    Applies(usize),
}

/// Whether a name has that form.
pub(super) fn is(name: &Name, wanted: &str) -> bool {
    name.forms().any(|form| name::same(&form.node, wanted))
}

impl Work {
    /// What a path of the policy `lower` leads to in the policies above it: at least one clause, or an error.
    pub(super) fn find(&mut self, target: &Target, lower: usize) -> Option<Vec<Clause>> {
        self.find_from(target, lower + 1)
    }

    /// What a path leads to in the policies from one upwards.
    pub(super) fn find_from(&mut self, target: &Target, lowest: usize) -> Option<Vec<Clause>> {
        match self.search(target, lowest) {
            Ok(found) => Some(found),
            Err(error) => {
                self.errors.push(error);
                None
            }
        }
    }

    fn search(&self, target: &Target, lowest: usize) -> Result<Vec<Clause>, LayerError> {
        let mut texts: Vec<usize> = (lowest..self.texts.len()).collect();
        let mut steps = target.steps.as_slice();
        if let [Step { kind: StepKind::Policy, name }, rest @ ..] = steps {
            texts.retain(|text| self.policy_name(*text).is_some_and(|known| is(known, &name.node)));
            if texts.is_empty() {
                let known = (lowest..self.texts.len()).filter_map(|text| self.policy_name(text));
                return Err(Self::missing(name, StepKind::Policy, &known.collect::<Vec<_>>()));
            }
            steps = rest;
        }
        let mut found: Vec<Clause> = texts.into_iter().map(Clause::Policy).collect();
        let mut path: &[Step] = &[];
        for (at, step) in steps.iter().enumerate() {
            let next: Vec<Clause> = found.iter().flat_map(|clause| self.below(clause, step)).collect();
            if next.is_empty() {
                return Err(self.nothing(&found, step, path, lowest));
            }
            found = next;
            path = steps.get(..=at).unwrap_or_default();
        }
        found.sort();
        found.dedup();
        self.one_place(target, found)
    }

    /// Several versions of an article are one clause; the same name in two places is not.
    fn one_place(&self, target: &Target, found: Vec<Clause>) -> Result<Vec<Clause>, LayerError> {
        let home = |clause: &Clause| match clause {
            Clause::Article(text, item)
            | Clause::Rule(text, item, _)
            | Clause::Item(text, item, ..)
            | Clause::Points(text, item, ..) => {
                let number = self.article(*text, *item).map(|article| article.number.node.clone());
                (*text, number, String::new())
            }
            Clause::Policy(_) => (0, None, String::new()),
            other => (0, None, format!("{other:?}")),
        };
        let several = |clause: &Clause| match clause {
            Clause::Rule(text, item, rule) => {
                self.article(*text, *item).map(|article| (article.in_force.is_some(), *item, *rule))
            }
            _ => None,
        };
        let first = found.first();
        let elsewhere = found.iter().find(|clause| Some(home(clause)) != first.map(home));
        let written = |clause: &Clause| match clause {
            Clause::Rule(text, item, rule)
            | Clause::Item(text, item, rule, ..)
            | Clause::Points(text, item, rule, _) => self.rule(*text, *item, *rule).map(|rule| rule.span),
            _ => None,
        };
        // Two rules of one version of an article under one name, not one as it stands on some days and on others.
        let apart = |clause: &&Clause| written(clause).is_none() || written(clause) != first.and_then(written);
        let twice =
            found.iter().skip(1).filter(apart).find(|clause| match (first.and_then(several), several(clause)) {
                (Some((_, item, _)), Some((_, other, _))) => item == other,
                _ => matches!((first, clause), (Some(Clause::Item(.., a)), Clause::Item(.., b)) if a != b),
            });
        match (first, elsewhere.or(twice)) {
            (Some(one), Some(other))
                if target
                    .steps
                    .iter()
                    .any(|step| !matches!(step.kind, StepKind::Policy | StepKind::Article | StepKind::Decision)) =>
            {
                let places = [one, other].map(|clause| self.span_of(clause)).to_vec();
                Err(LayerError::Ambiguous { at: target.span, places })
            }
            _ => Ok(found),
        }
    }

    pub(super) fn policy_name(&self, text: usize) -> Option<&Name> {
        self.texts.get(text).and_then(|(_, module)| module.header.as_ref()).map(|header| &header.name)
    }

    pub(super) fn item(&self, text: usize, item: usize) -> Option<&Item> {
        self.texts.get(text)?.1.items.get(item)
    }

    pub(super) fn article(&self, text: usize, item: usize) -> Option<&Article> {
        match self.item(text, item)? {
            Item::Article(article) => Some(article),
            _ => None,
        }
    }

    pub(super) fn rule(&self, text: usize, item: usize, rule: usize) -> Option<&Rule> {
        self.article(text, item)?.rules.get(rule)
    }

    /// Where a clause is written.
    pub(super) fn span_of(&self, clause: &Clause) -> Span {
        let module = |text: usize| self.texts.get(text).map(|(_, module)| module);
        let found = match clause {
            Clause::Policy(text) => module(*text).and_then(|module| module.header.as_ref()).map(|header| header.span),
            Clause::Article(text, item) => self.article(*text, *item).map(|article| article.span),
            Clause::Rule(text, item, rule) => self.rule(*text, *item, *rule).map(|rule| rule.span),
            Clause::Item(text, item, rule, slot, path) => self
                .rule(*text, *item, *rule)
                .and_then(|rule| slot_body(rule, *slot))
                .and_then(|body| item_at(body, path))
                .map(|item| item.span),
            Clause::Points(text, item, rule, path) => {
                self.rule(*text, *item, *rule).and_then(|rule| points_at(score_of(rule)?, path)).map(|item| item.span)
            }
            Clause::Definition(text, item, inner) => self.definition(*text, *item, *inner).map(|define| define.span),
            Clause::DefinitionItem(text, item, inner, reading, path) => self
                .definition(*text, *item, *inner)
                .and_then(|define| reading_body(&define.meaning, *reading))
                .and_then(|body| item_at(body, path))
                .map(|item| item.span),
            Clause::Parameter(text, item) | Clause::PlaceSet(text, item) | Clause::Type(text, item) => {
                match self.item(*text, *item) {
                    Some(Item::Parameter(parameter)) => Some(parameter.span),
                    Some(Item::PlaceSet(set)) => Some(set.span),
                    Some(Item::Type(named)) => Some(named.span),
                    Some(Item::Fact(fact)) => Some(fact.span),
                    _ => None,
                }
            }
        };
        found.unwrap_or_default()
    }

    pub(super) fn definition(&self, text: usize, item: usize, inner: Option<usize>) -> Option<&Define> {
        match (self.item(text, item)?, inner) {
            (Item::Define(define), _) => Some(define),
            (Item::Article(article), Some(at)) => article.defines.get(at),
            (Item::Record(record), Some(at)) => record.defines.get(at),
            _ => None,
        }
    }

    /// The clauses of that name inside a clause.
    fn below(&self, clause: &Clause, step: &Step) -> Vec<Clause> {
        let name = step.name.node.as_str();
        match (clause, step.kind) {
            (Clause::Policy(text), StepKind::Everything) => vec![Clause::Policy(*text)],
            (Clause::Policy(text), StepKind::Article) => {
                let articles = (0..self.items(*text)).filter_map(|item| Some((item, self.article(*text, item)?)));
                let named = articles.filter(|(_, article)| article.number.node == name);
                named.map(|(item, _)| Clause::Article(*text, item)).collect()
            }
            (Clause::Policy(text), StepKind::Rule | StepKind::Item) => {
                let articles = (0..self.items(*text)).filter(|item| self.article(*text, *item).is_some());
                articles.flat_map(|item| self.below(&Clause::Article(*text, item), step)).collect()
            }
            (Clause::Policy(text), StepKind::Decision) => {
                let articles = (0..self.items(*text)).filter(|item| self.article(*text, *item).is_some());
                articles.flat_map(|item| self.below(&Clause::Article(*text, item), step)).collect()
            }
            (Clause::Article(text, item), StepKind::Decision) => {
                self.rules(*text, *item, |rule| is(&rule.decision, name))
            }
            (Clause::Article(text, item), StepKind::Rule) => {
                let labelled =
                    self.rules(*text, *item, |rule| rule.label.as_ref().is_some_and(|label| is(label, name)));
                if !labelled.is_empty() {
                    return labelled;
                }
                let plain = |rule: &Rule| rule.ordinal.as_deref() == Some(name) || is(&rule.decision, name);
                self.rules(*text, *item, plain)
            }
            (Clause::Article(text, item), StepKind::Item) => {
                let rules = self.rules(*text, *item, |_| true);
                rules.iter().flat_map(|rule| self.below(rule, step)).collect()
            }
            (Clause::Rule(text, item, at), StepKind::Item) => {
                let Some(rule) = self.rule(*text, *item, *at) else { return Vec::new() };
                let mut out = Vec::new();
                for (slot, body) in slots(rule) {
                    let paths = items_named(body, name);
                    out.extend(paths.into_iter().map(|path| Clause::Item(*text, *item, *at, slot, path)));
                }
                if let Some(score) = score_of(rule) {
                    let paths = points_named(score, name);
                    out.extend(paths.into_iter().map(|path| Clause::Points(*text, *item, *at, path)));
                }
                out
            }
            (Clause::Item(text, item, at, slot, path), StepKind::Item) => {
                let body = self.rule(*text, *item, *at).and_then(|rule| slot_body(rule, *slot));
                let Some(inner) = body.and_then(|body| item_at(body, path)) else { return Vec::new() };
                let paths = items_named(&inner.body, name).into_iter();
                paths.map(|below| Clause::Item(*text, *item, *at, *slot, [path.as_slice(), &below].concat())).collect()
            }
            (Clause::Points(text, item, at, path), StepKind::Item) => {
                let score = self.rule(*text, *item, *at).and_then(score_of);
                let inner = score.and_then(|score| points_at(score, path)).and_then(|item| match &item.amount {
                    Points::Items(score) => Some(score),
                    _ => None,
                });
                let paths = inner.map(|score| points_named(score, name)).unwrap_or_default().into_iter();
                paths.map(|below| Clause::Points(*text, *item, *at, [path.as_slice(), &below].concat())).collect()
            }
            (Clause::Policy(text), StepKind::Definition) => {
                let each = (0..self.items(*text)).flat_map(|item| match self.item(*text, item) {
                    Some(Item::Define(define)) if is(&define.name, name) => vec![Clause::Definition(*text, item, None)],
                    Some(Item::Record(record)) => defines_named(&record.defines, name)
                        .map(|at| Clause::Definition(*text, item, Some(at)))
                        .collect(),
                    Some(Item::Article(article)) => defines_named(&article.defines, name)
                        .map(|at| Clause::Definition(*text, item, Some(at)))
                        .collect(),
                    _ => Vec::new(),
                });
                each.collect()
            }
            (Clause::Article(text, item), StepKind::Definition) => {
                let Some(article) = self.article(*text, *item) else { return Vec::new() };
                defines_named(&article.defines, name).map(|at| Clause::Definition(*text, *item, Some(at))).collect()
            }
            (Clause::Definition(text, item, inner), StepKind::Item) => {
                let Some(define) = self.definition(*text, *item, *inner) else { return Vec::new() };
                let mut out = Vec::new();
                for reading in 0.. {
                    let Some(body) = reading_body(&define.meaning, reading) else { break };
                    let paths = items_named(body, name).into_iter();
                    out.extend(paths.map(|path| Clause::DefinitionItem(*text, *item, *inner, reading, path)));
                }
                out
            }
            (Clause::Policy(text), StepKind::Parameter) => self.named(
                *text,
                |item| match item {
                    Item::Parameter(parameter) => is(&parameter.name, name),
                    _ => false,
                },
                Clause::Parameter,
            ),
            (Clause::Policy(text), StepKind::PlaceSet) => self.named(
                *text,
                |item| match item {
                    Item::PlaceSet(set) => is(&set.name, name),
                    _ => false,
                },
                Clause::PlaceSet,
            ),
            (Clause::Policy(text), StepKind::Type) => self.named(
                *text,
                |item| match item {
                    Item::Type(named) => is(&named.name, name),
                    Item::Fact(fact) => is(&fact.name, name),
                    _ => false,
                },
                Clause::Type,
            ),
            _ => Vec::new(),
        }
    }

    fn items(&self, text: usize) -> usize {
        self.texts.get(text).map_or(0, |(_, module)| module.items.len())
    }

    fn named(
        &self,
        text: usize,
        wanted: impl Fn(&Item) -> bool,
        clause: impl Fn(usize, usize) -> Clause,
    ) -> Vec<Clause> {
        let all = (0..self.items(text)).filter(|item| self.item(text, *item).is_some_and(&wanted));
        all.map(|item| clause(text, item)).collect()
    }

    fn rules(&self, text: usize, item: usize, wanted: impl Fn(&Rule) -> bool) -> Vec<Clause> {
        let Some(article) = self.article(text, item) else { return Vec::new() };
        let fit =
            article.rules.iter().enumerate().filter(|(_, rule)| !self.gone.contains_key(&rule.span) && wanted(rule));
        fit.map(|(at, _)| Clause::Rule(text, item, at)).collect()
    }

    // ── What to say where a path leads nowhere ───────────────

    /// Nothing of that name: taken out by another layer, moved to another article, or never there.
    fn nothing(&self, around: &[Clause], step: &Step, path: &[Step], lowest: usize) -> LayerError {
        let name = step.name.node.as_str();
        let named = |rule: &Rule, article: &str| match step.kind {
            StepKind::Rule => rule.label.as_ref().is_some_and(|label| is(label, name)) || is(&rule.decision, name),
            StepKind::Article => article == name,
            _ => false,
        };
        let here = (lowest..self.texts.len()).flat_map(|text| (0..self.items(text)).map(move |item| (text, item)));
        let here = here.filter_map(|(text, item)| self.article(text, item)).flat_map(|article| {
            let by = article
                .rules
                .iter()
                .filter_map(|rule| Some((article.number.node.as_str(), rule, *self.gone.get(&rule.span)?)));
            by.collect::<Vec<_>>()
        });
        let before = self.taken.iter().map(|(article, rule, by)| (article.as_str(), rule, *by));
        if let Some((.., by)) = here.chain(before).find(|(article, rule, _)| named(rule, article)) {
            return LayerError::Gone { at: step.name.span, text: name.to_owned(), by };
        }
        let texts: Vec<Clause> = (lowest..self.texts.len()).map(Clause::Policy).collect();
        if path.iter().any(|step| step.kind == StepKind::Article) {
            let moved = texts.iter().flat_map(|text| self.below(text, step)).next();
            if let Some(now) = moved.map(|clause| self.span_of(&clause)) {
                return LayerError::Moved { at: step.name.span, text: name.to_owned(), now };
            }
        }
        let known: Vec<&Name> =
            around.iter().chain(&texts).flat_map(|clause| self.names_below(clause, step.kind)).collect();
        Self::missing(&step.name, step.kind, &known)
    }

    /// An article of which every rule was taken out stands as a number only, and nothing is left to change in it.
    pub(super) fn emptied(&self, found: &[Clause], target: &Target) -> Option<LayerError> {
        let mut by = None;
        for clause in found {
            let Clause::Article(text, item) = clause else { return None };
            let article = self.article(*text, *item)?;
            let extent = article.extent;
            let inside = |span: Span| span.file == extent.file && extent.start <= span.start && span.end <= extent.end;
            let settled = self.taken.iter().find(|(_, rule, _)| inside(rule.span)).map(|(.., by)| *by);
            let rules = article.rules.iter().map(|rule| self.gone.get(&rule.span).copied());
            match rules.collect::<Option<Vec<Span>>>()?.first() {
                Some(first) => by = by.or(Some(*first)),
                None => by = by.or(Some(settled?)),
            }
        }
        let name = &target.steps.last()?.name;
        Some(LayerError::Gone { at: name.span, text: name.node.clone(), by: by? })
    }

    fn missing(name: &Written, kind: StepKind, known: &[&Name]) -> LayerError {
        let forms: Vec<&str> = known.iter().flat_map(|name| name.forms()).map(|form| form.node.as_str()).collect();
        let near = nearest(&name.node, forms.iter().copied()).into_iter().map(str::to_owned).collect();
        let some = forms.into_iter().take(6).map(str::to_owned).collect();
        LayerError::NoTarget { at: name.span, text: name.node.clone(), kind, near, some }
    }

    fn names_below(&self, clause: &Clause, kind: StepKind) -> Vec<&Name> {
        let module = |text: &usize| self.texts.get(*text).map(|(_, module)| module);
        let rules = |module: &'_ Module| -> Vec<(usize, usize)> {
            let each = module.items.iter().enumerate().filter_map(|(at, item)| match item {
                Item::Article(article) => Some((at, article.rules.len())),
                _ => None,
            });
            each.flat_map(|(at, rules)| (0..rules).map(move |rule| (at, rule))).collect()
        };
        match clause {
            Clause::Policy(text) => {
                let Some(module) = module(text) else { return Vec::new() };
                match kind {
                    StepKind::Rule => rules(module)
                        .into_iter()
                        .filter_map(|(item, rule)| self.rule(*text, item, rule)?.label.as_ref())
                        .collect(),
                    StepKind::Decision => rules(module)
                        .into_iter()
                        .filter_map(|(item, rule)| Some(&self.rule(*text, item, rule)?.decision))
                        .collect(),
                    _ => module
                        .items
                        .iter()
                        .filter_map(|item| match (item, kind) {
                            (Item::Parameter(parameter), StepKind::Parameter) => Some(&parameter.name),
                            (Item::Define(define), StepKind::Definition) => Some(&define.name),
                            (Item::PlaceSet(set), StepKind::PlaceSet) => Some(&set.name),
                            (Item::Type(named), StepKind::Type) => Some(&named.name),
                            _ => None,
                        })
                        .collect(),
                }
            }
            Clause::Article(text, item) => {
                let rules = self.article(*text, *item).map(|article| article.rules.iter()).into_iter().flatten();
                match kind {
                    StepKind::Item => rules.flat_map(labels_of).collect(),
                    _ => rules.filter_map(|rule| rule.label.as_ref()).collect(),
                }
            }
            Clause::Rule(text, item, rule) => self.rule(*text, *item, *rule).map(labels_of).unwrap_or_default(),
            _ => Vec::new(),
        }
    }
}

fn defines_named<'d>(defines: &'d [Define], name: &'d str) -> impl Iterator<Item = usize> + 'd {
    defines.iter().enumerate().filter(move |(_, define)| is(&define.name, name)).map(|(at, _)| at)
}

/// The bodies of a rule that have items.
pub(super) fn slots(rule: &Rule) -> Vec<(Slot, &Body)> {
    let when = rule.when.iter().map(|body| (Slot::When, body));
    let applies = rule.applies.iter().enumerate().map(|(at, body)| (Slot::Applies(at), body));
    let exceptions = rule.exceptions.iter().enumerate().map(|(at, exception)| (Slot::Except(at), &exception.body));
    when.chain(applies).chain(exceptions).collect()
}

pub(super) fn slot_body(rule: &Rule, slot: Slot) -> Option<&Body> {
    slots(rule).into_iter().find(|(known, _)| *known == slot).map(|(_, body)| body)
}

pub(super) fn slot_body_mut(rule: &mut Rule, slot: Slot) -> Option<&mut Body> {
    match slot {
        Slot::When => rule.when.as_mut(),
        Slot::Except(at) => rule.exceptions.get_mut(at).map(|exception| &mut exception.body),
        Slot::Applies(at) => rule.applies.get_mut(at),
    }
}

/// The body of a definition in one of its readings.
pub(super) fn reading_body(meaning: &Meaning, reading: usize) -> Option<&Body> {
    match meaning {
        Meaning::One(body) if reading == 0 => Some(body),
        Meaning::Readings { readings, .. } => readings.get(reading).map(|reading| &reading.body),
        _ => None,
    }
}

pub(super) fn reading_body_mut(meaning: &mut Meaning, reading: usize) -> Option<&mut Body> {
    match meaning {
        Meaning::One(body) if reading == 0 => Some(body),
        Meaning::Readings { readings, .. } => readings.get_mut(reading).map(|reading| &mut reading.body),
        _ => None,
    }
}

pub(super) fn list_of(body: &Body) -> Option<&List> {
    match body {
        Body::List(list) => Some(list),
        _ => None,
    }
}

/// The places of the items of that label, or of that number where none has the label; of several levels, the outermost.
fn items_named(body: &Body, name: &str) -> Vec<Vec<usize>> {
    let by_label = |item: &crate::syntax::ast::ListItem| item.label.as_ref().is_some_and(|label| is(label, name));
    let mut found = Vec::new();
    walk(body, &mut Vec::new(), &by_label, &mut found);
    if found.is_empty() {
        // A number is that of the outermost list.
        let list = list_of(body).into_iter().flat_map(|list| list.items.iter().enumerate());
        found.extend(list.filter(|(_, item)| item.ordinal.as_deref() == Some(name)).map(|(at, _)| vec![at]));
    }
    found
}

fn walk(
    body: &Body,
    path: &mut Vec<usize>,
    wanted: &dyn Fn(&crate::syntax::ast::ListItem) -> bool,
    found: &mut Vec<Vec<usize>>,
) {
    let Some(list) = list_of(body) else { return };
    for (at, item) in list.items.iter().enumerate() {
        path.push(at);
        if wanted(item) {
            found.push(path.clone());
        } else {
            walk(&item.body, path, wanted, found);
        }
        path.pop();
    }
}

pub(super) fn item_at<'b>(body: &'b Body, path: &[usize]) -> Option<&'b crate::syntax::ast::ListItem> {
    let (first, rest) = path.split_first()?;
    let item = list_of(body)?.items.get(*first)?;
    if rest.is_empty() { Some(item) } else { item_at(&item.body, rest) }
}

/// The list that an item stands in.
pub(super) fn list_at_mut<'b>(body: &'b mut Body, path: &[usize]) -> Option<&'b mut List> {
    let Body::List(list) = body else { return None };
    match path.split_first() {
        None => Some(list),
        Some((first, rest)) => list_at_mut(&mut list.items.get_mut(*first)?.body, rest),
    }
}

fn labels_of(rule: &Rule) -> Vec<&Name> {
    let mut out = Vec::new();
    let mut open: Vec<&Body> = slots(rule).into_iter().map(|(_, body)| body).collect();
    while let Some(body) = open.pop() {
        for item in list_of(body).into_iter().flat_map(|list| &list.items) {
            out.extend(&item.label);
            open.push(&item.body);
        }
    }
    let mut scores: Vec<&Score> = score_of(rule).into_iter().collect();
    while let Some(score) = scores.pop() {
        for item in &score.items {
            out.extend(&item.label);
            if let Points::Items(inner) = &item.amount {
                scores.push(inner);
            }
        }
    }
    out
}

pub(super) fn score_of(rule: &Rule) -> Option<&Score> {
    match &rule.says {
        Says::Score(score) => Some(score),
        _ => None,
    }
}

fn points_named(score: &Score, name: &str) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    for (at, item) in score.items.iter().enumerate() {
        if item.label.as_ref().is_some_and(|label| is(label, name)) {
            found.push(vec![at]);
        } else if let Points::Items(inner) = &item.amount {
            found.extend(points_named(inner, name).into_iter().map(|below| [&[at][..], &below].concat()));
        }
    }
    if found.is_empty() {
        let numbered = score.items.iter().position(|item| item.ordinal.as_deref() == Some(name));
        found.extend(numbered.map(|at| vec![at]));
    }
    found
}

pub(super) fn points_at<'s>(score: &'s Score, path: &[usize]) -> Option<&'s ScoreItem> {
    let (first, rest) = path.split_first()?;
    let item = score.items.get(*first)?;
    match (rest, &item.amount) {
        ([], _) => Some(item),
        (rest, Points::Items(inner)) => points_at(inner, rest),
        _ => None,
    }
}

/// The score that holds an item.
pub(super) fn score_at_mut<'s>(score: &'s mut Score, path: &[usize]) -> Option<&'s mut Score> {
    match path.split_first() {
        None => Some(score),
        Some((first, rest)) => match &mut score.items.get_mut(*first)?.amount {
            Points::Items(inner) => score_at_mut(inner, rest),
            _ => None,
        },
    }
}
