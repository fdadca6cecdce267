//! What a lexicon is compiled from: one entry per line of `knowledge/words`.

use crate::analysis::{Gender, Pos};

/// A verb, as the conjugator wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerbEntry {
    /// Its root letters: «ع ل ن» as «علن».
    pub root: String,
    /// Its pattern, by the names that `conjugate` documents: `I-au`, `II`, `X`, `QI`…
    pub pattern: String,
    /// Vocalised masdars where they are lexical (form I), or irregular; else empty.
    pub masdars: Vec<String>,
    /// How common it is: 0 rare (only in an imported list), 1 known to the press, 2 frequent.
    pub weight: u8,
}

/// A noun, adjective or name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NounEntry {
    /// The singular (adjective: masculine singular), with hamza, without vowels: «هجوم».
    pub lemma: String,
    /// `Noun`, `Adjective` or `Name`.
    pub pos: Pos,
    /// Its gender in the singular.
    pub gender: Gender,
    /// Broken plurals: «هجمات» is sound and needs no mention, «قوى» does.
    pub plurals: Vec<String>,
    /// Which regular plurals it takes: `m` (ون/ين), `f` (ات), `d` none but the dual.
    pub sound: String,
    /// How common it is: 0 to 2, as for verbs.
    pub weight: u8,
}

/// A word of a closed class: its forms are all listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedEntry {
    /// The form, with hamza, without vowels.
    pub form: String,
    /// The dictionary form.
    pub lemma: String,
    /// Its class.
    pub pos: Pos,
    /// Which clitics it takes: any of `w` (و ف), `b` (ب ك ل), `p` (pronouns).
    pub clitics: String,
    /// How common it is: 0 to 2, as for verbs.
    pub weight: u8,
}
