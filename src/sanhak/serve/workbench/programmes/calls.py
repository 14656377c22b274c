"""Calls of the demonstration: one decided, one in review, and two that are open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sanhak.center.calls import applications, applying, attachments, calls, writing
from sanhak.center.calls.applications import State as Verdict
from sanhak.center.calls.calls import Call, Purpose
from sanhak.center.calls.form import Part, of_part
from sanhak.center.calls.rules import Rules
from sanhak.center.calls.templates import both
from sanhak.center.reviewing import assigned, assigning, conflicts, pool, preparing
from sanhak.center.reviewing import proposing as assignments
from sanhak.center.reviewing import writing as reviewing
from sanhak.center.selection import appealing, deciding, proposing
from sanhak.center.selection.deciding import Decided
from sanhak.serve.workbench.laying import settle
from sanhak.serve.workbench.programmes import topics
from sanhak.serve.workbench.programmes.scene import REVIEWERS, Scene
from sanhak.serve.workbench.programmes.topics import Topic
from sanhak.text import Text, say

FIRST_ROUND: Final = (
    ("researcher", topics.REACTOR), ("applicant1", topics.COUPLING), ("applicant2", topics.GRADES),
    ("applicant3", topics.EXCHANGER), ("applicant4", topics.RESIN), ("applicant5", topics.COLOUR),
)  # fmt: skip
SECOND_ROUND: Final = (
    ("researcher", topics.COLUMN), ("applicant1", topics.CATHODE), ("applicant2", topics.RESIN),
    ("applicant3", topics.COATING), ("applicant4", topics.COLOUR),
)  # fmt: skip
"""Who applies, and with what."""
JUDGED: Final = (4.4, 3.9, 3.5, 3.7, 3.6, 2.8)
"""What reviewers think of an application by its number, before each sees it in their own way."""
EXPERTISE: Final = {
    "reviewer": say("Reactors, columns, soft sensors and their control"),
    "reviewer2": say("Organic synthesis, catalysts, cathode materials and coatings"),
    "reviewer3": say("Quality of polymers and resins, colour, statistics of batches"),
    "reviewer4": say("Heat exchangers, maintenance, schedules and planning"),
}
WON: Final = 120_000_000
"""What each application asks for a year."""


def play(scene: Scene) -> None:
    """All calls."""
    _decided(scene)
    _in_review(scene)
    _scholarships(scene)
    _courses(scene)


def _decided(scene: Scene) -> None:
    """A call that went all the way: three were selected, one is a reserve, and one who was not has appealed."""
    office, database = scene.crowd["office"], scene.center.database
    call = _call(scene, Purpose.PROJECTS, say("Joint projects, first round"), opens=-80, closes=-50)
    _applied(scene, call, FIRST_ROUND, -60)
    _reviewed(scene, call, said=len(EXPERTISE))
    with database.writing() as rows:
        years = {field.year or 0: 3 * WON for field in of_part(calls.get(rows, office, call).form, Part.AMOUNT)}
        writing.set_rules(rows, office, call, Rules(budget=years, cap=1))
        deciding.begin(rows, office, call)
        proposing.ask(rows, scene.center.queue, office, call)
    settle(scene.center, proposing.SELECT, proposing.HANDLER)
    with database.writing() as rows:
        proposal, (_, found) = deciding.of_call(rows, office, call), deciding.standing(rows, office, call)
        chosen = proposal.proposed if proposal else frozenset()
        rest = [one.id for one in found if one.id not in chosen]
        verdicts = dict.fromkeys(chosen, Verdict.SELECTED) | dict.fromkeys(rest, Verdict.REJECTED)
        verdicts |= dict.fromkeys(rest[:1], Verdict.RESERVE)
        deciding.settle(
            rows, office, call, {key: Decided(verdict) for key, verdict in verdicts.items()}, at=_ago(5),
            minutes=scene.told(say("Five of seven members were present; the proposal was taken as it stood.")),
        )  # fmt: skip
        last = next(one for one in reversed(found) if verdicts[one.id] is Verdict.REJECTED)
        person = next(one for one in scene.crowd.values() if one.id == last.person)
        why = say("One review says that there are no data; the records of two years lie ready.")
        appealing.appeal(rows, person, last.id, scene.told(why))


def _in_review(scene: Scene) -> None:
    """A call in blind review: one reviewer is done, one has begun, and one application names its applicant."""
    call = _call(scene, Purpose.PROJECTS, say("Joint projects, second round"), opens=-33, closes=-3)
    _applied(scene, call, SECOND_ROUND, -4)
    _reviewed(scene, call, said=1)
    reviewer = scene.crowd["reviewer"]
    with scene.center.database.writing() as rows:
        mine = [one for one in assigned.of_person(rows, reviewer.id) if one.submitted is None]
        reviewing.write(rows, reviewer, mine[0].id, {"score-problem": "4"})


def _scholarships(scene: Scene) -> None:
    """An open call for scholarships, with one application handed in and one begun."""
    call = _call(scene, Purpose.SCHOLARSHIPS, say("Industry–academia scholarship"), opens=-9, closes=12)
    content = scene.paper(say("Transcript of records"))
    for word, topic in (("applicant6", topics.CATHODE), ("applicant7", topics.COLUMN)):
        person = scene.crowd[word]
        typed = {
            "title": scene.told(topic.title), "degree": "doctor", "area": topic.area,
            "statement": scene.told(topic.wrong), "work": scene.told(topic.approach), "starts": scene.day(100),
            "name": person.name, "university": person.organisation_name,
            "laboratory": scene.told(say("Laboratory of {name}", name=person.name)),
            "supervisor": scene.told(say("Supervisor of {name}", name=person.name)),
        }  # fmt: skip
        with scene.center.database.writing() as rows:
            draft = applying.begin(rows, person, call)
            if word == "applicant6":
                attachments.lay(
                    rows, person, draft, "transcript", name="transcript.pdf", head=b"%PDF-1.4", kept=content
                )
                applying.hand_in(rows, person, draft, typed)
            else:
                applying.save(rows, person, draft, typed)


def _courses(scene: Scene) -> None:
    """An open call for a course, to which the engineer has begun an application."""
    call = _call(scene, Purpose.COURSES, say("Course: from data to decisions"), opens=-5, closes=20)
    engineer = scene.crowd["engineer"]
    with scene.center.database.writing() as rows:
        draft = applying.begin(rows, engineer, call)
        typed = {"title": scene.told(topics.COLOUR.title), "area": topics.COLOUR.area, "experience": "sheets"}
        applying.save(rows, engineer, draft, typed)


def _call(scene: Scene, purpose: Purpose, title: Text, *, opens: int, closes: int) -> str:
    """A call that opens and closes so many days from now, and is opened."""
    office, text = (
        scene.crowd["office"],
        say("Write in a page what goes wrong, how you would go about it, and what for."),
    )
    typed = {f"title_{language}": said for language, said in both(title).items()}
    typed |= {f"text_{language}": said for language, said in both(text).items()}
    typed |= {"opens": f"{scene.day(opens)} 09:00", "closes": f"{scene.day(closes)} 18:00", "zone": writing.ZONE}
    with scene.center.database.writing() as rows:
        call = writing.make(rows, office, purpose=purpose.value, title=both(title))
        made = calls.get(rows, office, call)
        typed |= {"blind": "yes" if made.blind else "", "reviews": str(made.reviews), "load": str(made.load)}
        writing.change(rows, office, call, typed)
        writing.open_call(rows, office, call, _ago(1 - opens))
    return call


def _applied(scene: Scene, call: str, who: Sequence[tuple[str, Topic]], day: int) -> None:
    """Everybody applies on a day, and the call closes."""
    office = scene.crowd["office"]
    with scene.center.database.writing() as rows:
        here = calls.get(rows, office, call)
        for word, topic in who:
            person = scene.crowd[word]
            draft = applying.begin(rows, person, call, _ago(-day))
            applying.hand_in(rows, person, draft, _typed(scene, here, topic, word), _ago(-day))
        writing.close(rows, office, call)


def _typed(scene: Scene, call: Call, topic: Topic, word: str) -> dict[str, str]:
    """An application as it is typed; one tells who applies, as it happens."""
    low, likely, high = topic.worth
    worth = say(
        "About {likely} million won a year, between {low} and {high}; the accounts of the plant will show it.",
        likely=likely, low=low, high=high,
    )  # fmt: skip
    approach = scene.told(topic.approach)
    if topic is topics.COATING:
        approach += " " + scene.told(say("{name} will lead it.", name=scene.crowd[word].name))
    laboratory = scene.told(say("Laboratory of {name}", name=scene.crowd[word].name))
    amounts = {field.name: str(WON) for field in of_part(call.form, Part.AMOUNT)}
    return amounts | {
        "title": scene.told(topic.title), "area": topic.area, "problem": scene.told(topic.wrong),
        "approach": approach, "value": scene.told(worth), "laboratory": laboratory,
    }  # fmt: skip


def _reviewed(scene: Scene, call: str, said: int) -> None:
    """Reviewers are named and assigned without conflicts; so many of them, from the last, hand all in."""
    office, database = scene.crowd["office"], scene.center.database
    with database.writing() as rows:
        for word, expertise in EXPERTISE.items():
            address = scene.crowd[word].email
            pool.name(rows, office, call, address=address, expertise=scene.told(expertise), load="")
        conflicts.infer(rows, office, call)
        preparing.ask(rows, scene.center.queue, office, call)
    settle(scene.center, preparing.BLIND, preparing.HANDLER)
    with database.writing() as rows:
        _, proposal = assignments.renew(rows, office, call)
        assigning.take(rows, office, call, proposal.mark)
        here = {one.id: one.number or 0 for one in applications.of_call(rows, office, call)}
        for place, word in enumerate(["reviewer", *(f"reviewer{number}" for number in REVIEWERS)][-said:]):
            for one in assigned.of_person(rows, scene.crowd[word].id):
                if one.application in here:
                    typed = _scores(calls.get(rows, office, call), here[one.application], place)
                    reviewing.write(rows, scene.crowd[word], one.id, typed | _words(scene), hand_in=True)


def _scores(call: Call, number: int, reviewer: int) -> dict[str, str]:
    """Scores of an application: each reviewer differs by up to a point from what is thought of it."""
    return {
        f"score-{one.name}": str(
            max(1, min(5, round(JUDGED[number - 1] + (2 * number + 3 * reviewer + place) % 4 - 1.5)))
        )
        for place, one in enumerate(call.rubric.criteria)
    }


def _words(scene: Scene) -> dict[str, str]:
    return {
        "committee": scene.told(say("The data should be looked at before anything is promised.")),
        "applicant": scene.told(say("Say how you would notice early that it does not work.")),
        "confidence": "3",
    }


def _ago(days: int) -> datetime:
    """The time of day it is, so many days ago, in Korea."""
    return datetime.now(UTC).astimezone(ZoneInfo(writing.ZONE)) - timedelta(days)
