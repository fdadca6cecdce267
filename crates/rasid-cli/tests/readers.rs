//! Files of files, crawls, feeds and tables as a user has them: whole, damaged, and made to do harm.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read and write files, and fail where they cannot")]

mod common;

use common::{code, folder, records, run, said};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use std::io::{Cursor, Write as _};
use std::path::Path;

const TEXT: &str = "أعلنت حكومة الوفاق الوطني في ليبيا وقفا لإطلاق النار في سرت والجفرة، ودعت إلى استئناف الحوار السياسي.";

fn page(title: &str) -> String {
    let more = "ورحبت الأمم المتحدة بالإعلان، ودعت جميع الأطراف إلى الالتزام بوقف إطلاق النار والعودة إلى طاولة المفاوضات في أقرب وقت ممكن.";
    format!(
        "<!DOCTYPE html><html lang=\"ar\"><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{TEXT}</p><p>{more} {title}</p></article></body></html>"
    )
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        out.start_file(*name, zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated)).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn tarred(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        out.append_data(&mut header, name, *bytes).unwrap();
    }
    out.into_inner().unwrap()
}

fn record(kind: &str, url: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2020-08-22T10:00:00Z\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{head}\r\n").as_bytes(), body].concat()
}

/// The records of a crawl; the third is packed as servers pack, the fourth comes in pieces.
fn crawl() -> Vec<Vec<u8>> {
    let body = page("في قطع");
    let (a, b) = body.as_bytes().split_at(200);
    let pieces = [format!("{:x}\r\n", a.len()).as_bytes(), a, format!("\r\n{:x}\r\n", b.len()).as_bytes(), b, b"\r\n0\r\n\r\n"].concat();
    vec![
        record("warcinfo", "", b"software: test\r\n"),
        record("response", "https://e.example/1", &answer("", page("الأول").as_bytes())),
        record("request", "https://e.example/1", b"GET / HTTP/1.1\r\n\r\n"),
        record("response", "https://e.example/2", &answer("Content-Encoding: gzip\r\n", &gzip(page("مضغوط").as_bytes()))),
        record("response", "https://e.example/3", &answer("Transfer-Encoding: chunked\r\n", &pieces)),
        record("response", "https://e.example/x.png", b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG"),
        record("response", "https://e.example/404", b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<html></html>"),
        record("response", "https://e.example/4", &answer("", page("الأخير").as_bytes())),
    ]
}

fn ids(folder: &Path, path: &str) -> (Vec<String>, i32, String) {
    let done = run(&["code", path, "--format", "jsonl"], folder);
    let ids = records(&done).iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect();
    (ids, code(&done), said(&done))
}

#[test]
fn a_crawl_gives_its_pages() {
    let records = crawl();
    let plain = records.concat();
    let members: Vec<u8> = records.iter().flat_map(|r| gzip(r)).collect();
    let folder = folder("crawl", &[("a.warc", &plain), ("b.warc.gz", &members), ("c.warc.gz", &gzip(&plain))]);
    let expected: Vec<String> = [1, 2, 3, 4].map(|n| format!("https://e.example/{n}")).to_vec();
    for file in ["a.warc", "b.warc.gz", "c.warc.gz"] {
        assert_eq!(ids(&folder, file), (expected.clone(), 0, String::new()), "{file}");
    }
    let done = run(&["code", "a.warc", "--format", "jsonl"], &folder);
    let first = &common::records(&done)[0];
    assert_eq!((first["url"].as_str(), first["crawled"].as_str()), (Some("https://e.example/1"), Some("2020-08-22T10:00:00Z")));
    assert!(!first["events"].as_array().unwrap().is_empty());
}

#[test]
fn a_damaged_record_is_told_and_the_others_kept() {
    let records = crawl();
    let mut broken = gzip(&records[3]);
    let middle = broken.len() / 2;
    broken[middle..middle + 20].fill(0xAA);
    let members = [gzip(&records[1]), broken, gzip(&records[4]), gzip(&records[7])].concat();
    let headless = String::from_utf8(records[1].clone()).unwrap().replace("Content-Length", "Content-Long");
    let plain = [headless.as_bytes(), &records[4], &records[7][..300]].concat();
    let folder = folder("damaged", &[("a.warc.gz", &members), ("b.warc", &plain)]);
    let (found, status, told) = ids(&folder, "a.warc.gz");
    assert_eq!((found, status), (["1", "3", "4"].map(|n| format!("https://e.example/{n}")).to_vec(), 1), "{told}");
    assert!(told.contains("a.warc.gz:"), "{told}");
    let (found, status, told) = ids(&folder, "b.warc");
    assert_eq!((found, status), (vec!["https://e.example/3".to_owned()], 1), "{told}");
    assert_eq!(told.lines().count(), 2, "{told}");
}

#[test]
fn files_of_files_are_read_member_by_member() {
    let line = format!("{{\"id\":\"line\",\"text\":\"{TEXT}\"}}\n");
    let (page, packed) = (page("صفحة"), gzip(line.replace("line", "packed").as_bytes()));
    let inner = zipped(&[("in.txt", TEXT.as_bytes())]);
    let files: Vec<(&str, &[u8])> = vec![
        ("a/نص.txt", TEXT.as_bytes()),
        ("a/lines.jsonl", line.as_bytes()),
        ("bad.jsonl", b"{\"id\":\"x\"}\n"),
        ("page.html", page.as_bytes()),
        ("packed.jsonl.gz", &packed),
        ("photo.jpg", b"\xff\xd8\xff"),
        (".hidden.txt", TEXT.as_bytes()),
        ("inner.zip", &inner),
    ];
    let (zip, tar) = (zipped(&files), tarred(&files));
    let folder = folder("packed", &[("a.zip", &zip), ("b.tar", &tar), ("c.tar.gz", &gzip(&tar))]);
    for file in ["a.zip", "b.tar", "c.tar.gz"] {
        let (found, status, told) = ids(&folder, file);
        assert_eq!((found, status), (vec!["a/نص.txt".into(), "line".into(), "page.html".into(), "packed".into()], 1), "{file}: {told}");
        assert!(told.contains(&format!("{file}:bad.jsonl")) && told.contains(&format!("{file}:inner.zip")), "{told}");
        assert_eq!(told.lines().count(), 2, "{told}");
    }
    let folder_too = run(&["code", ".", "--format", "jsonl"], &folder);
    assert_eq!(records(&folder_too).len(), 12);
}

#[test]
fn bombs_do_not_go_off_and_damage_is_told() {
    let zeros = vec![b'a'; 1 << 27];
    let bomb = zipped(&[("a.txt", TEXT.as_bytes()), ("bomb.txt", &zeros), ("c.txt", TEXT.as_bytes())]);
    assert!(bomb.len() < 1 << 18);
    let good = zipped(&[("a.txt", TEXT.as_bytes()), ("b.txt", TEXT.replace('ع', "غ").as_bytes())]);
    let mut broken = good.clone();
    broken[60..90].fill(0x55);
    let tar = tarred(&[("a.txt", TEXT.as_bytes()), ("b.txt", &zeros[..5000])]);
    let folder =
        folder("bombs", &[("bomb.zip", &bomb), ("broken.zip", &broken), ("cut.zip", &good[..good.len() / 2]), ("cut.tar", &tar[..1800])]);
    let (found, status, told) = ids(&folder, "bomb.zip");
    assert!(found == ["a.txt"] && status == 1 && told.contains("200 times"), "{found:?} {told}");
    let (found, status, told) = ids(&folder, "broken.zip");
    assert!(found == ["b.txt"] && status == 1 && told.contains("broken.zip:a.txt"), "{found:?} {told}");
    let (found, status, told) = ids(&folder, "cut.zip");
    assert!(found.is_empty() && status != 0 && told.contains("cut.zip"), "{told}");
    let (found, status, told) = ids(&folder, "cut.tar");
    assert!(found == ["a.txt"] && status == 1 && told.contains("cut.tar"), "{found:?} {told}");
}

const RSS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>صحيفة المثال</title><link>https://e.example/</link>
<item><title>هدنة في سرت</title><link>https://e.example/1</link><guid>1</guid><pubDate>Sun, 23 Aug 2020 01:30:00 +0300</pubDate>
<description>&lt;p&gt;أعلنت حكومة الوفاق &lt;b&gt;هدنة&lt;/b&gt; في سرت.&lt;/p&gt;</description></item>
<item><title>خبر ثان</title><link>https://e.example/2</link><pubDate>الأحد</pubDate>
<content:encoded><![CDATA[<p>اعتقلت الشرطة ثلاثة أشخاص في تونس.</p>]]></content:encoded></item>
<item><link>https://e.example/3</link></item></channel></rss>"#;

const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>صحيفة</title><id>urn:x</id><updated>2020-08-23T00:00:00Z</updated>
<entry><title>هدنة في سرت</title><id>urn:1</id><link href="https://e.example/1"/><updated>2020-08-22T23:00:00Z</updated>
<content type="html">أعلنت حكومة الوفاق هدنة في سرت.</content></entry></feed>"#;

const JSON: &str = r#"{"version":"https://jsonfeed.org/version/1.1","title":"صحيفة","items":[
{"id":"1","url":"https://e.example/1","title":"هدنة في سرت","content_text":"أعلنت حكومة الوفاق هدنة في سرت.","date_published":"2020-08-22T10:00:00+03:00"}]}"#;

#[test]
fn a_feed_gives_its_entries() {
    let broken = &RSS[..RSS.len() / 2];
    let folder = folder(
        "feeds",
        &[("a.xml", RSS.as_bytes()), ("b.atom", ATOM.as_bytes()), ("c.json", JSON.as_bytes()), ("d.rss", broken.as_bytes())],
    );
    let coded = |file: &str| {
        let done = run(&["code", file, "--format", "jsonl"], &folder);
        (records(&done), said(&done))
    };
    let (rss, told) = coded("a.xml");
    assert!(rss.len() == 2 && told.contains("a.xml:3"), "{told}");
    // One day in the outlet's own zone, the day before by Greenwich.
    assert_eq!((rss[0]["published"].as_str(), rss[0]["outlet"].as_str()), (Some("2020-08-23"), Some("صحيفة المثال")));
    assert!(rss[1]["published"].is_null() && rss[1]["feed_part"] == "content");
    for file in ["b.atom", "c.json"] {
        let (found, told) = coded(file);
        assert!(found.len() == 1 && told.is_empty(), "{file}: {told}");
        assert_eq!((found[0]["published"].as_str(), found[0]["url"].as_str()), (Some("2020-08-22"), Some("https://e.example/1")), "{file}");
    }
    assert!(coded("d.rss").1.contains("d.rss"));
    let texts = run(&["ingest", "a.xml"], &folder);
    assert_eq!(code(&texts), 1);
    let stored = records(&run(&["archive", "sql", "SELECT text FROM document ORDER BY id"], &folder));
    let text: Vec<&str> = stored.iter().map(|r: &Value| r["text"].as_str().unwrap()).collect();
    assert!(text.contains(&"هدنة في سرت\n\nأعلنت حكومة الوفاق هدنة في سرت."), "{text:?}");
}

#[test]
fn a_parquet_table_is_read_by_its_columns() {
    use parquet::basic::Compression;
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use std::sync::Arc;
    let made = |column: &str, compression: Compression| {
        let schema = format!(
            "message m {{ required int64 id; required binary {column} (STRING); optional binary outlet (STRING); required binary section (STRING); }}"
        );
        let schema = Arc::new(parse_message_type(&schema).unwrap());
        let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
        let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let bytes = |texts: &[&str]| texts.iter().map(|t| ByteArray::from(*t)).collect::<Vec<_>>();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&[7, 8, 9], None, None).unwrap();
        column.close().unwrap();
        for (values, defined) in [
            (bytes(&[TEXT, "", "اعتقلت الشرطة ثلاثة أشخاص."]), None),
            (bytes(&["صحيفة"]), Some([1_i16, 0, 0])),
            (bytes(&["محليات", "x", "y"]), None),
        ] {
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&values, defined.as_ref().map(|d| &d[..]), None).unwrap();
            column.close().unwrap();
        }
        group.close().unwrap();
        writer.into_inner().unwrap()
    };
    let good = made("text", Compression::SNAPPY);
    let (mut broken, none) = (made("text", Compression::ZSTD(Default::default())), made("words", Compression::UNCOMPRESSED));
    let packed = made("text", Compression::ZSTD(Default::default()));
    broken[20..200].fill(0);
    let zip = zipped(&[("in.parquet", &good)]);
    let folder =
        folder("parquet", &[("a.parquet", &good), ("b.parquet", &broken), ("c.parquet", &none), ("d.zip", &zip), ("e.parquet", &packed)]);
    for file in ["a.parquet", "d.zip", "e.parquet"] {
        let done = run(&["code", file, "--format", "jsonl"], &folder);
        let found = records(&done);
        assert_eq!((found.len(), code(&done)), (2, 1), "{file}: {}", said(&done));
        assert_eq!(
            (found[0]["id"].as_str(), found[0]["outlet"].as_str(), found[0]["section"].as_str()),
            (Some("7"), Some("صحيفة"), Some("محليات"))
        );
        assert!(said(&done).contains("parquet:2"), "{}", said(&done));
    }
    for file in ["b.parquet", "c.parquet"] {
        let (_, status, told) = ids(&folder, file);
        assert!(status != 0 && told.contains(file), "{told}");
    }
}

#[test]
fn a_crawl_without_a_record_is_told() {
    let noise = [7_u8, 200, 13, 10, 0, 99].repeat(500);
    let folder = folder("crawl-none", &[("noise.warc.gz", &noise), ("noise.warc", &noise), ("empty.warc", b"")]);
    for name in ["noise.warc.gz", "noise.warc", "empty.warc"] {
        let read = run(&["code", name], &folder);
        assert!(code(&read) == 1 && said(&read).contains("no record of WARC") && records(&read).is_empty(), "{name}: {}", said(&read));
    }
}
