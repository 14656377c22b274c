"""The centre's programmes from Python: problems with their samples as objects, the rest as the API tells it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sanhak.serve.client.line import Line
from sanhak.table.read import file_at

if TYPE_CHECKING:
    from sanhak.serve.client.workbench import Job


@dataclass(frozen=True, slots=True)
class ListedProblem:
    """A problem: its title, how far it has come, and the workbench's measurement of its sample once there is one."""

    id: str
    title: str
    state: str
    intake: Mapping[str, Any] | None
    _line: Line = field(repr=False)
    _job: Callable[[str], Job] = field(repr=False)

    def measure(self, data: str | Path, outcome: str) -> ListedProblem:
        """Give it a sample, and have measured whether the column ``outcome`` can be explained; waits for it.

        Raises
        ------
        Refusal
            C001, C002, C180–C182, C186; T- and M-codes if it cannot be read or measured.
        """
        path = file_at(data)
        with path.open("rb") as file:
            version = self._line.post(f"/problems/{self.id}/sample", file, name=path.name)
        self._job(version["job"]).wait()
        job = self._line.post(f"/problems/{self.id}/measure", {"outcome": outcome})
        self._job(job["id"]).wait()
        return self._made(self._line.get(f"/problems/{self.id}"))

    def send(self) -> ListedProblem:
        """Send it in; :class:`Refusal` C001, C186, or C009 if one of its five fields is missing."""
        return self._made(self._line.post(f"/problems/{self.id}/send"))

    def _made(self, reply: Mapping[str, Any]) -> ListedProblem:
        return problem_of(reply, self._line, self._job)


def problem_of(reply: Mapping[str, Any], line: Line, job: Callable[[str], Job]) -> ListedProblem:
    """A problem as the workbench told it."""
    return ListedProblem(reply["id"], reply["title"], reply["state"], reply["intake"], line, job)


def problem(line: Line, name: str, job: Callable[[str], Job]) -> ListedProblem:
    """The problem of this title or identifier; :class:`Refusal` C001 if one may see none of this name."""
    found = next((one for one in line.pages("/problems") if name in (one["id"], one["title"])), None)
    return problem_of(found or line.get(f"/problems/{quote(name, safe='')}"), line, job)
