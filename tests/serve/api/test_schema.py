"""The description of the API holds: whatever is sent, replies are as described, and never an error of the server."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sanhak.serve.api.description import described
from serve.workbench import ORIGIN, workbench

SCHEMA = schemathesis.openapi.from_dict(described())
CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """A program with a token that writes, and identifiers of things that are there."""
    bench = workbench(tmp_path_factory.mktemp("bench"))
    me = bench.person()
    program = bench.program(me)
    project = bench.own(me)
    version = program.post(f"/projects/{project}/datasets", params={"name": "a.csv"}, content=b"T,y\n1,2\n2,3\n3,5\n")
    design = {"kind": "process.design", "title": "Design", "values": {"factors": {"T": [60, 90], "p": [1, 2]}}}
    study = program.post(f"/projects/{project}/studies", json=design)
    job = program.post(f"/studies/{study.json()['id']}/ask")
    bench.work()
    brought = program.get(f"/jobs/{job.json()['id']}").json()
    assert brought["state"] == "done", brought
    attempt = program.post("/lessons/process.setpoints/attempts").json()["id"]
    decision = program.post(f"/answers/{brought['answer']}/decisions", json={"note": "yes"})
    yield (
        program,
        {
            "project": project,
            "dataset": version.json()["dataset"],
            "version": version.json()["id"],
            "study": study.json()["id"],
            "job": brought["id"],
            "answer": brought["answer"],
            "decision": decision.json()["id"],
            "kind": "process.design",
            "lesson": "process.setpoints",
            "attempt": attempt,
        },
    )
    bench.center.database.close()


@SCHEMA.parametrize()
@settings(max_examples=4, suppress_health_check=list(HealthCheck))
def test_replies_are_as_described(case, known):
    program, names = known
    given = dict(case.path_parameters or {})
    if case.method != "DELETE":
        case.path_parameters = given | {name: names[name] for name in given if name in names}
    sent = case.as_transport_kwargs(base_url=ORIGIN)
    headers = {**sent.pop("headers", {}), "authorization": program.headers["authorization"]}
    body = {"content": sent["data"]} if isinstance(sent.get("data"), bytes | str) else {}
    sent = {name: sent[name] for name in ("method", "url", "params", "json") if sent.get(name) is not None}
    reply = program.send(program.build_request(**sent, **body, headers=headers))
    case.validate_response(reply, checks=CHECKS)
