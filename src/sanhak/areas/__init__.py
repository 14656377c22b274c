"""The business areas, found by their folders: a new folder with an ``AREA`` record is a new area."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sanhak.study import Area, Study
    from sanhak.study.lesson import Lesson

_LONGEST: Final = 80
"""Signs of a name that is not known which are told again."""


@cache
def areas() -> tuple[Area, ...]:
    """The areas in alphabetical order; their studies and cases are loaded only when asked for."""
    return tuple(import_module(f"{__name__}.{found.name}").AREA for found in iter_modules(__path__))


class Kinds(Mapping[str, "type[Study]"]):
    """The study classes of all areas by kind, as in ``process.setpoints``; a class is loaded when it is looked up."""

    def __getitem__(self, kind: str) -> type[Study]:
        for area in areas():
            for name in area.studies:
                if kind == f"{area.name}.{name}":
                    return area.study(name)
        raise KeyError(kind)

    def __iter__(self) -> Iterator[str]:
        return (f"{area.name}.{name}" for area in areas() for name in area.studies)

    def __len__(self) -> int:
        return sum(len(area.studies) for area in areas())

    def __contains__(self, kind: object) -> bool:
        return kind in tuple(self)


def lessons() -> tuple[Lesson, ...]:
    """The lessons of all areas by name."""
    return tuple(sorted((lesson for area in areas() for lesson in area.lessons()), key=lambda lesson: lesson.name))


def lesson(name: str) -> Lesson:
    """The lesson of this name; :class:`~sanhak.finding.Refusal` S350 if there is none."""
    from sanhak.finding import Refusal
    from sanhak.study.lesson.findings import NoSuchLesson

    known = {one.name: one for one in lessons()}
    if name not in known:
        raise Refusal(NoSuchLesson(name=name[:_LONGEST], known=tuple(known)))
    return known[name]
