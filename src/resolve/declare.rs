//! Everything that the modules declare, in tables, with its spellings in the lexicon.

use super::error::{Kind, NameError};
use super::lexicon::{Entry, Lexicon, UnitRef, is_plain};
use super::read::{Head, Read};
use super::reading::{self, Reader};
use super::readings::{At, Known, Readings};
use super::{Scope, Symbol};
use crate::diagnostics::wording::{Spelling, nearest};
use crate::source::name::{fold, plural};
use crate::source::{FileId, Sources, Span};
use crate::syntax::ast::{self, Item, Phrase, Says, TypeKind, Written};
use crate::types::HashMap;
use crate::types::ids::{
    ArticleId, DecisionId, DefinitionId, FactId, FieldId, ParameterId, PlaceId, PlaceSetId, RecordId,
};
use crate::types::{Scale, Term};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How a module takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The policy asked about.
    Main,
    /// A vocabulary that is used.
    Vocabulary,
    /// A policy above, as the policies below have changed it.
    Base,
}

/// A parsed module and its part.
#[derive(Debug, Clone, Copy)]
pub struct Loaded<'a> {
    /// The tree.
    pub module: &'a ast::Module,
    /// Its part.
    pub role: Role,
    /// Which text it is.
    pub file: FileId,
    /// The modules whose names it may use: its own, those that it uses and stands under, and theirs.
    pub sees: &'a [bool],
}

/// A fact, or a field of a record.
#[derive(Debug, Clone)]
pub struct FactDecl<'a> {
    /// As written.
    pub ast: &'a ast::Fact,
    /// Its names.
    pub term: Arc<Term>,
    /// The levels that its type declares.
    pub scale: Option<usize>,
    /// Where it stands.
    pub scope: Scope,
}

/// A record.
#[derive(Debug, Clone)]
pub struct RecordDecl<'a> {
    /// As written.
    pub ast: &'a ast::Record,
    /// Its names.
    pub term: Arc<Term>,
    /// Its fields.
    pub fields: Vec<FactDecl<'a>>,
}

/// A definition.
#[derive(Debug, Clone)]
pub struct DefinitionDecl<'a> {
    /// As written.
    pub ast: &'a ast::Define,
    /// Its names.
    pub term: Arc<Term>,
    /// Where it holds.
    pub scope: Scope,
    /// Whose fields it is about.
    pub record: Option<RecordId>,
}

/// A parameter.
#[derive(Debug, Clone)]
pub struct ParameterDecl<'a> {
    /// As written.
    pub ast: &'a ast::Parameter,
    /// Its names.
    pub term: Arc<Term>,
    /// Where it stands.
    pub scope: Scope,
}

/// A place.
#[derive(Debug, Clone)]
pub struct PlaceDecl {
    /// Its names.
    pub term: Arc<Term>,
    /// The place around it.
    pub parent: Option<PlaceId>,
    /// Where it is declared.
    pub span: Span,
}

/// A set of places.
#[derive(Debug, Clone)]
pub struct PlaceSetDecl {
    /// Its names.
    pub term: Arc<Term>,
    /// Its members.
    pub members: Vec<PlaceId>,
}

/// What rules decide.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "four independent marks of a declaration")]
pub struct DecisionDecl {
    /// Its names.
    pub term: Arc<Term>,
    /// Where it is first named.
    pub span: Span,
    /// Whether a `decision` line declares it.
    pub declared: bool,
    /// Whether any rule speaks of it.
    pub ruled: bool,
    /// The lists whose members it is decided for, outermost first; none where it is taken once.
    pub each: Vec<Symbol>,
    /// Whether it could not be told of some rule whose members it is for.
    pub unsure: bool,
    /// Whether rules give it a value instead of a yes or no.
    pub valued: bool,
    /// Which of two amounts is better, where that is said.
    pub better: Option<ast::Better>,
}

/// An article of the policy.
#[derive(Debug, Clone)]
pub struct ArticleDecl<'a> {
    /// As written.
    pub ast: &'a ast::Article,
    /// For reading its phrases.
    pub scope: Scope,
}

/// Everything declared, and the reader of phrases.
pub struct Names<'a> {
    /// The texts, for messages.
    pub sources: &'a Sources,
    /// The modules, the policy first.
    pub modules: Vec<Loaded<'a>>,
    /// Facts.
    pub facts: Vec<FactDecl<'a>>,
    /// Records.
    pub records: Vec<RecordDecl<'a>>,
    /// Levels that belong together.
    pub scales: Vec<Arc<Scale>>,
    /// Named types: the type, and its scale.
    pub types: BTreeMap<String, (&'a ast::TypeName, Option<usize>)>,
    /// Declared units.
    pub units: Vec<Arc<Term>>,
    /// Places, each after the place around it.
    pub places: Vec<PlaceDecl>,
    /// Sets of places.
    pub place_sets: Vec<PlaceSetDecl>,
    /// Parameters.
    pub parameters: Vec<ParameterDecl<'a>>,
    /// The holidays of years, with the text in which they stand.
    pub holidays: Vec<(&'a ast::Holidays, FileId)>,
    /// Definitions.
    pub definitions: Vec<DefinitionDecl<'a>>,
    /// Decisions.
    pub decisions: Vec<DecisionDecl>,
    /// Articles of the policy.
    pub articles: Vec<ArticleDecl<'a>>,
    /// Examples, with where they stand.
    pub examples: Vec<(&'a ast::Example, Scope)>,
    /// Published figures, of the policy and of its articles.
    pub figures: Vec<(&'a ast::Figure, Scope)>,
    /// What policies let those below them change.
    pub powers: Vec<(&'a ast::Power, Scope)>,
    /// What is wrong.
    pub errors: Vec<NameError>,
    /// Which module each text is.
    files: HashMap<FileId, usize>,
    /// The modules that declare each symbol.
    pub(super) homes: HashMap<Symbol, Vec<usize>>,
    pub(super) lexicon: Lexicon,
    /// Every spelling and where it was declared: once in each article where it is local.
    spellings: HashMap<String, Vec<Spelt>>,
    /// The articles of each number in each module, in the order of the text.
    article_numbers: HashMap<(usize, String), Vec<ArticleId>>,
    suggestions: std::cell::Cell<usize>,
    /// What was read so far, and what another resolution with the same names has read.
    pub(super) read: Known,
    pub(super) known: Option<&'a Readings>,
}

/// What a spelling stands for in an article, or everywhere.
#[derive(Debug, Clone, Copy)]
struct Spelt {
    article: Option<ArticleId>,
    symbol: Symbol,
    at: Span,
}

/// After so many misspelt names no more suggestions are looked for: the cost must grow with the text only.
const MAX_SUGGESTIONS: usize = 200;

/// Declares everything that the modules say.
#[must_use]
pub fn resolve<'a>(sources: &'a Sources, modules: Vec<Loaded<'a>>) -> Names<'a> {
    let mut names = Names {
        sources,
        modules,
        facts: Vec::new(),
        records: Vec::new(),
        scales: Vec::new(),
        types: BTreeMap::new(),
        units: Vec::new(),
        places: Vec::new(),
        place_sets: Vec::new(),
        parameters: Vec::new(),
        holidays: Vec::new(),
        definitions: Vec::new(),
        decisions: Vec::new(),
        articles: Vec::new(),
        examples: Vec::new(),
        figures: Vec::new(),
        powers: Vec::new(),
        errors: Vec::new(),
        files: HashMap::default(),
        homes: HashMap::default(),
        lexicon: Lexicon::default(),
        spellings: HashMap::default(),
        article_numbers: HashMap::default(),
        suggestions: std::cell::Cell::new(0),
        read: Known::default(),
        known: None,
    };
    let modules = names.modules.clone();
    names.files = modules.iter().enumerate().map(|(index, loaded)| (loaded.file, index)).collect();
    // What others refer to by name comes first: types and units before facts, records before definitions over them.
    for (index, loaded) in modules.iter().enumerate() {
        names.types_and_units(loaded, index);
    }
    names.all_places(&modules);
    for (index, loaded) in modules.iter().enumerate() {
        names.values(loaded, index);
    }
    for (index, loaded) in modules.iter().enumerate() {
        names.definitions(loaded, index);
    }
    for loaded in &modules {
        names.decisions(loaded);
    }
    names.conditions_in_names();
    names
}

/// Both forms of a name as a term.
fn term(name: &ast::Name) -> Arc<Term> {
    let alias = name.alias.as_ref().map(|alias| alias.node.as_str().into());
    Arc::new(Term { text: name.text.node.as_str().into(), alias })
}

impl<'a> Names<'a> {
    /// Looks for names that are odd though nothing is wrong with them: one that reads as a phrase of others, two for one
    /// decision.
    pub fn warn(&mut self) {
        self.similar_decisions();
        self.check_spellings();
    }

    // ── Declaring ────────────────────────────────────────────

    fn declare(&mut self, name: &ast::Name, symbol: Symbol, article: Option<ArticleId>) {
        for form in name.forms() {
            let text = form.node.as_str();
            if !text.chars().any(char::is_alphanumeric) {
                self.errors.push(NameError::EmptyName { at: form.span });
                continue;
            }
            self.at_home(symbol, form.span.file);
            let key = fold(text);
            let clash = self.clash(&key, symbol, article);
            if let Some(first) = clash {
                let text = text.to_owned();
                self.errors.push(NameError::Duplicate { at: form.span, text, first: Some(first) });
                continue;
            }
            let spelt = Spelt { article, symbol, at: form.span };
            let alike = self.spellings.entry(key).or_default();
            let before = match alike.iter_mut().find(|known| known.article == article) {
                Some(known) => Some(std::mem::replace(known, spelt).symbol),
                None => {
                    alike.push(spelt);
                    None
                }
            };
            if before != Some(symbol) {
                self.lexicon.insert(text, Entry::Name(vec![symbol]));
            }
        }
    }

    /// A text that declares a symbol: those that see the text can name it.
    fn at_home(&mut self, symbol: Symbol, file: FileId) {
        let home = self.files.get(&file).copied().unwrap_or_default();
        let homes = self.homes.entry(symbol).or_default();
        if !homes.contains(&home) {
            homes.push(home);
        }
    }

    /// An earlier declaration that a name cannot stand beside.
    fn clash(&self, key: &str, symbol: Symbol, article: Option<ArticleId>) -> Option<Span> {
        let alike = self.spellings.get(key)?;
        let mut found =
            [None, article].into_iter().filter_map(|scope| alike.iter().find(|known| known.article == scope));
        found.find(|known| !may_share(known.symbol, symbol)).map(|known| known.at)
    }

    fn types_and_units(&mut self, loaded: &Loaded<'a>, module: usize) {
        for item in &loaded.module.items {
            match item {
                Item::Type(named) => {
                    let scale = self.scale(&named.name, &named.ty);
                    for form in named.name.forms() {
                        if let Some((first, _)) = self.types.get(&fold(&form.node)) {
                            let (first, text) = (Some(first.span), form.node.clone());
                            self.errors.push(NameError::Duplicate { at: form.span, text, first });
                        } else {
                            self.types.insert(fold(&form.node), (named, scale));
                        }
                    }
                }
                Item::Unit(name) => {
                    let term = term(name);
                    for form in name.forms() {
                        if self.lexicon.lookup_unit(&form.node).is_some() {
                            let text = form.node.clone();
                            self.errors.push(NameError::Duplicate { at: form.span, text, first: None });
                        }
                        self.lexicon.insert_unit(&form.node, UnitRef::Declared(term.clone()));
                        // `1 point`, `20 points`
                        for several in [format!("{}s", form.node), plural(&form.node)] {
                            if form.node.is_ascii() && self.lexicon.lookup_unit(&several).is_none() {
                                self.lexicon.insert_unit(&several, UnitRef::Declared(term.clone()));
                            }
                        }
                    }
                    self.units.push(term);
                }
                _ => {}
            }
        }
        let _ = module;
    }

    fn scale(&mut self, name: &ast::Name, ty: &'a ast::Type) -> Option<usize> {
        let (levels, ordered) = match &ty.kind {
            TypeKind::Grade(levels) => (levels, true),
            TypeKind::Choice(levels) => (levels, false),
            _ => return None,
        };
        let index = self.scales.len();
        let mut seen: HashMap<String, Span> = HashMap::default();
        for (at, level) in levels.iter().enumerate() {
            let id = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            for form in level.forms() {
                if let Some(first) = seen.insert(fold(&form.node), form.span) {
                    let text = form.node.clone();
                    self.errors.push(NameError::Duplicate { at: form.span, text, first: Some(first) });
                }
            }
            self.declare(level, Symbol::Level(id(index), id(at)), None);
        }
        let levels = levels.iter().map(|level| (*term(level)).clone()).collect();
        self.scales.push(Arc::new(Scale { name: (*term(name)).clone(), ordered, levels }));
        Some(index)
    }

    fn values(&mut self, loaded: &Loaded<'a>, module: usize) {
        let scope = Scope { article: None, module };
        for item in &loaded.module.items {
            match item {
                Item::Fact(fact) => {
                    let id = FactId::at(self.facts.len());
                    let list = matches!(fact.ty.kind, TypeKind::List(_));
                    self.declare(&fact.name, if list { Symbol::List(id) } else { Symbol::Fact(id) }, None);
                    let decl = self.fact(fact, scope);
                    self.facts.push(decl);
                }
                Item::Record(record) => {
                    let id = RecordId::at(self.records.len());
                    self.declare(&record.name, Symbol::Record(id), None);
                    let mut fields = Vec::new();
                    for (index, field) in record.fields.iter().enumerate() {
                        let at = FieldId::at(index);
                        let list = matches!(field.ty.kind, TypeKind::List(_));
                        let symbol = if list { Symbol::ListField(id, at) } else { Symbol::Field(id, at) };
                        self.declare(&field.name, symbol, None);
                        fields.push(self.fact(field, scope));
                    }
                    self.records.push(RecordDecl { ast: record, term: term(&record.name), fields });
                }
                Item::Parameter(parameter) => {
                    let id = ParameterId::at(self.parameters.len());
                    self.declare(&parameter.name, Symbol::Parameter(id), None);
                    self.parameters.push(ParameterDecl { ast: parameter, term: term(&parameter.name), scope });
                }
                Item::Holidays(holidays) => self.holidays.push((holidays, loaded.file)),
                Item::Power(power) if loaded.role != Role::Vocabulary => self.powers.push((power, scope)),
                Item::Figure(figure) if loaded.role == Role::Main => self.figures.push((figure, scope)),
                Item::Example(example) if loaded.role == Role::Main => self.examples.push((example, scope)),
                _ => {}
            }
        }
    }

    fn fact(&mut self, fact: &'a ast::Fact, scope: Scope) -> FactDecl<'a> {
        let scale = match &fact.ty.kind {
            TypeKind::Named(name) => self.types.get(&fold(&name.node)).and_then(|(_, scale)| *scale),
            _ => self.scale(&fact.name, &fact.ty),
        };
        FactDecl { ast: fact, term: term(&fact.name), scale, scope }
    }

    fn definitions(&mut self, loaded: &Loaded<'a>, module: usize) {
        let scope = Scope { article: None, module };
        for item in &loaded.module.items {
            match item {
                Item::Define(define) => {
                    let record = define.each.as_ref().and_then(|each| self.record_named(each));
                    self.define(define, scope, record);
                }
                Item::Record(record) => {
                    let id = self.records.iter().position(|known| std::ptr::eq(known.ast, record)).map(RecordId::at);
                    for define in &record.defines {
                        self.define(define, scope, id);
                    }
                }
                Item::Article(article) => {
                    let vocabulary = loaded.module.header.as_ref().is_some_and(|header| header.vocabulary);
                    if vocabulary {
                        self.errors.push(NameError::RuleInVocabulary { at: article.span });
                    }
                    if loaded.role != Role::Vocabulary {
                        let id = ArticleId::at(self.articles.len());
                        let scope = Scope { article: Some(id), module };
                        // Versions of one article follow each other in time; the checker sees to that.
                        let dated = article.in_force.is_some();
                        let alike = self.article_numbers.entry((module, article.number.node.clone())).or_default();
                        let twice = alike
                            .iter()
                            .filter_map(|known| self.articles.get(known.index()))
                            .find(|known| !(article.carried || dated && known.ast.in_force.is_some()));
                        if loaded.role == Role::Main {
                            self.figures.extend(article.figures.iter().map(|figure| (figure, scope)));
                        }
                        if let Some(first) = twice.map(|known| known.ast.number.span) {
                            let (at, text) = (article.number.span, article.number.node.clone());
                            self.errors.push(NameError::ArticleTwice { at, text, first });
                        }
                        self.powers.extend(article.powers.iter().map(|power| (power, scope)));
                        alike.push(id);
                        self.articles.push(ArticleDecl { ast: article, scope });
                        for define in &article.defines {
                            let record = define.each.as_ref().and_then(|each| self.record_named(each));
                            self.define(define, scope, record);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn define(&mut self, define: &'a ast::Define, scope: Scope, record: Option<RecordId>) {
        let id = DefinitionId::at(self.definitions.len());
        self.declare(&define.name, Symbol::Definition(id), scope.article);
        self.definitions.push(DefinitionDecl { ast: define, term: term(&define.name), scope, record });
    }

    /// The record that a name stands for: itself, or what a list is a list of.
    pub fn record_named(&mut self, name: &Written) -> Option<RecordId> {
        let symbols = self.lexicon.lookup(&name.node);
        let each = symbols.iter().filter_map(|symbol| match symbol {
            Symbol::Record(id) => Some(*id),
            Symbol::List(fact) => self.list_record(*fact),
            Symbol::ListField(owner, field) => self.field_record(*owner, *field),
            _ => None,
        });
        let found: BTreeSet<RecordId> = each.collect();
        let record = found.first().copied().filter(|_| found.len() == 1);
        if record.is_none() {
            let near = self.near(&name.node);
            let (at, text) = (name.span, name.node.clone());
            self.errors.push(NameError::NotDeclared { at, text, kind: Kind::Record, near });
        }
        record
    }

    /// The record that a list is a list of.
    #[must_use]
    pub fn list_record(&self, fact: FactId) -> Option<RecordId> {
        self.record_of(&self.facts.get(fact.index())?.ast.ty)
    }

    /// The record that a field is a list of.
    #[must_use]
    pub fn field_record(&self, owner: RecordId, field: FieldId) -> Option<RecordId> {
        self.record_of(&self.records.get(owner.index())?.fields.get(field.index())?.ast.ty)
    }

    /// The record that a list is a list of, by its type.
    #[must_use]
    pub fn record_of(&self, ty: &ast::Type) -> Option<RecordId> {
        let TypeKind::List(name) = &ty.kind else { return None };
        self.lexicon.lookup(&name.node).iter().find_map(|symbol| match symbol {
            Symbol::Record(id) => Some(*id),
            _ => None,
        })
    }

    /// The list that a name stands for: itself, or the only list of that record.
    #[must_use]
    pub fn list_of(&self, symbols: &[Symbol]) -> Option<FactId> {
        symbols.iter().find_map(|symbol| match symbol {
            Symbol::List(fact) => Some(*fact),
            Symbol::Record(record) => {
                let lists =
                    (0..self.facts.len()).map(FactId::at).filter(|fact| self.list_record(*fact) == Some(*record));
                let all: Vec<FactId> = lists.collect();
                if let [only] = all.as_slice() { Some(*only) } else { None }
            }
            _ => None,
        })
    }

    // ── Places ───────────────────────────────────────────────

    fn all_places(&mut self, modules: &[Loaded<'a>]) {
        let mut inside: Vec<(PlaceId, &'a Written)> = Vec::new();
        for loaded in modules {
            for item in &loaded.module.items {
                if let Item::Place(place) = item {
                    self.place(place, None, &mut inside);
                }
            }
        }
        for (id, around) in inside {
            let parent = self.place_named(around);
            if let Some(place) = self.places.get_mut(id.index()) {
                place.parent = parent;
            }
        }
        for index in 0..self.places.len() {
            if self.chain(PlaceId::at(index)).is_none()
                && let Some(place) = self.places.get_mut(index)
            {
                let (at, text) = (place.span, place.term.text.to_string());
                place.parent = None;
                self.errors.push(NameError::PlaceCycle { at, text });
            }
        }
        for loaded in modules {
            for item in &loaded.module.items {
                if let Item::PlaceSet(set) = item {
                    let members = set.members.iter().filter_map(|member| self.place_named(member)).collect();
                    let id = PlaceSetId::at(self.place_sets.len());
                    self.declare(&set.name, Symbol::PlaceSet(id), None);
                    self.place_sets.push(PlaceSetDecl { term: term(&set.name), members });
                }
            }
        }
    }

    fn place(&mut self, place: &'a ast::Place, parent: Option<PlaceId>, inside: &mut Vec<(PlaceId, &'a Written)>) {
        let id = PlaceId::at(self.places.len());
        self.declare(&place.name, Symbol::Place(id), None);
        self.places.push(PlaceDecl { term: term(&place.name), parent, span: place.name.text.span });
        inside.extend(place.inside.as_ref().map(|around| (id, around)));
        for inner in &place.places {
            self.place(inner, Some(id), inside);
        }
    }

    fn place_named(&mut self, name: &Written) -> Option<PlaceId> {
        let found = self.lexicon.lookup(&name.node).iter().find_map(|symbol| match symbol {
            Symbol::Place(id) => Some(*id),
            _ => None,
        });
        if found.is_none() {
            let forms = self.places.iter().flat_map(|place| place.term.forms());
            let near = nearest(&name.node, forms).into_iter().map(str::to_owned).collect();
            let (at, text) = (name.span, name.node.clone());
            self.errors.push(NameError::NotDeclared { at, text, kind: Kind::Place, near });
        }
        found
    }

    /// A place and all places around it, innermost first; none where they run in a circle.
    fn chain(&self, from: PlaceId) -> Option<Vec<PlaceId>> {
        let mut chain = vec![from];
        let mut at = from;
        while let Some(parent) = self.places.get(at.index()).and_then(|place| place.parent) {
            if chain.len() > self.places.len() {
                return None;
            }
            chain.push(parent);
            at = parent;
        }
        Some(chain)
    }

    // ── Decisions ────────────────────────────────────────────

    fn decisions(&mut self, loaded: &Loaded<'a>) {
        for item in &loaded.module.items {
            if let Item::Decision(name, better) = item {
                // The name that a rule which is gone gave it stands where that rule stood: no line declares it.
                let at = name.text.span;
                let holds = |extent: Span| extent.file == at.file && extent.start <= at.start && at.end <= extent.end;
                let of_rule = |item: &Item| matches!(item, Item::Article(article) if holds(article.extent));
                let id = self.decision(name, !loaded.module.items.iter().any(of_rule));
                if let Some(decision) = id.and_then(|id| self.decisions.get_mut(id.index())) {
                    decision.better = decision.better.or(*better);
                }
            }
        }
        if loaded.role == Role::Vocabulary {
            return;
        }
        for item in &loaded.module.items {
            let Item::Article(article) = item else { continue };
            for rule in &article.rules {
                let each = self.each_lists(&rule.each);
                let valued = !matches!(rule.says, Says::Modal(_));
                if valued && rule.each.is_empty() {
                    self.each_in_name(&rule.decision.text);
                }
                let Some(id) = self.decision(&rule.decision, false) else { continue };
                let Some(decision) = self.decisions.get_mut(id.index()) else { continue };
                let Some(each) = each else {
                    decision.valued |= valued;
                    decision.unsure = true;
                    continue;
                };
                if decision.ruled && decision.each != each {
                    let (at, text, first) = (rule.span, rule.decision.text.node.clone(), decision.span);
                    self.errors.push(NameError::EachDiffers { at, text, first });
                } else {
                    decision.ruled = true;
                    decision.each = each;
                    decision.valued |= valued;
                }
            }
        }
    }

    fn decision(&mut self, name: &ast::Name, declared: bool) -> Option<DecisionId> {
        let known = name.forms().find_map(|form| self.decision_named(&form.node));
        if let Some(id) = known {
            self.at_home(Symbol::Decision(id), name.text.span.file);
            if declared && self.decisions.get(id.index()).is_some_and(|decision| decision.declared) {
                let first = self.decisions.get(id.index()).map(|decision| decision.span);
                let (at, text) = (name.text.span, name.text.node.clone());
                self.errors.push(NameError::Duplicate { at, text, first });
            }
            // A later line may add the other-language form.
            for form in name.forms() {
                if self.decision_named(&form.node).is_none() {
                    let alias = ast::Name { text: form.clone(), alias: None };
                    self.declare(&alias, Symbol::Decision(id), None);
                    if let Some(decision) = self.decisions.get_mut(id.index()) {
                        let term = Term { alias: Some(form.node.as_str().into()), ..(*decision.term).clone() };
                        decision.term = Arc::new(term);
                    }
                }
            }
            return Some(id);
        }
        let id = DecisionId::at(self.decisions.len());
        let before = self.errors.len();
        self.declare(name, Symbol::Decision(id), None);
        if self.errors.len() > before {
            return None;
        }
        let (term, span) = (term(name), name.text.span);
        let fresh = DecisionDecl {
            term,
            span,
            declared,
            ruled: false,
            each: Vec::new(),
            unsure: false,
            valued: false,
            better: None,
        };
        self.decisions.push(fresh);
        Some(id)
    }

    /// The decision of that name.
    #[must_use]
    pub fn decision_named(&self, name: &str) -> Option<DecisionId> {
        let everywhere = self.spellings.get(&fold(name))?.iter().find(|known| known.article.is_none())?;
        match everywhere.symbol {
            Symbol::Decision(id) => Some(id),
            _ => None,
        }
    }

    /// Two names for one decision are the slip that no other check would find.
    fn similar_decisions(&mut self) {
        let mut found = Vec::new();
        let all = self.decisions.iter().take(MAX_SUGGESTIONS);
        let spellings: Vec<Spelling> = all.map(|decision| Spelling::of(&decision.term.text)).collect();
        for (index, (decision, spelling)) in self.decisions.iter().zip(&spellings).enumerate() {
            if decision.declared {
                continue;
            }
            let earlier = self.decisions.get(..index).unwrap_or_default();
            let slips =
                earlier.iter().zip(&spellings).filter(|(known, other)| !known.declared && other.is_slip_of(spelling));
            if let Some(other) = nearest(&decision.term.text, slips.map(|(known, _)| &*known.term.text)).first() {
                let first =
                    earlier.iter().find(|known| &*known.term.text == *other).map_or(decision.span, |known| known.span);
                let (at, text, other) = (decision.span, decision.term.text.to_string(), (*other).to_owned());
                found.push(NameError::SimilarDecision { at, text, other, first });
            }
        }
        self.errors.extend(found);
    }

    // ── Reading ──────────────────────────────────────────────

    /// The one reading of a phrase, with what is wrong inside it.
    pub fn read(&self, phrase: &Phrase, scope: Scope) -> Result<(Read, Vec<NameError>), Vec<NameError>> {
        let scope = self.scope_at(phrase.span, scope);
        let at = At::of(phrase, scope);
        let known = self.read.borrow().get(&at).cloned();
        if let Some(known) = known.or_else(|| self.known?.get(&at)) {
            return Ok((known, Vec::new()));
        }
        let found = self.with_reader(scope, |reader| reading::read(reader, phrase));
        let found =
            found.map_err(|errors| errors.into_iter().map(|error| self.remedied(error, scope)).collect::<Vec<_>>());
        self.remember(at, &found);
        found
    }

    /// What a phrase reads as, where it is only tried whether it reads: nothing is suggested for what does not.
    pub fn try_read(&self, phrase: &Phrase, scope: Scope) -> Option<Read> {
        let scope = self.scope_at(phrase.span, scope);
        let at = At::of(phrase, scope);
        let known = self.read.borrow().get(&at).cloned();
        if let Some(known) = known.or_else(|| self.known?.get(&at)) {
            return Some(known);
        }
        let silent = |_: &str| Vec::new();
        let found = self.with_reader_and(scope, &silent, |reader| reading::read(reader, phrase));
        self.remember(at, &found);
        found.ok().filter(|(_, problems)| problems.is_empty()).map(|(read, _)| read)
    }

    fn remember(&self, at: At, found: &Result<(Read, Vec<NameError>), Vec<NameError>>) {
        if let Ok((read, problems)) = found
            && problems.is_empty()
        {
            self.read.borrow_mut().insert(at, read.clone());
        }
    }

    /// The head of a list that runs over members.
    pub fn read_head(&self, phrase: &Phrase, scope: Scope) -> Result<Head, Vec<NameError>> {
        let scope = self.scope_at(phrase.span, scope);
        let mut found = self.with_reader(scope, |reader| reading::read_head(reader, phrase));
        for error in found.as_mut().err().into_iter().flatten() {
            if let NameError::ListHead { at, list } = error {
                *list = self.some_list(self.sources.slice(*at));
            }
        }
        found
    }

    /// A list to show how one is spoken of: the one that a text names, or else the first.
    fn some_list(&self, text: &str) -> Option<Arc<Term>> {
        let lists = || self.facts.iter().filter(|fact| matches!(fact.ast.ty.kind, TypeKind::List(_)));
        let named = |fact: &&FactDecl<'_>| fact.term.forms().any(|form| fold(text).contains(&fold(form)));
        lists().find(named).or_else(|| lists().next()).map(|fact| fact.term.clone())
    }

    fn with_reader<T>(&self, scope: Scope, run: impl FnOnce(&Reader<'_>) -> T) -> T {
        self.with_reader_and(scope, &|text: &str| self.near_in_phrase(text), run)
    }

    pub(super) fn with_reader_and<T>(
        &self,
        scope: Scope,
        near: &dyn Fn(&str) -> Vec<String>,
        run: impl FnOnce(&Reader<'_>) -> T,
    ) -> T {
        let visible = |symbol: &Symbol, scope: Scope| self.is_visible(*symbol, scope);
        let sense = |spelling: &str| self.sense(spelling, scope);
        let slice = |span: Span| self.sources.slice(span).to_owned();
        let reader = Reader {
            lexicon: &self.lexicon,
            scope,
            visible: &visible,
            sense: &sense,
            slice: &slice,
            near,
            depth: 0,
            groups: &std::cell::RefCell::default(),
        };
        run(&reader)
    }

    /// Where a phrase is written says what it can speak of: a change that a policy makes in the one above keeps the
    /// names and the comparison words of its own text.
    fn scope_at(&self, span: Span, around: Scope) -> Scope {
        let Some(&module) = self.files.get(&span.file) else { return around };
        let holds = |article: &ArticleDecl<'_>| {
            let extent = article.ast.extent;
            extent.file == span.file && extent.start <= span.start && span.end <= extent.end
        };
        let known = around.article.filter(|id| self.articles.get(id.index()).is_some_and(holds));
        let moved = around.article.is_some() || module != around.module;
        let article = known.or_else(|| self.articles.iter().position(holds).filter(|_| moved).map(ArticleId::at));
        Scope { article, module }
    }

    pub(super) fn is_visible(&self, symbol: Symbol, scope: Scope) -> bool {
        let sees = self.modules.get(scope.module).map_or(&[][..], |loaded| loaded.sees);
        // Most policies see all there is.
        if !(sees.len() == self.modules.len() && sees.iter().all(|sees| *sees)) {
            let homes = self.homes.get(&symbol).map_or(&[][..], Vec::as_slice);
            if !homes.is_empty() && !homes.iter().any(|home| sees.get(*home) == Some(&true)) {
                return false;
            }
        }
        match symbol {
            Symbol::Definition(id) => self.definitions.get(id.index()).is_some_and(|definition| {
                definition.scope.article.is_none() || definition.scope.article == scope.article
            }),
            _ => true,
        }
    }

    /// What the header says of a comparison word.
    pub fn sense(&self, spelling: &str, scope: Scope) -> Option<bool> {
        let header = self.modules.get(scope.module)?.module.header.as_ref()?;
        let speaks = |word: &&ast::WordSense| {
            let word = word.word.node.as_str();
            // 及以上 and 或以上 are 以上; （含）以上 says for itself that it includes, and 不满 is not 满.
            spelling == word || (word.starts_with('以') && spelling.ends_with(word) && !spelling.starts_with('含'))
        };
        header.words.iter().find(speaks).map(|word| word.includes)
    }

    /// Declared names near a misspelt one.
    pub fn near(&self, text: &str) -> Vec<String> {
        let done = self.suggestions.get();
        if done >= MAX_SUGGESTIONS {
            return Vec::new();
        }
        self.suggestions.set(done + 1);
        // A name that stands for something of another kind is no slip for itself.
        nearest(text, self.all_forms()).into_iter().filter(|form| *form != text).map(str::to_owned).collect()
    }

    /// Declared names near a misspelt one, and words that join the items of a list: one of those with a slip in it is
    /// read as a condition.
    fn near_in_phrase(&self, text: &str) -> Vec<String> {
        let names = self.near(text);
        let joins = nearest(text, crate::syntax::connectives()).into_iter().map(str::to_owned);
        if names.is_empty() { joins.collect() } else { names }
    }

    fn all_forms(&self) -> impl Iterator<Item = &str> {
        let facts = self.facts.iter().map(|fact| &fact.term);
        let fields = self.records.iter().flat_map(|record| record.fields.iter().map(|field| &field.term));
        let records = self.records.iter().map(|record| &record.term);
        let rest = self.definitions.iter().map(|definition| &definition.term);
        let rest = rest.chain(self.parameters.iter().map(|parameter| &parameter.term));
        let rest = rest.chain(self.decisions.iter().map(|decision| &decision.term));
        let rest = rest.chain(self.places.iter().map(|place| &place.term));
        let rest = rest.chain(self.place_sets.iter().map(|set| &set.term));
        let levels = self.scales.iter().flat_map(|scale| scale.levels.iter().flat_map(Term::forms));
        facts.chain(fields).chain(records).chain(rest).flat_map(|term| term.forms()).chain(levels)
    }

    /// The articles of a module with that number, in the order of the text.
    #[must_use]
    pub fn articles_numbered(&self, module: usize, number: &str) -> &[ArticleId] {
        self.article_numbers.get(&(module, number.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// What a whole name stands for.
    #[must_use]
    pub fn lookup(&self, name: &str) -> Vec<Symbol> {
        self.lexicon.lookup(name)
    }

    /// The unit that a whole name stands for.
    #[must_use]
    pub fn unit_named(&self, name: &str) -> Option<UnitRef> {
        reading::unit(&self.lexicon, &crate::syntax::parse_name(name).atoms)
    }

    /// The type that a `type` line names.
    #[must_use]
    pub fn type_named(&self, name: &str) -> Option<(&'a ast::TypeName, Option<usize>)> {
        self.types.get(&fold(name)).copied()
    }

    /// Warns of names that can also be read as phrases of other names.
    fn check_spellings(&mut self) {
        let mut all: Vec<(String, Span)> = self
            .spellings
            .values()
            .flatten()
            .filter(|known| !matches!(known.symbol, Symbol::Decision(_)))
            .map(|known| (self.sources.slice(known.at).trim().to_owned(), known.at))
            .collect();
        all.sort_by_key(|(_, span)| *span);
        for (text, span) in all {
            let phrase = crate::syntax::parse_name(&text);
            if !is_plain(&phrase) {
                continue;
            }
            let ambiguous = self.with_reader(Scope::default(), |reader| {
                !reading::is_one_piece(reader, &phrase) && reading::is_ambiguous(reader, &phrase)
            });
            if ambiguous {
                let split = self.second_reading(&phrase, &text);
                self.errors.push(NameError::NameReadsAsPhrase { at: span, text, split });
            }
        }
    }

    fn second_reading(&self, phrase: &Phrase, text: &str) -> String {
        let slice = |span: Span| text.get(span.range()).unwrap_or_default().to_owned();
        let splits = self.with_reader(Scope::default(), |reader| {
            let reader = Reader { slice: &slice, ..*reader };
            match reading::read(&reader, phrase) {
                Err(errors) => errors.into_iter().find_map(|error| match error {
                    NameError::Ambiguous { splits, .. } => Some(splits),
                    _ => None,
                }),
                Ok(_) => None,
            }
        });
        splits.unwrap_or_default().into_iter().find(|split| split.contains(" | ")).unwrap_or_default()
    }
}

/// Levels of different scales may share a name, and fields of different records.
fn may_share(known: Symbol, new: Symbol) -> bool {
    match (known, new) {
        (Symbol::Level(a, _), Symbol::Level(b, _)) => a != b,
        (Symbol::Field(a, _) | Symbol::ListField(a, _), Symbol::Field(b, _) | Symbol::ListField(b, _)) => a != b,
        _ => known == new,
    }
}
