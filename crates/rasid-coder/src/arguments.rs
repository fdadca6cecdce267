//! Who fills a draft's slots: every mention, place and time of the sentence (and those who carry over from the one
//! before) is weighed for every slot. What the grammar found is one reason among others; the weights are knowledge
//! (`knowledge/scoring/choices.tsv`), fitted by `scripts/fit.py`.
//!
//! «المقاتلات استهدفت مواقع وتعزيزات الحوثيين»: no rule reaches «الحوثيين», but nobody else is left to be hit.

mod setting;
mod standing;

use std::cell::OnceCell;
use std::ops::Range;

use rasid_model::{Day, EntityKind, EventType};
use rasid_morph::{Enclitic, Gender, Number, Pos};
use rasid_time::TimeExpression;

use crate::clause::{Clause, Parsed};
use crate::drafts::{Draft, Drafter};
use crate::items::Item;
use crate::mention::Class;
use crate::status::State;
use crate::tables::{Frame, Function, Operator, Role, Tables, Use};
use crate::weights::{Family, Lot, Part, Sums, Word, operator_name, part, word};
use standing::{Between, Standing};

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

    /// It alone, among the decisions of its family.
    fn lot(self) -> Lot {
        Lot::one(self as usize)
    }

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
    pub(crate) reasons: Vec<(String, i32)>,
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
    /// Item of each token of the sentence.
    home: Vec<Option<usize>>,
    /// What parts words from each other.
    between: Between,
    /// Everybody, every place and every time, in text order.
    offers: Vec<Offer<'c>>,
    /// How many there are for each slot.
    counts: [usize; Slot::ALL.len()],
    /// What the grammar made of the sentence's other acts.
    acts: Vec<Act>,
    published: Option<Day>,
}

/// A candidate, with what holds of it whatever the act.
struct Offer<'c> {
    candidate: Candidate,
    tokens: Range<usize>,
    /// The slots that it may fill.
    slots: Lot,
    /// What it is, where the sentences before leave it.
    carried: Option<Part<'static>>,
    /// The item that it stands in; of groups joined to each other, the first.
    item: Option<usize>,
    /// Whether it is its group's head.
    head: Part<'static>,
    preposition: Part<'c>,
    sector: Part<'c>,
    class: Part<'static>,
    /// The clauses whose subject it is.
    clauses: Vec<usize>,
    /// What its own words say, by the sort of word that tells the act and by whose the slot is.
    own: [OnceCell<Sums<'c>>; 6],
}

/// Whether the grammar gave a slot to a candidate.
#[derive(Clone, Copy)]
enum Whose {
    Mine,
    Another,
    Open,
}

impl Whose {
    fn name(self) -> Part<'static> {
        match self {
            Self::Mine => part!("mine"),
            Self::Another => part!("of another"),
            Self::Open => part!("open"),
        }
    }
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
        published: Option<Day>,
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
        let acts: Vec<Act> = drafts.iter().map(act).collect();
        let between = Between::of(parsed);
        let (offers, counts) = (Vec::new(), [0; Slot::ALL.len()]);
        let mut chooser =
            Self { tables, parsed, drafter, clauses: drafter.clauses, times, here, home, between, offers, counts, acts, published };
        if !chooser.acts.is_empty() {
            chooser.offer(&all);
        }
        chooser
    }

    /// Gathers the candidates: those who carry over, then the mentions of the sentence, then its times.
    fn offer(&mut self, carried: &[(usize, Part<'static>)]) {
        let slots = |all: &[Slot]| all.iter().fold(Lot::NONE, |lot, slot| lot.with(slot.lot()));
        let mut offers: Vec<Offer<'c>> = Vec::new();
        for (m, how) in carried {
            let offer = self.candidate(Candidate::Mention(*m), slots(&[Slot::Actor, Slot::Recipient, Slot::Speaker]));
            offers.push(Offer { carried: Some(*how), ..offer });
        }
        for &m in &self.here {
            let mention = &self.parsed.mentions[m];
            let sides = if mention.class == Class::Place { Lot::NONE } else { slots(&[Slot::Actor, Slot::Recipient]) };
            let speaker = if mention.acts() { Slot::Speaker.lot() } else { Lot::NONE };
            // «في البيت الأبيض»: a body is a place too.
            let within = || self.home_of(mention.tokens.start).and_then(|i| self.parsed.items[i].group());
            let body = || mention.kind == EntityKind::Organisation && within().is_some_and(|g| self.parsed.used(g, Use::Host));
            let place = if mention.hosts() || body() { Slot::Place.lot() } else { Lot::NONE };
            offers.push(self.candidate(Candidate::Mention(m), sides.with(speaker).with(place)));
            if mention.seat.is_some() && !mention.hosts() {
                offers.push(self.candidate(Candidate::Seat(m), Slot::Place.lot()));
            }
        }
        let first = self.times.partition_point(|e| e.tokens.start < self.parsed.tokens.start);
        let within = (first..self.times.len()).take_while(|i| self.times[*i].tokens.start < self.parsed.tokens.end);
        for t in within.filter(|i| self.times[*i].interval.is_some() && !self.times[*i].vague) {
            offers.push(self.candidate(Candidate::Time(t), Slot::Date.lot()));
        }
        self.counts = Slot::ALL.map(|slot| offers.iter().filter(|o| o.slots.has(slot as usize)).count());
        self.offers = offers;
    }

    fn candidate(&self, candidate: Candidate, slots: Lot) -> Offer<'c> {
        let mut offer = Offer {
            candidate,
            tokens: self.tokens(candidate),
            slots,
            carried: None,
            item: None,
            head: part!(""),
            preposition: part!(""),
            sector: part!(""),
            class: part!(""),
            clauses: Vec::new(),
            own: Default::default(),
        };
        if let Some(item) = self.home_of(offer.tokens.start) {
            self.place(&mut offer, item);
        }
        if let Candidate::Mention(m) = candidate {
            let mention = &self.parsed.mentions[m];
            let subject = |c: &Clause| c.subject.as_ref().is_some_and(|f| f.mentions.contains(&m));
            offer.class = class_name(mention.class);
            offer.sector = if mention.sector.is_empty() { part!("no sector") } else { Part::new(&mention.sector) };
            offer.clauses = (0..self.clauses.len()).filter(|c| subject(&self.clauses[*c])).collect();
        }
        offer
    }

    /// Where in the sentence it stands.
    fn place(&self, offer: &mut Offer<'c>, item: usize) {
        let items = &self.parsed.items;
        if let Some(g) = items[item].group() {
            let bare = || g.preposition.as_deref().map_or(part!("bare"), Part::new);
            offer.head = if offer.tokens.contains(&g.head) { part!("head") } else { part!("inside") };
            offer.preposition = if g.joined { part!("joined") } else { bare() };
        }
        // A joined group stands where the one before it stands.
        let mut first = item;
        while items[first].group().is_some_and(|g| g.joined) {
            let Some(p) = (0..first).rev().find(|p| items[*p].group().is_some()) else { break };
            first = p;
        }
        offer.item = Some(first);
    }

    /// All candidates for each slot, weighed, in text order.
    pub(crate) fn weigh(&self, found: &Found<'_>) -> [Vec<Weighed>; 5] {
        let seen = self.seen(found);
        let mut out = self.counts.map(Vec::with_capacity);
        for offer in &self.offers {
            let mut sums = self.sums(&seen, offer);
            for (slot, all) in out.iter_mut().enumerate().filter(|(slot, _)| offer.slots.has(*slot)) {
                let reasons = sums.reasons(slot);
                all.push(Weighed { candidate: offer.candidate, score: sums.score(slot), reasons });
            }
        }
        out
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

    /// The types of the acts told before one in its sentence, the nearest first.
    pub(crate) fn acts_before(&self, draft: &Draft) -> Vec<EventType> {
        let mut before: Vec<&Act> = self.acts.iter().filter(|a| a.trigger < draft.trigger.start).collect();
        before.sort_by_key(|a| std::cmp::Reverse(a.trigger));
        before.into_iter().map(|a| a.kind).collect()
    }

    fn tokens(&self, candidate: Candidate) -> Range<usize> {
        let mentions = self.parsed.mentions;
        match candidate {
            Candidate::Mention(m) => mentions[m].tokens.clone(),
            Candidate::Seat(m) => mentions[m].seat.as_ref().map_or(mentions[m].tokens.clone(), |s| s.tokens.clone()),
            Candidate::Time(t) => self.times[t].tokens.clone(),
        }
    }

    fn seen<'s>(&'s self, found: &'s Found<'s>) -> Seen<'s, 'c> {
        let draft = found.draft;
        let at = self.home_of(draft.trigger.start);
        let taken = Slot::ALL.iter().filter(|slot| found.taken(**slot)).fold(Lot::NONE, |lot, slot| lot.with(slot.lot()));
        let frame = self.drafter.frame(draft.frame);
        Seen {
            found,
            frame,
            name: Part::new(&frame.id),
            kind: Part::new(draft.kind.name()),
            quad: Part::new(draft.kind.quad().name()),
            word: word(draft),
            taken,
            at,
            after: at.filter(|_| draft.noun).map(|at| self.drafter.preps_after(at)).unwrap_or_default(),
            clause: self.clause_of(draft, at.unwrap_or(usize::MAX)),
            verb: self.clauses.iter().find(|c| c.tok == draft.trigger.start).filter(|_| !draft.noun),
            passive: draft.marks.contains(&"passive"),
            base: Default::default(),
        }
    }

    /// All that bears on a candidate, for every slot that it may fill.
    fn sums(&self, seen: &Seen<'_, 'c>, offer: &Offer<'c>) -> Sums<'c> {
        let mut sums = Sums::empty(self.tables, Family::Slots, seen.word, self.tables.reasons);
        let standing = self.standing(seen, offer);
        let Standing { relation, side, crossed, .. } = standing;
        sums.add_to(offer.slots, part!("relation"), &[relation, standing.head]);
        sums.add_to(offer.slots, part!("side"), &[side[0], side[1]]);
        sums.add_to(offer.slots, part!("crossed"), &[crossed[0], crossed[1]]);
        if seen.quad.text != "verbal conflict" {
            let passive = if seen.passive { part!("passive") } else { part!("active") };
            sums.add_to(offer.slots, part!("passive"), &[passive, relation]);
        }
        if let Candidate::Mention(m) = offer.candidate {
            self.of_mention(seen, offer, m, relation, &mut sums);
        }
        self.of_setting(seen, offer, &standing, &mut sums);
        let (mine, otherwise) = self.by_rule(seen, offer, &mut sums);
        let others = offer.slots.without(mine);
        let lots = [(Whose::Mine, mine), (Whose::Another, others.within(seen.taken)), (Whose::Open, others.without(seen.taken))];
        for (whose, lot) in lots.into_iter().filter(|(_, lot)| *lot != Lot::NONE) {
            if lot.without(otherwise) != Lot::NONE {
                sums.add_to(lot.without(otherwise), part!("state"), &[whose.name(), part!("")]);
            }
            self.of_slots(seen, offer, &standing, (whose, lot), &mut sums);
        }
        sums
    }

    /// How the grammar put the candidate into slots, and what it made of it otherwise. Gives the slots that are its
    /// own, and those for which it was something else.
    fn by_rule(&self, seen: &Seen<'_, 'c>, offer: &Offer<'c>, sums: &mut Sums<'c>) -> (Lot, Lot) {
        let (mut mine, mut otherwise) = (Lot::NONE, Lot::NONE);
        for slot in Slot::ALL.into_iter().filter(|slot| offer.slots.has(*slot as usize)) {
            let (how, other) = seen.found.by_rule(slot, offer.candidate);
            if let Some(how) = how.map(Part::new) {
                mine = mine.with(slot.lot());
                sums.add_to(slot.lot(), part!("how"), &[how]);
                sums.add_to(slot.lot(), part!("how"), &[how, seen.quad]);
            }
            if !other.is_empty() {
                let whose = match how {
                    Some(_) => Whose::Mine,
                    None if seen.taken.has(slot as usize) => Whose::Another,
                    None => Whose::Open,
                };
                otherwise = otherwise.with(slot.lot());
                sums.add_to(slot.lot(), part!("state"), &[whose.name(), Part::new(other)]);
            }
        }
        (mine, otherwise)
    }

    /// What bears on slots that are all its own, all another's or all open.
    fn of_slots(&self, seen: &Seen<'_, 'c>, offer: &Offer<'c>, standing: &Standing<'_>, slots: (Whose, Lot), sums: &mut Sums<'c>) {
        let (whose, lot) = (slots.0.name(), slots.1);
        sums.plus(lot, seen.base[slots.0 as usize].get_or_init(|| self.base(seen, slots.0)));
        let Standing { relation, side, crossed, .. } = *standing;
        sums.add_to(lot, part!("relation"), &[relation, whose]);
        sums.add_to(lot, part!("wants"), &[relation, standing.wants, whose]);
        sums.add_to(lot, part!("preposition"), &[standing.preposition, whose]);
        sums.add_to(lot, part!("side"), &[side[0], side[2], whose]);
        sums.add_to(lot, part!("crossed"), &[crossed[0], crossed[2], whose]);
        if let Candidate::Mention(m) = offer.candidate {
            let own = &offer.own[slots.0 as usize + if seen.found.draft.noun { 3 } else { 0 }];
            sums.plus(lot, own.get_or_init(|| self.own(offer, m, seen.word, whose)));
            self.of_clauses(seen, offer, whose, lot, sums);
            self.of_acts(seen, m, whose, lot, sums);
        }
    }

    /// What holds for all candidates of a draft.
    fn base(&self, seen: &Seen<'_, 'c>, whose: Whose) -> Sums<'c> {
        let mut sums = Sums::new(self.tables, Family::Slots, seen.word, self.tables.reasons);
        if !matches!(whose, Whose::Mine) {
            sums.add(part!("how"), &[part!("not by rule")]);
            sums.add(part!("how"), &[part!("not by rule"), seen.quad]);
        }
        for slot in Slot::ALL {
            let count = [part!("0"), part!("1"), part!("2"), part!("3"), part!("4")][self.counts[slot as usize].min(4)];
            sums.add_to(slot.lot(), part!("count"), &[count, whose.name()]);
        }
        sums.add(part!("type"), &[seen.kind, whose.name()]);
        sums.add(part!("headline"), &[if self.parsed.headline { part!("headline") } else { part!("body") }, whose.name()]);
        sums.add(part!("frame"), &[seen.name, whose.name()]);
        sums
    }

    /// What a mention's own words say of it.
    fn own(&self, offer: &Offer<'c>, m: usize, word: Word, whose: Part<'static>) -> Sums<'c> {
        let mut sums = Sums::empty(self.tables, Family::Slots, word, self.tables.reasons);
        let mention = &self.parsed.mentions[m];
        sums.add(part!("class"), &[offer.class, whose]);
        sums.add(part!("sector"), &[offer.sector, whose]);
        sums.add(
            part!("definite"),
            &[
                if mention.definite { part!("definite") } else { part!("indefinite") },
                if mention.numbered { part!("numbered") } else { part!("") },
                whose,
            ],
        );
        if mention.kind == EntityKind::Source {
            sums.add(part!("source"), &[whose]);
        }
        if let Some(how) = offer.carried {
            sums.add(part!("carried"), &[how, whose]);
            sums.add(part!("carried"), &[how, if self.opens_with_speech() { part!("speech goes on") } else { part!("") }]);
        }
        let before = self.home_of(mention.tokens.start).and_then(|i| i.checked_sub(1)).map(|i| &self.parsed.items[i]);
        if matches!(before, Some(Item::Word(Function::Attribution, _))) {
            sums.add(part!("attribution"), &[whose]);
        }
        sums
    }

    /// What the mention is to the act, whoever has the slot.
    fn of_mention(&self, seen: &Seen<'_, 'c>, offer: &Offer<'c>, m: usize, relation: Part<'static>, sums: &mut Sums<'c>) {
        let Found { draft, state, .. } = *seen.found;
        let lot = offer.slots;
        sums.add_to(lot, part!("class"), &[offer.class, relation]);
        sums.add_to(lot, part!("sector"), &[seen.quad, offer.sector]);
        sums.add_to(lot, part!("sector"), &[seen.kind, offer.sector]);
        let speaks = if state.said_by.contains(&m) { part!("speaks") } else { part!("silent") };
        sums.add_to(lot, part!("said"), &[speaks, if state.in_speech { part!("in speech") } else { part!("") }, seen.quad]);
        if lot.has(Slot::Speaker as usize) {
            self.of_speaker(seen, offer, m, sums);
        }
        let country = |m: &usize| Some(self.parsed.mentions[*m].country.as_str()).filter(|c| !c.is_empty());
        let mine = country(&m);
        for (slot, others) in [(Slot::Actor, &draft.recipient), (Slot::Recipient, &draft.actor)] {
            if !lot.has(slot as usize) {
                continue;
            }
            let same = match (mine, others.first().and_then(country)) {
                (Some(a), Some(b)) if a == b => part!("same country"),
                (Some(_), Some(_)) => part!("other country"),
                _ => part!("no country"),
            };
            sums.add_to(slot.lot(), part!("country"), &[same, seen.quad]);
        }
        self.of_pronoun(seen, offer, m, relation, sums);
        self.of_grammar(seen, m, lot, relation, sums);
    }

    /// Whether the pronoun on the act's word may stand for it: «اعتقاله», «اتهمتهم».
    fn of_pronoun(&self, seen: &Seen<'_, 'c>, offer: &Offer<'c>, m: usize, relation: Part<'static>, sums: &mut Sums<'c>) {
        let at = seen.found.draft.trigger.end - 1;
        let pronoun = match self.parsed.tok(at).reading.enclitic {
            Enclitic::None => return,
            Enclitic::Him => part!("him"),
            Enclitic::Her => part!("her"),
            Enclitic::Them | Enclitic::Both | Enclitic::ThemFeminine => part!("them"),
            _ => part!("us"),
        };
        let mention = &self.parsed.mentions[m];
        let head = self.parsed.tok(mention.tokens.start).reading.features;
        let number = match head.number {
            _ if mention.numbered => part!("many"),
            Number::Plural | Number::Dual => part!("many"),
            _ => part!("one"),
        };
        let gender = match head.gender {
            Gender::Feminine => part!("feminine"),
            _ => part!("masculine"),
        };
        let passed = self.parsed.mentions[m + 1..].iter().take(24).take_while(|k| k.tokens.start < at).filter(|k| k.acts()).count();
        let nth = [part!("last"), part!("second last"), part!("third last"), part!("earlier")][passed.min(3)];
        let side = if mention.tokens.start < at { nth } else { part!("after") };
        sums.add_to(offer.slots, part!("pronoun"), &[pronoun, gender, number, Part::new(mention.kind.name())]);
        sums.add_to(offer.slots, part!("pronoun"), &[pronoun, side]);
        sums.add_to(offer.slots, part!("pronoun"), &[pronoun, gender, number, side]);
        sums.add_to(offer.slots, part!("pronoun"), &[pronoun, relation]);
    }

    /// What it does in the sentence's other acts: who is killed in the attack, who did what is condemned.
    fn of_acts(&self, seen: &Seen<'_, 'c>, m: usize, whose: Part<'static>, lot: Lot, sums: &mut Sums<'c>) {
        let draft = seen.found.draft;
        for act in self.acts.iter().filter(|a| a.trigger != draft.trigger.start) {
            let role = match (act.actor.contains(&m), act.recipient.contains(&m)) {
                (true, _) => part!("actor"),
                (_, true) => part!("recipient"),
                _ => continue,
            };
            let which = if act.trigger < draft.trigger.start { part!("of an act before") } else { part!("of an act after") };
            let alike = if act.kind == draft.kind { part!("alike") } else { part!("") };
            sums.add_to(lot, part!("elsewhere"), &[role, which, alike, whose]);
            sums.add_to(lot, part!("elsewhere"), &[role, which, Part::new(act.kind.quad().name()), seen.quad]);
        }
    }

    /// Whether it agrees with the verb, and what else the verb has: «واتهم الحكومة بالفساد» accuses the government.
    fn of_grammar(&self, seen: &Seen<'_, 'c>, m: usize, lot: Lot, relation: Part<'static>, sums: &mut Sums<'c>) {
        let Some(c) = seen.verb else { return };
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
        sums.add_to(lot, part!("grammar"), &[relation, agrees, if c.verb_first { part!("verb first") } else { part!("") }]);
        sums.add_to(lot, part!("grammar"), &[relation, conjoined, objects, wants]);
        sums.add_to(lot, part!("grammar"), &[relation, agrees, conjoined, objects, wants]);
        sums.add_to(lot, part!("grammar"), &[relation, number, Part::new(mention.kind.name())]);
        let plural = self.clauses.iter().any(|o| o.tok < c.tok && o.subject.is_some());
        sums.add_to(
            lot,
            part!("grammar"),
            &[relation, if plural { part!("another subject before") } else { part!("") }, conjoined, objects],
        );
    }

    fn of_clauses(&self, seen: &Seen<'_, 'c>, offer: &Offer<'c>, whose: Part<'static>, lot: Lot, sums: &mut Sums<'c>) {
        let at = seen.found.draft.trigger.start;
        for c in offer.clauses.iter().map(|c| &self.clauses[*c]) {
            let verb = self.parsed.tok(c.tok);
            let place = self.toward(c, at);
            sums.add_to(lot, part!("subject of"), &[place, if c.dropped { part!("unsaid") } else { part!("said") }, whose]);
            for o in &verb.lexeme.operators {
                sums.add_to(lot, part!("subject of"), &[place, operator_name(*o)]);
            }
            if verb.acts && c.tok != at {
                sums.add_to(lot, part!("subject of"), &[place, part!("an act")]);
            }
        }
    }

    /// What the verb of a clause is to an act.
    fn toward(&self, c: &Clause, at: usize) -> Part<'static> {
        if c.tok == at {
            part!("its verb")
        } else if c.complement.is_some_and(|k| self.parsed.item_start(k) <= at && at < self.parsed.speech_end(k)) {
            part!("a verb over it")
        } else if c.tok < at {
            part!("a verb before")
        } else {
            part!("a verb after")
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
}

/// A draft whose slots are sought, with what bears on all its candidates.
struct Seen<'s, 'c> {
    found: &'s Found<'s>,
    frame: &'s Frame,
    name: Part<'s>,
    kind: Part<'static>,
    quad: Part<'static>,
    word: Word,
    /// The slots that the grammar gave to somebody.
    taken: Lot,
    /// The trigger's item.
    at: Option<usize>,
    /// Groups with a preposition after an event noun.
    after: Vec<usize>,
    /// The clause around the trigger.
    clause: Option<&'s Clause>,
    /// The clause whose verb tells the act.
    verb: Option<&'s Clause>,
    passive: bool,
    /// What holds for all candidates, by whose the slot is.
    base: [OnceCell<Sums<'c>>; 3],
}

impl Found<'_> {
    /// How the grammar put a candidate into a slot, and what it made of it otherwise.
    fn by_rule(&self, slot: Slot, candidate: Candidate) -> (Option<&'static str>, &'static str) {
        let put = |role: &str| match candidate {
            Candidate::Mention(m) => self.draft.slots.iter().find(|(r, k, _)| *r == role && *k == m).map(|(.., how)| *how),
            _ => None,
        };
        match slot {
            Slot::Actor => (put("actor"), put("recipient").unwrap_or("")),
            Slot::Recipient => (put("recipient"), put("actor").unwrap_or("")),
            Slot::Speaker => {
                let Candidate::Mention(m) = candidate else { return (None, "") };
                let place = self.state.said_by.iter().position(|s| *s == m);
                (place.map(|p| if p == 0 { "nearest speaker" } else { "who hands it on" }), "")
            }
            Slot::Date => (matches!(candidate, Candidate::Time(t) if self.date == Some(t)).then_some("nearest time"), ""),
            Slot::Place => ((self.place == Some(candidate)).then_some("nearest place"), ""),
        }
    }

    /// Whether the grammar gave the slot to somebody.
    fn taken(&self, slot: Slot) -> bool {
        match slot {
            Slot::Actor => !self.draft.actor.is_empty(),
            Slot::Recipient => !self.draft.recipient.is_empty(),
            Slot::Speaker => !self.state.said_by.is_empty(),
            Slot::Date => self.date.is_some(),
            Slot::Place => self.place.is_some(),
        }
    }
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
