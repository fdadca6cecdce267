//! Who fills a draft's slots: every mention, place and time of the sentence (and those who carry over from the one
//! before) is weighed for every slot. What the grammar found is one reason among others; the weights are knowledge
//! (`knowledge/scoring/arguments.tsv`), fitted by `scripts/fit.py`.
//!
//! «المقاتلات استهدفت مواقع وتعزيزات الحوثيين»: no rule reaches «الحوثيين», but nobody else is left to be hit.

use std::ops::Range;

use rasid_model::{EntityKind, EventType};
use rasid_morph::{Gender, Number, Pos};
use rasid_time::TimeExpression;

use crate::clause::{Clause, Parsed};
use crate::drafts::{Draft, Drafter};
use crate::items::Item;
use crate::mention::Class;
use crate::status::State;
use crate::tables::{Frame, Function, Operator, Role, Tables};
use crate::weights::{Part, Sum, operator_name, part, word};

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    Actor,
    Recipient,
    Speaker,
    Date,
    Place,
}

impl Slot {
    pub(crate) const ALL: [Self; 5] = [Self::Actor, Self::Recipient, Self::Speaker, Self::Date, Self::Place];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Recipient => "recipient",
            Self::Speaker => "said_by",
            Self::Date => "date",
            Self::Place => "place",
        }
    }
}

/// Somebody, some place or some time that might fill a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Candidate {
    Mention(usize),
    /// The place inside a mention: «محكمة في مصر».
    Seat(usize),
    Time(usize),
}

/// A candidate weighed.
#[derive(Clone, Debug)]
pub(crate) struct Weighed {
    pub(crate) candidate: Candidate,
    pub(crate) score: i32,
    /// The features that held; kept where every candidate is kept.
    pub(crate) reasons: Vec<String>,
}

/// What a sentence offers to its drafts.
pub(crate) struct Chooser<'c, 'a, 'r> {
    tables: &'c Tables,
    parsed: &'c Parsed<'a, 'r>,
    drafter: &'c Drafter<'a, 'r, 'c>,
    clauses: &'c [Clause],
    times: &'c [TimeExpression],
    /// Mentions of the sentence that may act, or bear a nationality.
    here: Vec<usize>,
    /// Mentions that the sentences before leave, with what they are.
    carried: Vec<(usize, Part<'static>)>,
    /// Item of each token of the sentence.
    home: Vec<Option<usize>>,
    /// What the grammar made of the sentence's other acts.
    acts: Vec<Act>,
}

/// An act beside the one that is looked at.
struct Act {
    trigger: usize,
    kind: EventType,
    actor: Vec<usize>,
    recipient: Vec<usize>,
}

/// What the grammar found, by slot.
pub(crate) struct Found<'d> {
    pub(crate) draft: &'d Draft,
    pub(crate) state: &'d State,
    pub(crate) date: Option<usize>,
    pub(crate) place: Option<Candidate>,
}

impl<'c, 'a, 'r> Chooser<'c, 'a, 'r> {
    pub(crate) fn new(
        tables: &'c Tables,
        drafter: &'c Drafter<'a, 'r, 'c>,
        times: &'c [TimeExpression],
        carried: &[(&[usize], &'static str)],
        drafts: &[Draft],
    ) -> Self {
        let parsed = drafter.parsed;
        let from = parsed.tokens.start;
        let mentions = parsed.mentions;
        let first = mentions.partition_point(|m| m.tokens.start < from);
        let here: Vec<usize> = (first..mentions.len()).take_while(|m| mentions[*m].tokens.start < parsed.tokens.end).collect();
        let mut all: Vec<(usize, Part<'static>)> = Vec::new();
        for (list, how) in carried {
            for m in *list {
                if !all.iter().any(|(k, _)| k == m) && !here.contains(m) {
                    all.push((*m, Part::new(how)));
                }
            }
        }
        let before = (0..first).rev().take(6).filter(|m| mentions[*m].acts()).take(2);
        for m in before {
            if !all.iter().any(|(k, _)| *k == m) {
                all.push((m, part!("last named")));
            }
        }
        let mut home = vec![None; parsed.tokens.len()];
        for (i, item) in parsed.items.iter().enumerate() {
            let tokens = match item {
                Item::Group(g) => g.tokens.clone(),
                Item::Verb(t) | Item::Hal(t) => *t..*t + 1,
                Item::Word(_, r) | Item::Time(r) => r.clone(),
                _ => continue,
            };
            for t in tokens {
                home[t - from] = Some(i);
            }
        }
        let act = |d: &Draft| Act { trigger: d.trigger.start, kind: d.kind, actor: d.actor.clone(), recipient: d.recipient.clone() };
        let acts = drafts.iter().map(act).collect();
        Self { tables, parsed, drafter, clauses: drafter.clauses, times, here, carried: all, home, acts }
    }

    /// All candidates for each slot, weighed, in text order.
    pub(crate) fn weigh(&self, found: &Found<'_>) -> [Vec<Weighed>; 5] {
        let mut known = Vec::new();
        Slot::ALL.map(|slot| self.weigh_for(slot, found, &mut known))
    }

    fn weigh_for<'s>(&'s self, slot: Slot, found: &Found<'_>, known: &mut Vec<(Candidate, Standing<'s>)>) -> Vec<Weighed> {
        let candidates = self.candidates(slot);
        let draft = found.draft;
        let (frame, kind, quad) = (self.drafter.frame(draft.frame), Part::new(draft.kind.name()), Part::new(draft.kind.quad().name()));
        let empty = Sum::new(self.tables, slot.name(), word(draft), self.tables.reasons);
        candidates
            .iter()
            .map(|&candidate| {
                let mut sum = empty.clone();
                let seen = Seen { slot, found, candidate, frame, kind, quad, count: candidates.len() };
                let at = known.iter().position(|(c, _)| *c == candidate).unwrap_or_else(|| {
                    known.push((candidate, self.standing(&seen)));
                    known.len() - 1
                });
                self.features(&seen, &known[at].1, &mut sum);
                Weighed { candidate, score: sum.score(), reasons: sum.reasons().into_iter().map(|(r, _)| r).collect() }
            })
            .collect()
    }

    /// Whether there are weights to choose by.
    pub(crate) fn fitted(&self) -> bool {
        self.tables.choices.contains_key(Slot::Actor.name())
    }

    /// How many other acts the sentence tells, and how many of the same type.
    pub(crate) fn acts_like(&self, draft: &Draft) -> (usize, usize) {
        let others = || self.acts.iter().filter(|a| a.trigger != draft.trigger.start);
        (others().count(), others().filter(|a| a.kind == draft.kind).count())
    }

    fn candidates(&self, slot: Slot) -> Vec<Candidate> {
        let mentions = self.parsed.mentions;
        match slot {
            Slot::Actor | Slot::Recipient => {
                let here = self.here.iter().filter(|m| mentions[**m].class != Class::Place);
                self.carried.iter().map(|(m, _)| m).chain(here).map(|m| Candidate::Mention(*m)).collect()
            }
            Slot::Speaker => {
                let here = self.here.iter().filter(|m| mentions[**m].acts());
                self.carried.iter().map(|(m, _)| m).chain(here).map(|m| Candidate::Mention(*m)).collect()
            }
            Slot::Place => {
                let place = |m: &usize| {
                    let m = *m;
                    let seat = mentions[m].seat.is_some().then_some(Candidate::Seat(m));
                    mentions[m].hosts().then_some(Candidate::Mention(m)).or(seat)
                };
                self.here.iter().filter_map(place).collect()
            }
            Slot::Date => {
                let first = self.times.partition_point(|e| e.tokens.start < self.parsed.tokens.start);
                let within = (first..self.times.len()).take_while(|i| self.times[*i].tokens.start < self.parsed.tokens.end);
                within.filter(|i| self.times[*i].interval.is_some() && !self.times[*i].vague).map(Candidate::Time).collect()
            }
        }
    }

    fn tokens(&self, candidate: Candidate) -> Range<usize> {
        let mentions = self.parsed.mentions;
        match candidate {
            Candidate::Mention(m) => mentions[m].tokens.clone(),
            Candidate::Seat(m) => mentions[m].seat.as_ref().map_or(mentions[m].tokens.clone(), |s| s.tokens.clone()),
            Candidate::Time(t) => self.times[t].tokens.clone(),
        }
    }

    fn standing(&self, seen: &Seen<'_>) -> Standing<'_> {
        Standing { relation: self.relation(seen), side: self.side(seen), crossed: self.crossed(seen) }
    }

    fn features(&self, seen: &Seen<'_>, standing: &Standing<'_>, sum: &mut Sum<'_>) {
        let Found { draft, .. } = *seen.found;
        let mut add = |kind: Part<'static>, parts: &[Part<'_>]| sum.add(kind, parts);
        let (mine, other) = seen.by_rule();
        let how = mine.map_or(part!("not by rule"), Part::new);
        let whose = if mine.is_some() {
            part!("mine")
        } else if seen.taken() {
            part!("of another")
        } else {
            part!("open")
        };
        let Standing { relation, side, crossed } = standing;
        let quad = seen.quad;
        add(part!("how"), &[how]);
        add(part!("how"), &[how, quad]);
        add(part!("state"), &[whose, Part::new(other)]);
        add(part!("relation"), &[relation.name, relation.head]);
        add(part!("relation"), &[relation.name, whose]);
        add(part!("wants"), &[relation.name, relation.wants, whose]);
        add(part!("preposition"), &[relation.preposition, whose]);
        add(part!("side"), &[side.0, side.1]);
        add(part!("side"), &[side.0, side.2, whose]);
        add(part!("crossed"), &[crossed.0, crossed.1]);
        add(part!("crossed"), &[crossed.0, crossed.2, whose]);
        add(part!("count"), &[[part!("0"), part!("1"), part!("2"), part!("3"), part!("4")][seen.count.min(4)], whose]);
        add(part!("type"), &[seen.kind, whose]);
        if seen.quad.text != "verbal conflict" {
            add(part!("passive"), &[if draft.marks.contains(&"passive") { part!("passive") } else { part!("active") }, relation.name]);
        }
        add(part!("headline"), &[if self.parsed.headline { part!("headline") } else { part!("body") }, whose]);
        if let Candidate::Mention(m) = seen.candidate {
            self.of_mention(seen, m, whose, relation.name, &mut add);
        }
        add(part!("frame"), &[Part::new(&seen.frame.id), whose]);
    }

    /// What the mention itself is, and what it does elsewhere in the sentence.
    fn of_mention(
        &self,
        seen: &Seen<'_>,
        m: usize,
        whose: Part<'static>,
        relation: Part<'static>,
        add: &mut dyn FnMut(Part<'static>, &[Part<'_>]),
    ) {
        let Found { draft, state, .. } = *seen.found;
        let mention = &self.parsed.mentions[m];
        let quad = seen.quad;
        let class = class_name(mention.class);
        add(part!("class"), &[class, whose]);
        add(part!("class"), &[class, relation]);
        let sector = if mention.sector.is_empty() { part!("no sector") } else { Part::new(&mention.sector) };
        add(part!("sector"), &[quad, sector]);
        add(part!("sector"), &[seen.kind, sector]);
        add(part!("sector"), &[sector, whose]);
        add(
            part!("definite"),
            &[
                if mention.definite { part!("definite") } else { part!("indefinite") },
                if mention.numbered { part!("numbered") } else { part!("") },
                whose,
            ],
        );
        if mention.kind == EntityKind::Source {
            add(part!("source"), &[whose]);
        }
        if let Some((_, how)) = self.carried.iter().find(|(k, _)| *k == m) {
            add(part!("carried"), &[*how, whose]);
            add(part!("carried"), &[*how, if self.opens_with_speech() { part!("speech goes on") } else { part!("") }]);
        }
        add(
            part!("said"),
            &[
                if state.said_by.contains(&m) { part!("speaks") } else { part!("silent") },
                if state.in_speech { part!("in speech") } else { part!("") },
                quad,
            ],
        );
        if seen.slot == Slot::Speaker {
            add(
                part!("acts"),
                &[
                    if draft.actor.contains(&m) {
                        part!("actor")
                    } else if draft.recipient.contains(&m) {
                        part!("recipient")
                    } else {
                        part!("")
                    },
                    quad,
                ],
            );
        }
        self.of_clauses(seen, m, whose, add);
        self.of_acts(seen, m, whose, add);
        self.of_grammar(seen, m, relation, add);
    }

    /// What it does in the sentence's other acts: who is killed in the attack, who did what is condemned.
    fn of_acts(&self, seen: &Seen<'_>, m: usize, whose: Part<'static>, add: &mut dyn FnMut(Part<'static>, &[Part<'_>])) {
        let draft = seen.found.draft;
        for act in self.acts.iter().filter(|a| a.trigger != draft.trigger.start) {
            let role = match (act.actor.contains(&m), act.recipient.contains(&m)) {
                (true, _) => part!("actor"),
                (_, true) => part!("recipient"),
                _ => continue,
            };
            let which = if act.trigger < draft.trigger.start { part!("of an act before") } else { part!("of an act after") };
            let alike = if act.kind == draft.kind { part!("alike") } else { part!("") };
            add(part!("elsewhere"), &[role, which, alike, whose]);
            add(part!("elsewhere"), &[role, which, Part::new(act.kind.quad().name()), seen.quad]);
        }
        let country = |list: &[usize]| list.first().map(|k| self.parsed.mentions[*k].country.as_str()).filter(|c| !c.is_empty());
        let own = Some(self.parsed.mentions[m].country.as_str()).filter(|c| !c.is_empty());
        let other = match seen.slot {
            Slot::Recipient => country(&draft.actor),
            Slot::Actor => country(&draft.recipient),
            _ => return,
        };
        let same = match (own, other) {
            (Some(a), Some(b)) if a == b => part!("same country"),
            (Some(_), Some(_)) => part!("other country"),
            _ => part!("no country"),
        };
        add(part!("country"), &[same, seen.quad]);
    }

    /// Whether it agrees with the verb, and what else the verb has: «واتهم الحكومة بالفساد» accuses the government.
    fn of_grammar(&self, seen: &Seen<'_>, m: usize, relation: Part<'static>, add: &mut dyn FnMut(Part<'static>, &[Part<'_>])) {
        let draft = seen.found.draft;
        let Some(c) = self.clauses.iter().find(|c| c.tok == draft.trigger.start).filter(|_| !draft.noun) else { return };
        let verb = self.parsed.tok(c.tok);
        let mention = &self.parsed.mentions[m];
        let head = self.parsed.tok(mention.tokens.start);
        let f = (verb.reading.features, head.reading.features);
        let singular = f.1.number == Number::Singular && head.reading.known && head.reading.pos == Pos::Noun && !mention.numbered;
        let agrees = match (f.0.gender, f.1.gender) {
            (Gender::Masculine, Gender::Feminine) | (Gender::Feminine, Gender::Masculine) if singular => part!("other gender"),
            (Gender::Masculine, Gender::Masculine) | (Gender::Feminine, Gender::Feminine) if singular => part!("same gender"),
            _ => part!("any gender"),
        };
        let conjoined = if verb.reading.proclitics.conjunction.is_some() { part!("after and") } else { part!("") };
        let objects = if c.objects.is_empty() { part!("no object") } else { part!("object") };
        let number = match f.0.number {
            Number::Plural | Number::Dual => part!("many"),
            _ if f.0.gender == Gender::Feminine => part!("she"),
            _ => part!("he"),
        };
        let wants = role_name(seen.frame.object);
        add(part!("grammar"), &[relation, agrees, if c.verb_first { part!("verb first") } else { part!("") }]);
        add(part!("grammar"), &[relation, conjoined, objects, wants]);
        add(part!("grammar"), &[relation, agrees, conjoined, objects, wants]);
        add(part!("grammar"), &[relation, number, Part::new(mention.kind.name())]);
        let plural = self.clauses.iter().any(|o| o.tok < c.tok && o.subject.is_some());
        add(part!("grammar"), &[relation, if plural { part!("another subject before") } else { part!("") }, conjoined, objects]);
    }

    fn of_clauses(&self, seen: &Seen<'_>, m: usize, whose: Part<'static>, add: &mut dyn FnMut(Part<'static>, &[Part<'_>])) {
        let at = seen.found.draft.trigger.start;
        for c in self.clauses.iter().filter(|c| c.subject.as_ref().is_some_and(|f| f.mentions.contains(&m))) {
            let verb = self.parsed.tok(c.tok);
            let place = if c.tok == at {
                part!("its verb")
            } else if c.complement.is_some_and(|k| self.parsed.item_start(k) <= at && at < self.parsed.speech_end(k)) {
                part!("a verb over it")
            } else if c.tok < at {
                part!("a verb before")
            } else {
                part!("a verb after")
            };
            add(part!("subject of"), &[place, if c.dropped { part!("unsaid") } else { part!("said") }, whose]);
            for o in &verb.lexeme.operators {
                add(part!("subject of"), &[place, operator_name(*o)]);
            }
            if !verb.lexeme.frames.is_empty() && c.tok != at {
                add(part!("subject of"), &[place, part!("an act")]);
            }
        }
        let before = self.home_of(self.parsed.mentions[m].tokens.start).and_then(|i| i.checked_sub(1)).map(|i| &self.parsed.items[i]);
        if matches!(before, Some(Item::Word(Function::Attribution, _))) {
            add(part!("attribution"), &[whose]);
        }
    }

    fn opens_with_speech(&self) -> bool {
        self.clauses.first().is_some_and(|c| {
            let t = self.parsed.tok(c.tok);
            c.dropped && (t.is(Operator::Say) || t.is(Operator::SayOn))
        })
    }

    fn home_of(&self, tok: usize) -> Option<usize> {
        self.home.get(tok.checked_sub(self.parsed.tokens.start)?).copied().flatten()
    }

    /// Where a candidate stands from the trigger's point of view.
    fn relation(&self, seen: &Seen<'_>) -> Relation<'_> {
        let draft = seen.found.draft;
        let tokens = self.tokens(seen.candidate);
        let none = Relation { name: part!("elsewhere"), head: part!(""), wants: part!(""), preposition: part!("") };
        if let Candidate::Mention(m) = seen.candidate
            && self.carried.iter().any(|(k, _)| *k == m)
        {
            return Relation { name: part!("carried"), ..none };
        }
        let Some(item) = self.home_of(tokens.start) else { return none };
        let group = self.parsed.items[item].group();
        let head = match group {
            Some(g) if tokens.contains(&g.head) => part!("head"),
            Some(_) => part!("inside"),
            None => part!(""),
        };
        let preposition =
            group.map_or(part!(""), |g| if g.joined { part!("joined") } else { g.preposition.as_deref().map_or(part!("bare"), Part::new) });
        // A joined group stands where the one before it stands.
        let mut first = item;
        while self.parsed.items[first].group().is_some_and(|g| g.joined) && first > 0 {
            let Some(p) = (0..first).rev().find(|p| self.parsed.items[*p].group().is_some()) else { break };
            first = p;
        }
        let (name, wants) = self.stands(seen, first, &tokens, draft);
        Relation { name, head, wants: role_name(wants), preposition }
    }

    fn stands(&self, seen: &Seen<'_>, item: usize, tokens: &Range<usize>, draft: &Draft) -> (Part<'static>, Role) {
        let frame = seen.frame;
        let preposition = self.parsed.items[item].group().and_then(|g| g.preposition.as_deref());
        let asked = preposition.map_or(Role::None, |p| self.drafter.prep_role(frame, p));
        let at = self.home_of(draft.trigger.start).unwrap_or(usize::MAX);
        if draft.noun {
            if item == at {
                return if tokens.start > draft.trigger.start {
                    (part!("after it in its group"), frame.genitive)
                } else {
                    (part!("before it in its group"), Role::None)
                };
            }
            let after = self.drafter.preps_after(at);
            if after.contains(&item) {
                return (part!("after a preposition of its own"), asked);
            }
            if item == at + 1 && preposition.is_none() {
                return (part!("the group after it"), frame.second);
            }
        }
        let own = self.clauses.iter().find(|c| {
            if draft.noun {
                c.item < at && at < c.end || c.subject.as_ref().is_some_and(|f| f.item == Some(at))
            } else {
                c.tok == draft.trigger.start || c.item < at && at < c.end
            }
        });
        let Some(c) = own else { return (part!("elsewhere"), asked) };
        let passive = draft.marks.contains(&"passive");
        let over = draft.noun;
        if c.subject.as_ref().is_some_and(|f| f.item == Some(item)) {
            let role = if passive { frame.object } else { frame.subject };
            return (if over { part!("subject over it") } else { part!("subject") }, role);
        }
        match c.objects.iter().position(|o| *o == item) {
            Some(0) => return (if over { part!("object over it") } else { part!("object") }, frame.object),
            Some(_) => return (if over { part!("object over it") } else { part!("second object") }, Role::None),
            None => {}
        }
        if c.preps.contains(&item) {
            return (if over { part!("preposition over it") } else { part!("after a preposition") }, asked);
        }
        if c.antecedent == Some(item) {
            return (part!("antecedent"), frame.object);
        }
        (if item < c.item { part!("before its clause") } else { part!("after its clause") }, asked)
    }

    /// Before or after, how far, and the how-manieth on that side.
    fn side(&self, seen: &Seen<'_>) -> (Part<'static>, Part<'static>, Part<'static>) {
        let at = &seen.found.draft.trigger;
        let tokens = self.tokens(seen.candidate);
        if tokens.start < self.parsed.tokens.start {
            return (part!("sentences before"), part!(""), part!(""));
        }
        let before = tokens.start < at.start;
        let distance = if before { at.start.saturating_sub(tokens.end) } else { tokens.start.saturating_sub(at.end) };
        let far = match distance {
            0 => part!("next"),
            1..=2 => part!("near"),
            3..=5 => part!("5"),
            6..=10 => part!("10"),
            11..=18 => part!("18"),
            _ => part!("far"),
        };
        let (low, high) = if before { (tokens.end, at.start) } else { (at.end, tokens.start) };
        let between = self.here.iter().filter(|m| {
            let m = &self.parsed.mentions[**m];
            m.acts() && m.tokens.start >= low && m.tokens.end <= high
        });
        let nth = [part!("first"), part!("second"), part!("third"), part!("later")][between.count().min(3)];
        (if before { part!("before") } else { part!("after") }, far, nth)
    }

    /// What stands between: verbs, complementisers, commas.
    fn crossed(&self, seen: &Seen<'_>) -> (Part<'static>, Part<'static>, Part<'static>) {
        let at = &seen.found.draft.trigger;
        let tokens = self.tokens(seen.candidate);
        let (low, high) = if tokens.start < at.start { (tokens.end, at.start) } else { (at.end, tokens.start) };
        let (mut verbs, mut clauses, mut commas, mut last) = (0usize, 0usize, 0usize, low);
        for item in &self.parsed.items {
            let tok = match item {
                Item::Verb(t) | Item::Hal(t) => *t,
                Item::Word(_, r) | Item::Time(r) => r.start,
                Item::Group(g) => g.tokens.start,
                Item::Comma | Item::Colon => {
                    commas += usize::from(last >= low && last < high && last > low);
                    continue;
                }
                _ => continue,
            };
            last = tok;
            if tok < low || tok >= high {
                continue;
            }
            match item {
                Item::Verb(_) | Item::Hal(_) => verbs += 1,
                Item::Word(Function::Complementiser | Function::Opener | Function::Relative, _) => clauses += 1,
                _ => {}
            }
        }
        let many = |n: usize| [part!("none"), part!("one"), part!("two")][n.min(2)];
        (many(verbs), many(clauses), many(commas))
    }
}

/// A candidate for a slot, with all that bears on it.
struct Seen<'s> {
    slot: Slot,
    found: &'s Found<'s>,
    candidate: Candidate,
    frame: &'s Frame,
    kind: Part<'static>,
    quad: Part<'static>,
    count: usize,
}

impl Seen<'_> {
    /// How the grammar put the candidate into this slot, and what it made of it otherwise.
    fn by_rule(&self) -> (Option<&'static str>, &'static str) {
        let draft = self.found.draft;
        let slot = |role: &str| match self.candidate {
            Candidate::Mention(m) => draft.slots.iter().find(|(r, k, _)| *r == role && *k == m).map(|(.., how)| *how),
            _ => None,
        };
        match self.slot {
            Slot::Actor => (slot("actor"), slot("recipient").unwrap_or("")),
            Slot::Recipient => (slot("recipient"), slot("actor").unwrap_or("")),
            Slot::Speaker => {
                let Candidate::Mention(m) = self.candidate else { return (None, "") };
                let place = self.found.state.said_by.iter().position(|s| *s == m);
                (place.map(|p| if p == 0 { "nearest speaker" } else { "who hands it on" }), "")
            }
            Slot::Date => (matches!(self.candidate, Candidate::Time(t) if self.found.date == Some(t)).then_some("nearest time"), ""),
            Slot::Place => ((self.found.place == Some(self.candidate)).then_some("nearest place"), ""),
        }
    }

    /// Whether the grammar gave the slot to another.
    fn taken(&self) -> bool {
        match self.slot {
            Slot::Actor => !self.found.draft.actor.is_empty(),
            Slot::Recipient => !self.found.draft.recipient.is_empty(),
            Slot::Speaker => !self.found.state.said_by.is_empty(),
            Slot::Date => self.found.date.is_some(),
            Slot::Place => self.found.place.is_some(),
        }
    }
}

/// Where a candidate stands, whatever slot it is for.
struct Standing<'s> {
    relation: Relation<'s>,
    side: (Part<'static>, Part<'static>, Part<'static>),
    crossed: (Part<'static>, Part<'static>, Part<'static>),
}

struct Relation<'s> {
    name: Part<'static>,
    head: Part<'static>,
    wants: Part<'static>,
    preposition: Part<'s>,
}

fn role_name(role: Role) -> Part<'static> {
    match role {
        Role::Actor => part!("actor"),
        Role::Recipient => part!("recipient"),
        Role::Content => part!("content"),
        Role::Place => part!("place"),
        Role::None => part!(""),
    }
}

fn class_name(class: Class) -> Part<'static> {
    match class {
        Class::Named => part!("named"),
        Class::State => part!("state"),
        Class::Capital => part!("capital"),
        Class::Role => part!("role"),
        Class::People => part!("people"),
        Class::Nisba => part!("nationality"),
        Class::Person => part!("person"),
        Class::Place => part!("place"),
        Class::GroupWord => part!("group word"),
        Class::OwnCountry => part!("own country"),
        Class::Counterpart => part!("counterpart"),
    }
}
