"""A centre for a test: its tables are there at once, passwords cost nothing, and jobs are carried out right here."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from argon2 import PasswordHasher

from sanhak.center import people, projects
from sanhak.center.center import Center, place_of
from sanhak.center.passwords import Passwords
from sanhak.center.people import Person
from sanhak.center.rights import Role
from sanhak.finding import Refusal
from sanhak.jobs.job import Mark, State, why
from sanhak.jobs.queue import Queue
from sanhak.serve.workbench.serving import HANDLERS
from sanhak.store import Blobs, Database

PASSWORD = "a sentence of many words"
HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
LEASE = 3600.0
"""Seconds that a job is ours: a slow machine takes none away in the middle of a test."""


@cache
def tables() -> bytes:
    """An SQLite file as the migrations leave it, which cost more than all else of a new centre: made once a worker."""
    with TemporaryDirectory() as folder:
        Center.open(Path(folder), durable=False).database.close()
        return (Path(folder) / "sanhak.db").read_bytes()


def opened(folder: Path, url: str | None = None) -> Center:
    """A centre whose passwords are quick to check and whose disk need not survive a power cut."""
    if url is None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "sanhak.db").write_bytes(tables())
    else:
        Center.open(folder, url, durable=False).database.close()
    return reopened(folder, url)


def reopened(folder: Path, url: str | None = None) -> Center:
    """The centre that is in a folder already."""
    database = Database(url or place_of(folder), durable=False)
    return Center(folder, database, Blobs(folder / "blobs"), Queue(database, lease=LEASE), Passwords(HASHER))


def peopled(center: Center) -> dict[str, Person]:
    """Somebody of each role by its name, the researcher and the scholar at a university, and a stranger."""
    hashed = center.passwords.hash(PASSWORD)
    with center.database.writing() as rows:
        company, university = (people.found(rows, name, None).id for name in ("화학회사", "University"))
        made = {
            name: people.add(
                rows,
                email=f"{name}@example.org",
                name=name.title(),
                role=role,
                organisation=university if role in (Role.RESEARCHER, Role.SCHOLAR) else company,
                language="en",
                password=hashed,
            )
            for name, role in [*((role.value, role) for role in Role), ("stranger", Role.ENGINEER)]
        }
        for person in made.values():
            projects.own(rows, person, "My work")
    return made


def work(center: Center, effort: float | None = None) -> list[State]:
    """Carry out every job that waits, one after the other, as a runner does; what became of each.

    ``effort`` takes the place of the effort that was asked for.
    """
    ended = []
    while job := center.queue.claim("test", tuple(HANDLERS)):
        handler, trace = HANDLERS[job.kind], []
        payload = job.payload | ({"effort": effort} if effort and "effort" in job.payload else {})

        def tell(step, trace=trace):
            trace.append(Mark(float(len(trace)), step.doing.message, step.done, step.of))

        try:
            result = handler.carry_out(payload, center.blobs.folder, tell, lambda: False)
        except Refusal as refusal:
            ours = center.queue.settle(job, State.REFUSED, why(refusal), trace=trace)
            ended.append(State.REFUSED if ours else State.CANCELLED)
            continue
        kept = handler.keep(result, job, center.blobs)
        ours = center.queue.settle(job, State.DONE, kept.outcome, kept.within, trace)
        for key in () if ours else kept.keys:
            center.blobs.delete(key)
        ended.append(State.DONE if ours else State.CANCELLED)
    return ended
