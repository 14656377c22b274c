"""Which formula should be made next? Rules read, formulas made and weighed, and what the answer tells of them."""

from sanhak.study.discovery.discovery import Discovery

__all__ = ["Discovery"]
