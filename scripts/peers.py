"""Coding beside what a user would take instead, in one run, as ratios: how many times the texts of each tool Rasid codes in the same time.

    python3 scripts/peers.py REPORTS.jsonl [--documents 2000] [--profile release]

Needs cargo for the tools in Rust (scripts/peers, a program by itself: what is only compared with is no dependency), and for those in Python
`pip install rasid dateparser qalsadi camel-tools`; what is not installed or has no data is left out, and said. Method: one thread; Rasid goes
from a line of JSON to a line of JSON, the others do their part alone; the tools in Rust read the first 2,000 documents, those in Python the first
forty, and Rasid the same; in turns, three rounds, the best of each counts; loading of tables and models is not counted, and the words that
Rasid remembers are forgotten before every round. PETRARCH2 reads English: its rate of 997 sentences a second was measured by itself, the parse given.
"""

import argparse
import importlib
import itertools
import json
import pathlib
import re
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).parent
ROUNDS, FEW = 3, 40


def best(work):
    seconds = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return min(seconds)


def dates(texts):
    search = importlib.import_module("dateparser.search").search_dates
    return lambda: [search(text, languages=["ar"]) for text in texts]


def lemmas(texts):
    lemmatizer = importlib.import_module("qalsadi.lemmatizer").Lemmatizer()
    return lambda: [lemmatizer.lemmatize(word) for text in texts for word in re.findall(r"\w+", text)]


def disambiguated(texts):
    analyser = importlib.import_module("camel_tools.disambig.mle").MLEDisambiguator.pretrained()
    return lambda: [analyser.disambiguate(re.findall(r"\w+", text)) for text in texts]


PEERS = {"dateparser, dates alone": dates, "qalsadi, lemmas alone": lemmas, "camel-tools, morphology alone": disambiguated}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("reports")
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--profile", default="release")
    asked = parser.parse_args()
    print("| beside | throughput of Rasid, of its |\n| --- | --- |")
    command = ["cargo", "run", "--quiet", "--profile", asked.profile, "--manifest-path", HERE / "peers" / "Cargo.toml", "--"]
    done = subprocess.run([*command, asked.reports, str(asked.documents)], stdout=subprocess.PIPE, text=True, check=True)
    for name, ratio in json.loads(done.stdout):
        print(f"| {name} | {ratio:.2f} |", flush=True)
    try:
        import rasid
    except ImportError:
        sys.exit("rasid is not installed: the tools in Python are left out")
    with open(asked.reports, encoding="utf-8") as lines:
        reports = [json.loads(line) for line in itertools.islice(lines, FEW)]
    texts = [report["text"] for report in reports]
    coders = iter([rasid.Coder(threads=1) for _ in range(ROUNDS)])
    ours = best(lambda: next(coders).code(reports))
    for name, make in PEERS.items():
        try:
            print(f"| {name} | {best(make(texts)) / ours:.0f} |", flush=True)
        except Exception as why:
            print(f"{name}: does not run here: {type(why).__name__}: {str(why)[:80]}", file=sys.stderr)


if __name__ == "__main__":
    main()
