//! A sum of weighed features: what fills a slot and what status an act has are decided by such sums. The weights are
//! knowledge (`knowledge/scoring/choices.tsv`).

use serde::{Deserialize, Serialize};

use crate::drafts::Draft;
use crate::tables::{Operator, Tables};

/// A stretch of a feature's name, with the number that stands for it: names are looked up without being written out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'s> {
    pub(crate) text: &'s str,
    /// The text as a number to the base [`BASE`], a digit a byte.
    number: u64,
    /// The base to the power of the text's length.
    power: u64,
}

const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

/// The first powers of the base.
const POWERS: [u64; 5] = {
    let mut powers = [1_u64; 5];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = powers[at - 1].wrapping_mul(BASE);
        at += 1;
    }
    powers
};

impl<'s> Part<'s> {
    pub(crate) const fn new(text: &'s str) -> Self {
        let bytes = text.as_bytes();
        let (mut number, mut power, mut at) = (0_u64, 1_u64, 0);
        // By fours, so that the multiplications need not wait for each other.
        let [_, one, two, three, four] = POWERS;
        while at + 4 <= bytes.len() {
            let [a, b, c, d] = [bytes[at] as u64 + 1, bytes[at + 1] as u64 + 1, bytes[at + 2] as u64 + 1, bytes[at + 3] as u64 + 1];
            let digits = a.wrapping_mul(three).wrapping_add(b.wrapping_mul(two)).wrapping_add(c.wrapping_mul(one)).wrapping_add(d);
            number = number.wrapping_mul(four).wrapping_add(digits);
            power = power.wrapping_mul(four);
            at += 4;
        }
        while at < bytes.len() {
            number = number.wrapping_mul(BASE).wrapping_add(bytes[at] as u64 + 1);
            power = power.wrapping_mul(BASE);
            at += 1;
        }
        Self { text, number, power }
    }
}

/// A part whose number is known when the program is built.
macro_rules! part {
    ($text:literal) => {
        const { crate::weights::Part::new($text) }
    };
}
pub(crate) use part;

/// The number of a feature: its kind, a tab, and the parts of its value joined by spaces.
///
/// Written out where a feature is named, so that most of it is reckoned when the program is built.
#[inline(always)]
fn number_of(kind: Part<'_>, value: &[Part<'_>]) -> u64 {
    let append = |number: u64, part: Part<'_>| number.wrapping_mul(part.power).wrapping_add(part.number);
    let mut number = append(kind.number, part!("\t"));
    for (at, part) in value.iter().enumerate() {
        let before = if at == 0 { number } else { append(number, part!(" ")) };
        number = append(before, *part);
    }
    number
}

/// Decisions that look at the same features: their weights stand side by side, and are looked up together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Slots,
    Statuses,
    Event,
    Pairs,
}

/// The decisions of each family.
const FAMILIES: [&[&str]; 4] = [
    &["actor", "recipient", "said_by", "date", "place"],
    &["future", "hypothetical", "negated", "alleged"],
    &["event"],
    &["same_as", "twin"],
];

/// No family has more decisions.
const MOST: usize = 5;

/// A number for each decision of a family; as many as are added at once.
type Lanes = [i16; 8];

/// Some decisions of a family, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lot(u8);

impl Lot {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const ALL: Self = Self((1 << MOST) - 1);

    pub(crate) const fn one(decision: usize) -> Self {
        Self(1 << decision)
    }

    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(crate) fn within(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) fn has(self, decision: usize) -> bool {
        self.0 >> decision & 1 == 1
    }

    /// All ones for the decisions that belong to it, zeros for the others.
    fn masks(self) -> &'static Lanes {
        static MASKS: [Lanes; 1 << MOST] = {
            let mut masks = [[0; 8]; 1 << MOST];
            let mut at = 0;
            while at < MOST << MOST {
                let (lot, decision) = (at / MOST, at % MOST);
                masks[lot][decision] = -((lot >> decision & 1) as i16);
                at += 1;
            }
            masks
        };
        &MASKS[usize::from(self.0 & Self::ALL.0)]
    }
}

/// The weights of features in hundredths of a logit, by family.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices([Weights; FAMILIES.len()]);

/// For any word a weight for each decision; for verbs and for nouns what is their own, added to it.
type Row = [Lanes; Word::ALL.len()];

/// A feature's row with its number: what is looked at together lies together in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[repr(align(64))]
struct Numbered {
    row: Row,
    number: u64,
}

/// By the number of a feature.
///
/// A row stands at the place that its number gives, or at the next one that is free; at least half are free. The
/// marks are small enough to stay near at hand, and most features that have no weights are known by them alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Weights {
    /// A few bits of each number, never 0; 0 where a place is free.
    marks: Vec<u16>,
    rows: Vec<Numbered>,
    taken: usize,
    /// The decisions that have weights, a bit each.
    known: u8,
}

impl Weights {
    /// The mark of a number, and where it stands, or would.
    fn place(&self, number: u64) -> (u16, usize) {
        let (mask, spread) = (self.marks.len() - 1, number.wrapping_mul(BASE));
        let (mark, mut at) = ((spread >> 48) as u16 | 1, (spread >> 24) as usize & mask);
        while self.marks[at] != 0 && !(self.marks[at] == mark && self.rows[at].number == number) {
            at = (at + 1) & mask;
        }
        (mark, at)
    }

    fn get(&self, number: u64) -> Option<&Row> {
        let at = if self.taken == 0 { return None } else { self.place(number).1 };
        (self.marks[at] != 0).then(|| &self.rows[at].row)
    }

    fn row(&mut self, number: u64) -> &mut Row {
        if self.taken * 2 >= self.marks.len() {
            let size = (self.marks.len() * 2).max(16);
            let marks = std::mem::replace(&mut self.marks, vec![0; size]);
            let rows = std::mem::replace(&mut self.rows, vec![Numbered::default(); size]);
            for (_, row) in marks.into_iter().zip(rows).filter(|(mark, _)| *mark != 0) {
                let (mark, at) = self.place(row.number);
                (self.marks[at], self.rows[at]) = (mark, row);
            }
        }
        let (mark, at) = self.place(number);
        self.taken += usize::from(self.marks[at] == 0);
        self.marks[at] = mark;
        self.rows[at].number = number;
        &mut self.rows[at].row
    }
}

/// The sort of word that an act is told by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    Any,
    Verb,
    Noun,
}

impl Word {
    const ALL: [Self; 3] = [Self::Any, Self::Verb, Self::Noun];

    fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Verb => "verb",
            Self::Noun => "noun",
        }
    }

    /// Its own weight for a decision.
    fn own(self, row: &Row, decision: usize) -> i16 {
        let any = if self == Self::Any { 0 } else { row[Self::Any as usize][decision] };
        row[self as usize][decision].saturating_sub(any)
    }
}

/// The family of a decision, and its place there.
fn family_of(what: &str) -> Option<(usize, usize)> {
    FAMILIES.iter().enumerate().find_map(|(family, all)| Some((family, all.iter().position(|w| *w == what)?)))
}

impl Choices {
    /// Sets a weight; `word` is `any`, `verb` or `noun`.
    pub fn set(&mut self, what: &str, word: &str, kind: &str, value: &str, weight: i16) {
        let number = number_of(Part::new(kind), &[Part::new(value)]);
        if let (Some((family, decision)), Some(word)) = (family_of(what), Word::ALL.into_iter().find(|w| w.name() == word)) {
            let row = self.0[family].row(number);
            let more = weight.saturating_sub(word.own(row, decision));
            let lanes = row.iter_mut().zip(Word::ALL).filter(|(_, w)| word == Word::Any || *w == word);
            lanes.for_each(|(lanes, _)| lanes[decision] = lanes[decision].saturating_add(more));
            self.0[family].known |= 1 << decision;
        }
    }

    /// Leaves a decision without weights.
    pub fn forget(&mut self, what: &str) {
        let Some((family, decision)) = family_of(what) else { return };
        let weights = &mut self.0[family];
        weights.known &= !(1 << decision);
        for row in &mut weights.rows {
            row.row.iter_mut().for_each(|lanes| lanes[decision] = 0);
        }
    }

    /// Whether there are weights for a decision.
    pub(crate) fn contains_key(&self, what: &str) -> bool {
        family_of(what).is_some_and(|(family, decision)| self.0[family].known >> decision & 1 == 1)
    }
}

/// Features by name, with their weights.
pub(crate) type Reasons = Vec<(String, i32)>;

/// The decisions of a family in the making. Each feature counts twice: for verbs and nouns alike, and for the one the
/// act is told by.
#[derive(Clone)]
pub(crate) struct Sums<'w> {
    weights: &'w Weights,
    family: Family,
    word: Word,
    scores: Lanes,
    /// Features without weight are asked for too.
    all: bool,
    /// The features that held, with their weights, where they are asked for.
    reasons: Option<Box<[Reasons; MOST]>>,
}

impl<'w> Sums<'w> {
    pub(crate) fn new(tables: &'w Tables, family: Family, word: Word, reasons: bool) -> Self {
        let mut sums = Self::empty(tables, family, word, reasons);
        sums.add(part!("always"), &[]);
        sums
    }

    /// A part of a sum, without what always holds.
    pub(crate) fn empty(tables: &'w Tables, family: Family, word: Word, reasons: bool) -> Self {
        let weights = &tables.choices.0[family as usize];
        Self { weights, family, word, scores: Lanes::default(), all: tables.reasons, reasons: reasons.then(Box::default) }
    }

    /// A feature for all decisions: its kind, and its value in parts.
    #[inline(always)]
    pub(crate) fn add(&mut self, kind: Part<'static>, value: &[Part<'_>]) {
        self.add_to(Lot::ALL, kind, value);
    }

    /// A feature for some decisions.
    #[inline(always)]
    pub(crate) fn add_to(&mut self, lot: Lot, kind: Part<'static>, value: &[Part<'_>]) {
        self.count(lot, number_of(kind, value));
        if self.reasons.is_some() {
            self.tell(lot, kind, value);
        }
    }

    fn count(&mut self, lot: Lot, number: u64) {
        if let Some(row) = self.weights.get(number) {
            self.take(lot, &row[self.word as usize]);
        }
    }

    fn take(&mut self, lot: Lot, more: &Lanes) {
        let (masks, mut at) = (lot.masks(), 0);
        while at < more.len() {
            self.scores[at] = self.scores[at].saturating_add(more[at] & masks[at]);
            at += 1;
        }
    }

    #[cold]
    fn tell(&mut self, lot: Lot, kind: Part<'static>, value: &[Part<'_>]) {
        let row = self.weights.get(number_of(kind, value)).copied().unwrap_or_default();
        let value = value.iter().map(|part| part.text).collect::<Vec<_>>().join(" ");
        let words = Word::ALL.into_iter().filter(|w| *w == Word::Any || *w == self.word);
        let decisions = FAMILIES[self.family as usize].iter().zip(self.reasons.iter_mut().flat_map(|all| all.iter_mut()));
        for (at, (what, reasons)) in decisions.enumerate().filter(|(at, _)| lot.has(*at)) {
            for word in words.clone().filter(|word| self.all || word.own(&row, at) != 0) {
                reasons.push((format!("{what}\t{}\t{}\t{value}", word.name(), kind.text), word.own(&row, at).into()));
            }
        }
    }

    /// Adds a part that was summed before, for some decisions.
    pub(crate) fn plus(&mut self, lot: Lot, part: &Self) {
        self.take(lot, &part.scores);
        if let (Some(mine), Some(more)) = (&mut self.reasons, &part.reasons) {
            for at in (0..MOST).filter(|at| lot.has(*at)) {
                mine[at].extend_from_slice(&more[at]);
            }
        }
    }

    /// Of a decision, in hundredths of a logit.
    pub(crate) fn score(&self, decision: usize) -> i32 {
        self.scores[decision].into()
    }

    /// What held for a decision; it is handed over.
    pub(crate) fn reasons(&mut self, decision: usize) -> Reasons {
        self.reasons.as_mut().map(|all| std::mem::take(&mut all[decision])).unwrap_or_default()
    }
}

/// What sort of word carries the act.
pub(crate) fn word(draft: &Draft) -> Word {
    if draft.noun { Word::Noun } else { Word::Verb }
}

/// The name of what a governing word does.
pub(crate) fn operator_name(o: Operator) -> Part<'static> {
    match o {
        Operator::Say => part!("say"),
        Operator::SayOn => part!("say on"),
        Operator::Relay => part!("relay"),
        Operator::Declare => part!("declare"),
        Operator::Deny => part!("deny"),
        Operator::Do => part!("do"),
        Operator::Occur => part!("occur"),
        Operator::Undergo => part!("undergo"),
        Operator::Cause => part!("cause"),
        Operator::Aspect => part!("aspect"),
        Operator::Fail => part!("fail"),
        Operator::Intend => part!("intend"),
        Operator::May => part!("may"),
        Operator::Auxiliary => part!("auxiliary"),
        Operator::Stop => part!("stop"),
        Operator::Topic => part!("topic"),
        Operator::Belonging => part!("belonging"),
        Operator::Host => part!("host"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Choices, Lanes, Part, Word, number_of};

    #[test]
    fn weights_are_found_again() {
        let mut choices = Choices::default();
        let word = |n: i16| Word::ALL[usize::from(n.unsigned_abs() % 3)];
        for n in 0..1000_i16 {
            choices.set("actor", word(n).name(), "kind", &n.to_string(), n);
        }
        let found = |choices: &Choices, n: i16| choices.0[0].get(number_of(Part::new("kind"), &[Part::new(&n.to_string())])).copied();
        assert!((0..1000).all(|n| found(&choices, n).is_some_and(|row| word(n).own(&row, 0) == n)));
        assert_eq!(found(&choices, 1000), None);
        choices.set("place", "any", "kind", "7", 3);
        choices.forget("actor");
        assert!(choices.contains_key("place") && !choices.contains_key("actor"));
        choices.set("place", "noun", "kind", "7", 4);
        choices.set("place", "any", "kind", "7", 2);
        let place = |weight| -> Lanes { std::array::from_fn(|at| if at == 4 { weight } else { 0 }) };
        assert_eq!(found(&choices, 7), Some([2, 2, 6].map(place)));
    }

    #[test]
    fn a_feature_is_found_by_its_parts() {
        let number = |value: &[&str]| number_of(Part::new("side"), &value.iter().map(|v| Part::new(v)).collect::<Vec<_>>());
        assert_eq!(number(&["before", "next"]), number(&["before next"]));
        assert_eq!(number(&["before", ""]), number(&["before "]));
        assert_ne!(number(&["before", ""]), number(&["before"]));
        assert_eq!(number(&[]), number(&[""]));
    }
}
