//! Reports → the groups that tell one event, one story, one text. The same reports give the same groups, in whatever
//! order they come.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::agreements::Mark;
use crate::cluster::{FLOOR, Score, Task, cluster};
use crate::pairs::{Pair, pairs};
use crate::report::Report;
use crate::traits::term;
use crate::translations::{Attached, original, translations};
use crate::weights::{LEVELS, Level, Weights};

/// The groups of a report, as `rasid link` prints them. A group's name is made of its earliest report's id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The report.
    pub id: String,
    /// Reports of the same event: the same strike, meeting, statement.
    pub event: String,
    /// Reports of the same story: an event, what led to it, what was said of it.
    pub story: String,
    /// Copies, light edits and translations of one text; none for a text by itself.
    pub wire: Option<String>,
    /// The Arabic report of which it is a translation, if it is one.
    #[serde(default)]
    pub translates: Option<String>,
    /// The language it was translated into: `en`, `fr`.
    #[serde(default)]
    pub language: Option<String>,
}

/// What a person decided of two reports.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// `event`, `story` or `wire`; all three where it is not said. `act`: the ids are of events, `REPORT.EVENT`.
    #[serde(default)]
    pub level: Option<String>,
    /// Ids of reports that are one.
    #[serde(default)]
    pub together: Vec<String>,
    /// Ids of reports of which no two are one.
    #[serde(default)]
    pub apart: Vec<String>,
    /// An agreement's id or name, of which the rest is said.
    #[serde(default)]
    pub agreement: Option<String>,
    /// How far it is carried out: 0 none, 1 minimal, 2 intermediate, 3 full.
    #[serde(default)]
    pub mark: Option<u8>,
    /// Who decided.
    #[serde(default)]
    pub by: Option<String>,
    /// When.
    #[serde(default)]
    pub day: Option<String>,
}

impl Decision {
    /// What is wrong with it: its key.
    #[must_use]
    pub fn fault(&self) -> Option<&'static str> {
        if self.level.as_deref().is_some_and(|l| l != "act" && !LEVELS.contains(&l)) {
            return Some("level");
        }
        self.mark.is_some_and(|m| m > 3).then_some("mark")
    }

    pub(crate) fn mark_of(&self, id: &str, name: &str) -> Option<Mark> {
        self.agreement.as_deref().filter(|a| *a == id || *a == name)?;
        Some(Mark { mark: self.mark?, by: self.by.clone().unwrap_or_default(), day: self.day.clone() })
    }
}

/// What people decided; honoured always.
pub type Decisions = Vec<Decision>;

/// Each report's groups, as places in lists of groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    /// As [`Group`], in the order of the reports given.
    pub named: Vec<Group>,
    /// By level, in the order of [`LEVELS`]: groups of places of reports in the order given, earliest first.
    pub levels: [Vec<Vec<usize>>; 3],
}

/// Two reports that were compared, by their places, with what speaks for one at each level; [`FLOOR`] where nothing does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scored {
    /// The earlier.
    pub a: u32,
    /// The later.
    pub b: u32,
    /// In the order of the levels: event, story, wire.
    pub scores: [Score; 3],
}

/// Groups reports.
#[must_use]
pub fn link(reports: &[Report], weights: &Weights, decisions: &[Decision]) -> Groups {
    let mut order: Vec<usize> = (0..reports.len()).collect();
    let rank = |at: &usize| reports.get(*at).map(Report::rank);
    order.sort_by(|a, b| rank(a).cmp(&rank(b)));
    let sorted: Vec<&Report> = order.iter().filter_map(|at| reports.get(*at)).collect();
    let days: Vec<Option<i32>> = sorted.iter().map(|r| r.day).collect();
    let ids: Vec<&str> = sorted.iter().map(|r| &*r.record.id).collect();
    let levels = grouped(&days, &ids, &scores(&sorted, weights), weights, decisions);
    let given = |group: Vec<u32>| group.into_iter().filter_map(|n| order.get(n as usize).copied()).collect();
    let levels = levels.map(|groups| groups.into_iter().map(given).collect::<Vec<Vec<usize>>>());
    let ids: Vec<&str> = reports.iter().map(|r| &*r.record.id).collect();
    let mut named = named(&ids, &levels);
    for wire in levels[2].iter().filter(|wire| wire.len() > 1) {
        let copies: Vec<&Report> = wire.iter().filter_map(|at| reports.get(*at)).collect();
        for (at, report) in wire.iter().zip(&copies) {
            if let Some((group, original)) = named.get_mut(*at).zip(original(report, &copies)) {
                group.translates = Some(original.record.id.to_string());
                group.language = Some(report.traits.language().to_owned());
            }
        }
    }
    Groups { named, levels }
}

/// Compares reports, which must stand in the order of [`Report::rank`]; pairs for which nothing speaks are left out. Whether two are
/// alike depends on the reports of no other days than [`Weights::reach`] and one more before the earlier and after the later.
#[must_use]
pub fn scores(sorted: &[&Report], weights: &Weights) -> Vec<Scored> {
    let day = |n: u32| sorted.get(n as usize).and_then(|r| r.day);
    let score = |p: &Pair, level: &Level| {
        let near = day(p.a).zip(day(p.b)).is_none_or(|(a, b)| (a - b).abs() <= level.days);
        let logits = || level.bias + p.features.iter().zip(&level.features).map(|(f, w)| f * w).sum::<f32>();
        if near { hundredths(logits()).clamp(FLOOR, -FLOOR) } else { FLOOR }
    };
    let scored = |p: &Pair| Scored { a: p.a, b: p.b, scores: weights.levels.each_ref().map(|level| score(p, level)) };
    let alike = pairs(sorted, weights.reach());
    let mut out: Vec<Scored> = alike.iter().map(scored).filter(|s| s.scores.iter().any(|s| *s > FLOOR)).collect();
    let translations = translations(sorted);
    if !translations.is_empty() {
        out.extend(translations);
        out.sort_unstable_by_key(|s| (s.b, s.a));
    }
    out
}

/// Groups by level, as places: of reports in the order of [`Report::rank`], given by their days and ids, with their scores.
#[must_use]
pub fn grouped(days: &[Option<i32>], ids: &[&str], scored: &[Scored], weights: &Weights, decisions: &[Decision]) -> [Vec<Vec<u32>>; 3] {
    let place: BTreeMap<&str, u32> = ids.iter().copied().zip(0_u32..).collect();
    let attached = Attached::of(scored);
    [0, 1, 2].map(|n| {
        let (name, level) = (LEVELS[n], &weights.levels[n]);
        let alike = scored.iter().filter(|s| s.translation().is_none());
        let pairs: Vec<(u32, u32, Score)> = alike.map(|s| (s.a, s.b, s.scores[n])).filter(|(_, _, s)| *s > FLOOR).collect();
        let decisions = decisions.iter().filter(|d| d.level.as_deref().is_none_or(|l| l == name));
        let (together, apart) = pairs_of(decisions, |id| place.get(id).copied());
        let mut groups = cluster(&Task {
            days,
            pairs: &pairs,
            reach: level.days,
            span: None,
            cut: hundredths(level.cut),
            together: &together,
            apart: &apart,
        });
        attached.join(&mut groups, &apart);
        groups
    })
}

/// Parts of the reports that can be grouped each by itself: the mean of two groups never exceeds their best pair, so that no group reaches over
/// two parts that no pair above a cut, and nobody's decision, binds. Each report's part is the place of the first in it.
#[must_use]
pub fn parts(ids: &[&str], scored: &[Scored], weights: &Weights, decisions: &[Decision]) -> Vec<u32> {
    let place: BTreeMap<&str, u32> = ids.iter().copied().zip(0_u32..).collect();
    let cuts = weights.levels.each_ref().map(|l| hundredths(l.cut));
    let bound = scored.iter().filter(|s| s.scores.iter().zip(cuts).any(|(s, cut)| *s >= cut)).map(|s| (s.a, s.b));
    let level = |d: &&Decision| d.level.as_deref() != Some("act");
    let (together, _) = pairs_of(decisions.iter().filter(level), |id| place.get(id).copied());
    let mut whose: Vec<u32> = (0_u32..).zip(ids).map(|(n, _)| n).collect();
    for (a, b) in bound.chain(together) {
        let (a, b) = (root(&mut whose, a), root(&mut whose, b));
        if let Some(slot) = whose.get_mut(a.max(b) as usize) {
            *slot = a.min(b);
        }
    }
    (0_u32..).zip(ids).map(|(n, _)| root(&mut whose, n)).collect()
}

/// The first of a part; the way there is made shorter.
fn root(whose: &mut [u32], at: u32) -> u32 {
    let mut at = at;
    while let Some(next) = whose.get(at as usize).copied().filter(|n| *n != at) {
        let after = whose.get(next as usize).copied().unwrap_or(next);
        if let Some(slot) = whose.get_mut(at as usize) {
            *slot = after;
        }
        at = after;
    }
    at
}

#[expect(clippy::cast_possible_truncation, reason = "a few hundred")]
fn hundredths(logits: f32) -> Score {
    (logits * 100.0).round().clamp(-1e6, 1e6) as Score
}

type Pairs = Vec<(u32, u32)>;

/// Decisions as pairs of places: put together, kept apart.
pub(crate) fn pairs_of<'d>(decisions: impl Iterator<Item = &'d Decision>, place: impl Fn(&str) -> Option<u32>) -> (Pairs, Pairs) {
    let (mut together, mut apart) = (Vec::new(), Vec::new());
    for d in decisions {
        let places = |ids: &[String]| ids.iter().filter_map(|id| place(id)).collect::<Vec<_>>();
        together.extend(places(&d.together).windows(2).filter_map(|w| Some((*w.first()?, *w.last()?))));
        let kept = places(&d.apart);
        apart.extend(kept.iter().enumerate().flat_map(|(n, a)| kept.iter().skip(n + 1).map(move |b| (*a, *b))));
    }
    (together, apart)
}

impl Groups {
    /// The groups of reports by the names they have; the reports must stand in the order of [`Report::rank`].
    #[must_use]
    pub fn of(named: Vec<Group>) -> Self {
        let level = |name: &dyn Fn(&Group) -> String| {
            let mut all: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            named.iter().enumerate().for_each(|(n, g)| all.entry(name(g)).or_default().push(n));
            all.into_values().collect::<Vec<_>>()
        };
        let wire = |g: &Group| g.wire.clone().unwrap_or_else(|| g.id.clone());
        let levels = [level(&|g| g.event.clone()), level(&|g| g.story.clone()), level(&wire)];
        Self { named, levels }
    }
}

/// Names groups of places, the earliest first; the reports are given by their ids.
#[must_use]
pub fn named(ids: &[&str], levels: &[Vec<Vec<usize>>; 3]) -> Vec<Group> {
    let mut out: Vec<Group> = ids.iter().map(|id| Group { id: (*id).to_owned(), ..Group::default() }).collect();
    for (level, groups) in LEVELS.iter().zip(levels) {
        for group in groups {
            let Some(first) = group.first().and_then(|at| ids.get(*at)) else { continue };
            let name = name(level, first);
            for at in group {
                let Some(row) = out.get_mut(*at) else { continue };
                match *level {
                    "event" => row.event.clone_from(&name),
                    "story" => row.story.clone_from(&name),
                    _ => row.wire = (group.len() > 1).then(|| name.clone()),
                }
            }
        }
    }
    out
}

/// The name of the group whose earliest report has that id: the level's letter and sixteen digits.
#[must_use]
pub fn name(level: &str, id: &str) -> String {
    let letter = level.chars().next().unwrap_or('g');
    format!("{letter}{:08x}{:08x}", term(id), term(&format!("{id} {level}")))
}
