"""Our own engine, with its defaults."""

from __future__ import annotations

from lookup import Pool


class Tool:
    """One campaign of ours."""

    versions: dict[str, str]
    snapped = 0

    def __init__(self, pool: Pool, seed: int) -> None:
        raise NotImplementedError(
            "this version of Sanhak has no engine that chooses experiments one batch after another"
        )

    def ask(self, rows: list[int], values: list[float], count: int) -> list[int]:
        """Choose ``count`` rows after ``rows`` gave ``values``."""
        raise NotImplementedError
