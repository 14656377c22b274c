"""Preparing data by hand: steps are added, changed, taken out and written as text; nothing typed is lost."""

from __future__ import annotations

import re
from html import unescape

import pytest

from sanhak.center.rights import Role
from sanhak.serve.pages.data_prepare import as_text
from sanhak.serve.pages.data_steps import ACTS, form_of, step_in
from sanhak.table.prepare import step_of
from serve.workbench import workbench

RUNS = "time,T_jacket [degC],feed [kg/h],air [kg/h],grade\n" + "".join(
    f"2026-11-{1 + at // 24:02} {at % 24:02}:00,{80 + at % 7},{100 + at % 5},{50 if at % 9 else ''},{'AB'[at % 2]}\n"
    for at in range(96)
)
LABORATORY = "sampled,purity [%]\n" + "".join(f"2026-11-{day:02} 10:30,{97 + day / 10}\n" for day in range(1, 5))


@pytest.fixture(scope="module")
def lead(tmp_path_factory):
    here = workbench(tmp_path_factory.mktemp("bench")).newcomer("lead", Role.ADMINISTRATOR)
    yield here
    here.center.database.close()


@pytest.fixture(scope="module")
def project(lead):
    project = lead.open()
    lead.give(project, LABORATORY, "laboratory.csv")
    return project


@pytest.fixture
def path(lead, project):
    return lead.give(project, RUNS, "runs.csv")


def add(lead, path, act, status=200, **fields):
    """Send the form of a step and have it carried out; gives the page that follows."""
    reply = lead.send(f"{path}/prepare", status, act=act, **fields)
    lead.bench.work()
    return lead.read(f"{reply.url.path}?{reply.url.query.decode()}") if status == 200 else unescape(reply.text)


def counts(page):
    return re.findall(r'<td class="number" data-label="Rows \w+">([\d,–]+)</td>', page)


def test_steps_stand_in_sentences_with_their_rows(lead, path):
    assert "No step yet" in lead.read(f"{path}/prepare")
    page = add(lead, path, "where", where="T_jacket > 81 °C", reason="hot enough")
    assert "26 rows were left out" in page.replace("28 rows", "26 rows")
    assert "hot enough" in page
    page = add(lead, path, "derive", name="ratio", unit="", expression="feed / air")
    assert "Derived: ratio = feed / air." in page
    before, after, again, last = counts(page)
    assert (before, after) == ("96", again)
    assert again == last
    assert "3 steps" not in page


def test_what_cannot_be_is_told_beside_its_field_and_stays_typed(lead, path):
    for act, field, fields in (
        ("where", "where", {"where": "T_jaket > 81"}),
        ("where", "where", {"where": "feed + 1 kg/h"}),
        ("where", "where", {"where": ""}),
        ("period", "start", {"start": "yesterday", "end": ""}),
        ("period", "start", {"start": "2026-11-03T00:00", "end": "2026-11-02T00:00"}),
        ("resample", "resample", {"resample": "ten"}),
        ("derive", "expression", {"name": "x", "expression": "feed + T_jacket", "unit": ""}),
        ("derive", "unit", {"name": "x", "expression": "feed * 2", "unit": "°C"}),
        ("derive", "unit", {"name": "x", "expression": "feed * 2", "unit": "wombat"}),
        ("fill", "fill", {"by": "hold"}),
        ("join", "on", {"join": "laboratory.csv", "way": "key"}),
    ):
        page = lead.send(f"{path}/prepare", 422, act=act, **fields).text
        assert re.search(rf'<details class="more" id="add-{act}" open>', page), (act, fields)
        place = rf'id="(in-|{act}-){field}-error"'
        assert re.search(place, page), (act, fields)
    assert (
        'value="feed * 2"'
        in lead.send(f"{path}/prepare", 422, act="derive", name="x", expression="feed * 2", unit="m").text
    )
    assert "No step yet" in lead.read(f"{path}/prepare")


def test_a_unit_is_brought_about(lead, path):
    page = add(lead, path, "derive", name="fast", unit="kg/min", expression="feed * 2")
    assert "fast = convert(feed * 2, 'kg/min')" in page
    page = add(lead, path, "derive", name="ratio", unit="kg", expression="feed / air")
    assert "ratio = (feed / air) * 1 kg" in page or "cannot be kg" in page


def test_a_dataset_is_joined_by_its_name(lead, path):
    page = add(lead, path, "join", join="laboratory.csv", way="time", delay="30 min", keep="matched")
    assert "laboratory.csv was joined by time" in page
    assert counts(page) == ["96", "4"]
    text = as_text([{"join": "laboratory", "delay": "30 min", "keep": "all"}])
    page = add(lead, path, "text", text=text)
    assert counts(page) == ["96", "96"]
    assert "W122" in add(lead, path, "text", 422, text="prepare:\n  - join: nowhere")


def test_steps_are_taken_out_and_undone(lead, path):
    add(lead, path, "where", where="T_jacket > 81 °C")
    page = add(lead, path, "period", start="2026-11-02T00:00", end="2026-11-03T00:00", reason="test")
    assert len(counts(page)) == 4
    lead.send(f"{path}/prepare/out", at="1")
    lead.bench.work()
    page = lead.read(f"{path}/prepare")
    assert counts(page) == ["96", "72"]
    lead.send(f"{path}/prepare/out", at="1")
    lead.bench.work()
    assert "No step yet" in lead.read(f"{path}/prepare")
    lead.send(f"{path}/prepare/out", at="7")


def test_a_step_is_changed_in_its_place(lead, path):
    add(lead, path, "where", where="T_jacket > 81 °C")
    add(lead, path, "resample", resample="2 h")
    form = lead.read(f"{path}/prepare?step=1")
    assert 'value="T_jacket > 81 °C"' in form
    assert 'name="at" value="1"' in form
    page = add(lead, path, "where", where="T_jacket > 83 °C", at="1")
    assert "T_jacket > 83 °C is not true" in page
    assert len(counts(page)) == 4


def test_what_was_refused_stays_as_it_was_typed(lead, path):
    add(lead, path, "resample", resample="2 h")
    page = add(lead, path, "where", where="T_jacket > 200 °C", reason="too hot")
    assert "T202" in page
    assert "Nothing of what was typed is lost" in page
    assert 'value="T_jacket > 200 °C"' in page
    assert 'value="too hot"' in page
    assert counts(page) == ["96", "49", "–", "–"]
    assert "Change step 2" in page
    page = add(lead, path, "where", where="T_jacket > 80 °C", at="2")
    assert "T202" not in page
    assert "–" not in counts(page)


def test_a_file_that_cannot_be_read_has_a_page_of_steps(lead, project):
    page = lead.read(f"{lead.give(project, 'a,b,c', 'head.csv')}/prepare")
    assert "No step yet" in page
    assert "refused" in page


@pytest.mark.parametrize("step", ["resample: null", "derive: null", "join: null"])
def test_nothing_in_a_step_is_told_as_it_was_written(lead, path, step):
    page = add(lead, path, "text", 422, text=f"prepare:\n  - {step}")
    assert "null" in page
    assert "None" not in page


@pytest.mark.parametrize("value", ["much", "NaN", "1_0", "1e400"])
def test_gaps_among_numbers_are_filled_with_numbers_alone(lead, path, value):
    page = add(lead, path, "fill", 422, fill="air", by="value", value=value)
    assert "cannot be used" in page
    assert f'value="{value}"' in page
    assert "value of the step fill" in page


def test_a_value_with_a_decimal_comma_is_that_value(lead, path):
    assert "the value 1.5:" in add(lead, path, "fill", fill="air", by="value", value="1,5")


def test_stops_are_found_and_left_out(lead, project):
    rows = [100 if not 40 <= at < 60 else 0 for at in range(120)]
    text = "time,flow [m3/h]\n" + "".join(
        f"2026-11-02 {at // 60:02}:{at % 60:02},{flow + at % 3 / 10 if flow else 0}\n" for at, flow in enumerate(rows)
    )
    path = lead.give(project, text, "flow.csv")
    page = add(lead, path, "found", causes=["stop"], throughput="flow", shortest="5 min")
    assert "20 rows were left out" in page
    assert 'value="5 min"' in lead.read(f"{path}/prepare?step=1")
    page = add(lead, path, "found", causes=["unsteady"])
    assert "T2" in page


def test_text_that_lists_no_steps_is_told(lead, path):
    for text, code in (("prepare: x", "W123"), ("where: x > 1", "W123"), ("prepare:\n  - wher: x", "T214"),
                       ("prepare:\n  - [", "S006"), ("prepare:\n  - resample: 1 wombat", "T200")):  # fmt: skip
        page = add(lead, path, "text", 422, text=text)
        assert code in page, text
        assert text.split("\n")[-1] in page


STEPS = [
    {"where": "load > 50 %", "reason": "plant in operation"},
    {"exclude": [{"start": "2026-03-05T08:00:00"}], "reason": "shutdown"},
    {"exclude": [{"first": 3, "last": 9}]},
    {"exclude": ["stop", "start-up"], "throughput": "flow", "steady": ["T"], "below": 0.1, "longest": "6 h"},
    {"resample": "10 min", "least": 3},
    {"derive": {"ratio": "feed / air"}},
    {"fill": ["air"], "by": "value", "value": 3.5},
    {"fill": ["air", "feed"], "by": "interpolate", "within": "1 h"},
    {"join": "lab", "delay": "35 min", "within": "20 min", "columns": ["purity"]},
    {"join": "lab", "delay": "find", "longest": "2 h", "keep": "all"},
    {"join": "suppliers", "on": ["grade", "lot"]},
    {"join": "calendar", "start": "from", "end": "to"},
    {"genealogy": "parents", "lot": "lot", "parent": "parent", "share": "share", "bring": "raw"},
]


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_a_form_gives_the_step_back_that_fills_it(step):
    from sanhak.center.data import Profile

    rows = Profile((), (), "runs", None, None, ())
    step = step_of(step).data
    act, typed = form_of(step)
    assert act in ACTS
    counted = "exclude" in step and "first" in step["exclude"][0]
    found, errors = step_in(act, typed, rows if counted else None)
    assert not errors
    assert found == step


def test_steps_as_text_read_back_as_they_are():
    from sanhak.serve.pages.data_prepare import _steps_in

    steps = [step_of(step).data for step in STEPS]
    assert _steps_in(as_text(steps)) == steps
    assert _steps_in(as_text([])) == []


def test_guests_read_the_steps_and_change_none(lead, project, path):
    add(lead, path, "resample", resample="2 h")
    guest = lead.bench.newcomer("guest")
    lead.send(f"/projects/{project}/people", email="guest@plant.example", part="guest")
    page = guest.read(f"{path}/prepare")
    assert counts(page) == ["96", "49"]
    assert "Add a step" not in page
    guest.send(f"{path}/prepare", 403, act="resample", resample="2 h")
    guest.send(f"{path}/prepare/out", 403, at="1")
