//! A document and its record → what is to be stored. Pure, so that every thread can do it.

use rasid::Coder;
use rasid::input::Input;
use rasid::model::Document;
use rasid::record::{Agreement, Note, Position, Record};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

use crate::index::Words;
use crate::pack::Stored;
use crate::search;

/// A report ready to be stored.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) hash: String,
    pub(crate) text: String,
    pub(crate) outlet: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) inferred: bool,
    pub(crate) url: Option<String>,
    pub(crate) language: String,
    pub(crate) extra: String,
    pub(crate) contexts: String,
    pub(crate) rest: String,
    pub(crate) words: Words,
    pub(crate) events: Vec<Stored>,
}

impl Prepared {
    /// Length of the text, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// How many events were coded.
    #[must_use]
    pub fn events(&self) -> usize {
        self.events.len()
    }
}

/// What makes two reports the same: their text, outlet and day.
#[must_use]
pub fn key(document: &Document) -> String {
    let published = document.published.map(|d| d.to_string()).unwrap_or_default();
    digest(&[&document.text, document.outlet.as_deref().unwrap_or(""), &published])
}

/// Prepares a coded report.
#[must_use]
pub fn prepare(coder: &mut Coder<'_>, input: &Input, record: &Record<'_>) -> Prepared {
    let text = &input.document.text;
    let key = key(&input.document);
    let mut extra = record.extra.clone();
    if !record.input.is_empty() {
        extra.insert("input".to_owned(), Value::Object(record.input.clone()));
    }
    if let Some(written) = input.published.as_ref().filter(|w| record.published.as_ref() != Some(*w)) {
        extra.insert("published_as_written".to_owned(), json!(written));
    }
    Prepared {
        events: events(record),
        hash: digest(&[text]),
        name: record.id.to_string(),
        text: text.clone(),
        outlet: record.outlet.as_deref().map(str::to_owned),
        published: record.published.clone(),
        inferred: record.published_inferred,
        url: record.url.as_deref().map(str::to_owned),
        language: record.language.to_string(),
        extra: Value::Object(extra).to_string(),
        contexts: json!(record.contexts).to_string(),
        rest: rest(record),
        words: search::words(coder, text),
        key,
    }
}

/// What a record tells besides events.
fn rest(record: &Record<'_>) -> String {
    #[derive(Serialize)]
    struct Rest<'r, 't> {
        agreements: &'r [Agreement<'t>],
        positions: &'r [Position<'t>],
        notes: &'r [Note<'t>],
    }
    let rest = Rest { agreements: &record.agreements, positions: &record.positions, notes: &record.notes };
    if rest.agreements.is_empty() && rest.positions.is_empty() && rest.notes.is_empty() {
        return "{}".to_owned();
    }
    full(serde_json::to_value(&rest).unwrap_or_default()).to_string()
}

/// Without what is empty.
fn full(value: Value) -> Value {
    let is_empty = |v: &Value| v.is_null() || v.as_array().is_some_and(Vec::is_empty);
    match value {
        Value::Object(fields) => Value::Object(fields.into_iter().filter(|(_, v)| !is_empty(v)).map(|(k, v)| (k, full(v))).collect()),
        Value::Array(all) => Value::Array(all.into_iter().map(full).collect()),
        other => other,
    }
}

/// Events, each with the code point of its trigger as its name in the report: the same in every run. A second event with
/// one trigger is `412b`.
fn events(record: &Record<'_>) -> Vec<Stored> {
    let mut out: Vec<Stored> = Vec::with_capacity(record.events.len());
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    for event in &record.events {
        let first = event.trigger.start.to_string();
        let others = ('b'..='z').map(|n| format!("{first}{n}")).chain((1..).map(|n: u32| format!("{first}z{n}")));
        let at = std::iter::once(first.clone()).chain(others).find(|n| out.iter().all(|e| e.at != *n)).unwrap_or_default();
        let same_as = event.same_as.as_deref().and_then(|s| names.get(s)).cloned();
        out.push(Stored::of(event, &at, same_as));
        names.insert(&event.id, at);
    }
    out
}

/// The lasting name of an event: `3f9a0c12b4d7aa01.412` is at code point 412 of the report whose key begins so.
pub(crate) fn name(key: &str, at: &str) -> String {
    format!("{}.{at}", key.get(..16).unwrap_or(key))
}

/// SHA-256 of parts, in hexadecimal; each part is ended so that none can run into the next.
pub(crate) fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    if let [only] = parts {
        hash.update(only.as_bytes());
    } else {
        for part in parts {
            hash.update(part.len().to_le_bytes());
            hash.update(part.as_bytes());
        }
    }
    hex(&hash.finalize())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}
