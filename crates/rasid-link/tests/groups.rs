//! The same reports give the same groups; what people decided stands.

mod common;

use common::{examples, line, linked, reports};
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
fn decisions_are_honoured() {
    let reports = reports(&three());
    let decide = |text: &str| -> Vec<Decision> { vec![serde_json::from_str(text).expect("a decision")] };
    let apart = link(&reports, &Weights::builtin(), &decide(r#"{"apart":["a","b"]}"#)).named;
    assert_ne!(apart[0].event, apart[1].event);
    let together = link(&reports, &Weights::builtin(), &decide(r#"{"together":["a","c"],"level":"story"}"#)).named;
    assert_eq!(together[0].story, together[2].story);
    assert_ne!(together[0].event, together[2].event);
}
