//! Accords, truces, road maps and initiatives that a text treats as things.

use rasid_model::{Agreement, AgreementKind, AgreementStatus, Dated, Entity, Event, EventType, Known, Place, Position, Span, Status};
use rasid_time::TimeExpression;
use std::ops::Range;

use crate::clause::{Clause, Parsed};
use crate::cues::{cue_at, cues_in};
use crate::items::{Group, Item};
use crate::mention::Class;
use crate::names::skip_letters;
use crate::notes::clitics;
use crate::tables::{Cue, Function, KnownAgreement, PlaceEntry, Topics, Use};

/// Tokens before a phrase, and after it, in which a word may tell its status.
const BEFORE: usize = 6;
const AFTER: usize = 5;
/// Tokens between a phrase and the event that it is the object of.
const GOVERNED: usize = 6;

/// What phrases are read from, besides a sentence.
pub(crate) struct Scanner<'s> {
    pub(crate) topics: &'s Topics,
    pub(crate) gazetteer: &'s [PlaceEntry],
    pub(crate) times: &'s [TimeExpression],
    /// Mentions → entities.
    pub(crate) entities: &'s dyn Fn(&[usize]) -> Vec<Entity>,
}

/// An agreement as one sentence names it.
#[derive(Clone, Debug)]
pub(crate) struct Sighting {
    /// Tokens of the phrase.
    pub(crate) tokens: Range<usize>,
    pub(crate) span: Span,
    /// The canonical name, where it is known.
    pub(crate) name: Option<String>,
    known: Option<Known>,
    kind: AgreementKind,
    status: Option<AgreementStatus>,
    parties: Vec<Entity>,
    mediators: Vec<Entity>,
    date: Option<Dated>,
    place: Option<Place>,
    clause: Span,
    definite: bool,
    /// It bears a name, or the text tells what is in it.
    firm: bool,
    /// What its head names, whatever the words after it: «الاتفاق» takes up «اتفاق وقف إطلاق النار».
    head: AgreementKind,
    /// Lemmas of the phrase after its head that tell it from others.
    keys: Vec<String>,
}

/// What the sentences of a document named.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    pub(crate) sightings: Vec<Sighting>,
    pub(crate) positions: Vec<Position>,
}

impl Scanner<'_> {
    /// Reads one sentence: its agreements, and the positions toward them and toward acts.
    pub(crate) fn read(&self, parsed: &Parsed<'_, '_>, clauses: &[Clause], events: &[&Event], all: &mut Found) {
        let found = self.sightings(parsed, events);
        all.positions.extend(self.positions(parsed, clauses, events, &found));
        all.sightings.extend(found);
    }

    /// The agreements that a sentence names; `events` are those read from it.
    pub(crate) fn sightings(&self, parsed: &Parsed<'_, '_>, events: &[&Event]) -> Vec<Sighting> {
        let mut out: Vec<Sighting> = Vec::new();
        let mut at = parsed.tokens.start;
        while at < parsed.tokens.end {
            match self.sighting(parsed, at, events) {
                Some(found) => {
                    at = found.tokens.end.max(at + 1);
                    out.push(found);
                }
                None => at += 1,
            }
        }
        out
    }

    fn sighting(&self, parsed: &Parsed<'_, '_>, at: usize, events: &[&Event]) -> Option<Sighting> {
        let (reading, end) = (parsed.reading, parsed.tokens.end);
        if parsed.tok(at).is_verb() {
            return None;
        }
        let known = cue_at(&self.topics.register, reading, at, end);
        let (cue, to) = known.or_else(|| cue_at(&self.topics.heads, reading, at, end))?;
        if known.is_none() && self.no_thing(parsed, at, to) {
            return None;
        }
        let entry = known.and_then(|(c, _)| self.topics.known.get(c.value.parse::<usize>().ok()?));
        let start = self.draft(parsed, at).unwrap_or(at);
        let item = parsed.items.iter().position(|x| x.group().is_some_and(|g| g.tokens.contains(&(to - 1))))?;
        let (stop, last, firm) = self.extend(parsed, item, to);
        let tokens = start..stop;
        let clause = clause_around(parsed, &tokens);
        let about: Vec<&Event> = events.iter().copied().filter(|e| governs(parsed, e, &tokens)).collect();
        let kind = match entry {
            Some(entry) => AgreementKind::parse(&entry.kind)?,
            None => self.kind(parsed, cue, &tokens)?,
        };
        let after = last + 1;
        let head = cue_at(&self.topics.heads, reading, at, end);
        Some(Sighting {
            head: head.and_then(|(c, _)| AgreementKind::parse(&c.value)).unwrap_or(kind),
            span: named(parsed, &tokens),
            name: entry.map(|e| e.name.clone()),
            known: entry.map(told_of),
            kind,
            status: self.status(parsed, &tokens, &clause, &about),
            parties: self.parties(parsed, item, after, &about),
            mediators: self.mediators(parsed, &clause),
            date: about.iter().find_map(|e| e.date).or_else(|| self.date(parsed, &tokens)),
            place: self.place(parsed, item, after, &clause),
            clause: about.first().map_or(span(parsed, &clause), |e| e.evidence.clause.join(span(parsed, &tokens))),
            definite: parsed.tok(at).reading.features.definite || entry.is_some() || kept_definite(parsed, at, to),
            firm,
            keys: self.keys(parsed, if entry.is_some() { at + 1 } else { to }..stop),
            tokens,
        })
    }

    /// «من دون اتفاق», «اتفاق في وجهات النظر», «بالاتفاق مع»
    fn no_thing(&self, parsed: &Parsed<'_, '_>, at: usize, to: usize) -> bool {
        let is = |t: usize, what: &str| {
            cue_at(&self.topics.no_things, parsed.reading, t, parsed.tokens.end).is_some_and(|(c, _)| c.value == what)
        };
        let tok = parsed.tok(at);
        let before = at.checked_sub(1).filter(|b| parsed.tokens.contains(b)).is_some_and(|b| is(b, "before"));
        let aside = self.topics.no_things.get(&tok.facts.key).iter().any(|c| c.value == "adverbial" && c.rest.is_empty());
        let adverbial = aside && parsed.tokens.contains(&to) && parsed.tok(to).reading.pos == rasid_morph::Pos::Preposition;
        before || adverbial || (to..to + 4).any(|t| t < parsed.tokens.end && is(t, "after"))
    }

    /// «المسودة الجديدة للاتفاق»: where the phrase begins.
    fn draft(&self, parsed: &Parsed<'_, '_>, at: usize) -> Option<usize> {
        let from = at.saturating_sub(2).max(parsed.tokens.start);
        (from..at).find(|t| cue_at(&self.topics.drafts, parsed.reading, *t, at).is_some() && !parsed.tok(*t).is_verb())
    }

    /// Where a phrase ends: its group, a name in quotation marks, and up to two groups that go on with it.
    fn extend(&self, parsed: &Parsed<'_, '_>, item: usize, to: usize) -> (usize, usize, bool) {
        let mut firm = false;
        let mut end = parsed.items[item].group().map_or(to, |g| g.tokens.end.max(to));
        let mut last = item;
        if let Some([Item::QuoteOpen, Item::Group(g), Item::QuoteClose]) = parsed.items.get(item + 1..item + 4)
            && g.tokens.len() <= 4
            && g.preposition.is_none()
        {
            (end, last, firm) = (g.tokens.end, item + 3, true);
        }
        for _ in 0..2 {
            let Some(Item::Group(g)) = parsed.items.get(last + 1) else { break };
            let goes_on = g.preposition.as_deref().is_some_and(|p| !self.topics.extends.get(p).is_empty());
            let somebody = g.mentions.first().is_some_and(|m| parsed.mentions[*m].acts() && parsed.mentions[*m].tokens.contains(&g.head));
            if !goes_on || somebody != parsed.used(g, Use::Party) {
                break;
            }
            (end, last) = (g.tokens.end, last + 1);
        }
        // «اتفاقا يقضي بتشديد الإجراءات»
        let tells =
            |t: usize| cue_at(&self.topics.contents, parsed.reading, t, t + 1).is_some() && !parsed.tok(t - 1).reading.features.definite;
        if let Some([Item::Verb(t), Item::Group(g)]) = parsed.items.get(last + 1..last + 3)
            && *t == end
            && tells(*t)
        {
            (end, last, firm) = (g.tokens.end, last + 2, true);
        }
        (end, last, firm)
    }

    fn kind(&self, parsed: &Parsed<'_, '_>, head: &Cue, tokens: &Range<usize>) -> Option<AgreementKind> {
        let own = AgreementKind::parse(&head.value)?;
        if own != AgreementKind::Political {
            return Some(own);
        }
        let inside = cues_in(&self.topics.kinds, parsed.reading, tokens.clone());
        inside.first().and_then(|(_, c)| AgreementKind::parse(&c.value)).or(Some(own))
    }

    /// Lemmas that tell a phrase from others: its words, without those that say «truce», a status, or nothing.
    fn keys(&self, parsed: &Parsed<'_, '_>, tokens: Range<usize>) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        let said = |t: usize| {
            let truce = AgreementKind::Ceasefire.name();
            [&self.topics.generic, &self.topics.statuses]
                .iter()
                .find_map(|c| cue_at(c, parsed.reading, t, tokens.end).map(|(_, to)| to))
                .or_else(|| {
                    let heads = cue_at(&self.topics.heads, parsed.reading, t, tokens.end);
                    heads.filter(|(c, _)| c.value == truce).map(|(_, to)| to)
                })
        };
        let mut at = tokens.start;
        while at < tokens.end {
            let tok = parsed.tok(at);
            if let Some(to) = said(at) {
                at = to;
                continue;
            }
            let names = [&tok.lexeme.lemma, &tok.lexeme.bare, &tok.facts.key];
            let key = names.into_iter().find(|k| !k.is_empty());
            if let Some(key) = key.filter(|k| tok.is_nominal() && !out.contains(k)) {
                out.push(key.clone());
            }
            at += 1;
        }
        out
    }

    // ---- how far it has come

    fn status(&self, parsed: &Parsed<'_, '_>, tokens: &Range<usize>, clause: &Range<usize>, about: &[&Event]) -> Option<AgreementStatus> {
        use AgreementStatus::{Announced, Ended, InForce, Negotiating, Proposed, Signed};
        let from = tokens.start.saturating_sub(BEFORE).max(clause.start.min(tokens.start));
        let mut before: Vec<AgreementStatus> = Vec::new();
        let mut at = from;
        while at < tokens.start {
            let next = self.status_at(parsed, at, tokens.end);
            before.extend(next.map(|(s, _)| s));
            at = next.map_or(at + 1, |(_, e)| e);
        }
        let sought = before.iter().any(|s| matches!(s, Proposed | Negotiating));
        // «انتهت باتفاق»: it is not the agreement that ended.
        let by = parsed.tok(tokens.start).reading.proclitics.preposition == Some('ب');
        let nearest = before.last().copied().filter(|s| !(by && *s == Ended));
        let to = (tokens.end + AFTER).min(parsed.tokens.end);
        let behind = (tokens.start..to).find_map(|t| {
            let (status, _) = self.status_at(parsed, t, to)?;
            let verb = t == tokens.end && parsed.tok(t).is_verb();
            (verb || matches!(status, Signed | Announced | InForce | Negotiating)).then_some(status)
        });
        let doubted = (from..tokens.start).any(|t| cue_at(&self.topics.doubt, parsed.reading, t, t + 1).is_some());
        let strong = |s: &AgreementStatus| !matches!(s, Proposed | Negotiating | Announced | Signed);
        let made = about.iter().any(|e| e.kind == EventType::Support && e.status == Status::Actual && self.makes(e));
        let undone = about.iter().any(|e| e.status == Status::Negated);
        let found = nearest.filter(strong).or(behind.filter(strong)).or(nearest).or(behind).or(made.then_some(Announced))?;
        if doubted && strong(&found) && found != InForce {
            return None;
        }
        Some(match found {
            Signed | Announced if undone => Negotiating,
            // «دعا إلى توقيع اتفاق»: it is not signed yet.
            Signed if sought => Negotiating,
            Negotiating if made => Announced,
            other => other,
        })
    }

    fn status_at(&self, parsed: &Parsed<'_, '_>, at: usize, end: usize) -> Option<(AgreementStatus, usize)> {
        let verb = parsed.tok(at).is_verb().then(|| cue_at(&self.topics.verb_statuses, parsed.reading, at, end)).flatten();
        let (cue, to) = verb.or_else(|| cue_at(&self.topics.statuses, parsed.reading, at, end))?;
        let status = AgreementStatus::parse(&cue.value)?;
        // «لتوقيع اتفاق»: what for.
        let purpose = !parsed.tok(at).is_verb() && parsed.tok(at).reading.proclitics.preposition == Some('ل');
        let meant = purpose && matches!(status, AgreementStatus::Signed | AgreementStatus::Announced);
        Some((if meant { AgreementStatus::Negotiating } else { status }, to))
    }

    // ---- who, when, where

    /// «بين X وY» after the phrase, those whose adjectives stand in it, or those whose act it is the object of.
    fn parties(&self, parsed: &Parsed<'_, '_>, item: usize, after: usize, about: &[&Event]) -> Vec<Entity> {
        let upto = (after + 2).min(parsed.items.len());
        let between = (item + 1..upto).find(|j| parsed.items[*j].group().is_some_and(|g| parsed.used(g, Use::Party)));
        let named = between.and_then(|j| parsed.filler(j, "party")).map(|f| (self.entities)(&f.mentions)).unwrap_or_default();
        let makers = about.iter().filter(|e| self.makes(e));
        if named.len() < 2 {
            let mut out: Vec<Entity> = makers.clone().flat_map(|e| e.actor.iter().cloned()).collect();
            out.extend(named);
            dedup(&mut out);
            if !out.is_empty() {
                return out;
            }
            let group = parsed.items[item].group();
            let adjectives: Vec<usize> =
                group.into_iter().flat_map(|g| g.mentions.iter().copied()).filter(|m| parsed.mentions[*m].class == Class::Nisba).collect();
            return (self.entities)(&adjectives);
        }
        named
    }

    fn makes(&self, event: &Event) -> bool {
        self.topics.makers.contains(&event.evidence.rule)
    }

    fn mediators(&self, parsed: &Parsed<'_, '_>, clause: &Range<usize>) -> Vec<Entity> {
        for (j, item) in parsed.items.iter().enumerate() {
            let tokens = match item {
                Item::Group(g) => g.tokens.clone(),
                Item::Verb(t) | Item::Hal(t) => *t..*t + 1,
                _ => continue,
            };
            let near = tokens.start < clause.end + BEFORE && clause.start < tokens.end + BEFORE;
            if !near || cues_in(&self.topics.mediation, parsed.reading, tokens.start..tokens.end.min(tokens.start + 2)).is_empty() {
                continue;
            }
            if let Some(filler) = parsed.filler(j, "mediator").or_else(|| parsed.filler(j + 1, "mediator")) {
                return (self.entities)(&filler.mentions);
            }
        }
        Vec::new()
    }

    /// A time soon after the phrase: «الاتفاق الموقع في 2015».
    fn date(&self, parsed: &Parsed<'_, '_>, tokens: &Range<usize>) -> Option<Dated> {
        let reach = tokens.start..(tokens.end + AFTER).min(parsed.tokens.end);
        let expression = self.times.iter().find(|e| reach.contains(&e.tokens.start) && e.interval.is_some() && !e.vague)?;
        let parted = parsed
            .items
            .iter()
            .any(|x| matches!(x, Item::Word(Function::Opener, r) if r.start >= tokens.end && r.start < expression.tokens.start));
        if parted { None } else { expression.dated() }
    }

    /// A place in the name, or after «في» behind it.
    fn place(&self, parsed: &Parsed<'_, '_>, item: usize, after: usize, clause: &Range<usize>) -> Option<Place> {
        let places = |g: &Group| g.mentions.iter().copied().find(|m| matches!(parsed.mentions[*m].class, Class::Place | Class::Capital));
        let inside = (item..after).filter_map(|j| parsed.items[j].group()).find_map(places);
        let behind = || {
            let near = parsed.items.iter().skip(after).take(3).filter_map(Item::group).filter(|g| clause.contains(&g.tokens.start));
            near.filter(|g| parsed.used(g, Use::Host)).find_map(places)
        };
        inside.or_else(behind).map(|m| parsed.mentions[m].place(self.gazetteer))
    }
}

/// The agreements of a document: sightings of one agreement are one record, in text order.
pub(crate) fn agreements(sightings: Vec<Sighting>) -> Vec<Agreement> {
    let mut kept: Vec<Sighting> = Vec::new();
    for new in sightings {
        let earlier = kept.iter().rposition(|old| same(old, &new));
        match earlier.map(|n| &mut kept[n]) {
            Some(old) => take_in(old, new),
            None => kept.push(new),
        }
    }
    kept.retain(told);
    kept.into_iter().map(agreement).collect()
}

/// A thing with a name, parties, or an act that made it; the bare word alone is none.
fn told(s: &Sighting) -> bool {
    s.name.is_some()
        || (s.definite || s.firm) && !s.keys.is_empty()
        || s.status.is_some() && (!s.keys.is_empty() || !s.parties.is_empty() || s.kind == AgreementKind::Ceasefire)
}

fn same(old: &Sighting, new: &Sighting) -> bool {
    let within = |a: &Sighting, b: &Sighting| a.keys.iter().all(|k| b.keys.contains(k));
    let alike = old.head == new.head || old.kind == new.kind;
    match (&old.name, &new.name) {
        (Some(a), Some(b)) => a == b,
        (Some(_), None) => alike && new.definite && within(new, old),
        (None, Some(_)) => alike && within(old, new) && (old.definite || !old.keys.is_empty()),
        (None, None) if new.keys.is_empty() && new.definite => alike,
        (None, None) => {
            old.kind == new.kind
                && (within(new, old) && (new.definite || within(old, new)) || new.definite && within(old, new) && !old.keys.is_empty())
        }
    }
}

/// An agreement named again: what it adds, and the status that says most.
fn take_in(old: &mut Sighting, new: Sighting) {
    if old.status.map(weight) < new.status.map(weight) {
        old.status = new.status;
    }
    if old.span.end - old.span.start < new.span.end - new.span.start {
        (old.span, old.clause) = (new.span, new.clause);
    }
    old.firm |= new.firm;
    if old.parties.is_empty() {
        old.parties = new.parties;
    }
    if old.mediators.is_empty() {
        old.mediators = new.mediators;
    }
    if old.name.is_none() {
        (old.name, old.known) = (new.name, new.known);
    }
    old.date = old.date.take().or(new.date);
    old.place = old.place.take().or(new.place);
    for key in new.keys {
        if !old.keys.contains(&key) {
            old.keys.push(key);
        }
    }
}

fn weight(status: AgreementStatus) -> usize {
    AgreementStatus::ALL.iter().position(|s| *s == status).unwrap_or(0) + 10 * usize::from(status == AgreementStatus::ViolationAlleged)
}

fn agreement(s: Sighting) -> Agreement {
    let usual = match s.kind {
        AgreementKind::Initiative => AgreementStatus::Proposed,
        AgreementKind::Ceasefire if s.definite => AgreementStatus::InForce,
        _ if s.name.is_some() => AgreementStatus::Signed,
        _ if s.definite => AgreementStatus::InForce,
        _ => AgreementStatus::Announced,
    };
    Agreement {
        span: s.span,
        name: s.name,
        kind: s.kind,
        parties: s.parties,
        mediators: s.mediators,
        date: s.date,
        place: s.place,
        status: s.status.unwrap_or(usual),
        clause: s.clause,
        known: s.known,
    }
}

fn told_of(entry: &KnownAgreement) -> Known {
    Known { date: entry.date.clone(), parties: entry.parties.clone(), mediators: entry.mediators.clone(), place: entry.place.clone() }
}

pub(crate) fn span(parsed: &Parsed<'_, '_>, tokens: &Range<usize>) -> Span {
    parsed.tok(tokens.start).span.join(parsed.tok(tokens.end.max(tokens.start + 1) - 1).span)
}

/// The words of a thing without the clitics before them: «الهدنة» of «وبالهدنة»; «للهدنة» keeps its own, for what is left of it is no word.
pub(crate) fn named(parsed: &Parsed<'_, '_>, tokens: &Range<usize>) -> Span {
    let first = parsed.tok(tokens.start);
    let fused = first.reading.features.definite && first.reading.proclitics.preposition == Some('ل');
    let letters = clitics(first) - usize::from(fused);
    Span { start: skip_letters(parsed.reading.text, first.span, letters), ..span(parsed, tokens) }
}

/// The stretch around a phrase up to the marks that part clauses.
fn clause_around(parsed: &Parsed<'_, '_>, tokens: &Range<usize>) -> Range<usize> {
    let mut clause = parsed.tokens.clone();
    for (j, item) in parsed.items.iter().enumerate() {
        let mark = match item {
            Item::Comma | Item::Colon | Item::Other => parsed.item_start(j + 1),
            Item::Word(Function::Complementiser, r) => r.end,
            Item::Word(Function::Opener, r) => r.start,
            _ => continue,
        };
        if mark <= tokens.start {
            clause.start = clause.start.max(mark);
        } else if mark >= tokens.end && mark < clause.end {
            clause.end = mark;
        }
    }
    clause.start..clause.end.max(tokens.end)
}

/// Whether a phrase is the object, or part of the trigger, of an event.
fn governs(parsed: &Parsed<'_, '_>, event: &Event, tokens: &Range<usize>) -> bool {
    let (trigger, phrase) = (event.evidence.trigger, span(parsed, tokens));
    if trigger.overlaps(phrase) {
        return true;
    }
    let from = tokens.start.saturating_sub(GOVERNED).max(parsed.tokens.start);
    let near = trigger.end > parsed.tok(from).span.start && trigger.end <= phrase.start;
    near && event.evidence.clause.overlaps(phrase)
}

/// «وقف إطلاق النار»: the last word of an idafa is definite.
fn kept_definite(parsed: &Parsed<'_, '_>, at: usize, to: usize) -> bool {
    let adjective = parsed.tok(to.min(parsed.tokens.end) - 1);
    to > at + 1 && adjective.reading.features.definite
}

fn dedup(entities: &mut Vec<Entity>) {
    let mut seen: Vec<Entity> = Vec::new();
    entities.retain(|e| {
        let new = !seen.iter().any(|s| s.span == e.span || s.name.is_some() && s.name == e.name);
        seen.push(e.clone());
        new
    });
}
