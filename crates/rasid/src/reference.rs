//! Pages of reference that are written from the knowledge itself: frames, operators, codes.

use rasid_model::{EntityKind, EventType, NoteKind, Status};
use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::entries::{self, Entry, LEMMAS};

/// The pages: their names and titles.
pub const PAGES: [(&str, &str); 3] = [("frames", "Frames"), ("operators", "Operators"), ("codes", "Codes")];

/// A page in Markdown, of the built-in knowledge; none where there is none of that name.
#[must_use]
pub fn page(name: &str) -> Option<String> {
    let (_, title) = PAGES.iter().find(|(n, _)| *n == name)?;
    let all = entries::read(&crate::sources());
    let mut out = format!("# {title}\n\nWritten by `rasid knowledge reference {name}`; do not edit.\n");
    match name {
        "frames" => frames(&all, &mut out),
        "operators" => operators(&all, &mut out),
        _ => codes(&all, &mut out),
    }
    Some(out)
}

fn frames(all: &[Entry], out: &mut String) {
    for kind in EventType::ALL {
        let of = all.iter().filter(|e| e.kind == "frame" && e.str("type") == kind.name());
        let _ = write!(out, "\n## {}\n\n| frame | mode | words |\n| --- | --- | --- |\n", kind.name());
        for e in of {
            let words: Vec<&str> = LEMMAS.iter().flat_map(|c| e.list(c)).collect();
            let _ = writeln!(out, "| `{}` | {} | {} |", e.key, e.str("mode"), words.join("، "));
        }
    }
}

fn operators(all: &[Entry], out: &mut String) {
    out.push_str("\n| class | verbs | nouns | participles |\n| --- | --- | --- | --- |\n");
    for e in all.iter().filter(|e| e.kind == "operator") {
        let words = ["verbs", "nouns", "adjectives"].map(|c| e.list(c).collect::<Vec<_>>().join("، "));
        let _ = writeln!(out, "| `{}` | {} |", e.str("class"), words.join(" | "));
    }
}

fn codes(all: &[Entry], out: &mut String) {
    out.push_str("\n## Event types\n\n| type | quad | modes |\n| --- | --- | --- |\n");
    for kind in EventType::ALL {
        let _ = writeln!(out, "| {} | {} | {} |", kind.name(), kind.quad().name(), kind.modes().join(", "));
    }
    let names = |list: Vec<&str>| list.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
    let _ = writeln!(out, "\n## Status\n{}", names(Status::ALL.iter().map(|s| s.name()).collect()));
    let _ = writeln!(out, "\n## Kinds of entities\n{}", names(EntityKind::ALL.iter().map(|s| s.name()).collect()));
    let _ = writeln!(out, "\n## Kinds of notes\n{}", names(NoteKind::ALL.iter().map(|s| s.name()).collect()));
    used(all, ("Sectors", "sector"), &["role", "modifier", "actor"], out);
    used(all, ("Kinds of places", "kind"), &["place"], out);
    out.push_str("\n## States and territories\n\n| code | name | Arabic |\n| --- | --- | --- |\n");
    for e in all.iter().filter(|e| e.kind == "state") {
        let _ = writeln!(out, "| {} | {} | {} |", e.key, e.str("name"), e.list("ar").next().unwrap_or(""));
    }
    out.push_str("\n## Codes of bodies\nIn place of a country: ");
    let states: Vec<&str> = all.iter().filter(|e| e.kind == "state").map(|e| e.key.as_str()).collect();
    let bodies = all.iter().filter(|e| e.kind == "actor").map(|e| e.str("country")).filter(|c| !c.is_empty() && !states.contains(c));
    let _ = writeln!(out, "{}", names(bodies.collect::<std::collections::BTreeSet<_>>().into_iter().collect()));
}

/// The values of a column in use, each with the first that has it.
fn used(all: &[Entry], (title, column): (&str, &str), kinds: &[&str], out: &mut String) {
    let mut found: BTreeMap<&str, [&str; 2]> = BTreeMap::new();
    for e in kinds.iter().flat_map(|k| all.iter().filter(move |e| e.kind == *k)).filter(|e| !e.str(column).is_empty()) {
        let arabic = || e.list("words").chain(e.list("ar")).next().unwrap_or("");
        found.entry(e.str(column)).or_insert_with(|| [e.str("name"), arabic()]);
    }
    let _ = write!(out, "\n## {title}\n\n| code | for example | |\n| --- | --- | --- |\n");
    for (code, [english, arabic]) in found {
        let _ = writeln!(out, "| `{code}` | {english} | {arabic} |");
    }
}
