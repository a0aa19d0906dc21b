//! A report as a page: one file, nothing from outside.

use super::report::Report;
use crate::diagnostics::Language;
use crate::source::SourceFile;

/// The page of one or several policies.
#[must_use]
pub fn render(_reports: &[(&Report, &SourceFile)], _language: Language) -> String {
    String::new()
}
