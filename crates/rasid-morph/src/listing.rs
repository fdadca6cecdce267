//! Words with their clitics and lemmas, as `rasid words` prints them.

use rasid_text::{Segmented, TokenKind};

use crate::analyse::{WordId, Words};
use crate::analysis::{Analysis, Pos};
use crate::lexicon::Lexicon;
use crate::rank::rank;

/// A word of a text, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Which token of the text.
    pub token: usize,
    /// The letters before its stem, «ال» not among them: «ول».
    pub proclitics: String,
    /// The pronoun after its stem: «هم».
    pub enclitics: String,
    /// Its lemma; of a word that no lexicon has, its stem.
    pub lemma: String,
    /// Its part of speech.
    pub pos: Pos,
    /// Whether a lexicon has it.
    pub known: bool,
}

/// Which token is which word, for [`rank`]; signs are [`WordId::NONE`].
pub fn intern_all(words: &mut Words, text: &str, segmented: &Segmented) -> Vec<WordId> {
    let id = |words: &mut Words, token: &rasid_text::Token| match token.kind {
        TokenKind::Arabic | TokenKind::Foreign | TokenKind::Number => words.intern(token.span.slice(text)),
        _ => WordId::NONE,
    };
    segmented.tokens.iter().map(|token| id(words, token)).collect()
}

/// The words of a text, each with its best reading in its sentence.
///
/// «وللحكومة» gives «ول», «حكومة»; «لها» gives «ل», «ها».
pub fn words_of(lexicon: &Lexicon, words: &mut Words, text: &str, segmented: &Segmented) -> Vec<Listed> {
    let ids = intern_all(words, text, segmented);
    let mut out = Vec::new();
    for sentence in &segmented.sentences {
        let ids = ids.get(sentence.tokens.clone()).unwrap_or(&[]);
        let best = rank(words, ids);
        for ((id, reading), token) in ids.iter().zip(best).zip(sentence.tokens.clone()) {
            if *id != WordId::NONE {
                out.push(list(lexicon, words, *id, usize::from(reading), token));
            }
        }
    }
    out
}

fn list(lexicon: &Lexicon, words: &Words, id: WordId, reading: usize, token: usize) -> Listed {
    let word = words.word(id);
    let Some(a) = word.analyses.get(reading).or_else(|| word.analyses.first()) else {
        return Listed {
            token,
            proclitics: String::new(),
            enclitics: String::new(),
            lemma: String::new(),
            pos: Pos::Unknown,
            known: false,
        };
    };
    let stem = word.stem(reading);
    let lemma = if a.known { lexicon.lemma(a.lemma) } else { stem };
    let mut proclitics = proclitic_letters(a);
    if is_bare_preposition(a, stem) {
        proclitics.push_str(stem);
    }
    Listed { token, proclitics, enclitics: a.enclitic.letters().to_owned(), lemma: lemma.to_owned(), pos: a.pos, known: a.known }
}

/// «له»: a preposition that is itself a clitic.
fn is_bare_preposition(a: &Analysis, stem: &str) -> bool {
    a.pos == Pos::Preposition && a.enclitic != crate::Enclitic::None && stem.chars().count() == 1
}

/// The clitics before a stem, in their order: «أ», «و», «ل», «س».
fn proclitic_letters(a: &Analysis) -> String {
    let p = a.proclitics;
    let question = p.question.then_some('أ');
    let future = p.future.then_some('س');
    [question, p.conjunction, p.preposition, future].into_iter().flatten().collect()
}
