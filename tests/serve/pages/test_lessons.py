"""The pages of lessons: fetch, decide and see the grade; and nothing of the plant reaches the trainee."""

from __future__ import annotations

import pytest

from sanhak.center.rights import Role
from sanhak.jobs.job import State
from serve.hidden import best_value, found, hidden, plain, unpacked
from serve.workbench import codes, workbench

LESSON = "process.setpoints"
MIDDLE = {"jacket_temperature": "104 °C", "feed_rate": "210"}


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    made = workbench(tmp_path_factory.mktemp("bench"))
    yield made
    made.center.database.close()


@pytest.fixture(scope="module")
def trainee(bench):
    return bench.newcomer("trainee", Role.TRAINEE)


@pytest.fixture(scope="module")
def attempt(trainee):
    """The address of the trainee's first attempt, which one test after the other goes on with."""
    return trainee.send(f"/lessons/{LESSON}/begin").url.path


def test_the_list_says_what_it_is_and_leads_there(trainee):
    text = trainee.read("/lessons")
    assert f'href="/lessons/{LESSON}"' in text
    assert "not tried yet" in text
    assert "Everybody's grades" not in text
    assert 'href="/lessons"' in trainee.read("/")


def test_no_lesson_is_told_with_its_code(trainee):
    reply = trainee.get("/lessons/process.alchemy")
    assert reply.status_code == 422
    assert codes(reply) == ["S350"]


def test_a_wrong_decision_comes_back_beside_its_field(trainee, attempt):
    for given, code in (
        ({"jacket_temperature": "104", "feed_rate": ""}, "S351"),
        ({"jacket_temperature": "104", "feed_rate": "999"}, "S353"),
        ({"jacket_temperature": "hot", "feed_rate": "210"}, "S354"),
        ({"jacket_temperature": "104", "feed_rate": "3 kg"}, "S355"),
    ):
        reply = trainee.post(attempt, **given)
        assert reply.status_code == 422
        assert codes(reply) == [code]
        assert f'value="{given["jacket_temperature"]}"' in reply.text


def test_the_history_becomes_data_of_their_own_project(bench, trainee, attempt):
    there = trainee.send(f"{attempt}/take")
    assert there.url.path.startswith("/data/")
    assert bench.work() == [State.DONE]
    assert "jacket temperature" in trainee.read(there.url.path)


def test_nothing_of_the_plant_is_told_before_and_after_the_grade(bench, trainee, attempt):
    """Everything that pages, files, API and refusals give out is searched, in both languages."""
    me, said = trainee.person, {}
    program = bench.program(me)
    secrets = hidden(bench.center, me.id, 1)
    assert len(secrets) > 30
    assert found(f"x {next(iter(secrets))} y", secrets)

    def look(reply, what):
        text = unpacked(reply.content) + str(dict(reply.headers)) + str(reply.url)
        said[what] = text
        assert not found(text, secrets), what
        return text

    def everything(turn):
        for language in ("en", "ko"):
            trainee.client.cookies.set("sanhak_language", language)
            for path in ("/", "/lessons", f"/lessons/{LESSON}", attempt, f"{attempt}/download", "/me", "/log"):
                look(trainee.get(path), f"{turn} {language} {path}")
            look(trainee.post(attempt, jacket_temperature="x", feed_rate=""), f"{turn} {language} refused")
            for path in ("/lessons", f"/lessons/{LESSON}", f"/lessons/{LESSON}/attempts", attempt, "/projects"):
                look(program.get(path, headers={"accept-language": language}), f"{turn} {language} api {path}")
            for name in ("history.xlsx", "decision.xlsx", "question.txt"):
                look(program.get(f"{attempt}/files/{name}", headers={"accept-language": language}), f"{turn} {name}")
            look(program.post(f"/lessons/{LESSON}/attempts"), f"{turn} {language} begin")
        project = bench.own(me)
        look(trainee.get(f"/projects/{project}/data"), f"{turn} data")
        for dataset in program.get(f"/projects/{project}/datasets").json()["items"]:
            look(trainee.get(f"/data/{dataset['id']}"), f"{turn} dataset")
            for part in ("profile", "table", "file"):
                look(program.get(f"/versions/{dataset['newest']['id']}/{part}"), f"{turn} {part}")

    everything("before")
    best = best_value(bench.center, me.id, 1)
    open_pages = " ".join(plain(text) for what, text in said.items() if what.endswith((attempt, LESSON)))
    assert f"{best} %" not in open_pages
    refused = program.post(f"{attempt}/decision", json={"settings": {"jacket_temperature": 1e9}})
    look(refused, "api refused")
    graded = program.post(f"{attempt}/decision", json={"settings": MIDDLE})
    assert graded.status_code == 201
    look(graded, "graded")
    assert best in graded.text
    everything("after")
    assert best in said[f"after en {attempt}"]
    secrets |= hidden(bench.center, me.id, 2)
    assert not found(" ".join(said.values()), secrets)
    trainee.client.cookies.set("sanhak_language", "en")


def test_the_grade_shows_where_it_was_lost_and_cannot_be_had_twice(trainee, attempt):
    text = trainee.read(attempt)
    for words in ("of 100 points", "Where points were lost", "The best possible", "Try another plant"):
        assert words in text
    again = trainee.post(attempt, **MIDDLE)
    assert again.status_code == 422
    assert codes(again) == ["C080"]
    assert "Attempt 1" in trainee.read(f"/lessons/{LESSON}")


def test_the_office_sees_all_grades_and_nobody_elses_attempt(bench, trainee, attempt):
    office = bench.newcomer("office", Role.OFFICE)
    assert trainee.person.name in office.read("/lessons")
    assert office.get(attempt).status_code == 404
    (one,) = bench.program(office.person).get("/grades").json()["items"]
    assert (one["person"], one["attempts"]) == (trainee.person.name, 1)
    assert bench.program(trainee.person).get("/grades").status_code == 403
