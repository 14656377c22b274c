"""Small sketches of how a column's values are spread: a row of bars as SVG, cheap enough for thousands of columns."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT = 144, 28


def sketch(counts: Sequence[int]) -> str:
    """A bar for each bin that holds any of the ``counts``, as SVG text; empty where there are none."""
    if not counts:
        return ""
    step = WIDTH / len(counts)
    most = max(counts)
    shapes = []
    for place, count in enumerate(counts):
        if count:
            height = max(1.5, HEIGHT * count / most)
            shapes.append(f"M{place * step:.1f},{HEIGHT}v{-height:.1f}h{step - 1:.1f}v{height:.1f}z")
    return (
        f'<svg width="{WIDTH}" height="{HEIGHT}" aria-hidden="true" class="sketch"><path d="{"".join(shapes)}"/></svg>'
    )
