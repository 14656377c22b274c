"""Networks that read the last part of a life as a sequence; an optional guest in the contest of remaining life."""

from __future__ import annotations

from sanhak.model.life.sequence.design import Design, allowed, installed

__all__ = ["Design", "allowed", "installed"]
