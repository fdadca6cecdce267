"""How much slower taking reports in is than coding them alone: both in turns, each ingest between two codings.

    python3 scripts/pace.py target/release/rasid REPORTS.jsonl [--rounds 5] [--threads 2]

Prints the speed of ingest as a part of that of coding, by the clock and by the time of processors, of each round and the medians. Aimed at is 0.70 by the
clock. Each ingest goes into an archive of its own.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import tempfile
import time


def cost(command):
    """Seconds by the clock and of processors."""
    before, begin = os.times(), time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    clock, after = time.perf_counter() - begin, os.times()
    return clock, after.children_user + after.children_system - before.children_user - before.children_system


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("rasid")
    parser.add_argument("reports")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", default="2")
    asked = parser.parse_args()
    common = [asked.reports, "--quiet", "--threads", asked.threads]
    code = [asked.rasid, "code", *common, "--format", "jsonl"]
    rounds, before = [], cost(code)
    for _ in range(asked.rounds):
        with tempfile.TemporaryDirectory() as folder:
            ingest = cost([asked.rasid, "ingest", *common, "--archive", pathlib.Path(folder) / "reports.archive"])
        after = cost(code)
        rounds.append([(one + other) / 2 / taken for one, other, taken in zip(before, after, ingest)])
        before = after
        print("clock {:.2f}, processors {:.2f}".format(*rounds[-1]), flush=True)
    print("medians: clock {:.2f}, processors {:.2f}".format(*map(statistics.median, zip(*rounds))))


main()
