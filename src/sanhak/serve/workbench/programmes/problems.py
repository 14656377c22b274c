"""Problems of the demonstration: one in each state, one measured from a virtual plant; laboratories and matchings."""

from __future__ import annotations

from typing import Any, Final

from sanhak.center import data, making
from sanhak.center.finding import laboratories, problems, sampling
from sanhak.center.finding.matching import PROBLEMS as KIND
from sanhak.center.finding.problems import State
from sanhak.center.matching import matching
from sanhak.center.matchings import KINDS
from sanhak.serve.workbench.laying import settle, workbook
from sanhak.serve.workbench.programmes import topics
from sanhak.serve.workbench.programmes.scene import Scene
from sanhak.serve.workbench.programmes.topics import Topic
from sanhak.table import Table
from sanhak.text import say

PROBLEMS: Final = (
    ("engineer", topics.COLOUR, State.DRAFT),
    ("engineer", topics.COLUMN, State.SENT),
    ("manager", topics.RESIN, State.REVIEW),
    ("engineer", topics.EXCHANGER, State.ACCEPTED),
    ("manager", topics.GRADES, State.DECLINED),
    ("manager", topics.COUPLING, State.MATCHED),
    ("engineer", topics.REACTOR, State.STARTED),
)
LABORATORIES: Final = (
    ("researcher", say("Laboratory A"), say("Reactors, yield, set-points, soft sensors and heat exchangers")),
    ("applicant1", say("Laboratory B"), say("Organic synthesis, coupling, by-product, catalysts and coatings")),
)


def play(scene: Scene) -> str:
    """All of it; gives the problem from which a project starts."""
    made = {topic: _written(scene, word, topic, state) for word, topic, state in PROBLEMS}
    _measured(scene, made[topics.COLUMN])
    office = scene.crowd["office"]
    with scene.center.database.writing() as rows:
        for word, name, expertise in LABORATORIES:
            facts = {"name": scene.told(name), "expertise": scene.told(expertise), "capacity": "2"}
            laboratories.add(rows, office, email=scene.crowd[word].email, **facts)
        for topic in (topics.COUPLING, topics.REACTOR):
            problems.judge(rows, office, made[topic], State.ACCEPTED.value)
        spring = matching.begin(rows, office, KIND, scene.told(say("Matching of spring")))
        matching.take(rows, office, KINDS, spring)
        problems.judge(rows, office, made[topics.EXCHANGER], State.ACCEPTED.value)
        matching.begin(rows, office, KIND, scene.told(say("Matching of autumn")))
        problems.judge(rows, office, made[topics.RESIN], State.REVIEW.value)
        because = say("The line is replaced next year; the schedule of the new one should be looked at instead.")
        problems.judge(rows, office, made[topics.GRADES], State.DECLINED.value, scene.told(because))
    return made[topics.REACTOR]


def _written(scene: Scene, word: str, topic: Topic, state: State) -> str:
    """A problem as its author writes it, sent in unless it stays a draft."""
    person, amounts = scene.crowd[word], zip(problems.AMOUNTS, topic.worth, strict=True)
    typed: dict[str, Any] = {
        "title": topic.title, "wrong": topic.wrong, "place": say("Plant {number}", number=2),
        "practice": say("The shift goes by experience, and a spreadsheet is looked at once a month."),
        "reckoning": say("Losses of last year by the plant's own accounts; half of them is taken to be avoidable."),
        "recorded": say("Process values every minute in the historian, laboratory values by the shift."),
    }  # fmt: skip
    given = {name: scene.told(said) for name, said in typed.items()}
    given |= {name: str(million * 1_000_000) for name, million in amounts}
    with scene.center.database.writing() as rows:
        made = problems.write(rows, person, area=topic.area, **given)
        if state is not State.DRAFT:
            problems.send(rows, person, made)
    return made


def _measured(scene: Scene, problem: str) -> None:
    """The author drops ten days of the virtual column, and lets the workbench measure what can be explained."""
    from sanhak.plants.debutaniser import record

    center, engineer = scene.center, scene.crowd["engineer"]
    table = record(days=20.0).table
    file, outcome = workbook(center, _sampled(table)), table.columns[-1].name
    home = scene.told(say("My work"))
    with center.database.writing() as rows:
        sampling.lay(rows, center.queue, engineer, problem, name="debutaniser.xlsx", file=file, home=home)
    settle(center, data.MAKE, making.HANDLER)
    with center.database.writing() as rows:
        sampling.ask(rows, center.queue, engineer, problem, outcome)
    settle(center, sampling.MEASURE, sampling.HANDLER)


def _sampled(table: Table) -> Table:
    """The rows for which the laboratory has a value."""
    import numpy as np

    return table.rows(np.flatnonzero(table.frame[table.columns[-1].name].is_not_nan().to_numpy()))
