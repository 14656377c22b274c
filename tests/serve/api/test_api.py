"""What programs meet: tokens alone, scopes, pages of lists, requests carried out once, strangers, events, uploads."""

from __future__ import annotations

import json

import pytest

from sanhak.center import projects
from sanhak.serve.api.description import described
from serve.workbench import codes, workbench

CSV = b"T [degC],yield [%]\n70,80.1\n75,82.4\n80,81.0\n"
DESIGN = {"kind": "process.design", "title": "Design", "values": {"factors": {"T": [60, 90], "p": [1, 2]}}}
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    one = workbench(tmp_path_factory.mktemp("bench"), upload=1000)
    yield one
    one.center.database.close()


@pytest.fixture(scope="module")
def me(bench):
    return bench.person("me")


@pytest.fixture(scope="module")
def program(bench, me):
    return bench.program(me)


@pytest.fixture(scope="module")
def room(bench, me):
    return bench.own(me)


@pytest.fixture(scope="module")
def stranger(bench):
    return bench.program(bench.person("stranger"))


@pytest.fixture(scope="module")
def answered(bench, program, room):
    study = program.post(f"/projects/{room}/studies", json=DESIGN).json()
    job = program.post(f"/studies/{study['id']}/ask")
    assert job.status_code == 202
    assert job.json()["state"] == "waiting"
    bench.work()
    return program.get(f"/jobs/{job.json()['id']}").json()


def test_a_session_of_a_browser_counts_for_nothing_here(bench, me):
    browser = bench.browser(me).client
    for reply in (browser.get("/api/v1/me"), browser.post("/api/v1/projects", json={"title": "x"})):
        assert reply.status_code == 401
        assert reply.headers["content-type"] == PROBLEM
        assert reply.headers["www-authenticate"] == "Bearer"
        assert codes(reply) == ["W101"]
    wrong = browser.get("/api/v1/me", headers={"authorization": "Bearer sanhak_wrong"})
    assert codes(wrong) == ["C040"]
    assert "problem" in browser.get("/api/v1/nothing").headers["content-type"]


def test_a_token_that_reads_may_only_get(bench, me, room, answered):
    reader = bench.program(me, "read")
    assert reader.get("/me").json()["scope"] == "read"
    calls = [
        reader.post("/projects", json={"title": "x"}),
        reader.post(f"/projects/{room}/datasets?name=a.csv", content=CSV),
        reader.patch(f"/studies/{room}", json={}),
        reader.delete(f"/studies/{room}"),
        reader.post(f"/jobs/{answered['id']}/cancel"),
    ]
    assert [(call.status_code, codes(call)) for call in calls] == [(403, ["C041"])] * 5


def test_every_address_asks_for_a_token_and_hides_things_from_strangers(bench, me, program, stranger, room, answered):
    names = {"project": room, "job": answered["id"], "answer": answered["answer"]}
    names["study"] = program.get(f"/answers/{answered['answer']}").json()["study"]
    sent = program.post(f"/projects/{room}/datasets?name=a.csv", content=CSV).json()
    names |= {"dataset": sent["dataset"], "version": sent["id"], "file": "answer.zip", "kind": "process.design"}
    names["decision"] = program.post(f"/answers/{answered['answer']}/decisions", json={}).json()["id"]
    names |= {
        "lesson": "process.setpoints",
        "attempt": program.post("/lessons/process.setpoints/attempts").json()["id"],
    }
    names["asset"] = "x"
    names["problem"] = program.post("/problems", json={"title": "Foam"}).json()["id"]
    with bench.center.database.writing() as rows:
        names["milestone"] = projects.set_milestone(rows, me, room, title="First", due="2027-01-01")
    bodies = {"measure": {"outcome": "y"}, "spendings": {"line": "x", "day": "2026-11-28", "won": 1}}
    bodies |= {"predict": {"rows": [{"x": 1}]}}
    bodies |= {"judgements": {"answer": answered["answer"]}}
    bodies |= {
        "correct": {},
        "prepare": {"steps": []},
        "what-if": {"settings": {}},
        "predict": {"rows": [{}]},
        "studies": DESIGN,
        "decisions": {},
    }
    bodies |= {"outcomes": {"value": 1, "measured": "2026-11-28"}, "decision": {"settings": {}}}
    open_to_all = ("{kind}", "{lesson}", "{call}")
    nobody = bench.browser().client
    for path, ways in described()["paths"].items():
        for method in ways:
            address = path.format(call="x", **names | ({"file": "history.xlsx"} if "{attempt}" in path else {}))
            sends = method == "post" and path.endswith(("datasets", "sample"))
            more = {"params": {"name": "a.csv"}, "content": CSV} if sends else {}
            if not more and method in ("post", "patch"):
                more = {"json": bodies.get(path.rsplit("/", 1)[-1], {"title": "x"} if method == "patch" else None)}
            assert nobody.request(method, address, **more).status_code == 401, path
            if "{" in path and not any(name in path for name in open_to_all):
                hidden = stranger.request(method, address, **more)
                assert (hidden.status_code, codes(hidden)) == (404, ["C001"]), (method, path)


def test_lists_come_in_pages_that_join_without_a_gap(program, room):
    made = [program.post(f"/projects/{room}/studies", json=DESIGN).json()["id"] for _ in range(5)]
    found, after = [], {}
    while True:
        page = program.get(f"/projects/{room}/studies", params={"limit": 2, **after}).json()
        assert len(page["items"]) <= 2
        found += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert len(found) == len(set(found))
    assert set(made) <= set(found)
    lost = program.get(f"/projects/{room}/studies", params={"after": "nothing"})
    assert (lost.status_code, codes(lost)) == (422, ["W103"])


def test_a_request_with_a_key_is_carried_out_once(bench, program, stranger, room):
    def send(client, body, key="key"):
        return client.post(f"/projects/{room}/studies", json=body, headers={"idempotency-key": key})

    def count():
        return len(program.get(f"/projects/{room}/studies", params={"limit": 200}).json()["items"])

    before = count()
    first, again = send(program, DESIGN), send(program, DESIGN)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert count() == before + 1
    other = send(program, DESIGN | {"title": "Another"})
    assert (other.status_code, codes(other)) == (422, ["W102"])
    assert codes(send(stranger, DESIGN)) == ["C001"], "a key is its person's own"
    refused = send(program, DESIGN | {"title": ""}, "new")
    assert codes(refused) == ["C009"]
    assert send(program, DESIGN, "new").status_code == 201, "what was refused has used no key up"


def test_a_file_goes_in_is_read_corrected_and_comes_out(bench, program, room):
    made = program.post(f"/projects/{room}/datasets", params={"name": "reactor.csv"}, content=CSV)
    assert made.status_code == 201
    version = made.json()
    assert codes(program.get(f"/versions/{version['id']}/profile")) == ["C017"]
    assert codes(program.get(f"/versions/{version['id']}/table")) == ["C017"]
    bench.work()
    profile = program.get(f"/versions/{version['id']}/profile").json()
    assert [(one["name"], one["unit"]) for one in profile["columns"]] == [("T", "°C"), ("yield", "%")]
    assert (profile["columns"][0]["low"], profile["columns"][0]["high"]) == (70, 80)
    assert program.get(f"/versions/{version['id']}/file").content == CSV
    corrected = program.post(f"/versions/{version['id']}/correct", json={"units": {"T": "K", "yield": "%"}}).json()
    prepared = program.post(f"/versions/{version['id']}/prepare", json={"steps": [{"where": "T > 72 degC"}]}).json()
    bench.work()
    assert program.get(f"/versions/{corrected['id']}/profile").json()["columns"][0]["unit"] == "K"
    assert program.get(f"/versions/{prepared['id']}").json()["rows"] == 2
    numbers = [one["number"] for one in program.get(f"/datasets/{version['dataset']}/versions").json()["items"]]
    assert numbers == [3, 2, 1]
    assert program.get(f"/datasets/{version['dataset']}").json()["ready"] == prepared["id"]


def test_an_upload_is_bounded_with_and_without_a_stated_length_and_leaves_nothing(bench, program, room):
    def many():
        yield from (b"x" * 400 for _ in range(4))

    address = f"/projects/{room}/datasets?name=a.csv"
    kept = sorted(bench.center.blobs.folder.rglob("*"))
    for body in (b"x" * 1001, many()):
        reply = program.post(address, content=body)
        assert (reply.status_code, codes(reply)) == (413, ["W003"])
    assert codes(program.post(address, content=b"")) == ["W104"]
    key = {"idempotency-key": "upload"}
    first = program.post(address, content=CSV, headers=key)
    files = [path for path in bench.center.blobs.folder.rglob("*") if path.is_file()]
    assert program.post(address, content=CSV, headers=key).json() == first.json()
    assert codes(program.post(address, content=CSV + b"90,80\n", headers=key)) == ["W102"]
    assert [path for path in bench.center.blobs.folder.rglob("*") if path.is_file()] == files
    assert len(files) == len([path for path in kept if path.is_file()]) + 1


UNKEPT = {
    "NaN": b'{"title": NaN}',
    "NUL": b'{"title": "\\u0000"}',
    "half a sign": b'{"title": "\\ud800"}',
    "deep": b"[" * 100_000,
    "no JSON": b"no",
    "infinite": b'{"start": 1e999, "title": "x"}',
}


@pytest.mark.parametrize("body", UNKEPT.values(), ids=UNKEPT)
def test_what_cannot_be_kept_is_refused_and_breaks_nothing(program, body):
    reply = program.post("/projects", content=body, headers={"content-type": "application/json"})
    assert (reply.status_code, codes(reply)) == (422, ["W005"])


def test_a_whole_number_beyond_all_others_is_refused(program, room):
    sent = {"kind": "process.setpoints", "title": "far", "values": {"maximize": 10**400}}
    reply = program.post(f"/projects/{room}/studies", json=sent)
    assert (reply.status_code, codes(reply)) == (422, ["W005"])


def test_large_bodies_and_other_methods_are_turned_away(program):
    large = program.post("/projects", content=b" " * (5 << 20), headers={"content-type": "application/json"})
    assert (large.status_code, codes(large)) == (413, ["W003"])
    other = program.put("/projects", json={})
    assert (other.status_code, codes(other)) == (405, ["W105"])
    assert "GET" in other.headers["allow"]


def test_problems_speak_the_language_that_is_asked_for_and_carry_their_parameters(program, room):
    reply = program.get(f"/projects/{room}/studies?after=here", headers={"accept-language": "ko"})
    [finding] = reply.json()["findings"]
    assert (finding["code"], finding["params"]) == ("W103", {"after": "here"})
    assert reply.json()["title"] == finding["said"]
    assert any("가" <= sign <= "힣" for sign in finding["remedy"])


def test_events_end_with_what_came_of_the_job(program, answered):
    reply = program.get(f"/jobs/{answered['id']}/events")
    assert reply.headers["content-type"].startswith("text/event-stream")
    name, data = reply.text.strip().splitlines()
    assert name == "event: end"
    told = json.loads(data.removeprefix("data: "))
    assert (told["state"], told["answer"]) == ("done", answered["answer"])


def test_events_tell_each_change_until_the_end(bench, program, room):
    study = program.post(f"/projects/{room}/studies", json=DESIGN).json()
    job = program.post(f"/studies/{study['id']}/ask").json()["id"]
    with program.stream("GET", f"/jobs/{job}/events") as reply:
        lines = reply.iter_lines()
        assert next(lines) in ("event: step", "event: end")
        bench.center.queue.cancel(job)
        rest = "\n".join(lines)
    assert "event: end" in rest
    assert '"state":"cancelled"' in rest


def test_a_decision_and_its_outcome_stand_beside_the_promise(program, room, answered):
    taken = program.post(f"/answers/{answered['answer']}/decisions", json={"note": "from Monday"}).json()
    told = program.post(
        f"/decisions/{taken['id']}/outcomes", json={"value": 81.5, "lower": 80, "measured": "2026-11-20"}
    ).json()
    assert told["note"] == "from Monday"
    assert [(one["value"], one["lower"], one["upper"], one["measured"]) for one in told["outcomes"]] == [
        (81.5, 80, None, "2026-11-20")
    ]
    listed = program.get(f"/projects/{room}/decisions").json()["items"]
    assert told in listed


def test_a_study_is_changed_repeated_and_deleted_with_its_answers(bench, program, room):
    study = program.post(f"/projects/{room}/studies", json=DESIGN).json()["id"]
    changed = program.patch(f"/studies/{study}", json={"title": "New", "every": "week"}).json()
    assert (changed["title"], changed["every"], changed["values"]) == ("New", "week", DESIGN["values"])
    assert program.patch(f"/studies/{study}", json={"every": "never"}).json()["every"] is None
    program.post(f"/studies/{study}/ask")
    bench.work()
    [answer] = program.get(f"/studies/{study}/answers").json()["items"]
    assert program.delete(f"/studies/{study}").status_code == 204
    assert codes(program.get(f"/answers/{answer['id']}")) == ["C001"]
    strange = program.post(f"/projects/{room}/studies", json=DESIGN | {"kind": "none"})
    assert codes(strange) == ["C013"]


def test_a_guest_reads_and_does_not_write(bench, me, room, answered):
    guest = bench.person("guest")
    with bench.center.database.writing() as rows:
        projects.admit(rows, me, room, guest.email, "guest")
    program = bench.program(guest)
    assert program.get(f"/answers/{answered['answer']}/content").json()["headline"]
    writes = [
        program.post(f"/projects/{room}/studies", json=DESIGN),
        program.post(f"/projects/{room}/datasets?name=a.csv", content=CSV),
        program.post(f"/answers/{answered['answer']}/decisions", json={}),
        program.post(f"/jobs/{answered['id']}/cancel"),
    ]
    assert [codes(reply) for reply in writes] == [["C002"]] * 4


def test_the_description_is_served_and_its_page_names_every_address(bench):
    browser = bench.browser().client
    served = browser.get("/api/openapi.json").json()
    assert served == described()
    page = browser.get("/api").text
    for path in served["paths"]:
        assert path.removeprefix("/api/v1") in page
    assert "sanhak__" not in json.dumps(served)
