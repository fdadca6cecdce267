//! What does not leave: names of private persons, the exact position of a site, long quotes.

use serde_json::{Value, json};
use std::collections::BTreeMap;

use crate::{Archive, Found, Result};

/// The longest quote, in code points.
pub const QUOTE: usize = 300;

/// What a masked name is.
pub(super) const MASK: &str = "[masked]";

/// Persons of a report that knowledge does not have, and words that nobody knows: they may be anybody.
pub(super) struct Private<'a> {
    archive: &'a Archive,
    /// Their names by report, the longest first.
    words: BTreeMap<i64, Vec<String>>,
}

impl<'a> Private<'a> {
    pub(super) fn of(archive: &'a Archive) -> Self {
        Self { archive, words: BTreeMap::new() }
    }

    /// Masks an event, and what stands around its words.
    pub(super) fn mask(&mut self, found: &mut Found, around: Option<&mut [String; 2]>) -> Result<()> {
        if !self.words.contains_key(&found.number) {
            // Rows come by day, so that a report's rows stand near each other.
            if self.words.len() > 10_000 {
                self.words.clear();
            }
            self.words.insert(found.number, self.names(found.number)?);
        }
        if let Some(names) = self.words.get(&found.number).filter(|n| !n.is_empty()) {
            mask(&mut found.event, names);
            around.into_iter().flatten().for_each(|text| masked(text, names));
        }
        Ok(())
    }

    fn names(&self, document: i64) -> Result<Vec<String>> {
        let mut statement = self.archive.db.prepare_cached(
            "SELECT DISTINCT w.words, w.kind = 'person' AND w.entity = '' FROM event e JOIN party p ON p.event = e.id JOIN who w ON w.id = p.who \
             WHERE e.document = ?1 AND w.words <> ''",
        )?;
        let parties = statement.query_map([document], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (private, public): (Vec<(String, bool)>, Vec<_>) = parties.into_iter().partition(|(_, private)| *private);
        let mut names: Vec<String> = private.into_iter().map(|(words, _)| words).collect();
        let mut noted = self.archive.db.prepare_cached("SELECT rest FROM coding WHERE document = ?1 AND until IS NULL")?;
        let mut rows = noted.query([document])?;
        while let Some(row) = rows.next()? {
            let rest: Value = serde_json::from_str(&row.get::<String>(0)?).unwrap_or_default();
            names.extend(unknown(&rest).filter(|name| public.iter().all(|(words, _)| !words.contains(name))).map(str::to_owned));
        }
        names.retain(|name| !MASK.contains(name.as_str()));
        names.sort_by(|a, b| (b.len(), b).cmp(&(a.len(), a)));
        names.dedup();
        Ok(names)
    }
}

/// What a report's notes have of persons without an entry, and of words in no lexicon, which may be anybody's surname.
fn unknown(rest: &Value) -> impl Iterator<Item = &str> {
    let notes = rest["notes"].as_array().into_iter().flatten();
    notes.filter(|note| matches!(note["kind"].as_str(), Some("unknown_name" | "unknown_word"))).filter_map(|note| note["text"].as_str())
}

/// Takes names out of every text of an event.
fn mask(value: &mut Value, names: &[String]) {
    match value {
        Value::String(text) => masked(text, names),
        Value::Array(all) => all.iter_mut().for_each(|v| mask(v, names)),
        Value::Object(fields) => fields.values_mut().for_each(|v| mask(v, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn masked(text: &mut String, names: &[String]) {
    for name in names {
        while let Some(at) = named(text, name) {
            text.replace_range(at..at + name.len(), MASK);
        }
    }
}

/// Where a name stands as words of its own; up to two letters may be joined to it in front, as Arabic joins them.
pub(crate) fn named(text: &str, name: &str) -> Option<usize> {
    let is = |at: usize| {
        let joined = text.get(..at).unwrap_or("").chars().rev().take_while(|c| c.is_alphanumeric()).count();
        let ends = text.get(at + name.len()..).and_then(|rest| rest.chars().next()).is_none_or(|c| !c.is_alphanumeric());
        joined <= 2 && ends
    };
    text.match_indices(name).map(|(at, _)| at).find(|at| is(*at))
}

/// A site, which may be a camp, a hospital or a shelter, becomes an area: its position to a tenth of a degree, some ten kilometres.
pub(super) fn coarsen(event: &mut Value) {
    let place = &mut event["place"];
    if place["precision"] != "site" {
        return;
    }
    place["precision"] = json!("area");
    for side in ["lat", "lon"] {
        if let Some(degrees) = place[side].as_f64() {
            place[side] = json!((degrees * 10.0).round() / 10.0);
        }
    }
}

/// Cuts what is longer than a quote may be, and says so with «…».
pub(super) fn shorten(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some((end, _)) = text.char_indices().nth(QUOTE) {
                let cut = text.char_indices().nth(QUOTE - 1).map_or(end, |(at, _)| at);
                text.truncate(cut);
                text.push('…');
            }
        }
        Value::Array(all) => all.iter_mut().for_each(shorten),
        Value::Object(fields) => fields.values_mut().for_each(shorten),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
