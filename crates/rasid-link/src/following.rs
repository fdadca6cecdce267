//! `knowledge/following/`, `knowledge/scoring/acts.tsv` and `knowledge/crosswalk.csv` → what is followed from report to report, and how acts are told apart.

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

const ACTS: &str = include_str!("../../../knowledge/following/acts.toml");
const SCORING: &str = include_str!("../../../knowledge/scoring/acts.tsv");
const CROSSWALK: &str = include_str!("../../../knowledge/crosswalk.csv");

/// What is followed.
#[derive(Clone, Debug, Default)]
pub struct Following {
    pub(crate) file: File,
    pub(crate) bias: f32,
    pub(crate) cut: f32,
    pub(crate) days: i32,
    pub(crate) acts: [f32; ACT_FEATURES.len()],
    /// Goldstein's scale by type and mode.
    goldstein: BTreeMap<(String, String), f32>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    /// Types that tell that an announced act of a type was done.
    pub(crate) held: BTreeMap<String, Vec<String>>,
    pub(crate) announced: Frames,
    pub(crate) off: Frames,
    pub(crate) put_off: Frames,
    pub(crate) talks: Types,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Frames {
    pub(crate) frames: Vec<String>,
}

impl Frames {
    /// Whether a rule is one of them: its id, or all of its type's.
    pub(crate) fn have(&self, rule: &str) -> bool {
        self.frames.iter().any(|f| f == rule || rule.split('.').next() == Some(f))
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Types {
    pub(crate) types: Vec<String>,
}

impl Following {
    /// Whether acts of a type are talks: `CONSULT`.
    #[must_use]
    pub fn talk(&self, kind: &str) -> bool {
        self.file.talks.types.iter().any(|t| t == kind)
    }

    /// The one that comes with the program.
    #[must_use]
    pub fn builtin() -> Self {
        // A test holds that nothing is wrong with them.
        Self::parse(ACTS, SCORING, CROSSWALK).unwrap_or_default()
    }

    /// Reads the three files.
    ///
    /// # Errors
    /// What is wrong first, in words.
    pub fn parse(following: &str, scoring: &str, crosswalk: &str) -> Result<Self, String> {
        let mut out = Self { file: toml::from_str(following).map_err(|e| e.to_string())?, ..Self::default() };
        for row in scoring.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
            out.set(row).ok_or_else(|| row.to_owned())?;
        }
        for row in crosswalk.lines().filter(|l| !l.starts_with('#')).skip(1) {
            out.cross(row).ok_or_else(|| row.to_owned())?;
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

    /// `type,mode,root,code,goldstein,…`
    fn cross(&mut self, row: &str) -> Option<()> {
        let mut cells = row.split(',');
        let of = (cells.next()?.to_owned(), cells.next()?.to_owned());
        self.goldstein.insert(of, cells.nth(2)?.parse().ok()?);
        Some(())
    }

    /// How hostile or friendly an act is on Goldstein's scale, −10 to +10; what a mode has no value for is as its type.
    #[must_use]
    pub fn goldstein(&self, kind: &str, mode: Option<&str>) -> f32 {
        let of = |mode: &str| self.goldstein.get(&(kind.to_owned(), mode.to_owned())).copied();
        mode.and_then(of).or_else(|| of("")).unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rasid::model::EventType;

    #[test]
    fn the_builtin_files_are_read_and_speak_of_every_type() {
        let following = Following::parse(ACTS, SCORING, CROSSWALK).expect("no wrong row");
        assert!(EventType::ALL.iter().all(|t| following.goldstein(t.name(), None) != 0.0));
        assert!(following.goldstein("RETREAT", Some("ceasefire")) > following.goldstein("RETREAT", Some("no mode")));
        let types = following.file.held.iter().flat_map(|(k, v)| v.iter().chain([k])).chain(&following.file.talks.types);
        assert!(types.into_iter().all(|t| EventType::parse(t).is_some()));
        assert!(following.acts.iter().all(|w| *w != 0.0) && following.days > 0);
    }
}
