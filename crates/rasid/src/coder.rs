//! Knowledge and a document → its record.

use rasid_coder::{Coded, Memory};
use rasid_model::{Document, Span};
use rasid_morph::{Listed, WordId};
use rasid_text::fold;

use crate::Knowledge;
use std::ops::RangeInclusive;

/// Codes documents one after another, remembering the words it has met. One per thread.
pub struct Coder<'k> {
    knowledge: &'k Knowledge,
    memory: Memory<'k>,
    /// What each word is found by, by its id.
    keys: Vec<Option<Keys>>,
    none: Keys,
}

/// What a word is found by.
#[derive(Default)]
struct Keys {
    written: Box<str>,
    /// Of each reading.
    lemmas: Box<[Box<str>]>,
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
    word.chars()
        .filter(|c| *c != 'ـ' && c.is_alphanumeric() && !SIGNS.iter().any(|signs| signs.contains(c)))
        .map(|c| match c {
            '٠'..='٩' => latin(c, '٠'),
            '۰'..='۹' => latin(c, '۰'),
            c => c,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

impl<'k> Coder<'k> {
    /// A coder with an empty memory.
    #[must_use]
    pub fn new(knowledge: &'k Knowledge) -> Self {
        let memory = Memory::new(&knowledge.lexicon, &knowledge.tables, &knowledge.times);
        Self { knowledge, memory, keys: Vec::new(), none: Keys::default() }
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
        self.forget();
        let segmented = rasid_text::segment(text);
        let ids = rasid_morph::intern_all(self.memory.words(), text, &segmented);
        for sentence in &segmented.sentences {
            let ids = ids.get(sentence.tokens.clone()).unwrap_or(&[]);
            let best = rasid_morph::rank(self.memory.words(), ids);
            for ((id, reading), token) in ids.iter().zip(best).zip(sentence.tokens.clone()) {
                if *id != WordId::NONE
                    && let Some(token) = segmented.tokens.get(token)
                {
                    let keys = self.keys(*id, token.span.slice(text));
                    let lemma = keys.lemmas.get(usize::from(reading)).filter(|l| !l.is_empty());
                    each(token.span, &keys.written, lemma.unwrap_or(&keys.written));
                }
            }
        }
    }

    /// Every lemma that a word may have, folded, each once.
    pub fn readings(&mut self, word: &str) -> Vec<String> {
        self.forget();
        let id = self.memory.words().intern(word);
        let mut out: Vec<String> = Vec::new();
        for key in &self.keys(id, word).lemmas {
            if !key.is_empty() && out.iter().all(|k| **k != **key) {
                out.push(key.to_string());
            }
        }
        out
    }

    /// What a word is found by.
    fn keys(&mut self, id: WordId, surface: &str) -> &Keys {
        let at = id.0 as usize;
        if self.keys.len() <= at {
            self.keys.resize_with(at + 1, || None);
        }
        let read = self.memory.words().word(id);
        let lemma = |(at, a): (usize, &rasid_morph::Analysis)| {
            let lemma = if a.known { self.knowledge.lexicon.lemma(a.lemma) } else { read.stem(at) };
            plain(&fold(lemma)).into()
        };
        match self.keys.get_mut(at) {
            Some(slot) => slot.get_or_insert_with(|| Keys {
                written: plain(surface).into(),
                lemmas: read.analyses.iter().enumerate().map(lemma).collect(),
            }),
            None => &self.none,
        }
    }

    /// Forgets all words where they have become many.
    fn forget(&mut self) {
        if self.memory.forget() {
            self.keys.clear();
        }
    }
}
