//! Serde for the model's vocabularies, by their printed names: the model itself knows no serde.

use rasid_model::{EntityKind, EventType};
use serde::{Deserialize, Deserializer, Serializer, de::Error};

macro_rules! by_name {
    ($module:ident, $type:ty) => {
        pub(crate) mod $module {
            use super::*;

            pub(crate) fn serialize<S: Serializer>(value: &$type, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(value.name())
            }

            pub(crate) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<$type, D::Error> {
                let name = String::deserialize(d)?;
                <$type>::parse(&name).ok_or_else(|| D::Error::custom(format!("no such value: {name}")))
            }
        }
    };
}

by_name!(event_type, EventType);
by_name!(entity_kind, EntityKind);
