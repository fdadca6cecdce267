//! Events → files for other programs. Quotes are short, texts never leave, private persons are masked and sites made areas unless
//! the own desk asks otherwise; every row says whether a person looked at it.
//!
//! ```text
//! fields     an event → its fields by name             mask       what does not leave
//! tables     fields → CSV, TSV in the layouts of others, by layouts/*.csv and knowledge/crosswalk.csv
//! parquet    fields → typed columns                     graph      events → who with whom, when
//! calendar   what was announced → days                  feed, annotation   events → Atom, Web Annotations
//! ```

mod annotation;
mod calendar;
mod feed;
mod fields;
mod graph;
mod mask;
mod parquet;
mod tables;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::io::Write;

use crate::prepare::hex;
use crate::{Archive, Fault, Filter, Found, Result};
pub use mask::QUOTE;
pub(crate) use mask::named;

/// What other programs read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A line an event, with a dictionary of its columns.
    Csv,
    /// An object an event, with all that is known of it.
    Jsonl,
    /// A feature an event; a point only where the place is a city or a site.
    Geojson,
    /// The columns of CSV with their types, lists as lists.
    Parquet,
    /// The 40 columns of POLECAT, tabs between them.
    Polecat,
    /// The 20 columns of ICEWS, tabs between them.
    Icews,
    /// The 26 columns of Phoenix, tabs between them, without a header.
    Phoenix,
    /// The 31 columns of ACLED.
    Acled,
    /// The 49 columns of UCDP GED.
    Ucdp,
    /// A graph of actors with the days of their dealings, GEXF 1.3.
    Gexf,
    /// Meetings and common undertakings announced for a day, iCalendar.
    Ical,
    /// An Atom feed.
    Atom,
    /// W3C Web Annotations of the words, JSON-LD.
    Annotations,
}

impl Layout {
    /// Every layout.
    pub const ALL: [Self; 13] = [
        Self::Csv,
        Self::Jsonl,
        Self::Geojson,
        Self::Parquet,
        Self::Polecat,
        Self::Icews,
        Self::Phoenix,
        Self::Acled,
        Self::Ucdp,
        Self::Gexf,
        Self::Ical,
        Self::Atom,
        Self::Annotations,
    ];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Geojson => "geojson",
            Self::Parquet => "parquet",
            Self::Polecat => "polecat",
            Self::Icews => "icews",
            Self::Phoenix => "phoenix",
            Self::Acled => "acled",
            Self::Ucdp => "ucdp",
            Self::Gexf => "gexf",
            Self::Ical => "ical",
            Self::Atom => "atom",
            Self::Annotations => "annotations",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layout| layout.name() == name)
    }

    /// Whether it can say that something did not happen, or has not yet. A row of the others stands for an act.
    fn tells_status(self) -> bool {
        !matches!(self, Self::Polecat | Self::Icews | Self::Phoenix | Self::Acled | Self::Ucdp | Self::Gexf)
    }

    fn form<'a>(self) -> Box<dyn Form + 'a> {
        match self {
            Self::Jsonl => Box::new(Jsonl),
            Self::Geojson => Box::new(Geojson::default()),
            Self::Parquet => Box::new(parquet::Sheet::default()),
            Self::Gexf => Box::new(graph::Graph::default()),
            Self::Ical => Box::new(calendar::Calendar),
            Self::Atom => Box::new(feed::Feed::default()),
            Self::Annotations => Box::new(annotation::Page::default()),
            Self::Csv | Self::Polecat | Self::Icews | Self::Phoenix | Self::Acled | Self::Ucdp => Box::new(tables::Table::of(self)),
        }
    }
}

/// What was exported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// Events.
    pub rows: u64,
    /// Events asked for that the layout has no place for: of another kind, or not said to have happened.
    pub left_out: u64,
    /// Reports that they are from.
    pub reports: usize,
    /// Outlets.
    pub outlets: usize,
    /// Engines and knowledge that read them.
    pub versions: BTreeSet<(String, String)>,
    /// SHA-256 of the file.
    pub hash: String,
}

/// The dictionary of a layout's columns, as a CSV file (`column,type,from,en,ar`); none where the file tells its names itself.
#[must_use]
pub fn dictionary(layout: Layout) -> Option<&'static [u8]> {
    tables::source(layout).map(str::as_bytes)
}

/// An event on its way out.
struct Row<'a> {
    found: &'a Found,
    /// What stands before and after the quoted words; of annotations alone.
    around: &'a [String; 2],
}

/// How events become bytes.
trait Form {
    /// What stands before all events.
    fn head(&mut self) -> Result<Vec<u8>> {
        Ok(Vec::new())
    }

    /// An event; `None` where the layout has no place for it.
    fn row(&mut self, row: &Row<'_>) -> Result<Option<Vec<u8>>>;

    /// What stands after all events.
    fn tail(&mut self) -> Result<Vec<u8>> {
        Ok(Vec::new())
    }
}

impl Archive {
    /// Writes the events that a filter asks for. The same archive and filter always give the same bytes.
    ///
    /// # Errors
    /// As [`Archive::events`]; [`Fault::Output`] where `out` cannot be written.
    pub fn export(&self, layout: Layout, filter: &Filter, masked: bool, out: &mut dyn Write) -> Result<Made> {
        let mut out = Hashed { out, hash: Sha256::new() };
        let (mut made, mut reports, mut outlets) = (Made::default(), BTreeSet::new(), BTreeSet::new());
        let mut private = mask::Private::of(self);
        let mut form = layout.form();
        let every = layout.tells_status() || filter.status.is_some();
        out.put(&form.head()?)?;
        self.each_event(filter, |mut found| {
            if !every && !matches!(found.event["status"].as_str(), Some("actual" | "alleged")) {
                made.left_out += 1;
                return Ok(());
            }
            let mut around = if layout == Layout::Annotations { self.around(&found)? } else { <[String; 2]>::default() };
            if masked {
                private.mask(&mut found, Some(&mut around))?;
                mask::coarsen(&mut found.event);
            }
            mask::shorten(&mut found.event);
            let Some(row) = form.row(&Row { found: &found, around: &around })? else {
                made.left_out += 1;
                return Ok(());
            };
            out.put(&row)?;
            made.rows += 1;
            reports.insert(found.number);
            outlets.extend(found.outlet);
            made.versions.insert(found.version);
            Ok::<(), Fault>(())
        })?;
        out.put(&form.tail()?)?;
        Ok(Made { reports: reports.len(), outlets: outlets.len(), hash: hex(&out.hash.finalize()), ..made })
    }

    /// What stands before and after the words of an event in its report, more than is printed, so that a name is there whole.
    fn around(&self, found: &Found) -> Result<[String; 2]> {
        const REACH: usize = 200;
        let text: String =
            self.db.prepare_cached("SELECT text FROM document WHERE id = ?1")?.query_row([found.number], |row| row.get(0))?;
        let end = |at: &str| found.event.pointer(at).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
        let (start, end) = (end("/evidence/start"), end("/evidence/end"));
        let first = start.saturating_sub(REACH);
        Ok([text.chars().skip(first).take(start - first).collect(), text.chars().skip(end).take(REACH).collect()])
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

/// An event a line.
struct Jsonl;

impl Form for Jsonl {
    fn row(&mut self, row: &Row<'_>) -> Result<Option<Vec<u8>>> {
        let mut out = Vec::new();
        rasid::visible::json_line(&object(row.found), &mut out);
        Ok(Some(out))
    }
}

/// A collection of features.
#[derive(Default)]
struct Geojson {
    begun: bool,
}

impl Form for Geojson {
    fn head(&mut self) -> Result<Vec<u8>> {
        Ok(b"{\"type\":\"FeatureCollection\",\"features\":[\n".to_vec())
    }

    fn row(&mut self, row: &Row<'_>) -> Result<Option<Vec<u8>>> {
        Ok(Some(item(&mut self.begun, &feature(row.found))))
    }

    fn tail(&mut self) -> Result<Vec<u8>> {
        Ok(b"\n]}\n".to_vec())
    }
}

/// One of a list in JSON, after a comma where others were before it.
fn item(begun: &mut bool, value: &Value) -> Vec<u8> {
    let mut out = if std::mem::replace(begun, true) { b",\n".to_vec() } else { Vec::new() };
    rasid::visible::json_line(value, &mut out);
    out.pop();
    out
}

/// An event as a feature. A region or country is no point: its name and code are among the properties.
fn feature(found: &Found) -> Value {
    let place = &found.event["place"];
    let exact = matches!(place["precision"].as_str(), Some("city" | "site"));
    let geometry = match (place["lon"].as_f64(), place["lat"].as_f64()) {
        (Some(lon), Some(lat)) if exact => json!({ "type": "Point", "coordinates": [lon, lat] }),
        _ => Value::Null,
    };
    let cells = fields::fields(found);
    let own = tables::columns(Layout::Csv).into_iter().filter(|column| !matches!(column.name, "lat" | "lon"));
    let text = |name: &str| cells.iter().find(|(n, _)| *n == name).map(|(_, cell)| cell.joined()).filter(|cell| !cell.is_empty());
    // A number is a number, as in the record.
    let value = |cell: &str, kind: &str| match kind {
        "number" | "integer" | "boolean" => serde_json::from_str(cell).unwrap_or_else(|_| json!(cell)),
        _ => json!(cell),
    };
    let properties = own.map(|column| (column.name.to_owned(), text(column.name).map_or(Value::Null, |cell| value(&cell, column.kind))));
    json!({ "type": "Feature", "id": found.event["id"], "geometry": geometry, "properties": Value::Object(properties.collect()) })
}

/// The first line.
#[must_use]
pub fn csv_header() -> Vec<u8> {
    tables::Table::of(Layout::Csv).header()
}

/// An event's line.
#[must_use]
pub fn csv_row(found: &Found) -> Vec<u8> {
    tables::Table::of(Layout::Csv).cells(&fields::fields(found))
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
        "left_out": made.left_out,
        "reports": made.reports,
        "outlets": made.outlets,
        "sha256": made.hash,
        "private_persons": if masked { "masked" } else { "not masked" },
        "sites": if masked { "to a tenth of a degree" } else { "exact" },
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
