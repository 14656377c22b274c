"""The small language in which columns are derived and rows are chosen: ``load > 50 % and grade == 'A'``.

A text becomes a tree of a few known parts; nothing in it is ever evaluated as Python. Units are checked and carried
along.
"""

from sanhak.table.expression.expression import Expression, Planned

__all__ = ["Expression", "Planned"]
