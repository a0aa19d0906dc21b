//! Slips: the policy as a drafter might have written it wrongly, and whether any case notices.
//!
//! In: a program and its suites. Out: [`Slip`]s, each a small edit of the typed tree that leaves its types right, and which
//! of them no case [notices](run). Never: a text parsed again, a file, or a claim that a slip left
//! unnoticed changes nothing: but for those that change no outcome by construction (`equal.rs`), which are left out, only people
//! can say whether some case could notice it.

mod equal;
mod node;
mod report;
mod run;
mod site;
mod slip;

pub use report::{Survey, survey};
pub use run::{Notice, Noticer, run};
pub use site::{Root, Site};
pub use slip::{Edit, Slip, SlipKind, apply, slips};
