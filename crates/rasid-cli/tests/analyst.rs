//! The analyst's tools as a user types them: what is unknown, adding it, what that changes.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read and write files, and fail where they cannot")]

mod common;

use common::{code, folder, rasid, records, run, said};
use serde_json::Value;

/// Reports with a person, a place, a word and a verb that no file has.
const REPORTS: &str = r#"{"id":"a","outlet":"الشروق","published":"2021-05-07","text":"التقى وزير الخارجية التونسي زقراط البنبلي نظيره الليبي في بلدة هرقوسة."}
{"id":"b","outlet":"الخبر","published":"2021-05-08","text":"قصفت القوات التركية بلدة هرقوسة. وقال وزير الخارجية التونسي زقراط البنبلي إن القصف شمل هرقوسة."}
{"id":"c","outlet":"الخبر","published":"2021-05-09","text":"شيّعت مصر ليبيا إلى المطار. واستعمل الجيش جهاز الفنطزور."}
"#;

fn unknown(list: &[Value], kind: &str, form: &str) -> Value {
    let found = list.iter().find(|u| u["kind"] == kind && u["form"] == form);
    found.unwrap_or_else(|| panic!("no {kind} {form} in {list:?}")).clone()
}

#[test]
fn what_is_unknown_is_counted_with_its_sentences() {
    let folder = folder("notes", &[("r.jsonl", REPORTS.as_bytes())]);
    let output = run(&["notes", "r.jsonl", "--format", "jsonl"], &folder);
    assert_eq!(code(&output), 0, "{}", said(&output));
    let list = records(&output);
    let place = unknown(&list, "unknown_place", "هرقوسة");
    assert_eq!((&place["count"], &place["documents"], &place["outlets"]), (&2.into(), &2.into(), &2.into()));
    let name = unknown(&list, "unknown_name", "زقراط البنبلي");
    assert!(name["detail"].as_str().unwrap().ends_with("TUN GOV"), "{name}");
    unknown(&list, "unknown_word", "الفنطزور");
    unknown(&list, "unknown_frame", "شيع");
    let texts: Vec<Value> = REPORTS.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    for example in list.iter().flat_map(|u| u["examples"].as_array().unwrap()) {
        let document = texts.iter().find(|t| t["id"] == example["document"]).unwrap();
        let letters: Vec<char> = document["text"].as_str().unwrap().chars().collect();
        for quote in [&example["words"], &example["sentence"]] {
            let at = |key: &str| usize::try_from(quote[key].as_u64().unwrap()).unwrap();
            assert_eq!(letters[at("start")..at("end")].iter().collect::<String>(), quote["text"]);
        }
    }
}

#[test]
fn what_is_unknown_is_the_same_on_any_number_of_threads_and_in_any_format() {
    let reports = REPORTS.repeat(400);
    let folder = folder("notes-threads", &[("r.jsonl", reports.as_bytes())]);
    let list = |threads, format| run(&["notes", "r.jsonl", "--threads", threads, "--format", format], &folder).stdout;
    for format in ["jsonl", "csv", "table"] {
        assert_eq!(list("1", format), list("4", format));
    }
    let rows = csv::Reader::from_reader(list("1", "csv").as_slice()).into_records().count();
    assert_eq!(rows, String::from_utf8(list("1", "jsonl")).unwrap().lines().count());
    let places = records(&run(&["notes", "r.jsonl", "--format", "jsonl", "--kind", "place", "--least", "801"], &folder));
    assert!(places.is_empty(), "{places:?}");
    let places = records(&run(&["notes", "r.jsonl", "--format", "jsonl", "--kind", "place,frame", "--least", "800"], &folder));
    assert_eq!(places.len(), 1, "{places:?}");
    assert_eq!(places[0]["count"], 800);
}

fn read(path: std::path::PathBuf) -> String {
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

const PERSON: [&str; 12] = [
    "knowledge",
    "add",
    "person",
    "--to",
    "ours",
    "--name",
    "Zuqrat Binbili",
    "--ar",
    "زقراط البنبلي",
    "--source",
    "the ministry's site",
    "--country",
];
const PLACE: [&str; 15] = [
    "knowledge",
    "add",
    "place",
    "--to",
    "ours",
    "--name",
    "Harqusa",
    "--ar",
    "هرقوسة",
    "--type",
    "town",
    "--lat",
    "31.2",
    "--lon",
    "-16.4",
];

#[test]
fn what_is_added_is_checked_and_changes_the_coding() {
    let folder = folder("add", &[("r.jsonl", REPORTS.as_bytes())]);
    let person = run(&[&PERSON[..], &["TUN", "--sector", "GOV", "--office", "2021-01-01/ TUN GOV foreign minister"]].concat(), &folder);
    assert_eq!(code(&person), 0, "{}", said(&person));
    let place = run(&[&PLACE[..], &["--country", "LBY", "--source", "a map"]].concat(), &folder);
    assert_eq!(code(&place), 0, "{}", said(&place));
    let example = "شيّعت مصر ليبيا إلى المطار.";
    let frame = [
        "knowledge",
        "add",
        "frame",
        "consult.met",
        "--to",
        "ours",
        "--verb",
        "شيع",
        "--example",
        example,
        "--actor",
        "مصر",
        "--source",
        "me",
    ];
    let output = run(&frame, &folder);
    assert_eq!(code(&output), 0, "{}", said(&output));
    let output = run(&["knowledge", "check", "ours"], &folder);
    assert_eq!(code(&output), 0, "{}", String::from_utf8_lossy(&output.stdout));
    let lines = records(&run(&["knowledge", "diff", "ours", "--on", "r.jsonl", "--format", "jsonl"], &folder));
    let of = |what: &str, change: &str| lines.iter().filter(|l| l["what"] == what && l["change"] == change).count();
    assert_eq!((of("entry", "added"), of("entry", "changed"), of("entry", "lost")), (3, 0, 0), "{lines:?}");
    assert_eq!((of("event", "added"), of("event", "lost")), (1, 0), "{lines:?}");
    let place = lines.iter().flat_map(|l| l["fields"].as_array().into_iter().flatten()).find(|f| f["field"] == "place").unwrap();
    assert_eq!((place["before"].as_str(), place["after"].as_str()), (Some("«بلدة هرقوسة»"), Some("«بلدة هرقوسة» LBY Harqusa")));
    let all = lines.iter().find(|l| l["type"] == "all").unwrap();
    assert_eq!(all["after"].as_u64().unwrap(), all["before"].as_u64().unwrap() + 1);
    let left = records(&run(&["notes", "r.jsonl", "--knowledge", "ours", "--format", "jsonl", "--kind", "name,place,frame"], &folder));
    assert!(left.is_empty(), "{left:?}");
    let same = records(&run(&["knowledge", "diff", "ours", "ours", "--on", "r.jsonl", "--format", "jsonl"], &folder));
    assert_eq!(same.len(), 1, "{same:?}");
}

#[test]
fn what_conflicts_with_what_is_known_is_refused_with_its_place() {
    let folder = folder("refuse", &[("r.jsonl", REPORTS.as_bytes())]);
    let refused = |arguments: &[&str], why: &str| {
        for language in ["en", "ar"] {
            let output = run(&[arguments, &["--lang", language]].concat(), &folder);
            assert_eq!(code(&output), 2, "{arguments:?}");
            assert!(said(&output).contains(why), "{}", said(&output));
        }
    };
    let actor = ["knowledge", "add", "person", "--to", "ours", "--name", "Somebody", "--source", "x", "--country", "EGY", "--ar"];
    refused(&[&actor[..], &["عبد الفتاح السيسي"]].concat(), "knowledge/actors/persons.toml:");
    refused(&[&actor[..], &["سالم الهادي", "--sector", "NOPE"]].concat(), "NOPE");
    refused(&[&actor[..], &["سالم الهادي", "--office", "2021/ EGY GOV"]].concat(), "2021/ EGY GOV");
    refused(&[&PERSON[..10], &[" ", "--country", "TUN"]].concat(), "source");
    let tobruk = ["knowledge", "add", "place", "--to", "ours", "--name", "Tubruq", "--ar", "طبرق", "--country", "LBY", "--type", "city"];
    refused(&[&tobruk[..], &["--lat", "32.0", "--lon", "24.0", "--source", "x"]].concat(), "knowledge/places/conflict.tsv:");
    refused(&[&tobruk[..], &["--lat", "320", "--lon", "24.0", "--source", "x"]].concat(), "320");
    refused(&["knowledge", "add", "word", "وزير", "--to", "ours", "--source", "x"], "knowledge/words/nouns-");
    let frame = |verb, id| ["knowledge", "add", "frame", id, "--to", "ours", "--verb", verb, "--example", "غادر المطر.", "--source", "x"];
    refused(&frame("التقى", "consult.met"), "knowledge/frames/consult.toml:");
    refused(&frame("شيع", "consult.met"), "K092");
    refused(&frame("شيع", "no.such"), "no.such");
    assert!(!folder.join("ours").exists());
}

#[test]
fn a_spreadsheet_comes_back_as_it_went() {
    let actors = "# ours\n\n[[actor]]\n# who knows\nid = \"tun-a\"\nname = \"=A\"\nar = [\"زقراط البنبلي\", \"زقراط\"]\nkind = \"person\"\ncountry = \"TUN\"   # so\nsource = \"s, \\\"t\\\"\"\n";
    let places = "# name\nHarqusa\tهرقوسة|هرقوسه\tLBY\ttown\t-31.20\t16.4\t0\ta map\n";
    let words = "فنطزور\tnoun\tm\tفناطز\t-\t1\tme\n";
    let files: [(&str, &[u8]); 3] =
        [("ours/actors/a.toml", actors.as_bytes()), ("ours/places/p.tsv", places.as_bytes()), ("ours/words/nouns-x.tsv", words.as_bytes())];
    let folder = folder("round", &files);
    for (kind, file, before) in
        [("person", "actors/a.toml", actors), ("place", "places/p.tsv", places), ("word", "words/nouns-x.tsv", words)]
    {
        let sheet = run(&["knowledge", "export", kind, "ours"], &folder).stdout;
        assert!(sheet.starts_with("\u{FEFF}".as_bytes()));
        std::fs::write(folder.join("s.csv"), &sheet).unwrap();
        let output = run(&["knowledge", "import", "s.csv", "--to", "ours"], &folder);
        assert_eq!(code(&output), 0, "{}", said(&output));
        assert_eq!(read(folder.join("ours").join(file)), before);
    }
    let sheet = String::from_utf8(run(&["knowledge", "export", "person", "ours"], &folder).stdout).unwrap();
    assert!(sheet.contains(",'=A,"), "{sheet}");
    // Saved by a spreadsheet that parts cells with semicolons, one cell edited.
    let edited = sheet.replace("\"s, \"\"t\"\"\"", "\"s, \"\"u\"\"\"").replace(',', ";").replace("s; ", "s, ");
    std::fs::write(folder.join("s.csv"), edited).unwrap();
    let output = run(&["knowledge", "import", "s.csv", "--to", "ours"], &folder);
    assert_eq!(code(&output), 0, "{}", said(&output));
    assert_eq!(read(folder.join("ours/actors/a.toml")), actors.replace("\\\"t\\\"", "\\\"u\\\"").replace("\"s, \\\"u\\\"\"", "'s, \"u\"'"));
}

#[test]
fn of_the_built_in_knowledge_only_what_was_edited_comes_into_the_folder() {
    let folder = folder("correct", &[]);
    std::fs::create_dir_all(&folder).unwrap();
    for kind in ["person", "organisation", "group", "place", "word", "verb", "given"] {
        let sheet = run(&["knowledge", "export", kind], &folder).stdout;
        std::fs::write(folder.join("s.csv"), &sheet).unwrap();
        let output = run(&["knowledge", "import", "s.csv", "--to", "ours"], &folder);
        assert_eq!(code(&output), 0, "{kind}: {}", said(&output));
        assert!(!folder.join("ours").exists(), "{kind}");
    }
    let sheet = String::from_utf8(run(&["knowledge", "export", "place"], &folder).stdout).unwrap();
    std::fs::write(folder.join("s.csv"), sheet.replace("Tobruk,طبرق,", "Tobruk,طبرق|طبروق,")).unwrap();
    let output = run(&["knowledge", "import", "s.csv", "--to", "ours"], &folder);
    assert_eq!(code(&output), 0, "{}", said(&output));
    assert_eq!(read(folder.join("ours/places/added.tsv")).lines().count(), 2);
    let lines = records(&run(&["knowledge", "diff", "ours", "--format", "jsonl"], &folder));
    assert_eq!((lines.len(), lines[0]["change"].as_str(), lines[0]["fields"][0].as_str()), (1, Some("changed"), Some("ar")), "{lines:?}");
}

#[test]
fn a_spreadsheet_with_mistakes_is_refused_whole() {
    let head = "name,ar,country,kind,lat,lon,ambiguous,source\n";
    let files = [
        ("header.csv", "a,b\n1,2\n".to_owned(), "a,b"),
        ("short.csv", format!("{head}x,y\n"), "2"),
        ("country.csv", format!("{head}Harqusa,هرقوسة,LBY,town,31,16,0,map\nB,باقعة,QQQ,town,31,16,0,map\n"), "QQQ"),
        ("source.csv", format!("{head}Harqusa,هرقوسة,LBY,town,31,16,0,\n"), "source"),
        (
            "kind.csv",
            "id,kind,name,ar,country,sector,armed_sector,ambiguous,ambiguous_ar,roles,source\na,robot,A,سالم,,,,,,,x\n".to_owned(),
            "robot",
        ),
        ("zip.csv", "PK\u{3}\u{4}".to_owned(), "xlsx"),
    ];
    let folder = folder("mistakes", &[]);
    std::fs::create_dir_all(&folder).unwrap();
    for (name, text, why) in files {
        std::fs::write(folder.join(name), text).unwrap();
        let output = rasid().args(["knowledge", "import", name, "--to", "ours"]).current_dir(&folder).output().unwrap();
        assert_eq!(code(&output), 2, "{name}");
        assert!(said(&output).contains(why), "{name}: {}", said(&output));
        assert!(!folder.join("ours").exists(), "{name}");
    }
}

/// The words of a command line as a shell parts them: spaces, and double quotes around some.
fn words(line: &str) -> Vec<String> {
    let mut out = Vec::new();
    let (mut word, mut quoted) = (String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => out.push(std::mem::take(&mut word)),
            c => word.push(c),
        }
    }
    out.push(word);
    out.into_iter().filter(|w| !w.is_empty()).collect()
}

/// A guide with what its commands print now.
fn run_anew(guide: &str, language: &str, folder: &std::path::Path) -> String {
    let (mut out, mut inside) = (String::new(), false);
    for line in guide.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
        }
        if !inside || line.starts_with("```") {
            out.push_str(line);
            out.push('\n');
        } else if let Some(command) = line.strip_prefix("$ rasid ") {
            let mut arguments = words(command);
            arguments.extend(["--lang".to_owned(), language.to_owned()]);
            let output = rasid().args(arguments).current_dir(folder).output().unwrap();
            let printed = [output.stdout, output.stderr].concat();
            out.push_str(&format!("{line}\n{}", String::from_utf8(printed).unwrap().trim_start_matches('\u{FEFF}')));
        }
    }
    out
}

/// `RASID_WRITE=1` writes what should stand there.
#[test]
fn the_guides_print_what_the_program_prints() {
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    for (name, language) in [("analyst-guide.md", "en"), ("analyst-guide.ar.md", "ar")] {
        let reports = std::fs::read(docs.join("guide/reports.jsonl")).unwrap();
        let folder = folder(name, &[("reports.jsonl", &reports)]);
        let written = read(docs.join(name));
        let printed = run_anew(&written, language, &folder);
        assert!(printed.matches("$ rasid").count() > 8);
        if std::env::var_os("RASID_WRITE").is_some() {
            std::fs::write(docs.join(name), printed).unwrap();
        } else {
            assert_eq!(written, printed, "{name} is not current: RASID_WRITE=1 cargo test -p rasid-cli --test analyst");
        }
    }
}

/// `RASID_WRITE=1` writes what should stand there.
#[test]
fn the_pages_of_reference_are_current() {
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference");
    for name in ["frames", "operators", "codes"] {
        let printed = String::from_utf8(run(&["knowledge", "reference", name], &docs).stdout).unwrap();
        assert!(printed.lines().count() > 20);
        let path = docs.join(format!("{name}.md"));
        if std::env::var_os("RASID_WRITE").is_some() {
            std::fs::write(path, printed).unwrap();
        } else {
            assert!(read(path) == printed, "{name}.md is not current: RASID_WRITE=1 cargo test -p rasid-cli --test analyst");
        }
    }
}

#[test]
fn files_come_into_canonical_form_once() {
    let loose = "[[actor]]\nsource = \"x\"  # who\nid=\"tun-a\"\nkind = \"person\"\nar = [\"زقراط\",\"البنبلي\"]\nname = \"A\"\n";
    let folder = folder("fmt", &[("ours/actors/a.toml", loose.as_bytes()), ("ours/places/p.tsv", "Harqusa \tهرقوسة\tLBY\r\n".as_bytes())]);
    let fmt = |arguments: &[&str]| run(&[&["knowledge", "fmt", "ours"], arguments].concat(), &folder);
    assert_eq!(code(&fmt(&["--check"])), 1);
    assert_eq!(read(folder.join("ours/actors/a.toml")), loose);
    let output = fmt(&[]);
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 2);
    let wanted = "[[actor]]\nid = \"tun-a\"\nname = \"A\"\nar = [\"زقراط\", \"البنبلي\"]\nkind = \"person\"\nsource = \"x\"   # who\n";
    assert_eq!(read(folder.join("ours/actors/a.toml")), wanted);
    assert_eq!(read(folder.join("ours/places/p.tsv")), "Harqusa\tهرقوسة\tLBY\n");
    assert_eq!((code(&fmt(&["--check"])), fmt(&[]).stdout), (0, Vec::new()));
}
