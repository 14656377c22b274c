"""Calls as pages: an office sets one up, applicants fill in, hand in and withdraw; nobody sees what is not theirs."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from sqlalchemy import select, update

from sanhak.center.calls import schema
from sanhak.center.rights import Role
from serve.workbench import codes, workbench

ANSWERS = {
    "value.title": "=A kettle", "value.area": "process", "value.problem": "It fouls.", "value.approach": "Balance.",
    "value.value": "Two points.", "value.laboratory": "Laboratory A",
}  # fmt: skip
PDF = ("plan.pdf", b"%PDF-1.7 plan")


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    one = workbench(tmp_path_factory.mktemp("bench"))
    yield one
    one.center.database.close()


@pytest.fixture(scope="module")
def office(bench):
    return bench.newcomer("office", Role.OFFICE, "Centre")


@pytest.fixture(scope="module")
def applicant(bench):
    return bench.newcomer("applicant3", Role.RESEARCHER, "University")


@pytest.fixture
def draft(office):
    """The address of a new draft of a call."""
    return office.send("/office/calls/new", purpose="projects", title_ko="과제 공모", title_en="Projects").url.path


@pytest.fixture
def call(bench, office, draft):
    """The identifier of an open call that runs since an hour, with the names of its amounts."""
    one = draft.rsplit("/", 1)[1]
    now = datetime.now(UTC)
    with bench.center.database.writing() as rows:
        here = schema.calls.c.id == one
        moments = {"opens": now - timedelta(hours=1), "closes": now + timedelta(days=10)}
        rows.execute(update(schema.calls).where(here).values(**moments))
    office.send(f"{draft}/open")
    return one


def amounts(page):
    return dict.fromkeys(re.findall(r'name="(value\.amount_\d+)"', page), "1억 5,000만")


def begun(applicant, call):
    """The address of a draft, and what could be handed in."""
    path = applicant.send(f"/calls/{call}/apply").url.path
    return path, ANSWERS | amounts(applicant.read(path))


def test_an_office_sets_a_call_up_and_is_told_what_is_missing(office):
    assert codes(office.send("/office/calls/new", 422, purpose="projects")) == ["C009"]
    path = office.send("/office/calls/new", purpose="scholarships", title_ko="장학생 공모").url.path
    assert codes(office.get(path)) == ["C127"]
    text = office.read(f"{path}/text")
    given = dict(re.findall(r'name="(opens|closes|zone|reviews|load)"[^>]* value="([^"]*)"', text))
    given |= {"title_ko": "장학생 공모", "title_en": "Scholars", "text_ko": "모두", "text_en": "All", "blind": "yes"}
    back = office.send(f"{path}/text", 422, **given | {"closes": "soon"})
    assert codes(back) == ["C112"]
    assert 'value="soon"' in back.text
    office.send(f"{path}/text", **given)
    assert codes(office.get(path)) == []
    rules = office.send(f"{path}/rules", **{"places": "3", "floor.process": "2", "floor.quality": "2", "budget": ""})
    assert 'value="2"' in rules.text
    assert codes(office.get(path)) == ["C123"]
    assert codes(office.send(f"{path}/open", 422)) == ["C123"]
    assert codes(office.send(f"{path}/rules", 422, budget="five hundred")) == ["C115"]
    office.send(f"{path}/rules", budget="2027: 5억\n2028: 300,000,000", caps="Laboratory A: 1", places="3", cap="2")
    assert "2027: 500,000,000" in office.read(f"{path}/rules")
    assert office.send(f"{path}/delete").url.path == "/calls"


def test_the_form_and_the_rubric_are_written_on_their_pages(office, draft):
    field = {
        "title_ko": "장비",
        "title_en": "Equipment",
        "kind": "choice",
        "part": "",
        "choices": "있음 | yes\n없음 | no",
    }
    office.send(f"{draft}/form", **field)
    page = office.read(f"{draft}/form")
    name = re.search(r"\?field=(field_\w+)#", page)[1]
    office.send(f"{draft}/form", **field | {"name": name, "choices": "없음 | none\n있음 | yes\n모름 | unknown"})
    office.send(f"{draft}/form/order", name=name, act="up")
    with office.center.database.reading() as rows:
        form = rows.scalar(select(schema.calls.c.form).where(schema.calls.c.id == draft.rsplit("/", 1)[1]))
    assert form[-2]["name"] == name
    assert list(form[-2]["choices"]) == ["answer_2", "answer_1", "answer_3"], "an answer keeps its key"
    office.send(f"{draft}/form/order", name=name, act="out")
    assert f"?field={name}#" not in office.read(f"{draft}/form")
    bad = office.send(f"{draft}/form", 422, **field | {"choices": "only one language"})
    assert codes(bad) == ["C115"]
    rubric = {"lowest": "1", "highest": "4", "0.title_en": "Weight", "0.title_ko": "무게", "0.weight": "2"}
    assert codes(office.send(f"{draft}/rubric", 422, **rubric | {"0.anchors_en": "7: far"})) == ["C114"]
    office.send(f"{draft}/rubric", **rubric | {"0.anchors_en": "1: low\n4: high", "0.anchors_ko": "1: 낮음\n4: 높음"})
    page = office.read(f"{draft}/rubric")
    assert "4: high" in page
    assert page.count('.weight"') >= 2, "one criterion and an empty one"


def test_a_draft_saves_itself_and_says_what_is_wrong_beside_its_field(applicant, call, office):
    path, given = begun(applicant, call)
    amount = next(name for name in given if "amount" in name)
    reply = applicant.client.post(
        f"{path}/save",
        data={"csrf": applicant.csrf, "value.title": "A", amount: "much"},
        headers={"hx-request": "true"},
    )
    assert 'id="saved"' in reply.text
    assert codes(reply) == ["C104"]
    assert f'hx-swap-oob="innerHTML:#told-{amount.removeprefix("value.")}"' in reply.text
    assert 'value="much"' in applicant.read(path), "also what is wrong is kept"
    resident = {"csrf": applicant.csrf, "value.problem": "I, 990101-1234567"}
    reply = applicant.client.post(f"{path}/save", data=resident, headers={"hx-request": "true"})
    assert {"C104", "C129"} == set(codes(reply))
    assert "990101" not in applicant.read(path)
    back = applicant.send(f"{path}/submit", 422, **given | {"value.problem": ""})
    assert codes(back) == ["C102"]
    assert 'value="=A kettle"' in applicant.read(path)
    office.read(path, 404)
    assert "It fouls" not in applicant.read(f"/calls/{call}")


def test_files_go_with_it_are_fetched_as_attachments_and_removed(bench, applicant, call, office):
    path, given = begun(applicant, call)
    assert codes(applicant.send(f"{path}/save", 422, files={"value.plan": ("plan.pdf", b"MZ")}, **given)) == ["C107"]
    page = applicant.send(f"{path}/submit", files={"value.plan": PDF}, **given)
    assert "number 1" in page.text
    file = re.search(r'href="(/attachments/\w+)"', page.text)[1]
    fetched = office.get(file)
    assert fetched.content == PDF[1]
    assert fetched.headers["content-disposition"].startswith("attachment")
    stranger = bench.newcomer("stranger", Role.RESEARCHER, "Other")
    stranger.read(file, 404)
    stranger.read(path, 404)
    blobs = sum(one.is_file() for one in bench.center.blobs.folder.glob("??/*"))
    assert "plan.pdf" not in applicant.send(f"{path}/save", remove="plan").text
    assert sum(one.is_file() for one in bench.center.blobs.folder.glob("??/*")) == blobs - 1


def test_the_office_has_the_applications_as_a_table_an_excel_file_and_a_zip(applicant, office, call):
    path, given = begun(applicant, call)
    applicant.send(f"{path}/submit", files={"value.plan": ("../계획:1.pdf", PDF[1])}, **given)
    again = applicant.send(f"{path}/submit", **given | {"value.problem": "It fouls badly."})
    assert "number 1" in again.text
    home = f"/office/calls/{call}"
    page = office.read(home)
    assert "Laboratory A" in page
    assert "150,000,000" in page
    assert "It fouls badly." in office.read(path)
    book = openpyxl.load_workbook(io.BytesIO(office.get(f"{home}/applications.xlsx").content))
    assert book.sheetnames == ["Applications", "신청서"]
    head, row = ([cell.value for cell in line] for line in book["신청서"].iter_rows())
    cells = dict(zip(head, row, strict=True))
    assert cells["제목"] == "'=A kettle", "no formula"
    assert cells["업무영역"] == "공정"
    assert [value for title, value in cells.items() if "신청 금액" in title] == [150_000_000] * 2
    archive = zipfile.ZipFile(io.BytesIO(office.get(f"{home}/files.zip").content))
    assert archive.namelist() == ["001/plan 계획-1.pdf"]
    assert archive.read(archive.namelist()[0]) == PDF[1]


def test_what_was_handed_in_stands_until_it_is_handed_in_again_and_is_withdrawn(applicant, office, call):
    path, given = begun(applicant, call)
    applicant.send(f"{path}/submit", **given)
    back = applicant.send(f"{path}/submit", 422, **given | {"value.title": ""})
    assert codes(back) == ["C102"]
    assert "=A kettle" in office.read(path)
    assert applicant.send(f"{path}/withdraw").url.path == f"/calls/{call}"
    assert "withdrawn" in applicant.read(path)
    assert codes(applicant.send(f"{path}/submit", 422, **given)) == ["C100"]
    assert "1 withdrawn" in office.read(f"/office/calls/{call}")
    draft = applicant.send(f"/calls/{call}/apply").url.path
    applicant.send(f"{draft}/withdraw")
    applicant.read(draft, 404)


def test_an_open_call_is_extended_and_closed_on_its_page(bench, applicant, office, call):
    path, given = begun(applicant, call)
    home = f"/office/calls/{call}"
    assert codes(office.send(f"{home}/extend", 422, until="2020-01-01T10:00")) == ["C110"]
    assert codes(office.send(f"{home}/close", 422)) == ["C111"]
    later = (datetime.now(UTC) + timedelta(days=20)).strftime("%Y-%m-%dT18:00")
    assert "extended" in office.send(f"{home}/extend", until=later).text
    assert "More time to apply" in office.read("/people")
    assert codes(office.send(f"{home}/text", 422, title_ko="", title_en="")) == ["C009"]
    with bench.center.database.writing() as rows:
        past = datetime.now(UTC) - timedelta(minutes=1)
        rows.execute(update(schema.calls).where(schema.calls.c.id == call).values(extended=past))
    assert codes(applicant.send(f"{path}/submit", 422, **given)) == ["C100"]
    late = applicant.client.post(f"{path}/save", data={"csrf": applicant.csrf}, headers={"hx-request": "true"})
    assert "<html" not in late.text, "a draft that would save itself is told in its line"
    assert "not saved" in late.text
    office.send(f"{home}/close")
    assert "in review" in applicant.read(f"/calls/{call}")
    assert codes(office.send(f"{home}/close", 422)) == ["C109"]


@pytest.mark.parametrize("path", ["/office/calls/new", "/office/calls/{}", "/office/calls/{}/form"])
def test_the_office_pages_are_for_the_office(applicant, office, call, path):
    assert applicant.get(path.format(call)).status_code == 403
    for language in ("en", "ko"):
        office.client.cookies.set("sanhak_language", language)
        assert office.get(path.format(call)).status_code == 200
    office.client.cookies.delete("sanhak_language")
