"""A maintenance plan in the world: five assets, two crews, a part, windows, a turnaround, and a job put by hand."""

from __future__ import annotations

import numpy as np

from center.opening import work
from sanhak.center import data, laying, moving, studies
from sanhak.center.center import Center
from sanhak.center.people import Person
from sanhak.model.life import LEVELS, Lives
from sanhak.serve.pages.answering import as_file

EFFORT = 0.02
MEDIANS = (40.0, 60.0, 90.0, 120.0, 150.0)


def tables(word: str) -> dict[str, bytes]:
    """The files of the plan, every name with the word in it."""
    spread = np.linspace(0.7, 1.3, len(LEVELS))
    names = [f"{word}-{at}" for at in range(1, 6)]
    lives = Lives.of_quantiles(names, LEVELS, np.array(MEDIANS)[:, None] * spread).table()
    jobs = "".join(f"{name},{word} unit {at % 2},24,{word} seal\n" for at, name in enumerate(names))
    return {
        "lives": as_file(lives, "csv"),
        "jobs": f"asset,location,duration [h],part\n{jobs}".encode(),
        "crews": (
            f"crew,hours a week [h],from,until\n{word} A,40,2026-06-01,2027-12-31\n{word} B,24,2026-07-01,2026-12-31\n"
        ).encode(),
        "parts": f"part,stock,lead time [d]\n{word} seal,3,60\n".encode(),
        "windows": f"asset,from,until\n{word}-2,2026-06-01,2026-10-31\n".encode(),
        "fixed": (
            f"asset,from,until,what for,crew\n{word}-5,2026-10-05,2026-10-25,{word} 정기보수,\n"
            f"{word}-3,2026-08-12,2026-08-12,직접 정함,{word} B\n"
        ).encode(),
    }


def planned(center: Center, engineer: Person, project: str, word: str) -> str:
    """The answer to a maintenance plan of the project, with a move that its engineer has made."""
    with center.database.writing() as rows:
        versions = {
            name: laying.lay(rows, center, engineer, project, name=f"{word} {name}.csv", content=content)
            for name, content in tables(word).items()
        }
        held = {name: data.version(rows, engineer, version)[1].id for name, version in versions.items()}
        values = {"start": "2026-06-01", "weeks": 30}
        study = studies.begin(
            rows, engineer, project, kind="maintenance.plan", title=f"{word} plan", values=values, tables=held
        )
        studies.ask(rows, center.queue, engineer, study)
    work(center, EFFORT)
    with center.database.writing() as rows:
        (answer,) = studies.answers_to(rows, studies.get(rows, engineer, study)[1])
        moving.keep(rows, engineer, answer.id, {"job": 0, "day": 21, "crew": 0})
    return answer.id
