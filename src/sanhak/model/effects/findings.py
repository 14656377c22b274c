"""The rules about the analysis of a design: codes M100 to M119, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("M100", Severity.REFUSE)
class TermNotUnderstood(Finding):
    """A term of the model names no factor, or is not written as terms are.

    A term is a factor (``A``), a product of factors (``A:B``) or a power (``A^2``, also within a product: ``A^2:B``).
    Each factor stands once in a term, with a power from 1 to 4; a category has no powers.

    Instead of a list of terms the words ``main``, ``interactions`` and ``quadratic`` name whole models.
    """

    says = "The term {term} cannot be read: {part} is no factor. Nearest: {near}."
    why = "A term that is guessed at would estimate something that nobody asked for."
    act = "Write terms of factors as in A, A:B or A^2, or take main, interactions or quadratic."
    term: str
    part: str
    near: tuple[str, ...]


@rule("M101", Severity.REFUSE)
class FewerRunsThanTerms(Finding):
    """There are fewer runs with a result than the model has terms.

    Each coefficient needs at least one run of its own. A model with more coefficients than runs fits whatever was
    measured in endless many ways.

    Runs whose result is missing do not count. A model of main effects needs one run more than it has factors.
    """

    says = "The model has {terms:coefficient|coefficients}, but only {runs:run has|runs have} a result."
    why = "More coefficients than runs fit any result in endless many ways."
    act = "Take a smaller model (main), or measure more runs."
    runs: int
    terms: int
