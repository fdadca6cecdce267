//! Who fills a draft's slots: every mention, place and time of the sentence (and those who carry over from the one
//! before) is weighed for every slot. What the grammar found is one reason among others; the weights are knowledge
//! (`knowledge/scoring/arguments.tsv`), fitted by `scripts/fit.py`.
//!
//! «المقاتلات استهدفت مواقع وتعزيزات الحوثيين»: no rule reaches «الحوثيين», but nobody else is left to be hit.

use std::fmt::Write as _;
use std::ops::Range;

use rasid_model::EntityKind;
use rasid_time::TimeExpression;

use crate::clause::{Clause, Parsed};
use crate::drafts::{Draft, Drafter};
use crate::items::Item;
use crate::mention::Class;
use crate::status::State;
use crate::tables::{Frame, Function, Map, Operator, Role, Tables};

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
    carried: Vec<(usize, &'static str)>,
    /// Item of each token of the sentence.
    home: Vec<Option<usize>>,
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
    ) -> Self {
        let parsed = drafter.parsed;
        let from = parsed.tokens.start;
        let mentions = parsed.mentions;
        let first = mentions.partition_point(|m| m.tokens.start < from);
        let here: Vec<usize> = (first..mentions.len()).take_while(|m| mentions[*m].tokens.start < parsed.tokens.end).collect();
        let mut all: Vec<(usize, &'static str)> = Vec::new();
        for (list, how) in carried {
            for m in *list {
                if !all.iter().any(|(k, _)| k == m) && !here.contains(m) {
                    all.push((*m, how));
                }
            }
        }
        let before = (0..first).rev().take(6).filter(|m| mentions[*m].acts()).take(2);
        for m in before {
            if !all.iter().any(|(k, _)| *k == m) {
                all.push((m, "last named"));
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
        Self { tables, parsed, drafter, clauses: drafter.clauses, times, here, carried: all, home }
    }

    /// All candidates for a slot, weighed, in text order.
    pub(crate) fn weigh(&self, slot: Slot, found: &Found<'_>) -> Vec<Weighed> {
        let candidates = self.candidates(slot);
        let group = usize::from(found.draft.noun) + 2 * slot as usize;
        let none = Map::default();
        let weights = self.tables.arguments.get(group).unwrap_or(&none);
        let mut value = String::new();
        candidates
            .iter()
            .map(|&candidate| {
                let mut sum = Sum { weights, score: weights.get("always").and_then(|w| w.get("")).copied().unwrap_or(0), reasons: None };
                if self.tables.everything {
                    sum.reasons = Some(vec![format!("{} {}\talways\t", slot.name(), word(found.draft))]);
                }
                let seen = Seen { slot, found, candidate, frame: self.drafter.frame(found.draft.frame), count: candidates.len() };
                self.features(&seen, &mut sum, &mut value);
                Weighed { candidate, score: sum.score, reasons: sum.reasons.unwrap_or_default() }
            })
            .collect()
    }

    /// Whether there are weights to choose by.
    pub(crate) fn fitted(&self) -> bool {
        self.tables.arguments.iter().any(|w| !w.is_empty())
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

    fn features(&self, seen: &Seen<'_>, sum: &mut Sum<'_>, value: &mut String) {
        let Found { draft, .. } = *seen.found;
        let mut add = |kind: &'static str, parts: &[&str]| {
            value.clear();
            for (i, p) in parts.iter().enumerate() {
                if i > 0 {
                    value.push(' ');
                }
                value.push_str(p);
            }
            sum.add(seen.slot, draft, kind, value);
        };
        let (mine, other) = seen.by_rule();
        let how = mine.unwrap_or("not by rule");
        let whose = if mine.is_some() {
            "mine"
        } else if seen.taken() {
            "of another"
        } else {
            "open"
        };
        let relation = self.relation(seen);
        let quad = draft.kind.quad().name();
        add("how", &[how]);
        add("how", &[how, quad]);
        add("state", &[whose, other]);
        add("relation", &[relation.name, relation.head]);
        add("relation", &[relation.name, whose]);
        add("wants", &[relation.name, relation.wants, whose]);
        add("preposition", &[relation.preposition, whose]);
        let side = self.side(seen);
        add("side", &[side.0, side.1]);
        add("side", &[side.0, side.2, whose]);
        let crossed = self.crossed(seen);
        add("crossed", &[crossed.0, crossed.1]);
        add("crossed", &[crossed.0, crossed.2, whose]);
        add("count", &[["0", "1", "2", "3", "4"][seen.count.min(4)], whose]);
        add("type", &[draft.kind.name(), whose]);
        if draft.kind.quad().name() != "verbal conflict" {
            add("passive", &[if draft.marks.contains(&"passive") { "passive" } else { "active" }, relation.name]);
        }
        add("headline", &[if self.parsed.headline { "headline" } else { "body" }, whose]);
        if let Candidate::Mention(m) = seen.candidate {
            self.of_mention(seen, m, whose, relation.name, &mut add);
        }
        add("frame", &[&seen.frame.id, whose]);
    }

    /// What the mention itself is, and what it does elsewhere in the sentence.
    fn of_mention(
        &self,
        seen: &Seen<'_>,
        m: usize,
        whose: &'static str,
        relation: &'static str,
        add: &mut dyn FnMut(&'static str, &[&str]),
    ) {
        let Found { draft, state, .. } = *seen.found;
        let mention = &self.parsed.mentions[m];
        let quad = draft.kind.quad().name();
        let class = class_name(mention.class);
        add("class", &[class, whose]);
        add("class", &[class, relation]);
        let sector = if mention.sector.is_empty() { "no sector" } else { &mention.sector };
        add("sector", &[quad, sector]);
        add("sector", &[draft.kind.name(), sector]);
        add("sector", &[sector, whose]);
        add("definite", &[if mention.definite { "definite" } else { "indefinite" }, if mention.numbered { "numbered" } else { "" }, whose]);
        if mention.kind == EntityKind::Source {
            add("source", &[whose]);
        }
        if let Some((_, how)) = self.carried.iter().find(|(k, _)| *k == m) {
            add("carried", &[how, whose]);
            add("carried", &[how, if self.opens_with_speech() { "speech goes on" } else { "" }]);
        }
        add("said", &[if state.said_by.contains(&m) { "speaks" } else { "silent" }, if state.in_speech { "in speech" } else { "" }, quad]);
        if seen.slot == Slot::Speaker {
            add(
                "acts",
                &[
                    if draft.actor.contains(&m) {
                        "actor"
                    } else if draft.recipient.contains(&m) {
                        "recipient"
                    } else {
                        ""
                    },
                    quad,
                ],
            );
        }
        self.of_clauses(seen, m, whose, add);
    }

    fn of_clauses(&self, seen: &Seen<'_>, m: usize, whose: &'static str, add: &mut dyn FnMut(&'static str, &[&str])) {
        let at = seen.found.draft.trigger.start;
        for c in self.clauses.iter().filter(|c| c.subject.as_ref().is_some_and(|f| f.mentions.contains(&m))) {
            let verb = self.parsed.tok(c.tok);
            let place = if c.tok == at {
                "its verb"
            } else if c.complement.is_some_and(|k| self.parsed.item_start(k) <= at && at < self.parsed.speech_end(k)) {
                "a verb over it"
            } else if c.tok < at {
                "a verb before"
            } else {
                "a verb after"
            };
            add("subject of", &[place, if c.dropped { "unsaid" } else { "said" }, whose]);
            for o in &verb.lexeme.operators {
                add("subject of", &[place, operator_name(*o)]);
            }
            if !verb.lexeme.frames.is_empty() && c.tok != at {
                add("subject of", &[place, "an act"]);
            }
        }
        let before = self.home_of(self.parsed.mentions[m].tokens.start).and_then(|i| i.checked_sub(1)).map(|i| &self.parsed.items[i]);
        if matches!(before, Some(Item::Word(Function::Attribution, _))) {
            add("attribution", &[whose]);
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
        let none = Relation { name: "elsewhere", head: "", wants: "", preposition: "" };
        if let Candidate::Mention(m) = seen.candidate
            && self.carried.iter().any(|(k, _)| *k == m)
        {
            return Relation { name: "carried", ..none };
        }
        let Some(item) = self.home_of(tokens.start) else { return none };
        let group = self.parsed.items[item].group();
        let head = match group {
            Some(g) if tokens.contains(&g.head) => "head",
            Some(_) => "inside",
            None => "",
        };
        let preposition = group.map_or("", |g| if g.joined { "joined" } else { g.preposition.as_deref().unwrap_or("bare") });
        // A joined group stands where the one before it stands.
        let mut first = item;
        while self.parsed.items[first].group().is_some_and(|g| g.joined) && first > 0 {
            let Some(p) = (0..first).rev().find(|p| self.parsed.items[*p].group().is_some()) else { break };
            first = p;
        }
        let (name, wants) = self.stands(seen, first, &tokens, draft);
        Relation { name, head, wants: role_name(wants), preposition }
    }

    fn stands(&self, seen: &Seen<'_>, item: usize, tokens: &Range<usize>, draft: &Draft) -> (&'static str, Role) {
        let frame = seen.frame;
        let preposition = self.parsed.items[item].group().and_then(|g| g.preposition.as_deref());
        let asked = preposition.map_or(Role::None, |p| self.drafter.prep_role(frame, p));
        let at = self.home_of(draft.trigger.start).unwrap_or(usize::MAX);
        if draft.noun {
            if item == at {
                return if tokens.start > draft.trigger.start {
                    ("after it in its group", frame.genitive)
                } else {
                    ("before it in its group", Role::None)
                };
            }
            let after = self.drafter.preps_after(at);
            if after.contains(&item) {
                return ("after a preposition of its own", asked);
            }
            if item == at + 1 && preposition.is_none() {
                return ("the group after it", frame.second);
            }
        }
        let own = self.clauses.iter().find(|c| {
            if draft.noun {
                c.item < at && at < c.end || c.subject.as_ref().is_some_and(|f| f.item == Some(at))
            } else {
                c.tok == draft.trigger.start || c.item < at && at < c.end
            }
        });
        let Some(c) = own else { return ("elsewhere", asked) };
        let passive = draft.marks.contains(&"passive");
        let over = draft.noun;
        if c.subject.as_ref().is_some_and(|f| f.item == Some(item)) {
            let role = if passive { frame.object } else { frame.subject };
            return (if over { "subject over it" } else { "subject" }, role);
        }
        match c.objects.iter().position(|o| *o == item) {
            Some(0) => return (if over { "object over it" } else { "object" }, frame.object),
            Some(_) => return (if over { "object over it" } else { "second object" }, Role::None),
            None => {}
        }
        if c.preps.contains(&item) {
            return (if over { "preposition over it" } else { "after a preposition" }, asked);
        }
        if c.antecedent == Some(item) {
            return ("antecedent", frame.object);
        }
        (if item < c.item { "before its clause" } else { "after its clause" }, asked)
    }

    /// Before or after, how far, and the how-manieth on that side.
    fn side(&self, seen: &Seen<'_>) -> (&'static str, &'static str, &'static str) {
        let at = &seen.found.draft.trigger;
        let tokens = self.tokens(seen.candidate);
        if tokens.start < self.parsed.tokens.start {
            return ("sentences before", "", "");
        }
        let before = tokens.start < at.start;
        let distance = if before { at.start.saturating_sub(tokens.end) } else { tokens.start.saturating_sub(at.end) };
        let far = match distance {
            0 => "next",
            1..=2 => "near",
            3..=5 => "5",
            6..=10 => "10",
            11..=18 => "18",
            _ => "far",
        };
        let (low, high) = if before { (tokens.end, at.start) } else { (at.end, tokens.start) };
        let between = self.here.iter().filter(|m| {
            let m = &self.parsed.mentions[**m];
            m.acts() && m.tokens.start >= low && m.tokens.end <= high
        });
        let nth = ["first", "second", "third", "later"][between.count().min(3)];
        (if before { "before" } else { "after" }, far, nth)
    }

    /// What stands between: verbs, complementisers, commas.
    fn crossed(&self, seen: &Seen<'_>) -> (&'static str, &'static str, &'static str) {
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
        let many = |n: usize| ["none", "one", "two"][n.min(2)];
        (many(verbs), many(clauses), many(commas))
    }
}

/// A candidate for a slot, with all that bears on it.
struct Seen<'s> {
    slot: Slot,
    found: &'s Found<'s>,
    candidate: Candidate,
    frame: &'s Frame,
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

struct Relation<'s> {
    name: &'static str,
    head: &'static str,
    wants: &'static str,
    preposition: &'s str,
}

struct Sum<'w> {
    weights: &'w Map<Map<i32>>,
    score: i32,
    reasons: Option<Vec<String>>,
}

impl Sum<'_> {
    fn add(&mut self, slot: Slot, draft: &Draft, kind: &'static str, value: &str) {
        if let Some(w) = self.weights.get(kind).and_then(|m| m.get(value)) {
            self.score += w;
        }
        if let Some(reasons) = &mut self.reasons {
            let mut line = String::new();
            let _ = write!(line, "{} {}\t{kind}\t{value}", slot.name(), word(draft));
            reasons.push(line);
        }
    }
}

fn word(draft: &Draft) -> &'static str {
    if draft.noun { "noun" } else { "verb" }
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Actor => "actor",
        Role::Recipient => "recipient",
        Role::Content => "content",
        Role::Place => "place",
        Role::None => "",
    }
}

fn class_name(class: Class) -> &'static str {
    match class {
        Class::Named => "named",
        Class::State => "state",
        Class::Capital => "capital",
        Class::Role => "role",
        Class::People => "people",
        Class::Nisba => "nationality",
        Class::Person => "person",
        Class::Place => "place",
        Class::GroupWord => "group word",
        Class::OwnCountry => "own country",
        Class::Counterpart => "counterpart",
    }
}

fn operator_name(o: Operator) -> &'static str {
    match o {
        Operator::Say => "say",
        Operator::SayOn => "say on",
        Operator::Relay => "relay",
        Operator::Declare => "declare",
        Operator::Deny => "deny",
        Operator::Do => "do",
        Operator::Occur => "occur",
        Operator::Undergo => "undergo",
        Operator::Cause => "cause",
        Operator::Aspect => "aspect",
        Operator::Fail => "fail",
        Operator::Intend => "intend",
        Operator::May => "may",
        Operator::Auxiliary => "auxiliary",
        Operator::Stop => "stop",
        Operator::Topic => "topic",
        Operator::Belonging => "belonging",
        Operator::Host => "host",
    }
}
