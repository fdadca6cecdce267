//! What is asked of an index of words, and such an index for a store that has none which ranks: for every word the reports that have it and where
//! they have it, as bytes. It finds what the file's index finds (`FTS5`), and ranks by the same
//! sum (bm25); where several phrases are asked for, FTS5 leaves one out now and then, and such a report stands a little lower there.

use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::prepare::digest;

/// Which words: as they are written, or their lemmas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Form,
    Stem,
}

/// What a report must have.
#[derive(Clone, Debug)]
pub(crate) enum Asked {
    /// One of these phrases.
    Phrases(Column, Vec<String>),
    Any(Vec<Asked>),
    All(Vec<Asked>),
    /// The first, and not the second.
    Not(Box<[Asked; 2]>),
}

impl Asked {
    /// For `FTS5`.
    pub(crate) fn fts(&self) -> String {
        let joined = |parts: &[Self], link: &str| parts.iter().map(|p| format!("({})", p.fts())).collect::<Vec<_>>().join(link);
        match self {
            Self::Phrases(column, phrases) => {
                let column = if *column == Column::Form { "form" } else { "stem" };
                let phrases: Vec<String> = phrases.iter().map(|p| format!("\"{p}\"")).collect();
                format!("{column} : ({})", phrases.join(" OR "))
            }
            Self::Any(parts) => joined(parts, " OR "),
            Self::All(parts) => joined(parts, " AND "),
            Self::Not(parts) => joined(&parts[..], " NOT "),
        }
    }

    fn phrases(&self) -> Vec<Vec<String>> {
        match self {
            Self::Phrases(column, phrases) => phrases.iter().map(|p| tokens(p).map(|t| key(*column, &t)).collect()).collect(),
            Self::Any(parts) | Self::All(parts) => parts.iter().flat_map(Self::phrases).collect(),
            Self::Not(parts) => parts.iter().flat_map(Self::phrases).collect(),
        }
    }

    /// The keys of all its words.
    pub(crate) fn keys(&self) -> Vec<String> {
        self.phrases().into_iter().flatten().collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The reports that have what is asked, of those that each phrase is in.
    fn found(&self, phrases: &mut impl Iterator<Item = BTreeSet<i64>>) -> BTreeSet<i64> {
        match self {
            Self::Phrases(_, all) => phrases.take(all.len()).flatten().collect(),
            Self::Any(parts) => parts.iter().flat_map(|part| part.found(phrases)).collect(),
            Self::All(parts) => {
                let each: Vec<BTreeSet<i64>> = parts.iter().map(|part| part.found(phrases)).collect();
                each.into_iter().reduce(|a, b| &a & &b).unwrap_or_default()
            }
            Self::Not(parts) => {
                let [wanted, unwanted] = parts.each_ref().map(|part| part.found(phrases));
                &wanted - &unwanted
            }
        }
    }
}

/// The words of a text as `FTS5` parts them: ASCII that is no letter or digit stands between words.
fn tokens(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let words = text.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
    words.map(|w| if w.bytes().any(|b| b.is_ascii_uppercase()) { Cow::Owned(w.to_ascii_lowercase()) } else { Cow::Borrowed(w) })
}

/// What a word is kept under. A word of monstrous length is kept under its digest.
fn key(column: Column, token: &str) -> String {
    const LONGEST: usize = 600;
    let column = if column == Column::Form { 'f' } else { 's' };
    if token.len() > LONGEST { format!("{column} {}", digest(&[token])) } else { format!("{column}{token}") }
}

/// Reports whose words are to be kept together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Postings {
    pub(crate) lists: FxHashMap<String, Vec<u8>>,
    pub(crate) reports: i64,
    pub(crate) words: i64,
}

impl Postings {
    /// Adds a report with its words as written and their lemmas.
    pub(crate) fn add(&mut self, document: i64, form: &str, stem: &str) {
        let mut places: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        let mut size = 0;
        for (column, text) in [(Column::Form, form), (Column::Stem, stem)] {
            for (place, token) in (0..).zip(tokens(text)) {
                places.entry(key(column, &token)).or_default().push(place);
                size += 1;
            }
        }
        for (key, places) in places {
            let list = self.lists.entry(key).or_default();
            put(list, document.unsigned_abs());
            put(list, size);
            put(list, places.len() as u64);
            let mut last = 0;
            for place in places {
                put(list, place - last);
                last = place;
            }
        }
        self.reports += 1;
        self.words += size.cast_signed();
    }
}

/// A number in as many bytes as it needs, seven bits in each.
fn put(list: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        list.push((number & 0x7F) as u8 | 0x80);
        number >>= 7;
    }
    list.push(number as u8);
}

/// What begins what a list has of a report.
pub(crate) fn bytes(document: i64) -> Vec<u8> {
    let mut out = Vec::new();
    put(&mut out, document.unsigned_abs());
    out
}

/// How a report has a word.
struct Posting {
    document: i64,
    /// Words of the report, in both columns.
    size: u64,
    places: Vec<u64>,
    /// Its bytes: from where.
    from: usize,
}

/// The reports of a list.
struct Reading<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Reading<'_> {
    fn number(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0_u64, 0);
        loop {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            number |= u64::from(byte & 0x7F).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
            shift += 7;
        }
    }
}

impl Iterator for Reading<'_> {
    type Item = Posting;

    fn next(&mut self) -> Option<Posting> {
        let from = self.at;
        let (document, size, count) = (self.number()?, self.number()?, self.number()?);
        let mut places = Vec::with_capacity(usize::try_from(count.min(1 << 12)).unwrap_or(0));
        let mut last = 0_u64;
        for _ in 0..count {
            last = last.checked_add(self.number()?)?;
            places.push(last);
        }
        Some(Posting { document: document.cast_signed(), size, places, from })
    }
}

fn read(bytes: &[u8]) -> Reading<'_> {
    Reading { bytes, at: 0 }
}

/// A list without a report, and how many of its words that takes away; none where the report is not in it.
pub(crate) fn without(bytes: &[u8], document: i64) -> Option<(Vec<u8>, i64)> {
    let mut reading = read(bytes);
    let (mut out, mut gone) = (Vec::with_capacity(bytes.len()), None);
    while let Some(posting) = reading.next() {
        if posting.document == document {
            gone = Some(gone.unwrap_or(0) + i64::try_from(posting.places.len()).unwrap_or(i64::MAX));
        } else {
            out.extend_from_slice(bytes.get(posting.from..reading.at).unwrap_or(&[]));
        }
    }
    gone.map(|gone| (out, gone))
}

/// How many words a list has, where it can be read to its end.
pub(crate) fn whole(bytes: &[u8]) -> Option<i64> {
    let mut reading = read(bytes);
    let (mut words, mut end) = (0, 0);
    while let Some(posting) = reading.next() {
        (words, end) = (words + i64::try_from(posting.places.len()).unwrap_or(i64::MAX), reading.at);
    }
    (end == bytes.len()).then_some(words)
}

/// How often a report has a phrase, and how many words it has.
type Counts = FxHashMap<i64, (u64, u64)>;

/// Where the first word of a phrase stands that stands whole.
fn counts(phrase: &[String], lists: &FxHashMap<String, Vec<u8>>) -> Counts {
    let list = |key: &String| read(lists.get(key).map_or(&[], Vec::as_slice));
    let Some((first, others)) = phrase.split_first() else { return Counts::default() };
    if others.is_empty() {
        return list(first).map(|p| (p.document, (p.places.len() as u64, p.size))).collect();
    }
    let mut begun: FxHashMap<i64, (Vec<u64>, u64)> = list(first).map(|p| (p.document, (p.places, p.size))).collect();
    for (offset, key) in (1..).zip(others) {
        let mut next = FxHashMap::default();
        for posting in list(key) {
            let Some((mut places, size)) = begun.remove(&posting.document) else { continue };
            places.retain(|place| posting.places.binary_search(&(place + offset)).is_ok());
            if !places.is_empty() {
                next.insert(posting.document, (places, size));
            }
        }
        begun = next;
    }
    begun.into_iter().map(|(document, (places, size))| (document, (places.len() as u64, size))).collect()
}

/// The reports that have what is asked, the best first, with how well each fits: the less, the better. `reports` and `words` are those of the
/// whole index.
#[expect(clippy::cast_precision_loss, reason = "as FTS5 does it")]
pub(crate) fn ranked(asked: &Asked, lists: &FxHashMap<String, Vec<u8>>, reports: i64, words: i64) -> Vec<(i64, f64)> {
    // Of FTS5.
    const K1: f64 = 1.2;
    const B: f64 = 0.75;
    let phrases: Vec<Counts> = asked.phrases().iter().map(|phrase| counts(phrase, lists)).collect();
    let found = asked.found(&mut phrases.iter().map(|counts| counts.keys().copied().collect()));
    let mean = words as f64 / reports as f64;
    let rare = |hits: usize| {
        let rare = ((reports - i64::try_from(hits).unwrap_or(i64::MAX)) as f64 + 0.5) / (hits as f64 + 0.5);
        let rare = rare.ln();
        if rare <= 0.0 { 1e-6 } else { rare }
    };
    let rare: Vec<f64> = phrases.iter().map(|counts| rare(counts.len())).collect();
    let score = |document: i64| {
        let has = |counts: &Counts| counts.get(&document).copied();
        let size = phrases.iter().find_map(has).map_or(0, |(_, size)| size) as f64;
        let each = phrases.iter().zip(&rare).map(|(counts, rare)| {
            let times = has(counts).map_or(0, |(times, _)| times) as f64;
            rare * ((times * (K1 + 1.0)) / (times + K1 * (1.0 - B + B * size / mean)))
        });
        each.fold(0.0, |sum: f64, one| sum + one)
    };
    let mut out: Vec<(i64, f64)> = found.into_iter().map(|document| (document, -score(document))).collect();
    out.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::Connection;

    struct Chance(u64);

    impl Chance {
        fn below(&mut self, end: u64) -> u64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0 % end
        }
    }

    const WORDS: [&str; 14] = ["هدنة", "غزة", "ليبيا", "U.N.", "نار", "وقف", "2020", "Abc", "سرت", "قتل", "هجوم", "وفد", "لقاء", "\"%\""];

    fn text(chance: &mut Chance, most: u64) -> String {
        let count = chance.below(most);
        // Some words are common, some rare.
        let word = |c: &mut Chance| {
            let end = 1 + c.below(14);
            WORDS[usize::try_from(c.below(end)).unwrap()]
        };
        (0..count).map(|_| word(chance)).collect::<Vec<_>>().join(" ")
    }

    /// A word or a phrase: as it is written, or its lemmas in some readings.
    fn term(chance: &mut Chance) -> Asked {
        let phrase =
            |chance: &mut Chance| format!("{} {}", WORDS[usize::try_from(chance.below(14)).unwrap()], text(chance, 3)).replace('"', "");
        let forms = Asked::Phrases(Column::Form, vec![phrase(chance)]);
        let stems = Asked::Phrases(Column::Stem, (0..=chance.below(3)).map(|_| phrase(chance)).collect());
        if chance.below(4) == 0 { forms } else { Asked::Any(vec![forms, stems]) }
    }

    /// As people ask: several, some instead of others, some unwanted.
    fn asked(chance: &mut Chance) -> Asked {
        let mut wanted = term(chance);
        for _ in 0..chance.below(3) {
            let both = vec![wanted, term(chance)];
            wanted = if chance.below(4) == 0 { Asked::Any(both) } else { Asked::All(both) };
        }
        if chance.below(4) == 0 { Asked::Not(Box::new([wanted, Asked::Any(vec![term(chance)])])) } else { wanted }
    }

    /// The same reports, with the same ranks to the last bit, as FTS5 gives them; also after reports were taken out.
    #[test]
    fn it_finds_and_ranks_as_the_index_of_the_file() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch("CREATE VIRTUAL TABLE words USING fts5(form, stem, content='', contentless_delete=1, tokenize=\"ascii\")")
            .unwrap();
        let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
        let mut all = Postings::default();
        for id in 1..=400 {
            let (form, stem) = (text(&mut chance, 90), text(&mut chance, 60));
            db.execute("INSERT INTO words(rowid, form, stem) VALUES (?1, ?2, ?3)", (id, &form, &stem)).unwrap();
            all.add(id, &form, &stem);
        }
        let (mut some, mut none, mut same, mut rows) = (0, 0, 0, 0);
        for turn in 0..1500 {
            if turn % 100 == 99 {
                let gone = turn / 4;
                db.execute("DELETE FROM words WHERE rowid = ?1", [gone]).unwrap();
                db.execute("INSERT INTO words(rowid, form, stem) VALUES (?1, '', '')", [gone]).unwrap();
                for list in all.lists.values_mut() {
                    if let Some((rest, words)) = without(list, gone) {
                        *list = rest;
                        all.words -= words;
                    }
                }
            }
            let asked = asked(&mut chance);
            let mut statement = db.prepare_cached("SELECT rowid, rank FROM words WHERE words MATCH ?1 ORDER BY rank, rowid").unwrap();
            let expected: Vec<(i64, f64)> =
                statement.query_map([asked.fts()], |r| Ok((r.get(0)?, r.get(1)?))).unwrap().map(Result::unwrap).collect();
            let found = ranked(&asked, &all.lists, all.reports, all.words);
            // FTS5 passes over a phrase of a report now and then, where several are asked for.
            let ranks: BTreeMap<i64, f64> = expected.iter().copied().collect();
            assert_eq!(found.iter().map(|(id, _)| *id).collect::<BTreeSet<_>>(), ranks.keys().copied().collect(), "{}", asked.fts());
            let other = found.iter().filter(|(id, rank)| ranks[id] < *rank || ranks[id] != *rank && matches!(asked, Asked::Phrases(..)));
            assert_eq!(other.count(), 0, "{}", asked.fts());
            same += found.iter().filter(|(id, rank)| ranks[id] == *rank).count();
            rows += found.len();
            *(if found.is_empty() { &mut none } else { &mut some }) += 1;
        }
        assert!(some > 800 && none > 50, "{some} {none}");
        assert!(same * 100 > rows * 95, "{same} of {rows}");
        let words: i64 = all.lists.values().map(|list| whole(list).unwrap()).sum();
        assert_eq!(words, all.words);
    }

    #[test]
    fn a_list_that_is_cut_off_is_not_whole() {
        let mut one = Postings::default();
        one.add(300, "هدنة في غزة هدنة", "هدنة في غزة هدنة");
        let list = &one.lists["fهدنة"];
        assert_eq!(whole(list), Some(2));
        assert!((1..list.len()).all(|end| whole(&list[..end]).is_none()));
        assert!(without(list, 299).is_none() && without(list, 300).is_some_and(|(rest, words)| rest.is_empty() && words == 2));
        one.add(301, &"ط".repeat(5000), "");
        assert!(one.lists.keys().all(|key| key.len() < 700));
    }
}
