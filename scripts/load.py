#!/usr/bin/env python3
"""How long the desk takes to answer: one reader, then many while reports are taken in.

    python3 scripts/load.py target/release/rasid REPORTS.jsonl.gz [--archive LINKED.archive] [--readers 50] [--seconds 60] [--slow 0]

Ingests and links the reports into an archive of its own (or copies the one given), opens a desk over it, and asks what the page asks: first
alone, every view with other parameters each time; then with as many readers as told, who open a view, read for half a second to a second and a
half and open the next, while the same reports are taken in again as those of other outlets; with --slow, alone again beside so many connections that say nothing,
never end their question or send a decision a byte a second. Tells for each view the middle, the 95th and the
99th percentile in milliseconds, and every answer that was none. The driver shares the machine with what it measures. Standard library only; in
the end nothing is left of it.
"""

import argparse
import gzip
import http.client
import json
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

TYPES = ["ASSAULT", "AID", "CONSULT", "THREATEN", "REJECT", "AGREE", "PROTEST", "COOPERATE", "ACCUSE", "REQUEST"]
WHO = ["LBY", "SYR", "YEM", "USA", "RUS", "IRN", "SAU", "EGY", "TUR", "ISR", "PSE", "IRQ", "FRA", "GBR", "CHN", "PRK"]
WORDS = ["هدنة", "وقف إطلاق النار", "انتخابات", "عقوبات", "محادثات", "غارة", "اتفاق نووي", "لاجئون", "مجلس الأمن", "قمة"]
DAYS = [f"2018-{m:02}-{d:02}" for m in (3, 4, 5, 6, 7) for d in range(1, 29)]
# What the page asks before anything is seen.
FIRST = ["/", "/page/desk.js", "/page/base.js", "/page/en.json", "/api/session", "/api/terms", "/api/archive", "/api/overview"]


class Desk:
    """One reader, with a connection that stays open as a browser's does."""

    def __init__(self, port, address):
        self.host, self.address, self.port = f"localhost:{port}", address, port
        self.connection = None

    def get(self, path):
        """Status, body, seconds."""
        for turn in (0, 1):
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, source_address=(self.address, 0), timeout=60)
            started = time.perf_counter()
            try:
                self.connection.request("GET", path, headers={"Host": self.host, "Accept-Encoding": "gzip"})
                answer = self.connection.getresponse()
                body = answer.read()
                took = time.perf_counter() - started
                if answer.getheader("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                return answer.status, body, took
            except (OSError, http.client.HTTPException) as error:
                self.connection.close()
                self.connection = None
                if turn:
                    return str(error), b"", 0.0

    def json(self, path):
        status, body, _ = self.get(path)
        assert status == 200, f"{path}: {status}"
        return json.loads(body)


def views(desk, draw):
    """Names of views, each with what makes its address."""
    ids = [e["event"]["id"] for e in desk.json("/api/events?limit=500&order=random")["events"]]
    names = lambda path, key="id": [r[key] for r in desk.json(f"/api/{path}")["rows"]] or ["none"]
    stories, acts = names("stories?order=most&limit=200"), names("acts?order=most&limit=200")
    actors = [a["actor"] for a in desk.json("/api/namings")["actors"]][:50] or ["none"]
    span = lambda: "from={}&to={}".format(*sorted(draw.sample(DAYS, 2)))
    filters = lambda: draw.choice([f"party={draw.choice(WHO)}", f"type={draw.choice(TYPES)}", f"party={draw.choice(WHO)}&type={draw.choice(TYPES)}", span()])
    return {
        "overview": lambda: "overview",
        "overview, filtered": lambda: f"overview?from=2000-01-01&{filters()}",
        "events": lambda: f"events?order={draw.choice(['newest', 'day', 'uncertain', 'random'])}&offset={draw.randrange(0, 2000, 50)}&{filters()}",
        "event": lambda: f"events/{draw.choice(ids)}",
        "report": lambda: f"documents/{draw.choice(ids).split('.')[0]}",
        "search": lambda: f"search?q={urllib.parse.quote(draw.choice(WORDS))}&{span()}",
        "network": lambda: f"network?level={draw.choice(['country', 'entry'])}&{filters()}",
        "map": lambda: f"places?{filters()}",
        "count": lambda: f"count?by={draw.choice(['month,type', 'outlet', 'actor', 'dyad', 'place', 'week'])}&{filters()}",
        "stories": lambda: f"stories?{span()}",
        "story": lambda: f"stories/{urllib.parse.quote(draw.choice(stories))}",
        "act": lambda: f"acts/{urllib.parse.quote(draw.choice(acts))}",
        "agreements": lambda: f"agreements?order={draw.choice(['newest', 'most'])}&{span()}",
        "positions": lambda: f"positions?{span()}",
        "namings": lambda: f"namings?actor={urllib.parse.quote(draw.choice(actors))}",
        "draft": lambda: f"digest?month=2018-{draw.randrange(3, 7):02}&country={draw.choice(['', *WHO])}",
        "series": lambda: f"series?by={draw.choice(['day', 'week', 'month'])}&actor={draw.choice(WHO)}&recipient={draw.choice(WHO)}",
        "calendar": lambda: f"calendar?{span()}",
        "review": lambda: f"events?review=proposed&order={draw.choice(['uncertain', 'random', 'important'])}&limit=40&{filters()}",
        "quality": lambda: "quality",
        "notes": lambda: f"notes?limit={draw.randrange(100, 200)}",
        "log": lambda: "log",
        "linking": lambda: "linking",
        "archive": lambda: "archive",
        "agreement": lambda: "agreement",
    }


def told(title, times, bad):
    """Prints the percentiles of each view, and of all together."""
    print(f"\n{title}\n{'view':<20}{'answers':>8}{'p50':>8}{'p95':>8}{'p99':>8}{'most':>8}  ms")
    everything = sorted(t for all_of in times.values() for t in all_of)
    for name, all_of in [*times.items(), ("all", everything)]:
        all_of = sorted(all_of)
        if all_of:
            at = lambda share: 1000 * all_of[min(len(all_of) - 1, int(share * len(all_of)))]
            print(f"{name:<20}{len(all_of):>8}{at(0.5):>8.1f}{at(0.95):>8.1f}{at(0.99):>8.1f}{1000 * all_of[-1]:>8.1f}")
    print(f"not answered: {len(bad)}", *bad[:5], sep="\n  " if bad else "")


def read(port, number, make, until, times, bad, lock):
    """One of many readers."""
    desk, draw = Desk(port, f"127.0.2.{number + 1}"), random.Random(number)
    while time.time() < until:
        name = draw.choice(list(make))
        status, _, took = desk.get(f"/api/{make[name]()}")
        with lock:
            if status == 200:
                times[name].append(took)
            else:
                bad.append(f"{name}: {status}")
        time.sleep(0.5 + draw.random())


def slow(port, count, until):
    """Connections that are open and ask nothing whole; whoever is closed comes again."""
    begun = [b"", b"GET /api/archive HTTP/1.1\r\nHost: local", b"POST /api/review HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-Rasid: 1\r\nContent-Length: 9999\r\n\r\n"]
    all_of = [None] * count
    while not until.is_set():
        for n in range(count):
            try:
                if all_of[n] is None:
                    all_of[n] = socket.create_connection(("127.0.0.1", port), source_address=(f"127.0.9.{n % 250 + 1}", 0))
                    all_of[n].sendall(begun[n % 3])
                elif n % 3:
                    all_of[n].sendall(b"x")
            except OSError:
                all_of[n] = None
        until.wait(1)
    for one in filter(None, all_of):
        one.close()


def again(reports, to):
    """The same reports as those of other outlets, without end of them: they are all new."""
    opened = gzip.open if reports.suffix == ".gz" else open
    with opened(reports, "rt", encoding="utf-8") as lines, open(to, "w", encoding="utf-8") as out:
        for turn, line in enumerate(lines):
            report = json.loads(line)
            report.update(id=f"again-{turn}", outlet=f"again {report.get('outlet')}", url=None)
            out.write(json.dumps(report, ensure_ascii=False) + "\n")


def main():
    ask = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ask.add_argument("rasid", type=Path)
    ask.add_argument("reports", type=Path)
    ask.add_argument("--archive", type=Path, help="an archive that is ingested and linked; it is copied")
    ask.add_argument("--readers", type=int, default=50)
    ask.add_argument("--seconds", type=int, default=60)
    ask.add_argument("--alone", type=int, default=40, help="questions of each view that one reader asks")
    ask.add_argument("--slow", type=int, default=0, help="connections more that never end what they ask")
    asked = ask.parse_args()
    rasid = asked.rasid.resolve()
    folder = Path(tempfile.mkdtemp(prefix="rasid-load-"))
    running = []
    try:
        archive = folder / "load.archive"
        if asked.archive:
            shutil.copyfile(asked.archive, archive)
        else:
            for command in (["ingest", asked.reports], ["link"]):
                subprocess.run([rasid, *command, "--archive", archive], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        opened = time.perf_counter()
        running.append(subprocess.Popen([rasid, "serve", "--archive", archive, "--port", str(port)], stderr=subprocess.DEVNULL))
        desk = Desk(port, "127.0.0.1")
        while desk.get("/api/session")[0] != 200:
            time.sleep(0.02)
        opened = time.perf_counter() - opened
        first = sum(desk.get(path)[2] for path in FIRST)
        print(f"{json.dumps({k: v for k, v in desk.json('/api/archive').items() if isinstance(v, int)})}; open after {opened:.2f} s, first view {1000 * first:.0f} ms")
        draw = random.Random(7)
        make = views(desk, draw)
        times, bad = {name: [] for name in make}, []
        for name, address in make.items():
            for turn in range(asked.alone):
                # Each from another address: how often one may ask is bounded, and that is not what is measured.
                alone = desk if turn % 20 else Desk(port, f"127.0.{3 + turn // 20}.{1 + list(make).index(name)}")
                desk = alone
                status, _, took = alone.get(f"/api/{address()}")
                (times[name].append(took) if status == 200 else bad.append(f"{name}: {status}"))
        told("one reader", times, bad)
        if asked.slow:
            ended, times, bad = threading.Event(), {"archive": []}, []
            others = threading.Thread(target=slow, args=(port, asked.slow, ended))
            others.start()
            time.sleep(3)
            for turn in range(300):
                # Each question a connection of its own, as a probe asks.
                status, _, took = Desk(port, f"127.0.8.{turn % 250 + 1}").get("/api/archive")
                times["archive"].append(took) if status == 200 else bad.append(f"archive: {status}")
                time.sleep(0.05)
            ended.set()
            others.join()
            told(f"one reader beside {asked.slow} slow connections", times, bad)
        more = folder / "again.jsonl"
        again(asked.reports, more)
        ingest = subprocess.Popen([rasid, "ingest", more, "--archive", archive], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        running.append(ingest)
        times, bad, lock = {name: [] for name in make}, [], threading.Lock()
        until = time.time() + asked.seconds
        readers = [threading.Thread(target=read, args=(port, n, make, until, times, bad, lock)) for n in range(asked.readers)]
        for reader in readers:
            reader.start()
        ended = None
        while any(r.is_alive() for r in readers):
            time.sleep(0.1)
            if ended is None and ingest.poll() is not None:
                ended = asked.seconds - (until - time.time())
        note = f"ingest ended after {ended:.0f} s" if ended is not None else "ingest went on to the end"
        told(f"{asked.readers} readers for {asked.seconds} s while reports are taken in ({note})", times, bad)
        return 1 if bad else 0
    finally:
        for process in running:
            process.terminate()
            process.wait()
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
