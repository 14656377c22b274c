"""The cases of predictive maintenance."""

from __future__ import annotations

from typing import Final

from sanhak.study import Case

CASES: Final[tuple[Case, ...]] = ()
"""The cases."""
