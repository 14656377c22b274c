"""The virtual market sells what its truth says."""

import numpy as np
import pytest

from sanhak.plants.demand import Market


def test_sales_scatter_about_the_truth():
    market = Market()
    truth = market.truth(24)
    sold = np.mean([market.sold(24, np.random.default_rng(seed)) for seed in range(60)], axis=0)
    steady, rare = ~market.rare, market.rare
    assert (sold / truth)[steady].mean() == pytest.approx(1.0, abs=0.01)
    assert sold[rare].mean() == pytest.approx(truth[rare].mean(), rel=0.15)


def test_the_table_names_every_item_in_every_month():
    table = Market(items=2).table(24, np.random.default_rng(0))
    assert len(table) == 24 * 12
    assert table.time == "month"
    assert table["sold"].unit == "ea"
    assert table.frame.select("region", "group", "item").unique().height == 12
