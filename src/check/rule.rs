//! Rules → the grounds of their decisions.

use super::condition::term;
use super::cover::Cover;
use super::error::CoverError;
use super::label::{Joined, Labelled};
use super::present::Present;
use super::{Checker, Member, Place, TypeError};
use crate::ir::{Decision, DecisionKind, Exception, Expr, ExprKind, FieldOf, Ground, Hit, Item, ListOf, Modal, Says};
use crate::resolve::read::{Read, ReadKind};
use crate::resolve::{NameError, Names, Symbol};
use crate::source::Span;
use crate::source::name::same;
use crate::syntax::{ast, plain_ordinal};
use crate::types::HashMap;
use crate::types::ids::{ArticleId, DecisionId};
use crate::types::{Comparison, Term, Type};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A rule and the article that it stands in.
pub(super) type Placed<'a> = (ArticleId, &'a ast::Rule);

/// The rules of each decision, in the order of the text.
pub(super) fn by_decision<'a>(names: &Names<'a>) -> Vec<Vec<Placed<'a>>> {
    let mut out = vec![Vec::new(); names.decisions.len()];
    for (index, article) in names.articles.iter().enumerate() {
        for rule in &article.ast.rules {
            let decision = rule.decision.forms().find_map(|form| names.decision_named(&form.node));
            if let Some(rules) = decision.and_then(|id| out.get_mut(id.index())) {
                rules.push((ArticleId::at(index), rule));
            }
        }
    }
    out
}

impl Checker<'_, '_> {
    /// Types all rules of a decision.
    pub(super) fn decision(&mut self, id: DecisionId) -> Option<Decision> {
        let decl = self.names.decisions.get(id.index()).filter(|decl| !decl.unsure)?.clone();
        let rules = self.rules.get(id.index()).cloned().unwrap_or_default();
        let kind = self.kind(&rules, &decl.term.text)?;
        let members: Vec<Member> = decl
            .each
            .iter()
            .filter_map(|list| Some(Member { record: self.names.members_of(*list)?, list: Some(*list) }))
            .collect();
        let each: Vec<ListOf> = decl.each.iter().filter_map(|list| self.each_of(*list)).collect();
        // The first value gives the later ones their type.
        let mut value_type: Option<(Type, Span)> = None;
        let mut grounds = Vec::new();
        let mut sound = true;
        for (article, rule) in &rules {
            let place = Place {
                scope: self.names.articles.get(article.index()).map(|article| article.scope).unwrap_or_default(),
                members: members.clone(),
                present: Present::default(),
            };
            match self.ground(*article, rule, &place, &mut value_type) {
                Some(found) => grounds.extend(found),
                None => sound = false,
            }
        }
        self.one_otherwise(&grounds);
        let overrides = self.overrides(&rules);
        let kind = match kind {
            Some(modal) => DecisionKind::Modal(modal),
            None => {
                if let Some((ty, at)) = &value_type {
                    self.plain_unit(ty, *at)?;
                }
                DecisionKind::Value(value_type.map_or(Type::Bool, |(ty, _)| ty))
            }
        };
        if !sound {
            return None;
        }
        spread_overrides(&mut grounds, &rules, &overrides);
        self.spread_ends(&mut grounds, &rules);
        let hit = self.hit(&rules, &decl.term.text)?;
        let parts = rules.iter().any(|(_, rule)| rule.hit == Some(ast::Hit::Parts));
        let Cover { complete, apart } = match (&kind, hit) {
            (DecisionKind::Value(_), Some(_)) if parts => self.cover_parts(&grounds),
            (DecisionKind::Value(_), Some(hit)) => self.cover(hit, &grounds),
            (DecisionKind::Value(_), None) => self.cover_of_rules(&grounds),
            (DecisionKind::Modal(_), _) => Cover::default(),
        };
        if let DecisionKind::Value(_) = kind {
            if hit.is_none() && !apart {
                self.contradictions(&decl.term, &grounds);
            }
            self.never_reached(&grounds, hit);
        }
        let better = decl.better.map(|better| better == ast::Better::More);
        if let (DecisionKind::Modal(_), Some(_), Some((_, rule))) = (&kind, better, rules.first()) {
            return self.report(TypeError::NoAmount { at: decl.span, rule: rule.span });
        }
        Some(Decision { term: decl.term, kind, each, grounds, hit, complete, apart, better, span: decl.span })
    }

    /// A list whose members something is decided for; a member's own is that of the member spoken of last.
    fn each_of(&mut self, list: Symbol) -> Option<ListOf> {
        match list {
            Symbol::List(fact) => {
                if let Some(used) = self.used_facts.get_mut(fact.index()) {
                    *used = true;
                }
                Some(ListOf::Fact(fact))
            }
            Symbol::ListField(record, field) => Some(ListOf::Field(FieldOf { out: 0, record, field })),
            _ => None,
        }
    }

    /// How the rows of a table give its value; a table stands alone.
    #[expect(clippy::option_option, reason = "wrong, or no table")]
    fn hit(&mut self, rules: &[Placed<'_>], name: &str) -> Option<Option<Hit>> {
        let Some((_, first)) = rules.first() else { return Some(None) };
        if let Some((_, other)) = rules.iter().find(|(_, rule)| rule.hit != first.hit) {
            let (at, text) = (other.span, name.to_owned());
            return self.report(CoverError::TableAndRule { at, first: first.span, text });
        }
        Some(first.hit.map(|hit| match hit {
            ast::Hit::Only => Hit::Only,
            ast::Hit::First => Hit::First,
            ast::Hit::Added => Hit::Added,
            ast::Hit::Greatest => Hit::Greatest,
            ast::Hit::Least => Hit::Least,
            // What the rows take is cut apart already.
            ast::Hit::Parts => Hit::Added,
        }))
    }

    #[expect(clippy::option_option, reason = "wrong, a value, a modal")]
    /// The modal that all rules share, none inside where they give a value; none outside where they differ.
    fn kind(&mut self, rules: &[Placed<'_>], name: &str) -> Option<Option<Modal>> {
        let mut modal: Option<(Modal, Span)> = None;
        let mut value: Option<Span> = None;
        for (_, rule) in rules {
            match &rule.says {
                ast::Says::Modal(found) => {
                    let found = modal_of(*found);
                    match modal {
                        Some((known, first))
                            if known != found && known != Modal::MustNot && found != Modal::MustNot =>
                        {
                            return self.report(TypeError::Modals { at: rule.span, first, text: name.to_owned() });
                        }
                        Some((Modal::MustNot, first)) => modal = Some((found, first)),
                        Some(_) => {}
                        None => modal = Some((found, rule.span)),
                    }
                }
                ast::Says::Is(_) | ast::Says::Otherwise(_) | ast::Says::Score(_) => value = value.or(Some(rule.span)),
            }
        }
        if let (Some((_, first)), Some(at)) = (modal, value) {
            return self.report(TypeError::ValueAndModal { at, first, text: name.to_owned() });
        }
        // A decision that is declared and has no rule is allowed nobody.
        Some(if value.is_some() { None } else { Some(modal.map_or(Modal::May, |(modal, _)| modal)) })
    }

    /// One rule: usually one ground, two where `X is A when C, otherwise B`.
    fn ground(
        &mut self,
        article: ArticleId,
        rule: &ast::Rule,
        place: &Place,
        value_type: &mut Option<(Type, Span)>,
    ) -> Option<Vec<Ground>> {
        let around = self.names.articles.get(article.index())?.ast;
        // What the population asks to exist is there for all that the rule says of it.
        let whom: Vec<&ast::Body> = around.applies.iter().filter(|_| !rule.widened).chain(&rule.applies).collect();
        let guarded =
            whom.iter().copied().fold(place.clone(), |place, applies| self.asked_first(Some(applies), &place));
        let population: Vec<Option<Expr>> = whom.iter().map(|body| self.condition_body(body, place)).collect();
        let place = &guarded;
        let mut condition = rule.when.as_ref().map(|body| self.condition_body(body, place));
        let exceptions: Vec<Option<Exception>> = around
            .exceptions
            .iter()
            .chain(&rule.exceptions)
            .map(|exception| self.exception(exception, place))
            .collect();
        let says = match &rule.says {
            ast::Says::Modal(modal) => Some(Says::Modal(modal_of(*modal))),
            ast::Says::Is(rate) if rule.hit == Some(ast::Hit::Parts) => {
                let (found, reached) = self.part_row(rule, rate, place, value_type)?;
                condition = match (condition, reached) {
                    (Some(asked), Some(reached)) => Some(asked.map(|asked| both(asked, reached))),
                    (asked, reached) => asked.or(reached.map(Some)),
                };
                Some(Says::Value(found))
            }
            ast::Says::Otherwise(_) if rule.hit == Some(ast::Hit::Parts) => {
                return self.report(CoverError::Parts { at: rule.span, found: None });
            }
            ast::Says::Is(amount) => {
                let place = self.asked_first(rule.when.as_ref(), place);
                self.amount(amount, &place, value_type).map(Says::Value)
            }
            ast::Says::Otherwise(amount) => {
                self.catches_no_level(rule, place);
                self.amount(amount, place, value_type).map(Says::Otherwise)
            }
            ast::Says::Score(score) => {
                let wanted = value_type.as_ref().map(|(ty, _)| ty.clone());
                let found = self.score(score, wanted.as_ref(), place);
                if let (Some(found), None) = (&found, &value_type) {
                    *value_type = Some((found.ty.clone(), found.span));
                }
                found.map(Says::Value)
            }
        };
        // Whether a duty is met is asked only of those who have it.
        let kept = self.kept(rule, &self.asked_first(rule.when.as_ref(), place));
        let ends = rule.ends.as_ref().map(|(day, for_good)| self.ends(day, *for_good, place));
        let condition = match condition {
            Some(condition) => Some(condition?),
            None => None,
        };
        let [met, breached] = kept?;
        let mut in_force = self.in_force.get(article.index()).copied().unwrap_or_default();
        if let Some(days) = &rule.limited {
            let mut day = |day: Option<ast::Date>| match day {
                Some(day) => self.date(day, days.at).map(Some),
                None => Some(None),
            };
            in_force = in_force.within(crate::ir::Period { from: day(days.from)?, until: day(days.until)? });
        }
        let ground = Ground {
            layer: 0,
            changes: Vec::new(),
            inferred: rule.inferred.as_ref().or(around.inferred.as_ref()).map(|why| why.node.clone()),
            article: around.number.node.clone(),
            ordinal: rule.ordinal.clone(),
            row: rule.hit.is_some(),
            label: rule.label.as_ref().map(term),
            says: says?,
            population: each_once(population.into_iter().collect::<Option<_>>()?),
            condition,
            exceptions: exceptions.into_iter().chain(ends).collect::<Option<_>>()?,
            overrides: Vec::new(),
            in_force,
            met,
            breached,
            cites: around.cites.iter().chain(&rule.cites).map(|cite| cite.node.clone()).collect(),
            span: rule.span,
            line: self.line_of(rule.span),
        };
        let of_exceptions = ground.exceptions.iter().map(|exception| &exception.body);
        let amount = ground.says.amount();
        let reads: Vec<&Expr> =
            ground.population.iter().chain(&ground.condition).chain(of_exceptions).chain(amount).collect();
        let plain = rule.when.is_none() && rule.otherwise.is_none() && rule.hit.is_none();
        let rest = plain.then(|| (after_colon(&self.slice(rule.span), rule), Joined::When));
        let rest = rest.and_then(|(rest, joined)| Some((rest?, joined)));
        self.label_beside(rule.label.as_ref(), &Labelled { reads, rule: true, rest }, place.scope)?;
        let Some(otherwise) = &rule.otherwise else { return Some(vec![ground]) };
        let amount = self.amount(otherwise, place, value_type)?;
        // The exceptions of the article hold for both; those of the rule only for what it asks.
        let exceptions = ground.exceptions.iter().take(around.exceptions.len()).cloned().collect();
        let fallback = Ground { says: Says::Otherwise(amount), condition: None, exceptions, ..ground.clone() };
        Some(vec![ground, fallback])
    }

    /// A row that takes a part at its own rate.
    fn part_row(
        &mut self,
        rule: &ast::Rule,
        rate: &ast::Phrase,
        place: &Place,
        value_type: &mut Option<(Type, Span)>,
    ) -> Option<(Expr, Option<Expr>)> {
        let (header, cell) = rule.part.as_ref()?;
        let mut none = None;
        let rate = self.amount(rate, place, &mut none)?;
        let at = rate.span;
        let (found, reached) = self.part_of_row((header, cell.as_ref()), rate, place)?;
        match value_type {
            Some((known, because)) if *known != found.ty => {
                let (expected, because) = (known.clone(), Some(*because));
                return self.report(TypeError::Mismatch { expected, found: found.ty, at, because });
            }
            Some(_) => {}
            None => *value_type = Some((found.ty.clone(), at)),
        }
        Some((found, reached))
    }

    /// The line in which a place lies, from 1.
    fn line_of(&self, at: Span) -> usize {
        self.names.sources.get(at.file).map_or(0, |file| file.position(at.start as usize).line)
    }

    /// How a duty is met, and how a duty or a prohibition is breached.
    fn kept(&mut self, rule: &ast::Rule, place: &Place) -> Option<[Option<Expr>; 2]> {
        let binds = matches!(rule.says, ast::Says::Modal(ast::Modal::Must | ast::Modal::MustNot));
        if (rule.met.is_some() || rule.breached.is_some()) && !binds {
            return self.report(TypeError::NothingToKeep { at: rule.span });
        }
        let met = rule.met.as_ref().map(|body| self.condition_body(body, place));
        let breached = rule.breached.as_ref().map(|body| self.condition_body(body, place));
        let sound = |found: Option<Option<Expr>>| match found {
            Some(None) => None,
            found => Some(found.flatten()),
        };
        Some([sound(met)?, sound(breached)?])
    }

    /// What ends for good does not come back by another rule of the same text for the same decision.
    fn spread_ends(&self, grounds: &mut [Ground], rules: &[Placed<'_>]) {
        let for_good = rules.iter().filter(|(_, rule)| matches!(rule.ends, Some((_, true))));
        let ended: Vec<(Span, Exception)> = for_good
            .filter_map(|(_, rule)| {
                let ground = grounds.iter().find(|ground| ground.span == rule.span)?;
                Some((rule.span, ground.exceptions.last()?.clone()))
            })
            .collect();
        let text = |exception: &Exception| self.slice(exception.body.span);
        for (span, exception) in &ended {
            let others = grounds.iter_mut().filter(|ground| {
                ground.span.file == span.file
                    && ground.span != *span
                    && !matches!(ground.says, Says::Modal(Modal::MustNot))
            });
            for ground in others {
                if !ground.exceptions.iter().any(|known| text(known) == text(exception)) {
                    ground.exceptions.push(exception.clone());
                }
            }
        }
    }

    /// `ends on died on`: from that day it does not hold; where there is no such day it goes on.
    fn ends(&mut self, day: &ast::Phrase, for_good: bool, place: &Place) -> Option<Exception> {
        let read = self.read(day, place.scope)?;
        let day = self.date_expr(&read, &place.having(&read))?;
        let span = day.span;
        let yes = |kind| Expr { kind, ty: Type::Bool, span };
        let as_of = Expr { kind: ExprKind::AsOf, ty: Type::Date, span };
        let reached = yes(ExprKind::Compare(Comparison::AtMost, Box::new(day.clone()), Box::new(as_of)));
        let body = if self.is_optional(&day) {
            let there = yes(ExprKind::Exists(Box::new(day)));
            let items = [there, reached].map(|expr| Item { ordinal: None, label: None, expr });
            yes(ExprKind::All(items.into()))
        } else {
            reached
        };
        let (en, zh) = if for_good { ("ended for good", "已永久终止") } else { ("ended", "已终止") };
        let label = Some(Arc::new(Term { text: en.into(), alias: Some(zh.into()) }));
        Some(Exception { label, body, exceptions: Vec::new() })
    }

    /// The same place for the amount of a rule: what its condition asks to exist is there.
    fn asked_first(&self, when: Option<&ast::Body>, place: &Place) -> Place {
        let Some(ast::Body::Phrase(phrase)) = when else { return place.clone() };
        match self.names.read(phrase, place.scope) {
            Ok((Read { kind: ReadKind::And(parts), .. }, _)) => place.with_present(&parts),
            Ok((read, _)) => place.with_present(&[read]),
            Err(_) => place.clone(),
        }
    }

    fn amount(&mut self, phrase: &ast::Phrase, place: &Place, value_type: &mut Option<(Type, Span)>) -> Option<Expr> {
        let read = self.read(phrase, place.scope)?;
        let wanted = value_type.as_ref().map(|(ty, _)| ty.clone());
        let found = self.expr(&read, wanted.as_ref(), place)?;
        // `fee is 10% of income over 1000 yuan` says yes or no, and hardly means to.
        if let ExprKind::Compare(_, left, _) = &found.kind
            && matches!(left.kind, ExprKind::Arithmetic(..))
        {
            self.errors.push(TypeError::ComparedAmount { at: found.span });
        }
        match value_type {
            Some((expected, because)) if *expected != found.ty => {
                let (expected, because) = (expected.clone(), Some(*because));
                self.report(TypeError::Mismatch { expected, found: found.ty, at: found.span, because })
            }
            Some(_) => Some(found),
            None => {
                *value_type = Some((found.ty.clone(), found.span));
                Some(found)
            }
        }
    }

    fn exception(&mut self, exception: &ast::Exception, place: &Place) -> Option<Exception> {
        let body = self.condition_body(&exception.body, place);
        let exceptions: Vec<Option<Exception>> =
            exception.exceptions.iter().map(|exception| self.exception(exception, place)).collect();
        Some(Exception {
            label: exception.label.as_ref().map(term),
            body: body?,
            exceptions: exceptions.into_iter().collect::<Option<_>>()?,
        })
    }

    fn one_otherwise(&mut self, grounds: &[Ground]) {
        let mut found = grounds.iter().filter(|ground| matches!(ground.says, Says::Otherwise(_)));
        if let (Some(first), Some(second)) = (found.next(), found.next()) {
            let same = first.population.is_empty() && second.population.is_empty();
            if same {
                self.errors.push(TypeError::TwoOtherwise { at: second.span, first: first.span });
            }
        }
    }

    /// For each rule, the rules of the decision that it goes before.
    fn overrides(&mut self, rules: &[Placed<'_>]) -> Vec<(usize, usize)> {
        let mut out = Vec::new();
        for (index, (_, rule)) in rules.iter().enumerate() {
            let named = rule.notwithstanding.iter().map(|name| (name, true));
            for (name, before) in named.chain(rule.subject_to.iter().map(|name| (name, false))) {
                let Some(pointed) = self.pointed_at(name, rule.span) else { continue };
                let others = rules.iter().enumerate().filter(|(_, (article, other))| {
                    other.span != rule.span && pointed.contains(article) && rule_named(other, name)
                });
                let others: Vec<usize> = others.map(|(at, _)| at).collect();
                if others.is_empty() {
                    let text = self.slice(name.span);
                    self.errors.push(TypeError::NothingToOverride { at: name.span, text });
                }
                out.extend(others.into_iter().map(|other| if before { (index, other) } else { (other, index) }));
            }
        }
        self.no_circle(rules, &out);
        out
    }

    /// The articles that `article 13` or `policy yunnan article 3` points at: of the policy named, else of the one that
    /// the rule stands in.
    fn pointed_at(&mut self, target: &ast::Target, from: Span) -> Option<Vec<ArticleId>> {
        let step = |kind| target.steps.iter().find(|step| step.kind == kind).map(|step| &step.name);
        let policy = step(ast::StepKind::Policy);
        let number = step(ast::StepKind::Article);
        let module_of = |file| self.names.modules.iter().position(|loaded| loaded.file == file);
        let module = match policy {
            None => module_of(from.file),
            Some(name) => self.names.modules.iter().position(|loaded| {
                let header = loaded.module.header.as_ref();
                header.is_some_and(|header| header.name.forms().any(|form| same(&form.node, &name.node)))
            }),
        };
        let found: Vec<ArticleId> = match (module, number) {
            (Some(module), Some(number)) => self.names.articles_numbered(module, &number.node).to_vec(),
            _ => {
                let articles = self.names.articles.iter().enumerate();
                let of_module = articles.filter(|(_, article)| Some(article.scope.module) == module);
                of_module.map(|(at, _)| ArticleId::at(at)).collect()
            }
        };
        if found.is_empty() || (policy.is_none() && number.is_none()) {
            let at = number.or(policy).map_or(target.span, |name| name.span);
            let text = number.map_or_else(|| self.slice(target.span), |number| number.node.clone());
            let articles = self.names.articles.iter().filter(|article| Some(article.scope.module) == module);
            let known = articles.map(|article| article.ast.number.node.clone()).collect();
            self.name_errors.push(NameError::NoSuchArticle { at, text, known });
            return None;
        }
        Some(found)
    }

    /// Two rules that each go before the other would both fall.
    fn no_circle(&mut self, rules: &[Placed<'_>], overrides: &[(usize, usize)]) {
        let winners: BTreeSet<usize> = overrides.iter().map(|(winner, _)| *winner).collect();
        // Only a rule that goes before some rule can stand in a circle with those that go before it.
        let all: BTreeSet<(usize, usize)> =
            overrides.iter().filter(|(_, loser)| winners.contains(loser)).copied().collect();
        for (winner, loser) in all.iter().filter(|(winner, loser)| winner < loser) {
            if all.contains(&(*loser, *winner)) {
                let number = |index: usize| {
                    let article = rules.get(index).and_then(|(article, _)| self.names.articles.get(article.index()));
                    article.map_or_else(String::new, |article| article.ast.number.node.clone())
                };
                let names = vec![number(*winner), number(*loser), number(*winner)];
                let at = rules.get(*loser).map(|(_, rule)| rule.span).unwrap_or_default();
                self.errors.push(TypeError::Cycle { at, names });
            }
        }
    }
}

/// Whether a path that ends in a rule ends in this one.
fn rule_named(rule: &ast::Rule, target: &ast::Target) -> bool {
    // A rule that is counted and named, `(1) graduates`, is both.
    target.steps.iter().filter(|step| step.kind == ast::StepKind::Rule).all(|step| {
        let named = |name: &ast::Name| name.forms().any(|form| same(&form.node, &step.name.node));
        let number = rule.ordinal.as_ref() == Some(&plain_ordinal(&step.name.node));
        rule.label.as_ref().is_some_and(named) || number || named(&rule.decision)
    })
}

/// Turns priorities between rules into priorities between their grounds.
fn spread_overrides(grounds: &mut [Ground], rules: &[Placed<'_>], overrides: &[(usize, usize)]) {
    let mut at: HashMap<Span, Vec<usize>> = HashMap::default();
    for (index, ground) in grounds.iter().enumerate() {
        at.entry(ground.span).or_default().push(index);
    }
    for (winner, loser) in overrides {
        let (Some((_, winner)), Some((_, loser))) = (rules.get(*winner), rules.get(*loser)) else { continue };
        let (Some(winners), Some(beaten)) = (at.get(&winner.span), at.get(&loser.span)) else { continue };
        for index in winners {
            if let Some(ground) = grounds.get_mut(*index) {
                ground.overrides.extend(beaten);
            }
        }
    }
}

/// Two conditions that must both hold.
fn both(first: Expr, second: Expr) -> Expr {
    let span = first.span;
    let items = [first, second].map(|expr| Item { ordinal: None, label: None, expr });
    Expr { kind: ExprKind::All(items.into()), ty: Type::Bool, span }
}

const fn modal_of(modal: ast::Modal) -> Modal {
    match modal {
        ast::Modal::May => Modal::May,
        ast::Modal::Must => Modal::Must,
        ast::Modal::MustNot => Modal::MustNot,
        ast::Modal::Entitled => Modal::Entitled,
    }
}

/// What a rule says behind its label, without the stop at its end.
fn after_colon(line: &str, rule: &ast::Rule) -> Option<Span> {
    let label = rule.label.as_ref()?.text.span;
    let after = line.get((label.end.checked_sub(rule.span.start)?) as usize..)?;
    let colon = after.find([':', '：'])?;
    let rest = after.get(colon..)?.trim_start_matches([':', '：']).trim_start();
    let from = line.len() - rest.len();
    let end = from + rest.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '。' | '；' | ';')).len();
    Some(rule.span.part(from..end))
}

/// What is said of whom once: two rules of one article that deviate from a third leave it the same people.
fn each_once(all: Vec<Expr>) -> Vec<Expr> {
    let mut out: Vec<Expr> = Vec::new();
    for expr in all {
        if !out.contains(&expr) {
            out.push(expr);
        }
    }
    out
}
