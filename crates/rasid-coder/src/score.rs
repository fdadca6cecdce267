//! A draft → whether it is an event: one linear scorer over named features. The weights are knowledge.

use rasid_model::{Entity, Status};
use rasid_morph::{Enclitic, Number, Pos};

use crate::clause::Parsed;
use crate::drafts::Draft;
use crate::status::State;
use crate::tables::{Frame, Tables};
use crate::weights::{Family, Part, Sums, part, word};

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
    let mut sum = Sums::new(tables, Family::Event, word(seen.draft), reasons);
    seen.act(&mut sum);
    seen.sides(&mut sum);
    seen.words(&mut sum);
    (sum.score(0), sum.reasons(0))
}

fn some(n: usize) -> Part<'static> {
    [part!("0"), part!("1"), part!("2"), part!("more")][n.min(3)]
}

impl Seen<'_, '_, '_> {
    fn act(&self, sum: &mut Sums<'_>) {
        let quad = Part::new(self.frame.kind.quad().name());
        sum.add(part!("type"), &[Part::new(self.frame.kind.name())]);
        sum.add(part!("type"), &[quad]);
        sum.add(part!("frame"), &[Part::new(&self.frame.id)]);
        // A sentence by itself leads nothing.
        let place = match self.sentence {
            _ if self.parsed.reading.sentences.len() == 1 => part!("alone"),
            0 => part!("first sentence"),
            1 | 2 => part!("early"),
            _ => part!("late"),
        };
        sum.add(part!("place"), &[if self.parsed.headline && self.parsed.reading.sentences.len() > 1 { part!("headline") } else { place }]);
        let status = Part::new(self.status.name());
        sum.add(part!("status"), &[status]);
        sum.add(part!("status"), &[status, quad]);
        let state = self.state;
        for (on, name) in [
            (state.suppressed, part!("suppressed")),
            (state.presupposed, part!("presupposed")),
            (self.said, part!("attributed")),
            (state.in_speech, part!("in speech")),
        ] {
            if on {
                sum.add(part!("state"), &[name]);
                sum.add(part!("state"), &[name, quad]);
            }
        }
        for m in self.draft.marks.iter().map(|m| Part::new(m)) {
            sum.add(part!("mark"), &[m]);
            sum.add(part!("mark"), &[m, quad]);
        }
        for around in self.draft.around.iter().map(|a| Part::new(a)) {
            sum.add(part!("around"), &[around]);
            sum.add(part!("around"), &[around, quad]);
        }
        sum.add(part!("acts"), &[some(self.acts.0), part!("alike"), some(self.acts.1)]);
        sum.add(part!("acts"), &[some(self.acts.1), quad]);
    }

    fn sides(&self, sum: &mut Sums<'_>) {
        let quad = Part::new(self.frame.kind.quad().name());
        let kind = Part::new(self.frame.kind.name());
        let both = (some(self.actor.len()), some(self.recipient.len()));
        sum.add(part!("sides"), &[both.0, both.1]);
        sum.add(part!("sides"), &[both.0, both.1, quad]);
        sum.add(part!("sides"), &[both.0, both.1, kind]);
        for (name, list, sure) in [(part!("actor"), self.actor, self.sure[0]), (part!("recipient"), self.recipient, self.sure[1])] {
            let first = list.first();
            let sector = first.map_or(part!("nobody"), |x| x.sector.as_deref().map_or(part!("no sector"), Part::new));
            sum.add(part!("sector"), &[name, sector]);
            sum.add(part!("sector"), &[name, sector, quad]);
            let country =
                first.map_or(part!("nobody"), |x| if x.country.is_some() { part!("of a country") } else { part!("of no country") });
            sum.add(part!("country"), &[name, country]);
            sum.add(part!("kind"), &[name, first.map_or(part!("nobody"), |x| Part::new(x.kind.name()))]);
            let sure = match sure {
                i32::MIN..=0 => part!("none"),
                1..60 => part!("weak"),
                60..140 => part!("fair"),
                140..240 => part!("good"),
                _ => part!("strong"),
            };
            sum.add(part!("sure"), &[name, sure]);
            sum.add(part!("sure"), &[name, sure, quad]);
        }
        for (role, _, how) in &self.draft.slots {
            sum.add(part!("slot"), &[Part::new(role), Part::new(how)]);
        }
        let one = self.actor.first().zip(self.recipient.first());
        let same = one.map_or(part!(""), |(a, r)| {
            if a.country.is_some() && a.country == r.country { part!("one country") } else { part!("two countries") }
        });
        sum.add(part!("countries"), &[same, quad]);
    }

    fn words(&self, sum: &mut Sums<'_>) {
        let at = &self.draft.trigger;
        let near = |t: Option<usize>| t.filter(|t| self.parsed.tokens.contains(t)).map(|t| self.parsed.tok(t));
        let lemma = |t: Option<usize>| self.parsed.word_beside(t);
        let pos = |t: Option<usize>| near(t).map_or(part!("none"), |t| pos_name(t.reading.pos));
        let own = self.parsed.tok(at.start);
        sum.add(part!("word"), &[Part::new(&own.lexeme.lemma)]);
        sum.add(part!("before"), &[lemma(at.start.checked_sub(1))]);
        sum.add(part!("after"), &[lemma(Some(at.end))]);
        sum.add(part!("around it"), &[pos(at.start.checked_sub(1)), pos(Some(at.end))]);
        sum.add(
            part!("form"),
            &[
                if own.reading.features.definite { part!("definite") } else { part!("") },
                if own.reading.enclitic == Enclitic::None { part!("") } else { part!("with a pronoun") },
                if own.reading.features.number == Number::Plural { part!("plural") } else { part!("") },
                if own.reading.proclitics.preposition.is_some() { part!("after a clitic") } else { part!("") },
            ],
        );
    }
}

fn pos_name(pos: Pos) -> Part<'static> {
    match pos {
        Pos::Verb => part!("verb"),
        Pos::Noun => part!("noun"),
        Pos::Adjective => part!("adjective"),
        Pos::Name => part!("name"),
        Pos::Unknown => part!("unknown"),
        Pos::Numeral => part!("numeral"),
        Pos::Preposition => part!("preposition"),
        Pos::Pronoun => part!("pronoun"),
        Pos::Relative => part!("relative"),
        Pos::Complementiser => part!("complementiser"),
        Pos::Adverb => part!("adverb"),
        Pos::Conjunction | Pos::Particle => part!("particle"),
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
