//! Addresses → bytes, politely and safely: no host is asked more than once a second, `robots.txt` and `Retry-After` hold, and no
//! address of the own network is reached, whatever a name resolves to or a server redirects to.

use robotxt::{AccessResult, Robots};
use std::collections::BTreeMap;
use std::io::Read as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};
use url::{Host, Url};

/// How the program calls itself: to servers, and in `robots.txt`.
const AGENT: &str = concat!("rasid/", env!("CARGO_PKG_VERSION"));
const ROBOT: &str = "rasid";

/// Between two requests to a host.
const GAP: Duration = Duration::from_secs(1);
/// A host that asks to be left alone for longer is not waited for.
const PATIENCE: Duration = Duration::from_secs(60);
/// No host is left alone for longer, whatever it asks.
const LONGEST_REST: Duration = Duration::from_secs(30 * 24 * 3600);
/// What a site lets robots have is asked anew after that.
const ROBOTS_HOLD: Duration = Duration::from_secs(24 * 3600);
/// A request, from the name's resolution to the last byte.
const TIMEOUT: Duration = Duration::from_secs(30);
const CONNECT: Duration = Duration::from_secs(10);
/// No answer is larger, in bytes, unpacked.
const LARGEST: u64 = 1 << 26;
const REDIRECTS: usize = 5;

/// Whether a path is an address.
pub(crate) fn is_address(path: &str) -> bool {
    let scheme = path.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}

/// What a server gave.
#[derive(Debug)]
pub(crate) struct Had {
    /// Where it was in the end.
    pub(crate) url: Url,
    pub(crate) bytes: Vec<u8>,
    /// What to send when it is asked again.
    pub(crate) etag: Option<String>,
    pub(crate) modified: Option<String>,
    /// It has not changed since.
    pub(crate) unchanged: bool,
}

/// Why nothing was had.
#[derive(Debug)]
pub(crate) enum Refused {
    /// No address, or one of another kind.
    Address(String),
    /// An address of the own network.
    Private(String),
    /// The site does not want robots there.
    Robots,
    /// Redirected too often.
    Redirects,
    /// An answer that is none; how long the server asks to be left alone.
    Status(u16, Option<Duration>),
    /// Not asked: the server wants to be left alone for that long still.
    Later(Duration),
    /// Larger than anything that is read.
    Large,
    /// Nobody answers, and why.
    Network(String),
}

impl Refused {
    /// The name of its message.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Address(_) => "fetch_address",
            Self::Private(_) => "fetch_private",
            Self::Robots => "fetch_robots",
            Self::Redirects => "fetch_redirects",
            Self::Status(..) => "fetch_status",
            Self::Later(_) => "fetch_later",
            Self::Large => "fetch_large",
            Self::Network(_) => "fetch_network",
        }
    }

    /// What is put into its message.
    pub(crate) fn details(&self) -> Vec<String> {
        match self {
            Self::Address(what) | Self::Private(what) | Self::Network(what) => vec![what.clone()],
            Self::Status(status, _) => vec![status.to_string()],
            Self::Later(rest) => vec![rest.as_secs().max(1).to_string()],
            Self::Redirects => vec![REDIRECTS.to_string()],
            Self::Large => vec![(LARGEST >> 20).to_string()],
            Self::Robots => Vec::new(),
        }
    }

    /// How long the server asks to be left alone.
    pub(crate) fn rest(&self) -> Option<Duration> {
        match self {
            Self::Status(_, rest) => *rest,
            Self::Later(rest) => Some(*rest),
            _ => None,
        }
    }
}

/// What fetches, for any number of threads.
pub(crate) struct Fetcher {
    agent: Agent,
    turns: Mutex<BTreeMap<String, Turn>>,
    /// What each site's `robots.txt` says, and when it said so.
    robots: Mutex<BTreeMap<String, (Instant, Robots)>>,
}

/// When a host may be asked next.
struct Turn {
    next: Instant,
    /// Between two requests.
    gap: Duration,
    /// It asked to be left alone until then.
    rest: Instant,
}

/// What an earlier answer said of itself.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Conditions<'a> {
    pub(crate) etag: Option<&'a str>,
    pub(crate) modified: Option<&'a str>,
}

impl Fetcher {
    /// A fetcher; with `private`, of addresses of the own network too.
    pub(crate) fn new(private: bool) -> Self {
        let allowed = if private { |_| true } else { is_public };
        Self::with(Guard { allowed, inner: DefaultResolver::default() })
    }

    fn with(guard: impl Resolver) -> Self {
        let config = Config::builder()
            .user_agent(AGENT)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(TIMEOUT))
            .timeout_connect(Some(CONNECT))
            // Through a proxy it could not be seen where a name leads.
            .proxy(None)
            .max_idle_connections(0)
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), guard);
        Self { agent, turns: Mutex::default(), robots: Mutex::default() }
    }

    /// What an address gives.
    pub(crate) fn page(&self, address: &str) -> Result<Had, Refused> {
        self.get(address, Conditions::default())
    }

    /// What an address gives, if it has changed.
    pub(crate) fn get(&self, address: &str, conditions: Conditions<'_>) -> Result<Had, Refused> {
        let url = checked(address)?;
        self.followed(url, conditions, true)
    }

    fn followed(&self, mut url: Url, conditions: Conditions<'_>, obey: bool) -> Result<Had, Refused> {
        for _ in 0..=REDIRECTS {
            if obey && !self.allowed(&url)? {
                return Err(Refused::Robots);
            }
            match self.once(&url, conditions)? {
                Answer::Had(had) => return Ok(had),
                Answer::Elsewhere(place) => url = checked(url.join(&place).map_err(|_| Refused::Address(place.clone()))?.as_str())?,
            }
        }
        Err(Refused::Redirects)
    }

    /// Whether a site lets robots have an address.
    fn allowed(&self, url: &Url) -> Result<bool, Refused> {
        let site = url.origin().ascii_serialization();
        if let Some((_, robots)) = lock(&self.robots).get(&site).filter(|(at, _)| at.elapsed() < ROBOTS_HOLD) {
            return Ok(robots.is_url_allowed(url));
        }
        let place = robotxt::robots_url(url).map_err(|e| Refused::Address(e.to_string()))?;
        let robots = match self.followed(place, Conditions::default(), false) {
            Ok(had) => Robots::from_access(AccessResult::Successful(&had.bytes), ROBOT),
            Err(Refused::Status(400..=428 | 430..=499, _)) => Robots::from_access(AccessResult::Unavailable, ROBOT),
            Err(Refused::Redirects) => Robots::from_access(AccessResult::TooManyRedirects, ROBOT),
            // What cannot be asked now may be asked another time.
            Err(refused) => return Err(refused),
        };
        let allowed = robots.is_url_allowed(url);
        self.turn(url, |turn| {
            turn.gap = robots.crawl_delay().unwrap_or(GAP).clamp(GAP, PATIENCE);
            turn.next += turn.gap - GAP;
        });
        lock(&self.robots).insert(site, (Instant::now(), robots));
        Ok(allowed)
    }

    /// One request, when its host's turn has come.
    fn once(&self, url: &Url, conditions: Conditions<'_>) -> Result<Answer, Refused> {
        self.wait(url)?;
        let mut request = self.agent.get(url.as_str());
        for (name, value) in [("If-None-Match", conditions.etag), ("If-Modified-Since", conditions.modified)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let answer = request.call().map_err(|e| refused(&e))?;
        let field = |name: &str| answer.headers().get(name).map(|v| String::from_utf8_lossy(v.as_bytes()).into_owned());
        let (etag, modified) = (field("etag"), field("last-modified"));
        match answer.status().as_u16() {
            status @ (301 | 302 | 303 | 307 | 308) => field("location").map(Answer::Elsewhere).ok_or(Refused::Status(status, None)),
            304 => Ok(Answer::Had(Had { url: url.clone(), bytes: Vec::new(), etag, modified, unchanged: true })),
            200 => {
                let mut bytes = Vec::new();
                let read = answer.into_body().into_reader().take(LARGEST + 1).read_to_end(&mut bytes);
                read.map_err(|e| Refused::Network(e.to_string()))?;
                if bytes.len() as u64 > LARGEST {
                    return Err(Refused::Large);
                }
                Ok(Answer::Had(Had { url: url.clone(), bytes, etag, modified, unchanged: false }))
            }
            status => {
                let rest = field("retry-after").and_then(|v| seconds(&v));
                if let Some(rest) = rest {
                    self.turn(url, |turn| turn.rest = turn.rest.max(Instant::now() + rest));
                }
                Err(Refused::Status(status, rest))
            }
        }
    }

    /// Waits until a host may be asked, and takes that turn.
    fn wait(&self, url: &Url) -> Result<(), Refused> {
        loop {
            let now = Instant::now();
            let until = self.turn(url, |turn| {
                let until = turn.next.max(turn.rest);
                if until <= now {
                    turn.next = now + turn.gap;
                } else if turn.rest > now + PATIENCE {
                    return Err(Refused::Later(turn.rest - now));
                }
                Ok(until)
            })?;
            if until <= now {
                return Ok(());
            }
            std::thread::sleep(until - now);
        }
    }

    fn turn<T>(&self, url: &Url, with: impl FnOnce(&mut Turn) -> T) -> T {
        let now = Instant::now();
        with(lock(&self.turns).entry(host(url).to_owned()).or_insert(Turn { next: now, gap: GAP, rest: now }))
    }
}

/// What a request came to.
enum Answer {
    Had(Had),
    Elsewhere(String),
}

fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn host(url: &Url) -> &str {
    url.host_str().unwrap_or("")
}

/// An address that may be asked at all: of HTTP, with a host, without a name and password.
fn checked(address: &str) -> Result<Url, Refused> {
    let url = Url::parse(address).map_err(|e| Refused::Address(e.to_string()))?;
    let plain = matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
    if plain && url.host().is_some_and(|h| h != Host::Domain("")) { Ok(url) } else { Err(Refused::Address(address.to_owned())) }
}

/// `Retry-After`: seconds, or a time.
fn seconds(written: &str) -> Option<Duration> {
    if let Ok(seconds) = written.trim().parse() {
        return Some(Duration::from_secs(seconds).min(LONGEST_REST));
    }
    let at = chrono::DateTime::parse_from_rfc2822(written.trim()).ok()?;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
    Duration::from_secs(u64::try_from(at.timestamp()).ok()?).checked_sub(now).map(|rest| rest.min(LONGEST_REST))
}

fn refused(error: &Error) -> Refused {
    match error {
        Error::Io(e) if e.kind() == std::io::ErrorKind::PermissionDenied => Refused::Private(e.to_string()),
        Error::BodyExceedsLimit(_) => Refused::Large,
        other => Refused::Network(other.to_string()),
    }
}

/// Resolves names, and gives no address of the own network: what is resolved here is what is connected to.
#[derive(Debug)]
struct Guard<R> {
    allowed: fn(IpAddr) -> bool,
    inner: R,
}

impl<R: Resolver> Resolver for Guard<R> {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        match found.iter().find(|address| !(self.allowed)(address.ip())) {
            None => Ok(found),
            Some(address) => Err(Error::Io(std::io::Error::new(std::io::ErrorKind::PermissionDenied, address.ip().to_string()))),
        }
    }
}

/// Whether an address is one of the open network, for everybody.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(v4: Ipv4Addr) -> bool {
    let [a, b, c, _] = v4.octets();
    let special = v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_documentation() || v4.is_multicast();
    // This network, carriers' own, protocols', tests between networks, reserved.
    let reserved = a == 0 || (a == 100 && (64..128).contains(&b)) || [a, b, c] == [192, 0, 0] || (a == 198 && b & 254 == 18) || a >= 240;
    !special && !reserved
}

fn is_public_v6(v6: Ipv6Addr) -> bool {
    let parts = v6.segments();
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        // An address of version 4 in one of version 6: mapped, compatible, translated, carried.
        [0, 0, 0, 0, 0, 0xFFFF | 0, high, low] | [0x64, 0xFF9B, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => v4(high, low),
        // Global unicast, without what is reserved in it: protocols' (Teredo), documentation.
        [first, second, ..] => first & 0xE000 == 0x2000 && !(first == 0x2001 && (second < 0x200 || second == 0xDB8)) && first != 0x3FFF,
    }
}

#[cfg(test)]
mod tests;
