"""Writes the golden artefact of a watched fleet: what it must say for ever after.

Run it only where there is none, ``PYTHONPATH=tests python tests/study/early_warning/golden/make.py``: an artefact that
exists is a promise to everyone who has stored an answer.
"""

import json
from pathlib import Path

from sanhak.table.keep import write_table
from study.early_warning.compressors import answered, calm, further

HERE = Path(__file__).parent


def told(standing):
    """What is kept of what a predictor says."""
    return standing.table.frame.to_dict(as_series=False)


if __name__ == "__main__":
    answer, _ = answered()
    table = further(calm(), power=400.0)
    answer.models["health"].save(HERE / "health")
    write_table(table, HERE / "health.parquet")
    (HERE / "health.json").write_text(json.dumps(told(answer.models["health"].predict(table))) + "\n")
