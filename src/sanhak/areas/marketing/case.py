"""The cases of marketing."""

from typing import Final

from sanhak.areas.marketing.forecast_case import case

CASES: Final = (case(),)
"""The cases; their truth is known."""
