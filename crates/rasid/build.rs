//! `knowledge/` → compiled tables, embedded in the library. Stops the build where a file has a problem.

#![expect(clippy::disallowed_methods, reason = "a build script is where the disk is read")]

use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from(env("CARGO_MANIFEST_DIR")).join("../../knowledge");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    files.sort();
    let compiled = rasid_knowledge::compile(&files);
    let lenient = std::env::var("RASID_LENIENT").is_ok();
    for problem in &compiled.problems {
        println!("cargo::warning={}", problem.to_string().replace('\n', " "));
    }
    assert!(lenient || compiled.problems.is_empty(), "the knowledge files have problems: see above");
    let out = PathBuf::from(env("OUT_DIR"));
    write(&out.join("lexicon.bin"), &compiled.lexicon);
    write(&out.join("tables.bin"), &postcard::to_stdvec(&(&compiled.tables, &compiled.times)).expect("tables are plain data"));
    write(&out.join("sources.bin"), &postcard::to_stdvec(&files).expect("files are plain data"));
    println!("cargo::rustc-env=RASID_KNOWLEDGE={:016x}", rasid_knowledge::hash(&files));
}

fn env(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("cargo sets {name}"))
}

fn write(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path.extension().is_some_and(|e| e == "toml" || e == "tsv") {
            let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push((name, text));
        }
    }
}
