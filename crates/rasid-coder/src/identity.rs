//! Events of one document → which are the same event, told again.

use rasid_model::{Entity, Event, Status};

use crate::document::Told;

/// Gives every later mention the number of the first one.
pub(crate) fn join(told: &mut [Told]) {
    for i in 1..told.len() {
        let earlier = (0..i).find(|j| same_event(&told[*j], &told[i]));
        told[i].event.same_as = earlier.map(|j| told[j].event.same_as.unwrap_or(j));
    }
}

/// One sentence tells an event once. Over sentences it is the same where type, sides, days and status agree and it is told
/// by the same frame, or in the lead, or with both sides named.
fn same_event(a: &Told, b: &Told) -> bool {
    let (x, y) = (&a.event, &b.event);
    if a.sentence == b.sentence || x.kind != y.kind || !statuses_agree(x.status, y.status) || !days_meet(x, y) {
        return false;
    }
    let (actors, recipients) = (Sides::of(&x.actor, &y.actor), Sides::of(&x.recipient, &y.recipient));
    if actors == Sides::Apart || recipients == Sides::Apart || actors != Sides::Meet && recipients != Sides::Meet {
        return false;
    }
    x.evidence.rule == y.evidence.rule || a.lead || actors == Sides::Meet && recipients == Sides::Meet
}

fn statuses_agree(a: Status, b: Status) -> bool {
    a == b || (a == Status::Alleged || b == Status::Alleged) && a != Status::Negated && b != Status::Negated
}

fn days_meet(x: &Event, y: &Event) -> bool {
    match (x.date, y.date) {
        (Some(d), Some(e)) => d.to >= e.from && e.to >= d.from,
        _ => true,
    }
}

#[derive(PartialEq, Eq)]
enum Sides {
    Meet,
    Open,
    Apart,
}

impl Sides {
    /// By country: a report names one party in many ways.
    fn of(a: &[Entity], b: &[Entity]) -> Self {
        let mut known = a.iter().filter(|x| x.country.is_some()).peekable();
        if known.peek().is_none() || b.iter().all(|y| y.country.is_none()) {
            Self::Open
        } else if known.any(|x| b.iter().any(|y| y.country == x.country)) {
            Self::Meet
        } else {
            Self::Apart
        }
    }
}
