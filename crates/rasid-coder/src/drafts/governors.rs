//! What the clause around an event noun adds: light verbs, relative clauses, who decides.

use super::*;

impl Drafter<'_, '_, '_> {
    /// «الغارات التي شنتها القوات المصرية»: the relative clause says who.
    pub(super) fn fill_relative(&self, draft: &mut Draft, item: usize, frame: &Frame) {
        let last = self.parsed.items[item].group().is_none_or(|g| (draft.trigger.end..g.tokens.end).all(|t| !self.parsed.tok(t).acts));
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
            && (draft.actor.is_empty() || frame.reciprocal)
        {
            self.put(draft, frame.subject, subject, "subject of the relative clause");
        }
        if verb.is(Operator::Do) || clause.antecedent.is_some() || !verb.acts {
            self.fill_preps(draft, frame, &clause.preps);
        }
        if clause.antecedent.is_none()
            && verb.acts
            && draft.recipient.is_empty()
            && let Some(filler) = clause.objects.first().and_then(|o| self.parsed.filler(*o, "object of the relative clause"))
        {
            self.put(draft, frame.object, &filler, "object of the relative clause");
        }
    }

    pub(super) fn frames_of<'f>(&'f self, clause: &Clause) -> impl Iterator<Item = &'f Frame> {
        self.parsed.tok(clause.tok).lexeme.frames.iter().map(|f| self.frame(*f))
    }

    pub(super) fn belongs(&self, clause: &Clause, item: usize) -> bool {
        let from = clause.antecedent.or_else(|| (0..clause.item).rev().take(4).find(|q| self.parsed.items[*q].group().is_some()));
        from == Some(item)
    }

    /// The clause that an item belongs to.
    pub(super) fn governor(&self, item: usize) -> Option<&Clause> {
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
    pub(super) fn subject_item(&self, clause: &Clause) -> Option<usize> {
        let p = self.parsed.before(clause.item)?;
        self.parsed.items[p].group().filter(|g| g.preposition.is_none()).map(|_| p)
    }

    /// What the clause around an event noun adds to it.
    pub(super) fn fill_from_governor(&self, draft: &mut Draft, clause: &Clause, item: usize, frame: &Frame, drafts: &[Draft]) {
        let verb = self.parsed.tok(clause.tok);
        let Some(subject) = clause.subject.as_ref().filter(|f| f.item != Some(item) || clause.dropped) else {
            if self.light(clause) {
                self.fill_preps(draft, frame, &clause.preps);
                draft.marks.push("light verb");
            }
            return;
        };
        let is_object = clause.objects.contains(&item);
        if self.met(draft, clause, subject, is_object, frame) {
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
        if verb.is(Operator::Cause) && self.caused(draft, clause, frame, drafts) {
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
        let about = |d: &&Draft| d.trigger.start == clause.tok && matches!(d.kind, EventType::Accuse | EventType::Reject);
        if drafts.iter().any(|d| about(&d)) && frame.kind.quad() == Quad::MaterialConflict {
            // «أدانت فرنسا مقتل ثلاثين»: who condemns did not do it.
            return;
        }
        self.patient_pronoun(draft, item, frame);
        if verb.is(Operator::Do) && is_object {
            self.put(draft, frame.subject, subject, "subject of the light verb");
            self.fill_preps(draft, frame, &clause.preps);
            draft.marks.push("light verb");
        } else if draft.actor.is_empty() && frame.subject == Role::Actor {
            self.borrow_subject(draft, clause, subject, item);
        }
    }

    /// A meeting's host is where it was; who speaks during a meeting took part: «قال الوزير خلال لقاء مع نظيره».
    fn met(&self, draft: &mut Draft, clause: &Clause, subject: &Filler, is_object: bool, frame: &Frame) -> bool {
        let verb = self.parsed.tok(clause.tok);
        if verb.is(Operator::Host) && is_object && frame.reciprocal {
            draft.place = subject.mentions.first().copied().filter(|m| self.parsed.mentions[*m].hosts());
            self.fill_preps(draft, frame, &clause.preps);
            return true;
        }
        let other = !draft.actor.contains(&subject.mentions.first().copied().unwrap_or(usize::MAX));
        let alone = frame.reciprocal && draft.actor.len() == 1 && other;
        let joins = alone && subject.head && !is_object && !verb.is(Operator::Occur) && !verb.is(Operator::Cause);
        if joins {
            self.put(draft, Role::Actor, subject, "subject of the clause");
            draft.marks.push("joined by the subject");
        }
        joins
    }

    /// «أدت الغارة إلى مقتل ثلاثة»: who did what caused it did it; what no act caused is an accident.
    fn caused(&self, draft: &mut Draft, clause: &Clause, frame: &Frame, drafts: &[Draft]) -> bool {
        let act = self.subject_item(clause).and_then(|i| self.parsed.items[i].group());
        if act.is_some_and(|g| g.tokens.clone().all(|t| !self.parsed.tok(t).acts)) {
            draft.marks.push("caused by no act");
        }
        if !draft.actor.is_empty() || frame.subject != Role::Actor {
            return false;
        }
        let act = act.or_else(|| clause.subject.as_ref().and_then(|f| f.item).and_then(|i| self.parsed.items[i].group()));
        let earlier = act.and_then(|g| drafts.iter().find(|d| g.tokens.contains(&d.trigger.start) && !d.actor.is_empty()));
        if let Some(cause) = earlier {
            self.put(draft, Role::Actor, &Filler { mentions: cause.actor.clone(), ..Filler::default() }, "who did what caused it");
        }
        true
    }

    /// Who acts in the clause acts in the noun too, more or less likely by the verb.
    fn borrow_subject(&self, draft: &mut Draft, clause: &Clause, subject: &Filler, item: usize) {
        let verb = self.parsed.tok(clause.tok);
        let governs = [Operator::Do, Operator::Declare, Operator::Aspect, Operator::Intend, Operator::Fail, Operator::Deny]
            .iter()
            .any(|o| verb.is(*o));
        let happens = verb.is(Operator::Occur) || verb.is(Operator::Cause);
        let (how, mark) = if governs {
            ("subject of the governing verb", "governed")
        } else if !happens && !draft.recipient.is_empty() && self.purpose(item) {
            ("subject of the clause", "purpose")
        } else if !happens && subject.head {
            ("subject of the clause", "borrowed subject")
        } else {
            return;
        };
        self.put(draft, Role::Actor, subject, how);
        draft.marks.push(mark);
    }

    /// «قامت الشرطة بقتله»: the pronoun on a masdar that another acts by is whom it befalls.
    pub(super) fn patient_pronoun(&self, draft: &mut Draft, item: usize, frame: &Frame) {
        let by_pronoun = self.parsed.tok(draft.trigger.start).reading.enclitic != Enclitic::None;
        let takes = frame.object == Role::Recipient && (frame.second == Role::Recipient || frame.genitive == Role::Recipient);
        let governed = self.parsed.items[item].group().is_some_and(|g| self.parsed.used(g, Use::Purpose));
        if !(by_pronoun && takes && governed) || draft.actor.is_empty() || !draft.recipient.is_empty() {
            return;
        }
        if let Some(m) = self.pronoun(draft.trigger.start, &draft.actor) {
            draft.actor.clear();
            draft.slots.retain(|(role, ..)| *role != "actor");
            self.put(draft, Role::Recipient, &Filler { mentions: vec![m], ..Filler::default() }, "pronoun");
        }
    }
}
