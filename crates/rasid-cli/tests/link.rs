//! The commands over many reports, with good and bad input.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read and write files, and fail where they cannot")]

mod common;

use common::{code, examples, folder, records, run, said};

#[test]
fn every_row_leads_to_a_sentence_and_threads_change_nothing() {
    for command in ["link", "timeline", "agreements", "positions", "namings", "stories"] {
        let one = run(&[command, "--threads", "1", "documents.jsonl", "--format", "jsonl"], &examples());
        let many = run(&[command, "--threads", "5", "documents.jsonl", "--format", "jsonl"], &examples());
        assert_eq!(code(&one), 0, "{command}: {}", said(&one));
        assert_eq!(one.stdout, many.stdout, "{command}");
        for format in ["table", "csv"] {
            let output = run(&[command, "documents.jsonl", "--format", format], &examples());
            assert_eq!(code(&output), 0, "{command} {format}: {}", said(&output));
        }
    }
    let rows = records(&run(&["timeline", "documents.jsonl"], &examples()));
    assert!(rows.len() > 20);
    for row in rows {
        let versions = row["versions"].as_array().unwrap();
        assert!(!versions.is_empty() && versions.iter().all(|v| v["quote"].as_str().is_some_and(|q| !q.is_empty())), "{row}");
    }
}

#[test]
fn a_number_of_a_table_is_a_number() {
    let output = run(&["timeline", "--series", "month", "documents.jsonl", "--format", "csv"], &examples());
    let mut table = csv::Reader::from_reader(output.stdout.as_slice());
    let head = table.headers().unwrap().clone();
    let column = |name: &str| head.iter().position(|h| h == name).unwrap();
    let measured = [column("goldstein"), column("intensity"), column("rate")];
    let mut below = 0;
    for row in table.records().map(Result::unwrap) {
        for cell in measured.iter().map(|at| &row[*at]) {
            let value: f32 = cell.parse().unwrap_or_else(|_| panic!("{cell}"));
            assert_eq!(cell, value.to_string());
            below += usize::from(value < 0.0);
        }
    }
    assert!(below > 3);
}

#[test]
fn a_digest_says_that_nobody_has_read_it() {
    let english = run(&["digest", "--month", "2021-03", "documents.jsonl"], &examples());
    let arabic = run(&["digest", "--month", "2021-03", "documents.jsonl", "--lang", "ar", "--html"], &examples());
    assert_eq!((code(&english), code(&arabic)), (0, 0), "{}", said(&english));
    let (english, arabic) = (String::from_utf8(english.stdout).unwrap(), String::from_utf8(arabic.stdout).unwrap());
    assert!(english.contains("Unreviewed draft") && english.contains("## Key developments"), "{english}");
    assert!(arabic.contains("dir=\"rtl\"") && arabic.contains("<blockquote"), "{arabic}");
}

#[test]
fn bad_months_and_decisions_are_said() {
    let month = run(&["digest", "--month", "2021-13", "documents.jsonl"], &examples());
    assert_eq!(code(&month), 2);
    assert!(said(&month).contains("2021-13"), "{}", said(&month));
    let text = "{\"id\":\"a\",\"text\":\"التقى الوزير نظيره\"}\n".as_bytes();
    let folder = folder("decisions", &[("d.jsonl", b"{\"apart\":[\"a\",\"b\"]}\n{\"level\":\"no\"}\n"), ("a.jsonl", text)]);
    let decisions = run(&["link", "a.jsonl", "--decisions", "d.jsonl"], &folder);
    assert_eq!(code(&decisions), 2);
    assert!(said(&decisions).contains("d.jsonl:2"), "{}", said(&decisions));
}

/// Reports of some days, of three outlets: one strike told by three, its denial, an agreement over days, a plan that is held.
fn reports() -> Vec<(String, String)> {
    let texts = [
        (
            "2018-05-14",
            "ا",
            "الأمم المتحدة تدعو إلى جلسة حوار في جنيف\nأعلنت الأمم المتحدة أمس الأحد أن وفدي حكومة الوفاق والجيش الوطني سيلتقيان في جنيف يوم الخميس 17 مايو لبحث وقف إطلاق النار.",
        ),
        (
            "2018-05-15",
            "ا",
            "مقتل خمسة جنود في هجوم على حاجز قرب درنة\nقتل خمسة جنود من الجيش الليبي أمس الاثنين في هجوم شنه مسلحون على حاجز أمني قرب مدينة درنة شرقي ليبيا، بحسب ما قال متحدث عسكري.",
        ),
        (
            "2018-05-15",
            "ب",
            "هجوم مسلح يودي بحياة خمسة عسكريين قرب درنة الليبية\nهاجم مسلحون حاجزا أمنيا قرب مدينة درنة في شرق ليبيا يوم الاثنين، وقتلوا خمسة جنود، وفق متحدث باسم الجيش الليبي.",
        ),
        (
            "2018-05-15",
            "ج",
            "مقتل خمسة جنود في هجوم على حاجز قرب درنة\nقتل خمسة جنود من الجيش الليبي أمس الاثنين في هجوم شنه مسلحون على حاجز أمني قرب مدينة درنة شرقي ليبيا، بحسب ما قال متحدث عسكري.",
        ),
        (
            "2018-05-15",
            "ب",
            "وزير الخارجية المصري يزور الخرطوم\nوصل وزير الخارجية المصري إلى الخرطوم اليوم الثلاثاء في زيارة يلتقي خلالها نظيره السوداني لبحث مياه النيل.",
        ),
        (
            "2018-05-16",
            "ا",
            "حكومة الوفاق تتهم قوات حفتر بخرق الهدنة\nاتهمت حكومة الوفاق الوطني اليوم الأربعاء قوات حفتر بخرق اتفاق الصخيرات وقصف طرابلس، ونفى الجيش الوطني الليبي ذلك.",
        ),
        ("2018-05-16", "ج", "مصر ترحب باتفاق الصخيرات\nرحبت مصر باتفاق الصخيرات، ورفضت تركيا المبادرة المصرية."),
        (
            "2018-05-18",
            "ب",
            "اختتام محادثات جنيف\nالتقى وفدا حكومة الوفاق والجيش الوطني في جنيف أمس الخميس برعاية الأمم المتحدة واتفقا على وقف إطلاق النار.",
        ),
        (
            "2018-05-18",
            "ج",
            "جنيف: حكومة الوفاق والجيش الوطني يتفقان على وقف إطلاق النار\nاتفق وفدا حكومة الوفاق والجيش الوطني في جنيف أمس الخميس على وقف إطلاق النار.",
        ),
        ("", "ج", "مصر ترحب باتفاق الصخيرات\nرحبت مصر باتفاق الصخيرات في بيان لوزارة الخارجية."),
    ];
    let line = |n: usize, (day, outlet, text): (&str, &str, &str)| {
        let mut document = serde_json::json!({ "id": n.to_string(), "outlet": outlet, "text": text });
        if !day.is_empty() {
            document["published"] = serde_json::json!(day);
        }
        format!("{document}\n")
    };
    let mut all: Vec<(String, String)> = texts.into_iter().enumerate().map(|(n, text)| (n.to_string(), line(n, text))).collect();
    let [original, translation] = ["6-original-ar", "6-translation-en"].map(|id| (id.to_owned(), dispatch(id)));
    // The translation comes before its original.
    all.insert(6, translation);
    all.push(original);
    all
}

/// A dispatch of our own, as of these days.
fn dispatch(id: &str) -> String {
    let all = include_str!("../../rasid-link/tests/data/dispatches.jsonl").lines();
    let mut found = all.filter_map(|l| serde_json::from_str::<serde_json::Value>(l).ok());
    let mut document = found.find(|d| d["id"] == id).unwrap();
    document["published"] = serde_json::json!("2018-05-17");
    format!("{document}\n")
}

#[test]
fn a_translation_is_found_whether_it_comes_before_its_original_or_after() {
    let [original, translation] = ["6-original-ar", "6-translation-en"].map(dispatch);
    let files = [("a.jsonl", [&*translation, &original].concat()), ("b.jsonl", [&*original, &translation].concat())];
    let folder = folder("translated", &files.each_ref().map(|(name, text)| (*name, text.as_bytes())));
    for (file, _) in &files {
        let groups = String::from_utf8(run(&["link", "--format", "jsonl", "--threads", "1", file], &folder).stdout).unwrap();
        assert!(groups.contains(r#""translates":"6-original-ar","language":"en""#), "{file}: {groups}");
    }
}

const ANSWERS: [&[&str]; 10] = [
    &["link", "--format", "jsonl"],
    &["timeline", "--silence", "3"],
    &["timeline", "--planned"],
    &["timeline", "--series", "week"],
    &["agreements"],
    &["positions"],
    &["namings"],
    &["stories", "--least-reports", "1"],
    &["digest", "--month", "2018-05"],
    &["digest", "--month", "2018-05", "--about", "LBY", "--lang", "ar"],
];

/// An archive that took in reports in portions and linked after each; what every command answers from it.
fn told(name: &str, portions: &[String]) -> (std::path::PathBuf, Vec<Vec<u8>>) {
    let files: Vec<(String, &[u8])> = portions.iter().enumerate().map(|(n, text)| (format!("{n}.jsonl"), text.as_bytes())).collect();
    let folder = folder(name, &files.iter().map(|(name, text)| (name.as_str(), *text)).collect::<Vec<_>>());
    for (file, _) in &files {
        assert_eq!(code(&run(&["ingest", file, "--archive", "a", "--quiet"], &folder)), 0);
        let linked = run(&["link", "--archive", "a", "--quiet"], &folder);
        assert_eq!(code(&linked), 0, "{}", said(&linked));
    }
    let answers = answers(&folder);
    (folder, answers)
}

fn answers(folder: &std::path::Path) -> Vec<Vec<u8>> {
    let answer = |asked: &&[&str]| {
        let output = run(&[*asked, &["--archive", "a"]].concat(), folder);
        assert_eq!(code(&output), 0, "{asked:?}: {}", said(&output));
        output.stdout
    };
    ANSWERS.iter().map(answer).collect()
}

#[test]
fn what_is_linked_day_by_day_is_what_is_linked_at_once() {
    let lines: Vec<String> = reports().into_iter().map(|(_, line)| line).collect();
    let (_, once) = told("linked-once", &[lines.concat()]);
    assert!(once.iter().all(|answer| answer.len() > 50), "{:?}", once.iter().map(Vec::len).collect::<Vec<_>>());
    let groups = String::from_utf8_lossy(&once[0]);
    assert!(
        groups.contains(r#""language":"en""#) && String::from_utf8_lossy(&once[7]).contains(r#""translations":[{"document":"#),
        "{groups}"
    );
    let (_, daily) = told("linked-daily", &[lines[..5].concat(), lines[5..7].concat(), lines[7..].concat()]);
    let backward: Vec<String> = lines.iter().rev().cloned().collect();
    let (folder, backward) = told("linked-backward", &[backward[..4].concat(), backward[4..].concat()]);
    for ((asked, once), (daily, backward)) in ANSWERS.iter().zip(&once).zip(daily.iter().zip(&backward)) {
        assert_eq!(String::from_utf8_lossy(once), String::from_utf8_lossy(daily), "{asked:?}");
        assert_eq!(String::from_utf8_lossy(once), String::from_utf8_lossy(backward), "{asked:?}");
    }
    // Nothing is new: nothing is done, and nothing changes. A new coding of everything gives the same, too.
    assert_eq!(code(&run(&["link", "--archive", "a", "--quiet"], &folder)), 0);
    assert_eq!(answers(&folder), once);
    assert_eq!(code(&run(&["recode", "--archive", "a", "--quiet"], &folder)), 0);
    let left = run(&["stories", "--archive", "a"], &folder);
    assert!(said(&left).contains("rasid link --archive a"), "{}", said(&left));
    assert_eq!(code(&run(&["link", "--archive", "a", "--quiet"], &folder)), 0);
    assert_eq!(answers(&folder), once);
}

#[test]
fn an_archive_links_as_files_do_and_decisions_stand() {
    let lines: String = reports().into_iter().map(|(_, line)| line).collect();
    let (folder, _) = told("linked-decided", &[lines]);
    let rows = |folder: &std::path::Path| records(&run(&["timeline", "--archive", "a"], folder));
    let of_files = records(&run(&["timeline", "0.jsonl"], &folder));
    let shape = |rows: &[serde_json::Value]| {
        let mut shape: Vec<String> =
            rows.iter().map(|r| format!("{} {} {} {} {}", r["from"], r["type"], r["claim"], r["reports"], r["origins"])).collect();
        shape.sort();
        shape
    };
    assert_eq!(shape(&rows(&folder)), shape(&of_files));
    // A draft says the same; of two tellings as good as each other the names of the reports choose, which are others there.
    for month in ["2018-05", "2018-06"] {
        let lines = |from: &str, at: &str| {
            let text = String::from_utf8(run(&["digest", "--month", month, from, at], &folder).stdout).unwrap();
            let head = |line: &str| line.strip_prefix("- ").and_then(|line| line.split(" · ").next()).map(str::to_owned);
            let mut lines: Vec<String> = text.lines().filter_map(head).collect();
            lines.sort();
            lines
        };
        let kept = lines("--archive", "a");
        assert_eq!(kept, lines("0.jsonl", "--quiet"), "{month}");
        assert!(kept.len() > 8, "{kept:#?}");
    }
    // The attack is told by three; a person parts one telling from another, and it stays apart when more is linked.
    let attack = |rows: &[serde_json::Value]| {
        rows.iter()
            .filter(|r| r["type"] == "ASSAULT" && r["from"] == "2018-05-14")
            .map(|r| r["reports"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(attack(&rows(&folder)), [3]);
    let events = records(&run(&["events", "--type", "ASSAULT", "--format", "jsonl", "--archive", "a"], &folder));
    let id = |outlet: &str| {
        let told = |e: &&serde_json::Value| {
            e["report"]["outlet"] == outlet && e["report"]["published"] == "2018-05-15" && e["event"]["same_as"].is_null()
        };
        events.iter().find(told).map(|e| e["event"]["id"].as_str().unwrap().to_owned()).unwrap_or_else(|| panic!("{events:?}"))
    };
    let (one, other) = (id("ا"), id("ب"));
    let decide = |arguments: &[&str]| {
        assert_eq!(code(&run(&[&["review"], arguments, &["--by", "ليلى", "--archive", "a"]].concat(), &folder)), 0);
        assert_eq!(code(&run(&["link", "--archive", "a", "--quiet"], &folder)), 0);
    };
    decide(&["split", &one, "--from", &other]);
    let mut parted = attack(&rows(&folder));
    parted.sort_unstable();
    assert_eq!(parted.iter().sum::<u64>(), 3);
    assert_eq!(parted.len(), 2);
    decide(&["undo", &one]);
    assert_eq!(attack(&rows(&folder)), [3]);
    // The report tells it thrice: while one telling stands, it tells it.
    decide(&["reject", &other]);
    assert_eq!(attack(&rows(&folder)), [3]);
    let (report, _) = other.split_once('.').unwrap();
    let told: Vec<&str> =
        events.iter().map(|e| e["event"]["id"].as_str().unwrap()).filter(|id| id.starts_with(report) && *id != other).collect();
    decide(&[&["reject"], &told[..]].concat());
    assert_eq!(attack(&rows(&folder)), [2]);
}

#[test]
fn what_people_decide_of_whole_reports_is_kept_and_can_be_taken_back() {
    let lines: Vec<String> = reports().into_iter().map(|(_, line)| line).collect();
    let (folder, before) = told("linked-whole", &[lines.concat()]);
    let groups = |folder: &std::path::Path| records(&run(&["link", "--format", "jsonl", "--archive", "a", "--quiet"], folder));
    let all = groups(&folder);
    // An archive to which three reports come late.
    let (daily, _) = told("linked-whole-daily", &[lines[3..].concat()]);
    let early = groups(&daily);
    let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap().to_owned();
    let two_of = |level: &str, same: bool| {
        let mut pairs = early.iter().flat_map(|a| early.iter().map(move |b| (a, b))).filter(|(a, b)| text(a, "id") < text(b, "id"));
        let found = pairs.find(|(a, b)| (a[level] == b[level]) == same && a["translates"].is_null() && b["translates"].is_null());
        found.map(|(a, b)| [text(a, "id"), text(b, "id")]).unwrap()
    };
    let (one, other) = (two_of("story", false), two_of("event", true));
    let file = format!(
        "{}\n{}\n",
        serde_json::json!({ "together": one, "level": "story", "by": "ليلى" }),
        serde_json::json!({ "apart": other, "level": "event" })
    );
    let decide = |folder: &std::path::Path| {
        std::fs::write(folder.join("decisions.jsonl"), &file).unwrap();
        let linked = run(&["link", "--archive", "a", "--decisions", "decisions.jsonl", "--quiet"], folder);
        assert_eq!(code(&linked), 0, "{}", said(&linked));
    };
    decide(&folder);
    let of = |rows: &[serde_json::Value], id: &str, level: &str| text(rows.iter().find(|r| r["id"] == id).unwrap(), level);
    let holds = |rows: &[serde_json::Value]| {
        (of(rows, &one[0], "story") == of(rows, &one[1], "story"), of(rows, &other[0], "event") != of(rows, &other[1], "event"))
    };
    // It holds without the file, and saying it again adds nothing to the log.
    assert_eq!((holds(&all), holds(&groups(&folder))), ((false, false), (true, true)));
    let log = || String::from_utf8(run(&["review", "log", "--archive", "a"], &folder).stdout).unwrap();
    let first = log();
    assert_eq!(first.lines().count(), 2, "{first}");
    assert!(first.contains("ليلى") && first.contains("decisions.jsonl"), "{first}");
    decide(&folder);
    assert_eq!(log(), first);
    let decided = answers(&folder);
    // Linked as the reports come, it is the same.
    decide(&daily);
    std::fs::write(daily.join("late.jsonl"), lines[..3].concat()).unwrap();
    assert_eq!(code(&run(&["ingest", "late.jsonl", "--archive", "a", "--quiet"], &daily)), 0);
    assert_eq!(code(&run(&["link", "--archive", "a", "--quiet"], &daily)), 0);
    assert_eq!(answers(&daily), decided);
    // Taken back, all is as it was.
    for id in [&one[1], &other[0]] {
        assert_eq!(code(&run(&["review", "undo", id, "--by", "ليلى", "--archive", "a"], &folder)), 0);
    }
    assert_eq!(code(&run(&["link", "--archive", "a", "--quiet"], &folder)), 0);
    assert_eq!(answers(&folder), before);
    // What cannot be kept is refused whole.
    for (line, told) in [
        (r#"{"together":["0000000000000000","1111111111111111"]}"#, "0000000000000000"),
        (r#"{"apart":["0000000000000000","1111111111111111"],"level":"act"}"#, "0000000000000000"),
        (r#"{"agreement":"x","mark":1}"#, "rasid review mark"),
        (r#"{"together":["a"],"level":"day"}"#, "level"),
    ] {
        std::fs::write(folder.join("wrong.jsonl"), line).unwrap();
        let refused = run(&["link", "--archive", "a", "--decisions", "wrong.jsonl", "--quiet"], &folder);
        assert!(code(&refused) != 0 && said(&refused).contains(told), "{line}: {}", said(&refused));
    }
    let elsewhere = run(&["timeline", "--archive", "a", "--decisions", "decisions.jsonl"], &folder);
    assert!(code(&elsewhere) != 0 && said(&elsewhere).contains("rasid link --archive a --decisions"), "{}", said(&elsewhere));
    assert_eq!(answers(&folder), before);
}

#[test]
fn how_far_an_agreement_is_carried_out_is_a_persons_word() {
    let lines: String = reports().into_iter().map(|(_, line)| line).collect();
    let (folder, _) = told("linked-marked", &[lines]);
    let agreements = || records(&run(&["agreements", "--archive", "a"], &folder));
    let id = agreements()[0]["id"].as_str().unwrap().to_owned();
    let mark = |id: &str, mark: &str| run(&["review", "mark", id, "--mark", mark, "--by", "ليلى", "--archive", "a"], &folder);
    let marks = || agreements()[0]["marks"].as_array().unwrap().iter().map(|m| m["mark"].as_u64().unwrap()).collect::<Vec<_>>();
    assert!(marks().is_empty());
    for (given, stand) in [("1", &[1][..]), ("2", &[1, 2]), ("-", &[]), ("3", &[3])] {
        assert_eq!(code(&mark(&id, given)), 0, "{}", said(&mark(&id, given)));
        assert_eq!(marks(), stand);
    }
    assert_eq!(agreements()[0]["marks"][0]["by"], "ليلى");
    // It stays when more is linked, and is no word on an event.
    assert_eq!(code(&run(&["link", "--archive", "a", "--quiet"], &folder)), 0);
    assert_eq!(marks(), [3]);
    for (id, given) in [(&*id, "4"), (&*id, ""), ("none", "1")] {
        assert_eq!(code(&mark(id, given)), 2, "{id} {given}");
    }
    assert_eq!(marks(), [3]);
    let log = run(&["review", "log", &id, "--archive", "a"], &folder);
    assert_eq!(String::from_utf8(log.stdout).unwrap().lines().count(), 4);
    assert_eq!(code(&run(&["archive", "check", "--archive", "a"], &folder)), 0);
}

#[test]
fn what_is_redacted_is_gone_from_what_was_linked() {
    let lines: String = reports().into_iter().map(|(_, line)| line).collect();
    let (folder, before) = told("linked-redacted", &[lines]);
    let bytes = || std::fs::read(folder.join("a")).unwrap();
    let has = |bytes: &[u8], words: &str| bytes.windows(words.len()).any(|w| w == words.as_bytes());
    assert!(has(&bytes(), "حفتر") && has(&bytes(), "الخرطوم"));
    let redact = |what: &[&str]| {
        let arguments = [&["archive", "redact"], what, &["--by", "ليلى", "--reason", "a court", "--archive", "a"]].concat();
        let output = run(&arguments, &folder);
        assert_eq!(code(&output), 0, "{}", said(&output));
    };
    redact(&["--name", "حفتر"]);
    let events = records(&run(&["events", "--format", "jsonl", "--limit", "500", "--archive", "a"], &folder));
    let visit = events.iter().find(|e| e["report"]["id"] == "4").and_then(|e| e["event"]["id"].as_str()).unwrap();
    redact(&[visit.split('.').next().unwrap()]);
    let after = bytes();
    assert!(!has(&after, "حفتر") && !has(&after, "الخرطوم"));
    assert!(said(&run(&["stories", "--archive", "a"], &folder)).contains("rasid link --archive a"));
    assert_eq!(code(&run(&["link", "--archive", "a", "--quiet"], &folder)), 0);
    assert_ne!(answers(&folder), before);
    assert!(!has(&bytes(), "حفتر"));
}
