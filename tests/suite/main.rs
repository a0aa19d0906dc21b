//! The one test program: a module for each kind of promise.

#![expect(clippy::disallowed_methods, reason = "tests read the files of the repository")]
#![expect(
    clippy::needless_for_each,
    clippy::unused_self,
    clippy::type_complexity,
    reason = "the reference evaluator is written plainly"
)]
#![expect(clippy::string_slice, reason = "tests cut texts at places that they have found")]

mod amounts;
mod architecture;
mod begin;
mod bounds;
mod cases;
mod compare;
mod coverage;
mod diff;
mod editors;
mod grammar;
mod hostile;
mod laws;
mod layers;
mod members;
mod outputs;
mod pages;
mod powers;
mod problems;
mod programs;
mod proof;
mod reasons;
mod rebase;
mod reference;
mod slips;
mod stages;
mod tables;
mod testing;
mod transcripts;
mod verdicts;
mod work;
