//! Whom a sentence names: the words, the country, the sector.

use rasid::model::Document;
use rasid::{Coder, Fitting, Knowledge};

/// A sentence, the day it is printed, and some of those whom its events name: words, country, sector.
type Case = (&'static str, &'static str, &'static [(&'static str, &'static str, &'static str)]);

const CASES: &[Case] = &[
    // Two nouns that do not agree are two.
    ("اعتقلت الشرطة الصحفي سالم الهادي في تونس.", "2016-05-05", &[("الشرطة", "TUN", "COP"), ("الصحفي سالم الهادي", "TUN", "JRN")]),
    ("هاجم الجيش الإسرائيلي الفلسطينيين قرب الخليل.", "2016-05-05", &[("الجيش الإسرائيلي", "ISR", "MIL"), ("الفلسطينيين", "PSE", "CVL")]),
    // Adjectives of two words, and plurals that are no nisba.
    ("التقى وزير الدفاع الكوري الجنوبي نظيره الياباني في سيول.", "2016-05-05", &[("وزير الدفاع الكوري الجنوبي", "KOR", "GOV")]),
    ("قتل جنود أتراك ثلاثة مسلحين قرب الحدود.", "2016-05-05", &[("جنود أتراك", "TUR", "MIL")]),
    // A rank and a name are who bears the role before.
    (
        "قال المتحدث باسم الخارجية المصرية، السفير ماجد عبد الحميد، إن القاهرة تدين الهجوم.",
        "2016-05-05",
        &[("المتحدث باسم الخارجية المصرية، السفير ماجد عبد الحميد", "EGY", "GOV")],
    ),
    // A name ends before a state.
    ("اتهم اللواء ناصر الحمدان إيران بدعم المسلحين.", "2016-05-05", &[("اللواء ناصر الحمدان", "IRN", "MIL"), ("إيران", "IRN", "")]),
    ("استقبل وزير الثقافة والشباب المغربي وفدا يابانيا.", "2016-05-05", &[("وزير الثقافة والشباب المغربي", "MAR", "GOV")]),
    // The powers are of no country; of bodies that share a name, the one whose country is spoken of is meant.
    ("دعت الدول الغربية الحكومة السورية إلى وقف القصف.", "2016-05-05", &[("الدول الغربية", "", ""), ("الحكومة السورية", "SYR", "GOV")]),
    (
        "انتقد حزب العدالة والتنمية الحكومة في أنقرة، وقال الرئيس التركي إن الانتقاد مرفوض.",
        "2016-05-05",
        &[("حزب العدالة والتنمية", "TUR", "PTY")],
    ),
    // Who is tied to somebody is of that country.
    ("نددت فرنسا بالهجوم، ودعا المتحدث باسم خارجيتها روسيا إلى التهدئة.", "2016-05-05", &[("روسيا", "RUS", "")]),
];

#[test]
fn sentences_name_whom_they_name() {
    let knowledge = Knowledge::builtin().expect("the built-in knowledge is whole").for_fitting(Fitting::Events);
    let mut coder = Coder::new(&knowledge);
    for (n, (text, day, wanted)) in CASES.iter().enumerate() {
        let document = Document { id: n.to_string(), text: (*text).to_owned(), published: day.parse().ok(), outlet: None, url: None };
        let coded = coder.code(&document);
        let entities = coded.events.iter().flat_map(|e| e.actor.iter().chain(&e.recipient).chain(&e.said_by));
        let found: Vec<_> =
            entities.map(|e| (e.span.slice(text), e.country.as_deref().unwrap_or(""), e.sector.as_deref().unwrap_or(""))).collect();
        for one in *wanted {
            assert!(found.contains(one), "{text}\nwanted {one:?}\nfound {found:?}");
        }
    }
}
