//! What the project's five seed reports describe is found and followed; left out where `../shared` does not stand beside this folder.
#![expect(clippy::disallowed_methods, reason = "a test reads the seeds")]

mod common;

use common::{linked, reports};
use rasid_link::agreements::{Followed, agreements};
use rasid_link::calendar::calendar;
use rasid_link::positions::positions;
use rasid_link::timeline::timeline;

/// The agreement of that name in the register, or with these words in one of its names.
fn named<'a>(all: &'a [Followed], words: &str) -> &'a Followed {
    let found = all.iter().find(|a| a.name == words || a.names.iter().any(|n| n.contains(words)));
    found.unwrap_or_else(|| panic!("no agreement {words}: {:?}", all.iter().map(|a| &a.name).collect::<Vec<_>>()))
}

#[test]
fn the_mechanisms_of_the_seeds_are_followed() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/eval/seeds.gold.jsonl");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("no {path} here: the seeds are left out");
        return;
    };
    let document = |line: &str| {
        let gold: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        serde_json::json!({ "id": gold["id"], "text": gold["text"], "published": gold["published"], "outlet": gold["outlet"] }).to_string()
    };
    let linked = linked(reports(&text.lines().map(document).collect::<Vec<_>>()), &[]);
    let all = agreements(&linked, &[]);
    let status = |words: &str| named(&all, words).status.as_str();

    // The Skhirat round works on a draft; the truces of August and of the joint commission hold.
    assert_eq!(status("اتفاق سياسي لتجاوز الأزمة"), "negotiating");
    assert_eq!(status("اتفاق وقف إطلاق النار المُعلن"), "in_force");
    assert_eq!(status("الهدنة الموقعة بين طرفي الصراع"), "in_force");
    // Two agreements of the neighbours, told months apart.
    let (first, second) = (named(&all, "بمضاعفة التنسيق الأمني"), named(&all, "بتشديد الإجراءات الأمنية"));
    assert_ne!(first.id, second.id);
    assert!(first.history[0].from < second.history[0].from);
    // The Turkish and Russian understanding; Cairo; Berlin.
    assert!(named(&all, "وقف إطلاق نار دائم").parties.iter().any(|(p, _)| p.country.as_deref() == Some("RUS")));
    // What Ankara and Moscow agreed on binds nobody else; what Cairo agreed on is another.
    let bound = |words: &str| -> Vec<&str> { named(&all, words).parties.iter().filter_map(|(p, _)| p.country.as_deref()).collect() };
    let understanding = bound("مواصلة السعي لوقف");
    assert!(understanding.contains(&"TUR") && understanding.contains(&"RUS") && !understanding.contains(&"EGY"), "{understanding:?}");
    assert_ne!(named(&all, "مواصلة السعي لوقف").id, named(&all, "رئيس مجلس نواب طبرق عقيلة صالح").id);
    assert!(named(&all, "Cairo Declaration").registered && named(&all, "Berlin Conference conclusions").registered);

    // Who backed the Egyptian initiative, and who rejected it; who rejected intervention.
    let stands = positions(&linked);
    let stood = |country: &str, stance: &str, word: &str| {
        stands.iter().any(|s| s.actor.country.as_deref() == Some(country) && s.stance == stance && s.toward.contains(word))
    };
    assert!(stood("RUS", "supports", "المبادرة") && stood("ARE", "supports", "المبادرة"));
    assert!(stood("EGY", "rejects", "حظر السلاح") && stood("DZA", "rejects", "تدخل"));
    assert!(stood("TUR", "rejects", "المبادرة"));
    // What one of Libya's governments called the strikes; the Forum's meeting, to which the mission called its members.
    assert!(stood("LBY", "rejects", "عدوانا"));
    let plans = calendar(&linked);
    let forum = plans.iter().find(|p| p.announced.iter().any(|s| s.quote.contains("اجتماع جديد لملتقى الحوار")));
    assert!(forum.is_some_and(|p| p.actor.iter().any(|a| a.contains("United Nations"))), "{plans:?}");
    // The strikes on Derna; the rockets, alleged and denied. Every row leads to words of its report.
    let rows = timeline(&linked, None);
    assert!(rows.iter().any(|r| r.r#type == "ASSAULT" && r.actor.iter().any(|p| p.country.as_deref() == Some("EGY"))));
    assert!(rows.iter().any(|r| r.claim == "disputed"), "{:?}", rows.iter().map(|r| &r.claim).collect::<Vec<_>>());
    for version in rows.iter().flat_map(|r| &r.versions) {
        let report = text.lines().find(|l| l.contains(&format!("\"id\": \"{}\"", version.source.document))).expect("its report");
        let gold: serde_json::Value = serde_json::from_str(report).expect("a line of JSON");
        let letters: Vec<char> = gold["text"].as_str().expect("a text").chars().collect();
        let told: String = letters[version.source.start as usize..version.source.end as usize].iter().collect();
        assert_eq!(told, version.source.quote);
    }
}
