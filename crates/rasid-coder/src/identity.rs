//! Events of one document → which are one: two words of a sentence for one act (decision `twin`), or the same event
//! told again (`same_as`): each is weighed against every one before it, the likeliest is taken. The weights are
//! knowledge (`knowledge/scoring/choices.tsv`).

use rasid_model::{Choice, Entity, Event, Status};

use crate::document::Told;
use crate::tables::Tables;
use crate::weights::{Family, Part, Reasons, Sums, Word, part};

/// The decisions' places in their family.
const SAME: usize = 0;
const TWIN: usize = 1;

/// Of two words that tell one act in one sentence, the one that weighs more stays: «قضت المحكمة بعقوبة السجن».
pub(crate) fn single(tables: &Tables, told: Vec<Told>) -> Vec<Told> {
    let mut kept: Vec<Told> = Vec::with_capacity(told.len());
    for mut new in told {
        let mut stays = true;
        let beside = |old: &Told| old.sentence == new.sentence && old.event.kind == new.event.kind;
        let first = kept.iter().rposition(|old| old.sentence != new.sentence).map_or(0, |p| p + 1);
        let mut gone = Vec::new();
        let mut choices = Vec::new();
        for (at, old) in kept.iter().enumerate().skip(first).filter(|(_, old)| beside(old)) {
            let mut sum = Sums::new(tables, Family::Pairs, Word::Any, tables.reasons);
            features(old, &new, &mut sum);
            if sum.score(TWIN) > 0 {
                if old.weight >= new.weight { stays = false } else { gone.push(at) }
            }
            if tables.reasons {
                choices.push(choice("twin", old, sum.score(TWIN), sum.reasons(TWIN)));
            }
        }
        if stays {
            gone.iter().rev().for_each(|at| drop(kept.remove(*at)));
            new.event.evidence.choices.extend(choices);
            kept.push(new);
        }
    }
    kept
}

fn choice(role: &'static str, with: &Told, weight: i32, reasons: Reasons) -> Choice {
    Choice { role, span: with.event.evidence.trigger, day: None, weight, reasons }
}

/// Gives every later mention the number of the first one.
pub(crate) fn join(tables: &Tables, told: &mut [Told]) {
    for i in 1..told.len() {
        let mut best: Option<(i32, usize)> = None;
        let mut choices = Vec::new();
        for j in 0..i {
            let mut sum = Sums::new(tables, Family::Pairs, Word::Any, tables.reasons);
            features(&told[j], &told[i], &mut sum);
            let weight = sum.score(SAME);
            if weight > 0 && best.is_none_or(|(b, _)| weight > b) {
                best = Some((weight, j));
            }
            if tables.reasons {
                choices.push(choice("same_as", &told[j], weight, sum.reasons(SAME)));
            }
        }
        told[i].event.evidence.choices.extend(choices);
        told[i].event.same_as = best.map(|(_, j)| told[j].event.same_as.unwrap_or(j));
    }
}

/// What speaks for two mentions being of one event.
fn features(a: &Told, b: &Told, sum: &mut Sums<'_>) {
    let (x, y) = (&a.event, &b.event);
    let kinds = if x.kind == y.kind { part!("same type") } else { part!("other type") };
    let rule = if x.evidence.rule == y.evidence.rule { part!("same frame") } else { part!("other frame") };
    let word = if a.lemma == b.lemma { part!("same word") } else { part!("other word") };
    let actors = side(&x.actor, &y.actor);
    let recipients = side(&x.recipient, &y.recipient);
    let days = match (x.date, y.date) {
        (Some(d), Some(e)) if d.from == e.from && d.to == e.to => part!("same day"),
        (Some(d), Some(e)) if d.to >= e.from && e.to >= d.from => part!("days that meet"),
        (Some(_), Some(_)) => part!("other days"),
        (None, None) => part!("no day"),
        _ => part!("one day"),
    };
    let places = match (&x.place, &y.place) {
        (Some(p), Some(q)) if p.name.is_some() && p.name == q.name => part!("same place"),
        (Some(_), Some(_)) => part!("other place"),
        _ => part!("no place"),
    };
    let statuses = if x.status == y.status {
        part!("same status")
    } else if x.status == Status::Negated || y.status == Status::Negated {
        part!("denied once")
    } else {
        part!("other status")
    };
    let apart = match b.sentence - a.sentence {
        0 => part!("one sentence"),
        1 => part!("next sentence"),
        2 | 3 => part!("near"),
        _ => part!("far"),
    };
    let lead = if a.lead { part!("lead") } else { part!("") };
    sum.add(part!("kind"), &[kinds, rule, word]);
    sum.add(part!("type"), &[Part::new(x.kind.name()), Part::new(y.kind.name())]);
    sum.add(part!("sides"), &[kinds, actors, recipients]);
    sum.add(part!("sides"), &[kinds, rule, word, actors, recipients]);
    sum.add(part!("actors"), &[actors, kinds]);
    sum.add(part!("recipients"), &[recipients, kinds]);
    sum.add(part!("days"), &[days, kinds]);
    sum.add(part!("places"), &[places, kinds]);
    sum.add(part!("status"), &[statuses]);
    sum.add(part!("apart"), &[apart, lead, kinds]);
    sum.add(part!("apart"), &[apart, word]);
    sum.add(part!("counts"), &[counts(x, y), kinds]);
    sum.add(
        part!("form"),
        &[
            if a.noun { part!("noun") } else { part!("verb") },
            if b.noun { part!("noun") } else { part!("verb") },
            if b.definite { part!("definite") } else { part!("") },
            kinds,
        ],
    );
    sum.add(part!("sure"), &[sure(x), sure(y)]);
    if a.sentence == b.sentence {
        between(a, b, &[actors, recipients, kinds], sum);
    }
}

/// How far apart in one sentence.
fn between(a: &Told, b: &Told, sides: &[Part<'static>; 3], sum: &mut Sums<'_>) {
    let far = match a.at.abs_diff(b.at) {
        0..=2 => part!("next"),
        3..=5 => part!("near"),
        6..=9 => part!("9"),
        10..=15 => part!("15"),
        _ => part!("far"),
    };
    let quad = Part::new(a.event.kind.quad().name());
    let [actors, recipients, kinds] = *sides;
    sum.add(part!("between"), &[far, kinds]);
    sum.add(part!("between"), &[far, quad, kinds]);
    sum.add(part!("between"), &[far, actors, recipients, kinds]);
}

fn sure(e: &Event) -> Part<'static> {
    match e.confidence {
        0..60 => part!("hardly"),
        60..80 => part!("rather"),
        _ => part!("surely"),
    }
}

fn counts(x: &Event, y: &Event) -> Part<'static> {
    let meet = x.counts.iter().any(|c| y.counts.iter().any(|d| c.kind == d.kind && c.low == d.low));
    match (x.counts.is_empty(), y.counts.is_empty()) {
        _ if meet => part!("same number"),
        (false, false) => part!("other numbers"),
        _ => part!("no numbers"),
    }
}

/// How two lists of parties stand to each other.
fn side(a: &[Entity], b: &[Entity]) -> Part<'static> {
    if a.is_empty() || b.is_empty() {
        return if a.is_empty() && b.is_empty() { part!("none") } else { part!("one named") };
    }
    let any = |same: fn(&Entity, &Entity) -> bool| a.iter().any(|x| b.iter().any(|y| same(x, y)));
    if any(|x, y| x.span == y.span || x.id.is_some() && x.id == y.id) {
        part!("same party")
    } else if any(|x, y| x.country.is_some() && x.country == y.country && x.sector == y.sector) {
        part!("same side")
    } else if any(|x, y| x.country.is_some() && x.country == y.country) {
        part!("same country")
    } else if any(|x, y| x.country.is_none() || y.country.is_none()) {
        part!("unknown")
    } else {
        part!("others")
    }
}

#[cfg(test)]
mod tests {
    use super::{side, single};
    use crate::document::Told;
    use crate::tables::Tables;
    use rasid_model::{Entity, EntityKind, Event, EventType, Evidence, Span, Status};

    fn told(kind: EventType, sentence: usize, at: usize, weight: i32) -> Told {
        let span = Span { start: 0, end: 1 };
        let evidence =
            Evidence { clause: span, trigger: span, rule: String::new(), slots: Vec::new(), reasons: Vec::new(), choices: Vec::new() };
        let event = Event {
            kind,
            mode: None,
            actor: Vec::new(),
            recipient: Vec::new(),
            date: None,
            place: None,
            counts: Vec::new(),
            status: Status::Actual,
            said_by: Vec::new(),
            denied_by: Vec::new(),
            same_as: None,
            evidence,
            confidence: 50,
        };
        Told { event, lead: false, sentence, lemma: String::new(), noun: false, definite: false, at, weight }
    }

    #[test]
    fn an_act_told_by_two_words_of_a_sentence_stays_once() {
        let mut tables = Tables::default();
        tables.choices.set("twin", "any", "between", "next same type", 100);
        let (verdict, arrest) = (EventType::Sanction, EventType::Coerce);
        let acts = vec![
            told(verdict, 0, 3, 40),
            told(verdict, 0, 4, 90),
            told(arrest, 0, 5, 10),
            told(verdict, 0, 30, 20),
            told(verdict, 1, 41, 5),
        ];
        let kept: Vec<usize> = single(&tables, acts).iter().map(|t| t.at).collect();
        assert_eq!(kept, [4, 5, 30, 41]);
    }

    fn party(start: u32, country: Option<&str>, sector: Option<&str>) -> Entity {
        let (country, sector) = (country.map(str::to_owned), sector.map(str::to_owned));
        Entity { span: Span { start, end: start + 2 }, name: None, id: None, country, sector, kind: EntityKind::Group }
    }

    #[test]
    fn parties_stand_to_each_other_by_what_is_known_of_them() {
        let army = [party(0, Some("YEM"), Some("MIL"))];
        let soldiers = [party(9, Some("YEM"), Some("MIL"))];
        let rebels = [party(20, Some("YEM"), Some("REB"))];
        let state = [party(30, Some("OMN"), None)];
        let crowd = [party(40, None, Some("CVL"))];
        assert_eq!(side(&army, &army).text, "same party");
        assert_eq!(side(&army, &soldiers).text, "same side");
        assert_eq!(side(&army, &rebels).text, "same country");
        assert_eq!(side(&army, &state).text, "others");
        assert_eq!(side(&army, &crowd).text, "unknown");
        assert_eq!(side(&army, &[]).text, "one named");
        assert_eq!(side(&[], &[]).text, "none");
    }
}
