"""From a file to an outcome: data, a study, its answer, the decision, and what happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from center.opening import work
from sanhak.center import data, decisions, discarding, keeping, overview, people, projects, repeating, studies
from sanhak.finding import Refusal
from sanhak.jobs.job import State
from sanhak.serve.live import read_answer


def refused(call, *args, **more):
    with pytest.raises(Refusal) as caught:
        call(*args, **more)
    return caught.value.findings[0].code


@pytest.fixture
def project(center, crowd):
    with center.database.writing() as rows:
        made = projects.open_project(rows, crowd["engineer"], title="Yield")
        projects.admit(rows, crowd["engineer"], made.id, "reviewer@example.org", "guest")
    return made


@pytest.fixture
def add(center, crowd, project):
    """Lays a file into the project; gives its version."""

    def act(content: bytes, name: str = "runs.csv", **more):
        file = center.blobs.put(content)
        with center.database.writing() as rows:
            return data.add(rows, center.queue, crowd["engineer"], project.id, name=name, file=file, **more)

    return act


CSV = "온도 [°C],수율 [%]\n" + "\n".join(f"{60 + i},{70 + i / 3:.2f}" for i in range(30)) + "\n"


def test_a_file_becomes_a_version_with_its_profile(center, crowd, project, add):
    version = add(CSV.encode())
    assert work(center) == [State.DONE]
    with center.database.reading() as rows:
        _, dataset, seen = data.version(rows, crowd["reviewer"], version)
    assert (dataset.name, seen.rows, seen.columns, seen.ready) == ("runs.csv", 30, 2, True)
    told = data.profile(center.blobs, seen)
    assert [(column.name, column.unit) for column in told.columns] == [("온도", "°C"), ("수율", "%")]
    assert told.name == "runs.csv"


def test_a_file_that_cannot_be_read_says_why_and_keeps_its_place(center, crowd, project, add):
    version = add(b"\x7fELF\x02\x01\x01" + bytes(100))
    assert work(center) == [State.REFUSED]
    with center.database.reading() as rows:
        _, _, seen = data.version(rows, crowd["engineer"], version)
    assert not seen.ready
    assert seen.job.findings
    assert refused(data.profile, center.blobs, seen) == "C017"


def test_correcting_and_preparing_make_new_versions_that_say_how(center, crowd, project, add):
    first = add(CSV.encode())
    work(center)
    engineer = crowd["engineer"]
    with center.database.writing() as rows:
        second = data.prepare(rows, center.queue, engineer, first, [{"where": "온도 > 70 °C"}])
    work(center)
    with center.database.writing() as rows:
        third = data.correct(rows, center.queue, engineer, second, {"units": {"수율": "g/L"}})
    assert work(center) == [State.DONE]
    with center.database.reading() as rows:
        _, whole, _ = data.version(rows, engineer, third)
    assert [(one.number, one.rows) for one in whole.versions] == [(3, 19), (2, 19), (1, 30)]
    assert whole.newest.steps == [{"where": "온도 > 70 °C"}]
    assert len({one.hash for one in whole.versions}) == 3


def test_a_guest_changes_nothing_and_a_stranger_sees_nothing(center, crowd, project, add):
    version = add(CSV.encode())
    work(center)
    with center.database.writing() as rows:
        for act in (data.correct, data.prepare):
            assert refused(act, rows, center.queue, crowd["reviewer"], version, {}) == "C002"
            assert refused(act, rows, center.queue, crowd["stranger"], version, {}) == "C001"


def test_deleted_data_are_gone_from_the_disk(center, crowd, project, add):
    version = add(CSV.encode())
    work(center)
    with center.database.writing() as rows:
        _, dataset, _ = data.version(rows, crowd["engineer"], version)
        keys = discarding.delete(rows, crowd["engineer"], dataset.id)
    for key in keys:
        center.blobs.delete(key)
    assert not [file for file in center.blobs.folder.rglob("*") if file.is_file()]
    with center.database.reading() as rows:
        assert refused(data.version, rows, crowd["engineer"], version) == "C001"


def test_what_a_killed_process_left_behind_is_swept_and_nothing_else(center, crowd, project, add):
    add(CSV.encode())
    work(center)
    kept = sum(file.is_file() for file in center.blobs.folder.rglob("*"))
    center.blobs.put(b"left over")
    assert keeping.sweep(center) == 0, "it is young"
    assert keeping.sweep(center, older=-60) == 1
    assert sum(file.is_file() for file in center.blobs.folder.rglob("*")) == kept
    assert keeping.sweep(center, older=-60) == 0


def test_data_deleted_while_they_are_read_bring_nothing_back(center, crowd, project, add):
    version = add(CSV.encode())
    with center.database.writing() as rows:
        _, dataset, _ = data.version(rows, crowd["engineer"], version)
        discarding.delete(rows, crowd["engineer"], dataset.id)
    assert work(center) == [], "its job went with it"
    with center.database.reading() as rows:
        assert data.datasets(rows, crowd["engineer"], project.id) == ()


@pytest.fixture
def study(center, crowd, project, add):
    """A plan of experiments that is asked in a moment, and a dataset that it does not need."""
    with center.database.writing() as rows:
        made = studies.begin(
            rows, crowd["engineer"], project.id, kind="process.design", title="Plan",
            values={"factors": {"T": [60, 90], "ratio": [0.8, 1.2]}, "effect": 1.0, "noise": 1.0},
        )  # fmt: skip
        studies.ask(rows, center.queue, crowd["engineer"], made)
    return made


def test_a_job_brings_one_answer_that_lists_show(center, crowd, project, study):
    assert work(center) == [State.DONE]
    with center.database.writing() as rows:
        (answer,) = studies.answers(rows, crowd["reviewer"], project.id)
        assert answer.study == study
        assert answer.headline.render("ko") != answer.headline.render("en")
        assert studies.get(rows, crowd["engineer"], study)[1].job.state is State.DONE
        assert refused(studies.answer, rows, crowd["stranger"], answer.id) == "C001"
        assert refused(studies.ask, rows, center.queue, crowd["reviewer"], study) == "C002"


def test_a_decision_holds_what_was_promised_and_what_came(center, crowd, project, study):
    work(center)
    with center.database.writing() as rows:
        (answer,) = studies.answers(rows, crowd["engineer"], project.id)
        full = read_answer(center.blobs.path(answer.archive))
        taken = decisions.take(rows, crowd["engineer"], answer.id, full, "as planned")
        assert refused(decisions.take, rows, crowd["reviewer"], answer.id, full) == "C002"
        assert overview.overview(rows, crowd["engineer"]).unreported
        decisions.report(rows, crowd["engineer"], taken, value="81.2 %", measured="2026-11-30", lower="80", upper="82")
        (kept,) = decisions.of(rows, crowd["reviewer"], project.id)
        assert (kept.outcomes[0].value, kept.outcomes[0].lower, kept.note) == (81.2, 80.0, "as planned")
        assert kept.versions["answer_hash"] == answer.hash
        assert not overview.overview(rows, crowd["engineer"]).unreported
        assert refused(decisions.report, rows, crowd["engineer"], taken, value="much", measured="2026-11-30") == "C014"


def test_a_study_that_waits_for_data_is_asked_once_for_each_new_version(center, crowd, project, add):
    version = add(CSV.encode())
    work(center)
    engineer, now = crowd["engineer"], datetime.now(UTC)
    with center.database.writing() as rows:
        dataset = data.version(rows, engineer, version)[1].id
        kept = studies.begin(
            rows, engineer, project.id, kind="process.analyse", title="Effects", tables={"data": dataset},
            values={"factors": ["온도"], "maximize": "수율"},
        )  # fmt: skip
        studies.save(rows, engineer, kept, every="data")
        assert repeating.due(rows, center.queue, now) == 0, "it was never asked by hand"
        studies.ask(rows, center.queue, engineer, kept)
    work(center)
    with center.database.writing() as rows:
        assert repeating.due(rows, center.queue, now) == 0
    add(CSV.replace("60,", "61,", 1).encode(), into=dataset)
    work(center)
    with center.database.writing() as rows:
        assert repeating.due(rows, center.queue, now) == 1
        assert repeating.due(rows, center.queue, now) == 0, "it waits already"


def test_a_study_is_asked_when_its_time_has_come(center, crowd, project, study):
    work(center)
    with center.database.writing() as rows:
        studies.save(rows, crowd["engineer"], study, every="day")
        assert repeating.due(rows, center.queue, datetime.now(UTC)) == 0
        assert repeating.due(rows, center.queue, datetime.now(UTC) + timedelta(days=1, seconds=1)) == 1
    assert work(center) == [State.DONE]
    with center.database.reading() as rows:
        assert [one.number for one in studies.answers_to(rows, studies.get(rows, crowd["engineer"], study)[1])] == [
            2,
            1,
        ]


def test_nobody_asks_for_somebody_who_has_left(center, crowd, project, study):
    work(center)
    with center.database.writing() as rows:
        studies.save(rows, crowd["engineer"], study, every="day")
        people.let_in(rows, crowd["office"], crowd["engineer"].id, active=False)
        assert repeating.due(rows, center.queue, datetime.now(UTC) + timedelta(days=2)) == 0
        assert [one.code for one in studies.get(rows, crowd["reviewer"], study)[1].missed.findings] == ["C070"]


@pytest.fixture
def repeated(center, crowd, project, add):
    """A study that is asked with each new version of its dataset, and was answered once; with the dataset."""
    version = add(CSV.encode())
    work(center)
    with center.database.writing() as rows:
        dataset = data.version(rows, crowd["engineer"], version)[1].id
        kept = studies.begin(
            rows, crowd["engineer"], project.id, kind="process.analyse", title="Effects", tables={"data": dataset},
            values={"factors": ["온도"], "maximize": "수율"},
        )  # fmt: skip
        studies.ask(rows, center.queue, crowd["engineer"], kept)
        studies.save(rows, crowd["engineer"], kept, every="data")
    work(center)
    return kept, dataset


def missed(rows, crowd, study, who="engineer"):
    """When and why a study was not asked again."""
    return studies.get(rows, crowd[who], study)[1].missed


def needs(rows, person):
    return [one.id for one in overview.overview(rows, person).missed]


def test_a_question_that_is_refused_when_its_time_has_come_tells_it_and_waits_for_the_next_time(
    center, crowd, project, study
):
    work(center)
    now = datetime.now(UTC)
    day, moment = timedelta(days=1), timedelta(seconds=30)
    with center.database.writing() as rows:
        studies.save(rows, crowd["engineer"], study, every="day", values={"factors": {}})
        assert repeating.due(rows, center.queue, now + day + moment) == 0
        first = missed(rows, crowd, study)
        assert first.at == now + day + moment
        assert first.findings
        assert needs(rows, crowd["engineer"]) == [study]
        assert not needs(rows, crowd["reviewer"]), "it is not theirs"
        assert repeating.due(rows, center.queue, now + day + 2 * moment) == 0
        assert missed(rows, crowd, study) == first, "it was not tried again"
        assert repeating.due(rows, center.queue, now + 3 * day) == 0
        assert missed(rows, crowd, study).at == now + 3 * day
        studies.save(rows, crowd["engineer"], study, values={"factors": {"T": [60, 90]}, "effect": 1.0, "noise": 1.0})
        assert repeating.due(rows, center.queue, now + 5 * day) == 1
        assert missed(rows, crowd, study) is None
        assert not needs(rows, crowd["engineer"])


def test_a_study_whose_data_are_gone_says_so_once_a_day(center, crowd, project, repeated):
    study, dataset = repeated
    now = datetime.now(UTC)
    with center.database.writing() as rows:
        assert repeating.due(rows, center.queue, now) == 0
        assert missed(rows, crowd, study) is None
        discarding.delete(rows, crowd["engineer"], dataset)
        assert repeating.due(rows, center.queue, now) == 0
        first = missed(rows, crowd, study)
        assert [one.code for one in first.findings] == ["C071"]
        assert repeating.due(rows, center.queue, now + timedelta(minutes=1)) == 0
        assert missed(rows, crowd, study) == first
        repeating.due(rows, center.queue, now + timedelta(days=2))
        assert missed(rows, crowd, study).at == now + timedelta(days=2)
        assert refused(studies.ask, rows, center.queue, crowd["engineer"], study) == "C071"
        studies.save(rows, crowd["engineer"], study, every="")
        assert missed(rows, crowd, study) is None, "it is not to be asked again any more"


def test_a_study_whose_keeper_has_left_is_left_to_the_lead(center, crowd, project, add, repeated):
    study, dataset = repeated
    now = datetime.now(UTC)
    with center.database.writing() as rows:
        projects.admit(rows, crowd["engineer"], project.id, "manager@example.org", "lead")
        projects.dismiss(rows, crowd["engineer"], project.id, crowd["engineer"].id)
    file = center.blobs.put(CSV.replace("60,", "61,", 1).encode())
    with center.database.writing() as rows:
        data.add(rows, center.queue, crowd["manager"], project.id, name="more.csv", file=file, into=dataset)
    work(center)
    with center.database.writing() as rows:
        assert repeating.due(rows, center.queue, now) == 0
        assert [one.dump()["code"] for one in missed(rows, crowd, study, "manager").findings] == ["C070"]
        assert needs(rows, crowd["manager"]) == [study]
        assert not needs(rows, crowd["reviewer"])
        assert not needs(rows, crowd["engineer"]), "they do not see the project any more"
        studies.ask(rows, center.queue, crowd["manager"], study)
        assert missed(rows, crowd, study, "manager") is None
    work(center)
    with center.database.writing() as rows:
        assert repeating.due(rows, center.queue, now) == 0
        assert missed(rows, crowd, study, "manager") is None, "nothing new has come"


def test_the_first_who_is_invited_needs_an_organisation(tmp_path):
    from center.opening import opened

    fresh = opened(tmp_path / "fresh")
    assert refused(keeping.way_in, fresh, "first@plant.example", "engineer", None) == "C072"
    assert keeping.way_in(fresh, "first@plant.example", "engineer", "Plant").startswith("/welcome/")
    assert keeping.way_in(fresh, "second@plant.example", "engineer", None).startswith("/welcome/")
