//! Personal names, alone, after a role or an honorific; numbers of people.

use super::*;

/// What stands before words that may be a personal name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Front {
    Nothing,
    /// «وزير الدفاع …»
    Role,
    /// «الشيخ …»: what follows is a name, whatever else it may mean.
    Title,
}

/// A word that begins no name.
fn particle(read: rasid_morph::Analysis) -> bool {
    use Pos::{Adverb, Complementiser, Conjunction, Particle, Preposition, Pronoun, Relative};
    read.known && matches!(read.pos, Preposition | Conjunction | Complementiser | Relative | Particle | Pronoun | Adverb)
}

/// An adjective of origin that may be a surname: «سليمان التركماني».
fn surname(tok: &Tok<'_>) -> bool {
    let features = tok.reading.features;
    tok.reading.pos == Pos::Adjective && features.definite && features.number == Number::Singular && tok.lexeme.bare.ends_with('ي')
}

impl<'a> Finder<'a, '_> {
    /// «السيد بوريطة», «فخامة الرئيس»: an honorific and whom it honours.
    pub(super) fn titled(&self, i: usize, end: usize, depth: usize) -> Option<Mention> {
        let tok = self.tok(i);
        if !self.is_title(i) || i + 1 >= end || tok.is_verb() && tok.reading.known {
            return None;
        }
        let read = tok.reading.proclitics;
        let skipped = usize::from(read.conjunction.is_some()) + usize::from(read.preposition.is_some());
        let cut = Cut { conjunction: read.conjunction, preposition: read.preposition, skipped, ..Cut::default() };
        let inner = self
            .mention(i + 1, end, depth + 1)
            .filter(|m| m.kind == EntityKind::Person && m.conjunction.is_none() && m.preposition.is_none());
        if let Some(mut m) = inner {
            let front = self.start(i..i + 1, m.class, Some(&cut));
            m.tokens.start = i;
            m.span.start = front.span.start;
            m.conjunction = front.conjunction;
            m.preposition = front.preposition;
            if m.sector.is_empty() {
                self.title(i).unwrap_or_default().clone_into(&mut m.sector);
            }
            return Some(m);
        }
        let to = self.name_end(i + 1, end, Front::Title);
        if to == i + 1 {
            return None;
        }
        let mut m = self.start(i..to, Class::Person, Some(&cut));
        m.kind = EntityKind::Person;
        self.title(i).unwrap_or_default().clone_into(&mut m.sector);
        m.person = Some(i + 1..to);
        self.apposed_role(&mut m, end, depth);
        Some(m)
    }

    /// «راشد الغنوشي رئيس حركة النهضة»: a role after a name belongs to it.
    pub(super) fn apposed_role(&self, m: &mut Mention, end: usize, depth: usize) {
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
                || matches!(self.tok(next).reading.pos, Pos::Complementiser | Pos::Preposition);
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
        // «حسن نصرالله المسؤولين»: several are not one.
        let several = self.tok(at).reading.features.number == Number::Plural;
        let Some(role) = self.role(at, end, depth + 1).filter(|_| !several) else { return };
        if role.kind == EntityKind::Person
            && role.tokens.len() > 1
            && role.conjunction.is_none()
            && role.preposition.is_none()
            && role.person.is_none()
        {
            self.take_role(m, &role);
        }
    }

    pub(super) fn take_role(&self, m: &mut Mention, role: &Mention) {
        self.stretch(m, role.tokens.end);
        if !role.sector.is_empty() && m.sector.is_empty() {
            m.sector.clone_from(&role.sector);
        }
        if m.country.is_empty() {
            m.country.clone_from(&role.country);
            m.own_country = role.own_country;
        }
    }

    /// The name of who bears a role, also after a comma: «وزير الخارجية المصري، سامح شكري،».
    pub(super) fn borne_by(&self, m: &mut Mention, end: usize, depth: usize) {
        let mut at = m.tokens.end;
        let comma = at < end && self.tok(at).kind == TokenKind::Comma;
        at += usize::from(comma);
        if comma && depth == 0 && self.rank_and_name(m, at, end) {
            return;
        }
        let from = self.past_adjectives(self.unquoted(at, end), end);
        let mut at = from;
        while at < end && self.is_title(at) {
            at += 1;
        }
        let front = match (at > from, comma) {
            (true, _) => Front::Title,
            (false, true) => Front::Nothing,
            (false, false) => Front::Role,
        };
        if at >= end || self.times[at] {
            return;
        }
        let tok = self.tok(at);
        if particle(tok.reading) {
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
            // «وزراء خارجية مصر والجزائر»: what «و» joins is another.
            let joined = cut.conjunction.is_some() && matches!(row.target, Target::State(_) | Target::Capital(_) | Target::Government(_));
            if joined || cut.skipped == 0 && !matches!(row.target, Target::Place(_) | Target::Nisba(_) | Target::Capital(_)) {
                return;
            }
        }
        if comma && (depth > 0 || !tok.facts.given && tok.reading.known) {
            return;
        }
        let to = self.name_end(at, end, front);
        let enough = if comma { 2 } else { 1 };
        if to >= at + enough {
            let shut = !comma || to >= end || matches!(self.tok(to).kind, TokenKind::Comma | TokenKind::Stop) || self.tok(to).is_verb();
            if shut {
                self.bear(m, at, to, end);
            }
        }
    }

    /// «المتحدث باسم الوزارة، السفير ماجد حسان،»: after a comma, a rank with a name is who bears the role before.
    fn rank_and_name(&self, m: &mut Mention, at: usize, end: usize) -> bool {
        let free = at < end && !self.tok(at).facts.roles.is_empty() && self.tok(at).reading.features.definite;
        let Some(rank) = free.then(|| self.role(at, end, 1)).flatten() else { return false };
        let next = rank.tokens.end;
        let shut = next >= end
            || matches!(self.tok(next).kind, TokenKind::Comma | TokenKind::Stop)
            || self.tok(next).is_verb()
            || self.tok(next).reading.pos == Pos::Complementiser;
        let plain = rank.conjunction.is_none() && rank.preposition.is_none() && !rank.own_country && rank.person.is_some();
        let Some(name) = rank.person.filter(|p| plain && shut && p.start <= at + 2) else { return false };
        self.bear(m, name.start, next, end);
        if m.id.is_empty() {
            m.id = rank.id;
            m.name = rank.name;
        }
        true
    }

    /// «عبد», «أبو»: no name ends there.
    fn opens_name(&self, at: usize) -> bool {
        self.names.openers.contains(&self.tok(at).facts.key)
    }

    fn is_title(&self, at: usize) -> bool {
        self.tok(at).lexeme.title && self.title(at).is_some()
    }

    /// The sector that an honorific tells, empty for none. A rank has its article: «اللواء ناصر», but «لواء النصر».
    fn title(&self, at: usize) -> Option<&str> {
        let tok = self.tok(at);
        let found = self.names.titles.get(tok.lexeme.bare.as_str()).or_else(|| self.names.titles.get(tok.lexeme.lemma.as_str()))?;
        (found.is_empty() || tok.reading.features.definite).then_some(found.as_str())
    }

    /// «وزير النقل والمواصلات في غزة», «وزير الثقافة والشباب المغربي»: the rest of an office's field.
    pub(super) fn field(&self, m: &mut Mention, end: usize) {
        if m.kind != EntityKind::Person || m.sector != "GOV" || m.definite && m.tokens.len() == 1 || !self.ends_definite(m) {
            return;
        }
        let noun = |t: usize| t < end && self.tok(t).reading.pos == Pos::Noun && self.tok(t).reading.features.definite && !self.times[t];
        let more = |t: usize| {
            noun(t) && self.tok(t).reading.proclitics.conjunction == Some('و') && self.tok(t).reading.proclitics.preposition.is_none()
        };
        let last = m.tokens.end - 1;
        let to = (m.tokens.end..end.min(m.tokens.end + 3)).find(|t| !more(*t)).unwrap_or(m.tokens.end);
        if to == m.tokens.end || !noun(last) || last == m.tokens.start {
            return;
        }
        let next = (to < end).then(|| self.tok(to));
        let nationality = to < end && self.nationality(to, end).is_some();
        let plain = (m.tokens.end..to).all(|t| self.tok(t).facts.roles.is_empty());
        let seat = next.is_some_and(|n| self.operators.uses.get(&n.facts.key).is_some_and(|u| u.contains(&Use::Seat)));
        let named = next.is_some_and(|n| n.facts.given || n.kind == TokenKind::Comma || n.kind == TokenKind::Arabic && !n.reading.known);
        if nationality || plain && (seat || named) {
            self.stretch(m, to);
            self.modifiers(m, end, true);
        }
    }

    /// «الداعية الإسلامي البارز الشيخ سفر»: adjectives between a role and a title or a given name.
    fn past_adjectives(&self, at: usize, end: usize) -> usize {
        let adjective = |t: usize| {
            let tok = self.tok(t);
            matches!(tok.reading.pos, Pos::Adjective | Pos::Noun)
                && tok.reading.features.definite
                && tok.facts.roles.is_empty()
                && tok.reading.proclitics.conjunction.is_none()
                && tok.reading.proclitics.preposition.is_none()
                && !tok.facts.given
                && !self.is_title(t)
        };
        let to = (at..end.min(at + 4)).find(|t| !adjective(*t)).unwrap_or(at);
        let named = to > at && to < end && self.tok(to).kind == TokenKind::Arabic && (self.is_title(to) || self.tok(to).facts.given);
        if named { to } else { at }
    }

    pub(super) fn bear(&self, m: &mut Mention, at: usize, to: usize, end: usize) {
        self.stretch(m, to);
        m.person = Some(at..to);
        m.definite = true;
        self.closed(m, end);
    }

    /// Where a run of words that may be a personal name ends.
    pub(super) fn name_end(&self, at: usize, end: usize, front: Front) -> usize {
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
            // «اتهم ناصر الحمدان | إيران»
            if !first
                && !tok.facts.names.is_empty()
                && matches!(self.row(to, end), Some((row, _, _)) if matches!(row.target, Target::State(_)))
            {
                break;
            }
            // «عبد الواحد», «أبو العز»
            let part = !first && self.opens_name(to - 1) && tok.reading.features.definite && tok.reading.proclitics.conjunction.is_none();
            if tok.kind != TokenKind::Arabic || !part && !self.name_like(tok, first, front) {
                break;
            }
            to += 1;
        }
        to
    }

    pub(super) fn name_like(&self, tok: &Tok<'_>, first: bool, front: Front) -> bool {
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
            return tok.reading.pos != Pos::Verb || tok.facts.given || !tok.reading.known && front != Front::Nothing;
        }
        if read.conjunction.is_some() || read.preposition.is_some() {
            return false;
        }
        // After a title and a first name a common word is most likely a name too: «كريم», «صالح», «عادل».
        let common = matches!(tok.reading.pos, Pos::Noun | Pos::Adjective) && !tok.reading.features.accusative && !tok.acts;
        common
            && (first
                && !tok.reading.features.definite
                && (front == Front::Role && tok.reading.pos == Pos::Adjective
                    || front == Front::Title && tok.facts.roles.is_empty() && tok.reading.enclitic == rasid_morph::Enclitic::None)
                || !first
                    && tok.facts.roles.is_empty()
                    && tok.reading.features.number == Number::Singular
                    && tok.reading.enclitic == rasid_morph::Enclitic::None
                    && tok.facts.names.is_empty())
    }

    /// Two or more words that make a personal name, the first a known given name: «محمد ولد داهية».
    pub(super) fn person(&self, i: usize, end: usize, depth: usize) -> Option<Mention> {
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
        let to = self.name_end(i, end, Front::Nothing);
        let strange = |t: &Tok<'_>| !t.reading.known && t.facts.key.chars().count() > 2;
        let next_given = to > i + 1
            && (self.tok(i + 1).facts.given && !foreign
                || tok.facts.given && tok.reading.pos == Pos::Name && surname(self.tok(i + 1))
                || self.tok(i + 1).facts.part
                || strange(self.tok(i + 1))
                || !foreign && self.tok(i + 1).reading.pos == Pos::Name);
        if to < i + 2 || !next_given {
            return None;
        }
        let cut = crate::reading::Cut {
            conjunction: tok.reading.proclitics.conjunction,
            preposition: tok.reading.proclitics.preposition,
            skipped: usize::from(tok.reading.proclitics.conjunction.is_some()) + usize::from(tok.reading.proclitics.preposition.is_some()),
            ..Cut::default()
        };
        let mut m = self.start(i..to, Class::Person, Some(&cut));
        m.kind = EntityKind::Person;
        m.person = Some(i..to);
        self.apposed_role(&mut m, end, depth);
        Some(m)
    }

    /// Where a number begins after «نحو» or «أكثر من»; `i` itself where none stands.
    pub(super) fn approximate(&self, i: usize, end: usize) -> usize {
        let tok = self.tok(i);
        if !tok.facts.approximate {
            return i;
        }
        let key = tok.facts.key.as_str();
        let bare = tok.reading.proclitics.conjunction.and_then(|c| key.strip_prefix(c)).unwrap_or(key);
        let rows = self.names.approximators.get(bare).into_iter().flatten();
        rows.filter_map(|rest| self.follows(rest, i + 1, end)).max().unwrap_or(i)
    }

    /// «العديد من»
    pub(super) fn quantity(&self, at: usize, end: usize) -> bool {
        let of = |t: usize| self.operators.uses.get(&self.tok(t).facts.key).is_some_and(|u| u.contains(&Use::Member));
        self.tok(at).facts.quantity && at + 1 < end && of(at + 1)
    }

    /// A number and those counted: «ثلاثة جنود», «أكثر من 30 قتيلا».
    pub(super) fn numbered(&self, i: usize, from: usize, end: usize, depth: usize) -> Option<Mention> {
        let mut at = from + 1;
        while at < end && (matches!(self.tok(at).reading.pos, Pos::Numeral) || self.tok(at).kind == TokenKind::Number) {
            at += 1;
        }
        if at >= end || at - from > 6 {
            return None;
        }
        let tok = self.tok(at);
        if self.operators.uses.get(&tok.facts.key).is_some_and(|u| u.contains(&Use::Member)) && at + 1 < end {
            at += 1;
        }
        let inner = self.mention(at, end, depth + 1).filter(|m| {
            m.conjunction.is_none() && m.preposition.is_none() && matches!(m.class, Class::Role | Class::People | Class::Nisba)
        });
        let mut m = inner.or_else(|| self.uncounted(i, at, end))?;
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
    pub(super) fn uncounted(&self, i: usize, at: usize, end: usize) -> Option<Mention> {
        let before = self.tok(i.checked_sub(1)?);
        let year = self.tok(i).kind == TokenKind::Number
            && self.tok(i).span.slice(self.reading.text).parse::<u32>().is_ok_and(|n| (1900..2100).contains(&n));
        if year {
            return None;
        }
        let befalls = before.lexeme.frames.iter().any(|f| self.befalls.contains(f))
            || !before.acts
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
}
