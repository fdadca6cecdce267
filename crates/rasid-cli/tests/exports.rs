//! What is exported, opened by the tools of those who use it.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read and write files, and fail where they cannot")]

mod common;

use common::{code, examples, folder, run, said};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

const LAYOUTS: [(&str, &str); 13] = [
    ("csv", "csv"),
    ("jsonl", "jsonl"),
    ("geojson", "geojson"),
    ("parquet", "parquet"),
    ("polecat", "csv"),
    ("icews", "csv"),
    ("phoenix", "csv"),
    ("acled", "csv"),
    ("ucdp", "csv"),
    ("gexf", "gexf"),
    ("ical", "ics"),
    ("atom", "atom"),
    ("annotations", "json"),
];

/// A meeting that is announced, a private person, a camp; and cells that a table must not break on.
const REPORTS: &str = r#"{"id":"=1+1","published":"2020-08-22","outlet":"=cmd()","url":"https://e.example/a?b=1&c=2","text":"يلتقي وزير الخارجية التونسي نظيره الليبي في تونس يوم الاثنين 24 أغسطس 2020 لبحث العلاقات."}
{"id":"person","published":"2020-08-22","outlet":"a\tb\"c","text":"اعتقلت الشرطة التونسية المواطن فؤاد السالمي في تونس أمس. وأفرجت الشرطة عن فؤاد السالمي اليوم."}
{"id":"camp","published":"2020-08-22","outlet":"=cmd()","text":"قصف الجيش السوري مخيم اليرموك أمس وقتل ثلاثة مدنيين."}
"#;

/// An archive of the examples and these reports, exported in every layout.
fn exported(name: &str) -> PathBuf {
    let folder = folder(name, &[("more.jsonl", REPORTS.as_bytes())]);
    let done = run(&["ingest", &examples().display().to_string(), "more.jsonl"], &folder);
    assert_eq!(code(&done), 0, "{}", said(&done));
    for (layout, ending) in LAYOUTS {
        let done = run(&["export", layout, "--output", &format!("{layout}.{ending}")], &folder);
        assert_eq!(code(&done), 0, "{layout}: {}", said(&done));
    }
    folder
}

fn read(folder: &Path, file: &str) -> String {
    String::from_utf8(std::fs::read(folder.join(file)).unwrap()).unwrap()
}

fn parsed(folder: &Path, file: &str) -> Value {
    serde_json::from_str(&read(folder, file)).unwrap()
}

#[test]
fn every_layout_is_opened_by_the_tools_of_its_users() {
    let folder = exported("exports");
    let texts = run(&["archive", "sql", "SELECT hash AS sha256, text FROM document"], &folder);
    std::fs::write(folder.join("texts.jsonl"), texts.stdout).unwrap();
    let python = std::env::var("RASID_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exports.py");
    match Command::new(&python).arg(script).arg(&folder).output() {
        Err(e) => eprintln!("left out: no {python} ({e})"),
        Ok(done) => {
            eprint!("{}", String::from_utf8_lossy(&done.stdout));
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        }
    }
}

#[test]
fn layouts_have_the_columns_that_their_users_expect() {
    let folder = exported("columns");
    for (layout, count, first, last) in [
        ("polecat", 40, "Event ID", "Version"),
        ("icews", 20, "Event ID", "Longitude"),
        ("acled", 31, "event_id_cnty", "timestamp"),
        ("ucdp", 49, "id", "gwnob"),
    ] {
        let text = read(&folder, &format!("{layout}.csv"));
        let sign = if text.lines().next().unwrap().contains('\t') { '\t' } else { ',' };
        let names: Vec<&str> = text.lines().next().unwrap().split(sign).collect();
        assert_eq!((names.len(), names[0], names[count - 1]), (count, first, last), "{layout}");
    }
    let phoenix = read(&folder, "phoenix.csv");
    assert!(phoenix.lines().all(|l| l.split('\t').count() == 26) && phoenix.lines().count() > 10);
    // What did not happen, or has not yet, is no row of theirs; the citation says how many were left out.
    let cited = |layout: &str| parsed(&folder, &format!("{layout}.citation.json"));
    let (all, polecat) = (cited("csv"), cited("polecat"));
    assert!(polecat["left_out"].as_u64().unwrap() > 0);
    assert_eq!(polecat["rows"].as_u64().unwrap() + polecat["left_out"].as_u64().unwrap(), all["rows"].as_u64().unwrap());
    for layout in ["polecat", "icews", "acled", "ucdp"] {
        let text = read(&folder, &format!("{layout}.csv"));
        assert!(text.lines().skip(1).all(|l| l.contains("machine-read")), "{layout}");
    }
    let acled = read(&folder, "acled.csv");
    assert!(acled.contains("'=cmd()") && !acled.contains(",=cmd()"));
}

/// E1, E2: whom and what nobody outside needs to know.
#[test]
fn private_persons_and_sites_do_not_leave() {
    let folder = exported("private");
    let open = run(&["export", "jsonl", "--output", "open.jsonl", "--unmasked"], &folder);
    assert_eq!(code(&open), 0);
    let open = read(&folder, "open.jsonl");
    assert!(open.contains("السالمي") && open.contains("\"precision\":\"site\""));
    for (layout, ending) in LAYOUTS {
        let bytes = std::fs::read(folder.join(format!("{layout}.{ending}"))).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("السالمي"), "{layout}");
        assert!(!text.contains("\"site\"") && !text.contains(",site,"), "{layout}");
    }
    let masked = read(&folder, "jsonl.jsonl");
    let line = masked.lines().find(|l| l.contains("اليرموك")).unwrap();
    let event: Value = serde_json::from_str(line).unwrap();
    assert_eq!(event["event"]["place"]["precision"], "area");
    let lat = event["event"]["place"]["lat"].as_f64().unwrap();
    assert!((lat * 10.0 - (lat * 10.0).round()).abs() < 1e-6);
    let features = parsed(&folder, "geojson.geojson");
    let camp = features["features"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["properties"]["place_ar"].as_str().is_some_and(|p| p.contains("اليرموك")));
    assert!(camp.unwrap()["geometry"].is_null());
}

#[test]
fn announced_meetings_become_a_calendar() {
    let folder = exported("calendar");
    let calendar = read(&folder, "ical.ics").replace("\r\n ", "");
    assert!(calendar.starts_with("BEGIN:VCALENDAR\r\n") && calendar.ends_with("END:VCALENDAR\r\n"));
    for line in
        ["DTSTART;VALUE=DATE:20200824\r\n", "DTEND;VALUE=DATE:20200825\r\n", "STATUS:TENTATIVE\r\n", "URL:https://e.example/a?b=1&c=2\r\n"]
    {
        assert!(calendar.contains(line), "{line}: {calendar}");
    }
    assert!(read(&folder, "ical.ics").lines().all(|l| l.len() <= 75));
}

/// What a folder's one file of reports exports as JSON, masked and not, by the event's id.
fn both(folder: &Path) -> Vec<(Value, Value)> {
    assert_eq!(code(&run(&["ingest", "r.jsonl"], folder)), 0);
    for (name, more) in [("m.jsonl", &[][..]), ("u.jsonl", &["--unmasked"])] {
        assert_eq!(code(&run(&[&["export", "jsonl", "--output", name], more].concat(), folder)), 0);
    }
    let lines = |name: &str| read(folder, name).lines().map(|l| serde_json::from_str(l).unwrap()).collect::<Vec<Value>>();
    let (masked, open) = (lines("m.jsonl"), lines("u.jsonl"));
    assert!(masked.iter().zip(&open).all(|(m, u)| m["event"]["id"] == u["event"]["id"]) && masked.len() == open.len());
    masked.into_iter().zip(open).collect()
}

fn report(id: &str, text: &str) -> String {
    json!({ "id": id, "published": "2020-08-22", "outlet": "ص", "text": text }).to_string() + "\n"
}

/// E1: three hundred persons without an office, in what may happen to them; those in office stay.
#[test]
fn private_persons_are_masked_and_those_in_office_are_not() {
    let first = "فؤاد سليمان رضوان محمد نجيب هيثم وليد زياد أحمد أنور حسام ماهر رامي كريم خالد يوسف عماد جلال طارق شادي";
    let last =
        "السالمي الورداني القرقني البوعزيزي الخميري الشابي العبيدي الدريدي الجربوعي المنصوري التركماني الحلواني البيطار الصباغ النجار";
    let told = [
        "اعتقلت الشرطة التونسية {} في تونس أمس.",
        "وأفرجت السلطات المصرية عن {} بعد عامين من السجن.",
        "قُتل {} برصاص الجيش الإسرائيلي في جنين.",
        "اختطف مسلحون {} في طرابلس.",
        "حكمت المحكمة على {} بالسجن خمس سنوات.",
        "واتهم {} الشرطة بتعذيبه في مركز الاحتجاز.",
        "أصيب المواطن {} بجروح في قصف للجيش السوري على إدلب.",
        "وقال شاهد العيان {} إن الجيش قصف القرية.",
        "اعتدت قوات الأمن على الصحفي {} في الخرطوم.",
        "وتسلمت عائلة {} جثمانه من السلطات المصرية.",
        "وكانت الشرطة قد ضربت الطالب {} خلال المظاهرة.",
        "رحّلت السلطات اللبنانية اللاجئ {} إلى سوريا.",
    ];
    let names: Vec<String> = first.split(' ').flat_map(|a| last.split(' ').map(move |b| format!("{a} {b}"))).collect();
    let lines: String =
        names.iter().enumerate().map(|(n, name)| report(&n.to_string(), &told[n % told.len()].replace("{}", name))).collect();
    let office = "التقى الرئيس التركي رجب طيب أردوغان المستشارة الألمانية أنغيلا ميركل في برلين.";
    let folder = folder("e1", &[("r.jsonl", (lines + &report("office", office)).as_bytes())]);
    let (mut shown, mut left, mut offices) = (0, Vec::new(), 0);
    for (masked, open) in both(&folder) {
        let (masked, open) = (masked["event"].to_string(), open["event"].to_string());
        offices += usize::from(masked.contains("أردوغان") && masked.contains("ميركل"));
        if let Some(name) = names.iter().find(|name| open.contains(name.as_str())) {
            shown += 1;
            if masked.contains(name.split(' ').nth(1).unwrap()) {
                left.push(masked);
            }
        }
    }
    assert!(shown >= 280 && offices > 0, "{shown} {offices}");
    println!("{} of {shown} are not masked", left.len());
    // What is left is the namesake of somebody in office.
    assert!(left.len() * 100 <= shown * 2, "{} of {shown} are not masked: {left:#?}", left.len());
}

/// E2: camps, bases and crossings become areas; no table, point or graph has where exactly they are.
#[test]
fn sites_become_areas() {
    let sites = "مخيم الهول|مخيم روج|مخيم الركبان|مخيم اليرموك|مخيم النصيرات|مخيم البريج|مخيم المغازي|مخيم الشاطئ|مخيم جنين|مخيم نور شمس|مخيم بلاطة|مخيم عسكر|مخيم الدهيشة|مخيم عايدة|مخيم الفارعة|مخيم العروب|معبر رفح|معبر باب الهوى|مطار معيتيقة|مطار حلب";
    let told = [
        "قصفت طائرات حربية {} أمس وقتل ثلاثة مدنيين.",
        "اقتحم الجيش {} فجر اليوم.",
        "قتل مدنيان في {} في غارة جوية.",
        "اندلعت اشتباكات في {} بين الجيش ومسلحين.",
        "اعتقلت قوات الأمن خمسة أشخاص في {}.",
    ];
    let places: Vec<String> = sites.split('|').flat_map(|site| told.map(|told| told.replace("{}", site))).collect();
    let lines: String = places.iter().enumerate().map(|(n, text)| report(&n.to_string(), text)).collect();
    let folder = folder("e2", &[("r.jsonl", lines.as_bytes())]);
    let mut exact = std::collections::BTreeSet::new();
    for (masked, open) in both(&folder) {
        if open["event"]["place"]["precision"] == "site" {
            exact.insert(open["report"]["id"].to_string());
            assert_eq!(masked["event"]["place"]["precision"], "area");
            for side in ["lat", "lon"] {
                let degrees = masked["event"]["place"][side].as_f64().unwrap() * 10.0;
                assert!((degrees - degrees.round()).abs() < 1e-6);
            }
        }
    }
    assert!(exact.len() >= 90, "{}", exact.len());
    assert_eq!(code(&run(&["export", "geojson", "--output", "g.json"], &folder)), 0);
    let points = parsed(&folder, "g.json");
    let reports = |f: &&Value| exact.contains(&f["properties"]["report_id"].to_string());
    let features: Vec<&Value> = points["features"].as_array().unwrap().iter().filter(reports).collect();
    assert!(features.iter().any(|f| f["geometry"].is_null()) && features.iter().all(|f| f["properties"]["geo_precision"] != "site"));
}
