"""What a workbench holds, as objects: projects, datasets, jobs and answers."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, TypeAlias
from urllib.parse import quote

from sanhak.finding import Finding, Refusal
from sanhak.run import Step
from sanhak.serve.api.findings import JobStopped
from sanhak.serve.client.delivering import delivered
from sanhak.serve.client.lessons import ListedLesson, listed
from sanhak.serve.client.line import Line
from sanhak.serve.client.programmes import ListedProblem, problem, problem_of
from sanhak.serve.client.sending import facts_of, file_of
from sanhak.study.answer import Answer
from sanhak.study.lesson.findings import NoSuchLesson
from sanhak.table.table import Table
from sanhak.text import Text

if TYPE_CHECKING:
    from sanhak.study import Study

Progress: TypeAlias = Callable[[Step], None]
"""Told what a job is doing and how many hundredths of its time are behind it."""
_ENDS: Final = frozenset({"done", "refused", "cancelled", "failed"})


@dataclass(frozen=True, slots=True)
class Workbench:
    """A workbench that one is connected to; in a ``with`` block, or until :meth:`close`."""

    line: Line = field(repr=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connection back."""
        self.line.close()

    def projects(self) -> tuple[Project, ...]:
        """All projects that one belongs to: one's own first, then by title."""
        return tuple(Project(one["id"], one["title"], self.line) for one in self.line.pages("/projects"))

    def project(self, name: str) -> Project:
        """The project of this title or identifier.

        Raises
        ------
        Refusal
            C001 if one belongs to none of this name.
        """
        found = next((one for one in self.projects() if name in (one.id, one.title)), None)
        if found is not None:
            return found
        one = self.line.get(f"/projects/{quote(name, safe='')}")
        return Project(one["id"], one["title"], self.line)

    def lessons(self) -> tuple[ListedLesson, ...]:
        """All lessons with one's own progress."""
        return listed(self.line)

    def lesson(self, name: str) -> ListedLesson:
        """The lesson of this name; :class:`Refusal` S350 if there is none."""
        every = self.lessons()
        found = next((one for one in every if one.name == name), None)
        if found is None:
            raise Refusal(NoSuchLesson(name=name[:200], known=tuple(one.name for one in every)))
        return found

    def calls(self) -> tuple[Mapping[str, Any], ...]:
        """All calls that one may see, the latest first, as the API tells them."""
        return tuple(self.line.pages("/calls"))

    def applications(self) -> tuple[Mapping[str, Any], ...]:
        """One's own applications, as the API tells them; they are written on pages."""
        return tuple(self.line.pages("/applications"))

    def problems(self) -> tuple[ListedProblem, ...]:
        """One's own problems, and all others that one may read."""
        return tuple(problem_of(one, self.line, self._job) for one in self.line.pages("/problems"))

    def problem(self, name: str) -> ListedProblem:
        """The problem of this title or identifier; :class:`Refusal` C001 if one may see none of this name."""
        return problem(self.line, name, self._job)

    def write_problem(self, title: str, **given: str | int) -> ListedProblem:
        """Write a problem as a draft.

        Parameters
        ----------
        title
            What it is called.
        given
            ``wrong``, ``place``, ``area``, ``practice``, ``reckoning`` and ``recorded`` in words; ``low``, ``likely``
            and ``high`` in won a year.

        Raises
        ------
        Refusal
            C002, C009, C187.
        """
        return problem_of(self.line.post("/problems", {"title": title, **given}), self.line, self._job)

    def scholarships(self) -> tuple[Mapping[str, Any], ...]:
        """One's own scholarship with its payments, as the API tells it."""
        return tuple(self.line.pages("/scholarships"))

    def payments_due(self) -> tuple[Mapping[str, Any], ...]:
        """What is due to scholars this month, for the office; :class:`Refusal` C002 for all others."""
        return tuple(self.line.pages("/payments/due"))

    def _job(self, name: str) -> Job:
        return Job(name, self.line)


@dataclass(frozen=True, slots=True)
class Project:
    """A project that one belongs to."""

    id: str
    title: str
    _line: Line = field(repr=False)

    def datasets(self) -> tuple[Dataset, ...]:
        """Its datasets by name."""
        found = self._line.pages(f"/projects/{self.id}/datasets")
        return tuple(Dataset(one["id"], one["name"], self._line) for one in found)

    def dataset(self, name: str) -> Dataset:
        """The dataset of this name or identifier; :class:`Refusal` C001 if there is none."""
        found = next((one for one in self.datasets() if name in (one.id, one.name)), None)
        if found is not None:
            return found
        one = self._line.get(f"/datasets/{quote(name, safe='')}")
        return Dataset(one["id"], one["name"], self._line)

    def table(self, name: str) -> Table:
        """The rows of the dataset of this name, as its newest version that is ready has them."""
        return self.dataset(name).table()

    def upload(
        self,
        data: str | Path | Table,
        *,
        name: str | None = None,
        into: str | None = None,
        units: Mapping[str, str] | None = None,
        kinds: Mapping[str, str] | None = None,
        progress: Progress = lambda _step: None,
        **stated: str | None,
    ) -> Dataset:
        """Add a file or a table, and wait until it is read.

        Parameters
        ----------
        data
            The path of a file, or a table with its facts.
        name
            What it is called; by default as the file or the table.
        into
            The name of a dataset that gets a new version of it.
        units, kinds
            What is known of the columns of a file.
        progress
            Told each step of the reading.
        stated
            What else is known of a file: ``sheet``, ``time``, ``asset``, ``lot``, ``layout`` (see ``Table.read``).

        Raises
        ------
        Refusal
            C001, C002; T-codes if it cannot be read.
        """
        query = {key: value for key, value in stated.items() if value is not None}
        columns = {key: dict(value) for key, value in (("units", units), ("kinds", kinds)) if value}
        if isinstance(data, Table):
            query, columns = facts_of(data)
        with file_of(data) as path, path.open("rb") as file:
            called = name or (data.source.name if isinstance(data, Table) else path.name)
            aim = {"into": self.dataset(into).id} if into else {}
            made = self._line.post(f"/projects/{self.id}/datasets", file, name=called, **aim, **query)
        if columns:  # an address is too short for what is known of many columns
            made = self._line.post(f"/versions/{made['id']}/correct", query | columns)
        Job(made["job"], self._line).wait(progress)
        one = self._line.get(f"/datasets/{made['dataset']}")
        return Dataset(one["id"], one["name"], self._line)

    def ask(self, study: Study, data: Data | Mapping[str, Data] | None = None, title: str | None = None) -> Job:
        """Ask a question of the project's data; the workbench keeps it and carries it out.

        Parameters
        ----------
        study
            The question, as in ``process.SetPoints(…)``.
        data
            A dataset, the name of one, or a table, which is uploaded; a mapping by the names of the study's tables
            where it needs several.
        title
            What it is called; by default the title of its kind.

        Raises
        ------
        Refusal
            C001, C002; S- and D-codes if it cannot be asked.
        """
        given = data if isinstance(data, Mapping) else {} if data is None else {study.main or "data": data}
        body = {
            "kind": study.kind,
            "title": title or study.title,
            "values": study.model_dump(mode="json", exclude_defaults=True),
            "tables": {table: self._dataset(one).id for table, one in given.items()},
        }
        kept = self._line.post(f"/projects/{self.id}/studies", body)
        return Job(self._line.post(f"/studies/{kept['id']}/ask")["id"], self._line)

    def answers(self) -> tuple[ListedAnswer, ...]:
        """Its answers, the latest first, as lists show them."""
        found = self._line.pages(f"/projects/{self.id}/answers")
        return tuple(ListedAnswer(one["id"], one["title"], one["headline"], self._line) for one in found)

    def fleet(self, order: str = "risk") -> tuple[Mapping[str, Any], ...]:
        """Its assets as the API tells them; ``order`` is risk, waiting, life, read or name."""
        return tuple(self._line.pages(f"/projects/{self.id}/fleet", order=order))

    def asset(self, name: str) -> Mapping[str, Any]:
        """An asset with all that answers tell of it; :class:`Refusal` C001 if they tell of none of this name."""
        return dict(self._line.get(f"/projects/{self.id}/fleet/{quote(name, safe='/')}"))

    def steering(self) -> Mapping[str, Any]:
        """Where it stands, as the API tells it: course, what is next, gates, budget, risks and votes."""
        return dict(self._line.get(f"/projects/{self.id}/steering"))

    def spend(self, line: str, day: date, won: int, note: str = "") -> str:
        """Write a spending from a line of the budget down; gives its identifier. :class:`Refusal` C001, C002."""
        body = {"line": line, "day": day.isoformat(), "won": won, "note": note}
        return str(self._line.post(f"/projects/{self.id}/spendings", body)["id"])

    def judge(self, milestone: str, answer: WorkbenchAnswer | ListedAnswer) -> Mapping[str, Any]:
        """Hold an answer against the gate of a milestone; :class:`Refusal` C001, C002, C201, C202."""
        return dict(self._line.post(f"/milestones/{quote(milestone, safe='')}/judgements", {"answer": answer.id}))

    def _dataset(self, data: Data) -> Dataset:
        if isinstance(data, Dataset):
            return data
        return self.upload(data) if isinstance(data, Table) else self.dataset(data)


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table that a project keeps, version by version."""

    id: str
    name: str
    _line: Line = field(repr=False)

    def table(self) -> Table:
        """The rows and facts of its newest version that is ready; :class:`Refusal` C017 while there is none."""
        from sanhak.table.keep import read_table

        seen = self._line.get(f"/datasets/{self.id}")
        version = seen["ready"] or seen["newest"]["id"]
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "table.parquet"
            self._line.fetch(f"/versions/{version}/table", path)
            return read_table(path)

    def add(self, rows: str | Path | Table | Sequence[Mapping[str, Any]], name: str = "rows") -> Mapping[str, Any]:
        """Add further rows under its heads (a file, a table, or mappings of heads to cells), and wait until they are.

        Gives how many were new and known, and the version that holds all; the same rows sent again count once. Raises
        :class:`Refusal` with the T- and C-codes why they were not added.
        """
        if isinstance(rows, Table):
            with file_of(rows) as path:
                return delivered(self._line, self.id, path, f"{name}.parquet")
        return delivered(self._line, self.id, rows, name)


Data: TypeAlias = "Dataset | Table | str"
"""What a question can be asked of: a dataset, a table, or the name of a dataset."""


@dataclass(frozen=True, slots=True)
class Job:
    """Work that the workbench carries out, whether or not anybody waits for it."""

    id: str
    _line: Line = field(repr=False)

    @property
    def state(self) -> str:
        """waiting, running, done, refused, cancelled or failed."""
        return str(self._line.get(f"/jobs/{self.id}")["state"])

    def cancel(self) -> None:
        """Stop it: at once if it waits, at its next step if it runs."""
        self._line.post(f"/jobs/{self.id}/cancel")

    def wait(self, progress: Progress = lambda _step: None, *, every: float = 0.5) -> Mapping[str, Any]:
        """What has become of it, once it has ended; looks ``every`` so many seconds.

        Raises
        ------
        Refusal
            The findings by which it was refused or has failed; W108 if it was stopped.
        """
        said = ""
        while (seen := self._line.get(f"/jobs/{self.id}"))["state"] not in _ENDS:
            if seen["doing"] != said:
                said = seen["doing"]
                progress(Step(Text("{doing}", {"doing": said}), round(100 * (seen["share"] or 0)), 100))
            time.sleep(every)
        if seen["state"] == "cancelled":
            raise Refusal(JobStopped())
        if seen["state"] != "done":
            raise Refusal(*map(Finding.load, seen["findings"]))
        return dict(seen)

    def answer(self, progress: Progress = lambda _step: None) -> WorkbenchAnswer:
        """The answer, once it has come, with its tables and models; raises as :meth:`wait` does."""
        return _fetched(self._line, str(self.wait(progress)["answer"]))


@dataclass(frozen=True)
class WorkbenchAnswer(Answer):
    """An answer that the workbench keeps: everything that an answer is, and the decision can be taken on it."""

    id: str = ""
    line: Any = field(default=None, repr=False)

    def decide(self, note: str = "") -> str:
        """Take the decision that it recommends; gives the decision's identifier. :class:`Refusal` C001, C002, C009."""
        return _decided(self.line, self.id, note)


@dataclass(frozen=True, slots=True)
class ListedAnswer:
    """An answer as lists show it."""

    id: str
    title: str
    headline: str
    _line: Line = field(repr=False)

    def answer(self) -> WorkbenchAnswer:
        """All of it, with its tables and models."""
        return _fetched(self._line, self.id)

    def decide(self, note: str = "") -> str:
        """Take the decision that it recommends; gives the decision's identifier. :class:`Refusal` C001, C002, C009."""
        return _decided(self._line, self.id, note)


def _fetched(line: Line, answer: str) -> WorkbenchAnswer:
    from sanhak.serve.live.archive import load_answer

    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "answer.zip"
        line.fetch(f"/answers/{answer}/files/answer.zip", path)
        whole = load_answer(path)
    return WorkbenchAnswer(**{part.name: getattr(whole, part.name) for part in fields(Answer)}, id=answer, line=line)


def _decided(line: Line, answer: str, note: str) -> str:
    return str(line.post(f"/answers/{answer}/decisions", {"note": note})["id"])
