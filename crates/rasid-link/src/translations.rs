//! A report in another language → the Arabic report whose dispatch it is. A translation keeps the names and numbers of its original, and
//! keeps them in order; who tells the same event of himself has others, elsewhere. What many reports of the days have says little.

use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::cluster::Score;
use crate::facts::{Fact, Facts};
use crate::groups::Scored;
use crate::pairs::apart;
use crate::report::Report;

/// Above every score of two texts of one language: the later is a translation of the earlier.
const LATER: Score = 10_000;
/// The earlier is a translation of the later.
const EARLIER: Score = 20_000;
/// What is supposed before anything is counted: so many reports, of which so much have a fact.
const PRIOR: f32 = 10.0;
const SHARE: f32 = 0.02;
/// A text is compared with those that share so many of its facts, and half of them; one with fewer is never said to be a translation: two briefs of
/// one meeting name the same people.
const FEWEST: usize = 8;

/// A translation is published so many days before or after its original at most; no more than reports are compared over.
const DAYS: i32 = 2;

/// What speaks for a translation, each from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likeness {
    /// How much of the Arabic text's facts, by their worth, the other has.
    pub kept: f32,
    /// How much of the other's facts the Arabic text has.
    pub own: f32,
    /// How much of what both have stands in one order, each at its first mention.
    pub order: f32,
    /// How much of all that is told, with what is told again, is told in one order.
    pub flow: f32,
    /// How much of the numbers of both both have; 0 where that is but one number.
    pub numbers: f32,
}

/// The reports of days no further than that from a day; those without a day are near each other. `sorted` is in the order of days.
fn near(sorted: &[&Report], day: Option<i32>, within: i32) -> Range<usize> {
    let (first, last) = (day.map(|d| d - within), day.map(|d| d + within));
    sorted.partition_point(|r| r.day < first)..sorted.partition_point(|r| r.day <= last)
}

/// The Arabic reports of days near one in another language, by their places, of which what they name and count was not read: it is to be read
/// ([`crate::Traits::read_facts`]) before they are linked, or no translation of them is found. The reports must stand in the order of
/// [`Report::rank`].
#[must_use]
pub fn unread(sorted: &[&Report]) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    let mut days: Vec<Option<i32>> = sorted.iter().filter(|r| !r.traits.language().is_empty()).map(|r| r.day).collect();
    days.dedup();
    for day in days {
        let range = near(sorted, day, DAYS);
        let new = range.start.max(out.last().map_or(0, |n| n + 1))..range.end;
        out.extend(new.filter(|n| sorted.get(*n).is_some_and(|r| r.record.language == "ar" && r.traits.facts().is_none())));
    }
    out
}

/// The translations among reports, which must stand in the order of [`Report::rank`].
pub(crate) fn translations(sorted: &[&Report]) -> Vec<Scored> {
    let place = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let translation = |(original, other, likeness): (usize, usize, Likeness)| {
        let score = score(&likeness, sorted.get(original)?, sorted.get(other)?)?;
        let base = if original < other { LATER } else { EARLIER };
        Some(Scored { a: place(original.min(other)), b: place(original.max(other)), scores: [base + score; 3] })
    };
    likenesses(sorted, DAYS).into_iter().filter_map(translation).collect()
}

/// Compares the Arabic reports and those of other languages that share enough, over at most so many days; by their places, the Arabic first.
/// Nothing is done where there is none of another language. The reports must stand in the order of [`Report::rank`].
#[must_use]
pub fn likenesses(sorted: &[&Report], days: i32) -> Vec<(usize, usize, Likeness)> {
    let mut out = Vec::new();
    let mut others = (0..sorted.len()).filter(|n| !language(sorted, *n).is_empty()).peekable();
    while let Some(first) = others.peek().copied() {
        let day = sorted.get(first).and_then(|r| r.day);
        let facts = |range: Range<usize>| range.filter_map(|n| Some((n, sorted.get(n)?.traits.facts()?)));
        let counts = Counts::of(facts(near(sorted, day, 1)).map(|(_, f)| f));
        let mut having: FxHashMap<Fact, Vec<usize>> = FxHashMap::default();
        for (n, original) in facts(near(sorted, day, days)).filter(|(_, f)| f.language.is_empty()) {
            original.firsts().into_iter().for_each(|f| having.entry(f).or_default().push(n));
        }
        while let Some(other) = others.next_if(|n| sorted.get(*n).is_some_and(|r| r.day == day)) {
            let Some(told) = sorted.get(other).and_then(|r| r.traits.facts()) else { continue };
            let alike = |n: usize| Some((n, other, likeness(sorted.get(n)?.traits.facts()?, told, &counts)?));
            out.extend(sharing(told, &having).into_iter().filter_map(alike));
        }
    }
    out
}

fn language<'r>(sorted: &[&'r Report], at: usize) -> &'r str {
    sorted.get(at).map_or("", |r| r.traits.language())
}

/// The places of the texts that share enough of a text's facts to be worth comparing, in order.
fn sharing(facts: &Facts, having: &FxHashMap<Fact, Vec<usize>>) -> Vec<usize> {
    let firsts = facts.firsts();
    let least = (firsts.len() / 2).max(FEWEST);
    let mut tally: FxHashMap<usize, usize> = FxHashMap::default();
    firsts.iter().filter_map(|f| having.get(f)).flatten().for_each(|n| *tally.entry(*n).or_default() += 1);
    let mut out: Vec<usize> = tally.into_iter().filter(|(_, n)| *n >= least).map(|(n, _)| n).collect();
    out.sort_unstable();
    out
}

/// How many reports of some days tell a fact.
struct Counts {
    reports: f32,
    having: FxHashMap<Fact, u32>,
}

impl Counts {
    fn of<'f>(all: impl Iterator<Item = &'f Facts>) -> Self {
        let mut counts = Self { reports: 0.0, having: FxHashMap::default() };
        for facts in all {
            counts.reports += 1.0;
            facts.firsts().into_iter().for_each(|f| *counts.having.entry(f).or_default() += 1);
        }
        counts
    }

    /// What a fact is worth: much where few tell it.
    #[expect(clippy::cast_precision_loss, reason = "a count of reports")]
    fn worth(&self, fact: Fact) -> f32 {
        let having = self.having.get(&fact).copied().unwrap_or(0) as f32;
        ((self.reports + PRIOR) / (having + PRIOR * SHARE)).ln().max(0.1)
    }

    fn sum<'f>(&self, facts: impl IntoIterator<Item = &'f Fact>) -> f32 {
        facts.into_iter().map(|f| self.worth(*f)).sum()
    }
}

/// How alike an Arabic text and one in another language are; none where they share too little to tell.
fn likeness(original: &Facts, other: &Facts, counts: &Counts) -> Option<Likeness> {
    let (one, two) = (original.firsts(), other.firsts());
    let (has, had): (FxHashSet<Fact>, FxHashSet<Fact>) = (one.iter().copied().collect(), two.iter().copied().collect());
    let both: Vec<Fact> = one.iter().copied().filter(|f| had.contains(f)).collect();
    if both.len() < FEWEST {
        return None;
    }
    let again: Vec<Fact> = two.iter().copied().filter(|f| has.contains(f)).collect();
    let shared = counts.sum(&both);
    let numbers = |all: &[Fact]| all.iter().copied().filter(|f| matches!(f, Fact::Number(_))).collect::<Vec<_>>();
    let of_both = numbers(&both);
    let of_any = counts.sum(&numbers(&one)) + counts.sum(&numbers(&two)) - counts.sum(&of_both);
    Some(Likeness {
        kept: shared / counts.sum(&one),
        own: shared / counts.sum(&two),
        order: in_order(&both, &again, counts) / shared,
        flow: 2.0 * in_order(&original.told, &other.told, counts) / (counts.sum(&original.told) + counts.sum(&other.told)),
        numbers: if of_both.len() > 1 { counts.sum(&of_both) / of_any } else { 0.0 },
    })
}

/// The worth of the longest row of facts that both tell in one order.
fn in_order(one: &[Fact], two: &[Fact], counts: &Counts) -> f32 {
    let mut best = vec![0.0_f32; two.len() + 1];
    for fact in one {
        let worth = counts.worth(*fact);
        let mut before = 0.0;
        for n in 0..two.len() {
            let (left, here) = (best.get(n).copied().unwrap_or(0.0), best.get(n + 1).copied().unwrap_or(0.0));
            let met = two.get(n) == Some(fact);
            if let Some(slot) = best.get_mut(n + 1) {
                *slot = if met { before + worth } else { here.max(left) };
            }
            before = here;
        }
    }
    best.last().copied().unwrap_or(0.0)
}

/// What two reports name and count alike, in the order and the words of the one: «Egypt», «Sameh Shoukry», «15».
pub(crate) fn shared(report: &Report, other: &Report) -> Vec<String> {
    let had: FxHashSet<Fact> = other.traits.facts().into_iter().flat_map(|f| f.told.iter().copied()).collect();
    report.traits.facts().into_iter().flat_map(Facts::firsts).filter(|f| had.contains(f)).filter_map(Fact::shown).collect()
}

/// The Arabic report among copies of one text that another of them is a translation of: the one that it tells most in the order of; of several the
/// first. None of a report that is none.
pub(crate) fn original<'r>(report: &Report, copies: &[&'r Report]) -> Option<&'r Report> {
    let told = report.traits.facts().filter(|f| !f.language.is_empty())?;
    let nothing = Counts::of(std::iter::empty());
    // Whether facts of days further away were read depends on other reports.
    let facts = |r: &'r Report| r.traits.facts().filter(|_| apart(r, report) <= DAYS);
    let alike = |r: &'r Report| facts(r).and_then(|f| likeness(f, told, &nothing)).map_or(0.0, |l| l.flow);
    let arabic = copies.iter().copied().filter(|r| r.record.language == "ar");
    arabic.max_by(|a, b| alike(a).total_cmp(&alike(b)).then_with(|| b.rank().cmp(&a.rank())))
}

impl Scored {
    /// Which is a translation of which, and how sure that is; none of two that are alike otherwise.
    pub(crate) fn translation(&self) -> Option<(u32, u32, Score)> {
        match self.scores[2] {
            s if s >= EARLIER => Some((self.a, self.b, s - EARLIER)),
            s if s >= LATER => Some((self.b, self.a, s - LATER)),
            _ => None,
        }
    }
}

/// Translations, each with what may be its original, the surest first. They are put into the groups that their originals are in when these are made,
/// so that no group depends on who translated what.
pub(crate) struct Attached(BTreeMap<u32, Vec<(Reverse<Score>, u32)>>);

impl Attached {
    pub(crate) fn of(scored: &[Scored]) -> Self {
        let mut all: BTreeMap<u32, Vec<(Reverse<Score>, u32)>> = BTreeMap::new();
        for (translation, original, score) in scored.iter().filter_map(Scored::translation) {
            all.entry(translation).or_default().push((Reverse(score), original));
        }
        all.values_mut().for_each(|originals| originals.sort_unstable());
        Self(all)
    }

    /// Puts translations that are in no group yet into groups, whose members stand in order; never with what people keep apart.
    pub(crate) fn join(&self, groups: &mut Vec<Vec<u32>>, apart: &[(u32, u32)]) {
        if self.0.is_empty() {
            return;
        }
        let mut whose: FxHashMap<u32, usize> = FxHashMap::default();
        groups.iter().enumerate().for_each(|(n, group)| whose.extend(group.iter().map(|at| (*at, n))));
        for (translation, originals) in &self.0 {
            let kept = |at: &u32| apart.iter().any(|(a, b)| (a, b) == (at, translation) || (b, a) == (at, translation));
            let into = |original: &u32| whose.get(original).copied().filter(|n| groups.get(*n).is_some_and(|g| !g.iter().any(kept)));
            let own = whose.get(translation).copied().filter(|n| groups.get(*n).is_some_and(|g| g.len() == 1));
            let Some((own, into)) = own.zip(originals.iter().find_map(|(_, original)| into(original))) else { continue };
            groups.get_mut(own).into_iter().for_each(Vec::clear);
            groups.get_mut(into).into_iter().for_each(|g| g.push(*translation));
        }
        groups.retain(|g| !g.is_empty());
        groups.iter_mut().for_each(|g| g.sort_unstable());
        groups.sort_unstable();
    }
}

/// So much of what two texts tell must stand in one order, and so many of their numbers be the same: midway between the least of translations and the
/// most of other texts among the half of `tests/data/dispatches.jsonl` that they were set on.
const FLOW: f32 = 0.56;
const NUMBERS: f32 = 0.46;

/// How sure a translation is, in hundredths; none where it is none. What two agencies sign is of two hands.
#[expect(clippy::cast_possible_truncation, reason = "at most a hundred")]
fn score(likeness: &Likeness, original: &Report, other: &Report) -> Option<Score> {
    let signed = original.traits.signed.as_ref().zip(other.traits.signed.as_ref());
    let sure = likeness.flow >= FLOW && likeness.numbers >= NUMBERS && signed.is_none_or(|(one, two)| one == two);
    sure.then_some((likeness.flow * 100.0) as Score)
}
