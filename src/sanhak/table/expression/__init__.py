"""A small language in which columns are derived and rows are filtered: formulas with units, read safely.

Nothing is evaluated as code: a text becomes a tree of a few listed parts, and the tree a plan for Polars.
"""

from sanhak.table.expression.expression import Expression, Planned
from sanhak.table.expression.piece import Truth

__all__ = ["Expression", "Planned", "Truth"]
