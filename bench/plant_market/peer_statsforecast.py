"""statsforecast on the series that it is asked about: theta on all of them, AutoETS and AutoTheta on a part."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from statsforecast import StatsForecast
from statsforecast.models import AutoETS, AutoTheta, DynamicOptimizedTheta


def main() -> None:
    """Read the question, warm up (its code is compiled at first use), forecast on one process, write the answer."""
    asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    series, ahead = asked["series"], asked["ahead"]
    told = {}
    for name, model, which in (
        ("DynamicOptimizedTheta", DynamicOptimizedTheta, range(len(series))),
        ("AutoTheta", AutoTheta, range(0, len(series), asked["some"])),
        ("AutoETS", AutoETS, range(0, len(series), asked["some"])),
    ):
        frame = pd.concat([_frame(at, series[at]) for at in which])
        maker = model(season_length=asked["season"], alias="m")
        engine = StatsForecast(models=[maker], freq=1, n_jobs=1)
        engine.forecast(df=_frame(0, series[0]), h=ahead, level=[90])
        began = time.process_time()
        said = engine.forecast(df=frame, h=ahead, level=[90])
        seconds = time.process_time() - began
        parts = {part: said[head].to_numpy().reshape(-1, ahead).tolist()
                 for part, head in (("mean", "m"), ("low", "m-lo-90"), ("high", "m-hi-90"))}  # fmt: skip
        told[name] = {**parts, "seconds": seconds}
    Path(sys.argv[2]).write_text(json.dumps(told), encoding="utf-8")


def _frame(at: int, values: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"unique_id": f"{at:05d}", "ds": np.arange(1, len(values) + 1), "y": values})


if __name__ == "__main__":
    main()
