//! Token → analyses: a conjugator and an inflector make every form, a compiled lexicon finds them.
//!
//! Ambiguity is kept; [`rank`](crate) orders the readings by context.

mod analyse;
mod analysis;
mod clitics;
mod compile;
mod conjugate;
mod entries;
mod forms;
mod inflect;
mod lexicon;
mod listing;
mod rank;
mod shape;

pub use analyse::{Stem, Word, WordId, Words};
pub use analysis::{Analysis, Aspect, Derivation, Enclitic, Features, Gender, LemmaId, Number, Pos, Proclitics};
pub use compile::{LexiconBuilder, undiacritised};
pub use conjugate::{DerivedForm, Mood, VerbForm, conjugate, derive, lemma, seat_hamza};
pub use entries::{ClosedEntry, NounEntry, VerbEntry};
pub use inflect::{NounForm, Pronoun, inflect};
pub use lexicon::{Lexicon, LexiconError};
pub use listing::{Listed, intern_all, words_of};
pub use rank::{check_ranking, rank};
