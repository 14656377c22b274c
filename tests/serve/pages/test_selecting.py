"""The selection of a call as pages: begun, settled, appealed, closed; in both languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from sanhak.center.calls import applying, schema, writing
from sanhak.center.calls.form import FormField, Kind, Part
from sanhak.center.calls.rules import Rules
from sanhak.center.rights import Role
from serve.workbench import codes, workbench

WORDS = {"ko": "공모", "en": "A call"}


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    one = workbench(tmp_path_factory.mktemp("bench"))
    yield one
    one.center.database.close()


@pytest.fixture
def scene(bench):
    """The office, two applicants with what they handed in, and the call, in review."""
    office = bench.newcomer("office", Role.OFFICE, "Centre")
    crowd = [bench.newcomer(f"applicant{number}", Role.RESEARCHER, "University") for number in (1, 2)]
    now = datetime.now(UTC)
    with bench.center.database.writing() as rows:
        call = writing.make(rows, office.person, purpose="courses", title=WORDS)
        form = [FormField("title", WORDS, part=Part.TITLE), FormField("won", WORDS, Kind.MONEY, Part.AMOUNT, year=2027)]
        writing.set_form(rows, office.person, call, form)
        moments = {"opens": now - timedelta(days=9), "closes": now + timedelta(days=1)}
        rows.execute(update(schema.calls).values(**moments, rules=Rules(places=1).dump()))
        writing.open_call(rows, office.person, call)
        made = [applying.begin(rows, one.person, call) for one in crowd]
        for number, (one, application) in enumerate(zip(crowd, made, strict=True)):
            applying.hand_in(rows, one.person, application, {"title": f"Work {number}", "won": "1억"})
        rows.execute(update(schema.calls).values(state="review"))
    return office, crowd, call, made


def test_a_selection_goes_from_the_review_to_an_answered_appeal(bench, scene):
    office, (_, second), call, (chosen, other) = scene
    home = f"/office/calls/{call}/selection"
    assert "Begin the selection" in office.get(home).text
    assert codes(second.send(f"{home}/begin", 403)) == ["C002"]
    page = office.send(f"{home}/begin")
    assert "What the committee decides" in page.text
    both = {f"verdict.{one}": "selected" for one in (chosen, other)}
    wrong = office.send(f"{home}/settle", 422, **both, minutes="We met.")
    assert codes(wrong) == ["C162"]
    assert "We met." in wrong.text, "what was typed is kept"
    told = second.get(f"/applications/{other}/result").text
    assert "Nothing is decided yet" in told
    done = office.send(f"{home}/settle", **both | {f"verdict.{other}": "rejected"}, minutes="We met.")
    assert "What was decided" in done.text
    assert "How it ended" in second.get(f"/applications/{other}").text
    sent = second.send(f"/applications/{other}/appeal", text="The plant exists.")
    assert "The plant exists." in sent.text
    assert codes(second.send(f"/applications/{other}/appeal", 422, text="Again.")) == ["C165"]
    assert codes(second.send(f"/applications/{other}/verdict", 403, verdict="selected", because="x")) == ["C002"]
    assert "The plant exists." in office.get(home).text
    assert codes(office.send(f"/applications/{other}/appeal/answer", 422, reply="", upheld="no")) == ["C009"]
    answered = office.send(f"/applications/{other}/appeal/answer", reply="It does not.", upheld="no")
    assert "It does not." in answered.text
    assert codes(office.send(f"/applications/{other}/verdict", 422, verdict="selected", because="x")) == ["C162"]
    office.send(f"/applications/{chosen}/verdict", verdict="reserve", because="declined")
    office.send(f"/applications/{other}/verdict", verdict="selected", because="moved up")
    with bench.center.database.reading() as rows:
        states = dict(rows.execute(select(schema.applications.c.id, schema.applications.c.state)).all())
    assert states == {chosen: "reserve", other: "selected"}
    assert codes(office.send(f"{home}/finish", 422)) == ["C166"]
    assert codes(office.send(f"{home}/dance", 404)) == ["C001"]
