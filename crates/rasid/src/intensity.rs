//! An event's intensity: its type's, or its mode's where that has one of its own.

use rasid_model::{EventType, Mode};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Numbers from −10 (conflict) to +10 (cooperation), by type and mode.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Intensities {
    types: BTreeMap<EventType, f32>,
    modes: BTreeMap<(EventType, Mode), f32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    r#type: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    quad: String,
    intensity: f32,
    #[serde(default)]
    modes: BTreeMap<String, f32>,
}

impl Intensities {
    /// The table that comes with the engine.
    #[must_use]
    pub fn builtin() -> Self {
        // A test holds that it has no problem.
        Self::parse(include_str!("../../../knowledge/ontology.toml")).unwrap_or_default()
    }

    /// Reads `ontology.toml`.
    ///
    /// # Errors
    /// Every problem, in words.
    pub fn parse(text: &str) -> Result<Self, Vec<String>> {
        let file: File = toml::from_str(text).map_err(|e| vec![e.to_string()])?;
        let (mut out, mut problems) = (Self::default(), Vec::new());
        for row in file.r#type {
            let Some(kind) = EventType::parse(&row.name) else {
                problems.push(format!("no such type: {}", row.name));
                continue;
            };
            if kind.quad().name() != row.quad {
                problems.push(format!("{} is of {}, not {}", row.name, kind.quad().name(), row.quad));
            }
            out.types.insert(kind, row.intensity);
            for (name, intensity) in row.modes {
                match kind.mode(&name) {
                    Some(mode) => _ = out.modes.insert((kind, mode), intensity),
                    None => problems.push(format!("{} has no mode {name}", row.name)),
                }
            }
        }
        problems.extend(EventType::ALL.iter().filter(|t| !out.types.contains_key(t)).map(|t| format!("{} is missing", t.name())));
        if problems.is_empty() { Ok(out) } else { Err(problems) }
    }

    /// How hostile or friendly such an act is.
    ///
    /// ```
    /// use rasid_model::EventType::Assault;
    /// let table = rasid::intensity::Intensities::builtin();
    /// assert_eq!(table.of(Assault, None), -9.0);
    /// assert_eq!(table.of(Assault, Some("aerial")), -9.5);
    /// ```
    #[must_use]
    pub fn of(&self, kind: EventType, mode: Option<Mode>) -> f32 {
        let own = mode.and_then(|m| self.modes.get(&(kind, m)));
        own.or_else(|| self.types.get(&kind)).copied().unwrap_or(0.0)
    }
}
