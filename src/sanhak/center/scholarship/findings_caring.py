"""The rules about how scholarships begin and are cared for: codes C250–C259, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule
from sanhak.text import Text


@rule("C250", Severity.REFUSE)
class NobodyToMatch(Finding):
    """A matching of mentors was begun without a scholar who waits for one, or without a mentor who has room.

    Scholars take part whose agreement is signed and not over, who have no mentor, and who consent to the provision of
    their data to the other organisation: without it no mentor may read their name. Mentors take part who are open and
    have fewer scholars than they take.

    Ask for the consents, or add mentors, and begin it then.
    """

    says = "{scholars:scholar waits|scholars wait} for a mentor, and {mentors:mentor has|mentors have} room."
    why = "A matching needs both sides."
    act = "Ask scholars for their consent to provision, or add mentors who are open."
    scholars: int
    mentors: int


@rule("C252", Severity.REFUSE)
class NotAMentor(Finding):
    """Somebody was named a mentor who cannot be one.

    A mentor belongs to the company and works with its data: an engineer, a manager, or somebody of the centre. Who is a
    scholar, or is here as a trainee, a reviewer, a researcher of a university or an auditor, mentors nobody.

    Name a colleague of the company, or give this person the role that they have there.
    """

    says = "{name} is here as {role} and cannot be a mentor."
    why = "A mentor is the company's side of a scholarship."
    act = "Name somebody of the company."
    name: str
    role: Text


@rule("C253", Severity.REFUSE)
class ScanStands(Finding):
    """A scan was to be added to a version that is not signed, or that has one.

    A version that was imported, or that both sides confirmed here, may get its signed paper afterwards, once. What it
    says never changes with it.
    """

    says = "Version {number} takes no scan."
    why = "Only a version that is signed and has no scan yet gets its paper afterwards; a scan is never replaced."
    act = "Sign it first where it is not signed, or write a new version where another paper was signed."
    number: int
