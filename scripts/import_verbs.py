"""Writes knowledge/words/verbs.tsv: the attested verbs of a published list, as root and pattern.

    python3 scripts/import_verbs.py FOLDER

FOLDER holds the Python package mazini (a source archive, or an installed copy). Only facts are taken: which root has
a verb of which pattern, and, from the verb's forms, whether a weak or doubled radical goes against the rule of the
pattern (the marks after the colon; see the conjugator's documentation). Pairs of verbs-press.tsv are left out.
"""

import sys
from pathlib import Path

WORDS = Path(__file__).resolve().parent.parent / "knowledge" / "words"
NAMES = {
    "فعَل يفعُل": "I-au",
    "فعَل يفعِل": "I-ai",
    "فعَل يفعَل": "I-aa",
    "فعُل يفعُل": "I-uu",
    "فعِل يفعَل": "I-ia",
    "فعِل يفعِل": "I-ii",
    "فعّل": "II",
    "فاعل": "III",
    "أفعل": "IV",
    "تفعّل": "V",
    "تفاعل": "VI",
    "انفعل": "VII",
    "افتعل": "VIII",
    "افعلّ": "IX",
    "استفعل": "X",
    "افعالّ": "XI",
    "افعوعل": "XII",
    "افعوّل": "XIII",
    "فعلل": "QI",
    "تفعلل": "QII",
    "افعنلل": "QIII",
    "افعللّ": "QIV",
}
MARKS = "".join(chr(c) for c in range(0x64B, 0x653))
NOTICE = """\
# root	pattern	masdars	weight
# Facts from {url}
# (revision {commit}, {date}), by way of mazini 0.2.2: the attested verbs of «جداول إحصاء الأفعال العربية»
# by Marwan al-Bawwab and Yahya Mir Alam (مروان البواب ويحيى مير علم). Licence: CC BY 4.0,
# https://creativecommons.org/licenses/by/4.0/ . Changed: patterns renamed and marked, verbs of verbs-press.tsv left out.
# mazini: © Wael Tellat, CC BY 4.0. Written by scripts/import_verbs.py; do not edit.
"""


def bare(form):
    return form.translate({ord(c): None for c in MARKS})


def first(verb, slot):
    forms = verb.slots.get(slot)
    return forms[0].form if forms else ""


def mark(root, name, verb):
    """Where the verb goes against the rule of its pattern."""
    one, two, three = root[:3]
    past, present = bare(first(verb, "past_3ms")), bare(first(verb, "ind_3ms"))
    weak = "وي"
    if len(root) == 3 and two in weak and three not in weak and name[0] in "IVX":
        if name.split("-")[0] in ("I", "IV", "VII", "VIII", "X"):
            return ":sound" if two in past[1:] else ""
    if len(root) == 3 and two == three and name in ("III", "VI"):
        return ":sound" if past.count(two) > past.count("X") + 1 and past.endswith(two * 2) else ""
    if one == "و" and name == "I-aa":
        return ":keep" if present[1:2] == "و" else ""
    if one == "و" and name == "I-ia":
        return "" if present[1:2] == "و" or two == three else ":drop"
    return ""


def press():
    path = WORDS / "verbs-press.tsv"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    seats = str.maketrans("أإؤئى", "ءءءءي")
    return {(row[0].translate(seats), row[1].split(":")[0]) for row in rows}


def main():
    folder = Path(sys.argv[1])
    sys.path.insert(0, str(folder / "src" if (folder / "src").is_dir() else folder))
    from mazini import conjugate
    from mazini.lexicon import LEXICON_INFO as info
    from mazini.lexicon import attested_wazns, lexicon_roots

    known = press()
    rows = []
    for root in lexicon_roots():
        for wazn in attested_wazns(root):
            name = NAMES[wazn]
            if (root, name) not in known:
                rows.append(f"{root}\t{name}{mark(root, name, conjugate(root, wazn))}\t-\t0\n")
    head = NOTICE.format(url=info.source_url, commit=info.source_commit, date=info.source_date)
    (WORDS / "verbs.tsv").write_text(head + "".join(rows), encoding="utf-8")
    print(len(rows), "verbs")


if __name__ == "__main__":
    main()
