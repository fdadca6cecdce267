//! Knowledge and a document → its record.

use rasid_coder::{Coded, Memory};
use rasid_model::{Document, Span};
use rasid_morph::{Listed, Words};
use rasid_text::fold;

use crate::Knowledge;

/// Codes documents one after another, remembering the words it has met. One per thread.
pub struct Coder<'k> {
    knowledge: &'k Knowledge,
    memory: Memory<'k>,
    words: Words,
}

impl<'k> Coder<'k> {
    /// A coder with an empty memory.
    #[must_use]
    pub fn new(knowledge: &'k Knowledge) -> Self {
        Self { knowledge, memory: Memory::new(&knowledge.lexicon, &knowledge.tables), words: Words::new(&knowledge.lexicon) }
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
        self.words.trim();
        rasid_morph::words_of(&self.knowledge.lexicon, &mut self.words, text, &rasid_text::segment(text))
    }

    /// The words of a text: where each stands, and its lemma in its sentence, folded: what searching is done by.
    ///
    /// «وللحكومات» gives «حكومه».
    pub fn lemmas(&mut self, text: &str) -> Vec<(Span, String)> {
        self.words.trim();
        let segmented = rasid_text::segment(text);
        let listed = rasid_morph::words_of(&self.knowledge.lexicon, &mut self.words, text, &segmented);
        listed.into_iter().filter_map(|l| Some((segmented.tokens.get(l.token)?.span, fold(&l.lemma).as_str().to_owned()))).collect()
    }

    /// Every lemma that a word may have, folded, each once.
    pub fn readings(&mut self, word: &str) -> Vec<String> {
        let id = self.words.intern(word);
        let read = self.words.word(id);
        let lemma = |(at, a): (usize, &rasid_morph::Analysis)| {
            fold(if a.known { self.knowledge.lexicon.lemma(a.lemma) } else { read.stem(at) }).as_str().to_owned()
        };
        let mut out: Vec<String> = Vec::new();
        for lemma in read.analyses.iter().enumerate().map(lemma) {
            if !lemma.is_empty() && !out.contains(&lemma) {
                out.push(lemma);
            }
        }
        out
    }
}
