//! The one test program: a module for each kind of promise.

mod architecture;
mod cases;
mod editors;
mod grammar;
mod hostile;
mod laws;
mod pages;
mod problems;
mod reference;
mod stages;
mod transcripts;
mod work;
