//! What is asked of the index.

use std::collections::BTreeSet;

use super::words::keys;

/// Which words: as they are written, or their lemmas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Form,
    Stem,
}

/// What a report must have.
#[derive(Clone, Debug)]
pub(crate) enum Asked {
    /// One of these phrases.
    Phrases(Column, Vec<String>),
    Any(Vec<Asked>),
    All(Vec<Asked>),
    /// The first, and not the second.
    Not(Box<[Asked; 2]>),
}

impl Asked {
    /// Its phrases, each as the keys of its words.
    pub(super) fn phrases(&self) -> Vec<Vec<[String; 2]>> {
        match self {
            Self::Phrases(column, phrases) => {
                phrases.iter().map(|p| p.split(' ').filter(|w| !w.is_empty()).map(|w| keys(*column, w)).collect()).collect()
            }
            Self::Any(parts) | Self::All(parts) => parts.iter().flat_map(Self::phrases).collect(),
            Self::Not(parts) => parts.iter().flat_map(Self::phrases).collect(),
        }
    }

    /// The keys of all its words.
    pub(super) fn keys(&self) -> BTreeSet<String> {
        self.phrases().into_iter().flatten().flatten().collect()
    }

    /// The reports that have what is asked, ascending, of those that each phrase is in.
    pub(super) fn found(&self, phrases: &mut impl Iterator<Item = Vec<i64>>) -> Vec<i64> {
        match self {
            Self::Phrases(_, all) => union(phrases.take(all.len())),
            Self::Any(parts) => {
                let each: Vec<Vec<i64>> = parts.iter().map(|part| part.found(phrases)).collect();
                union(each)
            }
            Self::All(parts) => {
                let each: Vec<Vec<i64>> = parts.iter().map(|part| part.found(phrases)).collect();
                each.into_iter().reduce(|a, b| kept(a, &b, true)).unwrap_or_default()
            }
            Self::Not(parts) => {
                let [wanted, unwanted] = parts.each_ref().map(|part| part.found(phrases));
                kept(wanted, &unwanted, false)
            }
        }
    }
}

fn union(lists: impl IntoIterator<Item = Vec<i64>>) -> Vec<i64> {
    let mut lists = lists.into_iter();
    let mut all = lists.next().unwrap_or_default();
    let one = all.len();
    lists.for_each(|list| all.extend(list));
    if all.len() > one {
        // Made of few runs that ascend, which is how it is sorted fast.
        all.sort();
        all.dedup();
    }
    all
}

/// Of one list what another has, or has not; both ascend.
fn kept(mut list: Vec<i64>, other: &[i64], there: bool) -> Vec<i64> {
    let mut at = 0;
    list.retain(|one| {
        while other.get(at).is_some_and(|o| o < one) {
            at += 1;
        }
        (other.get(at) == Some(one)) == there
    });
    list
}
