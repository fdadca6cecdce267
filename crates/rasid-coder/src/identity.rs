//! Events of one document → which are the same event, told again.

use rasid_model::{Entity, EventType, Status};

use crate::document::Told;

/// Gives every later mention the number of the first one.
pub(crate) fn join(told: &mut [Told]) {
    for i in 1..told.len() {
        let earlier = (0..i).find(|j| same_event(&told[*j], &told[i]));
        told[i].event.same_as = earlier.map(|j| told[j].event.same_as.unwrap_or(j));
    }
}

fn same_event(a: &Told, b: &Told) -> bool {
    if a.sentence == b.sentence && a.event.kind != b.event.kind {
        return false;
    }
    let (x, y) = (&a.event, &b.event);
    let alike = x.kind == y.kind && (a.lemma == b.lemma || x.evidence.rule == y.evidence.rule) || pair(x.kind, y.kind) && a.headline;
    if !alike || (x.status == Status::Negated) != (y.status == Status::Negated) {
        return false;
    }
    if let (Some(d), Some(e)) = (x.date, y.date) {
        if d.to < e.from || e.to < d.from {
            return false;
        }
    }
    sides_meet(&x.actor, &y.actor) && sides_meet(&x.recipient, &y.recipient) && (meets(&x.actor, &y.actor) || meets(&x.recipient, &y.recipient))
}

/// Types under which the press tells one act.
fn pair(a: EventType, b: EventType) -> bool {
    let set = [a, b];
    [[EventType::Agree, EventType::Support], [EventType::Agree, EventType::Consult]].iter().any(|p| set == *p || set == [p[1], p[0]])
}

fn sides_meet(a: &[Entity], b: &[Entity]) -> bool {
    a.is_empty() || b.is_empty() || meets(a, b)
}

fn meets(a: &[Entity], b: &[Entity]) -> bool {
    a.iter().any(|x| b.iter().any(|y| (x.id.is_some() && x.id == y.id) || (x.country == y.country && (x.sector == y.sector || x.sector.is_none() || y.sector.is_none()))))
}
