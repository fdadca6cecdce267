//! The index of words: for every word and lemma the reports that have it and where, in the tables of the store. Reports stand on shelves
//! by their numbers; the words of those that came together are a part, and many small parts of a shelf become one. A question
//! goes from shelf to shelf, those that came last first, until it has found enough: what a common word finds is not all ranked.

mod asked;
mod block;
mod list;
mod rank;
mod words;

use std::collections::BTreeSet;

use crate::db::{Db, params};
use crate::{Fault, Result};
pub(crate) use asked::{Asked, Column};
use block::Block;
use list::{Broken, Posting, Reader};
use rank::{Lists, Sizes, Tally};
use words::KINDS;
pub(crate) use words::{Gathered, Spoken, Words};

/// A shelf has as many reports as numbers have in so many bits.
const SHELF: u32 = 16;
/// So many parts become one.
const PARTS: usize = 8;
/// When so many reports were found on the shelves looked through, the others are left.
const ENOUGH: usize = 4096;
/// What the sizes of a part's reports are kept under: before all words.
const SIZES: &str = "#";
/// Blocks that are read at a time.
const BLOCKS: i64 = 64;

impl From<Broken> for Fault {
    fn from(_: Broken) -> Self {
        Self::Damaged("posting".to_owned())
    }
}

/// A part of the index.
struct Part {
    id: i64,
    reports: i64,
    words: i64,
}

impl Db {
    /// Puts the words of a report into the index. They are kept when the transaction is committed.
    pub(crate) fn index(&self, document: i64, words: &Words) -> Result<()> {
        let (last, fits) = {
            let gathered = self.words().borrow();
            (gathered.last(), gathered.fits(words))
        };
        if let Some(last) = last.filter(|last| !fits || last >> SHELF != document >> SHELF || *last >= document) {
            self.write_words()?;
            if last >> SHELF < document >> SHELF {
                self.tidy(last >> SHELF)?;
            }
        }
        self.words().borrow_mut().add(document, words);
        Ok(())
    }

    /// Takes reports out of the index: nothing is left of them in the parts that had them.
    pub(crate) fn unindex(&self, documents: &BTreeSet<i64>) -> Result<()> {
        self.write_words()?;
        let shelves: BTreeSet<i64> = documents.iter().map(|document| document >> SHELF).collect();
        for shelf in shelves {
            let mut read = self.prepare_cached("SELECT id, level FROM segment WHERE shelf = ?1 ORDER BY id")?;
            for (id, level) in read.query_map([shelf], |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)))? {
                self.join(&[id], shelf, level, documents)?;
            }
        }
        Ok(())
    }

    /// Empties the index.
    pub(crate) fn forget_index(&self) -> Result<()> {
        self.words().take();
        self.execute("DELETE FROM posting", ())?;
        self.execute("DELETE FROM segment", ())?;
        Ok(())
    }

    /// Whether it is seen at a glance that reports are not in the index.
    pub(crate) fn index_lacks(&self) -> Result<bool> {
        // Reports are numbered without a gap, and none is ever without its words.
        let count = |sql: &str| self.query_row(sql, (), |row| row.get::<i64>(0));
        Ok(count("SELECT coalesce(max(id), 0) FROM document")? != count("SELECT CAST(coalesce(sum(reports), 0) AS BIGINT) FROM segment")?)
    }

    /// How many reports the index does not have as it should; all where it is damaged.
    pub(crate) fn index_misses(&self) -> Result<u64> {
        let reports: i64 = self.query_row("SELECT count(*) FROM document", (), |row| row.get(0))?;
        let mut read = self.prepare_cached("SELECT id, reports, words FROM segment")?;
        let parts = read.query_map((), |row| Ok(Part { id: row.get(0)?, reports: row.get(1)?, words: row.get(2)? }))?;
        let mut indexed = 0;
        for part in &parts {
            indexed += part.reports;
            match self.is_whole(part) {
                Ok(true) => {}
                Ok(false) | Err(Fault::Damaged(_)) => return Ok(reports.unsigned_abs().max(1)),
                Err(other) => return Err(other),
            }
        }
        let strange: i64 =
            self.query_row("SELECT count(*) FROM posting WHERE segment NOT IN (SELECT id FROM segment)", (), |row| row.get(0))?;
        Ok(if strange == 0 { reports.abs_diff(indexed) } else { reports.unsigned_abs().max(1) })
    }

    /// Whether a part has the reports and words that are said of it.
    fn is_whole(&self, part: &Part) -> Result<bool> {
        let (mut words, mut sizes) = (0, Sizes::default());
        let mut reader = Lined::new(self, part.id)?;
        while let Some((key, list)) = &reader.head {
            if key == SIZES {
                sizes = Sizes::read(list.clone())?;
            } else {
                let mut list = Reader::new(list);
                let columns = if key.starts_with(KINDS[2]) { 2 } else { 1 };
                while let Some(posting) = list.next()? {
                    words += i64::from(posting.times) * columns;
                }
            }
            reader.step()?;
        }
        let (reports, sum) = sizes.all().fold((0, 0), |(reports, sum), (_, size)| (reports + 1, sum + i64::from(size)));
        Ok((reports, words, sum) == (part.reports, part.words, part.words))
    }

    /// Writes the words of the reports that came as a part; many small parts of a shelf become one.
    pub(crate) fn write_words(&self) -> Result<()> {
        let mut gathered = self.words().take();
        let Some(last) = gathered.last() else { return Ok(()) };
        let shelf = last >> SHELF;
        let mut writer = Writing::new(self)?;
        writer.sizes(&std::mem::take(&mut gathered.sizes))?;
        for (key, list) in gathered.sorted() {
            writer.add(&key, &list)?;
        }
        writer.end(shelf, 0)?;
        for level in 0_i64.. {
            let mut read = self.prepare_cached("SELECT id FROM segment WHERE shelf = ?1 AND level = ?2 ORDER BY id")?;
            let parts = read.query_map([shelf, level], |row| row.get::<i64>(0))?;
            if parts.len() < PARTS {
                break;
            }
            self.join(&parts, shelf, level + 1, &BTreeSet::new())?;
        }
        Ok(())
    }

    /// Makes one part of a shelf that is full.
    fn tidy(&self, shelf: i64) -> Result<()> {
        let mut read = self.prepare_cached("SELECT id, level FROM segment WHERE shelf = ?1 ORDER BY id")?;
        let parts = read.query_map([shelf], |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)))?;
        let (ids, levels): (Vec<i64>, Vec<i64>) = parts.into_iter().unzip();
        let level = levels.into_iter().max().unwrap_or(0);
        if ids.len() > 1 { self.join(&ids, shelf, level + 1, &BTreeSet::new()) } else { Ok(()) }
    }

    /// Makes one part of some, without some reports.
    fn join(&self, parts: &[i64], shelf: i64, level: i64, without: &BTreeSet<i64>) -> Result<()> {
        let mut readers = parts.iter().map(|id| Lined::new(self, *id)).collect::<Result<Vec<_>>>()?;
        let mut writer = Writing::new(self)?;
        let mut sizes = Vec::new();
        loop {
            let keys = readers.iter().filter_map(|reader| reader.head.as_ref().map(|(key, _)| key));
            let Some(key) = keys.min().cloned() else { break };
            let (with, lists): (Vec<usize>, Vec<&Vec<u8>>) = readers
                .iter()
                .enumerate()
                .filter_map(|(n, r)| r.head.as_ref().filter(|(k, _)| *k == key).map(|(_, list)| (n, list)))
                .unzip();
            if key == SIZES {
                for list in lists {
                    sizes.extend(Sizes::read(list.clone())?.all().filter(|(document, _)| !without.contains(document)));
                }
                sizes.sort_unstable();
                writer.sizes(&sizes)?;
            } else {
                let list = joined(&lists, without)?;
                if !list.is_empty() {
                    writer.add(&key, &list)?;
                }
            }
            for n in with {
                readers[n].step()?;
            }
        }
        drop(readers);
        for id in parts {
            self.execute("DELETE FROM posting WHERE segment = ?1", [*id])?;
            self.execute("DELETE FROM segment WHERE id = ?1", [*id])?;
        }
        writer.end(shelf, level)
    }

    /// The best of the reports that a question finds, with how well each fits: the less, the better. All that were looked for are ranked
    /// where fewer than `most` are given.
    pub(crate) fn ranked(&self, asked: &Asked, most: usize) -> Result<Vec<(i64, f64)>> {
        let mut read = self.prepare_cached("SELECT DISTINCT shelf FROM segment ORDER BY shelf DESC")?;
        let shelves = read.query_map((), |row| row.get::<i64>(0))?;
        let keys: Vec<String> = std::iter::once(SIZES.to_owned()).chain(asked.keys()).collect();
        let keys = serde_json::json!(keys).to_string();
        let mut read = self.prepare_cached(
            "SELECT s.id, s.reports, s.words, j.value, (SELECT p.body FROM posting p WHERE p.segment = s.id AND p.first <= j.value ORDER BY p.first DESC LIMIT 1) \
             FROM segment s CROSS JOIN json_each(?2) j WHERE s.shelf = ?1 ORDER BY s.id",
        )?;
        let mut tally = Tally::new(asked);
        for shelf in shelves {
            let mut parts: Vec<(Part, Lists)> = Vec::new();
            let mut rows = read.query(params![shelf, keys])?;
            while let Some(row) = rows.next()? {
                let part = Part { id: row.get(0)?, reports: row.get(1)?, words: row.get(2)? };
                if parts.last().is_none_or(|(last, _)| last.id != part.id) {
                    parts.push((part, Lists::default()));
                }
                let Some((_, lists)) = parts.last_mut() else { continue };
                let (key, body) = (row.get::<String>(3)?, row.get::<Option<Vec<u8>>>(4)?.ok_or(Broken)?);
                let Some(list) = Block::open(&body)?.find(&key)? else { continue };
                if key == SIZES {
                    lists.sizes = Sizes::read(list.to_vec())?;
                } else {
                    lists.lists.insert(key, list.to_vec());
                }
            }
            for (part, lists) in &parts {
                tally.add(lists, part.reports, part.words)?;
            }
            if tally.found() >= most.max(ENOUGH) {
                break;
            }
        }
        Ok(tally.best(most))
    }
}

/// One list of several, without some reports.
fn joined(lists: &[&Vec<u8>], without: &BTreeSet<i64>) -> Result<Vec<u8>> {
    let mut all: Vec<Posting<'_>> = Vec::new();
    for list in lists {
        let mut reader = Reader::new(list);
        while let Some(posting) = reader.next()? {
            if without.is_empty() || !without.contains(&posting.document) {
                all.push(posting);
            }
        }
    }
    all.sort_by_key(|posting| posting.document);
    let mut out = list::Writer::default();
    all.iter().for_each(|posting| out.add(posting.document, posting.times, posting.places));
    Ok(out.bytes)
}

/// A part that is being written.
struct Writing<'d> {
    db: &'d Db,
    id: i64,
    blocks: block::Writer,
    reports: i64,
    words: i64,
}

impl<'d> Writing<'d> {
    fn new(db: &'d Db) -> Result<Self> {
        let id: i64 = db.query_row("SELECT coalesce(max(id), 0) + 1 FROM segment", (), |row| row.get(0))?;
        Ok(Self { db, id, blocks: block::Writer::default(), reports: 0, words: 0 })
    }

    /// The reports with their sizes, ascending: what a part begins with.
    fn sizes(&mut self, sizes: &[(i64, u32)]) -> Result<()> {
        self.reports = i64::try_from(sizes.len()).unwrap_or(i64::MAX);
        self.words = sizes.iter().map(|(_, size)| i64::from(*size)).sum();
        if sizes.is_empty() { Ok(()) } else { self.add(SIZES, &Sizes::write(sizes)) }
    }

    fn add(&mut self, key: &str, list: &[u8]) -> Result<()> {
        let whole = self.blocks.add(key, list);
        self.write(whole)
    }

    fn write(&self, block: Option<(String, Vec<u8>)>) -> Result<()> {
        let Some((first, body)) = block else { return Ok(()) };
        self.db.execute("INSERT INTO posting(segment, first, body) VALUES (?1, ?2, ?3)", params![self.id, first, body])?;
        Ok(())
    }

    /// Ends it; a part without reports is none.
    fn end(mut self, shelf: i64, level: i64) -> Result<()> {
        let last = self.blocks.end("");
        self.write(last)?;
        if self.reports > 0 {
            let sql = "INSERT INTO segment(id, shelf, level, reports, words) VALUES (?1, ?2, ?3, ?4, ?5)";
            self.db.execute(sql, [self.id, shelf, level, self.reports, self.words])?;
        }
        Ok(())
    }
}

/// The lists of a part, one after another.
struct Lined<'d> {
    db: &'d Db,
    part: i64,
    /// The first key of the last block that was read, and what it says of the next.
    last: String,
    next: Option<String>,
    lists: std::vec::IntoIter<(String, Vec<u8>)>,
    head: Option<(String, Vec<u8>)>,
}

impl<'d> Lined<'d> {
    fn new(db: &'d Db, part: i64) -> Result<Self> {
        let mut new = Self { db, part, last: String::new(), next: None, lists: Vec::new().into_iter(), head: None };
        new.step()?;
        Ok(new)
    }

    /// Goes on to the next list.
    fn step(&mut self) -> Result<()> {
        self.head = self.lists.next();
        if self.head.is_none() && self.next.as_deref() != Some("") {
            self.read()?;
            self.head = self.lists.next();
        }
        Ok(())
    }

    /// Reads some blocks.
    fn read(&mut self) -> Result<()> {
        let mut read =
            self.db.prepare_cached("SELECT first, body FROM posting WHERE segment = ?1 AND first > ?2 ORDER BY first LIMIT ?3")?;
        let blocks = read.query_map(params![self.part, self.last, BLOCKS], |row| Ok((row.get::<String>(0)?, row.get::<Vec<u8>>(1)?)))?;
        let mut lists = Vec::new();
        for (first, body) in blocks {
            let mut block = Block::open(&body)?;
            if self.next.as_ref().is_some_and(|next| *next != first) {
                return Err(Broken.into());
            }
            self.next = Some(String::from_utf8(block.next.to_vec()).map_err(|_| Broken)?);
            while let Some((key, list)) = block.entry()? {
                lists.push((String::from_utf8(key.to_vec()).map_err(|_| Broken)?, list.to_vec()));
            }
            self.last = first;
        }
        if lists.is_empty() {
            return Err(Broken.into());
        }
        self.lists = lists.into_iter();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rasid::Vocabulary;
    use rusqlite::Connection;
    use std::collections::BTreeMap;
    use std::sync::{Arc, LazyLock};

    struct Chance(u64);

    impl Chance {
        fn below(&mut self, end: u64) -> u64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0 % end
        }
    }

    const WORDS: [&str; 14] = ["هدنة", "غزة", "ليبيا", "un", "نار", "وقف", "2020", "abc", "سرت", "قتل", "هجوم", "وفد", "لقاء", "é"];

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
        let phrase = |chance: &mut Chance| format!("{} {}", WORDS[usize::try_from(chance.below(14)).unwrap()], text(chance, 3));
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

    /// A question as `FTS5` has it.
    fn fts(asked: &Asked) -> String {
        let joined = |parts: &[Asked], link: &str| parts.iter().map(|p| format!("({})", fts(p))).collect::<Vec<_>>().join(link);
        match asked {
            Asked::Phrases(column, phrases) => {
                let column = if *column == Column::Form { "form" } else { "stem" };
                let phrases: Vec<String> = phrases.iter().map(|p| format!("\"{p}\"")).collect();
                format!("{column} : ({})", phrases.join(" OR "))
            }
            Asked::Any(parts) => joined(parts, " OR "),
            Asked::All(parts) => joined(parts, " AND "),
            Asked::Not(parts) => joined(&parts[..], " NOT "),
        }
    }

    /// The words of a text with as many lemmas, by the numbers of a vocabulary.
    fn words_by(vocabulary: &Arc<Vocabulary>, form: &str, stem: &str) -> Words {
        let mut spoken = Spoken::default();
        for (form, stem) in form.split(' ').zip(stem.split(' ')).filter(|(form, _)| !form.is_empty()) {
            spoken.add(vocabulary.number(form), vocabulary.number(stem));
        }
        Words::of(spoken, Arc::clone(vocabulary))
    }

    fn words_of(form: &str, stem: &str) -> Words {
        static SHARED: LazyLock<Arc<Vocabulary>> = LazyLock::new(Arc::default);
        words_by(&SHARED, form, stem)
    }

    fn store() -> (tempfile::TempDir, Db) {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("a.archive"), true).unwrap();
        (folder, db)
    }

    fn written<T>(db: &Db, work: impl FnOnce(&Db) -> T) -> T {
        let transaction = db.write().unwrap();
        let out = work(&transaction);
        transaction.commit().unwrap();
        out
    }

    /// The same reports, with the same ranks to the last bit, as FTS5 gives them, on several shelves and in many parts; also after reports
    /// were taken out.
    #[test]
    fn it_finds_and_ranks_as_another_engine() {
        let other = Connection::open_in_memory().unwrap();
        let sql = "CREATE VIRTUAL TABLE words USING fts5(form, stem, content='', contentless_delete=1, tokenize=\"ascii\")";
        other.execute_batch(sql).unwrap();
        let (_folder, db) = store();
        let number = |n: i64| n * 400;
        let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
        for batch in 0..100 {
            written(&db, |db| {
                for n in batch * 4 + 1..=batch * 4 + 4 {
                    let form = text(&mut chance, 90);
                    let instead = WORDS[usize::try_from(chance.below(14)).unwrap()];
                    let stem: Vec<&str> =
                        form.split(' ').filter(|w| !w.is_empty()).map(|word| if chance.below(2) == 0 { word } else { instead }).collect();
                    let stem = stem.join(" ");
                    other.execute("INSERT INTO words(rowid, form, stem) VALUES (?1, ?2, ?3)", (number(n), &form, &stem)).unwrap();
                    db.index(number(n), &words_of(&form, &stem)).unwrap();
                }
            });
        }
        let count = |sql: &str| db.query_row(sql, (), |row| row.get::<i64>(0)).unwrap();
        assert_eq!(count("SELECT count(DISTINCT shelf) FROM segment"), 3);
        assert!(count("SELECT count(*) FROM segment") < 40 && count("SELECT max(level) FROM segment") > 0);
        let (mut some, mut none, mut same, mut rows) = (0, 0, 0, 0);
        for turn in 0..1500 {
            if turn % 100 == 99 {
                let gone = number(turn / 4);
                other.execute("DELETE FROM words WHERE rowid = ?1", [gone]).unwrap();
                other.execute("INSERT INTO words(rowid, form, stem) VALUES (?1, '', '')", [gone]).unwrap();
                written(&db, |db| {
                    db.unindex(&BTreeSet::from([gone])).unwrap();
                    db.index(gone, &Words::default()).unwrap();
                });
                assert_eq!(count("SELECT CAST(sum(reports) AS BIGINT) FROM segment"), 400);
            }
            let asked = asked(&mut chance);
            let mut statement = other.prepare_cached("SELECT rowid, rank FROM words WHERE words MATCH ?1 ORDER BY rank, rowid").unwrap();
            let expected: Vec<(i64, f64)> =
                statement.query_map([fts(&asked)], |r| Ok((r.get(0)?, r.get(1)?))).unwrap().map(std::result::Result::unwrap).collect();
            let found = db.ranked(&asked, usize::MAX).unwrap();
            // FTS5 passes over a phrase of a report now and then, where several are asked for.
            let ranks: BTreeMap<i64, f64> = expected.iter().copied().collect();
            assert_eq!(found.iter().map(|(id, _)| *id).collect::<BTreeSet<_>>(), ranks.keys().copied().collect(), "{}", fts(&asked));
            let less = found.iter().filter(|(id, rank)| ranks[id] < *rank || ranks[id] != *rank && matches!(asked, Asked::Phrases(..)));
            assert_eq!(less.count(), 0, "{}", fts(&asked));
            same += found.iter().filter(|(id, rank)| ranks[id] == *rank).count();
            rows += found.len();
            *(if found.is_empty() { &mut none } else { &mut some }) += 1;
            assert_eq!(db.ranked(&asked, 5).unwrap(), found[..found.len().min(5)]);
        }
        assert!(some > 800 && none > 50, "{some} {none}");
        assert!(same * 100 > rows * 95, "{same} of {rows}");
    }

    /// What a common word finds is ranked among the reports that came last; what is wanted whole is given whole.
    #[test]
    fn a_common_word_is_looked_for_on_the_last_shelves() {
        let (_folder, db) = store();
        let per_shelf = i64::try_from(ENOUGH).unwrap() + 10;
        let words = |n: i64| words_of(if n % 1000 == 7 { "هدنة نادرة" } else { "هدنة" }, "هدنه نادر");
        for shelf in 0..3 {
            written(&db, |db| (1..=per_shelf).for_each(|n| db.index((shelf << SHELF) + n, &words(n)).unwrap()));
        }
        let shelves = |word: &str, most| {
            let found = db.ranked(&Asked::Phrases(Column::Form, vec![word.to_owned()]), most).unwrap();
            (found.len(), found.iter().map(|(id, _)| id >> SHELF).collect::<BTreeSet<_>>().len())
        };
        assert_eq!((shelves("هدنة", 20), shelves("هدنة", 5000), shelves("نادرة", 20)), ((20, 1), (5000, 2), (15, 3)));
        assert_eq!(shelves("هدنة", usize::MAX).0, 3 * (ENOUGH + 10));
    }

    /// A number means what its vocabulary says.
    #[test]
    fn reports_of_several_vocabularies_are_found_by_their_words() {
        let (_folder, db) = store();
        let [one, other]: [Arc<Vocabulary>; 2] = Default::default();
        other.number("غزة");
        written(&db, |db| {
            for (n, vocabulary, form) in [(1, &one, "هدنة غزة"), (2, &other, "غزة"), (3, &other, "هدنة"), (4, &one, ""), (5, &one, "هدنة")]
            {
                db.index(n, &words_by(vocabulary, form, form)).unwrap();
            }
        });
        let find = |word: &str| {
            let found = db.ranked(&Asked::Phrases(Column::Form, vec![word.to_owned()]), 9).unwrap();
            found.into_iter().map(|(id, _)| id).collect::<BTreeSet<_>>()
        };
        assert_eq!((find("هدنة"), find("غزة")), (BTreeSet::from([1, 3, 5]), BTreeSet::from([1, 2])));
        let indexed: i64 = db.query_row("SELECT CAST(sum(reports) AS BIGINT) FROM segment", (), |row| row.get(0)).unwrap();
        assert_eq!(indexed, 5);
    }

    /// A word of monstrous length, one that stands often, a report without words.
    #[test]
    fn odd_reports_are_found_and_taken_out() {
        let (_folder, db) = store();
        let long = "ط".repeat(5000);
        let often = "هدنة غزة ".repeat(40_000);
        written(&db, |db| {
            for (n, form) in [(1, long.as_str()), (2, often.as_str()), (3, "")] {
                db.index(n, &words_of(form, form)).unwrap();
            }
        });
        let find = |phrase: &str| db.ranked(&Asked::Phrases(Column::Form, vec![phrase.to_owned()]), 9).unwrap().first().map(|(id, _)| *id);
        assert_eq!([find(&long), find("غزة هدنة"), find("هدنة هدنة"), find("ط")], [Some(1), Some(2), None, None]);
        written(&db, |db| db.unindex(&BTreeSet::from([1, 2])).unwrap());
        assert_eq!([find(&long), find("غزة هدنة")], [None, None]);
        let left: i64 = db.query_row("SELECT sum(length(body)) FROM posting", (), |row| row.get(0)).unwrap();
        assert!(left < 40, "{left}");
    }
}
