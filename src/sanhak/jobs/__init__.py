"""Carrying studies out: in this process, or many at once in processes of their own."""

from sanhak.jobs.here import here
from sanhak.jobs.pool import Pool, solve_many
from sanhak.jobs.task import Outcome, Task

__all__ = ["Outcome", "Pool", "Task", "here", "solve_many"]
