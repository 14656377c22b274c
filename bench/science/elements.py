"""Compile the table of elements from the tables of matminer, pymatgen and SMACT; runs in an environment of its own.

Usage: ``python bench/science/elements.py > src/sanhak/model/composition/elements.csv`` where matminer, pymatgen and
SMACT are installed. What a source does not know stays empty.
"""

from __future__ import annotations

import csv
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from pymatgen.core import Element

LAST: Final = 103
"""Lawrencium: of heavier elements no more is known than that they can be made."""
MAGPIE: Final = {
    "number": "Number",
    "mendeleev_number": "MendeleevNumber",
    "atomic_weight": "AtomicWeight",
    "melting_point": "MeltingT",
    "group": "Column",
    "period": "Row",
    "covalent_radius": "CovalentRadius",
    "electronegativity": "Electronegativity",
    "s_valence": "NsValence",
    "p_valence": "NpValence",
    "d_valence": "NdValence",
    "f_valence": "NfValence",
    "valence": "NValence",
    "s_unfilled": "NsUnfilled",
    "p_unfilled": "NpUnfilled",
    "d_unfilled": "NdUnfilled",
    "f_unfilled": "NfUnfilled",
    "unfilled": "NUnfilled",
    "volume": "GSvolume_pa",
    "band_gap": "GSbandgap",
    "magnetic_moment": "GSmagmom",
    "space_group": "SpaceGroupNumber",
}
"""Our column and matminer's file."""


def folder(package: str) -> Path:
    """Where a package is installed."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise SystemExit(f"{package} is not installed")
    return Path(found.origin).parent


def magpie(name: str) -> dict[str, str]:
    """A property by symbol, as matminer ships it, in order of the atomic number."""
    path = folder("matminer") / f"utils/data_files/magpie_elementdata/{name}.table"
    values = path.read_text(encoding="utf-8").split()
    return {Element.from_Z(z).symbol: "" if value == "Missing" else value for z, value in enumerate(values[:LAST], 1)}


def smact(name: str, column: int) -> dict[str, str]:
    """A column of one of SMACT's tables by symbol."""
    lines = (folder("smact") / "data" / name).read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return {row[0]: row[column] for row in rows if len(row) > column and row[column] != "None"}


def prices() -> dict[str, tuple[str, str]]:
    """US dollars a kilogram, and where and when they were read, by symbol."""
    found = {}
    with (folder("pymatgen.analysis.cost") / "costdb_elements.csv").open(encoding="utf-8") as lines:
        for symbol, price, _, *reference in (row for row in csv.reader(lines, quotechar="|") if row):
            title, month, year = re.findall(r'(?:title|month|year) = "([^"]*)"', ",".join(reference))[:3]
            found[symbol] = (f"{float(price):.6g}", f"{title} {month} {year}")
    return found


def main() -> None:
    """Write the table to the standard output."""
    bought = prices()
    own = {column: magpie(file) for column, file in MAGPIE.items()}
    own |= {
        "abundance": smact("element_data.txt", 8),
        "price": {symbol: price for symbol, (price, _) in bought.items()},
        "price_source": {symbol: source for symbol, (_, source) in bought.items()},
        "hhi_production": smact("hhi.txt", 1),
        "hhi_reserves": smact("hhi.txt", 2),
    }
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(["symbol", *own, "radioactive", "oxidation_states"])
    for z in range(1, LAST + 1):
        element = Element.from_Z(z)
        states = " ".join(str(state) for state in element.common_oxidation_states)
        values = [values.get(element.symbol, "") for values in own.values()]
        table.writerow([element.symbol, *values, int(element.is_radioactive), states])


if __name__ == "__main__":
    main()
