"""The proposal of who reviews what: asked for, worked out here or by a job, kept, and shown with its reasons.

It is the assignment whose worst served application is served as well as possible, then the best in total
(:mod:`sanhak.decide.assignment`), or one drawn by lot; pairs that stand already stay. It is worked out anew only when
something that it rests on has changed.
"""

from __future__ import annotations

import gzip
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, insert, select, update

from sanhak.center import events
from sanhak.center.calls.form import told
from sanhak.center.findings import NotHere
from sanhak.center.people import Person
from sanhak.center.reviewing import pool
from sanhak.center.reviewing import proposal as plain
from sanhak.center.reviewing.ground import Ground, ground, texts
from sanhak.center.reviewing.pool import Entry, Reviewer
from sanhak.center.reviewing.schema import proposed_assignments
from sanhak.center.words import choice
from sanhak.finding import Refusal
from sanhak.jobs.handler import Handler, Kept
from sanhak.jobs.job import Alike, Job
from sanhak.jobs.queue import Queue
from sanhak.store import Blobs, Database
from sanhak.text import say

ASSIGN: Final = "assign"
"""The kind of the job."""
_SEEDS: Final = 1 << 31


class Way(StrEnum):
    """How reviewers are proposed: the fairest assignment, or by lot with no pair likelier than so much."""

    FAIREST = "fairest"
    HALF = "0.5"
    THREE_QUARTERS = "0.75"
    NINE_TENTHS = "0.9"

    @property
    def most(self) -> float | None:
        """The highest chance of a pair; None without a lot."""
        return None if self is Way.FAIREST else float(self.value)


@dataclass(frozen=True, slots=True)
class Pair:
    """One pair of a proposal, and why: words in common, the bid, the load of the reviewer with all of the proposal.

    ``affinity`` is None where it was never worked out, ``chance`` where nothing was drawn.
    """

    entry: Entry
    reviewer: Reviewer
    affinity: float | None
    shared: tuple[str, ...]
    bid: float | None
    load: int
    stands: bool
    chance: float | None = None

    @property
    def why(self) -> dict[str, Any]:
        """What is kept of the reasons."""
        told_ = {"affinity": self.affinity, "shared": list(self.shared), "bid": self.bid, "load": self.load}
        return told_ if self.chance is None else told_ | {"chance": self.chance}


@dataclass(frozen=True, slots=True)
class Cost:
    """What it costs to do without a pair, or to have one: the change of worst and total, and who would come instead."""

    worst: float
    total: float
    instead: tuple[str, ...]
    others: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who should review what; ``worst`` and ``total`` are sums of affinities, ``mark`` tells proposals apart.

    ``fresh`` says whether all that it rests on is as it was. ``expected`` is the mean total over draws of a lot, and
    ``highest`` the total without one.
    """

    pairs: tuple[Pair, ...]
    worst: float
    total: float
    proved: bool
    gap: float
    way: Way
    seed: int
    expected: float | None
    highest: float | None
    mark: str
    fresh: bool
    costs: Mapping[tuple[str, str], Cost]

    @property
    def new(self) -> int:
        """How many pairs do not stand yet."""
        return sum(not pair.stands for pair in self.pairs)


def look(database: Database, person: Person, call: str) -> tuple[Ground, Proposal | None]:
    """What an assignment rests on, and its proposal: that of a small call worked out if it is not fresh.

    Of a large call it is the last that a job has worked out; None before the first.

    Raises
    ------
    Refusal
        C001, C002, C144; D200–D207 where a small call has none.
    """
    with database.reading() as rows:
        given = ground(rows, person, call)
        last = kept(rows, given)
    if given.large or (last is not None and last.fresh):
        return given, last
    with database.writing() as rows:
        return renew(rows, person, call)


def renew(rows: Connection, person: Person, call: str) -> tuple[Ground, Proposal]:
    """Work a proposal out at once, however large the call is, and keep it; refusals as :func:`look`."""
    given = ground(rows, person, call)
    way, seed = _way(rows, call)
    found = plain.work_out(_plain(rows, given, way, seed))
    _keep(rows, person.id, call, given.mark(way.value, seed), way, seed, found)
    last = kept(rows, given)
    assert last is not None, "it was kept just now"  # noqa: S101 - a proof, not a check
    return given, last


def ask(rows: Connection, blobs: Blobs, queue: Queue, person: Person, call: str, way: str) -> str | None:
    """Have a proposal worked out in one of the ways; gives the job's identifier, None where the page does it itself.

    The seed of a lot is drawn once for a call, so that asking again draws nothing better.

    Raises
    ------
    Refusal
        C001, C002, C144; C013 for no such way.
    """
    chosen = choice(way, Way, "way")
    given = ground(rows, person, call)
    _, seed = _way(rows, call)
    _put(rows, person.id, call, {"way": chosen.value, "seed": seed, "job": None})
    if not given.large:
        return None
    return _job(rows, blobs, queue, person, given, _plain(rows, given, chosen, seed), None)


def price(rows: Connection, given: Ground, last: Proposal, application: str, reviewer: str) -> Cost | None:
    """What it costs to do without a pair of a fresh proposal, or to have one; None where a job has to work it out.

    Raises
    ------
    Refusal
        C001 for no such pair; D200–D207 where nothing is left.
    """
    if (application, reviewer) in last.costs or given.large:
        return last.costs.get((application, reviewer))
    row, column = _place(given, application, reviewer)
    cost = plain.cost(_priced(rows, given), row, column)
    _keep_cost(rows, given.call.id, application, reviewer, _named(given, cost))
    return _cost(_named(given, cost))


def ask_price(
    rows: Connection, blobs: Blobs, queue: Queue, person: Person, call: str, application: str, reviewer: str
) -> str:
    """Have a job work out what a change costs; gives the job. :class:`Refusal` C001, C002, C144."""
    given = ground(rows, person, call)
    last = kept(rows, given)
    if last is None or not last.fresh:
        raise Refusal(NotHere())
    change = _place(given, application, reviewer)
    return _job(rows, blobs, queue, person, given, _priced(rows, given), (*change, application, reviewer))


def job_of(rows: Connection, queue: Queue, person: Person, call: str) -> Job | None:
    """The last job of a call's assignment; None where there was none. :class:`Refusal` C001 or C002."""
    here = pool.running(rows, person, call)
    row = _row(rows, here.id)
    return queue.get(row["job"]) if row is not None and row["job"] else None


def kept(rows: Connection, given: Ground) -> Proposal | None:
    """The last proposal of a call with its reasons; pairs whose application or reviewer has gone are left out."""
    row = _row(rows, given.call.id)
    if row is None or row["found"] is None:
        return None
    found = row["found"]
    entries = {one.application.id: (place, one) for place, one in enumerate(given.entries)}
    judges = {one.person.id: (place, one) for place, one in enumerate(given.reviewers)}
    here = [
        (*entries[found["applications"][a]], *judges[found["reviewers"][r]], found["affinity"][a][r], words, chance)
        for a, r, words, chance in found["pairs"]
        if found["applications"][a] in entries and found["reviewers"][r] in judges
    ]
    load = np.bincount([column for _, _, column, *_ in here], minlength=len(given.reviewers))
    pairs = tuple(
        Pair(entry, judge, affinity, tuple(words), given.bid(row_, column), int(load[column]),
             bool(given.standing[row_, column]), chance)
        for row_, entry, column, judge, affinity, words, chance in here
    )  # fmt: skip
    fresh = row["mark"] == given.mark(row["way"], row["seed"])
    costs = {tuple(key.split(" ")): _cost(value) for key, value in found["changes"].items()}
    told_ = {name: found[name] for name in ("worst", "total", "proved", "gap", "expected", "highest", "seed")}
    return Proposal(pairs=pairs, way=Way(found["way"]), mark=row["mark"], fresh=fresh, costs=costs, **told_)


def affinity(rows: Connection, given: Ground) -> NDArray[np.float64]:
    """How well reviewers suit applications as the last proposal has it, shape (A, R); NaN where nobody has compared."""
    known = np.full(given.allowed.shape, np.nan)
    row = _row(rows, given.call.id)
    found = row["found"] if row is not None else None
    if not found:
        return known
    lines, row_ = _met([one.application.id for one in given.entries], found["applications"])
    columns, column_ = _met([one.person.id for one in given.reviewers], found["reviewers"])
    known[np.ix_(lines, columns)] = np.array(found["affinity"], dtype=float)[np.ix_(row_, column_)]
    return known


def refresh(rows: Connection, person: Person, call: str) -> None:
    """Say that the last proposal is fresh: what it rests on has changed in nothing but that it was taken."""
    row = _row(rows, call)
    if row is not None:
        mark = ground(rows, person, call).mark(row["way"], row["seed"])
        _put(rows, person.id, call, {"mark": mark})


def keep(result: dict[str, Any], job: Job, blobs: Blobs) -> Kept:
    """The proposal, or the cost of a change, unless another was asked for meanwhile."""
    del blobs
    asked = job.payload

    def within(rows: Connection) -> None:
        row = _row(rows, asked["call"])
        if row is None or row["job"] != job.id:
            return
        if asked["change"] is None:
            _keep(rows, job.person, asked["call"], asked["mark"], Way(asked["way"]), asked["seed"], result)
        elif row["mark"] == asked["mark"]:
            result["instead"] = [asked["names"][place] for place in result["instead"]]
            _, _, application, reviewer = asked["change"]
            _keep_cost(rows, asked["call"], application, reviewer, result)

    return Kept({"total": result["total"]}, within)


HANDLER: Final = Handler(plain.carry_out, keep, say("the proposal of who reviews what"))


def _job(
    rows: Connection, blobs: Blobs, queue: Queue, person: Person, given: Ground, data: Mapping[str, Any], change: Any
) -> str:
    """Let a job wait that reads its data from a blob."""
    row = _row(rows, given.call.id)
    way, seed = (row["way"], row["seed"]) if row is not None else (Way.FAIREST.value, 0)
    key = blobs.put(gzip.compress(json.dumps(data, ensure_ascii=False).encode(), compresslevel=1, mtime=0)).key
    payload = {"call": given.call.id, "title": told(given.call.title, "ko"), "given": key, "change": change}
    payload |= {"way": way, "seed": seed, "mark": given.mark(way, seed), "names": data["names"] if change else []}
    alike = Alike(f"{ASSIGN} {'change' if change else way}", float(given.allowed.size))
    job = queue.put(ASSIGN, payload, person.id, alike=alike, connection=rows)
    _put(rows, person.id, given.call.id, {"job": job, "given": key})
    return job


def _plain(rows: Connection, given: Ground, way: Way, seed: int) -> dict[str, Any]:
    """What a proposal is worked out from."""
    words = {"texts": list(texts(rows, given).values()), "expertise": [one.expertise for one in given.reviewers]}
    return words | _bounds(given) | {"most": way.most, "seed": seed}


def _priced(rows: Connection, given: Ground) -> dict[str, Any]:
    """What the cost of a change is worked out from."""
    row = _row(rows, given.call.id)
    found = row["found"] if row is not None else {}
    return _bounds(given) | {"affinity": found["affinity"], "pairs": found["pairs"]}


def _bounds(given: Ground) -> dict[str, Any]:
    return {
        "bids": [[None if np.isnan(bid) else bid for bid in each] for each in given.bids.tolist()],
        "allowed": given.allowed.tolist(), "standing": given.standing.tolist(), "wanted": given.wanted.tolist(),
        "loads": [one.most for one in given.reviewers], "numbers": [str(one.number) for one in given.entries],
        "names": [one.person.name for one in given.reviewers],
        "applications": [one.application.id for one in given.entries],
        "reviewers": [one.person.id for one in given.reviewers],
    }  # fmt: skip


def _keep(rows: Connection, person: str, call: str, mark: str, way: Way, seed: int, found: Mapping[str, Any]) -> None:
    chosen: dict[str, Any] = {"way": way.value, "seed": seed}
    _put(rows, person, call, chosen | {"mark": mark, "found": dict(found) | chosen, "given": None})
    if way.most is not None:
        events.record(rows, "assignment.drawn", "call", call, person=person, most=way.most, seed=seed)


def _keep_cost(rows: Connection, call: str, application: str, reviewer: str, cost: Mapping[str, Any]) -> None:
    row = _row(rows, call)
    if row is not None and row["found"] is not None:
        found = row["found"]
        found = found | {"changes": found["changes"] | {f"{application} {reviewer}": dict(cost)}}
        rows.execute(update(proposed_assignments).where(proposed_assignments.c.call == call).values(found=found))


def _put(rows: Connection, person: str, call: str, values: Mapping[str, Any]) -> None:
    """Keep these values in the row of a call."""
    table, now = proposed_assignments, datetime.now(UTC)
    changed = {**values, "person": person, "made": now}
    if not rows.execute(update(table).where(table.c.call == call).values(**changed)).rowcount:
        first = {"way": Way.FAIREST.value, "seed": secrets.randbelow(_SEEDS)}
        rows.execute(insert(table).values(call=call, **first | changed))


def _row(rows: Connection, call: str) -> Mapping[Any, Any] | None:
    table = proposed_assignments
    return rows.execute(select(table).where(table.c.call == call)).mappings().first()


def _way(rows: Connection, call: str) -> tuple[Way, int]:
    row = _row(rows, call)
    return (Way.FAIREST, secrets.randbelow(_SEEDS)) if row is None else (Way(row["way"]), row["seed"])


def _place(given: Ground, application: str, reviewer: str) -> tuple[int, int]:
    """Row and column of a pair; :class:`Refusal` C001 for none."""
    row = next((place for place, one in enumerate(given.entries) if one.application.id == application), None)
    column = next((place for place, one in enumerate(given.reviewers) if one.person.id == reviewer), None)
    if row is None or column is None:
        raise Refusal(NotHere())
    return row, column


def _named(given: Ground, cost: Mapping[str, Any]) -> dict[str, Any]:
    return dict(cost) | {"instead": [given.reviewers[place].person.name for place in cost["instead"]]}


def _cost(kept_: Mapping[str, Any]) -> Cost:
    return Cost(kept_["worst"], kept_["total"], tuple(kept_["instead"]), kept_["others"])


def _met(now: Sequence[str], then: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The places of what is there now and was there then, in both."""
    before = {one: place for place, one in enumerate(then)}
    both = [(place, before[one]) for place, one in enumerate(now) if one in before]
    places = np.array(both, dtype=np.intp).reshape(-1, 2)
    return places[:, 0], places[:, 1]
