"""Small forms: one of several on a page, which comes back to its place with what was typed and what is wrong with it.

A route calls :func:`submitted` with what the form asks for, what follows, and what shows the page if it is refused, or
:func:`returned` alone where a transaction is not all. The page's template draws the form with ``small_form`` and each
of its fields with ``**sent("name")``, and needs to know nothing else: the first time, and when it comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final, TypeVar

from markupsafe import Markup
from sqlalchemy import Connection
from starlette.responses import Response

from sanhak.finding import Finding, Refusal
from sanhak.serve.web.door import Sent, Visit
from sanhak.serve.web.statuses import status_of

_Came = TypeVar("_Came")
_SECRETS: Final = frozenset({"csrf", "password", "old", "new"})
"""Fields whose words are never sent back."""


@dataclass(frozen=True, slots=True)
class Small:
    """A small form as it was sent; ``error`` is told beside the ``field`` it is about, empty for the whole form."""

    name: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    field: str = ""
    error: Markup | None = None

    def __call__(self, name: str, value: Any = "", attributes: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the macro of a field needs: its value, the error beside it, and that it wants to be looked at first."""
        error = self.error if name == self.field else None
        told = {"value": self.typed.get(name, value), "error": error}
        return told | {"attributes": {**(attributes or {}), **({"autofocus": True} if error else {})}}

    @property
    def back(self) -> bool:
        """Whether it was sent and came back."""
        return bool(self.findings)

    @property
    def rest(self) -> Sequence[Finding]:
        """What is wrong with the form and stands beside no field."""
        return () if self.field else self.findings


def submitted(
    here: Visit,
    name: str,
    form: Sent,
    act: Callable[[Connection], _Came],
    then: Callable[[_Came], Response],
    show: Callable[[], Response],
) -> Response:
    """What a form asks for, done in one transaction; refused, nothing is done and the form comes back to its page.

    Parameters
    ----------
    name
        Which form of the page.
    act
        Does it, given the open transaction.
    then
        What is shown of what came of it, once that is kept.
    show
        Shows the page on which the form stands.

    Raises
    ------
    Refusal
        Where it is not about what was typed: the thing is not there, or not theirs.
    """
    try:
        with here.center.database.writing() as rows:
            came = act(rows)
    except Refusal as refusal:
        return returned(here, name, form, refusal, show)
    return then(came)


def returned(here: Visit, name: str, form: Sent, refusal: Refusal, show: Callable[[], Response]) -> Response:
    """The page on which a form stands, with that form as it was sent and what is wrong beside its field; 422.

    Parameters
    ----------
    name
        Which form of the page.
    refusal
        What stands against it; its ``field`` is where it is told.
    show
        Shows the page.

    Raises
    ------
    Refusal
        Again, where it is not about what was typed: the thing is not there, or not theirs.
    """
    if status_of(refusal.findings) is not HTTPStatus.UNPROCESSABLE_ENTITY:
        raise refusal
    kept = {field: value for field, value in form.pairs if field not in _SECRETS}
    place = refusal.field if refusal.field in form else ""
    here.request.state.small = Small(name, kept, refusal.findings, place, _told(here, refusal.findings[0]))
    response = show()
    response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return response


def small(here: Visit) -> Callable[[str], Small]:
    """The form of a name as templates ask for it: as it came back with this request, or empty."""
    came: Small = getattr(here.request.state, "small", Small())
    return lambda name: came if came.name == name else Small(name)


def _told(here: Visit, finding: Finding) -> Markup:
    """What is said beside a field, with its code, which leads to its page."""
    said, remedy = (text.render(here.language) for text in (finding.said, finding.remedy))
    page = here.to(f"/help/findings/{finding.code}")
    return Markup('{} {} <a href="{}">{}</a>').format(said, remedy, page, finding.code)
