//! Dispatches of our own in Arabic, with translations and with what is none: told by another author, of another day, a summary.

mod common;

use common::{line, linked, read, reports};
use rasid_link::stories::stories;
use rasid_link::timeline::timeline;
use rasid_link::{Decision, Group, Report, Weights, likenesses, link, unread};
use serde_json::Value;
use std::collections::BTreeMap;

/// Dispatches, each with what it is: `original`, `translation`, `author`, `day`, `summary`.
fn dispatches() -> Vec<Value> {
    include_str!("data/dispatches.jsonl").lines().map(|l| serde_json::from_str(l).expect("a dispatch")).collect()
}

fn text<'v>(of: &'v Value, key: &str) -> &'v str {
    of[key].as_str().expect("a text")
}

fn coded(all: &[Value]) -> Vec<Report> {
    reports(&lines(all))
}

fn lines(all: &[Value]) -> Vec<String> {
    all.iter().map(|v| line(text(v, "id"), text(v, "outlet"), text(v, "published"), text(v, "text"))).collect()
}

/// Those of one set.
fn set(n: u64) -> Vec<Value> {
    dispatches().into_iter().filter(|d| d["set"] == n).collect()
}

fn named(reports: &[Report], decisions: &[Decision]) -> BTreeMap<String, Group> {
    link(reports, &Weights::builtin(), decisions).named.into_iter().map(|g| (g.id.clone(), g)).collect()
}

/// Sets of an odd number are those that the thresholds were set on; those of an even number were not looked at for that.
#[test]
fn translations_are_found_and_nothing_else_is() {
    let all = dispatches();
    let groups = named(&coded(&all), &[]);
    let mut counts: BTreeMap<(bool, &str), (usize, usize)> = BTreeMap::new();
    for d in all.iter().filter(|d| d["kind"] != "original") {
        let (group, n) = (&groups[text(d, "id")], d["set"].as_u64().expect("a number"));
        let original = format!("{n}-original-ar");
        let right = match text(d, "kind") {
            "translation" => group.translates.as_ref() == Some(&original) && group.wire.is_some() && group.wire == groups[&original].wire,
            _ => group.translates.is_none() && group.wire.is_none(),
        };
        let count = counts.entry((n % 2 == 0, text(d, "kind"))).or_default();
        *(if right { &mut count.0 } else { &mut count.1 }) += 1;
    }
    for ((held_out, kind), (right, wrong)) in &counts {
        println!("{} {kind}: {right} right, {wrong} wrong", if *held_out { "held out" } else { "set on" });
    }
    let of =
        |held_out: bool| ["translation", "author", "day", "summary"].map(|kind| counts.get(&(held_out, kind)).copied().unwrap_or_default());
    assert_eq!(of(false), [(7, 0), (8, 0), (6, 0), (0, 0)]);
    assert_eq!(of(true), [(8, 0), (8, 0), (0, 0), (5, 0)]);
}

#[test]
fn the_order_of_arrival_changes_nothing_and_arabic_groups_stay_as_they_are() {
    let all = coded(&dispatches());
    let first = named(&all, &[]);
    let reversed: Vec<Report> = all.iter().rev().cloned().collect();
    let (front, back) = all.split_at(all.len() / 3);
    assert_eq!(first, named(&reversed, &[]));
    assert_eq!(first, named(&[back, front].concat(), &[]));
    let arabic: Vec<Report> = all.iter().filter(|r| r.record.language == "ar").cloned().collect();
    let alone = link(&arabic, &Weights::builtin(), &[]).named;
    for (a, b) in alone.iter().flat_map(|a| alone.iter().map(move |b| (a, b))) {
        let with = (&first[&a.id], &first[&b.id]);
        assert_eq!((a.event == b.event, a.story == b.story), (with.0.event == with.1.event, with.0.story == with.1.story));
    }
    // Where nothing is of another language nothing is compared.
    assert!(likenesses(&arabic.iter().collect::<Vec<_>>(), 2).is_empty());
}

#[test]
fn facts_are_wanted_of_reports_near_one_in_another_language_alone() {
    let mut lines = lines(&set(9));
    let original = text(&set(9)[0], "text").to_owned();
    lines.extend(["2019-11-20", "2019-11-24", "2019-11-29", "2019-12-05"].map(|day| line(day, "صحيفة", day, &original)));
    let (mut some, all) = (read(&lines, false), reports(&lines));
    some.sort_by(|a, b| a.rank().cmp(&b.rank()));
    let wanted: Vec<String> = unread(&some.iter().collect::<Vec<_>>()).into_iter().map(|n| some[n].record.id.to_string()).collect();
    assert!(wanted.contains(&"9-original-ar".to_owned()) && wanted.contains(&"2019-11-29".to_owned()), "{wanted:?}");
    assert!(["2019-11-20", "2019-11-24", "2019-12-05"].iter().all(|far| !wanted.contains(&(*far).to_owned())), "{wanted:?}");
    let read: Vec<Report> =
        some.iter().map(|r| if wanted.contains(&r.record.id.to_string()) { &all[place(&all, r)] } else { r }.clone()).collect();
    assert!(unread(&read.iter().collect::<Vec<_>>()).is_empty());
    let groups = named(&read, &[]);
    assert_eq!(groups["9-translation-fr"].translates.as_deref(), Some("9-original-ar"));
    assert_eq!(groups, named(&all, &[]));
    // Where none is in another language none is wanted.
    let arabic: Vec<&Report> = some.iter().filter(|r| r.record.language == "ar").collect();
    assert!(unread(&arabic).is_empty());
}

fn place(all: &[Report], of: &Report) -> usize {
    all.iter().position(|r| r.record.id == of.record.id).expect("the same report")
}

#[test]
fn a_translation_is_told_with_what_tells_so_and_is_no_origin() {
    let all = coded(&set(12));
    let with = linked(all.clone(), &[]);
    let stories = stories(&with, 1);
    let story = stories.iter().find(|s| s.documents.contains(&"12-original-ar".to_owned())).expect("a story");
    assert_eq!((story.reports, story.texts, story.outlets), (3, 1, 3));
    assert!(!story.silent.contains(&"Journal Un".to_owned()) && story.silent.contains(&"Paper Two".to_owned()));
    let [copies] = &story.copies[..] else { panic!("{:?}", story.copies) };
    assert_eq!((&*copies.origin, &*copies.known), ("fra-afp", "signed"));
    let told: Vec<(&str, &str)> = copies.translations.iter().map(|t| (&*t.language, &*t.of)).collect();
    assert_eq!(told, [("en", "12-original-ar"), ("fr", "12-original-ar")]);
    for name in ["Geneva", "Stephanie Williams", "149000", "Thursday"] {
        assert!(copies.translations.iter().all(|t| t.shared.iter().any(|s| s == name)), "{name}: {copies:?}");
    }
    let arabic: Vec<Report> = all.into_iter().filter(|r| r.record.language == "ar").collect();
    let counts =
        |rows: Vec<rasid_link::timeline::Row>| rows.into_iter().map(|r| (r.r#type, r.reports, r.outlets, r.origins)).collect::<Vec<_>>();
    let rows = timeline(&with, None);
    assert!(!rows.is_empty() && rows.iter().all(|r| r.translated_by == ["Journal Un", "Paper One"]));
    assert_eq!(counts(rows), counts(timeline(&linked(arabic, &[]), None)));
}

#[test]
fn who_published_a_translation_of_an_act_is_not_silent_on_it() {
    let text = text(&set(9)[0], "text").to_owned();
    let mut all = coded(&set(9));
    let again = [line("again", "صحيفة أخرى", "2019-11-27", &text), line("else", "صحيفة صامتة", "2019-11-27", "طقس\nالطقس معتدل اليوم.")];
    all.extend(reports(&again));
    let rows = timeline(&linked(all, &[]), Some(2));
    let told = rows.iter().filter(|r| r.reports == 2 && !r.translated_by.is_empty()).collect::<Vec<_>>();
    assert!(!told.is_empty());
    for row in told {
        let silent = row.silent.clone().expect("silence was asked for");
        assert!(silent.contains(&"صحيفة صامتة".to_owned()) && !silent.contains(&"Journal Un".to_owned()), "{silent:?}");
    }
}

#[test]
fn what_people_decide_of_a_translation_stands() {
    let all = coded(&set(2));
    let decide = |text: &str| -> Vec<Decision> { vec![serde_json::from_str(text).expect("a decision")] };
    let apart = named(&all, &decide(r#"{"apart":["2-original-ar","2-translation-en"]}"#));
    let (one, other) = (&apart["2-original-ar"], &apart["2-translation-en"]);
    assert!(one.story != other.story && other.wire.is_none() && other.translates.is_none());
    let together = named(&all, &decide(r#"{"together":["2-original-ar","2-summary-en"],"level":"wire"}"#));
    assert_eq!(together["2-summary-en"].translates.as_deref(), Some("2-original-ar"));
    assert_eq!(together["2-translation-en"].wire, together["2-original-ar"].wire);
}
