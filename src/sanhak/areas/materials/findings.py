"""The rules of materials research: codes S300 and S301, each with its page in its docstring."""

from __future__ import annotations

from sanhak.finding import Finding, Severity, rule


@rule("S300", Severity.WARN)
class ElementNeverMeasured(Finding):
    """Some candidates hold an element that no measured material holds.

    A model knows an element only by its properties (size, valence, electronegativity) until one material with it was
    measured. It often gets the direction right and the size wrong: a first carbide, a first rare earth does something
    that no average over elements tells.

    Make one or two of them to learn what the element does, before several are made because of what is expected.
    """

    says = "{count:candidate holds|candidates hold} elements that no measured material holds: {elements}."
    why = "What such an element does is guessed from its place among the others, and no held-out row has judged that."
    act = "Measure one material with each of these elements first."
    count: int
    elements: tuple[str, ...]


@rule("S301", Severity.WARN)
class OneSystem(Finding):
    """All measured materials hold the same elements.

    Then no chemistry can be held out: the error is that of other amounts of the same elements. That is what one wants
    to know of a series in which only amounts vary, and nothing else.

    Take the error for candidates of these elements. To ask about others, add measured materials that hold them.
    """

    says = "All measured materials hold the same elements: {elements}."
    why = "The error is that of other amounts of these elements; of a material with others it says nothing."
    act = "Use the answer for candidates of these elements only, or add measured materials with others."
    elements: tuple[str, ...]
