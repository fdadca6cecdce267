"""What the Python package costs over the program, as ratios: batches of 1,000 documents, one thread and two, cold and warm.

    python3 scripts/overhead.py target/release/rasid REPORTS.jsonl [--batches 6]

Both are to be built from the same sources with the same profile, or the figures say nothing. Each run is a process of its own, the best of three in turns. The
program reads JSON lines and writes records as JSON lines; the package gives Arrow tables, 1,000 documents a call, of the same lines read by Python's
`json` or by pyarrow. Cold: the process from its start to the end of the first batch. Warm: what each further batch adds.
"""

import argparse
import itertools
import pathlib
import subprocess
import sys
import tempfile
import time

ROUNDS, BATCH = 3, 1000
PACKAGE = {
    "dicts": """
import itertools, json, sys, rasid
coder, lines = rasid.Coder(threads=int(sys.argv[2])), open(sys.argv[1], encoding="utf-8")
while batch := [json.loads(line) for line in itertools.islice(lines, int(sys.argv[3]))]:
    coder.code(batch)
""",
    "Arrow": """
import sys, pyarrow.json, rasid
coder, table, size = rasid.Coder(threads=int(sys.argv[2])), pyarrow.json.read_json(sys.argv[1]), int(sys.argv[3])
for at in range(0, len(table), size):
    coder.code(table.slice(at, size))
""",
}


def seconds(command):
    begin = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("rasid")
    parser.add_argument("reports")
    parser.add_argument("--batches", type=int, default=6)
    asked = parser.parse_args()
    with open(asked.reports, encoding="utf-8") as lines:
        kept = list(itertools.islice(lines, BATCH * asked.batches))
    asked.batches = len(kept) // BATCH
    if asked.batches < 2:
        sys.exit(f"{asked.reports}: at least {2 * BATCH} documents are wanted")
    best = {}
    with tempfile.TemporaryDirectory() as folder:
        files = {n: pathlib.Path(folder) / f"{n}.jsonl" for n in (1, asked.batches)}
        for n, file in files.items():
            file.write_text("".join(kept[: BATCH * n]), encoding="utf-8")
        for _, threads, n in itertools.product(range(ROUNDS), ("1", "2"), files):
            runs = {"program": [asked.rasid, "code", "--threads", threads, "--format", "jsonl", files[n]]}
            runs |= {name: [sys.executable, "-c", code, files[n], threads, str(BATCH)] for name, code in PACKAGE.items()}
            for name, command in runs.items():
                key = (name, threads, n)
                best[key] = min(best.get(key, float("inf")), seconds(command))
    cold = {key[:2]: took for key, took in best.items() if key[2] == 1}
    warm = {key: (best[*key, asked.batches] - took) / (asked.batches - 1) for key, took in cold.items()}
    print("| | one thread | two threads |\n| --- | --- | --- |")
    for name in PACKAGE:
        for when, took in (("cold", cold), ("warm", warm)):
            print(f"| package, {name}, of the program, {when} | " + " | ".join(f"{took[name, t] / took['program', t]:.2f}" for t in "12") + " |")
    for name in ("program", *PACKAGE):
        print(f"| two threads gain, {name}, warm | | {warm[name, '1'] / warm[name, '2']:.2f} |")



if __name__ == "__main__":
    main()
