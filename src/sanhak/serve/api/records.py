"""Records of the centre as the API replies with them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from sanhak.center.data import Dataset, Profile, Version
from sanhak.center.decisions import Decision, Outcome
from sanhak.center.delivering import Delivery
from sanhak.center.projects import Project
from sanhak.center.studies import KeptAnswer, KeptStudy
from sanhak.finding import Finding
from sanhak.jobs.job import Job
from sanhak.serve.api import models, row_models
from sanhak.serve.api.caller import Caller
from sanhak.serve.pages.progress import progress_in
from sanhak.study import Promise
from sanhak.study.describe import FieldDescription, KindDescription
from sanhak.table.profile import ColumnProfile
from sanhak.text import dump, render, say


def finding(me: Caller, one: Finding) -> models.FindingReply:
    """A remark in words and as data."""
    return models.FindingReply(
        code=one.code,
        severity=one.severity,
        said=me.words(one.said),
        reason=me.words(one.reason),
        remedy=me.words(one.remedy),
        params=one.dump()["params"],
    )


def project(one: Project) -> models.ProjectReply:
    """A project."""
    own = set(models.ProjectReply.model_fields) - {"organisation"}
    return models.ProjectReply(organisation=one.organisation_name, **{name: getattr(one, name) for name in own})


def version(one: Version) -> models.VersionReply:
    """A version."""
    own = set(models.VersionReply.model_fields) - {"job", "steps"}
    return models.VersionReply(job=one.job.id, steps=list(one.steps), **{name: getattr(one, name) for name in own})


def dataset(one: Dataset) -> models.DatasetReply:
    """A dataset with its newest version."""
    return models.DatasetReply(
        id=one.id,
        project=one.project,
        name=one.name,
        made=one.made,
        newest=version(one.versions[0]) if one.versions else None,
        ready=one.ready.id if one.ready else None,
    )


def delivery(me: Caller, one: Delivery) -> row_models.DeliveryReply:
    """Rows that were sent to be added."""
    told = {name: getattr(one, name) for name in row_models.DeliveryReply.model_fields if name != "findings"}
    return row_models.DeliveryReply(**told, findings=[finding(me, found) for found in one.findings])


def profile(me: Caller, seen: Profile) -> models.ProfileReply:
    """What is seen of a version."""
    return models.ProfileReply(
        name=seen.name,
        sheet=seen.sheet,
        columns=list(map(_column, seen.columns)),
        findings=[finding(me, one) for one in seen.findings],
    )


def kind(me: Caller, one: KindDescription) -> models.KindReply:
    """A kind of study."""
    return models.KindReply(
        kind=one.kind,
        title=me.words(one.title),
        question=me.words(one.question),
        tables=render(one.tables, me.language),
        optional=render(one.optional, me.language),
        fields=[_field(me, field) for field in one.fields],
    )


def study(one: KeptStudy) -> models.StudyReply:
    """A study."""
    own = set(models.StudyReply.model_fields) - {"job"}
    return models.StudyReply(job=one.job.id if one.job else None, **{name: getattr(one, name) for name in own})


def job(me: Caller, one: Job) -> models.JobReply:
    """A job with how far it is."""
    seen = progress_in(me.center, one)
    brought = one.outcome if isinstance(one.outcome, dict) else {}
    return models.JobReply(
        id=one.id,
        kind=one.kind,
        state=one.state,
        doing=me.words(seen.doing),
        share=seen.share,
        left=me.words(seen.left) if seen.left else None,
        made=one.made,
        started=one.started,
        ended=one.ended,
        answer=brought.get("answer"),
        findings=[finding(me, found) for found in one.findings],
    )


def job_put(me: Caller, one: Job) -> models.JobReply:
    """A job that was put in a transaction which is still open, so that nothing else can be asked about it."""
    return models.JobReply(
        id=one.id,
        kind=one.kind,
        state=one.state,
        doing=me.words(say("Waiting to begin")),
        share=None,
        left=None,
        made=one.made,
        started=None,
        ended=None,
        answer=None,
        findings=[],
    )


def answer(me: Caller, one: KeptAnswer) -> models.AnswerReply:
    """An answer as lists show it."""
    own = set(models.AnswerReply.model_fields) - {"headline", "catch", "worst", "promise"}
    return models.AnswerReply(
        headline=me.words(one.headline),
        catch=me.words(one.catch),
        worst=finding(me, one.worst) if one.worst else None,
        promise=promise(me, one.promise),
        **{name: getattr(one, name) for name in own},
    )


def decision(me: Caller, one: Decision) -> models.DecisionReply:
    """A decision with its outcomes."""
    return models.DecisionReply(
        id=one.id,
        project=one.project,
        answer=one.answer,
        headline=me.words(one.headline),
        actions=[render(dict(row), me.language) for row in one.actions],
        promise=promise(me, one.promise),
        note=one.note,
        by=one.name,
        made=one.made,
        kept=one.kept,
        outcomes=list(map(outcome, one.outcomes)),
    )


def outcome(one: Outcome) -> models.OutcomeReply:
    """An outcome."""
    return models.OutcomeReply(**{name: getattr(one, name) for name in models.OutcomeReply.model_fields})


def promise(me: Caller, one: Promise | None) -> models.PromiseReply | None:
    """What is expected once a decision is carried out."""
    if one is None:
        return None
    after = one.after
    return models.PromiseReply(
        what=me.words(one.what),
        value=after.value,
        lower=after.lower,
        upper=after.upper,
        unit=after.unit,
        against=me.words(one.against),
    )


def _field(me: Caller, one: FieldDescription) -> models.FieldReply:
    named = set(models.FieldReply.model_fields) - {"title", "help", "default", "choices"}
    return models.FieldReply(
        title=me.words(one.title),
        help=me.words(one.help),
        default=_default(one.default),
        choices=list(one.choices),
        **{name: getattr(one, name) for name in named},
    )


def _default(value: Any) -> Any:
    """A default as JSON data; steps and conditions as they stand in a study file."""
    if isinstance(value, Iterable) and not isinstance(value, str | dict):
        return [_default(part) for part in value]
    return value.data if hasattr(value, "data") else dump(value)


def _column(one: ColumnProfile) -> models.ColumnReply:
    """A column's profile: its ends as numbers or as dates in ISO 8601."""
    same = ("name", "unit", "role", "missing", "distinct")
    return models.ColumnReply(
        kind=one.kind.value,
        low=_end(one.low),
        high=_end(one.high),
        quantiles=[_end(point) for point in one.quantiles],
        counts=list(one.counts),
        levels=list(one.levels),
        **{name: getattr(one, name) for name in same},
    )


def _end(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value.isoformat() if hasattr(value, "isoformat") else value
