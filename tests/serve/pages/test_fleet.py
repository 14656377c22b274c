"""The fleet and its assets on pages, for programs and in the search: sorted, filtered, judged by stated costs."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

import pytest

from sanhak.center import search
from sanhak.center.days import today
from sanhak.center.rights import Role
from serve.web.world_fleet import COUNT, READINGS, fleet_things, names_of
from serve.workbench import workbench

UNIT = "공장/"
FIRST, LAST = names_of(UNIT)[0], names_of(UNIT)[-1]


@pytest.fixture(scope="module")
def lead(tmp_path_factory):
    here = workbench(tmp_path_factory.mktemp("bench")).newcomer("lead", Role.ADMINISTRATOR)
    here.project = here.open("Fleet of a plant")
    fleet_things(here.center, here.person, here.project, "Fleet", UNIT)
    yield here
    here.center.database.close()


@pytest.fixture(scope="module")
def path(lead):
    return f"/projects/{lead.project}/fleet"


def listed(page: str) -> list[str]:
    return re.findall(rf'<th scope="row"><a href="[^"]*">({UNIT}P-\d+)</a>', page)


def test_assets_are_listed_by_risk_and_in_the_order_that_is_asked_for(lead, path):
    page = lead.read(path)
    assert listed(page) == names_of(UNIT)
    assert page.count('<svg class="health"') == COUNT
    assert page.count("0 days old") == COUNT
    assert f"Waiting costs most at {FIRST}" in page
    assert listed(lead.read(f"{path}?order=life&q=p-01")) == [f"{UNIT}P-{at:03}" for at in (10, 11, 12)]
    assert 'aria-sort="ascending"><a href="' in lead.read(f"{path}?order=name")
    assert listed(lead.read(f"{path}?order=nonsense&page=9")) == names_of(UNIT)


def test_assets_are_filtered_by_what_data_and_plan_say_of_them(lead, path):
    assert listed(lead.read(f"{path}?kind=fan")) == names_of(UNIT)[::2]
    assert listed(lead.read(f"{path}?location=U-200")) == names_of(UNIT)[1::2]
    assert not listed(lead.read(f"{path}?kind=fan&location=U-200"))
    assert "No asset is like that." in lead.read(f"{path}?q=nothing")


def test_standing_alarms_are_told_in_the_row_on_the_asset_and_alone(lead, path):
    page = lead.read(path)
    assert f"2 assets have a standing alarm, the latest {FIRST} since 20 May 2026." in page
    assert "alarm since 12 May 2026: vibration, current" in page
    assert "a sensor to look at since 20 May 2026: current" in page
    assert listed(lead.read(f"{path}?alarm=standing")) == [FIRST, LAST]
    assert listed(lead.read(f"{path}?alarm=standing&q=012")) == [LAST]
    asset = lead.read(f"{path}/{quote(LAST, safe='/')}")
    assert f"{LAST}: alarm since 12 May 2026: vibration, current" in asset
    assert "still stands" in asset
    assert "the asset" in asset
    assert "Distance from its normal course" in asset
    over = lead.read(f"{path}/{quote(names_of(UNIT)[1], safe='/')}")
    assert "alarm since" not in over
    assert "20 Feb 2026" in over


def test_an_asset_shows_its_life_what_speaks_its_signals_events_and_job(lead, path):
    page = lead.read(f"{path}/{quote(FIRST, safe='/')}")
    assert re.search(rf"{FIRST} lasts until .* with a chance of (< )?1", page)
    assert "off its course since 2 Mar 2026" in page
    assert f"{LAST}, which then had 30 d left." in page
    assert "8 Jun 2026 08:00" in page
    assert "/gantt" in page
    assert f"vibration: 2 mm/s to 3.92 mm/s, {READINGS} rows, 0 without a value" in page
    assert "4000000" in page
    assert "What each answer says" in page
    other = lead.read(f"{path}/{quote(LAST, safe='/')}")
    assert "nothing that was seen before" in other
    assert "In the plan" not in other
    lead.read(f"{path}/{quote(FIRST)}X", status=404)


def test_signals_of_one_asset_are_its_own_rows(lead, path):
    viewer = re.search(r'href="(/data/[^"]*/signals\?[^"]*)"', lead.read(f"{path}/{quote(FIRST, safe='/')}"))[1]
    page = lead.read(viewer)
    assert f"Only the rows of {FIRST}." in page
    assert f"{READINGS} rows" in page
    points = re.search(r'data-points="([^"]*)"', page)[1]
    found = lead.get(f"{points}&column=vibration").json()
    assert len(found["x"]) == READINGS
    assert found["y"][0] == 2.0
    everything = lead.get(re.sub(r"&asset=[^&]*", "", points) + "&column=vibration").json()
    assert max(filter(None, everything["y"])) > max(found["y"])


def test_costs_are_stated_once_for_the_project_and_told_if_they_say_nothing(lead, path):
    refused = {
        "C270": ("500", "5,000", ""), "C272": ("500", "", ""), "C271": ("", "", "2020-01-01"),
        "C104": ("much", "1", ""),  "C015": ("", "", "soon"),
    }  # fmt: skip
    for code, typed in refused.items():
        fields = dict(zip(("failure", "planned", "until"), typed, strict=True))
        reply = lead.post(f"{path}/costs", **fields)
        assert reply.status_code == 422, code
        assert code in reply.text
    day = today() + timedelta(days=30)
    reply = lead.post(f"{path}/costs", failure="1.2억 원", planned="500만", until=f"{day}")
    assert reply.url.path == path
    page = lead.read(path)
    assert 'value="120,000,000"' in page
    assert f'value="{day}"' in page
    assert f"{day.day} {day:%b} {day.year}" in page
    assert lead.post(f"{path}/costs", failure="", planned="", until="").status_code == 200


def test_a_fleet_without_answers_teaches_and_a_project_with_one_leads_there(lead, path):
    empty = lead.open("Nothing here yet")
    page = lead.read(f"/projects/{empty}/fleet")
    assert "Ask about lives" in page
    assert "/fleet" not in lead.read(f"/projects/{empty}")
    assert path in lead.read(f"/projects/{lead.project}")
    answer = re.search(r'href="(/answers/\w+)"', lead.read(path))[1]
    assert path in lead.read(answer)


def test_the_search_finds_an_asset_by_its_name(lead, path):
    with lead.center.database.reading() as rows:
        found = search.find(rows, lead.person, "p-007")
        assert [one.path for one in found] == [f"{path}/{quote(UNIT)}P-007"]
        assert not search.find(rows, lead.person, "p-0077")
    assert lead.get(found[0].path).status_code == 200
    stranger = lead.bench.person("stranger")
    with lead.center.database.reading() as rows:
        assert not search.find(rows, stranger, "p-007")


def test_programs_read_the_fleet_and_an_asset(lead):
    program = lead.bench.program(lead.person, "read")
    first = program.get(f"/projects/{lead.project}/fleet?limit=5").json()
    assert [one["name"] for one in first["items"]] == names_of(UNIT)[:5]
    last = program.get(f"/projects/{lead.project}/fleet?limit=200&after={quote(first['next'])}").json()
    assert len(last["items"]) == COUNT - 5
    assert last["next"] is None
    one = program.get(f"/projects/{lead.project}/fleet/{quote(FIRST, safe='/')}").json()
    assert one["waiting"] > 0
    assert one["life"]["lower"] < one["life"]["middle"] < one["life"]["upper"]
    assert (one["measures"], len(one["health"]), one["like"]) == ("remaining life", READINGS, LAST)
    assert [voice["sensor"] for voice in one["voices"]] == ["vibration", "current"]
    assert one["alarm"]["sensor"]
    assert first["items"][1]["alarm"] is None
    assert one["jobs"][0]["crew"] == "A"
    assert program.get(f"/projects/{lead.project}/fleet/nothing").status_code == 404
