"""Preparation as data: steps that stand in a study, are counted in rows, and are replayed on the next export."""

from sanhak.table.prepare.columns import Derive, Fill
from sanhak.table.prepare.exclude import Exclude, Period
from sanhak.table.prepare.genealogy import GenealogyJoin
from sanhak.table.prepare.join import Join
from sanhak.table.prepare.resample import Resample
from sanhak.table.prepare.rows import Where
from sanhak.table.prepare.scan import Scan
from sanhak.table.prepare.step import Step, prepare
from sanhak.table.prepare.steps import STEPS, step_of

__all__ = [
    "STEPS",
    "Derive",
    "Exclude",
    "Fill",
    "GenealogyJoin",
    "Join",
    "Period",
    "Resample",
    "Scan",
    "Step",
    "Where",
    "prepare",
    "step_of",
]
