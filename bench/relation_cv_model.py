# SPDX-License-Identifier: Apache-2.0
"""The relation rule as relation_cv.py fits it: figures, logistic regression, steps, confidences, variants.

The steps are those of src/verify/relation.cc, tier source; a program is judged by what it prints, this copy by
cross-validation.
"""
import numpy as np

CLASS = {"exact": "copy", "copy": "copy", "partial": "partial", "update": "update", "passage": "embedded",
         "template": "template", "nothing": "other"}
FEWEST = 8  # pairs of a step of confidence


def ratio(part, whole, none=0.0):
    return part / whole if whole else none


def derived(row):
    """Figures of bench/relation_features under the names of the prototype, with those made of them."""
    shorter, longer = sorted((row["words_a"], row["words_b"]))
    f = {"ratio": shorter / longer, "S": row["of_shorter"], "L": row["of_longer"], "own": row["own"],
         "oS": row["own_share"], "opos": row["own_from"], "olead": row["own_lead"], "fresh": row["fresh"], "hot": row["recurrent"],
         "new": row["unseen"], "tc": row["titles_common"], "title": row["headline"], "rel": row["alike"],
         "nj": ratio(row["numbers_shared"], row["numbers_all"], .5),
         "nc": ratio(row["numbers_shared"], row["numbers"], 1.0), "cN": row["conflicts"],
         "veto": row["conflicts"] >= 2 and row["conflicts"] >= row["numbers_kept"],
         "same": row["same_source"], "dd": abs(row["days_later"]), "shared": row["numbers_shared"],
         "numbers": row["numbers_all"]}
    f["Qn"] = f["fresh"] / (f["fresh"] + f["new"] + .02)
    f["about"] = either(f["title"], f["olead"])
    return f


def either(one, other):
    return 1 - (1 - one) * (1 - other)


def fit(figures, positive):
    """Logistic regression on standardised figures, ridge 1 but for the constant: constant, weights."""
    mean, spread = figures.mean(0), figures.std(0)
    spread[spread == 0] = 1
    x = np.column_stack([np.ones(len(figures)), (figures - mean) / spread])
    ridge = np.eye(x.shape[1])
    ridge[0, 0] = 1e-9
    b = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ b))
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + ridge, x.T @ (p - positive) + ridge @ b)
        b -= step
        if np.abs(step).max() < 1e-9:
            break
    weights = b[1:] / spread
    return b[0] - weights @ mean, weights


class Variant:
    """figures(row): what p is made of. steps: changes to the thresholds of decide()."""

    def __init__(self, name, figures, source="ours", **steps):
        self.name = name
        self.figures = figures
        self.source = source
        self.steps = steps

    def decide(self, row, p):
        return decide(row[self.source], p, **self.steps)


def decide(f, p, far_days=5, floor=.4, extent=.6, longer=.45, nothing_alike=.4, habit=1.1, later=True, previews=True):
    """Class and the probability that it rests on."""
    little = f["own"] < 12 or f["oS"] < .15
    preview = f["own"] >= 6 and f["oS"] >= .9 and f["S"] >= .9
    if little and not (previews and preview):
        return "other", 0.0
    if f["S"] >= .95 and f["L"] >= .95 and f["cN"] == 0:
        return "copy", .99
    if f["S"] >= .8 and f["L"] >= .5 and f["Qn"] >= .7 and not f["veto"]:
        p = max(p, .95)
    if p >= .5 and not f["veto"] and f["S"] >= floor:
        if later and f["same"] and f["dd"] and f["L"] < .65 and f["S"] < .98:
            return ("update" if f["rel"] >= .5 else "embedded"), p
        if not far_days or f["dd"] < far_days or f["S"] >= .85:
            return ("copy" if f["ratio"] >= extent and f["L"] >= longer else "partial"), p
    if little or (f["hot"] >= .97 and f["fresh"] < .02 and f["cN"] == 0 and f["rel"] < nothing_alike):
        return "other", p
    kindred = f["rel"] >= .4 or f["cN"] >= 2
    if f["veto"] or (f["hot"] + .5 * (1 - f["nc"]) + .5 * f["L"] >= habit and kindred):
        return "template", p
    return "embedded", p


def confidence_steps(names, classes, p, right, repeats):
    """Rows of (relation, least p, pairs, share right, confidence): the confidence rises with p."""
    rows = []
    for number, name in enumerate(names):
        if name == "other":
            continue
        steps = []
        cuts = (0, .7, .9) if name in ("copy", "partial") else (0,)
        for low, high in zip(cuts, (*cuts[1:], 2)):
            inside = (classes == number) & (p >= low) & (p < high)
            steps.append([low, inside.sum() / repeats, right[inside].sum() / repeats])
            while len(steps) > 1 and (value(steps[-2]) >= value(steps[-1]) or
                                      min(steps[-2][1], steps[-1][1]) < FEWEST):
                _, pairs, hits = steps.pop()
                steps[-1][1] += pairs
                steps[-1][2] += hits
        rows += [(name, step[0], step[1], ratio(step[2], step[1]), value(step)) for step in steps]
    return rows


def value(step):
    return (step[2] + 1) / (step[1] + 2)


def look_up(table, name, p):
    return [row[4] for row in table if row[0] == name and row[1] <= p][-1]


def five(*more):
    """The figures of the rule, and some more."""
    return lambda row: [row["ours"][name] for name in FIVE + more]


def only(*names):
    return lambda row: [row["ours"][name] for name in names]


def added(figure):
    return lambda row: [row["ours"][name] for name in FIVE] + [figure(row["ours"])]


FIVE = ("Qn", "title", "nj", "opos", "olead")
PROTOTYPE = Variant("prototype", lambda row: [row["theirs"][name] for name in FIVE], source="theirs", far_days=0,
                    previews=False)
ADOPTED = Variant("this rule", five())
RIVAL = Variant("headline or lead", only("Qn", "about", "nj"))
TRIED = [
    RIVAL,
    Variant("headline or lead; at least .45 of the shorter text", RIVAL.figures, floor=.45),
    Variant("headline or lead, and the place where neither fits", lambda row: RIVAL.figures(row) + [
        row["ours"]["opos"] * (1 - row["ours"]["about"])]),
    Variant("headline or lead, the larger", lambda row: [
        row["ours"]["Qn"], max(row["ours"]["title"], row["ours"]["olead"]), row["ours"]["nj"]]),
    Variant("without taken", only("title", "nj", "opos", "olead")),
    Variant("without headline", only("Qn", "nj", "opos", "olead")),
    Variant("without numbers", only("Qn", "title", "opos", "olead")),
    Variant("without place", only("Qn", "title", "nj", "olead")),
    Variant("without lead", only("Qn", "title", "nj", "opos")),
    Variant("place only where the headline does not fit", lambda row: [row["ours"][name] for name in (
        "Qn", "title", "nj", "olead")] + [row["ours"]["opos"] * (1 - row["ours"]["title"])]),
    Variant("and openings alike (25 words)", five("rel")),
    Variant("and the share of the shorter text matched", five("S")),
    Variant("and the share of the longer text matched", five("L")),
    Variant("and the extent", five("ratio")),
    Variant("and number conflicts", five("cN")),
    Variant("and whether it is one source", five("same")),
    Variant("and taken x headline", added(lambda f: f["Qn"] * f["title"])),
    Variant("numbers: half a common one added", lambda row: [row["ours"][name] for name in (
        "Qn", "title", "opos", "olead")] + [(row["ours"]["shared"] + .5) / (row["ours"]["numbers"] + 1)]),
    Variant("at least .35 of the shorter text", five(), floor=.35),
    Variant("at least .45 of the shorter text", five(), floor=.45),
    Variant("copy from .40 of the longer text on", five(), longer=.4),
    Variant("copy from .50 of the longer text on", five(), longer=.5),
    Variant("copy from an extent of .57 on", five(), extent=.57),
    Variant("copy from an extent of .63 on", five(), extent=.63),
    Variant("nothing: openings alike below .55", five(), nothing_alike=.55),
    Variant("template from 1.0 on", five(), habit=1.0),
    Variant("template from 1.2 on", five(), habit=1.2),
    Variant("no step for later pieces", five(), later=False),
    Variant("no step for days apart", five(), far_days=0),
    Variant("no step for previews of few own words", five(), previews=False),
]
