//! The keys by which a case says something about itself: no fact can be told by them.

/// The date asked about.
pub const AS_OF: [&str; 3] = ["as of", "as_of", "判定日期"];
/// Which readings are chosen.
pub const READINGS: [&str; 2] = ["readings", "读法"];
/// What is to come out.
pub const EXPECT: [&str; 2] = ["expect", "期望"];
/// Which decisions are asked about.
pub const ASKS: [&str; 2] = ["asks", "问及"];

/// Whether a name, folded, is such a key.
#[must_use]
pub fn is_case_key(name: &str) -> bool {
    [AS_OF.as_slice(), &READINGS, &EXPECT, &ASKS].iter().any(|keys| keys.contains(&name))
}
