//! `knowledge/following/` and `knowledge/scoring/acts.tsv` → what is followed from report to report, and how acts are told apart.

use serde::Deserialize;
use std::collections::BTreeMap;

/// What two acts are compared by; each holds or does not.
pub(crate) const ACT_FEATURES: [&str; 15] = [
    "same-event",
    "same-text",
    "mode",
    "other-mode",
    "actor",
    "other-actor",
    "recipient",
    "other-recipient",
    "day",
    "other-day",
    "place",
    "other-place",
    "count",
    "other-count",
    "trigger",
];

/// What is followed.
#[derive(Clone, Debug, Default)]
pub struct Following {
    pub(crate) file: File,
    pub(crate) bias: f32,
    pub(crate) cut: f32,
    pub(crate) days: i32,
    pub(crate) acts: [f32; ACT_FEATURES.len()],
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    /// Types that tell that an announced act of a type was done.
    pub(crate) held: BTreeMap<String, Vec<String>>,
    pub(crate) off: Frames,
    pub(crate) talks: Types,
    /// Goldstein's scale by type.
    pub(crate) goldstein: BTreeMap<String, f32>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Frames {
    pub(crate) frames: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Types {
    pub(crate) types: Vec<String>,
}

impl Following {
    /// The one that comes with the program.
    #[must_use]
    pub fn builtin() -> Self {
        let acts = include_str!("../../../knowledge/following/acts.toml");
        // A test holds that nothing is wrong with them.
        Self::parse(acts, include_str!("../../../knowledge/scoring/acts.tsv")).unwrap_or_default()
    }

    /// Reads the two files.
    ///
    /// # Errors
    /// What is wrong first, in words.
    pub fn parse(following: &str, scoring: &str) -> Result<Self, String> {
        let mut out = Self { file: toml::from_str(following).map_err(|e| e.to_string())?, ..Self::default() };
        for row in scoring.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
            out.set(row).ok_or_else(|| row.to_owned())?;
        }
        Ok(out)
    }

    fn set(&mut self, row: &str) -> Option<()> {
        let mut cells = row.split('\t').skip(1);
        let (name, value) = (cells.next()?, cells.next()?.trim().parse::<f32>().ok()?);
        match name {
            "bias" => self.bias = value,
            "cut" => self.cut = value,
            #[expect(clippy::cast_possible_truncation, reason = "a number of days")]
            "days" => self.days = value as i32,
            name => *self.acts.get_mut(ACT_FEATURES.iter().position(|f| *f == name)?)? = value,
        }
        Some(())
    }

    /// How hostile or friendly an act is on Goldstein's scale, −10 to +10.
    #[must_use]
    pub fn goldstein(&self, kind: &str) -> f32 {
        self.file.goldstein.get(kind).copied().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rasid::model::EventType;

    #[test]
    fn the_builtin_files_are_read_and_speak_of_every_type() {
        let acts = include_str!("../../../knowledge/following/acts.toml");
        let following = Following::parse(acts, include_str!("../../../knowledge/scoring/acts.tsv")).expect("no wrong row");
        assert!(EventType::ALL.iter().all(|t| following.goldstein(t.name()) != 0.0));
        let types = following.file.held.iter().flat_map(|(k, v)| v.iter().chain([k])).chain(&following.file.talks.types);
        assert!(types.into_iter().all(|t| EventType::parse(t).is_some()));
        assert!(following.acts.iter().all(|w| *w != 0.0) && following.days > 0);
    }
}
