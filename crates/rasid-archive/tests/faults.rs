//! What happens to files, and what must be gone (users.md D6, D7, D8, E5). `RASID_MANY=5` tries as many as are asked for a release.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read and write files, and fail where they cannot")]

mod common;

use common::*;
use rasid::Coder;
use rasid_archive::export::Layout;
use rasid_archive::{Archive, Decision, Fault, Finding, Hit, Query, Verb};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

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

fn ending(path: &Path, ending: &str) -> PathBuf {
    PathBuf::from(format!("{}{ending}", path.display()))
}

/// Puts bytes where an archive was.
fn put(path: &Path, bytes: &[u8], wal: Option<&[u8]>) {
    std::fs::write(path, bytes).unwrap();
    let _ = std::fs::remove_file(ending(path, "-shm"));
    match wal {
        Some(wal) => std::fs::write(ending(path, "-wal"), wal).unwrap(),
        None => drop(std::fs::remove_file(ending(path, "-wal"))),
    }
}

/// Whether damage shows: the file is refused, or the check finds something. Whatever else is asked of it ends.
fn shows(path: &Path) -> bool {
    let Ok(archive) = Archive::open(path) else { return true };
    let _ = archive.events(&all());
    let _ = archive.search(&mut Coder::new(knowledge()), &Query { words: "الحكومة".to_owned(), ..Query::default() });
    archive.check().map_or(true, |findings| !findings.is_empty())
}

/// D6: bits turned, files cut off, pages and heads overwritten, the log of writes damaged.
#[test]
fn damage_is_survived_and_found() {
    let (_folder, path, mut archive) = new();
    let documents = examples();
    add(&mut archive, &documents[..8]);
    archive.settle().unwrap();
    let bytes = std::fs::read(&path).unwrap();
    add(&mut archive, &documents[8..]);
    let wal = std::fs::read(ending(&path, "-wal")).unwrap();
    let whole = archive.size().unwrap();
    drop(archive);
    let page = 16384;
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    let (mut structural, mut found) = (0, 0);
    for turn in 0..200 * many() {
        let mut broken = bytes.clone();
        match turn % 10 {
            0..4 => {
                for _ in 0..20 {
                    let at = chance.below(bytes.len());
                    broken[at] ^= 1 << chance.below(8);
                }
                put(&path, &broken, None);
                shows(&path);
            }
            4 | 5 => {
                broken.truncate(chance.below(bytes.len() / page) * page + chance.below(2));
                put(&path, &broken, None);
                structural += 1;
                // A file of no length is a new archive: nothing is there, and nothing is claimed to be.
                found += usize::from(broken.is_empty() || shows(&path));
            }
            6 | 7 => {
                let at = chance.below(bytes.len() / page) * page;
                broken[at..at + page].fill(0);
                put(&path, &broken, None);
                structural += 1;
                found += usize::from(shows(&path));
            }
            8 => {
                broken[..100].fill_with(|| u8::try_from(chance.below(256)).unwrap());
                put(&path, &broken, None);
                structural += 1;
                found += usize::from(shows(&path));
            }
            _ => {
                // What follows a damaged part of the log of writes was never there: the batch is there whole, or not at all.
                let mut log = wal.clone();
                let at = chance.below(log.len());
                if turn % 20 < 10 {
                    log[at] ^= 0x40
                } else {
                    log.truncate(at)
                }
                put(&path, &bytes, Some(&log));
                let archive = Archive::open(&path).unwrap();
                assert_eq!(archive.check().unwrap(), []);
                let size = archive.size().unwrap();
                assert!(size[0] == 8 || size == whole, "{size:?}");
            }
        }
    }
    assert!(structural >= 100 && found * 100 >= structural * 99, "{found} of {structural}");
}

/// D6: a text that was altered on disk is found.
#[test]
fn an_altered_text_is_found() {
    let (_folder, path, mut archive) = new();
    let documents = examples();
    add(&mut archive, &documents);
    archive.settle().unwrap();
    drop(archive);
    let bytes = std::fs::read(&path).unwrap();
    let mut found = 0;
    for document in &documents {
        for skip in [0, 60] {
            let middle: String = document.text.chars().skip(skip).take(12).collect();
            let places: Vec<usize> =
                bytes.windows(middle.len()).enumerate().filter(|(_, w)| *w == middle.as_bytes()).map(|(at, _)| at).collect();
            if places.is_empty() {
                continue;
            }
            let mut broken = bytes.clone();
            places.iter().for_each(|at| broken[at + 1] ^= 1);
            put(&path, &broken, None);
            let findings = Archive::open(&path).unwrap().check().unwrap();
            assert!(findings.iter().any(|f| matches!(f, Finding::Text(id) if *id == document.id)), "{}", document.id);
            found += 1;
        }
    }
    assert!(found >= 25, "{found}");
}

/// D7: the index emptied, cut off, scrambled, behind: it is made anew, and finds what it found. Never where it cannot be written.
#[test]
fn a_damaged_index_mends_itself() {
    let (folder, path, mut archive) = new();
    let documents = examples();
    add(&mut archive, &documents);
    archive.settle().unwrap();
    drop(archive);
    let bytes = std::fs::read(&path).unwrap();
    let words: Vec<&str> = documents.iter().flat_map(|d| d.text.split_whitespace()).filter(|w| w.chars().count() > 4).collect();
    let query = |n: usize| Query { words: words[n * words.len() / 200].to_owned(), limit: 5, ..Query::default() };
    let mut coder = Coder::new(knowledge());
    let archive = Archive::open(&path).unwrap();
    let before: Vec<Vec<Hit>> = (0..200).map(|n| archive.search(&mut coder, &query(n)).unwrap()).collect();
    assert!(before.iter().filter(|hits| !hits.is_empty()).count() > 190);
    drop(archive);
    let (mut mended, mut told, mut silent) = (0, 0, 0);
    for turn in 0..50 {
        put(&path, &bytes, None);
        let db = rusqlite::Connection::open(&path).unwrap();
        let harm = match turn % 5 {
            0 => "DELETE FROM segment".to_owned(),
            1 => format!("UPDATE segment SET reports = reports - {}", turn / 5 + 1),
            2 => format!("UPDATE posting SET body = substr(body, 1, length(body) * {turn} / 100)"),
            3 => "UPDATE posting SET body = randomblob(length(body))".to_owned(),
            _ => "DELETE FROM posting WHERE first > '#'".to_owned(),
        };
        db.execute(&harm, []).unwrap();
        drop(db);
        let mut archive = Archive::open(&path).unwrap();
        told += usize::from(archive.check().unwrap().iter().any(|f| matches!(f, Finding::Index(_))));
        if turn < 5 {
            // While another writes, nothing is touched.
            let other = rusqlite::Connection::open(&path).unwrap();
            other.execute_batch("BEGIN IMMEDIATE").unwrap();
            assert!(matches!(archive.search_mending(&mut coder, &query(0)), Err(Fault::Busy)), "{harm}");
            other.execute_batch("ROLLBACK").unwrap();
        }
        for (n, before) in before.iter().enumerate() {
            let (hits, anew) = archive.search_mending(&mut coder, &query(n)).unwrap();
            mended += usize::from(anew.is_some());
            silent += usize::from(hits != *before);
        }
        assert_eq!(archive.check().unwrap(), [], "{harm}");
    }
    assert_eq!((mended, told, silent), (50, 50, 0));
    drop(folder);
}

/// D8: a second writer is told so within a second, whatever it wants; those who read go on, and afterwards all goes.
#[test]
fn a_second_writer_is_told_so_and_readers_go_on() {
    let (_folder, path, mut archive) = new();
    let documents = examples();
    add(&mut archive, &documents[..10]);
    let name = archive.events(&all()).unwrap()[0].event["id"].as_str().unwrap().to_owned();
    let report = prepared(&documents[10]);
    let other = rusqlite::Connection::open(&path).unwrap();
    for turn in 0..4 {
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let before = archive.size().unwrap();
        let started = Instant::now();
        let refused = match turn {
            0 => archive.decide(Verb::Accept, &[decision(&name)]).is_err_and(|f| matches!(f, Fault::Busy)),
            1 => archive.add([(&report, "path")], 1, AT).is_err_and(|f| matches!(f, Fault::Busy)),
            2 => archive.reindex(&mut Coder::new(knowledge())).is_err_and(|f| matches!(f, Fault::Busy)),
            _ => archive.take_down(&Decision { event: name[..16].to_owned(), ..decision("") }).is_err_and(|f| matches!(f, Fault::Busy)),
        };
        assert!(refused && started.elapsed() < Duration::from_millis(1900), "{turn} {:?}", started.elapsed());
        for _ in 0..5 {
            let reader = Archive::open(&path).unwrap();
            assert!(reader.size().unwrap() == before && !reader.events(&all()).unwrap().is_empty());
        }
        other.execute_batch("ROLLBACK").unwrap();
    }
    archive.decide(Verb::Accept, &[decision(&name)]).unwrap();
    assert_eq!(archive.check().unwrap(), []);
}

/// What of an archive is on disk.
fn stored(path: &Path) -> Vec<u8> {
    [std::fs::read(path).unwrap(), std::fs::read(ending(path, "-wal")).unwrap_or_default()].concat()
}

fn has(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|w| w == text.as_bytes())
}

/// A word that nobody else has.
fn odd(n: usize) -> String {
    let letter = |n: usize| "جحدذرزسشصضطظعغفقكل".chars().nth(n).unwrap();
    format!("قرصع{}{}نبوط", letter(n), letter(17 - n))
}

/// E5: a report that is taken down is in no table, no page of the file, no export; it does not come back, and the log tells.
#[test]
fn a_report_that_is_taken_down_is_gone() {
    let (_folder, path, mut archive) = new();
    let mut documents = examples();
    // A word of each that no other has.
    for (n, document) in documents.iter_mut().enumerate() {
        document.text.push_str(&format!(" {}.", odd(n)));
        document.id = format!("the-name-of-{n}-is-odd");
        document.url = Some(format!("https://e.example/odd/{n}/page"));
    }
    add(&mut archive, &documents);
    let mut coder = Coder::new(knowledge());
    for (n, document) in documents.iter().take(10).enumerate() {
        let word = odd(n);
        let found = archive.search(&mut coder, &Query { words: word.clone(), ..Query::default() }).unwrap();
        let key = found[0].key.clone();
        let events = archive.events(&all()).unwrap();
        let own = events.iter().find(|f| f.document == document.id).map(|f| f.event["id"].as_str().unwrap().to_owned());
        if let Some(own) = own {
            let correct = Decision {
                field: Some("status".to_owned()),
                after: Some("alleged".to_owned()),
                reason: Some(word.clone()),
                ..decision(&own)
            };
            archive.decide(Verb::Correct, &[correct]).unwrap();
        }
        assert!(has(&stored(&path), &word));
        archive.take_down(&Decision { event: key.clone(), reason: Some("asked for".to_owned()), ..decision("") }).unwrap();
        let bytes = stored(&path);
        for text in [&word, &document.id, document.url.as_ref().unwrap()] {
            assert!(!has(&bytes, text), "{text}");
        }
        assert_eq!(archive.search(&mut coder, &Query { words: word.clone(), ..Query::default() }).unwrap(), []);
        assert!(archive.events(&all()).unwrap().iter().all(|f| f.document != document.id));
        for layout in [Layout::Csv, Layout::Jsonl, Layout::Atom, Layout::Annotations] {
            assert!(!has(&export(&archive, layout, &all()), &document.id));
        }
        let log = archive.decisions(None).unwrap();
        let last = log.last().unwrap();
        assert_eq!((last.verb.as_str(), &last.event, last.reason.as_deref()), ("redact", &key, Some("asked for")));
        assert_eq!(archive.check().unwrap(), []);
        assert_eq!(add(&mut archive, std::slice::from_ref(document)).added, 0, "it came back");
        assert!(!has(&stored(&path), &word));
    }
    assert!(matches!(archive.take_down(&Decision { event: "zz".to_owned(), ..decision("") }), Err(Fault::NoReport(_))));
    let copy = path.with_extension("copy");
    archive.backup(&copy).unwrap();
    assert!(!has(&stored(&copy), &odd(0)) && has(&stored(&copy), &odd(11)));
}

/// E5: a name that is taken out stands nowhere, and every other place of the text is where it was.
#[test]
fn a_name_that_is_taken_out_is_nowhere() {
    let (_folder, path, mut archive) = new();
    let mut coder = Coder::new(knowledge());
    let names: Vec<String> =
        (0..10).map(|n| format!("قرصعان زنبو{}", ["طي", "ري", "لي", "مي", "ني", "سي", "شي", "جي", "حي", "خي"][n])).collect();
    let mut documents = examples();
    for (n, name) in names.iter().enumerate() {
        let text = format!("اعتقلت الشرطة المصرية {name} في القاهرة أمس. وقال المحامي إن الشرطة ضربت {name}، ول{name} ثلاثة أبناء. الحكومة");
        documents.push(document(&format!("private-{n}"), &text));
    }
    add(&mut archive, &documents);
    for name in &names {
        let events = archive.events(&all()).unwrap();
        let own = events.iter().find(|f| f.event.to_string().contains(name.as_str())).unwrap().event["id"].as_str().unwrap().to_owned();
        let correct = Decision { field: Some("recipient".to_owned()), after: Some(name.clone()), ..decision(&own) };
        archive.decide(Verb::Correct, &[correct]).unwrap();
        let spans: Vec<(String, i64)> =
            events.iter().map(|f| (f.event["id"].to_string(), f.event["evidence"]["start"].as_i64().unwrap())).collect();
        assert_eq!(archive.black_out(name, &Decision { reason: Some("asked for".to_owned()), ..decision("") }, &mut coder).unwrap(), 1);
        let word = name.split(' ').nth(1).unwrap();
        assert!(!has(&stored(&path), name) && !has(&stored(&path), word), "{name}");
        assert_eq!(archive.search(&mut coder, &Query { words: word.to_owned(), ..Query::default() }).unwrap(), []);
        assert!(!has(&export(&archive, Layout::Jsonl, &all()), name));
        let after = archive.events(&all()).unwrap();
        let now: Vec<(String, i64)> =
            after.iter().map(|f| (f.event["id"].to_string(), f.event["evidence"]["start"].as_i64().unwrap())).collect();
        assert_eq!((now, archive.check().unwrap()), (spans, vec![]));
        assert!(archive.decisions(None).unwrap().iter().all(|d| !format!("{d:?}").contains(name.as_str())));
    }
    assert!(matches!(archive.black_out("و", &decision(""), &mut coder), Err(Fault::Value(..))));
}
