"""A scholar for a test: added, with a signed agreement, and events as they come."""

from __future__ import annotations

from datetime import date

from sanhak.center.scholarship import agreeing, mentoring, scholars

TERMS = {
    "since": "2025-03-01", "until": "2027-02-28", "stipend": "1,200,000", "tuition": "4,000,000", "tax": "8.8 %",
    "pro_rata": "yes", "with_tuition": "yes",
}  # fmt: skip
PDF = b"%PDF-1.7 signed"


def supported(center, crowd, terms=None, mentor="", **more):
    """A scholar whose agreement is signed on paper."""
    office, scan = crowd["office"], center.blobs.put(PDF)
    with center.database.writing() as rows:
        given = {"name": "신청자 3", "email": "scholar@example.org", "university": "University"} | more
        scholar = scholars.add(rows, office, **given)
        mentoring.name(rows, office, scholar, mentor, date(2025, 3, 1))
        agreement = agreeing.write(rows, office, scholar, TERMS | (terms or {}))
        agreeing.sign(rows, office, agreement, approval="품의-2025-014", scan=scan)
    return scholar
