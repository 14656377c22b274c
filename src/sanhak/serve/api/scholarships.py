"""Scholarships: one's own, and what is due this month for those who keep them. Both are to be read."""

from __future__ import annotations

from datetime import date

from sanhak.center import days
from sanhak.center.scholarship import clawback, paying, scholars
from sanhak.center.scholarship.paying import Due
from sanhak.center.scholarship.record import Record
from sanhak.center.scholarship.schedule import Payment
from sanhak.center.scholarship.scholars import Seat
from sanhak.serve.api import programme_models as models
from sanhak.serve.api.caller import Caller, Me, page_of
from sanhak.serve.api.models import Page
from sanhak.serve.api.route import After, Limit
from sanhak.serve.api.route import routes as routes_on

routes = routes_on("scholarships")


@routes.get("/scholarships")
def own(me: Me, limit: Limit = 50, after: After = None) -> Page[models.ScholarshipReply]:
    """One's own scholarship: every payment, and what would be owed if one left today; nothing of anybody else's."""
    today = days.today()
    with me.center.database.reading() as rows:
        mine = [record for record, seat in scholars.mine(rows, me.person) if seat is Seat.OWN]
    found, further = page_of(mine, lambda one: one.scholar.id, limit, after)
    return Page(items=[_scholarship(me, one, today) for one in found], next=further)


@routes.get("/payments/due")
def due(me: Me, limit: Limit = 50, after: After = None) -> Page[models.DueReply]:
    """What is due this month, for the office; it is paid on its page, where it is reviewed. No account is told."""
    today = days.today()
    with me.center.database.reading() as rows:
        review = paying.review(rows, me.person, today, today)
    found, further = page_of(review.due, _name, limit, after)
    return Page(
        items=[
            models.DueReply(id=_name(one), scholar=one.scholar.id, name=one.scholar.name, payment=_payment(one.payment))
            for one in found
        ],
        next=further,
    )


def _name(one: Due) -> str:
    return f"{one.scholar.id}-{one.payment.month:%Y-%m}-{one.payment.kind.value}"


def _scholarship(me: Caller, one: Record, today: date) -> models.ScholarshipReply:
    versions = one.versions
    owed = clawback.owed(versions, one.events, one.made, today).total if versions else 0
    return models.ScholarshipReply(
        id=one.scholar.id,
        state=me.words(scholars.state_of(one, today)),
        since=min((each.since for each in versions), default=None),
        until=max((each.until for each in versions), default=None),
        payments=list(map(_payment, one.payments)),
        owed=owed,
    )


def _payment(one: Payment) -> models.PaymentReply:
    sums = one.sums
    return models.PaymentReply(
        month=one.month, kind=one.kind, state=one.state.value, gross=sums.gross, tax=sums.tax, net=sums.net
    )
