//! The changes themselves: each made in the text that it is about, and written down.

use super::days::{self, key};
use super::find::{self, Clause, is};
use super::paths::{part, text_of};
use super::versions::{all_of, joined};
use super::{Edit, EditKind, LayerError, Part, Work};
use crate::source::Span;
use crate::syntax::ast::{
    Act, Article, Body, Change, Connective, Date, Days, Grounds, Item, Meaning, Module, Name, PowerKind, Rule, Says,
    StepKind, Target, Type, TypeKind, Written,
};

/// Where every change of a text is written.
pub(super) fn all_changes(module: &Module) -> Vec<Span> {
    let mut out = Vec::new();
    for item in &module.items {
        match item {
            Item::Change(change) => out.push(change.span),
            Item::Article(article) => {
                out.extend(article.changes.iter().map(|change| change.span));
                out.extend(article.replaces.iter().map(|target| target.span));
                let rules = article.rules.iter().flat_map(|rule| rule.replaces.iter().chain(&rule.deviates));
                out.extend(rules.map(|target| target.span));
            }
            _ => {}
        }
    }
    out
}

/// Takes changes out of a text, each with the rule that it puts in the place of others, and rules of its own.
pub(super) fn leave_out(module: &mut Module, without: &[Span]) {
    if without.is_empty() {
        return;
    }
    let out = |span: &Span| without.contains(span);
    module.items.retain(|item| match item {
        Item::Change(change) => !out(&change.span),
        Item::Holidays(year) => !out(&year.span),
        _ => true,
    });
    if let Some(header) = &mut module.header {
        header.in_place &= !out(&header.span);
    }
    for item in &mut module.items {
        let Item::Article(article) = item else { continue };
        article.changes.retain(|change| !out(&change.span));
        let all = article.replaces.len();
        article.replaces.retain(|target| !out(&target.span));
        if article.replaces.is_empty() && all > 0 {
            article.rules.clear();
        }
        article.rules.retain_mut(|rule| {
            let all = rule.replaces.len() + rule.deviates.len();
            rule.replaces.retain(|target| !out(&target.span));
            rule.deviates.retain(|target| !out(&target.span));
            !out(&rule.span) && (all == 0 || !(rule.replaces.is_empty() && rule.deviates.is_empty()))
        });
    }
}

/// A change on its way: who makes it, and where it is written.
struct Maker<'m> {
    lower: usize,
    article: Option<&'m Article>,
    /// The day from which the change itself holds.
    from: Option<Date>,
    /// The last day on which it does.
    until: Option<Date>,
    /// The days on which the text is changed, where that is not on all.
    days: Option<Days>,
    /// Whether it is a rule, which stands for those whom a later version of its article leaves to it as well.
    rule: bool,
}

impl<'m> Maker<'m> {
    fn new(lower: usize, article: Option<&'m Article>, act: Option<&Act>) -> Self {
        let days = days::of_article(article);
        let days = match act {
            Some(Act::Drop(Some(from))) => {
                let since = days::since(from);
                Some(days.map_or(since, |days| days::within(&since, &days)))
            }
            _ => days,
        };
        Self { lower, article, from: act.and_then(begins), until: act.and_then(ends), days, rule: act.is_none() }
    }
}

impl Work {
    /// Makes the changes of one policy in those above it.
    pub(super) fn changes_of(&mut self, lower: usize) {
        let Some((_, module)) = self.texts.get_mut(lower) else { return };
        // Nothing that is changed lies in its own text.
        let items = std::mem::take(&mut module.items);
        self.left.extend(super::versions::left(&items));
        if let Some(header) = module.header.clone().filter(|header| header.in_place) {
            let articles = items.iter().filter_map(|item| match item {
                Item::Article(article) => Some(article),
                _ => None,
            });
            let own: Vec<&Article> = articles.collect();
            for text in lower + 1..self.texts.len() {
                self.clear(text, header.span, &header.grounds, lower, &own);
            }
        }
        for item in &items {
            match item {
                Item::Change(change) => self.change(change, &Maker::new(lower, None, Some(&change.act))),
                Item::Article(article) => self.article_of(article, lower),
                _ => {}
            }
        }
        self.settle();
        self.rules_beside(&items, lower);
        if let Some((_, module)) = self.texts.get_mut(lower) {
            module.items = items;
        }
    }

    /// When what stands in an article of a policy is in force: as the policy, the article and the line itself say; a rule
    /// as long as a later version of its article leaves cases to it.
    fn in_force(
        &self,
        lower: usize,
        article: Option<&Article>,
        (from, until): (Option<Date>, Option<Date>),
        rule: bool,
    ) -> (Option<Date>, Option<Date>) {
        let header = self.texts.get(lower).and_then(|(_, module)| module.header.as_ref());
        let dates = header.and_then(|header| header.in_force.as_ref()).into_iter();
        let of_article = article.and_then(|article| article.in_force.clone());
        let left = article.filter(|_| rule).and_then(|article| self.left.get(&article.span));
        let of_article = of_article.map(|mut dates| {
            if let (Some(left), Some(until)) = (left, &mut dates.until) {
                match left {
                    Some(day) => until.node = *day,
                    None => dates.until = None,
                }
            }
            dates
        });
        let dates: Vec<_> = dates.chain(of_article.as_ref()).collect();
        let key = |date: &Date| key(*date);
        let begins = dates.iter().filter_map(|dates| Some(dates.from.as_ref()?.node)).chain(from).max_by_key(key);
        let ends = dates.iter().filter_map(|dates| Some(dates.until.as_ref()?.node)).chain(until).min_by_key(key);
        (begins, ends)
    }

    /// What a policy lets those below it change: the clauses, as they stand before that.
    pub(super) fn powers_of(&mut self, at: usize) {
        let Some((_, module)) = self.texts.get(at) else { return };
        let mut powers = Vec::new();
        for item in &module.items {
            match item {
                Item::Power(power) => powers.push((power.span, power.kind, power.target.clone())),
                Item::Article(article) => {
                    powers.extend(article.powers.iter().map(|power| (power.span, power.kind, power.target.clone())));
                }
                _ => {}
            }
        }
        for (span, kind, target) in powers {
            // Of a place it is found out what it is where names are.
            if kind == PowerKind::AddPlaces {
                self.powers.push((span, Vec::new()));
                continue;
            }
            let about: Vec<&Written> =
                target.steps.iter().filter(|step| step.kind == StepKind::Decision).map(|step| &step.name).collect();
            if let (PowerKind::AddRules | PowerKind::NotAsk, Some(decision)) = (kind, about.first()) {
                // A decision need not have a rule yet.
                self.powers.push((span, vec![vec![(StepKind::Decision, decision.node.clone(), None)]]));
                continue;
            }
            // What a policy says of everything it says of its own text: the others are not its to hand on.
            let found = match target.steps.as_slice() {
                [step] if step.kind == StepKind::Everything && !matches!(kind, PowerKind::Keep | PowerKind::NotAsk) => {
                    vec![Clause::Policy(at)]
                }
                _ => match self.find_from(&target, at) {
                    Some(found) => found,
                    None => continue,
                },
            };
            let paths = found.iter().map(|clause| self.path(clause)).collect();
            self.powers.push((span, paths));
        }
    }

    /// `in place of its rules`: none of the rules above hold here.
    fn clear(&mut self, text: usize, by: Span, grounds: &Grounds, lower: usize, own: &[&Article]) {
        let Some((of, module)) = self.texts.get(text) else { return };
        let rules = module.items.iter().filter_map(|item| match item {
            Item::Article(article) => Some(article.rules.iter().map(|rule| rule.span)),
            _ => None,
        });
        let before: Vec<Span> = rules.flatten().collect();
        let after: Vec<Span> = own.iter().flat_map(|article| article.rules.iter().map(|rule| rule.span)).collect();
        let by_module = self.texts.get(lower).map_or(0, |(module, _)| *module);
        let edit = Edit {
            by: by_module,
            of: *of,
            kind: EditKind::Replace,
            path: self.path(&Clause::Policy(text)),
            at: by,
            article: None,
            in_force: self.in_force(lower, None, (None, None), true),
            made_on: None,
            grounds: grounds.clone(),
            cites: Vec::new(),
            inferred: None,
            before: before.clone(),
            after,
        };
        self.gone.extend(before.into_iter().map(|span| (span, by)));
        self.edits.push(edit);
        self.settle();
    }

    fn article_of(&mut self, article: &Article, lower: usize) {
        for change in &article.changes {
            self.change(change, &Maker::new(lower, Some(article), Some(&change.act)));
        }
        let maker = Maker::new(lower, Some(article), None);
        let rules: Vec<Span> = article.rules.iter().map(|rule| rule.span).collect();
        let inferred = article.inferred.as_ref();
        for target in &article.replaces {
            self.replaced(target, &rules, &article.grounds, inferred, &maker);
        }
        for rule in &article.rules {
            let grounds = if rule.grounds == Grounds::default() { &article.grounds } else { &rule.grounds };
            let inferred = rule.inferred.as_ref().or(inferred);
            for target in &rule.replaces {
                self.replaced(target, &[rule.span], grounds, inferred, &maker);
            }
            for target in &rule.deviates {
                self.deviated(target, article, rule, grounds, inferred, &maker);
            }
        }
    }

    /// Rules of its own, which may be about what the policies above decide: their names alone do not tell. One that takes
    /// the place of rules above names them: what they decide it may decide by that alone.
    fn rules_beside(&mut self, items: &[Item], lower: usize) {
        let mut found = Vec::new();
        for item in items {
            let Item::Article(article) = item else { continue };
            for rule in &article.rules {
                let Some((by, _)) = self.texts.get(lower) else { continue };
                let plain = rule.replaces.is_empty() && rule.deviates.is_empty() && article.replaces.is_empty();
                let instead = self.edits.iter().filter(|edit| edit.by == *by && edit.after.contains(&rule.span));
                let before: Vec<Span> = instead.flat_map(|edit| edit.before.iter().copied()).collect();
                // What it was to replace was not found.
                if !plain && before.is_empty() {
                    continue;
                }
                found.push(Edit {
                    by: *by,
                    of: *by,
                    kind: EditKind::Rule,
                    path: vec![part(StepKind::Decision, &rule.decision)],
                    at: rule.span,
                    article: Some(article.number.node.clone()),
                    in_force: self.in_force(lower, Some(article), (None, None), true),
                    made_on: None,
                    grounds: if rule.grounds == Grounds::default() {
                        article.grounds.clone()
                    } else {
                        rule.grounds.clone()
                    },
                    cites: rule.cites.iter().map(|cite| cite.node.clone()).collect(),
                    inferred: rule.inferred.as_ref().or(article.inferred.as_ref()).map(|why| why.node.clone()),
                    before: if plain { Vec::new() } else { before },
                    after: vec![rule.span],
                });
            }
        }
        self.beside.extend(found);
    }

    /// Takes out what is gone.
    fn settle(&mut self) {
        let gone = &self.gone;
        for (_, module) in &mut self.texts {
            let taken = &mut self.taken;
            take(module, |number, _, rule| match gone.get(&rule.span) {
                Some(by) => {
                    taken.push((number.to_owned(), rule.clone(), *by));
                    true
                }
                None => false,
            });
        }
    }

    /// The rules that a clause is or holds.
    pub(super) fn rules_in(&self, clause: &Clause) -> Vec<Clause> {
        match clause {
            Clause::Policy(text) => {
                let items = self.texts.get(*text).map_or(0, |(_, module)| module.items.len());
                (0..items).flat_map(|item| self.rules_in(&Clause::Article(*text, item))).collect()
            }
            Clause::Article(text, item) => {
                let rules = self.article(*text, *item).map(|article| article.rules.iter()).into_iter().flatten();
                let live = rules.enumerate().filter(|(_, rule)| !self.gone.contains_key(&rule.span));
                live.map(|(rule, _)| Clause::Rule(*text, *item, rule)).collect()
            }
            Clause::Rule(..) => vec![clause.clone()],
            Clause::Item(text, item, rule, ..) | Clause::Points(text, item, rule, _) => {
                vec![Clause::Rule(*text, *item, *rule)]
            }
            _ => Vec::new(),
        }
    }

    fn spans(&self, clauses: &[Clause]) -> Vec<Span> {
        let mut out: Vec<Span> =
            clauses.iter().flat_map(|clause| self.rules_in(clause)).map(|rule| self.span_of(&rule)).collect();
        out.dedup();
        out
    }

    /// `replaces article 1 rule seats`
    fn replaced(
        &mut self,
        target: &Target,
        with: &[Span],
        grounds: &Grounds,
        inferred: Option<&Written>,
        maker: &Maker<'_>,
    ) {
        let Some(found) = self.find_on(target, target.span, maker) else { return };
        if let Some(error) = self.emptied(&found, target) {
            self.errors.push(error);
            return;
        }
        if found
            .iter()
            .any(|clause| self.rules_in(clause).is_empty() || matches!(clause, Clause::Item(..) | Clause::Points(..)))
        {
            self.errors.push(LayerError::NotSo { at: target.span, act: EditKind::Replace });
            return;
        }
        let before = self.spans(&found);
        // What is replaced on some days stands on the others.
        let stays = if maker.days.is_some() { before.as_slice() } else { &[] };
        let after = stays.iter().chain(with).copied().collect();
        let ground = (grounds, [].as_slice(), inferred);
        self.note(&found, EditKind::Replace, target.span, ground, (before.clone(), after), maker);
        self.end(&found, &before, target.span, maker);
    }

    /// `deviates from article 1 rule seats`: that rule is silent about those whom this one speaks about.
    fn deviated(
        &mut self,
        target: &Target,
        article: &Article,
        rule: &Rule,
        grounds: &Grounds,
        inferred: Option<&Written>,
        maker: &Maker<'_>,
    ) {
        let Some(found) = self.find_on(target, target.span, maker) else { return };
        let whom: Vec<Body> = article.applies.iter().chain(&rule.applies).cloned().collect();
        if whom.is_empty() {
            self.errors.push(LayerError::Everyone { at: target.span, widened: false });
            return;
        }
        if let Some(error) = self.emptied(&found, target) {
            self.errors.push(error);
            return;
        }
        let rules: Vec<Clause> = found.iter().flat_map(|clause| self.rules_in(clause)).collect();
        if rules.is_empty() {
            self.errors.push(LayerError::NotSo { at: target.span, act: EditKind::Deviate });
            return;
        }
        let before = self.spans(&found);
        let after = before.iter().copied().chain([rule.span]).collect();
        self.note(&found, EditKind::Deviate, target.span, (grounds, &[], inferred), (before, after), maker);
        let others = joined(Connective::None, &[all_of(&whom)]);
        for clause in rules.iter().filter(|rule| self.stands_on(rule, maker.days.as_ref())).cloned().collect::<Vec<_>>()
        {
            if let Some(rule) = self.rule_mut(&clause) {
                rule.applies.push(others.clone());
            }
        }
    }

    pub(super) fn rule_mut(&mut self, clause: &Clause) -> Option<&mut Rule> {
        let (Clause::Rule(text, item, rule) | Clause::Item(text, item, rule, ..) | Clause::Points(text, item, rule, _)) =
            clause
        else {
            return None;
        };
        self.article_mut(*text, *item)?.rules.get_mut(*rule)
    }

    pub(super) fn article_mut(&mut self, text: usize, item: usize) -> Option<&mut Article> {
        match self.texts.get_mut(text)?.1.items.get_mut(item)? {
            Item::Article(article) => Some(article),
            _ => None,
        }
    }

    fn item_mut(&mut self, clause: &Clause) -> Option<&mut Item> {
        let (Clause::Article(text, item)
        | Clause::Definition(text, item, _)
        | Clause::DefinitionItem(text, item, ..)
        | Clause::Parameter(text, item)
        | Clause::PlaceSet(text, item)
        | Clause::Type(text, item)) = clause
        else {
            return None;
        };
        self.texts.get_mut(*text)?.1.items.get_mut(*item)
    }

    fn meaning_mut(&mut self, clause: &Clause) -> Option<&mut Meaning> {
        let (Clause::Definition(_, _, inner) | Clause::DefinitionItem(_, _, inner, ..)) = clause else { return None };
        let inner = *inner;
        let define = match (self.item_mut(clause)?, inner) {
            (Item::Define(define), _) => define,
            (Item::Article(article), Some(at)) => article.defines.get_mut(at)?,
            (Item::Record(record), Some(at)) => record.defines.get_mut(at)?,
            _ => return None,
        };
        Some(&mut define.meaning)
    }

    /// The body that holds an item, of a rule or a definition.
    fn body_mut(&mut self, clause: &Clause) -> Option<&mut Body> {
        match clause {
            Clause::Item(.., slot, _) => {
                let slot = *slot;
                find::slot_body_mut(self.rule_mut(clause)?, slot)
            }
            Clause::DefinitionItem(.., reading, _) => {
                let reading = *reading;
                find::reading_body_mut(self.meaning_mut(clause)?, reading)
            }
            Clause::Rule(..) => self.rule_mut(clause)?.when.as_mut(),
            Clause::Definition(..) => find::reading_body_mut(self.meaning_mut(clause)?, 0),
            _ => None,
        }
    }

    /// What a path leads to, cut where the days of a change begin and end.
    fn find_on(&mut self, target: &Target, at: Span, maker: &Maker<'_>) -> Option<Vec<Clause>> {
        let found = self.find(target, maker.lower)?;
        let Some(days) = &maker.days else { return Some(found) };
        if let Err(error) = self.cut(&found, days, at) {
            self.errors.push(error);
            return None;
        }
        self.find(target, maker.lower)
    }

    /// Takes rules out: wholly, or as they stand on the days of the change.
    fn end(&mut self, clauses: &[Clause], spans: &[Span], at: Span, maker: &Maker<'_>) {
        match &maker.days {
            None => self.gone.extend(spans.iter().map(|span| (*span, at))),
            Some(days) => {
                for rule in clauses.iter().flat_map(|clause| self.rules_on(clause, Some(days))).collect::<Vec<_>>() {
                    self.take_out(&rule);
                }
            }
        }
    }

    fn change(&mut self, change: &Change, maker: &Maker<'_>) {
        let at = change.target.span;
        let Some(found) = self.find_on(&change.target, at, maker) else { return };
        let act = self.act_in(change, &found);
        let alone = matches!(
            act,
            Act::Set(_) | Act::Redefine(_) | Act::Replace(_) | Act::Members(_) | Act::Drop(_) | Act::ReplacePoints(_)
        );
        // The day from which a clause goes is no time for which it could go twice.
        let article_days = days::of_article(maker.article);
        let mut spans: Vec<Span> = found.iter().filter(|_| alone).map(|clause| self.span_of(clause)).collect();
        spans.dedup();
        for span in spans {
            let touched = self.touched.entry((maker.lower, span)).or_default();
            let first = touched.iter().find(|(days, _)| days::meet(days.as_ref(), article_days.as_ref()));
            let first = first.map(|(_, first)| *first);
            touched.push((article_days, change.span));
            if let Some(first) = first {
                let text = change.target.steps.last().map(|step| step.name.node.clone()).unwrap_or_default();
                self.errors.push(LayerError::Twice { at, first, text });
                return;
            }
        }
        if let Some(error) = self.emptied(&found, &change.target) {
            self.errors.push(error);
            return;
        }
        let found = match act {
            // An article of one rule is that rule: nothing else in it has items.
            Act::AddItems(_) | Act::AddPoints(_) => found.iter().flat_map(|clause| self.only_rule(clause)).collect(),
            _ => found,
        };
        let before = self.spans(&found);
        let of_rules =
            matches!(act, Act::Drop(_) | Act::AddCondition(_) | Act::AddException(_) | Act::Narrow(_) | Act::Widen(_));
        if of_rules && before.is_empty() && found.iter().all(|clause| matches!(clause, Clause::Article(..))) {
            let text = change.target.steps.last().map(|step| step.name.node.clone()).unwrap_or_default();
            self.errors.push(LayerError::NoRules { at, text });
            return;
        }
        let kind = kind_of(act);
        let path_of = found.clone();
        // Written down first: what is gone has no name any more.
        let paths: Vec<_> = path_of.iter().map(|clause| self.path(clause)).collect();
        let mut made = Ok(());
        let days = maker.days.as_ref();
        for clause in found.iter().rev().filter(|clause| self.stands_on(clause, days)).cloned().collect::<Vec<_>>() {
            let clause = &clause;
            made = made.and_then(|()| self.make(act, clause, at, maker));
        }
        if let Err(error) = made {
            self.errors.push(error);
            return;
        }
        let gone = |span: &&Span| !self.gone.contains_key(*span);
        let after: Vec<Span> = before.iter().filter(gone).copied().collect();
        let cites: Vec<String> = change.cites.iter().map(|cite| cite.node.clone()).collect();
        let ground = (&change.grounds, cites.as_slice(), change.inferred.as_ref());
        self.note_at(&found, paths, kind, change.span, ground, (before, after), maker);
    }

    /// The rule of an article that has one; any other clause as it is.
    fn only_rule(&self, clause: &Clause) -> Vec<Clause> {
        match (clause, self.rules_in(clause)) {
            (Clause::Article(..), rules) if rules.len() == 1 => rules,
            _ => vec![clause.clone()],
        }
    }

    /// What a change does there: in a score it is about points.
    fn act_in<'c>(&self, change: &'c Change, found: &[Clause]) -> &'c Act {
        let score = found.iter().flat_map(|clause| self.only_rule(clause)).all(|clause| match clause {
            Clause::Points(..) => true,
            Clause::Rule(text, item, rule) => self.rule(text, item, rule).and_then(find::score_of).is_some(),
            _ => false,
        });
        change.of_points.as_ref().filter(|_| score).unwrap_or(&change.act)
    }

    /// Makes one change in one clause.
    fn make(&mut self, act: &Act, clause: &Clause, at: Span, maker: &Maker<'_>) -> Result<(), LayerError> {
        let not_so = || LayerError::NotSo { at, act: kind_of(act) };
        match (act, clause) {
            (Act::Set(values), Clause::Parameter(..)) => {
                if let Some(Item::Parameter(parameter)) = self.item_mut(clause) {
                    parameter.values = days::set(&parameter.values, values, maker.days);
                }
            }
            (Act::Redefine(meaning), Clause::Definition(..)) => {
                if let Some(old) = self.meaning_mut(clause) {
                    *old = meaning.clone();
                }
            }
            (Act::Replace(body), Clause::Item(.., path) | Clause::DefinitionItem(.., path)) => {
                let item = path
                    .split_last()
                    .and_then(|(last, around)| find::list_at_mut(self.body_mut(clause)?, around)?.items.get_mut(*last));
                if let Some(item) = item {
                    item.body = body.clone();
                }
            }
            (Act::Replace(body), Clause::Rule(..)) => {
                if let Some(rule) = self.rule_mut(clause) {
                    rule.when = Some(body.clone());
                }
            }
            (Act::ReplacePoints(points), Clause::Points(.., path)) => {
                let (last, around) = path.split_last().ok_or_else(not_so)?;
                let old = self.rule_mut(clause).and_then(score_mut).and_then(|score| find::score_at_mut(score, around));
                if let Some(old) = old.and_then(|score| score.items.get_mut(*last)) {
                    let label = points.label.clone().or(old.label.clone());
                    let ordinal = points.ordinal.clone().or(old.ordinal.clone());
                    *old = (**points).clone();
                    (old.label, old.ordinal) = (label, ordinal);
                }
            }
            (Act::Members(names), Clause::PlaceSet(..)) => {
                if let Some(Item::PlaceSet(set)) = self.item_mut(clause) {
                    set.members = names.iter().map(|name| name.text.clone()).collect();
                }
            }
            (Act::Extend(names), Clause::PlaceSet(..)) => {
                if let Some(Item::PlaceSet(set)) = self.item_mut(clause) {
                    set.members.extend(names.iter().map(|name| name.text.clone()));
                }
            }
            (Act::Extend(names), Clause::Type(..)) => {
                let ty = match self.item_mut(clause) {
                    Some(Item::Type(named)) => Some(&mut named.ty),
                    Some(Item::Fact(fact)) => Some(&mut fact.ty),
                    _ => None,
                };
                match ty {
                    Some(Type { kind: TypeKind::Choice(levels), .. }) => levels.extend(names.iter().cloned()),
                    _ => return Err(not_so()),
                }
            }
            (Act::Drop(_), Clause::Policy(_) | Clause::Article(..) | Clause::Rule(..)) => {
                let spans = self.spans(std::slice::from_ref(clause));
                self.end(std::slice::from_ref(clause), &spans, at, maker);
            }
            (Act::Drop(_), Clause::Item(.., path) | Clause::DefinitionItem(.., path)) => {
                let (last, around) = path.split_last().ok_or_else(not_so)?;
                if let Some(list) = self.body_mut(clause).and_then(|body| find::list_at_mut(body, around)) {
                    if list.items.len() == 1 {
                        return Err(LayerError::LastItem { at });
                    }
                    list.items.remove(*last);
                }
            }
            (Act::Drop(_), Clause::Points(.., path)) => {
                let (last, around) = path.split_last().ok_or_else(not_so)?;
                let score =
                    self.rule_mut(clause).and_then(score_mut).and_then(|score| find::score_at_mut(score, around));
                if let Some(score) = score {
                    if score.items.len() == 1 {
                        return Err(LayerError::LastItem { at });
                    }
                    score.items.remove(*last);
                }
            }
            (Act::AddCondition(body), Clause::Policy(_) | Clause::Article(..) | Clause::Rule(..)) => {
                for clause in self.rules_on(clause, maker.days.as_ref()) {
                    if let Some(rule) = self.rule_mut(&clause) {
                        rule.when = Some(match rule.when.take() {
                            Some(when) => joined(Connective::All, &[when, body.clone()]),
                            None => body.clone(),
                        });
                    }
                }
            }
            (Act::AddException(exception), Clause::Policy(_) | Clause::Article(..) | Clause::Rule(..)) => {
                for clause in self.rules_on(clause, maker.days.as_ref()) {
                    if let Some(rule) = self.rule_mut(&clause) {
                        rule.exceptions.push(exception.clone());
                    }
                }
            }
            (Act::AddItems(items), Clause::Rule(..) | Clause::Definition(..)) => match self.body_mut(clause) {
                Some(Body::List(list)) => list.items.extend(items.iter().cloned()),
                _ => return Err(LayerError::NoList { at }),
            },
            (Act::AddItems(items), Clause::Item(.., path) | Clause::DefinitionItem(.., path)) => {
                match self.body_mut(clause).and_then(|body| find::list_at_mut(body, path)) {
                    Some(list) => list.items.extend(items.iter().cloned()),
                    None => return Err(LayerError::NoList { at }),
                }
            }
            (Act::AddPoints(items), Clause::Rule(..) | Clause::Points(..)) => {
                let path: &[usize] = if let Clause::Points(.., path) = clause { path } else { &[] };
                match self.rule_mut(clause).and_then(score_mut).and_then(|score| find::score_at_mut(score, path)) {
                    Some(score) => score.items.extend(items.iter().cloned()),
                    None => return Err(LayerError::NoList { at }),
                }
            }
            (Act::Narrow(body), Clause::Policy(_) | Clause::Article(..) | Clause::Rule(..)) => {
                for clause in self.rules_on(clause, maker.days.as_ref()) {
                    if let Some(rule) = self.rule_mut(&clause) {
                        rule.applies.push(body.clone());
                    }
                }
            }
            (Act::Widen(body), Clause::Article(..) | Clause::Rule(..)) => {
                for clause in self.rules_on(clause, maker.days.as_ref()) {
                    self.widen(&clause, body, at)?;
                }
            }
            _ => return Err(not_so()),
        }
        Ok(())
    }

    /// Those whom the article and the rule speak about, and others besides.
    fn widen(&mut self, clause: &Clause, body: &Body, at: Span) -> Result<(), LayerError> {
        let Clause::Rule(text, item, _) = clause else { return Ok(()) };
        let around = self.article(*text, *item).map(|article| article.applies.clone()).unwrap_or_default();
        let Some(rule) = self.rule_mut(clause) else { return Ok(()) };
        let own = std::mem::take(&mut rule.applies);
        let whom: Vec<Body> = if rule.widened { own } else { around.into_iter().chain(own).collect() };
        if whom.is_empty() {
            return Err(LayerError::Everyone { at, widened: true });
        }
        rule.widened = true;
        rule.applies = vec![joined(Connective::Any, &[all_of(&whom), body.clone()])];
        Ok(())
    }

    fn note(
        &mut self,
        clauses: &[Clause],
        kind: EditKind,
        at: Span,
        ground: (&Grounds, &[String], Option<&Written>),
        rules: (Vec<Span>, Vec<Span>),
        maker: &Maker<'_>,
    ) {
        let paths = clauses.iter().map(|clause| self.path(clause)).collect();
        self.note_at(clauses, paths, kind, at, ground, rules, maker);
    }

    #[expect(clippy::too_many_arguments, reason = "all that an edit is")]
    fn note_at(
        &mut self,
        clauses: &[Clause],
        paths: Vec<Vec<Part>>,
        kind: EditKind,
        at: Span,
        (grounds, cites, inferred): (&Grounds, &[String], Option<&Written>),
        (before, after): (Vec<Span>, Vec<Span>),
        maker: &Maker<'_>,
    ) {
        let Some((by, _)) = self.texts.get(maker.lower) else { return };
        // Versions of one article are changed together, and are one clause.
        let mut paths: Vec<_> = paths.into_iter().zip(clauses).collect();
        paths.dedup_by(|a, b| a.0 == b.0);
        for (path, clause) in paths {
            let Some((of, _)) = self.texts.get(text_of(clause)) else { continue };
            self.edits.push(Edit {
                by: *by,
                of: *of,
                kind,
                path,
                at,
                article: maker.article.map(|article| article.number.node.clone()),
                in_force: self.in_force(maker.lower, maker.article, (maker.from, maker.until), maker.rule),
                made_on: maker.days,
                grounds: grounds.clone(),
                cites: cites.to_vec(),
                inferred: inferred.map(|why| why.node.clone()),
                before: before.clone(),
                after: after.clone(),
            });
        }
    }
}

fn score_mut(rule: &mut Rule) -> Option<&mut crate::syntax::ast::Score> {
    match &mut rule.says {
        Says::Score(score) => Some(score),
        _ => None,
    }
}

/// The day from which a change holds, where it says so itself.
fn begins(act: &Act) -> Option<Date> {
    match act {
        Act::Drop(from) => from.as_ref().map(|from| from.node),
        Act::Set(values) => {
            let key = |date: &Date| (date.year, date.month, date.day);
            let all: Option<Vec<Date>> = values.iter().map(|value| Some(value.from.as_ref()?.node)).collect();
            all?.into_iter().min_by_key(key)
        }
        _ => None,
    }
}

/// The last day on which a change holds, where it says so itself.
fn ends(act: &Act) -> Option<Date> {
    match act {
        Act::Set(values) => days::last_of(values).map(|last| last.node),
        _ => None,
    }
}

fn kind_of(act: &Act) -> EditKind {
    match act {
        Act::Set(_) => EditKind::Set,
        Act::Redefine(_) | Act::Replace(_) | Act::Members(_) | Act::ReplacePoints(_) => EditKind::Replace,
        Act::Drop(_) => EditKind::Drop,
        Act::AddCondition(_) => EditKind::Ask,
        Act::AddException(_) => EditKind::Except,
        Act::AddItems(_) | Act::AddPoints(_) => EditKind::Add,
        Act::Narrow(_) => EditKind::Narrow,
        Act::Widen(_) => EditKind::Widen,
        Act::Extend(_) => EditKind::Extend,
    }
}

/// Takes rules out of a text. What such a rule calls its decision stays known, for those that read it.
fn take(module: &mut Module, mut gone: impl FnMut(&str, Option<&Days>, &Rule) -> bool) {
    let mut named: Vec<Name> = Vec::new();
    for item in &mut module.items {
        let Item::Article(article) = item else { continue };
        let dates = days::of_article(Some(article));
        let number = &article.number.node;
        article.rules.retain(|rule| {
            let gone = gone(number, dates.as_ref(), rule);
            named.extend(gone.then(|| rule.decision.clone()));
            !gone
        });
    }
    for name in named {
        let known = |item: &Item| matches!(item, Item::Decision(known, _) if is(known, &name.text.node));
        if !module.items.iter().any(known) {
            module.items.push(Item::Decision(name, None));
        }
    }
}

/// Takes out the rules that stand on no day on which their article is in force.
pub(super) fn drop_idle(module: &mut Module) {
    take(module, |_, dates, rule| days::on_no_day(rule, dates));
}

/// Forgets what only rules that are gone decided.
pub(super) fn forget(texts: &mut [(usize, Module)]) {
    let holds = |extent: Span, at: Span| extent.file == at.file && extent.start <= at.start && at.end <= extent.end;
    let of_rule = |module: &Module, name: &Name| {
        let inside = |item: &Item| matches!(item, Item::Article(article) if holds(article.extent, name.text.span));
        module.items.iter().any(inside)
    };
    let mut decided: Vec<String> = Vec::new();
    for (_, module) in &*texts {
        for item in &module.items {
            match item {
                Item::Article(article) => {
                    let forms = article.rules.iter().flat_map(|rule| rule.decision.forms());
                    decided.extend(forms.map(|form| form.node.clone()));
                }
                Item::Decision(name, _) if name.alias.is_some() || !of_rule(module, name) => {
                    decided.extend(name.forms().map(|form| form.node.clone()));
                }
                _ => {}
            }
        }
    }
    for (_, module) in texts {
        let idle =
            |item: &Item| matches!(item, Item::Decision(name, _) if !decided.iter().any(|known| is(name, known)));
        module.items.retain(|item| !idle(item));
    }
}
