//! Readings of a sentence's words → the best reading of each, by the rows of `ranking.tsv`.
//!
//! Four kinds of row: `weight NAME N` (what spellings, clitics and lexicon weights count), `class NAME CONDITION…`
//! (a kind of reading, or of word in context), `word CLASS N` (added to each such reading), `pair LEFT RIGHT N`
//! (added where two neighbours are such). The best path of a sentence is the one with the highest sum; nothing
//! is learnt, every number can be read and changed.

use rasid_text::{Folded, fold};
use rustc_hash::FxHashMap;

use crate::analyse::{WordId, Words};
use crate::analysis::{Analysis, Aspect, Derivation, Enclitic, Gender, LemmaId, Number, Proclitics};
use crate::lexicon::pack;

/// `ranking.tsv`, compiled.
#[derive(Default)]
pub(crate) struct Rules {
    pub(crate) weights: Weights,
    classes: Vec<(String, Vec<Condition>)>,
    /// By the class: what it adds to a reading.
    words: Vec<i16>,
    /// The classes that add anything.
    worded: u128,
    pairs: Vec<(usize, usize, i16)>,
    /// The classes that stand in any pair.
    paired: u128,
    /// By the class: the most that it may add to a reading, and take from it, by its pairs.
    swings: Vec<(i32, i32)>,
    /// By the part of speech: the classes that its readings may be of.
    by_pos: [Vec<usize>; POS.len()],
    /// The classes that not every lemma may be of.
    by_lemma: Vec<usize>,
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

/// A reading that may be the best in some sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Path {
    pub(crate) kind: Kind,
    pub(crate) prior: i16,
    /// Which of its word's readings.
    pub(crate) reading: u8,
}

/// The classes of the forms and lemmas met so far.
#[derive(Default)]
pub(crate) struct Masks {
    /// By [`form_number`].
    forms: FxHashMap<u64, u128>,
    lemmas: FxHashMap<LemmaId, u128>,
}

impl Masks {
    /// Which classes a reading is of; its lemma is asked for where it is new.
    pub(crate) fn of<'l>(&mut self, rules: &Rules, analysis: &Analysis, lemma: impl Fn() -> &'l str) -> u128 {
        let of_form = *self.forms.entry(form_number(analysis)).or_insert_with(|| rules.mask_of_form(analysis));
        of_form & *self.lemmas.entry(analysis.lemma).or_insert_with(|| rules.mask_of_lemma(lemma()))
    }
}

/// All of a reading but its lemma and its prior.
fn form_number(a: &Analysis) -> u64 {
    let Proclitics { question, conjunction, preposition, future } = a.proclitics;
    // Letters of the Arabic block differ in their last two bytes.
    let letter = |c: Option<char>| u64::from(c.map_or(0, u32::from) & 0xFFFF);
    let flags = u64::from(question) | u64::from(future) << 1 | u64::from(a.known) << 2;
    let parts = [(flags, 3), (a.pos as u64, 4), (a.enclitic as u64, 4), (letter(conjunction), 16), (letter(preposition), 16)];
    parts.into_iter().fold(u64::from(pack(&a.features)), |number, (part, bits)| number << bits | part)
}

/// What stands at an edge of a sentence, and every sign: of the first kind.
pub(crate) const EDGE: [Path; 1] = [Path { kind: 0, prior: 0, reading: 0 }];

/// The kinds of reading met so far, and what each pair of them counts.
#[derive(Default)]
pub(crate) struct Kinds {
    ids: FxHashMap<u128, Kind>,
    masks: Vec<u128>,
    /// What `left` before `right` counts, at `right * width + left`.
    scores: Vec<i16>,
    width: usize,
}

impl Kinds {
    /// The kind of readings with these classes, made where it is new; classes of no pair do not matter.
    pub(crate) fn intern(&mut self, mask: u128, rules: &Rules) -> Kind {
        let mask = mask & rules.paired;
        if let Some(kind) = self.ids.get(&mask) {
            return *kind;
        }
        let new = self.masks.len();
        self.masks.push(mask);
        self.ids.insert(mask, Kind::try_from(new).unwrap_or(Kind::MAX));
        if new >= self.width {
            self.width = (self.width * 2).max(64);
            self.scores = vec![0; self.width * self.width];
            (0..new).for_each(|kind| self.fill(kind, rules));
        }
        self.fill(new, rules);
        Kind::try_from(new).unwrap_or(Kind::MAX)
    }

    /// The scores of a kind with itself and all before it.
    fn fill(&mut self, new: usize, rules: &Rules) {
        let Some(mask) = self.masks.get(new).copied() else { return };
        for (old, other) in self.masks.iter().enumerate().take(new + 1) {
            for (left, right, score) in [(old, new, rules.pair(*other, mask)), (new, old, rules.pair(mask, *other))] {
                if let Some(slot) = self.scores.get_mut(right * self.width + left) {
                    *slot = score;
                }
            }
        }
    }

    /// The highest sum on the way to a kind, and through which reading of the word before; the first of equals.
    fn best_before(&self, sums: &[i32], left: &[Path], right: Kind) -> (i32, u8) {
        let start = usize::from(right) * self.width;
        let row = self.scores.get(start..start + self.width).unwrap_or(&[]);
        let mut top = (i32::MIN, 0);
        for ((sum, path), at) in sums.iter().zip(left).zip(0_u8..) {
            let score = sum + row.get(usize::from(path.kind)).map_or(0, |s| i32::from(*s));
            if score > top.0 {
                top = (score, at);
            }
        }
        if top.0 == i32::MIN { (0, 0) } else { top }
    }
}

/// The readings that may be the best in some sentence, of all a word's, the likeliest first, with their classes.
///
/// Of those of one kind only the first may; and none whose neighbours can never make up for what another is
/// likelier.
pub(crate) fn paths(kinds: &mut Kinds, rules: &Rules, rated: &[(i16, u128)]) -> Vec<Path> {
    let mut out: Vec<(Path, u128)> = Vec::with_capacity(rated.len());
    for ((prior, mask), reading) in rated.iter().zip(0_u8..) {
        let never = |(path, other): &(Path, u128)| i32::from(*prior) + rules.most(*mask, *other) <= i32::from(path.prior);
        if !out.iter().any(never) {
            out.push((Path { kind: kinds.intern(*mask, rules), prior: *prior, reading }, *mask));
        }
    }
    out.into_iter().map(|(path, _)| path).collect()
}

/// The index of the best reading of each token of a sentence. Signs are [`WordId::NONE`] and get 0; to the rules
/// they are of the class whose condition is `sign`, as are the two ends of the sentence.
#[must_use]
pub fn rank(words: &Words, ids: &[WordId]) -> Vec<u8> {
    let kinds = words.kinds();
    let mut left: &[Path] = &EDGE;
    let (mut sums, mut next) = (vec![0], Vec::new());
    // For each reading of each word, through which reading of the word before it is reached best.
    let mut back: Vec<u8> = Vec::with_capacity(ids.len() * 4);
    for id in ids {
        let right = words.paths(*id);
        next.clear();
        for path in right {
            let (sum, at) = kinds.best_before(&sums, left, path.kind);
            next.push(sum + i32::from(path.prior));
            back.push(at);
        }
        std::mem::swap(&mut sums, &mut next);
        left = right;
    }
    let mut at = usize::from(kinds.best_before(&sums, left, EDGE[0].kind).1);
    let mut chosen = vec![0; ids.len()];
    let mut start = back.len();
    for (slot, id) in chosen.iter_mut().zip(ids).rev() {
        let paths = words.paths(*id);
        *slot = paths.get(at).map_or(0, |p| p.reading);
        start = start.saturating_sub(paths.len());
        at = back.get(start + at).map_or(0, |b| usize::from(*b));
    }
    chosen
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
        for (pos, classes) in (0_u32..).zip(&mut rules.by_pos) {
            let may = |conditions: &[Condition]| conditions.iter().all(|c| c.allows_pos(pos));
            *classes = rules.classes.iter().enumerate().filter(|(_, (_, c))| may(c)).map(|(at, _)| at).collect();
        }
        let reads_lemma = |at: &usize| rules.classes.get(*at).is_some_and(|(_, all)| all.iter().any(Condition::reads_lemma));
        rules.by_lemma = (0..rules.classes.len()).filter(reads_lemma).collect();
        rules.swings = vec![(0, 0); rules.classes.len()];
        for (left, right, value) in &rules.pairs {
            for class in [*left, *right] {
                if let Some((adds, takes)) = rules.swings.get_mut(class) {
                    *adds += i32::from(*value).max(0);
                    *takes -= i32::from(*value).min(0);
                }
            }
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
                let mut conditions = conditions?;
                conditions.sort_by_key(Condition::reads_lemma);
                self.classes.push(((*name).to_owned(), conditions));
                self.words.push(0);
            }
            ["word", class, value, ..] => {
                let class = self.class(class)?;
                let sum = self.words.get_mut(class)?;
                *sum = sum.saturating_add(value.parse().ok()?);
                self.worded |= 1 << class;
            }
            ["pair", left, right, value, ..] => {
                let (left, right) = (self.class(left)?, self.class(right)?);
                self.pairs.push((left, right, value.parse().ok()?));
                self.paired |= 1 << left | 1 << right;
            }
            _ => return None,
        }
        Some(())
    }

    fn class(&self, name: &str) -> Option<usize> {
        self.classes.iter().position(|(n, _)| n == name)
    }

    /// The classes whose conditions on the form of a reading hold, whatever its lemma.
    fn mask_of_form(&self, form: &Analysis) -> u128 {
        let holds = |at: usize| self.classes.get(at).is_some_and(|(_, all)| all.iter().all(|c| c.reads_lemma() || c.holds(form)));
        let classes = self.by_pos.get(form.pos as usize).map_or(&[][..], Vec::as_slice);
        classes.iter().filter(|at| holds(**at)).fold(0, |mask, at| mask | 1 << at)
    }

    /// The classes whose conditions on the lemma hold.
    fn mask_of_lemma(&self, lemma: &str) -> u128 {
        let key = fold(lemma);
        let fails = |at: &&usize| self.classes.get(**at).is_some_and(|(_, all)| !all.iter().all(|c| c.holds_of(&key)));
        self.by_lemma.iter().filter(fails).fold(u128::MAX, |mask, at| mask & !(1 << at))
    }

    /// Which classes a sign is of.
    pub(crate) fn sign_mask(&self) -> u128 {
        let sign = |conditions: &[Condition]| conditions.iter().all(|c| matches!(c, Condition::Sign(true)));
        self.classes.iter().enumerate().filter(|(_, (_, c))| sign(c)).fold(0, |mask, (at, _)| mask | 1 << at)
    }

    /// What the rows add to a reading of these classes.
    pub(crate) fn word(&self, mask: u128) -> i16 {
        let mut left = mask & self.worded;
        let mut sum = 0_i16;
        while left != 0 {
            sum = sum.saturating_add(self.words.get(left.trailing_zeros() as usize).copied().unwrap_or(0));
            left &= left - 1;
        }
        sum
    }

    /// The most by which readings of some classes may outscore readings of others beside the same neighbours.
    fn most(&self, mask: u128, other: u128) -> i32 {
        let mut differ = (mask ^ other) & self.paired;
        let mut most = 0;
        while differ != 0 {
            let class = differ.trailing_zeros();
            let (adds, takes) = self.swings.get(class as usize).copied().unwrap_or_default();
            most += if mask >> class & 1 == 1 { adds } else { takes };
            differ &= differ - 1;
        }
        most
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
    let bits = |names: &[&str]| values.iter().try_fold(0_u32, |bits, v| names.iter().position(|n| n == v).map(|at| bits | 1 << at));
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
    "verb",
    "noun",
    "adjective",
    "name",
    "preposition",
    "conjunction",
    "complementiser",
    "relative",
    "pronoun",
    "particle",
    "adverb",
    "numeral",
    "unknown",
];

impl Condition {
    /// Whether it holds for some reading of a part of speech, as far as that decides.
    fn allows_pos(&self, pos: u32) -> bool {
        match self {
            Self::Pos(bits, not) => (bits >> pos & 1 == 1) != *not,
            Self::Sign(sign) => !sign,
            Self::Never => false,
            _ => true,
        }
    }

    /// The dear ones.
    fn reads_lemma(&self) -> bool {
        matches!(self, Self::Lemma(..) | Self::Ends(..))
    }

    /// Of a lemma; conditions on the form hold.
    fn holds_of(&self, lemma: &Folded) -> bool {
        match self {
            Self::Lemma(lemmas, not) => lemmas.iter().any(|l| l == lemma.as_str()) != *not,
            Self::Ends(ending, not) => lemma.ends_with(ending.as_str()) != *not,
            _ => true,
        }
    }

    /// Of a form; conditions on the lemma hold.
    fn holds(&self, a: &Analysis) -> bool {
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
            Self::Lemma(..) | Self::Ends(..) => true,
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
