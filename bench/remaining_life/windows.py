"""What window features cost: 1,000 assets × 10,000 readings × 20 sensors, every 50th reading kept. See README.md.

python bench/remaining_life/windows.py
"""

from __future__ import annotations

import os
import resource
from time import process_time
from typing import Final

ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS")
"""CPU time is what counts, so one thread does the work; set before a library loads."""
os.environ.update(dict.fromkeys(ONE_THREAD, "1"))

import numpy as np  # noqa: E402

from sanhak.model.life.histories import History  # noqa: E402
from sanhak.model.life.windows import Windows  # noqa: E402

ASSETS, READINGS, SENSORS, KEPT = 1000, 10_000, 20, 50
SECONDS, GIGABYTES = 60.0, 4.0
"""What it may cost: CPU seconds, and memory of the whole process with its input."""
WINDOWS: Final = Windows((250.0, 500.0, 1000.0, 2000.0, 4000.0), regimes=3)


def main() -> None:
    """Print how many features came, and what they cost."""
    rng = np.random.default_rng(0)
    values = rng.normal(size=(ASSETS, READINGS, SENSORS))
    values[rng.random((ASSETS, READINGS)) < 0.01] = np.nan
    time = np.arange(float(READINGS))
    regime = rng.integers(0, 3, READINGS)
    settings = np.zeros((READINGS, 0))
    histories = [History(f"A{at}", time, values[at], settings, regime, failed=True) for at in range(ASSETS)]
    keep = [np.arange(KEPT - 1, READINGS, KEPT)] * ASSETS
    start = process_time()
    found = WINDOWS.over(histories, keep)
    seconds = process_time() - start
    gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9
    print(f"{ASSETS:,} assets × {READINGS:,} readings × {SENSORS} sensors, every {KEPT}th kept, 1 % of readings empty")
    print(f"features {found.shape[0]:,} × {found.shape[1]}   CPU {seconds:.1f} s   memory {gigabytes:.2f} GB")
    assert seconds <= SECONDS
    assert gigabytes <= GIGABYTES


if __name__ == "__main__":
    main()
