//! A sum of weighed features: what fills a slot and what status an act has are decided by such sums. The weights are
//! knowledge (`knowledge/scoring/choices.tsv`).

use crate::drafts::Draft;
use crate::tables::{Map, Operator, Tables};

/// A decision in the making.
pub(crate) struct Sum<'w> {
    weights: Option<&'w Map<Map<i32>>>,
    score: i32,
    value: String,
    /// What is decided, of a verb or of a noun: `actor verb`.
    group: String,
    /// The features that held; kept where every candidate is kept.
    reasons: Option<Vec<String>>,
}

impl<'w> Sum<'w> {
    pub(crate) fn new(tables: &'w Tables, what: &str, draft: &Draft) -> Self {
        let group = format!("{what} {}", word(draft));
        let reasons = tables.everything.then(Vec::new);
        let mut sum = Self { weights: tables.choices.get(&group), score: 0, value: String::new(), group, reasons };
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
        if let Some(w) = self.weights.and_then(|all| all.get(kind)?.get(&self.value)) {
            self.score += w;
        }
        if let Some(reasons) = &mut self.reasons {
            reasons.push(format!("{}\t{kind}\t{}", self.group, self.value));
        }
    }

    /// In hundredths of a logit.
    pub(crate) fn score(&self) -> i32 {
        self.score
    }

    pub(crate) fn reasons(self) -> Vec<String> {
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
