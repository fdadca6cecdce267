//! An archive that a team shares, in PostgreSQL, answers as one in a file does: the same is done to both, and every answer compared.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read and write files, and fail where they cannot")]

mod common;
#[path = "common/postgres.rs"]
mod server;

use common::*;
use rasid::Coder;
use rasid::model::Document;
use rasid_archive::export::Layout;
use rasid_archive::{Archive, By, Columns, Decision, Fault, Filter, KEYS, Order, Prepared, Query, Row, Tie, Told, Verb, Wanted};
use std::fmt::Debug;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What was answered, one after another.
struct Answers {
    path: String,
    archive: Archive,
    coder: Coder<'static>,
    told: Vec<(String, String)>,
}

impl Answers {
    fn tell(&mut self, of: &str, answer: impl Debug) {
        self.told.push((of.to_owned(), format!("{answer:?}")));
    }

    fn ids(&self) -> Vec<String> {
        self.archive.events(&all()).unwrap().iter().map(|f| f.event["id"].as_str().unwrap().to_owned()).collect()
    }

    fn ask(&self, question: &str) -> Result<Vec<String>, Fault> {
        let mut out = Vec::new();
        rasid_archive::ask(Path::new(&self.path), question, Duration::from_secs(20), |row| {
            out.push(row.to_string());
            Ok::<(), Fault>(())
        })?;
        Ok(out)
    }
}

/// Reports that a store may stumble over.
fn odd() -> Vec<Document> {
    let page = |id: &str, text: &str| Document { url: Some("https://e.example/1".to_owned()), ..document(id, text) };
    let long: String = (0..20_000).map(|n| format!("كلمة{} ", n % 3000)).collect();
    vec![
        page("first", "قتل ثلاثة جنود في هجوم على حاجز للجيش الليبي في سرت."),
        page("second", "قتل خمسة جنود في هجوم على حاجز للجيش الليبي في سرت أمس."),
        document("nul", "أعلنت الحكومة الليبية هدنة في سرت. قال\0 إن الأمر انتهى\0."),
        document("noncharacter", "أعلنت الحكومة الليبية\u{FDD0} هدنة\u{FDD1}\0 في سرت. قتل ثلاثة جنود في سرت."),
        // More words than an index of the server's own could count, one of them as long as a page.
        document("long", &format!("{long} هدنة {} هدنة", "ط".repeat(9000))),
        document("empty", "."),
        Document {
            outlet: Some("صحيفة 'x' \\ \"y\"".to_owned()), ..document("quotes", "قال 'الوزير' إن \\ \"الهدنة\" $1 ?1 مستمرة.")
        },
        Document { outlet: None, published: None, ..document("bare", "هدنة هدنة هدنة في ليبيا") },
        Document {
            url: Some(format!("https://e.example/{}", (0..3000).map(|n| char::from(b'a' + (n * 7 % 26) as u8)).collect::<String>())),
            ..document("far", "تظاهر الآلاف في بيروت ضد الحكومة اللبنانية.")
        },
    ]
}

fn searches(answers: &mut Answers) {
    let words = [
        "الحكومة",
        "هدنة",
        "«وقف إطلاق النار»",
        "وقف اطلاق النار",
        "هدنة -غزة",
        "هدنة | تظاهر",
        "ليبيا سرت | بيروت",
        "%",
        "\"",
        "x AND y",
        "قتل جنود",
        "كلمة7 هدنة",
    ];
    for words in words {
        for exact in [false, true] {
            for limit in [0, 1, 3] {
                let query = Query { words: words.to_owned(), exact, limit, ..Query::default() };
                let hits = answers.archive.search(&mut answers.coder, &query).unwrap();
                answers.tell(&format!("search {words} {exact} {limit}"), hits);
            }
        }
        for (outlet, country, from) in [(Some("o"), None, None), (None, Some("LBY"), None), (None, None, Some("2020-08-22"))] {
            let text = |v: Option<&str>| v.map(str::to_owned);
            let query = Query {
                words: words.to_owned(),
                outlet: text(outlet),
                country: text(country),
                from: text(from),
                limit: 5,
                ..Query::default()
            };
            let hits = answers.archive.search(&mut answers.coder, &query).unwrap();
            answers.tell(&format!("search {words} {outlet:?} {country:?} {from:?}"), hits);
        }
    }
}

fn filters(ids: &[String]) -> Vec<Filter> {
    let text = |v: &str| Some(v.to_owned());
    let base = Filter::default;
    vec![
        base(),
        all(),
        Filter { types: vec!["assault".to_owned(), "CONSULT".to_owned()], ..base() },
        Filter { actor: text("LBY"), ..base() },
        Filter { party: text("LBY:GOV"), status: text("actual"), ..base() },
        Filter { party: text(":MIL"), ..base() },
        Filter { actor: text("الحكومة"), ..base() },
        Filter { recipient: text("government"), ..base() },
        Filter { said_by: text("USA"), ..base() },
        Filter { denied_by: text("LBY"), ..base() },
        Filter { place: text("LBY"), ..base() },
        Filter { place: text("سرت"), ..base() },
        Filter { place: text("SIRTE"), ..base() },
        Filter { place: text("100%_"), ..base() },
        Filter { outlet: text("o"), from: text("2020-08-01"), to: text("2020-09-01"), ..base() },
        Filter { context: text("military"), ..base() },
        Filter { confidence: Some(0.8), ..base() },
        Filter { as_of: text("2020-02-01"), ..base() },
        Filter { as_of: text("2020-03-01"), all: true, ..base() },
        Filter { as_of: text("2019-02-01"), ..base() },
        Filter { disputed: true, ..all() },
        Filter { review: text("proposed"), ..base() },
        Filter { review: text("corrected"), ..base() },
        Filter { ids: ids.iter().step_by(5).cloned().collect(), ..base() },
        Filter { report: ids.first().map(|id| id[..16].to_owned()), ..base() },
    ]
}

fn questions(answers: &mut Answers, when: &str) {
    let ids = answers.ids();
    let columns = Arc::new(Columns::of(&answers.archive, None).unwrap());
    let mut quick = Archive::read(Path::new(&answers.path)).unwrap();
    quick.use_columns(columns);
    for filter in filters(&ids) {
        for order in [Order::Day, Order::Newest, Order::Uncertain, Order::Random] {
            for (offset, limit) in [(0, 0), (2, 5)] {
                let filter = Filter { order, offset, limit, ..filter.clone() };
                let found = answers.archive.events(&filter).unwrap();
                assert_eq!(quick.events(&filter).unwrap(), found);
                answers.tell(&format!("{when}: events {filter:?}"), found);
            }
        }
        let keys =
            KEYS.map(|(_, by)| vec![by]).into_iter().chain([vec![], vec![By::Week, By::Type, By::Outlet], vec![By::Dyad, By::Month]]);
        for by in keys {
            let counted = answers.archive.count(&filter, &by).unwrap();
            let quick = quick.count(&filter, &by).unwrap();
            answers.tell(&format!("{when}: count {by:?} {filter:?}"), (counted, quick));
        }
        let places = answers.archive.places(&Filter { limit: 7, ..filter.clone() }).unwrap();
        answers.tell(&format!("{when}: places {filter:?}"), places);
    }
    for layout in Layout::ALL {
        let made: Vec<u8> = export(&answers.archive, layout, &all());
        answers.tell(&format!("{when}: export {}", layout.name()), made);
    }
    views(answers, when, &ids);
    linked(answers, when, &ids);
    for question in QUESTIONS {
        let rows = answers.ask(question).unwrap();
        answers.tell(&format!("{when}: {question}"), rows);
    }
}

/// In SQL, of both dialects.
const QUESTIONS: [&str; 5] = [
    "SELECT w.name, count(*) AS n FROM party p JOIN who w ON w.id = p.who JOIN event e ON e.id = p.event WHERE e.until IS NULL AND p.role = 'actor' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10",
    "SELECT id, key, outlet, published, url FROM document ORDER BY id",
    "SELECT confidence, by_hand, day, NULL AS no FROM event ORDER BY id;",
    "SELECT document, body FROM near ORDER BY 1 -- and no more",
    "SELECT j.value FROM coding c, json_each(c.contexts) j ORDER BY c.id, 1",
];

fn views(answers: &mut Answers, when: &str, ids: &[String]) {
    let archive = &answers.archive;
    let report = |id: &String| archive.report(&id[..16]).unwrap();
    let views = (
        (archive.size().unwrap(), archive.outlets().unwrap(), archive.runs().unwrap(), archive.notes(None, 50).unwrap()),
        (archive.notes(Some("unknown_name"), 50).unwrap(), archive.audited().unwrap(), archive.saved().unwrap(), archive.stamp().unwrap()),
        (archive.last_days(30).unwrap(), archive.decisions(None).unwrap(), ids.iter().map(report).collect::<Vec<_>>()),
        (
            archive.namings(&["lby-haftar", "usa", "lby-gna"]).unwrap(),
            archive.check().unwrap(),
            archive.documents_after(3, 5).unwrap().len(),
        ),
    );
    answers.tell(&format!("{when}: views"), views);
}

fn linked(answers: &mut Answers, when: &str, ids: &[String]) {
    let names = ["act", "plan", "story", "agreement", "position", "naming"];
    let wanted = [
        Wanted::default(),
        Wanted { most: true, limit: 3, ..Wanted::default() },
        Wanted { soonest: true, offset: 1, from: Some("2020-08-01".to_owned()), ..Wanted::default() },
        Wanted { words: Some("هدنة".to_owned()), within: Some(3), least: 1, ..Wanted::default() },
        Wanted { ended: Some("2020-09-01".to_owned()), who: Some("LBY".to_owned()), ..Wanted::default() },
    ];
    for kind in names {
        for wanted in &wanted {
            let rows = answers.archive.together(kind, wanted).unwrap();
            answers.tell(&format!("{when}: {kind} {wanted:?}"), rows);
        }
    }
    let archive = &answers.archive;
    let (standing, gone) = archive.standing().unwrap();
    let numbers: Vec<i64> = standing.iter().map(|s| s.number).collect();
    let kept: Vec<String> = archive.kept(&numbers).unwrap().iter().map(|k| format!("{} {:?} {:?}", k.number, k.record, k.words)).collect();
    let linked = (
        (standing, gone, kept, archive.published().unwrap(), archive.linking().unwrap()),
        (archive.stands().unwrap(), archive.called().unwrap(), archive.named_actors().unwrap(), archive.judged().unwrap()),
        (archive.tellings("a0").unwrap(), archive.decided_since_linking().unwrap(), archive.stale("position", 9).unwrap()),
        (archive.told("naming", "p").unwrap(), numbers.iter().map(|n| archive.near(*n).unwrap()).collect::<Vec<_>>()),
        (ids.iter().map(|id| archive.act_of(id).unwrap()).collect::<Vec<_>>(), archive.tie_of(&ids[0][..16]).unwrap()),
    );
    answers.tell(&format!("{when}: linked"), linked);
}

fn link(archive: &mut Archive) {
    let (standing, gone) = archive.standing().unwrap();
    let row = |kind: &str, n: usize, first: Option<&str>| Row {
        kind: kind.to_owned(),
        name: format!("a{n}"),
        part: if kind == "position" { "lby\u{1f}~s1".to_owned() } else { format!("s{}", n % 2) },
        first: first.map(str::to_owned),
        last: first.map(|_| "2020-08-23".to_owned()),
        label: format!("l{}", n % 2),
        who: "LBY".to_owned(),
        what: "هدنة".to_owned(),
        reports: n + 1,
        body: format!("{{\"name\":\"n{n}\",\"called\":\"هدنة{n}\"}}"),
        tellings: if kind == "act" { standing.iter().map(|s| (s.number, vec!["0".to_owned(), "7".to_owned()])).collect() } else { vec![] },
    };
    let words: Vec<(i64, i64, Vec<u8>)> = standing.iter().map(|s| (s.number, s.coding, vec![0, 1, 255, 2])).collect();
    archive.keep_words(&words).unwrap();
    archive.keep_words(&words).unwrap();
    archive.keep_near(&[(standing[1].number, vec![(standing[0].number, [1, -2, 3])])]).unwrap();
    let told = |n: usize, kind| Told { document: standing[n].number, kind, part: "p".to_owned(), body: format!("{{\"n\":{n}}}") };
    let told = [told(2, "naming"), told(0, "naming"), told(1, "position"), told(1, "position")];
    let rows: Vec<Row> = (0..4).map(|n| row("act", n, Some("2020-08-22"))).chain([row("plan", 0, None), row("story", 1, None)]).collect();
    let documents: Vec<i64> = standing.iter().map(|s| s.number).collect();
    archive.keep_stories(&["s0", "s1"], &documents, &rows, &told).unwrap();
    archive.keep_stories(&["s1"], &documents[..2], &rows[1..2], &told[1..]).unwrap();
    for kind in ["naming", "position", "agreement"] {
        archive
            .keep_rows(kind, &["p".to_owned()], &[row(kind, 0, Some("2020-08-21")), row(kind, 1, None), row(kind, 2, Some("2020-08-20"))])
            .unwrap();
    }
    let tie = |s: &rasid_archive::Standing| {
        let (event, story, wire) = ("e1".to_owned(), "s1".to_owned(), (s.number % 2 == 0).then(|| "w1".to_owned()));
        (s.number, Tie { coding: s.coding, day: s.day.clone(), part: 1, event, story, wire })
    };
    let ties: Vec<(i64, Tie)> = standing.iter().take(9).map(tie).collect();
    let gone: Vec<i64> = gone.iter().map(|(n, _)| *n).collect();
    archive.keep_ties(&ties, &gone, 2, LATER).unwrap();
}

/// Everything that an archive can do, with what it answers.
fn everything(path: &str) -> Answers {
    let mut archive = Archive::create(Path::new(path)).unwrap();
    let documents: Vec<Document> = examples().into_iter().chain(odd()).collect();
    let tallies: Vec<_> = documents.chunks(3).map(|some| add(&mut archive, some)).collect();
    let mut answers = Answers { path: path.to_owned(), archive, coder: Coder::new(knowledge()), told: Vec::new() };
    answers.tell("tallies", tallies);
    let again = add(&mut answers.archive, &documents);
    answers.tell("again", again);
    let known: Vec<bool> = documents.iter().map(|d| answers.archive.knows(d).unwrap()).collect();
    answers.tell("known", (known, answers.archive.has_page("https://e.example/1").unwrap()));
    answers.archive.settle().unwrap();
    searches(&mut answers);
    questions(&mut answers, "new");
    decide(&mut answers);
    link(&mut answers.archive);
    let saved = rasid_archive::Saved {
        name: "خروق".to_owned(),
        address: "/events?party=LBY".to_owned(),
        who: "ليلى".to_owned(),
        at: AT.to_owned(),
        number: 0,
    };
    answers.archive.save(&saved).unwrap();
    answers.archive.save(&rasid_archive::Saved { name: "أخرى".to_owned(), ..saved }).unwrap();
    questions(&mut answers, "decided and linked");
    recode(&mut answers, &documents);
    questions(&mut answers, "coded again");
    redact(&mut answers);
    searches(&mut answers);
    questions(&mut answers, "redacted");
    answers
}

fn decide(answers: &mut Answers) {
    let ids = answers.ids();
    let archive = &mut answers.archive;
    archive.decide(Verb::Accept, &[decision(&ids[0]), decision(&ids[1])]).unwrap();
    archive.decide(Verb::Reject, &[Decision { reason: Some("audit: blind-same".to_owned()), ..decision(&ids[2]) }]).unwrap();
    archive
        .decide(Verb::Correct, &[Decision { field: Some("type".to_owned()), after: Some("AID".to_owned()), ..decision(&ids[3]) }])
        .unwrap();
    archive
        .decide(Verb::Correct, &[Decision { field: Some("date".to_owned()), after: Some("2020-08-20".to_owned()), ..decision(&ids[3]) }])
        .unwrap();
    archive.decide(Verb::Merge, &[Decision { after: Some(ids[5].clone()), ..decision(&ids[4]) }]).unwrap();
    archive.decide(Verb::Split, &[decision(&ids[6])]).unwrap();
    // All or none: the second does not exist, and the first is not decided on.
    let refused = archive.decide(Verb::Accept, &[decision(&ids[7]), decision("0000000000000000.1")]);
    assert!(matches!(refused, Err(Fault::NoEvent(_))), "{refused:?}");
    archive.decide(Verb::Accept, &[decision(&ids[8])]).unwrap();
    archive.decide(Verb::Undo, &[Decision { at: LATER.to_owned(), ..decision(&ids[8]) }]).unwrap();
    // Of whole reports, by their keys: the last word on two stands, of what it is said of.
    let mut reports: Vec<&str> = ids.iter().map(|id| &id[..16]).collect();
    reports.sort_unstable();
    reports.dedup();
    let of = |one: usize, other: usize, level: Option<&str>| {
        [Decision { field: level.map(str::to_owned), after: Some(reports[other].to_owned()), ..decision(reports[one]) }]
    };
    archive.decide(Verb::Merge, &of(0, 1, None)).unwrap();
    archive.decide(Verb::Split, &of(1, 0, Some("wire"))).unwrap();
    archive.decide(Verb::Merge, &of(2, 0, Some("event"))).unwrap();
    archive.decide(Verb::Split, &of(2, 3, None)).unwrap();
    archive.decide(Verb::Undo, &[decision(reports[3])]).unwrap();
    let whole = |archive: &Archive| {
        archive.judged().unwrap().into_iter().filter_map(|j| Some((j.level?, j.one, j.other, j.same))).collect::<Vec<_>>()
    };
    let told = |level, other: usize, same| (level, reports[0].to_owned(), reports[other].to_owned(), same);
    assert_eq!(whole(archive), [told("event", 1, true), told("story", 1, true), told("wire", 1, false), told("event", 2, true)]);
    for wrong in [of(0, 0, None), of(0, 1, Some("day")), [Decision { after: None, ..decision(reports[0]) }], [decision("0000")]] {
        assert!(archive.decide(Verb::Merge, &wrong).is_err(), "{wrong:?}");
    }
    let judged = archive.judged().unwrap();
    answers.tell("judged", judged);
}

fn recode(answers: &mut Answers, documents: &[Document]) {
    let archive = &mut answers.archive;
    let run = archive.run(LATER, "e2", "k").unwrap();
    let batch: Vec<(i64, Prepared)> = archive
        .documents_after(0, documents.len() / 2)
        .unwrap()
        .into_iter()
        .map(|(n, input)| {
            (n, changed(&input.document, |record| record.events.iter_mut().step_by(2).for_each(|e| e.r#type = "PROTEST".into())))
        })
        .collect();
    let changes = archive.recode(&batch, run, LATER).unwrap();
    answers.tell("changes", changes);
}

fn redact(answers: &mut Answers) {
    let key = answers.ids()[9][..16].to_owned();
    let why = Decision { reason: Some("asked for".to_owned()), ..decision(&key) };
    answers.archive.take_down(&why).unwrap();
    assert!(matches!(answers.archive.take_down(&Decision { event: "zz".to_owned(), ..decision("") }), Err(Fault::NoReport(_))));
    let count = answers.archive.black_out("الحكومة", &Decision { event: String::new(), ..why }, &mut answers.coder).unwrap();
    answers.tell("blacked out", count);
}

fn compare(one: &Answers, other: &Answers) {
    assert_eq!(one.told.len(), other.told.len());
    for ((of, one), (of_other, other)) in one.told.iter().zip(&other.told) {
        assert_eq!(of, of_other);
        let at = one.bytes().zip(other.bytes()).position(|(a, b)| a != b).unwrap_or(one.len().min(other.len()));
        let near = |text: &str| String::from_utf8_lossy(&text.as_bytes()[at.saturating_sub(200)..(at + 200).min(text.len())]).into_owned();
        assert!(one == other, "{of}\n{}\n---\n{}", near(one), near(other));
    }
}

#[test]
fn a_shared_archive_answers_as_a_file_does() {
    let Some(server) = server::server() else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = everything(folder.path().join("a.archive").to_str().unwrap());
    let shared = everything(&server.database());
    assert!(file.told.len() > 900, "{}", file.told.len());
    compare(&file, &shared);
}

/// Into a database, out of it into a file, and into another: everything is answered as it was.
#[test]
fn a_copy_goes_from_a_file_to_a_database_and_back() {
    let Some(server) = server::server() else { return };
    let folder = tempfile::tempdir().unwrap();
    let first = folder.path().join("first.archive").to_str().unwrap().to_owned();
    let mut archive = Archive::create(Path::new(&first)).unwrap();
    let documents: Vec<Document> = examples().into_iter().chain(odd()).collect();
    add(&mut archive, &documents);
    link(&mut archive);
    let mut answers = Answers { path: first, archive, coder: Coder::new(knowledge()), told: Vec::new() };
    decide(&mut answers);
    let file = folder.path().join("file.archive").to_str().unwrap().to_owned();
    let steps = [server.database(), server.database(), file];
    let mut before = answers;
    for step in steps {
        before.archive.backup(Path::new(&step)).unwrap();
        assert!(matches!(before.archive.backup(Path::new(&step)), Err(Fault::Value("to", _))));
        let mut archive = Archive::open(Path::new(&step)).unwrap();
        assert!(archive.check().unwrap().iter().all(|f| f.name() == "check_index"));
        archive.reindex(&mut before.coder).unwrap();
        assert_eq!(archive.check().unwrap(), []);
        let mut after = Answers { path: step, archive, coder: Coder::new(knowledge()), told: Vec::new() };
        before.told.clear();
        for answers in [&mut before, &mut after] {
            searches(answers);
            questions(answers, "copied");
        }
        compare(&before, &after);
        before = after;
    }
}

/// D8: a second writer is told so within a second, whatever it wants; those who read go on with one state, and afterwards all goes.
#[test]
fn a_second_writer_is_told_so_and_readers_go_on() {
    let Some(server) = server::server() else { return };
    let path = server.database();
    let mut archive = Archive::create(Path::new(&path)).unwrap();
    let documents = examples();
    add(&mut archive, &documents[..10]);
    let name = archive.events(&all()).unwrap()[0].event["id"].as_str().unwrap().to_owned();
    let report = prepared(&documents[10]);
    let mut other = server.client(path.split(['/', '?']).nth(3).unwrap());
    for turn in 0..4 {
        other.batch_execute("BEGIN; SELECT pg_advisory_xact_lock(1380012868)").unwrap();
        let before = archive.size().unwrap();
        let started = Instant::now();
        let refused = match turn {
            0 => archive.decide(Verb::Accept, &[decision(&name)]).err(),
            1 => archive.add([(&report, "path")], 1, AT).err(),
            2 => archive.reindex(&mut Coder::new(knowledge())).err(),
            _ => archive.take_down(&Decision { event: name[..16].to_owned(), ..decision("") }).err(),
        };
        assert!(
            matches!(refused, Some(Fault::Busy)) && started.elapsed() < Duration::from_millis(1900),
            "{turn} {refused:?} {:?}",
            started.elapsed()
        );
        let reader = Archive::read(Path::new(&path)).unwrap();
        assert!(reader.size().unwrap() == before && !reader.events(&all()).unwrap().is_empty());
        other.batch_execute("ROLLBACK").unwrap();
    }
    archive.decide(Verb::Accept, &[decision(&name)]).unwrap();
    assert_eq!(archive.check().unwrap(), []);
    // Two that write in turns do not take each other's numbers.
    let mut second = Archive::open(Path::new(&path)).unwrap();
    for (n, document) in documents[10..].iter().enumerate() {
        add(if n % 2 == 0 { &mut archive } else { &mut second }, std::slice::from_ref(document));
    }
    assert_eq!(archive.size().unwrap()[0], documents.len() as u64);
    assert_eq!(second.check().unwrap(), []);
}

/// The server falls while one writes: what was acknowledged is there, what was not is not there by half, and the same archive goes on.
#[test]
fn a_server_that_falls_loses_nothing_that_was_acknowledged() {
    let Some(_) = server::server() else { return };
    // One of its own: others must not fall with it.
    let server = server::fresh();
    let path = server.database();
    let mut archive = Archive::create(Path::new(&path)).unwrap();
    let documents = examples();
    let run = archive.run(AT, "e", "k").unwrap();
    let reports: Vec<Prepared> = documents.iter().map(prepared).collect();
    let mut kept = 0;
    std::thread::scope(|scope| {
        let falling = scope.spawn(|| {
            for _ in 0..3 {
                std::thread::sleep(Duration::from_millis(120));
                server.fall();
            }
        });
        for report in reports.iter().cycle() {
            match archive.add([(report, "path")], run, AT) {
                Ok(tally) => kept += tally.added,
                Err(Fault::Unreachable(_)) => std::thread::sleep(Duration::from_millis(30)),
                Err(other) => panic!("{other:?}"),
            }
            if falling.is_finished() && kept > 0 {
                break;
            }
        }
        falling.join().unwrap();
    });
    // A batch of which the answer was lost may be there.
    let there = archive.size().unwrap()[0];
    assert!((kept..=kept + 3).contains(&there), "{kept} {there}");
    assert_eq!(archive.check().unwrap(), []);
    archive.add(reports.iter().map(|r| (r, "path")), run, AT).unwrap();
    assert_eq!(archive.size().unwrap()[0], documents.len() as u64);
    let (_folder, _, mut file) = new();
    add(&mut file, &documents);
    assert_eq!(export(&archive, Layout::Csv, &all()), export(&file, Layout::Csv, &all()), "an unbroken run has other bytes");
    assert_eq!(archive.check().unwrap(), []);
}

/// Who writes is killed in the midst of it, at many moments: whole batches are there, and nobody waits for the dead.
#[test]
fn a_writer_that_is_killed_leaves_whole_batches() {
    let Some(server) = server::server() else { return };
    let path = server.database();
    let documents = examples();
    let reports: Vec<Prepared> = documents.iter().map(prepared).collect();
    let mut archive = Archive::create(Path::new(&path)).unwrap();
    let run = archive.run(AT, "e", "k").unwrap();
    let mut killer = server.client(path.split(['/', '?']).nth(3).unwrap());
    let mut killed = 0;
    for turn in 0..20_u64 {
        let before = archive.size().unwrap()[0];
        let batch = &reports[..reports.len() * (turn as usize + 1) / 20];
        let added = std::thread::scope(|scope| {
            let writing = scope.spawn(|| archive.add(batch.iter().map(|r| (r, "path")), run, AT));
            std::thread::sleep(Duration::from_millis(turn));
            killer.batch_execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'rasid' AND datname = current_database()").unwrap();
            writing.join().unwrap()
        });
        let after = archive.size().unwrap()[0];
        match added {
            Ok(tally) => assert_eq!(after, before + tally.added),
            Err(Fault::Unreachable(_)) => {
                killed += 1;
                assert!(after == before || after == batch.len() as u64, "{before} {after}");
            }
            Err(other) => panic!("{other:?}"),
        }
        assert_eq!(archive.check().unwrap(), []);
    }
    assert!(killed > 0);
    archive.add(reports.iter().map(|r| (r, "path")), run, AT).unwrap();
    let (_folder, _, mut file) = new();
    add(&mut file, &documents);
    assert_eq!(export(&archive, Layout::Jsonl, &all()), export(&file, Layout::Jsonl, &all()));
}

/// E5: what was redacted stands in no file of the tables.
#[test]
fn what_was_redacted_is_in_no_table() {
    let Some(_) = server::server() else { return };
    let server = server::fresh();
    let path = server.database();
    let mut archive = Archive::create(Path::new(&path)).unwrap();
    let mut documents = examples();
    documents[0].text.push_str(" قرصعضنبوط.");
    documents[0].id = "the-name-is-odd".to_owned();
    documents[1].text.push_str(" اعتقلت الشرطة المصرية قرصعان زنبوطي في القاهرة أمس.");
    add(&mut archive, &documents);
    archive.settle().unwrap();
    let words = ["قرصعضنبوط", "the-name-is-odd", "زنبوطي"];
    assert!(words.iter().all(|word| server.holds(word.as_bytes())));
    let mut coder = Coder::new(knowledge());
    let key = archive.search(&mut coder, &Query { words: words[0].to_owned(), ..Query::default() }).unwrap()[0].key.clone();
    archive.take_down(&Decision { event: key, ..decision("") }).unwrap();
    assert_eq!(archive.black_out("قرصعان زنبوطي", &decision(""), &mut coder).unwrap(), 1);
    assert_eq!(archive.check().unwrap(), []);
    for word in words {
        assert!(!server.holds(word.as_bytes()), "{word}");
        assert_eq!(archive.search(&mut coder, &Query { words: word.to_owned(), ..Query::default() }).unwrap(), []);
    }
}

/// D7: the index emptied, cut off, behind: told, and made anew by the first search.
#[test]
fn a_damaged_index_is_told_and_made_anew() {
    let Some(server) = server::server() else { return };
    let path = server.database();
    let mut archive = Archive::create(Path::new(&path)).unwrap();
    add(&mut archive, &examples());
    let mut coder = Coder::new(knowledge());
    let query = Query { words: "الحكومة".to_owned(), ..Query::default() };
    let before = archive.search(&mut coder, &query).unwrap();
    assert!(!before.is_empty());
    let mut other = server.client(path.split(['/', '?']).nth(3).unwrap());
    let harms = [
        ("DELETE FROM rasid.posting; DELETE FROM rasid.segment", true),
        ("UPDATE rasid.segment SET reports = reports - 1", true),
        ("DELETE FROM rasid.posting WHERE first > '#'", true),
        ("UPDATE rasid.posting SET body = substr(body, 1, length(body) - 1)", true),
    ];
    for (harm, seen) in harms {
        other.batch_execute(harm).unwrap();
        assert!(archive.check().unwrap().iter().any(|f| f.name() == "check_index"), "{harm}");
        let (hits, anew) = archive.search_mending(&mut coder, &query).unwrap();
        assert_eq!((hits == before, anew.is_some()), (true, seen), "{harm}");
        archive.reindex(&mut coder).unwrap();
        assert_eq!(archive.check().unwrap(), []);
    }
}

/// W12: a line of the log that is changed, dropped or moved.
#[test]
fn tampering_with_the_log_is_found() {
    let Some(server) = server::server() else { return };
    let path = server.database();
    let mut archive = Archive::create(Path::new(&path)).unwrap();
    add(&mut archive, &examples());
    let names: Vec<String> = archive.events(&all()).unwrap().iter().map(|f| f.event["id"].as_str().unwrap().to_owned()).collect();
    names.iter().take(5).for_each(|name| archive.decide(Verb::Accept, &[decision(name)]).unwrap());
    // A decision that was refused leaves no gap.
    assert!(archive.decide(Verb::Accept, &[decision(&names[6]), decision("0.1")]).is_err());
    archive.decide(Verb::Accept, &[decision(&names[7])]).unwrap();
    assert_eq!(archive.check().unwrap(), []);
    let mut other = server.client(path.split(['/', '?']).nth(3).unwrap());
    for change in [
        "UPDATE rasid.decision SET who = 'x' WHERE n = 2",
        "DELETE FROM rasid.decision WHERE n = 3",
        "UPDATE rasid.decision SET n = 99 WHERE n = 4",
    ] {
        other.batch_execute(&format!("BEGIN; {change}; COMMIT")).unwrap();
        assert!(archive.check().unwrap().iter().any(|f| f.name() == "check_decision"), "{change}");
    }
}

/// What cannot be: no database, no archive, another's schema, no password, a wish for what we do not do; nothing tells the password.
#[test]
fn what_is_no_archive_is_refused_and_no_password_told() {
    let Some(server) = server::server() else { return };
    let path = server.database();
    assert!(matches!(Archive::open(Path::new(&path)), Err(Fault::Missing)));
    assert!(matches!(Archive::read(Path::new(&path)), Err(Fault::Missing)));
    assert!(matches!(Archive::open(Path::new(&server.address("nowhere"))), Err(Fault::Missing)));
    let mut other = server.client(path.split(['/', '?']).nth(3).unwrap());
    other.batch_execute("CREATE SCHEMA rasid; CREATE TABLE rasid.event (id INT)").unwrap();
    assert!(matches!(Archive::create(Path::new(&path)), Err(Fault::Foreign)));
    other.batch_execute("DROP TABLE rasid.event").unwrap();
    let mut archive = Archive::create(Path::new(&path)).unwrap();
    add(&mut archive, &examples());
    other.batch_execute("UPDATE rasid.archive SET version = 99").unwrap();
    assert!(matches!(Archive::open(Path::new(&path)), Err(Fault::Newer(99))));
    let secret = "postgres://who:s3cr3t@127.0.0.1:1/db";
    for address in [secret.to_owned(), format!("{secret}?sslmode=require"), format!("{secret}?no=such"), secret.replace(":1/", ":x/")] {
        let fault = Archive::open(Path::new(&address)).unwrap_err();
        assert!(matches!(fault, Fault::Unreachable(_) | Fault::Address(_)), "{fault:?}");
        assert!(!format!("{fault:?} {:?} {}", fault.details(), rasid_archive::shown(Path::new(&address))).contains("s3cr3t"), "{fault:?}");
    }
    assert!(!format!("{archive:?}").contains("rasid@"));
}

/// Questions in SQL: they read, however they are put; and one that takes too long is stopped.
#[test]
fn questions_only_read_and_end() {
    let Some(server) = server::server() else { return };
    let path = server.database();
    let mut archive = Archive::create(Path::new(&path)).unwrap();
    add(&mut archive, &examples());
    let before = archive.size().unwrap();
    let ask = |question: &str, limit: Duration| rasid_archive::ask(Path::new(&path), question, limit, |_| Ok::<(), Fault>(()));
    for question in [
        "DELETE FROM event",
        "SELECT 1; DELETE FROM event",
        "COMMIT; DELETE FROM event",
        "WITH gone AS (DELETE FROM event RETURNING id) SELECT * FROM gone",
        "SELECT query_to_xml('DELETE FROM rasid.event', true, true, '')",
        "SELECT set_config('transaction_read_only', 'off', false), query_to_xml('DELETE FROM rasid.event', true, true, '')",
        "SET default_transaction_read_only = off",
        "DROP TABLE event",
        "SELECT nothing FROM nowhere",
    ] {
        assert!(matches!(ask(question, Duration::from_secs(9)), Err(Fault::Store(_))), "{question}");
        assert_eq!(archive.size().unwrap(), before, "{question}");
    }
    let started = Instant::now();
    assert!(matches!(ask("SELECT pg_sleep(30)", Duration::from_millis(300)), Err(Fault::Slow)));
    assert!(started.elapsed() < Duration::from_secs(10));
}

/// Who may only read, reads; to write he has no right, and is told so.
#[test]
fn a_role_that_may_only_read_reads() {
    let Some(server) = server::server() else { return };
    let path = server.database();
    let mut archive = Archive::create(Path::new(&path)).unwrap();
    add(&mut archive, &examples());
    let mut other = server.client(path.split(['/', '?']).nth(3).unwrap());
    other
        .batch_execute(
            "CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA rasid TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA rasid TO reader;",
        )
        .unwrap();
    let path = path.replace("rasid@", "reader@");
    let mut reader = Archive::open(Path::new(&path)).unwrap();
    assert_eq!(reader.events(&all()).unwrap(), archive.events(&all()).unwrap());
    let query = Query { words: "الحكومة".to_owned(), ..Query::default() };
    let mut coder = Coder::new(knowledge());
    assert_eq!(reader.search(&mut coder, &query).unwrap(), archive.search(&mut coder, &query).unwrap());
    let name = archive.events(&all()).unwrap()[0].event["id"].as_str().unwrap().to_owned();
    assert!(matches!(reader.decide(Verb::Accept, &[decision(&name)]), Err(Fault::Store(_))));
    assert_eq!(archive.decisions(None).unwrap(), []);
}
