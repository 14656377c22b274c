"""Batches on units as a question: which batch starts when and where, so that orders are ready when they are due?"""

from sanhak.study.scheduling.scheduling import Scheduling

__all__ = ["Scheduling"]
