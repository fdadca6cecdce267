//! Token → analyses: a conjugator and an inflector make every form, a compiled lexicon finds them.
//!
//! Ambiguity is kept; [`rank`](crate) orders the readings by context.

mod analysis;
mod entries;

pub use analysis::{Analysis, Aspect, Derivation, Enclitic, Features, Gender, LemmaId, Number, Pos, Proclitics};
pub use entries::{ClosedEntry, NounEntry, VerbEntry};
