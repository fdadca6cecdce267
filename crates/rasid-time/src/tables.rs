//! The compiled words of time: what each folded form can mean.
//!
//! Holds no word itself: the words come from `knowledge/time`.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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

/// The words of time by the folded first word of each form, longest form first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    entries: BTreeMap<String, Vec<Entry>>,
    /// A bit for the hash of each key: most words of a text are refused here.
    filter: Vec<u64>,
}

/// Words of the filter, 64 bits each.
const FILTER: usize = 256;

/// FNV-1a.
fn bit(key: &str) -> (usize, u64) {
    let hash = key.bytes().fold(0x811c_9dc5_u32, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193));
    ((hash >> 6) as usize % FILTER, 1 << (hash & 63))
}

impl Times {
    /// Adds a form in ordinary spelling: `add("تشرين الأول", Sense::Month(10, …))`.
    pub fn add(&mut self, form: &str, sense: Sense) {
        let mut words = form.split_whitespace().map(|w| rasid_text::fold(w).as_str().to_owned());
        let Some(first) = words.next() else { return };
        let entry = Entry { rest: words.collect(), sense };
        let (word, mask) = bit(&first);
        self.filter.resize(FILTER, 0);
        self.filter[word] |= mask;
        let entries = self.entries.entry(first).or_default();
        if !entries.contains(&entry) {
            entries.push(entry);
            entries.sort_by_key(|e| std::cmp::Reverse(e.rest.len()));
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&[Entry]> {
        let (word, mask) = bit(key);
        if self.filter.get(word).is_none_or(|bits| bits & mask == 0) {
            return None;
        }
        self.entries.get(key).map(Vec::as_slice)
    }

    /// How many first words it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it knows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
