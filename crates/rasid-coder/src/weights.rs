//! A sum of weighed features: what fills a slot and what status an act has are decided by such sums. The weights are
//! knowledge (`knowledge/scoring/choices.tsv`).

use serde::{Deserialize, Serialize};

use crate::drafts::Draft;
use crate::tables::{Map, Operator, Tables};

/// A stretch of a feature's name, with the number that stands for it: names are looked up without being written out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'s> {
    pub(crate) text: &'s str,
    /// The text as a number to the base [`BASE`], a digit a byte.
    number: u64,
    /// The base to the power of the text's length.
    power: u64,
}

const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

impl<'s> Part<'s> {
    pub(crate) const fn new(text: &'s str) -> Self {
        let bytes = text.as_bytes();
        let (mut number, mut power, mut at) = (0_u64, 1_u64, 0);
        while at < bytes.len() {
            number = number.wrapping_mul(BASE).wrapping_add(bytes[at] as u64 + 1);
            power = power.wrapping_mul(BASE);
            at += 1;
        }
        Self { text, number, power }
    }
}

/// A part whose number is known when the program is built.
macro_rules! part {
    ($text:literal) => {
        const { crate::weights::Part::new($text) }
    };
}
pub(crate) use part;

/// The number of a feature: its kind, a tab, and the parts of its value joined by spaces.
fn number_of(kind: Part<'_>, value: &[Part<'_>]) -> u64 {
    let append = |number: u64, part: Part<'_>| number.wrapping_mul(part.power).wrapping_add(part.number);
    let mut number = append(kind.number, part!("\t"));
    for (at, part) in value.iter().enumerate() {
        let before = if at == 0 { number } else { append(number, part!(" ")) };
        number = append(before, *part);
    }
    number
}

/// The weights of features in hundredths of a logit, by decision (`actor`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices(Map<Weights>);

/// By the number of a feature: for any word, for verbs, for nouns.
type Weights = indexmap::IndexMap<u64, [i32; 3], rustc_hash::FxBuildHasher>;

const WORDS: [&str; 3] = ["any", "verb", "noun"];

impl Choices {
    /// Sets a weight; `word` is `any`, `verb` or `noun`.
    pub fn set(&mut self, what: &str, word: &str, kind: &str, value: &str, weight: i32) {
        let number = number_of(Part::new(kind), &[Part::new(value)]);
        if let Some(at) = WORDS.iter().position(|w| *w == word) {
            self.0.entry(what.to_owned()).or_default().entry(number).or_default()[at] = weight;
        }
    }

    /// Whether there are weights for a decision.
    pub(crate) fn decide(&self, what: &str) -> bool {
        self.0.contains_key(what)
    }
}

/// A decision in the making. Each feature counts twice: for verbs and nouns alike, and for the one the act is told by.
pub(crate) struct Sum<'w> {
    weights: Option<&'w Weights>,
    what: &'static str,
    /// The place of the sort of word in [`WORDS`].
    word: usize,
    score: i32,
    /// The features that held, with their weights, where they are asked for.
    reasons: Option<Vec<(String, i32)>>,
}

impl<'w> Sum<'w> {
    pub(crate) fn new(tables: &'w Tables, what: &'static str, draft: &Draft, reasons: bool) -> Self {
        let (weights, word) = (tables.choices.0.get(what), if draft.noun { 2 } else { 1 });
        let mut sum = Self { weights, what, word, score: 0, reasons: reasons.then(Vec::new) };
        sum.add(part!("always"), &[]);
        sum
    }

    /// A feature: its kind, and its value in parts.
    pub(crate) fn add(&mut self, kind: Part<'static>, value: &[Part<'_>]) {
        let row = self.weights.and_then(|w| w.get(&number_of(kind, value))).copied().unwrap_or_default();
        self.score += row[0] + row[self.word];
        if let Some(reasons) = &mut self.reasons {
            let value = value.iter().map(|part| part.text).collect::<Vec<_>>().join(" ");
            for at in [0, self.word] {
                reasons.push((format!("{}\t{}\t{}\t{value}", self.what, WORDS[at], kind.text), row[at]));
            }
        }
    }

    /// In hundredths of a logit.
    pub(crate) fn score(&self) -> i32 {
        self.score
    }

    pub(crate) fn reasons(self) -> Vec<(String, i32)> {
        self.reasons.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, number_of};

    #[test]
    fn a_feature_is_found_by_its_parts() {
        let number = |value: &[&str]| number_of(Part::new("side"), &value.iter().map(|v| Part::new(v)).collect::<Vec<_>>());
        assert_eq!(number(&["before", "next"]), number(&["before next"]));
        assert_eq!(number(&["before", ""]), number(&["before "]));
        assert_ne!(number(&["before", ""]), number(&["before"]));
        assert_eq!(number(&[]), number(&[""]));
    }
}

/// The name of what a governing word does.
pub(crate) fn operator_name(o: Operator) -> Part<'static> {
    match o {
        Operator::Say => part!("say"),
        Operator::SayOn => part!("say on"),
        Operator::Relay => part!("relay"),
        Operator::Declare => part!("declare"),
        Operator::Deny => part!("deny"),
        Operator::Do => part!("do"),
        Operator::Occur => part!("occur"),
        Operator::Undergo => part!("undergo"),
        Operator::Cause => part!("cause"),
        Operator::Aspect => part!("aspect"),
        Operator::Fail => part!("fail"),
        Operator::Intend => part!("intend"),
        Operator::May => part!("may"),
        Operator::Auxiliary => part!("auxiliary"),
        Operator::Stop => part!("stop"),
        Operator::Topic => part!("topic"),
        Operator::Belonging => part!("belonging"),
        Operator::Host => part!("host"),
    }
}
