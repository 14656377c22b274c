"""The contract: a study is one question as data, and an area is a short room of such questions."""

from __future__ import annotations

import hashlib
import json
import platform
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from sanhak.figure import Figure
from sanhak.finding import Refusal
from sanhak.run import Run, one_thread
from sanhak.study.answer import Answer, Counted, Provenance
from sanhak.study.findings import TableMissing
from sanhak.table import Column, Table
from sanhak.table.prepare import STEPS, Scan, Step, step_of
from sanhak.table.table import Prepared
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.study.lesson import Lesson

_VERSIONS_SHOWN: Final = ("sanhak", "numpy", "scipy", "scikit-learn", "lightgbm", "polars")


def _step(given: Any) -> Any:
    return step_of(given) if isinstance(given, Mapping) else given


Given: TypeAlias = Table | Scan
"""What a study is solved on: a table in memory, or a long file whose rows preparation makes few."""
AnyStep = Annotated[Step, BeforeValidator(_step), PlainSerializer(lambda step: step.data, return_type=dict[str, Any])]
"""A preparation step; in a study file a mapping whose first word says what is done."""


class Study(BaseModel, ABC):
    """One question as data. A subclass declares the parameters as fields and answers in :meth:`answer`.

    The fields are the question: types, units, bounds, defaults and help stand there once, and the command line, the
    form, the API and the reference page read them with :func:`sanhak.study.describe`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    kind: ClassVar[str]
    """Area and file, as in ``process.setpoints``."""
    title: ClassVar[str]
    question: ClassVar[str]
    """The question that the user has, in one plain sentence."""
    tables: ClassVar[Mapping[str, str]] = {"data": "One row for each time, run or lot."}
    """Tables that are needed, by name, each with what its rows are; none where the question stands on its own."""
    optional: ClassVar[Mapping[str, str]] = {}
    """Tables that may be given besides, by name, each with what its rows are."""
    streamed: ClassVar[tuple[str, ...]] = ()
    """Those among them that are read block by block, and reach :meth:`answer` as they were given, Table or Scan."""

    prepare: Annotated[
        tuple[AnyStep, ...],
        Field(
            title="Preparation",
            description="What is done to the rows first, step by step; each step is counted and told in the answer.",
            json_schema_extra={"role": "steps"},
        ),
    ] = ()

    @property
    def asks(self) -> tuple[str, ...]:
        """Names of the tables that are needed: those of the kind, then what is prepared and what preparation joins."""
        prepared = (self.main,) if self.prepare and self.main else ()
        joined = (name for step in self.prepare for name in step.asks)
        return tuple(dict.fromkeys((*self.tables, *prepared, *joined)))

    @property
    def takes(self) -> tuple[str, ...]:
        """Names of all tables that can be given: those that are needed, then those that may be left out."""
        return tuple(dict.fromkeys((*self.tables, *self.optional, *self.asks)))

    @property
    def main(self) -> str | None:
        """The table that is prepared, and that a single table is taken for: the first; None where a kind has none."""
        return next(iter((*self.tables, *self.optional)), None)

    def known(self, table: str) -> tuple[Column, ...]:
        """Columns of a table whose kind the question itself settles; a file is read by it, not by its look."""
        del table
        return ()

    def solve(self, tables: Given | Mapping[str, Given] | None = None, run: Run | None = None) -> Answer:
        """Carry the study out.

        Parameters
        ----------
        tables
            The study's table, or a mapping by name where it needs several, or where preparation joins others. The
            first may be a :class:`sanhak.table.prepare.Scan`: a history that is longer than memory. Nothing for a
            kind that needs no table.
        run
            Seed, effort, progress and cancel; by default seed 0 in silence.

        Raises
        ------
        Refusal
            If the question cannot be answered; the findings say why and what would be answered.
        Cancelled
            If the user has asked to stop.
        """
        run = run or Run()
        given = self._by_name(tables)
        start = time.process_time()
        main = self.main
        ready: dict[str, Any] = {
            name: table if isinstance(table, Table) or name in self.streamed else table.prepare()
            for name, table in given.items()
            if name != main
        }
        rows: dict[str, int | None] = {
            name: len(table) if isinstance(table, Table) else None for name, table in ready.items()
        }
        done: tuple[Counted, ...] = ()
        steps: Sequence[Prepared] = ()
        if main is not None and main in given:
            prepared = given[main].prepare(*self.prepare, **ready)
            came_in, steps = _came_in(given[main], prepared), prepared.steps
            rows[main], ready[main] = came_in, prepared
            first = Counted(say("{name}", name=main), say("The rows that came in."), None, came_in)
            done = (first, *map(_counted, steps))
        with one_thread():
            answer = self.answer({name: ready[name] for name in (*self.tables, *self.optional) if name in ready}, run)
        shown = (*answer.figures, *_evidence(steps))
        provenance = self._provenance(given, rows, run, time.process_time() - start)
        return replace(answer, preparation=(*done, *answer.preparation), figures=shown, provenance=provenance)

    @abstractmethod
    def answer(self, tables: Mapping[str, Any], run: Run) -> Answer:
        """The answer, without provenance; :meth:`solve` adds it. Optional tables are there only if they were given.

        Each is a Table; one that is ``streamed`` is what was given, Table or Scan.
        """

    def _by_name(self, tables: Given | Mapping[str, Given] | None) -> dict[str, Given]:
        given = {self.main or "data": tables} if isinstance(tables, Given) else dict(tables or {})
        if not set(self.asks) <= set(given) <= set(self.takes):
            free = (name for name in self.takes if name not in self.asks)
            needed: tuple[str | Text, ...] = (
                *self.asks,
                *(say("{name} (may be left out)", name=name) for name in free),
            )
            raise Refusal(TableMissing(kind=self.kind, needed=needed or (say("none"),), given=tuple(given)))
        return given

    def _provenance(
        self, tables: Mapping[str, Given], rows: Mapping[str, int | None], run: Run, seconds: float
    ) -> Provenance:
        question = self.model_dump(mode="json")
        canonical = json.dumps([self.kind, question], ensure_ascii=False, sort_keys=True)
        data = {
            name: {
                "name": table.source.name,
                "sheet": table.source.sheet,
                "published": table.source.provenance,
                "rows": rows[name],
                "columns": len(table.columns),
                "hash": table.hash,
            }
            for name, table in tables.items()
        }
        versions = {"python": platform.python_version()} | {name: version(name) for name in _VERSIONS_SHOWN}
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        return Provenance(self.kind, question, digest, data, versions, run.seed, seconds)


def _came_in(given: Given, prepared: Table) -> int:
    """The rows that came in, which a long file tells only once it was read."""
    if isinstance(given, Table):
        return len(given)
    return prepared.steps[0].before if prepared.steps else len(prepared)


def _counted(step: Prepared) -> Counted:
    """A step of preparation with its rows."""
    return Counted(STEPS[next(iter(step.step))].title, step.said, step.before, step.after)


def _evidence(steps: Sequence[Prepared]) -> Iterator[Figure]:
    """What the steps found out, as figures with names of their own."""
    for place, step in enumerate(steps, 1):
        for figure in step.figures:
            yield replace(figure, name=f"prepared {place} {figure.name}")


@dataclass(frozen=True)
class Case:
    """One real or virtual case of an area: at once demo, gallery page and first lesson; under a CPU minute."""

    name: str
    title: Text
    story: Text
    """Two or three sentences: whose problem it is, and what is known of the truth."""
    provenance: Text
    tables: Callable[[], Mapping[str, Table]]
    study: Callable[[], Study]


@dataclass(frozen=True)
class Area:
    """A business area: its name, its title, and its studies by file and class name.

    ``package`` is the area's package; nothing of it is loaded before a study or a case is asked for.
    """

    name: str
    title: str
    package: str
    studies: Mapping[str, str] = field(default_factory=dict)

    def study(self, name: str) -> type[Study]:
        """The study class of the file ``name``."""
        kind: type[Study] = getattr(import_module(f"{self.package}.{name}"), self.studies[name])
        return kind

    def cases(self) -> tuple[Case, ...]:
        """The area's cases."""
        cases: tuple[Case, ...] = import_module(f"{self.package}.case").CASES
        return cases

    def lessons(self) -> tuple[Lesson, ...]:
        """The area's lessons, in its file ``lesson.py``; none where it has no such file."""
        if find_spec(f"{self.package}.lesson") is None:
            return ()
        lessons: tuple[Lesson, ...] = import_module(f"{self.package}.lesson").LESSONS
        return lessons

    def attribute(self, name: str) -> type[Study]:
        """The study class called ``name``; an area's package uses it as its ``__getattr__``.

        Raises
        ------
        AttributeError
            If the area has no such study.
        """
        for file, class_name in self.studies.items():
            if class_name == name:
                return self.study(file)
        raise AttributeError(f"the area {self.name} has no study {name}; it has {', '.join(self.studies.values())}")
