//! A text → its tokens with the chosen reading of each word and what knowledge says of it.

use rasid_model::Span;
use rasid_morph::{Analysis, Lexicon, Pos, WordId, Words};
use rasid_text::{Segmented, Sentence, TokenKind, fold};
use rustc_hash::FxHashSet;

use crate::tables::{Map, Operator, Phrase, Tables};

/// What knowledge says of one reading of a word.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lexeme {
    /// The lemma, folded.
    pub(crate) lemma: String,
    /// The stem without clitics and «ال», folded.
    pub(crate) bare: String,
    pub(crate) frames: Vec<u16>,
    pub(crate) phrases: Vec<Phrase>,
    pub(crate) operators: Vec<Operator>,
    /// A participle that carries an act: «متهم», «داع».
    pub(crate) participle: bool,
    /// A cue of some topic begins with its lemma, stem or form.
    pub(crate) cue: bool,
}

/// A way to cut clitics off a word so that a name may start.
#[derive(Clone, Debug)]
pub(crate) struct Cut {
    pub(crate) key: String,
    pub(crate) conjunction: Option<char>,
    pub(crate) preposition: Option<char>,
    /// Letters of the key that the clitics take.
    pub(crate) skipped: usize,
}

/// What knowledge says of a word, whatever its reading; made once per word.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordFacts {
    pub(crate) key: String,
    pub(crate) lexemes: Vec<Lexeme>,
    /// Cuts at which an entry of the name index starts.
    pub(crate) names: Vec<Cut>,
    /// Cuts at which a role starts; keys bare of «ال».
    pub(crate) roles: Vec<Cut>,
    /// Cuts at which a function word starts.
    pub(crate) functions: Vec<Cut>,
    pub(crate) given: bool,
    pub(crate) part: bool,
    /// It may be an adjective.
    pub(crate) adjective: bool,
}

/// A token with its reading.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tok<'a> {
    pub(crate) span: Span,
    pub(crate) kind: TokenKind,
    pub(crate) facts: &'a WordFacts,
    pub(crate) lexeme: &'a Lexeme,
    pub(crate) reading: Analysis,
}

impl Tok<'_> {
    pub(crate) fn is_verb(&self) -> bool {
        self.reading.pos == Pos::Verb && self.kind == TokenKind::Arabic
    }

    pub(crate) fn is_nominal(&self) -> bool {
        matches!(self.reading.pos, Pos::Noun | Pos::Adjective | Pos::Name | Pos::Unknown | Pos::Numeral)
            && matches!(self.kind, TokenKind::Arabic | TokenKind::Foreign | TokenKind::Number)
    }

    pub(crate) fn is(&self, operator: Operator) -> bool {
        self.lexeme.operators.contains(&operator)
    }

    pub(crate) fn is_quote(&self) -> bool {
        matches!(self.kind, TokenKind::QuoteOpen | TokenKind::QuoteClose)
    }
}

/// A document being read.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: Vec<Tok<'a>>,
    pub(crate) sentences: &'a [Sentence],
}

/// A coder's memory of words; one per thread, for any number of documents.
pub struct Memory<'k> {
    lexicon: &'k Lexicon,
    tables: &'k Tables,
    words: Words,
    /// By word; empty where a word has not been met since the words were trimmed.
    facts: Vec<WordFacts>,
    none: WordFacts,
    /// First words of every cue of the topics.
    cues: FxHashSet<&'k str>,
}

impl<'k> Memory<'k> {
    /// An empty memory.
    #[must_use]
    pub fn new(lexicon: &'k Lexicon, tables: &'k Tables) -> Self {
        let none = WordFacts { lexemes: vec![Lexeme::default()], ..WordFacts::default() };
        let cues = tables.topics.cues().into_iter().flat_map(|c| c.keys().map(String::as_str)).collect();
        Self { lexicon, tables, words: Words::new(lexicon), facts: Vec::new(), none, cues }
    }

    /// Chooses a reading for every token.
    pub(crate) fn read<'a>(&'a mut self, text: &'a str, segmented: &'a Segmented) -> Reading<'a> {
        if self.words.trim() {
            self.facts = Vec::new();
        }
        let ids: Vec<WordId> = segmented
            .tokens
            .iter()
            .map(|t| if t.kind == TokenKind::Arabic { self.words.intern(t.span.slice(text)) } else { WordId::NONE })
            .collect();
        self.learn(&ids);
        let mut tokens = Vec::with_capacity(ids.len());
        for sentence in &segmented.sentences {
            let ids = &ids[sentence.tokens.clone()];
            let mut chosen = rasid_morph::rank(&self.words, ids);
            self.masdars(ids, &mut chosen);
            for (k, &id) in ids.iter().enumerate() {
                let token = segmented.tokens[sentence.tokens.start + k];
                tokens.push(self.token(token, id, chosen[k]));
            }
        }
        Reading { text, tokens, sentences: &segmented.sentences }
    }

    /// «قررت المحكمة السبت حظر الموقع»: after a verb that takes an act for its object, a word that may be
    /// a perfect verb or a masdar is the masdar.
    fn masdars(&self, ids: &[WordId], chosen: &mut [u8]) {
        let mut governed = false;
        let mut pronoun = false;
        for (k, &id) in ids.iter().enumerate() {
            if id == WordId::NONE {
                governed = false;
                continue;
            }
            let word = self.words.word(id);
            let facts = &self.facts[id.0 as usize];
            let reading = word.analyses[chosen[k] as usize];
            // «اعترف بأنه طلب»: what follows a pronoun's «أن» is its verb.
            let after_pronoun = std::mem::replace(&mut pronoun, reading.pos == Pos::Complementiser && bears_pronoun(&facts.key));
            if after_pronoun && reading.pos == Pos::Noun && !reading.features.definite {
                let verb = word.analyses.iter().position(|a| a.pos == Pos::Verb && a.known && a.proclitics.preposition.is_none());
                if let Some(verb) = verb {
                    chosen[k] = u8::try_from(verb).unwrap_or(chosen[k]);
                    continue;
                }
            }
            if matches!(reading.pos, Pos::Complementiser | Pos::Relative | Pos::Conjunction) {
                governed = false;
            }
            if reading.pos != Pos::Verb {
                continue;
            }
            let plain = reading.proclitics == rasid_morph::Proclitics::default() && reading.features.aspect == rasid_morph::Aspect::Perfect;
            let masdar = word
                .analyses
                .iter()
                .zip(&facts.lexemes)
                .position(|(a, l)| a.pos == Pos::Noun && a.known && a.proclitics == reading.proclitics && !l.frames.is_empty());
            if let Some(noun) = masdar.filter(|_| governed && plain) {
                chosen[k] = u8::try_from(noun).unwrap_or(chosen[k]);
                continue;
            }
            let takes = [Operator::Declare, Operator::Do, Operator::Aspect, Operator::Occur, Operator::Intend, Operator::Deny];
            let operators = &facts.lexemes[chosen[k] as usize].operators;
            governed = takes.iter().any(|t| operators.contains(t));
        }
    }

    fn token(&self, token: rasid_text::Token, id: WordId, chosen: u8) -> Tok<'_> {
        if id == WordId::NONE {
            let reading = self.words.word(WordId::NONE).analyses[0];
            return Tok { span: token.span, kind: token.kind, facts: &self.none, lexeme: &self.none.lexemes[0], reading };
        }
        let facts = &self.facts[id.0 as usize];
        let at = chosen as usize;
        Tok { span: token.span, kind: token.kind, facts, lexeme: &facts.lexemes[at], reading: self.words.word(id).analyses[at] }
    }

    /// Works out the facts of words seen for the first time.
    fn learn(&mut self, ids: &[WordId]) {
        for &id in ids.iter().filter(|id| **id != WordId::NONE) {
            let at = id.0 as usize;
            if at >= self.facts.len() {
                self.facts.resize_with(at + 1, WordFacts::default);
            }
            if self.facts[at].lexemes.is_empty() {
                self.facts[at] = self.facts_of(id);
            }
        }
    }

    fn facts_of(&self, id: WordId) -> WordFacts {
        let word = self.words.word(id);
        let key = word.key.as_str().to_owned();
        let lexemes: Vec<Lexeme> = (0..word.analyses.len()).map(|i| self.lexeme(id, i)).collect();
        let cuts = cuts(&key);
        let find = |wanted: &dyn Fn(&str) -> bool| cuts.iter().filter(|c| wanted(&c.key)).cloned().collect::<Vec<_>>();
        let names = find(&|k| self.tables.names.index.contains_key(k));
        let mut roles: Vec<Cut> = Vec::new();
        for cut in &cuts {
            let bare = cut.key.strip_prefix("ال").filter(|b| b.chars().count() > 1);
            let lemmas = lexemes.iter().filter(|l| !l.lemma.is_empty() && cut.skipped == skipped_of(&key, &l.bare));
            let candidates = bare.into_iter().chain([cut.key.as_str()]).chain(lemmas.map(|l| l.lemma.as_str()));
            for k in candidates {
                if self.tables.names.roles.contains_key(k) && !roles.iter().any(|c| c.key == k) {
                    roles.push(Cut { key: k.to_owned(), ..cut.clone() });
                }
            }
        }
        let functions = find(&|k| self.tables.operators.functions.contains_key(k));
        let given = self.tables.names.given.contains(&key)
            || cuts.iter().any(|c| c.preposition.is_none() && self.tables.names.given.contains(&c.key));
        let part = given || self.tables.names.parts.contains(&key);
        let adjective = word.analyses.iter().any(|a| a.known && a.pos == Pos::Adjective);
        WordFacts { part, adjective, key, lexemes, names, roles, functions, given }
    }

    fn lexeme(&self, id: WordId, at: usize) -> Lexeme {
        let mut lexeme = self.found(id, at);
        let keys = [self.words.word(id).key.as_str(), &lexeme.bare, &lexeme.lemma];
        lexeme.cue = keys.iter().any(|k| self.cues.contains(k));
        lexeme
    }

    /// What knowledge says of a reading.
    fn found(&self, id: WordId, at: usize) -> Lexeme {
        let word = self.words.word(id);
        let analysis = word.analyses[at];
        let bare = word.stem(at).to_owned();
        if !analysis.known {
            return Lexeme { bare, ..Lexeme::default() };
        }
        let lemma = fold(self.lexicon.lemma(analysis.lemma)).as_str().to_owned();
        let (frames, operators) = (&self.tables.frames, &self.tables.operators);
        let get = |map: &Map<Vec<u16>>| map.get(&lemma).cloned().unwrap_or_default();
        let ops = |map: &Map<Vec<Operator>>| map.get(&lemma).cloned().unwrap_or_default();
        match analysis.pos {
            Pos::Verb => Lexeme {
                frames: get(&frames.verbs),
                phrases: frames.phrases.get(&lemma).cloned().unwrap_or_default(),
                operators: ops(&operators.verbs),
                lemma,
                bare,
                ..Lexeme::default()
            },
            Pos::Noun | Pos::Adjective => {
                let participle = frames.adjectives.contains_key(&lemma) || operators.adjectives.contains_key(&lemma);
                let mut found = get(&frames.nouns);
                let mut does = ops(&operators.nouns);
                if found.is_empty() {
                    found = get(&frames.adjectives);
                }
                does.extend(ops(&operators.adjectives));
                Lexeme { frames: found, operators: does, lemma, bare, participle, ..Lexeme::default() }
            }
            _ => Lexeme { lemma, bare, ..Lexeme::default() },
        }
    }
}

/// «أنه», «بأنها»: a complementiser with the subject in it.
pub(crate) fn bears_pronoun(key: &str) -> bool {
    key.chars().count() > 2 && rasid_morph::Enclitic::ALL.iter().any(|(_, p)| key.strip_suffix(p).is_some_and(|rest| rest.ends_with('ن')))
}

fn skipped_of(key: &str, bare: &str) -> usize {
    let at = key.find(bare).unwrap_or(0);
    let before = &key[..at];
    before.strip_suffix("ال").or_else(|| before.strip_suffix('ل').filter(|b| b.ends_with('ل'))).unwrap_or(before).chars().count()
}

/// The ways to cut proclitics off a folded word; the whole word first.
fn cuts(key: &str) -> Vec<Cut> {
    let mut out = vec![Cut { key: key.to_owned(), conjunction: None, preposition: None, skipped: 0 }];
    let mut starts = vec![(key, None, 0)];
    if let Some(rest) = key.strip_prefix(['و', 'ف']).filter(|r| r.chars().count() > 1) {
        let conjunction = key.chars().next();
        out.push(Cut { key: rest.to_owned(), conjunction, preposition: None, skipped: 1 });
        starts.push((rest, conjunction, 1));
    }
    for (word, conjunction, skipped) in starts {
        if let Some(rest) = word.strip_prefix("لل").filter(|r| r.chars().count() > 1) {
            out.push(Cut { key: format!("ال{rest}"), conjunction, preposition: Some('ل'), skipped: skipped + 1 });
        }
        if let Some(rest) = word.strip_prefix(['ب', 'ل', 'ك']).filter(|r| r.chars().count() > 1) {
            out.push(Cut { key: rest.to_owned(), conjunction, preposition: word.chars().next(), skipped: skipped + 1 });
        }
    }
    out
}
