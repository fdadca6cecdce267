#!/usr/bin/env python3
"""How much of a corpus the knowledge covers, and how sure that figure is.

    python3 scripts/coverage.py figures WORDS CODED            the three figures
    python3 scripts/coverage.py draw KIND WORDS CODED          items to be read, as TSV: document, start, end, verdict
    python3 scripts/coverage.py show TSV DOCUMENTS             the items with the text around them, to read them by
    python3 scripts/coverage.py score TSV…                     what the verdicts make of a figure

WORDS and CODED are what `rasid words --format jsonl` and `rasid code --format jsonl` print of the same DOCUMENTS (JSONL with
id and text). KIND and the verdicts that its items may get:

    unknown   words that the lexicon does not have: name · word · broken (misspelt, split, foreign, no word of the language)
    persons   persons in records that a role or a nationality introduces: right · wrong · missing (no country, though the
              text tells it) · untold (no country, and none is told) · not (no person so introduced)
    places    prepositions of place with a proper name: right · wrong · missing (a place that nothing resolves) · not (no
              name of a place)

A TSV holds offsets in code points and no text: what is read stays where it is. Standard library only.
"""

import argparse
import json
import random
import re
import sys
import tomllib
from pathlib import Path

KNOWLEDGE = Path(__file__).parent.parent / "knowledge"
LETTERS = re.compile("[ء-ي]")
MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
FOLD = str.maketrans("أإآٱىؤئة", "اااايويه")
VERDICTS = {
    "unknown": ("name", "word", "broken"),
    "persons": ("right", "wrong", "missing", "untold", "not"),
    "places": ("right", "wrong", "missing", "not"),
}
ROLES = ("actor", "recipient", "said_by", "denied_by")
# Lemmas of prepositions of place; «ب» stands as a proclitic.
BEFORE = {"في", "قرب", "بالقرب", "داخل", "خارج", "حول", "قبالة", "باتجاه", "نحو"}
# Words that introduce a place: «مدينة سرت».
CUES = set(
    "مدينه محافظه ولايه بلده قريه منطقه مديريه حي مخيم اقليم جزيره مقاطعه عاصمه قضاء ناحيه ريف جبل وادي مطار ميناء معبر قاعده"
    " بلديه عماله شمال جنوب شرق غرب شمالي جنوبي شرقي غربي".split()
)
# Names that tell a time.
MONTHS = set(
    "يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر كانون شباط اذار نيسان ايار حزيران تموز اب ايلول"
    " تشرين محرم صفر ربيع جمادي رجب شعبان رمضان شوال يوليوز غشت شتنبر نونبر دجنبر جانفي فيفري افريل ماي جوان جويليه اوت".split()
)


def fold(text):
    return MARKS.sub("", text or "").translate(FOLD)


def lines(path):
    with open(path, encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def corpus(args):
    """Each document's words and record; the words of signs and digits left out."""
    coded = {record["id"]: record for record in lines(args.coded)}
    for document in lines(args.words):
        words = [w for w in document["words"] if LETTERS.search(w["text"])]
        yield document["id"], words, coded.get(document["id"], {"events": []})


def unknown(documents):
    """Every word, and whether the lexicon has it."""
    return [(id, w["start"], w["end"], w["known"]) for id, words, _ in documents for w in words]


def persons(documents):
    """The persons of records whose first word is a known noun or adjective, and whether they have a country."""
    out = {}
    for id, words, record in documents:
        first = {w["start"]: w for w in words}
        for event in record["events"]:
            for entity in (e for role in ROLES for e in event[role]):
                word = first.get(entity["start"])
                if entity["kind"] == "person" and word and word["known"] and word["pos"] in ("noun", "adjective"):
                    out[id, entity["start"], entity["end"]] = bool(entity["country"])
    return [(*key, has) for key, has in out.items()]


def phrase(words, at):
    """The proper name that a preposition of place governs, and the words with which it begins."""
    word = words[at]
    if word["pos"] == "preposition" and fold(word["lemma"]) in map(fold, BEFORE) and not word["enclitics"]:
        at += 1
    elif "ب" not in word["proclitics"] or word["pos"] == "verb":
        return None
    start, near = at, lambda k: k < len(words) and (k == 0 or words[k]["start"] - words[k - 1]["end"] <= 1)
    while near(at) and fold(words[at]["lemma"]) in CUES:
        at += 1
    name = at
    while near(at) and (words[at]["pos"] == "name" or not words[at]["known"]) and fold(words[at]["lemma"]) not in MONTHS:
        at += 1
    return (start, name, at) if name < at else None


def gazetteer():
    """The names of places and states that the knowledge files have; those that need a cue are by themselves left out."""
    names = set()
    for path in KNOWLEDGE.glob("places/*.tsv"):
        for row in (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"):
            if len(row) > 6:
                forms = [fold(name.strip()) for name in re.split("[|;]", row[1])]
                names |= {(name, row[6] == "1") for name in forms}
    states = tomllib.loads((KNOWLEDGE / "actors/states.toml").read_text(encoding="utf-8"))["state"]
    names |= {(fold(name), False) for state in states for key in ("ar", "capital") for name in state.get(key, ())}
    return {name for name, cue in names if not cue}, {name for name, _ in names}


def places(documents):
    """Phrases of place with a proper name, and whether the name is in the gazetteer, or a record anywhere resolves it."""
    documents, found = list(documents), []
    resolved, cued = gazetteer()
    for _, _, record in documents:
        for event in record["events"]:
            place = event["place"]
            names = {fold(place["text"])} if place and place["country"] else set()
            names |= {fold(e["text"]) for role in ROLES for e in event[role] if e["kind"] == "country" and e["country"]}
            resolved |= names
            cued |= names
    for id, words, _ in documents:
        for at in range(len(words)):
            if span := phrase(words, at):
                start, name, end = span
                bare = lambda k: re.sub("^" + fold(words[k]["proclitics"]), "", fold(words[k]["text"]))
                texts = {" ".join(map(bare, range(a, b))) for a in (start, name) for b in range(name + 1, end + 1)}
                texts |= {t.removeprefix("ال") for t in texts} | {"ال" + t for t in texts}
                known = bool((cued if start < name else resolved) & texts)
                found.append((id, words[start]["start"], words[end - 1]["end"], known))
    return found


KINDS = {"unknown": unknown, "persons": persons, "places": places}


def figures(args):
    for kind, find in KINDS.items():
        items = find(corpus(args))
        hit = sum(item[3] for item in items) if kind != "unknown" else sum(not item[3] for item in items)
        print(f"{kind}\t{hit / len(items):.4f}\t{hit}/{len(items)}")


def draw(args):
    items = KINDS[args.kind](corpus(args))
    hit = sum(item[3] for item in items) if args.kind != "unknown" else sum(not item[3] for item in items)
    pool = [item for item in items if not item[3]] if args.kind == "unknown" else items
    print(f"# {args.kind}\t{hit}\t{len(items)}\tseed {args.seed}")
    print("# document\tstart\tend\tverdict: " + " · ".join(VERDICTS[args.kind]))
    for id, start, end, _ in random.Random(args.seed).sample(sorted(pool), min(args.size, len(pool))):
        print(id, start, end, "", sep="\t")


def read(path):
    with open(path, encoding="utf-8") as file:
        head, *rows = [line.rstrip("\n").split("\t") for line in file if line.strip()]
    kind, hit, of = head[0].lstrip("# "), int(head[1]), int(head[2])
    return kind, hit, of, [row for row in rows if not row[0].startswith("#")]


def show(args):
    kind, _, _, rows = read(args.tsv)
    texts = {document["id"]: document["text"] for document in lines(args.documents)}
    for n, (id, start, end, verdict) in enumerate(rows, 1):
        text, start, end = texts[id], int(start), int(end)
        around = text[max(0, start - 70) : start] + "«" + text[start:end] + "»" + text[end : end + 70]
        print(n, verdict or "?", around.replace("\n", " "), sep="\t")


def score(args):
    for path in args.tsv:
        kind, hit, of, rows = read(path)
        counts = {verdict: sum(row[3] == verdict for row in rows) for verdict in VERDICTS[kind]}
        if sum(counts.values()) != len(rows):
            sys.exit(f"{path}: {len(rows) - sum(counts.values())} rows without a verdict of {VERDICTS[kind]}")
        if kind == "unknown":
            share = hit / of * counts["word"] / len(rows)
            told = f"{share:.4f} of {of} words are unknown and no names ({hit / of:.4f} unknown)"
        else:
            real = counts["right"] + counts["wrong"] + counts["missing"]
            told = f"{(counts['right'] + counts['wrong']) / real:.3f} resolved, {counts['right'] / real:.3f} rightly, of {real}"
        print(kind, told, ", ".join(f"{v} {n}" for v, n in counts.items()), sep="\t")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    for name, run in (("figures", figures), ("draw", draw), ("show", show), ("score", score)):
        command = commands.add_parser(name)
        command.set_defaults(run=run)
        if name == "draw":
            command.add_argument("kind", choices=KINDS)
            command.add_argument("--seed", type=int, default=20180301)
            command.add_argument("--size", type=int, default=200)
        if name in ("figures", "draw"):
            command.add_argument("words")
            command.add_argument("coded")
        if name == "show":
            command.add_argument("tsv")
            command.add_argument("documents")
        if name == "score":
            command.add_argument("tsv", nargs="+")
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
