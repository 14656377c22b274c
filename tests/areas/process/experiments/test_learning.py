from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from sanhak.areas.process.campaign import Campaign
from sanhak.areas.process.experiments.domain import domain_of
from sanhak.areas.process.experiments.learning import learnt
from sanhak.areas.process.experiments.log import log_of
from sanhak.table import Table

RUNS = Table.of(
    pl.DataFrame(
        {
            "t": [10.0, 20.0, 30.0, 40.0, 50.0, 60.0],
            "purity": [50.0, 60.0, 70.0, 95.0, 90.0, 40.0],
            "made": [8.0, 7.0, 4.0, 19.0, 20.0, 2.0],
            "lead": [1.0, 1.0, 1.0, 9.0, 9.0, 1.0],
        }
    )
)


def reference(**more):
    """The worst that still counts of purity and of what is made, in their units."""
    study = Campaign(factors={"t": (0.0, 100.0)}, maximize="purity", also={"made": "maximize"}, **more)
    domain = domain_of(study, RUNS)
    known = learnt(study, domain, log_of(study, domain, RUNS), dict.fromkeys(study.outcomes))
    scales = np.array([(known.surfaces[goal].scale, known.surfaces[goal].mean) for goal in study.goals])
    return scales[:, 1] + scales[:, 0] * known.outlook.reference


def test_runs_beyond_a_limit_do_not_raise_the_worst_that_counts():
    # The front is of purities 50, 60 and 70 with 8, 7 and 4 made; two runs with much lead beat them in both.
    assert reference(keep={"lead": (None, 5.0)}) == pytest.approx([50 - 0.1 * 20, 4 - 0.1 * 4])
    assert reference() == pytest.approx([90 - 0.1 * 5, 19 - 0.1 * 1])


def test_where_no_run_keeps_the_limits_every_result_counts():
    assert reference(keep={"lead": (None, 0.5)}) == pytest.approx([40.0, 2.0])


def test_what_is_given_as_the_worst_is_taken():
    assert reference(worst={"made": 6.0})[1] == pytest.approx(6.0)
