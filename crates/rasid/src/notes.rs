//! Coded documents → what was not known in them, the most frequent first: what an analyst might add.
//!
//! Memory is bounded, whatever the corpus: of more than [`MOST`] unknown things the rarest are forgotten, and
//! [`Tally::missed`] tells by how much a count may then be too low (lossy counting, Manku and Motwani).

use rasid_coder::Coded;
use rasid_model::{Note, NoteKind, Span};
use rasid_text::{Segmented, fold};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

use crate::csv;
use crate::input::Input;
use crate::points::Points;
use crate::record::Quote;

/// The kinds of notes that name something to add, in the order of the list.
pub const KINDS: [NoteKind; 4] = [NoteKind::UnknownName, NoteKind::UnknownPlace, NoteKind::UnknownWord, NoteKind::UnknownFrame];

/// How many unknown things are remembered.
pub const MOST: usize = 100_000;

/// How many outlets are told apart, for each.
const OUTLETS: usize = 1000;

/// Sentences kept of each, one a document.
const EXAMPLES: usize = 3;

/// The longest sentence shown, in code points: what stands around the words.
const LONGEST: usize = 280;

/// Words where a document has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Example {
    /// The document's id.
    pub document: String,
    /// Its outlet, as given.
    pub outlet: Option<String>,
    /// The words; offsets are code points of the document's text, end excluded.
    pub words: Quote<'static>,
    /// The sentence they stand in, or what of a very long one stands around them.
    pub sentence: Quote<'static>,
}

/// Something unknown in one document.
#[derive(Clone, Debug)]
pub struct Seen {
    kind: NoteKind,
    form: String,
    detail: String,
    count: u64,
    example: Example,
}

/// Something unknown over a corpus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unknown {
    /// `unknown_name`, `unknown_place`, `unknown_word` or `unknown_frame`.
    pub kind: &'static str,
    /// What to add, as it was first written: a name, a word without clitics, a lemma.
    pub form: String,
    /// How often it was met.
    pub count: u64,
    /// In how many documents.
    pub documents: u64,
    /// Of how many outlets; those that the input does not name count as one.
    pub outlets: u64,
    /// What was most often said of it: «a person without an entry: TUN GOV».
    pub detail: String,
    /// Up to three, of different documents.
    pub examples: Vec<Example>,
}

/// What is not known in one document.
#[must_use]
pub fn seen(input: &Input, coded: &Coded) -> Vec<Seen> {
    let text = &input.document.text;
    let wanted: Vec<&Note> = coded.notes.iter().filter(|n| KINDS.contains(&n.kind) && !n.form.is_empty()).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let (points, segmented) = (Points::new(text), rasid_text::segment(text));
    let quote = |span: Span| {
        let (start, end) = points.of(span);
        Quote { start, end, text: span.slice(text).to_owned().into() }
    };
    let example = |n: &Note| Example {
        document: input.document.id.clone(),
        outlet: input.document.outlet.clone(),
        words: quote(n.span),
        sentence: quote(around(text, n.span, sentence(&segmented, n.span))),
    };
    let seen =
        |n: &&Note| Seen { kind: n.kind, form: n.form.clone(), detail: n.detail.clone(), count: u64::from(n.count), example: example(n) };
    wanted.iter().map(seen).collect()
}

/// The sentence that holds some words.
pub(crate) fn sentence(segmented: &Segmented, words: Span) -> Span {
    let spans = segmented.sentences.iter().filter_map(|s| {
        let tokens = segmented.tokens.get(s.tokens.clone())?;
        Some(tokens.first()?.span.join(tokens.last()?.span))
    });
    spans.into_iter().find(|s| s.overlaps(words)).map_or(words, |s| s.join(words))
}

/// Of a very long sentence what stands around some words, cut between words.
fn around(text: &str, words: Span, sentence: Span) -> Span {
    let side = LONGEST / 2;
    let before = text.get(sentence.start as usize..words.start as usize).unwrap_or("");
    let after = text.get(words.end as usize..sentence.end as usize).unwrap_or("");
    let start =
        before.char_indices().rev().nth(side).map_or(0, |(at, _)| before[at..].find(' ').map_or(before.len(), |space| at + space + 1));
    let end = after.char_indices().nth(side).map_or(after.len(), |(at, _)| after[..at].rfind(' ').unwrap_or(0));
    Span::new(sentence.start as usize + start, words.end as usize + end)
}

struct Entry {
    unknown: Unknown,
    outlets: BTreeSet<u32>,
    details: Vec<(String, u64)>,
    /// How many may have been forgotten before it was remembered.
    missed: u64,
}

/// The count over a corpus. The same documents in the same order give the same list.
pub struct Tally {
    entries: BTreeMap<(usize, String), Entry>,
    outlets: BTreeMap<Option<String>, u32>,
    documents: u64,
    most: usize,
    missed: u64,
}

impl Default for Tally {
    fn default() -> Self {
        Self::of(MOST)
    }
}

impl Tally {
    /// A tally that remembers about so many unknown things.
    #[must_use]
    pub fn of(most: usize) -> Self {
        Self { entries: BTreeMap::new(), outlets: BTreeMap::new(), documents: 0, most: most.max(1), missed: 0 }
    }

    /// How many documents were added.
    #[must_use]
    pub fn documents(&self) -> u64 {
        self.documents
    }

    /// By how much a count may be too low; 0 where nothing was forgotten.
    #[must_use]
    pub fn missed(&self) -> u64 {
        self.missed
    }

    /// Adds what is not known in a document.
    pub fn add(&mut self, document: Vec<Seen>) {
        self.documents += 1;
        for seen in document {
            self.one(seen);
        }
        while self.entries.len() > self.most {
            self.missed += 1;
            let floor = self.missed;
            self.entries.retain(|_, e| e.unknown.count + e.missed > floor);
        }
    }

    fn one(&mut self, seen: Seen) {
        let order = KINDS.iter().position(|k| *k == seen.kind).unwrap_or(KINDS.len());
        let next = u32::try_from(self.outlets.len()).unwrap_or(u32::MAX);
        let room = self.outlets.len() < OUTLETS;
        let known = self.outlets.get(&seen.example.outlet).copied();
        let outlet = known.unwrap_or_else(|| if room { *self.outlets.entry(seen.example.outlet.clone()).or_insert(next) } else { next });
        let key = (order, fold(&seen.form).as_str().to_owned());
        let entry = self.entries.entry(key).or_insert_with(|| Entry {
            unknown: Unknown {
                kind: seen.kind.name(),
                form: seen.form,
                count: 0,
                documents: 0,
                outlets: 0,
                detail: String::new(),
                examples: Vec::new(),
            },
            outlets: BTreeSet::new(),
            details: Vec::new(),
            missed: self.missed,
        });
        entry.unknown.count += seen.count;
        entry.unknown.documents += 1;
        entry.outlets.insert(outlet);
        match entry.details.iter().position(|(d, _)| *d == seen.detail) {
            Some(at) => entry.details[at].1 += seen.count,
            None if entry.details.len() < 8 => entry.details.push((seen.detail, seen.count)),
            None => {}
        }
        if entry.unknown.examples.len() < EXAMPLES {
            entry.unknown.examples.push(seen.example);
        }
    }

    /// The most frequent of each kind asked for, kind after kind: at most `top` of each, met at least `least` times.
    #[must_use]
    pub fn ranked(self, kinds: &[NoteKind], top: usize, least: u64) -> Vec<Unknown> {
        let mut all: [Vec<Unknown>; 4] = Default::default();
        for ((order, _), entry) in self.entries {
            let asked = KINDS.get(order).is_some_and(|k| kinds.contains(k));
            if asked && entry.unknown.count >= least {
                let often = entry.details.iter().rev().max_by_key(|(_, n)| *n).map(|(d, _)| d.clone());
                let outlets = entry.outlets.len() as u64;
                all[order].push(Unknown { outlets, detail: often.unwrap_or_default(), ..entry.unknown });
            }
        }
        let rank = |u: &Unknown| (std::cmp::Reverse((u.count, u.documents)), u.form.clone());
        let ranked = all.into_iter().flat_map(|mut list| {
            list.sort_by_key(rank);
            list.truncate(top);
            list
        });
        ranked.collect()
    }
}

/// The first line of the list as CSV.
#[must_use]
pub fn header() -> Vec<u8> {
    let examples = (1..=EXAMPLES).flat_map(|n| ["document", "outlet", "start", "end", "sentence"].map(|c| format!("{c}_{n}")));
    let columns = ["kind", "form", "count", "documents", "outlets", "detail"].map(str::to_owned);
    csv::line(columns.into_iter().chain(examples))
}

/// A line of the list as CSV.
#[must_use]
pub fn row(u: &Unknown) -> Vec<u8> {
    let mut cells = vec![
        u.kind.into(),
        csv::guarded(&u.form),
        u.count.to_string().into(),
        u.documents.to_string().into(),
        u.outlets.to_string().into(),
        csv::guarded(&u.detail),
    ];
    for n in 0..EXAMPLES {
        match u.examples.get(n) {
            Some(e) => cells.extend([
                csv::guarded(&e.document),
                csv::guarded(e.outlet.as_deref().unwrap_or("")),
                e.words.start.to_string().into(),
                e.words.end.to_string().into(),
                csv::guarded(&e.sentence.text),
            ]),
            None => cells.extend([""; 5].map(Into::into)),
        }
    }
    csv::line(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(form: &str, document: usize) -> Seen {
        let quote = Quote { start: 0, end: 1, text: "كلمة".into() };
        let example = Example { document: document.to_string(), outlet: None, words: quote.clone(), sentence: quote };
        Seen { kind: NoteKind::UnknownWord, form: form.to_owned(), detail: "in no lexicon".to_owned(), count: 1, example }
    }

    #[test]
    fn the_frequent_are_kept_however_many_are_rare() {
        let mut tally = Tally::of(50);
        for n in 0..2000 {
            tally.add(vec![word("كثيرة", n), word(&format!("ن{n}"), n)]);
            assert!(tally.entries.len() <= 50);
        }
        let missed = tally.missed();
        let list = tally.ranked(&KINDS, 1, 1);
        assert_eq!((list[0].form.as_str(), list[0].count, list[0].examples.len()), ("كثيرة", 2000, 3));
        assert!(missed > 0);
    }

    #[test]
    fn a_long_sentence_is_cut_between_words() {
        let text = "كلمة ".repeat(500) + "هراوة" + &" أخرى".repeat(500);
        let at = text.find("هراوة").unwrap_or(0);
        let words = Span::new(at, at + "هراوة".len());
        let cut = around(&text, words, Span::new(0, text.len())).slice(&text);
        assert!(cut.starts_with("كلمة ") && cut.contains("هراوة") && cut.ends_with(" أخرى"), "{cut}");
        assert!(cut.chars().count() <= LONGEST + "هراوة".chars().count());
    }
}
