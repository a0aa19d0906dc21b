//! Everything that the modules declare, in tables, with its spellings in the lexicon.
//!
//! In: parsed modules. Out: [`Names`], which reads phrases, finds what is declared, and tells of names that are odd.

mod above;
mod ask;
mod decisions;
mod declare;
mod definitions;
mod doubts;
mod places;
mod values;

pub use above::OfAbove;

use super::error::NameError;
use super::lexicon::{Lexicon, UnitRef};
use super::reading;
use super::readings::{Known, Readings};
use super::{Scope, Symbol};
use crate::source::name::fold;
use crate::source::{FileId, Sources, Span};
use crate::syntax::ast;
use crate::types::HashMap;
use crate::types::ids::{ArticleId, PlaceId, RecordId};
use crate::types::{Scale, Term};
use declare::Spelt;
use std::cell::Cell;
use std::collections::BTreeMap;
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
    suggestions: Cell<usize>,
    /// What was read so far, and what another resolution with the same names has read.
    pub(super) read: Known,
    pub(super) known: Option<&'a Readings>,
}

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
        suggestions: Cell::new(0),
        read: Known::default(),
        known: None,
    };
    let modules = names.modules.clone();
    names.files = modules.iter().enumerate().map(|(index, loaded)| (loaded.file, index)).collect();
    // What others refer to by name comes first: types and units before facts, records before definitions over them.
    for loaded in &modules {
        names.types_and_units(loaded);
    }
    names.all_places(&modules);
    for (index, loaded) in modules.iter().enumerate() {
        names.values(loaded, index);
    }
    for (index, loaded) in modules.iter().enumerate() {
        names.definitions(loaded, index);
    }
    names.decisions_of_above();
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
}
