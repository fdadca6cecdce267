//! Mentions → who they are: surnames, «الوزير», «بلاده», group words, and countries that a text leaves unsaid.

use rasid_model::{Entity, EntityKind};
use rasid_morph::Pos;
use rasid_text::TokenKind;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

use crate::mention::{Class, Mention};
use crate::reading::{Cut, Reading};
use crate::tables::Names;
use crate::ties;

/// Single words that take up a person named before: «قال كارتر».
pub(crate) fn recall(reading: &Reading<'_>, mentions: &mut Vec<Mention>, times: &[bool]) {
    let mut covered = vec![false; reading.tokens.len()];
    for m in mentions.iter() {
        covered[m.tokens.clone()].iter_mut().for_each(|c| *c = true);
    }
    let (seen, heads) = memory(reading, mentions);
    // A headline names by surname whom the body names in full: there the whole text is looked through.
    let lead = reading.sentences.iter().take_while(|s| s.headline).last().map_or(0, |s| s.tokens.end);
    let mut found: Vec<Mention> = Vec::new();
    for at in 0..reading.tokens.len() {
        let tok = &reading.tokens[at];
        if covered[at] || times[at] || tok.kind != TokenKind::Arabic {
            continue;
        }
        let Some((cut, of)) = surname(reading, at, &seen).or_else(|| institution(reading, at, &heads)) else { continue };
        // A known person may be met by surname first.
        let known = !mentions[of].id.is_empty() && (!tok.reading.known || tok.reading.pos == Pos::Name) && !tok.facts.given;
        if mentions[of].tokens.start > at && at >= lead && !known {
            continue;
        }
        found.push(again(&mentions[of], of, at, tok.span, &cut));
    }
    merge(mentions, found);
}

/// Words of personal names, and first words of institutions, with the first mention of each.
fn memory<'a>(reading: &Reading<'a>, mentions: &[Mention]) -> (FxHashMap<&'a str, usize>, FxHashMap<&'a str, usize>) {
    let (mut seen, mut heads) = (FxHashMap::default(), FxHashMap::default());
    for (i, m) in mentions.iter().enumerate() {
        if let Some(person) = m.person.clone().filter(|p| p.len() > 1 || m.class == Class::Role) {
            for t in person {
                let key = reading.tokens[t].facts.key.as_str();
                if key.chars().count() > 2 {
                    seen.entry(key).or_insert(i);
                }
            }
        }
        let first = reading.tokens[m.tokens.start].lexeme.lemma.as_str();
        if m.kind == EntityKind::Organisation && m.tokens.len() > 1 && !first.is_empty() {
            heads.entry(first).or_insert(i);
        }
    }
    (seen, heads)
}

fn again(m: &Mention, of: usize, at: usize, span: rasid_model::Span, cut: &Cut) -> Mention {
    let person = m.kind == EntityKind::Person;
    Mention {
        refers: Some(of),
        class: if person { Class::Person } else { Class::Named },
        tokens: at..at + 1,
        span,
        conjunction: cut.conjunction,
        preposition: cut.preposition,
        person: person.then_some(at..at + 1),
        numbered: false,
        definite: true,
        ..m.clone()
    }
}

/// «الوكالة»: an organisation named before, by the first word of its name.
fn institution(reading: &Reading<'_>, at: usize, heads: &FxHashMap<&str, usize>) -> Option<(Cut, usize)> {
    let tok = &reading.tokens[at];
    let read = tok.reading;
    if !read.known || read.pos != Pos::Noun || !read.features.definite || read.features.number == rasid_morph::Number::Plural || tok.acts {
        return None;
    }
    let of = *heads.get(tok.lexeme.lemma.as_str())?;
    let skipped = usize::from(read.proclitics.conjunction.is_some()) + usize::from(read.proclitics.preposition.is_some());
    Some((Cut { conjunction: read.proclitics.conjunction, preposition: read.proclitics.preposition, skipped, ..Cut::default() }, of))
}

fn surname(reading: &Reading<'_>, at: usize, seen: &FxHashMap<&str, usize>) -> Option<(Cut, usize)> {
    let tok = &reading.tokens[at];
    let word = tok.facts.key.as_str();
    let plain = Cut::default();
    if let Some(of) = seen.get(word) {
        let common = tok.reading.known && tok.reading.pos != Pos::Name && !tok.facts.given;
        let before_name = common && !word.starts_with("ال") && tok.reading.prior > 0 && tok.is_verb();
        return (!before_name).then_some((plain, *of));
    }
    let mut letters = word.chars();
    let first = letters.next()?;
    let rest = letters.as_str();
    let cut = match first {
        'و' | 'ف' => Cut { conjunction: Some(first), skipped: 1, ..plain },
        'ب' | 'ل' | 'ك' => Cut { preposition: Some(first), skipped: 1, ..plain },
        _ => return None,
    };
    Some((cut, *seen.get(rest)?))
}

/// Puts new mentions in text order and mends the numbers by which mentions refer to others.
fn merge(mentions: &mut Vec<Mention>, found: Vec<Mention>) {
    if found.is_empty() {
        return;
    }
    let mut all: Vec<(usize, Mention)> = mentions.drain(..).chain(found).enumerate().collect();
    all.sort_by_key(|(_, m)| m.tokens.start);
    let mut place = vec![0; all.len()];
    for (new, (old, _)) in all.iter().enumerate() {
        place[*old] = new;
    }
    mentions.extend(all.into_iter().map(|(_, m)| Mention { refers: m.refers.map(|r| place[r]), ..m }));
}

/// What it counts for a country that the outlet is of it.
const HOME: u32 = 8;

/// Who each mention is.
pub(crate) struct Resolved {
    /// For group words: the members, as mentions.
    pub(crate) members: BTreeMap<usize, Vec<usize>>,
}

/// Ties definite roles to those named before, and gives countries to those who lack one.
pub(crate) fn resolve(reading: &Reading<'_>, mentions: &mut [Mention], names: &Names, home: &str) -> Resolved {
    let country = main_country(reading, mentions, home).unwrap_or_else(|| home.to_owned());
    take_up(reading, mentions, names);
    ties::sources(mentions);
    ties::bearers(reading, mentions);
    let members = group_words(reading, mentions);
    own_countries(reading, mentions);
    ties::owned(reading, mentions, names);
    for m in mentions.iter_mut().filter(|m| m.class == Class::State && m.country.is_empty()) {
        m.country.clone_from(&country);
    }
    lend_countries(reading, mentions, names, &country);
    for i in 0..mentions.len() {
        if let Some(j) = mentions[i].refers.filter(|_| mentions[i].country.is_empty()) {
            mentions[i].country = mentions[j].country.clone();
        }
    }
    Resolved { members }
}

/// The country most often named; the headline and the first sentence weigh more.
fn main_country(reading: &Reading<'_>, mentions: &[Mention], home: &str) -> Option<String> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    if mentions.iter().any(|m| m.country == home) && !home.is_empty() {
        counts.insert(home, HOME);
    }
    let lead = reading.sentences.get(1).map_or(0, |s| s.tokens.end);
    for m in mentions.iter().filter(|m| m.country.len() == 3 && (m.own_country || m.hosts() || m.class == Class::Nisba)) {
        if matches!(m.country.as_str(), "UNO" | "EUR" | "IGO" | "NGO" | "IMG" | "ISM" | "MNC") || m.sector == "JRN" {
            continue;
        }
        *counts.entry(&m.country).or_default() += if m.tokens.start < lead { 2 } else { 1 };
    }
    counts.into_iter().max_by_key(|(code, n)| (*n, std::cmp::Reverse(*code))).map(|(code, _)| code.to_owned())
}

/// «دبي، الإمارات العربية المتحدة (CNN) --», «طرابلس - »: where a report was written is not what it is about.
pub(crate) fn dateline(reading: &Reading<'_>) -> std::ops::Range<usize> {
    let Some(body) = reading.sentences.iter().find(|s| !s.headline) else { return 0..0 };
    let head = body.tokens.start..body.tokens.end.min(body.tokens.start + 12);
    let tok = |t: usize| &reading.tokens[t];
    let dash = |t: usize| tok(t).kind == TokenKind::Comma && matches!(tok(t).span.slice(reading.text), "-" | "–" | "—");
    let agency = |t: usize| tok(t).kind == TokenKind::Close && (head.start..t).any(|k| tok(k).kind == TokenKind::Open);
    let close = head.clone().find(|t| dash(*t) || agency(*t));
    let plain = |t: usize| !tok(t).is_verb() && !matches!(tok(t).reading.pos, Pos::Preposition | Pos::Complementiser | Pos::Relative);
    match close {
        Some(c) if c > head.start && (head.start..c).all(plain) => head.start..if c + 1 < head.end && dash(c + 1) { c + 2 } else { c + 1 },
        _ => 0..0,
    }
}

/// «الوزير», «الحركة»: a definite role without a country or name of its own is the last one of its head.
fn take_up(reading: &Reading<'_>, mentions: &mut [Mention], names: &Names) {
    let lemma = |m: &Mention| reading.tokens[m.tokens.start].lexeme.lemma.as_str();
    for i in 0..mentions.len() {
        let m = &mentions[i];
        let bare = m.class == Class::Role && m.definite && !m.own_country && m.person.is_none() && !m.numbered && m.tokens.len() <= 2;
        if !bare || m.kind == EntityKind::Source {
            continue;
        }
        let head = lemma(m);
        // «الرئيس» is no chief of staff.
        let general = m.role.is_some_and(|r| names.role_entries[r as usize].use_ == "head");
        let earlier = (0..i).rev().take(40).find(|j| {
            let e = &mentions[*j];
            let fits = matches!(e.class, Class::Role | Class::Named) && (e.own_country || e.person.is_some() || !e.id.is_empty());
            fits && !head.is_empty()
                && (!general || e.sector == m.sector || e.class == Class::Named)
                && lemma(e) == head
                && e.tokens.len() > 1
        });
        if let Some(j) = earlier {
            let e = mentions[j].clone();
            let m = &mut mentions[i];
            m.refers = Some(e.refers.unwrap_or(j));
            m.country.clone_from(&e.country);
            m.sector.clone_from(&e.sector);
            m.armed_sector.clone_from(&e.armed_sector);
            m.name.clone_from(&e.name);
            m.id.clone_from(&e.id);
        }
    }
}

/// «الطرفان»: those of different countries, or different sides, named last before; a pair joined by «و» or «مع» first.
fn group_words(reading: &Reading<'_>, mentions: &[Mention]) -> BTreeMap<usize, Vec<usize>> {
    let group = |(i, m): (usize, &Mention)| (m.class == Class::GroupWord).then_some(i);
    let pairs = mentions
        .iter()
        .enumerate()
        .filter_map(group)
        .filter_map(|i| Some((i, joined(mentions, i).or_else(|| latest(reading, mentions, i))?)));
    pairs.collect()
}

fn party(m: &Mention) -> bool {
    !m.country.is_empty()
        && m.sector != "JRN"
        && matches!(m.class, Class::State | Class::Capital | Class::Named | Class::Role | Class::Person | Class::Nisba)
}

/// The last two parties that stand side by side: «أنقرة وموسكو», «التركي الروسي».
fn joined(mentions: &[Mention], i: usize) -> Option<Vec<usize>> {
    (1..i).rev().take(40).find_map(|j| {
        let (a, b) = (&mentions[j - 1], &mentions[j]);
        let near = b.tokens.start <= a.tokens.end + 2;
        let linked = b.conjunction.is_some() || a.class == Class::Nisba && b.class == Class::Nisba;
        (near && linked && party(a) && party(b) && a.country != b.country).then(|| vec![j - 1, j])
    })
}

/// The last two parties that no preposition of place holds.
fn latest(reading: &Reading<'_>, mentions: &[Mention], i: usize) -> Option<Vec<usize>> {
    let mut members: Vec<usize> = Vec::new();
    for j in (0..i).rev().take(30) {
        let e = &mentions[j];
        let placed = e.hosts()
            && (e.preposition.is_some() || e.tokens.start > 0 && reading.tokens[e.tokens.start - 1].reading.pos == Pos::Preposition);
        let same = |k: &usize| mentions[*k].country == e.country && (mentions[*k].sector == e.sector || e.sector.is_empty());
        if party(e) && e.acts() && !placed && !members.iter().any(same) {
            members.push(j);
        }
        if members.len() == 2 {
            members.reverse();
            return Some(members);
        }
    }
    None
}

/// «بلاده» is the country of who speaks: the first person of its sentence, else the one named last before.
fn own_countries(reading: &Reading<'_>, mentions: &mut [Mention]) {
    for i in 0..mentions.len() {
        if mentions[i].class != Class::OwnCountry {
            continue;
        }
        let named = |j: &usize| {
            let e = &mentions[*j];
            e.country.len() == 3 && matches!(e.class, Class::Role | Class::Named | Class::Person) && e.sector != "JRN"
        };
        let official = |j: &usize| named(j) && mentions[*j].kind == EntityKind::Person && mentions[*j].sector != "CVL";
        let at = mentions[i].tokens.start;
        let from = reading.sentences.iter().find(|s| s.tokens.contains(&at)).map_or(at, |s| s.tokens.start);
        let before = || (0..i).rev().take(12);
        let first = (0..i).filter(|j| mentions[*j].tokens.start >= from).find(official);
        let owner = first.or_else(|| before().find(official)).or_else(|| before().find(named));
        if let Some(j) = owner {
            mentions[i].country = mentions[j].country.clone();
            mentions[i].name = String::new();
        }
    }
}

fn lend_countries(reading: &Reading<'_>, mentions: &mut [Mention], names: &Names, main: &str) {
    let world = |m: &Mention| m.role.is_some_and(|r| names.role_entries[r as usize].use_ == "world");
    for sentence in reading.sentences {
        let [from, to] = [sentence.tokens.start, sentence.tokens.end].map(|t| mentions.partition_point(|m| m.tokens.start < t));
        let here = &mentions[from..to];
        let at_home = here.iter().any(|m| m.country == main && m.own_country);
        let place = here
            .iter()
            .filter(|_| !at_home)
            .find(|m| m.hosts() && m.country.len() == 3 && m.class != Class::Capital)
            .map(|m| m.country.clone());
        for i in from..to {
            side_by_side(mentions, i);
            let m = &mentions[i];
            let lacks = m.country.is_empty() && matches!(m.class, Class::Role | Class::Person | Class::Counterpart) && m.refers.is_none();
            if lacks && !world(m) && m.sector != "REF" && (m.kind != EntityKind::Source || !m.sector.is_empty()) {
                mentions[i].country = place.clone().unwrap_or_else(|| main.to_owned());
            }
        }
    }
}

/// «رئيس البرلمان الكوري ونائب وزير الخارجية»: joined by «و», the second is of the first one's country.
fn side_by_side(mentions: &mut [Mention], i: usize) {
    let Some(before) = i.checked_sub(1) else { return };
    let (a, b) = (&mentions[before], &mentions[i]);
    let office = |m: &Mention| m.class == Class::Role && m.kind == EntityKind::Person && m.sector == "GOV" && m.refers.is_none();
    if office(a) && office(b) && a.own_country && b.country.is_empty() && b.conjunction.is_some() && a.tokens.end == b.tokens.start {
        mentions[i].country = mentions[before].country.clone();
    }
}

/// An entity as the record shows it.
pub(crate) fn entity(m: &Mention, armed: bool) -> Entity {
    let filled = |s: &str| (!s.is_empty()).then(|| s.to_owned());
    let sector = if armed && !m.armed_sector.is_empty() { &m.armed_sector } else { &m.sector };
    let sector = if matches!(m.country.as_str(), "UNO" | "EUR" | "IGO") && m.sector != "MIL" { "" } else { sector };
    Entity { span: m.span, name: filled(&m.name), id: filled(&m.id), country: filled(&m.country), sector: filled(sector), kind: m.kind }
}
