//! Cues of knowledge in a text: words in order, matched by lemma, stem or form.

use std::ops::Range;

use crate::reading::{Reading, Tok};
use crate::tables::{Cue, Cues};

/// Whether a token is a word of knowledge: by its lemma, its stem or its form («إطلاق», «لإطلاق»).
pub(crate) fn is_word(tok: &Tok<'_>, word: &str) -> bool {
    tok.lexeme.bare == word || tok.lexeme.lemma == word || tok.facts.key == word
}

/// The longest cue that begins at a token, with where it ends.
pub(crate) fn cue_at<'c>(cues: &'c Cues, reading: &Reading<'_>, at: usize, end: usize) -> Option<(&'c Cue, usize)> {
    let tok = reading.tokens.get(at).filter(|t| t.cues & cues.bit() != 0)?;
    let (form, stem, lemma) = (tok.facts.key.as_str(), tok.lexeme.bare.as_str(), tok.lexeme.lemma.as_str());
    let mut best: Option<(&Cue, usize)> = None;
    for (n, key) in [form, stem, lemma].into_iter().enumerate() {
        if key.is_empty() || n > 0 && key == form || n > 1 && key == stem {
            continue;
        }
        for cue in cues.get(key) {
            let to = at + 1 + cue.rest.len();
            let longer = best.is_none_or(|(_, e)| to > e);
            if longer && to <= end && cue.rest.iter().enumerate().all(|(k, w)| is_word(&reading.tokens[at + 1 + k], w)) {
                best = Some((cue, to));
            }
        }
    }
    best
}

/// All cues within a stretch, in order; a longer cue hides what it covers.
pub(crate) fn cues_in<'c>(cues: &'c Cues, reading: &Reading<'_>, within: Range<usize>) -> Vec<(Range<usize>, &'c Cue)> {
    let mut out = Vec::new();
    let end = within.end.min(reading.tokens.len());
    let mut at = within.start;
    while at < end {
        match cue_at(cues, reading, at, end) {
            Some((cue, to)) => {
                out.push((at..to, cue));
                at = to;
            }
            None => at += 1,
        }
    }
    out
}
