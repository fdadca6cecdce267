//! The page's files, inside the program.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};

use crate::reply::fnv;

/// A file: where it is had, its type, what is in it.
type File = (&'static str, &'static str, &'static [u8]);

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const JSON: &str = "application/json";

/// The page itself, which shows every view.
const INDEX: File = ("/", HTML, include_bytes!("../page/index.html"));

macro_rules! file {
    ($name:literal, $kind:expr) => {
        (concat!("/page/", $name), $kind, include_bytes!(concat!("../page/", $name)))
    };
}

const FILES: &[File] = &[
    file!("desk.css", "text/css; charset=utf-8"),
    file!("desk.js", SCRIPT),
    file!("base.js", SCRIPT),
    file!("countries.js", SCRIPT),
    file!("text.js", SCRIPT),
    file!("parts.js", SCRIPT),
    file!("overview.js", SCRIPT),
    file!("events.js", SCRIPT),
    file!("event.js", SCRIPT),
    file!("report.js", SCRIPT),
    file!("across.js", SCRIPT),
    file!("month.js", SCRIPT),
    file!("series.js", SCRIPT),
    file!("take.js", SCRIPT),
    file!("login.js", SCRIPT),
    file!("accounts.js", SCRIPT),
    file!("search.js", SCRIPT),
    file!("network.js", SCRIPT),
    file!("map.js", SCRIPT),
    file!("review.js", SCRIPT),
    file!("about.js", SCRIPT),
    file!("en.json", JSON),
    file!("ar.json", JSON),
    file!("land.json", JSON),
    file!("icon.svg", "image/svg+xml"),
    file!("arabic.woff2", "font/woff2"),
];

/// The addresses at which the page shows a view; one below these names a thing.
const VIEWS: [&str; 22] = [
    "digest",
    "series",
    "events",
    "event",
    "report",
    "search",
    "network",
    "map",
    "notes",
    "log",
    "review",
    "act",
    "stories",
    "story",
    "agreements",
    "agreement",
    "positions",
    "namings",
    "calendar",
    "saved",
    "login",
    "accounts",
];

/// The file at a path; none where there is none.
pub(crate) fn at(path: &str, asked: &HeaderMap) -> Option<Response<Body>> {
    let mut parts = path.trim_start_matches('/').split('/');
    let (first, second) = (parts.next().unwrap_or(""), parts.next());
    let view = parts.next().is_none() && (VIEWS.contains(&first) || first.is_empty() && second.is_none());
    let (_, kind, bytes) = if view { &INDEX } else { FILES.iter().find(|(name, ..)| *name == path)? };
    let tag = format!("\"{:x}\"", fnv(bytes));
    let known = asked.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()) == Some(tag.as_str());
    let mut response = Response::new(if known { Body::empty() } else { Body::from(*bytes) });
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    Some(response)
}
