"""The rules about how scholarships begin and are cared for: codes C250–C259, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


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
