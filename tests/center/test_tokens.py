"""Tokens open what their scope says, in the name of their person, until they end; sessions, invitations and letters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from sanhak.center import auditing, entry, events, invitations, outbox, people, schema, sessions, tokens
from sanhak.center.auditing import Sought
from sanhak.center.rights import Role
from sanhak.center.tokens import Scope
from sanhak.finding import Refusal
from serve.workbench import PASSWORD, workbench


@pytest.fixture
def bench(tmp_path):
    one = workbench(tmp_path / "bench")
    yield one
    one.center.database.close()


@pytest.fixture
def either(tmp_path, center_url):
    """Once on each kind of database."""
    one = workbench(tmp_path / "bench", center_url)
    yield one
    one.center.database.close()


def refused(act, *given, **more):
    with pytest.raises(Refusal) as refusal:
        act(*given, **more)
    return refusal.value.findings[0].code


def test_a_token_acts_for_its_person_within_its_scope_and_only_its_hash_is_kept(either):
    me, database = either.person(), either.center.database
    secret = either.token(me, "read")
    bearer = tokens.bearer(database, secret, "here")
    assert (bearer.person.id, bearer.scope) == (me.id, Scope.READ)
    assert refused(bearer.need, Scope.WRITE) == "C041"
    with database.reading() as rows:
        kept = rows.execute(select(schema.tokens)).mappings().one()
        assert secret not in str(dict(kept))
        assert events.latest(rows, limit=1)[0].act == "token.made"
        assert secret not in str(events.latest(rows))


def test_a_last_use_is_noted_every_ten_minutes(bench):
    me, database = bench.person(), bench.center.database
    secret = bench.token(me)
    used = []
    for minutes in (None, 5, 11):
        with database.writing() as rows:
            if minutes is not None:
                then = datetime.now(UTC) - timedelta(minutes=minutes)
                rows.execute(update(schema.tokens).values(used=then))
        tokens.bearer(database, secret, "here")
        with database.reading() as rows:
            used.append(datetime.now(UTC) - tokens.mine(rows, me)[0].used)
    assert used[0] < timedelta(minutes=1)
    assert used[1] > timedelta(minutes=4)
    assert used[2] < timedelta(minutes=1)


def test_a_token_that_ended_was_taken_back_or_lost_its_person_opens_nothing(bench):
    me, office, database = bench.person(), bench.person("office", Role.OFFICE), bench.center.database
    ended, back, gone = (bench.token(me) for _ in range(3))
    with database.writing() as rows:
        past = datetime.now(UTC) - timedelta(seconds=1)
        rows.execute(update(schema.tokens).where(schema.tokens.c.token == entry.hashed(ended)).values(ends=past))
        id_ = rows.scalar(select(schema.tokens.c.id).where(schema.tokens.c.token == entry.hashed(back)))
        assert refused(tokens.revoke, rows, office, id_) == "C001"
        tokens.revoke(rows, me, id_)
        assert refused(tokens.revoke, rows, me, id_) == "C001"
    assert refused(tokens.bearer, database, ended, "a") == "C040"
    assert refused(tokens.bearer, database, back, "b") == "C040"
    assert tokens.bearer(database, gone, "c").person == me
    with database.writing() as rows:
        people.let_in(rows, office, me.id, active=False)
    assert refused(tokens.bearer, database, gone, "c") == "C040"
    with database.writing() as rows:
        people.let_in(rows, office, me.id, active=True)
    assert refused(tokens.bearer, database, gone, "c") == "C040", "access that comes back brings no old token back"


def test_wrong_tokens_are_kept_waiting_and_right_ones_never(bench):
    database, secret = bench.center.database, bench.token(bench.person())
    tried = [refused(tokens.bearer, database, f"sanhak_{at}", "10.0.0.1") for at in range(7)]
    assert tried == ["C040"] * 5 + ["C004"] * 2
    assert refused(tokens.bearer, database, "sanhak_0", "10.0.0.2") == "C040"
    assert tokens.bearer(database, secret, "10.0.0.1").scope is Scope.WRITE


@pytest.mark.parametrize(
    ("days", "scope", "code"),
    [
        ("0", "read", "C042"),
        ("366", "read", "C042"),
        ("1.5", "read", "C042"),
        ("٣", "read", "C042"),
        ("9" * 5000, "read", "C042"),
        ("0000000019999", "read", "C042"),
        ("30", "all", "C013"),
    ],
    ids=range(7),
)
def test_a_token_lives_a_year_at_most_and_has_one_of_two_scopes(tmp_path, days, scope, code):
    bench = workbench(tmp_path)
    me = bench.person()
    with bench.center.database.writing() as rows:
        assert refused(tokens.make, rows, me, name="x", scope=scope, days=days) == code
    bench.center.database.close()


def test_a_new_password_asks_for_the_old_one_and_ends_the_other_sessions(bench):
    me, center = bench.person(), bench.center
    with center.database.writing() as rows:
        here, there = (entry.open_session(rows, me.id, agent) for agent in ("here", "there"))

    def change(old, new):
        sessions.change_password(center.database, center.passwords, me, old=old, new=new, token=here)

    assert refused(change, "guessed", "another long sentence") == "C043"
    assert refused(change, PASSWORD, "short") == "C006"
    assert entry.who(center.database, there) == me
    change(PASSWORD, "another long sentence")
    assert entry.who(center.database, here) == me
    assert entry.who(center.database, there) is None
    assert [refused(change, "guessed", "x") for _ in range(6)][-1] == "C004"


def test_a_session_is_ended_by_its_person_alone(bench):
    me, other, database = bench.person(), bench.person("other"), bench.center.database
    with database.writing() as rows:
        token = entry.open_session(rows, me.id, "Firefox")
        [session] = sessions.mine(rows, me, "another secret")
        assert (session.agent, session.current) == ("Firefox", False)
        assert entry.hashed(token) != session.id
        assert refused(sessions.end, rows, other, session.id) == "C001"
        sessions.end(rows, me, session.id)
    assert entry.who(database, token) is None


def test_an_invitation_taken_back_opens_nothing_and_its_letter_is_gone(either):
    office, database = either.person("office", Role.OFFICE), either.center.database
    with database.writing() as rows:
        secret = entry.invite(
            rows, office, email_given="new@uni.example", role="scholar", organisation=office.organisation
        )
        outbox.write(rows, office, to="new@uni.example", subject="s", body=secret)
        [waiting] = invitations.waiting(rows, office)
        assert (waiting.email, waiting.role, waiting.renews) == ("new@uni.example", Role.SCHOLAR, False)
        assert refused(invitations.revoke, rows, office, "zzz") == "C001"
        invitations.revoke(rows, office, waiting.id)
        assert refused(entry.invitation, rows, secret) == "C005"
        assert outbox.waiting(rows, office) == ()


def test_a_letter_that_is_not_taken_waits_and_stops_no_other(either):
    office, database = either.person("q", Role.OFFICE), either.center.database
    with database.writing() as rows:
        for to in ("nobody@b.example", "a@b.example", "c@b.example"):
            outbox.write(rows, office, to=to, subject="s", body="the text", replace=False)
    went = []

    def post(letter):
        if letter.to.startswith("nobody"):
            raise outbox.NotTaken(letter.id)
        went.append(letter.to)

    assert outbox.send(database, post) == 2
    assert went == ["a@b.example", "c@b.example"]
    with database.reading() as rows:
        waits = [(letter.to, letter.body) for letter in outbox.waiting(rows, office) if letter.sent is None]
    assert waits == [("nobody@b.example", "the text")]


def test_letters_are_their_writers_alone_and_go_once(either):
    office, other, database = either.person("o", Role.OFFICE), either.person("p", Role.OFFICE), either.center.database
    with database.writing() as rows:
        outbox.write(rows, office, to="a@b.example", subject="A\nBcc: c@d.example", body="the secret link")
        assert outbox.waiting(rows, other) == ()

    def fails(letter):
        raise ConnectionError(letter.to)

    with pytest.raises(ConnectionError):
        outbox.send(database, fails)
    went = []
    assert outbox.send(database, went.append) == 1
    assert outbox.send(database, went.append) == 0
    assert [letter.body for letter in went] == ["the secret link"]
    assert went[0].subject == "A Bcc: c@d.example", "no title with a line of its own ends the sending of all letters"
    with database.reading() as rows:
        [sent] = outbox.waiting(rows, office)
    assert sent.sent is not None
    assert sent.body == "", "what opens a door is not kept longer than it is of use"


def test_the_log_finds_by_person_act_project_and_day_and_says_where_it_was_changed(either):
    admin, me, database = either.person("admin", Role.ADMINISTRATOR), either.person(), either.center.database
    with database.writing() as rows:
        assert refused(auditing.log, rows, me, Sought()) == "C002"
        found = auditing.log(rows, admin, Sought(act="project.opened", person=me.id))
        assert [(one.who, one.open, one.event.facts) for one in found] == [("engineer", False, {})]
        mine = auditing.log(rows, admin, Sought(act="project.opened", person=admin.id))
        assert mine[0].event.facts == {"title": "Room of admin"}
        today = datetime.now(UTC).date()
        assert len(auditing.log(rows, admin, Sought(day=today))) == 5
        assert auditing.log(rows, admin, Sought(day=today - timedelta(days=2))) == ()
        assert [one.event.id for one in auditing.whole_log(rows, admin, Sought())] == [5, 4, 3, 2, 1]
        assert auditing.chain(rows, admin) == auditing.Chain(5, None)
        rows.execute(update(schema.events).where(schema.events.c.id == 3).values(act="project.done"))
        assert auditing.chain(rows, admin) == auditing.Chain(5, 3)
