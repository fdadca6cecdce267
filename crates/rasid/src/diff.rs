//! Two codings of one document → the events that are added, lost or changed: what an edit of the knowledge does.

use rasid_coder::Coded;
use serde::Serialize;
use std::collections::BTreeMap;

use crate::csv;
use crate::input::Input;
use crate::record::{Entity, Event, Quote, Record, Recorder};

/// What differs in an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// `type`, `mode`, `status`, `actor`, `recipient`, `said_by`, `denied_by`, `date`, `place`, `same_as`.
    pub field: &'static str,
    /// As it was; empty for none.
    pub before: String,
    /// As it is; empty for none.
    pub after: String,
}

/// An event that is in one coding only, or is another in each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// `added`, `lost` or `changed`.
    pub change: &'static str,
    /// The document's id.
    pub document: String,
    /// Its outlet, as given.
    pub outlet: Option<String>,
    /// PLOVER's event type: the new one where it changed.
    pub r#type: String,
    /// One of the type's modes.
    pub mode: Option<String>,
    /// The words that carry the act; offsets are code points, end excluded.
    pub trigger: Quote<'static>,
    /// The clause.
    pub evidence: Quote<'static>,
    /// What differs, of a changed event; what it is, of an added or lost one.
    pub fields: Vec<Field>,
}

/// How often events of a type changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Events in the first coding.
    pub before: u64,
    /// Events in the second.
    pub after: u64,
    /// In the second only.
    pub added: u64,
    /// In the first only.
    pub lost: u64,
    /// In both, and not the same.
    pub changed: u64,
}

impl Count {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            before: self.before + other.before,
            after: self.after + other.after,
            added: self.added + other.added,
            lost: self.lost + other.lost,
            changed: self.changed + other.changed,
        }
    }

    /// Whether anything changed.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.added + self.lost + self.changed > 0
    }
}

/// One document coded twice.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// Its changes, in text order.
    pub changes: Vec<Change>,
    /// Events by type.
    pub counts: BTreeMap<String, Count>,
}

/// Compares two codings of a document: events are the same where the same word carries the same type.
#[must_use]
pub fn compare(recorder: &Recorder, input: &Input, before: &Coded, after: &Coded) -> Compared {
    let records = [recorder.record(input, before), recorder.record(input, after)];
    let mut out = Compared::default();
    for e in &records[0].events {
        out.counts.entry(e.r#type.to_string()).or_default().before += 1;
    }
    for e in &records[1].events {
        out.counts.entry(e.r#type.to_string()).or_default().after += 1;
    }
    for (old, new) in pairs(&records) {
        let (change, event, fields) = match (old, new) {
            (Some(old), Some(new)) => ("changed", new, fields(&records, Some(old), Some(new))),
            (None, Some(new)) => ("added", new, fields(&records, None, Some(new))),
            (Some(old), None) => ("lost", old, fields(&records, Some(old), None)),
            (None, None) => continue,
        };
        if fields.is_empty() {
            continue;
        }
        let count = out.counts.entry(event.r#type.to_string()).or_default();
        match change {
            "added" => count.added += 1,
            "lost" => count.lost += 1,
            _ => count.changed += 1,
        }
        out.changes.push(Change {
            change,
            document: input.document.id.clone(),
            outlet: input.document.outlet.clone(),
            r#type: event.r#type.to_string(),
            mode: event.mode.as_ref().map(ToString::to_string),
            trigger: owned(&event.trigger),
            evidence: owned(&event.evidence),
            fields,
        });
    }
    out.changes.sort_by_key(|c| (c.trigger.start, c.change));
    out
}

fn owned(quote: &Quote<'_>) -> Quote<'static> {
    Quote { start: quote.start, end: quote.end, text: quote.text.to_string().into() }
}

type Pair<'r> = (Option<&'r Event<'r>>, Option<&'r Event<'r>>);

/// Events of the two codings that belong together: by the first letter of the trigger, of one type before others.
fn pairs<'r>(records: &'r [Record<'r>; 2]) -> Vec<Pair<'r>> {
    let mut left: Vec<&Event<'_>> = records[0].events.iter().collect();
    let mut out: Vec<Pair<'_>> = Vec::new();
    let mut rest: Vec<&Event<'_>> = Vec::new();
    for new in &records[1].events {
        match left.iter().position(|old| old.trigger.start == new.trigger.start && old.r#type == new.r#type) {
            Some(at) => out.push((Some(left.remove(at)), Some(new))),
            None => rest.push(new),
        }
    }
    for new in rest {
        let at = left.iter().position(|old| old.trigger.start == new.trigger.start);
        out.push((at.map(|at| left.remove(at)), Some(new)));
    }
    out.extend(left.into_iter().map(|old| (Some(old), None)));
    out
}

fn fields(records: &[Record<'_>; 2], before: Option<&Event<'_>>, after: Option<&Event<'_>>) -> Vec<Field> {
    let [a, b] =
        [(before, &records[0]), (after, &records[1])].map(|(event, record)| event.map_or_else(Default::default, |e| said(e, record)));
    let names = ["type", "mode", "status", "actor", "recipient", "said_by", "denied_by", "date", "place", "same_as"];
    let each = names.into_iter().zip(a.into_iter().zip(b));
    each.filter(|(_, (before, after))| before != after).map(|(field, (before, after))| Field { field, before, after }).collect()
}

/// What an event says, field by field.
fn said(e: &Event<'_>, record: &Record<'_>) -> [String; 10] {
    let who = |all: &[Entity<'_>]| {
        let one = |x: &Entity<'_>| words(&x.text, [x.country.as_deref(), x.sector.as_deref(), x.name.as_deref()]);
        all.iter().map(one).collect::<Vec<_>>().join("; ")
    };
    let same = e.same_as.as_ref().and_then(|id| record.events.iter().find(|o| o.id == *id)).map(|o| o.trigger.text.to_string());
    [
        e.r#type.to_string(),
        e.mode.as_deref().unwrap_or("").to_owned(),
        e.status.to_string(),
        who(&e.actor),
        who(&e.recipient),
        who(&e.said_by),
        who(&e.denied_by),
        e.date.as_ref().map_or_else(String::new, |d| format!("{}/{}", d.from, d.to)),
        e.place.as_ref().map_or_else(String::new, |p| words(&p.text, [p.country.as_deref(), p.name.as_deref(), None])),
        same.unwrap_or_default(),
    ]
}

/// «وزير الخارجية» TUN GOV
fn words(text: &str, codes: [Option<&str>; 3]) -> String {
    let codes: Vec<&str> = codes.into_iter().flatten().collect();
    if codes.is_empty() { format!("«{text}»") } else { format!("«{text}» {}", codes.join(" ")) }
}

/// The first line of changes as CSV.
#[must_use]
pub fn header() -> Vec<u8> {
    let columns = ["change", "document", "outlet", "type", "mode", "field", "before", "after", "trigger", "evidence", "start", "end"];
    csv::line(columns)
}

/// A change as lines of CSV, one for each field.
#[must_use]
pub fn rows(c: &Change) -> Vec<u8> {
    let row = |f: &Field| {
        let cells = [
            c.change.into(),
            csv::guarded(&c.document),
            csv::guarded(c.outlet.as_deref().unwrap_or("")),
            csv::guarded(&c.r#type),
            csv::guarded(c.mode.as_deref().unwrap_or("")),
            f.field.into(),
            csv::guarded(&f.before),
            csv::guarded(&f.after),
            csv::guarded(&c.trigger.text),
            csv::guarded(&c.evidence.text),
            c.trigger.start.to_string().into(),
            c.trigger.end.to_string().into(),
        ];
        csv::line(cells)
    };
    c.fields.iter().flat_map(row).collect()
}
