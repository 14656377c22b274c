"""One answer for each product or line: the models learn from all rows, each level is answered from its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sanhak.areas.process.plan import recommend, space_of
from sanhak.decide.findings.doubts import ProductUnanswered
from sanhak.finding import Finding, Refusal
from sanhak.text import say

if TYPE_CHECKING:
    from sanhak.areas.process.evidence import Evidence
    from sanhak.areas.process.plan import Recommendation
    from sanhak.areas.process.setpoints import SetPoints
    from sanhak.decide.space import Space
    from sanhak.run import Run
    from sanhak.table import Table

LEAST_ROWS = 10
"""With fewer rows of its own a level gets no answer."""


def answered(
    study: SetPoints, space: Space, table: Table, evidence: Evidence, run: Run
) -> Mapping[str, Recommendation]:
    """The recommendation for each level of ``by``, the one that runs now first; one under an empty name without it.

    A level that cannot be answered becomes a finding of the first answer.

    Raises
    ------
    Refusal
        That of the level that runs now, if no level can be answered.
    """
    if study.by is None:
        return {"": recommend(study, space, evidence, run)}
    found: dict[str, Recommendation] = {}
    refused: dict[str, Refusal] = {}
    for level, rows in _levels(evidence.history, study.by).items():
        own = of_product(study, level)
        try:
            part = replace(evidence, history=evidence.history.rows(rows))
            found[level] = recommend(own, space_of(own, table), part, run)
        except Refusal as refusal:
            refused[level] = refusal
    if not found:
        raise next(iter(refused.values()))
    first, plan = next(iter(found.items()))
    told: list[Finding] = [
        ProductUnanswered(by=study.by, level=level, because=say("{said}", said=refusal.findings[0].said))
        for level, refusal in refused.items()
    ]
    return {**found, first: replace(plan, findings=(*told, *plan.findings))}


def of_product(study: SetPoints, level: str) -> SetPoints:
    """The question for one level of ``by``: its own ranges and limits, the level held; the study itself without one."""
    if study.by is None:
        return study
    given = next((part for part in study.products if str(part[study.by]) == level), {})
    changed: dict[str, Any] = {"context": {**study.context, study.by: level}, "by": None, "products": ()}
    for name in ("controls", "keep", "safety"):
        limits = getattr(study, name)
        changed[name] = {column: given.get(column, limit) for column, limit in limits.items()}
    return type(study).model_validate({**{name: getattr(study, name) for name in type(study).model_fields}, **changed})


def _levels(history: Table, by: str) -> dict[str, np.ndarray[tuple[int], np.dtype[np.intp]]]:
    """The rows of each level that has enough, the level of the last row first, then by their number."""
    texts = np.array(history.texts(by), dtype=object)
    clock = None if history.time is None else history.frame[history.time]
    order = np.arange(len(texts)) if clock is None else np.asarray(clock.arg_sort())
    known = [texts[row] for row in order if texts[row] is not None]
    rows = {level: np.flatnonzero(texts == level) for level in dict.fromkeys(known)}
    enough = {level: found for level, found in rows.items() if len(found) >= LEAST_ROWS}
    now = known[-1] if known else None
    return dict(sorted(enough.items(), key=lambda pair: (pair[0] != now, -len(pair[1]))))
