"""All kinds of matchings: problems with laboratories, scholars with mentors."""

from __future__ import annotations

from typing import Final

from sanhak.center.finding.matching import PROBLEMS
from sanhak.center.matching.matching import Kinds
from sanhak.center.scholarship.mentor_matching import MENTORS

KINDS: Final[Kinds] = {kind.name: kind for kind in (PROBLEMS, MENTORS)}
"""By name."""
