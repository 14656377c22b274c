"""What waits in joint projects: milestones, votes, what is to be handed in or accepted, and risks to look at again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection

from sanhak.center import projects
from sanhak.center.carrying import deliverables, risks, stages
from sanhak.center.carrying.stages import Stage
from sanhak.center.people import Person
from sanhak.center.projects import Project, State
from sanhak.center.rights import Part
from sanhak.center.waiting.wait import AHEAD, Wait
from sanhak.text import say


def waits(rows: Connection, person: Person, today: date) -> Iterator[Wait]:
    """What waits for somebody in the projects that go on and that they are more than a guest of."""
    for project in projects.of(rows, person):
        if project.state is State.DONE or not project.may(Part.MEMBER):
            continue
        for one in projects.milestones(rows, person, project.id):
            if one.passed is None and one.due <= today + AHEAD:
                said = say("milestone of “{project}”", project=project.title)
                yield Wait(one.title, said, f"/projects/{project.id}#milestones", one.due)
        if not project.private:
            yield from _joint(rows, person, project, today)


def _joint(rows: Connection, person: Person, project: Project, today: date) -> Iterator[Wait]:
    path, named = f"/projects/{project.id}/steering", {"project": project.title}
    for stage in stages.of(rows, project.id):
        if stage.settled is None:
            yield from _stage(person, project, stage, f"{path}#stages")
    for one in deliverables.of(rows, project.id):
        if one.handed is None and one.due <= today + AHEAD:
            yield Wait(one.title, say("to be handed in for “{project}”", **named), f"{path}#deliverables", one.due)
        elif one.handed is not None and one.accepted is None and project.may(Part.LEAD):
            yield Wait(one.title, say("handed in: accept it, or give it back"), f"{path}#deliverables")
    for risk in risks.of(rows, project.id):
        if risk.owner == person.id and risk.review <= today + AHEAD:
            yield Wait(risk.title, say("look at this risk of “{project}” again", **named), f"{path}#risks", risk.review)


def _stage(person: Person, project: Project, stage: Stage, path: str) -> Iterator[Wait]:
    mine = next((one for one in stage.votes if one.person == person.id), None)
    if mine is not None and mine.vote is None:
        yield Wait(stage.title, say("your vote, in “{project}”", project=project.title), path)
    elif stage.cast >= stage.quorum and project.may(Part.LEAD):
        yield Wait(stage.title, say("has its votes: settle it"), path)
