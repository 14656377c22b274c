"""Where runs may lie: the space of the factors within conditions, sums of parts among them."""

from sanhak.decide.region.condition import Choice, Condition, columns_of
from sanhak.decide.region.linear import Linear
from sanhak.decide.region.polytope import Polytope
from sanhak.decide.region.region import MOST, Region

__all__ = ["MOST", "Choice", "Condition", "Linear", "Polytope", "Region", "columns_of"]
