//! What `scripts/fit_links.py` fits on: `links pairs DOCS.jsonl` prints each pair of reports that is compared with how alike they are,
//! `links groups DOCS.jsonl WEIGHTS.tsv…` their groups by those weights, one set of groups a file, after a line with its name.
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "an example reads files and prints")]

use anyhow::{Context as _, bail};
use rasid::intensity::Intensities;
use rasid::record::Recorder;
use rasid::{Coder, Knowledge};
use rasid_link::{FEATURES, Report, Weights, link, pairs};
use std::io::BufRead as _;

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [what, documents, files @ ..] = words.as_slice() else { bail!("pairs|groups DOCS.jsonl [WEIGHTS.tsv …]") };
    let reports = read(documents)?;
    match what.as_str() {
        "pairs" => print_pairs(&reports),
        "groups" => {
            for file in files {
                let weights = Weights::parse(&std::fs::read_to_string(file)?).map_err(|w| anyhow::anyhow!("{file}: {w:?}"))?;
                println!("{}", serde_json::json!({ "weights": file }));
                for group in link(&reports, &weights, &[]).named {
                    println!("{}", serde_json::to_string(&group)?);
                }
            }
        }
        other => bail!("{other}: pairs or groups"),
    }
    Ok(())
}

fn read(path: &str) -> anyhow::Result<Vec<Report>> {
    let knowledge = Knowledge::builtin().map_err(|e| anyhow::anyhow!("{e}"))?;
    let recorder = Recorder::new(Intensities::builtin(), knowledge.version());
    let mut coder = Coder::new(&knowledge);
    let file = std::io::BufReader::new(std::fs::File::open(path).with_context(|| path.to_owned())?);
    let mut reports = Vec::new();
    for (n, line) in file.lines().enumerate() {
        let Ok(input) = rasid::input::Input::json(path, n + 1, line?.as_bytes()) else { bail!("{path}:{}", n + 1) };
        let coded = rasid::long::code(&mut coder, &input.document);
        let record = recorder.record(&input, &coded);
        let words = rasid::explain::words(&mut coder, &input.document.text);
        reports.push(Report::new(&record, &input.document.text, &words));
    }
    reports.sort_by(|a, b| a.rank().cmp(&b.rank()));
    Ok(reports)
}

fn print_pairs(reports: &[Report]) {
    const DAYS: i32 = 2;
    println!("a\tb\t{}", FEATURES.join("\t"));
    let all: Vec<&Report> = reports.iter().collect();
    for pair in pairs(&all, DAYS) {
        let id = |n: u32| reports.get(n as usize).map_or("", |r| &*r.record.id);
        let features: Vec<String> = pair.features.iter().map(|f| format!("{f:.4}")).collect();
        println!("{}\t{}\t{}", id(pair.a), id(pair.b), features.join("\t"));
    }
}
