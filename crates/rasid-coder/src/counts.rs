//! The numbers that an event's clause gives, and what they count.

use rasid_model::{Count, CountKind, EventType, Span};
use rasid_morph::{Number, Pos};
use rasid_text::TokenKind;
use std::ops::Range;

use crate::cues::{cue_at, cues_in};
use crate::mention::Mention;
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

impl Counter<'_, '_> {
    /// The numbers in an event's clause, and in the result clause that follows it.
    ///
    /// «قتل خمسة جنود وأصيب نحو عشرين» gives five killed and about twenty wounded.
    pub(crate) fn counts(&self, clause: Range<usize>, kind: EventType, parties: &[usize]) -> Vec<Count> {
        let clause = self.reach(clause, parties);
        let mut out = Vec::new();
        let mut at = clause.start;
        while at < clause.end {
            let found = self.quantity(at, clause.end).or_else(|| self.pair(at, &clause));
            let Some(quantity) = found else {
                at += 1;
                continue;
            };
            at = quantity.tokens.end;
            if let Some((what, end)) = self.what(&quantity, &clause, kind) {
                let span = self.span(quantity.tokens.start..end);
                out.push(Count { kind: what, low: quantity.low, high: quantity.high, span });
            }
        }
        out
    }

    fn span(&self, tokens: Range<usize>) -> Span {
        self.reading.tokens[tokens.start].span.join(self.reading.tokens[tokens.end - 1].span)
    }

    /// The clause with its parties, and with the result clause that follows.
    fn reach(&self, clause: Range<usize>, parties: &[usize]) -> Range<usize> {
        let sentence = self.reading.sentences.iter().find(|s| s.tokens.contains(&clause.start)).map_or(clause.clone(), |s| s.tokens.clone());
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
        if self.times[at] {
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
        if let Some((cue, to)) = cue_at(&self.topics.ranges, self.reading, at, end) {
            if exact.as_ref().is_none_or(|e| e.tokens.end <= to) {
                let (low, high) = cue.value.split_once('-')?;
                return Some(Quantity { low: low.parse().ok()?, high: high.parse().ok(), tokens: at..to });
            }
        }
        exact
    }

    /// «ثلاثة آلاف وخمسمئة», «30 ألفا», «1,200»
    fn exact(&self, at: usize, end: usize) -> Option<Quantity> {
        let (mut sum, mut part, mut to) = (0u64, None::<u64>, at);
        let mut before: Option<u64> = None;
        while to < end && !self.times[to] {
            let Some((value, next)) = self.numeral(to, end) else { break };
            let joined = self.reading.tokens[to].reading.proclitics.conjunction.is_some() || self.reading.tokens[to].facts.key.starts_with('و') && to > at;
            let digits = self.reading.tokens[to].kind == TokenKind::Number;
            if let Some(last) = before {
                let multiplies = value >= 100 && value % 100 == 0 && value.to_string().trim_end_matches('0') == "1" && !joined && last < value;
                let adds = (joined && !digits && value < last || digits && joined && last >= 1000 && value < last) || !joined && value == 10 && last < 10 || joined && last < 10 && (20..100).contains(&value);
                if multiplies {
                    part = Some(part.unwrap_or(1).saturating_mul(value));
                } else if adds {
                    if part.is_some_and(|p| p >= 1000) {
                        sum = sum.saturating_add(part.take().unwrap_or(0));
                    }
                    part = Some(part.unwrap_or(0).saturating_add(value));
                } else {
                    break;
                }
            } else {
                part = Some(value);
            }
            before = Some(value);
            to = next;
        }
        part.map(|p| sum.saturating_add(p)).filter(|_| to > at).map(|n| Quantity { low: n, high: Some(n), tokens: at..to })
    }

    fn numeral(&self, at: usize, end: usize) -> Option<(u64, usize)> {
        let tok = &self.reading.tokens[at];
        if tok.kind == TokenKind::Number {
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
        let governed = at.checked_sub(1).filter(|b| *b >= clause.start).and_then(|b| self.counting(b));
        match tok.reading.features.number {
            Number::Dual if governed.is_some() || self.counted(at) != Some("people") => Some(2),
            Number::Singular if governed.is_some() && self.counted(at) == Some("people") => Some(1),
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
        if value == Some("skip") || self.reading.tokens.get(quantity.tokens.end).is_some_and(|t| is_percent(t.span.slice(self.reading.text))) {
            return None;
        }
        let end = noun.map_or(quantity.tokens.end, |n| n + 1);
        let known = value.and_then(CountKind::parse);
        let freed = kind == EventType::Retreat && known == Some(CountKind::Arrested);
        if let Some(known) = known.filter(|_| !freed) {
            return Some((known, end));
        }
        let people = value.is_some() || noun.is_none();
        let governor = self.governor(quantity, clause).filter(|_| people);
        let what = governor.unwrap_or(match kind {
            EventType::Protest if value.is_some() => CountKind::Participants,
            _ => CountKind::Other,
        });
        (noun.is_some() || governor.is_some()).then_some((what, end))
    }

    /// The noun after a number: «من» and adjectives passed over.
    fn noun(&self, from: usize, end: usize) -> Option<usize> {
        (from..end.min(from + 3)).find_map(|t| {
            let tok = &self.reading.tokens[t];
            if tok.kind != TokenKind::Arabic || self.times[t] {
                return Some(None);
            }
            match tok.reading.pos {
                Pos::Noun | Pos::Name | Pos::Unknown | Pos::Adjective if tok.reading.proclitics.conjunction.is_none() => Some(Some(t)),
                Pos::Preposition if t == from && cue_at(&self.topics.of, self.reading, t, t + 1).is_some() => None,
                _ => Some(None),
            }
        })?
    }

    /// The governing word before a number, else shortly after it; of two joined («مقتل وإصابة») neither.
    fn governor(&self, quantity: &Quantity, clause: &Range<usize>) -> Option<CountKind> {
        let from = quantity.tokens.start.saturating_sub(GOVERNED).max(clause.start);
        let before: Vec<(Range<usize>, CountKind)> = cues_in(&self.topics.counting, self.reading, from..quantity.tokens.start)
            .into_iter()
            .filter_map(|(r, c)| CountKind::parse(&c.value).map(|k| (r, k)))
            .collect();
        if let Some((at, what)) = before.last() {
            let joined = self.reading.tokens[at.start].reading.proclitics.conjunction.is_some();
            let mixed = before.len() > 1 && joined && before[before.len() - 2].0.end == at.start && before[before.len() - 2].1 != *what;
            return Some(if mixed { CountKind::Other } else { *what });
        }
        let after = quantity.tokens.end..(quantity.tokens.end + 4).min(clause.end);
        let found = cues_in(&self.topics.counting, self.reading, after);
        found.first().and_then(|(_, c)| CountKind::parse(&c.value))
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
