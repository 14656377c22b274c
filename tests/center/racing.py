"""Two who do the same at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import Connection

from sanhak.center.center import Center
from sanhak.finding import Refusal

_BEGUN = 0.3
"""Seconds after which the second has come as far as it can without the first."""


def raced(center: Center, act: Callable[[Connection], Any]) -> str | None:
    """Carry an act out, and again before the first is kept; the code by which the second is refused, if it is."""

    def second() -> str | None:
        try:
            with center.database.writing() as rows:
                act(rows)
        except Refusal as refusal:
            return refusal.findings[0].code
        return None

    with ThreadPoolExecutor(1) as pool:
        with center.database.writing() as rows:
            act(rows)
            later = pool.submit(second)
            time.sleep(_BEGUN)
        return later.result()
