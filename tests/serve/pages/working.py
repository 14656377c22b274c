"""A workbench in a test: somebody signed in, a project with data, and jobs that are carried out at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from center.working import work
from sanhak import Table
from sanhak.center import data, entry
from sanhak.center.center import Center
from sanhak.center.passwords import Passwords
from sanhak.jobs.job import State
from sanhak.jobs.queue import Queue
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
    center = replace(Center.open(folder, durable=False), passwords=Passwords(PasswordHasher(1, 8, 1)))
    center = replace(center, queue=Queue(center.database, lease=3600.0))
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


def plant(rows: int = 90, seed: int = 0) -> Table:
    """Yield rises with the temperature, and the impurity with it."""
    rng = np.random.default_rng(seed)
    hot, ratio = rng.uniform(62, 92, rows).round(1), rng.uniform(0.9, 1.3, rows).round(2)
    made = 0.4 * hot + 9 * ratio + 0.5 * rng.standard_normal(rows)
    impurity = 0.02 * hot - 0.8 + 0.02 * rng.standard_normal(rows)
    data = {"T_jacket": hot, "feed_ratio": ratio, "yield": made.round(2), "impurity": impurity.round(3)}
    return Table.of(data, units={"T_jacket": "degC", "yield": "%", "impurity": "%"})
