//! A record's JSON ↔ what is stored of it. Words of the text stand there by their code points alone, what is empty is left
//! out: a third of the size.

use serde_json::{Map, Value, json};

/// The fields of an event, in their order, with what they are where nothing is stored.
const EVENT: [(&str, Empty); 19] = [
    ("id", Empty::Null),
    ("type", Empty::Null),
    ("mode", Empty::Null),
    ("quad", Empty::Null),
    ("intensity", Empty::Null),
    ("trigger", Empty::Null),
    ("evidence", Empty::Null),
    ("actor", Empty::List),
    ("recipient", Empty::List),
    ("date", Empty::Null),
    ("place", Empty::Null),
    ("counts", Empty::List),
    ("status", Empty::Null),
    ("said_by", Empty::List),
    ("denied_by", Empty::List),
    ("same_as", Empty::Null),
    ("rule", Empty::Null),
    ("confidence", Empty::Null),
    ("by_hand", Empty::Nothing),
];
const ENTITY: [&str; 8] = ["text", "start", "end", "name", "id", "country", "sector", "kind"];
const PLACE: [&str; 8] = ["text", "name", "country", "lat", "lon", "precision", "start", "end"];
const COUNT: [&str; 6] = ["kind", "low", "high", "text", "start", "end"];

/// What stands for a field that is not stored.
#[derive(Clone, Copy)]
enum Empty {
    Null,
    List,
    Nothing,
}

/// Leaves out what is empty, and words that the text has.
pub(crate) fn pack(value: Value) -> Value {
    match value {
        Value::Object(mut fields) => {
            if let (Some(start), Some(end)) = (fields.get("start").and_then(Value::as_u64), fields.get("end").and_then(Value::as_u64)) {
                fields.retain(|field, _| !matches!(field.as_str(), "start" | "end" | "text"));
                fields.insert("at".to_owned(), json!([start, end]));
            }
            let kept = fields.into_iter().map(|(field, v)| (field, pack(v))).filter(|(_, v)| !is_empty(v));
            Value::Object(kept.collect())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(pack).collect()),
        other => other,
    }
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
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

    fn byte(&self, point: usize) -> usize {
        let Some(near) = self.bytes.get(point / STRIDE) else { return self.text.len() };
        let rest = self.text.get(*near..).unwrap_or("");
        rest.char_indices().nth(point % STRIDE).map_or(self.text.len(), |(at, _)| near + at)
    }

    fn between(&self, start: usize, end: usize) -> &'t str {
        self.text.get(self.byte(start)..self.byte(end)).unwrap_or("")
    }
}

/// An event as it was before it was packed, save its id.
pub(crate) fn event(body: &str, words: &Words<'_>) -> Value {
    let Ok(Value::Object(mut packed)) = serde_json::from_str(body) else { return Value::Null };
    let mut out = Map::new();
    for (field, empty) in EVENT {
        let value = match (packed.remove(field), empty) {
            (Some(value), _) => shaped(field, value, words),
            (None, Empty::Null) => Value::Null,
            (None, Empty::List) => json!([]),
            (None, Empty::Nothing) => continue,
        };
        out.insert(field.to_owned(), value);
    }
    Value::Object(out)
}

fn shaped(field: &str, value: Value, words: &Words<'_>) -> Value {
    match (field, value) {
        ("actor" | "recipient" | "said_by" | "denied_by", Value::Array(all)) => {
            all.into_iter().map(|x| spoken(x, &ENTITY, words)).collect()
        }
        ("counts", Value::Array(all)) => all.into_iter().map(|x| spoken(x, &COUNT, words)).collect(),
        ("place", value) => spoken(value, &PLACE, words),
        ("date", value) => spoken(value, &["from", "to", "precision", "text", "start", "end"], words),
        ("trigger" | "evidence", value) => spoken(value, &["start", "end", "text"], words),
        (_, value) => value,
    }
}

/// Something with its words.
fn spoken(value: Value, fields: &[&str], words: &Words<'_>) -> Value {
    let point = |n: usize| value["at"][n].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    let (start, end) = (point(0), point(1));
    let field = |field: &&str| match *field {
        "start" => json!(start),
        "end" => json!(end),
        "text" => json!(words.between(start, end)),
        field => value[field].clone(),
    };
    Value::Object(fields.iter().map(|f| ((*f).to_owned(), field(f))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

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
            "place": null, "counts": [], "status": "actual", "said_by": [entity(56, 69)], "denied_by": [], "same_as": null,
            "rule": "support.sign", "confidence": 0.5,
        });
        let packed = pack(event.clone()).to_string();
        assert!(packed.len() < event.to_string().len() * 2 / 3);
        assert_eq!(super::event(&packed, &Words::new(text)), event);
    }
}
