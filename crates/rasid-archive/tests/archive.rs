//! What an archive promises: kept once, found, never lost, decided on, told honestly.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read and write files, and fail where they cannot")]

mod common;

use common::*;
use rasid::Coder;
use rasid::input::Input;
use rasid::model::Document;
use rasid::record::Record;
use rasid_archive::export::{Layout, QUOTE};
use rasid_archive::{Archive, By, Changed, Columns, Decision, Fault, Filter, Finding, Order, Prepared, Query, Verb};
use serde_json::Value;
use std::path::Path;
use std::time::{Duration, Instant};

#[test]
fn the_same_report_is_kept_once() {
    let (_folder, _, mut archive) = new();
    let documents = examples();
    let first = add(&mut archive, &documents);
    assert_eq!((first.added, first.known), (documents.len() as u64, 0));
    let second = add(&mut archive, &documents);
    assert_eq!((second.added, second.known), (0, documents.len() as u64));
    assert_eq!(archive.size().unwrap()[0], documents.len() as u64);
    assert!(archive.knows(&documents[0]).unwrap());
    assert_eq!(archive.check().unwrap(), []);
}

#[test]
fn the_order_of_reports_decides_nothing() {
    let mut documents = examples();
    // One report by two names, and a page that was had twice with another text.
    documents.push(Document { id: "other".to_owned(), ..documents[0].clone() });
    let page = |text: &str, hour: &str| Document { url: Some("https://e.example/1".to_owned()), ..document(hour, text) };
    documents.push(page("قتل ثلاثة جنود في هجوم على حاجز للجيش الليبي في سرت.", "first"));
    documents.push(page("قتل خمسة جنود في هجوم على حاجز للجيش الليبي في سرت.", "second"));
    let mut seen: Vec<Vec<Vec<u8>>> = Vec::new();
    for turn in 0..4 {
        let (_folder, _, mut archive) = new();
        let count = documents.len();
        documents.rotate_left(turn * 5 % count);
        if turn % 2 == 1 {
            documents.reverse();
        }
        let tally = add(&mut archive, &documents);
        assert_eq!((tally.known, tally.renewed), (1, 1));
        seen.push([Layout::Csv, Layout::Jsonl, Layout::Geojson].iter().map(|l| export(&archive, *l, &Filter::default())).collect());
    }
    assert!(seen[0][0].len() > 5000);
    assert!(seen.iter().all(|exports| *exports == seen[0]), "another order, other bytes");
}

#[test]
fn an_event_comes_out_as_it_was_coded() {
    let (_folder, _, mut archive) = new();
    let documents = examples();
    add(&mut archive, &documents);
    let found = archive.events(&all()).unwrap();
    let mut count = 0;
    for document in &documents {
        let input = Input::new(document.clone());
        let coded = Coder::new(knowledge()).code(document);
        let recorder = recorder();
        let record = serde_json::to_string(&recorder.record(&input, &coded)).unwrap();
        let record: Value = serde_json::from_str(&record).unwrap();
        let mut stored: Vec<Value> = found.iter().filter(|f| f.document == document.id).map(|f| f.event.clone()).collect();
        let place = |e: &Value| (e["trigger"]["start"].as_u64(), e["id"].as_str().map(|id| (id.len(), id.to_owned())));
        stored.sort_by_key(place);
        let coded = record["events"].as_array().unwrap();
        assert_eq!(stored.len(), coded.len());
        let nameless = |e: &Value| {
            let mut e = e.clone();
            e["id"] = Value::Null;
            e["same_as"] = Value::Null;
            e
        };
        for event in coded {
            assert!(stored.iter().any(|s| nameless(s) == nameless(event)), "{event}");
            count += 1;
        }
    }
    assert!(count > 50);
}

/// U4: every form of 202 is found; literally, only what is written so.
#[test]
fn a_word_finds_its_forms_and_literally_only_itself() {
    let table = include_str!("search.tsv");
    let pairs: Vec<(&str, &str)> = table
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(word, forms)| forms.split(' ').map(move |form| (word, form)))
        .collect();
    assert!(pairs.len() >= 200);
    let (_folder, _, mut archive) = new();
    let documents: Vec<Document> = pairs.iter().enumerate().map(|(n, (_, form))| document(&n.to_string(), form)).collect();
    add(&mut archive, &documents);
    let mut coder = Coder::new(knowledge());
    let (mut missed, mut literal) = (Vec::new(), 0);
    for (n, (word, form)) in pairs.iter().enumerate() {
        let mut has = |exact| {
            let query = Query { words: (*word).to_owned(), exact, ..Query::default() };
            archive.search(&mut coder, &query).unwrap().into_iter().find(|hit| hit.document == n.to_string())
        };
        match has(false) {
            None => missed.push(format!("{word} {form}")),
            Some(hit) => assert_eq!(hit.marks, [(0, form.chars().count())], "{word} {form}"),
        }
        let same = rasid::plain(word) == rasid::plain(form);
        literal += u32::from(!same);
        assert_eq!(has(true).is_some(), same, "literally {word} {form}");
    }
    assert!(missed.is_empty(), "{} missed: {missed:?}", missed.len());
    assert!(literal >= 50);
}

#[test]
fn a_query_has_phrases_and_what_is_not_wanted() {
    let (_folder, _, mut archive) = new();
    let texts = ["أعلنت الحكومة وقف إطلاق النار في غزة", "وقف الجنود قرب النار بعد إطلاق الأسرى", "هدنة في غزة"];
    let documents: Vec<Document> = texts.iter().enumerate().map(|(n, t)| document(&n.to_string(), t)).collect();
    add(&mut archive, &documents);
    let mut coder = Coder::new(knowledge());
    let mut found = |words: &str| {
        let hits = archive.search(&mut coder, &Query { words: words.to_owned(), ..Query::default() }).unwrap();
        let mut ids: Vec<String> = hits.into_iter().map(|h| h.document).collect();
        ids.sort();
        ids.join(" ")
    };
    assert_eq!(found("«وقف اطلاق النار»"), "0");
    assert_eq!(found("وقف اطلاق النار"), "0 1");
    assert_eq!(found("غزة -هدنة"), "0");
    assert_eq!(found("هدنة | الأسرى"), "1 2");
    // Nothing that the index would take for an order.
    for odd in ["\"", "«", "-", "|", "AND", "NEAR(", "form : x", "*", "غزة AND", "'; DROP TABLE event; --", "^غزة", "غزة*"] {
        found(odd);
    }
}

#[test]
fn decisions_survive_a_new_coding_and_disagreement_is_told() {
    let (_folder, _, mut archive) = new();
    let report = examples().into_iter().find(|d| d.id == "truce-libya.txt").unwrap();
    add(&mut archive, std::slice::from_ref(&report));
    let names: Vec<String> = archive.events(&all()).unwrap().iter().map(|f| f.event["id"].as_str().unwrap().to_owned()).collect();
    let [accepted, rejected, corrected, merged, open, ..] = names.as_slice() else { panic!("{names:?}") };
    archive.decide(Verb::Accept, &[decision(accepted)]).unwrap();
    archive.decide(Verb::Reject, &[Decision { reason: Some("not-an-event".to_owned()), ..decision(rejected) }]).unwrap();
    let correct =
        |field: &str, value: &str| Decision { field: Some(field.to_owned()), after: Some(value.to_owned()), ..decision(corrected) };
    archive.decide(Verb::Correct, &[correct("type", "COERCE")]).unwrap();
    archive.decide(Verb::Correct, &[correct("date", "2020-08-20")]).unwrap();
    archive.decide(Verb::Merge, &[Decision { after: Some(accepted.clone()), ..decision(merged) }]).unwrap();
    assert!(matches!(archive.decide(Verb::Correct, &[correct("type", "NONE")]), Err(Fault::Value(..))));
    assert!(matches!(archive.decide(Verb::Accept, &[decision("0000.1")]), Err(Fault::NoEvent(_))));

    // The next engine reads every event as a protest.
    let run = archive.run(LATER, "e2", "k").unwrap();
    let (number, _) = archive.documents_after(0, 1).unwrap().pop().unwrap();
    let new = changed(&report, |record| record.events.iter_mut().for_each(|e| e.r#type = "PROTEST".into()));
    let changes = archive.recode(&[(number, new)], run, LATER).unwrap();
    let what = |name: &String| changes.iter().find(|c| c.event == *name).map(|c| c.what);
    assert_eq!(what(accepted), Some(Changed::Disputed));
    assert_eq!(what(rejected), Some(Changed::Disputed));
    assert_eq!(what(corrected), Some(Changed::Disputed));
    assert_eq!(what(open), Some(Changed::Altered));

    let find = |archive: &Archive, name: &String| archive.events(&Filter { ids: vec![name.clone()], ..all() }).unwrap().pop().unwrap();
    let event = find(&archive, corrected);
    assert_eq!(
        (event.event["type"].as_str(), event.day.as_deref(), event.review.as_str()),
        (Some("COERCE"), Some("2020-08-20"), "corrected")
    );
    assert!(event.disputed);
    assert_eq!(find(&archive, open).event["type"], "PROTEST");
    assert_eq!(find(&archive, merged).into.as_ref(), Some(accepted));
    let standing = archive.events(&Filter::default()).unwrap();
    assert!(standing.iter().all(|f| f.event["id"] != rejected.as_str() && f.event["id"] != merged.as_str()));
    assert_eq!(archive.events(&Filter { disputed: true, ..Filter::default() }).unwrap().len(), 2);

    // Before it, the first reading stood.
    let before = archive.events(&Filter { as_of: Some("2020-02-01".to_owned()), ids: vec![open.clone()], ..Filter::default() }).unwrap();
    assert_ne!(before[0].event["type"], "PROTEST");
    // Undone, the machine's present reading stands.
    archive.decide(Verb::Undo, &[Decision { at: LATER.to_owned(), ..decision(corrected) }]).unwrap();
    let event = find(&archive, corrected);
    assert_eq!((event.event["type"].as_str(), event.review.as_str()), (Some("PROTEST"), "proposed"));
    assert_eq!(archive.decisions(None).unwrap().len(), 6);
    assert_eq!(archive.check().unwrap(), []);
}

#[test]
fn coding_again_with_the_same_knowledge_changes_nothing() {
    let (_folder, _, mut archive) = new();
    let documents = examples();
    add(&mut archive, &documents);
    let before = export(&archive, Layout::Jsonl, &all());
    let run = archive.run(LATER, "e", "k").unwrap();
    let batch: Vec<(i64, Prepared)> =
        archive.documents_after(0, 100).unwrap().into_iter().map(|(n, input)| (n, prepared(&input.document))).collect();
    assert_eq!(batch.len(), documents.len());
    assert_eq!(archive.recode(&batch, run, LATER).unwrap(), []);
    assert_eq!(export(&archive, Layout::Jsonl, &all()), before);
}

/// W12: a line of the log that is changed, dropped or moved.
#[test]
fn tampering_with_the_log_is_found() {
    let (_folder, path, mut archive) = new();
    add(&mut archive, &examples());
    let names: Vec<String> = archive.events(&all()).unwrap().iter().map(|f| f.event["id"].as_str().unwrap().to_owned()).collect();
    for name in names.iter().take(10) {
        archive.decide(Verb::Accept, &[decision(name)]).unwrap();
    }
    assert_eq!(archive.check().unwrap(), []);
    let mut tried = 0;
    for n in 1..=10 {
        for change in [
            format!("UPDATE decision SET who = 'x' WHERE n = {n}"),
            format!("UPDATE decision SET reason = '' WHERE n = {n}"),
            format!("UPDATE decision SET at = '2019-01-01T00:00:00Z' WHERE n = {n}"),
            format!("UPDATE decision SET event = 'x' WHERE n = {n}"),
            format!("UPDATE decision SET n = 99 WHERE n = {n}"),
            format!("DELETE FROM decision WHERE n = {n} AND n < 10"),
        ] {
            let copy = path.with_extension("copy");
            let _ = std::fs::remove_file(&copy);
            archive.backup(&copy).unwrap();
            let db = rusqlite::Connection::open(&copy).unwrap();
            if db.execute(&change, []).unwrap() > 0 {
                tried += 1;
                let findings = Archive::open(&copy).unwrap().check().unwrap();
                assert!(findings.iter().any(|f| matches!(f, Finding::Decision(_))), "{change}");
            }
        }
    }
    assert_eq!(tried, 59);
}

#[test]
fn other_files_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    assert!(matches!(Archive::open(&path), Err(Fault::Missing)));
    std::fs::write(&path, "نص لا أرشيف، أطول من رأس قاعدة بيانات حتى يُقرأ منه ما يكفي لتمييزه عنها".repeat(20)).unwrap();
    assert!(matches!(Archive::open(&path), Err(Fault::Foreign)), "{:?}", Archive::open(&path).err());
    let other = folder.path().join("b");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE t(x)").unwrap();
    assert!(matches!(Archive::open(&other), Err(Fault::Foreign)));
    let (_folder, path, archive) = new();
    drop(archive);
    rusqlite::Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    assert!(matches!(Archive::open(&path), Err(Fault::Newer(99))));
}

/// D8: a second writer is told so within a second; readers go on.
#[test]
fn a_second_writer_is_told_so() {
    let (_folder, path, mut archive) = new();
    add(&mut archive, &examples());
    let name = archive.events(&all()).unwrap()[0].event["id"].as_str().unwrap().to_owned();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let started = Instant::now();
    assert!(matches!(archive.decide(Verb::Accept, &[decision(&name)]), Err(Fault::Busy)));
    assert!(started.elapsed() < Duration::from_millis(1500), "{:?}", started.elapsed());
    assert!(!Archive::open(&path).unwrap().events(&all()).unwrap().is_empty());
    other.execute_batch("ROLLBACK").unwrap();
    archive.decide(Verb::Accept, &[decision(&name)]).unwrap();
}

#[test]
fn a_lost_index_is_told_and_made_anew() {
    let (_folder, path, mut archive) = new();
    add(&mut archive, &examples());
    let query = Query { words: "الحكومة".to_owned(), ..Query::default() };
    let mut coder = Coder::new(knowledge());
    let before = archive.search(&mut coder, &query).unwrap();
    assert!(!before.is_empty());
    rusqlite::Connection::open(&path).unwrap().execute("DELETE FROM posting", []).unwrap();
    assert!(archive.check().unwrap().iter().any(|f| matches!(f, Finding::Index(_))));
    assert_eq!(archive.reindex(&mut coder).unwrap(), archive.size().unwrap()[0]);
    assert_eq!(archive.search(&mut coder, &query).unwrap(), before);
    assert_eq!(archive.check().unwrap(), []);
}

/// E3, and what leaves: every row has a source, its words and who claims it; no long quote, no private person.
#[test]
fn an_export_tells_where_it_has_it_from() {
    let (_folder, _, mut archive) = new();
    let mut documents = examples();
    let name = "سليمان الورداني";
    documents.push(document("private", &format!("اعتقلت الشرطة المصرية {name} في القاهرة. وقال المحامي إن الشرطة ضربت {name}.")));
    documents.push(document("long", &format!("أعلنت الحكومة الليبية {}وقف إطلاق النار.", "وفق بيان طويل جدا نشرته صباحا ".repeat(30))));
    add(&mut archive, &documents);
    let lines = String::from_utf8(export(&archive, Layout::Jsonl, &all())).unwrap();
    let mut rows = 0;
    for line in lines.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        assert!(row["report"]["sha256"].as_str().is_some_and(|h| h.len() == 64));
        assert!(row["event"]["evidence"]["end"].as_u64() > row["event"]["evidence"]["start"].as_u64());
        assert!(["reported", "claimed", "denied", "disputed"].contains(&row["claim_status"].as_str().unwrap()));
        assert_eq!(row["review_status"], "proposed");
        assert!(row["event"]["evidence"]["text"].as_str().unwrap().chars().count() <= QUOTE);
        rows += 1;
    }
    let csv = export(&archive, Layout::Csv, &all());
    let mut reader = csv::Reader::from_reader(csv.as_slice());
    let header = reader.headers().unwrap().clone();
    let dictionary = csv::Reader::from_reader(rasid_archive::export::dictionary(Layout::Csv).unwrap())
        .records()
        .map(|r| r.unwrap()[0].to_owned())
        .collect::<Vec<_>>();
    assert_eq!(header.iter().collect::<Vec<_>>(), dictionary);
    assert_eq!(reader.records().map(Result::unwrap).count(), rows);
    let features: Value = serde_json::from_slice(&export(&archive, Layout::Geojson, &all())).unwrap();
    let features = features["features"].as_array().unwrap();
    assert_eq!(features.len(), rows);
    let typed = |f: &Value| {
        f["properties"]["intensity"].is_f64() && f["properties"]["quote_start"].is_u64() && f["properties"]["disputed"] == false
    };
    assert!(features.iter().all(typed), "a number is a number");
    assert!(features.iter().any(|f| f["geometry"]["type"] == "Point"));
    assert!(features.iter().all(|f| f["geometry"].is_null() || matches!(f["properties"]["geo_precision"].as_str(), Some("city" | "site"))));
    let mut open = Vec::new();
    archive.export(Layout::Csv, &all(), false, &mut open).unwrap();
    assert!(String::from_utf8(open).unwrap().contains(name), "the name is coded at all");
    for shared in [&csv, &lines.into_bytes()] {
        assert!(!String::from_utf8_lossy(shared).contains(name));
    }
}

/// Counts tell mentions, events, reports and outlets side by side; and what is no day is told.
#[test]
fn counts_stand_side_by_side() {
    let (_folder, _, mut archive) = new();
    add(&mut archive, &examples());
    let found = archive.events(&Filter::default()).unwrap();
    let total = archive.count(&Filter::default(), &[]).unwrap();
    assert_eq!(total[0].mentions, found.len() as u64);
    assert!(total[0].events <= total[0].mentions && total[0].reports <= total[0].events);
    for by in rasid_archive::KEYS {
        let groups = archive.count(&Filter::default(), &[by.1]).unwrap();
        assert!(!groups.is_empty(), "{}", by.0);
        let mentions: u64 = groups.iter().map(|g| g.mentions).sum();
        assert!(mentions >= total[0].mentions, "{}", by.0);
    }
    let asked = Filter { actor: Some("LBY".to_owned()), ..Filter::default() };
    let libya = archive.events(&asked).unwrap();
    assert!(!libya.is_empty());
    let named = |f: &rasid_archive::Found| f.event["actor"].as_array().unwrap().iter().any(|a| a["country"] == "LBY");
    assert_eq!(libya.len(), found.iter().filter(|f| named(f)).count());
    assert!(libya.iter().all(named));
    assert!(matches!(archive.events(&Filter { from: Some("2020-02-30".to_owned()), ..Filter::default() }), Err(Fault::Value("from", _))));
}

/// Whether columns count and list as the tables do, under many filters.
fn agree(archive: &mut Archive, path: &Path, columns: &Columns, when: &str) {
    let text = |t: &str| Some(t.to_owned());
    let filters = [
        Filter::default(),
        Filter { types: vec!["assault".to_owned(), "ACCUSE".to_owned()], ..Filter::default() },
        Filter { party: text("LBY"), ..Filter::default() },
        Filter { actor: text("TUR:GOV"), ..Filter::default() },
        Filter { recipient: text(":MIL"), ..Filter::default() },
        Filter { party: text("وزير"), ..Filter::default() },
        Filter { said_by: text(":GOV"), ..Filter::default() },
        Filter { denied_by: text("LBY"), ..Filter::default() },
        Filter { place: text("LBY"), ..Filter::default() },
        Filter { place: text("طرابلس"), ..Filter::default() },
        Filter { status: text("alleged"), ..Filter::default() },
        Filter { outlet: text("o"), ..Filter::default() },
        Filter { from: text("2020-08-01"), to: text("2020-12-31"), ..Filter::default() },
        Filter { confidence: Some(0.8), ..Filter::default() },
        Filter { review: text("accepted"), ..Filter::default() },
        Filter { review: text("proposed"), ..Filter::default() },
        Filter { all: true, ..Filter::default() },
        Filter { as_of: text("2020-02-01"), ..Filter::default() },
    ];
    let sides: [&[By]; 9] = [
        &[],
        &[By::Week, By::Type],
        &[By::Actor, By::Recipient, By::Quad],
        &[By::Dyad],
        &[By::Place],
        &[By::Outlet, By::Year],
        &[By::ActorEntry],
        &[By::Mode],
        &[By::Review],
    ];
    let mut quick = Archive::read(path).unwrap();
    quick.use_columns(std::sync::Arc::new(columns.clone()));
    let mut counted = 0;
    for filter in &filters {
        for by in sides {
            let (slow, quick) = (archive.count(filter, by).unwrap(), quick.count(filter, by).unwrap());
            assert_eq!(slow, quick, "{when}: {by:?} of {filter:?}");
            counted += slow.len();
        }
        for (order, offset, limit) in
            [(Order::Day, 0, 0), (Order::Day, 3, 5), (Order::Newest, 2, 7), (Order::Uncertain, 0, 9), (Order::Random, 0, 4)]
        {
            let filter = Filter { order, offset, limit, ..filter.clone() };
            let ids = |archive: &Archive| archive.events(&filter).unwrap().into_iter().map(|f| f.event["id"].clone()).collect::<Vec<_>>();
            assert_eq!(ids(archive), ids(&quick), "{when}: {filter:?}");
        }
    }
    assert!(counted > 200, "{counted}");
}

#[test]
fn columns_count_and_list_as_the_tables_do_and_grow_with_them() {
    let (_folder, path, mut archive) = new();
    let documents = examples();
    add(&mut archive, &documents[..9]);
    let first = Columns::of(&archive, None).unwrap();
    agree(&mut archive, &path, &first, "at first");
    add(&mut archive, &documents[9..]);
    let page = |text: &str, hour: &str| Document { url: Some("https://e.example/1".to_owned()), ..document(hour, text) };
    add(&mut archive, &[page("قتل ثلاثة جنود في هجوم على حاجز للجيش الليبي في سرت.", "first")]);
    assert!(!first.are_of(&archive).unwrap());
    let more = Columns::of(&archive, Some(&first)).unwrap();
    agree(&mut archive, &path, &more, "with more reports");
    add(&mut archive, &[page("قتل خمسة جنود في هجوم على حاجز للجيش الليبي في سرت أمس.", "second")]);
    let ids: Vec<String> = archive.events(&all()).unwrap().iter().map(|f| f.event["id"].as_str().unwrap().to_owned()).collect();
    archive.decide(Verb::Reject, &[decision(&ids[0])]).unwrap();
    archive.decide(Verb::Accept, &[decision(&ids[1])]).unwrap();
    archive
        .decide(Verb::Correct, &[Decision { field: Some("type".to_owned()), after: Some("AID".to_owned()), ..decision(&ids[2]) }])
        .unwrap();
    archive.decide(Verb::Merge, &[Decision { after: Some(ids[4].clone()), ..decision(&ids[5]) }]).unwrap();
    let decided = Columns::of(&archive, Some(&more)).unwrap();
    agree(&mut archive, &path, &decided, "with decisions and a page had again");
    archive.decide(Verb::Undo, &[decision(&ids[2])]).unwrap();
    let run = archive.run(LATER, "e", "k2").unwrap();
    let without = |r: &mut Record<'_>| r.events.truncate(1);
    let again: Vec<(i64, Prepared)> =
        archive.documents_after(0, 4).unwrap().into_iter().map(|(n, input)| (n, changed(&input.document, without))).collect();
    archive.recode(&again, run, LATER).unwrap();
    let recoded = Columns::of(&archive, Some(&decided)).unwrap();
    agree(&mut archive, &path, &recoded, "coded again");
    assert!(recoded.are_of(&archive).unwrap());
}

#[test]
fn what_another_program_kept_of_words_is_forgotten_and_linked_again() {
    let (_folder, _, mut archive) = new();
    add(&mut archive, &examples());
    let (standing, _) = archive.standing().unwrap();
    let words: Vec<(i64, i64, Vec<u8>)> = standing.iter().map(|s| (s.number, s.coding, vec![2, 0, 255])).collect();
    archive.keep_words(&words).unwrap();
    let tie = |s: &rasid_archive::Standing| {
        let (event, story) = ("e1".to_owned(), "s1".to_owned());
        (s.number, rasid_archive::Tie { coding: s.coding, day: s.day.clone(), part: 1, event, story, wire: None })
    };
    archive.keep_ties(&standing.iter().map(tie).collect::<Vec<_>>(), &[], 0, "2020-09-01T00:00:00Z").unwrap();
    let left = |archive: &Archive| {
        let worded = archive.standing().unwrap().0.iter().filter(|s| s.worded).count();
        (worded, archive.linking().unwrap().2)
    };
    archive.forget_words_unless(2).unwrap();
    assert_eq!(left(&archive), (standing.len(), 0));
    archive.forget_words_unless(3).unwrap();
    assert_eq!(left(&archive), (0, standing.len() as u64));
    // The stories that they were of are known, so that they can be told anew.
    assert!(archive.standing().unwrap().0.iter().all(|s| s.tie.as_ref().is_some_and(|t| t.story == "s1")));
}
