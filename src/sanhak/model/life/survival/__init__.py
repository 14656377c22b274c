"""Survival: how long assets last where nothing but ages, failures and what the asset is are known."""

from __future__ import annotations

from sanhak.model.life.survival.accelerated import FAMILIES, Accelerated
from sanhak.model.life.survival.boosted import Boosted
from sanhak.model.life.survival.causes import CausesOf, alone, incidence
from sanhak.model.life.survival.contest import Chosen, compete
from sanhak.model.life.survival.cox import Cox
from sanhak.model.life.survival.curve import KaplanMeier, aalen_johansen
from sanhak.model.life.survival.forest import Forest
from sanhak.model.life.survival.repairable import MeanCount, Rate, Trend, mean_count, rate, trend
from sanhak.model.life.survival.scoring import brier, concordance
from sanhak.model.life.survival.spells import Spells, SurvivalModel

__all__ = [
    "FAMILIES",
    "Accelerated",
    "Boosted",
    "CausesOf",
    "Chosen",
    "Cox",
    "Forest",
    "KaplanMeier",
    "MeanCount",
    "Rate",
    "Spells",
    "SurvivalModel",
    "Trend",
    "aalen_johansen",
    "alone",
    "brier",
    "compete",
    "concordance",
    "incidence",
    "mean_count",
    "rate",
    "trend",
]
