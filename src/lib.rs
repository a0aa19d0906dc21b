//! pol: policy that can be read aloud, checked, tested and run.
//!
//! ```text
//!             policy.pol
//!                 │  parse      syntax/     grammar/*.pest → ast + comments      never fails
//!                 ▼
//!                ast
//!                 │  layer      layer/      policies above and below → one effective text, and every change in it
//!                 │  resolve    resolve/    every name → its declaration; every phrase → its one reading
//!                 ▼
//!           ast + names
//!                 │  check      check/      types, units, dates; sugar goes as types come
//!                 ▼
//!                 ir            ir/         small, resolved, typed: the one tree that back ends read
//!                 │  judge      authority/  was each change allowed, and is it tighter or looser?
//!                 ▼
//!             interpret         interpret/  one case, what comes out, and why
//!              compare          compare/    whole policies: consolidated, side by side, on another base
//!                 ▲
//!               load             load/      the texts of a policy and of those above it → all of this, by one door
//!               cases           cases/      YAML, JSON, TOML, tables → typed facts
//!               suite           suite/      the cases of a policy, to be run, pinned, measured and compared
//!              coverage         coverage/   what the cases of a policy decide, and what nothing would be noticed of
//!               diff            diff/       two versions: which clauses differ, for whom, and why
//!               mutate          mutate/     the slips of drafters, and which of them no case would notice
//! ```
//!
//! A phrase cannot be parsed before the names are known (Chinese is written without spaces), so the resolver reads it,
//! and between `ast` and `ir` there is a small tree of phrases as read (`resolve::read`), which lives only until it is
//! typed.
//!
//! Who may import whom; lower lines never import higher ones, and a test holds the code to it:
//!
//! ```text
//! cli                    everything
//! load                   authority, cases, check, interpret, ir, layer, resolve, syntax, types
//! coverage               cases, interpret, ir, suite, types
//! diff                   authority, cases, compare, interpret, ir, types
//! mutate                 cases, interpret, ir, suite, types
//! suite                  cases, interpret, ir, types
//! cases                  interpret, ir, types
//! interpret              ir, types
//! check                  ir, resolve, syntax, types
//! compare                authority, ir, types
//! authority              ir, types
//! ir                     types
//! resolve                syntax, types
//! layer                  syntax
//! syntax · types         nothing else
//! diagnostics            source
//! source                 nothing
//! ```
//!
//! And what never happens:
//! - nothing below `cli` reads a file, an environment variable or a clock, or prints;
//! - nothing outside `diagnostics/report.rs` knows miette; nothing outside `syntax` knows pest;
//! - parsing never fails: a stage returns its result *and* its problems;
//! - no result depends on the order of a hash map; no number is a float;
//! - the interpreter is the definition of meaning: no cleverness there, and other back ends are tested against it.

pub mod authority;
pub mod cases;
pub mod check;
pub mod cli;
pub mod compare;
pub mod coverage;
pub mod diagnostics;
pub mod diff;
pub mod interpret;
pub mod ir;
pub mod layer;
pub mod mutate;
pub mod resolve;
pub mod source;
pub mod suite;
pub mod syntax;
pub mod types;

mod load;

pub use cases::Cases;
pub use diagnostics::{Diagnostic, Language};
pub use interpret::{Case, Explanation, Question};
pub use load::{Back, Choice, Found, Loaded, Policy, When, choose, load, load_back, load_version};
