//! A root and a pattern → every form of the verb, vocalised; its masdars and participles.
//!
//! Built from the rules of the grammarians: a stem is made for each pattern and voice, an ending joined to it by
//! the class of its weak or doubled radicals, and the whole written with hamza on its seat. No form is listed.
//!
//! # Patterns
//!
//! Form I is named with the vowels of its perfect and imperfect: `I-au` «كتَب يكتُب», `I-ai` «جلَس يجلِس», `I-aa` «منَع يمنَع»,
//! `I-ia` «علِم يعلَم», `I-uu` «كبُر يكبُر», `I-ii` «ورِث يرِث». Then `II` «علّم», `III` «قاتل», `IV` «أعلن», `V` «تقدّم», `VI` «تبادل»,
//! `VII` «انسحب», `VIII` «اجتمع», `IX` «احمرّ», `X` «استقبل», `XI` «احمارّ», `XII` «احدودب», `XIII` «اجلوّذ», `XIV` «اسحنكك»,
//! `XV` «احرنبى»; of four radicals `QI` «سيطر», `QII` «تدهور», `QIII` «احرنجم», `QIV` «اطمأنّ». `laysa` is «ليس» alone.
//!
//! What the root and pattern do not tell follows after a colon:
//! - `sound`: a weak middle radical stays («استجوب»), doubled ones stay apart («تفارر»);
//! - `drop`, `keep`: an initial «و» falls in the imperfect («يسع») or does not («يوبأ») against the rule of its pattern;
//! - `t`: the affix and the first radical are one: «اتّخذ» of «أخذ», «اطّوّق» for «تطوّق»;
//! - `d`: form VIII of «ذ» with «دّ»: «ادّخر».

mod derive;
mod join;
mod stem;
mod write;

use crate::analysis::{Aspect, Gender, Number};
use crate::entries::VerbEntry;

pub use derive::{DerivedForm, derive};
pub use write::seat_hamza;

use stem::{Form, Verb};

/// Mood of an imperfect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mood {
    /// Not an imperfect.
    #[default]
    None,
    /// «يكتبون»
    Indicative,
    /// «أن يكتبوا»
    Subjunctive,
    /// «لم يكتبوا»
    Jussive,
}

/// One form of a verb.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerbForm {
    /// Vocalised: «يَكْتُبُونَ».
    pub form: String,
    /// Perfect, imperfect or imperative.
    pub aspect: Aspect,
    /// Of an imperfect.
    pub mood: Mood,
    /// 1, 2, 3.
    pub person: u8,
    /// Not marked in the first person and in the dual of the second.
    pub gender: Gender,
    /// Singular, dual or plural.
    pub number: Number,
    /// «كُتِبَ»
    pub passive: bool,
}

/// Who acts, and the affixes that say so, in the alphabet of [`write`].
struct Person {
    person: u8,
    gender: Gender,
    number: Number,
    perfect: &'static str,
    prefix: char,
    indicative: &'static str,
    subjunctive: &'static str,
    jussive: &'static str,
}

const fn row(
    (person, gender, number): (u8, Gender, Number),
    perfect: &'static str,
    prefix: char,
    [indicative, subjunctive, jussive]: [&'static str; 3],
) -> Person {
    Person { person, gender, number, perfect, prefix, indicative, subjunctive, jussive }
}

const BARE: [&str; 3] = ["u", "a", ""];
const DUAL: [&str; 3] = ["Ani", "A", "A"];
const MANY: [&str; 3] = ["Una", "U_", "U_"];
const WOMEN: [&str; 3] = ["na", "na", "na"];
const WOMAN: [&str; 3] = ["Ina", "I", "I"];

const PERSONS: [Person; 13] = {
    use Gender::{Feminine as F, Masculine as M, None as X};
    use Number::{Dual as D, Plural as P, Singular as S};
    [
        row((3, M, S), "a", 'y', BARE),
        row((3, M, D), "A", 'y', DUAL),
        row((3, M, P), "U_", 'y', MANY),
        row((3, F, S), "at", 't', BARE),
        row((3, F, D), "atA", 't', DUAL),
        row((3, F, P), "na", 'y', WOMEN),
        row((2, M, S), "ta", 't', BARE),
        row((2, X, D), "tumA", 't', DUAL),
        row((2, M, P), "tum", 't', MANY),
        row((2, F, S), "ti", 't', WOMAN),
        row((2, F, P), "tunna", 't', WOMEN),
        row((1, X, S), "tu", '\'', BARE),
        row((1, X, P), "nA", 'n', BARE),
    ]
};

/// Every form of a verb; none where the root or the pattern is not one.
/// Where grammar allows two forms («لم يمدّ», «لم يمدد»), both.
#[must_use]
pub fn conjugate(entry: &VerbEntry) -> Vec<VerbForm> {
    let Some(verb) = Verb::read(entry) else { return Vec::new() };
    let mut out = Vec::new();
    for passive in [false, true] {
        perfect(&verb, passive, &mut out);
        if verb.form != Form::Laysa {
            imperfect(&verb, passive, &mut out);
        }
    }
    if verb.form != Form::Laysa {
        imperative(&verb, &mut out);
    } else {
        out.retain(|f| !f.passive);
    }
    out
}

/// The dictionary form: third person masculine singular of the perfect, «أَعْلَنَ».
#[must_use]
pub fn lemma(entry: &VerbEntry) -> Option<String> {
    let verb = Verb::read(entry)?;
    verb.perfects(false).first()?.attach(PERSONS[0].perfect).first().map(|w| write::word(w))
}

fn perfect(verb: &Verb, passive: bool, out: &mut Vec<VerbForm>) {
    for p in &PERSONS {
        let words = verb.perfects(passive).iter().flat_map(|s| s.attach(p.perfect)).collect();
        push(p, Aspect::Perfect, Mood::None, passive, words, out);
    }
}

fn imperfect(verb: &Verb, passive: bool, out: &mut Vec<VerbForm>) {
    let vowel = if passive || verb.form.prefix_with_damma() { 'u' } else { 'a' };
    let stems = verb.imperfects(passive);
    for p in &PERSONS {
        let moods = [(Mood::Indicative, p.indicative), (Mood::Subjunctive, p.subjunctive), (Mood::Jussive, p.jussive)];
        for (mood, ending) in moods {
            let words = stems.iter().flat_map(|s| s.attach(ending)).flat_map(|w| verb.prefixed(p.prefix, vowel, &w)).collect();
            push(p, Aspect::Imperfect, mood, passive, words, out);
        }
    }
}

fn imperative(verb: &Verb, out: &mut Vec<VerbForm>) {
    for p in PERSONS.iter().filter(|p| p.person == 2) {
        let words = verb.imperatives().iter().flat_map(|s| s.attach(p.jussive)).flat_map(|w| verb.commands(&w)).collect();
        push(p, Aspect::Imperative, Mood::None, false, words, out);
    }
}

fn push(p: &Person, aspect: Aspect, mood: Mood, passive: bool, words: Vec<String>, out: &mut Vec<VerbForm>) {
    let first = out.len();
    for form in words.iter().flat_map(|w| write::spellings(w)) {
        if out[first..].iter().all(|f| f.form != form) {
            let (person, gender, number) = (p.person, p.gender, p.number);
            out.push(VerbForm { form, aspect, mood, person, gender, number, passive });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn entry(root: &str, pattern: &str) -> VerbEntry {
        VerbEntry { root: root.into(), pattern: pattern.into(), masdars: Vec::new(), weight: 1 }
    }

    /// `forms`: third person masculine singular perfect, first person perfect, third person imperfect,
    /// jussive, imperative, passive perfect; bare of vowels.
    #[track_caller]
    fn check(root: &str, pattern: &str, forms: &str) {
        let all = conjugate(&entry(root, pattern));
        let find = |aspect, mood, person, passive| {
            all.iter()
                .find(|f| {
                    (f.aspect, f.mood, f.person, f.passive) == (aspect, mood, person, passive)
                        && f.number == Number::Singular
                        && f.gender != Gender::Feminine
                })
                .map_or(String::new(), |f| f.form.chars().filter(|c| !('\u{64B}'..='\u{652}').contains(c)).collect())
        };
        let got = [
            find(Aspect::Perfect, Mood::None, 3, false),
            find(Aspect::Perfect, Mood::None, 1, false),
            find(Aspect::Imperfect, Mood::Indicative, 3, false),
            find(Aspect::Imperfect, Mood::Jussive, 3, false),
            find(Aspect::Imperative, Mood::None, 2, false),
            find(Aspect::Perfect, Mood::None, 3, true),
        ];
        assert_eq!(got.join(" "), forms, "{root} {pattern}");
    }

    #[test]
    fn sound_and_doubled() {
        check("كتب", "I-au", "كتب كتبت يكتب يكتب اكتب كتب");
        check("ردد", "I-au", "رد رددت يرد يرد رد رد");
        check("علن", "IV", "أعلن أعلنت يعلن يعلن أعلن أعلن");
        check("طمءن", "QIV", "اطمأن اطمأننت يطمئن يطمئن اطمئن اطمئن");
    }

    #[test]
    fn weak_radicals() {
        check("قول", "I-au", "قال قلت يقول يقل قل قيل");
        check("دعو", "I-au", "دعا دعوت يدعو يدع ادع دعي");
        check("وصل", "I-ai", "وصل وصلت يصل يصل صل وصل");
        check("وسع", "I-ia:drop", "وسع وسعت يسع يسع سع وسع");
        check("جوب", "X:sound", "استجوب استجوبت يستجوب يستجوب استجوب استجوب");
        check("ليس", "laysa", "ليس لست    ");
        check("رءي", "I-aa", "رأى رأيت يرى ير ر رئي");
    }

    #[test]
    fn form_eight_assimilates() {
        check("وفق", "VIII", "اتفق اتفقت يتفق يتفق اتفق اتفق");
        check("ءخذ", "VIII:t", "اتخذ اتخذت يتخذ يتخذ اتخذ اتخذ");
        check("ذخر", "VIII:d", "ادخر ادخرت يدخر يدخر ادخر ادخر");
        check("صدم", "VIII", "اصطدم اصطدمت يصطدم يصطدم اصطدم اصطدم");
    }

    #[test]
    fn what_is_no_verb_has_no_forms() {
        for (root, pattern) in [("", "II"), ("كت", "I-au"), ("كتب", "I"), ("كتب", "QI"), ("abc", "II"), ("كتب", "II:x")] {
            assert!(conjugate(&entry(root, pattern)).is_empty(), "{root} {pattern}");
        }
    }
}
