"""From a draft to a project, on both databases."""

from __future__ import annotations

from center.finding.samples import FIVE, csv
from center.opening import work
from sanhak.center import data, projects
from sanhak.center.finding import laboratories, problems, sampling, similar, starting
from sanhak.center.finding.matching import PROBLEMS
from sanhak.center.finding.problems import State
from sanhak.center.matching import matching
from sanhak.jobs.job import State as JobState


def test_a_problem_becomes_a_project(center, crowd):
    engineer, office, queue = crowd["engineer"], crowd["office"], center.queue
    kinds = {"problems": PROBLEMS}
    stored = center.blobs.put(csv(12))
    with center.database.writing() as rows:
        problem = problems.write(rows, engineer, **FIVE)
        sampling.lay(rows, queue, engineer, problem, name="runs.csv", file=stored, home="My work")
    assert work(center) == [JobState.DONE]
    with center.database.writing() as rows:
        sampling.ask(rows, queue, engineer, problem, "yield")
    assert work(center) == [JobState.DONE]
    with center.database.writing() as rows:
        problems.send(rows, engineer, problem)
        problems.judge(rows, office, problem, "accepted")
        facts = {"email": "researcher@example.org", "name": "Lab", "expertise": "반응기", "capacity": "1"}
        lab = laboratories.add(rows, office, **facts)
        made = matching.begin(rows, office, PROBLEMS, "Autumn")
        matching.wish(rows, engineer, kinds, made, side="first", thing=problem, order=[lab])
        assert [one.second for one in matching.take(rows, office, kinds, made)] == [lab]
        here = problems.get(rows, crowd["researcher"], problem)
        assert (here.state, here.intake.rows, here.value.mean) == (State.MATCHED, 12, 283_333_333)
        assert similar.similar(rows, engineer, here) == ()
    with center.database.reading() as rows:
        copy = starting.copied(rows, center.blobs, office, problem)
    with center.database.writing() as rows:
        project = starting.start(rows, queue, office, problem, copy=copy)
    assert work(center) == [JobState.DONE]
    with center.database.reading() as rows:
        assert len(projects.members(rows, crowd["researcher"], project)) == 2
        assert data.datasets(rows, engineer, project)[0].ready.rows == 12
