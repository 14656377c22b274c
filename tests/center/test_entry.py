"""People come in by a link or a password, and by nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from sanhak.center import entry, keeping, people, projects, schema
from sanhak.center.rights import Part, Role
from sanhak.finding import Refusal


def refused(call, *args, **more):
    with pytest.raises(Refusal) as caught:
        call(*args, **more)
    return caught.value.findings[0].code


def accept(center, token, **more):
    given = {"name": "새 사람", "language": "ko", "password_hash": center.passwords.hash("a long enough password")}
    with center.database.writing() as rows:
        return entry.accept(rows, token, **given | more)


def test_the_first_start_makes_the_administrator_and_then_no_link(center):
    with center.database.writing() as rows:
        token = entry.first(rows)
    person = accept(center, token, email_given=" First@Example.ORG ", organisation_name="화학회사")
    assert (person.role, person.email, person.organisation_name) == (
        Role.ADMINISTRATOR, "first@example.org", "화학회사",
    )  # fmt: skip
    with center.database.writing() as rows:
        assert entry.first(rows) is None


def test_a_password_opens_a_session_that_ends(center, crowd, sign_in):
    token, person = sign_in("engineer")
    assert person == crowd["engineer"]
    assert entry.who(center.database, token) == person
    assert entry.who(center.database, token + "x") is None
    with center.database.writing() as rows:
        rows.execute(update(schema.sessions).values(ends=datetime.now(UTC)))
    assert entry.who(center.database, token) is None


def test_signing_out_ends_one_session_alone(center, crowd, sign_in):
    first, second = sign_in("engineer")[0], sign_in("engineer")[0]
    with center.database.writing() as rows:
        entry.sign_out(rows, first)
    assert entry.who(center.database, first) is None
    assert entry.who(center.database, second) == crowd["engineer"]


def test_nothing_that_opens_a_door_is_kept_as_it_is(center, crowd, sign_in):
    token, _ = sign_in("engineer")
    with center.database.writing() as rows:
        link = entry.first(rows) or entry.way(rows, "x@example.org", Role.ENGINEER)
    with center.database.reading() as rows:
        kept = " ".join(
            str(row) for table in (schema.sessions, schema.invitations) for row in rows.execute(select(table))
        )
    assert token not in kept
    assert link not in kept


@pytest.mark.parametrize("name", ["engineer", "nobody"])
def test_a_wrong_password_and_an_unknown_address_are_told_alike(center, crowd, sign_in, name):
    assert refused(sign_in, name, "wrong password") == "C003"


def test_guessing_meets_a_pause_that_signing_in_well_does_not_skip(center, crowd, sign_in):
    codes = [refused(sign_in, "engineer", "wrong password") for _ in range(6)]
    assert codes == ["C003"] * 5 + ["C004"]
    assert refused(sign_in, "engineer") == "C004"
    with center.database.writing() as rows:
        rows.execute(update(schema.attempts).values(until=datetime.now(UTC) - timedelta(seconds=1)))
    sign_in("engineer")
    assert refused(sign_in, "engineer", "wrong password") == "C003"


def test_whose_access_is_taken_is_out_at_once(center, crowd, sign_in):
    token, _ = sign_in("engineer")
    with center.database.writing() as rows:
        people.let_in(rows, crowd["office"], crowd["engineer"].id, active=False)
    assert entry.who(center.database, token) is None
    assert refused(sign_in, "engineer") == "C003"
    with center.database.writing() as rows:
        people.let_in(rows, crowd["office"], crowd["engineer"].id, active=True)
    assert sign_in("engineer")[1].active


def test_an_invitation_works_once_and_for_a_time(center, crowd):
    with center.database.writing() as rows:
        mine = projects.open_project(rows, crowd["manager"], title="Yield")
        token = entry.invite(
            rows, crowd["office"], email_given="new@example.org", role="researcher",
            organisation=crowd["researcher"].organisation, project=mine.id,
        )  # fmt: skip
    person = accept(center, token)
    assert (person.email, person.role) == ("new@example.org", Role.RESEARCHER)
    with center.database.reading() as rows:
        assert projects.enter(rows, person, mine.id).part is Part.MEMBER
    assert refused(accept, center, token) == "C005"


def test_an_invitation_that_ran_out_opens_nothing(center, crowd):
    with center.database.writing() as rows:
        token = entry.way(rows, "late@example.org", Role.ENGINEER, organisation=crowd["office"].organisation)
        rows.execute(update(schema.invitations).values(ends=datetime.now(UTC)))
    assert refused(accept, center, token) == "C005"


def test_only_an_administrator_makes_administrators(center, crowd):
    with center.database.writing() as rows:
        for act in (
            lambda: entry.invite(
                rows, crowd["office"], email_given="x@example.org", role="administrator", organisation="x"
            ),
            lambda: people.change_role(rows, crowd["office"], crowd["engineer"].id, "administrator"),
            lambda: people.change_role(rows, crowd["office"], crowd["administrator"].id, "engineer"),
            lambda: people.let_in(rows, crowd["office"], crowd["administrator"].id, active=False),
            lambda: entry.renew(rows, crowd["office"], crowd["administrator"].id),
        ):
            assert refused(act) == "C002"
        assert (
            refused(people.change_role, rows, crowd["administrator"], crowd["administrator"].id, "engineer") == "C012"
        )


def test_a_new_password_ends_all_sessions(center, crowd, sign_in):
    token, _ = sign_in("engineer")
    path = keeping.way_in(center, "engineer@example.org", "engineer", None)
    assert accept(center, path.rsplit("/", 1)[1]) == crowd["engineer"]
    assert entry.who(center.database, token) is None
    assert sign_in("engineer", "a long enough password")


@pytest.mark.parametrize("password", ["short", "x" * 201, "passwordpassword", "aaaaaaaaaaaaaaaa"])
def test_weak_passwords_are_refused(center, password):
    assert refused(center.passwords.hash, password) == "C006"
