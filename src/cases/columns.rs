//! A table of cases → typed cases: what each column is, then row by row.
//!
//! A row is a case. Its columns are facts, the name, the date asked about, `expect DECISION`, `reading TERM`; and, for the
//! members of a list, `LIST FIELD`, a row for each member, or `LIST 2 FIELD`, all members in one row. A row that repeats
//! the name of the row above, or leaves it empty, goes on with that case: so a clerk writes a household.

use super::document::{MAX_BYTES, Node, NodeKind};
use super::error::{CaseError, Name};
use super::table::{Cell, Row, Rows};
use super::typed::{CASE, NOTE, Reader, Typed, fold};
use crate::diagnostics::wording::nearest;
use crate::interpret::Case;
use crate::ir::{Fact, Given, OptionSet, Program, Value};
use crate::source::{SourceFile, Span, Spanned};
use crate::types::Term;
use crate::types::case_keys::{AS_OF, EXPECT};
use crate::types::ids::{DecisionId, DefinitionId, FactId};
use std::collections::HashMap;
use std::sync::Arc;

/// How many cells of a table are read.
pub const MAX_CELLS: usize = 8_000_000;
/// After so many problems nobody reads on.
const MAX_ERRORS: usize = 200;
/// The most members that columns can be numbered for.
const MAX_NUMBERED: usize = 1000;

/// What a case says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum About {
    /// Its name.
    Case,
    /// The date asked about.
    AsOf,
    /// For people only.
    Note,
}

impl About {
    const ALL: [Self; 3] = [Self::Case, Self::AsOf, Self::Note];

    /// The words for it.
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Case => &CASE,
            Self::AsOf => &AS_OF,
            Self::Note => &NOTE,
        }
    }

    fn of(heading: &str) -> Option<Self> {
        let folded = fold(heading);
        Self::ALL.into_iter().find(|about| about.words().contains(&folded.as_str()))
    }

    /// The word by which a case file has it.
    fn key(self) -> &'static str {
        self.words().first().copied().unwrap_or_default()
    }
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Column {
    /// What a case says of itself: its name, the date asked about, a note.
    About(About),
    /// A fact.
    Fact(FactId),
    /// A field of the members of a list: of that member, or of a member for each row.
    Member(FactId, usize, Option<usize>),
    /// What must come out of a decision.
    Expect(DecisionId),
    /// Which of a set of options must be open.
    Choose(usize),
    /// Which article or item it must rest on.
    Because(DecisionId),
    /// Which reading of a term is chosen.
    Reading(DefinitionId),
    /// No heading at all.
    Blank,
    /// Something that the policy does not know, which is told once.
    Unknown,
}

impl Column {
    /// Whether a further row of a case may say something new in it.
    fn grows(self) -> bool {
        match self {
            Self::Member(..) | Self::Expect(_) | Self::Because(_) | Self::Unknown => true,
            Self::About(_) | Self::Fact(_) | Self::Choose(_) | Self::Reading(_) | Self::Blank => false,
        }
    }
}

/// A member with its number, where it has one.
type Numbered = (Option<usize>, Vec<(Spanned<String>, Node)>);

/// The words before a decision whose outcome or reason is expected, and before a term that can be read in several ways.
const BECAUSE: [&str; 2] = ["because", "理由"];
const READING: [&str; 3] = ["reading of", "reading", "读法"];
/// What may stand between the name of a list, a number and a field.
const BETWEEN: [char; 8] = [' ', ':', '：', '.', '·', '/', '-', '的'];
/// A list without members.
const EMPTY: [&str; 4] = ["none", "无", "[]", "没有"];

/// All cases of a table.
pub(super) fn cases(program: &Program, source: &SourceFile) -> (Vec<Typed>, Vec<CaseError>) {
    let reader = Reader::new(program);
    let mut table = Table { program, reader, columns: Vec::new(), headings: Vec::new(), names: HashMap::new() };
    let mut out = Vec::new();
    let mut cells = 0usize;
    if source.text.len() > MAX_BYTES {
        let at = Span::new(source.id, MAX_BYTES, MAX_BYTES);
        return (out, vec![CaseError::TooLong { at, cells: MAX_CELLS }]);
    }
    // The rows of the case that is being read.
    let mut open: Vec<Row> = Vec::new();
    for row in Rows::new(source) {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                table.reader.errors.push(error);
                break;
            }
        };
        if row.is_blank() {
            continue;
        }
        cells += row.cells.len();
        if cells > MAX_CELLS {
            table.reader.errors.push(CaseError::TooLong { at: row.span, cells: MAX_CELLS });
            break;
        }
        if table.columns.is_empty() {
            table.head(row);
            continue;
        }
        if !table.goes_on(&open, &row) {
            table.finish(&mut open, &mut out);
        }
        open.push(row);
        if table.reader.errors.len() > MAX_ERRORS {
            break;
        }
    }
    table.finish(&mut open, &mut out);
    (out, table.reader.errors)
}

struct Table<'p> {
    program: &'p Program,
    reader: Reader<'p>,
    columns: Vec<Column>,
    headings: Vec<Cell>,
    /// Where each name of a case stands first.
    names: HashMap<String, Span>,
}

impl<'p> Table<'p> {
    // ── The first row ────────────────────────────────────────

    fn head(&mut self, row: Row) {
        let mut first: HashMap<Column, Span> = HashMap::new();
        for cell in &row.cells {
            let column = match self.column(&cell.text) {
                _ if self.nested(&cell.text).is_some() => {
                    let nested = self.nested(&cell.text);
                    let nested = nested.map(|(list, inner)| CaseError::Nested { at: cell.span, list, inner });
                    self.reader.errors.extend(nested);
                    Column::Unknown
                }
                Some(column) => column,
                None => {
                    let near = self.near(&cell.text);
                    let text = cell.text.clone();
                    self.reader.errors.push(CaseError::Unknown { at: cell.span, text, near, what: Name::Column });
                    Column::Unknown
                }
            };
            let once = !matches!(column, Column::Blank | Column::Unknown | Column::About(About::Note));
            match first.get(&column) {
                Some(first) if once => {
                    self.reader.errors.push(CaseError::Column { at: cell.span, first: *first });
                }
                _ => {
                    first.insert(column, cell.span);
                }
            }
            self.columns.push(column);
        }
        self.headings = row.cells;
    }

    /// What a heading names; none where it names nothing.
    fn column(&self, heading: &str) -> Option<Column> {
        if heading.is_empty() {
            return Some(Column::Blank);
        }
        if let Some(id) = self.reader.named(heading) {
            return Some(Column::Fact(id));
        }
        if let Some(about) = About::of(heading) {
            return Some(Column::About(about));
        }
        let expected = || self.decision(heading, &EXPECT).map(Column::Expect);
        let because = || self.decision(heading, &BECAUSE).map(Column::Because);
        let choose = || {
            let name = after(heading, &EXPECT)?;
            let named = |set: &OptionSet| set.term.as_ref().is_some_and(|term| term.is(&name));
            self.program.options.iter().position(named).map(Column::Choose)
        };
        expected().or_else(choose).or_else(because).or_else(|| self.chosen(heading)).or_else(|| self.member(heading))
    }

    /// The decision that follows one of these words.
    fn decision(&self, heading: &str, words: &[&str]) -> Option<DecisionId> {
        let name = after(heading, words)?;
        self.program.decisions.iter().position(|decision| decision.term.is(&name)).map(DecisionId::at)
    }

    fn chosen(&self, heading: &str) -> Option<Column> {
        let name = after(heading, &READING)?;
        let mut all = self.program.definitions.iter();
        let found = all.position(|definition| definition.readings.len() > 1 && definition.term.is(&name))?;
        Some(Column::Reading(DefinitionId::at(found)))
    }

    /// `tax years 1 tax paid`, `tax years tax paid`: the list, perhaps a number, the field.
    fn member(&self, heading: &str) -> Option<Column> {
        let folded = fold(heading);
        for (index, fact) in self.lists() {
            for form in fact.term.forms() {
                let Some(rest) = folded.strip_prefix(&fold(form)) else { continue };
                let rest = rest.trim_start_matches(BETWEEN);
                if let Some(field) = self.field(fact, rest) {
                    return Some(Column::Member(FactId::at(index), field, None));
                }
                let name = rest.trim_start_matches(|sign: char| sign.is_ascii_digit());
                let digits = rest.get(..rest.len() - name.len()).unwrap_or_default();
                let number = digits.parse().ok().filter(|number| (1..=MAX_NUMBERED).contains(number));
                if let (Some(number), Some(field)) = (number, self.field(fact, name.trim_start_matches(BETWEEN))) {
                    return Some(Column::Member(FactId::at(index), field, Some(number)));
                }
            }
        }
        None
    }

    /// The list of the members of a list that a heading begins with, and that list.
    fn nested(&self, heading: &str) -> Option<(Arc<Term>, Arc<Term>)> {
        let folded = fold(heading);
        if self.reader.named(heading).is_some() {
            return None;
        }
        self.lists().find_map(|(_, fact)| {
            let rest = fact.term.forms().find_map(|form| folded.strip_prefix(&fold(form)))?;
            let rest = rest.trim_start_matches(BETWEEN).trim_start_matches(|sign: char| sign.is_ascii_digit());
            let rest = rest.trim_start_matches(BETWEEN);
            let inner = self.fields(fact).iter().filter(|field| field.record.is_some());
            let mut named = inner.filter(|field| {
                field.term.forms().any(|form| {
                    rest.strip_prefix(&fold(form)).is_some_and(|rest| rest.is_empty() || rest.starts_with(BETWEEN))
                })
            });
            named.next().map(|field| (fact.term.clone(), field.term.clone()))
        })
    }

    fn lists(&self) -> impl Iterator<Item = (usize, &'p Fact)> + use<'p> {
        self.program.facts.iter().enumerate().filter(|(_, fact)| fact.record.is_some())
    }

    fn fields(&self, list: &Fact) -> &'p [Fact] {
        let record = list.record.and_then(|record| self.program.records.get(record.index()));
        record.map_or(&[], |record| &record.fields)
    }

    fn field(&self, list: &Fact, name: &str) -> Option<usize> {
        self.fields(list).iter().position(|field| field.term.forms().any(|form| fold(form) == name))
    }

    /// Headings that a heading may have been meant for.
    fn near(&self, heading: &str) -> Vec<String> {
        let chinese = !heading.is_ascii();
        let both = |prefix: [&str; 2], term: &Term| {
            let join = |form: &str| {
                let [english, chinese] = prefix;
                format!("{} {form}", if form.is_ascii() { english } else { chinese })
            };
            term.forms().map(join).collect::<Vec<_>>()
        };
        let mut all: Vec<String> =
            self.program.facts.iter().flat_map(|fact| fact.term.forms()).map(str::to_owned).collect();
        all.extend(About::ALL.into_iter().flat_map(About::words).map(|word| (*word).to_owned()));
        all.extend(self.program.decisions.iter().flat_map(|decision| both(["expect", "期望"], &decision.term)));
        all.extend(self.program.decisions.iter().flat_map(|decision| both(["because", "理由"], &decision.term)));
        let points = self.program.definitions.iter().filter(|definition| definition.readings.len() > 1);
        all.extend(points.flat_map(|definition| both(["reading", "读法"], &definition.term)));
        for (_, list) in self.lists() {
            for field in self.fields(list) {
                for (list, field) in list.term.forms().zip(field.term.forms()) {
                    all.push(if chinese { format!("{list}·{field}") } else { format!("{list} {field}") });
                }
            }
        }
        nearest(heading, all.iter().map(String::as_str)).into_iter().map(str::to_owned).collect()
    }

    // ── The other rows ───────────────────────────────────────

    /// What a row says in a column; none where it says nothing.
    fn cell<'r>(&self, row: &'r Row, wanted: Column) -> Option<&'r Cell> {
        let cells = row.cells.iter().zip(&self.columns);
        cells.filter(|(cell, _)| !cell.text.is_empty()).find(|(_, column)| **column == wanted).map(|(cell, _)| cell)
    }

    /// Whether a row belongs to the case of the rows before it: the table names its cases, and the row repeats the name
    /// or has none, and says something of a member.
    fn goes_on(&self, open: &[Row], row: &Row) -> bool {
        let name = Column::About(About::Case);
        let Some(first) = open.first() else { return false };
        if !self.columns.contains(&name) {
            return false;
        }
        let same = match (self.cell(first, name), self.cell(row, name)) {
            (Some(_), None) => true,
            (Some(first), Some(again)) => first.text == again.text,
            (None, _) => false,
        };
        let mut cells = row.cells.iter().zip(&self.columns);
        same && cells.any(|(cell, column)| {
            !cell.text.is_empty() && matches!(column, Column::Member(_, _, None) | Column::Unknown)
        })
    }

    /// Reads the rows of one case.
    fn finish(&mut self, open: &mut Vec<Row>, out: &mut Vec<Typed>) {
        let rows = std::mem::take(open);
        let Some(first) = rows.first() else { return };
        let span = rows.last().map_or(first.span, |last| first.span.to(last.span));
        let mut typed = Typed { case: Case::new(self.program), span, ..Typed::default() };
        self.shape(&rows);
        for (at, column) in self.columns.clone().into_iter().enumerate() {
            let Some(cell) = first.cells.get(at).filter(|cell| !cell.text.is_empty()) else { continue };
            let node = node(cell);
            match column {
                Column::Fact(id) => self.fact(id, &node, &mut typed),
                Column::About(about) => drop(self.reader.about_the_case(about.key(), &node, &mut typed)),
                Column::Reading(id) => {
                    let term = self.program.definitions.get(id.index()).map(|definition| definition.term.clone());
                    self.reader.about_the_case("readings", &self.pair(at, term, node), &mut typed);
                }
                Column::Expect(id) => {
                    let term = self.program.decisions.get(id.index()).map(|decision| decision.term.clone());
                    let node = Self::expectation(at, &rows, self.place_of(Column::Because(id)), node);
                    self.reader.about_the_case("expect", &self.pair(at, term, node), &mut typed);
                }
                Column::Choose(set) => {
                    let term = self.program.options.get(set).and_then(|set| set.term.clone());
                    self.reader.about_the_case("expect", &self.pair(at, term, node), &mut typed);
                }
                // A reason without an answer is told by those who read the answer.
                Column::Because(id) if self.place_of(Column::Expect(id)).is_none_or(|at| is_empty(first, at)) => {
                    let term = self.program.decisions.get(id.index()).map(|decision| decision.term.clone());
                    let node = because(None, node);
                    self.reader.about_the_case("expect", &self.pair(at, term, node), &mut typed);
                }
                Column::Because(_) | Column::Member(..) | Column::Blank | Column::Unknown => {}
            }
        }
        self.members(&rows, &mut typed);
        if let Some(cell) = self.cell(first, Column::About(About::Case)) {
            match self.names.get(&cell.text) {
                Some(first) => {
                    let (at, first, name) = (cell.span, *first, cell.text.clone());
                    self.reader.errors.push(CaseError::SameName { at, first, name });
                }
                None => {
                    self.names.insert(cell.text.clone(), cell.span);
                }
            }
        }
        out.push(typed);
    }

    /// `term: value`, the term at its heading.
    fn pair(&self, at: usize, term: Option<Arc<Term>>, node: Node) -> Node {
        let heading = self.headings.get(at).map_or(node.span, |heading| heading.span);
        let key = Spanned::new(term.map_or_else(String::new, |term| term.text.to_string()), heading);
        Node { span: node.span, kind: NodeKind::Map(vec![(key, node)]) }
    }

    /// The place of a column.
    fn place_of(&self, wanted: Column) -> Option<usize> {
        self.columns.iter().position(|column| *column == wanted)
    }

    /// What is expected, with its reason: of a decision for each member, a row for each where every row says something.
    fn expectation(at: usize, rows: &[Row], reason: Option<usize>, first: Node) -> Node {
        let told = |row: &Row, answer: Node| {
            let reason = reason.and_then(|at| row.cells.get(at)).filter(|cell| !cell.text.is_empty());
            match reason {
                Some(cell) => because(Some(answer), node(cell)),
                None => answer,
            }
        };
        let answers = rows.iter().filter_map(|row| Some((row, row.cells.get(at)?)));
        let each: Vec<Node> =
            answers.filter(|(_, cell)| !cell.text.is_empty()).map(|(row, cell)| told(row, node(cell))).collect();
        if rows.len() == 1 || each.len() < rows.len() {
            return rows.first().map_or(first.clone(), |row| told(row, first));
        }
        let span = each.last().map_or(first.span, |last| first.span.to(last.span));
        Node { kind: NodeKind::List(each), span }
    }

    /// A fact; a list as a whole may be empty or unknown.
    fn fact(&mut self, id: FactId, node: &Node, typed: &mut Typed) {
        let is_list = self.program.facts.get(id.index()).is_some_and(|fact| fact.record.is_some());
        let empty = matches!(&node.kind, NodeKind::Text(text) if EMPTY.contains(&text.to_lowercase().as_str()));
        let given = if is_list && empty {
            Some(Given::Value(Value::List(Arc::new(Vec::new()))))
        } else {
            self.reader.given(id, node)
        };
        if let Some(given) = given {
            typed.case.set(id, given);
        }
    }

    /// What rows must not be: longer than the head, under no heading, or at odds with the first row of their case.
    fn shape(&mut self, rows: &[Row]) {
        let columns = self.columns.len();
        for (number, row) in rows.iter().enumerate() {
            let filled = |cell: &&Cell| !cell.text.is_empty();
            if let Some(cell) = row.cells.iter().skip(columns).find(filled) {
                self.reader.errors.push(CaseError::TooManyCells { at: cell.span, columns });
            }
            for (at, column) in self.columns.iter().enumerate() {
                let Some(cell) = row.cells.get(at).filter(filled) else { continue };
                if *column == Column::Blank {
                    self.reader.errors.push(CaseError::Heading { at: cell.span });
                }
                if number == 0 || column.grows() {
                    continue;
                }
                let first = rows.first().and_then(|first| first.cells.get(at));
                let Some(first) = first.filter(|first| first.text != cell.text) else { continue };
                if *column != Column::About(About::Note) {
                    self.reader.errors.push(CaseError::RowDiffers { at: cell.span, first: first.span });
                }
            }
        }
    }

    /// The members of each list that has columns.
    fn members(&mut self, rows: &[Row], typed: &mut Typed) {
        let mut lists: Vec<FactId> = Vec::new();
        for column in &self.columns {
            if let Column::Member(list, ..) = column
                && !lists.contains(list)
            {
                lists.push(*list);
            }
        }
        for id in lists {
            let Some(list) = self.program.facts.get(id.index()) else { continue };
            let fields = self.fields(list);
            let mut members: Vec<Numbered> = Vec::new();
            for row in rows {
                let mut fresh: Vec<Numbered> = Vec::new();
                for (at, column) in self.columns.iter().enumerate() {
                    let Column::Member(of, field, number) = *column else { continue };
                    let Some(cell) = row.cells.get(at).filter(|cell| of == id && !cell.text.is_empty()) else {
                        continue;
                    };
                    let Some(field) = fields.get(field) else { continue };
                    let key = Spanned::new(field.term.text.to_string(), cell.span);
                    match fresh.iter_mut().find(|(known, _)| *known == number) {
                        Some((_, member)) => member.push((key, node(cell))),
                        None => fresh.push((number, vec![(key, node(cell))])),
                    }
                }
                // `tax years 2 …` may stand to the left of `tax years 1 …`.
                fresh.sort_by_key(|(number, _)| *number);
                members.extend(fresh);
            }
            let (Some(first), false) = (members.first().and_then(|(_, cells)| cells.first()), members.is_empty())
            else {
                continue;
            };
            let span = first.1.span;
            if let Some(whole) = rows.first().and_then(|row| self.cell(row, Column::Fact(id))) {
                self.reader.errors.push(CaseError::Twice { at: span, first: whole.span, term: list.term.clone() });
                continue;
            }
            let members = members.into_iter().map(|(_, cells)| {
                let span = cells.first().map_or(span, |(key, _)| key.span);
                Node { kind: NodeKind::Map(cells), span }
            });
            let node = Node { kind: NodeKind::List(members.collect()), span };
            self.fact(id, &node, typed);
        }
    }
}

/// What follows one of these words in a heading.
fn after(heading: &str, words: &[&str]) -> Option<String> {
    let folded = fold(heading);
    words.iter().find_map(|word| {
        let rest = folded.strip_prefix(word)?;
        let parted = !word.is_ascii() || rest.starts_with(BETWEEN);
        parted.then(|| rest.trim_start_matches(BETWEEN).to_owned())
    })
}

/// `answer` and `because`, as another case file has them; several reasons are parted by `;` or `；`.
fn because(answer: Option<Node>, reasons: Node) -> Node {
    let span = answer.as_ref().map_or(reasons.span, |answer| answer.span);
    let reasons = match &reasons.kind {
        NodeKind::Text(text) if text.contains([';', '；']) => {
            let each = text.split([';', '；']).map(str::trim).filter(|text| !text.is_empty());
            let each = each.map(|text| Node { kind: NodeKind::Text(text.to_owned()), span: reasons.span });
            Node { kind: NodeKind::List(each.collect()), span: reasons.span }
        }
        _ => reasons,
    };
    let key = |name: &str, at: Span| Spanned::new(name.to_owned(), at);
    let answer = answer.map(|answer| (key("answer", answer.span), answer));
    let entries = answer.into_iter().chain([(key("because", reasons.span), reasons)]).collect();
    Node { kind: NodeKind::Map(entries), span }
}

fn is_empty(row: &Row, at: usize) -> bool {
    row.cells.get(at).is_none_or(|cell| cell.text.is_empty())
}

/// A cell as a value.
fn node(cell: &Cell) -> Node {
    Node { kind: NodeKind::Text(cell.text.clone()), span: cell.span }
}
