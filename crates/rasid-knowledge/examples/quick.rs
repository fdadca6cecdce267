//! A JSONL of documents → coded JSONL, for measuring.
#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::unwrap_used, missing_docs)]
use rasid_model::{Document, Entity, Span};
use rasid_morph::Lexicon;
use serde_json::json;

fn main() {
    let path = std::env::args().nth(1).unwrap();
    let words = std::env::args().nth(2).is_some();
    let mut files = Vec::new();
    collect(std::path::Path::new("knowledge"), std::path::Path::new("knowledge"), &mut files);
    files.sort();
    let wordy: Vec<_> = files.iter().filter(|f| f.0.starts_with("words/")).cloned().collect();
    let h = rasid_knowledge::hash(&wordy);
    let cache = format!("/tmp/lexicon-8-{h:x}.bin");
    let no_words: Vec<_> = files.iter().filter(|f| !f.0.starts_with("words/") || f.0 == "words/given.tsv").cloned().collect();
    let bytes = std::fs::read(&cache).unwrap_or_else(|_| {
        let b = rasid_knowledge::compile(&wordy).lexicon;
        std::fs::write(&cache, &b).unwrap();
        b
    });
    let mut compiled = rasid_knowledge::compile_over(bytes.clone(), &no_words);
    for p in &compiled.problems {
        eprintln!("{p}");
    }
    if std::env::var("EVERYTHING").is_ok() {
        compiled.tables.weights.clear();
        compiled.tables.everything = true;
    }
    let lexicon = Lexicon::from_bytes(bytes).unwrap();
    let mut memory = rasid_coder::Memory::new(&lexicon, &compiled.tables);
    let mut cache_words = rasid_morph::Words::new(&lexicon);
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let v: serde_json::Value = serde_json::from_str(line).unwrap();
        let s = |k: &str| v[k].as_str().map(str::to_owned);
        let d = Document {
            id: s("id").unwrap(),
            text: s("text").unwrap(),
            published: s("published").and_then(|d| d.parse().ok()),
            outlet: s("outlet"),
            url: None,
        };
        let mut cp = vec![0u32; d.text.len() + 1];
        let mut n = 0;
        for (i, c) in d.text.char_indices() {
            for k in 0..c.len_utf8() {
                cp[i + k] = n;
            }
            n += 1;
        }
        cp[d.text.len()] = n;
        let at = |s: Span| (cp[s.start as usize], cp[s.end as usize]);
        let ent = |e: &Entity| {
            let (a, b) = at(e.span);
            json!({"text": e.span.slice(&d.text), "start": a, "end": b, "name": e.name, "id": e.id, "country": e.country, "sector": e.sector, "kind": e.kind.name()})
        };
        if words {
            let seg = rasid_text::segment(&d.text);
            let w: Vec<_> = rasid_morph::words_of(&lexicon, &mut cache_words, &d.text, &seg)
                .iter()
                .map(|w| {
                    let (a, b) = at(seg.tokens[w.token].span);
                    json!({"start": a, "end": b, "proclitics": w.proclitics, "enclitics": w.enclitics, "lemma": w.lemma})
                })
                .collect();
            println!("{}", json!({"id": d.id, "words": w}));
            continue;
        }
        if std::env::var("TRACE").is_ok_and(|t| d.id.ends_with(&t)) {
            let t = rasid_coder::trace(&compiled.tables, &compiled.times, &mut memory, &d);
            for s in t.sentences {
                eprintln!("-----");
                for l in s {
                    eprintln!("{l}");
                }
            }
            for m in t.mentions {
                eprintln!("{} | {} {} {} {}", m.span.slice(&d.text), m.class, m.id, m.country, m.sector);
            }
        }
        let c = rasid_coder::code(&compiled.tables, &compiled.times, &mut memory, &d);
        let events: Vec<_> = c.events.iter().enumerate().map(|(i, e)| {
            let sp = |s: Span| { let (a, b) = at(s); json!({"start": a, "end": b, "text": s.slice(&d.text)}) };
            let all = |x: &[Entity]| x.iter().map(ent).collect::<Vec<_>>();
            json!({"id": format!("e{}", i + 1), "type": e.kind.name(), "mode": e.mode, "trigger": sp(e.evidence.trigger), "evidence": sp(e.evidence.clause), "actor": all(&e.actor), "recipient": all(&e.recipient),
              "date": e.date.map(|x| json!({"from": x.from.to_string(), "to": x.to.to_string()})), "place": e.place.as_ref().map(|p| json!({"text": p.span.slice(&d.text), "name": p.name, "country": p.country})),
              "status": e.status.name(), "said_by": all(&e.said_by), "denied_by": all(&e.denied_by), "same_as": e.same_as.map(|k| format!("e{}", k + 1)), "counts": e.counts.iter().map(|c| json!({"kind": c.kind.name(), "low": c.low, "high": c.high, "text": c.span.slice(&d.text)})).collect::<Vec<_>>(), "rule": e.evidence.rule, "reasons": e.evidence.reasons.iter().map(|r| &r.0).collect::<Vec<_>>(), "slots": e.evidence.slots.iter().map(|s| format!("{} {} {}", s.role, s.span.slice(&d.text), s.how)).collect::<Vec<_>>()})
        }).collect();
        let mut dbg = Vec::new();
        if std::env::var("DEBUG").is_ok() {
            let t = rasid_coder::trace(&compiled.tables, &compiled.times, &mut memory, &d);
            for w in t.words {
                let (a, b) = at(w.span);
                dbg.push(json!([
                    a,
                    b,
                    w.lemma,
                    format!("{:?}", w.reading.pos),
                    w.frames.iter().map(|f| compiled.tables.frames.all[*f as usize].id.clone()).collect::<Vec<_>>()
                ]));
            }
        }
        let silent = if std::env::var("DEBUG").is_ok() {
            rasid_coder::trace(&compiled.tables, &compiled.times, &mut memory, &d).silent
        } else {
            Vec::new()
        };
        let notes: Vec<_> = silent
            .iter()
            .map(|n| {
                let (a, b) = at(n.span);
                json!([a, b, n.detail])
            })
            .collect();
        println!(
            "{}",
            json!({"id": d.id, "events": events, "words": dbg, "notes": notes, "contexts": c.contexts,
          "agreements": c.agreements.iter().map(|a| { let (x, y) = at(a.span); json!({"text": a.span.slice(&d.text), "start": x, "end": y, "name": a.name, "kind": a.kind.name(), "status": a.status.name(), "parties": a.parties.iter().map(ent).collect::<Vec<_>>(), "mediators": a.mediators.iter().map(ent).collect::<Vec<_>>(), "date": a.date.map(|x| json!({"from": x.from.to_string(), "to": x.to.to_string()})), "place": a.place.as_ref().map(|p| p.span.slice(&d.text)), "quote": a.clause.slice(&d.text)}) }).collect::<Vec<_>>(),
          "positions": c.positions.iter().map(|a| { let (x, y) = at(a.toward); json!({"actor": ent(&a.actor), "toward": a.toward.slice(&d.text), "start": x, "end": y, "name": a.toward_name, "stance": a.stance.name(), "quote": a.clause.slice(&d.text)}) }).collect::<Vec<_>>()})
        );
    }
}

fn collect(root: &std::path::Path, folder: &std::path::Path, files: &mut Vec<(String, String)>) {
    for e in std::fs::read_dir(folder).unwrap().flatten() {
        let p = e.path();
        if p.is_dir() {
            collect(root, &p, files);
        } else if p.extension().is_some_and(|e| e == "toml" || e == "tsv") {
            files.push((p.strip_prefix(root).unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&p).unwrap()));
        }
    }
}
