"""The analysis of designed experiments: effects by least squares, analysis of variance, surfaces, Lenth's method."""

from sanhak.model.effects.anova import (
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
from sanhak.model.effects.fit import Fit
from sanhak.model.effects.lenth import Lenth, half_normal_scores, lenth, normal_scores, positions, ranks
from sanhak.model.effects.matrix import Coding, Levels, Matrix, Scale, Settings
from sanhak.model.effects.means import Difference, LevelMeans, balanced, level_means, paired
from sanhak.model.effects.surface import Surface
from sanhak.model.effects.terms import MEAN, ORDERS, Order, Term, completed, of_mixture, term, terms_of
from sanhak.model.effects.transform import Power, box_cox, rest, scaled_power

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
