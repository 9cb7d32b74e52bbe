#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Derives the sample data set from the hand-written texts beside this file.

usage: make_sample.py           writes articles.jsonl, truth.tsv and scrape.txt
       make_sample.py --check   writes nothing; exit 1 if one of the three differs

Reads originals/*.txt (articles), templates/*.txt (notices with slots and their values) and edits.tsv (wording
changes of single copies); spelling.py holds the orthographic classes. All that is random is seeded by record ids.
"""
import dataclasses
import itertools
import json
import pathlib
import random
import re
import sys
from datetime import date, timedelta

from spelling import SPELLING, change_gaps, change_words, drop_marks

HERE = pathlib.Path(__file__).resolve().parent
OUTPUTS = ("articles.jsonl", "truth.tsv", "scrape.txt")
OUTLETS = {"sunbula": "السنبلة", "marfa": "مرفأ نيوز", "qandil": "القنديل", "riwaq": "رواق الأخبار",
           "wahat": "صدى الواحات", "khayt": "خيط الفجر", "daftar": "دفتر المدينة", "daffatan": "الضفتان"}

# Derived records of each original: what is done to it, in the names of OPERATIONS.
PLAN = {"water": "T05 T15a T15b T19", "final": "T08 T12 T20 T26", "marine": "T04a T16 T33",
        "wheat": "T07 T09 T21 H3", "drill": "T14 T17 T25", "museum": "T02 H1 T22b", "startup": "T11a T13 middle",
        "hospital": "T24 T31 T22c", "train": "T09 T10 H2 T22a", "bookfair": "T03a T32 rewrite",
        "drought": "T03b T04b T22a T22b T22c", "falcon": "T06 T18 H6 middle", "solar": "T11b T28",
        "school": "T27 T29 mojibake H5", "boats": "T16 T23 scrape", "bridge_a": "T30", "bridge_b": "T31",
        "fire_a": "T20", "fire_b": "H4", "dates": "T04a", "ferry": "T02"}
MOSAICS = (("startup", "solar", (1, 2, 3, 4, 5, 6), (1, 2, 3, 4, 5, 6)),
           ("hospital", "bookfair", (1, 4), (1, 3)))
MIDDLE = {"startup": (3, 4), "falcon": (2, 3, 4)}
SHOWN_BY_SCRAPE = 3
SAME_STORY = (("bridge_a", "bridge_b"), ("fire_a", "fire_b"))
DIFFERENT = """water drought|drought solar|marine boats|wheat dates|museum bookfair|final school|hospital health-1
train bridge_a|weather-1 market-1|traffic-1 bridge_a|cable-1 final|drought-T22c hospital-T22c|museum-T22b drought-T22b
train-T22a drought-T22a|water-T19 boats-scrape|filters divers|falcon marine|ferry train|drill fire_a|startup boats
weather-2 traffic-2|health-3 market-3|tiny-three tiny-four-a|tiny-title tiny-empty|tiny-marks tiny-empty|dates ferry"""
TINY = (("tiny-title", "انقطاع مؤقت للتيار الكهربائي في ثلاثة أحياء", ""), ("tiny-three", "", "التفاصيل بعد قليل"),
        ("tiny-four-a", "انتخابات غرفة الملاحة", "النتائج النهائية غدًا صباحًا"),
        ("tiny-four-b", "انتخابات غرفة الملاحة", "النتائج النهائيه غداً صباحاً..."),
        ("tiny-marks", "", "ًٌٍَُِّْ ... ؟! ـــ «» ،؛ – ٪"), ("tiny-empty", "", ""))


@dataclasses.dataclass
class Record:
    """One output record. `roles` says what it is to each original: kind and covered words of that original."""
    id: str
    source: str
    day: date
    title: str
    text: str
    how: str
    roles: dict = dataclasses.field(default_factory=dict)


# ---------------------------------------------------------------- reading

def read_table(name):
    """Rows of a tab separated file without its header line."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines]


def read_head(lines):
    """Leading `key: value` lines as a dictionary; the rest stays in `lines`."""
    head = {}
    while re.match(r"(source|date): ", lines[0]):
        key, value = lines.pop(0).split(": ", 1)
        head[key] = value
    return head


def read_originals():
    """The articles; a paragraph {{name n}} stands for paragraph n of another original."""
    originals, quotes = {}, {}
    for path in sorted((HERE / "originals").glob("*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        head = read_head(lines)
        title, text = lines[0], "\n".join(lines[1:]).strip()
        day = date.fromisoformat(head["date"])
        originals[path.stem] = Record(path.stem, head["source"], day, title, text, "original")
    for record in originals.values():
        for name, number in re.findall(r"\{\{(\w+) (\d+)\}\}", record.text):
            quoted = paragraphs(originals[name].text)[int(number) - 1]
            record.text = record.text.replace("{{%s %s}}" % (name, number), quoted)
            quotes[record.id] = (name, int(number))
    for record in originals.values():
        record.roles[record.id] = ("exact", set(range(len(record.text.split()))))
        if record.id in quotes:
            name, number = quotes[record.id]
            record.roles[name] = ("quote", span_of(originals[name].text, (number,)))
    return originals


def read_templates():
    """Three records of each template file: text with {slots}, then a line ---, then one row of values per slot."""
    records = []
    for path in sorted((HERE / "templates").glob("*.txt")):
        top, table = path.read_text(encoding="utf-8").split("\n---\n")
        lines = top.splitlines()
        sources = read_head(lines)["source"].split("\t")
        rows = [row.split("\t") for row in table.splitlines()]
        for i in range(3):
            values = {row[0]: row[i + 1] for row in rows}
            text = "\n".join(lines[1:]).strip().format(**values)
            day = date.fromisoformat(values["date"])
            records.append(Record(f"{path.stem}-{i + 1}", sources[i % len(sources)], day,
                                  lines[0].format(**values), text, "template: " + path.stem))
    return records


# ---------------------------------------------------------------- helpers on texts

def paragraphs(text):
    return text.split("\n\n")


def join(*parts):
    return "\n\n".join(parts)


def span_of(text, numbers):
    """Word positions (split at white space) of the paragraphs with these numbers, counted from 1."""
    covered, start = set(), 0
    for number, paragraph in enumerate(paragraphs(text), 1):
        end = start + len(paragraph.split())
        if number in numbers:
            covered |= set(range(start, end))
        start = end
    return covered


def edited(text, base, op):
    """Replaces the wordings that edits.tsv gives for this copy; each must occur."""
    for name, operation, old, new in read_table("edits.tsv"):
        if (name, operation) == (base, op) and not old.startswith("@"):
            assert old in text, (base, op, old)
            text = text.replace(old, new)
    return text


def note(base, op, key):
    """The text that edits.tsv gives this copy under `key` (@intro, @caption ...); None if there is none."""
    return next((row[3] for row in read_table("edits.tsv") if row[:3] == [base, op, key]), None)


# ---------------------------------------------------------------- edits and structure
# Each takes the original and the new record (title and text of the original), and changes the new one.

def typos(old, new, rng):
    """Two letters change places, in three words of a hundred."""
    def swap(word):
        return word[:2] + word[3] + word[2] + word[4:] if len(word) > 5 and word.isalpha() else word
    new.text = change_words(old.text, rng, 0.03, swap)


def lost_spaces(old, new, rng):
    new.text = change_gaps(old.text, rng, 0.02, lambda: "")


def no_conjunction(old, new, rng):
    new.text = re.sub(r"(^|\n|[.؟] )و(?=\w{3})", r"\1", old.text)


def dateline(old, new, rng):
    new.title += f" | {OUTLETS[new.source]}"
    new.text = join(note(old.id, "T20", "@dateline") + old.text, "(وكالات)")


def framed(old, new, op):
    new.text = join(note(old.id, op, "@intro"), new.text, note(old.id, op, "@outro"))


def republished(old, new, rng):
    """T33: what a careless republisher does, all at once."""
    new.text = edited(drop_marks(old.text), old.id, "T33")
    framed(old, new, "T33")
    for op in ("T02", "T04a", "T05", "T08", "T10"):
        new.text = SPELLING[op](new.text, rng)
    new.title = SPELLING["T04a"](new.title, rng)


def wrapped(old, new, rng):
    new.text = join(old.title, "[ad_1]", note(old.id, "T19", "@caption"), old.text,
                    "هذا المحتوى متاح للمشتركين فقط", "[ad_2]", "المصدر")


def preview(old, new, percent):
    """The first words of the text and the line that says how much is missing."""
    pieces = re.split(r"(\s+)", old.text)
    count = round(percent / 100 * len(old.text.split()))
    new.text = join("".join(pieces[:2 * count - 1]) + "...",
                    f"يتبقى لك {100 - percent}% من هذا المقال. والباقي متاح للمشتركين.")
    new.roles = {old.id: ("part", set(range(count)))}


def chosen(old, new, numbers):
    new.text = join(*(paragraphs(old.text)[n - 1] for n in numbers))
    new.roles = {old.id: ("part", span_of(old.text, numbers))}


def scraped(old, new, rng):
    """The shape of a scraped newspaper page: headline, markers, caption, opening, paywall line, source link."""
    numbers = tuple(range(1, SHOWN_BY_SCRAPE + 1))
    chosen(old, new, numbers)
    missing = 100 - round(100 * len(new.text.split()) / len(old.text.split()))
    new.text = join(old.title, "[ad_1]", note(old.id, "scrape", "@caption"), new.text,
                    f"لديك {missing}% من هذه المقالة لقراءتها. والباقي للمشتركين فقط.", "[ad_2]", "المصدر")


def reordered(old, new, rng):
    new.text = join(*reversed(paragraphs(old.text)))


def shortened(old, new, rng):
    kept = paragraphs(old.text)
    new.text = join(*(p for i, p in enumerate(kept, 1) if i not in (3, 5)))


def repeated(old, new, rng):
    parts = paragraphs(old.text)
    new.text = join(*parts[:4], parts[1], *parts[4:])


def trailer(old, new, rng):
    new.text = join(old.text, f"رابط الخبر بصحيفة {OUTLETS[old.source]}: {old.title}")


def with_title(old, new, first, suffix=False):
    if suffix:
        new.title += f" - {OUTLETS[new.source]}"
    new.text = join(first, old.text)


def plain_edit(op):
    def run(old, new, rng):
        new.text = edited(old.text, old.id, op)
    return run


# name: (kind, function). Kinds: exact, loose (exact or copy), copy, part. SPELLING is always exact.
OPERATIONS = {
    "T19": ("loose", wrapped), "T20": ("loose", dateline), "T26": ("loose", lambda o, n, r: None),
    "T15a": ("copy", plain_edit("T15a")), "T15b": ("copy", plain_edit("T15b")), "T16": ("copy", plain_edit("T16")),
    "T28": ("copy", plain_edit("T28")), "rewrite": ("copy", plain_edit("rewrite")), "T33": ("copy", republished),
    "T21": ("copy", lambda o, n, r: framed(o, n, "T21")), "T24": ("copy", reordered), "T25": ("copy", shortened),
    "T27": ("copy", no_conjunction),
    "T29": ("copy", typos),
    "T30": ("copy", lost_spaces),
    "T22a": ("part", lambda o, n, r: preview(o, n, 50)), "T22b": ("part", lambda o, n, r: preview(o, n, 30)),
    "T22c": ("part", lambda o, n, r: preview(o, n, 15)), "scrape": ("part", scraped),
    "middle": ("part", lambda o, n, r: chosen(o, n, MIDDLE[o.id])),
    "H1": ("exact", lambda o, n, r: with_title(o, n, o.title)),
    "H2": ("exact", lambda o, n, r: with_title(o, n, re.sub("[أإ]", "ا", o.title))),
    "H3": ("exact", lambda o, n, r: with_title(o, n, f"{o.title} - {OUTLETS[n.source]}", True)),
    "H4": ("loose", lambda o, n, r: with_title(o, n, o.title, True)),
    "H5": ("exact", trailer),
    "H6": ("exact", repeated),
}


def derive(old, op, source):
    """One derived record of `old`."""
    rng = random.Random(f"{old.id}-{op}")
    new = Record(f"{old.id}-{op}", source, old.day + timedelta(days=rng.randint(1, 3)), old.title, old.text, op)
    kind = "exact"
    if op in SPELLING:
        new.text = SPELLING[op](old.text, rng)
        if op not in ("T11a", "T11b", "T17", "T23", "T31"):
            new.title = SPELLING[op](old.title, rng)
    else:
        kind, function = OPERATIONS[op]
        function(old, new, rng)
        new.title = note(old.id, op, "@title") or new.title
    if not new.roles:
        new.roles = {old.id: (kind, old.roles[old.id][1])}
    return new


def mosaic(a, b, from_a, from_b, source):
    """Paragraphs of two originals, in turn."""
    pa, pb = paragraphs(a.text), paragraphs(b.text)
    parts = [p for i, j in zip(from_a, from_b) for p in (pa[i - 1], pb[j - 1])]
    title = note(f"{a.id}+{b.id}", "mosaic", "@title")
    roles = {a.id: ("mosaic", span_of(a.text, from_a)), b.id: ("mosaic", span_of(b.text, from_b))}
    return Record(f"{a.id}+{b.id}", source, max(a.day, b.day) + timedelta(days=4), title, join(*parts), "mosaic", roles)


def build():
    """All records, in the order of the output."""
    originals = read_originals()
    records = list(originals.values())
    for name, ops in PLAN.items():
        others = [s for s in OUTLETS if s != originals[name].source]
        random.Random(name).shuffle(others)
        records += [derive(originals[name], op, source) for op, source in zip(ops.split(), others)]
    records += [mosaic(originals[a], originals[b], i, j, "riwaq") for a, b, i, j in MOSAICS]
    records += read_templates()
    for i, (name, title, text) in enumerate(TINY):
        records.append(Record(name, list(OUTLETS)[i], date(2024, 12, 10 + i), title, text, "tiny"))
    random.Random("order").shuffle(records)
    return records


# ---------------------------------------------------------------- truth

def verdict(a, b, base):
    """(label, relations) of two records that both hold words of the original `base`, None where it is not clear."""
    (ka, wa), (kb, wb) = a.roles[base], b.roles[base]
    kinds = {ka, kb}
    if kinds == {"exact"}:
        return "copy", "exact"
    if kinds <= {"exact", "loose"}:
        return "copy", "exact,copy"
    if kinds <= {"exact", "loose", "copy"}:
        return "copy", "copy"
    if kinds == {"part"}:
        small, large = sorted((wa, wb), key=len)
        if small <= large and len(small) < 0.55 * len(large):
            return "partial", "partial"
        return None if small & large else ("different", "nothing")
    if "mosaic" in kinds and "quote" not in kinds:
        inside = wb <= wa if kb in ("part", "copy") else wa <= wb if ka in ("part", "copy") else True
        return ("partial", "partial,passage") if inside else None
    if "quote" in kinds:
        return ("embedded", "passage") if not kinds & {"part", "mosaic"} else None
    return "partial", "partial"


def relation(a, b):
    """(label, relations, how) of two records, None for a pair that is not listed."""
    how = " x ".join(r.how for r in (a, b) if r.how != "original") or "original x original"
    shared = [base for base in a.roles if base in b.roles]
    if shared:
        found = verdict(a, b, shared[0])
        return found and (*found, how)
    if a.how.startswith("template") and a.how == b.how:
        return "template", "template", a.how
    if {a.id, b.id} == {"tiny-four-a", "tiny-four-b"}:
        return "copy", "exact", "tiny: same four words"
    if any({x, y} in [set(pair) for pair in SAME_STORY] for x in a.roles for y in b.roles):
        return "same_story", "nothing", "same event, written independently"
    different = [set(pair.split()) for pair in DIFFERENT.replace("\n", "|").split("|")]
    return ("different", "nothing", "different articles") if {a.id, b.id} in different else None


def truth(records):
    lines = ["a\tb\tlabel\trelations\thow"]
    for a, b in itertools.combinations(records, 2):
        found = relation(a, b)
        if found:
            lines.append("\t".join((a.id, b.id, *found)))
    return "\n".join(lines) + "\n"


def as_json(record):
    number = random.Random("url " + record.id).randint(10000, 99999)
    url = f"https://{record.source}.example/{record.day:%Y/%m/%d}/{number}"
    fields = {"id": record.id, "url": url, "source": OUTLETS[record.source], "date": record.day.isoformat(),
              "title": record.title, "text": record.text}
    return json.dumps(fields, ensure_ascii=False) + "\n"


def outputs():
    records = build()
    page = next(r for r in records if r.how == "scrape")
    return dict(zip(OUTPUTS, ("".join(map(as_json, records)), truth(records), join(page.title, page.text) + "\n")))


def main(arguments):
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    different = []
    for name, content in outputs().items():
        path, data = HERE / name, content.encode("utf-8")
        if not arguments:
            path.write_bytes(data)
        elif not path.is_file() or path.read_bytes() != data:
            different.append(name)
    for name in different:
        print(f"{name} is not what make_sample.py makes", file=sys.stderr)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
