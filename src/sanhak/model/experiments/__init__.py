"""The analysis of designed experiments: effects by least squares, analysis of variance, surfaces, Lenth's method."""

from sanhak.model.experiments.anova import (
    Line,
    Replicates,
    SumOfSquares,
    anova,
    group_of,
    nonadditivity,
    regression,
    replicates,
    residual,
)
from sanhak.model.experiments.fit import Fit
from sanhak.model.experiments.lenth import Lenth, half_normal_scores, lenth, normal_scores, positions, ranks
from sanhak.model.experiments.matrix import Coding, Levels, Matrix, Scale, Settings
from sanhak.model.experiments.means import Difference, LevelMeans, balanced, level_means, paired
from sanhak.model.experiments.surface import Surface
from sanhak.model.experiments.terms import MEAN, ORDERS, Order, Term, completed, of_mixture, term, terms_of
from sanhak.model.experiments.transform import Power, box_cox, rest, scaled_power

__all__ = [
    "MEAN",
    "ORDERS",
    "Coding",
    "Difference",
    "Fit",
    "Lenth",
    "LevelMeans",
    "Levels",
    "Line",
    "Matrix",
    "Order",
    "Power",
    "Replicates",
    "Scale",
    "Settings",
    "SumOfSquares",
    "Surface",
    "Term",
    "anova",
    "balanced",
    "box_cox",
    "completed",
    "group_of",
    "half_normal_scores",
    "lenth",
    "level_means",
    "nonadditivity",
    "normal_scores",
    "of_mixture",
    "paired",
    "positions",
    "ranks",
    "regression",
    "replicates",
    "residual",
    "rest",
    "scaled_power",
    "term",
    "terms_of",
]
