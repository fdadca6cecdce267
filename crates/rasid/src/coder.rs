//! Knowledge and a document → its record.

use rasid_coder::{Coded, Memory, ReadWord};
use rasid_model::{Document, Span};
use rasid_morph::{Listed, WordId};
use rasid_text::fold;
use rustc_hash::FxHashMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use crate::{Knowledge, Term, Vocabulary};

/// Codes documents one after another, remembering the words it has met. One per thread.
pub struct Coder<'k> {
    knowledge: &'k Knowledge,
    memory: Memory<'k>,
    known: Known,
    vocabulary: Arc<Vocabulary>,
    buffer: Vec<ReadWord>,
}

/// How a word is written, and its lemma.
type Keys = [Term; 2];

/// What a word is found by in the readings of it that were asked for. Most words have one.
#[derive(Default)]
struct Known {
    /// By a word's number.
    firsts: Vec<Option<(u8, Keys)>>,
    others: FxHashMap<(WordId, u8), Keys>,
}

impl Known {
    fn get(&self, id: WordId, reading: u8) -> Option<Keys> {
        match self.firsts.get(id.0 as usize).copied().flatten()? {
            (of, keys) if of == reading => Some(keys),
            _ => self.others.get(&(id, reading)).copied(),
        }
    }

    fn add(&mut self, id: WordId, reading: u8, keys: Keys) {
        let at = id.0 as usize;
        if self.firsts.len() <= at {
            self.firsts.resize(at + 1, None);
        }
        match self.firsts.get_mut(at) {
            Some(first @ None) => *first = Some((reading, keys)),
            _ => drop(self.others.insert((id, reading), keys)),
        }
    }
}

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
        Self::sharing(knowledge, Arc::default())
    }

    /// A coder beside others: what words are found by has the same numbers for all that share a vocabulary.
    #[must_use]
    pub fn sharing(knowledge: &'k Knowledge, vocabulary: Arc<Vocabulary>) -> Self {
        let memory = Memory::new(&knowledge.lexicon, &knowledge.tables, &knowledge.times);
        Self { knowledge, memory, known: Known::default(), vocabulary, buffer: Vec::new() }
    }

    /// That of the text that was read last.
    #[must_use]
    pub fn vocabulary(&self) -> &Arc<Vocabulary> {
        &self.vocabulary
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
    /// in its sentence, folded; by the numbers of [`Coder::vocabulary`].
    ///
    /// «ولِلحكومات» gives «وللحكومات» and «حكومه».
    pub fn each_word(&mut self, text: &str, mut each: impl FnMut(Span, [Term; 2])) {
        self.forget();
        let mut words = std::mem::take(&mut self.buffer);
        words.clear();
        words.extend_from_slice(self.memory.words_of(text));
        for word in &words {
            let keys = self.keys(word, text);
            if keys[0] != Term::NONE {
                each(word.span, keys);
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
            return [self.vocabulary.number(&plain(word.span.slice(text))); 2];
        }
        self.known.get(word.id, word.reading).unwrap_or_else(|| self.learn(word.id, word.span.slice(text), word.reading))
    }

    fn learn(&mut self, id: WordId, surface: &str, reading: u8) -> Keys {
        let written = self.vocabulary.number(&plain(surface));
        let lemma = self.lemma(id, reading).filter(|lemma| !lemma.is_empty());
        let keys = [written, lemma.map_or(written, |lemma| self.vocabulary.number(&lemma))];
        self.known.add(id, reading, keys);
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
        let next = self.vocabulary.next();
        if self.memory.forget() || next.is_some() {
            self.known = Known::default();
        }
        if let Some(next) = next {
            self.vocabulary = next;
        }
    }
}
