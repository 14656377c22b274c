"""Pages of scholarships as a browser asks for them: a list, a batch for the bank, and the scholar's own screen."""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from datetime import timedelta

import pytest
from xlsxwriter import Workbook

from center.opening import opened, peopled
from sanhak.center import days, events
from sanhak.center.scholarship import scholars
from sanhak.serve.web.settings import Settings
from sanhak.serve.workbench.application import application
from serve.web.world import World

TODAY = days.today()
BEGIN = f"{TODAY.year - 1}-03-01"
END = f"{TODAY.year + 2}-02-28"
PDF = b"%PDF-1.7 signed"
KOREAN = ("이름", "이메일", "학교", "협약 시작", "협약 종료", "월 장학금 [원]", "학기 등록금 (원)", "세율", "품의 번호",
          "지급 완료 월", "사건", "은행", "계좌번호", "비고")  # fmt: skip
ENGLISH = ("Name", "E-mail", "University", "From", "Until", "Stipend [won]", "Tuition", "Tax", "Approval number",
           "Paid until", "Events", "Bank", "Account", "Remark")  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """People and nothing else."""
    folder = tmp_path_factory.mktemp("world") / "workbench"
    center = opened(folder)
    crowd, settings = peopled(center), Settings(folder, language="en")
    yield World(center, application(center, settings), settings, crowd, {})
    center.database.close()


def post(client, path, data=None, **more):
    """What a form's page would send."""
    return client.post(path, data={"csrf": client.csrf, **(data or {})}, **more)


def listed(heads, *rows):
    """A spreadsheet as bytes."""
    kept = io.BytesIO()
    with Workbook(kept, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate((heads, *rows)):
            sheet.write_row(place, 0, row)
    return kept.getvalue()


def running(name, email, **more):
    """A row of a list."""
    row = {"name": name, "email": email, "university": "University", "since": BEGIN, "until": END, "stipend": 1200000,
           "tuition": 4000000, "tax": "8.8", "approval": "품의-1", "paid": f"{TODAY.year - 1}-05", "events": "",
           "bank": "은행", "account": "110-123-456789", "remark": "x"} | more  # fmt: skip
    return tuple(row.values())


def imported(client, file):
    """The preview of a list, and what its form would send back."""
    shown = client.post("/scholarships/import", data={"csrf": client.csrf}, files={"file": ("list.xlsx", file)})
    found = re.search(r'name="rows" value="([^"]*)"', shown.text)
    return shown, html.unescape(found[1]) if found else ""


@pytest.mark.parametrize("heads", [KOREAN, ENGLISH], ids=["ko", "en"])
def test_running_scholars_are_previewed_and_then_kept(world, heads):
    office = world.client("office")
    number = 1 if heads is KOREAN else 2
    file = listed(
        heads,
        running(f"신청자 {number}", "", events="휴학 2026-01-01; resume 2026-03-01"),
        running(f"신청자 {number}", "", since=f"{TODAY.year + 1}-03-01", until=f"{TODAY.year + 3}-02-28"),
        running("신청자 8", "nobody@example.org"),
        running("신청자 9", "", events="장기 자랑 2026-03-01", until="2020-01-01"),
        running("900101-1234567", ""),
    )
    shown, rows = imported(office, file)
    assert shown.status_code == 200
    for part in ("C241", "Nobody here has", "장기 자랑", "cannot run from", "resident registration", "1 of 4 scholars"):
        assert part in shown.text, part
    with world.center.database.reading() as kept:
        assert not [one for one in scholars.everybody(kept, world.crowd["office"]) if f" {number}" in one.scholar.name]
    assert post(office, "/scholarships/import/keep", {"rows": rows}).status_code == 303
    with world.center.database.reading() as kept:
        (record,) = (
            one for one in scholars.everybody(kept, world.crowd["office"]) if one.scholar.name == f"신청자 {number}"
        )
    assert len(record.versions) == 2
    assert len(record.events) == 2
    assert [(one.month.month, one.kind) for one in record.paid] == [
        (3, "stipend"), (3, "tuition"), (4, "stipend"), (5, "stipend"),
    ]  # fmt: skip


def test_a_list_whose_sum_differs_is_not_kept_and_nor_is_what_was_never_previewed(world):
    office = world.client("office")
    heads = (*KOREAN[:-1], "지급 합계")
    shown, _ = imported(office, listed(heads, running("신청자 7", "", remark=1)))
    assert "7,600,000" in shown.text
    assert "0 of 1 scholars" in shown.text
    for rows in ("", "{}", '[{"name": 3}]', "[3]"):
        assert post(office, "/scholarships/import/keep", {"rows": rows}).status_code == 422
    shown, _ = imported(office, listed(("이름", "학교"), ("신청자 7", "University")))
    assert shown.status_code == 422
    assert "C240" in shown.text
    assert post(office, "/scholarships/import").status_code == 422


def test_a_scholarship_by_its_pages(world):
    office, me = world.client("office"), world.client("scholar")
    about = {"name": "=신청자 3", "email": "scholar@example.org", "university": "University"}
    made = post(office, "/scholarships", about)
    path = made.headers["location"]
    again = post(office, "/scholarships", about)
    assert again.status_code == 422
    assert "C234" in again.text
    terms = {"since": BEGIN, "until": END, "stipend": "1,200,000", "tax": "8.8", "pro_rata": "yes"}
    wrong = post(office, f"{path}/versions", terms | {"until": "2020-01-01"})
    assert wrong.status_code == 422
    assert 'value="1,200,000"' in wrong.text
    assert post(office, f"{path}/versions", terms).status_code == 303
    agreement = office.get(path).text.split("/scholar-agreements/")[1][:14]
    sign = f"/scholar-agreements/{agreement}/sign"
    for scan, code in ((b"MZ not a paper", "C235"), (b"", "C225")):
        sent = post(office, sign, {"approval": "품의-3"}, files={"scan": ("a.pdf", scan)} if scan else None)
        assert sent.status_code == 422
        assert code in sent.text
    assert post(office, sign, {"approval": "품의-3"}, files={"scan": ("a.pdf", PDF)}).status_code == 303
    scan = me.get(f"/scholar-agreements/{agreement}/download")
    assert scan.content == PDF
    assert scan.headers["content-disposition"].startswith("attachment")
    assert post(office, f"{path}/about", about | {"bank": "은행", "account": "110-123-456789"}).status_code == 303
    shown = office.get(path).text
    assert "456789" not in shown.replace("•••-•••-••6789", "")
    assert post(office, f"{path}/events", {"kind": "resume", "on": str(TODAY)}).status_code == 422
    assert post(office, f"{path}/events", {"kind": "topic", "on": str(TODAY), "note": "주제"}).status_code == 303
    own = me.get("/scholarships")
    assert own.headers["location"] == path
    screen = me.get(f"{path}?on={TODAY + timedelta(days=400)}").text
    for part in (
        "Next payment",
        "Next report",
        "Mentor",
        "What would I owe",
        "To pay back",
        "Service owed by version 1",
    ):
        assert part in screen, part
    assert me.get(f"{path}?on=soon").status_code == 422
    assert "My scholarship" in me.get("/").text


def test_a_batch_is_made_once_and_gives_harmless_files(world):
    office = world.client("office")
    review = office.get("/scholarships/payments").text
    mark = review.split('name="mark" value="')[1].split('"')[0]
    sent = {"on": str(TODAY), "mark": mark}
    assert post(office, "/scholarships/payments", sent | {"mark": "0"}).status_code == 422
    assert post(office, "/scholarships/payments", sent).status_code == 303
    assert post(office, "/scholarships/payments", sent).status_code == 422
    page = office.get("/scholarships/payments").text
    batch = page.split("/scholarships/batches/")[1][:14]
    table = post(office, f"/scholarships/batches/{batch}/file", {"ending": "csv"})
    lines = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    mine = next(line for line in lines if "신청자 3" in line[2])
    assert mine[1] == "110-123-456789"
    assert mine[2] == "'=신청자 3"
    book = post(office, f"/scholarships/batches/{batch}/file", {"ending": "xlsx"})
    with zipfile.ZipFile(io.BytesIO(book.content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    with world.center.database.reading() as rows:
        told = str(events.latest(rows, limit=200))
        assert events.broken(rows) is None
    assert "456789" not in told
    assert "신청자" not in told
    assert office.get("/scholarships/payments?on=2020-01-01").status_code == 422


def test_reports_and_consents_by_their_pages(world):
    office, me = world.client("office"), world.client("scholar")
    path = me.get("/scholarships").headers["location"]
    assert post(office, f"{path}/reports").status_code == 303
    report = me.get(path).text.split("/scholar-reports/")[1][:14]
    given, file = {"average": "4.1", "scale": "4.5"}, {"file": ("report.pdf", PDF)}
    hand_in = f"/scholar-reports/{report}/hand-in"
    assert post(me, hand_in, given).status_code == 422
    assert "C232" in post(me, hand_in, given, files=file).text
    assert post(me, f"{path}/consents", {"kind": "collection", "act": "give"}).status_code == 303
    assert post(me, hand_in, given, files=file).status_code == 303
    assert office.get(f"/scholar-reports/{report}/download").content == PDF
    assert post(office, f"/scholar-reports/{report}/judge", {"act": "return"}).status_code == 422
    assert post(office, f"/scholar-reports/{report}/judge", {"act": "accept"}).status_code == 303
    assert post(office, "/scholarships/remind").headers["location"].startswith("/people")
    assert post(me, f"{path}/consents", {"kind": "collection", "act": "revoke"}).status_code == 303


def test_mistakes_are_taken_back_by_pages_and_nobody_deletes_early(world):
    office = world.client("office")
    path = world.client("scholar").get("/scholarships").headers["location"]
    shown = office.get(path).text
    payment = re.search(r'name="payment".*?value="(\w{14})"', shown, re.DOTALL)[1]
    happened = shown.split("/scholar-events/")[1][:14]
    assert post(office, f"{path}/reversals", {"payment": payment}).status_code == 422
    assert post(office, f"{path}/reversals", {"payment": payment, "because": "반송"}).status_code == 303
    assert post(office, f"{path}/reversals", {"payment": "a" * 14, "because": "반송"}).status_code == 404
    refused = post(office, f"/scholar-events/{happened}/annul", {"because": " "})
    assert refused.status_code == 422
    assert "/help/findings/C009" in refused.text.split(f'id="form-annul-{happened}"')[1].partition("</form>")[0]
    assert post(office, f"/scholar-events/{happened}/annul", {"because": "잘못 기록"}).status_code == 303
    assert post(office, f"{path}/delete").status_code == 422
    assert "annulled" in office.get(path).text
    for name in ("engineer", "auditor"):
        assert world.client(name).get(path).status_code == 404
        assert world.client(name).get("/scholarships/payments").status_code == 403
