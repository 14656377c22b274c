"""Problems and samples for the tests of this room."""

from __future__ import annotations

import numpy as np

from sanhak.table import Table

FIVE = {
    "title": "수율이 여름에 떨어짐",
    "wrong": "R-201의 수율이 여름이면 2 % 떨어집니다.",
    "place": "여수 공장, R-201",
    "area": "process",
    "practice": "운전원이 재킷 온도를 손으로 조절합니다.",
    "low": "1억",
    "likely": "2억 5,000만",
    "high": "600,000,000",
    "reckoning": "1 % × 8,000 t × 400,000원",
    "recorded": "재킷 온도, 공급비, 수율",
}
"""The five fields, as they are typed."""


def runs(rows: int = 60, strength: float = 1.0, seed: int = 0) -> dict[str, np.ndarray]:
    """Runs of a reactor whose yield follows the jacket's temperature as far as ``strength`` says."""
    rng = np.random.default_rng(seed)
    jacket, feed = rng.normal(80, 5, rows), rng.normal(1.0, 0.1, rows)
    return {"T_jacket": jacket, "feed": feed, "yield": 80 + strength * 0.4 * (jacket - 80) + rng.normal(0, 1, rows)}


def table(rows: int = 60, strength: float = 1.0, seed: int = 0, **more: object) -> Table:
    """The same as a table."""
    return Table.of({**runs(rows, strength, seed), **more})


def csv(rows: int = 60, strength: float = 1.0) -> bytes:
    """The same as a file."""
    found = runs(rows, strength)
    lines = (",".join(f"{value:.3f}" for value in row) for row in zip(*found.values(), strict=True))
    return ("\n".join([",".join(found), *lines]) + "\n").encode()
