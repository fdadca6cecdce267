//! A noun, adjective or name → its written forms, without clitics and without «ال».
//!
//! What is decided by the last letters is generated: tanwin, the form before pronouns, dual, sound plurals, feminine.
//! Broken plurals come with the entry and are inflected in turn. The letters alone count: short vowels are not written.

use crate::analysis::{Features, Gender, Number, Pos};
use crate::entries::NounEntry;

/// Whether a pronoun may follow a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pronoun {
    /// «كتاب»: «كتابه».
    May,
    /// «حكومت»: only in «حكومته».
    Must,
    /// «حكومة», «مسؤولون», «اتفاقا».
    Never,
}

/// One written form of a noun.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NounForm {
    /// Its letters: «مسؤولين».
    pub form: String,
    /// What it says; `definite` is always false.
    pub features: Features,
    /// Whether a pronoun may follow.
    pub pronoun: Pronoun,
    /// Whether «ال» may stand before it: not before «مسؤولو», «اتفاقا», «قاض».
    pub article: bool,
}

/// The kinship nouns that show their case before what they govern: «أبو», «أخا».
const FIVE: [&str; 2] = ["أب", "أخ"];

/// Every written form of an entry, without repetition.
///
/// The lemma of a defective noun ends in «ي»; with the sign of tanwin, «محامٍ», it is known for one («ليبي» is none).
#[must_use]
pub fn inflect(entry: &NounEntry) -> Vec<NounForm> {
    let word = Word::read(&entry.lemma, entry.pos);
    let mut out = Forms::default();
    let features = Features { gender: entry.gender, number: Number::Singular, ..Features::default() };
    if entry.pos == Pos::Name {
        out.bare(&word.text, features);
        return out.done();
    }
    let elative = entry.pos == Pos::Adjective && !entry.sound.contains('f') && is_elative(&word.text);
    out.singular(&word, features, !elative);
    if entry.pos == Pos::Adjective && !elative && entry.gender != Gender::Feminine && !word.text.ends_with('ة') {
        let feminine = Features { gender: Gender::Feminine, ..features };
        out.singular(&Word::plain(&word.feminine()), feminine, true);
    }
    if elative {
        out.colour(&word.text, entry, features);
    }
    if entry.sound.contains('m') {
        out.sound_masculine(&word, Features { gender: Gender::Masculine, number: Number::Plural, ..features });
    }
    if entry.sound.contains('f') {
        let plural = Features { gender: Gender::Feminine, number: Number::Plural, ..features };
        out.push(word.sound_feminine(), plural, Pronoun::May, true);
    }
    for plural in &entry.plurals {
        out.broken(&without_marks(plural), elative, features);
    }
    out.done()
}

/// «أكبر», «أحمر», «أشدّ»: no «ة», no tanwin. «أخير», of the same shape, is known by its sound plurals.
fn is_elative(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    matches!(letters[..], ['أ', _, c] | ['أ', _, _, c] if !matches!(c, 'ي' | 'ة'))
}

/// A diptote by its shape: «مدارس», «قوانين».
fn is_long_broken(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    matches!(letters.len(), 5 | 6) && letters[2] == 'ا'
}

fn without_marks(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '\u{64B}'..='\u{652}' | '\u{670}' | '\u{640}')).collect()
}

/// A singular, with what its last letters are.
struct Word {
    /// Its dictionary form: «قاضي», «حكومة», «وزير».
    text: String,
    /// «قاض» of «قاضي».
    defective: Option<String>,
}

impl Word {
    fn read(lemma: &str, pos: Pos) -> Self {
        let text = without_marks(lemma);
        if lemma.ends_with('\u{64D}') {
            return Self { text: format!("{text}ي"), defective: Some(text) };
        }
        let defective = text.strip_suffix('ي').filter(|stem| pos == Pos::Noun && looks_defective(stem)).map(str::to_owned);
        Self { text, defective }
    }

    fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), defective: None }
    }

    fn feminine(&self) -> String {
        match self.text.strip_suffix('ى') {
            Some(stem) => format!("{stem}اة"),
            None => format!("{}ة", self.text),
        }
    }

    /// «حكومات», «مستشفيات», «مباريات», «قنوات», «مكافآت».
    fn sound_feminine(&self) -> String {
        if let Some(stem) = self.text.strip_suffix("اة") {
            let glide = if stem.chars().count() == 2 { 'و' } else { 'ي' };
            return format!("{stem}{glide}ات");
        }
        if let Some(stem) = self.text.strip_suffix('ى') {
            return format!("{stem}يات");
        }
        join(self.text.strip_suffix('ة').unwrap_or(&self.text), "ات")
    }
}

/// «قاض», «ناد», «محام», «تحد»: shapes of participles and masdars. «كرسي», «شرطي» are none.
fn looks_defective(stem: &str) -> bool {
    let letters: Vec<char> = stem.chars().collect();
    matches!(
        letters[..],
        [_, 'ا', _]
            | ['ت', _, _]
            | ['ت', _, 'ا', _]
            | ['م', _, 'ا', _]
            | ['م', 'ت', _, _]
            | ['م', _, 'ت', _]
            | ['م', 'ت', _, 'ا', _]
            | ['م', 'س', 'ت', _, _]
    )
}

/// Puts an ending on; a hamza on alif melts with «ا».
fn join(stem: &str, ending: &str) -> String {
    match (stem.strip_suffix('أ'), ending.strip_prefix('ا')) {
        (Some(stem), Some(ending)) => format!("{stem}آ{ending}"),
        _ => format!("{stem}{ending}"),
    }
}

/// Stems of a word for its endings: with «ا», with «ي» or «و», and those before a pronoun only.
struct Stems {
    alif: Vec<String>,
    other: Vec<String>,
    bound: Vec<String>,
    /// Whether the word as it stands may carry a pronoun.
    itself: bool,
    /// The indefinite accusative, where it shows.
    tanwin: Option<String>,
}

/// Which letters join to the next one: a hamza after them sits on «ئ».
fn joins(c: char) -> bool {
    !matches!(c, 'ا' | 'أ' | 'آ' | 'د' | 'ذ' | 'ر' | 'ز' | 'و' | 'ؤ' | 'ى' | 'ة' | 'ء')
}

fn stems(text: &str) -> Stems {
    let mut letters = text.chars();
    let last = letters.next_back().unwrap_or(' ');
    let stem = letters.as_str();
    let before = stem.chars().last().unwrap_or(' ');
    let one = |s: String| vec![s];
    let with = |s: &str| format!("{stem}{s}");
    let own = text.to_owned();
    match last {
        'ة' => Stems { alif: one(with("ت")), other: one(with("ت")), bound: one(with("ت")), itself: false, tanwin: None },
        'ى' => Stems { alif: one(with("ي")), other: one(with("ي")), bound: one(with("ا")), itself: false, tanwin: None },
        'ا' => Stems { alif: one(with("و")), other: one(with("و")), bound: Vec::new(), itself: true, tanwin: None },
        'أ' => Stems { alif: one(own.clone()), other: one(own), bound: vec![with("ؤ"), with("ئ")], itself: true, tanwin: None },
        'ء' if before == 'ا' => {
            Stems { alif: one(own.clone()), other: one(own), bound: vec![with("ؤ"), with("ئ")], itself: true, tanwin: None }
        }
        'ء' if joins(before) => {
            let seated = with("ئ");
            Stems {
                alif: one(seated.clone()),
                other: one(seated.clone()),
                tanwin: Some(format!("{seated}ا")),
                bound: vec![seated, with("ؤ")],
                itself: true,
            }
        }
        'ء' => Stems {
            alif: vec![own.clone(), with("أ")],
            other: vec![own.clone(), with("أ")],
            bound: vec![with("ؤ"), with("ئ")],
            itself: true,
            tanwin: Some(format!("{own}ا")),
        },
        'ؤ' => {
            Stems {
                alif: one(own.clone()), other: one(own.clone()), bound: one(with("ئ")), itself: true, tanwin: Some(format!("{own}ا"))
            }
        }
        _ => Stems { alif: one(own.clone()), other: one(own.clone()), bound: Vec::new(), itself: true, tanwin: Some(format!("{own}ا")) },
    }
}

#[derive(Default)]
struct Forms(Vec<NounForm>);

impl Forms {
    fn push(&mut self, form: String, features: Features, pronoun: Pronoun, article: bool) {
        // «مسؤول», «شؤون» are «مسئول», «شئون» in Egypt.
        if form.contains("ؤو") {
            self.0.push(NounForm { form: form.replace("ؤو", "ئو"), features, pronoun, article });
        }
        self.0.push(NounForm { form, features, pronoun, article });
    }

    /// The word and what it is before pronouns.
    fn bare(&mut self, text: &str, features: Features) {
        let stems = stems(text);
        let pronoun = if stems.itself { Pronoun::May } else { Pronoun::Never };
        self.push(text.to_owned(), features, pronoun, true);
        for bound in stems.bound {
            self.push(bound, features, Pronoun::Must, false);
        }
    }

    fn tanwin(&mut self, text: &str, features: Features) {
        if let Some(form) = stems(text).tanwin {
            self.push(form, Features { accusative: true, ..features }, Pronoun::Never, false);
        }
    }

    fn singular(&mut self, word: &Word, features: Features, tanwin: bool) {
        self.bare(&word.text, features);
        if tanwin {
            self.tanwin(&word.text, features);
        }
        if let Some(stem) = &word.defective {
            self.push(stem.clone(), features, Pronoun::Never, false);
        }
        self.dual(&word.text, Features { number: Number::Dual, ..features });
        if FIVE.contains(&word.text.as_str()) {
            for case in ["و", "ا", "ي"] {
                self.push(format!("{}{case}", word.text), Features { construct: true, ..features }, Pronoun::May, false);
            }
        }
    }

    fn dual(&mut self, text: &str, features: Features) {
        let construct = Features { construct: true, ..features };
        let stems = stems(text);
        for stem in &stems.alif {
            self.push(join(stem, "ان"), features, Pronoun::Never, true);
            self.push(join(stem, "ا"), construct, Pronoun::May, false);
        }
        for stem in &stems.other {
            self.push(join(stem, "ين"), features, Pronoun::Never, true);
            self.push(join(stem, "ي"), construct, Pronoun::May, false);
        }
    }

    /// «مسؤولون», «محامون», «مصطفون», «مبتدئون».
    fn sound_masculine(&mut self, word: &Word, features: Features) {
        let construct = Features { construct: true, ..features };
        let stem = match &word.defective {
            Some(stem) => stem.as_str(),
            None => word.text.trim_end_matches(['ة', 'ى']),
        };
        let with_waw = match stem.strip_suffix("اء") {
            Some(stem) => format!("{stem}اؤ"),
            None => stem.to_owned(),
        };
        let with_ya = match stem.strip_suffix("اء") {
            Some(stem) => format!("{stem}ائ"),
            None => stem.to_owned(),
        };
        self.push(format!("{with_waw}ون"), features, Pronoun::Never, true);
        self.push(format!("{with_ya}ين"), features, Pronoun::Never, true);
        self.push(format!("{with_waw}و"), construct, Pronoun::May, false);
        self.push(format!("{with_ya}ي"), construct, Pronoun::May, false);
    }

    /// «حمراء» of «أحمر», where its plural «حمر» is listed.
    fn colour(&mut self, text: &str, entry: &NounEntry, features: Features) {
        let root: String = text.chars().skip(1).collect();
        let root = root.strip_suffix('ى').map_or(root.clone(), |r| format!("{r}ي"));
        if !entry.plurals.iter().any(|p| without_marks(p).chars().count() == 3) {
            return;
        }
        let feminine = Features { gender: Gender::Feminine, ..features };
        self.bare(&format!("{root}اء"), feminine);
        self.dual(&format!("{root}او"), Features { number: Number::Dual, ..feminine });
    }

    fn broken(&mut self, plural: &str, elative: bool, features: Features) {
        let feminine = elative && (plural.ends_with('ى') || (plural.ends_with("اء") && !plural.starts_with('أ')));
        if feminine {
            self.singular(&Word::plain(plural), Features { gender: Gender::Feminine, ..features }, false);
            return;
        }
        let features = Features { number: Number::Plural, ..features };
        // «أولون»: a sound plural that is listed keeps its construct; «سجون», «شؤون» are none.
        if let Some(stem) = plural.strip_suffix("ون").filter(|stem| stem.chars().count() > 2) {
            self.push(plural.to_owned(), features, Pronoun::Never, true);
            self.push(format!("{stem}و"), Features { construct: true, ..features }, Pronoun::May, false);
            return;
        }
        self.bare(plural, features);
        if !is_long_broken(plural) && !plural.ends_with("ات") {
            self.tanwin(plural, features);
        }
        // «مبان» of «مباني», «أراض» of «أراضي».
        if let Some(stem) = plural.strip_suffix('ي').filter(|s| s.chars().count() >= 3) {
            self.push(stem.to_owned(), features, Pronoun::Never, false);
            self.push(format!("{plural}ا"), Features { accusative: true, ..features }, Pronoun::Never, false);
        }
    }

    fn done(mut self) -> Vec<NounForm> {
        self.0.sort_unstable();
        self.0.dedup();
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The forms wanted are made, the others are not.
    #[track_caller]
    fn check((lemma, pos, sound): (&str, Pos, &str), plurals: &[&str], wanted: &str, unwanted: &str) {
        let plurals = plurals.iter().map(ToString::to_string).collect();
        let gender = if lemma.ends_with('ة') { Gender::Feminine } else { Gender::Masculine };
        let entry = NounEntry { lemma: lemma.into(), pos, gender, plurals, sound: sound.into(), weight: 1 };
        let forms: Vec<String> = inflect(&entry).into_iter().map(|f| f.form).collect();
        for form in wanted.split_whitespace() {
            assert!(forms.iter().any(|f| f == form), "{form} missing: {forms:?}");
        }
        for form in unwanted.split_whitespace() {
            assert!(forms.iter().all(|f| f != form), "{form} made");
        }
    }

    #[test]
    fn nouns() {
        check(("اتفاق", Pos::Noun, "f"), &[], "اتفاق اتفاقا اتفاقان اتفاقين اتفاقي اتفاقات", "اتفاقون اتفاقة");
        check(("حكومة", Pos::Noun, "f"), &[], "حكومة حكومت حكومتان حكومتين حكومتي حكومات", "حكومةا");
        check(("وزير", Pos::Noun, ""), &["وزراء"], "وزير وزيرا وزيري وزراء وزراؤ وزرائ", "وزراءا");
        check(("مستشفى", Pos::Noun, "f"), &[], "مستشفى مستشفا مستشفيان مستشفيات", "مستشفىا");
        check(("مبدأ", Pos::Noun, ""), &["مبادئ"], "مبدأ مبدآن مبدأين مبدؤ مبادئ", "مبدأا مبادئا");
        check(("جزء", Pos::Noun, ""), &["أجزاء"], "جزء جزءا جزأين جزؤ جزئ أجزاء أجزائ", "أجزاءا");
        check(("شيء", Pos::Noun, ""), &["أشياء"], "شيئا شيئين", "شيءا");
        check(("قناة", Pos::Noun, "f"), &[], "قناة قنات قناتين قنوات", "");
        check(("مباراة", Pos::Noun, "f"), &[], "مباراتين مباريات", "");
        check(("مكافأة", Pos::Noun, "f"), &[], "مكافآت مكافأتين", "");
    }

    #[test]
    fn defective_nouns() {
        check(("قاضي", Pos::Noun, ""), &["قضاة"], "قاض قاضي قاضيا قاضيان قاضيين قضاة قضات", "");
        check(("محامٍ", Pos::Noun, "mf"), &[], "محام محامي محاميا محامون محامين محامو محاميات", "محاميون");
        check(("مبنى", Pos::Noun, ""), &["مباني"], "مبنى مبنا مبنيين مباني مبان", "");
        check(("شرطي", Pos::Noun, "mf"), &[], "شرطي شرطيا شرطيون", "شرط");
    }

    #[test]
    fn adjectives() {
        check(("ليبي", Pos::Adjective, "mf"), &[], "ليبي ليبية ليبيا ليبيين ليبيون ليبيات ليبيتين", "ليب");
        check(("مسؤول", Pos::Adjective, "mf"), &[], "مسؤولو مسؤولي مسئولين مسؤولة", "");
        check(("أحمر", Pos::Adjective, "-"), &["حمر"], "أحمر حمراء حمراوين حمر", "أحمرة حمرون");
        check(("أخير", Pos::Adjective, "mf"), &[], "أخير أخيرة أخيرا أخيرين", "");
        check(("آمِن", Pos::Adjective, "mf"), &[], "آمن آمنة آمنا آمنين", "");
        check(("مستثنى", Pos::Adjective, "mf"), &[], "مستثنى مستثناة مستثنيات مستثنون مستثنيين", "");
        check(("أكبر", Pos::Adjective, "-"), &["كبرى", "أكابر"], "أكبر أكبران كبرى كبريين أكابر", "أكبرة");
    }
}
