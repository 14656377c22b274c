"""New rows by the models of an answer, over the API."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sanhak.finding import Refusal
from sanhak.serve.api import records, row_models
from sanhak.serve.api.answers import whole
from sanhak.serve.api.caller import Caller, Me
from sanhak.serve.api.route import routes as routes_on
from sanhak.serve.live.rows import read_like, tells_of
from sanhak.serve.pages.findings import NothingPredicts
from sanhak.text import show

if TYPE_CHECKING:
    from sanhak.study.early_warning.predictor import Standing
    from sanhak.study.lasting import Outlook
    from sanhak.table import Table

routes = routes_on("answers")
_COVERAGE: Final = 0.9
_LIFE, _HEALTH = "life", "health"
_WHOLE: Final = 2.0**53
"""Below it every whole number stands for itself."""


@routes.post("/answers/{answer}/predict")
def predict(me: Me, answer: str, given: row_models.RowsGiven) -> row_models.PredictionsReply:
    """What is to be expected of new rows, or of the assets that they are about. Nothing is kept of them."""
    from sanhak.table.read import read_text

    known = whole(me, answer).models
    if not known:
        raise Refusal(NothingPredicts())
    text = csv_of(given.rows)
    inputs = (column for model in known.values() for column in model.inputs)
    table = read_like(lambda kinds: read_text(text, kinds=kinds), inputs)
    living: Any = next((model for model in known.values() if hasattr(model, "alternatives")), None)
    if living is not None and tells_of(known) == "health":
        return _standing(me, living.predict(table))
    if living is not None:
        return _of_assets(me, living.predict(table, given.ahead), table)
    found = [one for outcome, model in known.items() for one in _of_rows(outcome, model.predict(table))]
    return row_models.PredictionsReply(
        predictions=found, until=None, findings=[records.finding(me, one) for one in table.findings]
    )


def csv_of(rows: Sequence[Mapping[str, row_models.Cell]]) -> str:
    """Rows as comma-separated text, under all heads that any of them has; what is not there stands empty."""
    heads = list(dict.fromkeys(head for row in rows for head in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, heads, restval="")
    writer.writeheader()
    writer.writerows({head: _cell(value) for head, value in row.items()} for row in rows)
    return out.getvalue()


def _cell(value: row_models.Cell) -> Any:
    """A number as it stands in text, so that asset 7 is called 7 and not 7.0; truth as 1 and 0."""
    if isinstance(value, bool):
        return int(value)
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE else value


def _standing(me: Caller, standing: Standing) -> row_models.PredictionsReply:
    from sanhak.study.early_warning.tables import WORDS

    found = [
        row_models.PredictionReply(
            row=None, asset=one["asset"], outcome=_HEALTH, value=one["now"], lower=None, upper=None, unit=None,
            label=show(WORDS[one["state"]], me.language), since=one["since"], chance=None, domain=None,
        )
        for one in standing.table.frame.iter_rows(named=True)
    ]  # fmt: skip
    remarks = [records.finding(me, one) for one in standing.findings]
    return row_models.PredictionsReply(predictions=found, until=None, findings=remarks)


def _of_assets(me: Caller, outlook: Outlook, table: Table) -> row_models.PredictionsReply:
    lives, lasts = outlook.lives, outlook.lasts
    low, high = lives.interval()
    middle = lives.quantile(0.5)
    found = [
        row_models.PredictionReply(
            row=None, asset=name, outcome=_LIFE, value=_known(middle[at]), lower=_known(low[at]),
            upper=_known(high[at]), unit=lives.unit or None, label=None, since=None,
            chance=float(lasts[at]), domain=None,
        )
        for at, name in enumerate(lives.assets)
    ]  # fmt: skip
    remarks = [records.finding(me, one) for one in (*table.findings, *outlook.findings)]
    return row_models.PredictionsReply(predictions=found, until=show(outlook.asked, me.language), findings=remarks)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _of_rows(outcome: str, said: Any) -> Iterator[row_models.PredictionReply]:
    from sanhak.model.prediction import Domain, LabelPrediction

    labels = isinstance(said, LabelPrediction)
    low, high = (None, None) if labels else said.interval(_COVERAGE)
    for at, place in enumerate(said.domain.tolist()):
        yield row_models.PredictionReply(
            row=at + 1, asset=None, outcome=outcome, value=None if labels else float(said.mean[at]),
            lower=None if low is None else float(low[at]), upper=None if high is None else float(high[at]),
            unit=None if labels else said.unit, label=said.likeliest[at] if labels else None, since=None,
            chance=float(said.chances[at].max()) if labels else None, domain=Domain(place).name.lower(),
        )  # fmt: skip
