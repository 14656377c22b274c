"""What to select: the best portfolio under budgets and rules, how sure it is, and which review would change it."""

from sanhak.decide.selection.further import Advice, further_reviews
from sanhak.decide.selection.optimum import More, Selection, select, worth_of
from sanhak.decide.selection.portfolio import Portfolio
from sanhak.decide.selection.stability import Stability, stability

__all__ = [
    "Advice",
    "More",
    "Portfolio",
    "Selection",
    "Stability",
    "further_reviews",
    "select",
    "stability",
    "worth_of",
]
