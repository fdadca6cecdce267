#!/usr/bin/env python3
"""Fit the weights of every decision the coder weighs: knowledge/scoring/choices.tsv.

    fit.py examples > CASES.jsonl                            # the examples of the frames, as documents with their gold
    fit.py choices SCORE_DIR GOLD=CODED [GOLD=CODED ...]     # who fills a slot, when, where, what status
    fit.py events  SCORE_DIR GOLD=CODED [GOLD=CODED ...]     # whether it is an event at all
    fit.py pairs   SCORE_DIR GOLD=CODED [GOLD=CODED ...]     # whether two are the same event

GOLD is an annotated file (see ../shared/eval/README.md), CODED the same documents with every candidate kept:
`cargo run --release -p rasid --example candidates -- choices DOCS.jsonl > CODED.jsonl` (then `events`, with the slots
as fitted before, then `pairs`, with the events as fitted before). A candidate event is right where score.py pairs it with a gold event; a
candidate for a slot is right where score.py calls it the same entity. One logistic regression with L2 for each
decision, its strength and its bias chosen by cross-validation over whole outlets. A status keeps to what the
grammar says unless much speaks against it. The frames' own examples and counterexamples count too, less than news
does: each speaks of its own frame alone. Prints figures held out by outlet; needs numpy and scipy.
"""
import collections
import glob
import json
import sys
import tomllib

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

OUT = "knowledge/scoring/choices.tsv"
SLOTS = ("actor", "recipient", "said_by", "date", "place")
STATUSES = ("future", "hypothetical", "negated", "alleged")
LATER = {"CONSULT": "AGREE", "SUPPORT": "AGREE", "COOPERATE": "AGREE", "AID": "AGREE", "RETREAT": "CONCEDE"}
FOLDS = 5
# The outlet of the frames' own examples, and what one counts against a candidate of the news.
OWN, OWN_WEIGHT = "examples", 0.5
# What a sentence by itself loses: see knowledge/scoring/alone.tsv.
ALONE = 0.4
# What a pair loses besides: one link that is wrong joins two whole chains.
CHAIN = 0.3
# F1 within which two fits are as good; what is told at all gives up a little more for trust.
MARGIN, TRUST = 0.003, 0.008


def pairs_of(args, score):
    for arg in args:
        gold, coded = arg.split("=")
        of = {d["id"]: d for d in score.lines(coded)}
        for doc in score.lines(gold):
            score.locate(doc)
            yield doc, of.get(doc["id"], {}).get("events") or []


def examples():
    """The examples and counterexamples of all frames, a document each."""
    n = 0
    for path in sorted(glob.glob("knowledge/frames/*.toml")):
        with open(path, "rb") as f:
            frames = tomllib.load(f).get("frame", [])
        for frame in frames:
            for held in ("example", "counterexample"):
                for case in frame.get(held, []):
                    n += 1
                    doc = {"id": f"own-{n}", "text": case["text"], "outlet": OWN, "published": None, "frame": frame["id"], "events": []}
                    if held == "example":
                        sides = {s: [case[s]] if isinstance(case[s], str) else case[s] for s in ("actor", "recipient") if s in case}
                        event = {s: [{"text": t} for t in sides[s]] for s in sides}
                        event |= {"id": "e1", "type": case.get("type", frame["type"]), "status": case.get("status", "actual")}
                        trigger = case.get("trigger") or case["text"]
                        doc["events"] = [event | {"trigger": trigger if trigger in case["text"] else case["text"], "quote": case["text"]}]
                    print(json.dumps(doc, ensure_ascii=False))


def answers(score, slot, gold, choice):
    span = {"start": choice["start"], "end": choice["end"], "text": choice["text"]}
    if slot in ("actor", "recipient", "said_by"):
        return any(score.same_entity(e, span) for e in gold or [])
    if slot == "date":
        return bool(gold and choice["date"] and score.dates_meet(gold, choice["date"]))
    return bool(gold and (choice["text"] in gold["text"] or gold["text"] in choice["text"]))


def told_alike(score, gold, events):
    """Gold and coded events of one type, whatever the coder makes of the future."""
    ahead = [g for g in gold if g["status"] == "future" and g["type"] in LATER.values()]
    found = score.match([g for g in gold if g not in ahead], [dict(e, type=e["base"]) for e in events])
    used = {e["id"] for _, e in found}
    later = [dict(e, type=LATER.get(e["base"], e["base"])) for e in events if e["id"] not in used]
    return found + score.match(ahead, later)


def choices(args, score):
    """Rows (decision, outlet, number of right answers in gold, [(features, right)])."""
    for doc, events in pairs_of(args, score):
        outlet = doc.get("outlet") or "?"
        for gold, event in told_alike(score, doc["events"], events):
            for what in (s for s in SLOTS + STATUSES if outlet != OWN or s in gold):
                offered = [c for c in event["choices"] if c["role"] == what]
                if what in STATUSES:
                    right = gold["status"] == what
                    yield what, outlet, int(right), [(c["reasons"], right) for c in offered]
                    continue
                wanted = gold.get(what)
                n = len({e["s"][0] for e in wanted if e.get("s")}) if isinstance(wanted, list) else int(bool(wanted))
                yield what, outlet, n, [(c["reasons"], answers(score, what, wanted, c)) for c in offered]


def placeless(reasons, doc):
    """Where an example stands says nothing: it stands alone."""
    return [r for r in reasons if r.split("\t")[2] != "place"] if doc.get("outlet") == OWN else reasons


def events(args, score):
    for doc, all_events in pairs_of(args, score):
        coded = [e for e in all_events if e["actor"] or e["recipient"]]
        if doc.get("outlet") == OWN:
            coded = [e for e in coded if e["rule"] == doc["frame"]]
        hit = {id(e) for _, e in score.match(doc["events"], coded)}
        yield "event", doc.get("outlet") or "?", len(doc["events"]), [(placeless(e["reasons"], doc), id(e) in hit) for e in coded]


def pairs(args, score):
    for doc, coded in pairs_of(args, score):
        of = {id(c): g["id"] for g, c in score.match(doc["events"], coded)}
        told = {e["trigger"]["start"]: id(e) in of for e in coded}
        twins = [
            (c["reasons"], not (id(e) in of and told.get(c["start"], False)))
            for e in coded
            for c in e["choices"]
            if c["role"] == "twin"
        ]
        yield "twin", doc.get("outlet") or "?", sum(y for _, y in twins), twins
        gold = score.same_pairs(doc["events"])
        begins = {e["trigger"]["start"]: of.get(id(e)) for e in coded}
        data = []
        for event in coded:
            for choice in (c for c in event["choices"] if c["role"] == "same_as"):
                data.append((choice["reasons"], frozenset((begins.get(choice["start"]), of.get(id(event)))) in gold))
        yield "same_as", doc.get("outlet") or "?", len(gold), data


def fit(data, names, l2, prior):
    """The weights of a logistic regression, each drawn to its prior; the same on every run."""
    number = {n: i for i, n in enumerate(names)}
    found = [[number[r] for r in reasons if r in number] for reasons, *_ in data]
    ends = np.cumsum([0] + [len(row) for row in found])
    shape = (len(data), len(names))
    holds = csr_matrix((np.ones(ends[-1]), np.concatenate([np.array(row, int) for row in found]), ends), shape=shape)
    right = np.array([x[1] for x in data], float)
    counts = np.array([x[-1] for x in data], float)
    start = np.array([prior.get(n, 0.0) for n in names])

    def loss(weight):
        logit = holds @ weight
        # log(1 + e^z) - y z, without overflow
        each = np.logaddexp(0.0, logit) - right * logit
        slope = holds.T @ (counts * (expit(logit) - right)) + l2 * (weight - start)
        return counts @ each + l2 / 2 * ((weight - start) ** 2).sum(), slope

    weight = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return dict(zip(names, weight))


def figures(held, bias):
    hit = chosen = gold = 0
    for n, data in held:
        gold += n
        for z, right in data:
            if z + bias > 0:
                chosen += 1
                hit += right
    return hit / max(chosen, 1), hit / max(gold, 1), 2 * hit / max(chosen + gold, 1)


def own_weight(weight, reasons, right, count, bias, lost):
    """An example of our own that does not hold counts more in the next round."""
    own = count != 1.0
    holds = (sum(weight.get(r, 0.0) for r in reasons) + bias > lost) == right
    return min(count * 3, 6.0) if own and not holds else count


def decide(what, rows):
    """The weights of one decision."""
    rows = [(o, n, [(*x, OWN_WEIGHT if o == OWN else 1.0) for x in data]) for o, n, data in rows]
    status = what in STATUSES
    count = collections.Counter(r for _, _, data in rows for reasons, *_ in data for r in set(reasons))
    names = {n for n, c in count.items() if c >= (12 if status else 8)}
    prior = {f"{what}\tany\talways\t": -2.0, f"{what}\tany\trule\t{what}": 3.0} if status else {}
    names = sorted(names | set(prior))
    outlets = sorted({o for o, _, _ in rows} - {OWN})
    tried = []
    for l2 in (16.0, 64.0, 128.0) if status else (12.0, 24.0):
        held = []
        for fold in range(FOLDS):
            out = set(outlets[fold::FOLDS])
            weight = fit([x for o, _, data in rows if o not in out for x in data], names, l2, prior)
            score = lambda reasons: sum(weight.get(r, 0.0) for r in reasons)
            held += [(n, [(score(r), y) for r, y, _ in data]) for o, n, data in rows if o in out]
        for bias in (-1.0,) if what == "twin" else (x / 10 for x in range(-10, 21)):
            tried.append((figures(held, bias), l2, bias))
    # Of what is as good as the best, the one that tells least: trust before reach.
    top = max(found[2] for found, *_ in tried)
    (p, r, f1), l2, bias = max((t for t in tried if t[0][2] >= top - (TRUST if what == "event" else MARGIN)), key=lambda t: t[0][0])
    news = [row for row in rows if row[0] != OWN]
    reach = sum(min(n, sum(x[1] for x in data)) for _, n, data in news) / max(sum(n for _, n, _ in news), 1)
    print(f"{what}: held out by outlet P {p:.3f} R {r:.3f} F1 {f1:.3f}; within reach R {reach:.3f} (l2 {l2}, bias {bias})", flush=True)
    data = [x for _, _, data in rows for x in data]
    for _ in range(4):
        weight = fit(data, names, l2, prior)
        data = [(r, y, *x[:-1], own_weight(weight, r, y, x[-1], bias, ALONE if what == "event" else 0.0)) for r, y, *x in data]
    weight[f"{what}\tany\talways\t"] = weight.get(f"{what}\tany\talways\t", 0.0) + bias - (CHAIN if what == "same_as" else 0.0)
    return weight


def main():
    if sys.argv[1] == "examples":
        examples()
        return
    sys.path.insert(0, sys.argv[2])
    import score

    rows = collections.defaultdict(list)
    for what, outlet, n, data in {"choices": choices, "events": events, "pairs": pairs}[sys.argv[1]](sys.argv[3:], score):
        rows[what].append((outlet, n, data))
    fitted = {}
    for what, of in rows.items():
        fitted.update(decide(what, of))
    with open(OUT, encoding="utf-8") as f:
        kept = [line for line in f if not line.startswith("#") and line.split("\t")[0] not in rows]
    with open(OUT, "w", encoding="utf-8") as f:
        f.write("# Weights of the coder's decisions, in hundredths of a logit; fitted by scripts/fit.py.\n")
        f.write("# Columns: decision, sort of word, kind of feature, value, weight.\n")
        f.writelines(kept + [f"{n}\t{round(100 * w)}\n" for n, w in sorted(fitted.items()) if abs(round(100 * w)) >= 2])


if __name__ == "__main__":
    main()
