//! Tokens → mentions of actors and places. Actors are grammar more than a list: a role, a nationality and
//! a name make an actor whoever holds the office.

use rasid_model::{EntityKind, Span};
use rasid_morph::{Gender, Number, Pos};
use rasid_text::TokenKind;
use std::ops::Range;

use crate::mention::{Class, Mention};
use crate::reading::{Cut, Reading, Tok};
use crate::tables::{Function, NameRow, Names, Operators, Target, Use};

/// Longest personal name, in words.
const LONGEST_NAME: usize = 5;

pub(crate) struct Finder<'a, 'r> {
    pub(crate) reading: &'r Reading<'a>,
    pub(crate) names: &'r Names,
    pub(crate) operators: &'r Operators,
    /// Frames whose object or genitive suffers the act.
    pub(crate) befalls: &'r std::collections::BTreeSet<u16>,
    /// The document's day, `YYYY-MM-DD`: offices are looked up by it.
    pub(crate) day: String,
    /// Tokens that belong to a time expression.
    pub(crate) times: &'r [bool],
}

/// All mentions of a text, in text order, none overlapping another.
pub(crate) fn find(finder: &Finder<'_, '_>) -> Vec<Mention> {
    let mut out = Vec::new();
    for sentence in finder.reading.sentences {
        let mut i = sentence.tokens.start;
        while i < sentence.tokens.end {
            match finder.mention(i, sentence.tokens.end, 0) {
                Some(mention) => {
                    i = mention.tokens.end.max(i + 1);
                    out.push(mention);
                }
                None => i += 1,
            }
        }
    }
    out
}

impl<'a> Finder<'a, '_> {
    fn tok(&self, i: usize) -> &Tok<'a> {
        &self.reading.tokens[i]
    }

    /// The longest mention that starts at a token.
    fn mention(&self, i: usize, end: usize, depth: usize) -> Option<Mention> {
        let tok = self.tok(i);
        if depth > 3 || self.times[i] {
            return None;
        }
        if (tok.kind == TokenKind::Number || tok.reading.pos == Pos::Numeral)
            && let Some(mention) = self.numbered(i, end, depth) {
                return Some(mention);
            }
        if !matches!(tok.kind, TokenKind::Arabic | TokenKind::Foreign) {
            return None;
        }
        let mut best = None;
        if !tok.facts.functions.is_empty() {
            best = longer(best, self.function_word(i, end));
        }
        if !tok.facts.names.is_empty() {
            best = longer(best, self.named(i, end, depth));
        }
        if !tok.facts.roles.is_empty() {
            best = longer(best, self.role(i, end, depth));
        }
        best.or_else(|| self.cued_place(i, end)).or_else(|| self.titled(i, end, depth)).or_else(|| self.person(i, end, depth))
    }

    /// «السيد بوريطة», «فخامة الرئيس»: an honorific and whom it honours.
    fn titled(&self, i: usize, end: usize, depth: usize) -> Option<Mention> {
        let tok = self.tok(i);
        let title = self.names.titles.contains(tok.lexeme.bare.as_str()) || self.names.titles.contains(tok.lexeme.lemma.as_str());
        if !title || i + 1 >= end || tok.is_verb() && tok.reading.known {
            return None;
        }
        let read = tok.reading.proclitics;
        let skipped = usize::from(read.conjunction.is_some()) + usize::from(read.preposition.is_some());
        let cut = Cut { key: String::new(), conjunction: read.conjunction, preposition: read.preposition, skipped };
        let inner = self
            .mention(i + 1, end, depth + 1)
            .filter(|m| m.kind == EntityKind::Person && m.conjunction.is_none() && m.preposition.is_none());
        if let Some(mut m) = inner {
            let front = self.start(i..i + 1, m.class, Some(&cut));
            m.tokens.start = i;
            m.span.start = front.span.start;
            m.conjunction = front.conjunction;
            m.preposition = front.preposition;
            return Some(m);
        }
        let to = self.name_end(i + 1, end, true);
        if to == i + 1 {
            return None;
        }
        let mut m = self.start(i..to, Class::Person, Some(&cut));
        m.kind = EntityKind::Person;
        m.person = Some(i + 1..to);
        self.apposed_role(&mut m, end, depth);
        Some(m)
    }

    fn start(&self, tokens: Range<usize>, class: Class, cut: Option<&Cut>) -> Mention {
        let first = self.tok(tokens.start);
        let skipped = cut.map_or(0, |c| c.skipped);
        let start = skip_letters(self.reading.text, first.span, skipped);
        let last = self.tok(tokens.end - 1);
        Mention {
            span: Span { start, end: last.span.end },
            tokens,
            class,
            conjunction: cut.and_then(|c| c.conjunction),
            preposition: cut.and_then(|c| c.preposition),
            kind: EntityKind::Group,
            country: String::new(),
            sector: String::new(),
            armed_sector: String::new(),
            name: String::new(),
            id: String::new(),
            own_country: false,
            definite: true,
            numbered: false,
            person: None,
            place: None,
            refers: None,
            event: false,
            seat: None,
            role: None,
        }
    }

    fn stretch(&self, m: &mut Mention, end: usize) {
        if end > m.tokens.end {
            m.tokens.end = end;
            m.span.end = self.tok(end - 1).span.end;
        }
    }

    /// Rows of an index whose words follow.
    fn follows(&self, rest: &[String], from: usize, end: usize) -> Option<usize> {
        let mut at = from;
        for word in rest {
            while at < end
                && at > from.saturating_sub(1)
                && (self.tok(at).is_quote() || matches!(self.tok(at).span.slice(self.reading.text), "-" | "_" | "#" | "–"))
            {
                at += 1;
            }
            if at >= end || self.tok(at).facts.key != *word {
                return None;
            }
            at += 1;
        }
        Some(at)
    }

    fn row(&self, i: usize, end: usize) -> Option<(&NameRow, &Cut, usize)> {
        let tok = self.tok(i);
        let mut best: Option<(&NameRow, &Cut, usize)> = None;
        for cut in &tok.facts.names {
            if !self.clitics_fit(tok, cut) {
                continue;
            }
            for row in self.names.index.get(&cut.key)?.iter() {
                if let Some(to) = self.follows(&row.rest, i + 1, end) {
                    let better = best.is_none_or(|(b, c, e)| {
                        (to, std::cmp::Reverse(cut.skipped), rank(row.target)) > (e, std::cmp::Reverse(c.skipped), rank(b.target))
                    });
                    if better {
                        best = Some((row, cut, to));
                    }
                    break;
                }
            }
        }
        best
    }

    /// A preposition cut off a word must be one that the chosen reading has, or the whole word must be unknown.
    fn clitics_fit(&self, tok: &Tok<'_>, cut: &Cut) -> bool {
        if !tok.reading.known {
            return true;
        }
        if cut.skipped == 0 {
            // «بأجور» is «ب» and «أجور», whatever place bears the whole word.
            return tok.reading.proclitics.preposition.is_none() || tok.reading.pos != Pos::Noun && tok.reading.pos != Pos::Adjective;
        }
        let read = tok.reading.proclitics;
        cut.preposition == read.preposition || tok.reading.pos == Pos::Unknown || tok.reading.pos == Pos::Verb || cut.key.starts_with("ال")
    }

    fn named(&self, i: usize, end: usize, depth: usize) -> Option<Mention> {
        let (row, cut, to) = self.row(i, end)?;
        let single = to == i + 1;
        let tok = self.tok(i);
        match row.target {
            Target::State(s) => Some(self.state(i..to, cut, s, Class::State)),
            Target::Capital(s) => Some(self.capital(i..to, cut, s)),
            Target::Government(s) => {
                let mut m = self.state(i..to, cut, s, Class::Capital);
                m.place = None;
                "GOV".clone_into(&mut m.sector);
                Some(m)
            }
            Target::People(s) => Some(self.people(i..to, cut, s)),
            Target::Nisba(_) if self.names.ambiguous_nisbas.contains(&cut.key) => None,
            Target::Nisba(s) => self.nisba(i, cut, s),
            Target::Homeland => {
                let mut m = self.start(i..to, Class::State, Some(cut));
                m.kind = EntityKind::Country;
                Some(m)
            }
            Target::Actor(a) => {
                let actor = &self.names.actors[a as usize];
                if actor.ambiguous && single && !self.cued(i) {
                    return None;
                }
                if single && tok.is_verb() && tok.reading.known && actor.ambiguous {
                    return None;
                }
                Some(self.actor(i..to, cut, a, end, depth))
            }
            Target::Place(p) => {
                let place = &self.names.places[p as usize];
                if place.ambiguous && single && !self.place_cued(i) {
                    return None;
                }
                let mut m = self.start(i..to, Class::Place, Some(cut));
                m.country.clone_from(&place.country);
                m.name.clone_from(&place.name);
                m.place = Some(p);
                Some(m)
            }
            Target::Agreement(_) | Target::Nothing => None,
        }
    }

    fn state(&self, tokens: Range<usize>, cut: &Cut, s: u32, class: Class) -> Mention {
        let state = &self.names.states[s as usize];
        let mut m = self.start(tokens, class, Some(cut));
        m.kind = EntityKind::Country;
        m.country.clone_from(&state.code);
        m.name.clone_from(&state.name);
        m.own_country = true;
        m.place = Some(s);
        m
    }

    fn capital(&self, tokens: Range<usize>, cut: &Cut, s: u32) -> Mention {
        let mut m = self.state(tokens, cut, s, Class::Capital);
        "GOV".clone_into(&mut m.sector);
        m
    }

    fn people(&self, tokens: Range<usize>, cut: &Cut, s: u32) -> Mention {
        let mut m = self.state(tokens, cut, s, Class::People);
        m.kind = EntityKind::Group;
        "CVL".clone_into(&mut m.sector);
        m.name.clear();
        m.place = None;
        m
    }

    /// A nationality: people where it stands as a noun, else the state's adjective.
    fn nisba(&self, i: usize, cut: &Cut, s: u32) -> Option<Mention> {
        let tok = self.tok(i);
        let before = i.checked_sub(1).map(|p| self.tok(p));
        let beside = before.is_some_and(|b| {
            b.kind == TokenKind::Arabic
                && cut.preposition.is_none()
                && cut.conjunction.is_none()
                && matches!(b.reading.pos, Pos::Noun | Pos::Adjective | Pos::Name | Pos::Unknown)
                && !self.times[i - 1]
        });
        let plural = cut.key.ends_with("ون") || cut.key.ends_with("ين") || cut.key.ends_with("يات");
        if plural && tok.reading.features.number != Number::Dual {
            let after_noun = beside && before.is_some_and(|b| b.reading.features.number == Number::Plural);
            if !after_noun {
                let mut m = self.people(i..i + 1, cut, s);
                m.definite = cut.key.starts_with("ال");
                return Some(m);
            }
        }
        let mut m = self.state(i..i + 1, cut, s, Class::Nisba);
        m.place = None;
        m.definite = cut.key.starts_with("ال");
        if !beside
            && cut.preposition.is_none()
            && m.definite
            && tok.reading.features.gender != Gender::Feminine
            && before.is_none_or(|b| b.is_verb())
        {
            m.class = Class::People;
            m.kind = EntityKind::Person;
            "CVL".clone_into(&mut m.sector);
        }
        Some(m)
    }

    fn actor(&self, tokens: Range<usize>, cut: &Cut, a: u32, end: usize, depth: usize) -> Mention {
        let actor = &self.names.actors[a as usize];
        let mut m = self.start(tokens.clone(), Class::Named, Some(cut));
        m.kind = actor.kind;
        m.id.clone_from(&actor.id);
        m.name.clone_from(&actor.name);
        m.country.clone_from(&actor.country);
        m.sector.clone_from(&actor.sector);
        m.armed_sector.clone_from(&actor.armed_sector);
        m.own_country = !m.country.is_empty();
        if let Some(role) = actor.roles.iter().find(|r| (r.from.is_empty() || r.from <= self.day) && (r.to.is_empty() || self.day <= r.to))
        {
            m.country.clone_from(&role.country);
            m.sector.clone_from(&role.sector);
        } else if let Some(first) = actor.roles.first() {
            if m.country.is_empty() {
                m.country.clone_from(&first.country);
            }
            if m.sector.is_empty() {
                m.sector.clone_from(&first.sector);
            }
        }
        if m.kind == EntityKind::Person {
            m.person = Some(tokens.clone());
            self.apposed_role(&mut m, end, depth);
        } else {
            self.modifiers(&mut m, end, false);
        }
        m
    }

    /// «راشد الغنوشي رئيس حركة النهضة»: a role after a name belongs to it.
    fn apposed_role(&self, m: &mut Mention, end: usize, depth: usize) {
        let mut at = m.tokens.end;
        let comma = at + 1 < end && self.tok(at).kind == TokenKind::Comma && m.tokens.len() > 1 && !self.tok(at + 1).facts.roles.is_empty();
        at += usize::from(comma);
        if comma {
            // «أحمد بن سالم، المتحدث باسم قوة الردع،»
            let Some(role) = (depth == 0 && !self.tok(at).facts.roles.is_empty()).then(|| self.role(at, end, depth + 1)).flatten() else {
                return;
            };
            let next = role.tokens.end;
            let shut = next >= end
                || matches!(self.tok(next).kind, TokenKind::Comma | TokenKind::Stop | TokenKind::Close)
                || self.tok(next).is_verb()
                || self.tok(next).reading.pos == Pos::Complementiser;
            let definite = role.definite || self.ends_definite(&role) || role.own_country;
            if shut
                && definite
                && role.kind == EntityKind::Person
                && role.person.is_none()
                && role.conjunction.is_none()
                && role.preposition.is_none()
            {
                self.take_role(m, &role);
            }
            return;
        }
        let long = m.tokens.len() > 1;
        if at >= end
            || depth > 1
            || self.tok(at).facts.roles.is_empty()
            || self.tok(at).reading.features.definite && !long
            || self.tok(at).reading.proclitics.conjunction.is_some()
            || self.tok(at).reading.proclitics.preposition.is_some()
        {
            return;
        }
        let Some(role) = self.role(at, end, depth + 1) else { return };
        if role.kind == EntityKind::Person
            && role.tokens.len() > 1
            && role.conjunction.is_none()
            && role.preposition.is_none()
            && role.person.is_none()
        {
            self.take_role(m, &role);
        }
    }

    fn take_role(&self, m: &mut Mention, role: &Mention) {
        self.stretch(m, role.tokens.end);
        if !role.sector.is_empty() && m.sector.is_empty() {
            m.sector.clone_from(&role.sector);
        }
        if m.country.is_empty() {
            m.country.clone_from(&role.country);
            m.own_country = role.own_country;
        }
    }

    /// A word that is also common wants a title or a verb of speech before it.
    fn cued(&self, i: usize) -> bool {
        i.checked_sub(1).is_some_and(|p| {
            let b = self.tok(p);
            (b.is_verb() && !b.lexeme.operators.is_empty()) || b.facts.given || !b.facts.roles.is_empty() || b.kind == TokenKind::QuoteOpen
        })
    }

    fn place_cued(&self, i: usize) -> bool {
        let tok = self.tok(i);
        tok.reading.pos == Pos::Name
            || !tok.reading.known
            || i.checked_sub(1).is_some_and(|p| {
                let b = self.tok(p);
                self.names.place_cues.contains_key(b.lexeme.lemma.as_str()) || self.names.place_cues.contains_key(b.lexeme.bare.as_str())
            })
    }

    /// A role, its nationality, what it is of, and the name of who bears it.
    fn role(&self, i: usize, end: usize, depth: usize) -> Option<Mention> {
        let tok = self.tok(i);
        if self.attributive(i) || self.circumstantial(i) {
            return None;
        }
        let verb = tok.is_verb() && tok.reading.known;
        let mut best: Option<(u32, &Cut, usize)> = None;
        for cut in &tok.facts.roles {
            let chosen = cut.key == tok.lexeme.lemma
                || cut.key == tok.lexeme.bare
                || tok.facts.key.chars().skip(cut.skipped).collect::<String>().trim_start_matches("ال") == cut.key.as_str()
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
            for (rest, role) in &self.names.roles[&cut.key] {
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
        let alone = m.tokens.end == to;
        let weak = match entry.use_.as_str() {
            "needs" => alone,
            "title" => alone && !m.definite,
            _ => false,
        };
        (!weak).then_some(m)
    }

    /// A participle that says how: «متهما إيران», «داعيا الحكومة».
    fn circumstantial(&self, i: usize) -> bool {
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
    fn attributive(&self, i: usize) -> bool {
        let tok = self.tok(i);
        let read = tok.reading;
        let beside = i
            .checked_sub(1)
            .map(|p| self.tok(p))
            .filter(|b| b.reading.pos == Pos::Noun && b.reading.features.definite && read.features.definite && self.tok(i).facts.adjective);
        let agrees =
            beside.is_some_and(|b| b.reading.features.gender == read.features.gender && b.reading.features.number == read.features.number);
        if read.pos != Pos::Adjective && !agrees || read.proclitics.conjunction.is_some() || read.proclitics.preposition.is_some() {
            return false;
        }
        let Some(before) = i.checked_sub(1).map(|p| self.tok(p)) else { return false };
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

    fn role_follows(&self, rest: &[String], from: usize, end: usize) -> Option<usize> {
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
    fn complete(&self, m: &mut Mention, end: usize, depth: usize) {
        self.modifiers(m, end, true);
        self.idafa(m, end);
        let at = m.tokens.end;
        if at >= end {
            return;
        }
        let next = self.unquoted(at, end);
        self.complement(m, next, end, depth);
        if m.kind == EntityKind::Person {
            self.modifiers(m, end, true);
            self.borne_by(m, end, depth);
        }
    }

    /// «رئيس فريق التفتيش»: common nouns that a head in the construct state is of.
    fn idafa(&self, m: &mut Mention, end: usize) {
        if m.kind != EntityKind::Person || m.definite || self.ends_definite(m) {
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
    fn common(&self, at: usize) -> bool {
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
    fn unquoted(&self, at: usize, end: usize) -> usize {
        if at < end && matches!(self.tok(at).kind, TokenKind::QuoteOpen | TokenKind::Open) { at + 1 } else { at }
    }

    /// Skips a closing quotation mark or bracket where one was opened inside.
    fn closed(&self, m: &mut Mention, end: usize) {
        let open = m.tokens.clone().filter(|i| matches!(self.tok(*i).kind, TokenKind::QuoteOpen | TokenKind::Open)).count();
        let shut = m.tokens.clone().filter(|i| matches!(self.tok(*i).kind, TokenKind::QuoteClose | TokenKind::Close)).count();
        let at = m.tokens.end;
        if open > shut && at < end && matches!(self.tok(at).kind, TokenKind::QuoteClose | TokenKind::Close) {
            self.stretch(m, at + 1);
        }
    }

    /// What a role is of: «رئيس حركة النهضة», «قوات حفتر», «محكمة في مصر», «السفير لدى ليبيا».
    fn complement(&self, m: &mut Mention, at: usize, end: usize, depth: usize) {
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
        if !linked && (self.ends_definite(m) || m.own_country && m.tokens.len() > 1) && at == m.tokens.end {
            return;
        }
        let Some(inner) = self.mention(from, end, depth + 1) else { return };
        let attached = inner.preposition.is_none() || inner.preposition == Some('ل') && m.country.is_empty() && inner.class != Class::Role;
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
        let kin = m.role.is_some_and(|r| self.names.role_entries[r as usize].use_ == "kin");
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

    fn linked(&self, m: &mut Mention, inner: &Mention, uses: &[Use]) {
        let before = m.tokens.end;
        self.link(m, inner, uses);
        if uses.contains(&Use::Seat) && m.tokens.end > before {
            m.seat = if inner.hosts() { Some(Box::new(inner.clone())) } else { inner.seat.clone() };
        }
    }

    fn link(&self, m: &mut Mention, inner: &Mention, uses: &[Use]) {
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
    fn absorb(&self, m: &mut Mention, inner: &Mention, end: usize) {
        if m.country.is_empty() || !m.own_country {
            m.country.clone_from(&inner.country);
            m.own_country = inner.own_country || !inner.country.is_empty();
        }
        let general = matches!(m.sector.as_str(), "" | "GOV");
        let institutional = matches!(inner.class, Class::Named | Class::Role) && !inner.sector.is_empty();
        let supranational = matches!(inner.country.as_str(), "UNO" | "EUR" | "IGO");
        if supranational && inner.class == Class::Named && m.kind != EntityKind::Source {
            m.sector.clear();
        } else if institutional && (general || m.kind == EntityKind::Group && inner.sector != "GOV") && m.kind != EntityKind::Source {
            m.sector.clone_from(if inner.armed_sector.is_empty() || m.sector.is_empty() || m.sector == "GOV" {
                &inner.sector
            } else {
                &inner.armed_sector
            });
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
    fn modifiers(&self, m: &mut Mention, end: usize, role: bool) {
        while m.tokens.end < end {
            let at = m.tokens.end;
            let tok = self.tok(at);
            let read = tok.reading.proclitics;
            if tok.kind != TokenKind::Arabic || read.conjunction.is_some() || read.preposition.is_some() || self.times[at] {
                return;
            }
            if let Some((s, definite)) = self.nationality(at) {
                // «السلطات السعودية»: beside a definite noun it is the adjective, though a state bears the same name.
                if !definite && (m.definite || self.ends_definite(m)) {
                    return;
                }
                let code = &self.names.states[s as usize].code;
                if m.country.is_empty() || role && !m.own_country {
                    m.country.clone_from(code);
                }
                m.own_country = true;
                self.stretch(m, at + 1);
                continue;
            }
            if let Some((row, _, _)) = self.row(at, end).filter(|(_, c, _)| c.skipped == 0)
                && matches!(row.target, Target::State(_) | Target::Actor(_) | Target::Capital(_)) {
                    return;
                }
            let agrees = tok.reading.pos == Pos::Adjective
                && tok.reading.known
                && tok.reading.features.definite == (m.definite || self.ends_definite(m));
            if !agrees || tok.facts.given && !tok.reading.features.definite {
                return;
            }
            if let Some((sector, of)) = self.names.modifiers.get(&tok.lexeme.lemma).filter(|_| role)
                && of.contains(&m.sector) {
                    m.sector.clone_from(sector);
                }
            self.stretch(m, at + 1);
        }
    }

    /// The state whose adjective a word is, and whether it bears «ال».
    fn nationality(&self, at: usize) -> Option<(u32, bool)> {
        let cut = self.tok(at).facts.names.iter().find(|c| c.skipped == 0)?;
        let rows = self.names.index.get(&cut.key)?;
        rows.iter().find_map(|r| {
            if let (Target::Nisba(s), true) = (r.target, r.rest.is_empty()) { Some((s, cut.key.starts_with("ال"))) } else { None }
        })
    }

    fn ends_definite(&self, m: &Mention) -> bool {
        self.tok(m.tokens.end - 1).reading.features.definite
    }

    /// The name of who bears a role, also after a comma: «وزير الخارجية المصري، سامح شكري،».
    fn borne_by(&self, m: &mut Mention, end: usize, depth: usize) {
        let mut at = m.tokens.end;
        let comma = at < end && self.tok(at).kind == TokenKind::Comma;
        at += usize::from(comma);
        let mut at = self.unquoted(at, end);
        while at < end && self.names.titles.contains(self.tok(at).lexeme.bare.as_str()) {
            at += 1;
        }
        if at >= end || self.times[at] {
            return;
        }
        let tok = self.tok(at);
        if tok.reading.known
            && matches!(
                tok.reading.pos,
                Pos::Preposition | Pos::Conjunction | Pos::Complementiser | Pos::Relative | Pos::Particle | Pos::Pronoun | Pos::Adverb
            )
        {
            return;
        }
        if let Some((row, cut, to)) = self.row(at, end) {
            if let (Target::Actor(a), 0) = (row.target, cut.skipped) {
                let actor = &self.names.actors[a as usize];
                if actor.kind == EntityKind::Person {
                    self.bear(m, at, to, end);
                    m.id.clone_from(&actor.id);
                    m.name.clone_from(&actor.name);
                    if m.country.is_empty() {
                        m.country.clone_from(if actor.country.is_empty() {
                            actor.roles.first().map_or(&actor.country, |r| &r.country)
                        } else {
                            &actor.country
                        });
                        m.own_country = !m.country.is_empty();
                    }
                    return;
                }
            }
            if cut.skipped == 0 && !matches!(row.target, Target::Place(_) | Target::Nisba(_) | Target::Capital(_)) {
                return;
            }
        }
        if comma && (depth > 0 || !tok.facts.given && tok.reading.known) {
            return;
        }
        let to = self.name_end(at, end, !comma);
        let enough = if comma { 2 } else { 1 };
        if to >= at + enough {
            let shut = !comma || to >= end || matches!(self.tok(to).kind, TokenKind::Comma | TokenKind::Stop) || self.tok(to).is_verb();
            if shut {
                self.bear(m, at, to, end);
            }
        }
    }

    fn bear(&self, m: &mut Mention, at: usize, to: usize, end: usize) {
        self.stretch(m, to);
        m.person = Some(at..to);
        m.definite = true;
        self.closed(m, end);
    }

    /// Where a run of words that may be a personal name ends.
    fn name_end(&self, at: usize, end: usize, titled: bool) -> usize {
        let mut to = at;
        while to < end && to - at < LONGEST_NAME && !self.times[to] {
            let tok = self.tok(to);
            let first = to == at;
            // «كيم جونغ-أون», «دونالد #ترمب»
            if tok.kind == TokenKind::Other
                && !first
                && to + 1 < end
                && self.tok(to + 1).kind == TokenKind::Arabic
                && self.tok(to + 1).span.start == tok.span.end
            {
                to += 1;
                continue;
            }
            if tok.kind != TokenKind::Arabic || !self.name_like(tok, first, titled) {
                break;
            }
            to += 1;
        }
        to
    }

    fn name_like(&self, tok: &Tok<'_>, first: bool, titled: bool) -> bool {
        let read = tok.reading.proclitics;
        if !first
            && (read.conjunction.is_some()
                || tok.reading.known && matches!(tok.reading.pos, Pos::Preposition | Pos::Particle | Pos::Pronoun))
        {
            return false;
        }
        if tok.facts.part && !first {
            return true;
        }
        if !tok.reading.known || tok.reading.pos == Pos::Name || tok.facts.given {
            return tok.reading.pos != Pos::Verb || tok.facts.given || !tok.reading.known && titled;
        }
        if read.conjunction.is_some() || read.preposition.is_some() {
            return false;
        }
        // After a title and a first name a common word is most likely a name too: «كريم», «صالح», «عادل».
        let common =
            matches!(tok.reading.pos, Pos::Noun | Pos::Adjective) && !tok.reading.features.accusative && tok.lexeme.frames.is_empty();
        common
            && (titled && first && !tok.reading.features.definite && tok.reading.pos == Pos::Adjective
                || !first
                    && tok.facts.roles.is_empty()
                    && tok.reading.features.number == Number::Singular
                    && tok.reading.enclitic == rasid_morph::Enclitic::None
                    && tok.facts.names.is_empty())
    }

    /// Two or more words that make a personal name, the first a known given name: «محمد ولد داهية».
    fn person(&self, i: usize, end: usize, depth: usize) -> Option<Mention> {
        let tok = self.tok(i);
        let foreign =
            !tok.reading.known && !tok.reading.features.definite && tok.kind == TokenKind::Arabic && tok.facts.key.chars().count() > 2;
        if !tok.facts.given && !foreign
            || tok.is_verb()
                && tok.reading.known
                && tok.reading.prior > 0
                && !tok.reading.proclitics.future
                && i > 0
                && self.tok(i - 1).is_verb()
        {
            return None;
        }
        let to = self.name_end(i, end, false);
        let strange = |t: &Tok<'_>| !t.reading.known && t.facts.key.chars().count() > 2;
        let next_given = to > i + 1
            && (self.tok(i + 1).facts.given && !foreign
                || self.tok(i + 1).facts.part
                || strange(self.tok(i + 1))
                || !foreign && self.tok(i + 1).reading.pos == Pos::Name);
        if to < i + 2 || !next_given {
            return None;
        }
        let cut = crate::reading::Cut {
            key: String::new(),
            conjunction: tok.reading.proclitics.conjunction,
            preposition: tok.reading.proclitics.preposition,
            skipped: usize::from(tok.reading.proclitics.conjunction.is_some()) + usize::from(tok.reading.proclitics.preposition.is_some()),
        };
        let mut m = self.start(i..to, Class::Person, Some(&cut));
        m.kind = EntityKind::Person;
        m.person = Some(i..to);
        self.apposed_role(&mut m, end, depth);
        Some(m)
    }

    /// A number and those counted: «ثلاثة جنود», «أكثر من 30 قتيلا».
    fn numbered(&self, i: usize, end: usize, depth: usize) -> Option<Mention> {
        let mut at = i + 1;
        while at < end && (matches!(self.tok(at).reading.pos, Pos::Numeral) || self.tok(at).kind == TokenKind::Number) {
            at += 1;
        }
        if at >= end || at - i > 6 {
            return None;
        }
        let tok = self.tok(at);
        if self.operators.uses.get(&tok.facts.key).is_some_and(|u| u.contains(&Use::Member)) && at + 1 < end {
            at += 1;
        }
        let inner = self.mention(at, end, depth + 1).filter(|m| {
            m.conjunction.is_none() && m.preposition.is_none() && matches!(m.class, Class::Role | Class::People | Class::Nisba)
        });
        let Some(mut m) = inner.or_else(|| self.uncounted(i, at, end)) else { return None };
        let read = self.tok(i).reading.proclitics;
        m.tokens.start = i;
        m.span.start = skip_letters(
            self.reading.text,
            self.tok(i).span,
            usize::from(read.conjunction.is_some()) + usize::from(read.preposition.is_some()),
        );
        m.conjunction = read.conjunction;
        m.preposition = read.preposition;
        m.numbered = true;
        if m.class == Class::Nisba {
            m.class = Class::People;
            m.sector = "CVL".into();
            m.name.clear();
        }
        m.kind = if m.kind == EntityKind::Person { EntityKind::Group } else { m.kind };
        Some(m)
    }

    /// «مقتل 7», «إصابة 19 آخرين»: a number after a word for what befalls people counts people.
    fn uncounted(&self, i: usize, at: usize, end: usize) -> Option<Mention> {
        let before = self.tok(i.checked_sub(1)?);
        let year = self.tok(i).kind == TokenKind::Number
            && self.tok(i).span.slice(self.reading.text).parse::<u32>().is_ok_and(|n| (1900..2100).contains(&n));
        if year {
            return None;
        }
        let befalls = before.lexeme.frames.iter().any(|f| self.befalls.contains(f))
            || before.lexeme.frames.is_empty()
                && i > 1
                && self.tok(i - 2).lexeme.frames.iter().any(|f| self.befalls.contains(f))
                && before.reading.pos == Pos::Noun;
        if !befalls {
            return None;
        }
        let next = (at < end).then(|| self.tok(at));
        let counted = next.is_some_and(|t| {
            t.kind == TokenKind::Arabic
                && matches!(t.reading.pos, Pos::Noun | Pos::Adjective | Pos::Unknown)
                && t.reading.proclitics.preposition.is_none()
                && t.reading.proclitics.conjunction.is_none()
        });
        let others = counted && self.names.others.contains(next?.lexeme.lemma.as_str());
        if counted && !others {
            return None;
        }
        let mut m = self.start(i..if others { at + 1 } else { at }, Class::Role, None);
        "CVL".clone_into(&mut m.sector);
        m.definite = false;
        Some(m)
    }

    /// An unknown word after a word for places: «بلدة هراوة».
    fn cued_place(&self, i: usize, end: usize) -> Option<Mention> {
        let tok = self.tok(i);
        let kind = self.names.place_cues.get(tok.lexeme.lemma.as_str())?;
        if tok.is_verb() || i + 1 >= end {
            return None;
        }
        let at = self.unquoted(i + 1, end);
        let next = (at < end).then(|| self.tok(at))?;
        if next.kind != TokenKind::Arabic || next.reading.proclitics.preposition.is_some() {
            return None;
        }
        let read = tok.reading.proclitics;
        let skipped = usize::from(read.conjunction.is_some()) + usize::from(read.preposition.is_some());
        let cut = Cut { key: String::new(), conjunction: read.conjunction, preposition: read.preposition, skipped };
        let mut m = self.start(i..at + 1, Class::Place, Some(&cut));
        if let Some((row, inner, to)) = self.row(at, end).filter(|(_, c, _)| c.skipped == 0) {
            match row.target {
                Target::Place(p) => {
                    let place = &self.names.places[p as usize];
                    m.country.clone_from(&place.country);
                    m.name.clone_from(&place.name);
                    m.place = Some(p);
                }
                Target::Capital(s) | Target::State(s) => {
                    m = self.state(i..to, &cut, s, if matches!(row.target, Target::State(_)) { Class::State } else { Class::Place });
                    m.name.clone_from(&self.names.states[s as usize].capital);
                    m.class = Class::Place;
                    m.place = None;
                }
                Target::Nisba(s) => {
                    // «العاصمة الليبية طرابلس», «المدينة الليبية»
                    let named = self
                        .row(to, end)
                        .filter(|_| to < end)
                        .filter(|(r, c, _)| c.skipped == 0 && matches!(r.target, Target::Capital(_) | Target::Place(_)));
                    let last = named.map_or(to, |(_, _, e)| e);
                    m.country.clone_from(&self.names.states[s as usize].code);
                    if kind == "capital" {
                        m.name.clone_from(&self.names.states[s as usize].capital);
                    }
                    self.stretch(&mut m, last);
                    return Some(m);
                }
                _ => return None,
            }
            let _ = inner;
            self.stretch(&mut m, to);
            self.closed(&mut m, end);
            return Some(m);
        }
        if next.reading.known && next.reading.pos != Pos::Name {
            return None;
        }
        self.closed(&mut m, end);
        Some(m)
    }

    /// «الطرفان», «بلاده», «نظيره التونسي».
    fn function_word(&self, i: usize, end: usize) -> Option<Mention> {
        let tok = self.tok(i);
        for cut in &tok.facts.functions {
            for (rest, function) in &self.operators.functions[&cut.key] {
                let class = match function {
                    Function::GroupWord => Class::GroupWord,
                    Function::OwnCountry => Class::OwnCountry,
                    Function::Counterpart => Class::Counterpart,
                    _ => continue,
                };
                // «بلدة» is a town, «بلده» his country: folding makes them one.
                if class == Class::OwnCountry
                    && tok.span.slice(self.reading.text).trim_end_matches(|c: char| ('\u{64b}'..='\u{652}').contains(&c)).ends_with('ة')
                {
                    continue;
                }
                let Some(to) = self.follows(rest, i + 1, end) else { continue };
                let mut m = self.start(i..to, class, Some(cut));
                match class {
                    Class::Counterpart => {
                        m.kind = EntityKind::Person;
                        "GOV".clone_into(&mut m.sector);
                        self.modifiers(&mut m, end, true);
                        self.borne_by(&mut m, end, 1);
                    }
                    Class::OwnCountry => m.kind = EntityKind::Country,
                    _ => {
                        let role = tok.facts.roles.iter().find_map(|c| self.names.roles[&c.key].iter().find(|(rest, _)| rest.is_empty()));
                        if let Some((_, role)) = role {
                            m.sector.clone_from(&self.names.role_entries[*role as usize].sector);
                        }
                        self.modifiers(&mut m, end, true);
                    }
                }
                return Some(m);
            }
        }
        None
    }
}

fn longer(a: Option<Mention>, b: Option<Mention>) -> Option<Mention> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b.tokens.end > a.tokens.end { b } else { a }),
        (a, b) => a.or(b),
    }
}

/// Where two entries have the same words, the likelier reading.
fn rank(target: Target) -> u8 {
    match target {
        Target::State(_) => 7,
        Target::Capital(_) => 6,
        Target::Government(_) => 5,
        Target::Actor(_) => 4,
        Target::People(_) => 3,
        Target::Nisba(_) => 2,
        Target::Place(_) => 1,
        Target::Homeland => 3,
        Target::Agreement(_) | Target::Nothing => 0,
    }
}

/// The byte offset after `count` letters of a word, marks passed over.
fn skip_letters(text: &str, span: Span, count: usize) -> u32 {
    let mut left = count;
    for (at, c) in span.slice(text).char_indices() {
        let letter = !rasid_text::fold(c.encode_utf8(&mut [0; 4])).is_empty();
        if letter {
            if left == 0 {
                return span.start + u32::try_from(at).unwrap_or(0);
            }
            left -= 1;
        }
    }
    span.start
}
