//! Knowledge and a document → its record.

use rasid_coder::{Coded, Memory, ReadWord};
use rasid_model::{Document, Span};
use rasid_morph::{Listed, WordId};
use rasid_text::fold;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::Knowledge;
use std::ops::RangeInclusive;

/// Codes documents one after another, remembering the words it has met. One per thread.
pub struct Coder<'k> {
    knowledge: &'k Knowledge,
    memory: Memory<'k>,
    /// By a word's number: what it is found by in the readings that were asked for, as it is written and its lemma.
    keys: Vec<SmallVec<[(u8, Keys); 1]>>,
    terms: Terms,
    buffer: Vec<ReadWord>,
}

/// What a word is found by, as a number: the same of the same letters until a coder reads another text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term(pub u32);

/// How a word is written, and its lemma.
type Keys = [Term; 2];

/// All that words were found by, each once.
#[derive(Default)]
struct Terms {
    numbers: FxHashMap<Box<str>, Term>,
    written: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Terms {
    fn of(&mut self, term: &str) -> Term {
        if let Some(known) = self.numbers.get(term) {
            return *known;
        }
        let new = Term(u32::try_from(self.ends.len()).unwrap_or(u32::MAX));
        self.written.push_str(term);
        self.ends.push(self.written.len());
        self.numbers.insert(term.into(), new);
        new
    }

    fn text(&self, Term(number): Term) -> &str {
        let end = |at: usize| self.ends.get(at).copied().unwrap_or_default();
        let at = number as usize;
        self.written.get(at.checked_sub(1).map_or(0, end)..end(at)).unwrap_or_default()
    }
}

/// So many of them are remembered.
const TERMS: usize = 1 << 18;

/// A word as it is written, letters and digits alone: no vowel signs, tatweel or marks of direction; digits are Latin.
///
/// ```
/// assert_eq!(rasid::plain("وقّعــتْ"), "وقعت");
/// assert_eq!(rasid::plain("إسرائيل؛"), "إسرائيل");
/// assert_eq!(rasid::plain("٢٠٢٠"), "2020");
/// ```
#[must_use]
pub fn plain(word: &str) -> String {
    const SIGNS: [RangeInclusive<char>; 3] = ['\u{610}'..='\u{61A}', '\u{64B}'..='\u{65F}', '\u{670}'..='\u{670}'];
    let latin = |c: char, zero: char| char::from_digit(c as u32 - zero as u32, 10).unwrap_or(c);
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            'ء'..='غ' | 'ف'..='ي' | 'a'..='z' | '0'..='9' => out.push(c),
            '٠'..='٩' => out.push(latin(c, '٠')),
            '۰'..='۹' => out.push(latin(c, '۰')),
            'ـ' => {}
            c if c.is_alphanumeric() && !SIGNS.iter().any(|signs| signs.contains(&c)) => out.extend(c.to_lowercase()),
            _ => {}
        }
    }
    out
}

impl<'k> Coder<'k> {
    /// A coder with an empty memory.
    #[must_use]
    pub fn new(knowledge: &'k Knowledge) -> Self {
        let memory = Memory::new(&knowledge.lexicon, &knowledge.tables, &knowledge.times);
        Self { knowledge, memory, keys: Vec::new(), terms: Terms::default(), buffer: Vec::new() }
    }

    /// Codes a document. The same knowledge and document always give the same record.
    pub fn code(&mut self, document: &Document) -> Coded {
        self.forget();
        rasid_coder::code(&self.knowledge.tables, &self.knowledge.times, &mut self.memory, document)
    }

    /// As [`Coder::code`]; each event tells what moved the decision.
    pub fn code_with_reasons(&mut self, document: &Document) -> Coded {
        self.forget();
        rasid_coder::code_with_reasons(&self.knowledge.tables, &self.knowledge.times, &mut self.memory, document)
    }

    /// The words of a text with their clitics and lemmas.
    pub fn words(&mut self, text: &str) -> Vec<Listed> {
        self.forget();
        rasid_morph::words_of(&self.knowledge.lexicon, self.memory.words(), text, &rasid_text::segment(text))
    }

    /// The words of a text, as searching is done by them: where each stands, how it is written ([`plain`]), and its lemma
    /// in its sentence, folded.
    ///
    /// «ولِلحكومات» gives «وللحكومات» and «حكومه».
    pub fn each_word(&mut self, text: &str, mut each: impl FnMut(Span, &str, &str)) {
        self.walk(text, |terms, span, [written, lemma]| each(span, terms.text(written), terms.text(lemma)));
    }

    /// As [`Coder::each_word`], by numbers: [`Coder::term`] tells what they stand for.
    pub fn each_term(&mut self, text: &str, mut each: impl FnMut(Span, [Term; 2])) {
        self.walk(text, |_, span, keys| each(span, keys));
    }

    /// What a word is found by.
    #[must_use]
    pub fn term(&self, term: Term) -> &str {
        self.terms.text(term)
    }

    fn walk(&mut self, text: &str, mut each: impl FnMut(&Terms, Span, Keys)) {
        self.forget();
        let mut words = std::mem::take(&mut self.buffer);
        words.clear();
        words.extend_from_slice(self.memory.words_of(text));
        for word in &words {
            let keys = self.keys(word, text);
            // What is nothing but signs is no word.
            if !self.terms.text(keys[0]).is_empty() {
                each(&self.terms, word.span, keys);
            }
        }
        self.buffer = words;
    }

    /// Every lemma that a word may have, folded, each once.
    pub fn readings(&mut self, word: &str) -> Vec<String> {
        self.forget();
        let id = self.memory.words().intern(word);
        let mut out: Vec<String> = Vec::new();
        for reading in 0..=u8::MAX {
            let Some(lemma) = self.lemma(id, reading) else { break };
            if !lemma.is_empty() && !out.contains(&lemma) {
                out.push(lemma);
            }
        }
        out
    }

    /// What a word is found by: how it is written, and its lemma in its reading, where it has one.
    fn keys(&mut self, word: &ReadWord, text: &str) -> Keys {
        if word.id == WordId::NONE {
            return [self.terms.of(&plain(word.span.slice(text))); 2];
        }
        let known = self.keys.get(word.id.0 as usize).and_then(|keys| keys.iter().find(|(of, _)| *of == word.reading));
        match known {
            Some((_, keys)) => *keys,
            None => self.learn(word.id, word.span.slice(text), word.reading),
        }
    }

    fn learn(&mut self, id: WordId, surface: &str, reading: u8) -> Keys {
        let written = self.terms.of(&plain(surface));
        let lemma = self.lemma(id, reading).filter(|lemma| !lemma.is_empty());
        let keys = [written, lemma.map_or(written, |lemma| self.terms.of(&lemma))];
        let at = id.0 as usize;
        if self.keys.len() <= at {
            self.keys.resize(at + 1, SmallVec::new());
        }
        if let Some(known) = self.keys.get_mut(at) {
            known.push((reading, keys));
        }
        keys
    }

    /// The lemma of a reading, folded; nothing where there is no such reading.
    fn lemma(&mut self, id: WordId, reading: u8) -> Option<String> {
        let word = self.memory.words().word(id);
        let at = usize::from(reading);
        let analysis = word.analyses.get(at)?;
        let lemma = if analysis.known { self.knowledge.lexicon.lemma(analysis.lemma) } else { word.stem(at) };
        Some(plain(&fold(lemma)))
    }

    /// Forgets all words where they have become many.
    fn forget(&mut self) {
        if self.memory.forget() || self.terms.ends.len() > TERMS {
            self.keys.clear();
            self.terms = Terms::default();
        }
    }
}
