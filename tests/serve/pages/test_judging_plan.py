"""A taken plan held against work orders on its page, and its cost taken into the ledger by one press."""

from __future__ import annotations

import re

import pytest

from sanhak.center import data, decisions, laying, studies
from sanhak.center.rights import Role
from sanhak.serve.live.archive import read_answer
from serve.web.world_planning import planned
from serve.workbench import workbench

WORD = "펌프"


@pytest.fixture(scope="module")
def lead(tmp_path_factory):
    here = workbench(tmp_path_factory.mktemp("bench")).newcomer("lead", Role.ADMINISTRATOR)
    here.project = here.open("A plan and its year")
    answer = planned(here.center, here.person, here.project, WORD)
    with here.center.database.writing() as rows:
        _, kept = studies.answer(rows, here.person, answer)
        full = read_answer(here.center.blobs.path(kept.archive))
        here.taken = decisions.take(rows, here.person, answer, full, "as planned")
    start = {row["asset"]: row["start"][:10] for row in full.tables["calendar"].frame.iter_rows(named=True)}
    here.sets = {
        "orders": lay(here, "orders", orders(start)),
        "other": lay(here, "others", "asset,date,order type\nX-1,2026-07-01,breakdown\n"),
        "old": lay(here, "old", f"asset,date,order type\n{WORD}-1,2026-05-01,breakdown\n"),
        "codes": lay(here, "codes", f"asset,date,order type\n{WORD}-1,2026-07-20,ZX9\n"),
    }
    yield here
    here.center.database.close()


def orders(start: dict[str, str]) -> str:
    """Two jobs done on their days, one asset failed, and one that nobody has planned."""
    first, second, third = (f"{WORD}-{at}" for at in (1, 2, 3))
    rows = [(first, "2026-06-03", "breakdown"), (second, start[second], "replacement"),
            (third, start[third], "renewal"), ("Z-9", "2026-08-01", "breakdown")]  # fmt: skip
    return "asset,date,order type\n" + "".join(f"{','.join(row)}\n" for row in rows)


def lay(here, name: str, text: str) -> str:
    with here.center.database.writing() as rows:
        version = laying.lay(rows, here.center, here.person, here.project, name=f"{name}.csv", content=text.encode())
        return data.version(rows, here.person, version)[1].id


def path(here, of: str = "orders", until: str = "", failures: str = "") -> str:
    return f"/decisions/{here.taken}/judged?orders={here.sets[of]}&until={until}&failures={failures}"


def test_the_decision_leads_to_the_orders_that_are_to_be_chosen(lead):
    assert f'href="/decisions/{lead.taken}/judged"' in lead.read(f"/decisions/{lead.taken}")
    page = lead.read(f"/decisions/{lead.taken}/judged")
    assert "Choose the list of work orders" in page
    assert "orders.csv" in page
    assert "Take as the outcome" not in page


def test_what_came_is_held_against_what_was_promised_until_then(lead):
    page = lead.read(path(lead, until="2026-09-30"))
    assert re.search(r"Until 30 Sep 2026 failures and planned jobs have cost 6,?000 만원", page)
    assert "failed before its job" in page
    assert page.count("done when planned<") == 2
    assert "Z-9" not in page
    assert '<path class="band"' in page
    assert "Take as the outcome" in page


@pytest.mark.parametrize(
    ("code", "of", "until", "failures"),
    [("S423", "other", "", ""), ("S424", "old", "", ""), ("T387", "codes", "", ""), ("C015", "orders", "soon", "")],
)
def test_orders_that_tell_nothing_are_told_with_their_code(lead, code, of, until, failures):
    page = lead.read(path(lead, of, until, failures))
    assert code in page
    assert "Take as the outcome" not in page


def test_words_for_a_failure_may_be_named_and_jobs_that_nobody_lists_are_told(lead):
    page = lead.read(path(lead, "codes", "2026-12-15", "ZX9"))
    assert "failed" in page
    assert "C296" in page


def test_data_that_are_not_of_the_project_are_refused(lead):
    elsewhere = lead.open("Another one")
    with lead.center.database.writing() as rows:
        version = laying.lay(
            rows, lead.center, lead.person, elsewhere, name="x.csv", content=b"asset,hours\nA,1\nB,2\n"
        )
        lead.sets["foreign"] = data.version(rows, lead.person, version)[1].id
    assert "C297" in lead.read(path(lead, "foreign"))


def test_one_press_takes_it_into_the_ledger(lead):
    reply = lead.post(f"/decisions/{lead.taken}/judged", orders=lead.sets["orders"], until="2026-09-30", failures="")
    assert reply.status_code == 200
    with lead.center.database.reading() as rows:
        _, taken = decisions.get(rows, lead.person, lead.taken)
    (outcome,) = taken.outcomes
    assert outcome.lower < outcome.value < outcome.upper
    assert outcome.value > 6000
    assert f"{outcome.measured}" == "2026-09-30"
    assert "orders.csv" in outcome.note
    assert taken.kept is not None
    over = lead.post(f"/decisions/{lead.taken}/judged", orders=lead.sets["orders"], until="2027-06-30", failures="")
    assert over.status_code == 200
    with lead.center.database.reading() as rows:
        _, taken = decisions.get(rows, lead.person, lead.taken)
    assert (taken.outcomes[0].value, taken.outcomes[0].lower) == (6000.0, None)
    refused = lead.post(f"/decisions/{lead.taken}/judged", orders="", until="", failures="")
    assert refused.status_code == 422
    assert "C297" in refused.text


def test_a_guest_sees_and_does_not_take(lead):
    stranger = lead.bench.newcomer("stranger")
    assert stranger.get(path(lead)).status_code == 404
    assert stranger.post(f"/decisions/{lead.taken}/judged", orders=lead.sets["orders"]).status_code == 404
