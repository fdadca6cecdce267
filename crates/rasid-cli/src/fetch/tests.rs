//! Nothing of the own network is reached (N1), and no host is troubled (N4): every address stands beside a small server that would tell.

use super::*;
use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

/// A server on an address of the loopback; what it was asked, and when.
struct Server {
    at: SocketAddr,
    asked: Arc<Mutex<Vec<(Instant, String)>>>,
}

impl Server {
    /// `answer` gets the head of a request: a status with further lines of the head, and a body.
    fn new(host: &str, answer: impl Fn(&str) -> (String, String) + Clone + Send + 'static) -> Self {
        let listener = TcpListener::bind((host, 0)).unwrap();
        let (at, asked) = (listener.local_addr().unwrap(), Arc::new(Mutex::new(Vec::new())));
        let log = Arc::clone(&asked);
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let (log, answer) = (Arc::clone(&log), answer.clone());
                std::thread::spawn(move || {
                    let (mut head, mut reader) = (String::new(), BufReader::new(stream.try_clone().unwrap()));
                    while reader.read_line(&mut head).is_ok_and(|n| n > 2) {}
                    lock(&log).push((Instant::now(), head.to_lowercase()));
                    let (status, body) = answer(&head);
                    let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
                });
            }
        });
        Self { at, asked }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.at)
    }

    /// The paths that were asked for.
    fn paths(&self) -> Vec<String> {
        lock(&self.asked).iter().map(|(_, head)| head.split(' ').nth(1).unwrap().to_owned()).collect()
    }
}

fn plain(status: &str) -> (String, String) {
    (status.to_owned(), String::new())
}

/// A resolver with names of its own, each with its answers one after another; the last stays.
#[derive(Debug, Default)]
struct Names(Mutex<BTreeMap<String, VecDeque<Vec<IpAddr>>>>);

impl Resolver for Names {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let mut names = lock(&self.0);
        let Some(answers) = names.get_mut(uri.host().unwrap_or("")) else {
            return DefaultResolver::default().resolve(uri, config, timeout);
        };
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        let mut found = self.empty();
        answer.unwrap().into_iter().for_each(|ip| found.push((ip, uri.port_u16().unwrap_or(80)).into()));
        Ok(found)
    }
}

/// The address of the tests that stands for the open network.
fn open(address: IpAddr) -> bool {
    address == IpAddr::from([127, 0, 1, 1]) || is_public(address)
}

/// A fetcher that knows a name.
fn knowing(name: &str, answers: Vec<Vec<IpAddr>>) -> Fetcher {
    let names = Names::default();
    lock(&names.0).insert(name.to_owned(), answers.into());
    Fetcher::with(Guard { allowed: open, inner: names })
}

const OWN: [&str; 20] = [
    "127.0.0.1",
    "127.8.9.1",
    "0.0.0.0",
    "0.1.2.3",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.127.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
];

const OWN_SIX: [&str; 16] = [
    "::",
    "::1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:10::1",
    "2001:db8::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "::ffff:0:127.0.0.1",
];

/// An address in every guise that parsers know.
fn guises(own: &str) -> Vec<String> {
    let v4: Ipv4Addr = own.parse().unwrap();
    let ([a, b, c, d], n) = (v4.octets(), u32::from(v4));
    let wide: String =
        own.chars().map(|x| char::from_u32(if x.is_ascii_digit() { x as u32 + 0xFEE0 } else { x as u32 }).unwrap()).collect();
    let [high, low] = [n >> 16, n & 0xFFFF];
    vec![
        own.to_owned(),
        format!("{own}."),
        n.to_string(),
        format!("0x{n:x}"),
        format!("0{n:o}"),
        format!("0{a:o}.0{b:o}.0{c:o}.0{d:o}"),
        format!("0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}"),
        format!("{a}.{}", n & 0x00FF_FFFF),
        wide,
        format!("[::ffff:{own}]"),
        format!("[::{own}]"),
        format!("[64:ff9b::{own}]"),
        format!("[2002:{high:x}:{low:x}::1]"),
    ]
}

/// N1: by no guise, no name, no redirect and no second thought of a resolver.
#[test]
fn the_own_network_is_not_reached() {
    let canary = TcpListener::bind("127.0.0.1:0").unwrap();
    canary.set_nonblocking(true).unwrap();
    let port = canary.local_addr().unwrap().port();
    let mut hosts: Vec<String> = OWN.iter().flat_map(|own| guises(own)).collect();
    hosts.extend(OWN_SIX.iter().map(|own| format!("[{own}]")));
    hosts.extend(["localhost", "LOCALHOST", "0", "127.1"].map(str::to_owned));
    let mut tried = hosts.len();
    for host in &hosts {
        let had = Fetcher::new(false).page(&format!("http://{host}:{port}/"));
        assert!(matches!(had, Err(Refused::Private(_))), "{host}: {had:?}");
    }
    // Names that lead there, alone or beside an open address.
    for own in OWN.iter().chain(&OWN_SIX) {
        let (own, other): (IpAddr, IpAddr) = (own.parse().unwrap(), [1, 1, 1, 1].into());
        for answer in [vec![own], vec![other, own]] {
            let had = knowing("nip.example", vec![answer]).page(&format!("http://nip.example:{port}/"));
            assert!(matches!(had, Err(Refused::Private(_))), "{own}: {had:?}");
            tried += 1;
        }
    }
    for address in [
        "file:///etc/passwd",
        "gopher://e.example/",
        "ftp://e.example/",
        "data:text/plain,x",
        "ws://e.example/",
        "jar:http://e.example/",
        "http://a:b@e.example/",
        "http://a@127.0.0.1/",
        "http:///",
        "//e.example/",
        "e.example",
    ] {
        let had = Fetcher::new(false).page(address);
        assert!(matches!(had, Err(Refused::Address(_) | Refused::Network(_))), "{address}: {had:?}");
        tried += 1;
    }
    assert!(tried > 300, "{tried}");
    assert!(canary.accept().is_err());
}

/// N1: an open server that leads inwards, and names that change their mind.
#[test]
fn nobody_leads_into_the_own_network() {
    let canary = TcpListener::bind("127.0.0.1:0").unwrap();
    canary.set_nonblocking(true).unwrap();
    let port = canary.local_addr().unwrap().port();
    let server = Server::new("127.0.1.1", move |head| match head.split(' ').nth(1).unwrap_or("") {
        "/robots.txt" if head.contains("robots.example") => plain(&format!("302 Found\r\nLocation: http://127.0.0.1:{port}/")),
        "/robots.txt" => plain("404 Not Found"),
        "/refresh" => ("200 OK".to_owned(), format!("<meta http-equiv=refresh content='0;url=http://127.0.0.1:{port}/'>")),
        "/again" => plain("302 Found\r\nLocation: /again"),
        path => plain(&format!("302 Found\r\nLocation: {}", path.trim_start_matches('/').replace("%20", ""))),
    });
    let (here, own, to): (IpAddr, IpAddr, u16) = ([127, 0, 1, 1].into(), [127, 0, 0, 1].into(), server.at.port());
    let page = |name: &str, answers, path: &str| knowing(name, answers).page(&format!("http://{name}:{to}/{path}"));
    std::thread::scope(|scope| {
        for host in guises("127.0.0.1").into_iter().chain(["localhost".into(), "[::1]".into()]) {
            for scheme in ["http", "https"] {
                let path = format!("{scheme}://{host}:{port}/");
                scope.spawn(move || {
                    let had = page("open.example", vec![vec![here]], &path);
                    assert!(matches!(had, Err(Refused::Private(_) | Refused::Address(_))), "{path}: {had:?}");
                });
            }
        }
        for path in ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "http://a:b@127.0.0.1/", "data:text/plain,x"] {
            scope.spawn(move || assert!(matches!(page("open.example", vec![vec![here]], path), Err(Refused::Address(_))), "{path}"));
        }
        // The name is asked for robots.txt, and again for the page: what it says then is looked at too.
        for turn in 0..20 {
            let name = format!("turn{turn}.example");
            scope.spawn(move || {
                let had = page(&name, vec![vec![here], vec![own]], "refresh");
                assert!(matches!(had, Err(Refused::Private(_))), "{had:?}");
            });
        }
        scope.spawn(|| assert!(page("open.example", vec![vec![here]], "refresh").is_ok()));
        scope.spawn(|| assert!(matches!(page("open.example", vec![vec![here]], "again"), Err(Refused::Redirects))));
        scope.spawn(|| assert!(matches!(page("robots.example", vec![vec![here]], "refresh"), Err(Refused::Private(_)))));
    });
    assert!(canary.accept().is_err());
}

#[test]
fn the_open_network_is() {
    for address in ["1.1.1.1", "93.184.215.14", "100.128.0.1", "172.32.0.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"] {
        assert!(is_public(address.parse().unwrap()), "{address}");
    }
}

/// N4: a server that asks to be left alone is, whatever it is asked for.
#[test]
fn a_server_that_wants_rest_has_it() {
    for (n, rest) in
        ["61", "120", "3600", "7200", "86400", " 900 ", "99999999999", "Wed, 21 Oct 2099 07:28:00 GMT", "Thu, 01 Jan 2099 00:00:00 +0000"]
            .iter()
            .enumerate()
    {
        for status in ["429 Too Many Requests", "503 Service Unavailable"] {
            let server = Server::new("127.0.0.1", move |_| plain(&format!("{status}\r\nRetry-After: {rest}")));
            let fetcher = Fetcher::new(true);
            let had = fetcher.page(&server.url("/1"));
            assert!(matches!(had, Err(Refused::Status(429 | 503, Some(_)))), "{n} {had:?}");
            for path in ["/1", "/2"] {
                assert!(matches!(fetcher.page(&server.url(path)), Err(Refused::Later(left)) if left > PATIENCE), "{rest}");
            }
            assert_eq!(server.paths(), ["/robots.txt"], "{rest}");
        }
    }
    // What is not long is waited for.
    let server =
        Server::new("127.0.0.1", |head| if head.contains("/busy") { plain("503 Busy\r\nRetry-After: 3") } else { plain("200 OK") });
    let fetcher = Fetcher::new(true);
    assert!(matches!(fetcher.page(&server.url("/busy")), Err(Refused::Status(503, Some(_)))));
    let started = Instant::now();
    assert!(fetcher.page(&server.url("/")).is_ok() && started.elapsed() > Duration::from_millis(2900));
}

/// N4: one request a second, by any number of threads, or what the site wants.
#[test]
fn a_host_is_asked_once_a_second() {
    for (delay, gap) in [("", 950), ("Crawl-delay: 2\n", 1950)] {
        let robots = format!("User-agent: *\n{delay}Disallow: /no\n");
        let server =
            Server::new(
                "127.0.0.1",
                move |head| if head.contains("/robots.txt") { ("200 OK".to_owned(), robots.clone()) } else { plain("200 OK") },
            );
        let fetcher = Fetcher::new(true);
        assert!(matches!(fetcher.page(&server.url("/no")), Err(Refused::Robots)));
        std::thread::scope(|scope| {
            for path in ["/1", "/2", "/3"] {
                let (fetcher, url) = (&fetcher, server.url(path));
                scope.spawn(move || assert!(fetcher.page(&url).is_ok()));
            }
        });
        let times: Vec<Instant> = lock(&server.asked).iter().map(|(at, _)| *at).collect();
        assert_eq!(times.len(), 4);
        assert!(times.windows(2).all(|two| two[1] - two[0] >= Duration::from_millis(gap)), "{delay}{times:?}");
    }
}

/// N4: what a site does not want is not asked for; where it cannot be asked, neither.
#[test]
fn robots_are_told_what_they_may_have() {
    let cases = [
        ("200 OK", "User-agent: *\nDisallow: /", false),
        ("200 OK", "User-agent: rasid\nDisallow: /a", false),
        ("200 OK", "user-agent: RASID\ndisallow: /*.html$", false),
        ("200 OK", "User-agent: *\nDisallow: /\n\nUser-agent: rasid\nAllow: /", true),
        ("200 OK", "User-agent: *\nDisallow: /\nAllow: /a.html", true),
        ("200 OK", "User-agent: other\nDisallow: /", true),
        ("200 OK", "", true),
        ("200 OK", "\u{0}\u{1F}<html>", true),
        ("404 Not Found", "User-agent: *\nDisallow: /", true),
        ("403 Forbidden", "", true),
        ("429 Too Many", "", false),
        ("500 Broken", "", false),
        ("503 Busy", "", false),
    ];
    std::thread::scope(|scope| {
        for (status, body, allowed) in cases {
            scope.spawn(move || {
                let server = Server::new("127.0.0.1", move |head| {
                    if head.contains("/robots.txt") { (status.to_owned(), body.to_owned()) } else { plain("200 OK") }
                });
                let had = Fetcher::new(true).page(&server.url("/a.html"));
                assert_eq!((had.is_ok(), server.paths().len()), (allowed, 1 + usize::from(allowed)), "{status} {body}: {had:?}");
            });
        }
    });
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let server = Server::new("127.0.0.1", |head| {
        let head = head.to_lowercase();
        let known = head.contains("if-none-match: \"x\"") && head.contains("if-modified-since: sat, 22 aug 2020 10:00:00 gmt");
        if known { plain("304 Not Modified") } else { plain("200 OK\r\nETag: \"x\"\r\nLast-Modified: Sat, 22 Aug 2020 10:00:00 GMT") }
    });
    let fetcher = Fetcher::new(true);
    let first = fetcher.page(&server.url("/")).unwrap();
    let conditions = Conditions { etag: first.etag.as_deref(), modified: first.modified.as_deref() };
    assert!(!first.unchanged && fetcher.get(&server.url("/"), conditions).unwrap().unchanged);
}

#[test]
fn a_server_says_when_to_come_again() {
    assert_eq!(seconds("120"), Some(Duration::from_secs(120)));
    assert_eq!(seconds("Wed, 21 Oct 2099 07:28:00 GMT"), Some(LONGEST_REST));
    assert_eq!((seconds("Wed, 21 Oct 2015 07:28:00 GMT"), seconds("soon"), seconds("-5")), (None, None, None));
}
