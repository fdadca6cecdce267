//! Knowledge and a document → its record.

use rasid_coder::{Coded, Memory};
use rasid_model::Document;
use rasid_morph::{Listed, Words};

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
        Self {
            knowledge,
            memory: Memory::new(&knowledge.lexicon, &knowledge.tables, &knowledge.times),
            words: Words::new(&knowledge.lexicon),
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
        self.words.trim();
        rasid_morph::words_of(&self.knowledge.lexicon, &mut self.words, text, &rasid_text::segment(text))
    }
}
