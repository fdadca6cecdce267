//! A role, its nationality, what it is of: «وزير الخارجية التونسي», «رئيس حركة النهضة».

use super::*;

impl<'a> Finder<'a, '_> {
    /// A role, its nationality, what it is of, and the name of who bears it.
    pub(super) fn role(&self, i: usize, end: usize, depth: usize) -> Option<Mention> {
        let tok = self.tok(i);
        if self.attributive(i) || self.circumstantial(i) {
            return None;
        }
        let verb = tok.is_verb() && tok.reading.known;
        let mut best: Option<(u32, &Cut, usize)> = None;
        for cut in &tok.facts.roles {
            let chosen = cut.key == tok.lexeme.lemma
                || cut.key == tok.lexeme.bare
                || after_letters(&tok.facts.key, cut.skipped).trim_start_matches("ال") == cut.key
                || tok.facts.key.ends_with(&cut.key) && tok.lexeme.lemma.is_empty();
            if !chosen {
                continue;
            }
            let read = tok.reading.proclitics;
            let verb_cut = verb && cut.preposition.is_none();
            if !verb_cut
                && cut.skipped > 0
                && tok.reading.known
                && (cut.preposition.is_some() != read.preposition.is_some() || cut.conjunction.is_some() != read.conjunction.is_some())
            {
                continue;
            }
            if !verb_cut && cut.skipped == 0 && tok.reading.known && (read.preposition.is_some() || read.conjunction.is_some()) {
                continue;
            }
            for (rest, role) in &self.names.roles[cut.place] {
                if let Some(to) = self.role_follows(rest, i + 1, end) {
                    if best.is_none_or(|(_, _, e)| to > e) {
                        best = Some((*role, cut, to));
                    }
                    break;
                }
            }
        }
        // «وولي عهد أبوظبي» is no verb, whatever «ولي» may be.
        let (role, cut, to) = best.filter(|(_, _, to)| !verb || *to > i + 1)?;
        // «الاتحاد الأوروبي في تركيا»: a known name that is longer than the role's own words stands.
        if self
            .row(i, end)
            .is_some_and(|(row, _, e)| e > to && matches!(row.target, Target::Actor(_) | Target::State(_) | Target::Government(_)))
        {
            return None;
        }
        let entry = &self.names.role_entries[role as usize];
        let mut m = self.start(i..to, Class::Role, Some(cut));
        m.role = Some(role);
        m.event = entry.use_ == "event";
        m.kind = entry.kind;
        m.sector.clone_from(&entry.sector);
        m.country.clone_from(&entry.country);
        m.own_country = !m.country.is_empty();
        m.definite = tok.reading.features.definite;
        self.complete(&mut m, end, depth);
        self.to_the_quote(&mut m, end);
        let alone = m.tokens.end == to;
        let weak = match entry.use_.as_str() {
            "needs" => alone,
            "title" => alone && !m.definite,
            _ => false,
        };
        (!weak).then_some(m)
    }

    /// A participle that says how: «متهما إيران», «داعيا الحكومة».
    pub(super) fn circumstantial(&self, i: usize) -> bool {
        let tok = self.tok(i);
        let read = tok.reading;
        let counted = i.checked_sub(1).is_some_and(|p| self.tok(p).kind == TokenKind::Number || self.tok(p).reading.pos == Pos::Numeral);
        // «مسؤولا في حزب» is somebody; «متهما إيران» says how.
        let seated = self.reading.tokens.get(i + 1).is_some_and(|n| {
            self.operators.uses.get(&n.facts.key).is_some_and(|u| u.contains(&Use::Seat) || u.contains(&Use::Member))
                || n.reading.pos == Pos::Adjective && n.reading.known
        });
        tok.lexeme.participle && read.features.accusative && !read.features.definite && !counted && !seated
    }

    /// An adjective beside the noun it agrees with: «التدخل العسكري» names no soldier.
    pub(super) fn attributive(&self, i: usize) -> bool {
        let tok = self.tok(i);
        let read = tok.reading;
        let beside = i
            .checked_sub(1)
            .map(|p| self.tok(p))
            .filter(|b| b.reading.pos == Pos::Noun && b.reading.features.definite && read.features.definite && self.tok(i).facts.adjective);
        let agrees =
            beside.is_some_and(|b| b.reading.features.gender == read.features.gender && b.reading.features.number == read.features.number);
        let how = |f: rasid_morph::Features| f.accusative && !f.definite;
        let also = read.proclitics.conjunction == Some('و') && read.pos == Pos::Adjective && how(read.features);
        if also && i.checked_sub(1).map(|p| self.tok(p).reading).is_some_and(|b| b.pos == Pos::Adjective && how(b.features)) {
            // «دعما عسكريا وسياسيا»
            return true;
        }
        if read.pos != Pos::Adjective && !agrees || read.proclitics.conjunction.is_some() || read.proclitics.preposition.is_some() {
            return false;
        }
        let Some(before) = i.checked_sub(1).map(|p| self.tok(p)) else { return false };
        if before.reading.pos == Pos::Noun && before.reading.features.definite && self.two(i - 1, i) {
            return false;
        }
        // «مصرع قيادي»: whom it befalls, no adjective.
        let befallen = !read.features.definite && before.lexeme.frames.iter().any(|f| self.frames[*f as usize].genitive == Role::Recipient);
        if befallen {
            return false;
        }
        let named = read.features.definite && (before.reading.pos == Pos::Name || !before.reading.known);
        let noun =
            (named || matches!(before.reading.pos, Pos::Noun | Pos::Adjective)) && before.kind == TokenKind::Arabic && !self.times[i - 1];
        // «محاولة رئيس الوزراء»: what a definite noun follows is itself a noun; «مقتل مدنيين»: a plural goes with no singular.
        let construct = !read.features.definite
            && self.reading.tokens.get(i + 1).is_some_and(|n| {
                n.kind == TokenKind::Arabic
                    && n.reading.features.definite
                    && n.reading.proclitics.conjunction.is_none()
                    && n.reading.proclitics.preposition.is_none()
            });
        let people = tok.facts.key.ends_with("ين") || tok.facts.key.ends_with("ون");
        let apart = people && read.features.number == Number::Plural && before.reading.features.number != Number::Plural;
        if construct || apart {
            return false;
        }
        noun && (before.reading.features.definite == read.features.definite || read.features.definite)
    }

    pub(super) fn role_follows(&self, rest: &[String], from: usize, end: usize) -> Option<usize> {
        for (at, word) in (from..).zip(rest) {
            let tok = (at < end).then(|| self.tok(at))?;
            let same = tok.facts.key == *word
                || tok.lexeme.bare == *word
                || tok.facts.key.strip_prefix("ال") == Some(word.as_str())
                || tok.lexeme.lemma == *word && tok.reading.proclitics.conjunction.is_none();
            if !same {
                return None;
            }
        }
        Some(from + rest.len())
    }

    /// Nationality, complement and name after a role's words.
    pub(super) fn complete(&self, m: &mut Mention, end: usize, depth: usize) {
        self.modifiers(m, end, true);
        self.idafa(m, end);
        self.field(m, end);
        let at = m.tokens.end;
        if at >= end {
            return;
        }
        let next = self.unquoted(at, end);
        self.complement(m, next, end, depth);
        if m.tokens.end == at && next > at && m.kind != EntityKind::Source {
            self.called(m, next, end);
        }
        if m.kind == EntityKind::Person {
            self.modifiers(m, end, true);
            self.borne_by(m, end, depth);
        }
    }

    /// «"حركة الفجر"»: a body's name that fills its quotation marks is whole.
    fn to_the_quote(&self, m: &mut Mention, end: usize) {
        let opened = m.tokens.start.checked_sub(1).is_some_and(|p| self.tok(p).kind == TokenKind::QuoteOpen);
        if !opened || m.kind != EntityKind::Organisation {
            return;
        }
        let last = end.min(m.tokens.end + LONGEST_NAME);
        let shut = (m.tokens.end..last).find(|t| self.tok(*t).kind == TokenKind::QuoteClose).unwrap_or(m.tokens.end);
        let plain = |t: usize| {
            let (tok, read) = (self.tok(t), self.tok(t).reading);
            tok.kind == TokenKind::Arabic
                && read.proclitics.preposition.is_none()
                && (matches!(read.pos, Pos::Noun | Pos::Adjective | Pos::Name) || !read.known)
        };
        if (m.tokens.end..shut).all(plain) {
            self.stretch(m, shut);
        }
    }

    /// «جماعة "الأفق" الحقوقية»: a short name in quotation marks that no list has, and the adjectives after it.
    fn called(&self, m: &mut Mention, from: usize, end: usize) {
        let shut = (from..end.min(from + LONGEST_NAME)).find(|t| matches!(self.tok(*t).kind, TokenKind::QuoteClose | TokenKind::Close));
        let Some(shut) = shut.filter(|s| *s > from && m.kind == EntityKind::Organisation) else { return };
        let name = (from..shut).all(|t| {
            let tok = self.tok(t);
            matches!(tok.kind, TokenKind::Arabic | TokenKind::Foreign) && !(tok.is_verb() && tok.reading.known)
        });
        if name {
            self.stretch(m, shut + 1);
            m.definite = true;
            self.modifiers(m, end, true);
        }
    }

    /// «رئيس فريق التفتيش»: common nouns that a head in the construct state is of.
    pub(super) fn idafa(&self, m: &mut Mention, end: usize) {
        if m.kind != EntityKind::Person || m.definite || self.ends_definite(m) || self.tok(m.tokens.end - 1).free() {
            return;
        }
        let mut at = m.tokens.end;
        while at < end && at < m.tokens.end + 3 && self.common(at) {
            at += 1;
            if self.tok(at - 1).reading.features.definite {
                break;
            }
        }
        if at > m.tokens.end && self.tok(at - 1).reading.features.definite {
            self.stretch(m, at);
            m.definite = true;
            while m.tokens.end < end
                && self.common(m.tokens.end)
                && self.tok(m.tokens.end).reading.pos == Pos::Adjective
                && self.tok(m.tokens.end).reading.features.definite
            {
                self.stretch(m, m.tokens.end + 1);
            }
        }
    }

    /// A common word without clitics that names nobody.
    pub(super) fn common(&self, at: usize) -> bool {
        let tok = self.tok(at);
        let read = tok.reading;
        tok.kind == TokenKind::Arabic
            && read.known
            && matches!(read.pos, Pos::Noun | Pos::Adjective)
            && read.proclitics.conjunction.is_none()
            && read.proclitics.preposition.is_none()
            && !read.features.accusative
            && !self.times[at]
            && tok.facts.roles.is_empty()
            && self.row(at, at + 1).is_none()
    }

    /// Skips an opening quotation mark or bracket.
    pub(super) fn unquoted(&self, at: usize, end: usize) -> usize {
        if at < end && matches!(self.tok(at).kind, TokenKind::QuoteOpen | TokenKind::Open) { at + 1 } else { at }
    }

    /// Skips a closing quotation mark or bracket where one was opened inside.
    pub(super) fn closed(&self, m: &mut Mention, end: usize) {
        let open = m.tokens.clone().filter(|i| matches!(self.tok(*i).kind, TokenKind::QuoteOpen | TokenKind::Open)).count();
        let shut = m.tokens.clone().filter(|i| matches!(self.tok(*i).kind, TokenKind::QuoteClose | TokenKind::Close)).count();
        let at = m.tokens.end;
        if open > shut && at < end && matches!(self.tok(at).kind, TokenKind::QuoteClose | TokenKind::Close) {
            self.stretch(m, at + 1);
        }
    }

    /// What a role is of: «رئيس حركة النهضة», «قوات حفتر», «محكمة في مصر», «السفير لدى ليبيا».
    pub(super) fn complement(&self, m: &mut Mention, at: usize, end: usize, depth: usize) {
        if at >= end {
            return;
        }
        let tok = self.tok(at);
        let uses = self
            .operators
            .uses
            .get(&tok.facts.key)
            .filter(|_| tok.kind == TokenKind::Arabic && tok.reading.proclitics.conjunction.is_none());
        let linked = uses.is_some_and(|u| u.iter().any(|x| matches!(x, Use::Seat | Use::Member | Use::Behalf)));
        let from = if linked { at + 1 } else { at };
        if from >= end {
            return;
        }
        // After «ال» or a nationality nothing follows as a genitive: «الرئيس الصومالي | تركيا».
        let entry = m.role.map(|r| self.names.role_entries[r as usize].use_.as_str());
        // «الأمين العام للهيئة الخيرية»
        let owed = tok.reading.proclitics.preposition == Some('ل') && !m.own_country && matches!(entry, Some("org" | "head"));
        // «قوى متطرفة | العاصمة»: nothing is a genitive after an adjective.
        let last = self.tok(m.tokens.end - 1).reading;
        let described = m.kind != EntityKind::Person && m.tokens.len() > 1 && last.pos == Pos::Adjective && last.known;
        // «خارجيتها | روسيا»: nor after a pronoun; «نجله سالم» is told by name.
        let kin = m.role.is_some_and(|r| self.names.role_entries[r as usize].use_ == "kin");
        let described = described || !kin && self.tok(m.tokens.end - 1).free() || tok.accusative();
        if !linked && described && tok.reading.proclitics.preposition.is_none() && at == m.tokens.end {
            return;
        }
        if !linked && !owed && (self.ends_definite(m) || m.own_country && m.tokens.len() > 1) && at == m.tokens.end {
            return;
        }
        let Some(inner) = self.mention(from, end, depth + 1) else { return };
        let body = owed && inner.kind == EntityKind::Organisation;
        let belongs = m.country.is_empty() && (inner.class != Class::Role || body) && inner.sector != "JRN";
        let attached = inner.preposition.is_none() || inner.preposition == Some('ل') && belongs;
        if inner.class == Class::GroupWord && !linked && inner.conjunction.is_none() && inner.preposition.is_none() {
            // «وزيرا خارجية البلدين»
            m.class = Class::GroupWord;
            self.stretch(m, inner.tokens.end);
            return;
        }
        if inner.conjunction.is_some() || !attached || inner.class == Class::GroupWord {
            return;
        }
        if linked {
            self.linked(m, &inner, uses.map_or(&[], |u| u.as_slice()));
            return;
        }
        let person = inner.kind == EntityKind::Person && matches!(inner.class, Class::Named | Class::Person);
        if kin && inner.kind == EntityKind::Person {
            // «والد سلمان عبيدي»: the one named is another.
            m.country.clone_from(&inner.country);
            self.stretch(m, inner.tokens.end);
            return;
        }
        if person && m.kind == EntityKind::Person {
            return;
        }
        if m.kind == EntityKind::Person
            && inner.class == Class::Role
            && inner.kind == EntityKind::Person
            && self.tok(at).reading.features.definite
        {
            return;
        }
        self.absorb(m, &inner, end);
    }

    pub(super) fn linked(&self, m: &mut Mention, inner: &Mention, uses: &[Use]) {
        let before = m.tokens.end;
        self.link(m, inner, uses);
        if uses.contains(&Use::Seat) && m.tokens.end > before {
            m.seat = if inner.hosts() { Some(Box::new(inner.clone())) } else { inner.seat.clone() };
        }
    }

    pub(super) fn link(&self, m: &mut Mention, inner: &Mention, uses: &[Use]) {
        let free = m.country.is_empty() && m.kind != EntityKind::Source;
        if uses.contains(&Use::Behalf) {
            self.absorb(m, inner, inner.tokens.end);
        } else if uses.contains(&Use::Seat) && inner.hosts() && free {
            m.country.clone_from(&inner.country);
            m.own_country = true;
            self.stretch(m, inner.tokens.end);
        } else if uses.contains(&Use::Seat)
            && m.kind != EntityKind::Source
            && m.kind != EntityKind::Organisation
            && inner.kind == EntityKind::Organisation
            && matches!(inner.class, Class::Role | Class::Named)
        {
            // «مسؤولين في السفارة الإيرانية»
            self.absorb(m, inner, inner.tokens.end);
        } else if uses.contains(&Use::Member) && free && m.kind == EntityKind::Group && matches!(inner.class, Class::State | Class::Named) {
            m.country.clone_from(&inner.country);
            m.own_country = true;
            if inner.class == Class::Named && m.sector.is_empty() {
                m.sector.clone_from(&inner.sector);
            }
            self.stretch(m, inner.tokens.end);
        }
    }

    /// Takes an inner mention into a role.
    pub(super) fn absorb(&self, m: &mut Mention, inner: &Mention, end: usize) {
        if m.country.is_empty() || !m.own_country {
            m.country.clone_from(&inner.country);
            m.own_country = inner.own_country || !inner.country.is_empty();
        }
        let armed = if inner.armed_sector.is_empty() { &inner.sector } else { &inner.armed_sector };
        // «مسلحي تنظيم», «قوات الحوثيين», «موظفي الوزارة»: the word is wide, what follows tells. A former president's government was one.
        let wide = match m.sector.as_str() {
            "" | "GOV" => inner.sector != "ELI" || m.kind != EntityKind::Organisation,
            "UAF" => inner.sector != "GOV",
            "MIL" => inner.class == Class::Named && matches!(armed.as_str(), "REB" | "PRM" | "UAF"),
            "LAB" => inner.sector == "GOV",
            _ => false,
        };
        let institutional = matches!(inner.class, Class::Named | Class::Role) && !inner.sector.is_empty();
        let supranational = matches!(inner.country.as_str(), "UNO" | "EUR" | "IGO");
        if supranational && m.country == inner.country && inner.class == Class::Named && m.kind != EntityKind::Source {
            m.sector.clear();
        } else if institutional && (wide || m.kind == EntityKind::Group && inner.sector != "GOV") && m.kind != EntityKind::Source {
            m.sector.clone_from(if matches!(m.sector.as_str(), "" | "GOV" | "LAB") { &inner.sector } else { armed });
        } else if m.sector.is_empty() && m.kind != EntityKind::Source && inner.class != Class::State {
            m.sector.clone_from(&inner.sector);
        }
        if m.kind == EntityKind::Organisation && inner.class == Class::Named && m.name.is_empty() {
            m.name.clone_from(&inner.name);
            m.id.clone_from(&inner.id);
        }
        if inner.class == Class::Capital && m.sector == "GOV" && m.kind == EntityKind::Group {
            m.sector = "GOV".into();
        }
        self.stretch(m, inner.tokens.end);
        self.closed(m, end);
    }

    /// Adjectives after a head: nationality gives the country, «السابق» an office once held.
    pub(super) fn modifiers(&self, m: &mut Mention, end: usize, role: bool) {
        while m.tokens.end < end {
            let at = m.tokens.end;
            let tok = self.tok(at);
            let read = tok.reading.proclitics;
            if tok.kind != TokenKind::Arabic || read.conjunction.is_some() || read.preposition.is_some() || self.times[at] {
                return;
            }
            if let Some((s, definite, to)) = self.nationality(at, end) {
                // «السلطات السعودية»: beside a definite noun it is the adjective, though a state bears the same name.
                if !definite && (m.definite || self.ends_definite(m)) || self.two(m.tokens.start, at) {
                    return;
                }
                let code = &self.names.states[s as usize].code;
                // «منظمات إنسانية سورية»: the adjective is nearer than what the words suppose.
                let supposed = m.country == "NGO" && code != "IGO";
                if m.country.is_empty() || supposed || role && !m.own_country {
                    m.country.clone_from(code);
                }
                m.own_country = true;
                self.stretch(m, to);
                continue;
            }
            if let Some((row, _, _)) = self.row(at, end).filter(|(_, c, _)| c.skipped == 0)
                && matches!(row.target, Target::State(_) | Target::Actor(_) | Target::Capital(_))
            {
                return;
            }
            let agrees = tok.reading.pos == Pos::Adjective
                && tok.reading.known
                && tok.reading.features.definite == (m.definite || self.ends_definite(m));
            if !agrees
                || self.two(m.tokens.start, at)
                || self.of_its_own(m.tokens.start, at, end)
                || tok.facts.given && !tok.reading.features.definite
                || self.quantity(at, end)
            {
                return;
            }
            if let Some((sector, of)) = self.names.modifiers.get(&tok.lexeme.lemma).filter(|_| role)
                && of.contains(&m.sector)
            {
                m.sector.clone_from(sector);
            }
            self.stretch(m, at + 1);
        }
    }

    /// The state whose adjective stands here, whether it bears «ال», and where it ends: «التركي», «الروس», «الكورية الجنوبية».
    pub(super) fn nationality(&self, at: usize, end: usize) -> Option<(u32, bool, usize)> {
        let cut = self.tok(at).facts.names.iter().find(|c| c.skipped == 0)?;
        let rows = &self.names.index[cut.place];
        rows.iter().find_map(|r| {
            let (Target::Nisba(s) | Target::People(s)) = r.target else { return None };
            Some((s, cut.key.starts_with("ال"), self.follows(&r.rest, at + 1, end)?))
        })
    }

    /// «الجرحى البالغ عددهم», «الحكومة المعترف بها»: an adjective with a pronoun after it opens a clause.
    fn of_its_own(&self, head: usize, at: usize, end: usize) -> bool {
        let many = self.tok(head).reading.features.number == Number::Plural && self.tok(at).reading.features.number == Number::Singular;
        let next = (at + 1 < end).then(|| self.tok(at + 1).reading);
        next.is_some_and(|n| {
            n.enclitic != rasid_morph::Enclitic::None
                && (n.pos == Pos::Preposition || many && n.pos == Pos::Noun && n.proclitics.conjunction.is_none())
        })
    }

    /// «الجيش الفلسطينيين», «الشرطة الصحفي»: people beside a noun that they do not agree with are others.
    pub(super) fn two(&self, head: usize, at: usize) -> bool {
        // «نقابة الصحفيين الفلسطينيين»: it agrees with the noun beside it.
        let noun = (head..at).rev().find(|t| self.tok(*t).reading.pos == Pos::Noun).unwrap_or(head);
        let (head, tok) = (self.tok(noun), self.tok(at));
        let sound = tok.facts.key.ends_with("ون") || tok.facts.key.ends_with("ين") && tok.reading.features.number != Number::Dual;
        let (one, other) = (head.reading.features, tok.reading.features);
        let single = head.reading.known && one.number == Number::Singular;
        let apart = single && other.number == Number::Singular && one.gender == Gender::Feminine && other.gender == Gender::Masculine;
        let men = head.facts.key.ends_with("ين") && one.number == Number::Plural;
        let woman = men && other.number == Number::Singular && other.gender == Gender::Feminine && !tok.facts.roles.is_empty();
        woman
            || single && sound && other.number == Number::Plural && other.definite
            || apart && !tok.facts.roles.is_empty() && other.definite
    }

    pub(super) fn ends_definite(&self, m: &Mention) -> bool {
        // «بلاده ممتنة» is a sentence.
        let last = self.tok(m.tokens.end - 1).reading;
        last.features.definite || last.enclitic != rasid_morph::Enclitic::None
    }
}

/// What is left of a key after some letters.
fn after_letters(key: &str, count: usize) -> &str {
    key.char_indices().nth(count).and_then(|(at, _)| key.get(at..)).unwrap_or("")
}
