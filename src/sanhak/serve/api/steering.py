"""Joint projects as they are carried out: where they stand, spendings from the books, gates judged by an answer."""

from __future__ import annotations

from fastapi import Response
from sqlalchemy import Connection

from sanhak.center import days, studies
from sanhak.center.carrying import gates, money, steering
from sanhak.center.carrying.money import Account
from sanhak.center.carrying.standing import Gated
from sanhak.center.carrying.steering import Steering
from sanhak.center.rights import Part
from sanhak.serve.api import programme_models as models
from sanhak.serve.api.answers import whole
from sanhak.serve.api.caller import Caller, Me
from sanhak.serve.api.route import routes as routes_on

routes = routes_on("steering")


@routes.get("/projects/{project}/steering")
def stands(me: Me, project: str) -> models.SteeringReply:
    """Where a project stands: its course, what is next, gates, money, risks and votes."""
    with me.center.database.reading() as rows:
        return _steering(me, steering.of(rows, me.person, project, days.today()))


@routes.post("/projects/{project}/spendings", status_code=201, response_model=models.SpendingReply)
def spend(me: Me, project: str, given: models.SpendingGiven) -> Response:
    """Write a spending down, as the books of a house tell it."""

    def act(rows: Connection) -> models.SpendingReply:
        made = money.spend(
            rows, me.person, project, line=given.line, day_=str(given.day), amount=str(given.won), note=given.note
        )
        one = money.spending(rows, me.person, made)
        return models.SpendingReply(**{name: getattr(one, name) for name in models.SpendingReply.model_fields})

    return me.once(given, act)


@routes.post("/milestones/{milestone}/judgements", status_code=201, response_model=models.JudgementReply)
def judge(me: Me, milestone: str, given: models.JudgeGiven) -> Response:
    """Hold an answer of the gate's study against what was agreed; the vote stays with people."""
    with me.center.database.reading() as rows:
        studies.answer(rows, me.person, given.answer, Part.MEMBER)
    full = whole(me, given.answer)

    def act(rows: Connection) -> models.JudgementReply:
        one = gates.judge(rows, me.person, milestone, given.answer, full)
        return models.JudgementReply(
            id=one.id, milestone=one.milestone, answer=one.answer, hash=one.answer_hash,
            gate=me.words(one.gate.told), value=one.met.value, lower=one.met.lower, upper=one.met.upper,
            unit=one.met.unit, held=one.passed, made=one.made,
        )  # fmt: skip

    return me.once(given, act)


def _steering(me: Caller, one: Steering) -> models.SteeringReply:
    facts = one.facts
    risk, stage = models.RiskReply.model_fields, models.StageReply.model_fields
    return models.SteeringReply(
        course=one.standing.course,
        sentence=me.words(one.standing.sentence),
        next=[models.NextReply(what=me.words(each.what), day=each.day) for each in one.following],
        gates=[_gate(me, each) for each in facts.gated],
        budget=list(map(_account, facts.money.accounts)),
        risks=[models.RiskReply(**{name: getattr(each, name) for name in risk}) for each in facts.risks],
        stages=[models.StageReply(**{name: getattr(each, name) for name in stage}) for each in facts.stages],
    )


def _gate(me: Caller, one: Gated) -> models.GateReply:
    own, gate, last = one.milestone, one.gate, one.last
    return models.GateReply(
        id=own.id, title=own.title, due=own.due, passed=own.passed, study=own.study,
        gate=me.words(gate.told) if gate else None, limit=gate.limit if gate else None,
        unit=gate.unit if gate else None, value=last.met.value if last else None, held=last.passed if last else None,
    )  # fmt: skip


def _account(one: Account) -> models.AccountReply:
    line = one.line
    return models.AccountReply(
        id=line.id, title=line.title, year=line.year, planned=line.planned, spent=one.spent, forecast=one.forecast
    )
