"""The one contract: Study, Answer, Area, and the description that every face reads."""

from sanhak.model.score import Coverage, Score
from sanhak.study.answer import Action, Answer, Estimate, Listed, Option, Promise, Provenance
from sanhak.study.describe import FieldDescription, KindDescription, Role, asks, describe
from sanhak.study.growing import Growing
from sanhak.study.study import Area, Case, Given, Study

__all__ = [
    "Action",
    "Answer",
    "Area",
    "Case",
    "Coverage",
    "Estimate",
    "FieldDescription",
    "Given",
    "Growing",
    "KindDescription",
    "Listed",
    "Option",
    "Promise",
    "Provenance",
    "Role",
    "Score",
    "Study",
    "asks",
    "describe",
]
