"""A small world behind the web: a project with one of everything, whose words would be known anywhere."""

from __future__ import annotations

import math
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from starlette.testclient import TestClient

from center.opening import opened, peopled, reopened, work
from sanhak.center import data, decisions, entry, projects, remarks, schema, studies, tokens
from sanhak.center.center import Center
from sanhak.center.people import Person
from sanhak.center.scholarship import agreeing, consenting, happening, paying, reporting, scholars
from sanhak.center.teaching import attempts
from sanhak.serve.live import read_answer
from sanhak.serve.pages.center.scholarship import today_here
from sanhak.serve.web.settings import Settings
from sanhak.serve.workbench.application import application

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
        client = TestClient(
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
    return _served(center, crowd, _things(center, crowd))


def copied(world: World, folder: Path) -> World:
    """The same world in another folder."""
    shutil.copytree(world.center.folder, folder)
    return _served(reopened(folder), world.crowd, world.things)


def _served(center: Center, crowd: dict[str, Person], things: dict[str, str]) -> World:
    settings = Settings(center.folder, language="en")
    return World(center, application(center, settings), settings, crowd, things)


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
        kept = _scholarship(rows, center, crowd)
        session = rows.scalar(select(schema.sessions.c.token)) or entry.hashed("x")
    return {
        "project": project, "dataset": dataset, "version": version, "study": study, "job": job, "answer": answer.id,
        "other": answer.id, "decision": decision, "file": file, "comment": comment, "milestone": milestone,
        "attempt": attempt, "person": engineer.id, "invitation": entry.hashed(invitation)[:14], "session": session[:14],
        **kept,
    }  # fmt: skip


def _scholarship(rows: Any, center: Center, crowd: dict[str, Person]) -> dict[str, str]:
    """The engineer's own scholarship: signed, paid once, reported, with an event."""
    office, engineer, today = crowd["office"], crowd["engineer"], today_here()
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
