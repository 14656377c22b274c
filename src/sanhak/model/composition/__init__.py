"""To be written."""

from collections.abc import Sequence

from sanhak.model.codes.described import Description


def describe(texts: Sequence[str]) -> Description:
    """What describes these texts."""
    raise NotImplementedError(texts)
