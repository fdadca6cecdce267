//! Mentions of agreements in many reports → each agreement with its dated history, computed from what reports say: never typed in.

use rasid::record::{Agreement, Event, Quote, Record};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

use crate::groups::{Decision, name};
use crate::report::{Report, day_of};
use crate::timeline::{Linked, Party, Source, most};

/// An agreement as the reports tell it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Followed {
    /// Made of its name, or of its story and kind where it has none.
    pub id: String,
    /// The register's name, else the words most reports use.
    pub name: String,
    /// Whether the register has it.
    pub registered: bool,
    /// What it is about.
    pub kind: String,
    /// How far the latest report says it has come, proposals and demands aside.
    pub status: String,
    /// How reports name it.
    pub names: Vec<String>,
    /// Who is bound, with how many reports say so.
    pub parties: Vec<(Party, usize)>,
    /// Who helped.
    pub mediators: Vec<(Party, usize)>,
    /// Where it was made.
    pub place: Option<String>,
    /// What happened to it, by day.
    pub history: Vec<Step>,
    /// Who is to do what by when, as the reports state it.
    pub commitments: Vec<Commitment>,
    /// What a person decided of how far it is carried out, 0 to 3.
    pub marks: Vec<Mark>,
}

/// A step of its history.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Step {
    /// First day; the report's where the text gives none.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// `proposed` … `ended`.
    pub status: String,
    /// Of an alleged violation: who alleges it, of whom.
    pub alleged_by: Vec<String>,
    /// Of whom.
    pub alleged_of: Vec<String>,
    /// Who denies it.
    pub denied_by: Vec<String>,
    /// How many reports tell it.
    pub reports: usize,
    /// Where.
    pub sources: Vec<Source>,
}

/// Something promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Commitment {
    /// Who.
    pub who: Vec<String>,
    /// PLOVER's type of what is promised or done.
    pub what: String,
    /// By when, where the report says.
    pub due: Option<(String, String)>,
    /// Where.
    pub source: Source,
    /// Later acts that tell what became of it: status and where.
    pub later: Vec<(String, Source)>,
}

/// A person's decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// 0 none, 1 minimal, 2 intermediate, 3 full.
    pub mark: u8,
    /// Who decided.
    pub by: String,
    /// When.
    pub day: Option<String>,
}

/// The agreements, by name.
#[must_use]
pub fn agreements(linked: &Linked, decisions: &[Decision]) -> Vec<Followed> {
    let mut all: BTreeMap<(bool, String), Vec<(usize, &Agreement<'static>)>> = BTreeMap::new();
    let mut order: Vec<usize> = (0..linked.reports.len()).collect();
    order.sort_by_key(|at| linked.reports.get(*at).map(Report::rank));
    for at in order {
        let Some(report) = linked.reports.get(at) else { continue };
        for agreement in &report.record.agreements {
            all.entry(key(linked, at, agreement)).or_default().push((at, agreement));
        }
    }
    all.iter().filter_map(|((unnamed, key), mentions)| followed(linked, *unnamed, key, mentions, decisions)).collect()
}

/// The register's name; else the story and what it is about: «الهدنة» of one story is not that of another.
fn key(linked: &Linked, report: usize, a: &Agreement<'_>) -> (bool, String) {
    match &a.name {
        Some(name) => (false, name.to_string()),
        None => (true, format!("{} {}", linked.group(report).map_or("", |g| &g.story), a.kind)),
    }
}

fn followed(
    linked: &Linked,
    unnamed: bool,
    key: &str,
    mentions: &[(usize, &Agreement<'static>)],
    decisions: &[Decision],
) -> Option<Followed> {
    let told: Vec<(&Report, &Agreement<'static>)> = mentions.iter().filter_map(|(at, a)| Some((linked.reports.get(*at)?, *a))).collect();
    let words = most(told.iter().map(|(_, a)| a.text.to_string()))?;
    let history = history(&told);
    let id = name("pact", key);
    let reached = |s: &&Step| s.status != "proposed";
    Some(Followed {
        name: if unnamed { words } else { key.to_owned() },
        registered: !unnamed,
        kind: most(told.iter().map(|(_, a)| a.kind.to_string()))?,
        status: history.iter().rfind(reached).or(history.last())?.status.clone(),
        names: told.iter().map(|(_, a)| a.text.to_string()).collect::<BTreeSet<_>>().into_iter().collect(),
        parties: tally(told.iter().map(|(r, a)| (*r, &a.parties))),
        mediators: tally(told.iter().map(|(r, a)| (*r, &a.mediators))),
        place: most(told.iter().filter_map(|(_, a)| a.place.as_ref()).map(|p| p.name.as_deref().unwrap_or(&p.text).to_owned())),
        commitments: commitments(linked, mentions),
        marks: decisions.iter().filter_map(|d| d.mark_of(&id, key)).collect(),
        history,
        id,
    })
}

/// Who, with how many reports say so, the most first.
fn tally<'r>(all: impl Iterator<Item = (&'r Report, &'r Vec<rasid::record::Entity<'static>>)>) -> Vec<(Party, usize)> {
    let mut seen: BTreeMap<Party, BTreeSet<&str>> = BTreeMap::new();
    for (report, entities) in all {
        for e in entities {
            seen.entry(Party::new(e)).or_default().insert(&report.record.id);
        }
    }
    let mut out: Vec<(Party, usize)> = seen.into_iter().map(|(p, r)| (p, r.len())).collect();
    out.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    out
}

/// Steps by day: the same status on the same days is one step, told by several.
fn history(told: &[(&Report, &Agreement<'static>)]) -> Vec<Step> {
    let mut steps: BTreeMap<(Option<String>, Option<String>, String), Step> = BTreeMap::new();
    for (report, a) in told {
        let published = report.day.map(|d| day_of(d).to_string());
        let made = matches!(&*a.status, "announced" | "signed" | "in_force");
        let dated = a.date.as_ref().filter(|_| made).map(|d| (Some(d.from.clone()), Some(d.to.clone())));
        let (from, to) = dated.unwrap_or((published.clone(), published));
        let step = steps.entry((from.clone(), to.clone(), a.status.to_string())).or_insert_with(|| Step {
            from,
            to,
            status: a.status.to_string(),
            alleged_by: Vec::new(),
            alleged_of: Vec::new(),
            denied_by: Vec::new(),
            reports: 0,
            sources: Vec::new(),
        });
        if a.status == "violation_alleged" {
            allege(step, &report.record, &a.evidence);
        }
        step.sources.push(Source::new(report, &a.evidence));
    }
    let mut out: Vec<Step> = steps.into_values().collect();
    for step in &mut out {
        step.sources.sort();
        step.sources.dedup();
        step.reports = step.sources.iter().map(|s| &s.document).collect::<BTreeSet<_>>().len();
    }
    out
}

/// Who says that it was broken, by whom, and who denies that: of the acts told in the same words.
fn allege(step: &mut Step, record: &Record<'_>, evidence: &Quote<'_>) {
    let near = |e: &&Event<'_>| e.evidence.start < evidence.end && evidence.start < e.evidence.end;
    for event in record.events.iter().filter(near) {
        if event.r#type == "ACCUSE" {
            add(&mut step.alleged_by, &event.actor);
            add(&mut step.alleged_of, &event.recipient);
        } else if event.status == "alleged" {
            add(&mut step.alleged_by, &event.said_by);
            add(&mut step.alleged_of, &event.actor);
        }
        add(&mut step.denied_by, &event.denied_by);
    }
}

fn add(into: &mut Vec<String>, entities: &[rasid::record::Entity<'_>]) {
    into.extend(entities.iter().map(|e| e.name.as_deref().unwrap_or(&e.text).to_owned()));
    into.sort();
    into.dedup();
}

/// Promises told in the same sentence as the agreement, with later acts of the same parties that tell what became of them.
fn commitments(linked: &Linked, mentions: &[(usize, &Agreement<'static>)]) -> Vec<Commitment> {
    let mut out: Vec<Commitment> = Vec::new();
    let mut told: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (at, a) in mentions {
        let Some(report) = linked.reports.get(*at) else { continue };
        for (n, event) in report.record.events.iter().enumerate() {
            let near = event.evidence.start < a.evidence.end && a.evidence.start < event.evidence.end;
            let promised = matches!(&*event.r#type, "AGREE" | "CONCEDE") || event.status == "future";
            if near && promised && !event.actor.is_empty() && told.insert((*at, n)) {
                out.push(Commitment {
                    who: event.actor.iter().map(|e| e.name.as_deref().unwrap_or(&e.text).to_owned()).collect(),
                    what: event.r#type.to_string(),
                    due: event.date.as_ref().map(|d| (d.from.clone(), d.to.clone())),
                    source: Source::new(report, &event.evidence),
                    later: crate::calendar::later(linked, *at, event).into_iter().take(MOST_LATER).collect(),
                });
            }
        }
    }
    out
}

/// How many later acts are told of one promise.
const MOST_LATER: usize = 5;
