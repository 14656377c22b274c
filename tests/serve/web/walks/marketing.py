"""The walk of a sales planner: the list of what was sold."""

from __future__ import annotations

import numpy as np

from sanhak.plants.demand import Market
from serve.web.walking import Rows, Sheet, Walk


def _sold() -> Rows:
    table = Market(items=2).table(40, np.random.default_rng(6))
    return [
        [when.strftime("%Y-%m-%d"), *labels, sold]
        for when, *labels, sold in table.frame.select("month", "region", "group", "item", "sold").rows()
    ]


SOLD = Walk(
    kind="marketing.forecast",
    sheets={"data": Sheet("판매 실적.xlsx", ("월", "지역", "제품군", "품목", "판매량 [ea]"), _sold)},
    columns={"quantity": "판매량", "time": "월"},
    typed={"horizon": "6", "lead_time": "2"},
    figure="compared service",
    titles={"ko": "리드타임의", "en": "of lead times served with"},
)
WALKS = (SOLD,)
