"""Every kind of statement about a design, worked out by our own numbers."""

import re
from functools import cache

import numpy as np
from tests.model.experiments.printed import ROMAN, agrees, runs
from tests.model.experiments.recomputed import Analysis, canonical

from sanhak.decide.design import (
    LETTERS,
    Fraction,
    Quality,
    Word,
    best_resolution,
    block_words,
    blocking_distance,
    box_behnken,
    central_composite,
    clear_effects,
    confounded,
    full_factorial,
    generator,
    plackett_burman,
    relation,
    resolution_of,
    rotatable,
)
from sanhak.model.experiments import MEAN, Surface


def fraction(check, k):
    names = check.get("factors") or list(LETTERS[:k])
    if check.get("generators"):
        return names, Fraction(len(names), tuple(generator(text, names) for text in check["generators"]))
    return names, best_resolution(len(names), check["resolution"])


def words(text, names):
    """The words of a printed list, such as ``I = ABD = ACE`` or ``BCD, ACD``."""
    parts = re.split(r"[,=+]|\band\b", text.replace("−", "-"))
    found = set()
    for part in parts:
        plain = re.sub(r"[\s·*×]", "", part)
        if plain.strip("-") and plain != "I":
            word = Word(0, -1 if plain.startswith("-") else 1)
            for letter in plain.lstrip("-"):
                word = word.times(Word(1 << names.index(letter)))
            found.add(word)
    return found


def _aliases(entry, check, printed):
    names, made = fraction(check, check.get("k"))
    term = next(iter(words(check["term"], names)), Word(0))
    listed = words(printed, names) - {term}
    return bool(listed) and listed <= set(made.aliases(term))


def _defining_relation(entry, check, printed):
    names, made = fraction(check, check.get("k"))
    return words(printed, names) == set(made.words)


def _generator(entry, check, printed):
    names, made = fraction(check, check.get("k"))
    return generator(printed, names) in made.generators


def _resolution(entry, check, printed):
    _, made = fraction(check, check.get("k"))
    return ROMAN[printed.strip()] == made.resolution


def _listed(text):
    return [int(number) for number in re.findall(r"\d+", text)]


def _points(entry, check, names=None):
    settings, _ = runs(entry, check.get("runs"))
    return np.column_stack([settings[name] for name in names or settings]), list(names or settings)


def _fraction_runs(entry, check, printed):
    points, names = _points(entry, check)
    chosen = tuple(generator(text, names) for text in check["generator"].split(","))
    found = np.flatnonzero(Fraction(len(names), chosen).of_runs(points)) + 1
    return sorted(_listed(printed)) == found.tolist()


def _standard_order(entry, check, printed):
    points, names = _points(entry, check, check.get("factors"))
    standard = Fraction(len(names)).points()
    found = [int(np.flatnonzero(np.all(standard == np.sign(point), axis=1))[0]) + 1 for point in points]
    return _listed(printed) == found


@cache
def _confounded(k, blocks):
    whole = Fraction(k)
    return sorted(word.length for word in confounded(whole, block_words(whole, blocks)))


def _block_confounding(entry, check, printed):
    design = check["design"]
    lengths = sorted(len(word.strip()) for word in printed.split(","))
    return lengths == _confounded(design["k"], design["options"]["n_blocks"])


class Made:
    """A design that a check names, as ours: its runs in coded units and what it is made of."""

    def __init__(self, design):
        options, k = design.get("options", {}), design["k"]
        self.fraction, self.alpha = None, None
        levels = design.get("levels")
        match design["design_type"]:
            case "full_factorial" if levels:
                places = full_factorial([levels] * k if isinstance(levels, int) else levels)
                points = places / (places.max(axis=0) / 2) - 1
            case "full_factorial":
                self.fraction = Fraction(k)
            case "fractional_factorial":
                names = list(LETTERS[:k])
                given = options.get("generators")
                chosen = tuple(generator(text, names) for text in given or ())
                self.fraction = Fraction(k, chosen) if given else best_resolution(k, options.get("resolution", 3))
            case "plackett_burman":
                points = plackett_burman(k)
            case "box_behnken":
                points = box_behnken(k)
            case "ccd":
                kind = {"inscribed": "inscribed", "face_centered": "faced"}.get(options.get("alpha"), "circumscribed")
                points, cube = central_composite(k, kind, None if options.get("cube") == "fractional" else Fraction(k))
                self.alpha = 1.0 if kind == "faced" else rotatable(cube)
        if self.fraction is not None:
            points = self.fraction.points()
        points = np.vstack([points] * options.get("n_replicates", 1))
        self.points = np.vstack([points, np.zeros((options.get("n_center_points", 0), k))])
        self.names = list(LETTERS[:k])


def _number(printed):
    return str(ROMAN.get(printed.strip(), printed))


def _design_property(entry, check, printed):
    made = Made(check["design"])
    value = {"n_runs": len(made.points), "alpha": made.alpha}[check["property"]]
    if value is None:
        value = made.fraction.resolution
    return agrees(value, _number(printed), expression=bool(check.get("expression")))


def _design_metric(entry, check, printed):
    made = Made(check["design"]) if check.get("design") else None
    return agrees(_metric(entry, check, made), _number(printed), expression=bool(check.get("expression")))


def _metric(entry, check, made):
    metric, key = check["metric"], check.get("key")
    if metric in ("clear_effects", "moment_aberration", "minimum_aberration", "defining_relation"):
        if made is not None:
            found = made.fraction
        else:
            points, names = _points(entry, check)
            found = Fraction(len(names), relation(points))
        return _of_fraction(metric, key, found, made, entry, check)
    model = check.get("model") or "main_effects"
    matrix = Analysis(entry, model, check.get("runs")).matrix if made is None else _matrix(made, model, check)
    quality = Quality.of(matrix)
    if metric == "vif" and key != "len":
        return quality.inflation[next(term for term in quality.inflation if str(term) == key)]
    return METRICS[metric, key](quality)


METRICS = {
    ("alias_matrix", "model_terms.len"): lambda quality: len(quality.matrix.names),
    ("prediction_variance", "len"): lambda quality: len(quality.matrix),
    ("vif", "len"): lambda quality: len(quality.inflation),
    ("degrees_of_freedom", "total"): lambda quality: len(quality.matrix) - 1,
    ("degrees_of_freedom", "model"): lambda quality: len(quality.matrix.names) - (MEAN in quality.matrix.terms),
    ("degrees_of_freedom", "residual"): lambda quality: quality.df,
    ("d_efficiency", None): lambda quality: 100 * quality.d_efficiency,
    ("a_efficiency", None): lambda quality: 100 * quality.a_efficiency,
    ("g_efficiency", None): lambda quality: 100 * quality.g_efficiency(quality.matrix.values),
}


def _matrix(made, model, check):
    settings = dict(zip(made.names, made.points.T, strict=True))
    entry = {
        "name": "",
        "factors": [{"name": name, "coding": "none", "type": "numeric"} for name in settings],
        "runs": {"columns": list(settings), "rows": list(zip(*settings.values(), strict=True)), "coded": True},
    }
    levels = (check.get("design") or {}).get("levels")
    if levels:  # a factor of three levels counts with all its contrasts
        model = re.sub(r"\b([A-H])\b", r"C(\1)", model)
    return Analysis(entry, model).matrix


def _of_fraction(metric, key, found, made, entry, check):
    points = made.points if made is not None else _points(entry, check)[0]
    match metric, key.split("."):
        case "clear_effects", ["main_effects", "len"]:
            return len(clear_effects(points, 1))
        case "clear_effects", ["two_factor_interactions", "len"]:
            return len(clear_effects(points, 2))
        case "minimum_aberration", ["wordlength_pattern", place]:
            return found.pattern[2 + int(place)]
        case "defining_relation", ["len"]:
            return len(found.words)
        case "moment_aberration", ["n_runs"]:
            return len(points)
        case "moment_aberration", ["n_factors"]:
            return points.shape[1]
        case "moment_aberration", ["resolution"]:
            return resolution_of(points)
    raise KeyError(metric, key)


def _library_value(entry, check, printed):
    if check["function"] == "blocking_alpha":
        given = check.get("args") or list(check["kwargs"].values())
        named = check.get("kwargs") or dict(
            zip(("n_cube_runs", "n_center_cube", "n_factors", "n_center_axial"), given, strict=True)
        )
        value = blocking_distance(
            named["n_cube_runs"], named["n_center_cube"], named["n_factors"], named["n_center_axial"]
        )
        return agrees(value, printed, expression=bool(check.get("expression")))
    return agrees(canonical(_surface(check), check["key"]), printed)


def _surface(check):
    given = check["args"][0][0]
    names = tuple(given["factor_names"])
    mean, slope, bend = 0.0, np.zeros(len(names)), np.zeros((len(names), len(names)))
    for row in given["coefficients"]:
        at = [names.index(name) for name in re.findall(r"x\d", row["term"])]
        if not at:
            mean = row["coefficient"]
        elif "**" in row["term"]:
            bend[at[0], at[0]] = row["coefficient"]
        elif len(at) == 1:
            slope[at[0]] = row["coefficient"]
        else:
            bend[at[0], at[1]] = bend[at[1], at[0]] = row["coefficient"] / 2
    return Surface(names, mean, slope, bend)


def _library_text(entry, check, printed):
    return _surface(check).shape == "ridge"


STATED = {
    "aliases": _aliases,
    "defining_relation": _defining_relation,
    "generator": _generator,
    "resolution": _resolution,
    "fraction_runs": _fraction_runs,
    "standard_order": _standard_order,
    "block_confounding": _block_confounding,
    "design_property": _design_property,
    "design_metric": _design_metric,
    "library_value": _library_value,
    "library_text": _library_text,
}
"""Kinds of statement about a design."""
