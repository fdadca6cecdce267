//! A document → its record: the stages in order, sentence by sentence.

use rasid_model::{Agreement, Choice, Day, Document, Entity, Event, EventType, Evidence, Note, Place, Position, Quad, Slot, Span, Status};
use rasid_text::{Segmented, TokenKind, segment};
use rasid_time::{Reference, TimeExpression, Times};
use std::ops::Range;

use crate::agreements::{Found, Scanner, agreements};
use crate::arguments::{Candidate, Chooser, Slot as Sought, Weighed};
use crate::certainty::Certainty;
use crate::clause::{Filler, Parsed};
use crate::contexts::contexts;
use crate::counts::Counter;
use crate::denial::Denial;
use crate::drafts::{Draft, Drafter};
use crate::items::{Item, Parser};
use crate::mention::{Class, Mention};
use crate::names::{self, Finder};
use crate::notes::Frameless;
use crate::reading::{Memory, Reading};
use crate::resolve::{self, Resolved};
use crate::scope::{Effect, Scope};
use crate::score::{self, Seen};
use crate::status::{State, future_kind};
use crate::tables::{Frame, Function, Operator, Tables, Use, When};

/// All that was read from a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coded {
    /// In text order.
    pub events: Vec<Event>,
    /// In text order.
    pub agreements: Vec<Agreement>,
    /// In text order.
    pub positions: Vec<Position>,
    /// Names of contexts, sorted.
    pub contexts: Vec<String>,
    /// What was seen but not decided.
    pub notes: Vec<Note>,
    /// The publication day, given or bounded.
    pub published: Option<(Day, Day)>,
    /// Whether it was inferred from the text.
    pub published_inferred: bool,
}

/// Codes one document. Pure: the same knowledge and document always give the same record.
#[must_use]
pub fn code(tables: &Tables, times: &Times, memory: &mut Memory<'_>, document: &Document) -> Coded {
    coded(tables, times, memory, document, false)
}

/// As [`code`]; each event tells what moved the decision.
#[must_use]
pub fn code_with_reasons(tables: &Tables, times: &Times, memory: &mut Memory<'_>, document: &Document) -> Coded {
    coded(tables, times, memory, document, true)
}

fn coded(tables: &Tables, times: &Times, memory: &mut Memory<'_>, document: &Document, reasons: bool) -> Coded {
    let segmented = segment(&document.text);
    with_coder(tables, times, memory, document, &segmented, |coder, bounds| {
        let coder = &Coder { reasons, ..*coder };
        let (mut events, carry) = coder.events(&segmented, &mut Vec::new());
        if !tables.everything {
            events = crate::identity::single(tables, events);
        }
        crate::denial::spread(&mut events, &carry.denials);
        crate::identity::join(tables, &mut events);
        Coded {
            notes: crate::notes::notes(tables, coder.reading, coder.mentions, coder.times, &carry.frameless),
            agreements: agreements(carry.found.sightings),
            positions: carry.found.positions,
            contexts: contexts(&tables.topics, coder.reading),
            events: events.into_iter().map(|e| e.event).collect(),
            published: bounds,
            published_inferred: document.published.is_none() && bounds.is_some(),
        }
    })
}

/// How a document was read, for `explain`: every word's reading, every mention, every sentence's items.
#[must_use]
pub fn trace(tables: &Tables, times: &Times, memory: &mut Memory<'_>, document: &Document) -> crate::Trace {
    let segmented = segment(&document.text);
    with_coder(tables, times, memory, document, &segmented, |coder, _| coder.trace(&segmented))
}

/// Runs the stages before coding and hands over what they found.
fn with_coder<R>(
    tables: &Tables,
    times: &Times,
    memory: &mut Memory<'_>,
    document: &Document,
    segmented: &Segmented,
    work: impl FnOnce(&Coder<'_, '_>, Option<(Day, Day)>) -> R,
) -> R {
    let given = document.published;
    let bounds = given.map(|d| (d, d)).or_else(|| rasid_time::infer_published(times, &document.text, segmented));
    let reference = Reference { inferred: given.is_none(), ..Reference::news(bounds.map(|b| b.1)) };
    let reading = memory.read(&document.text, segmented);
    let known = |t: usize| Some(&reading.tokens[t]).filter(|t| t.kind == TokenKind::Arabic).map(|t| (t.facts.key.as_str(), t.facts.time));
    let expressions = rasid_time::find_known(times, &document.text, segmented, reference, known);
    let mut timed = vec![false; segmented.tokens.len()];
    for e in &expressions {
        timed[e.tokens.clone()].iter_mut().for_each(|t| *t = true);
    }
    let before = timed.clone();
    let home = document.outlet.as_deref().and_then(|o| tables.names.outlets.get(rasid_text::fold(o).as_str())).map_or("", String::as_str);
    let finder = Finder {
        spoken: names::spoken(&reading, &tables.names, home),
        reading: &reading,
        names: &tables.names,
        operators: &tables.operators,
        befalls: &tables.frames.befalls,
        frames: &tables.frames.all,
        day: bounds.map(|b| b.1.to_string()).unwrap_or_default(),
        times: &before,
    };
    let mut mentions = names::find(&finder);
    let dateline = resolve::dateline(&reading);
    mentions.retain(|m| !dateline.contains(&m.tokens.start));
    timed[dateline.clone()].iter_mut().for_each(|t| *t = true);
    resolve::recall(&reading, &mut mentions, &timed);
    let resolved = resolve::resolve(&reading, &mut mentions, &tables.names, home);
    let coder = Coder {
        tables,
        reading: &reading,
        mentions: &mentions,
        resolved: &resolved,
        times: &expressions,
        timed: &timed,
        published: bounds.map(|b| b.1),
        reasons: false,
    };
    work(&coder, bounds)
}

/// An event with what identity is decided by.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) event: Event,
    /// In the headline or the first sentence after it.
    pub(crate) lead: bool,
    pub(crate) sentence: usize,
    /// The word that carries the act.
    pub(crate) lemma: String,
    pub(crate) noun: bool,
    pub(crate) definite: bool,
    /// Its trigger's token.
    pub(crate) at: usize,
    /// What the scorer gave it.
    pub(crate) weight: i32,
}

struct Coder<'a, 'r> {
    tables: &'r Tables,
    reading: &'r Reading<'a>,
    mentions: &'r [Mention],
    resolved: &'r Resolved,
    times: &'r [TimeExpression],
    timed: &'r [bool],
    published: Option<Day>,
    /// What moved a decision is told.
    reasons: bool,
}

/// What was chosen besides actor, recipient and speaker.
struct Settled {
    date: Option<usize>,
    place: Option<Candidate>,
    choices: Vec<Choice>,
    /// The weight of the likeliest actor and recipient.
    sure: [i32; 2],
}

/// What one sentence leaves to the next.
#[derive(Default)]
struct Carry {
    subject: Option<Filler>,
    speaker: Option<Filler>,
    /// Speech in quotation marks that goes on.
    quoted: Option<Vec<usize>>,
    /// Agreements and positions so far.
    found: Found,
    /// Who hands on what «المصدر» says.
    relay: Vec<usize>,
    /// Who denied so far.
    denials: Vec<Denial>,
    /// Words without a frame between known actors.
    frameless: Vec<Frameless>,
}

impl<'a> Coder<'a, '_> {
    fn events(&self, segmented: &Segmented, notes: &mut Vec<Note>) -> (Vec<Told>, Carry) {
        let mut carry = Carry::default();
        let mut out = Vec::new();
        self.parse(segmented, |n, parsed| self.sentence(parsed, n, &mut carry, &mut out, notes));
        (out, carry)
    }

    fn trace(&self, segmented: &Segmented) -> crate::Trace {
        let mut out = crate::Trace::default();
        for tok in &self.reading.tokens {
            out.words.push(crate::trace::word(tok));
        }
        for m in self.mentions {
            out.mentions.push(crate::trace::mention(m));
        }
        let mut carry = Carry::default();
        self.parse(segmented, |_, parsed| {
            let clauses = parsed.clauses(carry.subject.as_ref(), carry.speaker.as_ref());
            out.sentences.push(crate::trace::sentence(parsed, &clauses));
            self.sentence(parsed, 0, &mut carry, &mut Vec::new(), &mut out.silent);
        });
        out
    }

    fn parse(&self, segmented: &Segmented, mut each: impl FnMut(usize, &Parsed<'_, '_>)) {
        let mut starts = vec![None; self.reading.tokens.len()];
        for (i, m) in self.mentions.iter().enumerate() {
            starts[m.tokens.start] = u32::try_from(i).ok();
        }
        let parser = Parser {
            reading: self.reading,
            mentions: self.mentions,
            starts: &starts,
            times: self.timed,
            operators: &self.tables.operators,
            prepositions: &self.tables.operators.prepositions,
        };
        for (n, sentence) in segmented.sentences.iter().enumerate() {
            let parsed = Parsed {
                reading: self.reading,
                mentions: self.mentions,
                operators: &self.tables.operators,
                items: parser.items(sentence),
                headline: sentence.headline,
                tokens: sentence.tokens.clone(),
            };
            each(n, &parsed);
        }
    }

    fn sentence(&self, parsed: &Parsed<'_, '_>, n: usize, carry: &mut Carry, out: &mut Vec<Told>, notes: &mut Vec<Note>) {
        let mut clauses = parsed.clauses(carry.subject.as_ref(), carry.speaker.as_ref());
        let mut scopes = parsed.scopes(&clauses);
        first_persons(parsed, &mut clauses, &scopes);
        self.relayed(&mut scopes, carry);
        let opened = self.open_quote(parsed, carry);
        scopes.extend(opened);
        let drafter = Drafter {
            parsed,
            clauses: &clauses,
            frames: &self.tables.frames,
            speaker: carry.speaker.as_ref(),
            operators: &self.tables.operators,
        };
        let mut empty = Vec::new();
        let drafts = drafter.drafts(&mut scopes, &mut empty);
        carry.frameless.extend(crate::notes::frameless(parsed, &clauses, &drafts));
        let first = out.len();
        let subject = carry.subject.as_ref().map(|f| f.mentions.as_slice()).unwrap_or_default();
        let speaker = carry.speaker.as_ref().map(|f| f.mentions.as_slice()).unwrap_or_default();
        let carried = [(subject, "subject before"), (speaker, "speaker before"), (carry.relay.as_slice(), "relay before")];
        let chooser = Chooser::new(self.tables, &drafter, self.times, &carried, &drafts, self.published);
        for draft in drafts {
            let at = draft.trigger.start;
            match self.told(parsed, &chooser, draft, &scopes, n) {
                Ok(told) => out.push(told),
                Err(why) => notes.push(self.note(at, why)),
            }
        }
        notes.extend(empty.into_iter().map(|tok| self.note(tok, "a frame found nobody")));
        let events: Vec<&Event> = out[first..].iter().map(|t| &t.event).collect();
        let scanner = Scanner {
            topics: &self.tables.topics,
            gazetteer: &self.tables.names.places,
            times: self.times,
            entities: &|m| self.entities(m, false),
        };
        scanner.read(parsed, &clauses, &events, &mut carry.found);
        let deniers = clauses.iter().filter(|c| parsed.tok(c.tok).is(Operator::Deny) && !c.negated).filter_map(|c| c.subject.as_ref());
        carry.denials.extend(deniers.map(|f| Denial { by: self.entities(&f.mentions, false), sentence: n }));
        let main = clauses.iter().find(|c| !c.relative && !c.hal && c.subject.as_ref().is_some_and(|f| f.head));
        if let Some(clause) = main {
            carry.subject = clause.subject.clone().map(|f| Filler { item: None, ..f });
        }
        let says = clauses.iter().rev().find(|c| {
            let t = parsed.tok(c.tok);
            (t.is(Operator::Say) || t.is(Operator::SayOn)) && c.subject.as_ref().is_some_and(|f| f.head)
        });
        if let Some(clause) = says {
            carry.speaker = clause.subject.clone().map(|f| Filler { item: None, ..f });
        }
        self.leave_quote(parsed, &scopes, carry);
        let chain = scopes.iter().find_map(|s| match &s.effect {
            Effect::Speech(who) if who.len() > 1 && self.mentions[who[0]].kind == rasid_model::EntityKind::Source => {
                Some(who[1..].to_vec())
            }
            _ => None,
        });
        carry.relay = chain.unwrap_or_else(|| std::mem::take(&mut carry.relay));
    }

    /// «وقال المصدر»: who handed on what a source said goes on handing it on.
    fn relayed(&self, scopes: &mut [Scope], carry: &Carry) {
        for scope in scopes {
            if let Effect::Speech(who) = &mut scope.effect {
                let source =
                    who.first().map(|m| &self.mentions[*m]).is_some_and(|m| m.kind == rasid_model::EntityKind::Source && m.definite);
                if source && who.len() == 1 {
                    who.extend(carry.relay.iter().copied());
                }
            }
        }
    }

    fn note(&self, tok: usize, detail: &str) -> Note {
        let tok = &self.reading.tokens[tok];
        Note::new(rasid_model::NoteKind::EmptySlot, tok.span, format!("{}: {detail}", tok.lexeme.lemma))
    }

    /// Speech that a sentence before left open goes on to its closing mark.
    fn open_quote(&self, parsed: &Parsed<'_, '_>, carry: &Carry) -> Option<Scope> {
        let speakers = carry.quoted.clone()?;
        let close = parsed.items.iter().position(|x| matches!(x, Item::QuoteClose));
        let end = close.map_or(parsed.tokens.end, |c| parsed.item_start(c));
        Some(Scope { tokens: parsed.tokens.start..end, effect: Effect::Speech(speakers), owner: usize::MAX })
    }

    fn leave_quote(&self, parsed: &Parsed<'_, '_>, scopes: &[Scope], carry: &mut Carry) {
        let last = parsed.items.iter().rposition(|x| matches!(x, Item::QuoteOpen));
        let open = last.filter(|o| !parsed.items[*o..].iter().any(|x| matches!(x, Item::QuoteClose)));
        let closed = parsed.items.iter().any(|x| matches!(x, Item::QuoteClose));
        match open {
            // Only what somebody is said to say goes on over the full stop.
            Some(o) => {
                let at = parsed.item_start(o);
                let over = scopes.iter().filter(|s| s.tokens.contains(&at) && at + 4 < parsed.tokens.end);
                let speech =
                    over.filter_map(|s| if let Effect::Speech(who) = &s.effect { Some((s.tokens.len(), who.clone())) } else { None });
                carry.quoted = speech.min_by_key(|(n, _)| *n).map(|(_, who)| who);
            }
            None if closed || parsed.headline => carry.quoted = None,
            None => {}
        }
    }

    fn told(
        &self,
        parsed: &Parsed<'_, '_>,
        chooser: &Chooser<'_, '_, '_>,
        mut draft: Draft,
        scopes: &[Scope],
        n: usize,
    ) -> Result<Told, &'static str> {
        let frame = &self.tables.frames.all[draft.frame as usize];
        let mut state = State::under(&draft, scopes);
        if frame.when == When::Speech {
            let speaker = *state.said_by.first().ok_or("nobody says so")?;
            draft.slots.push(("actor", speaker, "who says it"));
            draft.actor = vec![speaker];
        }
        let mut settled = self.settle(parsed, chooser, &mut draft, &mut state);
        settled.choices.extend(self.decide(parsed, frame, &draft, &mut state, (settled.date, chooser.acts_before(&draft))));
        let (kind, status) = future_kind(frame.kind, state.status);
        let armed = matches!(kind, EventType::Assault | EventType::Mobilize);
        let actor = self.entities(&draft.actor, armed);
        let recipient = self.entities(&draft.recipient, armed);
        let said_by = self.entities(&state.said_by, false);
        if actor.is_empty() && recipient.is_empty() {
            if !self.tables.everything {
                return Err("a frame found nobody");
            }
            draft.marks.push("nobody");
        }
        let seen = Seen {
            draft: &draft,
            frame,
            status,
            state: &state,
            parsed,
            sentence: n,
            said: !said_by.is_empty(),
            actor: &actor,
            recipient: &recipient,
            sure: settled.sure,
            acts: chooser.acts_like(&draft),
        };
        let (score, mut reasons) = score::weigh(self.tables, &seen, self.tables.reasons);
        if score < 0 && !self.tables.everything {
            return Err("named, not told");
        }
        if self.reasons && !self.tables.reasons {
            reasons = score::weigh(self.tables, &seen, true).1;
        }
        let event = Event {
            kind,
            mode: frame.mode.as_deref().and_then(|m| kind.mode(m)),
            actor,
            recipient,
            date: settled.date.and_then(|t| self.day(t, status)),
            place: settled.place.and_then(|p| self.place_of(p)),
            counts: self.counts(&draft, kind),
            status,
            said_by,
            denied_by: self.entities(&state.denied_by, false),
            same_as: None,
            evidence: Evidence { choices: settled.choices, ..self.evidence(&draft, frame, reasons) },
            confidence: score::confidence(score),
        };
        Ok(self.beside(event, &draft, n, score))
    }

    /// Adds what identity is decided by.
    fn beside(&self, event: Event, draft: &Draft, n: usize, weight: i32) -> Told {
        let headlines = self.reading.sentences.iter().take_while(|s| s.headline).count();
        let word = &self.reading.tokens[draft.trigger.start];
        let definite = word.reading.features.definite;
        let (lemma, at) = (word.lexeme.lemma.clone(), draft.trigger.start);
        Told { event, lead: n <= headlines, sentence: n, lemma, noun: draft.noun, definite, at, weight }
    }

    /// Who, when and where: what the grammar found is weighed against everything else the sentence offers.
    fn settle(&self, parsed: &Parsed<'_, '_>, chooser: &Chooser<'_, '_, '_>, draft: &mut Draft, state: &mut State) -> Settled {
        let (date, place) = (self.date(parsed, draft), self.place(parsed, draft));
        let found = crate::arguments::Found { draft, state, date, place };
        let weighed = chooser.weigh(&found);
        let mut choices = Vec::new();
        if self.tables.reasons {
            for (slot, all) in Sought::ALL.iter().zip(&weighed) {
                choices.extend(all.iter().map(|w| self.choice(*slot, w, state.status)));
            }
        }
        if !chooser.fitted() {
            return Settled { date, place, choices, sure: [0; 2] };
        }
        let [mut actors, mut recipients, speakers, dates, places] = weighed;
        part(&mut actors, &mut recipients);
        draft.fill("actor", &chosen(&actors));
        draft.fill("recipient", &chosen(&recipients));
        somebody(draft, &actors, &recipients);
        let said = chosen(&speakers);
        state.said_by.retain(|m| said.contains(m));
        state.said_by.extend(said.into_iter().filter(|m| !state.said_by.contains(m)).collect::<Vec<_>>());
        let best = |all: &[Weighed]| all.iter().filter(|w| w.score > 0).max_by_key(|w| w.score).map(|w| w.candidate);
        let date = best(&dates).and_then(|c| if let Candidate::Time(t) = c { Some(t) } else { None });
        let sure = [&actors, &recipients].map(|all| all.iter().map(|w| w.score).max().unwrap_or(0));
        Settled { date, place: best(&places), choices, sure }
    }

    /// Whether it happened, by all that bears on it.
    fn decide(
        &self,
        parsed: &Parsed<'_, '_>,
        frame: &Frame,
        draft: &Draft,
        state: &mut State,
        beside: (Option<usize>, Vec<EventType>),
    ) -> Vec<Choice> {
        let by_adversary = self.by_adversary(draft, frame.kind, &state.said_by);
        if state.status == Status::Actual && !state.presupposed && by_adversary {
            state.status = Status::Alleged;
        }
        let certainty = Certainty {
            tables: self.tables,
            parsed,
            frame,
            draft,
            state,
            time: beside.0.map(|t| &self.times[t]),
            published: self.published,
            by_adversary,
            before: beside.1,
        };
        let weighed = certainty.weigh();
        let span = self.reading.tokens[draft.trigger.start].span;
        let kept = self.tables.reasons;
        if self.tables.choices.contains_key("future") {
            let best = weighed.iter().filter(|(_, score, _)| *score > 0).max_by_key(|(_, score, _)| *score);
            state.status = best.map_or(Status::Actual, |(status, ..)| *status);
        }
        let choice =
            |(status, weight, reasons): (Status, i32, Vec<(String, i32)>)| Choice { role: status.name(), span, day: None, weight, reasons };
        weighed.into_iter().filter(|_| kept).map(choice).collect()
    }

    /// The days of a time, as the status of the act has it.
    fn day(&self, time: usize, status: Status) -> Option<rasid_model::Dated> {
        let ahead = self.published.filter(|_| status == Status::Future);
        ahead.map_or_else(|| self.times[time].dated(), |day| self.times[time].dated_ahead(day))
    }

    fn choice(&self, slot: Sought, weighed: &Weighed, status: Status) -> Choice {
        let span = match weighed.candidate {
            Candidate::Mention(m) => self.mentions[m].span,
            Candidate::Seat(m) => self.mentions[m].seat.as_ref().map_or(self.mentions[m].span, |s| s.span),
            Candidate::Time(t) => self.times[t].span,
        };
        let day = if let Candidate::Time(t) = weighed.candidate { self.day(t, status) } else { None };
        Choice { role: slot.name(), span, day, weight: weighed.score, reasons: weighed.reasons.clone() }
    }

    fn evidence(&self, draft: &Draft, frame: &Frame, reasons: Vec<(String, i32)>) -> Evidence {
        let span = |r: &Range<usize>| Span { start: self.reading.tokens[r.start].span.start, end: self.reading.tokens[r.end - 1].span.end };
        let slot =
            |(role, m, how): &(&'static str, usize, &'static str)| Slot { role, span: self.mentions[*m].span, how: (*how).to_owned() };
        let weighed = |(_, weight): &(String, i32)| *weight != 0 || self.tables.reasons;
        Evidence {
            clause: span(&draft.clause).join(span(&draft.trigger)),
            trigger: span(&draft.trigger),
            rule: frame.id.clone(),
            slots: draft.slots.iter().map(slot).collect(),
            choices: Vec::new(),
            reasons: reasons.into_iter().filter(weighed).collect(),
        }
    }

    fn counts(&self, draft: &Draft, kind: EventType) -> Vec<rasid_model::Count> {
        let clause = draft.clause.start.min(draft.trigger.start)..draft.clause.end.max(draft.trigger.end);
        self.counter().counts(clause, kind, &[draft.actor.as_slice(), &draft.recipient].concat())
    }

    /// A party to a conflict tells what another country's side did: that is alleged.
    fn by_adversary(&self, draft: &Draft, kind: EventType, said_by: &[usize]) -> bool {
        let deed = matches!(kind, EventType::Assault | EventType::Coerce | EventType::Mobilize | EventType::Aid | EventType::Cooperate);
        let (Some(speaker), Some(actor)) = (said_by.first().map(|m| &self.mentions[*m]), draft.actor.first().map(|m| &self.mentions[*m]))
        else {
            return false;
        };
        let party = matches!(speaker.sector.as_str(), "GOV" | "MIL" | "REB" | "PTY" | "PRM" | "LEG" | "SPY" | "OPP")
            || matches!(speaker.class, Class::State | Class::Capital);
        let known = !speaker.country.is_empty() && !actor.country.is_empty();
        deed && party && known && speaker.country != actor.country && speaker.kind != rasid_model::EntityKind::Source
    }

    fn counter(&self) -> Counter<'_, '_> {
        Counter { topics: &self.tables.topics, reading: self.reading, times: self.timed, mentions: self.mentions }
    }

    fn entities(&self, mentions: &[usize], armed: bool) -> Vec<Entity> {
        let mut out: Vec<Entity> = Vec::new();
        for &m in mentions {
            if let Some(members) = self.resolved.members.get(&m) {
                let own = self.mentions[m].sector.clone();
                out.extend(members.iter().map(|k| {
                    let member = resolve::entity(&self.mentions[*k], armed);
                    let sector = Some(own.clone()).filter(|s| !s.is_empty());
                    Entity { span: self.mentions[m].span, sector, kind: rasid_model::EntityKind::Country, name: None, id: None, ..member }
                }));
                continue;
            }
            let entity = resolve::entity(&self.mentions[m], armed);
            if !out.iter().any(|e| e.span == entity.span) {
                out.push(entity);
            }
        }
        out
    }

    /// The nearest time that no clause mark parts from the act.
    fn date(&self, parsed: &Parsed<'_, '_>, draft: &Draft) -> Option<usize> {
        let at = draft.trigger.start;
        let first = self.times.partition_point(|e| e.tokens.start < parsed.tokens.start);
        let here = self.times.iter().enumerate().skip(first).take_while(|(_, e)| e.tokens.start < parsed.tokens.end);
        let within = here.filter(|(_, e)| e.interval.is_some() && !e.vague);
        let (distance, i) = within.map(|(i, e)| (self.distance(parsed, at, e.tokens.start), i)).min()?;
        (distance <= 16).then_some(i)
    }

    /// Tokens between, with what parts clauses counted more.
    fn distance(&self, parsed: &Parsed<'_, '_>, a: usize, b: usize) -> usize {
        let (low, high) = (a.min(b), a.max(b));
        let marks: usize = parsed
            .items
            .iter()
            .map(|x| match x {
                Item::Verb(t) | Item::Hal(t) if *t > low && *t < high => 6,
                Item::Word(Function::Complementiser | Function::Opener, r) if r.start > low && r.start < high => 6,
                _ => 0,
            })
            .sum();
        high - low + marks
    }

    /// Where an act happened. Words happen nowhere: only deeds and meetings have a place.
    fn place(&self, parsed: &Parsed<'_, '_>, draft: &Draft) -> Option<Candidate> {
        if let Some(m) = draft.place {
            return Some(Candidate::Mention(m));
        }
        let quad = draft.kind.quad();
        if !matches!(quad, Quad::MaterialConflict | Quad::MaterialCooperation) && draft.kind != EventType::Consult {
            return None;
        }
        let at = draft.trigger.start;
        let wanted: &[Use] = if draft.kind == EventType::Consult { &[Use::Host, Use::Destination] } else { &[Use::Host] };
        let mut best: Option<(usize, Candidate)> = None;
        for group in parsed.items.iter().filter_map(Item::group) {
            let here = wanted.iter().any(|u| parsed.used(group, *u));
            for &m in &group.mentions {
                let mention = &self.mentions[m];
                let (start, place) = match &mention.seat {
                    _ if mention.hosts() && here => (mention.tokens.start, Candidate::Mention(m)),
                    Some(seat) => (seat.tokens.start, Candidate::Seat(m)),
                    None => continue,
                };
                let distance = self.distance(parsed, at, start);
                if distance <= 14 && best.is_none_or(|(d, _)| distance < d) {
                    best = Some((distance, place));
                }
            }
        }
        best.map(|(_, m)| m).or_else(|| self.struck(parsed, draft))
    }

    /// «تحرير مدينة عدن», «استهدفت سوريا»: what an attack is on is where it is.
    fn struck(&self, parsed: &Parsed<'_, '_>, draft: &Draft) -> Option<Candidate> {
        if draft.kind != EventType::Assault {
            return None;
        }
        let recipient = draft.recipient.iter().copied().find(|m| self.mentions[*m].class == Class::State);
        let after = || {
            let near = draft.trigger.start..(draft.trigger.end + 4).min(parsed.tokens.end);
            let first = self.mentions.partition_point(|m| m.tokens.start < near.start);
            (first..self.mentions.len())
                .take_while(|m| near.contains(&self.mentions[*m].tokens.start))
                .find(|m| self.mentions[*m].class == Class::Place)
        };
        recipient.or_else(after).map(Candidate::Mention)
    }

    fn place_of(&self, candidate: Candidate) -> Option<Place> {
        let gazetteer = &self.tables.names.places;
        match candidate {
            Candidate::Seat(m) => self.mentions[m].seat.as_deref().map(|m| m.place(gazetteer)),
            Candidate::Mention(m) => Some(self.mentions[m].place(gazetteer)),
            Candidate::Time(_) => None,
        }
    }
}

/// Nobody acts on himself: each mention stays where it weighs more.
fn part(actors: &mut [Weighed], recipients: &mut [Weighed]) {
    for a in actors.iter_mut().filter(|a| a.score > 0) {
        if let Some(r) = recipients.iter_mut().find(|r| r.candidate == a.candidate && r.score > 0) {
            let loser = if a.score >= r.score { &mut r.score } else { &mut a.score };
            *loser = 0;
        }
    }
}

/// «تعرض المقر لهجوم»: where nobody outweighs his absence, the likeliest did it or suffered it; whether it is told at all is weighed with that.
fn somebody(draft: &mut Draft, actors: &[Weighed], recipients: &[Weighed]) {
    if !draft.actor.is_empty() || !draft.recipient.is_empty() {
        return;
    }
    let offered = actors.iter().map(|w| ("actor", w)).chain(recipients.iter().map(|w| ("recipient", w)));
    let likeliest = offered.filter(|(_, w)| w.score > -SOMEBODY).max_by_key(|(slot, w)| (w.score, *slot == "actor"));
    if let Some((slot, Weighed { candidate: Candidate::Mention(m), .. })) = likeliest {
        draft.fill(slot, &[*m]);
        draft.marks.push("somebody");
    }
}

/// Nobody weighs less than this, in hundredths of a logit, and yet stands in a slot.
const SOMEBODY: i32 = 180;

/// The mentions that outweigh their absence, those weighed highest first.
fn chosen(weighed: &[Weighed]) -> Vec<usize> {
    let mention = |w: &Weighed| if let Candidate::Mention(m) = w.candidate { Some(m) } else { None };
    weighed.iter().filter(|w| w.score > 0).filter_map(mention).collect()
}

/// «علّقنا»: who speaks is the subject.
fn first_persons(parsed: &Parsed<'_, '_>, clauses: &mut [crate::clause::Clause], scopes: &[Scope]) {
    for clause in clauses.iter_mut().filter(|c| parsed.tok(c.tok).reading.features.person == 1) {
        let over = scopes.iter().filter(|s| s.tokens.contains(&clause.tok));
        let inner = over
            .filter_map(|s| if let Effect::Speech(who) = &s.effect { Some((s.tokens.len(), who)) } else { None })
            .min_by_key(|(n, _)| *n);
        if let Some(first) = inner.and_then(|(_, who)| who.first()) {
            clause.subject = Some(Filler { mentions: vec![*first], item: None, how: "who speaks", head: true });
            clause.dropped = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{chosen, part};
    use crate::arguments::{Candidate, Weighed};

    #[test]
    fn nobody_acts_on_himself() {
        let weighed = |m, score| Weighed { candidate: Candidate::Mention(m), score, reasons: Vec::new() };
        let mut actors = [weighed(0, 90), weighed(1, 20), weighed(2, 70)];
        let mut recipients = [weighed(0, 40), weighed(1, 50), weighed(2, -10)];
        part(&mut actors, &mut recipients);
        assert_eq!((chosen(&actors), chosen(&recipients)), (vec![0, 2], vec![1]));
    }
}
