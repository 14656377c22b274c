"""What would come of other settings: the models of an answer, asked again under the conditions that the answer used."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sanhak.finding import Refusal
from sanhak.model.prediction import Domain
from sanhak.serve.live.findings import NotALevel, NotANumber, NothingToAsk
from sanhak.serve.report.grid import Number, resolution, words
from sanhak.study.answer import Action, Answer, Estimate, Value
from sanhak.text import Amount, Text

if TYPE_CHECKING:
    import polars as pl

    from sanhak.decide.setpoints import Limit
    from sanhak.model.model import Model
    from sanhak.model.prediction import Prediction
    from sanhak.table import Column, Kind, Table

CONDITIONS: Final = "conditions"
"""The table of an answer that holds what its models were asked under besides the settings, a row for each condition."""
FIELD: Final = "set."
"""How the field of a control begins in a form; its name follows."""
_LEVEL: Final = 0.9
_NUMBER: Final = re.compile(r"[+−-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True)
class Slider:
    """One control of the decision.

    ``matter`` is the kind of a control that is set by a formula or a SMILES, of which any may be tried.
    ``allowed`` are the ends of its range, or its levels; ``measured`` the lowest and highest value that a model was
    taught with, None for levels. ``reach`` is what a slider covers: all of these, today and the recommendation.
    """

    name: str
    unit: str | None
    allowed: tuple[Value, ...]
    measured: tuple[float, float] | None
    today: Value
    recommended: Value
    matter: Kind | None = None

    @property
    def numeric(self) -> bool:
        """Whether it is set by a number, not by a level."""
        return self.measured is not None

    @property
    def reach(self) -> tuple[float, float]:
        """Lowest and highest value that a slider covers."""
        known = (*self.allowed, *(self.measured or ()), self.today, self.recommended)
        numbers = [float(value) for value in known if isinstance(value, int | float)]
        return min(numbers), max(numbers)

    @property
    def decimals(self) -> int:
        """Decimal places that tell its settings apart."""
        return resolution(*self.reach) if self.numeric else 0

    def shown(self, value: Value) -> str:
        """A setting as it stands in the form."""
        return words(Number(float(value), self.decimals), "en") if isinstance(value, int | float) else str(value)


@dataclass(frozen=True, slots=True)
class Predicted:
    """What is to be expected of one outcome.

    ``expected`` has the 90 % interval of a new measurement. ``limits`` are the lower and upper ends to keep, None where
    open, and empty without any; ``keeps`` the probability that they hold and ``asked`` the one that was asked for.
    ``place`` tells where the setting lies among what was measured; ``today`` and ``recommended`` what the same model
    expects there.
    """

    outcome: str
    expected: Estimate
    limits: tuple[float | None, ...]
    keeps: float | None
    asked: float | None
    place: Domain
    today: Estimate
    recommended: Estimate


def controls(answer: Answer) -> tuple[Slider, ...]:
    """The settings that can be tried out; none where the answer has no models, or does not say what they were asked."""
    return tuple(_slider(answer, action) for action in _actions(answer))


def what_if(answer: Answer, settings: Mapping[str, Value]) -> tuple[Predicted, ...]:
    """What is to be expected of each outcome, the goal first, at ``settings``; those left out are as recommended.

    The models are asked about today, the recommendation and the settings together, under the conditions of the answer.

    Raises
    ------
    Refusal
        W040 if the answer cannot be asked, W041 and W042 for a setting that is no number or level of its control,
        T280–T285, T290 and T291 for one that is no formula or no structure.
    """
    import numpy as np

    from sanhak.decide.setpoints import chance_kept

    sliders = controls(answer)
    if not sliders:
        raise Refusal(NothingToAsk())
    tried = {slider.name: _checked(slider, settings.get(slider.name, slider.recommended)) for slider in sliders}
    table, parts = _asked(answer, sliders, tried)
    limits = _limits(answer)
    found = []
    for name, model in _models(answer).items():
        each = model.predict(table)
        said = each.mixed(parts)
        chances = [np.mean(chance_kept(limit, each, table)[-parts:]) for limit in limits.get(name, ())]
        found.append(_predicted(name, said, limits.get(name, ()), min(map(float, chances), default=None)))
    return tuple(found)


def read_settings(answer: Answer, given: Mapping[str, str]) -> dict[str, Value]:
    """Settings as a form sends them, by ``set.`` and the control's name; what is empty or missing is as recommended.

    Raises
    ------
    Refusal
        W041 for what is no number, W042 for what is none of the levels.
    """
    found: dict[str, Value] = {}
    for slider in controls(answer):
        text = given.get(FIELD + slider.name, "").strip()
        # What the form wrote itself is taken exactly, or a limit that is just kept would seem missed by the rounding.
        exact = {"": slider.recommended, slider.shown(slider.today): slider.today}
        exact[slider.shown(slider.recommended)] = slider.recommended
        if text in exact:
            found[slider.name] = exact[text]
        elif slider.numeric:
            found[slider.name] = _number(slider, text)
        else:
            found[slider.name] = _checked(slider, text)
    return found


def _number(slider: Slider, text: str) -> float:
    bare = text.removesuffix(slider.unit or "").strip()
    if not bare or not _NUMBER.fullmatch(bare) or not re.search(r"\d", bare):
        raise _refused(slider, text)
    value = float(bare.replace(",", "").replace("−", "-"))
    return float(_checked(slider, value) or 0.0)


def _checked(slider: Slider, value: Value) -> Value:
    """A setting that the models can be asked about."""
    if slider.matter is not None:
        return _matter(slider.matter, str(value))
    if not slider.numeric:
        if value not in slider.allowed:
            raise Refusal(NotALevel(column=slider.name, value=str(value), levels=tuple(map(str, slider.allowed))))
        return value
    if isinstance(value, str | None) or not math.isfinite(value):
        raise _refused(slider, str(value))
    return value


def _matter(kind: Kind, text: str) -> str:
    """A formula or a SMILES that the models can describe; what is none is refused (T280–T285, T290, T291)."""
    from sanhak.model.codes.described import DESCRIBED

    DESCRIBED[kind]([text])
    return text


def _refused(slider: Slider, value: str) -> Refusal:
    ends = [Text("{value}", {"value": Amount(end, slider.unit, slider.decimals)}) for end in slider.reach]
    return Refusal(NotANumber(column=slider.name, value=value, lower=ends[0], upper=ends[1]))


def _actions(answer: Answer) -> tuple[Action, ...]:
    """The actions of the answer to the first product, if all that the models read is known."""
    inputs = {column.name for model in _models(answer).values() for column in model.inputs}
    actions = {action.column: action for action in reversed(answer.decision)}
    known = actions.keys() | _conditions(answer).keys()
    if not inputs or not inputs <= known:
        return ()
    return tuple(action for action in answer.decision if action is actions[action.column] and action.column in inputs)


def _models(answer: Answer) -> dict[str, Model[Prediction]]:
    """The models of numbers."""
    from sanhak.model.model import Model

    return {name: model for name, model in answer.models.items() if isinstance(model, Model) and not model.labels}


def _conditions(answer: Answer) -> dict[str, pl.Series]:
    """What the models were asked under besides the settings, by column."""
    table = answer.tables.get(CONDITIONS)
    return {} if table is None else {column.name: table.frame[column.name] for column in table.columns}


def _slider(answer: Answer, action: Action) -> Slider:
    from sanhak.model.codes.described import DESCRIBED

    model = next(iter(_models(answer).values()))
    numeric = not isinstance(action.value, str)
    kind = next(column.kind for column in model.inputs if column.name == action.column)
    return Slider(
        name=action.column,
        unit=action.unit,
        allowed=action.allowed,
        measured=_measured(model, action.column) if numeric else None,
        today=action.today,
        recommended=action.value,
        matter=kind if kind in DESCRIBED else None,
    )


def _measured(model: Model[Prediction], name: str) -> tuple[float, float]:
    """The lowest and highest value of a number among the rows that taught."""
    place = model.ensemble.encoder.features.index(name)
    along = model.domain.neighbourhood.column(place)
    code: Any = model.ensemble.encoder.codes[model.names.index(name)]
    # The encoder keeps nine decimals, so the last digits are not those that were measured.
    low, high = (float(f"{code.centre + code.scale * end:.8g}") for end in (along.min(), along.max()))
    return low, high


def _asked(answer: Answer, sliders: tuple[Slider, ...], tried: Mapping[str, Value]) -> tuple[Table, int]:
    """Today, the recommendation and the tried settings as rows, each under every condition, and how many those are."""
    import polars as pl

    from sanhak.table import Table

    facts: dict[str, Column] = {column.name: column for model in _models(answer).values() for column in model.inputs}
    conditions = _conditions(answer)
    parts = max((len(column) for column in conditions.values()), default=1)
    rows = {slider.name: (slider.today, slider.recommended, tried[slider.name]) for slider in sliders}
    frame = pl.DataFrame(
        {
            name: [value for value in rows[name] for _ in range(parts)]
            if name in rows
            else conditions[name].to_list() * 3
            for name in facts
        }
    )
    return Table(frame, tuple(facts.values())), parts


def _limits(answer: Answer) -> dict[str, tuple[Limit, ...]]:
    """The limits of the study on each outcome; of several products those of the one that the answer promises for."""
    from sanhak.decide.setpoints import Limit

    study: Mapping[str, Any] = answer.provenance.study if answer.provenance else {}
    own = _product(answer, study)
    models, found = _models(answer), dict[str, tuple[Limit, ...]]()
    for kind, assured, safety in (("keep", "assurance", False), ("safety", "safety_assurance", True)):
        for name, ends in study.get(kind, {}).items():
            low, high = own.get(name, ends)
            limit = Limit(models[name], low, high, study[assured], safety=safety)
            found[name] = (*found.get(name, ()), limit)
    return found


def _product(answer: Answer, study: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the study says of the product that the answer promises for."""
    by = study.get("by")
    level = _conditions(answer).get(by) if by else None
    if level is None:
        return {}
    return next((part for part in study.get("products", ()) if str(part[by]) == str(level[0])), {})


def _predicted(name: str, said: Prediction, limits: tuple[Limit, ...], keeps: float | None) -> Predicted:
    """One outcome from its prediction for today, the recommendation and the tried settings, in this order."""
    lower, upper = said.interval(_LEVEL)
    today, recommended, tried = (
        Estimate(float(said.mean[row]), float(lower[row]), float(upper[row]), said.unit, _LEVEL) for row in range(3)
    )
    lows = [limit.lower for limit in limits if limit.lower is not None]
    highs = [limit.upper for limit in limits if limit.upper is not None]
    return Predicted(
        outcome=name,
        expected=tried,
        limits=(max(lows, default=None), min(highs, default=None)) if limits else (),
        keeps=keeps,
        asked=max((limit.assurance for limit in limits), default=None),
        place=Domain(int(said.domain[2])),
        today=today,
        recommended=recommended,
    )
