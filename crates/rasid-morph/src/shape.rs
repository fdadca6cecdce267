//! A word that no lexicon has → what its shape suggests. Names are left whole unless «ال» speaks for a cut.

use crate::analyse::{Stem, Written, pronoun_cost, stem, unknown};
use crate::analysis::{Analysis, Aspect, Derivation, Enclitic, Features, Gender, Number, Pos, Proclitics};
use crate::clitics::Front;
use crate::lexicon::Lexicon;

/// The one reading of what is no word.
pub(crate) fn nothing() -> Analysis {
    unknown(Pos::Unknown, &WHOLE, Enclitic::None, 0)
}

const WHOLE: Front =
    Front { proclitics: Proclitics { question: false, conjunction: None, preposition: None, future: false }, definite: false, start: 0 };

/// The shortest stem a shape may leave, in letters.
const SHORTEST: usize = 3;

/// Readings by shape, beside those that were found; a word always gets the one that leaves it whole.
pub(crate) fn guess(lexicon: &Lexicon, written: &Written, fronts: &[Front], found: &[(Analysis, Stem)]) -> Vec<(Analysis, Stem)> {
    let key: &str = &written.key;
    let weights = &lexicon.rules().weights;
    let whole = stem(0, key.len());
    let digits = key.chars().any(|c| c.is_ascii_digit());
    if !key.chars().any(|c| matches!(c, 'ء'..='ي')) {
        let pos = if digits { Pos::Numeral } else { Pos::Unknown };
        return vec![(unknown(pos, &WHOLE, Enclitic::None, 0), whole)];
    }
    let mut out = Vec::new();
    for front in fronts {
        let length = written.letters.len() - written.slice(0, front.start).len();
        if front.proclitics.question || front.proclitics.future || (front.start > 0 && length < SHORTEST) {
            continue;
        }
        let clitics = front.count() * weights.unknown_proclitic;
        let base = if front.definite { weights.unknown_definite } else { weights.unknown };
        // «وكريتيان»: one letter alone is as likely the name's own.
        let prior = base.saturating_add(clitics);
        let pos = if front.definite { Pos::Noun } else { Pos::Name };
        out.push((inflected(unknown(pos, front, Enclitic::None, prior), written, front), stem(front.start, key.len())));
    }
    if found.is_empty() {
        push_suffixed(lexicon, written, fronts, &mut out);
    }
    out
}

/// «وزاراتهم», «يتموضعون»: by their ends.
fn push_suffixed(lexicon: &Lexicon, written: &Written, fronts: &[Front], out: &mut Vec<(Analysis, Stem)>) {
    let key: &str = &written.key;
    let weights = &lexicon.rules().weights;
    for front in fronts.iter().filter(|f| !f.definite && !f.proclitics.question) {
        let core = key.get(front.start..).unwrap_or("");
        let prior = weights.unknown.saturating_add(front.count() * weights.unknown_proclitic);
        if looks_imperfect(core) && front.proclitics.preposition.is_none_or(|p| p == 'ل') {
            let mut reading = unknown(Pos::Verb, front, Enclitic::None, prior.saturating_add(weights.unknown_verb));
            reading.features = Features { aspect: Aspect::Imperfect, person: 3, number: Number::Singular, ..reading.features };
            out.push((reading, stem(front.start, key.len())));
        }
        if front.proclitics.future {
            continue;
        }
        for (enclitic, letters) in Enclitic::ALL.iter().filter(|(e, s)| s.chars().count() > 1 && *e != Enclitic::Me && core.ends_with(s)) {
            let end = key.len() - letters.len();
            let left = written.slice(front.start, end).len();
            if left > SHORTEST && pronoun_cost(lexicon, written, *enclitic, end).is_some() {
                let prior = prior.saturating_add(weights.unknown_enclitic);
                out.push((unknown(Pos::Noun, front, *enclitic, prior), stem(front.start, end)));
            }
        }
    }
}

/// «يتموضعون»
fn looks_imperfect(core: &str) -> bool {
    let long = core.chars().count() >= 4;
    long && (core.starts_with("يت")
        || core.starts_with("يست")
        || core.starts_with("تست")
        || (core.starts_with('ي') && core.ends_with("ون")))
}

/// What an ending says of a word: «ية» a feminine nisba, «ات» a plural.
fn inflected(mut a: Analysis, written: &Written, front: &Front) -> Analysis {
    let core = written.key.get(front.start..).unwrap_or("");
    let nisba = |a: &mut Analysis, gender, number| {
        a.pos = Pos::Adjective;
        a.features = Features { gender, number, derivation: Derivation::Nisba, ..a.features };
    };
    let long = core.chars().count() >= 5;
    if long && front.definite {
        if core.ends_with("يه") {
            nisba(&mut a, Gender::Feminine, Number::Singular);
        } else if core.ends_with("يون") || core.ends_with("يين") {
            nisba(&mut a, Gender::Masculine, Number::Plural);
        } else if core.ends_with("يات") {
            nisba(&mut a, Gender::Feminine, Number::Plural);
        } else if core.ends_with('ي') {
            nisba(&mut a, Gender::Masculine, Number::Singular);
        } else if core.ends_with("ات") {
            a.features = Features { gender: Gender::Feminine, number: Number::Plural, ..a.features };
        }
    }
    a
}
