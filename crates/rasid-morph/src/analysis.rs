//! What a reading of a word says.

/// A lemma in a [`crate::Lexicon`]: an index into its lemmas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LemmaId(pub u32);

impl LemmaId {
    /// The lemma of a word that no lexicon has.
    pub const UNKNOWN: Self = Self(u32::MAX);
}

/// Part of speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pos {
    /// «أعلن»
    Verb,
    /// «اجتماع»; masdars too.
    Noun,
    /// «أمني»; participles used as adjectives too.
    Adjective,
    /// «ليبيا», «حفتر»
    Name,
    /// «في», «على»
    Preposition,
    /// «و», «أو», «لكن», «بينما», «فيما»
    Conjunction,
    /// «أن», «أنّ», «إن»
    Complementiser,
    /// «الذي», «ما», «من»
    Relative,
    /// «هو», «هذا», «ذلك»
    Pronoun,
    /// «لم», «لن», «لا», «قد», «سوف», «إلا»
    Particle,
    /// «أمس», «أيضا», «هناك»
    Adverb,
    /// «ثلاثة», «عشرون», «ألف»
    Numeral,
    /// A word that nothing is known of.
    Unknown,
}

/// How a noun or adjective came from a verb.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Derivation {
    /// It did not.
    #[default]
    None,
    /// «اعتقال»
    Masdar,
    /// «متهِم»
    ActiveParticiple,
    /// «متهَم»
    PassiveParticiple,
    /// «ليبي»
    Nisba,
}

/// Tense and mood of a verb, as far as the letters tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// Not a verb.
    #[default]
    None,
    /// «وقّع»
    Perfect,
    /// «يوقّع»
    Imperfect,
    /// «وقّعْ»
    Imperative,
}

/// Grammatical number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Number {
    /// Not marked.
    #[default]
    None,
    /// One.
    Singular,
    /// Two.
    Dual,
    /// More.
    Plural,
}

/// Grammatical gender.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gender {
    /// Not marked.
    #[default]
    None,
    /// Masculine.
    Masculine,
    /// Feminine.
    Feminine,
}

/// What the form of a stem says, without its clitics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Features {
    /// Of a verb.
    pub aspect: Aspect,
    /// Of a verb: the letters allow a passive reading («قتل», «يعتقل») or demand one (see `passive_only`).
    pub passive: bool,
    /// Of a verb: the letters allow no active reading («أُعلن» does not qualify: undiacritised it is both).
    pub passive_only: bool,
    /// Of a verb: 1, 2, 3; 0 for anything else.
    pub person: u8,
    /// Of a verb, noun, adjective.
    pub number: Number,
    /// Of a verb, noun, adjective.
    pub gender: Gender,
    /// Of a noun or adjective: carries «ال».
    pub definite: bool,
    /// Of a noun or adjective: the letters show the construct state («مسؤولو», «طرفي»).
    pub construct: bool,
    /// Of a noun or adjective: the letters show an indefinite accusative («اتفاقا»).
    pub accusative: bool,
    /// Of a noun or adjective.
    pub derivation: Derivation,
}

/// The clitics before a stem. «ال» is not one of them: see [`Features::definite`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Proclitics {
    /// «أ» of a question.
    pub question: bool,
    /// «و» or «ف».
    pub conjunction: Option<char>,
    /// «ب», «ك», «ل» before a noun; «ل» before a verb too («ليوقّع»).
    pub preposition: Option<char>,
    /// «س» before an imperfect.
    pub future: bool,
}

/// One way to read a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Analysis {
    /// The dictionary form.
    pub lemma: LemmaId,
    /// Its part of speech.
    pub pos: Pos,
    /// What the stem's form says.
    pub features: Features,
    /// What stands before the stem.
    pub proclitics: Proclitics,
    /// The pronoun after the stem, folded: «ه», «ها», «هم»…; empty for none. See [`Analysis::enclitic`].
    pub enclitic: Enclitic,
    /// Whether a lexicon has it, or only its shape speaks for it.
    pub known: bool,
    /// How likely this reading is without context; higher is likelier. The lexicon's and the clitics' weights added.
    pub prior: i16,
}

/// The pronouns that attach to a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Enclitic {
    /// None.
    #[default]
    None,
    /// «ي»
    I,
    /// «ني»
    Me,
    /// «نا»
    Us,
    /// «ك»
    You,
    /// «كم»
    YouPlural,
    /// «كما»
    YouDual,
    /// «كن»
    YouFeminine,
    /// «ه»
    Him,
    /// «ها»
    Her,
    /// «هما»
    Both,
    /// «هم»
    Them,
    /// «هن»
    ThemFeminine,
}

impl Enclitic {
    /// Every pronoun, longest first.
    pub const ALL: [(Self, &'static str); 12] = [
        (Self::YouDual, "كما"),
        (Self::Both, "هما"),
        (Self::YouPlural, "كم"),
        (Self::YouFeminine, "كن"),
        (Self::Her, "ها"),
        (Self::Them, "هم"),
        (Self::ThemFeminine, "هن"),
        (Self::Us, "نا"),
        (Self::Me, "ني"),
        (Self::Him, "ه"),
        (Self::You, "ك"),
        (Self::I, "ي"),
    ];

    /// Its letters; empty for [`Enclitic::None`].
    #[must_use]
    pub fn letters(self) -> &'static str {
        Self::ALL.iter().find(|(e, _)| *e == self).map_or("", |(_, s)| s)
    }
}
