"""Every step by its verb, and a step from the data of a study file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from sanhak.finding import Refusal, near
from sanhak.table.prepare.columns import Derive, Fill
from sanhak.table.prepare.exclude import Exclude
from sanhak.table.prepare.findings import StepNotRead, UnknownStep
from sanhak.table.prepare.genealogy import GenealogyJoin
from sanhak.table.prepare.join import Join
from sanhak.table.prepare.resample import Resample
from sanhak.table.prepare.rows import Where
from sanhak.table.prepare.step import Step

STEPS: Final[Mapping[str, type[Step]]] = {
    kind.verb: kind for kind in (Join, GenealogyJoin, Resample, Where, Exclude, Derive, Fill)
}
"""Steps by the word that names them, in the order in which they usually stand."""


def step_of(data: Mapping[str, Any]) -> Step:
    """The step that a mapping describes, as in ``{"resample": "10 min"}``.

    Raises
    ------
    Refusal
        T214 if no known word names it, T216 for each field that does not fit; T-codes of the step itself.
    """
    verb = next((str(name) for name in data if name in STEPS), None)
    if verb is None:
        given = str(next(iter(data), ""))
        raise Refusal(UnknownStep(given=given, near=near(given, STEPS), known=tuple(STEPS)))
    kind = STEPS[verb]
    try:
        return kind.model_validate(dict(data))
    except ValidationError as error:
        found = {str(detail["loc"][0]) if detail["loc"] else verb: _shown(detail["input"]) for detail in error.errors()}
        known = tuple(kind.model_fields)
        raise Refusal(
            *(StepNotRead(step=verb, field=name, given=given[:60], known=known) for name, given in found.items())
        ) from None


def _shown(given: Any) -> str:
    """What was given as it stands in a file."""
    return given if isinstance(given, str) else json.dumps(given, ensure_ascii=False, default=str)
