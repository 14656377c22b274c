"""Signals on pages: drawn without a script, looked into with one, and a period of them left out."""

from __future__ import annotations

import re

import pytest

from sanhak.center.rights import Role
from serve.workbench import workbench

RUNS = "time,T_jacket [degC],yield [%],grade\n" + "".join(
    f"2026-11-{1 + at // 24:02} {at % 24:02}:00,{80 + at % 7},{78 + at % 5 if at != 300 else 12},{'AB'[at % 2]}\n"
    for at in range(600)
)


@pytest.fixture(scope="module")
def lead(tmp_path_factory):
    here = workbench(tmp_path_factory.mktemp("bench")).newcomer("lead", Role.ADMINISTRATOR)
    yield here
    here.center.database.close()


@pytest.fixture(scope="module")
def path(lead):
    return lead.give(lead.open(), RUNS)


def test_columns_are_drawn_without_a_script(lead, path):
    page = lead.read(f"{path}/signals")
    assert page.count('<path class="line" d="M') == 2
    assert "yield: 12 % to 82 %, 600 rows, 0 without a value" in page
    assert 'value="2026-11-01T00:00:00"' in page
    one = lead.read(f"{path}/signals?columns=yield,nothing&from=2026-11-02T00:00&to=2026-11-03 00:00")
    assert one.count('<path class="line"') == 1
    assert "yield: 78 % to 82 %, 25 rows" in one
    assert ">Earlier</a>" in one
    assert ">Later</a>" in one


def test_what_is_no_moment_is_told_beside_its_field(lead, path):
    page = lead.read(f"{path}/signals?from=yesterday", 422)
    assert 'id="in-from-error"' in page
    assert "yesterday" in page
    assert lead.client.get(f"{path}/signal.json?column=yield&to=2026-11-03T00:00Z").status_code == 422
    assert lead.client.get(f"{path}/signal.json?column=grade").status_code == 422


def test_points_come_for_one_window(lead, path):
    told = lead.client.get(f"{path}/signal.json?column=yield&points=40").json()
    assert len(told["x"]) == len(told["y"]) <= 40
    assert min(told["y"]) == 12
    near = lead.client.get(f"{path}/signal.json?column=yield&from=2026-11-13T12:00&to=2026-11-13T13:00").json()
    assert near["y"] == [12, 79]
    assert near["x"][1] - near["x"][0] == 3600


def test_rows_are_counted_where_there_is_no_time(lead):
    path = lead.give(lead.open(), "a,b\n" + "".join(f"{at},{at % 3}\n" for at in range(50)))
    page = lead.read(f"{path}/signals?from=11&to=20")
    assert "a: 10 to 19, 10 rows" in page
    assert "From row" in page
    made = lead.send(f"{path}/prepare", act="period", start="11", end="20", reason="test").url
    lead.bench.work()
    page = lead.read(f"{made.path}?{made.query.decode()}")
    assert re.search(
        r'class="number">50<.*class="number">40<',
        page.replace(' data-label="Rows before"', "").replace(' data-label="Rows after"', ""),
    )


def test_a_period_is_left_out_from_here(lead, path):
    page = lead.read(f"{path}/signals?from=2026-11-13T12:00&to=2026-11-13T13:00")
    assert re.search(r'id="out-start" name="start" type="datetime-local" value="2026-11-13T12:00:00"', page)
    made = lead.send(f"{path}/prepare", act="period", start="2026-11-13T12:00:00", end="2026-11-13T13:00:00")
    lead.bench.work()
    assert made.url.path == f"{path}/prepare"
    assert "yield: 78 % to 82 %, 599 rows" in lead.read(f"{path}/signals")


def test_a_table_without_numbers_says_what_to_do(lead):
    path = lead.give(lead.open(), "grade,note\nA,fine\nB,bad\nA,fine\n")
    assert "No column holds numbers" in lead.read(f"{path}/signals")
