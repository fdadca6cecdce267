#!/usr/bin/env python3
"""The page in a browser, with all it needs: makes archives, opens desks over them, drives Chromium through them, leaves nothing behind.

    CHROMIUM=/usr/bin/chromium NODE_MODULES=/tmp/page/node_modules python3 crates/rasid-desk/tests/page/run.py target/release/rasid [SHOTS]

Three desks: one over `examples/`, linked; one with accounts; one over reports that are full of what a page must not run or obey, in every part that
can reach it. Standard library only; see run.mjs for what the driver needs.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
CALL = "globalThis.hit=1"
SCRIPTS = [
    f"<script>{CALL}</script>", f"<img src=x onerror={CALL}>", f"<svg onload={CALL}>", f"<svg><script>{CALL}</script></svg>", f"<iframe src=javascript:{CALL}>",
    f"<a href=javascript:{CALL}>x</a>", f"<body onload={CALL}>", f"<details open ontoggle={CALL}>", f"<math><mtext><table><mglyph><style><img src=x onerror={CALL}>",
    f"<noscript><p title=\"</noscript><img src=x onerror={CALL}>\">", f"<form><math><mtext></form><form><mglyph><style></math><img src onerror={CALL}>",
    f"\"><img src=x onerror={CALL}>", f"'><svg/onload={CALL}>", f"\" onmouseover={CALL} autofocus onfocus={CALL} x=\"", f"' onfocus={CALL} autofocus '",
    f"javascript:{CALL}", f"JaVaScRiPt:{CALL}//", f"data:text/html,<script>{CALL}</script>", f"vbscript:{CALL}", f"</script><script>{CALL}</script>", f"</title><script>{CALL}</script>",
    f"</style><script>{CALL}</script>", f"<!--><img src=x onerror={CALL}>-->", f"<![CDATA[<script>{CALL}</script>]]>", f"<template><script>{CALL}</script></template>",
    f"<object data=javascript:{CALL}>", f"<embed src=javascript:{CALL}>", f"<link rel=stylesheet href=javascript:{CALL}>", f"<meta http-equiv=refresh content='0;url=javascript:{CALL}'>",
    f"<base href=javascript:{CALL}//>", f"<style>@import 'javascript:{CALL}';</style>", f"<div style=background:url(javascript:{CALL})>", f"<marquee onstart={CALL}>",
    f"<video><source onerror={CALL}></video>", f"<audio src=x onerror={CALL}>", f"<input autofocus onfocus={CALL}>", f"<select autofocus onfocus={CALL}>", f"<x contenteditable onfocus={CALL} autofocus>",
    f"<button formaction=javascript:{CALL}>x</button>", f"<svg><animate onbegin={CALL} attributeName=x>", f"<svg><a xlink:href=javascript:{CALL}><text>x</text></a></svg>",
    f"<svg><use href=\"data:image/svg+xml,<svg id=x xmlns='http://www.w3.org/2000/svg'><script>{CALL}</script></svg>#x\">", f"&lt;script&gt;{CALL}&lt;/script&gt;", f"&#60;script&#62;{CALL}&#60;/script&#62;",
    f"\\u003cscript\\u003e{CALL}\\u003c/script\\u003e", f"%3Cscript%3E{CALL}%3C/script%3E", f"＜script＞{CALL}＜/script＞", f"<scr<script>ipt>{CALL}</scr</script>ipt>", f"<IMG SRC=x OnErRoR={CALL}>",
    f"<img/src=x/onerror={CALL}>", f"<img src=x onerror&#61;{CALL}>", f"{{{{constructor.constructor('{CALL}')()}}}}", f"${{{CALL}}}", f"`-{CALL}-`", f"');{CALL};//", f"\");{CALL};//",
    f"]]><script>{CALL}</script>", f"<xmp><img src=x onerror={CALL}></xmp>", f"<plaintext><script>{CALL}</script>", f"<frameset onload={CALL}>",
]
TURNS = [chr(c) for c in [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C]]


def hostile():
    """Reports with each of these in every part, and in ways that turn words."""
    for n, bad in enumerate([*SCRIPTS, *(f"{turn}gpj.{turn}تقرير" for turn in TURNS), *(f"{a}{b}abc" for a in TURNS for b in TURNS[:4])]):
        text = f"{bad}\n\nوقّع وزير الخارجية التركي {bad} اتفاقا مع نظيره الإيراني في أنقرة أمس {bad}. وقصفت طائرات {bad} مدينة سرت."
        yield {"id": f"{n} {bad}", "outlet": f"وكالة {bad}", "published": f"2020-08-{n % 28 + 1:02}", "url": f"https://e.example/{n}?{bad}" if n % 2 else bad, "text": text}


def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def main():
    rasid, shots = Path(sys.argv[1]).resolve(), sys.argv[2:]
    folder, running = Path(tempfile.mkdtemp(prefix="rasid-page-")), []
    call = lambda *command, **more: subprocess.run([rasid, *map(str, command)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
    try:
        (folder / "hostile.jsonl").write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in hostile()), encoding="utf-8")
        desks = {}
        for name, reports in [("desk", HERE / "../../../../examples"), ("accounts", HERE / "../../../../examples"), ("hostile", folder / "hostile.jsonl")]:
            archive = folder / f"{name}.archive"
            # Some of the examples are no reports, and are told of.
            subprocess.run([rasid, "ingest", reports, "--archive", archive], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            call("link", "--archive", archive)
            if name == "accounts":
                call("account", "add", "مدير", "--role", "admin", "--archive", archive, input="كلمة سر طويلة\n".encode())
            desks[name] = port()
            running.append(subprocess.Popen([rasid, "serve", "--archive", archive, "--port", str(desks[name])], stderr=subprocess.DEVNULL))
        for at in desks.values():
            for _ in range(200):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{at}/api/session").close()
                    break
                except OSError:
                    time.sleep(0.05)
        address = {name: f"http://127.0.0.1:{at}" for name, at in desks.items()}
        environment = {**os.environ, "ACCOUNTS": address["accounts"], "HOSTILE": address["hostile"], "PASSWORD": "كلمة سر طويلة"}
        return subprocess.run(["node", HERE / "run.mjs", address["desk"], *shots], env=environment).returncode
    finally:
        for process in running:
            process.terminate()
            process.wait()
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
