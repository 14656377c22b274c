"""The joint project of the demonstration, mid-way: gates, votes, money, risks, load and what is to be handed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sanhak.center import projects
from sanhak.center.carrying import deliverables, gates, load, money, risks, stages, terms
from sanhak.center.carrying.words import Comparison, Kind, Reads, Verdict
from sanhak.center.finding import starting
from sanhak.serve.workbench.laying import Answered, keep
from sanhak.serve.workbench.programmes.scene import Scene
from sanhak.text import say

MILLION: Final = 1_000_000
CASE: Final = "reactor"
"""The case whose study is the project's."""
MONEY: Final = (
    (Kind.DIRECT, say("Students"), 48, 30),
    (Kind.DIRECT, say("Material and analyses"), 20, 19),
    (Kind.DIRECT, say("Journeys"), 4, 1),
    (Kind.INDIRECT, say("Overheads of the university"), 12, 8),
)
"""Kind, purpose, and million won that are planned and spent in the year."""
RISKS: Final = (
    (say("The confirming run falls into the shutdown of the plant"), 4, 3, say("Two days are agreed with the shift.")),
    (say("The analyser of by-products drifts"), 3, 4, say("A reference sample goes along each week.")),
    (say("The student who knows the model leaves"), 2, 3, say("A second student is trained from the beginning.")),
)
"""What may go wrong, likelihood, impact and measure."""


def play(scene: Scene, problem: str, answered: Sequence[Answered]) -> None:
    """The project that starts from a problem; its gates are numbers where the case of the reactor was answered."""
    with scene.center.database.writing() as rows:
        project = starting.start(
            rows, scene.center.queue, scene.crowd["office"], problem, kpi=scene.told(say("yield")), unit="%",
            start="15", target="20", goal=scene.told(say("Five points more yield, by-products as today.")),
        )  # fmt: skip
    case = next((one for one in answered if one.case.name == CASE and one.answer.promise is not None), None)
    first = _milestones(scene, project, case)
    _voted(scene, project, first)
    _kept(scene, project)


def _milestones(scene: Scene, project: str, case: Answered | None) -> str:
    """Milestones, the first two with an agreed number that the answer of the case meets or misses; gives the first."""
    engineer = scene.crowd["engineer"]
    study, answer = keep(scene.center, engineer, project, case, scene.language, decided=False) if case else ("", "")
    titles = (say("A model that can be trusted"), say("Confirmed in the plant"), say("Handed over to the shift"))
    with scene.center.database.writing() as rows:
        made = [
            projects.set_milestone(rows, engineer, project, title=scene.told(title), due=scene.day(days), study=gate)
            for title, days, gate in zip(titles, (-40, 9, 120), (study, study, ""), strict=True)
        ]
        if case is not None and (promise := case.answer.promise) is not None:
            for milestone, share in zip(made, (0.99, 1.01), strict=False):
                agreed = {"reads": Reads.AFTER.value, "comparison": Comparison.LEAST.value}
                agreed |= {"limit": f"{promise.after.value * share:.1f}", "unit": promise.after.unit or ""}
                gates.agree(rows, engineer, project, milestone, **agreed)
                gates.judge(rows, engineer, milestone, answer, case.answer)
    return made[0]


def _voted(scene: Scene, project: str, first: str) -> None:
    """One stage was settled, and one waits for the votes of both sides."""
    engineer, researcher = scene.crowd["engineer"], scene.crowd["researcher"]
    both = [engineer.id, researcher.id]
    with scene.center.database.writing() as rows:
        done = stages.put(
            rows, engineer, project, title=scene.told(say("On to the plant?")), voters=both, quorum="2", milestone=first
        )
        for person in (engineer, researcher):
            stages.vote(rows, person, done, Verdict.GO.value)
        stages.settle(rows, engineer, done, Verdict.GO.value, scene.told(say("The model held on unseen days.")))
        title = scene.told(say("Go on although the second gate was missed?"))
        stages.put(rows, engineer, project, title=title, voters=both, quorum="2")


def _kept(scene: Scene, project: str) -> None:
    """Money, risks, load, terms and deliverables."""
    engineer, researcher, year = scene.crowd["engineer"], scene.crowd["researcher"], str(scene.today.year)
    with scene.center.database.writing() as rows:
        for kind, title, planned, spent in MONEY:
            line = money.plan(
                rows,
                engineer,
                project,
                kind=kind.value,
                title=scene.told(title),
                year=year,
                planned=str(planned * MILLION),
            )
            money.spend(rows, researcher, project, line=line, day_=scene.day(-20), amount=str(spent * MILLION))
        for (title, likelihood, impact, measure), days in zip(RISKS, (-2, 20, 60), strict=True):
            risks.note(
                rows, engineer, project, title=scene.told(title), likelihood=str(likelihood), impact=str(impact),
                measure=scene.told(measure), review=scene.day(days),
            )  # fmt: skip
        for person, share in ((engineer, "30"), (researcher, "40")):
            load.plan(
                rows, engineer, project, member=person.id, share=share, starts=scene.day(-90), ends=scene.day(150)
            )
        owner, scope = say("Both sides in equal parts"), say("Records of plant 2; nothing of it leaves the project.")
        agreed = {"owner": scene.told(owner), "hold": "90", "scope": scene.told(scope)}
        terms.agree(rows, engineer, project, confidential=scene.day(700), **agreed)
        deliverables.promise(rows, engineer, project, scene.told(say("Final report")), scene.day(130))
        report = deliverables.promise(rows, engineer, project, scene.told(say("Interim report")), scene.day(-10))
        kept = scene.paper(say("Interim report"))
        deliverables.hand_in(rows, researcher, report, "report.pdf", "application/pdf", kept)
