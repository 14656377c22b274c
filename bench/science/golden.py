"""Print what matminer says of some formulas, as the golden numbers of the tests; runs in an environment with matminer.

Usage: ``python bench/science/golden.py > tests/model/composition/magpie.csv``. The columns are those of matminer's
preset ``magpie`` in its order: for each of 22 properties least, most, range, mean, mean deviation and mode.
"""

from __future__ import annotations

import csv
import sys
from typing import Final

from matminer.featurizers.composition import ElementProperty
from pymatgen.core import Composition

FORMULAS: Final = (
    "Fe2O3", "NaCl", "Li7La3Zr2O12", "Ca(OH)2", "CuH10SO9", "Fe0.62C0.001Mn0.002Ni0.19Co0.15Mo0.037", "Ag(AuS)2",
    "PbMg0.3333333333Nb0.6666666667O3", "Nd2Fe14B", "YBa2Cu3O7", "Cu", "UO2", "CoCrFeMnNi",
    "Zr41.2Ti13.8Cu12.5Ni10Be22.5", "CsPbI3", "Bi2Te3", "EuS", "HgTe", "Gd3Ga5O12", "ThO2",
)  # fmt: skip


def main() -> None:
    """Write the table to the standard output."""
    magpie = ElementProperty.from_preset("magpie", impute_nan=False)
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(["formula", *magpie.feature_labels()])
    for formula in FORMULAS:
        table.writerow([formula, *(f"{value:.9g}" for value in magpie.featurize(Composition(formula)))])


if __name__ == "__main__":
    main()
