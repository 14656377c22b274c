"""A running project is imported from a workbook in Korean or English: nothing lost, nothing twice, nothing unseen."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
import xlsxwriter

from center.opening import opened, peopled
from sanhak.center import projects
from sanhak.center.carrying import imports, load, money, stages, steering
from sanhak.center.carrying.heads import SHEETS
from sanhak.center.carrying.words import Kind, Verdict
from sanhak.center.carrying.workbook import read_plan
from sanhak.center.rights import Part
from sanhak.finding import Refusal

KOREAN = {
    "과제": [
        ["과제명", "목표", "성과지표", "단위", "현재값", "목표값"],
        ["R-201 수율 향상", "수율을 올린다", "수율", "%", 78.4, 82],
    ],
    "마일스톤": [
        ["2026년 추진 일정"],
        ["내용", "기한", "상태", "완료일", "비고란"],
        ["착수 보고", date(2026, 3, 1), "완료", date(2026, 3, 5), "x"],
        ["중간 평가", "2026. 8. 1.", "진행 중", None, None],
    ],
    "예산": [
        ["구분", "비목", "연도", "예산액(원)"],
        ["직접비", "재료비", 2026, 30000000],
        ["간접비", "간접비", "2026년", "1,800만"],
    ],
    "집행 내역": [
        ["집행일", "비목", "집행액", "적요"],
        [date(2026, 4, 1), "재료비", 1000000, "촉매"],
        [date(2026, 4, 1), "재료비", 1000000, "촉매"],
        [date(2026, 5, 2), "간접비", 500000, None],
    ],
    "참여 인력": [
        ["이메일", "역할", "월 참여율", "시작일", "종료일"],
        ["engineer@example.org", "참여연구원", 0.5, date(2026, 3, 1), date(2026, 12, 31)],
        ["somebody@example.org", "참여", None, None, None],
        ["manager@example.org", "책임", None, None, None],
    ],
    "의사결정 이력": [
        ["결정일", "안건", "결정", "사유", "결정자"],
        [date(2026, 3, 20), "계속할 것인가", "조건부 승인", "촉매 교체", "운영위원회"],
        [date(2026, 4, 20), "추가 시험", "보류", "예산 확인", "운영위원회"],
    ],
    "참고": [["아무 말"]],
}
ENGLISH = {
    "Project": [["Title", "Yield project"], ["Target", 82], ["Unit", "%"]],
    "Budget": [["Kind", "Purpose", "Year", "Planned"], ["direct", "Material", 2026, 5000000]],
}


def book(sheets):
    """A workbook of these sheets, the same bytes each time."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as made:
        made.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for at, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(at, place, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                    else:
                        sheet.write(at, place, cell)
    return content.getvalue()


def changed(sheet, row, column, cell):
    rows = [list(one) for one in KOREAN[sheet]]
    rows[row][column] = cell
    return {**KOREAN, sheet: rows}


def codes(findings):
    return sorted(one.code for one in findings)


def test_a_korean_workbook_is_read_whole():
    plan = read_plan(book(KOREAN), "과제.xlsx")
    assert plan.facts["title"] == "R-201 수율 향상"
    assert [(one.title, one.done, one.passed) for one in plan.milestones] == [
        ("착수 보고", True, date(2026, 3, 5)), ("중간 평가", False, None)
    ]  # fmt: skip
    assert [(one.kind, one.planned) for one in plan.lines] == [(Kind.DIRECT, 30_000_000), (Kind.INDIRECT, 18_000_000)]
    assert [(one.won, one.year, one.count) for one in plan.spendings] == [
        (1_000_000, 2026, 0), (1_000_000, 2026, 1), (500_000, 2026, 0)
    ]  # fmt: skip
    assert [(one.part, one.share) for one in plan.members] == [
        (Part.MEMBER, 50), (Part.MEMBER, None), (Part.LEAD, None)
    ]  # fmt: skip
    assert [(one.verdict, one.reason) for one in plan.past] == [
        (Verdict.CHANGE, "촉매 교체"), (None, "보류: 예산 확인")
    ]  # fmt: skip
    assert codes(plan.findings) == ["C217", "C217"]


def test_an_english_workbook_may_tell_its_project_in_two_columns():
    plan = read_plan(book(ENGLISH), "plan.xlsx")
    assert (plan.facts, plan.findings) == ({"title": "Yield project", "target": "82", "unit": "%"}, ())
    assert plan.lines[0].planned == 5_000_000


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_head_is_known_again(language):
    for sheet in SHEETS.values():
        heads = [one.title(language) for one in sheet.columns.values()]
        assert [next(key for key, one in sheet.columns.items() if one.knows(head)) for head in heads] == [
            *sheet.columns
        ]
        assert sheet.named.knows(sheet.named.title(language))


@pytest.mark.parametrize(
    ("sheet", "row", "column", "cell", "place"),
    [
        ("마일스톤", 3, 1, "soon", ("마일스톤", 4, "기한")),
        ("마일스톤", 3, 2, "half", ("마일스톤", 4, "상태")),
        ("예산", 1, 3, "a lot", ("예산", 2, "예산액(원)")),
        ("예산", 1, 0, "기타", ("예산", 2, "구분")),
        ("예산", 1, 2, 1890, ("예산", 2, "연도")),
        ("집행 내역", 1, 1, "여비", ("집행 내역", 2, "비목")),
        ("집행 내역", 1, 0, None, ("집행 내역", 2, "집행일")),
        ("참여 인력", 1, 0, "nobody", ("참여 인력", 2, "이메일")),
        ("참여 인력", 1, 2, 500, ("참여 인력", 2, "월 참여율")),
        ("참여 인력", 1, 1, "king", ("참여 인력", 2, "역할")),
        ("의사결정 이력", 1, 0, "x", ("의사결정 이력", 2, "결정일")),
        ("과제", 1, 5, "high", ("과제", 2, "목표값")),
        ("예산", 0, 3, "x", ("예산", 1, "Planned")),
    ],
)
def test_what_cannot_be_read_is_named_by_its_place(sheet, row, column, cell, place):
    plan = read_plan(book(changed(sheet, row, column, cell)), "x.xlsx")
    wrong = [(one.sheet, one.row, one.column) for one in plan.findings if one.code == "C216"]
    assert place in wrong


def test_a_workbook_without_a_project_is_refused():
    for sheets in ({"예산": KOREAN["예산"]}, {"과제": [["과제명"], [" "]]}, changed("과제", 1, 0, None)):
        with pytest.raises(Refusal) as caught:
            read_plan(book(sheets), "x.xlsx")
        assert codes(caught.value.findings) == ["C215"]
    with pytest.raises(Refusal) as caught:
        read_plan(b"PK\x03\x04 broken", "x.xlsx")
    assert codes(caught.value.findings) == ["T013"]


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    made = opened(tmp_path_factory.mktemp("importing") / "workbench")
    yield made, peopled(made)
    made.database.close()


def kept(here, who, sheets):
    """Give a workbook and keep it; the project, and what was found."""
    center, crowd = here
    data = book(sheets)
    stored = center.blobs.put(data)
    with center.database.writing() as rows:
        made, _ = imports.lay(rows, crowd[who], "plan.xlsx", "", stored)
        given = imports.get(rows, crowd[who], made)
        plan = read_plan(data, "plan.xlsx")
        seen = imports.preview(rows, crowd[who], given, plan)
        return imports.keep(rows, crowd[who], given, plan), seen


def told(here, who, project):
    with here[0].database.reading() as rows:
        seen = steering.of(rows, here[1][who], project, date(2026, 7, 1))
        return {
            "milestones": [(one.milestone.title, one.milestone.passed is not None) for one in seen.facts.gated],
            "spent": seen.facts.money.spent,
            "planned": seen.facts.money.planned,
            "spendings": len(seen.spendings),
            "loads": [(one.share, one.starts) for one in seen.loads],
            "past": len(stages.past(rows, project)),
            "members": sorted(one.name for one in seen.members),
            "books": len(seen.workbooks),
        }


def test_the_same_workbook_adds_nothing_twice_and_a_grown_one_what_is_new(here):
    project, seen = kept(here, "manager", KOREAN)
    assert codes(seen.findings) == ["C217", "C217", "C218"]
    first = told(here, "manager", project)
    assert first == {
        "milestones": [("착수 보고", True), ("중간 평가", False)],
        "spent": 2_500_000,
        "planned": 48_000_000,
        "spendings": 3,
        "loads": [(50.0, date(2026, 3, 1))],
        "past": 2,
        "members": ["Engineer", "Manager"],
        "books": 1,
    }
    again, seen = kept(here, "manager", KOREAN)
    assert (again, told(here, "manager", project)) == (project, first)
    assert "C219" in codes(seen.findings)
    grown = {**KOREAN, "집행 내역": [*KOREAN["집행 내역"], [date(2026, 6, 1), "재료비", 70, "x"]]}
    assert kept(here, "manager", grown)[0] == project
    assert told(here, "manager", project) == first | {"spent": 2_500_070, "spendings": 4, "books": 2}


def test_nothing_is_kept_while_a_row_cannot_be_read(here):
    center, crowd = here
    with center.database.reading() as rows:
        before = [one.title for one in projects.of(rows, crowd["engineer"])]
    with pytest.raises(Refusal) as caught:
        kept(here, "engineer", changed("예산", 1, 3, "a lot"))
    assert "C216" in codes(caught.value.findings)
    with center.database.reading() as rows:
        assert [one.title for one in projects.of(rows, crowd["engineer"])] == before


def test_a_workbook_is_open_to_who_gave_it_and_to_its_project(here):
    center, crowd = here
    stored = center.blobs.put(book(ENGLISH))
    with center.database.writing() as rows:
        made, new = imports.lay(rows, crowd["researcher"], "plan.xlsx", "", stored)
        assert new
        for name in ("stranger", "manager", "administrator"):
            with pytest.raises(Refusal) as caught:
                imports.get(rows, crowd[name], made)
            assert codes(caught.value.findings) == ["C001"]
        given = imports.get(rows, crowd["researcher"], made)
        project = imports.keep(rows, crowd["researcher"], given, read_plan(book(ENGLISH), "plan.xlsx"))
        projects.admit(rows, crowd["researcher"], project, "reviewer@example.org", "guest")
        kept_ = imports.get(rows, crowd["reviewer"], made)
        for who in ("reviewer", "researcher"):
            with pytest.raises(Refusal) as caught:
                imports.discard(rows, crowd[who], made)
            assert codes(caught.value.findings) == ["C001"]
        assert money.of(rows, project, date(2026, 7, 1)).planned == 5_000_000
        assert load.of(rows, project) == ()
        with pytest.raises(Refusal):
            imports.keep(rows, crowd["reviewer"], kept_, read_plan(book(ENGLISH), "plan.xlsx"))
        with pytest.raises(Refusal) as caught:
            imports.lay(rows, crowd["scholar"], "plan.xlsx", "", stored)
        assert codes(caught.value.findings) == ["C002"]
