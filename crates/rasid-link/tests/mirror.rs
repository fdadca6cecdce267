//! No label knows one side from the other: with the sides swapped, every label is the same.

mod common;

use common::{line, linked, reports};
use rasid_link::Report;
use rasid_link::agreements::agreements;
use rasid_link::timeline::timeline;

/// Pairs of names alike in gender and form.
const SIDES: [(&str, &str); 20] = [
    ("مصر", "تركيا"),
    ("روسيا", "أوكرانيا"),
    ("الجزائر", "السعودية"),
    ("ليبيا", "سوريا"),
    ("تونس", "قطر"),
    ("إيران", "إسرائيل"),
    ("فرنسا", "ألمانيا"),
    ("الهند", "الصين"),
    ("أرمينيا", "أذربيجان"),
    ("إثيوبيا", "إريتريا"),
    ("كينيا", "أوغندا"),
    ("اليونان", "النمسا"),
    ("بولندا", "روسيا"),
    ("موريتانيا", "سوريا"),
    ("إيطاليا", "إسبانيا"),
    ("باكستان", "الهند"),
    ("تركيا", "سوريا"),
    ("قطر", "مصر"),
    ("إسرائيل", "سوريا"),
    ("السعودية", "إيران"),
];

const TELLINGS: [&str; 10] = [
    "اتهمت {A} {B} بخرق الهدنة أمس.",
    "أدانت {A} الهجوم الذي شنته {B} على المدينة.",
    "نفت {A} اتهامات {B} لها بقصف القرية.",
    "وقعت {A} مع {B} اتفاقا لوقف إطلاق النار.",
    "قصفت {A} مواقع في {B} يوم الأحد.",
    "دعت {A} {B} إلى الانسحاب من الحدود.",
    "هددت {A} {B} بقطع العلاقات.",
    "التقى وزير خارجية {A} نظيره في {B} لبحث الهدنة.",
    "رحبت {A} بالمبادرة التي طرحتها {B}.",
    "قالت {A} إن {B} قتلت خمسة جنود.",
];

#[test]
fn labels_are_the_same_after_swapping_the_sides() {
    let fill = |(telling, a, b): (&str, &str, &str)| telling.replace("{A}", a).replace("{B}", b);
    let pairs: Vec<(&str, &str, &str)> = TELLINGS.iter().flat_map(|t| SIDES.map(|(a, b)| (*t, a, b))).collect();
    let texts = pairs.iter().flat_map(|(t, a, b)| [fill((*t, *a, *b)), fill((*t, *b, *a))]);
    let lines: Vec<String> = texts.enumerate().map(|(n, text)| line(&n.to_string(), "", "2020-07-06", &text)).collect();
    let told: Vec<Vec<String>> = reports(&lines).into_iter().map(told).collect();
    let differing: Vec<&(&str, &str, &str)> = pairs.iter().zip(told.chunks(2)).filter(|(_, t)| t[0] != t[1]).map(|(p, _)| p).collect();
    assert!(told.iter().map(Vec::len).sum::<usize>() >= 2 * pairs.len());
    assert!(differing.is_empty(), "{} of {} differ: {differing:?}", differing.len(), pairs.len());
}

/// Every label of a telling: nothing in it names a side.
fn told(report: Report) -> Vec<String> {
    let linked = linked(vec![report], &[]);
    let rows = timeline(&linked, None).into_iter().map(|r| format!("{} {:?} {} {} {}", r.r#type, r.mode, r.quad, r.status, r.claim));
    let pacts = agreements(&linked, &[]).into_iter().map(|a| format!("{} {}", a.kind, a.status));
    let mut all: Vec<String> = rows.chain(pacts).collect();
    all.sort();
    all
}
