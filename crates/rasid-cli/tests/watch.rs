//! Feeds and addresses, from a small server of the test's own.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read and write files, and fail where they cannot")]

mod common;
#[path = "common/web.rs"]
mod web;

use common::{code, folder, records, run, said};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Output;
use std::time::{Duration, Instant};
use web::{Server, feed, page};

fn count(folder: &Path) -> u64 {
    let rows = records(&run(&["archive", "sql", "SELECT count(*) AS n FROM document"], folder));
    rows[0]["n"].as_u64().unwrap()
}

fn watch(folder: &Path, more: &[&str]) -> Output {
    run(&[&["watch", "feeds.toml", "--once", "--allow-private"], more].concat(), folder)
}

#[test]
fn feeds_are_asked_politely() {
    let server = Server::new("127.0.0.1");
    server.set("/robots.txt", "200 OK", "", "User-agent: *\nDisallow: /secret\n");
    server.set("/feed", "200 OK", "ETag: \"one\"\r\nContent-Type: application/rss+xml\r\n", &feed(&["/1", "/2", "/secret/3"]));
    server.set("/1", "200 OK", "Content-Type: text/html\r\n", &page("الأول"));
    server.set("/2", "301 Moved", "Location: /second\r\n", "");
    server.set("/second", "200 OK", "Content-Type: text/html\r\n", &page("الثاني"));
    let list = format!("every = 1\n[[feed]]\nurl = \"{}/feed\"\noutlet = \"الوسيلة\"\n", server.at);
    let folder = folder("watch", &[("feeds.toml", list.as_bytes())]);
    let first = watch(&folder, &[]);
    assert_eq!(code(&first), 1);
    assert!(said(&first).contains("/secret/3") && said(&first).contains("robots"), "{}", said(&first));
    assert_eq!(server.paths(), ["/robots.txt", "/feed", "/1", "/2", "/second"]);
    let times: Vec<Instant> = server.asked.lock().unwrap().iter().map(|(at, ..)| *at).collect();
    assert!(times.windows(2).all(|two| two[1] - two[0] > Duration::from_millis(900)), "{times:?}");
    assert!(server.asked.lock().unwrap().iter().all(|(.., head)| head.contains("user-agent: rasid/")));
    assert_eq!(count(&folder), 2);
    let stored = records(&run(&["archive", "sql", "SELECT url, outlet, published FROM document ORDER BY id"], &folder));
    assert!(stored.iter().all(|r| r["outlet"] == "الوسيلة" && r["published"] == "2020-08-22"), "{stored:?}");
    assert_eq!(stored[1]["url"], format!("{}/2", server.at));
    // Not due yet: nobody is asked.
    assert_eq!(code(&watch(&folder, &[])), 0);
    assert_eq!(server.paths().len(), 5);
    // A page that was not had makes the feed be read again; what is there is not fetched again.
    let state = folder.join("rasid.archive.feeds.json");
    let again = |folder: &Path| {
        let text = std::fs::read_to_string(&state).unwrap();
        let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
        value.as_object_mut().unwrap().values_mut().for_each(|feed| feed["next"] = 0.into());
        std::fs::write(&state, value.to_string()).unwrap();
        watch(folder, &[])
    };
    server.set("/robots.txt", "200 OK", "", "");
    server.set("/secret/3", "200 OK", "Content-Type: text/html\r\n", &page("الثالث"));
    assert_eq!(code(&again(&folder)), 0);
    assert_eq!(server.paths()[5..], ["/robots.txt", "/feed", "/secret/3"]);
    assert_eq!(count(&folder), 3);
    // Now all is had: the feed is asked whether it has changed, and has not.
    assert_eq!(code(&again(&folder)), 0);
    let last = server.asked.lock().unwrap().last().unwrap().clone();
    assert!(last.1 == "/feed" && last.2.contains("if-none-match: \"one\""), "{last:?}");
}

#[test]
fn a_bad_feed_delays_no_other_and_every_failure_is_told() {
    let (good, bad) = (Server::new("127.0.0.1"), Server::new("127.0.0.2"));
    let busy = Server::new("127.0.0.3");
    good.set("/feed", "200 OK", "", &feed(&["/1", "/2"]));
    busy.set("/feed", "503 Busy", "Retry-After: 7200\r\n", "");
    busy.set("/none", "200 OK", "", "<html>no feed</html>");
    let list = format!(
        "[[feed]]\nurl = \"{}/hang\"\n[[feed]]\nurl = \"{}/feed\"\npages = false\n[[feed]]\nurl = \"{}/none\"\n[[feed]]\nurl = \"{}/feed\"\n[[feed]]\nurl = \"ftp://x/\"\n",
        bad.at, good.at, busy.at, busy.at
    );
    let folder = folder("bad-feeds", &[("feeds.toml", list.as_bytes())]);
    let started = Instant::now();
    let mut child = common::rasid()
        .args(["watch", "feeds.toml", "--once", "--allow-private"])
        .current_dir(&folder)
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // The good one's reports are on disk while the bad one is still waited for.
    while started.elapsed() < Duration::from_secs(50) {
        std::thread::sleep(Duration::from_millis(500));
        let rows = run(&["archive", "sql", "SELECT count(*) AS n FROM document"], &folder);
        if code(&rows) == 0 && records(&rows)[0]["n"] == 2 {
            break;
        }
    }
    assert_eq!(count(&folder), 2);
    assert!(child.try_wait().unwrap().is_none(), "the bad feed was not waited for");
    let mut told = String::new();
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    while told.lines().count() < 3 && lines.read_line(&mut told).unwrap() > 0 {}
    child.kill().unwrap();
    child.wait().unwrap();
    for what in ["ftp://x/", "503", "/none"] {
        assert!(told.contains(what), "{what}: {told}");
    }
}

/// N1: neither at first, nor by a redirect, nor by a feed's entry.
#[test]
fn the_own_network_is_left_alone() {
    let server = Server::new("127.0.0.1");
    server.set("/feed", "200 OK", "", &feed(&["/1"]));
    let list = format!("[[feed]]\nurl = \"{}/feed\"\n", server.at);
    let folder = folder("private", &[("feeds.toml", list.as_bytes())]);
    for arguments in [vec!["watch", "feeds.toml", "--once"], vec!["ingest", &server.at]] {
        let done = run(&arguments, &folder);
        assert!(code(&done) != 0 && said(&done).contains("127.0.0.1") && said(&done).contains("--allow-private"), "{}", said(&done));
    }
    assert!(server.paths().is_empty());
    assert!(said(&run(&["code", "https://e.example/"], &folder)).contains("rasid ingest URL"));
}

#[test]
fn an_address_is_taken_in() {
    let server = Server::new("127.0.0.1");
    server.set("/a.html", "200 OK", "Content-Type: text/html\r\n", &page("صفحة"));
    server.set("/loop", "302 Found", "Location: /loop\r\n", "");
    server.set("/lines.jsonl", "200 OK", "", "{\"id\":\"line\",\"text\":\"اعتقلت الشرطة ثلاثة أشخاص في تونس.\"}\n");
    let folder = folder("address", &[]);
    std::fs::create_dir_all(&folder).unwrap();
    let at = |path: &str| format!("{}{path}", server.at);
    let done = run(&["ingest", "--allow-private", &at("/a.html"), &at("/lines.jsonl"), &at("/none"), &at("/loop")], &folder);
    assert_eq!(code(&done), 1);
    assert!(said(&done).contains("404") && said(&done).contains("redirected"), "{}", said(&done));
    let stored = records(&run(&["archive", "sql", "SELECT url, source FROM document ORDER BY id"], &folder));
    assert_eq!((stored.len(), stored[0]["url"].as_str()), (2, Some(at("/a.html").as_str())));
}

#[test]
fn a_list_of_feeds_that_is_none_is_told() {
    let folder = folder("lists", &[("feeds.toml", b"[[feed]]\nulr = \"x\"\n")]);
    for file in ["feeds.toml", "none.toml"] {
        let done = run(&["watch", file, "--once"], &folder);
        assert!(code(&done) == 2 && said(&done).contains("[[feed]]"), "{}", said(&done));
        assert!(said(&run(&["watch", file, "--once", "--lang", "ar"], &folder)).contains("مغذيات"));
    }
}
