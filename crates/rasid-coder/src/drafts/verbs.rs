//! A clause → a draft: which frame its verb opens, and who fills the slots.

use super::*;

impl Drafter<'_, '_, '_> {
    pub(super) fn of_clause(&self, clause: &Clause) -> Option<Draft> {
        let verb = self.parsed.tok(clause.tok);
        let mut best: Option<(Fit, Draft)> = None;
        let mut offer = |found: Option<(Fit, Draft)>| {
            if let Some((fit, draft)) = found
                && best.as_ref().is_none_or(|(b, _)| fit > *b)
            {
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
        // «لن نسمح», «سنرد»: to say so is what is done.
        let plain = matches!(self.frame(draft.frame).when, When::Any | When::Speech);
        draft.negated = clause.negated && plain;
        draft.future = clause.future && plain;
        draft.possible = clause.possible || clause.conditional;
        draft.clause = self.clause_tokens(clause);
        self.marks_of_clause(&mut draft, clause);
        Some(draft)
    }

    pub(super) fn marks_of_clause(&self, draft: &mut Draft, clause: &Clause) {
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

    pub(super) fn clause_tokens(&self, clause: &Clause) -> Range<usize> {
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
    pub(super) fn phrase_noun(&self, clause: &Clause, phrase: &crate::tables::Phrase) -> Option<(Range<usize>, usize)> {
        let subject = clause.subject.as_ref().filter(|_| !clause.dropped).and_then(|f| f.item);
        let antecedent = clause.antecedent.filter(|a| self.tells_nothing(*a));
        let items: Vec<usize> = if phrase.preposition.is_empty() {
            clause.objects.iter().copied().chain(subject).chain(antecedent).collect()
        } else {
            clause.preps.clone()
        };
        items.into_iter().find_map(|item| {
            let group = self.parsed.items[item].group()?;
            if !phrase.preposition.is_empty() && group.preposition.as_deref() != Some(phrase.preposition.as_str()) {
                return None;
            }
            let first = phrase.nouns.first()?;
            let at = group.tokens.clone().take(3).find(|t| self.is_word(*t, *first))?;
            let rest =
                phrase.nouns[1..].iter().enumerate().all(|(k, w)| at + 1 + k < self.parsed.tokens.end && self.is_word(at + 1 + k, *w));
            rest.then_some((at..at + phrase.nouns.len(), item))
        })
    }

    /// «صواريخ أطلقها المسلحون»: a noun that reports no event itself leaves it to the verb of its relative clause.
    fn tells_nothing(&self, item: usize) -> bool {
        self.parsed.items[item].group().is_some_and(|g| !self.parsed.tok(g.head).acts)
    }

    pub(super) fn verb_frame(&self, clause: &Clause, number: u16, trigger: Range<usize>, phrase: Option<usize>) -> Option<(Fit, Draft)> {
        let frame = self.frame(number);
        let said = match frame.when {
            When::Any | When::Speech => true,
            When::Negated => clause.negated,
            When::Future => clause.future && !clause.negated,
        };
        if !said {
            return None;
        }
        let content = self.content_item(clause, frame, phrase);
        let specific = self.heads_fit(clause, frame, content).filter(|h| !frame.strict || *h != Head::Unfit)?;
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

    pub(super) fn fill_core(&self, draft: &mut Draft, clause: &Clause, frame: &Frame, phrase: Option<usize>, passive: bool) {
        let subject_role = if passive { frame.object } else { frame.subject };
        if let Some(subject) = &clause.subject
            && subject.item.is_none_or(|i| Some(i) != phrase || clause.dropped)
        {
            self.put(draft, subject_role, subject, subject.how);
        }
        if passive {
            return;
        }
        let objects: Vec<usize> = clause.objects.iter().copied().filter(|o| Some(*o) != phrase).collect();
        let shown = self.object_pronoun(clause.tok);
        let object = objects.first().filter(|_| !shown).and_then(|o| self.parsed.filler(*o, "object").or_else(|| self.owner(*o)));
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
        if (objects.is_empty() && pronoun || shown)
            && !clause.relative
            && let Some(m) = self.pronoun(clause.tok, &draft.actor)
        {
            let filler = Filler { mentions: vec![m], ..Filler::default() };
            self.put(draft, frame.object, &filler, "pronoun");
        }
        if let Some(antecedent) = clause.antecedent.and_then(|a| self.parsed.filler(a, "")) {
            self.put(draft, frame.object, &antecedent, "what the relative clause is about");
        }
    }

    /// «متهمة إياه»
    fn object_pronoun(&self, tok: usize) -> bool {
        let stands = |t: usize| {
            let mut cuts = self.parsed.tok(t).facts.functions.iter().filter(|c| c.preposition.is_none());
            cuts.any(|c| self.operators.functions[c.place].iter().any(|(rest, f)| rest.is_empty() && *f == Function::Object))
        };
        tok + 1 < self.parsed.tokens.end && stands(tok + 1)
    }

    /// The item that a frame takes its content from.
    pub(super) fn content_item(&self, clause: &Clause, frame: &Frame, phrase: Option<usize>) -> Option<usize> {
        if frame.object == Role::Content
            && let Some(object) = clause.objects.iter().find(|o| Some(**o) != phrase)
        {
            return Some(*object);
        }
        clause.preps.iter().copied().find(|p| {
            self.parsed.items[*p]
                .group()
                .is_some_and(|g| g.preposition.as_deref().is_some_and(|key| frame.preps.get(key) == Some(&Role::Content)))
        })
    }

    /// Whether the head of a frame's object or content is one it wants; `Some(true)` where it wants one.
    pub(super) fn heads_fit(&self, clause: &Clause, frame: &Frame, content: Option<usize>) -> Option<Head> {
        if frame.heads.is_empty() && frame.not_heads.is_empty() {
            return Some(Head::Any);
        }
        let subject = clause.subject.as_ref().filter(|_| !clause.dropped && clause.objects.is_empty()).and_then(|f| f.item);
        let mut items: Vec<usize> = content.into_iter().chain(clause.objects.iter().copied()).chain(clause.antecedent).collect();
        items.extend(clause.preps.iter().copied().filter(|p| {
            self.parsed.items[*p].group().and_then(|g| g.preposition.as_deref()).is_some_and(|key| frame.preps.contains_key(key))
        }));
        items.extend(subject);
        let has = |list: &Heads| {
            items.iter().any(|i| self.parsed.items[*i].group().is_some_and(|g| g.tokens.clone().take(3).any(|t| self.is_head(t, list))))
        };
        if has(&frame.not_heads) {
            return None;
        }
        if frame.heads.is_empty() {
            return Some(Head::Any);
        }
        // «وصفه بأنه غير مقبول», «هدد بأن يقصف»
        let told = clause.complement.filter(|_| frame.object == Role::Recipient).map(|c| self.parsed.item_start(c));
        let told = || told.is_some_and(|from| (from..self.parsed.tokens.end.min(from + 12)).any(|t| self.is_head(t, &frame.heads)));
        Some(if has(&frame.heads) || told() { Head::Fits } else { Head::Unfit })
    }

    pub(super) fn is_passive(&self, clause: &Clause, frame: &Frame) -> bool {
        let verb = self.parsed.tok(clause.tok);
        if clause.hal || frame.object != Role::Recipient || frame.subject != Role::Actor {
            return false;
        }
        // «تُدين» of «أدان» is active.
        let four = crate::items::imperfect(verb) && verb.lexeme.lemma.chars().count() == 4;
        if verb.reading.features.passive_only || !four && written_passive(verb.span.slice(self.parsed.reading.text)) {
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

    /// What the frame does to acts in its content.
    pub(super) fn content_scope(&self, clause: &Clause, draft: &Draft, scopes: &mut Vec<Scope>) {
        let frame = self.frame(draft.frame);
        let from = clause.complement.or_else(|| self.content_item(clause, frame, None));
        let Some(from) = from else {
            // «حملت الحكومة الحركة مسؤولية قصف المدينة»: what follows the noun of a phrase.
            let item = self.parsed.items.iter().position(|x| x.group().is_some_and(|g| g.tokens.contains(&draft.trigger.start)));
            if let Some(item) = item.filter(|_| draft.trigger.start != clause.tok && frame.content == Content::Alleged) {
                self.open(frame, draft, draft.trigger.end..self.parsed.content_end(item), clause.tok, scopes);
            }
            return;
        };
        let tokens = self.parsed.item_start(from)..if clause.complement.is_some() {
            self.parsed.speech_end(from)
        } else {
            self.parsed.content_end(from)
        };
        self.open(frame, draft, tokens, clause.tok, scopes);
    }
}
