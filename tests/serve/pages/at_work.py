"""A workbench in a folder with somebody signed in, whose jobs are carried out in this process when a test says so."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import unescape

from argon2 import PasswordHasher
from starlette.testclient import TestClient

from sanhak.center import entry
from sanhak.center.center import Center
from sanhak.center.passwords import Passwords
from sanhak.finding import Refusal
from sanhak.jobs.job import State, why
from sanhak.serve.web.settings import Settings
from sanhak.serve.workbench.application import application
from sanhak.serve.workbench.serving import HANDLERS

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
    center = replace(Center.open(folder, url, durable=False), passwords=Passwords(PasswordHasher(1, 8, 1)))
    with center.database.writing() as rows:
        link = entry.first(rows)
    app = application(center, Settings(folder, **settings))
    return come_in(center, app, f"/welcome/{link}", "lead@plant.example")


def carry_out(center):
    """Carry out all jobs that wait, as a runner does, in this process."""
    while (job := center.queue.claim("test", tuple(HANDLERS))) is not None:
        handler = HANDLERS[job.kind]
        try:
            made = handler.carry_out(job.payload, center.blobs.folder, lambda _step: None, lambda: False)
        except Refusal as refusal:
            center.queue.settle(job, State.REFUSED, why(refusal))
        else:
            kept = handler.keep(made, job, center.blobs)
            ours = center.queue.settle(job, State.DONE, kept.outcome, kept.within)
            for key in () if ours else kept.keys:
                center.blobs.delete(key)
