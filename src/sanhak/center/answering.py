"""Answering a study: what the job does in its own process, and what is kept of it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select

from sanhak.center import events, following, schema, unfinished
from sanhak.jobs.handler import Handler, Kept
from sanhak.jobs.job import Job
from sanhak.run import Step
from sanhak.store import Blobs, new_id
from sanhak.study import Answer
from sanhak.study.lives import ASSET, ASSETS
from sanhak.study.moved import chances
from sanhak.text import LANGUAGES, load, say


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that is a blob already, with what lists show of it as plain data."""

    archive: str
    told: Mapping[str, Any]
    assets: tuple[str, ...]
    hash: str
    seconds: float


def carry_out(
    payload: Mapping[str, Any], folder: Path, progress: Callable[[Step], None], cancelled: Callable[[], bool]
) -> Answered:
    """Solve a study and write its answer, going on from what a process that was killed has kept of the same question.

    Runs in a process of its own.

    Raises
    ------
    Refusal
        If the question cannot be answered.
    """
    from sanhak.center.studies import question
    from sanhak.run import Run
    from sanhak.table.keep import read_table

    blobs = Blobs(folder)
    tables = {name: read_table(blobs.path(one["table"])) for name, one in payload["tables"].items()}
    with unfinished.place_of(payload["study"], blobs) as place:
        run = Run(payload["seed"], payload["effort"], progress, cancelled, place)
        answer = question(payload["kind"], payload["values"]).solve(tables, run)
        run.step(say("Writing the answer"))
        return answered(answer, blobs)


def answered(answer: Answer, blobs: Blobs) -> Answered:
    """An answer as a blob, with what lists show of it."""
    with tempfile.TemporaryDirectory(dir=blobs.folder) as place:
        archive = blobs.take(answer.write(Path(place) / "answer.zip"))
    plain = answer.dump()
    told = {name: plain[name] for name in ("headline", "catch", "promise")}
    told["worst"] = answer.worst.dump() if answer.worst else None
    told["chances"] = chances(answer.tables)
    seconds = answer.provenance.seconds if answer.provenance else 0.0
    return Answered(archive.key, told, assets_of(answer), archive.hash, seconds)


def assets_of(answer: Answer) -> tuple[str, ...]:
    """The assets that an answer tells of, to be found by their names."""
    table = answer.tables.get(ASSETS)
    if table is None or ASSET not in table.names:
        return ()
    return tuple(dict.fromkeys(f"{name}" for name in table.frame[ASSET].drop_nulls()))


def keep(result: Answered, job: Job, _blobs: Blobs) -> Kept:
    """The answer's row, unless its study was deleted meanwhile."""
    asked, made = job.payload, new_id()

    def within(rows: Connection) -> None:
        study, table = asked["study"], schema.answers.c
        project = rows.scalar(select(schema.studies.c.project).where(schema.studies.c.id == study))
        if project is None:
            return
        number = (rows.scalar(select(func.max(table.number)).where(table.study == study)) or 0) + 1
        row = {
            "study": study,
            "project": project,
            "job": job.id,
            "number": number,
            "kind": asked["kind"],
            "values": asked["values"],
            "tables": {name: one["version"] for name, one in asked["tables"].items()},
            "seed": asked["seed"],
            "hash": result.hash,
            "archive": result.archive,
            "seconds": result.seconds,
            "person": job.person,
            "made": datetime.now(UTC),
            "assets": "\n".join(result.assets),
            "sought": " ".join(load(result.told["headline"]).render(language) for language in LANGUAGES),
        }
        moved = following.moved_since(rows, study, asked["values"], result.told.get("chances"))
        rows.execute(insert(schema.answers).values(id=made, moved=moved, **row, **result.told))
        following.write(rows, study, made, moved)
        said = {"headline": load(result.told["headline"])}
        events.record(rows, "answer.came", "answer", made, person=job.person, project=project, **said)

    return Kept({"answer": made}, within, (result.archive,))


HANDLER = Handler(carry_out, keep, say("the study"))
