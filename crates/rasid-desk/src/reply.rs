//! What went wrong → a status, a name and a message in both languages.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use flate2::Compression;
use flate2::write::GzEncoder;
use rasid_archive::Fault;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::OnceLock;

/// Why a question is not answered.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The archive says so.
    Fault(Fault),
    /// The desk says so: the status, the message's name, what is put into it.
    Desk(StatusCode, &'static str, Vec<String>),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, name: &'static str, details: &[&str]) -> Self {
        Self::Desk(status, name, details.iter().map(|d| (*d).to_owned()).collect())
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Desk(status, ..) => *status,
            Self::Fault(Fault::NoEvent(_) | Fault::NotTold(..) | Fault::NoReport(_)) => StatusCode::NOT_FOUND,
            Self::Fault(Fault::Value(..)) => StatusCode::BAD_REQUEST,
            Self::Fault(Fault::Busy | Fault::Slow | Fault::Missing) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Fault(Fault::Full) => StatusCode::INSUFFICIENT_STORAGE,
            Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// As it is sent.
    pub(crate) fn response(&self) -> Response<Body> {
        let (name, details) = match self {
            Self::Desk(_, name, details) => (*name, details.clone()),
            Self::Fault(fault) => (fault.name(), fault.details()),
        };
        let status = self.status();
        let mut response = json_response(status, json!({ "error": name, "message": message(name, &details) }).to_string());
        if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

/// An answer as it is kept and sent: as it is, pressed together for browsers, and a mark by which one knows that he has it.
#[derive(Debug)]
pub(crate) struct Answer {
    plain: Bytes,
    pressed: Option<Bytes>,
    tag: HeaderValue,
}

/// What is shorter is sent as it is.
const SHORT: usize = 1024;

impl Answer {
    pub(crate) fn new(json: String) -> Self {
        let tag = format!("W/\"{:x}\"", fnv(json.as_bytes()));
        let pressed = (json.len() > SHORT).then(|| press(json.as_bytes())).flatten();
        Self { pressed, tag: HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("W/\"\"")), plain: json.into() }
    }

    /// How long it is, in bytes.
    pub(crate) fn len(&self) -> usize {
        self.plain.len() + self.pressed.as_ref().map_or(0, Bytes::len)
    }

    /// As it is sent to who asks so.
    pub(crate) fn response(&self, asked: &HeaderMap) -> Response<Body> {
        let says = |name: HeaderName| asked.get(name).and_then(|v| v.to_str().ok()).unwrap_or("");
        let known = asked.get(header::IF_NONE_MATCH) == Some(&self.tag);
        let pressed = self.pressed.as_ref().filter(|_| says(header::ACCEPT_ENCODING).split(',').any(|way| way.trim() == "gzip"));
        let mut response = match pressed {
            _ if known => json_response(StatusCode::NOT_MODIFIED, Body::empty()),
            Some(pressed) => json_response(StatusCode::OK, pressed.clone()),
            None => json_response(StatusCode::OK, self.plain.clone()),
        };
        let headers = response.headers_mut();
        headers.insert(header::ETAG, self.tag.clone());
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if pressed.is_some() && !known {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }
}

/// Fast rather than small: most are asked for once.
fn press(bytes: &[u8]) -> Option<Bytes> {
    let mut out = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::fast());
    out.write_all(bytes).ok()?;
    out.finish().ok().map(Bytes::from)
}

/// FNV-1a.
pub(crate) fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A JSON answer.
pub(crate) fn json_response(status: StatusCode, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

#[derive(Deserialize)]
struct Message {
    en: String,
    ar: String,
}

/// A language that messages come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    Arabic,
}

/// A message of `locales/messages.toml` with its parts put in.
pub(crate) fn text<S: AsRef<str>>(name: &str, parts: &[S], language: Language) -> String {
    static TABLE: OnceLock<BTreeMap<String, Message>> = OnceLock::new();
    // A test of the command line holds that the table can be read.
    let table = TABLE.get_or_init(|| toml::from_str(include_str!("../../../locales/messages.toml")).unwrap_or_default());
    let message = table.get(name).map_or(name, |m| if language == Language::Arabic { &m.ar } else { &m.en });
    parts.iter().enumerate().fold(message.to_owned(), |text, (n, part)| text.replace(&format!("{{{n}}}"), part.as_ref()))
}

/// The same in both languages.
fn message(name: &str, details: &[String]) -> Value {
    json!({ "en": text(name, details, Language::English), "ar": text(name, details, Language::Arabic) })
}
