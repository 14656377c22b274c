"""Choosing experiments on many made-up reactions (``made.py``), a campaign each: what one table alone cannot tell.

Ours beside BayBE from the same random rows, and ours with a ranking that is right, of no use, or wrong. Figures are
shares of the best yield of each reaction, in per cent. What is kept is not run again.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from curves import interval
from lookup import Lookup, Value
from loop import Kept, Stopped, Worker, carry_out, warm_up
from made import made
from named import PEERS
from report import put
from run import BUILD, python

UNTIL, AT = 30, (5, 10, 15, 20, 25, 30)
AGREEMENTS = (0.6, 0.0, -0.5)
"""Correlation of a ranking with what each level truly gives on average."""


def ranked(table: Lookup, agreement: float) -> Lookup:
    """A reaction with a ranking of the settings of each factor, so far in agreement with what they give on average."""
    rng = np.random.default_rng(7_000 + int(re.sub(r"\D", "", table.name)))
    values, ranking = np.array(table.values), {}
    for place, factor in enumerate(table.pool.factors):
        levels: list[Value] = table.pool.levels(place)
        column = np.array([row[place] for row in table.pool.rows])
        worth = np.array([values[column == level].mean() for level in levels])
        worth = (worth - worth.mean()) / (worth.std() + 1e-9)
        believed = agreement * worth + np.sqrt(1 - agreement**2) * rng.normal(size=len(levels))
        ranking[factor.name] = [levels[at] for at in np.argsort(-believed)]
    return replace(table, name=f"{table.name}_ranked_{agreement:+g}", pool=replace(table.pool, ranking=ranking))


def reached(tool: str, tables: Sequence[Lookup], kept: Kept, environments: Path) -> np.ndarray:
    """The best share so far after the experiments of ``AT``, per cent, shape (reactions, experiments).

    Raises
    ------
    Stopped
        If the tool cannot go on.
    """
    worker, rows = None, []
    for number, table in enumerate(tables):
        done = kept.read(tool, table.name).get(number)
        if done is None:
            if worker is None:
                worker = Worker(python(tool, environments), PEERS[tool])
                warm_up(worker, table)
            done = carry_out(worker, tool, table, number, UNTIL)
            kept.add(done)
        rows.append(100 * done.best(table)[np.array(AT) - 1] / table.best)
    if worker is not None:
        worker.close()
    return np.array(rows)


def told(name: str, shares: np.ndarray) -> str:
    """One row of a table."""
    cells = [f"{mean:.1f}" for mean in shares.mean(axis=0)]
    return f"| {name} | {' | '.join(cells)} | {100 * (shares[:, -1] >= 99).mean():.0f} % |"


def heading(first: str) -> list[str]:
    """The two lines above the rows."""
    return [f"| {first} | {' | '.join(f'after {at}' for at in AT)} | ≥ 99 % after {UNTIL} |", "|---" * 8 + "|"]


def beside(count: int, tools: Sequence[str], kept: Kept, environments: Path) -> Iterator[str]:
    """Ours and other tools from the same random rows, and how far ours is above each."""
    tables = [made(number) for number in range(count)]
    found = {tool: reached(tool, tables, kept, environments) for tool in tools}
    yield from [f"{count} reactions, from five random rows:", "", *heading("tool")]
    yield from (told(PEERS[tool].title, shares) for tool, shares in found.items())
    yield ""
    for tool in tools[1:]:
        for at in (15, 30):
            apart = (found[tools[0]] - found[tool])[:, AT.index(at)]
            low, high = interval(apart)
            yield f"- Sanhak − {PEERS[tool].title} after {at}: {apart.mean():+.2f} ({low:+.2f} to {high:+.2f})"


def rankings(count: int, kept: Kept, environments: Path) -> Iterator[str]:
    """Ours from its own start, without a ranking and with rankings of different worth."""
    tables = [made(number) for number in range(count)]
    yield from [f"{count} reactions, from a start of our own:", "", *heading("agreement of the ranking")]
    yield told("no ranking", reached("sanhak_own", tables, kept, environments))
    for agreement in AGREEMENTS:
        guided = [ranked(table, agreement) for table in tables]
        yield told(f"{agreement:+.1f}", reached("sanhak_ranked", guided, kept, environments))


def main() -> None:
    """Run what is missing, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reactions", type=int, default=200)
    parser.add_argument("--rankings", type=int, default=100, help="reactions on which rankings are tried")
    parser.add_argument("--tools", nargs="*", default=["sanhak", "baybe"], choices=["sanhak", "baybe"])
    parser.add_argument("--pages", action="store_true", help="write the tables into the documentation")
    parser.add_argument("--results", type=Path, default=BUILD / "reactions")
    parser.add_argument("--environments", type=Path, default=BUILD / "venvs")
    given = parser.parse_args()
    kept, lines = Kept(given.results), []
    try:
        lines += beside(given.reactions, given.tools, kept, given.environments)
        lines += ["", *rankings(given.rankings, kept, given.environments)]
    except Stopped as stopped:
        lines.append(f"left out, {stopped}")
    print("\n".join(lines))
    if given.pages:
        put(Path(__file__).parent / "README.md", "\n".join(lines), "reactions")


if __name__ == "__main__":
    main()
