//! Mentions of agreements in many reports → each agreement with its dated history, computed from what reports say: never typed in.

use rasid::record::{Agreement, Event, Quote, Record};
use serde::{Deserialize, Serialize};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::groups::{Decision, name};
use crate::report::{Report, day_of};
use crate::timeline::{Linked, Party, Source, most};

/// An agreement as the reports tell it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Followed {
    /// Made of its name, or of its story and kind where it has none.
    pub id: String,
    /// The register's name, else the words most reports use.
    pub name: String,
    /// The words that most reports use.
    pub called: String,
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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// 0 none, 1 minimal, 2 intermediate, 3 full.
    pub mark: u8,
    /// Who decided.
    pub by: String,
    /// When.
    pub day: Option<String>,
}

/// An agreement as one report tells of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// The register's name; else the story and what it is about: «الهدنة» of one story is not that of another.
    pub key: String,
    /// Whether the register has it.
    pub registered: bool,
    /// The words.
    pub text: String,
    /// What it is about.
    pub kind: String,
    /// Who is bound.
    pub parties: Vec<Party>,
    /// Who helped.
    pub mediators: Vec<Party>,
    /// Where it was made.
    pub place: Option<String>,
    /// What is told of it, with where.
    pub step: Step,
    /// What is promised in the same words.
    pub commitments: Vec<Commitment>,
}

/// The agreements, by name.
#[must_use]
pub fn agreements(linked: &Linked, decisions: &[Decision]) -> Vec<Followed> {
    followed(mentions(linked), decisions)
}

/// Every telling of an agreement in every report.
#[must_use]
pub fn mentions(linked: &Linked) -> Vec<Mention> {
    let told = |(n, report): (usize, &Report)| {
        let mention = |a: &Agreement<'static>| {
            let story = || linked.group(n).map_or("", |g| &g.story);
            Mention {
                key: a.name.as_deref().map_or_else(|| format!("{} {}", story(), a.kind), str::to_owned),
                registered: a.name.is_some(),
                text: a.text.to_string(),
                kind: a.kind.to_string(),
                parties: a.parties.iter().map(Party::new).collect(),
                mediators: a.mediators.iter().map(Party::new).collect(),
                place: a.place.as_ref().map(|p| p.name.as_deref().unwrap_or(&p.text).to_owned()),
                step: step(report, a),
                commitments: commitments(linked, n, a),
            }
        };
        report.record.agreements.iter().map(mention).collect::<Vec<_>>()
    };
    linked.in_order().into_iter().flat_map(told).collect()
}

/// Tellings → agreements, by name. Those of one report must stand in the order of its text.
#[must_use]
pub fn followed(mut mentions: Vec<Mention>, decisions: &[Decision]) -> Vec<Followed> {
    let rank = |m: &Mention| m.step.sources.first().map(|s| (s.day(), s.document.clone()));
    mentions.sort_by_cached_key(rank);
    let mut all: BTreeMap<(bool, String), Vec<Vec<Mention>>> = BTreeMap::new();
    for m in mentions {
        let of_name = all.entry((!m.registered, m.key.clone())).or_default();
        match of_name.iter_mut().rev().find(|told| m.registered || one(told, &m)) {
            Some(told) => told.push(m),
            None => of_name.push(vec![m]),
        }
    }
    let several = all.into_iter().flat_map(|((unnamed, key), of_name)| {
        of_name.into_iter().enumerate().filter_map(move |(n, told)| {
            let key = if n == 0 {
                key.clone()
            } else {
                format!("{key} {}", countries(told.get(..1).unwrap_or(&told)).into_iter().collect::<Vec<_>>().join(" "))
            };
            follow(!unnamed, &key, &told, decisions)
        })
    });
    several.collect()
}

/// Whether an agreement without a name is one with those told before of its story: not where it binds others than they do.
fn one(told: &[Mention], m: &Mention) -> bool {
    let (known, new) = (countries(told), countries(std::slice::from_ref(m)));
    known.is_empty() || new.is_empty() || known.intersection(&new).next().is_some()
}

/// The countries that tellings bind.
fn countries(told: &[Mention]) -> BTreeSet<&str> {
    told.iter().flat_map(|m| &m.parties).filter_map(|p| p.country.as_deref()).collect()
}

/// The name of the agreement with that key, [`Followed::id`].
#[must_use]
pub fn id(key: &str) -> String {
    name("pact", key)
}

fn follow(registered: bool, key: &str, told: &[Mention], decisions: &[Decision]) -> Option<Followed> {
    let words = most(told.iter().map(|m| m.text.clone()))?;
    let history = history(told);
    let id = id(key);
    let reached = |s: &&Step| s.status != "proposed";
    let mut promised: Vec<Commitment> = Vec::new();
    for c in told.iter().flat_map(|m| &m.commitments) {
        if !promised.contains(c) {
            promised.push(c.clone());
        }
    }
    Some(Followed {
        name: if registered { key.to_owned() } else { words.clone() },
        called: words,
        registered,
        kind: most(told.iter().map(|m| m.kind.clone()))?,
        status: history.iter().rfind(reached).or(history.last())?.status.clone(),
        names: told.iter().map(|m| m.text.clone()).collect::<BTreeSet<_>>().into_iter().collect(),
        parties: tally(told, |m| &m.parties),
        mediators: tally(told, |m| &m.mediators),
        place: most(told.iter().filter_map(|m| m.place.clone())),
        commitments: promised,
        marks: decisions.iter().filter_map(|d| d.mark_of(&id, key)).collect(),
        history,
        id,
    })
}

/// Who, with how many reports say so, the most first.
fn tally(told: &[Mention], who: impl Fn(&Mention) -> &Vec<Party>) -> Vec<(Party, usize)> {
    let mut seen: BTreeMap<&Party, BTreeSet<&str>> = BTreeMap::new();
    for m in told {
        let report = m.step.sources.first().map_or("", |s| &s.document);
        who(m).iter().for_each(|p| _ = seen.entry(p).or_default().insert(report));
    }
    let mut out: Vec<(Party, usize)> = seen.into_iter().map(|(p, r)| (p.clone(), r.len())).collect();
    out.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    out
}

/// What one report tells of it.
fn step(report: &Report, a: &Agreement<'static>) -> Step {
    let published = report.day.map(|d| day_of(d).to_string());
    let made = matches!(&*a.status, "announced" | "signed" | "in_force");
    let dated = a.date.as_ref().filter(|_| made).map(|d| (Some(d.from.clone()), Some(d.to.clone())));
    let (from, to) = dated.unwrap_or((published.clone(), published));
    let mut step = Step {
        from,
        to,
        status: a.status.to_string(),
        alleged_by: Vec::new(),
        alleged_of: Vec::new(),
        denied_by: Vec::new(),
        reports: 1,
        sources: vec![Source::new(&report.record, &a.evidence)],
    };
    if a.status == "violation_alleged" {
        allege(&mut step, &report.record, &a.evidence);
    }
    step
}

/// Steps by day: the same status on the same days is one step, told by several.
fn history(told: &[Mention]) -> Vec<Step> {
    let mut steps: BTreeMap<(&Option<String>, &Option<String>, &str), Step> = BTreeMap::new();
    for Mention { step: one, .. } in told {
        match steps.entry((&one.from, &one.to, &one.status)) {
            Entry::Vacant(new) => _ = new.insert(one.clone()),
            Entry::Occupied(known) => {
                let known = known.into_mut();
                for (into, more) in [
                    (&mut known.alleged_by, &one.alleged_by),
                    (&mut known.alleged_of, &one.alleged_of),
                    (&mut known.denied_by, &one.denied_by),
                ] {
                    into.extend(more.iter().cloned());
                    into.sort();
                    into.dedup();
                }
                known.sources.extend(one.sources.iter().cloned());
            }
        }
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
fn commitments(linked: &Linked, at: usize, a: &Agreement<'static>) -> Vec<Commitment> {
    let Some(report) = linked.reports.get(at) else { return Vec::new() };
    let promised = |event: &&Event<'static>| {
        let near = event.evidence.start < a.evidence.end && a.evidence.start < event.evidence.end;
        let promised = matches!(&*event.r#type, "AGREE" | "CONCEDE") || event.status == "future";
        near && promised && !event.actor.is_empty()
    };
    let commitment = |event: &Event<'static>| Commitment {
        who: event.actor.iter().map(|e| e.name.as_deref().unwrap_or(&e.text).to_owned()).collect(),
        what: event.r#type.to_string(),
        due: event.date.as_ref().map(|d| (d.from.clone(), d.to.clone())),
        source: Source::new(&report.record, &event.evidence),
        later: crate::calendar::later(linked, at, event).into_iter().take(MOST_LATER).collect(),
    };
    report.record.events.iter().filter(promised).map(commitment).collect()
}

/// How many later acts are told of one promise.
const MOST_LATER: usize = 5;
