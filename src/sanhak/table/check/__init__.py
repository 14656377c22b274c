"""Honesty checks: what can be said of a table alone, and what only once a question is asked of it."""

from sanhak.table.check.check import check_question, check_table
from sanhak.table.check.molecules import already_measured
from sanhak.table.check.noise import Noise, replicate_noise

__all__ = ["Noise", "already_measured", "check_question", "check_table", "replicate_noise"]
