//! The knowledge that an engine runs on: built in, or with an analyst's files over it.

use rasid_coder::Tables;
use rasid_knowledge::{Compiled, File, Problem};
use rasid_morph::Lexicon;
use rasid_time::Times;

/// What `build.rs` compiled from `knowledge/`.
static TABLES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/tables.bin"));
static LEXICON: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.bin"));
static SOURCES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sources.bin"));
/// The hash of all knowledge files.
const VERSION: &str = env!("RASID_KNOWLEDGE");

/// Compiled knowledge that cannot be read: a defect of the build.
#[derive(Debug)]
pub struct Damaged(String);

impl std::fmt::Display for Damaged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the built-in knowledge is damaged ({}): build the program again", self.0)
    }
}

impl std::error::Error for Damaged {}

/// Everything that is known; shared by all threads.
pub struct Knowledge {
    pub(crate) lexicon: Lexicon,
    pub(crate) tables: Tables,
    pub(crate) times: Times,
    version: String,
}

impl Knowledge {
    /// The knowledge in the program.
    ///
    /// # Errors
    /// Where the program was built wrong.
    pub fn builtin() -> Result<Self, Damaged> {
        let lexicon = Lexicon::from_bytes(LEXICON).map_err(|e| Damaged(e.to_string()))?;
        let (tables, times) = postcard::from_bytes(TABLES).map_err(|e| Damaged(e.to_string()))?;
        Ok(Self { lexicon, tables, times, version: VERSION.to_owned() })
    }

    /// The built-in knowledge with an analyst's files over it: same paths below the folder. An entry of the same id, or a
    /// place or word of the same name, stands in place of the built-in one.
    ///
    /// # Errors
    /// Every problem of the files, or of a program built wrong.
    pub fn layered(files: &[File]) -> Result<Self, Vec<Problem>> {
        Self::finished(compile(files), files)
    }

    /// A whole knowledge folder, as `knowledge/` is, in place of the built-in one.
    ///
    /// # Errors
    /// Every problem of the files.
    pub fn whole(files: &[File]) -> Result<Self, Vec<Problem>> {
        let knowledge = Self::finished(rasid_knowledge::compile(files), files)?;
        Ok(Self { version: format!("{:016x}", rasid_knowledge::hash(files)), ..knowledge })
    }

    /// Compiled tables as knowledge, if nothing is wrong with the analyst's files.
    pub(crate) fn finished(compiled: Compiled, files: &[File]) -> Result<Self, Vec<Problem>> {
        let ours: Vec<Problem> = compiled.problems.into_iter().filter(|p| files.iter().any(|f| f.0 == p.path)).collect();
        if !ours.is_empty() {
            return Err(ours);
        }
        let lexicon = match Lexicon::from_bytes(compiled.lexicon) {
            Ok(lexicon) => lexicon,
            Err(e) => return Err(vec![Problem::whole("", &e.to_string())]),
        };
        let version = format!("{VERSION}+{:016x}", rasid_knowledge::hash(files));
        Ok(Self { lexicon, tables: compiled.tables, times: compiled.times, version })
    }

    /// The same knowledge with a coder that keeps why each choice was made: for [`crate::explain`]. What is coded stays the same.
    #[must_use]
    pub fn with_reasons(mut self) -> Self {
        self.tables.reasons = true;
        self
    }

    /// The same knowledge with a coder that keeps what a step of the fitting of weights wants: see `scripts/fit.py`.
    #[must_use]
    pub fn for_fitting(mut self, step: Fitting) -> Self {
        self.tables.reasons = true;
        self.tables.everything = step != Fitting::Pairs;
        match step {
            Fitting::Choices => self.tables.choices = rasid_coder::tables::Choices::default(),
            Fitting::Events => {
                self.tables.choices.forget("event");
            }
            Fitting::Pairs => self.tables.choices.forget("twin"),
        }
        self
    }

    /// The same knowledge with a coder that lets every word of a sentence tell its act, even where two tell the same:
    /// an example is of one frame, whatever others read beside it.
    #[must_use]
    pub(crate) fn for_examples(mut self) -> Self {
        self.tables.choices.forget("twin");
        self
    }

    /// Which knowledge it is: a hash of its files.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }
}

/// An analyst's files over the built-in ones, compiled. The words are the slow part: without words of its own the lexicon
/// is the one that the program was built with.
pub(crate) fn compile(files: &[File]) -> Compiled {
    let mut all = crate::entries::without(&sources(), files);
    all.extend(files.iter().cloned());
    let words = files.iter().any(|(path, _)| path.starts_with("words/"));
    if words { rasid_knowledge::compile(&all) } else { rasid_knowledge::compile_over(LEXICON.to_vec(), &all) }
}

/// A step of the fitting of weights; each wants the weights of those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fitting {
    /// Who fills a slot, when, where, what status: every candidate event, as the grammar has it.
    Choices,
    /// Whether it is an event: every candidate event, slots chosen.
    Events,
    /// Whether two are one: events as they are told.
    Pairs,
}

/// The files that the program was built with.
#[must_use]
pub fn sources() -> Vec<File> {
    postcard::from_bytes(SOURCES).unwrap_or_default()
}
