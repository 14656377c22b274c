"""A workbench of its own for a test: people of any role, their browsers and programs, and jobs done at once."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

from starlette.testclient import TestClient

from center.opening import PASSWORD, opened, reopened, work
from sanhak import Table
from sanhak.center import data, entry, people, projects, tokens
from sanhak.center.center import Center
from sanhak.center.people import Person
from sanhak.center.rights import Role
from sanhak.jobs.job import State
from sanhak.serve.web.door import COOKIE, csrf_of
from sanhak.serve.web.settings import Settings
from sanhak.serve.workbench.application import application
from serve.client import client_of

ORIGIN = "http://testserver"
EFFORT = 0.02
"""Of what was asked for, so that an answer comes in a moment."""


@dataclass
class Workbench:
    """A workbench in a folder."""

    center: Center
    settings: Settings

    @property
    def app(self):
        return application(self.center, self.settings)

    def person(self, name: str = "engineer", role: Role = Role.ENGINEER, organisation: str = "Plant") -> Person:
        """Somebody new, with a room of their own where the role has one."""
        with self.center.database.writing() as rows:
            home = people.found(rows, organisation, None)
            made = people.add(
                rows,
                email=f"{name}@plant.example",
                name=name,
                role=role,
                organisation=home.id,
                language="en",
                password=self.center.passwords.hash(PASSWORD),
            )
            projects.own(rows, made, f"Room of {name}")
        return made

    def own(self, person: Person) -> str:
        """The identifier of somebody's private project."""
        with self.center.database.reading() as rows:
            return projects.of(rows, person)[0].id

    def browser(self, person: Person | None = None, language: str = "en") -> Browser:
        """A browser, signed in as somebody."""
        client, csrf = client_of(self.app, base_url=ORIGIN, headers={"accept-language": language}), ""
        if person is not None:
            with self.center.database.writing() as rows:
                session = entry.open_session(rows, person.id, "Test browser")
            client.cookies.set(COOKIE, session)
            csrf = csrf_of(session)
        return Browser(self, client, person, csrf)

    def newcomer(self, name: str = "engineer", role: Role = Role.ENGINEER, organisation: str = "Plant") -> Browser:
        """A browser of somebody new."""
        return self.browser(self.person(name, role, organisation))

    def token(self, person: Person, scope: str = "write", days: str = "7") -> str:
        with self.center.database.writing() as rows:
            return tokens.make(rows, person, name="test", scope=scope, days=days)

    def program(self, person: Person, scope: str = "write") -> TestClient:
        """A program with a token of somebody."""
        headers = {"authorization": f"Bearer {self.token(person, scope)}"}
        return client_of(self.app, base_url=f"{ORIGIN}/api/v1", headers=headers)

    def work(self) -> list[State]:
        """Carry out all jobs that wait, in this process and with little effort; what became of each."""
        return work(self.center, EFFORT)


@dataclass
class Browser:
    """A browser without scripts, of somebody who works in a project."""

    bench: Workbench
    client: TestClient
    person: Person | None
    csrf: str
    project: str = ""

    @property
    def center(self) -> Center:
        return self.bench.center

    @property
    def session(self) -> str:
        """The secret of their session."""
        return self.client.cookies[COOKIE]

    def get(self, path: str, **how):
        return self.client.get(path, **how)

    def post(self, path: str, files=None, **fields):
        return self.client.post(path, data={"csrf": self.csrf, **fields}, files=files)

    def read(self, path: str, status: int = 200) -> str:
        """A page as text."""
        reply = self.get(path)
        assert reply.status_code == status, reply.text
        return unescape(reply.text)

    def send(self, path: str, status: int = 200, files=None, **fields):
        """Send a form and follow it."""
        reply = self.post(path, files, **fields)
        assert reply.status_code == status, reply.text
        return reply

    def open(self, title: str = "Yield") -> str:
        """Open a joint project; gives its identifier."""
        return self.send("/projects/new", title=title).url.path.rsplit("/", 1)[1]

    def give(self, project: str, content, name: str = "runs.csv", **fields) -> str:
        """Give a file and have it read; gives the address of its dataset."""
        path = self.send(f"/projects/{project}/data", files={"files": (name, content)}, **fields).url.path
        self.bench.work()
        return path

    def add(self, table: Table, name: str = "reactor.csv", into: str | None = None) -> str:
        """A dataset of these rows in their project; gives its identifier."""
        units = {column.name: column.unit for column in table.columns if column.unit}
        stored = self.center.blobs.put(table.frame.write_csv().encode())
        with self.center.database.writing() as rows:
            version = data.add(
                rows, self.center.queue, self.person, self.project,
                name=name, file=stored, into=into, reading={"units": units},
            )  # fmt: skip
        assert self.bench.work()[-1] is State.DONE
        with self.center.database.reading() as rows:
            return data.version(rows, self.person, version)[1].id

    def begin(self, kind: str, title: str, tables: dict[str, str] | None = None) -> str:
        """Begin a study in their project; gives its path."""
        chosen = {f"table.{name}": dataset for name, dataset in (tables or {}).items()}
        made = self.post(f"/projects/{self.project}/studies/new", kind=kind, title=title, **chosen)
        assert made.url.path.startswith("/studies/"), made.text
        return made.url.path


def copied(browser: Browser, folder: Path) -> Browser:
    """The same person at a copy of their workbench as it now is, for a test that changes it."""
    shutil.copytree(browser.center.folder, folder)
    bench = Workbench(reopened(folder), replace(browser.bench.settings, folder=folder))
    return replace(bench.browser(browser.person), project=browser.project)


def workbench(folder: Path, url: str | None = None, **settings) -> Workbench:
    """A new workbench, whose passwords are hashed as quickly as possible."""
    return Workbench(opened(folder, url), Settings(folder, url, language="en", **settings))


def codes(reply) -> list[str]:
    """The codes that a page or a problem shows."""
    if "json" in reply.headers.get("content-type", ""):
        return [one["code"] for one in reply.json()["findings"]]
    return re.findall(r'href="/help/findings/(\w\d{3})">', reply.text)
