//! Events of one document → which are the same event, told again. Each is weighed against every one before it; the
//! likeliest is taken. The weights are knowledge (`knowledge/scoring/choices.tsv`, decision `same_as`).

use rasid_model::{Choice, Entity, Event, Status};

use crate::document::Told;
use crate::tables::Tables;
use crate::weights::Sum;

/// Gives every later mention the number of the first one.
pub(crate) fn join(tables: &Tables, told: &mut [Told]) {
    for i in 1..told.len() {
        let mut best: Option<(i32, usize)> = None;
        let mut choices = Vec::new();
        for j in 0..i {
            let mut sum = Sum::new(tables, "same_as", "any", tables.reasons);
            features(&told[j], &told[i], &mut sum);
            let weight = sum.score();
            if weight > 0 && best.is_none_or(|(b, _)| weight > b) {
                best = Some((weight, j));
            }
            if tables.reasons {
                let reasons = sum.reasons().into_iter().map(|(r, _)| r).collect();
                choices.push(Choice { role: "same_as", span: told[j].event.evidence.trigger, day: None, weight, reasons });
            }
        }
        told[i].event.evidence.choices.extend(choices);
        told[i].event.same_as = best.map(|(_, j)| told[j].event.same_as.unwrap_or(j));
    }
}

/// What speaks for two mentions being of one event.
fn features(a: &Told, b: &Told, sum: &mut Sum<'_>) {
    let (x, y) = (&a.event, &b.event);
    let kinds = if x.kind == y.kind { "same type" } else { "other type" };
    let rule = if x.evidence.rule == y.evidence.rule { "same frame" } else { "other frame" };
    let word = if a.lemma == b.lemma { "same word" } else { "other word" };
    let actors = side(&x.actor, &y.actor);
    let recipients = side(&x.recipient, &y.recipient);
    let days = match (x.date, y.date) {
        (Some(d), Some(e)) if d.from == e.from && d.to == e.to => "same day",
        (Some(d), Some(e)) if d.to >= e.from && e.to >= d.from => "days that meet",
        (Some(_), Some(_)) => "other days",
        (None, None) => "no day",
        _ => "one day",
    };
    let places = match (&x.place, &y.place) {
        (Some(p), Some(q)) if p.name.is_some() && p.name == q.name => "same place",
        (Some(_), Some(_)) => "other place",
        _ => "no place",
    };
    let statuses = if x.status == y.status {
        "same status"
    } else if x.status == Status::Negated || y.status == Status::Negated {
        "denied once"
    } else {
        "other status"
    };
    let apart = match b.sentence - a.sentence {
        0 => "one sentence",
        1 => "next sentence",
        2 | 3 => "near",
        _ => "far",
    };
    let lead = if a.lead { "lead" } else { "" };
    sum.add("kind", &[kinds, rule, word]);
    sum.add("type", &[x.kind.name(), y.kind.name()]);
    sum.add("sides", &[kinds, actors, recipients]);
    sum.add("sides", &[kinds, rule, word, actors, recipients]);
    sum.add("actors", &[actors, kinds]);
    sum.add("recipients", &[recipients, kinds]);
    sum.add("days", &[days, kinds]);
    sum.add("places", &[places, kinds]);
    sum.add("status", &[statuses]);
    sum.add("apart", &[apart, lead, kinds]);
    sum.add("apart", &[apart, word]);
    sum.add("counts", &[counts(x, y), kinds]);
    sum.add("form", &[if a.noun { "noun" } else { "verb" }, if b.noun { "noun" } else { "verb" }, if b.definite { "definite" } else { "" }, kinds]);
    sum.add("sure", &[sure(x), sure(y)]);
}

fn sure(e: &Event) -> &'static str {
    match e.confidence {
        0..60 => "hardly",
        60..80 => "rather",
        _ => "surely",
    }
}

fn counts(x: &Event, y: &Event) -> &'static str {
    let meet = x.counts.iter().any(|c| y.counts.iter().any(|d| c.kind == d.kind && c.low == d.low));
    match (x.counts.is_empty(), y.counts.is_empty()) {
        _ if meet => "same number",
        (false, false) => "other numbers",
        _ => "no numbers",
    }
}

/// How two lists of parties stand to each other.
fn side(a: &[Entity], b: &[Entity]) -> &'static str {
    if a.is_empty() || b.is_empty() {
        return if a.is_empty() && b.is_empty() { "none" } else { "one named" };
    }
    let any = |same: fn(&Entity, &Entity) -> bool| a.iter().any(|x| b.iter().any(|y| same(x, y)));
    if any(|x, y| x.span == y.span || x.id.is_some() && x.id == y.id) {
        "same party"
    } else if any(|x, y| x.country.is_some() && x.country == y.country && x.sector == y.sector) {
        "same side"
    } else if any(|x, y| x.country.is_some() && x.country == y.country) {
        "same country"
    } else if any(|x, y| x.country.is_none() || y.country.is_none()) {
        "unknown"
    } else {
        "others"
    }
}
