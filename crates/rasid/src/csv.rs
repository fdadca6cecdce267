//! Records → rows for a spreadsheet: one event a line. Loses notes, agreements and positions, which JSONL keeps.

use std::borrow::Cow;

use crate::record::{Entity, Event, Record};
use crate::visible::visible;

const COLUMNS: [&str; 34] = [
    "document",
    "outlet",
    "published",
    "event",
    "type",
    "mode",
    "quad",
    "intensity",
    "status",
    "date_from",
    "date_to",
    "date_precision",
    "actor",
    "actor_name",
    "actor_country",
    "actor_sector",
    "recipient",
    "recipient_name",
    "recipient_country",
    "recipient_sector",
    "said_by",
    "denied_by",
    "place",
    "place_name",
    "place_country",
    "lat",
    "lon",
    "counts",
    "trigger",
    "evidence",
    "start",
    "end",
    "same_as",
    "confidence",
];

/// The first line.
#[must_use]
pub fn header() -> Vec<u8> {
    line(COLUMNS.iter().map(|c| Cow::Borrowed(*c)))
}

/// A record's lines; none for a document without events. Several actors stand in one cell, with `; ` between
/// them, in the same order in each of their columns.
pub fn rows(record: &Record<'_>, out: &mut Vec<u8>) {
    for event in &record.events {
        out.extend(line(cells(record, event).into_iter()));
    }
}

/// A line of any table; no cell of it is taken for a formula.
#[must_use]
pub fn row(cells: &[String]) -> Vec<u8> {
    line(cells.iter().map(|c| guarded(c)))
}

/// Cells as one line.
pub(crate) fn line<'t>(cells: impl Iterator<Item = Cow<'t, str>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(cells.map(|c| c.into_owned()));
    writer.into_inner().unwrap_or_default()
}

fn cells<'t>(record: &'t Record<'_>, e: &'t Event<'_>) -> Vec<Cow<'t, str>> {
    let plain = |text: Option<&'t str>| guarded(text.unwrap_or(""));
    let number = |n: Option<f32>| Cow::Owned(n.map_or_else(String::new, |n| n.to_string()));
    let (date, place) = (e.date.as_ref(), e.place.as_ref());
    let mut cells = vec![
        guarded(&record.id),
        plain(record.outlet.as_deref()),
        plain(record.published.as_deref()),
        guarded(&e.id),
        guarded(&e.r#type),
        plain(e.mode.as_deref()),
        guarded(&e.quad),
        number(Some(e.intensity)),
        guarded(&e.status),
        plain(date.map(|d| d.from.as_str())),
        plain(date.map(|d| d.to.as_str())),
        plain(date.map(|d| &*d.precision)),
    ];
    for side in [&e.actor, &e.recipient] {
        cells.extend([
            names(side),
            each(side, |x| x.name.as_deref()),
            each(side, |x| x.country.as_deref()),
            each(side, |x| x.sector.as_deref()),
        ]);
    }
    let counts: Vec<String> = e.counts.iter().map(|c| format!("{} {}", c.kind, range(c.low, c.high))).collect();
    cells.extend([
        names(&e.said_by),
        names(&e.denied_by),
        plain(place.map(|p| &*p.text)),
        plain(place.and_then(|p| p.name.as_deref())),
        plain(place.and_then(|p| p.country.as_deref())),
        number(place.and_then(|p| p.lat)),
        number(place.and_then(|p| p.lon)),
        Cow::Owned(counts.join("; ")),
        guarded(&e.trigger.text),
        guarded(&e.evidence.text),
        Cow::Owned(e.evidence.start.to_string()),
        Cow::Owned(e.evidence.end.to_string()),
        plain(e.same_as.as_deref()),
        number(Some(e.confidence)),
    ]);
    cells
}

/// «3», «3-5», «3+».
pub(crate) fn range(low: u64, high: Option<u64>) -> String {
    match high {
        Some(high) if high == low => low.to_string(),
        Some(high) => format!("{low}-{high}"),
        None => format!("{low}+"),
    }
}

fn names<'t>(entities: &'t [Entity<'_>]) -> Cow<'t, str> {
    each(entities, |e| Some(&*e.text))
}

fn each<'t>(entities: &'t [Entity<'_>], field: impl Fn(&'t Entity<'_>) -> Option<&'t str>) -> Cow<'t, str> {
    let all: Vec<&str> = entities.iter().map(|e| field(e).unwrap_or("")).collect();
    if all.iter().all(|s| s.is_empty()) {
        return Cow::Borrowed("");
    }
    Cow::Owned(guarded(&all.join("; ")).into_owned())
}

/// A cell that no spreadsheet takes for a formula.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    let text = visible(text);
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
        return Cow::Owned(format!("'{text}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_guarded() {
        assert_eq!(guarded("=SUM(A1)"), "'=SUM(A1)");
        assert_eq!(guarded("الجيش"), "الجيش");
    }

    #[test]
    fn the_header_has_a_name_for_each_cell() {
        let event = Event {
            id: "e1".into(),
            r#type: "AID".into(),
            mode: None,
            quad: "MC".into(),
            intensity: 10.0,
            trigger: quote(),
            evidence: quote(),
            actor: Vec::new(),
            recipient: Vec::new(),
            date: None,
            place: None,
            counts: Vec::new(),
            status: "actual".into(),
            said_by: Vec::new(),
            denied_by: Vec::new(),
            same_as: None,
            rule: "aid.give".into(),
            confidence: 1.0,
        };
        let record = Record { id: "d".into(), ..empty() };
        assert_eq!(cells(&record, &event).len(), COLUMNS.len());
    }

    fn quote() -> crate::record::Quote<'static> {
        crate::record::Quote { start: 0, end: 1, text: "ا".into() }
    }

    fn empty() -> Record<'static> {
        serde_json::from_str(
            r#"{"id":"","outlet":null,"published":null,"published_inferred":false,"contexts":[],"events":[],"agreements":[],
            "positions":[],"notes":[],"language":"ar","url":null,"version":{"engine":"","knowledge":"","schema":1}}"#,
        )
        .unwrap()
    }
}
