#!/usr/bin/env python3
"""Fit the weights by which reports are linked: knowledge/scoring/links.tsv.

    fit_links.py SCORE_DIR GOLD.jsonl DOCS.jsonl BINARY [--write]

GOLD is ../shared/eval/links.dev.jsonl, DOCS the documents of its ids (id, text, published, outlet), BINARY the example of rasid-link:
`cargo build --release -p rasid-link --example links`. For each level (event, story, wire) one logistic regression with L2 over the
pairs of reports that are compared, with the few features named below; then the mean likeness at which groups stop
being joined, which is the same for all windows. Prints the figures of score_links.py three times: with each window
linked by weights fitted on the other windows; the same with the cut chosen on the other windows too; and
fitted on all of it, which says little. --write writes the file. Needs numpy and scipy.
"""
import csv
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

OUT = "knowledge/scoring/links.tsv"
# What each level looks at, how strong the penalty is (on features of variance 1), how far apart reports are compared.
LEVELS = {
    "event": (("lead", "title", "outlet", "near", "numbers"), 10.0, 2),
    "story": (("body", "plain", "rare", "acts"), 3.0, 1),
    "wire": (("copy", "outlet", "near", "lead"), 0.6, 2),
}
# Pairs that share next to nothing teach nothing.
HARD = 0.05
CUTS = [round(-3 + 0.25 * n, 2) for n in range(19)]
HEAD = """# How much each likeness of two reports speaks for one event, one story, one text, in logits; fitted by scripts/fit_links.py.
# Columns: level, feature, weight. `bias` is added always; groups are joined while the mean is at least `cut`; reports more than `days`
# apart are not compared.
"""


def fit(rows, gold, level):
    """Weights of the features, the bias last."""
    features, penalty, _ = LEVELS[level]
    x = np.array([[float(r[f]) for f in features] for r in rows])
    y = np.array([same(gold, r, level) for r in rows], float)
    mean, spread = x.mean(0), x.std(0) + 1e-9
    z = np.hstack([(x - mean) / spread, np.ones((len(x), 1))])

    def loss(w):
        p = z @ w
        value = np.logaddexp(0, p).sum() - y @ p + penalty / 2 * (w[:-1] @ w[:-1])
        slope = z.T @ (expit(p) - y)
        slope[:-1] += penalty * w[:-1]
        return value, slope

    w = minimize(loss, np.zeros(z.shape[1]), jac=True, method="L-BFGS-B").x
    return list(w[:-1] / spread) + [w[-1] - (w[:-1] * mean / spread).sum()]


def same(gold, row, level):
    a, b = gold[row["a"]][level], gold[row["b"]][level]
    return a is not None and a == b


def steady(scored):
    """The cut that does best with its neighbours: what they do as well is worth more than what one does by luck."""
    worth = [scored(cut)["pair_f1"] + scored(cut)["b3_f1"] for cut in CUTS]
    smooth = np.convolve(worth, (1, 2, 3, 2, 1), "valid")
    return CUTS[2 + int(smooth.argmax())]


def text(fits, cuts):
    lines = []
    for level, (features, _, days) in LEVELS.items():
        weights = dict(zip(features, fits[level]))
        lines += [("bias", fits[level][-1]), ("cut", cuts[level]), ("days", days), *weights.items()]
        lines = [line if len(line) == 3 else (level, *line) for line in lines]
    return HEAD + "".join(f"{level}\t{name}\t{value:.4g}\n" for level, name, value in lines)


def grouped(binary, docs, files):
    """The groups of all documents by each file of weights."""
    out = subprocess.run([binary, "groups", docs, *files], capture_output=True, check=True, text=True).stdout
    groups = {}
    for line in map(json.loads, out.splitlines()):
        if "weights" in line:
            current = groups.setdefault(line["weights"], {})
        else:
            current[line["id"]] = line
    return groups


def main():
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    sys.path.insert(0, sys.argv[1])
    import score_links

    gold, (docs, binary) = score_links.load(sys.argv[2]), sys.argv[3:5]
    windows = sorted({g["window"] for g in gold.values()})
    ids = {w: [i for i in gold if gold[i]["window"] == w] for w in windows}
    out = subprocess.run([binary, "pairs", docs], capture_output=True, check=True, text=True).stdout
    rows = [r for r in csv.DictReader(out.splitlines(), delimiter="\t") if r["a"] in gold and r["b"] in gold]
    rows = [r for r in rows if gold[r["a"]]["window"] == gold[r["b"]]["window"] and float(r["body"]) > HARD]
    fits = {w: {} for w in [*windows, None]}
    for w in fits:
        kept = [r for r in rows if gold[r["a"]]["window"] != w]
        fits[w] = {level: fit(kept, gold, level) for level in LEVELS}

    def scored(labels, which, level):
        return score_links.score(score_links.clusters(gold, which, level), labels)[0]

    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for n, w in enumerate(fits):
            for cut in CUTS:
                files[w, cut] = os.path.join(folder, f"{n}_{cut}.tsv")
                with open(files[w, cut], "w", encoding="utf-8") as f:
                    f.write(text(fits[w], dict.fromkeys(LEVELS, cut)))
        groups = grouped(binary, docs, list(files.values()))
    cuts = {}
    for level in LEVELS:
        label = lambda w, cut, which: score_links.clusters(groups[files[w, cut]], which, level)
        held = {cut: {i: (w, v) for w in windows for i, v in label(w, cut, ids[w]).items()} for cut in CUTS}
        best = steady(lambda cut: scored(held[cut], list(gold), level))
        cuts[level] = best
        nested = {}
        for w in windows:
            rest = [i for i in gold if gold[i]["window"] != w]
            own = steady(lambda cut: scored({i: held[cut][i] for i in rest}, rest, level))
            nested.update({i: held[own][i] for i in ids[w]})
        whole = label(None, best, list(gold))
        for name, labels in (("held out", held[best]), ("nested", nested), ("fitted", whole)):
            print(f"{level:6} {name:9} cut {best:+.2f} ", *(f"{k} {v:.3f}" for k, v in scored(labels, list(gold), level).items()))
    if "--write" in sys.argv:
        with open(OUT, "w", encoding="utf-8") as f:
            f.write(text(fits[None], cuts))


if __name__ == "__main__":
    main()
