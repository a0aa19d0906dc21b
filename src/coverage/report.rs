//! What cases show of a policy, as data: stable, documented in `grammar/reference.md`, every sentence in both languages.

use super::lines::{Edge, Line, Place, Point, beside};
use super::measure::{Cases, Counted, Coverage, Shown};
use super::parts::{Kind, Owner, Part};
use crate::diagnostics::{Language, Say, Text, wording};
use crate::ir::Program;
use crate::ir::print::Printer;
use crate::source::SourceFile;
use crate::suite::Test;
use crate::text;
use crate::types::{Type, calendar, day_text};
use serde::Serialize;

/// What the cases of a policy show of it.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The version of this data's shape.
    pub schema: u32,
    /// The policy.
    pub policy: Text,
    /// Its file.
    pub file: String,
    /// How many cases count: what they expect comes out, or what comes out was accepted.
    pub cases: usize,
    /// The cases that expect nothing, and of which no result was accepted or another one was.
    pub silent: Vec<String>,
    /// The cases that come out otherwise than they expect, and so show nothing.
    pub failing: Vec<String>,
    /// All together.
    pub total: Tally,
    /// Article by article; terms that belong to none come first.
    pub articles: Vec<ArticleTold>,
    /// Every clause and condition, in the order of the text.
    pub parts: Vec<PartTold>,
}

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// What is shown.
    pub shown: usize,
    /// What can be asked for.
    pub asked: usize,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.shown += other.shown;
        self.asked += other.asked;
    }

    fn one(shown: bool) -> Self {
        Self { shown: usize::from(shown), asked: 1 }
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Rules and rows that decide a case.
    pub rules: Count,
    /// Items, exceptions, terms in each reading, and points that decide a case.
    pub clauses: Count,
    /// Conditions that decide both ways.
    pub conditions: Count,
    /// Points of lines at which the condition decides.
    pub points: Count,
    /// Rules of which some case lacks a fact, so that the rule stays open.
    pub open: Count,
    /// All but the last together, in whole percent, the rest cut off.
    pub percent: usize,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.rules.add(other.rules);
        self.clauses.add(other.clauses);
        self.conditions.add(other.conditions);
        self.points.add(other.points);
        self.open.add(other.open);
    }

    /// All that is counted together.
    #[must_use]
    pub fn all(&self) -> Count {
        let mut out = Count::default();
        for count in [self.rules, self.clauses, self.conditions, self.points] {
            out.add(count);
        }
        out
    }

    fn finish(&mut self) {
        let all = self.all();
        self.percent = (all.shown * 100).checked_div(all.asked).unwrap_or(100);
    }
}

/// What is shown of one article.
#[derive(Debug, Clone, Serialize)]
pub struct ArticleTold {
    /// Its number; none for the terms of the whole policy.
    pub article: Option<String>,
    /// Its heading.
    pub title: Option<String>,
    /// What is shown.
    #[serde(flatten)]
    pub tally: Tally,
}

/// Whether something is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// All of it.
    Full,
    /// Some of it.
    Partly,
    /// None of it.
    None,
    /// It cannot vary alone, and nothing is asked of it.
    Coupled,
}

/// One clause or condition.
#[derive(Debug, Clone, Serialize)]
pub struct PartTold {
    /// `rule`, `row`, `exception`, `reading`, `item`, `points`, `condition`
    pub kind: &'static str,
    /// The article that it belongs to.
    pub article: Option<String>,
    /// Where it belongs, in words: the rule or the term, and the items that it stands in.
    pub of: Text,
    /// What it asks, in words; for a rule, which rule.
    pub text: Text,
    /// The line of its first character, from 1.
    pub line: usize,
    /// The column of its first character, from 1.
    pub column: usize,
    /// The line of its last character.
    pub last_line: usize,
    /// Whether it is shown.
    pub mark: Mark,
    /// The cases that show it.
    pub shown: Vec<ShownTold>,
    /// What no case shows.
    pub missing: Vec<Missing>,
    /// What cannot be shown, since something else stands in the way.
    pub coupled: Vec<CoupledTold>,
    /// Of a rule: a case that lacks a fact, so that the rule stays open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<String>,
    /// What of it is counted.
    #[serde(skip)]
    tally: Tally,
}

/// A way or a point, and the case that shows it.
#[derive(Debug, Clone, Serialize)]
pub struct ShownTold {
    /// `yes`, `no`, `either`, `below`, `at`, `above`
    pub what: &'static str,
    /// The value at which the line lies, or beside it, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Text>,
    /// The case.
    pub case: String,
}

/// A way or a point that no case shows.
#[derive(Debug, Clone, Serialize)]
pub struct Missing {
    /// `yes`, `no`, `either`, `below`, `at`, `above`
    pub what: &'static str,
    /// The value at which the line lies, or beside it, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Text>,
    /// Some case gets there without its making a difference.
    pub reached: bool,
    /// In words.
    pub text: Text,
    /// Of a point: its name, where it lies.
    #[serde(skip)]
    pub point: Option<Text>,
}

/// A way or a point that cannot be shown.
#[derive(Debug, Clone, Serialize)]
pub struct CoupledTold {
    /// `yes`, `no`, `below`, `at`, `above`
    pub what: &'static str,
    /// What it is coupled with.
    pub with: Text,
    /// The line of that.
    pub line: usize,
    /// In words.
    pub text: Text,
}

/// Tells what cases show of a policy.
#[must_use]
pub fn report(coverage: &Coverage<'_>, source: &SourceFile, cases: &Cases<'_>) -> Report {
    let program = coverage.parts.program;
    let teller = Teller { coverage, program, source, counted: &cases.counted };
    let own = coverage.parts.all.iter().zip(&coverage.shown).enumerate().filter(|(_, (part, _))| part.own);
    let mut parts: Vec<PartTold> = own.map(|(number, (part, shown))| teller.part(number, part, shown)).collect();
    parts.retain(|part| part.tally != Tally::default() || !part.coupled.is_empty());
    parts.sort_by_key(|part| (part.line, part.column));
    let articles = articles(program, &parts);
    let mut total = Tally::default();
    for part in &parts {
        total.add(&part.tally);
    }
    total.finish();
    let name = |language| program.header.name.say(language);
    let names = |tests: &[&Test]| tests.iter().map(|test| test.name.clone()).collect();
    Report {
        schema: 1,
        policy: Text::of(name),
        file: source.name.to_string(),
        cases: cases.counted.len(),
        silent: names(&cases.silent),
        failing: names(&cases.failing),
        total,
        articles,
        parts,
    }
}

fn articles(program: &Program, parts: &[PartTold]) -> Vec<ArticleTold> {
    let own = program.articles.iter().filter(|article| article.layer == 0);
    let known = own.map(|article| (Some(article.number.clone()), article.title.clone()));
    let mut out: Vec<ArticleTold> = std::iter::once((None, None))
        .chain(known)
        .map(|(article, title)| ArticleTold { article, title, tally: Tally::default() })
        .collect();
    for part in parts {
        let place = match out.iter().position(|known| known.article == part.article) {
            Some(place) => place,
            // Of an article of a policy above, only what this policy wrote into it.
            None => {
                out.push(ArticleTold { article: part.article.clone(), title: None, tally: Tally::default() });
                out.len() - 1
            }
        };
        if let Some(article) = out.get_mut(place) {
            article.tally.add(&part.tally);
        }
    }
    out.retain(|article| article.tally.all().asked > 0);
    for article in &mut out {
        article.tally.finish();
    }
    out
}

struct Teller<'c, 'p> {
    coverage: &'c Coverage<'p>,
    program: &'p Program,
    source: &'c SourceFile,
    counted: &'c [Counted<'c>],
}

impl Teller<'_, '_> {
    fn case(&self, number: usize) -> String {
        self.counted.get(number).map_or_else(String::new, |case| case.test.name.clone())
    }

    fn part(&self, number: usize, part: &Part<'_>, shown: &Shown) -> PartTold {
        let start = self.source.position(part.span.start as usize);
        let last = self.source.position((part.span.end as usize).saturating_sub(1).max(part.span.start as usize));
        let mut out = PartTold {
            kind: match part.kind {
                Kind::Rule => "rule",
                Kind::Row => "row",
                Kind::Exception => "exception",
                Kind::Reading => "reading",
                Kind::Item => "item",
                Kind::Points => "points",
                Kind::Condition => "condition",
            },
            article: self.article(part),
            of: self.of(part),
            text: self.text(part),
            line: start.line,
            column: start.column,
            last_line: last.line,
            mark: Mark::Full,
            shown: Vec::new(),
            missing: Vec::new(),
            coupled: Vec::new(),
            open: shown.open.map(|case| self.case(case)),
            tally: Tally::default(),
        };
        self.ways(part, shown, &mut out);
        for line in self.coverage.lines_of(number) {
            self.points(line, &mut out);
        }
        if matches!(part.kind, Kind::Rule | Kind::Row) {
            out.tally.open = Count::one(shown.open.is_some());
        }
        let all = out.shown.len() + out.missing.len();
        out.mark = match (all, out.shown.len(), out.missing.len()) {
            (0, ..) => Mark::Coupled,
            (_, _, 0) => Mark::Full,
            (_, 0, _) => Mark::None,
            _ => Mark::Partly,
        };
        out
    }

    /// What of a clause or a condition is shown, and what is not.
    fn ways(&self, part: &Part<'_>, shown: &Shown, out: &mut PartTold) {
        let counted = match part.kind {
            Kind::Rule | Kind::Row => &mut out.tally.rules,
            Kind::Exception | Kind::Reading | Kind::Item | Kind::Points => &mut out.tally.clauses,
            Kind::Condition => &mut out.tally.conditions,
        };
        let mut whole: Option<bool> = None;
        let mut take = |what: &'static str, case: Option<usize>, reached: bool, text: Text| {
            whole = Some(whole.unwrap_or(true) && case.is_some());
            match case {
                Some(case) => out.shown.push(ShownTold { what, value: None, case: self.case(case) }),
                None => out.missing.push(Missing { what, value: None, reached, text, point: None }),
            }
        };
        let [no, yes] = shown.ways;
        let [seen_no, seen_yes] = shown.seen.map(|seen| seen.is_some());
        match part.kind {
            Kind::Rule => {
                let holds = text!("decides no case by holding", "没有个案因其成立而决定");
                take("yes", yes, seen_yes, holds);
                if part.varies {
                    let fails = text!("decides no case by failing", "没有个案因其不成立而决定");
                    take("no", no, seen_no, fails);
                }
            }
            Kind::Row => take("yes", yes, seen_yes, text!("no case turns on this row", "没有个案取决于本行")),
            Kind::Points => {
                take("yes", yes, seen_yes, text!("no case turns on these points", "没有个案取决于此项分值"));
            }
            Kind::Item => {
                take(
                    "either",
                    no.or(yes),
                    seen_no || seen_yes,
                    text!("no case turns on this item", "没有个案取决于此项"),
                );
            }
            Kind::Reading => {
                let matters = no.or(yes).or(shown.matters);
                let named = part.reading.is_some_and(|(id, _)| {
                    self.program.definitions.get(id.index()).is_some_and(|found| found.readings.len() > 1)
                });
                let words = if named {
                    text!("no case turns on this reading", "没有个案取决于这一读法")
                } else {
                    text!("no case turns on this term", "没有个案取决于这一用语")
                };
                take("either", matters, seen_no || seen_yes, words);
            }
            Kind::Exception | Kind::Condition => {
                let free = |way: usize| shown.coupled.get(way).is_none_or(Option::is_none);
                let alone = free(0) && free(1);
                let nowhere = !seen_no && !seen_yes;
                if alone && yes.is_none() && no.is_none() {
                    let words = if nowhere {
                        text!("no case comes to it", "没有个案涉及")
                    } else {
                        text!("decides no case by itself", "没有个案由其单独决定")
                    };
                    take("yes", None, seen_yes, words.clone());
                    take("no", None, seen_no, words);
                } else {
                    if free(1) {
                        take("yes", yes, seen_yes, text!("its yes decides no case", "其“是”未决定任何个案"));
                    }
                    if free(0) {
                        take("no", no, seen_no, text!("its no decides no case", "其“否”未决定任何个案"));
                    }
                }
            }
        }
        for (way, what) in [(1, "yes"), (0, "no")] {
            let Some(by) = shown.coupled.get(way).and_then(Option::as_ref) else { continue };
            let (with, line) = (by.text.clone(), self.line_of(by.with));
            let way = if what == "yes" { text!("yes", "是") } else { text!("no", "否") };
            let text = text!(
                "its {way} cannot decide alone: coupled with `{with}` (line {line})",
                "其“{way}”无法单独起决定作用：与「{with}」（第{line}行）相关联";
                way, with
            );
            out.coupled.push(CoupledTold { what, with, line, text });
        }
        if let Some(whole) = whole {
            counted.add(Count::one(whole));
        }
    }

    fn line_of(&self, span: crate::source::Span) -> usize {
        if span.file == self.source.id { self.source.position(span.start as usize).line } else { 0 }
    }

    fn points(&self, line: &Line<'_>, out: &mut PartTold) {
        let mut gaps: Vec<(&Place, Option<Text>)> = Vec::new();
        for spot in &line.points {
            let what = match (spot.point, line.edge) {
                (Point::Below, _) => "below",
                (Point::At, Edge::Last) => "last",
                (Point::At, Edge::First) => "first",
                (Point::At, Edge::Line) => "at",
                (Point::Above, _) => "above",
            };
            let value = value_at(self.program, line, spot.point);
            if let Some(by) = &spot.coupled {
                let (with, at) = (by.text.clone(), self.line_of(by.with));
                let name = point_name(self.program, line, spot.point);
                let text = text!(
                    "{name} cannot decide: coupled with `{with}` (line {at})",
                    "{name}时无法起决定作用：与「{with}」（第{at}行）相关联";
                    name, with
                );
                out.coupled.push(CoupledTold { what, with, line: at, text });
                continue;
            }
            out.tally.points.add(Count::one(spot.shown.is_some()));
            match spot.shown {
                Some(case) => out.shown.push(ShownTold { what, value, case: self.case(case) }),
                None => gaps.push((spot, value)),
            }
        }
        for (spot, value) in gaps {
            let name = point_name(self.program, line, spot.point);
            let text = if spot.reached.is_some() {
                text!("decides nothing {name}", "{name}：有个案但未起决定作用"; name)
            } else {
                text!("no case {name}", "{name}：没有个案"; name)
            };
            let what = match (spot.point, line.edge) {
                (Point::Below, _) => "below",
                (Point::At, Edge::Last) => "last",
                (Point::At, Edge::First) => "first",
                (Point::At, Edge::Line) => "at",
                (Point::Above, _) => "above",
            };
            out.missing.push(Missing { what, value, reached: spot.reached.is_some(), text, point: Some(name) });
        }
    }

    fn article(&self, part: &Part<'_>) -> Option<String> {
        match part.owner {
            Owner::Rule(decision, ground) => {
                let decision = self.program.decisions.get(decision.index())?;
                // What this policy writes into a rule of another stands in no article of its own.
                decision.grounds.get(ground).filter(|ground| ground.layer == 0).map(|ground| ground.article.clone())
            }
            Owner::Reading(id, _) => self.program.definitions.get(id.index())?.article.clone(),
        }
    }

    fn of(&self, part: &Part<'_>) -> Text {
        Text::of(|language| place(self.program, part, language))
    }

    fn text(&self, part: &Part<'_>) -> Text {
        Text::of(|language| words(self.program, part, language).unwrap_or_else(|| place(self.program, part, language)))
    }
}

/// A point in words.
#[must_use]
pub fn point_words(edge: Edge, point: Point) -> Text {
    match (edge, point) {
        (Edge::Line, Point::Below) => text!("just below", "刚好低于界线"),
        (Edge::Line, Point::At) => text!("at the line", "恰在界线上"),
        (Edge::Line, Point::Above) => text!("just above", "刚好高于界线"),
        (Edge::First, Point::Below) => text!("on the day before the first", "首日的前一天"),
        (Edge::First, Point::At | Point::Above) => text!("on the first day", "首日当天"),
        (Edge::Last, Point::Above) => text!("on the day after the last", "末日的次日"),
        (Edge::Last, Point::At | Point::Below) => text!("on the last day", "末日当天"),
    }
}

/// What a part asks, in words; none for a rule.
#[must_use]
pub fn words(program: &Program, part: &Part<'_>, language: Language) -> Option<String> {
    let asks = part.asks.as_ref()?;
    Some(Printer { program, language }.nested_expr(asks.expr, &asks.records))
}

/// Where a part belongs, in words: "article 14, investor", "`stable home` (wide)".
#[must_use]
pub fn place(program: &Program, part: &Part<'_>, language: Language) -> String {
    let chinese = language == Language::Chinese;
    let mut out = match part.owner {
        Owner::Rule(decision, ground) => {
            let ground = program.decisions.get(decision.index()).and_then(|decision| decision.grounds.get(ground));
            ground.map_or_else(String::new, |ground| Printer { program, language }.ground(ground))
        }
        Owner::Reading(id, reading) => {
            let Some(definition) = program.definitions.get(id.index()) else { return String::new() };
            let name = definition.term.say(language);
            let reading = definition.readings.get(reading).and_then(|reading| reading.term.as_ref());
            let name = if chinese { format!("「{name}」") } else { format!("`{name}`") };
            match (reading.map(|reading| reading.say(language)), chinese) {
                (Some(reading), true) => format!("{name}（{reading}）"),
                (Some(reading), false) => format!("{name} ({reading})"),
                (None, _) => name,
            }
        }
    };
    for (ordinal, label) in &part.path {
        let ordinal = ordinal.as_ref().map(|ordinal| wording::numbered(ordinal, language)).unwrap_or_default();
        let name = ordinal + &label.as_ref().map(|label| label.say(language)).unwrap_or_default();
        if !name.is_empty() {
            out.push_str(language.pick(", ", "，"));
            out.push_str(name.trim_end());
        }
    }
    out
}

/// "just below (99,999.99 yuan)"
pub(super) fn point_name(program: &Program, line: &Line<'_>, point: Point) -> Text {
    let value = value_at(program, line, point);
    let value = value.as_ref();
    let name = point_words(line.edge, point);
    let version = line.version.and_then(|version| version_of(program, version));
    if let Some(drawn) = line.value.as_ref().filter(|_| value.is_none()) {
        let drawn = Text::of(|language| Printer { program, language }.value(drawn, &line.drawn));
        return match point {
            Point::Below => text!("just below {drawn}", "刚好低于{drawn}"; drawn),
            Point::At => text!("at {drawn}", "恰为{drawn}"; drawn),
            Point::Above => text!("just above {drawn}", "刚好高于{drawn}"; drawn),
        };
    }
    let (value, version) = match (value, version) {
        (Some(value), Some(version)) => {
            (text!("{value}", "{value}"; value), text!(", {version}", "，{version}"; version))
        }
        (Some(value), None) => (value.clone(), Text::default()),
        (None, _) => return name,
    };
    if point == Point::At {
        return text!("at {value}{version}", "恰为{value}{version}"; value, version);
    }
    text!("{name} ({value}{version})", "{name}（{value}{version}）"; name, value, version)
}

/// "in force from 2016-01-01"
fn version_of(program: &Program, (id, version): (crate::types::ids::ParameterId, usize)) -> Option<Text> {
    let (_, period) = program.parameters.get(id.index())?.values.get(version)?;
    let last = period.until.and_then(|until| calendar::days(until, -1).ok());
    Some(match (period.from.map(day_text), last.map(day_text)) {
        (Some(from), Some(last)) => text!("from {from} to {last}", "{from}至{last}"; from, last),
        (Some(from), None) => text!("from {from}", "自{from}起"; from),
        (None, Some(last)) => text!("to {last}", "至{last}"; last),
        (None, None) => return None,
    })
}

fn value_at(program: &Program, line: &Line<'_>, point: Point) -> Option<Text> {
    if line.is_quotient() {
        let value = line.value.as_ref().filter(|_| point == Point::At)?;
        return Some(Text::of(|language| Printer { program, language }.value(value, &line.drawn)));
    }
    let ty: &Type = &line.subject.expr.ty;
    let value = beside(line.value.as_ref()?, ty, point)?;
    Some(Text::of(|language| Printer { program, language }.value(&value, ty)))
}
