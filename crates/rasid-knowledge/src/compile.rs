//! All files → all tables.

use rasid_coder::Tables;
use rasid_coder::tables::Choices;
use rasid_morph::{Enclitic, Lexicon, LexiconBuilder, Pos, Proclitics, Words};
use rasid_text::fold;
use rasid_time::Times;

use crate::frames::FrameCase;
use crate::{File, Problem, actors, frames, operators, places, time, topics, words};

/// What the files give.
pub struct Compiled {
    /// A lexicon, as [`Lexicon::from_bytes`] reads it.
    pub lexicon: Vec<u8>,
    /// The coder's tables.
    pub tables: Tables,
    /// Words of time.
    pub times: Times,
    /// Examples and counterexamples of frames.
    pub cases: Vec<FrameCase>,
    /// Everything that is wrong.
    pub problems: Vec<Problem>,
}

/// Compiles knowledge files; what cannot be read is left out and reported.
#[must_use]
pub fn compile(files: &[File]) -> Compiled {
    let mut problems = Vec::new();
    let lexicon = lexicon(&under(files, "words/", ".tsv"), &mut problems);
    let mut compiled = compile_over(lexicon, files);
    compiled.problems.extend(problems);
    compiled.problems.sort();
    compiled
}

fn under<'f>(files: &'f [File], folder: &str, ending: &str) -> Vec<&'f File> {
    files.iter().filter(|(p, _)| p.starts_with(folder) && p.ends_with(ending)).collect()
}

/// As [`compile`], over a lexicon compiled before: the words are the slow part.
#[must_use]
pub fn compile_over(lexicon: Vec<u8>, files: &[File]) -> Compiled {
    let mut problems = Vec::new();
    let under = |folder: &str, ending: &str| under(files, folder, ending);
    let mut words_of = WordFinder::new(&lexicon);
    let read = frames::read(&under("frames/", ".toml"), &mut words_of, &mut problems);
    let mut tables = Tables { frames: read.frames, ..Tables::default() };
    tables.operators = operators::read(&under("reporting/", ".toml"), read.prepositions, &mut tables.frames, &mut problems);
    actors::read(&under("actors/", ".toml"), &mut tables.names, &mut problems);
    for file in under("places/", ".tsv") {
        if file.0.ends_with("cues.tsv") {
            places::cues(file, &mut tables.names);
        } else {
            places::places(file, &mut tables.names, &mut problems);
        }
    }
    for file in under("words/given", ".tsv") {
        places::given(file, &mut tables.names);
    }
    actors::finish(&mut tables.names);
    for (_, text) in under("scoring/", ".tsv") {
        choices(text, &mut tables.choices);
    }
    tables.topics = topics::read(&under("topics/", ".toml"), &mut problems);
    let timed: Vec<(&str, &str)> = under("time/", ".toml").into_iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    let times = match time::parse_times(&timed) {
        Ok((times, _)) => times,
        Err(wrong) => {
            problems.extend(wrong.into_iter().map(|w| Problem {
                path: w.file,
                line: 0,
                code: "K060",
                value: String::new(),
                english: w.message,
                arabic: "خطأ في ملف الأزمنة".to_owned(),
            }));
            Times::default()
        }
    };
    problems.sort();
    Compiled { lexicon, tables, times, cases: read.cases, problems }
}

/// Rows of decision, word, kind of feature, value and weight: «actor», «noun», «side», «before next», 35.
fn choices(text: &str, into: &mut Choices) {
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        if let [what, word, kind, value, weight] = cells[..]
            && let Ok(weight) = weight.parse()
        {
            into.set(what, word, kind, value, weight);
        }
    }
}

fn lexicon(files: &[&File], problems: &mut Vec<Problem>) -> Vec<u8> {
    let mut builder = LexiconBuilder::new();
    let mut wrong = Vec::new();
    for (path, text) in files.iter().map(|f| (f.0.as_str(), f.1.as_str())) {
        let name = path.rsplit('/').next().unwrap_or(path);
        if name.starts_with("verbs") {
            let (rows, bad) = words::verbs(path, text);
            rows.iter().for_each(|e| builder.add_verb(e));
            wrong.extend(bad);
        } else if name.starts_with("nouns") {
            let (rows, bad) = words::nouns(path, text);
            rows.iter().for_each(|e| builder.add_noun(e));
            wrong.extend(bad);
        } else if name.starts_with("closed") {
            let (rows, bad) = words::closed(path, text);
            rows.iter().for_each(|e| builder.add_closed(e));
            wrong.extend(bad);
        } else if name.starts_with("given") {
            let (rows, bad) = words::given_names(path, text);
            rows.iter().for_each(|e| builder.add_noun(e));
            wrong.extend(bad);
        } else if name.starts_with("ranking") {
            let (rows, bad) = words::ranking(path, text);
            builder.add_ranking(&rows);
            wrong.extend(bad);
        }
    }
    problems.extend(wrong.into_iter().map(|w| Problem {
        path: w.path,
        line: w.line,
        code: "K002",
        value: String::new(),
        english: w.message,
        arabic: "سطر غير صالح في ملف الكلمات".to_owned(),
    }));
    builder.build()
}

/// Looks words up in a lexicon.
pub(crate) struct WordFinder(Option<(Lexicon, Words)>);

impl WordFinder {
    fn new(bytes: &[u8]) -> Self {
        let lexicon = Lexicon::from_bytes(bytes.to_vec()).ok();
        Self(lexicon.map(|l| {
            let words = Words::new(&l);
            (l, words)
        }))
    }

    /// The lemma of a noun in any of its forms, folded.
    pub(crate) fn noun(&mut self, form: &str) -> Option<String> {
        let (lexicon, words) = self.0.as_mut()?;
        let id = words.intern(form);
        let plain = words.word(id).analyses.iter().find(|a| {
            a.known && matches!(a.pos, Pos::Noun | Pos::Adjective) && a.proclitics == Proclitics::default() && a.enclitic == Enclitic::None
        })?;
        Some(fold(lexicon.lemma(plain.lemma)).as_str().to_owned())
    }

    /// Whether a word is a preposition: «إلى», «ضد».
    pub(crate) fn is_preposition(&mut self, form: &str) -> bool {
        let Some((_, words)) = self.0.as_mut() else { return false };
        let id = words.intern(form);
        words.word(id).analyses.iter().any(|a| a.known && a.pos == Pos::Preposition && a.proclitics == Proclitics::default())
    }
}
