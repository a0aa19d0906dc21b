//! Lists and their members: which list a name stands for, which member a field is of, and lists inside records.

use super::expression::expr;
use super::{Checker, Member, Place, TypeError};
use crate::ir::{Expr, ExprKind, FieldOf, ListOf};
use crate::resolve::read::{ListRef, Read, ReadKind};
use crate::resolve::{NameError, Symbol};
use crate::source::Span;
use crate::types::ids::{FactId, FieldId, RecordId};

/// How deep lists may lie inside each other, the outermost counted.
pub const MAX_DEPTH: usize = 5;
/// How many lists may lie inside one, those inside them counted.
pub const MAX_INSIDE: usize = 64;

impl Checker<'_, '_> {
    // ── Which list ───────────────────────────────────────────

    /// The list that a name in a phrase stands for, and the member that its condition then speaks of.
    pub(super) fn list_of(&mut self, list: &ListRef, place: &Place) -> Option<(ListOf, Member)> {
        let found = match &list.of {
            Some(owner) => {
                let out = self.member_named(owner, place)?;
                let member = place.member(out)?;
                let own = list.symbols.iter().find_map(|symbol| match symbol {
                    Symbol::ListField(record, field) if *record == member.record => Some(*field),
                    _ => None,
                });
                let Some(field) = own else {
                    let record = self.names.records.get(member.record.index())?.term.clone();
                    let text = list.symbols.first().map(|symbol| self.list_name(*symbol)).unwrap_or_default();
                    return self.report(TypeError::NotOfMember { at: list.span, text, record });
                };
                ListOf::Field(FieldOf { out, record: member.record, field })
            }
            None => self.nearest_list(list, place)?,
        };
        let (record, symbol) = match found {
            ListOf::Fact(id) => {
                if let Some(used) = self.used_facts.get_mut(id.index()) {
                    *used = true;
                }
                (self.names.list_record(id), Symbol::List(id))
            }
            ListOf::Field(of) => (self.names.field_record(of.record, of.field), Symbol::ListField(of.record, of.field)),
        };
        Some((found, Member { record: record?, list: Some(symbol) }))
    }

    fn list_name(&self, symbol: Symbol) -> String {
        let term = match symbol {
            Symbol::List(id) => self.names.facts.get(id.index()).map(|fact| &fact.term),
            Symbol::ListField(record, field) => {
                let record = self.names.records.get(record.index());
                record.and_then(|record| record.fields.get(field.index())).map(|field| &field.term)
            }
            Symbol::Record(id) => self.names.records.get(id.index()).map(|record| &record.term),
            Symbol::Fact(_)
            | Symbol::Field(..)
            | Symbol::Definition(_)
            | Symbol::Parameter(_)
            | Symbol::Decision(_)
            | Symbol::Place(_)
            | Symbol::PlaceSet(_)
            | Symbol::Level(..) => None,
        };
        term.map_or_else(String::new, |term| term.text.to_string())
    }

    /// The one list that a name stands for where it is said: itself, that of a member who is spoken of, or the only list
    /// of its record.
    fn nearest_list(&mut self, list: &ListRef, place: &Place) -> Option<ListOf> {
        let own = |record: RecordId, field: FieldId| {
            place.nearest(record).map(|out| ListOf::Field(FieldOf { out, record, field }))
        };
        let mut found: Vec<ListOf> = Vec::new();
        for symbol in &list.symbols {
            match symbol {
                Symbol::List(fact) => found.push(ListOf::Fact(*fact)),
                Symbol::ListField(record, field) => found.extend(own(*record, *field)),
                Symbol::Record(wanted) => {
                    let facts = (0..self.names.facts.len()).map(FactId::at);
                    let facts = facts.filter(|fact| self.names.list_record(*fact) == Some(*wanted));
                    found.extend(facts.map(ListOf::Fact));
                    for (at, record) in self.names.records.iter().enumerate() {
                        let (record_id, fields) = (RecordId::at(at), (0..record.fields.len()).map(FieldId::at));
                        let fields = fields.filter(|field| self.names.field_record(record_id, *field) == Some(*wanted));
                        found.extend(fields.filter_map(|field| own(record_id, field)));
                    }
                }
                Symbol::Fact(_)
                | Symbol::Field(..)
                | Symbol::Definition(_)
                | Symbol::Parameter(_)
                | Symbol::Decision(_)
                | Symbol::Place(_)
                | Symbol::PlaceSet(_)
                | Symbol::Level(..) => {}
            }
        }
        let text = self.slice(list.span);
        match (found.as_slice(), list.symbols.first()) {
            ([only], _) => Some(*only),
            ([], Some(Symbol::ListField(record, field))) => {
                let record = self.names.records.get(record.index())?;
                let (field, record) = (record.fields.get(field.index())?.term.clone(), record.term.clone());
                self.report(TypeError::FieldOutside { at: list.span, field, record })
            }
            // Of members of two kinds, the nearer one is no better a reading than the farther one (law 16).
            ([_, ..], Some(Symbol::ListField(..))) => {
                let owners = found.iter().filter_map(|list| match list {
                    ListOf::Field(of) => Some(of.record),
                    ListOf::Fact(_) => None,
                });
                let owners: Vec<RecordId> = owners.collect();
                self.whose(list.span, &owners)
            }
            _ => self.report(TypeError::WhichList { at: list.span, text }),
        }
    }

    /// Refuses a name that fits members of several records, with a way to say each.
    pub(super) fn whose<T>(&mut self, at: Span, owners: &[RecordId]) -> Option<T> {
        let text = self.slice(at);
        let owners = owners.iter().filter_map(|owner| self.names.records.get(owner.index()));
        let splits = owners.map(|record| of_that(&text, &record.term.text)).collect();
        self.name_errors.push(NameError::Ambiguous { at, splits });
        None
    }

    // ── Which member ─────────────────────────────────────────

    /// How many lists out the member is that a name stands for.
    fn member_named(&mut self, that: &ListRef, place: &Place) -> Option<usize> {
        match place.named(&that.symbols) {
            Named::One(out) => Some(out),
            Named::None => {
                let text = self.slice(that.span);
                self.report(TypeError::NoSuchMember { at: that.span, text, several: false })
            }
            Named::Several => {
                let text = self.slice(that.span);
                self.report(TypeError::NoSuchMember { at: that.span, text, several: true })
            }
        }
    }

    /// `months of that firm`: a field or a term of the member that is spoken of under that name.
    pub(super) fn of_member(&mut self, inner: &Read, that: &ListRef, place: &Place, span: Span) -> Option<Expr> {
        let out = self.member_named(that, place)?;
        let record = place.member(out)?.record;
        let symbols = match &inner.kind {
            ReadKind::Name(symbols) => symbols.as_slice(),
            _ => &[],
        };
        for symbol in symbols {
            match symbol {
                Symbol::Field(owner, field) if *owner == record => {
                    let ty = self.records.get(record.index())?.fields.get(field.index())?.ty.clone();
                    let found = expr(ExprKind::Field(FieldOf { out, record, field: *field }), ty, span);
                    let whole = Read { kind: ReadKind::OfThat(Box::new(inner.clone()), that.clone()), span };
                    return self.surely_there(found, &whole, place);
                }
                Symbol::Definition(id) if self.names.definitions.get(id.index())?.record == Some(record) => {
                    return self.member_term(*id, out, span);
                }
                _ => {}
            }
        }
        let (text, record) = (self.slice(inner.span), self.names.records.get(record.index())?.term.clone());
        self.report(TypeError::NotOfMember { at: inner.span, text, record })
    }

    // ── Lists inside records ─────────────────────────────────

    /// Refuses records that lie in themselves, and lists that lie too deep. What is refused is no list any more, so
    /// that whoever follows lists inside lists comes to an end.
    pub(super) fn lists_inside(&mut self) {
        let names = self.names;
        let mut done = vec![false; names.records.len()];
        for index in 0..names.records.len() {
            self.not_in_itself(RecordId::at(index), &mut Vec::new(), &mut done);
        }
        for (index, decl) in names.facts.iter().enumerate() {
            let record = self.facts.get(index).and_then(|fact| fact.record);
            let Some(record) = record else { continue };
            let (depth, inside) = self.size(record);
            if depth > MAX_DEPTH || inside > MAX_INSIDE {
                self.errors.push(TypeError::ListsTooDeep {
                    at: decl.ast.ty.span,
                    depth: MAX_DEPTH,
                    inside: MAX_INSIDE,
                });
            }
        }
    }

    fn not_in_itself(&mut self, record: RecordId, path: &mut Vec<RecordId>, done: &mut [bool]) {
        if done.get(record.index()).copied().unwrap_or(true) {
            return;
        }
        path.push(record);
        let count = self.records.get(record.index()).map_or(0, |record| record.fields.len());
        for at in 0..count {
            let fields = self.records.get(record.index()).map(|record| record.fields.as_slice());
            let Some(inner) = fields.and_then(|fields| fields.get(at)).and_then(|field| field.record) else { continue };
            if let Some(from) = path.iter().position(|known| *known == inner) {
                let around = path.iter().skip(from).chain(std::iter::once(&inner));
                let terms = around.filter_map(|id| self.names.records.get(id.index()));
                let names = terms.map(|record| record.term.text.to_string()).collect();
                let decl = self.names.records.get(record.index()).and_then(|record| record.fields.get(at));
                let span = decl.map(|decl| decl.ast.ty.span).unwrap_or_default();
                self.errors.push(TypeError::RecordInItself { at: span, names });
                let record = self.records.get_mut(record.index());
                if let Some(field) = record.and_then(|record| record.fields.get_mut(at)) {
                    field.record = None;
                }
            } else {
                stacker::maybe_grow(64 << 10, 1 << 20, || self.not_in_itself(inner, path, done));
            }
        }
        path.pop();
        if let Some(done) = done.get_mut(record.index()) {
            *done = true;
        }
    }

    /// How deep the lists of a record lie with the one that it is a member of, and how many they are; as far as the
    /// limits go.
    fn size(&self, record: RecordId) -> (usize, usize) {
        let (mut deepest, mut inside) = (1, 0);
        let mut open = vec![(record, 1)];
        while let Some((record, depth)) = open.pop() {
            deepest = deepest.max(depth);
            let fields = self.records.get(record.index()).into_iter().flat_map(|record| &record.fields);
            for inner in fields.filter_map(|field| field.record) {
                inside += 1;
                if depth <= MAX_DEPTH && inside <= MAX_INSIDE {
                    open.push((inner, depth + 1));
                }
            }
        }
        (deepest, inside)
    }
}

/// How a name says which member is meant.
pub(super) enum Named {
    None,
    One(usize),
    Several,
}

impl Place {
    /// The member so many lists out.
    pub(super) fn member(&self, out: usize) -> Option<Member> {
        self.members.iter().rev().nth(out).copied()
    }

    /// How many lists out the nearest member of a record is.
    pub(super) fn nearest(&self, record: RecordId) -> Option<usize> {
        self.members.iter().rev().position(|member| member.record == record)
    }

    /// The member that is spoken of under a name: the name of its list, or of its record. Of two that bear it the outer one
    /// is meant: a bare name is the nearest one's.
    pub(super) fn named(&self, symbols: &[Symbol]) -> Named {
        let is = |member: &Member| {
            symbols.iter().any(|symbol| *symbol == Symbol::Record(member.record) || Some(*symbol) == member.list)
        };
        let all: Vec<usize> =
            self.members.iter().rev().enumerate().filter(|(_, member)| is(member)).map(|(out, _)| out).collect();
        match all.as_slice() {
            [] => Named::None,
            [only] | [_, only] => Named::One(*only),
            _ => Named::Several,
        }
    }

    /// The same place, with a member spoken of.
    pub(super) fn inside(&self, member: Member) -> Self {
        let mut out = self.clone();
        out.members.push(member);
        out
    }
}

/// How a field of an outer member is written.
fn of_that(field: &str, record: &str) -> String {
    if field.is_ascii() { format!("{field} of that {record}") } else { format!("该{record}的{field}") }
}
