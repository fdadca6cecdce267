//! The same reports give the same groups; what people decided stands.

mod common;

use common::{examples, line, linked, reports};
use rasid_link::calendar::calendar;
use rasid_link::stories::stories;
use rasid_link::{Decision, Weights, link, timeline::timeline};

#[test]
fn the_order_of_arrival_and_repetition_change_nothing() {
    let lines = examples();
    let told = |lines: &[String]| {
        let linked = linked(reports(lines), &[]);
        let mut named = linked.groups.named.clone();
        named.sort_by(|a, b| a.id.cmp(&b.id));
        (serde_json::to_string(&named).expect("rows"), serde_json::to_string(&timeline(&linked, Some(3))).expect("rows"))
    };
    let first = told(&lines);
    let reversed: Vec<String> = lines.iter().rev().cloned().collect();
    let (front, back) = lines.split_at(lines.len() / 3);
    assert!(!first.1.is_empty() && lines.len() > 5);
    assert_eq!(first, told(&lines));
    assert_eq!(first, told(&reversed));
    assert_eq!(first, told(&[back, front].concat()));
}

const RAID: &str = "مقتل خمسة جنود في هجوم على حاجز قرب درنة\nقتل خمسة جنود من الجيش الليبي أمس الاثنين في هجوم شنه مسلحون على حاجز أمني قرب مدينة درنة شرقي ليبيا، بحسب ما قال متحدث عسكري.";
const RAID_AGAIN: &str = "هجوم مسلح يودي بحياة خمسة عسكريين قرب درنة الليبية\nهاجم مسلحون حاجزا أمنيا قرب مدينة درنة في شرق ليبيا يوم الاثنين، وقتلوا خمسة جنود، وفق متحدث باسم الجيش الليبي.";
const VISIT: &str = "وزير الخارجية المصري يزور الخرطوم\nوصل وزير الخارجية المصري إلى الخرطوم اليوم الثلاثاء في زيارة يلتقي خلالها نظيره السوداني لبحث مياه النيل.";

fn three() -> Vec<String> {
    vec![
        line("a", "الأولى", "2018-05-15", RAID),
        line("b", "الثانية", "2018-05-15", RAID_AGAIN),
        line("c", "الأولى", "2018-05-15", VISIT),
        line("d", "الثالثة", "2018-05-15", RAID),
    ]
}

#[test]
fn one_event_told_by_two_is_one_and_a_copy_is_no_origin() {
    let linked = linked(reports(&three()), &[]);
    let [a, b, c, d] = linked.groups.named.as_slice() else { panic!("four") };
    assert_eq!(a.event, b.event);
    assert_ne!(a.story, c.story);
    assert!(a.wire.is_some() && a.wire == d.wire && b.wire.is_none() && c.wire.is_none());
    let rows = timeline(&linked, Some(2));
    let raid = rows.iter().find(|r| r.r#type == "ASSAULT" && r.reports == 3).expect("one attack, told thrice");
    assert_eq!((raid.outlets, raid.origins), (3, 2));
    assert!(raid.versions.iter().all(|v| !v.source.quote.is_empty() && v.source.end > v.source.start));
}

#[test]
fn where_a_copied_text_came_from_is_told_with_how_it_is_known() {
    let told = |lines: &[String]| {
        let mut all = stories(&linked(reports(lines), &[]), 1).into_iter();
        all.find_map(|s| s.copies.into_iter().next().map(|c| (c.origin, c.known, c.documents))).expect("copies")
    };
    let both = || vec!["a".to_owned(), "d".to_owned()];
    assert_eq!(told(&three()), ("الأولى".to_owned(), "first".to_owned(), both()));
    let signed = |text: &str| text.replace("\nقتل خمسة", "\nدرنة (أ ف ب) - قتل خمسة");
    let mut lines = three();
    lines[3] = line("d", "الثالثة", "2018-05-15", &signed(RAID));
    assert_eq!(told(&lines), ("fra-afp".to_owned(), "signed".to_owned(), both()));
    // What no word is shared of, but the same agency signs, has one origin too.
    lines[0] = line("a", "الأولى", "2018-05-15", &signed(RAID));
    lines[1] = line("b", "الثانية", "2018-05-15", &format!("{RAID_AGAIN} (أ ف ب)"));
    let rows = timeline(&linked(reports(&lines[..2]), &[]), None);
    assert_eq!(rows.iter().find(|r| r.r#type == "ASSAULT" && r.reports == 2).map(|r| r.origins), Some(1));
}

#[test]
fn what_was_put_off_is_not_called_off() {
    let plan = "مصر والسودان تعقدان قمة\nأعلنت مصر أن الرئيس المصري سيلتقي نظيره السوداني في القاهرة الأسبوع المقبل.";
    let outcome = |day: &str, later: &str| {
        let lines = [line("a", "الأولى", "2018-05-10", plan), line("b", "الأولى", day, later)];
        let together: Vec<Decision> = vec![serde_json::from_str(r#"{"together":["a","b"],"level":"story"}"#).expect("a decision")];
        let linked = linked(reports(&lines), &together);
        let plans = calendar(&linked);
        plans.iter().map(|p| p.outcome.clone()).find(|o| o != "untold" && o != "ahead").unwrap_or_else(|| panic!("{plans:?}"))
    };
    assert_eq!(outcome("2018-05-12", "مصر والسودان\nأرجأ الرئيس المصري اجتماعه مع نظيره السوداني."), "put_off");
    assert_eq!(outcome("2018-05-12", "مصر والسودان\nألغى الرئيس المصري اجتماعه مع نظيره السوداني."), "off");
    assert_eq!(outcome("2018-05-15", "مصر والسودان\nالتقى الرئيس المصري نظيره السوداني في القاهرة اليوم."), "held");
}

#[test]
fn a_story_is_told_in_names_that_need_no_language() {
    let text = "بغداد تتهم أنقرة\nاتهم العراق تركيا بقصف قرى حدودية، وقال سكان إن الحقول احترقت.";
    let all = stories(&linked(reports(&[line("a", "الأولى", "2018-05-10", text)]), &[]), 1);
    let about = all.first().and_then(|s| s.about.as_ref()).expect("an act with both parties");
    assert_eq!((&*about.r#type, &about.actor[..], &about.recipient[..]), ("ACCUSE", &["Iraq".to_owned()][..], &["Turkey".to_owned()][..]));
}

#[test]
fn decisions_are_honoured() {
    let reports = reports(&three());
    let decide = |text: &str| -> Vec<Decision> { vec![serde_json::from_str(text).expect("a decision")] };
    let apart = link(&reports, &Weights::builtin(), &decide(r#"{"apart":["a","b"]}"#)).named;
    assert_ne!(apart[0].event, apart[1].event);
    let together = link(&reports, &Weights::builtin(), &decide(r#"{"together":["a","c"],"level":"story"}"#)).named;
    assert_eq!(together[0].story, together[2].story);
    assert_ne!(together[0].event, together[2].event);
}
