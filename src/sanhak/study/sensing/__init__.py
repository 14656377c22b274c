"""What is the laboratory value between two samples, how surely, and when is the next sample due?"""

from sanhak.study.sensing.sensing import Sensing

__all__ = ["Sensing"]
