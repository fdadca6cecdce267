"""Figures that grow: time, memory and size of the result against the size of the input over three decades, threads 1 and 2, cold and warm.

    python3 scripts/grow.py target/release/rasid REPORTS.jsonl [--largest 10000]

Prints Markdown, ratios only. Columns: documents; time of a document, of that at the largest size on one thread; what two threads gain; memory
at its highest, of that at the largest size; bytes of records for one of text. Loading the knowledge is in the time of each run (that is what makes
small runs dear), and is told by itself as documents' worth of time. Every run is a process of its own; each of the best of two.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

ROUNDS = 2


def run(command, out):
    """Seconds, and memory at its highest in KiB; the best of some rounds."""
    seconds, memory = float("inf"), float("inf")
    for _ in range(ROUNDS):
        out.seek(0)
        out.truncate()
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"{' '.join(map(str, command))} failed")
        seconds, memory = min(seconds, time.perf_counter() - begin), min(memory, usage.ru_maxrss)
    return seconds, memory, os.fstat(out.fileno()).st_size


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("rasid")
    parser.add_argument("reports")
    parser.add_argument("--largest", type=int, default=10_000)
    asked = parser.parse_args()
    with open(asked.reports, encoding="utf-8") as lines:
        reports = [line for _, line in zip(range(asked.largest), lines)]
    # By day, so that a larger corpus is a longer one: what linking takes grows with the reports of a day.
    reports.sort(key=lambda line: json.loads(line).get("published") or "")
    sizes = [len(reports) // d for d in (1000, 100, 10, 1) if len(reports) // d]
    rows, links = [], []
    with tempfile.TemporaryDirectory() as folder, open(f"{folder}/out", "w+b") as out:
        path = f"{folder}/reports.jsonl"
        for size in [1, *sizes]:
            with open(path, "w", encoding="utf-8") as some:
                some.writelines(reports[:size])
            text = sum(len(json.loads(line)["text"].encode()) for line in reports[:size])
            one, two = (run([asked.rasid, "code", "--quiet", "--format", "jsonl", "--threads", n, path], out) for n in "12")
            rows.append((size, one, two, text))
            if size > 1:
                links.append((size, run([asked.rasid, "link", "--quiet", "--format", "jsonl", path], out)))
    load = rows.pop(0)[1]
    size, last, _, _ = rows[-1]
    each = (last[0] - load[0]) / (size - 1)
    print(f"A process that codes one document takes as long as {load[0] / each:.0f} documents of a long run, and {load[1] / last[1]:.2f} of its memory.\n")
    print("| documents | time of one, with loading | without loading | two threads gain | memory | record bytes for a byte of text |")
    print("| --- | --- | --- | --- | --- | --- |")
    for size, one, two, text in rows:
        own = (one[0] - load[0]) / (size - 1) / each if size > 1 else float("nan")
        gain = (one[0] - load[0]) / (two[0] - load[0]) if size > 99 else float("nan")
        print(f"| {size} | {one[0] / size / (last[0] / rows[-1][0]):.2f} | {own:.2f} | {gain:.2f} | {one[1] / last[1]:.2f} | {one[2] / text:.2f} |")
    print("\n| documents | time of linking one, of that at the largest | memory, of that at the largest |\n| --- | --- | --- |")
    for size, link in links:
        print(f"| {size} | {(link[0] - load[0]) / size / ((links[-1][1][0] - load[0]) / links[-1][0]):.2f} | {link[1] / links[-1][1][1]:.2f} |")


if __name__ == "__main__":
    main()
