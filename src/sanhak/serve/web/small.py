"""Small forms: one of several on a page, which comes back to its place with what was typed and what is wrong with it.

A route calls :func:`submitted` with what the form asks for, where that leads, and what shows the page if it is refused;
:func:`submitted_with` if something is stored for it first; or :func:`returned` alone where a transaction is not all.
The page's template draws the form with ``small_form`` and each of its fields with ``**sent("name")``, and needs to know
nothing else: the first time, and when it comes back.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Final, TypeVar

from markupsafe import Markup
from sqlalchemy import Connection
from starlette.responses import Response

from sanhak.finding import Finding, Refusal
from sanhak.serve.web.door import Sent, Visit
from sanhak.serve.web.sent_back import Small
from sanhak.serve.web.showing import go
from sanhak.serve.web.statuses import status_of
from sanhak.store import Stored

_Came = TypeVar("_Came")
_Blob = TypeVar("_Blob", bound=Stored | None)
_SECRETS: Final = frozenset({"csrf", "password", "old", "new"})
"""Fields whose words are never sent back."""


def submitted(
    here: Visit,
    name: str,
    form: Sent,
    act: Callable[[Connection], _Came],
    then: str | Callable[[_Came], Response],
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
        The path where the browser goes on once it is kept, or what is shown of what came of it.
    show
        Shows the page on which the form stands.

    Raises
    ------
    Refusal
        Where it is not about what was typed: the thing is not there, or not theirs.
    """
    return submitted_with(here, name, form, lambda: None, lambda rows, _: act(rows), then, show)


def submitted_with(
    here: Visit,
    name: str,
    form: Sent,
    store: Callable[[], _Blob],
    act: Callable[[Connection, _Blob], _Came],
    then: str | Callable[[_Came], Response],
    show: Callable[[], Response],
) -> Response:
    """The same for a form that needs a blob: stored before the transaction, it stays only if the act is done.

    Parameters
    ----------
    store
        Stores it, or nothing; what it refuses is told with the form as well.
    act
        Does what is asked for, given the open transaction and the blob.
    name, then, show
        As for :func:`submitted`.

    Raises
    ------
    Refusal
        As :func:`submitted`.
    """
    try:
        blob = store()
        with here.center.blobs.keeping(blob), here.center.database.writing() as rows:
            came = act(rows, blob)
    except Refusal as refusal:
        return returned(here, name, form, refusal, show)
    return go(here, then) if isinstance(then, str) else then(came)


def stored(here: Visit, form: Sent, name: str = "file") -> Stored | None:
    """The file that a form brought in a field, as a blob; None where it brought none."""
    chosen = form.file(name)
    return here.center.blobs.pour(chosen.file) if chosen else None


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


def _told(here: Visit, finding: Finding) -> Markup:
    """What is said beside a field, with its code, which leads to its page."""
    said, remedy = (text.render(here.language) for text in (finding.said, finding.remedy))
    page = here.to(f"/help/findings/{finding.code}")
    return Markup('{} {} <a href="{}">{}</a>').format(said, remedy, page, finding.code)
