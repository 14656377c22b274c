"""What the measured rows teach about a property: the rows checked, a model, and how it errs under another split."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.finding import Finding, Refusal, Severity
from sanhak.model.model import Model
from sanhak.model.other_split import error_under
from sanhak.study.answer import Counted
from sanhak.study.property.endpoint import Endpoint
from sanhak.study.property.findings import LabelOfNumbers, LabelUnknown, LimitsCross, TwoSplits, WrongMatter
from sanhak.table import Table
from sanhak.table.check import check_question, check_table
from sanhak.table.split import choose_split
from sanhak.text import Amount, Text, decimals_for, say

if TYPE_CHECKING:
    from sanhak.run import Run
    from sanhak.study.property.property import Property


_LONGEST: Final = 40
"""Letters of a formula or structure that a line of words carries."""


_HELD_OUT: Final[Mapping[str, Text]] = {
    "forward": say("later rows"),
    "chemical system": say("whole chemical systems"),
    "scaffold": say("whole scaffolds"),
    "grouped": say("whole groups of rows"),
    "blocked": say("blocks of neighbouring rows"),
    "random": say("random rows"),
}
"""What each split holds out."""


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """What the measured rows teach.

    ``table`` holds the measured rows with the inputs and the learnt column; ``places`` are their positions in the table
    that was given, shape (rows,).
    """

    table: Table
    places: np.ndarray[Any, np.dtype[np.intp]]
    endpoint: Endpoint
    model: Model[Any]
    findings: tuple[Finding, ...]
    preparation: tuple[Counted, ...]
    matter: str
    names: str | None

    @property
    def called(self) -> tuple[str, ...]:
        """What each measured row is called."""
        return called(self.table, self.matter, self.names)

    @property
    def measured(self) -> Any:
        """The property of each measured row: numbers of shape (rows,) in their unit, or a list of labels."""
        name = self.endpoint.column.name
        return self.table.texts(name) if self.endpoint.label else self.table.values(name)


def learn(study: Property, table: Table, run: Run) -> Learnt:
    """Check the rows and fit a model of the property.

    Raises
    ------
    Refusal
        If a column is missing or holds other matter (S022), limits cross (S028), a check refuses, a label is unknown
        (S025), or one is wanted of numbers (S302).
    """
    _refuse_crossed(study)
    matter = table[study.matter]
    if matter.kind not in study.kinds:
        expected = tuple(kind.value for kind in study.kinds)
        raise Refusal(WrongMatter(column=matter.name, kind=matter.kind.value, expected=expected))
    endpoint = Endpoint.of(table, study.outcome, study.scale, (study.lowest, study.highest))
    ready = endpoint.put(_columns(study, table, endpoint))
    known = np.flatnonzero(~ready.frame[endpoint.name].is_null().to_numpy())
    measured = ready.rows(known)
    found = [*table.findings, *check_table(measured)]
    found += check_question(measured, inputs=study.inputs, outcomes=(endpoint.name,), labels=endpoint.label)
    refused = [finding for finding in found if finding.severity is Severity.REFUSE]
    if refused:
        raise Refusal(*refused)
    _refuse_other_labels(study, endpoint, measured)
    split = choose_split(measured, endpoint.name, run, inputs=study.inputs, override=study.held_out_by)
    model: Model[Any] = Model.fit(measured, study.inputs, endpoint.name, run, split=split, extra=study.models)
    found += [*split.findings, *model.findings, *_beside(study, endpoint, measured, model, run)]
    why = say("Rows with a measured value, from which it is learnt.")
    counted = Counted(say("{name}", name=study.outcome), why, len(table), len(measured))
    unique = tuple(finding for place, finding in enumerate(found) if finding not in found[:place])
    return Learnt(measured, known, endpoint, model, unique, (counted,), study.matter, study.names)


def _beside(study: Property, endpoint: Endpoint, measured: Table, model: Model[Any], run: Run) -> list[Finding]:
    """The error of the same model under another split: at random, or by kind where the table calls for random rows."""
    other = "random" if model.split.name != "random" else study.by_kind(measured)
    if other is None:
        return []
    try:
        split = choose_split(measured, endpoint.name, run, inputs=study.inputs, override=other)
    except Refusal:
        return []  # all rows are of one kind, so nothing can be held out by it
    error = error_under(model, measured, split, run)
    if error is None:
        return []
    chosen = next(score for score in model.scores if score.chosen)
    honest, beside = (Amount(one, chosen.unit, decimals_for(chosen.error / 5)) for one in (chosen.error, error))
    held, instead = (_HELD_OUT.get(name, say("{name}", name=name)) for name in (model.split.name, other))
    return [
        TwoSplits(outcome=endpoint.name, metric=chosen.metric, honest=honest, split=held, other=beside, beside=instead)
    ]


def called(table: Table, matter: str, names: str | None) -> tuple[str, ...]:
    """What each row is called: by its name where it has one, else by what it is made of, cut to what a line carries."""
    made = (text or "–" for text in table.texts(matter))
    cut = [text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…" for text in made]
    if names is None or names not in table:
        return tuple(cut)
    return tuple(name or other for name, other in zip(table.texts(names), cut, strict=True))


def _columns(study: Property, table: Table, endpoint: Endpoint) -> Table:
    """The columns of the question, and the facts that the split looks at."""
    named = dict.fromkeys((*study.inputs, endpoint.column.name, *((study.names,) if study.names else ())))
    facts = (name for name in (table.time, table.asset, table.lot) if name is not None)
    return table.select(list(named | dict.fromkeys(facts)))


def _refuse_crossed(study: Property) -> None:
    for lower, upper in ((study.above, study.below), (study.lowest, study.highest)):
        if lower is not None and upper is not None and lower >= upper:
            raise Refusal(LimitsCross(column=study.outcome, lower=lower, upper=upper))


def _refuse_other_labels(study: Property, endpoint: Endpoint, measured: Table) -> None:
    if not endpoint.label:
        if study.wanted is not None:
            raise Refusal(LabelOfNumbers(column=endpoint.column.name, wanted=study.wanted))
        return
    labels = tuple(dict.fromkeys(text for text in measured.texts(endpoint.name) if text is not None))
    limits = study.above is not None or study.below is not None
    if limits or (study.wanted is not None and study.wanted not in labels):
        raise Refusal(LabelUnknown(column=endpoint.column.name, labels=labels))
