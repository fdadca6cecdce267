//! The record's shape as JSON Schema, generated from the code.

use rasid_model::{AgreementKind, AgreementStatus, CountKind, EntityKind, EventType, NoteKind, Quad, Stance, Status};
use schemars::{Schema, SchemaGenerator, generate::SchemaSettings, json_schema};

use crate::record::{Record, SCHEMA};

/// The schema of one line of `--format jsonl`, as printed by `rasid schema`.
#[must_use]
pub fn record() -> String {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Record<'static>>();
    schema.insert("title".to_owned(), format!("Rasid record, version {SCHEMA}").into());
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// A field that takes one of the printed names of a vocabulary.
macro_rules! names {
    ($($function:ident: $vocabulary:ident),+ $(,)?) => {
        $(pub(crate) fn $function(_: &mut SchemaGenerator) -> Schema {
            let names: Vec<&str> = $vocabulary::ALL.iter().map(|v| v.name()).collect();
            json_schema!({ "type": "string", "enum": names })
        })+
    };
}

names! {
    event_type: EventType,
    quad: Quad,
    status: Status,
    entity_kind: EntityKind,
    count_kind: CountKind,
    agreement_kind: AgreementKind,
    agreement_status: AgreementStatus,
    stance: Stance,
    note_kind: NoteKind,
}
