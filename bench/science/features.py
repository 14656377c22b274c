"""How many formulas are read and described in a second of processor time; every text is new to the process.

Usage: ``SANHAK_DATA=... python bench/science/features.py``
"""

from __future__ import annotations

import csv
import os
import sys
import time
from pathlib import Path

from sanhak.model.composition import describe
from sanhak.table.formula import read_formula, read_formulas


def main() -> None:
    """Print rates on the formulas of expt_gap, the median of five fresh readings."""
    data = os.environ.get("SANHAK_DATA")
    if not data:
        sys.exit("SANHAK_DATA is not set: the folder with materials/expt_gap.csv")
    with (Path(data) / "materials/expt_gap.csv").open(encoding="utf-8") as lines:
        texts = list(dict.fromkeys(row["formula"] for row in csv.DictReader(lines)))
    describe(texts[:1])  # the table of elements is read once
    reading, describing = [], []
    for _ in range(5):
        read_formula.cache_clear()
        start = time.process_time()
        read_formulas(texts)
        reading.append(time.process_time() - start)
        read_formula.cache_clear()
        start = time.process_time()
        made = describe(texts)
        describing.append(time.process_time() - start)
    for what, seconds in (("read", sorted(reading)[2]), ("read and described", sorted(describing)[2])):
        sys.stdout.write(f"{what}: {len(texts)} formulas, {len(texts) / seconds:,.0f} per CPU second\n")
    sys.stdout.write(f"{made.values.shape[1]} columns\n")


if __name__ == "__main__":
    main()
