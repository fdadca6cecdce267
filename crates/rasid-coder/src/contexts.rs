//! What a document is about: PLOVER's contexts, by the words that show them.

use std::collections::BTreeMap;

use crate::cues::cue_at;
use crate::reading::Reading;
use crate::tables::Topics;

/// Points a context needs, whatever the length.
const LEAST: usize = 5;
/// One point more for so many words.
const WORDS_A_POINT: usize = 60;
/// What a headline's words count.
const HEADLINE: usize = 2;

/// The contexts of a document, sorted: those whose words weigh enough for its length and are not one word repeated,
/// save in the headline.
pub(crate) fn contexts(topics: &Topics, reading: &Reading<'_>) -> Vec<String> {
    let mut points: BTreeMap<&str, Points<'_>> = BTreeMap::new();
    for sentence in reading.sentences {
        let end = sentence.tokens.end.min(reading.tokens.len());
        let mut at = sentence.tokens.start;
        while at < end {
            let mut next = at + 1;
            for (context, weight, to) in matches(topics, reading, at, end) {
                next = next.max(to);
                let entry = points.entry(context).or_default();
                let key = reading.tokens[at].lexeme.lemma.as_str();
                // A word again and again says less each time.
                let told = entry.words.entry(key).or_default();
                *told += 1;
                let factor = if sentence.headline { HEADLINE } else { 1 };
                if *told <= 3 {
                    entry.sum += usize::from(weight) * factor;
                }
                entry.headline |= sentence.headline && weight > 1;
            }
            at = next;
        }
    }
    let needed = LEAST + reading.tokens.len() / WORDS_A_POINT;
    points.into_iter().filter(|(_, p)| p.sum >= needed && (p.words.len() > 1 || p.headline)).map(|(name, _)| name.to_owned()).collect()
}

#[derive(Default)]
struct Points<'a> {
    sum: usize,
    words: BTreeMap<&'a str, usize>,
    headline: bool,
}

/// Every context that the words at a token show: one cue may stand for several.
fn matches<'t>(topics: &'t Topics, reading: &Reading<'_>, at: usize, end: usize) -> Vec<(&'t str, u8, usize)> {
    let Some((best, to)) = cue_at(&topics.contexts, reading, at, end) else { return Vec::new() };
    let tok = &reading.tokens[at];
    let mut out: Vec<(&str, u8, usize)> = Vec::new();
    for key in [tok.facts.key.as_str(), tok.lexeme.bare.as_str(), tok.lexeme.lemma.as_str()] {
        for cue in topics.contexts.get(key).iter().filter(|c| c.rest == best.rest) {
            if !out.iter().any(|(name, ..)| *name == cue.value) {
                out.push((&cue.value, cue.weight, to));
            }
        }
    }
    out
}
