"""Writes knowledge/words/frequency.tsv: how much oftener than others the press uses a lemma.

    cargo run --release -p rasid-morph --example words knowledge/words types < DOCS.jsonl > TYPES.tsv
    python3 scripts/count_lemmas.py TYPES.tsv

DOCS.jsonl is any large plain collection of news ({"id", "text"} a line); nothing of it is kept but counts of lemmas.
Words with one lemma count for it; a word with several is shared among them by how often they occur elsewhere and by
what the analyser thinks of each reading (expectation maximisation, twelve rounds). Three points are a doubling.
Remove frequency.tsv before listing the types, or it feeds on itself.
"""

import math
import sys
from collections import defaultdict
from pathlib import Path

WORDS = Path(__file__).resolve().parent.parent / "knowledge" / "words"
TEMPERATURE = 10
WINDOW = 60
LEAST, MOST = 8, 30
OPEN = {"Verb", "Noun", "Adjective", "Name"}


def types(path):
    for line in open(path, encoding="utf-8"):
        count, _, readings = line.rstrip("\n").split("\t")
        best = {}
        for reading in readings.split(" "):
            if reading:
                lemma, pos, prior = reading.split("|")
                best[lemma, pos] = max(best.get((lemma, pos), -999), int(prior))
        if best:
            top = max(best.values())
            kept = {k: math.exp((v - top) / TEMPERATURE) for k, v in best.items() if v > top - WINDOW}
            yield int(count), kept


def main():
    rows = list(types(sys.argv[1]))
    share = defaultdict(lambda: 1.0)
    for _ in range(12):
        counts = defaultdict(float)
        for count, readings in rows:
            mass = {k: w * share[k] for k, w in readings.items()}
            total = sum(mass.values())
            for k, m in mass.items():
                counts[k] += count * m / total
        share = defaultdict(lambda: 0.01, {k: c + 0.01 for k, c in counts.items()})
    out = ["# lemma\tpart of speech\tboost", "# Counted in 13,448 news articles of 2018; written by scripts/count_lemmas.py: do not edit."]
    for (lemma, pos), n in sorted(share.items(), key=lambda item: (-item[1], item[0])):
        boost = round(3 * math.log2(n / LEAST)) if n > LEAST else 0
        if boost > 0 and pos in OPEN:
            out.append(f"{lemma}\t{pos.lower()}\t{min(boost, MOST)}")
    (WORDS / "frequency.tsv").write_text("\n".join(out) + "\n", encoding="utf-8")
    print(len(out) - 2, "lemmas")


if __name__ == "__main__":
    main()
