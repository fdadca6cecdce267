//! What went wrong → a status, a name and a message in both languages.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use rasid_archive::Fault;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
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
            Self::Fault(Fault::NoEvent(_) | Fault::NoReport(_)) => StatusCode::NOT_FOUND,
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

/// A message of `locales/messages.toml` in both languages, with its parts put in.
fn message(name: &str, details: &[String]) -> Value {
    static TABLE: OnceLock<BTreeMap<String, Message>> = OnceLock::new();
    // A test of the command line holds that the table can be read.
    let table = TABLE.get_or_init(|| toml::from_str(include_str!("../../../locales/messages.toml")).unwrap_or_default());
    let filled = |text: &str| details.iter().enumerate().fold(text.to_owned(), |text, (n, part)| text.replace(&format!("{{{n}}}"), part));
    table.get(name).map_or_else(|| json!({ "en": name, "ar": name }), |m| json!({ "en": filled(&m.en), "ar": filled(&m.ar) }))
}
