# SPDX-License-Identifier: Apache-2.0
"""The orthographic classes of make_sample.py: other spelling, typing or encoding, the same words.

SPELLING: name of the class (as in the transformation tables of the documentation) -> function of text and generator.
"""
import pathlib
import re
import textwrap
import unicodedata

FORMS = pathlib.Path(__file__).resolve().parent / "tashkeel.tsv"
DIGITS = str.maketrans("0123456789%", "٠١٢٣٤٥٦٧٨٩٪")
LIGATURES = {"ا": "\ufefb", "آ": "\ufef5", "أ": "\ufef7", "إ": "\ufef9"}
JOINING = "بتثجحخسشصضطظعغفقكلمنهيئ"
SUN = "تثدذرزسشصضطظلن"
NO_ARTICLE = re.compile("الت[زقحفمهبئ]|الل")


def change_words(text, rng, share, change):
    """Applies `change` to `share` of all words, chosen among those that it alters."""
    pieces = re.split(r"(\s+)", text)
    able = [i for i, piece in enumerate(pieces) if piece.strip() and change(piece) != piece]
    for i in rng.sample(able, min(len(able), max(1, round(share * len(text.split()))))):
        pieces[i] = change(pieces[i])
    return "".join(pieces)


def change_gaps(text, rng, share, gap):
    """Replaces `share` of the spaces between words by what `gap` returns."""
    pieces = text.split(" ")
    chosen = set(rng.sample(range(1, len(pieces)), max(1, round(share * len(pieces)))))
    return pieces[0] + "".join((gap() if i in chosen else " ") + piece for i, piece in enumerate(pieces) if i)


def drop_marks(text):
    return re.sub("[\u064b-\u0652\u0670]", "", text)


def vocalise(word):
    """The vocalised form of a common word, else a shadda behind the article before a sun letter."""
    forms = dict(line.split("\t") for line in FORMS.read_text(encoding="utf-8").splitlines())
    core = word.strip("،.:؛“”")
    if core in forms:
        return word.replace(core, forms[core])
    sun = len(core) > 3 and core.startswith("ال") and core[2] in SUN and not NO_ARTICLE.match(core)
    if sun and not unicodedata.combining(core[3]):
        return word.replace(core, core[:3] + "\u0651" + core[3:])
    return word


def stretch(word):
    """Kashida between two letters that join, not before an alef that makes a ligature."""
    pairs = re.finditer(f"[{JOINING}](?=[{JOINING}ادذرزوةى])", word)
    places = [m.end() for m in pairs if word[m.start():m.end() + 1] != "لا"]
    if not places:
        return word
    place = places[len(places) // 2]
    return word[:place] + "ـ" * (1 + len(word) % 4) + word[place:]


def ligatures(text):
    """Lam-alef as one presentation form: isolated, or final after a letter that joins."""
    joined = re.sub(f"(?<=[{JOINING}])ل([اآأإ])", lambda m: chr(ord(LIGATURES[m[1]]) + 1), text)
    return re.sub("ل([اآأإ])", lambda m: LIGATURES[m[1]], joined)


def eastern_digits(text):
    text = re.sub(r"(?<=\d),(?=\d{3})", "٬", text)
    return re.sub(r"(?<=\d)\.(?=\d)", "٫", text).translate(DIGITS)


def entities(text, rng):
    text = text.replace("“", "&#8220;").replace("”", "&quot;").replace("–", "&ndash;")
    return change_gaps(text, rng, 0.05, lambda: "&nbsp;")


def hard_wrap(text):
    wrapper = textwrap.TextWrapper(72, break_long_words=False, break_on_hyphens=False)
    return "\n\n".join(wrapper.fill(paragraph) for paragraph in text.split("\n\n"))


def windows(text):
    """windows-1256 and back, with the line ends of that system; a character it lacks is an error here."""
    return text.replace("\n", "\r\n").encode("cp1256").decode("cp1256")


SPELLING = {
    "T02": lambda t, rng: drop_marks(t),
    "T03a": lambda t, rng: change_words(t, rng, 0.05, vocalise),
    "T03b": lambda t, rng: change_words(t, rng, 0.30, vocalise),
    "T04a": lambda t, rng: re.sub("[أإآ]", "ا", t),
    "T04b": lambda t, rng: change_words(t, rng, 0.20, lambda w: re.sub("[أإآ]", "ا", w)),
    "T05": lambda t, rng: re.sub(r"ي(?!\w)", "ى", t),
    "T06": lambda t, rng: change_words(t, rng, 0.05, lambda w: w.replace("ة", "ه")),
    "T07": lambda t, rng: eastern_digits(t),
    "T08": lambda t, rng: t.replace("“", "«").replace("”", "»"),
    "T09": lambda t, rng: t.replace("ــ", "-").replace("–", "ــ"),
    "T10": lambda t, rng: change_words(t, rng, 0.05, stretch),
    "T11a": lambda t, rng: change_gaps(t, rng, 0.20, lambda: "\u00a0"),
    "T11b": lambda t, rng: change_gaps(t, rng, 0.05, lambda: rng.choice((" \u200b\u200b", " \u200f"))),
    "T12": lambda t, rng: ligatures(t),
    "T13": lambda t, rng: unicodedata.normalize("NFD", t),
    "T14": lambda t, rng: t.replace("ي", "ی").replace("ك", "ک"),
    "T17": entities,
    "T18": lambda t, rng: windows(t),
    "T23": lambda t, rng: t.replace("\n\n", " "),
    "T31": lambda t, rng: hard_wrap(t),
    "T32": lambda t, rng: t.replace("ه", "ہ").replace("،", ","),
    "mojibake": lambda t, rng: t.encode("utf-8").decode("cp1256"),
}
