//! Tokens → mentions of actors and places. Actors are grammar more than a list: a role, a nationality and
//! a name make an actor whoever holds the office.

mod persons;
mod places;
mod roles;

use rasid_model::{EntityKind, Span};
use rasid_morph::{Gender, Number, Pos};
use rasid_text::TokenKind;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::mention::{Class, Mention};
use crate::reading::{Cut, Reading, Tok};
use crate::tables::{Frame, Function, NameRow, Names, Operators, Role, Target, Use};

/// Longest personal name, in words.
const LONGEST_NAME: usize = 5;

pub(crate) struct Finder<'a, 'r> {
    pub(crate) reading: &'r Reading<'a>,
    pub(crate) names: &'r Names,
    pub(crate) operators: &'r Operators,
    /// Frames whose object or genitive suffers the act.
    pub(crate) befalls: &'r std::collections::BTreeSet<u16>,
    /// By number: what an event noun's genitive means is looked up here.
    pub(crate) frames: &'r [Frame],
    /// The document's day, `YYYY-MM-DD`: offices are looked up by it.
    pub(crate) day: String,
    /// Tokens that belong to a time expression.
    pub(crate) times: &'r [bool],
    /// How often the text names each country: of those who share a name, the one spoken of is meant.
    pub(crate) spoken: BTreeMap<&'r str, u32>,
}

/// How often a text names each country; the outlet's own counts once more.
pub(crate) fn spoken<'r>(reading: &Reading<'_>, names: &'r Names, home: &'r str) -> BTreeMap<&'r str, u32> {
    let mut out = BTreeMap::from([(home, 1)]);
    let follows =
        |rest: &[String], at: usize| rest.iter().enumerate().all(|(n, w)| reading.tokens.get(at + n).is_some_and(|t| t.facts.key == *w));
    for (at, tok) in reading.tokens.iter().enumerate().filter(|(_, tok)| tok.facts.country) {
        let rows = tok.facts.names.iter().filter_map(|cut| Some((cut, names.index[cut.place].iter().find(|r| follows(&r.rest, at + 1))?)));
        for (cut, row) in rows {
            if let Some(country) = names.country_of(&cut.key, row.target) {
                *out.entry(country).or_default() += 1;
            }
        }
    }
    out
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
        let number = |t: &Tok<'_>| t.kind == TokenKind::Number || t.reading.pos == Pos::Numeral;
        let from = self.approximate(i, end);
        if from < end
            && (number(self.tok(from)) || self.quantity(from, end))
            && let Some(mention) = self.numbered(i, from, end, depth)
        {
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
                && self.tok(at).kind != TokenKind::Arabic
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
        let tok = (i < end).then(|| self.tok(i))?;
        let mut best: Option<(&NameRow, &Cut, usize)> = None;
        for cut in &tok.facts.names {
            if !self.clitics_fit(tok, cut) {
                continue;
            }
            let Some((row, to)) = self.meant(&self.names.index[cut.place], i + 1, end) else { continue };
            let better = best.is_none_or(|(b, c, e)| {
                (to, std::cmp::Reverse(cut.skipped), rank(row.target)) > (e, std::cmp::Reverse(c.skipped), rank(b.target))
            });
            if better {
                best = Some((row, cut, to));
            }
        }
        best
    }

    /// The first row whose words follow; of actors that share a name, the one whose country is spoken of most.
    fn meant<'n>(&self, rows: &'n [NameRow], from: usize, end: usize) -> Option<(&'n NameRow, usize)> {
        let said = |row: &NameRow| match row.target {
            Target::Actor(a) => self.spoken.get(self.names.actors[a as usize].country.as_str()).copied().unwrap_or(0),
            _ => 0,
        };
        let body = |row: &NameRow| matches!(row.target, Target::Actor(a) if self.names.actors[a as usize].is_supranational());
        let mut fitting =
            rows.iter().filter_map(|r| Some((r, self.follows(&r.rest, from, end)?))).filter(|(r, _)| !r.local || said(r) > 0 || body(r));
        let first = fitting.next()?;
        let namesakes =
            fitting.take_while(|(r, _)| r.rest.len() == first.0.rest.len()).filter(|(r, _)| matches!(r.target, Target::Actor(_)));
        let actor = matches!(first.0.target, Target::Actor(_));
        Some(namesakes.filter(|_| actor).fold(first, |best, row| if said(row.0) > said(best.0) { row } else { best }))
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
            // «بلدة» is a town, «بلده» his country.
            Target::Homeland if !cut.key.starts_with("ال") && tok.span.slice(self.reading.text).ends_with('ة') => None,
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
            self.closed(&mut m, end);
            self.modifiers(&mut m, end, false);
        }
        m
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
pub(crate) fn skip_letters(text: &str, span: Span, count: usize) -> u32 {
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
