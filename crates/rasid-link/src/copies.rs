//! Copies of one text → where it came from: the agency that signs it, the agency it is attributed to, else who had it first.

use rasid::record::Event;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::acts::identity;
use crate::report::Report;
use crate::timeline::Linked;
use crate::translations::{original, shared};

const AGENCIES: &str = include_str!("../../../knowledge/following/agencies.toml");

/// Copies, light edits and translations of one text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copies {
    /// As in [`crate::Group`].
    pub wire: String,
    /// The agency, else the outlet that had it first; empty where nobody knows.
    pub origin: String,
    /// How that is known: `signed` by the agency in one copy («القاهرة (رويترز) -»), `attributed` to it («قالت رويترز»), `first` to be seen.
    pub known: String,
    /// The reports, the earliest first.
    pub documents: Vec<String>,
    /// Which of them are translations, the earliest first; the others are copies and light edits.
    #[serde(default)]
    pub translations: Vec<Translation>,
}

/// A report in another language that is the dispatch of an Arabic one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// The report.
    pub document: String,
    /// Its language: `en`, `fr`.
    pub language: String,
    /// The Arabic report.
    pub of: String,
    /// What tells so: the names, days and numbers that both have, in the order of the translation, by canonical names.
    pub shared: Vec<String>,
}

impl Translation {
    /// A report among copies of one text; none of an Arabic one.
    pub(crate) fn of(report: &Report, copies: &[&Report]) -> Option<Self> {
        let original = original(report, copies)?;
        let (document, of) = (report.record.id.to_string(), original.record.id.to_string());
        Some(Self { document, language: report.traits.language().to_owned(), of, shared: shared(report, original) })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    agency: Vec<Agency>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Agency {
    id: String,
    signed: Vec<String>,
}

/// Signatures in folded words, each with its agency. A test holds that nothing is wrong with the file.
static SIGNATURES: LazyLock<BTreeMap<Vec<String>, String>> = LazyLock::new(|| {
    let file = toml::from_str::<File>(AGENCIES).unwrap_or(File { agency: Vec::new() });
    let signed = |a: Agency| a.signed.into_iter().map(move |s| (words(&s), a.id.clone()));
    file.agency.into_iter().flat_map(signed).collect()
});

/// A signature stands within so many code points of the beginning or the end.
const NEAR: usize = 80;
/// What parts it from other words: «القاهرة (رويترز) -», «المصدر: د ب أ».
const PARTS: [char; 12] = ['-', '–', '—', '/', '|', ':', '،', ',', '(', ')', '[', ']'];

/// The agency that signs a text: «دمشق (سانا) - …».
pub(crate) fn signed(text: &str) -> Option<String> {
    let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    let (title, last) = (lines.next()?, lines.next_back());
    let first = lines.next().or(last).unwrap_or(title);
    let beginning = first.get(..first.char_indices().nth(NEAR).map_or(first.len(), |(at, _)| at)).unwrap_or("");
    let end = last.and_then(|l| l.get(l.char_indices().rev().nth(NEAR).map_or(0, |(at, _)| at)..)).unwrap_or("");
    beginning.split(PARTS).chain(end.split(PARTS)).find_map(agency)
}

/// The agency whose signature this is, whole.
fn agency(part: &str) -> Option<String> {
    let words = words(part);
    SIGNATURES.get(&words).cloned()
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(rasid::folded).collect()
}

/// The agency of a report: its signature, else the one that most of its events are attributed to; and how that is known.
pub(crate) fn source(report: &Report) -> Option<(&str, &'static str)> {
    let mut tally: BTreeMap<&str, usize> = BTreeMap::new();
    for agency in report.record.events.iter().filter_map(attributed) {
        *tally.entry(agency).or_default() += 1;
    }
    let most = || tally.into_iter().rev().max_by_key(|(_, n)| *n).map(|(agency, _)| (agency, "attributed"));
    report.traits.signed.as_deref().map(|agency| (agency, "signed")).or_else(most)
}

/// The agency that an event is attributed to, the last of the chain.
pub(crate) fn attributed<'e>(event: &'e Event<'_>) -> Option<&'e str> {
    event.said_by.iter().rev().find(|e| e.sector.as_deref() == Some("JRN")).map(identity)
}

/// The copies among some reports of one story, by their places, the earliest first.
pub(crate) fn copies(linked: &Linked, story: &[usize]) -> Vec<Copies> {
    let mut wires: BTreeMap<&str, Vec<&Report>> = BTreeMap::new();
    for at in story {
        let (wire, report) = (linked.group(*at).and_then(|g| g.wire.as_deref()), linked.reports.get(*at));
        if let Some((wire, report)) = wire.zip(report) {
            wires.entry(wire).or_default().push(report);
        }
    }
    let several = wires.into_iter().filter(|(_, reports)| reports.len() > 1);
    several.map(|(wire, reports)| told(wire, &reports)).collect()
}

fn told(wire: &str, reports: &[&Report]) -> Copies {
    let sources: Vec<(&str, &'static str)> = reports.iter().filter_map(|r| source(r)).collect();
    let by = |how: &str| sources.iter().find(|(_, known)| *known == how).copied();
    let first = || (reports.first().map_or("", |r| r.outlet()), "first");
    let (origin, known) = by("signed").or_else(|| by("attributed")).unwrap_or_else(first);
    let translations = reports.iter().filter_map(|r| Translation::of(r, reports)).collect();
    let documents = reports.iter().map(|r| r.record.id.to_string()).collect();
    Copies { wire: wire.to_owned(), origin: origin.to_owned(), known: known.to_owned(), documents, translations }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_stands_where_papers_put_it() {
        let signs = |text: &str| signed(text);
        let afp = Some("fra-afp".to_owned());
        assert_eq!(signs("لقاء في بيروت\nبيروت (أ.ف.ب) - التقى المبعوث رئيس الحكومة."), afp);
        assert_eq!(signs("لقاء في بيروت\nبيروت - أ ف ب: التقى المبعوث رئيس الحكومة."), afp);
        assert_eq!(signs("لقاء في بيروت\nبيروت، أ ف ب - التقى المبعوث رئيس الحكومة."), afp);
        assert_eq!(signs("لقاء في بيروت\nالتقى المبعوث رئيس الحكومة.\nالمصدر: أ ف ب"), afp);
        assert_eq!(signs("لقاء في بيروت\nالتقى المبعوث رئيس الحكومة. [أ ف ب]"), afp);
        assert_eq!(signs("لقاء في بيروت\nقالت فرانس برس إن المبعوث التقى رئيس الحكومة في زيارة قصيرة استمرت ساعتين."), None);
        assert_eq!(signs("فرانس برس: لقاء في بيروت\nالتقى المبعوث رئيس الحكومة."), None);
        assert!(signs("").is_none() && signs("(").is_none() && signs("عنوان").is_none());
    }

    #[test]
    fn every_agency_is_known_and_every_signature_is_of_one() {
        let known = include_str!("../../../knowledge/actors/organisations.toml");
        let file = toml::from_str::<File>(AGENCIES).expect("no wrong row");
        assert!(file.agency.iter().all(|a| known.contains(&format!("id = \"{}\"", a.id)) && !a.signed.is_empty()));
        assert_eq!(SIGNATURES.len(), file.agency.iter().map(|a| a.signed.len()).sum::<usize>());
        assert!(SIGNATURES.keys().all(|words| !words.is_empty()));
    }
}
