"""What cannot be planned is refused with the part, its place, and the nearest remedy."""

from __future__ import annotations

import pytest

from sanhak.finding import Refusal
from table.expression.plant import planned

REFUSED = {
    "nn + 1": ("T119", "n"),
    "Flow": ("T119", "flow"),
    "TIC-1203 > 3": ("T119", "TIC-1203.PV"),
    "[__class__]": ("T119", None),
    "grade == 3": ("T115", None),
    "3 < grade": ("T115", None),
    "grade in (3, 4)": ("T115", None),
    "n in ('a')": ("T115", None),
    "(n > 0) in (1)": ("T115", None),
    "if(n > 0, 'high', 3)": ("T115", None),
    "n == time": ("T115", None),
    "n - time": ("T115", None),
    "time + end": ("T115", None),
    "time + 'a'": ("T115", None),
    "grade + 1": ("T120", None),
    "-grade": ("T120", None),
    "sqrt(grade)": ("T120", None),
    "min(n, time)": ("T120", None),
    "n and n > 0": ("T120", None),
    "not n": ("T120", None),
    "if(n, 1, 2)": ("T120", None),
    "hour(n)": ("T120", None),
    "number(time)": ("T120", None),
    "grade < 'B'": ("T120", None),
    "grade between 'A' and 'B'": ("T120", None),
    "(n > 0) > (m > 0)": ("T120", None),
    "mean(grade, 3)": ("T120", None),
    "difference(grade)": ("T120", None),
    "lag(5, 1)": ("T120", None),
    "time > 'yesterday'": ("T124", None),
    "time > '2026-01-01T00:00+09:00'": ("T124", None),
    "lag(n, 1 / 0)": ("T121", None),
    "lag(n, 0)": ("T121", None),
    "lag(n, -1)": ("T121", None),
    "lag(n, 1.5)": ("T121", None),
    "lag(n, m)": ("T121", None),
    "lag(n, 'a')": ("T121", None),
    "lag(n, -10 min)": ("T121", None),
    "lag(n, 10 bar)": ("T121", None),
    "mean(n, 200 yr)": ("T121", None),
    "mean(n, 1e7)": ("T121", None),
    "round(n, 1.5)": ("T125", None),
    "round(n, -1)": ("T125", None),
    "round(n, 3 m)": ("T125", None),
    "round(n, m)": ("T125", None),
    "round(n, 'a')": ("T125", None),
    "convert(T, grade)": ("T125", None),
    "convert(T, 'kPaa')": ("T125", "kPa"),
    "convert(T, 'zzzzzz')": ("T125", None),
}


@pytest.mark.parametrize(("text", "expected"), REFUSED.items())
def test_what_cannot_be_planned_is_refused(text, expected):
    code, nearest = expected
    with pytest.raises(Refusal) as refusal:
        planned(text)
    (finding,) = refusal.value.findings
    assert finding.code == code
    assert finding.params["place"] >= 1
    for language in ("en", "ko"):
        assert nearest is None or nearest in finding.render(language)


@pytest.mark.parametrize("time", [None, "flow", "nowhere"])
def test_a_span_of_time_needs_dates(time):
    for text in ("lag(n, 10 min)", "difference(n, 1 h)", "mean(n, 1 h)"):
        with pytest.raises(Refusal, match="T117"):
            planned(text, time)
    assert not planned("lag(n, 3)", time).row_wise


def test_a_long_part_is_shown_shortened():
    with pytest.raises(Refusal) as refusal:
        planned("sqrt('" + "a" * 200 + "')")
    assert len(refusal.value.findings[0].params["part"]) == 60
