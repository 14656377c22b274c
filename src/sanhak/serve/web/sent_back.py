"""A small form that came back, as the template of its page asks for it: with what was typed and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from sanhak.finding import Finding
from sanhak.serve.web.door import Visit


@dataclass(frozen=True, slots=True)
class Small:
    """A small form as it was sent; ``error`` is told beside the ``field`` it is about, empty for the whole form."""

    name: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    field: str = ""
    error: Markup | None = None

    def __call__(self, name: str, value: Any = "", attributes: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the macro of a field needs: its value, the error beside it, and that it wants to be looked at first."""
        error = self.error if name == self.field else None
        told = {"value": self.typed.get(name, value), "error": error}
        return told | {"attributes": {**(attributes or {}), **({"autofocus": True} if error else {})}}

    @property
    def back(self) -> bool:
        """Whether it was sent and came back."""
        return bool(self.findings)

    @property
    def rest(self) -> Sequence[Finding]:
        """What is wrong with the form and stands beside no field."""
        return () if self.field else self.findings


def small(here: Visit) -> Callable[[str], Small]:
    """The form of a name as templates ask for it: as it came back with this request, or empty."""
    came: Small = getattr(here.request.state, "small", Small())
    return lambda name: came if came.name == name else Small(name)
