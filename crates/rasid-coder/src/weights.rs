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
///
/// A row stands at the place that its number gives, or at the next one that is free; at least half are free, and
/// bear the number 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Weights {
    rows: Vec<(u64, [i16; 3])>,
    taken: usize,
}

impl Weights {
    /// Where a number stands, or would.
    fn place(&self, number: u64) -> usize {
        let mask = self.rows.len() - 1;
        let mut at = (number.wrapping_mul(BASE) >> 32) as usize & mask;
        while self.rows[at].0 != number && self.rows[at].0 != 0 {
            at = (at + 1) & mask;
        }
        at
    }

    fn get(&self, number: u64) -> [i16; 3] {
        self.rows[self.place(number)].1
    }

    fn row(&mut self, number: u64) -> &mut [i16; 3] {
        if self.taken * 2 >= self.rows.len() {
            let all = std::mem::take(&mut self.rows);
            self.rows = vec![(0, [0; 3]); (all.len() * 2).max(16)];
            for row in all.into_iter().filter(|(number, _)| *number != 0) {
                let at = self.place(row.0);
                self.rows[at] = row;
            }
        }
        let at = self.place(number);
        self.taken += usize::from(self.rows[at].0 == 0);
        self.rows[at].0 = number;
        &mut self.rows[at].1
    }
}

const WORDS: [&str; 3] = ["any", "verb", "noun"];

impl Choices {
    /// Sets a weight; `word` is `any`, `verb` or `noun`.
    pub fn set(&mut self, what: &str, word: &str, kind: &str, value: &str, weight: i16) {
        let number = number_of(Part::new(kind), &[Part::new(value)]);
        if let Some(at) = WORDS.iter().position(|w| *w == word) {
            self.0.entry(what.to_owned()).or_default().row(number)[at] = weight;
        }
    }

    /// Leaves a decision without weights.
    pub fn forget(&mut self, what: &str) {
        self.0.shift_remove(what);
    }

    /// Whether there are weights for a decision.
    pub(crate) fn contains_key(&self, what: &str) -> bool {
        self.0.contains_key(what)
    }
}

/// A decision in the making. Each feature counts twice: for verbs and nouns alike, and for the one the act is told by.
#[derive(Clone)]
pub(crate) struct Sum<'w> {
    weights: Option<&'w Weights>,
    what: &'static str,
    /// The place of the sort of word in [`WORDS`]; none for any.
    word: Option<usize>,
    score: i32,
    /// Features without weight are asked for too.
    all: bool,
    /// The features that held, with their weights, where they are asked for.
    reasons: Option<Vec<(String, i32)>>,
}

impl<'w> Sum<'w> {
    pub(crate) fn new(tables: &'w Tables, what: &'static str, word: &'static str, reasons: bool) -> Self {
        let word = WORDS.iter().position(|w| *w == word).filter(|at| *at > 0);
        let mut sum =
            Self { weights: tables.choices.0.get(what), what, word, score: 0, all: tables.reasons, reasons: reasons.then(Vec::new) };
        sum.add(part!("always"), &[]);
        sum
    }

    /// A feature: its kind, and its value in parts.
    pub(crate) fn add(&mut self, kind: Part<'static>, value: &[Part<'_>]) {
        let row = self.weights.map_or([0; 3], |w| w.get(number_of(kind, value)));
        self.score += i32::from(row[0]) + self.word.map_or(0, |at| i32::from(row[at]));
        let Some(reasons) = &mut self.reasons else { return };
        for at in std::iter::once(0).chain(self.word).filter(|at| self.all || row[*at] != 0) {
            let value = value.iter().map(|part| part.text).collect::<Vec<_>>().join(" ");
            reasons.push((format!("{}\t{}\t{}\t{value}", self.what, WORDS[at], kind.text), i32::from(row[at])));
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

/// What sort of word carries the act.
pub(crate) fn word(draft: &Draft) -> &'static str {
    if draft.noun { "noun" } else { "verb" }
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

#[cfg(test)]
mod tests {
    use super::{Choices, Part, WORDS, number_of};

    #[test]
    fn weights_are_found_again() {
        let mut choices = Choices::default();
        for n in 0..1000_i16 {
            choices.set("actor", WORDS[usize::from(n.unsigned_abs() % 3)], "kind", &n.to_string(), n);
        }
        let found = |n: i16| choices.0["actor"].get(number_of(Part::new("kind"), &[Part::new(&n.to_string())]));
        assert!((0..1000).all(|n| found(n)[usize::from(n.unsigned_abs() % 3)] == n));
        assert_eq!(found(1000), [0; 3]);
    }

    #[test]
    fn a_feature_is_found_by_its_parts() {
        let number = |value: &[&str]| number_of(Part::new("side"), &value.iter().map(|v| Part::new(v)).collect::<Vec<_>>());
        assert_eq!(number(&["before", "next"]), number(&["before next"]));
        assert_eq!(number(&["before", ""]), number(&["before "]));
        assert_ne!(number(&["before", ""]), number(&["before"]));
        assert_eq!(number(&[]), number(&[""]));
    }
}
