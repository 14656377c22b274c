"""A call from invitation to applications, on both databases: states, dates to the second, who sees what, letters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from sanhak.center import events, outbox, schema
from sanhak.center.calls import applications, applying, attachments, calls, writing
from sanhak.center.calls import schema as tables
from sanhak.center.calls.form import FormField, Kind
from sanhak.center.calls.rules import Rules
from sanhak.finding import Refusal

TITLE = {"ko": "2027년 산학 공동 과제", "en": "Joint projects 2027"}
WORDS = {
    "title": "A kettle that knows itself", "area": "process", "problem": "It fouls.", "approach": "Heat balance.",
    "value": "Two points of yield.", "laboratory": "Laboratory A",
}  # fmt: skip


@pytest.fixture
def office(crowd):
    return crowd["office"]


@pytest.fixture
def run(center):
    """Carries an act out in a transaction of its own."""

    def act(function, *given, **named):
        with center.database.writing() as rows:
            return function(rows, *given, **named)

    return act


@pytest.fixture
def call(run, office):
    """An open call that began an hour ago and ends in ten days."""
    made = run(writing.make, office, purpose="projects", title=TITLE)
    now = datetime.now(UTC)
    moments = {"opens": now - timedelta(hours=1), "closes": now + timedelta(days=10)}
    run(lambda rows: rows.execute(update(tables.calls).values(**moments)))
    run(writing.open_call, office, made)
    return made


def codes(act, *given, **named):
    with pytest.raises(Refusal) as caught:
        act(*given, **named)
    return [finding.code for finding in caught.value.findings]


def filled(run, person, call):
    """An application that could be handed in."""
    made = run(applying.begin, person, call)
    amounts = {f"amount_{year}": "1억 5,000만" for year in years(run, person, call)}
    run(applying.save, person, made, WORDS | amounts)
    return made


def years(run, person, call):
    return list(run(calls.get, person, call).rules.budget)


def test_an_application_is_kept_as_typed_handed_in_changed_and_withdrawn(run, call, crowd, office):
    me = crowd["researcher"]
    made = run(applying.begin, me, call)
    assert run(applying.begin, me, call) == made, "a draft is begun once"
    first, *_ = years(run, me, call)
    run(applying.save, me, made, {"title": "A kettle", f"amount_{first}": "much"})
    kept = run(applications.get, me, made)
    assert (kept.state, kept.values["title"], kept.values[f"amount_{first}"]) == ("draft", "A kettle", "much")
    assert "C104" in codes(run, applying.hand_in, me, made, {})
    assert "C102" in codes(run, applying.hand_in, me, made, {f"amount_{first}": "3억"})
    assert codes(run, applications.get, office, made) == ["C001"], "drafts are their writer's alone"
    assert run(applying.hand_in, me, filled(run, me, call), {}) == 1
    assert run(applying.hand_in, crowd["scholar"], filled(run, crowd["scholar"], call), {}) == 2
    assert codes(run, applying.save, me, made, {"title": "x"}) == ["C101"], "what is handed in changes whole or not"
    assert run(applying.hand_in, me, made, {"title": "A better kettle"}) == 1
    seen = run(applications.of_call, office, call)
    assert [one.number for one in seen] == [1, 2]
    one = run(calls.get, office, call)
    assert applications.title_of(one, seen[0], "en") == "A better kettle"
    assert applications.amounts(one, seen[0]) == dict.fromkeys(one.rules.budget, 150_000_000)
    run(applying.withdraw, me, made)
    assert run(applications.get, me, made).state == "withdrawn"
    assert codes(run, applying.hand_in, me, made, {}) == ["C100"]
    assert codes(run, applying.withdraw, me, made) == ["C100"]
    acts = run(lambda rows: [event.act for event in events.latest(rows, limit=99)])
    assert {"call.opened", "application.submitted", "application.changed", "application.withdrawn"} <= set(acts)


def test_letters_wait_beside_each_other_and_invitations_replace_their_own(run, call, crowd, office):
    me = crowd["researcher"]
    made = filled(run, me, call)
    run(outbox.write, office, to=me.email, subject="a link", body="old")
    run(applying.hand_in, me, made, {})
    run(applying.withdraw, me, made)
    run(outbox.write, office, to=me.email, subject="a link", body="new")
    letters = run(outbox.waiting, office)
    assert [one.body for one in letters if one.subject == "a link"] == ["new"]
    assert len(letters) == 3
    assert any("Joint projects 2027" in one.body and "number 1" in one.body for one in letters)
    long_ago = datetime.now(UTC) - timedelta(days=20)
    run(lambda rows: rows.execute(update(schema.outbox).values(made=long_ago)))
    run(outbox.clear)
    assert len(run(outbox.waiting, office)) == 2, "letters without a link wait longer"


def test_the_end_is_kept_to_the_second(run, call, crowd, office):
    me, end = crowd["researcher"], run(calls.get, office, call).end
    made = filled(run, me, call)
    in_time, late = end - timedelta(seconds=1), end
    assert codes(run, applying.hand_in, me, made, {}, late) == ["C100"]
    assert run(applying.hand_in, me, made, {}, in_time) == 1
    assert codes(run, applying.hand_in, me, made, {"title": "Late"}, late) == ["C100"]
    assert codes(run, applying.begin, crowd["scholar"], call, late) == ["C100"]
    assert codes(run, applying.begin, crowd["scholar"], call, end - timedelta(days=99)) == ["C100"]
    run(lambda rows: rows.execute(update(tables.calls).values(late=True)))
    assert codes(run, applying.hand_in, me, made, {"title": "Late"}, late) == ["C101"], "it would make it late"
    second = filled(run, crowd["scholar"], call)
    assert run(applying.hand_in, crowd["scholar"], second, {}, late) == 2
    assert run(applications.get, crowd["scholar"], second).late
    assert not run(applications.get, me, made).late


def test_an_open_call_is_only_extended_and_everybody_is_told(run, call, crowd, office):
    me, one = crowd["scholar"], run(calls.get, office, call)
    run(lambda rows: rows.execute(update(tables.calls).values(late=True)))
    made = filled(run, me, call)
    run(applying.hand_in, me, made, {}, one.end + timedelta(minutes=5))
    assert codes(run, writing.extend, office, call, "2020-01-01 18:00") == ["C110"]
    assert codes(run, writing.extend, office, call, "next week") == ["C112"]
    assert codes(run, writing.close, office, call) == ["C111"]
    until = (one.end + timedelta(days=7)).strftime("%Y-%m-%d 18:00")
    run(writing.extend, office, call, until)
    assert run(calls.get, office, call).end > one.end
    assert not run(applications.get, me, made).late, "it is in time now"
    assert any("more time" in letter.subject.lower() for letter in run(outbox.waiting, office))
    run(writing.close, office, call, run(calls.get, office, call).end)
    assert run(calls.get, me, call).state == "review"
    assert codes(run, writing.extend, office, call, until) == ["C109"]
    assert codes(run, applying.begin, crowd["engineer"], call) == ["C100"]


def test_a_form_in_use_only_grows_by_what_is_not_needed(run, call, crowd, office):
    run(applying.begin, crowd["scholar"], call)
    form = run(calls.get, office, call).form
    more = FormField("more", TITLE, needed=False)
    assert codes(run, writing.set_form, office, call, form[1:]) == ["C108"]
    assert codes(run, writing.set_form, office, call, [*form, FormField("more", TITLE)]) == ["C108"]
    run(writing.set_form, office, call, [*form, more])
    assert run(calls.get, office, call).form[-1] == more


def test_those_who_do_not_run_calls_change_none_and_see_no_draft_nor_others(run, call, crowd, office):
    draft = run(writing.make, office, purpose="scholarships", title=TITLE)
    made = filled(run, crowd["researcher"], call)
    run(applying.hand_in, crowd["researcher"], made, {})
    for name, person in crowd.items():
        if name in ("office", "administrator"):
            assert run(calls.get, person, draft).state == "draft"
            assert run(applications.get, person, made).number == 1
            assert codes(run, applying.hand_in, person, made, {}) == ["C001"], "not even they change it"
            continue
        assert codes(run, calls.get, person, draft) == ["C001"]
        assert codes(run, writing.open_call, person, draft) == ["C002"]
        assert codes(run, writing.set_rules, person, call, Rules()) == ["C002"]
        assert codes(run, applications.of_call, person, call) == ["C002"]
        if name != "researcher":
            assert codes(run, applications.get, person, made) == ["C001"]
            assert codes(run, applying.withdraw, person, made) == ["C001"]
    assert codes(run, applying.begin, crowd["auditor"], call) == ["C002"]


def test_files_are_told_by_how_they_begin_and_replaced(run, call, crowd, center):
    me = crowd["scholar"]
    made = run(applying.begin, me, call)

    def lay(name, content, field="plan"):
        kept = center.blobs.put(content)
        return run(attachments.lay, me, made, field, name=name, head=content[:16], kept=kept), kept.key

    gone, key = lay("plan.pdf", b"%PDF-1.7 plan")
    assert gone == ()
    for name, content in (("plan.pdf", b"MZ plan"), ("plan.exe", b"MZ"), ("plan", b"%PDF-"), ("plan.hwp", b"PK\3\4")):
        assert codes(lay, name, content) == ["C107"]
    assert codes(lay, "x.pdf", b"%PDF-", "title") == ["C001"]
    assert lay("계획.hwpx", b"PK\3\4 plan")[0] == (key,)
    (one,) = run(applications.files, me, made)
    assert (one.name, one.media, one.field) == ("계획.hwpx", "hwpx", "plan")
    assert run(applying.withdraw, me, made) == (one.blob,), "a draft goes with its files"
    assert not run(lambda rows: rows.execute(select(tables.application_files)).all())


def test_a_needed_file_of_what_was_handed_in_is_only_replaced(run, crowd, office, center, call):
    form = [FormField("title", TITLE), FormField("paper", TITLE, Kind.FILE)]
    run(writing.set_form, office, call, form)
    me = crowd["scholar"]
    made = run(applying.begin, me, call)
    assert codes(run, applying.hand_in, me, made, {"title": "x"}) == ["C102"]
    run(attachments.lay, me, made, "paper", name="a.pdf", head=b"%PDF-1", kept=center.blobs.put(b"%PDF-1"))
    assert run(applying.hand_in, me, made, {"title": "x"}) == 1
    assert codes(run, attachments.remove, me, made, "paper") == ["C102"]
    assert run(attachments.lay, me, made, "paper", name="b.pdf", head=b"%PDF-1", kept=center.blobs.put(b"%PDF-1"))


def test_a_draft_call_is_changed_checked_and_thrown_away(run, office):
    made = run(writing.make, office, purpose="courses", title={"ko": "과정", "en": ""})
    assert codes(run, writing.open_call, office, made) == ["C127"]
    given = {
        "title_ko": "과정", "title_en": "Course", "text_ko": "", "text_en": "", "opens": "2027-03-01 09:00",
        "closes": "2027-02-01T18:00", "zone": "Asia/Seoul", "late": "yes", "blind": "yes", "reviews": "2", "load": "9",
    }  # fmt: skip
    run(writing.change, office, made, given)
    assert codes(run, writing.open_call, office, made) == ["C120"]
    assert codes(run, writing.change, office, made, given | {"zone": "Seoul"}) == ["C113"]
    assert codes(run, writing.change, office, made, given | {"reviews": "1.5"}) == ["C114"]
    assert codes(run, writing.change, office, made, given | {"title_ko": "", "title_en": " "}) == ["C009"]
    assert codes(run, writing.change, office, made, given | {"closes": "2027-02-30 18:00"}) == ["C112"]
    one = run(calls.get, office, made)
    assert (one.opens, one.late, one.reviews) == (datetime(2027, 3, 1, 0, 0, tzinfo=UTC), True, 2)
    run(writing.delete, office, made)
    assert codes(run, calls.get, office, made) == ["C001"]
