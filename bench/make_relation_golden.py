#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes tests/golden/relation_golden.tsv and word_stems.tsv from the prototype
of the relation rule (features.py, relation.py) on synthetic tokens.

  make_relation_golden.py [PROTOTYPE_FOLDER]

The default is ../shared/tools/relations beside the repository.
"""

import os
import random
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GOLDEN = os.path.join(ROOT, "tests", "golden")
FOLDER = (sys.argv[1] if len(sys.argv) > 1 else
          os.path.join(ROOT, "..", "shared", "tools", "relations"))
FIGURES = ("S", "L", "own", "oS", "opos", "olead", "fresh", "hot", "new", "tc",
           "title", "rel", "nj", "nc", "cN", "veto", "dd")
STEMS = """
والكتاب بالكتاب فالكتاب كالكتاب للكتاب الكتاب وكتاب بكتاب لكتاب فكتاب كتاب
كتابها المسلمين معلمون معلمات كتابان عربيه مدرسه كتابا كتابي ولد بلد فلك لبن
وال والي بال الله اله هما هي في من علي الي وفي لها بها ليه ابيه وابنه والدها
الان ايمان انسان بانسان جامعات بجامعات الجامعه والجامعات وزيره ووزير وزاره
بوزاره الوزاره مجلس المجالس مجالسها ين ون ات نين بنين سنين يمين اليمين الف فال
لل للل للال كال كالف كالاف فالق بالغ والد والدين والديها 2015 و2015 aa usa
""".split()


def tokens(draw, count, vocabulary):
    out = []
    for _ in range(count):
        kind = draw.random()
        if kind < 0.08:
            out.append(str(draw.choice((3, 12, 47, 150, 2015, 4.5))))
        elif kind < 0.5:
            out.append("c%d" % draw.randrange(12))
        else:
            out.append("w%d" % draw.randrange(vocabulary))
    return out


def edited(draw, text):
    """A text made of parts of another, with words and numbers changed."""
    out = []
    start = draw.randrange(max(1, len(text) // 2))
    pieces = []
    while start < len(text):
        end = start + draw.randrange(4, 40)
        pieces.append(text[start:end])
        start = end + draw.choice((0, 0, 0, 1, 3, 15))
    if draw.random() < 0.3:
        draw.shuffle(pieces)
    change = draw.choice((0.01, 0.05, 0.2))
    for piece in pieces:
        for token in piece:
            if draw.random() < change:
                token = (str(draw.randrange(100)) if token[0].isdigit()
                         else "n%d" % draw.randrange(50))
            elif token[0].isdigit() and draw.random() < 0.2:
                token = str(draw.randrange(100))
            out.append(token)
    return out + tokens(draw, draw.choice((0, 0, 2, 12)), 90)


def runs(draw, count, share):
    out = [0] * count
    while count and sum(out) < share * count:
        begin = draw.randrange(count)
        for i in range(begin, min(count, begin + draw.randrange(5, 25))):
            out[i] = 1
    return out


def side(draw, features, text, title):
    share = draw.choice((0, 0, 0.1, 0.4, 0.9))
    return dict(src="s%d" % draw.randrange(2), day=1 + draw.randrange(3),
                title=[features.base(w) for w in title], t=text,
                b=[features.base(w) for w in text], f=features.facts(text),
                hot=[bool(x) for x in
                     runs(draw, max(0, len(text) - 4), share)],
                furn=runs(draw, len(text), share / 3))


def bits(values):
    return "".join("1" if v else "0" for v in values) or "-"


def row(relation, one, two):
    r = relation.pair(one[0], two[0])
    name, p = relation.decide(r)
    cells = []
    for x, words, head in (one, two):
        cells += [" ".join(words), " ".join(head) or "-", bits(x["hot"]),
                  bits(x["furn"]), x["src"], str(x["day"])]
    cells += ["%.9g" % r[name_] for name_ in FIGURES]
    return "\t".join(cells + [name, "%.6f" % p]) + "\n"


def main():
    if not os.path.isdir(FOLDER):
        print(f"no prototype in {FOLDER}")
        return
    sys.path.insert(0, FOLDER)
    import features
    import relation
    draw = random.Random(20260101)
    with open(os.path.join(GOLDEN, "word_stems.tsv"), "w",
              encoding="utf8") as out:
        out.write("# word, stem; made by bench/make_relation_golden.py\n")
        for word in STEMS:
            out.write(f"{word}\t{features.base(word)}\n")
    with open(os.path.join(GOLDEN, "relation_golden.tsv"), "w",
              encoding="utf8") as out:
        out.write("# made by bench/make_relation_golden.py\n# words, title, "
                  "recurrent, furniture, source and day of a, then of b; "
                  + ", ".join(FIGURES) + ", class, probability\n")
        turned = []
        for _ in range(120):
            long = tokens(draw, draw.choice((14, 40, 60, 90)), 90)
            short = edited(draw, long) or ["w1"]
            title = [draw.choice(long) for _ in range(draw.choice((0, 3, 6)))]
            other = [draw.choice(title + ["t1", "t2", "t3"])
                     for _ in range(draw.choice((0, 4)))]
            a = side(draw, features, short, other)
            b = side(draw, features, long, title)
            if short == long:
                continue
            one, two = (a, short, other), (b, long, title)
            out.write(row(relation, one, two))
            if len(short) == len(long):
                turned.append(row(relation, two, one))
        # Of two texts of one length the prototype takes the first for the
        # shorter: both orders, so that a reader may choose.
        out.writelines(turned)


if __name__ == "__main__":
    main()
