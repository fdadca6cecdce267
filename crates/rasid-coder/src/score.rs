//! A draft → whether it is an event: one linear scorer over named features. The weights are knowledge.

use rasid_model::{Entity, Status};

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

/// The features that hold, each with its weight in hundredths of a logit; the sum decides.
pub(crate) fn reasons(tables: &Tables, seen: &Seen<'_>) -> Vec<(String, i32)> {
    let mut names: Vec<String> = vec!["always".to_owned()];
    let word = if seen.draft.noun { "noun" } else { "verb" };
    names.push(word.to_owned());
    names.push(format!("type {}", seen.frame.kind.name()));
    names.push(format!("{word} {}", seen.frame.kind.quad().name()));
    names.push(format!("{word} actors {}", seen.actor.len().min(2)));
    names.push(format!("{word} recipients {}", seen.recipient.len().min(2)));
    names.push(format!("frame {}", seen.frame.id));
    names.push(format!("{word} of {}", seen.frame.kind.name()));
    let place = if seen.sentence == 0 {
        "first sentence"
    } else if seen.sentence < 3 {
        "early"
    } else {
        "late"
    };
    names.push(place.to_owned());
    let sectors = |e: &[Entity]| e.first().map_or("nobody", |x| x.sector.as_deref().unwrap_or("state")).to_owned();
    names.push(format!("{} actor sector {}", seen.frame.kind.quad().name(), sectors(seen.actor)));
    names.push(format!("{} recipient sector {}", seen.frame.kind.quad().name(), sectors(seen.recipient)));
    let sides = (u8::from(!seen.actor.is_empty()), u8::from(!seen.recipient.is_empty()));
    names.push(format!("{} sides {}{}", seen.frame.kind.quad().name(), sides.0, sides.1));
    names.push(format!("status {}", seen.status.name()));
    let mut mark = |on: bool, name: &str| {
        if on {
            names.push(name.to_owned());
            names.push(format!("{word} {name}"));
        }
    };
    mark(seen.state.suppressed, "suppressed");
    mark(seen.state.presupposed, "presupposed");
    mark(seen.headline, "headline");
    mark(seen.said, "attributed");
    mark(seen.state.in_speech, "in speech");
    for m in &seen.draft.marks {
        mark(true, m);
    }
    for around in &seen.draft.around {
        names.push(format!("{word} {around}"));
    }
    for (role, _, how) in &seen.draft.slots {
        names.push(format!("{word} {role} by {how}"));
    }
    names.sort();
    names.dedup();
    names
        .into_iter()
        .map(|n| {
            let w = tables.weights.get(&n).copied().unwrap_or(0);
            (n, w)
        })
        .collect()
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
