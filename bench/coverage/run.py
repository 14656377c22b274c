"""Do 90 % intervals hold nine times of ten? Every kind that promises one, on rows that it never saw. See README.md.

Without SANHAK_DATA virtual plants, laboratories and assays are judged, with it real tables too. Every trial is kept in
build/coverage and not run again (``--again`` does); the table is printed from what was kept. A kind of which nothing is
kept there stands as it stands in the documentation.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from judging import Piece

ROOT: Final = Path(__file__).parents[2]
KEPT: Final = ROOT / "build" / "coverage"
DOCS: Final = ROOT / "docs"
MARKS: Final = ("<!-- table -->", "<!-- end of the table -->")
ALL: Final = 1_000_000
HEADS: Final = ("door", "rows from", "split", "rows judged", "answer says", "seen", "95 % of it", "width", "CPU s")
_SUMMED: Final = ("rows judged", "CPU s")
NO_INTERVAL: Final = ("process.design", "process.replay", "quality.control_chart")


@dataclass(frozen=True, slots=True)
class Trial:
    """One kind of study on one table, so many seeds; ``maker`` of a module beside this one gives the pieces of one.

    The module is loaded when it is asked, and not before: to print what was kept needs none of them.
    """

    door: str
    table: str
    maker: str
    given: tuple[Any, ...] = ()
    seeds: int = 1
    real: bool = True

    def pieces(self) -> Iterator[Piece]:
        """Those of all seeds."""
        module, name = self.maker.split(".")
        make = getattr(import_module(module), name)
        for seed in range(self.seeds):
            yield from make(*self.given, seed=seed)

    @property
    def file(self) -> Path:
        """Where it is kept."""
        return KEPT / f"{self.door} {self.table}.json".replace(" ", "_").replace(",", "")


def trials(data: Path) -> tuple[Trial, ...]:
    """All, the kinds in their order, virtual tables before real ones."""
    unseen = partial(Trial, real=False)
    return (
        unseen("process.setpoints", "virtual reactor, experiments", "virtual.set_points", ("experiments", 300, 1), 3),
        unseen("process.setpoints", "virtual reactor, drifting", "virtual.set_points", ("drift", 480, 1), 4),
        unseen("process.setpoints", "naphthalene", "measured.naphthalene_oxidation", (2,)),
        Trial("process.setpoints", "crossed_barrel", "measured.set_points", (data, "crossed_barrel", 5)),
        Trial("process.setpoints", "alkox", "measured.set_points", (data, "alkox", 2)),
        unseen("process.campaign", "virtual reactor", "virtual.campaign", (), 5),
        Trial("process.campaign", "crossed_barrel", "measured.campaign", (data, "crossed_barrel"), 10),
        Trial("process.campaign", "photo_wf3", "measured.campaign", (data, "photo_wf3"), 10),
        Trial("process.campaign", "alkox", "measured.campaign", (data, "alkox"), 10),
        unseen("process.campaign, its proposals", "virtual reactor", "virtual.proposals", (), 15),
        unseen("process.analyse", "virtual reactor", "virtual.analysis", (), 5),
        Trial("process.analyse", "crossed_barrel", "measured.analysis", (data, "crossed_barrel"), 10),
        Trial("process.analyse", "alkox", "measured.analysis", (data, "alkox"), 10),
        unseen("materials.property", "virtual alloys", "virtual.materials", (500, 3)),
        Trial("materials.property", "steels", "measured.materials", (data, "steels_yield", ALL, 3)),
        Trial("materials.property", "expt_gap, 1,000 rows", "measured.materials", (data, "expt_gap", 1000, 1)),
        Trial("materials.property", "obelix", "measured.materials", (data, "obelix", ALL, 2)),
        unseen("materials.discover", "virtual alloys", "virtual.discovery", (500, 3)),
        Trial("materials.discover", "expt_gap, 500 rows", "measured.discovery", (data, "expt_gap", 500, 1)),
        unseen("materials.discover, its proposals", "virtual alloys", "virtual.new_alloys", (120,), 3),
        unseen("drug.property", "virtual assay", "virtual.drug", (500, 2)),
        Trial("drug.property", "HLM, 1,500 rows", "measured.drug", (data, "ADME_HLM", 1500, 1)),
        Trial("drug.property", "Sol, 1,500 rows", "measured.drug", (data, "ADME_Sol", 1500, 1)),
        unseen("drug.screen", "virtual assay", "virtual.screening", (500, 2)),
        Trial("drug.screen", "Sol, 800 rows", "measured.screening", (data, "ADME_Sol", 800, 1)),
        unseen("drug.screen, its batch", "virtual assay", "virtual.bought", (300,), 2),
        unseen("quality.soft_sensor", "virtual debutaniser", "sensing.coming", (0.0,), 5),
        unseen("quality.soft_sensor", "virtual debutaniser, fouling", "sensing.coming", (4.0,), 5),
        unseen("quality.soft_sensor, between samples", "virtual debutaniser", "sensing.between", (0.0,), 4),
        unseen("quality.soft_sensor, between samples", "virtual debutaniser, fouling", "sensing.between", (4.0,), 8),
        unseen("manufacturing.monitor, false alarms", "circuit, 6 days", "monitors.false_alarms", (6,), 60),
        unseen("manufacturing.monitor, false alarms", "circuit, 24 days", "monitors.false_alarms", (24,), 60),
        unseen("marketing.forecast", "virtual market", "forecasting.market", (60,), 6),
        Trial("marketing.forecast", "M3, 204 monthly series", "forecasting.m3", (data, 204)),
        unseen("manufacturing.schedule", "virtual plant", "schedules.ready", (), 3),
        unseen("maintenance.condition_life", "virtual pipes", "lives.to_limit", ("pipe", 60), 3),
        unseen("maintenance.condition_life", "virtual exchangers", "lives.to_limit", ("exchanger", 60), 3),
        unseen("maintenance.remaining_life", "virtual pumps", "lives.by_sensors", (60,), 3),
        unseen("maintenance.failure_risk", "virtual pumps", "lives.by_orders", (60,), 3),
        unseen("maintenance.early_warning, false alarms", "virtual pumps", "monitors.early", ("pump",), 12),
        unseen("maintenance.early_warning, false alarms", "virtual compressors", "monitors.early", ("compressor",), 12),
        unseen("maintenance.plan, its cost", "virtual fleets", "schedules.promised", (), 64),
    )


def judge(trial: Trial) -> None:
    """Carry one trial out and keep it; a refused question is told and leaves nothing."""
    from judging import summed

    from sanhak.finding import Refusal
    from sanhak.run import one_thread

    began = time.process_time()
    try:
        with one_thread():
            pieces = list(trial.pieces())
    except Refusal as refusal:
        print(f"{trial.door} on {trial.table}: {refusal}", file=sys.stderr, flush=True)
        return
    found = {"door": trial.door, "table": trial.table, **summed(pieces), "seconds": time.process_time() - began}
    KEPT.mkdir(parents=True, exist_ok=True)
    trial.file.write_text(json.dumps(found, indent=1), encoding="utf-8")
    print(f"{trial.door} on {trial.table}: {found['inside']} of {found['rows']}", file=sys.stderr, flush=True)


def told(planned: tuple[Trial, ...], page: str) -> str:
    """The table of all that was kept, and a line for each kind over all of its tables.

    A kind of which nothing is kept here stands as it stands in ``page``, the last table.
    """
    found = [json.loads(trial.file.read_text(encoding="utf-8")) for trial in planned if trial.file.is_file()]
    before = [cells for line in page.splitlines() if len(cells := line.strip("| ").split(" | ")) == len(HEADS)]
    rows: list[list[str]] = []
    for door in dict.fromkeys(trial.door for trial in planned):
        own = [one for one in found if one["door"] == door]
        rows += [_cells(one) for one in own] or [cells for cells in before if cells[0].strip("*") == door]
        if len(own) > 1:
            rows.append([f"**{cell}**" for cell in _cells(_together(own))])
    each = [cells for cells in rows if not cells[0].startswith("*")]
    judged, seconds = (sum(int(cells[HEADS.index(head)].replace(",", "")) for cells in each) for head in _SUMMED)
    lines = [_line(HEADS), _line([":---" if place < 3 else "---:" for place in range(len(HEADS))]), *map(_line, rows)]
    lines += ["", f"{judged:,} rows judged, {seconds:,} CPU s. No interval of a measurement: {', '.join(NO_INTERVAL)}."]
    return "\n".join(lines) + "\n"


def _together(own: list[dict[str, Any]]) -> dict[str, Any]:
    sums = ("rows", "inside", "width", "promised", "promised rows", "seconds")
    return {"door": own[0]["door"], "table": "all", "split": "–"} | {name: sum(o[name] for o in own) for name in sums}


def _cells(one: dict[str, Any]) -> list[str]:
    from sanhak.model.calibration import wilson

    share = one["inside"] / one["rows"]
    low, high = wilson(share, one["rows"])
    promised = one["promised"] / one["promised rows"]
    counted = f"{one['rows']:,}"
    return [one["door"], one["table"], one["split"], counted, f"{promised:.3f}", f"{share:.3f}",
            f"{low:.3f}–{high:.3f}", f"{one['width'] / one['rows']:.2f}", f"{one['seconds']:.0f}"]  # fmt: skip


def _line(cells: Any) -> str:
    return "| " + " | ".join(cells) + " |"


def _parts(page: Path) -> tuple[str, str, str]:
    """A page of the documentation: what stands before the table, the table, and what stands after it."""
    before, rest = page.read_text(encoding="utf-8").split(MARKS[0])
    table, after = rest.split(MARKS[1])
    return before, table, after


def write_pages(table: str) -> None:
    """Put the table into the documentation, in place of the last one."""
    for page in (DOCS / "coverage.md", DOCS / "coverage.ko.md"):
        before, _, after = _parts(page)
        page.write_text(f"{before}{MARKS[0]}\n\n{table}\n{MARKS[1]}{after}", encoding="utf-8")


def main() -> None:
    """Judge what is not kept, and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("words", nargs="*", help="only trials whose kind or table has one of these words")
    asked.add_argument("--again", action="store_true", help="run what is kept, too")
    asked.add_argument("--report", action="store_true", help="run nothing, only print what is there")
    asked.add_argument("--pages", action="store_true", help="write the table into the documentation")
    given = asked.parse_args()
    data = os.environ.get("SANHAK_DATA")
    planned = trials(Path(data or "."))
    for trial in planned:
        named = not given.words or any(word in f"{trial.door} {trial.table}" for word in given.words)
        ready = named and not given.report and (data is not None or not trial.real)
        if ready and (given.again or not trial.file.is_file()):
            judge(trial)
    if data is None:
        print("real tables are left out: set SANHAK_DATA to the folder that holds them", file=sys.stderr)
    table = told(planned, _parts(DOCS / "coverage.md")[1])
    print(table)
    if given.pages:
        write_pages(table)


if __name__ == "__main__":
    main()
