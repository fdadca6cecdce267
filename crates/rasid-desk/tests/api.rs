//! What the interface promises: answers in the published shapes, nothing to strangers, nothing broken by what is asked.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read files, and fail where they cannot")]
#![expect(clippy::too_many_lines, reason = "a test goes one way through the desk from its start to its end")]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use rasid::input::{Input, day};
use rasid::intensity::Intensities;
use rasid::model::Document;
use rasid::record::Recorder;
use rasid::{Coder, Knowledge};
use rasid_archive::{Archive, Filter, Prepared, Row, Tie};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::OnceLock;
use tempfile::TempDir;
use tower::ServiceExt as _;

/// The desk over the reports of `examples/`.
struct Desk {
    _folder: TempDir,
    router: Router,
}

fn reports() -> &'static [Prepared] {
    static REPORTS: OnceLock<Vec<Prepared>> = OnceLock::new();
    REPORTS.get_or_init(|| {
        let knowledge = Knowledge::builtin().unwrap();
        let mut coder = Coder::new(&knowledge);
        let recorder = Recorder::new(Intensities::builtin(), "k");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
        let lines = std::fs::read_to_string(folder.join("documents.jsonl")).unwrap();
        let mut inputs: Vec<Input> =
            lines.lines().enumerate().map(|(n, line)| Input::json("documents.jsonl", n, line.as_bytes()).unwrap()).collect();
        for name in ["protest-beirut.txt", "truce-libya.txt", "visit-jeddah.txt"] {
            let text = std::fs::read_to_string(folder.join(name)).unwrap();
            let outlet = Some("وكالة".to_owned());
            inputs.push(Input::new(Document { id: name.to_owned(), text, published: day("2020-08-22"), outlet, url: None }));
        }
        // Letters beyond the first plane before the event: code points and UTF-16 units part.
        let text = "🕊🕊 وقّع وزير الخارجية التركي اتفاقا مع نظيره الإيراني في أنقرة أمس.";
        inputs.push(Input::new(Document {
            id: "doves".to_owned(),
            text: text.to_owned(),
            published: day("2020-08-23"),
            outlet: None,
            url: None,
        }));
        let prepare = |input: &Input| {
            let coded = coder.code(&input.document);
            let record = recorder.record(input, &coded);
            rasid_archive::prepare(&mut coder, input, &record)
        };
        inputs.iter().map(prepare).collect()
    })
}

/// What is linked of two reports, as it is printed: act, plan, story, agreement, stance, naming.
fn bodies(one: &str, other: &str) -> [Value; 6] {
    let source = json!({ "document": one, "outlet": "وكالة", "published": "2020-08-22", "start": 0, "end": 5, "quote": "قصفت" });
    let party = json!({ "name": "Turkey", "id": "tur", "country": "TUR", "sector": null });
    let syria = json!({ "name": "Syria", "id": "syr", "country": "SYR", "sector": null });
    let act = json!({
        "id": "", "from": "2020-08-21", "to": "2020-08-21", "type": "ASSAULT", "mode": null, "quad": "MX", "intensity": -9.0, "goldstein": -9.0,
        "status": "actual", "claim": "claimed", "actor": [party], "recipient": [syria], "place": null, "counts": [], "reports": 2, "outlets": 2,
        "origins": 1, "story": "s1",
    });
    let plan = json!({
        "id": "", "from": "2030-01-01", "to": "2030-01-01", "type": "CONSULT", "actor": ["Turkey"], "recipient": [], "place": null, "outcome": "untold",
        "announced": [source], "told": [],
    });
    let story = json!({
        "id": "", "title": "عنوان", "titled_by": one, "language": "ar", "from": "2017-01-01", "to": "2023-01-01", "reports": 2, "outlets": 1, "texts": 1,
        "events": 1, "told_by": ["وكالة"], "silent": [], "documents": [one, other],
    });
    let step = json!({
        "from": "2020-08-21", "to": "2020-08-21", "status": "violation_alleged", "alleged_by": ["Turkey"], "alleged_of": [], "denied_by": ["Syria"],
        "reports": 1, "sources": [source],
    });
    let commitment =
        json!({ "who": ["Turkey"], "what": "AGREE", "due": ["2020-09-01", "2020-09-01"], "source": source, "later": [["held", source]] });
    let agreement = json!({
        "id": "", "name": "Sochi Agreement", "called": "اتفاق سوتشي", "registered": true, "kind": "ceasefire", "status": "in_force", "names": ["اتفاق سوتشي"], "parties": [[party, 1]],
        "mediators": [], "place": null, "history": [step], "commitments": [commitment], "marks": [],
    });
    let stand = json!({
        "actor": party, "toward": "Sochi Agreement", "day": "2020-08-22", "stance": "supports", "before": null, "changed": false, "reports": 1, "sources": [source],
    });
    let naming = json!({
        "actor": "tur", "name": "Turkey", "outlet": "وكالة", "designation": "أنقرة", "count": 2, "reports": 1, "share": 0.5, "first": "2020-08-22",
        "last": "2020-08-22", "sources": [source],
    });
    [act, plan, story, agreement, stand, naming]
}

/// Rows as linking keeps them: an act told by two reports of one wire, a plan, a story, an agreement, a stance, a naming.
fn link(archive: &mut Archive) {
    let (standing, _) = archive.standing().unwrap();
    let [one, other] = [&standing[0], &standing[1]];
    let events = |key: &str| archive.events(&Filter { report: Some(key.to_owned()), ..Filter::default() }).unwrap();
    let place = |key: &str| events(key)[0].event["id"].as_str().unwrap().split('.').nth(1).unwrap().to_owned();
    let tellings = vec![(one.number, vec![place(&one.key)]), (other.number, vec![place(&other.key)])];
    let [act, plan, story, agreement, stand, naming] = bodies(&one.key, &other.key);
    let row = |kind: &str, name: &str, body: &Value| Row {
        kind: kind.to_owned(),
        name: name.to_owned(),
        part: "s1".to_owned(),
        first: Some(if kind == "plan" { "2030-01-01" } else { "2020-08-21" }.to_owned()),
        last: Some("2030-01-01".to_owned()),
        label: match kind {
            "plan" => "untold",
            "naming" => body["designation"].as_str().unwrap(),
            _ => "supports",
        }
        .to_owned(),
        who: match kind {
            "agreement" => "registered",
            "act" => "TUR",
            _ => "tur",
        }
        .to_owned(),
        what: if kind == "act" { "SYR" } else { "Sochi Agreement" }.to_owned(),
        reports: 2,
        body: body.to_string(),
        tellings: if kind == "act" { tellings.clone() } else { Vec::new() },
    };
    let told = [row("act", "a1", &act), row("plan", "a1", &plan), row("story", "s1", &story)];
    let other_name = naming.to_string().replace("أنقرة", "تركيا");
    let second = row("naming", "n2", &serde_json::from_str(&other_name).unwrap());
    archive.keep_stories(&["s1"], &[], &told, &[]).unwrap();
    archive.keep_rows("agreement", &["s1".to_owned()], &[row("agreement", "p1", &agreement)]).unwrap();
    archive.keep_rows("position", &["s1".to_owned()], &[row("position", "o1", &stand)]).unwrap();
    archive.keep_rows("naming", &["s1".to_owned()], &[row("naming", "n1", &naming), second]).unwrap();
    let tie = |s: &rasid_archive::Standing| {
        let (event, story, wire) = ("e1".to_owned(), "s1".to_owned(), Some("w1".to_owned()));
        (s.number, Tie { coding: s.coding, day: s.day.clone(), part: one.number, event, story, wire })
    };
    archive.keep_ties(&[tie(one), tie(other)], &[], 0, "2020-09-01T00:00:00Z").unwrap();
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rasid.archive");
        let mut archive = Archive::create(&path).unwrap();
        let run = archive.run("2020-09-01T00:00:00Z", "e", "k").unwrap();
        archive.add(reports().iter().map(|r| (r, "path")), run, "2020-09-01T00:00:00Z").unwrap();
        link(&mut archive);
        Self { _folder: folder, router: rasid_desk::router(&path, rasid_desk::Place::default()).ok().unwrap() }
    }

    async fn send(&self, request: Request<Body>) -> (StatusCode, HeaderMap, Vec<u8>) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        (parts.status, parts.headers, to_bytes(body, usize::MAX).await.unwrap().to_vec())
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        let request = Request::get(path).header("host", "localhost:8600").body(Body::empty()).unwrap();
        let (status, _, body) = self.send(request).await;
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    async fn good(&self, path: &str) -> Value {
        let (status, value) = self.get(path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {value}");
        value
    }

    async fn post(&self, body: &Value) -> (StatusCode, Value) {
        let request = Request::post("/api/review").header("host", "localhost:8600").header("origin", "http://localhost:8600");
        let request = request.header("content-type", "application/json").header("x-rasid", "1");
        let (status, _, answer) = self.send(request.body(Body::from(body.to_string())).unwrap()).await;
        (status, serde_json::from_slice(&answer).unwrap_or(Value::Null))
    }

    /// The ids of events, in order.
    async fn ids(&self, query: &str) -> Vec<String> {
        let found = self.good(&format!("/api/events?limit=500&{query}")).await;
        found["events"].as_array().unwrap().iter().map(|e| e["event"]["id"].as_str().unwrap().to_owned()).collect()
    }
}

/// What in a value is not as a schema has it.
fn misfit(value: &Value, schema: &Value, all: &Value, place: &str) -> Option<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let found = all.pointer(name.trim_start_matches('#')).unwrap_or_else(|| panic!("{place}: no schema {name}"));
        return misfit(value, found, all, place);
    }
    if let Some(ways) = schema["anyOf"].as_array() {
        return ways.iter().all(|s| misfit(value, s, all, place).is_some()).then(|| format!("{place}: none of the ways"));
    }
    let is = |kind: &str| match kind {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    };
    let kinds: Vec<&str> = schema["type"].as_str().map(|k| vec![k]).unwrap_or_default();
    let kinds = if kinds.is_empty() { schema["type"].as_array().into_iter().flatten().filter_map(Value::as_str).collect() } else { kinds };
    if !kinds.is_empty() && !kinds.iter().any(|k| is(k)) {
        return Some(format!("{place}: {value} is not {kinds:?}"));
    }
    if let Some(fields) = value.as_object() {
        let missing =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).find(|name| !fields.contains_key(*name));
        if let Some(name) = missing {
            return Some(format!("{place}: without {name}"));
        }
        return fields.iter().find_map(|(name, field)| misfit(field, &schema["properties"][name], all, &format!("{place}.{name}")));
    }
    value.as_array()?.iter().enumerate().find_map(|(n, item)| misfit(item, &schema["items"], all, &format!("{place}[{n}]")))
}

#[tokio::test]
async fn every_route_answers_as_the_document_says() {
    let desk = Desk::new();
    let document = desk.good("/api/openapi.json").await;
    assert_eq!(document["openapi"], "3.1.0");
    let id = desk.ids("").await.remove(0);
    let key = id.split('.').next().unwrap();
    // Something decided, so that no list is empty.
    assert_eq!(desk.post(&json!({ "verb": "accept", "events": [id], "by": "ليلى", "reason": "audit" })).await.0, StatusCode::OK);
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() >= 16, "{}", paths.len());
    for (path, operations) in paths {
        let Some(get) = operations.get("get").filter(|g| g["responses"]["200"]["content"].is_object()) else { continue };
        let asked = path.replace("documents/{id}", &format!("documents/{key}"));
        let asked = ["acts/a1", "stories/s1", "agreements/p1"].iter().fold(asked, |asked, name| {
            let (kind, _) = name.split_once('/').unwrap();
            asked.replace(&format!("{kind}/{{id}}"), name)
        });
        let asked = asked.replace("{id}", &id);
        let asked = match path.as_str() {
            "/api/search" => format!("{asked}?q=%D9%88%D9%82%D9%81"),
            "/api/count" => format!("{asked}?by=type,actor"),
            _ => asked,
        };
        if path == "/api/accounts" {
            // Here nobody has one.
            assert_eq!(desk.get(path).await.0, StatusCode::NOT_FOUND);
            continue;
        }
        let answer = desk.good(&asked).await;
        let schema = &get["responses"]["200"]["content"]["application/json"]["schema"];
        assert_eq!(misfit(&answer, schema, &document, path), None);
        // Every parameter that is told is known, and no other.
        for parameter in get["parameters"].as_array().unwrap().iter().filter(|p| p["in"] == "query") {
            let asked = format!("{path}?{}=", parameter["name"].as_str().unwrap()).replace("{id}", &id);
            assert_eq!(desk.get(&asked).await.0, StatusCode::OK, "{asked}");
        }
        if !["/api/openapi.json", "/api/session"].contains(&path.as_str()) {
            let (status, refusal) = desk.get(&format!("{asked}{}nonsense=1", if asked.contains('?') { '&' } else { '?' })).await;
            assert_eq!((status, refusal["error"].as_str()), (StatusCode::BAD_REQUEST, Some("desk_unknown")), "{path}");
        }
    }
    assert_eq!(desk.get("/api/nothing").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_reports_tell_together_leads_to_their_sentences() {
    let desk = Desk::new();
    let act = desk.good("/api/acts/a1").await;
    // The second report copies the first: one telling, with the copy folded into it.
    let versions = act["versions"].as_array().unwrap();
    assert_eq!((versions.len(), versions[0]["copies"].as_array().unwrap().len()), (1, 1));
    let id = versions[0]["event"]["id"].as_str().unwrap();
    assert_eq!(desk.good(&format!("/api/events/{id}")).await["act"]["id"], "a1");
    let key = id.split('.').next().unwrap();
    assert_eq!(desk.good(&format!("/api/documents/{key}")).await["tie"]["story"], "s1");
    let found = |rows: &Value| rows["rows"].as_array().unwrap().len();
    for (asked, count) in [
        ("acts?story=s1", 1),
        ("acts?story=s2", 0),
        ("acts?q=Turkey", 1),
        ("agreements?q=%D8%B3%D9%88%D8%AA%D8%B4%D9%8A", 1),
        ("agreements?from=2031-01-01", 0),
        ("positions?stance=rejects", 0),
        ("positions?actor=tur", 1),
        ("stories?least=3", 0),
        ("namings?actor=tur", 2),
        ("namings", 0),
        ("calendar", 1),
        ("calendar?outcome=ahead", 1),
        ("calendar?vague=1&to=2029-12-31", 0),
        ("calendar?outcome=untold", 0),
        ("calendar?outcome=held", 0),
    ] {
        assert_eq!(found(&desk.good(&format!("/api/{asked}")).await), count, "{asked}");
    }
    let positions = desk.good("/api/positions").await;
    assert_eq!(positions["cells"][0]["told"][0]["stance"], "supports");
    assert_eq!(desk.good("/api/namings").await["actors"][0]["designations"], 2);
    // Whoever published on its days and did not tell it.
    let silent = desk.good("/api/stories/s1").await["silent"].clone();
    assert!(silent.as_array().unwrap().iter().all(|o| o != "وكالة") && !silent.as_array().unwrap().is_empty());
    assert_eq!(desk.good("/api/linking").await["linked"], 2);
    assert_eq!(desk.good("/api/names").await, json!({ "Sochi Agreement": "اتفاق سوتشي", "Turkey": "أنقرة" }));
    assert_eq!(desk.get("/api/agreements/none").await.0, StatusCode::NOT_FOUND);
    assert_eq!(desk.get("/api/calendar?outcome=perhaps").await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_month_is_drafted_and_two_countries_are_followed() {
    let desk = Desk::new();
    let august = desk.good("/api/digest?month=2020-08").await;
    assert!(august["months"].as_array().unwrap().iter().any(|m| m["month"] == "2020-08"), "{august}");
    let told = &august["draft"]["developments"][0];
    // The act with the sentence of its first report, not of all.
    assert_eq!((&told["id"], &told["claim"]), (&json!("a1"), &json!("claimed")));
    assert!(!told["versions"][0]["quote"].as_str().unwrap().is_empty(), "{told}");
    assert_eq!(august["draft"]["violations"][0][1]["denied_by"], json!(["Syria"]));
    assert_eq!(desk.good("/api/digest?month=2020-07").await["draft"]["developments"], json!([]));
    assert_eq!(desk.good("/api/digest?month=2020-08&country=lby").await["draft"]["developments"], json!([]));
    assert_eq!(desk.good("/api/digest?month=2020-08&country=syr").await["draft"]["developments"].as_array().unwrap().len(), 1);
    for wrong in ["month=2020-13", "month=2020", "country=Libya", "month=2020-08&lang=fr"] {
        let path = if wrong.contains("lang") { "/api/export/digest.md" } else { "/api/digest" };
        assert_eq!(desk.get(&format!("{path}?{wrong}")).await.0, StatusCode::BAD_REQUEST, "{wrong}");
    }
    for (file, kind, words) in [
        ("digest.md?month=2020-08", "text/markdown", "Unreviewed draft"),
        ("digest.html?month=2020-08&lang=ar", "text/html", "dir=\"rtl\""),
    ] {
        let request = Request::get(format!("/api/export/{file}")).header("host", "localhost:8600").body(Body::empty()).unwrap();
        let (status, headers, body) = desk.send(request).await;
        let text = String::from_utf8(body).unwrap();
        assert!(status == StatusCode::OK && text.contains(words), "{file}: {text}");
        assert!(headers["content-type"].to_str().unwrap().starts_with(kind) && headers.contains_key("content-disposition"));
    }
    let series = desk.good("/api/series?actor=SYR&recipient=tur&by=month").await;
    let points = series["points"].as_array().unwrap();
    assert_eq!(points.len(), 1);
    assert_eq!((&points[0]["source"], &points[0]["period"], &points[0]["events"]), (&json!("TUR"), &json!("2020-08-01"), &json!(1)));
    assert_eq!((&points[0]["contested"], &points[0]["gap"]), (&json!(1), &json!(false)));
    assert_eq!(desk.good("/api/series?actor=SYR&recipient=LBY").await["points"], json!([]));
    assert_eq!(desk.get("/api/series?actor=SYR&recipient=LBY&by=hour").await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_is_listed_can_be_taken_away_kept_and_followed() {
    let desk = Desk::new();
    let file = async |path: &str| {
        let request = Request::get(path).header("host", "localhost:8600").body(Body::empty()).unwrap();
        let (status, headers, body) = desk.send(request).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        (headers, String::from_utf8(body).unwrap())
    };
    let all = desk.ids("type=ASSAULT").await;
    let (headers, csv) = file("/api/export/events.csv?type=ASSAULT").await;
    assert!(headers["content-disposition"].to_str().unwrap().contains("rasid-events.csv"));
    assert_eq!(csv.lines().count(), all.len() + 1);
    let (_, geo) = file("/api/export/events.geojson?type=ASSAULT").await;
    assert_eq!(serde_json::from_str::<Value>(&geo).unwrap()["features"].as_array().unwrap().len(), all.len());
    assert_eq!(desk.post(&json!({ "verb": "accept", "events": [all[0]], "by": "m", "reason": "=1+1" })).await.0, StatusCode::OK);
    let lists = [
        "acts",
        "agreements",
        "positions",
        "namings",
        "stories",
        "calendar",
        "overview",
        "network",
        "places",
        "runs",
        "quality",
        "log",
        "agreement",
    ];
    for list in lists {
        let asked = if list == "namings" { "?actor=tur" } else { "" };
        let (_, lines) = file(&format!("/api/export/{list}.jsonl{asked}")).await;
        assert!(lines.lines().count() > 0 && lines.lines().all(|l| serde_json::from_str::<Value>(l).is_ok()), "{list}: {lines}");
        let (_, csv) = file(&format!("/api/export/{list}.csv{asked}")).await;
        assert_eq!(csv.lines().count(), lines.lines().count() + 1, "{list}");
    }
    for wrong in ["events.exe", "notes.csv", "events", "acts.geojson"] {
        assert_eq!(desk.get(&format!("/api/export/{wrong}")).await.0, StatusCode::BAD_REQUEST, "{wrong}");
    }
    assert_eq!(desk.get("/api/export/events.csv?nonsense=1").await.0, StatusCode::BAD_REQUEST);
    let (headers, feed) = file("/api/feed.atom?type=ASSAULT&title=%3Cb%3E").await;
    assert!(headers["content-type"].to_str().unwrap().starts_with("application/atom+xml"));
    assert_eq!(feed.matches("<entry>").count(), all.len().min(50));
    assert!(feed.contains("<title>&lt;b&gt;</title>") && all.iter().all(|id| feed.contains(&format!("http://localhost:8600/event/{id}"))));

    let keep = async |body: Value| {
        let request =
            Request::post("/api/saved").header("host", "localhost:8600").header("content-type", "application/json").header("x-rasid", "1");
        desk.send(request.body(Body::from(body.to_string())).unwrap()).await.0
    };
    let question = json!({ "name": "خروق", "address": "/events?type=ACCUSE", "by": "ليلى" });
    assert_eq!(keep(question.clone()).await, StatusCode::OK);
    assert_eq!(keep(json!({ "name": "خروق الهدنة", "address": "/events?type=ACCUSE", "by": "ليلى" })).await, StatusCode::OK);
    let saved = desk.good("/api/saved").await["saved"].clone();
    assert_eq!((saved.as_array().unwrap().len(), &saved[0]["name"]), (1, &json!("خروق الهدنة")));
    for wrong in [
        json!({ "name": "", "address": "/", "by": "m" }),
        json!({ "name": "n", "address": "https://e.example", "by": "m" }),
        json!({ "name": "n", "address": "//e.example", "by": "m" }),
        json!({}),
    ] {
        assert_eq!(keep(wrong.clone()).await, StatusCode::BAD_REQUEST, "{wrong}");
    }
    assert_eq!(keep(json!({ "forget": saved[0]["number"] })).await, StatusCode::OK);
    assert_eq!(desk.good("/api/saved").await["saved"], json!([]));
}

#[tokio::test]
async fn what_was_told_blind_is_compared_with_the_machine() {
    let desk = Desk::new();
    let all = desk.ids("").await;
    let decide = |n: usize, verb: &str, reason: &str| json!({ "verb": verb, "events": [all[n]], "by": "ليلى", "reason": reason });
    let told = [
        (0, "accept", "audit: blind-same"),
        (1, "reject", "audit: blind-same: wrong-actor"),
        (2, "reject", "audit: blind-other: not-an-event"),
        (3, "accept", "audit"),
        (4, "accept", "blind-same"),
    ];
    assert_eq!(desk.good("/api/quality").await["agreement"], Value::Null);
    for (n, verb, reason) in told {
        assert_eq!(desk.post(&decide(n, verb, reason)).await.0, StatusCode::OK);
    }
    // Two of three were told as the machine read them; what was not drawn by lot says nothing.
    assert_eq!(desk.good("/api/quality").await["agreement"], json!({ "of": 3, "share": 0.667, "low": 0.208, "high": 0.939 }));
}

#[tokio::test]
async fn people_who_judge_the_same_events_are_compared() {
    let desk = Desk::new();
    let all = desk.ids("").await;
    assert_eq!(desk.good("/api/agreement").await["rows"], json!([]));
    let kind = async |n: usize| desk.good(&format!("/api/events/{}", all[n])).await["event"]["type"].as_str().unwrap().to_owned();
    let other = async |n: usize| if kind(n).await == "AID" { "CONSULT" } else { "AID" };
    let tell = async |n: usize, by: &str, kind: &str| {
        let value = json!({ "type": kind }).to_string();
        desk.post(&json!({ "verb": "tell", "events": [all[n]], "by": by, "value": value })).await.0
    };
    let before = desk.good(&format!("/api/events/{}", all[0])).await;
    for n in 0..4 {
        assert_eq!(tell(n, "ليلى", &kind(n).await).await, StatusCode::OK);
    }
    assert_eq!(desk.good("/api/second?by=%D9%84%D9%8A%D9%84%D9%89").await["total"], 0);
    let left = desk.good("/api/second?by=m").await;
    assert_eq!((&left["total"], &left["events"]), (&json!(4), &json!(all[..4])));
    for n in 0..3 {
        assert_eq!(tell(n, "m", &kind(n).await).await, StatusCode::OK);
    }
    assert_eq!(tell(3, "m", other(3).await).await, StatusCode::OK);
    assert_eq!(tell(4, "m", "DANCE").await, StatusCode::BAD_REQUEST);
    assert_eq!(tell(4, "m", "none").await, StatusCode::OK);
    // It decides nothing.
    let after = desk.good(&format!("/api/events/{}", all[0])).await;
    assert_eq!((&after["event"], &after["review_status"]), (&before["event"], &json!("proposed")));
    assert_eq!(after["decisions"].as_array().unwrap().len(), 2);
    assert_eq!(desk.post(&json!({ "verb": "accept", "events": [all[3]], "by": "n" })).await.0, StatusCode::OK);
    let rows = desk.good("/api/agreement").await["rows"].clone();
    let row = |by: Option<&str>, blind: bool, field: &str| {
        let found = rows.as_array().unwrap().iter().find(|r| r["by"] == json!(by) && r["blind"] == blind && r["field"] == field);
        found.cloned().unwrap_or_default()
    };
    let people = row(None, true, "type");
    assert_eq!(
        (&people["people"], &people["items"], &people["judgements"], &people["agreement"], &people["few"]),
        (&json!(2), &json!(4), &json!(8), &json!(0.75), &json!(true))
    );
    assert!(people["alpha_low"].as_f64() <= people["alpha"].as_f64() && people["agreement_low"].as_f64() < Some(0.75));
    assert_eq!(row(None, false, "type")["judgements"], 9);
    assert_eq!((&row(Some("m"), true, "type")["agreement"], &row(Some("m"), true, "verdict")["agreement"]), (&json!(0.75), &json!(0.8)));
    assert_eq!((&row(Some("n"), false, "actor")["agreement"], &row(Some("n"), true, "actor")), (&json!(1.0), &Value::Null));
    assert_eq!(desk.good("/api/agreement?by=m&blind=1").await["rows"].as_array().unwrap().iter().filter(|r| r["by"] == "m").count(), 2);
    let request = Request::get("/api/export/agreement.csv").header("host", "localhost:8600").body(Body::empty()).unwrap();
    let (status, _, csv) = desk.send(request).await;
    assert_eq!((status, String::from_utf8(csv).unwrap().lines().count()), (StatusCode::OK, rows.as_array().unwrap().len() + 1));
}

#[tokio::test]
async fn an_answer_that_a_browser_has_is_not_sent_again() {
    let desk = Desk::new();
    let ask = async |name: &str, value: &str| {
        let request = Request::get("/api/events?limit=20").header("host", "localhost").header(name, value);
        let (status, headers, body) = desk.send(request.body(Body::empty()).unwrap()).await;
        (
            status,
            headers.get("etag").map(|t| t.to_str().unwrap().to_owned()).unwrap_or_default(),
            headers.contains_key("content-encoding"),
            body.len(),
        )
    };
    let (status, tag, pressed, whole) = ask("accept-encoding", "identity").await;
    assert!(status == StatusCode::OK && !pressed && tag.starts_with("W/"));
    let (_, same, pressed, small) = ask("accept-encoding", "br, gzip").await;
    assert!(same == tag && pressed && small * 2 < whole, "{small} {whole}");
    assert_eq!(ask("if-none-match", &tag).await, (StatusCode::NOT_MODIFIED, tag.clone(), false, 0));
    // What was decided is another answer.
    let id = desk.ids("").await.remove(0);
    assert_eq!(desk.post(&json!({ "verb": "accept", "events": [id], "by": "m" })).await.0, StatusCode::OK);
    let (status, new, ..) = ask("if-none-match", &tag).await;
    assert!(status == StatusCode::OK && new != tag);
}

/// What others take in is told within the time that is promised, and nobody who reads waits for it.
#[tokio::test]
async fn what_another_program_stores_is_told_soon() {
    let desk = Desk::new();
    let before = desk.good("/api/archive").await["events"].as_u64().unwrap();
    let all = desk.ids("").await;
    let mut other = Archive::open(&desk._folder.path().join("rasid.archive")).unwrap();
    let at = other.now().unwrap();
    other
        .decide(
            rasid_archive::Verb::Reject,
            &[rasid_archive::Decision { at, who: "m".to_owned(), event: all[0].clone(), ..Default::default() }],
        )
        .unwrap();
    let started = std::time::Instant::now();
    while desk.ids("").await.len() == all.len() {
        assert!(started.elapsed().as_secs() < 10);
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert!(before > 0);
}

#[tokio::test]
async fn where_there_are_accounts_each_may_what_his_role_may() {
    use rasid_desk::accounts::{Role, beside, put};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rasid.archive");
    let mut archive = Archive::create(&path).unwrap();
    let run = archive.run("2020-09-01T00:00:00Z", "e", "k").unwrap();
    archive.add(reports().iter().map(|r| (r, "path")), run, "2020-09-01T00:00:00Z").unwrap();
    let people = [("ناظر", Role::Viewer), ("ليلى", Role::Coder), ("سامي", Role::Coder), ("حكم", Role::Adjudicator), ("مدير", Role::Admin)];
    for (name, role) in people {
        put(&beside(&path), name, role, &format!("كلمة سر {name} الطويلة")).ok().unwrap();
    }
    let place = rasid_desk::Place { hosts: vec!["desk.example".to_owned()], https: true };
    let desk = Desk { _folder: folder, router: rasid_desk::router(&path, place).ok().unwrap() };
    let send = async |method: &str, path: &str, session: &str, body: Value| {
        let request = Request::builder().method(method).uri(path).header("host", "desk.example").header("origin", "https://desk.example");
        let request =
            request.header("content-type", "application/json").header("x-rasid", "1").header("cookie", format!("a=b; rasid={session}"));
        let (status, headers, body) = desk.send(request.body(Body::from(body.to_string())).unwrap()).await;
        (status, headers, serde_json::from_slice::<Value>(&body).unwrap_or_default())
    };
    for path in ["/api/archive", "/api/events", "/api/export/events.csv", "/api/feed.atom", "/api/accounts", "/api/nothing"] {
        assert_eq!(send("GET", path, "", Value::Null).await.0, StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(send("GET", path, "guessed", Value::Null).await.0, StatusCode::UNAUTHORIZED, "{path}");
    }
    assert_eq!(send("GET", "/", "", Value::Null).await.0, StatusCode::OK);
    assert_eq!(send("GET", "/api/session", "", Value::Null).await.2, json!({ "accounts": true, "name": null, "role": null }));
    let wrong = json!({ "name": "ليلى", "password": "كلمة سر سامي الطويلة" });
    assert_eq!(send("POST", "/api/session", "", wrong).await.0, StatusCode::FORBIDDEN);
    let enter = async |name: &str| {
        let sent = json!({ "name": name, "password": format!("كلمة سر {name} الطويلة") });
        let (status, headers, _) = send("POST", "/api/session", "", sent).await;
        assert_eq!(status, StatusCode::OK);
        let cookie = headers["set-cookie"].to_str().unwrap().to_owned();
        assert!(["HttpOnly", "SameSite=Strict", "Secure", "Path=/"].iter().all(|part| cookie.contains(part)), "{cookie}");
        cookie.split(['=', ';']).nth(1).unwrap().to_owned()
    };
    let [viewer, coder, other] = [enter("ناظر").await, enter("ليلى").await, enter("سامي").await];
    let [judge, admin] = [enter("حكم").await, enter("مدير").await];
    let events = send("GET", "/api/events", &viewer, Value::Null).await.2;
    let id = events["events"][0]["event"]["id"].as_str().unwrap().to_owned();
    let decide = json!({ "verb": "accept", "events": [id], "by": "somebody else" });
    assert_eq!(send("POST", "/api/review", &viewer, decide.clone()).await.0, StatusCode::FORBIDDEN);
    assert_eq!(send("POST", "/api/review", "", decide.clone()).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(send("POST", "/api/review", &coder, decide.clone()).await.0, StatusCode::OK);
    // Decisions bear the name of who is there, whatever was sent; what one coder decided another does not overrule.
    assert_eq!(send("GET", "/api/log", &viewer, Value::Null).await.2["decisions"][0]["by"], "ليلى");
    let reject = json!({ "verb": "reject", "events": [id], "by": "ليلى", "reason": "not-an-event" });
    let (status, _, refusal) = send("POST", "/api/review", &other, reject.clone()).await;
    assert_eq!((status, refusal["error"].as_str()), (StatusCode::FORBIDDEN, Some("desk_role")));
    assert_eq!(send("POST", "/api/review", &judge, reject).await.0, StatusCode::OK);
    // What is told blind decides nothing, and is not refused though another decided.
    let tell = json!({ "verb": "tell", "events": [id], "by": "ليلى", "value": "{\"type\":\"none\"}" });
    assert_eq!(send("POST", "/api/review", &other, tell.clone()).await.0, StatusCode::OK);
    assert_eq!(send("POST", "/api/review", &viewer, tell).await.0, StatusCode::FORBIDDEN);
    assert_eq!(send("GET", "/api/accounts", &admin, Value::Null).await.2["accounts"].as_array().unwrap().len(), 5);

    // W1: every route that is told of × nobody and the four roles; what is not told of is refused to all.
    let document = send("GET", "/api/openapi.json", "", Value::Null).await.2;
    let ranks = ["anybody", "viewer", "coder", "adjudicator", "admin"];
    let sessions = ["", &viewer, &coder, &judge, &admin];
    let mut tried = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let least = ranks.iter().position(|r| operation["x-role"] == **r).unwrap_or_else(|| panic!("{method} {path}: no role"));
            // Coming and going would end the sessions that are tried.
            if path == "/api/session" && method != "get" {
                assert_eq!(least, 0);
                continue;
            }
            for (rank, session) in sessions.iter().enumerate() {
                let asked = path.replace("{id}", &id).replace("{file}", "events.csv");
                let (status, _, refusal) = send(&method.to_uppercase(), &asked, session, json!({ "nonsense": 1 })).await;
                let expected = match rank {
                    _ if rank >= least => None,
                    0 => Some((StatusCode::UNAUTHORIZED, "desk_login")),
                    _ => Some((StatusCode::FORBIDDEN, "desk_role")),
                };
                let refused = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&status);
                let told = refused.then(|| (status, refusal["error"].as_str().unwrap_or("")));
                assert_eq!(told, expected, "{method} {path} as {}", ranks[rank]);
                tried += 1;
            }
        }
    }
    assert!(tried >= 5 * 30, "{tried}");
    for (method, path) in
        [("PUT", "/api/accounts"), ("DELETE", "/api/review"), ("POST", "/api/events"), ("GET", "/api/review"), ("GET", "/api/secret")]
    {
        for session in [&viewer, &admin] {
            assert_eq!(send(method, path, session, Value::Null).await.0, StatusCode::NOT_FOUND, "{method} {path}");
        }
        assert_eq!(send(method, path, "", Value::Null).await.0, StatusCode::UNAUTHORIZED, "{method} {path}");
    }

    // An admin changes accounts on the page: at once, with a line for each change.
    let change = async |session: &str, body: Value| send("POST", "/api/accounts", session, body).await;
    let new = json!({ "do": "add", "name": "نادية", "role": "viewer", "password": "كلمة سر نادية الطويلة" });
    assert_eq!(change(&judge, new.clone()).await.0, StatusCode::FORBIDDEN);
    assert_eq!(change(&admin, new.clone()).await.0, StatusCode::OK);
    for (wrong, status, name) in [
        (new, StatusCode::CONFLICT, "account_known"),
        (json!({ "do": "lock", "name": "مدير" }), StatusCode::CONFLICT, "account_last"),
        (json!({ "do": "lock", "name": "لا أحد" }), StatusCode::NOT_FOUND, "account_unknown"),
        (json!({ "do": "password", "name": "نادية", "password": "قصيرة" }), StatusCode::BAD_REQUEST, "account_short"),
        (json!({ "do": "role", "name": "نادية" }), StatusCode::BAD_REQUEST, "account_less"),
        (json!({ "do": "burn", "name": "نادية" }), StatusCode::BAD_REQUEST, "desk_json"),
        (json!({ "do": "lock", "name": "نادية", "more": 1 }), StatusCode::BAD_REQUEST, "desk_json"),
    ] {
        let (given, _, refusal) = change(&admin, wrong.clone()).await;
        assert_eq!((given, refusal["error"].as_str()), (status, Some(name)), "{wrong}");
    }
    let newcomer = enter("نادية").await;
    assert_eq!(send("GET", "/api/archive", &newcomer, Value::Null).await.0, StatusCode::OK);
    assert_eq!(change(&admin, json!({ "do": "role", "name": "ناظر", "role": "coder" })).await.0, StatusCode::OK);
    assert_eq!(send("GET", "/api/session", &viewer, Value::Null).await.2["role"], "coder");
    assert_eq!(change(&admin, json!({ "do": "lock", "name": "نادية" })).await.0, StatusCode::OK);
    assert_eq!(send("GET", "/api/archive", &newcomer, Value::Null).await.0, StatusCode::UNAUTHORIZED);
    let told = send("GET", "/api/accounts", &admin, Value::Null).await.2;
    let lines: Vec<&str> = told["changes"].as_array().unwrap().iter().map(|l| l["do"].as_str().unwrap()).collect();
    assert_eq!((lines, &told["changes"][0]["by"]), (vec!["lock", "role", "add"], &json!("مدير")));
    assert_eq!(misfit(&told, &document["components"]["schemas"]["Accounts"], &document, "accounts"), None);
    assert!(!told.to_string().contains("argon2"));
    assert_eq!(send("DELETE", "/api/session", &admin, Value::Null).await.0, StatusCode::OK);
    assert_eq!(send("GET", "/api/accounts", &admin, Value::Null).await.0, StatusCode::UNAUTHORIZED);
    // Another site's page can send nothing, though the browser would send the cookie.
    let request = Request::post("/api/review").header("host", "desk.example").header("origin", "https://evil.example");
    let request = request.header("content-type", "application/json").header("x-rasid", "1").header("cookie", format!("rasid={coder}"));
    assert_eq!(desk.send(request.body(Body::from(decide.to_string())).unwrap()).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn spans_are_code_points_of_the_text() {
    let desk = Desk::new();
    let mut seen = 0;
    for report in reports().iter().enumerate().map(|(n, _)| n) {
        let ids = desk.ids("").await;
        let Some(id) = ids.get(report * 3) else { continue };
        let document = desk.good(&format!("/api/documents/{}", id.split('.').next().unwrap())).await;
        let letters: Vec<char> = document["text"].as_str().unwrap().chars().collect();
        for found in document["events"].as_array().unwrap() {
            let event = &found["event"];
            let spans = [&event["trigger"], &event["evidence"], &event["place"]].into_iter().filter(|s| s.is_object());
            let people = ["actor", "recipient", "said_by", "denied_by"].into_iter().flat_map(|role| event[role].as_array().unwrap());
            for span in spans.chain(people) {
                let at = |edge: &str| usize::try_from(span[edge].as_u64().unwrap()).unwrap();
                assert_eq!(span["text"].as_str().unwrap(), letters[at("start")..at("end")].iter().collect::<String>());
                seen += 1;
            }
        }
        let event = desk.good(&format!("/api/events/{id}")).await;
        let start = usize::try_from(event["passage"]["start"].as_u64().unwrap()).unwrap();
        let passage = event["passage"]["text"].as_str().unwrap();
        assert_eq!(passage, letters[start..start + passage.chars().count()].iter().collect::<String>());
        assert!(passage.contains(event["event"]["evidence"]["text"].as_str().unwrap()));
    }
    assert!(seen > 50, "{seen}");
}

#[tokio::test]
async fn filters_pages_and_counts_agree() {
    let desk = Desk::new();
    let all = desk.ids("").await;
    let totals = desk.good("/api/events").await["totals"].clone();
    assert_eq!(totals["mentions"], json!(all.len()));
    let mut paged = Vec::new();
    for offset in (0..all.len()).step_by(7) {
        let page = desk.good(&format!("/api/events?limit=7&offset={offset}")).await;
        paged.extend(page["events"].as_array().unwrap().iter().map(|e| e["event"]["id"].as_str().unwrap().to_owned()));
    }
    assert_eq!(paged, all);
    for order in ["newest", "uncertain", "important", "random"] {
        let mut ordered = desk.ids(&format!("order={order}")).await;
        assert_ne!(ordered, all, "{order}");
        ordered.sort();
        let mut sorted = all.clone();
        sorted.sort();
        assert_eq!(ordered, sorted, "{order}");
    }
    for side in ["type", "status", "actor", "place"] {
        let groups = desk.good(&format!("/api/count?by={side}")).await;
        for group in groups["groups"].as_array().unwrap() {
            let Some(value) = group[side].as_str() else { continue };
            let found = desk.ids(&format!("{side}={}", value.replace(' ', "%20"))).await;
            assert!(!found.is_empty(), "{side}={value}");
            // An act of several parties is told once for each of them.
            assert_eq!(json!(found.len()), group["mentions"], "{side}={value}");
        }
    }
    let overview = desk.good("/api/overview?from=2000-01-01").await;
    let sum: u64 = overview["groups"].as_array().unwrap().iter().map(|g| g["mentions"].as_u64().unwrap()).sum();
    assert_eq!(json!(sum), overview["totals"]["mentions"]);
    let key = all[0].split('.').next().unwrap();
    assert!(desk.ids(&format!("report={key}")).await.iter().all(|id| id.starts_with(key)));
    assert_eq!(desk.ids(&format!("id={},{}", all[0], all[1])).await.len(), 2);
}

#[tokio::test]
async fn words_are_found_whatever_their_form() {
    let desk = Desk::new();
    let found = desk.good("/api/search?q=%D8%A7%D8%AA%D9%81%D8%A7%D9%82&limit=5").await;
    let reports = found["reports"].as_array().unwrap();
    assert!(!reports.is_empty());
    for report in reports {
        let document = desk.good(&format!("/api/documents/{}", report["key"].as_str().unwrap())).await;
        let letters: Vec<char> = document["text"].as_str().unwrap().chars().collect();
        for mark in report["marks"].as_array().unwrap() {
            let at = |n: usize| usize::try_from(mark[n].as_u64().unwrap()).unwrap();
            assert!(letters[at(0)..at(1)].iter().collect::<String>().contains("تفاق"));
        }
    }
    assert_eq!(desk.good("/api/search?q=").await["reports"], json!([]));
}

#[tokio::test]
async fn a_decision_is_written_shown_and_taken_back() {
    let desk = Desk::new();
    let all = desk.ids("").await;
    let before = desk.good(&format!("/api/events/{}", all[0])).await;
    let by = "ليلى";
    let done = |answer: (StatusCode, Value)| assert_eq!(answer.0, StatusCode::OK, "{}", answer.1);
    done(desk.post(&json!({ "verb": "correct", "events": [all[0]], "by": by, "field": "status", "value": "alleged" })).await);
    let after = desk.good(&format!("/api/events/{}", all[0])).await;
    assert_eq!((&after["event"]["status"], &after["review_status"]), (&json!("alleged"), &json!("corrected")));
    assert_eq!(after["decisions"][0]["by"], by);
    done(desk.post(&json!({ "verb": "undo", "events": [all[0]], "by": by })).await);
    assert_eq!(desk.good(&format!("/api/events/{}", all[0])).await["event"], before["event"]);

    // Every field by words of the text: a place without degrees lies where other reports have it.
    let placed = desk.good("/api/events?limit=500").await["events"]
        .as_array()
        .unwrap()
        .iter()
        .find(|e| e["event"]["place"]["lat"].is_number())
        .unwrap()
        .clone();
    let (id, place) = (&placed["event"]["id"], &placed["event"]["place"]);
    let words = place["text"].as_str().unwrap();
    let correct = |field: &str, value: &str| json!({ "verb": "correct", "events": [id], "by": by, "field": field, "value": value });
    let now = async |part: &str| desk.good(&format!("/api/events/{}", id.as_str().unwrap())).await["event"][part].clone();
    done(desk.post(&correct("place", "-")).await);
    assert_eq!(now("place").await, Value::Null);
    done(desk.post(&correct("place", &format!("{words}|Elsewhere|TUN|36.8|10.2"))).await);
    assert_eq!((&now("place").await["name"], &now("place").await["lat"]), (&json!("Elsewhere"), &json!(36.8)));
    done(desk.post(&correct("place", words)).await);
    assert_eq!((&now("place").await["text"], now("place").await["lat"].is_number()), (&json!(words), true));
    done(desk.post(&correct("said_by", &format!("{words}|||"))).await);
    assert_eq!(now("said_by").await[0]["text"], json!(words));
    for (field, wrong) in [
        ("place", "not in the text"),
        ("place", &*format!("{words}|x|LBY|95|0")),
        ("place", &format!("{words}|x|Libya")),
        ("denied_by", "not in the text"),
    ] {
        assert_eq!(desk.post(&correct(field, wrong)).await.0, StatusCode::BAD_REQUEST, "{field} {wrong}");
    }
    done(desk.post(&json!({ "verb": "undo", "events": [id], "by": by })).await);
    assert_eq!((now("place").await, now("said_by").await), (place.clone(), placed["event"]["said_by"].clone()));
    let logged = 6 + 5;

    done(desk.post(&json!({ "verb": "reject", "events": [all[1], all[2]], "by": by, "reason": "audit: not-an-event" })).await);
    done(desk.post(&json!({ "verb": "accept", "events": [all[3]], "by": by, "reason": "audit" })).await);
    done(desk.post(&json!({ "verb": "merge", "events": [all[4]], "by": by, "into": all[3] })).await);
    let standing = desk.ids("").await;
    assert_eq!(standing.len(), all.len() - 3);
    assert_eq!(desk.ids("review=rejected").await.len(), 2);
    assert_eq!(desk.ids("all=1").await.len(), all.len());
    assert_eq!(desk.ids("review=proposed").await.len(), all.len() - 4);
    let log = desk.good("/api/log?limit=2").await;
    assert_eq!((&log["total"], &log["decisions"][0]["verb"]), (&json!(logged), &json!("merge")));
    let types = desk.good("/api/quality").await["types"].clone();
    let drawn = |verdict: &str| types.as_array().unwrap().iter().map(|t| t["drawn"][verdict].as_u64().unwrap()).sum::<u64>();
    assert_eq!((drawn("accepted"), drawn("rejected"), drawn("merged")), (1, 2, 0));

    // What cannot be leaves everything as it was.
    for (wrong, status, name) in [
        (json!({ "verb": "accept", "events": [all[5], "3f9a0c12b4d7aa01.1"], "by": by }), StatusCode::NOT_FOUND, "archive_no_event"),
        (json!({ "verb": "accept", "events": [all[5]], "by": " " }), StatusCode::BAD_REQUEST, "archive_value"),
        (json!({ "verb": "burn", "events": [all[5]], "by": by }), StatusCode::BAD_REQUEST, "archive_value"),
        (json!({ "verb": "accept", "events": [], "by": by }), StatusCode::BAD_REQUEST, "archive_value"),
        (json!({ "verb": "accept", "events": vec![all[5].clone(); 201], "by": by }), StatusCode::BAD_REQUEST, "archive_value"),
        (
            json!({ "verb": "correct", "events": [all[5]], "by": by, "field": "type", "value": "DANCE" }),
            StatusCode::BAD_REQUEST,
            "archive_value",
        ),
        (json!({ "verb": "accept", "events": [all[5]], "by": by, "more": 1 }), StatusCode::BAD_REQUEST, "desk_json"),
    ] {
        let (given, refusal) = desk.post(&wrong).await;
        assert_eq!((given, refusal["error"].as_str()), (status, Some(name)), "{wrong}");
        assert!(refusal["message"]["ar"].as_str().unwrap().chars().any(|c| ('\u{621}'..='\u{64A}').contains(&c)), "{refusal}");
    }
    assert_eq!(desk.good("/api/log").await["total"], json!(logged));
}

#[tokio::test]
async fn strangers_are_refused_and_every_answer_is_marked() {
    let desk = Desk::new();
    let id = desk.ids("").await.remove(0);
    for host in ["evil.example", "127.0.0.1.nip.io:8600", "192.168.1.7:8600", ""] {
        let request = Request::get("/api/archive").header("host", host).body(Body::empty()).unwrap();
        assert_eq!(desk.send(request).await.0, StatusCode::MISDIRECTED_REQUEST, "{host}");
    }
    let body = json!({ "verb": "accept", "events": [id], "by": "m" }).to_string();
    let own = [("host", "localhost:8600"), ("content-type", "application/json"), ("x-rasid", "1"), ("origin", "http://localhost:8600")];
    for (name, value) in [
        ("origin", Some("http://evil.example")),
        ("origin", Some("http://localhost:9999")),
        ("origin", Some("null")),
        ("x-rasid", None),
        ("content-type", Some("text/plain")),
        ("content-type", None),
        ("sec-fetch-site", Some("cross-site")),
        ("sec-fetch-site", Some("same-site")),
    ] {
        for method in [Method::POST, Method::PUT, Method::DELETE] {
            let headers = own.iter().filter(|(n, _)| *n != name).map(|(n, v)| (*n, *v)).chain(value.map(|v| (name, v)));
            let request = headers.fold(Request::builder().method(method).uri("/api/review"), |r, (n, v)| r.header(n, v));
            let (status, ..) = desk.send(request.body(Body::from(body.clone())).unwrap()).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{name}: {value:?}");
        }
    }
    assert_eq!(desk.good("/api/log").await["total"], json!(0));
    // W4: every route that changes something refuses what another site can send.
    let document = desk.good("/api/openapi.json").await;
    let mut changing = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys().filter(|m| *m != "get") {
            for (name, value) in [
                ("origin", Some("http://evil.example")),
                ("x-rasid", None),
                ("content-type", Some("text/plain")),
                ("sec-fetch-site", Some("cross-site")),
            ] {
                let headers = own.iter().filter(|(n, _)| *n != name).map(|(n, v)| (*n, *v)).chain(value.map(|v| (name, v)));
                let request = headers.fold(Request::builder().method(method.to_uppercase().as_str()).uri(path), |r, (n, v)| r.header(n, v));
                let (status, ..) = desk.send(request.body(Body::from("{}")).unwrap()).await;
                assert_eq!(status, StatusCode::FORBIDDEN, "{method} {path} {name}");
                changing += 1;
            }
        }
    }
    assert!(changing >= 4 * 5, "{changing}");
    let long = own.iter().fold(Request::post("/api/review"), |r, (n, v)| r.header(*n, *v)).body(Body::from(vec![b' '; 70_000])).unwrap();
    assert_eq!(desk.send(long).await.0, StatusCode::PAYLOAD_TOO_LARGE);

    for path in ["/", "/events", "/event/x", "/page/desk.js", "/page/ar.json", "/api/archive", "/api/nothing", "/nothing", "/api/review"] {
        let request = Request::get(path).header("host", "[::1]:8600").body(Body::empty()).unwrap();
        let (_, headers, _) = desk.send(request).await;
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert_eq!(
            (&headers["x-content-type-options"], &headers["referrer-policy"]),
            (&"nosniff".parse().unwrap(), &"no-referrer".parse().unwrap())
        );
        assert!(headers.contains_key("cross-origin-opener-policy"));
    }
    // W6: dots, slashes, devices, zeroes, as they are and encoded, before every file.
    let mut tried = 0;
    for up in ["..", "%2e%2e", ".%2e", "%252e%252e", "..%00", "....", "..;", "%c0%ae%c0%ae", "．．", "~", ".", "CON", "file:"] {
        for slash in ["/", "%2f", "\\", "%5c", "//", "%252f"] {
            for name in ["Cargo.toml", "etc/passwd", "rasid.archive", "rasid.archive.accounts"] {
                let up: String = up.chars().map(|c| if c.is_ascii() { c.to_string() } else { "%EF%BC%8E".to_owned() }).collect();
                let slash = slash.replace('\\', "%5C");
                let path = format!("/page/{up}{slash}{up}{slash}{name}");
                assert_eq!(desk.get(&path).await.0, StatusCode::NOT_FOUND, "{path}");
                tried += 1;
            }
        }
    }
    assert!(tried >= 300, "{tried}");
    for path in
        ["/page/../Cargo.toml", "/page/%2e%2e/lib.rs", "/page//etc/passwd", "/page/desk.js/x", "/events/a/b", "/%00", "/..%5c..%5cx"]
    {
        assert_eq!(desk.get(path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

/// What nobody should ask.
const BAD: [&str; 43] = [
    "'",
    "\"",
    "' OR 1=1 --",
    "'); DROP TABLE event; --",
    "%",
    "_%_",
    "\\",
    "*",
    "NEAR(",
    "a AND",
    "AND",
    "^",
    "form : x",
    "(((",
    "-",
    "\"\"\"",
    "«",
    "0",
    "-1",
    "99999999999999999999",
    "1e999",
    "NaN",
    "null",
    "[]",
    "{\"a\":1}",
    "2020-13-01",
    "2020-02-30",
    "0000-00-00",
    "٢٠٢٠-٠١-٠١",
    "\u{0}",
    "\u{202e}",
    "\u{fdfa}",
    "🕊",
    "LBY:",
    ":",
    ":::",
    "LBY:MIL:GOV",
    "ا",
    "a.b",
    "3f9a0c12b4d7aa01.",
    "....",
    ",,,",
    "type",
];

#[tokio::test]
async fn nothing_that_is_asked_breaks_it() {
    let desk = Desk::new();
    let document = desk.good("/api/openapi.json").await;
    let total = desk.good("/api/events").await["totals"].clone();
    let mut asked = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        let Some(get) = operations.get("get") else { continue };
        for text in BAD {
            let text: String = text.bytes().map(|b| format!("%{b:02X}")).collect();
            let queries = get["parameters"].as_array().unwrap().iter().map(|p| (p["in"] == "query", p["name"].as_str().unwrap()));
            for (query, name) in queries {
                let asking = if query {
                    format!("{}?{name}={text}", path.replace("{id}", "x"))
                } else {
                    path.replace("{id}", &text).replace("{file}", &text)
                };
                // Each asks a desk of its own rate: what is refused for being asked too often tests nothing.
                let request = Request::get(&asking).header("host", "localhost").extension(stranger(asked)).body(Body::empty()).unwrap();
                let (status, _, body) = desk.send(request).await;
                assert!(
                    status == StatusCode::OK || status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS,
                    "{asking}: {status}"
                );
                let file = status == StatusCode::OK && !get["responses"]["200"]["content"].is_object();
                assert!(file || serde_json::from_slice::<Value>(&body).is_ok(), "{asking}");
                asked += 1;
            }
        }
    }
    assert!(asked > 3000, "{asked}");
    assert_eq!(desk.good("/api/events").await["totals"], total);
}

/// Another asker for every hundred questions.
fn stranger(n: u32) -> axum::extract::ConnectInfo<std::net::SocketAddr> {
    axum::extract::ConnectInfo((std::net::Ipv4Addr::from_bits(0x7F00_0000 + n / 20), 1).into())
}

#[tokio::test]
async fn who_asks_too_often_waits() {
    let desk = Desk::new();
    let mut refused = None;
    for (n, path) in ["/api/search?q=x", "/api/export/events.csv?limit=1"].into_iter().enumerate() {
        for _ in 0..200 {
            let asker = stranger(u32::try_from(n).unwrap() * 4000 + 8000);
            let request = Request::get(path).header("host", "localhost").extension(asker).body(Body::empty()).unwrap();
            let (status, headers, _) = desk.send(request).await;
            if status == StatusCode::TOO_MANY_REQUESTS {
                refused = Some(headers["retry-after"].clone());
                break;
            }
        }
        assert_eq!(refused.take().unwrap(), "1", "{path}");
    }
    let other = Request::get("/api/archive").header("host", "localhost").extension(stranger(4000)).body(Body::empty()).unwrap();
    assert_eq!(desk.send(other).await.0, StatusCode::OK);
    // The page itself comes.
    let page = Request::get("/").header("host", "localhost").body(Body::empty()).unwrap();
    assert_eq!(desk.send(page).await.0, StatusCode::OK);
}

#[tokio::test]
async fn many_read_while_decisions_are_written() {
    let desk = std::sync::Arc::new(Desk::new());
    let all = desk.ids("").await;
    let readers = (0..50).map(|n| {
        let (desk, id) = (std::sync::Arc::clone(&desk), all[n % all.len()].clone());
        tokio::spawn(async move {
            for path in [
                format!("/api/events/{id}"),
                format!("/api/events?party=LBY&offset={n}"),
                format!("/api/count?by=type,month&confidence=0.{n}"),
            ] {
                let asker = stranger(u32::try_from(n).unwrap() * 20);
                let request = Request::get(&path).header("host", "localhost").extension(asker).body(Body::empty()).unwrap();
                assert_eq!(desk.send(request).await.0, StatusCode::OK, "{path}");
            }
        })
    });
    let readers: Vec<_> = readers.collect();
    for id in &all[..10] {
        assert_eq!(desk.post(&json!({ "verb": "accept", "events": [id], "by": "m" })).await.0, StatusCode::OK);
    }
    for reader in readers {
        reader.await.unwrap();
    }
    assert_eq!(desk.good("/api/log").await["total"], json!(10));
}

#[test]
fn both_languages_have_the_same_words_and_the_page_has_all_that_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("page");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let [en, ar]: [Value; 2] = ["en.json", "ar.json"].map(|name| serde_json::from_str(&read(name)).unwrap());
    let (en, ar) = (en.as_object().unwrap(), ar.as_object().unwrap());
    assert_eq!(en.keys().collect::<Vec<_>>(), ar.keys().collect::<Vec<_>>());
    for (name, text) in ar {
        let (text, other) = (text.as_str().unwrap(), en[name].as_str().unwrap());
        for part in ["{0}", "{1}", "{2}"] {
            assert_eq!(text.contains(part), other.contains(part), "{name}");
        }
        let letters = text.chars().any(|c| ('\u{621}'..='\u{64A}').contains(&c));
        assert!(letters || text == other || name == "comma" || text.chars().all(|c| !c.is_alphabetic()), "{name}: {text}");
    }
    let mut said = 0;
    for file in std::fs::read_dir(&folder).unwrap().map(|f| f.unwrap().path()) {
        let text = match file.extension().and_then(|e| e.to_str()) {
            Some("js" | "css" | "html") => std::fs::read_to_string(&file).unwrap(),
            _ => continue,
        };
        for (at, _) in text.match_indices("t(\"").filter(|(at, _)| !text[..*at].ends_with(|c: char| c.is_alphanumeric())) {
            let name = text[at + 3..].split('"').next().unwrap();
            assert!(en.contains_key(name), "{name} of {}", file.display());
            said += 1;
        }
        // Nothing from elsewhere, no markup from text, no side that does not turn with the language.
        for never in ["innerHTML", "insertAdjacentHTML", "outerHTML", "document.write", "eval(", "https://"] {
            assert!(!text.contains(never), "{never} in {}", file.display());
        }
        if file.extension().is_some_and(|e| e == "css") {
            for side in [
                "margin-left",
                "margin-right",
                "padding-left",
                "padding-right",
                "text-align: left",
                "text-align: right",
                " left:",
                " right:",
                "float:",
            ] {
                assert!(!text.contains(side), "{side}");
            }
        }
    }
    assert!(said > 150, "{said}");
    // Every value of every vocabulary has a name.
    let known = |kind: &str, value: &str| assert!(en.contains_key(&format!("{kind}.{value}")), "{kind}.{value}");
    for kind in rasid::model::EventType::ALL {
        known("type", kind.name());
        known("quad", kind.quad().name());
        kind.modes().iter().for_each(|mode| known("mode", mode));
    }
    rasid::model::Status::ALL.iter().for_each(|s| known("status", s.name()));
    rasid::model::CountKind::ALL.iter().for_each(|c| known("counts", c.name()));
    rasid::model::AgreementKind::ALL.iter().for_each(|k| known("agreement", k.name()));
    rasid::model::AgreementStatus::ALL.iter().for_each(|s| known("pact", s.name()));
    rasid::model::Stance::ALL.iter().for_each(|s| known("stance", s.name()));
    rasid_archive::Verb::ALL.iter().for_each(|(name, _)| known("verb", name));
    rasid_archive::Order::ALL.iter().for_each(|(name, _)| known("order", name));
}
