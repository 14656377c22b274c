"""The programmes of the demonstration: calls, problems, a project mid-way and scholars, by the centre's own acts.

Everything is written in one language, as people write; calls speak both. Nobody has the name of a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sanhak.center.center import Center
from sanhak.center.people import Person
from sanhak.serve.workbench.laying import Answered
from sanhak.serve.workbench.programmes import calls, problems, project, scholars
from sanhak.serve.workbench.programmes.scene import scene
from sanhak.text import Language


def programmes(center: Center, crowd: Mapping[str, Person], answered: Sequence[Answered], language: Language) -> None:
    """Lay all programmes into a workbench whose usual crowd is there already.

    Parameters
    ----------
    center
        The workbench.
    crowd
        Its people by a word, as furnishing made them.
    answered
        Cases with their answers; the project's gates are judged by that of the reactor, where it is among them.
    language
        In which people write.
    """
    here = scene(center, crowd, language)
    project.play(here, problems.play(here), answered)
    calls.play(here)
    scholars.play(here)
