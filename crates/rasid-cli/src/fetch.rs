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
/// A host that asks for more is asked no more in this run.
const LONGEST_GAP: Duration = Duration::from_secs(60);
/// A request, from the name's resolution to the last byte.
const TIMEOUT: Duration = Duration::from_secs(60);
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
            Self::Large => "fetch_large",
            Self::Network(_) => "fetch_network",
        }
    }

    /// What is put into its message.
    pub(crate) fn details(&self) -> Vec<String> {
        match self {
            Self::Address(what) | Self::Private(what) | Self::Network(what) => vec![what.clone()],
            Self::Status(status, _) => vec![status.to_string()],
            Self::Redirects => vec![REDIRECTS.to_string()],
            Self::Large => vec![(LARGEST >> 20).to_string()],
            Self::Robots => Vec::new(),
        }
    }
}

/// What fetches, for any number of threads.
pub(crate) struct Fetcher {
    agent: Agent,
    /// When each host may be asked next.
    next: Mutex<BTreeMap<String, Instant>>,
    /// What each site's `robots.txt` says.
    robots: Mutex<BTreeMap<String, Robots>>,
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
        let agent = Agent::with_parts(config, DefaultConnector::default(), Guard { private, inner: DefaultResolver::default() });
        Self { agent, next: Mutex::default(), robots: Mutex::default() }
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
        if let Some(robots) = lock(&self.robots).get(&site) {
            return Ok(robots.is_url_allowed(url));
        }
        let place = robotxt::robots_url(url).map_err(|e| Refused::Address(e.to_string()))?;
        let robots = match self.followed(place, Conditions::default(), false) {
            Ok(had) => Robots::from_access(AccessResult::Successful(&had.bytes), ROBOT),
            Err(Refused::Status(400..=499, _)) => Robots::from_access(AccessResult::Unavailable, ROBOT),
            Err(Refused::Redirects) => Robots::from_access(AccessResult::TooManyRedirects, ROBOT),
            // What cannot be asked now may be asked another time.
            Err(refused) => return Err(refused),
        };
        let gap = robots.crawl_delay().unwrap_or(GAP).clamp(GAP, LONGEST_GAP);
        let allowed = robots.is_url_allowed(url);
        lock(&self.robots).insert(site, robots);
        self.hold(url, gap);
        Ok(allowed)
    }

    /// One request, when its host's turn has come.
    fn once(&self, url: &Url, conditions: Conditions<'_>) -> Result<Answer, Refused> {
        self.wait(url);
        let mut request = self.agent.get(url.as_str());
        for (name, value) in [("If-None-Match", conditions.etag), ("If-Modified-Since", conditions.modified)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let answer = request.call().map_err(|e| refused(&e))?;
        let field = |name: &str| answer.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
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
                let after = field("retry-after").and_then(|v| seconds(&v));
                if let Some(after) = after {
                    self.hold(url, after);
                }
                Err(Refused::Status(status, after))
            }
        }
    }

    /// Sleeps until a host may be asked again, and takes that turn.
    fn wait(&self, url: &Url) {
        let now = Instant::now();
        let turn = {
            let mut next = lock(&self.next);
            let turn = next.get(host(url)).copied().unwrap_or(now).max(now);
            next.insert(host(url).to_owned(), turn + GAP);
            turn
        };
        std::thread::sleep((turn - now).min(LONGEST_GAP));
    }

    /// Leaves a host alone for a while.
    fn hold(&self, url: &Url, time: Duration) {
        let until = Instant::now() + time.min(LONGEST_GAP);
        let mut next = lock(&self.next);
        let turn = next.entry(host(url).to_owned()).or_insert(until);
        *turn = (*turn).max(until);
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
        return Some(Duration::from_secs(seconds));
    }
    let at = chrono::DateTime::parse_from_rfc2822(written.trim()).ok()?;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
    Duration::from_secs(u64::try_from(at.timestamp()).ok()?).checked_sub(now)
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
struct Guard {
    private: bool,
    inner: DefaultResolver,
}

impl Resolver for Guard {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        match found.iter().find(|address| !self.private && !is_public(address.ip())) {
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
mod tests {
    use super::*;

    /// N1: of the own network in every guise.
    #[test]
    fn the_own_network_is_not_reached() {
        let own = [
            "127.0.0.1",
            "127.8.9.1",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.127.255.255",
            "192.0.0.8",
            "198.18.0.1",
            "198.19.255.255",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "3fff::1",
        ];
        for address in own {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in ["1.1.1.1", "93.184.215.14", "100.128.0.1", "172.32.0.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn no_guise_of_an_address_helps() {
        let fetcher = Fetcher::new(false);
        for address in [
            "http://127.0.0.1:9/",
            "http://localhost:9/",
            "http://2130706433:9/",
            "http://0x7f.1:9/",
            "http://0177.0.0.1:9/",
            "http://[::1]:9/",
            "http://[::ffff:127.0.0.1]:9/",
            "http://127.1:9/",
            "http://①②⑦.0.0.1:9/",
            "http://0:9/",
        ] {
            assert!(matches!(fetcher.page(address), Err(Refused::Private(_))), "{address}: {:?}", fetcher.page(address));
        }
        for address in
            ["file:///etc/passwd", "gopher://e.example/", "ftp://e.example/", "data:text/plain,x", "http://a:b@e.example/", "http:///x"]
        {
            assert!(matches!(fetcher.page(address), Err(Refused::Address(_) | Refused::Network(_))), "{address}");
        }
    }

    #[test]
    fn a_server_says_when_to_come_again() {
        assert_eq!(seconds("120"), Some(Duration::from_secs(120)));
        assert!(seconds("Wed, 21 Oct 2099 07:28:00 GMT").is_some_and(|d| d > Duration::from_secs(1 << 30)));
        assert_eq!((seconds("Wed, 21 Oct 2015 07:28:00 GMT"), seconds("soon")), (None, None));
    }
}
