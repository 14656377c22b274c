"""Response surfaces from few rows: Gaussian processes over numbers and categories that know what they do not know."""

from sanhak.model.surface.kernel import Inputs, Kernel, Levels
from sanhak.model.surface.scale import Scale
from sanhak.model.surface.surface import Posterior, Surface, View, learn, unseen
from sanhak.model.surface.trend import Course, Trend

__all__ = ["Course", "Inputs", "Kernel", "Levels", "Posterior", "Scale", "Surface", "Trend", "View", "learn", "unseen"]
