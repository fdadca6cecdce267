//! Who stands where on what, by day: a row for each stance told, with what it was before. Silence is no stance.

use serde::Serialize;
use std::collections::BTreeMap;

use crate::acts::identity;
use crate::report::{Report, day_of};
use crate::timeline::{Linked, Party, Source};
use crate::traits::skeleton;

/// A stance.
#[derive(Clone, Debug, PartialEq, Serialize)]
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

type Key = (String, String);
type Told<'l> = BTreeMap<(Option<i32>, String), Vec<(&'l Report, &'l rasid::record::Position<'static>)>>;

/// Every stance, by actor, matter and day.
#[must_use]
pub fn positions(linked: &Linked) -> Vec<Stand> {
    let mut all: BTreeMap<Key, Told<'_>> = BTreeMap::new();
    let mut reports: Vec<(usize, &Report)> = linked.reports.iter().enumerate().collect();
    reports.sort_by(|a, b| a.1.rank().cmp(&b.1.rank()));
    for (n, report) in reports {
        for p in &report.record.positions {
            let told = all.entry((identity(&p.actor).to_owned(), matter(linked, n, p))).or_default();
            told.entry((report.day, p.stance.to_string())).or_default().push((report, p));
        }
    }
    all.values().flat_map(stands).collect()
}

/// What a stance is toward: a name of the register anywhere; words in their story alone, by their bones.
fn matter(linked: &Linked, report: usize, p: &rasid::record::Position<'_>) -> String {
    let words = || p.toward.text.split_whitespace().map(skeleton).collect::<Vec<_>>().join(" ");
    let story = || linked.group(report).map_or("", |g| &g.story);
    p.toward_name.as_deref().map_or_else(|| format!("~{} {}", story(), words()), str::to_owned)
}

fn stands(told: &Told<'_>) -> Vec<Stand> {
    let mut before: Option<String> = None;
    let mut out = Vec::new();
    for ((day, stance), mentions) in told {
        let Some((_, p)) = mentions.first() else { continue };
        let mut sources: Vec<Source> = mentions.iter().map(|(r, p)| Source::new(r, &p.evidence)).collect();
        sources.dedup();
        out.push(Stand {
            actor: Party::new(&p.actor),
            toward: p.toward_name.as_deref().unwrap_or(&p.toward.text).to_owned(),
            day: day.map(|d| day_of(d).to_string()),
            stance: stance.clone(),
            changed: before.as_ref().is_some_and(|b| b != stance),
            before: before.replace(stance.clone()),
            reports: mentions.iter().map(|(r, _)| &r.record.id).collect::<std::collections::BTreeSet<_>>().len(),
            sources,
        });
    }
    out
}
