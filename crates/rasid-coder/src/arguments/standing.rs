//! Where a candidate stands from the act's point of view, whatever slot it is for.

use super::*;

/// Where a candidate stands.
#[derive(Clone, Copy)]
pub(super) struct Standing<'s> {
    pub(super) relation: Part<'static>,
    pub(super) head: Part<'static>,
    /// What the frame wants there.
    pub(super) wants: Part<'static>,
    pub(super) preposition: Part<'s>,
    pub(super) side: [Part<'static>; 3],
    pub(super) crossed: [Part<'static>; 3],
}

/// What parts words from each other: how many there are before each token of a sentence.
pub(super) struct Between {
    from: usize,
    verbs: Vec<u32>,
    clauses: Vec<u32>,
    commas: Vec<u32>,
}

impl Between {
    pub(super) fn of(parsed: &Parsed<'_, '_>) -> Self {
        let empty = || vec![0_u32; parsed.tokens.len() + 1];
        let mut out = Self { from: parsed.tokens.start, verbs: empty(), clauses: empty(), commas: empty() };
        // A comma stands where the item before it begins.
        let mut last = None;
        for item in &parsed.items {
            let (marks, tok) = match item {
                Item::Comma | Item::Colon => (&mut out.commas, last),
                Item::Verb(t) | Item::Hal(t) => (&mut out.verbs, Some(*t)),
                Item::Word(Function::Complementiser | Function::Opener | Function::Relative, r) => (&mut out.clauses, Some(r.start)),
                Item::Word(_, r) | Item::Time(r) => {
                    last = Some(r.start);
                    continue;
                }
                Item::Group(g) => {
                    last = Some(g.tokens.start);
                    continue;
                }
                _ => continue,
            };
            last = tok;
            if let Some(tok) = tok {
                marks[tok - out.from + 1] += 1;
            }
        }
        for marks in [&mut out.verbs, &mut out.clauses, &mut out.commas] {
            for at in 1..marks.len() {
                marks[at] += marks[at - 1];
            }
        }
        out
    }

    /// Verbs, words that open clauses, and commas from one token to another.
    fn crossed(&self, low: usize, high: usize) -> [Part<'static>; 3] {
        let count = |marks: &[u32], low: usize| {
            let at = |tok: usize| tok.saturating_sub(self.from).min(marks.len() - 1);
            let n = if low < high { marks[at(high)] - marks[at(low)] } else { 0 };
            [part!("none"), part!("one"), part!("two")][n.min(2) as usize]
        };
        [count(&self.verbs, low), count(&self.clauses, low), count(&self.commas, low + 1)]
    }
}

impl<'c> Chooser<'c, '_, '_> {
    pub(super) fn standing(&self, seen: &Seen<'_, 'c>, offer: &Offer<'c>) -> Standing<'c> {
        let at = &seen.found.draft.trigger;
        let tokens = &offer.tokens;
        let before = tokens.start < at.start;
        let (low, high) = if before { (tokens.end, at.start) } else { (at.end, tokens.start) };
        let (relation, wants) = self.relation(seen, offer);
        Standing {
            relation,
            head: offer.head,
            wants: role_name(wants),
            preposition: offer.preposition,
            side: self.side(offer, before, low, high),
            crossed: self.between.crossed(low, high),
        }
    }

    /// Where a candidate stands, and what the frame wants there.
    fn relation(&self, seen: &Seen<'_, 'c>, offer: &Offer<'c>) -> (Part<'static>, Role) {
        if offer.carried.is_some() {
            return (part!("carried"), Role::None);
        }
        let Some(item) = offer.item else { return (part!("elsewhere"), Role::None) };
        let (draft, frame) = (seen.found.draft, seen.frame);
        let preposition = self.parsed.items[item].group().and_then(|g| g.preposition.as_deref());
        let asked = || preposition.map_or(Role::None, |p| self.drafter.prep_role(frame, p));
        if draft.noun
            && let Some(at) = seen.at
        {
            let start = offer.tokens.start;
            if item == at && start > draft.trigger.start {
                return (part!("after it in its group"), frame.genitive);
            } else if item == at {
                return (part!("before it in its group"), Role::None);
            } else if seen.after.contains(&item) {
                return (part!("after a preposition of its own"), asked());
            } else if item == at + 1 && preposition.is_none() {
                return (part!("the group after it"), frame.second);
            }
        }
        let over = draft.noun;
        let Some(c) = seen.clause else { return (part!("elsewhere"), asked()) };
        if c.subject.as_ref().is_some_and(|f| f.item == Some(item)) {
            let role = if seen.passive { frame.object } else { frame.subject };
            return (if over { part!("subject over it") } else { part!("subject") }, role);
        }
        match c.objects.iter().position(|o| *o == item) {
            Some(0) => return (if over { part!("object over it") } else { part!("object") }, frame.object),
            Some(_) => return (if over { part!("object over it") } else { part!("second object") }, Role::None),
            None => {}
        }
        if c.preps.contains(&item) {
            return (if over { part!("preposition over it") } else { part!("after a preposition") }, asked());
        }
        if c.antecedent == Some(item) {
            return (part!("antecedent"), frame.object);
        }
        (if item < c.item { part!("before its clause") } else { part!("after its clause") }, asked())
    }

    /// The clause around a trigger that stands in an item.
    pub(super) fn clause_of(&self, draft: &Draft, at: usize) -> Option<&'c Clause> {
        let within = |c: &Clause| c.item < at && at < c.end;
        self.clauses.iter().find(|c| {
            let own = if draft.noun { c.subject.as_ref().is_some_and(|f| f.item == Some(at)) } else { c.tok == draft.trigger.start };
            own || within(c)
        })
    }

    /// Before or after, how far, and the how-manieth on that side.
    fn side(&self, offer: &Offer<'c>, before: bool, low: usize, high: usize) -> [Part<'static>; 3] {
        if offer.tokens.start < self.parsed.tokens.start {
            return [part!("sentences before"), part!(""), part!("")];
        }
        let far = match high.saturating_sub(low) {
            0 => part!("next"),
            1..=2 => part!("near"),
            3..=5 => part!("5"),
            6..=10 => part!("10"),
            11..=18 => part!("18"),
            _ => part!("far"),
        };
        let between = self.here.iter().filter(|m| {
            let m = &self.parsed.mentions[**m];
            m.acts() && m.tokens.start >= low && m.tokens.end <= high
        });
        let nth = [part!("first"), part!("second"), part!("third"), part!("later")][between.count().min(3)];
        [if before { part!("before") } else { part!("after") }, far, nth]
    }
}
