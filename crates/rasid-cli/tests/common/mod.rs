//! What the tests of the commands share.
#![allow(dead_code, reason = "no test uses all of it")]

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub(crate) fn rasid() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rasid"));
    command.env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", "C");
    command
}

pub(crate) fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

/// A folder of one test, with files in it.
pub(crate) fn folder(name: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    for (file, bytes) in files {
        let path = folder.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    folder
}

pub(crate) fn run(arguments: &[&str], folder: &Path) -> Output {
    rasid().args(arguments).current_dir(folder).output().unwrap()
}

pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

pub(crate) fn records(output: &Output) -> Vec<Value> {
    String::from_utf8(output.stdout.clone()).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Reports enough to be killed in: the examples, each many times with a number in it.
pub(crate) fn many(times: usize) -> Vec<String> {
    let lines = std::fs::read_to_string(examples().join("documents.jsonl")).unwrap();
    let documents: Vec<Value> = lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let numbered = |n: usize| {
        documents.iter().map(move |d| {
            let mut d = d.clone();
            d["id"] = json!(format!("{}-{n}", d["id"].as_str().unwrap()));
            d["text"] = json!(format!("{} ({n})", d["text"].as_str().unwrap()));
            d.to_string()
        })
    };
    (0..times).flat_map(numbered).collect()
}
