//! Which crate may know which: the diagram of ARCHITECTURE.md, as a test.

#![expect(clippy::disallowed_methods, reason = "a test reads the manifests")]

use std::path::Path;

/// Each crate with those of ours that it may depend on.
const LAYERS: &[(&str, &[&str])] = &[
    ("rasid-model", &[]),
    ("rasid-text", &["rasid-model"]),
    ("rasid-morph", &["rasid-model", "rasid-text"]),
    ("rasid-time", &["rasid-model", "rasid-text"]),
    ("rasid-coder", &["rasid-model", "rasid-text", "rasid-morph", "rasid-time"]),
    ("rasid-knowledge", &["rasid-model", "rasid-text", "rasid-morph", "rasid-time", "rasid-coder"]),
    ("rasid", &["rasid-model", "rasid-text", "rasid-morph", "rasid-time", "rasid-coder", "rasid-knowledge"]),
    ("rasid-archive", &["rasid", "rasid-text"]),
    ("rasid-link", &["rasid"]),
    ("rasid-kept", &["rasid", "rasid-archive", "rasid-link"]),
    ("rasid-read", &["rasid"]),
    ("rasid-desk", &["rasid", "rasid-archive", "rasid-kept", "rasid-link"]),
    ("rasid-cli", &["rasid", "rasid-archive", "rasid-desk", "rasid-kept", "rasid-link", "rasid-read"]),
    ("rasid-py", &["rasid", "rasid-archive", "rasid-link", "rasid-read"]),
];

#[test]
fn no_crate_knows_more_than_its_layer_allows() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for entry in std::fs::read_dir(&crates).expect("the crates").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let manifest = std::fs::read_to_string(entry.path().join("Cargo.toml")).expect("a manifest");
        let Some((_, allowed)) = LAYERS.iter().find(|(layer, _)| *layer == name) else {
            panic!("{name} has no place in LAYERS: decide what it may know");
        };
        let manifest: toml::Table = manifest.parse().expect("a manifest is TOML");
        let used = manifest.get("dependencies").and_then(toml::Value::as_table).into_iter().flat_map(toml::Table::keys);
        for used in used.filter(|u| u.starts_with("rasid")) {
            assert!(allowed.contains(&used.as_str()), "{name} must not depend on {used}");
        }
    }
}
