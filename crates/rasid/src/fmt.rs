//! Knowledge files in their canonical form: order of keys, spacing, line ends. No value changes and no comment is lost.

use rasid_knowledge::File;
use toml_edit::{DocumentMut, Item, RawString, Table, Value};

use crate::author;

/// The order of keys: an actor's, then those of a frame, its lemmas and examples. Other keys stay where they are, after these.
const FRAME: [&str; 29] = [
    "id",
    "frame",
    "type",
    "mode",
    "verbs",
    "nouns",
    "adjectives",
    "phrases",
    "subject",
    "object",
    "preps",
    "genitive",
    "second",
    "reciprocal",
    "content",
    "object_heads",
    "strict",
    "not_heads",
    "when",
    "need",
    "passive",
    "source",
    "text",
    "trigger",
    "actor",
    "recipient",
    "status",
    "why",
    "example",
];

/// A file in its canonical form; none where it cannot be read, or would lose something.
#[must_use]
pub fn formatted((path, text): &File) -> Option<String> {
    if path.ends_with(".tsv") {
        return Some(sheet(text));
    }
    let mut document = text.replace("\r\n", "\n").parse::<DocumentMut>().ok()?;
    let names: Vec<String> = document.iter().map(|(k, _)| k.to_owned()).collect();
    let mut first = true;
    for name in names {
        let order: &[&str] = if name == "actor" { &author::ORDER } else { &FRAME };
        match document.get_mut(&name) {
            Some(Item::ArrayOfTables(tables)) => {
                for table in tables.iter_mut() {
                    canonical(table, order, first);
                    first = false;
                }
            }
            Some(_) => first = false,
            None => {}
        }
    }
    let trailing = apart(document.trailing(), false);
    document.set_trailing(trailing);
    let out = document.to_string();
    let out = format!("{}\n", out.trim_end());
    let same = toml::from_str::<toml::Table>(text).ok()? == toml::from_str::<toml::Table>(&out).ok()?;
    (same && comments(text) == comments(&out)).then_some(out)
}

fn sheet(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = true;
    for line in text.lines() {
        let line = if line.starts_with('#') {
            line.trim_end().to_owned()
        } else {
            line.trim_end_matches('\r').split('\t').map(str::trim).collect::<Vec<_>>().join("\t")
        };
        if line.trim().is_empty() {
            if !empty {
                out.push('\n');
            }
            empty = true;
            continue;
        }
        empty = false;
        out.push_str(&line);
        out.push('\n');
    }
    format!("{}\n", out.trim_end_matches('\n'))
}

fn canonical(table: &mut Table, order: &[&str], first: bool) {
    let place = |key: &str| order.iter().position(|k| *k == key).unwrap_or(order.len());
    table.sort_values_by(|a, _, b, _| place(a.get()).cmp(&place(b.get())));
    let before = table.decor().prefix().map_or_else(String::new, |p| apart(p, !first));
    table.decor_mut().set_prefix(before);
    let keys: Vec<String> = table.iter().map(|(k, _)| k.to_owned()).collect();
    for key in keys {
        if let Some((mut name, item)) = table.get_key_value_mut(&key) {
            match item {
                Item::Value(value) => {
                    let before = name.leaf_decor().prefix().map_or_else(String::new, |p| apart(p, false));
                    name.leaf_decor_mut().set_prefix(before);
                    name.leaf_decor_mut().set_suffix(" ");
                    tidy(value);
                }
                Item::ArrayOfTables(tables) => tables.iter_mut().for_each(|t| canonical(t, order, false)),
                _ => {}
            }
        }
    }
}

/// One space before a value; an array on one line has one space after each comma.
fn tidy(value: &mut Value) {
    let comment = value.decor().suffix().and_then(RawString::as_str).map_or("", str::trim).to_owned();
    if let Value::Array(list) = value
        && !list.to_string().contains(['\n', '#'])
    {
        list.fmt();
    }
    value.decor_mut().set_prefix(" ");
    value.decor_mut().set_suffix(if comment.is_empty() { String::new() } else { format!("   {comment}") });
}

/// Comments on lines of their own, after an empty line where `gap` asks for one; between comments one empty line at most.
fn apart(raw: &RawString, gap: bool) -> String {
    let mut out = String::new();
    let mut open = gap;
    let lines: Vec<&str> = raw.as_str().unwrap_or("").lines().map(str::trim).collect();
    for line in &lines {
        if line.is_empty() {
            open = open || !out.is_empty();
            continue;
        }
        if open {
            out.push('\n');
        }
        open = false;
        out.push_str(line);
        out.push('\n');
    }
    // A comment that stands apart from what follows is about the file.
    if !out.is_empty() && lines.last().is_some_and(|l| l.is_empty()) && lines.len() > 1 || open {
        out.push('\n');
    }
    out
}

/// A text without its first character.
fn past(text: &str) -> &str {
    let mut chars = text.chars();
    chars.next();
    chars.as_str()
}

/// The comments of a TOML text, sorted.
fn comments(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut quote: Option<&str> = None;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = match quote {
            Some(end) if rest.starts_with(end) => {
                quote = None;
                &rest[end.len()..]
            }
            Some(end) if c == '\\' && end.starts_with('"') => past(past(rest)),
            Some(_) => past(rest),
            None if c == '#' => {
                let line = rest.lines().next().unwrap_or("");
                out.push(line.trim().to_owned());
                &rest[line.len()..]
            }
            None => {
                quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|q| rest.starts_with(q));
                &rest[quote.map_or(c.len_utf8(), str::len)..]
            }
        };
    }
    out.sort();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_in_order_and_comments_stay() {
        let text = "# file\n\n\n[[actor]]\nsource=\"x # y\"   # why\n# of the name\nname = \"A\"\r\nid =   \"a\"\nar = [ \"ا\",\"ب\" ]\n[[actor]]\nid = \"b\"\n# end\n";
        let wanted = "# file\n\n[[actor]]\nid = \"a\"\n# of the name\nname = \"A\"\nar = [\"ا\", \"ب\"]\nsource = \"x # y\"   # why\n\n[[actor]]\nid = \"b\"\n# end\n";
        let once = formatted(&("actors/a.toml".to_owned(), text.to_owned()));
        assert_eq!(once.as_deref(), Some(wanted));
        assert_eq!(formatted(&("actors/a.toml".to_owned(), wanted.to_owned())).as_deref(), Some(wanted));
    }

    #[test]
    fn the_built_in_files_lose_nothing() {
        let mut read = 0;
        for file in crate::sources().iter().filter(|f| !f.0.starts_with("scoring/")) {
            let once = formatted(file).unwrap_or_else(|| panic!("{} would lose something", file.0));
            let again = formatted(&(file.0.clone(), once.clone()));
            assert_eq!(again.as_ref(), Some(&once), "{}", file.0);
            let before = crate::entries::read(std::slice::from_ref(file));
            let after = crate::entries::read(&[(file.0.clone(), once)]);
            assert!(before.iter().map(|e| (&e.kind, &e.key, &e.value)).eq(after.iter().map(|e| (&e.kind, &e.key, &e.value))), "{}", file.0);
            read += 1;
        }
        assert!(read > 30);
    }
}
