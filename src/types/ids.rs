//! Numbers that stand for declarations, one type each, so that none can be taken for another.

use std::fmt;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $word:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// The id of a place in a table.
            #[must_use]
            pub fn at(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            /// The place in its table.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($word, "-{}"), self.0)
            }
        }
    )+};
}

ids! {
    /// A fact.
    FactId "fact";
    /// A record.
    RecordId "record";
    /// A field, counted within its record.
    FieldId "field";
    /// A definition.
    DefinitionId "definition";
    /// A parameter.
    ParameterId "parameter";
    /// A decision.
    DecisionId "decision";
    /// A place.
    PlaceId "place";
    /// A named set of places.
    PlaceSetId "place-set";
    /// An article.
    ArticleId "article";
}
