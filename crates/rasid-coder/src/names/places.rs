//! Places after their cues, nationalities, and words that stand for those named before.

use super::*;

impl<'a> Finder<'a, '_> {
    /// A nationality: people where it stands as a noun, else the state's adjective.
    pub(super) fn nisba(&self, i: usize, cut: &Cut, s: u32) -> Option<Mention> {
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

    /// A word that is also common wants a title or a verb of speech before it.
    pub(super) fn cued(&self, i: usize) -> bool {
        i.checked_sub(1).is_some_and(|p| {
            let b = self.tok(p);
            (b.is_verb() && !b.lexeme.operators.is_empty()) || b.facts.given || !b.facts.roles.is_empty() || b.kind == TokenKind::QuoteOpen
        })
    }

    pub(super) fn place_cued(&self, i: usize) -> bool {
        let tok = self.tok(i);
        tok.reading.pos == Pos::Name
            || !tok.reading.known
            || i.checked_sub(1).is_some_and(|p| {
                let b = self.tok(p);
                self.names.place_cues.contains_key(b.lexeme.lemma.as_str()) || self.names.place_cues.contains_key(b.lexeme.bare.as_str())
            })
    }

    /// An unknown word after a word for places: «بلدة هراوة».
    pub(super) fn cued_place(&self, i: usize, end: usize) -> Option<Mention> {
        let tok = self.tok(i);
        if !tok.lexeme.place_cue || tok.is_verb() || i + 1 >= end {
            return None;
        }
        let at = self.unquoted(i + 1, end);
        let next = (at < end).then(|| self.tok(at))?;
        if next.kind != TokenKind::Arabic || next.reading.proclitics.preposition.is_some() {
            return None;
        }
        let read = tok.reading.proclitics;
        let skipped = usize::from(read.conjunction.is_some()) + usize::from(read.preposition.is_some());
        let cut = Cut { conjunction: read.conjunction, preposition: read.preposition, skipped, ..Cut::default() };
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
                    let named =
                        self.row(to, end).filter(|(r, c, _)| c.skipped == 0 && matches!(r.target, Target::Capital(_) | Target::Place(_)));
                    let last = named.map_or(to, |(_, _, e)| e);
                    m.country.clone_from(&self.names.states[s as usize].code);
                    if self.names.place_cues.get(tok.lexeme.lemma.as_str()).is_some_and(|kind| kind == "capital") {
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
    pub(super) fn function_word(&self, i: usize, end: usize) -> Option<Mention> {
        let tok = self.tok(i);
        for cut in &tok.facts.functions {
            for (rest, function) in &self.operators.functions[cut.place] {
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
                        let role = tok.facts.roles.iter().find_map(|c| self.names.roles[c.place].iter().find(|(rest, _)| rest.is_empty()));
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
