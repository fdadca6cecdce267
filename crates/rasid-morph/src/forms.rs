//! Entries → the forms that go into a lexicon, with what each says and whether a pronoun may follow it.

use std::collections::BTreeMap;

use crate::analysis::{Aspect, Derivation, Features, Gender, Number, Pos};
use crate::compile::{Inflected, LexiconBuilder, undiacritised};
use crate::conjugate::{VerbForm, conjugate, derive, lemma};
use crate::entries::{NounEntry, VerbEntry};
use crate::inflect::{NounForm, Pronoun, inflect};
use crate::lexicon::Attach;

impl LexiconBuilder {
    /// Adds a verb with all its forms, its masdars and its participles; nothing where root and pattern make none.
    pub fn add_verb(&mut self, entry: &VerbEntry) {
        let Some(text) = lemma(entry).map(|l| undiacritised(&l)) else { return };
        let verb = self.lemma(Pos::Verb, &text);
        self.insert(verb, entry.weight, 0, &verb_forms(&conjugate(entry)));
        for derived in derive(entry) {
            let masdar = derived.kind == Derivation::Masdar;
            let feminine = undiacritised(&derived.form).ends_with('ة');
            let noun = NounEntry {
                gender: if feminine { Gender::Feminine } else { Gender::Masculine },
                lemma: derived.form,
                pos: if masdar { Pos::Noun } else { Pos::Adjective },
                plurals: Vec::new(),
                sound: if masdar { "f".to_owned() } else { "mf".to_owned() },
                weight: entry.weight,
            };
            self.add_nominal(&noun, derived.kind);
        }
    }

    /// Adds a noun, adjective or name with all its forms.
    pub fn add_noun(&mut self, entry: &NounEntry) {
        self.add_nominal(entry, Derivation::None);
    }

    fn add_nominal(&mut self, entry: &NounEntry, derivation: Derivation) {
        let id = self.lemma(entry.pos, &dictionary_form(&entry.lemma));
        let forms = noun_forms(entry, derivation);
        self.insert(id, entry.weight, 0, &forms);
    }
}

/// «قَاضٍ» is looked up as «قاضي».
fn dictionary_form(vocalised: &str) -> String {
    let bare = undiacritised(vocalised);
    if vocalised.ends_with('\u{064D}') { format!("{bare}ي") } else { bare }
}

/// What tells the forms of a verb apart once their vowels are gone.
type Reading = (String, Aspect, u8, Number, Gender);

/// Vocalised forms fall together; what one of them says is kept, where they disagree on voice both.
fn verb_forms(forms: &[VerbForm]) -> Vec<Inflected> {
    let mut merged: BTreeMap<Reading, (bool, bool)> = BTreeMap::new();
    for f in forms {
        let key = (undiacritised(&f.form), f.aspect, f.person, f.number, f.gender);
        let (active, passive) = merged.entry(key).or_default();
        *active |= !f.passive;
        *passive |= f.passive;
    }
    let mut out = Vec::new();
    for ((form, aspect, person, number, gender), (active, passive)) in merged {
        let features = Features { aspect, passive, passive_only: passive && !active, person, number, gender, ..Features::default() };
        // The women and the men addressed are not in the news, and their forms look like others.
        if person == 2 && (gender == Gender::Feminine || number == Number::Dual) {
            continue;
        }
        push(&mut out, form, features);
    }
    out
}

/// A form as it stands alone, and as it stands before a pronoun: «كتبوا», «كتبو‍».
fn push(out: &mut Vec<Inflected>, form: String, features: Features) {
    let bound = [("وا", "و"), ("ى", "ا"), ("تم", "تمو")]
        .iter()
        .find_map(|(alone, before)| form.strip_suffix(alone).filter(|stem| !stem.is_empty()).map(|stem| format!("{stem}{before}")));
    let attach = if bound.is_some() { Attach::Free } else { Attach::Any };
    out.extend(bound.map(|form| Inflected { form, features, attach: Attach::Bound, article: false }));
    out.push(Inflected { form, features, attach, article: false });
}

/// The forms of a noun; of an elative's feminine, «f:كبرى» among its plurals, too.
fn noun_forms(entry: &NounEntry, derivation: Derivation) -> Vec<Inflected> {
    let (feminines, plurals): (Vec<String>, Vec<String>) = entry.plurals.iter().cloned().partition(|p| p.starts_with("f:"));
    let whole = NounEntry { plurals, ..entry.clone() };
    let mut out: Vec<Inflected> = inflect(&whole).into_iter().map(|f| nominal(f, derivation)).collect();
    for feminine in feminines.iter().filter_map(|f| f.strip_prefix("f:")) {
        let entry = NounEntry {
            lemma: feminine.to_owned(),
            pos: Pos::Noun,
            gender: Gender::Feminine,
            plurals: Vec::new(),
            sound: String::new(),
            weight: entry.weight,
        };
        out.extend(inflect(&entry).into_iter().map(|f| nominal(f, derivation)));
    }
    out
}

fn nominal(form: NounForm, derivation: Derivation) -> Inflected {
    let attach = match form.pronoun {
        Pronoun::May => Attach::Any,
        Pronoun::Must => Attach::Bound,
        Pronoun::Never => Attach::Free,
    };
    let features = Features { derivation, ..form.features };
    Inflected { form: undiacritised(&form.form), features, attach, article: form.article }
}
