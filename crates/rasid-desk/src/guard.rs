//! Who may ask, how often, and what every answer says to a browser.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use std::collections::BTreeMap;
use std::sync::Mutex;
use tokio::time::Instant;

use crate::accounts::Role;
use crate::api::endpoints;
use crate::pool::held;
use crate::reply::Refusal;

/// Questions that somebody may ask at once, and how many more each second.
const BURST: f64 = 400.0;
const EACH_SECOND: f64 = 100.0;
/// The same of what costs more: searches and decisions; and of trying a password.
pub(crate) const DEAR: f64 = 8.0;
pub(crate) const ENTERING: f64 = 40.0;
/// Askers that are remembered.
const ASKERS: usize = 1024;

/// What a browser may do with an answer: show it, with nothing from elsewhere, and run no script that is no file of ours.
const HEADERS: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()"),
];

/// Who may ask something, where there are accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Everybody: what the page needs before anybody has come in.
    Nobody,
    /// Those with that role, and those above.
    Known(Role),
    /// It is no question: nobody.
    Unknown,
}

/// What is asked for besides the questions of [`endpoints`], which all are a viewer's.
const RIGHTS: [(Method, &str, Need); 10] = [
    (Method::GET, "/api/session", Need::Nobody),
    (Method::POST, "/api/session", Need::Nobody),
    (Method::DELETE, "/api/session", Need::Nobody),
    (Method::GET, "/api/openapi.json", Need::Nobody),
    (Method::GET, "/api/export/{file}", Need::Known(Role::Viewer)),
    (Method::GET, "/api/feed.atom", Need::Known(Role::Viewer)),
    (Method::POST, "/api/review", Need::Known(Role::Coder)),
    (Method::POST, "/api/saved", Need::Known(Role::Coder)),
    (Method::GET, "/api/accounts", Need::Known(Role::Admin)),
    (Method::POST, "/api/accounts", Need::Known(Role::Admin)),
];

/// Who may ask what a method asks at a path; what is not told here nobody may.
pub(crate) fn needed(method: &Method, path: &str) -> Need {
    let method = if *method == Method::HEAD { &Method::GET } else { method };
    let is = |route: &str| {
        let (fixed, open) = route.split_once('{').map_or((route, false), |(fixed, _)| (fixed, true));
        path == route || open && path.strip_prefix(fixed).is_some_and(|rest| !rest.is_empty() && !rest.contains('/'))
    };
    let own = RIGHTS.iter().find(|(known, route, _)| known == method && is(route)).map(|(.., need)| *need);
    let asked = || *method == Method::GET && endpoints().any(|e| is(e.path));
    own.unwrap_or_else(|| if asked() { Need::Known(Role::Viewer) } else { Need::Unknown })
}

/// Puts the headers on an answer.
pub(crate) fn mark(mut response: Response<Body>) -> Response<Body> {
    for (name, value) in HEADERS {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

/// Lets a request pass, or says why not.
pub(crate) fn check(request: &Request<Body>, hosts: &[String]) -> Result<(), Refusal> {
    let host = text(request, &header::HOST).or_else(|| request.uri().authority().map(|a| a.as_str())).unwrap_or("");
    if !is_own(host) && !hosts.iter().any(|own| name_of(host).eq_ignore_ascii_case(own)) {
        // A page elsewhere whose name was made to lead here, too, comes with its own name.
        return Err(Refusal::new(StatusCode::MISDIRECTED_REQUEST, "desk_host", &[]));
    }
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(());
    }
    let origin =
        text(request, &header::ORIGIN).is_none_or(|origin| origin == format!("http://{host}") || origin == format!("https://{host}"));
    let site = text(request, &HeaderName::from_static("sec-fetch-site")).is_none_or(|site| matches!(site, "same-origin" | "none"));
    let json = text(request, &header::CONTENT_TYPE).is_some_and(|kind| kind.split(';').next().unwrap_or("").trim() == "application/json");
    // Another page cannot send this header without asking first, and nobody answers that.
    let own = text(request, &HeaderName::from_static("x-rasid")) == Some("1");
    if origin && site && json && own { Ok(()) } else { Err(Refusal::new(StatusCode::FORBIDDEN, "desk_origin", &[])) }
}

fn text<'r>(request: &'r Request<Body>, name: &HeaderName) -> Option<&'r str> {
    request.headers().get(name).map(|value| value.to_str().unwrap_or("?"))
}

/// A name without its port.
fn name_of(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

/// A name of this machine, with any port: it may have been forwarded.
fn is_own(host: &str) -> bool {
    matches!(name_of(host).to_ascii_lowercase().as_str(), "localhost" | "127.0.0.1" | "[::1]")
}

/// How much each address, or each person, may still ask.
#[derive(Debug, Default)]
pub(crate) struct Rates(Mutex<BTreeMap<String, (f64, Instant)>>);

impl Rates {
    /// Takes a question from what somebody has left.
    pub(crate) fn take(&self, who: &str, cost: f64) -> Result<(), Refusal> {
        let now = Instant::now();
        let mut all = held(&self.0);
        if all.len() >= ASKERS {
            all.clear();
        }
        let (left, last) = all.entry(who.to_owned()).or_insert((BURST, now));
        *left = (*left + now.duration_since(*last).as_secs_f64() * EACH_SECOND).min(BURST);
        *last = now;
        if *left < cost {
            return Err(Refusal::new(StatusCode::TOO_MANY_REQUESTS, "desk_often", &[]));
        }
        *left -= cost;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn only_names_of_this_machine_are_its_own() {
        for host in ["localhost", "localhost:8600", "127.0.0.1:9", "[::1]:8600", "LocalHost:1"] {
            assert!(is_own(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "localhost.evil.example:8600",
            "127.0.0.1.nip.io",
            "localhost:",
            "localhost:80:1",
            "[::1",
            "192.168.0.7:8600",
        ] {
            assert!(!is_own(host), "{host}");
        }
    }
}
