//! Text → tokens and sentences, with exact offsets; words → lookup keys.
//!
//! The text is never changed. What is changed for look-up is the key: see [`fold`].

mod fold;
mod segment;

pub use fold::{Folded, fold, fold_into, fold_with_letters};
pub use segment::{Segmented, Sentence, Token, TokenKind, segment};
