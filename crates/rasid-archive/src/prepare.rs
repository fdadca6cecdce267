//! A document and its record → what is to be stored. Pure, so that every thread can do it.

use rasid::input::Input;
use rasid::record::Record;
use rasid::Coder;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

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
    pub(crate) rest: String,
    pub(crate) form: String,
    pub(crate) stem: String,
    pub(crate) events: Vec<Stored>,
}

/// An event ready to be stored.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) id: String,
    pub(crate) same_as: Option<String>,
    pub(crate) body: Value,
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

/// Prepares a coded report.
#[must_use]
pub fn prepare(coder: &mut Coder<'_>, input: &Input, record: &Record<'_>) -> Prepared {
    let text = &input.document.text;
    let outlet = record.outlet.as_deref().map(str::to_owned);
    let published = input.document.published.map(|d| d.to_string());
    let key = digest(&[text, outlet.as_deref().unwrap_or(""), published.as_deref().unwrap_or("")]);
    let (form, stem) = search::index(coder, text);
    let rest = json!({
        "contexts": record.contexts, "agreements": record.agreements, "positions": record.positions, "notes": record.notes,
        "version": record.version,
    });
    let mut extra = record.extra.clone();
    if !record.input.is_empty() {
        extra.insert("input".to_owned(), Value::Object(record.input.clone()));
    }
    Prepared {
        events: events(&key, record),
        hash: digest(&[text]),
        name: record.id.to_string(),
        text: text.clone(),
        published: record.published.clone(),
        inferred: record.published_inferred,
        url: record.url.as_deref().map(str::to_owned),
        language: record.language.to_string(),
        extra: Value::Object(extra).to_string(),
        rest: rest.to_string(),
        form,
        stem,
        outlet,
        key,
    }
}

/// Events with ids that depend on the report alone: the same in every run, on every machine.
fn events(key: &str, record: &Record<'_>) -> Vec<Stored> {
    let mut out: Vec<Stored> = Vec::new();
    let mut names = Map::new();
    for event in &record.events {
        let place = format!("{}-{}", event.trigger.start, event.trigger.end);
        let id = (0..)
            .map(|n: u32| digest(&[key, &event.r#type, &place, &n.to_string()])[..16].to_owned())
            .find(|id| out.iter().all(|e| e.id != *id))
            .unwrap_or_default();
        names.insert(event.id.to_string(), Value::String(id.clone()));
        let same_as = event.same_as.as_deref().and_then(|s| names.get(s)).and_then(Value::as_str).map(str::to_owned);
        let mut body = serde_json::to_value(event).unwrap_or_default();
        body["id"] = Value::String(id.clone());
        body["same_as"] = json!(same_as);
        out.push(Stored { id, same_as, body });
    }
    out
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
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
