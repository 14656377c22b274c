"""A small world behind the web: a project with one of everything, whose words would be known anywhere."""

from __future__ import annotations

import io
import math
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from starlette.testclient import TestClient
from xlsxwriter import Workbook

from center.opening import opened, peopled, reopened, work
from sanhak.center import data, days, decisions, entry, projects, remarks, schema, studies, tokens
from sanhak.center.calls import applications, applying, attachments, writing
from sanhak.center.calls import schema as calls
from sanhak.center.calls.form import FormField, Kind, Part
from sanhak.center.carrying import deliverables, imports, load, money, risks, stages, terms
from sanhak.center.carrying.workbook import read_plan
from sanhak.center.center import Center
from sanhak.center.finding import laboratories, problems
from sanhak.center.finding.matching import PROBLEMS
from sanhak.center.matching import matching
from sanhak.center.people import Person
from sanhak.center.scholarship import agreeing, consenting, happening, paying, reporting, scholars
from sanhak.center.teaching import attempts
from sanhak.serve.live import read_answer
from sanhak.serve.web.settings import Settings
from sanhak.serve.workbench.application import application
from serve.client import client_of
from serve.web.world_fleet import fleet_things
from serve.web.world_planning import planned
from serve.web.world_reviewing import reviewing_things

EFFORT = 0.02
"""Of what an answer may cost: what it says is no matter here."""
BEACON = "Zinnober"
"""Stands in every word that the project holds, and nowhere else."""
ROWS = "\n".join(
    f"{60 + 5 * (i % 8)},{0.8 + 0.1 * (i // 8):.1f},{80 - (i % 8 - 4) ** 2 / 3 + i // 8 + math.sin(i):.2f}"
    for i in range(48)
)


@dataclass(frozen=True)
class World:
    """The centre, its application, its people, and what path parameters may stand for."""

    center: Center
    app: Any
    settings: Settings
    crowd: dict[str, Person]
    things: dict[str, str]

    def client(self, name: str | None = None, **headers: str) -> TestClient:
        """A browser, signed in as somebody; its ``csrf`` is that of the session."""
        client = client_of(
            self.app, headers={"accept-language": "en", **headers}, follow_redirects=False,
            raise_server_exceptions=False,
        )  # fmt: skip
        client.csrf = ""
        if name is not None:
            with self.center.database.writing() as rows:
                token = entry.open_session(rows, self.crowd[name].id, "test")
            client.cookies.set("sanhak", token)
            from sanhak.serve.web.door import csrf_of

            client.csrf = csrf_of(token)
        return client

    def bearer(self, name: str) -> TestClient:
        """A programme with a token of somebody that may do all that they may."""
        with self.center.database.writing() as rows:
            secret = tokens.make(rows, self.crowd[name], name="test", scope="write", days="1")
        return self.client(None, authorization=f"Bearer {secret}")


def made(folder: Path) -> World:
    """The world, in a folder."""
    center = opened(folder)
    crowd = peopled(center)
    things = _things(center, crowd)
    things["plan"] = planned(center, crowd["engineer"], things["project"], BEACON)
    things |= fleet_things(center, crowd["engineer"], things["project"], BEACON)
    return _served(center, crowd, things | reviewing_things(center, crowd, BEACON))


def copied(world: World, folder: Path) -> World:
    """The same world in another folder."""
    shutil.copytree(world.center.folder, folder)
    return _served(reopened(folder), world.crowd, world.things)


def _served(center: Center, crowd: dict[str, Person], things: dict[str, str]) -> World:
    settings = Settings(center.folder, language="en")
    return World(center, application(center, settings), settings, crowd, things)


def _call(center: Center, crowd: dict[str, Person]) -> dict[str, str]:
    """A call that is open to all, and of one applicant what was handed in to it with a file, and a draft."""
    office, engineer, now = crowd["office"], crowd["engineer"], datetime.now(UTC)
    titles, moments = (
        {"ko": "공모", "en": "A call"},
        {"opens": now - timedelta(days=1), "closes": now + timedelta(days=9)},
    )
    with center.database.writing() as rows:
        call = writing.make(rows, office, purpose="courses", title=titles)
        rows.execute(update(calls.calls).values(**moments))
        writing.set_form(
            rows, office, call, [FormField("title", titles, part=Part.TITLE), FormField("paper", titles, Kind.FILE)]
        )
        writing.open_call(rows, office, call)
        application = applying.begin(rows, engineer, call)
        kept = center.blobs.put(f"%PDF- {BEACON}".encode())
        attachments.lay(rows, engineer, application, "paper", name=f"{BEACON}.pdf", head=b"%PDF-", kept=kept)
        applying.hand_in(rows, engineer, application, {"title": f"{BEACON} application"})
        (file,) = applications.files(rows, engineer, application)
        applying.save(rows, engineer, applying.begin(rows, engineer, call), {"title": f"{BEACON} draft"})
    return {"call": call, "application": application, "attachment": file.id}


def _things(center: Center, crowd: dict[str, Person]) -> dict[str, str]:
    engineer, queue = crowd["engineer"], center.queue
    table = center.blobs.put(f"Zinnober_T [°C],Zinnober_feed,Zinnober_yield [%]\n{ROWS}\n".encode())
    with center.database.writing() as rows:
        project = projects.open_project(
            rows, engineer, title=f"{BEACON} title", question=f"{BEACON} question", goal=f"{BEACON} goal"
        ).id
        file = remarks.lay(
            rows, engineer, project, name=f"{BEACON}.pdf", media="application/pdf",
            kept=center.blobs.put(BEACON.encode()),
        )  # fmt: skip
        comment = remarks.remark(rows, engineer, project, "project", project, f"{BEACON} comment")
        milestone = projects.set_milestone(rows, engineer, project, title=f"{BEACON} gate", due="2027-01-01")
        version = data.add(rows, queue, engineer, project, name=f"{BEACON}.csv", file=table)
        invitation = entry.way(rows, f"{BEACON.lower()}@example.org", engineer.role, organisation=engineer.organisation)
    work(center, EFFORT)
    carried = _carried(center, engineer, project)
    with center.database.writing() as rows:
        dataset = data.version(rows, engineer, version)[1].id
        values = {
            "controls": {"Zinnober_T": [60, 95], "Zinnober_feed": [0.8, 1.4]},
            "maximize": "Zinnober_yield",
        }
        study = studies.begin(
            rows, engineer, project, kind="process.setpoints", title=f"{BEACON} study", values=values,
            tables={"data": dataset},
        )  # fmt: skip
        job = studies.ask(rows, queue, engineer, study)
    work(center, EFFORT)
    with center.database.writing() as rows:
        (answer,) = studies.answers_to(rows, studies.get(rows, engineer, study)[1])
        full = read_answer(center.blobs.path(answer.archive))
        decision = decisions.take(rows, engineer, answer.id, full, f"{BEACON} note")
        decisions.report(rows, engineer, decision, value="80.1", measured="2026-11-28", note=f"{BEACON} outcome")
        attempt = attempts.begin(rows, engineer, "process.setpoints").id
        problem, laboratory, matched = _found(rows, crowd)
        kept = _scholarship(rows, center, crowd)
        session = rows.scalar(select(schema.sessions.c.token)) or entry.hashed("x")
    return _call(center, crowd) | {
        "project": project, "dataset": dataset, "version": version, "study": study, "job": job, "answer": answer.id,
        "other": answer.id, "decision": decision, "file": file, "comment": comment, "milestone": milestone,
        "attempt": attempt, "person": engineer.id, "invitation": entry.hashed(invitation)[:14], "session": session[:14],
        **kept,
        "problem": problem, "laboratory": laboratory, "matching": matched,
        **carried,
    }  # fmt: skip


def _scholarship(rows: Any, center: Center, crowd: dict[str, Person]) -> dict[str, str]:
    """The engineer's own scholarship: signed, paid once, reported, with an event."""
    office, engineer, today = crowd["office"], crowd["engineer"], days.today()
    scholar = scholars.add(
        rows, office, name=f"{BEACON} scholar", email=engineer.email, bank=BEACON, account="110-123-4"
    )
    terms = {"since": f"{today:%Y-%m}-01", "until": f"{today.year + 2}-02-28", "stipend": "1200000", "pro_rata": "yes"}
    agreement = agreeing.write(rows, office, scholar, terms)
    agreeing.sign(rows, office, agreement, approval=BEACON, scan=center.blobs.put(b"%PDF-1.7 " + BEACON.encode()))
    agreeing.write(rows, office, scholar, terms | {"stipend": "1300000"})
    happened = happening.write(rows, office, scholar, kind="topic", on=str(today), note=f"{BEACON} topic")
    reporting.plan(rows, office, scholar)
    report = reporting.of(rows, [scholar])[0]
    consenting.give(rows, engineer, scholar, "collection")
    given = {"average": "4.1", "scale": "4.5", "name": f"{BEACON}.pdf", "kept": center.blobs.put(b"%PDF-1.7 x")}
    reporting.hand_in(rows, engineer, report.id, **given)
    batch = paying.make(rows, office, today, paying.review(rows, office, today, today).mark, today)
    return {
        "scholar": scholar, "agreement": agreement, "happened": happened, "batch": batch,
        "scholar_report": report.id,
    }  # fmt: skip


def _carried(center: Center, engineer: Person, project: str) -> dict[str, str]:
    """One of each thing that a project is carried out with."""
    receipt, handed = (center.blobs.put(BEACON.encode()) for _ in range(2))
    plan = io.BytesIO()
    with Workbook(plan, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Project")
        sheet.write_row(0, 0, ("Title", "Goal"))
        sheet.write_row(1, 0, (f"{BEACON} title", f"{BEACON} goal"))
    with center.database.writing() as rows:
        line = money.plan(
            rows, engineer, project, kind="direct", title=f"{BEACON} line", year="2026", planned="12,000,000"
        )
        spending = money.spend(
            rows, engineer, project, line=line, day_="2026-03-02", amount="1,200만", note=f"{BEACON} note",
            receipt=(f"{BEACON}.pdf", "application/pdf", receipt),
        )  # fmt: skip
        risk = risks.note(
            rows, engineer, project, title=f"{BEACON} risk", likelihood="4", impact="4", review="2027-01-01",
        )  # fmt: skip
        deliverable = deliverables.promise(rows, engineer, project, f"{BEACON} report", "2027-01-01")
        deliverables.hand_in(rows, engineer, deliverable, f"{BEACON}.pdf", "application/pdf", handed)
        planned = load.plan(
            rows, engineer, project, member=engineer.id, share="50", starts="2026-11-01", ends="2027-02-28"
        )
        stage = stages.put(rows, engineer, project, title=f"{BEACON} stage", voters=[engineer.id], quorum="1")
        terms.agree(rows, engineer, project, owner=f"{BEACON} owner", hold="60")
        terms.propose(rows, engineer, project, f"{BEACON} next", "")
        workbook, _ = imports.lay(rows, engineer, f"{BEACON}.xlsx", "", center.blobs.put(plan.getvalue()))
        given = imports.get(rows, engineer, workbook)
        imports.keep(rows, engineer, given, read_plan(plan.getvalue(), given.name))
    return {
        "spending": spending, "risk": risk, "deliverable": deliverable, "planned": planned, "stage": stage,
        "workbook": workbook,
    }  # fmt: skip


def _found(rows: Any, crowd: dict[str, Person]) -> tuple[str, str, str]:
    """A problem that was sent in, a laboratory of the engineer, and a matching of it with another, accepted problem."""
    engineer, office = crowd["engineer"], crowd["office"]
    words = {name: f"{BEACON} {name}" for name in ("title", "wrong", "place", "practice", "reckoning", "recorded")}
    problem, other = (
        problems.write(rows, engineer, area="process", low="1", likely="2", high="3", **words) for _ in range(2)
    )
    for one in (problem, other):
        problems.send(rows, engineer, one)
    problems.judge(rows, office, other, "accepted")
    facts = {"email": engineer.email, "name": "Laboratory", "expertise": "Reactors", "capacity": "1"}
    laboratory = laboratories.add(rows, office, **facts)
    return problem, laboratory, matching.begin(rows, office, PROBLEMS, f"{BEACON} matching")
