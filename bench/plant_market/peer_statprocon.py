"""statprocon's XmR chart of each row of points: its upper limit, and how many points it marks beyond a limit."""

import json
import sys
from pathlib import Path

from statprocon import XmR

asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
upper, beyond = [], []
for points in asked["charts"]:
    chart = XmR(points)
    upper.append(float(chart.upper_natural_process_limit()[0]))
    beyond.append(sum(chart.rule_1_x_indices_beyond_limits()))
Path(sys.argv[2]).write_text(json.dumps({"upper": upper, "beyond": beyond}), encoding="utf-8")
