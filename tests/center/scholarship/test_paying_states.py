"""No road through events, versions and batches leads to a payment made twice, after an end, or while one is on hold."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from center.opening import opened, peopled
from center.scholarship.histories import Slow
from center.scholarship.supporting import PDF, TERMS, supported
from sanhak.center.scholarship import agreeing, happening, paying, schema, scholars
from sanhak.center.scholarship.agreement import Happening
from sanhak.finding import Refusal

DAYS = st.integers(-40, 40)


class Paying(RuleBasedStateMachine):
    """The office acts, day after day; what was paid is looked at after each act."""

    @initialize()
    def begin(self):
        self.folder = TemporaryDirectory()
        self.center = opened(Path(self.folder.name) / "workbench")
        self.crowd = peopled(self.center)
        self.scholar, self.today = supported(self.center, self.crowd), date(2025, 3, 10)
        self.office = self.crowd["office"]

    def record(self, rows):
        return scholars.enter(rows, self.office, self.scholar)[0]

    @rule(days=st.integers(1, 70))
    def wait(self, days):
        self.today += timedelta(days=days)

    @rule(kind=st.sampled_from(list(Happening)), days=DAYS)
    def happen(self, kind, days):
        on = str(self.today + timedelta(days=days))
        with suppress(Refusal), self.center.database.writing() as rows:
            happening.write(rows, self.office, self.scholar, kind=kind.value, on=on)

    @rule(which=st.integers(0, 9))
    def annul(self, which):
        with self.center.database.writing() as rows:
            if happened := self.record(rows).happened:
                happening.annul(rows, self.office, happened[which % len(happened)].id, "mistaken")

    @rule(stipend=st.integers(0, 2_000_000), days=DAYS)
    def agree(self, stipend, days):
        terms = TERMS | {"since": str(self.today + timedelta(days=days)), "stipend": str(stipend)}
        with self.center.database.writing() as rows:
            made = agreeing.write(rows, self.office, self.scholar, terms | {"until": "2029-02-28"})
            agreeing.sign(rows, self.office, made, approval="품의-2", scan=self.center.blobs.put(PDF))

    @rule(day=st.integers(1, 28))
    def pay(self, day):
        on = self.today.replace(day=day)
        with self.center.database.writing() as rows:
            review = paying.review(rows, self.office, on, self.today)
            if not review.due:
                return
            paying.make(rows, self.office, on, review.mark, self.today)
        with self.center.database.reading() as rows:
            record = self.record(rows)
        slow = Slow(record.versions, record.events)
        assert not slow.state(self.today)[0], "paid while something pauses"
        assert not slow.state(on)[0], "paid for a day on which something pauses"
        for one in review.due:
            month = one.payment.month
            days = [month + timedelta(days=n) for n in range(31) if (month + timedelta(days=n)).month == month.month]
            assert month <= on
            assert any(slow.paid(day) for day in days), "paid after an end"
            paid = slow.due(month.year, month.month)[0 if one.payment.kind == "stipend" else 2]
            assert one.payment.due.gross == paid

    @rule(which=st.integers(0, 99))
    def reverse(self, which):
        with self.center.database.writing() as rows:
            standing = [one for one in self.record(rows).paid if one.reversed is None]
            if standing:
                paying.reverse(rows, self.office, standing[which % len(standing)].id, "returned")

    @invariant()
    def nothing_is_paid_twice(self):
        if not hasattr(self, "center"):
            return
        table = schema.payments.c
        with self.center.database.reading() as rows:
            standing = rows.execute(select(table.month, table.kind).where(table.reversed.is_(None))).all()
        assert len(standing) == len({tuple(one) for one in standing})

    def teardown(self):
        if hasattr(self, "center"):
            self.center.database.close()
            self.folder.cleanup()


Paying.TestCase.settings = settings(max_examples=16, stateful_step_count=24, deadline=None)
TestPaying = Paying.TestCase
