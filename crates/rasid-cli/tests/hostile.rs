//! What nobody means to feed it, fed to it: bytes that are no text, signs that turn it round, XML and pages and packed files that are
//! made to do harm, broken tables, cells that a spreadsheet would run (users.md, P1 to P6, P10, P11, W8). `RASID_MANY=20` tries more.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read and write files, and fail where they cannot")]

mod common;

use common::{code, folder, rasid, records, run, said};
use encoding_rs::{Encoding, ISO_8859_6, UTF_8, WINDOWS_1256};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use serde_json::{Value, json};
use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

const TEXT: &str = "أعلنت حكومة الوفاق الوطني في ليبيا وقفا لإطلاق النار في سرت والجفرة، ودعت إلى استئناف الحوار السياسي.";

/// How many times more than in every run of the tests.
fn many() -> usize {
    std::env::var("RASID_MANY").ok().and_then(|n| n.parse().ok()).unwrap_or(1)
}

/// Numbers that look like chance, the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below as u64).unwrap()
    }
}

/// What a command did, how long it took, and the most memory that it held, in MiB.
fn watched(arguments: &[&str], at: &Path) -> (Output, Duration, u64) {
    let started = Instant::now();
    let told = at.with_extension("told");
    let log = std::fs::File::create(&told).unwrap();
    let mut child = rasid().args(arguments).current_dir(at).stdout(Stdio::null()).stderr(log).spawn().unwrap();
    let place = format!("/proc/{}/status", child.id());
    let mut most = 0;
    let status = loop {
        let text = std::fs::read_to_string(&place).unwrap_or_default();
        let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        most = line.and_then(|l| l.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0).max(most);
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(4));
    };
    let stderr = std::fs::read(&told).unwrap();
    (Output { status, stdout: Vec::new(), stderr }, started.elapsed(), most >> 10)
}

/// It ended by itself, and said what it thinks.
fn alive(done: &Output) {
    assert!(matches!(done.status.code(), Some(0..=2)), "{:?}: {}", done.status, said(done));
    assert!(!said(done).contains("panicked"), "{}", said(done));
}

fn sql(folder: &Path, question: &str) -> Vec<Value> {
    records(&run(&["archive", "sql", question, "--seconds", "60"], folder))
}

fn page(head: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"ar\"><head>{head}<title>خبر</title></head><body><article><h1>خبر</h1><p>{TEXT}</p><p>ورحبت الأمم المتحدة بالإعلان، ودعت جميع الأطراف إلى الالتزام بوقف إطلاق النار والعودة إلى طاولة المفاوضات في أقرب وقت ممكن. {body}</p></article></body></html>"
    )
}

/// In an encoding; UTF-16 by hand, which the library only reads.
fn encoded(text: &str, encoding: &str) -> Vec<u8> {
    let units = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    match encoding {
        "utf-16le" => [b"\xff\xfe".to_vec(), units(u16::to_le_bytes)].concat(),
        "utf-16be" => [b"\xfe\xff".to_vec(), units(u16::to_be_bytes)].concat(),
        "iso-8859-6" => text.chars().map(|c| iso(c).unwrap_or(b'?')).collect(),
        other => Encoding::for_label(other.as_bytes()).unwrap().encode(text).0.into_owned(),
    }
}

/// A sign of ISO 8859-6, which the library only reads too.
fn iso(c: char) -> Option<u8> {
    (0..=255).find(|byte| ISO_8859_6.decode_without_bom_handling(&[*byte]).0.starts_with(c))
}

/// P1: five hundred pages in every encoding of Arabic, each labelled as another.
#[test]
fn a_page_in_any_encoding_is_read_whatever_it_says() {
    let encodings = ["utf-8", "windows-1256", "iso-8859-6", "utf-16le", "utf-16be"];
    let labels = ["utf-8", "windows-1256", "iso-8859-6", "windows-1252", "x-unknown"];
    let at = folder("p1-pages", &[("none.txt", TEXT.as_bytes())]);
    for n in 0..500 {
        let (encoding, label) = (encodings[n % 5], labels[n / 5 % 5]);
        let text = page(&format!("<meta charset=\"{label}\">"), &format!("الرقم {n}."));
        std::fs::write(at.join(format!("{n}.html")), encoded(&text, encoding)).unwrap();
    }
    let done = run(&["ingest", "."], &at);
    alive(&done);
    let right =
        sql(&at, "SELECT count(*) AS n FROM document WHERE name LIKE '%.html' AND text LIKE '%طاولة المفاوضات في أقرب وقت ممكن. الرقم%'");
    assert!(right[0]["n"].as_u64().unwrap() >= 495, "{right:?} {}", said(&done));
}

/// P1: fifteen hundred files of bytes that are not what they should be.
#[test]
fn bytes_that_are_no_text_are_told_or_replaced_and_counted() {
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    let at = folder("p1-bytes", &[("none.txt", TEXT.as_bytes())]);
    let count = 1500;
    for n in 0..count {
        let mut bytes = format!("{TEXT} الرقم {n}.").into_bytes();
        match n % 6 {
            0 => bytes.truncate(1 + chance.below(bytes.len() - 1)),
            1 => (0..4).for_each(|_| bytes.insert(chance.below(bytes.len()), 0)),
            2 => (0..3).for_each(|_| drop(bytes.splice(0..0, *b"\xEF\xBB\xBF"))),
            3 => (0..9).for_each(|_| {
                let at = chance.below(bytes.len());
                bytes[at] = u8::try_from(chance.below(256)).unwrap();
            }),
            4 => bytes = [b"\xff\xfe".as_slice(), &bytes].concat(),
            _ => bytes = [WINDOWS_1256.encode(TEXT).0.as_ref(), UTF_8.encode(TEXT).0.as_ref(), n.to_string().as_bytes()].concat(),
        }
        std::fs::write(at.join(format!("{n}.txt")), bytes).unwrap();
    }
    let done = run(&["ingest", "."], &at);
    alive(&done);
    let told = said(&done).lines().filter(|l| l.contains(".txt")).count();
    let stored = sql(&at, "SELECT count(*) AS n FROM document")[0]["n"].as_u64().unwrap();
    let printed = String::from_utf8(done.stdout.clone()).unwrap();
    let known = printed.split(" were there already").next().and_then(|t| t.rsplit(' ').next()?.parse::<usize>().ok()).unwrap();
    assert!(usize::try_from(stored).unwrap() + known + told == count + 1 && told > 100, "{stored} {known} {told}");
    let silent = sql(
        &at,
        "SELECT name FROM document d JOIN coding c ON c.document = d.id WHERE instr(text, char(65533)) > 0 AND rest NOT LIKE '%U+FFFD%'",
    );
    assert!(silent.is_empty(), "{silent:?}");
}

/// Every object with `start`, `end` and `text` slices to its text; how many there are.
fn slices(value: &Value, text: &[char]) -> usize {
    let own = match (value["start"].as_u64(), value["end"].as_u64(), value["text"].as_str()) {
        (Some(start), Some(end), Some(words)) if !words.ends_with('…') => {
            let (start, end) = (usize::try_from(start).unwrap(), usize::try_from(end).unwrap());
            assert_eq!(text[start..end].iter().collect::<String>(), words);
            1
        }
        _ => 0,
    };
    let inner = match value {
        Value::Array(all) => all.iter().map(|v| slices(v, text)).sum(),
        Value::Object(fields) => fields.values().map(|v| slices(v, text)).sum(),
        _ => 0,
    };
    own + inner
}

/// P2: signs at the edge of Unicode, anywhere in a report: every span slices to its words.
#[test]
fn spans_hold_among_all_signs() {
    let odd: Vec<String> = vec![
        "\u{200D}".into(),
        "\u{200C}".into(),
        "ـ".repeat(10_000),
        "\u{64B}".repeat(1000),
        "\u{0301}".repeat(1000),
        "\u{FEFB}".into(),
        "\u{FDF2}".into(),
        "\u{FE8D}\u{FEDF}".into(),
        "گچپی".into(),
        "٣٤۵6".into(),
        "\u{FEFF}".into(),
        "\u{FFFD}".into(),
        "😀".into(),
        "\u{1F1F1}\u{1F1FE}".into(),
        "\u{10FFFF}".into(),
        "\u{E000}".into(),
        "\u{2028}".into(),
        "\u{85}".into(),
        "\u{670}".into(),
        "\u{6DD}".into(),
    ];
    let points: Vec<char> = TEXT.chars().collect();
    let (mut lines, mut texts) = (String::new(), Vec::new());
    for n in 0..500 {
        let place = 1 + n * 7 % (points.len() - 2);
        let text = [points[..place].iter().collect::<String>(), odd[n % odd.len()].clone(), points[place..].iter().collect()].concat();
        lines.push_str(&json!({ "id": n.to_string(), "text": text }).to_string());
        lines.push('\n');
        texts.push(text);
    }
    let at = folder("p2", &[("odd.jsonl", lines.as_bytes())]);
    let done = run(&["code", "odd.jsonl", "--format", "jsonl"], &at);
    let found = records(&done);
    assert_eq!((code(&done), found.len()), (0, 500), "{}", said(&done));
    let spans: usize = found.iter().zip(&texts).map(|(record, text)| slices(record, &text.chars().collect::<Vec<_>>())).sum();
    assert!(spans > 1500, "{spans}");
    // Through the archive and out of it, too.
    assert_eq!(code(&run(&["ingest", "odd.jsonl"], &at)), 0);
    assert_eq!(code(&run(&["export", "jsonl", "--unmasked", "--output", "out.jsonl"], &at)), 0);
    let exported = std::fs::read_to_string(at.join("out.jsonl")).unwrap();
    let rows = exported.lines().map(|l| serde_json::from_str::<Value>(l).unwrap());
    let spans: usize = rows
        .map(|row| {
            slices(&row["event"], &texts[row["report"]["id"].as_str().unwrap().parse::<usize>().unwrap()].chars().collect::<Vec<_>>())
        })
        .sum();
    assert!(spans > 1000, "{spans}");
}

const TURNING: [char; 12] = [
    '\u{202A}', '\u{202B}', '\u{202C}', '\u{202D}', '\u{202E}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}', '\u{200E}', '\u{200F}',
    '\u{61C}',
];

/// P3: signs that turn the text round, in every field and in names of files: none reaches a terminal or another program.
#[test]
fn no_sign_turns_what_stands_around_it() {
    let mut lines = String::new();
    for n in 0..192 {
        let sign = TURNING[n % TURNING.len()];
        let put = |field: usize, text: &str| if n / TURNING.len() % 4 == field { format!("{sign}{text}{sign}") } else { text.to_owned() };
        let report = json!({
            "id": put(0, &format!("r{n}")), "outlet": put(1, "صحيفة"), "url": put(2, &format!("https://e.example/{n}")),
            "text": format!("{} {n}", put(3, TEXT)), "published": "2020-08-22",
        });
        lines.push_str(&report.to_string());
        lines.push('\n');
    }
    let bad: Vec<(String, Vec<u8>)> = TURNING.iter().map(|sign| (format!("a{sign}b.txt"), b"\0\0".to_vec())).collect();
    let mut files: Vec<(&str, &[u8])> = bad.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    files.push(("turning.jsonl", lines.as_bytes()));
    let at = folder("p3", &files);
    let clean = |what: &str, bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        let found = text.chars().find(|c| TURNING[..9].contains(c));
        assert!(found.is_none(), "{what}: {found:?}");
    };
    let done = run(&["ingest", "."], &at);
    assert_eq!((code(&done), said(&done).lines().count()), (1, 12), "{}", said(&done));
    clean("ingest", &done.stderr);
    for arguments in [
        vec!["events", "--format", "table", "--limit", "0"],
        vec!["events", "--format", "jsonl", "--limit", "0"],
        vec!["events", "--format", "csv", "--limit", "0"],
        vec!["events", "--count", "outlet", "--format", "table"],
        vec!["search", "النار", "--format", "table", "--limit", "0"],
        vec!["search", "النار", "--format", "jsonl", "--limit", "0"],
    ] {
        let done = run(&arguments, &at);
        assert!(code(&done) == 0 && done.stdout.len() > 100, "{arguments:?}");
        clean(&arguments.join(" "), &[done.stdout, done.stderr].concat());
    }
    for layout in ["csv", "jsonl", "geojson", "polecat", "icews", "phoenix", "acled", "ucdp", "ical", "atom", "gexf", "annotations"] {
        let done = run(&["export", layout, "--output", "out"], &at);
        assert_eq!(code(&done), 0, "{layout}: {}", said(&done));
        clean(layout, &std::fs::read(at.join("out")).unwrap());
    }
}

/// P4: XML that grows, reaches out or is deep, as feeds.
#[test]
fn xml_neither_grows_nor_reaches_out() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let feed = |head: &str, body: &str| {
        format!(
            "<?xml version=\"1.0\"?>{head}<rss version=\"2.0\"><channel><title>ص</title><item><title>خبر</title><description>{body} {TEXT}</description></item></channel></rss>"
        )
    };
    let laughs = |levels: usize| {
        let lines: String = (1..levels).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
        format!("<!DOCTYPE r [<!ENTITY l0 \"هههه\">{lines}]>")
    };
    let at = folder("p4", &[("good.rss", feed("", "").as_bytes())]);
    let outer = [
        "file:///etc/passwd".to_owned(),
        format!("http://127.0.0.1:{port}/x"),
        format!("ftp://127.0.0.1:{port}/x"),
        "php://filter/x".to_owned(),
    ];
    for n in 0..100 {
        let text = match n % 10 {
            0 => feed(&laughs(3 + n / 10), &format!("&l{};", 2 + n / 10)),
            1 => feed(&format!("<!DOCTYPE r [<!ENTITY a \"{}\">]>", "ن".repeat(100_000)), &"&a;".repeat(2000)),
            2 => feed(&format!("<!DOCTYPE r [<!ENTITY a SYSTEM \"{}\">]>", outer[n / 10 % 4]), "&a;"),
            3 => feed(&format!("<!DOCTYPE r SYSTEM \"{}\">", outer[n / 10 % 4]), "&a;"),
            4 => feed(&format!("<!DOCTYPE r [<!ENTITY % p SYSTEM \"{}\"> %p;]>", outer[n / 10 % 4]), "&a;"),
            5 => feed("", &"<a>".repeat(100_000)),
            6 => feed("", &format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000))),
            7 => feed("", &format!("<a b=\"{}\"/>", "ن".repeat(5_000_000))),
            8 => feed("", &format!("<![CDATA[{}", "ن".repeat(n * 1000))),
            _ => feed("", &format!("<!--{}&undefined;&#x0;&#xD800;&#99999999;", "-".repeat(n * 100))),
        };
        std::fs::write(at.join(format!("{n}.rss")), text).unwrap();
    }
    let (_, _, base) = watched(&["code", "good.rss", "--quiet"], &at);
    let (done, took, most) = watched(&["code", ".", "--threads", "1", "--quiet"], &at);
    alive(&done);
    assert!(listener.accept().is_err(), "something was asked");
    assert!(!said(&done).contains("root:"));
    // A hundred of them, the largest of ten MiB: a second or two each at the very most.
    assert!(took < Duration::from_secs(60) && most < base + 160, "{took:?} {base} {most}");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::best());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// Files that unpack to more than anybody has written.
fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let zeros = vec![b'a'; 64 << 20];
    let (packed, twice) = (gzip(&zeros), gzip(&gzip(&gzip(&zeros))));
    let mut raw = DeflateEncoder::new(Vec::new(), Compression::best());
    raw.write_all(&zeros).unwrap();
    let raw = raw.finish().unwrap();
    let zip = |names: &[&str]| {
        let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for name in names {
            out.start_file(*name, zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated)).unwrap();
            out.write_all(&zeros).unwrap();
        }
        out.finish().unwrap().into_inner()
    };
    let tar = {
        let mut out = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_ustar();
        header.set_size(zeros.len() as u64);
        out.append_data(&mut header, "a.txt", zeros.as_slice()).unwrap();
        gzip(&out.into_inner().unwrap())
    };
    let answer = [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n".as_slice(), &packed].concat();
    let head =
        format!("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://e.example/\r\nContent-Length: {}\r\n\r\n", answer.len());
    let warc = [head.as_bytes(), &answer, b"\r\n\r\n"].concat();
    let inner = zip(&["a.txt"]);
    let nested = {
        let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        out.start_file("a.zip", zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&inner).unwrap();
        out.finish().unwrap().into_inner()
    };
    vec![
        ("a.txt.gz", packed.clone()),
        ("b.jsonl.gz", packed.clone()),
        ("c.csv.gz", gzip(&[b"id,text\n1,".as_slice(), &zeros].concat())),
        ("d.html.gz", gzip(&[b"<!doctype html><p>".as_slice(), &zeros].concat())),
        ("e.rss.gz", gzip(&[b"<rss><channel>".as_slice(), &zeros].concat())),
        ("f.txt.gz", twice),
        ("g.txt", raw),
        ("h.zip", zip(&["a.txt", "b.txt"])),
        ("i.tar.gz", tar),
        ("j.warc", warc.clone()),
        ("k.warc.gz", gzip(&warc)),
        ("l.zip", nested),
        ("m.warc.gz", packed.repeat(4)),
        ("n.txt.gz", packed.repeat(4)),
        ("o.txt.zst", b"\x28\xb5\x2f\xfd\x04\x00".to_vec()),
    ]
}

/// P5: whole, and cut off or damaged in other places.
#[test]
fn what_is_packed_to_do_harm_is_left_alone() {
    let bombs = bombs();
    let mut tried = 0;
    for times in 0..4 * many() {
        let at = folder("p5", &[("good.txt", TEXT.as_bytes())]);
        for (name, bytes) in &bombs {
            let mut bytes = bytes.clone();
            match times {
                0 => {}
                1 => bytes.truncate(bytes.len() * 9 / 10),
                2 => bytes.extend(b"\x1f\x8b\x08\x00garbage"),
                n => bytes.iter_mut().skip(30 * n % 90 + 20).step_by(9973 * n).for_each(|b| *b ^= 0x55),
            }
            std::fs::write(at.join(name), bytes).unwrap();
            tried += 1;
        }
        let (_, _, base) = watched(&["code", "good.txt", "--quiet"], &at);
        let (done, took, most) = watched(&["code", ".", "--threads", "1", "--quiet"], &at);
        alive(&done);
        assert!(took < Duration::from_secs(60) && most < base + 400, "{times}: {took:?} {base} {most}\n{}", said(&done));
    }
    assert!(tried >= 60);
}

/// P6: pages that no browser would want.
#[test]
fn a_page_that_is_a_bomb_is_left_out() {
    let at = folder("p6", &[("good.html", page("", "").as_bytes())]);
    for n in 0..25 * many() {
        let size = 1 + n % 5;
        let texts = [
            page("", &"<div>".repeat(40_000 * size)),
            page("", &format!("<p {}>", (0..200_000 * size).map(|a| format!("a{a}=1 ")).collect::<String>())),
            page("", &"ن".repeat(1_500_000 * size)),
            page("", &"<b><i><a><p></b></i></a>".repeat(4000 * size)),
        ];
        for (kind, text) in texts.iter().enumerate() {
            std::fs::write(at.join(format!("{n}-{kind}.html")), text).unwrap();
            let (done, took, most) = watched(&["code", &format!("{n}-{kind}.html"), "--quiet"], &at);
            alive(&done);
            assert!(took < Duration::from_secs(20) && most < 1200, "{n}-{kind}: {took:?} {most}");
            std::fs::remove_file(at.join(format!("{n}-{kind}.html"))).unwrap();
        }
    }
    assert_eq!(code(&run(&["code", "."], &at)), 0);
}

/// P10: what is large is read as a stream: a table of many rows, lines of many MiB, one report of many words.
#[test]
fn what_is_large_is_read_to_its_end() {
    let at = folder("p10", &[]);
    std::fs::create_dir_all(&at).unwrap();
    let rows = 20_000 * many();
    let sheet: String = std::iter::once("id,text\n".to_owned()).chain((0..rows).map(|n| format!("{n},x{n}\n"))).collect();
    std::fs::write(at.join("rows.csv"), sheet).unwrap();
    let mut lines = std::io::BufWriter::new(std::fs::File::create(at.join("lines.jsonl")).unwrap());
    let padding = "x".repeat(1 << 16);
    for n in 0..2000 * many() {
        writeln!(lines, "{{\"id\":\"l{n}\",\"more\":\"{padding}\"}}").unwrap();
    }
    writeln!(lines, "{{\"id\":\"last\",\"text\":\"{TEXT}\"}}").unwrap();
    drop(lines);
    std::fs::write(at.join("words.txt"), "الحكومة ".repeat(50_000 * many())).unwrap();
    let (done, _, most) = watched(&["ingest", ".", "--threads", "2", "--quiet"], &at);
    alive(&done);
    assert!(most < 512, "{most}");
    assert_eq!(said(&done).lines().count(), 2000 * many(), "a line without a text is told");
    let stored = sql(&at, "SELECT count(*) AS n, max(length(text)) AS longest FROM document");
    assert_eq!(stored[0]["n"].as_u64().unwrap(), rows as u64 + 2);
    assert!(stored[0]["longest"].as_u64().unwrap() >= 50_000 * many() as u64 * 8 - 1, "{stored:?}");
    assert_eq!(sql(&at, "SELECT name FROM document WHERE name = 'last'").len(), 1);
}

/// P11: lines, records and entries that are broken are told with their place, the others kept, and the counts add up.
#[test]
fn what_is_broken_is_told_and_the_rest_kept() {
    let good = |n: usize| json!({ "id": format!("g{n}"), "text": format!("{TEXT} {n}") }).to_string();
    let (mut lines, mut right, mut wrong) = (String::new(), 0_usize, 0_usize);
    for n in 0..240 {
        let line = match n % 12 {
            0 => "{\"id\":\"x\",\"text\":\"".to_owned(),
            1 => "[1,2]".to_owned(),
            2 => "null".to_owned(),
            3 => json!({ "id": 7, "text": 8 }).to_string(),
            4 => json!({ "id": "x" }).to_string(),
            5 | 6 => format!("{}{}", good(n), good(n)),
            7 => "[".repeat(5000),
            8 => json!({ "id": "x", "text": TEXT, "published": ["2020"] }).to_string(),
            _ => good(n),
        };
        *(if n % 12 > 8 { &mut right } else { &mut wrong }) += 1;
        lines.push_str(&line);
        lines.push('\n');
    }
    // Which of two would hold is not guessed.
    lines.push_str("{\"id\":\"a\",\"id\":\"twice\",\"text\":\"نص عن الحكومة\"}\n");
    wrong += 1;
    let item = |n: usize| format!("<item><title>{n}</title><link>https://e.example/{n}</link><description>{TEXT} {n}</description></item>");
    let empty = "<item><link>https://e.example/none</link></item>";
    let feed: String = (0..60).map(|n| if n % 3 == 0 { empty.to_owned() } else { item(n) }).collect();
    let feed = format!("<rss version=\"2.0\"><channel><title>ص</title>{feed}</channel></rss>");
    let at = folder("p11", &[("lines.jsonl", lines.as_bytes()), ("feed.rss", feed.as_bytes())]);
    let done = run(&["ingest", "."], &at);
    alive(&done);
    let told = |file: &str| said(&done).lines().filter(|l| l.contains(&format!("{file}:"))).count();
    assert_eq!((told("lines.jsonl"), told("feed.rss")), (wrong, 20), "{}", said(&done));
    let places: std::collections::BTreeSet<usize> =
        said(&done).lines().filter_map(|l| l.split("lines.jsonl:").nth(1)?.split(':').next()?.trim().parse().ok()).collect();
    assert_eq!(places, (1..=241).filter(|n| *n == 241 || (n - 1) % 12 <= 8).collect(), "each with its own line");
    assert_eq!(sql(&at, "SELECT count(*) AS n FROM document")[0]["n"].as_u64().unwrap(), right as u64 + 40);
}

/// W8: cells that a spreadsheet would run, in every table.
#[test]
fn no_cell_is_a_formula() {
    let signs = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"];
    let before = ["", " ", "\u{200F}", "\u{200E}", "\u{61C}", "\u{FEFF}", "\u{202A}", "\u{2066}", "\u{200B}", "\u{A0}"];
    let after = ["cmd|'/C calc'!A0", "HYPERLINK(\"http://x\")"];
    let mut lines = String::new();
    let mut tried = 0;
    for (a, sign) in signs.iter().enumerate() {
        for (b, front) in before.iter().enumerate() {
            let cell = format!("{front}{sign}{}", after[tried % 2]);
            let report = json!({ "id": format!("{cell}{a}.{b}"), "outlet": cell, "url": format!("{cell};{cell}"), "published": "2020-08-22",
                "text": format!("{TEXT} {a} {b}") });
            lines.push_str(&report.to_string());
            lines.push('\n');
            tried += 3;
        }
    }
    assert!(tried >= 200);
    let at = folder("w8", &[("cells.jsonl", lines.as_bytes())]);
    assert_eq!(code(&run(&["ingest", "cells.jsonl"], &at)), 0);
    let hidden = |c: char| c.is_whitespace() || TURNING.contains(&c) || matches!(c, '\u{FEFF}' | '\u{200B}'..='\u{200D}' | '\0');
    let mut seen = 0;
    for layout in ["csv", "acled", "ucdp", "polecat", "icews", "phoenix"] {
        assert_eq!(code(&run(&["export", layout, "--output", "out"], &at)), 0);
        let bytes = std::fs::read(at.join("out")).unwrap();
        let tabs = matches!(layout, "polecat" | "icews" | "phoenix");
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(if tabs { b'\t' } else { b',' })
            .quoting(!tabs)
            .has_headers(false)
            .from_reader(bytes.as_slice());
        for row in reader.records() {
            for cell in &row.unwrap() {
                let bare = cell.trim_start_matches(hidden);
                let number = bare.parse::<f64>().is_ok() || bare == "-";
                assert!(number || !bare.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']), "{layout}: {cell:?}");
                seen += usize::from(cell.contains("HYPERLINK"));
            }
        }
    }
    assert!(seen > 300, "{seen}");
}

/// N3: where no network is, all goes as it goes elsewhere; nothing is asked of it.
#[test]
fn nothing_is_asked_of_the_network() {
    let at = folder(
        "n3",
        &[
            ("a.txt", TEXT.as_bytes()),
            ("p.html", page("<link rel=stylesheet href=\"https://e.example/x.css\">", "<img src=\"https://e.example/x.png\">").as_bytes()),
        ],
    );
    let traced = std::process::Command::new("strace").arg("-V").output().is_ok_and(|o| o.status.success());
    let commands: [&[&str]; 5] =
        [&["ingest", "a.txt", "p.html"], &["search", "الحكومة"], &["events"], &["export", "csv", "--output", "e.csv"], &["recode"]];
    for arguments in commands {
        let mut child = rasid().args(arguments).current_dir(&at).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let id = child.id();
        while child.try_wait().unwrap().is_none() {
            let open = std::fs::read_dir(format!("/proc/{id}/fd")).into_iter().flatten().flatten();
            let sockets = open.filter(|f| std::fs::read_link(f.path()).is_ok_and(|l| l.to_string_lossy().starts_with("socket:"))).count();
            assert_eq!(sockets, 0, "{arguments:?}");
            std::thread::sleep(Duration::from_millis(2));
        }
        assert!(child.wait().unwrap().success(), "{arguments:?}");
    }
    if !traced {
        eprintln!("left out: no strace");
        return;
    }
    let done = std::process::Command::new("strace")
        .args([
            "-f",
            "-qq",
            "-e",
            "trace=socket,connect,sendto",
            "-o",
            "calls",
            env!("CARGO_BIN_EXE_rasid"),
            "ingest",
            "a.txt",
            "p.html",
            "--archive",
            "b",
        ])
        .current_dir(&at)
        .output()
        .unwrap();
    assert!(done.status.success());
    assert_eq!(std::fs::read_to_string(at.join("calls")).unwrap(), "");
}
