//! An event noun → a draft: «هجوم الحوثيين», «اغتيال الوزير», «الغارات المصرية».

use super::*;

/// An event noun with what stands around it.
struct Site<'s> {
    item: usize,
    tok: usize,
    /// The clause that it belongs to.
    governor: Option<&'s Clause>,
    /// The groups with a preposition after it.
    preps: Vec<usize>,
    clause: Range<usize>,
    marks: Vec<&'static str>,
    around: Vec<String>,
}

impl Drafter<'_, '_, '_> {
    pub(super) fn of_noun(&self, item: usize, tok: usize, drafts: &[Draft]) -> Option<Draft> {
        let t = self.parsed.tok(tok);
        if !matches!(t.reading.pos, Pos::Noun | Pos::Adjective) || t.lexeme.participle && t.reading.pos == Pos::Adjective {
            return None;
        }
        let inside = self.parsed.items[item].group()?.mentions.iter().copied().find(|m| self.parsed.mentions[*m].tokens.contains(&tok));
        if inside.is_some_and(|m| !self.parsed.mentions[m].event || self.parsed.mentions[m].tokens.start != tok) {
            return None;
        }
        let site = self.site(item, tok);
        let mut best: Option<(Fit, Draft)> = None;
        for &frame in &t.lexeme.frames {
            if let Some((fit, draft)) = self.noun_frame(&site, frame, drafts)
                && best.as_ref().is_none_or(|(b, _)| fit > *b)
            {
                best = Some((fit, draft));
            }
        }
        best.map(|(_, draft)| Draft { around: site.around, ..draft })
    }

    /// What stands around an event noun, whatever it is read as.
    fn site(&self, item: usize, tok: usize) -> Site<'_> {
        let preps = self.preps_after(item);
        let governor = self.governor(item);
        let clause = self.noun_clause(item, tok, governor, &preps);
        let mut site = Site { item, tok, governor, preps, clause, marks: Vec::new(), around: Vec::new() };
        if self.parsed.tok(tok).reading.features.definite {
            site.marks.push("definite");
        }
        if self.parsed.items[item].group().is_some_and(|g| g.head != tok) {
            site.marks.push("inside a group");
        }
        self.surroundings(&mut site);
        site
    }

    fn noun_frame(&self, site: &Site<'_>, number: u16, drafts: &[Draft]) -> Option<(Fit, Draft)> {
        let frame = self.frame(number);
        if !matches!(frame.when, When::Any | When::Speech) {
            return None;
        }
        let (item, tok) = (site.item, site.tok);
        let specific = self.noun_heads_fit(item, tok, frame, &site.preps).filter(|h| !frame.strict || *h != Head::Unfit)?;
        let mut draft = self.draft(number, tok..tok + 1, true);
        self.fill_genitive(&mut draft, item, tok, frame);
        self.fill_preps(&mut draft, frame, &site.preps);
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
        if let Some(clause) = site.governor {
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
        draft.clause = site.clause.clone();
        draft.marks.extend_from_slice(&site.marks);
        self.weigh(frame, draft, specific, own)
    }

    /// «قرار بريطانيا طرد دبلوماسيين»: who decides does it.
    pub(super) fn decider(&self, draft: &mut Draft, item: usize, frame: &Frame) {
        let Some(before) = item.checked_sub(1).and_then(|p| self.parsed.items[p].group().map(|g| (p, g))) else { return };
        let head = self.parsed.tok(before.1.head);
        let decides = [Operator::Declare, Operator::Intend, Operator::Aspect, Operator::Fail, Operator::Do].iter().any(|o| head.is(*o));
        if draft.actor.is_empty()
            && frame.subject == Role::Actor
            && decides
            && head.reading.pos == Pos::Noun
            && let Some(filler) = self.parsed.filler(before.0, "whose decision it is")
        {
            self.put(draft, Role::Actor, &filler, "whose decision it is");
        }
    }

    /// What stands before an event noun and what governs it.
    fn surroundings(&self, site: &mut Site<'_>) {
        let (item, tok) = (site.item, site.tok);
        let Some(group) = self.parsed.items[item].group() else { return };
        let before = (group.tokens.start..tok).rev().find(|t| self.parsed.tok(*t).reading.pos == Pos::Noun);
        let previous =
            item.checked_sub(1).and_then(|p| self.parsed.items[p].group()).filter(|_| group.preposition.is_some() && group.head == tok);
        let over = before.or(previous.map(|g| g.tokens.end - 1));
        if let Some(t) = over.map(|t| self.parsed.tok(t)) {
            if t.is(Operator::Stop) {
                site.marks.push("under a word for ending");
            }
            if t.is(Operator::Topic) {
                site.marks.push("under a word for a topic");
            }
            if before.is_some() && t.acts {
                site.marks.push("inside another act");
            }
        }
        if let Some(p) = &group.preposition {
            site.around.push(format!("after {p}"));
        }
        match site.governor {
            None => site.marks.push("no governor"),
            Some(clause) => {
                let verb = self.parsed.tok(clause.tok);
                site.around.extend(verb.lexeme.operators.iter().map(|o| format!("under {o:?}")));
                if verb.acts {
                    site.marks.push("under an act");
                }
                let place = if clause.objects.contains(&item) {
                    "object"
                } else if clause.preps.contains(&item) {
                    "preposition"
                } else {
                    "subject"
                };
                site.around.push(format!("as {place}"));
            }
        }
    }

    /// «احتجاجات شعبية»: the word for the act also names those who act.
    pub(super) fn crowd(&self, draft: &mut Draft, item: usize, tok: usize, frame: &Frame) {
        if !draft.actor.is_empty() || frame.subject != Role::Actor {
            return;
        }
        let Some(group) = self.parsed.items[item].group() else { return };
        let crowd = group.mentions.iter().copied().find(|m| self.parsed.mentions[*m].event && self.parsed.mentions[*m].tokens.start == tok);
        if let Some(m) = crowd.filter(|m| self.parsed.mentions[*m].tokens.len() > 1 || !draft.recipient.is_empty()) {
            self.put(draft, Role::Actor, &Filler { mentions: vec![m], ..Filler::default() }, "those who act, by the act's own name");
        }
    }

    pub(super) fn light(&self, clause: &Clause) -> bool {
        let verb = self.parsed.tok(clause.tok);
        verb.is(Operator::Do)
            || verb.is(Operator::Occur)
            || verb.is(Operator::Undergo)
            || verb.is(Operator::Aspect)
            || verb.is(Operator::Declare)
    }

    pub(super) fn noun_clause(&self, item: usize, tok: usize, governor: Option<&Clause>, preps: &[usize]) -> Range<usize> {
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
    pub(crate) fn preps_after(&self, item: usize) -> Vec<usize> {
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

    pub(super) fn noun_heads_fit(&self, item: usize, tok: usize, frame: &Frame, preps: &[usize]) -> Option<Head> {
        if frame.heads.is_empty() && frame.not_heads.is_empty() {
            return Some(Head::Any);
        }
        let group = self.parsed.items[item].group()?;
        let has = |list: &Heads| {
            (tok + 1..group.tokens.end.min(tok + 5)).any(|t| self.is_head(t, list))
                || preps.iter().take(2).any(|p| {
                    self.parsed.items[*p].group().is_some_and(|g| {
                        let named = g.preposition.as_deref().is_some_and(|key| frame.preps.contains_key(key));
                        named && g.tokens.clone().take(3).any(|t| self.is_head(t, list))
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
    pub(super) fn fill_genitive(&self, draft: &mut Draft, item: usize, tok: usize, frame: &Frame) {
        let Some(group) = self.parsed.items[item].group() else { return };
        let mentions = &self.parsed.mentions;
        let own = group.mentions.iter().copied().filter(|m| mentions[*m].tokens.start > tok);
        let nisba = own.clone().find(|m| mentions[*m].class == Class::Nisba);
        let other_noun = |m: usize| (tok + 1..mentions[m].tokens.start).any(|t| self.parsed.tok(t).reading.pos == Pos::Noun);
        let another_act = |m: usize| (tok + 1..mentions[m].tokens.start).any(|t| self.parsed.tok(t).acts);
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
            && let Some(filler) = self.owner(item).filter(|f| f.mentions.iter().all(|m| mentions[*m].tokens.start > tok + 1))
        {
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
    pub(super) fn shared_genitive(&self, item: usize, group: &crate::items::Group) -> Option<Filler> {
        let next = self.parsed.items.get(item + 1)?.group().filter(|g| g.joined && group.tokens.len() == 1)?;
        let act = self.parsed.tok(next.head).acts;
        self.parsed.filler(item + 1, "shared genitive").filter(|_| act)
    }

    /// The bare group right after an event noun's own.
    pub(super) fn second(&self, item: usize) -> Option<Filler> {
        let next = self.parsed.items.get(item + 1)?.group()?;
        if next.preposition.is_some() || next.joined {
            return None;
        }
        self.parsed.filler(item + 1, "after the genitive")
    }

    /// Whether somebody does violence more often than suffers it.
    pub(super) fn armed(&self, m: usize) -> bool {
        let m = &self.parsed.mentions[m];
        matches!(m.sector.as_str(), "GOV" | "MIL" | "COP" | "REB" | "UAF" | "PRM" | "JUD" | "SPY" | "LEG")
            || matches!(m.class, Class::State | Class::Named)
            || !m.armed_sector.is_empty()
    }

    /// Whom the pronoun on a noun stands for: the clause's subject, else the nearest mention before.
    pub(super) fn possessor(&self, tok: usize) -> Option<usize> {
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

    pub(super) fn purpose(&self, item: usize) -> bool {
        self.parsed.items[item]
            .group()
            .and_then(|g| g.preposition.as_deref())
            .is_some_and(|p| self.operators.uses.get(p).is_some_and(|u| u.contains(&Use::Purpose)))
    }

    pub(super) fn noun_scope(&self, item: usize, draft: &Draft, scopes: &mut Vec<Scope>) {
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
