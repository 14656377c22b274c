"""What the tests of questions share: random columns, and the findings of one rule."""

from datetime import datetime

import numpy as np

from sanhak.finding import Finding
from sanhak.table import Table
from sanhak.table.check import check_question

ROWS = 200
START = datetime.fromisoformat("2026-03-05")


def normal(seed: int = 0, rows: int = ROWS) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=rows)


def ask(table: Table, rule: type[Finding], **question) -> list[Finding]:
    return [finding for finding in check_question(table, **question) if type(finding) is rule]


def one(table: Table, rule: type[Finding], **question) -> Finding:
    (finding,) = ask(table, rule, **question)
    return finding
