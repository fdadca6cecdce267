//! `topics/*.toml` → contexts, counts, agreements, stances.

use rasid_coder::tables::{Cue, Cues, KnownAgreement, Topics};
use rasid_model::{AgreementKind, AgreementStatus, CountKind, Stance};
use serde::Deserialize;
use std::collections::BTreeMap;

use crate::keys::{bare, keys};
use crate::{File, Problem};

type Words = BTreeMap<String, Vec<String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicFile {
    #[serde(default)]
    contexts: BTreeMap<String, Weighted>,
    #[serde(default)]
    numbers: Words,
    #[serde(default)]
    ranges: Words,
    #[serde(default)]
    bounds: Words,
    #[serde(default)]
    of: Words,
    #[serde(default)]
    parts: Words,
    #[serde(default)]
    counted: Words,
    #[serde(default)]
    counting: Words,
    #[serde(default)]
    heads: Words,
    #[serde(default)]
    drafts: Words,
    #[serde(default)]
    generic: Words,
    #[serde(default)]
    kinds: Words,
    #[serde(default)]
    statuses: Words,
    #[serde(default)]
    verb_statuses: Words,
    #[serde(default)]
    extends: Words,
    #[serde(default)]
    doubt: Words,
    #[serde(default)]
    makers: Words,
    #[serde(default)]
    contents: Words,
    #[serde(default)]
    not: Words,
    #[serde(default)]
    mediation: Words,
    #[serde(default)]
    agreement: Vec<RegisterRow>,
    #[serde(default)]
    stances: Words,
    requests: Option<Requests>,
    #[serde(default)]
    words: Words,
    #[serde(default)]
    toward: Words,
    #[serde(default)]
    links: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Weighted {
    #[serde(default)]
    strong: Vec<String>,
    #[serde(default)]
    weak: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegisterRow {
    name: String,
    kind: String,
    names: Vec<String>,
    #[serde(default)]
    date: String,
    #[serde(default)]
    parties: Vec<String>,
    #[serde(default)]
    mediators: Vec<String>,
    #[serde(default)]
    place: String,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Requests {
    frames: Vec<String>,
    wanted: Vec<String>,
    unwanted: Vec<String>,
}

/// What a strong word counts, and a weak one.
const STRONG: u8 = 3;
const WEAK: u8 = 1;

/// Reads all files.
pub(crate) fn read(files: &[&File], problems: &mut Vec<Problem>) -> Topics {
    let mut out = Topics::default();
    for file in files {
        let content = match toml::from_str::<TopicFile>(&file.1) {
            Ok(content) => content,
            Err(error) => {
                problems.push(Problem::syntax(file, &error));
                continue;
            }
        };
        let mut unknown = |name: &str| problems.push(Problem::at(file, "K050", name, "no such value", "قيمة غير معروفة"));
        topics(content, &mut out, &mut unknown);
    }
    out.number();
    out
}

fn topics(content: TopicFile, out: &mut Topics, unknown: &mut dyn FnMut(&str)) {
    for (context, words) in &content.contexts {
        words.strong.iter().for_each(|w| add(&mut out.contexts, w, context, STRONG));
        words.weak.iter().for_each(|w| add(&mut out.contexts, w, context, WEAK));
    }
    let any = |_: &str| true;
    let number = |n: &str| n.parse::<u64>().is_ok();
    let range = |r: &str| {
        r.split_once('-').is_some_and(|(low, high)| low.parse::<u64>().is_ok() && (high.is_empty() || high.parse::<u64>().is_ok()))
    };
    let count = |c: &str| CountKind::parse(c).is_some();
    let kind = |k: &str| AgreementKind::parse(k).is_some();
    let stance = |s: &str| Stance::parse(s).is_some();
    fill(content.numbers, &mut out.numbers, number, unknown);
    fill(content.ranges, &mut out.ranges, range, unknown);
    fill(content.bounds, &mut out.bounds, |b| matches!(b, "over" | "least" | "under" | "most" | "about"), unknown);
    fill(content.parts, &mut out.parts, any, unknown);
    fill(content.of, &mut out.of, any, unknown);
    fill(content.counted, &mut out.counted, |c| count(c) || matches!(c, "people" | "skip"), unknown);
    fill(content.counting, &mut out.counting, count, unknown);
    fill(content.heads, &mut out.heads, kind, unknown);
    fill(content.drafts, &mut out.drafts, any, unknown);
    fill(content.generic, &mut out.generic, any, unknown);
    fill(content.kinds, &mut out.kinds, kind, unknown);
    fill(content.statuses, &mut out.statuses, |s| AgreementStatus::parse(s).is_some(), unknown);
    fill(content.verb_statuses, &mut out.verb_statuses, |s| AgreementStatus::parse(s).is_some(), unknown);
    fill(content.extends, &mut out.extends, any, unknown);
    fill(content.doubt, &mut out.doubt, any, unknown);
    fill(content.contents, &mut out.contents, any, unknown);
    out.makers.extend(content.makers.into_values().flatten());
    fill(content.not, &mut out.no_things, |n| matches!(n, "before" | "after" | "adverbial"), unknown);
    fill(content.mediation, &mut out.mediation, any, unknown);
    fill(content.words, &mut out.stance_words, stance, unknown);
    fill(content.links, &mut out.links, any, unknown);
    fill(content.toward, &mut out.toward, any, unknown);
    for row in content.agreement {
        register(row, out, unknown);
    }
    for (name, frames) in content.stances {
        if !stance(&name) && name != "none" {
            unknown(&name);
        }
        out.stances.extend(frames.into_iter().map(|f| (f, name.clone())));
    }
    if let Some(requests) = content.requests {
        out.asking.extend(requests.frames);
        requests.wanted.iter().for_each(|w| add(&mut out.wanted, w, Stance::Supports.name(), 0));
        requests.unwanted.iter().for_each(|w| add(&mut out.wanted, w, Stance::Rejects.name(), 0));
    }
}

fn register(row: RegisterRow, out: &mut Topics, unknown: &mut dyn FnMut(&str)) {
    if AgreementKind::parse(&row.kind).is_none() {
        unknown(&row.kind);
    }
    if row.source.is_empty() {
        unknown(&row.name);
    }
    let number = out.known.len().to_string();
    row.names.iter().for_each(|n| add_name(&mut out.register, n, &number));
    out.known.push(KnownAgreement {
        name: row.name,
        kind: row.kind,
        date: row.date,
        parties: row.parties,
        mediators: row.mediators,
        place: row.place,
    });
}

fn fill(rows: Words, cues: &mut Cues, fits: impl Fn(&str) -> bool, unknown: &mut dyn FnMut(&str)) {
    for (value, words) in rows {
        if fits(&value) {
            words.iter().for_each(|w| add(cues, w, &value, 0));
        } else {
            unknown(&value);
        }
    }
}

/// Adds a cue as written; a word with «ال» is matched by its form, one without by its stem and lemma too.
fn add(cues: &mut Cues, words: &str, value: &str, weight: u8) {
    insert(cues, keys(words), value, weight);
}

/// Adds a name as written and without «ال», so that clitics may stand before it: «للاتفاق النووي».
fn add_name(cues: &mut Cues, words: &str, value: &str) {
    let written = keys(words);
    let stems: Vec<String> = written.iter().map(|k| bare(k)).collect();
    if stems != written {
        insert(cues, stems, value, 0);
    }
    insert(cues, written, value, 0);
}

fn insert(cues: &mut Cues, words: Vec<String>, value: &str, weight: u8) {
    let mut words = words.into_iter();
    let Some(first) = words.next() else { return };
    cues.add(first, Cue { rest: words.collect(), value: value.to_owned(), weight });
}

#[cfg(test)]
mod tests {
    use super::read;

    fn file(path: &str, text: &str) -> (String, String) {
        (path.to_owned(), text.to_owned())
    }

    #[test]
    fn shipped_topics_are_sound() {
        let files = [
            file("contexts", include_str!("../../../knowledge/topics/contexts.toml")),
            file("counts", include_str!("../../../knowledge/topics/counts.toml")),
            file("agreements", include_str!("../../../knowledge/topics/agreements.toml")),
            file("register", include_str!("../../../knowledge/topics/register.toml")),
            file("stances", include_str!("../../../knowledge/topics/stances.toml")),
        ];
        let mut problems = Vec::new();
        let topics = read(&files.iter().collect::<Vec<_>>(), &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        let contexts: std::collections::BTreeSet<&str> =
            topics.contexts.iter().flat_map(|(_, cues)| cues).map(|c| c.value.as_str()).collect();
        assert_eq!(contexts.len(), 37, "{contexts:?}");
        assert!(topics.known.len() >= 200);
    }

    #[test]
    fn unknown_values_are_reported() {
        let files = [file("x", "[heads]\npeace = [\"سلام\"]\n[ranges]\n\"many\" = [\"كثير\"]\n")];
        let mut problems = Vec::new();
        read(&files.iter().collect::<Vec<_>>(), &mut problems);
        assert_eq!(problems.len(), 2);
    }

    #[test]
    fn names_are_matched_without_the_article_too() {
        let files = [file("x", "[[agreement]]\nname = \"A\"\nkind = \"political\"\nnames = [\"الاتفاق الجديد\"]\nsource = \"s\"\n")];
        let topics = read(&files.iter().collect::<Vec<_>>(), &mut Vec::new());
        assert!(["اتفاق", "الاتفاق"].iter().all(|first| !topics.register.get(first).is_empty()));
    }
}
