//! Reports → pairs that may tell the same, with how alike they are. What is common to the news of a day says little
//! that day: a term's worth is counted over the day, the day before and the day after.
//!
//! Reports are compared with those of the days before that share a rare word of the lead, or an act by its parties:
//! the work grows with the reports, not with their square.

use rustc_hash::FxHashMap;

use crate::report::Report;
use crate::traits::{Act, Bag, Term, Traits, mixed};

/// In what two reports are compared; each is 0 for nothing alike.
///
/// `lead`, `title`: their words by root, rare ones first; `body`: all words; `plain`: words of the lead, all worth the same; `rare`: the
/// three rarest words shared; `numbers`: how many are shared; `acts`: the likest two acts by type and parties; `copy`: how much of
/// the shorter is in the longer, by runs of words; `outlet`: the same; `near`: 1 on the same day, less by 1 for each day between.
pub const FEATURES: [&str; 10] = ["lead", "title", "body", "plain", "rare", "numbers", "acts", "copy", "outlet", "near"];

/// Two reports, by their places in the list, the earlier first.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The earlier.
    pub a: u32,
    /// The later.
    pub b: u32,
    /// As [`FEATURES`].
    pub features: [f32; FEATURES.len()],
}

/// How many terms of a lead find other reports.
const KEYS: usize = 64;
/// A term finds so many reports at most, the latest ones.
const FOUND: usize = 100;
/// Leads less alike than this, word for word, are not compared further.
const LEAST: f32 = 0.06;
/// Texts whose leads are less alike than this, and that share no run of the sample, are no copies.
const LIKELY: f32 = 0.2;
/// What is supposed of a term before anything is counted: so many reports, of which so much have it.
const PRIOR: f32 = 10.0;
const SHARE: f32 = 0.02;

/// Compares reports, which must stand in the order of their days, over at most so many days.
#[must_use]
pub fn pairs(reports: &[&Report], days: i32) -> Vec<Pair> {
    let views = views(reports);
    let (mut words, mut acts) = (FxHashMap::default(), FxHashMap::default());
    let mut out = Vec::new();
    for (b, (report, view)) in (0_u32..).zip(reports.iter().zip(&views)) {
        let within = |a: u32| at(reports, a).is_some_and(|r| apart(r, report) <= days);
        let alike = |a: &u32| views.get(*a as usize).is_some_and(|seen| shared(&seen.plain, &view.plain) >= LEAST);
        let mut near = found(&mut words, &view.words, b, within);
        near.retain(alike);
        near.extend(found(&mut acts, &view.acts, b, within));
        near.sort_unstable();
        near.dedup();
        out.extend(near.iter().filter_map(|a| {
            let (other, seen) = (at(reports, *a)?, views.get(*a as usize)?);
            Some(Pair { a: *a, b, features: compare(other, seen, report, view) })
        }));
    }
    out
}

/// The latest reports that have one of those keys, while they are near; the report itself is filed under them.
fn found(index: &mut FxHashMap<Term, Vec<u32>>, keys: &[Term], report: u32, within: impl Fn(u32) -> bool) -> Vec<u32> {
    let mut near = Vec::new();
    for key in keys {
        let posting = index.entry(*key).or_default();
        near.extend(posting.iter().rev().copied().take(FOUND).take_while(|a| within(*a)));
        posting.push(report);
    }
    near.sort_unstable();
    near.dedup();
    near
}

fn at<'r>(reports: &[&'r Report], place: u32) -> Option<&'r Report> {
    reports.get(place as usize).copied()
}

/// How many days lie between two; a report without a day is far from those that have one.
pub(crate) fn apart(a: &Report, b: &Report) -> i32 {
    match (a.day, b.day) {
        (Some(a), Some(b)) => (a - b).abs(),
        (None, None) => 0,
        _ => i32::MAX,
    }
}

/// A report's terms with their worth on its day, each list of length 1.
struct View {
    lead: Bag,
    title: Bag,
    body: Bag,
    plain: Bag,
    /// The worth of the terms of the lead, of 1.
    worth: Bag,
    /// The rarest words of the lead: they find reports that may be alike.
    words: Vec<Term>,
    /// A sample of the runs of words.
    sample: Vec<Term>,
    /// Acts by their parties, and runs of words: they find reports that are compared whatever their words.
    acts: Vec<Term>,
}

/// How many reports of some days have a term.
struct Counts {
    reports: f32,
    lead: FxHashMap<Term, u32>,
    title: FxHashMap<Term, u32>,
    body: FxHashMap<Term, u32>,
}

impl Counts {
    fn of<'r>(reports: impl Iterator<Item = &'r &'r Report>) -> Self {
        let mut counts = Self { reports: 0.0, lead: FxHashMap::default(), title: FxHashMap::default(), body: FxHashMap::default() };
        let count = |into: &mut FxHashMap<Term, u32>, bag: &Bag| bag.iter().for_each(|(t, _)| *into.entry(*t).or_default() += 1);
        for report in reports {
            counts.reports += 1.0;
            count(&mut counts.lead, &report.traits.lead);
            count(&mut counts.title, &report.traits.title);
            count(&mut counts.body, &report.traits.body);
        }
        counts
    }

    /// What a term is worth: much where few have it.
    #[expect(clippy::cast_precision_loss, reason = "a count of reports")]
    fn worth(&self, of: &FxHashMap<Term, u32>, term: Term) -> f32 {
        let having = of.get(&term).copied().unwrap_or(0) as f32;
        ((self.reports + PRIOR) / (having + PRIOR * SHARE)).ln().max(0.0)
    }

    /// The most that a term can be worth.
    fn most(&self) -> f32 {
        ((self.reports + PRIOR) / (1.0 + PRIOR * SHARE)).ln()
    }
}

fn views(reports: &[&Report]) -> Vec<View> {
    let mut out = Vec::with_capacity(reports.len());
    let mut rest = reports;
    while let Some(first) = rest.first() {
        let (today, later) = rest.split_at(rest.iter().position(|r| r.day != first.day).unwrap_or(rest.len()));
        let done = reports.len() - rest.len();
        let before = reports.get(..done).unwrap_or(&[]).iter().rev().take_while(|r| apart(r, first) <= 1);
        let after = later.iter().take_while(|r| apart(r, first) <= 1);
        let counts = Counts::of(before.chain(today).chain(after));
        out.extend(today.iter().map(|r| view(&r.traits, &counts)));
        rest = later;
    }
    out
}

fn view(traits: &Traits, counts: &Counts) -> View {
    let weigh = |bag: &Bag, worth: &dyn Fn(Term) -> f32| unit(bag.iter().map(|(t, n)| (*t, n.ln_1p() * worth(*t))).collect());
    let lead = weigh(&traits.lead, &|t| counts.worth(&counts.lead, t));
    let mut keys: Vec<(Term, f32)> = lead.clone();
    keys.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut acts: Vec<Term> = traits.acts.iter().flat_map(act_keys).chain(traits.sample()).collect();
    acts.sort_unstable();
    acts.dedup();
    View {
        lead,
        title: weigh(&traits.title, &|t| counts.worth(&counts.title, t)),
        body: weigh(&traits.body, &|t| counts.worth(&counts.body, t).sqrt()),
        plain: weigh(&traits.plain, &|_| 1.0),
        worth: traits.plain.iter().map(|(t, _)| (*t, counts.worth(&counts.body, *t) / counts.most())).collect(),
        words: keys.into_iter().take(KEYS).map(|(t, _)| t).collect(),
        sample: traits.sample().collect(),
        acts,
    }
}

/// An act by its type and each two of its parties: what it is found by where no word is shared.
fn act_keys(act: &Act) -> Vec<Term> {
    let pairs = act.actor.iter().flat_map(|a| act.recipient.iter().map(move |r| mixed(mixed(act.kind, *a), *r)));
    pairs.collect()
}

fn unit(mut bag: Bag) -> Bag {
    let length = bag.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
    if length > 0.0 {
        bag.iter_mut().for_each(|(_, w)| *w /= length);
    }
    bag
}

fn compare(a: &Report, seen: &View, b: &Report, view: &View) -> [f32; FEATURES.len()] {
    let (one, two) = (&a.traits, &b.traits);
    let same_outlet = !a.outlet().is_empty() && a.outlet() == b.outlet();
    let near = i16::try_from(apart(a, b)).unwrap_or(i16::MAX);
    let plain = shared(&seen.plain, &view.plain);
    let copied = plain >= LIKELY || common(&seen.sample, &view.sample) > 0;
    [
        shared(&seen.lead, &view.lead),
        shared(&seen.title, &view.title),
        shared(&seen.body, &view.body),
        plain,
        rare(&seen.worth, &view.worth),
        f32::from(u8::try_from(common(&one.numbers, &two.numbers).min(3)).unwrap_or(3)) / 3.0,
        acts(&one.acts, &two.acts),
        if copied { copy(one, two) } else { 0.0 },
        f32::from(u8::from(same_outlet)),
        1.0 - f32::from(near),
    ]
}

/// Goes through two sorted lists at once and tells where they meet; without a branch that depends on which is behind, for most of the time of
/// linking is spent here.
fn meet<T>(a: &[T], b: &[T], term: impl Fn(&T) -> Term, mut met: impl FnMut(&T, &T)) {
    let (mut at, mut beside) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(at), b.get(beside)) {
        let (one, other) = (term(x), term(y));
        if one == other {
            met(x, y);
        }
        at += usize::from(one <= other);
        beside += usize::from(other <= one);
    }
}

fn shared(a: &Bag, b: &Bag) -> f32 {
    let mut sum = 0.0;
    meet(a, b, |t| t.0, |x, y| sum += x.1 * y.1);
    sum
}

/// The mean worth of the three rarest words that both leads have.
fn rare(a: &Bag, b: &Bag) -> f32 {
    let mut worth: Vec<f32> = Vec::new();
    meet(a, b, |t| t.0, |x, y| worth.push(x.1.min(y.1)));
    worth.sort_by(|x, y| y.total_cmp(x));
    worth.iter().take(3).sum::<f32>() / 3.0
}

/// How many terms two sorted lists share.
fn common(a: &[Term], b: &[Term]) -> usize {
    let mut count = 0;
    meet(a, b, |t| *t, |_, _| count += 1);
    count
}

/// How much of the shorter text is in the longer, by runs of words.
#[expect(clippy::cast_precision_loss, reason = "a count of words")]
fn copy(a: &Traits, b: &Traits) -> f32 {
    match a.runs.len().min(b.runs.len()) {
        0 => 0.0,
        short => common(&a.runs, &b.runs) as f32 / short as f32,
    }
}

/// The likest two acts: by type, by quad class for half, and by the parties on each side.
fn acts(a: &[Act], b: &[Act]) -> f32 {
    let likeness = |x: &Act, y: &Act| {
        let kind = if x.kind == y.kind {
            1.0
        } else if x.quad == y.quad {
            0.5
        } else {
            0.0
        };
        if kind == 0.0 {
            return 0.0;
        }
        kind * (overlap(&x.actor, &y.actor) + overlap(&x.recipient, &y.recipient)) / 2.0 * x.confidence.min(y.confidence)
    };
    a.iter().flat_map(|x| b.iter().map(move |y| likeness(x, y))).fold(0.0, f32::max)
}

#[expect(clippy::cast_precision_loss, reason = "a count of parties")]
fn overlap(a: &[Term], b: &[Term]) -> f32 {
    let short = a.len().min(b.len());
    if short == 0 { 0.0 } else { common(a, b) as f32 / short as f32 }
}
