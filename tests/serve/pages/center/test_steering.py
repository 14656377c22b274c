"""Steering as pages: forms come back to their place, files are saved and never shown, reports say the same twice."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from sanhak.center.rights import Role
from sanhak.serve.report.letters import KOREAN, runs
from serve.workbench import codes, workbench

HOSTILE = "=HYPERLINK(1) <b>촉매</b> & 납기"


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    one = workbench(tmp_path_factory.mktemp("bench"))
    yield one
    one.center.database.close()


@pytest.fixture(scope="module")
def lead(bench):
    return bench.newcomer("lead", Role.MANAGER)


@pytest.fixture(scope="module")
def project(lead):
    made = lead.open(HOSTILE)
    at = f"/projects/{made}"
    lead.send(f"{at}/milestones", title="Kick-off", due="2026-01-10")
    lead.send(f"{at}/budget", kind="direct", title="재료비", year="2026", planned="3,000만")
    lead.send(f"{at}/risks", title=HOSTILE, likelihood="4", impact="4", review="2027-01-01", measure="=1+1")
    lead.send(f"{at}/loads", member=lead.person.id, share="50 %", starts="2026. 1. 1.", ends="2027-12-31")
    lead.send(f"{at}/terms", owner="both", hold="60", confidential="2099-12-31", scope="figures only")
    lead.send(f"{at}/followups", title="The next reactor", text="the same catalyst")
    return made


def blobs(bench):
    """The names of all files that are kept."""
    return {path.name for path in (bench.center.folder / "blobs").rglob("*") if path.is_file()}


def test_one_page_says_where_the_project_stands(lead, project):
    text = lead.read(f"/projects/{project}/steering")
    assert "The project is off course: “Kick-off” is" in text
    assert 'aria-label="0 of 30,000,000 won"' in text
    for said in ("figures only", "The next reactor", "1 high risk", "30 million won"):
        assert said in text
    assert lead.get(f"/projects/{project}").text.count(f'href="/projects/{project}/steering"') == 1


def test_a_private_room_has_no_place_for_steering(bench, lead):
    own = bench.own(lead.person)
    assert f"/projects/{own}/steering" not in lead.read(f"/projects/{own}")


def test_what_cannot_be_kept_comes_back_beside_its_field(lead, project):
    at = f"/projects/{project}"
    for path, fields, code, place in (
        ("budget", {"kind": "direct", "title": "x", "year": "2026", "planned": "much"}, "C200", "budget-planned"),
        ("risks", {"title": "x", "likelihood": "9", "impact": "1", "review": "2027-01-01"}, "C209", "risk-likelihood"),
        ("loads", {"member": lead.person.id, "share": "50", "starts": "2026-02-01", "ends": "2026-01-01"}, "C208",
         "load-ends"),
        ("stages", {"title": "x", "quorum": "9", "voters": lead.person.id}, "C204", "stage-quorum"),
        ("terms", {"owner": "x", "hold": "-1"}, "C209", "terms-hold"),
    ):  # fmt: skip
        reply = lead.post(f"{at}/{path}", **fields)
        assert reply.status_code == 422, path
        assert code in reply.text
        assert f'id="{place}-error"' in reply.text, path


def test_a_receipt_is_saved_never_shown_and_goes_with_its_spending(bench, lead, project):
    at = f"/projects/{project}"
    line = re.search(r'<option value="(\w{14})"[^>]*>재료비', lead.read(f"{at}/steering"))[1]
    before = blobs(bench)
    page = b"<html><script>alert(1)</script></html>"
    fields = {"line": line, "day": "2026-03-02", "won": "1,200만", "note": "촉매"}
    lead.send(f"{at}/spendings", files={"file": ("영수증.html", page, "text/html")}, **fields)
    text = lead.read(f"{at}/steering")
    path = re.search(r"/spendings/\w+/receipt", text)[0]
    reply = lead.get(path)
    assert reply.content == page
    assert reply.headers["content-disposition"].startswith("attachment")
    assert "html" not in reply.headers["content-type"]
    refused = lead.post(f"{at}/spendings", files={"file": ("x.pdf", b"x", "application/pdf")}, **fields | {"won": "?"})
    assert (refused.status_code, codes(refused)[:1]) == (422, ["C200"])
    assert len(blobs(bench) - before) == 1
    lead.send(path.replace("receipt", "delete"))
    assert blobs(bench) == before


def test_a_deliverable_is_handed_in_accepted_and_held_back(bench, lead, project):
    at = f"/projects/{project}"
    lead.send(f"{at}/deliverables", title="Report", due="2026-12-01")
    made = re.search(r"/deliverables/(\w+)/hand", lead.read(f"{at}/steering"))[1]
    assert codes(lead.post(f"{at}/deliverables/{made}/accept")) == ["C214"]
    assert "W006" in lead.post(f"{at}/deliverables/{made}/hand").text
    lead.send(f"{at}/deliverables/{made}/hand", files={"file": ("r.pdf", b"first", "application/pdf")})
    before = blobs(bench)
    lead.send(f"{at}/deliverables/{made}/hand", files={"file": ("r.pdf", b"second", "application/pdf")})
    assert len(blobs(bench)) == len(before)
    assert lead.get(f"/deliverables/{made}/file").content == b"second"
    lead.send(f"{at}/deliverables/{made}/accept")
    assert codes(lead.post(f"{at}/deliverables/{made}/publish"))[:1] == ["C213"]


def test_a_stage_is_voted_and_settled(lead, project):
    at = f"/projects/{project}"
    lead.send(f"{at}/stages", title="Go on?", quorum="1", voters=lead.person.id)
    stage = re.search(r"/stages/(\w+)/vote", lead.read(f"{at}/steering"))[1]
    assert codes(lead.post(f"{at}/stages/{stage}/settle", verdict="go", reason="")) == ["C205"]
    lead.send(f"{at}/stages/{stage}/vote", vote="change", note="")
    reply = lead.post(f"{at}/stages/{stage}/settle", verdict="go", reason="")
    assert 'aria-invalid="true"' in reply.text
    assert "C206" in reply.text
    lead.send(f"{at}/stages/{stage}/settle", verdict="go", reason="the catalyst is here")
    assert "the catalyst is here" in lead.read(f"{at}/steering")
    assert "settled “Go on?”: go on. Reason: the catalyst is here" in lead.read(at)


def test_the_report_is_one_in_both_languages_and_runs_no_formula(bench, lead, project):
    at = f"/projects/{project}/report"
    for language, said in (("en", "off course"), ("ko", "계획에서 벗어났습니다")):
        browser = bench.browser(lead.person)
        browser.client.cookies.set("sanhak_language", language)
        excel, pdf = browser.get(f"{at}/xlsx"), browser.get(f"{at}/pdf")
        for reply in (excel, pdf):
            assert reply.headers["content-disposition"].startswith("attachment")
        assert pdf.content.startswith(b"%PDF")
        book = CalamineWorkbook.from_filelike(io.BytesIO(excel.content))
        cells = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
        assert any(said in str(cell) for cell in cells)
        assert {HOSTILE, "=1+1", 30_000_000.0} <= set(cells)
        with zipfile.ZipFile(io.BytesIO(excel.content)) as parts:
            assert not any(b"<f>" in parts.read(name) for name in parts.namelist() if "sheet" in name)
    assert lead.get(f"{at}/docx").status_code == 404


def test_every_letter_of_a_report_has_a_font():
    told = list(runs("재료비 12,000,000원 뷁 漢 Δ"))
    assert "".join(letters for _, letters in told) == "재료비 12,000,000원 뷁 漢 Δ"
    assert all(font.startswith("pretendard") or font in ("Helvetica", KOREAN) for font, _ in told)


def test_a_running_project_is_looked_at_and_then_kept(bench, lead):
    empty = lead.get("/steering/import/empty.xlsx")
    assert "Members" in CalamineWorkbook.from_filelike(io.BytesIO(empty.content)).sheet_names
    wrong = lead.post("/steering/import", files={"file": ("empty.xlsx", empty.content)})
    assert (wrong.status_code, "C215" in wrong.text) == (422, True)
    assert "W006" in lead.post("/steering/import").text
    before = blobs(bench)
    look = lead.send("/steering/import", files={"file": ("plan.xlsx", plan("x"))})
    assert codes(look) == ["C216"]
    assert "Keep it" not in look.text
    assert codes(lead.post(f"{look.url.path}/keep")) == ["C216"]
    lead.send(f"{look.url.path}/discard")
    assert blobs(bench) == before
    for _ in range(2):
        look = lead.send("/steering/import", files={"file": ("plan.xlsx", plan("300만"))})
        kept = lead.send(f"{look.url.path}/keep")
        assert "3 million won" in kept.text
    assert len(blobs(bench) - before) == 1
    assert lead.read("/projects").count("Running already") == 2  # in one's own list and in that of all
    assert lead.get(f"{look.url.path}/file").content == plan("300만")
    stranger = bench.newcomer("stranger")
    assert stranger.get(look.url.path).status_code == 404


def plan(amount):
    """A workbook whose budget has this amount; the same bytes each time."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})
        book.add_worksheet("과제").write_column(0, 0, ("과제명", "Running already"))
        sheet = book.add_worksheet("예산")
        sheet.write_row(0, 0, ("구분", "비목", "연도", "예산액"))
        sheet.write_row(1, 0, ("직접비", "재료비", 2026, amount))
    return content.getvalue()


def test_all_projects_are_sorted_by_any_column(bench, lead, project):
    office = bench.newcomer("office", Role.OFFICE)
    for by in ("title", "course", "due", "planned", "spent", "high", "overloaded", "nothing"):
        text = office.read(f"/steering?by={by}")
        assert text.count("aria-sort") == 1
        assert "Running already" in text
        assert "재료비" not in text
        assert f'href="/projects/{project}/steering"' not in text
    assert f'href="/projects/{project}/steering"' in lead.read("/steering")


def test_what_may_follow_stands_at_the_end(lead, project):
    assert "the same catalyst" not in lead.read(f"/projects/{project}")
    lead.send(f"/projects/{project}/state", state="done")
    assert "the same catalyst" in lead.read(f"/projects/{project}")
