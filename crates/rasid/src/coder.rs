//! Knowledge and a document → its record.

use rasid_coder::{Coded, Memory};
use rasid_model::{Document, Span};
use rasid_morph::{Listed, WordId, Words};
use rasid_text::fold;

use crate::Knowledge;

/// Codes documents one after another, remembering the words it has met. One per thread.
pub struct Coder<'k> {
    knowledge: &'k Knowledge,
    memory: Memory<'k>,
    words: Words,
    /// The folded lemmas of each word, by its id.
    keys: Vec<Option<Box<[Box<str>]>>>,
}

impl<'k> Coder<'k> {
    /// A coder with an empty memory.
    #[must_use]
    pub fn new(knowledge: &'k Knowledge) -> Self {
        Self {
            knowledge,
            memory: Memory::new(&knowledge.lexicon, &knowledge.tables),
            words: Words::new(&knowledge.lexicon),
            keys: Vec::new(),
        }
    }

    /// Codes a document. The same knowledge and document always give the same record.
    pub fn code(&mut self, document: &Document) -> Coded {
        rasid_coder::code(&self.knowledge.tables, &self.knowledge.times, &mut self.memory, document)
    }

    /// As [`Coder::code`]; each event tells what moved the decision.
    pub fn code_with_reasons(&mut self, document: &Document) -> Coded {
        rasid_coder::code_with_reasons(&self.knowledge.tables, &self.knowledge.times, &mut self.memory, document)
    }

    /// The words of a text with their clitics and lemmas.
    pub fn words(&mut self, text: &str) -> Vec<Listed> {
        self.forget();
        rasid_morph::words_of(&self.knowledge.lexicon, &mut self.words, text, &rasid_text::segment(text))
    }

    /// The words of a text: where each stands, and its lemma in its sentence, folded, by which searching is done.
    ///
    /// «وللحكومات» gives «حكومه».
    pub fn each_lemma(&mut self, text: &str, mut each: impl FnMut(Span, &str)) {
        self.forget();
        let segmented = rasid_text::segment(text);
        let ids = rasid_morph::intern_all(&mut self.words, text, &segmented);
        for sentence in &segmented.sentences {
            let ids = ids.get(sentence.tokens.clone()).unwrap_or(&[]);
            let best = rasid_morph::rank(&self.words, ids);
            for ((id, reading), token) in ids.iter().zip(best).zip(sentence.tokens.clone()) {
                if *id != WordId::NONE
                    && let Some(token) = segmented.tokens.get(token)
                {
                    let keys = self.keys(*id);
                    each(token.span, keys.get(usize::from(reading)).map_or("", |k| k));
                }
            }
        }
    }

    /// Every lemma that a word may have, folded, each once.
    pub fn readings(&mut self, word: &str) -> Vec<String> {
        self.forget();
        let id = self.words.intern(word);
        let mut out: Vec<String> = Vec::new();
        for key in self.keys(id) {
            if !key.is_empty() && out.iter().all(|k| **k != **key) {
                out.push(key.to_string());
            }
        }
        out
    }

    /// The folded lemma of each reading of a word.
    fn keys(&mut self, id: WordId) -> &[Box<str>] {
        let at = id.0 as usize;
        if self.keys.len() <= at {
            self.keys.resize_with(at + 1, || None);
        }
        let Some(slot) = self.keys.get_mut(at) else { return &[] };
        slot.get_or_insert_with(|| {
            let read = self.words.word(id);
            let lemma = |(at, a): (usize, &rasid_morph::Analysis)| {
                let lemma = if a.known { self.knowledge.lexicon.lemma(a.lemma) } else { read.stem(at) };
                fold(lemma).as_str().into()
            };
            read.analyses.iter().enumerate().map(lemma).collect()
        })
    }

    /// Forgets all words where they have become many.
    fn forget(&mut self) {
        if self.words.trim() {
            self.keys.clear();
        }
    }
}
