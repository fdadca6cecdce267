//! Mentions → what those they are tied to lend them: «المصدر», «متحدث باسمها», «وهو نائب سابق».

use rasid_model::EntityKind;
use rasid_morph::{Enclitic, Gender, Pos};
use rasid_text::TokenKind;
use rustc_hash::FxHashMap;

use crate::mention::{Class, Mention};
use crate::reading::Reading;
use crate::tables::Names;

/// How many mentions back somebody is looked for.
const REACH: usize = 30;

/// «المصدر نفسه»: the source quoted last.
pub(crate) fn sources(mentions: &mut [Mention]) {
    for i in 0..mentions.len() {
        let m = &mentions[i];
        if m.kind != EntityKind::Source || !m.definite || m.own_country || !m.sector.is_empty() || m.tokens.len() > 2 {
            continue;
        }
        let before = (0..i).rev().take(REACH).find(|j| mentions[*j].kind == EntityKind::Source && mentions[*j].tokens.len() > 1);
        if let Some(e) = before.map(|j| mentions[j].clone()) {
            let m = &mut mentions[i];
            m.refers = e.refers.or(before);
            m.country = e.country;
            m.sector = e.sector;
        }
    }
}

/// A person named without an office has the one that the text gives elsewhere: by surname, or beside the name.
pub(crate) fn bearers(reading: &Reading<'_>, mentions: &mut [Mention]) {
    for i in 1..mentions.len() {
        let (a, b) = (&mentions[i - 1], &mentions[i]);
        let told = match beside(reading, a, b) {
            true if nameless(a) && office(b) => Some((i - 1, i)),
            true if office(a) && nameless(b) => Some((i, i - 1)),
            _ => None,
        };
        if let Some((person, role)) = told {
            let from = mentions[role].clone();
            take(&mut mentions[person], &from);
        }
    }
    let mut known: FxHashMap<&str, usize> = FxHashMap::default();
    for (i, m) in mentions.iter().enumerate().filter(|(_, m)| !m.sector.is_empty()) {
        if let Some(p) = m.person.clone().filter(|p| p.len() > 1 || m.class == Class::Role) {
            known.entry(reading.tokens[p.end - 1].facts.key.as_str()).or_insert(i);
        }
    }
    for i in (0..mentions.len()).filter(|i| nameless(&mentions[*i])).collect::<Vec<_>>() {
        let full = mentions[i].refers.map_or(&mentions[i], |r| &mentions[r]);
        let surname = full.person.clone().map(|p| reading.tokens[p.end - 1].facts.key.as_str());
        if let Some(from) = surname.and_then(|s| known.get(s)).map(|j| mentions[*j].clone()) {
            take(&mut mentions[i], &from);
        }
    }
}

fn nameless(m: &Mention) -> bool {
    m.class == Class::Person && m.sector.is_empty()
}

fn office(m: &Mention) -> bool {
    m.class == Class::Role && m.kind == EntityKind::Person && m.person.is_none() && !m.sector.is_empty()
}

fn take(m: &mut Mention, from: &Mention) {
    m.sector.clone_from(&from.sector);
    m.armed_sector.clone_from(&from.armed_sector);
    if m.country.is_empty() || from.own_country && !m.own_country {
        m.country.clone_from(&from.country);
        m.own_country = from.own_country;
    }
}

/// «سالم الكيلاني (48 عاما) وهو …», «فهد الجابر (رئيس …», «طبيبا هو …»: nothing but a pronoun or a bracket ties them.
fn beside(reading: &Reading<'_>, a: &Mention, b: &Mention) -> bool {
    let between = a.tokens.end..b.tokens.start;
    if between.is_empty() || between.len() > 6 || b.conjunction.is_some() || b.preposition.is_some() {
        return false;
    }
    let last = &reading.tokens[b.tokens.start - 1];
    let ties = last.reading.pos == Pos::Pronoun || last.kind == TokenKind::Open;
    let mut passed = between.map(|t| &reading.tokens[t]);
    ties && passed.all(|t| {
        matches!(t.kind, TokenKind::Open | TokenKind::Close | TokenKind::Comma | TokenKind::Number)
            || t.reading.pos == Pos::Pronoun
            || t.reading.pos == Pos::Noun && t.reading.features.accusative
    })
}

/// «متحدث باسمها», «نائبه»: whom a pronoun ties to somebody has their country.
pub(crate) fn owned(reading: &Reading<'_>, mentions: &mut [Mention], names: &Names) {
    for i in 0..mentions.len() {
        let m = &mentions[i];
        let entry = m.role.map(|r| &names.role_entries[r as usize]);
        let free = m.class == Class::Role && m.kind != EntityKind::Source && m.refers.is_none();
        let Some(entry) = entry.filter(|e| free && e.use_ != "world" && e.country.is_empty()) else { continue };
        let end = m.person.as_ref().map_or(m.tokens.end, |p| p.start);
        let Some(pronoun) = (m.tokens.start..end).rev().map(|t| reading.tokens[t].reading.enclitic).find(|e| third(*e)) else { continue };
        // «نجله», «نائبه» are a person's, «أمينه العام» is a body's.
        let person = |m: &Mention| match entry.use_.as_str() {
            "kin" | "title" => m.kind == EntityKind::Person,
            "org" => m.kind != EntityKind::Person,
            _ => true,
        };
        let owner = (0..i).rev().take(REACH / 3).find(|j| person(&mentions[*j]) && owns(reading, &mentions[*j], pronoun));
        let Some(owner) = owner.map(|j| mentions[j].clone()) else { continue };
        let m = &mut mentions[i];
        m.country.clone_from(&owner.country);
        m.own_country = true;
        // «نائبه» is of what the other is of; a relative or a colleague need not be.
        if matches!(entry.use_.as_str(), "org" | "title") && !owner.sector.is_empty() {
            m.sector.clone_from(&owner.sector);
        }
    }
}

fn third(e: Enclitic) -> bool {
    matches!(e, Enclitic::Him | Enclitic::Her | Enclitic::Both | Enclitic::Them | Enclitic::ThemFeminine)
}

/// Whether a pronoun may stand for a mention.
fn owns(reading: &Reading<'_>, m: &Mention, pronoun: Enclitic) -> bool {
    if m.country.is_empty() || !m.acts() {
        return false;
    }
    let feminine = reading.tokens[m.tokens.start].reading.features.gender == Gender::Feminine;
    let state = matches!(m.class, Class::State | Class::Capital);
    match pronoun {
        Enclitic::Her => state || feminine,
        Enclitic::Him => state || !feminine,
        _ => m.kind != EntityKind::Person,
    }
}
