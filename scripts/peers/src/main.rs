//! Coding beside what a user would take instead, on the same texts, one thread, in turns; prints JSON: each tool, and how many times as
//! long as coding it takes. `scripts/peers.py` runs it.

use anyhow::{Context as _, Result};
use charabia::Tokenize as _;
use rasid::input::Input;
use rasid::intensity::Intensities;
use rasid::record::Recorder;
use rasid::{Coder, Knowledge};
use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::Instant;
use unicode_segmentation::UnicodeSegmentation as _;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Sentences a second of PETRARCH2, coding alone with the parse given (CPython 2.7, full dictionaries of Phoenix, median of ten passes): it reads
/// English, so that its rate was measured by itself, over the GigaWord sample of its own distribution.
const PETRARCH2: f64 = 997.0;

/// Each is timed so often, in turns; the best counts.
const ROUNDS: usize = 3;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().context("peers REPORTS.jsonl [DOCUMENTS]")?;
    let most = arguments.next().map_or(Ok(2000), |n| n.parse())?;
    let lines = std::fs::read_to_string(&path).with_context(|| path.clone())?;
    let lines: Vec<&str> = lines.lines().take(most).collect();
    let inputs: Vec<Input> = lines.iter().enumerate().filter_map(|(n, line)| Input::json(&path, n + 1, line.as_bytes()).ok()).collect();
    let texts: Vec<&str> = inputs.iter().map(|i| i.document.text.as_str()).collect();

    let knowledge = Knowledge::builtin()?;
    let recorder = Recorder::new(Intensities::builtin(), knowledge.version());
    let forms: BTreeSet<&str> = texts.iter().flat_map(|t| t.unicode_words()).collect();
    let forms = fst::Set::from_iter(forms)?;
    let stemmer = rust_stemmers::Stemmer::create(rust_stemmers::Algorithm::Arabic);

    let mut code = || {
        let mut coder = Coder::new(&knowledge);
        let mut out = Vec::new();
        for (n, line) in lines.iter().enumerate() {
            let Ok(input) = Input::json(&path, n + 1, line.as_bytes()) else { continue };
            let coded = rasid::long::code(&mut coder, &input.document);
            out.clear();
            rasid::visible::json_line(&recorder.record(&input, &coded), &mut out);
            black_box(&out);
        }
    };
    let mut charabia = || {
        for text in &texts {
            black_box(text.tokenize().count());
        }
    };
    let mut look_up = || {
        for text in &texts {
            black_box(text.unicode_words().filter(|w| forms.contains(w)).count());
        }
    };
    let mut stem = || {
        for text in &texts {
            black_box(text.unicode_words().map(|w| stemmer.stem(w).len()).sum::<usize>());
        }
    };
    let mut tools: [(&str, &mut dyn FnMut()); 4] = [
        ("rasid code, JSON to JSON", &mut code),
        ("charabia, tokens alone", &mut charabia),
        ("unicode-segmentation and a look-up of each word in an FST", &mut look_up),
        ("unicode-segmentation and Snowball's Arabic stemmer", &mut stem),
    ];
    let mut best = [f64::INFINITY; 4];
    for _ in 0..ROUNDS {
        for (best, (_, tool)) in best.iter_mut().zip(&mut tools) {
            let begin = Instant::now();
            tool();
            *best = best.min(begin.elapsed().as_secs_f64());
        }
    }
    let sentences: usize = texts.iter().map(|text| rasid_text::segment(text).sentences.len()).sum();
    #[expect(clippy::cast_precision_loss, reason = "some thousand sentences")]
    let petrarch2 = ("PETRARCH2, coding alone, sentence for sentence", sentences as f64 / PETRARCH2);
    let timed = tools.iter().map(|(name, _)| *name).zip(best).skip(1).chain([petrarch2]);
    let rows: Vec<(&str, f64)> = timed.map(|(name, seconds)| (name, seconds / best[0])).collect();
    println!("{}", serde_json::to_string(&rows)?);
    Ok(())
}
