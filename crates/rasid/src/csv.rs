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
    line(COLUMNS)
}

/// A record's lines; none for a document without events. Several actors stand in one cell, with `; ` between
/// them, in the same order in each of their columns.
pub fn rows(record: &Record<'_>, out: &mut Vec<u8>) {
    for event in &record.events {
        out.extend(line(cells(record, event).iter()));
    }
}

/// A value as a cell, given how its text is written: a number is a number, and no text is taken for a formula.
#[must_use]
pub fn safe(value: &serde_json::Value, written: &str) -> String {
    match value {
        serde_json::Value::Number(n) => number(n),
        _ => guarded(written).into_owned(),
    }
}

/// A number in as few digits as tell it: measures are of single precision.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "made of one of single precision")]
pub fn number(n: &serde_json::Number) -> String {
    n.as_f64().filter(|_| n.is_f64()).map_or_else(|| n.to_string(), |n| (n as f32).to_string())
}

/// Cells as a line, with its line feed. What others wrote must be [`guarded`] before.
#[must_use]
pub fn line(cells: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(cells.into_iter().map(|c| c.as_ref().as_bytes().to_vec()));
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

/// A cell that no spreadsheet takes for a formula, nor any part of it where one takes `;`, `,` or `|` for the end of a
/// cell. What cannot be seen counts for nothing: a mark of direction before `=` does not help it.
///
/// ```
/// assert_eq!(rasid::csv::guarded("=SUM(A1)"), "'=SUM(A1)");
/// assert_eq!(rasid::csv::guarded("الجيش; =1+1"), "الجيش; '=1+1");
/// assert_eq!(rasid::csv::guarded("5+5"), "5+5");
/// ```
#[must_use]
pub fn guarded(text: &str) -> Cow<'_, str> {
    let text = visible(text);
    let mut begins = true;
    let mut formulas = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '﹢' | '﹣' | '﹦' | '﹫' | '−' if begins => formulas.push(at),
            c if c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}') => continue,
            _ => {}
        }
        begins = matches!(c, ';' | ',' | '|');
    }
    if formulas.is_empty() {
        return text;
    }
    let mut out = String::with_capacity(text.len() + formulas.len());
    let mut from = 0;
    for at in formulas {
        out.push_str(text.get(from..at).unwrap_or(""));
        out.push('\'');
        from = at;
    }
    out.push_str(text.get(from..).unwrap_or(""));
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_guarded() {
        assert_eq!(guarded("=SUM(A1)"), "'=SUM(A1)");
        assert_eq!(guarded("الجيش"), "الجيش");
    }

    /// W8: what begins a formula, behind what cannot be seen, at the start of a cell or of what some take for one.
    #[test]
    fn no_part_of_a_cell_begins_a_formula() {
        let hidden = ["", " ", "\t", "\r", "\n", "\0", "\u{200F}", "\u{200E}", "\u{61C}", "\u{FEFF}", "\u{200B}", "\u{2067}", "\u{A0}"];
        let before = ["", "الجيش;", "الجيش,", "الجيش|", "الجيش; "];
        let mut tried = 0;
        for sign in ['=', '+', '-', '@', '＝', '＋', '－', '＠'] {
            for hidden in hidden {
                for before in before {
                    let cell = guarded(&format!("{before}{hidden}{sign}cmd|' /C calc'!A0")).into_owned();
                    let seen = |part: &str| {
                        part.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{FEFF}' | '\u{200B}'))
                            .to_owned()
                    };
                    let begins = |part: &str| seen(part).starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
                    assert!(!cell.split([';', ',', '|']).any(begins), "{cell:?}");
                    tried += 1;
                }
            }
        }
        assert!(tried >= 200);
        assert_eq!(guarded("لجنة 5+5 العسكرية - جنيف"), "لجنة 5+5 العسكرية - جنيف");
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
