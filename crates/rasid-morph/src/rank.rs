//! Readings of a sentence's words → the best reading of each, by the rows of `ranking.tsv`.
//!
//! Four kinds of row: `weight NAME N` (what spellings, clitics and lexicon weights count), `class NAME CONDITION…`
//! (a kind of reading, or of word in context), `word CLASS N` (added to each such reading), `pair LEFT RIGHT N`
//! (added where two neighbours are such). The best path of a sentence is the one with the highest sum; nothing
//! is learnt, every number can be read and changed.

use rasid_text::fold;

use crate::analysis::{Analysis, Aspect, Derivation, Enclitic, Gender, Number};
use crate::analyse::{WordId, Words};
use crate::lexicon::Lexicon;

/// `ranking.tsv`, compiled.
#[derive(Default)]
pub(crate) struct Rules {
    pub(crate) weights: Weights,
    classes: Vec<(String, Vec<Condition>)>,
    words: Vec<(usize, i16)>,
    pairs: Vec<(usize, usize, i16)>,
}

/// The numbers that the analyser adds up.
#[derive(Clone, Copy, Default)]
pub(crate) struct Weights {
    /// By the lexicon's weight of the entry, 0 to 2.
    pub(crate) entry: [i16; 4],
    /// A hamza is missing or too much in a word without any.
    pub(crate) sloppy: i16,
    /// A hamza is written otherwise: «إعلام» is not «أعلام».
    pub(crate) misspelt: i16,
    /// «ى» for «ي».
    pub(crate) sloppy_ending: i16,
    /// «ه» for «ة».
    pub(crate) sloppy_ta: i16,
    /// For each clitic before the word.
    pub(crate) proclitic: i16,
    /// For a pronoun after it.
    pub(crate) enclitic: i16,
    /// A word that no lexicon has, read as one name.
    pub(crate) unknown: i16,
    /// Likewise, but with «ال».
    pub(crate) unknown_definite: i16,
    /// Likewise, for each clitic that its shape suggests.
    pub(crate) unknown_proclitic: i16,
    /// Likewise, for a pronoun.
    pub(crate) unknown_enclitic: i16,
    /// Likewise, read as a verb.
    pub(crate) unknown_verb: i16,
}

enum Condition {
    /// Packed bits of [`Analysis`] kinds; the last says whether it is negated.
    Pos(u32, bool),
    Aspect(u32, bool),
    Person(u32, bool),
    Number(u32, bool),
    Gender(u32, bool),
    Derivation(u32, bool),
    Flag(Flag, bool),
    Proclitic(Vec<char>, bool),
    Lemma(Vec<String>, bool),
    Pronoun(Vec<String>, bool),
    Ends(String, bool),
    Sign(bool),
    Never,
}

#[derive(Clone, Copy)]
enum Flag {
    Definite,
    Construct,
    Accusative,
    Enclitic,
    Known,
    Passive,
    PassiveOnly,
}

/// A reading's kind in context: an index that [`Kinds`] gave.
pub(crate) type Kind = u16;

/// The kinds of reading met so far, and what each pair of them counts.
#[derive(Default)]
pub(crate) struct Kinds {
    masks: Vec<u128>,
    /// `scores[left][right]`
    scores: Vec<Vec<i16>>,
}

impl Kinds {
    /// The kind with these classes, made where it is new.
    pub(crate) fn intern(&mut self, mask: u128, rules: &Rules) -> Kind {
        if let Some(at) = self.masks.iter().position(|m| *m == mask) {
            return Kind::try_from(at).unwrap_or(Kind::MAX);
        }
        for (left, row) in self.scores.iter_mut().enumerate() {
            row.push(rules.pair(self.masks.get(left).copied().unwrap_or(0), mask));
        }
        self.masks.push(mask);
        self.scores.push(self.masks.iter().map(|right| rules.pair(mask, *right)).collect());
        Kind::try_from(self.masks.len() - 1).unwrap_or(Kind::MAX)
    }

    fn score(&self, left: Kind, right: Kind) -> i32 {
        self.scores.get(usize::from(left)).and_then(|row| row.get(usize::from(right))).map_or(0, |s| i32::from(*s))
    }
}

/// What stands at an edge of a sentence, and every sign.
pub(crate) const SIGN: Kind = 0;

/// The index of the best reading of each token of a sentence. Signs are [`WordId::NONE`] and get 0; to the rules
/// they are of the class whose condition is `sign`, as are the two ends of the sentence.
#[must_use]
pub fn rank(_lexicon: &Lexicon, words: &Words, ids: &[WordId]) -> Vec<u8> {
    let mut best: Vec<(i32, u8)> = vec![(0, 0)];
    let mut left: &[Kind] = &[SIGN];
    let mut back: Vec<Vec<u8>> = Vec::with_capacity(ids.len());
    for id in ids {
        let (kinds, priors) = words.readings(*id);
        let mut next = Vec::with_capacity(kinds.len());
        let mut from = Vec::with_capacity(kinds.len());
        for (kind, prior) in kinds.iter().zip(priors) {
            let (score, at) = best_before(words.kinds(), &best, left, *kind);
            next.push((score + i32::from(*prior), 0));
            from.push(at);
        }
        back.push(from);
        best = next;
        left = kinds;
    }
    let (_, mut at) = best_before(words.kinds(), &best, left, SIGN);
    let mut chosen = vec![0; ids.len()];
    for (slot, from) in chosen.iter_mut().zip(&back).rev() {
        *slot = at;
        at = from.get(usize::from(at)).copied().unwrap_or(0);
    }
    chosen
}

/// The highest sum on the way to a reading, and through which reading of the word before; the first of equals.
fn best_before(kinds: &Kinds, best: &[(i32, u8)], left: &[Kind], right: Kind) -> (i32, u8) {
    let mut top = (i32::MIN, 0);
    for (((sum, _), kind), at) in best.iter().zip(left).zip(0_u8..) {
        let score = sum + kinds.score(*kind, right);
        if score > top.0 {
            top = (score, at);
        }
    }
    if top.0 == i32::MIN { (0, 0) } else { top }
}

impl Rules {
    /// Reads the rows.
    ///
    /// # Errors
    /// The first row that says nothing known.
    pub(crate) fn read(rows: &[Vec<String>]) -> Result<Self, String> {
        let mut rules = Self::default();
        for row in rows {
            let row: Vec<&str> = row.iter().map(String::as_str).collect();
            rules.read_row(&row).ok_or_else(|| row.join(" "))?;
        }
        Ok(rules)
    }

    fn read_row(&mut self, row: &[&str]) -> Option<()> {
        match row {
            ["weight", name, value, ..] => *self.weights.named(name)? = value.parse().ok()?,
            ["class", name, conditions, ..] => {
                let conditions: Option<Vec<Condition>> = conditions.split_whitespace().map(condition).collect();
                if self.classes.len() >= 128 {
                    return None;
                }
                self.classes.push(((*name).to_owned(), conditions?));
            }
            ["word", class, value, ..] => self.words.push((self.class(class)?, value.parse().ok()?)),
            ["pair", left, right, value, ..] => {
                self.pairs.push((self.class(left)?, self.class(right)?, value.parse().ok()?));
            }
            _ => return None,
        }
        Some(())
    }

    fn class(&self, name: &str) -> Option<usize> {
        self.classes.iter().position(|(n, _)| n == name)
    }

    /// Which classes a reading is of.
    pub(crate) fn mask(&self, analysis: &Analysis, lemma: &str) -> u128 {
        let key = fold(lemma);
        let holds = |conditions: &[Condition]| conditions.iter().all(|c| c.holds(analysis, &key));
        self.classes.iter().enumerate().filter(|(_, (_, c))| holds(c)).fold(0, |mask, (at, _)| mask | 1 << at)
    }

    /// Which classes a sign is of.
    pub(crate) fn sign_mask(&self) -> u128 {
        let sign = |conditions: &[Condition]| conditions.iter().all(|c| matches!(c, Condition::Sign(true)));
        self.classes.iter().enumerate().filter(|(_, (_, c))| sign(c)).fold(0, |mask, (at, _)| mask | 1 << at)
    }

    /// What the rows add to a reading of these classes.
    pub(crate) fn word(&self, mask: u128) -> i16 {
        self.words.iter().filter(|(class, _)| mask >> class & 1 == 1).map(|(_, value)| *value).fold(0, i16::saturating_add)
    }

    fn pair(&self, left: u128, right: u128) -> i16 {
        let holds = |(l, r, _): &&(usize, usize, i16)| left >> l & 1 == 1 && right >> r & 1 == 1;
        self.pairs.iter().filter(holds).map(|(_, _, value)| *value).fold(0, i16::saturating_add)
    }
}

/// Whether rows of `ranking.tsv` can be used; else the row that cannot, and why.
///
/// # Errors
/// The index of the first bad row.
pub fn check_ranking(rows: &[Vec<String>]) -> Result<(), usize> {
    let mut rules = Rules::default();
    for (at, row) in rows.iter().enumerate() {
        let row: Vec<&str> = row.iter().map(String::as_str).collect();
        rules.read_row(&row).ok_or(at)?;
    }
    Ok(())
}

impl Weights {
    fn named(&mut self, name: &str) -> Option<&mut i16> {
        Some(match name {
            "entry.0" => &mut self.entry[0],
            "entry.1" => &mut self.entry[1],
            "entry.2" => &mut self.entry[2],
            "entry.3" => &mut self.entry[3],
            "sloppy" => &mut self.sloppy,
            "misspelt" => &mut self.misspelt,
            "sloppy.ending" => &mut self.sloppy_ending,
            "sloppy.ta" => &mut self.sloppy_ta,
            "proclitic" => &mut self.proclitic,
            "enclitic" => &mut self.enclitic,
            "unknown" => &mut self.unknown,
            "unknown.definite" => &mut self.unknown_definite,
            "unknown.proclitic" => &mut self.unknown_proclitic,
            "unknown.enclitic" => &mut self.unknown_enclitic,
            "unknown.verb" => &mut self.unknown_verb,
            _ => return None,
        })
    }
}

/// Reads `key=a|b`, `!key=a|b`, `flag`, `!flag`.
fn condition(text: &str) -> Option<Condition> {
    let (negated, text) = text.strip_prefix('!').map_or((false, text), |rest| (true, rest));
    let (key, values) = text.split_once('=').map_or((text, Vec::new()), |(k, v)| (k, v.split('|').collect()));
    let bits = |names: &[&str]| {
        values.iter().try_fold(0_u32, |bits, v| names.iter().position(|n| n == v).map(|at| bits | 1 << at))
    };
    let flag = |flag| Some(Condition::Flag(flag, negated));
    match key {
        "pos" => Some(Condition::Pos(bits(&POS)?, negated)),
        "aspect" => Some(Condition::Aspect(bits(&["none", "perfect", "imperfect", "imperative"])?, negated)),
        "person" => Some(Condition::Person(bits(&["0", "1", "2", "3"])?, negated)),
        "number" => Some(Condition::Number(bits(&["none", "singular", "dual", "plural"])?, negated)),
        "gender" => Some(Condition::Gender(bits(&["none", "m", "f"])?, negated)),
        "from" => Some(Condition::Derivation(bits(&["none", "masdar", "active", "passive", "nisba"])?, negated)),
        "lemma" => Some(Condition::Lemma(values.iter().map(|v| fold(v).as_str().to_owned()).collect(), negated)),
        "ends" => Some(Condition::Ends(values.iter().map(|v| fold(v).as_str().to_owned()).collect(), negated)),
        "pronoun" => Some(Condition::Pronoun(values.iter().map(|v| fold(v).as_str().to_owned()).collect(), negated)),
        "with" => Some(Condition::Proclitic(values.iter().filter_map(|v| v.chars().next()).collect(), negated)),
        "definite" => flag(Flag::Definite),
        "construct" => flag(Flag::Construct),
        "accusative" => flag(Flag::Accusative),
        "enclitic" => flag(Flag::Enclitic),
        "known" => flag(Flag::Known),
        "passive" => flag(Flag::Passive),
        "passive-only" => flag(Flag::PassiveOnly),
        "sign" => Some(Condition::Sign(!negated)),
        "never" => Some(Condition::Never),
        _ => None,
    }
}

const POS: [&str; 13] = [
    "verb", "noun", "adjective", "name", "preposition", "conjunction", "complementiser", "relative", "pronoun", "particle",
    "adverb", "numeral", "unknown",
];

impl Condition {
    fn holds(&self, a: &Analysis, lemma: &str) -> bool {
        let bit = |bits: &u32, at: u32, negated: &bool| (bits >> at & 1 == 1) != *negated;
        match self {
            Self::Pos(bits, not) => bit(bits, a.pos as u32, not),
            Self::Aspect(bits, not) => bit(bits, aspect(a.features.aspect), not),
            Self::Person(bits, not) => bit(bits, u32::from(a.features.person), not),
            Self::Number(bits, not) => bit(bits, number(a.features.number), not),
            Self::Gender(bits, not) => bit(bits, gender(a.features.gender), not),
            Self::Derivation(bits, not) => bit(bits, derivation(a.features.derivation), not),
            Self::Flag(flag, not) => flag.of(a) != *not,
            Self::Proclitic(letters, not) => letters.iter().any(|c| has_proclitic(a, *c)) != *not,
            Self::Lemma(lemmas, not) => lemmas.iter().any(|l| l == lemma) != *not,
            Self::Ends(ending, not) => lemma.ends_with(ending.as_str()) != *not,
            Self::Pronoun(letters, not) => letters.iter().any(|l| l == a.enclitic.letters()) != *not,
            Self::Sign(sign) => !sign,
            Self::Never => false,
        }
    }
}

impl Flag {
    fn of(self, a: &Analysis) -> bool {
        match self {
            Self::Definite => a.features.definite,
            Self::Construct => a.features.construct,
            Self::Accusative => a.features.accusative,
            Self::Enclitic => a.enclitic != Enclitic::None,
            Self::Known => a.known,
            Self::Passive => a.features.passive,
            Self::PassiveOnly => a.features.passive_only,
        }
    }
}

fn has_proclitic(a: &Analysis, letter: char) -> bool {
    let p = a.proclitics;
    p.conjunction == Some(letter) || p.preposition == Some(letter) || (letter == 'س' && p.future) || (letter == 'أ' && p.question)
}

fn aspect(a: Aspect) -> u32 {
    a as u32
}

fn number(n: Number) -> u32 {
    n as u32
}

fn gender(g: Gender) -> u32 {
    g as u32
}

fn derivation(d: Derivation) -> u32 {
    d as u32
}
