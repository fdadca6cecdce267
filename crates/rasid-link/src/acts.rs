//! Coded acts of many reports → acts that happened once, each with every report's version. Only acts of one story are compared; two acts
//! that a report tells apart stay apart.

use rasid::record::{Count, Entity, Event};
use std::collections::{BTreeMap, BTreeSet};

use crate::cluster::{FLOOR, Score, Task, cluster};
use crate::following::{ACT_FEATURES, Following};
use crate::groups::{Decision, Groups};
use crate::report::{Report, number};
use crate::traits::{skeleton, term};

/// An act told in a report: the report's place in the list, the event's place in its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told {
    /// Of the report.
    pub report: usize,
    /// Of the event in the report.
    pub event: usize,
}

/// An act that happened once, or is said to have: who told it, the earliest report first.
pub type Happening = Vec<Told>;

/// An act finds so many others by the same type and party.
const FOUND: usize = 60;
/// Acts told with less confidence are passed over.
const SURE: f32 = 0.5;

/// What an act is compared by.
struct Seen<'r> {
    told: Told,
    event: &'r Event<'r>,
    day: Option<i32>,
    /// From, to; where the text says.
    dated: Option<(i32, i32)>,
    actor: BTreeSet<&'r str>,
    recipient: BTreeSet<&'r str>,
    story: usize,
    same_event: usize,
    text: usize,
}

/// Acts that are one, the earliest first. What people decided of acts (level `act`, ids `REPORT.EVENT`) stands.
#[must_use]
pub fn happenings(reports: &[Report], groups: &Groups, following: &Following, decisions: &[Decision]) -> Vec<Happening> {
    let mut seen = seen(reports, groups);
    seen.sort_by(|a, b| rank(reports, a).cmp(&rank(reports, b)));
    let days: Vec<Option<i32>> = seen.iter().map(|s| s.day).collect();
    let mut found: BTreeMap<(usize, u32, u32), Vec<u32>> = BTreeMap::new();
    let (mut pairs, mut apart) = (Vec::new(), Vec::new());
    for (n, act) in (0_u32..).zip(&seen) {
        let mut near: Vec<u32> = Vec::new();
        for key in keys(act) {
            let posting = found.entry(key).or_default();
            near.extend(posting.iter().rev().take(FOUND));
            posting.push(n);
        }
        near.sort_unstable();
        near.dedup();
        for other in near {
            let Some(earlier) = seen.get(other as usize) else { continue };
            if earlier.told.report == act.told.report {
                apart.push((other, n));
            } else {
                pairs.push((other, n, score(earlier, act, following)));
            }
        }
    }
    pairs.retain(|(_, _, s)| *s > FLOOR);
    let cut = hundredths(following.cut);
    let (together, kept_apart) = decided(reports, &seen, decisions);
    apart.extend(kept_apart);
    let task =
        Task { days: &days, pairs: &pairs, reach: following.days, span: Some(2 * following.days), cut, together: &together, apart: &apart };
    let told = |group: Vec<u32>| group.into_iter().filter_map(|n| seen.get(n as usize)).map(|s| s.told).collect();
    cluster(&task).into_iter().map(told).collect()
}

type Pairs = Vec<(u32, u32)>;

/// What people put together and keep apart, as places in the list of acts.
fn decided(reports: &[Report], seen: &[Seen<'_>], decisions: &[Decision]) -> (Pairs, Pairs) {
    let decisions: Vec<&Decision> = decisions.iter().filter(|d| d.level.as_deref() == Some("act")).collect();
    if decisions.is_empty() {
        return Default::default();
    }
    let mut place: BTreeMap<String, u32> = BTreeMap::new();
    for (n, act) in (0_u32..).zip(seen) {
        let Some(record) = reports.get(act.told.report).map(|r| &r.record) else { continue };
        let first = first_mention(&record.events, act.told.event);
        let mentions = record.events.iter().enumerate().filter(|(at, _)| first_mention(&record.events, *at) == first);
        place.extend(mentions.map(|(_, e)| (format!("{}.{}", record.id, e.id), n)));
    }
    crate::groups::pairs_of(decisions.into_iter(), |id| place.get(id).copied())
}

fn rank<'r>(reports: &'r [Report], act: &Seen<'_>) -> (Option<(Option<i32>, &'r str)>, usize) {
    (reports.get(act.told.report).map(Report::rank), act.told.event)
}

/// What speaks of one act in a report: of several mentions the surest.
fn seen<'r>(reports: &'r [Report], groups: &Groups) -> Vec<Seen<'r>> {
    let [event_of, story_of, text_of] = [0, 1, 2].map(|level| places(&groups.levels[level], reports.len()));
    let mut out = Vec::new();
    for (n, report) in reports.iter().enumerate() {
        let events = &report.record.events;
        let mut best: BTreeMap<usize, usize> = BTreeMap::new();
        for (at, event) in events.iter().enumerate() {
            let first = first_mention(events, at);
            let better = |b: &usize| events.get(*b).is_none_or(|e| e.confidence < event.confidence);
            if best.get(&first).is_none_or(better) {
                best.insert(first, at);
            }
        }
        for at in best.into_values() {
            let Some(event) = events.get(at).filter(|e| e.confidence >= SURE) else { continue };
            let dated = event.date.as_ref().and_then(|d| Some((number(&d.from)?, number(&d.to)?)));
            out.push(Seen {
                told: Told { report: n, event: at },
                event,
                day: report.day,
                dated,
                actor: parties(&event.actor),
                recipient: parties(&event.recipient),
                story: story_of.get(n).copied().unwrap_or(n),
                same_event: event_of.get(n).copied().unwrap_or(n),
                text: text_of.get(n).copied().unwrap_or(n),
            });
        }
    }
    out
}

/// The group of each report.
pub(crate) fn places(groups: &[Vec<usize>], reports: usize) -> Vec<usize> {
    let mut out = vec![0; reports];
    for (n, group) in groups.iter().enumerate() {
        for at in group {
            if let Some(slot) = out.get_mut(*at) {
                *slot = n;
            }
        }
    }
    out
}

/// The events of the report that tell the act: of several mentions the surest was taken, but all tell it.
#[must_use]
pub fn mentions_of(reports: &[Report], told: Told) -> Vec<usize> {
    let events = reports.get(told.report).map_or(&[][..], |r| &r.record.events);
    let first = first_mention(events, told.event);
    (0..events.len()).filter(|at| first_mention(events, *at) == first).collect()
}

/// The first mention that an event is the same as.
pub(crate) fn first_mention(events: &[Event<'_>], at: usize) -> usize {
    let earlier = |at: usize| {
        let id = events.get(at)?.same_as.as_deref()?;
        events.get(..at)?.iter().position(|e| e.id == id)
    };
    std::iter::successors(Some(at), |at| earlier(*at)).last().unwrap_or(at)
}

/// Who somebody is, as far as that is known: the entry, else the name, else the country, else the words.
pub(crate) fn identity<'e>(e: &'e Entity<'_>) -> &'e str {
    e.id.as_deref().or(e.name.as_deref()).or(e.country.as_deref()).unwrap_or(&e.text)
}

/// Parties as they are compared: who they are and of which country, so that a government and its minister meet.
fn parties<'e>(entities: &'e [Entity<'_>]) -> BTreeSet<&'e str> {
    entities.iter().flat_map(|e| [Some(identity(e)), e.country.as_deref()]).flatten().collect()
}

/// What an act is found by: its story and type with each party.
fn keys(act: &Seen<'_>) -> Vec<(usize, u32, u32)> {
    let parties: BTreeSet<&str> = act.actor.union(&act.recipient).copied().collect();
    parties.into_iter().map(|p| (act.story, term(&act.event.r#type), term(p))).collect()
}

fn score(a: &Seen<'_>, b: &Seen<'_>, following: &Following) -> Score {
    if a.story != b.story || a.event.r#type != b.event.r#type {
        return FLOOR;
    }
    let place = |e: &Event<'_>| e.place.as_ref().map(|p| p.name.as_deref().unwrap_or(&p.text).to_owned());
    let meets = |a: &BTreeSet<&str>, b: &BTreeSet<&str>| (!a.is_empty() && !b.is_empty()).then(|| a.intersection(b).next().is_some());
    let same = [
        (a.event.mode.as_ref().zip(b.event.mode.as_ref()).map(|(a, b)| a == b), "mode", "other-mode"),
        (meets(&a.actor, &b.actor), "actor", "other-actor"),
        (meets(&a.recipient, &b.recipient), "recipient", "other-recipient"),
        (a.dated.zip(b.dated).map(|(a, b)| a.0 <= b.1 && b.0 <= a.1), "day", "other-day"),
        (place(a.event).zip(place(b.event)).map(|(a, b)| a == b), "place", "other-place"),
        (same_counts(&a.event.counts, &b.event.counts), "count", "other-count"),
    ];
    let holds = |name: &str| match name {
        "same-event" => a.same_event == b.same_event,
        "same-text" => a.text == b.text,
        "trigger" => skeleton(&a.event.trigger.text) == skeleton(&b.event.trigger.text),
        name => same.iter().any(|(held, yes, no)| *held == Some(true) && *yes == name || *held == Some(false) && *no == name),
    };
    let sum: f32 = ACT_FEATURES.iter().zip(following.acts).filter(|(name, _)| holds(name)).map(|(_, w)| w).sum();
    hundredths(following.bias + sum)
}

/// Whether numbers of the same kind can be one number; none where no kind is in both.
fn same_counts(a: &[Count<'_>], b: &[Count<'_>]) -> Option<bool> {
    let alike = |a: &Count<'_>, b: &Count<'_>| a.low <= b.high.unwrap_or(u64::MAX) && b.low <= a.high.unwrap_or(u64::MAX);
    let pairs = a.iter().flat_map(|x| b.iter().filter(|y| x.kind == y.kind).map(move |y| alike(x, y)));
    pairs.reduce(|all, one| all || one)
}

#[expect(clippy::cast_possible_truncation, reason = "a few hundred")]
fn hundredths(logits: f32) -> Score {
    (logits * 100.0).round() as Score
}
