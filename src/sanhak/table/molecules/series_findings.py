"""The rules about assayed molecules as a series: codes T305–T309, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("T305", Severity.NOTE)
class EndsOfNature(Finding):
    """A property is taken as one that has ends by nature, because its unit says so.

    Half-lives, concentrations, clearances and shares are zero or more, and a share of which every measured value lies
    between 0 and 100 % ends there. A model knows nothing of that: on its own scale it may expect less than nothing of a
    molecule that is like none. Values that span two decades are learnt by their logarithm and need no end.

    Nothing needs to be done. Where less than nothing, or more than the whole, can be measured after all (an effect
    against a control, a difference), give the lowest and the highest possible value.
    """

    says = "{column} is measured in {unit}: no prediction goes {beyond}."
    why = "A model does not know what a unit means, and would expect what cannot be of some molecules."
    act = "Nothing needs to be done; give the lowest and the highest possible value if there are others."
    column: str
    unit: str
    beyond: Text


@rule("T306", Severity.WARN)
class MostlyOneSeries(Finding):
    """Most of the measured molecules have one and the same scaffold.

    Molecules of one scaffold are held out together. Where nearly all share one, what is printed about held-out
    molecules rests on few others, or, with a single scaffold, on molecules that are much like those that taught.

    Trust the figures for further members of this series. Before a new series is chosen by the model, measure a few of
    its molecules.
    """

    says = (
        "{share:%} of the measured molecules have one scaffold, {scaffold}; there are {scaffolds:scaffold|scaffolds}."
    )
    why = "How far predictions are off for another series can hardly be told from one."
    act = "Measure a few molecules of a new series before the model chooses among them."
    share: float
    scaffold: str
    scaffolds: int
