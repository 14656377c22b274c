"""Every kind of result of an analysis, worked out by our own numbers from a published experiment."""

import re
from functools import cache

import numpy as np
from patsy import ModelDesc
from scipy.stats import f as fisher
from tests.model.experiments.printed import runs

from sanhak.decide.desirability import Desirability
from sanhak.model.experiments import (
    Fit,
    Levels,
    Line,
    Matrix,
    Scale,
    Surface,
    Term,
    anova,
    box_cox,
    level_means,
    nonadditivity,
    paired,
    positions,
    ranks,
    regression,
    replicates,
    rest,
)

WHOLE = {"main_effects": "({0})", "interactions": "({0}) ** 2", "quadratic": "({0}) ** 2 + {1}"}


class Analysis:
    """A model fitted to the runs of an experiment."""

    def __init__(self, entry, model, positions=None, response=None):
        settings, outcomes = runs(entry, positions)
        if model in WHOLE:
            squares = " + ".join(f"I({name} ** 2)" for name in settings)
            model = WHOLE[model].format(" + ".join(settings), squares)
        self.entry, self.names = entry, list(settings)
        self.y = outcomes[response or next(iter(outcomes))] if outcomes else None
        if model is None:
            return
        self.terms, self.mean, categories = expanded(model, self.names)
        used = {name for term in self.terms for name in term.names}
        self.settings = {
            name: [str(value) for value in values] if name in categories else values
            for name, values in settings.items()
            if name in used
        }
        self.settings = self.settings or {"": np.zeros(len(self.y))}
        self.codings = [
            Levels(name, tuple(dict.fromkeys(values))) if isinstance(values, list) else Scale(name, -1.0, 1.0)
            for name, values in self.settings.items()
        ]
        self.matrix = Matrix.of(self.codings, self.terms, self.settings, mean=self.mean)
        self.fit = None if self.y is None else Fit.of(self.matrix, self.y)

    def row(self, term):
        """The place of a term's coefficient; of a level that the coding leaves out, None."""
        names = list(self.fit.matrix.names)
        wanted = {part.replace("²", "^2") for part in re.split("[·:]", {"Intercept": "1"}.get(term, term))}
        level = re.fullmatch(r"(\w+)\[(.+)\]", term)
        if level and term not in names:
            return None
        return next(place for place, name in enumerate(names) if set(name.split(":")) == wanted)

    def coefficient(self, term):
        at = self.row(term)
        if at is not None:
            return self.fit.coefficients[at]
        factor = term.partition("[")[0]
        owned = [place for place, name in enumerate(self.fit.matrix.names) if name.startswith(f"{factor}[")]
        return -self.fit.coefficients[owned].sum()

    @property
    def coded_settings(self):
        return self.settings


def expanded(model, names):
    """The terms of a formula as the catalogue writes it, whether it holds the mean, and the categories in it."""
    terms, mean, categories = [], False, set()
    for found in ModelDesc.from_formula(model).rhs_termlist:
        powers = {}
        for factor in found.factors:
            code = factor.name()
            if category := re.match(r"C\((\w+)", code):
                categories.add(category[1])
                code = category[1]
            inner = re.fullmatch(r"I\((.+)\)", code)
            for part in (inner[1] if inner else code).split(" * "):
                name, _, power = part.partition(" ** ")
                powers[name.strip()] = powers.get(name.strip(), 0) + int(power or 1)
        mean |= not powers
        if powers:
            terms.append(Term(tuple((name, powers[name]) for name in names if name in powers)))
    return tuple(terms), mean, categories


@cache
def _analysis(name, model, positions, response):
    return Analysis(ENTRIES[name], model, list(positions) if positions else None, response)


ENTRIES = {}


def analysis(entry, check, model="model"):
    ENTRIES[entry["name"]] = entry
    at = tuple(check["runs"]) if check.get("runs") else None
    return _analysis(entry["name"], check.get(model), at, check.get("response"))


def of_term(read):
    return lambda a, check: read(a, a.row(check["term"]))


def _p_value(a, check):
    at = a.row(check["term"])
    p, way = a.fit.p_values[at], check.get("alternative")
    if way is None:
        return p
    return p / 2 if (a.fit.coefficients[at] > 0) == (way == "greater") else 1 - p / 2


def _end(sign):
    def read(a, check):
        at = a.row(check["term"])
        end = a.fit.coefficients[at] + sign * a.fit.margin(0.95) * a.fit.errors[at]
        return end * (2 if check.get("scale") == "effect" else 1)

    return read


def _line(read):
    def found(a, check):
        wanted = {part.replace("²", "^2") for part in re.split("[·:]", check["term"])}
        lines = anova(a.fit)
        return read(next(line for term, line in lines.items() if set(str(term).split(":")) == wanted))

    return found


def _replicates(read):
    return lambda a, _: read(replicates(a.fit, a.settings))


def _fit(read):
    return lambda a, _: read(a.fit)


def _normal_plot(a, check):
    effects = a.fit.coefficients[1:]
    if check.get("rank"):
        return 100 * (check["rank"] - 0.5) / len(effects)
    at = a.row(check["term"]) - 1
    return ranks(effects)[at] if check["key"] == "rank" else 100 * positions(effects)[at]


def _prediction(a, check):
    point = dict.fromkeys(a.settings, 0.0) | check["point"]
    settings = {
        coding.name: [str(point[coding.name])] if isinstance(coding, Levels) else np.array([float(point[coding.name])])
        for coding in a.codings
    }
    value, error = a.fit.predict(Matrix.of(a.codings, a.terms, settings, mean=a.mean))
    return float((error if check.get("bound") == "std_error" else value)[0])


def _box_cox(a, check):
    kind, _, power = check["key"].partition(".")
    if kind == "sse":
        return rest(a.matrix, a.y, float(power))
    found = box_cox(a.matrix, a.y, 0.95)
    return {"lambda": found.best, "lambda_ci.0": found.lower, "lambda_ci.1": found.upper}[check["key"]]


def _optimum(a, check):
    numbers = [coding.name for coding in a.codings if isinstance(coding, Scale)]
    surface = Surface.of(a.fit, numbers)
    value = canonical(surface, check["key"], a.entry)
    if check.get("sign_of"):
        value *= np.sign(canonical(surface, check["sign_of"], a.entry))
    return abs(value) if check.get("abs") else value


def canonical(surface, key, entry=None):
    """A number of the canonical form under the name that the catalogue has for it."""
    part = key.split(".")[1:]
    curvatures, directions = surface.canonical()
    at = surface.stationary
    match part:
        case ["eigenvalues", place]:
            return curvatures[int(place)]
        case ["eigenvectors", row, column]:
            return directions[int(column), int(row)]
        case ["canonical_axes", place, "coefficients", name]:
            return directions[surface.names.index(name), int(place)]
        case ["stationary_point_coded" | "stationary_point", name]:
            return at[surface.names.index(name)]
        case ["stationary_point_actual", name]:
            factor = next(one for one in entry["factors"] if one["name"] == name)
            return Scale(name, factor["low"], factor["high"]).values(at[surface.names.index(name)])
        case ["predicted_response" | "predicted_at_stationary"] | [_, "predicted_response"]:
            return surface.at(at)
    raise KeyError(key)


def _steepest(a, check):
    names = [coding.name for coding in a.codings]
    surface = Surface.of(a.fit, names)
    factors = {one["name"]: Scale(one["name"], one["low"], one["high"]) for one in a.entry["factors"]}
    if "radius" in check:
        coded = surface.steepest(np.array([float(check["radius"])]))[0]
    else:
        step = surface.steepest(np.array([1.0]))[0]
        turned = check["change"] / factors[check["per"]].half / step[names.index(check["per"])]
        coded = step * turned * check["steps"]
    at, scale = coded[names.index(check["key"])], factors[check["key"]]
    if check.get("units") == "coded":
        return at
    return at * scale.half if check.get("from_centre") else scale.values(at)


def _nested(entry, check):
    small, full = analysis(entry, check), analysis(entry, check, "full")
    line = Line(small.fit.rss - full.fit.rss, small.fit.df - full.fit.df)
    error = analysis(entry, check, "error").fit if check.get("error") else full.fit
    line = line.against(Line(error.rss, error.df))
    return {"ss": line.sum_of_squares, "df": line.df, "ms": line.mean_square, "f": line.f, "p": line.p}[check["key"]]


def _curvature(a, _):
    centre = np.all([np.isclose(values, 0.0) for values in a.settings.values()], axis=0)
    corner = np.all([np.isclose(np.abs(values), 1.0) for values in a.settings.values()], axis=0)
    return a.y[corner].mean() - a.y[centre].mean()


def _uncorrected(a):
    explained = Line(float(a.fit.fitted @ a.fit.fitted), len(a.fit.coefficients))
    return explained.against(Line(a.fit.rss, a.fit.df))


def _aic(a, _):
    return len(a.y) * np.log(a.fit.rss / len(a.y)) + 2 * len(a.fit.coefficients)


def _desirability(entry, check):
    goals, values = [], []
    for goal in check["goals"]:
        goals.append(Desirability(goal["goal"], goal["low"], goal["target"], goal["high"], goal["weight"]))
        values.append(_prediction(analysis(entry, goal), {"point": check["point"]}))
    return goals[int(check["key"].split(".")[1])].of(np.array([values[int(check["key"].split(".")[1])]]))[0]


def _means(entry, check):
    a = analysis(entry, check)
    means = level_means(a.fit, a.codings, next(one for one in a.codings if one.name == check["factor"]))
    head, rest_of = check["key"].split(".", 1)
    item, field = rest_of.rsplit(".", 1)
    if head == "by_level":
        return means.means[means.levels.index(item)]
    value, error = means.difference(*item.split(" - "))
    return {"difference": value, "std_error": error, "half_width": a.fit.margin(0.95) * error}[field]


def _paired(entry, check):
    _, outcomes = runs(entry)
    y = next(iter(outcomes.values()))
    found = paired(y[np.array(check["runs"]) - 1], y[np.array(check["minus"]) - 1])
    lower, upper = found.interval(check["confidence"])
    return {"ci_low": lower, "ci_high": upper, "half_width": (upper - lower) / 2}[check["key"]]


def _difference_of_means(entry, check):
    _, outcomes = runs(entry)
    y = outcomes[check.get("response") or next(iter(outcomes))]
    return y[np.array(check["runs"]) - 1].mean() - y[np.array(check["minus"]) - 1].mean()


FITTED = {
    "coefficient": lambda a, c: a.coefficient(c["term"]),
    "effect": lambda a, c: 2 * a.coefficient(c["term"]),
    "std_error": of_term(lambda a, at: a.fit.errors[at]),
    "effect_std_error": of_term(lambda a, at: 2 * a.fit.errors[at]),
    "t_value": of_term(lambda a, at: a.fit.ratios[at]),
    "p_value": _p_value,
    "ci_low": _end(-1),
    "ci_high": _end(1),
    "fitted": lambda a, c: a.fit.fitted[c["run"] - 1],
    "residual": lambda a, c: a.fit.residuals[c["run"] - 1],
    "residual_quantile": lambda a, c: np.quantile(a.fit.residuals, c["q"]),
    "observation": lambda a, c: a.y[c["run"] - 1],
    "mean": lambda a, _: a.y.mean(),
    "std_dev": lambda a, _: a.y.std(ddof=1),
    "variance": lambda a, _: a.y.var(ddof=1),
    "n_runs": lambda a, _: len(a.y),
    "r_squared": _fit(lambda fit: fit.r_squared),
    "r_squared_adj": _fit(lambda fit: fit.r_squared_adjusted),
    "r_squared_pred": _fit(lambda fit: fit.r_squared_predicted),
    "press": _fit(lambda fit: fit.press),
    "residual_df": _fit(lambda fit: fit.df),
    "df_model": _fit(lambda fit: len(fit.coefficients) - fit.mean),
    "ms_residual": _fit(lambda fit: fit.mean_square),
    "residual_std_error": _fit(lambda fit: fit.sigma),
    "ss_residual": _fit(lambda fit: fit.rss),
    "ss_total": _fit(lambda fit: fit.total),
    "ss_regression": _fit(lambda fit: fit.total - fit.rss),
    "ms_regression": _fit(lambda fit: regression(fit).mean_square),
    "f_regression": _fit(lambda fit: regression(fit).f),
    "f_regression_p": _fit(lambda fit: regression(fit).p),
    "f_statistic": _fit(lambda fit: regression(fit).f),
    "f_uncorrected": lambda a, _: _uncorrected(a).f,
    "f_uncorrected_p": lambda a, _: _uncorrected(a).p,
    "aic_step": _aic,
    "anova_sum_sq": _line(lambda line: line.sum_of_squares),
    "anova_mean_sq": _line(lambda line: line.mean_square),
    "anova_f": _line(lambda line: line.f),
    "anova_p": _line(lambda line: line.p),
    "lack_of_fit_ss": _replicates(lambda found: found.lack.sum_of_squares),
    "lack_of_fit_df": _replicates(lambda found: found.lack.df),
    "lack_of_fit_ms": _replicates(lambda found: found.lack.mean_square),
    "lack_of_fit_f": _replicates(lambda found: found.lack.f),
    "lack_of_fit_p": _replicates(lambda found: found.lack.p),
    "pure_error_ss": _replicates(lambda found: found.pure.sum_of_squares),
    "pure_error_df": _replicates(lambda found: found.pure.df),
    "pure_error_ms": _replicates(lambda found: found.pure.mean_square),
    "curvature_difference": _curvature,
    "nonadditivity": lambda a, c: {"ss": nonadditivity(a.fit).sum_of_squares, "f": nonadditivity(a.fit).f}[c["key"]],
    "normal_plot": _normal_plot,
    "prediction": _prediction,
    "box_cox": _box_cox,
    "optimum": _optimum,
    "steepest_path": _steepest,
}
"""Kinds of result that are read from a fitted model."""
MEASURED = {
    "difference_of_means": _difference_of_means,
    "nested_test": _nested,
    "least_squares_means": _means,
    "t_test": _paired,
    "desirability": _desirability,
}
"""Kinds of result that are read from the runs, or from several models."""


def recomputed(entry, check):
    """The value of a check by our own numbers."""
    kind = check["kind"]
    if kind in MEASURED:
        return float(MEASURED[kind](entry, check))
    found = float(FITTED[kind](analysis(entry, check), check))
    return found**2 if check.get("squared") else found


def quantile(share, numerator, denominator):
    """A quantile of Fisher's distribution."""
    return float(fisher.ppf(share, numerator, denominator))
