//! The published schema is that of the code. `RASID_UPDATE=1 cargo test -p rasid --test schema` writes it anew.
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

#[test]
fn the_published_schema_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/record.schema.json");
    let current = rasid::schema::record();
    if std::env::var_os("RASID_UPDATE").is_some() {
        std::fs::write(path, &current).unwrap();
    }
    let published = std::fs::read_to_string(path).unwrap_or_default();
    assert!(published == current, "docs/record.schema.json is out of date: run with RASID_UPDATE=1");
}

#[test]
fn the_table_of_intensities_has_no_problem() {
    let table = rasid::intensity::Intensities::parse(include_str!("../../../knowledge/ontology.toml"));
    assert_eq!(table.as_ref().err(), None);
    for kind in rasid::model::EventType::ALL {
        let conflict = matches!(kind.quad().name(), "VX" | "MX");
        assert!(if conflict { table.as_ref().unwrap().of(*kind, None) <= 0.0 } else { table.as_ref().unwrap().of(*kind, None) > 0.0 });
    }
}
