//! The commands of the archive as a user types them, with good and bad input, and killed while they work.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read and write files, and fail where they cannot")]

mod common;

use common::many;
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

fn rasid(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rasid"));
    command.env_remove("LC_ALL").env_remove("LC_MESSAGES").env_remove("RASID_ARCHIVE").env("LANG", "C").current_dir(folder);
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    rasid(folder).args(arguments).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn printed(output: &Output) -> String {
    assert_eq!(code(output), 0, "{}", said(output));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn rows(output: &Output) -> Vec<Value> {
    printed(output).lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    folder
}

fn ingested() -> TempDir {
    let folder = folder(&[]);
    let done = run(folder.path(), &["ingest", &examples().display().to_string()]);
    assert!(printed(&done).contains("17 reports stored"), "{}", printed(&done));
    folder
}

fn exported(folder: &Path, name: &str) -> Vec<u8> {
    let mut all = Vec::new();
    for layout in ["csv", "jsonl", "geojson"] {
        let file = format!("{name}.{layout}");
        printed(&run(folder, &["export", layout, "--output", &file]));
        all.extend(std::fs::read(folder.join(&file)).unwrap());
    }
    all
}

#[test]
fn what_was_stored_is_found_counted_and_taken_away() {
    let folder = ingested();
    let again = run(folder.path(), &["ingest", &examples().display().to_string()]);
    assert!(printed(&again).contains("0 reports stored") && printed(&again).contains("17 were there already"));
    let hits = rows(&run(folder.path(), &["search", "وقف اطلاق النار"]));
    assert!(hits.len() >= 3 && hits.iter().all(|h| !h["marks"].as_array().unwrap().is_empty()));
    assert!(printed(&run(folder.path(), &["search", "هدنه", "--format", "table"])).contains("[الهدنة]"));
    let events = rows(&run(folder.path(), &["events", "--party", "LBY", "--limit", "0"]));
    assert!(!events.is_empty());
    let counts = rows(&run(folder.path(), &["events", "--count", "type,status"]));
    assert!(counts.iter().all(|c| c["mentions"].as_u64() >= c["events"].as_u64()));
    printed(&run(folder.path(), &["export", "csv", "--output", "e.csv", "--party", "LBY"]));
    let csv = std::fs::read(folder.path().join("e.csv")).unwrap();
    assert_eq!(csv::Reader::from_reader(csv.as_slice()).records().count(), events.len());
    let cited: Value = serde_json::from_slice(&std::fs::read(folder.path().join("e.citation.json")).unwrap()).unwrap();
    assert_eq!((cited["rows"].as_u64(), &cited["query"]["party"]), (Some(events.len() as u64), &json!("LBY")));
    assert!(folder.path().join("e.dictionary.csv").is_file() && !folder.path().join("e.csv.part").exists());
    assert_eq!(code(&run(folder.path(), &["archive", "check"])), 0);
    printed(&run(folder.path(), &["archive", "backup", "copy"]));
    assert_eq!(code(&run(folder.path(), &["archive", "backup", "copy"])), 2);
    let sql = rows(&run(folder.path(), &["archive", "sql", "SELECT count(*) AS n FROM document"]));
    assert_eq!(sql[0]["n"], 17);
    assert_eq!(code(&run(folder.path(), &["archive", "sql", "DELETE FROM document"])), 2);
    let endless = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t";
    let started = Instant::now();
    assert_eq!(code(&run(folder.path(), &["archive", "sql", endless, "--seconds", "1"])), 2);
    assert!(started.elapsed() < Duration::from_secs(5));
    assert!(printed(&run(folder.path(), &["recode"])).contains("added  0"));
}

#[test]
fn a_person_decides_and_the_log_tells() {
    let folder = ingested();
    let events = rows(&run(folder.path(), &["events", "--limit", "3"]));
    let id = |n: usize| events[n]["event"]["id"].as_str().unwrap();
    printed(&run(folder.path(), &["review", "reject", id(0), "--by", "ليلى", "--reason", "not-an-event"]));
    printed(&run(folder.path(), &["review", "correct", id(1), "--by", "ليلى", "--field", "status", "--value", "alleged"]));
    let log = rows(&run(folder.path(), &["review", "log"]));
    assert_eq!((log.len(), &log[0]["verb"], &log[0]["reason"]), (2, &json!("reject"), &json!("not-an-event")));
    let now = rows(&run(folder.path(), &["events", "--id", id(1)]));
    assert_eq!((&now[0]["event"]["status"], &now[0]["review_status"]), (&json!("alleged"), &json!("corrected")));
    assert!(rows(&run(folder.path(), &["events", "--id", id(0), "--all"]))[0]["status"] == "rejected");
    printed(&run(folder.path(), &["review", "undo", id(0), "--by", "ليلى"]));
    assert_eq!(rows(&run(folder.path(), &["events", "--id", id(0)])).len(), 1);
    assert_eq!(code(&run(folder.path(), &["review", "accept", "nothing", "--by", "ليلى"])), 2);
}

#[test]
fn faults_say_what_to_do_in_both_languages() {
    let folder = folder(&[("other", &b"x".repeat(5000))]);
    let none = run(folder.path(), &["events"]);
    assert_eq!(code(&none), 2);
    assert!(said(&none).contains("rasid ingest"));
    let arabic = run(folder.path(), &["events", "--lang", "ar"]);
    assert!(said(&arabic).contains("لا أرشيف هنا"));
    let foreign = run(folder.path(), &["events", "--archive", "other"]);
    assert!(code(&foreign) == 2 && said(&foreign).contains("no archive of Rasid"));
    let place = rasid(folder.path()).args(["ingest", &examples().display().to_string()]).env("RASID_ARCHIVE", "mine").output().unwrap();
    assert!(code(&place) == 0 && folder.path().join("mine").is_file());
    let key = run(folder.path(), &["events", "--archive", "mine", "--count", "colour"]);
    assert!(code(&key) == 2 && said(&key).contains("month"));
}

/// D11: any number of threads, any order: the same bytes.
#[test]
fn threads_and_order_decide_nothing() {
    let mut lines = many(12);
    let mut seen = Vec::new();
    for threads in ["1", "4", "2"] {
        let folder = folder(&[("news.jsonl", lines.join("\n").as_bytes())]);
        printed(&run(folder.path(), &["ingest", "news.jsonl", "--threads", threads]));
        seen.push(exported(folder.path(), "e"));
        lines.reverse();
        lines.rotate_left(31);
    }
    assert!(seen[0].len() > 100_000);
    assert!(seen.windows(2).all(|two| two[0] == two[1]));
}

/// D1: killed at random moments of an ingest, 20 times (`RASID_KILLS` for more): what was told as stored is there, nothing
/// is there twice, the file is whole, and in the end all is as if nothing had happened.
#[test]
fn killing_it_loses_nothing() {
    let kills: u64 = std::env::var("RASID_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(20);
    let lines = many(60);
    let folder = folder(&[("news.jsonl", lines.join("\n").as_bytes())]);
    let started = Instant::now();
    printed(&run(folder.path(), &["ingest", "news.jsonl", "--archive", "unbroken"]));
    let mut whole = u64::try_from(started.elapsed().as_millis()).unwrap();
    std::fs::copy(folder.path().join("unbroken"), folder.path().join("rasid.archive")).unwrap();
    let expected = exported(folder.path(), "unbroken");
    std::fs::remove_file(folder.path().join("rasid.archive")).unwrap();
    let stored = || {
        let size = run(folder.path(), &["archive", "sql", "SELECT count(*) AS n, count(DISTINCT key) AS k FROM document"]);
        let row = if code(&size) == 0 { rows(&size).pop() } else { None };
        row.map_or((0, 0), |r| (r["n"].as_u64().unwrap(), r["k"].as_u64().unwrap()))
    };
    let mut last = 0;
    let mut cut = 0;
    for turn in 0..kills {
        // Each turn begins anew where all was stored, so that every moment is met.
        if last == lines.len() as u64 {
            for ending in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(folder.path().join(format!("rasid.archive{ending}")));
            }
            last = 0;
        }
        let mut child = rasid(folder.path()).args(["ingest", "news.jsonl"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(whole * (turn * 37 % 100) / 100));
        let working = child.try_wait().unwrap().is_none();
        cut += u64::from(working);
        // The machine has less to do than at first: sooner.
        whole = if working { whole } else { whole * 9 / 10 };
        let _ = child.kill();
        child.wait().unwrap();
        let (documents, distinct) = stored();
        assert!(documents >= last && documents == distinct, "{documents} of {last}");
        last = documents;
        if last > 0 {
            assert_eq!(code(&run(folder.path(), &["archive", "check"])), 0);
        }
    }
    println!("{cut} of {kills} were killed while they worked");
    assert!(cut * 2 >= kills);
    printed(&run(folder.path(), &["ingest", "news.jsonl"]));
    assert_eq!(stored(), (lines.len() as u64, lines.len() as u64));
    assert_eq!(exported(folder.path(), "broken"), expected);
}

/// D3: a disk that is full in earnest, where the system lets a test have one: it is told, what is there can be read, and with room all
/// goes on.
#[test]
fn a_full_disk_is_told() {
    let script = r#"mount -t tmpfs -o size=$1k none room && cd room || exit 77
        "$2" ingest ../news.jsonl --quiet; echo "full $?"
        "$2" archive check > check; echo "whole $?"
        mount -o remount,size=64m . ; "$2" ingest ../news.jsonl --quiet; echo "then $?"
        "$2" archive check; echo "whole $?"; "$2" archive sql "SELECT count(*) AS n FROM document""#;
    let lines = many(40);
    let folder = folder(&[("news.jsonl", lines.join("\n").as_bytes()), ("room/x", b"")]);
    for kilobytes in ["700", "1200", "1900", "2600"] {
        let shell = ["-Urm", "sh", "-c", script, "sh", kilobytes, env!("CARGO_BIN_EXE_rasid")];
        let done = Command::new("unshare").args(shell).env("LANG", "C").env_remove("LC_ALL").current_dir(folder.path()).output();
        let Some(done) = done.ok().filter(|done| !matches!(code(done), 1 | 77)) else {
            eprintln!("left out: no disk of its own");
            return;
        };
        let (told, printed) = (said(&done), String::from_utf8_lossy(&done.stdout).into_owned());
        assert!(told.contains("the disk is full"), "{kilobytes}: {told}{printed}");
        assert!(printed.starts_with("full 2\n"), "{kilobytes}: {told}{printed}");
        assert!(printed.ends_with(&format!("whole 0\n{{\"n\":{}}}\n", lines.len())) && printed.contains("then 0\n"), "{told}{printed}");
    }
}

const PAGE: &str = r#"<!DOCTYPE html><html lang="ar"><head><title>هدنة في سرت</title>
<meta property="og:site_name" content="صحيفة المثال"><link rel="canonical" href="https://e.example/2020/08/21/truce.html">
META</head><body><nav><a href="/">الرئيسية</a> <a href="/x">رياضة</a></nav><article><h1>هدنة في سرت</h1>
<p>أعلنت حكومة الوفاق الوطني في ليبيا وقفا لإطلاق النار في سرت والجفرة، ودعت إلى استئناف الحوار السياسي بين الأطراف الليبية، بحسب بيان نشر مساء.</p>
<p>ورحبت الأمم المتحدة بالإعلان، ودعت جميع الأطراف إلى الالتزام بوقف إطلاق النار والعودة إلى طاولة المفاوضات في أقرب وقت ممكن.</p>
TIME</article><footer>جميع الحقوق محفوظة</footer></body></html>"#;

#[test]
fn a_page_tells_its_text_outlet_and_day() {
    let linked = r#"<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"هدنة في سرت","datePublished":"2020-08-23T10:00:00+02:00"}</script>"#;
    let meta = r#"<meta property="article:published_time" content="2020-08-22T10:00:00Z">"#;
    let time = r#"<time datetime="2020-08-24">اليوم</time>"#;
    for (head, body, day, from) in [
        (format!("{linked}{meta}"), time, "2020-08-23", "json-ld"),
        (meta.to_owned(), time, "2020-08-22", "meta"),
        (String::new(), time, "2020-08-24", "time"),
        (String::new(), "", "2020-08-21", "url"),
    ] {
        let page = PAGE.replace("META", &head).replace("TIME", body);
        let folder = folder(&[("page.html", page.as_bytes())]);
        printed(&run(folder.path(), &["ingest", "."]));
        let report = rows(&run(folder.path(), &["archive", "sql", "SELECT * FROM document"])).pop().unwrap();
        let extra: Value = serde_json::from_str(report["extra"].as_str().unwrap()).unwrap();
        assert_eq!((&report["published"], &extra["published_from"]), (&json!(day), &json!(from)));
        assert_eq!(report["outlet"], "صحيفة المثال");
        let text = report["text"].as_str().unwrap();
        assert!(text.starts_with("هدنة في سرت") && text.contains("طاولة المفاوضات"), "{text}");
        assert!(!text.contains("رياضة") && !text.contains("محفوظة"), "{text}");
    }
    let mut deep = b"<html><body>".to_vec();
    deep.extend(b"<div>".repeat(200_000));
    let folder = folder(&[("deep.html", &deep), ("good.html", PAGE.as_bytes())]);
    let done = run(folder.path(), &["ingest", "."]);
    assert!(code(&done) == 1 && said(&done).contains("deep.html"), "{}", said(&done));
    assert_eq!(rows(&run(folder.path(), &["archive", "sql", "SELECT * FROM document"])).len(), 1);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

#[test]
fn packed_files_are_read_and_bombs_are_not() {
    let text = std::fs::read(examples().join("truce-libya.txt")).unwrap();
    let lines = gzip(many(1).join("\n").as_bytes());
    let bomb = gzip(&vec![b'a'; 1 << 28]);
    let cut = &lines[..lines.len() / 2];
    let folder = folder(&[("a.txt.gz", &gzip(&text)), ("b.jsonl.gz", &lines), ("c.jsonl.gz", &bomb), ("d.jsonl.gz", cut)]);
    let done = run(folder.path(), &["ingest", "."]);
    assert_eq!(code(&done), 1);
    assert!(said(&done).contains("c.jsonl.gz") && said(&done).contains("200 times"), "{}", said(&done));
    assert!(said(&done).contains("d.jsonl.gz"));
    assert_eq!(rows(&run(folder.path(), &["archive", "sql", "SELECT count(*) AS n FROM document"]))[0]["n"], 15);
}

/// P11: bad rows are told with their line, the good ones are kept, and the counts add up.
#[test]
fn bad_rows_of_a_sheet_are_told() {
    let mut sheet = String::from("id,text,published,outlet,url,section\n");
    let (mut good, mut bad) = (0, 0);
    for n in 0..150 {
        let row = match n % 5 {
            0 => format!("r{n},اعتقلت الشرطة ثلاثة أشخاص في تونس {n},2020-08-22,صحيفة,,محليات\n"),
            1 => format!("r{n},\"قال الوزير: \"\"لا تعليق\"\"، ثم غادر {n}\",2020-08-22,صحيفة,,\n"),
            2 => format!("r{n},\"نص في\nسطرين عن الحكومة {n}\",,,,\n"),
            3 => format!("r{n},نص بلا بقية\n"),
            _ => format!("r{n},,2020-08-22,صحيفة,,\n"),
        };
        *(if n % 5 < 3 { &mut good } else { &mut bad }) += 1;
        sheet.push_str(&row);
    }
    let folder = folder(&[("news.csv", sheet.as_bytes()), ("none.csv", "a,b\n1,2\n".as_bytes())]);
    let done = run(folder.path(), &["ingest", "."]);
    assert_eq!(code(&done), 1);
    let told = said(&done).lines().filter(|l| l.contains("news.csv:")).count();
    assert_eq!(told, bad, "{}", said(&done));
    assert!(said(&done).contains("none.csv"));
    let stored = rows(&run(folder.path(), &["archive", "sql", "SELECT name, text, outlet, extra FROM document"]));
    assert_eq!(stored.len(), good);
    assert!(stored.iter().any(|r| r["text"].as_str().unwrap().contains("\"لا تعليق\"")));
    assert!(stored.iter().any(|r| r["extra"].as_str().unwrap().contains("محليات")));
}
