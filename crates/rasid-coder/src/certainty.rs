//! Whether an act is told as having happened: what the grammar decided is weighed with tense, governing words, times
//! and who speaks. «ستعقد القمة الجمعة» lies ahead; «قمة تاريخية بين الزعيمين» may do so too.

use rasid_model::{Day, EventType, Status};
use rasid_morph::{Aspect, Pos};
use rasid_time::TimeExpression;

use crate::clause::Parsed;
use crate::drafts::Draft;
use crate::mention::Class;
use crate::status::State;
use crate::tables::{Frame, Tables};
use crate::weights::{Family, Part, Reasons, Sums, operator_name, part, word};

/// What bears on the status of a draft.
pub(crate) struct Certainty<'c, 'a, 'r> {
    pub(crate) tables: &'c Tables,
    pub(crate) parsed: &'c Parsed<'a, 'r>,
    pub(crate) frame: &'c Frame,
    pub(crate) draft: &'c Draft,
    pub(crate) state: &'c State,
    /// The time of the act, where the text gives one.
    pub(crate) time: Option<&'c TimeExpression>,
    pub(crate) published: Option<Day>,
    /// Its speaker and its actor are of different sides.
    pub(crate) by_adversary: bool,
    /// The types of the acts told before it in its sentence, the nearest first.
    pub(crate) before: Vec<EventType>,
}

impl Certainty<'_, '_, '_> {
    /// The statuses that an act may have besides `actual`.
    const ALL: [Status; 4] = [Status::Future, Status::Hypothetical, Status::Negated, Status::Alleged];

    /// What speaks for each status, and the features that held.
    pub(crate) fn weigh(&self) -> [(Status, i32, Reasons); 4] {
        let mut sums = Sums::new(self.tables, Family::Statuses, word(self.draft), self.tables.reasons);
        self.features(&mut sums);
        std::array::from_fn(|at| (Self::ALL[at], sums.score(at), sums.reasons(at)))
    }

    fn features(&self, sums: &mut Sums<'_>) {
        let rule = Part::new(self.state.status.name());
        let quad = Part::new(self.frame.kind.quad().name());
        let kind = Part::new(self.frame.kind.name());
        let side = if self.by_adversary { part!("told by an adversary") } else { part!("") };
        sums.add(part!("rule"), &[rule]);
        sums.add(part!("rule"), &[rule, quad]);
        sums.add(part!("type"), &[kind]);
        sums.add(part!("frame"), &[Part::new(&self.frame.id)]);
        sums.add(part!("adversary"), &[side, quad]);
        sums.add(
            part!("speech"),
            &[
                if self.state.in_speech { part!("in speech") } else { part!("in the outlet's voice") },
                if self.state.suppressed { part!("suppressed") } else { part!("") },
            ],
        );
        sums.add(part!("headline"), &[if self.parsed.headline { part!("headline") } else { part!("body") }]);
        let when = match (self.time.and_then(|t| t.interval), self.published) {
            (Some(at), Some(day)) if at.from > day => part!("after publication"),
            (Some(at), Some(day)) if at.to >= day => part!("on the day"),
            (Some(_), Some(day)) if self.time.and_then(|t| t.other).is_some_and(|o| o.from > day) => part!("before or after publication"),
            (Some(_), Some(_)) => part!("before publication"),
            _ => part!("no time"),
        };
        sums.add(part!("time"), &[when]);
        sums.add(part!("time"), &[when, quad]);
        for (effect, owner) in &self.state.over {
            sums.add(part!("over"), &[Part::new(effect)]);
            for o in self.parsed.reading.tokens.get(*owner).into_iter().flat_map(|t| &t.lexeme.operators) {
                sums.add(part!("over"), &[Part::new(effect), operator_name(*o)]);
            }
        }
        for mark in &self.draft.marks {
            sums.add(part!("mark"), &[Part::new(mark)]);
        }
        for around in &self.draft.around {
            sums.add(part!("around"), &[Part::new(around)]);
        }
        self.words(sums);
        self.sides(sums);
        let accused = if self.before.contains(&EventType::Accuse) { part!("accused before") } else { part!("") };
        let nearest = self.before.first().map_or(part!("nothing"), |k| Part::new(k.name()));
        sums.add(part!("before"), &[accused, quad]);
        sums.add(part!("before"), &[nearest, quad]);
    }

    /// Who speaks of whose act: «أعلنت الحكومة أن قواتها سيطرت», «قال المتمردون إن الجيش قصف».
    fn sides(&self, sums: &mut Sums<'_>) {
        let quad = Part::new(self.frame.kind.quad().name());
        let sector = |m: Option<&usize>| m.map_or(part!("nobody"), |m| Part::new(&self.parsed.mentions[*m].sector));
        sums.add(part!("speaker"), &[sector(self.state.said_by.first()), quad]);
        sums.add(part!("actor"), &[sector(self.draft.actor.first()), quad]);
        let mention = |m: Option<&usize>| m.map(|m| &self.parsed.mentions[*m]);
        let (speaker, actor) = (mention(self.state.said_by.first()), mention(self.draft.actor.first()));
        let country = match (speaker.map(|m| m.country.as_str()), actor.map(|m| m.country.as_str())) {
            (Some(a), Some(b)) if a.is_empty() || b.is_empty() => part!("no country"),
            (Some(a), Some(b)) if a == b => part!("same country"),
            (Some(_), Some(_)) => part!("other country"),
            _ => part!("nobody"),
        };
        let told = speaker.map_or(part!("nobody"), |m| Part::new(&m.sector));
        let who = actor.map_or(part!("nobody"), |m| Part::new(&m.sector));
        sums.add(part!("sides"), &[country, quad]);
        sums.add(part!("sides"), &[country, who]);
        sums.add(part!("sides"), &[told, who]);
        if self.state.said_by.iter().any(|m| self.parsed.mentions[*m].class == Class::State) {
            sums.add(part!("speaker"), &[part!("a state speaks")]);
        }
    }

    /// The word itself and those beside it.
    fn words(&self, sums: &mut Sums<'_>) {
        let at = &self.draft.trigger;
        let tok = self.parsed.tok(at.start);
        let tense = match (tok.reading.pos, tok.reading.features.aspect) {
            (Pos::Verb, Aspect::Imperfect) => part!("imperfect"),
            (Pos::Verb, _) => part!("perfect"),
            _ => part!("no verb"),
        };
        sums.add(
            part!("tense"),
            &[
                tense,
                if self.draft.future { part!("future") } else { part!("") },
                if self.draft.negated { part!("negated") } else { part!("") },
            ],
        );
        sums.add(part!("tense"), &[tense, if self.state.in_speech { part!("in speech") } else { part!("") }]);
        if tok.reading.features.person == 1 {
            sums.add(part!("person"), &[part!("first"), tense]);
        }
        let near = |t: Option<usize>| self.parsed.word_beside(t);
        sums.add(part!("word before"), &[near(at.start.checked_sub(1))]);
        sums.add(part!("second word before"), &[near(at.start.checked_sub(2))]);
        sums.add(part!("word after"), &[near(Some(at.end))]);
        sums.add(part!("second word after"), &[near(Some(at.end + 1))]);
        sums.add(part!("word"), &[Part::new(&tok.lexeme.lemma), tense]);
        if let Some(c) = tok.reading.proclitics.preposition {
            sums.add(part!("clitic"), &[Part::new(c.encode_utf8(&mut [0; 4]))]);
        }
    }
}
