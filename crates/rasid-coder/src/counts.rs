//! The numbers that an event's clause gives, and what they count.

use rasid_model::{Count, CountKind, EventType, Span};
use rasid_morph::{Number, Pos};
use rasid_text::TokenKind;
use std::ops::Range;

use crate::cues::{cue_at, cues_in};
use crate::mention::{self, Mention};
use crate::reading::Reading;
use crate::tables::{Operator, Topics};

/// Tokens after an act in which a result clause may begin: «… ما أسفر عن».
const RESULT_REACH: usize = 12;
/// Tokens that a result clause may have.
const RESULT_LENGTH: usize = 24;
/// Tokens between a governing word and its number.
const GOVERNED: usize = 8;

/// What an event's numbers are read from.
pub(crate) struct Counter<'a, 'r> {
    pub(crate) topics: &'r Topics,
    pub(crate) reading: &'r Reading<'a>,
    /// Tokens that are part of a time.
    pub(crate) times: &'r [bool],
    pub(crate) mentions: &'r [Mention],
}

/// A number read from words.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Quantity {
    low: u64,
    high: Option<u64>,
    tokens: Range<usize>,
}

/// How two numerals make one number.
#[derive(Clone, Copy, Debug)]
enum Join {
    Plus,
    Times,
}

impl Counter<'_, '_> {
    /// The numbers in an event's clause, and in the result clause that follows it.
    ///
    /// «قتل خمسة جنود وأصيب نحو عشرين» gives five killed and about twenty wounded.
    pub(crate) fn counts(&self, clause: Range<usize>, kind: EventType, parties: &[usize]) -> Vec<Count> {
        let own = clause.clone();
        let clause = self.reach(clause, parties);
        let mut out: Vec<(Count, bool)> = Vec::new();
        let mut at = clause.start;
        while at < clause.end {
            let found = self.quantity(at, clause.end).or_else(|| self.pair(at, &clause));
            let Some(quantity) = found else {
                at += 1;
                continue;
            };
            at = quantity.tokens.end;
            if let Some((what, end)) = self.what(&quantity, &clause, kind) {
                // «خمسون شخصا على الأقل»
                let behind = cue_at(&self.topics.bounds, self.reading, end, clause.end)
                    .filter(|(c, to)| *to > end + 1 && matches!(c.value.as_str(), "least" | "most"));
                let end = behind.map_or(end, |(_, to)| to);
                let quantity = behind.map_or(quantity.clone(), |(c, _)| bounded(&c.value, quantity.clone()));
                at = at.max(end);
                let tokens = quantity.tokens.start..end;
                let party = parties.iter().any(|m| touches(&self.mentions[*m].tokens, &tokens));
                let count = Count { kind: what, low: quantity.low, high: quantity.high, span: self.span(tokens) };
                if party || suits(kind, what) && (what != CountKind::Other || own.contains(&quantity.tokens.start)) {
                    out.push((count, party));
                }
            }
        }
        // Where the parties themselves are counted, other numbers of no known kind are another act's.
        let counted = out.iter().any(|(_, party)| *party);
        out.into_iter().filter(|(c, party)| *party || !counted || c.kind != CountKind::Other).map(|(c, _)| c).collect()
    }

    fn span(&self, tokens: Range<usize>) -> Span {
        self.reading.tokens[tokens.start].span.join(self.reading.tokens[tokens.end - 1].span)
    }

    /// The clause with its parties, and with the result clause that follows.
    fn reach(&self, clause: Range<usize>, parties: &[usize]) -> Range<usize> {
        let sentence =
            self.reading.sentences.iter().find(|s| s.tokens.contains(&clause.start)).map_or(clause.clone(), |s| s.tokens.clone());
        let mut reach = clause.start..clause.end.min(sentence.end);
        for m in parties.iter().map(|m| &self.mentions[*m].tokens) {
            if sentence.contains(&m.start) && m.start < reach.end + GOVERNED && reach.start < m.end + GOVERNED {
                reach = reach.start.min(m.start)..reach.end.max(m.end);
            }
        }
        let after = reach.end..sentence.end.min(reach.end + RESULT_REACH);
        let result = after.clone().find(|t| self.reading.tokens[*t].is(Operator::Cause));
        if let Some(from) = result {
            reach.end = sentence.end.min(from + RESULT_LENGTH);
        }
        // «أكثر من» before the first number belongs to it.
        while reach.start > sentence.start && cue_at(&self.topics.bounds, self.reading, reach.start - 1, reach.end).is_some() {
            reach.start -= 1;
        }
        reach
    }

    // ---- numbers

    /// The number at a token, with the words that bound it.
    fn quantity(&self, at: usize, end: usize) -> Option<Quantity> {
        // «بينهم خمسة أطفال» counts some of those counted.
        let of_them = at.checked_sub(1).is_some_and(|b| cue_at(&self.topics.parts, self.reading, b, at).is_some());
        if self.times[at] || of_them {
            return None;
        }
        if let Some((cue, to)) = cue_at(&self.topics.bounds, self.reading, at, end) {
            let plain = self.plain(to, end)?;
            return Some(bounded(&cue.value, Quantity { tokens: at..plain.tokens.end, ..plain }));
        }
        let plain = self.plain(at, end)?;
        let after = cue_at(&self.topics.bounds, self.reading, plain.tokens.end, end).filter(|(_, to)| *to > plain.tokens.end + 1);
        Some(match after {
            Some((cue, to)) => bounded(&cue.value, Quantity { tokens: plain.tokens.start..to, ..plain }),
            None => plain,
        })
    }

    fn plain(&self, at: usize, end: usize) -> Option<Quantity> {
        if at >= end || self.times[at] {
            return None;
        }
        let exact = self.exact(at, end);
        if let Some((cue, to)) = cue_at(&self.topics.ranges, self.reading, at, end)
            && exact.as_ref().is_none_or(|e| e.tokens.end <= to)
        {
            let (low, high) = cue.value.split_once('-')?;
            return Some(Quantity { low: low.parse().ok()?, high: high.parse().ok(), tokens: at..to });
        }
        exact
    }

    /// «ثلاثة آلاف وخمسمئة», «30 ألفا», «1,200»
    fn exact(&self, at: usize, end: usize) -> Option<Quantity> {
        let (first, mut to) = self.numeral(at, end)?;
        let (mut sum, mut part, mut last) = (0u64, first, first);
        while to < end && !self.times[to] {
            let Some((value, next)) = self.numeral(to, end) else { break };
            match self.join(last, value, to) {
                Some(Join::Times) => part = part.saturating_mul(value),
                Some(Join::Plus) if part >= 1000 => {
                    sum = sum.saturating_add(part);
                    part = value;
                }
                Some(Join::Plus) => part = part.saturating_add(value),
                None => break,
            }
            (last, to) = (value, next);
        }
        let n = sum.saturating_add(part);
        Some(Quantity { low: n, high: Some(n), tokens: at..to })
    }

    /// How a number goes on with the next: «ثلاثة آلاف», «خمسة وعشرون», «خمسة عشر», «3 آلاف و500».
    fn join(&self, last: u64, value: u64, at: usize) -> Option<Join> {
        let tok = &self.reading.tokens[at];
        let joined = tok.reading.proclitics.conjunction.is_some() || tok.facts.key.starts_with('و');
        let power = value >= 100 && [100, 1_000, 1_000_000, 1_000_000_000].contains(&value);
        if !joined {
            let times = power && last < value;
            return times.then_some(Join::Times).or((value == 10 && last < 10).then_some(Join::Plus));
        }
        let below = value < last && (tok.kind != TokenKind::Number || last >= 1000);
        (below || last < 10 && (20..100).contains(&value)).then_some(Join::Plus)
    }

    fn numeral(&self, at: usize, end: usize) -> Option<(u64, usize)> {
        let tok = &self.reading.tokens[at];
        if tok.kind == TokenKind::Number {
            // «الـ34» are known already.
            if self.reading.text.get(..tok.span.start as usize).is_some_and(|before| before.ends_with('ـ')) {
                return None;
            }
            return digits(tok.span.slice(self.reading.text)).map(|n| (n, at + 1));
        }
        let (cue, to) = cue_at(&self.topics.numbers, self.reading, at, end)?;
        // «الثلاثة» names those known; «ألف» the verb is no number.
        let number = tok.reading.pos != Pos::Verb && !(tok.reading.features.definite && to == at + 1);
        number.then_some(())?;
        cue.value.parse().ok().map(|n| (n, to))
    }

    /// «مقتل جنديين»: a dual of people, or one of them, after a governing word.
    fn pair(&self, at: usize, clause: &Range<usize>) -> Option<Quantity> {
        let tok = &self.reading.tokens[at];
        let people = tok.reading.pos == Pos::Noun && tok.reading.known && self.counted(at).is_some_and(|c| c != "skip");
        let free = tok.reading.enclitic == rasid_morph::Enclitic::None && !tok.reading.features.definite;
        if !people || !free || self.times[at] {
            return None;
        }
        let before = |reach: usize| (at.saturating_sub(reach).max(clause.start)..at).rev().find_map(|b| self.counting(b).map(|k| (b, k)));
        // «احتجزها رجل»: the man is no captive.
        let victim = before(1).filter(|(b, k)| {
            let governor = &self.reading.tokens[*b].reading;
            let sole = matches!(k, CountKind::Killed | CountKind::Wounded) || governor.pos == Pos::Noun && *k == CountKind::Arrested;
            sole && governor.enclitic == rasid_morph::Enclitic::None
        });
        match tok.reading.features.number {
            Number::Dual if before(3).is_some() || self.counted(at) != Some("people") => Some(2),
            Number::Singular if victim.is_some() && self.counted(at) == Some("people") => Some(1),
            _ => None,
        }
        .map(|n| Quantity { low: n, high: Some(n), tokens: at..at + 1 })
    }

    // ---- what they count

    fn counted(&self, at: usize) -> Option<&str> {
        cue_at(&self.topics.counted, self.reading, at, at + 1).map(|(c, _)| c.value.as_str())
    }

    fn counting(&self, at: usize) -> Option<CountKind> {
        let end = (at + 2).min(self.reading.tokens.len());
        cue_at(&self.topics.counting, self.reading, at, end).and_then(|(c, _)| CountKind::parse(&c.value))
    }

    /// What a number counts, and where the words end; `None` for money, measures, names.
    fn what(&self, quantity: &Quantity, clause: &Range<usize>, kind: EventType) -> Option<(CountKind, usize)> {
        let single = quantity.tokens.len() == 1 && self.counted(quantity.tokens.start).is_some_and(|c| c != "skip");
        let noun = if single { Some(quantity.tokens.start) } else { self.noun(quantity.tokens.end, clause.end) };
        let value = noun.and_then(|n| self.counted(n));
        if value == Some("skip")
            || self.reading.tokens.get(quantity.tokens.end).is_some_and(|t| is_percent(t.span.slice(self.reading.text)))
        {
            return None;
        }
        let end = noun.map_or(quantity.tokens.end, |n| n + 1);
        // «لقي العشرات مصرعهم»
        if let Some(governor) = noun.filter(|_| value.is_none()).and_then(|n| self.counting(n)) {
            return Some((governor, quantity.tokens.end));
        }
        let known = value.and_then(CountKind::parse);
        let freed = kind == EventType::Retreat && known == Some(CountKind::Arrested);
        if let Some(known) = known.filter(|_| !freed) {
            return Some((known, end));
        }
        let people = value.is_some() || noun.is_none_or(|n| mention::at(self.mentions, n).is_some_and(Mention::acts));
        let vague = quantity.high.is_none() && quantity.low <= 2;
        let governor = self.governor(quantity, clause).filter(|(_, near)| people || *near && !vague).map(|(k, _)| k);
        let what = governor.unwrap_or(match kind {
            EventType::Protest if value.is_some() => CountKind::Participants,
            _ => CountKind::Other,
        });
        let single = quantity.low <= 2 && quantity.tokens.start > clause.start && self.counted(quantity.tokens.start - 1) == Some("skip");
        let told = (noun.is_some() || governor.is_some()) && !(vague && what == CountKind::Other) && !single;
        told.then_some((what, end))
    }

    /// The noun after a number: «من» and adjectives passed over.
    fn noun(&self, from: usize, end: usize) -> Option<usize> {
        (from..end.min(from + 3)).find_map(|t| {
            let tok = &self.reading.tokens[t];
            if tok.kind != TokenKind::Arabic || self.times[t] {
                return Some(None);
            }
            match tok.reading.pos {
                Pos::Noun | Pos::Name | Pos::Unknown | Pos::Adjective
                    if tok.reading.proclitics.conjunction.is_none() && tok.reading.proclitics.preposition.is_none() =>
                {
                    Some(Some(t))
                }
                Pos::Preposition if t == from && cue_at(&self.topics.of, self.reading, t, t + 1).is_some() => None,
                _ => Some(None),
            }
        })?
    }

    /// What the governing word before a number counts, and whether it stands right before; else shortly after it; of two joined («مقتل وإصابة») neither.
    fn governor(&self, quantity: &Quantity, clause: &Range<usize>) -> Option<(CountKind, bool)> {
        let from = quantity.tokens.start.saturating_sub(GOVERNED).max(clause.start);
        let before: Vec<(Range<usize>, CountKind)> = cues_in(&self.topics.counting, self.reading, from..quantity.tokens.start)
            .into_iter()
            .filter_map(|(r, c)| CountKind::parse(&c.value).map(|k| (r, k)))
            .collect();
        if let Some((at, what)) = before.last() {
            let joined = self.reading.tokens[at.start].reading.proclitics.conjunction.is_some();
            let mixed = before.len() > 1 && joined && before[before.len() - 2].0.end == at.start && before[before.len() - 2].1 != *what;
            let near = quantity.tokens.start - at.end <= 1;
            return Some((if mixed { CountKind::Other } else { *what }, near));
        }
        let after = quantity.tokens.end..(quantity.tokens.end + 4).min(clause.end);
        let found = cues_in(&self.topics.counting, self.reading, after);
        found.first().and_then(|(_, c)| CountKind::parse(&c.value)).map(|k| (k, false))
    }
}

fn touches(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Whether an event of this type may have numbers of this kind that none of its parties carries.
fn suits(event: EventType, what: CountKind) -> bool {
    match event {
        EventType::Assault => true,
        EventType::Protest => what != CountKind::Other,
        EventType::Coerce | EventType::Mobilize | EventType::Sanction => {
            matches!(what, CountKind::Arrested | CountKind::Displaced | CountKind::Other)
        }
        EventType::Retreat | EventType::Aid | EventType::Cooperate | EventType::Concede => what == CountKind::Other,
        _ => false,
    }
}

fn is_percent(text: &str) -> bool {
    matches!(text, "%" | "٪")
}

/// The value of digits, Arabic or Latin, with marks between thousands; `None` for «5+5», «2.5», years of a name.
fn digits(text: &str) -> Option<u64> {
    let mut value = 0u64;
    let mut any = false;
    for c in text.chars() {
        let digit = match c {
            '0'..='9' => c as u32 - '0' as u32,
            '٠'..='٩' => c as u32 - '٠' as u32,
            '۰'..='۹' => c as u32 - '۰' as u32,
            ',' | '٬' | '،' | '.' => continue,
            _ => return None,
        };
        any = true;
        value = value.saturating_mul(10).saturating_add(u64::from(digit));
    }
    let groups = text.split([',', '٬', '،', '.']).skip(1).all(|g| g.chars().count() == 3);
    (any && groups).then_some(value)
}

/// A number under the words that bound it.
fn bounded(bound: &str, quantity: Quantity) -> Quantity {
    let n = quantity.low;
    match bound {
        "over" | "least" => Quantity { high: None, ..quantity },
        "under" => Quantity { low: 0, high: Some(n.saturating_sub(1)), ..quantity },
        "most" => Quantity { low: 0, high: Some(n), ..quantity },
        // «نحو»: a tenth more or less.
        "about" if quantity.high == Some(n) => Quantity { low: n - n / 10, high: Some(n + n / 10), ..quantity },
        _ => quantity,
    }
}

#[cfg(test)]
mod tests {
    use super::{Quantity, bounded, digits};

    #[test]
    fn reads_digits() {
        assert_eq!(digits("1,200"), Some(1200));
        assert_eq!(digits("٣٠"), Some(30));
        assert_eq!(digits("2.5"), None);
        assert_eq!(digits("5+5"), None);
        assert_eq!(digits(""), None);
    }

    #[test]
    fn bounds() {
        let hundred = || Quantity { low: 100, high: Some(100), tokens: 0..1 };
        assert_eq!(bounded("over", hundred()).high, None);
        assert_eq!((bounded("about", hundred()).low, bounded("about", hundred()).high), (90, Some(110)));
        assert_eq!(bounded("under", hundred()).high, Some(99));
    }
}
