//! `knowledge/scoring/links.tsv` → how much each likeness of two reports speaks for one event, one story, one text.

use crate::pairs::FEATURES;

/// The three questions that are asked of two reports.
pub(crate) const LEVELS: [&str; 3] = ["event", "story", "wire"];

/// A weight for each level and feature, in logits.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    pub(crate) levels: [Level; 3],
}

/// A level's weights.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Level {
    pub(crate) bias: f32,
    /// Groups are joined while their reports are at least so alike, in the mean.
    pub(crate) cut: f32,
    /// Reports further apart are never compared, in days.
    pub(crate) days: i32,
    pub(crate) features: [f32; FEATURES.len()],
}

/// What is wrong with a row: its line and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Counted from 1.
    pub line: usize,
    /// The row.
    pub row: String,
}

impl Weights {
    /// The weights that come with the program.
    #[must_use]
    pub fn builtin() -> Self {
        // A test holds that nothing is wrong with them.
        Self::parse(include_str!("../../../knowledge/scoring/links.tsv")).unwrap_or_else(|_| Self { levels: Default::default() })
    }

    /// Reports further apart are never compared, in days.
    #[must_use]
    pub fn reach(&self) -> i32 {
        self.levels.iter().map(|l| l.days).max().unwrap_or(0)
    }

    /// Reads rows of level, feature, weight: «event», «lead», 17.7.
    ///
    /// # Errors
    /// Every row that is none.
    pub fn parse(text: &str) -> Result<Self, Vec<Wrong>> {
        let mut levels: [Level; 3] = Default::default();
        let mut wrong = Vec::new();
        for (n, row) in text.lines().enumerate().filter(|(_, l)| !l.starts_with('#') && !l.trim().is_empty()) {
            if set(&mut levels, row).is_none() {
                wrong.push(Wrong { line: n + 1, row: row.to_owned() });
            }
        }
        if wrong.is_empty() { Ok(Self { levels }) } else { Err(wrong) }
    }
}

fn set(levels: &mut [Level; 3], row: &str) -> Option<()> {
    let mut cells = row.split('\t');
    let (level, name, value) = (cells.next()?, cells.next()?, cells.next()?.trim().parse::<f32>().ok()?);
    let level = levels.get_mut(LEVELS.iter().position(|l| *l == level)?)?;
    match name {
        "bias" => level.bias = value,
        "cut" => level.cut = value,
        #[expect(clippy::cast_possible_truncation, reason = "a number of days")]
        "days" => level.days = value as i32,
        name => *level.features.get_mut(FEATURES.iter().position(|f| *f == name)?)? = value,
    }
    value.is_finite().then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_weights_are_read_whole() {
        let weights = Weights::parse(include_str!("../../../knowledge/scoring/links.tsv")).expect("no wrong row");
        assert!(weights.levels.iter().all(|l| l.days > 0 && l.features.iter().any(|f| *f != 0.0)));
    }

    #[test]
    fn a_row_that_is_none_is_named() {
        let wrong = Weights::parse("event\tlead\t1\nevent\tlaed\t1\nevent\tlead\tx\n").unwrap_err();
        assert_eq!(wrong.iter().map(|w| w.line).collect::<Vec<_>>(), [2, 3]);
    }
}
