//! A sum of weighed features: what fills a slot and what status an act has are decided by such sums. The weights are
//! knowledge (`knowledge/scoring/choices.tsv`).

use crate::drafts::Draft;
use crate::tables::{Map, Operator, Tables};

/// A decision in the making. Each feature counts twice: for verbs and nouns alike, and for the one the act is told by.
pub(crate) struct Sum<'w> {
    alike: Option<&'w Map<Map<i32>>>,
    own: Option<&'w Map<Map<i32>>>,
    what: &'static str,
    word: &'static str,
    score: i32,
    value: String,
    /// The features that held, with their weights, where they are asked for.
    reasons: Option<Vec<(String, i32)>>,
}

impl<'w> Sum<'w> {
    pub(crate) fn new(tables: &'w Tables, what: &'static str, word: &'static str, reasons: bool) -> Self {
        let choice = tables.choices.get(what);
        let of = |word: &str| choice.and_then(|c| c.get(word));
        let mut sum =
            Self { alike: of("any"), own: (word != "any").then(|| of(word)).flatten(), what, word, score: 0, value: String::new(), reasons: reasons.then(Vec::new) };
        sum.add("always", &[]);
        sum
    }

    /// A feature: its kind, and its value in parts.
    pub(crate) fn add(&mut self, kind: &'static str, parts: &[&str]) {
        self.value.clear();
        for (i, p) in parts.iter().enumerate() {
            if i > 0 {
                self.value.push(' ');
            }
            self.value.push_str(p);
        }
        let own = (self.word != "any").then_some((self.own, self.word));
        for (weights, word) in std::iter::once((self.alike, "any")).chain(own) {
            let weight = weights.and_then(|all| all.get(kind)?.get(&self.value)).copied().unwrap_or(0);
            self.score += weight;
            if let Some(reasons) = &mut self.reasons {
                reasons.push((format!("{}\t{word}\t{kind}\t{}", self.what, self.value), weight));
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

/// What sort of word carries the act.
pub(crate) fn word(draft: &Draft) -> &'static str {
    if draft.noun { "noun" } else { "verb" }
}

/// The name of what a governing word does.
pub(crate) fn operator_name(o: Operator) -> &'static str {
    match o {
        Operator::Say => "say",
        Operator::SayOn => "say on",
        Operator::Relay => "relay",
        Operator::Declare => "declare",
        Operator::Deny => "deny",
        Operator::Do => "do",
        Operator::Occur => "occur",
        Operator::Undergo => "undergo",
        Operator::Cause => "cause",
        Operator::Aspect => "aspect",
        Operator::Fail => "fail",
        Operator::Intend => "intend",
        Operator::May => "may",
        Operator::Auxiliary => "auxiliary",
        Operator::Stop => "stop",
        Operator::Topic => "topic",
        Operator::Belonging => "belonging",
        Operator::Host => "host",
    }
}
