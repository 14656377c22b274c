"""A workbench in a test: somebody signed in, a project with data, and jobs that are carried out at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from starlette.testclient import TestClient

from center.opening import opened, work
from sanhak import Table
from sanhak.center import data, entry
from sanhak.center.center import Center
from sanhak.jobs.job import State
from sanhak.model import task
from sanhak.model.learners import number_candidates
from sanhak.serve.web.settings import Settings
from sanhak.serve.workbench.application import application

PASSWORD = "a long sentence here"


@dataclass
class Bench:
    """The centre and a browser of its administrator."""

    center: Center
    settings: Settings
    browser: TestClient
    project: str = ""

    @property
    def csrf(self) -> str:
        return re.search(r'name="csrf" content="(\w*)"', self.browser.get("/projects").text)[1]

    def post(self, path: str, files=None, **fields):
        return self.browser.post(path, data={"csrf": self.csrf} | fields, files=files)

    @property
    def person(self):
        return entry.who(self.center.database, self.browser.cookies["sanhak"])

    def begin(self, kind: str, title: str, tables: dict[str, str] | None = None) -> str:
        """Begin a study in the browser; gives its path."""
        chosen = {f"table.{name}": dataset for name, dataset in (tables or {}).items()}
        made = self.post(f"/projects/{self.project}/studies/new", kind=kind, title=title, **chosen)
        assert made.url.path.startswith("/studies/"), made.text
        return made.url.path

    def work(self) -> list[State]:
        """Carry out whatever waits, here and now."""
        return work(self.center)

    def add(self, table: Table, name: str = "reactor.csv", into: str | None = None, **reading) -> str:
        """A dataset of these rows; gives its identifier."""
        units = {column.name: column.unit for column in table.columns if column.unit}
        stored = self.center.blobs.put(table.frame.write_csv().encode())
        with self.center.database.writing() as rows:
            version = data.add(
                rows, self.center.queue, self.person, self.project,
                name=name, file=stored, into=into, reading={"units": units} | reading,
            )  # fmt: skip
        assert self.work()[-1] is State.DONE
        with self.center.database.reading() as rows:
            return data.version(rows, self.person, version)[1].id


def bench(folder: Path, language: str = "en") -> Bench:
    """A workbench with an administrator who is signed in, and a project."""
    settings = Settings(folder, durable=False)
    center = opened(folder)
    with center.database.writing() as rows:
        link = entry.first(rows)
    browser = TestClient(
        application(center, settings), base_url="http://localhost:8000", headers={"accept-language": language}
    )
    told = {"name": "관리자", "email": "admin@plant.example", "organisation": "화학회사", "password": PASSWORD}
    assert browser.post(f"/welcome/{link}", data=told).status_code == 200
    made = Bench(center, settings, browser)
    made.project = made.post("/projects/new", title="Yield of the reactor").url.path.rsplit("/", 1)[1]
    return made


def plant(rows: int = 90, seed: int = 0, goal: str = "yield") -> Table:
    """The goal rises with the temperature, and the impurity with it."""
    rng = np.random.default_rng(seed)
    hot, ratio = rng.uniform(62, 92, rows).round(1), rng.uniform(0.9, 1.3, rows).round(2)
    made = 0.4 * hot + 9 * ratio + 0.5 * rng.standard_normal(rows)
    impurity = 0.02 * hot - 0.8 + 0.02 * rng.standard_normal(rows)
    data = {"T_jacket": hot, "feed_ratio": ratio, goal: made.round(2), "impurity": impurity.round(3)}
    return Table.of(data, units={"T_jacket": "degC", goal: "%", "impurity": "%"})


QUESTION = {
    "controls.0.column": "T_jacket",
    "controls.0.lower": "62",
    "controls.0.upper": "92",
    "controls.1.column": "feed_ratio",
    "controls.1.lower": "0.9",
    "controls.1.upper": "1.3",
    "maximize": "yield",
    "keep.0.column": "impurity",
    "keep.0.upper": "0.9",
}
"""Set-points of the plant, as the form sends them."""


def quick(patch: pytest.MonkeyPatch) -> None:
    """Let models be taught in a moment: a contest of two."""
    simple = tuple(one for one in number_candidates() if str(one.name) in ("mean", "response surface"))
    patch.setattr(task, "number_candidates", lambda: simple)


def asked(place: Bench, title: str = "Best conditions") -> str:
    """A study of set-points of the plant that was asked, not yet carried out; gives its path."""
    dataset = place.add(plant())
    path = place.begin("process.setpoints", title, {"data": dataset})
    place.post(f"{path}/settings", title=title, every="", seed="0", effort="0.1")
    assert place.post(path, act="run", **QUESTION).status_code == 200
    return path
