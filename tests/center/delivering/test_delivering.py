from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from center.opening import work
from sanhak.center import data, delivering, discarding, following, outbox, projects, repeating, schema, studies
from sanhak.finding import Refusal
from sanhak.jobs.job import State

HEAD = "asset,date,wall thickness [mm],limit [mm]\n"
LOST = {0: 0.10, 1: 0.12, 2: 0.14, 3: 0.16, 4: 0.2, 5: 0.11}


def line(pipe, year, wall):
    return f"L-{pipe},{year}-06-01,{wall:.2f},5.0\n"


FIRST = HEAD + "".join(
    line(pipe, year, 9 - lost * (year - 2012) + 0.02 * ((pipe * 7 + year * 3) % 5 - 2))
    for pipe, lost in LOST.items()
    for year in range(2012, 2025)
)
LATER = HEAD + line(0, 2025, 7.7) + line(3, 2025, 5.05)


@pytest.fixture
def project(center, crowd):
    with center.database.writing() as rows:
        return projects.open_project(rows, crowd["engineer"], title="Pipes").id


@pytest.fixture
def dataset(center, crowd, project):
    file = center.blobs.put(FIRST.encode())
    with center.database.writing() as rows:
        made = data.add(rows, center.queue, crowd["engineer"], project, name="pipes.csv", file=file)
    assert work(center) == [State.DONE]
    with center.database.reading() as rows:
        return data.version(rows, crowd["engineer"], made)[1].id


@pytest.fixture
def deliver(center, crowd, dataset):
    def act(content, name="later.csv", who="engineer"):
        file = center.blobs.put(content.encode())
        with center.database.writing() as rows:
            return delivering.deliver(rows, center.queue, crowd[who], dataset, name=name, file=file)

    return act


def all_of(center, crowd, dataset):
    with center.database.reading() as rows:
        return data.dataset(rows, crowd["engineer"], dataset)[1], delivering.of(rows, crowd["engineer"], dataset)


def test_a_delivery_makes_a_version_that_holds_all_rows(center, crowd, dataset, deliver):
    deliver(LATER)
    assert work(center) == [State.DONE]
    whole, sent = all_of(center, crowd, dataset)
    assert [(one.number, one.rows) for one in whole.versions] == [(2, 80), (1, 78)]
    assert [(one.state, one.added, one.known) for one in sent] == [("added", 2, 0)]
    assert whole.newest.reading["units"]["wall thickness"] == "mm"


def test_the_file_of_such_a_version_is_read_again_to_the_same_rows(center, crowd, dataset, deliver):
    deliver(LATER)
    work(center)
    whole, _ = all_of(center, crowd, dataset)
    with center.database.writing() as rows:
        data.prepare(rows, center.queue, crowd["engineer"], whole.newest.id, [{"where": "limit > 4 mm"}])
    assert work(center) == [State.DONE], all_of(center, crowd, dataset)[0].newest.job.findings
    deliver(HEAD + line(1, 2025, 7.4))
    assert work(center) == [State.DONE]
    whole, _ = all_of(center, crowd, dataset)
    assert whole.newest.steps
    assert whole.newest.rows == 81


def test_the_same_delivery_sent_twice_counts_once(center, crowd, dataset, deliver):
    assert deliver(LATER) == deliver(LATER)
    assert work(center) == [State.DONE]
    again = deliver(LATER)
    assert work(center) == []
    _, sent = all_of(center, crowd, dataset)
    assert [one.id for one in sent] == [again]


def test_however_many_came_since_the_same_delivery_counts_once_and_none_is_hidden(center, crowd, dataset, deliver):
    first = deliver(LATER)
    work(center)
    table = schema.deliveries
    with center.database.writing() as rows:
        row = dict(rows.execute(select(table).where(table.c.id == first)).mappings().one())
        made = datetime.now(UTC)
        others = [row | {"id": f"{at:014d}", "hash": f"{at:064x}", "made": made} for at in range(60)]
        rows.execute(table.insert(), others)
    assert deliver(LATER) == first
    assert len(all_of(center, crowd, dataset)[1]) == 61


def test_deliveries_wait_for_one_another_and_none_is_lost(center, crowd, dataset, deliver):
    deliver(LATER)
    deliver(HEAD + line(1, 2025, 7.4))
    assert [one.state for one in all_of(center, crowd, dataset)[1]].count("waiting") >= 1
    while work(center):
        with center.database.writing() as rows:
            delivering.due(rows, center.queue)
    whole, sent = all_of(center, crowd, dataset)
    assert {one.state for one in sent} == {"added"}
    assert whole.newest.rows == 81


def test_what_does_not_fit_is_refused_with_why_and_the_rows_before_stand(center, crowd, dataset, deliver):
    deliver("asset,date\nL-0,2025-06-01\n")
    assert work(center) == [State.REFUSED]
    whole, sent = all_of(center, crowd, dataset)
    assert (whole.ready.number, whole.ready.rows) == (1, 78)
    assert [finding.code for finding in sent[0].findings] == ["C280"]
    with center.database.reading() as rows:
        kept = rows.scalar(select(schema.deliveries.c.blob))
    assert center.blobs.read(kept), "nothing of it is lost"
    deliver(LATER)
    assert work(center) == [State.DONE]
    assert all_of(center, crowd, dataset)[0].newest.rows == 80


def test_guests_send_nothing_and_strangers_see_nothing(center, crowd, project, dataset, deliver):
    with center.database.writing() as rows:
        projects.admit(rows, crowd["engineer"], project, "reviewer@example.org", "guest")
    for who, code in (("reviewer", "C002"), ("stranger", "C001")):
        with pytest.raises(Refusal, match=code):
            deliver(LATER, who=who)
    with center.database.reading() as rows, pytest.raises(Refusal, match="C001"):
        delivering.of(rows, crowd["stranger"], dataset)


def test_a_dataset_goes_with_its_deliveries(center, crowd, dataset, deliver):
    deliver(LATER)
    work(center)
    with center.database.writing() as rows:
        keys = discarding.delete(rows, crowd["engineer"], dataset)
        assert rows.scalars(select(schema.deliveries.c.id)).all() == []
    assert len(keys) == 1 + 2 + 1 + 2 * 1 + 1  # two files, the delivery, and rows and profile of both versions


@pytest.fixture
def study(center, crowd, project, dataset):
    with center.database.writing() as rows:
        made = studies.begin(
            rows, crowd["engineer"], project, kind="maintenance.condition_life", title="Pipes",
            tables={"data": dataset}, values={"turnaround": "2028-04-01"},
        )  # fmt: skip
        studies.ask(rows, center.queue, crowd["engineer"], made)
    assert work(center) == [State.DONE]
    return made


def follow(center, crowd, study, **more):
    with center.database.writing() as rows:
        studies.save(rows, crowd["engineer"], study, every="data", **more)


def due(center, hours=0.0):
    with center.database.writing() as rows:
        return repeating.due(rows, center.queue, datetime.now(UTC) + timedelta(hours=hours))


def test_a_study_that_follows_is_asked_again_and_tells_what_fell(center, crowd, project, study, deliver):
    follow(center, crowd, study)
    deliver(LATER)
    work(center)
    assert due(center) == 1
    assert work(center) == [State.DONE]
    assert due(center) == 0
    with center.database.reading() as rows:
        newest = studies.newest(rows, crowd["engineer"], project)
        letters = outbox.waiting(rows, crowd["engineer"])
    fell = following.fell(newest)
    assert fell[0].answer.number == 2
    assert [one.asset for one in fell[0].assets] == ["L-3"]
    assert fell[0].assets[0].after < fell[0].assets[0].lower < fell[0].assets[0].before
    assert "L-3" in letters[0].body


def test_a_study_that_does_not_follow_is_left_alone_and_writes_no_letter(center, crowd, study, deliver):
    deliver(LATER)
    work(center)
    assert due(center) == 0
    with center.database.writing() as rows:
        studies.ask(rows, center.queue, crowd["engineer"], study)
    work(center)
    with center.database.reading() as rows:
        assert outbox.waiting(rows, crowd["engineer"]) == ()


def test_it_is_not_asked_more_often_than_it_rests(center, crowd, study, deliver):
    follow(center, crowd, study, rest="6")
    deliver(LATER)
    work(center)
    assert due(center, hours=5.9) == 0
    assert due(center, hours=6.1) == 1
    with pytest.raises(Refusal, match="C035"):
        follow(center, crowd, study, rest="-1")


def test_a_run_that_fails_leaves_the_answer_standing_and_says_so(center, crowd, project, study, deliver):
    follow(center, crowd, study)
    deliver(HEAD + line(0, 2029, 7.3))  # the turnaround is over
    work(center)
    assert due(center) == 1
    assert work(center) == [State.REFUSED]
    with center.database.reading() as rows:
        newest = studies.newest(rows, crowd["engineer"], project)
        behind = following.not_followed(studies.of(rows, crowd["engineer"], project), newest)
    assert newest[study].number == 1
    assert [(one.id, finding.code) for one, finding in behind] == [(study, "C287")]
