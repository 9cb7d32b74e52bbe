#!/usr/bin/env python3
"""Are planted copies found and named rightly?

usage: planted.py CORPUS... [--per-set N] [--seed N]

Makes seeded, transformed copies of articles of a JSON Lines corpus, gives each an outlet of its own set, runs
`nuskha pairs --relations all` over corpus and copies together, and prints which relation each copy got to its
original. Every article serves one set only (in one run), so that no copy of it changes what the others are. 300 pairs
per set; articles of 120 to 2,000 words. Besides: pairs that are known not to be one article, drawn at random and among
standing forms (case counts, market closes, weather, executions) of days a week apart (from one day to the next papers
reprint each other).
"""
import argparse
import datetime
import json
import pathlib
import random
import re
import sys
import tempfile

import bench_common as common

sys.path.insert(0, str(common.ROOT / "data" / "sample"))
from spelling import DIGITS, SPELLING, change_words  # noqa: E402

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
INTRO = ("نشرت احدى الصحف العربية صباح هذا اليوم مادة مطولة حول هذا الموضوع، وقد رأت هيئة التحرير أن تضع نصها "
         "الكامل بين أيدي القراء الكرام كما ورد في مصدره.\n")
OUTRO = ("\nوتتابع هيئة التحرير ما يستجد في هذا الشأن، وترحب بملاحظات القراء وتعقيباتهم عبر البريد، على أن تنشر "
         "المختار منها في عدد لاحق من هذه الصفحة.")
RELATIONS = ["exact", "copy", "partial", "passage", "template", "update", "nothing"]


def opening(text, share):
    """The first `share` of the words, spaces and line breaks between them kept."""
    words = list(re.finditer(r"\S+", text))
    return text[:words[round(share * len(words)) - 1].end()]


def sentences(text):
    return [piece for piece in re.split(r"(?<=[.؟!])\s+|\n+", text) if piece.strip()]


def paragraphs(text):
    """Paragraphs; groups of sentences if the text has fewer than three."""
    pieces = [piece for piece in text.split("\n") if piece.strip()]
    if len(pieces) >= 3:
        return pieces
    pieces = sentences(text)
    size = max(1, len(pieces) // 5)
    return [" ".join(pieces[i:i + size]) for i in range(0, len(pieces), size)]


def shuffled(text, rng):
    pieces = paragraphs(text)
    if len(pieces) < 3:
        raise ValueError("nothing to shuffle")
    order = pieces[:]
    while order == pieces:
        rng.shuffle(order)
    return "\n".join(order)


def thinned(text, rng):
    pieces = sentences(text)
    if len(pieces) < 4:
        raise ValueError("nothing to drop")
    gone = set(rng.sample(range(len(pieces)), len(pieces) // 4))
    return "\n".join(piece for i, piece in enumerate(pieces) if i not in gone)


def misspell(word, rng):
    places = [i for i, letter in enumerate(word) if letter in LETTERS]
    if not places:
        return word
    place = rng.choice(places)
    return word[:place] + rng.choice(LETTERS.replace(word[place], "")) + word[place + 1:]


def requoted(text, _):
    """Straight and curly quotes as guillemets."""
    count = iter(range(len(text)))
    text = re.sub('"', lambda _: "«»"[next(count) % 2], text)
    return text.replace("“", "«").replace("”", "»")


def dashes(text, _):
    """Dashes that stand alone: between letters the typed double kashida stretches a word."""
    return re.sub(r"(?<=\s)(–|ــ)(?=\s)", lambda dash: {"–": "ــ", "ــ": "-"}[dash[0]], text)


def eastern_digits(text, _):
    """A comma before exactly three digits parts thousands; any other may be a decimal mark and stays."""
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "٬", text)
    return re.sub(r"(?<=\d)\.(?=\d)", "٫", text).translate(DIGITS)


def entities(text, rng):
    return SPELLING["T17"](text, rng).replace('"', "&quot;").replace("«", "&laquo;").replace("»", "&raquo;")


def whole(text, _):
    return text


MONTHS = {"يناير": "كانون الثاني", "فبراير": "شباط", "مارس": "آذار", "أبريل": "نيسان", "ابريل": "نيسان", "مايو": "أيار",
          "يونيو": "حزيران", "يوليو": "تموز", "أغسطس": "آب", "اغسطس": "آب", "سبتمبر": "أيلول", "أكتوبر": "تشرين الأول",
          "اكتوبر": "تشرين الأول", "نوفمبر": "تشرين الثاني", "ديسمبر": "كانون الأول"}
NUMBER_WORDS = {"3": "ثلاثة", "4": "أربعة", "5": "خمسة", "6": "ستة", "7": "سبعة", "8": "ثمانية", "9": "تسعة", "10": "عشرة"}


def replaced(pattern, replacement, text):
    """ValueError if there is nothing to replace."""
    text, count = re.subn(pattern, replacement, text)
    if count == 0:
        raise ValueError("nothing to replace")
    return text


def levantine(both):
    """Month names behind a day: Levantine ones, or both names."""
    names = "|".join(MONTHS)

    def change(text, _):
        return replaced(rf"(?<=\d )({names})(?!\w|/)",
                        lambda m: f"{m[1]}/{MONTHS[m[1]]}" if both else MONTHS[m[1]], text)
    return change


def counted(text, _):
    """Small numbers in words."""
    return replaced(r"(?<=[^\W\d] )([3-9]|10)(?= [^\W\d])", lambda m: NUMBER_WORDS[m[1]], text)


# name: (what is done to the text, answers that are right, least share of them)
EDITS = {
    "first 50 %": (lambda t, rng: opening(t, .5), ("partial",), .99),
    "first 30 %": (lambda t, rng: opening(t, .3), ("partial",), .99),
    "first 15 %": (lambda t, rng: opening(t, .15), ("partial",), .99),
    "paragraphs shuffled": (shuffled, ("copy", "partial"), .98),
    "quarter of sentences dropped": (thinned, ("copy", "partial"), .98),
    "intro and outro added": (lambda t, rng: INTRO + t + OUTRO, ("copy", "partial"), .98),
    "letter noise in 7 % of words": (lambda t, rng: change_words(t, rng, .07, lambda w: misspell(w, rng)),
                                     ("copy", "partial"), .98),
    "two articles merged, own first": (whole, ("partial", "passage"), .99),
    "two articles merged, own last": (whole, ("partial", "passage"), .99),
}
ORTHOGRAPHY = {
    "T02 marks removed": SPELLING["T02"], "T03b harakat added": SPELLING["T03b"],
    "T04a hamza dropped": SPELLING["T04a"], "T05 final yeh": SPELLING["T05"],
    "T06 teh marbuta as heh": SPELLING["T06"], "T07 Arabic-Indic digits": eastern_digits,
    "T08 guillemets": requoted, "T09 dashes": dashes, "T10 kashida": SPELLING["T10"],
    "T11a NBSP": SPELLING["T11a"], "T11b ZWSP, RLM": SPELLING["T11b"],
    "T12 lam-alef ligatures": SPELLING["T12"], "T13 NFD": SPELLING["T13"],
    "T14 Persian letters": SPELLING["T14"], "T17 entities": entities,
    "T18 windows-1256, CR LF": SPELLING["T18"],
    "T23 one paragraph": lambda t, rng: " ".join(t.split("\n")),
    "T31 hard-wrapped": lambda t, rng: "\n\n".join(SPELLING["T31"](p, rng) for p in t.split("\n")),
    "T32 Urdu heh, ASCII comma": SPELLING["T32"],
}
STYLES = {
    "T15 months, both names": levantine(True), "T15 months, Levantine": levantine(False),
    "percent in words": lambda t, rng: replaced(r"(?<=\d) ?[%٪]", " في المئة", t),
    "thousands without comma": lambda t, rng: replaced(r"(?<=\d)[,،](?=\d{3}(?!\d))", "", t),
    "thousands in words": lambda t, rng: replaced(r"(?<![\d.,])(\d{1,3})([.,])000(?![\d.,])", r"\1 ألف", t),
    "small numbers in words": counted,
}
SETS = {**EDITS, **{name: (change, ("exact",), 1.0) for name, change in ORTHOGRAPHY.items()},
        **{name: (change, ("copy",), 1.0) for name, change in STYLES.items()}}
# Standing forms: what the headline holds.
FORMS = {"case counts": r"(إصابة|اصابة|حالة|حالات|وفاة|وفيات).*(كورونا|كوفيد)|(كورونا|كوفيد).*(إصابة|اصابة|حالة|حالات|وفيات)",
         "market closes": r"(الأسهم|الاسهم|مؤشر|البورصة|بورصة).*(يغلق|تغلق|يقفل|مرتفع|منخفض|نقطة|أرباح|الربع)",
         "weather": r"الطقس|طقس|أرصاد|الأرصاد",
         "executions": r"(تنفيذ|القتل|قصاصا|قصاصاً|تعزيرا).*(حكم|القتل|الحد|قصاص|بحق|جان|مهرب)"}


def plant(name, record, other, number, rng):
    """The copy's record; ValueError (or a subclass) if the transformation does not apply."""
    change = SETS[name][0]
    text = change(record["text"], rng)
    title = record.get("title") or ""
    if name.endswith("own first"):
        text = text + "\n" + other["text"]
    elif name.endswith("own last"):
        text = other["text"] + "\n" + text
    elif name in ORTHOGRAPHY and title:
        title = change(title, rng)
    return {"id": f"planted:{number}", "title": title, "text": text, "source": f"outlet of {name}",
            "date": record.get("date") or ""}


def batches(names, room, per_set):
    """Sets that fit into one run, every article used once (a merged set takes two)."""
    batch, left = [], room
    for name in names:
        need = per_set * (2 if "merged" in name else 1)
        if need > left and batch:
            yield batch
            batch, left = [], room
        batch.append(name)
        left -= need
    yield batch


def eligible(records):
    return [record for record in records if 120 <= len((record.get("text") or "").split()) <= 2000]


def plant_batch(names, originals, per_set, rng):
    """Copies of the sets `names`: list of records, and what each was made of."""
    pool = originals[:]
    rng.shuffle(pool)
    copies, origin = [], {}
    for name in names:
        made, passed_over = 0, []
        while made < per_set and len(pool) >= 2:
            record = pool.pop()
            other = None
            if "merged" in name:  # own is the shorter one: it is no copy of the whole
                record, other = sorted((record, pool.pop()), key=lambda one: len(one["text"].split()))
            try:
                copy = plant(name, record, other, len(copies), rng)
            except ValueError:
                passed_over.append(record)
                continue
            copies.append(copy)
            origin[copy["id"]] = (record["id"], name)
            made += 1
        pool = passed_over + pool
    return copies, origin


def judge(corpus, copies):
    """Matches of corpus and copies together, by their two ids."""
    with tempfile.TemporaryDirectory() as folder:
        extra = pathlib.Path(folder) / "planted.jsonl"
        with open(extra, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(copy, ensure_ascii=False) + "\n" for copy in copies)
        lines = common.run(common.program(), "pairs", "--relations", "all", "--min-score", "0", "-q", corpus, extra)
    matches = {}
    for line in lines.splitlines():
        match = json.loads(line)
        matches[match["a"], match["b"]] = match
    return matches


def run_sets(corpus, per_set, seed):
    """Counts by set: answers, and partial answers with the right container; and those of random pairs."""
    records = common.read_records(corpus)
    originals = eligible(records)
    counts = {name: dict.fromkeys([*RELATIONS, "contained"], 0) for name in SETS}
    for number, names in enumerate(batches(SETS, len(originals) * 8 // 10, per_set)):
        rng = random.Random(seed + number)
        copies, origin = plant_batch(names, originals, per_set, rng)
        matches = judge(corpus, copies)
        for copy, (original, name) in origin.items():
            match = matches.get((original, copy))
            counts[name][match["relation"] if match else "nothing"] += 1
            longer = "b" if "merged" in name else "a"
            counts[name]["contained"] += bool(match) and match.get("container") == longer
    return counts, stranger_counts(records, matches, seed)


def day_number(date):
    """Days since year 1; 0 if unknown."""
    try:
        return datetime.date.fromisoformat(date[:10]).toordinal()
    except ValueError:
        return 0


def relations_of(pairs, matches):
    counts = dict.fromkeys(RELATIONS, 0)
    for a, b in pairs:
        match = matches.get((a, b))
        counts[match["relation"] if match else "nothing"] += 1
    return counts


def draw_pairs(count, ids, rng, allowed=lambda a, b: True):
    """At most `count` different pairs in input order."""
    drawn = set()
    for _ in range(50 * count):
        if len(drawn) == count or len(ids) < 2:
            break
        a, b = sorted(rng.sample(range(len(ids)), 2))
        if allowed(a, b):
            drawn.add((ids[a], ids[b]))
    return sorted(drawn)


def stranger_counts(records, matches, seed):
    """Relations of pairs that are no copies: name of the set -> counts."""
    rng = random.Random(seed)
    counts = {"random pairs": relations_of(draw_pairs(10000, [record["id"] for record in records], rng), matches)}
    for name, pattern in FORMS.items():
        form = [record for record in records if re.search(pattern, record.get("title") or "")]
        days = [day_number(record.get("date") or "") for record in form]
        pairs = draw_pairs(1000, [record["id"] for record in form], rng,
                           lambda a, b, days=days: days[a] and days[b] and abs(days[a] - days[b]) >= 7)
        if len(pairs) >= 40:
            counts[f"{name} of days a week apart"] = relations_of(pairs, matches)
    return counts


def row_of(name, count):
    _, wanted, goal = SETS[name]
    pairs = sum(count[relation] for relation in RELATIONS)
    if pairs == 0:
        return [name, 0, *[""] * (len(RELATIONS) + 3)]
    right = sum(count[relation] for relation in wanted) / pairs
    container = f"{count['contained'] / count['partial']:.3f}" if count["partial"] else ""
    if wanted[0] == "copy":  # an equal text is no mistake
        right += count["exact"] / pairs
    shares = [f"{count[relation] / pairs:.3f}" if count[relation] else "" for relation in RELATIONS]
    verdict = f"{right:.3f}" if right >= goal else f"**{right:.3f}**"
    return [name, pairs, *shares, container, verdict, f"{goal:g}"]


def tables(corpora, per_set=300, seed=1):
    """Markdown tables, one per corpus; right shares below the goal are bold."""
    for name, path in corpora.items():
        common.say(f"planted copies in {name}")
        counts, strangers = run_sets(path, per_set, seed)
        yield f"**{name}**\n"
        yield common.table(["set", "pairs", *RELATIONS, "right container", "right", "goal"],
                           [row_of(set_name, count) for set_name, count in counts.items()])
        for name, count in strangers.items():
            listed = ", ".join(f"{relation} {number}" for relation, number in count.items() if number)
            same = sum(count[relation] for relation in ("exact", "copy", "partial")) / sum(count.values())
            yield f"{sum(count.values())} {name}: {listed} ({100 * same:.2f} % one article).\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("corpora", nargs="*", type=pathlib.Path, help="JSON Lines (the corpora in ../shared)")
    parser.add_argument("--per-set", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    corpora = {path.name.split(".")[0]: path for path in arguments.corpora} or common.corpora()
    if not corpora:
        common.leave_missing("a corpus")
    for text in tables(corpora, arguments.per_set, arguments.seed):
        print(text, flush=True)


if __name__ == "__main__":
    main()
