"""Asking a campaign from Python, batch by batch: the same study, with its table of runs going round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from sanhak.decide.space import Setting
from sanhak.run import Run
from sanhak.study import Estimate, Growing
from sanhak.table import Column, Kind, Table
from sanhak.text import Text, say

if TYPE_CHECKING:
    from sanhak.areas.process.campaign import Campaign


@dataclass(frozen=True, slots=True)
class Best:
    """The best run so far: its number, its settings, and the goal that another run of it is expected to give.

    ``estimate`` has the unit of the goal and a 90 % interval; it is what all runs together say, not the one result.
    """

    run: int
    settings: Mapping[str, Setting]
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Worth:
    """Whether the next batch is worth running.

    ``gain`` is what it is expected to add to the best run, in the goal's unit, with its 90 % interval; None before
    there is a best run. ``needed`` is the gain from which on it is worth it, ``cost`` the money that the batch costs,
    None where no cost of a run is given. ``verdict`` says it in a sentence.
    """

    gain: Estimate | None
    needed: float
    cost: float | None
    worth_it: bool
    verdict: Text


class Asking(Growing):
    """What a campaign offers beside :meth:`~sanhak.study.Study.solve`: its runs asked, told, and judged."""

    grows: ClassVar[str] = "runs"
    words: ClassVar[Mapping[str, Text]] = {
        "planned": say("planned"), "done": say("done"), "failed": say("failed"), "left out": say("left out"),
    }  # fmt: skip

    def ask(self, runs: Table | None = None, run: Run | None = None) -> Table:
        """The runs with the next batch under them: numbered on, planned, their results empty.

        Parameters
        ----------
        runs
            The table of runs, one row for each; None before the first. Runs without a result count as running: the
            batch is chosen as if they gave what is expected of them.
        run
            Seed and effort; the same runs and the same seed give the same batch.

        Raises
        ------
        Refusal
            D028–D041 and T-codes, as :meth:`~sanhak.study.Study.solve` does.
        """
        return self.solve({} if runs is None else {self.grows: runs}, run).tables[self.grows]

    def tell(self, runs: Table | None, results: Table | Mapping[Any, Any] | Sequence[Mapping[str, Any]]) -> Table:
        """The runs with results in their cells.

        Parameters
        ----------
        runs
            The table of runs; None before the first.
        results
            By run number, ``{3: 45.2, 4: "did not dissolve", 5: {"yield": 51.0, "purity": 98.1}}`` (a value alone is
            one of the first goal); or rows, as a table or as mappings, each with the number under ``run`` or with all
            settings. Settings that wait for a result take it; others are added as a run of one's own. Results may be
            partial; values are in the unit of the column, or texts with a unit. A word such as "failed: vial broke"
            says that the run failed.

        Returns
        -------
        Table
            The same runs in the same order, with numbers in the columns of results.

        Raises
        ------
        Refusal
            D052 for a number that no run has, D053 for a second result of one run, D054 for words that are no result,
            D055 for a row that names no run, T001 for a column that is not there.
        """
        from sanhak.areas.process.experiments.results import told_results

        return told_results(cast("Campaign", self), runs, results)

    def best(self, runs: Table) -> Best | None:
        """The best run so far among those that keep all limits, with what it is expected to give again.

        Returns
        -------
        Best or None
            None as long as no run with a result keeps the limits.

        Raises
        ------
        Refusal
            D028–D041 and T-codes, as :meth:`~sanhak.study.Study.solve` does.
        """
        from sanhak.areas.process.experiments.telling import best_run

        return best_run(cast("Campaign", self), runs)

    def worth(self, runs: Table, run: Run | None = None) -> Worth:
        """What the next batch is expected to bring, what it costs, and whether that is worth it.

        Raises
        ------
        Refusal
            D028–D041 and T-codes, as :meth:`~sanhak.study.Study.solve` does.
        """
        from sanhak.areas.process.experiments.telling import worth_of

        return worth_of(cast("Campaign", self), runs, run or Run())

    def read(self, path: str | Path) -> Table | None:
        """The table of runs in a file: a study's workbook with a sheet of runs, or a table alone (Excel, CSV).

        Words in the places of results are kept, as are levels that look like numbers: the campaign knows its columns.

        Returns
        -------
        Table or None
            One row for each run; None where the sheet is empty.

        Raises
        ------
        Refusal
            T-codes, if the file cannot be read.
        """
        from sanhak.study.file.sheets import read_table

        return read_table(Path(path), self.grows, self.known(self.grows))

    @property
    def several(self) -> int:
        """Runs in a batch."""
        return cast("Campaign", self).batch

    def further(self, count: int) -> Self:
        """The same campaign with a batch of this many runs."""
        return self.model_copy(update={"batch": count})

    def waiting(self, table: Table | None) -> tuple[int, ...]:
        """The numbers of the runs that still wait for a result of a goal."""
        from sanhak.areas.process.experiments.telling import open_runs

        return open_runs(cast("Campaign", self), table)

    def numbers(self, table: Table) -> tuple[int, ...]:
        """The number of each run: from a column of running numbers, else from 1 on."""
        from sanhak.areas.process.experiments.cells import numbers_of

        return tuple(map(int, numbers_of(table)))

    def known(self, table: str) -> tuple[Column, ...]:
        """Results as they are written, levels as words, other factors as numbers."""
        study = cast("Campaign", self)
        if table not in study.optional:
            return ()
        worded = {name for name, values in study.factors.items() if any(isinstance(value, str) for value in values)}
        factors = (Column(name, Kind.CATEGORY if name in worded else Kind.NUMBER) for name in study.factors)
        results = (Column(name, Kind.TEXT) for name in study.outcomes)
        return (*factors, *results, Column(study.status, Kind.CATEGORY))
