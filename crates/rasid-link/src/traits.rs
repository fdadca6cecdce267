//! A document's words and acts → what two documents are compared by. Terms are numbers; no word is kept.

use rasid::explain::Word;
use rasid::record::{Entity, Record};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::facts::Facts;

/// A word, as a number.
pub(crate) type Term = u32;
/// Terms with how much of them there is, in the order of their numbers.
pub(crate) type Bag = Vec<(Term, f32)>;

/// How many content words after the title tell what a report is about.
const LEAD: usize = 45;
/// How far a body is read, in content words.
const BODY: usize = 1000;
/// What a word of the title counts against one of the lead.
const TITLE: f32 = 2.0;
/// Acts that begin no later tell what a report is about, in code points.
const EARLY: u32 = 600;
/// How many acts are compared.
const ACTS: usize = 8;
/// So many words make a run: texts that share many of them are copies.
const RUN: usize = 4;
/// One run in so many finds copies.
const SAMPLE: u32 = 16;

/// What two documents are compared by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Traits {
    /// Title and lead, by the bones of their words.
    pub(crate) lead: Bag,
    /// Title alone, by the bones of its words.
    pub(crate) title: Bag,
    /// Title and lead, by lemma.
    pub(crate) plain: Bag,
    /// The whole text, by lemma.
    pub(crate) body: Bag,
    /// Numbers of two digits and more.
    pub(crate) numbers: Vec<Term>,
    /// Runs of four words.
    pub(crate) runs: Vec<Term>,
    /// The agency that signs it, by its knowledge entry.
    pub(crate) signed: Option<String>,
    /// What it names and counts, in order: what it is compared by with texts of other languages. Of an Arabic text only where such a text is near.
    facts: Option<Facts>,
    /// The acts it begins with.
    #[serde(skip)]
    pub(crate) acts: Vec<Act>,
}

/// An act, as far as it is compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Act {
    pub(crate) kind: Term,
    pub(crate) quad: Term,
    pub(crate) actor: Vec<Term>,
    pub(crate) recipient: Vec<Term>,
    pub(crate) confidence: f32,
}

impl Traits {
    /// The form in which traits are kept, their first byte: another number where what they hold has changed.
    pub const FORM: u8 = 4;

    /// Of a coded document.
    #[must_use]
    pub fn new(record: &Record<'_>, text: &str, words: &[Word]) -> Self {
        Self::worded(text, words).with_acts(record)
    }

    /// Of a text and its words alone. What an Arabic text names and counts is left to [`Self::read_facts`].
    #[must_use]
    pub fn worded(text: &str, words: &[Word]) -> Self {
        let title_end = title_end(text);
        let content: Vec<&Word> = words.iter().filter(|w| is_content(w)).collect();
        let (title, body): (Vec<&Word>, Vec<&Word>) = content.into_iter().partition(|w| w.start < title_end);
        let lead = body.get(..LEAD).unwrap_or(&body);
        let weigh = |words: &[&Word], weight: f32| words.iter().map(move |w| (term(&bones(w)), weight)).collect::<Vec<_>>();
        let lemmas = |words: &[&Word]| words.iter().map(|w| (term(&w.lemma), 1.0)).collect::<Vec<_>>();
        let tokens: Vec<Term> = words.iter().map(|w| term(&w.text)).collect();
        let runs = tokens.windows(RUN.min(tokens.len()).max(1)).map(|w| w.iter().fold(0, |h, t| mixed(h, *t)));
        Self {
            lead: bag([weigh(&title, TITLE), weigh(lead, 1.0)].concat()),
            title: bag(weigh(&title, 1.0)),
            plain: bag([lemmas(&title), lemmas(lead)].concat()),
            body: bag([lemmas(&title), lemmas(body.get(..BODY).unwrap_or(&body))].concat()),
            numbers: sorted(numbers(text)),
            runs: sorted(runs.collect()),
            signed: crate::copies::signed(text),
            facts: words.is_empty().then(|| Facts::of(text, words)),
            acts: Vec::new(),
        }
    }

    /// Reads what the same text names and counts: «قتل 25 جنديا في درنة» counts 25 and names Derna. It is compared with texts of other languages by
    /// that, and with no Arabic one; [`crate::unread`] tells where it is wanted.
    pub fn read_facts(&mut self, text: &str, words: &[Word]) {
        self.facts = Some(Facts::of(text, words));
    }

    /// What it names and counts, if that was read.
    pub(crate) fn facts(&self) -> Option<&Facts> {
        self.facts.as_ref()
    }

    /// The language, if the text is to be found a translation: `en`; empty of Arabic and of what is not known.
    pub(crate) fn language(&self) -> &str {
        self.facts().map_or("", |f| &f.language)
    }

    /// What the words say, to be kept; the acts are read from the record again.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(&(Self::FORM, self)).unwrap_or_default()
    }

    /// What was kept; none of what another program's form kept.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (form, rest) = postcard::take_from_bytes::<u8>(bytes).ok()?;
        if form == Self::FORM { postcard::from_bytes(rest).ok() } else { None }
    }

    /// A sample of the runs of words, by which copies are found; the same runs of every text.
    pub(crate) fn sample(&self) -> impl Iterator<Item = Term> + '_ {
        self.runs.iter().copied().filter(|run| run % SAMPLE == 0)
    }

    /// The same with the acts of a record.
    pub(crate) fn with_acts(self, record: &Record<'_>) -> Self {
        Self { acts: acts(record), ..self }
    }
}

/// Where the title ends, in code points: its line, or the first words of a text of one line.
fn title_end(text: &str) -> u32 {
    const SHORT: usize = 120;
    let start = text.len() - text.trim_start().len();
    let points = text.char_indices().skip_while(|(at, _)| *at < start).position(|(_, c)| c == '\n');
    let before = text.get(..start).unwrap_or("").chars().count();
    u32::try_from(before + points.unwrap_or(SHORT)).unwrap_or(u32::MAX)
}

/// Words that say what a text is about, not how it is built.
fn is_content(word: &Word) -> bool {
    matches!(word.pos.as_str(), "noun" | "adjective" | "verb" | "name" | "numeral" | "unknown") && word.lemma.chars().nth(1).is_some()
}

/// What a word is compared by where other forms of its root are to be met: «انفجار», «تفجير», «فجّر».
fn bones(word: &Word) -> String {
    match word.pos.as_str() {
        "noun" | "adjective" | "verb" => skeleton(&word.lemma),
        _ => word.lemma.clone(),
    }
}

/// The consonants of a lemma without the letters that patterns add: nearly its root, where it has three that stay.
///
/// ```
/// use rasid_link::skeleton;
/// assert_eq!(skeleton("انفجار"), skeleton("تفجير"));
/// assert_eq!(skeleton("مقاتل"), skeleton("قتال"));
/// assert_ne!(skeleton("قصف"), skeleton("قصر"));
/// ```
#[must_use]
pub fn skeleton(lemma: &str) -> String {
    /// What patterns put before a root, the longest first.
    const BEFORE: [&str; 5] = ["مست", "است", "ان", "مت", "من"];
    const BEFORE_SHORT: [char; 4] = ['ا', 'ت', 'م', 'ي'];
    const WEAK: [char; 3] = ['ا', 'و', 'ي'];
    let folded = rasid::folded(lemma);
    let long = BEFORE.iter().find_map(|b| folded.strip_prefix(b).filter(|rest| rest.chars().count() >= 3));
    let short = || folded.strip_prefix(BEFORE_SHORT).filter(|rest| rest.chars().count() >= 3);
    let mut stem = long.or_else(short).unwrap_or(&folded);
    stem = stem.strip_suffix("ان").filter(|s| s.chars().count() >= 3).unwrap_or(stem);
    stem = stem.strip_suffix(['ه', 'ي']).filter(|s| s.chars().count() >= 3).unwrap_or(stem);
    let mut core: Vec<char> = stem.chars().filter(|c| !WEAK.contains(c)).collect();
    if core.len() < 3 {
        return folded;
    }
    // «احتفال»: the t of the eighth pattern.
    if core.len() == 4 && core.get(1) == Some(&'ت') {
        core.remove(1);
    }
    core.into_iter().collect()
}

fn acts(record: &Record<'_>) -> Vec<Act> {
    let early = record.events.iter().take(ACTS).filter(|e| e.evidence.start <= EARLY);
    early
        .map(|e| Act {
            kind: term(&e.r#type),
            quad: term(&e.quad),
            actor: parties(&e.actor),
            recipient: parties(&e.recipient),
            confidence: e.confidence,
        })
        .collect()
}

/// Who they are, and of which countries.
fn parties(entities: &[Entity<'_>]) -> Vec<Term> {
    let who = entities.iter().map(|e| term(e.id.as_deref().or(e.name.as_deref()).unwrap_or(&e.text)));
    sorted(who.chain(entities.iter().filter_map(|e| e.country.as_deref()).map(term)).collect())
}

/// Runs of two and more digits, whatever digits they are.
fn numbers(text: &str) -> Vec<Term> {
    let digit = |c: char| c.is_numeric();
    let runs = text.split(|c| !digit(c)).filter(|run| run.chars().nth(1).is_some());
    runs.map(|run| run.chars().fold(0, |h, c| mixed(h, u32::from(c) % 16))).collect()
}

/// FNV-1a.
pub(crate) fn term(text: &str) -> Term {
    text.bytes().fold(0x811c_9dc5, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193))
}

/// Two terms as one, their order kept.
pub(crate) fn mixed(a: Term, b: Term) -> Term {
    let h = (a.rotate_left(5) ^ b).wrapping_mul(0x9e37_79b1);
    h ^ (h >> 15)
}

fn sorted(mut terms: Vec<Term>) -> Vec<Term> {
    terms.sort_unstable();
    terms.dedup();
    terms
}

fn bag(terms: Vec<(Term, f32)>) -> Bag {
    let mut sums: BTreeMap<Term, f32> = BTreeMap::new();
    for (term, weight) in terms {
        *sums.entry(term).or_default() += weight;
    }
    sums.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_is_the_first_line() {
        assert_eq!(title_end("\nقمة\nقال"), 4);
        assert_eq!(title_end("قمة"), 120);
    }

    #[test]
    fn digits_of_both_kinds_are_one_number() {
        assert_eq!(numbers("قتل 25 شخصا"), numbers("قتل ٢٥ شخصا"));
        assert_ne!(numbers("قتل 25 شخصا"), numbers("قتل 26 شخصا"));
    }
}
