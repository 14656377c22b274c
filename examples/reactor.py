"""Writes reactor.xlsx, a sheet to try Sanhak on: 120 simulated runs of a reaction A → B → C in a stirred tank.

Rates follow Arrhenius' law around 75 °C; an excess of the second reactant speeds up the first step. B is the product,
C the impurity. Nothing in it was measured: the constants are round numbers of the right size.
"""

from __future__ import annotations

import math
import random
from pathlib import Path

import xlsxwriter

HEADER = ("run", "T_jacket [degC]", "feed_ratio", "yield [%]", "impurity [%]")
RUNS, SEED = 120, 1
GAS, KELVIN, REFERENCE = 8.314e-3, 273.15, 75.0  # kJ/(mol K), K, °C
RESIDENCE = 4.0  # h


def rate(at_reference: float, activation: float, celsius: float) -> float:
    """Rate constant in 1/h from its value at 75 °C and its activation energy in kJ/mol."""
    warmth = 1 / (REFERENCE + KELVIN) - 1 / (celsius + KELVIN)
    return at_reference * math.exp(activation / GAS * warmth)


def outcome(jacket: float, ratio: float) -> tuple[float, float]:
    """Shares of product and impurity in % at the outlet, for a jacket temperature in °C and a feed ratio."""
    first = rate(1.2, 45.0, jacket) * ratio / (0.6 + ratio)
    second = rate(0.0011, 95.0, jacket) * ratio
    converted = first * RESIDENCE / (1 + first * RESIDENCE)
    lost = second * RESIDENCE / (1 + second * RESIDENCE)
    return 100 * converted * (1 - lost), 100 * converted * lost


def main(runs: int = RUNS) -> None:
    """Write a sheet of so many runs into the present folder."""
    draw = random.Random(SEED)
    with xlsxwriter.Workbook(Path("reactor.xlsx")) as book:
        sheet = book.add_worksheet("runs")
        sheet.write_row(0, 0, HEADER)
        for run in range(1, runs + 1):
            jacket, ratio = round(draw.uniform(62, 86), 1), round(draw.uniform(0.85, 1.35), 2)
            product, impurity = outcome(jacket, ratio)
            measured = (round(product + draw.gauss(0, 0.4), 2), round(max(0.0, impurity + draw.gauss(0, 0.03)), 3))
            sheet.write_row(run, 0, (run, jacket, ratio, *measured))
    print(f"reactor.xlsx: {runs} simulated runs")


if __name__ == "__main__":
    main()
