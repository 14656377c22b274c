"""The walk: exports of a site, one study file, set-points; and the same file on the next month's exports."""

from pathlib import Path

import pytest

from sanhak import Table, process
from sanhak.plants.site import SiteRecord, record
from sanhak.plants.site_exports import write_grades, write_laboratory, write_pi
from sanhak.plants.site_operation import GRADES
from sanhak.study import Answer
from sanhak.study.file import read_study

STUDY = Path(__file__).parents[3] / "examples" / "site.yaml"


def walk(site: SiteRecord, folder: Path) -> Answer:
    """The answer to the study file on what the site exports."""
    folder.mkdir()
    tables = {
        "data": Table.read(write_pi(site, folder / "tags.csv")),
        "laboratory": Table.read(write_laboratory(site, folder / "laboratory.xlsx")),
        "grades": Table.read(write_grades(site, folder / "grades.xlsx")),
    }
    return read_study(STUDY, {"process.setpoints": process.SetPoints}).solve(tables)


@pytest.fixture(scope="module")
def site() -> SiteRecord:
    """Two months of sixty tags by the minute."""
    return record(60, 60.0, 0, "drift")


@pytest.fixture(scope="module")
def answer(site: SiteRecord, tmp_path_factory: pytest.TempPathFactory) -> Answer:
    return walk(site.part(0, 45), tmp_path_factory.mktemp("walk") / "first")


def test_weeks_of_exports_become_set_points_for_each_grade(site, answer):
    limits = {grade.name: grade for grade in GRADES}
    settings = {}
    for action in answer.decision:
        level, column = action.what.render("en").split(": ")
        settings.setdefault(level, {})[column] = action.value
    assert len(settings) >= 2
    for level, given in settings.items():
        truth = site.truth({"jacket_temperature": given["TIC-1203.PV"], "feed_rate": given["FIC-1201.PV"]})
        assert truth["byproducts"][0] <= limits[level].byproducts + 1
        assert truth["yield"][0] >= site.optimum(level).value - 3


def test_the_delay_is_found_within_one_step_and_shown(site, answer):
    (figure,) = [figure for figure in answer.figures if figure.name.endswith("delay")]
    found = figure.title.params["delay"].value
    assert abs(found - site.delay) <= 1


def test_each_step_is_shown_with_its_rows(answer, tmp_path):
    steps = {part.what.render("en"): (part.before, part.after) for part in answer.preparation}
    assert steps["data"] == (None, 64_800)
    before, after = steps["Leave rows out"]
    assert before == 64_800
    assert 0.8 * before < after < before
    page = answer.write(tmp_path / "answer.html", "ko").read_text(encoding="utf-8")
    assert "64,800" in page
    assert f"{after:,}" in page
    assert "시동" in page


def test_the_same_file_runs_on_the_next_month(site, tmp_path):
    later = walk(site.part(45, 60), tmp_path / "next")
    assert later.decision
    assert later.preparation[0].after == 21_600
