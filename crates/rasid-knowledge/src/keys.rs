//! Written words → lookup keys.

use rasid_morph::undiacritised;
use rasid_text::fold;

/// The key of one word or lemma.
pub(crate) fn key(word: &str) -> String {
    fold(&undiacritised(word)).as_str().to_owned()
}

/// The keys of the words of a phrase.
pub(crate) fn keys(phrase: &str) -> Vec<String> {
    phrase.split_whitespace().map(key).collect()
}

/// A key without «ال».
pub(crate) fn bare(key: &str) -> String {
    key.strip_prefix("ال").filter(|b| b.chars().count() > 1).unwrap_or(key).to_owned()
}
