//! How one version of a policy differs from another: which clauses, for whom, and why.
//!
//! In: two programs, and rows of cases as each of them reads them. Out: a [`Report`] as data, and its texts. Never: a file,
//! a clock, or meaning of its own: what comes out of a case is the interpreter's, under each version as it is.

mod align;
mod blame;
mod changes;
mod crossed;
mod details;
mod gauge;
mod html;
mod items;
mod joint;
mod markdown;
mod outcome;
mod plot;
mod proof;
mod reduce;
mod region;
mod remap;
mod report;
mod rows;
mod search;
mod tally;
mod text;
mod transitions;
mod values;
mod whole;
mod witness;
mod words;

pub use blame::Cause;
pub use changes::declared::FactChange;
pub use changes::{Analysis, Change, analyse};
pub use details::Detail;
pub use joint::Side;
pub use outcome::Kind;
pub use report::{Outcomes, Report, Version, outcomes, verdict};
pub use rows::{NOT_TOLD, Row, RowReader};
pub use tally::{Asked, Candidate, Count, MAX_VALUES, Tally};
pub use transitions::leaves_otherwise;
pub use whole::Whole;
pub use witness::{MAX_CHANGES, MAX_TRIES, Witness, also_in_cases, witnesses};
