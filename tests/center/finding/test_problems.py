"""A problem opens by its state, is measured, judged, matched and started; each act needs its right and its turn."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from center.finding.samples import FIVE, csv
from center.opening import work
from sanhak.center import data, events, projects, schema
from sanhak.center.finding import discussing, laboratories, problems, sampling, similar, starting
from sanhak.center.finding.intake import Verdict
from sanhak.center.finding.matching import PROBLEMS
from sanhak.center.finding.problems import State
from sanhak.center.matching import matching
from sanhak.center.matching.matching import Side
from sanhak.center.rights import Part
from sanhak.finding import Refusal
from sanhak.jobs.job import State as JobState

KINDS = {"problems": PROBLEMS}

pytestmark = pytest.mark.parametrize("center_url", ["sqlite"], indirect=True)
"""One walk on both databases stands in ``test_walk.py``."""


def refused(act, *given, **more):
    with pytest.raises(Refusal) as caught:
        act(*given, **more)
    return caught.value.findings[0].code


@pytest.fixture
def rows(center, crowd):
    with center.database.writing() as rows:
        yield rows


@pytest.fixture
def draft(rows, crowd):
    return problems.write(rows, crowd["engineer"], **FIVE)


@pytest.fixture
def accepted(rows, crowd, draft):
    problems.send(rows, crowd["engineer"], draft)
    problems.judge(rows, crowd["office"], draft, "accepted")
    return draft


def opened(rows, crowd, problem):
    """Who may see it."""
    return {name for name, person in crowd.items() if not _fails(problems.get, rows, person, problem)}


def _fails(act, *given):
    try:
        act(*given)
    except Refusal:
        return True
    return False


def test_a_problem_is_seen_by_its_state(rows, crowd, draft):
    engineer, office = crowd["engineer"], crowd["office"]
    assert opened(rows, crowd, draft) == {"engineer"}
    assert problems.titles(rows, crowd["stranger"]) == ()
    problems.send(rows, engineer, draft)
    assert opened(rows, crowd, draft) == {"engineer", "office", "administrator"}
    assert problems.titles(rows, crowd["stranger"]) == ((FIVE["title"], State.SENT),)
    assert problems.titles(rows, crowd["researcher"]) == ()  # of another organisation
    assert problems.titles(rows, crowd["auditor"]) == ()
    problems.judge(rows, office, draft, "review")
    problems.judge(rows, office, draft, "accepted")
    assert opened(rows, crowd, draft) == {"engineer", "office", "administrator", "manager"}


def test_missing_and_hidden_look_the_same(rows, crowd, draft):
    assert refused(problems.get, rows, crowd["stranger"], draft) == "C001"
    assert refused(problems.get, rows, crowd["stranger"], "a" * 14) == "C001"


def test_a_draft_may_have_gaps_and_what_is_sent_in_may_not(rows, crowd):
    engineer = crowd["engineer"]
    made = problems.write(rows, engineer, title="Foam", low="5")
    assert refused(problems.send, rows, engineer, made) == "C009"
    problems.change(rows, engineer, made, **FIVE)
    problems.send(rows, engineer, made)
    assert refused(problems.change, rows, engineer, made, wrong="") == "C009"
    assert problems.get(rows, engineer, made).value.mean == (100 + 4 * 250 + 600) * 10**6 / 6 // 1
    assert refused(problems.write, rows, engineer, title="") == "C009"
    assert refused(problems.write, rows, engineer, title="x", low="much") == "C188"
    assert refused(problems.write, rows, engineer, title="x", low="3", likely="2", high="5") == "C187"


def test_each_act_has_its_turn_and_its_right(rows, crowd, draft):
    engineer, office = crowd["engineer"], crowd["office"]
    assert refused(problems.judge, rows, engineer, draft, "accepted") == "C002"
    assert refused(problems.send, rows, crowd["auditor"], draft) == "C001"
    problems.send(rows, engineer, draft)
    assert refused(problems.send, rows, engineer, draft) == "C186"
    assert refused(problems.change, rows, office, draft, wrong="x") == "C002"
    assert refused(problems.judge, rows, office, draft, "declined") == "C009"
    assert refused(problems.judge, rows, office, draft, "started") == "C013"
    assert refused(problems.judge, rows, office, draft, "king") == "C013"
    problems.judge(rows, office, draft, "declined", "It runs already.")
    assert problems.get(rows, engineer, draft).reason == "It runs already."
    assert refused(problems.judge, rows, office, draft, "accepted") == "C186"
    assert refused(problems.delete, rows, engineer, draft) == "C186"
    problems.take_back(rows, engineer, draft)
    problems.delete(rows, engineer, draft)
    assert refused(problems.get, rows, engineer, draft) == "C001"
    assert refused(problems.write, rows, crowd["auditor"], title="x") == "C002"


def test_an_event_of_a_problem_tells_no_words_of_it(rows, crowd, accepted):
    discussing.remark(rows, crowd["office"], accepted, "Good.")
    told = [one for one in events.latest(rows) if one.thing == accepted]
    assert [one.act for one in told] == ["comment.made", "problem.accepted", "problem.sent", "problem.written"]
    assert not any(one.facts for one in told)
    assert [one.text for one in discussing.remarks(rows, crowd["engineer"], accepted)] == ["Good."]
    assert refused(discussing.remarks, rows, crowd["stranger"], accepted) == "C001"


def given_sample(center, crowd, problem):
    stored = center.blobs.put(csv(12))
    with center.database.writing() as rows:
        return sampling.lay(
            rows, center.queue, crowd["engineer"], problem, name="runs.csv", file=stored, home="My work"
        )


def test_a_sample_is_measured_by_a_job(center, crowd):
    engineer = crowd["engineer"]
    with center.database.writing() as rows:
        problem = problems.write(rows, engineer, **FIVE)
        assert refused(sampling.ask, rows, center.queue, engineer, problem, "yield") == "C192"
    dataset = given_sample(center, crowd, problem)
    assert work(center) == [JobState.DONE]
    with center.database.writing() as rows:
        assert refused(sampling.ask, rows, center.queue, engineer, problem, "") == "C009"
        sampling.ask(rows, center.queue, engineer, problem, "yield")
    assert work(center) == [JobState.DONE]
    with center.database.writing() as rows:
        here = problems.get(rows, engineer, problem)
        assert here.intake.verdict is Verdict.FEW
        assert here.intake.rows == 12
        assert refused(data.dataset, rows, crowd["office"], dataset) == "C001"  # the rows stay with the author
        sampling.ask(rows, center.queue, engineer, problem, "yeild")
        assert problems.get(rows, engineer, problem).intake is None
    assert work(center) == [JobState.REFUSED]


def test_an_old_measurement_does_not_replace_a_new_question(center, crowd):
    with center.database.writing() as rows:
        problem = problems.write(rows, crowd["engineer"], **FIVE)
    given_sample(center, crowd, problem)
    work(center)
    with center.database.writing() as rows:
        sampling.ask(rows, center.queue, crowd["engineer"], problem, "yield")
        sampling.ask(rows, center.queue, crowd["engineer"], problem, "feed")
    assert work(center) == [JobState.DONE, JobState.DONE]
    with center.database.reading() as rows:
        assert problems.get(rows, crowd["engineer"], problem).intake.outcome == "feed"


def test_the_office_opens_a_project_and_stays_outside(center, crowd):
    engineer, office = crowd["engineer"], crowd["office"]
    with center.database.writing() as rows:
        problem = problems.write(rows, engineer, **FIVE)
        problems.send(rows, engineer, problem)
        problems.judge(rows, office, problem, "accepted")
    given_sample(center, crowd, problem)
    work(center)
    with center.database.writing() as rows:
        assert refused(starting.start, rows, center.queue, crowd["manager"], problem) == "C002"
        copy = starting.copied(rows, center.blobs, office, problem)
        project = starting.start(rows, center.queue, office, problem, copy=copy, goal="2 % more", kpi="yield", unit="%")
    assert work(center) == [JobState.DONE]
    with center.database.writing() as rows:
        here = projects.enter(rows, engineer, project)
        assert (here.part, here.goal, here.title) == (Part.LEAD, "2 % more", FIVE["title"])
        assert refused(projects.enter, rows, office, project) == "C001"
        (kept,) = data.datasets(rows, engineer, project)
        assert kept.ready.rows == 12
        assert len(set(rows.scalars(select(schema.uploads.c.blob)))) == 2  # each row has a blob of its own
        assert problems.get(rows, engineer, problem).project == project
        assert refused(starting.start, rows, center.queue, engineer, problem) == "C186"


def test_who_cannot_lead_gets_a_project_led_by_the_office(rows, center, crowd):
    trainee = crowd["trainee"]
    made = problems.write(rows, trainee, **FIVE)
    problems.send(rows, trainee, made)
    problems.judge(rows, crowd["office"], made, "accepted")
    assert refused(starting.start, rows, center.queue, trainee, made) == "C002"
    project = starting.start(rows, center.queue, crowd["office"], made)
    assert projects.enter(rows, trainee, project).part is Part.LEAD
    reviewer = problems.write(rows, crowd["reviewer"], **FIVE)
    problems.send(rows, crowd["reviewer"], reviewer)
    problems.judge(rows, crowd["office"], reviewer, "accepted")
    other = starting.start(rows, center.queue, crowd["office"], reviewer)
    assert projects.enter(rows, crowd["reviewer"], other).part is Part.GUEST
    assert projects.enter(rows, crowd["office"], other).part is Part.LEAD


def test_a_follow_up_goes_on_from_a_project_of_ones_own(rows, crowd):
    project = projects.open_project(rows, crowd["engineer"], title="R-201").id
    made = problems.write(rows, crowd["engineer"], project, title="Next")
    assert [one.id for one in problems.following(rows, crowd["engineer"], project)] == [made]
    assert refused(problems.write, rows, crowd["stranger"], project, title="Next") == "C001"


def test_what_is_like_it_is_what_the_reader_may_see(rows, crowd, accepted):
    engineer, manager = crowd["engineer"], crowd["manager"]
    projects.open_project(rows, engineer, title="반응기 수율 개선", question="R-201의 수율이 왜 떨어집니까?")
    projects.open_project(rows, crowd["stranger"], title="R-201 수율의 비밀", goal="재킷 온도")
    here = problems.get(rows, engineer, accepted)
    assert [one.title for one in similar.similar(rows, engineer, here)] == ["반응기 수율 개선"]
    seen = {one.title: one.path for one in similar.similar(rows, manager, here)}
    assert seen == {"반응기 수율 개선": None, "R-201 수율의 비밀": None}  # those who plan see titles, no content


@pytest.fixture
def labs(rows, crowd):
    """Two laboratories of the university, one for reactors and one for sales."""
    office = crowd["office"]
    facts = {"capacity": "1", "email": "researcher@example.org"}
    first = laboratories.add(rows, office, name="Lab 1", expertise="반응기, 수율, 재킷 온도", **facts)
    second = laboratories.add(
        rows, office, name="Lab 2", expertise="판매량 예측", capacity="1", email="scholar@example.org"
    )
    return first, second


def test_laboratories_are_kept_by_their_heads_and_the_office(rows, crowd, labs):
    facts = {"name": "Lab", "expertise": "x", "capacity": "2"}
    laboratories.change(rows, crowd["researcher"], labs[0], **facts)
    assert refused(laboratories.change, rows, crowd["engineer"], labs[0], **facts) == "C001"
    assert (
        refused(laboratories.change, rows, crowd["researcher"], labs[0], email="office@example.org", **facts) == "C002"
    )
    assert refused(laboratories.add, rows, crowd["researcher"], email="x", **facts) == "C002"
    assert refused(laboratories.add, rows, crowd["office"], email="x@example.org", **facts) == "C016"
    assert refused(laboratories.add, rows, crowd["office"], email="reviewer@example.org", **facts) == "C011"
    for typed in ("", "-1", "many", "51", "1.5"):
        changed = facts | {"capacity": typed}
        assert refused(laboratories.change, rows, crowd["office"], labs[0], **changed) == "C189"
    assert refused(laboratories.of, rows, crowd["auditor"]) == "C002"
    kept = {one.id: one for one in laboratories.of(rows, crowd["trainee"])}[labs[0]]
    assert (kept.name, kept.capacity, kept.open, kept.organisation_name) == ("Lab", 2, False, "University")


def test_a_matching_needs_both_sides(rows, crowd, draft):
    assert refused(matching.begin, rows, crowd["office"], PROBLEMS, "Autumn") == "C191"
    assert refused(matching.begin, rows, crowd["engineer"], PROBLEMS, "Autumn") == "C002"


def wish(rows, person, made, side, thing, order):
    matching.wish(rows, person, KINDS, made, side=side, thing=thing, order=order)


def test_wishes_of_both_sides_make_the_pairs(rows, crowd, accepted, labs):
    office, engineer, researcher, scholar = (crowd[name] for name in ("office", "engineer", "researcher", "scholar"))
    other = problems.write(rows, crowd["stranger"], **FIVE | {"title": "재킷 온도"})
    problems.send(rows, crowd["stranger"], other)
    problems.judge(rows, office, other, "accepted")
    assert refused(problems.get, rows, researcher, accepted) == "C001"
    made = matching.begin(rows, office, PROBLEMS, "Autumn")
    assert problems.get(rows, researcher, accepted).title == FIVE["title"]  # it may come to this laboratory
    assert refused(matching.get, rows, crowd["manager"], KINDS, made) == "C001"
    here = matching.get(rows, engineer, KINDS, made)
    assert here.mine(engineer) == ((Side.FIRST, accepted),)
    assert matching.suggested(here, Side.FIRST, accepted)[0][0] == labs[0]
    first, second = labs
    for side, thing, order, code in (
        ("first", other, [first], "C001"), ("first", accepted, [first, first], "C190"),
        ("first", accepted, ["a" * 14], "C013"), ("second", first, [accepted], "C001"),
    ):  # fmt: skip
        assert refused(wish, rows, engineer, made, side, thing, order) == code
    wish(rows, engineer, made, "first", accepted, [second])
    wish(rows, engineer, made, "first", accepted, [first, second])
    wish(rows, crowd["stranger"], made, "first", other, [first])
    wish(rows, researcher, made, "second", first, [other, accepted])
    wish(rows, scholar, made, "second", second, [accepted])
    assert refused(matching.proposed, rows, engineer, here) == "C002"
    pairs = {one.first: one for one in matching.take(rows, office, KINDS, made)}
    assert (pairs[other].second, pairs[other].wish, pairs[other].rank) == (first, 1, 1)
    assert (pairs[accepted].second, pairs[accepted].wish, pairs[accepted].rank) == (second, 2, 1)
    (passed,) = pairs[accepted].passed
    assert (passed.other, passed.wanted, passed.full, passed.of) == (first, True, True, 2)
    assert matching.get(rows, engineer, KINDS, made).pairs == tuple(pairs.values())
    assert refused(matching.take, rows, office, KINDS, made) == "C251"
    assert refused(wish, rows, engineer, made, "first", accepted, [first]) == "C251"
    assert problems.get(rows, engineer, accepted).state is State.MATCHED
    assert refused(problems.get, rows, researcher, accepted) == "C001"  # it has gone to the other laboratory
    assert problems.get(rows, scholar, accepted).laboratory == second


def test_a_project_of_a_pair_has_both_sides(rows, center, crowd, accepted, labs):
    made = matching.begin(rows, crowd["office"], PROBLEMS, "Autumn")
    (pair,) = matching.take(rows, crowd["office"], KINDS, made)  # nobody told wishes: expertise decides
    assert (pair.second, pair.wish) == (labs[0], 1)
    project = starting.start(rows, center.queue, crowd["engineer"], accepted)
    parts = {one.person: one.part for one in projects.members(rows, crowd["engineer"], project)}
    assert parts == {crowd["engineer"].id: Part.LEAD, crowd["researcher"].id: Part.LEAD}


def test_whoever_was_started_meanwhile_is_not_matched(rows, center, crowd, accepted, labs):
    made = matching.begin(rows, crowd["office"], PROBLEMS, "Autumn")
    starting.start(rows, center.queue, crowd["engineer"], accepted)
    assert matching.take(rows, crowd["office"], KINDS, made) == ()
