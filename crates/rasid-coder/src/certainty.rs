//! Whether an act is told as having happened: what the grammar decided is weighed with tense, governing words, times
//! and who speaks. «ستعقد القمة الجمعة» lies ahead; «قمة تاريخية بين الزعيمين» may do so too.

use rasid_model::{Day, Status};
use rasid_morph::{Aspect, Pos};
use rasid_time::TimeExpression;

use crate::clause::Parsed;
use crate::drafts::Draft;
use crate::mention::Class;
use crate::status::State;
use crate::tables::{Frame, Tables};
use crate::weights::{Sum, operator_name, word};

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
}

impl Certainty<'_, '_, '_> {
    /// The statuses that an act may have besides `actual`.
    pub(crate) const ALL: [Status; 4] = [Status::Future, Status::Hypothetical, Status::Negated, Status::Alleged];

    /// What speaks for a status, and the features that held.
    pub(crate) fn weigh(&self, status: Status) -> (i32, Vec<String>) {
        let mut sum = Sum::new(self.tables, status.name(), word(self.draft), self.tables.reasons);
        self.features(&mut |kind, parts| sum.add(kind, parts));
        (sum.score(), sum.reasons().into_iter().map(|(r, _)| r).collect())
    }

    fn features(&self, add: &mut dyn FnMut(&'static str, &[&str])) {
        let rule = self.state.status.name();
        let kind = self.frame.kind.name();
        let side = if self.by_adversary { "told by an adversary" } else { "" };
        add("rule", &[rule]);
        add("rule", &[rule, self.frame.kind.quad().name()]);
        add("type", &[kind]);
        add("frame", &[&self.frame.id]);
        add("adversary", &[side, self.frame.kind.quad().name()]);
        add("speech", &[if self.state.in_speech { "in speech" } else { "in the outlet's voice" }, if self.state.suppressed { "suppressed" } else { "" }]);
        add("headline", &[if self.parsed.headline { "headline" } else { "body" }]);
        let when = match (self.time.and_then(|t| t.interval), self.published) {
            (Some(at), Some(day)) if at.from > day => "after publication",
            (Some(at), Some(day)) if at.to >= day => "on the day",
            (Some(_), Some(_)) => "before publication",
            _ => "no time",
        };
        add("time", &[when]);
        add("time", &[when, self.frame.kind.quad().name()]);
        for (effect, owner) in &self.state.over {
            add("over", &[effect]);
            for o in self.parsed.reading.tokens.get(*owner).into_iter().flat_map(|t| &t.lexeme.operators) {
                add("over", &[effect, operator_name(*o)]);
            }
        }
        for mark in &self.draft.marks {
            add("mark", &[mark]);
        }
        for around in &self.draft.around {
            add("around", &[around]);
        }
        self.words(add);
        let sector = |m: Option<&usize>| m.map_or("nobody", |m| self.parsed.mentions[*m].sector.as_str()).to_owned();
        add("speaker", &[&sector(self.state.said_by.first()), self.frame.kind.quad().name()]);
        add("actor", &[&sector(self.draft.actor.first()), self.frame.kind.quad().name()]);
        if self.state.said_by.iter().any(|m| self.parsed.mentions[*m].class == Class::State) {
            add("speaker", &["a state speaks"]);
        }
    }

    /// The word itself and those beside it.
    fn words(&self, add: &mut dyn FnMut(&'static str, &[&str])) {
        let at = &self.draft.trigger;
        let tok = self.parsed.tok(at.start);
        let tense = match (tok.reading.pos, tok.reading.features.aspect) {
            (Pos::Verb, Aspect::Imperfect) => "imperfect",
            (Pos::Verb, _) => "perfect",
            _ => "no verb",
        };
        add("tense", &[tense, if self.draft.future { "future" } else { "" }, if self.draft.negated { "negated" } else { "" }]);
        add("tense", &[tense, if self.state.in_speech { "in speech" } else { "" }]);
        if tok.reading.features.person == 1 {
            add("person", &["first", tense]);
        }
        let near = |t: Option<usize>| t.filter(|t| self.parsed.tokens.contains(t)).map(|t| self.parsed.tok(t).lexeme.lemma.as_str()).unwrap_or("");
        add("word before", &[near(at.start.checked_sub(1))]);
        add("second word before", &[near(at.start.checked_sub(2))]);
        add("word after", &[near(Some(at.end))]);
        add("second word after", &[near(Some(at.end + 1))]);
        add("word", &[tok.lexeme.lemma.as_str(), tense]);
        if let Some(c) = tok.reading.proclitics.preposition {
            add("clitic", &[c.encode_utf8(&mut [0; 4])]);
        }
    }
}
