"""Is something off, since when, and which tags moved first? Asked of a plant, an asset or a line alike."""

from sanhak.study.monitoring.monitoring import Monitoring

__all__ = ["Monitoring"]
