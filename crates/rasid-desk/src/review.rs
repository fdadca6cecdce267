//! A decision that was sent → the archive's log.

use axum::http::StatusCode;
use rasid_archive::{Archive, Decision, Fault, Result, Saved, Verb};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::accounts::Person;
use crate::reply::Refusal;

/// What is sent: `{"verb":"reject","events":["3f9a0c12b4d7aa01.97"],"by":"ليلى","reason":"not-an-event"}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sent {
    verb: String,
    events: Vec<String>,
    by: String,
    field: Option<String>,
    value: Option<String>,
    into: Option<String>,
    reason: Option<String>,
}

/// More events than this are refused anyway.
const MOST: usize = 201;

impl Sent {
    pub(crate) fn parse(body: &[u8]) -> std::result::Result<Self, Refusal> {
        serde_json::from_slice(body).map_err(|e| Refusal::new(StatusCode::BAD_REQUEST, "desk_json", &[&e.to_string()]))
    }

    /// The same, decided by who is at the desk, where there are accounts.
    pub(crate) fn of(self, person: Option<Person>) -> Self {
        Self { by: person.map_or(self.by, |p| p.name), ..self }
    }

    /// Whether it decides on what another has decided. What is told blind decides nothing.
    pub(crate) fn overrules(&self, archive: &Archive) -> Result<bool> {
        let tell = Verb::Tell.name();
        for event in self.events.iter().take(MOST).filter(|_| self.verb != tell) {
            let last = archive.decisions(Some(event))?.into_iter().rfind(|d| d.verb != tell);
            if last.is_some_and(|d| d.who != self.by && d.verb != "undo") {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Writes it to the log, with what it comes to: all of it or nothing.
    pub(crate) fn decide(&self, archive: &mut Archive) -> Result<Value> {
        let names = || Verb::ALL.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        let verb = Verb::ALL.iter().find(|(name, _)| *name == self.verb).map(|(_, verb)| *verb);
        let verb = verb.ok_or_else(|| Fault::Value("verb", names()))?;
        if self.events.is_empty() {
            return Err(Fault::Value("events", "1 … 200".to_owned()));
        }
        let at = archive.now()?;
        let after = if matches!(verb, Verb::Merge | Verb::Split) { &self.into } else { &self.value };
        let decisions: Vec<Decision> = self
            .events
            .iter()
            .map(|event| Decision {
                at: at.clone(),
                who: self.by.clone(),
                event: event.clone(),
                field: self.field.clone(),
                after: after.clone(),
                reason: self.reason.clone(),
                ..Decision::default()
            })
            .collect();
        archive.decide(verb, &decisions)?;
        Ok(json!({ "decided": decisions.len(), "at": at }))
    }
}

/// A question to keep, `{"name":"خروق الهدنة","address":"/events?type=ACCUSE","by":"ليلى"}`, or one to keep no more, `{"forget":3}`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Keep {
    Save { name: String, address: String, by: String },
    Forget { forget: i64 },
}

impl Keep {
    pub(crate) fn parse(body: &[u8]) -> std::result::Result<Self, Refusal> {
        serde_json::from_slice(body).map_err(|e| Refusal::new(StatusCode::BAD_REQUEST, "desk_json", &[&e.to_string()]))
    }

    /// The same, kept by who is at the desk, where there are accounts.
    pub(crate) fn of(self, person: Option<Person>) -> Self {
        match self {
            Self::Save { name, address, by } => Self::Save { name, address, by: person.map_or(by, |p| p.name) },
            forget @ Self::Forget { .. } => forget,
        }
    }

    /// Keeps it, or forgets it.
    pub(crate) fn keep(self, archive: &mut Archive) -> Result<Value> {
        match self {
            Self::Save { name, address, by } => {
                let at = archive.now()?;
                archive.save(&Saved { number: 0, name, address, who: by, at: at.clone() })?;
                Ok(json!({ "decided": 1, "at": at }))
            }
            Self::Forget { forget } => Ok(json!({ "decided": u32::from(archive.forget(forget)?), "at": archive.now()? })),
        }
    }
}
