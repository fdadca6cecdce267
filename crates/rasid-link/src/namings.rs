//! How each outlet names an actor: the words themselves, counted, with where they stand. Which words are fair is not judged.

use rasid::record::Entity;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

use crate::report::{Report, day_of};
use crate::timeline::{Linked, Source};

/// A designation that an outlet uses of an actor.
#[derive(Clone, Debug, PartialEq, Serialize)]
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

/// How many places are told.
const PLACES: usize = 3;

type Places<'l> = BTreeMap<String, Vec<(&'l Report, Source)>>;

/// Every designation of every actor that knowledge has, by actor and outlet, the most frequent first.
#[must_use]
pub fn namings(linked: &Linked) -> Vec<Naming> {
    let mut all: BTreeMap<(&str, &str), (&str, Places<'_>)> = BTreeMap::new();
    let mut reports: Vec<&Report> = linked.reports.iter().collect();
    reports.sort_by_key(|r| r.rank());
    for report in reports {
        let mut seen: BTreeSet<(u32, u32)> = BTreeSet::new();
        for (e, sentence) in entities(report) {
            let (Some(id), Some(name)) = (e.id.as_deref(), e.name.as_deref()) else { continue };
            if seen.insert((e.start, e.end)) {
                let (_, places) = all.entry((id, report.outlet())).or_insert_with(|| (name, BTreeMap::new()));
                let source = Source { start: e.start, end: e.end, ..Source::new(report, sentence) };
                places.entry(e.text.to_string()).or_default().push((report, source));
            }
        }
    }
    all.into_iter().flat_map(|((actor, outlet), (name, places))| rows(actor, outlet, name, places)).collect()
}

fn entities(report: &Report) -> impl Iterator<Item = (&Entity<'static>, &rasid::record::Quote<'static>)> {
    report.record.events.iter().flat_map(|e| e.actor.iter().chain(&e.recipient).chain(&e.said_by).map(move |x| (x, &e.evidence)))
}

#[expect(clippy::cast_precision_loss, reason = "a count of mentions")]
fn rows(actor: &str, outlet: &str, name: &str, places: Places<'_>) -> Vec<Naming> {
    let total: usize = places.values().map(Vec::len).sum();
    let row = |(designation, all): (String, Vec<(&Report, Source)>)| {
        let days: BTreeSet<i32> = all.iter().filter_map(|(r, _)| r.day).collect();
        Naming {
            actor: actor.to_owned(),
            name: name.to_owned(),
            outlet: outlet.to_owned(),
            designation,
            count: all.len(),
            reports: all.iter().map(|(r, _)| &r.record.id).collect::<BTreeSet<_>>().len(),
            share: all.len() as f32 / total as f32,
            first: days.first().map(|d| day_of(*d).to_string()),
            last: days.last().map(|d| day_of(*d).to_string()),
            sources: all.into_iter().map(|(_, s)| s).take(PLACES).collect(),
        }
    };
    let mut out: Vec<Naming> = places.into_iter().map(row).collect();
    out.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.designation.cmp(&b.designation)));
    out
}
