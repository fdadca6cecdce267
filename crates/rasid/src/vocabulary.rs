//! What words are found by, by numbers: «والحكومات» is found as it is written, «والحكومات», and by its lemma, «حكومه».

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// What a word is found by, as a number of its [`Vocabulary`]: the same for the same letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term(pub u32);

impl Term {
    /// What is nothing but signs is found by nothing.
    pub const NONE: Self = Self(0);
}

/// All that words were found by, each once. Coders that work side by side share one, so that their numbers mean the same.
#[derive(Debug)]
pub struct Vocabulary {
    terms: Mutex<IndexSet<Box<str>, FxBuildHasher>>,
    /// The one that came last of those that all who share it went on with when it was full. It lives as long as somebody has it.
    latest: Arc<Mutex<Weak<Self>>>,
}

/// It is full with so many.
const TERMS: usize = 1 << 19;

impl Default for Vocabulary {
    fn default() -> Self {
        Self::after(Arc::default())
    }
}

impl Vocabulary {
    fn after(latest: Arc<Mutex<Weak<Self>>>) -> Self {
        Self { terms: Mutex::new(IndexSet::from_iter([Box::default()])), latest }
    }

    fn terms(&self) -> MutexGuard<'_, IndexSet<Box<str>, FxBuildHasher>> {
        // A term is added whole or not at all.
        self.terms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of a term; a new one where it is new.
    pub fn number(&self, term: &str) -> Term {
        let mut terms = self.terms();
        let at = terms.get_index_of(term).unwrap_or_else(|| terms.insert_full(term.into()).0);
        Term(u32::try_from(at).unwrap_or(u32::MAX))
    }

    /// Calls with what each number stands for; with nothing for a number that is not of this vocabulary.
    pub fn texts(&self, numbers: impl IntoIterator<Item = Term>, mut each: impl FnMut(Term, &str)) {
        let terms = self.terms();
        for term in numbers {
            each(term, terms.get_index(term.0 as usize).map_or("", |text| text));
        }
    }

    /// The one to go on with where this is full.
    pub(crate) fn next(&self) -> Option<Arc<Self>> {
        if self.terms().len() <= TERMS {
            return None;
        }
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        let next = latest.upgrade().filter(|latest| !std::ptr::eq(Arc::as_ptr(latest), self));
        Some(next.unwrap_or_else(|| {
            let new = Arc::new(Self::after(Arc::clone(&self.latest)));
            *latest = Arc::downgrade(&new);
            new
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_same_for_all_who_share_it() {
        let vocabulary = Arc::new(Vocabulary::default());
        let words = ["هدنة", "", "حكومه", "هدنة"];
        let numbers = || words.map(|word| vocabulary.number(word));
        let (one, other) = std::thread::scope(|scope| {
            let other = scope.spawn(numbers);
            (numbers(), other.join().unwrap())
        });
        assert_eq!(one, other);
        assert_eq!((one[0] == one[3], one[1], one[0] == one[2]), (true, Term::NONE, false));
        let mut told = Vec::new();
        vocabulary.texts(one.into_iter().chain([Term(7)]), |_, text| told.push(text.to_owned()));
        assert_eq!(told, ["هدنة", "", "حكومه", "هدنة", ""]);
    }

    fn filled(vocabulary: &Vocabulary) {
        (0..TERMS).for_each(|n| assert!(vocabulary.next().is_none() && vocabulary.number(&n.to_string()) != Term::NONE));
    }

    #[test]
    fn who_finds_it_full_goes_on_with_the_next() {
        let first = Vocabulary::default();
        filled(&first);
        let (one, other) = (first.next().unwrap(), first.next().unwrap());
        assert!(Arc::ptr_eq(&one, &other) && one.next().is_none());
        filled(&one);
        let third = other.next().unwrap();
        assert!(!Arc::ptr_eq(&third, &one) && Arc::ptr_eq(&third, &first.next().unwrap()));
        // What nobody has any more is held by none that came before.
        let gone = Arc::downgrade(&third);
        drop(third);
        assert!(gone.upgrade().is_none() && first.next().is_some());
    }
}
