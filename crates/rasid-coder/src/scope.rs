//! What governing words do to the acts in their reach: speech, denial, demand, intention.

use std::ops::Range;

use crate::clause::{Clause, Filler, Parsed};
use crate::items::{Group, Item};
use crate::mention::Class;
use crate::tables::{Function, Operator, Use};

/// What holds within a stretch of tokens.
#[derive(Clone, Debug)]
pub(crate) enum Effect {
    /// These say so, nearest the fact first.
    Speech(Vec<usize>),
    /// Named, not told: not coded.
    Suppress,
    /// An accuser says that the other side did it.
    Alleged(Vec<usize>),
    /// These deny it.
    Denied(Vec<usize>),
    /// It did not happen.
    Negated,
    /// It lies ahead.
    Ahead,
    /// It may happen.
    Possible,
}

impl Effect {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Speech(_) => "speech",
            Self::Suppress => "suppressed",
            Self::Alleged(_) => "alleged",
            Self::Denied(_) => "denied",
            Self::Negated => "negated",
            Self::Ahead => "ahead",
            Self::Possible => "possible",
        }
    }
}

/// An effect and where it holds.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    pub(crate) tokens: Range<usize>,
    pub(crate) effect: Effect,
    /// The governing word.
    pub(crate) owner: usize,
}

impl Parsed<'_, '_> {
    /// Whether a group's preposition may be used so.
    pub(crate) fn used(&self, group: &Group, wanted: Use) -> bool {
        group.preposition.as_deref().and_then(|p| self.operators.uses.get(p)).is_some_and(|u| u.contains(&wanted))
    }

    /// The first token of an item, or the sentence's end.
    pub(crate) fn item_start(&self, item: usize) -> usize {
        for x in self.items.iter().skip(item) {
            match x {
                Item::Group(g) => return g.tokens.start,
                Item::Verb(t) | Item::Hal(t) => return *t,
                Item::Word(_, r) | Item::Time(r) => return r.start,
                _ => {}
            }
        }
        self.tokens.end
    }

    /// Where speech that begins at an item ends: at a new main clause.
    pub(crate) fn speech_end(&self, from: usize) -> usize {
        let mut quoted = 0i32;
        for j in from..self.items.len() {
            match &self.items[j] {
                Item::QuoteOpen => quoted += 1,
                Item::QuoteClose => quoted -= 1,
                Item::Verb(tok) if quoted <= 0 && j > from + 1 && matches!(self.items[j - 1], Item::Comma | Item::QuoteClose) => {
                    let t = self.tok(*tok);
                    let told = t.reading.proclitics.conjunction.is_some() && !crate::items::imperfect(t);
                    if told && (!t.lexeme.operators.is_empty() || t.acts) {
                        return *tok;
                    }
                }
                Item::Word(Function::Opener, r)
                    if quoted <= 0 && j > from + 1 && matches!(self.items[j - 1], Item::Comma | Item::QuoteClose) =>
                {
                    return r.start;
                }
                _ => {}
            }
        }
        self.tokens.end
    }

    /// Where the content that begins at an item ends: at the next clause or comma; a joined group goes on.
    pub(crate) fn content_end(&self, from: usize) -> usize {
        for j in from..self.items.len() {
            match &self.items[j] {
                Item::Verb(t) | Item::Hal(t) if j > from => {
                    let relative = self.before(j).is_some_and(|p| matches!(self.items[p], Item::Word(Function::Relative, _)));
                    if !relative {
                        return *t;
                    }
                }
                Item::Comma if !matches!(self.items.get(j + 1), Some(Item::Group(g)) if g.joined) => return self.item_start(j + 1),
                Item::Word(Function::Opener | Function::Attribution | Function::Condition, r) if j > from => return r.start,
                Item::Other => return self.item_start(j + 1),
                _ => {}
            }
        }
        self.tokens.end
    }

    /// Scopes that the clauses' operators open.
    pub(crate) fn scopes(&self, clauses: &[Clause]) -> Vec<Scope> {
        let mut out = Vec::new();
        for clause in clauses {
            self.clause_scopes(clause, &mut out);
        }
        self.negations(&mut out);
        self.attributions(&mut out);
        self.labels(&mut out);
        out
    }

    fn clause_scopes(&self, clause: &Clause, out: &mut Vec<Scope>) {
        let verb = self.tok(clause.tok);
        let speaker = clause.subject.as_ref().map(|f| f.mentions.clone()).unwrap_or_default();
        let from = clause.complement;
        let mut open = |tokens: Range<usize>, effect: Effect| out.push(Scope { tokens, effect, owner: clause.tok });
        if let Some(from) = from {
            let tokens = self.item_start(from)..self.speech_end(from);
            if verb.is(Operator::Deny) {
                open(tokens, Effect::Denied(speaker));
                return;
            }
            if verb.is(Operator::Relay) && !self.relay(clause).is_empty() {
                open(tokens, Effect::Speech(self.relay(clause)));
                return;
            }
            if verb.is(Operator::Say) || verb.is(Operator::SayOn) || verb.is(Operator::Declare) {
                open(tokens.clone(), Effect::Speech(self.through(clause, speaker.clone())));
                if clause.negated {
                    open(tokens, Effect::Possible);
                }
                return;
            }
            if verb.is(Operator::Intend) {
                open(tokens, Effect::Ahead);
            } else if verb.is(Operator::May) {
                open(tokens, Effect::Possible);
            } else if verb.is(Operator::Fail) {
                open(tokens, Effect::Negated);
            } else if !verb.acts && clause.subject.as_ref().is_some_and(|f| f.head) {
                // Any verb with «أن» and somebody for its subject tells what that one says.
                open(tokens, Effect::Speech(speaker));
            }
            return;
        }
        let first = clause.objects.first().into_iter().chain(clause.preps.first()).min().copied();
        let Some(first) = first else { return };
        let tokens = self.item_start(first)..self.content_end(first);
        if verb.is(Operator::Deny) {
            open(tokens, Effect::Denied(speaker));
        } else if verb.is(Operator::Relay) && !self.relay(clause).is_empty() {
            open(self.item_start(clause.item + 1)..self.tokens.end, Effect::Speech(self.relay(clause)));
        } else if verb.is(Operator::Fail) {
            open(tokens, Effect::Negated);
        } else if verb.is(Operator::Intend) || clause.future && !verb.acts {
            open(tokens, Effect::Ahead);
        } else if verb.is(Operator::May) || clause.possible && !verb.acts {
            open(tokens, Effect::Possible);
        } else if (verb.is(Operator::Say) || verb.is(Operator::Declare)) && clause.subject.as_ref().is_some_and(|f| f.head) {
            // «أعلن المتحدث مقتل ثلاثة»
            open(tokens, Effect::Speech(speaker));
        }
    }

    /// «نقلت الوكالة عن مصدر أمني»: the source first, then who hands it on.
    fn relay(&self, clause: &Clause) -> Vec<usize> {
        let source = clause.preps.iter().find(|p| self.items[**p].group().is_some_and(|g| self.used(g, Use::Source)));
        let mut chain: Vec<usize> = source.and_then(|p| self.filler(*p, "")).map(|f| f.mentions).unwrap_or_default();
        if !chain.is_empty() {
            chain.extend(clause.subject.iter().flat_map(|f| f.mentions.iter().copied()));
        }
        chain
    }

    /// «قال الوزير للوكالة إن»: who was told hands it on.
    fn through(&self, clause: &Clause, mut chain: Vec<usize>) -> Vec<usize> {
        for p in &clause.preps {
            let Some(filler) = self.filler(*p, "") else { continue };
            let told = self.items[*p].group().is_some_and(|g| self.used(g, Use::Told));
            chain.extend(filler.mentions.into_iter().filter(|m| told && self.mentions[*m].sector == "JRN"));
        }
        chain
    }

    /// «انتهت الجولة دون التوصل إلى اتفاق»: the noun after a word of negation, and what is indefinite after its preposition; «دون الرد على
    /// الهجوم» leaves the attack told.
    fn negations(&self, out: &mut Vec<Scope>) {
        for (j, item) in self.items.iter().enumerate() {
            let (group, at) = match item {
                Item::Word(Function::Negation, _) => {
                    (self.items.get(j + 1).and_then(Item::group).filter(|g| g.preposition.is_none()), j + 1)
                }
                Item::Group(g) => (g.preposition.as_deref().filter(|p| self.negates(p)).map(|_| g), j),
                _ => continue,
            };
            let Some(group) = group.filter(|g| !g.joined) else { continue };
            let next = self.items.get(at + 1).and_then(Item::group).filter(|g| g.preposition.is_some() && !g.joined);
            let open = next.filter(|g| !self.tok(g.head).reading.features.definite && g.mentions.iter().all(|m| !self.mentions[*m].acts()));
            let end = open.map_or(group.tokens.end, |g| g.tokens.end);
            out.push(Scope { tokens: group.tokens.start..end, effect: Effect::Negated, owner: group.tokens.start.saturating_sub(1) });
        }
    }

    /// Whether a preposition is a word of negation too: «دون».
    fn negates(&self, preposition: &str) -> bool {
        let (first, rest) = preposition.split_once(' ').unwrap_or((preposition, ""));
        let rows = self.operators.functions.get(first).into_iter().flatten();
        rows.filter(|(_, function)| *function == Function::Negation).any(|(words, _)| words.join(" ") == rest)
    }

    /// «… بحسب مصدر طبي», «وفق الوكالة، …».
    fn attributions(&self, out: &mut Vec<Scope>) {
        for (j, item) in self.items.iter().enumerate() {
            let Item::Word(Function::Attribution, r) = item else { continue };
            let speaker =
                (j + 1..self.items.len().min(j + 5)).find_map(|g| self.filler(g, "").filter(|_| !matches!(self.items[g - 1], Item::Comma)));
            let Some(Filler { mentions, .. }) = speaker else { continue };
            let start = if j <= 1 { r.end } else { self.tokens.start };
            let end = if j <= 1 { self.tokens.end } else { r.start };
            out.push(Scope { tokens: start..end, effect: Effect::Speech(mentions), owner: r.start });
        }
    }

    /// «الوزير: سنعود»: a name and a colon at the start.
    fn labels(&self, out: &mut Vec<Scope>) {
        let Some(colon) = self.items.iter().take(8).position(|x| matches!(x, Item::Colon)) else { return };
        if self.items[..colon].iter().any(|x| matches!(x, Item::Verb(_) | Item::Hal(_))) {
            return;
        }
        let Some(filler) = (0..colon).find_map(|g| self.filler(g, "")).filter(|f| f.head) else { return };
        // «كندا: إصابة 15 شخصا» says where, not who speaks.
        let speaks = matches!(self.items.get(colon + 1), Some(Item::Verb(_) | Item::QuoteOpen | Item::Word(..)));
        if !speaks && filler.mentions.iter().all(|m| self.mentions[*m].class == Class::State) {
            return;
        }
        out.push(Scope {
            tokens: self.item_start(colon)..self.tokens.end,
            effect: Effect::Speech(filler.mentions),
            owner: self.tokens.start,
        });
    }
}
