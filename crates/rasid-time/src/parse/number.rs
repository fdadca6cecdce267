//! Numbers in digits and in words.

use super::Parser;
use crate::tables::{Join, Sense};

impl Parser<'_> {
    /// «3», «خمسة وعشرين», «أحد عشر», «ألفين وأحد عشر».
    pub(super) fn cardinal(&self, i: usize) -> Option<(u32, usize)> {
        if let Some(n) = self.item(i)?.digits {
            return Some((n.plain()?, i + 1));
        }
        let (mut total, mut end) = self.cardinal_part(i)?;
        let mut last = total;
        while let Some(next) = self.and(end).or_else(|| self.joined_teen(end)) {
            let Some((more, after)) = self.cardinal_part(next) else { break };
            // «خمسة وعشرين», «مئة وخمسة», «ألف وتسعمئة» add; «ثلاثة وأربعة» are two numbers.
            let tens = last < 10 && (20..100).contains(&more);
            let rest = last >= 100 && more < 100 || last >= 1000 && more < 1000;
            if !(tens || rest) {
                break;
            }
            total = total.saturating_add(more);
            (last, end) = (more, after);
        }
        Some((total, end))
    }

    /// «وأحد عشر» folds to the same key as «واحد».
    fn joined_teen(&self, i: usize) -> Option<usize> {
        let (_, end) = self.items.find(i, |s| (s == Sense::Cardinal(1)).then_some(()))?;
        let (_, after) = self.items.find(end, |s| (s == Sense::Cardinal(10)).then_some(()))?;
        (after == i + 2).then_some(i)
    }

    fn cardinal_part(&self, i: usize) -> Option<(u32, usize)> {
        let word = |i| self.items.find(i, |s| if let Sense::Cardinal(n) = s { Some(n) } else { None });
        let teen = |i: usize| word(i).filter(|(n, _)| *n == 10 && !self.item(i).is_some_and(|it| it.and));
        if let Some((n, end)) = self.items.find(i, |s| if let Sense::Compound(n) = s { Some(n) } else { None }) {
            return teen(end).map(|(_, end)| (n + 10, end));
        }
        let (n, end) = word(i)?;
        if n < 10
            && let Some((_, end)) = teen(end)
        {
            return Some((n + 10, end));
        }
        let joined = |i: usize| self.item(i).is_some_and(|it| it.and);
        match word(end) {
            Some((100, end2)) if n < 10 && !joined(end) => Some((n * 100, end2)),
            Some((1000, end2)) if n < 10 && !joined(end) => Some((n * 1000, end2)),
            _ => Some((n, end)),
        }
    }

    /// «الثالث», «الثالث عشر», «الثالث والعشرين», «العشرين».
    pub(super) fn ordinal(&self, i: usize) -> Option<(u32, usize)> {
        let tens = |i: usize| self.items.find(i, |s| if let Sense::Cardinal(n @ 20..=90) = s { Some(n) } else { None });
        if let Some((n, end)) = self.items.find(i, |s| if let Sense::Ordinal(n) = s { Some(n) } else { None }) {
            let low = if n == 11 { 1 } else { n };
            let teen = self.items.find(end, |s| (s == Sense::Cardinal(10)).then_some(()));
            if let Some((_, end)) = teen.filter(|_| low < 10 && !self.item(end).is_some_and(|it| it.and)) {
                return Some((low + 10, end));
            }
            if let Some((tens, end)) = self.and(end).and_then(tens).filter(|_| low < 10) {
                return Some((low + tens, end));
            }
            return (n != 11).then_some((n, end));
        }
        self.item(i)?.article.then(|| tens(i))?
    }

    /// A day of a month, in digits or as an ordinal.
    pub(super) fn day_number(&self, i: usize) -> Option<(u8, usize)> {
        let i = self.skip(i, Join::Article);
        let (n, end) = match self.item(i)?.digits {
            Some(digits) => (digits.plain().filter(|_| digits.widths[0] <= 2)?, i + 1),
            None => self.ordinal(i)?,
        };
        let n = u8::try_from(n).ok()?;
        (1..=31).contains(&n).then_some((n, end))
    }

    /// A year in four digits, or in words.
    pub(super) fn year_number(&self, i: usize) -> Option<(i32, usize)> {
        let (n, end) = self.cardinal(i)?;
        if self.item(i)?.digits.is_some_and(|d| d.widths[0] != 4) {
            return None;
        }
        (1000..=2200).contains(&n).then_some((i32::try_from(n).ok()?, end))
    }
}
