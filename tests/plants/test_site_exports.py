"""What the site exports is read again as it was."""

import numpy as np
import pytest

from sanhak.plants.site import record
from sanhak.plants.site_exports import write_grades, write_laboratory, write_pi
from sanhak.table import Table
from sanhak.table.read.exports.words import compact


@pytest.fixture(scope="module")
def site():
    return record(12, 900.0, 1, "experiments")


@pytest.mark.parametrize("end", ["csv", "xlsx"])
def test_tags_come_back_with_units_words_and_descriptions(site, tmp_path, end):
    table = Table.read(write_pi(site, tmp_path / f"pi.{end}"))
    assert [column.label for column in table.columns[1:]] == [column.label for column in site.tags.columns[1:]]
    assert table.frame["time"].to_list() == site.tags.frame["time"].to_list()
    for column in site.tags.columns[1:]:
        np.testing.assert_allclose(table.values(column.name), site.tags.values(column.name), rtol=1e-9)
    codes = {finding.code: finding for finding in table.findings}
    assert any("반응기 원료 유량" in text for text in codes["T130"].descriptions)
    words = {compact(word) for finding in table.findings if finding.code == "T154" for word in finding.words}
    assert {"badinput", "nodata", "shutdown"} <= words


def test_descriptions_are_written_in_the_language_asked_for(site, tmp_path):
    head = write_pi(site, tmp_path / "pi.csv", "en").read_text(encoding="utf-8-sig").splitlines()[:4]
    assert head[0].startswith("Tag,FIC-1201.PV")
    assert head[1].startswith("Description,Reactor feed flow")
    assert head[2].startswith("Unit,L/h")
    assert head[3].startswith("2026-01-05 00:00:00,")


@pytest.mark.parametrize("end", ["csv", "xlsx"])
def test_the_laboratory_comes_back_one_row_a_sample(site, tmp_path, end):
    table = Table.read(write_laboratory(site, tmp_path / f"laboratory.{end}"))
    mine = site.laboratory
    assert table.time == "시료채취시각"
    by_time = table.frame.sort("시료채취시각")
    assert by_time["시료채취시각"].to_list() == mine.frame["sampled"].to_list()
    np.testing.assert_allclose(by_time["수율"].to_numpy(), mine.values("yield"))
    np.testing.assert_allclose(by_time["부산물"].to_numpy(), mine.values("byproducts"))
    assert table["수율"].unit == "%"
    codes = {finding.code for finding in table.findings}
    assert {"T144", "T145", "T148"} <= codes, "samples, retests and their delay are told"


@pytest.mark.parametrize("end", ["csv", "xlsx"])
def test_the_calendar_comes_back(site, tmp_path, end):
    table = Table.read(write_grades(site, tmp_path / f"grades.{end}"))
    assert table.frame["그레이드"].to_list() == site.grades.frame["grade"].to_list()
    assert table.frame["시작일시"].to_list() == site.grades.frame["start"].to_list()


def test_other_ends_of_names_are_an_error(site, tmp_path):
    with pytest.raises(ValueError, match=r"\.csv and \.xlsx"):
        write_grades(site, tmp_path / "grades.txt")
