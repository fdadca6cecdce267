//! Records → rows of the table of events. The columns are the fields of an event as `rasid code` prints it, after what is said of its
//! document; nested as there.

use arrow_array::RecordBatch;
use arrow_schema::{DataType, FieldRef};
use rasid::record::{Count, Date, Entity, Event, Place, Quote, Record, Text};
use serde::{Deserialize, Serialize};
use serde_arrow::schema::{SchemaLike as _, TracingOptions};
use std::sync::Arc;

/// An event with its document.
#[derive(Serialize, Deserialize)]
pub(crate) struct Row<'t> {
    document: Text<'t>,
    outlet: Option<Text<'t>>,
    published: Option<Text<'t>>,
    published_inferred: bool,
    url: Option<Text<'t>>,
    contexts: Vec<Text<'t>>,
    event: Text<'t>,
    r#type: Text<'t>,
    mode: Option<Text<'t>>,
    quad: Text<'t>,
    intensity: f32,
    status: Text<'t>,
    actor: Vec<Entity<'t>>,
    recipient: Vec<Entity<'t>>,
    date: Option<Date<'t>>,
    place: Option<Place<'t>>,
    counts: Vec<Count<'t>>,
    said_by: Vec<Entity<'t>>,
    denied_by: Vec<Entity<'t>>,
    trigger: Quote<'t>,
    evidence: Quote<'t>,
    same_as: Option<Text<'t>>,
    rule: Text<'t>,
    confidence: f32,
    engine: Text<'t>,
    knowledge: Text<'t>,
}

impl<'t> Row<'t> {
    /// The rows of a document's record.
    pub(crate) fn of(record: Record<'t>) -> impl Iterator<Item = Self> {
        let Record { id, outlet, published, published_inferred, url, contexts, events, version, .. } = record;
        events.into_iter().map(move |event| {
            let Event { id: name, r#type, mode, quad, intensity, trigger, evidence, actor, recipient, date, place, .. } = event;
            let Event { counts, status, said_by, denied_by, same_as, rule, confidence, .. } = event;
            Self {
                document: id.clone(),
                outlet: outlet.clone(),
                published: published.clone().map(Text::Owned),
                published_inferred,
                url: url.clone(),
                contexts: contexts.clone(),
                event: name,
                r#type,
                mode,
                quad,
                intensity,
                status,
                actor,
                recipient,
                date,
                place,
                counts,
                said_by,
                denied_by,
                trigger,
                evidence,
                same_as,
                rule,
                confidence,
                engine: version.engine.clone(),
                knowledge: version.knowledge.clone(),
            }
        })
    }
}

/// The columns.
pub(crate) fn fields() -> Result<Vec<FieldRef>, serde_arrow::Error> {
    let options = TracingOptions::default().strings_as_large_utf8(false).sequence_as_large_list(false);
    Ok(Vec::<FieldRef>::from_type::<Row<'_>>(options)?.iter().map(signed).collect())
}

/// A column whose numbers have signs: Spark and R know no others.
fn signed(field: &FieldRef) -> FieldRef {
    let kind = match field.data_type() {
        DataType::UInt32 => DataType::Int32,
        DataType::UInt64 => DataType::Int64,
        DataType::List(item) => DataType::List(signed(item)),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(signed).collect()),
        other => other.clone(),
    };
    Arc::new(field.as_ref().clone().with_data_type(kind))
}

/// Rows as a batch.
pub(crate) fn batch(fields: &[FieldRef], rows: &Vec<Row<'_>>) -> Result<RecordBatch, serde_arrow::Error> {
    serde_arrow::to_record_batch(fields, rows)
}
