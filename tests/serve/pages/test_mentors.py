"""Mentors, papers that come later, and what is deleted when, through the pages of the office and the scholar."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from center.scholarship.supporting import PDF
from sanhak.center.rights import Role
from sanhak.center.scholarship import consenting, importing, scholars
from serve.workbench import Workbench, workbench

ROW = {"name": "신청자 5", "email": "scholar@plant.example", "since": "2026-03-01", "until": "2029-02-28",
       "stipend": "1,200,000", "approval": "품의-7"}  # fmt: skip


@pytest.fixture
def bench(tmp_path) -> Iterator[Workbench]:
    one = workbench(tmp_path / "bench")
    yield one
    one.center.database.close()


def test_a_mentor_is_matched_told_and_changed_with_a_reason(bench):
    office, scholar = bench.newcomer("office", Role.OFFICE), bench.newcomer("scholar", Role.SCHOLAR, "University")
    mentor = bench.newcomer("mentor", Role.ENGINEER)
    with bench.center.database.writing() as rows:
        importing.keep(rows, office.person, [ROW])
        ((record, _),) = scholars.mine(rows, scholar.person)
        consenting.give(rows, scholar.person, record.scholar.id, "provision")
    place = f"/scholarships/{record.scholar.id}"
    assert "C250" in office.send("/matching", 422, kind="mentors", title="Autumn").text
    assert (
        "C252"
        in office.send("/scholarships/mentors", 422, email="scholar@plant.example", fields="x", capacity="1").text
    )
    office.send("/scholarships/mentors", email="mentor@plant.example", fields="Catalysts", capacity="1", open="yes")
    rounds = office.send("/matching", kind="mentors", title="Autumn").url.path
    assert rounds in scholar.read(place)
    assert "Catalysts" in scholar.read(rounds)
    assert "신청자 5" in mentor.read(rounds)
    scholar.send(f"{rounds}/wishes", side="first", thing=record.scholar.id, wish0=mentor.person.id)
    assert "It is the first wish." in office.send(f"{rounds}/take").text
    assert "mentor@plant.example" in scholar.read(place)
    assert "C009" in office.send(f"{place}/mentor", 422, mentor="office@plant.example", because="").text
    office.send(f"{place}/mentor", mentor="office@plant.example", because="부서 이동")
    assert "부서 이동" in office.read(place)
    mentor.read(place, 404)


def test_a_paper_is_added_and_the_rule_of_deletion_is_read(bench):
    office = bench.newcomer("office", Role.OFFICE)
    with bench.center.database.writing() as rows:
        importing.keep(rows, office.person, [ROW | {"email": "", "since": "2010-03-01", "until": "2012-02-28"}])
        (record,) = scholars.everybody(rows, office.person)
    (agreement,) = record.agreements
    files = {"scan": ("a.txt", b"no pdf")}
    assert "C235" in office.send(f"/scholar-agreements/{agreement.id}/scan", 422, files=files, approval="").text
    files = {"scan": ("a.pdf", PDF)}
    assert "SHA-256" in office.send(f"/scholar-agreements/{agreement.id}/scan", files=files, approval="").text
    page = office.read("/scholarships/keeping")
    assert "신청자 5" in page
    assert "28 Feb 2017" in page
    bench.newcomer("engineer").read("/scholarships/keeping", 403)
