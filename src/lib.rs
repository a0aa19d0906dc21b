//! pol
#![allow(missing_docs)]
pub mod diagnostics;
pub mod source;
pub mod syntax;
