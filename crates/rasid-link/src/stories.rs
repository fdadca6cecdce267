//! Stories: reports that belong together over days, under a title taken from one of them.

use rasid::record::{Entity, Event};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

use crate::copies::{Copies, copies};
use crate::report::{Report, day_of, number};
use crate::timeline::{Linked, Outlets, most};
use crate::traits::Term;

/// A story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// As in [`crate::Group`].
    pub id: String,
    /// The title of the report that shares most with the others' titles and leads, verbatim.
    pub title: String,
    /// The report that the title is taken from.
    pub titled_by: String,
    /// The language of the title.
    pub language: String,
    /// The act that most of its reports tell, for readers of another language; none where no two parties are known.
    #[serde(default)]
    pub about: Option<About>,
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// How many reports.
    pub reports: usize,
    /// How many outlets.
    pub outlets: usize,
    /// How many texts that are no copies.
    pub texts: usize,
    /// Which are copies of one text, and where it came from.
    #[serde(default)]
    pub copies: Vec<Copies>,
    /// How many events, by their main news.
    pub events: usize,
    /// The outlets that told it.
    pub told_by: Vec<String>,
    /// Outlets that published on its days and told none of it.
    pub silent: Vec<String>,
    /// Its reports, the earliest first.
    pub documents: Vec<String>,
}

/// An act, in names that do not depend on the language of the reports.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct About {
    /// PLOVER's type.
    pub r#type: String,
    /// Who acts, by canonical names.
    pub actor: Vec<String>,
    /// To whom.
    pub recipient: Vec<String>,
}

/// The stories of at least so many reports, the largest first.
#[must_use]
pub fn stories(linked: &Linked, least: usize) -> Vec<Story> {
    let outlets = Outlets::of(linked);
    let mut out: Vec<Story> = told(linked).into_iter().filter(|s| s.reports >= least).collect();
    out.iter_mut().for_each(|s| s.compare(&outlets));
    out.sort_by(|a, b| b.reports.cmp(&a.reports).then_with(|| (&a.from, &a.id).cmp(&(&b.from, &b.id))));
    out
}

/// Every story, in no order, without who was silent.
#[must_use]
pub fn told(linked: &Linked) -> Vec<Story> {
    linked.groups.levels[1].iter().filter_map(|g| story(linked, g)).collect()
}

impl Story {
    /// Finds who was silent.
    pub fn compare(&mut self, outlets: &Outlets) {
        let day = |d: &Option<String>| d.as_deref().and_then(number);
        let told: BTreeSet<&str> = self.told_by.iter().map(String::as_str).collect();
        self.silent = day(&self.from).zip(day(&self.to)).map_or_else(Vec::new, |span| outlets.silent(span, &told));
    }
}

fn story(linked: &Linked, group: &[usize]) -> Option<Story> {
    let reports: Vec<_> = group.iter().filter_map(|at| linked.reports.get(*at)).collect();
    let first = group.first()?;
    let central = central(&reports.iter().map(|r| &r.traits.lead).collect::<Vec<_>>());
    let titled = reports.get(central)?;
    let days: BTreeSet<i32> = reports.iter().filter_map(|r| r.day).collect();
    let outlets: BTreeSet<&str> = reports.iter().map(|r| r.outlet()).collect();
    let named: Vec<_> = group.iter().filter_map(|at| linked.group(*at)).collect();
    let texts: BTreeSet<&str> = named.iter().map(|g| g.wire.as_deref().unwrap_or(&g.id)).collect();
    Some(Story {
        id: linked.group(*first)?.story.clone(),
        title: titled.title.clone(),
        titled_by: titled.record.id.to_string(),
        language: titled.record.language.to_string(),
        about: about(&reports),
        from: days.first().map(|d| day_of(*d).to_string()),
        to: days.last().map(|d| day_of(*d).to_string()),
        reports: reports.len(),
        outlets: outlets.len(),
        texts: texts.len(),
        copies: copies(linked, group),
        events: named.iter().map(|g| &g.event).collect::<BTreeSet<_>>().len(),
        told_by: outlets.into_iter().filter(|o| !o.is_empty()).map(str::to_owned).collect(),
        silent: Vec::new(),
        documents: reports.iter().map(|r| r.record.id.to_string()).collect(),
    })
}

/// The act with both parties known that most reports tell; of as many, the first by name.
fn about(reports: &[&Report]) -> Option<About> {
    let names = |all: &[Entity<'_>]| all.iter().map(|e| e.name.as_deref().map(str::to_owned)).collect::<Option<Vec<String>>>();
    let act = |e: &Event<'_>| Some(About { r#type: e.r#type.to_string(), actor: names(&e.actor)?, recipient: names(&e.recipient)? });
    let whole = |a: &About| !a.actor.is_empty() && a.actor.len() + a.recipient.len() > 1;
    let acts = |r: &Report| r.record.events.iter().filter_map(act).filter(whole).collect::<BTreeSet<_>>();
    most(reports.iter().flat_map(|r| acts(r)))
}

/// The lead whose words most of the others have; the earliest of several.
#[expect(clippy::cast_precision_loss, reason = "a count of words")]
fn central(leads: &[&Vec<(Term, f32)>]) -> usize {
    let mut having: BTreeMap<Term, u32> = BTreeMap::new();
    leads.iter().flat_map(|l| l.iter()).for_each(|(t, _)| *having.entry(*t).or_default() += 1);
    let shared = |lead: &Vec<(Term, f32)>| {
        let sum: u32 = lead.iter().map(|(t, _)| having.get(t).copied().unwrap_or(0)).sum();
        sum as f32 / (lead.len().max(1) as f32).sqrt()
    };
    let worth: Vec<f32> = leads.iter().map(|l| shared(l)).collect();
    (0..worth.len()).rev().max_by(|a, b| worth[*a].total_cmp(&worth[*b])).unwrap_or(0)
}
