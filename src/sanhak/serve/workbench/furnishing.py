"""A furnished workbench: two organisations, people by their roles, cases with their answers, and the programmes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sanhak.areas import areas
from sanhak.center import people, projects
from sanhak.center.center import Center
from sanhak.center.people import Person
from sanhak.center.rights import Part, Role
from sanhak.serve.workbench.laying import Answered, keep
from sanhak.serve.workbench.programmes import programmes
from sanhak.study.describe import area_title
from sanhak.text import Language, say

PASSWORD: Final = "from a table to a decision"  # noqa: S105 - of a demonstration that listens to its own computer alone
COMPANY, UNIVERSITY = say("Chemical company"), say("University")
PEOPLE: Final = (
    (Role.ADMINISTRATOR, say("Administrator"), COMPANY, "administrator"),
    (Role.OFFICE, say("Office of the centre"), COMPANY, "office"),
    (Role.MANAGER, say("Plant manager"), COMPANY, "manager"),
    (Role.ENGINEER, say("Process engineer"), COMPANY, "engineer"),
    (Role.RESEARCHER, say("University researcher"), UNIVERSITY, "researcher"),
    (Role.SCHOLAR, say("Scholar"), UNIVERSITY, "scholar"),
    (Role.REVIEWER, say("Reviewer"), UNIVERSITY, "reviewer"),
    (Role.AUDITOR, say("Auditor"), COMPANY, "auditor"),
)
"""Everybody of the demonstration: role, name, organisation, and the word before the @ of the address."""
DOMAIN: Final = "demo.example"


def furnish(center: Center, answered: Sequence[Answered], language: Language) -> bool:
    """Fill an empty workbench; one that has people already is left as it is, and False comes back.

    Parameters
    ----------
    center
        The workbench.
    answered
        The cases that it is to hold.
    language
        In which names and titles are written; everything else speaks both.
    """
    with center.database.reading() as rows:
        if people.organisations(rows):
            return False
    crowd = _people(center, language)
    engineer = crowd["engineer"]
    for area in areas():
        mine = [one for one in answered if one.area == area.name]
        if mine:
            project = _project(center, crowd, area.name, mine, language)
            for one in mine:
                keep(center, engineer, project, one, language)
    programmes(center, crowd, answered, language)
    return True


def _people(center: Center, language: Language) -> dict[str, Person]:
    hashed = center.passwords.hash(PASSWORD)
    made = {}
    with center.database.writing() as rows:
        for role, name, organisation, word in PEOPLE:
            home = people.found(rows, organisation.render(language), None)
            made[word] = people.add(
                rows,
                email=f"{word}@{DOMAIN}",
                name=name.render(language),
                role=role,
                organisation=home.id,
                language=language,
                password=hashed,
            )
            projects.own(rows, made[word], say("My work").render(language))
    return made


def _project(
    center: Center, crowd: Mapping[str, Person], area: str, mine: Sequence[Answered], language: Language
) -> str:
    """The joint project of an area, which the people of both sides belong to."""
    title = area_title(next(one for one in areas() if one.name == area))
    with center.database.writing() as rows:
        project = projects.open_project(
            rows,
            crowd["manager"],
            title=say("{area}: cases to try", area=title).render(language),
            question=mine[0].case.story.render(language),
            area=area,
        )
        for word, part in (
            ("engineer", Part.LEAD), ("researcher", Part.MEMBER), ("scholar", Part.MEMBER), ("reviewer", Part.GUEST),
        ):  # fmt: skip
            projects.admit(rows, crowd["manager"], project.id, crowd[word].email, part)
    return project.id
