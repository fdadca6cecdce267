//! A text → its tokens with the chosen reading of each word and what knowledge says of it.

use rasid_model::Span;
use rasid_morph::{Analysis, Enclitic, LemmaId, Lexicon, Number, Pos, Word, WordId, Words};
use rasid_text::{Segmented, Sentence, TokenKind, fold};
use rasid_time::Times;
use rustc_hash::FxHashMap;
use smallvec::{SmallVec, smallvec};
use std::sync::Arc;

use crate::tables::{Map, Operator, Phrase, Symbol, Tables};

/// What knowledge says of a lemma; made once per lemma.
#[derive(Debug, Default)]
pub(crate) struct Lore {
    /// The lemma, folded.
    pub(crate) lemma: String,
    pub(crate) frames: Vec<u16>,
    pub(crate) phrases: Vec<Phrase>,
    pub(crate) operators: Vec<Operator>,
    /// A participle that carries an act: «متهم», «داع».
    pub(crate) participle: bool,
    /// A role begins with it.
    role: bool,
    /// An unnamed place may follow it: «بلدة».
    pub(crate) place_cue: bool,
    /// An honorific.
    title: bool,
    /// The operators, a bit each.
    does: u32,
    symbol: Symbol,
    /// The tables of cues that begin with it.
    cues: u32,
}

/// What knowledge says of one reading of a word.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lexeme {
    lore: Arc<Lore>,
    /// The stem without clitics and «ال», folded.
    pub(crate) bare: String,
    /// The numbers of its form, its stem and its lemma.
    pub(crate) symbols: [Symbol; 3],
    /// The tables of cues that begin with its lemma, stem or form.
    cues: u32,
    /// An honorific, by stem or lemma.
    pub(crate) title: bool,
    /// It bears the nun that falls before a genitive: «مسلحون», «جنديان».
    pub(crate) nunated: bool,
}

impl std::ops::Deref for Lexeme {
    type Target = Lore;

    fn deref(&self) -> &Lore {
        &self.lore
    }
}

/// A way to cut clitics off a word so that a name may start.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cut {
    pub(crate) key: String,
    /// The key's place in the index that it was found in.
    pub(crate) place: usize,
    pub(crate) conjunction: Option<char>,
    pub(crate) preposition: Option<char>,
    /// Letters of the key that the clitics take.
    pub(crate) skipped: usize,
}

/// What knowledge says of a word, whatever its reading; made once per word.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordFacts {
    pub(crate) key: String,
    /// Of the readings that were chosen somewhere, by number.
    lexemes: SmallVec<[(u8, Lexeme); 1]>,
    /// Cuts at which an entry of the name index starts.
    pub(crate) names: Box<[Cut]>,
    /// Cuts at which a role starts; keys bare of «ال».
    pub(crate) roles: Box<[Cut]>,
    /// Cuts at which a function word starts.
    pub(crate) functions: Box<[Cut]>,
    pub(crate) given: bool,
    pub(crate) part: bool,
    /// It may be an adjective.
    pub(crate) adjective: bool,
    /// A preposition of several words may begin with it, or it serves as one.
    pub(crate) preposition: bool,
    /// Words like «نحو» may begin with it.
    pub(crate) approximate: bool,
    /// «عدد», «العديد»: some of those named after «من».
    pub(crate) quantity: bool,
    /// A country may be named from it on: by its name, its capital, its people.
    pub(crate) country: bool,
    /// What it says of time.
    pub(crate) time: rasid_time::Word,
}

/// A token with its reading.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tok<'a> {
    pub(crate) span: Span,
    pub(crate) kind: TokenKind,
    pub(crate) facts: &'a WordFacts,
    pub(crate) lexeme: &'a Lexeme,
    pub(crate) reading: Analysis,
    /// What its lemma does, a bit for each operator.
    does: u32,
    /// Some frame may be told by it.
    pub(crate) acts: bool,
    /// The tables of cues that begin with it, a bit each.
    pub(crate) cues: u32,
}

impl Tok<'_> {
    pub(crate) fn is_verb(&self) -> bool {
        self.reading.pos == Pos::Verb && self.kind == TokenKind::Arabic
    }

    pub(crate) fn is_nominal(&self) -> bool {
        matches!(self.reading.pos, Pos::Noun | Pos::Adjective | Pos::Name | Pos::Unknown | Pos::Numeral)
            && matches!(self.kind, TokenKind::Arabic | TokenKind::Foreign | TokenKind::Number)
    }

    /// Whether nothing can be its genitive: «مسلحون», «ضابطا».
    pub(crate) fn free(&self) -> bool {
        self.lexeme.nunated || self.reading.features.accusative || self.reading.enclitic != Enclitic::None && self.reading.known
    }

    /// Whether the letters show an indefinite accusative, which is no genitive: «ضابطا».
    pub(crate) fn accusative(&self) -> bool {
        self.reading.known && self.reading.features.accusative && !self.reading.features.definite
    }

    pub(crate) fn is(&self, operator: Operator) -> bool {
        self.does & operator.bit() != 0
    }

    pub(crate) fn is_quote(&self) -> bool {
        matches!(self.kind, TokenKind::QuoteOpen | TokenKind::QuoteClose)
    }
}

/// A document being read.
pub(crate) struct Reading<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: Vec<Tok<'a>>,
    pub(crate) sentences: &'a [Sentence],
    pub(crate) lexicon: &'a Lexicon,
}

/// A coder's memory of words; one per thread, for any number of documents.
pub struct Memory<'k> {
    lexicon: &'k Lexicon,
    tables: &'k Tables,
    times: &'k Times,
    words: Words,
    /// By word.
    facts: Vec<WordFacts>,
    none: WordFacts,
    /// By lemma.
    lore: FxHashMap<LemmaId, Arc<Lore>>,
    last: Last,
}

/// The text that was read last, and how.
#[derive(Default)]
struct Last {
    text: String,
    words: Vec<ReadWord>,
}

/// A word of a text, as it was read there.
#[derive(Clone, Copy, Debug)]
pub struct ReadWord {
    /// Where it stands, in bytes.
    pub span: Span,
    /// What it is; [`WordId::NONE`] where it is no Arabic word.
    pub id: WordId,
    /// Its reading, of the word's analyses.
    pub reading: u8,
}

impl<'k> Memory<'k> {
    /// An empty memory.
    #[must_use]
    pub fn new(lexicon: &'k Lexicon, tables: &'k Tables, times: &'k Times) -> Self {
        let unknown = Lore { symbol: Symbol::NONE, ..Lore::default() };
        let lexeme = Lexeme { symbols: [Symbol::NONE; 3], ..Lexeme::default() };
        let none = WordFacts { lexemes: smallvec![(0, lexeme)], ..WordFacts::default() };
        let lore = std::iter::once((LemmaId::UNKNOWN, Arc::new(unknown))).collect();
        Self { lexicon, tables, times, words: Words::new(lexicon), facts: Vec::new(), none, lore, last: Last::default() }
    }

    /// The words met so far, for others who read them.
    pub fn words(&mut self) -> &mut Words {
        &mut self.words
    }

    /// Forgets all words where they have become many, and says whether it did: what was kept by their ids is void then.
    pub fn forget(&mut self) -> bool {
        let forgot = self.words.trim();
        if forgot {
            self.facts = Vec::new();
            self.last = Last::default();
        }
        forgot
    }

    /// The words, numbers and foreign words of a text with the readings that coding it chooses; of the text that was coded last they
    /// are known already.
    pub fn words_of(&mut self, text: &str) -> &[ReadWord] {
        if self.last.text != text {
            self.read(text, &rasid_text::segment(text));
        }
        &self.last.words
    }

    /// Chooses a reading for every token.
    pub(crate) fn read<'a>(&'a mut self, text: &'a str, segmented: &'a Segmented) -> Reading<'a> {
        self.forget();
        let ids: Vec<WordId> = segmented
            .tokens
            .iter()
            .map(|t| if t.kind == TokenKind::Arabic { self.words.intern(t.span.slice(text)) } else { WordId::NONE })
            .collect();
        self.learn(&ids);
        let mut readings: Vec<u8> = Vec::with_capacity(ids.len());
        for sentence in &segmented.sentences {
            let ids = &ids[sentence.tokens.clone()];
            let mut chosen = rasid_morph::rank(&self.words, ids);
            self.masdars(ids, &mut chosen);
            readings.append(&mut chosen);
        }
        ids.iter().zip(&readings).for_each(|(id, reading)| self.choose(*id, *reading));
        self.remember(text, segmented, ids.iter().copied().zip(readings.iter().copied()));
        let tokens = segmented.tokens.iter().zip(ids.iter().zip(&readings)).map(|(t, (id, reading))| self.token(*t, *id, *reading));
        Reading { text, tokens: tokens.collect(), sentences: &segmented.sentences, lexicon: self.lexicon }
    }

    fn remember(&mut self, text: &str, segmented: &Segmented, read: impl Iterator<Item = (WordId, u8)>) {
        let Last { text: last, words } = &mut self.last;
        last.clear();
        last.push_str(text);
        words.clear();
        let spoken =
            segmented.tokens.iter().zip(read).filter(|(t, _)| matches!(t.kind, TokenKind::Arabic | TokenKind::Foreign | TokenKind::Number));
        words.extend(spoken.map(|(t, (id, reading))| ReadWord { span: t.span, id, reading }));
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
            let acts = |a: &Analysis| self.lore.get(&a.lemma).is_some_and(|l| !l.frames.is_empty());
            let masdar = || {
                let noun = |a: &Analysis| a.pos == Pos::Noun && a.known && a.proclitics == reading.proclitics;
                word.analyses.iter().position(|a| noun(a) && acts(a))
            };
            if let Some(noun) = (governed && plain).then(masdar).flatten() {
                chosen[k] = u8::try_from(noun).unwrap_or(chosen[k]);
                continue;
            }
            let takes = [Operator::Declare, Operator::Do, Operator::Aspect, Operator::Occur, Operator::Intend, Operator::Deny];
            let takes = takes.iter().fold(0, |bits, o| bits | o.bit());
            governed = self.lore.get(&reading.lemma).is_some_and(|l| l.does & takes != 0);
        }
    }

    fn token(&self, token: rasid_text::Token, id: WordId, chosen: u8) -> Tok<'_> {
        let facts = self.facts.get(id.0 as usize).unwrap_or(&self.none);
        let lexeme = facts.lexemes.iter().find(|(reading, _)| *reading == chosen).map_or(&self.none.lexemes[0].1, |(_, lexeme)| lexeme);
        let reading = self.words.word(id).analyses[chosen as usize];
        Tok {
            span: token.span,
            kind: token.kind,
            facts,
            lexeme,
            reading,
            does: lexeme.does,
            acts: !lexeme.frames.is_empty(),
            cues: lexeme.cues,
        }
    }

    /// Works out the facts of words seen for the first time.
    fn learn(&mut self, ids: &[WordId]) {
        let last = ids.iter().filter(|id| **id != WordId::NONE).map(|id| id.0 as usize + 1).max().unwrap_or(0);
        for at in self.facts.len()..last {
            let id = WordId(u32::try_from(at).unwrap_or(u32::MAX));
            for reading in 0..self.words.word(id).analyses.len() {
                self.learn_lemma(self.words.word(id).analyses[reading]);
            }
            let facts = self.facts_of(id);
            self.facts.push(facts);
        }
    }

    fn facts_of(&self, id: WordId) -> WordFacts {
        let word = self.words.word(id);
        let key = word.key.as_str();
        let cuts = cuts(key);
        let find = |place: &dyn Fn(&str) -> Option<usize>| {
            cuts.iter().filter_map(|c| place(&c.key).map(|place| Cut { place, ..c.clone() })).collect::<Box<[_]>>()
        };
        let Tables { names, operators, .. } = self.tables;
        let given = cuts.iter().any(|c| c.preposition.is_none() && names.given.contains(&c.key));
        let named = find(&|k| names.index.get_index_of(k));
        let quantity = cuts.iter().any(|c| names.quantities.contains(&c.key));
        let alone = || std::iter::once(key).chain(key.strip_prefix(['و', 'ف']));
        WordFacts {
            roles: self.roles(word, &cuts).into(),
            country: named.iter().any(|c| names.index[c.place].iter().any(|row| names.country_of(&c.key, row.target).is_some())),
            names: named,
            functions: find(&|k| operators.functions.get_index_of(k)),
            part: given || names.parts.contains(key),
            preposition: alone().any(|k| operators.prepositions.contains_key(k)),
            approximate: alone().any(|k| names.approximators.contains_key(k)),
            quantity,
            time: self.times.word(key),
            adjective: !quantity && word.analyses.iter().any(|a| a.known && a.pos == Pos::Adjective),
            key: key.to_owned(),
            lexemes: SmallVec::new(),
            given,
        }
    }

    /// The cuts at which a role may begin: by form, or by the lemma of a reading that is cut so.
    fn roles(&self, word: &Word, cuts: &[Cut]) -> Vec<Cut> {
        let key = word.key.as_str();
        let lemmas = word.analyses.iter().enumerate().filter_map(|(at, a)| Some((at, self.lore.get(&a.lemma).filter(|l| l.role)?)));
        let lemmas: Vec<(usize, &str)> = lemmas.map(|(at, lore)| (skipped_of(key, word.stem(at)), lore.lemma.as_str())).collect();
        let mut out: Vec<Cut> = Vec::new();
        for cut in cuts {
            let bare = cut.key.strip_prefix("ال").filter(|b| b.chars().count() > 1);
            let lemmas = lemmas.iter().filter(|(skipped, _)| *skipped == cut.skipped).map(|(_, lemma)| *lemma);
            for k in bare.into_iter().chain([cut.key.as_str()]).chain(lemmas) {
                if let Some(place) = self.tables.names.roles.get_index_of(k)
                    && !out.iter().any(|c| c.key == k)
                {
                    out.push(Cut { key: k.to_owned(), place, ..*cut });
                }
            }
        }
        out
    }

    /// Works out what is known of a reading that is chosen for the first time.
    fn choose(&mut self, id: WordId, reading: u8) {
        let chosen = |facts: &WordFacts| facts.lexemes.iter().any(|(known, _)| *known == reading);
        if id == WordId::NONE || self.facts.get(id.0 as usize).is_none_or(chosen) {
            return;
        }
        let word = self.words.word(id);
        let Some(lore) = word.analyses.get(usize::from(reading)).and_then(|a| self.lore.get(&a.lemma)) else { return };
        let bare = word.stem(usize::from(reading));
        let [form, stem] = [word.key.as_str(), bare].map(|k| (self.tables.frames.symbols.find(k), self.cues(k)));
        let symbols = [form.0, stem.0, lore.symbol];
        let title = lore.title || self.tables.names.titles.contains_key(bare);
        let nunated = word.analyses.get(usize::from(reading)).is_some_and(|a| nunated(*a, bare, &lore.lemma));
        let lexeme = Lexeme { lore: Arc::clone(lore), bare: bare.to_owned(), symbols, cues: form.1 | stem.1 | lore.cues, title, nunated };
        self.facts[id.0 as usize].lexemes.push((reading, lexeme));
    }

    /// The tables of cues that begin with a word.
    fn cues(&self, word: &str) -> u32 {
        self.tables.topics.firsts.get(word).copied().unwrap_or(0)
    }

    /// Works out what knowledge says of a lemma met for the first time.
    fn learn_lemma(&mut self, analysis: Analysis) {
        if analysis.known && !self.lore.contains_key(&analysis.lemma) {
            let lore = Arc::new(self.lore_of(analysis));
            self.lore.insert(analysis.lemma, lore);
        }
    }

    fn lore_of(&self, analysis: Analysis) -> Lore {
        let folded = fold(self.lexicon.lemma(analysis.lemma));
        let lemma = folded.as_str();
        let Tables { frames, operators, .. } = self.tables;
        let get = |map: &Map<Vec<u16>>| map.get(lemma).cloned().unwrap_or_default();
        let does = |map: &Map<Vec<Operator>>| map.get(lemma).cloned().unwrap_or_default();
        let names = &self.tables.names;
        let mut lore = Lore {
            role: !lemma.is_empty() && names.roles.contains_key(lemma),
            place_cue: names.place_cues.contains_key(lemma),
            title: names.titles.contains_key(lemma),
            symbol: frames.symbols.find(lemma),
            cues: self.cues(lemma),
            lemma: lemma.to_owned(),
            ..Lore::default()
        };
        match analysis.pos {
            Pos::Verb => {
                lore.frames = get(&frames.verbs);
                lore.phrases = frames.phrases.get(lemma).cloned().unwrap_or_default();
                lore.operators = does(&operators.verbs);
            }
            Pos::Noun | Pos::Adjective => {
                lore.participle = frames.adjectives.contains_key(lemma) || operators.adjectives.contains_key(lemma);
                lore.frames = frames.nouns.get(lemma).filter(|f| !f.is_empty()).cloned().unwrap_or_else(|| get(&frames.adjectives));
                lore.operators = [does(&operators.nouns), does(&operators.adjectives)].concat();
            }
            _ => {}
        }
        lore.does = lore.operators.iter().fold(0, |bits, o| bits | o.bit());
        lore
    }
}

/// Whether a stem is a dual or a sound plural in its free form: nothing can be its genitive.
fn nunated(analysis: Analysis, bare: &str, lemma: &str) -> bool {
    let endings: &[&str] = match analysis.features.number {
        _ if !analysis.known || analysis.features.construct => &[],
        Number::Dual => &["ان", "ين"],
        Number::Plural => &["ون", "ين"],
        _ => &[],
    };
    let of = |stem: &str| stem == lemma || lemma.strip_suffix('ه').is_some_and(|l| stem.strip_suffix('ت') == Some(l));
    matches!(analysis.pos, Pos::Noun | Pos::Adjective) && endings.iter().any(|e| bare.strip_suffix(e).is_some_and(of))
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
    let mut out = vec![Cut { key: key.to_owned(), ..Cut::default() }];
    let mut starts = vec![(key, None, 0)];
    if let Some(rest) = key.strip_prefix(['و', 'ف']).filter(|r| r.chars().count() > 1) {
        let conjunction = key.chars().next();
        out.push(Cut { key: rest.to_owned(), conjunction, skipped: 1, ..Cut::default() });
        starts.push((rest, conjunction, 1));
    }
    for (word, conjunction, skipped) in starts {
        if let Some(rest) = word.strip_prefix("لل").filter(|r| r.chars().count() > 1) {
            out.push(Cut { key: format!("ال{rest}"), conjunction, preposition: Some('ل'), skipped: skipped + 1, place: 0 });
        }
        if let Some(rest) = word.strip_prefix(['ب', 'ل', 'ك']).filter(|r| r.chars().count() > 1) {
            out.push(Cut { key: rest.to_owned(), conjunction, preposition: word.chars().next(), skipped: skipped + 1, place: 0 });
        }
    }
    out
}
