"""Which molecules of a library are worth buying or making? A glance at each, a close look at those left."""

from sanhak.study.screening.screening import Calculated, Screening, Window

__all__ = ["Calculated", "Screening", "Window"]
