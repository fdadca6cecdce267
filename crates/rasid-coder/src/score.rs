//! A draft → whether it is an event: one linear scorer over named features. The weights are knowledge.

use rasid_model::{Entity, Status};
use rasid_morph::{Enclitic, Number, Pos};

use crate::clause::Parsed;
use crate::drafts::Draft;
use crate::status::State;
use crate::tables::{Frame, Tables};
use crate::weights::{Sum, word};

/// What the scorer looks at.
pub(crate) struct Seen<'s, 'a, 'r> {
    pub(crate) parsed: &'s Parsed<'a, 'r>,
    pub(crate) draft: &'s Draft,
    pub(crate) frame: &'s Frame,
    pub(crate) status: Status,
    pub(crate) state: &'s State,
    pub(crate) sentence: usize,
    pub(crate) said: bool,
    pub(crate) actor: &'s [Entity],
    pub(crate) recipient: &'s [Entity],
    /// How sure the choice of actor and recipient is, in hundredths of a logit.
    pub(crate) sure: [i32; 2],
    /// Acts in the sentence, and those of the same type.
    pub(crate) acts: (usize, usize),
}

/// Whether it is an event: above 0 it is; with `reasons`, the features that held and their weights.
pub(crate) fn weigh(tables: &Tables, seen: &Seen<'_, '_, '_>, reasons: bool) -> (i32, Vec<(String, i32)>) {
    let mut sum = Sum::new(tables, "event", word(seen.draft), reasons);
    seen.act(&mut sum);
    seen.sides(&mut sum);
    seen.words(&mut sum);
    (sum.score(), sum.reasons())
}

fn some(n: usize) -> &'static str {
    ["0", "1", "2", "more"][n.min(3)]
}

impl Seen<'_, '_, '_> {
    fn act(&self, sum: &mut Sum<'_>) {
        let quad = self.frame.kind.quad().name();
        sum.add("type", &[self.frame.kind.name()]);
        sum.add("type", &[quad]);
        sum.add("frame", &[&self.frame.id]);
        let place = match self.sentence {
            0 => "first sentence",
            1 | 2 => "early",
            _ => "late",
        };
        sum.add("place", &[if self.parsed.headline { "headline" } else { place }]);
        sum.add("status", &[self.status.name()]);
        sum.add("status", &[self.status.name(), quad]);
        let state = self.state;
        for (on, name) in [
            (state.suppressed, "suppressed"),
            (state.presupposed, "presupposed"),
            (self.said, "attributed"),
            (state.in_speech, "in speech"),
        ] {
            if on {
                sum.add("state", &[name]);
                sum.add("state", &[name, quad]);
            }
        }
        for m in &self.draft.marks {
            sum.add("mark", &[m]);
            sum.add("mark", &[m, quad]);
        }
        for around in &self.draft.around {
            sum.add("around", &[around]);
            sum.add("around", &[around, quad]);
        }
        sum.add("acts", &[some(self.acts.0), "alike", some(self.acts.1)]);
        sum.add("acts", &[some(self.acts.1), quad]);
    }

    fn sides(&self, sum: &mut Sum<'_>) {
        let quad = self.frame.kind.quad().name();
        let kind = self.frame.kind.name();
        let both = (some(self.actor.len()), some(self.recipient.len()));
        sum.add("sides", &[both.0, both.1]);
        sum.add("sides", &[both.0, both.1, quad]);
        sum.add("sides", &[both.0, both.1, kind]);
        for (name, list, sure) in [("actor", self.actor, self.sure[0]), ("recipient", self.recipient, self.sure[1])] {
            let first = list.first();
            let sector = first.map_or("nobody", |x| x.sector.as_deref().unwrap_or("no sector"));
            sum.add("sector", &[name, sector]);
            sum.add("sector", &[name, sector, quad]);
            let country = first.map_or("nobody", |x| if x.country.is_some() { "of a country" } else { "of no country" });
            sum.add("country", &[name, country]);
            sum.add("kind", &[name, first.map_or("nobody", |x| x.kind.name())]);
            let sure = match sure {
                i32::MIN..=0 => "none",
                1..60 => "weak",
                60..140 => "fair",
                140..240 => "good",
                _ => "strong",
            };
            sum.add("sure", &[name, sure]);
            sum.add("sure", &[name, sure, quad]);
        }
        for (role, _, how) in &self.draft.slots {
            sum.add("slot", &[role, how]);
        }
        let one = self.actor.first().zip(self.recipient.first());
        let same = one.map_or("", |(a, r)| if a.country.is_some() && a.country == r.country { "one country" } else { "two countries" });
        sum.add("countries", &[same, quad]);
    }

    fn words(&self, sum: &mut Sum<'_>) {
        let at = &self.draft.trigger;
        let near = |t: Option<usize>| t.filter(|t| self.parsed.tokens.contains(t)).map(|t| self.parsed.tok(t));
        let lemma = |t: Option<usize>| near(t).map(|t| t.lexeme.lemma.as_str()).unwrap_or("");
        let pos = |t: Option<usize>| near(t).map_or("none", |t| pos_name(t.reading.pos));
        let own = self.parsed.tok(at.start);
        sum.add("word", &[own.lexeme.lemma.as_str()]);
        sum.add("before", &[lemma(at.start.checked_sub(1))]);
        sum.add("after", &[lemma(Some(at.end))]);
        sum.add("around it", &[pos(at.start.checked_sub(1)), pos(Some(at.end))]);
        sum.add("form", &[
            if own.reading.features.definite { "definite" } else { "" },
            if own.reading.enclitic == Enclitic::None { "" } else { "with a pronoun" },
            if own.reading.features.number == Number::Plural { "plural" } else { "" },
            if own.reading.proclitics.preposition.is_some() { "after a clitic" } else { "" },
        ]);
    }
}

fn pos_name(pos: Pos) -> &'static str {
    match pos {
        Pos::Verb => "verb",
        Pos::Noun => "noun",
        Pos::Adjective => "adjective",
        Pos::Name => "name",
        Pos::Unknown => "unknown",
        Pos::Numeral => "numeral",
        Pos::Preposition => "preposition",
        Pos::Pronoun => "pronoun",
        Pos::Relative => "relative",
        Pos::Complementiser => "complementiser",
        Pos::Adverb => "adverb",
        Pos::Conjunction | Pos::Particle => "particle",
    }
}

/// A score as a share of a hundred: the logistic of it, without floating point noise between machines.
pub(crate) fn confidence(score: i32) -> u8 {
    const STEPS: [(i32, u8); 12] = [
        (-300, 5),
        (-200, 12),
        (-100, 27),
        (-50, 38),
        (0, 50),
        (50, 62),
        (100, 73),
        (150, 82),
        (200, 88),
        (300, 95),
        (400, 98),
        (i32::MAX, 99),
    ];
    STEPS.iter().find(|(top, _)| score <= *top).map_or(99, |(_, c)| *c)
}
