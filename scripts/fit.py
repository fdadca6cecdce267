#!/usr/bin/env python3
"""Fit the scorer's weights: knowledge/scoring/weights.tsv.

    fit.py SCORE_DIR GOLD=CODED [GOLD=CODED ...] --out knowledge/scoring/weights.tsv

GOLD is an annotated file (see ../shared/eval/README.md; two thirds of the development reports, never the seeds, the
field's gold or a treebank), CODED the same documents with every candidate kept and its `reasons`:
`cargo run --release -p rasid --example candidates -- DOCS.jsonl > CODED.jsonl`.
A candidate is right where score.py's matching pairs it with a gold event. One logistic
regression with L2, cross-validated by outlet; prints the figures of both halves. Standard library only.
"""
import collections
import json
import math
import sys


def load(score, pairs):
    rows = []
    for pair in pairs:
        gold_path, coded_path = pair.split("=")
        coded = {d["id"]: d for d in score.lines(coded_path)}
        for doc in score.lines(gold_path):
            score.locate(doc)
            events = coded.get(doc["id"], {}).get("events") or []
            hit = {id(c) for _, c in score.match(doc["events"], events)}
            fold = doc.get("outlet") or "?"
            rows.append((fold, len(doc["events"]), [(e["reasons"], id(e) in hit) for e in events]))
    return rows


def fit(rows, names, rounds=600, l2=2.0, rate=0.3):
    """Gradient ascent with a step per feature that shrinks with its history (Adagrad); the same on every run."""
    weight = dict.fromkeys(names, 0.0)
    past = dict.fromkeys(names, 1e-6)
    data = [(r, y) for _, _, events in rows for r, y in events]
    for _ in range(rounds):
        grad = {n: -l2 * w for n, w in weight.items()}
        for reasons, y in data:
            p = 1 / (1 + math.exp(-sum(weight.get(r, 0.0) for r in reasons)))
            for r in reasons:
                if r in grad:
                    grad[r] += y - p
        for n, g in grad.items():
            past[n] += g * g
            weight[n] += rate * g / math.sqrt(past[n])
    return weight


def figures(rows, weight, bias=0.0):
    hit = coded = gold = 0
    for _, n, events in rows:
        gold += n
        for reasons, y in events:
            if sum(weight.get(r, 0.0) for r in reasons) + bias >= 0:
                coded += 1
                hit += y
    p, r = hit / max(coded, 1), hit / max(gold, 1)
    return p, r, 2 * p * r / max(p + r, 1e-9)


def main():
    args = [a for a in sys.argv[1:] if not a.startswith("--")]
    out = sys.argv[sys.argv.index("--out") + 1] if "--out" in sys.argv else None
    args = [a for a in args if a != out]
    sys.path.insert(0, args[0])
    import score

    rows = load(score, args[1:])
    count = collections.Counter(r for _, _, events in rows for reasons, _ in events for r in reasons)
    names = sorted(n for n, c in count.items() if c >= 8)
    folds = sorted({f for f, _, _ in rows})
    groups = [folds[i::5] for i in range(5)]
    best = None
    for l2 in (1.0, 3.0, 8.0):
        held = [(g, fit([r for r in rows if r[0] not in g], names, l2=l2)) for g in groups if g]
        for bias in (-0.4, -0.2, 0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2):
            hit = coded = gold = 0
            for g, weight in held:
                for f, n, events in rows:
                    if f in g:
                        gold += n
                        kept = [y for reasons, y in events if sum(weight.get(r, 0.0) for r in reasons) + bias >= 0]
                        coded += len(kept)
                        hit += sum(kept)
            p, r = hit / max(coded, 1), hit / max(gold, 1)
            f1 = 2 * p * r / max(p + r, 1e-9)
            if best is None or f1 > best[0]:
                best = (f1, p, r, l2, bias)
    f1, p, r, l2, bias = best
    print(f"cross-validated by outlet: P {p:.3f} R {r:.3f} F1 {f1:.3f} (l2 {l2}, bias {bias})")
    everything = figures(rows, {}, 1.0)
    print("every candidate:           P %.3f R %.3f F1 %.3f" % everything)
    weight = fit(rows, names, l2=l2)
    weight["always"] = weight.get("always", 0.0) + bias
    print("on what it was fitted on:  P %.3f R %.3f F1 %.3f" % figures(rows, weight))
    if out:
        with open(out, "w", encoding="utf-8") as f:
            f.write("# Weights of the event scorer, in hundredths of a logit; fitted by scripts/fit.py.\n")
            for n, w in sorted(weight.items()):
                if round(100 * w):
                    f.write(f"{n}\t{round(100 * w)}\n")


if __name__ == "__main__":
    main()
