//! An archive in PostgreSQL as a team uses it: writers that are killed, connections that are encrypted, passwords that stand in no address, feeds.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read and write files, and fail where they cannot")]

mod common;
#[path = "../../rasid-archive/tests/common/postgres.rs"]
mod server;
#[path = "common/web.rs"]
mod web;

use common::{code, examples, folder, many, rasid, records, run, said};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

fn exported(folder: &Path, archive: &str) -> Vec<u8> {
    let mut all = Vec::new();
    for layout in ["csv", "jsonl", "geojson"] {
        let done = run(&["export", layout, "--archive", archive, "--output", "out"], folder);
        assert_eq!(code(&done), 0, "{}", said(&done));
        all.extend(std::fs::read(folder.join("out")).unwrap());
    }
    all
}

/// D1: killed at random moments of an ingest, 20 times (`RASID_KILLS` for more): what others saw is there, nothing is there twice, nobody
/// waits for the dead, and in the end all is as in a file that nothing happened to.
#[test]
fn a_writer_that_is_killed_loses_nothing() {
    let Some(server) = server::server() else { return };
    let kills: u64 = std::env::var("RASID_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(20);
    let lines = many(30);
    let folder = folder("shared-killed", &[("news.jsonl", lines.join("\n").as_bytes())]);
    let ingest = |archive: &str| {
        let done = run(&["ingest", "news.jsonl", "--archive", archive], &folder);
        assert_eq!(code(&done), 0, "{}", said(&done));
    };
    ingest("unbroken");
    let started = Instant::now();
    ingest(&server.database());
    let mut whole = u64::try_from(started.elapsed().as_millis()).unwrap();
    let stored = |path: &str| {
        let mut client = server.client(path.split(['/', '?']).nth(3).unwrap());
        let row = client.query_one("SELECT count(*), count(DISTINCT key) FROM rasid.document", &[]);
        row.map_or([0, 0], |row| [row.get::<_, i64>(0), row.get::<_, i64>(1)])
    };
    let all = i64::try_from(lines.len()).unwrap();
    let (mut path, mut last, mut cut) = (server.database(), 0, 0);
    for turn in 0..kills {
        // Each turn begins anew where all was stored, so that every moment is met.
        if last == all {
            (path, last) = (server.database(), 0);
        }
        let mut command = rasid();
        let command = command.current_dir(&folder).args(["ingest", "news.jsonl", "--archive", &path]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(whole * (turn * 37 % 100) / 100));
        let [seen, _] = stored(&path);
        let working = child.try_wait().unwrap().is_none();
        cut += u64::from(working);
        // The machine has less to do than at first: sooner.
        whole = if working { whole } else { whole * 9 / 10 };
        let _ = child.kill();
        child.wait().unwrap();
        let [reports, distinct] = stored(&path);
        assert!(reports >= seen.max(last) && reports == distinct, "{reports}, {distinct} of {seen} and {last}");
        last = reports;
        if last > 0 {
            let checked = run(&["archive", "check", "--archive", &path], &folder);
            assert_eq!(code(&checked), 0, "{}", said(&checked));
        }
    }
    println!("{cut} of {kills} were killed while they worked");
    assert!(cut * 2 >= kills);
    ingest(&path);
    assert_eq!(stored(&path), [all, all]);
    assert!(exported(&folder, &path) == exported(&folder, "unbroken"), "an unbroken run has other bytes");
}

/// Who signs the certificates of others.
fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new([]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

const SECRET: &str = "s3cr:t\\هدنة";

/// A server that asks for a password; `team` has the database `shared` there. With it an authority, and a folder with a file of its certificate.
fn guarded(name: &str) -> Option<(server::Server, std::path::PathBuf)> {
    drop(server::server()?);
    let (ours, others) = (authority("ours"), authority("others"));
    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(["localhost".to_owned()]).unwrap().signed_by(&key, &ours).unwrap();
    let server = server::guarded(&own.pem(), &key.serialize_pem());
    let mut client = server.client("postgres");
    client.batch_execute(&format!("CREATE ROLE team LOGIN PASSWORD '{SECRET}'")).unwrap();
    client.batch_execute("CREATE DATABASE shared OWNER team").unwrap();
    Some((server, folder(name, &[("ours.crt", ours.pem().as_bytes()), ("others.crt", others.pem().as_bytes())])))
}

/// Names and values.
type Variables<'v> = &'v [(&'v str, &'v str)];

/// A command with nothing of this user's but what is given.
fn asked(folder: &Path, arguments: &[&str], variables: Variables<'_>) -> Output {
    let mut command = rasid();
    for name in ["PGPASSWORD", "PGPASSFILE", "PGSSLMODE", "PGSSLROOTCERT"] {
        command.env_remove(name);
    }
    let done = command.current_dir(folder).env("HOME", folder).args(arguments).envs(variables.iter().copied()).output().unwrap();
    assert!(!said(&done).contains("s3cr") && !String::from_utf8_lossy(&done.stdout).contains("s3cr"), "{}", said(&done));
    done
}

const ENCRYPTED: &str = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

#[test]
fn what_passes_is_encrypted_and_who_answers_is_looked_at() {
    let Some((server, folder)) = guarded("shared-encrypted") else { return };
    let at = |host: &str, query: &str| format!("postgres://team@{host}:{}/shared?connect_timeout=20{query}", server.port());
    let password = ("PGPASSWORD", SECRET);
    let text = examples().display().to_string();
    let first = asked(&folder, &["ingest", &text, "--archive", &at("localhost", "&sslmode=verify-full&sslrootcert=ours.crt")], &[password]);
    assert_eq!(code(&first), 0, "{}", said(&first));
    let ask = |host: &str, query: &str, more: Variables<'_>, language: &str| {
        let archive = at(host, query);
        asked(&folder, &["archive", "sql", ENCRYPTED, "--archive", &archive, "--lang", language], &[&[password], more].concat())
    };
    let known: [(&str, &str, Variables<'_>); 8] = [
        ("localhost", "", &[]),
        ("localhost", "&sslmode=require", &[]),
        ("127.0.0.1", "&sslmode=require", &[]),
        ("localhost", "&sslmode=require&sslrootcert=ours.crt", &[]),
        ("127.0.0.1", "&sslmode=verify-ca&sslrootcert=ours.crt", &[]),
        ("localhost", "&sslmode=verify-full&sslrootcert=ours.crt", &[]),
        ("localhost", "", &[("PGSSLMODE", "verify-full"), ("PGSSLROOTCERT", "ours.crt")]),
        ("localhost", "&sslmode=prefer", &[("PGSSLMODE", "verify-full")]),
    ];
    for (host, query, more) in known {
        let done = ask(host, query, more, "en");
        assert!(code(&done) == 0 && records(&done)[0]["ssl"] == 1, "{host} {query} {more:?}: {}", said(&done));
    }
    let refused = [
        ("127.0.0.1", "&sslmode=verify-full&sslrootcert=ours.crt", "certificate of its authority", "شهادة"),
        ("localhost", "&sslmode=verify-full&sslrootcert=others.crt", "certificate of its authority", "شهادة"),
        ("localhost", "&sslmode=verify-ca&sslrootcert=others.crt", "certificate of its authority", "شهادة"),
        ("localhost", "&sslmode=require&sslrootcert=others.crt", "certificate of its authority", "شهادة"),
        ("localhost", "&sslmode=verify-full", "certificate of its authority", "شهادة"),
        ("localhost", "&sslmode=verify-full&sslrootcert=system", "certificate of its authority", "شهادة"),
        ("localhost", "&sslmode=disable", "does not let you in", "لا تأذن"),
        ("localhost", "&sslmode=verify-full&sslrootcert=none.crt", "none.crt", "عنوان"),
        ("localhost", "&sslmode=strict", "sslmode=strict", "عنوان"),
    ];
    for (host, query, english, arabic) in refused {
        for (language, words) in [("en", english), ("ar", arabic)] {
            let done = ask(host, query, &[], language);
            assert!(code(&done) == 2 && said(&done).contains(words), "{host} {query}: {}", said(&done));
        }
    }
    // This user's own file of authorities.
    std::fs::create_dir_all(folder.join(".postgresql")).unwrap();
    std::fs::copy(folder.join("ours.crt"), folder.join(".postgresql/root.crt")).unwrap();
    assert_eq!(code(&ask("localhost", "&sslmode=verify-full", &[], "en")), 0);
    // A question is stopped through an encrypted connection, too.
    let started = Instant::now();
    let slow = ["archive", "sql", "SELECT pg_sleep(60)", "--seconds", "1", "--archive", &at("localhost", "&sslmode=verify-full")];
    assert_eq!(code(&asked(&folder, &slow, &[password])), 2);
    assert!(started.elapsed() < Duration::from_secs(20));
    another_certificate(&server, &folder, &|query| ask("localhost", query, &[], "en"));
}

/// A server that signs for itself, as the manual of PostgreSQL shows it; then one that encrypts nothing.
fn another_certificate(server: &server::Server, folder: &Path, ask: &dyn Fn(&str) -> Output) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let own = params.self_signed(&key).unwrap();
    std::fs::write(folder.join("own.crt"), own.pem()).unwrap();
    server.show(&own.pem(), &key.serialize_pem());
    let until = |query: &str, words: &str| {
        let ends = Instant::now() + Duration::from_secs(20);
        loop {
            let done = ask(query);
            if said(&done).contains(words) && code(&done) == if words.is_empty() { 0 } else { 2 } {
                return;
            }
            assert!(Instant::now() < ends, "{query}: {}", said(&done));
            std::thread::sleep(Duration::from_millis(200));
        }
    };
    until("&sslmode=verify-full&sslrootcert=own.crt", "");
    until("&sslmode=verify-full&sslrootcert=ours.crt", "certificate of its authority");
    let mut client = server.client("postgres");
    std::fs::remove_file(folder.join(".postgresql/root.crt")).unwrap();
    until("&sslmode=require", "");
    client.batch_execute("ALTER SYSTEM SET ssl = off").unwrap();
    server.fall();
    until("&sslmode=require", "server does not support TLS");
}

#[test]
fn a_password_stands_in_no_address() {
    let Some((server, folder)) = guarded("shared-passwords") else { return };
    let port = server.port();
    let address = format!("postgres://team@localhost:{port}/shared?sslmode=require");
    let file = |name: &str, line: &str, mode: u32| {
        std::fs::write(folder.join(name), format!("# passwords\n{line}\n")).unwrap();
        std::fs::set_permissions(folder.join(name), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let escaped = SECRET.replace('\\', "\\\\").replace(':', "\\:");
    let text = examples().display().to_string();
    let ingest = |address: &str, language: &str, variables: Variables<'_>| {
        asked(&folder, &["ingest", &text, "--archive", address, "--lang", language], variables)
    };
    let none = ingest(&address, "en", &[]);
    assert!(code(&none) == 2 && said(&none).contains("~/.pgpass"), "{}", said(&none));
    file("mine", &format!("localhost:{port}:shared:team:{escaped}"), 0o600);
    let done = ingest(&address, "en", &[("PGPASSFILE", "mine")]);
    assert_eq!(code(&done), 0, "{}", said(&done));
    // What others can read is not taken, and how to close it told.
    file("open", &format!("*:*:*:*:{escaped}"), 0o644);
    let open = ingest(&address, "en", &[("PGPASSFILE", "open")]);
    assert!(code(&open) == 2 && said(&open).contains("chmod 600 open"), "{}", said(&open));
    assert!(said(&ingest(&address, "ar", &[("PGPASSFILE", "open")])).contains("كلمات السر"));
    // Of another role, database or port: none; the variable goes before the file, the address before both.
    for line in [format!("localhost:{port}:shared:other:x"), format!("localhost:{port}:postgres:team:x"), "localhost:1:*:*:x".to_owned()] {
        file("other", &line, 0o600);
        assert_eq!(code(&ingest(&address, "en", &[("PGPASSFILE", "other")])), 2);
    }
    assert_eq!(code(&ingest(&address, "en", &[("PGPASSFILE", "mine"), ("PGPASSWORD", "wrong")])), 2);
    assert_eq!(code(&ingest(&address, "en", &[("PGPASSFILE", "open"), ("PGPASSWORD", SECRET)])), 0);
    let written = address.replace("team@", "team:s3cr%3At%5Cهدنة@");
    assert_eq!(code(&ingest(&written, "en", &[("PGPASSWORD", "wrong")])), 0);
    file(".pgpass", &format!("*:*:*:team:{escaped}"), 0o600);
    let done = asked(&folder, &["archive", "check", "--archive", &address], &[]);
    assert_eq!(code(&done), 0, "{}", said(&done));
}

#[test]
fn feeds_go_into_a_database() {
    let Some(server) = server::server() else { return };
    let pages = web::Server::new("127.0.0.1");
    pages.set("/feed", "200 OK", "ETag: \"one\"\r\nContent-Type: application/rss+xml\r\n", &web::feed(&["/1", "/2"]));
    pages.set("/1", "200 OK", "Content-Type: text/html\r\n", &web::page("الأول"));
    pages.set("/2", "200 OK", "Content-Type: text/html\r\n", &web::page("الثاني"));
    let list = format!("every = 1\n[[feed]]\nurl = \"{}/feed\"\noutlet = \"الوسيلة\"\n", pages.at);
    let folder = folder("shared-watch", &[("feeds.toml", list.as_bytes())]);
    let path = server.database();
    let watch = || {
        let done = run(&["watch", "feeds.toml", "--once", "--allow-private", "--archive", &path], &folder);
        assert_eq!(code(&done), 0, "{}", said(&done));
        pages.paths().len()
    };
    assert_eq!(watch(), 4);
    let stored = run(&["archive", "sql", "SELECT outlet, published FROM document ORDER BY id", "--archive", &path], &folder);
    let stored = records(&stored);
    assert!(stored.len() == 2 && stored.iter().all(|r| r["outlet"] == "الوسيلة" && r["published"] == "2020-08-22"), "{stored:?}");
    // What is known of the feeds stands beside, named after the database: nobody is asked before the time.
    let database = path.split(['/', '?']).nth(3).unwrap();
    assert!(folder.join(format!("{database}.feeds.json")).is_file());
    assert_eq!(watch(), 4);
    assert!(pages.asked.lock().unwrap().iter().all(|(.., head)| head.contains("user-agent: rasid/")));
    assert!(!records(&run(&["search", "سرت", "--archive", &path], &folder)).is_empty());
}
