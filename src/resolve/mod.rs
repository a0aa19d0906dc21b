//! Names → declarations, and phrases → their one reading.
//!
//! In: parsed modules: a policy, the vocabularies that it uses, the policies that it stands under. Out: [`Names`], the
//! table of everything declared, which reads a phrase when asked. Never: a type, a value, or a file.

pub mod lexicon;
pub mod read;
pub mod scale;

mod advice;
mod each;
mod error;
mod names;
pub(crate) mod numeral;
mod reading;
mod readings;
mod remedy;
mod sentence;
mod taken_in;

pub use error::{Among, Beside, Kind, NameError};
pub use names::{
    ArticleDecl, DecisionDecl, DefinitionDecl, FactDecl, Loaded, Names, ParameterDecl, PlaceDecl, PlaceSetDecl,
    RecordDecl, Role, resolve,
};
pub use reading::MAX_ATOMS;
pub use readings::Readings;
pub use taken_in::{Named, TakenIn};

use crate::types::ids::{
    ArticleId, DecisionId, DefinitionId, FactId, FieldId, ParameterId, PlaceId, PlaceSetId, RecordId,
};

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Symbol {
    /// A fact with one value.
    Fact(FactId),
    /// A fact that is a list.
    List(FactId),
    /// A record.
    Record(RecordId),
    /// A field of a record.
    Field(RecordId, FieldId),
    /// A field of a record that is a list.
    ListField(RecordId, FieldId),
    /// A definition.
    Definition(DefinitionId),
    /// A parameter.
    Parameter(ParameterId),
    /// What rules decide.
    Decision(DecisionId),
    /// A place.
    Place(PlaceId),
    /// Several places.
    PlaceSet(PlaceSetId),
    /// A level of a grade or choice: which scale, which level.
    Level(u32, u32),
}

impl Symbol {
    /// Whether it names members: a list, or a record for the lists of it.
    #[must_use]
    pub const fn is_list(self) -> bool {
        match self {
            Self::List(_) | Self::ListField(..) | Self::Record(_) => true,
            Self::Fact(_)
            | Self::Field(..)
            | Self::Definition(_)
            | Self::Parameter(_)
            | Self::Decision(_)
            | Self::Place(_)
            | Self::PlaceSet(_)
            | Self::Level(..) => false,
        }
    }
}

/// Where a phrase stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Scope {
    /// Inside which article.
    pub article: Option<ArticleId>,
    /// In which module.
    pub module: usize,
}
