"""How an archive bears its growth: ingest in steps into one file, and at each size what ingest, searches and questions for events take.

    cargo build --release -p rasid-cli && cargo build --release -p rasid-archive --example latency
    python3 scripts/million.py target/release/rasid REPORTS.jsonl [--marks 10000,100000,300000,1000000] [--folder /tmp] [--leave 8]

The reports are streamed, never stored: those of the file, and then again and again, each time other reports: every second sentence is of
another report, numbers and days are moved. The last 10,000 (or fewer) before each mark are ingested by a process of their own, so that the same work is timed on
an archive of each size; in processor time, beside that of coding the same reports alone, as others may share the machine. The questions are the same at every mark: words of the reports by
their rank, one, two together, and two that stand side by side. Every list of questions is asked twice, the second counts. Prints Markdown. It stops, and
says so, where less room than `--leave` (in GB) is left; in the end nothing is left of it.
"""

import argparse
import collections
import datetime
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROBE = 10_000
SINGLES, PAIRS, PHRASES = 100, 100, 100


def reports(path):
    """The reports without end, each another, as lines; with the bytes of its text."""
    with open(path, encoding="utf-8") as lines:
        known = list({report["text"]: report for report in map(json.loads, lines)}.values())
    for turn in itertools.count():
        for at, report in enumerate(known):
            own, other = (known[n % len(known)]["text"].split(". ") for n in (at, at + 7919 * (turn + 1)))
            own[1::2] = (other[n % len(other)] for n in range(1, len(own), 2))
            text = re.sub(r"[0-9]{1,15}", lambda number: str(int(number[0]) + turn), ". ".join(own))
            report = report | {"id": f"{report['id']}-{turn}", "text": text}
            report.pop("url", None)
            if report.get("published"):
                day = datetime.date.fromisoformat(report["published"][:10])
                report["published"] = str(day + datetime.timedelta(days=150 * turn % 30_000))
            yield f"{json.dumps(report, ensure_ascii=False)}\n".encode(), len(text.encode())


def questions(path):
    """Words by rank, spread over all ranks from the fiftieth on as evenly as their logarithms; pairs of them; words that stand together."""
    with open(path, encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    words = [re.findall(r"[ء-ي]{3,}", text) for text in texts]
    ranked = [word for word, _ in sorted(collections.Counter(itertools.chain(*words)).items(), key=lambda pair: (-pair[1], pair[0]))]
    first, last = min(50, len(ranked) // 4), len(ranked) - 1
    spread = lambda count: [ranked[round(first * (last / first) ** (n / (count - 1)))] for n in range(count)]
    yield from spread(SINGLES)
    once = spread(PAIRS)
    yield from (f"{once[n]} {once[n * 7 % (PAIRS // 2)]}" for n in range(PAIRS))
    for n in range(PHRASES):
        of = words[n * len(words) // PHRASES]
        if len(of) > 40:
            yield f'"{of[n % 30]} {of[n % 30 + 1]}"'


def run(command, lines=(), out=subprocess.DEVNULL):
    """What it takes to let a program read lines: processor seconds, highest KiB."""
    process = subprocess.Popen([*map(str, command)], stdin=subprocess.PIPE, stdout=out)
    for line in lines:
        process.stdin.write(line)
    process.stdin.close()
    ended, memory = 0, 0
    while not ended:
        # What the system tells of a child that has ended has this program's own memory in it.
        try:
            memory = max(memory, int(re.search(r"VmHWM:\s*([0-9]+)", Path(f"/proc/{process.pid}/status").read_text())[1]))
        except (OSError, TypeError):
            pass
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        time.sleep(0.02)
    if status:
        sys.exit(f"{command[0]} {command[1]} failed")
    return usage.ru_utime + usage.ru_stime, memory


def latency(program, archive, asked):
    """The milliseconds of which 95 of 100 questions take no more: searches, lists of events, counts; and the highest KiB."""
    with tempfile.TemporaryFile() as out:
        _, memory = run([program, archive, asked], out=out)
        out.seek(0)
        unit = {"ns": 1e-6, "µs": 1e-3, "ms": 1, "s": 1e3}
        found = re.findall(r"p95 ([0-9.]+)(ns|µs|ms|s)", out.read().decode())
    return [float(number) * unit[kind] for number, kind in found], memory


class Stream:
    """Reports as they are taken, counted; it ends where room ends."""

    def __init__(self, path, folder, leave):
        self.reports, self.folder, self.leave = reports(path), folder, leave
        self.count = self.text = 0

    def take(self, count):
        for line, text in itertools.islice(self.reports, max(count, 0)):
            if self.count % 1000 == 0 and shutil.disk_usage(self.folder).free < self.leave * 10**9:
                return
            self.count, self.text = self.count + 1, self.text + text
            yield line


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("rasid", type=Path)
    parser.add_argument("reports")
    parser.add_argument("--marks", default="10000,100000,300000,1000000")
    parser.add_argument("--folder", help="where there is room for the archive, some 10 KB a report")
    parser.add_argument("--leave", type=float, default=8)
    asked = parser.parse_args()
    rasid = asked.rasid.resolve()
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        archive, list_of = Path(folder) / "million.archive", Path(folder) / "questions"
        list_of.write_text("\n".join(dict.fromkeys(questions(asked.reports))), encoding="utf-8")
        print("| reports | ingest, of coding the same | rate, of that at first | search p95, ms | events p95, ms | counts p95, ms | memory of ingest, MB | of questions | archive bytes for one of text |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |", flush=True)
        stream, highest, first = Stream(asked.reports, folder, asked.leave), 0, None
        options = ["--quiet", "--threads", "1"]
        for mark in map(int, asked.marks.split(",")):
            into = [rasid, "ingest", "-", *options, "--archive", archive]
            before = mark - stream.count - PROBE
            many = run(into, stream.take(before))[1] if before > 0 else 0
            last = list(stream.take(mark - stream.count))
            coding, _ = run([rasid, "code", "-", *options, "--format", "jsonl"], last)
            ingest, memory = run(into, last)
            highest, first = max(highest, many, memory), first or ingest / coding
            times, asking = latency(rasid.parent / "examples" / "latency", archive, list_of)
            cells = [stream.count, f"{ingest / coding:.2f}", f"{first / (ingest / coding):.2f}", *(f"{t:.1f}" for t in times), highest // 1024, asking // 1024]
            print("|", " | ".join(map(str, [*cells, f"{archive.stat().st_size / stream.text:.2f}"])), "|", flush=True)
            if stream.count < mark:
                print(f"\nEnded at {stream.count} of {mark}: less than {asked.leave} GB would have been left.")
                break


if __name__ == "__main__":
    main()
