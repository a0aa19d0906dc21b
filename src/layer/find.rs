//! Paths to clauses, followed by the names that the clauses have themselves.

use super::{LayerError, Work};
use crate::diagnostics::wording::nearest;
use crate::source::Span;
use crate::source::name;
use crate::syntax::ast::{
    Article, Body, Define, Item, List, Meaning, Name, Points, Rule, Says, Score, ScoreItem, Step, StepKind, Target,
    TypeKind,
};
use crate::syntax::plain_ordinal;

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
        if let [Step { kind: StepKind::Policy, name, .. }, rest @ ..] = steps {
            texts.retain(|text| self.policy_name(*text).is_some_and(|known| is(known, &name.node)));
            if texts.is_empty() {
                let known = (lowest..self.texts.len()).map(Clause::Policy).collect::<Vec<_>>();
                let step = Step { kind: StepKind::Policy, name: name.clone(), counted: false };
                return Err(self.missing(&step, target, &known, &[]));
            }
            steps = rest;
        }
        let mut found: Vec<Clause> = texts.into_iter().map(Clause::Policy).collect();
        let mut path: &[Step] = &[];
        for (at, step) in steps.iter().enumerate() {
            let next: Vec<Clause> = found.iter().flat_map(|clause| self.below(clause, step)).collect();
            if next.is_empty() {
                let rest = steps.get(at..).unwrap_or_default();
                return Err(self.nothing(&found, target, rest, path, lowest));
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
                _ => match (first, clause) {
                    (Some(Clause::Item(_, item, rule, _, a)), Clause::Item(_, other, second, _, b)) => {
                        a != b || (item == other && rule != second)
                    }
                    _ => false,
                },
            });
        match (first, elsewhere.or(twice)) {
            (Some(one), Some(other))
                if target
                    .steps
                    .iter()
                    .any(|step| !matches!(step.kind, StepKind::Policy | StepKind::Article | StepKind::Decision)) =>
            {
                let places = [one, other].map(|clause| self.span_of(clause)).to_vec();
                let mut paths: Vec<String> =
                    [one, other].iter().filter_map(|clause| self.written(clause, target.chinese)).collect();
                paths.dedup();
                if paths.len() == 1 {
                    // Two of one name in one place still have numbers.
                    paths = [one, other].iter().filter_map(|clause| self.by_number(clause, target.chinese)).collect();
                    paths.dedup();
                }
                if paths.len() < 2 {
                    paths.clear();
                }
                Err(LayerError::Ambiguous { at: target.span, places, paths })
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
        if step.counted && self.label_of(clause).is_some_and(|label| is(label, name)) {
            // The name behind a number: `(1) graduates` is one clause.
            return vec![clause.clone()];
        }
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
                let number = plain_ordinal(name);
                let plain = |rule: &Rule| rule.ordinal.as_deref() == Some(&number) || is(&rule.decision, name);
                let found = self.rules(*text, *item, plain);
                if !step.counted || !found.is_empty() {
                    return found;
                }
                // `article 5 (1)` is an item of the article where its rules are not counted.
                let rules = self.rules(*text, *item, |rule| rule.ordinal.is_none());
                let items = |rule: &Clause| self.below(rule, &Step { kind: StepKind::Item, ..step.clone() });
                rules.iter().flat_map(items).collect()
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

    fn label_of(&self, clause: &Clause) -> Option<&Name> {
        match clause {
            Clause::Rule(text, item, rule) => self.rule(*text, *item, *rule)?.label.as_ref(),
            Clause::Item(text, item, rule, slot, path) => {
                item_at(slot_body(self.rule(*text, *item, *rule)?, *slot)?, path)?.label.as_ref()
            }
            Clause::Points(text, item, rule, path) => {
                points_at(score_of(self.rule(*text, *item, *rule)?)?, path)?.label.as_ref()
            }
            _ => None,
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
    fn nothing(&self, around: &[Clause], target: &Target, rest: &[Step], path: &[Step], lowest: usize) -> LayerError {
        let Some(step) = rest.first() else {
            return LayerError::NothingAbove { at: target.span };
        };
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
        // Where the article is left out, what is named may be found elsewhere; a number names nothing by itself.
        let article = path.iter().any(|step| step.kind == StepKind::Article) || step.kind == StepKind::Article;
        let behind = if step.kind == StepKind::Article { rest.get(1..).unwrap_or_default() } else { rest };
        if let Some(first) = behind.first().filter(|first| article && !is_number(&first.name.node)) {
            let mut moved =
                around.iter().filter(|clause| matches!(clause, Clause::Policy(_))).cloned().collect::<Vec<_>>();
            if moved.is_empty() {
                moved.clone_from(&texts);
            }
            for step in behind {
                moved = moved.iter().flat_map(|clause| self.below(clause, step)).collect();
            }
            moved.sort();
            if let Some(now) = moved.first().map(|clause| self.span_of(clause)) {
                let mut paths: Vec<String> =
                    moved.iter().filter_map(|clause| self.written(clause, target.chinese)).collect();
                paths.dedup();
                let name = &first.name;
                return LayerError::Moved { at: name.span, whole: target.span, text: name.node.clone(), now, paths };
            }
        }
        self.missing(step, target, around, &texts)
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

    /// Nothing of that name: what comes near it, and what there is, each with its whole path where it has one.
    fn missing(&self, step: &Step, target: &Target, around: &[Clause], texts: &[Clause]) -> LayerError {
        let inside: Vec<Clause> = around.iter().flat_map(|clause| self.clauses_below(clause, step.kind)).collect();
        let beyond = texts.iter().flat_map(|clause| self.clauses_below(clause, step.kind));
        let mut known: Vec<(Clause, bool)> = inside.into_iter().map(|clause| (clause, true)).collect();
        for clause in beyond {
            if !known.iter().any(|(one, _)| *one == clause) {
                known.push((clause, false));
            }
        }
        let forms: Vec<(String, usize)> = known
            .iter()
            .enumerate()
            .filter_map(|(at, (clause, _))| match (step.kind, clause) {
                (StepKind::Decision, Clause::Rule(text, item, rule)) => {
                    Some((at, super::paths::part(step.kind, &self.rule(*text, *item, *rule)?.decision)))
                }
                _ => Some((at, self.path(clause).pop()?)),
            })
            .flat_map(|(at, (_, text, alias))| [Some(text), alias].into_iter().flatten().map(move |form| (form, at)))
            .collect();
        let found = nearest(&step.name.node, forms.iter().map(|(form, _)| form.as_str()));
        let mut near = Vec::new();
        for form in &found {
            let at = forms.iter().find(|(known, _)| known == form).map(|(_, at)| *at);
            let Some((clause, inside)) = at.and_then(|at| known.get(at)) else { continue };
            let last = target.steps.last().map(|last| last.name.span) == Some(step.name.span);
            near.push(match self.written(clause, target.chinese) {
                // Found where the path looks for it: the name alone is to be mended.
                _ if *inside || step.kind == StepKind::Decision => (step.name.span, (*form).to_owned()),
                Some(path) if last => (target.span, path),
                _ => (step.name.span, (*form).to_owned()),
            });
        }
        let somewhere = known.iter().any(|(_, inside)| *inside);
        let here = known.iter().filter(|(_, inside)| *inside || !somewhere);
        let mut some: Vec<String> = match step.kind {
            StepKind::Decision => {
                let chinese = |form: &&(String, usize)| form.0.chars().any(name::is_han) == target.chinese;
                forms.iter().filter(chinese).map(|(form, _)| form.clone()).collect()
            }
            _ => here.filter_map(|(clause, _)| self.written(clause, target.chinese)).collect(),
        };
        let mut seen = std::collections::BTreeSet::new();
        some.retain(|path| seen.insert(path.clone()));
        some.truncate(6);
        LayerError::NoTarget { at: step.name.span, text: step.name.node.clone(), kind: step.kind, near, some }
    }

    /// A clause by the number of its rule or item, where it has one.
    fn by_number(&self, clause: &Clause, chinese: bool) -> Option<String> {
        let (outer, kind, ordinal) = match clause {
            Clause::Rule(text, item, rule) => {
                (Clause::Article(*text, *item), StepKind::Rule, self.rule(*text, *item, *rule)?.ordinal.clone()?)
            }
            Clause::Item(text, item, rule, slot, path) => {
                let ordinal = item_at(slot_body(self.rule(*text, *item, *rule)?, *slot)?, path)?.ordinal.clone()?;
                (Clause::Rule(*text, *item, *rule), StepKind::Item, ordinal)
            }
            _ => return None,
        };
        let kind = super::kind_name(kind);
        Some(format!("{} {} {ordinal}", self.written(&outer, chinese)?, if chinese { kind.zh } else { kind.en }))
    }

    /// The named clauses of a kind inside a clause.
    fn clauses_below(&self, clause: &Clause, kind: StepKind) -> Vec<Clause> {
        let inside = |clause: &Clause| self.clauses_below(clause, kind);
        match (clause, kind) {
            (Clause::Policy(_), StepKind::Policy) => vec![clause.clone()],
            (Clause::Policy(text), StepKind::Article) => {
                let articles = (0..self.items(*text)).filter(|item| self.article(*text, *item).is_some());
                articles.map(|item| Clause::Article(*text, item)).collect()
            }
            (Clause::Policy(text), StepKind::Rule | StepKind::Decision | StepKind::Item) => {
                let articles = (0..self.items(*text)).filter(|item| self.article(*text, *item).is_some());
                articles.flat_map(|item| inside(&Clause::Article(*text, item))).collect()
            }
            (Clause::Article(text, item), StepKind::Rule | StepKind::Decision) => self.rules(*text, *item, |_| true),
            (Clause::Article(text, item), StepKind::Item) => {
                self.rules(*text, *item, |_| true).iter().flat_map(inside).collect()
            }
            (Clause::Rule(text, item, at), StepKind::Item) => {
                let Some(rule) = self.rule(*text, *item, *at) else { return Vec::new() };
                let mut out = Vec::new();
                for (slot, body) in slots(rule) {
                    let mut found = Vec::new();
                    every(body, &mut Vec::new(), &mut found);
                    out.extend(found.into_iter().map(|path| Clause::Item(*text, *item, *at, slot, path)));
                }
                let points = score_of(rule).map(every_point).unwrap_or_default();
                out.extend(points.into_iter().map(|path| Clause::Points(*text, *item, *at, path)));
                out
            }
            (Clause::Policy(text), _) => {
                let of = |item: &Item| match item {
                    Item::Parameter(_) => kind == StepKind::Parameter,
                    Item::Define(_) => kind == StepKind::Definition,
                    Item::PlaceSet(_) => kind == StepKind::PlaceSet,
                    // The order of a grade cannot be extended.
                    Item::Type(named) => kind == StepKind::Type && matches!(named.ty.kind, TypeKind::Choice(_)),
                    _ => false,
                };
                self.named(*text, of, |text, item| match kind {
                    StepKind::Parameter => Clause::Parameter(text, item),
                    StepKind::Definition => Clause::Definition(text, item, None),
                    StepKind::PlaceSet => Clause::PlaceSet(text, item),
                    _ => Clause::Type(text, item),
                })
            }
            _ => Vec::new(),
        }
    }
}

/// Whether it counts, and does not name.
fn is_number(name: &str) -> bool {
    plain_ordinal(name).chars().all(|c| c.is_ascii_digit())
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
        let number = plain_ordinal(name);
        let list = list_of(body).into_iter().flat_map(|list| list.items.iter().enumerate());
        found.extend(list.filter(|(_, item)| item.ordinal.as_deref() == Some(&number)).map(|(at, _)| vec![at]));
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

/// The places of all items that have a label or a number.
fn every(body: &Body, path: &mut Vec<usize>, found: &mut Vec<Vec<usize>>) {
    for (at, item) in list_of(body).into_iter().flat_map(|list| list.items.iter().enumerate()) {
        path.push(at);
        if item.label.is_some() || item.ordinal.is_some() {
            found.push(path.clone());
        }
        every(&item.body, path, found);
        path.pop();
    }
}

fn every_point(score: &Score) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    for (at, item) in score.items.iter().enumerate() {
        found.push(vec![at]);
        if let Points::Items(inner) = &item.amount {
            found.extend(every_point(inner).into_iter().map(|below| [&[at][..], &below].concat()));
        }
    }
    found
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
        let number = plain_ordinal(name);
        let numbered = score.items.iter().position(|item| item.ordinal.as_deref() == Some(&number));
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
