//! A sentence → its items: nominal groups, verbs, function words and signs, in order.

use rasid_morph::{Aspect, Enclitic, Pos};
use rasid_text::{Sentence, TokenKind};
use std::ops::Range;

use crate::mention::{Class, Mention};
use crate::reading::{Reading, Tok};
use crate::tables::{Function, Operator, Operators};

/// A head with what hangs on it without a preposition: «سياسة فصل الأطفال», «وزير الخارجية التونسي».
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) tokens: Range<usize>,
    /// The preposition before it, folded; `"على يد"` for compound ones.
    pub(crate) preposition: Option<String>,
    /// Joined to the group before it by «و» or «أو».
    pub(crate) joined: bool,
    /// Mentions inside, in order.
    pub(crate) mentions: Vec<usize>,
    /// Its first nominal token.
    pub(crate) head: usize,
}

/// A part of a sentence.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    Group(Group),
    Verb(usize),
    /// A participle that carries a clause: «مؤكدا أن», «داعيا إلى».
    Hal(usize),
    Word(Function, Range<usize>),
    Time(Range<usize>),
    Comma,
    Colon,
    QuoteOpen,
    QuoteClose,
    /// A particle, or a preposition with its pronoun: passed over.
    Minor,
    Other,
}

impl Item {
    pub(crate) fn group(&self) -> Option<&Group> {
        if let Self::Group(group) = self { Some(group) } else { None }
    }

    pub(crate) fn verb(&self) -> Option<usize> {
        if let Self::Verb(tok) = self { Some(*tok) } else { None }
    }
}

/// What a sentence's items are made from.
pub(crate) struct Parser<'a, 'r> {
    pub(crate) reading: &'r Reading<'a>,
    pub(crate) mentions: &'r [Mention],
    /// Mention that starts at a token.
    pub(crate) starts: &'r [Option<u32>],
    pub(crate) times: &'r [bool],
    pub(crate) operators: &'r Operators,
    /// Prepositions of several words, and nouns that serve as prepositions.
    pub(crate) prepositions: &'r crate::tables::Map<Vec<Vec<String>>>,
}

struct State {
    items: Vec<Item>,
    open: Option<Group>,
    preposition: Option<(String, usize)>,
}

impl State {
    fn close(&mut self) {
        if let Some(group) = self.open.take() {
            self.items.push(Item::Group(group));
        }
    }

    fn push(&mut self, item: Item) {
        self.close();
        self.preposition = None;
        self.items.push(item);
    }
}

impl<'a> Parser<'a, '_> {
    fn tok(&self, i: usize) -> &Tok<'a> {
        &self.reading.tokens[i]
    }

    /// The items of a sentence.
    pub(crate) fn items(&self, sentence: &Sentence) -> Vec<Item> {
        let mut state = State { items: Vec::with_capacity(sentence.tokens.len()), open: None, preposition: None };
        let end = sentence.tokens.end;
        let mut i = sentence.tokens.start;
        while i < end {
            i = self.step(&mut state, i, end);
        }
        state.close();
        state.items
    }

    fn step(&self, state: &mut State, i: usize, end: usize) -> usize {
        if self.times[i] {
            let to = (i..end).find(|k| !self.times[*k]).unwrap_or(end);
            state.push(Item::Time(i..to));
            return to;
        }
        if let Some(m) = self.starts[i] {
            let mention = &self.mentions[m as usize];
            self.unit(state, mention.tokens.clone(), Some(m as usize));
            return mention.tokens.end;
        }
        let tok = self.tok(i);
        match tok.kind {
            TokenKind::Arabic | TokenKind::Foreign | TokenKind::Number => {}
            sign => {
                self.sign(state, sign);
                return i + 1;
            }
        }
        if let Some(to) = self.compound_preposition(state, i, end) {
            return to;
        }
        match self.function(i, end) {
            // «دعت كل من مصر وتونس»: passed over, so that those named stand where it stands.
            Some((Function::Each, to)) if to < end && self.starts[to].is_some() => {
                state.close();
                return to;
            }
            None | Some((Function::Each, _)) => {}
            Some((Function::Object, to)) => {
                state.push(Item::Minor);
                return to;
            }
            Some((function, to)) => {
                state.push(Item::Word(function, i..to));
                return to;
            }
        }
        self.word(state, i);
        i + 1
    }

    fn sign(&self, state: &mut State, sign: TokenKind) {
        match sign {
            TokenKind::Comma => state.push(Item::Comma),
            TokenKind::Colon => state.push(Item::Colon),
            // A quotation mark before a word of a group does not end the group.
            TokenKind::QuoteOpen => {
                let kept = state.preposition.take();
                state.push(Item::QuoteOpen);
                state.preposition = kept;
            }
            TokenKind::QuoteClose => state.push(Item::QuoteClose),
            TokenKind::Open | TokenKind::Close | TokenKind::Other => {}
            _ => state.push(Item::Other),
        }
    }

    /// The function of the words at a token, with where they end; the longest.
    fn function(&self, i: usize, end: usize) -> Option<(Function, usize)> {
        let tok = self.tok(i);
        let mut best: Option<(Function, usize)> = None;
        for cut in &tok.facts.functions {
            if cut.preposition.is_some() {
                continue;
            }
            for (rest, function) in &self.operators.functions[cut.place] {
                let fits = rest.iter().enumerate().all(|(k, word)| {
                    (i + 1 + k) < end && {
                        let next = self.tok(i + 1 + k);
                        next.facts.key == *word
                            || k + 1 == rest.len() && word.chars().count() == 1 && next.facts.key.starts_with(word.as_str())
                    }
                });
                let whole = rest.last().is_none_or(|w| w.chars().count() > 1);
                let to = i + 1 + rest.len() - usize::from(!whole);
                if fits
                    && best.is_none_or(|(_, e)| to > e)
                    && !matches!(function, Function::GroupWord | Function::OwnCountry | Function::Counterpart)
                {
                    best = Some((*function, to));
                }
            }
        }
        best
    }

    fn compound_preposition(&self, state: &mut State, i: usize, end: usize) -> Option<usize> {
        let tok = self.tok(i);
        if !tok.facts.preposition {
            return None;
        }
        let key = tok.facts.key.strip_prefix(['و', 'ف']).filter(|_| tok.reading.proclitics.conjunction.is_some()).unwrap_or(&tok.facts.key);
        for rest in self.prepositions.get(key)? {
            let fits = rest.iter().enumerate().all(|(k, word)| i + 1 + k < end && self.tok(i + 1 + k).facts.key == *word);
            if fits {
                state.close();
                let name = std::iter::once(key).chain(rest.iter().map(String::as_str)).collect::<Vec<_>>().join(" ");
                state.preposition = Some((name, i));
                return Some(i + 1 + rest.len());
            }
        }
        None
    }

    fn word(&self, state: &mut State, i: usize) {
        let tok = self.tok(i);
        match tok.reading.pos {
            Pos::Verb => state.push(Item::Verb(i)),
            Pos::Preposition => {
                state.close();
                let key = tok.facts.key.as_str();
                let key = if tok.reading.proclitics.conjunction.is_some() { key.strip_prefix(['و', 'ف']).unwrap_or(key) } else { key };
                if tok.reading.enclitic == Enclitic::None {
                    state.preposition = Some((key.to_owned(), i));
                } else {
                    state.push(Item::Minor);
                }
            }
            Pos::Noun | Pos::Adjective | Pos::Name | Pos::Unknown | Pos::Numeral => {
                if self.is_hal(state, i) {
                    state.push(Item::Hal(i));
                } else {
                    self.unit(state, i..i + 1, None);
                }
            }
            Pos::Relative => state.push(Item::Word(Function::Relative, i..i + 1)),
            Pos::Complementiser => state.push(Item::Word(Function::Complementiser, i..i + 1)),
            Pos::Pronoun if state.open.is_none() => {}
            Pos::Adverb => state.push(Item::Word(Function::Adverb, i..i + 1)),
            Pos::Pronoun => {}
            Pos::Conjunction | Pos::Particle => state.push(Item::Minor),
        }
    }

    /// A participle in the accusative that no noun before it claims, with a meaning of its own.
    fn is_hal(&self, state: &State, i: usize) -> bool {
        let tok = self.tok(i);
        let governs = tok.acts || !tok.lexeme.operators.is_empty();
        let features = tok.reading.features;
        let bare = !features.definite && tok.reading.proclitics.preposition.is_none();
        let shaped = features.accusative || tok.facts.key.ends_with('ه') || tok.facts.key.ends_with("ين") || self.predicate(state);
        let derived = tok.lexeme.participle || tok.reading.pos == Pos::Adjective && !tok.lexeme.operators.is_empty();
        let free = state.open.as_ref().is_none_or(|g| self.closed(g) || self.tok(g.tokens.end - 1).reading.features.definite);
        governs && bare && shaped && derived && free && state.preposition.is_none()
    }

    /// What comes next tells something of the somebody who opens the clause: «إن الحكومة مستعدة».
    fn predicate(&self, state: &State) -> bool {
        let mut before = state.items.as_slice();
        let mut subject = state.open.as_ref();
        while let [rest @ .., last] = before {
            match last {
                Item::QuoteOpen | Item::Minor | Item::Time(_) | Item::Word(Function::Negation | Function::Adverb, _)
                    if subject.is_none() => {}
                Item::Group(g) if subject.is_none_or(|s| s.preposition.is_some() || s.joined) => subject = Some(g),
                _ => break,
            }
            before = rest;
        }
        let somebody =
            |g: &Group| g.preposition.is_none() && !g.joined && g.mentions.iter().any(|m| self.mentions[*m].tokens.start == g.head);
        let opens = match before.last() {
            None | Some(Item::Colon | Item::Other | Item::Word(Function::Complementiser, _)) => true,
            Some(Item::Verb(t)) => self.tok(*t).is(Operator::Auxiliary),
            _ => false,
        };
        opens && subject.is_some_and(somebody)
    }

    /// Adds a mention or a word to the open group, or opens another.
    fn unit(&self, state: &mut State, tokens: Range<usize>, mention: Option<usize>) {
        let tok = self.tok(tokens.start);
        let (conjunction, clitic) = match mention {
            Some(m) => (self.mentions[m].conjunction, self.mentions[m].preposition),
            None => (tok.reading.proclitics.conjunction, tok.reading.proclitics.preposition),
        };
        let pending = state.preposition.take().map(|(p, _)| p);
        let own = clitic.map(String::from).or(pending);
        if own.is_none()
            && conjunction.is_none()
            && let Some(open) = &mut state.open
            && self.continues(open, tok, mention)
        {
            open.tokens.end = tokens.end;
            open.mentions.extend(mention);
            return;
        }
        let before = state.open.as_ref().map(|g| g.preposition.clone());
        let adjacent = state.open.is_some() || matches!(state.items.last(), Some(Item::Comma | Item::QuoteClose));
        let last = before.or_else(|| state.items.iter().rev().find_map(|x| x.group().map(|g| g.preposition.clone()))).flatten();
        state.close();
        let joined = conjunction.is_some() && adjacent;
        let preposition = own.or(if joined { last } else { None });
        state.open = Some(Group { head: tokens.start, tokens, preposition, joined, mentions: mention.into_iter().collect() });
    }

    fn continues(&self, open: &Group, tok: &Tok<'_>, mention: Option<usize>) -> bool {
        let nisba = mention.is_some_and(|m| self.mentions[m].class == Class::Nisba);
        let adjective = mention.is_none() && tok.reading.pos == Pos::Adjective && tok.reading.known;
        if nisba || adjective {
            let last = self.tok(open.tokens.end - 1).reading.features.definite || self.closed(open);
            return nisba || !last || tok.reading.features.definite;
        }
        if self.closed(open) {
            return false;
        }
        let last = self.tok(open.tokens.end - 1);
        let number = last.kind == TokenKind::Number || last.reading.pos == Pos::Numeral;
        number || !last.reading.features.definite && !last.free() && !tok.accusative() && last.reading.pos != Pos::Adjective
    }

    /// Whether a group ends in a mention: nothing can be its genitive.
    fn closed(&self, group: &Group) -> bool {
        group.mentions.last().is_some_and(|m| {
            self.mentions[*m].tokens.end == group.tokens.end
                && self.mentions[*m].class != Class::Nisba
                && (self.mentions[*m].definite
                    || self.mentions[*m].kind != rasid_model::EntityKind::Group
                    || self.mentions[*m].class != Class::Role)
        })
    }
}

/// Whether a verb is in the imperfect.
pub(crate) fn imperfect(tok: &Tok<'_>) -> bool {
    tok.reading.features.aspect == Aspect::Imperfect
}
