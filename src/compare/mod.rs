//! Policies as wholes: what the text of one now is, and how several stand side by side.
//!
//! In: programs, with the changes of their layers. Out: [`Effective`] text, a [`Comparison`], a [`Rebase`] report, each as
//! data and as text. Never: a case, or a file. What "tighter" means is asked of `authority`.

mod effective;
mod pairs;
mod readings;
mod rebase;
mod side_by_side;
mod through;
mod words;

pub use effective::{Effective, effective};
pub use rebase::{Fate, Local, Moved, OnNew, Over, Rebase, rebase};
pub use side_by_side::{Column, Comparison, Layout, by_default, compare};
pub use words::{body, clause, folded, period, table};
