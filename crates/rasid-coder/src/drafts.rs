//! Clauses and event nouns → drafts of events: a frame, its trigger, and mentions in its slots.

mod governors;
mod nouns;
mod verbs;

use rasid_model::{EntityKind, EventType, Quad};
use rasid_morph::{Derivation, Enclitic, Pos};
use std::ops::Range;

use crate::clause::{Clause, Filler, Parsed};
use crate::items::Item;
use crate::mention::Class;
use crate::scope::{Effect, Scope};
use crate::tables::{Content, Frame, Frames, Function, Heads, Need, Operator, Operators, Role, Symbol, Use, When};

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

impl Draft {
    /// Gives a slot to those chosen for it; what the grammar said of them is kept.
    pub(crate) fn fill(&mut self, role: &'static str, chosen: &[usize]) {
        self.slots.retain(|(r, m, _)| *r != role || chosen.contains(m));
        for m in chosen {
            if !self.slots.iter().any(|(r, k, _)| *r == role && k == m) {
                self.slots.push((role, *m, "likeliest of the sentence"));
            }
        }
        let mut slot: Vec<usize> = self.slots.iter().filter(|(r, ..)| *r == role).map(|(_, m, _)| *m).collect();
        slot.dedup();
        match role {
            "actor" => self.actor = slot,
            _ => self.recipient = slot,
        }
    }
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
            } else if self.parsed.tok(clause.tok).acts {
                empty.push(clause.tok);
            }
        }
        for (item, x) in self.parsed.items.iter().enumerate() {
            if let Item::Group(group) = x {
                for tok in group.tokens.clone().filter(|t| self.parsed.tok(*t).acts) {
                    if out.iter().any(|d| d.trigger.contains(&tok)) {
                        continue;
                    }
                    if let Some(draft) = self.of_noun(item, tok, &out) {
                        self.noun_scope(item, &draft, scopes);
                        out.push(draft);
                    } else {
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
                let r = match self.parsed.items.get(item + 1) {
                    Some(Item::Word(Function::Complementiser, r)) => r.clone(),
                    // «على الحكومة فتح الحدود»; «إن على الأطراف العودة إلى الحوار» only where somebody says so
                    Some(Item::Group(what)) if what.preposition.is_none() && !what.joined => {
                        let act = self.parsed.tok(what.head).reading;
                        let said = || scopes.iter().any(|s| s.tokens.contains(&what.head) && matches!(s.effect, Effect::Speech(_)));
                        let acts = act.features.derivation == Derivation::Masdar && (!act.features.definite || said());
                        acts.then_some(what.head..what.head + 1)?
                    }
                    _ => return None,
                };
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
        // A scope may begin after the preposition.
        let over = scopes.iter().filter(|s| s.tokens.contains(&(trigger.end - 1)));
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

    pub(crate) fn frame(&self, number: u16) -> &Frame {
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

    /// Whether a head of a list stands at a token; a head of several words wants them in order.
    fn is_head(&self, tok: usize, heads: &Heads) -> bool {
        heads.begin((tok..self.parsed.tokens.end).map(|t| &self.parsed.tok(t).lexeme.symbols))
    }

    fn is_word(&self, tok: usize, word: Symbol) -> bool {
        self.parsed.tok(tok).lexeme.symbols.contains(&word)
    }

    /// How well a frame fits; nothing where it found nobody.
    fn weigh(&self, frame: &Frame, mut draft: Draft, specific: Head, own: usize) -> Option<(Fit, Draft)> {
        if draft.actor.is_empty() && draft.recipient.is_empty() {
            draft.marks.push("nobody by rule");
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
        // «لن تتراجع»: the frame of not doing it says more than the frame of doing it.
        let specific = specific + 40 * i32::from(matches!(frame.when, When::Negated | When::Future));
        Some((specific + 50 * i32::from(satisfied) + 2 * own + filled, draft))
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

    pub(crate) fn prep_role(&self, frame: &Frame, preposition: &str) -> Role {
        match frame.preps.get(preposition) {
            Some(role) => *role,
            None => self.default_prep(frame, preposition),
        }
    }

    /// Prepositions that mean the same in every frame.
    fn default_prep(&self, frame: &Frame, preposition: &str) -> Role {
        let uses = self.operators.uses.get(preposition);
        let is = |u: Use| uses.is_some_and(|all| all.contains(&u));
        if is(Use::Agent) || is(Use::Party) && frame.reciprocal { Role::Actor } else { Role::None }
    }

    /// Whom a pronoun stands for: the nearest mention before that is not already in the event.
    fn pronoun(&self, tok: usize, taken: &[usize]) -> Option<usize> {
        let to = self.parsed.mentions.partition_point(|m| m.tokens.end <= tok);
        let before = self.parsed.mentions[..to].iter().enumerate().rev();
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

    fn open(&self, frame: &Frame, draft: &Draft, tokens: Range<usize>, owner: usize, scopes: &mut Vec<Scope>) {
        let effect = match frame.content {
            Content::Suppress => Effect::Suppress,
            Content::Alleged => Effect::Alleged(draft.actor.clone()),
            Content::Actual | Content::Transparent => return,
        };
        scopes.push(Scope { tokens, effect, owner });
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
