//! Coverage: what the cases of a policy show of it, and what nothing would be noticed of.
//!
//! In: a program and its cases, with what they expect or what a person has accepted of them. Out: [`Coverage`]: of every rule and condition the first case in
//! which it decided by itself, and of every line that a comparison draws the cases just below, at and just above it.
//! Never: meaning of its own. Whether a condition decides is found by asking the interpreter what would have come out if
//! it alone had yielded otherwise.

mod coupled;
mod every;
pub mod html;
mod lines;
pub mod make;
mod measure;
mod parts;
mod report;
pub mod text;
mod trial;
pub mod write;

pub use lines::{Edge, Line, Place, Point};
pub use measure::{Cases, Counted, Coupled, Coverage, ENOUGH, Shown, counted, same};
pub use parts::{Kind, Owner, Part, Parts, Scoped};
pub use report::{
    ArticleTold, Count, CoupledTold, Mark, Missing, PartTold, Report, ShownTold, Tally, place, point_words, report,
    words,
};
