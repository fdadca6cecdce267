//! How each outlet names an actor: the words themselves, counted, with where they stand. Which words are fair is not judged.

use rasid::record::Entity;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

use crate::report::{Report, day_of};
use crate::timeline::{Linked, Source};

/// A designation that an outlet uses of an actor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Naming {
    /// The knowledge entry.
    pub actor: String,
    /// Its canonical name.
    pub name: String,
    /// The outlet; empty where nobody knows.
    pub outlet: String,
    /// The words.
    pub designation: String,
    /// How often.
    pub count: usize,
    /// In how many reports.
    pub reports: usize,
    /// The share of the outlet's namings of this actor, 0 to 1.
    pub share: f32,
    /// First day.
    pub first: Option<String>,
    /// Last day.
    pub last: Option<String>,
    /// Where, the first few.
    pub sources: Vec<Source>,
}

/// How an actor is named in one report: a designation, and how often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The knowledge entry.
    pub actor: String,
    /// Its canonical name.
    pub name: String,
    /// The words.
    pub designation: String,
    /// How often.
    pub count: usize,
    /// Where first.
    pub source: Source,
}

/// How many reports are told.
const PLACES: usize = 3;

/// Every designation of every actor that knowledge has, by actor and outlet, the most frequent first.
#[must_use]
pub fn namings(linked: &Linked) -> Vec<Naming> {
    counted(mentions(linked))
}

/// Every naming in every report.
#[must_use]
pub fn mentions(linked: &Linked) -> Vec<Mention> {
    linked.in_order().into_iter().flat_map(|(_, report)| named(report)).collect()
}

fn named(report: &Report) -> Vec<Mention> {
    let mut seen: BTreeSet<(u32, u32)> = BTreeSet::new();
    let mut out: Vec<Mention> = Vec::new();
    for (e, sentence) in entities(report) {
        let (Some(actor), Some(name)) = (e.id.as_deref(), e.name.as_deref()) else { continue };
        if !seen.insert((e.start, e.end)) {
            continue;
        }
        if let Some(known) = out.iter_mut().find(|m| m.actor == actor && m.designation == e.text) {
            known.count += 1;
            continue;
        }
        let source = Source { start: e.start, end: e.end, ..Source::new(&report.record, sentence) };
        let (actor, name, designation) = (actor.to_owned(), name.to_owned(), e.text.to_string());
        out.push(Mention { actor, name, designation, count: 1, source });
    }
    out
}

fn entities(report: &Report) -> impl Iterator<Item = (&Entity<'static>, &rasid::record::Quote<'static>)> {
    report.record.events.iter().flat_map(|e| e.actor.iter().chain(&e.recipient).chain(&e.said_by).map(move |x| (x, &e.evidence)))
}

/// Mentions → designations, counted.
#[must_use]
pub fn counted(mut mentions: Vec<Mention>) -> Vec<Naming> {
    mentions.sort_by(|a, b| a.source.rank().cmp(&b.source.rank()));
    let mut all: BTreeMap<(String, String), BTreeMap<String, Vec<Mention>>> = BTreeMap::new();
    for m in mentions {
        let outlet = m.source.outlet.clone().unwrap_or_default();
        all.entry((m.actor.clone(), outlet)).or_default().entry(m.designation.clone()).or_default().push(m);
    }
    all.into_iter().flat_map(|((actor, outlet), designations)| rows(&actor, &outlet, designations)).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a count of mentions")]
fn rows(actor: &str, outlet: &str, designations: BTreeMap<String, Vec<Mention>>) -> Vec<Naming> {
    let total: usize = designations.values().flatten().map(|m| m.count).sum();
    let row = |(designation, all): (String, Vec<Mention>)| {
        let days: BTreeSet<i32> = all.iter().filter_map(|m| m.source.day()).collect();
        let count = all.iter().map(|m| m.count).sum();
        Naming {
            actor: actor.to_owned(),
            name: all.first().map_or_else(String::new, |m| m.name.clone()),
            outlet: outlet.to_owned(),
            designation,
            count,
            reports: all.len(),
            share: count as f32 / total as f32,
            first: days.first().map(|d| day_of(*d).to_string()),
            last: days.last().map(|d| day_of(*d).to_string()),
            sources: all.into_iter().map(|m| m.source).take(PLACES).collect(),
        }
    };
    let mut out: Vec<Naming> = designations.into_iter().map(row).collect();
    out.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.designation.cmp(&b.designation)));
    out
}
