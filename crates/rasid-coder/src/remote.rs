//! Serde for the model's vocabularies, by their printed names: the model itself knows no serde.

use rasid_model::{AgreementKind, AgreementStatus, EntityKind, EventType, Stance};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::collections::BTreeMap;

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

macro_rules! map_by_name {
    ($module:ident, $type:ty) => {
        pub(crate) mod $module {
            use super::*;

            pub(crate) fn serialize<S: Serializer>(map: &BTreeMap<String, $type>, s: S) -> Result<S::Ok, S::Error> {
                let names: BTreeMap<&String, &str> = map.iter().map(|(k, v)| (k, v.name())).collect();
                names.serialize(s)
            }

            pub(crate) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<BTreeMap<String, $type>, D::Error> {
                BTreeMap::<String, String>::deserialize(d)?
                    .into_iter()
                    .map(|(k, v)| match <$type>::parse(&v) {
                        Some(value) => Ok((k, value)),
                        None => Err(D::Error::custom(format!("no such value: {v}"))),
                    })
                    .collect()
            }
        }
    };
}

by_name!(event_type, EventType);
by_name!(entity_kind, EntityKind);
map_by_name!(agreement_kinds, AgreementKind);
map_by_name!(agreement_statuses, AgreementStatus);
map_by_name!(stances, Stance);
