"""The cases of quality."""

from __future__ import annotations

from typing import Final

from sanhak.areas.quality.control_chart_case import cases

CASES: Final = cases()
