//! The compiled words of time: what each folded form can mean.
//!
//! Holds no word itself: the words come from `knowledge/time`.

use serde::{Deserialize, Serialize};

/// How sure a month word is a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Strength {
    /// Only after a day or «شهر»: «رجب».
    Bound,
    /// Beside «في», a year, a day, «الماضي»: «مارس».
    Weak,
    /// Wherever it stands: «كانون الثاني».
    Strong,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Unit {
    /// «ثانية»
    Second,
    /// «دقيقة»
    Minute,
    /// «ساعة»
    Hour,
    /// «يوم»
    Day,
    /// «أسبوع»
    Week,
    /// «شهر»
    Month,
    /// «سنة»
    Year,
    /// «عقد»
    Decade,
    /// «قرن»
    Century,
}

/// How many a form of a unit says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Number {
    /// «يوم»
    One,
    /// «يومين»
    Two,
    /// «أيام»
    Many,
}

/// A part of a month or a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// «مطلع»
    Start,
    /// «أوائل»
    Early,
    /// «منتصف»
    Middle,
    /// «أواخر»
    Late,
    /// «نهاية»
    End,
}

/// What half of the day an hour belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Half {
    /// «فجرا»
    Dawn,
    /// «صباحا»
    Am,
    /// «ظهرا»
    Noon,
    /// «عصرا»
    Pm,
    /// «مساء»
    Evening,
    /// «ليلا»: runs into the next day.
    Night,
}

/// A word that joins the parts of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Join {
    /// «قبل يومين»
    Ago,
    /// «منذ»
    Since,
    /// «بعد»
    After,
    /// «خلال»
    Within,
    /// «لمدة»
    Duration,
    /// «من»
    From,
    /// «إلى»
    To,
    /// «بين»
    Between,
    /// «في»
    In,
    /// «و»
    And,
    /// «أو»
    Or,
    /// «الموافق»
    Equals,
    /// «نحو»
    About,
    /// «بضعة»
    Few,
    /// «آخر»
    Last,
    /// «كل»
    Every,
    /// «بعد يومين على …»: the quantity is counted from what follows.
    Anchor,
    /// «وقت لاحق»
    Later,
    /// «وقت سابق»
    Earlier,
    /// «الذي»
    Which,
    /// «الساعة»
    Clock,
    /// «عند»
    At,
    /// «إلا»
    Except,
    /// «بتاريخ»
    Dated,
    /// «الـ» before digits
    Article,
}

/// One thing a form can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sense {
    /// «مارس»: 1 to 12, Gregorian or Hijri.
    Month(u8, Strength, bool),
    /// «أربعاء»: Monday is 1.
    Weekday(i8),
    /// «أمس»: days from the publication day.
    Day(i16),
    /// «أيام»
    Unit(Unit, Number),
    /// «الماضي»: −1, 0 or 1.
    Towards(i8),
    /// «التالي»: −1 or 1 from the time that the text tells of.
    Context(i8),
    /// «هذا»
    This,
    /// «مطلع»
    Part(Part),
    /// «مساء»: the hours it spans.
    DayPart(u8, u8, Half),
    /// «خمسة»
    Cardinal(u32),
    /// «أحد» in «أحد عشر»
    Compound(u32),
    /// «ثالث»
    Ordinal(u32),
    /// «صيف»: spring is 1.
    Season(u8),
    /// «تسعينات»: its first year.
    Decade(i16),
    /// «الآن»
    Now,
    /// «قبل»
    Join(Join),
    /// «ثلث»: minutes.
    Fraction(u8),
    /// «هـ»: whether Hijri.
    Era(bool),
    /// «غرينتش»: minutes east of Greenwich.
    Zone(i16),
    /// «بتوقيت»
    ZoneWord,
    /// «المقرر»
    Ahead,
    /// «حركة 20 فبراير»
    Named,
    /// «أمس الحاجة»
    NotAfterDay,
    /// «المصري اليوم»
    NotBeforeDay,
    /// «الأمين العام»
    NotBeforeYear,
    /// «هجمات 11 سبتمبر»
    Name,
}

/// A form's words after its first, and what it means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) rest: Vec<String>,
    pub(crate) sense: Sense,
}

impl Sense {
    /// A bit for each kind of sense, and for each joining word.
    pub(crate) const fn bit(self) -> u64 {
        let at = match self {
            Self::Join(join) => join as u32,
            Self::Month(..) => 32,
            Self::Weekday(_) => 33,
            Self::Day(_) => 34,
            Self::Unit(..) => 35,
            Self::Towards(_) => 36,
            Self::Context(_) => 37,
            Self::This => 38,
            Self::Part(_) => 39,
            Self::DayPart(..) => 40,
            Self::Cardinal(_) => 41,
            Self::Compound(_) => 42,
            Self::Ordinal(_) => 43,
            Self::Season(_) => 44,
            Self::Decade(_) => 45,
            Self::Now => 46,
            Self::Fraction(_) => 47,
            Self::Era(_) => 48,
            Self::Zone(_) => 49,
            Self::ZoneWord => 50,
            Self::Ahead => 51,
            Self::Named => 52,
            Self::NotAfterDay => 53,
            Self::NotBeforeDay => 54,
            Self::NotBeforeYear => 55,
            Self::Name => 56,
        };
        1 << at
    }
}

/// The kinds of sense that make no expression by themselves nor with one another: «في», «هذا», «الماضي».
pub(crate) const IDLE: u64 = 0xFFFF_FFFF
    | Sense::Towards(0).bit()
    | Sense::Context(0).bit()
    | Sense::This.bit()
    | Sense::Ahead.bit()
    | Sense::Named.bit()
    | Sense::NotAfterDay.bit()
    | Sense::NotBeforeDay.bit()
    | Sense::NotBeforeYear.bit();

/// All forms that begin with a word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Forms {
    key: String,
    /// Longest form first.
    pub(crate) entries: Vec<Entry>,
    /// The [`Sense::bit`]s of the entries.
    pub(crate) kinds: u64,
    /// Some form has more words than this one.
    pub(crate) longer: bool,
}

impl Forms {
    /// The entries, their kinds, and whether one has more words.
    pub(crate) fn parts(&self) -> (&[Entry], u64, bool) {
        (&self.entries, self.kinds, self.longer)
    }
}

/// The words of time by the folded first word of each form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    forms: Vec<Forms>,
    /// Places in `forms`, plus one, by the hash of the key; most words of a text find an empty slot.
    slots: Vec<u16>,
}

/// How many slots there are for each key.
const SPARSE: usize = 8;

/// A hash that grows from a word's end to its beginning: the hashes of all its ends come on the way.
#[derive(Clone, Copy)]
pub(crate) struct EndHash(u32);

impl EndHash {
    pub(crate) const EMPTY: Self = Self(0x811C_9DC5);

    /// Of the letters, then those that are hashed already.
    pub(crate) fn before(self, letters: &[u8]) -> Self {
        Self(letters.iter().rfold(self.0, |h, b| (h ^ u32::from(*b)).wrapping_mul(0x0100_0193)))
    }

    fn slot(self, slots: usize) -> usize {
        (self.0 ^ self.0 >> 15) as usize & slots.wrapping_sub(1)
    }
}

impl Times {
    /// Adds a form in ordinary spelling: `add("تشرين الأول", Sense::Month(10, …))`.
    pub fn add(&mut self, form: &str, sense: Sense) {
        let mut words = form.split_whitespace().map(|w| rasid_text::fold(w).as_str().to_owned());
        let Some(first) = words.next() else { return };
        let entry = Entry { rest: words.collect(), sense };
        let Some(forms) = self.forms_of(first) else { return };
        forms.kinds |= sense.bit();
        forms.longer |= !entry.rest.is_empty();
        if !forms.entries.contains(&entry) {
            forms.entries.push(entry);
            forms.entries.sort_by_key(|e| std::cmp::Reverse(e.rest.len()));
        }
    }

    fn forms_of(&mut self, key: String) -> Option<&mut Forms> {
        let known = self.place(EndHash::EMPTY.before(key.as_bytes()), &key);
        let at = known.map_or(self.forms.len(), usize::from);
        if known.is_none() {
            self.forms.push(Forms { key, ..Forms::default() });
            self.fill();
        }
        self.forms.get_mut(at)
    }

    /// Gives every key its slot.
    fn fill(&mut self) {
        let many = (self.forms.len() * SPARSE).next_power_of_two();
        let first = if self.slots.len() == many { self.forms.len() - 1 } else { 0 };
        if first == 0 {
            self.slots = vec![0; many];
        }
        for (at, forms) in self.forms.iter().enumerate().skip(first) {
            let mut slot = EndHash::EMPTY.before(forms.key.as_bytes()).slot(many);
            while self.slots.get(slot).is_some_and(|s| *s != 0) {
                slot = (slot + 1) & (many - 1);
            }
            if let (Some(free), Ok(place)) = (self.slots.get_mut(slot), u16::try_from(at + 1)) {
                *free = place;
            }
        }
    }

    /// The place of the forms that begin with a word whose hash is known.
    pub(crate) fn place(&self, hash: EndHash, key: &str) -> Option<u16> {
        let mut slot = hash.slot(self.slots.len());
        loop {
            let at = self.slots.get(slot)?.checked_sub(1)?;
            if self.at(at)?.key == key {
                return Some(at);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    /// The forms at a place.
    pub(crate) fn at(&self, place: u16) -> Option<&Forms> {
        self.forms.get(usize::from(place))
    }

    /// Whether some word may have this hash.
    pub(crate) fn may_have(&self, hash: EndHash) -> bool {
        self.slots.get(hash.slot(self.slots.len())).is_some_and(|slot| *slot != 0)
    }

    /// How many first words it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.forms.len()
    }

    /// Whether it knows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }
}
