//! Where two versions of a clause part, in words: in the clause itself, or through a term, a set of places, a parameter
//! or a choice that it reads and that says something else.

use super::words::period;
use crate::authority;
use crate::diagnostics::{Language, Say, Text};
use crate::ir::print::{Among, Printer};
use crate::ir::{ChangeKind, Definition, Effect, Expr, ExprKind, Ground, Parameter, Program, Says, visit};
use crate::text;
use crate::types::ids::DefinitionId;
use crate::types::{Date, Scale, Term, Type};
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

/// The rules of a clause in one version.
#[derive(Debug, Clone, Copy)]
pub(super) struct Version<'p, 'g> {
    /// The program.
    pub program: &'p Program,
    /// Its rules there.
    pub grounds: &'g [&'p Ground],
    /// On which day; none for every day.
    pub day: Option<Date>,
}

/// What a clause can read that has a meaning of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A term.
    Definition,
    /// A figure.
    Parameter,
    /// A set of places.
    PlaceSet,
    /// A choice or grade.
    Choice,
    /// What other rules decide.
    Decision,
}

/// Something that a clause reads.
#[derive(Debug, Clone)]
pub(super) struct Named {
    /// What it is.
    pub kind: Kind,
    /// What it is called.
    pub term: Arc<Term>,
    /// Which term: each article may have one of that name.
    definition: Option<(DefinitionId, Option<String>)>,
}

impl Named {
    /// Whether both are one thing of one program.
    pub fn is(&self, other: &Self) -> bool {
        self.is_called_as(other) && self.definition == other.definition
    }

    fn is_called_as(&self, other: &Self) -> bool {
        self.kind == other.kind && self.term.same(&other.term)
    }

    fn article(&self) -> Option<&String> {
        self.definition.as_ref().and_then(|(_, article)| article.as_ref())
    }

    /// What it is among the things of another version, by any of its names: of several terms that of the same article,
    /// else the one that is left over where one is left over here.
    pub fn among<'n>(&self, mine: &[Self], others: &'n [Self]) -> Option<&'n Self> {
        let mine: Vec<&Self> = mine.iter().filter(|other| self.is_called_as(other)).collect();
        let others: Vec<&Self> = others.iter().filter(|other| self.is_called_as(other)).collect();
        let beside = |other: &&&Self| other.article() == self.article();
        let nth = mine.iter().filter(beside).position(|one| one.is(self)).unwrap_or_default();
        if others.iter().any(|two| beside(&two)) {
            return others.iter().filter(beside).nth(nth).copied();
        }
        let foreign = |one: &Self, those: &[&Self]| !those.iter().any(|two| one.article() == two.article());
        let lone = mine.iter().filter(|one| foreign(one, &others)).count() == 1;
        let mut left = others.iter().filter(|two| foreign(two, &mine));
        let found = left.next()?;
        (lone && left.next().is_none()).then_some(*found)
    }
}

// ── What a clause reads ──────────────────────────────────────

/// What rules read: those things first that stand in the rules themselves, and how many these are.
pub(super) fn names(version: Version<'_, '_>) -> (Vec<Named>, usize) {
    let program = version.program;
    let mut out: Vec<Named> = Vec::new();
    let mut open: VecDeque<&Expr> = VecDeque::new();
    let look = |expr: &Expr, out: &mut Vec<Named>| {
        let mut bodies = Vec::new();
        visit::walk(expr, &mut |part| {
            let mut definition = None;
            let found = match &part.kind {
                ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => {
                    program.definitions.get(id.index()).map(|found| {
                        definition = Some((*id, found.article.clone()));
                        (Kind::Definition, found.term.clone())
                    })
                }
                ExprKind::Parameter(id) => {
                    program.parameters.get(id.index()).map(|parameter| (Kind::Parameter, parameter.term.clone()))
                }
                ExprKind::In(_, _, Some(set)) => Some((Kind::PlaceSet, set.clone())),
                ExprKind::Decision(id) | ExprKind::Breached(id) | ExprKind::Forbidden(id) => {
                    program.decisions.get(id.index()).map(|decision| (Kind::Decision, decision.term.clone()))
                }
                ExprKind::Fact(_) | ExprKind::Field(_) => match &part.ty {
                    Type::Level(scale) => Some((Kind::Choice, Arc::new(scale.name.clone()))),
                    _ => None,
                },
                _ => None,
            };
            let Some((kind, term)) = found else { return };
            let named = Named { kind, term, definition };
            if out.iter().any(|known| known.is(&named)) {
                return;
            }
            out.push(named);
            if let ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) = &part.kind {
                bodies.push(*id);
            }
        });
        bodies
    };
    let mut bodies = Vec::new();
    for expr in version.grounds.iter().flat_map(|ground| visit::of_ground(ground)) {
        bodies.extend(look(expr, &mut out));
    }
    let direct = out.len();
    let readings = |id: DefinitionId| {
        let definition = program.definitions.get(id.index());
        definition.into_iter().flat_map(|definition| &definition.readings).map(|reading| &reading.body)
    };
    open.extend(bodies.into_iter().flat_map(readings));
    while let Some(expr) = open.pop_front() {
        open.extend(look(expr, &mut out).into_iter().flat_map(readings));
    }
    (out, direct)
}

/// The facts that rules read, the lists among them, directly or through terms.
pub(super) fn facts(version: Version<'_, '_>) -> BTreeSet<String> {
    let program = version.program;
    let mut out = BTreeSet::new();
    for part in visit::Reach::terms(program, version.grounds.iter().flat_map(|ground| visit::of_ground(ground))) {
        out.extend(part.list().and_then(|of| program.list(of)).map(|list| list.term.text.to_string()));
        match &part.kind {
            ExprKind::Fact(id) => out.extend(program.facts.get(id.index()).map(|fact| fact.term.text.to_string())),
            ExprKind::Field(of) => {
                out.extend(program.field(of.record, of.field).map(|field| field.term.text.to_string()));
            }
            _ => {}
        }
    }
    out
}

/// `“local resident”: place of registration is in Diqing`
pub(super) fn meaning(version: Version<'_, '_>, named: &Named) -> Option<Text> {
    let program = version.program;
    let said = match named.kind {
        Kind::Definition => {
            let definition = definition(program, named)?;
            let side = Side::of(program, definition.record);
            definition.readings.first().map(|reading| side.words(&reading.body))?
        }
        Kind::PlaceSet => listed(&places(program, &named.term)?),
        Kind::Parameter | Kind::Choice | Kind::Decision => return None,
    };
    let name = &named.term;
    Some(text!("“{name}”: {said}", "“{name}”：{said}"; name, said))
}

// ── Where versions part ──────────────────────────────────────

/// Where the second version of a clause parts from the first, line by line.
pub(super) fn parts(one: Version<'_, '_>, two: Version<'_, '_>, one_place: bool) -> Vec<Text> {
    let mut out = Vec::new();
    if let ([before], [after]) = (one.grounds, two.grounds)
        && one_place
    {
        let mut differ = Differ::new(each(one.program, before), each(two.program, after));
        differ.ground(before, after);
        out.extend(differ.lines(&text!("here", "本条款")));
    }
    let (old, _) = names(one);
    let (new, _) = names(two);
    for named in &new {
        let before = named.among(&new, &old);
        // Of clauses that are told side by side the terms of each are told with it.
        if one_place || before.is_some() {
            out.extend(through(one, two, before.unwrap_or(named), named));
        }
    }
    for named in old.iter().filter(|named| one_place && named.among(&old, &new).is_none()) {
        out.extend(through(one, two, named, named));
    }
    out.extend(presumed(one, two));
    let counts = |version: Version<'_, '_>| {
        version.grounds.iter().any(|ground| visit::counts_working_days(version.program, ground))
    };
    if one.program.workdays != two.program.workdays && counts(one) && counts(two) {
        out.push(text!("through the holidays that are written", "经所载的节假日"));
    }
    let (before, after) = (added(one), added(two));
    let only = |some: &[Text], others: &[Text]| -> Vec<Text> {
        some.iter().filter(|places| !others.contains(places)).cloned().collect()
    };
    for places in only(&before, &after).into_iter().chain(only(&after, &before)) {
        out.push(text!("through {places}, which only one of them has", "经仅一方所有的{places}"; places));
    }
    out
}

/// The places that a policy adds to what a clause reads.
fn added(version: Version<'_, '_>) -> Vec<Text> {
    let changes = version.grounds.iter().flat_map(|ground| &ground.changes);
    let changes = changes.filter_map(|at| version.program.changes.get(*at));
    let places = changes.filter(|change| change.kind == ChangeKind::Places);
    places.map(|change| Text::of(|language| change.places_told(language))).collect()
}

/// Facts that both versions read and of which they presume something else.
fn presumed(one: Version<'_, '_>, two: Version<'_, '_>) -> Vec<Text> {
    let find = |program: &'_ Program, name: &str| {
        let fact = program.facts.iter().find(|fact| fact.term.is(name))?.clone();
        let shown = Text::of(|language| match &fact.presumed {
            Some((value, _)) => Printer { program, language }.value(value, &fact.ty),
            None if language == Language::Chinese => "无".to_owned(),
            None => "nothing".to_owned(),
        });
        Some((fact.term.clone(), shown))
    };
    let read = facts(one);
    let each = facts(two).into_iter().filter(|name| read.contains(name)).filter_map(|name| {
        let ((_, before), (term, after)) = (find(one.program, &name)?, find(two.program, &name)?);
        (!alike(&before, &after)).then(|| {
            text!("through what is presumed of “{term}”: {before} → {after}", "经“{term}”的推定：{before} → {after}"; term, before, after)
        })
    });
    each.collect()
}

/// What comes of a thing that the second version reads, and of what it is in the first.
fn through(one: Version<'_, '_>, two: Version<'_, '_>, was: &Named, is: &Named) -> Vec<Text> {
    let name = &is.term;
    match is.kind {
        Kind::Definition => {
            // Of a term that one version alone reads there is nothing to compare.
            if std::ptr::eq(was, is) {
                return Vec::new();
            }
            let (before, after) = (definition(one.program, was), definition(two.program, is));
            let (Some(before), Some(after)) = (before, after) else { return Vec::new() };
            let mut differ = Differ::new(Side::of(one.program, before.record), Side::of(two.program, after.record));
            if let (Some(before), Some(after)) = (before.readings.first(), after.readings.first()) {
                differ.exprs(&before.body, &after.body);
            }
            differ.lines(&text!("through “{name}”", "经“{name}”"; name))
        }
        Kind::PlaceSet => {
            let (Some(before), Some(after)) = (places(one.program, name), places(two.program, name)) else {
                return Vec::new();
            };
            let changed = moved(&before, &after);
            let line = |changed| text!("through the place set “{name}”: {changed}", "经地方集“{name}”：{changed}"; name, changed);
            changed.map(line).into_iter().collect()
        }
        Kind::Parameter => {
            let find = |version: Version<'_, '_>| {
                let found = version.program.parameters.iter().find(|parameter| parameter.term.same(name));
                found.map(|parameter| values(version.program, parameter, version.day))
            };
            let (Some(before), Some(after)) = (find(one), find(two)) else { return Vec::new() };
            if alike(&before, &after) {
                return Vec::new();
            }
            vec![
                text!("through the parameter “{name}”: {before} → {after}", "经参数“{name}”：{before} → {after}"; name, before, after),
            ]
        }
        Kind::Choice => {
            let find = |program| scale(program, name);
            let (Some(before), Some(after)) = (find(one.program), find(two.program)) else { return Vec::new() };
            let changed = regraded(before, after);
            let line = |changed| text!("through the choices of “{name}”: {changed}", "经“{name}”的取值：{changed}"; name, changed);
            changed.map(line).into_iter().collect()
        }
        Kind::Decision => {
            let find = |version: Version<'_, '_>| {
                let all = version.program.decisions.iter().find(|decision| decision.term.same(name));
                all.map(|_| ())
            };
            if find(one).is_none() || find(two).is_none() {
                return Vec::new();
            }
            let grounds_one = grounds(one, name);
            let grounds_two = grounds(two, name);
            let effect =
                authority::effect_of_all((one.program, &grounds_one, one.day), (two.program, &grounds_two, two.day));
            if effect == Effect::Same {
                return Vec::new();
            }
            vec![
                text!("through what is decided of “{name}” ({effect})", "经“{name}”的判定结果（{effect}）"; name, effect),
            ]
        }
    }
}

fn definition<'p>(program: &'p Program, named: &Named) -> Option<&'p Definition> {
    program.definitions.get(named.definition.as_ref()?.0.index())
}

fn grounds<'p>(version: Version<'p, '_>, name: &Term) -> Vec<&'p Ground> {
    let decision = version.program.decisions.iter().find(|decision| decision.term.same(name));
    let all = decision.into_iter().flat_map(|decision| &decision.grounds);
    all.filter(|ground| version.day.is_none_or(|day| ground.in_force.holds(day))).collect()
}

/// The values of a parameter in words: on a day, or each with its time.
pub(super) fn values(program: &Program, parameter: &Parameter, day: Option<Date>) -> Text {
    Text::of(|language| {
        let printer = Printer { program, language };
        let held = parameter.values.iter().filter(|(_, when)| day.is_none_or(|day| when.holds(day)));
        let each = held.map(|(value, when)| {
            let when = period(*when, language).filter(|_| day.is_none());
            format!(
                "{}{}",
                printer.value(value, &parameter.ty),
                when.map(|when| format!(" {when}")).unwrap_or_default()
            )
        });
        each.collect::<Vec<_>>().join(", ")
    })
}

fn places<'p>(program: &'p Program, name: &Term) -> Option<Vec<&'p Term>> {
    let (_, places) = program.place_sets.iter().find(|(term, _)| term.same(name))?;
    Some(places.iter().filter_map(|place| program.places.get(place.index())).map(|place| &*place.term).collect())
}

fn scale<'p>(program: &'p Program, name: &Term) -> Option<&'p Scale> {
    let facts = program.facts.iter().chain(program.records.iter().flat_map(|record| &record.fields));
    let mut scales = facts.filter_map(|fact| match &fact.ty {
        Type::Level(scale) if scale.name.same(name) => Some(&**scale),
        _ => None,
    });
    scales.next()
}

/// What came to a scale and what left it; where its order counts, both stand whole.
fn regraded(before: &Scale, after: &Scale) -> Option<Text> {
    if !before.ordered && !after.ordered {
        return moved(&before.levels.iter().collect::<Vec<_>>(), &after.levels.iter().collect::<Vec<_>>());
    }
    let alike = before.levels.iter().zip(&after.levels).all(|(one, two)| one.same(two));
    if alike && before.levels.len() == after.levels.len() && before.ordered == after.ordered {
        return None;
    }
    let whole = |scale: &Scale| {
        if scale.ordered {
            Text::of(|language| scale.levels.iter().map(|level| level.say(language)).collect::<Vec<_>>().join(" < "))
        } else {
            listed(&scale.levels.iter().collect::<Vec<_>>())
        }
    };
    let (before, after) = (whole(before), whole(after));
    Some(text!("{before} → {after}", "{before} → {after}"; before, after))
}

fn listed(names: &[&Term]) -> Text {
    Text::of(|language| some(names.iter().map(|name| name.say(language)).collect(), language))
}

/// So many names are told of a list; one more is as short as its count.
const TOLD: usize = 3;

/// The first names of a list, and how many there are besides.
fn some(mut names: Vec<String>, language: Language) -> String {
    let chinese = language == Language::Chinese;
    let more = names.len().saturating_sub(TOLD);
    if more > 1 {
        names.truncate(TOLD);
        let names = names.join(if chinese { "、" } else { ", " });
        return if chinese { format!("{names}等 {} 项", more + TOLD) } else { format!("{names} and {more} more") };
    }
    names.join(if chinese { "、" } else { ", " })
}

/// What came to a set and what left it: `+ A, − B`; a set that has nothing of the other stands whole.
fn moved(before: &[&Term], after: &[&Term]) -> Option<Text> {
    let not_in =
        |these: &[&Term], those: &[&Term]| these.iter().any(|term| !those.iter().any(|other| term.same(other)));
    if !not_in(before, after) && !not_in(after, before) {
        return None;
    }
    let of = |these: &[&'_ Term], those: &[&Term]| {
        let kept = these.iter().filter(|term| !those.iter().any(|other| term.same(other)));
        kept.map(|term| (*term).clone()).collect::<Vec<Term>>()
    };
    let (came, left) = (of(after, before), of(before, after));
    if came.len() == after.len() && left.len() == before.len() {
        let (before, after) = (listed(before), listed(after));
        return Some(text!("{before} → {after}", "{before} → {after}"; before, after));
    }
    Some(Text::of(|language| {
        let signed = |sign: &str, terms: &[Term]| {
            let names: Vec<String> = terms.iter().map(|term| format!("{sign} {}", term.say(language))).collect();
            (!names.is_empty()).then(|| some(names, language))
        };
        let all: Vec<String> = signed("+", &came).into_iter().chain(signed("−", &left)).collect();
        all.join(if language == Language::Chinese { "，" } else { ", " })
    }))
}

/// Whether two texts are the same words in either language: a name may be known in one of them only.
fn alike(one: &Text, two: &Text) -> bool {
    one.en == two.en || one.zh == two.zh
}

/// A program, and of which members something in it speaks.
struct Side<'p> {
    program: &'p Program,
    among: Vec<Among>,
}

fn each<'p>(program: &'p Program, ground: &Ground) -> Side<'p> {
    let mut decisions = program.decisions.iter();
    let decision = decisions.find(|decision| decision.grounds.iter().any(|known| known.span == ground.span));
    Side { program, among: decision.map(|decision| Among::each(program, &decision.each)).unwrap_or_default() }
}

impl<'p> Side<'p> {
    fn of(program: &'p Program, record: Option<crate::types::ids::RecordId>) -> Self {
        Self { program, among: record.map(|record| Among { record, list: None }).into_iter().collect() }
    }

    fn words(&self, expr: &Expr) -> Text {
        Text::of(|language| Printer { program: self.program, language }.among_expr(expr, &self.among))
    }
}

/// A place in a clause, with what stood there and what stands there.
type Found = (Vec<Text>, Option<Text>, Option<Text>);

/// Finds where two expressions part. Names are taken as they are: what they mean is looked at by itself.
struct Differ<'p> {
    one: Side<'p>,
    two: Side<'p>,
    path: Vec<Text>,
    found: Vec<Found>,
}

impl<'p> Differ<'p> {
    const fn new(one: Side<'p>, two: Side<'p>) -> Self {
        Self { one, two, path: Vec::new(), found: Vec::new() }
    }

    fn same(&self, one: &Expr, two: &Expr) -> bool {
        alike(&self.one.words(one), &self.two.words(two))
    }

    fn push(&mut self, before: Option<Text>, after: Option<Text>) {
        self.found.push((self.path.clone(), before, after));
    }

    fn ground(&mut self, old: &Ground, new: &Ground) {
        if let (Says::Value(one) | Says::Otherwise(one), Says::Value(two) | Says::Otherwise(two)) =
            (&old.says, &new.says)
        {
            self.exprs(one, two);
        }
        self.path.push(text!("applies to", "适用于"));
        self.lists(&parts_of(&old.population), &parts_of(&new.population));
        self.path.pop();
        match (&old.condition, &new.condition) {
            (Some(one), Some(two)) => self.exprs(one, two),
            (one, two) => {
                let one = one.as_ref().map(|one| self.one.words(one));
                let two = two.as_ref().map(|two| self.two.words(two));
                if one.is_some() || two.is_some() {
                    self.push(one, two);
                }
            }
        }
        let bodies = |ground: &Ground| ground.exceptions.iter().map(|found| found.body.clone()).collect::<Vec<_>>();
        let (one, two) = (bodies(old), bodies(new));
        self.path.push(text!("except when", "例外"));
        self.lists(&parts_of(&one), &parts_of(&two));
        self.path.pop();
        if old.in_force != new.in_force {
            let (was, is) = (old.in_force.text(), new.in_force.text());
            self.path.push(text!("in force", "施行"));
            self.push(Some(was), Some(is));
            self.path.pop();
        }
    }

    fn exprs(&mut self, old: &Expr, new: &Expr) {
        stacker::maybe_grow(64 << 10, 1 << 20, || match (&old.kind, &new.kind) {
            _ if self.same(old, new) => {}
            (ExprKind::All(_), ExprKind::All(_)) | (ExprKind::Any(_), ExprKind::Any(_)) => {
                self.lists(&items(old), &items(new));
            }
            _ => {
                let (one, two) = (self.one.words(old), self.two.words(new));
                self.push(Some(one), Some(two));
            }
        });
    }

    fn lists(&mut self, old: &[Part<'_>], new: &[Part<'_>]) {
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        let labelled =
            |one: &Part<'_>, two: &Part<'_>| one.label.zip(two.label).is_some_and(|(one, two)| one.same(two));
        let mut pair = |alike: &dyn Fn(&Part<'_>, &Part<'_>) -> bool| {
            for (at, one) in old.iter().enumerate() {
                if pairs.iter().any(|(known, _)| *known == at) {
                    continue;
                }
                let free = |index: usize| !pairs.iter().any(|(_, known)| *known == index);
                let found = new.iter().enumerate().find(|(index, two)| free(*index) && alike(one, two));
                if let Some((found, _)) = found {
                    pairs.push((at, found));
                }
            }
        };
        pair(&labelled);
        pair(&|one, two| self.same(one.expr, two.expr));
        if old.len() == new.len() {
            // What is left over, one of each, is the one become the other.
            let left = old.len() - pairs.len();
            if left == 1 {
                let taken: Vec<(usize, usize)> = pairs.clone();
                let one = (0..old.len()).find(|at| !taken.iter().any(|(known, _)| known == at));
                let two = (0..new.len()).find(|at| !taken.iter().any(|(_, known)| known == at));
                pairs.extend(one.zip(two));
            }
        }
        pairs.sort_unstable();
        for (at, one) in old.iter().enumerate() {
            let two = pairs.iter().find(|(known, _)| *known == at).and_then(|(_, two)| new.get(*two));
            let named = one.label.or(two.and_then(|two| two.label));
            self.path.extend(named.map(|label| text!("item {label}", "项“{label}”"; label)));
            match two {
                Some(two) => self.exprs(one.expr, two.expr),
                None => {
                    let words = self.one.words(one.expr);
                    self.push(Some(words), None);
                }
            }
            if named.is_some() {
                self.path.pop();
            }
        }
        for (at, two) in new.iter().enumerate() {
            if !pairs.iter().any(|(_, known)| *known == at) {
                let words = self.two.words(two.expr);
                self.push(None, Some(words));
            }
        }
    }

    /// Each place on a line of its own, with what the lines begin with.
    fn lines(self, head: &Text) -> Vec<Text> {
        let told = self.found.into_iter().map(|(path, before, after)| {
            Text::of(|language| {
                let chinese = language == Language::Chinese;
                let mut out = head.get(language).to_owned();
                for part in &path {
                    out.push_str(if chinese { "，" } else { ", " });
                    out.push_str(part.get(language));
                }
                out.push_str(if chinese { "：" } else { ": " });
                match (&before, &after) {
                    (Some(before), Some(after)) => {
                        out.push_str(before.get(language));
                        out.push_str(" → ");
                        out.push_str(after.get(language));
                    }
                    (Some(before), None) => {
                        out.push_str("− ");
                        out.push_str(before.get(language));
                    }
                    (None, after) => {
                        out.push_str("+ ");
                        out.push_str(after.as_ref().map(|after| after.get(language)).unwrap_or_default());
                    }
                }
                out
            })
        });
        told.collect()
    }
}

/// An item of a list, or a condition on its own.
struct Part<'e> {
    label: Option<&'e Arc<Term>>,
    expr: &'e Expr,
}

/// The items of a list; those of a list in it that is joined alike, and has no name, are its own.
fn items(list: &Expr) -> Vec<Part<'_>> {
    let (ExprKind::All(items) | ExprKind::Any(items)) = &list.kind else { return Vec::new() };
    let each = items.iter().flat_map(|item| match (&list.kind, &item.expr.kind, &item.label) {
        (ExprKind::All(_), ExprKind::All(_), None) | (ExprKind::Any(_), ExprKind::Any(_), None) => {
            stacker::maybe_grow(64 << 10, 1 << 20, || self::items(&item.expr))
        }
        _ => vec![Part { label: item.label.as_ref(), expr: &item.expr }],
    });
    each.collect()
}

fn parts_of(exprs: &[Expr]) -> Vec<Part<'_>> {
    exprs.iter().map(|expr| Part { label: None, expr }).collect()
}

/// What is said of a change, and where that is made: the hash of its text, and the bytes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Finding {
    pub told: Text,
    pub made: (String, u32, u32),
}

/// What of a clause is beyond the powers of those who wrote it, or changed it, and why it stands all the same.
pub(super) fn findings(version: Version<'_, '_>) -> Vec<Finding> {
    let program = version.program;
    let changes = version.grounds.iter().flat_map(|ground| &ground.changes).filter_map(|at| program.changes.get(*at));
    let mut out: Vec<Finding> = Vec::new();
    for change in changes {
        let Some(beyond) = &change.beyond else { continue };
        let reason = change.says_beyond.as_ref().map(|(_, reason)| reason.as_str()).unwrap_or_default();
        let told = change.told(program, true);
        let told = match change.kind {
            ChangeKind::Rule => {
                text!("beyond its powers: {beyond} ({reason})", "超越授权：{beyond}（{reason}）"; beyond)
            }
            _ => {
                text!("{told}, beyond its powers: {beyond} ({reason})", "{told}，超越授权：{beyond}（{reason}）"; told, beyond)
            }
        };
        let layer = program.layers.iter().find(|layer| layer.file == change.span.file);
        let hash = layer.map(|layer| layer.hash.clone()).unwrap_or_default();
        if !out.iter().any(|found| found.told == told) {
            out.push(Finding { told, made: (hash, change.span.start, change.span.end) });
        }
    }
    out
}
