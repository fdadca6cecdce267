//! Clauses and event nouns → drafts of events: a frame, its trigger, and mentions in its slots.

use rasid_model::{EntityKind, EventType, Quad};
use rasid_morph::{Enclitic, Pos};
use std::ops::Range;

use crate::clause::{Clause, Filler, Parsed};
use crate::items::Item;
use crate::mention::Class;
use crate::scope::{Effect, Scope};
use crate::tables::{Content, Frame, Frames, Function, Need, Operator, Operators, Role, Use};

/// An event in the making; numbers are mentions.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) frame: u16,
    pub(crate) kind: EventType,
    pub(crate) trigger: Range<usize>,
    pub(crate) clause: Range<usize>,
    pub(crate) actor: Vec<usize>,
    pub(crate) recipient: Vec<usize>,
    /// `(role, mention, how)`
    pub(crate) slots: Vec<(&'static str, usize, &'static str)>,
    pub(crate) noun: bool,
    pub(crate) negated: bool,
    pub(crate) future: bool,
    pub(crate) possible: bool,
    /// Named features of the decision, for the scorer and for `explain`.
    pub(crate) marks: Vec<&'static str>,
    pub(crate) place: Option<usize>,
    /// What stands around it, by name: features of the scorer.
    pub(crate) around: Vec<String>,
}

pub(crate) struct Drafter<'a, 'r, 's> {
    pub(crate) parsed: &'s Parsed<'a, 'r>,
    pub(crate) clauses: &'s [Clause],
    pub(crate) frames: &'s Frames,
    /// Who spoke last, in the sentence before.
    pub(crate) speaker: Option<&'s Filler>,
    pub(crate) operators: &'s Operators,
}

/// Whether the head of an object or content is one that a frame wants.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Head {
    /// The frame wants no particular one.
    Any,
    Fits,
    Unfit,
}

/// How well a frame fits: drafts of one word are compared by it.
type Fit = i32;

impl Drafter<'_, '_, '_> {
    /// All drafts of a sentence, and the scopes that their frames open.
    ///
    /// Words whose frames found nobody are left in `empty`.
    pub(crate) fn drafts(&self, scopes: &mut Vec<Scope>, empty: &mut Vec<usize>) -> Vec<Draft> {
        let mut out = Vec::new();
        for clause in self.clauses {
            if let Some(draft) = self.of_clause(clause) {
                self.content_scope(clause, &draft, scopes);
                out.push(draft);
            } else if !self.parsed.tok(clause.tok).lexeme.frames.is_empty() {
                empty.push(clause.tok);
            }
        }
        for (item, x) in self.parsed.items.iter().enumerate() {
            if let Item::Group(group) = x {
                for tok in group.tokens.clone() {
                    if out.iter().any(|d| d.trigger.contains(&tok)) {
                        continue;
                    }
                    if let Some(draft) = self.of_noun(item, tok, &out) {
                        self.noun_scope(item, &draft, scopes);
                        out.push(draft);
                    } else if !self.parsed.tok(tok).lexeme.frames.is_empty() {
                        empty.push(tok);
                    }
                }
            }
        }
        self.share_actors(&mut out);
        self.targets(&mut out);
        self.merge(&mut out);
        for (item, x) in self.parsed.items.iter().enumerate() {
            if let Some(draft) = self.must(item, x, scopes) {
                out.push(draft);
            }
        }
        out.sort_by_key(|d| d.trigger.start);
        out
    }

    /// «أدانت فرنسا الهجوم الذي شنه الحوثيون»: words about an act are to whom did it; a threat is to whom it would befall.
    fn targets(&self, drafts: &mut [Draft]) {
        for i in 0..drafts.len() {
            let d = &drafts[i];
            let about = matches!(d.kind, EventType::Accuse | EventType::Support | EventType::Reject | EventType::Threaten);
            if !about || !d.recipient.is_empty() || d.actor.is_empty() || self.frame(d.frame).reciprocal {
                continue;
            }
            let end = d.clause.end.max(d.trigger.end + 1);
            let inner = drafts[i + 1..].iter().take(2).find(|e| e.noun && e.trigger.start < end && !e.marks.contains(&"borrowed subject"));
            let whom = inner.map(|e| if d.kind == EventType::Threaten { e.recipient.clone() } else { e.actor.clone() }).unwrap_or_default();
            let whom: Vec<usize> = whom.into_iter().filter(|m| !d.actor.contains(m)).collect();
            let d = &mut drafts[i];
            d.slots.extend(whom.iter().map(|m| ("recipient", *m, "who did what it is about")));
            d.recipient = whom;
        }
    }

    /// «بالسجن على خمسة وبالسجن على ثلاثة» is one record; so is «محاولة انقلاب».
    fn merge(&self, drafts: &mut Vec<Draft>) {
        let mut i = 1;
        while i < drafts.len() {
            let (before, rest) = drafts.split_at_mut(i);
            let (Some(first), Some(second)) = (before.last_mut(), rest.first()) else { return };
            let lemma = |d: &Draft| &self.parsed.tok(d.trigger.start).lexeme.lemma;
            let joined = self.parsed.tok(second.trigger.start).reading.proclitics.conjunction.is_some();
            let repeated = first.frame == second.frame && joined && lemma(first) == lemma(second) && first.noun && second.noun;
            // «وقّع الطرفان اتفاقا»: the verb tells it.
            let object = !first.noun
                && second.noun
                && first.kind == second.kind
                && second.around.iter().any(|a| a == "as object")
                && second.marks.contains(&"under an act");
            if object {
                drafts.remove(i);
                continue;
            }
            let inner = first.noun
                && second.noun
                && first.kind == second.kind
                && second.marks.contains(&"inside another act")
                && second.trigger.start - first.trigger.start <= 2;
            if repeated || inner {
                let more: Vec<usize> = second
                    .recipient
                    .iter()
                    .copied()
                    .filter(|m| !first.recipient.contains(m) && (repeated || first.recipient.is_empty()))
                    .collect();
                first.slots.extend(more.iter().map(|m| ("recipient", *m, "told together")));
                first.recipient.extend(more);
                if first.actor.is_empty() {
                    first.actor.clone_from(&second.actor);
                    first.slots.extend(second.slots.iter().filter(|(role, ..)| *role == "actor"));
                }
                drafts.remove(i);
            } else {
                i += 1;
            }
        }
    }

    /// «قطع علاقات المغرب مع إيران وطرد السفير»: acts joined by «و» share who does them.
    fn share_actors(&self, drafts: &mut [Draft]) {
        drafts.sort_by_key(|d| d.trigger.start);
        for i in 1..drafts.len() {
            let (before, rest) = drafts.split_at_mut(i);
            let (Some(first), Some(second)) = (before.last(), rest.first_mut()) else { continue };
            let joined = self.parsed.tok(second.trigger.start).reading.proclitics.conjunction.is_some();
            let borrowed = second.actor.is_empty() || second.marks.contains(&"borrowed subject");
            if joined && second.noun && first.noun && borrowed && !first.actor.is_empty() && self.frame(second.frame).subject == Role::Actor
            {
                second.actor.clone_from(&first.actor);
                second.slots.retain(|(role, ..)| *role != "actor");
                second.slots.extend(first.actor.iter().map(|m| ("actor", *m, "shared with the act before")));
            }
        }
    }

    /// «يجب على الحكومة», «على الجيش أن»: said by somebody, it is a demand.
    fn must(&self, item: usize, x: &Item, scopes: &mut Vec<Scope>) -> Option<Draft> {
        let (trigger, addressee) = match x {
            Item::Word(Function::Must, r) => {
                let on = (item + 1..self.parsed.items.len().min(item + 3))
                    .find(|j| self.parsed.items[*j].group().is_some_and(|g| self.parsed.used(g, Use::Duty)));
                (r.clone(), on.and_then(|j| self.parsed.filler(j, "on whom it is")))
            }
            Item::Group(g) if self.parsed.used(g, Use::Duty) => {
                let Some(Item::Word(Function::Complementiser, r)) = self.parsed.items.get(item + 1) else { return None };
                let filler = self.parsed.filler(item, "on whom it is").filter(|f| f.head)?;
                let opens = self
                    .parsed
                    .before(item)
                    .is_none_or(|p| !matches!(self.parsed.items[p], Item::Verb(_) | Item::Group(_) | Item::Word(Function::Must, _)));
                let start = g.tokens.start.checked_sub(1).filter(|s| *s >= self.parsed.tokens.start).unwrap_or(g.tokens.start);
                (opens.then_some(start..r.end)?, Some(filler))
            }
            _ => return None,
        };
        let over = scopes.iter().filter(|s| s.tokens.contains(&trigger.start));
        let speech = over.filter_map(|s| if let Effect::Speech(who) = &s.effect { Some((s.tokens.len(), who.clone())) } else { None });
        // Without a verb of speech it is the report's last speaker who goes on.
        let speakers = speech.min_by_key(|(n, _)| *n).map(|(_, who)| who).or_else(|| self.speaker.map(|f| f.mentions.clone()))?;
        let mut draft = self.draft(self.frames.must?, trigger.clone(), false);
        self.put(&mut draft, Role::Actor, &Filler { mentions: speakers, ..Filler::default() }, "who says it must be");
        if let Some(filler) = addressee {
            self.put(&mut draft, Role::Recipient, &filler, filler.how);
        }
        draft.clause = trigger.start..self.parsed.content_end(item + 1).max(trigger.end);
        draft.marks.push("must");
        scopes.push(Scope { tokens: trigger.end..draft.clause.end.max(trigger.end), effect: Effect::Suppress, owner: trigger.start });
        (!draft.actor.is_empty()).then_some(draft)
    }

    fn frame(&self, number: u16) -> &Frame {
        &self.frames.all[number as usize]
    }

    fn draft(&self, frame: u16, trigger: Range<usize>, noun: bool) -> Draft {
        Draft {
            frame,
            kind: self.frame(frame).kind,
            clause: trigger.clone(),
            trigger,
            actor: Vec::new(),
            recipient: Vec::new(),
            slots: Vec::new(),
            noun,
            negated: false,
            future: false,
            possible: false,
            marks: Vec::new(),
            place: None,
            around: Vec::new(),
        }
    }

    fn put(&self, draft: &mut Draft, role: Role, filler: &Filler, how: &'static str) {
        let reciprocal = self.frame(draft.frame).reciprocal;
        let (slot, name) = match role {
            Role::Actor => (&mut draft.actor, "actor"),
            Role::Recipient if reciprocal => (&mut draft.actor, "actor"),
            Role::Recipient => (&mut draft.recipient, "recipient"),
            Role::Place => {
                draft.place = filler.mentions.first().copied();
                return;
            }
            Role::None | Role::Content => return,
        };
        for m in &filler.mentions {
            if !slot.contains(m) {
                slot.push(*m);
                draft.slots.push((name, *m, how));
            }
        }
    }

    // ---- verbs

    fn of_clause(&self, clause: &Clause) -> Option<Draft> {
        let verb = self.parsed.tok(clause.tok);
        let mut best: Option<(Fit, Draft)> = None;
        let mut offer = |found: Option<(Fit, Draft)>| {
            if let Some((fit, draft)) = found
                && best.as_ref().is_none_or(|(b, _)| fit > *b) {
                    best = Some((fit, draft));
                }
        };
        for phrase in &verb.lexeme.phrases {
            if let Some((noun, item)) = self.phrase_noun(clause, phrase) {
                let trigger = if self.frame(phrase.frame).verb_triggers { clause.tok..clause.tok + 1 } else { noun };
                offer(self.verb_frame(clause, phrase.frame, trigger, Some(item)).map(|(fit, d)| (fit + 30, d)));
            }
        }
        for &frame in &verb.lexeme.frames {
            offer(self.verb_frame(clause, frame, clause.tok..clause.tok + 1, None));
        }
        let mut draft = best?.1;
        draft.negated = clause.negated;
        draft.future = clause.future;
        draft.possible = clause.possible || clause.conditional;
        draft.clause = self.clause_tokens(clause);
        self.marks_of_clause(&mut draft, clause);
        Some(draft)
    }

    fn marks_of_clause(&self, draft: &mut Draft, clause: &Clause) {
        let mut mark = |on: bool, name| {
            if on {
                draft.marks.push(name);
            }
        };
        mark(clause.hal, "participle");
        mark(clause.verb_first, "verb first");
        mark(clause.relative, "relative");
        mark(clause.dropped, "subject dropped");
        mark(crate::items::imperfect(self.parsed.tok(clause.tok)), "imperfect");
        mark(clause.subject.as_ref().is_some_and(|f| !f.head), "subject inside a group");
        let over = self.clauses.iter().rev().find(|c| c.complement.is_some_and(|from| from < clause.item) && c.item < clause.item);
        match over {
            Some(c) if self.parsed.tok(c.tok).lexeme.operators.is_empty() => mark(true, "in a complement"),
            Some(_) => {}
            None => mark(true, "main clause"),
        }
        mark(self.parsed.before(clause.item).is_none(), "opens the sentence");
        mark(clause.objects.is_empty() && clause.preps.is_empty(), "nothing follows");
    }

    fn clause_tokens(&self, clause: &Clause) -> Range<usize> {
        let start = clause
            .subject
            .as_ref()
            .filter(|_| !clause.dropped)
            .and_then(|f| f.item)
            .map_or(clause.tok, |i| self.parsed.item_start(i))
            .min(clause.tok);
        let end = self.parsed.item_start(clause.end).max(clause.tok + 1);
        start..end
    }

    /// The noun of a phrase among a clause's objects or prepositional groups.
    fn phrase_noun(&self, clause: &Clause, phrase: &crate::tables::Phrase) -> Option<(Range<usize>, usize)> {
        let subject = clause.subject.as_ref().filter(|_| !clause.dropped).and_then(|f| f.item);
        let items: Vec<usize> =
            if phrase.preposition.is_empty() { clause.objects.iter().copied().chain(subject).collect() } else { clause.preps.clone() };
        items.into_iter().find_map(|item| {
            let group = self.parsed.items[item].group()?;
            if !phrase.preposition.is_empty() && group.preposition.as_deref() != Some(phrase.preposition.as_str()) {
                return None;
            }
            let first = phrase.nouns.first()?;
            let at = group.tokens.clone().take(3).find(|t| self.is_word(*t, first))?;
            let rest =
                phrase.nouns[1..].iter().enumerate().all(|(k, w)| at + 1 + k < self.parsed.tokens.end && self.is_word(at + 1 + k, w));
            rest.then_some((at..at + phrase.nouns.len(), item))
        })
    }

    /// Whether a head of a list stands at a token; a head of several words wants them in order.
    fn is_head(&self, tok: usize, head: &str) -> bool {
        head.split(' ').enumerate().all(|(k, word)| tok + k < self.parsed.tokens.end && self.is_word(tok + k, word))
    }

    fn is_word(&self, tok: usize, word: &str) -> bool {
        let t = self.parsed.tok(tok);
        t.lexeme.lemma == word || t.lexeme.bare == word || t.facts.key == word
    }

    fn verb_frame(&self, clause: &Clause, number: u16, trigger: Range<usize>, phrase: Option<usize>) -> Option<(Fit, Draft)> {
        let frame = self.frame(number);
        let content = self.content_item(clause, frame, phrase);
        let specific = self.heads_fit(clause, frame, content)?;
        let mut draft = self.draft(number, trigger, false);
        let passive = phrase.is_none() && self.is_passive(clause, frame);
        if passive && !frame.passive {
            return None;
        }
        self.fill_core(&mut draft, clause, frame, phrase, passive);
        self.fill_preps(&mut draft, frame, &clause.preps);
        if passive {
            draft.marks.push("passive");
        }
        self.weigh(frame, draft, specific, 0)
    }

    /// How well a frame fits; nothing where it found nobody.
    fn weigh(&self, frame: &Frame, mut draft: Draft, specific: Head, own: usize) -> Option<(Fit, Draft)> {
        if draft.actor.is_empty() && draft.recipient.is_empty() {
            return None;
        }
        let satisfied = self.satisfied(frame, &draft);
        if !satisfied {
            draft.marks.push(match frame.need {
                Need::Both => "wants both sides",
                Need::Actor => "wants an actor",
                Need::Recipient | Need::Any => "wants a recipient",
            });
        }
        if !satisfied && draft.marks.contains(&"borrowed subject") {
            draft.marks.push("wants more than a borrowed subject");
        }
        match specific {
            Head::Fits => draft.marks.push("head fits"),
            Head::Unfit => draft.marks.push("head does not fit"),
            Head::Any => {}
        }
        let specific = match specific {
            Head::Fits => 20,
            Head::Any => 0,
            Head::Unfit => -60,
        };
        let filled = i32::from(!draft.actor.is_empty()) + i32::from(!draft.recipient.is_empty());
        let own = i32::try_from(own.min(4)).unwrap_or(0);
        Some((specific + 50 * i32::from(satisfied) + 2 * own + filled, draft))
    }

    fn fill_core(&self, draft: &mut Draft, clause: &Clause, frame: &Frame, phrase: Option<usize>, passive: bool) {
        let subject_role = if passive { frame.object } else { frame.subject };
        if let Some(subject) = &clause.subject
            && subject.item.is_none_or(|i| Some(i) != phrase || clause.dropped) {
                self.put(draft, subject_role, subject, subject.how);
            }
        if passive {
            return;
        }
        let objects: Vec<usize> = clause.objects.iter().copied().filter(|o| Some(*o) != phrase).collect();
        let object = objects.first().and_then(|o| self.parsed.filler(*o, "object").or_else(|| self.owner(*o)));
        if let Some(filler) = object {
            self.put(draft, frame.object, &filler, "object");
        } else if let Some(item) =
            phrase.filter(|_| frame.subject == Role::Recipient && draft.actor.is_empty() && frame.genitive != Role::Recipient)
        {
            // «قوبلت برفض تركي»: the nationality on the noun acts.
            let nisbas = self.parsed.items[item].group().map(|g| g.mentions.clone()).unwrap_or_default();
            let mentions: Vec<usize> = nisbas.into_iter().filter(|m| self.parsed.mentions[*m].class == Class::Nisba).collect();
            self.put(draft, Role::Actor, &Filler { mentions, ..Filler::default() }, "nationality");
        } else if let Some(item) = phrase.filter(|_| frame.genitive != Role::None) {
            let inner = self.parsed.filler(item, "what the phrase is about");
            if let Some(filler) = inner.filter(|f| !f.head && draft.actor != f.mentions) {
                if frame.genitive == Role::Actor {
                    // «أعرب الوزير عن دعم بلاده»: the country supports.
                    draft.actor.clear();
                    draft.slots.retain(|(role, ..)| *role != "actor");
                }
                self.put(draft, frame.genitive, &filler, "in the phrase");
            }
        }
        let pronoun = self.parsed.tok(clause.tok).reading.enclitic != Enclitic::None;
        if objects.is_empty() && pronoun && !clause.relative
            && let Some(m) = self.pronoun(clause.tok, &draft.actor) {
                let filler = Filler { mentions: vec![m], ..Filler::default() };
                self.put(draft, frame.object, &filler, "pronoun");
            }
        if let Some(antecedent) = clause.antecedent.and_then(|a| self.parsed.filler(a, "")) {
            self.put(draft, frame.object, &antecedent, "what the relative clause is about");
        }
    }

    /// «بطارية للدفاع الجوي السوري»: a thing is whose nationality it bears.
    fn owner(&self, item: usize) -> Option<Filler> {
        let nisba = |g: &crate::items::Group| g.mentions.iter().copied().find(|m| self.parsed.mentions[*m].class == Class::Nisba);
        let group = self.parsed.items.get(item)?.group()?;
        let next =
            || self.parsed.items.get(item + 1).and_then(Item::group).filter(|g| g.preposition.is_some() && !g.joined).and_then(nisba);
        let m = nisba(group).or_else(next)?;
        Some(Filler { mentions: vec![m], item: Some(item), how: "whose it is", head: false })
    }

    fn fill_preps(&self, draft: &mut Draft, frame: &Frame, preps: &[usize]) {
        for &p in preps {
            let Some(preposition) = self.parsed.items[p].group().and_then(|g| g.preposition.as_deref()) else { continue };
            let role = self.prep_role(frame, preposition);
            let thing = || if role == Role::Recipient { self.owner(p) } else { None };
            if let Some(filler) = self.parsed.filler(p, "after a preposition").or_else(thing) {
                // «لرئيس سويسرا بمناسبة العيد الوطني لبلادها»: the first says to whom.
                let again = !frame.reciprocal && draft.slots.iter().any(|(_, _, how)| *how == "after a preposition");
                let counted = filler.mentions.iter().all(|m| self.parsed.mentions[*m].numbered);
                let full = match role {
                    Role::Actor => !draft.actor.is_empty(),
                    Role::Recipient => !draft.recipient.is_empty(),
                    Role::None | Role::Content | Role::Place => false,
                };
                if again && full && !counted {
                    continue;
                }
                self.put(draft, role, &filler, "after a preposition");
            }
        }
    }

    fn prep_role(&self, frame: &Frame, preposition: &str) -> Role {
        match frame.preps.get(preposition) {
            Some(role) => *role,
            None => self.default_prep(frame, preposition),
        }
    }

    /// Prepositions that mean the same in every frame.
    fn default_prep(&self, frame: &Frame, preposition: &str) -> Role {
        let is = |u: Use| self.operators.uses.get(preposition).is_some_and(|all| all.contains(&u));
        if is(Use::Agent) || is(Use::Party) && frame.reciprocal { Role::Actor } else { Role::None }
    }

    /// The item that a frame takes its content from.
    fn content_item(&self, clause: &Clause, frame: &Frame, phrase: Option<usize>) -> Option<usize> {
        if frame.object == Role::Content
            && let Some(object) = clause.objects.iter().find(|o| Some(**o) != phrase) {
                return Some(*object);
            }
        clause.preps.iter().copied().find(|p| {
            self.parsed.items[*p]
                .group()
                .is_some_and(|g| g.preposition.as_deref().is_some_and(|key| frame.preps.get(key) == Some(&Role::Content)))
        })
    }

    /// Whether the head of a frame's object or content is one it wants; `Some(true)` where it wants one.
    fn heads_fit(&self, clause: &Clause, frame: &Frame, content: Option<usize>) -> Option<Head> {
        if frame.heads.is_empty() && frame.not_heads.is_empty() {
            return Some(Head::Any);
        }
        let subject = clause.subject.as_ref().filter(|_| !clause.dropped && clause.objects.is_empty()).and_then(|f| f.item);
        let mut items: Vec<usize> = content.into_iter().chain(clause.objects.iter().copied()).collect();
        items.extend(clause.preps.iter().copied().filter(|p| {
            self.parsed.items[*p].group().and_then(|g| g.preposition.as_deref()).is_some_and(|key| frame.preps.contains_key(key))
        }));
        items.extend(subject);
        let has = |list: &[String]| {
            items.iter().any(|i| {
                self.parsed.items[*i].group().is_some_and(|g| g.tokens.clone().take(3).any(|t| list.iter().any(|w| self.is_head(t, w))))
            })
        };
        if has(&frame.not_heads) {
            return None;
        }
        if frame.heads.is_empty() {
            return Some(Head::Any);
        }
        Some(if has(&frame.heads) { Head::Fits } else { Head::Unfit })
    }

    fn is_passive(&self, clause: &Clause, frame: &Frame) -> bool {
        let verb = self.parsed.tok(clause.tok);
        if clause.hal || frame.object != Role::Recipient || frame.subject != Role::Actor {
            return false;
        }
        if verb.reading.features.passive_only || written_passive(verb.span.slice(self.parsed.reading.text)) {
            return true;
        }
        // «سجن بقائي سبعة أشهر»: a length of time is no object.
        let real = |o: &usize| {
            let group = self.parsed.items[*o].group();
            self.parsed.filler(*o, "").is_some()
                || group.is_some_and(|g| {
                    self.parsed.tok(g.head).reading.pos != Pos::Numeral && self.parsed.tok(g.head).kind == rasid_text::TokenKind::Arabic
                })
        };
        let alone = !clause.objects.iter().any(real) && verb.reading.enclitic == Enclitic::None && clause.antecedent.is_none();
        let to_whom = clause.preps.iter().any(|p| {
            self.parsed.items[*p]
                .group()
                .and_then(|g| g.preposition.as_deref())
                .is_some_and(|key| frame.preps.get(key) == Some(&Role::Recipient))
        });
        if !alone || to_whom || !verb.reading.features.passive {
            return false;
        }
        let many = matches!(verb.reading.features.number, rasid_morph::Number::Plural);
        if clause.dropped && many {
            return false;
        }
        let charged =
            frame.kind == EventType::Accuse && frame.content == Content::Alleged && self.content_item(clause, frame, None).is_some();
        if !charged && !matches!(frame.kind.quad(), Quad::MaterialConflict | Quad::MaterialCooperation) || clause.complement.is_some() {
            return false;
        }
        let Some(subject) = &clause.subject else { return false };
        let Some(m) = subject.mentions.first().map(|m| &self.parsed.mentions[*m]) else { return false };
        let agent = clause.preps.iter().any(|p| {
            self.parsed.items[*p]
                .group()
                .and_then(|g| g.preposition.as_deref())
                .is_some_and(|key| self.default_prep(frame, key) == Role::Actor || frame.preps.get(key) == Some(&Role::Actor))
        });
        let institution = matches!(m.class, Class::State | Class::Capital) || m.kind == EntityKind::Organisation;
        let armed = m.definite
            && m.kind == EntityKind::Group
            && matches!(m.sector.as_str(), "GOV" | "COP" | "REB" | "UAF" | "PRM" | "JUD" | "MIL" | "SPY");
        agent || m.numbered || !institution && !armed && m.class != Class::OwnCountry
    }

    /// Whom a pronoun stands for: the nearest mention before that is not already in the event.
    fn pronoun(&self, tok: usize, taken: &[usize]) -> Option<usize> {
        let before = self.parsed.mentions.iter().enumerate().rev().skip_while(|(_, m)| m.tokens.end > tok);
        before.take(6).find(|(i, m)| m.acts() && !taken.contains(i) && m.class != Class::GroupWord && !self.placed(m)).map(|(i, _)| i)
    }

    /// Named as a place: «في سنغافورة».
    fn placed(&self, m: &crate::mention::Mention) -> bool {
        m.hosts() && (m.preposition.is_some() || m.tokens.start > 0 && self.parsed.tok(m.tokens.start - 1).reading.pos == Pos::Preposition)
    }

    fn satisfied(&self, frame: &Frame, draft: &Draft) -> bool {
        match frame.need {
            Need::Any => !draft.actor.is_empty() || !draft.recipient.is_empty(),
            Need::Actor => !draft.actor.is_empty(),
            Need::Recipient => !draft.recipient.is_empty() || frame.reciprocal && draft.actor.len() > 1,
            Need::Both => !draft.actor.is_empty() && (!draft.recipient.is_empty() || frame.reciprocal && draft.actor.len() > 1),
        }
    }

    /// What the frame does to acts in its content.
    fn content_scope(&self, clause: &Clause, draft: &Draft, scopes: &mut Vec<Scope>) {
        let frame = self.frame(draft.frame);
        let from = clause.complement.or_else(|| self.content_item(clause, frame, None));
        let Some(from) = from else { return };
        let tokens = self.parsed.item_start(from)..if clause.complement.is_some() {
            self.parsed.speech_end(from)
        } else {
            self.parsed.content_end(from)
        };
        self.open(frame, draft, tokens, clause.tok, scopes);
    }

    fn open(&self, frame: &Frame, draft: &Draft, tokens: Range<usize>, owner: usize, scopes: &mut Vec<Scope>) {
        let effect = match frame.content {
            Content::Suppress => Effect::Suppress,
            Content::Alleged => Effect::Alleged(draft.actor.clone()),
            Content::Actual | Content::Transparent => return,
        };
        scopes.push(Scope { tokens, effect, owner });
    }

    // ---- nouns

    fn of_noun(&self, item: usize, tok: usize, drafts: &[Draft]) -> Option<Draft> {
        let t = self.parsed.tok(tok);
        if t.lexeme.frames.is_empty()
            || !matches!(t.reading.pos, Pos::Noun | Pos::Adjective)
            || t.lexeme.participle && t.reading.pos == Pos::Adjective
        {
            return None;
        }
        let inside = self.parsed.items[item].group()?.mentions.iter().copied().find(|m| self.parsed.mentions[*m].tokens.contains(&tok));
        if inside.is_some_and(|m| !self.parsed.mentions[m].event || self.parsed.mentions[m].tokens.start != tok) {
            return None;
        }
        let mut best: Option<(Fit, Draft)> = None;
        for &frame in &t.lexeme.frames {
            if let Some((fit, draft)) = self.noun_frame(item, tok, frame, drafts)
                && best.as_ref().is_none_or(|(b, _)| fit > *b) {
                    best = Some((fit, draft));
                }
        }
        best.map(|(_, d)| d)
    }

    fn noun_frame(&self, item: usize, tok: usize, number: u16, drafts: &[Draft]) -> Option<(Fit, Draft)> {
        let frame = self.frame(number);
        let preps = self.preps_after(item);
        let specific = self.noun_heads_fit(item, tok, frame, &preps)?;
        let mut draft = self.draft(number, tok..tok + 1, true);
        self.fill_genitive(&mut draft, item, tok, frame);
        self.fill_preps(&mut draft, frame, &preps);
        let before = draft.slots.len();
        self.fill_relative(&mut draft, item, frame);
        if draft.slots.len() > before {
            draft.marks.push("told in a relative clause");
        }
        let own = draft.actor.len() + draft.recipient.len();
        if own > 0 {
            draft.marks.push("own arguments");
        }
        self.decider(&mut draft, item, frame);
        let governor = self.governor(item);
        if let Some(clause) = governor {
            self.fill_from_governor(&mut draft, clause, item, frame, drafts);
            let direct = clause.objects.first() == Some(&item)
                || self.subject_item(clause) == Some(item)
                || clause.subject.as_ref().is_some_and(|f| f.item == Some(item))
                || clause.item + 1 == item;
            draft.negated = clause.negated && direct && self.light(clause);
            draft.future = clause.future && self.light(clause);
            draft.possible = (clause.possible || clause.conditional) && self.light(clause);
        }
        self.crowd(&mut draft, item, tok, frame);
        draft.clause = self.noun_clause(item, tok, governor, &preps);
        let head = self.parsed.tok(tok);
        if head.reading.features.definite {
            draft.marks.push("definite");
        }
        if self.parsed.items[item].group().is_some_and(|g| g.head != tok) {
            draft.marks.push("inside a group");
        }
        self.surroundings(&mut draft, item, tok, governor);
        self.weigh(frame, draft, specific, own)
    }

    /// «قرار بريطانيا طرد دبلوماسيين»: who decides does it.
    fn decider(&self, draft: &mut Draft, item: usize, frame: &Frame) {
        let Some(before) = item.checked_sub(1).and_then(|p| self.parsed.items[p].group().map(|g| (p, g))) else { return };
        let head = self.parsed.tok(before.1.head);
        let decides = [Operator::Declare, Operator::Intend, Operator::Aspect, Operator::Fail, Operator::Do].iter().any(|o| head.is(*o));
        if draft.actor.is_empty() && frame.subject == Role::Actor && decides && head.reading.pos == Pos::Noun
            && let Some(filler) = self.parsed.filler(before.0, "whose decision it is") {
                self.put(draft, Role::Actor, &filler, "whose decision it is");
            }
    }

    /// What stands before an event noun and what governs it.
    fn surroundings(&self, draft: &mut Draft, item: usize, tok: usize, governor: Option<&Clause>) {
        let Some(group) = self.parsed.items[item].group() else { return };
        let before = (group.tokens.start..tok).rev().find(|t| self.parsed.tok(*t).reading.pos == Pos::Noun);
        let previous =
            item.checked_sub(1).and_then(|p| self.parsed.items[p].group()).filter(|_| group.preposition.is_some() && group.head == tok);
        let over = before.or(previous.map(|g| g.tokens.end - 1));
        if let Some(t) = over.map(|t| self.parsed.tok(t)) {
            if t.is(Operator::Stop) {
                draft.marks.push("under a word for ending");
            }
            if t.is(Operator::Topic) {
                draft.marks.push("under a word for a topic");
            }
            if before.is_some() && !t.lexeme.frames.is_empty() {
                draft.marks.push("inside another act");
            }
        }
        if let Some(p) = &group.preposition {
            draft.around.push(format!("after {p}"));
        }
        match governor {
            None => draft.marks.push("no governor"),
            Some(clause) => {
                let verb = self.parsed.tok(clause.tok);
                draft.around.extend(verb.lexeme.operators.iter().map(|o| format!("under {o:?}")));
                if !verb.lexeme.frames.is_empty() {
                    draft.marks.push("under an act");
                }
                let place = if clause.objects.contains(&item) {
                    "object"
                } else if clause.preps.contains(&item) {
                    "preposition"
                } else {
                    "subject"
                };
                draft.around.push(format!("as {place}"));
            }
        }
    }

    /// «احتجاجات شعبية»: the word for the act also names those who act.
    fn crowd(&self, draft: &mut Draft, item: usize, tok: usize, frame: &Frame) {
        if !draft.actor.is_empty() || frame.subject != Role::Actor {
            return;
        }
        let Some(group) = self.parsed.items[item].group() else { return };
        let crowd = group.mentions.iter().copied().find(|m| self.parsed.mentions[*m].event && self.parsed.mentions[*m].tokens.start == tok);
        if let Some(m) = crowd.filter(|m| self.parsed.mentions[*m].tokens.len() > 1 || !draft.recipient.is_empty()) {
            self.put(draft, Role::Actor, &Filler { mentions: vec![m], ..Filler::default() }, "those who act, by the act's own name");
        }
    }

    fn light(&self, clause: &Clause) -> bool {
        let verb = self.parsed.tok(clause.tok);
        verb.is(Operator::Do)
            || verb.is(Operator::Occur)
            || verb.is(Operator::Undergo)
            || verb.is(Operator::Aspect)
            || verb.is(Operator::Declare)
    }

    fn noun_clause(&self, item: usize, tok: usize, governor: Option<&Clause>, preps: &[usize]) -> Range<usize> {
        let group_end = self.parsed.items[item].group().map_or(tok + 1, |g| g.tokens.end);
        let end = preps.last().and_then(|p| self.parsed.items[*p].group()).map_or(group_end, |g| g.tokens.end.max(group_end));
        match governor.filter(|c| self.light(c)) {
            Some(clause) => {
                let whole = self.clause_tokens(clause);
                whole.start.min(tok)..whole.end.max(end)
            }
            None => tok..end.max(tok + 1),
        }
    }

    /// Groups with a preposition after a noun, up to the next clause.
    fn preps_after(&self, item: usize) -> Vec<usize> {
        let mut out = Vec::new();
        for j in item + 1..self.parsed.items.len() {
            match &self.parsed.items[j] {
                Item::Group(g) if g.preposition.is_some() => {
                    if !g.joined {
                        out.push(j);
                    }
                }
                Item::Group(g) if g.joined && !self.parsed.filler(j, "").is_some_and(|f| f.head) => break,
                Item::Group(_) | Item::Time(_) | Item::Minor | Item::QuoteOpen | Item::QuoteClose | Item::Word(Function::Adverb, _) => {}
                _ => break,
            }
        }
        out
    }

    fn noun_heads_fit(&self, item: usize, tok: usize, frame: &Frame, preps: &[usize]) -> Option<Head> {
        if frame.heads.is_empty() && frame.not_heads.is_empty() {
            return Some(Head::Any);
        }
        let group = self.parsed.items[item].group()?;
        let has = |list: &[String]| {
            (tok + 1..group.tokens.end.min(tok + 5)).any(|t| list.iter().any(|w| self.is_head(t, w)))
                || preps.iter().take(2).any(|p| {
                    self.parsed.items[*p].group().is_some_and(|g| {
                        let named = g.preposition.as_deref().is_some_and(|key| frame.preps.contains_key(key));
                        named && g.tokens.clone().take(3).any(|t| list.iter().any(|w| self.is_head(t, w)))
                    })
                })
        };
        if has(&frame.not_heads) {
            return None;
        }
        if frame.heads.is_empty() {
            return Some(Head::Any);
        }
        Some(if has(&frame.heads) { Head::Fits } else { Head::Unfit })
    }

    /// What an event noun is of: «هجوم الحوثيين», «اغتيال الوزير», «قصف الجيش المدينة», «الغارات المصرية».
    fn fill_genitive(&self, draft: &mut Draft, item: usize, tok: usize, frame: &Frame) {
        let Some(group) = self.parsed.items[item].group() else { return };
        let mentions = &self.parsed.mentions;
        let own = group.mentions.iter().copied().filter(|m| mentions[*m].tokens.start > tok);
        let nisba = own.clone().find(|m| mentions[*m].class == Class::Nisba);
        let other_noun = |m: usize| (tok + 1..mentions[m].tokens.start).any(|t| self.parsed.tok(t).reading.pos == Pos::Noun);
        let another_act = |m: usize| (tok + 1..mentions[m].tokens.start).any(|t| !self.parsed.tok(t).lexeme.frames.is_empty());
        let genitive = own.clone().find(|m| mentions[*m].acts()).filter(|m| !another_act(*m));
        let second = self.second(item);
        if let Some(m) = genitive {
            let filler = self
                .parsed
                .filler(item, "")
                .filter(|f| f.mentions.first() == Some(&m))
                .unwrap_or(Filler { mentions: vec![m], ..Filler::default() });
            let second = second.clone();
            let two = second.is_some() && frame.second != Role::None;
            let role = match (frame.genitive, frame.second) {
                (Role::Actor, Role::Recipient) if !two && (other_noun(m) || !self.armed(m)) => Role::Recipient,
                (Role::Recipient, Role::Recipient) if two => Role::Actor,
                (role, _) => role,
            };
            self.put(draft, role, &filler, "genitive");
            if let Some(s) = second.filter(|_| two) {
                self.put(draft, frame.second, &s, "after the genitive");
            }
        } else if let Some(filler) = self.shared_genitive(item, group) {
            self.put(draft, frame.genitive, &filler, "shared genitive");
        } else if self.parsed.tok(tok).reading.enclitic != Enclitic::None {
            let role = if frame.genitive == Role::None { Role::Actor } else { frame.genitive };
            let subject: Vec<usize> = if role == Role::Recipient {
                self.governor(item).and_then(|c| c.subject.as_ref()).map(|f| f.mentions.clone()).unwrap_or_default()
            } else {
                Vec::new()
            };
            let whose = if role == Role::Recipient { self.pronoun(tok, &subject) } else { self.possessor(tok) };
            if let Some(m) = whose {
                self.put(draft, role, &Filler { mentions: vec![m], ..Filler::default() }, "pronoun");
            }
            if let Some(s) = second.filter(|_| frame.second != Role::None) {
                self.put(draft, frame.second, &s, "after the pronoun");
            }
        }
        if (genitive.is_none() && frame.genitive == Role::Recipient
            || genitive.is_none() && frame.second == Role::Recipient && other_noun_follows(self, tok, group.tokens.end))
            && let Some(filler) = self.owner(item).filter(|f| f.mentions.iter().all(|m| mentions[*m].tokens.start > tok + 1)) {
                self.put(draft, Role::Recipient, &filler, "whose it is");
            }
        if let Some(m) = nisba.filter(|m| draft.actor.is_empty() && !draft.recipient.contains(m)) {
            let sole = tok + 1 == mentions[m].tokens.start
                || (tok + 1..mentions[m].tokens.start).all(|t| self.parsed.tok(t).reading.pos == Pos::Adjective);
            if sole {
                self.put(draft, frame.subject, &Filler { mentions: vec![m], ..Filler::default() }, "nationality");
                let more = self.parsed.more_nisbas(item);
                self.put(draft, frame.subject, &Filler { mentions: more, ..Filler::default() }, "nationality");
            }
        }
    }

    /// «مقتل وإصابة سبعة»: two acts of the same people.
    fn shared_genitive(&self, item: usize, group: &crate::items::Group) -> Option<Filler> {
        let next = self.parsed.items.get(item + 1)?.group().filter(|g| g.joined && group.tokens.len() == 1)?;
        let act = !self.parsed.tok(next.head).lexeme.frames.is_empty();
        self.parsed.filler(item + 1, "shared genitive").filter(|_| act)
    }

    /// The bare group right after an event noun's own.
    fn second(&self, item: usize) -> Option<Filler> {
        let next = self.parsed.items.get(item + 1)?.group()?;
        if next.preposition.is_some() || next.joined {
            return None;
        }
        self.parsed.filler(item + 1, "after the genitive")
    }

    /// Whether somebody does violence more often than suffers it.
    fn armed(&self, m: usize) -> bool {
        let m = &self.parsed.mentions[m];
        matches!(m.sector.as_str(), "GOV" | "MIL" | "COP" | "REB" | "UAF" | "PRM" | "JUD" | "SPY" | "LEG")
            || matches!(m.class, Class::State | Class::Named)
            || !m.armed_sector.is_empty()
    }

    /// Whom the pronoun on a noun stands for: the clause's subject, else the nearest mention before.
    fn possessor(&self, tok: usize) -> Option<usize> {
        let clause = self.clauses.iter().rev().find(|c| c.tok < tok && c.subject.is_some());
        let beside = self
            .parsed
            .mentions
            .iter()
            .position(|m| m.acts() && (m.tokens.end == tok || m.tokens.end + 1 == tok && self.parsed.tok(tok - 1).is_quote()));
        if beside.is_some() {
            return beside;
        }
        let subject = clause.and_then(|c| c.subject.as_ref()).and_then(|f| f.mentions.first().copied());
        subject.filter(|m| self.parsed.mentions[*m].tokens.end <= tok).or_else(|| self.pronoun(tok, &[]))
    }

    /// «الغارات التي شنتها القوات المصرية»: the relative clause says who.
    fn fill_relative(&self, draft: &mut Draft, item: usize, frame: &Frame) {
        let last = self.parsed.items[item]
            .group()
            .is_none_or(|g| (draft.trigger.end..g.tokens.end).all(|t| self.parsed.tok(t).lexeme.frames.is_empty()));
        let Some(clause) = self
            .clauses
            .iter()
            .find(|c| {
                c.relative && c.item > item && self.belongs(c, item)
                    || c.item == item + 1 && self.frames_of(c).any(|f| f.kind == frame.kind)
            })
            .filter(|_| last)
        else {
            return;
        };
        let verb = self.parsed.tok(clause.tok);
        if verb.is(Operator::Host) {
            draft.place = clause.subject.as_ref().and_then(|f| f.mentions.first().copied()).filter(|m| self.parsed.mentions[*m].hosts());
            return;
        }
        if let (Some(subject), true) = (&clause.subject, clause.antecedent.is_some())
            && (draft.actor.is_empty() || frame.reciprocal) {
                self.put(draft, frame.subject, subject, "subject of the relative clause");
            }
        if verb.is(Operator::Do) || clause.antecedent.is_some() || verb.lexeme.frames.is_empty() {
            self.fill_preps(draft, frame, &clause.preps);
        }
        if clause.antecedent.is_none() && !verb.lexeme.frames.is_empty() && draft.recipient.is_empty()
            && let Some(filler) = clause.objects.first().and_then(|o| self.parsed.filler(*o, "object of the relative clause")) {
                self.put(draft, frame.object, &filler, "object of the relative clause");
            }
    }

    fn frames_of<'f>(&'f self, clause: &Clause) -> impl Iterator<Item = &'f Frame> {
        self.parsed.tok(clause.tok).lexeme.frames.iter().map(|f| self.frame(*f))
    }

    fn belongs(&self, clause: &Clause, item: usize) -> bool {
        let from = clause.antecedent.or_else(|| (0..clause.item).rev().take(4).find(|q| self.parsed.items[*q].group().is_some()));
        from == Some(item)
    }

    /// The clause that an item belongs to.
    fn governor(&self, item: usize) -> Option<&Clause> {
        self.clauses
            .iter()
            .rev()
            .find(|c| {
                c.item < item && item < c.end
                    || c.subject.as_ref().is_some_and(|f| f.item == Some(item) && !c.dropped)
                    || c.antecedent == Some(item)
            })
            .or_else(|| self.clauses.iter().find(|c| self.subject_item(c) == Some(item)))
    }

    /// The bare group before a verb, also one that names nobody.
    fn subject_item(&self, clause: &Clause) -> Option<usize> {
        let p = self.parsed.before(clause.item)?;
        self.parsed.items[p].group().filter(|g| g.preposition.is_none()).map(|_| p)
    }

    fn fill_from_governor(&self, draft: &mut Draft, clause: &Clause, item: usize, frame: &Frame, drafts: &[Draft]) {
        let verb = self.parsed.tok(clause.tok);
        let Some(subject) = clause.subject.as_ref().filter(|f| f.item != Some(item) || clause.dropped) else {
            if self.light(clause) {
                self.fill_preps(draft, frame, &clause.preps);
                draft.marks.push("light verb");
            }
            return;
        };
        let is_object = clause.objects.contains(&item);
        if verb.is(Operator::Host) && is_object && frame.reciprocal {
            draft.place = subject.mentions.first().copied().filter(|m| self.parsed.mentions[*m].hosts());
            self.fill_preps(draft, frame, &clause.preps);
            return;
        }
        let meets =
            frame.reciprocal && draft.actor.len() == 1 && !draft.actor.contains(&subject.mentions.first().copied().unwrap_or(usize::MAX));
        if meets && subject.head && !is_object && !verb.is(Operator::Occur) && !verb.is(Operator::Cause) {
            // «قال الوزير خلال لقاء مع نظيره»: who speaks took part.
            self.put(draft, Role::Actor, subject, "subject of the clause");
            draft.marks.push("joined by the subject");
            return;
        }
        let reports = (verb.is(Operator::Say) || verb.is(Operator::SayOn) || verb.is(Operator::Relay)) && !is_object;
        let tells = verb.is(Operator::Say) && frame.kind.quad() == Quad::MaterialConflict;
        if reports || tells {
            return;
        }
        if verb.is(Operator::Undergo) && (is_object || clause.preps.contains(&item)) {
            self.put(draft, if frame.reciprocal { Role::Actor } else { Role::Recipient }, subject, "who underwent it");
            draft.marks.push("light verb");
            return;
        }
        if verb.is(Operator::Cause) {
            let act = self.subject_item(clause).and_then(|i| self.parsed.items[i].group());
            if act.is_some_and(|g| g.tokens.clone().all(|t| self.parsed.tok(t).lexeme.frames.is_empty())) {
                draft.marks.push("caused by no act");
            }
        }
        if verb.is(Operator::Cause) && draft.actor.is_empty() && frame.subject == Role::Actor {
            let act = self.subject_item(clause).or(clause.subject.as_ref().and_then(|f| f.item)).and_then(|i| self.parsed.items[i].group());
            let earlier = act.and_then(|g| drafts.iter().find(|d| g.tokens.contains(&d.trigger.start) && !d.actor.is_empty()));
            if let Some(cause) = earlier {
                self.put(draft, Role::Actor, &Filler { mentions: cause.actor.clone(), ..Filler::default() }, "who did what caused it");
            }
            return;
        }
        let accused = drafts.iter().find(|d| d.trigger.start == clause.tok && self.frame(d.frame).content == Content::Alleged);
        if let Some(accusation) = accused {
            if draft.actor.is_empty() {
                let filler = Filler { mentions: accusation.recipient.clone(), ..Filler::default() };
                self.put(draft, frame.subject, &filler, "the accused");
            }
            return;
        }
        let patient = self.patient_pronoun(draft, item, frame);
        let declares = verb.is(Operator::Do)
            || verb.is(Operator::Declare)
            || verb.is(Operator::Aspect)
            || verb.is(Operator::Intend)
            || verb.is(Operator::Fail)
            || verb.is(Operator::Deny);
        if verb.is(Operator::Do) && is_object {
            self.put(draft, frame.subject, subject, "subject of the light verb");
            self.fill_preps(draft, frame, &clause.preps);
            draft.marks.push("light verb");
        } else if declares && draft.actor.is_empty() && frame.subject == Role::Actor {
            self.put(draft, Role::Actor, subject, "subject of the governing verb");
            draft.marks.push("governed");
        } else if draft.actor.is_empty()
            && frame.subject == Role::Actor
            && !draft.recipient.is_empty()
            && !verb.is(Operator::Occur)
            && !verb.is(Operator::Cause)
            && self.purpose(item)
        {
            self.put(draft, Role::Actor, subject, "subject of the clause");
            draft.marks.push("purpose");
        } else if draft.actor.is_empty()
            && frame.subject == Role::Actor
            && !verb.is(Operator::Occur)
            && !verb.is(Operator::Cause)
            && subject.head
        {
            self.put(draft, Role::Actor, subject, "subject of the clause");
            draft.marks.push("borrowed subject");
        }
        let _ = patient;
    }

    /// «قامت الشرطة بقتله»: the pronoun on a masdar that another acts by is whom it befalls.
    fn patient_pronoun(&self, draft: &mut Draft, item: usize, frame: &Frame) -> bool {
        let by_pronoun = self.parsed.tok(draft.trigger.start).reading.enclitic != Enclitic::None;
        let takes = frame.object == Role::Recipient && (frame.second == Role::Recipient || frame.genitive == Role::Recipient);
        let governed = self.parsed.items[item].group().is_some_and(|g| self.parsed.used(g, Use::Purpose));
        if !(by_pronoun && takes && governed) || draft.actor.is_empty() || !draft.recipient.is_empty() {
            return false;
        }
        if let Some(m) = self.pronoun(draft.trigger.start, &draft.actor) {
            draft.actor.clear();
            draft.slots.retain(|(role, ..)| *role != "actor");
            self.put(draft, Role::Recipient, &Filler { mentions: vec![m], ..Filler::default() }, "pronoun");
        }
        true
    }

    fn purpose(&self, item: usize) -> bool {
        self.parsed.items[item]
            .group()
            .and_then(|g| g.preposition.as_deref())
            .is_some_and(|p| self.operators.uses.get(p).is_some_and(|u| u.contains(&Use::Purpose)))
    }

    fn noun_scope(&self, item: usize, draft: &Draft, scopes: &mut Vec<Scope>) {
        let frame = self.frame(draft.frame);
        let from = self.preps_after(item).into_iter().find(|p| {
            self.parsed.items[*p]
                .group()
                .and_then(|g| g.preposition.as_deref())
                .is_some_and(|key| frame.preps.get(key) == Some(&Role::Content))
        });
        if let Some(from) = from {
            self.open(frame, draft, self.parsed.item_start(from)..self.parsed.content_end(from), draft.trigger.start, scopes);
        } else if frame.genitive == Role::Content || frame.second == Role::Content {
            let end = self.parsed.items[item].group().map_or(draft.trigger.end, |g| g.tokens.end);
            self.open(frame, draft, draft.trigger.end..end, draft.trigger.start, scopes);
        }
    }
}

/// Whether another noun stands between an event noun and the end of its group.
fn other_noun_follows(drafter: &Drafter<'_, '_, '_>, tok: usize, end: usize) -> bool {
    (tok + 1..end).any(|t| drafter.parsed.tok(t).reading.pos == Pos::Noun)
}

/// A damma on the first letter: «قُتل».
fn written_passive(word: &str) -> bool {
    let mut letters = word.chars().skip_while(|c| matches!(c, 'و' | 'ف'));
    letters.next();
    letters.next() == Some('\u{064F}')
}
