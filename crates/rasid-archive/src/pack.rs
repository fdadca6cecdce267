//! An event of a record ↔ what is stored of it: columns to ask by, parties by number, and the rest as JSON in which words
//! of the text stand by their code points alone. A fifth of the size of what is printed.

use rasid::record::{Count, Date, Entity, Event, Place, Quote};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;

/// The parts that somebody has in an event.
pub(crate) const ROLES: [&str; 4] = ["actor", "recipient", "said_by", "denied_by"];

/// An event as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stored {
    /// Its name in the report.
    pub(crate) at: String,
    /// The name of the first mention of the same event.
    pub(crate) same_as: Option<String>,
    pub(crate) kind: String,
    pub(crate) mode: Option<String>,
    pub(crate) quad: String,
    pub(crate) status: String,
    /// First and last day of the act.
    pub(crate) days: Option<(String, String)>,
    pub(crate) place: Option<Somewhere>,
    pub(crate) confidence: f64,
    /// By role.
    pub(crate) parties: [Vec<Who>; 4],
    /// A [`Packed`].
    pub(crate) body: String,
}

/// A place to ask by.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Somewhere {
    pub(crate) name: String,
    pub(crate) key: String,
    pub(crate) country: Option<String>,
}

/// Somebody, wherever he is named so; what is not known is empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Who {
    pub(crate) words: String,
    pub(crate) entity: String,
    pub(crate) name: String,
    pub(crate) country: String,
    pub(crate) sector: String,
    pub(crate) kind: String,
}

/// From where to where, in code points.
type Span = [u32; 2];

/// What is stored as JSON, under short names: there are many of them. Archives of before have the long ones.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Packed<'t> {
    #[serde(rename = "i", alias = "intensity")]
    intensity: f32,
    #[serde(rename = "t", alias = "trigger")]
    trigger: Span,
    #[serde(rename = "e", alias = "evidence")]
    evidence: Span,
    #[serde(rename = "a", alias = "actor", default, skip_serializing_if = "Vec::is_empty")]
    actor: Vec<Span>,
    #[serde(rename = "r", alias = "recipient", default, skip_serializing_if = "Vec::is_empty")]
    recipient: Vec<Span>,
    #[serde(rename = "s", alias = "said_by", default, skip_serializing_if = "Vec::is_empty")]
    said_by: Vec<Span>,
    #[serde(rename = "d", alias = "denied_by", default, skip_serializing_if = "Vec::is_empty")]
    denied_by: Vec<Span>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date: Option<When<'t>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<Where<'t>>,
    #[serde(rename = "n", alias = "counts", default, skip_serializing_if = "Vec::is_empty")]
    counts: Vec<Number<'t>>,
    #[serde(rename = "u", alias = "rule")]
    rule: Cow<'t, str>,
}

#[derive(Debug, Serialize, Deserialize)]
struct When<'t> {
    from: Cow<'t, str>,
    to: Cow<'t, str>,
    precision: Cow<'t, str>,
    at: Span,
}

#[derive(Debug, Serialize, Deserialize)]
struct Where<'t> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Cow<'t, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    country: Option<Cow<'t, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lat: Option<f32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lon: Option<f32>,
    precision: Cow<'t, str>,
    at: Span,
}

#[derive(Debug, Serialize, Deserialize)]
struct Number<'t> {
    kind: Cow<'t, str>,
    low: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    high: Option<u64>,
    at: Span,
}

impl Stored {
    /// An event of a record, named anew.
    pub(crate) fn of(event: &Event<'_>, at: &str, same_as: Option<String>) -> Self {
        let owned = |text: &Option<Cow<'_, str>>| text.as_deref().map(str::to_owned);
        let sides = [&event.actor, &event.recipient, &event.said_by, &event.denied_by];
        let [actor, recipient, said_by, denied_by] = sides.map(|side| side.iter().map(|e| [e.start, e.end]).collect());
        let packed = Packed {
            intensity: event.intensity,
            trigger: [event.trigger.start, event.trigger.end],
            evidence: [event.evidence.start, event.evidence.end],
            actor,
            recipient,
            said_by,
            denied_by,
            date: event.date.as_ref().map(|d| When {
                from: Cow::Borrowed(&d.from),
                to: Cow::Borrowed(&d.to),
                precision: Cow::Borrowed(&d.precision),
                at: [d.start, d.end],
            }),
            place: event.place.as_ref().map(|p| Where {
                name: p.name.as_deref().map(Cow::Borrowed),
                country: p.country.as_deref().map(Cow::Borrowed),
                lat: p.lat,
                lon: p.lon,
                precision: Cow::Borrowed(&p.precision),
                at: [p.start, p.end],
            }),
            counts: event
                .counts
                .iter()
                .map(|c| Number { kind: Cow::Borrowed(&c.kind), low: c.low, high: c.high, at: [c.start, c.end] })
                .collect(),
            rule: Cow::Borrowed(&event.rule),
        };
        Self {
            at: at.to_owned(),
            same_as,
            kind: event.r#type.to_string(),
            mode: owned(&event.mode),
            quad: event.quad.to_string(),
            status: event.status.to_string(),
            days: event.date.as_ref().map(|d| (d.from.clone(), d.to.clone())),
            place: event.place.as_ref().map(|p| Somewhere {
                name: p.name.as_deref().unwrap_or(&p.text).to_owned(),
                key: rasid_text::fold(&p.text).as_str().to_owned(),
                country: owned(&p.country),
            }),
            confidence: f64::from((event.confidence * 100.0).round()) / 100.0,
            parties: sides.map(|side| side.iter().map(Who::of).collect()),
            body: serde_json::to_string(&packed).unwrap_or_default(),
        }
    }

    /// An event as it is printed, whatever it is named.
    pub(crate) fn from_printed(event: &Value, at: &str, same_as: Option<String>) -> Option<Self> {
        let mut event = event.clone();
        event["id"] = Value::String(String::new());
        let event: Event<'static> = serde_json::from_value(event).ok()?;
        Some(Self::of(&event, at, same_as))
    }

    /// The event as it is printed, without the names that it has in its record.
    pub(crate) fn printed(&self, words: &Words<'_>) -> Value {
        let Some(event) = self.event(words) else { return Value::Null };
        // By way of text: a JSON value has no single precision, and 0.88 would become 0.8799999952316284.
        let mut printed: Value = serde_json::to_string(&event).ok().and_then(|t| serde_json::from_str(&t).ok()).unwrap_or_default();
        printed["id"] = Value::Null;
        printed
    }

    /// The event of a record, named by its place in the report, keeping nothing of the text alive.
    pub(crate) fn owned(&self, words: &Words<'_>) -> Option<Event<'static>> {
        let same_as = self.same_as.as_deref().map(Cow::Borrowed);
        let event = Event { id: Cow::Borrowed(&self.at), same_as, ..self.event(words)? };
        serde_json::to_vec(&event).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok())
    }

    fn event<'e>(&'e self, words: &Words<'e>) -> Option<Event<'e>> {
        let packed = serde_json::from_str::<Packed<'e>>(&self.body).ok()?;
        let text = |span: Span| Cow::Borrowed(words.between(span));
        let quote = |span: Span| Quote { start: span[0], end: span[1], text: text(span) };
        let side = |role: usize, spans: Vec<Span>| {
            let all = self.parties.get(role).into_iter().flatten();
            spans.into_iter().zip(all).map(|(span, who)| who.entity(span)).collect()
        };
        Some(Event {
            id: Cow::Borrowed(""),
            r#type: Cow::Borrowed(&self.kind),
            mode: self.mode.as_deref().map(Cow::Borrowed),
            quad: Cow::Borrowed(&self.quad),
            intensity: packed.intensity,
            trigger: quote(packed.trigger),
            evidence: quote(packed.evidence),
            actor: side(0, packed.actor),
            recipient: side(1, packed.recipient),
            date: packed.date.map(|d| Date {
                from: d.from.into_owned(),
                to: d.to.into_owned(),
                precision: d.precision,
                text: text(d.at),
                start: d.at[0],
                end: d.at[1],
            }),
            place: packed.place.map(|p| Place {
                text: text(p.at),
                name: p.name,
                country: p.country,
                lat: p.lat,
                lon: p.lon,
                precision: p.precision,
                start: p.at[0],
                end: p.at[1],
            }),
            counts: packed
                .counts
                .into_iter()
                .map(|c| Count { kind: c.kind, low: c.low, high: c.high, text: text(c.at), start: c.at[0], end: c.at[1] })
                .collect(),
            status: Cow::Borrowed(&self.status),
            said_by: side(2, packed.said_by),
            denied_by: side(3, packed.denied_by),
            same_as: None,
            rule: packed.rule,
            confidence: short(self.confidence),
        })
    }
}

/// A number of two digits in the precision of a record.
#[expect(clippy::cast_possible_truncation, reason = "two digits fit")]
fn short(number: f64) -> f32 {
    number as f32
}

impl Who {
    fn of(entity: &Entity<'_>) -> Self {
        let plain = |text: &Option<Cow<'_, str>>| text.as_deref().unwrap_or("").to_owned();
        Self {
            words: entity.text.to_string(),
            entity: plain(&entity.id),
            name: plain(&entity.name),
            country: plain(&entity.country),
            sector: plain(&entity.sector),
            kind: entity.kind.to_string(),
        }
    }

    /// A number that no other naming has.
    pub(crate) fn digest(&self) -> u128 {
        let parts = [&self.words, &self.entity, &self.name, &self.country, &self.sector, &self.kind];
        let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
        for part in parts {
            bytes.extend_from_slice(part.as_bytes());
            bytes.push(0xFF);
        }
        Sha256::digest(&bytes).first_chunk().map_or(0, |first| u128::from_le_bytes(*first))
    }

    fn entity(&self, [start, end]: Span) -> Entity<'_> {
        fn some(text: &str) -> Option<Cow<'_, str>> {
            (!text.is_empty()).then_some(Cow::Borrowed(text))
        }
        Entity {
            text: Cow::Borrowed(&self.words),
            start,
            end,
            name: some(&self.name),
            id: some(&self.entity),
            country: some(&self.country),
            sector: some(&self.sector),
            kind: Cow::Borrowed(&self.kind),
        }
    }
}

/// A text that words are taken from by their code points.
pub(crate) struct Words<'t> {
    text: &'t str,
    /// The byte of every sixty-fourth code point.
    bytes: Vec<usize>,
}

const STRIDE: usize = 64;

impl<'t> Words<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, bytes: text.char_indices().map(|(at, _)| at).step_by(STRIDE).collect() }
    }

    fn byte(&self, point: u32) -> usize {
        let point = point as usize;
        let Some(near) = self.bytes.get(point / STRIDE) else { return self.text.len() };
        let rest = self.text.get(*near..).unwrap_or("");
        rest.char_indices().nth(point % STRIDE).map_or(self.text.len(), |(at, _)| near + at)
    }

    pub(crate) fn between(&self, [start, end]: Span) -> &'t str {
        self.text.get(self.byte(start)..self.byte(end)).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_packed_comes_out_as_it_was() {
        let text = "وقّع الطرفان في جنيف أمس اتفاقا لوقف إطلاق النار، بحسب الأمم المتحدة التي رعت المحادثات منذ شهور";
        let slice = |start: usize, end: usize| text.chars().skip(start).take(end - start).collect::<String>();
        let entity = |start, end| json!({ "text": slice(start, end), "start": start, "end": end, "name": null, "id": null, "country": "LBY", "sector": null, "kind": "group" });
        let event = json!({
            "id": null, "type": "SUPPORT", "mode": null, "quad": "VC", "intensity": 5.0,
            "trigger": { "start": 0, "end": 5, "text": slice(0, 5) },
            "evidence": { "start": 0, "end": 90, "text": slice(0, 90) },
            "actor": [entity(6, 13), entity(56, 69)], "recipient": [],
            "date": { "from": "2020-10-22", "to": "2020-10-22", "precision": "day", "text": slice(22, 25), "start": 22, "end": 25 },
            "place": { "text": slice(17, 21), "name": "Geneva", "country": "CHE", "lat": 46.2, "lon": 6.15, "precision": "city", "start": 17, "end": 21 },
            "counts": [{ "kind": "killed", "low": 3, "high": null, "text": slice(1, 3), "start": 1, "end": 3 }],
            "status": "actual", "said_by": [entity(56, 69)], "denied_by": [], "same_as": null,
            "rule": "support.sign", "confidence": 0.88,
        });
        let stored = Stored::from_printed(&event, "0", None).unwrap();
        assert!(stored.body.len() < event.to_string().len() / 2);
        assert_eq!(stored.printed(&Words::new(text)), event);
        let names =
            [("i", "intensity"), ("t", "trigger"), ("e", "evidence"), ("a", "actor"), ("s", "said_by"), ("n", "counts"), ("u", "rule")];
        let long = |body: String, (short, long): &(&str, &str)| body.replace(&format!("\"{short}\":"), &format!("\"{long}\":"));
        let before = names.iter().fold(stored.body.clone(), long);
        assert!(before.len() > stored.body.len() + 30);
        assert_eq!(Stored { body: before, ..stored }.printed(&Words::new(text)), event);
    }
}
