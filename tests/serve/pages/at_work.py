"""A workbench in a folder with somebody signed in, whose jobs are carried out in this process when a test says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from starlette.testclient import TestClient

from center.opening import opened, work
from sanhak.center import entry
from sanhak.center.center import Center
from sanhak.serve.web.settings import Settings
from sanhak.serve.workbench.application import application

PASSWORD = "a long sentence here"


@dataclass
class AtWork:
    """Somebody signed in: what they read and send, with the token of their session."""

    center: Center
    client: TestClient
    token: str = ""

    @property
    def session(self):
        """The secret of their session."""
        return self.client.cookies["sanhak"]

    def read(self, path, status=200):
        """A page as text."""
        reply = self.client.get(path)
        assert reply.status_code == status, reply.text
        return unescape(reply.text)

    def send(self, path, status=200, files=None, **fields):
        """Send a form and follow it."""
        reply = self.client.post(path, data={"csrf": self.token, **fields}, files=files)
        assert reply.status_code == status, reply.text
        return reply

    def project(self, title="Yield"):
        """Open a joint project; gives its identifier."""
        return self.send("/projects/new", title=title).url.path.rsplit("/", 1)[1]

    def give(self, project, content, name="runs.csv", **fields):
        """Give a file and have it read; gives the address of its dataset."""
        path = self.send(f"/projects/{project}/data", files={"files": (name, content)}, **fields).url.path
        carry_out(self.center)
        return path

    def another(self, email, role="engineer"):
        """Somebody else who comes in by an invitation."""
        from sanhak.center import keeping

        link = keeping.way_in(self.center, email, role, "Plant")
        return come_in(self.center, self.client.app, link, email)


def come_in(center, app, link, email):
    """Somebody who opens an invitation link."""
    client = TestClient(app, base_url="http://localhost:8000", headers={"accept-language": "en"})
    fields = {"name": email.partition("@")[0], "email": email, "organisation": "Plant", "password": PASSWORD}
    reply = client.post(link, data=fields)
    assert reply.status_code == 200, reply.text
    return AtWork(center, client, re.search(r'name="csrf" content="(\w*)"', reply.text)[1])


def workbench(folder, url=None, **settings):
    """A new workbench and its administrator."""
    center = opened(folder, url)
    with center.database.writing() as rows:
        link = entry.first(rows)
    app = application(center, Settings(folder, **settings))
    return come_in(center, app, f"/welcome/{link}", "lead@plant.example")


def carry_out(center):
    """Carry out all jobs that wait, as a runner does, in this process."""
    work(center)
