//! A verb → its stems: what stands before the ending, for each tense and voice.

use super::join::{Class, Stem};
use super::write::is_consonant;
use crate::entries::VerbEntry;

/// The pattern without its vowels and marks.
#[expect(clippy::upper_case_acronyms, reason = "Roman numerals, as grammars number the forms")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    I,
    II,
    III,
    IV,
    V,
    VI,
    VII,
    VIII,
    IX,
    X,
    XI,
    XII,
    XIII,
    XIV,
    XV,
    Q1,
    Q2,
    Q3,
    Q4,
    Laysa,
}

impl Form {
    fn named(name: &str) -> Option<Self> {
        const NAMES: [(&str, Form); 20] = [
            ("I", Form::I),
            ("II", Form::II),
            ("III", Form::III),
            ("IV", Form::IV),
            ("V", Form::V),
            ("VI", Form::VI),
            ("VII", Form::VII),
            ("VIII", Form::VIII),
            ("IX", Form::IX),
            ("X", Form::X),
            ("XI", Form::XI),
            ("XII", Form::XII),
            ("XIII", Form::XIII),
            ("XIV", Form::XIV),
            ("XV", Form::XV),
            ("QI", Form::Q1),
            ("QII", Form::Q2),
            ("QIII", Form::Q3),
            ("QIV", Form::Q4),
            ("laysa", Form::Laysa),
        ];
        NAMES.iter().find(|(n, _)| *n == name).map(|(_, f)| *f)
    }

    fn is_quadriliteral(self) -> bool {
        matches!(self, Self::Q1 | Self::Q2 | Self::Q3 | Self::Q4)
    }

    /// «يُعلن»، «يُوقّع»، «يُقاتل»، «يُسيطر»
    pub(super) fn prefix_with_damma(self) -> bool {
        matches!(self, Self::II | Self::III | Self::IV | Self::Q1)
    }

    /// «يَتقدَّم»: the imperfect keeps a.
    fn keeps_a(self) -> bool {
        matches!(self, Self::V | Self::VI | Self::Q2)
    }
}

/// What a pattern says after the colon: see the module's documentation.
#[derive(Clone, Copy, Debug, Default)]
struct Marks {
    sound: bool,
    drop: bool,
    keep: bool,
    t: bool,
    d: bool,
}

/// A root on a pattern, understood.
#[derive(Clone, Debug)]
pub(super) struct Verb {
    pub(super) root: Vec<char>,
    pub(super) form: Form,
    /// Of form I.
    past: char,
    /// Of form I.
    imperfect: char,
    marks: Marks,
}

fn is_weak(c: char) -> bool {
    matches!(c, 'و' | 'ي')
}

fn radical(c: char) -> Option<char> {
    match c {
        'أ' | 'إ' | 'ؤ' | 'ئ' | 'ء' => Some('ء'),
        'ى' | 'ي' => Some('ي'),
        'ب' | 'ت'..='غ' | 'ف'..='و' => Some(c),
        _ => None,
    }
}

impl Verb {
    pub(super) fn read(entry: &VerbEntry) -> Option<Self> {
        let root: Vec<char> = entry.root.chars().map(radical).collect::<Option<_>>()?;
        let mut parts = entry.pattern.split(':');
        let (name, vowels) = match parts.next()?.split_once('-') {
            Some((name, vowels)) => (name, vowels),
            None => (parts_name(&entry.pattern), ""),
        };
        let form = Form::named(name)?;
        let mut marks = Marks::default();
        for mark in parts {
            match mark {
                "sound" => marks.sound = true,
                "drop" => marks.drop = true,
                "keep" => marks.keep = true,
                "t" => marks.t = true,
                "d" => marks.d = true,
                _ => return None,
            }
        }
        let (past, imperfect) = match (form, vowels.as_bytes()) {
            (Form::I, [p @ (b'a' | b'i' | b'u'), i @ (b'a' | b'i' | b'u')]) => (char::from(*p), char::from(*i)),
            (f, []) if f != Form::I => ('a', 'i'),
            _ => return None,
        };
        let radicals = if form.is_quadriliteral() { 4 } else { 3 };
        (root.len() == radicals).then_some(Self { root, form, past, imperfect, marks })
    }

    /// «رأى» loses its hamza in «يرى» and «أرى».
    pub(super) fn is_see(&self) -> bool {
        matches!(self.root[..], ['ر', 'ء', 'و' | 'ي'])
    }

    /// «مدعوّ», but «مرضيّ».
    pub(super) fn past_is_a(&self) -> bool {
        self.past == 'a'
    }

    pub(super) fn last(&self) -> char {
        self.root[self.root.len() - 1]
    }

    fn glide(&self) -> char {
        match (self.form, self.last()) {
            (Form::XV, _) => 'ي',
            (Form::I | Form::XI, c) => c,
            (_, 'و') => 'ي',
            (_, c) => c,
        }
    }

    /// The radical before the last vowel of the stem.
    pub(super) fn middle(&self) -> char {
        let r = &self.root;
        match self.form {
            Form::IX | Form::XI | Form::XIV | Form::XV => r[2],
            Form::XIII => 'و',
            Form::Q4 => r[3],
            Form::Q1 | Form::Q2 | Form::Q3 => r[2],
            _ => r[1],
        }
    }

    pub(super) fn class(&self) -> Class {
        let r = &self.root;
        let last = self.last();
        match self.form {
            Form::Laysa => Class::Laysa,
            Form::XI => Class::Doubled,
            Form::XV => Class::Defective,
            Form::IX | Form::Q4 if !is_weak(last) => Class::Doubled,
            _ if is_weak(last) => Class::Defective,
            _ if self.form.is_quadriliteral() || self.marks.sound => Class::Sound,
            Form::I | Form::IV | Form::VII | Form::VIII | Form::X if is_weak(r[1]) => Class::Hollow,
            Form::I | Form::III | Form::IV | Form::VI | Form::VII | Form::VIII | Form::X if r[1] == r[2] => Class::Doubled,
            _ => Class::Sound,
        }
    }

    /// Stems of the perfect; two where two are in use.
    pub(super) fn perfects(&self, passive: bool) -> Vec<Stem> {
        let vowel = if passive { 'i' } else { self.past };
        let see = self.is_see() && self.form == Form::IV;
        let head = if see { "'a".into() } else { self.perfect_head() };
        let head = if passive { passive_head(&head) } else { head };
        let mut stem = self.stem(head, vowel);
        if see {
            stem.middle = 'ر';
        }
        if self.form == Form::I && stem.class == Class::Hollow {
            stem.short = Some(self.short(passive));
        }
        vec![stem]
    }

    /// «قُلت» of u, «بِعت» and «خِفت» of i: the vowel of the perfect if it is not a, else that of the imperfect.
    /// The passive has the other one, to be told apart: «قِلت», «بُعت».
    fn short(&self, passive: bool) -> char {
        let u = self.past == 'u' || (self.past == 'a' && self.imperfect == 'u');
        if u == passive { 'i' } else { 'u' }
    }

    /// Stems of the imperfect, without its prefix.
    pub(super) fn imperfects(&self, passive: bool) -> Vec<Stem> {
        let vowel = match self.form {
            _ if passive => 'a',
            Form::I => self.imperfect,
            f if f.keeps_a() => 'a',
            _ => 'i',
        };
        let mut stem = self.stem(self.imperfect_head(passive), vowel);
        if self.form == Form::I && stem.class == Class::Defective && vowel == 'a' {
            stem.last = 'ي';
        }
        if self.is_see() && matches!(self.form, Form::I | Form::IV) {
            stem.head.clear();
            stem.middle = 'ر';
        }
        vec![stem]
    }

    pub(super) fn imperatives(&self) -> Vec<Stem> {
        let mut stems = self.imperfects(false);
        if self.form == Form::I && matches!(self.root[..], ['ء', 'خ', 'ذ'] | ['ء', 'ك', 'ل'] | ['ء', 'م', 'ر']) {
            stems.iter_mut().for_each(|s| s.head.clear());
        }
        stems
    }

    /// The prefix of an imperfect put on. Form VIII keeps both its hamzas or not: «آتمن», «أأتمن».
    pub(super) fn prefixed(&self, prefix: char, vowel: char, word: &str) -> Vec<String> {
        let mut out = vec![format!("{prefix}{vowel}{word}")];
        if self.form == Form::VIII && prefix == '\'' && word.starts_with('ء') {
            out.push(format!("{prefix}{vowel}-{word}"));
        }
        out
    }

    /// A word that would begin with two consonants takes the alif of wasl, «اكتب»; form IV its own hamza, «أعلن».
    /// «و» after it stays or not: «ايجل», «اوجل».
    pub(super) fn commands(&self, word: &str) -> Vec<String> {
        let mut sounds = word.chars();
        let cluster = sounds.next().is_some_and(is_consonant) && sounds.next().is_some_and(is_consonant);
        match self.form {
            Form::IV => vec![format!("'a{word}")],
            Form::I if cluster && self.imperfect == 'u' => vec![format!("|u{word}")],
            Form::I if cluster && self.root[0] == 'و' => vec![format!("|i{word}"), format!("|i-{word}")],
            _ if cluster => vec![format!("|i{word}")],
            _ => vec![word.into()],
        }
    }

    fn stem(&self, head: String, vowel: char) -> Stem {
        Stem { head, middle: self.middle(), vowel, last: self.glide(), class: self.class(), short: None }
    }

    /// What stands before the middle radical: «استَق» of «استقبل».
    pub(super) fn perfect_head(&self) -> String {
        let r = &self.root;
        match self.form {
            Form::I => format!("{}a", r[0]),
            Form::II | Form::Q1 => format!("{}a{}", r[0], r[1]),
            Form::III => format!("{}A", r[0]),
            Form::IV => format!("'a{}", r[0]),
            Form::V | Form::VI | Form::Q2 => self.reflexive_head(),
            Form::VII if self.marks.t => format!("|i{0}{0}a", r[0]),
            Form::VII => format!("|in{}a", r[0]),
            Form::VIII => format!("|i{}a", self.infixed()),
            Form::IX => format!("|i{}{}a", r[0], r[1]),
            Form::X => format!("|ista{}", r[0]),
            Form::XI => format!("|i{}{}A", r[0], r[1]),
            Form::XII | Form::XIII => format!("|i{}{}aw", r[0], r[1]),
            Form::Q3 if self.marks.t => format!("|i{0}{1}a{2}", r[0], r[1], r[2]),
            Form::XIV | Form::XV | Form::Q3 => format!("|i{}{}an", r[0], r[1]),
            Form::Q4 => format!("|i{}{}a{}", r[0], r[1], r[2]),
            Form::Laysa => format!("{}a", r[0]),
        }
    }

    fn imperfect_head(&self, passive: bool) -> String {
        let r = &self.root;
        match self.form {
            Form::I if self.drops_first(passive) => String::new(),
            Form::I | Form::IV => r[0].to_string(),
            _ => {
                let head = self.perfect_head();
                head.strip_prefix("|i").map_or(head.clone(), Into::into)
            }
        }
    }

    /// «تَفَع» and «تَفا», or with the «ت» melted into the first radical: «اطّوّق», «يطّوّق».
    fn reflexive_head(&self) -> String {
        let r = &self.root;
        let body = if self.form == Form::VI { format!("{}A", r[0]) } else { format!("{}a{}", r[0], r[1]) };
        if self.marks.t { format!("|i{}{body}", r[0]) } else { format!("ta{body}") }
    }

    /// «و» falls before i: «يصل», and in some verbs with a.
    fn drops_first(&self, passive: bool) -> bool {
        let rule = matches!((self.past, self.imperfect), ('a', 'i' | 'a') | ('i', 'i'));
        self.root[0] == 'و' && !passive && self.class() != Class::Doubled && (self.marks.drop || (rule && !self.marks.keep))
    }

    /// The first radical with the «ت» of form VIII, made like each other: «اضطرّ», «ازدحم», «اتّفق», «ادّعى».
    fn infixed(&self) -> String {
        let first = self.root[0];
        let affix = match first {
            'ص' | 'ض' | 'ط' => 'ط',
            'ظ' => 'ظ',
            'د' | 'ز' => 'د',
            'ذ' if self.marks.d => return "دد".into(),
            'ذ' => 'ذ',
            'ث' if self.marks.t => 'ث',
            'و' | 'ي' if !self.marks.keep => return "تت".into(),
            'ء' if self.marks.t => return "تت".into(),
            _ => 'ت',
        };
        format!("{first}{affix}")
    }
}

fn parts_name(pattern: &str) -> &str {
    pattern.split(':').next().unwrap_or(pattern)
}

/// Every vowel of the head becomes u: «اُستُق», «تُبُو».
fn passive_head(head: &str) -> String {
    head.chars()
        .map(|c| match c {
            'a' | 'i' => 'u',
            'A' => 'U',
            c => c,
        })
        .collect()
}
