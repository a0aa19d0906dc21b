//! pol
#![allow(missing_docs)]
pub mod diagnostics;
pub mod source;
pub mod syntax;
pub mod types;
pub mod resolve;
pub mod ir;
pub mod check;
pub mod interpret;
