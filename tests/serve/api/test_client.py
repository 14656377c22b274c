"""The workbench from Python, over a real port: the same objects, the same refusals."""

from __future__ import annotations

import re
import runpy
import threading
import time
from pathlib import Path

import polars as pl
import pytest
import uvicorn

import sanhak
from sanhak import process
from sanhak.finding import Refusal
from sanhak.serve.client import WorkbenchAnswer
from sanhak.study import Answer
from sanhak.table import Column, Kind, Table
from serve.workbench import workbench as opened


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A workbench on a port whose jobs are carried out beside it, and a token."""
    bench = opened(tmp_path_factory.mktemp("bench"))
    server = uvicorn.Server(uvicorn.Config(bench.app, port=0, log_level="error", ws="none"))
    over = threading.Event()

    def work():
        while not over.wait(0.1):
            bench.work()

    threads = [threading.Thread(target=server.run), threading.Thread(target=work)]
    for thread in threads:
        thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}", bench.token(bench.person())
    over.set()
    server.should_exit = True
    for thread in threads:
        thread.join()
    bench.center.database.close()


@pytest.fixture(scope="module")
def workbench(served):
    with sanhak.connect(*served) as one:
        yield one


@pytest.fixture
def project(workbench):
    return workbench.projects()[0]


def refused(act, *given, **more):
    with pytest.raises(Refusal) as refusal:
        act(*given, **more)
    return [finding.code for finding in refusal.value.findings]


def design(**factors):
    return process.Design(factors=factors or {"T": (60, 90), "p": (1, 2)})


def test_a_file_comes_back_as_the_table_that_it_is_here(project, tmp_path):
    file = tmp_path / "reactor.csv"
    file.write_text("T [degC],yield [%],grade\n70,80.1,A\n75,82.4,B\n80,81.0,A\n", encoding="utf-8")
    steps = []
    data = project.upload(file, units={"T": "K"}, progress=steps.append)
    there = project.table(data.name)
    here = Table.read(file, units={"T": "K"})
    assert there.columns == here.columns
    assert there.frame.equals(here.frame)
    assert steps
    assert [one.name for one in project.datasets()] == ["reactor.csv"]
    again = project.upload(file, into="reactor.csv")
    assert again.id == data.id


def test_a_table_keeps_its_facts_on_the_way(project):
    frame = pl.DataFrame({"run": ["1", "2", "3"], "T": [300.0, 310.0, 320.0]})
    table = Table(frame, (Column("run", Kind.IDENTIFIER), Column("T", unit="K")), lot="run")
    there = project.upload(table, name="runs").table()
    assert (there.columns, there.lot) == (table.columns, "run")
    assert there.frame.equals(frame)


def test_a_question_is_answered_there_as_it_is_here(project):
    study = design()
    answer = project.ask(study, title="First design").answer()
    here = study.solve()
    assert isinstance(answer, WorkbenchAnswer)
    assert isinstance(answer, Answer)
    assert answer.headline == here.headline
    assert answer.decision == here.decision
    assert answer.tables.keys() == here.tables.keys()
    assert all(table.frame.equals(here.tables[name].frame) for name, table in answer.tables.items())
    listed = project.answers()[0]
    assert (listed.id, listed.title) == (answer.id, "First design")
    assert listed.headline == here.headline.render("en")
    assert listed.answer().dump() == answer.dump()
    assert answer.decide("carried out on Monday") != listed.decide()


def test_the_python_of_its_page_works_as_printed_but_for_its_slow_question(workbench, tmp_path, monkeypatch, capsys):
    root = Path(__file__).parents[3]
    page = (root / "docs/api.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(root / "examples" / "reactor.py"))["main"](24)
    monkeypatch.setattr("sanhak.serve.client.connect", lambda *_given: workbench)
    lines = lines.replace("Raise the yield of reactor R-201", workbench.projects()[0].title)
    lines, changed = re.subn(r"process\.SetPoints\(.*\)", 'process.Design(factors={"T_jacket": (60, 95)})', lines)
    assert changed == 1
    known: dict[str, object] = {}
    exec(lines, known)  # noqa: S102 - the printed lines are what is tested
    assert str(known["answer"].headline) in capsys.readouterr().out


def test_what_is_refused_there_is_raised_here_with_its_findings(project, workbench, tmp_path):
    (tmp_path / "empty.csv").write_text("a,b\n", encoding="utf-8")
    here = refused(Table.read, tmp_path / "empty.csv")
    assert refused(project.upload, tmp_path / "empty.csv") == here
    assert refused(project.upload, tmp_path / "nothing.csv") == refused(Table.read, tmp_path / "nothing.csv")
    assert refused(workbench.project, "nothing") == ["C001"]
    assert refused(project.ask, design(), "no such data") == ["C001"]


def test_a_job_that_was_stopped_has_no_answer(project):
    job = project.ask(design())
    job.cancel()
    if job.state == "cancelled":
        assert refused(job.answer) == ["W108"]


def test_what_is_no_workbench_is_named(served):
    url, token = served
    assert refused(sanhak.connect, url, "sanhak_wrong") == ["C040"]
    assert refused(sanhak.connect, f"{url}/elsewhere", token) == ["W107"]
    assert refused(sanhak.connect, "http://127.0.0.1:1", token) == ["W106"]


def test_further_rows_are_added_once_and_what_does_not_fit_is_refused(project):
    head = {"온도 [°C]": 60.0, "수율 [%]": 70.5}
    table = Table.of({"온도": [60.0, 61.0], "수율": [70.0, 70.3]}, units={"온도": "°C", "수율": "%"})
    data = project.upload(table, name="readings")
    sent = data.add([head, {"온도 [°C]": 62.0, "수율 [%]": 71.0}])
    assert (sent["added"], sent["known"]) == (2, 0)
    assert data.add([head, {"온도 [°C]": 62.0, "수율 [%]": 71.0}])["id"] == sent["id"], (
        "the same body is the same delivery"
    )
    overlapping = data.add([head, {"온도 [°C]": 63.0, "수율 [%]": 71.2}])
    assert (overlapping["added"], overlapping["known"]) == (1, 1)
    assert len(data.table()) == 5
    assert refused(data.add, [{"온도 [°C]": 64.0}]) == ["C280"]
    assert refused(data.add, [{"온도 [°C]": [1, 2]}]) == ["C288"]
    assert len(data.table()) == 5
