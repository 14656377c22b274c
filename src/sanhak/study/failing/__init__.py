"""Failures as a question: which asset fails within a horizon, how surely, and from which age is renewal worth it?"""

from sanhak.study.failing.failing import Failing

__all__ = ["Failing"]
