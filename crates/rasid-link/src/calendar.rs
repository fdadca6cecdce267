//! Acts announced ahead → what is scheduled, and what later reports say became of it.

use rasid::record::Event;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

use crate::acts::{Happening, Told, identity};
use crate::report::{Report, number};
use crate::timeline::{Linked, Row, Source, row};

/// Something announced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Planned {
    /// The row of the timeline.
    pub id: String,
    /// First day it is announced for.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
    /// PLOVER's type.
    pub r#type: String,
    /// Who.
    pub actor: Vec<String>,
    /// With or to whom.
    pub recipient: Vec<String>,
    /// Where.
    pub place: Option<String>,
    /// `ahead`, `held`, `off` (called off), `put_off`, `failed`, `untold`: no report tells.
    pub outcome: String,
    /// Where it is announced.
    pub announced: Vec<Source>,
    /// Where it is told what became of it.
    pub told: Vec<(String, Source)>,
}

/// What was announced, by day.
#[must_use]
pub fn calendar(linked: &Linked) -> Vec<Planned> {
    let last = linked.reports.iter().filter_map(|r| r.day).max();
    let mut out = plans(linked);
    out.iter_mut().for_each(|p| p.as_of(last));
    out
}

/// The same, told apart from the day: what no report tells of is `untold`, whether its day has come or not.
#[must_use]
pub fn plans(linked: &Linked) -> Vec<Planned> {
    let rows = linked.happenings.iter().filter_map(|h| Some((h, row(linked, h)?)));
    let ahead = |(h, r): &(&Happening, Row)| r.status == "future" || h.iter().any(|told| announces(linked, *told));
    let mut out: Vec<Planned> = rows.filter(ahead).filter_map(|(h, r)| planned(linked, h, &r)).collect();
    out.sort_by(|a, b| (&a.from, &a.to, &a.id).cmp(&(&b.from, &b.to, &b.id)));
    out
}

/// Whether an act announces a meeting, though it was done itself: «دعت البعثة أعضاء الملتقى إلى اجتماع».
fn announces(linked: &Linked, told: Told) -> bool {
    let event = linked.reports.get(told.report).and_then(|r| r.record.events.get(told.event));
    event.is_some_and(|e| e.status == "actual" && linked.following.file.announced.have(&e.rule))
}

impl Planned {
    /// What no report tells of is `ahead` where the last report is not of a later day.
    pub fn as_of(&mut self, last: Option<i32>) {
        let ahead = self.to.as_deref().and_then(number).zip(last).is_some_and(|(to, last)| to >= last);
        if ahead && self.outcome == "untold" {
            "ahead".clone_into(&mut self.outcome);
        }
    }
}

fn planned(linked: &Linked, happening: &Happening, row: &Row) -> Option<Planned> {
    let told = happening.first()?;
    let event = linked.reports.get(told.report)?.record.events.get(told.event)?;
    let later = later(linked, told.report, event);
    let outcome = last(&later).unwrap_or("untold");
    Some(Planned {
        id: row.id.clone(),
        from: row.from.clone(),
        to: row.to.clone(),
        r#type: row.r#type.clone(),
        actor: row.actor.iter().map(|p| p.name.clone()).collect(),
        recipient: row.recipient.iter().map(|p| p.name.clone()).collect(),
        place: row.place.clone(),
        outcome: outcome.to_owned(),
        announced: row.versions.iter().map(|v| v.source.clone()).collect(),
        told: later,
    })
}

/// What the last report that tells says; of one that calls a meeting off and says that it was not held, that it was called off.
fn last(later: &[(String, Source)]) -> Option<&str> {
    let (_, last) = later.last()?;
    let told = later.iter().filter(|(_, source)| source.document == last.document).map(|(outcome, _)| outcome.as_str());
    told.min_by_key(|outcome| OUTCOMES.iter().position(|o| o == outcome))
}

/// What later reports tell of something announced, the most telling first.
const OUTCOMES: [&str; 4] = ["off", "put_off", "held", "failed"];

/// How long after the day it was announced for something is still told to have been held.
const AFTER: i32 = 10;

/// Later acts of the same story by the same parties that tell what became of an announced one: `held`, `off`, `put_off`, `failed`.
pub(crate) fn later(linked: &Linked, report: usize, event: &Event<'_>) -> Vec<(String, Source)> {
    let (Some(group), Some(from)) = (linked.group(report), linked.reports.get(report).and_then(|r| r.day)) else { return Vec::new() };
    let due = event.date.as_ref().and_then(|d| number(&d.to)).unwrap_or(from);
    let parties = parties(event);
    let start = event.date.as_ref().and_then(|d| number(&d.from)).unwrap_or(from);
    let reports = linked.story(&group.story).iter().filter_map(|n| linked.reports.get(*n));
    let reports = reports.filter(|r| r.day.is_some_and(|d| d > from && d <= due + AFTER));
    let tells = |r: &Report, e: &Event<'_>| {
        let shared = parties.intersection(&self::parties(e)).count();
        let outcome = outcome(linked, event, e)?;
        let reached = outcome != "held" || r.day >= Some(start);
        (reached && shared >= parties.len().clamp(1, 2)).then(|| (outcome.to_owned(), Source::new(&r.record, &e.evidence)))
    };
    reports.flat_map(|r| r.record.events.iter().filter_map(|e| tells(r, e))).collect()
}

fn outcome(linked: &Linked, announced: &Event<'_>, e: &Event<'_>) -> Option<&'static str> {
    let file = &linked.following.file;
    let same = |t: &str| file.held.get(&*announced.r#type).is_some_and(|held| held.iter().any(|h| h == t));
    match &*e.status {
        "actual" if file.off.have(&e.rule) => Some("off"),
        "actual" if file.put_off.have(&e.rule) => Some("put_off"),
        "actual" if same(&e.r#type) => Some("held"),
        "negated" if same(&e.r#type) || e.r#type == announced.r#type => Some("failed"),
        _ => None,
    }
}

fn parties<'e>(e: &'e Event<'_>) -> BTreeSet<&'e str> {
    e.actor.iter().chain(&e.recipient).map(|x| x.country.as_deref().unwrap_or_else(|| identity(x))).collect()
}
