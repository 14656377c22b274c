"""Answer: what a study gives back. Kept language-free; the faces above turn it into pages, sheets and lines."""

from __future__ import annotations

import errno
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

from sanhak.figure import Figure
from sanhak.finding import Finding, Refusal, worst
from sanhak.model.score import Coverage, Score
from sanhak.study.findings import DiskFull, FolderInUse, NotWritable, NoWriter
from sanhak.text import Amount, Language, Text, dump, load, unmistaken
from sanhak.writers import WRITERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sanhak.table import Column, Table

Value: TypeAlias = float | str | None


class Predictor(Protocol):
    """What an answer keeps of a model: it knows what it reads, predicts a table and stores itself in a folder."""

    @property
    def inputs(self) -> Sequence[Column]:
        """The facts about the columns that it predicts from."""

    def predict(self, table: Table) -> Any:
        """A Prediction (or LabelPrediction) for each row."""

    def save(self, folder: Path) -> None:
        """Store without pickle."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with the interval that holds it at ``level``, in ``unit``."""

    value: float
    lower: float
    upper: float
    unit: str | None = None
    level: float = 0.9

    @property
    def amount(self) -> Amount:
        """The value, rounded as its interval allows."""
        return Amount.within(self.value, self.lower, self.upper, self.unit)

    def less(self, start: float) -> Estimate:
        """The change from ``start``: value and interval moved by it."""
        return replace(self, value=self.value - start, lower=self.lower - start, upper=self.upper - start)

    @property
    def interval(self) -> Text:
        """``80.6–83.1``."""
        ends = {
            name: Amount.within(end, self.lower, self.upper) for name, end in (("a", self.lower), ("b", self.upper))
        }
        return Text("{a}–{b}" if self.lower >= 0 else "{a} to {b}", ends)


@dataclass(frozen=True, slots=True)
class Action:
    """One row of the decision: an operator could carry it out from a print.

    ``allowed`` is the range that was asked for, ``window`` the range that keeps all limits when the others stay as
    recommended; both in ``unit``. ``effect`` is what this step alone brings to the goal, from today.
    """

    what: Text
    column: str
    today: Value
    value: Value
    unit: str | None
    reason: Text
    allowed: tuple[Value, ...] = ()
    window: tuple[Value, ...] = ()
    effect: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """What the decision is to bring, against what: the seed of the ledger."""

    what: Text
    effect: Estimate
    before: Estimate
    after: Estimate
    against: Text
    money: Estimate | None = None

    @staticmethod
    def load(data: Mapping[str, Any] | None) -> Promise | None:
        """The promise of an answer as :meth:`Answer.dump` wrote it; None for none."""
        return Promise(**_estimates(data, "effect", "before", "after", "money")) if data else None


@dataclass(frozen=True, slots=True)
class Option:
    """One line of the comparison: the recommendation, doing nothing, the best ever measured, a tuned simple rule.

    ``outcomes`` holds the goal first, then each limited outcome; ``keeps`` the probability that each limit holds.
    """

    name: Text
    settings: Mapping[str, Value]
    outcomes: Mapping[str, Estimate]
    keeps: Mapping[str, float] = field(default_factory=dict)
    recommended: bool = False


@dataclass(frozen=True, slots=True)
class Provenance:
    """What an answer rests on, enough to get it again: hashes of data and study, versions, seed, CPU seconds."""

    kind: str
    study: Mapping[str, Any]
    study_hash: str
    data: Mapping[str, Mapping[str, Any]]
    versions: Mapping[str, str]
    seed: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Counted:
    """What was done to the rows and why, in words, with the rows before and after.

    ``before`` is None where the rows came in; ``after`` too in answers of the first format, which told it in words.
    """

    what: Text
    said: Text
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A table of the answer that a report shows in full.

    ``table`` is its name in :attr:`Answer.tables`; ``words`` say what heads and cells that are words mean to a reader,
    by how they stand in the table. Names that are the user's own are left as they are. Of a long table a page shows the
    ``first`` rows and folds the others; None for all of them.
    """

    table: str
    title: Text
    lede: Text
    words: Mapping[str, Text] = field(default_factory=dict)
    first: int | None = None


@dataclass(frozen=True)
class Answer:
    """The answer to one study."""

    headline: Text
    catch: Text
    decision: tuple[Action, ...]
    promise: Promise | None
    compared: tuple[Option, ...]
    scores: tuple[Score, ...]
    coverage: tuple[Coverage, ...]
    findings: tuple[Finding, ...]
    figures: tuple[Figure, ...]
    preparation: tuple[Counted, ...] = ()
    """What was done to the rows before the model saw them, step by step; the evidence stands among the figures."""
    heads: Mapping[str, Text] = field(default_factory=dict)
    """What columns of the decision are called, by the fields of :class:`Action`, where its rows are no set-points, and
    ``title`` what it is called as a whole; and what outcomes are called that are no column of the user's."""
    listed: tuple[Listed, ...] = ()
    """The tables that a report shows in full, in this order; the others are in the workbook and the folder only."""
    tables: Mapping[str, Table] = field(default_factory=dict)
    models: Mapping[str, Predictor] = field(default_factory=dict)
    provenance: Provenance | None = None

    @property
    def worst(self) -> Finding | None:
        """The most severe finding."""
        return worst(self.findings)

    def called(self, outcome: str) -> Text:
        """An outcome by its name for the reader: that of its column, or what the answer calls it."""
        return self.heads.get(outcome, Text("{name}", {"name": outcome}))

    def dump(self) -> dict[str, Any]:
        """Everything but tables and models as plain JSON data."""
        plain = {part.name: getattr(self, part.name) for part in fields(self) if part.name not in ("tables", "models")}
        return {name: _plain(value) for name, value in plain.items()}

    @staticmethod
    def load(data: Mapping[str, Any]) -> Answer:
        """The answer that :meth:`dump` wrote, without tables and models."""
        return Answer(**{name: _READERS.get(name, load)(value) for name, value in data.items()})

    def write(self, path: str | Path, language: Language = "en") -> Path:
        """Write the answer: ``.html`` (opens offline), ``.xlsx``, ``.json``, or a folder with everything.

        The file or folder appears only when it is complete, and replaces an earlier one. Returns its path.

        Raises
        ------
        Refusal
            S-codes: the ending is unknown, the folder holds something else, the disk is full, the place is closed.
        """
        target = Path(path)
        writer = WRITERS.get(target.suffix.lower())
        if writer is None:
            raise Refusal(NoWriter(path=str(path), known=tuple(suffix or "folder" for suffix in WRITERS)))
        with whole(target) as unfinished:
            writer(self, unfinished, language)
        return target

    def _repr_html_(self) -> str:
        """The report in a frame of its own, as a notebook shows it."""
        with tempfile.TemporaryDirectory() as folder:
            page = self.write(Path(folder) / "answer.html").read_text(encoding="utf-8")
        return f'<iframe srcdoc="{escape(page)}" style="width:100%;height:48em;border:0"></iframe>'


ANSWER_FILE: Final = "answer.json"
"""The file by which a folder is known to hold an answer."""
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A path beside ``target`` to write to, moved onto it when the block ends well and removed when it does not.

    Raises
    ------
    Refusal
        S003 if the disk is full, S060 if ``target`` is a folder that holds something other than an answer, S061 if the
        place cannot be written. Nothing half-written is left behind, and what stood there before stays.
    """
    if target.is_dir() and any(target.iterdir()) and not (target / ANSWER_FILE).is_file():
        raise Refusal(FolderInUse(path=str(target)))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".unfinished-") as folder:
            unfinished = Path(folder) / target.name
            yield unfinished
            _replace(target, unfinished)
    except OSError as error:
        raise unwritten(target, error) from error


def unwritten(target: Path, error: OSError) -> Refusal:
    """The refusal of a file that could not be written: S003 if the disk is full, else S061."""
    if error.errno in _FULL:
        return Refusal(DiskFull(path=str(target)))
    return Refusal(NotWritable(path=str(target), because=error.strerror or type(error).__name__))


def _replace(target: Path, finished: Path) -> None:
    """Move ``finished`` onto ``target``; a folder that stood there comes back if that fails."""
    if not target.is_dir():
        finished.replace(target)
        return
    before = finished.with_name(f"{finished.name}-before")
    target.replace(before)
    try:
        finished.replace(target)
    except OSError:
        before.replace(target)
        raise


def _write_json(answer: Answer, path: Path, language: Language) -> None:
    del language
    path.write_text(json.dumps(answer.dump(), ensure_ascii=False, indent=1), encoding="utf-8")


WRITERS[".json"] = _write_json


def _plain(value: Any) -> Any:
    if hasattr(value, "dump"):
        return value.dump()
    if hasattr(value, "__slots__") and not isinstance(value, Text | Amount):
        return {part.name: _plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Mapping):
        return unmistaken({key: _plain(part) for key, part in value.items()})
    return dump(value)


def _estimate(data: Mapping[str, Any] | None) -> Estimate | None:
    return Estimate(**load(data)) if data else None


def _estimates(data: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: _estimate(value) if name in names else load(value) for name, value in data.items()}


def _option(data: Mapping[str, Any]) -> Option:
    outcomes = {name: Estimate(**value) for name, value in load(data["outcomes"]).items()}
    return Option(**load({name: value for name, value in data.items() if name != "outcomes"}), outcomes=outcomes)


def _counted(data: Mapping[str, Any]) -> Counted:
    """A step of preparation; in the first format it was one text."""
    row = load(data)
    return Counted(Text(""), row, None, None) if isinstance(row, Text) else Counted(**row)


_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "decision": lambda rows: tuple(Action(**_estimates(row, "effect")) for row in rows),
    "promise": Promise.load,
    "compared": lambda rows: tuple(map(_option, rows)),
    "scores": lambda rows: tuple(Score(**load(row)) for row in rows),
    "coverage": lambda rows: tuple(Coverage(**load(row)) for row in rows),
    "findings": lambda rows: tuple(map(Finding.load, rows)),
    "figures": lambda rows: tuple(map(Figure.load, rows)),
    "preparation": lambda rows: tuple(map(_counted, rows)),
    "listed": lambda rows: tuple(Listed(**load(row)) for row in rows),
    "provenance": lambda row: Provenance(**load(row)) if row else None,
}
