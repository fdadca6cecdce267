//! Events → files for other programs. Quotes are short, texts never leave, private persons are masked unless the own desk
//! asks otherwise; every row says whether a person looked at it.

use rasid::csv::{guarded, line};
use rusqlite::params;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use crate::prepare::{digest, hex};
use crate::{Archive, Fault, Filter, Found, Result};

/// The longest quote, in code points.
pub const QUOTE: usize = 300;

/// What a masked name is.
const MASK: &str = "[masked]";

/// What other programs read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A line an event, with a dictionary of its columns.
    Csv,
    /// An object an event, with all that is known of it.
    Jsonl,
    /// A feature an event; a point only where the place is a city or a site.
    Geojson,
}

impl Layout {
    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Geojson => "geojson",
        }
    }
}

/// What was exported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// Events.
    pub rows: u64,
    /// Reports that they are from.
    pub reports: usize,
    /// Outlets.
    pub outlets: usize,
    /// Engines and knowledge that read them.
    pub versions: BTreeSet<(String, String)>,
    /// SHA-256 of the file.
    pub hash: String,
}

/// The columns with their meaning, in English and Arabic: `column,type,en,ar`.
const COLUMNS: &str = include_str!("columns.csv");

/// The dictionary of a layout's columns, as a CSV file; none where the file tells its names itself.
#[must_use]
pub fn dictionary(layout: Layout) -> Option<&'static [u8]> {
    (layout == Layout::Csv).then_some(COLUMNS.as_bytes())
}

impl Archive {
    /// Writes the events that a filter asks for. The same archive and filter always give the same bytes.
    ///
    /// # Errors
    /// As [`Archive::events`]; [`Fault::Output`] where `out` cannot be written.
    pub fn export(&self, layout: Layout, filter: &Filter, masked: bool, out: &mut dyn Write) -> Result<Made> {
        let mut out = Hashed { out, hash: Sha256::new() };
        let (mut made, mut reports, mut outlets) = (Made::default(), BTreeSet::new(), BTreeSet::new());
        let mut private = Private { archive: self, words: BTreeMap::new() };
        out.put(&match layout {
            Layout::Csv => csv_header(),
            Layout::Geojson => b"{\"type\":\"FeatureCollection\",\"features\":[\n".to_vec(),
            Layout::Jsonl => Vec::new(),
        })?;
        self.each_event(filter, |mut found| {
            if masked {
                private.mask(&mut found)?;
            }
            shorten(&mut found.event);
            let mut row = Vec::new();
            match layout {
                Layout::Csv => row = csv_row(&found),
                Layout::Jsonl => rasid::visible::json_line(&object(&found), &mut row),
                Layout::Geojson => {
                    if made.rows > 0 {
                        row.extend_from_slice(b",\n");
                    }
                    rasid::visible::json_line(&feature(&found), &mut row);
                    row.pop();
                }
            }
            out.put(&row)?;
            made.rows += 1;
            reports.insert(found.number);
            outlets.extend(found.outlet);
            made.versions.insert(found.version);
            Ok::<(), Fault>(())
        })?;
        if layout == Layout::Geojson {
            out.put(b"\n]}\n")?;
        }
        Ok(Made { reports: reports.len(), outlets: outlets.len(), hash: hex(&out.hash.finalize()), ..made })
    }
}

/// A writer that knows what passed.
struct Hashed<'w> {
    out: &'w mut dyn Write,
    hash: Sha256,
}

impl Hashed<'_> {
    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.hash.update(bytes);
        self.out.write_all(bytes).map_err(|e| Fault::Output(e.to_string()))
    }
}

/// Persons of a report that knowledge does not have: they may be anybody.
struct Private<'a> {
    archive: &'a Archive,
    /// Their names by report, the longest first.
    words: BTreeMap<i64, Vec<String>>,
}

impl Private<'_> {
    fn mask(&mut self, found: &mut Found) -> Result<()> {
        if !self.words.contains_key(&found.number) {
            // Rows come by day, so that a report's rows stand near each other.
            if self.words.len() > 10_000 {
                self.words.clear();
            }
            self.words.insert(found.number, self.names(found.number)?);
        }
        if let Some(names) = self.words.get(&found.number).filter(|n| !n.is_empty()) {
            mask(&mut found.event, names);
        }
        Ok(())
    }

    fn names(&self, document: i64) -> Result<Vec<String>> {
        let mut statement = self.archive.db.prepare_cached(
            "SELECT DISTINCT w.words FROM event e JOIN party p ON p.event = e.id JOIN who w ON w.id = p.who \
             WHERE e.document = ?1 AND w.kind = 'person' AND w.entity = '' AND w.words <> ''",
        )?;
        let names = statement.query_map(params![document], |row| row.get(0))?;
        let mut names = names.collect::<rusqlite::Result<Vec<String>>>()?;
        names.retain(|name| !MASK.contains(name.as_str()));
        names.sort_by(|a, b| (b.len(), b).cmp(&(a.len(), a)));
        Ok(names)
    }
}

/// Takes names out of every text of an event.
fn mask(value: &mut Value, names: &[String]) {
    match value {
        Value::String(text) => {
            for name in names {
                while let Some(at) = named(text, name) {
                    text.replace_range(at..at + name.len(), MASK);
                }
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|v| mask(v, names)),
        Value::Object(fields) => fields.values_mut().for_each(|v| mask(v, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Where a name stands as words of its own; up to two letters may be joined to it in front, as Arabic joins them.
fn named(text: &str, name: &str) -> Option<usize> {
    let is = |at: usize| {
        let joined = text.get(..at).unwrap_or("").chars().rev().take_while(|c| c.is_alphanumeric()).count();
        let ends = text.get(at + name.len()..).and_then(|rest| rest.chars().next()).is_none_or(|c| !c.is_alphanumeric());
        joined <= 2 && ends
    };
    text.match_indices(name).map(|(at, _)| at).find(|at| is(*at))
}

/// Cuts what is longer than a quote may be, and says so with «…».
fn shorten(value: &mut Value) {
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

/// Who stands behind an event: `reported` (the outlet itself), `claimed` (somebody says so), `denied` (it is said not to
/// have happened), `disputed` (somebody denies what is told). None is «confirmed»: that takes a person.
#[must_use]
pub fn claim_status(event: &Value) -> &'static str {
    let some = |role: &str| event[role].as_array().is_some_and(|all| !all.is_empty());
    match (event["status"].as_str(), some("said_by"), some("denied_by")) {
        (_, _, true) => "disputed",
        (Some("negated"), ..) => "denied",
        (Some("alleged"), ..) | (_, true, _) => "claimed",
        _ => "reported",
    }
}

/// Whether one acts on another.
fn direction(event: &Value) -> &'static str {
    let count = |role: &str| event[role].as_array().map_or(0, Vec::len);
    match (count("actor"), count("recipient")) {
        (1.., 1..) => "directed",
        (2.., 0) => "mutual",
        _ => "unknown",
    }
}

/// `active`, or what became of it.
fn standing(review: &str) -> &'static str {
    match review {
        "rejected" => "rejected",
        "merged" => "merged",
        _ => "active",
    }
}

/// An event with its report, as an object.
#[must_use]
pub fn object(found: &Found) -> Value {
    json!({
        "event": found.event,
        "day": found.day,
        "day_from": if found.dated { "text" } else { "report" },
        "status": standing(&found.review),
        "merged_into": found.into,
        "claim_status": claim_status(&found.event),
        "review_status": found.review,
        "disputed": found.disputed,
        "report": {
            "id": found.document, "outlet": found.outlet, "published": found.published, "published_inferred": found.inferred,
            "url": found.url, "language": found.language, "contexts": found.contexts, "sha256": found.hash,
        },
        "version": { "engine": found.version.0, "knowledge": found.version.1 },
    })
}

/// An event as a feature. A region or country is no point: its name and code are among the properties.
fn feature(found: &Found) -> Value {
    let place = &found.event["place"];
    let exact = matches!(place["precision"].as_str(), Some("city" | "site"));
    let geometry = match (place["lon"].as_f64(), place["lat"].as_f64()) {
        (Some(lon), Some(lat)) if exact => json!({ "type": "Point", "coordinates": [lon, lat] }),
        _ => Value::Null,
    };
    let cells = columns(found).into_iter().filter(|(name, _)| !matches!(*name, "lat" | "lon"));
    let properties = cells.map(|(name, value)| (name.to_owned(), if value.is_empty() { Value::Null } else { json!(value) }));
    json!({ "type": "Feature", "id": found.event["id"], "geometry": geometry, "properties": Value::Object(properties.collect()) })
}

/// The first line.
#[must_use]
pub fn csv_header() -> Vec<u8> {
    let names = COLUMNS.lines().skip(1).filter_map(|row| row.split(',').next());
    line(names)
}

/// An event's line.
#[must_use]
pub fn csv_row(found: &Found) -> Vec<u8> {
    const NUMBERS: [&str; 4] = ["intensity", "lat", "lon", "machine_confidence"];
    line(columns(found).into_iter().map(|(name, value)| match value {
        value if NUMBERS.contains(&name) => value,
        value => Cow::Owned(guarded(&value).into_owned()),
    }))
}

/// Cells with the names of their columns.
type Cells<'a> = Vec<(&'static str, Cow<'a, str>)>;

/// The cells of an event, with their columns. Several of a kind stand in one cell with `; ` between them, in the same order in each
/// of their columns.
fn columns(found: &Found) -> Cells<'_> {
    [act(found), sides(&found.event), sources(found), versions(found), report(found)].concat()
}

fn text<'a>(event: &'a Value, place: &str) -> Cow<'a, str> {
    Cow::Borrowed(event.pointer(place).and_then(Value::as_str).unwrap_or(""))
}

fn number<'a>(event: &Value, place: &str) -> Cow<'a, str> {
    event.pointer(place).filter(|v| v.is_number()).map_or(Cow::Borrowed(""), |v| Cow::Owned(v.to_string()))
}

/// A field of each of a list, empty where none has it.
fn each<'a>(event: &Value, list: &str, field: &str) -> Cow<'a, str> {
    let values: Vec<String> = event[list]
        .as_array()
        .into_iter()
        .flatten()
        .map(|x| match &x[field] {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        })
        .collect();
    if values.iter().all(String::is_empty) { Cow::Borrowed("") } else { Cow::Owned(values.join("; ")) }
}

fn flag<'a>(value: bool) -> Cow<'a, str> {
    Cow::Borrowed(if value { "true" } else { "false" })
}

fn given(value: Option<&String>) -> Cow<'_, str> {
    Cow::Borrowed(value.map_or("", String::as_str))
}

/// What happened, and when.
fn act(found: &Found) -> Cells<'_> {
    let event = &found.event;
    let day = |end: &str| match event.pointer(end).and_then(Value::as_str) {
        Some(day) => Cow::Borrowed(day),
        None => given(found.day.as_ref()),
    };
    vec![
        ("event_id", text(event, "/id")),
        ("status", Cow::Borrowed(standing(&found.review))),
        ("merged_into", given(found.into.as_ref())),
        ("same_as", text(event, "/same_as")),
        ("event_type", text(event, "/type")),
        ("event_subtype", text(event, "/mode")),
        ("quad", text(event, "/quad")),
        ("intensity", number(event, "/intensity")),
        ("date_start", day("/date/from")),
        ("date_end", day("/date/to")),
        ("date_from", Cow::Borrowed(if found.dated { "text" } else { "report" })),
        ("date_precision", text(event, "/date/precision")),
        ("date_as_printed", text(event, "/date/text")),
    ]
}

/// Who did it, to whom.
fn sides(event: &Value) -> Cells<'_> {
    let columns = [
        ("actor", ["actor1_id", "actor1_name_ar", "actor1_name_en", "actor1_type", "actor1_country", "actor1_sector"]),
        ("recipient", ["actor2_id", "actor2_name_ar", "actor2_name_en", "actor2_type", "actor2_country", "actor2_sector"]),
    ];
    let fields = ["id", "text", "name", "kind", "country", "sector"];
    let cells = columns.into_iter().flat_map(|(role, names)| names.into_iter().zip(fields).map(move |(name, field)| (role, name, field)));
    cells.map(|(role, name, field)| (name, each(event, role, field))).collect()
}

/// In what sense it is told and by whom, where, with which counts.
fn sources(found: &Found) -> Cells<'_> {
    let event = &found.event;
    vec![
        ("direction", Cow::Borrowed(direction(event))),
        ("modality", text(event, "/status")),
        ("action_ar", text(event, "/trigger/text")),
        ("said_by_ar", each(event, "said_by", "text")),
        ("said_by_en", each(event, "said_by", "name")),
        ("said_by_country", each(event, "said_by", "country")),
        ("denied_by_ar", each(event, "denied_by", "text")),
        ("denied_by_en", each(event, "denied_by", "name")),
        ("denied_by_country", each(event, "denied_by", "country")),
        ("claim_status", Cow::Borrowed(claim_status(event))),
        ("place_ar", text(event, "/place/text")),
        ("place_en", text(event, "/place/name")),
        ("iso3", text(event, "/place/country")),
        ("lat", number(event, "/place/lat")),
        ("lon", number(event, "/place/lon")),
        ("geo_precision", text(event, "/place/precision")),
        ("count_kind", each(event, "counts", "kind")),
        ("count_low", each(event, "counts", "low")),
        ("count_high", each(event, "counts", "high")),
    ]
}

/// Who read it, and by which rule.
fn versions(found: &Found) -> Cells<'_> {
    vec![
        ("review_status", Cow::Borrowed(found.review.as_str())),
        ("disputed", flag(found.disputed)),
        ("machine_confidence", number(&found.event, "/confidence")),
        ("rule", text(&found.event, "/rule")),
        ("engine_version", Cow::Borrowed(found.version.0.as_str())),
        ("knowledge_version", Cow::Borrowed(found.version.1.as_str())),
    ]
}

/// The report, and the words.
fn report(found: &Found) -> Cells<'_> {
    let event = &found.event;
    vec![
        ("report_id", Cow::Borrowed(found.document.as_str())),
        ("report_sha256", Cow::Borrowed(found.hash.as_str())),
        ("outlet", given(found.outlet.as_ref())),
        ("published", given(found.published.as_ref())),
        ("published_inferred", flag(found.inferred)),
        ("url", given(found.url.as_ref())),
        ("language", Cow::Borrowed(found.language.as_str())),
        ("contexts", Cow::Owned(found.contexts.join("; "))),
        ("quote_start", number(event, "/evidence/start")),
        ("quote_end", number(event, "/evidence/end")),
        ("quote_ar", text(event, "/evidence/text")),
        ("quote_sha256", Cow::Owned(digest(&[&text(event, "/evidence/text")]))),
    ]
}

/// What one must know to cite an export, as JSON: what was asked, what answered, how much, and a line of BibTeX.
#[must_use]
pub fn citation(layout: Layout, filter: &Filter, made: &Made, masked: bool, at: &str) -> String {
    let versions: Vec<Value> =
        made.versions.iter().map(|(engine, knowledge)| json!({ "engine": engine, "knowledge": knowledge })).collect();
    let day = at.get(..10).unwrap_or(at);
    let known: Vec<&str> = made.versions.iter().map(|(_, knowledge)| knowledge.as_str()).collect();
    let bibtex = format!(
        "@misc{{rasid-{}, title = {{Events coded by Rasid from Arabic news}}, note = {{engine {}, knowledge {}, {} events of {} reports, SHA-256 {}}}, year = {{{}}}, urldate = {{{day}}}}}",
        made.hash.get(..8).unwrap_or(""),
        made.versions.iter().next_back().map_or("", |(engine, _)| engine),
        known.join(", "),
        made.rows,
        made.reports,
        made.hash,
        day.get(..4).unwrap_or(""),
    );
    let value = json!({
        "format": layout.name(),
        "query": asked(filter),
        "as_of": filter.as_of.as_deref().unwrap_or(day),
        "exported": at,
        "versions": versions,
        "ontology": "PLOVER, draft 2.0 (2024)",
        "rows": made.rows,
        "reports": made.reports,
        "outlets": made.outlets,
        "sha256": made.hash,
        "private_persons": if masked { "masked" } else { "not masked" },
        "quotes": format!("at most {QUOTE} code points"),
        "notice": "Read by a machine from what reports say; review_status tells which rows a person looked at. A row is a telling of an event in one report, not an event that is known to have happened.",
        "bibtex": bibtex,
    });
    serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"
}

/// A filter's fields that ask for something.
fn asked(filter: &Filter) -> Value {
    let all = json!({
        "id": filter.ids, "type": filter.types, "mode": filter.mode, "status": filter.status, "actor": filter.actor,
        "recipient": filter.recipient, "party": filter.party, "said_by": filter.said_by, "denied_by": filter.denied_by,
        "place": filter.place, "outlet": filter.outlet, "context": filter.context, "from": filter.from, "to": filter.to,
        "confidence": filter.confidence, "as_of": filter.as_of, "all": filter.all.then_some(true), "disputed": filter.disputed.then_some(true),
    });
    let Value::Object(fields) = all else { return all };
    Value::Object(fields.into_iter().filter(|(_, v)| !v.is_null() && v.as_array().is_none_or(|a| !a.is_empty())).collect())
}
