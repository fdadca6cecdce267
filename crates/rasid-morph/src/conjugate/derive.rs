//! A verb → its masdars and participles.

use super::join::Class;
use super::stem::{Form, Verb};
use super::write;
use crate::analysis::Derivation;
use crate::entries::VerbEntry;

/// A noun or adjective made from a verb, vocalised, without a case ending: «اِعْتِقَال», «مُتَّهَم», «قَاضٍ».
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DerivedForm {
    /// Its form.
    pub form: String,
    /// Masdar or participle.
    pub kind: Derivation,
}

/// Masdars, the listed ones first, then the participles. Form I has no masdars but those listed.
#[must_use]
pub fn derive(entry: &VerbEntry) -> Vec<DerivedForm> {
    let Some(verb) = Verb::read(entry) else { return Vec::new() };
    let mut out: Vec<DerivedForm> = Vec::new();
    let mut add = |form: String, kind| {
        let new = DerivedForm { form, kind };
        if !out.contains(&new) {
            out.push(new);
        }
    };
    entry.masdars.iter().for_each(|m| add(m.clone(), Derivation::Masdar));
    masdars(&verb).iter().for_each(|m| add(write::noun(m), Derivation::Masdar));
    if verb.form != Form::Laysa {
        add(write::noun(&active_participle(&verb)), Derivation::ActiveParticiple);
        add(write::noun(&passive_participle(&verb)), Derivation::PassiveParticiple);
    }
    out
}

fn masdars(verb: &Verb) -> Vec<String> {
    let r = &verb.root;
    let last = verb.last();
    let defective = verb.class() == Class::Defective;
    let one = match verb.form {
        Form::I | Form::Laysa => return Vec::new(),
        Form::IV if verb.is_see() => "'iرAءaT".into(),
        Form::II if defective => format!("ta{}{}iyaT", r[0], r[1]),
        Form::II if last == 'ء' => format!("ta{}{}i{last}aT", r[0], r[1]),
        Form::II => format!("ta{}{}I{last}", r[0], r[1]),
        Form::III if defective => format!("mu{}A{}AT", r[0], r[1]),
        Form::III if verb.class() == Class::Doubled => format!("mu{}A{}{last}aT", r[0], r[1]),
        Form::III => format!("mu{}A{}a{last}aT", r[0], r[1]),
        Form::V | Form::VI | Form::Q2 => reflexive(verb),
        Form::Q1 if defective => format!("{}a{}{}AT", r[0], r[1], r[2]),
        Form::Q1 => format!("{}a{}{}a{last}aT", r[0], r[1], r[2]),
        _ => long_masdar(verb),
    };
    vec![one]
}

/// «تقدُّم», «تبادُل», «تضادّ», «تحدٍّ»
fn reflexive(verb: &Verb) -> String {
    let stem = verb.imperfects(false).remove(0);
    let head = verb.perfect_head();
    match stem.class {
        Class::Doubled => format!("{head}{}{}", stem.middle, stem.last),
        Class::Defective => format!("{head}{}K", stem.middle),
        _ => format!("{head}{}u{}", stem.middle, stem.last),
    }
}

/// The perfect with i for its vowels and a long ā before the last radical: «اِعتِقال», «إِعلان», «اِستِقبال».
/// A weak last radical becomes hamza, «إعطاء»; a hollow one falls and is made good by «ة», «إقامة», unless a vowel
/// stands before it, «اختيار».
fn long_masdar(verb: &Verb) -> String {
    let head: String = verb
        .perfect_head()
        .chars()
        .map(|c| match c {
            'a' => 'i',
            'A' => 'I',
            c => c,
        })
        .collect();
    let stem = verb.perfects(false).remove(0);
    let open = !head.chars().last().is_some_and(write::is_consonant);
    match stem.class {
        Class::Hollow if open => format!("{head}يA{}", stem.last),
        Class::Hollow => format!("{head}A{}aT", stem.last),
        Class::Defective => format!("{head}{}Aء", verb.middle()),
        _ => format!("{head}{}A{}", stem.middle, stem.last),
    }
}

fn active_participle(verb: &Verb) -> String {
    if verb.form == Form::I {
        let (first, middle, last) = (verb.root[0], verb.root[1], verb.last());
        return match verb.class() {
            Class::Doubled => format!("{first}A{middle}{last}"),
            Class::Hollow if last == 'ء' => format!("{first}AءK"),
            Class::Hollow => format!("{first}Aءi{last}"),
            Class::Defective => format!("{first}A{middle}K"),
            Class::Sound | Class::Laysa => format!("{first}A{middle}i{last}"),
        };
    }
    participle(verb, 'i')
}

fn passive_participle(verb: &Verb) -> String {
    if verb.form == Form::I {
        let (first, middle, last) = (verb.root[0], verb.root[1], verb.last());
        return match (verb.class(), middle) {
            (Class::Hollow, 'و') => format!("ma{first}U{last}"),
            (Class::Hollow, _) => format!("ma{first}I{last}"),
            (Class::Defective, _) if last == 'و' && verb.past_is_a() => format!("ma{first}{middle}uوو"),
            (Class::Defective, _) => format!("ma{first}{middle}iيي"),
            _ => format!("ma{first}{middle}U{last}"),
        };
    }
    participle(verb, 'a')
}

fn participle(verb: &Verb, vowel: char) -> String {
    let mut stem = verb.imperfects(vowel == 'a').remove(0);
    stem.vowel = vowel;
    format!("mu{}", stem.bare())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conjugate::tests::entry;

    /// All derived forms, bare of vowels.
    #[track_caller]
    fn check(root: &str, pattern: &str, forms: &str) {
        let all = derive(&entry(root, pattern));
        let bare: Vec<String> = all.iter().map(|d| d.form.chars().filter(|c| !('\u{64B}'..='\u{652}').contains(c)).collect()).collect();
        assert_eq!(bare.join(" "), forms, "{root} {pattern}");
    }

    #[test]
    fn sound() {
        check("كتب", "I-au", "كاتب مكتوب");
        check("وقع", "II", "توقيع موقع موقع");
        check("قتل", "III", "مقاتلة مقاتل مقاتل");
        check("جمع", "VIII", "اجتماع مجتمع مجتمع");
        check("قبل", "X", "استقبال مستقبل مستقبل");
        check("طمءن", "QIV", "اطمئنان مطمئن مطمأن");
    }

    #[test]
    fn weak() {
        check("قوم", "IV", "إقامة مقيم مقام");
        check("قول", "I-au", "قائل مقول");
        check("قضي", "I-ai", "قاض مقضي");
        check("دعو", "I-au", "داع مدعو");
        check("عطو", "IV", "إعطاء معط معطى");
        check("ءمن", "IV", "إيمان مؤمن مؤمن");
        check("وجد", "IV", "إيجاد موجد موجد");
        check("ءدي", "II", "تأدية مؤد مؤدى");
        check("حدو", "V", "تحد متحد متحدى");
        check("خير", "VIII", "اختيار مختار مختار");
        check("وفق", "VIII", "اتفاق متفق متفق");
        check("حلل", "VIII", "احتلال محتل محتل");
        check("لقي", "III", "ملاقاة ملاق ملاقى");
    }
}
