//! Reports → the groups that tell one event, one story, one text. The same reports give the same groups, in whatever
//! order they come.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::agreements::Mark;
use crate::cluster::{FLOOR, Score, Task, cluster};
use crate::pairs::{Pair, pairs};
use crate::report::Report;
use crate::traits::term;
use crate::weights::{LEVELS, Level, Weights};

/// The groups of a report, as `rasid link` prints them. A group's name is made of its earliest report's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// The report.
    pub id: String,
    /// Reports of the same event: the same strike, meeting, statement.
    pub event: String,
    /// Reports of the same story: an event, what led to it, what was said of it.
    pub story: String,
    /// Copies and light edits of one text; none for a text by itself.
    pub wire: Option<String>,
}

/// What a person decided of two reports.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// `event`, `story` or `wire`; all three where it is not said.
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
        if self.level.as_deref().is_some_and(|l| !LEVELS.contains(&l)) {
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

/// Groups reports.
#[must_use]
pub fn link(reports: &[Report], weights: &Weights, decisions: &[Decision]) -> Groups {
    let mut order: Vec<usize> = (0..reports.len()).collect();
    let rank = |at: &usize| reports.get(*at).map(Report::rank);
    order.sort_by(|a, b| rank(a).cmp(&rank(b)));
    let sorted: Vec<&Report> = order.iter().filter_map(|at| reports.get(*at)).collect();
    let days: Vec<Option<i32>> = sorted.iter().map(|r| r.day).collect();
    let reach = weights.levels.iter().map(|l| l.days).max().unwrap_or(0);
    let pairs = pairs(&sorted, reach);
    let place: BTreeMap<&str, u32> = sorted.iter().zip(0_u32..).map(|(r, n)| (&*r.record.id, n)).collect();
    let levels = [0, 1, 2].map(|n| {
        let (name, level) = (LEVELS[n], &weights.levels[n]);
        let scored = scored(&pairs, level, &days);
        let (together, apart) = decided(decisions, name, &place);
        let cut = hundredths(level.cut);
        let groups = cluster(&Task { days: &days, pairs: &scored, reach: level.days, cut, together: &together, apart: &apart });
        let original = |group: Vec<u32>| group.into_iter().filter_map(|n| order.get(n as usize).copied()).collect();
        groups.into_iter().map(original).collect::<Vec<Vec<usize>>>()
    });
    Groups { named: named(reports, &levels), levels }
}

/// The pairs that speak for one, near enough for that level.
fn scored(pairs: &[Pair], level: &Level, days: &[Option<i32>]) -> Vec<(u32, u32, Score)> {
    let day = |n: u32| days.get(n as usize).copied().flatten();
    let near = |p: &&Pair| day(p.a).zip(day(p.b)).is_none_or(|(a, b)| (a - b).abs() <= level.days);
    let score = |p: &Pair| hundredths(level.bias + p.features.iter().zip(&level.features).map(|(f, w)| f * w).sum::<f32>());
    pairs.iter().filter(near).map(|p| (p.a, p.b, score(p))).filter(|(_, _, s)| *s > FLOOR).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "a few hundred")]
fn hundredths(logits: f32) -> Score {
    (logits * 100.0).round().clamp(-1e6, 1e6) as Score
}

type Pairs = Vec<(u32, u32)>;

fn decided(decisions: &[Decision], level: &str, place: &BTreeMap<&str, u32>) -> (Pairs, Pairs) {
    let (mut together, mut apart) = (Vec::new(), Vec::new());
    for d in decisions.iter().filter(|d| d.level.as_deref().is_none_or(|l| l == level)) {
        let places = |ids: &[String]| ids.iter().filter_map(|id| place.get(id.as_str()).copied()).collect::<Vec<_>>();
        together.extend(places(&d.together).windows(2).filter_map(|w| Some((*w.first()?, *w.last()?))));
        let kept = places(&d.apart);
        apart.extend(kept.iter().enumerate().flat_map(|(n, a)| kept.iter().skip(n + 1).map(move |b| (*a, *b))));
    }
    (together, apart)
}

fn named(reports: &[Report], levels: &[Vec<Vec<usize>>; 3]) -> Vec<Group> {
    let mut out: Vec<Group> =
        reports.iter().map(|r| Group { id: r.record.id.to_string(), event: String::new(), story: String::new(), wire: None }).collect();
    for (level, groups) in LEVELS.iter().zip(levels) {
        for group in groups {
            let Some(first) = group.first().and_then(|at| reports.get(*at)) else { continue };
            let name = name(level, &first.record.id);
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
