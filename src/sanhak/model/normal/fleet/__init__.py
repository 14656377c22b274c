"""Many assets watched at once, each against its own normal course and against its siblings."""

from __future__ import annotations

from sanhak.model.normal.fleet.contest import WAYS, Contest, Watch, contest
from sanhak.model.normal.fleet.courses import Courses
from sanhak.model.normal.fleet.warnings import Voice, Warned, Watched, warnings_of

__all__ = ["WAYS", "Contest", "Courses", "Voice", "Warned", "Watch", "Watched", "contest", "warnings_of"]
