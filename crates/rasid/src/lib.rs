//! The library people use: knowledge and a document → what the document says happened.

pub mod author;
pub mod check;
mod coder;
pub mod conflicts;
pub mod csv;
pub mod dates;
pub mod diff;
pub mod entries;
pub mod explain;
pub mod fmt;
pub mod input;
pub mod intensity;
mod knowledge;
pub mod language;
pub mod long;
pub mod notes;
pub mod points;
pub mod record;
pub mod reference;
pub mod run;
pub mod schema;
pub mod table;
pub mod visible;
mod vocabulary;

pub use coder::{Coder, plain};
pub use knowledge::{Damaged, Fitting, Knowledge, sources};
pub use rasid_coder::Coded;
pub use rasid_knowledge::actors;
pub use rasid_knowledge::{File, Problem};
pub use rasid_model as model;
pub use vocabulary::{Term, Vocabulary};

/// A word as words are compared: hamza seats, ى/ي, ة/ه, vowel signs and tatweel do not matter.
#[must_use]
pub fn folded(word: &str) -> String {
    rasid_text::fold(word).as_str().to_owned()
}
