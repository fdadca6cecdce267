//! What the tests of linking share.
#![allow(dead_code, reason = "no test uses all of it")]

use rasid::input::Input;
use rasid::intensity::Intensities;
use rasid::record::Recorder;
use rasid::{Coder, Knowledge};
use rasid_link::{Decision, Following, Linked, Report, Weights, link};

/// Codes JSONL lines.
pub(crate) fn reports(lines: &[String]) -> Vec<Report> {
    read(lines, true)
}

/// Codes JSONL lines; what Arabic ones name and count is read if that is wanted.
pub(crate) fn read(lines: &[String], facts: bool) -> Vec<Report> {
    let knowledge = Knowledge::builtin().expect("built in");
    let recorder = Recorder::new(Intensities::builtin(), knowledge.version());
    let mut coder = Coder::new(&knowledge);
    let mut report = |(n, line): (usize, &String)| {
        let input = Input::json("test", n, line.as_bytes()).expect("a document");
        let coded = coder.code(&input.document);
        let arabic = input.language.code == "ar";
        let words = if arabic { rasid::explain::words(&mut coder, &input.document.text) } else { Vec::new() };
        let mut report = Report::new(&recorder.record(&input, &coded), &input.document.text, &words);
        if arabic && facts {
            report.traits.read_facts(&input.document.text, &words);
        }
        report
    };
    lines.iter().enumerate().map(&mut report).collect()
}

pub(crate) fn linked(reports: Vec<Report>, decisions: &[Decision]) -> Linked {
    let groups = link(&reports, &Weights::builtin(), decisions);
    Linked::new(reports, groups, Following::builtin(), decisions)
}

/// A document as a line.
pub(crate) fn line(id: &str, outlet: &str, published: &str, text: &str) -> String {
    serde_json::json!({ "id": id, "outlet": outlet, "published": published, "text": text }).to_string()
}

/// Our own example reports.
pub(crate) fn examples() -> Vec<String> {
    include_str!("../../../../examples/documents.jsonl").lines().map(str::to_owned).collect()
}
