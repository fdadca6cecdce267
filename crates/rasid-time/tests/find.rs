//! What the sections' examples leave open: calendars by region, ranges, guards, inference, laws.

#[allow(dead_code, unreachable_pub, reason = "a test that shares a module")]
#[path = "../../rasid-knowledge/src/time.rs"]
mod time;

use proptest::prelude::*;
use rasid_model::Day;
use rasid_time::{Anchor, Bias, Bound, Interval, Kind, Reference, TimeExpression, Times, find, infer_published};
use std::sync::LazyLock;

const FILES: &[(&str, &str)] = &[
    ("calendar.toml", include_str!("../../../knowledge/time/calendar.toml")),
    ("numbers.toml", include_str!("../../../knowledge/time/numbers.toml")),
    ("relative.toml", include_str!("../../../knowledge/time/relative.toml")),
];

static TIMES: LazyLock<Times> = LazyLock::new(|| time::parse_times(FILES).unwrap_or_else(|p| panic!("{p:#?}")).0);

fn read(text: &str, published: &str) -> Vec<TimeExpression> {
    find(&TIMES, text, &rasid_text::segment(text), Reference::news(published.parse().ok()))
}

/// The days of the first expression that names any: `2018-05-07` or `2018-05-07..2018-05-09`.
#[track_caller]
fn check(text: &str, published: &str, days: &str) {
    let found = read(text, published);
    let got: Vec<_> = found.iter().filter_map(|e| e.interval).map(show).collect();
    assert_eq!(got.first().map_or("", String::as_str), days, "{text}: {found:#?}");
}

fn show(i: Interval) -> String {
    if i.from == i.to { i.from.to_string() } else { format!("{}..{}", i.from, i.to) }
}

#[test]
fn every_press_has_its_months() {
    check("استقبل الرئيس المصري الوفد في 3 أغسطس 2016.", "2018-05-11", "2016-08-03");
    check("وصلت البعثة إلى دمشق في 3 آب 2016.", "2018-05-11", "2016-08-03");
    check("وصلت البعثة إلى وهران في 3 أوت 2016.", "2018-05-11", "2016-08-03");
    check("وصلت البعثة إلى فاس في 3 غشت 2016.", "2018-05-11", "2016-08-03");
    check("افتتح الوزير المعرض في 20 جانفي 2017.", "2018-05-11", "2017-01-20");
    check("افتتح الوزير المعرض في 20 جويلية الفارط.", "2018-05-11", "2017-07-20");
    check("خرجت مسيرات بالدار البيضاء في فاتح ماي الجاري.", "2018-05-11", "2018-05-01");
    check("أعلن البيان الأول من شهر الفاتح 1999 عن الوحدة.", "2008-05-11", "1999-09-01");
}

#[test]
fn twin_names_are_one_month() {
    check("قصف الجيش المدينة في 7 نيسان/أبريل.", "2018-05-11", "2018-04-07");
    check("عقدت الدورة في تشرين الأول (أكتوبر) الماضي.", "2018-05-11", "2017-10-01..2017-10-31");
    check("اعتقل الناشط في مايو / أيار.", "2018-05-11", "2018-05-01..2018-05-31");
    check("جرت الانتخابات بين 25 و28 أيار/مايو 2014.", "2018-05-11", "2014-05-25..2014-05-28");
}

#[test]
fn weekdays_look_back() {
    check("التقى السفير الأربعاء رئيس الوزراء.", "2018-05-09", "2018-05-09");
    check("التقى السفير رئيس الوزراء يوم الاثنين الفارط.", "2018-05-07", "2018-04-30");
    check("يلتقي السفير رئيس الوزراء الاثنين المقبل.", "2018-05-07", "2018-05-14");
    check("وصل الوزير مساء الخميس إلى نواكشوط.", "2018-05-11", "2018-05-10");
    check("وأكد الوزير أمس الأربعاء أن الحدود مفتوحة.", "2018-05-10", "2018-05-09");
    check("من المنتظر أن يصل الوزير السبت إلى الخرطوم.", "2018-05-10", "2018-05-12");
    check("أعلن الناطق، صباح اليوم الاثنين 27 ماي، الخبر.", "2019-05-27", "2019-05-27");
    check("انفجرت سيارة ليل السبت الأحد.", "2018-05-14", "2018-05-12..2018-05-13");
    check("انفجرت سيارة الليلة الماضية.", "2018-05-14", "2018-05-13..2018-05-14");
}

#[test]
fn the_other_reading_is_kept() {
    let found = read("يزور الوزير طرابلس الأحد.", "2018-06-02");
    assert_eq!(found[0].other.map(show).as_deref(), Some("2018-06-03"));
    let found = read("اعتقل الصحافي منذ ستة أشهر.", "2018-06-20");
    assert_eq!(found[0].interval.map(show).as_deref(), Some("2017-12-01..2018-06-20"));
    assert_eq!(found[0].other.map(show).as_deref(), Some("2017-12-01..2017-12-31"));
    assert_eq!(found[0].bound, Bound::Since);
}

#[test]
fn units_point_from_publication() {
    check("تراجع القتال هذا الأسبوع.", "2018-05-11", "2018-05-07..2018-05-13");
    check("تراجع القتال الأسبوع الماضي.", "2015-07-22", "2015-07-13..2015-07-19");
    check("تراجع القتال الأسبوع الماضي.", "2015-08-02", "2015-07-26..2015-08-01");
    check("وصل الوفد قبل أمس.", "2018-05-11", "2018-05-09");
    check("تراجع القتال في الأيام الماضية.", "2018-05-11", "2018-05-04..2018-05-10");
    check("قتل العشرات خلال الأيام الثلاثة الماضية.", "2018-05-11", "2018-05-08..2018-05-10");
    check("قتل العشرات في الـ24 ساعة الماضية.", "2018-05-11", "2018-05-10..2018-05-11");
    check("قتل العشرات خلال الساعات الـ48 الماضية.", "2018-05-11", "2018-05-09..2018-05-11");
    check("وصلت القوات في وقت سابق من هذا الشهر.", "2018-05-11", "2018-05-01..2018-05-10");
    check("انتهت ولايته مطلع العام الجاري.", "2018-05-11", "2018-01-01..2018-01-31");
    check("تصاعد العنف أوائل العام الماضي.", "2018-05-11", "2017-01-01..2017-03-31");
    check("وقعت المعاهدة نهاية عام 2016.", "2018-05-11", "2016-12-01..2016-12-31");
    check("نشأت الحركة في ثمانينيات القرن الماضي.", "2018-05-11", "1980-01-01..1989-12-31");
}

#[test]
fn ranges_join_two_ends() {
    check("تعقد القمة من 13 إلى 15 يوليو 2017.", "2018-05-11", "2017-07-13..2017-07-15");
    check("انعقد الملتقى في 23 و24 أغسطس الماضي.", "2018-05-11", "2017-08-23..2017-08-24");
    check("سجلت الخروق بين 5 مايو/أيار و9 يونيو/حزيران.", "2018-06-21", "2018-05-05..2018-06-09");
    check("سقط القتلى بين عامي 2012-2015.", "2018-06-21", "2012-01-01..2015-12-31");
    check("يصل الوفد في 5 أو 6 مايو 2016.", "2018-06-21", "2016-05-05..2016-05-06");
    check("تراجع القتال منذ مطلع الشهر.", "2018-06-21", "2018-06-01..2018-06-21");
    check("سقط القتلى ما بين عامي 2012 و2015.", "2018-06-21", "2012-01-01..2015-12-31");
    check("استمر الحصار من سبتمبر 2015 حتى مارس 2016.", "2018-06-21", "2015-09-01..2016-03-31");
}

#[test]
fn digits_are_dates_only_when_whole() {
    check("أصدر القاضي المذكرة بتاريخ 3/5/2018.", "2018-06-21", "2018-05-03");
    check("أصدر القاضي المذكرة في 2018-05-03.", "2018-06-21", "2018-05-03");
    check("فاز الفريق 3-1 على ضيفه.", "2018-06-21", "");
    check("اجتمعت لجنة 5+5 في سرت.", "2018-06-21", "");
    check("صدر القرار 1701 عن المجلس.", "2018-06-21", "");
}

#[test]
fn impossible_dates_give_nothing() {
    check("وقع الهجوم في 31 فبراير 2017.", "2018-06-21", "");
    check("وقع الهجوم في 31/02/2017.", "2018-06-21", "");
    check("وقع الهجوم في 45 مارس.", "2018-06-21", "");
}

#[test]
fn look_alikes_give_nothing() {
    for text in [
        "مارس الرئيس صلاحياته.",
        "قال أحد الشهود إن اثنين قتلا.",
        "نشرت صحيفة المصري اليوم التقرير.",
        "التقى الأمين العام الحالي للحزب الوفد.",
        "زار شعبان ورجب وربيع المعرض.",
        "حضرت تيريزا ماي المؤتمر.",
        "وصل في اليوم التالي إلى عمان.",
        "أعلن هدنة لمدة أسبوع.",
        "قبل الوزير الدعوة بعد عقد لقاء.",
        "ارتفعت الأسعار 16 في المائة.",
        "دخلت الهدنة حيز التنفيذ قبل أسابيع.",
        "فجّر انتحاري نفسه.",
    ] {
        check(text, "2018-06-21", "");
    }
}

#[test]
fn two_calendars_name_one_day() {
    check("صدر الأمر في 12 ذي القعدة 1436 الموافق 27 أغسطس 2015.", "2015-09-01", "2015-08-27");
    check("صدر الأمر في 27 أغسطس 2015 (الموافق 12 ذي القعدة 1436).", "2015-09-01", "2015-08-27");
    assert_eq!(read("صدر الأمر في 27 أغسطس 2015 الموافق 12 ذي القعدة 1436 هـ.", "2015-09-01").len(), 1);
}

#[test]
fn numbers_in_words_add_up() {
    check("احتلت الضفة سنة ألف وتسعمئة وسبع وستين.", "2018-05-11", "1967-01-01..1967-12-31");
    check("اعتقل قبل اثني عشر عاما.", "2018-05-11", "2006-01-01..2006-12-31");
    check("اعتقل قبل ثلاثة وعشرين يوما.", "2018-05-31", "2018-05-08");
    check("وقع الانقلاب ليل 15/16 تموز 2016.", "2018-05-31", "2016-07-15..2016-07-16");
}

#[test]
fn the_same_year_is_the_one_told_of() {
    let found = read("اعتقل في أكتوبر 2016 وأفرج عنه في ديسمبر من العام نفسه.", "2018-05-11");
    assert_eq!(found[1].interval.map(show).as_deref(), Some("2016-12-01..2016-12-31"));
}

#[test]
fn hijri_days_have_a_margin() {
    check("صدر المرسوم في 12 ذي القعدة 1436 هـ.", "2015-09-01", "2015-08-26..2015-08-28");
    let found = read("صدر المرسوم في 12 رمضان 1439.", "2018-06-21");
    assert_eq!(found[0].other.map(show).as_deref(), Some("2018-05-27"));
}

#[test]
fn without_a_publication_day_only_full_dates_have_an_interval() {
    let text = "وصل الوفد أمس بعد لقاء 5 مايو 2018.";
    let found = find(&TIMES, text, &rasid_text::segment(text), Reference::news(None));
    assert_eq!((found[0].interval, found[0].anchor), (None, Anchor::Unanchored));
    assert_eq!(found[1].anchor, Anchor::Absolute);
}

#[test]
fn the_publication_day_is_bounded_by_a_dateline() {
    let infer = |text: &str| infer_published(&TIMES, text, &rasid_text::segment(text));
    let day = |s: &str| s.parse::<Day>().unwrap();
    let dateline = "الرباط، 5 مايو 2018 - اتفق الطرفان على هدنة أعلنت عام 2017.";
    assert_eq!(infer(dateline), Some((day("2018-05-05"), day("2018-05-05"))));
    let line = "23-يوليو-2020\n\nتوصل الطرفان إلى هدنة.\n\nوقالت البعثة إن الهدنة صامدة.";
    assert_eq!(infer(line), Some((day("2020-07-23"), day("2020-07-23"))));
    // The weekday finds the year after the last one told of.
    let today = "أعلن الوزير اليوم الاثنين 27 ماي أن الأسعار ارتفعت مقارنة مع سنة 2016.";
    assert_eq!(infer(today), Some((day("2019-05-27"), day("2019-05-27"))));
    let weekday = "التقى الوفدان الخميس 19 أبريل بعد قطيعة منذ عام 2017.";
    assert_eq!(infer(weekday), Some((day("2018-04-19"), day("2018-04-25"))));
    assert_eq!(infer("اتفق الطرفان عام 2017 على هدنة."), None);
    assert_eq!(infer("الجيش يحيي ذكرى ثورة 23 يوليو 1952\n\nأحيا الجيش الذكرى."), None);
    assert_eq!(infer("وقع الهجوم في 5 مايو 2014، وقال الجيش إنه صده."), None);
    assert_eq!(infer("اتفق الطرفان على هدنة."), None);
}

const PIECES: &[&str] = &[
    "الأربعاء",
    "الماضي",
    "قبل",
    "يومين",
    "منذ",
    "ثلاثة",
    "أيام",
    "5",
    "31",
    "2018",
    "مايو",
    "شباط",
    "/",
    "من",
    "إلى",
    "و",
    "في",
    "مطلع",
    "نهاية",
    "العام",
    "شهر",
    "الساعة",
    "الثالثة",
    "والنصف",
    "مساء",
    "ليل",
    "اليوم",
    "أمس",
    "غدا",
    "بين",
    "13-15",
    "3/5/2018",
    "هـ",
    "رمضان",
    "آخر",
    "أسبوع",
    "الـ",
    "24",
    "ساعة",
    "القرن",
    "عشرين",
    "ألف",
    "99999",
    "إلا",
    "ربع",
    "،",
    ".",
    "(",
    ")",
    "خلال",
    "بعد",
    "كل",
    "هذا",
    "صيف",
    "التسعينات",
    "حتى",
    "عامي",
    "2012",
    "وألف",
    "وتسعمئة",
    "الموافق",
    "الخميس",
    "نفسه",
    "وقت لاحق",
    "و2015",
    "يومي",
    "1439",
    "أول",
    "قبل الماضي",
];

proptest! {
    #[test]
    fn any_words_of_time_are_read(
        words in proptest::collection::vec(proptest::sample::select(PIECES), 0..14),
        year in -9999i16..9999, month in 1u8..13, day in 1u8..32, bias in 0u8..3, week_start in 1i8..8,
    ) {
        let text = words.join(" ");
        let bias = match bias { 0 => Bias::Past, 1 => Bias::Future, _ => Bias::None };
        let published = Day { year, month, day };
        let reference = Reference { bias, week_start, ..Reference::news(Some(published)) };
        let mut end = 0;
        for e in find(&TIMES, &text, &rasid_text::segment(&text), reference) {
            prop_assert!(e.tokens.start >= end && e.tokens.end > e.tokens.start);
            end = e.tokens.end;
            prop_assert!(!e.precision.is_empty() && !e.rule.is_empty());
            prop_assert!(!e.span.slice(&text).is_empty());
            prop_assert_eq!(e.interval.is_none(), e.anchor == Anchor::Unanchored);
            prop_assert!(e.kind == Kind::Date || e.interval.is_none());
            if let Some(i) = e.interval {
                prop_assert!(i.from <= i.to);
            }
        }
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,80}") {
        let _ = find(&TIMES, &text, &rasid_text::segment(&text), Reference::news("2018-05-11".parse().ok()));
        let _ = infer_published(&TIMES, &text, &rasid_text::segment(&text));
    }

    #[test]
    fn a_date_in_full_holds_its_day(year in 1900i16..2100, month in 1usize..13, day in 1u8..29) {
        let name = ["كانون الثاني", "فبراير", "آذار/مارس", "أفريل", "ماي", "حزيران", "يوليوز", "أوت", "شتنبر", "أكتوبر", "نونبر", "ديسمبر"];
        let text = format!("وقع الحادث في {day} {} {year}.", name[month - 1]);
        let found = read(&text, "2018-05-11");
        let want = Day { year, month: u8::try_from(month).unwrap(), day };
        prop_assert_eq!(found.first().and_then(|e| e.interval), Some(Interval { from: want, to: want }));
        prop_assert_eq!(found[0].anchor, Anchor::Absolute);
    }
}

#[test]
fn the_day_of_an_act_ahead_lies_ahead() {
    let published = "2020-05-10";
    let days = |text: &str| {
        let found = read(text, published);
        let of = published.parse().unwrap_or_else(|_| panic!("{published}"));
        found.iter().find_map(|e| Some((e.dated()?.from.to_string(), e.dated_ahead(of)?.from.to_string())))
    };
    let both = |behind: &str, ahead: &str| Some((behind.to_owned(), ahead.to_owned()));
    assert_eq!(days("القمة في تونس الأربعاء."), both("2020-05-06", "2020-05-13"));
    assert_eq!(days("سيزور الرئيس تونس الأربعاء."), both("2020-05-13", "2020-05-13"));
    assert_eq!(days("سيزور الرئيس تونس غدا."), both("2020-05-11", "2020-05-11"));
    assert_eq!(days("سيزور الرئيس تونس اليوم."), both("2020-05-10", "2020-05-10"));
}
