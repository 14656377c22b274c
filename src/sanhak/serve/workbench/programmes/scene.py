"""The scene of the demonstration: the workbench, its people by a word, the language of what is typed, and the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sanhak.center import days, people, projects
from sanhak.center.center import Center
from sanhak.center.people import Person
from sanhak.center.rights import Role
from sanhak.serve.report.status_pdf import write_pdf
from sanhak.store import Stored
from sanhak.text import Language, Text, say

APPLICANTS: Final = 7
REVIEWERS: Final = (2, 3, 4)
"""The reviewers besides the one of the usual crowd."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where all of it is played; ``today`` is the day on the wall."""

    center: Center
    crowd: Mapping[str, Person]
    language: Language
    today: date

    def told(self, said: Text) -> str:
        """What somebody types who speaks the language of the demonstration."""
        return said.render(self.language)

    def day(self, days: int) -> str:
        """A day so many days from now, as it is typed."""
        return (self.today + timedelta(days)).isoformat()

    def paper(self, said: Text) -> Stored:
        """A page of paper with one sentence, as a PDF."""
        return self.center.blobs.put(write_pdf(said, (), (), self.language, "Sanhak"))


def scene(center: Center, crowd: Mapping[str, Person], language: Language) -> Scene:
    """The scene, with applicants and reviewers of other organisations beside the usual crowd."""
    asked = [
        (
            f"applicant{number}",
            say("Applicant {number}", number=number),
            f"campus{number}.example",
            say("University {number}", number=number),
            Role.RESEARCHER,
        )
        for number in range(1, APPLICANTS + 1)
    ]
    asked += [(f"reviewer{number}", say("Reviewer {number}", number=number), f"institute{number}.example",
               say("Institute {number}", number=number), Role.REVIEWER) for number in REVIEWERS]  # fmt: skip
    made = dict(crowd)
    with center.database.writing() as rows:
        for word, name, domain, organisation, role in asked:
            home = people.found(rows, organisation.render(language), None)
            made[word] = people.add(
                rows, email=f"{word}@{domain}", name=name.render(language), role=role, organisation=home.id,
                language=language, password=None,
            )  # fmt: skip
            projects.own(rows, made[word], say("My work").render(language))
    return Scene(center, made, language, days.today())
