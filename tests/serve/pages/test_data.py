"""The data of a project: what comes in, how it is read, corrected, taken back, and how it goes for good."""

from __future__ import annotations

import io
import re
import zipfile

import anyio
import pytest
import xlsxwriter

from sanhak.center import making
from sanhak.center.rights import Role
from serve.workbench import workbench

RUNS = "time,T_jacket [degC],yield [%],grade\n" + "".join(
    f"2026-11-{day:02} 08:00,{80 + day % 7 + day / 10:.1f},{78 + day % 5 + day / 20:.2f},{'AB'[day % 2]}\n"
    for day in range(1, 29)
)


@pytest.fixture(scope="module")
def lead(tmp_path_factory):
    here = workbench(tmp_path_factory.mktemp("bench"), upload=3 << 20).newcomer("lead", Role.ADMINISTRATOR)
    yield here
    here.center.database.close()


@pytest.fixture
def project(lead):
    return lead.open()


def blobs(lead):
    return sorted(file for file in lead.center.blobs.folder.rglob("*") if file.is_file())


def workbook(**sheets):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return content.getvalue()


def test_an_empty_place_says_what_belongs_there(lead, project):
    page = lead.read(f"/projects/{project}/data")
    assert "A file is taken as it is" in page
    assert 'type="file"' in page


def test_a_file_is_read_and_its_columns_are_shown(lead, project):
    path = lead.send(f"/projects/{project}/data", files={"files": ("runs.csv", RUNS)}).url.path
    waiting = lead.read(path)
    assert "hx-get" in waiting
    assert "You may close this window" in waiting
    assert lead.client.get(f"{path}/progress").text.startswith("<section")
    lead.bench.work()
    assert lead.client.get(f"{path}/progress").headers["hx-refresh"] == "true"
    page = lead.read(path)
    assert "28 rows, 4 columns" in page
    assert "T_jacket" in page
    assert "°C" in page
    listed = lead.read(f"/projects/{project}/data")
    assert "runs.csv" in listed
    assert ">28<" in listed


def test_several_files_make_several_datasets_and_one_name_is_given_once(lead, project):
    files = [("files", ("runs.csv", RUNS)), ("files", ("runs.csv", RUNS)), ("files", ("other.csv", RUNS))]
    page = lead.send(f"/projects/{project}/data", files=files).text
    assert {"runs.csv", "runs.csv (2)", "other.csv"} <= set(re.findall(r">([^<>]+)</a></th>", page))


def test_files_of_assets_become_one_table(lead, project):
    files = [("files", (f"P-10{at}.csv", RUNS)) for at in (1, 2, 3)]
    path = lead.send(f"/projects/{project}/data", files=files, together="yes").url.path
    lead.bench.work()
    page = lead.read(path)
    assert "P-101.csv + 2.zip" in page
    assert "84 rows, 5 columns" in page


@pytest.mark.parametrize("pasted", ["T [degC]\tyield\n80\t78.1\n82\t79.3", "T [degC],yield\n80,78.1\n82,79.3"])
def test_a_table_is_pasted(lead, project, pasted):
    path = lead.send(f"/projects/{project}/data", pasted=pasted).url.path
    lead.bench.work()
    page = lead.read(path)
    assert "2 rows, 2 columns" in page
    assert ("Pasted table.tsv" if "\t" in pasted else "Pasted table.csv") in page


def test_a_sample_is_there_to_try(lead, project):
    assert "Take a sample" in lead.read(f"/projects/{project}/data")
    path = lead.send(f"/projects/{project}/data", sample="yes").url.path
    lead.bench.work()
    page = lead.read(path)
    assert re.search(r"\d+ rows, \d+ columns", page)
    assert "°C" in page


def test_nothing_given_is_told(lead, project):
    page = lead.send(f"/projects/{project}/data", 422, pasted=" \n").text
    assert "W006" in page


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256)) * 8, "T010"), (b"", "T009"), ("bomb", "T253")],
)
def test_what_can_be_no_table_is_refused_and_leaves_nothing(lead, project, content, code):
    if content == "bomb":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
            bomb.writestr("xl/workbook.xml", bytes(1000))
            bomb.infolist()[0].file_size = 2 << 30
        content = packed.getvalue()
    before = blobs(lead)
    path = lead.send(f"/projects/{project}/data", files={"files": ("set.xlsx", content)}).url.path
    lead.bench.work()
    page = lead.read(path)
    assert code in page
    assert "Give another file" in page
    assert blobs(lead) == before


def test_sheets_are_offered_and_another_one_is_read(lead, project):
    rows = [["T", "yield"], *([80 + at, 70 + at / 2] for at in range(9))]
    other = [["lot", "purity"], *([f"L{at}", 99 - at / 9] for at in range(12))]
    path = lead.give(project, workbook(Runs=rows, Lots=other), "book.xlsx")
    page = lead.read(path)
    assert '<option value="Lots">Lots</option>' in page
    version = re.search(r'name="version" value="(\w+)"', page)[1]
    lead.send(f"{path}/reading", version=version, sheet="Lots")
    lead.bench.work()
    page = lead.read(path)
    assert "12 rows, 2 columns" in page
    assert "sheet Lots" in page
    assert '<option value="Lots" selected>' in page


def test_a_sheet_that_is_not_there_is_refused_with_a_form_to_choose(lead, project):
    path = lead.give(project, workbook(Runs=[["T", "y"], [1, 2], [3, 4], [5, 6]]), "book.xlsx")
    version = re.search(r"version=(\w+)", lead.read(path))[1]
    lead.send(f"{path}/reading", version=version, sheet="Nowhere")
    lead.bench.work()
    page = lead.read(path)
    assert "T018" in page
    assert '<option value="Runs">Runs</option>' in page
    assert "Below stands version 1" in page


def edited(lead, path):
    page = lead.read(f"{path}/columns")
    fields = dict(re.findall(r'name="(unit-\d+|version)" value="([^"]*)"', page))
    for name, options in re.findall(r'<select[^>]*name="([\w-]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    return fields


def test_units_kinds_and_roles_are_corrected_in_place(lead, project):
    path = lead.give(project, RUNS)
    fields = edited(lead, path)
    assert fields["unit-1"] == "°C"
    assert fields["time"] == "time"
    same = lead.send(f"{path}/columns", 422, **fields).text
    assert "W081" in same
    lead.send(f"{path}/columns", **{**fields, "unit-1": "K", "kind-3": "text", "lot": "grade"})
    lead.bench.work()
    page = lead.read(path)
    for said in ("unit of T_jacket: K", "kind of grade: free text", "lot: grade", "version 2"):
        assert said in page
    assert edited(lead, path)["unit-1"] == "K"


def test_a_unit_that_is_none_is_refused_beside_its_field(lead, project):
    path = lead.give(project, RUNS)
    fields = edited(lead, path)
    page = lead.send(f"{path}/columns", 422, **{**fields, "unit-1": "furlongs", "unit-2": ""}).text
    assert 'value="furlongs"' in page
    assert 'id="unit-1-error"' in page
    assert 'aria-describedby="unit-2-error"' in page
    assert "version 2" not in lead.read(path)


def test_a_layout_that_nobody_knows_is_refused_and_the_page_stays(lead, project):
    path = lead.give(project, "a,b\n1,2\n3,4\n", "layout.csv")
    lead.send(f"{path}/reading", layout="wombat")
    lead.bench.work()
    page = lead.read(path)
    assert "layout: wombat" in page
    assert "refused" in page


def test_an_old_version_becomes_the_newest_again(lead, project):
    path = lead.give(project, RUNS)
    first = re.search(r"download\?version=(\w+)", lead.read(path))[1]
    lead.send(f"{path}/columns", **{**edited(lead, path), "unit-1": "K"})
    lead.bench.work()
    old = lead.read(f"{path}?version={first}")
    assert "This is version 1 of 2" in old
    lead.send(f"{path}/back", version=first)
    lead.bench.work()
    assert edited(lead, path)["unit-1"] == "°C"
    assert "version 3" in lead.read(path)


def test_gaps_are_drawn_and_told(lead, project):
    lines = RUNS.splitlines()
    lines[20:24] = [re.sub(r",[\d.]+,", ",,", line, count=1) for line in lines[20:24]]
    page = lead.read(lead.give(project, "\n".join(lines)))
    assert re.search(r"T_jacket: 14.3 % missing, between rows \d+ and \d+", page)
    assert 'class="gap"' in page


def test_rename_and_delete_for_good(lead, project):
    before = blobs(lead)
    path = lead.give(project, RUNS)
    lead.send(f"{path}/rename", name="Runs of November")
    lead.send(f"/projects/{project}/comments", about="dataset", thing=path.rsplit("/", 1)[1], text="odd values")
    page = lead.read(path)
    assert "Runs of November" in page
    assert "odd values" in page
    lead.send(f"{path}/columns", **{**edited(lead, path), "unit-1": "K"})
    lead.bench.work()
    lead.send(f"{path}/columns", **{**edited(lead, path), "unit-1": "°F"})
    assert len(blobs(lead)) == len(before) + 5
    asked = lead.read(f"{path}/delete")
    assert "3 versions with 28 rows" in asked
    assert "No answer rests on it" in asked
    lead.send(f"{path}/delete")
    assert blobs(lead) == before
    lead.bench.work()  # one version was still to be made
    assert blobs(lead) == before
    lead.read(path, 404)


def test_a_version_that_is_deleted_while_it_is_made_leaves_nothing(lead, project):
    before = blobs(lead)
    path = lead.send(f"/projects/{project}/data", files={"files": ("runs.csv", RUNS)}).url.path
    job = lead.center.queue.claim("test", ("data",))
    made = making.make(job.payload, lead.center.blobs.folder, lambda _step: None, lambda: False)
    kept = making.keep(made, job, lead.center.blobs)
    lead.send(f"{path}/delete")
    assert not lead.center.queue.beat(job).still_ours
    assert len(blobs(lead)) == len(before) + 2
    with lead.center.database.writing() as rows:
        kept.within(rows)
    assert blobs(lead) == before


def test_files_are_streamed(lead, project):
    path = f"/projects/{project}/data/upload?name=runs.csv"
    token = {"x-csrf-token": lead.csrf}
    reply = lead.client.put(path, content=RUNS.encode(), headers=token)
    assert reply.status_code == 201
    lead.bench.work()
    assert "28 rows" in lead.read(reply.text)
    chunks = (b"x" * (1 << 20) for _ in range(4))
    before = blobs(lead)
    for content, headers, status in (
        (chunks, token, 413),
        (bytes(4 << 20), token, 413),
        (b"", token, 422),
        (b"x", {}, 403),
    ):
        assert lead.client.put(path, content=content, headers=headers).status_code == status
    assert blobs(lead) == before


def test_an_upload_that_breaks_off_leaves_nothing(lead, project):
    before, messages = blobs(lead), [{"type": "http.request", "body": bytes(2 << 20), "more_body": True}]

    async def receive():
        return messages.pop() if messages else {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    sent, headers = [], {"x-csrf-token": lead.csrf, "host": "localhost", "cookie": f"sanhak={lead.session}"}
    scope = {
        "type": "http",
        "method": "PUT",
        "path": f"/projects/{project}/data/upload",
        "query_string": b"name=runs.csv",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    anyio.run(lead.client.app, scope, receive, send)
    assert sent[0]["status"] == 400
    assert blobs(lead) == before
    assert "runs.csv" not in lead.read(f"/projects/{project}/data")


def test_strangers_and_guests_add_nothing(lead, project):
    path, other = lead.give(project, RUNS), lead.bench.newcomer("other")
    other.read(f"/projects/{project}/data", 404)
    other.read(path, 404)
    reply = other.client.put(
        f"/projects/{project}/data/upload?name=a", content=b"x", headers={"x-csrf-token": other.csrf}
    )
    assert reply.status_code == 404
    lead.send(f"/projects/{project}/people", email="other@plant.example", part="guest")
    assert "T_jacket" in other.read(path)
    before = blobs(lead)
    other.send(f"/projects/{project}/data", 403, files={"files": ("a.csv", RUNS)})
    other.send(f"{path}/delete", 403)
    assert blobs(lead) == before


def test_a_stopped_reading_can_be_tried_again(lead, project):
    path = lead.send(f"/projects/{project}/data", files={"files": ("runs.csv", RUNS)}).url.path
    version = re.search(r'name="version" value="(\w+)"', lead.read(path))[1]
    lead.send(f"{path}/stop", version=version)
    assert "Try again" in lead.read(path)
    lead.send(f"{path}/again", version=version)
    lead.bench.work()
    assert "28 rows" in lead.read(path)


def test_a_newer_file_becomes_a_version(lead, project):
    path = lead.give(project, RUNS)
    again = lead.give(project, RUNS + "2026-12-01 08:00,81,80,A\n", "december.csv", into=path.rsplit("/", 1)[1])
    assert again == path
    page = lead.read(path)
    assert "29 rows" in page
    assert "from the file december.csv" in page


def test_the_page_speaks_korean(lead, project):
    path = lead.give(project, RUNS)
    lead.client.get("/language?to=ko")
    page = lead.read(path)
    lead.client.get("/language?to=en")
    assert 'lang="ko"' in page
    assert "빠진 값" in page


def test_both_databases_keep_correct_and_forget_alike(tmp_path, center_url):
    here = workbench(tmp_path / "bench", center_url).newcomer("lead", Role.ADMINISTRATOR)
    path = here.give(here.open(), RUNS)
    here.send(f"{path}/columns", **{**edited(here, path), "unit-1": "K"})
    here.bench.work()
    assert "unit of T_jacket: K" in here.read(path)
    assert "of 28 rows" in here.read(f"{path}/rows?q=T_jacket > 82&sort=yield")
    here.send(f"{path}/delete")
    assert blobs(here) == []
    here.read(path, 404)
    here.center.database.close()
