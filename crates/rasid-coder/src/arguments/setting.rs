//! What bears on when and where an act was, and on who speaks of it.

use rasid_morph::Aspect;
use rasid_time::Bound;

use super::*;

impl<'c> Chooser<'c, '_, '_> {
    /// Whose time or place a candidate is: «أعلن الاثنين أن الغارة وقعت الأحد».
    pub(super) fn of_setting(&self, seen: &Seen<'_, 'c>, offer: &Offer<'c>, standing: &Standing<'_>, sums: &mut Sums<'c>) {
        let lot = offer.slots.within(Slot::Date.lot().with(Slot::Place.lot()));
        if lot == Lot::NONE {
            return;
        }
        let at = seen.found.draft.trigger.start;
        let gap = |t: usize| if t < offer.tokens.start { offer.tokens.start - t } else { t.saturating_sub(offer.tokens.end) };
        let nearer = || self.acts.iter().filter(|a| a.trigger != at && gap(a.trigger) < gap(at));
        let between = nearer().filter(|a| (a.trigger < offer.tokens.start) == (at < offer.tokens.start)).count();
        let number = |n: usize| [part!("none"), part!("one"), part!("two")][n.min(2)];
        sums.add_to(lot, part!("acts between"), &[number(between), standing.side[0]]);
        sums.add_to(lot, part!("acts nearer"), &[number(nearer().count()), standing.relation]);
        let around = |item: usize| self.clauses.iter().filter(move |c| c.item < item && item < c.end).min_by_key(|c| c.end - c.item);
        if let Some(c) = offer.item.and_then(around) {
            let place = self.toward(c, at);
            sums.add_to(lot, part!("within"), &[place, seen.quad]);
            for o in &self.parsed.tok(c.tok).lexeme.operators {
                sums.add_to(lot, part!("within"), &[place, operator_name(*o)]);
            }
        }
        sums.add_to(lot, part!("behind"), &[self.behind(seen, offer), seen.quad]);
        match offer.candidate {
            Candidate::Time(t) => self.of_time(seen, t, sums),
            Candidate::Mention(m) => {
                let draft = seen.found.draft;
                let role = match (draft.actor.contains(&m), draft.recipient.contains(&m)) {
                    (true, _) => part!("actor"),
                    (_, true) => part!("recipient"),
                    _ => part!(""),
                };
                sums.add_to(lot, part!("acts"), &[role, seen.kind]);
                sums.add_to(lot, part!("class"), &[offer.class, seen.kind]);
                sums.add_to(lot, part!("preposition"), &[offer.preposition, seen.quad]);
            }
            Candidate::Seat(_) => sums.add_to(lot, part!("class"), &[part!("seat"), seen.kind]),
        }
    }

    /// What stands right before a time or a place.
    fn behind(&self, seen: &Seen<'_, 'c>, offer: &Offer<'c>) -> Part<'static> {
        let says = |t: usize| self.parsed.tok(t).lexeme.operators.iter().any(|o| matches!(o, Operator::Say | Operator::SayOn));
        let trigger = &seen.found.draft.trigger;
        match offer.item.map(|i| i.checked_sub(1).map(|i| &self.parsed.items[i])) {
            None => part!("elsewhere"),
            Some(None) => part!("the start"),
            Some(Some(Item::Verb(t) | Item::Hal(t))) if trigger.contains(t) => part!("its verb"),
            Some(Some(Item::Verb(t) | Item::Hal(t))) if says(*t) => part!("a verb that says"),
            Some(Some(Item::Verb(_) | Item::Hal(_))) => part!("another verb"),
            Some(Some(Item::Group(g))) if g.tokens.contains(&trigger.start) => part!("its group"),
            Some(Some(Item::Group(g))) if self.acts.iter().any(|a| g.tokens.contains(&a.trigger)) => part!("another act"),
            Some(Some(Item::Group(g))) if g.mentions.is_empty() => part!("a group"),
            Some(Some(Item::Group(_))) => part!("somebody"),
            Some(Some(Item::Comma | Item::Colon)) => part!("a comma"),
            Some(Some(_)) => part!("a word"),
        }
    }

    /// What the time itself is: «منذ 2016» is seldom the time of an act.
    fn of_time(&self, seen: &Seen<'_, 'c>, t: usize, sums: &mut Sums<'c>) {
        let (time, draft, lot) = (&self.times[t], seen.found.draft, Slot::Date.lot());
        let bound = match time.bound {
            Bound::At => part!("at"),
            Bound::Since => part!("since"),
            Bound::Until => part!("until"),
            Bound::Before => part!("before"),
            Bound::After => part!("after"),
        };
        let when = match (time.interval, self.published) {
            (Some(i), Some(day)) if i.from > day => part!("ahead"),
            (Some(i), Some(day)) if i.to >= day => part!("on the day"),
            _ if time.other.is_some() => part!("before or ahead"),
            _ => part!("before"),
        };
        let trigger = self.parsed.tok(draft.trigger.start).reading;
        let tense = match (trigger.pos, trigger.features.aspect) {
            _ if draft.future => part!("future"),
            (Pos::Verb, Aspect::Imperfect) => part!("imperfect"),
            (Pos::Verb, _) => part!("perfect"),
            _ => part!("no verb"),
        };
        let precision = Part::new(time.precision);
        sums.add_to(lot, part!("time"), &[bound, precision]);
        sums.add_to(lot, part!("time"), &[bound, precision, tense]);
        sums.add_to(lot, part!("time"), &[when, tense]);
        sums.add_to(lot, part!("time"), &[when, seen.kind]);
    }

    /// «قال الوزير إنه التقى نظيره» is by him, «اتهم الوزير» is not.
    pub(super) fn of_speaker(&self, seen: &Seen<'_, 'c>, offer: &Offer<'c>, m: usize, sums: &mut Sums<'c>) {
        let (lot, Found { draft, state, .. }) = (Slot::Speaker.lot(), seen.found);
        let mention = |m: usize| &self.parsed.mentions[m];
        let alike = |k: &usize| {
            let (a, b) = (mention(m), mention(*k));
            m == *k || !a.id.is_empty() && a.id == b.id || !a.name.is_empty() && a.name == b.name && a.kind == b.kind
        };
        let role = match (draft.actor.iter().any(alike), draft.recipient.iter().any(alike)) {
            (true, _) => part!("actor"),
            (_, true) => part!("recipient"),
            _ => part!(""),
        };
        let speaks = if state.said_by.contains(&m) { part!("speaks") } else { part!("silent") };
        let quoted = if self.quoted(seen) { part!("quoted") } else { part!("") };
        let carried = offer.carried.unwrap_or(part!(""));
        sums.add_to(lot, part!("acts"), &[role, seen.quad]);
        sums.add_to(lot, part!("acts"), &[role, seen.kind, speaks]);
        sums.add_to(lot, part!("quoted"), &[quoted, speaks, carried]);
        if let Some((effect, owner)) = state.over.iter().find(|(effect, _)| matches!(*effect, "speech" | "alleged" | "denied")) {
            let lemma = self.parsed.reading.tokens.get(*owner).map_or(part!("goes on"), |t| Part::new(&t.lexeme.lemma));
            sums.add_to(lot, part!("over"), &[Part::new(effect), speaks, role]);
            sums.add_to(lot, part!("over"), &[lemma, speaks]);
        }
    }

    /// Whether the act is told within quotation marks.
    fn quoted(&self, seen: &Seen<'_, 'c>) -> bool {
        let open = |depth: i32, item: &Item| match item {
            Item::QuoteOpen => depth + 1,
            Item::QuoteClose => (depth - 1).max(0),
            _ => depth,
        };
        let goes_on = seen.found.state.over.iter().any(|(_, owner)| *owner == usize::MAX);
        goes_on || seen.at.is_some_and(|at| self.parsed.items[..at].iter().fold(0, open) > 0)
    }
}
