//! A draft → whether it is an event: one linear scorer over named features. The weights are knowledge.

use rasid_model::{Entity, Status};
use std::borrow::Cow;

use crate::drafts::Draft;
use crate::status::State;
use crate::tables::{Frame, Tables};

/// What the scorer looks at.
pub(crate) struct Seen<'s> {
    pub(crate) draft: &'s Draft,
    pub(crate) frame: &'s Frame,
    pub(crate) status: Status,
    pub(crate) state: &'s State,
    pub(crate) sentence: usize,
    pub(crate) headline: bool,
    pub(crate) said: bool,
    pub(crate) actor: &'s [Entity],
    pub(crate) recipient: &'s [Entity],
}

/// A feature that holds, and its weight in hundredths of a logit; the sum decides.
pub(crate) type Reason<'t> = (Cow<'t, str>, i32);

/// The features that hold and weigh something, sorted by name; all that hold where every candidate is kept.
pub(crate) fn reasons<'t>(tables: &'t Tables, seen: &Seen<'_>) -> Vec<Reason<'t>> {
    if tables.everything {
        let mut names: Vec<String> = Vec::new();
        features(seen, &mut |name| names.push(name.to_owned()));
        names.sort();
        names.dedup();
        let weight = |name: &str| tables.weights.get(name).copied().unwrap_or(0);
        return names.into_iter().map(|name| (weight(&name), name)).map(|(weight, name)| (name.into(), weight)).collect();
    }
    let mut places: Vec<usize> = Vec::new();
    features(seen, &mut |name| places.extend(tables.weights.get_index_of(name)));
    places.sort_unstable();
    places.dedup();
    let rows = places.into_iter().filter_map(|place| tables.weights.get_index(place));
    rows.filter(|(_, weight)| **weight != 0).map(|(name, weight)| (name.as_str().into(), *weight)).collect()
}

/// The names of the features that hold.
fn features(seen: &Seen<'_>, hold: &mut dyn FnMut(&str)) {
    let mut name = String::new();
    let mut add = |parts: &[&str]| {
        name.clear();
        parts.iter().for_each(|part| name.push_str(part));
        hold(&name);
    };
    let word = if seen.draft.noun { "noun " } else { "verb " };
    let (kind, quad) = (seen.frame.kind.name(), seen.frame.kind.quad().name());
    let place = match seen.sentence {
        0 => "first sentence",
        1 | 2 => "early",
        _ => "late",
    };
    let some = |e: &[Entity]| if e.is_empty() { "0" } else { "1" };
    let many = |e: &[Entity]| ["0", "1", "2"][e.len().min(2)];
    add(&["always"]);
    add(&[word.trim_end()]);
    add(&["type ", kind]);
    add(&[word, quad]);
    add(&[word, "actors ", many(seen.actor)]);
    add(&[word, "recipients ", many(seen.recipient)]);
    add(&["frame ", &seen.frame.id]);
    add(&[word, "of ", kind]);
    add(&[place]);
    add(&[quad, " actor sector ", sector(seen.actor)]);
    add(&[quad, " recipient sector ", sector(seen.recipient)]);
    add(&[quad, " sides ", some(seen.actor), some(seen.recipient)]);
    add(&["status ", seen.status.name()]);
    let states = [
        (seen.state.suppressed, "suppressed"),
        (seen.state.presupposed, "presupposed"),
        (seen.headline, "headline"),
        (seen.said, "attributed"),
        (seen.state.in_speech, "in speech"),
    ];
    let held = states.iter().filter(|(on, _)| *on).map(|(_, name)| name);
    for mark in held.chain(&seen.draft.marks) {
        add(&[mark]);
        add(&[word, mark]);
    }
    seen.draft.around.iter().for_each(|around| add(&[word, around]));
    seen.draft.slots.iter().for_each(|(role, _, how)| add(&[word, role, " by ", how]));
}

fn sector(side: &[Entity]) -> &str {
    side.first().map_or("nobody", |e| e.sector.as_deref().unwrap_or("state"))
}

/// A score as a share of a hundred: the logistic of it, without floating point noise between machines.
pub(crate) fn confidence(score: i32) -> u8 {
    const STEPS: [(i32, u8); 12] = [
        (-300, 5),
        (-200, 12),
        (-100, 27),
        (-50, 38),
        (0, 50),
        (50, 62),
        (100, 73),
        (150, 82),
        (200, 88),
        (300, 95),
        (400, 98),
        (i32::MAX, 99),
    ];
    STEPS.iter().find(|(top, _)| score <= *top).map_or(99, |(_, c)| *c)
}
