#!/usr/bin/env python3
"""Completes knowledge/actors/states.toml from CLDR: codes, English and Arabic short names of territories.

The file itself is written by hand (adjectives, peoples, by-names, seats of government). This script only
adds the CLDR name where an entry lacks it, appends the territories that no entry covers, and writes the
file back in one form. Running it twice changes nothing.

Source:  CLDR 47 territory names, as carried by babel 2.18.0 (PyPI).
Licence: data Unicode-3.0, Copyright © 1991-2024 Unicode, Inc.; babel BSD-3-Clause.
Usage:   python3 scripts/import_states.py [knowledge/actors/states.toml]   (needs babel==2.18.0)
"""
import re
import sys
import tomllib
from pathlib import Path

from babel import Locale
from babel.core import get_global

FIELDS = ["code", "name", "ar", "nisba", "ambiguous_nisba", "people", "capital", "capital_name", "government", "source"]
CLDR = "CLDR territories by babel 2.18.0 (Unicode-3.0)"
# CLDR codes without an ISO 3166 alpha-3 code, and names that are descriptions rather than names.
EXTRA = {"XK": "XKX"}
SKIP = {"AC", "CP", "DG", "EA", "IC", "TA", "EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
NO_NAME = {"AW", "HK", "MO", "CG", "CD", "MM", "UM", "IO", "TL"}
# Withdrawn codes that CLDR keeps as aliases of a state's present one.
WITHDRAWN = {"BUR", "DDR", "FXX", "TMP", "YMD", "ZAR"}


def fold(word):
    """The script's own reduction, for comparing spellings only."""
    word = re.sub("[\u064b-\u0652\u0670\u0640]", "", word)
    return word.translate(str.maketrans("أإآٱىةؤئ", "اااايهوي"))


def alpha3():
    """alpha-2 → alpha-3, from CLDR's territory aliases."""
    table = dict(EXTRA)
    for alias, territories in get_global("territory_aliases").items():
        if re.fullmatch("[A-Z]{3}", alias) and alias not in WITHDRAWN and len(territories) == 1:
            table.setdefault(territories[0], alias)
    return table


def quoted(value):
    if isinstance(value, list):
        return "[" + ", ".join(quoted(v) for v in value) + "]"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def entry(state):
    lines = ["[[state]]"]
    for field in FIELDS:
        value = state.get(field, [] if field in ("ar", "nisba", "people", "capital", "government") else None)
        if value is not None:
            lines.append(f"{field} = {quoted(value)}")
    return "\n".join(lines) + "\n"


def complete(states):
    """Adds what CLDR has and the hand-written entries lack."""
    arabic, english = Locale("ar").territories, Locale("en").territories
    by_code = {s["code"]: s for s in states}
    for two, three in sorted(alpha3().items()):
        if two in SKIP or two not in arabic or not re.fullmatch("[A-Z]{2}", two):
            continue
        name = arabic[two]
        if three not in by_code:
            by_code[three] = {"code": three, "name": english[two].replace("St. ", "Saint ").replace(" & ", " and "), "ar": [name], "source": CLDR}
            states.append(by_code[three])
            continue
        state = by_code[three]
        if two not in NO_NAME and fold(name) not in {fold(n) for n in state["ar"]}:
            state["ar"].append(name)


def main():
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "knowledge/actors/states.toml")
    text = path.read_text(encoding="utf-8")
    head = text[: text.index("\n[[") + 1]
    data = tomllib.loads(text)
    states = data["state"]
    complete(states)
    body = "\n".join(entry(s) for s in states)
    rest = "\n".join("[[not_a_state]]\nwords = " + quoted(n["words"]) + "\n" for n in data.get("not_a_state", []))
    path.write_text(head + body + ("\n" + rest if rest else ""), encoding="utf-8")


if __name__ == "__main__":
    main()
