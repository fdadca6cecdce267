//! The desk: an archive in the browser, in Arabic and English. People read reports and events, check them against the
//! words they were read from, and decide.
//!
//! ```text
//! connections  how many there may be, and how slow
//! guard     who may ask, how often; what every answer says to a browser
//! api       questions → answers, one table of them;   across   what reports tell together;   periods   month by month;   openapi   that table → its description
//! accounts  who may do what
//! review    a decision that was sent → the archive's log
//! pool      a few connections that read, one that writes
//! page      the page's files, which ask the interface and nothing else
//! ```
//!
//! Knows no event of its own: whatever it tells, the archive told it.

pub mod accounts;
mod across;
mod api;
mod connections;
mod files;
mod guard;
mod openapi;
mod page;
mod periods;
mod pool;
mod reply;
mod review;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Path as InPath, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::routing::{get, post};
use rasid_archive::Fault;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{OnceCell, Semaphore};
use tower_http::compression::CompressionLayer;

use accounts::{Door, Person, Role, Shut, Trouble};
use api::{Asked, Endpoint, endpoints};
use guard::Need;
use pool::{Pool, Reader, held};
use reply::{Answer, Refusal, json_response};

/// The longest decision, in bytes.
const LARGEST: usize = 64 * 1024;
/// How long it may take to arrive.
const ARRIVES: Duration = Duration::from_secs(10);
/// Answers that are kept, and the longest of them in bytes.
const KEPT: usize = 512;
const LONGEST_KEPT: usize = 1 << 18;
/// Files that are made at once.
const FILES: usize = 2;

/// Why the desk does not open.
#[derive(Debug)]
pub enum Refused {
    /// What the archive says.
    Archive(Fault),
    /// The address is not this machine's own, and nobody has an account as admin.
    Address(IpAddr),
    /// The accounts cannot be read.
    Accounts(accounts::Trouble),
    /// The port cannot be had: which, and why.
    Port(SocketAddr, std::io::Error),
}

/// Where the desk is, as a browser sees it.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// Names under which it is asked, besides those of this machine: `desk.example`.
    pub hosts: Vec<String>,
    /// Whether what stands before it speaks HTTPS.
    pub https: bool,
}

/// What an answer is good for, and the answer.
type Kept = (u64, Arc<OnceCell<Arc<Answer>>>);

/// What all requests share.
struct Desk {
    /// Where there are accounts: who may come in.
    door: Option<Door>,
    place: Place,
    pool: Pool,
    rates: guard::Rates,
    /// Answers, each with what it is good for; one that is not there yet is on its way.
    kept: Mutex<BTreeMap<String, Kept>>,
    /// Lists are made into files so many at a time: those who read go on.
    files: Semaphore,
}

impl Desk {
    fn new(archive: &Path, place: Place) -> Result<Self, Refused> {
        let door = Door::new(accounts::beside(archive)).map_err(Refused::Accounts)?;
        let pool = Pool::open(archive).map_err(Refused::Archive)?;
        Ok(Self { door, place, pool, rates: guard::Rates::default(), kept: Mutex::default(), files: Semaphore::new(FILES) })
    }
}

/// The desk over the archive at a path, as a service: `/api/…` and the page. Where there are accounts beside the archive, they are asked for.
///
/// # Errors
/// Where the archive cannot be opened for writing, or the accounts not read.
pub fn router(archive: &Path, place: Place) -> Result<Router, Refused> {
    Ok(routes(Arc::new(Desk::new(archive, place)?)))
}

fn routes(desk: Arc<Desk>) -> Router {
    let questions = endpoints().fold(Router::new(), |router, endpoint| {
        let asked =
            move |State(desk): State<Arc<Desk>>, id: Option<InPath<String>>, query: Query<Vec<(String, String)>>, headers: HeaderMap| {
                let id = id.map(|InPath(id)| id).unwrap_or_default();
                async move {
                    match desk.answer(endpoint, id, query.0).await {
                        Ok(answer) => answer.response(&headers),
                        Err(refusal) => refusal.response(),
                    }
                }
            };
        router.route(endpoint.path, get(asked))
    });
    questions
        .route("/api/openapi.json", get(async || json_response(StatusCode::OK, openapi::document().to_string())))
        .route("/api/review", post(decide))
        .route("/api/session", get(session).post(enter).delete(leave))
        .route("/api/accounts", get(everybody).post(change))
        .route("/api/saved", post(save))
        .route("/api/export/{file}", get(export))
        .route("/api/feed.atom", get(feed))
        .fallback(file)
        .method_not_allowed_fallback(async |request: Request| nothing(request.uri().path(), StatusCode::METHOD_NOT_ALLOWED))
        .with_state(Arc::clone(&desk))
        .layer(from_fn_with_state(desk, guarded))
        .layer(CompressionLayer::new())
}

/// Opens the desk until `ended`; `ready` is told where.
///
/// # Errors
/// See [`Refused`].
pub fn serve(archive: &Path, at: SocketAddr, place: Place, ready: impl FnOnce(SocketAddr)) -> Result<(), Refused> {
    let mut desk = Desk::new(archive, place)?;
    desk.place.hosts.push(at.ip().to_string());
    let kept = desk.door.as_ref().is_some_and(|door| door.everybody().values().any(|(role, locked)| *role == Role::Admin && !locked));
    if !at.ip().is_loopback() && !kept {
        return Err(Refused::Address(at.ip()));
    }
    let no_port = |error| Refused::Port(at, error);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).max_blocking_threads(16).enable_all().build();
    runtime.map_err(no_port)?.block_on(async {
        let desk = Arc::new(desk);
        let listener = tokio::net::TcpListener::bind(at).await.map_err(no_port)?;
        ready(listener.local_addr().unwrap_or(at));
        tokio::spawn(warm(Arc::clone(&desk)));
        connections::serve(listener, routes(desk)).await;
        Ok(())
    })
}

/// Answers ahead what the page asks first, and reads what searches need.
async fn warm(desk: Arc<Desk>) {
    for endpoint in endpoints().filter(|e| ["/api/archive", "/api/overview"].contains(&e.path)) {
        let _ = desk.answer(endpoint, String::new(), Vec::new()).await;
    }
    let _ = tokio::task::spawn_blocking(|| pool::knowledge().map(drop)).await;
}

impl Desk {
    /// Answers a question; one that was asked since anything changed, from memory, and one that many ask at once, once.
    async fn answer(&self, endpoint: &'static Endpoint, id: String, query: Vec<(String, String)>) -> Result<Arc<Answer>, Refusal> {
        let known: Vec<&str> = endpoint.parameters.iter().flat_map(|group| group.iter()).map(|p| p.name).collect();
        let asked = Asked { id, query: gathered(query, &known)? };
        let key = format!("{} {} {:?}", endpoint.path, asked.id, asked.query);
        let version = match self.pool.version() {
            Some(version) => version,
            None => self.pool.read(|reader| Ok(reader.version)).await?,
        };
        let cell = {
            let mut kept = held(&self.kept);
            if kept.len() >= KEPT {
                kept.clear();
            }
            let (good, cell) = kept.entry(key.clone()).or_default();
            if *good != version {
                (*good, *cell) = (version, Arc::default());
            }
            Arc::clone(cell)
        };
        let ask = move |reader: &mut Reader| Ok(Arc::new(Answer::new((endpoint.answer)(reader, &asked)?.to_string())));
        let answer = cell.get_or_try_init(|| self.pool.read(ask)).await.map(Arc::clone);
        if answer.as_ref().map_or(true, |a| a.len() > LONGEST_KEPT) {
            held(&self.kept).remove(&key);
        }
        Ok(answer?)
    }
}

fn answered(answer: Result<Bytes, Refusal>) -> Response<Body> {
    match answer {
        Ok(body) => json_response(StatusCode::OK, body),
        Err(refusal) => refusal.response(),
    }
}

/// Parameters by name; of one given twice, both, parted by a comma.
fn gathered(query: Vec<(String, String)>, known: &[&str]) -> Result<BTreeMap<String, String>, Refusal> {
    let mut out: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in query {
        if !known.contains(&name.as_str()) {
            return Err(Refusal::new(StatusCode::BAD_REQUEST, "desk_unknown", &[&name, &known.join(", ")]));
        }
        let all = out.entry(name).or_default();
        *all = if all.is_empty() { value } else { format!("{all},{value}") };
    }
    Ok(out)
}

/// A list as a file, with the parameters that the list has.
async fn export(State(desk): State<Arc<Desk>>, InPath(file): InPath<String>, query: Query<Vec<(String, String)>>) -> Response<Body> {
    let path = format!("/api/{}", file.split('.').next().unwrap_or(""));
    let known: Vec<&str> =
        endpoints().filter(|e| e.path == path).flat_map(|e| e.parameters.iter().flat_map(|g| g.iter())).map(|p| p.name).collect();
    let asked = match gathered(query.0, &known) {
        Ok(query) => Asked { id: file, query },
        Err(refusal) => return refusal.response(),
    };
    let _turn = desk.files.acquire().await;
    sent(desk.pool.read_within(pool::FILE, move |reader| files::export(reader, &asked)).await)
}

/// The newest events that a filter asks for, as a feed.
async fn feed(State(desk): State<Arc<Desk>>, query: Query<Vec<(String, String)>>, request: Request) -> Response<Body> {
    let known: Vec<&str> = api::FILTER.iter().map(|p| p.name).chain(["title"]).collect();
    let asked = match gathered(query.0, &known) {
        Ok(query) => Asked { id: String::new(), query },
        Err(refusal) => return refusal.response(),
    };
    let host = request.headers().get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or("localhost");
    let base = format!("{}://{host}", if desk.place.https { "https" } else { "http" });
    sent(desk.pool.read(move |reader| files::feed(reader, &asked, &base)).await)
}

fn sent(file: Result<files::File, Fault>) -> Response<Body> {
    file.map_or_else(|fault| Refusal::from(fault).response(), files::File::response)
}

async fn save(State(desk): State<Arc<Desk>>, request: Request) -> Response<Body> {
    answered(saved(&desk, request).await)
}

async fn saved(desk: &Desk, request: Request) -> Result<Bytes, Refusal> {
    let person = asking(&request);
    let sent = review::Keep::parse(&arrived(request).await?)?.of(person);
    Ok(Bytes::from(desk.pool.write(move |archive| sent.keep(archive)).await?.to_string()))
}

/// What was sent, if it is no longer than it may be and comes in time.
async fn arrived(request: Request) -> Result<Bytes, Refusal> {
    let late = |_| Refusal::new(StatusCode::REQUEST_TIMEOUT, "desk_late", &[]);
    let large = |_| Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "desk_large", &[&LARGEST.to_string()]);
    tokio::time::timeout(ARRIVES, to_bytes(request.into_body(), LARGEST)).await.map_err(late)?.map_err(large)
}

async fn decide(State(desk): State<Arc<Desk>>, request: Request) -> Response<Body> {
    answered(decided(&desk, request).await)
}

async fn decided(desk: &Desk, request: Request) -> Result<Bytes, Refusal> {
    let person = asking(&request);
    let overrules = person.as_ref().is_none_or(|p| p.role >= Role::Adjudicator);
    let sent = review::Sent::parse(&arrived(request).await?)?.of(person);
    let decided =
        desk.pool.write(move |archive| if overrules || !sent.overrules(archive)? { sent.decide(archive).map(Some) } else { Ok(None) });
    decided.await?.map(|answer| Bytes::from(answer.to_string())).ok_or_else(|| may_not(Role::Adjudicator))
}

async fn file(method: Method, request: Request) -> Response<Body> {
    let path = request.uri().path();
    let found = matches!(method, Method::GET | Method::HEAD).then(|| page::at(path, request.headers())).flatten();
    found.unwrap_or_else(|| nothing(path, StatusCode::NOT_FOUND))
}

fn nothing(path: &str, status: StatusCode) -> Response<Body> {
    Refusal::new(status, "desk_nothing", &[path]).response()
}

/// Lets in who may ask, and marks every answer.
async fn guarded(State(desk): State<Arc<Desk>>, mut request: Request, next: Next) -> Response<Body> {
    let who = request.extensions().get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip());
    let path = request.uri().path();
    let entering = path == "/api/session" && request.method() == Method::POST;
    let dear = request.method() == Method::POST || path == "/api/search" || path.starts_with("/api/export/");
    let cost = if entering {
        guard::ENTERING
    } else if dear {
        guard::DEAR
    } else {
        1.0
    };
    let asks = path.starts_with("/api/");
    let may = guard::check(&request, &desk.place.hosts).and_then(|()| if asks { desk.known(&request, who, cost) } else { Ok(None) });
    guard::mark(match may {
        Ok(person) => {
            request.extensions_mut().insert(person);
            next.run(request).await
        }
        Err(refusal) => refusal.response(),
    })
}

impl Desk {
    /// Who asks, if he may, and does not ask too often: of those who came in each has his own measure, of others each address.
    fn known(&self, request: &Request, address: IpAddr, cost: f64) -> Result<Option<Person>, Refusal> {
        let person = self.door.as_ref().zip(named(request)).and_then(|(door, session)| door.who(session));
        self.rates.take(&person.as_ref().map_or_else(|| address.to_string(), |p| format!("@{}", p.name)), cost)?;
        if self.door.is_none() {
            return Ok(None);
        }
        let path = request.uri().path();
        match (guard::needed(request.method(), path), &person) {
            (Need::Nobody, _) => Ok(person),
            (_, None) => Err(Refusal::new(StatusCode::UNAUTHORIZED, "desk_login", &[])),
            (Need::Known(least), Some(person)) if person.role < least => Err(may_not(least)),
            (Need::Known(_), Some(_)) => Ok(person),
            (Need::Unknown, Some(_)) => Err(Refusal::new(StatusCode::NOT_FOUND, "desk_nothing", &[path])),
        }
    }
}

/// The session that a request names.
fn named(request: &Request) -> Option<&str> {
    request.headers().get(header::COOKIE).and_then(|c| c.to_str().ok()).and_then(accounts::session)
}

fn may_not(least: Role) -> Refusal {
    Refusal::new(StatusCode::FORBIDDEN, "desk_role", &[least.name()])
}

/// Who asks, as [`guarded`] found.
fn asking(request: &Request) -> Option<Person> {
    request.extensions().get::<Option<Person>>().cloned().flatten()
}

fn told(desk: &Desk, person: Option<&Person>) -> Bytes {
    let (name, role) = (person.map(|p| &p.name), person.map(|p| p.role));
    Bytes::from(json!({ "accounts": desk.door.is_some(), "name": name, "role": role }).to_string())
}

async fn session(State(desk): State<Arc<Desk>>, request: Request) -> Response<Body> {
    json_response(StatusCode::OK, told(&desk, asking(&request).as_ref()))
}

/// Lets somebody in.
async fn enter(State(desk): State<Arc<Desk>>, request: Request) -> Response<Body> {
    match entered(&desk, request).await {
        Ok((session, person)) => with_cookie(json_response(StatusCode::OK, told(&desk, Some(&person))), &session, desk.place.https),
        Err(refusal) => refusal.response(),
    }
}

async fn entered(desk: &Arc<Desk>, request: Request) -> Result<(String, Person), Refusal> {
    #[derive(Deserialize)]
    struct Sent {
        name: String,
        password: String,
    }
    let json = |e: serde_json::Error| Refusal::new(StatusCode::BAD_REQUEST, "desk_json", &[&e.to_string()]);
    let sent: Sent = serde_json::from_slice(&arrived(request).await?).map_err(json)?;
    let asked = Arc::clone(desk);
    // It takes long, and so meant: not on a thread that others wait for.
    let answer = tokio::task::spawn_blocking(move || asked.door.as_ref().map(|door| door.enter(sent.name.trim(), &sent.password))).await;
    match answer {
        Ok(Some(Ok(entered))) => Ok(entered),
        Ok(Some(Err(Shut::Wait))) => Err(Refusal::new(StatusCode::TOO_MANY_REQUESTS, "desk_tries", &[])),
        Ok(Some(Err(Shut::Wrong))) => Err(Refusal::new(StatusCode::FORBIDDEN, "desk_password", &[])),
        Ok(None) => Err(Refusal::new(StatusCode::NOT_FOUND, "desk_nothing", &["/api/session"])),
        Err(e) => Err(Refusal::from(Fault::Store(e.to_string()))),
    }
}

async fn leave(State(desk): State<Arc<Desk>>, request: Request) -> Response<Body> {
    if let Some((door, session)) = desk.door.as_ref().zip(named(&request)) {
        door.leave(session);
    }
    with_cookie(json_response(StatusCode::OK, told(&desk, None)), "", desk.place.https)
}

fn with_cookie(mut response: Response<Body>, session: &str, https: bool) -> Response<Body> {
    if let Ok(value) = HeaderValue::from_str(&accounts::cookie(session, https)) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}

async fn everybody(State(desk): State<Arc<Desk>>) -> Response<Body> {
    let Some(door) = &desk.door else { return nothing("/api/accounts", StatusCode::NOT_FOUND) };
    let all: Vec<_> =
        door.everybody().into_iter().map(|(name, (role, locked))| json!({ "name": name, "role": role, "locked": locked })).collect();
    json_response(StatusCode::OK, json!({ "accounts": all, "changes": door.changes() }).to_string())
}

async fn change(State(desk): State<Arc<Desk>>, request: Request) -> Response<Body> {
    answered(changed(&desk, request).await)
}

/// Changes an account in the name of who asks.
async fn changed(desk: &Arc<Desk>, request: Request) -> Result<Bytes, Refusal> {
    let Some(by) = asking(&request) else { return Err(Refusal::new(StatusCode::NOT_FOUND, "desk_nothing", &["/api/accounts"])) };
    let json = |e: serde_json::Error| Refusal::new(StatusCode::BAD_REQUEST, "desk_json", &[&e.to_string()]);
    let sent: accounts::Change = serde_json::from_slice(&arrived(request).await?).map_err(json)?;
    let at = desk.pool.read(|reader| reader.archive.now()).await?;
    let (asked, when) = (Arc::clone(desk), at.clone());
    let done = tokio::task::spawn_blocking(move || asked.door.as_ref().map_or(Ok(()), |door| door.change(&sent, &by.name, when))).await;
    done.map_err(|e| Fault::Store(e.to_string()))?.map_err(|trouble| {
        let status = match trouble {
            Trouble::Unknown => StatusCode::NOT_FOUND,
            Trouble::Known | Trouble::Last => StatusCode::CONFLICT,
            Trouble::File(_) | Trouble::Line(..) => StatusCode::INTERNAL_SERVER_ERROR,
            Trouble::Short | Trouble::Name | Trouble::Less => StatusCode::BAD_REQUEST,
        };
        let (name, details) = trouble.message();
        Refusal::Desk(status, name, details)
    })?;
    Ok(Bytes::from(json!({ "decided": 1, "at": at }).to_string()))
}
