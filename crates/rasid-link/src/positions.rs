//! Who stands where on what, by day: a row for each stance told, with what it was before. Silence is no stance.

use rasid::record::Position;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

use crate::acts::identity;
use crate::report::{Report, day_of};
use crate::timeline::{Linked, Party, Source};
use crate::traits::skeleton;

/// A stance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stand {
    /// Who.
    pub actor: Party,
    /// Toward what: the register's name, else the words.
    pub toward: String,
    /// The report's day.
    pub day: Option<String>,
    /// `supports`, `rejects`, `reserves`, `conditions`.
    pub stance: String,
    /// The actor's stance told before on the same; none where this is the first.
    pub before: Option<String>,
    /// Whether it is another one.
    pub changed: bool,
    /// How many reports tell it that day.
    pub reports: usize,
    /// Where.
    pub sources: Vec<Source>,
}

/// A stance as one report tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// Who, toward what: stances of one key are one row of the matrix after another.
    pub key: (String, String),
    /// Who.
    pub actor: Party,
    /// Toward what: the register's name, else the words.
    pub toward: String,
    /// `supports`, `rejects`, `reserves`, `conditions`.
    pub stance: String,
    /// Where.
    pub source: Source,
}

/// Every stance, by actor, matter and day.
#[must_use]
pub fn positions(linked: &Linked) -> Vec<Stand> {
    stands(mentions(linked))
}

/// Every stance in every report.
#[must_use]
pub fn mentions(linked: &Linked) -> Vec<Mention> {
    let told = |(n, report): (usize, &Report)| {
        let mention = |p: &Position<'static>| Mention {
            key: (identity(&p.actor).to_owned(), matter(linked, n, p)),
            actor: Party::new(&p.actor),
            toward: p.toward_name.as_deref().unwrap_or(&p.toward.text).to_owned(),
            stance: p.stance.to_string(),
            source: Source::new(&report.record, &p.evidence),
        };
        report.record.positions.iter().map(mention).collect::<Vec<_>>()
    };
    linked.in_order().into_iter().flat_map(told).collect()
}

/// What a stance is toward: a name of the register anywhere; words in their story alone, by their bones.
fn matter(linked: &Linked, report: usize, p: &Position<'_>) -> String {
    let words = || p.toward.text.split_whitespace().map(skeleton).collect::<Vec<_>>().join(" ");
    let story = || linked.group(report).map_or("", |g| &g.story);
    p.toward_name.as_deref().map_or_else(|| format!("~{} {}", story(), words()), str::to_owned)
}

/// Mentions of one actor and matter, by day and stance.
type Days = BTreeMap<(Option<i32>, String), Vec<Mention>>;

/// Mentions → stances, by actor, matter and day. Those of one report must stand in the order of its text.
#[must_use]
pub fn stands(mut mentions: Vec<Mention>) -> Vec<Stand> {
    mentions.sort_by(|a, b| a.source.rank().cmp(&b.source.rank()));
    let mut all: BTreeMap<(String, String), Days> = BTreeMap::new();
    for m in mentions {
        let days = all.entry(m.key.clone()).or_default();
        days.entry((m.source.day(), m.stance.clone())).or_default().push(m);
    }
    all.into_values().flat_map(in_turn).collect()
}

fn in_turn(told: Days) -> Vec<Stand> {
    let mut before: Option<String> = None;
    let mut out = Vec::new();
    for ((day, stance), mentions) in told {
        let Some(first) = mentions.first().cloned() else { continue };
        let mut sources: Vec<Source> = mentions.into_iter().map(|m| m.source).collect();
        sources.dedup();
        out.push(Stand {
            actor: first.actor,
            toward: first.toward,
            day: day.map(|d| day_of(d).to_string()),
            changed: before.as_ref().is_some_and(|b| *b != stance),
            before: before.replace(stance.clone()),
            stance,
            reports: sources.iter().map(|s| &s.document).collect::<BTreeSet<_>>().len(),
            sources,
        });
    }
    out
}
