//! Answers as files: events and rows for other programs, and a feed of what is new.

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, StatusCode, header};
use rasid::csv::{line, safe};
use rasid_archive::export::Layout;
use rasid_archive::{Fault, Filter, Order, Result};
use serde_json::{Map, Value};
use std::fmt::Write as _;

use crate::api::{Asked, endpoints};
use crate::periods;
use crate::pool::Reader;

/// The most events or rows of a file: `rasid export` has no such bound.
pub(crate) const MOST: usize = 20_000;
/// Rows that are asked for at a time.
const PAGE: usize = 500;
/// Entries of a feed.
const ENTRIES: usize = 50;

/// What can be had as a file, besides events.
/// With the name that its rows have in its answer.
pub(crate) const LISTS: [(&str, &str); 14] = [
    ("acts", "rows"),
    ("agreements", "rows"),
    ("positions", "rows"),
    ("namings", "rows"),
    ("stories", "rows"),
    ("calendar", "rows"),
    ("series", "points"),
    ("agreement", "rows"),
    ("overview", "groups"),
    ("network", "links"),
    ("places", "places"),
    ("runs", "runs"),
    ("quality", "types"),
    ("log", "decisions"),
];

/// A file: its type, its name, its bytes.
pub(crate) struct File {
    kind: &'static str,
    name: String,
    bytes: Bytes,
}

impl File {
    /// As it is sent.
    pub(crate) fn response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.bytes));
        *response.status_mut() = StatusCode::OK;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"rasid-{}\"", self.name)) {
            headers.insert(header::CONTENT_DISPOSITION, value);
        }
        response
    }
}

const CSV: &str = "text/csv; charset=utf-8";
const JSONL: &str = "application/jsonl; charset=utf-8";

/// `events.csv`, `agreements.jsonl`…, with the parameters of the list.
pub(crate) fn export(reader: &mut Reader, asked: &Asked) -> Result<File> {
    let (what, end) = asked.id.split_once('.').unwrap_or((&asked.id, ""));
    let wrong = || {
        Fault::Value(
            "file",
            format!(
                "events.csv, events.jsonl, events.geojson, digest.md, digest.html, {}.csv, ….jsonl",
                LISTS.map(|(name, _)| name).join(".csv, ")
            ),
        )
    };
    if what == "events" {
        let (layout, kind) = match end {
            "csv" => (Layout::Csv, CSV),
            "jsonl" => (Layout::Jsonl, JSONL),
            "geojson" => (Layout::Geojson, "application/geo+json"),
            _ => return Err(wrong()),
        };
        let mut out = Vec::new();
        reader.archive.export(layout, &Filter { limit: MOST, offset: 0, ..asked.filter()? }, true, &mut out)?;
        return Ok(File { kind, name: asked.id.clone(), bytes: out.into() });
    }
    if what == "digest" {
        let (html, kind) = match end {
            "html" => (true, "text/html; charset=utf-8"),
            "md" => (false, "text/markdown; charset=utf-8"),
            _ => return Err(wrong()),
        };
        let text = periods::file(reader, asked, html)?;
        return Ok(File { kind, name: asked.id.clone(), bytes: text.into() });
    }
    let (_, part) = LISTS.iter().find(|(name, _)| *name == what).ok_or_else(wrong)?;
    let endpoint = endpoints().find(|e| e.path.strip_prefix("/api/") == Some(what)).ok_or_else(wrong)?;
    let pages = endpoint.parameters.iter().flat_map(|group| group.iter()).any(|p| p.name == "offset");
    let mut rows = Vec::new();
    loop {
        let mut page = Asked { id: String::new(), query: asked.query.clone() };
        page.query.extend([("limit".to_owned(), PAGE.to_string()), ("offset".to_owned(), rows.len().to_string())]);
        let mut found = (endpoint.answer)(reader, &page)?;
        let more = found[*part].as_array_mut().map(std::mem::take).unwrap_or_default();
        let done = !pages || more.len() < PAGE;
        rows.extend(more);
        if done || rows.len() >= MOST {
            break;
        }
    }
    let objects = rows.iter().filter_map(Value::as_object);
    let (kind, bytes) = match end {
        "csv" => (CSV, table(objects)),
        "jsonl" => (JSONL, rows.iter().flat_map(|row| format!("{row}\n").into_bytes()).collect()),
        _ => return Err(wrong()),
    };
    Ok(File { kind, name: asked.id.clone(), bytes: bytes.into() })
}

fn table<'r>(rows: impl Iterator<Item = &'r Map<String, Value>>) -> Vec<u8> {
    let mut out = Vec::new();
    for object in rows {
        if out.is_empty() {
            out.extend(line(object.keys()));
        }
        out.extend(line(object.values().map(|v| safe(v, &cell(v)))));
    }
    out
}

/// A value as one cell: lists with `; ` between their members.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(cell).collect::<Vec<_>>().join("; "),
        Value::Object(object) => object.values().map(cell).filter(|c| !c.is_empty()).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

/// The events that were read last of those a filter asks for, as Atom (RFC 4287). `base` is where the desk is; times are those of the archive.
pub(crate) fn feed(reader: &mut Reader, asked: &Asked, base: &str) -> Result<File> {
    let filter = Filter { order: Order::Newest, offset: 0, limit: ENTRIES, ..asked.filter()? };
    let query: Vec<String> =
        asked.query.iter().filter(|(n, _)| *n != "title").map(|(name, value)| format!("{name}={}", percent(value))).collect();
    let address = format!("{base}/events?{}", query.join("&"));
    let title = asked.text("title").unwrap_or_else(|| "راصد Rasid".to_owned());
    let mut entries = String::new();
    let mut updated = "1970-01-01T00:00:00Z".to_owned();
    for found in reader.archive.events(&filter)? {
        let event = &found.event;
        let text = |at: &str| event.pointer(at).and_then(Value::as_str).unwrap_or("");
        let side =
            |role: &str| event[role].as_array().into_iter().flatten().filter_map(|x| x["text"].as_str()).collect::<Vec<_>>().join("، ");
        let day =
            found.published.as_deref().and_then(|p| p.rsplit('/').next()).map_or_else(|| updated.clone(), |d| format!("{d}T00:00:00Z"));
        updated = updated.max(day.clone());
        let head = format!("{} {} → {}", text("/type"), side("actor"), side("recipient"));
        let _ = writeln!(
            entries,
            "<entry><id>urn:rasid:{}</id><title>{}</title><updated>{day}</updated><link href=\"{}\"/><author><name>{}</name></author><summary xml:lang=\"{}\">{}</summary></entry>",
            xml(text("/id")),
            xml(&head),
            xml(&format!("{base}/event/{}", text("/id"))),
            xml(found.outlet.as_deref().unwrap_or("?")),
            xml(&found.language),
            xml(text("/evidence/text")),
        );
    }
    let feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>{id}</id><title>{}</title><updated>{updated}</updated>\
         <link rel=\"alternate\" href=\"{id}\"/><generator>Rasid</generator>\n{entries}</feed>\n",
        xml(&title),
        id = xml(&address),
    );
    Ok(File { kind: "application/atom+xml; charset=utf-8", name: "feed.atom".to_owned(), bytes: feed.into() })
}

/// Without letters that mean something to XML, or nothing to it.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => out.push(c),
        }
    }
    out
}

/// A value in an address.
fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, b| {
        if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~' | b':' | b',') {
            out.push(char::from(b));
        } else {
            let _ = write!(out, "%{b:02X}");
        }
        out
    })
}
