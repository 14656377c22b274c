"""A workbench of its own for a test: people of any role, browsers, programs, and jobs done at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from fastapi.testclient import TestClient

from center.opening import opened, work
from sanhak.center import entry, people, projects, tokens
from sanhak.center.center import Center
from sanhak.center.people import Person
from sanhak.center.rights import Role
from sanhak.serve.web.settings import Settings
from sanhak.serve.workbench.application import application

PASSWORD = "a sentence that is long"
ORIGIN = "http://testserver"


@dataclass
class Place:
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
        client = TestClient(self.app, base_url=ORIGIN, headers={"accept-language": language})
        csrf = ""
        if person is not None:
            with self.center.database.writing() as rows:
                client.cookies.set("sanhak", entry.open_session(rows, person.id, "Test browser"))
            csrf = re.search(r'name="csrf" content="(\w+)"', client.get("/me").text)[1]
        return Browser(client, csrf)

    def token(self, person: Person, scope: str = "write", days: str = "7") -> str:
        with self.center.database.writing() as rows:
            return tokens.make(rows, person, name="test", scope=scope, days=days)

    def program(self, person: Person, scope: str = "write") -> TestClient:
        """A program with a token of somebody."""
        headers = {"authorization": f"Bearer {self.token(person, scope)}"}
        return TestClient(self.app, base_url=f"{ORIGIN}/api/v1", headers=headers)

    def work(self) -> int:
        """Carry out all jobs that wait, in this process and with little effort; gives how many."""
        return len(work(self.center, 0.02))


@dataclass
class Browser:
    """A browser without scripts."""

    client: TestClient
    csrf: str

    def get(self, path: str):
        return self.client.get(path)

    def post(self, path: str, **fields: str):
        return self.client.post(path, data={"csrf": self.csrf, **fields})


def place(folder: Path, url: str | None = None, **settings) -> Place:
    """A new workbench, whose passwords are hashed as quickly as possible."""
    return Place(opened(folder, url), Settings(folder, url, language="en", **settings))


def codes(reply) -> list[str]:
    """The codes that a page or a problem shows."""
    if "json" in reply.headers.get("content-type", ""):
        return [one["code"] for one in reply.json()["findings"]]
    return re.findall(r'href="/help/findings/(\w\d{3})">', reply.text)
