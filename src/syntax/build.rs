//! The tree of lines → the tree of the policy: one function per kind of line.

use super::Rule;
use super::ast::{
    Assumed, Better, Date, DatedValue, Define, Example, Expect, Fact, Given, Grounds, Header, InForce, Item, Meaning,
    Module, Name, Parameter, Phrase, Place, PlaceSet, Presumption, Reading, Record, Type, TypeKind, TypeName,
    WordSense, Written,
};
use super::error::{LineKind, SyntaxError};
use super::layout::{Layout, Line, MAX_LISTS};
use super::run_on::{self, RunOn, RunOnKind};
use super::{PolParser, atoms, changes, choices, forms, habits, holidays, keywords, kinds, rules, slips};
use crate::source::{SourceFile, Span, Spanned};
use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::Pair;

/// What building one file needs at hand.
pub struct Context<'a> {
    pub source: &'a SourceFile,
    pub layout: &'a Layout,
    pub errors: Vec<SyntaxError>,
    /// Declarations that cannot be read.
    pub broken: Vec<Span>,
    /// Line keywords seen, by language: English, Chinese.
    seen: (usize, usize),
    /// How many lists, exceptions or places one stands in.
    nested: usize,
}

/// A line whose rule was found, with the pairs inside it.
pub type Parsed<'a> = Pair<'a, Rule>;

/// Builds the module from its lines.
pub fn module(source: &SourceFile, layout: &Layout) -> (Module, Vec<SyntaxError>, Vec<Span>) {
    let mut ctx = Context { source, layout, errors: Vec::new(), broken: Vec::new(), seen: (0, 0), nested: 0 };
    let mut module = Module::default();
    for &root in &layout.roots {
        let Some(line) = layout.lines.get(root) else { continue };
        let Some(pair) = ctx.parse(Rule::top_line, line, LineKind::Top) else {
            continue;
        };
        top(&mut ctx, &mut module, line, &pair);
    }
    if module.header.is_none() && ctx.errors.is_empty() && layout.errors.is_empty() {
        // A file of comments alone: its first line.
        let blank = source.text.lines().next().map_or(0, str::len);
        let at = layout.lines.first().map_or(Span::new(source.id, 0, blank), |line| line.span);
        ctx.errors.push(SyntaxError::NoHeader { at });
    }
    module.chinese = ctx.seen.1 > ctx.seen.0;
    (module, ctx.errors, ctx.broken)
}

impl<'a> Context<'a> {
    /// Parses one line; reports what was expected where it cannot be read.
    pub fn parse(&mut self, rule: Rule, line: &Line, kind: LineKind) -> Option<Parsed<'a>> {
        if line.broken {
            return None;
        }
        let source: &'a SourceFile = self.source;
        let text: &'a str = source.slice(line.span);
        match kinds::parse(rule, text) {
            Ok(pair) => {
                if text.starts_with(|c: char| c.is_ascii_alphabetic()) {
                    self.seen.0 += 1;
                } else if text.starts_with(|c: char| c > '\u{2e80}') {
                    self.seen.1 += 1;
                }
                pair
            }
            Err(error) => {
                let error = self.expected(&error, line.span, kind);
                match kind {
                    LineKind::Top | LineKind::Record | LineKind::Place => self.broken_with_all_below(line),
                    // What a rule decides stands before its condition.
                    LineKind::Article => {
                        let text = self.source.slice(line.span);
                        let ends = [",", "，", " when "];
                        let end = ends.iter().filter_map(|end| text.find(end)).min().unwrap_or(text.len());
                        self.broken.push(line.span.part(0..end));
                    }
                    _ => {}
                }
                let open = if kind == LineKind::Article { self.open_condition(line) } else { None };
                self.errors.push(open.or_else(|| self.slip(&error, line.span, kind)).unwrap_or(error));
                None
            }
        }
    }

    /// `may vote when` with lines below it, which nothing joins.
    fn open_condition(&self, line: &Line) -> Option<SyntaxError> {
        let (at, chinese) = slips::open_condition(self.source.slice(line.span))?;
        let items = self.children(line).first()?.span;
        Some(SyntaxError::OpenCondition { at: line.span.part(at), items, chinese })
    }

    /// The slip for which a line cannot be read, where one can be told.
    fn slip(&self, error: &SyntaxError, line: Span, kind: LineKind) -> Option<SyntaxError> {
        let text = self.source.slice(line);
        let habit = |found: Option<habits::Habit>| found.map(|habit| self.habit(line, habit));
        match kind {
            LineKind::Top | LineKind::Record => {
                let SyntaxError::Expected { expected, .. } = error else { return None };
                if let Some(gap) =
                    slips::colon(text, kind == LineKind::Top).filter(|_| expected.contains(&Rule::colon_mark))
                {
                    let chinese = !text.starts_with(|c: char| c.is_ascii());
                    return Some(SyntaxError::NoColon { at: line.part(gap), chinese });
                }
                let top = kind == LineKind::Top;
                habit(habits::of_header(text).filter(|_| top))
                    .or_else(|| habit(habits::number(text).filter(|_| top)))
                    .or_else(|| habit(habits::title(text).filter(|_| top && expected.contains(&Rule::text))))
                    .or_else(|| habit(habits::at_margin(text, self.indent_above(line)).filter(|_| top)))
                    .or_else(|| habit(habits::optional(text).filter(|_| expected.contains(&Rule::kw_or_none))))
                    .or_else(|| habit(habits::of_declaration(text)))
                    .or_else(|| self.choice(line, top))
                    .or_else(|| habit(habits::priority(text)))
            }
            LineKind::Article => {
                let score = text.contains("计分") || text.contains("score");
                let on_line = habits::items_on_line(text).filter(|_| score).map(|at| {
                    let kind = habits::HabitKind::ItemsOnLine(self.indent_of(line) + 2);
                    self.habit(line, habits::Habit { at, kind })
                });
                let found = if score { on_line.or_else(|| habit(habits::of_score(text))) } else { None };
                let by_habit = habits::of_article(text);
                let asked = by_habit.as_ref().is_none_or(|habit| matches!(habit.kind, habits::HabitKind::Condition(_)));
                let quoted = text.contains(['"', '“', '「', '『', '《']);
                let may_run_on = asked && !score && !quoted && habits::has_modal(text);
                let run_on = run_on::of(text, |found| {
                    may_run_on && matches!(found.kind, RunOnKind::Exception | RunOnKind::Stop)
                });
                let head = habits::list_head(text).map(|head| match head {
                    Ok(subject) => self.habit(line, subject),
                    Err(slip) => self.misspelt(line, slip),
                });
                found
                    .or(head)
                    .or_else(|| habit(habits::joined(text)))
                    .or_else(|| run_on.map(|found| self.run_on(line, found, false)))
                    .or_else(|| habit(by_habit))
                    .or_else(|| habit(habits::reckoned(text)))
                    .or_else(|| slips::start(text).map(|slip| self.misspelt(line, slip)))
                    .or_else(|| habit(habits::no_modal(text)))
                    .or_else(|| self.misspelt_connective(line))
            }
            LineKind::Score => habit(habits::of_score(text)),
            LineKind::Rule => habit(habits::priority(text)),
            _ => None,
        }
    }

    /// A fact whose type is the values that it may have.
    fn choice(&self, line: Span, top: bool) -> Option<SyntaxError> {
        let text = self.source.slice(line);
        let mut typed = ["kw_fact", "kw_type"].iter().filter_map(|rule| keywords::line_keyword(rule));
        let declares = typed.any(|row| row.begins(text));
        let colon = text.find([':', '：']).filter(|_| declares || !top)?;
        let rest = text.get(colon..)?.trim_start_matches([':', '：']).trim_start();
        let from = text.len() - rest.len();
        Some(SyntaxError::Choice { at: line.part(from..text.len()), instead: choices::of(rest)? })
    }

    /// That a line cannot be read, and so what stands below it is not read either.
    fn broken_with_all_below(&mut self, line: &Line) {
        let mut open = vec![line];
        while let Some(line) = open.pop() {
            self.broken.push(line.span);
            open.extend(self.children(line));
        }
    }

    /// How far the line above a line is set in.
    fn indent_above(&self, line: Span) -> usize {
        let before = self.source.text.get(..line.start as usize).unwrap_or_default();
        let above = before.lines().rev().map(str::trim_end).find(|above| !above.is_empty());
        above.map_or(0, |above| above.chars().take_while(|c| *c == ' ').count())
    }

    /// How far a line is set in.
    fn indent_of(&self, line: Span) -> usize {
        let before = self.source.text.get(..line.start as usize).unwrap_or_default();
        before.rsplit('\n').next().unwrap_or_default().chars().count()
    }

    /// A line below one that takes no items: an exception in other words, or an item that nothing joins to the others.
    pub fn not_joined(&mut self, at: Span, item: Span) {
        let exception = habits::exception(self.source.slice(item)).map(|habit| self.habit(item, habit));
        self.errors.push(exception.unwrap_or(SyntaxError::NoConnective { at, items: item }));
    }

    /// An exception under a line that takes none.
    pub fn exception_below(&mut self, above: Span, exception: Span) {
        let (over, text) = (self.source.slice(above), self.source.slice(exception));
        let next = self.source.text.get(above.end as usize..exception.start as usize).unwrap_or_default();
        let alone = next.trim_matches(|c: char| c.is_whitespace() || matches!(c, '；' | ';')).is_empty();
        let instead = habits::unless(over, text).filter(|_| alone);
        self.errors.push(SyntaxError::ExceptionBelow { at: exception, above, instead });
    }

    fn habit(&self, line: Span, habit: habits::Habit) -> SyntaxError {
        let at = line.part(habit.at);
        SyntaxError::Habit { at, text: self.source.slice(at).to_owned(), kind: habit.kind }
    }

    /// What runs on in a line; lines of its own go below it, further to the right, unless something stands there already.
    pub fn run_on(&self, line: Span, found: RunOn, parent: bool) -> SyntaxError {
        let at = line.part(found.at);
        let below = format!("\n{}", " ".repeat(self.indent_of(line) + 2));
        let instead = found.instead.filter(|(_, instead)| !(parent && instead.contains('\n')));
        let instead = instead.map(|(range, instead)| (line.part(range), instead.replace('\n', &below)));
        SyntaxError::RunOn { at, text: self.source.slice(at).to_owned(), kind: found.kind, instead }
    }

    /// A word that joins items, misspelt where a stretch of text ends.
    pub fn misspelt_connective(&self, span: Span) -> Option<SyntaxError> {
        slips::connective(self.source.slice(span)).map(|slip| self.misspelt(span, slip))
    }

    fn misspelt(&self, span: Span, (range, near): slips::Slip) -> SyntaxError {
        let at = span.part(range);
        SyntaxError::Misspelt { at, text: self.source.slice(at).to_owned(), near }
    }

    /// Parses a stretch of a line with a rule of its own; reports what was expected where it cannot be read.
    pub fn parse_part(&mut self, rule: Rule, span: Span, kind: LineKind) -> Option<Parsed<'a>> {
        let source: &'a SourceFile = self.source;
        let text: &'a str = source.slice(span);
        match PolParser::parse(rule, text) {
            Ok(mut pairs) => pairs.next(),
            Err(error) => {
                let slip = self.misspelt_connective(span).filter(|_| rule == Rule::listed);
                let joined = habits::joined(text).filter(|habit| habit.kind == habits::HabitKind::RuleJoined);
                let slip = slip.or_else(|| joined.map(|habit| self.habit(span, habit)));
                let error = slip.unwrap_or_else(|| self.expected(&error, span, kind));
                self.errors.push(error);
                None
            }
        }
    }

    /// Builds what lies one list, exception or place further inside; none beyond the limit, which is reported.
    pub fn deeper<T>(&mut self, at: Span, build: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.nested >= MAX_LISTS {
            self.errors.push(SyntaxError::TooDeep { at, limit: MAX_LISTS });
            return None;
        }
        self.nested += 1;
        let out = build(self);
        self.nested -= 1;
        Some(out)
    }

    /// Parses a stretch of a line as a phrase; reports what was expected where it cannot be read.
    pub fn phrase(&mut self, span: Span) -> Option<Phrase> {
        if let Some(plain) = atoms::plain(self.source.slice(span), span, self.spaced(span.start)) {
            return Some(plain);
        }
        let phrase = self.parse_part(Rule::lone_phrase, span, LineKind::List)?;
        Some(find(&phrase, Rule::phrase).map(|phrase| atoms::phrase(self, phrase)).unwrap_or_default())
    }

    /// Parses a stretch of text as a phrase of its own.
    pub fn lone_phrase(&mut self, span: Span) -> Phrase {
        let source: &'a SourceFile = self.source;
        let text: &'a str = source.slice(span);
        if let Some(plain) = atoms::plain(text, span, self.spaced(span.start)) {
            return plain;
        }
        self.phrase_by_grammar(span)
    }

    /// A stretch of text as the grammar reads it.
    pub fn phrase_by_grammar(&mut self, span: Span) -> Phrase {
        let source: &'a SourceFile = self.source;
        let text: &'a str = source.slice(span);
        let pair =
            PolParser::parse(Rule::lone_phrase, text).ok().and_then(|mut pairs| pairs.next()?.into_inner().next());
        pair.map_or(Phrase { span, atoms: Vec::new() }, |pair| atoms::phrase(self, pair))
    }

    /// The children of a line.
    pub fn children(&self, line: &Line) -> Vec<&'a Line> {
        let layout = self.layout;
        line.children.iter().filter_map(|&child| layout.lines.get(child)).collect()
    }

    /// From a line to the end of the last line below it.
    pub fn extent(&self, line: &Line) -> Span {
        let mut last = line;
        while let Some(below) = last.children.last().and_then(|&child| self.layout.lines.get(child)) {
            last = below;
        }
        Span { end: last.span.end, ..line.span }
    }

    /// Reports the first line below one that takes none.
    pub fn no_children(&mut self, line: &Line) {
        if let Some(child) = self.children(line).first() {
            self.errors.push(SyntaxError::NotUnder { at: child.span, parent: line.span });
        }
    }

    /// The place of a pair in the whole text, without the white space around it.
    pub fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let text = pair.as_str();
        let lead = text.len() - text.trim_start().len();
        // Every parse runs on a slice of the source, so where a pair lies in it says where it stands.
        let start = (text.as_ptr() as usize).saturating_sub(self.source.text.as_ptr() as usize) + lead;
        Span::new(self.source.id, start, start + text.trim().len())
    }

    /// Whether white space stands before a byte.
    pub fn spaced(&self, byte: u32) -> bool {
        let before = self.source.text.get(..byte as usize).unwrap_or_default();
        before.chars().next_back().is_none_or(|c| c.is_whitespace() || c == '\u{3000}')
    }

    /// A pair as written text: what stands between its quotation marks, or all of it.
    pub fn written(&self, pair: Pair<'_, Rule>) -> Written {
        let span = self.span(&pair);
        let text = match pair.as_rule() {
            Rule::text | Rule::corner | Rule::quoted_word => {
                let whole = pair.as_str().trim().to_owned();
                match pair.into_inner().next() {
                    Some(inner) => inner.as_str().trim().to_owned(),
                    None => whole,
                }
            }
            _ => match pair.clone().into_inner().find(|inner| inner.as_rule() == Rule::text) {
                Some(text) => atoms::quoted(text),
                None => pair.as_str().trim().to_owned(),
            },
        };
        Spanned::new(text, span)
    }

    fn expected(&self, error: &pest::error::Error<Rule>, line: Span, kind: LineKind) -> SyntaxError {
        let start = match error.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => line.start as usize + at,
        };
        let end = line.end as usize;
        let rest = self.source.text.get(start..end).unwrap_or_default();
        let lead = rest.len() - rest.trim_start().len();
        let (start, rest) = (start + lead, rest.trim());
        let found: String = rest.chars().take_while(|c| !c.is_whitespace()).take(24).collect();
        let at = if found.is_empty() {
            // The fault is that the line ends: point at its last character.
            let last = self.source.slice(line).chars().next_back().map_or(0, char::len_utf8);
            Span::new(self.source.id, end - last, end)
        } else {
            Span::new(self.source.id, start, start + found.len())
        };
        let expected = match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => positives.clone(),
            ErrorVariant::CustomError { .. } => Vec::new(),
        };
        if expected.contains(&Rule::date)
            && let Ok(dotted) = PolParser::parse(Rule::dotted_date, rest)
        {
            let text = dotted.as_str();
            let at = Span::new(self.source.id, start, start + text.len());
            return SyntaxError::DottedDate { at, iso: atoms::iso(text) };
        }
        // Inside a rule or a list the first word does not tell what the line is.
        let by_keyword = !matches!(kind, LineKind::Rule | LineKind::List | LineKind::Table | LineKind::Score);
        let form = if by_keyword { forms::of(self.source.slice(line)) } else { None };
        SyntaxError::Expected { at, expected, found, line: kind, form }
    }
}

/// The pairs inside a pair, without punctuation that only separates.
pub fn inner(pair: Pair<'_, Rule>) -> impl Iterator<Item = Pair<'_, Rule>> {
    pair.into_inner().filter(|pair| !matches!(pair.as_rule(), Rule::comma | Rule::colon_mark | Rule::EOI))
}

/// The first pair of a rule inside a pair.
pub fn find<'p>(pair: &Pair<'p, Rule>, rule: Rule) -> Option<Pair<'p, Rule>> {
    pair.clone().into_inner().find(|inner| inner.as_rule() == rule)
}

/// The name and alias of a declaration.
pub fn name(ctx: &Context<'_>, pair: &Pair<'_, Rule>, rule: Rule) -> Name {
    let text = find(pair, rule).map_or_else(|| Spanned::new(String::new(), ctx.span(pair)), |pair| ctx.written(pair));
    let alias = find(pair, Rule::alias).and_then(|alias| find(&alias, Rule::alias_name)).map(|pair| ctx.written(pair));
    Name { text, alias }
}

fn top(ctx: &mut Context<'_>, module: &mut Module, line: &Line, pair: &Parsed<'_>) {
    match pair.as_rule() {
        Rule::policy_line | Rule::vocabulary_line => {
            let header = header(ctx, line, pair);
            if module.header.is_some() || !module.items.is_empty() || !module.uses.is_empty() {
                ctx.errors.push(SyntaxError::Header { at: line.span });
            } else {
                module.header = Some(header);
            }
            return;
        }
        Rule::use_line => {
            ctx.no_children(line);
            module.uses.extend(find(pair, Rule::header_name).map(|pair| ctx.written(pair)));
            return;
        }
        Rule::words_line => {
            ctx.no_children(line);
            let sense = word_sense(ctx, pair);
            match &mut module.header {
                Some(header) => header.words.push(sense),
                None => ctx.errors.push(SyntaxError::NoHeader { at: line.span }),
            }
            return;
        }
        _ => {}
    }
    let item = match pair.as_rule() {
        Rule::fact_line => Item::Fact(fact(ctx, line, pair)),
        Rule::record_line => Item::Record(record(ctx, line, pair)),
        Rule::type_line => {
            ctx.no_children(line);
            let ty = type_of(ctx, pair);
            Item::Type(TypeName { span: line.span, name: name(ctx, pair, Rule::declared_name), ty })
        }
        Rule::unit_line => {
            ctx.no_children(line);
            Item::Unit(name(ctx, pair, Rule::declared_name))
        }
        Rule::place_line => Item::Place(place(ctx, line, pair)),
        Rule::place_set_line => Item::PlaceSet(place_set(ctx, line, pair)),
        Rule::holidays_line => Item::Holidays(holidays::holidays(ctx, line, pair)),
        Rule::parameter_line => {
            ctx.no_children(line);
            Item::Parameter(parameter(ctx, line, pair))
        }
        Rule::define_line => Item::Define(define(ctx, line, pair)),
        Rule::decision_line => {
            ctx.no_children(line);
            let better = inner(pair.clone()).find_map(|part| match part.as_rule() {
                Rule::kw_more_is_better => Some(Better::More),
                Rule::kw_less_is_better => Some(Better::Less),
                _ => None,
            });
            Item::Decision(name(ctx, pair, Rule::declared_name), better)
        }
        Rule::article_line => Item::Article(rules::article(ctx, line, pair)),
        Rule::figure_line => {
            ctx.no_children(line);
            Item::Figure(rules::figure(ctx, line, pair))
        }
        Rule::example_line => Item::Example(example(ctx, line, pair)),
        Rule::power_line => Item::Power(changes::power(ctx, line, pair)),
        _ => match changes::change(ctx, line, pair) {
            Some(change) => Item::Change(change),
            None => return,
        },
    };
    module.items.push(item);
}

fn header(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>) -> Header {
    let mut names = inner(pair.clone()).filter(|pair| pair.as_rule() == Rule::header_name).skip(1);
    let mut out = Header {
        span: line.span,
        vocabulary: pair.as_rule() == Rule::vocabulary_line,
        name: name(ctx, pair, Rule::header_name),
        under: names.next().map(|pair| ctx.written(pair)),
        in_place: find(pair, Rule::kw_in_place).is_some(),
        grounds: Grounds::default(),
        title: None,
        issuer: None,
        document: None,
        version: None,
        in_force: None,
        issued: None,
        earlier: Vec::new(),
        words: Vec::new(),
    };
    for child in ctx.children(line) {
        let Some(pair) = ctx.parse(Rule::header_line, child, LineKind::Header) else { continue };
        if pair.as_rule() == Rule::earlier_line {
            let below = ctx.children(child);
            let body = rules::body_of(ctx, &pair, child, &below);
            out.earlier.push(body);
            continue;
        }
        ctx.no_children(child);
        let text = find(&pair, Rule::text).map(|text| ctx.written(text));
        let slot = match pair.as_rule() {
            Rule::title_line => &mut out.title,
            Rule::issuer_line => &mut out.issuer,
            Rule::document_line => &mut out.document,
            Rule::version_line => &mut out.version,
            Rule::in_force_line => {
                out.in_force = Some(in_force(ctx, &pair));
                continue;
            }
            Rule::issued_line => {
                (out.issued, _) = period(ctx, &pair);
                continue;
            }
            Rule::words_line => {
                out.words.push(word_sense(ctx, &pair));
                continue;
            }
            Rule::under_place_line => {
                out.in_place = true;
                continue;
            }
            Rule::by_power_line | Rule::beyond_line => {
                changes::ground(ctx, &pair, &mut out.grounds);
                continue;
            }
            _ => continue,
        };
        if slot.is_some() {
            let what = pair.as_str().split_whitespace().next().unwrap_or_default().to_owned();
            ctx.errors.push(SyntaxError::Twice { at: child.span, what });
        } else {
            *slot = text;
        }
    }
    out
}

pub fn in_force(ctx: &Context<'_>, pair: &Parsed<'_>) -> InForce {
    let (from, until) = period(ctx, pair);
    let assumed = find(pair, Rule::kw_assumed).map(|word| Assumed { at: ctx.span(&word), reason: reason(ctx, pair) });
    InForce { from, until, assumed }
}

/// The dates after `from` and `until`.
pub fn period(ctx: &Context<'_>, pair: &Parsed<'_>) -> (Option<Spanned<Date>>, Option<Spanned<Date>>) {
    let (mut from, mut until, mut ending) = (None, None, false);
    for part in inner(pair.clone()) {
        match part.as_rule() {
            Rule::kw_until => ending = true,
            Rule::date => {
                let at = ctx.span(&part);
                let date = atoms::date(part.as_str()).map(|date| Spanned::new(date, at));
                if ending { until = date } else { from = date }
            }
            _ => {}
        }
    }
    (from, until)
}

pub fn reason(ctx: &Context<'_>, pair: &Parsed<'_>) -> Option<Written> {
    let reason = find(pair, Rule::reason)?;
    find(&reason, Rule::rest).map(|rest| ctx.written(rest)).filter(|rest| !rest.node.is_empty())
}

fn word_sense(ctx: &Context<'_>, pair: &Parsed<'_>) -> WordSense {
    let word = find(pair, Rule::quoted_word)
        .map_or_else(|| Spanned::new(String::new(), ctx.span(pair)), |pair| ctx.written(pair));
    WordSense { word, includes: find(pair, Rule::kw_includes).is_some() }
}

fn fact(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>) -> Fact {
    let presumed = find(pair, Rule::presumption).map(|presumption| {
        let value = find(&presumption, Rule::presumed_value).map(|value| atoms::phrase(ctx, value)).unwrap_or_default();
        Presumption { value, reason: reason(ctx, &presumption) }
    });
    let ty = type_of(ctx, pair);
    let mut out = Fact {
        span: line.span,
        name: name(ctx, pair, Rule::declared_name),
        ty,
        presumed,
        ask: None,
        decided_by: None,
        shown_by: None,
    };
    for child in ctx.children(line) {
        let Some(pair) = ctx.parse(Rule::detail_line, child, LineKind::Detail) else { continue };
        ctx.no_children(child);
        let words = find(&pair, Rule::text).or_else(|| find(&pair, Rule::rest)).map(|pair| ctx.written(pair));
        let slot = match pair.as_rule() {
            Rule::ask_line => &mut out.ask,
            Rule::decided_line => &mut out.decided_by,
            _ => &mut out.shown_by,
        };
        if slot.is_some() {
            let what = pair.as_str().split_whitespace().next().unwrap_or_default().to_owned();
            ctx.errors.push(SyntaxError::Twice { at: child.span, what });
        }
        *slot = words;
    }
    out
}

fn record(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>) -> Record {
    let name = name(ctx, pair, Rule::declared_name);
    let mut out = Record { span: line.span, name, fields: Vec::new(), defines: Vec::new() };
    for child in ctx.children(line) {
        match ctx.parse(Rule::field_line, child, LineKind::Record) {
            Some(pair) if pair.as_rule() == Rule::define_line => out.defines.push(define(ctx, child, &pair)),
            Some(pair) => out.fields.push(fact(ctx, child, &pair)),
            None => {}
        }
    }
    out
}

fn type_of(ctx: &mut Context<'_>, pair: &Parsed<'_>) -> Type {
    let Some(ty) = find(pair, Rule::type_of) else {
        return Type { span: ctx.span(pair), kind: TypeKind::Bool, signed: None, optional: false };
    };
    let span = ctx.span(&ty);
    let signed = find(&ty, Rule::signed_mark).map(|mark| find(&mark, Rule::kw_may_be_negative).is_some());
    let optional = find(&ty, Rule::optional_mark).is_some();
    let Some(kind) = ty.into_inner().next() else {
        return Type { span, kind: TypeKind::Bool, signed, optional };
    };
    let unit =
        || find(&kind, Rule::in_unit).and_then(|unit| find(&unit, Rule::declared_name)).map(|pair| ctx.written(pair));
    let levels = || {
        let levels = inner(kind.clone()).filter(|pair| pair.as_rule() == Rule::level);
        levels.map(|level| name(ctx, &level, Rule::level_name)).collect::<Vec<_>>()
    };
    let declared =
        || find(&kind, Rule::declared_name).map_or_else(|| Spanned::new(String::new(), span), |pair| ctx.written(pair));
    let kind = match kind.as_rule() {
        Rule::finding_type => TypeKind::Finding(find(&kind, Rule::office).map(|pair| ctx.written(pair))),
        Rule::money_type => TypeKind::Money,
        Rule::share_type => TypeKind::Share,
        Rule::whole_type => TypeKind::Whole(unit()),
        Rule::number_type => TypeKind::Number(unit()),
        Rule::date_type => TypeKind::Date,
        Rule::days_type => TypeKind::Days,
        Rule::duration_type => TypeKind::Duration,
        Rule::area_type => TypeKind::Area,
        Rule::text_type => TypeKind::Text,
        Rule::place_type => TypeKind::Place,
        Rule::grade_type => TypeKind::Grade(levels()),
        Rule::choice_type => {
            let levels = levels();
            if let Some(error) = two_in_one(ctx, &levels) {
                ctx.errors.push(error);
            }
            TypeKind::Choice(levels)
        }
        Rule::list_type => TypeKind::List(declared()),
        Rule::named_type => TypeKind::Named(ctx.written(kind)),
        _ => TypeKind::Bool,
    };
    Type { span, kind, signed, optional }
}

/// `North, South and East`: the last of the values holds a word between two, which no other does.
fn two_in_one(ctx: &Context<'_>, levels: &[Name]) -> Option<SyntaxError> {
    let bare = |level: &Name| ctx.source.slice(level.text.span) == level.text.node;
    let (last, others) = levels.split_last()?;
    let between = choices::between(&last.text.node).filter(|_| bare(last) && last.alias.is_none())?;
    if others.iter().any(|other| choices::between(&other.text.node).is_some()) {
        return None;
    }
    let at = last.text.span;
    Some(SyntaxError::TwoInOne { at: at.part(between), whole: last.text.clone() })
}

fn place(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>) -> Place {
    let rule = if pair.as_rule() == Rule::place_item { Rule::declared_name } else { Rule::place_name };
    let mut names = inner(pair.clone()).filter(|pair| pair.as_rule() == rule).skip(1);
    let inside = names.next().map(|pair| ctx.written(pair));
    let (name, grounds) = (name(ctx, pair, rule), Grounds::default());
    let mut out = Place { span: line.span, name, inside, places: Vec::new(), grounds };
    for child in ctx.children(line) {
        let Some(pair) = ctx.parse(Rule::inner_place_line, child, LineKind::Place) else { continue };
        if matches!(pair.as_rule(), Rule::by_power_line | Rule::beyond_line) {
            ctx.no_children(child);
            changes::ground(ctx, &pair, &mut out.grounds);
            continue;
        }
        out.places.extend(ctx.deeper(child.span, |ctx| place(ctx, child, &pair)));
    }
    out
}

fn place_set(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>) -> PlaceSet {
    let names = inner(pair.clone()).filter(|pair| pair.as_rule() == Rule::declared_name).skip(1);
    let mut members: Vec<Written> = names.map(|pair| ctx.written(pair)).collect();
    for child in ctx.children(line) {
        let Some(pair) = ctx.parse(Rule::inner_place_set_line, child, LineKind::Place) else { continue };
        ctx.no_children(child);
        members.extend(find(&pair, Rule::declared_name).map(|pair| ctx.written(pair)));
    }
    if members.is_empty() {
        ctx.errors.push(SyntaxError::EmptyList { at: line.span });
    }
    PlaceSet { span: line.span, name: name(ctx, pair, Rule::declared_name), members }
}

fn parameter(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>) -> Parameter {
    let values = dated_values(ctx, pair);
    Parameter { span: line.span, name: name(ctx, pair, Rule::declared_name), values }
}

/// `100000 yuan from 2011-12-01, 80000 yuan from 2014-01-01`
pub fn dated_values(ctx: &mut Context<'_>, pair: &Parsed<'_>) -> Vec<DatedValue> {
    let dated: Vec<_> = inner(pair.clone()).filter(|pair| pair.as_rule() == Rule::dated_value).collect();
    let each = dated.into_iter().map(|dated| {
        let (from, until) = period(ctx, &dated);
        let value = find(&dated, Rule::value).map(|value| atoms::phrase(ctx, value)).unwrap_or_default();
        DatedValue { value, from, until }
    });
    each.collect()
}

/// `define …` and what stands under it.
pub fn define(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>) -> Define {
    let name = name(ctx, pair, Rule::defined_name);
    let each =
        inner(pair.clone()).filter(|pair| pair.as_rule() == Rule::defined_name).nth(1).map(|pair| ctx.written(pair));
    let each_first = begins_with_each(&name.text.node);
    let children = ctx.children(line);
    let meaning = if each_first {
        let chinese = !name.text.node.is_ascii();
        ctx.errors.push(SyntaxError::EachFirst { at: name.text.span, chinese });
        Meaning::Broken
    } else if find(pair, Rule::reading_head).is_some() || find(pair, Rule::body).is_none() {
        readings(ctx, line, &children)
    } else {
        Meaning::One(rules::body_of(ctx, pair, line, &children))
    };
    Define { span: line.span, name, each, meaning }
}

/// `define for each member adult as …`: a slip in the order, and no name.
fn begins_with_each(name: &str) -> bool {
    let Some(keyword) = keywords::line_keyword("kw_for_each") else { return false };
    let name = name.to_lowercase();
    let latin = keyword
        .en
        .iter()
        .any(|spelling| name.strip_prefix(spelling).is_some_and(|rest| rest.starts_with(char::is_whitespace)));
    latin || keyword.zh.iter().any(|spelling| name.starts_with(spelling))
}

pub fn readings(ctx: &mut Context<'_>, line: &Line, children: &[&Line]) -> Meaning {
    let (mut reason, mut readings) = (None, Vec::new());
    let known_errors = ctx.errors.len();
    for child in children {
        let Some(pair) = ctx.parse(Rule::inner_define_line, child, LineKind::Define) else { continue };
        match pair.as_rule() {
            Rule::because_line => {
                ctx.no_children(child);
                reason = find(&pair, Rule::rest).map(|rest| ctx.written(rest));
            }
            Rule::reading_line => {
                let below = ctx.children(child);
                readings.push(Reading {
                    span: child.span,
                    name: name(ctx, &pair, Rule::declared_name),
                    default: find(&pair, Rule::default_mark).is_some(),
                    body: rules::body_of(ctx, &pair, child, &below),
                });
            }
            _ => ctx.errors.push(SyntaxError::NoConnective { at: line.span, items: child.span }),
        }
    }
    if readings.is_empty() {
        // A reading that cannot be read has been told.
        if ctx.errors.len() == known_errors {
            ctx.errors.push(SyntaxError::NoReadings { at: line.span });
        }
        return Meaning::Broken;
    }
    Meaning::Readings { reason, readings }
}

fn example(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>) -> Example {
    let title = find(pair, Rule::text).map_or_else(|| Spanned::new(String::new(), line.span), |text| ctx.written(text));
    let mut out = Example {
        span: line.span,
        name: title,
        as_of: None,
        readings: Vec::new(),
        given: Vec::new(),
        expect: Vec::new(),
    };
    for child in ctx.children(line) {
        let Some(pair) = ctx.parse(Rule::inner_example_line, child, LineKind::Example) else { continue };
        let mut names =
            inner(pair.clone()).filter(|pair| matches!(pair.as_rule(), Rule::declared_name | Rule::value_text));
        let first = names.next().map(|pair| ctx.written(pair));
        let second = names.next().map(|pair| ctx.written(pair));
        if !matches!(pair.as_rule(), Rule::given_line | Rule::expect_line) {
            ctx.no_children(child);
        }
        match pair.as_rule() {
            Rule::as_of_line => {
                let (from, _) = period(ctx, &pair);
                out.as_of = from;
            }
            Rule::reading_choice_line => out.readings.extend(first.zip(second)),
            Rule::expect_line => out.expect.extend(expect(ctx, child, &pair)),
            Rule::given_line => match first {
                Some(fact) => {
                    let given = given(ctx, child, second);
                    out.given.push((fact, given));
                }
                None => {
                    for below in ctx.children(child) {
                        let Some(pair) = ctx.parse(Rule::inner_given_line, below, LineKind::Given) else { continue };
                        let fact = find(&pair, Rule::declared_name).map(|pair| ctx.written(pair));
                        let value = find(&pair, Rule::value_text).map(|pair| ctx.written(pair));
                        let Some(fact) = fact else {
                            ctx.errors.push(SyntaxError::NotUnder { at: below.span, parent: child.span });
                            continue;
                        };
                        let given = given(ctx, below, value);
                        out.given.push((fact, given));
                    }
                }
            },
            _ => {}
        }
    }
    out
}

/// What must come out, and below it on which grounds.
fn expect(ctx: &mut Context<'_>, line: &Line, pair: &Parsed<'_>) -> Option<Expect> {
    let mut out = Expect {
        name: ctx.written(find(pair, Rule::declared_name)?),
        answer: ctx.written(find(pair, Rule::expected_text)?),
        because: find(pair, Rule::value_text).map(|clause| ctx.written(clause)).into_iter().collect(),
        missing: Vec::new(),
        fault: Vec::new(),
    };
    for below in ctx.children(line) {
        let Some(pair) = ctx.parse(Rule::inner_expect_line, below, LineKind::Expect) else { continue };
        ctx.no_children(below);
        let told = find(&pair, Rule::value_text).map(|told| ctx.written(told));
        match pair.as_rule() {
            Rule::clause_line => out.because.extend(told),
            Rule::missing_line => out.missing.extend(told),
            _ => out.fault.extend(told),
        }
    }
    Some(out)
}

/// What an example gives: a value on the line, or the members of a list below it.
fn given(ctx: &mut Context<'_>, line: &Line, value: Option<Written>) -> Given {
    if let Some(value) = value {
        ctx.no_children(line);
        return Given::Value(value);
    }
    let members = ctx.children(line).into_iter().filter_map(|child| member(ctx, child, line.span));
    Given::Members(members.collect())
}

/// `- year: 2009, paid: 30000`, and below it more of its fields, or the members of the list that ends the line.
fn member(ctx: &mut Context<'_>, line: &Line, parent: Span) -> Option<Vec<(Written, Given)>> {
    let pair = ctx.parse(Rule::inner_given_line, line, LineKind::Given)?;
    if pair.as_rule() != Rule::member_item {
        ctx.errors.push(SyntaxError::NotUnder { at: line.span, parent });
        return None;
    }
    let mut fields: Vec<(Written, Given)> = Vec::new();
    for part in inner(pair).filter(|pair| pair.as_rule() == Rule::given_pair) {
        let mut halves = inner(part);
        let Some(name) = halves.next().map(|name| ctx.written(name)) else { continue };
        let value = halves.next().map(|value| Given::Value(ctx.written(value)));
        fields.push((name, value.unwrap_or_else(|| Given::Members(Vec::new()))));
    }
    let open = matches!(fields.last(), Some((_, Given::Members(_))));
    for below in ctx.children(line) {
        let Some(pair) = ctx.parse(Rule::inner_given_line, below, LineKind::Given) else { continue };
        if pair.as_rule() == Rule::member_item {
            match fields.last_mut() {
                Some((_, Given::Members(members))) if open => {
                    let found = stacker::maybe_grow(64 << 10, 1 << 20, || member(ctx, below, line.span));
                    members.extend(found);
                }
                _ => ctx.errors.push(SyntaxError::NotUnder { at: below.span, parent: line.span }),
            }
            continue;
        }
        let name = find(&pair, Rule::declared_name).map(|pair| ctx.written(pair));
        let value = find(&pair, Rule::value_text).map(|pair| ctx.written(pair));
        if let Some(name) = name {
            let given = stacker::maybe_grow(64 << 10, 1 << 20, || given(ctx, below, value));
            fields.push((name, given));
        }
    }
    Some(fields)
}

/// A stretch of text as a phrase, apart from any line.
pub fn phrase_alone(source: &SourceFile, span: Span) -> Phrase {
    let layout = Layout::default();
    let mut ctx = Context { source, layout: &layout, errors: Vec::new(), broken: Vec::new(), seen: (0, 0), nested: 0 };
    ctx.phrase_by_grammar(span)
}
